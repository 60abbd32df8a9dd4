"""Numbers that say how near a decoded clip is to its original, as published codecs report them.

All compare time-aligned mono clips, float arrays [n]; what needs both channels is in training/evaluation/hearing.py.
Mel and STFT distance are taken at 44.1 kHz so that they can be laid beside published tables. None of them is a
listener: a codec trained against judges may sound better and score worse.

Source: definitions of `scripts/evaluate.py` in descript-audio-codec and its loss defaults, arXiv:2306.06546.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly, stft

from training.config import TrainingError

Signal = npt.NDArray[np.float32]
AnySignal = npt.NDArray[np.floating[Any]]  # [n], float32 or float64

DISTANCE_RATE = 44_100
LISTENING_RATE = 48_000  # at which ViSQOL's audio mode and Zimtohrli hear
STFT_WINDOWS = (2048, 512)
MEL_BANDS = {2048: 150, 512: 80}
FLOOR = 1e-5


def at_rate(signal: AnySignal, rate: int, wanted: int) -> Signal:
    """Resample [n] from one rate to another."""
    if rate == wanted:
        return signal.astype(np.float32, copy=False)
    common = math.gcd(rate, wanted)
    out: Signal = resample_poly(signal, wanted // common, rate // common).astype(np.float32)
    return out


def mel_filters(rate: int, window: int, bands: int) -> Signal:
    """Return triangular filters of equal area, evenly spaced in mel from 0 to rate / 2: [bands, window // 2 + 1].

    Source: the mel scale of Slaney's Auditory Toolbox, straight below 1 kHz and logarithmic above.
    """
    knee_hz, hz_per_mel, log_step = 1000.0, 200.0 / 3.0, math.log(6.4) / 27.0
    knee = knee_hz / hz_per_mel
    top = knee + math.log(rate / 2 / knee_hz) / log_step if rate / 2 > knee_hz else rate / 2 / hz_per_mel
    mels = np.linspace(0.0, top, bands + 2)
    edges = np.where(mels < knee, mels * hz_per_mel, knee_hz * np.exp(log_step * (mels - knee)))
    bins = np.fft.rfftfreq(window, 1.0 / rate)
    low, centre, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rise, fall = (bins - low) / (centre - low), (high - bins) / (high - centre)
    out: Signal = (np.maximum(0.0, np.minimum(rise, fall)) * 2.0 / (high - low)).astype(np.float32)
    return out


def _magnitude(signal: Signal, window: int) -> Signal:
    padded = np.pad(signal, window // 2, mode="reflect")
    # scipy divides by the window's sum; the published figures do not.
    _, _, columns = stft(padded, window="hann", nperseg=window, noverlap=window * 3 // 4, boundary=None, padded=False)
    out: Signal = np.abs(columns).astype(np.float32) * np.float32(window / 2)
    return out


@lru_cache(maxsize=8)
def _mel(rate: int, window: int) -> Signal:
    return mel_filters(rate, window, MEL_BANDS[window])


def _apart(a: Signal, b: Signal) -> float:
    """L1 between log10 powers plus L1 between magnitudes."""
    logs = np.log10(np.maximum(a, FLOOR) ** 2) - np.log10(np.maximum(b, FLOOR) ** 2)
    return float(np.abs(logs).mean() + np.abs(a - b).mean())


def _summed(reference: AnySignal, decoded: AnySignal, rate: int, view: Callable[[Signal, int], Signal]) -> float:
    if reference.shape != decoded.shape:
        raise ValueError(f"clips of {reference.shape} and {decoded.shape} samples cannot be compared: cut them alike")
    a, b = at_rate(reference, rate, DISTANCE_RATE), at_rate(decoded, rate, DISTANCE_RATE)
    return sum(_apart(view(a, window), view(b, window)) for window in STFT_WINDOWS)


def mel_distance(reference: AnySignal, decoded: AnySignal, rate: int) -> float:
    """Return the multi-scale mel distance of two clips [n]; 0 is identical, 1 a good codec, 3 a telephone.

    Raises:
        ValueError: the clips are not equally long.
    """
    return _summed(reference, decoded, rate, lambda x, window: _mel(DISTANCE_RATE, window) @ _magnitude(x, window))


def stft_distance(reference: AnySignal, decoded: AnySignal, rate: int) -> float:
    """Return the multi-scale STFT distance of two clips [n]; 0 is identical.

    Raises:
        ValueError: the clips are not equally long.
    """
    return _summed(reference, decoded, rate, _magnitude)


def si_sdr(reference: AnySignal, decoded: AnySignal) -> float:
    """Return the scale-invariant signal-to-distortion ratio in dB: infinite for a scaled copy, -inf for silence.

    Source: Le Roux et al. 2019, arXiv:1811.02508, on signals without their mean.
    """
    r = reference.astype(np.float64) - reference.mean(dtype=np.float64)
    d = decoded.astype(np.float64) - decoded.mean(dtype=np.float64)
    power = float(r @ r)
    if power == 0.0:
        raise ValueError("the reference is silent: there is nothing to compare with")
    kept = (float(d @ r) / power) * r
    rest = d - kept
    signal, noise = float(kept @ kept), float(rest @ rest)
    if noise <= signal * 1e-20:  # rounding of float64, not a difference
        return math.inf if signal > 0.0 else -math.inf
    return 10.0 * math.log10(signal / noise) if signal > 0.0 else -math.inf


@lru_cache(maxsize=1)
def _visqol() -> Any:
    listener = _listener("visqol", "visqol-python").VisqolApi()
    listener.create(mode="audio")
    return listener


@lru_cache(maxsize=1)
def _zimtohrli() -> Any:
    return _listener("zimtohrli", "zimtohrli")


def _listener(module: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise TrainingError(
            f"{package} is not installed ({error}): pip install {package}, or measure without it: --fast"
        ) from error


def visqol(reference: AnySignal, decoded: AnySignal, rate: int) -> float:
    """Return ViSQOL's mean opinion score in audio mode (MOS-LQO): 1 is bad, 4.73 identical; seconds for a clip of ten.

    Raises:
        TrainingError: visqol-python is not installed.

    Source: Chinen et al. 2020, arXiv:2004.09584, in the translation of visqol-python.
    """
    a, b = at_rate(reference, rate, LISTENING_RATE), at_rate(decoded, rate, LISTENING_RATE)
    heard = _visqol().measure_from_arrays(a.astype(np.float64), b.astype(np.float64), sample_rate=LISTENING_RATE)
    return float(heard.moslqo)


def zimtohrli(reference: AnySignal, decoded: AnySignal, rate: int) -> float:
    """Return Zimtohrli's mean opinion score: 1 is bad, 5 identical.

    Raises:
        TrainingError: zimtohrli is not installed.

    Source: github.com/google/zimtohrli; full scale is taken to be played at 80 dB SPL.
    """
    model = _zimtohrli()
    a, b = at_rate(reference, rate, LISTENING_RATE), at_rate(decoded, rate, LISTENING_RATE)
    return float(model.mos_from_zimtohrli(model.Pyohrli().distance(a, b)))


def usage(codes: npt.NDArray[np.int64], size: int) -> tuple[float, float]:
    """Say how evenly one level's codes [any shape] are used.

    Returns:
        The share of the `size` codes that occur, and the perplexity: the number of equally likely codes that would
        carry as much (at most `size`).
    """
    counts = np.bincount(codes.ravel(), minlength=size)
    share = counts[counts > 0] / counts.sum()
    return float((counts > 0).mean()), float(np.exp(-(share * np.log(share)).sum()))
