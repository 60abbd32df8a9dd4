"""Measure every clip through every codec once, and remember it: a stopped evaluation goes on where it was."""

from __future__ import annotations

import hashlib
import json
import math
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.units import Samples
from training.config import TrainingError
from training.evaluation.hearing import pre_echo_db, thirds_db, width_error_db
from training.metrics import mel_distance, si_sdr, stft_distance, visqol, zimtohrli

SILENT_RMS = 1e-4  # a channel below this has nothing to compare with
# The two parts of a measurement; the second takes seconds. Another word where a definition changes, for the notebooks.
QUICK, LISTENED = "quick 2", "listened"
AHEAD = 2  # decoded clips that wait for each worker
Figures = dict[str, Any]  # by name of a metric; None where it says nothing about this clip


@dataclass(frozen=True, slots=True)
class Metric:
    """One column of the tables."""

    name: str
    heading: str
    decimals: int
    better: int  # 1: more is nearer to the original, -1: less is, 0: nearest to nought is
    part: str = QUICK


METRICS = (
    Metric("visqol", "ViSQOL", 2, 1, LISTENED),
    Metric("zimtohrli", "Zimtohrli", 2, 1, LISTENED),
    Metric("mel", "mel distance", 2, -1),
    Metric("stft", "STFT distance", 2, -1),
    Metric("si_sdr_db", "SI-SDR dB", 1, 1),
    Metric("mono_si_sdr_db", "SI-SDR of mono dB", 1, 1),
    Metric("width_error_db", "stereo image off dB", 1, -1),
    Metric("level_db", "level dB", 1, 0),
    Metric("pre_echo_db", "pre-echo dB", 1, -1),
)


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip to measure on."""

    name: str
    kind: str  # voice, guitar, drums, mix; or "all" where kinds are not known
    sound: Samples  # [2, n]; its first `judged` samples are compared
    judged: int

    @property
    def reference(self) -> Samples:
        return self.sound[:, : self.judged]


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the tables: a codec at one rate."""

    name: str
    identity: str  # other figures are to be expected where this differs
    play: Callable[[Clip], tuple[Samples, Figures]]  # -> as long as `judged`, and what was noted on the way (kbps …)


def quick_figures(reference: Samples, decoded: Samples, rate: int) -> Figures:
    """Compare [2, n] with [2, n] in everything that takes no listening model; means over channels that are not silent.

    Raises:
        TrainingError: both channels of the reference are silent.
    """
    pairs = _heard(reference, decoded)
    found: Figures = {
        "mel": _mean(mel_distance(a, b, rate) for a, b in pairs),
        "stft": _mean(stft_distance(a, b, rate) for a, b in pairs),
        "si_sdr_db": _mean(si_sdr(a, b) for a, b in pairs),
        "width_error_db": width_error_db(reference, decoded, rate),
        "pre_echo_db": pre_echo_db(reference, decoded, rate),
    }
    mono, mono_decoded = reference.mean(axis=0), decoded.mean(axis=0)
    audible = float(np.sqrt(np.mean(np.square(mono)))) >= SILENT_RMS
    found["mono_si_sdr_db"] = si_sdr(mono, mono_decoded) if audible else None
    thirds = thirds_db(reference, decoded, rate)
    found["level_db"] = float(np.nanmean(thirds))
    found = {name: _plain(value) for name, value in found.items()}
    return {**found, "thirds_db": [_plain(value) for value in thirds]}


def listened_figures(reference: Samples, decoded: Samples, rate: int) -> Figures:
    """Let the two listening models compare [2, n] with [2, n]; means over channels that are not silent.

    Raises:
        TrainingError: both channels of the reference are silent, or a model is not installed.
    """
    pairs = _heard(reference, decoded)
    if len(pairs) == 2 and all(np.array_equal(left, right) for left, right in zip(*pairs, strict=True)):
        pairs = pairs[:1]  # mono: one channel says it all
    return {
        "visqol": _mean(visqol(a, b, rate) for a, b in pairs),
        "zimtohrli": _mean(zimtohrli(a, b, rate) for a, b in pairs),
    }


PARTS = {QUICK: quick_figures, LISTENED: listened_figures}


def _heard(reference: Samples, decoded: Samples) -> list[tuple[Samples, Samples]]:
    pairs = list(zip(reference, decoded, strict=True))
    pairs = [pair for pair in pairs if float(np.sqrt(np.mean(np.square(pair[0])))) >= SILENT_RMS]
    if not pairs:
        raise TrainingError("every channel of a clip is silent: there is nothing to measure; look at the corpus")
    return pairs


def _mean(values: Iterator[float]) -> float:
    return float(np.mean(list(values)))


def _plain(value: Any) -> float | None:
    """For JSON: a number that says nothing becomes None, an endless one the end of the scale."""
    if value is None or math.isnan(value):
        return None
    return round(float(np.clip(value, -120.0, 120.0)), 5)


class Notebook:
    """What has been measured, one JSON object a line; a line that was cut off by a power cut is measured again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Figures] = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = json.loads(line)
                    self._known[entry["key"]] = entry["figures"]
                except (ValueError, KeyError, TypeError):
                    continue

    def find(self, key: str) -> Figures | None:
        return self._known.get(key)

    def add(self, key: str, figures: Figures, **what: str) -> None:
        """Keep figures under a key; `what` is for a reader of the file."""
        self._known[key] = figures
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as out:
            # A line that a power cut left open must not swallow this one.
            out.write(("\n" if out.tell() else "") + json.dumps({"key": key, **what, "figures": figures}))


def key_of(clip: Clip, way: Way, part: str) -> str:
    digest = hashlib.sha256(np.ascontiguousarray(clip.sound).tobytes())
    digest.update(f"{clip.judged} {way.identity} {part}".encode())
    return digest.hexdigest()


def measure(
    clips: Sequence[Clip], ways: Sequence[Way], rate: int, parts: Sequence[str], notebook: Notebook, workers: int = 1
) -> dict[tuple[str, str], Figures]:
    """Measure every clip in every way; what the notebook knows already is not done again.

    Args:
        parts: QUICK, LISTENED or both.
        workers: processes that compare while this one decodes; 1 does all of it here.

    Returns:
        (name of the clip, name of the way) -> figures.
    """
    jobs = list(_jobs(clips, ways, parts, notebook))
    total = sum(len(wanted) for _, _, wanted in jobs)
    progress = Progress(total)
    if workers > 1 and jobs:
        _in_parallel(jobs, rate, notebook, workers, progress)
    else:
        for clip, way, wanted in jobs:
            decoded, noted = way.play(clip)
            for part in wanted:
                found = {**noted, **PARTS[part](clip.reference, decoded, rate)}
                notebook.add(key_of(clip, way, part), found, clip=clip.name, way=way.name)
                progress.tick(f"{clip.name}, {way.name}")
    progress.done()
    result: dict[tuple[str, str], Figures] = {}
    for way in ways:
        # What was not asked for but is known of every clip comes along.
        known = {part: [notebook.find(key_of(clip, way, part)) for clip in clips] for part in PARTS}
        told = [found for part, found in known.items() if part in parts or None not in found]
        for clip, *figures in zip(clips, *told, strict=True):
            result[clip.name, way.name] = {name: value for some in figures if some for name, value in some.items()}
    return result


def _jobs(
    clips: Sequence[Clip], ways: Sequence[Way], parts: Sequence[str], notebook: Notebook
) -> Iterator[tuple[Clip, Way, list[str]]]:
    for clip in clips:
        for way in ways:
            wanted = [part for part in parts if notebook.find(key_of(clip, way, part)) is None]
            if wanted:
                yield clip, way, wanted


def _in_parallel(
    jobs: Sequence[tuple[Clip, Way, list[str]]], rate: int, notebook: Notebook, workers: int, progress: Progress
) -> None:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    waiting: dict[Future[Figures], tuple[Clip, Way, str, Figures]] = {}

    def collect(at_most: int) -> None:
        while len(waiting) > at_most:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                clip, way, part, noted = waiting.pop(future)
                found = {**noted, **future.result()}
                notebook.add(key_of(clip, way, part), found, clip=clip.name, way=way.name)
                progress.tick(f"{clip.name}, {way.name}")

    try:
        for clip, way, wanted in jobs:
            decoded, noted = way.play(clip)
            for part in wanted:
                future = pool.submit(PARTS[part], clip.reference, decoded, rate)
                waiting[future] = (clip, way, part, noted)
            collect(AHEAD * workers)
        collect(0)
    finally:
        pool.shutdown(cancel_futures=True)


class Progress:
    """A line that says how far it is and how long it will take; nothing when nobody looks."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._began = total, 0, time.monotonic()
        self._shown = sys.stderr.isatty()

    def tick(self, what: str) -> None:
        self._done += 1
        left_min = (time.monotonic() - self._began) / self._done * (self._total - self._done) / 60.0
        line = f"{self._done}/{self._total} {what}; about {left_min:.0f} min left"
        if self._shown:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        elif self._done % 20 == 0:
            print(line, file=sys.stderr, flush=True)

    def done(self) -> None:
        if self._shown and self._done:
            print(file=sys.stderr)
