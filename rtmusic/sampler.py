"""Everything random, as a function of where it is used: the same seed plays the same evening.

Chance is not a stream of numbers that somebody draws from in some order: it is looked up by (seed, purpose, frame,
level, visit). So a window that is cut differently, a round that came late, or a restart changes nothing else.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# What a number is for; two purposes never share numbers.
NOISE, ORDER, DRAW, DROP, RETHINK, LEASH, CUT, COIN, PICK = range(9)
BEND = 64  # the playground's: the place begins with the number of the effect

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mix(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Scramble 64 bits so that neighbouring inputs share nothing (the SplitMix64 finalizer).

    Source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators".
    """
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def chance(seed: int, purpose: int, *where: int | npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Uniform numbers in [0, 1), one for every place that the arguments name together (they broadcast).

    Args:
        seed: the evening.
        purpose: one of the purposes above.
        where: integers or int64 arrays, for example a frame row [1, W] and a level column [K, 1].

    Returns:
        float32 of the broadcast shape; the same arguments always give the same numbers.
    """
    state = _mix(np.asarray([(seed << 8) + purpose], dtype=np.uint64) + _GOLDEN)
    for place in where:
        state = _mix((state ^ np.asarray(place, dtype=np.int64).astype(np.uint64)) + _GOLDEN)
    uniform = (state >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-24)
    return uniform if np.broadcast(*where).ndim else uniform.reshape(())
