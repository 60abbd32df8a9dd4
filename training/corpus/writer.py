"""The one writer behind every recipe: may be killed at any moment and started again."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from training.corpus.audio import convert
from training.corpus.fingerprint import ENDING, MISSING, Known, Words, available, fingerprint
from training.corpus.index import Clip, CorpusError, hours, write_json
from training.corpus.shards import SHARD_BYTES, Shards, intact, read_parts

WORKERS = len(os.sched_getaffinity(0))  # threads: decoder, resampler and disk all let go of Python's lock
BYTES_PER_S = 4 * 48_000
MAKING = "making"  # recordings on their way into a shard
LEFT_OUT = "left_out.json"  # file -> the file of which it is a copy


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clip to be made: what the index will say, and how to get its recording."""

    clip: Clip  # its samples are not known yet
    seconds: float | None  # expected length
    find: Callable[[], Path]  # called once, in the main thread; may raise CorpusError
    temporary: bool = False  # delete the recording when done
    parts: Mapping[str, Path] = field(default_factory=dict)  # ending -> what lies beside the sound: stems, notes
    unique: bool = False  # cannot be a copy of anything, so no fingerprint is taken


@dataclass(slots=True)
class Report:
    """What a run did."""

    made: int = 0
    made_s: float = 0.0
    kept: int = 0  # were on disk already
    left_out: list[str] = field(default_factory=list)  # copies of others, one sentence each; of earlier runs too
    skipped: list[str] = field(default_factory=list)  # one reason each
    notes: list[str] = field(default_factory=list)  # what a reader of the report should know
    wall_s: float = 0.0


def missing(out: Path, wanted: Sequence[Wanted]) -> tuple[list[Wanted], list[Clip], list[str]]:
    """Compare what is wanted with what is on disk, finished by any earlier run.

    Returns:
        What has to be made, every clip that is there, those of the index first, and a sentence for each clip that is
        left out because the same recording is there.
    """
    there = {clip.file: clip for clip in intact(out)}
    copies = _read_left_out(out)
    to_make: list[Wanted] = []
    left_out: list[str] = []
    for item in wanted:
        file = item.clip.file
        found = there.get(file)
        if found is not None:  # captions and names may have changed; a split never does
            there[file] = replace(
                item.clip,
                samples=found.samples,
                split=found.split,
                shard=found.shard,
                offset=found.offset,
                size=found.size,
            )
        elif copies.get(file) in there:
            left_out.append(_copy(item.clip, there[copies[file]]))
        else:
            to_make.append(item)
    return to_make, list(there.values()), left_out


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """Keep a second run away from a folder for as long as the first one lives.

    Raises:
        CorpusError: another run is filling the folder.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets go of it when we die
        except OSError:
            raise CorpusError(f"{out}: another run is filling this folder. Wait for it, or name another.") from None
        yield


def make(
    out: Path,
    wanted: Sequence[Wanted],
    keep_free_gb: float = 5.0,
    workers: int = WORKERS,
    shard_bytes: int = SHARD_BYTES,
) -> Report:
    """Make the clips that are not there yet and list them in the index; hold only_writer() meanwhile.

    Clips are packed in the order in which they are wanted, whatever the number of workers, so the same recordings
    give the same shards. A clip that is listed stays listed. A recording that is there already, in another encoding
    or under another name, is left out: so none stands on both sides of the split.

    Raises:
        CorpusError: the disk would run full. What is made so far is kept and listed.
    """
    began = time.monotonic()
    to_make, clips, left_out = missing(out, wanted)
    report = Report(kept=len(wanted) - len(to_make) - len(left_out), left_out=left_out)
    shutil.rmtree(out / MAKING, ignore_errors=True)
    with Shards(out, shard_bytes) as shards:
        shards.update(clips)
        if to_make:
            (out / MAKING).mkdir()
            _Run(out, shards, report, to_make, workers).go(keep_free_gb)
            shutil.rmtree(out / MAKING)
    report.wall_s = time.monotonic() - began
    return report


class _Run:
    """What one call of make() has under way; the main thread alone touches it, workers only run _prepare."""

    def __init__(self, out: Path, shards: Shards, report: Report, to_make: Sequence[Wanted], workers: int) -> None:
        self._out = out
        self._shards = shards
        self._report = report
        self._to_make = to_make
        self._workers = workers
        self._pending: deque[tuple[Wanted, Path, Path, Future[tuple[int, Words]]]] = deque()
        self._there = {clip.file: clip for clip in shards.clips}
        self._copies = _read_left_out(out)
        self._known = Known()
        for shard in sorted({clip.shard for clip in shards.clips}):
            prints = read_parts(out / shard, ENDING)
            for clip in shards.clips:
                if clip.shard == shard and clip.key in prints:
                    self._known.add(clip.file, np.frombuffer(prints[clip.key], "<u4"))
        self._left_s = sum(item.seconds or 0.0 for item in to_make)
        self._left = len(to_make)
        self._began = time.monotonic()
        self._shown = 0.0

    def go(self, keep_free_gb: float) -> None:
        listening = available()
        if not listening:
            self._report.notes.append(MISSING)
        with ThreadPoolExecutor(self._workers) as pool:
            try:
                for number, item in enumerate(self._to_make):
                    _leave_room(self._out, item, keep_free_gb)
                    try:
                        recording = item.find()
                    except CorpusError as error:
                        self._skip(item, str(error))
                        continue
                    target = self._out / MAKING / f"{number}.flac"
                    job = pool.submit(_prepare, recording, target, item.seconds, listening and not item.unique)
                    self._pending.append((item, recording, target, job))
                    while len(self._pending) >= 4 * self._workers:
                        self._collect()
                while self._pending:
                    self._collect()
            finally:
                for *_, job in self._pending:
                    job.cancel()
                self._progress(last=True)

    def _collect(self) -> None:
        """Wait for the recording whose turn it is, and pack it."""
        item, recording, target, job = self._pending.popleft()
        try:
            samples, words = job.result()
        except CorpusError as error:
            self._skip(item, f"{item.clip.package}: {error}")
            return
        finally:
            if item.temporary:
                recording.unlink(missing_ok=True)
        twin = self._known.find(words)
        if twin is not None:
            self._report.left_out.append(_copy(item.clip, self._there[twin]))
            self._copies[item.clip.file] = twin
            write_json(self._out / LEFT_OUT, self._copies)
        else:
            clip = replace(item.clip, samples=samples)
            parts: dict[str, bytes | Path] = {"flac": target, **item.parts}
            if len(words):
                parts[ENDING] = words.astype("<u4").tobytes()
            self._shards.add(clip, parts)
            self._known.add(clip.file, words)
            self._there[clip.file] = clip
            self._report.made += 1
            self._report.made_s += clip.seconds
        target.unlink()
        self._finish(item)

    def _skip(self, item: Wanted, reason: str) -> None:
        if reason not in self._report.skipped:
            print(f"\nskipped: {reason}", file=sys.stderr)
        self._report.skipped.append(reason)
        self._finish(item)

    def _finish(self, item: Wanted) -> None:
        self._left -= 1
        self._left_s -= item.seconds or 0.0
        self._progress()

    def _progress(self, last: bool = False) -> None:
        """One line that is rewritten on a terminal, and a line every ten seconds elsewhere."""
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if not last and now - self._shown < (0.2 if terminal else 10.0):
            return
        self._shown = now
        pace = self._report.made_s / max(now - self._began, 1e-3)
        # Recordings of unknown length are taken to be as long as those before them.
        share = self._report.made_s / pace / max(self._report.made, 1) if pace > 0 else 0.0
        left = int(self._left_s / pace if self._left_s > 0 and pace > 0 else self._left * share)
        remaining = f"{self._left} clips left, {left // 60}:{left % 60:02d} min" if self._left else "done"
        line = (
            f"{len(self._there)} clips, {hours(self._there.values()):.2f} h, {pace:.0f}x real time, "
            f"{len(self._report.left_out)} copies, {len(self._report.skipped)} skipped, {remaining}"
        )
        print(f"\r{line:<88}" if terminal else line, end="", file=sys.stderr, flush=True)
        if last or not terminal:
            print(file=sys.stderr)


def _prepare(recording: Path, target: Path, expect_s: float | None, listening: bool) -> tuple[int, Words]:
    """Turn one recording into a FLAC file; return its samples and its fingerprint, empty when nobody asks."""
    samples = convert(recording, target, expect_s)
    return samples, fingerprint(target) if listening else np.zeros(0, np.uint32)


def _copy(clip: Clip, twin: Clip) -> str:
    return f"{clip.package}: {clip.source} is the same recording as {twin.package}: {twin.source}"


def _read_left_out(out: Path) -> dict[str, str]:
    try:
        copies: dict[str, str] = json.loads((out / LEFT_OUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise CorpusError(
            f"{out / LEFT_OUT}: not readable as JSON ({error}). Delete it and type the same again."
        ) from error
    return copies


def _leave_room(out: Path, item: Wanted, keep_free_gb: float) -> None:
    free = shutil.disk_usage(out).free
    need = (item.seconds or 0.0) * BYTES_PER_S
    if free - need < keep_free_gb * 1e9:
        raise CorpusError(
            f"{out}: {free / 1e9:.1f} GB free, and {keep_free_gb:g} GB shall stay free. Make room and type the same "
            "again (finished clips are kept), or ask for less with --hours or --keep-free."
        )
