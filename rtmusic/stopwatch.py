"""Times one thing beside another, so that whatever else the machine does hits all of them alike."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Job = Callable[[], object]
Name = TypeVar("Name")

TURN_S = 0.02  # how long one job is called again and again before the next one's turn


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds that one call takes: on the clock, which other programs lengthen, and of the processor."""

    p10: float
    p50: float
    p90: float
    cpu: float  # over all threads, median
    calls: int  # that counted

    def share_of(self, sound_ms: float) -> float:
        """The share of one core of a call that is made once in so many milliseconds of sound."""
        return self.cpu / sound_ms


def interleave(
    jobs: Mapping[Name, Job],
    laps: int,
    progress: Callable[[float], None] = lambda share: None,
    seed: int = 0,
) -> dict[Name, Taken]:
    """Time jobs in turns: every lap gives each of them one turn, in an order that chance draws.

    A turn calls its job until TURN_S are over. Its first call finds what the job before left in the caches and is not
    counted, unless it alone is longer than a turn.

    Args:
        jobs: what to call, by name.
        laps: turns that each job gets, at least 1.
        progress: told the share that is done, 0..1.

    Returns:
        What a call took, by name, in the order of `jobs`.
    """
    dice = random.Random(seed)
    clock: dict[Name, list[float]] = {name: [] for name in jobs}
    busy: dict[Name, list[float]] = {name: [] for name in jobs}
    for lap in range(laps):
        for turn, name in enumerate(dice.sample(list(jobs), len(jobs))):
            job, began = jobs[name], time.perf_counter()
            first = True
            while first or time.perf_counter() - began < TURN_S:
                at, at_cpu = time.perf_counter(), time.process_time()
                job()
                spent_cpu, spent = time.process_time() - at_cpu, time.perf_counter() - at
                if not first or spent >= TURN_S:
                    clock[name].append(1000 * spent)
                    busy[name].append(1000 * spent_cpu)
                first = False
            progress((lap + (turn + 1) / len(jobs)) / laps)
    return {name: _taken(clock[name], busy[name]) for name in jobs}


def _taken(clock: list[float], busy: list[float]) -> Taken:
    p10, p50, p90 = (round(float(ms), 4) for ms in np.percentile(clock, (10, 50, 90)))
    return Taken(p10, p50, p90, round(float(np.median(busy)), 4), len(clock))
