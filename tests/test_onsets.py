"""Attacks are found in the frame that sounds them, at the seam too, and steady sound has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rtmusic.bundle import Bundle
from rtmusic.onsets import CHUNK_HOPS, LEAD_IN_HOPS, find_onsets
from rtmusic.units import Frames, Geometry, Samples

RATE = 48_000


@pytest.fixture(scope="module")
def geometry() -> Geometry:
    return Bundle.load(None).geometry


def onsets(sound: Samples, g: Geometry) -> Frames:
    return np.concatenate(list(find_onsets(sound, g)))


def struck(at: list[int], samples: int, channels: int = 2) -> Samples:
    """Decaying noise from each of these samples on, over a soft hiss, round the loop."""
    dice = np.random.default_rng(0)
    sound = dice.normal(0, 1e-3, samples)
    for start in at:
        burst = dice.normal(0, 0.3, 4800) * np.exp(-np.arange(4800) / 700)
        sound[(start + np.arange(4800)) % samples] += burst
    return np.tile(sound, (channels, 1)).astype(np.float32)


def test_every_attack_is_found_in_its_own_frame(geometry: Geometry) -> None:
    at = [int(x) for x in np.cumsum(np.random.default_rng(1).uniform(0.15, 0.5, 60)) * RATE]
    found = onsets(struck(at, at[-1] + RATE + 137), geometry)
    true = np.array([(start + geometry.delay_samples) // geometry.hop_samples for start in at])
    assert len(found) == len(true)
    assert np.abs(found - true).max() <= 1
    assert (found == true).mean() > 0.75  # nine of ten are, see AHEAD_SAMPLES; without that, three of four


@pytest.mark.parametrize("samples", [2 * RATE, 2 * RATE + 500, 20_000])
def test_what_begins_with_the_loop_is_found_once(geometry: Geometry, samples: int) -> None:
    assert onsets(struck([0], samples), geometry).tolist() == [0]


def test_an_attack_right_before_the_seam_is_not_found_again_behind_it(geometry: Geometry) -> None:
    found = onsets(struck([RATE - 1200], RATE), geometry)
    assert len(found) == 1 and abs(int(found[0]) - (RATE - 1200 + 480) // 960) <= 1


def test_steady_sound_and_silence_have_no_onsets(geometry: Geometry) -> None:
    hum = np.sin(2 * np.pi * 220 * np.arange(2 * RATE) / RATE)  # whole periods: the seam is not heard
    assert not len(onsets((0.3 * np.tile(hum, (2, 1))).astype(np.float32), geometry))
    assert not len(onsets(np.zeros((2, 2 * RATE), np.float32), geometry))


def test_one_channel_is_enough(geometry: Geometry) -> None:
    at = [9000, 40_000]
    np.testing.assert_array_equal(onsets(struck(at, RATE, 1), geometry), onsets(struck(at, RATE), geometry))


def test_other_hops_have_other_frames(geometry: Geometry) -> None:
    at = [9000, 40_000]
    for hop in (480, 1920):
        found = onsets(struck(at, RATE), replace(geometry, hop_samples=hop))
        true = np.array([(start + geometry.delay_samples) // hop for start in at])
        assert len(found) == 2 and np.abs(found - true).max() <= 960 // hop + 1


def test_it_listens_a_chunk_at_a_time(geometry: Geometry) -> None:
    parts = list(find_onsets(struck([9000, 40_000], 3 * RATE), geometry))
    assert len(parts) == -(-(LEAD_IN_HOPS + 150) // CHUNK_HOPS)
    assert [part.tolist() for part in parts if len(part)] == [[9], [42]]
