"""Going on: with a set that ended, or where a main process was killed while it played."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.coding import turn_codes
from rtmusic.errors import RecordingError, RtmusicError
from rtmusic.knobs import KNOBS, PROMPTS, Panel
from rtmusic.memory import LoopStore
from rtmusic.moments import Moments
from rtmusic.notes import Notes, as_floats
from rtmusic.ring import Ring
from rtmusic.setbook import HeardAgain, SetBook
from rtmusic.shared import RING_SAMPLES, Board
from rtmusic.units import Geometry, Vector

BLOCK = 9600  # samples copied at once
_NEWEST = len(KNOBS)  # notes of turned knobs: one moment may turn all of them


def lay_out(board: Board, book: SetBook, panel: Panel, g: Geometry, sounds: Path | None = None) -> None:
    """Put on a new board what a set knows, before any process sees it: loops, beat, clock, and what was heard last.

    Args:
        sounds: where the sound of layers will lie, and codes that find no room.
    """
    if book.loops is not None:
        book.loops.lay_out(store := LoopStore.of(board, sounds))
        remember_layers(store, g)
    board.clock[:] = book.state["clock"]
    if panel["tempo"] != book.panel["tempo"]:
        board.clock[3] = 0.0  # what was tapped then is not what is asked for now
    board.timeline_playing[0] = book.sample
    ring = Ring(board.input_audio, board.input_cursors)
    with suppress(RtmusicError, OSError):  # a damaged file costs the open take, not the evening
        heard = HeardAgain(book.folder)
        ring.skip_to(max(0, heard.end - RING_SAMPLES))
        while ring.pushed < heard.end:
            ring.push(heard.read(ring.pushed, min(BLOCK, heard.end - ring.pushed)))
    ring.skip_to(book.sample)
    Ring(board.played_audio, board.played_cursors).skip_to(ring.pushed)


def remember_layers(store: LoopStore, g: Geometry) -> None:
    """Of an evening that begins with loops, what was played of them can be recalled."""
    moments = Moments(store.moments, g)
    for layer in store.played():
        moments.add(turn_codes(layer), layer.start_sample)


def prompt_left(version: int, slot: int, text: str, embedding: Vector) -> dict[str, Any]:
    """A prompt as the main process leaves it to the next, before it writes it on the board."""
    vector = base64.b64encode(embedding.astype("<f4").tobytes()).decode()
    return {"version": version, "slot": slot, "text": text, "embedding": vector}


def embedding_of(prompt: Mapping[str, Any]) -> Vector:
    """The embedding of a prompt that was left."""
    return np.frombuffer(base64.b64decode(prompt["embedding"]), "<f4").astype(np.float32)


def take_over(board: Board, left: Mapping[str, Any]) -> tuple[Panel, list[str]]:
    """Finish on the board what a main process was killed over.

    Returns:
        Where the knobs stand, and the words in the prompts' slots.
    """
    version = int(board.panel_version[0]) // 2 * 2
    notes = Notes.of_control(board)
    notes.taken = max(0, int(board.turns_noted[0]) - _NEWEST)
    rows, _ = notes.take()
    unwritten = rows[rows[:, 1] > version]
    if len(unwritten) or version != board.panel_version[0]:
        values = board.panel.copy()
        for _, _, _, knob, bits in unwritten.tolist():
            values[knob] = as_floats(np.array([bits]))[0]
        board.panel_version[0] = version
        board.write_panel(Panel(dict(zip(Panel().values, values.tolist(), strict=True))))

    words, version = [""] * PROMPTS, int(board.prompts_version[0]) // 2 * 2
    embeddings, late = board.prompts.copy(), False
    for prompt in left["prompt"]:
        words[prompt["slot"] - 1] = prompt["text"]
        if prompt["version"] > version:
            embeddings[prompt["slot"] - 1] = embedding_of(prompt)
            late = True
    if late or version != board.prompts_version[0]:
        board.prompts_version[0] = version
        board.write_prompts(embeddings)
    return board.read_panel(), words


def go_on_recording(record: Callable[[Path, int | None], None], path: Path, first: int) -> list[str]:
    """Record on in the same file, or where somebody has spoilt that in one beside it.

    Args:
        record: begins to write a file, from a sample on or from now.
        path: the file that was written.
        first: the sample with which it begins.

    Returns:
        What went wrong, in sentences.
    """
    try:
        record(path, first)
        return []
    except RecordingError as error:
        beside = next(new for n in count(2) if not (new := path.with_name(f"{path.stem}-{n}.wav")).exists())
        said = [f"{error}; it goes on in {beside}"]
    try:
        record(beside, None)
    except RecordingError as error:
        said.append(str(error))
    return said
