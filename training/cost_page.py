"""Write docs/cost.md, what everything takes:  python -m training.cost_page [COST.json] [PEERS.json]

    rtmusic bench cost --json > cost.json            # on this machine, which should be quiet
    python -m training.peers --json peers.json       # in the environment that it asks for
    python -m training.cost_page cost.json peers.json

The figures are kept in docs/cost.json, either of them until there are newer ones, and drawn as docs/cost.svg. A test
fails when the page and the figures disagree.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rtmusic import costs, report
from rtmusic.errors import script
from rtmusic.footprint import PARTS
from training import peers
from training.config import TrainingError

DOCS = Path(__file__).parents[1] / "docs"
KEPT, PAGE, PICTURE = DOCS / "cost.json", DOCS / "cost.md", DOCS / "cost.svg"


def page(kept: Mapping[str, Any]) -> str:
    """docs/cost.md, whole.

    Args:
        kept: "cost" as `rtmusic bench cost --json` prints it, "peers" as `training.peers` writes it.
    """
    cost, beside = kept["cost"], kept["peers"]
    machines = sorted({f"{m['cores']} cores of {m['processor']}" for m in (cost["machine"], beside["machine"])})
    at, watched, settled = cost["at_rest"], cost["effort"]["seconds"], cost["effort"]["settle_s"]
    ours, torch = beside["ours"], beside["versions"]["torch"].partition("+")[0]
    first, last = _played(cost)
    growth = last["ms"]["p50"] / first["ms"]["p50"]
    soon, late = (costs.time_words(row["seconds"]) for row in (first, last))
    shared_mb = cost["footprint"]["shared_mb"]
    return f"""# What it takes

Written by `python -m training.cost_page` from figures taken on {" and ".join(machines)}, without a GPU. All is
timed in turns, in an order that chance draws, so that whatever else the machine does hits all alike. Times are medians
on the clock; a share of a core is the processor time of a call for the sound that the call stands for.

![What codecs take of one core, and a round over its horizon and over what was played before.](cost.svg)

## The codec beside its peers

    python -m training.peers

Each with random weights, for a call takes as long with any; on one thread; at the block that it streams with. Ours is
beside it in the same run: the whole frames of {ours["frame_ms"]:.0f} ms that fit into that block, at least one. The
others play on torch {torch}, as they are published, ours on ONNX Runtime. This says nothing about how they sound, and
ours codes stereo at {ours["rate"] / 1000:g} kHz.

{peers.table(beside)}

{_between(beside)}

## The codec alone

    rtmusic bench cost

The engine gives it one frame at a time. More at once cost less each, for the weights are read once a call.

{costs.codec_table(cost)}

## A step and a round

Writing a window of which nothing is known. A step reads the window and the memory, never the whole evening:

{costs.rewrite_table(cost)}

{costs.remember_table(cost)}

A round makes `commit` frames final, remembers them, thinks over `horizon` frames in {at["steps"]} steps and decodes
them. Rounds follow each other every `commit` frames, so a share of a core above 1 cannot be played. The knobs rest at
horizon {at["horizon"]} and commit {at["commit"]}.

{costs.rounds_table(cost)}

## After hours

The same round at rest, after so much was played. Every one of those frames went through the model; what it remembers of
them is as large as ever. After {late} a round takes {growth:.2f} times as long as after {soon}.

{costs.played_table(cost)}

## The whole instrument

`rtmusic live --no-screen` on the virtual sound card, watched from outside in every mode for {watched:.0f} s, after
{settled:.0f} s: processor time, and the memory that is each process's own (with what it shares: libraries, and
{shared_mb:.0f} MB that all of them see).

{costs.load_table(cost)}

{costs.memory_table(cost)}

{costs.start_line(cost)}
Nothing but its own stream is heard, so that sample went through all models.
"""


def _between(beside: Mapping[str, Any]) -> str:
    """What each peer keeps from one call to the next."""
    kept: dict[str, list[str]] = {}
    for peer in beside["peers"]:
        kept.setdefault(peer["between"], []).append(f"{peer['name']} ({peer['package']})")
    return "\n".join(
        ["Kept from one call to the next:", "", *(f"- {', '.join(who)}: {what}." for what, who in kept.items())]
    )


def _played(cost: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The first round with a full memory, and the last that was timed."""
    full = [row for row in cost["played"] if row["seconds"] >= 10] or cost["played"]
    return full[0], full[-1]


def kept_figures() -> dict[str, Any]:
    """What was measured last; nothing before the first time."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    return found


def readme_rows(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the README's table may tell of it: what was measured, and what was found."""
    cost, beside = kept["cost"], kept["peers"]
    first, last = _played(cost)
    modes, sounds = cost["footprint"]["modes"], cost["footprint"]["first_sound_s"]
    most = {part: max(mode["memory_mb"][part]["private"] for mode in modes.values()) for part in PARTS}
    others = (f"{p['name']} {p['share']:.2f} (ours {p['ours']['share']:.2f})" for p in beside["peers"])
    ms = f"{last['ms']['p50']:.0f} ms; after {costs.time_words(first['seconds'])} {first['ms']['p50']:.0f} ms"
    return [
        ("encode and decode at the block that others stream with, share of one core", ", ".join(others)),
        (f"a round after {costs.time_words(last['seconds'])} of music", ms),
        ("the whole engine, share of two cores", ", ".join(f"{n} {m['two_cores']:.2f}" for n, m in modes.items())),
        ("from the command to the first sound", f"{statistics.median(sounds):.1f} s"),
        ("memory of its processes' own", ", ".join(f"{part} {mb:.0f} MB" for part, mb in most.items())),
    ]


def draw(kept: Mapping[str, Any], svg: Path) -> None:
    """Draw the codecs' shares of a core, a round over its horizon, and a round over what was played before."""
    cost, beside = kept["cost"], kept["peers"]
    figure = Figure(figsize=(12, 3.6))
    codecs, horizon, played = figure.subplots(1, 3, width_ratios=(1.6, 1, 1))
    places = range(len(beside["peers"]))
    codecs.barh([at - 0.2 for at in places], [p["share"] for p in beside["peers"]], 0.4, label="peer")
    codecs.barh([at + 0.2 for at in places], [p["ours"]["share"] for p in beside["peers"]], 0.4, label="ours beside it")
    codecs.axvline(1, color="black", linewidth=0.7)
    codecs.set_yticks(places, [f"{p['name']}\n{p['block_ms']:.0f} ms a call" for p in beside["peers"]], fontsize=7)
    codecs.invert_yaxis()
    codecs.set_xscale("log")
    codecs.set_xlim(right=12)  # room for the legend
    codecs.set_title("encode and decode, share of one core", fontsize=9)
    codecs.legend(fontsize=7, loc="lower right")
    rest = cost["at_rest"]
    rounds = [row for row in cost["rounds"] if row["commit"] == rest["commit"]]
    _line(horizon, [row["horizon"] for row in rounds], rounds, f"ms a round, commit {rest['commit']}")
    horizon.set_xlabel("horizon, frames")
    _line(played, list(range(len(cost["played"]))), cost["played"], f"ms a round, horizon {rest['horizon']}")
    names = [costs.time_words(row["seconds"]) for row in cost["played"]]
    played.set_xticks(range(len(names)), names, fontsize=7, rotation=45)
    played.set_xlabel("played before")
    figure.tight_layout()
    # Words stay words, and the same figures give the same bytes.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "cost"}):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})


def _line(panel: Axes, places: Sequence[float], rows: Sequence[Mapping[str, Any]], title: str) -> None:
    """The median of each row, and where the middle eight of ten lie."""
    ms = [row["ms"] for row in rows]
    panel.fill_between(places, [m["p10"] for m in ms], [m["p90"] for m in ms], alpha=0.2)
    panel.plot(places, [m["p50"] for m in ms], marker="o", markersize=3)
    panel.set_ylim(bottom=0)
    panel.grid(alpha=0.3)
    panel.set_title(title, fontsize=9)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, keep, write; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.cost_page", description="Write docs/cost.md.")
    parser.add_argument("found", nargs="*", type=Path, metavar="JSON", help="what the two commands found")
    options = parser.parse_args(arguments)
    kept = kept_figures()
    for path in options.found:
        found = json.loads(path.read_text("utf-8"))
        kept["peers" if "peers" in found else "cost"] = found
    for name, command in (("cost", "rtmusic bench cost --json"), ("peers", "python -m training.peers --json OUT")):
        if name not in kept:
            raise TrainingError(f"{KEPT.name} has no {name} yet; measure it with:  {command}")
    if kept["cost"]["footprint"] is None:
        raise TrainingError("the whole instrument was not watched; measure it on Linux:  rtmusic bench cost --json")
    report.write(kept, KEPT)
    draw(kept, PICTURE)
    PAGE.write_text(page(kept), "utf-8")
    print(", ".join(f"docs/{path.name}" for path in (KEPT, PAGE, PICTURE)) + " written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
