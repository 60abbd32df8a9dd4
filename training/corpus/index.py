"""The list of clips on disk: ``index.json`` beside one ``.npy`` file per clip."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from rtmusic.errors import RtmusicError

SAMPLE_RATE = 48_000
CHANNELS = 2
FORMAT = 1
NAME = "index.json"
TRAIN = "train"
VALIDATION = "validation"
SPLITS = (TRAIN, VALIDATION)


class CorpusError(RtmusicError):
    """The corpus cannot be made or read; the message says what to type."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording on disk as int16 [samples, 2] at 48 kHz, and who made it."""

    file: str  # relative to the folder of the index
    samples: int
    package: str  # Debian package, or the name of the performer's folder
    source: str  # path inside the package or folder
    licence: str
    holder: str
    title: str
    artist: str
    captions: tuple[str, ...]  # weak labels, may be empty
    split: str  # TRAIN or VALIDATION

    @property
    def seconds(self) -> float:
        return self.samples / SAMPLE_RATE


def read_index(where: Path) -> list[Clip]:
    """Read the clips of a corpus folder (or of its index.json), in the order they were made.

    Raises:
        CorpusError: there is no index, or it is not one that we wrote.
    """
    path = where / NAME if where.is_dir() else where
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no corpus here. Make one:  python -m training.corpus {path.parent}") from None
    except ValueError as error:
        raise CorpusError(
            f"{path}: not readable as JSON ({error}). Delete it and make it again, "
            f"finished clips are kept:  python -m training.corpus {path.parent}"
        ) from error
    try:
        version, rate = table["format"], table["sample_rate"]
        clips = [_clip(row) for row in table["clips"]]
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{path}: not a corpus index ({error!r} is wrong or missing)") from error
    if (version, rate) != (FORMAT, SAMPLE_RATE):
        raise CorpusError(
            f"{path}: format {version} at {rate} Hz, but this version reads format {FORMAT} "
            f"at {SAMPLE_RATE} Hz. Make it again elsewhere:  python -m training.corpus OUT"
        )
    return clips


def write_index(folder: Path, clips: Iterable[Clip]) -> None:
    """Replace index.json in one move: a reader sees the old list or the new one, never half."""
    table = {
        "format": FORMAT,
        "sample_rate": SAMPLE_RATE,
        "channels": CHANNELS,
        "clips": [asdict(clip) for clip in clips],
    }
    partial = folder / f"{NAME}.{os.getpid()}.part"
    with partial.open("w", encoding="utf-8") as out:
        json.dump(table, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(folder / NAME)


def hours(clips: Iterable[Clip]) -> float:
    """Add up how long the clips are."""
    return sum(clip.seconds for clip in clips) / 3600


def _clip(row: Mapping[str, Any]) -> Clip:
    values = {field.name: row[field.name] for field in fields(Clip)}
    return Clip(**{**values, "captions": tuple(values["captions"])})
