"""The generator as two graphs: remember.onnx fills the memory, rewrite.onnx reads it and fills a window's holes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from onnxscript import opset18 as op
from torch import Tensor, nn

from exporters.states import GraphPlan, Tensors, TensorState
from rtmusic.bundle import expected_signatures
from rtmusic.units import Geometry
from training.depth import COLDEST
from training.transformer import Generator

_EXAMPLE_FRAMES = 5


def example_window(g: Geometry, frames: int, dice: torch.Generator) -> dict[str, Tensor]:
    """Inputs of a rewrite: every third frame is known, and of the others every second token of the first level."""
    known = torch.zeros(g.model_levels, frames)
    known[:, 2::3] = 1.0
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
        **({"blend": torch.linspace(1.0, 0.5, len(g.adapters))} if g.adapters else {}),
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


class _Rewriter(nn.Module):
    """One refinement step, with the depth head written for ONNX Runtime.

    Half of a step is choosing tokens, so it is done for the frames alone that have something to choose, and with the
    operators that ONNX Runtime is fast at: sums of floats (of integers they take ten times as long) and LogSoftmax.
    """

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        self.generator = generator

    def step(self, inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        """`Generator.rewrite`, without its batch axis."""
        codes, known, gap = inputs["codes"], inputs["known"], inputs["gap"]
        width, slots = codes.shape[1], past["kv"].shape[2]
        slot, frame = torch.arange(slots), torch.arange(width)
        seen = slot >= slots - past["frames"]
        asked = (inputs[name][None] for name in ("embedding", "guidance", "controls", "control_known"))
        places, positions = (slot - slots)[None], (gap + frame)[None]
        hidden = self.generator.write(
            codes[None], known[None], past["kv"][None], places, positions, seen[None, None], width, *asked
        )[0]
        # The first frame always takes part, so that there is one.
        rows = ((known.amin(dim=0) < 0.5) | (frame == 0)).nonzero()[:, 0]
        chosen, sure = self.choose_tokens(hidden[rows], codes.T[rows], known.T[rows], inputs["noise"].T[rows], inputs)
        sampled = codes.T.index_copy(0, rows, chosen).T
        confidence = torch.zeros_like(known).T.index_copy(0, rows, sure).T
        return {"sampled": sampled, "confidence": confidence}, {}

    def choose_tokens(
        self, context: Tensor, codes: Tensor, known: Tensor, noise: Tensor, inputs: Tensors
    ) -> tuple[Tensor, Tensor]:
        """`DepthHead.sample`: hidden vectors [N, d] and what is known [N, levels] to tokens and their confidence."""
        depth, table = self.generator.depth, self.generator.table
        temperature = inputs["temperature"].clamp(min=COLDEST)
        tokens: list[Tensor] = []
        confidence: list[Tensor] = []
        for level, network in enumerate(depth.levels):
            column = slice(level, level + 1)
            logits = network(context)
            best = logits.amax(dim=-1, keepdim=True)
            allowed = (logits >= _kth_largest(logits, inputs["top_k"])).to(logits.dtype)
            running = (((logits - best) / temperature).exp() * allowed).cumsum(dim=-1)
            total = running[:, -1:]
            drawn = (running <= noise[:, column] * total).to(logits.dtype).sum(dim=-1, keepdim=True)
            last = (running < total).to(logits.dtype).sum(dim=-1, keepdim=True)
            fixed = known[:, column] > 0.5
            token = torch.where(fixed, codes[:, column], torch.minimum(drawn, last).to(torch.int64))
            sure = logits.log_softmax(dim=-1).gather(-1, token)
            tokens.append(token)
            confidence.append(torch.where(fixed, torch.zeros_like(sure), sure))
            if level + 1 < len(depth.levels):
                context = context + depth.told(level, token[:, 0], table)
        return torch.cat(tokens, dim=-1), torch.cat(confidence, dim=-1)


def generator_plans(generator: Generator, g: Geometry) -> list[GraphPlan]:
    """The two graphs of a generator, remember first."""
    signatures = expected_signatures(g)
    kv, frames = generator.initial_memory(1)
    empty = {"kv": kv[0], "frames": frames[0]}

    def remember(inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        kv, frames = generator.remember(inputs["codes"][None], past["kv"][None], past["frames"][None])
        return {}, {"kv": kv[0], "frames": frames[0]}

    window = example_window(g, _EXAMPLE_FRAMES, torch.Generator().manual_seed(0))
    heard = {"codes": window["codes"]}
    rewriter = _Rewriter(generator)
    rewrite = GraphPlan("rewrite", rewriter, rewriter.step, window, empty, signatures["rewrite"], g)
    operators = {torch.ops.rtmusic.kth_largest.default: _kth_largest_onnx}
    return [
        GraphPlan("remember", generator, remember, heard, empty, signatures["remember"], g),
        replace(rewrite, keeps=False, operators=operators),
    ]
