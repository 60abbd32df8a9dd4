"""What the music is asked to be: controls measured from sound while tokenising, prompts and how often they are shown.

Three of the 24 control inputs are taught so far; the others are in the graph so that later training changes no
signature. Each is measured once per frame (20 ms) from audio at 48 kHz, brought to 0..1 by two percentiles of the
whole training split, and clipped:

* loudness: level in dB of the power mean over the last 0.4 s, both channels.
* brightness: log2 of the spectral centroid in Hz, power-weighted over the last 0.4 s of the mono mix; where it is
  silent, the dark end.
* density: onsets per second over the last 1 s. An onset is the first frame in 60 ms whose spectral flux (mean rise of
  log10 band power against the frame before) exceeds the mean flux of the last 0.5 s by FLUX_MARGIN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Array = npt.NDArray[np.float32]

EMBEDDING_SIZE = 384  # numbers in a prompt's embedding (all-MiniLM-L6-v2)
CONTROLS = (
    "loudness", "brightness", "density", "onset",
    *(f"chroma_{i}" for i in range(12)),
    "drums", "bass", "tempo", "key", "spare_0", "spare_1", "spare_2", "spare_3",
)  # fmt: skip
TRAINED = ("loudness", "brightness", "density")
PERCENTILES = (5.0, 95.0)  # of the training split: they become 0 and 1

FFT_SAMPLES = 2048
BANDS = 40  # for the flux, equally wide in log frequency from LOWEST_HZ up
LOWEST_HZ = 60.0
SILENCE = 1e-9  # power below which there is nothing to measure
LEVEL_FRAMES = 20
DENSITY_FRAMES = 50
FLUX_MEAN_FRAMES = 25
FLUX_NEIGHBOURS = 3
FLUX_MARGIN = 0.12  # of log10 power per band


def measure(audio: Array, sample_rate: int, hop_samples: int) -> Array:
    """Measure loudness (dB), brightness (log2 Hz) and density (onsets a second) of every frame.

    Args:
        audio: float32 [2, n], full scale ±1; a last part-frame is left out.

    Returns:
        float32 [3, F], in the order of TRAINED. Frame f looks at nothing after the end of its own hop.
    """
    frames = audio.shape[1] // hop_samples
    hops = audio[:, : frames * hop_samples].reshape(audio.shape[0], frames, hop_samples)
    power = _recent_mean(np.square(hops, dtype=np.float32).mean(axis=(0, 2)), LEVEL_FRAMES)
    loudness = 10.0 * np.log10(power + SILENCE)

    spectrum = _power_spectrum(audio.mean(axis=0), frames, hop_samples)
    frequency = np.fft.rfftfreq(FFT_SAMPLES, 1.0 / sample_rate).astype(np.float32)
    weight = _recent_mean(spectrum.sum(axis=1), LEVEL_FRAMES)
    centroid = _recent_mean(spectrum @ frequency, LEVEL_FRAMES) / np.maximum(weight, SILENCE)
    brightness = np.log2(np.maximum(centroid, LOWEST_HZ))

    density = _onsets(spectrum @ _bands(frequency)) * (sample_rate / hop_samples)
    measured: Array = np.stack([loudness, brightness, _recent_mean(density, DENSITY_FRAMES)]).astype(np.float32)
    return measured


def to_unit(measured: Array, low: Array, high: Array) -> Array:
    """Bring measured [3, F] to 0..1, where low and high [3] are the corpus percentiles."""
    unit: Array = np.clip((measured - low[:, None]) / np.maximum(high - low, 1e-6)[:, None], 0.0, 1.0)
    return unit


def _power_spectrum(mono: Array, frames: int, hop_samples: int) -> Array:
    """Return [F, bins]: frame f's window ends where its hop ends."""
    padded = np.concatenate([np.zeros(FFT_SAMPLES - hop_samples, np.float32), mono[: frames * hop_samples]])
    windows = np.lib.stride_tricks.sliding_window_view(padded, FFT_SAMPLES)[::hop_samples]
    shape = np.hanning(FFT_SAMPLES).astype(np.float32)
    bins = FFT_SAMPLES // 2 + 1
    out = np.empty((frames, bins), np.float32)
    for start in range(0, frames, 512):  # a long clip's spectra at once would not fit in a cache
        part = torch.fft.rfft(torch.from_numpy(windows[start : start + 512] * shape))
        out[start : start + 512] = (part.real.square() + part.imag.square()).numpy() / FFT_SAMPLES**2
    return out


def _bands(frequency: Array) -> Array:
    """Return [bins, BANDS]: which band a bin belongs to, as 0 or 1."""
    edges = np.geomspace(LOWEST_HZ, float(frequency[-1]), BANDS + 1)
    band = np.digitize(frequency, edges) - 1
    member: Array = (band[:, None] == np.arange(BANDS)).astype(np.float32)
    return member


def _onsets(bands: Array) -> Array:
    """Return [F] of 0 and 1 from band powers [F, BANDS]."""
    level = np.log10(bands + SILENCE)
    flux = np.maximum(np.diff(level, axis=0, prepend=level[:1]), 0.0).mean(axis=1)
    # Known without hearing the future: the first frame that stands out counts, those right after it are the same onset.
    over = flux > _recent_mean(flux, FLUX_MEAN_FRAMES) + FLUX_MARGIN
    found = np.zeros(len(flux), np.float32)
    last = -FLUX_NEIGHBOURS
    for frame in np.flatnonzero(over):
        if frame - last >= FLUX_NEIGHBOURS:
            found[frame] = 1.0
            last = int(frame)
    return found


def _recent_mean(x: Array, frames: int) -> Array:
    """Return the mean of the last `frames` values at every place; before the beginning there is nothing."""
    total = np.concatenate([[0.0], np.cumsum(x, dtype=np.float64)])
    end = np.arange(1, len(x) + 1)
    start = np.maximum(end - frames, 0)
    mean: Array = ((total[end] - total[start]) / (end - start)).astype(np.float32)
    return mean


@dataclass(frozen=True, slots=True)
class Shown:
    """How often training shows a prompt and a control, so that both can be left out when playing."""

    prompt_dropped: float = 0.15
    prompt_noise_share: float = 0.3  # of the prompts get noise ...
    prompt_noise: float = 0.3  # ... of up to this length, and are brought back to length 1: words never match exactly
    control_share: float = 0.5  # chance that a control is given at all in a sequence
    span_share: float = 0.5  # of those, the chance that it is given in one random span only


def show_prompts(embedding: Tensor, shown: Shown, dice: torch.Generator) -> Tensor:
    """Drop some prompts [B, 384] to zeros and blur others; a prompt that was zeros stays zeros."""
    batch = len(embedding)
    blur = torch.randn(embedding.shape, generator=dice) / EMBEDDING_SIZE**0.5
    size = torch.rand(batch, 1, generator=dice) * shown.prompt_noise
    blurred = torch.nn.functional.normalize(embedding + size * blur, dim=-1)
    given = embedding.norm(dim=-1, keepdim=True) > 0
    noisy = torch.rand(batch, 1, generator=dice) < shown.prompt_noise_share
    kept = torch.rand(batch, 1, generator=dice) >= shown.prompt_dropped
    return torch.where(noisy & given, blurred, embedding) * kept


def show_controls(batch: int, frames: int, shown: Shown, dice: torch.Generator) -> Tensor:
    """Draw which control is given in which frame: float [B, frames, 24] of 0 and 1, only TRAINED ones ever 1."""
    known = torch.zeros(batch, frames, len(CONTROLS))
    given = torch.rand(batch, len(TRAINED), generator=dice) < shown.control_share
    partly = torch.rand(batch, len(TRAINED), generator=dice) < shown.span_share
    ends = (torch.rand(batch, len(TRAINED), 2, generator=dice) * (frames + 1)).long().sort(dim=-1).values
    frame = torch.arange(frames)[None, :, None]
    inside = (frame >= ends[:, None, :, 0]) & (frame < ends[:, None, :, 1])
    columns = [CONTROLS.index(name) for name in TRAINED]
    known[:, :, columns] = (given[:, None] & (inside | ~partly[:, None])).float()
    return known
