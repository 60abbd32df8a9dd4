"""Where in a loop something begins, frame by frame, as `features` hears it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtmusic.features import FEATURES, FLUX_NEIGHBOURS, HOP, hear, initial_state
from rtmusic.seams import turn
from rtmusic.units import Frames, Geometry, Samples

LEAD_IN_HOPS = 50  # of the loop's end that are heard first: its beginning is judged in the middle of the music
CHUNK_HOPS = 24  # heard in one go
# An attack in the last samples of a hop is seen only in the next one. Heard so much ahead, of 527 attacks (drums, hits,
# plucks, soft tones) 476 are found in their own frame, 31 before and 20 after it; without, 122 are found after it.
AHEAD_SAMPLES = 240
_ONSET = FEATURES.index("onset")


def find_onsets(sound: Samples, g: Geometry) -> Iterator[Frames]:
    """Find the frames of a loop in which something begins: `np.concatenate(list(find_onsets(sound, g)))`.

    It listens to a chunk for every step of the iterator, so that a round can take one step.

    Args:
        sound: float32 [C, L], one turn of the loop.
        g: says which samples a frame stands for: frame 0 begins `delay_samples` before the loop does.

    Yields:
        int64 [n], the onsets of the next half second, in order; none is named twice.
    """
    hops = -(-(sound.shape[1] + g.delay_samples - HOP // 2) // HOP)  # whose middle lies before the loop's end
    state, newest, earliest = initial_state(), -1, hops
    for first in range(-LEAD_IN_HOPS, hops, CHUNK_HOPS):
        n = min(CHUNK_HOPS, hops - first)
        audio = turn(sound, first * HOP - g.delay_samples + AHEAD_SAMPLES, n * HOP)
        features, state = hear(np.ascontiguousarray(np.broadcast_to(audio, (2, n * HOP))), state)
        hop = first + np.flatnonzero(features[_ONSET]).astype(np.int64)
        hop = hop[hop >= 0]
        earliest = min(earliest, int(hop.min(initial=hops)))
        # Right before the seam it is the loop's first onset that is heard already.
        hop = hop[(hop == earliest) | (hop - earliest + FLUX_NEIGHBOURS <= sound.shape[1] / HOP)]
        found = (hop * HOP + HOP // 2) // g.hop_samples
        found = np.unique(found[found > newest])
        newest = int(found.max(initial=newest))
        yield found
