"""Small corpora for tests of the trainers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.corpus.index import Clip, write_index


def noise_corpus(folder: Path, seconds: float = 0.5) -> Path:
    """Make two clips of noise, one to train on and one to validate with, with an index, as the recipe makes them."""
    folder.mkdir()
    dice = np.random.default_rng(0)
    samples = round(48_000 * seconds)
    clips = []
    for split in ("train", "validation"):
        np.save(folder / f"{split}.npy", dice.integers(-3000, 3000, (samples, 2)).astype(np.int16))
        clips.append(Clip(f"{split}.npy", samples, "test", "noise", "CC0-1.0", "", "", "", (), split))
    write_index(folder, clips)
    return folder
