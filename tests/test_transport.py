"""Beats on the sample clock: rounded once, never accumulated, and a tempo change moves nothing that sounds."""

import pytest

from rtmusic.memory import LoopStore
from rtmusic.take import Take
from rtmusic.transport import Transport
from rtmusic.units import Geometry

RATE = 48_000
GEOMETRY = Geometry(RATE, 2, 960, 16, 8, 1024, 480, 256, 128, 384, ())


def test_beats_do_not_drift_over_hours() -> None:
    clock = Transport(RATE, bpm=137.0)
    hours = round(4 * 3600 * 137 / 60)
    # Rounding each beat by itself is right to half a sample; adding rounded beats would be off by thousands.
    assert abs(clock.sample_at(hours) - hours * 60 * RATE / 137) <= 0.5


def test_a_tempo_change_keeps_the_beat_that_sounds() -> None:
    clock = Transport(RATE, bpm=120.0)
    at = 100_000
    before = clock.beat_at(at)
    clock.set_tempo(90.0, at)
    assert clock.beat_at(at) == pytest.approx(before, abs=1e-9)
    assert clock.beat_at(at + 32_000) == pytest.approx(before + 1.0, abs=1e-9)


@pytest.mark.parametrize(
    "sample, unit, nearest, after",
    [
        (24_000, "beat", 24_000, 48_000),
        (35_000, "beat", 24_000, 48_000),
        (37_000, "beat", 48_000, 48_000),
        (37_000, "bar", 0, 96_000),
        (37_000, "8th", 36_000, 48_000),
        (24_001, "8th", 24_000, 36_000),
        (50_000, "bar", 96_000, 96_000),
        (37_001, "off", 37_001, 37_002),
    ],
)
def test_the_grid(sample: int, unit: str, nearest: int, after: int) -> None:
    clock = Transport(RATE, bpm=120.0)
    assert clock.nearest(sample, unit) == nearest
    assert clock.after(sample, unit) == after


def test_after_is_always_later() -> None:
    clock = Transport(RATE, bpm=133.7)
    for beat in range(500):
        at = clock.sample_at(beat)
        for sample in (at - 1, at, at + 1):
            assert clock.after(sample, "beat") > sample


def test_taps_give_the_tempo_and_a_pause_starts_anew() -> None:
    clock = Transport(RATE)
    assert clock.tap(1000) is None
    assert clock.tap(1000 + 30_000) == pytest.approx(96.0)
    assert clock.tap(1000 + 61_000) == pytest.approx(60 * RATE / 30_500)
    assert clock.tap(1000 + 61_000 + 4 * RATE) is None


def take(bpm: float = 120.0) -> Take:
    return Take(Transport(RATE, bpm), GEOMETRY, LoopStore.local(16).loops[0])


def test_a_late_press_still_counts_from_the_beat() -> None:
    t = take()
    t.press(26_000, "beat")  # 42 ms after the beat at 24,000
    assert t.state == "recording"
    t.press(74_000, "beat")
    assert t.ends_before(74_000) and t.finish() == (24_000, 72_000)
    assert t.state == "idle"


def test_an_early_press_waits_for_the_beat() -> None:
    t = take()
    t.press(23_000, "beat")
    assert t.state == "waiting"
    assert not t.ends_before(30_000) and t.state == "recording"
    t.press(47_000, "beat")
    assert t.state == "closing" and not t.ends_before(47_999)
    assert t.ends_before(48_000) and t.finish() == (24_000, 48_000)


def test_a_press_while_waiting_takes_it_back() -> None:
    t = take()
    t.press(23_000, "beat")
    t.press(23_500, "beat")
    assert t.state == "idle"


def test_a_double_press_still_gives_a_whole_beat() -> None:
    t = take()
    t.press(24_000, "beat")
    t.press(24_100, "beat")
    assert t.ends_before(60_000) and t.finish() == (24_000, 48_000)


def test_off_the_grid_both_ends_are_where_the_foot_was() -> None:
    t = take()
    t.press(10_001, "off")
    t.press(77_777, "off")
    assert t.ends_before(77_777) and t.finish() == (10_001, 77_777)


def test_a_forgotten_recording_closes_itself() -> None:
    t = take()
    t.press(0, "bar")
    assert not t.ends_before(54 * RATE)
    assert t.ends_before(55 * RATE) and t.finish() == (0, 55 * RATE)
