"""A set, read back: what stood where, what was heard, and where a crash left it."""

from __future__ import annotations

import base64
import bisect
import itertools
import json
import os
import re
import struct
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
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
from rtmusic.knobs import INDEX, KNOBS, LOOPS, PROMPTS, Panel
from rtmusic.memory import LoopStore
from rtmusic.moments import Room
from rtmusic.recipe import Recipe, recipe_from
from rtmusic.roundtrip import state_folder
from rtmusic.shared import CHANNELS, EMBEDDING_SIZE, LAYER_COLUMNS, LAYER_LEVELS, LAYERS, LOOP_COLUMNS
from rtmusic.units import Samples, Vector

LAST = "last-set.txt"  # in the state folder: where the set is that was played last
SETS_KEPT = 20  # on the shelf; older ones go when a new one begins
MARK_EVERY = 64  # panels, from one that is kept whole to the next
_KINDS = frozenset(Chunk)
_NAMES = tuple(KNOBS)
_HEARD = re.compile(r"heard-(\d{12})\.wav")
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?")


@dataclass(slots=True)
class Loops:
    """Everything that `rtmusic.memory.LoopStore` keeps, as it was last written."""

    cursors: npt.NDArray[np.int64]
    table: npt.NDArray[np.int64]
    codes: dict[int, npt.NDArray[np.int16]] = field(default_factory=dict)  # by row, [levels, frames]
    recipes: dict[int, Recipe] = field(default_factory=dict)  # by number

    def lay_out(self, store: LoopStore) -> None:
        """Put all of it into a store that holds nothing yet."""
        store.lay_out(self.cursors, self.table, self.codes, self.recipes)


class Turn(NamedTuple):
    """One knob, turned once; of knobs turned faster than anybody looks, the last value."""

    version: int  # of the panel
    at: int  # where the playhead stood
    knob: str
    before: float


class Panels(Mapping[int, Panel]):
    """Where every knob stood, by version of the panel. What is kept is what was turned: hands that never rest turn a
    thousand knobs a second, and a whole panel for each would fill the memory within an hour.

    One thread calls it; versions are added in their order, and panels made when they are asked for.
    """

    def __init__(self) -> None:
        self._versions, self._at, self._ends = array("q"), array("q"), array("q")  # by panel; the end among the turns
        self._knobs, self._values, self._before = array("h"), array("d"), array("d")  # by turn
        self._marks: list[dict[str, float]] = []  # where the knobs stood before every MARK_EVERY-th panel
        self._last = Panel().values

    def add(self, version: int, at: int, knobs: Mapping[str, float]) -> None:
        """These knobs stand there since this version, turned when the playhead stood at sample `at`."""
        if len(self._versions) % MARK_EVERY == 0:
            self._marks.append(self._last)
        turned = {name: value for name, value in knobs.items() if name in KNOBS}
        for name, value in turned.items():
            self._knobs.append(INDEX[name])
            self._values.append(value)
            self._before.append(self._last[name])
        self._last = self._last | turned
        self._versions.append(version)
        self._at.append(at)
        self._ends.append(len(self._knobs))

    def __getitem__(self, version: int) -> Panel:
        place = bisect.bisect_left(self._versions, version)
        if place == len(self._versions) or self._versions[place] != version:
            raise KeyError(version)
        values = dict(self._marks[place // MARK_EVERY])
        first = place - place % MARK_EVERY
        for turn in range(self._ends[first - 1] if first else 0, self._ends[place]):
            values[_NAMES[self._knobs[turn]]] = self._values[turn]
        return Panel(values)

    @property
    def last(self) -> Panel:
        """Where the knobs stand after all of them."""
        return Panel(self._last)

    def at(self, version: int) -> Panel:
        """What stood there at a version: the newest panel that is no newer, or the first."""
        return self[self._versions[max(0, bisect.bisect_right(self._versions, version) - 1)]]

    def __iter__(self) -> Iterator[int]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)

    def turns(self) -> Iterator[Turn]:
        """Every knob that was turned since the evening began, in their order."""
        for place in range(1, len(self._versions)):
            for turn in range(self._ends[place - 1], self._ends[place]):
                name = _NAMES[self._knobs[turn]]
                yield Turn(self._versions[place], self._at[place], name, self._before[turn])


@dataclass(slots=True)
class SetBook:
    """One evening, as far as it reached the disk."""

    folder: Path
    facts: dict[str, Any]  # who played: versions, bundle, device
    panels: Panels  # by version
    prompts: dict[int, Vector]  # by version: all slots, float32 [PROMPTS, EMBEDDING_SIZE]
    words: list[str]  # in the slots, at the end
    first_loops: Loops | None  # before anything was played: those of the set that it goes on with
    loops: Loops | None
    state: dict[str, Any]  # at the end: sample, clock
    events: list[dict[str, Any]]
    ended: bool  # it was stopped, and did not crash
    gaps: int  # places where something is missing
    whole_until: tuple[int, int] | None  # chunks of notes, and sample, before the first of them
    lost_bytes: int  # of a torn end
    first_moments: Room | None = None  # before anything was played

    def rows(self, who: int) -> Iterator[npt.NDArray[np.int64]]:
        """The notes of one process, 0 the model's, 1 the sound's, int64 [5] each, up to where something is missing.

        They are read from the disk as they are asked for: hours of them are more than anybody wants to hold.
        """
        whole = None if self.whole_until is None else self.whole_until[0]
        for part in itertools.islice(_notes(self.folder / EVENING), whole):
            yield from part[part[:, 0] == who, 1:]

    @property
    def notes(self) -> npt.NDArray[np.int64]:
        """All notes at once, int64 [n, 6]: 0 or 1, and a note."""
        return np.concatenate([np.zeros((0, 6), np.int64), *_notes(self.folder / EVENING)])

    @property
    def panel(self) -> Panel:
        """Where the knobs stood at the end."""
        return self.panels.last

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
        file = path.open("rb")
    except OSError as error:
        raise UsageError(
            f"{path.parent} is no set: {error.strerror or error}; a set is a folder that  rtmusic live --journal FOLDER"
            "  wrote"
        ) from error
    with file:
        if file.read(len(MAGIC)) != MAGIC:
            raise UsageError(f"{path} was not written by rtmusic, or nothing of it reached the disk")
        file.seek(0)
        while len(head := file.read(HEAD.size)) == HEAD.size:
            magic, kind, length, total = HEAD.unpack(head)
            if magic != MAGIC or kind not in _KINDS:
                return
            payload = file.read(length)
            if len(payload) < length or zlib.crc32(payload) != total:
                return
            yield Chunk(kind), payload


def _notes(path: Path) -> Iterator[npt.NDArray[np.int64]]:
    """The notes of a set, int64 [n, 6], chunk by chunk."""
    for kind, payload in chunks(path):
        if kind is Chunk.NOTES:
            yield np.frombuffer(zlib.decompress(payload), "<i8").reshape(-1, 6).astype(np.int64)


def read_set(folder: Path) -> SetBook:
    """Read a set as far as it reached the disk.

    Raises:
        UsageError: no set there, or one of another version of rtmusic.
    """
    path = folder / EVENING
    book = SetBook(folder, {}, Panels(), {}, [""] * PROMPTS, None, None, {}, [], False, 0, None, 0)
    noted = 0  # chunks of notes so far
    prompts: list[dict[str, Any]] = []
    read = 0
    for kind, payload in chunks(path):
        read += HEAD.size + len(payload)
        if kind is Chunk.NOTES:
            noted += 1
        elif kind is Chunk.LOOPS:
            book.loops = _loops(zlib.decompress(payload), book.loops, book.facts.get("recipe", []))
            if book.first_loops is None:  # written before anybody played
                codes, recipes = dict(book.loops.codes), dict(book.loops.recipes)
                book.first_loops = Loops(book.loops.cursors, book.loops.table.copy(), codes, recipes)
        elif kind is Chunk.MOMENTS:
            book.first_moments = _moments(zlib.decompress(payload))
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
                book.panels.add(said["version"], said["at"], said["knobs"])
            elif kind is Chunk.PROMPT:
                prompts.append(said)
            elif kind is Chunk.STATE:
                book.state = said
            elif kind is Chunk.EVENT:
                book.events.append(said)
            elif kind is Chunk.GAP:
                book.gaps += 1
                if book.whole_until is None:
                    book.whole_until = (noted, int(book.state.get("sample", 0)))
            elif kind is Chunk.END:
                book.ended = True
    if not book.facts or not book.panels or not book.state:
        raise UsageError(f"{path} is no set that can be gone on with: its beginning never reached the disk")
    book.lost_bytes = path.stat().st_size - read
    _fill(book, prompts)
    return book


def _fill(book: SetBook, prompts: list[dict[str, Any]]) -> None:
    """Say what every prompt said, version by version."""
    book.prompts[0] = vectors = np.zeros((PROMPTS, EMBEDDING_SIZE), np.float32)
    for said in sorted(prompts, key=lambda prompt: int(prompt["version"])):
        vectors = vectors.copy()
        vectors[said["slot"] - 1] = np.frombuffer(base64.b64decode(said["embedding"]), "<f4")
        book.words[said["slot"] - 1] = said["text"]
        book.prompts[said["version"]] = vectors


def _loops(data: bytes, before: Loops | None, knobs: Sequence[str]) -> Loops:
    """What a chunk says, with what those before it said; the table is one and the same.

    Args:
        knobs: whose values recipes are.
    """
    whole, changed, made = struct.unpack_from("<III", data)
    sizes = LOOPS * LOOP_COLUMNS, changed, changed * LAYER_COLUMNS
    numbers = np.frombuffer(data, "<i8", sum(sizes), 12).astype(np.int64)
    cursors, rows, lines = np.split(numbers, np.cumsum(sizes[:-1]))
    if before is None:
        before = Loops(cursors, np.zeros((LAYERS, LAYER_COLUMNS), np.int64))
    if whole:
        before.table[:] = 0
    before.table[rows] = lines.reshape(-1, LAYER_COLUMNS)
    loops = Loops(cursors.reshape(LOOPS, -1), before.table, before.codes, before.recipes)
    at = 12 + numbers.nbytes
    for _ in range(made):
        (number,), values = struct.unpack_from("<q", data, at), np.frombuffer(data, "<f8", len(knobs), at + 8)
        loops.recipes[number] = recipe_from(dict(zip(knobs, values.tolist(), strict=True)))
        at += 8 + values.nbytes
    while at < len(data):
        row, frames = struct.unpack_from("<II", data, at)
        codes = np.frombuffer(data, "<i2", LAYER_LEVELS * frames, at + 8).astype(np.int16)
        loops.codes[row] = codes.reshape(LAYER_LEVELS, -1)
        at += 8 + 2 * codes.size
    return loops


def _moments(data: bytes) -> Room:
    room = Room.empty(LAYER_LEVELS)
    room.table.ravel()[:] = np.frombuffer(data, "<i8", room.table.size)
    room.codes.ravel()[:] = np.frombuffer(data, "<i2", room.codes.size, room.table.nbytes)
    return room


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
