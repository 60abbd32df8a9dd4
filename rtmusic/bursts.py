"""How far a place in sound stands out of what is around it: a stricter ear than one that looks for steps.

Ten milliseconds on either side are learned: a linear prediction of ORDER samples. What it cannot foresee is as loud
everywhere in music that goes on, and much louder where two sounds that do not belong together meet, also when their
samples happen to be near each other, or hiss hides the step. A burst is how much louder it is at the place than in the
middle of the stretches around it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtmusic.units import Samples

Floats = npt.NDArray[np.float64]

ORDER = 24  # samples from which the next one is foretold
SIDE = 480  # samples on either side (10 ms) that are learned
NEAR = 96  # between the place and what is learned
HALF = 48  # half of a stretch: 2 ms
MARGIN = SIDE + NEAR + ORDER  # how far from both ends of the sound a place must lie
INAUDIBLE = 1e-8  # power, full scale is 1: what cannot be foreseen and is softer than -80 dB is as good as nothing
_AT_A_TIME = 2048  # places, so that they fit into memory
_SPECTRUM = 1024  # points: SIDE samples and ORDER of delay, without wrapping round


def bursts(audio: Samples, places: npt.NDArray[np.int64]) -> Floats:
    """How far these places stand out.

    Args:
        audio: float32 [C, n].
        places: int64 [m], each at least MARGIN away from both ends: the first sample after a seam.

    Returns:
        float64 [m], dB: what cannot be foreseen within HALF samples of the place, over the median of that around it.
    """
    parts = [_bursts(audio, places[i : i + _AT_A_TIME]) for i in range(0, len(places), _AT_A_TIME)]
    return np.concatenate([np.zeros(0), *parts])


def _bursts(audio: Samples, places: npt.NDArray[np.int64]) -> Floats:
    around = places[:, None] + np.arange(-MARGIN, SIDE + NEAR)
    power = np.zeros((len(places), 2 * (SIDE + NEAR)))
    for channel in audio:
        sound = channel[around].astype(np.float64)
        power += _unforeseen(sound, _prediction(sound)) ** 2
    middle = SIDE + NEAR
    here = power[:, middle - HALF : middle + HALF].mean(axis=1)
    sides = np.concatenate([power[:, :SIDE], power[:, -SIDE:]], axis=1)
    usual = np.median(sides.reshape(len(places), -1, 2 * HALF).mean(axis=2), axis=1)
    stands_out: Floats = 10 * np.log10((here + INAUDIBLE) / (usual + INAUDIBLE))
    return stands_out


def _prediction(sound: Floats) -> Floats:
    """Levinson and Durbin's recursion for every row, from both of its sides. float64 [m, n] → [m, ORDER + 1]."""
    alike = np.zeros((len(sound), ORDER + 1))
    for side in (sound[:, ORDER : ORDER + SIDE], sound[:, -SIDE:]):
        spectrum = np.fft.rfft(side * np.hanning(SIDE), _SPECTRUM)
        alike += np.fft.irfft(np.abs(spectrum) ** 2)[:, : ORDER + 1]
    alike[:, 0] = alike[:, 0] * (1 + 1e-6) + 1e-9  # silence and pure tones are foretold, too
    filters = np.zeros_like(alike)
    filters[:, 0] = 1.0
    left = alike[:, 0].copy()
    for i in range(1, ORDER + 1):
        reflected = -(alike[:, i] + (filters[:, 1:i] * alike[:, i - 1 : 0 : -1]).sum(axis=1)) / left
        filters[:, 1 : i + 1] += reflected[:, None] * filters[:, i - 1 :: -1][:, :i]
        left *= 1 - reflected**2
    return filters


def _unforeseen(sound: Floats, filters: Floats) -> Floats:
    """What of the samples from ORDER on their filters do not foretell. float64 [m, n - ORDER]."""
    n = sound.shape[1] - ORDER
    left = sound[:, ORDER:].copy()
    for delay in range(1, ORDER + 1):
        left += filters[:, delay : delay + 1] * sound[:, ORDER - delay : ORDER - delay + n]
    return left
