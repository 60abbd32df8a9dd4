"""Drums of one piece under another stay on its grid; a piece cut in two sums to what it was, with its own notes."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from training.corpus.index import CorpusError, read_index
from training.corpus.render.__main__ import main
from training.corpus.render.pairs import mixup, pairs
from training.corpus.render.play import read_labels
from training.corpus.render.score import Meter, Note, Part, Score, read_score, write_score
from training.corpus.render.words import describe

BEAT = [Note(float(quarter), 0.25, 36, 100) for quarter in range(8)]
TUNE = [Note(quarter / 2, 0.5, 60 + quarter % 5, 80) for quarter in range(32)]
LINE = [Note(float(quarter), 1.0, 36, 90) for quarter in range(16)]
SECONDS = 8.0


def a_score(name: str, tempo: float, bars: int, roles: str, meter: Meter | None = None) -> Score:
    parts = {
        "d": Part("drums", 0, "drums", BEAT),
        "b": Part("bass", 33, "electric bass", LINE),
        "m": Part("melody", 73, "flute", TUNE),
    }
    score = Score(
        name, "machine", "house", "CC0-1.0", f"holder of {name}", name, "train", name, meter or Meter(4, 4), tempo,
        bars, [parts[role] for role in roles], "C major",
    )  # fmt: skip
    return describe(score)


def a_shelf(folder: Path, *scores: Score) -> Path:
    folder.mkdir()
    for score in scores:
        write_score(folder, score)
    return folder


def played(folder: Path, score: Score) -> Path:
    """A played piece with stems of noise."""
    write_score(folder, score)
    labels = read_labels(folder / f"{score.name}.json")
    dice = np.random.default_rng(1)
    stems = {part.role: dice.normal(0, 0.02, (int(SECONDS * 48_000), 2)) for part in score.parts}
    for role, stem in stems.items():
        sf.write(folder / f"{score.name}.{role}.flac", stem, 48_000)
    sf.write(folder / f"{score.name}.flac", np.sum(list(stems.values()), axis=0), 48_000)
    about = {**labels, "samples": int(SECONDS * 48_000), "seconds": SECONDS}
    (folder / f"{score.name}.json").write_text(json.dumps(about))
    return folder


def test_drums_of_one_piece_play_under_another_at_its_tempo(tmp_path: Path) -> None:
    scores = a_shelf(tmp_path / "s", a_score("tune", 120, 4, "bm"), a_score("beat", 132, 2, "d"))
    assert mixup(scores, tmp_path / "out", 1, 0) == 1
    (path,) = (tmp_path / "out").glob("*.json")
    labels = read_labels(path)
    both = read_score(labels, path.with_suffix(".mid"))
    assert [track["role"] for track in labels["tracks"]] == ["bass", "melody", "drums"]
    assert (labels["bpm"], labels["bars"], labels["kind"]) == (120, 4, "mixup")
    assert labels["holder"] == "holder of tune; holder of beat"
    # Two bars of drums are played twice, and end with the tune.
    assert [note.at for note in both.tracks[2]] == pytest.approx([float(q) for q in range(16)])
    assert "drums" in labels["captions"][0]
    before = path.read_bytes()
    mixup(scores, tmp_path / "out", 1, 0)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("tempo", "meter"), [(180.0, Meter(4, 4)), (125.0, Meter(3, 4))])
def test_drums_of_another_meter_or_a_far_tempo_do_not_fit(tmp_path: Path, tempo: float, meter: Meter) -> None:
    assert meter.bar > Fraction(2)
    scores = a_shelf(tmp_path / "s", a_score("tune", 120, 4, "bm"), a_score("beat", tempo, 2, "d", meter))
    with pytest.raises(CorpusError, match="no two pieces of one meter"):
        mixup(scores, tmp_path / "out", 1, 0)


def test_a_piece_is_cut_into_one_instrument_and_those_that_answer(tmp_path: Path) -> None:
    whole = tmp_path / "played"
    whole.mkdir()
    played(whole, a_score("piece", 120, 4, "dbm"))
    assert pairs(whole, tmp_path / "cut", 1.0, 0) == 1
    alone, answer = sorted((tmp_path / "cut").glob("*.json"), key=lambda path: "-to-" in path.stem)
    first, second = read_labels(alone), read_labels(answer)
    (heard,) = (track["role"] for track in first["tracks"])
    assert {track["role"] for track in second["tracks"]} == {"drums", "bass", "melody"} - {heard}
    for path in (alone, answer):
        assert len(read_score(read_labels(path), path.with_suffix(".mid")).tracks) == len(read_labels(path)["tracks"])
    sound = sum(sf.read(path.with_suffix(".flac"))[0] for path in (alone, answer))
    np.testing.assert_allclose(sound, sf.read(whole / "piece.flac")[0], atol=1e-4)  # three roundings to 16 bits
    assert main(["add", str(tmp_path / "cut"), str(tmp_path / "corpus")]) == 0
    clips = {clip.key: clip for clip in read_index(tmp_path / "corpus")}
    (answering,) = (clip for clip in clips.values() if "hears" in clip.labels)
    assert clips[answering.labels["hears"]].labels["name"] == first["name"]
    assert not any("drums alone" in caption for caption in second["captions"]) or heard != "drums"


def test_without_stems_there_is_nothing_to_cut(tmp_path: Path) -> None:
    whole = tmp_path / "played"
    whole.mkdir()
    write_score(whole, a_score("piece", 120, 4, "dbm"))
    assert main(["pairs", str(whole), str(tmp_path / "cut")]) == 1
