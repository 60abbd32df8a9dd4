"""What the other loops play together becomes a loop: on the line, as they are mixed, without a step, and for good."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rehearsal import BAR, RATE, alone, heard, panel, playing
from staged import Stage, recorded

from rtmusic.bundle import Bundle
from rtmusic.seams import FADE_SAMPLES
from rtmusic.shared import Board

LINE = 8 * RATE


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def test_it_is_what_the_others_play_as_they_are_mixed_from_the_line_on(bundle: Bundle) -> None:
    asked = "quantize=bar", "mute_quantized=on", "loop_0_level=-6", "loop_1_pan=-1"
    evening, knobs = playing(bundle, *asked)
    evening.run(11.0, knobs, ("loop_1_mute", 6.1), ("loop_2_bounce", 6.2))
    bounced = evening.pipeline.looper.loops[2]
    assert (bounced.turning.start, bounced.turning.length, bounced.layers.undoable) == (LINE, BAR, 1)
    assert not bounced.busy and bounced.layers.loading is None  # it has its codes
    assert bounced.turning.sound is not None
    played = alone(evening, 0, LINE, LINE + BAR) * np.float32(10 ** (-6 / 20))
    played[0] += alone(evening, 1, LINE, LINE + BAR)[0]
    np.testing.assert_allclose(bounced.turning.sound[:, :-FADE_SAMPLES], played[:, :-FADE_SAMPLES], atol=1e-6)
    # The first beats of the line: loop 0, and all that was bounced.
    span = LINE + FADE_SAMPLES, LINE + RATE
    own = alone(evening, 0, *span) * np.float32(10 ** (-6 / 20)) + alone(evening, 2, *span)
    np.testing.assert_allclose(heard(evening, *span), own, atol=1e-6)


def test_who_mutes_the_other_on_the_line_hears_no_difference(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=bar", "mute_quantized=on")
    evening.run(13.0, knobs, ("loop_1_mute", 5.6), ("loop_0_mute", 6.1), ("loop_2_bounce", 6.2))
    before = heard(evening, 6 * RATE + FADE_SAMPLES, LINE)
    for turn in range(2):
        begins = LINE + turn * BAR + FADE_SAMPLES
        np.testing.assert_allclose(heard(evening, begins, LINE + (turn + 1) * BAR), before, atol=1e-6)
    seam = heard(evening, LINE - FADE_SAMPLES, LINE + FADE_SAMPLES)
    np.testing.assert_allclose(seam[:, FADE_SAMPLES:], alone(evening, 0, LINE, LINE + FADE_SAMPLES), atol=1e-6)


def test_two_on_one_line_are_both_what_was_heard_before(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=bar")
    evening.run(11.0, knobs, ("loop_2_bounce", 6.1), ("loop_3_bounce", 6.2))
    first, second = (evening.pipeline.looper.loops[n].turning.sound for n in (2, 3))
    assert first is not None and second is not None
    np.testing.assert_array_equal(first, second)


def test_what_is_frozen_before_the_line_is_not_bounced(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=bar")
    evening.run(6.5, knobs, ("loop_2_bounce", 6.1))
    assert evening.pipeline.looper.status(evening.at)[2].next == "bounce"
    evening.run(9.0, panel("mode=loop", "rewrite=0", "quantize=bar", "freeze=on"))
    assert evening.pipeline.looper.loops[2].turning.length == 0


def test_undo_brings_back_what_was_there_and_nothing_is_bounced_where_nothing_is_heard(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    knobs = panel("mode=loop", "rewrite=0", "quantize=off")
    was = alone(evening, 1, LINE, LINE + BAR)
    evening.run(8.0, knobs, ("loop_1_bounce", 6.1))
    loop = evening.pipeline.looper.loops[1]
    assert (loop.turning.length, loop.layers.undoable) == (BAR, 2)
    evening.run(9.0, knobs, ("loop_1_undo", 8.1))
    np.testing.assert_array_equal(alone(evening, 1, LINE, LINE + BAR), was)
    evening.run(9.5, knobs, ("loop_0_pause", 9.1), ("loop_1_mute", 9.1), ("loop_2_bounce", 9.2))
    evening.run(10.0, panel("mode=loop", "rewrite=0", "quantize=off", "freeze=on"), ("loop_0_bounce", 9.6))
    assert [loop.layers.undoable for loop in evening.pipeline.looper.loops[:3]] == [1, 1, 0]


def test_another_process_goes_on_with_it_and_it_is_played_again(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path, "quantize=off")
        recorded(stage, seconds=0.5)
        stage.press("loop_3_bounce")
        stage.run(0.02)
        assert stage.worker is not None
        bounced = stage.worker.pipeline.looper.loops[3]
        assert bounced.layers.loading is not None  # it sounds, and has no codes yet
        sound = stage.sound(3).copy()
        del bounced
        stage.kill()
        stage.run(1.5)
        assert not stage.coding()
        np.testing.assert_array_equal(stage.sound(3), sound)
        assert stage.worker.pipeline.looper.status(0)[3].layers == 1
        stage.assert_played_again()
