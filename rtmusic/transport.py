"""Bars and beats on the sample clock: the internal clock and tap tempo.

Only the map from beats to samples changes with the tempo: the beat that sounds now stays where it is, and nothing
that was played moves.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from rtmusic.units import beat_samples

KNOWN_S = 2.0  # how long a look at the stream clock counts: sound that was lost is noticed after it
MOST_LOOKS = 256
LOST_S = 0.2  # by which the stream clock does not jump unless much was lost, which is noticed at once
TAPS_APART_S = 2.5  # a longer pause starts a new series of taps


Clock = Sequence[float] | npt.NDArray[np.float64]


def beats_of(unit: str, bar: int) -> float:
    """How many beats an "8th", a "beat" or a "bar" of so many lasts; anything else counts as a bar."""
    return {"8th": 0.5, "beat": 1.0}.get(unit, bar)


class Transport:
    """Where the beats are, by absolute sample. One owner calls it; it has no thread and no clock of its own."""

    def __init__(self, sample_rate: int, bpm: float = 120.0, beats: int = 4) -> None:
        self.sample_rate = sample_rate
        self.bpm = bpm
        self.beats = beats  # in a bar
        self._anchor_sample = 0.0  # a beat that lies on the grid …
        self._anchor_beat = 0.0  # … and its number
        self._taps: list[int] = []

    def beat_at(self, sample: int) -> float:
        """The beat number, with its fraction, that this sample falls on."""
        return self._anchor_beat + (sample - self._anchor_sample) / beat_samples(self.sample_rate, self.bpm)

    def sample_at(self, beat: float) -> int:
        """The sample nearest to this beat; each beat is rounded from its own number, so errors never add up."""
        return round(self._anchor_sample + (beat - self._anchor_beat) * beat_samples(self.sample_rate, self.bpm))

    @property
    def anchor(self) -> tuple[float, float]:
        """A sample that lies on the grid, and its beat number."""
        return self._anchor_sample, self._anchor_beat

    def restore(self, sample: float, beat: float, bpm: float) -> None:
        """The grid of another transport, from its `anchor` and tempo."""
        self._anchor_sample, self._anchor_beat, self.bpm = sample, beat, bpm

    @property
    def bar_samples(self) -> int:
        return round(self.beats * beat_samples(self.sample_rate, self.bpm))

    def set_tempo(self, bpm: float, at: int) -> None:
        """Change the tempo from sample `at` on; the beat that sounds there keeps its number."""
        if bpm == self.bpm:
            return
        self._anchor_beat = self.beat_at(at)
        self._anchor_sample = float(at)
        self.bpm = bpm

    def restart(self, at: int) -> None:
        """Let beat 0 of bar 0 fall on this sample."""
        self._anchor_sample, self._anchor_beat = float(at), 0.0

    def align(self, at: int) -> None:
        """Let the bar line that is nearest to this sample fall on it."""
        self._anchor_beat = self.beats * math.floor(self.beat_at(at) / self.beats + 0.5)
        self._anchor_sample = float(at)

    def nearest(self, sample: int, unit: str) -> int:
        """The sample nearest to this one that lies on the grid.

        Args:
            unit: "8th", "beat", "bar", or "off" (every sample is on the grid).
        """
        if unit == "off":
            return sample
        step = beats_of(unit, self.beats)
        return self.sample_at(step * math.floor(self.beat_at(sample) / step + 0.5))

    def after(self, sample: int, unit: str) -> int:
        """The first grid sample later than this one; with "off" the very next sample."""
        if unit == "off":
            return sample + 1
        step = beats_of(unit, self.beats)
        found = self.sample_at(step * (math.floor(self.beat_at(sample) / step) + 1))
        return found if found > sample else self.sample_at(step * (math.floor(self.beat_at(sample) / step) + 2))

    def tap(self, at: int) -> float | None:
        """A tap of the foot at this sample; from the second tap of a series on, the tempo that it gives.

        Returns:
            Beats per minute (the mean over the series), or None after a first tap.
        """
        if self._taps and at - self._taps[-1] > TAPS_APART_S * self.sample_rate:
            self._taps.clear()
        self._taps.append(at)
        if len(self._taps) < 2:
            return None
        apart = (self._taps[-1] - self._taps[0]) / (len(self._taps) - 1)
        return 60.0 * self.sample_rate / apart if apart > 0 else None


def beat_on(clock: Clock, sample: float, sample_rate: int) -> float:
    """The beat on which a sample falls, by a grid that another process tells: a sample on it, its beat, its tempo.

    While that one has no tempo yet it is beat 0.
    """
    at, beat, bpm = clock[:3]
    return beat + (sample - at) / beat_samples(sample_rate, bpm) if bpm else 0.0


class Moments:
    """From moments of the monotonic clock to the samples that are handed over then. One thread calls it.

    Blocks are handed over whole, so that their first sample is what is true of the moment. A block may be asked for
    late, but never early; the least late of the last ones is what counts.
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._looks: deque[tuple[float, float]] = deque(maxlen=MOST_LOOKS)  # when; stream clock less monotonic clock, s

    def sample(self, at_s: float, handed: int, now_s: float) -> float:
        """The sample that is handed over at a moment.

        Args:
            at_s: the moment, monotonic seconds.
            handed: the first sample of a block …
            now_s: … and when that was asked for.
        """
        ahead, looks = handed / self._rate - now_s, self._looks
        while looks and (looks[0][0] < now_s - KNOWN_S or abs(looks[0][1] - ahead) > LOST_S):
            looks.popleft()
        looks.append((now_s, ahead))
        return (at_s + max(look for _, look in looks)) * self._rate


class Grid:
    """The beats of another process by the monotonic clock. Any thread may call it.

    Args:
        clock: where that one tells them, see `beat_on`.
        sample_rate: samples a second.
        handed: the first sample of the last block, and the monotonic second at which that was asked for.
    """

    def __init__(self, clock: Clock, sample_rate: int, handed: Callable[[], tuple[int, float]]) -> None:
        self._clock, self._rate, self._handed = clock, sample_rate, handed
        self._moments = Moments(sample_rate)
        self._lock = threading.Lock()

    def beat_at(self, at_s: float) -> float:
        """The beat, counted from some bar line, whose sample is handed over at a moment."""
        return beat_on(self._clock, self._sample(at_s), self._rate)

    def sample_at(self, at_s: float) -> int:
        """The sample that is handed over at a moment."""
        return round(self._sample(at_s))

    def bar_line(self, beat: float, at_s: float, beats: int, within_s: float) -> int | None:
        """Where a bar has to begin so that a beat falls on a moment; None: it does already, or there is no grid yet.

        Args:
            beat: counted from the beginning of any bar of so many `beats`.
            within_s: by which it may be off.
        """
        sample, bpm = self._sample(at_s), self._clock[2]
        off = (beat - beat_on(self._clock, sample, self._rate) + beats / 2) % beats - beats / 2
        if not bpm or abs(off) * 60 / bpm <= within_s:
            return None
        return round(sample + (-beat % beats) * beat_samples(self._rate, bpm))

    def _sample(self, at_s: float) -> float:
        with self._lock:
            return self._moments.sample(at_s, *self._handed())
