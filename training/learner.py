"""What a trainer brings to the loop, and the parts that every trainer shares.

A learner looks like this::

    class CodecLearner:
        def learn(self, step: int, progress: float) -> dict[str, float]:
            \"\"\"One optimizer step; progress 0..1 of the budget drives the schedule.\"\"\"
        def tensors(self) -> dict[str, Tensor]:
            \"\"\"Everything that must survive a power cut, flat names, e.g. model.*, optimizer.*.\"\"\"
        def restore(self, tensors: dict[str, Tensor]) -> None: ...

and is mostly made of a `Student` for each network, whose three calls it passes on, and an `Ahead` that draws the
batches. A learner that also has ``listen(step)`` is heard in TensorBoard.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

import torch
from torch import Tensor, nn

from training.config import TrainingError
from training.fabric import same_gradients

if TYPE_CHECKING:
    # Loading Fabric takes a second, and who only reads a checkpoint needs none.
    from lightning_fabric import Fabric

T = TypeVar("T")


class Learner(Protocol):
    """What a trainer brings: one step, and the tensors that make it continue exactly.

    `learn` returns figures that are the same in every process; "loss" is among them, and "waited_s" is the time that
    the step waited for its batch. `tensors` is asked in the first process alone.
    """

    def learn(self, step: int, progress: float) -> dict[str, float]: ...

    def tensors(self) -> dict[str, Tensor]: ...

    def restore(self, tensors: dict[str, Tensor]) -> None: ...


@runtime_checkable
class Listener(Protocol):
    """A learner with sound examples, asked for in the first process alone, between two steps."""

    def listen(self, step: int) -> dict[str, Tensor]:
        """Return sounds by name, float32 [2, n] each, 48 kHz, full scale ±1."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How one network learns; `average_decay` 0 keeps no running average."""

    learning_rate: float
    warmup_steps: int
    weight_decay: float
    gradient_limit: float
    average_decay: float = 0.0
    betas: tuple[float, float] = (0.9, 0.98)


class Student:
    """One network that learns: its optimizer, its rate, its running average, and all of that in a checkpoint.

    The gradients come from anywhere: `loss.backward()`, or put there by hand. Parameters that need none when the
    student is made are left as they are. A learner with several networks gives each a prefix; without one their
    tensors are called model.*, optimizer.* and average.*.
    """

    def __init__(self, fabric: Fabric, network: nn.Module, pace: Pace, prefix: str = "") -> None:
        self.network = network.to(fabric.device)
        self.pace = pace
        self._fabric, self._prefix = fabric, prefix
        self.average = Average(network, pace.average_decay)
        self._learning = [p for p in network.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(
            self._learning, lr=pace.learning_rate, betas=pace.betas, weight_decay=pace.weight_decay, fused=True
        )

    def begin_with(self, weights: Mapping[str, Tensor]) -> None:
        """Begin with trained weights; see `training.checkpoints`.

        Raises:
            TrainingError: they are those of another architecture.
        """
        restore_model("given", self.network, {f"given.{name}": tensor for name, tensor in weights.items()})
        self.forget()

    def forget(self) -> None:
        """Let the running average begin here, after weights were set by hand."""
        self.average = Average(self.network, self.pace.average_decay)

    def rate(self, step: int, progress: float) -> float:
        """Return the learning rate: a warm-up over the first steps, a half cosine over the budget."""
        return self.pace.learning_rate * cosine(progress) * min(1.0, (step + 1) / self.pace.warmup_steps)

    def learn(self, step: int, progress: float, averaged_step: int | None = None) -> dict[str, float]:
        """Let the gradients of all processes move the network once, and forget them.

        Args:
            averaged_step: how many steps the running average has seen, if not `step`.

        Returns:
            "gradient", its length before it was limited, and "rate".
        """
        rate = self.rate(step, progress)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        same_gradients(self._fabric, self._learning)
        size = nn.utils.clip_grad_norm_(self._learning, self.pace.gradient_limit)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        if self.pace.average_decay:
            self.average.follow(self.network, step if averaged_step is None else averaged_step)
        return {"gradient": size.item(), "rate": rate}

    def tensors(self) -> dict[str, Tensor]:
        """Everything that must survive a power cut; average.* is what is evaluated and exported."""
        p = self._prefix
        average = {f"{p}average.{name}": tensor for name, tensor in self.average.weights.items()}
        return {
            **model_tensors(f"{p}model", self.network),
            **(average if self.pace.average_decay else {}),
            **optimizer_tensors(f"{p}optimizer", self.optimizer, self.network),
        }

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Continue from what `tensors` gave; those of other networks are passed over."""
        p = self._prefix
        restore_model(f"{p}model", self.network, tensors)
        restore_optimizer(f"{p}optimizer", self.optimizer, self.network, tensors)
        if self.pace.average_decay:
            for name, tensor in self.average.weights.items():
                tensor.copy_(tensors[f"{p}average.{name}"])


class Ahead(Generic[T]):
    """Draws the batches of the next steps in a thread of its own while this step is learned.

    One thread calls `take`; `draw` runs in the other, one call at a time, so it needs no lock.
    """

    def __init__(self, draw: Callable[[int], T], steps: int = 2) -> None:
        self._draw, self._steps = draw, steps
        self._reader = ThreadPoolExecutor(1)
        self._drawn: deque[tuple[int, Future[T]]] = deque()
        self.waited_s = 0.0  # in the last call

    def take(self, step: int) -> T:
        """Return what `draw(step)` gives; a step that nobody expected is drawn at once."""
        asked_s = time.monotonic()
        if not self._drawn or self._drawn[0][0] != step:
            for _, late in self._drawn:
                late.cancel()
            self._drawn.clear()
        while len(self._drawn) <= self._steps:
            coming = step + len(self._drawn)
            self._drawn.append((coming, self._reader.submit(self._draw, coming)))
        found = self._drawn.popleft()[1].result()
        self.waited_s = time.monotonic() - asked_s
        return found


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
        what = shorten(" ".join(str(error).split()), 300, placeholder=" ...")  # it lists every tensor
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
    """Put back what `optimizer_tensors` with the same prefix gave, where each parameter lies."""
    for name, parameter in module.named_parameters():
        for full, value in tensors.items():
            if full.startswith(f"{prefix}.{name}:"):
                optimizer.state[parameter][full.rsplit(":", 1)[1]] = value.to(parameter.device, copy=True)
