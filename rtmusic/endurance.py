"""Hours of playing in simulated time, as fast as they go: does anything grow, slow down, drift or fall silent?

One pipeline plays scene after scene: streams, loops that are rewritten and overdubbed, answers to what is heard. After
every slice of it what it did is written down: what a round cost, how much memory the process holds, and what a listener
would have caught. The clock may begin late, as if hours had been played before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from rtmusic.bench import SILENT
from rtmusic.bundle import Bundle
from rtmusic.device import RECORDING
from rtmusic.duck import Duck
from rtmusic.errors import UsageError
from rtmusic.footprint import can_watch, memory_mb
from rtmusic.knobs import Panel, parse_setting
from rtmusic.likeness import PromptReader
from rtmusic.memory import LoopStore
from rtmusic.output import Mixer
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.prompts import DEFAULT_PROMPTS
from rtmusic.render import CAPACITY, ROUND_SAMPLES
from rtmusic.report import machine
from rtmusic.soundfiles import read_sound
from rtmusic.timeline import Timeline
from rtmusic.units import Samples, decibels

BLOCK_SAMPLES = 1024
SCENES: Sequence[tuple[str, ...]] = (("mode=stream",), ("mode=loop", "rewrite=40", "quantize=beat"), ("mode=follow",))
PEDALS: Mapping[str, Sequence[tuple[float, str]]] = {  # by mode: share of the scene, pedal
    "loop": (
        *((0.01, "record"), (0.03, "record"), (0.3, "overdub"), (0.32, "overdub"), (0.5, "undo"), (0.6, "redo")),
        *((0.8, "overdub"), (0.82, "overdub"), (0.97, "clear")),
    )
}
GRACE_S = 2  # of a scene: what was played before may end meanwhile
SOUNDING = ("playing", "overdubbing")  # states of a loop that is heard
GROWTH = 1.1  # more than this, from the first third to the last, is growing


@dataclass(slots=True)
class Slice:
    """One scene, as it was played."""

    mode: str
    from_h: float  # on the instrument's clock
    rounds: int = 0
    round_p50_ms: float = 0.0
    round_p99_ms: float = 0.0
    memory_mb: float = 0.0  # resident, at the end of it; 0 where the system does not tell
    loudness_db: float = 0.0  # median of its seconds
    dc_db: float = 0.0  # the largest mean of a second
    peak: float = 0.0
    silent_s: int = 0  # seconds of silence, but for the first two of a scene and where no loop plays
    repeated_ms: float = 0.0


@dataclass(slots=True)
class Heard:
    """What a scene sounds like, second by second."""

    seconds: list[float] = field(default_factory=list)  # r.m.s. of each
    means: list[float] = field(default_factory=list)
    peak: float = 0.0
    silent_s: int = 0
    sounding: bool = False  # at the end of the last second something was asked to sound

    def listen(self, second: Samples, sounding: bool) -> None:
        """Hear one more second, float32 [C, n]; `sounding` says whether anything is asked to sound at its end."""
        loud = float(np.sqrt(np.mean(second * second)))
        self.silent_s += len(self.seconds) >= GRACE_S and self.sounding and sounding and loud < SILENT
        self.sounding = sounding
        self.seconds.append(loud)
        self.means.append(float(np.abs(second.mean(axis=1)).max()))
        self.peak = max(self.peak, float(np.abs(second).max()))

    def told(self, mode: str, from_h: float, costs_ms: Sequence[float], memory_mb: float, repeated_ms: float) -> Slice:
        """All of it, and what else is known of the scene; `costs_ms` has what each round took."""
        p50, p99 = np.percentile(costs_ms, (50, 99)) if len(costs_ms) else (0.0, 0.0)
        return Slice(
            mode=mode,
            from_h=round(from_h, 3),
            rounds=len(costs_ms),
            round_p50_ms=round(float(p50), 2),
            round_p99_ms=round(float(p99), 2),
            memory_mb=round(memory_mb, 1),
            loudness_db=round(decibels(float(np.median(self.seconds[GRACE_S:] or [0.0]))), 1),
            dc_db=round(decibels(max(self.means, default=0.0)), 1),
            peak=round(self.peak, 3),
            silent_s=self.silent_s,
            repeated_ms=round(repeated_ms, 1),
        )


class Endurance:
    """One pipeline that plays on and on.

    Args:
        bundle: the models.
        heard: float32 [C, n], what is played into it, again and again.
        settings: knobs that shall stand elsewhere.
        start: the absolute sample at which its clock begins.
    """

    def __init__(self, bundle: Bundle, heard: Samples, settings: Sequence[str] = (), start: int = 0) -> None:
        self._g = g = bundle.geometry
        self._heard, self._settings = heard, settings
        self._timeline = Timeline.local(g.channels, CAPACITY)
        self._pipeline = Pipeline(bundle, self._timeline, self._history, LoopStore.local(g.levels), "cpu", start)
        self._mixer, self._duck = Mixer(g.sample_rate, g.channels, BLOCK_SAMPLES), Duck(g.sample_rate)
        reader = PromptReader(bundle, lambda seconds: np.zeros((g.channels, g.samples(seconds)), np.float32))
        texts = DEFAULT_PROMPTS if "text" in bundle.signatures else [""] * len(DEFAULT_PROMPTS)
        self._embeddings = np.stack([reader.embed(text) for text in texts])
        self._at = start

    def _history(self, at: int, samples: int) -> Samples:
        where = np.arange(at, at + samples) % self._heard.shape[1]
        return np.ascontiguousarray(self._heard[:, where])

    def play(self, scene: Sequence[str], samples: int) -> Slice:
        """Play one scene and say what it was like."""
        panel = Panel().turn([parse_setting(text) for text in (*self._settings, *scene)])
        self._mixer.aim_at(panel)
        self._duck.aim_at(panel)
        begin, second = self._at, self._g.sample_rate
        pedals = [(begin + round(share * samples), name) for share, name in PEDALS.get(panel.mode, ())]
        repeated = self._timeline.repeated_samples
        costs_ms: list[float] = []
        heard, kept = Heard(), np.zeros((self._g.channels, 0), np.float32)
        while self._at < begin + samples:
            kept = np.concatenate([kept, self._block(panel, pedals, costs_ms)], axis=1)
            if kept.shape[1] >= second:
                heard.listen(kept[:, :second], self._sounding())
                kept = kept[:, second:]
        repeated_ms = 1000 * (self._timeline.repeated_samples - repeated) / second
        held_mb = memory_mb(os.getpid())["rss"] if can_watch() else 0.0
        return heard.told(panel.mode, begin / second / 3600, costs_ms, held_mb, repeated_ms)

    def _block(self, panel: Panel, pedals: list[tuple[int, str]], costs_ms: list[float]) -> Samples:
        """One block of the imagined sound card, and a round if one is due."""
        at, pipeline, timeline = self._at, self._pipeline, self._timeline
        wet, out = (np.empty((self._g.channels, BLOCK_SAMPLES), np.float32) for _ in range(2))
        timeline.read(at, wet)
        heard = self._history(at, BLOCK_SAMPLES)
        self._duck.press(heard, wet)
        self._mixer.mix(wet, heard, out)
        pipeline.hear(at, heard)
        while pedals and pedals[0][0] < at + BLOCK_SAMPLES:
            pipeline.command(pedals.pop(0)[1], at, panel)
        free = at + BLOCK_SAMPLES + timeline.guard + (0 if pipeline.urgent else ROUND_SAMPLES)
        if pipeline.due(free, panel):
            began = time.perf_counter()
            pipeline.round(Turn(free, panel, self._embeddings))
            costs_ms.append(1000 * (time.perf_counter() - began))
        self._at = at + BLOCK_SAMPLES
        return out

    def _sounding(self) -> bool:
        return self._pipeline.mode != "loop" or self._pipeline.looper.loops[0].state in SOUNDING


def endure(
    hours: float,
    bundle: Bundle,
    settings: Sequence[str] = (),
    minutes: float = 10.0,
    start_h: float = 0.0,
    progress: Callable[[float], None] = lambda share: None,
) -> dict[str, Any]:
    """Play for so many hours of simulated time.

    Args:
        hours: how long in all; three scenes at least.
        bundle: the models.
        settings: knobs that shall stand elsewhere.
        minutes: how long a scene lasts.
        start_h: what the clock says at the beginning.
        progress: told the share that is done, 0..1.

    Returns:
        {"passed": bool, "failures": [sentences], "slices": [Slice as a dict, …], …}.

    Raises:
        UsageError: too short for three scenes.
    """
    g = bundle.geometry
    samples = g.samples(60 * minutes) // BLOCK_SAMPLES * BLOCK_SAMPLES
    scenes = round(60 * hours / minutes)
    if scenes < len(SCENES):
        raise UsageError(f"{hours:g} hours are not {len(SCENES)} scenes of {minutes:g} minutes; give more hours")
    heard = read_sound(RECORDING, g.sample_rate, g.channels)
    player = Endurance(bundle, heard, settings, round(start_h * 3600) * g.sample_rate)
    began = time.perf_counter()
    slices = []
    for number in range(scenes):
        slices.append(player.play(SCENES[number % len(SCENES)], samples))
        progress((number + 1) / scenes)
    failures = list(judge(slices))
    return {
        "passed": not failures,
        "failures": failures,
        "hours": round(scenes * samples / g.sample_rate / 3600, 2),
        "start_h": start_h,
        "took_s": round(time.perf_counter() - began, 1),
        "growth": growth(slices),
        "slices": [asdict(piece) for piece in slices],
        "settings": list(settings),
        "bundle": bundle.name,
        "machine": machine(),
    }


def growth(slices: Sequence[Slice]) -> dict[str, float]:
    """Last third over first third: memory, and what a round costs, mode by mode."""
    costs = {f"{mode} round": [s.round_p50_ms for s in slices if s.mode == mode] for mode in modes(slices)}
    return grown({"memory": [s.memory_mb for s in slices], **costs})


def modes(slices: Sequence[Slice]) -> list[str]:
    """The modes that were played, in the order of their first scenes."""
    return list(dict.fromkeys(piece.mode for piece in slices))


def grown(courses: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Of every course of values the median of the last third over that of the first; two values are the least."""
    found = {}
    for name, values in courses.items():
        third = max(1, len(values) // 3)
        base = float(np.median(values[:third])) if len(values) > 1 else 0.0
        if base:
            found[name] = round(float(np.median(values[-third:])) / base, 3)
    return found


def judge(slices: Sequence[Slice]) -> Iterator[str]:
    """What should not have happened. The cost of a round is told and not judged: other programs lengthen it."""
    if (ratio := growth(slices).get("memory", 0.0)) > GROWTH:
        yield f"memory grew to {ratio:.2f} times what it was"
    for piece in slices:
        if piece.silent_s:
            yield f"{piece.mode} from {piece.from_h} h: {piece.silent_s} s of silence"
        if piece.repeated_ms:
            yield f"{piece.mode} from {piece.from_h} h: {piece.repeated_ms} ms were a repeated bar"
        if not piece.rounds or piece.peak > 1.0:
            yield f"{piece.mode} from {piece.from_h} h: {piece.rounds} rounds, peak {piece.peak}"


def table(found: Mapping[str, Any]) -> str:
    """What `endure` found, as Markdown, mode by mode, and whether anything grew."""
    lines = [
        "| mode | hours | rounds | round p50, ms | p99, ms | loudness, dB | DC, dB | silent, s | repeated, ms |",
        "| --- |" + " ---: |" * 8,
    ]
    hours = found["hours"] / len(found["slices"])
    for mode in dict.fromkeys(piece["mode"] for piece in found["slices"]):
        pieces = [piece for piece in found["slices"] if piece["mode"] == mode]
        loud = [piece["loudness_db"] for piece in pieces]
        lines.append(
            f"| {mode} | {len(pieces) * hours:.2f} | {sum(p['rounds'] for p in pieces)} "
            f"| {np.median([p['round_p50_ms'] for p in pieces]):.1f} | {max(p['round_p99_ms'] for p in pieces):.1f} "
            f"| {min(loud):.0f} … {max(loud):.0f} | {max(p['dc_db'] for p in pieces):.0f} "
            f"| {sum(p['silent_s'] for p in pieces)} | {sum(p['repeated_ms'] for p in pieces):.0f} |"
        )
    memory = [piece["memory_mb"] for piece in found["slices"]]
    grown = ", ".join(f"{name} x {ratio:.3f}" for name, ratio in found["growth"].items())
    lines += [
        "",
        f"{found['hours']:.2f} h from hour {found['start_h']:g} on, in {found['took_s']:.0f} s; memory {memory[0]:.0f} "
        f"MB at first, {memory[-1]:.0f} MB at last. Last third over first third: {grown}.",
        *found["failures"],
    ]
    return "\n".join(lines)
