"""The output, addressed by absolute sample: always written ahead of the playhead, rewritten up to a margin before it.

What stands ahead is music already; a later write replaces it with something better. When even that runs out, the last
bar goes on: sample t becomes what was heard at t - bar, with an equal-power cross-fade over the last `SEAM_SAMPLES`
of the music. The sound process writes those samples into the timeline as it plays them, so that the timeline always
holds what was heard, a repetition repeats itself for as long as it must, and fresh music fades in over it.
"""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt

from rtmusic.ring import copy_in, copy_out
from rtmusic.units import Samples

MAX_BLOCK = 8192  # samples: the longest block that one read may ask for
SEAM_SAMPLES = 256  # 5.3 ms: the shortest cross-fade that hides a cut
DEFAULT_BAR_SAMPLES = 96_000  # two seconds, until someone says what a bar is
_SHORTEST_REPEAT = 24_000  # shorter bars are repeated in twos, threes, …: a beat of 1/4 s on its own is a buzz

_PLAYHEAD, _BLOCK, _REPEATED, _REPEATS = range(4)  # slots of `playing`
_FILLED, _SEAM, _HOLE, _FRESH, _BAR, _BAR_WANTED = range(6)  # slots of `written`
PLAYING_SLOTS = 4
WRITTEN_SLOTS = 6

_ANGLE = (np.arange(SEAM_SAMPLES) + 0.5) * (np.pi / 2 / SEAM_SAMPLES)
_FALL = np.cos(_ANGLE).astype(np.float32)
_RISE = np.sin(_ANGLE).astype(np.float32)


def _guard(block: int) -> int:
    return 2 * SEAM_SAMPLES + 2 * block


class Timeline:
    """Two seconds or twenty of music ahead of the playhead, in a circular buffer.

    The sound process alone calls read, the model process alone calls write and set_bar; anyone may look. A sample
    belongs to the sound process up to playhead + guard and to the model process beyond.

    Args:
        audio: float32 [C, capacity]; at most half of it may lie ahead of the playhead.
        playing: int64 [4], written by read alone.
        written: int64 [6], written by write and set_bar alone.
    """

    def __init__(self, audio: Samples, playing: npt.NDArray[np.int64], written: npt.NDArray[np.int64]) -> None:
        self._audio = audio
        self._playing = playing
        self._written = written
        self._capacity = int(audio.shape[1])
        self._old = np.zeros((audio.shape[0], MAX_BLOCK), np.float32)  # of read
        self._repeating = False  # of read

    @classmethod
    def local(cls, channels: int, capacity: int) -> Self:
        """A timeline for one process: rendering and tests."""
        return cls(
            np.zeros((channels, capacity), np.float32),
            np.zeros(PLAYING_SLOTS, np.int64),
            np.zeros(WRITTEN_SLOTS, np.int64),
        )

    @property
    def playhead(self) -> int:
        """The next sample that the sound process will ask for."""
        return int(self._playing[_PLAYHEAD])

    @property
    def guard(self) -> int:
        """How far beyond the playhead a sample must lie to be replaced: a seam, two blocks, and 5 ms to copy in."""
        return _guard(int(self._playing[_BLOCK]))

    @property
    def filled_until(self) -> int:
        """The first sample that nobody has written yet; 0 before the first write."""
        return int(self._written[_FILLED])

    @property
    def bar_samples(self) -> int:
        """The length that is repeated when the music runs out."""
        return int(self._written[_BAR]) or DEFAULT_BAR_SAMPLES

    @property
    def repeated_samples(self) -> int:
        """Samples heard that were a repetition because nothing had been written in time."""
        return int(self._playing[_REPEATED])

    @property
    def repeats(self) -> int:
        """How often the music has run out."""
        return int(self._playing[_REPEATS])

    def set_bar(self, samples: int) -> None:
        """Say what a bar is; it counts from the next write on, never in the middle of a repetition."""
        samples = max(1, samples)
        bar = samples * -(-_SHORTEST_REPEAT // samples)
        self._written[_BAR_WANTED] = min(bar, self._capacity // 4)

    def write(self, at: int, audio: Samples, fade: int = 0, fade_back: int = 0) -> int:
        """Put music at absolute sample `at`; what comes too late for its beginning replaces what it still can.

        Args:
            at: absolute sample of the first column.
            audio: float32 [C, n]. What would lie more than half the capacity ahead is left out.
            fade: samples over which what stands there fades into the new audio (linear, so that equal music stays
                equal). Where the new music has to start later, the fade moves with it and lasts a seam at least.
                Fresh music after a repetition fades in with equal power, over a seam at least.
            fade_back: samples at the end that fade back into what stands there, where something does.

        Returns:
            How many samples were replaced or added, 0..n.
        """
        playhead, block = self.look()
        filled, seam = int(self._written[_FILLED]), int(self._written[_SEAM])
        end = min(at + int(audio.shape[1]), playhead + self._capacity // 2)
        start = max(at, playhead + _guard(block), seam if filled else 0)
        late = start > at
        if late:
            fade = max(fade, SEAM_SAMPLES)
        # What stands there ends before the new music can begin, or leaves too little of itself to fade from.
        hole = 0 < filled < start + (SEAM_SAMPLES if late else 0)
        if hole:
            start = max(start, filled)
            if end - start < SEAM_SAMPLES or seam > playhead:
                return 0  # nothing to fade into, or the last hole's seam has yet to be played: 21 ms of patience
            fade = min(max(fade, SEAM_SAMPLES), end - start)
        else:
            fade = min(fade, end - start, filled - start if filled else fade)
        if start >= end:
            return 0
        new = audio[:, start - at : end - at]
        if hole:
            self._repeat(filled, start + fade, playhead, block)
        fade_back = min(fade_back, max(0, filled - end), end - start - fade)

        # From the end to the beginning: what is heard first changes last.
        if fade_back > 0:
            copy_in(self._audio, end - fade_back, self._blend(end - fade_back, new[:, -fade_back:], back=True))
        copy_in(self._audio, start + fade, new[:, fade : new.shape[1] - fade_back])
        if fade:
            copy_in(self._audio, start, self._blend(start, new[:, :fade], equal_power=hole))

        if hole:
            self._written[_HOLE] = filled
            self._written[_FRESH] = start
        elif start < int(self._written[_FRESH]):
            self._written[_FRESH] = start
        self._written[_FILLED] = max(filled, end)
        # Last of all: a reader that has seen the old end must not meet the new bar.
        if int(self._written[_SEAM]) <= playhead and self._written[_BAR_WANTED]:
            self._written[_BAR] = self._written[_BAR_WANTED]
        return end - start

    def look(self) -> tuple[int, int]:
        """The playhead and the longest block so far: write looks once, and all that it does follows from that."""
        return int(self._playing[_PLAYHEAD]), int(self._playing[_BLOCK])

    def peek(self, at: int, samples: int) -> Samples:
        """A copy of what stands at [at, at + samples): what was heard, or what is written ahead. float32 [C, n]."""
        out = np.empty((self._audio.shape[0], samples), np.float32)
        copy_out(self._audio, at, out)
        return out

    def _blend(self, at: int, new: Samples, back: bool = False, equal_power: bool = False) -> Samples:
        """What stands at `at` fading into new [C, n], or new fading back into it."""
        n = new.shape[1]
        old = np.empty_like(new)
        copy_out(self._audio, at, old)
        if back:
            old, new = new, old
        position = (np.arange(n, dtype=np.float32) + 0.5) / n
        if equal_power:
            mixed: Samples = old * np.cos(position * (np.pi / 2)) + new * np.sin(position * (np.pi / 2))
        else:
            mixed = old + (new - old) * position  # this form leaves equal samples exactly as they are
        return mixed

    def _repeat(self, filled: int, until: int, playhead: int, block: int) -> None:
        """Continue the last bar from where the music ended, as read does, up to `until`. Part of write."""
        bar = self.bar_samples
        if playhead + _guard(block) <= filled - SEAM_SAMPLES:
            self._fade_end(filled, filled - SEAM_SAMPLES, filled, bar)
        else:
            self._written[_SEAM] = filled  # too late to fade here: read does it
        at = max(filled, playhead - block)
        while at < until:
            n = min(bar, until - at)
            piece = np.empty((self._audio.shape[0], n), np.float32)
            copy_out(self._audio, at - bar, piece)
            copy_in(self._audio, at, piece)
            at += n

    def _fade_end(self, end: int, start: int, stop: int, bar: int) -> None:
        """Fade samples [start, stop) of the last seam before `end` into what was heard a bar ago."""
        n = stop - start
        first = start - (end - SEAM_SAMPLES)
        old = self._old[:, :n]
        now = self._old[:, MAX_BLOCK - n :]
        copy_out(self._audio, start - bar, old)
        copy_out(self._audio, start, now)
        old *= _RISE[first : first + n]
        now *= _FALL[first : first + n]
        now += old
        copy_in(self._audio, start, now)

    def read(self, at: int, out: Samples) -> None:
        """Play samples [at, at + n) into out [C, n], n <= MAX_BLOCK, and move the playhead behind them.

        Never fails and never waits: silence before the first write, the last bar again beyond the last one.
        Allocates only array views and a handful of numbers.
        """
        n = out.shape[1]
        stop = at + n
        playing, written = self._playing, self._written
        playing[_PLAYHEAD] = stop  # first of all: from here on nobody else touches these samples
        playing[_BLOCK] = max(n, playing[_BLOCK])
        bar = int(written[_BAR]) or DEFAULT_BAR_SAMPLES
        filled = int(written[_FILLED])
        seam = int(written[_SEAM])
        if not filled:
            out[:] = 0
            return
        if at < seam < filled and seam - SEAM_SAMPLES < stop:
            self._fade_end(seam, max(at, seam - SEAM_SAMPLES), min(stop, seam), bar)
        if at < filled < stop + SEAM_SAMPLES:
            self._fade_end(filled, max(at, filled - SEAM_SAMPLES), min(stop, filled), bar)
        if filled < stop:
            first = max(at, filled)
            again = self._old[:, : stop - first]
            copy_out(self._audio, first - bar, again)
            copy_in(self._audio, first, again)
        copy_out(self._audio, at, out)
        hole, fresh = int(written[_HOLE]), int(written[_FRESH])
        repeated = max(0, stop - max(at, filled)) + max(0, min(stop, fresh) - max(at, hole))
        if repeated:
            playing[_REPEATED] += repeated
            if not self._repeating:
                playing[_REPEATS] += 1
        self._repeating = repeated > 0
