"""One thing to play and what is noted of it, done once: `measured.jsonl` remembers, two processes share the work.

A job says what sounds (played on by the machine, codes, or a recording) and who judges it. The same job in two parts
of an evaluation is the same entry.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rtmusic.bundle import Bundle
from rtmusic.prompts import TextEncoder
from rtmusic.units import Codes, Samples
from training.evaluation.measure import Figures, Notebook, Progress
from training.evaluation.music.listening import Recorded, listen
from training.evaluation.music.musicnn import PATCH_S, Ears
from training.evaluation.music.playing import Curve, Engine, Past, panel_of
from training.evaluation.music.traits import measure_traits

VERSION = "1"  # another one where what a judge notes has changed
EARS, CODES, LISTEN, TRAITS, STREAM = "ears", "codes", "listen", "traits", "stream"
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What sounds, and who judges it.

    One of three: `sound` is there; or `codes` are decoded after `past`; or the machine plays on for `frames` frames.
    """

    name: str  # for whoever reads the notebook
    judges: tuple[str, ...]  # EARS, CODES, LISTEN, "traits NAME NAME …" or "stream PARTS"
    past: Codes | None = None  # None: nothing was played before
    frames: int = 0
    settings: tuple[str, ...] = ()  # knobs as "steps=4"
    prompt: str = ""
    curve: Curve | None = None
    codes: Codes | None = None
    sound: Samples | None = None

    def key(self, bundle: Bundle, judge: str) -> str:
        """Another word where other figures are to be expected."""
        digest = hashlib.sha256(f"{bundle.sha256} {judge} {VERSION} {self.frames} {self.prompt!r}".encode())
        digest.update(repr(sorted(self.settings)).encode())
        curve = () if self.curve is None else (self.curve.values, self.curve.given)
        for array in (self.past, self.codes, self.sound, *curve):
            digest.update(b"-" if array is None else f"{array.shape}".encode() + np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Result:
    """What sounded."""

    sound: Samples  # [C, n]
    rate: int
    codes: Codes  # int64 [K, F]; no frames for a recording
    limited: int
    afresh: int


def pack(numbers: npt.ArrayLike) -> dict[str, Any]:
    """float32 numbers of any shape as they stand in the notebook."""
    array = np.ascontiguousarray(numbers, np.float32)
    return {"shape": list(array.shape), "float32": base64.b64encode(array.tobytes()).decode()}


def unpack(packed: Mapping[str, Any]) -> Floats:
    """Undo `pack`."""
    return np.frombuffer(base64.b64decode(packed["float32"]), np.float32).reshape(packed["shape"])


class Workshop:
    """Plays and judges. One process owns it; models are loaded when they are first needed."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.engine = Engine(bundle)
        self._texts = TextEncoder(bundle)
        self._pasts: dict[bytes, Past] = {}
        self._judges: Mapping[str, Callable[[Result, Sequence[str]], Figures]] = {
            EARS: self._ears_say,
            CODES: lambda result, _: {"codes": pack(result.codes)},
            LISTEN: lambda result, _: {"checks": self._checks(result)},
            TRAITS: lambda result, names: {
                k: pack(v) for k, v in measure_traits(result.sound, result.rate, names).items()
            },
            STREAM: self._stream,
        }

    @functools.cached_property
    def ears(self) -> Ears:
        return Ears()

    def embed(self, prompt: str) -> Floats:
        """A prompt's embedding; zeros for none."""
        return self._texts.embed(prompt)

    def past(self, codes: Codes | None) -> Past:
        """A past, kept for the next job that begins with it."""
        if codes is None:
            return self.engine.nothing()
        key = codes.tobytes()
        if key not in self._pasts:
            if len(self._pasts) >= 32:
                self._pasts.pop(next(iter(self._pasts)))
            self._pasts[key] = self.engine.past(codes)
        return self._pasts[key]

    def sound(self, job: Job) -> tuple[Result, Figures]:
        """Let it sound; also what a round took, where rounds were played."""
        rate = self.bundle.geometry.sample_rate
        if job.sound is not None:
            return Result(job.sound, rate, np.zeros((1, 0), np.int64), 0, 0), {}
        past = self.past(job.past)
        if job.codes is not None:
            codes = job.codes[: self.bundle.geometry.model_levels]
            return Result(self.engine.say(codes, past), rate, codes, 0, 0), {}
        embedding, panel = self.embed(job.prompt), panel_of(job.settings)
        played = self.engine.play(past, job.frames, panel, embedding, job.curve)
        p50, p95 = np.percentile(played.round_ms, (50, 95))
        spent = {"round_ms": round(float(p50), 3), "round_ms_p95": round(float(p95), 3)}
        return Result(played.sound, rate, played.codes, played.limited, played.afresh), spent

    def do(self, job: Job, judges: Sequence[str]) -> dict[str, Figures]:
        """Let it sound once and return what each judge notes."""
        result, spent = self.sound(job)
        noted = {}
        for judge in judges:
            name, *words = judge.split()
            noted[judge] = {**spent, **self._judges[name](result, words)}
        return noted

    def _ears_say(self, result: Result, words: Sequence[str]) -> Figures:
        heard = self.ears.hear(result.sound, result.rate)
        return {"embedding": pack(heard.embedding), "tags": pack(heard.tags.mean(axis=0))}

    @staticmethod
    def _checks(result: Result) -> dict[str, list[float]]:
        recorded = Recorded(result.sound, result.rate, result.codes, result.limited)
        return {name: found.plain() for name, found in listen(recorded).items()}

    def _stream(self, result: Result, words: Sequence[str]) -> Figures:
        """Everything about a long stream: the checks, and embedding, loudness and brightness of each of its parts."""
        parts = []
        for sound in np.array_split(result.sound, int(words[0]), axis=1):
            traits = measure_traits(sound, result.rate, ("loudness", "brightness"))
            heard = self.ears.hear(sound, result.rate, every_s=PATCH_S)
            parts.append({"embedding": pack(heard.embedding), **{name: pack(v[::50]) for name, v in traits.items()}})
        return {"checks": self._checks(result), "afresh": result.afresh, "parts": parts}


@functools.cache
def _workshop(path: str) -> Workshop:
    torch.set_num_threads(1)  # the processes share the cores
    return Workshop(Bundle.load(path))


def _do(path: str, job: Job, judges: Sequence[str]) -> dict[str, Figures]:
    return _workshop(path).do(job, judges)


class Measured:
    """Jobs done, and the notebook that remembers them. One thread calls it."""

    def __init__(self, bundle: Bundle, notebook: Path, workers: int = 1) -> None:
        self.bundle = bundle
        self._notebook = Notebook(notebook)
        self._workers = workers

    def do(self, jobs: Sequence[Job]) -> None:
        """Do what the notebook does not know yet, long things first."""
        todo: dict[str, tuple[Job, list[str]]] = {}
        for job in jobs:
            missing = [judge for judge in job.judges if self._notebook.find(job.key(self.bundle, judge)) is None]
            if missing:
                _, known = todo.setdefault(job.key(self.bundle, ""), (job, []))
                known += [judge for judge in missing if judge not in known]
        order = sorted(todo.values(), key=lambda entry: -entry[0].frames)
        progress = Progress(len(order))
        for job, noted in self._results(order):
            for judge, figures in noted.items():
                self._notebook.add(job.key(self.bundle, judge), figures, job=job.name, judge=judge)
            progress.tick(job.name)
        progress.done()

    def find(self, job: Job, judge: str) -> Figures:
        """What a judge noted; the job is done now if it was not."""
        if self._notebook.find(job.key(self.bundle, judge)) is None:
            self.do([job])
        found = self._notebook.find(job.key(self.bundle, judge))
        if found is None:
            raise KeyError(f"{job.name} is not judged by {judge}, only by {', '.join(job.judges)}")
        return found

    def _results(self, todo: Sequence[tuple[Job, list[str]]]) -> Iterator[tuple[Job, dict[str, Figures]]]:
        path = str(self.bundle.path)
        if self._workers <= 1 or len(todo) < 2:
            for job, judges in todo:
                yield job, _do(path, job, judges)
            return
        pool = ProcessPoolExecutor(min(self._workers, len(todo)), multiprocessing.get_context("spawn"))
        try:
            waiting: dict[Future[dict[str, Figures]], Job] = {
                pool.submit(_do, path, job, judges): job for job, judges in todo
            }
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)
