"""An evening once more, bit for bit: the notes that its processes made, done again in the same order.

What a round writes follows from what was heard, what was asked and the seed; only the clock decided when. The notes
say when: which sample each round was free to change, how often it found itself in time, and where the playhead stood at
every write. So the same build plays the same samples, as fast as it can. A round in which a model process was killed is
played up to where it was killed.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.duck import Duck
from rtmusic.errors import RecordingError
from rtmusic.knobs import ORDERS, Panel
from rtmusic.loads import Loads
from rtmusic.memory import LoopStore
from rtmusic.notes import Note, as_floats
from rtmusic.output import Mixer
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.setbook import HeardAgain, Panels, SetBook
from rtmusic.shared import (
    CHANNELS,
    LAID_SAMPLES,
    LAYER_LEVELS,
    RING_SAMPLES,
    SAMPLE_RATE,
    TIMELINE_SAMPLES,
)
from rtmusic.timeline import PLAYING_SLOTS, WRITTEN_SLOTS, Timeline
from rtmusic.units import Samples

T = TypeVar("T")
_Rows = npt.NDArray[np.int64]
BLOCK = 1024  # samples played at once where nothing changes
MODEL, SOUND = 0, 1  # whose notes they are


class Ahead(Generic[T]):
    """An iterator that shows what comes next."""

    def __init__(self, things: Iterable[T]) -> None:
        self._things = iter(things)
        self.step()

    def step(self) -> None:
        """Go on to the one after it."""
        self.next: T | None = next(self._things, None)


class Diverged(RecordingError):
    """The evening cannot be played again from here on."""


class _Cut(Exception):
    """Here a process was killed."""


class AsSeen(Timeline):
    """A timeline whose writes see the playhead where it stood then; the sound is played up to there first."""

    def __init__(self) -> None:
        playing, written = np.zeros(PLAYING_SLOTS, np.int64), np.zeros(WRITTEN_SLOTS, np.int64)
        audio, laid = (np.zeros((CHANNELS, n), np.float32) for n in (TIMELINE_SAMPLES, LAID_SAMPLES))
        super().__init__(audio, playing, written, laid)
        self.seen: deque[tuple[int, int]] = deque()
        self.cut = False  # whoever writes is killed when nothing is seen any more
        self.sound: _SoundAgain | None = None
        self._last = (0, 0)

    def look(self) -> tuple[int, int]:
        if not self.seen:
            if self.cut:
                raise _Cut
            if self.sound is None:
                return self._last
            raise Diverged("a round wrote more often than it did that evening")
        playhead, block = self.seen.popleft()
        if self.sound is not None:
            self.sound.play_until(playhead)
        self._last = (playhead, block)
        return playhead, block

    def twin(self) -> AsSeen:
        """Another timeline that holds the same, which nobody plays."""
        other = AsSeen()
        other._audio[:], other._playing[:], other._written[:] = self._audio, self._playing, self._written
        other._last = self._last
        return other

    def first_difference(self, other: AsSeen) -> int | None:
        """The first absolute sample from the playhead on that two timelines do not share; None: none."""
        start, end = self.playhead, max(self.filled_until, other.filled_until)
        if end <= start:
            return None
        apart = (self.peek(start, end - start) != other.peek(start, end - start)).any(axis=0)
        return start + int(apart.argmax()) if apart.any() else None


@dataclass(frozen=True, slots=True)
class _Change:
    """Something that the sound process did at the beginning of a block."""

    note: Note
    at: int
    b: int
    c: int


class _SoundAgain:
    """What the callback did, without a device."""

    def __init__(self, timeline: Timeline, heard: HeardAgain, panels: Panels, notes: Iterable[_Rows]) -> None:
        self._timeline, self._heard, self._panels = timeline, heard, panels
        self._changes = Ahead(_Change(Note(int(row[0])), *row[1:4].tolist()) for row in notes)
        self._mixer, self._duck = Mixer(SAMPLE_RATE, CHANNELS, BLOCK), Duck(SAMPLE_RATE)
        first = self._changes.next
        self._delay, self.at = (first.b, first.at) if first else (0, 0)
        self._sliding: _Change | None = None  # dry sound is on its way from one delay to another
        self.played: list[Samples] = []

    def play_until(self, sample: int) -> None:
        """Play up to an absolute sample what stands on the timeline now."""
        while self.at < sample:
            while (change := self._changes.next) and change.at <= self.at:
                self._changes.step()
                self._change(change)
            n = min(sample - self.at, BLOCK)
            if change is not None:
                n = min(n, change.at - self.at)
            if self._sliding is not None:
                n = min(n, self._sliding.at + self._sliding.c - self.at)
            self._block(n)

    def _change(self, change: _Change) -> None:
        if change.note is Note.SOUND:
            self._mixer, self._duck = Mixer(SAMPLE_RATE, CHANNELS, BLOCK), Duck(SAMPLE_RATE)
            self._delay = change.b
        elif change.note is Note.LEVELS:
            panel = self._panels.at(change.b)
            self._mixer.aim_at(panel)
            self._duck.aim_at(panel)
        elif change.note is Note.LEAVE:
            self._mixer.aim(0.0, 0.0, 0.0, 1.0)
        elif change.note is Note.DRY:
            self._sliding = change

    def _block(self, n: int) -> None:
        wet, out = np.empty((CHANNELS, n), np.float32), np.empty((CHANNELS, n), np.float32)
        self._timeline.read(self.at, wet)
        dry = self._heard.read(self.at - self._delay, n)
        if (sliding := self._sliding) is not None:
            done = self.at - sliding.at
            rise = np.arange(done + 1, done + n + 1, dtype=np.float32) / sliding.c
            fresh = self._heard.read(self.at - sliding.b, n)
            fresh -= dry
            fresh *= rise
            dry += fresh
            if done + n == sliding.c:
                self._delay, self._sliding = sliding.b, None
        if self._duck.works:
            self._duck.press(self._heard.read(self.at, n), wet)
        self._mixer.mix(wet, dry, out)
        self.played.append(out)
        self.at += n


class Replay:
    """One evening, played again. One thread calls it, once.

    Args:
        bundle: the models; the same that played.
        book: the set.
        provider: where the models run; the CPU gives the same bits every time.
    """

    def __init__(self, bundle: Bundle, book: SetBook, provider: str = "cpu") -> None:
        self._bundle, self._book, self._provider = bundle, book, provider
        self._heard = HeardAgain(book.folder)
        self._loads = Loads(book.folder, keeps=False)
        self._timeline = AsSeen()
        self.end = book.sample if book.whole_until is None else book.whole_until[1]
        self._sound = _SoundAgain(self._timeline, self._heard, book.panels, book.rows(SOUND))
        self._timeline.sound = self._sound
        self._store = LoopStore.local(
            LAYER_LEVELS, files=book.facts.get("files", True)
        )  # with the loops that were there before anything was played
        if book.first_loops is not None:
            book.first_loops.lay_out(self._store)
        if book.first_moments is not None:
            self._store.moments.codes[:] = book.first_moments.codes
            self._store.moments.table[:] = book.first_moments.table
        self._store.keep()
        self._pipeline: Pipeline | None = None
        self._until = 0  # what the pipeline had heard
        self._clock: list[float] = []
        self._panel, self._embeddings = Panel(), book.prompts[0]
        self._held = 0  # keys
        self.start = self._sound.at  # the absolute sample that `play` begins with
        self._strict = True  # a round must ask exactly as often as it did

    @property
    def missing_s(self) -> float:
        """Seconds of what was heard that were needed so far and are not in the set."""
        return self._heard.missing / SAMPLE_RATE

    def play(self) -> Iterator[Samples]:
        """Yield what was played, float32 [2, n] each, from the first block to the last.

        Raises:
            RecordingError: something is missing, or this is not the build that played.
        """
        for row in self._book.rows(MODEL):
            self._do(Note(int(row[0])), row)
            yield from self._played()
        self._timeline.seen.clear()
        self._sound.play_until(self.end)
        yield from self._played()

    def _played(self) -> Iterator[Samples]:
        played, self._sound.played = self._sound.played, []
        return iter(played)

    def _do(self, note: Note, row: _Rows) -> None:
        a, b, c, d = (int(x) for x in row[1:5])
        if note is Note.CLOCK:
            self._clock = as_floats(row[1:])
        elif note is Note.BORN:
            self._timeline.seen.clear()  # of an evening whose notes do not tell what was cut short
            self._until = a
            self._pipeline = None
            gc.collect()  # models hold on to each other: 50 MB for each that was killed would wait for this
            self._pipeline = Pipeline(
                self._bundle, self._timeline, self._history, self._store, self._provider, a, self._loads
            )
            self._see(b, c, int(row[4]))
            self._pipeline.restore(self._clock, self._panel)
        elif note is Note.WRITE:
            self._timeline.seen.append((a, b))
        elif note is Note.LOOK:
            self._see(a, b, c)
        elif note is Note.LATE and self._pipeline is not None:
            self._pipeline.round_trip = a
        elif note is Note.CUT:
            self._timeline.cut = True
        elif self._timeline.cut:
            self._act_up_to_the_cut(note, (a, b, c, d))
        else:
            self._act(note, (a, b, c, d), self._panel)
            self._store.keep()
            if self._timeline.seen:
                raise Diverged(f"{self._place} it wrote less often than that evening; was it the same build?")

    def _act_up_to_the_cut(self, note: Note, numbers: tuple[int, int, int, int]) -> None:
        """Do what was written of an act in which a process was killed; all else is undone."""
        store = self._store
        parts = store.table, store.cursors, store.moments.table
        before = [part.copy() for part in parts]
        with suppress(_Cut):
            self._act(note, numbers, self._panel)
        for part, was in zip(parts, before, strict=True):
            part[:] = was
        self._timeline.cut = False

    def _act(self, note: Note, numbers: tuple[int, int, int, int], panel: Panel) -> None:
        a, b, c, d = numbers
        pipeline = self._pipeline
        if pipeline is None:
            raise Diverged("the beginning of the evening is missing")
        if note is Note.HEAR:
            for at in range(a, a + b * c, b):
                self._until = at + b
                pipeline.hear(at, self._history(at, b))
        elif note is Note.ORDER:
            pipeline.command(ORDERS[a], b, panel)
        elif note is Note.LOAD and a:
            self._loads.check(a)
            pipeline.load(a, b, panel)
        elif note is Note.ROUND:
            answers = deque(bool(b >> place & 1) for place in range(c))

            def answer() -> bool:
                if not answers and not self._strict:
                    return True
                if not answers and self._timeline.cut:
                    raise _Cut
                if not answers:
                    raise Diverged(f"{self._place} a round asked more than that evening; was it the same build?")
                return answers.popleft()

            pipeline.round(Turn(a, panel, self._embeddings, answer, lambda at: answer(), d, self._held))

    def _see(self, panel: int, prompts: int, held: int) -> None:
        """Go by these versions and keys from here on."""
        self._held = held
        self._panel, self._embeddings = self._book.panels.at(panel), _at(self._book.prompts, prompts)

    @property
    def _place(self) -> str:
        return f"after {(self._sound.at - self.start) / SAMPLE_RATE:.2f} s"

    def _history(self, at: int, samples: int) -> Samples:
        """What the input ring held then."""
        out = np.zeros((CHANNELS, samples), np.float32)
        low, high = max(at, 0, self._until - RING_SAMPLES), min(at + samples, self._until)
        if low < high:
            out[:, low - at : high - at] = self._heard.read(low, high - low)
        return out


def _at(versions: dict[int, T], version: int) -> T:
    """What stood there at a version: the newest that is no newer."""
    if version in versions:
        return versions[version]
    return versions[max((known for known in versions if known <= version), default=min(versions))]
