"""From torch to graphs: what leaves the exporter computes what went in, or does not leave."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import soundfile
import torch
from onnx import numpy_helper
from torch import nn

from exporters import bundle as export_bundle
from exporters import parity
from exporters.bundle import Bench, Models, export, export_graph, main, read_sound
from exporters.card import Exported, make_card, write_attribution
from exporters.quantize import KEPT, round_blocks, to_eight_bits
from exporters.states import GraphPlan, Tensors, TensorState, weight_bytes, write_graph
from rtmusic.bundle import Bundle
from rtmusic.errors import BundleError
from rtmusic.graph import Graph, Port, Signature
from training.corpus.index import Clip
from training.corpus.sources import ATTRIBUTION

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bench(tiny_models: Models) -> Bench:
    return Bench(tiny_models, read_sound(export_bundle.RECORDING, tiny_models.geometry))


def plan_of(models: Models, name: str) -> GraphPlan:
    return next(plan for plan in models.plans() if plan.name == name)


@pytest.fixture
def exported_before(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Exporting takes seconds a graph: here the graphs of the tiny bundle come out at once."""
    monkeypatch.setattr(
        export_bundle, "write_graph", lambda plan, path: shutil.copyfile(tiny_bundle / f"{plan.name}.onnx", path)
    )
    return tiny_bundle


class _Sums(nn.Module):
    """A running sum, and values whose inner names torch would choose like the outer ones."""

    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.tensor([[2.0, 0.0], [1.0, 2.0], [0.5, -1.0]]))

    def step(self, inputs: Tensors, past: TensorState) -> tuple[dict[str, torch.Tensor], TensorState]:
        cumsum = past["sum"] + inputs["mul"].cumsum(dim=1)
        return {"linear": nn.functional.linear(cumsum.T, self.gain).T}, {"sum": cumsum[:, -1:]}


def test_a_plan_becomes_a_graph_with_its_names_and_free_sizes(tiny_models: Models, tmp_path: Path) -> None:
    module = _Sums()
    ports = Signature({"mul": Port("float32", (2, "F"))}, {"linear": Port("float32", (3, "F"))})
    inputs, past = {"mul": torch.ones(2, 3)}, {"sum": torch.zeros(2, 1)}
    plan = GraphPlan("text", module, module.step, inputs, past, ports, tiny_models.geometry)
    write_graph(plan, tmp_path / "sums.onnx")
    graph = Graph(tmp_path / "sums.onnx", "cpu")
    assert graph.signature.inputs == {"mul": Port("float32", (2, "F")), "past_sum": Port("float32", (2, 1))}
    assert graph.signature.outputs == {"linear": Port("float32", (3, "F")), "past_next_sum": Port("float32", (2, 1))}
    x = np.random.default_rng(0).normal(size=(2, 11)).astype(np.float32)
    state, played = graph.initial_state(), []
    for hop in np.split(x, [1, 2, 7], axis=1):
        outputs, state = graph.run({"mul": hop}, state)
        played.append(outputs["linear"])
    wanted = module.gain.detach().numpy() @ x.cumsum(axis=1)
    # Rounding reaches 1e-6; a memory that is not carried shows as 1.
    np.testing.assert_allclose(np.concatenate(played, axis=1), wanted, rtol=0, atol=1e-5)
    assert {weight.name for weight in onnx.load(tmp_path / "sums.onnx").graph.initializer} >= {"gain"}


def test_graphs_say_nothing_about_the_machine_they_were_made_on(tiny_bundle: Path) -> None:
    for path in tiny_bundle.glob("*.onnx"):
        raw = path.read_bytes()
        assert str(REPOSITORY).encode() not in raw and b"site-packages" not in raw and b".py" not in raw


def test_float32_graphs_are_within_their_bounds(bench: Bench, tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    for name in ("encoder", "decoder", "remember", "rewrite"):
        figures = bench.measure(name, bundle.graph(name, "cpu"))
        assert parity.judge(name, "float32", figures) == ""
    assert bench.heard.codes.shape[1] >= 500  # hops that the verdict rests on


def perturb(source: Path, target: Path, by: float) -> None:
    """Scale one matrix of a graph a little, as a changed layer or a wrong checkpoint would."""
    model = onnx.load(source)
    largest = max(model.graph.initializer, key=lambda weight: len(weight.raw_data))
    largest.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(largest) * np.float32(1 + by), largest.name))
    onnx.save(model, target)


@pytest.mark.parametrize("name, figure", [("decoder", "snr_db"), ("encoder", "same")])
def test_a_graph_that_computes_something_else_is_refused(
    bench: Bench, tiny_models: Models, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    name: str, figure: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(
        export_bundle, "write_graph", lambda plan, path: perturb(tiny_bundle / f"{plan.name}.onnx", path, 0.02)
    )
    with pytest.raises(parity.ParityError) as caught:
        export_graph(plan_of(tiny_models, name), tmp_path, bench, eight_bits=False)
    message = str(caught.value)
    assert f"{name}.onnx (float32): {figure} is " in message and "but must be ≥" in message
    assert "nothing was written" in message


def test_eight_bits_that_stray_too_far_are_not_taken(
    bench: Bench, tiny_models: Models, exported_before: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert exported_before.is_dir()
    monkeypatch.setattr(export_bundle, "to_eight_bits", lambda source, target, kept: perturb(source, target, 0.3))
    done = export_graph(plan_of(tiny_models, "decoder"), tmp_path, bench, eight_bits=True)
    assert done.weights == "float32" and done.path == tmp_path / "decoder.onnx"
    told = capsys.readouterr().err
    assert "decoder.onnx (int8): snr_db is " in told and "stays in float32" in told


def test_a_short_sound_gives_no_verdict(tiny_models: Models) -> None:
    with pytest.raises(parity.ParityError, match=r"has 499 hops, but a verdict needs 500 \(10 s\): .* --audio"):
        parity.hear(tiny_models.codec, np.zeros((2, 499 * 960), np.float32))


def test_rounding_to_eight_bits_is_to_the_nearest_step() -> None:
    blocks = np.random.default_rng(0).normal(size=(5, 3, 64)).astype(np.float32)
    blocks[0, 0] = 0.0
    rounded, scales = round_blocks(blocks)
    back = (rounded.astype(np.float32) - 128) * scales[..., None]
    # Half a step, and one whole step where +128 does not exist.
    assert (np.abs(back - blocks) <= np.abs(scales[..., None]) * 1.001).all()
    assert (np.abs(back - blocks) <= np.abs(scales[..., None]) * 0.501).mean() > 0.98
    assert not back[0, 0].any() and rounded.dtype == np.uint8
    np.testing.assert_allclose(np.abs(back).max(axis=-1), np.abs(blocks).max(axis=-1), rtol=1e-6)


@pytest.mark.parametrize("turned", [False, True])
def test_an_eight_bit_product_is_near_and_the_same_for_any_neighbours(tmp_path: Path, turned: bool) -> None:
    dice = np.random.default_rng(0)
    matrix, bias = dice.normal(size=(128, 96)).astype(np.float32), dice.normal(size=96).astype(np.float32)
    weights = [
        numpy_helper.from_array(matrix.T.copy() if turned else matrix, "big"),
        numpy_helper.from_array(matrix[:, :8].copy(), "kept"),
        numpy_helper.from_array(bias, "bias"),
    ]
    gemm = onnx.helper.make_node("Gemm", ["x", "big", "bias"], ["y"], transB=int(turned))
    nodes = [gemm, onnx.helper.make_node("MatMul", ["x", "kept"], ["z"])]
    shapes: dict[str, list[str | int | None]] = {"x": ["N", 128], "y": ["N", 96], "z": ["N", 8]}
    x, y, z = (onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shapes[name]) for name in "xyz")
    graph = onnx.helper.make_graph(nodes, "small", [x], [y, z], weights)
    opset = [onnx.helper.make_opsetid("", 18)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opset, ir_version=10), tmp_path / "whole.onnx")
    to_eight_bits(tmp_path / "whole.onnx", tmp_path / "small.onnx", ["kept"])
    sizes = weight_bytes(tmp_path / "small.onnx")
    assert sizes["uint8"] == 128 * 96 and sizes["float"] == 4 * (128 * 8 + 96 + 128 * 96 // 64)
    rows = dice.normal(size=(7, 128)).astype(np.float32)
    rows[3] *= 1000.0  # a loud neighbour
    small = Graph(tmp_path / "small.onnx", "cpu", floating=False)
    together = small.run({"x": rows})[0]
    wanted = rows @ matrix + bias
    quiet = np.arange(7) != 3
    # Measured 41 dB; with one scale for all rows the loud one would leave the quiet ones at 0 dB.
    assert parity.snr_db(wanted[quiet], together["y"][quiet]) > 35.0
    np.testing.assert_allclose(together["z"], rows @ matrix[:, :8], rtol=1e-4, atol=1e-3)
    for row in range(7):
        alone = small.run({"x": rows[row : row + 1]})[0]["y"]
        np.testing.assert_allclose(alone[0], together["y"][row], rtol=1e-4, atol=1e-4 * np.abs(wanted[row]).max())


def test_a_large_table_is_rounded_row_by_row(tmp_path: Path) -> None:
    table = np.random.default_rng(0).normal(size=(16_400, 64)).astype(np.float32) * np.float32(0.1)
    table[7] *= 100.0
    node = onnx.helper.make_node("Gather", ["table", "i"], ["y"])
    i = onnx.helper.make_tensor_value_info("i", onnx.TensorProto.INT64, ["N"])
    y = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["N", 64])
    graph = onnx.helper.make_graph([node], "look", [i], [y], [numpy_helper.from_array(table, "table")])
    opset = [onnx.helper.make_opsetid("", 18)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opset, ir_version=10), tmp_path / "whole.onnx")
    to_eight_bits(tmp_path / "whole.onnx", tmp_path / "small.onnx", [])
    index = np.array([3, 7, 16_399])
    found = Graph(tmp_path / "small.onnx", "cpu").run({"i": index})[0]["y"]
    for row, wanted in zip(found, table[index], strict=True):
        assert parity.snr_db(wanted, row) > 40.0
    assert (tmp_path / "small.onnx").stat().st_size < (tmp_path / "whole.onnx").stat().st_size / 3.5


def test_the_transforms_and_the_search_stay_exact(tiny_bundle: Path, tmp_path: Path) -> None:
    for name in ("encoder", "decoder"):
        to_eight_bits(tiny_bundle / f"{name}.onnx", tmp_path / "small.onnx", KEPT[name])
        left = {weight.name for weight in onnx.load(tmp_path / "small.onnx").graph.initializer}
        # A pattern that no longer names anything would round what must stay exact, and nobody would notice.
        for pattern in KEPT[name]:
            before = {weight.name for weight in onnx.load(tiny_bundle / f"{name}.onnx").graph.initializer}
            named = {weight for weight in before if Path(weight).match(pattern)}
            assert named and named <= left


def test_a_whole_export(
    tiny_models: Models, exported_before: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert exported_before.is_dir()
    monkeypatch.setattr(export_bundle, "_ROUNDS", 10)
    bundle = export(tiny_models, {}, tmp_path / "out", "evening", export_bundle.RECORDING, eight_bits=True)
    assert bundle.name == "evening" and bundle.path == tmp_path / "out"
    assert bundle.file("attribution.csv").read_bytes() == ATTRIBUTION.read_bytes()
    for name, graph in bundle.card["graphs"].items():
        assert parity.judge(name, graph["weights"], graph["parity"]) == ""
        assert set(graph["call_ms"]) == {"float32", "int8"} and graph["call_ms"]["float32"]["p50"] > 0
    assert set(bundle.card["exported_with"]) == {"torch", "onnx", "onnxruntime"}
    told = capsys.readouterr().out
    for word in (*bundle.files, "same_coarsest", "snr_db", "p50/p99", " MB"):
        assert word in told


def test_a_folder_of_something_else_is_left_alone_before_the_work_begins(tiny_models: Models, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "song.wav").write_bytes(b"RIFF")
    with pytest.raises(BundleError, match="is no bundle: nothing was written"):
        export(tiny_models, {}, tmp_path / "mine", "x", export_bundle.RECORDING, eight_bits=False)


def test_listening_writes_three_aligned_files(bench: Bench, tiny_bundle: Path, tmp_path: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    encoder, decoder = bundle.graph("encoder", "cpu"), bundle.graph("decoder", "cpu")
    apart = parity.write_listening(tmp_path, bench.heard, encoder, decoder, bundle.geometry)
    sounds = {name: soundfile.read(tmp_path / f"{name}.wav")[0] for name in ("original", "torch", "graphs")}
    assert len({sound.shape for sound in sounds.values()}) == 1
    # Unrelated decodings of noise-like weights differ by more than 5 dB.
    assert apart < 1.0 and np.abs(sounds["torch"] - sounds["graphs"]).mean() < 0.1 * np.abs(sounds["torch"]).mean()
    # 24 bits: half a step of rounding.
    np.testing.assert_allclose(sounds["original"].T, bench.heard.audio[:, :-480], rtol=0, atol=2e-7)


@pytest.mark.parametrize("rate, channels", [(44_100, 1), (48_000, 2), (96_000, 4)])
def test_sound_of_any_rate_and_shape_is_read(tiny_models: Models, tmp_path: Path, rate: int, channels: int) -> None:
    t = np.arange(rate) / rate
    soundfile.write(tmp_path / "a.wav", np.stack([np.sin(2 * np.pi * 440 * t)] * channels, axis=1) * 0.5, rate)
    sound = read_sound(tmp_path / "a.wav", tiny_models.geometry)
    assert sound.shape == (2, 48_000) and sound.dtype == np.float32
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    assert np.abs(sound[:, 1000:-1000] - wanted[1000:-1000]).max() < 1e-3


def test_who_made_the_recordings_is_written_down(tmp_path: Path) -> None:
    clip = Clip("a.npy", 96_000, "folk", "a.ogg", "CC-BY-4.0", 'Ann "Fiddle" Lee', "Rain, again", "Ann", (), "train")
    write_attribution([clip], tmp_path / "who.csv")
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert rows[0]["holder"] == 'Ann "Fiddle" Lee' and rows[0]["title"] == "Rain, again"
    assert (rows[0]["licence"], rows[0]["seconds"]) == ("CC-BY-4.0", "2.0")


def test_the_card_tells_of_training_data_and_measurements(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "codec"
    point = run / "checkpoints" / "step-00000120"
    point.mkdir(parents=True)
    state = {"kind": "codec", "step": 120, "elapsed_s": 90.0, "config": {"model": {"levels": 16}}}
    (point / "state.json").write_text(json.dumps(state))
    (run / "codec.json").write_text(json.dumps({"rows": [{"name": "16 levels", "mel": 1.2}]}))
    who = ("CC0-1.0", "", "", "", ())
    clips = [
        Clip("a.npy", 48_000 * 3600, "p", "a", *who, "train"),
        Clip("b.npy", 48_000 * 1800, "p", "b", *who, "train"),
        Clip("c.npy", 48_000 * 900, "q", "c", "GPL-2", "", "", "", (), "validation"),
    ]
    done = Exported(tmp_path / "encoder.onnx", "int8", {"same": 0.987654321}, {"int8": {"p50": 0.4, "p99": 0.6}})
    card = make_card({"codec": run}, {"encoder": done, "text": done}, clips)
    assert card["text"]["licence"] == "Apache-2.0"
    assert (card["codec"]["steps"], card["codec"]["trained_minutes"]) == (120, 1.5)
    assert card["codec"]["rows"][0]["mel"] == 1.2 and card["codec"]["config"]["model"]["levels"] == 16
    assert card["data"] == {"clips": 2, "hours_by_licence": {"CC0-1.0": 1.5}, "kept_out_hours": 0.25}
    assert card["graphs"]["encoder"]["parity"] == {"same": 0.98765}
    assert str(tmp_path) not in json.dumps(card)  # nothing about the machine that trained


@pytest.mark.parametrize(
    "arguments, words",
    [
        (lambda folder: [str(folder / "none"), str(folder / "out"), "--no-text"], "no checkpoint here"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence(
    arguments: Callable[[Path], list[str]], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(tmp_path)) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
