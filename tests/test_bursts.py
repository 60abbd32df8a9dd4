"""The stricter ear: it hears what was cut, in tones, in hiss and in silence, and not what goes on."""

from __future__ import annotations

import numpy as np

from rtmusic.bursts import MARGIN, bursts
from rtmusic.seams import join
from rtmusic.units import Samples

RATE = 48_000
PLACES = np.arange(MARGIN, RATE - MARGIN, 977, dtype=np.int64)
AT = np.asarray([RATE // 2], np.int64)


def hissing(seed: int, level: float = 0.001, pitch: float = 220.0) -> Samples:
    """A second of a string, and the hiss of a microphone."""
    t, dice = np.arange(RATE) / RATE, np.random.default_rng(seed)
    string = sum(0.2 / n * np.sin(2 * np.pi * n * pitch * t + dice.uniform(0, 6)) for n in range(1, 12))
    return (np.tile(string, (2, 1)) + level * dice.normal(size=(2, RATE))).astype(np.float32)


def test_a_cut_stands_out_where_no_step_does_and_what_goes_on_does_not() -> None:
    one, other = hissing(0), hissing(1, pitch=233.0)
    usual = bursts(one, PLACES)
    assert abs(np.median(usual)) < 1.0 and usual.max() < 4.0
    cut = np.concatenate([one[:, : RATE // 2], other[:, RATE // 2 :]], axis=1)
    assert np.abs(np.diff(cut, axis=1))[:, RATE // 2 - 1].max() < 4 * np.abs(np.diff(one, axis=1)).max()  # no click
    assert bursts(cut, AT)[0] > 10.0
    faded = cut.copy()
    span = slice(RATE // 2 - 240, RATE // 2 + 240)
    faded[:, span] = join(one[:, span], other[:, span])
    for place in (-240, 0, 239):
        assert bursts(faded, AT + place)[0] < 4.0


def test_one_channel_is_enough_and_the_place_is_found() -> None:
    sound = hissing(0)
    sound[1, RATE // 2 :] *= -1
    assert bursts(sound, AT)[0] > 15.0
    assert np.abs(bursts(sound, AT + 400)[0]) < 6.0


def test_silence_and_a_pure_tone_are_no_burst() -> None:
    t = np.arange(RATE) / RATE
    tone = np.tile(0.5 * np.sin(2 * np.pi * 997 * t), (2, 1)).astype(np.float32)
    for sound in (np.zeros((2, RATE), np.float32), tone):
        heard = bursts(sound, PLACES)
        assert np.isfinite(heard).all() and np.abs(heard).max() < 1.0
    assert len(bursts(tone, PLACES[:0])) == 0
