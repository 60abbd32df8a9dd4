"""`rtmusic live` as a player types it: its main process killed again and again while a loop plays; and all of it.

A core is taken and knobs are flooded meanwhile. The main process alone is no reason for silence: the recording must be
whole and without a hole, the journal must play it again, and the report must tell of every end. With the sound process
killed beside it, a block is lost. When everything is killed, the set is gone on with by hand.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pythonosc.osc_message import OscMessage

from rtmusic import floods, verdict
from rtmusic.errors import RtmusicError
from rtmusic.footprint import can_watch, children
from rtmusic.guardian import MOST, WITHIN_S
from rtmusic.journal import LOOK_S, SYNC_S
from rtmusic.osc import write_packet
from rtmusic.shared import SAMPLE_RATE, Board
from rtmusic.status import Event
from rtmusic.trials import MAIN_AGAIN, MODEL_AGAIN, SOUND_AGAIN, Trial

TAKE_S = (0.5, 2.5)  # the pedal
PLAYED_S = 1.0  # of the loop, before anything is done
ASKED = ("mode=loop", "quantize=off", "rewrite=40")
KINDS = {  # what is killed at once, beside the main process -> events
    "main killed": ((), MAIN_AGAIN),
    "main and model killed": (("model_pid",), MAIN_AGAIN + MODEL_AGAIN),
    "main and sound killed": (("sound_pid",), MAIN_AGAIN + SOUND_AGAIN),
}
APART_S = 1.2 * WITHIN_S  # from one death to the one MOST - 1 later: who dies more often is left dead
ANSWERS_S = 60.0  # for an instrument to start
LOST_S = SYNC_S + 3 * LOOK_S  # what a crash may take, and a look more
FAREWELL_S = 30.0  # for one to end
AUDIBLE_DB = -60.0
LACKS_S = 0.1  # that a recording may be shorter than the report says
ENDING_S = 1.0  # that it may be longer, for it goes on while the report is made
Status = Mapping[str, Any]


@dataclass(slots=True)
class Played:
    """``rtmusic live``, asked over OSC."""

    process: subprocess.Popen[bytes]
    wire: socket.socket
    port: int
    errors: Path  # what it prints there

    def await_status(self, is_so: Callable[[Status], bool] = lambda said: True) -> Status:
        """Its status, as soon as something is so.

        Raises:
            RtmusicError: it ended, or that never came to be.
        """
        give_up = time.monotonic() + ANSWERS_S
        while self.process.poll() is None and time.monotonic() < give_up:
            with suppress(OSError):  # nobody answers, or nobody listens yet
                while select.select([self.wire], [], [], 0.0)[0]:
                    self.wire.recv(65535)  # what was said before we asked
                self.wire.send(write_packet("/status"))
                words = OscMessage(self.wire.recv(65535)).params
                said = dict(zip(words[::2], words[1::2], strict=True))
                if is_so(said):
                    return said
            time.sleep(0.01)
        printed = self.errors.read_text(encoding="utf-8", errors="replace").strip()
        raise RtmusicError(f"rtmusic live does not play: {printed or 'it said nothing'}")

    def main_pid(self) -> int:
        """Its main process; the one that was started only watches over it."""
        return next(pid for pid, words in children(self.process.pid).items() if "live" in words)

    def board(self) -> Board:
        """The memory that its processes share."""
        family = [words for main in children(self.process.pid) for words in children(main).values()]
        family += children(self.process.pid).values()
        return Board.attach(next(word for words in family for word in words if word.startswith("rtmusic-")))


@contextmanager
def live(folder: Path, words: Sequence[str]) -> Iterator[Played]:
    """Start it, and end it kindly unless it is dead."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "rtmusic", "live", "--input", "virtual", "--output", "virtual", "--no-screen"]
    line += ["--midi", "off", "--osc-port", str(port), *words]
    # What it remembers of itself must not become the set that the player goes on with.
    own = {"XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    errors = folder / f"{port}.txt"
    with errors.open("wb") as file:
        process = subprocess.Popen(line, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=file)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.settimeout(0.02)
            wire.connect(("127.0.0.1", port))
            yield Played(process, wire, port, errors)
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(FAREWELL_S)
        process.kill()
        process.wait()


def looping(folder: Path, bundle: Path | None, words: Sequence[str]) -> list[str]:
    """What is typed for a loop that is recorded and rewritten, and kept in `folder`."""
    (start, end) = TAKE_S
    typed = ["--journal", str(folder / "set"), "--press", f"record@{start}", "--press", f"record@{end}"]
    typed += [word for text in ASKED for word in ("--set", text)]
    return [*typed, *([] if bundle is None else ["--bundle", str(bundle)]), *words]


def loop_plays(said: Status) -> bool:
    """True as soon as the loop has played for a while."""
    return bool(said["loop_state"] == "playing" and said["at_s"] > TAKE_S[1] + PLAYED_S)


# -- the main process ------------------------------------------------------------------------------------------


def survive(
    minutes: float,
    bundle: Path | None,
    seed: int,
    rest_s: float,
    progress: Callable[[float], None],
    keep: Path | None = None,
) -> dict[str, Any]:
    """Kill the main process in every way, again and again until the time is up, and judge.

    Args:
        rest_s: between two trials; longer where it would be left dead.
        progress: told the share that is done, 0..1, from time to time.
        keep: a folder for recording and set; None: they go in the end.

    Returns:
        {"failures": [sentences], "trials": [Trial as a dict, …], "kills": …, "answers_s": the longest time until OSC
        was answered again, …}; only what was left out where there is no guardian.
    """
    if not can_watch():
        return {"failures": [], "trials": [], "left_out": {"a main process that is killed": "only Linux can go on"}}
    with tempfile.TemporaryDirectory(prefix="rtmusic-torture-") as name, ExitStack() as hands:
        folder, dice = keep or Path(name), random.Random(seed)
        folder.mkdir(exist_ok=True)
        recording, report = folder / "evening.wav", folder / "R.json"
        words = looping(folder, bundle, ["--record", str(recording), "--report", str(report)])
        with live(folder, words) as played:
            first = played.await_status(loop_plays)
            hands.enter_context(floods.burning())
            hands.enter_context(floods.flooding(played.port))
            killer, end = _Killer(played), time.monotonic() + 60 * minutes
            while not killer.trials or time.monotonic() < end:
                for kind in dice.sample(sorted(KINDS), len(KINDS)):
                    killer.kill(kind)
                    time.sleep(rest_s * dice.uniform(1.0, 1.4))
                    killer.count()
                progress(max(0.0, 0.7 * (1 - (end - time.monotonic()) / max(1.0, 60 * minutes))))
            last = played.await_status()
            hands.close()
        trials = killer.trials
        heard = verdict.hear(recording, folder / "set", bundle, trials, lambda share: progress(0.7 + 0.3 * share))
        told = json.loads(report.read_text(encoding="utf-8"))
    events = [Event(**event) for event in told["events"]]
    failures = verdict.judge(trials, heard.ear, events, told["repeated_bars"]) + heard.failures
    if (last["loop_state"], last["loop_length_s"]) != ("playing", first["loop_length_s"]):
        failures.append("main killed: the loop is not what it was")
    if last["loop_layers"] < first["loop_layers"]:
        failures.append("main killed: a layer of the loop is lost")
    failures += miscounted(told["events"], told["restarts"], heard.ear.samples, told["seconds"])
    return {
        "failures": failures,
        "trials": [asdict(trial) for trial in trials],
        "kills": len(trials),
        "answers_s": round(max(killer.answers_s), 2),
        "repeated_bars": told["repeated_bars"],
    }


def miscounted(events: Sequence[Mapping[str, Any]], restarts: int, samples: int, seconds: float) -> list[str]:
    """The recording must be as long as what was played, and every restart counted must have been told."""
    told = sum(event["kind"] in ("model-restart", "sound-back", "main-back") for event in events)
    failures = []
    if told != restarts:
        failures.append(f"the report counts {restarts} restarts and tells of {told}")
    recorded = samples / SAMPLE_RATE
    if not seconds - LACKS_S <= recorded <= seconds + ENDING_S:
        failures.append(f"the recording has {recorded:.2f} s of {seconds:.2f} s")
    return failures


def peace_s(killed: Sequence[float], now: float) -> float:
    """Seconds to wait for before the next kill, after those at these seconds: never `MOST` within `WITHIN_S`."""
    return max(0.0, killed[1 - MOST] + APART_S - now) if len(killed) >= MOST - 1 else 0.0


class _Killer:
    """Kills, waits until all is well, and counts what came of it until the next time."""

    def __init__(self, played: Played) -> None:
        self.trials: list[Trial] = []
        self.answers_s: list[float] = []
        self._killed: list[float] = []  # when, by the computer's clock
        self._played, self._board = played, played.board()

    def kill(self, kind: str) -> None:
        """Kill the main process and what else the kind says, and wait until it plays as before."""
        beside, expected = KINDS[kind]
        time.sleep(peace_s(self._killed, time.monotonic()))
        before = self._before = self._played.await_status()
        trial = Trial(kind, before["at_s"], expected=list(expected), unplayed="sound_pid" in beside)
        for pid in (self._played.main_pid(), *[int(getattr(self._board, field)[0]) for field in beside]):
            os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        self._killed.append(killed)
        self._played.await_status()
        self.answers_s.append(time.monotonic() - killed)
        well = self._played.await_status(
            lambda said: bool(
                said["restarts"] >= before["restarts"] + 1 + len(beside)
                and said["model_alive"]
                and said["sound_alive"]
                and said["rounds"] >= before["rounds"] + 3
            )
        )
        trial.back_s = round(well["at_s"] - trial.at_s, 2)
        self.trials.append(trial)

    def count(self) -> None:
        """What the last trial has cost."""
        trial, before, after = self.trials[-1], self._before, self._played.await_status()
        trial.glitches = after["audible_glitches"] - before["audible_glitches"]
        trial.repeated_bars = after["repeated_bars"] - before["repeated_bars"]
        trial.late_rounds = after["late_rounds"] - before["late_rounds"]


# -- everything ------------------------------------------------------------------------------------------------


def resume(bundle: Path | None) -> dict[str, Any]:
    """Kill everything while a loop plays, and go on with  --resume.

    How long that is silent depends on the machine and on whoever types: it is told, not judged.
    """
    with tempfile.TemporaryDirectory(prefix="rtmusic-torture-") as name:
        folder = Path(name)
        with live(folder, looping(folder, bundle, ())) as first:
            before = first.await_status(loop_plays)
            time.sleep(LOST_S)  # a layer that is younger may be lost
            family = [first.process.pid, *children(first.process.pid)]
            for pid in family:
                os.kill(pid, signal.SIGKILL)
            killed = time.monotonic()
            first.process.wait()
        with live(folder, ["--no-journal", "--resume", str(folder / "set")]) as second:
            after = second.await_status(lambda said: said["output_db"] > AUDIBLE_DB)
            silent_s = time.monotonic() - killed
    failures = []
    if after["loop_length_s"] != before["loop_length_s"] or after["loop_layers"] < before["loop_layers"]:
        failures.append("everything killed: the loop is not what it was when the set goes on")
    return {"silent_s": round(silent_s, 2), "loop_s": after["loop_length_s"], "failures": failures}
