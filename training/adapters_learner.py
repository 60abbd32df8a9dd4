"""How adapters learn: the generator's own exercises, with nothing but the adapters moving.

The memory is heard as it is on stage, by the trained generator alone, so nothing flows back through it: a step costs
little more than half of one of the generator's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from torch import Tensor

from training.adapters import BEST, Adapted, Adapters
from training.conditioning import GUIDANCE_TOP, Shown
from training.learner import Ahead, Pace, Student, model_tensors, restore_model
from training.masking import Hiding
from training.objective import Holes, cross_entropies
from training.task import PLAIN, Task, answer, draw_task, hear_all, rolled
from training.token_clips import TokenBatch
from training.train_generator import validate
from training.transformer import Generator

PARTS = (1.0, 0.5)  # of what was learned, that may be kept


@dataclass(frozen=True, slots=True)
class AdaptersTraining:
    """How adapters are trained; their size is in AdaptersConfig, masks and prompts are the generator's."""

    batch: int = 8
    learning_rate: float = 1e-3
    warmup_steps: int = 20
    weight_decay: float = 0.01
    gradient_limit: float = 1.0
    average_decay: float = 0.98
    coarse_weight: float = 1.5  # of level 0 against 1 for the finest, as in the generator's training
    choices: int = 8  # times in a budget that the average is scored on what is held out
    bfloat16: bool = True  # matrix products, where the machine is faster at it
    threads: int = 2  # of a CPU; each learns from its own part of a batch
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Learned:
    """What one part of a batch says: sums per level, and the gradient of the weighted loss."""

    loss: Tensor  # [levels], summed nats
    gradients: tuple[Tensor, ...]


class AdaptersLearner:
    """Adapters beside a generator that stays as it is, their optimizer and average, one step at a time.

    What is kept in the end is what did best on the held-out sequences: the average of some step, whole or a part of it,
    or of no step at all. On ten minutes of music a part of a late step foresees more than an early one, which has
    learned less by heart.

    Source: weights between those before and after, Wortsman et al. 2021, arXiv:2109.01903.
    """

    def __init__(
        self,
        trained: Generator,
        adapters: Adapters,
        training: AdaptersTraining,
        hiding: Hiding,
        shown: Shown,
        batch: Callable[[int], TokenBatch],
        held: TokenBatch,
        fabric: Fabric,
    ) -> None:
        """Args as in `training.train_generator.GeneratorLearner`; adapters are fresh ones.

        Args:
            batch: draws one step's sequences; called from a thread of its own.
            held: sequences that choose the best step.
        """
        t, device = training, fabric.device
        self.training, self.hiding, self.shown, self.fabric = t, hiding, shown, fabric
        self.batch, self.held = batch, held
        self.trained = trained.to(device).eval().requires_grad_(False)
        self.student = Student(
            fabric, adapters, Pace(t.learning_rate, t.warmup_steps, t.weight_decay, t.gradient_limit, t.average_decay)
        )
        self._learning = tuple(adapters.parameters())
        self._whole = torch.ones(len(adapters.names), device=device)
        self.model = Adapted(self.trained, adapters, self._whole)
        self.best = Adapters(adapters.config, trained.config, adapters.names).to(device).requires_grad_(False)
        self.best.load_state_dict(adapters.state_dict())
        self.best_step, self.best_part, self.best_nats = 0, PARTS[0], math.inf
        self._choice = -1  # how much of the budget was spent, in choices, when it was last scored
        self._judge = Adapters(adapters.config, trained.config, adapters.names).to(device).requires_grad_(False)
        weights = torch.linspace(t.coarse_weight, 1.0, trained.config.levels, device=device)
        self._weights = weights / weights.sum()
        self._parts = t.threads if device.type == "cpu" else 1
        self._workers = ThreadPoolExecutor(self._parts, initializer=torch.set_num_threads, initargs=(1,))
        self._ahead = Ahead(self._draw)

    def _dice(self, step: int, use: int) -> torch.Generator:
        return torch.Generator(self.fabric.device).manual_seed((self.training.seed << 32) + step + (use << 29))

    def _draw(self, step: int) -> tuple[TokenBatch, Task]:
        whole = self.batch(step)
        return whole, draw_task(whole, self.trained.config, self.hiding, self.shown, self._dice(step, 0))

    def learn(self, step: int, progress: float) -> dict[str, float]:
        """One optimizer step; progress 0..1 of the budget drives the learning rate."""
        if int(progress * self.training.choices) != self._choice:
            self._choice = int(progress * self.training.choices)
            self._choose(step)
        whole, task = self._ahead.take(step)
        dice = self._dice(step, 1)
        if float(torch.rand((), generator=dice, device=dice.device)) < self.hiding.rolled_share:
            with self.fabric.autocast():
                whole = rolled(self.model, task, whole, dice)
            task = draw_task(whole, self.trained.config, self.hiding, self.shown, dice)
        # Without a prompt there is nothing to be guided to: any guidance asks for the same music.
        guidance = torch.rand(len(task.codes), generator=dice, device=dice.device) * GUIDANCE_TOP
        guidance = torch.where(task.embedding.norm(dim=1) > 0, PLAIN, guidance)
        count = (~task.known).sum(dim=(0, 2)).clamp(min=1).float()
        parts = task.parts(self._parts)
        scales = [self._weights / count] * len(parts)
        learned = list(self._workers.map(self._learn_part, parts, guidance.tensor_split(len(parts)), scales))
        for parameter, *gradients in zip(self._learning, *(part.gradients for part in learned), strict=True):
            parameter.grad = torch.stack(gradients).sum(dim=0)
        each = torch.stack([part.loss for part in learned]).sum(dim=0) / count
        moved = self.student.learn(step, progress)
        figures = {"loss": float((each * self._weights).sum()), "nats": float(each.mean()), **moved}
        return {**figures, "best": self.best_nats, "waited_s": self._ahead.waited_s}

    def _learn_part(self, task: Task, guidance: Tensor, scale: Tensor) -> _Learned:
        with self.fabric.autocast():
            with torch.no_grad():
                rows = hear_all(self.trained, task.heard)
            vectors = answer(self.model, task, rows, task.embedding, guidance)
            loss, _, _ = cross_entropies(self.model, vectors, Holes.of(task.codes, task.known))
        return _Learned(loss.detach(), torch.autograd.grad((loss * scale).sum(), self._learning))

    def _choose(self, step: int) -> None:
        """Keep the average, or a part of it, where that does better on what is held out than any before."""
        self._judge.load_state_dict(self.student.average.weights)
        for part in PARTS if step else PARTS[:1]:
            nats = sum(self.score(self._judge, self.held, part)["nats"]) / self.trained.config.levels
            if nats < self.best_nats:
                self.best_step, self.best_part, self.best_nats = step, part, nats
                self.best.load_state_dict(self._judge.state_dict())
                for _, pairs in self.best.named_pairs():
                    pairs.say.mul_(part)

    def score(self, adapters: Adapters, held: TokenBatch, blend: float) -> dict[str, list[float]]:
        """What `training.train_generator.validate` finds with adapters at a blend, the same for all of them."""
        model = Adapted(self.trained, adapters, self._whole * blend)
        return validate(model, held, self.hiding, self.training.batch, self.fabric)

    def tensors(self) -> dict[str, Tensor]:
        """Everything that must survive a power cut; `best.*` is what is exported."""
        chosen = {
            "chosen.step": torch.tensor(self.best_step),
            "chosen.part": torch.tensor(self.best_part),
            "chosen.nats": torch.tensor(self.best_nats, dtype=torch.float64),
            "chosen.choice": torch.tensor(self._choice),
        }
        return {**self.student.tensors(), **model_tensors(BEST, self.best), **chosen}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Continue from what `tensors` gave."""
        self.student.restore(tensors)
        restore_model(BEST, self.best, tensors)
        self.best_step, self.best_part = int(tensors["chosen.step"]), float(tensors["chosen.part"])
        self.best_nats = float(tensors["chosen.nats"])
        self._choice = int(tensors["chosen.choice"])
