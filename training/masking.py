"""What training hides: windows, their gaps and pasts, and which of their tokens are kept.

Every mask that the player has (rtmusic/masks.py) is drawn here too, so that the model has met it before it is played;
beside them the schedule of rtmusic/schedule.py is met at every stage, one token known or all but one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from training.config import TrainingError
from training.transformer import Windows


@dataclass(frozen=True, slots=True)
class Hiding:
    """How windows and masks are drawn. The kinds of mask have weights, not shares: they need not add up to 1."""

    shortest_window: int = 8  # frames
    longest_window: int = 96
    longest_gap: int = 24  # frames between what was heard and where the window begins
    past_dropped: float = 0.1  # windows with an empty past
    past_shortened: float = 0.15  # windows with a random shorter past
    corrupted_share: float = 0.5  # sequences whose past holds wrong tokens ...
    corrupted_tokens: float = 0.1  # ... up to this share of them: what the model wrote itself is not perfect either
    frames_weight: float = 5.0  # random whole frames, as refinement steps leave them
    all_weight: float = 2.0  # everything, as the first step finds it
    ends_weight: float = 1.5  # all but a prefix, a suffix or both
    tokens_weight: float = 1.5  # single tokens anywhere
    levels_weight: float = 1.5  # the finer levels, in all frames or in random ones
    periodic_weight: float = 1.0  # all but one short run of frames out of every few

    def __post_init__(self) -> None:
        if not 1 <= self.shortest_window <= self.longest_window:
            raise TrainingError(
                f"[hiding] shortest_window = {self.shortest_window}, longest_window = {self.longest_window}: "
                "the shortest must be at least 1 and not above the longest"
            )
        weights = {f.name: getattr(self, f.name) for f in fields(self) if f.name.endswith("_weight")}
        if min(weights.values()) < 0 or sum(weights.values()) <= 0:
            raise TrainingError(f"[hiding] {', '.join(weights)}: none may be below 0, and one must be above")


def draw_windows(batch: int, frames: int, past: int, hiding: Hiding, dice: torch.Generator) -> Windows:
    """Cover sequences of `frames` frames with windows of one random width, each behind its own part of the past.

    A window has a random gap (0..longest_gap), and sees the `past` frames before it; some see fewer or none. Frames
    that fill no window are left over at the front or the end, by chance.

    Raises:
        TrainingError: a sequence is shorter than the shortest window.
    """
    longest = min(hiding.longest_window, frames)
    if longest < hiding.shortest_window:
        raise TrainingError(
            f"sequences of {frames} frames hold no window of {hiding.shortest_window}: "
            "raise sequence_frames or lower shortest_window"
        )
    # Uniform in octaves: short windows, of which many fit, are met as often as long ones.
    octaves = math.log(longest / hiding.shortest_window)
    width = round(hiding.shortest_window * math.exp(octaves * float(torch.rand((), generator=dice))))
    count = frames // width
    offset = torch.randint(frames - count * width + 1, (batch, 1), generator=dice)
    starts = offset + torch.arange(count) * width
    gap = torch.randint(hiding.longest_gap + 1, (batch, count), generator=dice)
    newest = (starts - gap).clamp(min=0)
    fate = torch.rand(batch, count, generator=dice)
    shorter = torch.randint(1, past + 1, (batch, count), generator=dice)
    reach = torch.where(fate < hiding.past_dropped + hiding.past_shortened, shorter, past)
    reach = torch.where(fate < hiding.past_dropped, 0, reach)
    return Windows(starts, (newest - reach).clamp(min=0), newest, width)


def corrupt(codes: Tensor, codebook: int, hiding: Hiding, dice: torch.Generator) -> Tensor:
    """Put random tokens in some places of some sequences [B, levels, F]; what stood there is not changed in place."""
    batch = codes.shape[0]
    rate = torch.rand(batch, 1, 1, generator=dice) * hiding.corrupted_tokens
    rate = rate * (torch.rand(batch, 1, 1, generator=dice) < hiding.corrupted_share)
    wrong = torch.randint(codebook, codes.shape, generator=dice)
    return torch.where(torch.rand(codes.shape, generator=dice) < rate, wrong, codes)


def hidden_share(u: Tensor) -> Tensor:
    """Turn uniform numbers into the share of frames that is hidden: the cosine schedule, met at a random stage.

    Source: Chang et al. 2022, arXiv:2202.04200.
    """
    return torch.cos(u * (math.pi / 2))


def draw_known(count: int, levels: int, width: int, hiding: Hiding, dice: torch.Generator) -> Tensor:
    """Draw a mask for each of `count` windows: bool [count, levels, width], True where the token is kept.

    At least one token of every window is hidden.
    """
    kinds = {
        "frames": _frames,
        "all": _all,
        "ends": _ends,
        "tokens": _tokens,
        "levels": _levels,
        "periodic": _periodic,
    }
    weights = torch.tensor([float(getattr(hiding, f"{name}_weight")) for name in kinds])
    kind = torch.multinomial(weights, count, replacement=True, generator=dice)
    drawn = torch.stack([draw(count, levels, width, dice) for draw in kinds.values()])
    known = drawn[kind, torch.arange(count)]
    # A window with nothing hidden teaches nothing: its last token is set free.
    known[:, -1, -1] &= ~known.flatten(1).all(dim=1)
    return known


def _frames(count: int, levels: int, width: int, dice: torch.Generator) -> Tensor:
    share = hidden_share(torch.rand(count, 1, generator=dice))
    order = torch.rand(count, width, generator=dice).argsort(dim=1)  # exactly that share, not about that many
    return (order >= (share * width).ceil().clamp(min=1))[:, None].expand(-1, levels, -1)


def _all(count: int, levels: int, width: int, dice: torch.Generator) -> Tensor:
    return torch.zeros(count, levels, width, dtype=torch.bool)


def _ends(count: int, levels: int, width: int, dice: torch.Generator) -> Tensor:
    frame = torch.arange(width)
    cut = torch.rand(count, 2, generator=dice).sort(dim=1).values * width
    which = torch.randint(3, (count, 1), generator=dice)
    before = (frame < cut[:, :1]) & (which != 1)
    after = (frame >= cut[:, 1:]) & (which != 0)
    return (before | after)[:, None].expand(-1, levels, -1)


def _tokens(count: int, levels: int, width: int, dice: torch.Generator) -> Tensor:
    share = hidden_share(torch.rand(count, 1, 1, generator=dice))
    return torch.rand(count, levels, width, generator=dice) >= share


def _levels(count: int, levels: int, width: int, dice: torch.Generator) -> Tensor:
    kept = torch.randint(1, max(levels, 2), (count, 1, 1), generator=dice)
    coarse = torch.arange(levels)[:, None] < kept
    everywhere = torch.rand(count, 1, 1, generator=dice) < 0.5
    return coarse & (everywhere | (torch.rand(count, 1, width, generator=dice) < 0.5)) | (
        ~everywhere & _frames(count, levels, width, dice)
    )


def _periodic(count: int, levels: int, width: int, dice: torch.Generator) -> Tensor:
    period = torch.randint(2, 33, (count, 1), generator=dice)
    run = torch.minimum(torch.randint(1, 5, (count, 1), generator=dice), period - 1)
    phase = torch.randint(32, (count, 1), generator=dice)
    return ((torch.arange(width) + phase) % period < run)[:, None].expand(-1, levels, -1)
