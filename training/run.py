"""A run folder: config.json, log.jsonl with one line a step, and checkpoints/step-00000123/.

A checkpoint is tensors.safetensors and state.json, written under a temporary name and renamed, so whatever carries a
step's name is whole; the last two are kept. Nothing here reads or writes a pickle.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from rtmusic.wholefile import write_whole
from training.config import TrainingError
from training.learner import Learner

if TYPE_CHECKING:
    from lightning_fabric import Fabric

KEPT_CHECKPOINTS = 2
_STEPS = "step-" + "[0-9]" * 8
_DICE = "loop.torch_rng"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A whole checkpoint on disk: after `step` steps and `elapsed_s` seconds of training."""

    folder: Path
    kind: str
    step: int
    elapsed_s: float
    config: dict[str, Any]

    def tensors(self) -> dict[str, Tensor]:
        """Read every tensor of this checkpoint (CPU)."""
        return load_file(self.folder / "tensors.safetensors")


def has_checkpoint(folder: Path) -> bool:
    """Return whether a run folder holds at least one whole checkpoint."""
    return any((folder / "checkpoints").glob(_STEPS))


def read_checkpoint(path: Path) -> Checkpoint:
    """Find a checkpoint: `path` is one (step-00000123) or a run folder, whose newest is taken.

    Raises:
        TrainingError: there is none, or its state.json cannot be read.
    """
    folder = path
    if not (path / "state.json").is_file():
        found = sorted((path / "checkpoints").glob(_STEPS))
        if not found:
            raise TrainingError(
                f"{path}: no checkpoint here. Train first:  "
                f"python -m training.train_codec CONFIG {path} --data INDEX --minutes 60"
            )
        folder = found[-1]
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        return Checkpoint(folder, state["kind"], int(state["step"]), float(state["elapsed_s"]), state["config"])
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(
            f"{folder}/state.json cannot be read ({error!r}); delete {folder} and resume from the one before it"
        ) from error


@dataclass(slots=True)
class Run:
    """One run folder, its configuration and where it stands."""

    folder: Path
    kind: str
    config: dict[str, Any]
    step: int = 0
    elapsed_s: float = 0.0
    start: Checkpoint | None = field(default=None)

    @classmethod
    def open(cls, folder: Path, kind: str, config: dict[str, Any], resume: bool, fabric: Fabric | None = None) -> Run:
        """Start a run in an empty folder, or continue the one that is there.

        Args:
            kind: "codec" or "generator": a run of one kind never continues another.
            config: plain JSON values; a resumed run must have the same.
            fabric: of several processes the first opens the folder and tells the others what it found.

        Raises:
            TrainingError: the folder already holds a run and resume is False, or the run belongs to another
                configuration or kind.
        """
        if fabric is None or fabric.world_size == 1:
            return cls._open(folder, kind, config, resume)
        found: Run | str = ""
        if fabric.global_rank == 0:
            try:
                found = cls._open(folder, kind, config, resume)
            except TrainingError as error:
                found = str(error)
        found = fabric.broadcast(found)
        if isinstance(found, str):
            raise TrainingError(found)
        return found

    @classmethod
    def _open(cls, folder: Path, kind: str, config: dict[str, Any], resume: bool) -> Run:
        config = json.loads(json.dumps(config))
        holds_run = (folder / "config.json").is_file()
        if holds_run and not resume:
            raise TrainingError(f"{folder} already holds a run: continue it with --resume, or name another folder")
        run = cls(folder, kind, config)
        if holds_run and has_checkpoint(folder):
            point = read_checkpoint(folder)
            if point.kind != kind:
                raise TrainingError(
                    f"{point.folder} is a {point.kind} checkpoint, not a {kind} one: name the {kind}'s run folder"
                )
            changed = sorted(k for k in {*config, *point.config} if config.get(k) != point.config.get(k))
            if changed:
                raise TrainingError(
                    f"{point.folder} was trained with another configuration: {', '.join(changed)} differ. "
                    f"Resume with {folder}/config.json's values, or name another run folder"
                )
            run.step, run.elapsed_s, run.start = point.step, point.elapsed_s, point
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / "config.json", json.dumps({"kind": kind, "config": config}, indent=2) + "\n")
        run._cut_log()
        return run

    def _cut_log(self) -> None:
        """Forget the lines of steps that the checkpoint does not hold: they will be walked again."""
        path = self.folder / "log.jsonl"
        if path.is_file():
            kept = [row for row in read_log(self.folder) if row["step"] <= self.step]
            write_whole(path, "".join(json.dumps(row) + "\n" for row in kept))

    def save(self, learner: Learner) -> Path:
        """Write one checkpoint under a temporary name, rename it, drop all but the last two; return its folder."""
        home = self.folder / "checkpoints"
        home.mkdir(exist_ok=True)
        final = home / f"step-{self.step:08d}"
        if final.exists():
            return final
        fresh = home / f".{final.name}.tmp"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        tensors = {name: t.detach().cpu().contiguous().clone() for name, t in learner.tensors().items()}
        tensors[_DICE] = torch.get_rng_state()
        save_file(tensors, fresh / "tensors.safetensors")
        state = {"kind": self.kind, "step": self.step, "elapsed_s": self.elapsed_s, "config": self.config}
        (fresh / "state.json").write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
        for file in fresh.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
        fresh.rename(final)
        for old in sorted(home.glob(_STEPS))[:-KEPT_CHECKPOINTS]:
            shutil.rmtree(old)
        return final

    def last(self, fabric: Fabric | None) -> Path:
        """Return the newest checkpoint's folder, once the first process has written it."""
        if fabric is not None:
            fabric.barrier()
        return read_checkpoint(self.folder).folder

    def restore(self, learner: Learner) -> None:
        """Put the learner and torch's random state where the checkpoint left them; a fresh run is left alone.

        Raises:
            TrainingError: the checkpoint was joined from pieces that keep no optimizer, or fits another model.
        """
        if self.start is None:
            return
        tensors = self.start.tensors()
        if _DICE not in tensors:
            raise TrainingError(
                f"{self.start.folder} holds weights alone and cannot be resumed: "
                "begin another run with them, see  python -m training.checkpoints --help"
            )
        torch.set_rng_state(tensors.pop(_DICE))
        learner.restore(tensors)


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Read log.jsonl, one dict a step; a last line that a power cut left half-written is skipped."""
    rows = []
    for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows
