"""The instrument without a stage: a file in, a file out, as fast as it goes."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.knobs import Panel
from rtmusic.likeness import PromptReader
from rtmusic.prompts import DEFAULT_PROMPTS
from rtmusic.recorder import WavWriter
from rtmusic.render import Press, render
from rtmusic.soundfiles import read_sound

_log = logging.getLogger(__name__)

_DRAW_EVERY_S = 0.1
_PRINT_EVERY_S = 2.0


def embed(bundle: Bundle, prompts: Sequence[str], panel: Panel) -> npt.NDArray[np.float32]:
    """The prompts that have weight on the panel, float32 [8, embedding_size]; zeros for the others.

    Raises:
        BundleError: there are prompts of your own, and the bundle has no model for them.
        UsageError: a prompt names sound that is not there.
    """
    heard = [text if panel[f"prompt_{slot}"] > 0 else "" for slot, text in enumerate(prompts, start=1)]
    if "text" not in bundle.signatures and list(prompts) == list(DEFAULT_PROMPTS):
        _log.warning("bundle %s has no text model: prompts do nothing", bundle.name)
        heard = [""] * len(heard)
    reader = PromptReader(bundle)
    return np.stack([reader.embed(text) for text in heard])


def render_file(
    source: Path,
    target: Path,
    bundle: Bundle,
    panel: Panel,
    prompts: Sequence[str],
    presses: Sequence[Press] = (),
    provider: str = "cpu",
    progress: Callable[[float], None] = lambda share: None,
) -> None:
    """Play one file into the instrument and write what it plays, 24-bit WAV, as long as the source.

    The target appears when it is whole: until then it has another name, which goes when the rendering is given up.

    Args:
        prompts: the words of the slots; only those with weight on the panel are read.
        progress: told the share that is done, 0..1, from time to time.

    Raises:
        UsageError: the source cannot be read, or the provider is not there.
        BundleError: there are prompts of your own, and the bundle has no text model.
        RecordingError: the target cannot be written.
    """
    g = bundle.geometry
    audio = read_sound(source, g.sample_rate, g.channels)
    embeddings = embed(bundle, prompts, panel)
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        writer = WavWriter(draft, g.sample_rate, g.channels)
        try:
            for block in render(bundle, audio, panel, embeddings, presses, provider):
                writer.write(block)
                progress(writer.samples / audio.shape[1])
        finally:
            writer.close()
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


class Progress:
    """A bar on a terminal, and a line now and then anywhere else."""

    def __init__(self, out: IO[str], what: str) -> None:
        self._out = out
        self._what = what
        self._terminal = out.isatty()
        self._began = self._shown = time.monotonic()

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if share < 1.0 and now - self._shown < (_DRAW_EVERY_S if self._terminal else _PRINT_EVERY_S):
            return
        self._shown = now
        spent = now - self._began
        left = f"{spent * (1 - share) / share:.0f} s left" if 0 < share < 1 else f"{spent:.1f} s"
        filled = round(share * 30)
        if self._terminal:
            bar = "=" * filled + " " * (30 - filled)
            self._out.write(f"\r{self._what} [{bar}] {share:4.0%}  {left}   " + ("\n" if share >= 1 else ""))
        else:
            self._out.write(f"{self._what} {share:4.0%}  {left}\n")
        self._out.flush()
