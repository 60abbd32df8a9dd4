"""A pipeline with a clock that moves only when told, and music for it: what the tests of its modes share."""

from __future__ import annotations

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.knobs import Panel, parse_setting
from rtmusic.memory import LoopStore
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.rewriting import LEAD_IN_FRAMES
from rtmusic.seams import turn
from rtmusic.timeline import Timeline
from rtmusic.units import Codes, Samples
from rtmusic.varispeed import changing, finish

RATE = 48_000
BLOCK = 480
BEAT = RATE // 2
BAR = 4 * BEAT
WILD = ("mode=loop", "rewrite=100", "temperature=2", "top_k=1024")
NO_PROMPTS = np.zeros((8, 384), np.float32)


def panel(*settings: str) -> Panel:
    return Panel().turn([parse_setting(setting) for setting in ("horizon=16", "steps=1", *settings)])


def music(seconds: float) -> Samples:
    """Plucked notes on the beat, different left and right."""
    t = np.arange(round(seconds * RATE)) / RATE
    notes = 220.0 * 2 ** (np.floor(t * 4) % 7 / 12)
    left = 0.3 * np.sin(2 * np.pi * notes * t) * np.exp(-6 * (t * 4 % 1))
    return np.stack([left, np.roll(left, 37)]).astype(np.float32)


def varied(loop: Samples, rate: float = 1.0, stretch: float = 1.0, pitch: float = 0.0) -> Samples:
    """A turn as these knobs make it, all at once."""
    return finish(changing(loop, round(loop.shape[1] * stretch / rate), rate * 2.0 ** (pitch / 12)))


class Evening:
    """A pipeline with a clock that moves only when told; knobs may be turned between blocks."""

    def __init__(self, bundle: Bundle, audio: Samples, store: LoopStore | None = None, start: int = 0) -> None:
        self.audio = audio
        self.timeline = Timeline.local(2, 2**20)
        self.loops = store or LoopStore.local(bundle.geometry.levels)
        self.store = self.loops.loops[0]
        self.pipeline = Pipeline(bundle, self.timeline, self._history, self.loops, "cpu", start)
        self.loop = self.pipeline.looper.loops[0]
        self.at = start
        self.played: list[Samples] = []
        self.embeddings = NO_PROMPTS.copy()

    def _history(self, at: int, samples: int) -> Samples:
        there: Samples = np.take(self.audio, np.arange(at, at + samples) % self.audio.shape[1], axis=1)
        return there

    def run(self, until_s: float, knobs: Panel, *presses: tuple[str, float], late: bool = False) -> None:
        waiting = sorted(presses, key=lambda press: press[1])
        while self.at < until_s * RATE:
            out = np.empty((2, BLOCK), np.float32)
            self.timeline.read(self.at, out)
            self.played.append(out)
            self.pipeline.hear(self.at, self._history(self.at, BLOCK))
            self.at += BLOCK
            while waiting and waiting[0][1] * RATE <= self.at:
                name, at_s = waiting.pop(0)
                self.pipeline.command(name, round(at_s * RATE), knobs)
            free = self.at + self.timeline.guard + (0 if self.pipeline.urgent else 1440)
            if self.pipeline.due(free, knobs):
                self.pipeline.round(Turn(free, knobs, self.embeddings, late=lambda at: late))

    @property
    def sound(self) -> Samples:
        return np.concatenate(self.played, axis=1)


def looping(bundle: Bundle, *settings: str) -> tuple[Evening, Panel]:
    """An evening with a loop of one bar (two seconds) that has its codes."""
    knobs = panel("mode=loop", *settings)
    evening = Evening(bundle, music(8))
    evening.run(4.5, knobs, ("record", 0.01), ("record", 2.02))
    assert evening.store.undoable >= 1
    return evening, knobs


def playing(bundle: Bundle, *more: str, audio: Samples | None = None) -> tuple[Evening, Panel]:
    """An evening with loop 0 of one bar and loop 1 of three beats, both coded, four seconds and a half old."""
    knobs = panel("mode=loop", "rewrite=0", *more)
    evening = Evening(bundle, music(60) if audio is None else audio)
    presses = [("loop_0_record", 0.01), ("loop_0_record", 2.02), ("loop_1_record", 2.51), ("loop_1_record", 4.02)]
    evening.run(5.5, knobs, *presses)
    assert not evening.pipeline.looper.busy
    return evening, knobs


def alone(evening: Evening, number: int, first: int, last: int) -> Samples:
    """What a loop of the looper would play at [first, last)."""
    turning = evening.pipeline.looper.loops[number].turning
    return turn(turning.facing, first - turning.start, last - first)


def heard(evening: Evening, first: int, last: int) -> Samples:
    return evening.sound[:, first:last]


def quiet_then(audio: Samples, at: int, played: Samples) -> Samples:
    """The same evening on which only this is played after the loops were recorded."""
    rest = audio.copy()
    rest[:, 5 * RATE :] = 0
    rest[:, at : at + played.shape[1]] = played
    return rest


def tokens(evening: Evening) -> Codes:
    """What loop 0 is made of now, the levels that the machine writes."""
    evening.loop.rewriter.keep_changes()
    layer = evening.store.current()
    assert layer is not None
    return layer.codes[:8, LEAD_IN_FRAMES:-1]
