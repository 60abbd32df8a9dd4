"""A varied turn: exact lengths, exact pitch, circular without a click."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.seams import turn
from rtmusic.units import Samples
from rtmusic.varispeed import PIECE_SAMPLES, changing, finish

RATE = 48_000
HEARD = (  # times as long, times as fast the tape: each way of varying on its own, and some together
    (4.0, 0.25),
    (1 / 1.37, 1.37),
    (0.25, 4.0),
    (0.5, 1.0),
    (1.7, 1.0),
    (1.0, 2 ** (7 / 12)),
    (1.0, 0.5),
    (1.2 / 0.8, 0.8 * 2 ** (3 / 12)),
)


def changed(loop: Samples, times: float, speed: float) -> Samples:
    """A turn so many times as long, on a tape so many times as fast."""
    return finish(changing(loop, max(1, round(times * loop.shape[1])), speed))


def tones(samples: int, *hertz: float) -> tuple[Samples, list[float]]:
    """Steady tones, tuned so that whole periods fit a loop of so many samples; and what they are tuned to. [2, n]"""
    tuned = [round(f * samples / RATE) * RATE / samples for f in hertz]
    t = np.arange(samples) / RATE
    mono = sum(0.2 * np.sin(2 * np.pi * f * t + i) for i, f in enumerate(tuned))
    return np.stack([mono, 0.5 * np.asarray(mono)]).astype(np.float32), tuned


def strongest(sound: Samples) -> float:
    """The frequency of the loudest partial of a turn, in Hz."""
    mono = np.tile(sound[0].astype(np.float64), 3)
    power = np.log(np.abs(np.fft.rfft(mono * np.hanning(len(mono)))) + 1e-12)
    k = int(power.argmax())
    a, b, c = power[k - 1 : k + 2]
    return float((k + 0.5 * (a - c) / (a - 2 * b + c)) * RATE / len(mono))


def loudness(sound: Samples, samples: int) -> npt.NDArray[np.float64]:
    """RMS of every `samples` samples of three turns' middle one, hop by hop."""
    power = np.cumsum(np.concatenate([[0.0], np.tile(sound[0].astype(np.float64), 3) ** 2]))
    places = np.arange(sound.shape[1], 2 * sound.shape[1], 240)
    heard: npt.NDArray[np.float64] = np.sqrt((power[places + samples] - power[places]) / samples)
    return heard


@settings(max_examples=60)
@given(
    st.sampled_from([1 / 16, 0.25, 0.36, 0.9, 1.0, 1.3, 2.5, 4.0, 16.0]),
    st.sampled_from([0.125, 0.25, 0.5, 0.77, 0.98, 1.0, 1.01, 1.33, 2.0, 4.0, 8.0]),
    st.integers(1, 3_000),
    st.integers(1, 2),
)
def test_every_turn_has_exactly_its_length(times: float, speed: float, base: int, channels: int) -> None:
    loop = np.random.default_rng(base).standard_normal((channels, base)).astype(np.float32)
    sound = changed(loop, times, speed)
    assert sound.shape == (channels, max(1, round(times * base)))
    assert sound.dtype == np.float32 and sound.flags.c_contiguous and np.isfinite(sound).all()


def test_twice_as_fast_in_half_the_length_is_the_tape_alone() -> None:
    loop, _ = tones(20_000, 200.0)
    whole = soxr.resample(np.tile(loop, 3).T, 2, 1, quality="HQ").T
    np.testing.assert_allclose(changed(loop, 0.5, 2.0), whole[:, 10_000:20_000], rtol=0, atol=1e-6)


@pytest.mark.parametrize(("times", "speed"), HEARD)
@pytest.mark.parametrize("hertz", [110.0, 997.0])
def test_a_tone_is_heard_at_its_pitch_evenly_all_the_way_round(times: float, speed: float, hertz: float) -> None:
    loop, (tuned,) = tones(2 * RATE + 123, hertz)
    sound = changed(loop, times, speed)
    cents = 1200 * np.log2(strongest(sound) / (tuned * speed))
    # Measured: 1.2 cents at worst. Pitch shifting by the stretcher's own frequency map was off by 6.6.
    assert abs(cents) < 3
    heard = loudness(sound, round(8 * RATE / (tuned * speed)))
    # Pieces that are joined with whatever phases they have cancel each other somewhere: 10 to 50 dB.
    assert 20 * np.log10(heard.max() / heard.min()) < 1.5


@pytest.mark.parametrize(("times", "speed"), HEARD)
def test_the_seam_and_the_joins_do_not_click(times: float, speed: float) -> None:
    loop, _ = tones(RATE + 77, 131.7, 207.3, 523.1)
    sound = changed(loop, times, speed)
    # As steep as the sum of three tones can be; pieces that are cut bare jump by ten times that.
    steepest = 2 * np.pi / RATE * speed * 0.2 * (131.7 + 207.3 + 523.1)
    assert np.abs(np.diff(turn(sound, 0, sound.shape[1] + 2), axis=1)).max() < 1.3 * steepest


@pytest.mark.parametrize(("times", "speed"), [(1.0, 2 ** (5 / 12)), (1.0, 2 ** (-7 / 12)), (1.5, 1.0)])
def test_attacks_stay_on_the_beat_to_a_millisecond(times: float, speed: float) -> None:
    dice = np.random.default_rng(1)
    loop = np.zeros((2, 4 * RATE), np.float32)
    beats = np.arange(12) * 16_000 + dice.integers(0, 3_000, 12)
    for beat in beats:
        loop[:, beat : beat + 2_000] = 0.4 * np.exp(-np.arange(2_000) / 200) * dice.standard_normal(2_000)
    sound = changed(loop, times, speed)
    for beat in beats:
        there = round(times * beat)
        power = np.cumsum(turn(sound, there - 1_500, 3_000)[0].astype(np.float64) ** 2)
        early = (int(np.searchsorted(power, 0.1 * power[-1])) - 1_500) / 48
        # Measured: -0.3 to 0.9 ms. A piece that is moved to fit its neighbours is off by up to 8.
        assert -1 < early < 2, f"{early} ms"


@pytest.mark.parametrize(("times", "speed"), [(1 / 0.6, 0.6), (1.0, 2 ** (-5 / 12)), (1.3, 1.0)])
def test_the_loop_it_was_made_from_is_not_touched_and_each_step_may_wait(times: float, speed: float) -> None:
    loop, _ = tones(40_000, 300.0, 411.0)
    kept = loop.copy()
    length = round(times * loop.shape[1])
    work, other = changing(loop, length, speed), changing(loop[:, ::-1].copy(), length, speed)
    steps = 0
    while True:  # two loops by turns: neither hears of the other
        next(other, None)
        try:
            next(work)
        except StopIteration as done:
            sound: Samples = done.value
            break
        steps += 1
    assert steps >= 40_000 // (4 * PIECE_SAMPLES)
    np.testing.assert_array_equal(sound, changed(loop, times, speed))
    np.testing.assert_array_equal(loop, kept)


def test_work_is_cut_into_as_many_steps_as_the_loop_is_long() -> None:
    def steps(seconds: int) -> int:
        length = seconds * RATE
        return sum(1 for _ in changing(np.zeros((2, length), np.float32), length, 2 ** (2 / 12)))

    assert steps(8) - steps(4) >= 4 * RATE // PIECE_SAMPLES
