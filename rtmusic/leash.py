"""How far a loop may stray from what was played, and what of it comes back.

A pass that is to be rewritten is given a leash first: of all that would differ from the original when it is over, only
a share may, in stretches that chance picks anew for every pass. Everywhere else the original stands, or comes back. So
the limit holds whatever the machine writes, and at 0 the loop is what was played, to the last token.
"""

from __future__ import annotations

import numpy as np

from rtmusic.sampler import LEASH, chance
from rtmusic.units import Codes, Mask

STRETCH_FRAMES = 10  # that stray or come home together: a fifth of a second is heard as a piece, a frame as a fault


def strayed(original: Codes, current: Codes, levels: int) -> float:
    """The share 0..1 of a loop's tokens that are not the original's.

    Args:
        original: int64 [K, F], the newest layer that the performer made.
        current: int64 [K, F].
        levels: how many levels count, coarse ones first: those that the model writes.
    """
    apart = original[:levels] != current[:levels]
    return float(apart.mean()) if apart.size else 0.0


def on_leash(
    original: Codes, current: Codes, kept: Mask, share: float, seed: int, pass_number: int
) -> tuple[Codes, Mask]:
    """What a pass begins with and what it must keep, so that it ends no further from the original than allowed.

    Args:
        original: int64 [K, F], the newest layer that the performer made, frame 0 of the loop first.
        current: int64 [K, F], the loop as the last pass left it.
        kept: bool [levels, F], what the masks keep of the whole pass; levels at most K.
        share: how many of the levels' tokens may differ when the pass is over, 0..1.
        seed: the evening.
        pass_number: turns of the loop so far; each pass lets other stretches go.

    Returns:
        Codes [K, F] with whole frames of the original put back, deep levels too, and `kept` with those frames added.
        Whatever is written where it keeps nothing, `strayed` is at most `share` afterwards.
    """
    levels, frames = kept.shape
    cost = (~kept | (current[:levels] != original[:levels])).sum(axis=0)
    frame = np.arange(frames, dtype=np.int64)
    shift = int(chance(seed, LEASH, pass_number, -1) * STRETCH_FRAMES)
    luck = chance(seed, LEASH, pass_number, (frame + shift) // STRETCH_FRAMES)
    order = np.argsort(luck, kind="stable")
    free = np.zeros(frames, np.bool_)
    free[order] = np.cumsum(cost[order]) <= int(share * kept.size + 1e-9)
    home = ~free | (cost == 0)  # where nothing differs the original's deep levels cost nothing
    return np.where(home, original, current), kept | home
