"""Write the parts of the manual that repeat what the code and the measurements say.

    python -m training.manual                                       # docs/knobs.md and the table in README.md
    rtmusic live --mode stream --seconds 60 --report evening.json   # measure the engine on this machine,
    python -m training.manual evening.json                          # keep its figures in docs/live.json, then the same

The knobs come from the same tables as `rtmusic knobs`; the README's figures from the card of the default bundle and
from docs/live.json. A test fails when a page and its source disagree.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rtmusic import listing, report
from rtmusic.bundle import CODEC_GRAPHS, Bundle
from rtmusic.knobs import KNOBS
from rtmusic.osc import PORT
from rtmusic.prompts import DEFAULT_PROMPTS

ROOT = Path(__file__).parents[1]
KNOB_PAGE = ROOT / "docs" / "knobs.md"
README = ROOT / "README.md"
LIVE = ROOT / "docs" / "live.json"
KEPT = (  # of a report: what was measured, and on what; neither paths nor prompts
    *("seconds", "rounds", "late_rounds", "audible_glitches", "repeated_bars", "device_flags", "restarts"),
    *("model_load", "sound_load", "latency_ms", "knob_to_ear_ms", "round_ms", "provider", "machine", "versions"),
)
BEGIN, END = "<!-- measured: python -m training.manual -->", "<!-- end of measured -->"


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(*heads: str) -> list[str]:
    return [row(*heads), "|" + " --- |" * len(heads)]


def knob_page() -> str:
    """docs/knobs.md, whole."""
    lines = [
        "# Knobs, commands and their addresses",
        "",
        "Written by `python -m training.manual` from the tables in the code; `rtmusic knobs` prints the same.",
        "",
        f"Set a knob with `--set NAME=VALUE`, over OSC (UDP port {PORT}) with its address and a number, or by MIDI;",
        "the controllers below are bound from the start, `--map` binds others.",
        "*Heard* is when you hear it: at the next sound block, the machine's next round, or the next bar.",
        "",
        *table("knob", "OSC", "MIDI", "from – to", "at rest", "heard", "what you hear"),
    ]
    facts = listing.knob_facts()
    for fact in facts["knobs"]:
        knob = KNOBS[fact["name"]]
        midi, rest = ", ".join(fact["midi"]), knob.show(knob.default)
        where = (f"`{fact['name']}`", f"`{fact['address']}`", midi)
        lines.append(row(*where, listing.bounds(knob), rest, fact["latency"], fact["heard"]))
    lines += ["", "## Commands", "", *table("command", "OSC", "MIDI", "what happens")]
    for fact in facts["commands"]:
        lines.append(row(f"`{fact['name']}`", f"`{fact['address']}`", ", ".join(fact["midi"]), fact["heard"]))
    lines += ["", "## Prompts", "", *table("prompt", "OSC", "words at the start")]
    lines += [row(slot, f"`/prompt/{slot}`", words) for slot, words in enumerate(DEFAULT_PROMPTS, start=1)]
    lines += [
        "",
        '`/prompt/1 "rain" 0.5` types prompt 1 and sets its weight; `/prompt/1/weight 0.5` sets the weight alone.',
    ]
    return "\n".join(lines) + "\n"


def measured(bundle: Bundle, live: Mapping[str, Any]) -> str:
    """The README's table.

    Args:
        bundle: its card holds the figures of training, export and evaluation.
        live: a report of `rtmusic live`.
    """
    g, card = bundle.geometry, bundle.card
    rows = {r["name"]: r for r in card["codec"]["rows"]}
    ours = rows[f"{g.levels} levels"]
    opus = [r for name, r in rows.items() if name.startswith("Opus")]
    frame_ms = g.milliseconds(g.hop_samples)
    calls = [card["graphs"][name]["call_ms"][card["graphs"][name]["weights"]]["p50"] for name in CODEC_GRAPHS]
    megabytes = sum(bundle.files.values()) / 1e6
    last_h = {name: card[name]["trained_minutes"] / 60 for name in ("codec", "generator")}
    music_h = card["codec"].get("music_h") or sum(card["data"]["hours_by_licence"].values())
    tokens_h = card["generator"]["frames_of_training_data"] * g.hop_samples / g.sample_rate / 3600
    knob, computer = live["knob_to_ear_ms"], live["machine"]
    heard = f"{live['audible_glitches']} glitches, {live['repeated_bars']} repeated bars"
    lines = [
        *table("measured", f"on {computer['cores']} cores of {computer['processor']}, no GPU"),
        row("codec delay, sound in to sound out", f"{frame_ms + g.milliseconds(g.delay_samples):.0f} ms"),
        row(
            f"codec at {ours['kbps']:.0f} kbps, mel distance to music it never heard (lower is nearer)",
            f"{ours['mel']:.2f}; Opus at " + ", ".join(f"{r['kbps']:.0f} kbps {r['mel']:.2f}" for r in opus),
        ),
        *_listened(ours, opus),
        row("encode and decode, share of one core", f"{sum(calls) / frame_ms:.2f}"),
        row("the whole engine, share of two cores", f"{(live['model_load'] + live['sound_load']) / 2:.2f}"),
        row("a turned knob to your ear", f"median {knob['p50']:.0f} ms, 99 % within {knob['p99']:.0f} ms"),
        row(f"{live['seconds']:.0f} s of playing", f"{heard}, {live['late_rounds']} of {live['rounds']} rounds late"),
        row(
            "the models",
            f"{megabytes:.0f} MB; in their last run the codec learned {last_h['codec']:.1f} h from {music_h:.0f} h of "
            f"music, the generator {last_h['generator']:.1f} h from {tokens_h:.0f} h of it",
        ),
    ]
    return "\n".join(lines)


def _listened(ours: Mapping[str, Any], opus: Sequence[Mapping[str, Any]]) -> list[str]:
    """One row for each listening model that the evaluation has asked about our codec and some rate of Opus."""
    return [
        row(
            f"the same to {heading}, a model of a listener ({best} is identical)",
            f"{ours[name]:.2f}; Opus at " + ", ".join(f"{r['kbps']:.0f} kbps {r[name]:.2f}" for r in opus if name in r),
        )
        for name, heading, best in (("visqol", "ViSQOL", 4.73), ("zimtohrli", "Zimtohrli", 5))
        if name in ours and any(name in r for r in opus)
    ]


def with_measured(readme: str, figures: str) -> str:
    """The README with this table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{figures}\n{END}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.manual", description="Write what the code and figures say."
    )
    parser.add_argument("report", nargs="?", type=Path, help="a report whose figures go into docs/live.json")
    wanted = parser.parse_args()
    if wanted.report is not None:
        evening = report.read(wanted.report)
        report.write({name: evening[name] for name in KEPT}, LIVE)
    KNOB_PAGE.write_text(knob_page(), "utf-8")
    figures = measured(Bundle.load(None), report.read(LIVE))
    README.write_text(with_measured(README.read_text("utf-8"), figures), "utf-8")
    print(f"{KNOB_PAGE.relative_to(ROOT)} and {README.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
