"""The clockwork under every trainer: a run folder, a budget, checkpoints, resume, log and progress.

A trainer brings a Learner (what one step does, and what must be saved) and this file does the rest::

    run = Run.open(Path("runs/codec"), kind="codec", config=config.as_dict(), resume=True)
    budget = Budget(minutes=60.0)  # or Budget(steps=2000)
    keep_learning(run, learner, budget, audio_s_per_step=6.0)

where the learner looks like this::

    class CodecLearner:
        def learn(self, step: int, progress: float) -> dict[str, float]:
            \"\"\"One optimizer step; progress 0..1 of the budget drives the schedule.\"\"\"
        def tensors(self) -> dict[str, Tensor]:
            \"\"\"Everything that must survive a power cut, flat names, e.g. model.*, optimizer.*.\"\"\"
        def restore(self, tensors: dict[str, Tensor]) -> None: ...

A run folder holds config.json, log.jsonl (one line a step) and checkpoints/step-000123/ with tensors.safetensors
and state.json. A checkpoint is written under a temporary name and renamed, so whatever carries a step's name is
whole; the last two are kept. A resumed run continues as if it had never stopped: weights, optimizer, step, torch's
random state, spent time, and the log is cut back to the checkpoint's step. (With a budget in minutes the schedule
follows the clock, so only a budget in steps repeats itself bit for bit.) Nothing here reads a pickle.

Every method is called from one thread; a signal only sets a flag that the loop reads between steps.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import FrameType
from typing import Any, Protocol, TypeVar

import torch
from matplotlib.figure import Figure
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from rtmusic.errors import RtmusicError

T = TypeVar("T")

KEPT_CHECKPOINTS = 2
CHECKPOINT_EVERY_S = 120.0


class TrainingError(RtmusicError):
    """A run cannot start or go on; the sentence says where, what, and what to type."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read a configuration file.

    Raises:
        TrainingError: it is missing or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError as error:
        raise TrainingError(
            f"{path}: no such configuration. Those that are published lie in training/configs/"
        ) from error
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} cannot be read as TOML: {error}") from error


def from_table(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    """Build a dataclass from one table of a TOML file; what the table leaves out keeps its default.

    Args:
        where: how the table is called in messages, e.g. "codec_small.toml [model]".

    Raises:
        TrainingError: an unknown key, or a value of another type than the default's.
    """
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise TrainingError(f"{where}: unknown key {name!r}. Known keys: {', '.join(known)}")
        wanted: type[Any] = type(known[name].default)
        fits = type(value) is wanted or (wanted is float and type(value) is int)
        if not fits:
            raise TrainingError(
                f"{where}: {name} = {value!r} must be of type {wanted.__name__}, e.g. {known[name].default!r}"
            )
        values[name] = wanted(value)
    return kind(**values)


class Learner(Protocol):
    """What a trainer brings: one step, and the tensors that make it continue exactly."""

    def learn(self, step: int, progress: float) -> dict[str, float]: ...

    def tensors(self) -> dict[str, Tensor]: ...

    def restore(self, tensors: dict[str, Tensor]) -> None: ...


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train: a number of steps, or minutes of wall clock (earlier parts of a resumed run included)."""

    steps: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.minutes is None):
            raise TrainingError("say how long to train: either --steps N or --minutes M")
        if (self.steps if self.steps is not None else self.minutes or 0.0) <= 0:
            raise TrainingError("the budget is empty: --steps and --minutes must be above 0")

    def progress(self, step: int, elapsed_s: float) -> float:
        """Return the spent share, 0..1, when `step` steps and `elapsed_s` seconds are behind us."""
        if self.steps is not None:
            return min(step / self.steps, 1.0)
        return min(elapsed_s / 60.0 / (self.minutes or 1.0), 1.0)

    def remaining(self, step: int, elapsed_s: float, s_per_step: float) -> str:
        """Return what is left as people say it, e.g. "12 min"."""
        left_s = (
            (self.steps - step) * s_per_step if self.steps is not None else (self.minutes or 0.0) * 60.0 - elapsed_s
        )
        return f"{max(left_s, 0.0) / 60.0:.1f} min"


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


def read_checkpoint(path: Path) -> Checkpoint:
    """Find a checkpoint: `path` is one (step-000123) or a run folder, whose newest is taken.

    Raises:
        TrainingError: there is none, or its state.json cannot be read.
    """
    folder = path
    if not (path / "state.json").is_file():
        found = sorted((path / "checkpoints").glob("step-" + "[0-9]" * 8))
        if not found:
            raise TrainingError(
                f"{path}: no checkpoint here. Train first:  "
                f"python -m training.train_codec CONFIG {path} --data INDEX --minutes 60"
            )
        folder = found[-1]
    try:
        state = json.loads((folder / "state.json").read_text())
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
    def open(cls, folder: Path, kind: str, config: dict[str, Any], resume: bool) -> Run:
        """Start a run in an empty folder, or continue the one that is there.

        Args:
            kind: "codec" or "generator": a run of one kind never continues another.
            config: plain JSON values; a resumed run must have the same.

        Raises:
            TrainingError: the folder already holds a run and resume is False, or the run belongs to another
                configuration or kind.
        """
        config = json.loads(json.dumps(config))
        holds_run = (folder / "config.json").is_file()
        if holds_run and not resume:
            raise TrainingError(f"{folder} already holds a run: continue it with --resume, or name another folder")
        run = cls(folder, kind, config)
        folder.mkdir(parents=True, exist_ok=True)
        if holds_run and any((folder / "checkpoints").glob("step-" + "[0-9]" * 8)):
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
        (folder / "config.json").write_text(json.dumps({"kind": kind, "config": config}, indent=2) + "\n")
        run._cut_log()
        return run

    def _cut_log(self) -> None:
        """Forget the lines of steps that the checkpoint does not hold: they will be walked again."""
        path = self.folder / "log.jsonl"
        if path.is_file():
            kept = [row for row in read_log(self.folder) if row["step"] <= self.step]
            fresh = path.with_suffix(".tmp")
            fresh.write_text("".join(json.dumps(row) + "\n" for row in kept))
            fresh.replace(path)

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
        tensors["loop.torch_rng"] = torch.get_rng_state()
        save_file(tensors, fresh / "tensors.safetensors")
        state = {"kind": self.kind, "step": self.step, "elapsed_s": self.elapsed_s, "config": self.config}
        (fresh / "state.json").write_text(json.dumps(state, indent=2) + "\n")
        for file in fresh.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
        fresh.rename(final)
        for old in sorted(home.glob("step-" + "[0-9]" * 8))[:-KEPT_CHECKPOINTS]:
            shutil.rmtree(old)
        return final

    def restore(self, learner: Learner) -> None:
        """Put the learner and torch's random state where the checkpoint left them; a fresh run is left alone."""
        if self.start is not None:
            tensors = self.start.tensors()
            torch.set_rng_state(tensors.pop("loop.torch_rng"))
            learner.restore(tensors)


def keep_learning(
    run: Run,
    learner: Learner,
    budget: Budget,
    audio_s_per_step: float,
    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True),
    say_every_s: float = 10.0,
    save_every_s: float = CHECKPOINT_EVERY_S,
) -> Path:
    """Train until the budget is spent or SIGINT/SIGTERM asks to stop; return the last checkpoint's folder.

    Every step adds one line to log.jsonl; a progress line comes every `say_every_s`, a checkpoint every
    `save_every_s` and at the end. A loss that is not a number stops the run with the last good checkpoint kept.

    Raises:
        TrainingError: the loss became NaN or infinite.
    """
    run.restore(learner)
    stop: list[int] = []

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        stop.append(number)

    before = {s: signal.signal(s, ask_to_stop) for s in (signal.SIGINT, signal.SIGTERM)}
    first_step, base_s, started_s = run.step, run.elapsed_s, time.monotonic()
    said_s = saved_s = started_s
    sums: dict[str, float] = {}
    counted = 0
    try:
        with (run.folder / "log.jsonl").open("a") as log:
            while (done := budget.progress(run.step, run.elapsed_s)) < 1.0 and not stop:
                figures = learner.learn(run.step, done)
                now_s = time.monotonic()
                run.step += 1
                run.elapsed_s = base_s + now_s - started_s
                log.write(
                    json.dumps({"step": run.step, "elapsed_s": round(run.elapsed_s, 2), **_short(figures)}) + "\n"
                )
                if not math.isfinite(figures["loss"]):
                    raise TrainingError(
                        f"{run.folder}: the loss became {figures['loss']} at step {run.step}. The last good checkpoint "
                        f"is kept: lower learning_rate in a copy of the configuration and start another run"
                    )
                for name, value in figures.items():
                    sums[name] = sums.get(name, 0.0) + value
                counted += 1
                if now_s - said_s >= say_every_s:
                    s_per_step = (now_s - started_s) / (run.step - first_step)
                    means = "  ".join(f"{name} {total / counted:.4g}" for name, total in sums.items())
                    say(
                        f"step {run.step}  {means}  {audio_s_per_step / s_per_step:.1f} s audio/s  "
                        f"left {budget.remaining(run.step, run.elapsed_s, s_per_step)}"
                    )
                    sums, counted, said_s = {}, 0, now_s
                if now_s - saved_s >= save_every_s:
                    log.flush()
                    say(f"checkpoint {run.save(learner)}")
                    saved_s = time.monotonic()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    last = run.save(learner)
    say(f"{'stopped' if stop else 'finished'} at step {run.step}: {last}")
    return last


def _short(figures: Mapping[str, float]) -> dict[str, float | None]:
    """Round for the log; JSON knows no NaN, so a figure that is none becomes null."""
    return {name: round(value, 6) if math.isfinite(value) else None for name, value in figures.items()}


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Read log.jsonl, one dict a step; a last line that a power cut left half-written is skipped."""
    rows = []
    for line in (folder / "log.jsonl").read_text().splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows


def draw_curve(folder: Path, png: Path, window: int = 50) -> None:
    """Draw every logged figure over the steps, each in its own small panel, as running means of `window` steps."""
    rows = read_log(folder)
    names = list(dict.fromkeys(name for row in rows for name in row if name not in ("step", "elapsed_s")))
    if not rows or not names:
        raise TrainingError(f"{folder}/log.jsonl holds no step yet: train first, then draw")
    columns = 3
    lines = math.ceil(len(names) / columns)
    figure = Figure(figsize=(15, 3 * lines))
    axes = figure.subplots(lines, columns, squeeze=False)
    for panel, name in zip(axes.flat, names, strict=False):
        points = [(row["step"], row[name]) for row in rows if row.get(name) is not None]
        steps = [p[0] for p in points]
        values = torch.tensor([p[1] for p in points], dtype=torch.float64)
        size = min(window, len(values))
        means = values.unfold(0, size, 1).mean(-1)
        panel.plot(steps[size - 1 :], means.tolist(), linewidth=1.0)
        panel.set_title(name)
        panel.grid(alpha=0.3)
    for panel in axes.flat[len(names) :]:
        panel.axis("off")
    figure.suptitle(f"{folder.name}: running means of {window} steps")
    figure.tight_layout()
    figure.savefig(png, dpi=80)


def cosine(progress: float, low: float = 0.02) -> float:
    """Return the learning-rate factor for a share 0..1 of the budget: a half cosine from 1 down to `low`."""
    return low + (1.0 - low) * 0.5 * (1.0 + math.cos(math.pi * min(max(progress, 0.0), 1.0)))


def model_tensors(prefix: str, module: nn.Module) -> dict[str, Tensor]:
    """Return a module's parameters and buffers as prefix.name -> tensor."""
    return {f"{prefix}.{name}": tensor for name, tensor in module.state_dict().items()}


def restore_model(prefix: str, module: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Load what `model_tensors` with the same prefix gave.

    Raises:
        TrainingError: a tensor is missing, left over, or of another shape.
    """
    mine = {name[len(prefix) + 1 :]: t for name, t in tensors.items() if name.startswith(prefix + ".")}
    try:
        module.load_state_dict(mine)
    except RuntimeError as error:
        what = " ".join(str(error).split())
        raise TrainingError(
            f"the checkpoint does not fit this model ({what}); name the run it was trained in"
        ) from error


def optimizer_tensors(prefix: str, optimizer: torch.optim.Optimizer, module: nn.Module) -> dict[str, Tensor]:
    """Return the optimizer's memory (AdamW: step and both moments) as prefix.parameter:key -> tensor."""
    return {
        f"{prefix}.{name}:{key}": value
        for name, parameter in module.named_parameters()
        for key, value in optimizer.state.get(parameter, {}).items()
    }


def restore_optimizer(
    prefix: str, optimizer: torch.optim.Optimizer, module: nn.Module, tensors: Mapping[str, Tensor]
) -> None:
    """Put back what `optimizer_tensors` with the same prefix gave."""
    for name, parameter in module.named_parameters():
        for full, value in tensors.items():
            if full.startswith(f"{prefix}.{name}:"):
                optimizer.state[parameter][full.rsplit(":", 1)[1]] = value.clone()


class Average:
    """The exponential moving average of a module's parameters: what is evaluated and exported.

    Buffers are copied as they are. Early steps count more, so that the random start is soon forgotten.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}

    @torch.no_grad()
    def follow(self, module: nn.Module, step: int) -> None:
        """Move towards the module's weights after `step` steps."""
        keep = min(self.decay, (1.0 + step) / (10.0 + step))
        parameters = dict(module.named_parameters())
        mine = [self.weights[name] for name in parameters]
        torch._foreach_lerp_(mine, list(parameters.values()), 1.0 - keep)
        for name, buffer in module.named_buffers():
            if name in self.weights:
                self.weights[name].copy_(buffer)
