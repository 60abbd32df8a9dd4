"""Stereo image, band levels and pre-echo, on sounds whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from rtmusic.units import Samples
from training.evaluation.hearing import THIRDS_HZ, WIDTH_DB, attacks, pre_echo_db, thirds_db, width_error_db
from training.evaluation.pictures import clicks

RATE = 48_000


def noise(seconds: float = 2.0, seed: int = 0) -> Samples:
    return (0.1 * np.random.default_rng(seed).standard_normal((2, round(seconds * RATE)))).astype(np.float32)


def test_a_shelf_is_found_in_its_bands() -> None:
    x = noise()
    treble = sosfiltfilt(butter(8, 4000, "highpass", fs=RATE, output="sos"), x).astype(np.float32)
    soft = x - np.float32(1 - 10 ** (-6 / 20)) * treble
    errors = thirds_db(x, soft, RATE)
    # Away from the edge of the filter.
    np.testing.assert_allclose(errors[THIRDS_HZ < 2000], 0, atol=0.2)
    np.testing.assert_allclose(errors[THIRDS_HZ > 8000], -6, atol=0.5)
    # Phase and grain do not matter: another noise has the same levels, but for chance in the narrow bands.
    assert np.abs(thirds_db(x, noise(seed=1), RATE)[8:]).max() < 0.7


def test_bands_where_nothing_plays_are_not_judged() -> None:
    t = np.arange(RATE) / RATE
    tone = np.tile(0.3 * np.sin(2 * np.pi * 1000 * t), (2, 1)).astype(np.float32)
    errors = thirds_db(tone, tone + 1e-6 * noise(1.0), RATE)
    assert np.isfinite(errors[np.argmin(np.abs(THIRDS_HZ - 1000))])
    assert np.isnan(errors[-1])


def test_mono_loses_the_image() -> None:
    wide = noise()
    mono = np.repeat(wide.mean(axis=0, keepdims=True), 2, axis=0)
    assert width_error_db(wide, wide, RATE) == 0
    # Independent channels have side as loud as mid: 0 dB against the end of the scale.
    assert width_error_db(wide, mono, RATE) == pytest.approx(WIDTH_DB, abs=2)
    # Half the width is 6 dB less side.
    side = wide - mono
    assert width_error_db(wide, mono + np.float32(0.5) * side, RATE) == pytest.approx(6.0, abs=0.7)
    # Gain is no matter of image, and a mono recording may stay mono.
    assert width_error_db(wide, np.float32(0.5) * wide, RATE) == pytest.approx(0, abs=0.01)
    assert width_error_db(mono, mono, RATE) == 0


def test_hits_are_found_where_they_are() -> None:
    hits = clicks(RATE)
    found = attacks(hits, RATE)
    wanted = [start for start in range(round(0.3 * RATE), hits.shape[1] - round(0.08 * RATE), round(0.2137 * RATE))]
    assert len(found) == len(wanted)
    assert all(abs(a - b) <= RATE // 200 for a, b in zip(found, wanted, strict=True))
    assert attacks(noise(), RATE) == []


def test_sound_before_a_hit_is_heard_as_echo() -> None:
    hits = clicks(RATE)
    assert pre_echo_db(hits, hits, RATE) == 0
    loud = float(np.square(hits).max())
    found = []
    for level_db in (-50, -30):
        smeared = hits + np.float32(math.sqrt(loud) * 10 ** (level_db / 20)) * noise() * 10
        found.append(pre_echo_db(hits, smeared, RATE))
    assert 0 < found[0] < found[1] - 15
    # Softer than the original is no echo, and what comes after the hit is none either.
    assert pre_echo_db(smeared, hits, RATE) == 0
    later = hits.copy()
    for at in attacks(hits, RATE):
        later[:, at + 480 : at + 2400] += noise(0.04)
    assert pre_echo_db(hits, later, RATE) == pytest.approx(0, abs=0.5)
    assert math.isnan(pre_echo_db(noise(), noise(), RATE))
