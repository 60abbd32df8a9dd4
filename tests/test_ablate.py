"""Several codecs under one budget: what is shared, what differs, and a table that goes on where it stopped."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from corpora import noise_corpus
from test_train_all import interrupted

from training import ablate
from training.codec_learner import CodecLearner
from training.config import TrainingError
from training.run import read_log

PLANS = sorted((Path(ablate.__file__).parent / "configs" / "ablations").glob("*.toml"))

TINY = """
[base.model]
block_samples = 48
overlap_samples = 48
width = 8
frame_width = 12
latent = 8
encoder_blocks = 1
encoder_frame_blocks = 1
decoder_frame_blocks = 1
decoder_blocks = 1
levels = 2
codes = 16
[base.training]
batch = 4
clip_s = 0.1
steps_before_quantizer = 1
judges = []
workers = 0
[variants.plain]
[variants.stft.model]
front = "stft"
"""


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.stem)
def test_the_published_plans_can_be_read(plan: Path) -> None:
    assert len(ablate.read_plan(plan)) > 1


def test_every_variant_is_trained_once_and_comes_into_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, out = tmp_path / "plan.toml", tmp_path / "out"
    plan.write_text(TINY)
    words = [str(plan), str(out), "--data", str(noise_corpus(tmp_path / "corpus", 5.0)), "--steps", "2", "--clips", "1"]
    assert ablate.main(words) == 0
    text = capsys.readouterr().out
    rows = json.loads((out / "table.json").read_text())
    assert set(rows) == {"plain", "stft"}
    # 2 ms to fill a frame and 1 ms of overlap.
    assert all(row["latency_ms"] == 3.0 and row["kbps"] == 4.0 for seeds in rows.values() for row in seeds)
    assert all(isinstance(row["mel"], float) and row["s_per_step"] > 0 for seeds in rows.values() for row in seeds)
    assert text.count("\n| ") == 4 and "| stft | 4 | 3 |" in text
    made = {path: path.stat().st_mtime_ns for path in out.rglob("*.safetensors")}

    # A second seed is added; what is done is not done again.
    assert ablate.main([*words, "--seeds", "0", "1"]) == 0
    assert {path: path.stat().st_mtime_ns for path in made} == made
    assert " ± " in capsys.readouterr().out
    assert len(json.loads((out / "table.json").read_text())["plain"]) == 2


def test_a_stop_in_the_middle_of_a_variant_is_a_stop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, out = tmp_path / "plan.toml", tmp_path / "out"
    plan.write_text(TINY)
    words = [str(plan), str(out), "--data", str(noise_corpus(tmp_path / "corpus", 5.0)), "--clips", "1", "--steps"]
    with interrupted(CodecLearner, 2, signal.SIGTERM):
        assert ablate.main([*words, "100000"]) == 130
    assert "stopped; type the same again to go on" in capsys.readouterr().err
    # Half a variant is no line of the table, and the next one was not begun.
    assert not (out / "table.md").exists() and not (out / "stft-0").exists()
    assert ablate.main([*words, "4"]) == 0  # goes on
    assert [row["step"] for row in read_log(out / "plain-0")] == [1, 2, 3, 4]


def test_plans_that_make_no_sense(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"

    def told(text: str) -> str:
        plan.write_text(text)
        with pytest.raises(TrainingError) as error:
            ablate.read_plan(plan)
        return str(error.value)

    assert "a plan has [base.*] and at least one [variants.NAME.*], nothing else" in told("[base.model]\n")
    assert "nothing else" in told(TINY + "[other]\n")
    assert "[variants.x]: unknown table 'modell'. Known: model, training" in told("[variants.x.modell]\nwidth = 8\n")
    assert "[variants.x.model]: unknown key 'widht'" in told("[variants.x.model]\nwidht = 8\n")
