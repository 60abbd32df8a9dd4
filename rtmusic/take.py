"""A recording in the making: where it begins and ends, on the beat or off it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rtmusic.knobs import KNOBS
from rtmusic.lines import Lines
from rtmusic.memory import Layers
from rtmusic.transport import Transport
from rtmusic.units import Geometry, Samples, beat_samples

SHORTEST_S = 0.25  # a shorter loop is a slip of the foot
LONGEST_S = 55.0  # what was played is known for a minute
ATTACK_S = 0.005  # before it is loud enough: what a recording that waited for it begins with
MISSED_S = 1.0  # a process that has just taken over looks back so far
UNITS = KNOBS["quantize"].choices
_ARMED = len(UNITS)  # beside the number of the unit: it waits for you to play
_RELATIVE = 2 * len(UNITS)  # and: it began where it was pressed
MOVED_S = 0.1  # by which the grid is moved when clocks run apart or sound is lost; less than half of any beat


class Take:
    """From the first press of the pedal to the second. The model process alone calls it.

    With quantize on, both ends fall on the nearest beat or bar: one that has just gone by counts, because what was
    played is still known; one that is still to come is waited for; a loop's turn (quantize loop) is waited for unless
    it has just begun. If it is relative it begins at once, and only its length is that of whole units. With a threshold
    it begins when you play that loud.
    Its ends lie with the loop's layers, so that another process can go on with it.
    """

    def __init__(self, transport: Transport, geometry: Geometry, layers: Layers) -> None:
        self._transport, self._layers = transport, layers
        self.lines = Lines(transport)
        self._shortest = geometry.samples(SHORTEST_S)
        self._longest = geometry.samples(LONGEST_S)
        self._moved = geometry.samples(MOVED_S)
        self._attack, self._missed = geometry.samples(ATTACK_S), geometry.samples(MISSED_S)
        self._now = 0
        self._listened = 0  # up to here it was not loud enough
        self.relative = False  # its lines are counted from where it begins
        self.threshold: float | None = None  # full scale is 1; 0: nothing need be played; None: not known yet

    @property
    def start(self) -> int | None:
        """The sample that it begins with."""
        return int(self._layers.take[0]) - 1 if self._layers.take[0] else None

    @property
    def end(self) -> int | None:
        """The sample that it ends before, once that is known."""
        return int(self._layers.take[1]) or None

    @property
    def on_grid(self) -> bool:
        """True when its last press was for a line of the grid, and not for a loop's turn or a line of its own."""
        return self._layers.take[2] < _RELATIVE and UNITS[self._layers.take[2] % _ARMED] not in ("off", "loop")

    @property
    def _armed(self) -> bool:
        """True while it waits for you to play."""
        return bool(self._layers.take[2] % _RELATIVE >= _ARMED)

    @property
    def state(self) -> str:
        """idle, waiting (for you, or the beat to begin on), recording, or closing (waiting for the beat to end on)."""
        if self.start is None:
            return "idle"
        if self.end is not None:
            return "closing"
        return "waiting" if self._armed or self._now < self.start else "recording"

    def press(self, at: int, quantize: str) -> None:
        """The record pedal at absolute sample `at`: begin, take back while still waiting, or end."""
        self._now = max(self._now, at)
        unit, armed = UNITS.index(quantize) + _RELATIVE * self.relative, self._armed
        self._layers.take[2] = unit
        if self.start is None and self.threshold:
            self._layers.take[:], self._listened = (at + 1, 0, unit + _ARMED), at
        elif self.start is None:
            self._begin(at)
        elif armed or at < self.start:
            self.cancel()
        elif self.end is None:
            end = self.lines.nearest(at, quantize)
            while end - self.start < self._shortest:
                end = self.lines.after(max(end, self.start + self._shortest - 1), quantize)
            whole = end if not self.on_grid else self.start + self._whole(end - self.start)
            self._layers.take[1] = min(whole, self.start + self._longest)

    def _begin(self, at: int) -> None:
        """It begins here, or on the nearest line."""
        unit, relative = int(self._layers.take[2]) % _ARMED, self._layers.take[2] >= _RELATIVE
        first = at if relative else max(0, self.lines.nearest(at, UNITS[unit]))
        self._layers.take[:] = first + 1, 0, unit + _RELATIVE * relative

    def listen(self, until: int, history: Callable[[int, int], Samples]) -> None:
        """If it waits for you to play, look for that in what was played up to a sample; at threshold 0 it begins there.

        Args:
            history: (at, samples) → what was played, float32 [C, n].
        """
        if self.start is None or not self._armed or self.threshold is None:
            return
        if not self.threshold:
            self._begin(max(self.start, until))
            return
        from_sample = max(self.start, self._listened, until - self._missed)
        self._listened = until
        loud = np.abs(history(from_sample, max(0, until - from_sample))).max(axis=0, initial=0.0) >= self.threshold
        if loud.any():
            self._begin(max(self.start, from_sample + int(loud.argmax()) - self._attack))

    def _whole(self, length: int) -> int:
        """Whole beats of so many samples: one that is off by little was recorded while the grid was moved."""
        beat = beat_samples(self._transport.sample_rate, self._transport.bpm)
        whole = round(round(length / beat) * beat)
        return whole if 1 < abs(length - whole) <= self._moved else length  # by 1 they differ for rounding

    def reopen(self) -> None:
        """Take back the last press: it does not begin, or goes on."""
        self._layers.take[0 if self.end is None else 1] = 0

    def cancel(self) -> bool:
        """Forget the recording; False when there was none."""
        there_was = self.start is not None
        self._layers.take[:] = 0
        return there_was

    def ends_before(self, heard: int) -> bool:
        """True when everything up to the end has been heard (`heard`: the first sample not yet heard)."""
        self._now = max(self._now, heard)
        if self.start is None or self._armed:
            return False
        if self.end is None and heard - self.start >= self._longest:
            self._layers.take[1] = self.start + self._longest
        return self.end is not None and heard >= self.end

    def finish(self) -> tuple[int, int]:
        """Start and end in absolute samples; call it when `ends_before` says so."""
        if self.start is None or self.end is None:
            raise ValueError("the recording has no end yet")
        ends = (self.start, self.end)
        self.cancel()
        return ends
