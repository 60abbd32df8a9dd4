"""Quality over time, and drift, as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rtmusic.knobs import KNOBS
from training.evaluation.music.frontier import ANY, AT_REST, COPY, RECORDED, SHUFFLED
from training.evaluation.pictures import save

BESIDE = {COPY: "green", RECORDED: "gray", SHUFFLED: "darkorange", ANY: "firebrick"}


def frontier(figures: Mapping[str, Any], png: Path) -> None:
    """Draw the distance over what a round costs: one line for each knob, through where all are at rest."""
    rows = {row["name"]: row for row in figures["rows"]}
    knobs: dict[str, list[tuple[float, str]]] = {}
    for name, row in rows.items():
        if "round_ms" in row and name != AT_REST:
            knob, _, value = name.partition(" ")
            knobs.setdefault(knob, []).append((KNOBS[knob].parse(value), name))
    figure = Figure(figsize=(9, 5.5))
    panel = figure.subplots()
    rest = rows[AT_REST]
    for number, (knob, values) in enumerate(knobs.items()):
        turned = [rows[name] for _, name in sorted(values)]
        through = sorted([*turned, rest], key=lambda row: row["round_ms"])
        color = f"C{number}"
        panel.plot(
            [row["round_ms"] for row in through], [row["fad"][0] for row in through], color=color, alpha=0.4, zorder=1
        )
        _points(panel, turned, color, knob)
    _points(panel, [rest], "black", AT_REST)
    for name, color in BESIDE.items():
        if name in rows:
            panel.axhline(rows[name]["fad"][0], color=color, linewidth=0.9, linestyle="--", label=name)
    panel.set_xlabel("processor time of a round, ms")
    panel.set_ylabel("Fréchet distance to held-out music")
    panel.set_ylim(bottom=0)
    panel.grid(alpha=0.3)
    panel.legend(fontsize=8)
    save(figure, "What a round costs, and how near to music it plays", png)


def _points(panel: Axes, rows: Sequence[Mapping[str, Any]], color: str, label: str) -> None:
    values = [row["fad"] for row in rows]
    panel.errorbar(
        [row["round_ms"] for row in rows],
        [value for value, *_ in values],
        yerr=[[max(0.0, value - low) for value, low, *_ in values], [high - value for value, _, high, _ in values]],
        fmt="o", markersize=4, color=color, elinewidth=0.8, capsize=2, label=label,
    )  # fmt: skip
    for row in rows:
        if row["name"] != AT_REST:
            panel.annotate(row["name"].partition(" ")[2], (row["round_ms"], row["fad"][0]), fontsize=8, xytext=(4, 4),
                           textcoords="offset points")  # fmt: skip


def drift(figures: Mapping[str, Any], png: Path) -> None:
    """Draw loudness, brightness and both distances of every part of the streams."""
    rows = figures["rows"]
    minutes = [(row["part"] - 0.5) * figures["part_s"] / 60.0 for row in rows]
    figure = Figure(figsize=(9, 7))
    axes = figure.subplots(3, 1, sharex=True)
    shown = {"fad_first": "to the first part", "fad_music": "to held-out music"}
    for panel, names, label in zip(
        axes,
        (("loudness_db",), ("centroid_hz",), tuple(shown)),
        ("level, dB", "spectral centroid, Hz", "Fréchet distance"),
        strict=True,
    ):
        for name in names:
            there = [(at, *row[name]) for at, row in zip(minutes, rows, strict=True) if row[name] is not None]
            at, value, low, high, _ = zip(*there, strict=True)
            panel.plot(at, value, marker="o", markersize=3, label=shown.get(name))
            panel.fill_between(at, low, high, alpha=0.2, linewidth=0)
        panel.set_ylabel(label)
        panel.grid(alpha=0.3)
    axes[-1].legend(fontsize=8)
    axes[-1].set_xlabel("minutes")
    save(figure, f"Drift of streams that nobody tends ({figures['streams']})", png)
