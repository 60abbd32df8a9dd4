"""The output by absolute sample: rewritten ahead, never behind, and never out of music."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtmusic.timeline import DEFAULT_BAR_SAMPLES, MAX_BLOCK, SEAM_SAMPLES, Timeline
from rtmusic.units import Samples

T = TypeVar("T", bound=Timeline)
BLOCK = 256
CAPACITY = 2**17


def tone(at: int, n: int, cycle: float, level: float = 0.4) -> Samples:
    """Sine by absolute sample; two tones of different cycles are uncorrelated music without steps of their own."""
    t = np.arange(at, at + n, dtype=np.float64)
    return (level * np.stack([np.sin(2 * np.pi * t / cycle), np.cos(2 * np.pi * t / cycle)])).astype(np.float32)


def play(timeline: Timeline, n: int, block: int = BLOCK) -> Samples:
    """The next n samples, n a multiple of the block."""
    heard = [np.zeros((2, 0), np.float32)]
    for _ in range(n // block):
        out = np.full((2, block), 9.0, np.float32)
        timeline.read(timeline.playhead, out)
        heard.append(out)
    return np.concatenate(heard, axis=1)


def worst_step(audio: Samples) -> float:
    return float(np.abs(np.diff(audio)).max())


# A tone of 480 samples a cycle at level 0.4 moves 0.0052 a sample; fading two of them over a seam adds 0.4 * pi/2 /
# 256 * 2 = 0.005. Measured worst 0.0107. Cutting from one to the other steps by up to 0.8.
SMOOTH = 0.013


def test_before_the_first_write_it_plays_silence_and_owes_nothing() -> None:
    timeline = Timeline.local(2, CAPACITY)
    assert not play(timeline, 100 * BLOCK).any()
    assert timeline.playhead == 100 * BLOCK
    assert timeline.repeated_samples == timeline.repeats == timeline.filled_until == 0


@pytest.mark.parametrize("block", [1, 64, 256, 8192])
def test_music_written_in_pieces_is_heard_exactly_at_its_place(block: int) -> None:
    timeline = Timeline.local(2, CAPACITY)
    total = 8192 * 40  # two and a half times around the buffer
    written = 20_000
    heard = []
    assert timeline.write(written, tone(written, 30_000, 480)) == 30_000
    written += 30_000
    while timeline.playhead < total:
        heard.append(play(timeline, 8192, block))
        if written < timeline.playhead + 40_000:
            assert timeline.write(written, tone(written, 17_001, 480)) == 17_001
            written += 17_001
    audio = np.concatenate(heard, axis=1)
    # A wrong wrap shows as music from 2**17 samples earlier: another phase of the tone.
    np.testing.assert_array_equal(audio[:, 20_000:], tone(20_000, total - 20_000, 480))
    assert not audio[:, :20_000].any()
    assert timeline.repeated_samples == 0


def test_a_later_draft_replaces_what_is_ahead_and_nothing_else() -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.write(1024, tone(1024, 40_000, 480))
    heard = [play(timeline, 40 * BLOCK)]
    assert timeline.write(20_000, tone(20_000, 10_000, 300), fade=480) == 10_000
    heard.append(play(timeline, 110 * BLOCK))
    audio = np.concatenate(heard, axis=1)
    np.testing.assert_array_equal(audio[:, 1024:20_000], tone(1024, 18_976, 480))
    np.testing.assert_array_equal(audio[:, 20_480:30_000], tone(20_480, 9520, 300))
    np.testing.assert_array_equal(audio[:, 30_000:38_400], tone(30_000, 8400, 480))
    assert worst_step(audio[:, 19_000:21_000]) < SMOOTH


def test_fade_back_leaves_no_step_at_the_end() -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.write(1024, tone(1024, 40_000, 480))
    timeline.write(10_000, tone(10_000, 5000, 300), fade=300, fade_back=300)
    assert worst_step(play(timeline, 100 * BLOCK)[:, 2000:]) < SMOOTH
    assert timeline.filled_until == 41_024


def test_rewriting_equal_music_changes_nothing() -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.write(1024, tone(1024, 40_000, 480))
    timeline.write(10_000, tone(10_000, 10_000, 480), fade=960, fade_back=480)
    # Exact: an equal-power fade would swell by 3 dB here.
    np.testing.assert_array_equal(play(timeline, 150 * BLOCK)[:, 1024:38_400], tone(1024, 37_376, 480))


def test_too_late_is_replaced_from_where_it_still_can_with_the_fade_moved() -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.write(1024, tone(1024, 40_000, 480))
    heard = [play(timeline, 40 * BLOCK)]
    playhead = timeline.playhead
    assert timeline.guard == 2 * SEAM_SAMPLES + 2 * BLOCK

    replaced = timeline.write(playhead - 5000, tone(playhead - 5000, 12_000, 300))

    start = playhead + timeline.guard
    assert replaced == playhead + 7000 - start
    heard.append(play(timeline, 40 * BLOCK))
    audio = np.concatenate(heard, axis=1)
    np.testing.assert_array_equal(audio[:, 1024:start], tone(1024, start - 1024, 480))
    fresh = start + SEAM_SAMPLES
    np.testing.assert_array_equal(audio[:, fresh : playhead + 7000], tone(fresh, playhead + 7000 - fresh, 300))
    assert worst_step(audio[:, 2000 : playhead + 6000]) < SMOOTH
    # Music wholly in the past replaces nothing.
    assert timeline.write(0, tone(0, timeline.playhead, 300)) == 0


def test_music_too_far_ahead_is_left_out() -> None:
    timeline = Timeline.local(2, CAPACITY)
    assert timeline.write(CAPACITY // 2 - 100, tone(0, 5000, 480)) == 100
    assert timeline.write(CAPACITY, tone(0, 5000, 480)) == 0
    assert timeline.filled_until == CAPACITY // 2


def test_when_music_runs_out_the_last_bar_goes_on_without_a_step() -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.set_bar(24_000)
    timeline.write(1024, tone(1024, 60_000, 487.3))  # not a whole number of cycles: a bare loop would step
    audio = play(timeline, 1200 * BLOCK)  # 5 s, and more than twice around the buffer

    end = 61_024
    assert timeline.repeats == 1
    assert timeline.repeated_samples == 1200 * BLOCK - end
    np.testing.assert_array_equal(audio[:, 1024 : end - SEAM_SAMPLES], tone(1024, 60_000 - SEAM_SAMPLES, 487.3))
    # What is heard from the seam on is what was heard a bar before, for ever.
    np.testing.assert_array_equal(audio[:, end:], audio[:, end - 24_000 : -24_000])
    assert worst_step(audio[:, 2000:]) < SMOOTH


@pytest.mark.parametrize("stall_blocks", [0, 1, 2, 3, 50, 700])
@pytest.mark.parametrize("before_end", [-300, 0, 100, 255, 256, 400, 900, 1400])
def test_fresh_music_after_a_stall_fades_in(stall_blocks: int, before_end: int) -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.set_bar(24_000)
    play(timeline, BLOCK)
    end = 60 * BLOCK + before_end  # where in a block the music ends is not where blocks end
    timeline.write(1024, tone(1024, end - 1024, 487.3))
    heard = [play(timeline, (59 + stall_blocks) * BLOCK)]

    at = max(end, timeline.playhead - 3000)
    assert timeline.write(at, tone(at, 60_000, 301.7)) > 0
    fresh = max(at, timeline.playhead + timeline.guard) + SEAM_SAMPLES
    heard.append(play(timeline, 150 * BLOCK))

    audio = np.concatenate([np.zeros((2, BLOCK), np.float32), *heard], axis=1)
    late = max(0, fresh - SEAM_SAMPLES - end)
    assert timeline.repeated_samples == late
    assert timeline.repeats == (late > 0)
    if late:  # contiguous music is one tone after another without a fade: its own step, asked for
        assert worst_step(audio[:, 2000:]) < SMOOTH
    np.testing.assert_array_equal(audio[:, fresh:], tone(fresh, audio.shape[1] - fresh, 301.7))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.integers(-3000, 12_000), st.integers(1, 30_000), st.integers(0, 2000)),
        min_size=1,
        max_size=25,
    )
)
@example([(3, 0, 1, 0), (36, 0, 1, 0), (39, 0, 1025, 0), (1, 0, 1025, 0)])  # two holes within one seam
def test_whatever_is_written_whenever_nothing_steps(script: list[tuple[int, int, int, int]]) -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.set_bar(30_000)
    play(timeline, BLOCK)
    timeline.write(1024, tone(1024, 20_000, 487.3), fade=256)
    heard = [np.zeros((2, BLOCK), np.float32)]
    for number, (blocks, offset, length, fade) in enumerate(script):
        heard.append(play(timeline, blocks * BLOCK))
        playhead, filled, before = timeline.playhead, timeline.filled_until, timeline._audio.copy()
        # Overlap by a seam at least, so that every change is asked to be faded.
        at = min(playhead + offset, filled - SEAM_SAMPLES)
        n = max(length, filled - at)
        timeline.write(at, tone(at, n, 350 + 31.7 * number), fade=max(fade, SEAM_SAMPLES))
        # The sound process owns these samples: the one that a block is being played from among them.
        mine = np.arange(playhead - 20_000, playhead) % CAPACITY
        np.testing.assert_array_equal(timeline._audio[:, mine], before[:, mine])
    heard.append(play(timeline, 200 * BLOCK))
    # Two tones of level 0.4 at the shortest fade, and fades upon fades: measured up to 0.011. A cut steps by 0.1
    # to 0.8.
    assert worst_step(np.concatenate(heard, axis=1)) < 0.03


def test_a_bar_changes_only_between_repetitions() -> None:
    timeline = Timeline.local(2, CAPACITY)
    assert timeline.bar_samples == DEFAULT_BAR_SAMPLES
    timeline.set_bar(24_000)
    timeline.write(1024, tone(1024, 60_000, 487.3))
    assert timeline.bar_samples == 24_000
    heard = [play(timeline, 280 * BLOCK)]
    timeline.set_bar(30_000)  # while the last bar is being repeated
    heard.append(play(timeline, 120 * BLOCK))
    assert timeline.bar_samples == 24_000
    timeline.write(timeline.playhead, tone(timeline.playhead, 30_000, 301.7))
    heard.append(play(timeline, 40 * BLOCK))
    timeline.write(timeline.filled_until, tone(timeline.filled_until, 30_000, 301.7))
    assert timeline.bar_samples == 30_000
    assert worst_step(np.concatenate(heard, axis=1)[:, 2000:]) < SMOOTH


def test_too_little_to_fade_into_ends_no_repetition() -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.write(1024, tone(1024, 60_000, 487.3))
    play(timeline, 300 * BLOCK)
    reach = timeline.playhead + timeline.guard
    assert timeline.write(reach - 10_000, tone(0, 10_000 + SEAM_SAMPLES - 1, 301.7)) == 0
    assert timeline.filled_until == 61_024
    assert timeline.write(reach - 10_000, tone(0, 10_000 + SEAM_SAMPLES, 301.7)) == SEAM_SAMPLES


@pytest.mark.parametrize(
    ("asked", "repeated"), [(24_000, 24_000), (12_000, 24_000), (7_000, 28_000), (10**9, CAPACITY // 2 - 2 * MAX_BLOCK)]
)
def test_short_bars_are_repeated_in_multiples_and_long_ones_are_cut(asked: int, repeated: int) -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.set_bar(asked)
    timeline.write(1024, tone(1024, 100, 480))
    assert timeline.bar_samples == repeated


# -- killed or stopped in the middle of a write ----------------------------------------------------------------


class Stopped(Timeline):
    """A timeline whose writer does something between laying a write beside and letting it count."""

    meanwhile: Callable[[], object]

    def number(self) -> int:
        self.meanwhile()
        return super().number()


class Unfinished(Timeline):
    """A timeline whose writer is killed as soon as a write counts."""

    def finish(self) -> None:
        pass


def beside(kind: type[T], timeline: Timeline) -> T:
    """The same timeline as another process sees it."""
    return kind(timeline._audio, timeline._playing, timeline._written, timeline._laid)


@pytest.mark.parametrize("at", [9000, 20_000, 42_000])  # over what stands there, the same, and after a hole
@pytest.mark.parametrize("finished_after", [0, 1, 60, 500])  # blocks, until the next process puts it in its place
def test_what_a_killed_process_wrote_is_heard_as_if_it_had_not_been_killed(at: int, finished_after: int) -> None:
    heard = []
    for kind in (Timeline, Unfinished):
        timeline = Timeline.local(2, CAPACITY)
        timeline.set_bar(24_000)
        timeline.write(1024, tone(1024, 39_000, 480))
        before = play(timeline, 30 * BLOCK)
        beside(kind, timeline).write(at, tone(at, 20_000, 300), fade=480, fade_back=480)
        # A second process plays meanwhile; the music runs out, and what is repeated is what was heard.
        meanwhile = play(beside(Timeline, timeline), finished_after * BLOCK)
        beside(Timeline, timeline).finish()
        heard.append(np.concatenate([before, meanwhile, play(timeline, (800 - finished_after) * BLOCK)], axis=1))
        assert timeline.repeats > 0
    np.testing.assert_array_equal(heard[0], heard[1])


def test_before_a_write_counts_nothing_of_it_can_be_heard() -> None:
    def die() -> None:
        raise KeyboardInterrupt

    timeline, other = Timeline.local(2, CAPACITY), Timeline.local(2, CAPACITY)
    for each in (timeline, other):
        each.write(1024, tone(1024, 30_000, 480))
    killed = beside(Stopped, timeline)
    killed.meanwhile = die
    for at in (2000, 12_000, 31_500):
        with pytest.raises(KeyboardInterrupt):
            killed.write(at, tone(at, 9000, 300), fade=300, fade_back=300)
    beside(Timeline, timeline).finish()
    np.testing.assert_array_equal(play(timeline, 400 * BLOCK), play(other, 400 * BLOCK))


def test_a_writer_that_was_stopped_for_long_begins_where_it_still_can() -> None:
    timeline = Timeline.local(2, CAPACITY)
    timeline.write(1024, tone(1024, 40_000, 480))
    heard = [play(timeline, 20 * BLOCK)]
    stopped, stops = beside(Stopped, timeline), iter((40, 0))
    stopped.meanwhile = lambda: heard.append(play(timeline, next(stops) * BLOCK))
    at = timeline.playhead + timeline.guard
    assert stopped.write(at, tone(at, 30_000, 300)) == 30_000 - 40 * BLOCK
    heard.append(play(timeline, 60 * BLOCK))
    # Had it begun where it was going to, the new music would cut in without a fade: a step of up to 0.8.
    assert worst_step(np.concatenate(heard, axis=1)[:, 2000:]) < SMOOTH


@pytest.mark.parametrize("left", [0, 1, 100, 255, 256, 600])
def test_fresh_music_fades_in_however_little_of_the_old_is_left(left: int) -> None:
    timeline = Timeline.local(1, 2**17)
    timeline.write(0, np.full((1, 30_000), 0.5, np.float32))
    played = [np.empty((1, 480), np.float32) for _ in range(100)]
    for number, out in enumerate(played):
        at = 480 * number
        if number == 40:
            timeline.write(30_000 - left, np.full((1, 60_000), -0.5, np.float32), fade=480, fresh=True)
        timeline.read(at, out)
    steps = np.abs(np.diff(np.concatenate(played, axis=1)))
    # One whole step would be 1.0; the steepest of the fades, an equal-power seam, takes 256 samples.
    assert steps.max() < 0.02
