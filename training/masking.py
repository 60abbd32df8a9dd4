"""What training hides: windows, their gaps and pasts, and which of their tokens are kept.

Every mask that the player has (rtmusic/masks.py) is drawn here too, so that the model has met it before it is played;
beside them the schedule of rtmusic/schedule.py is met at every stage, one token known or all but one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.nn import functional

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
    turned_share: float = 0.15  # sequences before which other music was played: the prompt outweighs the past
    frames_weight: float = 5.0  # random whole frames, as refinement steps leave them
    all_weight: float = 2.0  # everything, as the first step finds it
    ends_weight: float = 1.5  # all but a prefix, a suffix or both
    tokens_weight: float = 1.5  # single tokens anywhere
    levels_weight: float = 1.5  # the finer levels, in all frames or in random ones
    periodic_weight: float = 1.0  # all but one short run of frames out of every few
    onsets_weight: float = 1.0  # all but what is near a random share of the onsets
    beats_weight: float = 1.0  # all but what is near the beats, or every second or fourth of them
    combined_share: float = 0.15  # windows with two masks: a token stays if either keeps it, or only if both do
    rolled_share: float = 0.25  # steps whose past the model has written itself, one window at a time

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
    that fill no window are left over at the front or the end, by chance. Everything lies where the dice lie.

    Raises:
        TrainingError: a sequence is shorter than the shortest window.
    """
    device = dice.device
    longest = min(hiding.longest_window, frames)
    if longest < hiding.shortest_window:
        raise TrainingError(
            f"sequences of {frames} frames hold no window of {hiding.shortest_window}: "
            "raise sequence_frames or lower shortest_window"
        )
    # Uniform in octaves: short windows, of which many fit, are met as often as long ones.
    octaves = math.log(longest / hiding.shortest_window)
    width = round(hiding.shortest_window * math.exp(octaves * float(torch.rand((), generator=dice, device=device))))
    count = frames // width
    offset = torch.randint(frames - count * width + 1, (batch, 1), generator=dice, device=device)
    starts = offset + torch.arange(count, device=device) * width
    gap = torch.randint(hiding.longest_gap + 1, (batch, count), generator=dice, device=device)
    newest = (starts - gap).clamp(min=0)
    fate = torch.rand(batch, count, generator=dice, device=device)
    shorter = torch.randint(1, past + 1, (batch, count), generator=dice, device=device)
    reach = torch.where(fate < hiding.past_dropped + hiding.past_shortened, shorter, past)
    reach = torch.where(fate < hiding.past_dropped, 0, reach)
    return Windows(starts, (newest - reach).clamp(min=0), newest, width)


def corrupt(codes: Tensor, codebook: int, hiding: Hiding, dice: torch.Generator) -> Tensor:
    """Put random tokens in some places of some sequences [B, levels, F]; what stood there is not changed in place."""
    batch, device = codes.shape[0], dice.device
    rate = torch.rand(batch, 1, 1, generator=dice, device=device) * hiding.corrupted_tokens
    rate = rate * (torch.rand(batch, 1, 1, generator=dice, device=device) < hiding.corrupted_share)
    wrong = torch.randint(codebook, codes.shape, generator=dice, device=device)
    return torch.where(torch.rand(codes.shape, generator=dice, device=device) < rate, wrong, codes)


def turn(heard: Tensor, hiding: Hiding, dice: torch.Generator) -> Tensor:
    """Let some sequences [B, levels, F] begin with other music of the batch, up to a random frame."""
    batch, _, frames = heard.shape
    turned = torch.rand(batch, 1, generator=dice, device=dice.device) < hiding.turned_share
    cut = torch.randint(frames + 1, (batch, 1), generator=dice, device=dice.device)
    before = turned & (torch.arange(frames, device=dice.device) < cut)
    return torch.where(before[:, None], heard.roll(1, 0), heard)


def hidden_share(u: Tensor) -> Tensor:
    """Turn uniform numbers into the share of frames that is hidden: the cosine schedule, met at a random stage.

    Source: Chang et al. 2022, arXiv:2202.04200.
    """
    return torch.cos(u * (math.pi / 2))


@dataclass(frozen=True, slots=True)
class Heard:
    """What musical masks follow, for each of `count` windows: float [count, width] each."""

    onset: Tensor  # 1 in the frame of an onset
    beat: Tensor  # 1 on a beat, falling to 0 before the next; zeros where nobody knows


def draw_known(levels: int, heard: Heard, hiding: Hiding, dice: torch.Generator) -> Tensor:
    """Draw a mask for each window: bool [count, levels, width], True where the token is kept.

    At least one token of every window is hidden.
    """
    kinds = {
        "frames": _frames,
        "all": _all,
        "ends": _ends,
        "tokens": _tokens,
        "levels": _levels,
        "periodic": _periodic,
        "onsets": _onsets,
        "beats": _beats,
    }
    count, device = len(heard.onset), dice.device
    weights = torch.tensor([float(getattr(hiding, f"{name}_weight")) for name in kinds], device=device)
    drawn = torch.stack([draw(levels, heard, dice) for draw in kinds.values()])
    window = torch.arange(count, device=device)
    kind = torch.multinomial(weights, 2 * count, replacement=True, generator=dice)
    one, other = drawn[kind[:count], window], drawn[kind[count:], window]
    fate = torch.rand(count, 1, 1, generator=dice, device=device)
    known = torch.where(fate < hiding.combined_share, one & other, one)
    known = torch.where(fate < hiding.combined_share / 2, one | other, known)
    # A window with nothing hidden teaches nothing: its last token is set free.
    known[:, -1, -1] &= ~known.flatten(1).all(dim=1)
    return known


def _frames(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count, width = heard.onset.shape
    share = hidden_share(torch.rand(count, 1, generator=dice, device=dice.device))
    order = torch.rand(count, width, generator=dice, device=dice.device).argsort(dim=1)  # exactly that share
    return (order >= (share * width).ceil().clamp(min=1))[:, None].expand(-1, levels, -1)


def _all(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count, width = heard.onset.shape
    return torch.zeros(count, levels, width, dtype=torch.bool, device=dice.device)


def _ends(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count, width = heard.onset.shape
    frame = torch.arange(width, device=dice.device)
    cut = torch.rand(count, 2, generator=dice, device=dice.device).sort(dim=1).values * width
    which = torch.randint(3, (count, 1), generator=dice, device=dice.device)
    before = (frame < cut[:, :1]) & (which != 1)
    after = (frame >= cut[:, 1:]) & (which != 0)
    return (before | after)[:, None].expand(-1, levels, -1)


def _tokens(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count, width = heard.onset.shape
    share = hidden_share(torch.rand(count, 1, 1, generator=dice, device=dice.device))
    return torch.rand(count, levels, width, generator=dice, device=dice.device) >= share


def _levels(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count, width = heard.onset.shape
    device = dice.device
    kept = torch.randint(1, max(levels, 2), (count, 1, 1), generator=dice, device=device)
    coarse = torch.arange(levels, device=device)[:, None] < kept
    everywhere = torch.rand(count, 1, 1, generator=dice, device=device) < 0.5
    return coarse & (everywhere | (torch.rand(count, 1, width, generator=dice, device=device) < 0.5)) | (
        ~everywhere & _frames(levels, heard, dice)
    )


def _periodic(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count, width = heard.onset.shape
    device = dice.device
    period = torch.randint(2, 33, (count, 1), generator=dice, device=device)
    run = torch.minimum(torch.randint(1, 5, (count, 1), generator=dice, device=device), period - 1)
    phase = torch.randint(32, (count, 1), generator=dice, device=device)
    kept = (torch.arange(width, device=device) + phase) % period < run
    return kept[:, None].expand(-1, levels, -1)


def _onsets(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count = len(heard.onset)
    share = torch.rand(count, 1, generator=dice, device=dice.device)
    chosen = heard.onset * (torch.rand(heard.onset.shape, generator=dice, device=dice.device) < share)
    return _near(chosen, dice)[:, None].expand(-1, levels, -1)


def _beats(levels: int, heard: Heard, dice: torch.Generator) -> Tensor:
    count = len(heard.beat)
    # The sawtooth jumps up where a beat begins.
    begins = torch.diff(heard.beat, dim=1, prepend=heard.beat[:, :1]) > 0.5
    number = begins.long().cumsum(dim=1)
    every = 2 ** torch.randint(3, (count, 1), generator=dice, device=dice.device)
    phase = torch.randint(4, (count, 1), generator=dice, device=dice.device)
    return _near((begins & ((number + phase) % every == 0)).to(heard.beat.dtype), dice)[:, None].expand(-1, levels, -1)


def _near(points: Tensor, dice: torch.Generator) -> Tensor:
    """Keep what lies up to 0..3 frames beside points [count, width] of 0 and 1, another reach for each window."""
    reach = torch.randint(4, (len(points), 1), generator=dice, device=dice.device)
    found = torch.stack([functional.max_pool1d(points[:, None], 2 * r + 1, 1, r)[:, 0] for r in range(4)])
    return found[reach[:, 0], torch.arange(len(points), device=dice.device)] > 0.5
