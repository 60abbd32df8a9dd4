"""What waits for a loop's next turn: its own, that of the first loop that turns, or nothing where none does."""

from __future__ import annotations

from pathlib import Path

import pytest
from rehearsal import RATE, Evening, music, panel

from rtmusic.bundle import Bundle
from rtmusic.lines import Lines
from rtmusic.transport import Transport

BEGAN, TURN = round(0.313 * RATE), round(1.6 * RATE)  # loop 1: neither on a beat nor of whole beats
ASKED = "mode=loop", "rewrite=0", "quantize=loop"


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def turning(bundle: Bundle, *more: str) -> Evening:
    """Loop 1 alone, recorded with nothing to wait for."""
    evening = Evening(bundle, music(20))
    evening.run(2.5, panel(*ASKED, *more), ("loop_1_record", 0.313), ("loop_1_record", 1.913))
    loop = evening.pipeline.looper.loops[1].turning
    assert (loop.start, loop.length) == (BEGAN, TURN)
    return evening


def test_the_next_turn_or_the_one_that_has_just_begun() -> None:
    lines = Lines(Transport(RATE), lambda: (1000, 100_000))
    assert [lines.nearest(at, "loop") for at in (1000, 12_999, 13_001, 101_000)] == [1000, 1000, 101_000, 101_000]
    assert [lines.after(at, "loop") for at in (-99_001, 999, 1000)] == [-99_000, 1000, 101_000]
    assert lines.nearest(13_001, "beat") == 24_000 and lines.unit("loop") == "loop"
    nothing = Lines(Transport(RATE))
    assert (nothing.unit("loop"), nothing.nearest(13_001, "loop"), nothing.unit("bar")) == ("off", 13_001, "bar")


def test_an_empty_loop_is_recorded_from_turn_to_turn_of_the_first_that_there_is(bundle: Bundle) -> None:
    evening = turning(bundle)
    knobs = panel(*ASKED)
    evening.run(4.5, knobs, ("loop_2_record", 2.6), ("loop_2_record", 4.1))
    other = evening.pipeline.looper.loops[2]
    assert other.take.state == "closing"
    evening.run(6.0, knobs)
    assert (other.turning.start, other.turning.length) == (BEGAN + 2 * TURN, TURN)
    # What plays waits for its own turn.
    evening.run(6.3, knobs, ("loop_2_pause", 6.1), ("loop_1_trigger", 6.2))
    waits = [round(status.next_in_s * RATE) + evening.at for status in evening.pipeline.looper.status(evening.at)[1:3]]
    assert waits == [BEGAN + 4 * TURN] * 2
    evening.run(7.0, knobs)
    assert (other.state, evening.pipeline.looper.loops[1].turning.start) == ("paused", BEGAN + 4 * TURN)


def test_a_paused_loop_begins_no_turn(bundle: Bundle) -> None:
    evening = turning(bundle)
    evening.run(3.0, panel("mode=loop", "rewrite=0", "quantize=off"), ("loop_1_pause", 2.6))
    evening.run(5.0, panel(*ASKED), ("loop_2_record", 3.1), ("loop_2_record", 4.6), ("loop_1_pause", 4.7))
    loops = evening.pipeline.looper.loops
    assert (loops[2].turning.start, loops[2].turning.length) == (round(3.1 * RATE), round(1.5 * RATE))
    evening.run(6.4, panel(*ASKED))
    assert loops[1].turning.start == BEGAN + loops[2].turning.start + 2 * loops[2].turning.length - round(2.6 * RATE)


def test_another_process_ends_it_on_the_same_line_and_the_first_loop_sets_the_tempo(bundle: Bundle) -> None:
    evening = turning(bundle, "first_sets_tempo=on")
    assert evening.pipeline.transport.bpm == pytest.approx(60 * 4 / 1.6)
    evening.run(4.5, panel(*ASKED), ("loop_2_record", 3.6), ("loop_2_record", 4.1))
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.run(6.0, panel(*ASKED))
    other = again.pipeline.looper.loops[2].turning
    assert (other.start, other.length) == (BEGAN + 2 * TURN, TURN)
