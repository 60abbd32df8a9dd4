"""OSC under load, measured at the desk: what is lost, how soon a message acts, how exactly a dated one does.

    python tests/osc_load.py 60         # 5,000 messages a second for a minute, from another process

Every message is the only one with its value, so the desk knows when it was sent. A subscriber listens meanwhile.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass

import numpy as np
from osc_client import Client, bundle
from recording_desk import RecordingDesk, wait_for

from rtmusic.knobs import Control
from rtmusic.osc import OscServer, write_packet

PER_S = 5000
BURST = 10  # messages that a sequencer sends at once
DATED_EVERY_S = 0.05
BLOCK_MS = 128 / 48.0  # a small block of a sound card

# Knob and pedal traffic; the seed knob counts every hundredth message, so that the desk can tell when it was sent.
SENDER = """
import socket, sys, time
from rtmusic.osc import write_packet
port, count, per_s, burst = (int(word) for word in sys.argv[1:])
names = ("temperature", "guidance", "rewrite", "density", "brightness")
others = [write_packet(f"/{name}", 0.3 + i / 1000) for i in range(200) for name in names]
numbered = [write_packet("/seed", i) for i in range(count // 100 + 1)]
press = write_packet("/tap")
wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
wire.connect(("127.0.0.1", port))
began = time.monotonic()
for i in range(0, count, burst):
    time.sleep(max(0.0, began + i / per_s - time.monotonic()))
    for j in range(i, i + burst):
        if j % 100 == 0:
            print(j // 100, time.monotonic())
            wire.send(numbered[j // 100])
        else:
            wire.send(press if j % 1000 == 50 else others[j % len(others)])
"""


class TimingDesk(RecordingDesk):
    """It notes when numbered messages and pedals came."""

    def __init__(self) -> None:
        super().__init__()
        self.came: dict[int, float] = {}
        self.taps = 0
        self.pedals: list[float] = []

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        now = time.monotonic()
        for control in controls:
            if control.knob.name == "seed":
                self.came[int(control.value)] = now
        super().turn(*controls, at_s=at_s)
        self.done.clear()

    def command(self, name: str, at_s: float | None = None) -> None:
        if name == "overdub":
            self.pedals.append(time.time())
        self.taps += name == "tap"


@dataclass(slots=True)
class Load:
    """What came of it; times in milliseconds."""

    sent: int
    came: int
    taps_sent: int
    taps: int
    refused: int
    acts_ms: dict[str, float]  # from being sent to the desk
    late_ms: dict[str, float]  # of dated messages
    early: int  # of them
    told: int  # messages to the subscriber


def spread(times_s: list[float]) -> dict[str, float]:
    """Percentiles in milliseconds."""
    names = {"p50": 50, "p90": 90, "p99": 99, "max": 100}
    return {name: round(float(np.percentile(times_s, p)) * 1000, 3) for name, p in names.items()}


def load(seconds: float, per_s: int = PER_S) -> Load:
    """So many messages a second for so long; 0 sends only dated ones."""
    desk = TimingDesk()
    server = OscServer(desk, port=0)
    server.start()
    hand, ear = Client(server), Client(server)
    ear.send("/subscribe", 50)
    count = int(seconds * per_s) // 1000 * 1000
    command = [sys.executable, "-c", SENDER, str(server.port), str(count), str(max(1, per_s)), str(BURST)]
    sender = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    due: list[float] = []
    told, end = 0, time.monotonic() + seconds
    ear.socket.setblocking(False)
    while time.monotonic() < end:
        due.append(time.time() + 0.2 + 0.017 * (len(due) % 3))
        hand.socket.send(bundle(due[-1], write_packet("/overdub")))
        time.sleep(DATED_EVERY_S)
        try:
            while True:
                ear.socket.recv(65535)
                told += 1
        except BlockingIOError:
            pass
    lines = sender.communicate(timeout=seconds + 60)[0].splitlines()
    wait_for(lambda: server.counters.messages >= count + len(due) + 1, 5.0)
    wait_for(lambda: len(desk.pedals) == len(due), 2.0)
    server.stop()
    for client in (hand, ear):
        client.socket.close()
    sent_at = {int(number): float(at) for number, at in (line.split() for line in lines)}
    acted = [desk.came[number] - at for number, at in sent_at.items() if number in desk.came]
    lateness = [came - wanted for came, wanted in zip(sorted(desk.pedals), sorted(due), strict=True)]
    early = sum(late < -0.0005 for late in lateness)
    messages = server.counters.messages - len(due) - 1
    taps = count // 1000
    acts = spread(acted) if acted else {}
    return Load(count, messages, taps, desk.taps, server.counters.refused, acts, spread(lateness), early, told)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("seconds", type=float)
    wanted = parser.parse_args()
    print("busy", load(wanted.seconds), flush=True)
    print("idle", load(min(20.0, wanted.seconds), per_s=0), flush=True)
    print(f"load of the machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
