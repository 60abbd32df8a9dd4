"""Sound out of shards: any place of any clip, without unpacking anything."""

from __future__ import annotations

import functools
import io
import mmap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf

from training.corpus.index import CHANNELS, SAMPLE_RATE, Clip, CorpusError, folder_of

Samples = npt.NDArray[np.float32]
BLOCK = 1 << 17  # samples
OPEN_SHARDS = 128  # each holds a file descriptor


class Sounds:
    """Reads the clips of one corpus.

    Shards are memory-mapped, so nothing is shared but the system's cache: every thread and every forked process may
    use the same Sounds. A crop costs its own frames and a search of some ten small reads, wherever it lies.
    """

    def __init__(self, where: Path) -> None:
        """Name the corpus folder, its index.json or a shard alone; nothing is opened yet."""
        self._folder = folder_of(where)
        self._mapped = functools.lru_cache(OPEN_SHARDS)(_map)

    def crop(self, clip: Clip, start: int, samples: int) -> Samples:
        """Read float32 [2, samples] from sample `start` on.

        Raises:
            CorpusError: the shard is gone or damaged, or the index does not belong to it.
        """
        with self._open(clip) as sound:
            try:
                sound.seek(start)
                crop: Samples = sound.read(samples, dtype="float32", always_2d=True).T
            except sf.LibsndfileError as error:
                raise self._damaged(clip, str(error)) from error
        if crop.shape[1] != samples:
            raise self._damaged(clip, f"ends {samples - crop.shape[1]} samples early")
        return np.ascontiguousarray(crop)

    def blocks(self, clip: Clip, block_samples: int = BLOCK) -> Iterator[Samples]:
        """Read a whole clip as float32 [2, block_samples], the last block shorter.

        Raises:
            CorpusError: as for crop.
        """
        for start in range(0, clip.samples, block_samples):
            yield self.crop(clip, start, min(block_samples, clip.samples - start))

    def _open(self, clip: Clip) -> sf.SoundFile:
        shard = self._folder / clip.shard
        try:
            mapped = self._mapped(shard)
        except (OSError, ValueError) as error:
            raise self._damaged(clip, str(error)) from error
        if clip.offset + clip.size > len(mapped):
            raise self._damaged(clip, f"the shard ends after {len(mapped)} bytes")
        try:
            sound = sf.SoundFile(_Part(mapped, clip.offset, clip.size))
        except sf.LibsndfileError as error:
            raise self._damaged(clip, str(error)) from error
        if (sound.frames, sound.channels, sound.samplerate) != (clip.samples, CHANNELS, SAMPLE_RATE):
            found = f"{sound.frames} samples, {sound.channels} channels, {sound.samplerate} Hz"
            raise self._damaged(clip, f"{found}, but the index says {clip.samples}, {CHANNELS}, {SAMPLE_RATE}")
        return sound

    def _damaged(self, clip: Clip, why: str) -> CorpusError:
        return CorpusError(
            f"{self._folder / clip.shard}: {clip.file} is listed in the index but not readable ({why}). Delete the "
            f"shard and run the recipe again, it makes what is missing:  python -m training.corpus {self._folder}"
        )


def read_recording(where: Path, clip: Clip, block_samples: int = BLOCK) -> Iterator[Samples]:
    """Read a whole recording block by block, float32 [2, block_samples] each, the last one shorter.

    Args:
        where: the corpus folder, its index.json, or a shard alone.

    Raises:
        CorpusError: the shard is gone or damaged, or the index does not belong to it.
    """
    return Sounds(where).blocks(clip, block_samples)


def _map(shard: Path) -> mmap.mmap:
    with shard.open("rb") as data:
        return mmap.mmap(data.fileno(), 0, access=mmap.ACCESS_READ)


class _Part(io.RawIOBase):
    """A stretch of a memory map that looks like a file of its own."""

    def __init__(self, mapped: mmap.mmap, offset: int, size: int) -> None:
        super().__init__()
        self._mapped = mapped
        self._offset = offset
        self._size = size
        self._at = 0

    def seek(self, to: int, whence: int = io.SEEK_SET) -> int:
        self._at = to + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = max(0, min(len(buffer), self._size - self._at))
        start = self._offset + self._at
        buffer[:count] = self._mapped[start : start + count]
        self._at += count
        return count
