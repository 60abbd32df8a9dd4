"""Weights of eight or sixteen bits.

Eight bits: a quarter of the size, and two to four times the speed where a call is short of memory bandwidth.

A matrix product with a fixed matrix becomes ONNX Runtime's MatMulNBits: the matrix is cut into blocks of 64 (or 32)
rows, each column of a block with a scale of its own; the other factor is rounded row by row while the graph runs. Row
by row matters: with one scale for the whole call, as in DynamicQuantizeLinear, a loud frame would coarsen the quiet
ones beside it and the sound would depend on how many frames one call holds.

Left in float32: what is searched for the nearest code (a rounding there chooses another one), the lapped transforms
(they are exact, and their error would be heard as noise under silence), the decoder's last layer (2.4 dB for 0.4 MB),
and what is too small to matter. Measured on real sound after an hour of training: the decoder keeps 47 dB; with one
scale a call it would keep 42 dB at one frame a call and 39 dB at forty, in half the time.

Sixteen bits: half the size, and the time of float32: weights are stored as float16 and turned into float32 while the
graph is loaded; all sums are float32, because ONNX Runtime has few float16 kernels on a CPU. Mixed: what `HALVED`
names in sixteen bits, what is left in eight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

from exporters.states import every_node

BLOCKS = (64, 32)  # the first that divides the rows is taken, or the last, its end filled up
_SMALLEST = 4096  # a matrix of fewer numbers stays as it is
_LARGE_TABLE = 1 << 18  # a looked-up table of more numbers is rounded, row by row
_ROUNDS_TO_INT8 = 4  # MatMulNBits' accuracy level: the other factor in eight bits, too
_MIDDLE = 128  # stands for 0

# Weights that stay float32, by graph; measured, see `exporters.parity`.
KEPT: dict[str, tuple[str, ...]] = {
    "encoder": ("codec.analysis.matrix", "codec.bands", "codec.encoder.tell*", "look", "taken.*"),
    "decoder": (
        "codec.synthesis.matrix",
        "codec.envelope.*",
        "codec.decoder.hiss.*",
        "codec.decoder.hiss_told.*",
        "codec.decoder.hiss_gain.*",
        "codec.decoder.parts*",
        "codec.decoder.leave.*",
        "speak",
        "speak_bias",
    ),
    "remember": (),
    "rewrite": ("guide.*", "controls.*"),
    "text": (),
    "listen": (),
}

# Weights that "mixed" stores with sixteen bits: the networks' last layers, where nothing after them hides an error.
HALVED: dict[str, tuple[str, ...]] = {
    "encoder": ("codec.encoder.meet.weight", "codec.encoder.frame_blocks.*", "codec.encoder.leave.weight"),
    "decoder": ("codec.decoder.blocks.*", "codec.decoder.leave.weight"),
}
ROUNDINGS = ("int8", "mixed", "float16")  # smallest first

Array = npt.NDArray[np.float32]


def round_weights(graph: str, weights: str, source: Path, target: Path) -> None:
    """Write a copy of a float32 graph with its weights rounded as one of ROUNDINGS says."""
    if weights == "float16":
        to_sixteen_bits(source, target, KEPT[graph])
    else:
        to_eight_bits(source, target, KEPT[graph], HALVED.get(graph, ()) if weights == "mixed" else ())


def roundings(graph: str) -> tuple[str, ...]:
    """The roundings worth trying for a graph, smallest first."""
    return tuple(weights for weights in ROUNDINGS if weights != "mixed" or graph in HALVED)


def to_eight_bits(source: Path, target: Path, kept: Sequence[str], halved: Sequence[str] = ()) -> None:
    """Write a copy of a graph with eight-bit weights.

    Args:
        source: a float32 graph.
        kept: patterns of weight names (as in torch) that stay float32.
        halved: patterns of those that are stored with sixteen bits; they may name some of `kept`.
    """
    model = onnx.load(source)
    graph = model.graph
    weights = {weight.name: weight for weight in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    added: dict[str, onnx.TensorProto] = {}
    for node in graph.node:
        name = next((name for name in node.input if name in weights), "")
        free = bool(name) and not _named(name, kept) and not _named(name, halved)
        replaced = None
        if free and node.op_type in ("MatMul", "Gemm") and node.input[1] == name:
            replaced = _product(node, numpy_helper.to_array(weights[name]), added)
        elif free and node.op_type == "Gather" and node.input[0] == name:
            replaced = _look_up(node, numpy_helper.to_array(weights[name]), added)
        nodes += replaced or [node]
    _replace(graph, nodes, added)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    _halve(graph, [weight.name for weight in graph.initializer if _named(weight.name, halved)])
    onnx.save(model, target)


def to_sixteen_bits(source: Path, target: Path, kept: Sequence[str]) -> None:
    """Write a copy of a graph with sixteen-bit weights.

    Args:
        source: a float32 graph.
        kept: patterns of weight names (as in torch) that stay float32.
    """
    model = onnx.load(source)
    _halve(model.graph, [weight.name for weight in model.graph.initializer if not _named(weight.name, kept)])
    onnx.save(model, target)


def _named(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _replace(graph: onnx.GraphProto, nodes: Sequence[onnx.NodeProto], added: Mapping[str, onnx.TensorProto]) -> None:
    """Give a graph other nodes and more weights, and drop the weights that no node asks for."""
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in every_node(graph) for name in node.input}
    left = [weight for weight in graph.initializer if weight.name in used]
    del graph.initializer[:]
    graph.initializer.extend([*left, *added.values()])


def _halve(graph: onnx.GraphProto, names: Sequence[str]) -> None:
    """Store weights as float16, and cast them back before anything uses them; what float16 cannot hold stays."""
    added: dict[str, onnx.TensorProto] = {}
    casts: list[onnx.NodeProto] = []
    for weight in graph.initializer:
        if weight.name not in names or weight.data_type != onnx.TensorProto.FLOAT:
            continue
        exact = numpy_helper.to_array(weight)
        if exact.size < _SMALLEST or np.abs(exact).max() > np.finfo(np.float16).max:
            continue
        small = f"{weight.name}.half"
        added[small] = numpy_helper.from_array(exact.astype(np.float16), small)
        casts.append(helper.make_node("Cast", [small], [weight.name], to=onnx.TensorProto.FLOAT))
    replaced = {cast.output[0] for cast in casts}
    kept = [weight for weight in graph.initializer if weight.name not in replaced]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    _replace(graph, [*casts, *graph.node], added)


def _product(node: onnx.NodeProto, matrix: Array, added: dict[str, onnx.TensorProto]) -> list[onnx.NodeProto] | None:
    """The same product with a rounded matrix, or None where that does not pay."""
    options: dict[str, Any] = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    if options.get("transA") or options.get("alpha", 1.0) != 1.0 or options.get("beta", 1.0) != 1.0:
        return None
    rows = matrix.T if options.get("transB") else matrix  # [in, out]
    if rows.ndim != 2 or rows.size < _SMALLEST:
        return None
    inside, outside = rows.shape
    block = next((size for size in BLOCKS if inside % size == 0), BLOCKS[-1])
    padded = np.pad(rows.T, ((0, 0), (0, -inside % block)))  # a last block that is not full is filled with nothing
    rounded, scales = round_blocks(padded.reshape(outside, -1, block))
    name = node.input[1]
    added[f"{name}.int8"] = numpy_helper.from_array(rounded, f"{name}.int8")
    added[f"{name}.scale"] = numpy_helper.from_array(scales.reshape(-1), f"{name}.scale")
    result = node.output[0]
    biased = node.op_type == "Gemm" and len(node.input) > 2
    product = f"{result}_product" if biased else result
    sizes = {"K": inside, "N": outside, "bits": 8, "block_size": block, "accuracy_level": _ROUNDS_TO_INT8}
    nodes = [
        helper.make_node(
            "MatMulNBits", [node.input[0], f"{name}.int8", f"{name}.scale"], [product], domain="com.microsoft", **sizes
        )
    ]
    if biased:
        nodes.append(helper.make_node("Add", [product, node.input[2]], [result]))
    return nodes


def _look_up(node: onnx.NodeProto, table: Array, added: dict[str, onnx.TensorProto]) -> list[onnx.NodeProto] | None:
    """The same look-up in a rounded table with one scale a row, or None where the table is small."""
    axis = next((a.i for a in node.attribute if a.name == "axis"), 0)
    if table.ndim != 2 or table.size < _LARGE_TABLE or axis != 0:
        return None
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), np.float32(1e-12)) / np.float32(127)
    name, index, result = node.input[0], node.input[1], node.output[0]
    added[f"{name}.int8"] = numpy_helper.from_array(np.round(table / scales).astype(np.int8), f"{name}.int8")
    added[f"{name}.scale"] = numpy_helper.from_array(scales, f"{name}.scale")
    return [
        helper.make_node("Gather", [f"{name}.int8", index], [f"{result}_int8"]),
        helper.make_node("Gather", [f"{name}.scale", index], [f"{result}_scale"]),
        helper.make_node("Cast", [f"{result}_int8"], [f"{result}_float"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", [f"{result}_float", f"{result}_scale"], [result]),
    ]


def round_blocks(blocks: Array) -> tuple[npt.NDArray[np.uint8], Array]:
    """Round the last axis to 0..255 around 128, with one scale a block.

    The largest number of a block, whatever its sign, becomes 0: so all 256 steps are used.

    Returns:
        uint8 of the same shape, and float32 scales [..., ]; (rounded - 128) * scale is nearest to what was given.
    """
    place = np.abs(blocks).argmax(axis=-1, keepdims=True)
    scales = np.take_along_axis(blocks, place, axis=-1) / np.float32(-_MIDDLE)
    scales = np.where(scales == 0, np.float32(1), scales).astype(np.float32)
    rounded = np.clip(np.round(blocks / scales) + _MIDDLE, 0, 255).astype(np.uint8)
    return rounded, scales[..., 0]
