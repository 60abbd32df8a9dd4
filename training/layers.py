"""Streaming layers: each looks only back, and the caller carries its memory.

Every layer is called as ``y, past_next = layer(x, past)`` with x float [B, T, C] (T any length, oldest first) and
starts from ``layer.initial_state(batch)``. Hop by hop or the whole file at once gives the same numbers. The heavy
work is matrix products on [B, T, C], never a convolution operator: at one or two columns a call ONNX Runtime runs
those 2-20 times faster, and their weights can be stored in eight bits.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


class _ShiftedSumFunction(torch.autograd.Function):
    """ShiftedSum with its gradient written out: autograd's own fills and copies a whole signal for every tap."""

    @staticmethod
    def forward(ctx: Any, seen: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        ctx.save_for_backward(seen, weight)
        return _shifted_sum(seen, weight, bias)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        seen, weight = ctx.saved_tensors
        (gradient,) = gradients
        columns = gradient.shape[1]
        to_seen = torch.zeros_like(seen)
        to_weight = torch.empty_like(weight)
        for tap in range(weight.shape[0]):
            to_seen[:, tap : tap + columns].addcmul_(gradient, weight[tap])
            to_weight[tap] = (seen[:, tap : tap + columns] * gradient).sum(dim=(0, 1))
        return to_seen, to_weight, gradient.sum(dim=(0, 1))


def _shifted_sum(seen: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    columns = seen.shape[1] - weight.shape[0] + 1
    y = bias
    for tap in range(weight.shape[0]):
        y = torch.addcmul(y, seen[:, tap : tap + columns], weight[tap])
    return y


class ShiftedSum(nn.Module):
    """A depthwise causal convolution written as one multiply-add per tap.

    Args to forward:
        x: [B, T, C].
        past: [B, kernel - 1, C], the columns just before x.

    Returns:
        y [B, T, C] and past_next [B, kernel - 1, C].
    """

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        if kernel < 2:
            raise ValueError(f"kernel {kernel} has no memory: a layer that sees one column needs no ShiftedSum")
        self.weight = nn.Parameter(torch.randn(kernel, channels) / math.sqrt(kernel))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.memory = kernel - 1

    def initial_state(self, batch: int) -> Tensor:
        return self.weight.new_zeros(batch, self.memory, self.weight.shape[1])

    def forward(self, x: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        seen = torch.cat([past, x], dim=1)
        add = _ShiftedSumFunction.apply if torch.is_grad_enabled() else _shifted_sum
        # Counted from the front, so that it holds for one column as for a whole file.
        return add(seen, self.weight, self.bias), seen[:, x.shape[1] :]


class Block(nn.Module):
    """A ConvNeXt block that looks only back: what happened lately, then a small network for each column.

    The residual starts small (`scale`), so that a fresh stack is close to doing nothing.
    Source: Liu et al. 2022, arXiv:2201.03545, made causal, with a plain depthwise sum instead of a convolution.
    """

    def __init__(self, channels: int, kernel: int, expansion: int, scale: float = 0.1) -> None:
        super().__init__()
        self.lately = ShiftedSum(channels, kernel)
        self.norm = nn.LayerNorm(channels)
        self.widen = nn.Linear(channels, expansion * channels)
        self.narrow = nn.Linear(expansion * channels, channels)
        self.scale = nn.Parameter(torch.full((channels,), scale))

    def initial_state(self, batch: int) -> Tensor:
        return self.lately.initial_state(batch)

    def forward(self, x: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        y, past_next = self.lately(x, past)
        y = self.narrow(nn.functional.gelu(self.widen(self.norm(y))))
        return torch.addcmul(x, y, self.scale), past_next


def overlap_window(hop: int, overlap: int) -> Tensor:
    """Return the power-complementary window of hop + overlap samples, float64.

    It rises as a sine over `overlap` samples, stays at one, and falls again; overlap = hop is the full sine window.

    Raises:
        ValueError: overlap is not an even number in 2..hop.
    """
    if not 2 <= overlap <= hop or overlap % 2 or hop % 2:
        raise ValueError(f"overlap {overlap}: choose an even number of samples from 2 to the hop of {hop}")
    ramp = torch.sin((torch.arange(overlap, dtype=torch.float64) + 0.5) * (math.pi / 2 / overlap))
    return torch.cat([ramp, torch.ones(hop - overlap, dtype=torch.float64), ramp.flip(0)])


def lapped_matrix(hop: int, overlap: int, odd: bool) -> Tensor:
    """Return the windowed lapped transform as float64 [hop + overlap, hop]: MDCT, or MDST when `odd`.

    Orthonormal under overlap-add: frames of the MDCT times the transposed matrix, added up, give the signal back.
    Source: Princen, Johnson & Bradley 1987; the window's zeros are left out of the matrix.
    """
    window = overlap_window(hop, overlap)
    n = torch.arange(hop + overlap, dtype=torch.float64) + (hop - overlap) // 2 + 0.5 + hop / 2
    k = torch.arange(hop, dtype=torch.float64) + 0.5
    angle = n[:, None] * k[None, :] * (math.pi / hop)
    wave = torch.sin(angle) if odd else torch.cos(angle)
    return window[:, None] * wave * math.sqrt(2.0 / hop)


FRONTS = ("mdct", "stft")


def fourier_matrix(hop: int, overlap: int) -> Tensor:
    """Return the windowed Fourier transform of real signals as float64 [hop + overlap, hop + overlap].

    Its columns are cosines from 0 to half the rate, then sines; orthonormal under overlap-add as `lapped_matrix` is,
    with twice as many numbers at full overlap.
    """
    size = hop + overlap
    n = torch.arange(size, dtype=torch.float64)[:, None]
    k = torch.arange(size // 2 + 1, dtype=torch.float64)
    cosines = torch.cos(n * k * (2 * math.pi / size)) * math.sqrt(2.0 / size)
    cosines[:, [0, -1]] *= math.sqrt(0.5)
    sines = torch.sin(n * k[1:-1] * (2 * math.pi / size)) * math.sqrt(2.0 / size)
    return overlap_window(hop, overlap)[:, None] * torch.cat([cosines, sines], dim=1)


def transform(front: str, hop: int, overlap: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return what a front end hears with, what it speaks with, and the pitch of what it speaks.

    Args:
        front: one of FRONTS. The MDCT hears with its MDST twin besides, and speaks without it.

    Returns:
        float32 [hop + overlap, heard], whose first columns are the spoken ones; [spoken, hop + overlap]; and the
        frequency of each spoken bin in cycles per sample, [spoken].

    Raises:
        ValueError: there is no such front end, or it has no such overlap.
    """
    if front not in FRONTS:
        raise ValueError(f"front {front!r}: choose one of {', '.join(FRONTS)}")
    if front == "mdct":
        spoken = lapped_matrix(hop, overlap, odd=False)
        heard = torch.cat([spoken, lapped_matrix(hop, overlap, odd=True)], dim=1)
        pitch = (torch.arange(hop) + 0.5) / (2 * hop)
    else:
        heard = spoken = fourier_matrix(hop, overlap)
        half = torch.arange((hop + overlap) // 2 + 1)
        pitch = torch.cat([half, half[1:-1]]) / (hop + overlap)
    return heard.float(), spoken.T.contiguous().float(), pitch.float()


class Analysis(nn.Module):
    """Sound to spectrum: one column for every `hop` samples.

    The MDCT comes with its MDST twin, for the encoder alone: both together know the phase, so a steady tone looks
    steady.

    Args to forward:
        x: [B, T * hop] samples.
        past: [B, overlap], the samples just before x.

    Returns:
        [B, T, heard bins] and past_next [B, overlap].
    """

    matrix: Tensor

    def __init__(self, hop: int, overlap: int, front: str = "mdct") -> None:
        super().__init__()
        self.hop, self.overlap = hop, overlap
        self.register_buffer("matrix", transform(front, hop, overlap)[0], persistent=False)

    def initial_state(self, batch: int) -> Tensor:
        return self.matrix.new_zeros(batch, self.overlap)

    def forward(self, x: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        batch = x.shape[0]
        seen = torch.cat([past, x], dim=1)
        # Column t of the spectrum sees `overlap` samples before hop t, and hop t itself.
        late = x.reshape(batch, -1, self.hop)
        early = seen[:, : x.shape[1]].reshape(batch, -1, self.hop)[:, :, : self.overlap]
        return torch.cat([early, late], dim=-1) @ self.matrix, seen[:, x.shape[1] :]


class Synthesis(nn.Module):
    """Spectrum to sound: inverse transform with overlap-add; the caller carries the unfinished tail.

    The output is `overlap` samples later than the input of the Analysis it undoes.

    Args to forward:
        x: [B, T, spoken bins], or fewer: those above are silent.
        past: [B, overlap], the tail that still waits for its other half.

    Returns:
        [B, T * hop] samples and past_next [B, overlap].
    """

    matrix: Tensor

    def __init__(self, hop: int, overlap: int, front: str = "mdct") -> None:
        super().__init__()
        self.hop, self.overlap = hop, overlap
        self.register_buffer("matrix", transform(front, hop, overlap)[1], persistent=False)

    def initial_state(self, batch: int) -> Tensor:
        return self.matrix.new_zeros(batch, self.overlap)

    def forward(self, x: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        pieces = x @ self.matrix[: x.shape[-1]]  # [B, T, hop + overlap]
        body, tail = pieces[:, :, : self.hop], pieces[:, :, self.hop :]
        tails = torch.cat([past[:, None], tail], dim=1)  # [B, T + 1, overlap]
        head = body[:, :, : self.overlap] + tails[:, :-1]
        sound = torch.cat([head, body[:, :, self.overlap :]], dim=-1)
        return sound.reshape(x.shape[0], -1), tails[:, -1]


def critical_bands(bands: int, hertz: Tensor) -> Tensor:
    """Return triangles [bands, bins] that share out every bin between two neighbouring bands, float32.

    Bands lie as far apart as the ear's (equivalent rectangular bandwidths after Glasberg & Moore 1990).

    Args:
        hertz: [bins], the pitch of each bin.
    """
    place = 21.4 * (1.0 + 0.00437 * hertz.double()).log10()
    place = (place - place.min()) / (place.max() - place.min()) * (bands - 1)
    away = (place[None] - torch.arange(bands, dtype=torch.float64)[:, None]).abs()
    return (1.0 - away).clamp(min=0.0).float()


class Hiss(nn.Module):
    """What is heard where no code can tell the signs of coefficients: chance, as loud as the network says.

    Gains are given for critical bands of the ear and joined by straight lines. The chance is a table of signs: noise of
    steady size comes nearer to the loudness that was told than a bell curve's does. Which of its rows a frame is given
    follows from its codes, so that the same codes are the same sound wherever they stand, and there is no memory.
    Columns and streams of a frame lie far apart in the table.

    Args to forward:
        gains: [B, S, T, bands], not negative.
        rows: int64 [B or 1, F], 0..ROWS - 1, one for each frame of T / F columns.

    Returns:
        [B, S, T, bins].

    Source: perceptual noise substitution after Herre & Schulz 1998 (AES preprint 4720), its gains learned.
    """

    ROWS = 256
    chance: Tensor
    spread: Tensor
    apart: Tensor

    def __init__(self, streams: int, columns: int, bands: int, hertz: Tensor) -> None:
        """Make the table for frames of `columns` columns; `hertz` [bins] is the pitch of each bin."""
        super().__init__()
        chance = np.random.default_rng(0).choice((-1.0, 1.0), size=(self.ROWS, len(hertz)))
        self.register_buffer("chance", torch.from_numpy(chance).float(), persistent=False)
        self.register_buffer("spread", critical_bands(bands, hertz), persistent=False)
        apart = torch.arange(streams * columns).reshape(streams, 1, columns) * (self.ROWS // (streams * columns))
        self.register_buffer("apart", apart, persistent=False)

    def forward(self, gains: Tensor, rows: Tensor) -> Tensor:
        places = (rows[:, None, :, None] + self.apart) % self.ROWS  # [B, S, F, columns]
        return (gains.to(self.chance) @ self.spread) * self.chance[places.flatten(2)]
