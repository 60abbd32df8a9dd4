"""What librosa hears in a sound: the traits that controls ask for, measured by others than those who taught them.

A curve has one value for every frame of 20 ms, as the controls have; onsets and beats are times in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

import librosa
import numpy as np
import numpy.typing as npt
import soxr
from scipy.ndimage import uniform_filter1d

from rtmusic.units import Samples

Floats = npt.NDArray[np.float32]

RATE = 32_000
FRAME_S = 0.02
HOP = round(RATE * FRAME_S)
FFT_SAMPLES = 2048
ONSET_HOP = HOP // 2  # onsets are placed within 10 ms
LEVEL_FRAMES = 20  # a level is that of 0.4 s around
DENSITY_FRAMES = 50  # onsets are counted over 1 s around
BASS_HZ = 250.0
MEL_BANDS = 128
HELD_FRAMES, WIDE_BANDS = 31, 17  # what goes on for 0.6 s is harmonic, what covers an eighth of all bands percussive
QUIET = 1e-10  # power below which there is nothing to divide by
KEYS = 24  # C, C#, … B major, then minor

# How well each of the twelve notes fits a key that begins on the first of them.
# Source: Krumhansl & Kessler 1982, Psychological Review 89.
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


class _Sound:
    """One sound, in mono and as a spectrogram; what several traits need is made once."""

    def __init__(self, sound: Samples, rate: int) -> None:
        self.frames = round(sound.shape[1] / rate / FRAME_S)
        self.stereo = soxr.resample(sound.T, rate, RATE).T
        self.mono = self.stereo.mean(axis=0)

    @cached_property
    def magnitude(self) -> Floats:
        out: Floats = np.abs(librosa.stft(self.mono, n_fft=FFT_SAMPLES, hop_length=HOP))[:, : self.frames]
        return out

    @cached_property
    def power(self) -> Floats:
        return np.square(self.magnitude)

    @cached_property
    def onset_strength(self) -> Floats:
        out: Floats = librosa.onset.onset_strength(y=self.mono, sr=RATE, hop_length=ONSET_HOP)
        return out

    @cached_property
    def chroma(self) -> Floats:
        out: Floats = librosa.feature.chroma_cqt(y=self.mono, sr=RATE, hop_length=HOP)[:, : self.frames]
        return out

    @cached_property
    def beats(self) -> tuple[float, Floats]:
        tempo, beats = librosa.beat.beat_track(
            onset_envelope=self.onset_strength, sr=RATE, hop_length=ONSET_HOP, units="time"
        )
        return float(np.ravel(tempo)[0]), np.asarray(beats, np.float32)


def _loudness(sound: _Sound) -> Floats:
    """Level in dB, both channels."""
    rms = librosa.feature.rms(y=sound.stereo, frame_length=FFT_SAMPLES, hop_length=HOP)[:, 0, : sound.frames]
    return _decibels(_around(np.square(rms, dtype=np.float64).mean(axis=0), LEVEL_FRAMES))


def _brightness(sound: _Sound) -> Floats:
    """Spectral centroid in octaves above 1 Hz, weighted by power."""
    centroid = librosa.feature.spectral_centroid(S=sound.magnitude, sr=RATE)[0]
    weight = sound.power.sum(axis=0) + QUIET
    mean = _around(centroid * weight, LEVEL_FRAMES) / np.maximum(_around(weight, LEVEL_FRAMES), QUIET)
    return np.log2(np.maximum(mean, 20.0)).astype(np.float32)


def _onset(sound: _Sound) -> Floats:
    """Times of onsets."""
    found = librosa.onset.onset_detect(onset_envelope=sound.onset_strength, sr=RATE, hop_length=ONSET_HOP, units="time")
    return np.asarray(found, np.float32)


def _density(sound: _Sound) -> Floats:
    """Onsets a second."""
    counts = np.zeros(sound.frames, np.float32)
    np.add.at(counts, np.minimum((_onset(sound) / FRAME_S).astype(int), sound.frames - 1), 1.0)
    return _around(counts, DENSITY_FRAMES) / np.float32(FRAME_S)


def _drums(sound: _Sound) -> Floats:
    """Share of the power that is percussive, 0..1."""
    # In mel bands: eight times fewer medians to take than in the bins of a spectrum.
    bands = np.sqrt(librosa.feature.melspectrogram(S=sound.power, sr=RATE, n_mels=MEL_BANDS))
    _, percussive = librosa.decompose.hpss(bands, kernel_size=(HELD_FRAMES, WIDE_BANDS))
    part, whole = (_around(np.square(m).sum(axis=0), LEVEL_FRAMES) for m in (percussive, bands))
    return (part / np.maximum(whole, QUIET)).astype(np.float32)


def _bass(sound: _Sound) -> Floats:
    """Power that is held below BASS_HZ against all power, in dB: a bass line, and not a kick drum."""
    at = librosa.fft_frequencies(sr=RATE, n_fft=FFT_SAMPLES)
    held, _ = librosa.decompose.hpss(sound.magnitude[at < 4 * BASS_HZ], kernel_size=(HELD_FRAMES, WIDE_BANDS))
    low = np.square(held[: int((at < BASS_HZ).sum())])
    part, whole = (_around(p.sum(axis=0), LEVEL_FRAMES) for p in (low, sound.power))
    return _decibels(part / np.maximum(whole, QUIET))


def _key(sound: _Sound) -> Floats:
    """How well each of the KEYS fits, as a correlation."""
    heard = sound.chroma.mean(axis=1)
    profiles = [np.roll(profile, tonic) for profile in (_MAJOR, _MINOR) for tonic in range(12)]
    if np.ptp(heard) < 1e-9:
        return np.zeros(KEYS, np.float32)
    return np.asarray([np.corrcoef(heard, profile)[0, 1] for profile in profiles], np.float32)


TRAITS: Mapping[str, Callable[[_Sound], Floats]] = {
    "loudness": _loudness,
    "brightness": _brightness,
    "density": _density,
    "onset": _onset,
    "chroma": lambda sound: sound.chroma,  # [12, F], each frame's strongest note is 1
    "drums": _drums,
    "bass": _bass,
    "tempo": lambda sound: np.asarray([sound.beats[0]], np.float32),  # beats a minute
    "beat": lambda sound: sound.beats[1],  # times
    "key": _key,
}


def measure_traits(sound: Samples, rate: int, names: Iterable[str]) -> dict[str, Floats]:
    """Measure some of TRAITS in a sound float32 [2, n]: curves [F], times [m], or as the table says."""
    heard = _Sound(sound, rate)
    return {name: TRAITS[name](heard) for name in names}


def _around(x: npt.NDArray[np.floating], frames: int) -> Floats:
    """The mean of so many frames around each."""
    out: Floats = uniform_filter1d(x.astype(np.float64), frames, mode="nearest").astype(np.float32)
    return out


def _decibels(power: npt.NDArray[np.floating]) -> Floats:
    out: Floats = (10.0 * np.log10(power + QUIET)).astype(np.float32)
    return out
