"""What only codes allow: levels that are held, swapped or lost, a frame that sounds on, two loops in one.

Every effect takes a turn of a loop as codes int64 [K, F] and gives another turn: pure, circular (the frame before the
first is the last), and the same for the same seed.

A frame has its levels from the coarsest down, and then perhaps NO_CODE. No effect leaves a hole: what is not there is
never brought in above a level that is.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtmusic.layers import NO_CODE
from rtmusic.sampler import BEND, chance
from rtmusic.units import Codes, Frames

MORPH_FRAMES = 5  # that come from one take on end, on average: a tenth of a second
ATTACK_FRAMES = 3  # 60 ms from where something is struck: never repeated, never passed over
Struck = npt.NDArray[np.bool_]  # [F], True where something is struck

_HOLD, _SWAP, _JITTER, _LOSE, _DRONE, _STRETCH, _SHUFFLE, _MORPH = range(8)  # so that no two effects share chance


# -- bending levels ------------------------------------------------------------------------------------------


def hold(codes: Codes, amount: float, low: int, high: int, seed: int) -> Codes:
    """A share of the codes stays what it was a frame ago: levels that stick, each in its own time.

    Args:
        codes: int64 [K, F].
        amount: 0 (none) to 1 (every level stands still).
        low, high: rows low to high - 1 are bent, coarse first.
        seed: the evening.

    Returns:
        int64 [K, F].
    """
    levels, frames = _places(codes)
    stuck = (_luck(_HOLD, seed, levels, frames) < amount) & _rows(codes, low, high)
    twice = np.concatenate([stuck, stuck], axis=1)
    moving = np.where(twice, -1, np.arange(twice.shape[1]))
    last = np.maximum.accumulate(moving, axis=1)[:, codes.shape[1] :]
    return _taken(codes, levels, np.where(last < 0, 0, last) % max(1, codes.shape[1]))


def swap(codes: Codes, amount: float, low: int, high: int, seed: int) -> Codes:
    """In a share of the frames two neighbouring levels change places: known words with another meaning.

    Arguments and result as in `hold`.
    """
    levels, frames = _places(codes)
    pair = (levels - low) // 2
    partner = levels + np.where((levels - low) % 2 == 0, 1, -1)
    changed = (_luck(_SWAP, seed, pair, frames) < amount) & _rows(codes, low, high) & (partner < high)
    partner = np.where(changed & (partner < codes.shape[0]), partner, levels)
    # Both or neither: a level that is not there has nothing to give.
    there = (codes != NO_CODE) & (codes[partner, frames] != NO_CODE)
    return _taken(codes, np.where(there, partner, levels), frames)


def jitter(codes: Codes, amount: float, reach: int, low: int, high: int, seed: int) -> Codes:
    """A share of the codes comes from up to `reach` frames before or after: the sound frays into grains.

    Arguments and result as in `hold`.
    """
    levels, frames = _places(codes)
    moved = (_luck(_JITTER, seed, levels, frames) < amount) & _rows(codes, low, high)
    by = np.floor(_luck(_JITTER, seed, levels, frames, np.int64(1)) * (2 * reach + 1)).astype(np.int64) - reach
    return _taken(codes, levels, (frames + np.where(moved, by, 0)) % max(1, codes.shape[1]))


def smear(codes: Codes, lag: int) -> Codes:
    """Fine levels come later, the finest by `lag` frames: the outline first, the detail after it."""
    levels, frames = _places(codes)
    behind = np.round(lag * levels / max(1, codes.shape[0] - 1)).astype(np.int64)
    return _taken(codes, levels, (frames - behind) % max(1, codes.shape[1]))


def lose(codes: Codes, amount: float, kept: int, seed: int) -> Codes:
    """A share of the frames has only its `kept` coarsest levels (1 or more) left: detail drops out and comes back."""
    levels, frames = _places(codes)
    lost = (_luck(_LOSE, seed, frames) < amount) & (levels >= kept)
    return np.where(lost, NO_CODE, codes)


def breathe(codes: Codes, period: int, kept: int) -> Codes:
    """Detail swells and fades with a period of so many frames, from all levels down to `kept` (1 or more)."""
    levels, frames = _places(codes)
    open_ = 0.5 + 0.5 * np.cos(2 * np.pi * frames / period)
    return np.where(levels >= np.round(kept + (codes.shape[0] - kept) * open_), NO_CODE, codes)


# -- moving frames -------------------------------------------------------------------------------------------


def drone(codes: Codes, frame: int, frames: int, motion: int, seed: int) -> Codes:
    """One moment that sounds on and on.

    The same frame again and again is no drone but a hum: every 20 ms the same, so all of its power is at 50 Hz and its
    multiples. So each frame is drawn from `motion` frames from there on, never the same twice in a row.

    Args:
        codes: int64 [K, F], F at least 1.
        frame: the moment, any whole number: the loop turns.
        frames: how long it shall sound.
        motion: frames that it is made of; 1 hums, 4 or more do not.
        seed: the evening.

    Returns:
        int64 [K, frames].
    """
    at = np.arange(frames, dtype=np.int64)
    # Odd frames come from one half, even ones from the other: no frame follows itself, and none needs to know the last.
    half = np.where(at % 2 == 0, (motion + 1) // 2, motion // 2)
    drawn = np.floor(_luck(_DRONE, seed, at) * half).astype(np.int64)
    offset = np.where(half > 0, 2 * drawn + at % 2, 0)
    return codes[:, (frame + offset) % codes.shape[1]]


def stretch(codes: Codes, times: float, struck: Struck | None, motion: int, seed: int) -> Codes:
    """Longer by repeated frames or shorter by left out ones, at its own pitch.

    Args:
        codes: int64 [K, F].
        times: as long, 0.25 to 8.
        struck: bool [F], where something is struck: that and the two frames after it stand once, in their place, and
            what sounds on makes up for it. None treats all frames alike.
        motion: a frame that is repeated is replaced by one up to so many frames away, so that it does not hum; 0 hums.
        seed: the evening.

    Returns:
        int64 [K, round(F * times)], at least one frame.
    """
    return codes[:, stretched_frames(codes.shape[1], times, struck, motion, seed)]


def stretched_frames(total: int, times: float, struck: Struck | None, motion: int, seed: int) -> Frames:
    """Which frame stands where in `stretch`; arguments as there. int64 [round(total * times)]"""
    starts = np.flatnonzero(struck) if struck is not None else np.zeros(0, np.int64)
    edges = np.unique(np.concatenate([[0], starts, [total]])).astype(np.int64)
    target = np.round(edges * max(1, round(total * times)) / max(1, total)).astype(np.int64)
    parts = [np.zeros(0, np.int64)]
    for low, high, begin, end in zip(edges[:-1], edges[1:], target[:-1], target[1:], strict=True):
        n, wanted = int(high - low), int(end - begin)
        firm = min(ATTACK_FRAMES, n, wanted) if low in starts else 0
        loose = low + firm + np.floor((np.arange(wanted - firm) + 0.5) * (n - firm) / max(1, wanted - firm))
        source = loose.astype(np.int64) if n > firm else np.full(wanted - firm, high - 1)
        again = np.concatenate([[False], source[1:] == source[:-1]]) if len(source) else np.zeros(0, np.bool_)
        luck = 2 * _luck(_STRETCH, seed, begin + firm + np.arange(len(source))) - 1
        away = np.sign(luck) * np.ceil(np.abs(luck) * motion)
        moved = np.clip(source + np.where(again, away, 0).astype(np.int64), min(low + firm, high - 1), high - 1)
        parts += [low + np.arange(firm), moved]
    return np.concatenate(parts).astype(np.int64)


def stutter(codes: Codes, every: int, length: int) -> Codes:
    """Of `every` so many frames the first `length` are played again until the next begin."""
    at = np.arange(codes.shape[1])
    return codes[:, at // every * every + at % every % length]


def shuffle(codes: Codes, amount: float, grain: int, seed: int) -> Codes:
    """A share of the slices of `grain` frames change places; what is left over at the end stays. Beats are best."""
    slices = codes.shape[1] // grain
    number = np.arange(slices, dtype=np.int64)
    moved = np.flatnonzero(_luck(_SHUFFLE, seed, number, np.int64(0)) < amount)
    order = number.copy()
    order[moved] = moved[np.argsort(_luck(_SHUFFLE, seed, moved, np.int64(1)), kind="stable")]
    frames = (order[:, None] * grain + np.arange(grain)).reshape(-1)
    return codes[:, np.concatenate([frames, np.arange(slices * grain, codes.shape[1])])]


def backwards(codes: Codes) -> Codes:
    """The frames from the last to the first: each still sounds forwards, so attacks stay attacks."""
    return codes[:, ::-1].copy()


# -- two loops -----------------------------------------------------------------------------------------------


def cross(coarse: Codes, fine: Codes, split: int) -> Codes:
    """The outline of one loop, the detail of another.

    Args:
        coarse: int64 [K, F], gives its first `split` levels and its length.
        fine: int64 [K, F2], F2 at least 1, gives the others; it turns as often as it must.
        split: 0 (all of the fine) to K (all of the coarse).

    Returns:
        int64 [K, F].
    """
    levels = np.arange(coarse.shape[0])[:, None]
    mixed = np.where(levels < split, coarse, fine[:, np.arange(coarse.shape[1]) % fine.shape[1]])
    return _whole(mixed)


def morph(codes: Codes, other: Codes, amount: float, seed: int) -> Codes:
    """A share of the moments, a few frames each, is that of another take: token cross-over.

    Args:
        codes: int64 [K, F].
        other: int64 [K, F], what the loop turns into.
        amount: 0 (none of it) to 1 (all of it); what comes from there stays so while more is added.
        seed: the evening.

    Returns:
        int64 [K, F].
    """
    frames = np.arange(codes.shape[1])
    begins = _luck(_MORPH, seed, frames, np.int64(0)) < 1 / MORPH_FRAMES
    moment = np.maximum.accumulate(np.where(begins, frames, 0))  # by the frame that it begins with
    return np.where(_luck(_MORPH, seed, moment, np.int64(1)) < amount, other, codes)


def led_in(codes: Codes, frames: int) -> Codes:
    """A turn as a layer has it: its own end before it, so many frames, and its first frame after it.

    Returns:
        int64 [K, frames + F + 1]; the last one is there because the decoder makes a frame whole with the next.
    """
    return np.take(codes, np.arange(-frames, codes.shape[1] + 1), axis=1, mode="wrap")


# -- what they share -----------------------------------------------------------------------------------------


def _places(codes: Codes) -> tuple[Frames, Frames]:
    """Level [K, 1] and frame [1, F] of every code."""
    return np.arange(codes.shape[0])[:, None], np.arange(codes.shape[1])[None]


def _rows(codes: Codes, low: int, high: int) -> npt.NDArray[np.bool_]:
    """True at the levels that are bent. bool [K, 1]"""
    level = np.arange(codes.shape[0])[:, None]
    return (level >= low) & (level < high)


def _luck(effect: int, seed: int, *where: Frames | np.int64) -> npt.NDArray[np.float32]:
    """Uniform in [0, 1) for every place, for this effect alone."""
    return chance(seed, BEND, effect, *(np.asarray(place, np.int64) for place in where))


def _taken(codes: Codes, levels: Frames, frames: Frames) -> Codes:
    """The codes from these places (both broadcast to [K, F]); where there is none, here or there, all stays."""
    there = codes[levels, frames]
    return np.where((there == NO_CODE) | (codes == NO_CODE), codes, there)


def _whole(codes: Codes) -> Codes:
    """Nothing below a level that is not there: its detail would be that of nothing."""
    return np.where(np.logical_or.accumulate(codes == NO_CODE, axis=0), NO_CODE, codes)
