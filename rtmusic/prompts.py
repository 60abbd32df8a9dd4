"""Words to embeddings, embeddings mixed by weight, and how far a prompt is from what a model has learned."""

from __future__ import annotations

import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rtmusic.errors import BundleError
from rtmusic.units import Vector

if TYPE_CHECKING:  # lists of prompts and mixes of embeddings are needed where no model is
    from tokenizers import Tokenizer

    from rtmusic.bundle import Bundle
    from rtmusic.graph import Graph

DEFAULT_PROMPTS = (  # one for each slot, in words that the first model has heard in training
    "orchestral fantasy",
    "dark ambient, industrial",
    "electronic, techno",
    "symphonic metal",
    "drums",
    "space ambient",
    "cheerful chiptune platformer",
    "rock, drum and bass",
)
VOCABULARY = "vocabulary.npz"  # in a bundle
MOST_TOKENS = 128  # a longer text is cut off here
_REMEMBERED = 256  # texts whose embeddings are kept


class TextEncoder:
    """Turns a prompt's words into its embedding. Any thread may call it; one text is read at a time.

    The model is loaded with the first text, so that an evening without prompts does not pay for it.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._loaded: tuple[Tokenizer, Graph] | None = None
        self._known: dict[str, Vector] = {}
        self._lock = threading.Lock()

    def embed(self, text: str) -> Vector:
        """The embedding of a text.

        Returns:
            float32 [embedding_size] of length 1; zeros, which mean no prompt, for a text without words.

        Raises:
            BundleError: the bundle has no text model.
        """
        text = " ".join(text.split())
        if not text:
            return np.zeros(self._bundle.geometry.embedding_size, np.float32)
        with self._lock:
            if text not in self._known:
                if len(self._known) >= _REMEMBERED:
                    self._known.pop(next(iter(self._known)))  # the oldest
                self._known[text] = self._read(text)
            return self._known[text].copy()

    def _read(self, text: str) -> Vector:
        tokenizer, graph = self._load()
        ids = np.asarray([tokenizer.encode(text).ids], np.int64)
        outputs, _ = graph.run({"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return unit(outputs["embedding"])

    def _load(self) -> tuple[Tokenizer, Graph]:
        if self._loaded is None:
            from tokenizers import Tokenizer  # noqa: PLC0415

            graph = self._bundle.graph("text", "cpu")
            tokenizer = Tokenizer.from_file(str(self._bundle.file("tokenizer.json")))
            tokenizer.no_padding()
            tokenizer.enable_truncation(MOST_TOKENS)
            self._loaded = tokenizer, graph
        return self._loaded


@dataclass(frozen=True, slots=True)
class Familiarity:
    """How near a prompt is to the words that a model has learned."""

    share: float  # 0 for what has nothing to do with music, 1 for what might be one of its captions
    nearest: tuple[str, ...]  # captions, the nearest first


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Captions that stand for all that a model has learned, and which cosines are strange or familiar to them."""

    captions: tuple[str, ...]
    rows: npt.NDArray[np.float32]  # [n, E], of length 1
    strange: float  # cosine of the nearest caption: here and below a prompt is not familiar at all
    familiar: float  # here and above it is as familiar as a caption

    def familiarity(self, embedding: npt.ArrayLike, count: int = 3) -> Familiarity:
        """Tell how far a prompt is from what was learned.

        Args:
            embedding: [E], from `TextEncoder.embed` or of a mix; zeros are as strange as can be.
            count: how many captions are wanted.
        """
        cosines = self.rows @ unit(embedding)
        nearest = np.argsort(-cosines, kind="stable")[:count]
        share = float(np.interp(cosines[nearest[0]], (self.strange, self.familiar), (0.0, 1.0)))
        return Familiarity(share, tuple(self.captions[row] for row in nearest))

    def save(self, path: Path) -> None:
        """Write the vocabulary as a file of a bundle; each row keeps eight bits a number."""
        small = np.round(self.rows / np.abs(self.rows).max(axis=1, keepdims=True) * 127).astype(np.int8)
        with path.open("wb") as out:
            ends = np.array([self.strange, self.familiar], np.float32)
            np.savez_compressed(out, captions=np.array(self.captions), rows=small, ends=ends)

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what `save` wrote.

        Raises:
            BundleError: it cannot be read, or its parts do not fit each other.
        """
        again = f"Make it again:  python -m training.vocabulary RUN --data TOKENS  writes RUN/{VOCABULARY}"
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                captions = tuple(map(str, file["captions"]))
                rows = np.asarray(file["rows"], np.float32)
                strange, familiar = (float(end) for end in file["ends"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise BundleError(f"{path} is no vocabulary that can be read ({error}).\n{again}") from error
        if rows.ndim != 2 or len(rows) != len(captions) or not captions or not strange < familiar:
            raise BundleError(
                f"{path}: {len(captions)} captions, embeddings of {list(rows.shape)} and ends of {strange:g} and "
                f"{familiar:g} do not fit each other.\n{again}"
            )
        return cls(captions, np.stack([unit(row) for row in rows]), strange, familiar)


def unit(vector: npt.ArrayLike) -> Vector:
    """The vector at length 1; zeros stay zeros. [E] -> float32 [E]."""
    values = np.asarray(vector, np.float64)
    length = float(np.sqrt(np.sum(values * values)))
    return (values / length if length > 1e-9 else np.zeros_like(values)).astype(np.float32)


def mix(embeddings: npt.NDArray[np.float32], weights: npt.ArrayLike) -> Vector:
    """Prompts mixed by weight: the weighted mean of their directions, at length 1.

    Args:
        embeddings: float32 [n, E], one prompt a row; a row of zeros is no prompt, whatever its weight.
        weights: [n], each at least 0; only their ratios matter.

    Returns:
        float32 [E] of length 1; zeros when nothing has weight, or when the prompts cancel each other out.
    """
    weighted = np.asarray(weights, np.float64)[:, None] * np.stack([unit(row) for row in embeddings])
    return unit(weighted.sum(axis=0))
