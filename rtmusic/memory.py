"""What was played and must not be lost: the layers of every loop, as a tree that undo and redo walk.

A layer is a whole loop as codes, so thousands fit where a few dozen would fit as sound, and each can be heard again
exactly. All loops share one room, which may lie in shared memory: then a killed model process loses no loop. Codes are
written first, the number that makes them count last, so a reader never sees half a layer.

Undo goes to the layer that one was made from; redo goes back along the branch that was walked last. What is made after
an undo is a new branch, and the old one stays until its room is needed; `rtmusic.branches` goes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rtmusic.knobs import LOOPS
from rtmusic.moments import Room
from rtmusic.notes import as_floats, as_numbers
from rtmusic.shared import BLOCK_FRAMES, BLOCKS, CHANNELS, LAYER_COLUMNS, LAYERS, LOOP_COLUMNS, Board
from rtmusic.sounds import Sounds
from rtmusic.units import Codes, Samples

MAX_FRAMES = 6000  # longest loop, in frames: two minutes at 50 frames a second
SPARE_LAYERS = 16  # so many are free at all times, so that what an undone act needs is never written over
SPARE_BLOCKS = 8 * MAX_FRAMES // BLOCK_FRAMES
NO_CODE = -1  # at a level that this frame does not have: rewritten frames have fewer levels than recorded ones

CLEARED, RECORDED, OVERDUBBED, REWRITTEN, VARIED = range(5)  # what made a layer
MADE_ANEW = (REWRITTEN, VARIED)  # and not played
# Columns of the table, a layer a row. The parent is the row it was made from, plus 1; a number of 0 is an empty row.
_FRAMES, _LENGTH, _START, KIND, LOOP, PARENT, _SPEED, _LONGER, _BPM, _BENT, MARKED, NUMBER = range(LAYER_COLUMNS)
# Columns of the cursor, a loop a row: rows of the layer in force and of the last one that redo reaches, plus 1; a take
# that sounds and has no codes yet; a take in the making, its first sample plus 1; how the loop plays; at what speed it
# is heard (four floats, see `Tape`), and is to be heard; when that was turned last, plus 1, or 0 once it is done; and
# two floats about where the loop was when the tempo was turned, see `Varier`; and which pedals are held, see `looper`.
(
    CURRENT, TIP, _FROM, _TO, _TAKE, _TAKE_END, _TAKE_UNIT, MOVED, EDIT, EDIT_FROM, FLAG_BITS, PAUSED_AT, ENDS_AT,
    WAITING, WAITS_FOR, _HEARD_SPEED, _HEARD_LONGER, _HEARD_BPM, _HEARD_BENT, _WANTED_SPEED, _WANTED_LONGER,
    _WANTED_BPM, _WANTED_BENT, TURNED_AT, PLACE, PLACE_BEAT, HOLDS,
) = range(LOOP_COLUMNS)  # fmt: skip


class Tape(NamedTuple):
    """How a turn is varied: where the knobs stood when a layer was made, or where they stand."""

    speed: float = 0.0  # octaves by which the tape runs faster in all
    longer: float = 0.0  # octaves by which a turn is longer
    bpm: float = 0.0  # the tempo that it goes with; 0: none
    bent: float = 0.0  # what is done to its codes, as a number, see `playground.fingerprint`; 0: nothing


AS_PLAYED = Tape()


@dataclass(frozen=True, slots=True)
class Layer:
    """A whole loop: its codes with the frames that lead into it, and where it lies in time."""

    codes: Codes  # int64 [levels, F], NO_CODE where a frame has no such level
    length_samples: int
    start_sample: int  # the absolute sample of its first turn
    kind: int  # CLEARED, RECORDED, OVERDUBBED, REWRITTEN or VARIED
    tape: Tape = AS_PLAYED  # of one that was read; who pushes one says by `Layers.heard`
    marked: bool = False  # as a favourite


@dataclass(frozen=True, slots=True)
class Base:
    """The layer that variations of a loop are made from."""

    layer: Layer
    tape: Tape
    original: Layer | None  # the newest layer, from this one down, that the machine has not rewritten
    sound: Samples | None  # that one's sound, float32 [C, length]


def live_rows(table: npt.NDArray[np.int64]) -> list[int]:
    """The rows of the table that hold a layer."""
    rows: list[int] = np.flatnonzero(table[:, NUMBER]).tolist()
    return rows


class LoopStore:
    """The layers of all loops. The model process alone writes; anybody may look.

    Args:
        blocks: int16 [blocks, levels, BLOCK_FRAMES], room for the codes.
        owners: int64 [2, blocks]: the number of the layer that each block belongs to, and its place in it.
        table: int64 [layers, LAYER_COLUMNS], all zeros at first.
        cursors: int64 [LOOPS, LOOP_COLUMNS], all zeros at first.
        sounds: where the sound of layers lies.
        moments: where the moments of the evening lie, see `rtmusic.moments`; None: in room of their own.
    """

    def __init__(
        self,
        blocks: npt.NDArray[np.int16],
        owners: npt.NDArray[np.int64],
        table: npt.NDArray[np.int64],
        cursors: npt.NDArray[np.int64],
        sounds: Sounds,
        moments: Room | None = None,
    ) -> None:
        self._blocks, self._owners, self.table, self.cursors = blocks, owners, table, cursors
        self._sounds = sounds
        self.moments = Room.empty(blocks.shape[1]) if moments is None else moments
        self._kept = np.zeros(0, np.int64)  # numbers of layers whose codes stay
        self._kept_rows = np.zeros(0, np.int64)
        self.loops = tuple(Layers(self, number) for number in range(len(cursors)))

    @classmethod
    def of(cls, board: Board, sounds: Path | None = None) -> LoopStore:
        """The store that the processes share; whoever plays it says where its sounds are."""
        arrays = board.layer_blocks, board.layer_owners, board.layer_table, board.layer_cursors
        return cls(*arrays, Sounds(sounds, CHANNELS), Room.of(board))

    @classmethod
    def copy_of(cls, board: Board, sounds: Path | None) -> LoopStore:
        """What all loops are made of at this moment, for any process: nobody writes to it."""
        arrays = board.layer_owners, board.layer_table, board.layer_cursors
        while True:
            copies = owners, table, cursors = tuple(array.copy() for array in arrays)
            blocks = board.layer_blocks.copy()  # between two looks at what says whose they are
            if all(np.array_equal(*pair) for pair in zip(copies, arrays, strict=True)):
                return cls(blocks, owners, table, cursors, Sounds(sounds, CHANNELS), Room.of(board))

    @classmethod
    def local(cls, levels: int, channels: int = CHANNELS) -> LoopStore:
        """A store in this process's own memory, for rendering and tests."""
        return cls(
            np.zeros((BLOCKS, levels, BLOCK_FRAMES), np.int16),
            np.zeros((2, BLOCKS), np.int64),
            np.zeros((LAYERS, LAYER_COLUMNS), np.int64),
            np.zeros((LOOPS, LOOP_COLUMNS), np.int64),
            Sounds(None, channels),
        )

    @property
    def levels(self) -> int:
        """Levels that a frame has."""
        return int(self._blocks.shape[1])

    def codes(self, row: int) -> npt.NDArray[np.int16]:
        """The codes of the layer in this row, int16 [levels, F], a copy."""
        frames, number = int(self.table[row, _FRAMES]), int(self.table[row, NUMBER])
        mine = np.flatnonzero(self._owners[0] == number)
        mine = mine[np.argsort(self._owners[1, mine])]
        return np.concatenate([self._blocks[:0].reshape(self.levels, 0), *self._blocks[mine]], axis=1)[:, :frames]

    def lay(self, row: int, codes: npt.NDArray[np.int16]) -> None:
        """Put codes [levels, F] into free blocks, as those of the layer whose number stands in this row."""
        self._lay(int(self.table[row, NUMBER]), codes)

    def keep(self) -> None:
        """The codes of all layers stay where they are until the next call: whoever puts table and cursors back has
        the layers back.
        """
        self._kept_rows = np.flatnonzero(self.table[:, NUMBER])
        self._kept = self.table[self._kept_rows, NUMBER].copy()

    def sound(self, row: int) -> Samples | None:
        """The layer in this row as it was played, float32 [C, length]; None where only its codes are left."""
        return self._sounds.get(int(self.table[row, NUMBER]), int(self.table[row, _LENGTH]))

    def tape(self, row: int) -> Tape:
        """Where the knobs stood when the layer in this row was made."""
        return Tape(*as_floats(self.table[row, _SPEED : _BENT + 1]))

    def give(self, row: int, sound: Samples) -> None:
        """This is how the layer in this row sounds, float32 [C, length]."""
        self._sounds.put(int(self.table[row, NUMBER]), sound, *self._dear())

    def add(self, loop: int, parent: int, layer: Layer, tape: Tape, sound: Samples | None) -> int:
        """A new layer; its row.

        Args:
            sound: the layer as it was played, float32 [C, length]; None where the machine has written it.

        Raises:
            ValueError: the layer is longer than a loop may be.
        """
        frames = layer.codes.shape[1]
        if frames > MAX_FRAMES:
            raise ValueError(f"a loop of {frames} frames; at most {MAX_FRAMES} fit")
        numbers = self.table[:, NUMBER]
        number = 1 + max(int(numbers.max()), int(self._kept.max(initial=0)))
        self._lay(number, layer.codes)
        self._sounds.put(number, sound, *self._dear())
        free = np.flatnonzero(numbers == 0)
        row = int(free[~np.isin(free, self._kept_rows)][0])
        self.table[row, :_SPEED] = frames, layer.length_samples, layer.start_sample, layer.kind, loop, parent
        self.table[row, _SPEED : _BENT + 1] = as_numbers(tape)
        self.table[row, MARKED] = layer.marked
        self.table[row, NUMBER] = number
        return row

    def played(self) -> list[Layer]:
        """Every layer that was played and not written by the machine, in the order in which they were made."""
        kinds, numbers = self.table[:, KIND], self.table[:, NUMBER]
        rows = np.flatnonzero((numbers > 0) & ((kinds == RECORDED) | (kinds == OVERDUBBED)))
        return [self.layer(row) for row in rows[np.argsort(numbers[rows])].tolist()]

    def layer(self, row: int) -> Layer:
        """The layer in this row."""
        _, length, start, kind = (int(x) for x in self.table[row, :LOOP])
        marked = bool(self.table[row, MARKED])
        return Layer(self.codes(row).astype(np.int64), length, start, kind, self.tape(row), marked)

    def _dear(self) -> tuple[set[int], set[int]]:
        """Numbers of the layers that somebody played; and of favourites."""
        numbers = self.table[:, NUMBER]
        played = (numbers > 0) & ~np.isin(self.table[:, KIND], MADE_ANEW)
        return set(numbers[played].tolist()), set(numbers[self.table[:, MARKED] > 0].tolist())

    def make_room(self) -> None:
        """Let layers go until there is room to spare: what nobody played first, favourites last, the oldest first."""
        while (room := self._wanted()) > 0:
            current = self.cursors[:, CURRENT] - 1
            current = np.concatenate([current, self.table[current[current >= 0], PARENT] - 1])  # what is varied stays
            live = np.setdiff1d(np.flatnonzero(self.table[:, NUMBER]), current)
            if not len(live):
                return
            kinds, roots = self.table[live, KIND], self.table[live, PARENT] == 0
            marked = self.table[live, MARKED]
            # What the performer played stays as long as there is anything else, the very first longer, and favourites.
            order = np.lexsort((self.table[live, NUMBER], ~np.isin(kinds, MADE_ANEW), roots, marked))
            for row in live[order[:room]].tolist():
                self._let_go(row)

    def _wanted(self) -> int:
        """How many layers must go."""
        numbers = self.table[:, NUMBER]
        free = len(self.table) - int(np.count_nonzero(numbers))
        blocks = self._owners.shape[1] - int(np.count_nonzero(np.isin(self._owners[0], numbers[numbers > 0])))
        return max(SPARE_LAYERS - free, int(blocks < SPARE_BLOCKS))

    def _let_go(self, row: int) -> None:
        """Take a layer out of its tree: those that were made from it are now of its parent."""
        table, parent = self.table, int(self.table[row, PARENT])
        table[table[:, PARENT] == row + 1, PARENT] = parent
        tips = self.cursors[:, TIP]
        tips[tips == row + 1] = parent
        table[row] = 0

    def _lay(self, number: int, codes: npt.NDArray[np.integer]) -> None:
        owners, frames = self._owners, codes.shape[1]
        owners[0, owners[0] == number] = 0  # of an act that was undone
        numbers = self.table[:, NUMBER]
        used = np.isin(owners[0], np.concatenate([numbers[numbers > 0], self._kept]))
        room = np.flatnonzero(~used)[: -(-frames // BLOCK_FRAMES)]
        for place, block in enumerate(room.tolist()):
            part = codes[:, place * BLOCK_FRAMES : (place + 1) * BLOCK_FRAMES]
            self._blocks[block, :, : part.shape[1]] = part
            owners[1, block] = place
        owners[0, room] = number


class _TapeAt:
    """A tape in the cursor of a loop, from this column on."""

    def __init__(self, column: int) -> None:
        self._columns = slice(column, column + len(Tape._fields))

    def __get__(self, layers: Layers, owner: type[Layers]) -> Tape:
        return Tape(*as_floats(layers.cursor[self._columns]))

    def __set__(self, layers: Layers, tape: Tape) -> None:
        layers.cursor[self._columns] = as_numbers(tape)


class Layers:
    """The layers of one loop, and how it plays. See `LoopStore`."""

    heard = _TapeAt(_HEARD_SPEED)  # where the knobs stood when what is heard was made
    wanted = _TapeAt(_WANTED_SPEED)  # where the knobs stand, as was seen last

    def __init__(self, store: LoopStore, loop: int) -> None:
        self._store, self.loop = store, loop

    @property
    def table(self) -> npt.NDArray[np.int64]:
        """The layers of all loops, a layer a row, int64 [layers, LAYER_COLUMNS]."""
        return self._store.table

    @property
    def cursor(self) -> npt.NDArray[np.int64]:
        """What survives of how the loop plays, int64 [LOOP_COLUMNS]."""
        mine: npt.NDArray[np.int64] = self._store.cursors[self.loop]
        return mine

    @property
    def take(self) -> npt.NDArray[np.int64]:
        """The take in the making, int64 [3]: its first sample plus 1, the sample that it ends before, and for which
        unit its last press was, a number of `take.UNITS`, plus how many there are while it waits for you to play,
        and twice as many if it began where it was pressed.
        """
        return self.cursor[_TAKE : _TAKE_UNIT + 1]

    def path(self, row: int) -> list[int]:
        """The rows from one to the first that it was made from."""
        parents: list[int] = self._store.table[:, PARENT].tolist()
        path = []
        while row >= 0:
            path.append(row)
            row = parents[row] - 1
        return path

    @property
    def undoable(self) -> int:
        """Layers that undo can take away."""
        return len(self.path(int(self.cursor[CURRENT]) - 1))

    @property
    def redoable(self) -> int:
        """Layers that redo can bring back."""
        return len(self.path(int(self.cursor[TIP]) - 1)) - self.undoable

    @property
    def pending(self) -> tuple[int, int] | None:
        """First and last absolute sample of a take that sounds already but has no codes yet; survives its maker."""
        start, end = int(self.cursor[_FROM]), int(self.cursor[_TO])
        return (start, end) if end > max(start, 0) else None

    @pending.setter
    def pending(self, ends: tuple[int, int] | None) -> None:
        self.cursor[_TO] = 0
        if ends is not None:
            self.cursor[_FROM], self.cursor[_TO] = ends

    @property
    def loading(self) -> tuple[int, int] | None:
        """Number and first sample of a loop from a file, or bounced, that sounds and has no codes yet; see `loads`."""
        number = -int(self.cursor[_TO])
        return (number, int(self.cursor[_FROM])) if number > 0 else None

    def load(self, number: int, start: int) -> None:
        """This loop from a file sounds from now on, and its codes follow; in the place of a pending take."""
        self.cursor[_TO] = 0
        self.cursor[_FROM], self.cursor[_TO] = start, -number

    def give(self, sound: Samples) -> None:
        """This is how the layer in force sounds, float32 [C, length]."""
        self._store.give(int(self.cursor[CURRENT]) - 1, sound)

    def branch(self) -> tuple[list[Layer], int]:
        """The layers from the first to the last that redo reaches, also cleared ones; and how many are in force."""
        here = int(self.cursor[CURRENT]) - 1
        path = self.path(int(self.cursor[TIP]) - 1)
        rows = (path if here in path else self.path(here))[::-1]
        return [self._store.layer(row) for row in rows], rows.index(here) + 1 if here in rows else 0

    def current(self) -> Layer | None:
        """The loop as it stands; None when there is none, or when it was cleared."""
        row = int(self.cursor[CURRENT]) - 1
        return self.read(row) if row >= 0 else None

    def read(self, row: int) -> Layer | None:
        """The layer in this row; None where the loop was cleared there."""
        layer = self._store.layer(row)
        return None if layer.kind == CLEARED else layer

    @property
    def number(self) -> int:
        """The number of the layer that is the loop as it stands, which no other has; 0 when there is none."""
        row = int(self.cursor[CURRENT]) - 1
        return 0 if row >= 0 and int(self.table[row, KIND]) == CLEARED else self.number_in_force

    @property
    def number_in_force(self) -> int:
        """The same, also where the loop was cleared."""
        row = int(self.cursor[CURRENT]) - 1
        return int(self.table[row, NUMBER]) if row >= 0 else 0

    def original(self) -> Layer | None:
        """The newest layer, from the one in force down, that the machine has not rewritten."""
        row = self._played(int(self.cursor[CURRENT]) - 1)
        return None if row is None else self.read(row)

    def sound(self) -> Samples | None:
        """The same layer's sound, float32 [C, length]; None where only its codes are left."""
        row = self._played(int(self.cursor[CURRENT]) - 1)
        return None if row is None else self._store.sound(row)

    def _played(self, row: int) -> int | None:
        return next((row for row in self.path(row) if int(self._store.table[row, KIND]) != REWRITTEN), None)

    @property
    def varied(self) -> bool:
        """True while the layer in force is a variation of the one before it."""
        row, table = int(self.cursor[CURRENT]) - 1, self._store.table
        return row >= 0 and int(table[row, KIND]) == VARIED and bool(table[row, PARENT])

    def base(self) -> Base | None:
        """The layer that the one in force is varied from, or that one itself; None when there is no loop."""
        row = int(self.cursor[CURRENT]) - 1
        row = int(self._store.table[row, PARENT]) - 1 if self.varied else row
        layer = self.read(row) if row >= 0 else None
        if layer is None:
            return None
        played = self._played(row)
        tape = self._store.tape(row)
        return (
            Base(layer, tape, None, None)
            if played is None
            else Base(layer, tape, self.read(played), self._store.sound(played))
        )

    def hear_current(self) -> None:
        """What is heard is the layer in force, as it was made."""
        row = int(self.cursor[CURRENT]) - 1
        self.heard = self._store.tape(row) if row >= 0 else Tape()

    @property
    def place(self) -> tuple[int, int]:
        """First sample and samples of the loop as it stands; zeros when there is none."""
        row = int(self.cursor[CURRENT]) - 1
        return (int(self._store.table[row, _START]), int(self._store.table[row, _LENGTH])) if row >= 0 else (0, 0)

    def push(self, layer: Layer, sound: Samples | None = None) -> None:
        """Put a layer on top, made from the one in force.

        Args:
            sound: the layer as it was played, float32 [C, length]; None where the machine has written it.

        Raises:
            ValueError: the layer is longer than a loop may be.
        """
        row = self._store.add(self.loop, int(self.cursor[CURRENT]), layer, self.heard, sound)
        self.cursor[TIP] = row + 1
        self.cursor[CURRENT] = row + 1
        self._store.make_room()

    def lay(self, layer: Layer, tape: Tape, sound: Samples | None, made_from: int, in_force: bool) -> int:
        """Put a layer beside the others; its number.

        Args:
            tape: where the knobs stood when it was made.
            sound: the layer as it was played, float32 [C, length]; None where it was cleared.
            made_from: the number of the layer that it was made from; 0: of none.
            in_force: it is the loop from now on; else redo leads to it, if nothing newer was made from that layer.
        """
        parent = self._row(made_from) + 1
        row, cursor = self._store.add(self.loop, parent, layer, tape, sound), self.cursor
        if in_force:
            cursor[CURRENT] = row + 1
        if in_force or cursor[TIP] == parent:
            cursor[TIP] = row + 1
        number = int(self.table[row, NUMBER])
        self._store.make_room()
        return number

    def branch_off(self, number: int, layer: Layer) -> bool:
        """A layer that was made from the one of this number, beside what is heard; False: that one is gone."""
        row = self._row(number)
        if row >= 0:
            self._store.add(self.loop, row + 1, layer, self._store.tape(row), None)
            self._store.make_room()
        return row >= 0

    def _row(self, number: int) -> int:
        """The row of the loop's layer of this number; -1: there is none."""
        rows = np.flatnonzero((self.table[:, NUMBER] == number) & (self.table[:, LOOP] == self.loop))
        return int(rows[0]) if number and len(rows) else -1

    def clear(self) -> None:
        """An empty layer on top: undo brings the loop back."""
        self.push(Layer(np.zeros((self._store.levels, 0), np.int64), 0, 0, CLEARED))

    def undo(self) -> bool:
        """Take the top layer away; False when there is none."""
        row = int(self.cursor[CURRENT]) - 1
        if row < 0:
            return False
        self.cursor[CURRENT] = self._store.table[row, PARENT]
        return True

    def redo(self) -> bool:
        """Bring back what undo took away; False when there is nothing."""
        here = int(self.cursor[CURRENT]) - 1
        path = self.path(int(self.cursor[TIP]) - 1)
        place = path.index(here) if here in path else len(path)
        if place == 0:
            return False
        self.cursor[CURRENT] = path[place - 1] + 1
        return True
