"""Where training runs: one CPU, one GPU, or several processes under torchrun, through Lightning Fabric.

    python -m training.train_codec CONFIG RUN --data INDEX --steps 100
    torchrun --nproc-per-node 2 -m training.train_codec CONFIG RUN --data INDEX --steps 100

Every process draws its own share of each batch, and what they learned is averaged before the step, so that two
processes walk the same curve as one.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from lightning_fabric import Fabric
from torch import Tensor


def same_gradients(fabric: Fabric, parameters: Iterable[Tensor]) -> None:
    """Replace every gradient by its mean over all processes; a parameter without one is left alone."""
    if fabric.world_size == 1:
        return
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    flat = fabric.all_reduce(flat, reduce_op="mean")
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))


def gathered(fabric: Fabric, tensor: Tensor) -> Tensor:
    """Return the rows [N, ...] of all processes one after the other, [world_size * N, ...]."""
    if fabric.world_size == 1:
        return tensor
    return fabric.all_gather(tensor).flatten(0, 1)


def mean_of_all(fabric: Fabric, value: Tensor) -> Tensor:
    """Return the mean of a tensor over all processes."""
    return value if fabric.world_size == 1 else fabric.all_reduce(value, reduce_op="mean")
