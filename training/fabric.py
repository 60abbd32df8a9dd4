"""Where training runs: one CPU, one GPU, or several processes under torchrun, through Lightning Fabric.

    python -m training.train_codec CONFIG RUN --data INDEX --steps 100
    torchrun --standalone --nproc-per-node 2 -m training.train_codec CONFIG RUN --data INDEX --steps 100

Every process draws its own share of each batch, and what they learned is averaged before the step, so that two
processes walk the same curve as one. Between one call of these functions and the next all processes must have made
the same calls: whoever skips one keeps the others waiting.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from training.config import TrainingError

if TYPE_CHECKING:
    # Loading Fabric takes a second, and who only reads a checkpoint needs none: see `launch`.
    from lightning_fabric import Fabric


def launch(threads: int, bfloat16: bool, accelerator: str = "auto") -> Fabric:
    """Take the machine: its GPU if there is one, else the CPU; under torchrun, this process's share of it.

    Args:
        threads: for torch's operators on the CPU, in each process.
        bfloat16: whether matrix products may be computed in bfloat16; where the machine has no instructions for that
            and would be slower, they stay float32. Weights, sums and losses are float32 in any case.
        accelerator: "auto", "cpu", "cuda" or "mps".

    Raises:
        TrainingError: no such accelerator here.
    """
    from lightning_fabric import Fabric  # noqa: PLC0415
    from lightning_fabric.utilities.exceptions import MisconfigurationException  # noqa: PLC0415

    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # its greetings are no news to whoever trains
    torch.set_num_threads(threads)
    device = _device(accelerator)
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    precision: Any = "bf16-mixed" if bfloat16 and bfloat16_is_fast(device) else "32-true"
    try:
        fabric = Fabric(
            accelerator=device,
            strategy="ddp" if processes > 1 else "auto",
            devices=here,
            num_nodes=processes // here,
            precision=precision,
        )
        fabric.launch()
    except (MisconfigurationException, RuntimeError, ValueError) as error:
        raise TrainingError(
            f"{here} of {processes} processes cannot train on {device} here ({error}); "
            "start fewer with torchrun --nproc-per-node, or none"
        ) from error
    return fabric


def _device(accelerator: str) -> str:
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if accelerator == "auto":
        return next(name for name, is_there in there.items() if is_there)
    if accelerator not in there:
        raise TrainingError(f"no accelerator {accelerator!r}; there are: auto, {', '.join(there)}")
    if not there[accelerator]:
        raise TrainingError(f"torch finds no {accelerator} device here: choose cpu, or install torch for {accelerator}")
    return accelerator


def bfloat16_is_fast(device: str) -> bool:
    """Return whether this machine multiplies bfloat16 matrices faster than float32 ones."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device == "mps":
        return False
    # Without these instructions the products are right, and several times slower.
    can = torch.cpu.get_capabilities()
    return any(bool(can.get(name)) for name in ("avx512_bf16", "amx_bf16", "bf16", "sve_bf16"))


def described(fabric: Fabric) -> str:
    """Return where training runs, in words: "cpu, 1 process, float32"."""
    count = fabric.world_size
    half = isinstance(fabric.autocast(), torch.autocast)
    return f"{fabric.device}, {count} process{'es' * (count > 1)}, {'bfloat16' if half else 'float32'}"


def my_rows(fabric: Fabric, batch: int) -> slice:
    """Return which rows of a whole batch are this process's.

    Raises:
        TrainingError: the batch cannot be shared out evenly.
    """
    count = fabric.world_size
    if batch % count:
        raise TrainingError(f"[training] batch = {batch} cannot be shared by {count} processes: choose a multiple")
    size = batch // count
    return slice(fabric.global_rank * size, (fabric.global_rank + 1) * size)


def same_gradients(fabric: Fabric, parameters: Iterable[Tensor]) -> None:
    """Replace every gradient by its mean over all processes; a parameter without one is left alone."""
    if fabric.world_size == 1:
        return
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    flat = _reduced(fabric, flat, "mean")
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))


def gathered(fabric: Fabric, tensor: Tensor) -> Tensor:
    """Return the rows [N, ...] of all processes one after the other, [world_size * N, ...]."""
    if fabric.world_size == 1:
        return tensor
    whole = fabric.all_gather(tensor)
    if not isinstance(whole, Tensor):
        raise TypeError("a gathered tensor is a tensor")
    return whole.flatten(0, 1)


def mean_of_all(fabric: Fabric, value: Tensor) -> Tensor:
    """Return the mean of a tensor over all processes."""
    return value if fabric.world_size == 1 else _reduced(fabric, value.clone(), "mean")


def sum_of_all(fabric: Fabric, value: Tensor) -> Tensor:
    """Return the sum of a tensor over all processes."""
    return value if fabric.world_size == 1 else _reduced(fabric, value.clone(), "sum")


def most_of_all(fabric: Fabric, values: list[float]) -> list[float]:
    """Return the largest of each number over all processes."""
    if fabric.world_size == 1:
        return values
    exact = torch.float32 if fabric.device.type == "mps" else torch.float64
    return [float(x) for x in _reduced(fabric, torch.tensor(values, dtype=exact, device=fabric.device), "max")]


def _reduced(fabric: Fabric, tensor: Tensor, how: str) -> Tensor:
    reduced = fabric.all_reduce(tensor, reduce_op=how)
    if not isinstance(reduced, Tensor):
        raise TypeError("a reduced tensor is a tensor")
    return reduced
