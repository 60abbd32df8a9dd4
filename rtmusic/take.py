"""A recording in the making: where it begins and ends, on the beat or off it."""

from __future__ import annotations

from rtmusic.memory import Layers
from rtmusic.transport import Transport
from rtmusic.units import Geometry, beat_samples

SHORTEST_S = 0.25  # a shorter loop is a slip of the foot
LONGEST_S = 55.0  # what was played is known for a minute
MOVED_S = 0.1  # by which the grid is moved when clocks run apart or sound is lost; less than half of any beat


class Take:
    """From the first press of the pedal to the second. The model process alone calls it.

    With quantize on, both ends fall on the nearest beat or bar: one that has just gone by counts, because what was
    played is still known; one that is still to come is waited for. Its ends lie with the loop's layers, so that another
    process can go on with it.
    """

    def __init__(self, transport: Transport, geometry: Geometry, layers: Layers) -> None:
        self._transport, self._layers = transport, layers
        self._shortest = geometry.samples(SHORTEST_S)
        self._longest = geometry.samples(LONGEST_S)
        self._moved = geometry.samples(MOVED_S)
        self._now = 0

    @property
    def _start(self) -> int | None:
        """The sample that it begins with."""
        return int(self._layers.take[0]) - 1 if self._layers.take[0] else None

    @property
    def _end(self) -> int | None:
        """The sample that it ends before, once that is known."""
        return int(self._layers.take[1]) or None

    @property
    def on_grid(self) -> bool:
        """True when its last press was for a line of the grid."""
        return bool(self._layers.take[2])

    @property
    def state(self) -> str:
        """idle, waiting (for the beat to begin on), recording, or closing (waiting for the beat to end on)."""
        if self._start is None:
            return "idle"
        if self._end is not None:
            return "closing"
        return "waiting" if self._now < self._start else "recording"

    def press(self, at: int, quantize: str) -> None:
        """The record pedal at absolute sample `at`: begin, take back while still waiting, or end."""
        self._now = max(self._now, at)
        self._layers.take[2] = quantize != "off"
        if self._start is None:
            self._layers.take[:2] = max(0, self._transport.nearest(at, quantize)) + 1, 0
        elif at < self._start:
            self.cancel()
        elif self._end is None:
            end = self._transport.nearest(at, quantize)
            while end - self._start < self._shortest:
                end = self._transport.after(max(end, self._start + self._shortest - 1), quantize)
            whole = end if quantize == "off" else self._start + self._whole(end - self._start)
            self._layers.take[1] = min(whole, self._start + self._longest)

    def _whole(self, length: int) -> int:
        """Whole beats of so many samples: one that is off by little was recorded while the grid was moved."""
        beat = beat_samples(self._transport.sample_rate, self._transport.bpm)
        whole = round(round(length / beat) * beat)
        return whole if 1 < abs(length - whole) <= self._moved else length  # by 1 they differ for rounding

    def reopen(self) -> None:
        """Take back the last press: it does not begin, or goes on."""
        self._layers.take[0 if self._end is None else 1] = 0

    def cancel(self) -> bool:
        """Forget the recording; False when there was none."""
        there_was = self._start is not None
        self._layers.take[:] = 0
        return there_was

    def ends_before(self, heard: int) -> bool:
        """True when everything up to the end has been heard (`heard`: the first sample not yet heard)."""
        self._now = max(self._now, heard)
        if self._start is None:
            return False
        if self._end is None and heard - self._start >= self._longest:
            self._layers.take[1] = self._start + self._longest
        return self._end is not None and heard >= self._end

    def finish(self) -> tuple[int, int]:
        """Start and end in absolute samples; call it when `ends_before` says so."""
        if self._start is None or self._end is None:
            raise ValueError("the recording has no end yet")
        ends = (self._start, self._end)
        self.cancel()
        return ends
