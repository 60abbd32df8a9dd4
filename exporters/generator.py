"""The generator as two graphs: remember.onnx fills the memory, rewrite.onnx reads it and fills a window's holes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from onnxscript import opset18 as op
from torch import Tensor

import training.depth
from exporters.states import GraphPlan, Tensors, TensorState
from rtmusic.bundle import expected_signatures
from rtmusic.units import Geometry
from training.transformer import Generator

_EXAMPLE_FRAMES = 5
_BATCHED = ("codes", "known", "gap", "embedding", "guidance", "controls", "control_known", "noise")


def example_window(g: Geometry, frames: int, dice: torch.Generator) -> dict[str, Tensor]:
    """Inputs of a rewrite with nothing known but every second token of the first level."""
    known = torch.zeros(g.model_levels, frames)
    known[0, ::2] = 1.0
    embedding = torch.nn.functional.normalize(torch.randn(g.embedding_size, generator=dice), dim=0)
    return {
        "codes": torch.randint(g.codebook_size, (g.model_levels, frames), generator=dice),
        "known": known,
        "gap": torch.tensor(2),
        "embedding": embedding,
        "guidance": torch.tensor(1.5),
        "controls": torch.rand(frames, len(g.controls), generator=dice),
        "control_known": torch.ones(frames, len(g.controls)),
        "temperature": torch.tensor(1.0),
        "top_k": torch.tensor(50),
        "noise": torch.rand(g.model_levels, frames, generator=dice),
    }


@torch.library.custom_op("rtmusic::kth_largest", mutates_args=())
def _kth_largest(x: Tensor, k: Tensor) -> Tensor:
    return x.topk(int(k), dim=-1).values[:, -1:].clone()


@_kth_largest.register_fake
def _(x: Tensor, k: Tensor) -> Tensor:
    return x.new_empty(x.shape[0], 1)


def _kth_largest_onnx(x: Any, k: Any) -> Any:
    """The same in ONNX, where k may be a number that is known only when the graph runs."""
    one: Any = op.Constant(value_ints=[1])
    last: Any = op.Constant(value_ints=[-1])
    largest, _ = op.TopK(x, op.Reshape(k, one), axis=-1, largest=1, sorted=0)
    return op.ReduceMin(largest, last, keepdims=1)


@contextlib.contextmanager
def _k_stays_an_input() -> Iterator[None]:
    """While a graph is traced, the depth head's top-k takes k as a tensor: torch's own would make a constant of it."""
    before = training.depth.kth_largest
    training.depth.kth_largest = _kth_largest
    try:
        yield
    finally:
        training.depth.kth_largest = before


def generator_plans(generator: Generator, g: Geometry) -> list[GraphPlan]:
    """The two graphs of a generator, remember first."""
    signatures = expected_signatures(g)
    dice = torch.Generator().manual_seed(0)
    kv, frames = generator.initial_memory(1)
    empty = {"kv": kv[0], "frames": frames[0]}

    def remember(inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        kv, frames = generator.remember(inputs["codes"][None], past["kv"][None], past["frames"][None])
        return {}, {"kv": kv[0], "frames": frames[0]}

    def rewrite(inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        given = {name: value[None] if name in _BATCHED else value for name, value in inputs.items()}
        with _k_stays_an_input():
            sampled, confidence = generator.rewrite(**given, past_kv=past["kv"][None], past_frames=past["frames"][None])
        return {"sampled": sampled[0], "confidence": confidence[0]}, {}

    window = example_window(g, _EXAMPLE_FRAMES, dice)
    operators = {torch.ops.rtmusic.kth_largest.default: _kth_largest_onnx}
    heard = {"codes": window["codes"]}
    return [
        GraphPlan("remember", generator, remember, heard, empty, signatures["remember"], g.hop_samples),
        GraphPlan(
            "rewrite",
            generator,
            rewrite,
            window,
            empty,
            signatures["rewrite"],
            g.hop_samples,
            keeps=False,
            operators=operators,
        ),
    ]
