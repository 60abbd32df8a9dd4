"""What the tables cannot show: spectrograms side by side, a hit close up, code usage, quality over rate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from scipy.signal import stft

from rtmusic.units import Samples
from training.evaluation.hearing import BEFORE_S, THIRDS_HZ
from training.evaluation.measure import METRICS

SHOWN_DB = 90.0
TOP_HZ = 20_000.0


def spectrograms(sounds: Mapping[str, Samples], rate: int, title: str, png: Path) -> None:
    """Draw several versions of one clip [2, n] below each other, in dB below the loudest point of the first."""
    figure = Figure(figsize=(11, 2.1 * len(sounds)))
    axes = figure.subplots(len(sounds), 1, sharex=True, squeeze=False)[:, 0]
    loudest = 0.0
    for panel, (name, sound) in zip(axes, sounds.items(), strict=True):
        hertz, times, columns = stft(sound.mean(axis=0), rate, nperseg=2048, noverlap=1536)
        power_db = 20.0 * np.log10(np.abs(columns) + 1e-10)
        loudest = loudest or float(power_db.max())
        kept = hertz <= TOP_HZ
        panel.pcolormesh(
            times, hertz[kept] / 1000, power_db[kept] - loudest, vmin=-SHOWN_DB, vmax=0, rasterized=True, cmap="magma"
        )
        panel.set_ylabel("kHz")
        panel.set_title(name, loc="left", fontsize=9)
    axes[-1].set_xlabel("seconds")
    save(figure, title, png)


def usage_bars(share: Sequence[float], perplexity: Sequence[float], codes: int, png: Path) -> None:
    """Draw how many codes each level uses, and how many equally likely ones that is worth."""
    figure = Figure(figsize=(9, 3.5))
    panel = figure.subplots()
    levels = np.arange(1, len(share) + 1)
    panel.bar(levels - 0.2, [s * codes for s in share], 0.4, label="codes used")
    panel.bar(levels + 0.2, perplexity, 0.4, label="perplexity")
    panel.axhline(codes, color="black", linewidth=0.7)
    panel.set_xlabel("level")
    panel.set_xticks(levels)
    panel.legend()
    save(figure, f"Codes in use, of {codes} a level", png)


def rate_quality(tables: Mapping[str, Sequence[Mapping[str, Any]]], names: Sequence[str], png: Path) -> bool:
    """Draw each metric over kbps, one line for our levels and one for Opus, one row of panels for each kind.

    Args:
        tables: kind -> rows of a table.
        names: the metrics, by name; those of which no table holds three points are left out.

    Returns:
        whether there was a metric to draw.
    """
    most = {m.name: max(sum(m.name in row for row in rows) for rows in tables.values()) for m in METRICS}
    metrics = [m for m in METRICS if m.name in names and most[m.name] > 2]
    if not metrics:
        return False
    figure = Figure(figsize=(3.6 * len(metrics), 2.7 * len(tables)))
    axes = figure.subplots(len(tables), len(metrics), squeeze=False)
    for line, (kind, rows) in zip(axes, tables.items(), strict=True):
        for panel, metric in zip(line, metrics, strict=True):
            for label, ours in (("ours", True), ("Opus", False)):
                points = sorted(
                    (row["kbps"], row[metric.name])
                    for row in rows
                    if metric.name in row and row["name"].startswith("Opus") != ours
                )
                if points:
                    panel.plot(*zip(*points, strict=True), marker="o", markersize=3, label=label)
            panel.set_title(f"{kind}: {metric.heading}", fontsize=9)
            panel.grid(alpha=0.3)
    axes[0][0].legend()
    for panel in axes[-1]:
        panel.set_xlabel("kbps")
    save(figure, "Quality over rate", png)
    return True


def level_errors(errors: Mapping[str, npt.NDArray[np.float64]], png: Path) -> None:
    """Draw the level error of every third-octave band, one line a codec."""
    figure = Figure(figsize=(9, 4))
    panel = figure.subplots()
    for name, values in errors.items():
        panel.semilogx(THIRDS_HZ, values, marker=".", label=name)
    panel.axhline(0, color="black", linewidth=0.7)
    panel.set_xlabel("Hz")
    panel.set_ylabel("dB too loud (+), too soft (-)")
    panel.grid(alpha=0.3, which="both")
    panel.legend()
    save(figure, "Level of each third of an octave", png)


def attack(sounds: Mapping[str, Samples], rate: int, at: int, title: str, png: Path) -> None:
    """Draw 40 ms before and 60 ms after the hit that begins at sample `at`, for each version [2, n] of a clip."""
    first, last = max(0, at - round(2 * BEFORE_S * rate)), at + round(0.06 * rate)
    figure = Figure(figsize=(9, 1.6 * len(sounds)))
    axes = figure.subplots(len(sounds), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for panel, (name, sound) in zip(axes, sounds.items(), strict=True):
        wave = sound[:, first:last].mean(axis=0)
        panel.plot((np.arange(first, first + len(wave)) - at) * 1000 / rate, wave, linewidth=0.6)
        panel.axvline(0, color="red", linewidth=0.7)
        panel.set_title(name, loc="left", fontsize=9)
    axes[-1].set_xlabel("ms after the hit")
    save(figure, title, png)


def clicks(rate: int, seconds: float = 2.0) -> Samples:
    """Make castanets: bursts of noise that begin at once and ring for a few milliseconds, silence between; [2, n].

    The hardest case for a codec that works in frames, and the same for everybody.
    """
    dice = np.random.default_rng(7)
    length = round(0.08 * rate)
    ring = np.exp(-np.arange(length) / (0.008 * rate))
    out = np.zeros((2, round(seconds * rate)), np.float32)
    # Not in step with any hop, so that hits fall at every place within one.
    for start in range(round(0.3 * rate), out.shape[1] - length, round(0.2137 * rate)):
        burst = dice.normal(0.0, 0.25, length) * ring
        pan = dice.uniform(0.2, 0.8)
        out[0, start : start + length] += (burst * math.sqrt(pan)).astype(np.float32)
        out[1, start : start + length] += (burst * math.sqrt(1 - pan)).astype(np.float32)
    return out


def save(figure: Figure, title: str, png: Path) -> None:
    """Write a picture under its title."""
    figure.suptitle(title, fontsize=11)
    figure.tight_layout()
    figure.savefig(png, dpi=80)
