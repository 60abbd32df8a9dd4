"""An evening on disk while it is played: every control, seed, commit and loop, and what was heard.

A set is a folder. `evening.rtj` only ever grows, in chunks that each say how long they are and what they sum up to, so
a crash costs the chunks of the last half second and nothing before them. `heard-*.wav` are the last minutes of what
the instrument heard, or all of it; `load-*.npz` are loops that came from files or were bounced, see `rtmusic.loads`.
`rtmusic.setbook` reads a set, `rtmusic.replay` plays it again.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import struct
import threading
import time
import zlib
from collections.abc import Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from rtmusic.errors import RecordingError
from rtmusic.knobs import KNOBS, Panel
from rtmusic.loads import PATTERN
from rtmusic.memory import LoopStore
from rtmusic.moments import Room
from rtmusic.notes import Note, Notes, as_floats, as_numbers
from rtmusic.recipe import MADE_WITH
from rtmusic.recorder import WavWriter
from rtmusic.report import plain
from rtmusic.ring import Ring
from rtmusic.shared import CHANNELS, SAMPLE_RATE, Board
from rtmusic.status import Event
from rtmusic.tree import NEWEST, NUMBER
from rtmusic.units import Vector

EVENING = "evening.rtj"
MAGIC = b"rtj1"
HEAD = struct.Struct("<4sBxxxII")  # magic, kind, bytes, crc32 of them
FORMAT = 7

NUMBERS_ANEW = 64  # more layers than one act makes
LOOK_S = 0.1  # how often the other processes' notes are taken down
SYNC_S = 0.3  # how often the disk is waited for: with two looks the half second that a crash may take
PART_SAMPLES = 60 * SAMPLE_RATE  # of what is heard, in a file
PARTS_KEPT = 3  # unless everything is kept
WAITING_BYTES = 32_000_000  # that a full disk may keep waiting
AGAIN_S = 2.0  # after which a disk that was full is tried again
_PIECE = 16_384
_KNOBS = tuple(KNOBS)
_Turned = tuple[int, int, str, float]  # panel version, sample, knob, value


class Chunk(IntEnum):
    """What a chunk holds; all but NOTES, LOOPS and MOMENTS are JSON."""

    SET = 1  # what plays: versions, bundle, device
    NOTES = 2  # zlib of int64 [n, 6]: 0 model or 1 sound, then a note
    PANEL = 3  # version, playhead when it was turned, and the knobs that changed since the panel before it
    PROMPT = 4  # version, slot, text, embedding (float32, base64)
    EVENT = 5  # at_s, kind, text
    LOOPS = 6  # zlib of: whether it is all, how many rows and recipes; cursors of `LoopStore`, which rows of its table,
    # these rows, the recipes, and codes: all that is new
    STATE = 7  # sample, clock, mode, open take: where to go on
    END = 8  # sample: the evening ended as it should
    GAP = 9  # something could not be written: what comes cannot be rendered from here
    MOMENTS = 10  # zlib of: table and codes of `rtmusic.moments`, as they were before anything was played


class Held(NamedTuple):
    """What is in the file, as the board says it: who goes on with the journal of one who was killed begins there."""

    size: int = 0  # bytes that are whole
    sound: int = 0  # notes of the sound process
    model: int = 0
    turns: int = 0  # notes of turned knobs
    prompts: int = 0
    events: int = 0
    layers: int = 0  # the number of the last one whose codes are there


class Journal:
    """Writes a set. The engine's threads call prompt and event; a thread of its own takes down the rest.

    Whatever goes wrong on the disk becomes an event and is tried again; nothing that it does raises once it has begun.

    Args:
        folder: the set, made if it is not there.
        board: whose notes are taken down.
        facts: what the set shall say about who plays; JSON. None: another process has begun this set and was killed;
            go on where the board says that it was.
        everything: keep all that is heard, so that the evening can be rendered; else its last minutes.
        sounds: where the sound of layers lies, and codes that found no room.

    Raises:
        RecordingError: the folder cannot be made or written, or holds a set already.
    """

    def __init__(
        self,
        folder: Path,
        board: Board,
        facts: Mapping[str, Any] | None,
        everything: bool,
        sounds: Path | None = None,
    ) -> None:
        self.folder, self._sounds = folder, sounds
        self._board, self._everything = board, everything
        again = facts is None
        self.held = Held(*board.journalled[int(board.journalled_in[0]) % 2].tolist()) if again else Held()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = (folder / EVENING).open("r+b" if again else "xb")
            self._file.truncate(self.held.size)
        except FileExistsError:
            raise RecordingError(
                f"{folder} holds a set already; name another folder, or go on with it:  rtmusic live --resume {folder}"
            ) from None
        except OSError as error:
            raise RecordingError(f"no set can be kept in {folder}: {error.strerror}; name another folder") from None
        self._waiting: list[tuple[Chunk, bytes]] = []
        self._waiting_bytes = 0
        self._again_s = 0.0  # when a disk that was full is tried next
        self._told: list[Event] = []
        self._lock = threading.Lock()
        self._model, self._sound, self._turns = Notes.of_model(board), Notes.of_sound(board), Notes.of_control(board)
        self._sound.taken, self._model.taken, self._turns.taken = self.held[1:4]
        self._half: list[_Turned] = []  # of a panel that was being turned at the last look
        self._seen_cursors = np.zeros(0, np.int64)
        self._seen_layers = np.zeros_like(board.layer_table)
        self._most = 0  # layers that there ever were
        self._recipes = 0  # the number of the last one that was written
        self._layers = self.held.layers  # the number of the last one whose codes are in the file
        self._model_pid = 0  # whose layers these are
        self._heard = _Heard(folder, Ring(board.input_audio, board.input_cursors), everything, again)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="rtmusic-journal", daemon=True)
        self._synced = 0.0
        self._again = again
        if facts is not None:
            self._put(Chunk.SET, {"format": FORMAT, "recipe": MADE_WITH, "files": sounds is not None, **facts})

    # -- what the engine says --------------------------------------------------------------------------------

    def start(self, panel: Panel) -> None:
        """Begin, with the knobs where they stand on the board; before the other processes do, unless they play."""
        if not self._again:
            self._put(Chunk.PANEL, {"version": int(self._board.panel_version[0]), "at": 0, "knobs": panel.values})
            room = Room.of(self._board)
            if room.table.any():
                data = room.table.astype("<i8").tobytes() + room.codes.astype("<i2").tobytes()
                self._put(Chunk.MOMENTS, zlib.compress(data, 1))
        self._take_down()
        self._thread.start()

    def go_on(self, left: Mapping[str, Any], events: Sequence[Event]) -> None:
        """Write what a main process that was killed left to say; before `start`."""
        for prompt in left["prompt"][self.held.prompts :]:
            self._put(Chunk.PROMPT, prompt)
        for event in events[self.held.events :]:
            self.event(event)

    def prompt(self, version: int, slot: int, text: str, embedding: Vector) -> None:
        """A prompt slot, 1 to 8, holds these words since this version of the prompts."""
        vector = base64.b64encode(embedding.astype("<f4").tobytes()).decode()
        self._put(Chunk.PROMPT, {"version": version, "slot": slot, "text": text, "embedding": vector})

    def event(self, event: Event) -> None:
        """Something that the player was told."""
        self._put(Chunk.EVENT, plain(event))

    def poll(self) -> list[Event]:
        """What a player should know about the journal itself, since the last call."""
        with self._lock:
            told, self._told = self._told, []
        return told

    def stop(self) -> None:
        """Take down the rest and close. Calling it twice does no harm."""
        if self._stop.is_set():
            return
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._take_down()
        self._put(Chunk.END, {"sample": int(self._board.timeline_playing[0])})
        self._write(patient=False)
        self._heard.follow()
        self._heard.close()
        with contextlib.suppress(OSError):
            self._file.close()

    def discard(self) -> None:
        """Take away a set in which nothing was played; call it after `stop`."""
        remove_set(self.folder)

    # -- the thread ------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        while not self._stop.wait(LOOK_S):
            self._take_down()
            self._write(patient=True)
            if (said := self._heard.follow()) is not None:
                self._tell(said)

    def _take_down(self) -> None:
        """Everything that happened since the last time, in the order in which it can be played again."""
        board = self._board
        # A process may be stopped between a look at the knobs and its note of it, or go by levels that are dated.
        since = min(int(board.model_panel[0]), int(board.sound_panel[0]))
        taken = [notes.take() for notes in (self._sound, self._model)]
        turned = self._take_turns()
        for lost in (lost for _, lost in taken if lost):
            self._put(Chunk.GAP, {"notes": lost})
            self._tell(f"the journal missed {lost} notes: the evening cannot be rendered beyond this moment")
        rows = np.concatenate([np.insert(rows, 0, who, axis=1) for who, (rows, _) in zip((1, 0), taken, strict=True)])
        self._write_panels(turned, versions_in(rows), since)
        self._write_loops()
        if len(rows):
            self._put(Chunk.NOTES, zlib.compress(rows.astype("<i8").tobytes(), 1))
        state = {"sample": int(board.timeline_playing[0]), "clock": board.clock.tolist()}
        self._put(Chunk.STATE, state)

    def _take_turns(self) -> list[_Turned]:
        """The knobs that were turned since the last time, in their order; of a panel all of them, or none yet."""
        until = int(self._board.panel_version[0])
        rows, lost = self._turns.take()
        turns = self._half + [(a, b, _KNOBS[c], as_floats(np.array([d]))[0]) for a, b, c, d in rows[:, 1:].tolist()]
        if lost:  # what was turned is known no more, only where it stands
            self._tell(f"the journal missed {lost} turned knobs: the evening cannot be rendered beyond this moment")
            self._put(Chunk.GAP, {"turns": lost})
            panel, version = self._board.read_panel_version()
            turns += [(version, int(self._board.timeline_playing[0]), *knob) for knob in panel.values.items()]
            until = version
        self._half = [turn for turn in turns if turn[0] > until]
        return [turn for turn in turns if turn[0] <= until]

    def _write_panels(self, turned: Sequence[_Turned], mentioned: set[int], since: int) -> None:
        """The panels that were gone by, and all from a version on that may still be; the others were never heard."""
        wanted = mentioned | {turn[0] for turn in turned if turn[0] >= since} | {turn[0] for turn in turned[-1:]}
        place = 0
        for version in sorted(wanted):
            knobs: dict[str, float] = {}
            first = place
            while place < len(turned) and turned[place][0] <= version:
                knobs[turned[place][2]] = turned[place][3]
                place += 1
            if knobs:
                self._put(Chunk.PANEL, {"version": version, "at": turned[first][1], "knobs": knobs})

    def _write_loops(self) -> None:
        """The layers of loops, when they changed: their rows in the table, and codes that are not on disk yet."""
        board = self._board
        cursors = board.layer_cursors.copy()
        self._most = max(self._most, int(cursors[:, NEWEST].max()))  # beyond there never was a layer
        table = board.layer_table[: self._most].copy()
        rows = np.flatnonzero((table != self._seen_layers[: len(table)]).any(axis=1))
        whole = not self._seen_cursors.size
        if not len(rows) and np.array_equal(cursors, self._seen_cursors):
            return
        if (pid := int(board.model_pid[0])) != self._model_pid:  # what the one before it had not done is undone, and
            self._layers = max(0, self._layers - NUMBERS_ANEW)  # its numbers are given anew
            self._model_pid = pid
        numbers, seen = table[:, NUMBER], self._seen_layers[: len(table), NUMBER]
        # One may be made in a row that was copied just before, and another one then in a later row.
        new = (numbers > self._layers) | ((numbers > 0) & (numbers != seen) & (not whole))
        self._seen_cursors, self._seen_layers[: len(table)] = cursors, table
        store = LoopStore.of(board, self._sounds)
        recipes = store.recipes.since(self._recipes)
        self._recipes = max((number for number, _ in recipes), default=self._recipes)
        parts = [struct.pack("<III", whole, len(rows), len(recipes)), cursors.astype("<i8").tobytes()]
        parts += [rows.astype("<i8").tobytes(), table[rows].astype("<i8").tobytes()]
        parts += [struct.pack("<q", number) + recipe.astype("<f8").tobytes() for number, recipe in recipes]
        for row in np.flatnonzero(new).tolist():
            codes = store.codes(row)
            parts += [struct.pack("<II", row, codes.shape[1]), codes.astype("<i2").tobytes()]
        self._layers = max(self._layers, int(numbers.max(initial=0)))
        self._put(Chunk.LOOPS, zlib.compress(b"".join(parts), 1))

    # -- the disk --------------------------------------------------------------------------------------------

    def _put(self, kind: Chunk, what: Any) -> None:
        """Let a chunk wait to be written; when a disk that fails lets too much wait, notes are given up: all that
        resuming needs stays.
        """
        payload = what if isinstance(what, bytes) else json.dumps(what, allow_nan=False).encode()
        with self._lock:
            self._waiting.append((kind, _framed(kind, payload)))
            self._waiting_bytes += len(self._waiting[-1][1])
            if self._again_s and self._waiting_bytes > WAITING_BYTES:
                kept = [(k, chunk) for k, chunk in self._waiting if k not in (Chunk.NOTES, Chunk.STATE, Chunk.GAP)]
                gap = json.dumps({"chunks": len(self._waiting) - len(kept)}).encode()
                self._waiting = [*kept, (Chunk.GAP, _framed(Chunk.GAP, gap))]
                self._waiting_bytes = sum(len(chunk) for _, chunk in self._waiting)

    def _write(self, patient: bool) -> None:
        """Write what waits. A disk that is full keeps it waiting, and is tried again later if we are patient."""
        now = time.monotonic()
        if patient and now < self._again_s:
            return
        with self._lock:
            batch, self._waiting, self._waiting_bytes = self._waiting, [], 0
        chunks = b"".join(chunk for _, chunk in batch)
        try:
            self._file.seek(self.held.size)
            self._file.write(chunks)
            self._file.flush()
            if not patient or now - self._synced > SYNC_S:
                os.fsync(self._file.fileno())
                self._synced = now
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(self.held.size)
            with self._lock:
                self._waiting = batch + self._waiting
                self._waiting_bytes += len(chunks)
            if not self._again_s:
                self._tell(f"the journal in {self.folder} cannot be written: {error.strerror}; it is tried again")
            self._again_s = now + AGAIN_S
            return
        if self._again_s:
            self._again_s = 0.0
            self._tell(f"the journal in {self.folder} is written again")
        kinds = [kind for kind, _ in batch]
        self._hold(
            Held(
                self.held.size + len(chunks),
                self._sound.taken,
                self._model.taken,
                self._turns.taken - len(self._half),
                self.held.prompts + kinds.count(Chunk.PROMPT),
                self.held.events + kinds.count(Chunk.EVENT),
                self._layers,
            )
        )

    def _hold(self, held: Held) -> None:
        """Say on the board what is in the file: all of it at once, or nothing."""
        board, self.held = self._board, held
        place = 1 - int(board.journalled_in[0]) % 2
        board.journalled[place] = held
        board.journalled_in[0] = place

    def _tell(self, text: str) -> None:
        at_s = float(self._board.timeline_playing[0]) / SAMPLE_RATE
        with self._lock:
            self._told.append(Event(at_s, "journal", text))


def remove_set(folder: Path) -> None:
    """Take away what a journal wrote into a folder, and the folder if nothing else is in it; no error is one."""
    with contextlib.suppress(OSError):
        for path in [*folder.glob("heard-*.wav"), *folder.glob(PATTERN), folder / EVENING]:
            path.unlink(missing_ok=True)
        folder.rmdir()


def _framed(kind: Chunk, payload: bytes) -> bytes:
    return HEAD.pack(MAGIC, kind, len(payload), zlib.crc32(payload)) + payload


def turn(board: Board, before: Panel, panel: Panel, levels_at: int | None = None) -> None:
    """Turn knobs on the board, noted before anybody can see it. Control process only, one thread at a time.

    Args:
        levels_at: the sample from which its levels count; None: from the next block on.
    """
    version, at = int(board.panel_version[0]) + 2, int(board.timeline_playing[0])
    notes = Notes.of_control(board)
    for number, (name, value) in enumerate(panel.values.items()):
        if value != before[name]:
            notes.make(Note.TURN, version, at, number, as_numbers((value,))[0])
    if levels_at is not None:
        board.date_levels(version, panel, levels_at)
    board.write_panel(panel)


def versions_in(rows: npt.NDArray[np.int64]) -> set[int]:
    """The panel versions that notes [n, 6] speak of."""
    found: set[int] = set()
    for kind, column in ((Note.BORN, 3), (Note.LOOK, 2), (Note.LEVELS, 3)):
        found |= set(rows[rows[:, 1] == kind, column].tolist())
    return found


class _Heard:
    """What was heard, to files of a minute each, as exactly as it was heard. One thread calls it."""

    def __init__(self, folder: Path, ring: Ring, everything: bool, again: bool) -> None:
        self._folder, self._ring, self._everything = folder, ring, everything
        self._at = ring.oldest
        self._writer: WavWriter | None = None
        self._piece = np.zeros((CHANNELS, _PIECE), np.float32)
        self._flushed = self._again_s = 0.0
        self._parts: list[Path] = sorted(folder.glob("heard-*.wav")) if again else []
        if self._parts:  # the last one was being written
            with contextlib.suppress(RecordingError, ValueError):
                self._writer = WavWriter(self._parts[-1], SAMPLE_RATE, CHANNELS, again=True)
                self._at = int(self._parts[-1].stem.partition("-")[2]) + self._writer.samples

    def follow(self) -> str | None:
        """Write what is new; what a player should know, if something is wrong or well again."""
        now = time.monotonic()
        if now < self._again_s:
            return None
        try:
            self._catch_up(now)
        except (RecordingError, OSError) as error:
            first, self._again_s = self._again_s == 0.0, now + AGAIN_S
            return f"what is heard is not kept: {error}" if first else None
        was_full, self._again_s = self._again_s != 0.0, 0.0
        return "what is heard is kept again" if was_full else None

    def _catch_up(self, now: float) -> None:
        if self._at < self._ring.oldest:  # the disk was full for long: a new file begins where it can
            self.close()
            self._at = self._ring.oldest
        while self._at < (pushed := self._ring.pushed):
            if self._writer is None:
                path = self._folder / f"heard-{self._at:012d}.wav"
                self._writer = WavWriter(path, SAMPLE_RATE, CHANNELS, "FLOAT")
                self._parts += [path] if path not in self._parts else []
                if not self._everything:
                    while len(self._parts) > PARTS_KEPT:
                        self._parts.pop(0).unlink(missing_ok=True)
            n = min(_PIECE, pushed - self._at, PART_SAMPLES - self._writer.samples)
            piece = self._piece[:, :n]
            self._ring.read(self._at, piece)
            self._writer.write(piece)
            self._at += n
            if self._writer.samples >= PART_SAMPLES:
                self.close()
        if self._writer is not None and now - self._flushed > SYNC_S:
            self._writer.flush()
            self._flushed = now

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
