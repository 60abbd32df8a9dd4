"""What one number over the whole spectrum hides: the stereo image, the level of every band, what sounds before a hit.

All compare time-aligned stereo clips float32 [2, n].
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.signal import stft

from rtmusic.units import Samples

Levels = npt.NDArray[np.float64]

THIRDS_HZ = 1000.0 * 2.0 ** (np.arange(-10, 13) / 3)  # centres of third-octave bands, 99 Hz to 16 kHz
_WINDOW = 4096  # resolves the lowest band; 85 ms at 48 kHz
_HEARD_DB = -70.0  # a band this far below the clip's loudest is not asked for
WIDTH_DB = 30.0  # side 30 dB below or above mid is mono, or out of phase: farther is not told apart
ATTACK_DB = 15.0  # a rise of so much within 5 ms is a hit
BEFORE_S = 0.02  # before a hit, where nothing should sound yet
PRE_ECHO_FLOOR_DB = -60.0  # of the hit's own level: what is softer is covered by the hit


def _powers(sound: npt.NDArray[np.float32], rate: int) -> Levels:
    """Power of one channel [n] in every third-octave band and column: [bands, columns]."""
    hertz, _, columns = stft(sound.astype(np.float64), rate, nperseg=min(_WINDOW, len(sound)))
    power = np.abs(columns) ** 2
    edge = 2.0 ** (1 / 6)
    bands = [power[(hertz >= centre / edge) & (hertz < centre * edge)].sum(axis=0) for centre in THIRDS_HZ]
    out: Levels = np.stack(bands)
    return out


def thirds_db(reference: Samples, decoded: Samples, rate: int) -> Levels:
    """Return how much too loud (+) or too soft (-) each third-octave band is in all, in dB; NaN where nothing plays.

    Power is added over time and both channels before it is compared, so phase does not matter.
    """
    wanted = sum(_powers(channel, rate).sum(axis=1) for channel in reference)
    got = sum(_powers(channel, rate).sum(axis=1) for channel in decoded)
    tiny = 1e-20
    out: Levels = 10.0 * np.log10((np.asarray(got) + tiny) / (np.asarray(wanted) + tiny))
    out[np.asarray(wanted) <= np.max(wanted) * 10 ** (_HEARD_DB / 10)] = np.nan
    return out


def width_error_db(reference: Samples, decoded: Samples, rate: int) -> float:
    """Return by how many dB side against mid differs, mean over the third-octave bands and moments that can be heard.

    0 keeps the stereo image; a wide recording that comes back mono has about WIDTH_DB and more.
    """
    mid, side = (_powers(part, rate) for part in _mid_side(reference))
    loud = mid + side > (mid + side).max() * 10 ** (_HEARD_DB / 20)
    ratios = [_ratio_db(mid, side), _ratio_db(*(_powers(part, rate) for part in _mid_side(decoded)))]
    return float(np.abs(ratios[0] - ratios[1])[loud].mean()) if loud.any() else 0.0


def _mid_side(sound: Samples) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    return sound[0] + sound[1], sound[0] - sound[1]


def _ratio_db(mid: Levels, side: Levels) -> Levels:
    tiny = 1e-20
    out: Levels = np.clip(10.0 * np.log10((side + tiny) / (mid + tiny)), -WIDTH_DB, WIDTH_DB)
    return out


def attacks(sound: Samples, rate: int) -> list[int]:
    """Return the samples where a hit begins: 5 ms that are ATTACK_DB louder than the 20 ms before, and the loudest.

    A clip's softest hits, 30 dB below its loudest, are left out; so is what follows another hit within 100 ms.
    """
    step = rate // 200
    mono = sound.astype(np.float64).mean(axis=0)
    power = (mono[: len(mono) // step * step].reshape(-1, step) ** 2).mean(axis=1)
    found: list[int] = []
    for at in range(4, len(power)):
        before = power[at - 4 : at].mean()
        rises = power[at] > before * 10 ** (ATTACK_DB / 10) and power[at] > power.max() * 1e-3
        if rises and (not found or at * step - found[-1] > rate // 10):
            found.append(at * step)
    return found


def pre_echo_db(reference: Samples, decoded: Samples, rate: int) -> float:
    """Return how much louder than the original it is in the 20 ms before a hit, in dB, mean over hits; NaN without any.

    Levels below PRE_ECHO_FLOOR_DB of the hit count as that floor, and softer than the original counts as equal: what
    is lost is no echo. 0 is none; 40 is heard as a smeared drum.
    """
    span, hit = round(BEFORE_S * rate), rate // 100
    excess = []
    for at in attacks(reference, rate):
        if at < span:
            continue
        floor = float(np.square(reference[:, at : at + hit]).mean()) * 10 ** (PRE_ECHO_FLOOR_DB / 10)
        early = slice(at - span, at - rate // 1000)  # the hit may begin within the millisecond that found it
        wanted, got = (float(np.square(sound[:, early]).mean()) for sound in (reference, decoded))
        excess.append(max(0.0, 10.0 * np.log10((got + floor) / (wanted + floor))))
    return float(np.mean(excess)) if excess else float("nan")
