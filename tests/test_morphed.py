"""A loop that is morphed: moments of it are those of its favourite, or as they were played."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehearsal import WILD, Evening
from test_bends import some
from test_bent import layer, told
from test_varied import BAR, alone, heard, kind, knobs, looping, sound

from rtmusic.bends import MORPH_FRAMES, morph
from rtmusic.bundle import Bundle
from rtmusic.coding import turn_codes
from rtmusic.tree import REWRITTEN, VARIED
from rtmusic.units import Codes


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


@given(st.integers(1, 60), st.integers(0, 9), st.floats(0, 1), st.floats(0, 1))
def test_every_frame_is_of_one_take_or_the_other_and_more_are_the_further_it_is_turned(
    frames: int, seed: int, first: float, second: float
) -> None:
    one, other = some(frames, 1), some(frames, 2)
    np.testing.assert_array_equal(morph(one, other, 0.0, seed), one)
    np.testing.assert_array_equal(morph(one, other, 1.0, seed), other)
    turned = [(morph(one, other, amount, seed) == other).all(axis=0) for amount in sorted((first, second))]
    left = (morph(one, other, max(first, second), seed) == one).all(axis=0)
    assert (turned[1] | left).all() and (turned[0] <= turned[1]).all()


def test_moments_are_a_few_frames_long_and_as_many_as_asked_for() -> None:
    one, other = np.zeros((2, 6000), np.int64), np.ones((2, 6000), np.int64)
    taken = morph(one, other, 0.5, 0)[0]
    changes = int(np.abs(np.diff(taken)).sum())
    # Half of the times that a moment ends the next is of the same take: 6000 / 5 / 2 changes, give or take a twentieth.
    assert 0.45 < taken.mean() < 0.55 and 0.9 < changes * 2 * MORPH_FRAMES / 6000 < 1.1
    assert (morph(one, other, 0.5, 1)[0] != taken).any()


def rewritten(bundle: Bundle) -> Evening:
    """A loop of one bar that the machine has rewritten, as undo and redo bring it back."""
    evening = looping(bundle)
    evening.run(5.0, knobs(*WILD[1:]))
    evening.run(7.5, knobs(), ("undo", 6.6), ("redo", 6.9))
    assert kind(evening) == REWRITTEN
    return evening


def original(evening: Evening) -> Codes:
    played = evening.store.original()
    assert played is not None
    return turn_codes(played)


def test_it_is_turned_into_what_was_played_and_at_0_it_is_itself(bundle: Bundle) -> None:
    evening = rewritten(bundle)
    before, base, played = sound(evening), layer(evening), original(evening)
    mixed = morph(turn_codes(base), played, 0.4, 0)
    assert (mixed != turn_codes(base)).any() and (mixed != played).any()
    evening.run(9.5, knobs("morph=40"))
    assert kind(evening) == VARIED
    np.testing.assert_array_equal(turn_codes(layer(evening)), mixed)
    assert np.abs(sound(evening) - before).max() > 0.01
    np.testing.assert_array_equal(heard(evening, 9.0, 9.5), alone(evening, 9.0, 9.5))
    evening.run(11.5, knobs())
    np.testing.assert_array_equal(sound(evening), before)
    np.testing.assert_array_equal(layer(evening).codes, base.codes)
    np.testing.assert_array_equal(heard(evening, 11.0, 11.5), alone(evening, 11.0, 11.5))


def test_a_favourite_is_what_it_is_turned_into_and_marking_what_is_heard_changes_nothing(bundle: Bundle) -> None:
    evening = rewritten(bundle)
    evening.run(7.6, knobs(), ("favourite", 7.51))
    best = layer(evening)
    evening.run(9.0, knobs(), ("undo_all", 7.61), ("take_next", 7.7))  # what was played
    base = layer(evening)
    assert best.marked and base.kind != REWRITTEN
    evening.run(11.0, knobs("morph=70"))
    mixed = morph(turn_codes(base), turn_codes(best), 0.7, 0)
    np.testing.assert_array_equal(turn_codes(layer(evening)), mixed)
    now = sound(evening)
    evening.run(13.0, knobs("morph=70"), ("favourite", 11.1))
    assert kind(evening) == VARIED and layer(evening).marked
    np.testing.assert_array_equal(sound(evening), now)
    evening.run(15.0, knobs("morph=70", "seed=3"))
    mixed = morph(turn_codes(base), turn_codes(best), 0.7, 3)  # of the old favourite still
    np.testing.assert_array_equal(turn_codes(layer(evening)), mixed)


def test_a_take_as_it_was_played_stays_where_none_is_marked(bundle: Bundle) -> None:
    evening, plain = looping(bundle), looping(bundle)
    evening.run(6.0, knobs("morph=80"))
    plain.run(6.0, knobs())
    assert evening.store.undoable == 1 and told(evening) == []
    np.testing.assert_array_equal(evening.sound, plain.sound)


def test_a_favourite_of_another_length_is_told(bundle: Bundle) -> None:
    evening = looping(bundle)
    evening.run(5.6, knobs(), ("favourite", 3.01), ("clear", 3.1), ("record", 3.6), ("record", 4.6))
    before = sound(evening)
    assert before.shape[1] == BAR // 2
    evening.run(7.0, knobs("morph=50"))
    np.testing.assert_array_equal(sound(evening), before)
    assert evening.store.undoable == 3 and not evening.loop.varier.at_work
    (sentence,) = told(evening)
    assert sentence == (
        "loop 0 stays as it is: the take that morph turns it into is shorter or longer; "
        "mark another as favourite, or turn morph to 0"
    )


def test_a_new_process_goes_on_with_it(bundle: Bundle) -> None:
    evening, killed = rewritten(bundle), rewritten(bundle)
    evening.run(11.0, knobs("morph=40"))
    killed.run(7.8, knobs("morph=40"))
    again = Evening(bundle, killed.audio, killed.loops, start=killed.at)
    again.pipeline.restore(killed.pipeline.clock, knobs("morph=40"))
    again.run(11.0, knobs("morph=40"))
    assert kind(again) == VARIED
    np.testing.assert_array_equal(turn_codes(layer(again)), turn_codes(layer(evening)))
