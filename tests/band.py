"""A score as sound, without soundfonts: partials that decay, a kick that falls, noise for all other drums."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from training.corpus.render.score import Note, Part, Score

RATE = 48_000
KICKS = (35, 36)
GAIN = {"drums": 0.25, "bass": 0.12, "chords": 0.04, "melody": 0.06}


def played(score: Score) -> npt.NDArray[np.float32]:
    """Play a score, float32 [2, n] in whole hops; the same every time."""
    dice = np.random.default_rng(0)
    timing = score.timing()
    out = np.zeros(int(score.seconds * 50 + 25) * 960)
    for part in score.parts:
        for note in part.notes:
            start = int(timing.seconds(note.at) * RATE)
            lasts_s = timing.seconds(note.at + note.length) - timing.seconds(note.at)
            sound = _struck(note, dice) if part.role == "drums" else _blown(note, lasts_s, part)
            sound = sound[: max(len(out) - start, 0)] * (GAIN[part.role] * note.velocity / 127)
            out[start : start + len(sound)] += sound
    return np.stack([out, out]).astype(np.float32)


def _struck(note: Note, dice: np.random.Generator) -> npt.NDArray[np.float64]:
    if note.pitch in KICKS:
        time = np.arange(RATE // 5) / RATE
        kick: npt.NDArray[np.float64] = np.sin(2 * np.pi * (50 * time - 4 * np.exp(-time / 0.02)))
        return kick * np.exp(-time / 0.06)
    n = RATE // 6
    return dice.normal(0, 0.5, n) * np.exp(-np.arange(n) / (0.025 * RATE))


def _blown(note: Note, lasts_s: float, part: Part) -> npt.NDArray[np.float64]:
    time = np.arange(int((lasts_s + 0.03) * RATE)) / RATE
    hz = 440.0 * 2 ** ((note.pitch - 69) / 12)
    once = np.exp(2j * np.pi * hz * time)  # its k-th power is the k-th partial: cheaper than sines
    turned, tone = np.ones_like(once), np.zeros(len(time))
    for k in range(1, sum(k * hz < 10_000 for k in range(1, 9)) + 1):
        turned *= once
        tone += turned.imag / k**1.3
    swell = np.minimum(time / 0.004, 1.0) * np.exp(-time / (0.6 if part.role == "bass" else 0.8))
    swell[-int(0.03 * RATE) :] *= np.linspace(1.0, 0.0, int(0.03 * RATE))
    faded: npt.NDArray[np.float64] = tone * swell
    return faded
