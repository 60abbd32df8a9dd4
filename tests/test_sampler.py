"""Chance is looked up, not drawn: the same place gives the same number, another place another."""

import numpy as np

from rtmusic.sampler import DRAW, NOISE, chance
from rtmusic.schedule import still_hidden


def test_the_same_place_always_gives_the_same_number() -> None:
    frames = np.arange(100, dtype=np.int64)
    whole = chance(7, NOISE, 3, frames)
    # A window that is cut differently must not change the music.
    np.testing.assert_array_equal(whole[40:60], chance(7, NOISE, 3, frames[40:60]))


def test_levels_and_frames_broadcast_and_differ() -> None:
    level, frame = np.arange(8, dtype=np.int64)[:, None], np.arange(500, dtype=np.int64)[None]
    u = chance(0, NOISE, 0, level, frame)
    assert u.shape == (8, 500) and u.dtype == np.float32
    assert u.min() >= 0.0 and u.max() < 1.0
    assert len(np.unique(u)) > 3990  # 4000 draws of 2^24 values: a few may meet, rows that repeat would halve it


def test_numbers_are_uniform_and_independent_of_their_neighbours() -> None:
    u = chance(1, DRAW, np.arange(100_000, dtype=np.int64)).astype(np.float64)
    counts, _ = np.histogram(u, bins=20, range=(0, 1))
    # 20 bins of 5000 ± 69: 350 is five standard deviations.
    assert np.abs(counts - 5000).max() < 350
    # Serial correlation of independent numbers: 0 ± 0.003.
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.016


def test_seed_and_purpose_give_other_numbers() -> None:
    frames = np.arange(1000, dtype=np.int64)
    numbers = [chance(seed, purpose, frames) for seed in (0, 1) for purpose in (NOISE, DRAW)]
    for i, a in enumerate(numbers):
        for b in numbers[i + 1 :]:
            assert abs(np.corrcoef(a, b)[0, 1]) < 0.16  # five standard deviations of 1/sqrt(1000)


def test_every_step_settles_a_frame_and_the_last_one_all() -> None:
    for hidden in (1, 2, 7, 40, 128):
        for steps in (1, 2, 3, 8, 12):
            left = [still_hidden(hidden, step, steps) for step in range(steps)]
            assert left[-1] == 0
            before = [hidden, *left[:-1]]
            assert all(b > a or b == 0 or a == 0 for b, a in zip(before, left, strict=True))
            assert all(a <= max(b - 1, 0) for b, a in zip(before, left, strict=True))


def test_few_frames_are_settled_first() -> None:
    left = [still_hidden(100, step, 4) for step in range(4)]
    assert left == [92, 70, 38, 0]  # floor(100 cos(pi/8 k))
