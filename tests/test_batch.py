"""A batch of takes: the first is heard, the others wait beside it, made from the same layer, and no round is dearer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rehearsal import RATE, Evening, looping, panel
from staged import Stage, recorded

from rtmusic import batch, rewriting
from rtmusic.branches import Takes
from rtmusic.bundle import Bundle
from rtmusic.shared import Board
from rtmusic.tree import KIND, NUMBER, PARENT, RECORDED, REWRITTEN
from rtmusic.units import Samples

ASKED = "rewrite=60", "temperature=2", "top_k=1024", "on_demand=on", "takes=3", "horizon=64"


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def rows(evening: Evening) -> list[tuple[int, int]]:
    """Kind and parent's number of every layer, in the order in which they were made."""
    table = evening.store.table
    live = np.flatnonzero(table[:, NUMBER])
    parents = [int(table[table[row, PARENT] - 1, NUMBER]) if table[row, PARENT] else 0 for row in live]
    return [
        (kind, parent) for _, kind, parent in sorted(zip(table[live, NUMBER], table[live, KIND], parents, strict=True))
    ]


def test_one_is_heard_and_the_others_wait_beside_it(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    evening, knobs = looping(bundle, *ASKED)
    written: list[int] = []

    def counting(*arguments: Any) -> Any:
        written.append(evening.at)
        return rewriting.write(*arguments)

    monkeypatch.setattr(batch, "write", counting)
    turning, takes = evening.loop.turning, Takes(evening.store)
    evening.run(8.5, knobs, ("vary", 4.6))
    assert turning.sound is not None
    first = turning.sound.copy()
    evening.run(10.6, knobs)
    assert rows(evening) == [(RECORDED, 0), (REWRITTEN, 1), (REWRITTEN, 1), (REWRITTEN, 1)]
    assert len(written) > 4
    assert len(set(written)) == len(written)  # no more than one window a round
    assert written[0] > 6 * RATE  # not before the first take has its layer
    codes = [layer.codes for row in range(4) if (layer := evening.store.read(row)) is not None]
    assert len({each.tobytes() for each in codes}) == 4
    # Nobody has asked for the others: the first goes on, sample by sample.
    assert takes.place == (2, 4) and evening.store.undoable == 2
    np.testing.assert_array_equal(turning.sound, first)
    heard: list[Samples] = []
    for at_s, pedal in ((10.7, "take_next"), (11.4, "take_next"), (12.1, "take_before"), (12.8, "take_before")):
        evening.run(at_s + 0.6, knobs, (pedal, at_s))
        assert turning.sound is not None
        heard.append(turning.sound.copy())
    assert not np.array_equal(heard[0], heard[1]) and not np.array_equal(heard[0], first)
    np.testing.assert_array_equal(heard[2], heard[0])
    assert takes.place == (2, 4)
    # Undo takes any of them away, and leads to what all were made from.
    evening.run(14.5, knobs, ("take_next", 13.5), ("undo", 14.1))
    assert takes.place == (1, 4) and evening.store.undoable == 1


def test_each_has_as_many_generations(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, *ASKED, "takes=2", "generations=2")
    evening.run(12.0, knobs, ("vary", 4.6))
    # Of the first every generation is a layer; the other is made from the same one, and is the last of its own.
    assert rows(evening) == [(RECORDED, 0), (REWRITTEN, 1), (REWRITTEN, 2), (REWRITTEN, 1)]


def test_what_the_masks_keep_and_drift_forbids_stays_in_every_take(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, *ASKED, "rewrite=100", "prefix=1", "drift=25")
    evening.run(10.6, knobs, ("vary", 4.6))
    played, *others = (evening.store.read(row) for row in range(4))
    assert played is not None and len(others) == 3
    lead, levels = rewriting.LEAD_IN_FRAMES, bundle.geometry.model_levels
    for other in others:
        assert other is not None
        apart = (other.codes != played.codes)[:levels, lead:-1]
        assert apart.any() and apart.mean() <= 0.25 and not apart[:, :50].any()


@pytest.mark.parametrize("meanwhile", ["record", "undo", "freeze", "one"])
def test_what_nobody_wants_any_more_is_not_made(
    bundle: Bundle, meanwhile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(batch, "write")  # whoever made a window would fail
    evening, knobs = looping(bundle, *ASKED)
    if meanwhile == "one":  # not on demand: the passes go on by themselves
        knobs = panel("mode=loop", *ASKED, "on_demand=off")
        evening.run(5.0, knobs, ("vary", 4.6))
        knobs = panel("mode=loop", *ASKED, "rewrite=0")
    else:
        evening.run(7.0, knobs, ("vary", 4.6))
    presses = {"record": [("record", 7.05), ("record", 7.6)], "undo": [("undo_all", 7.1)]}.get(meanwhile, [])
    if meanwhile == "freeze":
        knobs = panel("mode=loop", *ASKED, "freeze=on")
    evening.run(10.6, knobs, *presses)
    assert len({parent for _, parent in rows(evening)}) == len(rows(evening))  # none beside another


def test_takes_are_played_again_though_the_process_is_killed(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path, *ASKED)
        stage.run(0.1)
        recorded(stage, 0, 1.0)
        stage.press("vary")
        stage.run(7.0)
        assert stage.worker is not None
        layers = stage.worker.pipeline.looper.loops[0].layers
        assert Takes(layers).place == (2, 4)
        stage.press("take_next")
        stage.run(1.0)
        stage.press("vary")
        stage.run(3.5)
        stage.kill()
        stage.run(1.5)
        stage.press("take_before")
        stage.run(1.0)
        stage.assert_played_again()
