"""A small entropy model with random weights: as exact as a trained one, and of no use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from rtmusic.entropy import EntropyModel


def random_arrays(
    levels: int, codes: int, seed: int = 0, hidden: int = 6, size: int = 4, state: int = 5, looks: int = 3
) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of an entropy model's file."""
    dice = np.random.default_rng(seed)

    def small(*shape: int, most: int = 40) -> npt.NDArray[np.generic]:
        return dice.integers(-most, most + 1, shape).astype(np.int8)

    coarser = small(levels, hidden, levels * size)
    for level in range(levels):
        coarser[level, :, level * size :] = 0
    return {
        "embedding": small(levels, codes, size),
        "past": small(state, looks * levels * size),
        "past_bias": dice.integers(-500, 501, state).astype(np.int32),
        "state": small(levels, hidden, state),
        "coarser": coarser,
        "bias": dice.integers(-500, 501, (levels, hidden)).astype(np.int32),
        "output": small(levels, codes, hidden, most=5),
        "offset": dice.integers(-2000, 2001, (levels, codes)).astype(np.int32),
        "shares": np.round(2.0**18 * np.exp(-np.arange(800) / 64)).clip(1).astype(np.int32),
    }


def random_model(path: Path, levels: int, codes: int, seed: int = 0) -> EntropyModel:
    """Write a model to a file and load it."""
    np.savez(path, allow_pickle=False, **random_arrays(levels, codes, seed))
    return EntropyModel.load(path, levels, codes)
