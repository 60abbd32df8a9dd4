"""Teach the small network that makes .rtm recordings shorter:  python -m training.entropy TOKENS OUT --minutes 20

TOKENS is a folder that training.tokens has made; OUT becomes a run folder. At the end the network is measured on the
validation clips, with the arithmetic of rtmusic/entropy.py, and written as OUT/entropy.npz, its figures beside it in
entropy.json. Into a bundle it goes with  python -m training.entropy_bundle OUT BUNDLE

What is learned is what rtmusic/entropy.py computes, to the last bit: weights, meanings and units are rounded while
they learn, and gradients pass the rounding as if it were not there (Bengio et al. 2013, arXiv:1308.3432). With
--codec it begins with the codec's own codebooks: codes that sound alike are then alike from the first step on.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from rtmusic.entropy import FILE, LOGIT_SHIFT, LOOK_BASE, UNIT_SHIFT, UNIT_TOP, EntropyModel
from rtmusic.errors import script
from rtmusic.wholefile import write_whole, write_whole_bytes
from training.codec import load_codec
from training.config import TrainingError
from training.corpus.index import TRAIN, VALIDATION
from training.fabric import launch
from training.learner import Pace, Student
from training.loop import Budget, keep_learning
from training.run import Run
from training.tokens import codec_name, read_tokens

if TYPE_CHECKING:
    from lightning_fabric import Fabric

MEANING_STEPS = 16.0  # steps of one: a meaning is a whole number of sixteenths
WEIGHT_STEPS = 64.0
UNIT_STEPS = MEANING_STEPS * WEIGHT_STEPS / 2**UNIT_SHIFT
SUM_STEPS = WEIGHT_STEPS * UNIT_STEPS  # also of one nat
SHARE_STEPS = SUM_STEPS / 2**LOGIT_SHIFT
SHARE_TOP = 1 << 18
FIGURES = "entropy.json"
_LEVELS_KEPT = (1, 2, 4, 8, 8, 16, 16, 16)  # recordings are made of all levels most often
_MEASURED = (1, 2, 4, 8, 16)
_MEASURED_CHUNKS = 240  # of the validation clips: eight minutes


@dataclass(frozen=True, slots=True)
class EntropyConfig:
    """The sizes of the network, and how it learns."""

    levels: int = 16
    codes: int = 1024
    meaning: int = 8  # numbers that stand for a code
    looks: int = 4  # sums of the last 1, 4, 16, 64 frames
    state: int = 128
    units: int = 32  # for each level
    chunk_frames: int = 100  # as rtmusic.rtm writes them: nothing is known before the first
    batch: int = 10  # chunks
    learning_rate: float = 0.005
    warmup_steps: int = 20
    seed: int = 0


def rounded(x: Tensor, steps: float, limit: float = math.inf) -> Tensor:
    """Round to whole steps, at most `limit` of them from 0; gradients pass as if nothing had happened."""
    near = torch.clamp(torch.floor(x * steps + 0.5), -limit, limit) / steps
    return x + (near - x).detach()


class Likelihood(nn.Module):
    """The network of rtmusic/entropy.py as torch learns it; the names of its parts are those in the file."""

    seen: Tensor

    def __init__(self, config: EntropyConfig) -> None:
        super().__init__()
        c = self.config = config
        width = c.levels * c.meaning
        self.embedding = nn.Parameter(torch.randn(c.levels, c.codes, c.meaning))
        self.past = nn.Parameter(torch.randn(c.state, c.looks * width) * 0.05)
        self.past_bias = nn.Parameter(torch.zeros(c.state))
        self.state = nn.Parameter(torch.randn(c.levels, c.units, c.state) * 0.03)
        self.coarser = nn.Parameter(torch.randn(c.levels, c.units, width) * 0.03)
        self.bias = nn.Parameter(torch.zeros(c.levels, c.units))
        self.output = nn.Parameter(torch.randn(c.levels, c.codes, c.units) * 0.1)
        self.offset = nn.Parameter(torch.zeros(c.levels, c.codes))
        coarser = torch.arange(width) // c.meaning < torch.arange(c.levels)[:, None]
        self.register_buffer("seen", coarser.float()[:, None])  # [levels, 1, width]

    @torch.no_grad()
    def begin(self, counts: Tensor, codebook: Tensor | None) -> None:
        """Begin with how often each code is used, and with what the codec means by it.

        Args:
            counts: [levels, codes].
            codebook: [levels, codes, dimensions] of the codec; None where it is not at hand.
        """
        self.offset.copy_(((counts + 0.5) / (counts + 0.5).sum(dim=1, keepdim=True)).log())
        if codebook is not None:
            near = codebook - codebook.mean(dim=1, keepdim=True)
            near = (near / near.std(dim=(1, 2), keepdim=True))[..., : self.config.meaning]
            size = near.shape[2]
            self.embedding[..., :size] = near
            # A code is likely when what is expected points to it, and is not much shorter.
            self.output[..., :size] = 0.5 * near
            self.output[..., size] = -near.square().sum(dim=2) / 32

    def nats(self, codes: Tensor, kept: int) -> Tensor:
        """What each code costs, float32 [kept, B, F], for chunks int64 [B, levels, F] of which `kept` are recorded."""
        c = self.config
        frames = codes.shape[2]
        level = torch.arange(kept, device=codes.device)
        meaning = rounded(self.embedding, MEANING_STEPS, UNIT_TOP)[level, codes[:, :kept].transpose(1, 2)]
        now = nn.functional.pad(meaning.flatten(2), (0, (c.levels - kept) * c.meaning))  # [B, F, width]
        so_far = nn.functional.pad(now.cumsum(dim=1), (0, 0, 1, 0))
        looks = []
        for look in range(c.looks):
            first = torch.clamp(torch.arange(frames, device=codes.device) - LOOK_BASE**look, min=0)
            looks.append(rounded((so_far[:, :frames] - so_far[:, first]) / 2**look, MEANING_STEPS, UNIT_TOP))
        weighed = torch.cat(looks, dim=2) @ rounded(self.past, WEIGHT_STEPS, UNIT_TOP).T
        weighed = weighed + rounded(self.past_bias, SUM_STEPS)
        state = rounded(weighed, UNIT_STEPS, UNIT_TOP).clamp(min=0)
        costs = [self._level(k, state, now, codes[:, k]) for k in range(kept)]
        return torch.stack(costs)

    def _level(self, k: int, state: Tensor, now: Tensor, codes: Tensor) -> Tensor:
        sums = state @ rounded(self.state[k], WEIGHT_STEPS, UNIT_TOP).T + rounded(self.bias[k], SUM_STEPS)
        sums = sums + now @ (rounded(self.coarser[k], WEIGHT_STEPS, UNIT_TOP) * self.seen[k]).T
        units = rounded(sums, UNIT_STEPS, UNIT_TOP)
        logits = units @ rounded(self.output[k], WEIGHT_STEPS, UNIT_TOP).T + rounded(self.offset[k], SUM_STEPS)
        return nn.functional.cross_entropy(logits.movedim(2, 1), codes, reduction="none")

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The whole numbers that stand in the file."""

        def whole(x: Tensor, steps: float, kind: type[np.signedinteger[Any]]) -> npt.NDArray[Any]:
            limit = UNIT_TOP if kind is np.int8 else math.inf
            return (rounded(x.detach().cpu(), steps, limit) * steps).numpy().astype(kind)

        table = np.round(SHARE_TOP * np.exp(-np.arange(1, SHARE_STEPS * 14) / SHARE_STEPS)).clip(1)
        return {
            "embedding": whole(self.embedding, MEANING_STEPS, np.int8),
            "past": whole(self.past, WEIGHT_STEPS, np.int8),
            "past_bias": whole(self.past_bias, SUM_STEPS, np.int32),
            "state": whole(self.state, WEIGHT_STEPS, np.int8),
            "coarser": whole(self.coarser * self.seen, WEIGHT_STEPS, np.int8),
            "bias": whole(self.bias, SUM_STEPS, np.int32),
            "output": whole(self.output, WEIGHT_STEPS, np.int8),
            "offset": whole(self.offset, SUM_STEPS, np.int32),
            "shares": np.concatenate([[SHARE_TOP], table]).astype(np.int32),
        }


class Chunks:
    """The codes of one split of a token folder, cut anywhere into chunks; the same for the same seed and step."""

    def __init__(self, folder: Path, split: str, frames: int, seed: int) -> None:
        """Read them all.

        Raises:
            TrainingError: no tokens there, or no clip of the split is long enough.
        """
        index = read_tokens(folder)
        self.frames, self.seed = frames, seed
        self.seconds = frames / index.frames_per_second
        clips = [clip for clip in index.clips if clip.split == split and clip.frames >= frames]
        if not clips:
            raise TrainingError(
                f"{folder}: no {split} clip has {frames} frames; make more tokens:  python -m training.tokens"
            )
        self.clips = [np.load(folder / f"{clip.name}.codes.npy") for clip in clips]
        self._ends = np.cumsum([codes.shape[1] - frames + 1 for codes in self.clips])

    def counts(self, codes: int) -> Tensor:
        """How often each code is used, float32 [levels, codes]."""
        levels = self.clips[0].shape[0]
        used = [np.bincount(np.concatenate([clip[k] for clip in self.clips]), minlength=codes) for k in range(levels)]
        return torch.from_numpy(np.stack(used)).float()

    def batch(self, step: int, size: int) -> Tensor:
        """Draw the chunks of one step, int64 [size, levels, frames]."""
        return self._cut(np.random.default_rng([self.seed, step]).integers(self._ends[-1], size=size))

    def in_order(self, count: int) -> Tensor:
        """Cut chunks evenly over the split, the same every time."""
        return self._cut((2 * np.arange(count) + 1) * int(self._ends[-1]) // (2 * count))

    def _cut(self, places: npt.NDArray[np.int64]) -> Tensor:
        cut = []
        for place in places:
            number = int(np.searchsorted(self._ends, place, side="right"))
            start = int(place) - (int(self._ends[number - 1]) if number else 0)
            cut.append(self.clips[number][:, start : start + self.frames].astype(np.int64))
        return torch.from_numpy(np.stack(cut))


class EntropyLearner:
    """One network that learns from the chunks of each step."""

    def __init__(
        self, config: EntropyConfig, network: Likelihood, batch: Callable[[int], Tensor], fabric: Fabric
    ) -> None:
        self.config, self.network, self._batch, self._fabric = config, network, batch, fabric
        self.student = Student(fabric, network, Pace(config.learning_rate, config.warmup_steps, 0.0, 1.0))

    def learn(self, step: int, progress: float) -> dict[str, float]:
        """One step; `bits` is what a code takes on average, `kept` of how many levels."""
        dice = np.random.default_rng([self.config.seed, step, 1])
        kept = min(int(dice.choice(_LEVELS_KEPT)), self.config.levels)
        loss = self.network.nats(self._batch(step).to(self._fabric.device), kept).mean()
        loss.backward()
        bits = float(loss.detach()) / math.log(2)
        return {"loss": float(loss.detach()), "bits": bits, "kept": float(kept), **self.student.learn(step, progress)}

    def tensors(self) -> dict[str, Tensor]:
        """What a resumed run needs."""
        return self.student.tensors()

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Go on where `tensors` was asked."""
        self.student.restore(tensors)


def measure(model: EntropyModel, held: Tensor, counts: Tensor) -> dict[str, Any]:
    """What codes take that nobody learned from, by number of recorded levels.

    Args:
        held: int64 [N, levels, frames].
        counts: how often each code is used where it was learned, [levels, codes].

    Returns:
        For each number of levels: bits a code as they are, by how often each code is used (order 0), and by the
        model, in all and level by level; chunks of recordings are what is measured.
    """
    chance = ((counts + 0.5) / (counts + 0.5).sum(dim=1, keepdim=True)).double().numpy()
    chunks = held.numpy()
    levels = chunks.shape[1]
    order_0 = np.array([-np.log2(chance[k][chunks[:, k]]).mean() for k in range(levels)])
    plain = math.log2(model.codebook_size)
    figures: dict[str, Any] = {"chunks": len(chunks), "frames": chunks.shape[2], "by_levels": {}}
    for kept in sorted({n for n in (*_MEASURED, levels) if n <= levels}):
        each = np.mean([model.bits(chunk[:kept]).mean(axis=1) for chunk in chunks], axis=0)
        figures["by_levels"][str(kept)] = {
            "plain": plain,
            "order_0": round(float(order_0[:kept].mean()), 3),
            "model": round(float(each.mean()), 3),
            "saved_percent": round(100 * (1 - float(each.mean()) / plain), 2),
            "model_by_level": [round(float(x), 2) for x in each],
            "order_0_by_level": [round(float(x), 2) for x in order_0[:kept]],
        }
    return figures


def write(network: Likelihood, path: Path) -> EntropyModel:
    """Write the network as the bundle's file, and read it back as rtmusic does."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **network.arrays())
    write_whole_bytes(path, file.getvalue())
    return EntropyModel.load(path, network.config.levels, network.config.codes)


def train(
    tokens: Path, folder: Path, config: EntropyConfig, budget: Budget, resume: bool, codec: Path | None
) -> dict[str, Any]:
    """Train or continue one run, measure it, write both files; return the figures.

    Raises:
        TrainingError: no tokens, tokens of another codec, or a run that is already there.
    """
    index = read_tokens(tokens)
    if (index.levels, index.codes) != (config.levels, config.codes):
        raise TrainingError(
            f"{tokens} holds {index.levels} levels of {index.codes} codes, not {config.levels} of {config.codes}: "
            "make tokens of that codec"
        )
    if codec is not None and codec_name(codec) != index.codec:
        raise TrainingError(f"{tokens} holds the tokens of {index.codec}, not of {codec_name(codec)}: name that one")
    chunks, held = (Chunks(tokens, split, config.chunk_frames, config.seed) for split in (TRAIN, VALIDATION))
    fabric = launch(1, False)
    run = Run.open(folder, "entropy", asdict(config) | {"codec": index.codec}, resume, fabric)
    torch.manual_seed(config.seed)
    network = Likelihood(config)
    counts = chunks.counts(config.codes)
    network.begin(counts, load_codec(codec).quantizer.codebook.detach() if codec else None)
    learner = EntropyLearner(config, network, lambda step: chunks.batch(step, config.batch), fabric)
    keep_learning(run, learner, budget, config.batch * chunks.seconds, fabric)
    model = write(network, folder / FILE)
    figures = {
        **{"codec": index.codec, "steps": run.step, "bytes": (folder / FILE).stat().st_size, "sha256": model.sha256},
        **measure(model, held.in_order(_MEASURED_CHUNKS), counts),
    }
    write_whole(folder / FIGURES, json.dumps(figures, indent=1) + "\n")
    return figures


def table(figures: Mapping[str, Any]) -> str:
    """The figures as Markdown, a line for each number of recorded levels."""
    lines = ["| levels | bits a code | order 0 | model | saved |", "| --- | --- | --- | --- | --- |"]
    for levels, row in figures["by_levels"].items():
        cells = f"{row['plain']:.2f} | {row['order_0']:.2f} | {row['model']:.2f} | {row['saved_percent']:.1f} %"
        lines.append(f"| {levels} | {cells} |")
    return "\n".join(lines)


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse and train; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.entropy", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tokens", type=Path, help="a token folder")
    parser.add_argument("out", type=Path, help="the run folder")
    parser.add_argument("--codec", type=Path, help="the codec's run: begin with its codebooks")
    parser.add_argument("--minutes", type=float, help="train for so long")
    parser.add_argument("--steps", type=int, help="or for so many steps")
    parser.add_argument("--resume", action="store_true", help="continue the run in OUT")
    options = parser.parse_args(arguments)
    index = read_tokens(options.tokens)
    config = EntropyConfig(levels=index.levels, codes=index.codes)
    budget = Budget(steps=options.steps, minutes=options.minutes)
    print(table(train(options.tokens, options.out, config, budget, options.resume, options.codec)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
