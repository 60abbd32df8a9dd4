"""What waits for the grid is neither lost nor done twice, whoever dies and whatever else is pressed."""

from __future__ import annotations

import numpy as np
import pytest
from test_foresight import ready, run_to, turned
from test_making import RATE, Stage

from rtmusic.knobs import LOOPS
from rtmusic.looper import Looper
from rtmusic.soopermoves import MOVES, presses, turn_alone
from rtmusic.status import LoopStatus


def press(stage: Stage, pedal: str) -> None:
    stage.looper.press(f"loop_0_{pedal}", stage.at, stage.panel, False)


@pytest.mark.parametrize(
    ("before", "pedal", "state"),
    [
        ("", "pause", "paused"),
        ("", "replace", "replacing"),
        ("", "overdub", "overdubbing"),
        ("overdub", "overdub", "playing"),
        ("replace", "replace", "playing"),
    ],
)
def test_what_waits_outlives_a_process_that_is_dead_on_its_line(before: str, pedal: str, state: str) -> None:
    stage, line = ready(before)
    run_to(stage, line - 0.3 * RATE)
    press(stage, pedal)
    stage.run(0.1)
    layers = stage.loop.layers.undoable
    while stage.at < line + 0.2 * RATE:  # nobody hears, and what was written ahead is played
        stage.timeline.read(stage.at, np.empty((2, 960), np.float32))
        stage.at += 960
    stage.looper = Looper(stage.looper._parts)
    stage.loop = stage.looper.loops[0]
    stage.looper.mind(stage.panel, stage.at)
    stage.looper.hear(stage.at, stage.played(stage.at, 960))  # as the worker does before its first round
    stage.looper.begin(stage.at)
    stage.run(1.0)
    assert stage.loop.state == state and stage.looper.status(stage.at)[0].next == ""
    assert stage.loop.layers.undoable == layers + bool(before)


@pytest.mark.parametrize("pedal", ["trigger", "pause", "cancel", "mute"])
@pytest.mark.parametrize(("before", "waits"), [("overdub", "pause"), ("replace", "replace"), ("overdub", "overdub")])
def test_a_pedal_right_after_the_line_does_not_take_back_what_is_heard(before: str, waits: str, pedal: str) -> None:
    stage, line = ready(before)
    run_to(stage, line - 0.5 * RATE)
    press(stage, waits)
    run_to(stage, line)
    stage.looper.press(f"loop_0_{pedal}", line + 100, stage.panel, False)
    stage.run(0.5)
    assert stage.loop.edit is None and (stage.loop.state == "paused") == (waits == "pause")


def test_cancel_after_the_line_leaves_the_recording_closed() -> None:
    stage = Stage()
    turned(stage, "quantize=bar")
    stage.press("record", 3.0)
    stage.press("record")
    end = stage.loop.take.end
    assert end is not None
    run_to(stage, end)
    stage.looper.press("loop_0_cancel", end + 100, stage.panel, False)
    stage.run(0.5)
    assert stage.loop.state == "playing"


def test_a_pause_that_waits_for_the_line_on_which_a_oneshot_ends_does_not_start_it_again() -> None:
    stage, line = ready()
    turned(stage, "quantize=loop")
    press(stage, "oneshot")
    run_to(stage, stage.loop.turning.start + stage.loop.turning.length + RATE)
    for _ in range(40):
        if stage.looper.status(stage.at)[0].once:
            break
        stage.run(0.1)
    assert stage.looper.status(stage.at)[0].once
    press(stage, "pause")
    stage.run(7.0)
    assert stage.loop.state == "paused" and line


@pytest.mark.parametrize(("pedal", "settings"), [("mute", ()), ("mute", ("mute_quantized=on",)), ("pause", ())])
def test_a_pedal_pressed_while_a_recording_closes_is_for_the_loop_that_it_becomes(
    pedal: str, settings: tuple[str, ...]
) -> None:
    stage = Stage()
    turned(stage, "quantize=bar", *settings)
    stage.press("record", 3.0)
    stage.press("record")
    assert stage.loop.state == "closing"
    press(stage, pedal)
    assert stage.looper.status(stage.at)[0].next == pedal
    stage.run(3.0)
    status = stage.looper.status(stage.at)[0]
    assert (status.next, status.muted, status.state == "paused") == ("", pedal == "mute", pedal == "pause")
    assert not np.abs(stage.run(0.5)).any()


def stands(**loops: LoopStatus) -> list[LoopStatus]:
    found = [LoopStatus("playing", 2.0, 0.0, 0, 1, 0) for _ in range(LOOPS)]
    for name, loop in loops.items():
        found[int(name[1:])] = loop
    return found


def test_a_foreign_pedal_takes_back_nothing_that_waits() -> None:
    alone = LoopStatus("playing", 2.0, 0.0, 0, 1, 0, solo=True)
    ends = LoopStatus("overdubbing", 2.0, 0.0, 0, 1, 0, next="overdub")
    will_be = LoopStatus("playing", 2.0, 0.0, 0, 1, 0, next="solo")
    assert (1, "overdub") not in presses(MOVES["record_or_overdub_excl"], 0, 0, stands(l1=ends))
    assert (0, "solo") not in presses(MOVES["record_or_overdub_solo"], 0, 0, stands(l0=will_be))
    assert turn_alone((0, 1), stands(l0=alone)) == [1]
    assert turn_alone((0, 1), stands(l0=alone, l1=alone)) == [0, 1]
    assert turn_alone((2,), stands(l0=alone)) == [0, 2]
