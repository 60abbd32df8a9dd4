"""From a turned knob or typed words to the first sample that would be another without them, measured and not estimated.

A live evening is played again from its journal. Wherever a knob was turned or a prompt typed, a second instrument goes
on beside the first, the same in all but that; the first sample in which their outputs differ is where it is heard.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.knobs import KNOBS, Panel
from rtmusic.notes import Note
from rtmusic.pipeline import Pipeline
from rtmusic.replay import SOUND, Ahead, AsSeen, Replay
from rtmusic.setbook import SetBook, Turn
from rtmusic.shared import SAMPLE_RATE
from rtmusic.units import Vector

GIVEN_UP_S = 3.0  # after which a turn counts as one that changed nothing
PERCENTILES = (50, 90, 99)
TYPED = "typed prompt"


class Typed(NamedTuple):
    """Words that were typed into a prompt."""

    version: int  # of the prompts that hold them
    at: int  # where the playhead stood when they were about to be read


class Heard(NamedTuple):
    """One turn of a knob, or one prompt."""

    knob: str  # or TYPED
    samples: int | None  # from where the playhead stood to the first sample that differs; None: nothing differed


@dataclass(slots=True)
class _Shadow:
    """The instrument as it would be had a knob not been turned, or a prompt not been typed."""

    turn: Turn | Typed
    pipeline: Pipeline
    timeline: AsSeen
    embeddings: Vector  # as they were before

    @property
    def name(self) -> str:
        return self.turn.knob if isinstance(self.turn, Turn) else TYPED

    def panel(self, panel: Panel) -> Panel:
        return Panel(panel.values | {self.turn.knob: self.turn.before}) if isinstance(self.turn, Turn) else panel


class Meter(Replay):
    """Plays a set again and measures every turn of a knob that rounds obey. One thread calls `measure`, once.

    A turn that comes while the one before it is still being measured is left out, as is one during which a loop is
    being encoded.

    Args:
        typed: prompts to measure as well, oldest first.
    """

    def __init__(self, bundle: Bundle, book: SetBook, typed: Sequence[Typed] = ()) -> None:
        super().__init__(bundle, book)
        self._typed = Ahead(typed)
        self._waiting = Ahead(turn for turn in book.panels.turns() if KNOBS[turn.knob].latency != "block")
        self._shadow: _Shadow | None = None
        self._found: list[Heard] = []
        self.left_out = 0

    def measure(self) -> Iterator[Heard]:
        """Yield what becomes of every turn, in their order.

        Raises:
            RecordingError: see `Replay.play`.
        """
        for _ in self.play():
            found, self._found = self._found, []
            yield from found
        yield from self._found
        yield from self._blocks()

    def _blocks(self) -> Iterator[Heard]:
        """Levels are turned by the sound process: from the sample that it notes, every sample differs that is not 0."""
        levels = Ahead(row[1:3].tolist() for row in self._book.rows(SOUND) if row[0] == Note.LEVELS)
        for turn in self._book.panels.turns():
            if KNOBS[turn.knob].latency != "block":
                continue
            while levels.next and levels.next[1] < turn.version:
                levels.step()
            if levels.next:
                yield Heard(turn.knob, max(0, levels.next[0] - turn.at))

    def _do(self, note: Note, row: npt.NDArray[np.int64]) -> None:
        if note is Note.LOOK:
            self._begin(int(row[1]), int(row[2]))
        shadow = self._shadow
        if shadow is None or note not in (Note.HEAR, Note.ORDER, Note.LOAD, Note.ROUND):
            super()._do(note, row)
            return
        shadow.timeline.seen = deque(self._timeline.seen)
        super()._do(note, row)
        ours = self._pipeline, self._timeline, self._embeddings
        self._pipeline, self._timeline = shadow.pipeline, shadow.timeline
        if isinstance(shadow.turn, Typed):
            self._embeddings = shadow.embeddings
        self._strict = False
        try:
            a, b, c, d = (int(x) for x in row[1:5])
            super()._act(note, (a, b, c, d), shadow.panel(self._panel))
        finally:
            self._pipeline, self._timeline, self._embeddings = ours
            self._strict = True
        self._compare(shadow)

    def _begin(self, panel: int, prompts: int) -> None:
        """The first turn that these versions hold gets a shadow; the others of the same moment are left out."""
        turns: list[Turn | Typed] = []
        while (turn := self._waiting.next) and turn.version <= panel:
            turns.append(turn)
            self._waiting.step()
        while (typed := self._typed.next) and typed.version <= prompts:
            turns.append(typed)
            self._typed.step()
        if not turns or self._pipeline is None:
            return
        self.left_out += len(turns) - 1
        if self._shadow is not None or len(turns) > 1:
            self.left_out += 1
            return
        timeline = self._timeline.twin()
        parts = self._pipeline.parts
        shared = (parts.encoder, parts.decoder, parts.generator, parts.history, self._pipeline.history)
        memo: dict[int, Any] = {id(part): part for part in shared} | {id(self._timeline): timeline}
        try:
            self._shadow = _Shadow(turns[0], copy.deepcopy(self._pipeline, memo), timeline, self._embeddings)
        except TypeError:  # an iterator that encodes a loop has no copy
            self.left_out += 1

    def _compare(self, shadow: _Shadow) -> None:
        turn = shadow.turn
        differs = self._timeline.first_difference(shadow.timeline)
        if differs is None and self._timeline.playhead - turn.at < GIVEN_UP_S * SAMPLE_RATE:
            return
        self._found.append(Heard(shadow.name, None if differs is None else differs - turn.at))
        self._shadow = None


def summary(heard: Sequence[Heard], device_ms: float) -> dict[str, Mapping[str, Any]]:
    """Percentiles by latency class, by knob, and of typed prompts, in ms, with what the device adds.

    Args:
        device_ms: from the playhead to the device's output, added to every turn.
    """
    classes: dict[str, list[Heard]] = {"block": [], "round": [], "bar": []}
    knobs: dict[str, list[Heard]] = {}
    turned = [turn for turn in heard if turn.knob != TYPED]
    for turn in turned:
        classes[KNOBS[turn.knob].latency].append(turn)
        knobs.setdefault(turn.knob, []).append(turn)
    return {
        "classes": {name: _figures(turns, device_ms) for name, turns in classes.items()},
        "knobs": {name: _figures(turns, device_ms) for name, turns in sorted(knobs.items())},
        "typed": _figures([turn for turn in heard if turn.knob == TYPED], device_ms),
    }


def _figures(turns: Sequence[Heard], device_ms: float) -> dict[str, float | int | None]:
    ms = [1000 * turn.samples / SAMPLE_RATE + device_ms for turn in turns if turn.samples is not None]
    figures: dict[str, float | int | None] = {
        f"p{p}_ms": round(float(np.percentile(ms, p)), 2) if ms else None for p in PERCENTILES
    }
    return figures | {"turns": len(ms), "unheard": len(turns) - len(ms)}
