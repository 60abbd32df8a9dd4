"""What a graph file says about itself is enough to play it, and must agree with its bundle."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from rtmusic.bundle import Bundle, expected_signatures, write_bundle
from rtmusic.contract import MEANINGS, SIZES, contract, contradiction
from rtmusic.errors import BundleError
from rtmusic.graph import PAST, read_signature


class Stranger:
    """Somebody who has one file, ONNX Runtime, and no word of ours but what the file says."""

    def __init__(self, path: Path) -> None:
        self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        told = self.session.get_modelmeta().custom_metadata_map
        self.states, self.sizes = json.loads(told["rtmusic.states"]), json.loads(told["rtmusic.sizes"])
        self.outputs = list(json.loads(told["rtmusic.outputs"]))
        self.memory = {s["input"]: np.full(s["shape"], s["initial"], s["dtype"]) for s in self.states}

    def play(self, **inputs: np.ndarray) -> list[np.ndarray]:
        names = [*self.outputs, *(s["output"] for s in self.states)]
        given: list[np.ndarray] = self.session.run(names, {**inputs, **self.memory})
        self.memory = {s["input"]: x for s, x in zip(self.states, given[len(self.outputs) :], strict=True)}
        return given[: len(self.outputs)]


def test_a_stranger_streams_the_codec(tiny_bundle: Path) -> None:
    dice = np.random.default_rng(0)
    encoder, decoder = Stranger(tiny_bundle / "encoder.onnx"), Stranger(tiny_bundle / "decoder.onnx")
    hop, levels, frames = encoder.sizes["hop_samples"], decoder.sizes["levels"], 12
    sound = dice.normal(size=(encoder.sizes["channels"], hop * frames)).astype(np.float32) * np.float32(0.1)
    heard = [encoder.play(audio=x)[0] for x in np.split(sound, frames, axis=1)]
    codes = np.concatenate(heard, axis=1)
    many = np.full(frames, levels)
    played = [
        decoder.play(codes=c, levels=n)[0]
        for c, n in zip(np.split(codes, frames, axis=1), np.split(many, frames), strict=True)
    ]
    whole_codes = Stranger(tiny_bundle / "encoder.onnx").play(audio=sound)[0]
    whole = Stranger(tiny_bundle / "decoder.onnx").play(codes=codes, levels=many)[0]
    assert (whole_codes == codes).mean() > 0.98  # two codes may be equally near; a lost memory leaves one in a thousand
    # Rounding reaches 1e-6; a memory that is not carried shows as 0.01.
    np.testing.assert_allclose(np.concatenate(played, axis=1), whole, rtol=0, atol=2e-5)
    assert whole.shape == sound.shape and np.abs(whole).max() > 1e-3


def test_a_memory_that_is_only_read_says_so(tiny_bundle: Path) -> None:
    told = {
        name: json.loads(read_signature(tiny_bundle / f"{name}.onnx").told["rtmusic.states"])
        for name in ("remember", "rewrite")
    }
    assert [s["output"] for s in told["rewrite"]] == [None, None]
    assert [s["output"] for s in told["remember"]] == ["past_next_kv", "past_next_frames"]
    assert [s["shape"] for s in told["rewrite"]] == [s["shape"] for s in told["remember"]]


def test_every_port_has_a_meaning(tiny_bundle: Path) -> None:
    signatures = expected_signatures(replace(Bundle.load(tiny_bundle).geometry, adapters=("ann",)))
    assert set(signatures) == set(SIZES)
    for name, signature in signatures.items():
        assert {**signature.inputs, **signature.outputs}.keys() == MEANINGS[name].keys()
        for side in ("inputs", "outputs"):
            ports = json.loads(contract(name, signature, Bundle.load(tiny_bundle).geometry)[f"rtmusic.{side}"])
            assert all(
                len(port["meaning"]) > 10 and not port_name.startswith(PAST) for port_name, port in ports.items()
            )


def retold(source: Path, target: Path, change: Callable[[dict[str, str]], object]) -> Path:
    """A copy of a graph that says something else about itself."""
    model = onnx.load(source)
    told = {entry.key: entry.value for entry in model.metadata_props}
    change(told)
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, told)
    onnx.save(model, target)
    return target


def sizes_with(**new: int) -> Callable[[dict[str, str]], object]:
    def change(told: dict[str, str]) -> None:
        told["rtmusic.sizes"] = json.dumps(json.loads(told["rtmusic.sizes"]) | new)

    return change


def initial_ones(told: dict[str, str]) -> None:
    states: list[dict[str, Any]] = json.loads(told["rtmusic.states"])
    states[0]["initial"] = 1
    told["rtmusic.states"] = json.dumps(states)


@pytest.mark.parametrize(
    "change, words",
    [
        (sizes_with(hop_samples=1920), "its metadata says rtmusic.sizes hop_samples 1920, but the bundle needs 960"),
        (lambda told: told.update({"rtmusic.format": "2"}), "says rtmusic.format 2, but the bundle needs 1"),
        (lambda told: told.update({"rtmusic.graph": "encoder"}), "rtmusic.graph encoder, but the bundle needs decoder"),
        (lambda told: told.pop("rtmusic.states"), "its metadata has no rtmusic.states"),
        (initial_ones, "its metadata says rtmusic.states"),
        (lambda told: told.update({"rtmusic.inputs": "{"}), "its metadata says rtmusic.inputs {, but"),
    ],
)
def test_a_file_that_contradicts_its_bundle_is_refused(
    tiny_bundle: Path, tmp_path: Path, change: Callable[[dict[str, str]], object], words: str
) -> None:
    tiny = Bundle.load(tiny_bundle)
    graphs = {name: tiny_bundle / f"{name}.onnx" for name in ("encoder", "decoder")}
    graphs["decoder"] = retold(graphs["decoder"], tmp_path / "other.onnx", change)
    with pytest.raises(BundleError) as caught:
        write_bundle(tmp_path / "new", "x", tiny.geometry, graphs, tiny.weights, {}, None, {})
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'new'}: decoder.onnx: its metadata ") and words in message
    mend = f"Export it again:  python -m exporters.bundle RUN {tmp_path / 'new'}"
    assert message.endswith(f": they come from different exports.\n{mend}")
    assert not (tmp_path / "new").exists()


def test_silent_files_and_other_words_still_load(tiny_bundle: Path, tmp_path: Path) -> None:
    tiny = Bundle.load(tiny_bundle)
    silent = retold(tiny_bundle / "decoder.onnx", tmp_path / "silent.onnx", lambda told: told.clear())

    def reword(told: dict[str, str]) -> None:
        inputs = json.loads(told["rtmusic.inputs"])
        inputs["audio"]["meaning"], inputs["audio"]["shape"] = "sound", [2, "samples"]
        told |= {"rtmusic.inputs": json.dumps(inputs), "author": "somebody"}

    worded = retold(tiny_bundle / "encoder.onnx", tmp_path / "worded.onnx", reword)
    graphs = {"encoder": worded, "decoder": silent}
    bundle = write_bundle(tmp_path / "new", "x", tiny.geometry, graphs, tiny.weights, {}, None, {})
    assert bundle.file("encoder.onnx").read_bytes() == worded.read_bytes()


def test_a_kept_graph_outlives_a_new_generator(tiny_bundle: Path) -> None:
    tiny = Bundle.load(tiny_bundle)
    other = replace(tiny.geometry, past_frames=512, window_frames=64)
    for name, agrees in (("encoder", True), ("decoder", True), ("remember", False), ("rewrite", False)):
        real = read_signature(tiny_bundle / f"{name}.onnx")
        assert contradiction(name, real, tiny.geometry) == ""
        assert (contradiction(name, real, other) == "") is agrees
