"""Layers in the making: what sounds already and has no codes yet, for they take a few rounds.

Undo, redo and clear do not wait for them. What is undone before it has its codes gets them all the same, and redo
brings it back, before that moment and after it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from rtmusic.coding import encoding, remember
from rtmusic.layers import Layer, Tape
from rtmusic.memory import Layers
from rtmusic.modes import Parts
from rtmusic.tree import CLEARED, CURRENT, MOVED, RECORDED, TIP
from rtmusic.units import Codes, Samples


@dataclass(slots=True, eq=False)
class Unmade:
    """A layer that has no codes yet."""

    kind: int
    sound: Samples | None  # one turn, float32 [C, L]; None: the loop was cleared
    start: int  # the first sample of its first turn, as the layer will say
    tape: Tape
    parent: Unmade | None  # what it was made from, if that has no codes yet
    made_from: int  # else the number of that layer; 0: of none
    codes: Codes | None  # where they are known already
    pending: tuple[int, int] | None = None  # see `Layers`
    loading: tuple[int, int] | None = None
    marked: bool = False  # as a favourite
    work: Generator[None, None, Codes] | None = field(default=None, repr=False)


class Making:
    """The layers of one loop that are in the making, in the order in which they were made. Its owner alone calls it.

    Args:
        parts: what the modes share.
        layers: where they will be.
    """

    def __init__(self, parts: Parts, layers: Layers) -> None:
        self._parts, self._layers = parts, layers
        self._queue: list[Unmade] = []
        self.stand: Unmade | None = None  # the one that is the loop as it stands; None: the layer in force is

    def __bool__(self) -> bool:
        return bool(self._queue)

    def add(self, kind: int, sound: Samples | None, start: int, codes: Codes | None = None) -> None:
        """This is the loop from now on, made from what it was; its codes follow.

        Args:
            kind: RECORDED, OVERDUBBED or CLEARED.
            sound: one turn, float32 [C, L], which stays as it is; None where the loop is cleared.
            start: the first sample of its first turn, as the layer shall say.
            codes: int64 [levels, F], where they are known; then it was played on another evening.
        """
        layers = self._layers
        unmade = Unmade(kind, sound, start, layers.heard, self.stand, layers.number_in_force, codes)
        if kind == RECORDED:
            unmade.pending, unmade.loading = layers.pending, layers.loading
        self._queue.append(unmade)
        layers.cursor[TIP] = layers.cursor[CURRENT]  # what was made from it before is another branch
        self._stand_on(unmade)

    def heard_anew(self) -> None:
        """The loop as it stands goes with another tempo."""
        if self.stand is not None:
            self.stand.tape = self._layers.heard

    def mark(self) -> bool:
        """The loop as it stands is a favourite, or none any more; False: it has its codes, and the layers know."""
        if self.stand is not None and self.stand.sound is not None:
            self.stand.marked = not self.stand.marked
        return self.stand is not None

    def undo(self) -> bool:
        """Stand on what the loop was made from; False: it has its codes, and the layers know."""
        if self.stand is None:
            return False
        self._stand_on(self.stand.parent)
        return True

    def redo(self) -> bool:
        """Stand on what was made from the loop as it stands, last of all; False: none of that is in the making."""
        number = self._layers.number_in_force
        for unmade in reversed(self._queue):
            if unmade.parent is self.stand and (self.stand is not None or unmade.made_from == number):
                self._stand_on(unmade)
                return True
        return False

    def _stand_on(self, unmade: Unmade | None) -> None:
        """And should this process be killed, the next one knows what sounds."""
        self.stand, layers = unmade, self._layers
        played = self._played()
        layers.pending = None if played is None else played.pending
        if played is not None and played.loading is not None:
            layers.load(*played.loading)
        if unmade is not None:
            layers.heard = unmade.tape

    def _played(self) -> Unmade | None:
        """The recording that the loop as it stands was made from, if that has no codes yet."""
        unmade = self.stand
        while unmade is not None and unmade.kind not in (RECORDED, CLEARED):
            unmade = unmade.parent
        return unmade

    def work(self, heard_until: int) -> Layer | None:
        """One chunk; the layer that now is the loop as it stands, once it is there.

        Args:
            heard_until: the first sample that was not heard yet.
        """
        unmade = self._queue[0]
        if unmade.work is None:
            unmade.work = self._encode(unmade)
        try:
            next(unmade.work)
        except StopIteration as done:
            return self._made(unmade, done.value, heard_until)
        return None

    def _encode(self, unmade: Unmade) -> Generator[None, None, Codes]:
        if unmade.codes is not None:
            return unmade.codes
        if unmade.sound is None:
            return np.zeros((self._parts.geometry.levels, 0), np.int64)
        return (yield from encoding(self._parts, unmade.sound))

    def _made(self, unmade: Unmade, codes: Codes, heard_until: int) -> Layer | None:
        """It has its codes."""
        layers, sound, stand, played = self._layers, unmade.sound, self.stand, self._played()
        length = 0 if sound is None else sound.shape[1]
        layer = Layer(codes, length, unmade.start, unmade.kind, marked=unmade.marked)
        below = stand
        while below is not None and below is not unmade:
            below = below.parent
        number = layers.lay(layer, unmade.tape, sound, unmade.made_from, in_force=below is unmade)
        if sound is not None and unmade.codes is None and unmade.loading is None:  # else nobody has played it tonight
            remember(self._parts, layer, sound, unmade.start + int(layers.cursor[MOVED]), heard_until)
        self._queue.remove(unmade)
        for other in self._queue:
            if other.parent is unmade:
                other.parent, other.made_from = None, number
        if played is unmade:
            layers.pending = None
        if stand is not unmade:
            return None
        self.stand = None
        return layer
