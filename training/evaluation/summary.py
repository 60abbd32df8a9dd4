"""From figures of single clips to the rows of a table: means, spreads, and differences that chance does not explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from training.evaluation.hearing import THIRDS_HZ
from training.evaluation.measure import METRICS, Clip, Figures

ALL = "all"
DRAWS = 4000
SURE = 0.95
Measured = Mapping[tuple[str, str], Figures]


def rows(clips: Sequence[Clip], ways: Sequence[str], measured: Measured) -> list[dict[str, Any]]:
    """One row for each way, over the given clips.

    Returns:
        Plain values: name, kbps, and for every metric that was measured its mean under its name and the standard
        deviation over clips under NAME_sd; SI-SDR's median too, since its tails are long.
    """
    table = []
    for way in ways:
        row: dict[str, Any] = {"name": way, "kbps": round(float(_values("kbps", clips, way, measured).mean()), 2)}
        for metric in METRICS:
            values = _values(metric.name, clips, way, measured)
            if len(values):
                row[metric.name] = round(float(values.mean()), 4)
                row[f"{metric.name}_sd"] = round(float(values.std()), 4)
        row["si_sdr_median_db"] = round(float(np.median(_values("si_sdr_db", clips, way, measured))), 4)
        table.append(row)
    return table


def differences(
    clips: Sequence[Clip], ways: Sequence[str], measured: Measured, against: str
) -> dict[str, dict[str, list[float]]]:
    """How much each way differs from another on the same clips.

    Returns:
        way -> metric -> mean difference and the ends of its SURE interval: clips drawn again and again (bootstrap),
        so an interval that leaves out 0 would be a rare accident. Two clips are the least that says anything.
    """
    found: dict[str, dict[str, list[float]]] = {}
    for way in ways:
        if way == against:
            continue
        for metric in METRICS:
            pairs = [
                (measured[clip.name, way].get(metric.name), measured[clip.name, against].get(metric.name))
                for clip in clips
            ]
            apart = np.array([a - b for a, b in pairs if a is not None and b is not None])
            if len(apart) >= 2:
                low, high = _interval(apart)
                figures = [round(float(x), 4) for x in (apart.mean(), low, high)]
                found.setdefault(way, {})[metric.name] = figures
    return found


def thirds(clips: Sequence[Clip], way: str, measured: Measured) -> npt.NDArray[np.float64]:
    """Mean level error of every third-octave band in dB, over the clips where it plays; NaN where it never does."""
    table = np.array([measured[clip.name, way]["thirds_db"] for clip in clips], dtype=np.float64)
    out: npt.NDArray[np.float64] = np.full(len(THIRDS_HZ), np.nan)
    plays = ~np.isnan(table).all(axis=0)
    out[plays] = np.nanmean(table[:, plays], axis=0)
    return out


def _values(metric: str, clips: Sequence[Clip], way: str, measured: Measured) -> npt.NDArray[np.float64]:
    found = [measured[clip.name, way].get(metric) for clip in clips]
    return np.array([value for value in found if value is not None], dtype=np.float64)


def _interval(apart: npt.NDArray[np.float64]) -> tuple[float, float]:
    dice = np.random.default_rng(0)
    means = apart[dice.integers(0, len(apart), (DRAWS, len(apart)))].mean(axis=1)
    low, high = np.percentile(means, [50 * (1 - SURE), 50 * (1 + SURE)])
    return float(low), float(high)
