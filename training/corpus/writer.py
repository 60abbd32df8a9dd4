"""The one writer behind every recipe: may be killed at any moment and started again."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from training.corpus.audio import convert, stored_samples
from training.corpus.index import NAME, Clip, CorpusError, hours, read_index, write_index

WORKERS = 2  # threads: decoder, resampler and disk all let go of Python's lock
SAVE_S = 2.0  # the index is written this often, and at the end
BYTES_PER_S = 4 * 48_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clip to be made: what the index will say, and how to get its recording."""

    clip: Clip  # its samples are not known yet
    seconds: float | None  # expected length
    find: Callable[[], Path]  # called once, in the main thread; may raise CorpusError
    temporary: bool = False  # delete the recording when done


@dataclass(slots=True)
class Report:
    """What a run did."""

    made: int = 0
    made_s: float = 0.0
    kept: int = 0  # were on disk already
    skipped: list[str] = field(default_factory=list)  # one reason each
    wall_s: float = 0.0


def missing(out: Path, wanted: Sequence[Wanted]) -> tuple[list[Wanted], list[Clip]]:
    """Compare what is wanted with what is on disk, finished by any earlier run.

    Returns:
        What has to be made, and every clip that is there: those of the index first.
    """
    listed = read_index(out) if (out / NAME).exists() else []
    names = {clip.file for clip in listed}
    to_make: list[Wanted] = []
    for item in wanted:
        if item.clip.file in names:
            continue
        path = out / item.clip.file
        if path.exists():  # made, but the run ended before the index was written
            listed.append(replace(item.clip, samples=stored_samples(path)))
            names.add(item.clip.file)
        else:
            to_make.append(item)
    return to_make, listed


def make(out: Path, wanted: Sequence[Wanted], keep_free_gb: float = 5.0) -> Report:
    """Make the clips that are not there yet and list them in the index.

    A clip that is listed stays listed; files and index appear complete or not at all.

    Raises:
        CorpusError: the disk would run full. What is made so far is kept and listed.
    """
    began = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    for partial in out.rglob("*.part"):
        partial.unlink(missing_ok=True)
    to_make, clips = missing(out, wanted)
    run = _Run(out, clips, Report(kept=len(wanted) - len(to_make)), to_make)
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for item in to_make:
                _leave_room(out, item, keep_free_gb)
                try:
                    recording = item.find()
                except CorpusError as error:
                    run.skip(item, str(error))
                    continue
                target = out / item.clip.file
                target.parent.mkdir(parents=True, exist_ok=True)
                run.pending[pool.submit(convert, recording, target, item.seconds)] = item, recording
                while len(run.pending) >= 2 * WORKERS:
                    run.collect()
            while run.pending:
                run.collect()
        finally:
            for future in run.pending:
                future.cancel()
            write_index(out, run.clips)
    run.report.wall_s = time.monotonic() - began
    run.progress(last=True)
    return run.report


class _Run:
    """What one call of make() has under way; the main thread alone touches it."""

    def __init__(self, out: Path, clips: list[Clip], report: Report, to_make: list[Wanted]) -> None:
        self.clips = clips
        self.report = report
        self.pending: dict[Future[int], tuple[Wanted, Path]] = {}
        self._out = out
        self._left_s = sum(item.seconds or 0.0 for item in to_make)
        self._left = len(to_make)
        self._began = self._saved = time.monotonic()
        self._shown = 0.0

    def skip(self, item: Wanted, reason: str) -> None:
        if reason not in self.report.skipped:
            print(f"\nskipped: {reason}", file=sys.stderr)
        self.report.skipped.append(reason)
        self._finish(item)

    def collect(self) -> None:
        """Wait for at least one recording and list it."""
        for future in wait(self.pending, return_when=FIRST_COMPLETED).done:
            item, recording = self.pending.pop(future)
            if item.temporary:
                recording.unlink(missing_ok=True)
            try:
                clip = replace(item.clip, samples=future.result())
            except CorpusError as error:
                self.skip(item, f"{item.clip.package}: {error}")
                continue
            self.clips.append(clip)
            self.report.made += 1
            self.report.made_s += clip.seconds
            self._finish(item)
        if time.monotonic() - self._saved > SAVE_S:
            write_index(self._out, self.clips)
            self._saved = time.monotonic()

    def progress(self, last: bool = False) -> None:
        """One line that is rewritten on a terminal, and a line every ten seconds elsewhere."""
        now = time.monotonic()
        terminal = sys.stderr.isatty()
        if not last and now - self._shown < (0.2 if terminal else 10.0):
            return
        self._shown = now
        pace = self.report.made_s / max(now - self._began, 1e-3)
        if self._left == 0:
            remaining = "done"
        elif self._left_s > 0 and pace > 0:
            minutes, seconds = divmod(int(self._left_s / pace), 60)
            remaining = f"{self._left} clips left, {minutes}:{seconds:02d} min"
        else:
            remaining = f"{self._left} clips left"
        line = (
            f"{len(self.clips)} clips, {hours(self.clips):.2f} h on disk, {pace:.0f}x real time, "
            f"{len(self.report.skipped)} skipped, {remaining}"
        )
        print(f"\r{line:<78}" if terminal else line, end="", file=sys.stderr, flush=True)
        if last or not terminal:
            print(file=sys.stderr)

    def _finish(self, item: Wanted) -> None:
        self._left -= 1
        self._left_s -= item.seconds or 0.0
        self.progress()


def _leave_room(out: Path, item: Wanted, keep_free_gb: float) -> None:
    free = shutil.disk_usage(out).free
    need = (item.seconds or 0.0) * BYTES_PER_S
    if free - need < keep_free_gb * 1e9:
        raise CorpusError(
            f"{out}: {free / 1e9:.1f} GB free, and {keep_free_gb:g} GB shall stay free. "
            f"Make room, then type the same again, or take less:  "
            f"python -m training.corpus {os.fspath(out)} --hours {_taken_hours(out)}"
        )


def _taken_hours(out: Path) -> str:
    return f"{hours(read_index(out)) if (out / NAME).exists() else 0.0:.0f}"
