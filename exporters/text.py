"""The text encoder as one graph: text.onnx, and the tokenizer that stands beside it."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from exporters.states import GraphPlan, Tensors, TensorState
from rtmusic.bundle import expected_signatures
from rtmusic.units import Geometry
from training.text import Sentences, model_folder

TOKENIZER = "tokenizer.json"
MODEL, LICENCE = "all-MiniLM-L6-v2", "Apache-2.0"

# What players type, for measuring what eight bits cost.
PROMPTS = tuple(
    f"{sound}{way}"
    for sound in (
        "dusty electric piano", "four on the floor drums", "rain", "slow strings", "distorted guitar riff",
        "a choir far away", "acid bass line", "church organ", "jazz trio in a small room", "8-bit game music",
    )
    for way in ("", ", fast and bright", ", dark and slow", " with a walking bass", " at 120 bpm in D minor")
)  # fmt: skip


def text_plan(model: Sentences, g: Geometry) -> GraphPlan:
    """The graph of a text encoder, with or without what a joint embedding adds; it has no memory."""

    def embed(inputs: Tensors, past: TensorState) -> tuple[dict[str, Tensor], TensorState]:
        return {"embedding": model(inputs["input_ids"], inputs["attention_mask"])[0]}, past

    inputs = {
        "input_ids": torch.tensor([[101, 4542, 2003, 102]]),
        "attention_mask": torch.ones(1, 4, dtype=torch.int64),
    }
    return GraphPlan("text", model, embed, inputs, {}, expected_signatures(g)["text"], g)


def tokenizer_file() -> Path:
    """The tokenizer of the installed text encoder.

    Raises:
        TrainingError: the weights' package is not installed.
    """
    return model_folder() / TOKENIZER
