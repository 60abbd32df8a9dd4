"""A loop that is morphed: it is its favourite, or as it was played, moment by moment or as sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import staged
from hypothesis import given
from hypothesis import strategies as st
from rehearsal import RATE, WILD, Evening
from test_bends import some
from test_bent import layer, told
from test_varied import BAR, alone, heard, kind, knobs, looping, sound

from rtmusic.bends import MORPH_FRAMES, backwards, morph
from rtmusic.bundle import Bundle
from rtmusic.coding import turn_codes
from rtmusic.knobs import Panel, parse_setting
from rtmusic.morphing import BLOCK, BOTH, SOUND, WAYS, mixing, shares
from rtmusic.shared import Board
from rtmusic.tree import REWRITTEN, VARIED
from rtmusic.units import Codes, Samples
from rtmusic.varispeed import finish


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


@pytest.mark.parametrize("way", WAYS)
def test_a_new_process_goes_on_with_it(bundle: Bundle, way: str) -> None:
    evening, killed, asked = rewritten(bundle), rewritten(bundle), knobs("morph=40", f"morph_by={way}")
    evening.run(11.0, asked)
    killed.run(7.8, asked)
    again = Evening(bundle, killed.audio, killed.loops, start=killed.at)
    again.pipeline.restore(killed.pipeline.clock, asked)
    again.run(11.0, asked)
    assert kind(again) == VARIED
    np.testing.assert_array_equal(turn_codes(layer(again)), turn_codes(layer(evening)))


# -- as sound --------------------------------------------------------------------------------------------------


def noise(seed: int, samples: int = 50 * BLOCK + 77) -> Samples:
    return np.random.default_rng(seed).normal(0, 0.1, (2, samples)).astype(np.float32)


def mixed(one: Samples, other: Samples, share: float, way: int = SOUND) -> Samples:
    """Two takes on the way from one to the other; each second tenth of what crossed over is the other's."""
    moments = np.arange(one.shape[1]) // (5 * BLOCK) % 2
    _, *weights = shares(share, way)
    sounds = [one, other, np.where(moments, other, one)]
    return finish(mixing(sounds, weights))


@pytest.mark.parametrize("way", [SOUND, BOTH])
def test_there_is_more_of_the_other_take_the_further_it_is_turned_and_it_is_as_loud(way: int) -> None:
    one, other = noise(1), noise(2)
    found = [mixed(one, other, share, way) for share in np.linspace(0, 1, 21)]
    for take, sign in ((one, -1), (other, 1)):
        there = [float((take * audio).sum()) / float((take * take).sum()) for audio in found]
        assert (sign * np.diff(there) > 0).all()
    # Half of two that have nothing in common would be 3 dB less.
    loud = [10 * np.log10(float(np.square(audio).mean()) / 0.01) for audio in found]
    assert np.abs(loud).max() < 0.3
    assert [sum(shares(share, way)) for share in (0.0, 0.3, 1.0)] == pytest.approx([1, 1, 1])
    assert shares(0.0, way) == (1, 0, 0) and shares(1.0, way) == (0, 1, 0)


def test_what_is_the_same_in_both_takes_stays_as_it_is() -> None:
    one = noise(1)
    other = one.copy()
    other[:, : 10 * BLOCK] = noise(2)[:, : 10 * BLOCK]
    same = slice(13 * BLOCK, 47 * BLOCK)
    np.testing.assert_array_equal(mixed(one, other, 0.4)[:, same], one[:, same])
    np.testing.assert_array_equal(mixed(one, one, 0.4, BOTH), one)
    assert not mixed(0 * one, 0 * one, 0.4).any()


@pytest.mark.parametrize("way", [SOUND, BOTH])
def test_nothing_clicks_also_where_the_turn_ends(way: int) -> None:
    t = np.arange(RATE) / RATE
    low, high = (np.stack(2 * [0.3 * np.sin(2 * np.pi * pitch * t)]).astype(np.float32) for pitch in (50, 80))
    _, *weights = shares(0.5, way)
    found = finish(mixing([low, high, np.float32(0.5) * (low + high)], weights))
    again = np.concatenate([found, found], axis=1)
    assert np.abs(np.diff(again, axis=1)).max() < 0.006  # of the takes 0.0031 at most; a louder piece beside it 0.1


def asked(way: str, share: float, *more: str) -> Panel:
    return knobs(f"morph={share}", f"morph_by={way}", *more)


@pytest.mark.parametrize("way", WAYS)
def test_at_100_it_is_the_take_as_it_was_played_to_the_bit_and_at_0_itself(bundle: Bundle, way: str) -> None:
    evening, there = rewritten(bundle), rewritten(bundle)
    before, base = sound(evening), layer(evening)
    there.run(9.5, knobs(), ("undo_all", 7.6), ("take_next", 7.7))
    evening.run(9.5, asked(way, 100))
    assert kind(evening) == VARIED
    np.testing.assert_array_equal(sound(evening), sound(there))
    np.testing.assert_array_equal(layer(evening).codes, layer(there).codes)
    evening.run(11.5, asked(way, 0))
    np.testing.assert_array_equal(sound(evening), before)
    np.testing.assert_array_equal(layer(evening).codes, base.codes)


@pytest.mark.parametrize("way", WAYS)
def test_at_100_it_is_what_the_machine_made_of_it_as_one_hears_it_who_goes_there(bundle: Bundle, way: str) -> None:
    evening = rewritten(bundle)
    evening.run(9.0, knobs(), ("favourite", 7.51), ("undo_all", 7.61), ("take_next", 7.7))
    played = sound(evening)
    evening.run(11.0, asked(way, 100))
    found, made = sound(evening), layer(evening)
    evening.run(13.0, asked(way, 0))
    np.testing.assert_array_equal(sound(evening), played)
    evening.run(15.0, asked(way, 0), ("best", 13.1))
    assert kind(evening) == REWRITTEN
    np.testing.assert_array_equal(found, sound(evening))
    np.testing.assert_array_equal(made.codes, layer(evening).codes)


def test_at_100_a_take_of_another_recording_is_as_it_was_played(bundle: Bundle) -> None:
    for way in WAYS:
        evening = looping(bundle)
        first = sound(evening)
        evening.run(8.0, knobs(), ("favourite", 3.01), ("record", 3.26), ("record", 5.26))
        second = sound(evening)
        assert second.shape == first.shape and (second != first).any()
        evening.run(10.0, asked(way, 100))
        np.testing.assert_array_equal(sound(evening), first)
        evening.run(12.0, asked(way, 0))
        np.testing.assert_array_equal(sound(evening), second)


@pytest.mark.parametrize("way", ["sound", "both"])
def test_between_the_ends_both_are_heard_and_the_machine_has_codes_of_that(bundle: Bundle, way: str) -> None:
    evening, there = rewritten(bundle), rewritten(bundle)
    one = sound(evening)
    there.run(9.5, knobs(), ("undo_all", 7.6), ("take_next", 7.7))
    other = sound(there)
    apart = []
    for end, share in ((9.5, 20), (11.5, 50), (13.5, 80)):
        evening.run(end, asked(way, share))
        found = sound(evening)
        if way == "sound":
            np.testing.assert_array_equal(found, finish(mixing([one, other], [share / 100])))
        apart.append(float(np.square(found - other).sum()))
        assert evening.loop.rewriter.ready and evening.store.varied
        np.testing.assert_array_equal(heard(evening, end - 0.5, end), alone(evening, end - 0.5, end))
    assert apart[0] > apart[1] > apart[2] > 0
    evening.run(15.5, knobs(), ("undo", 13.6))
    np.testing.assert_array_equal(sound(evening), one)


def test_the_playground_bends_what_is_morphed_as_sound(bundle: Bundle) -> None:
    evening = rewritten(bundle)
    evening.run(9.5, asked("sound", 50))
    codes = turn_codes(layer(evening))
    evening.run(11.5, asked("sound", 50, "playground=on", "backwards=on"))
    np.testing.assert_array_equal(turn_codes(layer(evening)), backwards(codes))


@pytest.mark.parametrize("way", WAYS)
def test_a_take_of_another_length_is_told_whatever_way(bundle: Bundle, way: str) -> None:
    evening = looping(bundle)
    presses = ("favourite", 3.01), ("clear", 3.1), ("record", 3.6), ("record", 4.6)
    evening.run(5.6, knobs(), *presses)
    evening.run(7.0, asked(way, 100))
    assert sound(evening).shape[1] == BAR // 2 and len(told(evening)) == 1


def test_an_evening_of_it_is_played_again_though_the_process_is_killed(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        stage = staged.Stage(tiny_bundle, board, tmp_path, "rewrite=0", "quantize=off")
        staged.recorded(stage, seconds=0.6)
        stage.turn(parse_setting("loop_0_rewrite=60"))
        stage.run(1.5)
        stage.turn(parse_setting("loop_0_rewrite=0"))
        for way, share in (("sound", 30), ("both", 60), ("sound", 100), ("tokens", 50)):
            stage.turn(parse_setting(f"loop_0_morph={share}"), parse_setting(f"morph_by={way}"))
            stage.run(0.3)
            stage.kill()
            stage.run(1.0)
            assert stage.worker is not None and stage.worker.pipeline.looper.loops[0].layers.varied
        stage.assert_played_again()
