"""The generator as two graphs: remember.onnx fills the memory, rewrite.onnx reads it and fills a window's holes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from onnxscript import FLOAT, INT64, opset18, script
from torch import Tensor, nn

from exporters.states import GraphPlan, Tensors, TensorState
from rtmusic.bundle import expected_signatures
from rtmusic.units import Geometry
from training.depth import COLDEST, LEAST_SHARE, Freedom, allowed
from training.transformer import Generator

_EXAMPLE_FRAMES = 5
op: Any = opset18


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
        "top_p": torch.tensor(1.0),
        "typical": torch.tensor(1.0),
        "noise": torch.rand(g.model_levels, frames, generator=dice),
        **({"blend": torch.linspace(1.0, 0.5, len(g.adapters))} if g.adapters else {}),
    }


@torch.library.custom_op("rtmusic::allowed", mutates_args=())
def _allowed(
    logits: Tensor, temperature: Tensor, top_k: Tensor, top_p: Tensor, typical: Tensor
) -> tuple[Tensor, Tensor]:
    return allowed(logits, Freedom(temperature, top_k, top_p, typical))


@_allowed.register_fake
def _(logits: Tensor, temperature: Tensor, top_k: Tensor, top_p: Tensor, typical: Tensor) -> tuple[Tensor, Tensor]:
    return logits.new_empty(logits.shape[0], 1), logits.new_empty(logits.shape[0], 1)


@script()
def _allowed_onnx(logits: FLOAT, temperature: FLOAT, top_k: INT64, top_p: FLOAT, typical: FLOAT) -> tuple[FLOAT, FLOAT]:
    """`training.depth.allowed` in ONNX, where top_k is known only when the graph runs; nothing is sorted in vain."""
    last = op.Constant(value_ints=[-1])
    count = op.Reshape(top_k, op.Constant(value_ints=[1]))
    one = op.Constant(value_float=1.0)
    if op.Less(op.Min(top_p, typical), one):
        likely, _ = op.TopK(logits, count, axis=-1, largest=1, sorted=1)
        share = op.Softmax(op.Div(likely, temperature), axis=-1)
        before = op.Sub(op.CumSum(share, last), share)
        kept = op.Or(op.Less(before, top_p), op.GreaterOrEqual(top_p, one))
        left = op.Where(kept, share, op.Constant(value_float=0.0))
        left = op.Div(left, op.ReduceSum(left, last))
        surprise = op.Neg(op.Log(op.Max(left, op.Constant(value_float=LEAST_SHARE))))
        expected = op.ReduceSum(op.Mul(left, surprise), last)
        odd = op.Where(kept, op.Abs(op.Sub(surprise, expected)), op.Constant(value_float=3e38))
        in_order, order = op.TopK(odd, count, axis=-1, largest=0, sorted=1)
        ordered = op.GatherElements(left, order, axis=-1)
        usual = op.Less(op.Sub(op.CumSum(ordered, last), ordered), typical)
        usual = op.Or(usual, op.GreaterOrEqual(typical, one))
        oddest = op.ReduceMax(op.Where(usual, in_order, op.Constant(value_float=0.0)), last)
        kept = op.And(kept, op.LessOrEqual(odd, oddest))
        least = op.ReduceMin(op.Where(kept, likely, op.Constant(value_float=3e38)), last)
        most = op.ReduceMax(op.Where(kept, likely, op.Constant(value_float=-3e38)), last)
    else:
        any_order, _ = op.TopK(logits, count, axis=-1, largest=1, sorted=0)
        least = op.ReduceMin(any_order, last)
        most = op.ReduceMax(logits, last)
    return least, most


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
        limits = [inputs[name] for name in ("top_k", "top_p", "typical")]
        tokens: list[Tensor] = []
        confidence: list[Tensor] = []
        for level, network in enumerate(depth.levels):
            column = slice(level, level + 1)
            logits = network(context)
            least, most = _allowed(logits, temperature, *limits)
            weight = ((logits - most) / temperature).exp()
            running = torch.where((logits >= least) & (logits <= most), weight, 0.0).cumsum(dim=-1)
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
    operators = {torch.ops.rtmusic.allowed.default: _allowed_onnx}
    return [
        GraphPlan("remember", generator, remember, heard, empty, signatures["remember"], g),
        replace(rewrite, keeps=False, operators=operators),
    ]
