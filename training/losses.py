"""How far the decoded sound is from the original, in three ways a trainer can follow downhill."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor, nn

from training.metrics import mel_filters

# Window in samples, mel bands: the long ones hear pitch, the short ones hear when a drum is struck. Without the last
# two, a click came out spread over 20 ms and 12 dB too soft.
MEL_SCALES = ((2048, 160), (1024, 120), (512, 80), (256, 30), (128, 12))
# Below this share of the clip's own level a band is as good as silent. The logarithm is steep there: with a floor as
# low as a metric's (1e-5 of full scale) the empty sides of mono clips had all the say, and nothing else was learned.
FLOOR = 2e-3
ENERGY_WINDOW, ENERGY_BANDS, ENERGY_COLUMNS = 1024, 24, 8  # cells of about 40 ms and a critical band


@lru_cache(maxsize=16)
def _filters(sample_rate: int, window: int, bands: int) -> Tensor:
    return torch.from_numpy(mel_filters(sample_rate, window, bands))


@lru_cache(maxsize=16)
def hann(window: int) -> Tensor:
    """Return the Hann window of so many samples."""
    return torch.hann_window(window)


def magnitudes(sound: Tensor, window: int) -> Tensor:
    """Return |STFT| of [N, n] samples at a quarter of the window per column: [N, window // 2 + 1, columns]."""
    spectrum = torch.stft(
        sound, window, window // 4, window=hann(window).to(sound), center=True, pad_mode="reflect", return_complex=True
    )
    # The tiny constant keeps the gradient of a silent bin finite.
    return (spectrum.real.square() + spectrum.imag.square() + 1e-12).sqrt()


def _log_bands(magnitude: Tensor, sample_rate: int, window: int, bands: int) -> Tensor:
    return (_filters(sample_rate, window, bands).to(magnitude) @ magnitude + FLOOR).log10()


def log_mel(sound: Tensor, sample_rate: int, window: int, bands: int) -> Tensor:
    """Turn [N, n] samples of r.m.s. around 1 into log10 mel magnitudes [N, bands, columns]."""
    return _log_bands(magnitudes(sound, window), sample_rate, window, bands)


@dataclass(frozen=True, slots=True)
class SpectrogramLosses:
    """How far two signals' spectrograms are apart, each a scalar."""

    mel: Tensor  # L1 between log10 mel magnitudes, mean over all window lengths
    magnitude: Tensor  # L1 between magnitudes as a share of their mean, mean over all window lengths
    energy: Tensor  # L1 between log10 energies of large cells: what is lost where every detail is a little too soft


def spectrogram_losses(sound: Tensor, target: Tensor, sample_rate: int) -> SpectrogramLosses:
    """Compare the spectrograms of signals [N, n] at all window lengths.

    Bring both to the clip's level first, r.m.s. 1 of all its channels together: then a quiet clip counts as much as a
    loud one, and the side of a mono clip as little as it is heard.
    """
    mel, share, energy = (sound.new_zeros(()) for _ in range(3))
    for window, bands in MEL_SCALES:
        with torch.no_grad():
            wanted = magnitudes(target, window)
            wanted_mel = _log_bands(wanted, sample_rate, window, bands)
        got = magnitudes(sound, window)
        mel = mel + (_log_bands(got, sample_rate, window, bands) - wanted_mel).abs().mean()
        # Divided by the mean magnitude of noise of size 1 under this window.
        share = share + (got - wanted).abs().mean() / math.sqrt(window * 3 * math.pi / 32)
        if window == ENERGY_WINDOW:
            energy = (_log_cells(got, sample_rate) - _log_cells(wanted, sample_rate)).abs().mean()
    return SpectrogramLosses(mel / len(MEL_SCALES), share / len(MEL_SCALES), energy)


def _log_cells(magnitude: Tensor, sample_rate: int) -> Tensor:
    """Turn magnitudes [N, bins, columns] into log10 energies of cells [N, ENERGY_BANDS, cells]."""
    power = _filters(sample_rate, ENERGY_WINDOW, ENERGY_BANDS).to(magnitude) @ magnitude.square()
    cells = nn.functional.avg_pool1d(power, min(ENERGY_COLUMNS, power.shape[-1]), stride=max(ENERGY_COLUMNS // 2, 1))
    return (cells + FLOOR * FLOOR).log10()


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
