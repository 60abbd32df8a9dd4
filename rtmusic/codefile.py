"""Codes of layers that memory has no room for, one after the other in a file.

The file only ever grows, so where codes lie in it stays true whatever is undone: who was killed leaves at most some
bytes behind that nobody asks for. Eight loops rewritten all the time fill 50 MB an hour.
"""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import numpy.typing as npt

MOST_BYTES = 1_000_000_000


class CodeFile:
    """One thread writes; any process may read what it knows the place of.

    Args:
        path: the file, made when it is needed; None: it is all kept in memory.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._aside: dict[int, bytes] = {}  # by place, of one without a path, and of a copy, which writes no files
        self._end = 0  # of what was appended last
        self._writes = path is not None

    def __deepcopy__(self, memo: object) -> CodeFile:
        other = CodeFile(self._path)
        other._aside, other._end, other._writes = dict(self._aside), self._end, False
        return other

    def append(self, codes: npt.NDArray[np.int16]) -> int:
        """Put codes behind all others; their place.

        Raises:
            OSError: the disk, or what may be taken of it, is full.
        """
        data = np.ascontiguousarray(codes, "<i2").tobytes()
        if self._path is None or not self._writes:
            place = max(self._end, self._path.stat().st_size if self._path and self._path.exists() else 0)
            if place + len(data) > MOST_BYTES:
                raise OSError(errno.ENOSPC, "no room for codes")
            self._aside[place] = data
            self._end = place + len(data)
            return place
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab", buffering=0) as file:
            place = file.tell()
            if place < self._end:  # somebody has taken away what was in it
                raise OSError(errno.EIO, "the file for codes is not what it was")
            if place + len(data) > MOST_BYTES or file.write(data) < len(data):
                raise OSError(errno.ENOSPC, "no room for codes")
            self._end = file.tell()
        return place

    def read(self, place: int, levels: int, frames: int) -> npt.NDArray[np.int16] | None:
        """The codes that lie there, int16 [levels, frames]; None: they cannot be read."""
        if (data := self._aside.get(place)) is not None:
            return np.frombuffer(data, "<i2").reshape(levels, frames).astype(np.int16)
        if self._path is None:
            return None
        try:
            codes = np.fromfile(self._path, "<i2", levels * frames, offset=place)
        except OSError:
            return None
        return codes.reshape(levels, frames).astype(np.int16) if codes.size == levels * frames else None
