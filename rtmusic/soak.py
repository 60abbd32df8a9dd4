"""Hours in real time, as a player spends them: does anything grow, slow down, drift or fall silent?

`rtmusic live` plays through a sound server, in processes of its own, scene after scene as `rtmusic.endurance` plays
them in simulated time: the mode is turned and the pedals are pressed over OSC. The server is a private JACK with the
dummy driver, which is a clock without hardware. Another client of it plays the bundled recording into the instrument.
All is watched from outside: what the system says about the processes, the board that they share, and what is played.

Two clocks are compared. What is heard says which sample of the recording came in at which sample of the stream: one
that is lost or comes twice between another program's output, the instrument's input and its stream moves that for
good. Whole blocks that the server left out because a client was late, and said so, are told and not judged. The stream
against the computer's clock is told and not judged either: JACK's dummy driver takes its time from the computer's
timer, and jumps wherever it woke up late, so this says how well the server kept time.
"""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rtmusic import endurance
from rtmusic.bundle import Bundle
from rtmusic.device import RECORDING
from rtmusic.endurance import GROWTH, PEDALS, SCENES, SOUNDING, Heard, Slice, grown, modes
from rtmusic.errors import RtmusicError, UsageError
from rtmusic.face import FLAGS
from rtmusic.figures import glitches, restarts
from rtmusic.footprint import PARTS, PATIENCE_S, Live, can_watch, cpu_s, memory_mb
from rtmusic.jackplayer import playing
from rtmusic.jackserver import SERVER, JackServer
from rtmusic.knobs import COMMANDS, parse_setting
from rtmusic.oscaddresses import value_address
from rtmusic.oscwire import write_packet
from rtmusic.report import machine
from rtmusic.ring import Ring
from rtmusic.shared import CHANNELS, ROUNDS_KEPT, SAMPLE_RATE, Board
from rtmusic.soundfiles import read_sound
from rtmusic.status import LOOP_STATES
from rtmusic.timeline import Timeline
from rtmusic.units import Samples

PERIOD = 256  # samples of the server's block
SLOWER = 1.25  # a round's processor time may grow so much; from scene to scene on a busy machine it varied by 16 %
SETTLE_S = 5.0  # of playing before anything is watched
DRIFT = 1.0  # samples a minute that the input may move against the stream
LOOK_S = 0.05
CLOCK_S = 0.25  # the clock is read off all blocks of so long a time: one of them was not late
CLOCK_LOOK_S = 0.0002
PLACE_SAMPLES = 16_384  # that tell which place of the recording they are
PLACES = 3  # looked for, if the first are silence or the place of a loss
LEAST_S = 3.0  # of a scene that was interrupted


@dataclass(slots=True)
class Watched:
    """One scene, as it was played live; its memory is the own memory of all processes."""

    played: Slice
    seconds: float
    own_mb: dict[str, float]  # by part of `rtmusic.footprint`
    cpu: dict[str, float]  # by part, share of one core
    round_cpu_ms: float  # processor time of the model process for each round
    late_rounds: int
    glitches: int
    repeated_bars: int
    restarts: int
    flags: dict[str, int]  # blocks that the device reported; not all can be heard
    unheard_s: float  # that this program came too late to listen to
    stream_moved: float  # samples that the stream won on the computer's clock
    input_moved: int | None  # samples that the input moved against the stream; None: not found in the recording


class _Seen(NamedTuple):
    """What had been counted at one moment."""

    at_s: float
    behind: float
    cpu: Mapping[int, float]
    rounds: int
    late: int
    repeats: int
    repeated: int
    glitches: int
    restarts: int
    flags: tuple[int, ...]


class Soak:
    """An instrument that is played and watched, scene by scene.

    Args:
        live: its processes.
        board: what they share.
        port: where it hears OSC on this machine.
        recording: float32 [C, n], what is played into it over and over.
    """

    def __init__(self, live: Live, board: Board, port: int, recording: Samples) -> None:
        self._live, self._board, self._recording = live, board, recording
        self._timeline = Timeline.of(board)
        self._input = Ring(board.input_audio, board.input_cursors)
        self._played = Ring(board.played_audio, board.played_cursors)
        self._address = ("127.0.0.1", port)
        self._wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._place: int | None = None
        self._seen: _Seen | None = None
        self._at = 0  # of the next second to listen to
        self._rounds = 0  # looked at
        self.interrupted = False

    def close(self) -> None:
        self._wire.close()

    def settle(self, seconds: float) -> None:
        """Wait until it plays, for so long after that, and until it hears the recording.

        Raises:
            RtmusicError: it does not.
        """
        self._wait(lambda: bool(self._board.rounds[0] and self._played.pushed), "did not play")
        time.sleep(seconds)
        self._wait(self._hears, "did not hear the recording")

    def _wait(self, is_so: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not is_so():
            self._live.check()
            if time.monotonic() > until:
                raise RtmusicError(f"rtmusic live {otherwise} within {PATIENCE_S:.0f} s")
            time.sleep(LOOK_S)

    def _hears(self) -> bool:
        self._place = self._place_heard()
        return self._place is not None

    def play(self, scene: Sequence[str], seconds: float, look: Callable[[], None]) -> Watched:
        """Play one scene and say what it was like; Ctrl-C ends it before its time and is noted in `interrupted`.

        `look` is called from time to time meanwhile.

        Raises:
            RtmusicError: the instrument has ended.
        """
        before = self._seen or self._look()
        begin = self._at = self._played.pushed
        for text in scene:
            control = parse_setting(text)
            self._send(value_address(control.knob), float(control.value))
        mode = parse_setting(scene[0]).knob.show(parse_setting(scene[0]).value)
        pedals = [(begin + share * seconds * SAMPLE_RATE, name) for share, name in PEDALS.get(mode, ())]
        heard, unheard, until = Heard(), 0, time.monotonic() + seconds
        rounds_ms: list[float] = []
        self._rounds = before.rounds
        try:
            while (left := until - time.monotonic()) > 0:
                self._live.check()
                while pedals and pedals[0][0] <= self._played.pushed:
                    self._send(COMMANDS[pedals.pop(0)[1]].address)
                rounds_ms += self._new_rounds()
                unheard += self._listen(heard)
                look()
                time.sleep(min(LOOK_S, left))
        except KeyboardInterrupt:
            self.interrupted = True
        self._seen = after = self._look()
        rounds_ms += self._new_rounds()
        return self._told(heard, rounds_ms, before, after, begin, unheard)

    def _send(self, address: str, *arguments: float) -> None:
        self._wire.sendto(write_packet(address, *arguments), self._address)

    def _new_rounds(self) -> list[float]:
        """What the rounds since the last look took, or the newest of them."""
        since, self._rounds = self._rounds, int(self._board.rounds[0])
        newest = range(max(since, self._rounds - ROUNDS_KEPT // 2), self._rounds)
        return [float(self._board.round_ms[number % ROUNDS_KEPT]) for number in newest]

    def _listen(self, heard: Heard) -> int:
        """Hear every whole second that has been played meanwhile; how many samples were lost to us."""
        second, lost = np.empty((CHANNELS, SAMPLE_RATE), np.float32), 0
        while self._played.pushed >= self._at + SAMPLE_RATE:
            state = LOOP_STATES[int(self._board.loop_state[0])]
            if self._played.read(self._at, second):
                heard.listen(second, self._board.read_panel().mode != "loop" or state in SOUNDING)
                self._at += SAMPLE_RATE
            else:
                at, self._at = self._at, self._played.pushed
                lost += self._at - at
        return lost

    def _look(self) -> _Seen:
        board = self._board
        behind = self._behind()
        return _Seen(
            time.monotonic(),
            behind,
            {pid: cpu_s(pid) for pids in self._live.processes().values() for pid in pids},
            int(board.rounds[0]),
            int(board.late_rounds[0]),
            self._timeline.repeats,
            self._timeline.repeated_samples,
            glitches(board),
            restarts(board),
            tuple(board.flags.tolist()),
        )

    def _behind(self) -> float:
        """Samples by which the stream is behind the computer's clock, whose zero is anywhere."""
        until, least = time.monotonic() + CLOCK_S, np.inf
        while (now := time.monotonic()) < until:
            least = min(least, now * SAMPLE_RATE - self._played.pushed)
            time.sleep(CLOCK_LOOK_S)
        return float(least)

    def _place_heard(self) -> int | None:
        """Sample of the stream, modulo the recording's length, at which the recording began."""
        segment = np.empty((CHANNELS, PLACE_SAMPLES), np.float32)
        for back in range(1, PLACES + 1):
            at = self._input.pushed - back * SAMPLE_RATE
            if at >= 0 and self._input.read(at, segment) and (place := place_of(segment, self._recording)) is not None:
                return int((at - place) % self._recording.shape[1])
        return None

    def _told(
        self, heard: Heard, rounds_ms: list[float], before: _Seen, after: _Seen, begin: int, unheard: int
    ) -> Watched:
        seconds, rounds = after.at_s - before.at_s, after.rounds - before.rounds
        parts = self._live.processes()
        spent = {
            part: sum(after.cpu.get(pid, 0.0) - before.cpu.get(pid, 0.0) for pid in pids)
            for part, pids in parts.items()
        }
        own_mb = {part: round(sum(memory_mb(pid)["private"] for pid in pids), 1) for part, pids in parts.items()}
        mode, repeated_ms = self._board.read_panel().mode, 1000 * (after.repeated - before.repeated) / SAMPLE_RATE
        place = self._place_heard()
        moved = None
        if place is not None and self._place is not None:
            moved = _shortest(place - self._place, self._recording.shape[1])
        self._place = place if place is not None else self._place
        return Watched(
            played=heard.told(mode, begin / SAMPLE_RATE / 3600, rounds_ms, sum(own_mb.values()), repeated_ms),
            seconds=round(seconds, 1),
            own_mb=own_mb,
            cpu={part: round(used / seconds, 4) for part, used in spent.items()},
            round_cpu_ms=round(1000 * spent["model"] / rounds, 2) if rounds else 0.0,
            late_rounds=after.late - before.late,
            glitches=after.glitches - before.glitches,
            repeated_bars=after.repeats - before.repeats,
            restarts=after.restarts - before.restarts,
            flags={name: n - m for name, m, n in zip(FLAGS, before.flags, after.flags, strict=True)},
            unheard_s=round(unheard / SAMPLE_RATE, 2),
            stream_moved=round(before.behind - after.behind, 1),
            input_moved=moved,
        )


def place_of(segment: Samples, recording: Samples) -> int | None:
    """Where in a recording [C, n] that is played over and over a segment [C, m <= n] stands, to the sample.

    Returns:
        None where it stands nowhere, bit for bit, or is silence, which could stand anywhere.
    """
    length, n = recording.shape[1], segment.shape[1]
    if not segment.any():
        return None
    mono: npt.NDArray[np.float64] = recording.sum(axis=0, dtype=np.float64)
    likeness = np.fft.irfft(
        np.fft.rfft(mono) * np.fft.rfft(segment.sum(axis=0, dtype=np.float64), length).conj(), length
    )
    energy = np.cumsum(np.concatenate([[0.0], mono, mono[:n]]) ** 2)
    place = int(np.argmax(likeness / np.sqrt(energy[n : n + length] - energy[:length] + 1e-9)))
    there = recording[:, np.arange(place, place + n) % length]
    return place if np.array_equal(there, segment) else None


def _shortest(way: int, length: int) -> int:
    """A way around a circle, forwards or backwards, whichever is shorter."""
    return (way + length // 2) % length - length // 2


def soak(
    hours: float,
    bundle: Path | None,
    settings: Sequence[str] = (),
    minutes: float = 10.0,
    progress: Callable[[float], None] = lambda share: None,
    settle_s: float = SETTLE_S,
) -> dict[str, Any]:
    """Play for so many hours, and say what happened; Ctrl-C ends it sooner, and what was found until then is told.

    Args:
        hours: how long in all; three scenes at least.
        bundle: the models; None plays those that came with rtmusic.
        settings: knobs that shall stand elsewhere, as after --set.
        minutes: how long a scene lasts.
        progress: told the share that is done, 0..1.

    Returns:
        {"passed": bool, "failures": [sentences], "slices": [Watched as a dict, …], "clock": {…}, …}.

    Raises:
        UsageError: too short for three scenes.
        DeviceError: there is no JACK here.
        RtmusicError: the instrument could not be kept alive, or this is not Linux.
    """
    scenes = round(60 * hours / minutes) if minutes else 0
    if scenes < len(SCENES):
        raise UsageError(f"{hours:g} hours are not {len(SCENES)} scenes of {minutes:g} minutes; give more hours")
    if not can_watch():
        raise RtmusicError("only Linux tells what a process takes")
    name, port = Bundle.load(bundle).name, _free_port()
    words = ["--input", SERVER, "--output", SERVER, "--osc-port", str(port), "--no-oscquery", "--midi", "off"]
    words += [word for text in ("mode=stream", *settings) for word in ("--set", text)]
    slices: list[Watched] = []
    with ExitStack() as stack:
        server = stack.enter_context(JackServer(period=PERIOD, sync=False, apart=True))
        stack.enter_context(playing(RECORDING))
        live = stack.enter_context(Live(words, bundle, 60 * minutes * scenes + settle_s))
        player = Soak(live, stack.enter_context(live.board()), port, read_sound(RECORDING, SAMPLE_RATE, CHANNELS))
        stack.callback(player.close)
        player.settle(settle_s)
        began, length = time.monotonic(), 60 * minutes * scenes
        with suppress(KeyboardInterrupt):
            while len(slices) < scenes and not player.interrupted:
                scene = SCENES[len(slices) % len(SCENES)]
                piece = player.play(
                    scene, 60 * minutes, lambda: progress(min(0.99, (time.monotonic() - began) / length))
                )
                if piece.seconds >= LEAST_S:
                    slices.append(piece)
    progress(1.0)
    if not slices:
        raise KeyboardInterrupt
    failures = list(judge(slices))
    return {
        "passed": not failures,
        "failures": failures,
        "hours": round(sum(piece.seconds for piece in slices) / 3600, 3),
        "interrupted": len(slices) < scenes or player.interrupted,
        "growth": growth(slices),
        "clock": clock(slices),
        "slices": [asdict(piece) for piece in slices],
        "settings": list(settings),
        "server": {"driver": "dummy", "rate": server.rate, "period": PERIOD},
        "heard": RECORDING.name,
        "bundle": name,
        "machine": machine(),
    }


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def growth(slices: Sequence[Watched]) -> dict[str, float]:
    """Last third over first third: each part's own memory; what a round costs, by the clock and of the processor.

    Memory counts from when every scene has been played once: until then a process meets what it has not yet done.
    """
    courses: dict[str, list[float]] = {
        f"{part} memory": [piece.own_mb[part] for piece in slices[len(SCENES) :]] for part in PARTS
    }
    for mode in modes([piece.played for piece in slices]):
        pieces = [piece for piece in slices if piece.played.mode == mode]
        courses[f"{mode} round"] = [piece.played.round_p50_ms for piece in pieces]
        courses[f"{mode} processor"] = [piece.round_cpu_ms for piece in pieces]
    return grown(courses)


def clock(slices: Sequence[Watched]) -> dict[str, float | None]:
    """How the stream and the input moved; None where what was heard was not found in the recording at all."""
    minutes = sum(piece.seconds for piece in slices) / 60
    stream = sum(piece.stream_moved for piece in slices)
    found = [piece.input_moved for piece in slices if piece.input_moved is not None]
    return {
        "stream_samples_per_min": round(stream / minutes, 2),
        "stream_ppm": round(1e6 * stream / (60 * minutes * SAMPLE_RATE), 2),
        "input_samples_per_min": round(sum(map(abs, found)) / minutes, 3) if found else None,
        "input_moved": sum(map(abs, found)) if found else None,
        "input_unreported": sum(unreported(piece) for piece in slices) if found else None,
    }


def unreported(piece: Watched) -> int:
    """Samples that the input moved, but for whole blocks that the device reported."""
    moved = abs(piece.input_moved or 0)
    return abs(moved - PERIOD * min(round(moved / PERIOD), max(piece.flags.values(), default=0)))


def judge(slices: Sequence[Watched]) -> Iterator[str]:
    """What should not have happened. What a round takes by the clock is told only: other programs lengthen that."""
    for name, ratio in growth(slices).items():
        if ratio > {"memory": GROWTH, "processor": SLOWER}.get(name.rpartition(" ")[2], math.inf):
            yield f"{name} grew to {ratio:.2f} times what it was"
    yield from (said for said in endurance.judge([piece.played for piece in slices]) if not said.startswith("memory"))
    moved = clock(slices)["input_unreported"]
    if moved is None:
        yield "what was heard is not the recording"
    elif moved > DRIFT * sum(piece.seconds for piece in slices) / 60:
        yield f"the input moved by {moved:g} samples against the stream that nobody reported"
    for piece in slices:
        where = f"{piece.played.mode} from {piece.played.from_h} h"
        for what, count in (("glitches", piece.glitches), ("restarts", piece.restarts)):
            if count:
                yield f"{where}: {count} {what}"
        if piece.unheard_s:
            yield f"{where}: {piece.unheard_s} s were not listened to, for this program was late itself"


def table(found: Mapping[str, Any]) -> str:
    """What `soak` found, as Markdown: the sound and the rounds mode by mode, the processes, the clocks."""
    slices = found["slices"]
    lines = [
        "| mode | minutes | rounds | late | round p50, ms | p99, ms | of the processor, ms | loudness, dB | silent, s "
        "| repeated bars | glitches | blocks the device reported |",
        "| --- |" + " ---: |" * 11,
    ]
    for mode in dict.fromkeys(piece["played"]["mode"] for piece in slices):
        pieces = [piece for piece in slices if piece["played"]["mode"] == mode]
        played = [piece["played"] for piece in pieces]
        loud = [piece["loudness_db"] for piece in played]
        counts = [sum(piece[what] for piece in pieces) for what in ("repeated_bars", "glitches")]
        lines.append(
            f"| {mode} | {sum(p['seconds'] for p in pieces) / 60:.1f} | {sum(p['rounds'] for p in played)} "
            f"| {sum(p['late_rounds'] for p in pieces)} | {np.median([p['round_p50_ms'] for p in played]):.1f} "
            f"| {max(p['round_p99_ms'] for p in played):.1f} | {np.median([p['round_cpu_ms'] for p in pieces]):.1f} "
            f"| {min(loud):.0f} … {max(loud):.0f} | {sum(p['silent_s'] for p in played)} "
            f"| {counts[0]} | {counts[1]} | {sum(sum(p['flags'].values()) for p in pieces)} |"
        )
    lines += ["", "| process | own MB at first | at last | last third over first | of one core |"]
    lines += ["| --- |" + " ---: |" * 4]
    for part in PARTS:
        ratio = found["growth"].get(f"{part} memory")
        lines.append(
            f"| {part} | {slices[0]['own_mb'][part]:.1f} | {slices[-1]['own_mb'][part]:.1f} "
            f"| {'-' if ratio is None else f'{ratio:.3f}'} | {np.mean([piece['cpu'][part] for piece in slices]):.3f} |"
        )
    rounds = [f"{name} x {ratio:.3f}" for name, ratio in found["growth"].items() if not name.endswith("memory")]
    ticks, seconds = found["clock"], 3600 * found["hours"]
    lines += [
        "",
        f"{seconds / 60:.1f} minutes in {len(slices)} scenes{', interrupted' if found['interrupted'] else ''}; "
        f"{sum(piece['restarts'] for piece in slices)} restarts. "
        f"Rounds, last third over first: {', '.join(rounds) or 'too few scenes'}.",
        "Input against stream: "
        + (
            "not found in the recording."
            if ticks["input_moved"] is None
            else f"moved by {ticks['input_moved']} samples in all, {ticks['input_samples_per_min']:g} a minute, "
            f"of which {ticks['input_unreported']} not in blocks that the server reported as lost."
        )
        + f" Stream against the computer's clock: {ticks['stream_samples_per_min']:+.1f} samples a minute, "
        f"{ticks['stream_ppm']:+.1f} ppm.",
        *(["passed"] if found["passed"] else [f"FAILED: {sentence}" for sentence in found["failures"]]),
    ]
    return "\n".join(lines)
