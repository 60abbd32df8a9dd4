"""How far the decoded sound is from the original, in three ways a trainer can follow downhill."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from training.metrics import mel_filters

# Window in samples, mel bands: the long ones hear pitch, the short ones hear when a drum is struck. Without the last
# two, a click came out spread over 20 ms and 12 dB too soft.
MEL_SCALES = ((2048, 128), (1024, 80), (512, 40), (256, 20), (128, 10))


@lru_cache(maxsize=16)
def _filters(sample_rate: int, window: int, bands: int) -> Tensor:
    return torch.from_numpy(mel_filters(sample_rate, window, bands))


@lru_cache(maxsize=16)
def _hann(window: int) -> Tensor:
    return torch.hann_window(window)


def log_mel(sound: Tensor, sample_rate: int, window: int, bands: int, floor: float = 1e-4) -> Tensor:
    """Turn [N, n] samples into log10 mel magnitudes [N, bands, columns], floored at `floor`."""
    spectrum = torch.stft(
        sound, window, window // 4, window=_hann(window).to(sound), center=True, pad_mode="reflect", return_complex=True
    )
    # The tiny constant keeps the gradient of a silent bin finite.
    magnitude = (spectrum.real.square() + spectrum.imag.square() + 1e-12).sqrt()
    return (_filters(sample_rate, window, bands).to(sound) @ magnitude).clamp(min=floor).log10()


def mel_loss(sound: Tensor, target: Tensor, sample_rate: int) -> Tensor:
    """Return the mean L1 between log mel spectra of [N, n] signals over all window lengths; a scalar."""
    total = sound.new_zeros(())
    for window, bands in MEL_SCALES:
        with torch.no_grad():
            wanted = log_mel(target, sample_rate, window, bands)
        total = total + (log_mel(sound, sample_rate, window, bands) - wanted).abs().mean()
    return total / len(MEL_SCALES)


@lru_cache(maxsize=4)
def hearing_weight(bins: int, sample_rate: int) -> Tensor:
    """Return [bins] weights of mean 1 that give every critical band of the ear the same say, however wide it is.

    Without them the two thirds of the bins above 8 kHz, whose phase nobody hears and no code can follow, drown the
    rest. Source: equivalent rectangular bandwidth after Glasberg & Moore 1990.
    """
    hertz = (torch.arange(bins, dtype=torch.float64) + 0.5) * sample_rate / (2 * bins)
    weight = 1.0 / (24.7 * (4.37 * hertz / 1000.0 + 1.0))
    return (weight / weight.mean()).float()


def spectrum_loss(columns: Tensor, target: Tensor, sample_rate: int) -> Tensor:
    """Return the L1 between MDCT columns [B, S, T, bins] as a share of each clip's own level; a scalar.

    Both are in units of the codec's scale; dividing by the level makes a quiet clip count as much as a loud one.
    """
    weight = hearing_weight(target.shape[-1], sample_rate).to(target)
    level = (target * weight).abs().mean(dim=(1, 2, 3), keepdim=True) + 1e-2
    return ((columns - target) * weight / level).abs().mean()


def wave_loss(sound: Tensor, target: Tensor) -> Tensor:
    """Return the L1 between samples [B, 2, n] as a share of each clip's own level; a scalar."""
    level = target.abs().mean(dim=(1, 2), keepdim=True) + 1e-3
    return ((sound - target) / level).abs().mean()
