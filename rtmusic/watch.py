"""Has a stream lost its thread? Silence, a roar and a hum are each the surest thing to follow themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtmusic.units import Codes, Geometry, Samples

SILENT = 10.0 ** (-50.0 / 20.0)  # r.m.s. below which final music counts as silence
SILENT_S = 1.5  # of silence in a row are too much
ROAR = 10.0 ** (-3.0 / 20.0)  # r.m.s. above which it is no music: the loudest records stay 3 dB below
ROAR_S = 2.0
POOR_BITS = 3.0  # entropy of the codes of POOR_S, mean over levels, below which they are a hum: music has 5 and more
POOR_S = 8.0
LOOK_S = 1.0  # from one look at the codes to the next


class Watch:
    """Watches what a stream makes final. The model process alone calls it."""

    def __init__(self, geometry: Geometry) -> None:
        self._geometry = geometry
        self._silent_samples = self._roaring_samples = 0
        self._lately: Codes = np.zeros((geometry.model_levels, 0), np.int64)
        self._unseen = 0  # frames since the last look

    def is_lost(self, codes: Codes, audio: Samples) -> bool:
        """Take in final frames, int64 [K, F], and their sound; say whether the stream should begin afresh."""
        g = self._geometry
        loud, samples = float(np.sqrt(np.mean(audio * audio))), audio.shape[1]
        self._silent_samples = self._silent_samples + samples if loud <= SILENT else 0
        self._roaring_samples = self._roaring_samples + samples if loud >= ROAR else 0
        if self._silent_samples >= g.samples(SILENT_S) or self._roaring_samples >= g.samples(ROAR_S):
            return True
        many = g.frames(POOR_S)
        self._lately = np.concatenate([self._lately, codes], axis=1)[:, -many:]
        self._unseen += codes.shape[1]
        if self._lately.shape[1] < many or self._unseen < g.frames(LOOK_S):
            return False
        self._unseen = 0
        return float(np.mean([entropy_bits(level) for level in self._lately])) < POOR_BITS


def entropy_bits(codes: npt.NDArray[np.int64]) -> float:
    """Entropy of codes [F], each counted as often as it occurs."""
    share = np.unique(codes, return_counts=True)[1] / len(codes)
    return float(-(share * np.log2(share)).sum())
