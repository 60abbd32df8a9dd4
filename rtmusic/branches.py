"""The takes of a loop: its layers that sound, in the order in which they were made, whatever branch they are on.

Undo and redo walk one branch of the tree, see `rtmusic.memory`; here one goes from any take to the next or to the one
before, and redo then leads along the branch of the take that one stands on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rtmusic.knobs import AS_MADE, Control, Panel, loop_of, plain_name
from rtmusic.memory import Layers
from rtmusic.recipe import controls
from rtmusic.tree import (
    CLEARED,
    CURRENT,
    KIND,
    LOOP,
    MARKED,
    NTH,
    NUMBER,
    OVERDUBBED,
    PARENT,
    PLAYED,
    RECORDED,
    TAKES,
    TIP,
    VARIED,
)

TAKE_WALKS = ("take_next", "take_before", "best")


class Takes:
    """The takes of one loop. The model process alone goes from one to another; anybody may look."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers

    @property
    def heard(self) -> int:
        """The number of the layer in force, also of an empty one; 0 before the first."""
        return self._layers.number_in_force

    @property
    def place(self) -> tuple[int, int]:
        """Which take the loop stands on, from 1 on, or 0 where it is empty; and how many there are."""
        here = self._here  # once: the model process may go on meanwhile
        return int(self._layers.table[here, NTH]) if here >= 0 else 0, int(self._layers.cursor[TAKES])

    def next(self, number: int) -> bool:
        """Go to the first take that was made after the layer of this number; False: there is none."""
        later = next((row for row in self._rows() if self._layers.table[row, NUMBER] > number), None)
        return later is not None and self._go(later)

    def before(self, number: int) -> bool:
        """Go to the last take that was made before the layer of this number; False: there is none."""
        earlier = [row for row in self._rows() if self._layers.table[row, NUMBER] < number]
        return self._go(earlier[-1]) if earlier else False

    def best(self) -> bool:
        """Go to the newest favourite; False: there is none."""
        favourites = self._favourites()
        return self._go(favourites[-1]) if favourites else False

    def walk(self, command: str, stood: int) -> bool:
        """Obey one of TAKE_WALKS; False: there is no such take.

        Args:
            stood: the number of the layer that take_next goes on from; one was made after it, of what is heard.
        """
        if command == "best":
            return self.best()
        return self.next(stood) if command == "take_next" else self.before(self.heard)

    @property
    def marked(self) -> bool:
        """True while one stands on a favourite."""
        here = self._here
        return here >= 0 and bool(self._layers.table[here, MARKED])

    def mark(self) -> None:
        """The take that one stands on is a favourite, or is none any more; an empty loop is no take."""
        here, table = self._here, self._layers.table
        if here >= 0 and table[here, KIND] != CLEARED:
            self._layers.mark(here, not table[here, MARKED])

    def other(self) -> int:
        """The number of the take that the loop can be turned into; 0: there is none.

        It is the newest favourite that is neither the take that the loop stands on nor a variation of it; where there
        is none, the take as it was played.
        """
        layers, table, here = self._layers, self._layers.table, self._here
        base = int(table[here, PARENT]) - 1 if layers.varied else here
        if base < 0 or table[base, KIND] == CLEARED:
            return 0
        played = [row] if (row := self._played(base)) >= 0 else []
        same = {base, *np.flatnonzero((table[:, PARENT] == base + 1) & (table[:, KIND] == VARIED)).tolist()}
        found = [row for row in self._favourites() if row not in same][-1:] or played
        return int(table[found[0], NUMBER]) if found and found[0] != base else 0

    def _played(self, row: int) -> int:
        """The row of the newest layer, from this one down, that somebody has played; -1: there is none."""
        table = self._layers.table
        while row >= 0 and table[row, KIND] not in (RECORDED, OVERDUBBED):
            above = int(table[row, PLAYED]) - 1  # of what the machine has rewritten
            row = above if above != row else int(table[row, PARENT]) - 1
        return row

    def _favourites(self) -> list[int]:
        return self._rows(marked=True)

    @property
    def _here(self) -> int:
        return int(self._layers.cursor[CURRENT]) - 1

    def _rows(self, marked: bool = False, cleared: bool = False) -> list[int]:
        """The rows of the takes, in the order in which they were made.

        Args:
            marked: of favourites alone.
            cleared: also of empty layers.
        """
        table = self._layers.table
        rows = np.flatnonzero(table[:, MARKED] if marked else table[:, NUMBER])
        rows = rows[table[rows, LOOP] == self._layers.loop]
        rows = rows if cleared else rows[table[rows, KIND] != CLEARED]
        in_order: list[int] = rows[np.argsort(table[rows, NUMBER])].tolist()
        return in_order

    def _go(self, row: int) -> bool:
        """Stand on this row; False where one does already."""
        if row == self._here:
            return False
        cursor = self._layers.cursor
        cursor[CURRENT] = row + 1
        if row not in self._layers.path(int(cursor[TIP]) - 1):
            cursor[TIP] = self._newest_from(row) + 1
        return True

    def _newest_from(self, row: int) -> int:
        """The row of the newest layer that was made from this one, or its own: the end of redo's branch."""
        branches, parents = {row}, self._layers.table[:, PARENT].tolist()
        for other in self._rows(cleared=True):  # a layer is newer than the one that it was made from
            if parents[other] - 1 in branches:
                branches.add(other)
                row = other
        return row


def as_made(order: str, panel: Panel, loops: Sequence[Layers]) -> list[Control] | None:
    """What the pedal `as_made` turns; None: the order is another one.

    Args:
        panel: where the knobs stand.
        loops: all of them.
    """
    if plain_name(order) != AS_MADE:
        return None
    meant = [loops[loop] for name in panel.meant(order) if (loop := loop_of(name)) is not None]
    known = [(layers.loop, recipe) for layers in meant if (recipe := layers.recipe) is not None]
    return [control for loop, recipe in known for control in controls(recipe, loop)]
