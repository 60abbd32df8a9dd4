"""Samples, frames, seconds, beats and decibels: the geometry of a bundle and the only conversions.

A *sample* is one instant of all channels, a *hop* the samples that one frame stands for, a *frame* one
column of codes. Audio is float32 ``[C, n]`` with full scale ±1, codes are int64 ``[K, F]``, coarse level first.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float32]  # [C, n], full scale ±1
Codes: TypeAlias = npt.NDArray[np.int64]  # [K, F], oldest frame first
Frames: TypeAlias = npt.NDArray[np.int64]  # [n], which frames, by number
Mask: TypeAlias = npt.NDArray[np.bool_]  # [K, F], True where a token is kept
Vector: TypeAlias = npt.NDArray[np.float32]

SILENCE_DB = -60.0  # a level knob at or below this is off, not merely quiet
WHOLE_S = 0.001  # what is off a beat by no more is on it


@dataclass(frozen=True, slots=True)
class Geometry:
    """The sizes that codec, generator and engine must agree on; read from the bundle."""

    sample_rate: int  # Hz
    channels: int
    hop_samples: int  # samples that one frame stands for
    levels: int  # residual levels the codec has
    model_levels: int  # how many of them, coarse first, the generator writes
    codebook_size: int  # codes per level
    delay_samples: int  # decode(encode(x))[t] stands for x[t - delay_samples]
    past_frames: int  # committed frames that the generator can look back on
    window_frames: int  # most frames that one generator call may rewrite
    embedding_size: int  # numbers in a prompt's embedding
    controls: tuple[str, ...]  # per-frame controls, in the order of the graph's input
    trained_controls: tuple[str, ...] = ()  # those that training has taught the model to follow
    adapters: tuple[str, ...] = ()  # whose playing the generator has learned besides, blended in by the knob "own"

    def table(self) -> dict[str, Any]:
        """Every size by name; adapters only where there are some: older bundles never heard of them."""
        return {name: value for name, value in asdict(self).items() if name != "adapters" or value}

    @property
    def frames_per_second(self) -> float:
        return self.sample_rate / self.hop_samples

    def seconds(self, samples: int) -> float:
        """Samples to seconds."""
        return samples / self.sample_rate

    def samples(self, seconds: float) -> int:
        """Seconds to the nearest sample."""
        return round(seconds * self.sample_rate)

    def frames_in(self, samples: int) -> int:
        """Frames needed to cover this many samples; the last one may be part empty."""
        return -(-samples // self.hop_samples)

    def frames(self, seconds: float) -> int:
        """Seconds to the nearest whole frame."""
        return round(seconds * self.frames_per_second)

    def milliseconds(self, samples: int) -> float:
        """Samples to milliseconds."""
        return 1000.0 * samples / self.sample_rate


def beat_samples(sample_rate: int, bpm: float) -> float:
    """Samples in one beat, not rounded: a bar line is rounded once, from its own number."""
    return 60.0 * sample_rate / bpm


def beats_in(samples: int, bpm: float, sample_rate: int, parts: int = 1) -> float:
    """How many beats so many samples are, if they are whole ones, but for `WHOLE_S`; 0 if they are not.

    Args:
        parts: into which a beat is divided; whole parts are enough.
    """
    part = beat_samples(sample_rate, bpm) / parts
    near = round(samples / part)
    return near / parts if abs(samples - near * part) <= WHOLE_S * sample_rate else 0.0


def gain(db: float) -> float:
    """Decibels to a factor; at or below `SILENCE_DB` exactly 0."""
    return 0.0 if db <= SILENCE_DB else float(10.0 ** (db / 20.0))


def decibels(factor: float) -> float:
    """A factor to decibels, never below `SILENCE_DB`."""
    return SILENCE_DB if factor <= 0.001 else float(20.0 * np.log10(factor))
