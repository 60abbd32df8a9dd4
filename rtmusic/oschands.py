"""What OSC does to the instrument: knobs are gathered until a packet is read, pedals keep their place among them.

All knobs of a bundle so reach the desk in one turn, which is one moment; a pedal between them divides them, for the
order is the sender's. The performance lock is here: nothing destructive gets past it, whoever says it over OSC.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from rtmusic.knobs import LOOPS, MUTE_LOOP, UP, Control, Knob, gesture, loop_of, plain_name
from rtmusic.oscaddresses import ALL_LOOPS, LOCKED, SELECTED_LOOP, Picture, spellings
from rtmusic.oscsubscribers import Subscribers
from rtmusic.osctypist import Typist
from rtmusic.oscwire import RefusedError, Sender
from rtmusic.status import Desk, Status

LOOK_S = 0.002  # how old a status may be


def for_each(loops: Iterable[int], do: Callable[[int], None]) -> None:
    """Do it for every loop, also where it is refused for some; the first complaint is raised when all are done."""
    complaint = None
    for loop in loops:
        try:
            do(loop)
        except RefusedError as error:
            complaint = complaint or error
    if complaint is not None:
        raise complaint


class OscHands:
    """One thread calls it, the server's.

    Args:
        desk: the instrument.
        subscribers: who must not hear what it said itself.
    """

    def __init__(self, desk: Desk, subscribers: Subscribers) -> None:
        self._desk, self._subscribers = desk, subscribers
        self._turned: dict[str, Control] = {}  # newest value of each knob since the desk last heard of it
        self.typist = Typist(desk)
        self.locked = False
        self.bundled = False  # what is said now belongs together
        self._at_s: float | None = None  # the moment at which it happens; None: now
        self._seen: Status | None = None
        self._seen_at = 0.0

    def turn(self, sender: Sender, knob: Knob, value: float) -> None:
        """Turn a knob when the rest of the packet is read; the value is as said, and clamped here.

        Raises:
            RefusedError: the lock keeps it where it is.
        """
        wanted = knob.clamp(value)
        if self.locked and knob.name in LOCKED and wanted != self.picture().panel[knob.name]:
            raise RefusedError(f"locked: it {LOCKED[knob.name]}; open the lock with /lock 0")
        self._turned.pop(knob.name, None)  # where one knob turns others, what is said after it has the last word
        self._turned[knob.name] = Control(knob, wanted)
        self._subscribers.said(sender.client, spellings(knob), value)

    def press(self, name: str) -> None:
        """Press a pedal, hold it or let it go (one of `ORDERS`), after the knobs that were turned before it.

        Raises:
            RefusedError: the lock keeps it from being pressed.
        """
        command, way = gesture(name)
        plain = plain_name(command)
        if self.locked and plain in LOCKED and way != UP:  # what was begun may end
            now = self.picture()
            loops = [loop for meant in now.panel.meant(command) if (loop := loop_of(meant)) is not None]
            if plain not in ("record", "bounce") or not all(now.status.loops[loop].vacant for loop in loops):
                raise RefusedError(f"locked: it {LOCKED[plain]}; open the lock with /lock 0")
        self.flush()
        self._desk.command(name, at_s=self._at_s)

    def press_of(self, number: int, name: str) -> None:
        """Press, hold or let go a pedal of a loop, of all loops (ALL_LOOPS) or of the selected one (SELECTED_LOOP).

        Raises:
            RefusedError: the lock keeps it from being pressed.
        """
        if number == SELECTED_LOOP:
            command, way = gesture(name)
            self.press((MUTE_LOOP if command == "mute" else command) + way)
            return
        for_each(range(LOOPS) if number == ALL_LOOPS else (number,), lambda loop: self.press(f"loop_{loop}_{name}"))

    def date(self, at_s: float | None) -> None:
        """What is said from here on happens at a monotonic moment, or now."""
        if at_s != self._at_s:
            self.flush()
            self._at_s = at_s

    def type(self, sender: Sender, slot: int, text: str) -> None:
        """Have a prompt say that as soon as it is read."""
        self.typist.type(slot, text, sender)
        self._subscribers.said(sender.client, (f"/prompt/{slot}",), text)

    def picture(self) -> Picture:
        """The instrument as it is when all that was said has taken effect; it has, but for what a bundle holds."""
        if not self.bundled:
            self.flush()
        return Picture(self._desk, self._turned, self.typist.typed(), self.locked, self._look)

    def _look(self) -> Status:
        """The status, as it was a moment ago: a flood of questions is not a flood of looks."""
        now = time.monotonic()
        if self._seen is None or now - self._seen_at > LOOK_S:
            self._seen, self._seen_at = self._desk.status(), now
        return self._seen

    def flush(self) -> None:
        """Tell the desk where the knobs stand that were turned since the last time, all of them at one moment."""
        if self._turned:
            turned, self._turned = self._turned, {}
            self._desk.turn(*turned.values(), at_s=self._at_s)
