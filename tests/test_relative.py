"""Loops with a grid of their own: they begin where you press, are as long as the grid says, and keep their distance."""

from __future__ import annotations

from pathlib import Path

import pytest
from rehearsal import BAR, BEAT, RATE, Evening, panel, playing
from staged import Stage

from rtmusic.bundle import Bundle
from rtmusic.lines import Lines, beside
from rtmusic.shared import Board
from rtmusic.transport import Transport

BEGUN = round(6.06 * RATE)
ASKED = "quantize=beat", "loop_2_relative_sync=on"


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def beside_the_beat(bundle: Bundle) -> Evening:
    """Loop 2 of three beats, begun 60 ms after one, among two that lie on the beat."""
    evening, knobs = playing(bundle, *ASKED)
    evening.run(6.1, knobs, ("loop_2_record", 6.06))
    assert evening.pipeline.looper.loops[2].state == "recording"  # nothing is waited for
    evening.run(8.0, knobs, ("loop_2_record", 7.6))
    turning = evening.pipeline.looper.loops[2].turning
    assert (turning.start, turning.length) == (BEGUN, 3 * BEAT)
    return evening


def test_lines_are_counted_from_a_sample() -> None:
    transport = Transport(RATE)
    lines = Lines(transport, lambda: (1000, 100_000), lambda: BEAT + 3000)
    assert [lines.nearest(at, "beat") for at in (0, BEAT // 2 + 3001)] == [3000, BEAT + 3000]
    assert [lines.after(at, "beat") for at in (2999, 3000)] == [3000, BEAT + 3000]
    assert lines.after(0, "bar") == BEAT + 3000 and lines.after(BEAT + 3000, "bar") == BAR + BEAT + 3000
    assert lines.after(BEAT + 3000, "8th") == BEAT + 3000 + BEAT // 2
    assert lines.after(BEAT + 3000, "loop") == BEAT + 103_000
    assert (lines.nearest(777, "off"), lines.after(777, "off")) == (777, 778)
    assert [beside(transport, at) for at in (BEAT + 10, 2 * BEAT - 10, 2 * BEAT)] == [10, -10, 0]


def test_pedals_go_by_where_the_loop_began(bundle: Bundle) -> None:
    evening = beside_the_beat(bundle)
    knobs = panel("mode=loop", "rewrite=0", *ASKED)
    evening.run(8.15, knobs, ("loop_2_pause", 8.1), ("loop_0_pause", 8.1))
    waits = [round(status.next_in_s * RATE) + evening.at for status in evening.pipeline.looper.status(evening.at)[:3]]
    assert (waits[0], waits[2]) == (round(8.5 * RATE), BEGUN + 5 * BEAT)
    evening.run(10.0, knobs)
    # Another recording in its place begins where it is asked for, too.
    evening.run(12.0, knobs, ("loop_2_record", 10.2), ("loop_2_record", 11.3))
    turning = evening.pipeline.looper.loops[2].turning
    assert (turning.start, turning.length) == (round(10.2 * RATE), 2 * BEAT)


def test_when_the_beat_moves_the_loop_keeps_its_distance(bundle: Bundle) -> None:
    evening = beside_the_beat(bundle)
    first, third = (evening.pipeline.looper.loops[number].turning for number in (0, 2))
    knobs = panel("mode=loop", "rewrite=0", *ASKED)
    began = first.start
    evening.run(9.0, knobs, ("align", 8.02))
    assert [first.start - began, third.start - BEGUN] == [round(0.02 * RATE)] * 2
    evening.run(10.0, panel("mode=loop", "rewrite=0", "quantize=beat"), ("align", 9.99))  # with the knob off
    beat = evening.pipeline.transport
    assert beside(beat, third.start) == beside(beat, first.start) == 0


@pytest.mark.parametrize(("unit", "begin_s", "end_s"), [("bar", 6.3, 6.6), ("loop", 6.37, 8.2)])
def test_it_is_as_long_as_a_unit_or_turns_of_the_first_loop(
    bundle: Bundle, unit: str, begin_s: float, end_s: float
) -> None:
    evening, _ = playing(bundle, "quantize=beat")
    knobs = panel("mode=loop", "rewrite=0", f"quantize={unit}", "loop_2_relative_sync=on")
    evening.run(9.0, knobs, ("loop_2_record", begin_s), ("loop_2_record", end_s))
    turning = evening.pipeline.looper.loops[2].turning
    assert (turning.start, turning.length) == (round(begin_s * RATE), BAR)


def test_one_that_waits_for_you_begins_where_you_play(bundle: Bundle) -> None:
    audio = playing(bundle)[0].audio.copy()
    audio[:, round(5.5 * RATE) : round(6.2 * RATE)] = 0
    evening, _ = playing(bundle, "quantize=beat", audio=audio)
    knobs = panel("mode=loop", "rewrite=0", *ASKED, "loop_2_threshold=-30")
    evening.run(6.0, knobs, ("loop_2_record", 5.8))
    evening.run(8.2, knobs, ("loop_2_record", 7.7))
    turning = evening.pipeline.looper.loops[2].turning
    # A note begins at 6.25 s, and the recording 5 ms before it is loud enough.
    assert abs(turning.start - round(6.245 * RATE)) < 0.002 * RATE and turning.length == 3 * BEAT


def test_an_evening_beside_the_beat_is_played_again_though_the_process_is_killed(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path, "relative_sync=on")
        stage.run(0.33)
        stage.press("loop_0_record")
        stage.run(0.9)
        stage.press("loop_0_record")
        stage.run(0.05)
        stage.kill()  # closes in another one, before that has seen a knob
        stage.run(1.5)
        assert stage.worker is not None
        turning = stage.worker.pipeline.looper.loops[0].turning
        assert turning.length == RATE and beside(stage.worker.pipeline.transport, turning.start) != 0
        stage.press("loop_0_trigger")
        stage.run(1.0)
        stage.press("align")
        stage.run(1.0)
        stage.assert_played_again()
