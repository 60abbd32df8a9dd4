"""Call and answer: whose bars these are, and what stands on the timeline so that nobody is heard in another's.

Turns follow from the bar grid and two knobs alone: from bar 0 of the clock on, so many bars are listened to, so many
answered. Nothing about them has to outlive a process.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rtmusic.knobs import Panel
from rtmusic.seams import FADE_SAMPLES, join, rise
from rtmusic.timeline import Timeline
from rtmusic.transport import Transport
from rtmusic.units import Samples, Vector

AHEAD_S = 4.0  # of turns that always stand on the timeline: longer than it takes to start a killed process again
QUIET_S = 1.0  # of silence that is repeated where there is no whole round of turns to repeat


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Which bars are whose. A value, as far as its transport stays as it is."""

    transport: Transport
    listen: int  # bars, 1 and more
    answer: int  # bars, 1 and more

    @classmethod
    def of(cls, transport: Transport, panel: Panel) -> Dialogue | None:
        """What the knobs ask for; None: the machine plays all the time."""
        listen = panel.int("listen_bars")
        return cls(transport, listen, panel.int("answer_bars")) if listen else None

    @property
    def _beats(self) -> int:
        """Of both turns."""
        return (self.listen + self.answer) * self.transport.beats

    @property
    def samples(self) -> int:
        """How long both turns are."""
        beat = self.transport.sample_rate * 60 / self.transport.bpm
        return round(self._beats * beat)

    @property
    def key(self) -> tuple[float, ...]:
        """Differs when lines have moved."""
        transport = self.transport
        return (*transport.anchor, transport.bpm, transport.beats, self.listen, self.answer)

    def answer_at(self, sample: int) -> tuple[int, int]:
        """The answer that sounds at a sample, or else the next one: its first sample, and the first after it."""
        line, lead = self.transport.sample_at, self.listen * self.transport.beats
        number = (
            math.floor(self.transport.beat_at(sample) / self._beats) - 1
        )  # lines are rounded: one too early is safe
        while line((number + 1) * self._beats) <= sample:
            number += 1
        return line(number * self._beats + lead), line((number + 1) * self._beats)

    def listens(self, at: int, samples: int) -> bool:
        """True when no part of [at, at + samples) is in an answer."""
        return self.answer_at(at)[0] >= at + samples

    def level(self, at: int, samples: int) -> Vector:
        """How loud the machine is, float32 [samples]: 0 where it listens; an answer fades in and out within itself."""
        level = np.zeros(samples, np.float32)
        up, place = rise(FADE_SAMPLES), at
        while place < at + samples:
            first, end = self.answer_at(place)
            for start, curve in ((first, up), (end - FADE_SAMPLES, up[::-1])):
                low, high = max(start, at), min(start + FADE_SAMPLES, at + samples)
                if low < high:
                    level[low - at : high - at] = curve[low - start : high - start]
            level[max(first + FADE_SAMPLES - at, 0) : max(end - FADE_SAMPLES - at, 0)] = 1
            place = end
        return level

    def turn(self, sample: int) -> tuple[bool, float]:
        """Whose turn it is at a sample: whether it is the answer's, and how many bars of it are left."""
        first, end = self.answer_at(sample)
        line = end if first <= sample else first
        beats = self.transport.beat_at(line) - self.transport.beat_at(sample)
        return first <= sample, max(0.0, beats / self.transport.beats)


class Ahead:
    """Keeps the timeline filled with turns. The model process alone calls it.

    A stall must not bring sound into a bar that is listened to. So more than it takes to start a process again always
    stands there, silence where it listens; after what is drafted an answer goes on as the one before it did at that
    place. A stall that outlasts all of it repeats both turns, not the last bar. Where not so much was written by these
    turns yet, or both are longer than the timeline can repeat, silence stands in their place.
    """

    def __init__(self, timeline: Timeline, sample_rate: int) -> None:
        self._timeline, self._rate = timeline, sample_rate
        self._key: tuple[float, ...] = ()
        self._since = 0  # from here on everything on the timeline was written by these turns

    def write(self, dialogue: Dialogue, at: int, draft: Samples, draft_at: int) -> int | None:
        """Write turns from absolute sample `at` on.

        Args:
            draft: float32 [C, n], the answer as far as it is drafted; may be empty.
            draft_at: where it begins, `at` or later.

        Returns:
            The first sample from which on this is heard; None when it came too late for all of it.
        """
        timeline, filled = self._timeline, self._timeline.filled_until
        end = draft_at + draft.shape[1]
        until = max(at + round(AHEAD_S * self._rate), end)
        anew = dialogue.key != self._key or filled < at
        if anew:
            until = max(until, filled)  # nothing of before may come back later
        sound = np.zeros((draft.shape[0], until - at), np.float32)
        sound[:, draft_at - at : end - at] = draft
        both, fade = dialogue.samples, min(FADE_SAMPLES, draft.shape[1])
        repeats = (
            not anew and both <= timeline.longest_bar and self._since <= end - fade - both <= filled - (until - end)
        )
        if repeats:
            again = timeline.peek(end - fade - both, until - end + fade)
            sound[:, end - at :] = again[:, fade:]
            sound[:, end - fade - at : end - at] = join(draft[:, draft.shape[1] - fade :], again[:, :fade])
        sound *= dialogue.level(at, until - at)
        timeline.set_bar(both if repeats else round(QUIET_S * self._rate))
        written = timeline.write(at, sound, fade=FADE_SAMPLES)
        if not written:
            return None
        if anew:
            self._key, self._since = dialogue.key, at
        return int(until - written)
