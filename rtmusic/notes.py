"""What a process did, noted where another can read it: enough to do the same again, cheap enough for every block."""

from __future__ import annotations

import struct
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from rtmusic.shared import Board

ANSWERS = 62  # that one number can hold
_OVERTAKEN = 64  # notes that may be made while others are being read


class Note(IntEnum):
    """What happened, and what its numbers mean."""

    BORN = 1  # model: a pipeline begins to hear at sample a, with panel version b, prompts version c, keys d
    CLOCK = 2  # model, twice before BORN: the clock it was given, four floats and then three
    LOOK = 3  # model: it goes by panel version a, prompts version b and keys c from here on
    HEAR = 4  # model: it heard c times b samples, from sample a on
    ORDER = 5  # model: number a of ORDERS, at sample b
    ROUND = 6  # model: a round, first free sample a; bits b of c answers about time, oldest lowest; on rung d
    WRITE = 7  # model: part of what comes next, a write or a look at what was heard; playhead a, longest block b
    SOUND = 8  # sound: a callback begins at sample a
    LEVELS = 9  # sound: from sample a on it goes by panel version b
    DRY = 10  # sound: from sample a on dry sound is b samples late; the change took c samples
    LATE = 12  # model: what it hears from here on was played a samples before
    LEAVE = 11  # sound: it fades out from sample a on
    CUT = 13  # model: in the middle of what the next note tells a process was killed
    LOAD = 14  # model: it took in a loop from file a, 0 if that was gone, at sample b
    TURN = 21  # control: since panel version a, of when the playhead stood at sample b, knob c of KNOBS is at value d


class Notes:
    """The newest notes of one process. That process alone calls `make`; the journal alone calls `take`.

    Args:
        rows: int64 [N, 5], shared: kind and four numbers.
        count: int64 [1], shared: notes ever made.
    """

    def __init__(self, rows: npt.NDArray[np.int64], count: npt.NDArray[np.int64]) -> None:
        self._rows, self._count = rows, count
        self.taken = 0  # notes that were read, or had gone before they could be; may be set by who goes on with reading

    @classmethod
    def of_model(cls, board: Board) -> Notes:
        return cls(board.model_notes, board.model_noted)

    @classmethod
    def of_sound(cls, board: Board) -> Notes:
        return cls(board.sound_notes, board.sound_noted)

    @classmethod
    def of_control(cls, board: Board) -> Notes:
        return cls(board.turn_notes, board.turns_noted)

    @property
    def made(self) -> int:
        """How many notes were ever made."""
        return int(self._count[0])

    def make(self, kind: Note, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Add a note; the oldest goes."""
        made = int(self._count[0])
        self._rows[made % len(self._rows)] = (kind, a, b, c, d)
        self._count[0] = made + 1  # only now may it be read

    def take(self) -> tuple[npt.NDArray[np.int64], int]:
        """The notes made since the last call, int64 [n, 5], and how many had gone before they could be read."""
        made, room = int(self._count[0]), len(self._rows)
        first = max(self.taken, made - room)
        rows = self._rows[np.arange(first, made) % room]
        gone = max(0, int(self._count[0]) + _OVERTAKEN - room - first)  # overwritten while they were copied
        gone = min(gone, len(rows))
        lost = first - self.taken + gone
        self.taken = made
        return rows[gone:], lost


def as_numbers(values: tuple[float, ...]) -> list[int]:
    """Floats as the integers that have the same bits."""
    return list(struct.unpack(f"<{len(values)}q", struct.pack(f"<{len(values)}d", *values)))


def as_floats(numbers: npt.NDArray[np.int64]) -> list[float]:
    """The floats that `as_numbers` was given."""
    return list(struct.unpack(f"<{len(numbers)}d", numbers.astype("<i8").tobytes()))
