"""Augmentation: the same dice, the same sound; always the same length, never beyond full scale, stereo kept."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.augment import ROOMS, Augmentation, Samples, _band, _equalizer, _reflections, _through
from training.config import TrainingError, from_table
from training.corpus.index import SAMPLE_RATE

SHARES = tuple(field.name for field in fields(Augmentation) if field.name.endswith("_share"))
NOTHING = replace(Augmentation(), **dict.fromkeys(SHARES, 0.0))
EVERYTHING = replace(Augmentation(), **dict.fromkeys(SHARES, 1.0))


def only(part: str, **changes: float) -> Augmentation:
    return replace(NOTHING, **{f"{part}_share": 1.0}, **changes)


def music(samples: int = 9600, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-0.3, 0.3, (2, samples)).astype(np.float32)


def sine(hz: float, seconds: float = 1.0) -> Samples:
    wave = 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)
    return np.stack([wave, 0.5 * wave]).astype(np.float32)


def loudest_hz(sound: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(spectrum.argmax() * SAMPLE_RATE / len(sound))


@pytest.mark.parametrize("part", [*SHARES, "all"])
def test_the_same_dice_give_the_same_sound(part: str) -> None:
    augment = EVERYTHING if part == "all" else only(part.removesuffix("_share"))
    crop = music()
    before = crop.copy()
    first = augment(crop, np.random.default_rng(3))
    np.testing.assert_array_equal(augment(crop, np.random.default_rng(3)), first)
    assert not np.array_equal(augment(crop, np.random.default_rng(4)), first)
    assert not np.array_equal(first, crop)
    np.testing.assert_array_equal(crop, before)  # whoever else holds the crop still has it
    assert first.shape == crop.shape and first.dtype == np.float32


def test_threads_share_one_and_nobody_else_s_dice_are_touched() -> None:
    crops = [music(4800, seed) for seed in range(8)]
    alone = [EVERYTHING(crop, np.random.default_rng(i)) for i, crop in enumerate(crops)]
    states = random.getstate(), str(np.random.get_state())
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda i: EVERYTHING(crops[i], np.random.default_rng(i)), range(8)))
    np.testing.assert_array_equal(together, alone)
    assert random.getstate() == states[0]
    assert str(np.random.get_state()) == states[1]


@settings(max_examples=40, deadline=None)
@given(
    samples=st.integers(1, 6000),
    seed=st.integers(0, 2**32),
    level=st.sampled_from([0.0, 1e-7, 1e-3, 1.0]),
    part=st.sampled_from([*SHARES, "all"]),
)
def test_any_crop_stays_finite_in_range_and_as_long(samples: int, seed: int, level: float, part: str) -> None:
    augment = EVERYTHING if part == "all" else only(part.removesuffix("_share"))
    dice = np.random.default_rng(seed)
    crop = (level * dice.choice([-1.0, 1.0], (2, samples))).astype(np.float32)  # as loud as a file can be
    heard = augment(crop, dice)
    assert heard.shape == crop.shape and heard.dtype == np.float32
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.0
    if level == 0.0:
        assert not heard.any()  # silence gets no noise of its own


@pytest.mark.parametrize("part", [name.removesuffix("_share") for name in SHARES])
def test_mono_stays_mono_and_the_stereo_picture_stays(part: str) -> None:
    mono = np.repeat(music()[:1], 2, axis=0)
    heard = only(part)(mono, np.random.default_rng(5))
    # Stretch rounds its two channels apart by 6e-8; two different rooms would differ by 0.1.
    np.testing.assert_allclose(heard[0], heard[1], rtol=0, atol=1e-6)
    panned = mono * np.array([[1.0], [0.25]], np.float32)
    heard = only(part)(panned, np.random.default_rng(5))
    ratio = np.sqrt(np.mean(heard[1] ** 2) / np.mean(heard[0] ** 2))
    assert ratio == pytest.approx(1.0 if part == "mic" else 0.25, rel=1e-3)


def test_nothing_chosen_is_the_crop_itself_and_shares_are_kept() -> None:
    crop = music(480)
    assert NOTHING(crop, np.random.default_rng(0)) is crop
    fader = replace(NOTHING, fader_share=0.3)
    moved = sum(fader(crop, np.random.default_rng(seed)) is not crop for seed in range(1000))
    assert moved == pytest.approx(300, abs=60)  # four deviations
    # A part that is turned off leaves the others' choice alone.
    other = replace(fader, eq_share=0.5, eq_db=0.0)
    for seed in range(50):
        if fader(crop, np.random.default_rng(seed)) is not crop:
            assert other(crop, np.random.default_rng(seed)) is not crop


def test_the_tape_moves_pitch_and_stretch_moves_pitch_alone() -> None:
    for seed in range(4):
        wanted = 2 ** (np.random.default_rng(seed).random(8)[7] * 2 - 1)  # the draw after the seven shares
        heard = only("speed", speed_semitones=12.0)(sine(500.0), np.random.default_rng(seed))
        assert loudest_hz(heard[0]) == pytest.approx(500.0 * wanted, rel=0.01)
    clicks = np.zeros((2, 48_000), np.float32)
    clicks[:, 6000::12_000] = 0.9
    heard = only("stretch", stretch_tempo=0.0)(clicks, np.random.default_rng(1))
    at = [int(np.abs(part).argmax()) for part in heard[0].reshape(4, 12_000)]
    # A different tempo would move the last click by thousands; a smeared one sits within 20 ms.
    assert np.abs(np.array(at) - 6000).max() < 960
    heard = only("stretch", stretch_tempo=0.0, stretch_semitones=6.0)(sine(500.0), np.random.default_rng(1))
    assert abs(np.log2(loudest_hz(heard[0]) / 500.0)) * 12 > 0.5
    # Slower or faster: neither leaves a hole at the end.
    for part in ("speed", "stretch"):
        for seed in range(6):
            heard = only(part)(music(48_000), np.random.default_rng(seed))
            assert np.sqrt(np.mean(heard[:, -480:] ** 2)) > 0.02


def test_the_equalizer_and_the_band_reach_as_far_as_they_say() -> None:
    click = np.zeros((1, 32_768), np.float32)
    click[0, 0] = 1.0
    for seed in range(6):
        dice = np.random.default_rng(seed)
        response_db = 20 * np.log10(np.abs(np.fft.rfft(_through(_equalizer(6.0, dice), click)[0])))
        assert np.abs(response_db).max() < 14.0  # two neighbouring bands may add up, seven never
        assert np.abs(response_db).max() > 1.0
        response_db = 20 * np.log10(np.abs(np.fft.rfft(_through(_band(dice), click)[0])) + 1e-9)
        hz = np.fft.rfftfreq(32_768, 1 / SAMPLE_RATE)
        assert np.abs(response_db[(hz > 600) & (hz < 2000)]).max() < 1.0  # what lies between passes
        assert response_db[hz < 5].max() < -40 and response_db[hz > 23_000].max() < -40


def test_a_room_answers_after_the_direct_sound_and_dies_away() -> None:
    for room in (0, 9):
        answer = _reflections(room)
        assert np.sum(np.square(answer)) == pytest.approx(1.0, rel=1e-5)
        assert np.abs(answer[:24]).max() < 0.01  # half a millisecond in which only the direct sound was there
        half = len(answer) // 2
        assert np.sum(np.square(answer[half:])) < 0.1
        with pytest.raises(ValueError, match="read-only"):
            answer[0] = 1.0  # it is shared by all crops
    assert len(_reflections(9)) > len(_reflections(0))  # rooms grow with their number
    assert ROOMS > 9
    click = np.zeros((2, 9600), np.float32)
    click[:, 100] = 0.5
    heard = only("reverb", reverb_low_db=-12.0, reverb_high_db=-12.0)(click, np.random.default_rng(0))
    assert heard[0, 100] == pytest.approx(0.5, abs=0.01)
    tail_db = 10 * np.log10(np.sum(np.square(heard[0, 101:])) / 0.25)
    assert tail_db == pytest.approx(-12.0, abs=1.0)


def test_the_microphone_is_mono_noisy_and_as_loud_as_before() -> None:
    crop = sine(440.0)
    heard = only("mic", mic_noise_db=-20.0)(crop, np.random.default_rng(2))
    np.testing.assert_array_equal(heard[0], heard[1])
    assert np.sqrt(np.mean(heard[0] ** 2)) == pytest.approx(np.sqrt(np.mean(crop.mean(axis=0) ** 2)), rel=0.05)

    def floor_db(noise_db: float) -> float:
        sound = only("mic", mic_noise_db=noise_db, mic_drive=0.0)(crop, np.random.default_rng(2))[0]
        spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
        return float(10 * np.log10(np.median(spectrum[3000:6000]) / spectrum.max()))

    assert floor_db(-20.0) - floor_db(-50.0) == pytest.approx(30.0, abs=1.5)


def test_the_fader_only_takes_away() -> None:
    level = np.full((2, 4800), 0.5, np.float32)
    moves = [only("fader", fader_db=20.0)(level, np.random.default_rng(seed))[0] for seed in range(30)]
    assert max(move.max() for move in moves) <= 0.5
    assert min(move.min() for move in moves) == pytest.approx(0.05, abs=0.02)
    assert max(np.abs(np.diff(move)).max() for move in moves) < 0.02  # a ramp, no click


def test_the_table_is_checked() -> None:
    assert from_table(Augmentation, {"mic_share": 1, "eq_db": 3.0}, "x.toml [augment]").mic_share == 1.0
    with pytest.raises(TrainingError, match=r"x\.toml \[augment\]: unknown key 'mic'\. Known keys: speed_share, "):
        from_table(Augmentation, {"mic": 1.0}, "x.toml [augment]")
    with pytest.raises(TrainingError, match=r"augment: eq_share = 1\.5 is a chance, it lies between 0\.0 and 1\.0"):
        Augmentation(eq_share=1.5)
    with pytest.raises(TrainingError, match=r"augment: speed_semitones = -1\.0 must lie between 0\.0 and 12\.0"):
        Augmentation(speed_semitones=-1.0)
    with pytest.raises(TrainingError, match=r"reverb_low_db = 0\.0 and reverb_high_db = -3\.0 must rise"):
        Augmentation(reverb_low_db=0.0)
    with pytest.raises(TrainingError, match=r"mic_noise_db = 3\.0 must lie between -120\.0 and 0\.0"):
        Augmentation(mic_noise_db=3.0)
