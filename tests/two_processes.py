"""What each of two processes does for tests/test_fabric.py, under torchrun:  -m tests.two_processes FOLDER

Each writes what it saw into FOLDER/<rank>.json; the tests read that and compare it with one process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from training.config import TrainingError
from training.fabric import gathered, launch, mean_of_all, most_of_all, my_rows, same_gradients, sum_of_all
from training.learner import Ahead, Pace, Student
from training.loop import Budget, keep_learning
from training.run import Run

BATCH = 8


class Follower:
    """A small network that learns a fixed function: every process from its own rows of the same batch."""

    def __init__(self, fabric: Fabric, spoil_at: int = -1, stop_at: int = -1) -> None:
        torch.manual_seed(0)
        self.fabric, self.spoil_at, self.stop_at = fabric, spoil_at, stop_at
        self.network = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
        self.student = Student(fabric, self.network, Pace(0.02, 5, 0.01, 1.0, 0.9))
        self.ahead = Ahead(self.draw)
        self.steps = 0

    def draw(self, step: int) -> Tensor:
        return torch.randn(BATCH, 4, generator=torch.Generator().manual_seed(step))

    def learn(self, step: int, progress: float) -> dict[str, float]:
        if step == self.stop_at:
            os.kill(os.getpid(), signal.SIGTERM)
        x = self.ahead.take(step)[my_rows(self.fabric, BATCH)].to(self.fabric.device)
        loss = (self.network(x) - x.sin().sum(dim=1, keepdim=True)).square().mean()
        loss.backward()
        moved = self.student.learn(step, progress)
        self.steps += 1
        mean = mean_of_all(self.fabric, loss.detach()).item()
        return {"loss": float("nan") if step == self.spoil_at else mean, **moved}

    def tensors(self) -> dict[str, Tensor]:
        return self.student.tensors()

    def restore(self, tensors: dict[str, Tensor]) -> None:
        self.student.restore(tensors)


def follow(folder: Path, fabric: Fabric, learner: Follower, steps: int = 12, resume: bool = False) -> Path:
    """Train for `steps` steps in all; return the last checkpoint."""
    run = Run.open(folder, "follower", {"size": 4}, resume, fabric)
    return keep_learning(run, learner, Budget(steps=steps), 1.0, fabric, say=lambda line: None)


def complaint(folder: Path, fabric: Fabric, learner: Follower, resume: bool = False) -> str:
    try:
        follow(folder, fabric, learner, resume=resume)
    except TrainingError as error:
        return str(error)
    return ""


def main(arguments: Sequence[str]) -> None:
    out = Path(arguments[0])
    fabric = launch(1, False, "cpu")
    rank = fabric.global_rank
    own = torch.tensor([[1.0 + rank, 10.0]])
    with_gradient, without = torch.zeros(2, requires_grad=True), torch.zeros(2, requires_grad=True)
    with_gradient.grad = own[0].clone()
    same_gradients(fabric, [with_gradient, without])
    seen: dict[str, object] = {
        "gathered": gathered(fabric, own).tolist(),
        "mean": mean_of_all(fabric, own).tolist(),
        "sum": sum_of_all(fabric, own).tolist(),
        "own": own.tolist(),
        "most": most_of_all(fabric, [float(rank), 1.0 - rank]),
        "gradient": with_gradient.grad.tolist(),
        "left alone": without.grad is None,
        "rows": [my_rows(fabric, BATCH).start, my_rows(fabric, BATCH).stop],
        "last": follow(out / "whole", fabric, Follower(fabric)).name,
    }
    try:
        my_rows(fabric, 7)
    except TrainingError as error:
        seen["uneven"] = str(error)
    # Only the second process is asked to stop; both do, and both go on.
    stopped = Follower(fabric, stop_at=4 if rank == 1 else -1)
    seen["stopped"] = [follow(out / "stopped", fabric, stopped).name, stopped.steps]
    seen["resumed"] = follow(out / "stopped", fabric, Follower(fabric), resume=True).name
    # Only the second process sees a loss that is none.
    seen["broken"] = complaint(out / "broken", fabric, Follower(fabric, spoil_at=3 if rank == 1 else -1))
    seen["refused"] = complaint(out / "whole", fabric, Follower(fabric))
    (out / f"{rank}.json").write_text(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1:])
