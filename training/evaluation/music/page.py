"""generator.md: every figure with its interval and what it was taken from, for somebody who decides whether to play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from training.evaluation.music.frontier import ANY, COPY

SURE_FROM = 6  # fewer clips agree by chance too often
LEGEND = (
    "Square brackets hold a figure in 95 of 100 cases: clips, pasts or seeds drawn again and again (bootstrap). The "
    "music is played by the engine's own stream mode, limiter and all; no figure is taken by a model that was trained "
    "here. None of them is a listener."
)


def markdown(figures: Mapping[str, Any], pictures: Mapping[str, str]) -> str:
    """Write everything as Markdown.

    Args:
        figures: what `training.evaluate generator` stores as generator.json.
        pictures: name of a part -> file of its picture.
    """
    kinds = ", ".join(f"{count} {kind}" for kind, count in figures["kinds"].items())
    lines = [
        f"Bundle {figures['bundle']} ({figures['sha256'][:12]}), from {figures['clips']} clips that training never "
        f"heard ({kinds}): {figures['past_s']:g} s of past, {figures['on_s']:g} s played on, seed {figures['seed']}"
        + "".join(f", {knob}" for knob in figures["knobs"])
        + (", small sizes: good for seeing that all works, too few for judging." if figures["small"] else "."),
        "",
        LEGEND,
    ]
    for part, write in PARTS.items():
        if part in figures:
            lines += ["", *write(figures[part])]
            if part in pictures:
                lines += ["", f"![{part}]({pictures[part]})"]
    return "\n".join(lines) + "\n"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in (heads, ["---"] * len(heads), *rows)]


def between(figure: Sequence[float] | None, decimals: int = 2, sign: bool = False) -> str:
    """A figure [value, low, high, count] with its interval; a difference that chance does not explain is bold."""
    if figure is None or not figure[3] or figure[0] != figure[0]:
        return "–"
    plus = "+" if sign else ""
    value, low, high = (f"{x:{plus}.{decimals}f}" for x in figure[:3])
    text = f"{value} [{low}, {high}]"
    sure = sign and figure[3] >= SURE_FROM and (figure[1] > 0 or figure[2] < 0)
    return f"**{text}**" if sure else text


def _frontier(figures: Mapping[str, Any]) -> list[str]:
    rows = []
    for row in figures["rows"]:
        played = "round_ms" in row
        rows.append(
            [
                row["name"],
                between(row["fad"]),
                f"{row['clips']}, {row['fad'][3]} patches",
                f"{row['round_ms']:.1f} / {row['round_ms_p95']:.1f}" if played else "–",
                f"{row['commit_ms']:g}" if played else "–",
                f"{row['core_share']:.2f}" if played else "–",
            ]
        )
    return [
        "## Quality over time",
        "",
        "Fréchet distance (in the 400 numbers of musicnn, MTT and MSD) between what is played on and what musicians "
        f"played on, as the codec plays it; lower is nearer. “{COPY}” is the ceiling, “{ANY}” the floor. Compare "
        "rows of this table only: the distance depends on how many patches of 3 s there are. A round's time is "
        "processor time of one core, median and slowest twentieth.",
        "",
        *_table(["played", "distance", "clips", "round, ms (p50 / p95)", "every, ms", "share of a core"], rows),
    ]


def _drift(figures: Mapping[str, Any]) -> list[str]:
    rows = [
        [
            f"{(row['part'] - 1) * figures['part_s']:g}–{row['part'] * figures['part_s']:g}",
            between(row["loudness_db"], 1),
            between(row["centroid_hz"], 0),
            *(between(row[name], 1) for name in ("fad_first", "fad_music")),
            str(row["fad_music"][3]),
        ]
        for row in figures["rows"]
    ]
    return [
        "## Drift",
        "",
        f"From nothing, nobody tends it: {'; '.join(figures['names'])}. What stays the same stays near the second row.",
        "",
        *_table(["s", "level, dB", "centroid, Hz", "distance to the first", "to music", "patches"], rows),
        "",
        f"And whether anything happens: two parts of a stream are {between(figures['variety']['stream'])} apart, where "
        "two pieces of held-out music are 1 apart, and two places a few seconds apart within one piece "
        f"{between(figures['variety']['piece'])}.",
    ]


def _diversity(figures: Mapping[str, Any]) -> list[str]:
    rows = [[name, between(figure), str(figure[3])] for name, figure in figures["rows"].items()]
    return [
        "## Diversity",
        "",
        "Distance of a continuation to others, where 1 is the usual distance of two pieces of held-out music; "
        f"{figures['pasts']} pasts, {figures['seeds']} seeds each.",
        "",
        *_table(["to", "distance", "pasts"], rows),
        "",
        f"Of the codes of two seeds {between([100 * x for x in figures['equal_codes'][:3]] + [1], 1)} % are equal at "
        "the same place.",
    ]


def _prompts(figures: Mapping[str, Any]) -> list[str]:
    lines = [
        "## Prompts",
        "",
        "Probability that musicnn gives a tag when its prompt is asked for, and its rise against no prompt and against "
        "the mean of the other prompts, everything else the same (paired); **bold** where chance does not explain it.",
    ]
    for start, found in figures["starts"].items():
        rows = [
            [
                row["prompt"],
                row["tag"],
                between(row["given"], 3),
                between(row["over_none"], 3, True),
                between(row["over_others"], 3, True),
            ]
            for row in found["rows"]
        ]
        unit = "pasts" if start == "after music" else "seeds"
        lines += ["", f"{start.capitalize()}, {found['count']} {unit}:", ""]
        lines += _table(["prompt", "tag", "probability", "against none", "against others"], rows)
    if figures["tagger"]:
        rows = [
            [row["kind"], row["tag"], between(row["kind_p"], 3), between(row["others_p"], 3), str(row["kind_p"][3])]
            for row in figures["tagger"]
        ]
        lines += ["", "What the tagger says of held-out music itself, through the codec:", ""]
        lines += _table(["kind", "tag", "probability", "in other kinds", "clips"], rows)
    return lines


def _controls(figures: Mapping[str, Any]) -> list[str]:
    lines = [
        "## Controls",
        "",
        "Each control as it was in the music that came next, left free, and turned around; how near librosa finds what "
        "was played to that music. **Bold** differences are no chance. Then the knobs that have a low and a high end, "
        "and what librosa measures in what was played.",
    ]
    for start, found in figures["starts"].items():
        rows = [
            [
                row["control"],
                f"{row['score']}{' (less is better)' if row['better'] < 0 else ''}",
                *(between(row[word]) for word in ("right", "free", "wrong")),
                between(row["over_free"], 2, True),
                between(row["over_wrong"], 2, True),
                str(row["right"][3]),
            ]
            for row in found["rows"]
        ]
        levels = [
            [
                f"{row['control']}, {row['unit']}",
                *(between(row[word]) for word in ("low", "free", "high")),
                between(row["difference"], 2, True),
                between(row["music"]),
                str(row["difference"][3]),
            ]
            for row in found["levels"]
        ]
        lines += ["", f"{start.capitalize()}:", ""]
        lines += _table(["control", "score", "right", "free", "wrong", "right − free", "right − wrong", "clips"], rows)
        lines += ["", *_table(["control", "low", "free", "high", "high − low", "in the music", "clips"], levels)]
    if figures["untaught"]:
        lines += ["", f"Not taught to this bundle, so not measured: {', '.join(figures['untaught'])}."]
    return lines


def _listener(figures: Mapping[str, Any]) -> list[str]:
    rate, low, high = figures["faults_in_ten_minutes"]
    rows = [
        [
            row["check"],
            row["heading"],
            ", ".join(
                f"**{worst:g}** at {at:g} s" if faulty else f"{worst:g}"
                for worst, at, faulty in zip(row["streams"], row["at_s"], row["faulty"], strict=True)
            ),
            f"{row['music_worst']:g}, {row['music_faulty']} of {figures['music_clips']} faulty",
        ]
        for row in figures["rows"]
    ]
    return [
        "## What a listener would catch",
        "",
        f"{figures['faults']} faults in {figures['minutes']:g} min of {len(figures['names'])} streams: {rate:g} "
        f"[{low:g}, {high:g}] in ten minutes (exact interval of a count; a check faults once a stream at most). They "
        f"began afresh after silence or a hum {', '.join(map(str, figures['afresh']))} times. **Bold** is a fault. "
        f"Beside them the same checks on {figures['music_minutes']:g} min of held-out music through the codec.",
        "",
        *_table(["check", "the worst of", "streams", "held-out music"], rows),
    ]


PARTS = {
    "frontier": _frontier,
    "drift": _drift,
    "diversity": _diversity,
    "prompts": _prompts,
    "controls": _controls,
    "listener": _listener,
}
