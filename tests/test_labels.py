"""What is known of a clip: everything, where its score travels with it; beats, where they are clear."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from band import played
from test_features import ROW, clicks
from test_render import score

from rtmusic.features import FEATURES, HOP, RATE, flux_of
from training.conditioning import measure
from training.config import TrainingError
from training.corpus.index import Clip, read_index
from training.corpus.render.score import write_score
from training.corpus.shards import Shards
from training.labels import beats, from_score, into, key_of, known
from training.takes import Take
from training.tokens import measure_take


def notes(folder: Path) -> bytes:
    write_score(folder, score())
    return (folder / "piece.mid").read_bytes()


@pytest.mark.parametrize(
    ("key", "x", "y", "minor"),
    [("C major", 1.0, 0.5, 0.0), ("F# minor", 0.0, 0.5, 1.0), ("Gb major", 0.0, 0.5, 0.0), ("A minor", 0.5, 1.0, 1.0)],
)
def test_keys_lie_on_the_circle_of_fifths(key: str, x: float, y: float, minor: float) -> None:
    assert key_of(key) == pytest.approx({"key_x": x, "key_y": y, "minor": minor})


@pytest.mark.parametrize("key", ["", "D dorian", "H major"])
def test_what_is_no_key_is_unknown(key: str) -> None:
    assert all(np.isnan(value) for value in key_of(key).values())


def test_rows_follow_from_the_score(tmp_path: Path) -> None:
    rows = from_score({**score().labels(), "key": "G major"}, notes(tmp_path), 420, 50.0)
    assert set(rows) < set(FEATURES) and all(row.shape == (420,) for row in rows.values())
    np.testing.assert_allclose(rows["beat"][:26:5], [1.0, 0.8, 0.6, 0.4, 0.2, 1.0], atol=1e-5)
    assert set(rows["tempo"][:400]) == {120.0} and set(rows["drums"][:400]) == {1.0}
    assert np.flatnonzero(rows["bass"] == 1.0).tolist() == list(range(200, 400))
    assert bool(np.isnan(rows["beat"][400:]).all())  # eight seconds are labelled
    assert set(rows["key_x"]) == {np.float32(0.5 + 0.5 * np.cos(np.pi / 6))}


def test_the_score_that_travels_with_a_clip_comes_before_what_is_heard(tmp_path: Path) -> None:
    sound = played(score())
    labels = {**score().labels(), "key": "A minor", "seconds": sound.shape[1] / RATE}
    samples = sound.shape[1]
    with Shards(tmp_path / "corpus") as shards:
        for name, parts in (("a", {"mid": notes(tmp_path)}), ("b", {})):
            out = io.BytesIO()
            sf.write(out, sound.T, RATE, format="FLAC", subtype="PCM_16")
            clip = Clip(f"{name}.flac", samples, "rendered", "s", "CC0-1.0", "", "", "", (), "train", labels)
            shards.add(clip, {"flac": out.getvalue(), **parts})
    scored, heard = (measure_take(tmp_path / "corpus", Take(c), RATE, HOP) for c in read_index(tmp_path / "corpus"))
    frames = samples // HOP
    assert scored.shape == heard.shape == (len(FEATURES), frames) and scored.dtype == np.float16
    assert set(scored[ROW["tempo"]]) == {120.0} and set(scored[ROW["minor"]]) == {1.0}
    assert bool((scored[ROW["beat"], :400:25] == 1.0).all())
    exact = [ROW[name] for name in ("beat", "tempo", "key_x", "key_y", "minor", "drums", "bass")]
    np.testing.assert_array_equal(np.delete(scored, exact, axis=0), np.delete(heard, exact, axis=0))
    # The other has no score: its beats are found, on the same frames but for the first, which no flux shows.
    told = np.flatnonzero(np.isfinite(heard[ROW["beat"]]))
    assert len(told) > 100
    away = np.abs(heard[ROW["beat"], told] - scored[ROW["beat"], told])
    assert float(np.minimum(away, 1 - away).mean()) < 0.1


def test_beats_of_a_click_are_on_the_click() -> None:
    beat, tempo = beats(flux_of(clicks(2.0, 20.0)))
    clear = np.isfinite(beat)
    assert float(clear.mean()) > 0.9
    np.testing.assert_allclose(tempo[clear], 120.0, rtol=0.03)
    struck = 25 * np.arange(2, 36)
    # The stroke at n / 2 seconds begins in frame 25 n, and flux shows it there.
    assert float(np.abs(beat[struck] - 1.0).mean()) < 0.1


def test_noise_and_short_clips_have_no_beats() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, (2, 15 * RATE)).astype(np.float32)
    assert bool(np.isnan(beats(flux_of(noise))).all())
    assert bool(np.isnan(beats(flux_of(clicks(2.0)))).all())
    assert bool(np.isnan(beats(np.zeros(1000, np.float32))).all())


def test_beats_are_kept_only_where_the_tempo_agrees(tmp_path: Path) -> None:
    sound = clicks(2.0, 20.0)
    clip = Clip("a.flac", sound.shape[1], "p", "s", "CC0-1.0", "", "", "", (), "train")
    heard = measure(sound, RATE, HOP)
    agreed = known(tmp_path, clip, sound, heard, HOP)
    assert set(agreed) == {"beat"} and float(np.isfinite(agreed["beat"]).mean()) > 0.5
    doubted = known(tmp_path, clip, sound, into(heard, {"tempo": 1.1 * heard[ROW["tempo"]]}), HOP)
    assert bool(np.isnan(doubted["beat"]).all())


def test_without_librosa_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "librosa.beat", None)
    with pytest.raises(TrainingError, match=r"beats of recordings are found with librosa .*:  pip install librosa"):
        beats(np.ones(1000, np.float32))
