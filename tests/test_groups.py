"""Groups of loops: pedals and knobs for all of one, and exclusive ones, where one starts and the others stop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from recording_desk import QUIET
from rehearsal import RATE, alone, heard, panel, playing
from staged import Stage, recorded

from rtmusic.bundle import Bundle
from rtmusic.knobs import LOOPS, Panel, parse_setting, rivals, selected, shown
from rtmusic.screen import Glyphs, View, picture
from rtmusic.seams import FADE_SAMPLES
from rtmusic.shared import Board
from rtmusic.status import LoopStatus
from rtmusic.turning import MUTED

ASKED = "mode=loop", "rewrite=0"
BOTH = "loop_0_group=2", "loop_1_group=2", "loop_0_exclusive=on", "loop_1_exclusive=on"


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def turned(*words: str) -> Panel:
    return Panel().turn([parse_setting(word) for word in words])


def test_pedals_and_plain_knobs_are_for_all_of_a_group() -> None:
    knobs = turned("loop_5_group=3", "loop_2_group=3", "loop_2_pan=-1", "select=group3")
    assert selected(knobs.values) == (2, 5) and shown(knobs.values) == 2
    assert knobs["pan"] == -1 and knobs["group"] == 3  # as those of the first of them
    assert knobs.meant("overdub") == ("loop_2_overdub", "loop_5_overdub")
    assert knobs.meant("mute_loop:down") == ("loop_2_mute:down", "loop_5_mute:down")
    assert len(knobs.meant("mute_loop:up")) == LOOPS
    knobs = knobs.turn([parse_setting("rewrite=40")])
    assert [knobs[f"loop_{loop}_rewrite"] for loop in range(LOOPS)] == [0, 0, 40, 0, 0, 40, 0, 0]


def test_a_loop_that_comes_or_goes_is_seen_by_who_has_selected_the_group() -> None:
    knobs = turned("loop_2_pan=-1", "loop_1_pan=1", "select=group3")
    assert selected(knobs.values) == () and knobs.meant("clear") == () and knobs["pan"] == 0
    knobs = knobs.turn([parse_setting("rewrite=40")])
    assert not any(knobs[f"loop_{loop}_rewrite"] for loop in range(LOOPS))
    knobs = knobs.turn([parse_setting("loop_2_group=3")])
    assert (knobs["pan"], knobs["rewrite"], knobs["group"]) == (-1, 0, 3)
    knobs = knobs.turn([parse_setting("loop_1_group=3")])
    assert (knobs["pan"], selected(knobs.values)) == (1, (1, 2))
    knobs = knobs.turn([parse_setting("group=none")])  # all that were in it leave it
    assert (knobs["loop_1_group"], knobs["loop_2_group"], selected(knobs.values)) == (0, 0, ())


def test_rivals_are_the_others_of_an_exclusive_group() -> None:
    knobs = turned("loop_1_group=2", "loop_4_group=2", "loop_6_group=3", "loop_0_exclusive=on", "loop_1_exclusive=on")
    assert [rivals(knobs, loop) for loop in (0, 1, 4, 6)] == [(), (4,), (), ()]


def test_the_live_view_marks_a_group_and_says_that_it_is_empty() -> None:
    loops = (LoopStatus("playing", 2.0), LoopStatus("playing", 2.0), *[LoopStatus()] * (LOOPS - 2))

    def lines(knobs: Panel) -> list[str]:
        view = View(replace(QUIET, loops=loops), knobs, ("",) * 8)
        return [line.plain for line in picture(view, 130, Glyphs()).renderables]  # type: ignore[union-attr]

    shown = lines(turned("loop_0_group=2", "loop_1_group=2", "select=group2"))
    marked = [line for line in shown if line.startswith("loop")]
    assert len(marked) == 2 and all("▸" in line and line.rstrip().endswith("group 2") for line in marked)
    assert "select   group4: no loop is in it" in [line.rstrip() for line in lines(turned("select=group4"))]


@pytest.mark.parametrize("pedal", ["trigger", "mute", "pause"])
def test_one_starts_on_the_line_and_the_other_falls_silent_there(bundle: Bundle, pedal: str) -> None:
    evening, knobs = playing(bundle, "quantize=beat", "mute_quantized=on", *BOTH)
    first, second = (evening.pipeline.looper.loops[number].turning for number in (0, 1))
    if pedal != "trigger":
        evening.run(6.7, knobs, (f"loop_0_{pedal}", 5.8))
    evening.run(9.0, knobs, (f"loop_0_{pedal}", 7.2))
    assert second.flag(MUTED) and not first.flag(MUTED) and not first.paused
    line, end = round(7.5 * RATE), 9 * RATE
    np.testing.assert_array_equal(heard(evening, line + FADE_SAMPLES, end), alone(evening, 0, line + FADE_SAMPLES, end))
    if pedal != "trigger":  # until there the other one alone
        before = 7 * RATE, line - FADE_SAMPLES
        np.testing.assert_array_equal(heard(evening, *before), alone(evening, 1, *before))
    # And back: nothing waits, so it is heard from the next round on.
    evening.run(11.0, panel(*ASKED, "quantize=off", *BOTH), ("loop_1_mute", 9.1))
    assert first.flag(MUTED) and not second.flag(MUTED)
    np.testing.assert_array_equal(heard(evening, 10 * RATE, 11 * RATE), alone(evening, 1, 10 * RATE, 11 * RATE))


def test_a_mute_that_waits_for_the_same_line_does_not_let_the_other_be_heard_again(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat", "mute_quantized=on", *BOTH)
    first, second = (evening.pipeline.looper.loops[number] for number in (0, 1))
    evening.run(9.0, knobs, ("loop_0_trigger", 7.02), ("loop_1_mute", 7.1))
    assert second.turning.flag(MUTED) and not first.turning.flag(MUTED)


def test_what_is_in_no_exclusive_group_goes_on(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=off", "loop_0_group=2", "loop_0_exclusive=on", "loop_1_group=1")
    second = evening.pipeline.looper.loops[1].turning
    evening.run(6.0, knobs, ("loop_0_trigger", 5.6))
    assert not second.flag(MUTED)
    # A loop that is muted, or goes on as it was, has not started.
    both = panel(*ASKED, "quantize=off", *BOTH)
    evening.run(7.0, both, ("loop_0_mute", 6.1), ("loop_0_reverse", 6.2), ("loop_0_solo", 6.3), ("loop_2_trigger", 6.4))
    assert not second.flag(MUTED)


def test_an_evening_of_groups_is_played_again_though_the_process_is_killed(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path, *BOTH, "loop_2_group=2", "quantize=bar", "mute_quantized=on")
        stage.run(0.1)
        recorded(stage, 0, 2.0)
        recorded(stage, 1, 2.0)
        stage.turn(parse_setting("select=group2"))
        stage.press("mute_loop")
        stage.press("loop_2_cancel")
        stage.run(2.5)
        assert stage.worker is not None
        loops = stage.worker.pipeline.looper.loops
        assert [loop.turning.flag(MUTED) for loop in loops[:3]] == [True, True, False]
        stage.press("loop_1_mute")
        stage.run(0.2)
        stage.kill()
        stage.run(2.5)
        stage.press("loop_0_trigger")
        stage.run(2.5)
        # An empty loop stays as it is: what is recorded into it is to be heard.
        loops = stage.worker.pipeline.looper.loops
        assert [loop.turning.flag(MUTED) for loop in loops[:3]] == [False, True, False]
        stage.assert_played_again()
