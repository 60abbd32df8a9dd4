"""A torch function with explicit memory becomes one ONNX graph whose memories are named past_* and past_next_*.

What a stranger needs to play it is in the file itself: see `rtmusic.contract`.
"""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import TensorProto
from torch import Tensor, nn

from rtmusic.contract import contract
from rtmusic.graph import PAST, PAST_NEXT, Port, Signature
from rtmusic.units import Geometry

OPSET = 18
_MOST = 1 << 16  # frames that one call may hold; any large number
_MARK = "@outside"

TensorState = dict[str, Tensor]
Tensors = Mapping[str, Tensor]
Step = Callable[[Tensors, TensorState], tuple[dict[str, Tensor], TensorState]]


@dataclass(frozen=True, slots=True)
class GraphPlan:
    """What is to become a graph: one step of computation, examples of what goes in, and the empty memory.

    Names in `past` are the graph's, without their prefix: "kv" becomes past_kv and past_next_kv.
    """

    name: str
    module: nn.Module  # holds the weights that the step uses
    step: Step  # (inputs, past) -> (outputs, past_next)
    inputs: Tensors  # examples, their free sizes at least 2
    past: TensorState
    ports: Signature  # of what is not memory
    geometry: Geometry  # "n" in a port is hop_samples for every "F"; what the file says of itself
    keeps: bool = True  # False: the memory is only read
    operators: Mapping[Any, Callable[..., Any]] = field(default_factory=dict)  # of our own, and how ONNX says them


class _Flat(nn.Module):
    """A plan's step with tensors in a row instead of in dicts, as torch's exporter wants them."""

    def __init__(self, plan: GraphPlan) -> None:
        super().__init__()
        self.module = plan.module
        self.plan = plan

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        plan = self.plan
        count = len(plan.inputs)
        past = dict(zip(plan.past, tensors[count:], strict=True))
        outputs, past_next = plan.step(dict(zip(plan.inputs, tensors[:count], strict=True)), past)
        kept = (past_next[name] for name in plan.past) if plan.keeps else ()
        return (*(outputs[name] for name in plan.ports.outputs), *kept)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Torch's exporter reports its progress and its own deprecations; neither helps who exports a bundle."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _port(tensor: Tensor) -> Port:
    return Port(str(tensor.dtype).removeprefix("torch."), tuple(tensor.shape))


def _declare(values: Iterable[Any], ports: Mapping[str, Port]) -> None:
    """Write the shapes that we promise over those that the exporter has derived."""
    for value in values:
        tensor = value.type.tensor_type
        tensor.ClearField("shape")
        tensor.shape.SetInParent()
        for size in ports[value.name].shape:
            dim = tensor.shape.dim.add()
            if isinstance(size, str):
                dim.dim_param = size
            else:
                dim.dim_value = size


def every_graph(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    """A graph, and those within it that some condition chooses."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from every_graph(attribute.g)


def every_node(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    """The nodes of a graph and of those within it."""
    for part in every_graph(graph):
        yield from part.node


def _strip(model: onnx.ModelProto) -> None:
    """Leave out what only the exporter needs: stack traces with paths of the machine that exported."""
    model.doc_string = ""
    model.producer_name, model.producer_version = "rtmusic", ""
    del model.metadata_props[:]
    for graph in every_graph(model.graph):
        graph.name, graph.doc_string = "rtmusic", ""
        del graph.metadata_props[:]
        del graph.value_info[:]
        for part in (*graph.node, *graph.input, *graph.output):
            part.doc_string = ""
            del part.metadata_props[:]


def _rename(graph: onnx.GraphProto) -> None:
    """Take the mark off the names of inputs and outputs; an inner value that has such a name steps aside."""
    outer = {value.name: value.name.removesuffix(_MARK) for value in (*graph.input, *graph.output)}
    aside = {name: f"{name}_inner" for name in outer.values()}
    names = {**aside, **outer}
    for value in (*graph.input, *graph.output, *graph.initializer):
        value.name = names.get(value.name, value.name)
    for node in every_node(graph):
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]


def _name_weights(graph: onnx.GraphProto, module: nn.Module) -> None:
    """Give weights that the exporter has turned over (and called val_17) the names they have in torch."""
    named = {x.detach().T.contiguous().numpy().tobytes(): name for name, x in module.named_parameters() if x.dim() == 2}
    names = {weight.name: weight.name.removeprefix("module.") for weight in graph.initializer}
    taken = set(names.values())
    for weight in graph.initializer:
        name = named.get(weight.raw_data)
        if name is not None and name not in taken:
            names[weight.name] = name
            taken.add(name)
    for weight in graph.initializer:
        weight.name = names[weight.name]
    for node in every_node(graph):
        node.input[:] = [names.get(name, name) for name in node.input]


def write_graph(plan: GraphPlan, path: Path) -> None:
    """Export a plan as one ONNX file, float32: names and shapes as its ports promise, and a contract that says so.

    Raises:
        torch.onnx.OnnxExporterError: the step does something that has no operator, or fixes a size that must be free.
    """
    words = {size for port in plan.ports.inputs.values() for size in port.shape if isinstance(size, str)}
    dims = {word: torch.export.Dim(word, min=1, max=_MOST) for word in words - {"n"}}
    if "n" in words:  # samples come in whole hops only
        dims["n"] = plan.geometry.hop_samples * torch.export.Dim("F", min=1, max=_MOST)
    shapes: list[dict[int, Any]] = [
        {axis: dims[size] for axis, size in enumerate(plan.ports.inputs[name].shape) if isinstance(size, str)}
        for name in plan.inputs
    ]
    flat = _Flat(plan).eval()
    kept = plan.past if plan.keeps else {}
    with _quiet(), torch.no_grad():
        torch.onnx.export(
            flat,
            (*plan.inputs.values(), *plan.past.values()),
            str(path),
            dynamo=True,
            # The exporter would also call an inner value "embedding", and then there were two.
            input_names=[name + _MARK for name in (*plan.inputs, *(PAST + name for name in plan.past))],
            output_names=[name + _MARK for name in (*plan.ports.outputs, *(PAST_NEXT + name for name in kept))],
            dynamic_shapes={"tensors": (*shapes, *({} for _ in plan.past))},
            opset_version=OPSET,
            external_data=False,
            custom_translation_table=dict(plan.operators),
        )
    model = onnx.load(path)
    _strip(model)
    _rename(model.graph)
    _name_weights(model.graph, plan.module)
    signature = Signature(
        {**plan.ports.inputs, **{PAST + name: _port(x) for name, x in plan.past.items()}},
        {**plan.ports.outputs, **{PAST_NEXT + name: _port(x) for name, x in kept.items()}},
    )
    _declare(model.graph.input, signature.inputs)
    _declare(model.graph.output, signature.outputs)
    onnx.helper.set_model_props(model, contract(plan.name, signature, plan.geometry))
    onnx.checker.check_model(model)
    onnx.save(model, path)


def weight_bytes(path: Path) -> dict[str, int]:
    """Bytes of weights in a graph file by their kind: float32, int8, …"""
    sizes: dict[str, int] = {}
    for weight in onnx.load(path).graph.initializer:
        kind = TensorProto.DataType.Name(weight.data_type).lower()
        sizes[kind] = sizes.get(kind, 0) + len(weight.raw_data)
    return sizes
