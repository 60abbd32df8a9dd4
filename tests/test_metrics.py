"""The numbers we publish, on clips whose answer is known."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from training import metrics
from training.config import TrainingError
from training.metrics import DISTANCE_RATE, at_rate, mel_distance, mel_filters, si_sdr, stft_distance, usage

RATE = 48_000


def clip(seed: int = 0, samples: int = 24_000) -> np.ndarray:
    t = np.arange(samples) / RATE
    noise = np.random.default_rng(seed).standard_normal(samples)
    return (0.3 * np.sin(2 * np.pi * 330 * t) + 0.05 * noise).astype(np.float32)


def test_identical_clips_are_no_distance_apart() -> None:
    x = clip()
    assert mel_distance(x, x, RATE) == 0
    assert stft_distance(x, x, RATE) == 0
    assert si_sdr(x, x) == math.inf


@pytest.mark.parametrize("gain", [0.1, 0.7, -2.0])
def test_si_sdr_does_not_mind_gain_or_dc(gain: float) -> None:
    x = clip().astype(np.float64)
    noise = np.random.default_rng(1).standard_normal(len(x))
    noise -= noise @ x / (x @ x) * x
    y = x + noise / np.sqrt(noise @ noise) * np.sqrt(x @ x) * 10 ** (-12 / 20)
    # Noise at right angles to the signal, 12 dB below it; their means move the figure by less than 0.01 dB.
    assert si_sdr(x, y) == pytest.approx(12.0, abs=0.05)
    assert si_sdr(x, gain * y + 0.2) == pytest.approx(si_sdr(x, y), abs=1e-6)


def test_silence_scores_as_silence() -> None:
    x = clip()
    assert si_sdr(x, np.zeros_like(x)) == -math.inf
    with pytest.raises(ValueError, match="the reference is silent"):
        si_sdr(np.zeros_like(x), x)


def test_half_the_level_is_a_known_distance() -> None:
    x = clip(samples=RATE)
    # Log power differs by log10(4) everywhere in both windows; the rest is the part that grows with the level.
    linear = [mel_distance(gain * x, 0.5 * gain * x, RATE) - 2 * math.log10(4) for gain in (1.0, 0.1)]
    assert linear[0] == pytest.approx(10 * linear[1], rel=0.03)
    assert 0.01 < linear[0] < 0.2


def test_more_noise_is_farther() -> None:
    x = clip()
    noise = np.random.default_rng(2).standard_normal(len(x)).astype(np.float32)
    far = [mel_distance(x, x + level * noise, RATE) for level in (0.001, 0.01, 0.1)]
    assert far[0] < far[1] < far[2]


def test_filters_hear_every_band_alike() -> None:
    filters = mel_filters(DISTANCE_RATE, 2048, 150)
    assert filters.shape == (150, 1025)
    width_hz = DISTANCE_RATE / 2048
    # Equal area 1: white noise gives a flat mel spectrum. The lowest bands are narrower than a few bins.
    np.testing.assert_allclose(filters[40:].sum(axis=1) * width_hz, 1.0, atol=0.08)
    peak_hz = filters.argmax(axis=1) * width_hz
    # Straight below 1 kHz, logarithmic above: equal steps, then equal ratios.
    low, high = np.diff(peak_hz[5:30]), peak_hz[101:149] / peak_hz[100:148]
    assert low.max() - low.min() <= 1.01 * width_hz
    assert high.std() < 0.01


def test_resampling_keeps_the_tone() -> None:
    x = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    y = at_rate(x, RATE, DISTANCE_RATE)
    assert len(y) == DISTANCE_RATE
    wanted = np.sin(2 * np.pi * 1000 * np.arange(DISTANCE_RATE) / DISTANCE_RATE)
    # Away from the ends; a wrong ratio would be out of phase within milliseconds.
    np.testing.assert_allclose(y[2000:-2000], wanted[2000:-2000], atol=2e-3)


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"clips of \(24000,\) and \(23999,\) samples cannot be compared"):
        mel_distance(clip(), clip()[:-1], RATE)


def test_code_usage() -> None:
    cases = ((np.arange(64), 1.0, 64.0), (np.full(100, 3), 1 / 64, 1.0), (np.array([0] * 50 + [1] * 50), 2 / 64, 2.0))
    for codes, wanted_share, wanted_perplexity in cases:
        share, perplexity = usage(codes, 64)
        assert share == wanted_share
        assert perplexity == pytest.approx(wanted_perplexity)


def test_the_listening_models_tell_a_copy_from_noise() -> None:
    pytest.importorskip("visqol")
    x = clip(samples=RATE)
    noisy = x + np.random.default_rng(4).standard_normal(len(x)).astype(np.float32) * np.float32(0.05)
    # 4.73 is the most that ViSQOL's audio mode gives, 5 the most that Zimtohrli gives.
    for listener, best in ((metrics.visqol, 4.73), (metrics.zimtohrli, 5.0)):
        same, other = listener(x, x, RATE), listener(x, noisy, RATE)
        assert same == pytest.approx(best, abs=0.05)
        assert 1.0 <= other < same - 0.1


def test_a_listening_model_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics._zimtohrli.cache_clear()
    monkeypatch.setitem(sys.modules, "zimtohrli", None)
    with pytest.raises(TrainingError, match="pip install zimtohrli, or measure without it: --fast"):
        metrics.zimtohrli(clip(), clip(), RATE)
