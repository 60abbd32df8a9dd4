"""Frames as vectors: the same sound is 1, levels that are not known do not count, and the table knows the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rtmusic.alike import LEVELS, SIZE, Alike
from rtmusic.bundle import Bundle
from rtmusic.generator import Generator

K = 8


@pytest.fixture(scope="module")
def generator(tiny_bundle: Path) -> Generator:
    return Generator(Bundle.load(tiny_bundle), "cpu")


@pytest.fixture(scope="module")
def alike(generator: Generator) -> Alike:
    return Alike.learn(generator)


def test_a_frame_key_does_not_depend_on_what_was_played_before(generator: Generator) -> None:
    codes = np.random.default_rng(0).integers(0, 1024, (K, 300))  # more than one call takes
    keys = generator.frame_keys(codes)
    assert keys.shape[0] == 300
    # The same products in another order of rows: rounding of float32; a key that hears its past would differ by 1.
    np.testing.assert_allclose(generator.frame_keys(codes[:, ::-1])[::-1], keys, atol=1e-4)


def test_a_sum_over_codes_is_nearly_the_key(generator: Generator, alike: Alike) -> None:
    dice = np.random.default_rng(1)
    codes = dice.integers(0, 1024, (K, 200))
    codes[LEVELS:] = codes[LEVELS:, :1]  # deep levels are not looked at
    keys = generator.frame_keys(codes)
    keys -= keys.mean(axis=0)
    vectors = alike.vectors(codes)
    assert vectors.shape == (200, SIZE)
    apart = np.triu_indices(200, 1)
    true = (keys @ keys.T / np.outer(*[np.linalg.norm(keys, axis=1)] * 2))[apart]
    # Random weights have keys that are nearly a sum, too: 0.95 here; unrelated vectors would give 0.
    assert np.corrcoef(true, (vectors @ vectors.T)[apart])[0, 1] > 0.8


def test_the_same_frame_is_1_and_unknown_codes_do_not_count(alike: Alike) -> None:
    codes = np.random.default_rng(2).integers(0, 1024, (16, 5))
    np.testing.assert_allclose(np.square(alike.vectors(codes)).sum(axis=1), 1.0, atol=1e-5)
    known = np.ones((16, 5), bool)
    known[1:] = False
    known[:, 2] = False
    other = codes.copy()
    other[1:] = 0
    other[:, 2] = 7
    np.testing.assert_array_equal(alike.vectors(codes, known), alike.vectors(other, known))
    assert not alike.vectors(codes, known)[2].any()
