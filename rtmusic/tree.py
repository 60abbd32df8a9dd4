"""Layers as trees: a table in which each has a row, and says which one it was made from.

There are many of them at the end of a long evening, so whatever is asked often stands in the row itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from rtmusic.shared import LAYER_COLUMNS, LOOP_COLUMNS

CLEARED, RECORDED, OVERDUBBED, REWRITTEN, VARIED = range(5)  # what made a layer
MADE_ANEW = (REWRITTEN, VARIED)  # and not played
# Columns of the table, a layer a row. The parent is the row it was made from, plus 1, and the newest one from there
# down that the machine has not rewritten is the one that was played; how many were made from each other up to here;
# which take of its loop it is, from 1 on; where its codes lie in the file, plus 1; with what the machine made it, see
# `Recipes`. A number of 0 is an empty row.
(
    FRAMES, LENGTH, START, KIND, LOOP, PARENT, TAPE, _LONGER, _BPM, _BENT, PLAYED, DEPTH, NTH, FILED, RECIPE,
    MARKED, NUMBER,
) = range(LAYER_COLUMNS)  # fmt: skip
# Columns of the cursor, a loop a row: rows of the layer in force and of the last one that redo reaches, plus 1; a take
# that sounds and has no codes yet; a take in the making, its first sample plus 1; how the loop plays; at what speed it
# is heard (four floats, see `Tape`), and is to be heard; when that was turned last, plus 1, or 0 once it is done; and
# two floats about where the loop was when the tempo was turned, see `Varier`; which pedals are held, see `looper`; how
# many takes there are; and the number of the newest layer that there ever was.
(
    CURRENT, TIP, SOUNDS_FROM, SOUNDS_TO, OPEN, _OPEN_END, OPEN_UNIT, MOVED, EDIT, EDIT_FROM, FLAG_BITS, PAUSED_AT,
    ENDS_AT, WAITING, WAITS_FOR, HEARD, _HEARD_LONGER, _HEARD_BPM, _HEARD_BENT, WANTED, _WANTED_LONGER, _WANTED_BPM,
    _WANTED_BENT, TURNED_AT, PLACE, PLACE_BEAT, HOLDS, TAKES, NEWEST,
) = range(LOOP_COLUMNS)  # fmt: skip


def live_rows(table: npt.NDArray[np.int64]) -> list[int]:
    """The rows of the table that hold a layer."""
    rows: list[int] = np.flatnonzero(table[:, NUMBER]).tolist()
    return rows


class Tree:
    """The trees of all loops. The model process alone writes; anybody may look.

    Args:
        table: int64 [layers, LAYER_COLUMNS], all zeros at first.
        cursors: int64 [LOOPS, LOOP_COLUMNS], all zeros at first.
    """

    def __init__(self, table: npt.NDArray[np.int64], cursors: npt.NDArray[np.int64]) -> None:
        self.table, self.cursors = table, cursors
        self.changed = np.zeros(len(table), np.bool_)  # rows, since the last `keep`
        self.new = np.zeros(len(table), np.bool_)  # rows of layers that were made since then
        self._gone: list[int] = []  # rows of others that were let go since then, and stay empty

    @property
    def next_number(self) -> int:
        """The number of the next layer, which no other ever had."""
        return 1 + int(self.cursors[:, NEWEST].max())

    def keep(self) -> None:
        """A row that is let go stays empty until the next call: whoever puts table and cursors back has it back."""
        self.changed[:] = self.new[:] = False
        self._gone.clear()

    def add(self, loop: int, parent: int, facts: Sequence[int], tape: Sequence[int], recipe: int, marked: bool) -> int:
        """A new layer; its row.

        Args:
            parent: the row that it was made from, plus 1; 0: it was made from none.
            facts: frames, samples, first sample, and kind.
            tape: see `Tape`, as numbers.
            recipe: the number of one of `Recipes`, or 0.
        """
        table, cursor, number, kind = self.table, self.cursors[loop], self.next_number, facts[-1]
        free = np.flatnonzero(table[:, NUMBER] == 0)
        row = int(free[~np.isin(free, self._gone)][0])
        played, depth = table[parent - 1, [PLAYED, DEPTH]].tolist() if parent else (0, 0)
        cursor[TAKES] += kind != CLEARED
        take = int(cursor[TAKES]) if kind != CLEARED else 0
        table[row, :TAPE] = *facts, loop, parent
        table[row, TAPE:PLAYED] = tape
        table[row, PLAYED:NUMBER] = played if kind == REWRITTEN else row + 1, depth + 1, take, 0, recipe, marked
        cursor[NEWEST] = number
        table[row, NUMBER] = number
        self.changed[row] = self.new[row] = True
        return row

    def change(self, row: int, column: int, value: int) -> None:
        """Say something else of the layer in this row."""
        self.table[row, column] = value
        self.changed[row] = True

    def path(self, row: int) -> Iterator[int]:
        """The rows from one to the first that it was made from."""
        while row >= 0:
            yield row
            row = int(self.table[row, PARENT]) - 1

    def near(self, played: bool) -> npt.NDArray[np.int64]:
        """The rows of what sounds, and of what that is made from; played: also of what both were played as."""
        current = self.cursors[:, CURRENT] - 1
        current = current[current >= 0]
        rows = np.concatenate([current, self.table[current, PARENT] - 1])
        rows = rows[rows >= 0]
        return np.concatenate([rows, self.table[rows, PLAYED] - 1]) if played else rows

    def cheapest(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Rows in the order in which they may go: what the performer played stays as long as there is anything else,
        the very first longer, and favourites; the oldest go first.
        """
        table = self.table
        kinds, roots = table[rows, KIND], table[rows, PARENT] == 0
        order = np.lexsort((table[rows, NUMBER], ~np.isin(kinds, MADE_ANEW), roots, table[rows, MARKED]))
        return rows[order]

    def let_go(self, rows: npt.NDArray[np.int64]) -> None:
        """Take layers out of their trees: those that were made from them are now of what they were made from."""
        if not len(rows):
            return
        table, above = self.table, np.concatenate([[0], self.table[:, PARENT]])  # by row + 1
        goes = np.zeros(len(table) + 1, np.bool_)
        goes[rows + 1] = True
        while goes[above].any():
            above = np.where(goes[above], above[above], above)
        for column in (table[:, PARENT], self.cursors[:, CURRENT], self.cursors[:, TIP]):
            column[:] = np.where(goes[column], above[column], column)
        self._gone += rows[~self.new[rows]].tolist()
        self.new[rows] = False
        table[rows] = 0
        self._count_again()

    def _count_again(self) -> None:
        """Say again of every layer what depends on those that it was made from."""
        table = self.table
        there = np.concatenate([[False], table[:, NUMBER] > 0])
        above, depth = np.concatenate([[0], table[:, PARENT]]), there.astype(np.int64)
        played = np.where(np.concatenate([[0], table[:, KIND]]) == REWRITTEN, above, np.arange(len(above)) * there)
        while above.any():
            depth, above = depth + depth[above], above[above]
        while (played != (further := played[played])).any():
            played = further
        takes = np.flatnonzero(there[1:] & (table[:, KIND] != CLEARED))
        takes = takes[np.lexsort((table[takes, NUMBER], table[takes, LOOP]))]
        each = np.bincount(table[takes, LOOP], minlength=len(self.cursors))
        table[:, DEPTH], table[:, PLAYED] = depth[1:], played[1:]
        table[takes, NTH] = np.arange(len(takes)) + 1 - np.repeat(np.cumsum(each) - each, each)
        self.cursors[:, TAKES] = each
        self.changed[:] = True
