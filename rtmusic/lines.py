"""The lines that a loop's pedals wait for: of the grid, or where a loop begins its next turn."""

from __future__ import annotations

from collections.abc import Callable

from rtmusic.transport import Transport
from rtmusic.units import beat_samples

Turns = Callable[[], tuple[int, int] | None]  # first sample and samples of a turn; None: nothing turns
Origin = Callable[[], int | None]  # a sample; None: the grid's own lines count


class Lines:
    """The lines of one loop. The model process alone calls it.

    Args:
        transport: the grid.
        turns: the loop whose turns are meant by "loop".
        origin: a sample that is to lie on a line: all of them are moved by as little as that takes.
    """

    def __init__(self, transport: Transport, turns: Turns = lambda: None, origin: Origin = lambda: None) -> None:
        self._transport, self.turns, self.origin = transport, turns, origin

    def unit(self, quantize: str) -> str:
        """What the knob `quantize` comes to now: "loop" is "off" while no loop turns."""
        return "off" if quantize == "loop" and self.turns() is None else quantize

    def nearest(self, sample: int, quantize: str) -> int:
        """The line nearest to a sample; of a loop the next one, or one that has gone by for less than half a beat."""
        if (unit := self.unit(quantize)) != "loop":
            moved = self._moved(unit)
            return self._transport.nearest(sample - moved, unit) + moved
        beat = beat_samples(self._transport.sample_rate, self._transport.bpm)
        return self.after(sample - round(beat / 2), quantize)

    def after(self, sample: int, quantize: str) -> int:
        """The first line later than a sample."""
        if quantize != "loop" or (turns := self.turns()) is None:
            moved = self._moved(unit := self.unit(quantize))
            return self._transport.after(sample - moved, unit) + moved
        start, length = turns
        if (origin := self.origin()) is not None:
            start = origin
        return start + ((sample - start) // length + 1) * length

    def _moved(self, unit: str) -> int:
        """Samples by which the lines come later than those of the grid."""
        origin = self.origin()
        return 0 if origin is None else origin - self._transport.nearest(origin, unit)


def beside(transport: Transport, sample: int) -> int:
    """Samples from the beat that is nearest to a sample, to that sample."""
    return sample - transport.nearest(sample, "beat")
