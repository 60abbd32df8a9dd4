"""Masks in a loop that turns: what they keep stays, token for token and sample for sample; the rest is the machine's.

What each is expected to keep is worked out here by hand, for a bar of two seconds: 101 frames, a beat in every 25th.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from rehearsal import BAR, RATE, WILD, Evening, heard, music, panel, quiet_then, tokens

from rtmusic.bundle import Bundle
from rtmusic.generator import Intent, Rewritten
from rtmusic.graph import State
from rtmusic.onsets import find_onsets
from rtmusic.rewriting import LEAD_IN_FRAMES
from rtmusic.sampler import DRAW, DROP, chance
from rtmusic.tree import RECORDED, REWRITTEN
from rtmusic.units import Codes, Frames, Geometry, Mask, Samples

FRAMES, LEVELS = 101, 8
f, k = np.arange(FRAMES), np.arange(LEVELS)[:, None]
BEATS, DOWNBEATS = [0, 25, 50, 75, 100], [0, 100]  # the last begins with the next turn, in the frame that leads there
Expected = Callable[[int, Frames], npt.NDArray[np.bool_]]  # from the pass and the onsets; broadcast to [levels, frames]


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def around(marks: Any, before: int, after: int) -> npt.NDArray[np.bool_]:
    """True at every mark and so many frames beside it, round the loop."""
    return np.array([any((n - m) % FRAMES <= after or (m - n) % FRAMES <= before for m in marks) for n in f])


def grid(number: int) -> npt.NDArray[np.bool_]:
    return (f - 3 * number) % 7 < 2


KEPT: dict[str, Expected] = {  # settings -> what they keep of a pass
    "prefix=0.5": lambda n, o: f < 25,
    "suffix=0.4": lambda n, o: f >= 81,
    "prefix=0.5 suffix=0.4": lambda n, o: (f < 25) | (f >= 81),
    "prefix=0.5 invert_prefix=on": lambda n, o: f >= 25,
    "suffix=0.4 invert_suffix=on": lambda n, o: f < 81,
    "periodic=7 periodic_width=2 periodic_roll=3": lambda n, o: grid(n),
    "periodic=7 periodic_width=2 periodic_roll=3 invert_periodic=on": lambda n, o: ~grid(n),
    "beat_width=4": lambda n, o: around(BEATS, 1, 2),
    "beat_width=4 invert_beat=on": lambda n, o: ~around(BEATS, 1, 2),
    "downbeat_width=9": lambda n, o: around(DOWNBEATS, 4, 4),
    "downbeat_width=9 invert_downbeat=on": lambda n, o: ~around(DOWNBEATS, 4, 4),
    "onset_width=1": lambda n, o: around(o, 0, 0),
    "onset_width=6": lambda n, o: around(o, 2, 3),
    "onset_width=6 invert_onset=on": lambda n, o: ~around(o, 2, 3),
    "region_from=20 region_to=60": lambda n, o: (f >= 20) & (f < 61),
    "region_from=20 region_to=60 region_low=2 region_high=5": lambda n, o: (f >= 20) & (f < 61) & (k >= 2) & (k < 5),
    "region_from=20 region_to=60 region_low=2 region_high=5 invert_region=on": (
        lambda n, o: ~((f >= 20) & (f < 61) & (k >= 2) & (k < 5))
    ),
    "keep_levels=3": lambda n, o: k < 3,
    "keep_levels=3 invert_levels=on": lambda n, o: k >= 3,
    "prefix=0.5 keep_levels=3": lambda n, o: (f < 25) | (k < 3),
    "prefix=0.5 keep_levels=3 combine=all": lambda n, o: (f < 25) & (k < 3),
    "prefix=0.5 invert_prefix=on beat_width=4 combine=all": lambda n, o: (f >= 25) & around(BEATS, 1, 2),
    "prefix=1 suffix=1.2 combine=all invert_prefix=on invert_suffix=on": lambda n, o: (f >= 50) & (f < 41),
    "prefix=0.5 compression=4": lambda n, o: (f < 25) & (k < 4),
    "beat_width=4 keep_levels=2 compression=5": lambda n, o: (around(BEATS, 1, 2) | (k < 2)) & (k < 5),
    "suffix=0.4 dropout=30": lambda n, o: (f >= 81) & (chance(0, DROP, n, k, f[None]) >= 0.3),
    "keep_levels=5 dropout=50 compression=4 seed=7": lambda n, o: (k < 4) & (chance(7, DROP, n, k, f[None]) >= 0.5),
    "rewrite=40": lambda n, o: chance(0, DRAW, n, f) >= 0.4,
    "rewrite=40 beat_width=4": lambda n, o: around(BEATS, 1, 2) | (chance(0, DRAW, n, f) >= 0.4),
}


def hits(seconds: float) -> Samples:
    """A burst of noise at every beat, and one beside it."""
    t = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(5).normal(0, 0.2, (2, len(t)))
    decays: npt.NDArray[np.float64] = np.exp(-40 * (t * 2 % 1)) + np.exp(-40 * ((t - 0.74) % 2))
    return np.asarray(noise * decays, np.float32)


class Spied(Evening):
    """An evening that notes what the generator is asked to write of the loop."""

    def __init__(self, bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(bundle, quiet_then(hits(20) + music(20), 5 * RATE, np.zeros((2, 1), np.float32)))
        self.offered = np.zeros((LEVELS, FRAMES), np.bool_)
        rewrite = self.pipeline.parts.generator.rewrite

        def spy(codes: Codes, known: Mask, frames: Frames, intent: Intent, *given: State, **more: Any) -> Rewritten:
            self.offered[:, frames] |= ~known
            return rewrite(codes, known, frames, intent, *given, **more)

        monkeypatch.setattr(self.pipeline.parts.generator, "rewrite", spy)
        self.run(4.5, panel("mode=loop", "rewrite=0"), ("loop_0_record", 0.01), ("loop_0_record", 2.02))
        assert self.loop.turning.length == BAR and not self.loop.busy and not self.offered.any()

    def codes(self) -> Codes:
        layer = self.store.current()
        assert layer is not None
        return layer.codes[:, LEAD_IN_FRAMES:-1]


def out_of_reach(kept: npt.NDArray[np.bool_], g: Geometry) -> npt.NDArray[np.bool_]:
    """The samples of a turn that no frame reaches of which anything is rewritten: each dies away in the next."""
    still = np.ones(BAR, np.bool_)
    for frame in np.flatnonzero(~kept.all(axis=0)).tolist():
        begins = frame * g.hop_samples - g.delay_samples
        still[np.arange(max(0, begins), begins + 2 * g.hop_samples) % BAR] = False
    return still


@pytest.mark.parametrize("settings", KEPT)
def test_what_a_mask_keeps_stays_and_the_rest_is_rewritten(
    bundle: Bundle, settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = Spied(bundle, monkeypatch)
    before, sound = evening.codes(), evening.loop.turning.sound
    assert sound is not None
    onsets = np.concatenate(list(find_onsets(sound, bundle.geometry)))
    assert len(onsets) >= 4
    knobs = panel(*WILD, "on_demand=on", *settings.split())
    evening.run(8.5, knobs, ("loop_0_vary", 4.9))
    begun = evening.loop.rewriter.begun
    assert begun is not None and begun.number == 3
    kept = np.broadcast_to(KEPT[settings](begun.number, onsets), (LEVELS, FRAMES))

    np.testing.assert_array_equal(evening.offered, ~kept)
    assert (tokens(evening) != before[:LEVELS])[~kept].mean() > 0.9  # of 1024 codes one is the same by chance
    assert [layer.kind for layer in evening.store.branch()[0]] == [RECORDED, REWRITTEN]
    after = evening.codes()
    np.testing.assert_array_equal(after[:LEVELS][kept], before[:LEVELS][kept])
    np.testing.assert_array_equal(after[:, kept.all(axis=0)], before[:, kept.all(axis=0)])

    evening.run(10.0, knobs)
    still = out_of_reach(kept, bundle.geometry)
    played, again = heard(evening, 4 * RATE, 6 * RATE), heard(evening, 8 * RATE, 10 * RATE)
    np.testing.assert_array_equal(again[:, still], played[:, still])
    assert (again != played)[:, ~still].mean() > 0.5
