"""Hours of playing in simulated time, as fast as they go: does anything grow, slow down, drift or fall silent?

One pipeline plays scene after scene: streams, loops that are rewritten and overdubbed, answers to what is heard. After
every slice of it what it did is written down: what a round cost, how much memory the process holds, and what a listener
would have caught. The clock may begin late, as if hours had been played before.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from rtmusic.bench import SILENT
from rtmusic.bundle import Bundle
from rtmusic.device import RECORDING
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
    silent_s: int = 0  # seconds of silence, but for the first two of a scene and where a loop is empty
    repeated_ms: float = 0.0


@dataclass(slots=True)
class _Taken:
    """What one scene did, while it is being played."""

    costs: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # r.m.s. of each
    means: list[float] = field(default_factory=list)
    peak: float = 0.0
    empty: int = 0  # seconds in which nothing was asked to sound


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
        self._mixer = Mixer(g.sample_rate, g.channels, BLOCK_SAMPLES)
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
        begin, second = self._at, self._g.sample_rate
        pedals = [(begin + round(share * samples), name) for share, name in PEDALS.get(panel.mode, ())]
        repeated = self._timeline.repeated_samples
        taken, kept = _Taken(), np.zeros((self._g.channels, 0), np.float32)
        while self._at < begin + samples:
            kept = np.concatenate([kept, self._block(panel, pedals, taken)], axis=1)
            if kept.shape[1] >= second:
                self._look(kept[:, :second], begin, taken)
                kept = kept[:, second:]
        p50, p99 = np.percentile(taken.costs, (50, 99)) if taken.costs else (0.0, 0.0)
        silent = sum(loud < SILENT for loud in taken.seconds[2:])
        return Slice(
            mode=panel.mode,
            from_h=round(begin / second / 3600, 3),
            rounds=len(taken.costs),
            round_p50_ms=round(1000 * float(p50), 2),
            round_p99_ms=round(1000 * float(p99), 2),
            memory_mb=memory_mb(os.getpid())["rss"] if can_watch() else 0.0,
            loudness_db=round(decibels(float(np.median(taken.seconds[2:] or [0.0]))), 1),
            dc_db=round(decibels(max(taken.means, default=0.0)), 1),
            peak=round(taken.peak, 3),
            silent_s=max(0, silent - taken.empty),
            repeated_ms=round(1000 * (self._timeline.repeated_samples - repeated) / second, 1),
        )

    def _block(self, panel: Panel, pedals: list[tuple[int, str]], taken: _Taken) -> Samples:
        """One block of the imagined sound card, and a round if one is due."""
        at, pipeline, timeline = self._at, self._pipeline, self._timeline
        wet, out = (np.empty((self._g.channels, BLOCK_SAMPLES), np.float32) for _ in range(2))
        timeline.read(at, wet)
        heard = self._history(at, BLOCK_SAMPLES)
        self._mixer.mix(wet, heard, out)
        pipeline.hear(at, heard)
        while pedals and pedals[0][0] < at + BLOCK_SAMPLES:
            pipeline.command(pedals.pop(0)[1], at, panel)
        free = at + BLOCK_SAMPLES + timeline.guard + (0 if pipeline.urgent else ROUND_SAMPLES)
        if pipeline.due(free, panel):
            began = time.perf_counter()
            pipeline.round(Turn(free, panel, self._embeddings))
            taken.costs.append(time.perf_counter() - began)
        self._at = at + BLOCK_SAMPLES
        return out

    def _look(self, audio: Samples, begin: int, taken: _Taken) -> None:
        """One second of what was heard."""
        taken.seconds.append(float(np.sqrt(np.mean(audio * audio))))
        taken.means.append(float(np.abs(audio.mean(axis=1)).max()))
        taken.peak = max(taken.peak, float(np.abs(audio).max()))
        state = self._pipeline.loop_status(self._at).state
        if self._pipeline.mode == "loop" and state not in ("playing", "overdubbing") and len(taken.seconds) > 2:
            taken.empty += 1


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
    third = max(1, len(slices) // 3)
    found = {"memory": _ratio([s.memory_mb for s in slices[:third]], [s.memory_mb for s in slices[-third:]])}
    for mode in dict.fromkeys(piece.mode for piece in slices):
        early, late = ([s.round_p50_ms for s in part if s.mode == mode] for part in (slices[:third], slices[-third:]))
        if early and late:
            found[f"{mode} round"] = _ratio(early, late)
    return found


def _ratio(early: Sequence[float], late: Sequence[float]) -> float:
    base = float(np.median(early))
    return round(float(np.median(late)) / base, 3) if base else math.nan


def judge(slices: Sequence[Slice]) -> Iterator[str]:
    """What should not have happened. The cost of a round is told and not judged: other programs lengthen it."""
    if growth(slices)["memory"] > GROWTH:
        yield f"memory grew to {growth(slices)['memory']:.2f} times what it was"
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
