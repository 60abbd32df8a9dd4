"""Loops that are as long as they can be: what was played until then is in them, and it is told, once each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from rehearsal import BAR, BEAT, RATE, alone, music, panel, playing, quiet_then

from rtmusic import coding, loop
from rtmusic.bundle import Bundle
from rtmusic.edits import EDITS, NUMBERS, insert, multiply, room
from rtmusic.figures import loops_status
from rtmusic.memory import LoopStore
from rtmusic.notices import FULL, INSERT, MULTIPLY, NOTHING, RECORDING, Notices, notice, said_again
from rtmusic.seams import turn
from rtmusic.shared import Board
from rtmusic.status import Event
from rtmusic.take import LONGEST_S
from rtmusic.varied import REFUSALS

OFF = "mode=loop", "rewrite=0", "quantize=off"


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


@pytest.fixture
def board() -> Iterator[Board]:
    with Board.create() as board:
        yield board


@pytest.mark.parametrize("position", [0, 1, 480, 499])
@pytest.mark.parametrize("longest", [500, 999, 1000, 1234])
def test_what_has_room_is_never_too_long(position: int, longest: int) -> None:
    sound = np.zeros((2, 500), np.float32)
    for name, lengthened in (("multiply", multiply), ("insert", insert)):
        edit = EDITS[NUMBERS[name] - 1]
        samples = room(edit, 500, position, longest, 10_000, 0.0)
        for n in (1, 100, 600):
            longer = lengthened(sound, position, np.zeros((2, n), np.float32), 0).shape[1]
            assert (longer <= longest) == (n <= samples)
        assert room(edit, 500, position, longest, 7, 0.0) == min(7, samples)  # what was played is known for so long
    inserting = EDITS[NUMBERS["insert"] - 1]
    assert room(inserting, 500, position, 1234, 10_000, 100.0) == 700  # whole beats of 734 samples


def test_the_reasons_are_those_of_the_edits() -> None:
    assert {NUMBERS[name]: name for name in ("multiply", "insert")} == {MULTIPLY: "multiply", INSERT: "insert"}
    assert LONGEST_S == 55 and "55 s" in FULL[RECORDING]


def test_multiply_ends_by_itself_where_no_further_turn_fits(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "longest_samples", lambda geometry: 2 * BAR + BEAT)
    played = np.full((2, BEAT), 0.1, np.float32)
    evening, _ = playing(bundle, audio=quiet_then(music(20), 8 * RATE, played))
    before = evening.loop.turning.sound
    assert before is not None and evening.loop.full == 0
    # Begun in the turn of 6 s: two turns end at 10 s; the press at 10.3 s comes too late, and begins nothing.
    evening.run(10.2, panel(*OFF), ("loop_0_multiply", 6.5))
    assert (evening.loop.state, evening.loop.turning.length) == ("playing", 2 * BAR)
    whole = np.tile(before, 2)
    whole[:, BAR : BAR + BEAT] += 0.1
    np.testing.assert_allclose(alone(evening, 0, 6 * RATE, 10 * RATE), whole, atol=1e-6)
    assert evening.loop.full == said_again(0, MULTIPLY)
    evening.run(12.0, panel(*OFF), ("loop_0_undo", 10.3))
    np.testing.assert_array_equal(evening.loop.turning.sound, before)
    assert evening.loop.full == said_again(evening.loop.full, NOTHING)


def test_insert_ends_by_itself_on_the_beat_and_what_waits_to_end_it_does_not_begin_another(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "longest_samples", lambda geometry: BAR + 2 * BEAT + 1000)
    played = np.full((2, BEAT), 0.1, np.float32)
    evening, knobs = playing(bundle, "quantize=bar", audio=quiet_then(music(20), 8 * RATE, played))
    before = evening.loop.turning.sound
    assert before is not None
    evening.run(9.5, knobs, ("loop_0_insert", 7.5), ("loop_0_insert", 8.2))
    assert (evening.loop.state, evening.loop.turning.length) == ("playing", BAR + 2 * BEAT)
    evening.run(12.0, knobs)  # the press waited for the bar line at 10 s
    assert (evening.loop.state, evening.loop.turning.length) == ("playing", BAR + 2 * BEAT)
    longer = turn(evening.loop.turning.facing, 8 * RATE - evening.loop.turning.start, 2 * BEAT)
    np.testing.assert_allclose(longer[:, 1000 : BEAT - 1000], 0.1, atol=1e-6)
    assert not longer[:, BEAT + 1000 : -1000].any()
    assert evening.loop.full == said_again(0, INSERT)
    # Where no beat has room any more nothing begins, and that is told, too.
    layers = evening.store.undoable
    evening.run(14.5, knobs, ("loop_0_insert", 12.1))
    assert (evening.loop.state, evening.store.undoable) == ("playing", layers)
    assert evening.loop.full == said_again(said_again(0, INSERT), INSERT)


def test_a_recording_that_ends_by_itself_is_told(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    evening, knobs = playing(bundle)
    other = evening.pipeline.looper.loops[2]
    monkeypatch.setattr(loop, "LONGEST_S", 2.0)
    other.take._longest = 2 * RATE
    evening.run(7.9, knobs, ("loop_2_record", 6.0), ("loop_2_record", 7.5))
    assert (other.turning.length, other.full) == (3 * BEAT, 0)
    evening.run(11.0, panel(*OFF), ("loop_2_record", 8.0))
    assert (other.state, other.turning.length, other.full) == ("playing", 2 * RATE, said_again(0, RECORDING))


def test_each_time_is_told_once_and_what_is_so_now_can_be_asked_for(bundle: Bundle, board: Board) -> None:
    notices = Notices(board)
    assert notices.news(1.0) == []
    board.loop_full[3] = said_again(0, MULTIPLY)
    said = f"loop 3 is as long as it can be: {FULL[MULTIPLY]}"
    assert notices.news(2.0) == [Event(2.0, "loop-full", said)] and notices.news(2.1) == []
    board.loop_full[3] = said_again(int(board.loop_full[3]), NOTHING)
    assert notice(board, 3) == "" and notices.news(2.2) == []
    board.loop_full[3] = said_again(int(board.loop_full[3]), MULTIPLY)  # before anybody looked twice
    board.loop_refused[5] = 4
    stays = f"loop 5 stays as it is: {REFUSALS[4]}"
    assert notices.news(3.0) == [Event(3.0, "not-varied", stays), Event(3.0, "loop-full", said)]
    assert Notices(board).news(4.0) == []  # of a main process that takes over
    statuses = loops_status(board, bundle.geometry, 0, LoopStore.of(board))
    assert [status.notice for status in statuses] == ["", "", "", FULL[MULTIPLY], "", REFUSALS[4], "", ""]
    board.loop_full[3] = 0  # another model process
    assert notices.news(5.0) == []
    board.loop_full[3] = said_again(0, MULTIPLY)
    assert notices.news(6.0) == [Event(6.0, "loop-full", said)]
    assert coding.longest_samples(bundle.geometry) // RATE == 118  # as the sentences say
