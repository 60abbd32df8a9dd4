"""One ONNX graph: its memory is a value, its provider is chosen and told, and it is the same hop by hop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from rtmusic.bundle import Bundle
from rtmusic.errors import BundleError, UsageError
from rtmusic.graph import Graph, Port, choose_provider, read_signature

DICE = np.random.default_rng(0)


@pytest.fixture(scope="module")
def remember(tiny_bundle: Path) -> Graph:
    return Bundle.load(tiny_bundle).graph("remember", "cpu")


def codes(frames: int) -> np.ndarray:
    return DICE.integers(0, 1024, (8, frames))


def test_the_empty_memory_is_zeros_and_stays_so(remember: Graph) -> None:
    empty = remember.initial_state()
    assert {name: value.dtype.name for name, value in empty.items()} == {"past_kv": "float32", "past_frames": "int64"}
    assert not any(value.any() for value in empty.values())
    remember.run({"codes": codes(3)}, empty)
    assert not any(value.any() for value in remember.initial_state().values())
    with pytest.raises(ValueError, match="read-only"):
        empty["past_kv"][0] = 1.0  # one array serves every beginning


def test_an_old_state_is_a_snapshot(remember: Graph) -> None:
    _, here = remember.run({"codes": codes(20)})
    kept = {name: value.copy() for name, value in here.items()}
    ahead = codes(7)
    _, first = remember.run({"codes": ahead}, here)
    remember.run({"codes": codes(9)}, here)  # another future from the same place
    _, again = remember.run({"codes": ahead}, here)
    # Bit for bit: a graph that kept anything to itself would differ the second time.
    for name in here:
        np.testing.assert_array_equal(here[name], kept[name])
        np.testing.assert_array_equal(first[name], again[name])
        assert not np.shares_memory(first[name], here[name])
    assert int(first["past_frames"]) == 27


def test_any_chunks_give_the_same_memory(remember: Graph) -> None:
    played = codes(60)
    _, whole = remember.run({"codes": played})
    past = remember.initial_state()
    for chunk in np.split(played, [1, 5, 6, 30, 57], axis=1):
        _, past = remember.run({"codes": chunk}, past)
    assert int(past["past_frames"]) == int(whole["past_frames"]) == 60
    # Rounding of float32 reaches 2e-6; a slot in another place shows as 1.
    np.testing.assert_allclose(past["past_kv"], whole["past_kv"], rtol=0, atol=1e-5)


def test_the_memory_of_one_graph_is_read_by_another(tiny_bundle: Path, remember: Graph) -> None:
    rewrite = Bundle.load(tiny_bundle).graph("rewrite", "cpu")
    assert rewrite.initial_state() == {}
    played, width = codes(50), 12
    known = np.zeros((8, width), np.float32)
    known[:, ::3] = 1.0
    window = {
        "codes": codes(width),
        "known": known,
        "gap": np.array(0),
        "embedding": np.zeros(384, np.float32),
        "guidance": np.array(1.0, np.float32),
        "controls": np.zeros((width, 24), np.float32),
        "control_known": np.zeros((width, 24), np.float32),
        "temperature": np.array(1.0, np.float32),
        "top_k": np.array(1024),
        "top_p": np.array(1.0, np.float32),
        "typical": np.array(1.0, np.float32),
        "noise": DICE.random((8, width), np.float32),
    }
    _, memory = remember.run({"codes": played})
    outputs, state = rewrite.run({**window, **memory})
    assert state == {}
    sampled, confidence = outputs["sampled"], outputs["confidence"]
    np.testing.assert_array_equal(sampled[:, ::3], window["codes"][:, ::3])
    assert not confidence[:, ::3].any() and (confidence[known < 0.5] < 0).all()
    assert sampled.min() >= 0 and sampled.max() < 1024
    again, _ = rewrite.run({**window, **memory})
    np.testing.assert_array_equal(again["sampled"], sampled)  # the same noise is the same music
    _, other = remember.run({"codes": played[:, ::-1].copy()})
    changed, _ = rewrite.run({**window, **other})
    assert (changed["confidence"] != confidence).any()  # a graph that forgot its memory would not notice


def test_warming_up_changes_nothing(remember: Graph) -> None:
    played = codes(4)
    _, before = remember.run({"codes": played})
    remember.warm_up({"F": 4})
    _, after = remember.run({"codes": played})
    np.testing.assert_array_equal(before["past_kv"], after["past_kv"])


def test_the_provider_is_told(remember: Graph) -> None:
    assert remember.provider == "cpu"


@pytest.mark.parametrize(
    "present, wanted, floating, chosen",
    [
        (["CPUExecutionProvider"], "auto", True, "cpu"),
        (["CUDAExecutionProvider", "CPUExecutionProvider"], "auto", True, "cuda"),
        # Most of an eight-bit graph would stay on the CPU, with a copy across for each operator.
        (["CUDAExecutionProvider", "CPUExecutionProvider"], "auto", False, "cpu"),
        (["CUDAExecutionProvider", "CPUExecutionProvider"], "cuda", False, "cuda"),
        (["DmlExecutionProvider", "CPUExecutionProvider"], "auto", True, "dml"),
        (["CoreMLExecutionProvider", "CPUExecutionProvider"], "auto", True, "cpu"),
        (["CoreMLExecutionProvider", "CPUExecutionProvider"], "coreml", True, "coreml"),
    ],
)
def test_the_provider_is_chosen(
    monkeypatch: pytest.MonkeyPatch, present: list[str], wanted: str, floating: bool, chosen: str
) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: present)
    assert choose_provider(wanted, floating) == chosen


def test_a_provider_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    with pytest.raises(UsageError, match=r"cuda: this ONNX Runtime .* has only cpu\.\nTry:  pip install rtmusic"):
        choose_provider("cuda", True)
    with pytest.raises(UsageError, match="there is no provider 'tpu'; choose one of: auto, cpu, cuda, coreml, dml"):
        choose_provider("tpu", True)


def test_what_is_no_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise.onnx").write_bytes(bytes(range(256)))
    for read in (Graph, read_signature):
        with pytest.raises(BundleError, match=r"noise\.onnx: ONNX Runtime .* cannot read this graph"):
            read(tmp_path / "noise.onnx")


def test_ports_fit_when_their_fixed_sizes_do() -> None:
    port = Port("int64", (8, "F"))
    assert str(port) == "int64 [8, F]" and str(Port("float32", ())) == "float32 []"
    assert port.fits(Port("int64", (8, "W")))
    assert not port.fits(Port("int64", (8, 4))) and not port.fits(Port("int64", (8,)))
    assert not port.fits(Port("int32", (8, "F"))) and not port.fits(Port("int64", (4, "F")))


def test_playing_needs_neither_torch_nor_onnx() -> None:
    script = "import sys, rtmusic.encoder, rtmusic.decoder; print('torch' in sys.modules, 'onnx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
