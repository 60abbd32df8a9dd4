"""Benchmarks that a player can run: what they print is measured there and then.

`clicks` renders a clip in every mode and looks at every place where two writes meet on the timeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.knobs import MODES, Control, Panel, find
from rtmusic.render import Press, render
from rtmusic.seams import FADE_SAMPLES
from rtmusic.timeline import Timeline
from rtmusic.units import Samples

AROUND = 240  # samples on either side (5 ms) that say how rough the music itself is there
NEAR = 3  # samples that belong to the place itself
AUDIBLE = 0.02  # full scale is 1; a smaller corner hides in any music
CLICK = 4.0  # a corner this many times sharper than all around it is a click
SILENT = 1e-4  # r.m.s. below which a second of sound counts as silence


@dataclass(frozen=True, slots=True)
class Clicks:
    """What one mode did to a clip."""

    mode: str
    seams: int  # places where two writes met and could be heard
    worst_ratio: float  # the sharpest corner at a seam, against everything within 5 ms
    worst_at_s: float
    clicks: int  # seams that are clicks
    usual_ratio: float  # the 99.9th percentile of the same measure at places that are no seams
    peak: float
    dc: float  # mean of the louder channel
    silent_s: float  # seconds of silence after the first sound
    not_numbers: int


def corner_ratios(
    audio: Samples, places: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """How sharp the corners at these places are.

    Args:
        audio: float32 [C, n].
        places: int64 [m], each at least AROUND + NEAR away from both ends.

    Returns:
        The largest second difference within NEAR samples, and its ratio to the largest one around. Both [m].
    """
    bend = np.abs(np.diff(audio, n=2, axis=1)).max(axis=0)
    bend = np.concatenate([[0.0], bend, [0.0]])
    here = np.arange(-NEAR, NEAR + 1)
    side = np.concatenate([np.arange(-AROUND, -NEAR), np.arange(NEAR + 1, AROUND + 1)])
    sharp = bend[places[:, None] + here].max(axis=1)
    return sharp, sharp / (bend[places[:, None] + side].max(axis=1) + 1e-9)


def judge(mode: str, audio: Samples, seams: Sequence[int]) -> Clicks:
    """Look for everything in rendered sound that a listener would call broken."""
    margin = AROUND + NEAR
    inside = range(margin, audio.shape[1] - margin)
    places = np.asarray(sorted({seam for seam in seams if seam in inside}), np.int64)
    elsewhere = np.random.default_rng(0).integers(margin, audio.shape[1] - margin, 20_000)
    _, usual = corner_ratios(audio, elsewhere)
    worst, at, clicks = 0.0, 0, 0
    if len(places):
        sharp, ratio = corner_ratios(audio, places)
        ratio = np.where(sharp > AUDIBLE, ratio, 0.0)
        worst, at = float(ratio.max()), int(places[ratio.argmax()])
        clicks = int((ratio > CLICK).sum())
    loud = np.sqrt(
        np.mean(audio[:, : audio.shape[1] // 48_000 * 48_000].reshape(audio.shape[0], -1, 48_000) ** 2, axis=(0, 2))
    )
    begun = np.flatnonzero(loud > SILENT)
    silent = int((loud[begun[0] :] <= SILENT).sum()) if len(begun) else len(loud)
    return Clicks(
        mode=mode,
        seams=len(places),
        worst_ratio=worst,
        worst_at_s=at / 48_000,
        clicks=clicks,
        usual_ratio=float(np.percentile(usual, 99.9)),
        peak=float(np.abs(audio).max()),
        dc=float(np.abs(audio.mean(axis=1)).max()),
        silent_s=float(silent),
        not_numbers=int((~np.isfinite(audio)).sum()),
    )


class _Watched(Timeline):
    """A timeline that notes where writes begin and end, and cross-fades: those of a loop are in what is written."""

    seams: list[int]

    def write(self, at: int, audio: Samples, fade: int = 0, fade_back: int = 0, fresh: bool = False) -> int:
        done = super().write(at, audio, fade, fade_back, fresh)
        end = at + audio.shape[1]
        begin = end - done
        self.seams += [begin, begin + (fade or FADE_SAMPLES), end - (fade_back or FADE_SAMPLES), end]
        return done


def clicks(
    bundle: Bundle,
    audio: Samples,
    embeddings: npt.NDArray[np.float32],
    controls: Sequence[Control] = (),
    presses: Sequence[Press] = (
        Press("record", 0.0),
        Press("record", 4.0),
        Press("overdub", 9.0),
        Press("overdub", 11.0),
    ),
) -> Iterator[Clicks]:
    """Render the clip in every mode, with half of every loop pass rewritten, and judge each.

    Args:
        bundle: the models.
        audio: float32 [C, n], a clip the models have not seen; 20 s or more show every kind of seam.
        embeddings: prompts, float32 [8, embedding_size].
        controls: knobs to turn away from where they rest.
        presses: pedals for the loop mode.
    """
    for number, mode in enumerate(MODES):
        panel = Panel().turn([Control(find("rewrite"), 50.0), *controls, Control(find("mode"), float(number))])
        timeline = _Watched.local(bundle.geometry.channels, 2**21)
        timeline.seams = []
        sound = np.concatenate(list(render(bundle, audio, panel, embeddings, presses, timeline=timeline)), axis=1)
        yield judge(mode, sound, timeline.seams)


def table(rows: Sequence[Clicks]) -> str:
    """The results as Markdown."""
    lines = [
        "| mode | seams | worst corner | at | clicks | usual p99.9 | peak | DC | silent | NaN |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.mode} | {r.seams} | {r.worst_ratio:.2f} | {r.worst_at_s:.2f} s | {r.clicks} | {r.usual_ratio:.2f} "
        f"| {r.peak:.3f} | {r.dc:.1e} | {r.silent_s:.0f} s | {r.not_numbers} |"
        for r in rows
    ]
    return "\n".join(lines)
