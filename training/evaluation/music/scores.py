"""How well what was heard obeys what was asked: one number a clip for each kind of control.

Both sides are what `traits` measured: of the machine's playing, and of the music that the control was taken from.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

SETTLED_FRAMES = 25  # half a second: before it, a curve still measures the past
ONSET_S = 0.05
BEAT_S = 0.07


def likeness(heard: Floats, wanted: Floats) -> float:
    """Correlation of two curves [F] over time, -1..1; NaN where one of them stands still."""
    a, b = heard[SETTLED_FRAMES:].astype(np.float64), wanted[SETTLED_FRAMES : len(heard)].astype(np.float64)
    a, b = a[: len(b)] - a[: len(b)].mean(), b - b.mean()
    size = float(np.sqrt(np.square(a).sum() * np.square(b).sum()))
    return float((a * b).sum()) / size if size > 1e-9 else float("nan")


def chroma_likeness(heard: Floats, wanted: Floats) -> float:
    """Mean correlation of two chromas [12, F]; a chroma in which all twelve sound alike says nothing."""
    a, b = heard[:, SETTLED_FRAMES:], wanted[:, SETTLED_FRAMES : heard.shape[1]]
    a = a[:, : b.shape[1]] - a[:, : b.shape[1]].mean(axis=0)
    b = b - b.mean(axis=0)
    sizes = np.sqrt(np.square(a).sum(axis=0) * np.square(b).sum(axis=0))
    there = sizes > 1e-9
    return float(((a * b).sum(axis=0)[there] / sizes[there]).mean()) if there.any() else float("nan")


def same_note(heard: Floats, wanted: Floats) -> float:
    """Share of frames in which the strongest of twelve notes is the same; by chance 1/12."""
    frames = slice(SETTLED_FRAMES, min(heard.shape[1], wanted.shape[1]))
    return float((heard[:, frames].argmax(axis=0) == wanted[:, frames].argmax(axis=0)).mean())


def hits(heard: Floats, wanted: Floats, within_s: float) -> float:
    """F1 of times [m] against times [n] in seconds: each is met once, by one within so much; NaN where none is wanted.

    Source: the onset F-measure of MIREX.
    """
    if not len(wanted):
        return float("nan")
    free = sorted(float(t) for t in heard)
    met = 0
    for time in sorted(float(t) for t in wanted):
        near = [t for t in free if abs(t - time) <= within_s]
        if near:
            free.remove(near[0])  # the earliest: what remains may still meet the next
            met += 1
    return 2.0 * met / (len(heard) + len(wanted))


def tempo_error(heard: Floats, wanted: Floats) -> float:
    """How far one tempo is from another in octaves, 0..0.5, where half and double are the same; NaN without a tempo."""
    if not len(heard) or not len(wanted) or min(float(heard[0]), float(wanted[0])) <= 0:
        return float("nan")
    octaves = float(np.log2(heard[0] / wanted[0]))
    return abs(octaves - round(octaves))


def fits_key(heard: Floats, wanted: Floats) -> float:
    """How well a sound fits a key, as a correlation: heard [24] of all keys, the one that `wanted` [24] fits best."""
    return float(heard[int(wanted.argmax())])
