"""The proof of recall: what is varied is varied as the loop mode does it, and the tables say what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rtmusic.alike import Alike
from rtmusic.bundle import Bundle
from rtmusic.errors import KnobError
from rtmusic.generator import Generator
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.moments import Moments
from rtmusic.recall import Recall
from rtmusic.wishes import wishes
from training import evaluate
from training.corpus.index import CorpusError
from training.evaluation.music import recalling
from training.evaluation.music.playing import panel_of
from training.evaluation.music.recalling import Way, markdown, seeded, summary, vary


@pytest.fixture(scope="module")
def generator(tiny_bundle: Path) -> Generator:
    return Generator(Bundle.load(tiny_bundle), "cpu")


def test_a_loop_is_varied_by_the_model_alone_or_by_the_memory_alone(generator: Generator) -> None:
    dice, g = np.random.default_rng(0), generator.geometry
    loop, song = dice.integers(0, 1024, (8, 60)), dice.integers(0, 1024, (16, 120))
    recall = Recall(Alike.learn(generator), Moments.local(g, slots=4))
    recall.add(song, 0)
    panel = panel_of(["mode=loop", "rewrite=100"])
    intent = wishes(panel, np.zeros((8, g.embedding_size), np.float32), {}, None, g)
    alone, again, mixed, memory = (
        vary(generator, recall, loop, Way(share), panel, intent, 1)[0] for share in (0.0, 0.0, 0.5, 1.0)
    )
    np.testing.assert_array_equal(alone, again)
    played = {tuple(frame) for frame in song[:8].T}
    shares = [np.mean([tuple(frame) in played for frame in codes.T]) for codes in (alone, mixed, memory)]
    assert shares[0] == 0 and 0 < shares[1] < 1
    assert shares[2] > 0.9  # near the end of a moment a few frames wait for the next search
    kept = panel_of(["mode=loop", "rewrite=0"])
    np.testing.assert_array_equal(vary(generator, recall, loop, Way(1.0), kept, intent, 1)[0], loop)


def test_every_seed_is_another_evening_in_masks_and_music_alike(generator: Generator) -> None:
    panels = seeded(["rewrite=50", "seed=7"], 3)
    assert [panel.int("seed") for panel in panels] == [7, 8, 9]
    g, loop = generator.geometry, np.random.default_rng(0).integers(0, 1024, (8, 60))
    recall = Recall(Alike.learn(generator), Moments.local(g, slots=4))
    changed = []
    for panel in [*panels[:2], panels[0]]:
        intent = wishes(panel, np.zeros((8, g.embedding_size), np.float32), {}, None, g)
        codes, _ = vary(generator, recall, loop, Way(0.0), panel, intent, 1)
        drawn = kept_tokens(panel, np.arange(60, dtype=np.int64), 0, LoopGround(60, 8, 50.0))
        np.testing.assert_array_equal(codes[drawn], loop[drawn])
        changed.append(codes)
    assert (changed[0] != changed[1]).any()
    np.testing.assert_array_equal(changed[0], changed[2])
    with pytest.raises(KnobError, match="seed: 65536 is outside 0 to 65535"):
        seeded(["seed=65535"], 2)


def test_a_difference_is_one_of_the_same_clips() -> None:
    results = {
        "recall 0%": [{"musicnn": x, "timbre_db": 1.0, "other_codes": 1.0, "varied_db": 1.0} for x in (1.0, 9.0, 5.0)],
        "recall 100%": [
            {"musicnn": x, "timbre_db": 1.0, "other_codes": 1.0, "varied_db": 1.0} for x in (0.5, 8.5, 4.5)
        ],
    }
    table = summary(results, "recall 0%")
    assert table["recall 100%"]["musicnn_less"] == [-0.5, -0.5, -0.5, 3]  # the clips differ, the difference does not
    assert table["recall 0%"]["musicnn"][0] == 5.0
    text = markdown(table, "recall 0%")
    assert "| recall 100% | -0.500 [-0.500, -0.500] | 0.000 [0.000, 0.000] |" in text
    assert "joint" not in text  # nobody measured it


def test_the_command_writes_tables(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = {name: 1.0 for name in recalling.SAID}
    asked = []

    def measured(bundle: Bundle, heldout: Path, ways: object, passes: int, seeds: int, settings: object) -> object:
        asked.append((heldout, passes, seeds, settings))
        return {way.name: [figures, figures] for way in recalling.WAYS}

    monkeypatch.setattr(recalling, "measure", measured)
    times = {"recall 50%": [0.9, 0.85, 0.95, 40]}
    spent = {"look_ms_p50": 0.3, "look_ms_p95": 1.2, "look_ms_p99": 1.6, "round_ms": 20.0, "times": times}
    monkeypatch.setattr(recalling, "cost", lambda bundle, heldout, settings: spent)
    words = ["recall", str(tiny_bundle), "--heldout", "H", "--passes", "2", "--set", "steps=1", "--out", str(tmp_path)]
    assert evaluate.main(words) == 0
    assert asked == [(Path("H"), 2, 1, ["steps=1"])]
    assert capsys.readouterr().out == (tmp_path / "recall.md").read_text()
    said = (tmp_path / "recall.md").read_text()
    assert "takes 0.30 ms (p50), 1.20 ms (p95), 1.60 ms (p99); a round 20.0 ms without recall." in said
    assert "it takes so many times as long: with recall 50% 0.900 [0.850, 0.950]." in said
    assert json.loads((tmp_path / "recall.json").read_text())["table"]["recall 50%"]["joint"] == [1.0, 1.0, 1.0, 2]


def test_what_recall_costs_is_timed_in_turns_with_rounds_without(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = np.random.default_rng(0)
    clips = [(name, "mix", dice.normal(0, 0.1, (2, 4 * 48_000)).astype(np.float32)) for name in ("a", "b")]
    monkeypatch.setattr(recalling, "read_heldout", lambda folder: clips)
    monkeypatch.setattr(recalling, "MOMENTS", 3)
    monkeypatch.setattr(recalling, "TIMES", 2)
    monkeypatch.setattr(recalling, "LAPS", 1)
    spent = recalling.cost(Bundle.load(tiny_bundle), tmp_path, ["horizon=16", "steps=1"])
    assert 0 < spent["look_ms_p50"] <= spent["look_ms_p99"] and spent["round_ms"] > 0
    assert list(spent["times"]) == ["recall 50%", "recall 100%"]  # of what without recall takes
    for value, low, high, times in spent["times"].values():
        assert 0 < low <= value <= high and times == 2


def test_without_clips_it_says_how_to_make_them(tiny_bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"Make it:  python -m training\.corpus\.heldout"):
        recalling.measure(Bundle.load(tiny_bundle), tmp_path, recalling.WAYS, 1, 1)
