"""Batches ahead of the trainer: worker processes draw the coming steps while the present one is learned.

    draw = Drawing(Clips(index, "train", 1.0, seed, augment=augment), batch // world_size, first)
    with Loader(draw, workers=4, first_step=run.step) as load:
        learner = CodecLearner(config, training, load)  # load(step) gives what draw(step) gives, only sooner

A batch follows from its step alone, and the loader hands batches over in the order of the steps. So the number of
workers changes nothing but the waiting, a resumed run goes on with the batch that it would have had, and
`load.wait_share` says how much of the time the trainer stood still for want of sound.

How much sound a corpus gives on this machine, with 0 workers (in the trainer itself), 1, 2 and so on up to N:

    python -m training.loading CORPUS --workers 2 --augment

Without workers the third column is what one core draws; with them it is what a trainer that does nothing else could
receive. Cores times the one, but no more than the other, is what a larger machine can expect.

Processes and not threads: of a batch's work only part lets other Python code run at the same time.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rtmusic.errors import script
from training.augment import Augmentation, Samples
from training.config import TrainingError
from training.data import Clips

Arrays = np.ndarray[Any, Any] | tuple[np.ndarray[Any, Any], ...]
Tensors = Tensor | tuple[Tensor, ...]
Timing = tuple[float, float]  # when a batch was asked for, and how long that took

AHEAD = 2
REMEMBERED_STEPS = 100
WARM_UP_STEPS = 8  # files are opened, rooms are built
PARENT_SEEN_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """The crops of one process's share of every step, as a Loader wants them: step -> float32 [size, 2, n]."""

    clips: Clips
    size: int
    first: int = 0

    def __call__(self, step: int) -> Samples:
        """Cut crops first … first + size - 1 of a step."""
        return self.clips.batch(step, self.size, self.first)


class Loader:
    """Calls draw(step) for the coming steps in worker processes; one thread calls it, as if it were draw itself.

    The workers are copies of this process as it was when they began, so begin before a GPU is in use. Ctrl-C and
    what is sent to the trainer's process group do not reach them: the trainer finishes its step and saves. They go
    when the loader is closed, and by themselves when the trainer is no longer there.
    """

    def __init__(self, draw: Callable[[int], Arrays], workers: int, first_step: int = 0, ahead: int = AHEAD) -> None:
        """Start drawing.

        Args:
            draw: must depend on its step alone; what it gives must not be changed afterwards.
            workers: processes; 0 draws in this one when asked.
            first_step: the step that will be asked for first.
            ahead: how many batches each worker may have ready; workers × ahead batches lie in shared memory.

        Raises:
            TrainingError: fewer than 0 workers, or nothing ahead.
        """
        if workers < 0 or ahead < 1:
            raise TrainingError(f"workers = {workers} must be at least 0, and ahead = {ahead} at least 1")
        self._draw = draw
        self._ready = workers * ahead
        self._pool = (
            ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _settle, (draw, os.getpid()))
            if workers
            else None
        )
        self._coming: deque[tuple[int, Future[Tensors]]] = deque()
        self._timings: deque[Timing] = deque(maxlen=REMEMBERED_STEPS)
        self._look_ahead(first_step)

    def __call__(self, step: int) -> Tensors:
        """Hand over the batch of one step; any other than the next one finds nothing ready.

        Returns:
            what draw gives, as a tensor or a tuple of tensors (CPU, not pinned).

        Raises:
            TrainingError: a worker died. Whatever draw raises comes here too.
        """
        asked_s = time.monotonic()
        batch = _tensors(self._draw(step)) if self._pool is None else self._take(step)
        self._timings.append((asked_s, time.monotonic() - asked_s))
        return batch

    @property
    def wait_share(self) -> float:
        """The share 0..1 of the wall time of the last steps (at most 100) that the trainer waited here."""
        if len(self._timings) < 2:
            return 0.0
        # From the first question to the last: what is learned from the last batch is not known yet, nor its wait.
        span_s = self._timings[-1][0] - self._timings[0][0]
        waited_s = sum(waited for _, waited in itertools.islice(self._timings, len(self._timings) - 1))
        return min(waited_s / span_s, 1.0) if span_s > 0 else 0.0

    def close(self) -> None:
        """Send the workers home; what they are drawing is finished first."""
        self._coming.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Loader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self, step: int) -> Tensors:
        try:
            if not self._coming or self._coming[0][0] != step:
                for _, other in self._coming:
                    other.cancel()
                self._coming.clear()
                self._look_ahead(step)
            _, future = self._coming.popleft()
            batch = future.result()
            self._look_ahead(step + 1)
        except BrokenProcessPool as error:
            raise TrainingError(
                f"a process that loads sound died before step {step} was loaded. Often memory ran out, or "
                f"{_shared_memory()} was too small for the batches that lie ready: take fewer workers and continue "
                "with --resume"
            ) from error
        return batch

    def _look_ahead(self, step: int) -> None:
        """Have everything drawn that may lie ready when `step` comes next."""
        if self._pool is not None:
            for coming in range(step + len(self._coming), step + self._ready):
                self._coming.append((coming, self._pool.submit(_draw_there, coming)))


# Set once in each worker, when it begins: a task then carries the number of its step and nothing else.
_worker_draw: list[Callable[[int], Arrays]] = []


def _settle(draw: Callable[[int], Arrays], trainer: int) -> None:
    """Begin as a worker: out of reach of the terminal, one thread for torch, and never longer than the trainer."""
    os.setsid()
    # A copied process has none of its parent's OpenMP threads and would wait for them forever.
    torch.set_num_threads(1)
    _worker_draw.append(draw)

    def follow() -> None:
        while os.getppid() == trainer:
            time.sleep(PARENT_SEEN_EVERY_S)
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _draw_there(step: int) -> Tensors:
    return _tensors(_worker_draw[0](step))


def _tensors(drawn: Arrays) -> Tensors:
    """Tensors travel between processes in shared memory, arrays would be copied through a pipe."""
    if isinstance(drawn, tuple):
        return tuple(torch.from_numpy(np.ascontiguousarray(array)) for array in drawn)
    return torch.from_numpy(np.ascontiguousarray(drawn))


def _shared_memory() -> str:
    try:
        room = os.statvfs("/dev/shm")
    except OSError:
        return "shared memory"
    return f"/dev/shm ({room.f_blocks * room.f_frsize / 1e9:.1f} GB)"


@dataclass(frozen=True, slots=True)
class Throughput:
    """What so many workers gave, and what it cost the process that asked."""

    workers: int
    audio_s_per_s: float
    audio_s_per_core_s: float  # of this process: what it draws without workers, what it can receive with them
    first_batch_s: float  # until the first batch was there


def measure(draw: Callable[[int], Arrays], workers: int, audio_s_per_step: float, for_s: float) -> Throughput:
    """Take batches as fast as they come for about `for_s` seconds and count.

    What lay ready when counting began is not counted, so short measurements are not flattered.
    """
    began_s = time.monotonic()
    with Loader(draw, workers) as load:
        load(0)
        first_batch_s = time.monotonic() - began_s
        first = WARM_UP_STEPS + 2 * AHEAD * workers
        for step in range(1, first):
            load(step)
        began_s, began_core_s, step = time.monotonic(), time.process_time(), first
        while (elapsed_s := time.monotonic() - began_s) < for_s or step == first:
            load(step)
            step += 1
        core_s = max(time.process_time() - began_core_s, 1e-6)
    audio_s = (step - first) * audio_s_per_step
    return Throughput(workers, audio_s / elapsed_s, audio_s / core_s, first_batch_s)


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse, measure and print a table; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.loading", description="How much sound a second does a corpus give to a trainer here?"
    )
    parser.add_argument("index", type=Path, help="a corpus folder or its index.json")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), help="measured up to so many")
    parser.add_argument("--batch", type=int, default=16, help="crops a step")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a crop")
    parser.add_argument("--augment", action="store_true", help="with the default augmentation")
    parser.add_argument("--for-s", type=float, default=10.0, help="seconds that each line of the table is measured")
    options = parser.parse_args(arguments)
    clips = Clips(options.index, "train", options.seconds, 0, augment=Augmentation() if options.augment else None)
    print(
        f"{clips.hours:.1f} h; {options.batch} crops of {options.seconds:g} s a step; "
        f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}\n"
        "| workers | audio-s/s | per core-second of the trainer | first batch |\n| ---: | ---: | ---: | ---: |"
    )
    for workers in sorted({0, options.workers, *(n for n in (1, 2, 4, 8, 16, 32) if n < options.workers)}):
        got = measure(Drawing(clips, options.batch), workers, options.batch * options.seconds, options.for_s)
        print(
            f"| {workers} | {got.audio_s_per_s:.1f} | {got.audio_s_per_core_s:.0f} | {got.first_batch_s:.2f} s |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
