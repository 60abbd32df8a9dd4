"""How far the decoded sound is from the original, in three ways a trainer can follow downhill."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from training.metrics import mel_filters

# Window in samples, mel bands: the long ones hear pitch, the short ones hear when a drum is struck. Without the last
# two, a click came out spread over 20 ms and 12 dB too soft.
MEL_SCALES = ((2048, 160), (1024, 120), (512, 80), (256, 30), (128, 12))
# Below this share of the clip's own level a band is as good as silent. The logarithm is steep there: with a floor as
# low as a metric's (1e-5 of full scale) the empty sides of mono clips had all the say, and nothing else was learned.
FLOOR = 2e-3
ENERGY_BANDS, ENERGY_SAMPLES = 24, 2048  # cells of about 40 ms and a critical band


@lru_cache(maxsize=16)
def _filters(sample_rate: int, window: int, bands: int) -> Tensor:
    return torch.from_numpy(mel_filters(sample_rate, window, bands))


@lru_cache(maxsize=16)
def hann(window: int) -> Tensor:
    """Return the Hann window of so many samples."""
    return torch.hann_window(window)


class _MagnitudesFunction(torch.autograd.Function):
    """Magnitudes with their gradient written out: autograd's own takes a full complex transform, and copies."""

    @staticmethod
    def forward(ctx: Any, sound: Tensor, window: int) -> Tensor:
        hop = window // 4
        columns = sound.shape[1] // hop - 3
        quarters = sound.reshape(len(sound), -1, hop)
        frames = torch.cat([quarters[:, i : i + columns] for i in range(4)], dim=-1) * hann(window).to(sound)
        spectrum = torch.view_as_real(torch.fft.rfft(frames))
        # The tiny constant keeps the gradient of a silent bin finite.
        size = (spectrum.square().sum(dim=-1) + 1e-12).sqrt()
        ctx.save_for_backward(spectrum, size)
        return size

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        spectrum, size = ctx.saved_tensors
        share = gradients[0] / size
        share[..., 1:-1] *= 0.5  # those bins stand for two of the whole transform
        window = 2 * (size.shape[-1] - 1)
        turned = torch.view_as_complex(spectrum * share[..., None])
        frames = torch.fft.irfft(turned, n=window, norm="forward") * hann(window).to(share)
        columns, hop = size.shape[1], window // 4
        quarters = frames.new_zeros(len(frames), columns + 3, hop)
        for i in range(4):
            quarters[:, i : i + columns] += frames[..., i * hop : (i + 1) * hop]
        return quarters.flatten(1), None


def magnitudes(sound: Tensor, window: int) -> Tensor:
    """Return |STFT| of [N, n] samples at a quarter of the window per column: [N, columns, window // 2 + 1]."""
    hop = window // 4
    over = -sound.shape[1] % hop
    padded = nn.functional.pad(sound[:, None], (window // 2, window // 2), mode="reflect")[:, 0]
    apply: Callable[[Tensor, int], Tensor] = _MagnitudesFunction.apply
    return apply(nn.functional.pad(padded, (0, over)), window)


def _log_bands(magnitude: Tensor, sample_rate: int, window: int, bands: int, floor: float) -> Tensor:
    return (magnitude @ _filters(sample_rate, window, bands).to(magnitude).T + floor).log10()


def log_mel(sound: Tensor, sample_rate: int, window: int, bands: int) -> Tensor:
    """Turn [N, n] samples of r.m.s. around 1 into log10 mel magnitudes [N, columns, bands]."""
    return _log_bands(magnitudes(sound, window), sample_rate, window, bands, FLOOR)


@dataclass(frozen=True, slots=True)
class SpectrogramLosses:
    """How far two signals' spectrograms are apart, each a scalar."""

    mel: Tensor  # L1 between log10 mel magnitudes, mean over the window lengths
    magnitude: Tensor  # L1 between magnitudes as a share of their mean, mean over the window lengths
    energy: Tensor  # L1 between log10 energies of large cells: what is lost where every detail is a little too soft


def spectrogram_losses(
    sound: Tensor,
    target: Tensor,
    sample_rate: int,
    scales: Sequence[tuple[int, int]] = MEL_SCALES,
    floor: float = FLOOR,
) -> SpectrogramLosses:
    """Compare the spectrograms of signals [N, n] at several window lengths.

    Bring both to the clip's level first, r.m.s. 1 of all its channels together: then a quiet clip counts as much as a
    loud one, and the side of a mono clip as little as it is heard.

    Args:
        scales: windows in samples and their mel bands; the longest one also measures the energies.
        floor: below this share of the clip's level a band is as good as silent.
    """
    mel, share, energy = (sound.new_zeros(()) for _ in range(3))
    longest = max(window for window, _ in scales)
    for window, bands in scales:
        with torch.no_grad():
            wanted = magnitudes(target, window)
            wanted_mel = _log_bands(wanted, sample_rate, window, bands, floor)
        got = magnitudes(sound, window)
        mel = mel + (_log_bands(got, sample_rate, window, bands, floor) - wanted_mel).abs().mean()
        # Divided by the mean magnitude of noise of size 1 under this window.
        share = share + (got - wanted).abs().mean() / math.sqrt(window * 3 * math.pi / 32)
        if window == longest:
            energy = (_log_cells(got, sample_rate, window) - _log_cells(wanted, sample_rate, window)).abs().mean()
    return SpectrogramLosses(mel / len(scales), share / len(scales), energy)


def _log_cells(magnitude: Tensor, sample_rate: int, window: int) -> Tensor:
    """Turn magnitudes [N, columns, bins] into log10 energies of cells [N, ENERGY_BANDS, cells]."""
    power = magnitude.square() @ _filters(sample_rate, window, ENERGY_BANDS).to(magnitude).T
    columns = min(max(4 * ENERGY_SAMPLES // window, 2), power.shape[1])
    cells = nn.functional.avg_pool1d(power.transpose(1, 2), columns, stride=max(columns // 2, 1))
    # As loud as under a window of 1024 samples, so that the floor means the same for all.
    return (cells * (1024 / window) ** 2 + FLOOR * FLOOR).log10()


def hearing_weight(hertz: Tensor) -> Tensor:
    """Return weights of mean 1 that give every critical band of the ear the same say, however many bins it has.

    Without them the two thirds of the bins above 8 kHz, whose phase nobody hears and no code can follow, drown the
    rest. Source: equivalent rectangular bandwidth after Glasberg & Moore 1990.
    """
    weight = 1.0 / (24.7 * (4.37 * hertz / 1000.0 + 1.0))
    return weight / weight.mean()


def spectrum_loss(columns: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Return the L1 between spectrum columns [B, S, T, bins] as a share of each clip's own level; a scalar.

    Both are in units of the codec's scale; dividing by the level makes a quiet clip count as much as a loud one.
    `weight` [bins] is `hearing_weight` of the bins' frequencies.
    """
    level = (target * weight).abs().mean(dim=(1, 2, 3), keepdim=True) + 1e-2
    return ((columns - target) * weight / level).abs().mean()


def wave_loss(sound: Tensor, target: Tensor) -> Tensor:
    """Return the L1 between samples [B, 2, n] as a share of each clip's own level; a scalar."""
    level = target.abs().mean(dim=(1, 2), keepdim=True) + 1e-3
    return ((sound - target) / level).abs().mean()
