"""Does a loop that fits go with what is played beside it? Pairs of unseen instruments, varied with `fit` and without.

Of one held-out clip the first four seconds are a loop that stays as it is, and of another one, equally loud, the loop
that the machine may rewrite as a whole, pass after pass: by the instrument's own pipeline, in simulated time. Then
librosa compares one turn of both. It has taught the generator nothing, and hears pitch, onsets and level by other means
than those that `fit` listens with.
"""

from __future__ import annotations

import argparse
import gc
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.knobs import PROMPTS, Panel
from rtmusic.memory import LoopStore
from rtmusic.pipeline import Pipeline
from rtmusic.render import BLOCK_SAMPLES, CAPACITY, play_round
from rtmusic.timeline import Timeline
from rtmusic.units import Samples
from training.config import TrainingError
from training.corpus.heldout import read_heldout
from training.evaluation.measure import Progress
from training.evaluation.music import recalling, scores
from training.evaluation.music.playing import panel_of
from training.evaluation.music.recalling import seeded, summary
from training.evaluation.music.traits import FRAME_S, measure_traits

TITLE = "whether a loop that is varied with fit goes with the loop beside it"
LOOP_S = 4.0
LEVEL = 0.08  # r.m.s. of every loop; full scale is 1
STAYS, VARIES = 0, 1  # which loop is which
RECORDED, FREE = "as it was recorded", "fit off"
WAYS: Mapping[str, Sequence[str]] = {
    FREE: (),
    "fit in notes": (f"loop_{VARIES}_fit=loops", f"loop_{VARIES}_fit_in=notes"),
    "fit in rhythm": (f"loop_{VARIES}_fit=loops", f"loop_{VARIES}_fit_in=rhythm"),
    "fit in all": (f"loop_{VARIES}_fit=loops", f"loop_{VARIES}_fit_in=all"),
}
SAID = {
    "chroma": "correlation of pitch classes with those of the loop beside it, frame by frame",
    "same_note": "share of frames in which the strongest pitch class is the same, by chance 1/12",
    "onset_f1": "onsets within 50 ms of those of the loop beside it, F1",
    "loudness": "correlation of levels over time",
}
TRAITS = ("chroma", "onset", "loudness")


class Duo:
    """Two loops, recorded one after the other, in an instrument whose clock moves only when told.

    Args:
        bundle: the models.
        stays: float32 [C, n], the loop that is left alone.
        varies: float32 [C, n], the one that is rewritten.
    """

    def __init__(self, bundle: Bundle, stays: Samples, varies: Samples) -> None:
        self._g, self._at = bundle.geometry, 0
        self._audio = np.concatenate([stays, varies], axis=1)
        self._timeline = Timeline.local(self._g.channels, CAPACITY)
        self._pipeline = Pipeline(bundle, self._timeline, self._history, LoopStore.local(self._g.levels), "cpu")
        self._embeddings = np.zeros((PROMPTS, self._g.embedding_size), np.float32)
        panel, length = panel_of(["mode=loop", "rewrite=0", "quantize=off"]), stays.shape[1]
        for loop in (STAYS, VARIES):
            for at in (loop * length, (loop + 1) * length):
                self.play(at, panel)
                self._pipeline.command(f"loop_{loop}_record", at, panel)
        self.play(self._at + BLOCK_SAMPLES, panel)
        while self._pipeline.looper.busy:
            self.play(self._at + BLOCK_SAMPLES, panel)

    def play(self, until: int, panel: Panel) -> None:
        """Play on up to an absolute sample."""
        pipeline, wet = self._pipeline, np.empty((self._g.channels, BLOCK_SAMPLES), np.float32)
        while self._at < until:
            n = min(BLOCK_SAMPLES, until - self._at)
            self._timeline.read(self._at, wet[:, :n])
            pipeline.hear(self._at, self._history(self._at, n))
            self._at += n
            play_round(pipeline, self._timeline, self._at, panel, self._embeddings)

    def vary(self, panel: Panel, passes: int) -> None:
        """Let the machine rewrite so many turns, with the knobs here."""
        _, length = self._pipeline.looper.loops[VARIES].place_in_time()
        self.play(self._at + passes * length, panel)

    def turn(self, loop: int) -> Samples:
        """What a loop plays from the first sample of the other's turn on, float32 [C, n], and what leads to it."""
        start, length = self._pipeline.looper.loops[STAYS].place_in_time()
        begins = start + -(-(self._at - start) // length) * length
        lead = self._g.samples(scores.SETTLED_FRAMES * FRAME_S)  # no score counts it
        heard = self._pipeline.looper.loops[loop].turning.heard(begins - lead, lead + length)
        assert heard is not None
        return heard

    def _history(self, at: int, samples: int) -> Samples:
        there = np.zeros((self._g.channels, samples), np.float32)
        part = self._audio[:, max(0, at) : max(0, at + samples)]
        there[:, max(0, -at) :][:, : part.shape[1]] = part
        return there


def figures(stays: Samples, varies: Samples, rate: int) -> dict[str, float]:
    """Everything of SAID about two loops float32 [C, n] that sound at once; NaN where there is nothing to compare."""
    theirs, mine = (measure_traits(sound, rate, TRAITS) for sound in (stays, varies))
    return {
        "chroma": scores.chroma_likeness(mine["chroma"], theirs["chroma"]),
        "same_note": scores.same_note(mine["chroma"], theirs["chroma"]),
        "onset_f1": scores.hits(mine["onset"], theirs["onset"], scores.ONSET_S),
        "loudness": scores.likeness(mine["loudness"], theirs["loudness"]),
    }


def panels(settings: Sequence[str], seeds: int) -> dict[str, list[Panel]]:
    """The knobs of so many evenings in every way, and what it raises: see `recalling.seeded`."""
    return {way: seeded([*settings, *more], seeds, f"loop_{VARIES}_rewrite") for way, more in WAYS.items()}


def measure(
    bundle: Bundle, heldout: Path, passes: int, seeds: int, settings: Sequence[str] = ()
) -> dict[str, list[dict[str, float]]]:
    """Vary every clip's loop beside that of the clip a quarter of the list further on, in every way.

    Returns:
        way → figures of each pair, the mean of its seeds; also RECORDED.

    Raises:
        CorpusError, TrainingError: there are no clips there, or fewer than two, or one that is too short.
        KnobError: see `panels`.
    """
    asked, g = panels(settings, seeds), bundle.geometry
    clips = [(name, sound[:, : g.samples(LOOP_S)]) for name, _, sound in read_heldout(heldout)]
    if len(clips) < 2:
        raise TrainingError(f"{heldout}: one clip is no pair; make all:  python -m training.corpus.heldout {heldout}")
    for name, sound in clips:
        if sound.shape[1] < g.samples(LOOP_S) or not sound.any():
            raise TrainingError(f"{heldout}: {name} is no loop of {LOOP_S:g} s that can be heard")
    loops = [sound * np.float32(LEVEL / np.sqrt(np.mean(np.square(sound)))) for _, sound in clips]
    results: dict[str, list[dict[str, float]]] = {}
    progress = Progress(len(loops))
    for number, varies in enumerate(loops):
        stays = loops[(number + max(1, len(loops) // 4)) % len(loops)]
        for way, of_seeds in asked.items():
            found = []
            for panel in of_seeds:
                duo = Duo(bundle, stays, varies)
                if way == FREE and panel is of_seeds[0]:
                    before = figures(duo.turn(STAYS), duo.turn(VARIES), g.sample_rate)
                    results.setdefault(RECORDED, []).append(before)
                duo.vary(panel, passes)
                found.append(figures(duo.turn(STAYS), duo.turn(VARIES), g.sample_rate))
                del duo
                gc.collect()  # models hold on to each other: 50 MB for each evening would wait for this
            mean = {name: float(np.mean([f[name] for f in found])) for name in SAID}
            results.setdefault(way, []).append(mean)
        progress.tick(f"clip {number + 1}")
    progress.done()
    return results


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be typed after `fit`."""
    recalling.add_loop_arguments(parser, "fit")


def run(options: argparse.Namespace) -> str:
    """Measure, write fit.md and fit.json, and return the tables."""
    bundle = Bundle.load(options.path)
    results = measure(bundle, options.heldout, options.passes, options.seeds, options.knobs)
    table = summary(results, FREE)
    told: dict[str, Any] = {
        "bundle": bundle.sha256,
        "passes": options.passes,
        "seeds": options.seeds,
        "knobs": options.knobs,
        "table": table,
        "pairs": results,
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "fit.json").write_text(json.dumps(told, indent=1) + "\n")
    text = recalling.markdown(table, FREE, SAID)
    (options.out / "fit.md").write_text(text)
    return text
