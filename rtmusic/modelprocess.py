"""The process that holds the models: it hears the input ring, runs rounds in time, and writes the timeline.

It may be late, and it may die: the timeline holds music ahead of the playhead, the loops lie on the board, and a new
process goes on with both. It owns every field of the board that the table gives to "model".
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np

from rtmusic.acts import Acts
from rtmusic.bundle import Bundle
from rtmusic.errors import RtmusicError
from rtmusic.guardian import Lifeline, Stray
from rtmusic.knobs import ORDERS
from rtmusic.loads import Loads
from rtmusic.modes import Played
from rtmusic.notes import Note
from rtmusic.notices import Notices
from rtmusic.pacing import BUSY, FIRST_GUESS_S, Costs, Ladder, eased, pace
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.ring import Ring
from rtmusic.shared import LOAD, ROUNDS_KEPT, Board, Order
from rtmusic.showing import Showing
from rtmusic.status import Event
from rtmusic.timeline import Timeline
from rtmusic.units import Samples

POLL_S = 0.001  # how long it sleeps when nothing is due
HEAR_SAMPLES = 9600  # the most that is taken in at once
SCHED_PRIORITY = 10  # below the sound process
HEIR_S = 15.0  # in which a main process that was killed is followed by another
LOADING_S = 60.0  # a model process that is not ready by then is started again
BACK_OFF_S = 1.0  # between two that ended before they were ready
ABSENT_S = 0.5  # who did not look for longer was stopped himself, and cannot say that others did not move
HANG_S = 1.5  # a model process that does not move for this long is started again …
ACCELERATED_HANG_S = 10.0  # … or for this long where an accelerator may stop to compile for a new size
LOAD_SMOOTHING = 0.3  # of a quarter second's load
_ORDER_NUMBERS = {name: number for number, name in enumerate(ORDERS)}
SEAM_LOOK = 96  # samples on either side that say how steep the music itself is
AUDIBLE_STEP = 0.03  # full scale is 1; a smaller step hides in the music
AUDIBLE_RATIO = 4.0  # a step this much steeper than its surroundings is a click


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Everything that a model process needs to know; it travels to the child."""

    bundle: Path
    provider: str
    board: str
    sounds: Path | None = None  # where the sound of layers lies; None: they come back as their codes say
    ours: bool = False  # the bundle is a copy for this evening, which goes when nobody is left to play it
    loads: Path | None = None  # where loops from files lie; None: there are none


def torn(timeline: Timeline, at: int) -> bool:
    """True when the step into sample `at` is steeper than anything around it and could be heard as a click."""
    around = timeline.peek(at - SEAM_LOOK, 2 * SEAM_LOOK)
    steps = np.abs(np.diff(around, axis=1)).max(axis=0)
    seam = float(steps[SEAM_LOOK - 1])
    steps[SEAM_LOOK - 1] = 0
    return seam > AUDIBLE_STEP and seam > AUDIBLE_RATIO * float(steps.max())


class ModelWorker:
    """The loop of the model process, one turn at a time; it sleeps only in `run`."""

    def __init__(self, spec: ModelSpec, board: Board) -> None:
        # Before all else: what counts of a write that was cut short is heard already.
        self._acts = acts = Acts(board, spec.sounds)
        bundle = Bundle.load(spec.bundle)
        self._board = board
        self._ring = Ring(board.input_audio, board.input_cursors)
        self._timeline = acts.timeline
        self._heard = self._ring.pushed
        loads, provider = Loads(spec.loads), spec.provider
        self.pipeline = Pipeline(bundle, self._timeline, self._history, acts.store, provider, self._heard, loads)
        self._rate = bundle.geometry.sample_rate
        # There is no older one to go by: one over which a writer was killed is waited for, until it is written anew.
        self._panel, self._panel_version = board.read_panel_version(HEIR_S)
        self._embeddings, self._prompts_version = board.read_prompts_version(HEIR_S)
        self._goes_by = [self._panel_version, self._prompts_version]
        self._held = int(board.held[0])
        self._turned_at: int | None = None  # where the playhead was when a knob was turned that no round obeys yet
        self._turn_served = int(board.turned_at[0])
        self._costs, self._ladder = Costs(), Ladder()
        self._showing = Showing(board, self.pipeline)
        self._expected = FIRST_GUESS_S  # what a round would take, as of the last step
        self._eased = self._panel, -1, self._panel  # what was asked for, on which rung, and what that leaves of it
        board.rung[0] = self._ladder.rung
        self._last_round = time.perf_counter()
        self._wanted = False  # something was asked for that no round has obeyed yet
        self._busy_s = 0.0
        self._since = time.perf_counter()
        acts.born(self._heard, self._panel_version, self._prompts_version, self._held)
        self.pipeline.restore(board.clock.tolist(), self._panel)
        self.pipeline.warm_up(self._panel)
        self._spent = np.asarray(self.pipeline.spent_s())

    def _history(self, at: int, samples: int) -> Samples:
        """What was played at [at, at + samples); silence for what is not known any more."""
        out = np.zeros((self._ring_channels, samples), np.float32)
        low, high = max(at, self._ring.oldest), min(at + samples, self._ring.pushed)
        if low < high:
            part = np.empty((self._ring_channels, high - low), np.float32)
            self._ring.read(low, part)
            out[:, low - at : high - at] = part
        return out

    @property
    def _ring_channels(self) -> int:
        return int(self._board.input_audio.shape[0])

    def step(self) -> bool:
        """Take orders, hear, and run a round if one is due; False when there was nothing to do."""
        began = time.perf_counter()
        self._board.heartbeat[0] += 1
        worked = self._look() | self._listen()
        playhead = self._timeline.playhead
        kind = self._kind(playhead + self._timeline.guard + round(self._expected * self._rate))
        self._expected = expected = self._costs.expect(kind, self._spare_s)
        free = playhead + self._timeline.guard + (0 if self.pipeline.urgent else round(expected * self._rate))
        if self.pipeline.due(free, self._panel) or self._hurries(kind):
            self._round(free, playhead, expected, kind)
            worked = True
        now = time.perf_counter()
        if worked:
            self._busy_s += now - began
        if now - self._since >= 0.25:
            load = self._busy_s / (now - self._since)
            self._board.model_load[0] += LOAD_SMOOTHING * (load - self._board.model_load[0])
            self._busy_s, self._since = 0.0, now
        return worked

    def _kind(self, at: int) -> object:
        """What takes about the same time as a round from about sample `at` on."""
        asked, rung, panel = self._eased
        if asked is not self._panel or rung != self._ladder.rung:
            panel = eased(self._panel, self._ladder.rung)
            self._eased = self._panel, self._ladder.rung, panel
        looper, loops = self.pipeline.looper, self.pipeline.mode == "loop"
        behind = looper.to_catch_up(at, panel) if loops and not looper.busy else None
        behind = None if behind is None else (behind // 16).bit_length()
        return self.pipeline.mode, looper.busy, panel.int("steps"), panel.int("horizon"), behind

    @property
    def _spare_s(self) -> float:
        """A round that misses its first frame is heard from the second on."""
        return 0.0 if self.pipeline.mode == "codec" else self.pipeline.geometry.hop_samples / self._rate

    def _hurries(self, kind: object) -> bool:
        """True when a knob was turned that need not wait for the next round: the last one is over for long enough."""
        if not self._wanted or self.pipeline.mode in (None, "codec") or self.pipeline.looper.busy:
            return False
        return time.perf_counter() - self._last_round > self._costs.usual(kind) / BUSY

    def _look(self) -> bool:
        """See which knobs were turned and which pedals pressed, in the order in which that was done."""
        self._see()
        worked = False
        while self.pipeline.awake and (order := self._board.waiting()) is not None:
            self._see()
            self._obey(order)
            worked = True
        return worked

    def _see(self) -> None:
        """See which knobs were turned, what prompts say, and which keys are held."""
        board = self._board
        versions = int(board.panel_version[0]), int(board.prompts_version[0]), int(board.held[0])
        if versions != (self._panel_version, self._prompts_version, self._held):
            prompted = self._prompts_version
            self._wanted |= versions[2] != self._held
            self._held = versions[2]
            panel, self._panel_version = board.read_panel_version()
            embeddings, self._prompts_version = board.read_prompts_version()
            # Over an odd one its writer was killed: until another has written it anew, what stood before it counts.
            if self._panel_version % 2 == 0:
                self._panel, self._goes_by[0] = panel, self._panel_version
            if self._prompts_version % 2 == 0:
                self._embeddings, self._goes_by[1] = embeddings, self._prompts_version
            self._wanted |= self._prompts_version != prompted
            self._acts.look(self._goes_by[0], self._goes_by[1], self._held)
            turned = int(board.turned_at[0])
            if turned != self._turn_served:
                self._turned_at = self._turn_served = turned
                self._wanted = True

    def _obey(self, order: Order) -> None:
        """Press a pedal, or take in a loop from a file."""
        if order.name != LOAD:
            self._acts.begin(Note.ORDER, _ORDER_NUMBERS[order.name], order.at)
            self.pipeline.command(order.name, order.at, self._panel)
        else:
            self._acts.begin(Note.LOAD, int(order.argument), order.at)
            if not self.pipeline.load(int(order.argument), order.at, self._panel):
                self._acts.begin(Note.LOAD, 0, order.at)  # somebody took the file away
        self._acts.done(self.pipeline.clock, orders=1)

    def _listen(self) -> bool:
        pushed = self._ring.pushed
        if pushed - self._heard > self._ring.capacity // 2:
            self._heard = pushed - HEAR_SAMPLES  # it was stopped for long; what was missed is not made up for
        samples = min(pushed - self._heard, HEAR_SAMPLES)
        if samples <= 0:
            return False
        late = int(self._board.round_trip[0])  # known since the device was opened, so before the first sample
        if late != self.pipeline.round_trip:
            self.pipeline.round_trip = late
            self._acts.note(Note.LATE, late)
        self._acts.begin(Note.HEAR, self._heard, samples)
        self.pipeline.hear(self._heard, self._history(self._heard, samples))
        self._acts.heard(self.pipeline.clock)
        self._heard += samples
        return True

    def _round(self, free: int, playhead: int, expected: float, kind: object) -> None:
        board, timeline = self._board, self._timeline
        began = time.perf_counter()
        rung, allowed = self._ladder.rung, expected + self._spare_s
        marks: list[float] = []
        cut, answer = False, self._acts.answer

        def in_time() -> bool:
            nonlocal cut
            marks.append(time.perf_counter() - began)
            room = self._costs.room(kind, marks[-1], allowed)
            cut |= not room
            return answer(room)

        guard = timeline.guard
        turn = Turn(
            free,
            self._panel,
            self._embeddings,
            in_time,
            lambda at: answer(at < timeline.playhead + guard),
            rung,
            self._held,
        )
        seen, self._wanted = self._panel_version, False
        self._acts.begin(Note.ROUND, free, rung=rung)
        played = self.pipeline.round(turn)
        took = time.perf_counter() - began
        self._acts.done(self.pipeline.clock)
        if not cut:
            self._costs.add(kind, took, tuple(marks))
        at = played.changed_from
        self._count(played, took, began, float("nan") if at is None else (at - playhead) / self._rate)
        if self.pipeline.mode != "codec" and not self.pipeline.looper.busy:
            commit = self._panel.int("commit") * pace(rung)
            period_s = commit * self.pipeline.geometry.hop_samples / self._rate
            board.rung[0] = self._ladder.judge(took, period_s, played.late or cut)
            board.rung_rounds[rung] += 1
        board.panel_seen[0] = seen
        if at is None:
            return
        if self._turned_at is not None:
            turns = int(board.knobs_turned[0])
            board.knob_ms[turns % ROUNDS_KEPT] = 1000 * (at - self._turned_at) / self._rate
            board.knobs_turned[0] = turns + 1
            self._turned_at = None
        if torn(timeline, at):
            board.torn_seams[0] += 1

    def _count(self, played: Played, took: float, began: float, reach_s: float) -> None:
        board, pipeline = self._board, self.pipeline
        number = int(board.rounds[0])
        slot = number % ROUNDS_KEPT
        board.round_ms[slot] = 1000 * took
        board.reach_ms[slot] = 1000 * reach_s
        board.apart_ms[slot] = 1000 * (began - self._last_round)
        self._last_round = began
        board.late_rounds[0] += int(played.late)
        board.committed_until[0] = played.committed_until
        board.drafted_until[0] = played.drafted_until
        board.dry_delay_samples[0] = pipeline.dry_delay_samples
        self._showing.round(played)
        board.recalled[:] = pipeline.recalled(self._timeline.playhead)
        board.bpm[0] = pipeline.transport.bpm
        spent = np.asarray(pipeline.spent_s())
        board.stage_ms[:] = 1000 * (spent - self._spent)
        self._spent = spent
        board.rounds[0] = number + 1


def model_process(spec: ModelSpec, pipe: Connection, lifeline: Connection) -> None:
    """What the child runs: say "ready" or what is wrong, then play until told to stop, or until nobody is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Granted to root and to audio groups; it works without. On a single core it would leave nothing for the others.
    with suppress(OSError, AttributeError):
        if len(os.sched_getaffinity(0)) > 1:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(SCHED_PRIORITY))
    if not _play(spec, pipe, lifeline) and spec.ours:  # all were killed who could tidy up
        shutil.rmtree(spec.bundle, ignore_errors=True)


def _play(spec: ModelSpec, pipe: Connection, lifeline: Connection) -> bool:
    """Load the models and play; False when nobody is left, and nobody said stop."""
    ends = [lifeline, pipe]
    try:
        board = Board.attach(spec.board)
        board.model_pid[0] = os.getpid()
        worker = ModelWorker(spec, board)
        gc.freeze()
        said = ("ready", worker.pipeline.provider)
    except RtmusicError as error:
        with suppress(OSError):
            pipe.send(("error", error))
        return True
    with suppress(OSError):  # who asked was killed; another one finds us playing
        pipe.send(said)
    while board.model_pid[0] == os.getpid():
        for end in wait(ends, 0):
            if end is lifeline:
                return False
            try:
                return bool(pipe.recv() == "stop")
            except (EOFError, OSError):
                ends.remove(pipe)
        if not worker.step():
            time.sleep(POLL_S)
    return True  # another one plays in our place


class ModelProcess:
    """The model process as its supervisor sees it: started, watched, killed, started again. One thread calls it.

    Args:
        spec: what it plays.
        board: the shared memory.
        lifeline: what the process holds on to; it ends when nobody else does. None: it ends with this process.
    """

    def __init__(self, spec: ModelSpec, board: Board, lifeline: Lifeline | None = None) -> None:
        self._spec = spec
        self._board = board
        self._lifeline = lifeline or Lifeline()
        self._process: SpawnProcess | Stray | None = None
        self._pipe: Connection | None = None
        self._ready = False
        self._beat = -1
        self._beat_s = 0.0
        self._lost_s: float | None = None  # when the last one was found dead
        self._born_s = 0.0
        self._polled_s = 0.0
        self._refusal = ""  # what the one that is being started said last is wrong
        self._notices = Notices(board)
        self.provider = ""

    @property
    def alive(self) -> bool:
        """True when it is playing, not merely starting."""
        return self._ready and self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        """The number of the process that runs now; there is one from `start` to `stop`."""
        assert self._process is not None and self._process.pid is not None, "start it first"
        return self._process.pid

    def start(self) -> None:
        """Start it; loading the models takes a second, in which others can start too."""
        self._spawn()

    def adopt(self, provider: str) -> None:
        """Go on with the process that plays already, in place of a supervisor that was killed."""
        self._process = Stray(int(self._board.model_pid[0]))
        self._ready, self.provider = True, provider
        self._beat_s = time.monotonic()

    def await_ready(self, patience_s: float = 60.0) -> None:
        """Wait until its models are loaded.

        Raises:
            RtmusicError: what the child says is wrong, or that it says nothing.
        """
        assert self._pipe is not None, "start it first"
        if not self._pipe.poll(patience_s) or not self._hear():
            self.stop()
            raise RtmusicError(f"the model process did not start within {patience_s:g} s; look at the lines above")

    def poll(self, at_s: float) -> list[Event]:
        """See how it is, and start it again if it must be, as often as it takes. Never waits, and never gives up.

        Args:
            at_s: the stream clock, for the events.
        """
        assert self._process is not None
        now = time.monotonic()
        absent_s, self._polled_s = now - self._polled_s, now
        if not self._ready:
            return self._await_birth(at_s, now)
        beat = int(self._board.heartbeat[0])
        if beat != self._beat or absent_s > ABSENT_S:
            self._beat, self._beat_s = beat, now
        patience = HANG_S if self.provider == "cpu" else ACCELERATED_HANG_S
        if self._process.is_alive() and now - self._beat_s < patience:
            return self._notices.news(at_s)
        how = "ended" if not self._process.is_alive() else f"did not move for {patience:g} s"
        self._lost_s, self._refusal = now, ""
        self._again()
        return [Event(at_s, "model-restart", f"the model process {how} and was started again; the music goes on")]

    def _await_birth(self, at_s: float, now: float) -> list[Event]:
        """See whether one that was started again plays; one that does not is replaced after a pause."""
        assert self._process is not None
        spoke = self._pipe is not None and self._pipe.poll()
        if self._process.is_alive() and not spoke and now - self._born_s < LOADING_S:
            return []
        events = []
        try:
            if spoke and self._hear():
                took = now - (self._lost_s or now)
                return [Event(at_s, "model-back", f"the model process plays again after {took:.1f} s")]
        except RtmusicError as error:
            if str(error) != self._refusal:  # told once, not every second
                self._refusal = str(error)
                said = " ".join(self._refusal.split())
                events.append(Event(at_s, "model-lost", f"{said} Until then the last bar goes on; it is tried again"))
        if now - self._born_s >= BACK_OFF_S:
            self._again()
            if not self._refusal:
                said = "the model process ended while loading and was started again"
                events.append(Event(at_s, "model-restart", said))
        return events

    def _again(self) -> None:
        self._kill()
        self._board.model_restarts[0] += 1
        self._spawn()

    def stop(self) -> None:
        """End it, kindly first; one that we have not started has nothing to lose."""
        if self._pipe is not None:
            with suppress(OSError):
                self._pipe.send("stop")
            if self._process is not None:
                self._process.join(2.0)
        self._kill()
        Acts(self._board)  # what it may have been killed over is noted

    def _spawn(self) -> None:
        self._born_s = time.monotonic()
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        lifeline = Connection(os.dup(self._lifeline.far), writable=False)
        self._process = process = context.Process(
            target=model_process, args=(self._spec, theirs, lifeline), name="rtmusic-model", daemon=True
        )
        process.start()
        theirs.close()
        lifeline.close()
        self._ready = False

    def _hear(self) -> bool:
        """Read what the child said; False when it ended without a word."""
        assert self._pipe is not None
        try:
            word, what = self._pipe.recv()
        except (EOFError, OSError):
            return False
        if word == "error":
            raise what
        self._ready, self.provider = True, what
        self._beat_s = time.monotonic()
        return True

    def _kill(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            self._process.join(2.0)
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        self._ready = False
