"""The list of clips on disk: ``index.json`` beside the shards that hold their sound."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from rtmusic.errors import RtmusicError
from rtmusic.wholefile import write_whole

SAMPLE_RATE = 48_000
CHANNELS = 2
FORMAT = 2
NAME = "index.json"
TRAIN = "train"
VALIDATION = "validation"
SPLITS = (TRAIN, VALIDATION)
SOUNDS = ("flac", "opus")  # how the recording itself may end; any other part of a clip ends otherwise
PLACE = ("shard", "offset", "size")


class CorpusError(RtmusicError):
    """The corpus cannot be made or read; the message says what to type."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording at 48 kHz stereo inside a shard, and who made it."""

    file: str  # name inside the shard, "PACKAGE/NAME.flac"
    samples: int
    package: str  # Debian package, or the name of the performer's folder
    source: str  # path inside the package or folder
    licence: str  # licences.kind_of() knows it
    holder: str
    title: str
    artist: str
    captions: tuple[str, ...]  # may be empty; weak labels, but for rendered music
    split: str  # TRAIN or VALIDATION
    labels: dict[str, Any] = field(default_factory=dict)  # what is known exactly: bpm, key, chords ...
    shard: str = ""  # the tar file, relative to the folder of the index
    offset: int = 0  # bytes from the start of the shard to the sound
    size: int = 0  # bytes of the sound

    @property
    def seconds(self) -> float:
        return self.samples / SAMPLE_RATE

    @property
    def key(self) -> str:
        """The name that all parts of this clip share inside its shard."""
        return split_name(self.file)[0]


def split_name(name: str) -> tuple[str, str]:
    """Split "a/b.bass.flac" into the key "a/b" and the ending "bass.flac", as WebDataset does."""
    folder, slash, rest = name.rpartition("/")
    stem, _, ending = rest.partition(".")
    return f"{folder}{slash}{stem}", ending


def folder_of(where: Path) -> Path:
    """Return the folder that the shards of an index are named from."""
    return where if where.is_dir() else where.parent


def read_index(where: Path) -> list[Clip]:
    """Read the clips of a corpus, in the order they were made.

    Args:
        where: a corpus folder, its index.json, or one shard alone (a carried pack), which says itself what it holds.

    Raises:
        CorpusError: there is no index, or it is not one that we wrote.
    """
    path = where / NAME if where.is_dir() else where
    again = f"python -m training.corpus {path.parent}"
    if path.suffix == ".tar":
        return clips_in(path, path.name)
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no corpus here. Make one:  {again}") from None
    except ValueError as error:
        raise CorpusError(
            f"{path}: not readable as JSON ({error}). Delete it and make it again, finished clips are kept:  {again}"
        ) from error
    try:
        version, rate, rows = table["format"], table["sample_rate"], table["clips"]
        if (version, rate) != (FORMAT, SAMPLE_RATE):
            raise CorpusError(
                f"{path}: format {version} at {rate} Hz, but this version reads format {FORMAT} "
                f"at {SAMPLE_RATE} Hz. Make it again elsewhere:  python -m training.corpus OUT"
            )
        return [_clip(row) for row in rows]
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{path}: not a corpus index ({error!r} is wrong or missing)") from error


def write_index(folder: Path, clips: Iterable[Clip]) -> None:
    """Replace index.json in one move: a reader sees the old list or the new one, never half."""
    table = {
        "format": FORMAT,
        "sample_rate": SAMPLE_RATE,
        "channels": CHANNELS,
        "clips": [asdict(clip) for clip in clips],
    }
    write_json(folder / NAME, table)


def write_json(path: Path, table: object) -> None:
    """Write a JSON file that is always whole."""
    write_whole(path, json.dumps(table, ensure_ascii=False, indent=1))


def clips_in(shard: Path, name: str) -> list[Clip]:
    """Read from a shard itself which clips it holds.

    Args:
        name: what Clip.shard shall say.

    Raises:
        CorpusError: not a shard, or cut off.
    """
    about: list[Clip] = []
    places: dict[str, tuple[int, int]] = {}
    try:
        with tarfile.open(shard, "r:") as tar:
            for member in tar:
                ending = split_name(member.name)[1]
                data = tar.extractfile(member) if ending == "json" else None
                if data is not None:
                    about.append(_clip(json.load(data)))
                elif ending in SOUNDS:
                    places[member.name] = member.offset_data, member.size
        return [replace(clip, shard=name, offset=places[clip.file][0], size=places[clip.file][1]) for clip in about]
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{shard}: not a whole shard of a corpus ({error!r})") from error


def described(clip: Clip) -> dict[str, Any]:
    """Say of a clip what goes into its shard: everything but where it lies."""
    return {name: value for name, value in asdict(clip).items() if name not in PLACE}


def hours(clips: Iterable[Clip]) -> float:
    """Add up how long the clips are."""
    return sum(clip.seconds for clip in clips) / 3600


def _clip(row: Mapping[str, Any]) -> Clip:
    places = {name: row[name] for name in PLACE if name in row}
    values = {entry.name: row[entry.name] for entry in fields(Clip) if entry.name not in PLACE}
    return Clip(**{**values, **places, "captions": tuple(values["captions"])})
