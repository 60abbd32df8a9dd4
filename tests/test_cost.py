"""What a call costs is measured as the engine calls, and told on the screen and in the card."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from exporters.cost import STEP_FRAMES, example_calls, main, measure, share
from rtmusic.bundle import Bundle
from rtmusic.graph import PAST


def test_calls_are_those_of_the_engine(tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    g = bundle.geometry
    frames = {"encoder": 1, "decoder": 1, "remember": 4, "rewrite": STEP_FRAMES}
    for name, count in frames.items():
        graph = bundle.graph(name, "cpu")
        calls = example_calls(name, graph, g)
        first, second = next(calls), next(calls)
        carried = set(graph.signature.pairs)
        assert set(first) == set(graph.signature.inputs) - carried
        moving = "audio" if name == "encoder" else "codes"
        assert first[moving].shape[1] == count * (g.hop_samples if name == "encoder" else 1)
        assert not np.array_equal(first[moving], second[moving])
    # A rewrite with an empty memory would look at nothing, and cost less than on stage.
    held = {key: value for key, value in first.items() if key.startswith(PAST)}
    assert held["past_frames"] == g.past_frames and np.abs(held["past_kv"]).min(axis=-1).all()


def test_every_graph_is_measured(tiny_bundle: Path) -> None:
    shipped = Bundle.load(None)  # the tiny one cannot read
    tiny = Bundle.load(tiny_bundle)
    for bundle, name in [*((tiny, name) for name in tiny.signatures), (shipped, "text")]:
        ms = measure(name, bundle.graph(name, "cpu"), bundle.geometry, calls=3)
        assert 0 < ms["p50"] <= ms["p99"] and ms["cpu"] > 0


def test_the_share_is_of_the_sound_that_a_call_stands_for(tiny_bundle: Path) -> None:
    g = Bundle.load(tiny_bundle).geometry
    shares = {name: share(name, g, {"cpu": 5.0}) for name in ("encoder", "decoder", "remember", "rewrite", "text")}
    # A frame lasts 20 ms; nobody says how often there are rewrites and texts.
    assert shares == {"encoder": 0.25, "decoder": 0.25, "remember": 0.0625, "rewrite": None, "text": None}


@pytest.fixture
def codec(tiny_bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_bundle, tmp_path / "codec"))


def test_the_command_tells_and_writes(codec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = Bundle.load(codec)
    words = [str(codec), "--calls", "2"]
    assert main([*words, "--threads", "2"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split()[:4] == ["graph", "weights", "MB", "threads"]
    assert [line.split()[::3][:2] for line in lines] == [[name, "2"] for name in before.signatures]
    assert Bundle.load(codec).sha256 == before.sha256
    assert main([*words, "--json", "--write"]) == 0
    told = json.loads(capsys.readouterr().out)
    after = Bundle.load(codec)
    assert after.files == before.files and after.codec == before.codec
    assert set(after.card["cost_on"]) == {"processor", "cores"}
    for name, cost in told.items():
        assert set(cost) == {"p50", "p99", "cpu", "threads_2"}
        assert after.card["graphs"][name] == {"weights": "float32", "call_ms": {"float32": cost}}


@pytest.mark.parametrize(
    "words, answer",
    [
        (["--threads", "0"], "--threads and --calls are at least 1:  --threads 1 2 --calls 500"),
        (["--calls", "0"], "--threads and --calls are at least 1"),
        (["--threads", "2", "--write"], "a card tells the cost on one thread and on more:  --write --threads 1 2"),
    ],
)
def test_what_cannot_be_measured_is_said(
    codec: Path, words: list[str], answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(codec), *words]) == 2
    assert answer in capsys.readouterr().err
