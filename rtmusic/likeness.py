"""Words, a recording, or the last seconds that were played → one embedding: all of them are prompts.

text                   as the text encoder reads it
file:PATH              what a recording sounds like
heard:  or  heard:5    what the performer has played in the last ten (five) seconds
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.encoder import Encoder
from rtmusic.errors import BundleError, UsageError
from rtmusic.graph import Graph
from rtmusic.prompts import VOCABULARY, Familiarity, TextEncoder, Vocabulary, unit
from rtmusic.soundfiles import read_sound
from rtmusic.units import Samples, Vector

FILE, HEARD = "file:", "heard:"
HEARD_S = 10.0  # that are listened to, where nobody says how long
LEAST_S = 0.5  # less says nothing about music
MOST_S = 30.0
SILENT = 1e-3  # r.m.s. below which nothing was played
STRANGE = 0.2  # familiarity below which words are said to be far from what was learned

Recent = Callable[[float], Samples]  # seconds → what was played into the instrument lately, float32 [C, n]


class PromptReader:
    """Turns whatever stands in a prompt slot into its embedding. Any thread may call it; one prompt is read at a time.

    Args:
        bundle: the models; those for sound are loaded with the first prompt that is sound.
        recent: gives what was played lately; None where nobody plays.
    """

    def __init__(self, bundle: Bundle, recent: Recent | None = None) -> None:
        self._bundle, self._recent = bundle, recent
        self._texts = TextEncoder(bundle)
        self._ears: tuple[Encoder, Graph] | None = None
        self._vocabulary: Vocabulary | None = None
        self._lock = threading.Lock()

    def embed(self, prompt: str) -> Vector:
        """The embedding of a prompt.

        Returns:
            float32 [embedding_size] of length 1; zeros, which mean no prompt, for a text without words.

        Raises:
            UsageError: no such recording, too little or no sound in it, or nobody plays.
            BundleError: the bundle has no model for it.
        """
        if prompt.startswith(FILE):
            path, g = Path(os.path.expanduser(prompt.removeprefix(FILE))), self._bundle.geometry
            return self.listen(read_sound(path, g.sample_rate, g.channels, MOST_S), prompt)
        if prompt.startswith(HEARD):
            return self.listen(self._lately(prompt), prompt)
        return self._texts.embed(prompt)

    def familiarity(self, prompt: str) -> Familiarity | None:
        """How near a text is to what the model has learned; None for sound, no words, or a bundle that cannot say.

        Raises:
            BundleError: the bundle has no text model, or its vocabulary is damaged.
        """
        if not prompt.strip() or prompt.startswith((FILE, HEARD)) or VOCABULARY not in self._bundle.files:
            return None
        if self._vocabulary is None:
            self._vocabulary = Vocabulary.load(self._bundle.file(VOCABULARY))
        return self._vocabulary.familiarity(self._texts.embed(prompt))

    def doubt(self, prompt: str) -> str | None:
        """A sentence about words that are far from everything the model has learned; None about all others."""
        known = self.familiarity(prompt)
        if known is None or known.share >= STRANGE:
            return None
        near = ", ".join(repr(caption) for caption in known.nearest)
        return f"{prompt!r}, is far from what the models learned from; nearer words: {near}"

    def listen(self, audio: Samples, what: str) -> Vector:
        """The embedding of sound float32 [C, n] at the bundle's rate; `what` names it in messages.

        Raises:
            UsageError: less than LEAST_S of it, or silence.
            BundleError: the bundle cannot listen.
        """
        g = self._bundle.geometry
        if "listen" not in self._bundle.signatures:
            raise BundleError(
                f"bundle {self._bundle.name} reads words alone: {what} is no prompt for it. Use words, or a bundle "
                "with listen.onnx:  python -m exporters.bundle RUN OUT --joint JOINT"
            )
        if audio.shape[1] < g.samples(LEAST_S):
            raise UsageError(f"{what}: {audio.shape[1] / g.sample_rate:.2f} s of sound; a prompt needs {LEAST_S:g} s")
        if float(np.sqrt(np.mean(np.square(audio)))) < SILENT:
            raise UsageError(f"{what}: silence; play or name something that sounds")
        with self._lock:
            if self._ears is None:
                self._ears = Encoder(self._bundle, "cpu"), self._bundle.graph("listen", "cpu")
            encoder, graph = self._ears
            whole = audio[:, : audio.shape[1] // g.hop_samples * g.hop_samples]
            codes, _ = encoder.encode(np.ascontiguousarray(whole, np.float32), encoder.initial_state())
            outputs, _ = graph.run({"codes": codes[: g.model_levels]})
        return unit(outputs["embedding"])

    def _lately(self, prompt: str) -> Samples:
        length = prompt.removeprefix(HEARD).strip()
        try:
            seconds = float(length) if length else HEARD_S
        except ValueError:
            seconds = 0.0
        if not LEAST_S <= seconds <= MOST_S:
            raise UsageError(f"{prompt}: write {HEARD} or {HEARD}SECONDS, {LEAST_S:g} to {MOST_S:g} of them")
        if self._recent is None:
            raise UsageError(f"{prompt}: nobody plays here; name a recording:  {FILE}PATH")
        return self._recent(seconds)
