"""codec.md: the tables and the pictures, for somebody who decides whether to play this codec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from training.evaluation.measure import METRICS, Metric
from training.evaluation.summary import ALL

LEGEND = (
    "ViSQOL (1 to 4.73) and Zimtohrli (1 to 5) are models of a listener: higher is nearer to the original. Mel and "
    "STFT distance: lower is nearer. SI-SDR: how well the wave itself is followed, in each channel and mixed to mono. "
    "Stereo image: by how many dB the width of a band is off. Level: too loud (+) or too soft (-), mean over third "
    "octaves. Pre-echo: how much louder than the original it is in the 20 ms before a hit. Means over clips, ± their "
    "standard deviation. None of these is a listener."
)


def markdown(figures: Mapping[str, Any], pictures: Sequence[tuple[str, str]] = ()) -> str:
    """Write everything as Markdown.

    Args:
        figures: what `training.evaluate` stores as codec.json.
        pictures: title and file name of each.
    """
    kinds = ", ".join(f"{count} {kind}" for kind, count in figures["kinds"].items() if kind != ALL)
    lines = [
        f"{figures['codec']}: {figures['clips']} clips of {figures['clip_s']:g} s stereo that training never saw"
        + (f" ({kinds})." if kinds else "."),
        "",
        LEGEND,
    ]
    tables = {ALL: figures["rows"], **figures["by_kind"]}
    for kind, rows in tables.items():
        lines += ["", f"## {_title(kind)}", "", *_table(rows)]
        apart = figures["differences"].get(kind)
        if apart:
            lines += ["", *_differences(apart, figures["against"])]
    lines += ["", "## Cost and latency", "", *_costs(figures)]
    lines += ["", "## Code usage", "", "| level | codes used | perplexity |", "| --- | --- | --- |"]
    used = zip(figures["code_usage"], figures["code_perplexity"], strict=True)
    lines += [f"| {level} | {share:.0%} | {many:.0f} |" for level, (share, many) in enumerate(used, 1)]
    for title, file in pictures:
        lines += ["", f"## {title}", "", f"![{title}]({file})"]
    return "\n".join(lines) + "\n"


def _title(kind: str) -> str:
    return {ALL: "All clips", "mix": "Full mixes"}.get(kind, kind.capitalize())


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    metrics = [metric for metric in METRICS if any(metric.name in row for row in rows)]
    heads = ["codec", "kbps", *(metric.heading for metric in metrics), "SI-SDR dB, median"]
    return [
        *_row(heads),
        "|" + " --- |" * len(heads),
        *(
            line
            for row in rows
            for line in _row(
                [
                    row["name"],
                    f"{row['kbps']:.1f}",
                    *(_spread(row, metric) for metric in metrics),
                    f"{row['si_sdr_median_db']:.1f}",
                ]
            )
        ),
    ]


def _row(cells: Sequence[str]) -> list[str]:
    return ["| " + " | ".join(cells) + " |"]


def _spread(row: Mapping[str, Any], metric: Metric) -> str:
    if metric.name not in row:
        return "–"
    return f"{row[metric.name]:.{metric.decimals}f} ± {row[f'{metric.name}_sd']:.{metric.decimals}f}"


def _differences(apart: Mapping[str, Mapping[str, Sequence[float]]], against: str) -> list[str]:
    metrics = [metric for metric in METRICS if any(metric.name in found for found in apart.values())]
    lines = [
        f"Difference to {against} on the same clips, with the interval that holds it in 95 of 100 cases (bootstrap "
        "over clips); **bold** where it is better beyond chance:",
        "",
        *_row(["codec", *(metric.heading for metric in metrics)]),
        "|" + " --- |" * (len(metrics) + 1),
    ]
    for way, found in apart.items():
        lines += _row([way, *(_difference(found.get(metric.name), metric) for metric in metrics)])
    return lines


def _difference(figures: Sequence[float] | None, metric: Metric) -> str:
    if figures is None:
        return "–"
    mean, low, high = figures
    text = f"{mean:+.{metric.decimals}f} [{low:+.{metric.decimals}f}, {high:+.{metric.decimals}f}]"
    better = (metric.better > 0 and low > 0) or (metric.better < 0 and high < 0)
    return f"**{text}**" if better else text


def _costs(figures: Mapping[str, Any]) -> list[str]:
    cost = figures["cost"]
    lines = [
        "| codec | encode, ms a hop (p50 / p99) | decode, ms a hop (p50 / p99) | share of one core | latency ms |",
        "| --- | --- | --- | --- | --- |",
        f"| {figures['codec']} | {cost['encode_ms_p50']:.2f} / {cost['encode_ms_p99']:.2f} "
        f"| {cost['decode_ms_p50']:.2f} / {cost['decode_ms_p99']:.2f} | {cost['core_share']:.3f} "
        f"| {figures['latency_ms']:.1f} |",
    ]
    if "opus" in figures:
        opus = figures["opus"]
        lines.append(f"| {opus['version']} | – | – | {opus['core_share']:.3f} | {opus['latency_ms']:.1f} |")
    return lines
