"""Levels without clicks, nothing above full scale, nothing that is not a number."""

from __future__ import annotations

import numpy as np
import pytest

from rtmusic.knobs import Panel, parse_setting
from rtmusic.output import KNEE, Mixer
from rtmusic.units import Samples

RATE = 48_000


def noise(n: int, level: float = 0.3, seed: int = 0) -> Samples:
    return (np.random.default_rng(seed).uniform(-level, level, (2, n))).astype(np.float32)


def play(mixer: Mixer, wet: Samples, dry: Samples, block: int) -> Samples:
    out = np.full_like(wet, 9.0)
    for at in range(0, wet.shape[1], block):
        piece = slice(at, at + block)
        mixer.mix(wet[:, piece], dry[:, piece], out[:, piece])
    return out


def settled(wet_db: float = 0, dry_db: float = -60, gain_db: float = 0, mute: float = 0) -> Mixer:
    """A mixer whose ramps are over."""
    mixer = Mixer(RATE, 2, 8192)
    mixer.aim(wet_db, dry_db, gain_db, mute)
    play(mixer, np.zeros((2, 512), np.float32), np.zeros((2, 512), np.float32), 512)
    return mixer


def test_below_the_knee_nothing_is_touched() -> None:
    wet, dry = noise(4096, 0.89), noise(4096, seed=1)
    np.testing.assert_array_equal(play(settled(), wet, dry, 256), wet)
    np.testing.assert_array_equal(play(settled(wet_db=-60, dry_db=0), dry, wet, 256), wet)


def test_levels_are_decibels_and_minus_sixty_is_off() -> None:
    wet, dry = noise(1000), noise(1000, seed=1)
    out = play(settled(wet_db=-6, dry_db=-12, gain_db=-3), wet, dry, 100)
    expected = wet * 10 ** (-9 / 20) + dry * 10 ** (-15 / 20)
    np.testing.assert_allclose(out, expected, rtol=0, atol=1e-7)
    assert not play(settled(wet_db=-60), wet, dry, 100).any()
    assert not play(settled(dry_db=0, mute=1), wet, dry, 100).any()


@pytest.mark.parametrize("block", [1, 37, 64, 1000])
def test_the_sound_does_not_depend_on_the_block_size(block: int) -> None:
    wet, dry = noise(2000, 1.3), noise(2000, 1.3, seed=1)
    whole, blocks = settled(), settled()
    for mixer in (whole, blocks):
        mixer.aim(-3, -3, 0, 0)
    # Exact: a ramp restarted at every block, or one that lost a sample, shows as a difference of 1e-3.
    np.testing.assert_array_equal(play(blocks, wet, dry, block), play(whole, wet, dry, 2000))


def test_turning_levels_makes_no_step() -> None:
    ones = np.ones((2, 256), np.float32) * 0.5
    mixer = settled()
    heard = []
    for levels in [(0, -60, 0, 0), (0, -60, 0, 1), (0, -60, 0, 0), (-60, 0, 0, 0), (6, -60, -6, 0), (6, 6, -60, 0)]:
        mixer.aim(*levels)
        heard.append(play(mixer, ones, ones, 64))  # 256 samples: some ramps are cut off by the next one
        mixer.aim(*levels)  # saying the same again does not start a ramp
    steps = np.abs(np.diff(np.concatenate(heard, axis=1)))
    # A ramp of 240 samples over a level change of 2 (+6 dB on 0.5 is 1, twice) moves 0.0042 a sample; a step is 0.5.
    assert steps.max() < 0.0085


def test_it_starts_silent_and_is_up_after_five_milliseconds() -> None:
    mixer = Mixer(RATE, 2, 8192)
    mixer.aim(0, -60, 0, 0)
    ones = np.full((2, 480), 0.5, np.float32)
    out = play(mixer, ones, ones, 96)
    assert 0 < out[0, 0] < 0.003
    np.testing.assert_array_equal(out[:, 240:], ones[:, 240:])


@pytest.mark.parametrize("level", [0.95, 1.0, 2.0, 100.0, 1e38])
def test_nothing_exceeds_full_scale(level: float) -> None:
    wet = noise(8192, level=1.0) * np.float32(level)
    mixer = settled(wet_db=6)
    out = play(mixer, wet, wet, 8192)
    assert np.abs(out).max() <= 1.0
    assert mixer.peak == np.abs(out).max()
    assert mixer.limited_samples > 0
    np.testing.assert_array_equal(np.sign(out), np.sign(wet))


def test_the_limiter_bends_smoothly() -> None:
    rising = np.tile(np.linspace(-3, 3, 8192, dtype=np.float32), (2, 1))
    out = play(settled(), rising, rising, 8192)
    slope = np.diff(out[0].astype(np.float64)) / np.diff(rising[0].astype(np.float64))
    assert slope.min() > -1e-4  # louder in is never quieter out (float32 steps of 6e-8 over 7e-4)
    assert np.abs(np.diff(slope)).max() < 0.02  # a corner, as of a hard clip, is a jump of 1
    inside = np.abs(rising[0]) <= KNEE
    np.testing.assert_array_equal(out[0, inside], rising[0, inside])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["wet", "dry"])
def test_what_is_not_a_number_becomes_silence_and_is_counted(bad: float, where: str) -> None:
    wet, dry = noise(512), noise(512, seed=1)
    (wet if where == "wet" else dry)[1, 100:103] = bad
    mixer = settled(dry_db=0)
    out = play(mixer, wet, dry, 512)
    assert np.isfinite(out).all()
    assert mixer.wrong_samples == 3
    assert not out[1, 100:103].any()
    np.testing.assert_array_equal(out[0], wet[0] + dry[0])  # the other channel is not harmed
    clean = play(mixer, noise(512), noise(512), 512)  # nothing of it stays behind
    assert np.isfinite(clean).all()


def test_it_reads_the_knobs() -> None:
    panel = Panel().turn([parse_setting("wet=-60"), parse_setting("dry=0"), parse_setting("gain=-6")])
    mixer = Mixer(RATE, 2, 8192)
    mixer.aim_at(panel)
    wet, dry = noise(512), noise(512, seed=1)
    play(mixer, wet, dry, 512)
    np.testing.assert_allclose(play(mixer, wet, dry, 512), dry * 10 ** (-6 / 20), rtol=0, atol=1e-7)
