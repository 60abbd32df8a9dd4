"""The codec mode: your sound through the tokens, as soon as they are there."""

from __future__ import annotations

import numpy as np

from rtmusic.modes import Hops, Moment, Parts, Played
from rtmusic.seams import FADE_SAMPLES
from rtmusic.units import Samples

SLACK_SAMPLES = 480  # how much later than just in time the sound is placed: 10 ms for the scheduler's jitter
MORE_SLACK_SAMPLES = 240  # added whenever a hop came too late


class Through:
    """Encodes, decodes and writes every hop at a fixed delay, which grows only when a hop came too late."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.begin(0)

    def begin(self, at: int) -> None:
        """Start afresh with the hop that begins at sample `at`."""
        g = self._parts.geometry
        self._hops = Hops(at, g.hop_samples, g.channels)
        self._ear = self._parts.encoder.initial_state()
        self._voice = self._parts.decoder.initial_state()
        self._waiting = np.zeros((g.channels, 0), np.float32)  # whole hops not yet played
        self._at = at  # the sample that `_waiting` begins with
        self._delay = 0  # from a hop's first sample to where it is written; 0: not settled yet
        self._broken = True  # the next write does not continue what stands before it

    @property
    def delay_samples(self) -> int:
        """From a sample's arrival to the same sample through the codec; what dry sound is aligned to."""
        return self._delay + self._parts.geometry.delay_samples

    def hear(self, at: int, audio: Samples) -> None:
        """Take in sound; whole hops wait for the next round."""
        self._waiting = np.concatenate([self._waiting, self._hops.add(at, audio)], axis=1)

    @property
    def ready(self) -> bool:
        """True when a hop waits to be played."""
        return self._waiting.shape[1] > 0

    def round(self, moment: Moment) -> Played:
        """Play every hop that waits."""
        timeline = self._parts.timeline
        if not self.ready:
            return Played(timeline.filled_until, timeline.filled_until)
        hops, samples = self._waiting, self._waiting.shape[1]
        codes, self._ear = self._parts.encoder.encode(hops, self._ear)
        audio, self._voice = self._parts.decoder.decode(codes, moment.panel.int("levels"), self._voice)
        if self._delay == 0:
            self._delay = max(self._parts.geometry.hop_samples, moment.free - self._at) + SLACK_SAMPLES
        late = moment.late(self._at + self._delay)
        if late:
            self._delay += MORE_SLACK_SAMPLES
            self._broken = True
        at = self._at + self._delay
        # Where other music stands beyond, it is faded into, should no further hop come; the next one writes over that.
        stands = timeline.filled_until >= at + samples + 2 * FADE_SAMPLES
        tail = audio[:, : -FADE_SAMPLES - 1 : -1] if stands else audio[:, :0]
        sound = np.concatenate([audio, tail], axis=1)
        timeline.write(at, sound, fade=FADE_SAMPLES if self._broken else 0, fade_back=tail.shape[1])
        self._broken = False
        self._at += samples
        self._waiting = self._waiting[:, samples:]
        return Played(at + samples, at + samples, changed_from=None if late else at, late=late)
