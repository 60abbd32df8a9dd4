"""Pedals that meet: what waits for the grid while something else goes on, and what freeze and undo leave alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rehearsal import BAR, BEAT, RATE, WILD, Evening, alone, heard, music, panel, playing, quiet_then, tokens

from rtmusic.bundle import Bundle
from rtmusic.edits import EDITS, NUMBERS
from rtmusic.knobs import Panel
from rtmusic.rewriting import LEAD_IN_FRAMES
from rtmusic.seams import FADE_SAMPLES
from rtmusic.tree import EDIT_FROM, OVERDUBBED, REWRITTEN


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def test_what_waits_outlasts_a_freeze_unless_it_would_play_over_the_loop(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=bar", "overdub_quantized=on")
    evening.run(6.5, knobs, ("loop_0_pause", 6.06), ("loop_1_overdub", 6.1))
    frozen = panel("mode=loop", "rewrite=0", "quantize=bar", "freeze=on")
    evening.run(7.0, frozen)
    assert [status.next for status in evening.pipeline.looper.status(evening.at)[:2]] == ["pause", ""]
    evening.run(9.0, frozen)
    assert [loop.state for loop in evening.pipeline.looper.loops[:2]] == ["paused", "playing"]


def test_a_loop_that_sounds_once_is_paused_and_goes_on_to_its_end(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat")
    evening.run(
        9.2, knobs, ("loop_0_mute", 5.55), ("loop_1_oneshot", 7.1), ("loop_1_pause", 7.6), ("loop_1_pause", 9.1)
    )
    turning = evening.pipeline.looper.loops[1].turning
    evening.run(12.0, knobs)  # from 7.5 to 8 s, and on from 9.5 to 10.5 s
    assert turning.sound is not None
    span = round(9.5 * RATE) + FADE_SAMPLES, round(10.5 * RATE) - FADE_SAMPLES
    rest = turning.sound[:, BEAT + FADE_SAMPLES : 3 * BEAT - FADE_SAMPLES]
    np.testing.assert_allclose(heard(evening, *span), rest, atol=1e-6)
    assert not heard(evening, round(10.5 * RATE), 12 * RATE).any()
    assert evening.pipeline.looper.loops[1].state == "paused"


def test_solo_on_the_grid_leaves_the_others_heard_until_then(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=bar", "mute_quantized=on")
    evening.run(7.85, knobs, ("loop_1_solo", 6.06))
    # Another loop's level is turned a moment before: all is mixed anew.
    evening.run(10.0, panel("mode=loop", "rewrite=0", "quantize=bar", "loop_3_level=-6"))
    span = 6 * RATE, 8 * RATE
    np.testing.assert_array_equal(heard(evening, *span), alone(evening, 0, *span) + alone(evening, 1, *span))
    span = 8 * RATE + FADE_SAMPLES, 10 * RATE
    np.testing.assert_allclose(heard(evening, *span), alone(evening, 1, *span), atol=1e-6)


def test_a_mute_on_the_grid_is_to_the_sample_while_the_loop_is_overdubbed(bundle: Bundle) -> None:
    silence = quiet_then(music(20), 6 * RATE, np.zeros((2, BEAT), np.float32))
    evening, knobs = playing(bundle, "quantize=bar", "mute_quantized=on", audio=silence)
    evening.run(9.0, knobs, ("loop_1_mute", 5.55), ("loop_0_overdub", 6.1), ("loop_0_mute", 6.2))
    assert evening.loop.state == "overdubbing" and evening.pipeline.looper.status(evening.at)[0].muted
    line = 8 * RATE
    span = line - BEAT, line
    np.testing.assert_allclose(heard(evening, *span), alone(evening, 0, *span), atol=1e-6)
    assert not heard(evening, line + FADE_SAMPLES, 9 * RATE).any()


@pytest.mark.parametrize("quantize, begins", [("off", 7.3 * RATE - 240), ("beat", 7.5 * RATE), ("bar", 8.0 * RATE)])
def test_a_recording_waits_until_it_is_played_loud_enough(bundle: Bundle, quantize: str, begins: float) -> None:
    played = np.full((2, 2 * BAR), 0.1, np.float32)
    played[:, : RATE // 5] = 0.04  # too soft
    evening, _ = playing(bundle, audio=quiet_then(music(20), round(7.1 * RATE), played))
    knobs = panel("mode=loop", "rewrite=0", f"quantize={quantize}", "loop_2_threshold=-26")
    loop = evening.pipeline.looper.loops[2]
    evening.run(6.5, knobs, ("loop_2_record", 6.1))
    assert loop.state == "waiting"
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)  # whoever goes on waits, too
    loop = again.pipeline.looper.loops[2]
    again.run(7.25, knobs)
    assert loop.state == "waiting"
    again.run(10.6, knobs, ("loop_2_record", 10.02))
    assert loop.turning.start == round(begins) and loop.state == "playing"


def test_a_recording_that_waits_to_be_played_is_taken_back(bundle: Bundle) -> None:
    evening, _ = playing(bundle, audio=quiet_then(music(20), 9 * RATE, np.full((2, BAR), 0.1, np.float32)))
    knobs = panel("mode=loop", "rewrite=0", *(f"loop_{loop}_threshold=-26" for loop in range(3)))
    presses = ("loop_0_record", 6.1), ("loop_0_record", 6.5), ("loop_1_record", 6.2), ("loop_1_cancel", 7.0)
    evening.run(7.5, knobs, *presses, ("loop_2_record", 6.3), ("loop_2_undo", 7.1))
    assert [loop.state for loop in evening.pipeline.looper.loops[:3]] == ["playing", "playing", "empty"]
    evening.run(10.0, knobs)  # it is played now
    assert [loop.state for loop in evening.pipeline.looper.loops[:3]] == ["playing", "playing", "empty"]


def test_a_take_that_is_recorded_in_another_mode_is_as_it_was_played_wherever_its_knobs_stand(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    evening.run(6.5, panel("mode=codec", "loop_2_rate=2"))
    evening.run(9.5, panel("mode=codec", "loop_2_rate=2"), ("loop_2_record", 7.0), ("loop_2_record", 8.0))
    evening.run(12.0, panel("mode=loop", "rewrite=0", "loop_2_rate=2"))
    loop = evening.pipeline.looper.loops[2]
    assert (loop.turning.length, loop.layers.undoable) == (RATE, 1)


def test_knobs_that_were_turned_before_a_take_had_codes_are_obeyed_by_the_next_process(bundle: Bundle) -> None:
    evening, knobs = playing(bundle)
    evening.run(8.02, knobs, ("loop_2_record", 7.0), ("loop_2_record", 8.0))
    loop = evening.pipeline.looper.loops[2]
    assert loop.layers.pending is not None
    turned = panel("mode=loop", "rewrite=0", "loop_2_rate=2")
    evening.pipeline.command("loop_3_cancel", evening.at, turned)  # the knob is seen, and the process is killed
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.run(11.0, turned)
    assert again.pipeline.looper.loops[2].turning.length == RATE // 2


def test_what_was_too_soft_is_not_listened_to_again(bundle: Bundle) -> None:
    audio = quiet_then(music(20), round(6.5 * RATE), np.full((2, BEAT), 0.04, np.float32))
    evening, _ = playing(bundle, audio=audio)
    evening.run(7.1, panel("mode=loop", "rewrite=0", "loop_2_threshold=-26"), ("loop_2_record", 6.1))
    evening.run(8.0, panel("mode=loop", "rewrite=0", "loop_2_threshold=-30"))
    assert evening.pipeline.looper.loops[2].state == "waiting"


@pytest.mark.parametrize("quantize, begins", [("off", 7.1), ("beat", 7.0), ("bar", 8.0)])
def test_a_recording_that_need_not_wait_any_more_begins_at_once(bundle: Bundle, quantize: str, begins: float) -> None:
    evening, _ = playing(bundle, audio=quiet_then(music(20), 6 * RATE, np.zeros((2, BEAT), np.float32)))
    settings = "mode=loop", "rewrite=0", f"quantize={quantize}"
    loop = evening.pipeline.looper.loops[2]
    evening.run(7.1, panel(*settings, "loop_2_threshold=-26"), ("loop_2_record", 6.1))
    assert loop.state == "waiting"
    evening.run(10.6, panel(*settings, "loop_2_threshold=-60"), ("loop_2_record", 10.02))
    assert loop.state == "playing"
    late = 0.1 if quantize == "off" else 0.0  # until a round sees the knob
    assert begins * RATE <= loop.turning.start <= (begins + late) * RATE


def test_an_edit_on_the_grid_ends_on_its_sample(bundle: Bundle) -> None:
    played = np.full((2, BAR), 0.1, np.float32)
    audio = quiet_then(music(20), 6 * RATE, played)
    evening, knobs = playing(bundle, "quantize=beat", "overdub_quantized=on", audio=audio)
    turning = evening.loop.turning
    assert turning.sound is not None
    before = turning.sound.copy()
    # Lines of a tempo that are no multiples of the blocks in which sound arrives.
    evening.pipeline.transport.restart(6 * RATE + 123)
    evening.run(9.0, knobs, ("loop_0_overdub", 6.2), ("loop_0_overdub", 6.8))
    first, last = BEAT + 123, BAR // 2 + 123
    added = turning.sound - before
    np.testing.assert_allclose(added[:, first + FADE_SAMPLES : last - FADE_SAMPLES], 0.1, atol=1e-6)
    assert not added[:, :first].any() and not added[:, last:].any()


def test_undo_of_an_overdub_leaves_what_the_machine_wrote_before_it(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    evening.run(7.3, panel(*WILD))
    still = panel("mode=loop", "rewrite=0")
    evening.run(7.31, still)
    written = evening.loop.rewriter._codes
    assert written is not None
    written = written[:8, LEAD_IN_FRAMES:-1].copy()
    evening.run(9.5, still, ("loop_0_overdub", 7.32), ("loop_0_overdub", 8.1))
    layer = evening.store.current()
    assert layer is not None and layer.kind == OVERDUBBED
    evening.run(11.5, still, ("loop_0_undo", 9.52))
    layer = evening.store.current()
    assert layer is not None and layer.kind == REWRITTEN
    np.testing.assert_array_equal(tokens(evening), written)


def test_a_loop_that_is_being_brought_back_is_one_that_is_there(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    evening.run(9.0, panel(*WILD))  # of what is rewritten only codes are left
    evening.run(10.5, panel(*WILD, "quantize=off"), ("loop_2_record", 9.05))
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    knobs = panel("mode=loop", "rewrite=0", "quantize=off", "first_sets_tempo=on")
    again.pipeline.command("loop_2_record", again.at + 100, knobs)
    again.run(12.0, knobs)
    assert again.pipeline.looper.loops[2].turning.length == pytest.approx(1.45 * RATE + 100, abs=2)
    assert again.pipeline.transport.bpm == 120


def test_a_loop_that_stands_still_stays_where_it_is_when_the_beat_is_moved(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat")
    loops = evening.pipeline.looper.loops[:2]
    evening.run(7.0, knobs, ("loop_0_pause", 6.1))
    starts = [loop.turning.start for loop in loops]
    evening.run(7.1, knobs, ("align", 7.05))
    assert [loop.turning.start - start for loop, start in zip(loops, starts, strict=True)] == [0, round(0.05 * RATE)]


EDITED = ("overdub", "replace", "substitute", "multiply", "insert")


def played_on(bundle: Bundle, *settings: str) -> tuple[Evening, Panel]:
    """Nothing is recorded yet, and music is played all the time."""
    knobs = panel("mode=loop", "rewrite=0", *settings)
    evening = Evening(bundle, music(20))
    evening.run(0.2, knobs)
    return evening, knobs


@pytest.mark.parametrize("command", EDITED)
def test_an_edit_ends_a_recording_and_begins_where_it_ends(bundle: Bundle, command: str) -> None:
    evening, knobs = played_on(bundle, "quantize=off")
    turning = evening.loop.turning
    evening.run(2.3, knobs, ("record", 0.3), (command, 2.3))
    evening.run(2.4, knobs)
    assert evening.loop.edit is not None and evening.loop.edit.name == command
    assert (turning.start, turning.length) == (round(0.3 * RATE), 2 * RATE)
    assert evening.store.cursor[EDIT_FROM] == round(2.3 * RATE)
    recorded = turning.facing.copy() if EDITS[NUMBERS[command] - 1].longer else None
    evening.run(4.0, knobs, (command, 3.3))
    assert evening.loop.state == "playing" and evening.store.undoable == 2
    expected = {"multiply": 2 * RATE, "insert": 3 * RATE}.get(command, 2 * RATE)
    assert turning.length == expected
    if recorded is not None and command == "insert":
        span = slice(2 * FADE_SAMPLES, RATE)
        np.testing.assert_array_equal(turning.facing[:, RATE:][:, span], recorded[:, span])
    if command in ("replace", "substitute"):
        played = evening.audio[:, round(2.3 * RATE) : round(3.3 * RATE)]
        inner = slice(FADE_SAMPLES, RATE - FADE_SAMPLES)
        np.testing.assert_allclose(turning.facing[:, :RATE][:, inner], played[:, inner], atol=1e-6)


@pytest.mark.parametrize("again", [False, True])
def test_on_the_grid_both_happen_on_the_line(bundle: Bundle, again: bool) -> None:
    """Also where another loop was there before, which is not what is edited."""
    evening, knobs = played_on(bundle, "quantize=bar", "overdub_quantized=on")
    if again:
        evening.run(4.3, knobs, ("record", 0.3), ("record", 1.9))
    at = 4.0 if again else 0.0
    evening.run(at + 5.6, knobs, ("record", at + 0.3 + at / 20), ("overdub", at + 5.6))
    assert evening.loop.state == "closing"
    status = evening.pipeline.looper.status(evening.at)[0]
    assert status.next == "overdub" and status.next_in_s == pytest.approx(at + 6 - evening.at / RATE, abs=0.01)
    evening.run(at + 6.3, knobs)
    assert evening.loop.state == "overdubbing" and evening.loop.turning.length == 6 * RATE
    assert evening.store.cursor[EDIT_FROM] == round((at + 6) * RATE)
    assert (evening.loop.turning.start + evening.loop.turning.length) == round((at + 6) * RATE)


def test_what_is_to_follow_a_recording_can_be_taken_back(bundle: Bundle) -> None:
    evening, knobs = played_on(bundle, "quantize=bar")
    evening.run(1.8, knobs, ("record", 0.3), ("overdub", 1.6), ("overdub", 1.7))
    assert evening.loop.state == "closing" and evening.pipeline.looper.status(evening.at)[0].next == ""
    evening.run(2.6, knobs)
    assert evening.loop.state == "playing"
    evening.run(3.8, knobs, ("loop_1_record", 2.7), ("loop_1_replace", 3.6), ("loop_1_cancel", 3.7))
    assert evening.pipeline.looper.loops[1].state == "recording"
    evening.run(5.9, knobs, ("loop_1_replace", 5.7), ("loop_1_undo", 5.8))
    other = evening.pipeline.looper.status(evening.at)[1]
    assert (other.state, other.next) == ("empty", "")
    evening.run(8.0, knobs)
    assert evening.pipeline.looper.loops[1].state == "empty"


def test_frozen_it_ends_the_recording_and_plays_over_nothing(bundle: Bundle) -> None:
    evening, knobs = played_on(bundle, "quantize=off", "freeze=on")
    evening.run(3.0, knobs, ("record", 0.3), ("overdub", 2.3))
    assert evening.loop.state == "playing" and evening.loop.turning.length == 2 * RATE


def test_one_foot_records_and_overdubs_with_one_pedal(bundle: Bundle) -> None:
    evening, knobs = played_on(bundle, "quantize=off")
    states = []
    for at in (0.3, 2.3, 3.0, 3.5, 4.0, 4.6):
        evening.run(at + 0.2, knobs, ("record_or_overdub", at))
        states.append(evening.loop.state)
    assert states == ["recording", "playing", "overdubbing", "playing", "overdubbing", "playing"]
    evening.run(6.0, knobs)
    assert evening.loop.turning.length == 2 * RATE and evening.store.undoable == 3


def test_one_foot_takes_back_what_waits_for_the_beat_and_leaves_alone_what_ends_there(bundle: Bundle) -> None:
    evening, knobs = played_on(bundle, "quantize=bar")
    evening.run(1.5, knobs, ("record_or_overdub", 1.3))  # for the line at 2 s
    assert evening.loop.state == "waiting"
    evening.run(1.7, knobs, ("record_or_overdub", 1.6))
    assert evening.loop.state == "empty"
    evening.run(3.6, knobs, ("record_or_overdub", 2.1), ("record_or_overdub", 3.5))
    assert evening.loop.state == "closing"
    evening.run(3.8, knobs, ("record_or_overdub", 3.7))
    assert evening.loop.state == "closing"
    evening.run(4.5, knobs)
    assert evening.loop.state == "playing" and evening.loop.turning.length == 2 * RATE
