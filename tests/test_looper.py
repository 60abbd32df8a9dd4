"""Eight loops: what each pedal does to the sample, on the grid and off it, and that nothing clicks or gets stuck."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehearsal import BAR, BEAT, BLOCK, RATE, WILD, Evening, alone, heard, music, panel, playing, quiet_then, tokens

from rtmusic.bundle import Bundle
from rtmusic.generator import Intent, Rewritten
from rtmusic.graph import State
from rtmusic.knobs import LOOP_COMMANDS, LOOPS, parse_setting
from rtmusic.modes import Moment, Played
from rtmusic.onsets import find_onsets
from rtmusic.pipeline import Turn
from rtmusic.seams import FADE_SAMPLES, turn
from rtmusic.units import Codes, Frames, Mask, Samples


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def tone(seconds: float) -> Samples:
    """A low tone that swells slowly: no step of it is larger than 0.004."""
    t = np.arange(round(seconds * RATE)) / RATE
    left = 0.2 * np.sin(2 * np.pi * 110 * t) * (1 + 0.5 * np.sin(2 * np.pi * 0.3 * t))
    return np.stack([left, -left]).astype(np.float32)


def test_two_loops_of_different_lengths_are_their_sum(bundle: Bundle) -> None:
    evening, knobs = playing(bundle)
    evening.run(12.0, knobs)
    assert [loop.turning.length for loop in evening.pipeline.looper.loops[:3]] == [BAR, 3 * BEAT, 0]
    span = 6 * RATE, 12 * RATE
    np.testing.assert_array_equal(heard(evening, *span), alone(evening, 0, *span) + alone(evening, 1, *span))


def test_levels_and_sides(bundle: Bundle) -> None:
    evening, knobs = playing(bundle)
    turned = panel("mode=loop", "rewrite=0", "loop_0_level=-60", "loop_1_level=-6", "loop_1_pan=-1")
    evening.run(7.0, turned)
    span = round(6.0 * RATE), 7 * RATE
    expected = 10 ** (-6 / 20) * alone(evening, 1, *span)
    np.testing.assert_allclose(heard(evening, *span)[0], expected[0], atol=1e-6)
    assert not heard(evening, *span)[1].any()
    evening.run(8.0, knobs)
    span = round(7.5 * RATE), 8 * RATE
    np.testing.assert_array_equal(heard(evening, *span), alone(evening, 0, *span) + alone(evening, 1, *span))


def test_muting_on_the_grid_is_to_the_sample_and_seen_before(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "mute_quantized=on", "quantize=bar")
    evening.run(6.1, knobs, ("loop_0_mute", 6.06))
    status = evening.pipeline.looper.status(evening.at)[0]
    assert (status.next, status.muted) == ("mute", False) and status.next_in_s == pytest.approx(1.9, abs=0.05)
    evening.run(9.0, knobs)
    line = 8 * RATE
    both = alone(evening, 0, line - BEAT, line) + alone(evening, 1, line - BEAT, line)
    np.testing.assert_array_equal(heard(evening, line - BEAT, line), both)
    after = line + FADE_SAMPLES, 9 * RATE
    np.testing.assert_allclose(heard(evening, *after), alone(evening, 1, *after), atol=1e-6)
    assert evening.pipeline.looper.status(evening.at)[0].muted


def test_what_waits_is_taken_back_without_undoing_anything(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "mute_quantized=on", "quantize=bar")
    layers = evening.store.undoable
    evening.run(6.5, knobs, ("loop_0_mute", 6.06), ("loop_0_cancel", 6.2), ("loop_1_mute", 6.1), ("loop_1_mute", 6.3))
    assert [status.next for status in evening.pipeline.looper.status(evening.at)[:2]] == ["", ""]
    evening.run(7.7, knobs, ("loop_0_record", 7.6))
    assert evening.pipeline.looper.loops[0].state == "waiting"
    evening.run(7.9, knobs, ("loop_0_cancel", 7.8))
    assert evening.pipeline.looper.loops[0].state == "playing" and evening.store.undoable == layers
    evening.run(9.0, knobs)
    assert not any(status.muted for status in evening.pipeline.looper.status(evening.at))


def test_solo_and_both_solo(bundle: Bundle) -> None:
    evening, knobs = playing(bundle)
    evening.run(7.0, knobs, ("loop_1_solo", 5.6))
    span = 6 * RATE, 7 * RATE
    np.testing.assert_array_equal(heard(evening, *span), alone(evening, 1, *span))
    evening.run(9.0, knobs, ("loop_0_solo", 7.1))
    span = 8 * RATE, 9 * RATE
    np.testing.assert_array_equal(heard(evening, *span), alone(evening, 0, *span) + alone(evening, 1, *span))


def test_backwards_from_the_beat_on_and_back_again(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat")
    forwards = evening.pipeline.looper.loops[0].turning.sound
    assert forwards is not None
    forwards = forwards.copy()
    evening.run(6.3, knobs, ("loop_1_mute", 5.55), ("loop_0_reverse", 6.1))
    evening.run(8.3, knobs, ("loop_0_reverse", 8.1))
    evening.run(10.0, knobs)
    line = round(6.5 * RATE)
    np.testing.assert_array_equal(heard(evening, 6 * RATE, line), turn(forwards, 6 * RATE, line - 6 * RATE))
    # It turns round where it is: what was heard a moment ago is heard again, the other way.
    span = line + FADE_SAMPLES, 8 * RATE
    mirrored = turn(forwards, 2 * line - span[1], span[1] - span[0])[:, ::-1]
    np.testing.assert_allclose(heard(evening, *span), mirrored, atol=1e-6)
    span = round(8.5 * RATE) + FADE_SAMPLES, 10 * RATE
    again = turn(forwards, span[0] - 2 * (round(8.5 * RATE) - line), span[1] - span[0])
    np.testing.assert_allclose(heard(evening, *span), again, atol=1e-6)


def test_once_and_then_it_stands_still(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat")
    evening.run(12.0, knobs, ("loop_0_mute", 5.55), ("loop_1_oneshot", 7.1))
    line = round(7.5 * RATE)
    turning = evening.pipeline.looper.loops[1].turning
    assert turning.sound is not None
    span = line + FADE_SAMPLES, line + 3 * BEAT - FADE_SAMPLES
    played = heard(evening, *span)
    np.testing.assert_allclose(played, turning.sound[:, FADE_SAMPLES : 3 * BEAT - FADE_SAMPLES], atol=1e-6)
    assert not heard(evening, line + 3 * BEAT, 12 * RATE).any()
    assert evening.pipeline.looper.loops[1].state == "paused"
    evening.run(15.0, knobs, ("loop_1_trigger", 12.6))
    span = 13 * RATE + FADE_SAMPLES, 14 * RATE
    np.testing.assert_allclose(heard(evening, *span), turning.sound[:, FADE_SAMPLES:RATE], atol=1e-6)
    assert evening.pipeline.looper.loops[1].state == "playing"


def test_a_pause_goes_on_from_where_it_stood(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat")
    evening.run(7.0, knobs, ("loop_1_mute", 5.55), ("loop_0_pause", 6.1))
    before = alone(evening, 0, 6 * RATE, 10 * RATE)  # as it would have gone on
    evening.run(10.0, knobs, ("loop_0_pause", 7.9))
    paused, on = round(6.5 * RATE), 8 * RATE
    assert not heard(evening, paused + FADE_SAMPLES, on).any()
    span = on + FADE_SAMPLES, 10 * RATE
    late = on - paused
    expected = before[:, span[0] - late - 6 * RATE : span[1] - late - 6 * RATE]
    np.testing.assert_allclose(heard(evening, *span), expected, atol=1e-6)


def test_feedback_lets_what_is_there_fade_under_an_overdub(bundle: Bundle) -> None:
    played = np.full((2, BAR), 0.1, np.float32)
    evening, knobs = playing(bundle, "feedback=50", audio=quiet_then(music(20), 6 * RATE, played))
    turning = evening.pipeline.looper.loops[0].turning
    assert turning.sound is not None
    before = turning.sound.copy()
    evening.run(9.0, knobs, ("loop_0_overdub", 6.0), ("loop_0_overdub", 8.0))
    expected = 0.5 * before + 0.1
    inside = slice(2 * FADE_SAMPLES, BAR - 2 * FADE_SAMPLES)
    np.testing.assert_allclose(turning.sound[:, inside], expected[:, inside], atol=1e-5)


@pytest.mark.parametrize("command, hushed", [("replace", True), ("substitute", False)])
def test_what_is_played_takes_the_place_of_the_loop(bundle: Bundle, command: str, hushed: bool) -> None:
    played = np.full((2, BEAT), 0.1, np.float32)
    first, last = round(6.5 * RATE), 7 * RATE
    evening, knobs = playing(bundle, audio=quiet_then(music(20), first, played))
    turning = evening.pipeline.looper.loops[0].turning
    assert turning.sound is not None
    before = turning.sound.copy()
    evening.run(10.0, knobs, ("loop_1_mute", 5.6), (f"loop_0_{command}", 6.5), (f"loop_0_{command}", 7.0))
    inside = slice(first - 6 * RATE + FADE_SAMPLES, last - 6 * RATE - FADE_SAMPLES)
    np.testing.assert_allclose(turning.sound[:, inside], 0.1, atol=1e-6)
    outside = np.r_[0 : inside.start - FADE_SAMPLES, inside.stop + FADE_SAMPLES + BLOCK : BAR]
    np.testing.assert_array_equal(turning.sound[:, outside], before[:, outside])
    meanwhile = heard(evening, first + RATE // 5, last - FADE_SAMPLES)
    assert (np.abs(meanwhile).max() == 0) == hushed  # the loop is silent under a replacement, but not a substitution
    span = 8 * RATE, 10 * RATE
    np.testing.assert_array_equal(heard(evening, *span), alone(evening, 0, *span))
    evening.run(12.5, knobs, ("loop_0_undo", 10.1))
    np.testing.assert_array_equal(turning.sound, before)


def test_multiply_makes_whole_turns_with_what_was_played_in_one_of_them(bundle: Bundle) -> None:
    played = np.full((2, BEAT), 0.1, np.float32)
    evening, _ = playing(bundle, audio=quiet_then(music(20), 9 * RATE, played))
    knobs = panel("mode=loop", "rewrite=0", "quantize=off")
    loop = evening.pipeline.looper.loops[0]
    before = loop.turning.sound
    evening.run(12.5, knobs, ("loop_0_multiply", 6.5), ("loop_0_multiply", 10.7))
    assert loop.turning.length == 3 * BAR and before is not None  # begun in the turn of 6 s, over in that of 10 s
    whole = np.tile(before, 3)
    at = 9 * RATE - 6 * RATE
    whole[:, at : at + BEAT] += 0.1
    np.testing.assert_allclose(turn(loop.turning.facing, 6 * RATE - loop.turning.start, 3 * BAR), whole, atol=1e-6)
    evening.run(16.0, knobs, ("loop_0_undo", 12.6))
    assert loop.turning.length == BAR
    span = 14 * RATE, 16 * RATE
    np.testing.assert_array_equal(
        heard(evening, *span), turn(before, span[0], span[1] - span[0]) + alone(evening, 1, *span)
    )


def test_insert_puts_what_is_played_in_between(bundle: Bundle) -> None:
    played = np.full((2, BEAT), 0.1, np.float32)
    evening, knobs = playing(bundle, "quantize=beat", audio=quiet_then(music(20), round(6.5 * RATE), played))
    loop = evening.pipeline.looper.loops[0]
    before = loop.turning.sound
    assert before is not None
    evening.run(9.0, knobs, ("loop_1_mute", 5.6), ("loop_0_insert", 6.4), ("loop_0_insert", 6.9))
    assert loop.turning.length == BAR + BEAT
    whole = turn(loop.turning.facing, 6 * RATE - loop.turning.start, BAR + BEAT)
    np.testing.assert_array_equal(whole[:, : BEAT - FADE_SAMPLES], before[:, : BEAT - FADE_SAMPLES])
    np.testing.assert_allclose(whole[:, BEAT : 2 * BEAT - FADE_SAMPLES], 0.1, atol=1e-6)
    np.testing.assert_array_equal(whole[:, 2 * BEAT : -FADE_SAMPLES], before[:, BEAT:-FADE_SAMPLES])
    evening.run(11.0, knobs, ("loop_0_undo", 9.1))
    assert loop.turning.length == BAR


@pytest.mark.parametrize(
    "presses, turns, plays_s",
    [
        ([("multiply", 6.5), ("multiply", 10.7)], 3, 11.2),  # from the turn of 6 s to the end of that of 10 s
        ([("multiply", 6.5), ("multiply", 10.7), ("multiply", 11.0), ("multiply", 12.3)], 4, 13.2),  # it goes on
        ([("insert", 6.5), ("insert", 6.9)], 2, 8.0),  # one turn in between, from 6.5 s to 8.5 s
        ([("insert", 6.5), ("insert", 8.6)], 3, 10.0),
    ],
)
def test_with_round_multiply_and_insert_end_with_whole_turns_of_what_is_played(
    bundle: Bundle, presses: list[tuple[str, float]], turns: int, plays_s: float
) -> None:
    played = np.full((2, BEAT), 0.1, np.float32)
    evening, _ = playing(bundle, audio=quiet_then(music(20), round(plays_s * RATE), played))
    knobs = panel("mode=loop", "rewrite=0", "quantize=off", "loop_0_round=on")
    loop = evening.pipeline.looper.loops[0]
    before = loop.turning.sound
    assert before is not None
    *earlier, (name, last_s) = [(f"loop_0_{name}", at_s) for name, at_s in presses]
    evening.run(last_s + 0.1, knobs, *earlier, (name, last_s))
    assert loop.state in ("multiplying", "inserting") and loop.turning.length == BAR
    status = evening.pipeline.looper.status(evening.at)[0]
    assert status.next == presses[0][0] and status.next_in_s > 0.3
    evening.run(16.0, knobs)
    assert loop.state == "playing" and loop.turning.length == turns * BAR
    whole = turn(loop.turning.facing, round(plays_s * RATE) - loop.turning.start, BEAT)
    under = turn(before, round(plays_s * RATE), BEAT) if presses[0][0] == "multiply" else 0.0
    inner = slice(FADE_SAMPLES, -FADE_SAMPLES)
    np.testing.assert_allclose((whole - under)[:, inner], 0.1, atol=1e-6)  # though the pedal was pressed before
    evening.run(18.0, knobs, ("loop_0_undo", 16.1))
    assert loop.turning.length == BAR


def test_every_layer_is_undone_and_redone(bundle: Bundle) -> None:
    evening, knobs = playing(bundle)
    loop = evening.pipeline.looper.loops[0]
    sounds: list[Samples] = []
    at = 6.0
    for command in ("overdub", "replace", "substitute"):
        assert loop.turning.sound is not None
        sounds.append(loop.turning.sound.copy())
        evening.run(at + 2.0, knobs, (f"loop_0_{command}", at), (f"loop_0_{command}", at + 0.8))
        at += 2.0
    assert loop.layers.undoable == 4
    evening.run(at + 0.3, knobs, ("loop_0_undo_all", at + 0.01))
    assert loop.state == "empty" and loop.layers.redoable == 4
    for expected in sounds:
        at = evening.at / RATE
        evening.run(at + 0.3, knobs, ("loop_0_redo", at + 0.01))
        np.testing.assert_array_equal(loop.turning.sound, expected)
    evening.run(at + 2.0, knobs, ("loop_0_redo_all", at + 0.4))
    assert loop.layers.redoable == 0


def test_an_edit_goes_on_in_a_new_process(bundle: Bundle) -> None:
    played = np.full((2, BAR), 0.1, np.float32)
    evening, knobs = playing(bundle, audio=quiet_then(music(20), 6 * RATE, played))
    turning = evening.pipeline.looper.loops[0].turning
    assert turning.sound is not None
    before = turning.sound.copy()
    evening.run(6.5, knobs, ("loop_0_overdub", 6.0))
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    assert again.pipeline.looper.loops[0].state == "overdubbing"
    again.run(9.0, knobs, ("loop_0_overdub", 8.0))
    sound = again.pipeline.looper.loops[0].turning.sound
    assert sound is not None
    inside = slice(2 * FADE_SAMPLES, BAR - 2 * FADE_SAMPLES)
    np.testing.assert_allclose(sound[:, inside], before[:, inside] + 0.1, atol=1e-5)


def test_how_a_loop_plays_outlives_its_process(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=off")
    evening.run(7.5, knobs, ("loop_0_reverse", 6.1), ("loop_1_pause", 6.5), ("loop_0_solo", 7.0))
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.timeline = evening.timeline
    again.pipeline.parts.timeline.__init__(  # type: ignore[misc]
        evening.timeline._audio, evening.timeline._playing, evening.timeline._written, evening.timeline._laid
    )
    again.run(9.0, knobs)
    evening.run(9.0, knobs)
    ours, theirs = again.pipeline.looper.status(again.at), evening.pipeline.looper.status(evening.at)
    assert ours == theirs and ours[0].reversed and ours[0].solo and ours[1].state == "paused"


def test_the_first_loop_sets_the_tempo_and_the_second_does_not(bundle: Bundle) -> None:
    evening = Evening(bundle, music(20))
    knobs = panel("mode=loop", "quantize=off", "first_sets_tempo=on")
    evening.run(3.0, knobs, ("loop_0_record", 0.33), ("loop_0_record", 2.2))
    transport, turning = evening.pipeline.transport, evening.loop.turning
    assert transport.bpm == pytest.approx(4 * 60 / 1.87, rel=1e-4)
    assert transport.nearest(turning.start, "bar") == turning.start
    line = turning.start + turning.length
    assert transport.nearest(line, "bar") == pytest.approx(line, abs=1)
    evening.run(6.0, knobs, ("loop_1_record", 3.1), ("loop_1_record", 5.2))
    assert transport.bpm == pytest.approx(4 * 60 / 1.87, rel=1e-4)
    off = Evening(bundle, music(20))
    off.run(3.0, panel("mode=loop", "quantize=off"), ("loop_0_record", 0.33), ("loop_0_record", 2.2))
    assert off.pipeline.transport.bpm == 120


# -- what the machine may do ----------------------------------------------------------------------------------------


def test_what_has_drifted_comes_back(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    before = tokens(evening)
    evening.run(10.0, panel(*WILD))
    assert (tokens(evening) != before).mean() > 0.8
    evening.run(16.0, panel(*WILD, "drift=30"))
    assert 0.05 < (tokens(evening) != before).mean() <= 0.3
    evening.run(20.5, panel(*WILD, "drift=0"))
    np.testing.assert_array_equal(tokens(evening), before)


def test_a_round_that_comes_too_late_wrote_one_loop_and_the_next_one_writes_the_other(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening, _ = playing(bundle)
    by_round: list[list[int]] = []

    def spied(number: int, rewrite: Callable[[Moment], Played]) -> Callable[[Moment], Played]:
        def spy(moment: Moment) -> Played:
            by_round[-1].append(number)
            return rewrite(moment)

        return spy

    def counted(turn: Turn, does: Callable[[Turn], Played] = evening.pipeline.round) -> Played:
        by_round.append([])
        return does(turn)

    monkeypatch.setattr(evening.pipeline, "round", counted)
    for number, loop in enumerate(evening.pipeline.looper.loops):
        monkeypatch.setattr(loop.rewriter, "round", spied(number, loop.rewriter.round))
    evening.run(6.5, panel(*WILD, "rewrite=0", "loop_0_rewrite=100", "loop_1_rewrite=100"), late=True)
    assert len(by_round) > 6 and all(after == [1 - before[0]] for before, after in itertools.pairwise(by_round))


def test_each_loop_may_have_a_prompt_of_its_own(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    evening, _ = playing(bundle)
    evening.embeddings = np.eye(8, 384, dtype=np.float32)
    asked: set[int] = set()
    rewrite = evening.pipeline.parts.generator.rewrite

    def spy(codes: Codes, known: Mask, frames: Frames, intent: Intent, *given: State, **more: Any) -> Rewritten:
        asked.update(np.flatnonzero(intent.embedding).tolist())
        return rewrite(codes, known, frames, intent, *given, **more)

    monkeypatch.setattr(evening.pipeline.parts.generator, "rewrite", spy)
    knobs = panel(*WILD, "rewrite=0", "loop_1_rewrite=100", "prompt_1=0", "prompt_2=1", "loop_1_only_prompt=3")
    evening.run(7.0, knobs)
    assert asked == {2}  # the row of prompt 3
    evening.run(8.5, knobs.turn([parse_setting("loop_0_rewrite=100")]))
    assert asked == {1, 2}


def test_on_demand_only_the_passes_that_were_asked_for_are_rewritten(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    knobs = panel(*WILD, "on_demand=on", "generations=2")
    evening.run(10.0, knobs)
    layers = evening.store.undoable
    assert layers == 1
    evening.run(18.0, knobs, ("loop_0_vary", 10.5))
    assert evening.store.undoable == 3


def hits(seconds: float) -> Samples:
    """A burst of noise every half beat."""
    t = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(5).normal(0, 0.2, (2, len(t)))
    return (noise * np.exp(-40 * (t * 4 % 1))).astype(np.float32)


@pytest.mark.parametrize("mask", ["beat_width=4", "downbeat_width=6", "onset_width=5", "region_to=50"])
def test_masks_hold_on_to_the_music(bundle: Bundle, mask: str) -> None:
    evening, _ = playing(bundle, audio=hits(20))
    before, sound = tokens(evening), evening.loop.turning.sound
    assert sound is not None
    begun = np.concatenate(list(find_onsets(sound, bundle.geometry)))
    assert len(begun) >= 6
    evening.run(7.9, panel("mode=loop", mask))  # where something begins is found out in the first rounds
    evening.run(12.0, panel(*WILD, mask))
    changed = (tokens(evening) != before).any(axis=0)
    g = bundle.geometry
    beats = (np.arange(4) * BEAT + g.delay_samples) // g.hop_samples
    if mask.startswith("region"):
        free = np.arange(len(changed)) >= round(0.5 * len(changed))
        assert not changed[~free].any() and changed[free].mean() > 0.8
    else:
        on = beats[:1] if mask.startswith("downbeat") else beats
        if mask.startswith("onset"):
            on = begun
        assert not changed[on].any()
        assert 0.2 < changed.mean() < 0.95


def test_what_waits_is_heard_as_before_in_rounds_that_come_at_once(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat", audio=tone(20))
    presses = []
    for number in range(8):
        at = 6.4 + number / 2
        presses += [("loop_0_pause", at), ("loop_0_solo", at + (number + 1) * BLOCK / RATE)]
    evening.run(11.0, knobs, *presses)
    # The tone makes steps of 0.004, a fade of 10 ms as many again; a loop that is gone too soon makes one of 0.2.
    assert np.abs(np.diff(evening.sound, axis=1)).max() < 0.02


# -- anything, in any order ----------------------------------------------------------------------------------------

# Of speeds together no more than three times as fast: a faster tone has steps of its own.
TURNS = (
    *("rate=0.5", "rate=1", "rate=2", "stretch=0.8", "stretch=1", "pitch=-5", "pitch=7", "pitch=0"),
    *("morph=50", "tempo_sync=on", "tempo_sync=off", "tempo=100", "tempo=120"),
)
PEDALS = st.tuples(st.integers(0, 2), st.sampled_from((*LOOP_COMMANDS, *TURNS)), st.integers(0, 150))


@given(st.lists(PEDALS, max_size=24), st.sampled_from(["off", "beat", "bar"]), st.booleans())
@settings(max_examples=10, deadline=None)
def test_whatever_is_pressed_nothing_clicks_and_nothing_is_stuck(
    bundle: Bundle, pressed: list[tuple[int, str, int]], quantize: str, on_grid: bool
) -> None:
    switch = "on" if on_grid else "off"
    more = [f"{name}_quantized={switch}" for name in ("overdub", "replace", "mute")]
    evening, knobs = playing(bundle, f"quantize={quantize}", *more, audio=tone(60))
    at = 5.6
    presses: list[tuple[str, float]] = []
    for number, command, blocks in pressed:
        at += blocks * BLOCK / RATE
        if command in TURNS:
            evening.run(at, knobs, *presses)
            setting = command if command.startswith("tempo=") else f"loop_{number}_{command}"
            knobs, presses = knobs.turn([parse_setting(setting)]), []
        else:
            presses.append((f"loop_{number}_{command}", at))
    evening.run(at + 1.0, knobs, *presses)
    steps = np.abs(np.diff(evening.sound, axis=1))
    level = np.abs(evening.sound).max()
    assert level < 40
    # A cut of such a tone is a step as high as the tone; cross-fades of 10 ms leave a twentieth of it at most.
    assert steps.max() < 0.05 * max(1.0, level)
    everybody: Callable[[str], list[tuple[str, float]]] = lambda command: [  # noqa: E731
        (f"loop_{number}_{command}", evening.at / RATE + 0.01) for number in range(LOOPS)
    ]
    still = panel("mode=loop", "rewrite=0", "quantize=off")
    for command in ("cancel", "clear", "clear"):  # the first may only end a take
        evening.run(evening.at / RATE + 3.5, still, *everybody(command))
    for loop in evening.pipeline.looper.loops:
        assert loop.state == "empty" and not loop.busy
    evening.run(evening.at / RATE + 1.0, still)
    assert not evening.sound[:, -BLOCK:].any()
    evening.run(evening.at / RATE + 1.5, still, *everybody("undo_all"))
    for loop in evening.pipeline.looper.loops:
        assert loop.layers.undoable == 0 and loop.state == "empty"
    now = evening.at / RATE
    evening.run(now + 2.0, still, ("loop_2_record", now + 0.1), ("loop_2_record", now + 1.1))
    assert evening.pipeline.looper.loops[2].state == "playing"
