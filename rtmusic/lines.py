"""The lines that a loop's pedals wait for: of the grid, or where a loop begins its next turn."""

from __future__ import annotations

from collections.abc import Callable

from rtmusic.transport import Transport
from rtmusic.units import beat_samples

Turns = Callable[[], tuple[int, int] | None]  # first sample and samples of a turn; None: nothing turns


class Lines:
    """The lines of one loop. The model process alone calls it.

    Args:
        transport: the grid.
        turns: the loop whose turns are meant by "loop".
    """

    def __init__(self, transport: Transport, turns: Turns = lambda: None) -> None:
        self._transport, self.turns = transport, turns

    def unit(self, quantize: str) -> str:
        """What the knob `quantize` comes to now: "loop" is "off" while no loop turns."""
        return "off" if quantize == "loop" and self.turns() is None else quantize

    def nearest(self, sample: int, quantize: str) -> int:
        """The line nearest to a sample; of a loop the next one, or one that has gone by for less than half a beat."""
        if (unit := self.unit(quantize)) != "loop":
            return self._transport.nearest(sample, unit)
        beat = beat_samples(self._transport.sample_rate, self._transport.bpm)
        return self.after(sample - round(beat / 2), quantize)

    def after(self, sample: int, quantize: str) -> int:
        """The first line later than a sample."""
        if quantize != "loop" or (turns := self.turns()) is None:
            return self._transport.after(sample, self.unit(quantize))
        start, length = turns
        return start + ((sample - start) // length + 1) * length
