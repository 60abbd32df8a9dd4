"""A folder of one's own recordings, in any format that soundfile or ffmpeg reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from training.corpus.index import TRAIN, VALIDATION, Clip, CorpusError
from training.corpus.sources import refuse_held_out
from training.corpus.writer import Wanted

SUFFIXES = frozenset(
    {".aac", ".aif", ".aifc", ".aiff", ".alac", ".ape", ".au", ".caf", ".flac", ".m4a", ".mka"}
    | {".mp3", ".mp4", ".oga", ".ogg", ".opus", ".w64", ".wav", ".webm", ".wma", ".wv"}
)
LICENCE = "own recording"
VALIDATION_SHARE = 20  # one file in twenty


def find_recordings(folder: Path, listed: Sequence[Clip] = ()) -> list[Wanted]:
    """List the recordings below a folder; the same sound under two names is taken once.

    The split follows from the file's content, so it never changes when others are added. When
    no file falls to validation, the one with the smallest hash does, if there are two.

    Args:
        folder: searched with all its subfolders.
        listed: what the index already holds; a listed clip keeps its split.

    Raises:
        CorpusError: no recording there, a held-out one, or a broken sidecar file.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder. Give the one that holds your recordings.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not paths:
        raise CorpusError(f"{folder}: no recordings in it. Known endings: {' '.join(sorted(SUFFIXES))}")
    for path in paths:
        refuse_held_out("", path.as_posix())
    by_digest: dict[str, Path] = {}
    for path in paths:
        by_digest.setdefault(_digest(path), path)

    known = {clip.file: clip.split for clip in listed}
    splits = {digest: known.get(_file(digest), _split(digest)) for digest, path in by_digest.items()}
    everything = set(splits.values()) | {clip.split for clip in listed}
    new = [digest for digest, path in by_digest.items() if _file(digest) not in known]
    if VALIDATION not in everything and new and len(splits) > 1:
        splits[min(new)] = VALIDATION
    return [
        Wanted(_clip(folder, path, digest, splits[digest]), None, partial(Path, path))
        for digest, path in by_digest.items()
    ]


def _clip(folder: Path, path: Path, digest: str, split: str) -> Clip:
    text, notes = path.with_suffix(".txt"), path.with_suffix(".json")
    captions: list[str] = []
    about: dict[str, Any] = {}
    if text.is_file():
        captions += text.read_text(encoding="utf-8").splitlines()
    if notes.is_file():
        try:
            about = json.loads(notes.read_text(encoding="utf-8"))
            given = about.get("captions", about.get("caption", []))
            captions += [given] if isinstance(given, str) else [str(line) for line in given]
        except (ValueError, AttributeError, TypeError) as error:
            raise CorpusError(
                f"{notes}: not a caption file ({error}). It should look like "
                '{"captions": ["slow piano"], "title": "...", "licence": "..."}'
            ) from error
    return Clip(
        file=_file(digest),
        samples=0,
        package=folder.name,
        source=path.relative_to(folder).as_posix(),
        licence=str(about.get("licence", LICENCE)),
        holder=str(about.get("holder", "")),
        title=str(about.get("title", path.stem)),
        artist=str(about.get("artist", "")),
        captions=tuple(line.strip() for line in captions if line.strip()),
        split=split,
    )


def _file(digest: str) -> str:
    return f"own/{digest[:16]}.npy"


def _split(digest: str) -> str:
    return VALIDATION if int(digest[:8], 16) % VALIDATION_SHARE == 0 else TRAIN


def _digest(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
