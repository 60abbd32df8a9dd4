"""How far apart two crowds of sounds are, as an interval: the Fréchet distance, and what chance does to it.

With few sounds the distance is too large, by the same amount for everybody who brings equally many; so rows are
compared with rows of the same number, never with figures from elsewhere.

Source: Kilgour et al. 2019, arXiv:1812.08466 (Fréchet audio distance), here in the space of `musicnn`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.floating]  # [n, d], one sound a row
DRAWS = 300  # for an interval
SURE = (2.5, 97.5)  # its ends, in percent of the draws


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the interval that holds it in 95 of 100 cases, and how many things it was taken from."""

    value: float
    low: float
    high: float
    count: int

    def plain(self) -> list[float]:
        """[value, low, high, count] for JSON."""
        return [round(self.value, 5), round(self.low, 5), round(self.high, 5), self.count]


def frechet(one: Points, other: Points) -> float:
    """The squared Fréchet distance of two normal distributions with the means and spreads of [n, d] and [m, d].

    tr √(ΣΣ') is the sum of the singular values of A A'ᵀ, where Σ = AᵀA: exact however few rows there are, and no
    root of a large matrix.

    Raises:
        ValueError: fewer than two rows.
    """
    if min(len(one), len(other)) < 2:
        raise ValueError(f"{len(one)} and {len(other)} sounds: a spread takes two of each")
    centred = [(x - x.mean(axis=0)).astype(np.float64) / np.sqrt(len(x) - 1) for x in (one, other)]
    apart = float(np.square(one.mean(axis=0, dtype=np.float64) - other.mean(axis=0, dtype=np.float64)).sum())
    spreads = sum(float(np.square(a).sum()) for a in centred)
    # Many rows turn into as many as there are columns: A = QR, and Q changes no singular value.
    short = [np.asarray(np.linalg.qr(a, mode="r")) if len(a) > a.shape[1] else a for a in centred]
    together = float(np.linalg.svd(short[0] @ short[1].T, compute_uv=False).sum())
    return max(0.0, apart + spreads - 2.0 * together)


def apart(one: Points, other: Points) -> float:
    """The distance of two places [d] in the space, without squares or spreads."""
    return float(np.sqrt(np.square(one - other).sum()))


def frechet_figure(one: Sequence[Points], other: Sequence[Points], paired: bool, draws: int = DRAWS) -> Figure:
    """The distance between two sets of clips, each some rows, with its interval over clips (bootstrap).

    Clips that are drawn twice make a set look narrower than it is, so draws are moved until their mean is the
    distance itself: the interval tells the spread of chance, not its bias.

    Args:
        paired: clip i of one belongs to clip i of the other, so both are drawn together.

    Returns:
        The distance; its count is that of all rows of `one`.
    """
    value = frechet(np.concatenate(one), np.concatenate(other))
    dice = np.random.default_rng(0)
    drawn = []
    for _ in range(draws):
        mine = dice.integers(0, len(one), len(one))
        theirs = mine if paired else dice.integers(0, len(other), len(other))
        drawn.append(frechet(np.concatenate([one[i] for i in mine]), np.concatenate([other[i] for i in theirs])))
    low, high = np.percentile(drawn, SURE) - np.mean(drawn) + value
    return Figure(value, max(0.0, float(low)), float(high), sum(map(len, one)))


def mean_figure(values: Sequence[float] | npt.NDArray[np.floating], draws: int = 10 * DRAWS) -> Figure:
    """The mean of one number a clip, with its interval over clips (bootstrap); what is not a number is left out."""
    there = np.asarray(values, np.float64)
    there = there[np.isfinite(there)]
    if not len(there):
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    means = there[np.random.default_rng(0).integers(0, len(there), (draws, len(there)))].mean(axis=1)
    low, high = np.percentile(means, SURE)
    return Figure(float(there.mean()), float(low), float(high), len(there))
