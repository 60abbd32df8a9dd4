"""The process that holds the callback and nothing else, and the supervisor that keeps it alive.

The callback copies between the device and shared memory, turns gains and counts. Its process has no model, no knobs
and no garbage collector, because one busy Python thread beside it would cost thousands of blocks a minute. PortAudio
cannot always be stopped once a device is gone, so nothing is stopped then: the process is killed and started again on
the same clock, and the timeline waits for it. A supervisor that was killed is waited for: the music plays on until
another one comes, or until there is nobody left who could send one.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from rtmusic.callback import SoundCallback
from rtmusic.device import RECORDING, open_device
from rtmusic.errors import DeviceError, RtmusicError
from rtmusic.face import Device
from rtmusic.guardian import Lifeline, Stray
from rtmusic.roundtrip import known
from rtmusic.shared import BOARD_BYTES, FIELDS, SAMPLE_RATE, Board
from rtmusic.status import Event

READY_SECONDS = 15.0  # for Python to start and the device to open
HANG_SECONDS = 1.0  # a device that asks for nothing this long is gone, whatever it says
ABSENT_SECONDS = 0.5  # who did not look for longer was stopped himself, and cannot say that others did not move
LOOK_SECONDS = 0.5  # how often it is asked how late its sound is heard, and whether another one plays
FAREWELL_SECONDS = 3.0  # to stop by itself; then it is killed
BACK_OFF_SECONDS = (0.0, 0.25, 0.5, 1.0, 2.0)  # before the first, second, … attempt to open the device again
PRIORITY = 20  # SCHED_FIFO, where the system grants it: above the model process, below interrupts and JACK
_FADE_OUT_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class SoundSpec:
    """Which device the sound process opens; the names are those of `rtmusic.device`."""

    input: str = "default"
    output: str = "default"
    recording: Path = RECORDING  # what the virtual sound card hears
    round_trip_ms: float | None = None  # from what is played to what is heard; None: as `rtmusic calibrate` found it


# -- in the child ----------------------------------------------------------------------------------------------


def main() -> None:
    """The child: reads what to open from its arguments, answers with lines of JSON, plays until SIGTERM.

    It also ends when nobody is left at the other end of the lifeline, or another one plays in its place.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told_to_stop = _await_signal()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what C libraries print must not come between the answers
    board_name, wanted = sys.argv[1], json.loads(sys.argv[2])

    def answer(**message: Any) -> None:
        with contextlib.suppress(OSError):  # who asked was killed
            answers.write(json.dumps(message) + "\n")

    try:
        board = Board.attach(board_name)
        board.sound_pid[0] = os.getpid()
        granted = _ask_for_priority()
        callback = SoundCallback(board)
        recording, take = Path(wanted["recording"]), wanted["take"]
        device = open_device(wanted["input"], wanted["output"], recording, callback.clock, take)
        told_ms = wanted["round_trip_ms"]
        late = (
            known(device.facts.input, device.facts.output) if told_ms is None else round(told_ms * SAMPLE_RATE / 1000)
        )
        board.round_trip[0] = late
    except RtmusicError as error:
        answer(error=str(error))
        os._exit(1)
    stop = threading.Event()
    ends = [told_to_stop, wanted["lifeline"]]
    watched = (ends, board, device, callback, stop)
    threading.Thread(target=_await_end, args=watched, name="parent", daemon=True).start()
    sys.setswitchinterval(0.0005)  # a thread that reads a file must hand over at once
    gc.collect()
    gc.freeze()
    gc.disable()
    granted += ", memory locked" if _lock_memory(board) else ", memory not locked"
    answer(ready=asdict(replace(device.facts, priority=granted, round_trip_samples=late)))
    try:
        device.run(callback, stop)
    except DeviceError as error:
        answer(lost=str(error))
        os._exit(2)  # nothing of PortAudio may run any more, not even at exit
    answer(done=True)
    os._exit(0)


def _await_signal() -> int:
    """A pipe that says something as soon as SIGTERM comes, even while the main thread is stuck in a driver."""
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    return told


def _await_end(ends: list[int], board: Board, device: Device, callback: SoundCallback, stop: threading.Event) -> None:
    """Stop when told to, when nobody is left, or when another one plays; end even if the device will not stop."""
    while not select.select(ends, [], [], LOOK_SECONDS)[0] and board.sound_pid[0] == os.getpid():
        board.output_latency[0] = device.latency_samples
    callback.fade_out()
    time.sleep(_FADE_OUT_SECONDS)
    stop.set()
    time.sleep(FAREWELL_SECONDS)
    os._exit(3)


def _ask_for_priority() -> str:
    """The best that the system grants this process, and what that is."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
        return f"SCHED_FIFO {PRIORITY}"
    with contextlib.suppress(OSError):
        return f"nice {os.nice(-10)}"
    return "normal"


def _lock_memory(board: Board) -> bool:
    """Keep what the callback copies from and to in memory; False where that is not granted.

    The board and nothing else: to lock the whole process would fill it with what its libraries only reserve, 440 MB.
    """
    start = min(getattr(board, field.name).ctypes.data for field in FIELDS)
    try:
        return bool(ctypes.CDLL(None).mlock(ctypes.c_void_p(start), ctypes.c_size_t(BOARD_BYTES)) == 0)
    except (OSError, AttributeError):  # not a system that has it
        return False


# -- in the parent ---------------------------------------------------------------------------------------------


class _Child:
    """One life of the sound process."""

    def __init__(self, spec: SoundSpec, board_name: str, take: int, lifeline: Lifeline) -> None:
        wanted = {"input": spec.input, "output": spec.output, "recording": str(spec.recording), "take": take}
        wanted |= {"round_trip_ms": spec.round_trip_ms, "lifeline": lifeline.far}
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by end
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from rtmusic.soundprocess import main; main()", board_name, json.dumps(wanted)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            pass_fds=(lifeline.far,),
            start_new_session=True,  # Ctrl-C is the engine's business
        )
        self._line = b""
        self.born = time.monotonic()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> int | None:
        return self._process.poll()

    def answer(self, patience_s: float = 0.0) -> dict[str, Any] | None:
        """What it says next, if it says something in time."""
        give_up = time.monotonic() + patience_s
        out = self._process.stdout
        while out is not None:
            line, newline, rest = self._line.partition(b"\n")
            if newline:
                self._line = rest
                message: dict[str, Any] = json.loads(line)
                return message
            if not select.select([out], [], [], max(0.0, give_up - time.monotonic()))[0]:
                return None
            more = os.read(out.fileno(), 65536)
            if not more:
                return None
            self._line += more
        return None

    def last_words(self) -> str:
        """The end of what it printed, for an event."""
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def end(self, kindly: bool) -> None:
        """Make sure that it is gone; kindly lets it finish its files and fade out."""
        if kindly:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(FAREWELL_SECONDS)
        if self._process.poll() is None:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):  # stuck in a driver: the kernel will end it one day
                self._process.wait(FAREWELL_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()


class _Adopted:
    """A life of the sound process that began before we did: what it says, nobody hears."""

    def __init__(self, pid: int) -> None:
        self._process = Stray(pid)
        self.born = time.monotonic()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> int | None:
        return None if self._process.is_alive() else 0

    def answer(self, patience_s: float = 0.0) -> dict[str, Any] | None:
        return None

    def last_words(self) -> str:
        return "nobody heard why"

    def end(self, kindly: bool) -> None:
        if kindly:
            self._process.tell(signal.SIGTERM)
            self._process.join(FAREWELL_SECONDS)
        self._process.kill()
        self._process.join(FAREWELL_SECONDS)


class SoundProcess:
    """The sound process as the engine sees it: started, watched, killed when it hangs, started again.

    One thread calls start, adopt, poll and stop.

    Args:
        spec: which device.
        board: the shared memory; its clock goes on whatever happens to the process.
        lifeline: what the process holds on to; it ends when nobody else does. None: it ends with this process.
    """

    def __init__(self, spec: SoundSpec, board: Board, lifeline: Lifeline | None = None) -> None:
        self.facts: dict[str, Any] = {}  # of the device, from the last time it was opened
        self._spec = spec
        self._board = board
        self._lifeline = lifeline or Lifeline()
        self._child: _Child | _Adopted | None = None
        self._ready = False
        self._opened_times = 0
        self._attempts = 0  # to open the device since it was lost
        self._next_attempt = 0.0
        self._lost_at = 0.0
        self._seen = 0  # callbacks
        self._seen_at = 0.0
        self._polled_at = 0.0

    @property
    def alive(self) -> bool:
        """Sound is being played."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """The child's process number, while there is one."""
        return self._child.pid if self._child else None

    @property
    def block_samples(self) -> int:
        """The length of the last block."""
        return int(self._board.block_samples[0])

    def start(self) -> None:
        """Start the process and wait until the device is open.

        Raises:
            DeviceError: the device cannot be opened.
        """
        self._child = child = self._bear()
        answer = child.answer(READY_SECONDS)
        if answer is not None and "ready" in answer:
            self._opened(answer["ready"])
            return
        if answer is not None:
            reason = str(answer.get("error"))
        elif child.ended() is None and time.monotonic() - child.born >= READY_SECONDS:
            reason = (
                f"the sound device {self._spec.output!r} did not open within {READY_SECONDS:.0f} s; "
                "try another one, or the virtual sound card:  --input virtual --output virtual"
            )
        else:
            reason = f"the sound process did not start: {child.last_words()}"
        child.end(kindly=False)
        self._child = None
        raise DeviceError(reason)

    def adopt(self, left: Mapping[str, Any]) -> None:
        """Go on with the process that plays already, in place of a supervisor that was killed.

        Args:
            left: what that one said last: "facts" of the device, and how many "times" it was opened.
        """
        self._child = _Adopted(int(self._board.sound_pid[0]))
        self._opened_times = left["times"] - 1
        self._opened(left["facts"])

    @property
    def left(self) -> dict[str, Any]:
        """What `adopt` has to know."""
        return {"facts": self.facts, "times": self._opened_times}

    def _bear(self) -> _Child:
        return _Child(self._spec, self._board.name, self._opened_times + 1, self._lifeline)

    def stop(self) -> None:
        """Fade out, close the device and end the process, by force if need be. Calling it twice does no harm."""
        child, self._child = self._child, None
        if child is not None:
            child.end(kindly=self._ready)
        self._ready = False

    def poll(self, at_s: float) -> list[Event]:
        """Look after the process: call it ten times a second or more.

        Args:
            at_s: the stream clock, for the events.

        Returns:
            What a player may want to know: "device-lost", "sound-died", "sound-back". Never waits.
        """
        now = time.monotonic()
        absent, self._polled_at = now - self._polled_at, now
        child = self._child
        if child is None:
            if self._lost_at and now >= self._next_attempt:
                self._child = self._bear()
            return []
        answer = child.answer()
        if not self._ready:
            return self._await_opening(child, answer, at_s, now)
        if answer is not None and "lost" in answer:
            return self._lost("device-lost", str(answer["lost"]), at_s, now)
        ended = child.ended()
        if ended is not None:
            how = f"signal {-ended}" if ended < 0 else f"status {ended}; {child.last_words()}"
            return self._lost("sound-died", f"the sound process died ({how})", at_s, now)
        if int(self._board.callbacks[0]) != self._seen:
            self._seen, self._seen_at = int(self._board.callbacks[0]), now
        elif absent > ABSENT_SECONDS:
            self._seen_at = max(self._seen_at, now)
        elif now - self._seen_at > HANG_SECONDS:
            name = self.facts["output"] if self.facts["output"] != "none" else self.facts["input"]
            return self._lost("device-lost", f"{name} has asked for no sound for {HANG_SECONDS:.0f} s", at_s, now)
        return []

    def _opened(self, facts: dict[str, Any]) -> None:
        self.facts = facts
        self._opened_times += 1
        # From now on it is this device, not whichever happens to be the default when it has to be opened again.
        self._spec = replace(
            self._spec,
            input=_resolved(self._spec.input, facts["input"], facts["input_channels"]),
            output=_resolved(self._spec.output, facts["output"], facts["output_channels"]),
        )
        self._ready = True
        self._attempts = 0
        self._lost_at = 0.0
        # A device may take a moment from opening to its first block.
        self._seen, self._seen_at = int(self._board.callbacks[0]), time.monotonic() + HANG_SECONDS

    def _await_opening(
        self, child: _Child | _Adopted, answer: dict[str, Any] | None, at_s: float, now: float
    ) -> list[Event]:
        if answer is not None and "ready" in answer:
            silent = now - self._lost_at
            self._board.sound_restarts[0] += 1
            self._opened(answer["ready"])
            return [Event(at_s, "sound-back", f"{self.facts['output']} is open again after {silent:.1f} s")]
        if answer is not None or child.ended() is not None or now - child.born > READY_SECONDS:
            self._drop(now)
        return []

    def _lost(self, kind: str, reason: str, at_s: float, now: float) -> list[Event]:
        self._lost_at = now
        self._ready = False
        self._attempts = 0
        self._drop(now)
        return [Event(at_s, kind, f"{reason}; opening it again")]

    def _drop(self, now: float) -> None:
        """Kill what is left and plan the next attempt."""
        child, self._child = self._child, None
        if child is not None:
            child.end(kindly=False)
        self._next_attempt = now + BACK_OFF_SECONDS[min(self._attempts, len(BACK_OFF_SECONDS) - 1)]
        self._attempts += 1


def _resolved(wanted: str, opened: str, channels: list[int]) -> str:
    """The name that opens again what "default" has opened."""
    if wanted != "default":
        return wanted
    if channels:
        return f"{opened}:{','.join(map(str, channels))}"
    return "none" if opened == "none" else "virtual"
