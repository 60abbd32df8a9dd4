"""A set, read back: what stood where, what was heard, and where a crash left it."""

from __future__ import annotations

import base64
import json
import os
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile

from rtmusic import __version__
from rtmusic.bundle import Bundle
from rtmusic.errors import RecordingError, UsageError
from rtmusic.journal import EVENING, FORMAT, HEAD, MAGIC, Chunk, remove_set
from rtmusic.knobs import KNOBS, PROMPTS, Panel
from rtmusic.memory import COLUMNS
from rtmusic.roundtrip import state_folder
from rtmusic.shared import CHANNELS, EMBEDDING_SIZE, LAYER_FRAMES, LAYER_LEVELS, LAYERS
from rtmusic.units import Samples, Vector

LAST = "last-set.txt"  # in the state folder: where the set is that was played last
SETS_KEPT = 20  # on the shelf; older ones go when a new one begins
_KINDS = frozenset(Chunk)
_HEARD = re.compile(r"heard-(\d{12})\.wav")
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?")


@dataclass(slots=True)
class Loops:
    """Everything that `rtmusic.memory.LoopStore` keeps, as it was last written."""

    cursor: npt.NDArray[np.int64]
    table: npt.NDArray[np.int64]
    codes: dict[int, npt.NDArray[np.int16]] = field(default_factory=dict)  # by slot, [levels, frames]

    def lay_out(self, codes: npt.NDArray[np.int16]) -> None:
        """Put the codes of every layer where a store has them, int16 [slots, levels, frames]."""
        for slot, layer in self.codes.items():
            codes[slot, :, : layer.shape[1]] = layer


class Turn(NamedTuple):
    """One knob, turned once; of knobs turned faster than anybody looks, the last value."""

    version: int  # of the panel
    at: int  # where the playhead stood
    knob: str
    before: float


@dataclass(slots=True)
class SetBook:
    """One evening, as far as it reached the disk."""

    folder: Path
    facts: dict[str, Any]  # who played: versions, bundle, device
    panels: dict[int, Panel]  # by version
    turns: list[Turn]  # in their order
    prompts: dict[int, Vector]  # by version: all slots, float32 [PROMPTS, EMBEDDING_SIZE]
    words: list[str]  # in the slots, at the end
    notes: npt.NDArray[np.int64]  # [n, 6]
    first_loops: Loops | None  # before anything was played: those of the set that it goes on with
    loops: Loops | None
    state: dict[str, Any]  # at the end: sample, clock
    events: list[dict[str, Any]]
    ended: bool  # it was stopped, and did not crash
    gaps: int  # places where something is missing
    whole_until: tuple[int, int] | None  # notes, and sample, before the first of them
    lost_bytes: int  # of a torn end

    @property
    def panel(self) -> Panel:
        """Where the knobs stood at the end."""
        return self.panels[max(self.panels)]

    @property
    def sample(self) -> int:
        """Where the playhead stood at the end."""
        return int(self.state["sample"])

    def embeddings(self) -> Vector:
        """The prompts at the end."""
        return self.prompts[max(self.prompts)]


def shelf() -> Path:
    """Where sets are kept unless a folder is named."""
    return state_folder() / "sets"


def new_set(now: datetime) -> Path:
    """A folder on the shelf for an evening that begins now; it is not there yet."""
    wanted = shelf() / now.strftime("%Y-%m-%dT%H-%M-%S")
    folder, number = wanted, 1
    while os.path.exists(folder):
        number += 1
        folder = wanted.with_name(f"{wanted.name}-{number}")
    return folder


def sets() -> list[Path]:
    """The sets on the shelf, oldest first."""
    found = []
    with suppress(OSError):
        for path in shelf().iterdir():
            if _NAME.fullmatch(path.name) and (path / EVENING).is_file():
                found.append(((path / EVENING).stat().st_mtime, path.name, path))
    return [path for _, _, path in sorted(found)]


def remember(folder: Path) -> None:
    """This is the set that is played now, wherever it is kept; a place that cannot be written is no reason to stop."""
    with suppress(OSError):
        state_folder().mkdir(parents=True, exist_ok=True)
        (state_folder() / LAST).write_text(str(folder.absolute()), encoding="utf-8")


def newest() -> Path:
    """The set that was played last.

    Raises:
        UsageError: there is none.
    """
    with suppress(OSError, ValueError):
        last = Path((state_folder() / LAST).read_text(encoding="utf-8"))
        if (last / EVENING).is_file():
            return last
    found = sets()
    if not found:
        raise UsageError(f"there is no set to go on with in {shelf()}; name one:  rtmusic live --resume SET")
    return found[-1]


def check_bundle(book: SetBook, bundle: Bundle) -> None:
    """Raise UsageError when a set was played with other models than these."""
    played = book.facts["bundle"]
    if bundle.sha256 != played["sha256"]:
        raise UsageError(
            f"{book.folder} was played with another bundle ({played['name']}, {played['sha256'][:12]}) than "
            f"{bundle.path}; name it:  --bundle PATH"
        )


def tidy() -> None:
    """Take the oldest sets from the shelf, so that SETS_KEPT stay; only files that a journal writes are touched."""
    for folder in sets()[:-SETS_KEPT]:
        remove_set(folder)


def chunks(path: Path) -> Iterator[tuple[Chunk, bytes]]:
    """Every whole chunk of a file, as far as it is not damaged.

    Raises:
        UsageError: no such file, or another kind of file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path.parent} is no set: {error.strerror or error}; a set is a folder that  rtmusic live --journal FOLDER"
            "  wrote"
        ) from error
    if data[:4] != MAGIC:
        raise UsageError(f"{path} was not written by rtmusic, or nothing of it reached the disk")
    at = 0
    while at + HEAD.size <= len(data):
        magic, kind, length, total = HEAD.unpack_from(data, at)
        payload = data[at + HEAD.size : at + HEAD.size + length]
        if magic != MAGIC or len(payload) < length or zlib.crc32(payload) != total:
            return
        if kind not in _KINDS:
            return
        yield Chunk(kind), payload
        at += HEAD.size + length


def read_set(folder: Path) -> SetBook:
    """Read a set as far as it reached the disk.

    Raises:
        UsageError: no set there, or one of another version of rtmusic.
    """
    path = folder / EVENING
    book = SetBook(
        folder, {}, {}, [], {}, [""] * PROMPTS, np.zeros((0, 6), np.int64), None, None, {}, [], False, 0, None, 0
    )
    rows: list[npt.NDArray[np.int64]] = []
    panels: dict[int, tuple[int, dict[str, float]]] = {}
    prompts: list[dict[str, Any]] = []
    read = 0
    for kind, payload in chunks(path):
        read += HEAD.size + len(payload)
        if kind is Chunk.NOTES:
            rows.append(np.frombuffer(zlib.decompress(payload), "<i8").reshape(-1, 6).astype(np.int64))
        elif kind is Chunk.LOOPS:
            book.loops = _loops(zlib.decompress(payload), book.loops)
            if not rows:
                book.first_loops = Loops(book.loops.cursor, book.loops.table, dict(book.loops.codes))
        else:
            said = json.loads(payload)
            if kind is Chunk.SET:
                if said.get("format") != FORMAT:
                    who = said.get("versions", {}).get("rtmusic", "another version")
                    raise UsageError(
                        f"{path} was written by rtmusic {who}, in a format that {__version__} does not read"
                    )
                book.facts = said
            elif kind is Chunk.PANEL:
                panels[said["version"]] = (said["at"], said["knobs"])
            elif kind is Chunk.PROMPT:
                prompts.append(said)
            elif kind is Chunk.STATE:
                book.state = said
            elif kind is Chunk.EVENT:
                book.events.append(said)
            elif kind is Chunk.GAP:
                book.gaps += 1
                if book.whole_until is None:
                    book.whole_until = (sum(map(len, rows)), int(book.state.get("sample", 0)))
            elif kind is Chunk.END:
                book.ended = True
    if not book.facts or not panels or not book.state:
        raise UsageError(f"{path} is no set that can be gone on with: its beginning never reached the disk")
    book.lost_bytes = path.stat().st_size - read
    book.notes = np.concatenate(rows) if rows else book.notes
    _fill(book, panels, prompts)
    return book


def _fill(book: SetBook, panels: dict[int, tuple[int, dict[str, float]]], prompts: list[dict[str, Any]]) -> None:
    """Say where every knob stood and what every prompt said, version by version."""
    values = Panel().values
    for version in sorted(panels):
        at, knobs = panels[version]
        if book.panels:
            book.turns += [Turn(version, at, name, values[name]) for name in knobs if name in KNOBS]
        values = values | {name: value for name, value in knobs.items() if name in KNOBS}
        book.panels[version] = Panel(dict(values))
    book.prompts[0] = vectors = np.zeros((PROMPTS, EMBEDDING_SIZE), np.float32)
    for said in sorted(prompts, key=lambda prompt: int(prompt["version"])):
        vectors = vectors.copy()
        vectors[said["slot"] - 1] = np.frombuffer(base64.b64decode(said["embedding"]), "<f4")
        book.words[said["slot"] - 1] = said["text"]
        book.prompts[said["version"]] = vectors


def _loops(data: bytes, before: Loops | None) -> Loops:
    (width,) = struct.unpack_from("<I", data)
    at = 4
    cursor = np.frombuffer(data, "<i8", width, at).astype(np.int64)
    at += 8 * width
    table = np.frombuffer(data, "<i8", COLUMNS * LAYERS, at).astype(np.int64).reshape(LAYERS, COLUMNS)
    at += 8 * COLUMNS * LAYERS
    loops = Loops(cursor, table, {} if before is None else before.codes)
    while at < len(data):
        slot, frames = struct.unpack_from("<II", data, at)
        codes = np.frombuffer(data, "<i2", LAYER_LEVELS * min(frames, LAYER_FRAMES), at + 8).astype(np.int16)
        loops.codes[slot] = codes.reshape(LAYER_LEVELS, -1)
        at += 8 + 2 * codes.size
    return loops


class HeardAgain:
    """What a set heard, by absolute sample; silence where it was not kept. One thread calls it."""

    def __init__(self, folder: Path) -> None:
        found = ((_HEARD.fullmatch(path.name), path) for path in folder.iterdir())
        self._parts = sorted((int(name[1]), path) for name, path in found if name)
        self._open: dict[int, Samples] = {}
        self.missing = 0  # samples that were asked for and not kept

    @property
    def end(self) -> int:
        """The first sample after the last one that was kept; 0 when none was."""
        for at, path in reversed(self._parts):
            with suppress(soundfile.SoundFileError, OSError):  # a file that was cut before its first sample
                return at + int(soundfile.info(str(path)).frames)
        return 0

    def read(self, at: int, samples: int) -> Samples:
        """float32 [C, samples] from sample `at` on.

        Raises:
            RecordingError: a file is damaged.
        """
        out = np.zeros((CHANNELS, samples), np.float32)
        found = 0
        for number, (first, path) in enumerate(self._parts):
            if first >= at + samples:
                break
            if number + 1 < len(self._parts) and self._parts[number + 1][0] <= at:
                continue
            sound = self._sound(first, path)
            low, high = max(at, first), min(at + samples, first + sound.shape[1])
            if low < high:
                out[:, low - at : high - at] = sound[:, low - first : high - first]
                found += high - low
        self.missing += samples - found - max(0, min(samples, -at))
        return out

    def _sound(self, first: int, path: Path) -> Samples:
        if first not in self._open:
            if len(self._open) > 2:
                self._open.pop(min(self._open))
            try:
                self._open[first] = np.ascontiguousarray(
                    soundfile.read(str(path), dtype="float32", always_2d=True)[0].T
                )
            except (soundfile.SoundFileError, OSError) as error:
                raise RecordingError(f"{path} is damaged: {error}") from error
        return self._open[first]
