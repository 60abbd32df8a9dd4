"""Sharp attacks: how loud treble is in each part of a block, told beside the rest and played back as a gain in time.

A lapped transform spreads what a decoder cannot know about signs over two blocks, so noise as loud as a hit begins
before the hit does. The gains here undo that: part by part they are what was there divided by what two overlapping
windows of the right loudness would play.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.layers import overlap_window

SOFTEST, LOUDEST = -4.0, 1.5  # nepers
_AUDIBLE = 3e4  # slopes times this are below 1 where there is as good as nothing


class Envelope(nn.Module):
    """Measures the envelope of one block's treble in parts of equal length, and plays it.

    Source: the idea of temporal noise shaping, Herre & Johnston 1996 (AES preprint 4384); as gains, not as a filter
    over the spectrum, because a full sine window lets such a filter shape the mirror image, too.
    """

    rising: Tensor
    lines: Tensor

    def __init__(self, block_samples: int, parts: int) -> None:
        super().__init__()
        self.parts = parts
        window = overlap_window(block_samples, block_samples)[:block_samples]
        rising = window.square().reshape(parts, -1).mean(dim=1)  # of the newer window; the older one has the rest
        self.register_buffer("rising", rising.float(), persistent=False)
        # Gains stand in the middle of their parts, the last one before stands at the block's beginning.
        places = torch.cat([torch.zeros(1), (torch.arange(parts) + 0.5) * (block_samples / parts)])
        at = torch.arange(block_samples, dtype=torch.float64)
        lines = torch.zeros(parts + 1, block_samples, dtype=torch.float64)
        for i in range(parts):
            share = ((at - places[i]) / (places[i + 1] - places[i])).clamp(0.0, 1.0)
            here = (at >= places[i]) & ((at < places[i + 1]) | (i == parts - 1))
            lines[i] += (1.0 - share) * here
            lines[i + 1] += share * here
        self.register_buffer("lines", lines.float(), persistent=False)

    def initial_measure(self, batch: int) -> Tensor:
        """Return the memory of `measure` after silence."""
        return self.rising.new_zeros(batch, 2, self.parts)

    def initial_play(self, batch: int) -> Tensor:
        """Return the memory of `play` after silence."""
        return self.rising.new_zeros(batch, 1, 1)

    def measure(self, sound: Tensor, before: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gains in nepers [B, T, parts] of the blocks that the decoder will give with these columns.

        Args:
            sound: [B, T * block_samples].
            before: [B, 1], the sample just before it.
            past: [B, 2, parts], the powers of the two blocks before; comes back for the next call.
        """
        batch = sound.shape[0]
        slopes = sound - torch.cat([before, sound[:, :-1]], dim=1)  # 6 dB more for every octave: treble has the say
        pieces = slopes.reshape(batch, -1, self.parts, self.lines.shape[1] // self.parts)
        power = (_AUDIBLE * pieces).square().mean(dim=-1)
        seen = torch.cat([past, power], dim=1)  # [B, T + 2, parts]
        falling = 1.0 - self.rising
        # A column's own loudness, as its window hears two blocks; and what those would play in the block between.
        columns = (seen[:, :-1] * self.rising + seen[:, 1:] * falling).mean(dim=-1, keepdim=True)
        played = columns[:, :-1] * falling + columns[:, 1:] * self.rising
        # Not a tiny number added instead: the exporter takes what is below 1e-8 for nothing and leaves it out.
        gains = 0.5 * ((seen[:, 1:-1] + 1.0) / (played + 1.0)).log()
        return gains.clamp(SOFTEST, LOUDEST), seen[:, power.shape[1] :]

    def play(self, treble: Tensor, gains: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """Let treble [B, T * block_samples] follow gains [B, T, parts], in nepers; `past` [B, 1, 1] comes back."""
        gains = gains.clamp(SOFTEST, LOUDEST)
        last = gains[..., -1:]
        knots = torch.cat([torch.cat([past, last], dim=1)[:, : gains.shape[1]], gains], dim=-1)
        return treble * (knots @ self.lines).exp().reshape(treble.shape), last[:, -1:]
