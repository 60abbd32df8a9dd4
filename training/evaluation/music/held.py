"""Music that the generator has never heard: a past to go on from, and what the musicians really played next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.units import Codes, Samples
from training.config import TrainingError
from training.corpus.heldout import read_heldout
from training.corpus.index import VALIDATION
from training.data import held_in_order
from training.evaluation.music.playing import Engine
from training.evaluation.summary import ALL
from training.tokens import read_tokens

PAST_S = 4.0
ON_S = 6.0  # played on, at most


@dataclass(frozen=True, slots=True)
class Held:
    """One clip as codes of the bundle's codec."""

    name: str
    kind: str  # voice, guitar, drums, mix; or "all" where kinds are not known
    past: Codes  # int64 [levels, PAST_S]
    truth: Codes  # int64 [levels, at most ON_S], what came next
    recording: Samples | None  # [C, n], what came next before the codec heard it; None where only codes are known


def from_heldout(folder: Path, bundle: Bundle, count: int, on_s: float) -> list[Held]:
    """Take clips of `python -m training.corpus.heldout`, kinds in turn, so that few clips are of all kinds.

    Raises:
        CorpusError: no such set there.
    """
    by_kind: dict[str, list[tuple[str, str, Samples]]] = {}
    for row in read_heldout(folder):
        by_kind.setdefault(row[1], []).append(row)
    most = max(map(len, by_kind.values()))
    rows = [rows[i] for i in range(most) for rows in by_kind.values() if i < len(rows)][:count]
    return _encoded(rows, bundle, on_s)


def from_data(
    folder: Path, bundle: Bundle, count: int, on_s: float, split: str = VALIDATION, package: str = ""
) -> list[Held]:
    """Take clips, evenly spread, from one split of a corpus or of a token folder.

    Args:
        package: of a token folder, only clips of this package.

    Raises:
        CorpusError, TrainingError: nothing there, or no clip is long enough, or the tokens are of another codec.
    """
    if _holds_tokens(folder):
        return _of_tokens(folder, bundle, count, on_s, split, package)
    if package:
        raise TrainingError(f"{folder} is a corpus: --package goes with a token folder, give one to --data")
    sounds = held_in_order(folder, split, PAST_S + on_s, count)
    return _encoded([(f"{split}-{n:03d}", ALL, sound) for n, sound in enumerate(sounds, 1)], bundle, on_s)


def _holds_tokens(folder: Path) -> bool:
    try:
        return "codec" in json.loads((folder / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False  # whoever reads it next says what is wrong


def _encoded(rows: list[tuple[str, str, Samples]], bundle: Bundle, on_s: float) -> list[Held]:
    g, engine, held = bundle.geometry, Engine(bundle), []
    past, on = g.frames(PAST_S), g.frames(on_s)
    for name, kind, sound in rows:
        codes = engine.encode(sound)[:, : past + on]
        start = past * g.hop_samples - g.delay_samples  # decoded sound is that much late
        recording = sound[:, start : start + (codes.shape[1] - past) * g.hop_samples]
        held.append(Held(name, kind, codes[:, :past], codes[:, past:], np.ascontiguousarray(recording)))
    return held


def _of_tokens(folder: Path, bundle: Bundle, count: int, on_s: float, split: str, package: str) -> list[Held]:
    index, g = read_tokens(folder), bundle.geometry
    if (index.levels, index.codes, index.frames_per_second) != (g.levels, g.codebook_size, g.frames_per_second):
        raise TrainingError(
            f"{folder}: {index.levels} levels of {index.codes} codes, {index.frames_per_second:g} frames a second, but "
            f"{bundle.path} has {g.levels} of {g.codebook_size}, {g.frames_per_second:g}: tokens of another codec. "
            "Give the corpus instead:  --data CORPUS"
        )
    past, on = g.frames(PAST_S), g.frames(on_s)
    chosen = [clip for clip in index.clips if clip.split == split and package in ("", clip.package)]
    clips = [clip for clip in chosen if clip.frames >= past + on]
    if not clips:
        of = f" of package {package}" if package else ""
        raise TrainingError(f"{folder}: no {split} clip{of} is {PAST_S + on_s:g} s long; give another folder to --data")
    ends = np.cumsum([clip.frames - past - on + 1 for clip in clips])
    held = []
    for number in range(count):
        place = (2 * number + 1) * int(ends[-1]) // (2 * count)
        which = int(np.searchsorted(ends, place, side="right"))
        start = place - (int(ends[which - 1]) if which else 0)
        codes = np.load(folder / f"{clips[which].name}.codes.npy", mmap_mode="r")[:, start : start + past + on]
        codes = codes.astype(np.int64)
        held.append(Held(f"{clips[which].name}@{start}", ALL, codes[:, :past], codes[:, past:], None))
    return held
