"""The instrument without a stage: a file in, a file out, as fast as it goes."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
from rtmusic.replay import Diverged, Replay
from rtmusic.report import versions
from rtmusic.setbook import check_bundle, read_set
from rtmusic.shared import CHANNELS, SAMPLE_RATE
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
    with _whole(target, g.sample_rate, g.channels) as writer:
        for block in render(bundle, audio, panel, embeddings, presses, provider):
            writer.write(block)
            progress(writer.samples / audio.shape[1])


def render_set(
    folder: Path,
    target: Path,
    bundle: Path | None,
    provider: str = "cpu",
    progress: Callable[[float], None] = lambda share: None,
) -> str:
    """Play an evening again and write what was heard, 24-bit WAV; the target appears when it is whole.

    Args:
        folder: the set.
        bundle: where the models are that played; None takes the place that the set names.

    Returns:
        What a player should know about it, in a sentence.

    Raises:
        UsageError: no set, or another bundle than the one that played.
        RecordingError: something that was heard is missing, this is another build, or the target cannot be written.
    """
    book = read_set(folder)
    models = Bundle.load(bundle or Path(book.facts["bundle"]["path"]))
    check_bundle(book, models)
    evening = Replay(models, book, provider)
    length = max(1, evening.end - evening.start)
    with _whole(target, SAMPLE_RATE, CHANNELS) as writer:
        ended = ""
        try:
            for block in evening.play():
                writer.write(block)
                progress(min(1.0, writer.samples / length))
        except Diverged as error:
            ended = f"; there it ends: {error}"  # the hours before are whole
    said = f"{target}: {writer.samples / SAMPLE_RATE:.1f} s of the set {folder}{ended}"
    if book.whole_until is not None:
        said += "; what came then was not written down, for the disk was full or the machine too busy"
    if evening.missing_s:
        said += f"; {evening.missing_s:.1f} s of what was heard were not kept, and were taken for silence"
    here = {name: have for name, have in versions().items() if book.facts["versions"].get(name) != have}
    if here:
        said += f"; other versions than that evening ({', '.join(here)}), so other bits may come"
    return said


@contextmanager
def _whole(target: Path, sample_rate: int, channels: int) -> Iterator[WavWriter]:
    """A file that appears when it is whole: until then it has another name, and goes when it is given up."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        writer = WavWriter(draft, sample_rate, channels)
        try:
            yield writer
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
