"""Pedals that are held down: what they began ends when they come up, if it still goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from rehearsal import BEAT, RATE, Evening, panel, playing
from staged import Stage, recorded

from rtmusic.bundle import Bundle
from rtmusic.shared import Board


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def held(name: str, from_s: float, to_s: float) -> tuple[tuple[str, float], tuple[str, float]]:
    return (f"loop_{name}:down", from_s), (f"loop_{name}:up", to_s)


def stands(evening: Evening, number: int = 0) -> tuple[str, bool, bool]:
    status = evening.pipeline.looper.status(evening.at)[number]
    return status.state, status.muted, status.reversed


def test_what_a_pedal_began_ends_when_it_comes_up(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    knobs = panel("mode=loop", "rewrite=0", "quantize=off")
    evening.run(6.5, knobs, *held("0_overdub", 6.0, 7.0), *held("1_mute", 6.0, 7.0), *held("2_record", 6.0, 7.0))
    assert (stands(evening)[0], stands(evening, 1)[1], stands(evening, 2)[0]) == ("overdubbing", True, "recording")
    evening.run(7.5, knobs, ("loop_0_overdub:up", 7.0), ("loop_1_mute:up", 7.0), ("loop_2_record:up", 7.0))
    assert (stands(evening)[0], stands(evening, 1)[1], stands(evening, 2)[0]) == ("playing", False, "playing")
    assert evening.pipeline.looper.loops[2].turning.length == RATE


def test_a_mute_and_a_turn_that_are_ended_go_on_when_the_pedal_comes_up(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    knobs = panel("mode=loop", "rewrite=0", "quantize=off")
    evening.run(6.0, knobs, ("loop_0_mute", 5.6), ("loop_0_reverse", 5.6))
    evening.run(6.5, knobs, ("loop_0_mute:down", 6.1), ("loop_0_reverse:down", 6.1))
    assert stands(evening) == ("playing", False, False)
    evening.run(7.0, knobs, ("loop_0_mute:up", 6.6), ("loop_0_reverse:up", 6.6))
    assert stands(evening) == ("playing", True, True)


@pytest.mark.parametrize(
    "presses, state",
    [
        (["overdub", "overdub:down"], "playing"),  # it ended one that went on, and began nothing
        (["overdub:down", "overdub"], "playing"),  # somebody else ended it
        (["overdub:down", "replace"], "replacing"),  # that is not what it began
        (["overdub:down", "overdub", "overdub"], "overdubbing"),  # this is another one
        (["pause:down", "trigger"], "playing"),
        (["record:down", "undo"], "playing"),
        (["record:down", "undo", "record"], "recording"),
        ([], "playing"),
    ],
)
def test_what_it_did_not_begin_goes_on(presses: list[str], state: str, bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    knobs = panel("mode=loop", "rewrite=0", "quantize=off")
    at_s = [6.0 + 0.1 * place for place in range(len(presses))]
    evening.run(6.5, knobs, *((f"loop_0_{name}", at) for name, at in zip(presses, at_s, strict=True)))
    evening.run(7.0, knobs, *((f"loop_0_{name}:up", 6.6) for name in ("overdub", "pause", "record")))
    assert stands(evening)[0] == state


def test_on_the_grid_it_is_taken_back_or_ends_on_a_line(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=bar")
    evening.run(7.9, knobs, *held("0_pause", 6.2, 7.0))  # both before the line
    assert evening.pipeline.looper.status(evening.at)[0].next == ""
    evening.run(9.0, knobs, ("loop_0_multiply:down", 7.95))
    assert stands(evening)[0] == "multiplying"
    evening.run(11.0, knobs, ("loop_0_multiply:up", 9.1))
    assert stands(evening)[0] == "playing"
    assert evening.loop.turning.length == 4 * BEAT  # from 8 s to 10 s, a bar


def test_another_process_lets_go_what_was_held_and_plays_it_again(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path, "quantize=off")
        recorded(stage, seconds=0.5)
        stage.press("loop_0_mute:down")
        stage.press("substitute:down")
        stage.run(0.2)
        stage.kill()
        stage.press("loop_0_mute:up")
        stage.press("substitute:up")  # of all loops
        stage.run(1.0)
        assert stage.worker is not None
        status = stage.worker.pipeline.looper.status(0)[0]
        assert (status.state, status.muted, status.layers) == ("playing", False, 2)
        stage.assert_played_again()
