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
from rtmusic.shared import Board
from rtmusic.units import Samples

MAX_BLOCK = 8192  # samples: the longest block that one read may ask for
SEAM_SAMPLES = 256  # 5.3 ms: the shortest cross-fade that hides a cut
DEFAULT_BAR_SAMPLES = 96_000  # two seconds, until someone says what a bar is
_SHORTEST_REPEAT = 24_000  # shorter bars are repeated in twos, threes, …: a beat of 1/4 s on its own is a buzz

_PLAYHEAD, _BLOCK, _REPEATED, _REPEATS = range(4)  # slots of `playing`
_FILLED, _SEAM, _HOLE, _FRESH, _BAR, _BAR_WANTED = range(6)  # slots of `written`
# The same for the write that is laid beside: its number, the number of the last one that is in its place, from and to
# which sample, what it saw, and the first five slots as it leaves them.
_LAID, _PLACED, _FROM, _TO, _SAW_PLAYHEAD, _SAW_BLOCK, _NEXT = range(6, 13)
_RULES = 5  # slots that read goes by
PLAYING_SLOTS = 4
WRITTEN_SLOTS = _NEXT + _RULES
_TRIES = 3  # to lay a write while the playhead is still where it was looked for

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
        written: int64 [18], written by write and set_bar alone.
        laid: float32 [C, n], room for the longest write.
    """

    def __init__(
        self, audio: Samples, playing: npt.NDArray[np.int64], written: npt.NDArray[np.int64], laid: Samples
    ) -> None:
        self._audio = audio
        self._playing = playing
        self._written = written
        self._laid = laid
        self._capacity = int(audio.shape[1])
        self._old = np.zeros((audio.shape[0], MAX_BLOCK), np.float32)  # of read
        self._repeating = False  # of read

    @classmethod
    def of(cls, board: Board) -> Self:
        """The timeline that the processes share."""
        return cls(board.timeline_audio, board.timeline_playing, board.timeline_written, board.timeline_laid)

    @classmethod
    def local(cls, channels: int, capacity: int) -> Self:
        """A timeline for one process: rendering and tests."""
        return cls(
            np.zeros((channels, capacity), np.float32),
            np.zeros(PLAYING_SLOTS, np.int64),
            np.zeros(WRITTEN_SLOTS, np.int64),
            np.zeros((channels, capacity // 2), np.float32),
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

    @property
    def longest_bar(self) -> int:
        """The most that can be repeated: what was heard so long ago is never overwritten by what is written ahead."""
        return self._capacity // 2 - 2 * MAX_BLOCK

    def set_bar(self, samples: int) -> None:
        """Say what a bar is; it counts from the next write on, never in the middle of a repetition."""
        samples = max(1, samples)
        bar = samples * -(-_SHORTEST_REPEAT // samples)
        self._written[_BAR_WANTED] = min(bar, self.longest_bar)

    def write(self, at: int, audio: Samples, fade: int = 0, fade_back: int = 0, fresh: bool = False) -> int:
        """Put music at absolute sample `at`; what comes too late for its beginning replaces what it still can.

        Args:
            at: absolute sample of the first column.
            audio: float32 [C, n]. What would lie more than half the capacity ahead is left out.
            fade: samples over which what stands there fades into the new audio (linear, so that equal music stays
                equal). Where the new music has to start later, the fade moves with it and lasts a seam at least.
                Fresh music after a repetition fades in with equal power, over a seam at least.
            fade_back: samples at the end that fade back into what stands there, where something does.
            fresh: it does not go on from what stands there, so it fades in however little of that is left.

        Returns:
            How many samples were replaced or added, 0..n.
        """
        for _ in range(_TRIES):
            playhead, block = self.look()
            replaced = self._lay(playhead, block, at, audio, fade, fade_back, fresh)
            number, latest = self.number(), playhead + _guard(block) // 2
            if not replaced or self.playhead <= latest:
                break  # else we were stopped for so long that it may be too late for this beginning
        if replaced:
            self._written[_LAID] = number  # from here on it counts
        self.wrote(playhead, block)
        self.finish()
        return replaced

    def _lay(self, playhead: int, block: int, at: int, audio: Samples, fade: int, fade_back: int, fresh: bool) -> int:
        """Lay a write beside the music as it shall be heard, and what will be so from then on. Part of write."""
        written = self._written
        filled, seam = int(written[_FILLED]), int(written[_SEAM])
        end = min(at + int(audio.shape[1]), playhead + self._capacity // 2)
        start = max(at, playhead + _guard(block), seam if filled else 0)
        late = start > at
        if late:
            fade = max(fade, SEAM_SAMPLES)
        # What stands there ends before the new music can begin, or leaves too little of itself to fade from.
        hole = 0 < filled < start + (SEAM_SAMPLES if late or fresh else 0)
        early = playhead + _guard(block) <= filled - SEAM_SAMPLES  # the music's end can be faded, else read does it
        first = start
        if hole:
            start = max(start, filled)
            first = filled - SEAM_SAMPLES if early else max(filled, playhead - block)
        end = min(end, first + int(self._laid.shape[1]))
        if hole:
            if end - start < SEAM_SAMPLES or seam > playhead:
                return 0  # nothing to fade into, or the last hole's seam has yet to be played: 21 ms of patience
            fade = min(max(fade, SEAM_SAMPLES), end - start)
        else:
            fade = min(fade, end - start, filled - start if filled else fade)
        if start >= end:
            return 0
        new = audio[:, start - at : end - at]
        if hole:
            self._lay_repeat(first, filled, start + fade)
        fade_back = min(fade_back, max(0, filled - end), end - start - fade)

        laid = self._laid[:, start - first : end - first]
        old = laid[:, :fade].copy() if hole else self.peek(start, fade)
        laid[:] = new
        if fade:
            laid[:, :fade] = self._blend(old, new[:, :fade], equal_power=hole)
        if fade_back > 0:
            laid[:, -fade_back:] = self._blend(new[:, -fade_back:], self.peek(end - fade_back, fade_back))

        rules = written[_NEXT : _NEXT + _RULES]
        rules[:] = written[:_RULES]
        if hole:
            rules[_HOLE], rules[_FRESH] = filled, start
            rules[_SEAM] = seam if early else filled
        elif start < int(rules[_FRESH]):
            rules[_FRESH] = start
        rules[_FILLED] = max(filled, end)
        if int(rules[_SEAM]) <= playhead and written[_BAR_WANTED]:
            rules[_BAR] = written[_BAR_WANTED]
        written[_FROM], written[_TO] = first, end
        written[_SAW_PLAYHEAD], written[_SAW_BLOCK] = playhead, block
        return end - start

    def _place(self, at: int, stop: int, first: int) -> None:
        """Put [at, stop) of what was laid in its place, which begins at sample `first`. Part of finish."""
        at = max(at, self.playhead)
        if at < stop:
            copy_in(self._audio, at, self._laid[:, at - first : stop - first])

    def number(self) -> int:
        """A number for the next write, greater than those before it."""
        return int(self._written[_LAID]) + 1

    def wrote(self, playhead: int, block: int) -> None:
        """For who wants to know: a write counts, or came too late altogether, that saw the playhead there; or what was
        heard until there is gone by.
        """

    @property
    def last(self) -> tuple[int, int, int]:
        """The number of the last write that counts, and what it saw: playhead and longest block."""
        number, _, _, _, playhead, block = self._written[_LAID:_NEXT].tolist()
        return number, playhead, block

    def finish(self) -> None:
        """Put what counts already in its place: the end of write, also of one whose process was killed."""
        written = self._written
        if written[_PLACED] == written[_LAID]:
            return
        first, end = int(written[_FROM]), int(written[_TO])
        # From the end to the beginning, and never behind the playhead: read has put there what it played.
        for at in reversed(range(first, end, MAX_BLOCK)):
            self._place(at, min(at + MAX_BLOCK, end), first)
        written[:_RULES] = written[_NEXT : _NEXT + _RULES]
        written[_PLACED] = written[_LAID]

    def look(self) -> tuple[int, int]:
        """The playhead and the longest block so far: write looks once, and all that it does follows from that."""
        return int(self._playing[_PLAYHEAD]), int(self._playing[_BLOCK])

    def peek(self, at: int, samples: int) -> Samples:
        """A copy of what stands at [at, at + samples): what was heard, or what is written ahead. float32 [C, n]."""
        out = np.empty((self._audio.shape[0], samples), np.float32)
        copy_out(self._audio, at, out)
        return out

    def peek_noted(self, at: int, samples: int) -> Samples:
        """The same at one moment, whatever is played meanwhile: who goes by it may be played again. float32 [C, n]."""
        for _ in range(_TRIES):
            playhead, block = self.look()
            out = self.peek(at, samples)
            if self.playhead == playhead:
                break
        self.wrote(playhead, block)
        return out

    def _stands(self, at: int, samples: int, first: int) -> Samples:
        """What will stand at [at, at + samples): from sample `first` on what was laid beside."""
        out = self.peek(at, samples)
        if at + samples > first:
            low = max(at, first)
            out[:, low - at :] = self._laid[:, low - first : at + samples - first]
        return out

    @staticmethod
    def _blend(old: Samples, new: Samples, equal_power: bool = False) -> Samples:
        """Old [C, n] fading into new."""
        n = new.shape[1]
        position = (np.arange(n, dtype=np.float32) + 0.5) / n
        if equal_power:
            mixed: Samples = old * np.cos(position * (np.pi / 2)) + new * np.sin(position * (np.pi / 2))
        else:
            mixed = old + (new - old) * position  # this form leaves equal samples exactly as they are
        return mixed

    def _lay_repeat(self, first: int, filled: int, until: int) -> None:
        """Continue the last bar from where the music ended, as read does, from `first` up to `until`. Part of write."""
        bar, at = self.bar_samples, first
        if at < filled:
            self._laid[:, :SEAM_SAMPLES] = self._faded(filled, first, filled, bar)
            at = filled
        while at < until:
            n = min(bar, until - at)
            self._laid[:, at - first : at - first + n] = self._stands(at - bar, n, first)
            at += n

    def _fade_end(self, end: int, at: int, stop: int, bar: int) -> None:
        """Fade what [at, stop) holds of the last seam before `end` into what was heard a bar ago. Part of read."""
        start = max(at, end - SEAM_SAMPLES)
        copy_in(self._audio, start, self._faded(end, start, min(stop, end), bar))

    def _faded(self, end: int, start: int, stop: int, bar: int) -> Samples:
        """Samples [start, stop) of the last seam before `end`, fading into what was heard a bar ago."""
        n = stop - start
        first = start - (end - SEAM_SAMPLES)
        old = self._old[:, :n]
        now = self._old[:, MAX_BLOCK - n :]
        copy_out(self._audio, start - bar, old)
        copy_out(self._audio, start, now)
        old *= _RISE[first : first + n]
        now *= _FALL[first : first + n]
        now += old
        return now

    def _catch_up(self, at: int, stop: int) -> list[int]:
        """Put samples [at, stop) of a write that counts in their place, if its maker has not. Part of read.

        Returns:
            The slots that count, all of one moment.
        """
        written = self._written
        while True:
            laid, placed = int(written[_LAID]), int(written[_PLACED])
            rules: list[int] = written[_NEXT : _NEXT + _RULES].tolist() if laid > placed else written[:_RULES].tolist()
            first = int(written[_FROM])
            low, high = max(at, first), min(stop, int(written[_TO]))
            ours = laid > placed and low < high
            if ours:
                self._old[:, : high - low] = self._laid[:, low - first : high - first]
            if int(written[_LAID]) == laid and int(written[_PLACED]) == placed:
                break  # else the maker went on meanwhile
        if ours:
            copy_in(self._audio, low, self._old[:, : high - low])
        return rules

    def read(self, at: int, out: Samples) -> None:
        """Play samples [at, at + n) into out [C, n], n <= MAX_BLOCK, and move the playhead behind them.

        Never fails and never waits: silence before the first write, the last bar again beyond the last one.
        Allocates only array views and a handful of numbers.
        """
        n = out.shape[1]
        stop = at + n
        playing = self._playing
        playing[_PLAYHEAD] = stop  # first of all: from here on nobody else touches these samples
        playing[_BLOCK] = max(n, playing[_BLOCK])
        filled, seam, hole, fresh, bar = self._catch_up(at, stop)
        bar = bar or DEFAULT_BAR_SAMPLES
        if not filled:
            out[:] = 0
            return
        if at < seam < filled and seam - SEAM_SAMPLES < stop:
            self._fade_end(seam, at, stop, bar)
        if at < filled < stop + SEAM_SAMPLES:
            self._fade_end(filled, at, stop, bar)
        if filled < stop:
            first = max(at, filled)
            again = self._old[:, : stop - first]
            copy_out(self._audio, first - bar, again)
            copy_in(self._audio, first, again)
        copy_out(self._audio, at, out)
        repeated = max(0, stop - max(at, filled)) + max(0, min(stop, fresh) - max(at, hole))
        if repeated:
            playing[_REPEATED] += repeated
            if not self._repeating:
                playing[_REPEATS] += 1
        self._repeating = repeated > 0
