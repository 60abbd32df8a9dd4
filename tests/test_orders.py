"""Pedals and loops from files on their way to the model process: in their order, after the knobs, never lost."""

from __future__ import annotations

import os
from pathlib import Path

import evening_kept
import numpy as np
from staged import RATE, Stage, recorded

from rtmusic.knobs import parse_setting
from rtmusic.loopfile import SavedLoop
from rtmusic.modelprocess import ModelProcess
from rtmusic.shared import Board, Order
from rtmusic.status import Event


def test_knobs_that_are_turned_before_an_order_count_for_it(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path)
        stage.run(0.1)
        worker = stage.worker
        assert worker is not None
        obey = worker._obey

        def meanwhile(order: Order) -> None:
            """While one order is obeyed, a knob is turned, and another order comes that goes with it."""
            worker._obey = obey  # type: ignore[method-assign]
            stage.turn(parse_setting("loop_2_rate=2"))
            stage.sessions.put(SavedLoop(2, "", evening_kept.sound(1, RATE), (), 0, 0.0, 0.0, 0))
            obey(order)

        worker._obey = meanwhile  # type: ignore[method-assign]
        stage.press("loop_1_cancel")
        stage.run(3.0)
        assert stage.sound(2).shape == (2, RATE)  # as it is, wherever its knob stands
        stage.assert_played_again()


def test_a_pedal_that_is_pressed_while_a_process_comes_back_loses_no_overdub(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path)
        stage.run(0.1)
        recorded(stage)
        before = stage.sound(0).copy()
        stage.press("overdub")
        stage.run(0.5)
        stage.kill()
        stage.press("overdub")
        stage.run(1.5)
        assert stage.worker is not None
        assert stage.worker.pipeline.looper.loops[0].layers.undoable == 2
        assert 0.3 * RATE < np.count_nonzero((stage.sound(0) != before).any(axis=0)) < 0.6 * RATE
        stage.press("undo")
        stage.run(0.5)
        np.testing.assert_array_equal(stage.sound(0), before)
        stage.assert_played_again()


def test_a_turn_that_cannot_be_made_is_told_once_and_again_when_it_is_asked_for_anew(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    said = "loop 0 stays as it is: it would be shorter than a sixteenth of a second; turn stretch up or rate down"
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path)
        stage.run(0.1)
        recorded(stage, seconds=0.5)
        board.model_pid[0] = os.getpid()
        supervisor = ModelProcess(stage._spec, board)
        supervisor.adopt("cpu")
        for stretch in ("0.3", "0.25"):
            stage.turn(parse_setting("loop_0_rate=4"), parse_setting(f"loop_0_stretch={stretch}"))
            stage.run(0.15)
            assert supervisor.poll(1.0) == []
            stage.run(0.5)
            assert supervisor.poll(2.0) == [Event(2.0, "not-varied", said)]
            stage.run(0.5)
            assert supervisor.poll(3.0) == []
        heir = ModelProcess(stage._spec, board)  # of a main process that takes over
        heir.adopt("cpu")
        assert heir.poll(3.5) == []
        stage.turn(parse_setting("loop_0_stretch=1"))
        stage.run(1.0)
        assert supervisor.poll(4.0) == [] and stage.sound(0).shape == (2, RATE // 8)
        stage.assert_played_again()
