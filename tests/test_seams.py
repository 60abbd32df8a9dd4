"""Seams: nothing is louder than its parts, and a loop's last sample leads into its first."""

import numpy as np

from rtmusic.modes import Hops
from rtmusic.seams import close_loop, join, rise, stretches, turn


def test_rise_and_fall_keep_the_power() -> None:
    up = rise(480)
    np.testing.assert_allclose(up**2 + up[::-1] ** 2, 1.0, atol=1e-6)


def test_a_loop_closes_without_a_step() -> None:
    # A steady tone whose period does not fit the loop: cut bare, the seam would jump by up to 2.
    t = np.arange(60_000, dtype=np.float32)
    tone = np.sin(t * 0.0377)[None].astype(np.float32)
    loop = close_loop(tone[:, 9_520:10_000], tone[:, 10_000:50_013])
    twice = turn(loop, -5_000, 10_000)
    steepest = np.abs(np.diff(tone)).max()
    # The cross-fade adds at most the difference of two tones over its 480 samples.
    assert np.abs(np.diff(twice)).max() < 1.5 * steepest
    bare = np.abs(tone[:, 10_000 + 40_012] - tone[:, 10_000]).max()
    assert bare > 10 * steepest  # the test would see a click


def test_turning_is_periodic_for_any_start() -> None:
    loop = np.arange(7, dtype=np.float32)[None]
    np.testing.assert_array_equal(turn(loop, -3, 17)[0], [(i - 3) % 7 for i in range(17)])


def test_join_ends_where_the_new_begins() -> None:
    old, new = np.full((2, 100), 0.5, np.float32), np.full((2, 100), -0.25, np.float32)
    joined = join(old, new)
    assert abs(joined[0, 0] - 0.5) < 0.01 and abs(joined[0, -1] + 0.25) < 0.01


def test_hops_collects_any_blocks_into_whole_hops() -> None:
    rng = np.random.default_rng(0)
    audio = rng.standard_normal((2, 5_000)).astype(np.float32)
    hops = Hops(300, 480, 2)
    collected, at = [], 0
    while at < 5_000:
        n = int(rng.integers(1, 700))
        collected.append(hops.add(at, audio[:, at : at + n]))
        at += n
    whole = np.concatenate(collected, axis=1)
    assert whole.shape[1] == (5_000 - 300) // 480 * 480
    np.testing.assert_array_equal(whole, audio[:, 300 : 300 + whole.shape[1]])


def test_hops_fills_what_was_never_heard_with_silence() -> None:
    hops = Hops(0, 4, 1)
    hops.add(0, np.ones((1, 3), np.float32))
    late = hops.add(6, np.ones((1, 2), np.float32))
    np.testing.assert_array_equal(late, [[1, 1, 1, 0, 0, 0, 1, 1]])


def test_what_changes_dies_away_for_a_frame_and_stretches_that_meet_are_one() -> None:
    #                  0  1  2  3  4  5  6  7  8
    changed = np.array([0, 1, 1, 0, 1, 0, 0, 0, 1], np.bool_)
    assert stretches(changed) == [(1, 6), (8, 10)]
    assert stretches(changed[:1]) == [] and stretches(np.ones(3, np.bool_)) == [(0, 4)]
