"""Adapters: a few numbers beside a trained generator's weights, which know how somebody plays.

Beside every matrix product of the *window's* stream (each layer's four, and those of the depth head's levels) lies a
pair of thin matrices for each adapter: y = W x + sum over a of blend_a * B_a (A_a x). B begins as zeros, so an adapter
that has learned nothing changes nothing, and so does a blend of 0. The *memory's* stream never meets them: a turned
blend acts at once, and the memory of the evening stays valid.

Source: low-rank adaptation after Hu et al. 2021, arXiv:2106.09685.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor, nn

from training.config import TrainingError, from_table
from training.learner import restore_model
from training.run import read_checkpoint
from training.transformer import Generator, GeneratorConfig

KIND = "adapters"  # of a checkpoint
BEST = "best"  # what is exported: the average that did best on what was held out

M = TypeVar("M", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class AdaptersConfig:
    """The size of adapters; everything else is the generator's."""

    rank: int = 8  # numbers through which an adapter sees what a matrix product is given

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise TrainingError(f"[adapters] rank = {self.rank}: must be at least 1")


class Pairs(nn.Module):
    """What adapters add to one matrix product, [..., inside] -> [..., outside]; their pairs lie side by side."""

    def __init__(self, count: int, rank: int, inside: int, outside: int) -> None:
        super().__init__()
        self.look = nn.Parameter(torch.randn(inside, count * rank) / math.sqrt(inside))
        self.say = nn.Parameter(torch.zeros(count * rank, outside))

    def forward(self, x: Tensor, blend: Tensor) -> Tensor:
        """blend: [count * rank], how much of each adapter, once for each of its numbers."""
        return (x @ self.look * blend) @ self.say


class Adapters(nn.Module):
    """Named adapters for one generator; they learn, it stays as it is."""

    def __init__(self, config: AdaptersConfig, generator: GeneratorConfig, names: Sequence[str]) -> None:
        super().__init__()
        self.config, self.names = config, tuple(names)
        g = generator
        sizes = {
            "query_key_value": (g.width, 3 * g.width),
            "mix": (g.width, g.width),
            "widen": (g.width, g.expansion * g.width),
            "narrow": (g.expansion * g.width, g.width),
        }
        head = {"widen": (g.width, g.depth_width), "narrow": (g.depth_width, g.width), "out": (g.width, g.codes)}
        self.layers = nn.ModuleList(self._beside(sizes) for _ in range(g.layers))
        self.levels = nn.ModuleList(self._beside(head) for _ in range(g.levels))

    def _beside(self, sizes: dict[str, tuple[int, int]]) -> nn.ModuleDict:
        count, rank = len(self.names), self.config.rank
        return nn.ModuleDict({name: Pairs(count, rank, *size) for name, size in sizes.items()})

    def named_pairs(self) -> Iterator[tuple[str, Pairs]]:
        """Yield all pairs, each with the generator's name of the linear layer that it lies beside."""
        for place, parts in (("layers", self.layers), ("depth.levels", self.levels)):
            for number, part in enumerate(parts):
                for name, pairs in part.named_children():
                    if isinstance(pairs, Pairs):
                        yield f"{place}.{number}.{name}", pairs


class _Touched(nn.Module):
    """A linear layer, and what adapters add to it."""

    def __init__(self, plain: nn.Module, pairs: nn.Module, blend: Tensor) -> None:
        super().__init__()
        self.plain, self.pairs, self.blend = plain, pairs, blend

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.plain(x) + self.pairs(x, self.blend)
        return y


def _twin(module: M, children: dict[str, nn.Module]) -> M:
    """The same module with other children in some places; all else is shared, and the module is left as it is."""
    other = copy(module)
    other._modules = {**module._modules, **children}
    return other


def _touched(module: M, beside: nn.Module, blend: Tensor) -> M:
    return _twin(module, {n: _Touched(getattr(module, n), pairs, blend) for n, pairs in beside.named_children()})


class Adapted(Generator):
    """A trained generator that writes with adapters at one blend, and remembers as if there were none.

    It shares every weight with both and is made in a moment: for another blend make another one.
    """

    def __init__(self, trained: Generator, adapters: Adapters, blend: Tensor) -> None:
        """blend: [number of adapters], of the generator's kind of numbers."""
        self.__dict__.update(trained.__dict__)
        wide = blend.repeat_interleave(adapters.config.rank)
        layers = (_touched(x, own, wide) for x, own in zip(trained.layers, adapters.layers, strict=True))
        levels = (_touched(x, own, wide) for x, own in zip(trained.depth.levels, adapters.levels, strict=True))
        depth = _twin(trained.depth, {"levels": nn.ModuleList(levels)})
        self._modules = {**trained._modules, "layers": nn.ModuleList(layers), "depth": depth}
        self._trained = (trained,)  # in a tuple it is no child: its weights are here already

    def hear(self, codes: Tensor, past_kv: Tensor, past_frames: Tensor) -> Tensor:
        """As the trained generator hears."""
        return self._trained[0].hear(codes, past_kv, past_frames)


def load_adapters(path: Path) -> Adapters:
    """Load the best adapters of a run of `training.adapt`.

    Raises:
        TrainingError: there is no checkpoint, or it is not one of adapters.
    """
    point = read_checkpoint(path)
    if point.kind != KIND:
        raise TrainingError(f"{path} is a {point.kind} checkpoint: name the adapters' run folder")
    where = f"{point.folder}/state.json"
    sizes = from_table(AdaptersConfig, point.config["adapters"], f"{where} [adapters]")
    generator = from_table(GeneratorConfig, point.config["model"], f"{where} [model]")
    adapters = Adapters(sizes, generator, point.config["names"])
    restore_model(BEST, adapters, point.tensors())
    return adapters.eval().requires_grad_(False)
