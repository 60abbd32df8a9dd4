"""MIDI clock, in and out: 24 ticks a beat, start, stop, continue, and the song position in sixteenths.

In: ticks come with jitter, from the wire, the system and our own polling. A straight line through the newest of them
gives the tempo, and where the beat is now; ticks that leave it for good begin a new line. A clock that says nothing for
a second is no clock any more. Out: ticks follow the instrument's own beat, with what it strays by made up for slowly.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

TICKS = 24  # a beat
SIXTEENTH = 6  # ticks
WINDOW = 4 * TICKS  # ticks that the line goes through
LEAST = 6  # ticks before there is a tempo
LOST_S = 1.0  # without a tick
STRANGE = 0.3  # of a tick's length: further off the line is another clock, or a slip
STRANGERS = 4  # in a row that begin a new line
SLOWEST_BPM, FASTEST_BPM = 20.0, 400.0


class ClockIn:
    """A clock that is listened to. One thread calls `tick` and its kind; any may ask."""

    def __init__(self) -> None:
        self.running = False  # started and not stopped
        self._ticks: deque[tuple[int, float]] = deque(maxlen=WINDOW)  # number, when
        self._strangers: list[tuple[int, float]] = []
        self._count = 0  # the number of the next tick
        self._zero = 0  # the tick on which beat 0 falls
        self._stands = 0  # ticks of the song that were played when it was stopped
        self._last_s = -math.inf
        self._line = (0.0, 0.0, 0.0)  # tick, when, seconds a tick
        self.error_bpm = 0.0  # how far the tempo may be off for jitter

    @property
    def tempo_bpm(self) -> float | None:
        """Beats a minute; None before enough ticks came."""
        length = self._line[2]
        return 60.0 / (TICKS * length) if length > 0 else None

    def slaved(self, now: float) -> bool:
        """True while somebody gives the time."""
        return now - self._last_s < LOST_S

    def beat_at(self, at_s: float) -> float | None:
        """The beat, with its fraction, at a moment of the clock that ticks are timed with; None without a tempo."""
        tick, when, length = self._line
        if length <= 0:
            return None
        return (tick + (at_s - when) / length - self._zero) / TICKS

    def tick(self, at_s: float) -> None:
        """One of 24 in a beat."""
        if at_s - self._last_s > LOST_S:
            self._forget()
        self._last_s = at_s
        here = (self._count, at_s)
        self._count += 1
        tick, when, length = self._line
        if length > 0 and abs(at_s - when - (here[0] - tick) * length) > STRANGE * length:
            self._strangers.append(here)
            if len(self._strangers) < STRANGERS:
                return
            self._ticks = deque(self._strangers, maxlen=WINDOW)
        else:
            self._ticks.append(here)
        self._strangers = []
        self._fit()

    def start(self) -> None:
        """From the beginning: the next tick is beat 0."""
        self.running, self._zero = True, self._count

    def go_on(self) -> None:
        """On from where it stands; the next tick is the one that would have come."""
        if not self.running:
            self.running, self._zero = True, self._count - self._stands

    def stop(self) -> None:
        """The music stands; the ticks may go on."""
        if self.running:
            self.running, self._stands = False, self._count - self._zero

    def position(self, sixteenths: int) -> None:
        """It goes on so many sixteenths after the beginning."""
        self._stands = sixteenths * SIXTEENTH

    def _forget(self) -> None:
        self._ticks.clear()
        self._strangers = []
        self._line = (0.0, 0.0, 0.0)

    def _fit(self) -> None:
        """The line of least squares through the ticks that are kept, shorter where the tempo moves."""
        ticks = list(self._ticks)
        if len(ticks) < LEAST:
            if self._line[2] > 0 and len(ticks) >= 2:  # another tempo: what there is says about where it is
                (first, began), (last, ended) = ticks[0], ticks[-1]
                self._take(last, ended, (ended - began) / (last - first))
            return
        middle, when, length, spread = _line(ticks)
        newest = ticks[-8:]
        off = sum(at - when - (n - middle) * length for n, at in newest) / len(newest)
        if len(ticks) > 2 * TICKS and abs(off) > 3 * spread / math.sqrt(len(newest)):
            ticks = ticks[-TICKS:]
            self._ticks = deque(ticks, maxlen=WINDOW)
            middle, when, length, spread = _line(ticks)
        self._take(middle, when, length)
        if length > 0:
            slope = spread * math.sqrt(12.0 / len(ticks) ** 3)
            self.error_bpm = 60.0 / (TICKS * length) * slope / length

    def _take(self, tick: float, when: float, length: float) -> None:
        fits = length > 0 and SLOWEST_BPM <= 60.0 / (TICKS * length) <= FASTEST_BPM
        self._line = (tick, when, length if fits else 0.0)


def _line(ticks: list[tuple[int, float]]) -> tuple[float, float, float, float]:
    """The straight line through ticks: its middle's number and time, seconds a tick, and how far ticks lie off it."""
    count = len(ticks)
    middle, when = sum(n for n, _ in ticks) / count, sum(at for _, at in ticks) / count
    square = sum((n - middle) ** 2 for n, _ in ticks)
    length = sum((n - middle) * (at - when) for n, at in ticks) / square if square else 0.0
    rest = sum((at - when - (n - middle) * length) ** 2 for n, at in ticks)
    return middle, when, length, math.sqrt(rest / max(1, count - 2))


@dataclass(slots=True)
class Arrival:
    """When messages of a port came in, from the times between them that the system took; polling is later."""

    at_s: float = -math.inf

    def of(self, apart_s: float, now: float) -> float:
        """When a message came that is read now and came so long after the one before it."""
        told = self.at_s + apart_s
        self.at_s = told if 0.0 <= now - told < 0.25 else now
        return self.at_s


GAIN = 0.2  # of what the ticks stray from the beat, made up for at every look
MOST_MOVED = 0.5  # of a tick, at once
LATE_TICKS = 2 * TICKS  # that are sent at once after a pause; a longer one begins anew


class ClockOut:
    """Ticks for others to follow. One thread calls it."""

    def __init__(self) -> None:
        self._next_s: float | None = None  # when the next tick is due; None while it is silent
        self._tick = 0
        self._begun = False
        self._bpm = 120.0

    @property
    def next_s(self) -> float:
        """When there will be something to send."""
        return math.inf if self._next_s is None else self._next_s

    def follow(self, bpm: float, beat: float, beats: int, now: float) -> None:
        """Where the instrument is: tempo, and the beat of the bar that is heard now."""
        self._bpm = bpm
        if self._next_s is None:  # begin with the next bar
            self._next_s, self._tick, self._begun = now + (beats - beat % beats) * 60 / bpm, 0, False
            return
        if not self._begun:
            return
        ours = (self._tick - (self._next_s - now) * bpm / 60 * TICKS) / TICKS
        astray = (beat - ours + beats / 2) % beats - beats / 2  # beats that we are behind
        moved = max(-MOST_MOVED, min(MOST_MOVED, GAIN * astray * TICKS))
        self._next_s -= moved * 60 / bpm / TICKS

    def due(self, now: float) -> list[str]:
        """What must be sent by now: "start", "clock" …"""
        said: list[str] = []
        if self._next_s is None:
            return said
        length = 60 / self._bpm / TICKS
        if now - self._next_s > LATE_TICKS * length:
            return self.stop()
        while self._next_s <= now:
            said += [] if self._begun else ["start"]
            self._begun = True
            said.append("clock")
            self._tick += 1
            self._next_s += length
        return said

    def stop(self) -> list[str]:
        """Be silent from now on; what must be sent for it."""
        said = ["stop"] if self._begun else []
        self._next_s, self._begun = None, False
        return said
