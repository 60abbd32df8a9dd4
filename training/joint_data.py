"""What the joint embedding learns from: crops of a token folder's clips, each with one of its captions, short or long.

All codes of a split lie in one tensor where the model is, so a step costs one look-up and no file is read. What is
drawn follows from the seed and the step.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.config import TrainingError
from training.corpus.render.shelf import PACKAGE as RENDERED
from training.facts import short_rows
from training.joint import SHORTEST_FRAMES
from training.tokens import TokenClip, read_codes, read_tokens

NOTHING = -1  # fills up the captions of a clip that has fewer than others


@dataclass(frozen=True, slots=True)
class Draw:
    """Which crops a step learns from."""

    clips: Tensor  # int64 [B], numbers of clips
    starts: Tensor  # int64 [B], frames
    later: Tensor  # int64 [B], clips that a crop goes on with, after a splice ...
    later_starts: Tensor  # int64 [B]
    splices: Tensor  # int64 [B], ... at this frame; the number of frames for none
    captions: Tensor  # int64 [B], rows of the caption table, true of `clips`
    frames: int  # of every crop

    def rows(self, rows: slice) -> Draw:
        """Return some of the crops."""
        return replace(
            self,
            clips=self.clips[rows],
            starts=self.starts[rows],
            later=self.later[rows],
            later_starts=self.later_starts[rows],
            splices=self.splices[rows],
            captions=self.captions[rows],
        )


class Pairs:
    """Crops of the captioned clips of one split, and which captions are true of which clip."""

    def __init__(
        self, folder: Path, split: str, levels: int, device: torch.device, rendered_share: float = 0.5
    ) -> None:
        """Read all codes of the split, `levels` of them, coarse first; clips without a caption are left out.

        Args:
            rendered_share: of the crops that come from rendered music, where both kinds are there. Other packages
                share the rest by the square root of their lengths, clips of one package by their lengths.

        Raises:
            TrainingError: no tokens there, fewer levels than wanted, or no clip with a caption.
        """
        index = read_tokens(folder)
        if levels > index.levels:
            raise TrainingError(f"{folder} holds {index.levels} levels, but [model] levels = {levels}")
        self.clips = [c for c in index.clips if c.split == split and c.captions and c.frames >= SHORTEST_FRAMES]
        if not self.clips:
            raise TrainingError(f"{folder}: no {split} clip has a caption, so there are no words to learn from")
        self.device = device
        self.frames = torch.tensor([c.frames for c in self.clips])
        self.first = self.frames.cumsum(0) - self.frames
        self.codes = torch.from_numpy(read_codes(folder, self.clips, levels)).to(device)
        self.sentences = torch.from_numpy(np.load(folder / "captions.npy").astype(np.float32)).to(device)
        shorts = short_rows(folder, self.clips)
        self.variants = torch.tensor([[len(c.captions), len(s)] for c, s in zip(self.clips, shorts, strict=True)])
        rows = [(*c.captions, *short) for c, short in zip(self.clips, shorts, strict=True)]
        most = max(map(len, rows))
        self.captions = torch.tensor([[*some, *[NOTHING] * (most - len(some))] for some in rows])
        names = sorted({c.package for c in self.clips})
        self.package = torch.tensor([names.index(c.package) for c in self.clips])
        self.rendered = torch.tensor([c.package == RENDERED for c in self.clips])
        self.chance = _chances(self.clips, rendered_share)
        self._captions_there, self._package_there = self.captions.to(device), self.package.to(device)
        self._rendered_there = self.rendered.to(device)

    def draw(
        self,
        seed: int,
        step: int,
        size: int,
        shortest: int,
        longest: int,
        longest_share: float = 0.5,
        short_share: float = 0.0,
        spliced_share: float = 0.0,
    ) -> Draw:
        """Draw one step: `size` crops of one length, often the longest, else any from the shortest on.

        Args:
            short_share: of the captions that say one thing alone, where `training.facts` has added such.
            spliced_share: of the crops that go on with another clip after a while.
        """
        dice = torch.Generator().manual_seed((seed << 32) + step)
        frames = longest
        if float(torch.rand((), generator=dice)) >= longest_share:
            frames = int(torch.randint(shortest, longest + 1, (), generator=dice))
        clips = torch.multinomial(self.chance, size, replacement=True, generator=dice)
        room = (self.frames[clips] - frames).clamp(min=0) + 1
        starts = (torch.rand(size, generator=dice, dtype=torch.float64) * room).long()
        long, short = self.variants[clips].unbind(1)
        brief = (torch.rand(size, generator=dice) < short_share) & (short > 0)
        count = torch.where(brief, short, long)
        variant = (torch.rand(size, generator=dice, dtype=torch.float64) * count).long() + torch.where(brief, long, 0)
        splices = (torch.rand(size, generator=dice) * frames).long() + 1
        splices = torch.where(torch.rand(size, generator=dice) < spliced_share, splices, frames)
        return Draw(clips, starts, clips.roll(1), starts.roll(1), splices, self.captions[clips, variant], frames)

    def in_order(self, count: int, frames: int) -> Draw:
        """Take the same crops every time: `count` clips of all kinds in turn, from their middles, each caption once."""
        of_package: dict[int, list[int]] = defaultdict(list)
        for number, package in enumerate(self.package.tolist()):
            of_package[package].append(number)
        turns = [(place / len(some), number) for some in of_package.values() for place, number in enumerate(some)]
        clips = torch.tensor(sorted(number for _, number in sorted(turns)[:count]))
        variant = torch.arange(len(clips)) % self.variants[clips, 0]
        starts = (self.frames[clips] - frames).clamp(min=0) // 2
        whole = torch.full_like(clips, frames)
        return Draw(clips, starts, clips, starts, whole, self.captions[clips, variant], frames)

    def cut(self, draw: Draw) -> Tensor:
        """Return the codes of a draw, int64 [B, levels, frames]; a clip shorter than that is repeated."""
        frame = torch.arange(draw.frames)
        first = frame < draw.splices[:, None]
        clips = torch.where(first, draw.clips[:, None], draw.later[:, None])
        starts = torch.where(first, draw.starts[:, None], draw.later_starts[:, None])
        at = (starts + frame) % self.frames[clips] + self.first[clips]
        return self.codes[:, at.to(self.device)].transpose(0, 1).long()

    def fits(self, draw: Draw) -> Tensor:
        """Return how much of each crop each caption is true of, 0..1, float32 [B, B] where the codes are."""
        share = (draw.splices / draw.frames).to(self.device)[:, None]
        captions = draw.captions.to(self.device)
        early, late = (
            (self._captions_there[clips.to(self.device)][:, :, None] == captions).any(dim=1).float()
            for clips in (draw.clips, draw.later)
        )
        return early * share + late * (1.0 - share)

    def undecided(self, draw: Draw) -> Tensor:
        """Return bool [B, B]: crop and caption are of one package whose clips nobody has described one by one."""
        clips = draw.clips.to(self.device)
        package, weak = self._package_there[clips], ~self._rendered_there[clips]
        same = package[:, None] == package
        if bool((draw.splices < draw.frames).any()):
            same |= self._package_there[draw.later.to(self.device)][:, None] == package
        return same & weak  # a package is described one by one or it is not


def _chances(clips: list[TokenClip], rendered_share: float) -> Tensor:
    """Return how likely each clip is, float64 [clips], summing to 1."""
    frames: dict[str, int] = defaultdict(int)
    for clip in clips:
        frames[clip.package] += clip.frames
    weight = {package: count**0.5 for package, count in frames.items() if package != RENDERED}
    rest = sum(weight.values())
    if RENDERED in frames:
        share = rendered_share if weight else 1.0
        weight = {package: w / rest * (1.0 - share) for package, w in weight.items()} | {RENDERED: share}
        rest = 1.0
    return torch.tensor([weight[c.package] / rest * c.frames / frames[c.package] for c in clips], dtype=torch.float64)
