"""Two devices, two clocks: the input is resampled so that it never runs ahead of the output nor falls behind.

A crystal is off by up to 100 parts in a million, and a microphone with one of its own delivers a few samples a second
too many or too few. Here their ratio is measured, from when the callbacks of either side come, and the input is
bent by as much. What comes out is as late as at the beginning of the evening, all evening long.

Source: F. Adriaensen, Using a DLL to filter time (Linux Audio Conference 2005) and Controlling adaptive resampling
(2012): a straight line through the times of each side's callbacks, and a loop far too slow to be heard. Ours takes
only the earliest of many callbacks, as the clock filter of RFC 5905 (NTP) does: a callback may be late, hardly early.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import soxr

from rtmusic.face import INPUT_OVERFLOW, INPUT_UNDERFLOW
from rtmusic.ring import Ring
from rtmusic.shared import CHANNELS
from rtmusic.timeline import MAX_BLOCK
from rtmusic.units import Samples

SETTLING_S = 20.0  # after that the delay stays put

# The line through the callbacks of one side.
_WINDOW_S = 0.25  # the earliest callback of so long a time
_WINDOW_CALLS = 12  # and of so many is one point of the line
_MEMORY_S = 60.0  # a point this old weighs 1/e: crystals warm up by a part in a million a minute
_DOUBT_S2 = 0.1  # the nominal rate is believed as far as 0.1 ms of jitter over 300 ppm say, squared
_STEP_S = 0.002  # points this far from the line are none of it: samples were lost, or the clock jumped
_GAP_S = 0.5  # without a callback the device stood still; longer than the longest block at 22 kHz

# The loop.
_START_WINDOWS = 4  # of either side before anything is heard
_SOON_S = 4.5  # an error of the delay shrinks by 1/e in this time
_SLEW = 100e-6  # most change of speed a second: 0.17 cents, so that nobody hears the pitch move
_BEND = 1000e-6  # most deviation of the speed from what the devices' rates say: 1.7 cents
_ALIKE = 0.5e-6  # closer to the nominal ratio is the nominal ratio; costs 0.1 samples of delay at most
_JUMP_S = 0.002  # a larger error is no drift; a smaller one is worked off without overshoot: _SLEW * _SOON_S ** 2
_MARGIN_S = 0.003  # how late an input callback may be and do no harm
_TIGHT, _TIGHT_WINDOWS = 8, 4  # a later one in more than one window of 8 doubles the margin, after four of them
_MOST_MARGIN_S = 0.05
_WARM_S = 0.25  # through a fresh resampler
_CHUNK = 512  # samples that go into it at once
_GRAIN = 2.0**-30  # of the ratio: what libsoxr's fixed-point step holds exactly, so that our count of it is exact


class Line(NamedTuple):
    """When samples come: number `origin` at `at_s`, and one every `period_s`."""

    origin: int
    at_s: float
    period_s: float

    def time_of(self, number: float) -> float:
        return self.at_s + (number - self.origin) * self.period_s

    def number_at(self, at_s: float) -> float:
        return self.origin + (at_s - self.at_s) / self.period_s


class Pulse:
    """The clock of one device, read off its callbacks. The device's own thread alone calls tick.

    The line is least squares over all points, a point fading with its age; the three sums are all it remembers,
    because the points seen from their own best line add up to nothing.

    Args:
        rate: what the device says of itself, Hz.
    """

    def __init__(self, rate: int) -> None:
        self.line = Line(0, 0.0, 1 / rate)  # replaced as a whole: the other thread reads it
        self.count = 0  # samples so far
        self.windows = 0  # points so far
        self.block = 0  # the longest block, or a power of two that holds it where blocks differ
        self.margin_s = _MARGIN_S  # how late callbacks are
        self._rate = rate
        self._weight, self._first, self._second = 0.0, 0.0, _DOUBT_S2  # sums of 1, x and x² before the line's end
        self._strange = self._tight = self._block_before = 0
        self._last_s = -math.inf
        self._open(0.0)

    def _open(self, now: float) -> None:
        """Begin a window."""
        self._opened_s, self._calls, self._shortest, self._longest = now, 0, MAX_BLOCK, 0
        self._earliest, self._earliest_count, self._latest = math.inf, 0, -math.inf

    def tick(self, n: int, now: float) -> None:
        """A callback with n samples came at `now`, in seconds of a clock that both sides read."""
        self.count += n
        if now - self._last_s > _GAP_S:
            self._begin(self.count, now)
            self._open(now)
        self._last_s = now
        late = now - self.line.time_of(self.count)
        if late < self._earliest:
            self._earliest, self._earliest_count = late, self.count
        self._latest = max(self._latest, late)
        self._shortest, self._longest = min(self._shortest, n), max(self._longest, n)
        self._calls += 1
        if now - self._opened_s >= _WINDOW_S and self._calls >= _WINDOW_CALLS:
            self._close()
            self._open(now)

    def _close(self) -> None:
        """Take the earliest callback of the window as a point, unless it lies off the line for the first time."""
        if abs(self._earliest) > _STEP_S:
            self._strange += 1
            if self._strange > 1:
                self._begin(self._earliest_count, self.line.time_of(self._earliest_count) + self._earliest)
            return
        self._strange = 0
        self._fit()
        self.windows += 1
        block = self._longest if self._longest == self._shortest else 1 << (self._longest - 1).bit_length()
        self.block = max(self.block, min(block, self._block_before))  # a long block in one window is a hiccup
        self._block_before = block
        self._tight = self._tight + _TIGHT if self._latest > self.margin_s else max(0, self._tight - 1)
        if self._tight > _TIGHT * (_TIGHT_WINDOWS - 1):
            self.margin_s, self._tight = min(2 * self.margin_s, _MOST_MARGIN_S), 0

    def _begin(self, count: int, at_s: float) -> None:
        """A new line from here on, at the speed of the old one and as sure of it."""
        if self._weight:
            self._second -= self._first * self._first / self._weight
        self._weight = self._first = 0.0
        self._strange = 0
        self.line = Line(count, at_s, self.line.period_s)

    def _fit(self) -> None:
        """Turn and shift the line by what the newest point says, and let it end there."""
        line, count = self.line, self._earliest_count
        x = (count - line.origin) / self._rate
        self._second -= x * (2 * self._first - x * self._weight)
        self._first -= x * self._weight
        fade = math.exp(-x / _MEMORY_S)
        self._weight, self._first, self._second = fade * self._weight + 1.0, fade * self._first, fade * self._second
        share = self._earliest / (self._weight * self._second - self._first * self._first)
        self.line = Line(
            count,
            line.time_of(count) + share * self._second,
            line.period_s - share * self._first / self._rate,
        )


class Drift:
    """The input of one device for the callback of another.

    The input's thread alone calls push, the output's alone calls pull; between them lie a ring and a line. Pull
    allocates nothing but what the resampler returns, views and numbers.

    Args:
        heard_rate: of the input device, Hz, as it says.
        played_rate: of the output device, and of what pull fills.
    """

    def __init__(self, heard_rate: int, played_rate: int) -> None:
        self._nominal = heard_rate / played_rate
        self._heard_rate, self._played_rate = heard_rate, played_rate
        self._in, self._out = Pulse(heard_rate), Pulse(played_rate)
        self._ring = Ring.local(CHANNELS, math.ceil(4 * MAX_BLOCK * max(1.0, self._nominal)))
        self._ready = Ring.local(CHANNELS, 2 * MAX_BLOCK)
        self._chunk = np.zeros((_CHUNK, CHANNELS), np.float32)
        # The largest ratio that will be asked for is above 1 where 1 may be crossed: else libsoxr does not match
        # the delays of its filters below and above, and every crossing clicks.
        self._resampler = soxr.ResampleStream(
            heard_rate * (1 + 2 * _BEND), played_rate, CHANNELS, dtype="float32", quality="HQ", vr=True
        )
        self._at = -1  # of the next input sample that goes into the resampler; before 0 nothing has begun
        self._behind = 0.0  # from the place of the resampler's next output back from there
        self._bend = 0.0  # of the ratio against the nominal one
        self._ratio = self._nominal
        self._taken = 0
        self._reach = self._warm()

    @property
    def ratio(self) -> float:
        """Input samples for one of the output's, at the moment."""
        return self._ratio

    @property
    def delay_s(self) -> float:
        """From an input callback that is in time to the end of the output block with its newest sample."""
        return self._room() / self._heard_rate

    def push(self, x: Samples, now: float) -> None:
        """Take a block x [2, n] of the input, n <= `MAX_BLOCK`; its callback came at `now` seconds."""
        self._ring.push(x)
        self._in.tick(x.shape[1], now)

    def pull(self, out: Samples, now: float) -> int:
        """Fill out [2, n] for the output's callback that came at `now` seconds; returns flags.

        Silence before both clocks are known, which takes a second, and for input that has not come in time. That
        costs no delay: what comes too late is not heard. After a device stood still or lost samples the input
        jumps, with a flag, to where it was against the output before.
        """
        n = out.shape[1]
        self._out.tick(n, now)
        if min(self._in.windows, self._out.windows) < _START_WINDOWS:
            out[:] = 0
            return 0
        flags = self._steer(n)
        while (missing := n - (self._ready.pushed - self._taken)) > 0:
            flags |= self._feed(max(1, min(_CHUNK, int(missing * self._ratio))))
        self._ready.read(self._taken, out)
        self._taken += n
        return flags

    def _room(self) -> float:
        """Input samples between the two lines: a block, what the resampler looks ahead, and the margin."""
        return self._in.block + self._reach + self._in.margin_s * self._heard_rate

    def _steer(self, n: int) -> int:
        """Aim the ratio at where the input ought to be; returns flags."""
        heard, played = self._in.line, self._out.line
        due = played.time_of(self._out.count - n + self._ready.pushed - self._taken)  # the resampler's next output
        wanted = heard.number_at(due) - self._room()
        speed = played.period_s / heard.period_s
        flags, most = 0, _SLEW * n / self._played_rate
        if self._at < 0:
            self._at, most = round(wanted + self._behind), math.inf
        error = wanted - (self._at - self._behind)
        if abs(error) > _JUMP_S * self._heard_rate:
            jump = round(error)
            self._at += jump
            error -= jump
            flags = INPUT_OVERFLOW if jump > 0 else INPUT_UNDERFLOW
        bend = (speed + error / (_SOON_S * self._played_rate)) / self._nominal - 1
        bend = max(-_BEND, min(_BEND, bend))
        self._bend = max(self._bend - most, min(self._bend + most, bend))
        self._set(self._bend if abs(self._bend) > _ALIKE else 0.0)
        return flags

    def _set(self, bend: float) -> None:
        ratio = round(self._nominal * (1 + bend) / _GRAIN) * _GRAIN
        if ratio != self._ratio:
            self._ratio = ratio
            self._resampler.set_io_ratio(ratio, 1.0)

    def _feed(self, n: int) -> int:
        """Send n samples of input through the resampler, silence for those that are not there; returns flags."""
        x = self._chunk[:n]
        here = min(n, max(0, self._ring.pushed - self._at))
        whole = self._ring.read(self._at, x[:here].T) and here == n
        x[here:] = 0
        self._at += n
        self._ready.push(self._through(x).T)
        return 0 if whole else INPUT_UNDERFLOW

    def _through(self, x: Samples) -> Samples:
        """x [n, 2] through the resampler; keeps count of where it is."""
        y: Samples = self._resampler.resample_chunk(x)
        self._behind += x.shape[0] - self._ratio * y.shape[0]
        return y

    def _warm(self) -> float:
        """Fill the resampler with silence; how many samples it holds at most, below the nominal ratio and above."""
        most = 0.0
        for bend in (-_BEND, _BEND, 0.0):
            self._set(bend)
            for _ in range(round(_WARM_S * self._heard_rate / _CHUNK)):
                self._through(self._chunk)
                most = max(most, self._behind)
        return most
