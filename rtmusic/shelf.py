"""Where the codes of layers lie: in memory, and what finds no room there in a file, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rtmusic.codefile import CodeFile
from rtmusic.shared import BLOCK_FRAMES
from rtmusic.tree import FILED, FRAMES, NUMBER, Tree


class Shelf:
    """Codes by the row of their layer. The model process alone writes; anybody may look.

    Args:
        blocks: int16 [blocks, levels, BLOCK_FRAMES].
        owners: int64 [2, blocks]: the number of the layer that each block belongs to, and its place in it.
        tree: the layers.
        file: for what finds no room; None: there is none.
    """

    def __init__(
        self, blocks: npt.NDArray[np.int16], owners: npt.NDArray[np.int64], tree: Tree, file: CodeFile | None
    ) -> None:
        self._blocks, self._owners, self._tree, self._file = blocks, owners, tree, file
        self._stay: list[int] = []  # numbers whose blocks stay as they are until the next `keep`

    @property
    def levels(self) -> int:
        """Levels that a frame has."""
        return int(self._blocks.shape[1])

    @property
    def free(self) -> int:
        """Blocks in which no layer lies, or none any more after the next `keep`."""
        return int((~self._held(())).sum())

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """Those of the layers whose codes lie in memory."""
        table = self._tree.table
        return np.flatnonzero((table[:, NUMBER] > 0) & (table[:, FILED] == 0) & (table[:, FRAMES] > 0))

    def keep(self) -> None:
        """What lies in memory now stays there until the next call, also of layers that go."""
        self._stay.clear()

    def goes(self, rows: npt.NDArray[np.int64]) -> None:
        """The layers in these rows are about to go."""
        self._stay += self._tree.table[rows[~self._tree.new[rows]], NUMBER].tolist()

    def get(self, row: int) -> npt.NDArray[np.int16]:
        """The codes of the layer in this row, int16 [levels, F], a copy; zeros where they cannot be read."""
        frames, number, filed = self._tree.table[row, [FRAMES, NUMBER, FILED]].tolist()
        if filed:
            found = None if self._file is None else self._file.read(filed - 1, self.levels, frames)
            return np.zeros((self.levels, frames), np.int16) if found is None else found
        mine = np.flatnonzero(self._owners[0] == number)
        mine = mine[np.argsort(self._owners[1, mine])]
        codes = np.zeros((self.levels, frames), np.int16)
        if len(mine):
            laid = np.concatenate([*self._blocks[mine]], axis=1)[:, :frames]
            codes[:, : laid.shape[1]] = laid
        return codes

    def lay(self, number: int, codes: npt.NDArray[np.integer]) -> bool:
        """Put codes [levels, F] into free blocks, as those of the layer of this number; False: there is no room."""
        owners, frames = self._owners, codes.shape[1]
        owners[0, owners[0] == number] = 0  # of an act that was undone
        blocks = -(-frames // BLOCK_FRAMES)
        room = np.flatnonzero(~self._held(self._stay))[:blocks]
        if len(room) < blocks:
            return False
        for place, block in enumerate(room.tolist()):
            part = codes[:, place * BLOCK_FRAMES : (place + 1) * BLOCK_FRAMES]
            self._blocks[block, :, : part.shape[1]] = part
            owners[1, block] = place
        owners[0, room] = number
        return True

    def file_oldest(self, stay: npt.NDArray[np.int64]) -> bool:
        """Put the codes of one layer into the file, but of none in these rows; False: there is none, or no room."""
        table, rows = self._tree.table, np.setdiff1d(self.rows, stay)
        if not len(rows):
            return False
        row = int(rows[table[rows, NUMBER].argmin()])
        return self.file(row, self.get(row))

    def file(self, row: int, codes: npt.NDArray[np.int16]) -> bool:
        """Put the codes of this row into the file; False: there is no room, and nothing has changed."""
        if self._file is None:
            return False
        try:
            place = self._file.append(codes)
        except OSError:
            return False
        self.goes(np.array([row]))
        self._tree.change(row, FILED, place + 1)
        return True

    def _held(self, others: Sequence[int]) -> npt.NDArray[np.bool_]:
        """The blocks in which layers lie, and those of these numbers."""
        table, owners = self._tree.table, self._owners[0]
        numbers = np.where(table[:, FILED] == 0, table[:, NUMBER], 0)
        held = np.zeros(1 + max(int(numbers.max()), int(owners.max()), max(others, default=0)), np.bool_)
        held[numbers] = held[list(others)] = True
        held[0] = False
        of_blocks: npt.NDArray[np.bool_] = held[owners]
        return of_blocks
