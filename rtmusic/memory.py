"""What was played and must not be lost: the layers of every loop, as a tree that undo and redo walk.

All loops share one store, which may lie in shared memory: then a killed model process loses no loop.

Undo goes to the layer that one was made from; redo goes back along the branch that was walked last. What is made after
an undo is a new branch, and the old one stays until its room is needed; `rtmusic.branches` goes there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rtmusic.codefile import CodeFile
from rtmusic.knobs import LOOPS
from rtmusic.layers import Layer, Rooms, Tape
from rtmusic.moments import Room
from rtmusic.notes import as_floats, as_numbers
from rtmusic.recipe import Recipe, Recipes
from rtmusic.shared import BLOCK_FRAMES, BLOCKS, CHANNELS, LAYER_COLUMNS, LAYERS, LOOP_COLUMNS, Board
from rtmusic.sounds import Sounds
from rtmusic.tree import (
    CLEARED,
    CURRENT,
    DEPTH,
    HEARD,
    KIND,
    LENGTH,
    LOOP,
    MARKED,
    NUMBER,
    OPEN,
    OPEN_UNIT,
    PARENT,
    PLAYED,
    RECIPE,
    SOUNDS_FROM,
    SOUNDS_TO,
    START,
    TIP,
    VARIED,
    WANTED,
)
from rtmusic.units import Samples

MOST_IN_BRANCH = 300  # layers that a session keeps of a loop


@dataclass(frozen=True, slots=True)
class Base:
    """The layer that variations of a loop are made from."""

    layer: Layer
    tape: Tape
    original: Layer | None  # the newest layer, from this one down, that the machine has not rewritten
    sound: Samples | None  # that one's sound, float32 [C, length]


class LoopStore(Rooms):
    """The layers of all loops, and the loops that they are of. See `Rooms`."""

    @cached_property
    def loops(self) -> tuple[Layers, ...]:
        """Each loop's own."""
        return tuple(Layers(self, number) for number in range(len(self.cursors)))

    @classmethod
    def of(cls, board: Board, sounds: Path | None = None) -> LoopStore:
        """The store that the processes share; whoever plays it says where its sounds are."""
        arrays = board.layer_blocks, board.layer_owners, board.layer_table, board.layer_cursors
        recipes = Recipes(board.recipes, board.recipe_numbers)
        return cls(*arrays, Sounds(sounds, CHANNELS), Room.of(board), _beside(sounds), recipes)

    @classmethod
    def copy_of(cls, board: Board, sounds: Path | None) -> LoopStore:
        """What all loops are made of at this moment, for any process: nobody writes to it."""
        arrays = board.layer_owners, board.layer_table, board.layer_cursors
        beside = Sounds(sounds, CHANNELS), Room.of(board), _beside(sounds)
        while True:
            copies = owners, table, cursors = tuple(array.copy() for array in arrays)
            blocks = board.layer_blocks.copy()  # between two looks at what says whose they are
            recipes = Recipes(board.recipes.copy(), board.recipe_numbers.copy())
            if all(np.array_equal(*pair) for pair in zip(copies, arrays, strict=True)):
                return cls(blocks, owners, table, cursors, *beside, recipes)

    @classmethod
    def local(cls, levels: int, channels: int = CHANNELS, files: bool = True) -> LoopStore:
        """A store in this process's own memory, for rendering and tests.

        Args:
            files: as if there were a file for codes that find no room.
        """
        return cls(
            np.zeros((BLOCKS, levels, BLOCK_FRAMES), np.int16),
            np.zeros((2, BLOCKS), np.int64),
            np.zeros((LAYERS, LAYER_COLUMNS), np.int64),
            np.zeros((LOOPS, LOOP_COLUMNS), np.int64),
            Sounds(None, channels),
            file=CodeFile(None) if files else None,
        )


def _beside(sounds: Path | None) -> CodeFile | None:
    """The file for codes that find no room, where sounds lie."""
    return None if sounds is None else CodeFile(sounds / "codes.i16")


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

    heard = _TapeAt(HEARD)  # where the knobs stood when what is heard was made
    wanted = _TapeAt(WANTED)  # where the knobs stand, as was seen last

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
        return self.cursor[OPEN : OPEN_UNIT + 1]

    def path(self, row: int) -> Iterator[int]:
        """The rows from one to the first that it was made from."""
        return self._store.tree.path(row)

    @property
    def undoable(self) -> int:
        """Layers that undo can take away."""
        row = int(self.cursor[CURRENT]) - 1
        return int(self._store.table[row, DEPTH]) if row >= 0 else 0

    @property
    def redoable(self) -> int:
        """Layers that redo can bring back."""
        row = int(self.cursor[TIP]) - 1
        return int(self._store.table[row, DEPTH]) - self.undoable if row >= 0 else 0

    @property
    def pending(self) -> tuple[int, int] | None:
        """First and last absolute sample of a take that sounds already but has no codes yet; survives its maker."""
        start, end = int(self.cursor[SOUNDS_FROM]), int(self.cursor[SOUNDS_TO])
        return (start, end) if end > max(start, 0) else None

    @pending.setter
    def pending(self, ends: tuple[int, int] | None) -> None:
        self.cursor[SOUNDS_TO] = 0
        if ends is not None:
            self.cursor[SOUNDS_FROM], self.cursor[SOUNDS_TO] = ends

    @property
    def loading(self) -> tuple[int, int] | None:
        """Number and first sample of a loop from a file, or bounced, that sounds and has no codes yet; see `loads`."""
        number = -int(self.cursor[SOUNDS_TO])
        return (number, int(self.cursor[SOUNDS_FROM])) if number > 0 else None

    def load(self, number: int, start: int) -> None:
        """This loop from a file sounds from now on, and its codes follow; in the place of a pending take."""
        self.cursor[SOUNDS_TO] = 0
        self.cursor[SOUNDS_FROM], self.cursor[SOUNDS_TO] = start, -number

    def give(self, sound: Samples) -> None:
        """This is how the layer in force sounds, float32 [C, length]."""
        self._store.give(int(self.cursor[CURRENT]) - 1, sound)

    def branch(self, most: int = MOST_IN_BRANCH) -> tuple[list[Layer], int]:
        """The layers from the first to the last that redo reaches, also cleared ones; and how many are in force.

        Args:
            most: of more layers than these, the oldest go that the machine made.
        """
        here = int(self.cursor[CURRENT]) - 1
        path = list(self.path(int(self.cursor[TIP]) - 1))
        rows = (path if here in path else list(self.path(here)))[::-1]
        go = self._store.tree.cheapest(np.array([row for row in rows if row != here], np.int64))
        gone = set(go[: max(0, len(rows) - most)].tolist())
        rows = [row for row in rows if row not in gone]
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

    @property
    def recipe(self) -> Recipe | None:
        """With what the machine made the loop as it stands; None: it did not, or that is known no more."""
        for row in self.path(int(self.cursor[CURRENT]) - 1):
            if int(self.table[row, KIND]) != VARIED:
                return self._store.recipes.read(int(self.table[row, RECIPE]))
        return None

    def original(self) -> Layer | None:
        """The newest layer, from the one in force down, that the machine has not rewritten."""
        row = self._played(int(self.cursor[CURRENT]) - 1)
        return None if row is None else self.read(row)

    def sound(self) -> Samples | None:
        """The same layer's sound, float32 [C, length]; None where only its codes are left."""
        row = self._played(int(self.cursor[CURRENT]) - 1)
        return None if row is None else self._store.sound(row)

    def _played(self, row: int) -> int | None:
        """The row of the newest layer, from this one down, that the machine has not rewritten."""
        played = int(self._store.table[row, PLAYED]) if row >= 0 else 0
        return played - 1 if played else None

    @property
    def varied(self) -> bool:
        """True while the layer in force is a variation of the one before it."""
        row, table = int(self.cursor[CURRENT]) - 1, self._store.table
        return row >= 0 and int(table[row, KIND]) == VARIED and bool(table[row, PARENT])

    def base(self) -> Base | None:
        """The layer that the one in force is varied from, or that one itself; None when there is no loop."""
        row = int(self.cursor[CURRENT]) - 1
        return self.as_base(int(self._store.table[row, PARENT]) - 1 if self.varied else row)

    def as_base(self, row: int) -> Base | None:
        """The layer in this row, for variations to be made from; None when there is none, or the loop is cleared."""
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
        return (int(self._store.table[row, START]), int(self._store.table[row, LENGTH])) if row >= 0 else (0, 0)

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
        parent = self.row_of(made_from) + 1
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
        row = self.row_of(number)
        if row >= 0:
            self._store.add(self.loop, row + 1, layer, self._store.tape(row), None)
            self._store.make_room()
        return row >= 0

    def row_of(self, number: int) -> int:
        """The row of the loop's layer of this number; -1: there is none."""
        rows = np.flatnonzero((self.table[:, NUMBER] == number) & (self.table[:, LOOP] == self.loop))
        return int(rows[0]) if number and len(rows) else -1

    def mark(self, row: int, favourite: bool) -> None:
        """The layer in this row is a favourite, or is none any more."""
        self._store.tree.change(row, MARKED, favourite)

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

    def redo(self, all_of_it: bool = False) -> bool:
        """Bring back what undo took away, one layer or all that there are; False when there is nothing."""
        here, tip = int(self.cursor[CURRENT]) - 1, int(self.cursor[TIP]) - 1
        above = -1
        for row in self.path(tip):
            if row == here:
                break
            above = row
        if above >= 0:
            self.cursor[CURRENT] = (tip if all_of_it else above) + 1
        return above >= 0
