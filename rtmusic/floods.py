"""A machine that is busy, and hands that never rest: a core that is taken, knobs flooded over OSC, a full MIDI wire."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pythonosc.osc_message_builder import OscMessageBuilder

from rtmusic.knobs import KNOBS, Knob
from rtmusic.midi import MidiInput
from rtmusic.midiports import virtual_output
from rtmusic.osc import value_address
from rtmusic.status import Desk

FLOOD_PER_S = 5000
FLOODED = ("temperature", "guidance", "rewrite", "density", "brightness", "prompt_1")
WIRE_PER_S = 31_250 / 30  # a MIDI wire carries 31,250 bits a second, ten for a byte, three bytes for a message
WIRE = "rtmusic-torture"  # what the other end of the wire is called
CONTROLLERS = (1, 17, *range(20, 28), 71, 74)  # what they are bound to without a word may be flooded
BURST = 20  # messages that may come at once after the sender was late; a wire that was late stays behind
ARRIVED_S = 2.0  # for the last message to come through


@contextmanager
def burning() -> Iterator[int]:
    """Another process that wants a whole core, as a browser does, for as long as we live; its number."""
    burn = f"import os\nwhile os.getppid() == {os.getpid()}: sum(range(1000))"
    child = subprocess.Popen([sys.executable, "-c", burn])
    try:
        yield child.pid
    finally:
        child.kill()
        child.wait()


@contextmanager
def flooding(port: int) -> Iterator[None]:
    """FLOOD_PER_S messages a second over UDP, each turning a knob."""
    stop = threading.Event()

    def flood() -> None:
        dice, sent, began = random.Random(0), 0, time.monotonic()
        packets = [_packet(KNOBS[name], dice.random()) for name in FLOODED for _ in range(50)]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            while not stop.wait(0.002):
                while sent < (time.monotonic() - began) * FLOOD_PER_S:
                    wire.sendto(packets[sent % len(packets)], ("127.0.0.1", port))
                    sent += 1

    thread = threading.Thread(target=flood, name="flood", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _packet(knob: Knob, share: float) -> bytes:
    message = OscMessageBuilder(value_address(knob))
    message.add_arg(float(knob.low + share * (knob.high - knob.low)), "f")
    return bytes(message.build().dgram)


@dataclass(slots=True)
class Wire:
    """What went into the wire and what came out of it."""

    sent: int = 0
    arrived: int = 0


@contextmanager
def full_wire(desk: Desk) -> Iterator[Wire | None]:
    """A controller on this machine's own MIDI system sends as much as a wire can carry, and the desk is played by it.

    Yields:
        What went through, counted at the end; None when there is no MIDI here.
    """
    out = virtual_output(WIRE)
    if out is None:
        yield None
        return
    wire, stop = Wire(), threading.Event()
    thread = threading.Thread(target=_fill, args=(out, wire, stop), name="wire", daemon=True)
    player = MidiInput(desk, WIRE)
    player.start()
    thread.start()
    try:
        yield wire
    finally:
        stop.set()
        thread.join()
        give_up = time.monotonic() + ARRIVED_S
        while player.counters.messages < wire.sent and time.monotonic() < give_up:
            time.sleep(0.01)
        wire.arrived = player.counters.messages
        player.stop()
        out.delete()


def _fill(out: Any, wire: Wire, stop: threading.Event) -> None:
    began = time.monotonic()
    while not stop.wait(0.002):
        due = (time.monotonic() - began) * WIRE_PER_S
        if due > wire.sent + BURST:
            began += (due - wire.sent - BURST) / WIRE_PER_S
        while wire.sent < (time.monotonic() - began) * WIRE_PER_S:
            out.send_message([0xB0, CONTROLLERS[wire.sent % len(CONTROLLERS)], wire.sent * 7 % 128])
            wire.sent += 1
