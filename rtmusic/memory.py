"""What was played and must not be lost: the layers of the loop, with undo and redo.

A layer is a whole loop as codes, so dozens fit where one fits as sound, and each can be heard again exactly. The
arrays may lie in shared memory: then a killed model process loses no loop. Codes are written first, the number that
makes them count last, so a reader never sees half a layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.units import Codes

LAYERS = 48  # slots for layers
SPARE = 4  # of them: so many layers may be made before those that they replace must not come back any more
MAX_FRAMES = 6000  # longest loop, in frames: two minutes at 50 frames a second
NO_CODE = -1  # at a level that this frame does not have: rewritten frames have fewer levels than recorded ones

CLEARED, RECORDED, OVERDUBBED, REWRITTEN = range(4)  # what made a layer
_FRAMES, _LENGTH, _START, _KIND, _ORDER, _NUMBER = range(6)  # columns of the table
COLUMNS = 6
_CURRENT, _END, _FROM, _TO = range(4)  # the cursor: layers in force, layers that redo can reach, a take's two ends


@dataclass(frozen=True, slots=True)
class Layer:
    """A whole loop: its codes with the frames that lead into it, and where it lies in time."""

    codes: Codes  # int64 [levels, F], NO_CODE where a frame has no such level
    length_samples: int
    start_sample: int  # the absolute sample of its first turn
    kind: int  # CLEARED, RECORDED, OVERDUBBED or REWRITTEN


def slots_in_reach(table: npt.NDArray[np.int64], cursor: npt.NDArray[np.int64]) -> list[int]:
    """The slots of the layers that undo and redo can reach, oldest first."""
    return [int(slot) for slot in table[: int(cursor[_END]), _ORDER]]


class LoopStore:
    """The layers of one loop. The model process alone writes; anybody may look at `undoable` and `redoable`.

    Args:
        codes: int16 [slots, levels, frames], room for the layers.
        table: int64 [slots, 6]: for each slot frames, length, start, kind; the fifth column, read down, is the order
            in which the slots are used; the sixth numbers the layers, so that two of the same size are told apart.
        cursor: int64 [4]: layers in force, layers that redo can reach, and the ends of a take that has no codes yet.
    """

    def __init__(
        self, codes: npt.NDArray[np.int16], table: npt.NDArray[np.int64], cursor: npt.NDArray[np.int64]
    ) -> None:
        self._codes, self._table, self._cursor = codes, table, cursor
        self._order = table[:, _ORDER]
        self._kept: frozenset[int] = frozenset()  # slots that are not written over
        if not np.array_equal(np.sort(self._order), np.arange(len(table))):  # new memory is all zeros
            self._order[:] = np.arange(len(table))
            self._cursor[:] = 0

    @classmethod
    def local(cls, levels: int) -> LoopStore:
        """A store in this process's own memory, for rendering and tests."""
        return cls(
            np.zeros((LAYERS, levels, MAX_FRAMES), np.int16),
            np.zeros((LAYERS, COLUMNS), np.int64),
            np.zeros(4, np.int64),
        )

    @property
    def undoable(self) -> int:
        """Layers that undo can take away."""
        return int(self._cursor[_CURRENT])

    @property
    def redoable(self) -> int:
        """Layers that redo can bring back."""
        return int(self._cursor[_END] - self._cursor[_CURRENT])

    @property
    def pending(self) -> tuple[int, int] | None:
        """First and last absolute sample of a take that sounds already but has no codes yet; survives its maker."""
        start, end = int(self._cursor[_FROM]), int(self._cursor[_TO])
        return (start, end) if end > start else None

    @pending.setter
    def pending(self, ends: tuple[int, int] | None) -> None:
        self._cursor[_TO] = 0
        if ends is not None:
            self._cursor[_FROM], self._cursor[_TO] = ends

    @property
    def max_frames(self) -> int:
        return int(self._codes.shape[2])

    def current(self) -> Layer | None:
        """The loop as it stands; None when there is none, or when it was cleared."""
        count = self.undoable
        if count == 0:
            return None
        slot = int(self._order[count - 1])
        frames, length, start, kind = (int(x) for x in self._table[slot, :4])
        if kind == CLEARED:
            return None
        return Layer(self._codes[slot, :, :frames].astype(np.int64), length, start, kind)

    def keep(self) -> None:
        """The codes of all layers that are in reach now stay where they are until the next call: whoever puts table
        and cursor back has the layers back.
        """
        self._kept = frozenset(slots_in_reach(self._table, self._cursor))

    def push(self, layer: Layer) -> None:
        """Put a layer on top; what redo could have brought back is gone. Of a full store the oldest goes but the first.

        Raises:
            ValueError: the layer is longer than a slot.
        """
        frames = layer.codes.shape[1]
        if frames > self.max_frames:
            raise ValueError(f"a loop of {frames} frames; at most {self.max_frames} fit")
        count = self.undoable
        while count > max(1, len(self._order) - SPARE - 1):
            # What the performer played stays as long as there is anything that the machine wrote.
            written = self._table[self._order[:count], _KIND] == REWRITTEN
            oldest = 1 + int(written[1:].argmax())  # the very first stays in any case
            self._order[oldest:] = np.roll(self._order[oldest:], -1)
            count -= 1
            self._cursor[_CURRENT] = count
        unused = (place for place in range(count, len(self._order)) if int(self._order[place]) not in self._kept)
        place = next(unused, count)
        self._order[count], self._order[place] = self._order[place], self._order[count]
        slot = int(self._order[count])
        self._codes[slot, :, :frames] = layer.codes
        self._table[slot, :4] = frames, layer.length_samples, layer.start_sample, layer.kind
        self._table[slot, _NUMBER] = self._table[:, _NUMBER].max() + 1
        self._cursor[_END] = count + 1
        self._cursor[_CURRENT] = count + 1

    def clear(self) -> None:
        """An empty layer on top: undo brings the loop back."""
        self.push(Layer(np.zeros((self._codes.shape[1], 0), np.int64), 0, 0, CLEARED))

    def undo(self) -> bool:
        """Take the top layer away; False when there is none."""
        if self.undoable == 0:
            return False
        self._cursor[_CURRENT] -= 1
        return True

    def redo(self) -> bool:
        """Bring back what undo took away; False when there is nothing."""
        if self.redoable == 0:
            return False
        self._cursor[_CURRENT] += 1
        return True
