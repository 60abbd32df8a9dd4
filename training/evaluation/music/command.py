"""python -m training.evaluate generator: parts chosen, jobs done, tables and pictures written."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rtmusic.bundle import MANIFEST, Bundle
from training.config import TrainingError
from training.corpus.index import VALIDATION
from training.evaluation.music import diversity, frontier, page, pictures, prompting, steering, unattended
from training.evaluation.music.examples import write_examples
from training.evaluation.music.held import PAST_S, from_data, from_heldout
from training.evaluation.music.jobs import Job, Measured
from training.evaluation.music.playing import panel_of
from training.evaluation.music.setup import FULL, SMALL, Setup


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the evaluation."""

    jobs: Callable[[Setup], list[Job]]
    figures: Callable[[Setup], dict[str, Any]]
    picture: Callable[[Mapping[str, Any], Path], None] | None = None


PARTS = {
    "frontier": Part(frontier.jobs, frontier.figures, pictures.frontier),
    "drift": Part(unattended.drift_jobs, unattended.drift, pictures.drift),
    "diversity": Part(diversity.jobs, diversity.figures),
    "prompts": Part(prompting.jobs, prompting.figures),
    "controls": Part(steering.jobs, steering.figures),
    "listener": Part(unattended.listener_jobs, unattended.listener),
}
TITLE = "the music generator as it plays, judged by models that were not trained here"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be typed after `generator`."""
    parser.add_argument("path", type=Path, help="a bundle, or what  python -m training.train_all  has made")
    music = parser.add_mutually_exclusive_group(required=True)
    music.add_argument("--heldout", type=Path, metavar="FOLDER", help="made by python -m training.corpus.heldout")
    music.add_argument("--data", type=Path, metavar="FOLDER", help="a corpus, or tokens of the bundle's codec")
    parser.add_argument("--split", default=VALIDATION, help="of --data: which clips (default: validation)")
    parser.add_argument("--package", default="", help="of --data, where it is tokens: only this package, as rendered")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=f"of {', '.join(PARTS)}"
    )
    parser.add_argument("--small", action="store_true", help="minutes on two cores, not 40: to see that all works")
    parser.add_argument("--seed", type=int, default=0, help="of everything that is drawn (default: 0)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KNOB=VALUE", dest="knobs", help="a knob that does not rest"
    )
    parser.add_argument("--workers", type=int, default=_cores(), metavar="N", help="processes that play and judge")
    parser.add_argument("--examples", type=Path, metavar="DIR", help="also write short sounds and a page of them")
    parser.add_argument("--out", type=Path, help="folder for tables and pictures (default: beside the run, or here)")


def run(options: argparse.Namespace) -> str:
    """Measure what was asked for and return the tables; all of it is written into --out as well.

    Raises:
        BundleError, TrainingError, CorpusError: there is nothing to play, or nothing to play it on.
        KnobError: --set names no knob, or a value that it cannot take.
    """
    panel_of(options.knobs)  # a wrong one is told before anything is played
    bundle = Bundle.load(_bundle_in(options.path))
    sizes = SMALL if options.small else FULL
    if options.heldout is not None:
        held = from_heldout(options.heldout, bundle, sizes.clips, sizes.on_s)
    else:
        held = from_data(options.data, bundle, sizes.clips, sizes.on_s, options.split, options.package)
    if len(held) < 2:
        raise TrainingError(f"{options.heldout or options.data}: one clip says nothing about music; give two or more")
    out: Path = options.out or (Path() if (options.path / MANIFEST).is_file() else options.path)
    out.mkdir(parents=True, exist_ok=True)
    measured = Measured(bundle, out / "measured.jsonl", options.workers)
    setup = Setup(bundle, held, sizes, measured, options.seed, tuple(options.knobs))
    parts = _possible(options.parts, bundle)
    figures = evaluate(setup, parts, out, options.small)
    if options.examples is not None:
        write_examples(setup, options.examples)
    return figures


def evaluate(setup: Setup, parts: Sequence[str], out: Path, small: bool = False) -> str:
    """Do every job of these parts, write generator.json, generator.md and the pictures; return the tables."""
    setup.measured.do([job for part in parts for job in PARTS[part].jobs(setup)])
    kinds = [held.kind for held in setup.held]
    figures: dict[str, Any] = {
        "bundle": setup.bundle.name,
        "sha256": setup.bundle.sha256,
        "clips": len(setup.held),
        "kinds": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
        "past_s": PAST_S,
        "on_s": setup.frames / setup.bundle.geometry.frames_per_second,
        "seed": setup.seed,
        "knobs": list(setup.knobs),
        "small": small,
        **{part: PARTS[part].figures(setup) for part in PARTS if part in parts},
    }
    drawn = {}
    for name, part in PARTS.items():
        if name in parts and part.picture is not None:
            drawn[name] = f"{name}.png"
            part.picture(figures[name], out / drawn[name])
    (out / "generator.json").write_text(json.dumps(figures, indent=1) + "\n")
    text = page.markdown(figures, drawn)
    (out / "generator.md").write_text(text)
    return text


def _bundle_in(path: Path) -> Path:
    """The bundle itself, or the one that a run has exported."""
    if (path / MANIFEST).is_file() or not path.is_dir():
        return path
    if (path / "bundle" / MANIFEST).is_file():
        return path / "bundle"
    raise TrainingError(
        f"{path}: no bundle here, and what is measured must be what is played. Export it first:  "
        f"python -m exporters.bundle {path} {path / 'bundle'}"
    )


def _possible(parts: Sequence[str], bundle: Bundle) -> list[str]:
    """The parts that were asked for; prompts want a text model.

    Raises:
        TrainingError: nothing else was asked for.
    """
    if "prompts" not in parts or "text" in bundle.signatures:
        return list(parts)
    if list(parts) == ["prompts"]:
        raise TrainingError(f"{bundle.path} has no text model: leave out  --parts prompts, or export it with one")
    return [part for part in parts if part != "prompts"]


def _cores() -> int:
    return min(2, len(os.sched_getaffinity(0)))
