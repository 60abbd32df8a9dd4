"""An evening of eight loops: its score, the verdict, and a short one that is really played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rtmusic.cli import main
from rtmusic.eightloops import GROUND, TO_ANY, TO_OTHERS, _Seen, judge, play, score, table
from rtmusic.endurance import Heard
from rtmusic.errors import UsageError
from rtmusic.knobs import COMMANDS, LOOP_COMMANDS, LOOPS, loop_of, plain_name
from rtmusic.report import Report
from rtmusic.status import Event

CALM = Report(1800.0, 10_000, 3, 0, 0, 0, 0.4, 0.05, 0, {"all": 10_000}, {}, {})


def test_the_score_is_of_the_seed_and_has_every_pedal_for_every_loop() -> None:
    moves = score(30, 0)
    assert moves == score(30, 0) != score(30, 1)
    assert [move.at_s for move in moves] == sorted(move.at_s for move in moves) and moves[-1].at_s < 30 * 60
    pressed = {move.pedal for move in moves if move.pedal}
    assert pressed <= set(COMMANDS)
    played = {(loop_of(pedal), plain_name(pedal)) for pedal in pressed}
    assert {name for _, name in played} >= set(LOOP_COMMANDS) - {"redo_all", "undo_all"}
    for loop in range(1, LOOPS):
        assert len({name for number, name in played if number == loop}) > 14
    turned = {move.turned.knob.loop for move in moves if move.turned is not None}
    assert turned == set(range(LOOPS))


def test_nothing_ever_silences_the_ground() -> None:
    for seed in range(5):
        pressed = {plain_name(move.pedal) for move in score(30, seed) if move.pedal and loop_of(move.pedal) == GROUND}
        assert not pressed & {"mute", "pause", "replace", "insert", "clear", "oneshot", "undo_all"}
    assert not set(TO_ANY) & set(TO_OTHERS)


@pytest.mark.parametrize(
    "report, heard, seen, left, said",
    [
        ({"audible_glitches": 2}, {}, {}, [], "2 glitches"),
        ({"repeated_bars": 1}, {}, {}, [], "1 repeated bars"),
        ({"restarts": 1}, {}, {}, [], "1 restarts"),
        ({"events": (Event(1.0, "command-lost", "…"),)}, {}, {}, [], "1 pedals that were not taken"),
        ({}, {"silent_s": 3}, {}, [], "3 s of silence"),
        ({}, {"peak": 1.25}, {}, [], "a peak of 1.250"),
        ({}, {}, {"never_empty": False}, [], "the ground was lost"),
        ({}, {}, {"memory_mb": [100.0, 130.0, 150.0]}, [], "the model process's memory grew to 1.50 times what it was"),
        ({}, {}, {}, [3], "loop 3 is not empty when all is undone"),
    ],
)
def test_what_should_not_happen_is_said(
    report: dict[str, object], heard: dict[str, object], seen: dict[str, object], left: list[int], said: str
) -> None:
    ear, eye = Heard(), _Seen(memory_mb=[100.0, 101.0, 100.0])
    assert list(judge(CALM, ear, eye, [])) == []
    for thing, changed in ((ear, heard), (eye, seen)):
        for name, value in changed.items():
            setattr(thing, name, value)
    assert list(judge(replace(CALM, **report), ear, eye, left)) == [said]  # type: ignore[arg-type]


def test_an_evening_too_short_is_refused() -> None:
    with pytest.raises(UsageError, match=r"0.1 minutes are too short for 8 loops; give 0.25 or more"):
        play(0.1)


def test_a_short_evening_is_played_and_told(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["bench", "loops", "--minutes", "0.25", "--bundle", str(tiny_bundle)])
    said = capsys.readouterr().out
    assert said.startswith("0.25 minutes, 8 loops, seed 0: ") and "(" in said
    assert "record 16" in said and said.rstrip().endswith("passed")


def test_the_table_says_what_failed() -> None:
    found = {
        **{"minutes": 30, "seed": 4, "pedals": {"mute": 3}, "knobs": 9, "glitches": 1, "repeated_bars": 0},
        **{"restarts": 0, "silent_s": 0, "peak": 0.5, "rounds": 100, "late_rounds": 1, "rungs": {"all": 100}},
        **{"round_ms": {"p50": 20.0}, "knob_to_ear_ms": {"p50": 90.0}, "model_load": 0.5, "sound_load": 0.01},
        **{
            "most_layers": 80,
            "memory_mb": [98.0, 99.1],
            "memory": {"model": 1.01},
            "passed": False,
            "failures": ["1 glitches"],
        },
    }
    said = table(found)
    assert "3 pedals (mute 3) and 9 turned knobs" in said and "1.00 % of them late; all 100.0 %" in said
    assert "at most 99 MB, last third over first: model 1.010" in said
    assert said.endswith("FAILED: 1 glitches")
