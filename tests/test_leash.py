"""A loop on a leash ends no pass further from the original than allowed, whatever the machine writes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.layers import NO_CODE
from rtmusic.leash import STRETCH_FRAMES, on_leash, strayed
from rtmusic.units import Codes, Mask

DEEP, LEVELS = 16, 8


def loop(frames: int, seed: int = 0) -> Codes:
    return np.random.default_rng(seed).integers(0, 1024, (DEEP, frames))


def strange(original: Codes, share: float, seed: int = 1) -> Codes:
    """The loop after passes that rewrote this share of its frames; rewritten frames have no deep levels."""
    dice = np.random.default_rng(seed)
    current = original.copy()
    changed = dice.random(original.shape[1]) < share
    current[:LEVELS, changed] = (original[:LEVELS, changed] + 1) % 1024
    current[LEVELS:, changed] = NO_CODE
    return current


def free(frames: int, share: float, seed: int = 2) -> Mask:
    """A mask that keeps single tokens, as dropout does, and no frame of `share` of them."""
    dice = np.random.default_rng(seed)
    return (dice.random((LEVELS, frames)) < 0.3) | (dice.random(frames) >= share)


def worst(begin: Codes, kept: Mask) -> Codes:
    """The pass when every token that may change becomes a code that stands nowhere else."""
    codes = begin.copy()
    codes[:LEVELS][~kept] = 5000
    return codes


@given(
    frames=st.integers(0, 300),
    share=st.floats(0, 1),
    changed=st.floats(0, 1),
    rewritten=st.floats(0, 1),
    seed=st.integers(0, 65535),
    number=st.integers(0, 1000),
)
def test_no_pass_ends_further_away_than_allowed(
    frames: int, share: float, changed: float, rewritten: float, seed: int, number: int
) -> None:
    original = loop(frames)
    current, kept = strange(original, changed), free(frames, rewritten)
    begin, held = on_leash(original, current, kept, share, seed, number)
    assert strayed(original, worst(begin, held), LEVELS) <= share + 1e-9
    assert (held | ~kept).all()  # what was kept stays kept
    # Every frame is the original's or what it was: nothing is mixed, and nothing invented.
    home = (begin == original).all(axis=0)
    assert (home | (begin == current).all(axis=0)).all()
    assert (held.all(axis=0) | (begin == current).all(axis=0)).all()
    again, held_again = on_leash(original, current, kept, share, seed, number)
    np.testing.assert_array_equal(begin, again)
    np.testing.assert_array_equal(held, held_again)


def test_without_a_limit_nothing_is_held() -> None:
    original = loop(200)
    current, kept = strange(original, 0.7), free(200, 0.8)
    begin, held = on_leash(original, current, kept, 1.0, 3, 4)
    np.testing.assert_array_equal(begin, current)
    np.testing.assert_array_equal(held, kept)


def test_at_0_the_loop_is_what_was_played_to_the_deepest_level() -> None:
    original = loop(200)
    current = strange(original, 0.7)
    current[:LEVELS, 10] = original[:LEVELS, 10]  # written anew, and by chance the same: only deep levels are missing
    current[LEVELS:, 10] = NO_CODE
    begin, held = on_leash(original, current, free(200, 0.8), 0.0, 3, 4)
    np.testing.assert_array_equal(begin, original)
    assert held.all()


def test_the_room_that_there_is_is_used() -> None:
    """A leash that never gave all its length would be a wrong knob: less than a frame of it may be left."""
    original = loop(400)
    for share in (0.1, 0.35, 0.8):
        begin, held = on_leash(original, original, np.zeros((LEVELS, 400), np.bool_), share, 0, 1)
        assert share - 1 / 400 <= strayed(original, worst(begin, held), LEVELS) <= share


def test_what_comes_home_comes_in_stretches_and_elsewhere_in_every_pass() -> None:
    original = loop(400)
    current, kept = strange(original, 1.0), np.ones((LEVELS, 400), np.bool_)
    homes = []
    for number in range(30):
        begin, _ = on_leash(original, current, kept, 0.5, 7, number)
        home = (begin == original).all(axis=0)
        edges = np.flatnonzero(np.diff(home))
        # Cut at the borders of stretches, and once inside the last one that is let go.
        assert len({int(edge) % STRETCH_FRAMES for edge in edges}) <= 2
        homes.append(home)
    often = np.mean(homes, axis=0)
    # Every frame is home in half the passes: 0.5 ± 0.09, so none is always or never.
    assert often.min() > 0.1 and often.max() < 0.9 and abs(often.mean() - 0.5) < 0.01


def test_pass_after_pass_a_loop_goes_as_far_as_it_may_and_comes_back() -> None:
    original = loop(300)
    current = original
    far = []
    for number in range(40):
        share = 0.4 if number < 30 else 0.1
        begin, held = on_leash(original, current, free(300, 0.15, number), share, 0, number)
        current = worst(begin, held)
        current[LEVELS:, ~held.all(axis=0)] = NO_CODE
        far.append(strayed(original, current, LEVELS))
    assert far[0] < 0.2 and max(far) <= 0.4 and max(far) > 0.35  # it takes passes to get there
    assert max(far[30:]) <= 0.1


def test_strayed_is_a_share_of_the_levels_that_count() -> None:
    original = loop(10)
    current = original.copy()
    current[0, :5] += 1
    current[LEVELS:] = NO_CODE
    assert strayed(original, current, LEVELS) == 5 / 80
    assert strayed(original, original, LEVELS) == 0.0
    assert strayed(original[:, :0], original[:, :0], LEVELS) == 0.0
