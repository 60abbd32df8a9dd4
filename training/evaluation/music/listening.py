"""What a listener would catch in a stream that nobody tends: each check measures, and says from where on it is a fault.

Limits were set so that held-out music, as the codec plays it, has no fault: `python -m training.evaluate generator`
measures it beside the streams.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import librosa
import numpy as np
import numpy.typing as npt
import soxr
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from rtmusic.bench import AROUND, AUDIBLE, CLICK, NEAR
from rtmusic.units import Codes, Samples
from rtmusic.watch import POOR_BITS, entropy_bits
from training.evaluation.music.traits import FRAME_S, HOP, RATE

SILENT = 1e-3  # r.m.s. of 10 ms, -60 dB: below it there is silence
LIMITER_SHARE = 0.01  # of all samples
MEL_BANDS, MEL_FFT = 40, 1024
WINDOW_S = 4.0  # in which a loop is looked for in the sound
SHORTEST_LOOP_S, LONGEST_LOOP_S = 0.1, 1.0
DIP = 0.5  # between two turns of a loop the sound is less like itself than this
ENTROPY_S = 10.0
DC_S, DC_LIMIT = 5.0, 0.05  # drum samples with 0.04 of it are sold and played
LOOP_S = 2.0  # in which codes repeat themselves
STILL = 0.5  # share of tokens that equal their neighbour's: what stands still is no loop

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is listened to."""

    sound: Samples  # [C, n]
    rate: int
    codes: Codes  # int64 [K, F]
    limited: int = 0  # samples that the limiter bent

    @property
    def frame_s(self) -> float:
        """Seconds that a frame of codes stands for."""
        return float(self.sound.shape[1] / self.codes.shape[1] / self.rate)

    def power(self, samples: int) -> Floats:
        """Mean power of both channels of every stretch of so many samples."""
        whole = self.sound.shape[1] // samples * samples
        cut = self.sound[:, :whole].reshape(self.sound.shape[0], -1, samples)
        out: Floats = np.square(cut, dtype=np.float64).mean(axis=(0, 2))
        return out


@dataclass(frozen=True, slots=True)
class Found:
    """The worst that a check found, and where."""

    worst: float
    at_s: float
    faulty: bool

    def plain(self) -> list[float]:
        """[worst, at_s, faulty] for JSON."""
        return [round(self.worst, 4), round(self.at_s, 2), float(self.faulty)]


def _silence(r: Recorded) -> Found:
    longest, start = _longest_run(r.power(r.rate // 100) < SILENT**2)
    return Found(longest / 100, start / 100, longest > 200)


def _same_frame(r: Recorded) -> Found:
    """Seconds for which every level repeats its code, while something sounds."""
    same = (r.codes[:, 1:] == r.codes[:, :-1]).all(axis=0) & ~_silent_frames(r)[1:]
    longest, start = _longest_run(same)
    return Found(longest * r.frame_s, start * r.frame_s, longest * r.frame_s > 1.0)


def _entropy(r: Recorded) -> Found:
    """Least entropy of the codes in any ENTROPY_S that sound, mean over levels, in bits."""
    span = min(round(ENTROPY_S / r.frame_s), r.codes.shape[1])
    sounding = ~_silent_frames(r)
    least, at = float("inf"), 0
    for start in range(0, r.codes.shape[1] - span + 1, max(1, span // 2)):
        codes = r.codes[:, start : start + span][:, sounding[start : start + span]]
        if codes.shape[1] < span // 2:
            continue
        bits = float(np.mean([entropy_bits(level) for level in codes]))
        if bits < least:
            least, at = bits, start
    return Found(least if np.isfinite(least) else 0.0, at * r.frame_s, least < POOR_BITS)


def _clicks(r: Recorded) -> Found:
    """How often the wave has a corner CLICK times sharper than everything within 5 ms."""
    bend = np.abs(np.diff(r.sound, n=2, axis=1)).max(axis=0)
    sharp = maximum_filter1d(bend, 2 * NEAR + 1)
    side = AROUND - NEAR
    beside = maximum_filter1d(bend, side, mode="nearest")
    before, after = np.zeros_like(bend), np.zeros_like(bend)
    reach = NEAR + 1 + side // 2
    before[reach:], after[:-reach] = beside[:-reach], beside[reach:]
    places = np.flatnonzero((sharp > AUDIBLE) & (sharp > CLICK * np.maximum(before, after)))
    apart = places[np.diff(places, prepend=-2 * AROUND) > AROUND]
    return Found(float(len(apart)), float(apart[0]) / r.rate if len(apart) else 0.0, len(apart) > 0)


def _dc(r: Recorded) -> Found:
    """Largest mean of a channel over DC_S; a bass drum leaves a little."""
    span = min(round(DC_S * r.rate), r.sound.shape[1])
    whole = r.sound.shape[1] // span * span
    means = np.abs(r.sound[:, :whole].reshape(r.sound.shape[0], -1, span).mean(axis=2, dtype=np.float64)).max(axis=0)
    return Found(float(means.max()), float(means.argmax()) * span / r.rate, bool(means.max() > DC_LIMIT))


def _runaway(r: Recorded) -> Found:
    """By how many dB the last fifth is louder than the first: 10 dB up or 20 dB down is no way to go on."""
    fifths = r.power(r.sound.shape[1] // 5)[:5]
    rise_db = float(10.0 * np.log10((fifths[-1] + 1e-6) / (fifths[0] + 1e-6)))
    return Found(rise_db, 0.8 * r.sound.shape[1] / r.rate, not -20.0 <= rise_db <= 10.0)


def _limiter(r: Recorded) -> Found:
    share = r.limited / r.sound.size
    return Found(share, 0.0, share > LIMITER_SHARE)


def _loop_of_codes(r: Recorded) -> Found:
    """Largest share of tokens that equal those one turn (at most 1 s) before, over 2 s; what stands still is none."""
    span = round(LOOP_S / r.frame_s)
    worst, at = 0.0, 0
    still = _shares(r.codes, 1, span)
    for lag in range(2, min(round(LONGEST_LOOP_S / r.frame_s), r.codes.shape[1] - span - 1) + 1):
        shares = _shares(r.codes, lag, span)
        shares = np.where(still[: len(shares)] < STILL, shares, 0.0)
        if len(shares) and shares.max() > worst:
            worst, at = float(shares.max()), int(shares.argmax())
    return Found(worst, at * r.frame_s, worst > 0.9)


def _loop_of_sound(r: Recorded) -> Found:
    """Likeness of a window of 4 s to itself one turn (0.1 to 1 s) later: 1 is a loop."""
    mono = soxr.resample(r.sound.mean(axis=0), r.rate, RATE)
    mel = librosa.feature.melspectrogram(y=mono, sr=RATE, n_fft=MEL_FFT, hop_length=HOP, n_mels=MEL_BANDS)
    level = np.log10(mel + 1e-6)
    span = round(WINDOW_S / FRAME_S)
    lags = np.arange(1, round(LONGEST_LOOP_S / FRAME_S) + 1)
    worst, at = 0.0, 0
    for start in range(0, level.shape[1] - span - len(lags) + 1, span // 4):
        window = level[:, start : start + span + len(lags)]
        window = window - window.mean(axis=1, keepdims=True)
        here = window[:, :span]
        if np.square(here).mean() < 1e-3:
            continue  # nothing moves
        likeness = [
            float((here * window[:, lag : lag + span]).sum() / _length(here) / _length(window[:, lag : lag + span]))
            for lag in lags
        ]
        # Anything slow is like itself a moment later; a loop was something else in between.
        dipped = np.minimum.accumulate(likeness) < DIP
        turns = np.where(dipped & (lags >= round(SHORTEST_LOOP_S / FRAME_S)), likeness, 0.0)
        if turns.max() > worst:
            worst, at = float(turns.max()), start
    return Found(worst, at * FRAME_S, worst > 0.95)


CHECKS: Mapping[str, tuple[Callable[[Recorded], Found], str]] = {  # name -> check, and what its worst is
    "silence": (_silence, "longest silence, s"),
    "same frame": (_same_frame, "longest run of one frame, s"),
    "entropy": (_entropy, "least entropy of codes in 10 s, bits"),
    "clicks": (_clicks, "clicks"),
    "DC": (_dc, "largest DC over 5 s"),
    "runaway": (_runaway, "last fifth against the first, dB"),
    "limiter": (_limiter, "share of samples limited"),
    "loop of codes": (_loop_of_codes, "tokens as one turn (≤ 1 s) before"),
    "loop of sound": (_loop_of_sound, "likeness to one turn (≤ 1 s) before"),
}


def listen(recorded: Recorded) -> dict[str, Found]:
    """Apply every check."""
    return {name: check(recorded) for name, (check, _) in CHECKS.items()}


def _silent_frames(r: Recorded) -> npt.NDArray[np.bool_]:
    power = r.power(round(r.rate * r.frame_s))[: r.codes.shape[1]]
    silent = np.zeros(r.codes.shape[1], np.bool_)
    silent[: len(power)] = power < SILENT**2
    return silent


def _longest_run(flags: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Length and beginning of the longest stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    if not len(edges):
        return 0, 0
    lengths = edges[1::2] - edges[::2]
    return int(lengths.max()), int(edges[::2][lengths.argmax()])


def _shares(codes: Codes, lag: int, span: int) -> Floats:
    """Share of tokens that equal those `lag` frames before, mean over every stretch of `span` frames."""
    same = (codes[:, lag:] == codes[:, :-lag]).mean(axis=0)
    if len(same) < span:
        return np.zeros(0)
    out: Floats = uniform_filter1d(same, span, origin=-((span - 1) // 2), mode="nearest")[: len(same) - span + 1]
    return out


def _length(x: npt.NDArray[np.floating]) -> float:
    return float(np.sqrt(np.square(x).sum())) + 1e-12
