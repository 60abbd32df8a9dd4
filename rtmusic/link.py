"""Ableton Link: one tempo, one beat, and start and stop with everybody who plays on the same network.

Joining never changes the session's tempo: ours becomes the session's. From then on whoever turns the tempo turns it
for all. The bar lines of the instrument move onto the session's; the music does not. Alone in a session, the session
follows us, so that nothing jumps when Link is switched on.

The library is an extra of its own, because Link is under the GPL:  pip install "rtmusic[link]"
"""

from __future__ import annotations

import importlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from rtmusic.errors import DeviceError, RtmusicError
from rtmusic.knobs import KNOBS, Control
from rtmusic.status import Desk

LOOK_S = 0.02
OFF_S = 0.001  # bar lines further apart than this are brought together
SETTLE_S = 1.0  # how long a tempo that was asked for may take to show
ALIGN_EVERY_S = 0.1
SAME = 1e-4  # bpm; what travels is rounded to microseconds a beat

_log = logging.getLogger(__name__)


class LinkDesk(Desk, Protocol):
    """A desk whose bar lines can be told, by `time.monotonic`."""

    def beat_at(self, at_s: float) -> float:
        """The beat that is handed over at this moment, counted from some bar line."""


def folded(bpm: float) -> tuple[float, float]:
    """A session's tempo inside the bounds of our knob, by halving or doubling, and our beats for each of theirs."""
    low, high = KNOBS["tempo"].low, KNOBS["tempo"].high
    factor = 1.0
    while bpm * factor > high:
        factor /= 2
    while bpm * factor < low:
        factor *= 2
    return bpm * factor, factor


class LinkSync:
    """Keeps the instrument and the Link session together, on a thread of its own from start() to stop().

    Args:
        desk: the instrument.
        latency_s: from handing a sample over to hearing it, seconds.
        start_stop: what somebody else starts or stops unmutes or mutes us; only changes count, not what we find.
        tell: hears sentences about what happened.

    Raises:
        DeviceError: the library is not installed.
    """

    def __init__(
        self,
        desk: LinkDesk,
        latency_s: Callable[[], float] = lambda: 0.0,
        start_stop: bool = False,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        bpm = desk.panel()["tempo"]  # before the first round there is no other
        self._link = _library().Link(bpm)
        self._desk = desk
        self._latency_s = latency_s
        self._start_stop = start_stop
        self._tell = tell
        self._clock = self._link.clock()
        self._link.startStopSyncEnabled = start_stop
        self._agreed = self._session().tempo()  # the session's tempo that both sides know
        self._ours = bpm  # our tempo then
        self._factor = folded(self._agreed)[1]
        self._playing = (False, 0)  # and since when, by Link's clock
        self._joined = 0
        self._wanted: tuple[float, float] | None = None  # a tempo that was asked of the desk, and until when it may lag
        self._next_align = 0.0
        self._peers = -1
        self._done = threading.Event()
        self._lock = threading.Lock()  # of what is committed to the session
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)

    @property
    def peers(self) -> int:
        """How many others are in the session."""
        return int(self._link.numPeers())

    def start(self) -> None:
        """Join."""
        self._joined = self._now()
        self._link.enabled = True
        self._thread.start()

    def stop(self) -> None:
        """Leave; the tempo stays as it is, here and there."""
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()
        self._link.enabled = False

    def play(self, playing: bool) -> None:
        """Start or stop everybody in the session who wants to be started and stopped."""
        with self._lock:
            state = self._session()
            if bool(state.isPlaying()) != playing:
                state.setIsPlaying(playing, self._now() + round(1e6 * self._latency_s()))
                self._link.commitAppSessionState(state)

    def look(self) -> None:
        """One look at both sides; the thread does nothing else."""
        with self._lock:
            self._keep_tempo()
            self._keep_beat()
        self._keep_playing()
        peers = self.peers
        if peers != self._peers:
            if self._tell is not None and (peers or self._peers > 0):
                self._tell(f"Link: {peers} other{'' if peers == 1 else 's'} in the session, {self._agreed:.5g} bpm")
            self._peers = peers

    # What follows runs on Link's thread only, or under the lock.

    def _run(self) -> None:
        while not self._done.wait(LOOK_S):
            try:
                self.look()
            except RtmusicError as error:
                if self._tell is not None:
                    self._tell(f"Link: {error}")
            except Exception:  # a fault of ours costs a second of Link, and nothing else
                _log.exception("Link")
                self._done.wait(1.0)

    def _session(self) -> Any:
        return self._link.captureAppSessionState()

    def _now(self) -> int:
        """Link's clock, microseconds."""
        return int(self._clock.micros())

    def _moment(self) -> tuple[float, int]:
        """One moment on both clocks: `time.monotonic`, and Link's."""
        before, link, after = time.monotonic(), self._now(), time.monotonic()
        return (before + after) / 2, link

    def _keep_tempo(self) -> None:
        state, bpm = self._session(), self._desk.status().bpm
        tempo = float(state.tempo())
        if abs(tempo - self._agreed) > SAME:  # somebody turned it, or we joined
            self._agreed = tempo
            self._ours, self._factor = folded(tempo)
            self._ask_for(self._ours)
        elif self._wanted is not None:
            if abs(bpm - self._wanted[0]) <= SAME or time.monotonic() > self._wanted[1]:
                self._wanted, self._ours = None, bpm
        elif abs(bpm - self._ours) > SAME:  # our knob was turned, or the tempo tapped
            self._ours, self._factor = bpm, 1.0
            state.setTempo(bpm, self._now())
            self._link.commitAppSessionState(state)
            self._agreed = float(self._session().tempo())
            self._ask_for(bpm)  # what was tapped becomes what the knob says

    def _ask_for(self, bpm: float) -> None:
        knob = KNOBS["tempo"]
        self._wanted = (bpm, time.monotonic() + SETTLE_S)
        if self._desk.panel()[knob.name] != bpm or abs(self._desk.status().bpm - bpm) > SAME:
            self._desk.turn(Control(knob, knob.clamp(bpm)))

    def _keep_beat(self) -> None:
        """Bring the bar lines together: ours to the session's, or the session's to ours while nobody else is in it."""
        at_s, at = self._moment()
        beats = self._desk.panel()["beats"]
        ours = self._desk.beat_at(at_s) % beats  # at every look: the more of them, the surer is what it says
        if at_s < self._next_align or self._wanted is not None:
            return
        self._next_align = at_s + ALIGN_EVERY_S
        quantum = beats / self._factor  # a bar of ours, in beats of the session
        heard = at + round(1e6 * self._latency_s())  # when what is handed over now is heard
        state = self._session()
        theirs = float(state.phaseAtTime(heard, quantum)) * self._factor
        apart = (theirs - ours + beats / 2) % beats - beats / 2
        if abs(apart) * 60.0 / self._ours <= OFF_S:
            return
        if self.peers:
            self._desk.align(theirs, at_s, OFF_S)
        else:
            state.forceBeatAtTime(ours / self._factor, heard, quantum)
            self._link.commitAppSessionState(state)

    def _keep_playing(self) -> None:
        """Follow a start or a stop when its moment is heard; what happened before we joined is none."""
        state = self._session()
        playing = bool(state.isPlaying()), int(state.timeForIsPlaying())
        if playing == self._playing or playing[1] > self._now() + round(1e6 * self._latency_s()):
            return
        self._playing = playing
        if self._start_stop and playing[1] >= self._joined:
            self._desk.turn(Control(KNOBS["mute"], float(not playing[0])))


def _library() -> Any:
    try:
        return importlib.import_module("link")
    except ImportError as error:
        raise DeviceError(
            f'Ableton Link is not installed ({error}); type:  pip install "rtmusic[link]"  or play without --link'
        ) from None
