"""Hostile OSC: random packets, mutants of good ones, and mutants of whatever has led somewhere new.

    python tests/osc_fuzz.py 1000000            # by hand; the tests do a few thousand
    python tests/osc_fuzz.py 1000000 --engine   # what means nothing, at a live engine, see osc_siege.py

Packets are handled by a real server with real sockets, whose thread is this one. While the guide is on, every line of
our own files that a packet reaches for the first time makes that packet a parent of others. Told at the end: packets a
second, the longest a packet took, what was read and refused, faults, and memory at a tenth of the way and at the end.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from osc_client import bundle
from recording_desk import RecordingDesk

from rtmusic import osc
from rtmusic.knobs import COMMANDS, KNOBS, PROMPTS, Control
from rtmusic.osc import OscServer, write_packet
from rtmusic.oscaddresses import READERS
from rtmusic.oscwire import Sender

GUIDED = 40  # one packet in so many is watched line by line
MOST_PARENTS = 2000


class CheckingDesk(RecordingDesk):
    """It remembers little, and takes nothing that the tables do not allow."""

    def __init__(self) -> None:
        super().__init__()
        self.effects = 0
        self.wrong: list[str] = []

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        self.effects += 1
        for control in controls:
            if KNOBS.get(control.knob.name) is not control.knob or control.knob.clamp(control.value) != control.value:
                self.wrong.append(f"{control}")
        super().turn(*controls, at_s=at_s)
        self.done.clear()

    def command(self, name: str, at_s: float | None = None) -> None:
        self.effects += 1
        if name not in COMMANDS:
            self.wrong.append(name)

    def prompt(self, slot: int, text: str) -> None:
        self.effects += 1
        if not 1 <= slot <= PROMPTS or len(text) > 1024:
            self.wrong.append(f"{slot} {text}")
        super().prompt(slot, text)
        self.done.clear()


@dataclass(slots=True)
class Found:
    """What came of it."""

    packets: int
    per_s: float
    longest_ms: float  # processor time of one packet
    messages: int
    malformed: int
    refused: int
    failures: int
    effects: int
    wrong: list[str]
    lines: int  # of our own that were reached
    parents: int
    kb_early: int  # resident memory after a tenth
    kb: int  # and at the end


def seeds(port: int) -> list[bytes]:
    """Good packets of every kind."""
    url = f"osc.udp://127.0.0.1:{port}/"
    said: list[bytes] = [write_packet(address, *arguments) for address in READERS for arguments in ((), (0.5,), (1,))]
    said += [write_packet(f"/{name}", 1) for name in COMMANDS]
    said += [write_packet(f"/prompt/{slot}", "rain", 0.5) for slot in range(1, PROMPTS + 1)]
    for words in (
        *(("/ping",), ("/ping", url), ("/ping", url, "/x"), ("/version",), ("/status",), ("/sync", 1), ("/panic",)),
        *(("/lock", 1), ("/lock", 0), ("/get", "/wet"), ("/get", "/*"), ("/get", "wet", url, "/x"), ("/unsubscribe",)),
        *(("/subscribe",), ("/subscribe", 50), ("/subscribe", 50, port), ("/subscribe", "/meter/*", 20, 5)),
        *(("/subscribe", "//w*", 20, url), ("/subscriptions",), ("/unsubscribe", "/meter/*"), ("/set", "tempo", 99.0)),
        *(("/prompt/*/weight", 0.1), ("/{wet,dry}", -3.0), ("//[a-m]*",), ("/loop/0/hit", "record"), ("/quit",)),
        *(("/loop/-1/down", "undo"), ("/loop/-3/up", "undo"), ("/loop/-1/freeze", 1), ("/sl/0/hit", "mute")),
        *(
            ("/sl/-1/set", "wet", 0.5),
            ("/sl/-3/get", "state", url, "/x"),
            ("/sl/0/save_loop", "a", "b", "c", url, "/x"),
        ),
        *(("/sl/0/register_update", "wet", url, "/x"), ("/sl/0/register_auto_update", "loop_pos", 50, url, "/x")),
        *(("/sl/0/unregister_update", "wet", url, "/x"), ("/register_auto_update", "tempo", 50, url, "/x")),
        *(("/register", url, "/x"), ("/set", "eighth_per_cycle", 8.0), ("/mode", "stream"), ("/key", "c#m")),
    ):
        said.append(write_packet(*words))
    flat = bundle(0, *said[:5])
    nested = b"#bundle\x00" + struct.pack(">QI", 1, len(flat)) + flat
    return [*said, flat, nested, b"#bundle\x00" + struct.pack(">Q", 1)]


def mutant(dice: random.Random, parents: list[bytes]) -> bytes:
    """Something that resembles one or two of these."""
    packet = bytearray(dice.choice(parents))
    for _ in range(dice.choice((1, 1, 1, 2, 4, 8))):
        at = dice.randrange(len(packet) + 1)
        how = dice.randrange(9)
        if how == 0 and packet:
            packet[at % len(packet)] ^= 1 << dice.randrange(8)
        elif how == 1 and packet:
            packet[at % len(packet)] = dice.choice(b"\x00\xff\x7f/,*?[]{}!-#ifshdTFb")
        elif how == 2:
            packet[at:at] = dice.randbytes(dice.choice((1, 4, 4, 8)))
        elif how == 3:
            del packet[at : at + dice.choice((1, 4, 4, 16))]
        elif how == 4:
            other = dice.choice(parents)
            packet[at:] = other[dice.randrange(len(other) + 1) :]
        elif how == 5:
            part = dice.choice((b"*", b"//", b"[a-z]", b"{a,b}", b"?", b"nan\x00", b"osc.udp://", b"\x00\x00\x00\x00"))
            packet[at:at] = part
        elif how == 6:
            number = struct.pack(">f", dice.choice((0.0, -1.0, 1e30, float("nan"), float("inf"), 3.4, 127.0)))
            packet[-4:] = number
        elif how == 7:
            packet += b"\x00" * (-len(packet) % 4)
        elif len(packet) < 2000:
            due = dice.choice((1, 0, 2**64 - 1, int((time.time() + 2208988800 + dice.uniform(-1, 12)) * 2**32)))
            inside = bytes(packet)
            packet = bytearray(b"#bundle\x00" + struct.pack(">Q", due) + struct.pack(">I", len(inside)) + inside)
    if dice.random() < 0.5:
        packet += b"\x00" * (-len(packet) % 4)
    return bytes(packet[:4096])


class Guide:
    """Watches which of our own lines are reached."""

    def __init__(self) -> None:
        folder = Path(osc.__file__).parent
        self._ours = {str(path) for path in (*folder.glob("osc*.py"), *folder.glob("sooper*.py"))}
        self.seen: set[tuple[str, int, int]] = set()
        self._before = 0
        self._new = False

    def __enter__(self) -> Guide:
        self._new = False
        sys.settrace(self._call)
        return self

    def __exit__(self, *error: object) -> None:
        sys.settrace(None)

    @property
    def led_on(self) -> bool:
        """Whether the last packet reached a line from one it was not reached from before."""
        return self._new

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        self._before = 0
        return self._line if frame.f_code.co_filename in self._ours else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        step = (frame.f_code.co_filename, self._before, frame.f_lineno)
        if step not in self.seen:
            self.seen.add(step)
            self._new = True
        self._before = frame.f_lineno
        return self._line


def resident_kb() -> int:
    """Memory of this process that is in use now, kB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() // 1024


def packets(dice: random.Random, parents: list[bytes], count: int) -> Iterator[bytes]:
    """One in ten is noise, one a good one, the others are mutants."""
    for _ in range(count):
        share = dice.random()
        if share < 0.1:
            yield dice.randbytes(dice.randrange(0, 200))
        elif share < 0.2:
            yield dice.choice(parents)
        else:
            yield mutant(dice, parents)


def fuzz(count: int, seed: int = 0) -> Found:
    """So many packets, one after the other, with everything that the server does between them."""
    dice, desk, guide = random.Random(seed), CheckingDesk(), Guide()
    server = OscServer(desk, port=0, sooperlooper=0)
    server._hands.typist.start()  # the server's own thread is this one
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.setblocking(False)
        port = ear.getsockname()[1]
        parents = seeds(port)
        senders = [Sender(("127.0.0.1", port), server.port)] + [
            Sender(("127.0.0.1", p), server.port) for p in range(40000, 40060)
        ]
        longest, early = 0.0, resident_kb()
        began = time.monotonic()
        for i, packet in enumerate(packets(dice, parents, count)):
            sender = dice.choice(senders)
            started = time.thread_time()
            if i % GUIDED == 0:
                with guide:
                    step(server, packet, sender)
                if guide.led_on and len(parents) < MOST_PARENTS:
                    parents.append(packet)
            else:
                step(server, packet, sender)
                longest = max(longest, time.thread_time() - started)
            if i % 64 == 0:
                try:
                    while True:
                        ear.recv(65535)
                except BlockingIOError:
                    pass
            if i == count // 10:
                early = resident_kb()
        took = time.monotonic() - began
    counters = server.counters
    server.stop()
    return Found(
        count,
        count / took,
        longest * 1000,
        counters.messages,
        counters.malformed,
        counters.refused,
        counters.failures + server._hands.typist.failures,
        desk.effects,
        desk.wrong[:10],
        len({(path, line) for path, _, line in guide.seen}),
        len(parents),
        early,
        resident_kb(),
    )


def step(server: OscServer, packet: bytes, sender: Sender) -> None:
    """What the server does for a packet, and after it."""
    server._take(packet, sender)
    server._take_due()
    server._hands.flush()
    server._publish()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packets", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", action="store_true", help="flood a live engine and compare what is heard")
    wanted = parser.parse_args()
    if wanted.engine:
        from osc_siege import siege  # noqa: PLC0415 - it takes its packets from here

        print(siege(0.0, wanted.packets, seed=wanted.seed), flush=True)
    else:
        print(fuzz(wanted.packets, wanted.seed), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
