"""Recall while it plays: loops and the stream say again what was played, pedals keep and forget it, 0 costs nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rehearsal import RATE, Evening, looping, music, panel

from rtmusic.alike import Alike
from rtmusic.bundle import Bundle
from rtmusic.coding import turn_codes
from rtmusic.heir import remember_layers
from rtmusic.knobs import Panel
from rtmusic.memory import LoopStore
from rtmusic.moments import Moments
from rtmusic.pipeline import Turn
from rtmusic.recall import Recall
from rtmusic.tree import RECORDED, REWRITTEN, live_rows
from rtmusic.units import Codes


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def two_loops(bundle: Bundle, *settings: str) -> tuple[Evening, Panel]:
    """Two loops of a bar with different music in them; the first alone is rewritten, as the settings say."""
    quiet = panel("mode=loop", "rewrite=0")
    evening = Evening(bundle, music(16))
    evening.run(9.0, quiet, ("record", 0.01), ("record", 2.02), ("loop_1_record", 4.6), ("loop_1_record", 6.6))
    assert all(evening.loops.loops[number].undoable == 1 for number in range(2))
    knobs = panel("mode=loop", "loop_0_rewrite=100", *settings)
    return evening, knobs


def frames_of(codes: Codes) -> set[bytes]:
    """Frames as what can be looked up."""
    return {np.ascontiguousarray(codes[:, frame]).tobytes() for frame in range(codes.shape[1])}


def recalled_share(evening: Evening, now: Codes) -> float:
    """Share of frames that are, in all their levels, frames that were played."""
    played = set[bytes]().union(*(frames_of(turn_codes(layer)) for layer in evening.loops.played()))
    return float(np.mean([np.ascontiguousarray(now[:, frame]).tobytes() in played for frame in range(now.shape[1])]))


def rewritten(evening: Evening) -> Codes:
    layer = evening.store.current()
    assert layer is not None and layer.kind == REWRITTEN
    return turn_codes(layer)


def test_a_loop_that_is_rewritten_holds_what_was_played(bundle: Bundle) -> None:
    shares = {}
    for recall in (0, 50, 100):
        evening, knobs = two_loops(bundle, f"loop_0_recall={recall}")
        evening.run(16.0, knobs)
        shares[recall] = recalled_share(evening, rewritten(evening))
        original = evening.store.original()
        assert original is not None
        # And not by standing still: in the fourth pass, two thirds happen to be where they were played.
        assert (turn_codes(original) == rewritten(evening)).all(axis=0).mean() < 0.9
    assert shares[0] == 0.0
    assert shares[0] < shares[50] < shares[100] and shares[100] > 0.9, shares


def learned(recall: Recall) -> Alike | None:
    """What it knows of sounds; None while it has not learned it."""
    return recall._alike


def test_the_memory_learns_a_step_a_round_and_not_before_it_is_asked(bundle: Bundle) -> None:
    evening = Evening(bundle, music(4))
    recall = evening.pipeline.parts.recall
    evening.run(2.0, panel("mode=follow"))
    assert learned(recall) is None and recall.moments.count == 1
    knobs, rounds = panel("mode=follow", "recall=100"), 0
    while learned(recall) is None and rounds < 100:
        evening.pipeline.round(Turn(evening.at + 2000 + rounds * 3840, knobs, evening.embeddings))
        rounds += 1
    assert rounds == 34
    alike, (begins, ends) = Alike.learn(evening.pipeline.parts.generator), recall.moments.stretches()
    known = learned(recall)
    assert known is not None
    np.testing.assert_array_equal(known.table, alike.table)
    for begin, end in zip(begins, ends, strict=True):  # what was played before it had learned is known, too
        codes = recall.moments.codes[:, begin:end].astype(np.int64)
        np.testing.assert_array_equal(recall._vectors[:, begin:end].T, alike.vectors(codes))


def test_what_a_mask_keeps_stays_though_all_else_is_recalled(bundle: Bundle) -> None:
    evening, knobs = two_loops(bundle, "loop_0_recall=100", "loop_0_keep_levels=2")
    evening.run(16.0, knobs)
    original = evening.store.original()
    assert original is not None
    np.testing.assert_array_equal(rewritten(evening)[:2], turn_codes(original)[:2])


def test_every_layer_that_was_played_is_remembered_and_none_of_the_machine(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=100", "recall=50")
    evening.run(8.0, knobs, ("overdub", 4.6), ("overdub", 5.5))
    moments, layers = evening.pipeline.parts.recall.moments, evening.loops.played()
    assert [layer.kind == RECORDED for layer in layers] == [True, False]
    assert sum(moment.frames for moment in moments.listed()) == sum(turn_codes(layer).shape[1] for layer in layers)
    heard = frames_of(np.concatenate([turn_codes(layer) for layer in layers], axis=1))
    begins, ends = moments.stretches()
    for begin, end in zip(begins, ends, strict=True):
        assert frames_of(moments.codes[:, begin:end].astype(np.int64)) <= heard
    again = LoopStore.local(bundle.geometry.levels)
    loops = evening.loops
    again.lay_out(loops.cursors, loops.table, {row: loops.codes(row) for row in live_rows(loops.table)}, {})
    remember_layers(again, bundle.geometry)  # as an evening does that goes on with them
    assert [moment.frames for moment in Moments(again.moments, bundle.geometry).listed()] == [
        moment.frames for moment in moments.listed()
    ]


@pytest.mark.parametrize("mode", ["stream", "follow"])
def test_a_stream_recalls_what_is_played_meanwhile(bundle: Bundle, mode: str) -> None:
    evening = Evening(bundle, music(4))
    evening.run(8.0, panel(f"mode={mode}", "recall=100"))
    moments, recall = evening.pipeline.parts.recall.moments, evening.pipeline.recalled
    assert [moment.frames for moment in moments.listed()] == [200, moments.listed()[1].frames]
    told = [recall(sample) for sample in range(6 * RATE, 8 * RATE, 960)]
    assert sum(number > 0 for number, *_ in told) > 0.8 * len(told)
    assert {played for number, played, *_ in told if number} <= {float(m.at_sample) for m in moments.listed()}


def test_a_stream_that_recalls_nothing_does_not_listen(bundle: Bundle) -> None:
    evening = Evening(bundle, music(4))
    evening.run(2.0, panel("mode=stream"))
    assert evening.pipeline.spent_s()[0] == 0.0 and evening.pipeline.parts.recall.moments.count == 0
    evening.run(4.0, panel("mode=stream", "recall=10"))
    (moment,) = evening.pipeline.parts.recall.moments.listed()
    assert 2.0 <= moment.at_sample / RATE < 2.2  # from then on


@pytest.mark.parametrize("mode", ["loop", "stream", "follow"])
def test_at_0_the_memory_is_never_asked(bundle: Bundle, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def awake(self: Recall) -> bool:
        raise AssertionError("asked")

    monkeypatch.setattr(Recall, "awake", awake)
    evening = Evening(bundle, music(4))
    evening.run(4.0, panel(f"mode={mode}", "rewrite=100"), ("record", 0.01), ("record", 1.02))
    with pytest.raises(AssertionError, match="asked"):
        evening.run(6.0, panel(f"mode={mode}", "rewrite=100", "recall=1"))


def test_pedals_protect_and_forget_what_is_heard_again(bundle: Bundle) -> None:
    knobs = panel("mode=stream", "recall=100")
    evening = Evening(bundle, music(4))
    pipeline, moments = evening.pipeline, evening.pipeline.parts.recall.moments

    def heard_at(second: float) -> int:
        return pipeline.parts.echoes.last(round(second * RATE))

    pipeline.command("forget", 0, knobs)  # nothing is: nothing happens
    evening.run(8.0, knobs)
    number = heard_at(8.0)
    assert number > 0
    evening.run(8.1, knobs, ("protect", 8.0))
    assert moments.get(number) is not None and pipeline.recalled(8 * RATE)[2] == 1.0
    evening.run(8.2, knobs, ("forget", 8.0))
    assert moments.get(number) is not None  # it is protected
    evening.run(8.4, knobs, ("protect", 8.0), ("forget", 8.0))
    assert moments.get(number) is None and pipeline.recalled(8 * RATE)[0] == 0.0
    evening.run(12.0, knobs)
    assert all(number != pipeline.recalled(sample)[0] for sample in range(9 * RATE, 12 * RATE, 960))
    kept = heard_at(12.0)
    evening.run(12.1, knobs, ("protect", 12.0), ("forget_all", 12.0))
    assert moments.listed()[0].number == kept and len(moments.listed()) <= 2
