"""A text model for the tiny bundle: every word has a direction of its own, and a text is the mean of its words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from rtmusic.bundle import Bundle, write_bundle

WORDS = ("[UNK]", "rain", "heavy", "dusty", "electric", "piano", "orchestral", "fantasy", "wind", "bells")


def with_words(tiny: Path, folder: Path) -> Path:
    """A copy of the tiny bundle that also understands `WORDS`."""
    bundle = Bundle.load(tiny)
    size = bundle.geometry.embedding_size
    table = np.random.default_rng(0).standard_normal((len(WORDS), size)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "input_ids"], ["words"]),
            helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Unsqueeze", ["mask", "last"], ["wide"]),
            helper.make_node("Mul", ["words", "wide"], ["heard"]),
            helper.make_node("ReduceSum", ["heard", "both"], ["embedding"], keepdims=0),
        ],
        "text",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "T"]) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [size])],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(np.array([2]), "last"),
            numpy_helper.from_array(np.array([0, 1]), "both"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, folder / "text.onnx")
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    graphs = {name: bundle.path / f"{name}.onnx" for name in bundle.signatures} | {"text": folder / "text.onnx"}
    weights = dict(bundle.weights) | {"text": "float32"}
    extra = {"tokenizer.json": folder / "tokenizer.json"}
    return write_bundle(folder / "talking", "talking", bundle.geometry, graphs, weights, {}, None, extra).path
