"""A run that is killed anywhere continues as if nothing had happened."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from training.config import TrainingError
from training.curve import draw_curve
from training.learner import (
    Average,
    cosine,
    model_tensors,
    optimizer_tensors,
    restore_model,
    restore_optimizer,
)
from training.loop import Budget, keep_learning
from training.run import Run, read_checkpoint, read_log


class Guesser:
    """A small network that learns a fixed function from random inputs: every kind of state a trainer has."""

    def __init__(self, spoil_at: int = -1) -> None:
        torch.manual_seed(0)
        self.model = nn.Linear(4, 1)
        self.average = Average(self.model, 0.9)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=0.05)
        self.spoil_at = spoil_at

    def learn(self, step: int, progress: float) -> dict[str, float]:
        x = torch.randn(16, 4)
        loss = (self.model(x) - x.sum(dim=1, keepdim=True)).square().mean()
        self.optimizer.zero_grad()
        loss.backward()
        for group in self.optimizer.param_groups:
            group["lr"] = 0.05 * cosine(progress)
        self.optimizer.step()
        self.average.follow(self.model, step)
        return {"loss": float("nan") if step == self.spoil_at else loss.item(), "waited_s": 0.001}

    def tensors(self) -> dict[str, Tensor]:
        return {
            **model_tensors("model", self.model),
            **{f"average.{n}": t for n, t in self.average.weights.items()},
            **optimizer_tensors("optimizer", self.optimizer, self.model),
        }

    def restore(self, tensors: dict[str, Tensor]) -> None:
        restore_model("model", self.model, tensors)
        restore_optimizer("optimizer", self.optimizer, self.model, tensors)
        for name, tensor in self.average.weights.items():
            tensor.copy_(tensors[f"average.{name}"])


def go(folder: Path, steps: int, resume: bool = False, of: int = 20, learner: Guesser | None = None) -> Guesser:
    """Train to `steps` with the schedule of a run of `of` steps; stop as Ctrl-C does."""
    learner = learner or Guesser()
    run = Run.open(folder, "guess", {"size": 4}, resume)
    plain = learner.learn

    def learn(step: int, progress: float) -> dict[str, float]:
        if step == steps - 1:
            os.kill(os.getpid(), signal.SIGINT)
        return plain(step, progress)

    learner.learn = learn  # type: ignore[method-assign]
    keep_learning(run, learner, Budget(steps=of), 1.0, say=lambda line: None)
    return learner


def same(a: Guesser, b: Guesser) -> None:
    for name, tensor in a.tensors().items():
        # Bit for bit: a forgotten moment, step count or random state shows in the next digit.
        assert torch.equal(tensor, b.tensors()[name]), name


def test_stopped_and_resumed_equals_never_stopped(tmp_path: Path) -> None:
    straight = go(tmp_path / "straight", 20)
    go(tmp_path / "stopped", 7)
    torch.manual_seed(99)  # another process begins with another random state
    resumed = go(tmp_path / "stopped", 20, resume=True)
    same(resumed, straight)
    assert [r["loss"] for r in read_log(tmp_path / "stopped")] == [r["loss"] for r in read_log(tmp_path / "straight")]
    assert [r["step"] for r in read_log(tmp_path / "stopped")] == list(range(1, 21))


SCRIPT = """
    import sys, time
    from pathlib import Path
    from tests.test_loop import Guesser
    from training.loop import Budget, keep_learning
    from training.run import Run

    class Slow(Guesser):
        def learn(self, step, progress):
            time.sleep(0.01)
            return super().learn(step, progress)

    run = Run.open(Path(sys.argv[1]), "guess", {"size": 4}, resume=True)
    keep_learning(run, Slow(), Budget(steps=60), 1.0, say_every_s=0.05, save_every_s=0.1)
"""


def test_kill_minus_nine_in_the_middle_and_the_curve_continues(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(tmp_path / "run")]
    killed = subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not list((tmp_path / "run").glob("checkpoints/step-*")):
        assert killed.poll() is None and time.monotonic() < until, "no checkpoint ever appeared"
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    saved = read_checkpoint(tmp_path / "run").step
    assert 0 < saved < 60
    # What kill -9 leaves of the log: more lines than the checkpoint knows, the last one torn.
    with (tmp_path / "run" / "log.jsonl").open("a") as log:
        log.write(json.dumps({"step": saved + 1, "loss": 9e9}) + '\n{"step": 1')
    torch.manual_seed(99)  # this process begins with another random state
    said: list[str] = []
    run = Run.open(tmp_path / "run", "guess", {"size": 4}, resume=True)
    keep_learning(run, Guesser(), Budget(steps=60), 1.0, say=said.append)
    assert "finished at step 60" in said[-1]
    straight = go(tmp_path / "straight", 60, of=60)
    rows, wanted = read_log(tmp_path / "run"), read_log(tmp_path / "straight")
    assert [r["loss"] for r in rows] == [r["loss"] for r in wanted]
    resumed = Guesser()
    resumed.restore({k: v for k, v in read_checkpoint(tmp_path / "run").tensors().items() if not k.startswith("loop.")})
    same(resumed, straight)


def test_a_larger_budget_goes_on_where_the_smaller_one_ended(tmp_path: Path) -> None:
    config = {"size": 4}
    said: list[str] = []
    for steps, resume in ((5, False), (8, True), (8, True)):
        run = Run.open(tmp_path, "guess", config, resume)
        keep_learning(run, Guesser(), Budget(steps=steps), 1.0, say=said.append)
    assert [r["step"] for r in read_log(tmp_path)] == list(range(1, 9))
    # Resumed once more with nothing left to do, it does nothing.
    assert [line.partition(":")[0] for line in said] == ["finished at step 5", *["finished at step 8"] * 2]


def test_a_run_that_was_ready_too_late_still_walks_one_step(tmp_path: Path) -> None:
    for resume in (False, True):
        run = Run.open(tmp_path, "guess", {}, resume)
        keep_learning(run, Guesser(), Budget(minutes=9.0, until_s=time.monotonic()), 1.0, say=lambda line: None)
        assert [row["step"] for row in read_log(tmp_path)] == [1]


def test_the_progress_line_says_speed_waiting_and_time_left(tmp_path: Path) -> None:
    said: list[str] = []
    run = Run.open(tmp_path, "guess", {}, resume=False)
    keep_learning(run, Guesser(), Budget(steps=2), 6.0, say=said.append, say_every_s=0.0)
    assert re.fullmatch(r"step 1  loss [\d.]+  [\d.]+ s audio/s  waiting for data \d+%  left 0\.0 min", said[0])
    assert "waited_s" in read_log(tmp_path)[0]


def test_weights_alone_are_not_resumed(tmp_path: Path) -> None:
    go(tmp_path, 2)
    point = read_checkpoint(tmp_path).folder / "tensors.safetensors"
    save_file({"average.weight": torch.zeros(1, 4)}, point)
    with pytest.raises(TrainingError, match="holds weights alone and cannot be resumed: begin another run with them"):
        go(tmp_path, 4, resume=True)


def test_the_last_two_checkpoints_are_kept_and_a_torn_one_is_not_seen(tmp_path: Path) -> None:
    for steps in (3, 6, 9):
        go(tmp_path, steps, resume=True)
    kept = sorted(p.name for p in (tmp_path / "checkpoints").iterdir())
    assert kept == ["step-00000006", "step-00000009"]
    torn = tmp_path / "checkpoints" / ".step-00000012.tmp"
    torn.mkdir()
    (torn / "tensors.safetensors").write_bytes(b"half")
    # Power lost while writing: the temporary name is no checkpoint.
    assert read_checkpoint(tmp_path).step == 9
    assert not list(tmp_path.rglob("*.p*kl")) and not list(tmp_path.rglob("*.pt"))


def test_a_loss_that_is_no_number_stops_the_run(tmp_path: Path) -> None:
    go(tmp_path, 4)
    with pytest.raises(TrainingError, match=r"the loss became nan at step 7.*lower learning_rate"):
        go(tmp_path, 20, resume=True, learner=Guesser(spoil_at=6))
    # The weights that gave the NaN are not saved over the good ones.
    assert read_checkpoint(tmp_path).step == 4


def test_runs_are_not_mixed_up(tmp_path: Path) -> None:
    go(tmp_path, 2)
    with pytest.raises(TrainingError, match="already holds a run: continue it with --resume, or name another folder"):
        Run.open(tmp_path, "guess", {"size": 4}, resume=False)
    with pytest.raises(TrainingError, match="was trained with another configuration: size differ"):
        Run.open(tmp_path, "guess", {"size": 5}, resume=True)
    with pytest.raises(TrainingError, match="is a guess checkpoint, not a codec one"):
        Run.open(tmp_path, "codec", {"size": 4}, resume=True)


def test_budgets() -> None:
    assert Budget(steps=200).progress(50, 1e9) == 0.25
    assert Budget(minutes=10).progress(10**9, 300.0) == 0.5
    assert Budget(minutes=10).progress(0, 601.0) == 1.0
    # A late start: of ten minutes only five are left when none is spent, and less when some are.
    soon = Budget(minutes=10, until_s=time.monotonic() + 300.0)
    assert soon.progress(0, 0.0) == 0.0 and soon.progress(0, 300.0) == pytest.approx(0.5, abs=0.01)
    assert soon.remaining(0, 0.0, 1.0) == "5.0 min" and soon.remaining(0, 540.0, 1.0) == "1.0 min"
    assert Budget(minutes=10, until_s=time.monotonic()).progress(0, 1.0) == 1.0
    assert Budget(minutes=10).remaining(0, 300.0, 1.0) == "5.0 min"
    assert Budget(steps=120).remaining(60, 0.0, 2.0) == "2.0 min"
    for wrong in ({}, {"steps": 3, "minutes": 1.0}):
        with pytest.raises(TrainingError, match="either --steps N or --minutes M"):
            Budget(**wrong)  # type: ignore[arg-type]
    with pytest.raises(TrainingError, match="must be above 0"):
        Budget(minutes=0.0)


def test_the_curve_is_drawn(tmp_path: Path) -> None:
    go(tmp_path, 8)
    draw_curve(tmp_path, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    (tmp_path / "log.jsonl").write_text("")
    with pytest.raises(TrainingError, match="holds no step yet"):
        draw_curve(tmp_path, tmp_path / "curve.png")
