"""The one writer behind every recipe: may be killed at any moment and started again."""

from __future__ import annotations

import fcntl
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
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
    there = {clip.file: clip for clip in read_index(out)} if (out / NAME).exists() else {}
    to_make: list[Wanted] = []
    for item in wanted:
        file = item.clip.file
        listed = there.get(file)
        try:
            samples = stored_samples(out / file)
        except (OSError, ValueError, EOFError):  # not made yet, or deleted or damaged since
            samples = None
        if samples is None or (listed and listed.samples != samples):
            there.pop(file, None)
            to_make.append(item)
        else:  # captions and names may have changed, or the run ended before the index was written
            split = listed.split if listed else item.clip.split
            there[file] = replace(item.clip, samples=samples, split=split)
    return to_make, list(there.values())


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


def make(out: Path, wanted: Sequence[Wanted], keep_free_gb: float = 5.0) -> Report:
    """Make the clips that are not there yet and list them in the index; hold only_writer() meanwhile.

    A clip that is listed stays listed; files and index appear complete or not at all.

    Raises:
        CorpusError: the disk would run full. What is made so far is kept and listed.
    """
    began = time.monotonic()
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
        # Recordings of unknown length are taken to be as long as those before them.
        share = self.report.made_s / pace / max(self.report.made, 1) if pace > 0 else 0.0
        left = int(self._left_s / pace if self._left_s > 0 and pace > 0 else self._left * share)
        remaining = f"{self._left} clips left, {left // 60}:{left % 60:02d} min" if self._left else "done"
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
            f"{out}: {free / 1e9:.1f} GB free, and {keep_free_gb:g} GB shall stay free. Make room and type the same "
            "again (finished clips are kept), or ask for less with --hours or --keep-free."
        )
