"""The clockwork under every trainer: a budget, checkpoints, log, progress, and when to stop.

A trainer brings a `training.learner.Learner` (what one step does, and what must be saved) and this file does the rest::

    fabric = launch(threads=1, bfloat16=True)
    run = Run.open(Path("runs/codec"), "codec", config, resume=True, fabric=fabric)
    budget = Budget(minutes=60.0)  # or Budget(steps=2000)
    keep_learning(run, learner, budget, audio_s_per_step=6.0, fabric=fabric)

A resumed run continues as if it had never stopped: weights, optimizer, step, torch's random state, spent time, and
the log is cut back to the checkpoint's step. (With a budget in minutes the schedule follows the clock, so only a
budget in steps repeats itself bit for bit.) A larger budget than before may be given; the schedule then goes by it.

Of several processes the first writes and looks at the clock, and all do as it says. Every method is called from one
thread; a signal only sets a flag that the loop reads between steps.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from training.board import Board
from training.config import TrainingError
from training.fabric import described, most_of_all
from training.learner import Learner, Listener
from training.run import Run

if TYPE_CHECKING:
    from lightning_fabric import Fabric

CHECKPOINT_EVERY_S = 120.0
LISTEN_EVERY_S = 600.0  # sound examples weigh megabytes


def words_of(model: str, about: str, data: str) -> argparse.ArgumentParser:
    """What can be typed to `training.train_MODEL`, which is the same for every model that is published.

    Args:
        about: what it does, a sentence.
        data: what --data names.
    """
    parser = argparse.ArgumentParser(prog=f"python -m training.train_{model}", description=about)
    add = parser.add_argument
    add("config", type=Path, help=f"a TOML file, e.g. training/configs/{model}_small.toml")
    add("run", type=Path, help="the run folder: log, checkpoints, curve")
    add("--data", type=Path, required=True, help=data)
    add("--minutes", type=float, help="wall clock to train for, earlier parts of the run included")
    add("--steps", type=int, help="steps to train for, earlier parts of the run included")
    add("--resume", action="store_true", help="continue the run that is in the folder")
    add("--weights", type=Path, help=f"begin with these, for example training/checkpoints/{model}")
    return parser


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train: a number of steps, or minutes of wall clock (earlier parts of a resumed run included).

    Minutes may end sooner, at a moment `until_s` of time.monotonic(): the schedule goes by what is really left.
    """

    steps: int | None = None
    minutes: float | None = None
    until_s: float = math.inf

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.minutes is None):
            raise TrainingError("say how long to train: either --steps N or --minutes M")
        if (self.steps if self.steps is not None else self.minutes or 0.0) <= 0:
            raise TrainingError("the budget is empty: --steps and --minutes must be above 0")

    def progress(self, step: int, elapsed_s: float) -> float:
        """Return the spent share, 0..1, when `step` steps and `elapsed_s` seconds are behind us."""
        if self.steps is not None:
            return min(step / self.steps, 1.0)
        left_s = self._left_s(elapsed_s)
        return 1.0 if left_s <= 0 else elapsed_s / (elapsed_s + left_s)

    def remaining(self, step: int, elapsed_s: float, s_per_step: float) -> str:
        """Return what is left as people say it, e.g. "12 min"."""
        left_s = (self.steps - step) * s_per_step if self.steps is not None else self._left_s(elapsed_s)
        return f"{max(left_s, 0.0) / 60.0:.1f} min"

    def _left_s(self, elapsed_s: float) -> float:
        return min((self.minutes or 0.0) * 60.0 - elapsed_s, self.until_s - time.monotonic())


def _print(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def keep_learning(
    run: Run,
    learner: Learner,
    budget: Budget,
    audio_s_per_step: float,
    fabric: Fabric | None = None,
    say: Callable[[str], None] = _print,
    say_every_s: float = 10.0,
    save_every_s: float = CHECKPOINT_EVERY_S,
) -> Path:
    """Train until the budget is spent or SIGINT/SIGTERM asks to stop; return the last checkpoint's folder.

    Every step adds one line to log.jsonl; a progress line comes every `say_every_s`, a checkpoint every
    `save_every_s` and at the end. A loss that is not a number stops the run with the last good checkpoint kept.

    Args:
        fabric: where the learner trains; None is this process alone.

    Raises:
        TrainingError: the loss became NaN or infinite.
    """
    run.restore(learner)
    stop: list[int] = []

    def ask_to_stop(number: int, _frame: FrameType | None) -> None:
        stop.append(number)

    before = {s: signal.signal(s, ask_to_stop) for s in (signal.SIGINT, signal.SIGTERM)}
    first = fabric is None or fabric.global_rank == 0
    notes = _Notes(run, learner, budget, audio_s_per_step, say, say_every_s, save_every_s) if first else None
    base_s, started_s = run.elapsed_s, time.monotonic()
    broken = ""
    try:
        if notes is not None and fabric is not None:
            say(f"{run.folder}: {described(fabric)}")
        while True:
            # The first process knows what is spent; any may have been asked to stop, or see a loss that is none.
            done = budget.progress(run.step, run.elapsed_s) if first else 0.0
            asked = [done, float(bool(stop)), float(bool(broken))]
            done, stopped, wrong = asked if fabric is None else most_of_all(fabric, asked)
            if wrong:
                raise TrainingError(
                    f"{run.folder}: the loss became {broken or 'no number elsewhere'} at step {run.step}. The last "
                    "good checkpoint is kept: lower learning_rate in a copy of the configuration and start another run"
                )
            # Where getting ready took all the time, one step is still walked: a run without any is none.
            if stopped or (done >= 1.0 and run.step):
                break
            if notes is not None:
                notes.save_if_due()
            figures = learner.learn(run.step, done)
            run.step += 1
            run.elapsed_s = base_s + time.monotonic() - started_s
            if not math.isfinite(figures["loss"]):
                broken = str(figures["loss"])
            if notes is not None:
                notes.add(figures)
        if notes is not None:
            notes.finish("stopped" if stopped else "finished")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if notes is not None:
            notes.close()
    return run.last(fabric)


class _Notes:
    """What the first process writes down: log, board, progress lines and checkpoints."""

    def __init__(
        self,
        run: Run,
        learner: Learner,
        budget: Budget,
        audio_s_per_step: float,
        say: Callable[[str], None],
        say_every_s: float,
        save_every_s: float,
    ) -> None:
        self._run, self._learner, self._budget, self._say = run, learner, budget, say
        self._audio_s_per_step, self._say_every_s, self._save_every_s = audio_s_per_step, say_every_s, save_every_s
        self._log = (run.folder / "log.jsonl").open("a", encoding="utf-8")
        self._board = Board(run.folder, run.step)
        self._said_s = self._saved_s = self._began_s = time.monotonic()
        self._heard_s = -math.inf
        self._first_step = run.step
        self._sums: dict[str, float] = {}
        self._counted = 0

    def add(self, figures: Mapping[str, float]) -> None:
        """Write one step down, and say how it goes when it is time."""
        run = self._run
        self._log.write(json.dumps({"step": run.step, "elapsed_s": round(run.elapsed_s, 2), **_short(figures)}) + "\n")
        self._board.scalars(run.step, figures)
        for name, value in figures.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._counted += 1
        now_s = time.monotonic()
        since_s = now_s - self._said_s
        if since_s < self._say_every_s:
            return
        waited_s = self._sums.pop("waited_s", None)
        means = "  ".join(f"{name} {total / self._counted:.4g}" for name, total in self._sums.items())
        waiting = "" if waited_s is None else f"waiting for data {waited_s / since_s:.0%}  "
        s_per_step = (now_s - self._began_s) / (run.step - self._first_step)
        self._say(
            f"step {run.step}  {means}  {self._audio_s_per_step * self._counted / since_s:.1f} s audio/s  "
            f"{waiting}left {self._budget.remaining(run.step, run.elapsed_s, s_per_step)}"
        )
        self._sums, self._counted, self._said_s = {}, 0, now_s

    def save_if_due(self) -> None:
        """Save a checkpoint when the last one is old enough, and write down how it sounds now and then."""
        if time.monotonic() - self._saved_s < self._save_every_s:
            return
        self._save("checkpoint")
        if time.monotonic() - self._heard_s >= LISTEN_EVERY_S:
            self._listen()
        self._saved_s = time.monotonic()

    def finish(self, how: str) -> None:
        """Save the last checkpoint, with its sound."""
        self._save(f"{how} at step {self._run.step}:")
        self._listen()

    def close(self) -> None:
        self._log.close()
        self._board.close()

    def _save(self, how: str) -> None:
        self._log.flush()
        self._board.flush()
        self._say(f"{how} {self._run.save(self._learner)}")

    def _listen(self) -> None:
        if isinstance(self._learner, Listener):
            self._board.sounds(self._run.step, self._learner.listen(self._run.step))
            self._heard_s = time.monotonic()


def _short(figures: Mapping[str, float]) -> dict[str, float | None]:
    """Round for the log; JSON knows no NaN, so a figure that is none becomes null."""
    return {name: round(value, 6) if math.isfinite(value) else None for name, value in figures.items()}
