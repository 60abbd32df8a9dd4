"""What can go wrong on a stage, and how it is done on purpose: one trial after the other, while a loop plays."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from rtmusic.bundle import MANIFEST, Bundle
from rtmusic.engine import Engine
from rtmusic.errors import RtmusicError
from rtmusic.jackserver import JackServer
from rtmusic.modelprocess import HANG_S

STALLS_MS = (50, 200, 500, 1000)
MAIN_STOPPED_S = 1.0
ASLEEP_S = 6.0  # longer than any stall that is caught up with
FULL_S = 1.0  # that a disk stays full after everybody has noticed
FULL_BYTES = 1024  # beyond which no file can be written on a full disk
AWAY_S = 1.0  # that a sound server stays away
REST_S = 2.5  # between two trials, and after the last
PATIENCE_S = 30.0  # for the instrument to play as before

FULL = ("recording-stopped", "journal", "journal")  # the recording, the journal, and what it keeps of what is heard
FREE = ("recording-back", "journal", "journal")
MODEL_AGAIN = ("model-restart", "model-back")
MAIN_AGAIN = ("main-back",)
SOUND_AGAIN = ("sound-died", "sound-back")
DEVICE_AGAIN = ("device-lost", "sound-back")

Stopper = Callable[[Sequence[int], float], None]  # stops processes for so many seconds, ours among them, from outside


@dataclass(slots=True)
class Trial:
    """One thing that went wrong, and what came of it."""

    name: str
    at_s: float
    back_s: float = 0.0  # until everything played as before
    silent_ms: float = 0.0  # holes in the recording, until the next trial
    glitches: int = 0
    repeated_bars: int = 0
    late_rounds: int = 0
    unplayed: bool = False  # for a while there was no process or no device that plays, and so nobody to be judged
    expected: list[str] = field(default_factory=list)  # kinds of the events that the report must tell, in any order
    allowed: list[str] = field(default_factory=list)  # kinds that it may tell besides
    wrong: str | None = None  # what showed at once
    events: list[tuple[float, str]] = field(default_factory=list)  # what it told, until the next trial


class Kind(NamedTuple):
    """A way for things to go wrong."""

    do: Callable[[], str | None]  # returns what is wrong, if that shows at once
    expected: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    unplayed: bool = False


class Tormentor:
    """Does everything to an instrument that plays. One thread calls it.

    Args:
        engine: the instrument.
        stop: stops processes from outside.
        dice: for the order, and for how.
        bundle: the models that play.
        played: the folder that the instrument was told to play, which is damaged; the bundle is not.
        bystanders: processes that sleep when the whole machine sleeps.
    """

    def __init__(
        self,
        engine: Engine,
        stop: Stopper,
        dice: random.Random,
        bundle: Bundle,
        played: Path,
        bystanders: Callable[[], Sequence[int]],
    ) -> None:
        self._engine, self._stop, self._dice = engine, stop, dice
        self._bundle, self._played, self._bystanders = bundle, played, bystanders

    def usual(self) -> dict[str, Kind]:
        """What can be done on any machine."""
        # A machine that is busy makes the longest stall longer than what counts as hanging.
        slow = {ms: MODEL_AGAIN if ms + 500 >= 1000 * HANG_S else () for ms in STALLS_MS}
        return {
            f"model stopped {ms} ms": Kind(partial(self._stall_model, ms / 1000), allowed=slow[ms]) for ms in STALLS_MS
        } | {
            "model killed": Kind(self._kill_model, MODEL_AGAIN),
            "bundle swapped, model killed": Kind(self._swap_bundle, MODEL_AGAIN),
            "sound stopped 200 ms": Kind(lambda: stop_all([self._sound], 0.2)),
            "sound killed": Kind(lambda: os.kill(self._sound, signal.SIGKILL), SOUND_AGAIN, unplayed=True),
            f"main stopped {1000 * MAIN_STOPPED_S:.0f} ms": Kind(self._stop_main),
            f"machine asleep {ASLEEP_S:.0f} s": Kind(self._sleep),
            "disk full": Kind(self._fill_the_disk, FULL + FREE),
        }  # fmt: skip

    def of_device(self, server: JackServer) -> dict[str, Kind]:
        """What can be done where the sound device is a server of our own."""

        def restart() -> None:
            server.kill()
            time.sleep(AWAY_S)
            server.start()

        return {"sound server killed": Kind(restart, DEVICE_AGAIN, unplayed=True)}

    def torment(
        self, kinds: dict[str, Kind], minutes: float, rest_s: float, progress: Callable[[float], None]
    ) -> list[Trial]:
        """Everything at least once, in a new order every time, until the time is up.

        Raises:
            RtmusicError: the instrument could not be kept alive.
        """
        engine = self._engine
        began, end, trials = engine.at_s, engine.at_s + 60 * minutes, []
        while engine.at_s < end:
            for name in self._dice.sample(sorted(kinds), len(kinds)):
                kind, before = kinds[name], engine.status()
                trial = Trial(name, engine.at_s, expected=list(kind.expected), allowed=list(kind.allowed))
                trial.unplayed = kind.unplayed
                trial.wrong = kind.do()
                self._wait_until_well(before.rounds)
                trial.back_s = round(engine.at_s - trial.at_s, 2)
                until(engine, engine.at_s + rest_s * self._dice.uniform(0.6, 1.4))
                after = engine.status()
                trial.glitches = after.audible_glitches - before.audible_glitches
                trial.repeated_bars = after.repeated_bars - before.repeated_bars
                trial.late_rounds = after.late_rounds - before.late_rounds
                trials.append(trial)
                progress(min(1.0, (engine.at_s - began) / (end - began)))
        return trials

    @property
    def _sound(self) -> int:
        pid = self._engine.sound_pid
        if pid is None:
            raise RtmusicError("the sound process is not there to be tortured")
        return pid

    def _stall_model(self, seconds: float) -> None:
        stop_all([self._engine.model_pid], seconds)

    def _kill_model(self) -> None:
        os.kill(self._engine.model_pid, signal.SIGKILL)

    def _swap_bundle(self) -> None:
        """Somebody moves the bundle away, or is half-way through copying another one over it, and the models load."""
        shutil.rmtree(self._played, ignore_errors=True)
        shutil.copytree(self._bundle.path, self._played)
        if self._dice.random() < 0.5:
            (self._played / MANIFEST).unlink()
        else:
            for name, size in self._bundle.files.items():
                os.truncate(self._played / name, size // 2)
        self._kill_model()

    def _stop_main(self) -> str | None:
        at_s = self._engine.at_s
        self._stop([os.getpid()], MAIN_STOPPED_S)
        return None if self._engine.at_s - at_s > MAIN_STOPPED_S / 2 else "the sound stood still meanwhile"

    def _sleep(self) -> None:
        self._stop([*self._bystanders(), self._engine.model_pid, self._sound, os.getpid()], ASLEEP_S)

    def _fill_the_disk(self) -> None:
        """Until everybody who writes has noticed. A limit on the length of files stands for the full disk: the same
        failing and half-done writes, without the right to make one.
        """
        seen = len(self._engine.events())
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_BYTES, hard))
        try:
            self._await_events(seen, FULL)
            time.sleep(FULL_S)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        self._await_events(seen, FULL + FREE)

    def _await_events(self, seen: int, kinds: Sequence[str]) -> None:
        """Wait for events after the first `seen`; which of them never came is for the judge to say."""
        give_up = time.monotonic() + PATIENCE_S
        while Counter(kinds) - Counter(event.kind for event in self._engine.events()[seen:]):
            self._engine.check()
            if time.monotonic() > give_up:
                return
            time.sleep(0.02)

    def _wait_until_well(self, rounds: int) -> None:
        """Until both processes are alive and three more rounds were played."""
        engine, give_up = self._engine, time.monotonic() + PATIENCE_S
        time.sleep(0.2)
        while time.monotonic() < give_up:
            engine.check()
            status = engine.status()
            if status.model_alive and status.sound_alive and status.rounds >= rounds + 3:
                return
            time.sleep(0.02)
        last = "; ".join(f"{event.kind} {event.text}" for event in engine.events()[-3:])
        raise RtmusicError(f"{PATIENCE_S:.0f} s after a trial the instrument does not play as before: {last}")


def until(engine: Engine, at_s: float) -> None:
    """Wait for a second of the stream clock.

    Raises:
        RtmusicError: the instrument gave up, or its clock stands still.
    """
    seen, moved = engine.at_s, time.monotonic()
    while (now := engine.at_s) < at_s:
        engine.check()
        if now != seen:
            seen, moved = now, time.monotonic()
        elif time.monotonic() - moved > PATIENCE_S:
            raise RtmusicError(f"the clock has stood at {now:.1f} s for {PATIENCE_S:.0f} s")
        time.sleep(0.01)


def stop_all(pids: Sequence[int], seconds: float) -> None:
    """Stop processes, the first first, and let them go on, the last first."""
    stopped: list[int] = []
    try:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
                stopped.append(pid)
        time.sleep(seconds)
    finally:
        for pid in reversed(stopped):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
