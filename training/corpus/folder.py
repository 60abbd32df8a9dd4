"""A folder of one's own recordings, in any format that soundfile or ffmpeg reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rtmusic.wholefile import sha256
from training.corpus.index import TRAIN, VALIDATION, Clip, CorpusError
from training.corpus.sidecars import About, read_sidecars
from training.corpus.sources import refuse_held_out
from training.corpus.writer import Wanted

SUFFIXES = frozenset(
    {".aac", ".aif", ".aifc", ".aiff", ".alac", ".ape", ".au", ".caf", ".flac", ".m4a", ".mka"}
    | {".mp3", ".mp4", ".oga", ".ogg", ".opus", ".w64", ".wav", ".webm", ".wma", ".wv"}
)
VALIDATION_SHARE = 20  # one file in twenty


def find_recordings(folder: Path, listed: Sequence[Clip] = ()) -> list[Wanted]:
    """List the recordings below a folder, with what sidecars say of them; the same file under two names is taken once.

    The split follows from the file's content, so it never changes when others are added. When
    no file falls to validation, the one with the smallest hash does, if there are two.

    Args:
        folder: searched with all its subfolders.
        listed: what the index already holds; a listed clip keeps its split.

    Raises:
        CorpusError: no recording there, a held-out one, or a sidecar file that is wrong.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder. Give the one that holds your recordings.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not paths:
        raise CorpusError(f"{folder}: no recordings in it. Known endings: {' '.join(sorted(SUFFIXES))}")
    for path in paths:
        refuse_held_out("", path.as_posix())
    about = read_sidecars(folder, paths)
    by_digest: dict[str, Path] = {}
    for path in paths:
        by_digest.setdefault(sha256(path), path)

    known = {clip.file: clip.split for clip in listed}
    splits = {digest: known.get(_file(digest), _split(digest)) for digest, path in by_digest.items()}
    everything = set(splits.values()) | {clip.split for clip in listed}
    new = [digest for digest, path in by_digest.items() if _file(digest) not in known]
    if VALIDATION not in everything and new and len(splits) > 1:
        splits[min(new)] = VALIDATION
    return [
        Wanted(_clip(folder, path, about[path], digest, splits[digest]), None, partial(Path, path))
        for digest, path in by_digest.items()
    ]


def _clip(folder: Path, path: Path, about: About, digest: str, split: str) -> Clip:
    return Clip(
        file=_file(digest),
        samples=0,
        package=folder.name,
        source=path.relative_to(folder).as_posix(),
        licence=about.licence,
        holder=about.names.get("holder", ""),
        title=about.names.get("title", path.stem),
        artist=about.names.get("artist", ""),
        captions=tuple(line.strip() for line in about.captions if line.strip()),
        split=split,
        labels=about.labels,
    )


def _file(digest: str) -> str:
    return f"own/{digest[:16]}.flac"


def _split(digest: str) -> str:
    return VALIDATION if int(digest[:8], 16) % VALIDATION_SHARE == 0 else TRAIN
