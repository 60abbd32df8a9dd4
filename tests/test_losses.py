"""Spectrogram losses: the transform with a gradient of our own is torch's, whatever windows a step draws."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from training.losses import MEL_SCALES, hann, magnitudes, spectrogram_losses


def plain(sound: Tensor, window: int) -> Tensor:
    """The same by torch's own transform and gradients."""
    spectrum = torch.stft(
        sound, window, window // 4, window=hann(window).to(sound), center=True, pad_mode="reflect", return_complex=True
    )
    return (spectrum.real.square() + spectrum.imag.square() + 1e-12).sqrt().transpose(1, 2)


@pytest.mark.parametrize("window", [window for window, _ in MEL_SCALES])
def test_magnitudes_and_their_gradient_are_those_of_torch(window: int) -> None:
    dice = torch.Generator().manual_seed(0)
    sound = torch.randn(2, 4800, dtype=torch.float64, generator=dice).requires_grad_()
    ours, theirs = magnitudes(sound, window), plain(sound, window)
    columns = theirs.shape[1]
    assert ours.shape[1] in (columns, columns + 1)  # a last part-column is padded, not dropped
    torch.testing.assert_close(ours[:, :columns], theirs, rtol=0, atol=1e-10)
    weights = torch.randn(theirs.shape, dtype=torch.float64, generator=dice)
    (mine,) = torch.autograd.grad((ours[:, :columns] * weights).sum(), sound)
    (wanted,) = torch.autograd.grad((theirs * weights).sum(), sound)
    # Rounding reaches 1e-12; bins counted twice or not at all, as 0 and the highest might be, show as 0.1.
    torch.testing.assert_close(mine, wanted, rtol=0, atol=1e-9)


def test_any_choice_of_windows_measures_the_same_things() -> None:
    dice = torch.Generator().manual_seed(0)
    loud = torch.randn(2, 9600, generator=dice)
    for scales in ([MEL_SCALES[0]], MEL_SCALES[1:3], [MEL_SCALES[3], MEL_SCALES[0]]):
        half = spectrogram_losses(0.5 * loud, loud, 48_000, scales)
        assert float(half.mel) == pytest.approx(math.log10(2), abs=0.03)
        assert float(half.magnitude) == pytest.approx(0.5, abs=0.02)
        assert float(half.energy) == pytest.approx(2 * math.log10(2), abs=0.03)


def test_the_floor_says_what_counts_as_silence() -> None:
    dice = torch.Generator().manual_seed(0)
    hum = torch.randn(1, 9600, generator=dice) * 1e-4
    far, near = (spectrogram_losses(0 * hum, hum, 48_000, floor=floor).mel for floor in (2e-3, 1e-4))
    assert float(near) > 5 * float(far)
