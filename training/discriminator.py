"""The judges: small networks that learn to tell decoded sound from real sound, so that the codec learns to fool them.

Three kinds, chosen by name in the configuration: `stft` looks at complex spectrograms of several window lengths,
`periods` at every 2nd, 3rd, 5th ... sample folded into columns, `patch` at patches of a mel spectrogram. Each sees one
channel at a time and returns what it saw on the way (for feature matching), its verdicts last.

Source: complex spectrograms after Défossez et al. 2022, arXiv:2210.13438; periods after Kong et al. 2020,
arXiv:2010.05646; patches after Isola et al. 2017, arXiv:1611.07004, as Esser et al. 2021, arXiv:2012.09841, use them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from training.losses import hann, log_mel

KINDS = ("stft", "periods", "patch")
SLOPE = 0.2  # of the leaky rectifiers
PATCH_WINDOW, PATCH_BANDS = 1024, 80

Seen = list[Tensor]  # what one judge saw, layer by layer; its verdicts come last


def _through(layers: nn.ModuleList, x: Tensor) -> Seen:
    seen: Seen = []
    for number, layer in enumerate(layers):
        x = layer(x)
        if number < len(layers) - 1:
            x = nn.functional.leaky_relu(x, SLOPE)
        seen.append(x)
    return seen


class SpectrumJudge(nn.Module):
    """Judges a complex spectrogram; dilated in time, halved in frequency three times."""

    def __init__(self, window: int, channels: int) -> None:
        super().__init__()
        self.window = window
        c = channels
        layers = [nn.Conv2d(2, c, (3, 9), padding=(1, 4))]
        layers += [nn.Conv2d(c, c, (3, 9), stride=(1, 2), dilation=(d, 1), padding=(d, 4)) for d in (1, 2, 4)]
        layers += [nn.Conv2d(c, c, 3, padding=1), nn.Conv2d(c, 1, 3, padding=1)]
        self.layers = nn.ModuleList(weight_norm(layer) for layer in layers)

    def forward(self, sound: Tensor) -> Seen:
        """Judge [N, n] samples; verdicts [N, 1, columns, bins]."""
        spectrum = torch.stft(
            sound, self.window, self.window // 4, window=hann(self.window).to(sound), normalized=True,
            return_complex=True,
        )  # fmt: skip
        return _through(self.layers, torch.view_as_real(spectrum).permute(0, 3, 2, 1))


class PeriodJudge(nn.Module):
    """Judges every `period`-th sample: what repeats at that rate stands in one column."""

    def __init__(self, period: int, channels: int) -> None:
        super().__init__()
        self.period = period
        sizes = [1, channels, 4 * channels, 16 * channels, 32 * channels]
        layers = [nn.Conv2d(a, b, (5, 1), stride=(3, 1), padding=(2, 0)) for a, b in pairwise(sizes)]
        layers += [nn.Conv2d(sizes[-1], sizes[-1], (5, 1), padding=(2, 0))]
        layers += [nn.Conv2d(sizes[-1], 1, (3, 1), padding=(1, 0))]
        self.layers = nn.ModuleList(weight_norm(layer) for layer in layers)

    def forward(self, sound: Tensor) -> Seen:
        """Judge [N, n] samples, n a few hundred at least; verdicts [N, 1, rows, period]."""
        whole = sound[:, : sound.shape[1] // self.period * self.period]
        return _through(self.layers, whole.reshape(len(sound), 1, -1, self.period))


class PatchJudge(nn.Module):
    """Judges overlapping patches of a log mel spectrogram, as one judges pictures."""

    def __init__(self, channels: int, sample_rate: int) -> None:
        super().__init__()
        self.sample_rate = sample_rate
        c = channels
        layers = [nn.Conv2d(1, c, 4, stride=2, padding=1), nn.Conv2d(c, 2 * c, 4, stride=2, padding=1)]
        layers += [nn.Conv2d(2 * c, 4 * c, 4, padding=1), nn.Conv2d(4 * c, 1, 4, padding=1)]
        self.layers = nn.ModuleList(weight_norm(layer) for layer in layers)

    def forward(self, sound: Tensor) -> Seen:
        """Judge [N, n] samples; verdicts [N, 1, rows, columns]."""
        return _through(self.layers, log_mel(sound, self.sample_rate, PATCH_WINDOW, PATCH_BANDS)[:, None])


class Judges(nn.Module):
    """All judges of a configuration, `kinds` out of KINDS, heard one after the other."""

    def __init__(
        self, kinds: Sequence[str], windows: Sequence[int], periods: Sequence[int], channels: int, sample_rate: int
    ) -> None:
        super().__init__()
        self.judges = nn.ModuleList()
        if "stft" in kinds:
            self.judges.extend(SpectrumJudge(window, channels) for window in windows)
        if "periods" in kinds:
            self.judges.extend(PeriodJudge(period, channels) for period in periods)
        if "patch" in kinds:
            self.judges.append(PatchJudge(2 * channels, sample_rate))

    def forward(self, sound: Tensor) -> list[Seen]:
        """Return for every judge what it saw of [N, n] samples."""
        return [judge(sound) for judge in self.judges]


def judging_loss(real: Sequence[Seen], decoded: Sequence[Seen]) -> Tensor:
    """Return how far the judges are from saying 1 to real and 0 to decoded sound; a scalar, mean over judges."""
    each = [(r[-1] - 1.0).square().mean() + d[-1].square().mean() for r, d in zip(real, decoded, strict=True)]
    return torch.stack(each).mean()


def fooling_loss(decoded: Sequence[Seen]) -> Tensor:
    """Return how far the judges are from saying 1 to decoded sound; a scalar, mean over judges."""
    return torch.stack([(d[-1] - 1.0).square().mean() for d in decoded]).mean()


def feature_loss(real: Sequence[Seen], decoded: Sequence[Seen]) -> Tensor:
    """Return the L1 between what the judges saw, as a share of what they saw of the real clip; mean over layers."""
    each = []
    for r, d in zip(real, decoded, strict=True):
        for a, b in zip(r[:-1], d[:-1], strict=True):
            size = a.detach().abs().flatten(1).mean(dim=1).clamp(min=1e-4)
            each.append(((a.detach() - b).abs().flatten(1).mean(dim=1) / size).mean())
    return torch.stack(each).mean()
