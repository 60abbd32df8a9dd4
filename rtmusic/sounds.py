"""The sound of layers as it was played, in a file each, so that what comes back sounds as it did.

Codes say what a loop is; they are small, kept in memory and written to the journal, and decoding them gives the loop as
the codec hears it. The sound itself is three megabytes for eight seconds: it lies on disk, where a killed process does
not lose it either, and where it is missing the codes serve.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from rtmusic.units import Samples

MOST_BYTES = 1_000_000_000  # of all files together; older sounds go first
_SUFFIX = ".f32"


class Sounds:
    """Sounds by the number of their layer. One thread calls it.

    Args:
        folder: where they lie, made when it is needed; None: a place that goes when this object goes.
        channels: of each.
    """

    def __init__(self, folder: Path | None, channels: int) -> None:
        self._folder, self._channels = folder, channels
        self._aside: dict[int, Samples | None] | None = None  # of a copy, which writes no files
        self._origin: Sounds | None = None  # of a copy: whose files it reads

    def __deepcopy__(self, memo: object) -> Sounds:
        other = Sounds(self._folder, self._channels)
        other._origin, other._aside = self, dict(self._aside or {})
        return other

    def put(self, number: int, sound: Samples | None, *dear: Collection[int]) -> None:
        """This is how a layer sounds, float32 [C, n]; None: it has only codes. A full disk is no error.

        Args:
            dear: numbers of layers whose sound goes last, where there is no room for all; the later ones after those.
        """
        if self._aside is not None:
            self._aside[number] = None if sound is None else sound.copy()
            return
        if sound is None and self._folder is None:
            return
        path = self._path(number)
        with suppress(OSError):
            path.unlink(missing_ok=True)  # of an act that was undone
        if sound is not None:
            self._make_room(sound.nbytes, dear)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                np.ascontiguousarray(sound, "<f4").tofile(path)
            except OSError:
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def get(self, number: int, samples: int) -> Samples | None:
        """How a layer of so many samples sounds, float32 [C, n]; None where only its codes are left."""
        if self._aside is not None and number in self._aside:
            kept = self._aside[number]
            return None if kept is None else kept.copy()
        if self._folder is None:
            return None
        try:
            sound = np.fromfile(self._path(number), "<f4").astype(np.float32, copy=False)
        except OSError:
            return None
        return sound.reshape(self._channels, -1) if sound.size == self._channels * samples else None

    def _path(self, number: int) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="rtmusic-sounds-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder / f"{number:08d}{_SUFFIX}"

    def _make_room(self, wanted: int, dear: Sequence[Collection[int]]) -> None:
        """Take sounds away until there is room for so many bytes: the oldest first, those that are dear last."""
        assert self._folder is not None

        def worth(path: Path) -> int:
            return max((rank for rank, some in enumerate(dear, start=1) if int(path.stem) in some), default=0)

        with suppress(OSError):
            sizes = {path: path.stat().st_size for path in sorted(self._folder.glob(f"*{_SUFFIX}"))}
            over = sum(sizes.values()) + wanted - MOST_BYTES
            for path, size in sorted(sizes.items(), key=lambda one: worth(one[0])):
                if over <= 0:
                    return
                path.unlink(missing_ok=True)
                over -= size
