"""From a folder of recordings to a bundle: one command, interrupted and gone on with, or an answer why not."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import save_file
from test_train_all import interrupted

from exporters import adapters as grafting
from exporters.bundle import Models
from rtmusic.bundle import Bundle, amend_bundle, write_bundle
from training import adapt, belonging, text
from training.adapt import INTERRUPTED, main
from training.adapters import load_adapters
from training.adapters_learner import AdaptersLearner, AdaptersTraining
from training.checkpoints import split_run
from training.codec import Codec
from training.config import TrainingError
from training.learner import model_tensors
from training.run import read_checkpoint, read_log
from training.tokens import tokenise
from training.transformer import Generator

STEP = {"codec": 5, "generator": 9}


def a_run(folder: Path, kind: str, model: torch.nn.Module, config: dict[str, Any]) -> Path:
    point = folder / kind / "checkpoints" / f"step-{STEP[kind]:08}"
    point.mkdir(parents=True)
    save_file(model_tensors("average", model), point / "tensors.safetensors")
    state = {"kind": kind, "step": STEP[kind], "elapsed_s": 1.0, "config": config}
    (point / "state.json").write_text(json.dumps(state))
    return folder / kind


@pytest.fixture(scope="module")
def shelf(tiny_models: Models, tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """bundle, and weights in pieces: a bundle whose card names the runs that it was exported from."""
    folder = tmp_path_factory.mktemp("shelf")
    assert tiny_models.generator is not None
    told = {
        "model": asdict(tiny_models.generator.config),
        "hiding": {},
        "shown": {},
        "controls": {},
        "joint": "j/step-1",
    }
    models: dict[str, tuple[torch.nn.Module, dict[str, Any]]] = {
        "codec": (tiny_models.codec, {"model": asdict(tiny_models.codec.config)}),
        "generator": (tiny_models.generator, {**told, "codec": "codec/step-00000005"}),
    }
    for kind, (model, config) in models.items():
        split_run(a_run(folder / "runs", kind, model, config), folder / "weights" / kind)
    tiny = Bundle.load(tiny_bundle)
    card = {kind: {"steps": step} for kind, step in STEP.items()}
    write_bundle(folder / "bundle", "tiny", tiny.geometry, tiny.graph_files, tiny.weights, card, None, {})
    return folder


def recorded(folder: Path, seconds: tuple[float, ...], seed: int = 0) -> Path:
    folder.mkdir()
    dice = np.random.default_rng(seed)
    for number, length in enumerate(seconds):
        t = np.arange(round(48_000 * length)) / 48_000
        notes = 110.0 * 2 ** (dice.integers(0, 24, len(t) // 9600 + 1) / 12)
        tone = 0.3 * np.sin(2 * np.pi * np.repeat(notes, 9600)[: len(t)] * t) * np.exp(-4 * (t * 5 % 1))
        noise = dice.normal(0, 0.02, (len(t), 2))
        soundfile.write(folder / f"take {number}.wav", tone[:, None] + noise, 48_000)
    return folder


@pytest.fixture
def stage(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command's words for a folder of two takes; the exporter is called in this process, and measures little."""
    monkeypatch.setattr(text, "embed", lambda captions, *_: torch.zeros(len(captions), 384))
    monkeypatch.setattr(text, "load_minilm", lambda: None)
    monkeypatch.setattr(text, "load_tokenizer", lambda: None)
    monkeypatch.setattr(torch, "set_num_threads", lambda count: None)  # other tests share this process
    monkeypatch.setattr(grafting, "_CALLS", 3)
    monkeypatch.setattr(adapt, "tokenise", partial(tokenise, processes=1))
    training = AdaptersTraining(batch=2, bfloat16=False, threads=1)
    monkeypatch.setattr(adapt, "AdaptersTraining", lambda: training)

    def called(module: str, *words: str) -> int:
        assert module == "exporters.adapters"
        return grafting.main(words)

    monkeypatch.setattr(adapt, "program", called)
    recordings = recorded(tmp_path / "My Guitar", (21.0, 14.0))
    words = [str(recordings), str(tmp_path / "mine"), "--bundle", str(shelf / "bundle")]
    return [*words, "--weights", str(shelf / "weights")]


def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the training end after its first step, however much time there is."""
    monkeypatch.setattr(adapt, "ENDING_SHARE", 1.0)
    monkeypatch.setattr(adapt, "ENDING_S", 1e9)


def test_from_a_folder_to_a_bundle_interrupted_once(
    stage: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "mine.run"
    (tmp_path / "My Guitar" / "broken.wav").write_bytes(b"RIFF, and then the battery was empty")
    with interrupted(AdaptersLearner, 1):
        assert main([*stage, "--minutes", "10"]) == INTERRUPTED
    steps = read_checkpoint(run).step
    assert steps >= 2 and not (tmp_path / "mine").exists()
    assert json.loads((run / "adapt.json").read_text())["done"] == ["recordings", "tokens"]
    said = capsys.readouterr().err
    assert "the same with --resume goes on" in said and "skipped: " in said and "broken.wav" in said
    assert "no prompts to learn with: " in said and "joint: neither a run nor the pieces of one" in said
    assert main([*stage, "--minutes", "10"]) == 1
    assert "already holds a run: continue it with --resume, or name another with --run" in capsys.readouterr().err

    quick(monkeypatch)
    assert main([*stage, "--minutes", "10", "--resume", "--general", str(run / "own")]) == 0
    said = capsys.readouterr().err
    assert f"Play it:  rtmusic live --bundle {tmp_path / 'mine'}" in said
    assert read_checkpoint(run).step >= steps and len(read_log(run)) == read_checkpoint(run).step
    bundle = Bundle.load(tmp_path / "mine")
    assert bundle.geometry.adapters == ("My Guitar",) == load_adapters(run).names
    own = bundle.card["own"]
    assert own["music"]["recordings"] == 2 and len(own["music"]["unreadable"]) == 1
    assert set(own["nats_per_code"]) == {"own music, held out", "other music, held out"}
    assert sum(own["music"]["seconds_by_use"].values()) == pytest.approx(35.0, abs=0.1)
    assert bundle.attribution is not None and "take 1.wav" in bundle.attribution.read_text()
    assert set(own["codes_apart"]) == {"held_out_recordings", "own=0", "own=0.5", "own=1"}
    for place in ("0", "0.5", "1"):
        assert soundfile.info(run / f"own_{place}.wav").duration > 4 * 250 / 50
    page = (run / "report.md").read_text()
    assert "2 recordings, 35 s" in page and "own=0.5" in page and "A rewrite of 40 frames took" in page

    # All is done: nothing is done again, unless there is more time to learn in.
    sha = bundle.sha256
    assert main([*stage, "--minutes", "0.1", "--resume"]) == 0
    assert Bundle.load(tmp_path / "mine").sha256 == sha
    monkeypatch.setattr(adapt, "ENDING_S", 0.0)
    with interrupted(AdaptersLearner, len(read_log(run))):
        assert main([*stage, "--minutes", "60", "--resume"]) == INTERRUPTED
    assert read_checkpoint(run).step > own["training"]["steps"]


@pytest.mark.parametrize(
    "seconds, words",
    [
        ((), "no recordings in it. Known endings: "),
        ((12.0, 1.0), "12.0 s of music, without what is shorter than 1.3 s; adapters need 30 s at least"),
    ],
)
def test_too_little_music_is_said(
    stage: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    seconds: tuple[float, ...], words: str,
) -> None:  # fmt: skip
    quick(monkeypatch)
    folder = recorded(tmp_path / "few", seconds)
    assert main([str(folder), *stage[1:]]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()
    # Nothing is lost: more recordings in the same folder, and the same words.
    (recorded(tmp_path / "more", (20.0,), seed=1) / "take 0.wav").rename(folder / "take 9.wav")
    if seconds:
        assert main([str(folder), *stage[1:], "--resume"]) == 0
        assert Bundle.load(tmp_path / "mine").card["own"]["music"]["recordings"] == 3


def test_a_folder_of_nothing_that_can_be_read(
    stage: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = recorded(tmp_path / "bad", ())
    for name in ("a.wav", "b.mp3"):
        (folder / name).write_bytes(f"no sound in {name}".encode())
    assert main([str(folder), *stage[1:]]) == 1
    said = capsys.readouterr().err
    assert "none of 2 recordings can be read, see the reasons above" in said and said.count("skipped: ") == 2


def test_what_cannot_begin_is_said_before_the_work(
    stage: list[str], shelf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def refusal(*words: str) -> str:
        assert main([*words]) == 1
        assert not (tmp_path / "mine.run" / "corpus").exists()
        return capsys.readouterr().err

    assert "--minutes 0: must be above 0" in refusal(*stage, "--minutes", "0")
    assert "neither a run nor the pieces of one" in refusal(*stage[:-1], str(tmp_path / "nowhere"))
    bundle = Bundle.load(shelf / "bundle")
    graphs = {name: bundle.graph_files[name] for name in ("encoder", "decoder")}
    deaf = write_bundle(tmp_path / "deaf", "deaf", bundle.geometry, graphs, bundle.weights, bundle.card, None, {})
    assert "there is no generator in this bundle that could learn" in refusal(*stage, "--bundle", str(deaf.path))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "song.wav").write_bytes(b"RIFF")
    assert "is no bundle: nothing was written" in refusal(*stage)


def test_a_bundle_of_other_weights_is_refused(
    stage: list[str], shelf: Path, tmp_path: Path, tiny_models: Models, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = Bundle.load(shelf / "bundle")
    other = write_bundle(tmp_path / "o", "o", bundle.geometry, bundle.graph_files, bundle.weights, {}, None, {})
    amend_bundle(other, {**bundle.card, "generator": {"steps": 8}})
    assert main([*stage, "--bundle", str(tmp_path / "o")]) == 1
    said = capsys.readouterr().err
    assert "its generator is the one of step 8, but " in said and "is of step 9. Give a bundle and the weights" in said
    # The same number of steps, and still another generator: what both remember tells.
    assert tiny_models.generator is not None
    belonging.check_generator(bundle, tiny_models.generator)
    torch.manual_seed(5)
    with pytest.raises(TrainingError, match="its generator is not the given one, though both are of the same step"):
        belonging.check_generator(bundle, Generator(tiny_models.generator.config).eval())
    dice = np.random.default_rng(0)
    sound = dice.normal(scale=0.1, size=(2, 960 * 40)).astype(np.float32)
    heard = tiny_models.codec.encode(torch.from_numpy(sound)[None], tiny_models.codec.encoder_state(1))[0][0].numpy()
    belonging.check_codes(bundle, sound, heard)
    stranger = Codec(tiny_models.codec.config).eval().requires_grad_(False)
    heard = stranger.encode(torch.from_numpy(sound)[None], stranger.encoder_state(1))[0][0].numpy()
    with pytest.raises(TrainingError, match="its encoder chooses other codes than the given codec"):
        belonging.check_codes(bundle, sound, heard)


def test_an_export_that_fails_leaves_the_adapters(
    stage: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quick(monkeypatch)
    monkeypatch.setattr(adapt, "program", lambda *words: 1)
    assert main([*stage, "--minutes", "10"]) == 1
    said = capsys.readouterr().err
    assert "was not written (see above); the adapters are kept. Try it alone:  python -m exporters.adapters" in said
    assert load_adapters(tmp_path / "mine.run").names == ("My Guitar",)
    assert main([str(tmp_path / "other"), *stage[1:], "--resume"]) == 1
    assert "belongs to another recordings" in capsys.readouterr().err
