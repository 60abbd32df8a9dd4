"""Joining sound to sound without a click."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtmusic.units import Samples, Vector

FADE_SAMPLES = 480  # 10 ms: long enough for no click, short enough for no hole


def rise(samples: int) -> Vector:
    """An equal-power rise from 0 to 1 (its mirror image is the fall); the two squared add up to 1. float32 [n]."""
    return np.sin(np.pi / 2 * (np.arange(samples, dtype=np.float32) + 0.5) / max(samples, 1)).astype(np.float32)


def join(old: Samples, new: Samples) -> Samples:
    """Go from `old` to `new` over their whole length, equal-power. Both float32 [C, n]."""
    up = rise(old.shape[1])
    return (old * up[::-1] + new * up).astype(np.float32)


def faded(old: Samples, new: Samples, since: int) -> Samples:
    """Go from `old` to `new` in FADE_SAMPLES, linear, so that what is equal stays as it is. Both float32 [C, n].

    Args:
        since: samples by which the first one lies behind the beginning of the fade; below 0 before it.
    """
    n = min(max(FADE_SAMPLES - since, 0), old.shape[1])
    share = np.clip((np.arange(n, dtype=np.float32) + (since + 0.5)) / FADE_SAMPLES, 0, 1).astype(np.float32)
    return np.concatenate([old[:, :n] + (new[:, :n] - old[:, :n]) * share, new[:, n:]], axis=1)


def hush(audio: Samples, at: int) -> Samples:
    """Sound [C, n] that falls silent at its sample `at`, which may lie behind its end, changed in place."""
    begins, n = at - FADE_SAMPLES, audio.shape[1]
    low, high = max(begins, 0), min(at, n)
    if low < high:
        audio[:, low:high] *= rise(FADE_SAMPLES)[::-1][low - begins : high - begins]
    audio[:, max(at, 0) :] = 0
    return audio


def close_loop(lead_in: Samples, loop: Samples) -> Samples:
    """Make a recording flow into its own beginning: its end gives way to what was played just before it began.

    Args:
        lead_in: float32 [C, n], the samples right before the loop; n is the length of the cross-fade.
        loop: float32 [C, L], L at least n.

    Returns:
        float32 [C, L], whose last sample leads into its first.
    """
    closed = loop.copy()
    n = lead_in.shape[1]
    if n:
        closed[:, -n:] = join(loop[:, -n:], lead_in)
    return closed


def lay_in(loop: Samples, first: int, audio: Samples) -> int:
    """Let a loop sound like this from its sample `first` on, cross-faded at both ends; what is equal stays as it is.

    Returns:
        How many of its samples that were: a turn at most.
    """
    audio = audio[:, : loop.shape[1]]
    n: int = audio.shape[1]
    where, fade = (first + np.arange(n)) % loop.shape[1], min(FADE_SAMPLES, n // 2)
    up = np.ones(n, np.float32)
    up[:fade] = (np.arange(fade) + 0.5) / fade
    up[n - fade :] = up[:fade][::-1]
    old = loop[:, where]
    loop[:, where] = old + (audio - old) * up  # this form leaves equal samples exactly as they are
    return n


def stretches(changed: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First frame, and the one after the last, of every stretch that sounds different.

    Each goes on for one frame in which it dies away; those that meet are one.

    Args:
        changed: bool [F], the frames whose codes are others.
    """
    reached = np.append(changed, False)
    reached[1:] |= changed
    edges = np.flatnonzero(np.diff(reached, prepend=False, append=False))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def turn(loop: Samples, start: int, samples: int) -> Samples:
    """`samples` samples of an endlessly turning loop, from position `start` (any whole number) on. A copy."""
    out = np.empty((loop.shape[0], samples), np.float32)
    length, done = loop.shape[1], 0
    while done < samples:
        at = (start + done) % length
        n = min(length - at, samples - done)
        out[:, done : done + n] = loop[:, at : at + n]
        done += n
    return out
