"""Layers, and the rooms in which those of all loops lie.

A layer is a whole loop as codes, so thousands fit where a few dozen would fit as sound, and each can be heard again
exactly. Codes are written first, the number that makes them count last, so a reader never sees half a layer. What is
older than the room is large goes to a file and comes back from there, see `rtmusic.codefile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rtmusic.codefile import CodeFile
from rtmusic.moments import Room
from rtmusic.notes import as_floats, as_numbers
from rtmusic.recipe import MADE_WITH, Recipe, Recipes
from rtmusic.shared import BLOCK_FRAMES, RECIPES
from rtmusic.shelf import Shelf
from rtmusic.sounds import Sounds
from rtmusic.tree import (
    FILED,
    FRAMES,
    KIND,
    LENGTH,
    MADE_ANEW,
    MARKED,
    NUMBER,
    OVERDUBBED,
    PLAYED,
    RECIPE,
    RECORDED,
    START,
    TAPE,
    Tree,
    live_rows,
)
from rtmusic.units import Codes, Samples

MAX_FRAMES = 6000  # longest loop, in frames: two minutes at 50 frames a second
SPARE_LAYERS = 16  # so many are free at all times, so that what an undone act needs is never written over
SPARE_BLOCKS = 8 * MAX_FRAMES // BLOCK_FRAMES
NO_CODE = -1  # at a level that this frame does not have: rewritten frames have fewer levels than recorded ones


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
    recipe: Recipe | None = None  # with what the machine made it, where that is known


class Rooms:
    """The layers of all loops. The model process alone writes; anybody may look.

    Args:
        blocks: int16 [blocks, levels, BLOCK_FRAMES], room for the codes.
        owners: int64 [2, blocks]: the number of the layer that each block belongs to, and its place in it.
        table: int64 [layers, LAYER_COLUMNS], all zeros at first.
        cursors: int64 [LOOPS, LOOP_COLUMNS], all zeros at first.
        sounds: where the sound of layers lies.
        moments: where the moments of the evening lie, see `rtmusic.moments`; None: in room of their own.
        file: for codes that find no room; None: then layers go.
        recipes: with what the machine made layers; None: in memory of their own.
    """

    def __init__(
        self,
        blocks: npt.NDArray[np.int16],
        owners: npt.NDArray[np.int64],
        table: npt.NDArray[np.int64],
        cursors: npt.NDArray[np.int64],
        sounds: Sounds,
        moments: Room | None = None,
        file: CodeFile | None = None,
        recipes: Recipes | None = None,
    ) -> None:
        self.table, self.cursors = table, cursors
        self.recipes = recipes or Recipes(np.zeros((RECIPES, len(MADE_WITH))), np.zeros(RECIPES, np.int64))
        self.tree = Tree(table, cursors)
        self._shelf, self._sounds = Shelf(blocks, owners, self.tree, file), sounds
        self.moments = Room.empty(blocks.shape[1]) if moments is None else moments

    def lay_out(
        self,
        cursors: npt.NDArray[np.int64],
        table: npt.NDArray[np.int64],
        codes: Mapping[int, npt.NDArray[np.int16]],
        recipes: Mapping[int, Recipe],
    ) -> None:
        """Hold what another store held, in place of nothing; what finds no room goes, the oldest first.

        Args:
            codes: by row, int16 [levels, F].
            recipes: by number.
        """
        self.recipes.hold(recipes)
        self.table[:], self.cursors[:] = table, cursors
        numbers, live, lost = table[:, NUMBER], np.array(live_rows(table), np.int64), []
        near = np.intersect1d(self.tree.near(played=True), live)
        rows = [*near, *self.tree.cheapest(np.setdiff1d(live, near))[::-1]]
        self.table[:, [FILED, NUMBER]] = 0  # while nobody has laid its codes
        free = self._shelf.free
        for row in map(int, rows):
            self.table[row, NUMBER] = numbers[row]
            blocks = -(-int(table[row, FRAMES]) // BLOCK_FRAMES)
            if row in codes and free - blocks >= SPARE_BLOCKS:
                self._shelf.lay(int(numbers[row]), codes[row])
                free -= blocks
            elif row not in codes or not self._shelf.file(row, codes[row]):
                lost.append(row)
        self._let_go(np.array(lost, np.int64))
        self.tree.changed[:] = True

    @property
    def levels(self) -> int:
        """Levels that a frame has."""
        return self._shelf.levels

    def codes(self, row: int) -> npt.NDArray[np.int16]:
        """The codes of the layer in this row, int16 [levels, F], a copy."""
        return self._shelf.get(row)

    def keep(self) -> None:
        """All layers stay where they are until the next call: whoever puts table and cursors back has them back."""
        self.tree.keep()
        self._shelf.keep()

    def sound(self, row: int) -> Samples | None:
        """The layer in this row as it was played, float32 [C, length]; None where only its codes are left."""
        return self._sounds.get(int(self.table[row, NUMBER]), int(self.table[row, LENGTH]))

    def tape(self, row: int) -> Tape:
        """Where the knobs stood when the layer in this row was made."""
        return Tape(*as_floats(self.table[row, TAPE:PLAYED]))

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
        number = self.tree.next_number
        laid = self._shelf.lay(number, layer.codes)
        self._sounds.put(number, sound, *(() if sound is None else self._dear()))
        facts = frames, layer.length_samples, layer.start_sample, layer.kind
        row = self.tree.add(loop, parent, facts, as_numbers(tape), self.recipes.write_down(layer.recipe), layer.marked)
        if not laid:  # more was made at once than is kept free
            self._shelf.file(row, layer.codes.astype(np.int16))
        return row

    def played(self) -> list[Layer]:
        """Every layer that was played and not written by the machine, in the order in which they were made."""
        kinds, numbers = self.table[:, KIND], self.table[:, NUMBER]
        rows = np.flatnonzero((numbers > 0) & ((kinds == RECORDED) | (kinds == OVERDUBBED)))
        return [self.layer(row) for row in rows[np.argsort(numbers[rows])].tolist()]

    def layer(self, row: int) -> Layer:
        """The layer in this row."""
        length, start, kind, recipe, marked = self.table[row, [LENGTH, START, KIND, RECIPE, MARKED]].tolist()
        codes, made_with = self.codes(row).astype(np.int64), self.recipes.read(recipe)
        return Layer(codes, length, start, kind, self.tape(row), bool(marked), made_with)

    def make_room(self) -> None:
        """See to it that the next layers find room: codes go to the file, and where they cannot, or where there are too
        many layers, layers go.
        """
        while self._shelf.free < SPARE_BLOCKS and self._shelf.file_oldest(self.tree.near(played=True)):
            pass
        if (free := int((self.table[:, NUMBER] == 0).sum())) < SPARE_LAYERS:
            self._let_cheapest_go(
                np.flatnonzero(self.table[:, NUMBER]), max(SPARE_LAYERS - free, len(self.table) // 64)
            )
        while self._shelf.free < SPARE_BLOCKS and self._let_cheapest_go(self._shelf.rows, 1):
            pass

    def _let_cheapest_go(self, rows: npt.NDArray[np.int64], most: int) -> bool:
        """Let so many layers of these rows go; False: none can."""
        rows = np.setdiff1d(rows, self.tree.near(played=False))
        self._let_go(self.tree.cheapest(rows)[:most])
        return bool(len(rows))

    def _let_go(self, rows: npt.NDArray[np.int64]) -> None:
        self._shelf.goes(rows)
        self.tree.let_go(rows)

    def _dear(self) -> tuple[set[int], set[int]]:
        """Numbers of the layers that somebody played; and of favourites."""
        numbers = self.table[:, NUMBER]
        played = (numbers > 0) & ~np.isin(self.table[:, KIND], MADE_ANEW)
        return set(numbers[played].tolist()), set(numbers[self.table[:, MARKED] > 0].tolist())
