"""Devices without hardware: a sound card that is only a clock, and one that does what a script says."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rtmusic.errors import DeviceError, UsageError
from rtmusic.face import LATE, Callback, DeviceFacts, Input, Output, with_sides
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.timeline import MAX_BLOCK
from rtmusic.units import Samples

BLOCK_SAMPLES = 256
LONGEST_STALL_S = 5.0  # a longer one was a machine asleep: the clock goes on from there instead of catching up


class VirtualCard:
    """A real-time clock with a file or silence on either side.

    It hands over a block when its last sample is due. After a stall it hands over the late blocks at once, flagged,
    so that no sample is lost and the clock is right again.

    Args:
        source: what is heard.
        sink: where the sound goes.
        facts: what the report says about it.
    """

    latency_samples = 0  # nobody hears it

    def __init__(self, source: Input, sink: Output, facts: DeviceFacts) -> None:
        self.facts = facts
        self._source, self._sink = source, sink

    def run(self, callback: Callback, stop: threading.Event) -> None:
        """Keep time until stop is set, then finish the files."""
        sided = with_sides(callback, self._source, self._sink)
        silence = np.zeros((CHANNELS, BLOCK_SAMPLES), np.float32)
        out = np.zeros((CHANNELS, BLOCK_SAMPLES), np.float32)
        block_s = BLOCK_SAMPLES / SAMPLE_RATE
        start, blocks = time.perf_counter(), 0
        while True:
            late = time.perf_counter() - (start + (blocks + 1) * block_s)
            if late < 0:
                if stop.wait(-late):
                    break
                late = time.perf_counter() - (start + (blocks + 1) * block_s)
            elif stop.is_set():
                break
            if late > LONGEST_STALL_S:
                start += late
            sided(silence, out, LATE if late > block_s else 0)
            blocks += 1
        self._source.close()
        self._sink.close()


class Step(NamedTuple):
    """One thing that a scripted device does."""

    do: str  # "block", "stall", "flags" or "vanish"
    value: float = 0.0  # samples of the block, seconds of the stall, bits for the next block
    times: int = 1


FOREVER = -1  # times of a step
_STEP = re.compile(r"(?P<block>\d+)(\*(?P<times>\d*))?|stall=(?P<stall>[\d.]+)|flags=(?P<flags>\d+)|(?P<vanish>vanish)")


def parse_script(text: str) -> tuple[Step, ...]:
    """``256*100,stall=2,flags=4,64*,vanish``: blocks of 256 samples a hundred times, a stall, …; ``64*`` is for ever.

    Raises:
        UsageError: it says something else.
    """
    steps = []
    for word in text.split(","):
        found = _STEP.fullmatch(word.strip())
        if found is None:
            raise UsageError(f"scripted device: {word!r} is no step; write 256*100, 64*, stall=2, flags=4 or vanish")
        if found["block"]:
            times = found["times"]
            steps.append(Step("block", int(found["block"]), 1 if times is None else int(times or FOREVER)))
        elif found["stall"]:
            steps.append(Step("stall", float(found["stall"])))
        elif found["flags"]:
            steps.append(Step("flags", int(found["flags"])))
        else:
            steps.append(Step("vanish"))
    return tuple(steps)


class Scripted:
    """A device for tests: blocks of any size, stalls, flags, and going away, all when the script says so.

    Args:
        steps: what it does, in order; afterwards `run` returns, or waits for stop when it keeps real time.
        audio: what it hears, float32 [2, n]; silence afterwards.
        real_time: wait for every block as long as it lasts.
    """

    latency_samples = 0

    def __init__(self, steps: Sequence[Step], audio: Samples | None = None, real_time: bool = False) -> None:
        self.facts = DeviceFacts("scripted", "scripted", SAMPLE_RATE, (1, 2), (1, 2), 0, False)
        self.played: list[Samples] = []  # kept unless it runs in real time
        self._steps = steps
        self._audio = np.zeros((CHANNELS, 0), np.float32) if audio is None else audio
        self._real_time = real_time

    def run(self, callback: Callback, stop: threading.Event) -> None:
        """Do what the script says.

        Raises:
            DeviceError: the script says that it vanishes.
        """
        at, flags = 0, 0
        for step in self._steps:
            if step.do == "vanish":
                raise DeviceError("the scripted device went away")
            if step.do == "stall":
                time.sleep(step.value)
            elif step.do == "flags":
                flags = int(step.value)
            else:
                n, left = int(step.value), step.times
                while left and not stop.is_set():
                    left -= 1
                    self._block(callback, at, n, flags, stop)
                    at, flags = at + n, 0
        if self._real_time:
            stop.wait()

    def _block(self, callback: Callback, at: int, n: int, flags: int, stop: threading.Event) -> None:
        if n > MAX_BLOCK:
            raise UsageError(f"scripted device: a block of {n} samples; the longest is {MAX_BLOCK}")
        heard = np.zeros((CHANNELS, n), np.float32)
        known = self._audio[:, at : at + n]
        heard[:, : known.shape[1]] = known
        out = np.full((CHANNELS, n), np.nan, np.float32)  # a callback that leaves a hole shows
        callback(heard, out, flags)
        if self._real_time:
            stop.wait(n / SAMPLE_RATE)
        else:
            self.played.append(out)
