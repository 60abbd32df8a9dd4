"""Recordings as a tape would play them that runs faster or slower: the same music in other keys and tempi."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from training.corpus.index import CHANNELS, SAMPLE_RATE, TRAIN, Clip
from training.corpus.reading import read_recording

Samples = npt.NDArray[np.float32]

SEMITONES = 4.0  # most that a tape runs faster or slower ...
LEAST_SEMITONES = 0.7  # ... and least: nearer to the recording it would hardly be other music
OF_SPEED = re.compile(r"\bbpm\b|\b(?:slow|fast|adagio|andante|allegro|presto|major|minor)\b")
PARTS = 1 << 16  # that a throw of the dice is counted in


@dataclass(frozen=True, slots=True)
class Take:
    """One clip at one speed."""

    clip: Clip
    semitones: float = 0.0  # faster, and as much higher

    @property
    def name(self) -> str:
        """A file name: the clip's file in the corpus, flattened, and the speed where it is another."""
        return flat_name(self.clip.key) + (f"@{self.semitones:+.2f}" if self.semitones else "")

    @property
    def seconds(self) -> float:
        return self.clip.seconds / self.speed

    @property
    def speed(self) -> float:
        return float(2.0 ** (self.semitones / 12.0))

    @property
    def captions(self) -> tuple[str, ...]:
        """The clip's captions, at another speed without those that name a tempo or a key."""
        told = self.clip.captions
        return tuple(text for text in told if not (self.semitones and OF_SPEED.search(text.lower())))

    def blocks(self, data: Path, samples: int) -> Iterator[Samples]:
        """Read the take as float32 [2, samples] each, the last block shorter.

        Args:
            data: the corpus folder, its index.json, or a shard alone.

        Raises:
            CorpusError: the shard is gone or damaged, or the index does not belong to it.
        """
        blocks = read_recording(data, self.clip, samples)
        return blocks if self.semitones == 0.0 else _even(_faster(blocks, self.speed), samples)


def flat_name(key: str) -> str:
    """Return what a clip of this key is called where there are no folders."""
    return key.replace("/", "__")


def takes(clips: Sequence[Clip], copies: int) -> list[Take]:
    """Return every clip as it is, and recordings of the training split at `copies` other speeds, too.

    The speeds follow from the clip's name, up and down in turn. Music that brings its score has other keys and tempi
    by itself, and stays as its score says.
    """
    found = [Take(clip) for clip in clips]
    for clip in clips:
        if clip.split == TRAIN and "tracks" not in clip.labels:
            found += [Take(clip, _semitones(clip.key, copy)) for copy in range(copies)]
    return found


def _semitones(key: str, copy: int) -> float:
    share = zlib.crc32(f"{copy // 2} {key}".encode()) % PARTS / PARTS
    up = (zlib.crc32(key.encode()) + copy) % 2 == 0
    size = LEAST_SEMITONES + share * (SEMITONES - LEAST_SEMITONES)
    return round(size if up else -size, 2)


def _faster(blocks: Iterable[Samples], speed: float) -> Iterator[Samples]:
    stream = soxr.ResampleStream(SAMPLE_RATE * speed, SAMPLE_RATE, CHANNELS, dtype="float32")
    for block in blocks:
        yield stream.resample_chunk(np.ascontiguousarray(block.T)).T
    yield stream.resample_chunk(np.zeros((0, CHANNELS), np.float32), last=True).T


def _even(blocks: Iterable[Samples], samples: int) -> Iterator[Samples]:
    """Cut blocks of any length anew."""
    kept = np.zeros((CHANNELS, 0), np.float32)
    for block in blocks:
        kept = np.concatenate([kept, block], axis=1)
        while kept.shape[1] >= samples:
            yield np.ascontiguousarray(kept[:, :samples])
            kept = kept[:, samples:]
    if kept.shape[1]:
        yield np.ascontiguousarray(kept)
