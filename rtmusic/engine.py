"""The live instrument: a sound process, a model process, and this one, which turns knobs and keeps the others alive.

Nothing here is in the way of the sound. Whatever this process does late is a later knob; whatever happens to the
model process, the timeline holds music; and a sound process that loses its device is started again on the same clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rtmusic import report
from rtmusic.bundle import Bundle
from rtmusic.errors import RecordingError, RtmusicError, UsageError
from rtmusic.graph import OPTIONS
from rtmusic.journal import Journal
from rtmusic.kept import KeptBundle
from rtmusic.knobs import PROMPTS, Control, Panel
from rtmusic.likeness import PromptReader
from rtmusic.memory import LoopStore
from rtmusic.modelprocess import STATES, ModelProcess, ModelSpec
from rtmusic.pacing import BUSY, RUNGS
from rtmusic.prompts import DEFAULT_PROMPTS
from rtmusic.recorder import Recorder
from rtmusic.report import Report
from rtmusic.ring import Ring
from rtmusic.setbook import HeardAgain, SetBook, check_bundle
from rtmusic.shared import PICTURE_FRAMES, RING_SAMPLES, SAMPLE_RATE, STAGES, Board
from rtmusic.soundprocess import SoundProcess, SoundSpec
from rtmusic.status import Event, LoopStatus, Status
from rtmusic.timeline import Timeline
from rtmusic.transport import Moments, beat_on
from rtmusic.units import Samples, Vector, beat_samples, decibels
from rtmusic.wishes import pack_held

ALIGNED_S = 0.008  # by which the beat may be off the one that it is to follow; below it, the playhead's own steps
WATCH_S = 0.05  # how often the other processes are looked at
EVENTS_KEPT = 10_000
STRANGE = 0.2  # familiarity below which a prompt's words are said to be far from what was learned
BLOCK = 9600  # samples copied at once
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


class Engine:
    """The running instrument; it is a `Desk`. Any thread may call it between `start` and `stop`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bundle = Bundle.load(settings.bundle)
        self._panel = settings.panel
        self._prompts = [""] * PROMPTS
        self._embeddings = np.zeros((PROMPTS, self._bundle.geometry.embedding_size), np.float32)
        self._lock = threading.Lock()
        self._moments = Moments(self._bundle.geometry.sample_rate)
        self._events: list[Event] = []
        self._done = threading.Event()
        self._watcher: threading.Thread | None = None
        self._failure: RtmusicError | None = None
        self._recorder: Recorder | None = None
        self._journal: Journal | None = None
        self._looks = 0
        self._rung = 0
        self._model_load = self._sound_load = 0.0  # summed over all looks

    # -- from start to stop ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Load the models, open the sound device, and play.

        Raises:
            RtmusicError: no such device, a bundle that cannot be played, a recording that cannot be begun.
        """
        settings = self._settings
        self._board = board = Board.create()
        self._timeline = Timeline(board.timeline_audio, board.timeline_playing, board.timeline_written)
        self._store = LoopStore(board.layer_codes, board.layer_table, board.layer_cursor)
        board.write_panel(self._panel)
        self._kept = kept = KeptBundle(self._bundle)
        self.note(*kept.told)
        self._reader = PromptReader(kept.bundle, self._recent)
        self._model = ModelProcess(ModelSpec(kept.bundle.path, settings.provider, board.name, kept.ours), board)
        self._sound = SoundProcess(settings.sound, board)
        try:
            if settings.resume is not None:
                check_bundle(settings.resume, self._bundle)
                _lay_out(board, settings.resume, self._panel)
            self._begin_journal()
            self._model.start()
            if settings.resume is not None:
                self._same_prompts(settings.resume)
            self._first_prompts(settings.prompts)
            if settings.record is not None:
                played = Ring(board.played_audio, board.played_cursors)
                self._recorder = Recorder(played, settings.record, self._bundle.geometry.sample_rate)
                self._recorder.start()
            self._sound.start()
            self._model.await_ready()
        except BaseException:
            self._close()
            if self._journal is not None:
                self._journal.discard()  # nothing was played: not a set to go on with
            raise
        self._watcher = threading.Thread(target=self._watch, name="rtmusic-watch", daemon=True)
        self._watcher.start()

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
            self._journal = Journal(settings.journal, self._board, self._facts(), settings.everything)
        except RecordingError as error:
            if settings.everything:
                raise
            self.note(Event(0.0, "no-journal", f"{error}; a crash would lose the loops"))
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
        settings = self._settings
        return {
            "versions": report.versions(),
            "machine": report.machine(),
            "bundle": {"name": self._bundle.name, "path": str(self._bundle.path), "sha256": self._bundle.sha256},
            "sample_rate": self._bundle.geometry.sample_rate,
            "provider": settings.provider,
            "resumed": None if settings.resume is None else str(settings.resume.folder),
        }

    def stop(self) -> Report:
        """End the evening: the recording is whole, the processes are gone.

        Returns:
            What happened.
        """
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
        self._sound.stop()
        self._model.stop()
        if self._recorder is not None:
            self._recorder.stop()
        if self._journal is not None:
            self._journal.stop()
        self._board.close()
        self._kept.close()

    # -- watching --------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        while not self._done.wait(WATCH_S):
            try:
                self._look()
            except RtmusicError as failure:
                self._failure = failure
                return
            except OSError as failure:
                self._failure = RtmusicError(f"a process could not be started again: {failure}")
                return

    def _look(self) -> None:
        """One look at everybody; what has happened becomes events."""
        at_s = self.at_s
        self._looks += 1
        self._model_load += float(self._board.model_load[0])
        self._sound_load += float(self._board.sound_load[0])
        found = [*self._sound.poll(at_s), *self._model.poll(at_s)]
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

    def note(self, *events: Event) -> None:
        """Add to what the report will tell."""
        with self._lock:
            self._events.extend(events[: EVENTS_KEPT - len(self._events)])
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

    # -- the desk --------------------------------------------------------------------------------------------

    def turn(self, *controls: Control) -> None:
        """Turn knobs, all at once; each is heard at the next block, round or bar, as the knobs' table says."""
        with self._lock:
            board, before = self._board, self._panel
            self._panel = before.turn(controls)
            waits = self._panel.values != before.values and any(c.knob.latency != "block" for c in controls)
            if waits and board.panel_seen[0] == board.panel_version[0]:
                board.turned_at[0] = self._timeline.playhead  # the first of several turns is the one that waits
            if self._journal is not None:  # before the panel is written, so that nobody sees it sooner
                version = int(board.panel_version[0]) + 2
                for name, value in self._panel.values.items():
                    if value != before[name]:
                        self._journal.turned(version, self._timeline.playhead, name, value)
            board.write_panel(self._panel)

    def command(self, name: str) -> None:
        """Press a pedal (a name of `COMMANDS`), now."""
        with self._lock:
            sent = self._board.send(name, self._timeline.playhead)
        if not sent:
            self.note(Event(self.at_s, "command-lost", f"{name} was not taken: too many commands are waiting"))

    def hold(self, weights: Sequence[float]) -> None:
        """These keys are held, a weight for each pitch class, C to B; heard with the knob `keys`."""
        self._board.held[0] = pack_held(weights)

    def align(self, beat: float, at_s: float) -> None:
        """Let a beat, counted from the first bar, fall on a moment of the monotonic clock, if it is not there yet."""
        board, rate, beats = self._board, self._bundle.geometry.sample_rate, self._panel.int("beats")
        sample = self._moments.sample(at_s, self._timeline.playhead, time.monotonic())
        clock = board.clock.tolist()
        if clock[2] <= 0:
            return  # no round was played
        off = (beat - beat_on(clock, sample, rate) + beats / 2) % beats - beats / 2
        if abs(off) * 60 / clock[2] > ALIGNED_S:
            line = round(sample + (-beat % beats) * beat_samples(rate, clock[2]))  # the next bar line of that clock
            board.send("align", line)

    def prompt(self, slot: int, text: str) -> None:
        """Put words or sound (see likeness.py) into a prompt slot, 1 to 8; empty words empty it.

        Raises:
            UsageError: no such slot, or no sound where sound is named.
            BundleError: the bundle has no model for it.
        """
        if not 1 <= slot <= PROMPTS:
            raise UsageError(f"there is no prompt {slot}; slots are 1 to {PROMPTS}")
        embedding = self._reader.embed(text)
        known = self._reader.familiarity(text)
        if known is not None and known.share < STRANGE:
            near = ", ".join(repr(caption) for caption in known.nearest)
            said = f"prompt {slot}, {text!r}, is far from what the models learned from; nearer words: {near}"
            self.note(Event(self.at_s, "strange-prompt", said))
        self._put_prompt(slot, text, embedding)

    def _put_prompt(self, slot: int, text: str, embedding: Vector) -> None:
        with self._lock:
            self._prompts[slot - 1] = text
            self._embeddings[slot - 1] = embedding
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

    def panel(self) -> Panel:
        return self._panel

    def prompts(self) -> tuple[str, ...]:
        return tuple(self._prompts)

    def status(self) -> Status:
        """One picture of the instrument, now."""
        board, g = self._board, self._bundle.geometry
        playhead = self._timeline.playhead
        rounds = int(board.rounds[0])
        length = int(board.loop_length[0])
        return Status(
            at_s=g.seconds(playhead),
            mode=self._panel.mode,
            sound_alive=self._sound.alive,
            model_alive=self._model.alive,
            input_db=decibels(float(board.input_peak[0])),
            output_db=decibels(float(board.output_peak[0])),
            committed_s=max(0.0, g.seconds(int(board.committed_until[0]) - playhead)),
            drafted_s=max(0.0, g.seconds(int(board.drafted_until[0]) - playhead)),
            loop=LoopStatus(
                state=STATES[int(board.loop_state[0])],
                length_s=g.seconds(length),
                position_s=g.seconds((playhead - int(board.loop_start[0])) % length) if length else 0.0,
                passes=int(board.loop_pass[0]),
                layers=self._store.undoable,
                redo=self._store.redoable,
            ),
            mask=tuple(board.picture[: min(PICTURE_FRAMES, int(board.picture_frames[0]))].tolist()),
            rounds=rounds,
            late_rounds=int(board.late_rounds[0]),
            rung=RUNGS[int(board.rung[0])],
            round_ms=float(board.round_ms[(rounds - 1) % len(board.round_ms)]) if rounds else 0.0,
            audible_glitches=self._glitches(),
            repeated_bars=self._timeline.repeats,
            device_flags=int(board.flags.sum()),
            model_load=float(board.model_load[0]),
            sound_load=float(board.sound_load[0]),
            restarts=self._restarts(),
            bpm=float(board.bpm[0]) or self._panel["tempo"],
            beat=beat_on(board.clock.tolist(), playhead, g.sample_rate) % self._panel.int("beats")
            if board.bpm[0]
            else 0.0,
            latency_ms=self._latency_ms(),
        )

    # -- figures ---------------------------------------------------------------------------------------------

    def _restarts(self) -> int:
        return int(self._board.model_restarts[0] + self._board.sound_restarts[0])

    def _glitches(self) -> int:
        """What a listener could hear: torn seams, and silences while the sound process was started again."""
        return int(self._board.torn_seams[0] + self._board.sound_restarts[0]) + int(self._board.wrong_samples[0] > 0)

    def _newest(self, name: str, count: int) -> npt.NDArray[np.float64]:
        """The newest entries of a ring of measurements on the board."""
        kept: npt.NDArray[np.float64] = getattr(self._board, name)
        return kept[: min(count, len(kept))].copy()

    def _latency_ms(self) -> dict[str, float]:
        """From your playing to your ear, part by part."""
        g, board = self._bundle.geometry, self._board
        rounds = int(board.rounds[0])
        block = g.milliseconds(self._sound.block_samples)
        if (
            self._panel.mode == "codec"
        ):  # a hop is placed at a fixed delay, which holds the frame, the models and a margin
            through = g.milliseconds(int(board.dry_delay_samples[0]))
            return {name: round(ms, 3) for name, ms in (("input_block", block), ("codec", through))}
        parts = {
            "input_block": block,
            "codec_frame": g.milliseconds(g.hop_samples),
            "codec_overlap": g.milliseconds(g.delay_samples),
            "commit_wait": g.milliseconds(self._panel.int("commit") * g.hop_samples) / 2,
            "guard": g.milliseconds(self._timeline.guard),
            "output_block": block,
        }
        if rounds:
            parts["round"] = float(np.median(self._newest("round_ms", rounds)))
            parts |= {stage: float(ms) for stage, ms in zip(STAGES, board.stage_ms, strict=True)}
        return {name: round(ms, 3) for name, ms in parts.items()}

    def _knob_to_ear_ms(self) -> dict[str, float]:
        """From a turned knob to the sound that obeys it: estimated over all rounds, and measured for turned knobs.

        A knob turned at a random moment makes a round as soon as the last one is over for long enough, or waits for the
        next; that changes samples from its reach on, and a block of the device comes on top.
        """
        g, board = self._bundle.geometry, self._board
        rounds, turned = int(board.rounds[0]), int(board.knobs_turned[0])
        device = g.milliseconds(self._sound.block_samples)
        figures: dict[str, float] = {}
        reach, apart = self._newest("reach_ms", rounds), self._newest("apart_ms", rounds)
        rested = np.minimum(apart, self._newest("round_ms", rounds) / BUSY)
        told = np.isfinite(reach)
        if told.any():
            moments = apart[told, None] * (np.arange(8) + 0.5) / 8  # after the last round began
            waits = (reach[told, None] + np.maximum(0.0, rested[told, None] - moments)).ravel() + device
            figures |= {f"p{p}": float(np.percentile(waits, p)) for p in (50, 90, 99)}
        if turned:
            measured = self._newest("knob_ms", turned) + device
            figures |= {f"measured_p{p}": float(np.percentile(measured, p)) for p in (50, 90, 99)}
            figures["measured_turns"] = turned
        return {name: round(ms, 2) for name, ms in figures.items()}

    def _report(self) -> Report:
        status = self.status()
        times = self._newest("round_ms", status.rounds)
        spread: dict[str, float] = {}
        if len(times):
            spread = {f"p{p}": float(np.percentile(times, p)) for p in (50, 90, 99)} | {"max": float(times.max())}
        settings: dict[str, Any] = {"knobs": self._panel.values, "prompts": self._prompts}
        return Report(
            seconds=status.at_s
            - (0.0 if self._settings.resume is None else self._settings.resume.sample / SAMPLE_RATE),
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
            knob_to_ear_ms=self._knob_to_ear_ms(),
            round_ms=spread,
            events=self.events(),
            device=self.device,
            bundle={"name": self._bundle.name, "path": str(self._bundle.path)},
            provider=self._model.provider,
            runtime=OPTIONS,
            settings=settings,
        )


def _lay_out(board: Board, book: SetBook, panel: Panel) -> None:
    """Put on a new board what a set knows, before any process sees it: loops, beat, clock, and what was heard last."""
    if book.loops is not None:
        book.loops.lay_out(board.layer_codes)
        board.layer_table[:] = book.loops.table
        board.layer_cursor[:] = book.loops.cursor
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
