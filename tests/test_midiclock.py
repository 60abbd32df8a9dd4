"""MIDI clock: tempo and beat through jitter, song position, silence; and ticks that follow the instrument's beat."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.midiclock import LOST_S, TICKS, Arrival, ClockIn, ClockOut


def send(clock: ClockIn, bpm: float, ticks: int, at: float = 10.0, jitter_s: float = 0.0, seed: int = 0) -> float:
    """Ticks from a moment on, each late by up to the jitter; when the next one would come."""
    dice = random.Random(seed)
    length = 60 / bpm / TICKS
    for i in range(ticks):
        clock.tick(at + i * length + dice.uniform(0, jitter_s))
    return at + ticks * length


@settings(deadline=None, max_examples=40)
@given(bpm=st.floats(45, 235), jitter_ms=st.floats(0, 5), seed=st.integers(0, 99))
def test_the_tempo_is_found_through_jitter(bpm: float, jitter_ms: float, seed: int) -> None:
    clock = ClockIn()
    clock.start()
    ended = send(clock, bpm, 4 * TICKS, jitter_s=jitter_ms / 1000, seed=seed)
    assert clock.tempo_bpm is not None
    # A line through N ticks with this jitter: its slope's standard error is s·√(12/N³), here 5 of them.
    s = jitter_ms / 1000 / math.sqrt(12)
    off = 5 * s * math.sqrt(12 / (4 * TICKS) ** 3) * TICKS / 60 * bpm**2 + 1e-6
    assert clock.tempo_bpm == pytest.approx(bpm, abs=off)
    beat = clock.beat_at(ended)
    # The ticks are late by half the jitter on average, and so is the beat.
    assert beat is not None
    assert (4 - beat) * 60 / bpm == pytest.approx(jitter_ms / 2000, abs=5 * s * 2 / math.sqrt(4 * TICKS) + 1e-6)


def test_a_change_of_tempo_is_followed_within_a_beat() -> None:
    clock = ClockIn()
    ended = send(clock, 120, 8 * TICKS, jitter_s=0.001)
    send(clock, 90, TICKS, ended, 0.001)
    assert clock.tempo_bpm == pytest.approx(90, abs=0.5)


def test_a_slow_change_is_followed_too() -> None:
    clock = ClockIn()
    at, bpm, dice = 10.0, 120.0, random.Random(1)
    for _ in range(20 * TICKS):
        clock.tick(at + dice.uniform(0, 0.001))
        bpm += 0.01
        at += 60 / bpm / TICKS
    assert clock.tempo_bpm == pytest.approx(bpm, abs=1.0)


def test_one_tick_that_comes_late_or_not_at_all_moves_nothing() -> None:
    clock = ClockIn()
    ended = send(clock, 120, 4 * TICKS)
    clock.tick(ended + 0.015)
    send(clock, 120, TICKS, ended + 60 / 120 / TICKS)
    assert clock.tempo_bpm == pytest.approx(120, abs=0.01)


def test_start_stop_continue_and_song_position() -> None:
    clock = ClockIn()
    ended = send(clock, 120, 30)
    clock.start()
    ended = send(clock, 120, 2 * TICKS, ended)
    assert clock.running and clock.beat_at(ended) == pytest.approx(2, abs=1e-6)
    clock.stop()
    ended = send(clock, 120, 5 * TICKS, ended)  # many go on ticking
    clock.go_on()
    ended = send(clock, 120, TICKS, ended)
    assert clock.running and clock.beat_at(ended) == pytest.approx(3, abs=1e-6)
    clock.stop()
    clock.position(32)  # sixteenths: beat 8
    clock.go_on()
    ended = send(clock, 120, TICKS, ended)
    assert clock.beat_at(ended) == pytest.approx(9, abs=1e-6)


def test_a_clock_that_falls_silent_is_none() -> None:
    clock = ClockIn()
    assert not clock.slaved(10.0) and clock.tempo_bpm is None and clock.beat_at(10.0) is None
    ended = send(clock, 120, TICKS)
    assert clock.slaved(ended) and not clock.slaved(ended + LOST_S)
    clock.tick(ended + 5.0)
    assert clock.tempo_bpm is None


@given(st.lists(st.tuples(st.sampled_from(["tick", "start", "stop", "on", "position"]), st.floats(0, 2)), max_size=80))
def test_no_order_of_words_raises(words: list[tuple[str, float]]) -> None:
    clock, now = ClockIn(), 0.0
    for word, pause in words:
        now += pause
        if word == "tick":
            clock.tick(now)
        elif word == "position":
            clock.position(int(pause * 8000))
        else:
            {"start": clock.start, "stop": clock.stop, "on": clock.go_on}[word]()
        assert clock.tempo_bpm is None or 20 <= clock.tempo_bpm <= 400
        assert clock.beat_at(now) is None or math.isfinite(clock.beat_at(now) or 0.0)


def test_when_a_message_came_is_known_better_than_when_it_was_read() -> None:
    arrival, dice = Arrival(), random.Random(0)
    late = []
    for i in range(200):
        came = 10 + i * 0.02
        late.append(arrival.of(0.02 if i else 0.0, came + dice.uniform(0, 0.01)) - came)
    assert max(late[100:]) < 0.001  # polled up to 10 ms late
    assert arrival.of(0.02, 99.0) == 99.0  # after a pause of the whole machine


def test_ticks_follow_the_beat_of_the_instrument() -> None:
    out, now, bpm = ClockOut(), 100.0, 120.0
    sent: list[tuple[float, str]] = []
    said = now
    while now < 130.0:
        if now >= said:
            said += 0.1
            # The instrument's beat: 120 bpm, then a jump of the grid by a quarter of a beat.
            out.follow(bpm, ((now - 99.7) * 2 + (0.25 if now > 115 else 0)) % 4, 4, now)
        sent += [(now, word) for word in out.due(now)]
        now += 0.001
    assert sent[0][1] == "start"
    assert sent[0][0] == pytest.approx(101.7, abs=0.002)  # the next bar
    ticks = [at for at, word in sent if word == "clock"]
    before = [at for at in ticks if at < 115]
    assert all(abs((at - 101.7) * 48 - i) < 0.15 for i, at in enumerate(before))
    # Moved by a quarter of a beat, six ticks, within a few seconds, and never in a burst.
    last = ticks[-1]
    assert abs((last - 101.7) * 48 + 6 - len(ticks) + 1) < 0.3
    assert min(b - a for a, b in itertools.pairwise(ticks)) > 0.009
    assert out.stop() == ["stop"] and out.due(now) == [] and out.next_s == math.inf


def test_after_a_long_pause_ticks_begin_anew() -> None:
    out = ClockOut()
    out.follow(120, 0.0, 4, 10.0)
    assert out.due(12.0) == ["start", "clock"]
    assert out.due(20.0) == ["stop"]
    out.follow(120, 1.0, 4, 20.0)
    assert out.due(21.4) == [] and out.due(21.5) == ["start", "clock"]
