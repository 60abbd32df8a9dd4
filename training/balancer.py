"""Weights that mean what they say: every loss moves the sound by its share, however steep it happens to be.

Source: the loss balancer of Défossez et al. 2022, arXiv:2210.13438.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from lightning_fabric import Fabric
from torch import Tensor

from training.fabric import mean_of_all


class Balancer:
    """Scales each loss's gradient at the decoder's output to its share of the whole."""

    def __init__(self, weights: Mapping[str, float], keep: float = 0.99, every: int = 1) -> None:
        """Keep the weights of the losses; a loss of weight 0 is left out.

        Args:
            keep: of the running mean of every gradient's size, below 1.
            every: steps from one measurement of the sizes to the next; between them one way back serves all losses.
        """
        self.weights = {name: weight for name, weight in weights.items() if weight > 0.0}
        self.keep, self.every = keep, every
        self.sizes: dict[str, Tensor] = {}

    def gradient(self, losses: Mapping[str, Tensor], output: Tensor, step: int, fabric: Fabric) -> Tensor:
        """Return what to hand back through `output`: a gradient of size about 1, shared out by the weights.

        Args:
            losses: scalars that depend on output; those without a weight are passed over.
            output: a leaf tensor that requires its gradient.
            step: of the training, which says whether it is time to measure.
        """
        there = {name: loss for name, loss in losses.items() if name in self.weights}
        if step % self.every == 0 or not self.sizes.keys() >= there.keys():
            parts = {name: torch.autograd.grad(loss, output, retain_graph=True)[0] for name, loss in there.items()}
            self._measure(parts, fabric)
            return torch.stack([part * self._factor(name, there) for name, part in parts.items()]).sum(dim=0)
        (total,) = torch.autograd.grad(
            torch.stack([loss * self._factor(name, there) for name, loss in there.items()]).sum(), output
        )
        return total

    def _factor(self, name: str, there: Mapping[str, Tensor]) -> Tensor:
        """Return what brings a loss, or its gradient, to its share of the losses that are there."""
        return self.weights[name] / sum(self.weights[other] for other in there) / (self.sizes[name] + 1e-12)

    def _measure(self, parts: Mapping[str, Tensor], fabric: Fabric) -> None:
        for name, part in parts.items():
            # Of the whole batch: each process holds its part of it, and `part` is of the mean over that part alone.
            size = (mean_of_all(fabric, part.square().sum()) / fabric.world_size).sqrt()
            known = self.sizes.get(name)
            self.sizes[name] = size if known is None else known * self.keep + size * (1.0 - self.keep)

    def tensors(self) -> dict[str, Tensor]:
        """Return what must survive a power cut."""
        return dict(self.sizes)

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Continue from what `tensors` gave."""
        self.sizes = dict(tensors)
