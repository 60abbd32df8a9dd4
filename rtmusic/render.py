"""The same pipeline offline: as fast as it goes, and the same samples for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.branches import as_made
from rtmusic.bundle import Bundle
from rtmusic.duck import Duck
from rtmusic.knobs import Panel
from rtmusic.memory import LoopStore
from rtmusic.output import Mixer
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.timeline import Timeline
from rtmusic.units import Samples

BLOCK_SAMPLES = 480  # of the imagined sound card
ROUND_SAMPLES = 1920  # the time that an imagined round takes: 40 ms
CAPACITY = 2**21  # of the timeline: half of it may lie ahead


@dataclass(frozen=True, slots=True)
class Press:
    """A pedal pressed by script."""

    command: str  # a name of COMMANDS
    at_s: float


def play_round(
    pipeline: Pipeline, timeline: Timeline, played: int, panel: Panel, embeddings: npt.NDArray[np.float32]
) -> None:
    """A round, if one is due when all before absolute sample `played` was heard; it takes the time of an imagined one.

    Args:
        embeddings: float32 [8, embedding_size], one prompt a row.
    """
    free = played + timeline.guard + (0 if pipeline.urgent else ROUND_SAMPLES)
    if pipeline.due(free, panel):
        pipeline.round(Turn(free, panel, embeddings))


def render(
    bundle: Bundle,
    audio: Samples,
    panel: Panel,
    embeddings: npt.NDArray[np.float32],
    presses: Sequence[Press] = (),
    provider: str = "cpu",
    timeline: Timeline | None = None,
) -> Iterator[Samples]:
    """Play a recording into the instrument and yield what it plays, block by block.

    Args:
        bundle: the models.
        audio: float32 [C, n] at the bundle's rate.
        panel: where the knobs stand, all the way through, or until `as_made` turns them.
        embeddings: float32 [8, embedding_size], one prompt a row.
        presses: pedals, in any order.
        provider: where the models run; the CPU gives the same bits every time.
        timeline: one to write, for who wants to watch; None makes one.

    Yields:
        float32 [C, BLOCK_SAMPLES] (the last one shorter), together as long as `audio`, never above full scale.
    """
    g = bundle.geometry
    timeline = timeline or Timeline.local(g.channels, CAPACITY)
    mixer = Mixer(g.sample_rate, g.channels, BLOCK_SAMPLES)
    mixer.aim_at(panel)
    duck = Duck(g.sample_rate)
    duck.aim_at(panel)

    def history(at: int, samples: int) -> Samples:
        there = np.zeros((g.channels, samples), np.float32)
        low, high = max(at, 0), min(at + samples, audio.shape[1])
        if low < high:
            there[:, low - at : high - at] = audio[:, low:high]
        return there

    pipeline = Pipeline(bundle, timeline, history, store := LoopStore.local(g.levels), provider)
    waiting = sorted(presses, key=lambda press: press.at_s)
    for at in range(0, audio.shape[1], BLOCK_SAMPLES):
        block = audio[:, at : at + BLOCK_SAMPLES]
        samples = block.shape[1]
        wet = np.empty((g.channels, samples), np.float32)
        timeline.read(at, wet)
        duck.press(block, wet)
        out = np.empty_like(wet)
        mixer.mix(wet, history(at - pipeline.dry_delay_samples, samples), out)
        yield out
        pipeline.hear(at, block)
        while waiting and g.samples(waiting[0].at_s) < at + samples:
            press = waiting.pop(0)
            if (turned := as_made(press.command, panel, store.loops)) is None:
                pipeline.command(press.command, g.samples(press.at_s), panel)
            else:
                panel = panel.turn(turned)
        play_round(pipeline, timeline, at + samples, panel, embeddings)
