"""The proof of fit: two loops turn as they were played, one of them is varied, and the tables say what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rehearsal import RATE, music

from rtmusic.bundle import Bundle
from rtmusic.errors import KnobError
from rtmusic.units import Samples
from training import evaluate
from training.config import TrainingError
from training.corpus.index import CorpusError
from training.evaluation.music import fitting
from training.evaluation.music.fitting import FREE, RECORDED, SAID, STAYS, VARIES, WAYS, Duo, figures, panels

N = round(1.75 * RATE)
LEAD = RATE // 2
FAST = ("horizon=16", "steps=1")


def loops() -> tuple[Samples, Samples]:
    return music(1.75), np.roll(music(1.75), RATE // 3, axis=1) * np.float32(0.7)


def test_two_loops_turn_side_by_side_and_one_of_them_is_varied(tiny_bundle: Path) -> None:
    stays, varies = loops()
    duo = Duo(Bundle.load(tiny_bundle), stays, varies)
    for loop, played in ((STAYS, stays), (VARIES, varies)):
        heard = duo.turn(loop)
        assert heard.shape == (2, LEAD + N)
        np.testing.assert_array_equal(heard[:, :LEAD], heard[:, N:])  # it turns
        middle = slice(LEAD + 2000, LEAD + N - 2000)  # the seam is cross-faded
        np.testing.assert_allclose(heard[:, middle], played[:, middle.start - LEAD : middle.stop - LEAD], atol=1e-6)
    before = duo.turn(STAYS), duo.turn(VARIES)
    duo.vary(panels(FAST, 1)[FREE][0], 1)
    after = duo.turn(STAYS), duo.turn(VARIES)
    np.testing.assert_array_equal(before[0], after[0])
    assert (before[1] != after[1]).mean() > 0.5


def test_what_goes_together_is_told_from_what_does_not() -> None:
    one, other = music(2.5), np.random.default_rng(0).normal(0, 0.05, (2, round(2.5 * RATE))).astype(np.float32)
    same, apart = figures(one, one, RATE), figures(one, other, RATE)
    assert set(same) == set(SAID)
    assert same["chroma"] == pytest.approx(1.0) and same["same_note"] == same["onset_f1"] == 1.0
    assert apart["chroma"] < 0.5 and apart["same_note"] < 0.5 and apart["onset_f1"] < 0.8


def test_every_pair_is_measured_in_every_way(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, varies = loops()
    monkeypatch.setattr(fitting, "LOOP_S", 1.75)
    monkeypatch.setattr(fitting, "read_heldout", lambda folder: [("a", "guitar", stays), ("b", "drums", varies)])
    ways = dict(list(WAYS.items())[:2])
    monkeypatch.setattr(fitting, "WAYS", ways)
    bundle = Bundle.load(tiny_bundle)
    found = fitting.measure(bundle, tmp_path, 1, 1, FAST)
    assert list(found) == [RECORDED, *ways] and {len(pairs) for pairs in found.values()} == {2}
    first, second = found[RECORDED]
    assert first["chroma"] == pytest.approx(second["chroma"], abs=0.05)  # each beside the other
    assert len({pairs[0]["chroma"] for pairs in found.values()}) == 2  # a bundle without such controls does not fit
    for other, trouble in (None, "no pair"), (stays[:, :9], "b is no loop"), (0 * stays, "b is no loop"):
        clips = [("a", "mix", stays)] + ([] if other is None else [("b", "mix", other)])
        monkeypatch.setattr(fitting, "read_heldout", lambda folder, clips=clips: clips)
        with pytest.raises(TrainingError, match=trouble):
            fitting.measure(bundle, tmp_path, 1, 1)
    with pytest.raises(KnobError, match="seed: 65536 is outside 0 to 65535"):
        panels(["seed=65535"], 2)


def test_every_way_is_another_knob_and_every_seed_another_evening() -> None:
    asked = panels(["seed=7"], 2)
    assert [panel.int("seed") for panel in asked[FREE]] == [7, 8]
    fits = [asked[way][0] for way in WAYS]
    assert [panel.int("loop_1_fit") for panel in fits] == [0, 1, 1, 1]
    assert [panel.int("loop_1_fit_in") for panel in fits[1:]] == [0, 1, 4]  # notes, rhythm, all
    assert {panel["loop_1_rewrite"] for panel in fits} == {100} and {panel["loop_0_rewrite"] for panel in fits} == {0}


def test_the_command_writes_tables(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    values = dict.fromkeys(SAID, 0.25)
    pairs = [values, values | {"onset_f1": float("nan")}]  # nothing begins in the second
    monkeypatch.setattr(fitting, "measure", lambda *asked: {way: pairs for way in (RECORDED, *WAYS)})
    assert evaluate.main(["fit", str(tiny_bundle), "--heldout", "H", "--out", str(tmp_path)]) == 0
    said = (tmp_path / "fit.md").read_text()
    assert capsys.readouterr().out == said and "| fit in rhythm | 0.250 [0.250, 0.250] |" in said
    assert json.loads((tmp_path / "fit.json").read_text())["table"]["fit off"]["onset_f1"] == [0.25, 0.25, 0.25, 1]
    monkeypatch.undo()
    with pytest.raises(CorpusError, match=r"Make it:  python -m training\.corpus\.heldout"):
        fitting.measure(Bundle.load(tiny_bundle), tmp_path / "none", 1, 1)
