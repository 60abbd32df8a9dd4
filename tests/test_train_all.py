"""A bundle within a time: shared out, interrupted, gone on with, and played in the end."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from test_tokens import a_corpus

from exporters.bundle import Models
from training import text, train_all
from training.checkpoints import load_checkpoint_pieces
from training.codec import load_codec
from training.codec_learner import CodecLearner
from training.config import TrainingError
from training.loop import Budget
from training.parcel import unpack
from training.plan import ENDING_MINUTES, STAGES, Plan, Program, Progress, Tokens, Training, read_minutes
from training.run import read_checkpoint, read_log
from training.tokens import read_tokens
from training.train_all import INTERRUPTED, main
from training.train_generator import load_generator

PLAN = Plan(
    Path("configs"),
    codec=Training("codec.toml", 3.0, 2.0),
    tokens=Tokens(5.0),
    joint=Training(),
    generator=Training("generator.toml", 1.0, 2.0),
    evaluation=Program(4.0),
    export=Program(2.0),
)


def test_what_is_kept_is_kept_and_the_rest_is_shared() -> None:
    free = 31.0 - 11.0  # of 31 minutes and the ending, eleven are kept
    assert PLAN.minutes("codec", 31.0 + ENDING_MINUTES) == pytest.approx(free * 3 / 4)
    assert PLAN.minutes("tokens", 16.0 + ENDING_MINUTES) == 5.0
    # The tokens took one minute only: the generator has the others.
    assert PLAN.minutes("generator", 15.0 + ENDING_MINUTES) == pytest.approx(9.0)
    assert PLAN.minutes("evaluation", 6.0 + ENDING_MINUTES) == pytest.approx(4.0)
    assert PLAN.minutes("export", 2.0 + ENDING_MINUTES) == pytest.approx(2.0)


def test_the_joint_embedding_shares_the_time_where_it_is_in_the_plan() -> None:
    with_it = replace(PLAN, joint=Training("joint.toml", 1.0, 1.0))
    free = 31.0 - 11.0
    assert with_it.minutes("codec", 31.0 + ENDING_MINUTES) == pytest.approx(free * 3 / 5)
    assert with_it.minutes("joint", 16.0 + ENDING_MINUTES) == pytest.approx(5.0)
    assert PLAN.minutes("joint", 16.0 + ENDING_MINUTES) == 0.0


def test_where_the_time_is_short_the_weights_come_first() -> None:
    # Evaluation and export would take all of it: they are given up, one after the other.
    assert PLAN.minutes("generator", 5.0 + ENDING_MINUTES) == pytest.approx(3.0)
    assert PLAN.minutes("generator", 3.0 + ENDING_MINUTES) == pytest.approx(3.0)
    assert PLAN.minutes("generator", 1.9 + ENDING_MINUTES) == 0.0
    assert PLAN.minutes("evaluation", 3.9 + ENDING_MINUTES) == 0.0
    assert PLAN.minutes("export", 0.9 + ENDING_MINUTES) == 0.0
    assert all(PLAN.minutes(stage, -1.0) == 0.0 for stage in STAGES)
    assert replace(PLAN, export=Program(0.0)).minutes("export", 9.0) == 0.0
    frozen = replace(PLAN, codec=replace(PLAN.codec, frozen=True))
    assert frozen.minutes("codec", 100.0) == 0.0


@pytest.mark.parametrize("left", [0.5, 3.0, 8.0, 14.0, 20.0, 90.0])
def test_nothing_is_given_twice(left: float) -> None:
    """Every stage takes all that it is given: still the time ends after the last one, not before."""
    rest = left
    for stage in STAGES:
        rest -= PLAN.minutes(stage, rest)
    assert rest >= min(left, ENDING_MINUTES) - 1e-9


def test_times_are_read() -> None:
    assert [read_minutes(words) for words in ("30m", "1h30m", "90s", "0.5h")] == [30.0, 90.0, 1.5, 30.0]
    for wrong in ("30", "", "0m", "m", "1.2.3m", "soon"):
        with pytest.raises(TrainingError, match=f"--budget {wrong}: say a time, e.g. 30m, 1h30m or 90s"):
            read_minutes(wrong)


def test_the_published_plans_are_readable() -> None:
    paths = sorted(train_all.DEFAULT_PLAN.parent.glob("plan_*.toml"))
    assert train_all.DEFAULT_PLAN in paths and len(paths) >= 2
    for path in paths:
        plan = Plan.read(path)
        assert plan.config("codec").is_file() and plan.config("generator").is_file()


def test_a_plan_that_makes_no_sense_is_answered_in_words(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    for text_, complaint in (
        ("[codec]\nshare = 0.0", r"share = 0.0 must be above 0"),
        ('[codec]\nconfig = "a.toml"', r'\[generator\]: say how it is trained, e.g. config = "generator_small.toml"'),
        (
            '[codec]\nconfig = "a.toml"\n[generator]\nconfig = "b.toml"\nfrozen = true',
            r"\[generator\]: only the codec and the joint embedding can be frozen",
        ),
        ("[sleep]\n", r"unknown table \[sleep\]"),
    ):
        path.write_text(text_)
        with pytest.raises(TrainingError, match=complaint):
            Plan.read(path)


def test_progress_goes_on_with_the_same_budget_only(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    mine = Progress(path, 30.0, 60.0, ["codec"], {"codec": [0.0, 600.0]}, {"codec": "here"})
    mine.save()
    assert Progress.open(path, 30.0) == mine
    assert Progress.open(path, 9.0) == Progress(path, 9.0, began_with={"codec": "here"})
    replace(mine, done=list(STAGES)).save()
    assert Progress.open(path, 30.0) == Progress(path, 30.0, began_with={"codec": "here"})
    path.write_text("{}")
    with pytest.raises(
        TrainingError, match=r"progress\.json cannot be read .*: delete it, the runs beside it are kept"
    ):
        Progress.open(path, 30.0)


TINY = """
[model]
levels = 8
codes = 64
"""
CODEC = """
width = 16
frame_width = 16
latent = 16
encoder_blocks = 1
encoder_frame_blocks = 1
decoder_frame_blocks = 1
decoder_blocks = 1
[training]
batch = 2
clip_s = 0.4
steps_before_quantizer = 0
judge_channels = 2
workers = 0
"""
GENERATOR = """
[model]
levels = 8
codes = 64
width = 16
layers = 1
heads = 2
expansion = 2
code_width = 8
depth_width = 16
control_width = 8
[training]
batch = 2
sequence_frames = 64
validate_every = 5
threads = 1
[hiding]
longest_window = 32
"""


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a corpus, a plan and tiny configurations; captions mean nothing."""
    a_corpus(tmp_path / "corpus", (2.0, 2.5, 3.0))
    (tmp_path / "codec.toml").write_text(TINY + CODEC)
    (tmp_path / "generator.toml").write_text(GENERATOR)
    (tmp_path / "plan.toml").write_text(
        '[codec]\nconfig = "codec.toml"\n[generator]\nconfig = "generator.toml"\n'
        '[tokens]\nprocesses = 1\n[export]\nwords = "--no-text --fp32"\n'
    )
    monkeypatch.setattr(
        text, "embed", lambda captions, *_: torch.nn.functional.one_hot(torch.tensor([0, 1, 2]), 384).float()
    )
    monkeypatch.setattr(text, "load_minilm", lambda: None)
    monkeypatch.setattr(text, "load_tokenizer", lambda: None)
    return tmp_path


def given(monkeypatch: pytest.MonkeyPatch, minutes: dict[str, float]) -> None:
    """Let every stage take so long, whatever the machine is busy with and however long it takes to get ready."""
    monkeypatch.setattr(train_all, "Budget", lambda minutes, until_s: Budget(minutes=minutes))
    monkeypatch.setattr(Plan, "minutes", lambda plan, stage, left: minutes.get(stage, 0.0))


def planned(bundle: train_all.Bundle, minutes: float, module: str, *words: str) -> None:
    """Stop where the exporter begins to trace: what it is given makes all four graphs. (Tracing takes a minute.)"""
    assert (module, minutes) == ("exporters.bundle", 5.0)
    codec, generator = (Path(words[words.index(name) + 1]) for name in ("--codec", "--generator"))
    models = Models(load_codec(codec), load_generator(generator), None)
    assert [plan.name for plan in models.plans()] == ["encoder", "decoder", "remember", "rewrite"]
    assert words[:2] == (str(bundle.out), str(bundle.out / "bundle")) and words[4:6] == ("--no-text", "--fp32")
    (bundle.out / "bundle").mkdir()
    (bundle.out / "bundle" / "bundle.json").write_text("{}")


@contextmanager
def interrupted(learner: type[Any], step: int, by: int = signal.SIGINT) -> Iterator[None]:
    """Let Ctrl-C (or another signal) arrive while a learner takes this step, counted from 0."""
    plain = learner.learn

    def learn(self: Any, at: int, progress: float) -> Any:
        if at == step:
            os.kill(os.getpid(), by)
        return plain(self, at, progress)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learner, "learn", learn)
        yield


def test_from_an_empty_folder_to_a_bundle_interrupted_once(
    studio: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = studio / "runs"
    asked = [
        "--budget",
        "30m",
        "--data",
        str(studio / "corpus"),
        "--out",
        str(out),
        "--plan",
        str(studio / "plan.toml"),
    ]
    asked += ["--weights", str(studio / "none")]
    given(monkeypatch, {"codec": 5.0, "tokens": 5.0, "generator": 0.005, "export": 5.0})
    monkeypatch.setattr(train_all.Bundle, "_program", planned)
    with interrupted(CodecLearner, 0):
        assert main(asked) == INTERRUPTED
    progress = json.loads((out / "progress.json").read_text())
    point = read_checkpoint(out / "codec")
    assert progress["done"] == [] and progress["goals_s"]["codec"] == [point.elapsed_s, 300.0]
    # Five minutes would be long: its goal is set to what it has reached, and the same command goes on from there.
    progress["goals_s"]["codec"][1] = point.elapsed_s + 0.2
    (out / "progress.json").write_text(json.dumps(progress))
    assert main([*asked, "--parcel", str(studio / "back")]) == 0
    said = capsys.readouterr().err
    assert "interrupted with " in said and "the same command goes on" in said and "evaluation: left for another" in said

    later = read_checkpoint(out / "codec")
    assert later.step > point.step and [r["step"] for r in read_log(out / "codec")] == list(range(1, later.step + 1))
    (tokens,) = (out / "tokens").iterdir()
    assert (
        read_tokens(tokens).codec == read_checkpoint(out / "generator").config["codec"] == f"codec/{later.folder.name}"
    )
    for stage in ("codec", "generator"):
        weights = load_checkpoint_pieces(out / "pieces" / stage)
        tensors = read_checkpoint(out / stage).tensors()
        for name, tensor in weights.items():
            torch.testing.assert_close(tensor, tensors[f"average.{name}"].to(tensor.dtype), rtol=1e-2, atol=1e-3)
    unpack(studio / "back", studio / "home")
    assert (studio / "home" / "pieces" / "codec" / "pieces.json").is_file()
    assert (studio / "home" / "bundle" / "bundle.json").is_file()
    assert json.loads((out / "progress.json").read_text())["done"] == list(STAGES)


def test_a_codec_that_goes_on_takes_the_generator_along(studio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frozen, its tokens and the generator's run stay; trained on, new tokens and a new run from the old weights."""
    out, plan = studio / "runs", Plan.read(studio / "plan.toml")

    def advance(plan: Plan, weights: Path) -> tuple[str, int]:
        train_all.Bundle(out, plan, studio / "corpus", 30.0, weights).advance()
        point = read_checkpoint(out / "generator")
        return point.config["codec"], point.step

    given(monkeypatch, {"codec": 0.003, "tokens": 5.0, "generator": 0.005})
    first, steps = advance(plan, studio / "none")
    given(monkeypatch, {"tokens": 5.0, "generator": 0.005})
    frozen = replace(plan, codec=replace(plan.codec, frozen=True))
    again, more = advance(frozen, studio / "none")
    assert again == first and more > steps
    given(monkeypatch, {"codec": 0.003, "tokens": 5.0, "generator": 0.003})
    moved, fewer = advance(plan, studio / "none")
    assert moved != first and len(list((out / "tokens").iterdir())) == 1
    begun = json.loads((out / "progress.json").read_text())["began_with"]
    assert begun == {"codec": "", "generator": str(out / "generator_given")}
    assert read_log(out / "generator")[0]["step"] == 1 and fewer > 0

    # Somewhere else, a frozen codec and an empty folder: both begin with the pieces of here.
    elsewhere = studio / "elsewhere"
    given(monkeypatch, {"tokens": 5.0, "generator": 0.003})
    train_all.Bundle(elsewhere, frozen, studio / "corpus", 30.0, out / "pieces").advance()
    assert read_checkpoint(elsewhere / "generator").config["codec"] == f"codec_given/{moved.partition('/')[2]}"
    begun = json.loads((elsewhere / "progress.json").read_text())["began_with"]
    assert begun == {"generator": str(out / "pieces" / "generator")}


def test_the_joint_embedding_is_trained_between_tokens_and_generator(
    studio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It learns captions and facts, the generator's prompts go through it, and its pieces and words are kept."""
    sizes = "levels = 8\ncodes = 64\nframe_width = 8\nwidth = 16\nlayers = 1\nheads = 2\nword_width = 16\n"
    times = "batch = 4\nshortest_frames = 25\nlongest_frames = 40\nvalidate_every = 2\n"
    (studio / "joint.toml").write_text(f"[model]\n{sizes}[training]\n{times}")
    with (studio / "plan.toml").open("a") as plan_file:
        plan_file.write('[joint]\nconfig = "joint.toml"\n')

    def by_length(captions: list[str], *_: object) -> torch.Tensor:
        return torch.nn.functional.one_hot(torch.tensor([len(c) for c in captions]), 384).float()

    monkeypatch.setattr(text, "embed", by_length)
    given(monkeypatch, {"codec": 0.003, "tokens": 5.0, "joint": 0.005, "generator": 0.003})
    out, plan = studio / "runs", Plan.read(studio / "plan.toml")
    train_all.Bundle(out, plan, studio / "corpus", 30.0, studio / "none").advance()
    joint, generator = read_checkpoint(out / "joint"), read_checkpoint(out / "generator")
    assert (
        generator.config["joint"] == f"joint/{joint.folder.name}"
        and joint.config["codec"] == read_tokens(next((out / "tokens").iterdir())).codec
    )
    assert (out / "joint" / "vocabulary.npz").is_file()
    assert {folder.name for folder in (out / "pieces").iterdir()} == {"codec", "joint", "generator"}
    # Somewhere else the pieces are enough: the generator's prompts go through the joint embedding of here.
    given(monkeypatch, {"tokens": 5.0, "generator": 0.003})
    elsewhere = train_all.Bundle(studio / "elsewhere", plan, studio / "corpus", 30.0, out / "pieces")
    elsewhere.advance()
    assert elsewhere.joint == studio / "elsewhere" / "joint_given"
    assert read_checkpoint(studio / "elsewhere" / "generator").config["joint"].startswith("joint_given/")


def test_a_program_that_fails_or_takes_too_long_stops_nothing(studio: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bundle = train_all.Bundle(studio / "runs", Plan.read(studio / "plan.toml"), studio / "corpus", 30.0)
    bundle._program(1.0, "this_module_is_not_there")
    said = capfd.readouterr().err
    assert "this_module_is_not_there: ended with status 1; the weights are kept, see above for the reason" in said
    bundle._program(0.0001, "training.evaluate")
    assert "training.evaluate: stopped, its 0.0 min are over; give it more in the plan" in capfd.readouterr().err


def test_wrong_use_is_answered_in_words(
    studio: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--data", str(studio / "corpus"), "--plan", str(studio / "plan.toml"), "--out", str(studio / "runs")]
    assert main([*asked, "--budget", "soon"]) == 1
    assert "say a time, e.g. 30m" in capsys.readouterr().err
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert main([*asked, "--budget", "1m"]) == 1
    assert "train_all is one process: start training.train_codec itself under torchrun" in capsys.readouterr().err


def test_a_generator_of_other_codes_is_no_beginning(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new codec in the repository, the generator not yet trained for it: its weights would mean other codes."""
    plan = Plan.read(studio / "plan.toml")
    shipped = studio / "shipped"
    state = {"config": {"model": {}, "codec": "codec/step-00000007"}}
    for stage, step in (("codec", 7), ("generator", 3)):
        (shipped / stage).mkdir(parents=True)
        listing = {"format": 1, "pieces": {}, "state": {**state, "step": step}}
        (shipped / stage / "pieces.json").write_text(json.dumps(listing))
    bundle = train_all.Bundle(studio / "new", plan, studio / "corpus", 30.0, shipped)
    assert bundle._speaks_of_codec(shipped / "generator")
    listing = {"format": 1, "pieces": {}, "state": {**state, "step": 8}}
    (shipped / "codec" / "pieces.json").write_text(json.dumps(listing))
    assert not bundle._speaks_of_codec(shipped / "generator")
