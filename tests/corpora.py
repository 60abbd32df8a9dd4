"""Small corpora for tests of the trainers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf

from training.corpus.index import Clip
from training.corpus.shards import Shards


def packed(folder: Path, recordings: Iterable[tuple[Clip, npt.NDArray[np.int16]]]) -> Path:
    """Make a corpus of the given clips and their sound, int16 [n, 2]."""
    with Shards(folder) as shards:
        for clip, sound in recordings:
            out = io.BytesIO()
            sf.write(out, sound, 48_000, format="FLAC", subtype="PCM_16")
            shards.add(clip, {"flac": out.getvalue()})
    return folder


def noise_corpus(folder: Path, seconds: float = 0.5) -> Path:
    """Make two clips of noise, one to train on and one to validate with, with an index, as the recipe makes them."""
    dice = np.random.default_rng(0)
    samples = round(48_000 * seconds)
    return packed(
        folder,
        [
            (
                Clip(f"{split}.flac", samples, "test", "noise", "CC0-1.0", "", "", "", (), split),
                dice.integers(-3000, 3000, (samples, 2)).astype(np.int16),
            )
            for split in ("train", "validation")
        ],
    )
