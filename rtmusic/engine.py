"""The live instrument: a sound process, a model process, and this one, which turns knobs and keeps the others alive.

Nothing here is in the way of the sound. Whatever this process does late is a later knob; whatever happens to the
model process, the timeline holds music; and a sound process that loses its device is started again on the same clock.
When this process is killed, the others play on, and the next one goes on with them, see `rtmusic.guardian`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic import figures, heir, journal, report
from rtmusic.branches import as_made
from rtmusic.bundle import Bundle
from rtmusic.errors import RecordingError, RtmusicError, UsageError
from rtmusic.graph import OPTIONS
from rtmusic.guardian import Legacy
from rtmusic.journal import Journal
from rtmusic.kept import KeptBundle, sweep
from rtmusic.knobs import PROMPTS, Control, Panel
from rtmusic.likeness import PromptReader
from rtmusic.loopfile import SavedLoop
from rtmusic.memory import LoopStore
from rtmusic.modelprocess import ModelProcess, ModelSpec
from rtmusic.pacing import RUNGS
from rtmusic.prompts import DEFAULT_PROMPTS
from rtmusic.recorder import Recorder
from rtmusic.report import Report
from rtmusic.ring import Ring
from rtmusic.scenes import Scenes
from rtmusic.sessions import Sessions
from rtmusic.setbook import SetBook, check_bundle
from rtmusic.shared import LOAD, Board
from rtmusic.soundprocess import SoundProcess, SoundSpec
from rtmusic.status import Event, Status
from rtmusic.timeline import Timeline
from rtmusic.transport import Grid
from rtmusic.units import Samples, Vector
from rtmusic.wishes import pack_held

WATCH_S = 0.05  # how often the other processes are looked at
EVENTS_KEPT = 10_000
AHEAD_SAMPLES = 48_000  # by which something may be dated ahead
READS = 10  # of the newest input, which moves while it is read


@dataclass(frozen=True, slots=True)
class Settings:
    """What an evening starts with."""

    sound: SoundSpec
    panel: Panel = field(default_factory=Panel)
    prompts: Sequence[str] = DEFAULT_PROMPTS  # by slot; with `resume`, those that shall say something else than before
    bundle: Path | None = None  # None: the one that came with rtmusic
    provider: str = "auto"
    record: Path | None = None
    journal: Path | None = None  # the folder of the set that is kept; None keeps none
    everything: bool = False  # keep all that is heard, so that the evening can be rendered again
    resume: SetBook | None = None  # go on where this set ended
    legacy: Legacy | None = None  # go on where a main process was killed, and leave something to the next
    scenes: Path | None = None  # the folder of scenes; None: the usual one
    sessions: Path | None = None  # the folder of sessions; None: the usual one
    loops: Sequence[SavedLoop] = ()  # that it begins with; their starts count from a bar line
    moments: bytes = b""  # what recall begins with, see `Moments.packed`


class Engine:
    """The running instrument; it is a `Desk`. Any thread may call it between `start` and `stop`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._legacy = legacy = settings.legacy or Legacy()
        self._copy = legacy.left.get("bundle")  # of the bundle, where another process has made one
        self._bundle = Bundle.load(settings.bundle if self._copy is None else Path(self._copy))
        self._panel = settings.panel
        self._prompts = [""] * PROMPTS
        self._embeddings = np.zeros((PROMPTS, self._bundle.geometry.embedding_size), np.float32)
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._done = threading.Event()
        self._watcher: threading.Thread | None = None
        self._failure: RtmusicError | None = None
        self._recorder: Recorder | None = None
        self._journal: Journal | None = None
        self._left: dict[str, Any] = {}  # what whoever comes after us has to know of the other processes
        self._first_s = 0.0  # where the evening began
        self._looks = 0
        self._rung = 0
        self._model_load = self._sound_load = 0.0  # summed over all looks
        self.scenes = Scenes(self, settings.scenes, self._read_ahead, lambda said: self.tell("scene", said))
        self.sessions = Sessions(self, settings.sessions, lambda said: self.tell("session", said))

    # -- from start to stop ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Load the models, open the sound device, and play.

        Raises:
            RtmusicError: no such device, a bundle that cannot be played, a recording that cannot be begun.
        """
        if self._legacy.playing:
            self._go_on()
        else:
            self._begin()
        self._watcher = threading.Thread(target=self._watch, name="rtmusic-watch", daemon=True)
        self._watcher.start()

    def _begin(self) -> None:
        settings, legacy = self._settings, self._legacy
        sweep()
        board = Board.create(legacy.owner if legacy.guarded else None)
        legacy.leave(board=board.name)
        self._meet(board, KeptBundle(self._bundle, legacy.owner))
        legacy.leave(bundle=str(self._kept.bundle.path) if self._kept.ours else None, plays=str(self._bundle.path))
        board.write_panel(self._panel)
        self.note(*self._kept.told)
        try:
            if (resume := settings.resume) is not None:
                check_bundle(resume, self._bundle)
                heir.lay_out(board, resume, self._panel, self._bundle.geometry, self._kept.sounds)
            self._first_s = self.at_s
            self.sessions.lay_out(settings.loops, settings.moments)
            self._begin_journal()
            self.sessions.begin(settings.loops, None if resume is None else resume.folder)
            self._model.start()
            if resume is not None:
                self._same_prompts(resume)
            self._first_prompts(settings.prompts)
            if settings.record is not None:
                self._record(settings.record)
            self._sound.start()
            self._model.await_ready()
        except BaseException:
            self._close()
            if self._journal is not None:
                self._journal.discard()  # nothing was played: not a set to go on with
            raise
        self._leave_word()
        kept = None if self._journal is None else str(self._journal.folder)
        legacy.leave(playing=True, first_s=self._first_s, set=kept)

    def _go_on(self) -> None:
        """Take the place of a main process that was killed; whatever cannot be gone on with is told."""
        settings, left = self._settings, self._legacy.left
        copy = self._bundle
        self._bundle = replace(copy, path=Path(left["plays"]))
        self._meet(Board.attach(left["board"], ours=True), KeptBundle.adopt(copy, self._copy is not None))
        self._panel, self._prompts = heir.take_over(self._board, left)
        self._embeddings = self._board.read_prompts()
        self._events = [Event(**event) for event in left["event"]]
        self._first_s = left["first_s"]
        self._sound.adopt(left["sound"])
        self._model.adopt(left["provider"])
        self._leave_word()
        self._board.main_restarts[0] += 1
        lost: list[Event] = []
        if left["set"] is not None:
            try:
                self._journal = Journal(Path(left["set"]), self._board, None, settings.everything, self._kept.sounds)
                self._journal.go_on(left, self._events)
                self._journal.start(self._panel)
            except RecordingError as error:
                lost.append(Event(self.at_s, "no-journal", f"{error}; a crash would lose the loops"))
        if settings.record is not None:
            spoilt = heir.go_on_recording(self._record, Path(left["record"]["path"]), left["record"]["first"])
            lost += [Event(self.at_s, "recording-stopped", sentence) for sentence in spoilt]
        died, now = left["died"], time.monotonic()
        said = f"the main process {died['how']} and another one has its place after {now - died['at_s']:.1f} s"
        self.note(Event(self.at_s, "main-back", f"{said}; the music went on"), *lost)

    def _meet(self, board: Board, kept: KeptBundle) -> None:
        """Know everybody."""
        settings, lifeline = self._settings, self._legacy.lifeline
        self._board, self._kept = board, kept
        self._timeline = Timeline.of(board)
        self._store = LoopStore.of(board)
        self._grid = Grid(board.clock, self._bundle.geometry.sample_rate, lambda: board.handed_at)
        self._reader = PromptReader(kept.bundle, self._recent)
        self._sound = SoundProcess(settings.sound, board, lifeline)
        self._hand_over_in(settings.journal)

    def _hand_over_in(self, journal: Path | None) -> None:
        """Loops from files are handed over in the folder of the set, or where there is none beside sounds."""
        kept, loads = self._kept, journal or self._kept.sounds
        self.sessions.meet(self._board, kept.bundle, kept.sounds, loads, self._load)
        spec = ModelSpec(kept.bundle.path, self._settings.provider, self._board.name, kept.sounds, kept.ours, loads)
        self._model = ModelProcess(spec, self._board, self._legacy.lifeline)

    def _record(self, path: Path, first: int | None = None) -> None:
        played = Ring(self._board.played_audio, self._board.played_cursors)
        self._recorder = Recorder(played, path, self._bundle.geometry.sample_rate, first)
        self._legacy.leave(record={"path": str(path), "first": self._recorder.first})
        self._recorder.start()

    def _leave_word(self) -> None:
        """What another main process would need to go on with the processes that play now."""
        word = {"sound": self._sound.left, "provider": self._model.provider}
        if word != self._left:
            self._left = word
            self._legacy.leave(**word)

    def _first_prompts(self, texts: Sequence[str]) -> None:
        """Fill the slots; a bundle that reads no words plays without them unless somebody asked for some."""
        if "text" not in self._bundle.signatures and list(texts) == list(DEFAULT_PROMPTS):
            self.note(Event(0.0, "no-prompts", f"bundle {self._bundle.name} has no text model: prompts do nothing"))
            return
        for slot, text in enumerate(texts, start=1):
            if text or self._settings.resume is None:
                self.prompt(slot, text)

    def _begin_journal(self) -> None:
        """Before the processes that it takes down; no place to write is told, and an error only if it was asked for."""
        settings = self._settings
        if settings.journal is None:
            return
        try:
            facts, sounds = self._facts(), self._kept.sounds
            self._journal = Journal(settings.journal, self._board, facts, settings.everything, sounds)
        except RecordingError as error:
            if settings.everything:
                raise
            self.note(Event(0.0, "no-journal", f"{error}; a crash would lose the loops"))
            self._hand_over_in(None)
            return
        self._journal.start(self._panel)
        for event in self.events():
            self._journal.event(event)

    def _same_prompts(self, book: SetBook) -> None:
        """Fill the slots as they were, also with sound that only that evening knew."""
        for slot, (text, embedding) in enumerate(zip(book.words, book.embeddings(), strict=True), start=1):
            self._put_prompt(slot, text, embedding)

    def _facts(self) -> dict[str, Any]:
        """What a set says about who plays."""
        return {
            "versions": report.versions(),
            "machine": report.machine(),
            "bundle": {"name": self._bundle.name, "path": str(self._bundle.path), "sha256": self._bundle.sha256},
            "sample_rate": self._bundle.geometry.sample_rate,
            "provider": self._settings.provider,
            "resumed": None if (book := self._settings.resume) is None else str(book.folder),
        }

    def stop(self) -> Report:
        """End the evening: the recording is whole, the processes are gone.

        Returns:
            What happened.
        """
        self.scenes.stop()
        self.sessions.stop()
        self._done.set()
        if self._watcher is not None:
            self._watcher.join()
        try:
            with suppress(RtmusicError, OSError):
                self._look()
            return self._report()
        finally:
            self._close()

    def check(self) -> None:
        """Raise what made the instrument give up, if it did.

        Raises:
            RtmusicError: a process cannot be started again.
        """
        if self._failure is not None:
            raise self._failure

    def _close(self) -> None:
        self._legacy.leave(playing=False)  # who is killed from here on has no heir
        self._sound.stop()
        self._model.stop()
        for writer in (self._recorder, self._journal):
            if writer is not None:
                writer.stop()
        self._board.close()
        self._kept.close()

    # -- watching --------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        try:
            while not self._done.wait(WATCH_S):
                self._look()
        except RtmusicError as failure:
            self._failure = failure
        except OSError as failure:
            self._failure = RtmusicError(f"a process could not be started again: {failure}")

    def _look(self) -> None:
        """One look at everybody; what has happened becomes events."""
        at_s = self.at_s
        self._looks += 1
        self._model_load += float(self._board.model_load[0])
        self._sound_load += float(self._board.sound_load[0])
        found = [*self._sound.poll(at_s), *self._model.poll(at_s)]
        self._leave_word()
        if self._recorder is not None:
            found += self._recorder.poll(at_s)
        if self._journal is not None:
            found += self._journal.poll()
        rung = int(self._board.rung[0])
        if rung != self._rung:
            said = "the models keep up again" if rung < self._rung else "the models do not keep up"
            found.append(Event(at_s, "rung", f"{said}: {RUNGS[rung]}"))
            self._rung = rung
        self.note(*found)

    def tell(self, kind: str, sentence: str) -> None:
        """Add to what the report will tell, from now."""
        self.note(Event(self.at_s, kind, sentence))

    def note(self, *events: Event) -> None:
        """Add to what the report will tell."""
        with self._lock:
            kept = events[: EVENTS_KEPT - len(self._events)]
            self._events.extend(kept)
            for event in kept:
                self._legacy.leave(event=report.plain(event))
        if self._journal is not None:
            for event in events:
                self._journal.event(event)

    def events(self) -> tuple[Event, ...]:
        """Everything that happened so far, oldest first."""
        with self._lock:
            return tuple(self._events)

    @property
    def device(self) -> dict[str, Any]:
        """What was opened for sound: input, output, rate, channels; see `rtmusic.face.DeviceFacts`."""
        return self._sound.facts

    @property
    def model_pid(self) -> int:
        """The model process, for those who want to look at it or test what happens without it."""
        return self._model.pid

    @property
    def sound_pid(self) -> int | None:
        """The sound process, while there is one."""
        return self._sound.pid

    @property
    def at_s(self) -> float:
        """The stream clock: seconds of sound since the start."""
        return self._timeline.playhead / self._bundle.geometry.sample_rate

    @property
    def output_latency_s(self) -> float:
        """From handing a sample over to hearing it: half of what `rtmusic calibrate` found, or what the device says."""
        known = int(self._board.round_trip[0]) // 2 or int(self._board.output_latency[0])
        return self._bundle.geometry.seconds(max(int(self._board.block_samples[0]), known))

    # -- the desk --------------------------------------------------------------------------------------------

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        """Turn knobs, all at once; each is heard at the next block, round or bar, as the knobs' table says.

        Args:
            at_s: levels count from the sample that is the next to be handed over at this monotonic moment, a second
                ahead at most; if it has gone, from the next one on.
        """
        levels_at = None if at_s is None else self._sample_at(at_s)
        with self._lock:
            board, before = self._board, self._panel
            panel = before.turn(controls)
            waits = panel.values != before.values and any(c.knob.latency != "block" for c in controls)
            if waits and board.panel_seen[0] == board.panel_version[0]:
                board.turned_at[0] = self._timeline.playhead  # the first of several turns is the one that waits
            journal.turn(board, before, panel, levels_at)
            self._panel = panel

    def command(self, name: str, at_s: float | None = None) -> None:
        """Press, hold or let go a pedal (one of `ORDERS`), now, or as if at a moment that is now or has just been."""
        if (turned := as_made(name, self._panel, self._store.loops)) is not None:
            return self.turn(*turned)
        with self._lock:
            at = self._timeline.playhead if at_s is None else self._sample_at(at_s)
            sent = all(self._board.send(meant, at) for meant in self._panel.meant(name))
        if not sent:
            self.note(Event(self.at_s, "command-lost", f"{name} was not taken: too many commands are waiting"))

    def _load(self, number: int) -> bool:
        """Let the model process take in a loop from a file."""
        with self._lock:
            return self._board.send(LOAD, self._timeline.playhead, number)

    def _sample_at(self, at_s: float) -> int:
        """The next sample to be handed over at a moment: a block behind the one that is, which is out of reach."""
        next_up = self._grid.sample_at(at_s) + int(self._board.block_samples[0])
        return min(next_up, self._timeline.playhead + AHEAD_SAMPLES)

    def hold(self, weights: Sequence[float]) -> None:
        """These keys are held, a weight for each pitch class, C to B; heard with the knob `keys`."""
        self._board.held[0] = pack_held(weights)

    def align(self, beat: float, at_s: float, within_s: float = 0.008) -> None:
        """Let a beat, counted from a bar line, fall on a moment of the monotonic clock, if it is not there yet."""
        if (line := self._grid.bar_line(beat, at_s, self._panel.int("beats"), within_s)) is not None:
            with self._lock:
                self._board.send("align", line)

    def beat_at(self, at_s: float) -> float:
        """The beat of a monotonic moment, counted from some bar line."""
        return self._grid.beat_at(at_s)

    def prompt(self, slot: int, text: str) -> None:
        """Put words or sound (see likeness.py) into a prompt slot, 1 to 8; empty words empty it.

        Raises:
            UsageError: no such slot, or no sound where sound is named.
            BundleError: the bundle has no model for it.
        """
        if not 1 <= slot <= PROMPTS:
            raise UsageError(f"there is no prompt {slot}; slots are 1 to {PROMPTS}")
        embedding = self._reader.embed(text)
        if text == self._prompts[slot - 1] and np.array_equal(embedding, self._embeddings[slot - 1]):
            return  # as a fader says it that sends words beside its weight
        if (doubt := self._reader.doubt(text)) is not None:
            self.tell("strange-prompt", f"prompt {slot}, {doubt}")
        self._put_prompt(slot, text, embedding)

    def _put_prompt(self, slot: int, text: str, embedding: Vector) -> None:
        with self._lock:
            self._prompts[slot - 1] = text
            self._embeddings[slot - 1] = embedding
            version = int(self._board.prompts_version[0]) + 2
            self._legacy.leave(prompt=heir.prompt_left(version, slot, text, embedding))
            self._board.write_prompts(self._embeddings)
            if self._journal is not None:
                self._journal.prompt(int(self._board.prompts_version[0]), slot, text, embedding)

    def _recent(self, seconds: float) -> Samples:
        """What was played into the instrument lately, float32 [C, n]; silence before the beginning."""
        heard = Ring(self._board.input_audio, self._board.input_cursors)
        count = min(self._bundle.geometry.samples(seconds), heard.capacity // 2)
        audio = np.zeros((heard.channels, count), np.float32)
        for _ in range(READS):  # the sound process goes on writing meanwhile
            if heard.read(max(0, heard.pushed - count), audio):
                break
        return audio

    def _read_ahead(self, words: str) -> None:
        self._reader.embed(words)

    def scene(self, name: str) -> None:
        self.scenes.recall(name)

    def save_scene(self, name: str) -> None:
        self.scenes.save(name)

    def morph(self, name: str, beats: float) -> None:
        self.scenes.morph(name, beats)

    def panel(self) -> Panel:
        return self._panel

    def prompts(self) -> tuple[str, ...]:
        return tuple(self._prompts)

    def status(self) -> Status:
        """One picture of the instrument, now."""
        alive = self._sound.alive, self._model.alive
        return figures.status(self._board, self._bundle.geometry, self._panel, self._timeline, self._store, alive)

    def _report(self) -> Report:
        status = self.status()
        return Report(
            seconds=status.at_s - self._first_s,
            rounds=status.rounds,
            late_rounds=status.late_rounds,
            audible_glitches=status.audible_glitches,
            repeated_bars=status.repeated_bars,
            device_flags=status.device_flags,
            model_load=self._model_load / max(1, self._looks),
            sound_load=self._sound_load / max(1, self._looks),
            restarts=status.restarts,
            rungs=dict(zip(RUNGS, self._board.rung_rounds.tolist(), strict=True)),
            latency_ms=status.latency_ms,
            knob_to_ear_ms=figures.knob_to_ear_ms(self._board, self._bundle.geometry),
            round_ms=figures.round_ms(self._board),
            events=self.events(),
            device=self.device,
            bundle={"name": self._bundle.name, "path": str(self._bundle.path)},
            provider=self._model.provider,
            runtime=OPTIONS,
            settings={"knobs": self._panel.values, "prompts": self._prompts},
        )
