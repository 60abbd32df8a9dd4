"""Figures of a codec beside Opus: the table, the usage, and what is said when something is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from rtmusic.units import Codes, Samples
from training import evaluate
from training.corpus.index import Clip, write_index
from training.loop import TrainingError

RATE = 48_000


class Coarse:
    """A codec of two levels that needs no training: amplitudes in coarse steps, then in fine ones, 480 samples late."""

    name, rate, hop_samples, delay_samples, levels, codes = "coarse", RATE, 960, 480, 2, 64

    def encode(self, audio: Samples) -> Codes:
        coarse = np.clip(np.round(audio * 16) + 32, 0, 63)
        fine = np.clip(np.round((audio - (coarse - 32) / 16) * 512) + 32, 0, 63)
        self._shape = audio.shape
        out: Codes = np.stack([coarse.ravel(), fine.ravel()]).astype(np.int64)
        return out

    def decode(self, codes: Codes, levels: int) -> Samples:
        sound = (codes[0] - 32) / 16 + (codes[1] - 32) / 512 * (levels > 1)
        late = np.zeros(self._shape, np.float32)
        late[:, 480:] = sound.reshape(self._shape)[:, :-480]
        return late


def clips(count: int = 2, seconds: float = 1.0) -> list[Samples]:
    t = np.arange(round(seconds * RATE)) / RATE
    found = []
    for number in range(count):
        tone = 0.3 * np.sin(2 * np.pi * 220 * (number + 1) * t)
        noise = 0.02 * np.random.default_rng(number).standard_normal((2, len(t)))
        found.append((tone + noise).astype(np.float32))
    return found


def test_finer_levels_score_better_and_the_delay_is_taken_out() -> None:
    figures = evaluate.measure_codec(Coarse(), clips(), opus=False)
    fine, coarse = figures["rows"]
    assert (fine["name"], coarse["name"]) == ("2 levels", "1 level")
    assert (fine["kbps"], coarse["kbps"]) == (0.6, 0.3)
    assert fine["mel"] < coarse["mel"] and fine["stft"] < coarse["stft"]
    # Steps of 1/512 leave about -50 dB; half a millisecond of misalignment would leave nothing above 0 dB.
    assert fine["si_sdr_db"] > 40
    assert fine["si_sdr_db"] > coarse["si_sdr_db"] + 10
    assert 0 < figures["code_usage"][0] <= 1 and 1 < figures["code_perplexity"][0] <= 64


@pytest.mark.skipif(shutil.which("opusenc") is None, reason="needs opus-tools: sudo apt install opus-tools")
def test_opus_gets_better_with_its_rate() -> None:
    rows = evaluate.opus_rows(clips(), RATE)
    assert [row.name for row in rows] == ["Opus 6", "Opus 12", "Opus 24"]
    # What is reported is what the packets hold, not what was asked for.
    assert rows[0].kbps < rows[1].kbps < rows[2].kbps
    assert rows[0].mel > rows[2].mel
    # A decoder's pre-skip left in would ruin the match at any rate.
    assert rows[2].si_sdr_db > 10


def test_without_opus_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TrainingError, match="opusenc, opusdec, opusinfo not found: sudo apt install opus-tools"):
        evaluate.opus_rows(clips(), RATE)


def test_a_silent_channel_is_left_out_and_silence_alone_is_refused() -> None:
    one_sided = clips()
    one_sided[0][1] = 0
    figures = evaluate.measure_codec(Coarse(), one_sided, opus=False)
    assert figures["rows"][0]["si_sdr_db"] > 40
    with pytest.raises(TrainingError, match="every clip is silent"):
        evaluate.measure_codec(Coarse(), [np.zeros((2, RATE), np.float32)], opus=False)


def test_the_command_writes_table_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    corpus.mkdir()
    np.save(corpus / "a.npy", (clips(1, 3.0)[0].T * 30_000).astype(np.int16))
    write_index(corpus, [Clip("a.npy", 3 * RATE, "test", "tone", "CC0-1.0", "", "", "", (), "validation")])
    monkeypatch.setattr(evaluate, "open_player", lambda path: Coarse())
    words = ["codec", str(tmp_path / "run"), "--data", str(corpus), "--clips", "2", "--clip-s", "1", "--out", str(out)]
    assert evaluate.main(words) == 0
    table = capsys.readouterr().out
    assert "| 2 levels | 0.6 |" in table
    assert "coarse: 2 clips of 1 s stereo that training never saw" in table
    assert (out / "codec.md").read_text() == table
    assert json.loads((out / "codec.json").read_text())["split"] == "validation"


def test_nothing_to_evaluate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["codec", str(tmp_path), "--data", str(tmp_path)]) == 1
    assert "no checkpoint here. Train first:" in capsys.readouterr().err
