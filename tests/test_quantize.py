"""Smaller weights: near enough, the same for any neighbours, and smaller indeed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from conftest import TINY_CODEC
from onnx import numpy_helper

from exporters import parity
from exporters.bundle import Bench, Models
from exporters.quantize import HALVED, KEPT, round_blocks, round_weights, to_eight_bits, to_sixteen_bits
from exporters.states import weight_bytes, write_graph
from rtmusic.graph import Graph
from training.codec import Codec


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


@pytest.mark.parametrize("rows", [1004, 168])
def test_a_block_that_is_not_full_is_rounded_too(tmp_path: Path, rows: int) -> None:
    dice = np.random.default_rng(0)
    matrix, x = dice.normal(size=(rows, 96)).astype(np.float32), dice.normal(size=(3, rows)).astype(np.float32)
    sizes: dict[str, list[str | int | None]] = {"x": ["N", rows], "y": ["N", 96]}
    ins, outs = (onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, sizes[name]) for name in "xy")
    node = onnx.helper.make_node("MatMul", ["x", "w"], ["y"])
    graph = onnx.helper.make_graph([node], "odd", [ins], [outs], [numpy_helper.from_array(matrix, "w")])
    opset = [onnx.helper.make_opsetid("", 18)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opset, ir_version=10), tmp_path / "whole.onnx")
    to_eight_bits(tmp_path / "whole.onnx", tmp_path / "small.onnx", [])
    assert [node.op_type for node in onnx.load(tmp_path / "small.onnx").graph.node] == ["MatMulNBits"]
    found = Graph(tmp_path / "small.onnx", "cpu").run({"x": x})[0]["y"]
    assert parity.snr_db(x @ matrix, found) > 40.0  # measured 42; without the last block 19 and less


@pytest.fixture(scope="module")
def hissing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Models, Path]:
    """A codec with everything that a codec can have, and its two graphs in float32."""
    torch.manual_seed(0)
    codec = (
        Codec(replace(TINY_CODEC, levels=8, hiss_bands=48, hiss_latent=8, envelope_parts=4))
        .eval()
        .requires_grad_(False)
    )
    models, folder = Models(codec, None, None), tmp_path_factory.mktemp("hissing")
    for plan in models.plans():
        write_graph(plan, folder / f"{plan.name}.onnx")
    return models, folder


def test_a_codec_with_hiss_and_envelope_plays_in_its_graphs_as_in_torch(hissing: tuple[Models, Path]) -> None:
    models, folder = hissing
    sound = np.random.default_rng(0).normal(size=(2, 960 * 520)).astype(np.float32) * np.float32(0.1)
    sound[1, 960 * 200 : 960 * 300] = sound[0, 960 * 200 : 960 * 300]  # mono: its side is exactly nothing
    sound[:, 960 * 300 : 960 * 330] = 0.0
    bench = Bench(models, sound)
    for name in ("encoder", "decoder"):
        assert parity.judge(name, "float32", bench.measure(name, Graph(folder / f"{name}.onnx", "cpu"))) == ""


def test_the_transforms_and_the_search_stay_exact(hissing: tuple[Models, Path], tmp_path: Path) -> None:
    _, tiny_bundle = hissing
    for name in ("encoder", "decoder"):
        to_eight_bits(tiny_bundle / f"{name}.onnx", tmp_path / "small.onnx", KEPT[name])
        left = {weight.name for weight in onnx.load(tmp_path / "small.onnx").graph.initializer}
        # A pattern that no longer names anything would round what must stay exact, and nobody would notice.
        for pattern in KEPT[name]:
            before = {weight.name for weight in onnx.load(tiny_bundle / f"{name}.onnx").graph.initializer}
            named = {weight for weight in before if Path(weight).match(pattern)}
            assert named and named <= left


def test_sixteen_bits_are_stored_and_float32_is_computed(tmp_path: Path) -> None:
    dice = np.random.default_rng(0)
    matrix, exact = dice.normal(size=(128, 96)).astype(np.float32), dice.normal(size=(128, 64)).astype(np.float32)
    huge = dice.normal(size=(128, 64)).astype(np.float32) * np.float32(1e5)  # more than sixteen bits can say
    weights = [numpy_helper.from_array(w, n) for n, w in (("big", matrix), ("codebook", exact), ("huge", huge))]
    nodes = [
        onnx.helper.make_node("MatMul", ["x", w], [y]) for w, y in (("big", "a"), ("codebook", "b"), ("huge", "c"))
    ]
    sizes: dict[str, list[str | int | None]] = {"x": ["N", 128], "a": ["N", 96], "b": ["N", 64], "c": ["N", 64]}
    x, *ys = (onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, sizes[name]) for name in "xabc")
    graph = onnx.helper.make_graph(nodes, "small", [x], ys, weights)
    opset = [onnx.helper.make_opsetid("", 18)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opset, ir_version=10), tmp_path / "whole.onnx")
    to_sixteen_bits(tmp_path / "whole.onnx", tmp_path / "small.onnx", ["code*"])
    assert weight_bytes(tmp_path / "small.onnx") == {"float16": 2 * 128 * 96, "float": 4 * 2 * 128 * 64}
    rows = dice.normal(size=(7, 128)).astype(np.float32)
    found = Graph(tmp_path / "small.onnx", "cpu").run({"x": rows})[0]
    # The weights alone are rounded: sums in float16 would leave 55 dB and less.
    assert parity.snr_db(rows @ matrix.astype(np.float16).astype(np.float32), found["a"]) > 120.0
    assert 60.0 < parity.snr_db(rows @ matrix, found["a"]) < 90.0
    assert parity.snr_db(rows @ exact, found["b"]) > 120.0 and parity.snr_db(rows @ huge, found["c"]) > 120.0


@pytest.mark.parametrize("name", ["encoder", "decoder"])
def test_mixed_lies_between_eight_and_sixteen(tiny_bundle: Path, tmp_path: Path, name: str) -> None:
    sizes = {}
    for weights in ("int8", "mixed", "float16"):
        round_weights(name, weights, tiny_bundle / f"{name}.onnx", tmp_path / f"{weights}.onnx")
        Graph(tmp_path / f"{weights}.onnx", "cpu")
        sizes[weights] = weight_bytes(tmp_path / f"{weights}.onnx")
    assert set(sizes["mixed"]) >= {"float", "float16", "uint8"}
    assert "float16" not in sizes["int8"] and "uint8" not in sizes["float16"]
    before = {weight.name for weight in onnx.load(tiny_bundle / f"{name}.onnx").graph.initializer}
    for pattern in HALVED[name]:  # one that names nothing would leave "mixed" in eight bits, and nobody would notice
        assert any(Path(weight).match(pattern) for weight in before)


def test_what_a_file_says_of_itself_survives(tiny_bundle: Path, tmp_path: Path) -> None:
    said = {entry.key: entry.value for entry in onnx.load(tiny_bundle / "decoder.onnx").metadata_props}
    for weights in ("int8", "mixed", "float16"):
        round_weights("decoder", weights, tiny_bundle / "decoder.onnx", tmp_path / "small.onnx")
        assert {entry.key: entry.value for entry in onnx.load(tmp_path / "small.onnx").metadata_props} == said
    assert "rtmusic.states" in said
