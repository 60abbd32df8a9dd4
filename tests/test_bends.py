"""Each effect does to the codes what it says, leaves no hole in a frame, and gives the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.bends import (
    ATTACK_FRAMES,
    backwards,
    breathe,
    cross,
    drone,
    hold,
    jitter,
    led_in,
    lose,
    shuffle,
    smear,
    stretch,
    stretched_frames,
    stutter,
    swap,
)
from rtmusic.layers import NO_CODE
from rtmusic.rewriting import LEAD_IN_FRAMES
from rtmusic.units import Codes

K = 6


def some(frames: int, seed: int = 0) -> Codes:
    """A turn in which every code is another, and some frames have fewer levels."""
    codes = np.arange(K * frames, dtype=np.int64).reshape(K, frames)
    depth = np.random.default_rng(seed).integers(1, K + 1, frames)
    return np.where(np.arange(K)[:, None] < depth, codes, NO_CODE)


def full(frames: int) -> Codes:
    """A turn in which code f + 1000 k stands in frame f at level k."""
    return np.arange(K)[:, None] * 1000 + np.arange(frames)[None]


def depth(codes: Codes) -> list[int]:
    """Levels of each frame."""
    return [int(n) for n in (codes != NO_CODE).sum(axis=0)]


# -- levels --------------------------------------------------------------------------------------------------


def test_what_is_held_is_the_last_that_was_not() -> None:
    codes = full(200)
    held = hold(codes, 0.6, 2, 5, 7)
    np.testing.assert_array_equal(held[[0, 1, 5]], codes[[0, 1, 5]])
    stuck = held[2:5] != codes[2:5]
    assert 0.5 < stuck.mean() < 0.7
    before = np.roll(held[2:5], 1, axis=1)
    np.testing.assert_array_equal(held[2:5][stuck], before[stuck])  # also round the seam
    assert (hold(codes, 1.0, 0, K, 0) == codes[:, :1]).all()


def test_neighbouring_levels_change_places_and_changing_again_undoes_it() -> None:
    codes = some(100)
    swapped = swap(codes, 0.5, 1, 5, 3)
    np.testing.assert_array_equal(swapped[[0, 5]], codes[[0, 5]])
    for low in (1, 3):
        changed = swapped[low] != codes[low]
        both = codes[low + 1] != NO_CODE
        assert 0.3 < changed[both].mean() < 0.7 and not changed[~both].any()
        np.testing.assert_array_equal(swapped[low][changed], codes[low + 1][changed])
        np.testing.assert_array_equal(swapped[low + 1][changed], codes[low][changed])
    np.testing.assert_array_equal(swap(swapped, 0.5, 1, 5, 3), codes)


def test_an_odd_level_out_stays() -> None:
    codes = full(50)
    swapped = swap(codes, 1.0, 0, 3, 0)
    np.testing.assert_array_equal(swapped[:2], codes[1::-1])
    np.testing.assert_array_equal(swapped[2:], codes[2:])


def test_jitter_reaches_as_far_as_it_says_also_round_the_seam() -> None:
    codes = full(100)
    moved = jitter(codes, 1.0, 3, 1, K, 0)
    np.testing.assert_array_equal(moved[0], codes[0])
    by = (moved[1:] % 1000 - np.arange(100) + 50) % 100 - 50
    assert by.min() == -3 and by.max() == 3 and set(np.unique(by[:, :3])) >= {-3, 3}
    assert 0.2 < (jitter(codes, 0.3, 3, 0, K, 0) != codes).mean() < 0.3  # one in seven lands where it was


def test_smear_delays_the_finest_most() -> None:
    codes = full(50)
    late = smear(codes, 10)
    for level in range(K):
        np.testing.assert_array_equal(late[level], np.roll(codes[level], 2 * level))


def test_what_is_lost_is_the_fine_levels_of_a_share_of_the_frames() -> None:
    codes = full(400)
    poorer = lose(codes, 0.25, 2, 0)
    assert set(depth(poorer)) == {2, K} and 0.2 < depth(poorer).count(2) / 400 < 0.3
    np.testing.assert_array_equal(poorer[poorer != NO_CODE], codes[poorer != NO_CODE])


def test_a_breath_goes_from_all_levels_to_a_few_and_back() -> None:
    levels = depth(breathe(full(40), 20, 1))
    assert levels[0] == levels[20] == K and levels[10] == levels[30] == 1
    assert levels[:11] == sorted(levels[:11], reverse=True)


# -- frames --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("motion", [1, 2, 3, 5, 16])
def test_a_drone_stays_near_its_moment_and_never_repeats_a_frame(motion: int) -> None:
    heard = drone(full(50), 45, 500, motion, 0)[0]
    offsets = (heard - 45) % 50
    assert set(offsets) == set(range(motion))
    assert motion == 1 or not (offsets[1:] == offsets[:-1]).any()
    np.testing.assert_array_equal(heard[:200], drone(full(50), 45, 200, motion, 0)[0])  # it may be asked for in parts


@given(st.integers(1, 300), st.floats(0.25, 8), st.integers(0, 8), st.integers(0, 99), st.booleans())
def test_stretched_frames_are_as_many_as_asked_and_in_order(
    total: int, times: float, motion: int, seed: int, aware: bool
) -> None:
    struck = np.random.default_rng(seed).random(total) < 0.1 if aware else None
    frames = stretched_frames(total, times, struck, motion, seed)
    assert len(frames) == max(1, round(total * times))
    assert frames.min() >= 0 and frames.max() < total
    steady = stretched_frames(total, times, struck, 0, seed)
    assert (np.diff(steady) >= 0).all()
    assert np.abs(frames - steady).max() <= motion


@pytest.mark.parametrize("times", [0.5, 1.0, 1.7, 4.0, 8.0])
def test_attacks_are_heard_once_whole_and_on_the_stretched_beat(times: float) -> None:
    struck = np.zeros(200, np.bool_)
    struck[[0, 37, 80, 121, 160]] = True
    frames = stretched_frames(200, times, struck, 4, 0)
    for at in np.flatnonzero(struck):
        there = round(at * times)
        np.testing.assert_array_equal(frames[there : there + ATTACK_FRAMES], at + np.arange(ATTACK_FRAMES))
        if times >= 1:
            assert all((frames == at + i).sum() == 1 for i in range(ATTACK_FRAMES))
    if times == 1.0:
        np.testing.assert_array_equal(frames, np.arange(200))


def test_repeated_frames_wander_and_so_do_not_hum() -> None:
    still, moving = (stretched_frames(100, 8, None, motion, 0) for motion in (0, 2))
    assert (still[1:] == still[:-1]).mean() == pytest.approx(700 / 799)
    assert (moving[1:] == moving[:-1]).mean() < 0.35
    np.testing.assert_array_equal(stretch(full(100), 8, None, 2, 0)[0], moving)


def test_a_stutter_begins_anew_with_every_beat() -> None:
    assert stutter(full(12), 5, 2)[0].tolist() == [0, 1, 0, 1, 0, 5, 6, 5, 6, 5, 10, 11]


def test_slices_change_places_and_none_is_lost() -> None:
    codes = full(103)
    shuffled = shuffle(codes, 1.0, 10, 1)
    assert sorted(shuffled[0].tolist()) == list(range(103))
    assert (shuffled[0, :100].reshape(10, 10) % 10 == np.arange(10)).all()
    np.testing.assert_array_equal(shuffled[:, 100:], codes[:, 100:])
    assert (shuffled != codes).any() and (shuffle(codes, 1.0, 10, 2) != shuffled).any()
    few = shuffle(full(1000), 0.3, 10, 1)[0].reshape(100, 10)[:, 0] != np.arange(0, 1000, 10)
    assert 0.1 < few.mean() < 0.45


def test_backwards_twice_is_forwards() -> None:
    codes = some(31)
    np.testing.assert_array_equal(backwards(codes), codes[:, ::-1])
    np.testing.assert_array_equal(backwards(backwards(codes)), codes)


# -- two loops -----------------------------------------------------------------------------------------------


def test_a_cross_has_the_outline_of_one_and_the_detail_of_the_other_as_often_as_it_fits() -> None:
    coarse, fine = full(10), full(4) + 500
    mixed = cross(coarse, fine, 2)
    np.testing.assert_array_equal(mixed[:2], coarse[:2])
    np.testing.assert_array_equal(mixed[2:], np.concatenate([fine, fine, fine[:, :2]], axis=1)[2:])
    np.testing.assert_array_equal(cross(coarse, fine, K), coarse)


def test_where_the_outline_is_missing_there_is_no_detail() -> None:
    coarse, fine = full(3), full(3)
    coarse[1:, 1] = NO_CODE
    fine[4:, 2] = NO_CODE
    assert depth(cross(coarse, fine, 2)) == [K, 1, 4]


def test_a_turn_is_led_in_by_its_own_end_as_often_as_it_takes() -> None:
    assert led_in(full(3), 5)[0].tolist() == [1, 2, 0, 1, 2, 0, 1, 2, 0]
    turn = full(60)
    np.testing.assert_array_equal(led_in(turn, LEAD_IN_FRAMES)[:, LEAD_IN_FRAMES:-1], turn)  # as `Rewriter` reads it
