"""A generator learns from prompts of words and of sound; each sequence gets sound from near it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from test_train_generator import a_configuration, a_token_folder

from training.joint import Joint, JointConfig, load_joint
from training.learner import model_tensors
from training.prompting import joint_words, read_prompts
from training.run import read_checkpoint
from training.token_clips import PROMPT_EVERY, PROMPT_FRAMES, PROMPT_REACH, Prompts, TokenClips, read_words
from training.tokens import save_array
from training.train_generator import main

CPU = torch.device("cpu")


def a_joint(folder: Path) -> Path:
    """A joint embedding with random weights, words and all."""
    config = JointConfig(levels=2, codes=7, frame_width=8, width=16, layers=1, heads=2, word_width=8)
    torch.manual_seed(0)
    model = Joint(config)
    torch.nn.init.normal_(model.word_change.weight)
    torch.nn.init.normal_(model.points)
    point = folder / "checkpoints" / "step-00000007"
    point.mkdir(parents=True)
    save_file(model_tensors("average", model), point / "tensors.safetensors")
    state = '{"kind": "joint", "step": 7, "elapsed_s": 1.0, "config": {"model": MODEL}}'
    (point / "state.json").write_text(state.replace("MODEL", str(asdict(config)).replace("'", '"')))
    return folder


def test_words_and_sound_go_through_the_joint_embedding_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, joint = a_token_folder(tmp_path / "tokens"), a_joint(tmp_path / "joint")
    prompts = read_prompts(tokens, joint, CPU)
    model = load_joint(joint)
    sentences = torch.from_numpy(np.load(tokens / "captions.npy"))
    torch.testing.assert_close(prompts.words, model.embed_words(sentences))
    assert not torch.allclose(prompts.words, sentences)  # this one moves words
    torch.testing.assert_close(joint_words(tokens, joint).words, prompts.words)
    codes = torch.from_numpy(np.load(tokens / "0.codes.npy").astype(np.int64))
    torch.testing.assert_close(prompts.sound["0"][0], model.embed_sound(codes[None])[0], rtol=0, atol=1e-3)
    monkeypatch.setattr("training.prompting.sound_prompts", None)  # a second call reads what the first has kept
    again = read_prompts(tokens, joint, CPU)
    assert again.sound.keys() == prompts.sound.keys() == {"0", "1", "2"}
    torch.testing.assert_close(again.sound["1"], prompts.sound["1"])


def test_sound_prompts_come_from_near_the_sequence(tmp_path: Path) -> None:
    """Each window's embedding says in its first number where it begins."""
    folder, frames = a_token_folder(tmp_path / "tokens"), 60 * PROMPT_EVERY
    index = (folder / "index.json").read_text().replace('"frames": 80', f'"frames": {frames}')
    (folder / "index.json").write_text(index)
    starts = [*range(0, frames - PROMPT_FRAMES, PROMPT_EVERY), frames - PROMPT_FRAMES]
    for name in "012":
        save_array(folder / f"{name}.codes.npy", np.tile(np.arange(frames) // 8 % 7, (2, 1)).astype(np.int16))
        save_array(folder / f"{name}.measured.npy", np.zeros((23, frames), np.float16))
    sound = torch.zeros(len(starts), 384)
    sound[:, 0] = torch.tensor(starts, dtype=torch.float32)
    prompts = Prompts(torch.full((1, 384), -1.0), {name: sound for name in "012"})
    clips = TokenClips(folder, "train", 2, 64, 0, CPU, prompts, sound_share=0.5)
    spoken, away = 0, []
    for step in range(40):
        dice = np.random.default_rng([0, step])
        _, begins = clips._at(dice.integers(clips._ends[-1], size=8))
        for row, begin in zip(clips.batch(step, 8).embedding, begins, strict=True):
            if float(row[0]) < 0:
                spoken += 1
            else:
                away.append(abs(float(row[0]) - begin) / PROMPT_EVERY)
    assert 100 < spoken < 220  # of 320
    assert max(away) <= PROMPT_REACH + 4 + 1 and len({round(x) for x in away}) > 4
    held = clips.in_order(3).embedding
    assert bool((held == -1.0).all())  # what is always the same is words


def test_without_a_joint_embedding_prompts_are_plain_sentences(tmp_path: Path) -> None:
    tokens = a_token_folder(tmp_path / "tokens")
    clips = TokenClips(tokens, "train", 2, 40, 0, sound_share=1.0)
    torch.testing.assert_close(clips.batch(0, 4).embedding, read_words(tokens).words.expand(4, -1))


def test_a_run_remembers_its_joint_embedding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tokens, joint = a_token_folder(tmp_path / "tokens"), a_joint(tmp_path / "joint")
    config, run = a_configuration(tmp_path / "tiny.toml"), tmp_path / "run"
    asked = [str(config), str(run), "--data", str(tokens), "--joint", str(joint)]
    assert main([*asked, "--steps", "2"]) == 0
    assert read_checkpoint(run).config["joint"] == "joint/step-00000007"
    assert main([*asked[:-2], "--steps", "3", "--resume"]) == 1
    assert "was trained with another configuration: joint differ" in capsys.readouterr().err
