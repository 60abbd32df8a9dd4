"""Hostile OSC at a live engine: packets that mean nothing, as fast as they can be sent, while known sound plays.

    python tests/osc_fuzz.py 1000000 --engine     # by hand; the tests do three seconds

What is played is what is heard, sample for sample (dry at 0 dB, wet off, a noise as the input), so that the recording
says what the flood did to the sound: nothing, or it differs. Packets are sifted by the server's own reading before they
are sent: what it could obey is allowed to act, and stays out.

By hand, on two busy cores: 1,002,258 refused in 47 s, 0 of 2,427,872 samples different, 209 of 209 questions answered,
within 440 ms, and 1 MB more memory at the end than after a tenth.
"""

from __future__ import annotations

import itertools
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from osc_client import Client
from osc_fuzz import mutant, resident_kb, seeds
from recording_desk import RecordingDesk, wait_for

from rtmusic.engine import Engine, Settings
from rtmusic.errors import RtmusicError
from rtmusic.knobs import Panel, parse_setting
from rtmusic.osc import _PLACES, OscServer
from rtmusic.oscpattern import Pattern, is_pattern
from rtmusic.oscwire import read_packet
from rtmusic.soundprocess import SoundSpec

BURST = 500  # packets that are sent without a pause for making others
SENDERS = 60  # ports that they come from
ASK_S = 0.2  # between two questions whether the server is there
RAMP_S = 0.05  # at the beginning and the end, in which levels move
PATIENCE_S = 30.0
RATE = 48_000


@dataclass(slots=True)
class Stood:
    """What came of it."""

    seconds: float  # of flood
    taken: int  # packets and messages that the server has read and refused
    malformed: int  # of them no OSC
    failures: int  # faults of ours
    pings: int  # during the flood,
    pongs: int  # and how many were answered
    longest_ms: float  # that an answer took
    kb_early: int  # resident memory of the server's process after a tenth of the flood
    kb: int  # and at its end
    wrong_samples: int  # of the recording that are not what was heard
    samples: int  # that were compared
    glitches: int
    changed: list[str]  # of the panel, the prompts and the pedals


class Sieve:
    """Finds what the server could do nothing with."""

    def __init__(self) -> None:
        self._server = OscServer(RecordingDesk(), port=0, sooperlooper=0)
        self._server._post.close()

    def means_nothing(self, packet: bytes) -> bool:
        """True when it is no whole OSC, or every message is to an address that nobody has."""
        try:
            messages = read_packet(packet)
        except (ValueError, RtmusicError):
            return True
        return not any(self._reaches(message.address) for message in messages)

    def _reaches(self, address: str) -> bool:
        if address in self._server._handlers:
            return True
        if not is_pattern(address):
            return False
        try:
            pattern = Pattern(address)
        except ValueError:
            return False
        return any(pattern.matches(places) for places in _PLACES.values())


def nothings(seed: int) -> Iterator[bytes]:
    """Noise and mutants without end, none of which means anything."""
    dice, sieve, parents = random.Random(seed), Sieve(), seeds(9)
    while True:
        packet = dice.randbytes(dice.randrange(200)) if dice.random() < 0.1 else mutant(dice, parents)
        if sieve.means_nothing(packet):
            yield packet


def flood(port: int, seed: int) -> None:
    """Send them, in bursts, until this process is killed."""
    wires = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(SENDERS)]
    for wire in wires:
        wire.connect(("127.0.0.1", port))
    packets = nothings(seed)
    for wire in itertools.cycle(wires):
        for packet in list(itertools.islice(packets, BURST)):
            wire.send(packet)


def siege(seconds: float, least: int = 0, bundle: Path | None = None, seed: int = 0) -> Stood:
    """Flood a live engine for so long, and until its server has read so many packets."""
    with tempfile.TemporaryDirectory() as folder:
        return _siege(seconds, least, bundle, seed, Path(folder))


def _siege(seconds: float, least: int, bundle: Path | None, seed: int, folder: Path) -> Stood:
    noise = np.random.default_rng(seed).integers(-(2**22), 2**22, (10 * RATE, 2)) / 2.0**23  # whole in 24 bits
    soundfile.write(folder / "noise.wav", noise, RATE, "FLOAT")
    out = folder / "out.wav"
    panel = Panel().turn([parse_setting(text) for text in ("wet=-60", "dry=0")])
    spec = SoundSpec("virtual", f"file:{out}", folder / "noise.wav")
    engine = Engine(Settings(spec, panel, prompts=(), bundle=bundle, provider="cpu"))
    server = OscServer(engine, port=0)
    engine.start()
    server.start()
    client = Client(server)
    try:
        wait_for(lambda: engine.status().rounds > 3, PATIENCE_S)
        before = _state(engine)
        stood = _hold(server, client, seconds, least, seed)
        after = _state(engine)
        stood.changed = [f"{name}: {after[name]} after {was}" for name, was in before.items() if after[name] != was]
        stood.glitches = engine.status().audible_glitches
    finally:
        client.socket.close()
        server.stop()
        engine.stop()
    heard = soundfile.read(out, dtype="float64", always_2d=True)[0]
    edge = round(RAMP_S * RATE)
    kept = slice(edge, len(heard) - 2 * edge)
    expected = np.take(noise, np.arange(len(heard)), axis=0, mode="wrap")
    stood.samples = len(heard[kept])
    stood.wrong_samples = int(np.count_nonzero((heard[kept] != expected[kept]).any(axis=1)))
    return stood


def _state(engine: Engine) -> dict[str, object]:
    """What nobody may turn, type or press."""
    return {
        "panel": engine.panel().values,
        "prompts": engine.prompts(),
        "pedals": int(engine._board.orders_sent[0]),
        "restarts": engine.status().restarts,
    }


def _hold(server: OscServer, client: Client, seconds: float, least: int, seed: int) -> Stood:
    counters = server.counters
    words = [sys.executable, __file__, str(server.port), str(seed)]
    pings, pongs, longest, early = 0, 0, 0.0, 0
    sender = subprocess.Popen(words)
    try:
        assert wait_for(lambda: counters.malformed > 0, PATIENCE_S), "nothing came"
        began = time.monotonic()
        while (lasted := time.monotonic() - began) < seconds or counters.malformed + counters.refused < least:
            assert sender.poll() is None, "the sender has ended"
            if not early and lasted > seconds / 10:
                early = resident_kb()
            pings += 1
            if (took := answered_s(client)) is not None:
                pongs += 1
                longest = max(longest, took)
            time.sleep(ASK_S)
    finally:
        sender.kill()
        sender.wait()
    assert wait_for(lambda: answered_s(client) is not None, PATIENCE_S), "the server does not answer any more"
    taken = counters.malformed + counters.refused
    return Stood(
        lasted, taken, counters.malformed, counters.failures, pings, pongs, longest * 1000, early, resident_kb(),
        0, 0, 0, [],
    )  # fmt: skip


def answered_s(client: Client, patience_s: float = 1.0) -> float | None:
    """Ask whether the server is there: how long the answer takes, or None when none comes, as a flood may drown it."""
    asked = time.monotonic()
    client.send("/ping")
    while (left := asked + patience_s - time.monotonic()) > 0:
        client.socket.settimeout(left)
        try:
            if client.hear()[0] == "/pong":
                return time.monotonic() - asked
        except TimeoutError:
            break
    return None


if __name__ == "__main__":
    flood(int(sys.argv[1]), int(sys.argv[2]))
