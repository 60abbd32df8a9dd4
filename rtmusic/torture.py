"""Everything that goes wrong on a stage, on purpose, while a loop plays; and what of it could be heard.

A busy process takes a core and knobs are flooded over the wire. Then, one after the other and in an order that a seed
draws, the model process is stopped for a while or killed, and the sound process is stopped or killed. The recording
says what was heard, the report what was noticed, and the journal plays all of it again, bit for bit: nothing reached
the ear that was not written by a round.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from pythonosc.osc_message_builder import OscMessageBuilder

from rtmusic.bundle import Bundle
from rtmusic.engine import Engine, Settings
from rtmusic.errors import RecordingError, RtmusicError
from rtmusic.knobs import KNOBS, Knob, Panel, parse_setting
from rtmusic.osc import OscServer, value_address
from rtmusic.replay import Replay
from rtmusic.report import machine
from rtmusic.setbook import read_set
from rtmusic.soundprocess import SoundSpec
from rtmusic.units import Samples

FLOOD_PER_S = 5000
FLOODED = ("temperature", "guidance", "rewrite", "density", "brightness", "prompt_1")
STALLS_MS = (50, 200, 500, 1000)
REST_S = 2.5  # between two trials, and after the last
SILENT = 256  # samples that are all exactly nothing, in a row: a hole and not a pause
TAKE_S = (0.5, 4.5)  # the pedal
ASKED = ("mode=loop", "quantize=off", "rewrite=40")


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


def torture(
    minutes: float,
    bundle: Path | None = None,
    seed: int = 0,
    progress: Callable[[float], None] = lambda share: None,
) -> dict[str, Any]:
    """Play on the virtual sound card for so long, do everything to it, and say what happened.

    Args:
        minutes: every kind of trial comes once at least; all seven take about half a minute.
        progress: told the share that is done, 0..1, from time to time.

    Returns:
        {"passed": bool, "failures": [sentences], "trials": [Trial as a dict, …], …}.

    Raises:
        RtmusicError: the instrument could not be kept alive.
    """
    with tempfile.TemporaryDirectory() as folder:
        evening, recording = Path(folder) / "set", Path(folder) / "evening.wav"
        panel = Panel().turn([parse_setting(text) for text in ASKED])
        sound = SoundSpec("virtual", "virtual")
        engine = Engine(
            Settings(sound, panel, bundle=bundle, provider="cpu", record=recording, journal=evening, everything=True)
        )
        engine.start()
        server = OscServer(engine, 0)
        try:
            server.start()
            _record_a_loop(engine)
            first = engine.status().loop
            with _burning(), _flooding(server.port):
                trials = _trials(engine, minutes, random.Random(seed), lambda share: progress(0.8 * share))
            last = engine.status().loop
        finally:
            server.stop()
            report = engine.stop()
        heard = soundfile.read(str(recording), dtype="float32", always_2d=True)[0].T
        failures = _judge(trials, heard, report.events)
        if (last.state, last.length_s) != ("playing", first.length_s) or last.layers < first.layers:
            failures.append(f"the loop is not what it was: {first} became {last}")
        if abs(heard.shape[1] / 48_000 - report.seconds) > 0.1:
            failures.append(f"the recording has {heard.shape[1] / 48_000:.2f} s of {report.seconds:.2f} s")
        failures += _compare(heard, evening, bundle, lambda share: progress(0.8 + 0.2 * share))
    progress(1.0)
    return {
        "passed": not failures,
        "failures": failures,
        "trials": [asdict(trial) for trial in trials],
        "seconds": round(report.seconds, 1),
        "rounds": report.rounds,
        "late_rounds": report.late_rounds,
        "audible_glitches": report.audible_glitches,
        "repeated_bars": report.repeated_bars,
        "knobs_turned_over_the_wire": server.counters.messages,
        "knob_to_ear_ms": dict(report.knob_to_ear_ms),
        "bundle": report.bundle["name"],
        "machine": machine(),
    }


def _record_a_loop(engine: Engine) -> None:
    for at_s in TAKE_S:
        _until(engine, at_s)
        engine.command("record")
    _until(engine, TAKE_S[1] + 2.0)


def _until(engine: Engine, at_s: float) -> None:
    while engine.at_s < at_s:
        engine.check()
        time.sleep(0.01)


@contextmanager
def _burning() -> Iterator[None]:
    """Another process that wants a whole core, as a browser does."""
    child = subprocess.Popen([sys.executable, "-c", "while True: sum(range(1000))"])
    try:
        yield
    finally:
        child.kill()
        child.wait()


@contextmanager
def _flooding(port: int) -> Iterator[None]:
    """FLOOD_PER_S messages a second over UDP, each turning a knob."""
    stop = threading.Event()

    def flood() -> None:
        dice, sent, began = random.Random(0), 0, time.monotonic()
        packets = [_packet(KNOBS[name], dice.random()) for name in FLOODED for _ in range(50)]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            while not stop.wait(0.002):
                while sent < (time.monotonic() - began) * FLOOD_PER_S:
                    wire.sendto(packets[sent % len(packets)], ("127.0.0.1", port))
                    sent += 1

    thread = threading.Thread(target=flood, name="flood", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _packet(knob: Knob, share: float) -> bytes:
    message = OscMessageBuilder(value_address(knob))
    message.add_arg(float(knob.low + share * (knob.high - knob.low)), "f")
    return bytes(message.build().dgram)


def _trials(engine: Engine, minutes: float, dice: random.Random, progress: Callable[[float], None]) -> list[Trial]:
    """Everything at least once, in a new order every time, until the time is up."""
    kinds: dict[str, Callable[[], None]] = {
        f"model stopped {ms} ms": lambda ms=ms: _stop(engine.model_pid, ms) for ms in STALLS_MS
    } | {
        "model killed": lambda: os.kill(engine.model_pid, signal.SIGKILL),
        "sound stopped 200 ms": lambda: _stop(_sound(engine), 200),
        "sound killed": lambda: os.kill(_sound(engine), signal.SIGKILL),
    }  # fmt: skip
    began, end, trials = engine.at_s, engine.at_s + 60 * minutes, []
    while engine.at_s < end:
        for name in dice.sample(sorted(kinds), len(kinds)):
            before = engine.status()
            trial = Trial(name, engine.at_s)
            kinds[name]()
            _wait_until_well(engine, before.rounds)
            trial.back_s = round(engine.at_s - trial.at_s, 2)
            _until(engine, engine.at_s + REST_S * dice.uniform(0.6, 1.4))
            after = engine.status()
            trial.glitches = after.audible_glitches - before.audible_glitches
            trial.repeated_bars = after.repeated_bars - before.repeated_bars
            trial.late_rounds = after.late_rounds - before.late_rounds
            trials.append(trial)
            progress(min(1.0, (engine.at_s - began) / (end - began)))
    return trials


def _sound(engine: Engine) -> int:
    pid = engine.sound_pid
    if pid is None:
        raise RtmusicError("the sound process is not there to be tortured")
    return pid


def _stop(pid: int, ms: int) -> None:
    os.kill(pid, signal.SIGSTOP)
    time.sleep(ms / 1000)
    os.kill(pid, signal.SIGCONT)


def _wait_until_well(engine: Engine, rounds: int) -> None:
    """Until both processes are alive and three more rounds were played."""
    give_up = time.monotonic() + 30.0
    time.sleep(0.2)
    while time.monotonic() < give_up:
        engine.check()
        status = engine.status()
        if status.model_alive and status.sound_alive and status.rounds >= rounds + 3:
            return
        time.sleep(0.02)
    raise RtmusicError("30 s after a trial the instrument does not play as before; what its report says is true")


def _judge(trials: Sequence[Trial], heard: Samples, events: Sequence[Any]) -> list[str]:
    """What a listener would have caught, and whether the report tells what was done."""
    failures = []
    loud = np.flatnonzero(np.abs(heard).max(axis=0) > 0)
    begun = int(loud[0]) if len(loud) else heard.shape[1]
    for number, trial in enumerate(trials):
        start = max(begun, round(trial.at_s * 48_000) - 4800)
        end = round(trials[number + 1].at_s * 48_000) - 4800 if number + 1 < len(trials) else heard.shape[1] - 4800
        trial.silent_ms = round(holes(heard[:, start:end]) / 48, 1)
        said = [event.kind for event in events if trial.at_s - 0.1 <= event.at_s < trial.at_s + 5.0]
        expected = {"model killed": "model-restart", "sound killed": "sound-died"}.get(trial.name)
        if expected is not None and expected not in said:
            failures.append(f"{trial.name} at {trial.at_s:.1f} s: the report does not say {expected}")
        if trial.name == "sound killed":
            continue  # nobody plays while there is no process that plays: told, not judged
        if trial.silent_ms:
            failures.append(f"{trial.name} at {trial.at_s:.1f} s: {trial.silent_ms:.0f} ms of silence")
        if trial.glitches:
            failures.append(f"{trial.name} at {trial.at_s:.1f} s: {trial.glitches} glitches")
    wanted = sum(trial.name.endswith("killed") for trial in trials)
    restarts = sum(event.kind in ("model-restart", "sound-died") for event in events)
    if restarts != wanted:
        failures.append(f"{wanted} processes were killed and {restarts} started again")
    return failures


def holes(heard: Samples) -> int:
    """Samples in runs of SILENT and more in which no channel of heard [C, n] says anything."""
    nothing = np.concatenate([[False], (heard == 0).all(axis=0), [False]])
    edges = np.flatnonzero(np.diff(nothing.astype(np.int8)))
    lengths = edges[1::2] - edges[::2]
    return int(lengths[lengths >= SILENT].sum())


def _compare(heard: Samples, evening: Path, bundle: Path | None, progress: Callable[[float], None]) -> list[str]:
    """The same evening from its journal; the recording holds 24 bits of it."""
    book = read_set(evening)
    replay = Replay(Bundle.load(bundle), book)
    at = 0
    try:
        for block in replay.play():
            part = heard[:, at : at + block.shape[1]]
            apart = np.abs(block[:, : part.shape[1]] - part).max(axis=0) > 2.0**-23
            if apart.any():
                return [f"the journal plays something else from second {(at + int(apart.argmax())) / 48_000:.2f} on"]
            at += block.shape[1]
            progress(min(1.0, at / heard.shape[1]))
    except RecordingError as error:
        return [f"the journal cannot be played again: {error}"]
    return [f"the journal misses {book.gaps} times"] if book.gaps else []


def table(found: Mapping[str, Any]) -> str:
    """What `torture` found, as Markdown: the worst of each kind of trial."""
    lines = [
        "| what | times | well again within, s | silence, ms | glitches | repeated bars | late rounds |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in sorted({trial["name"] for trial in found["trials"]}, key=_by_length):
        trials = [trial for trial in found["trials"] if trial["name"] == name]
        counted = [sum(trial[what] for trial in trials) for what in ("glitches", "repeated_bars", "late_rounds")]
        lines.append(
            f"| {name} | {len(trials)} | {max(trial['back_s'] for trial in trials):.1f} | "
            f"{sum(trial['silent_ms'] for trial in trials):.0f} | {' | '.join(map(str, counted))} |"
        )
    lines += [
        "",
        f"{found['seconds']:.0f} s, {found['rounds']} rounds, {found['knobs_turned_over_the_wire']} messages.",
    ]
    lines += ["passed"] if found["passed"] else [f"FAILED: {sentence}" for sentence in found["failures"]]
    return "\n".join(lines)


def _by_length(name: str) -> tuple[str, int]:
    digits = "".join(letter for letter in name if letter.isdigit())
    return name.partition(" ")[0], int(digits or 1_000_000)
