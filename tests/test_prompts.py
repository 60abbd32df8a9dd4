"""Prompts: mixes are directions, texts are read once, and words that no one typed are no prompt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from talking import with_words

from rtmusic import prompts
from rtmusic.bundle import Bundle
from rtmusic.errors import BundleError
from rtmusic.knobs import PROMPTS
from rtmusic.prompts import DEFAULT_PROMPTS, TextEncoder, mix, unit

_ROWS = npst.arrays(np.float32, (8, 6), elements=st.floats(-10, 10, width=32))
_WEIGHTS = npst.arrays(np.float64, 8, elements=st.floats(0, 1))


def test_one_prompt_is_itself_whatever_its_weight() -> None:
    rows = np.eye(8, 6, dtype=np.float32) * 3
    for weight in (0.01, 0.5, 1.0):
        mixed = mix(rows, np.eye(8)[2] * weight)
        np.testing.assert_array_equal(mixed, np.eye(6, dtype=np.float32)[2])


def test_two_prompts_meet_in_the_middle_and_lean_to_the_heavier() -> None:
    rows = np.zeros((8, 6), np.float32)
    rows[0, 0], rows[1, 1] = 5.0, 0.1  # only directions count
    even = mix(rows, [1, 1, 0, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(even[:2], [0.5**0.5, 0.5**0.5], atol=1e-6)
    leaning = mix(rows, [0.9, 0.3, 0, 0, 0, 0, 0, 0])
    np.testing.assert_allclose(leaning[0] / leaning[1], 3.0, rtol=1e-5)


def test_no_weight_is_no_prompt() -> None:
    assert not mix(np.ones((8, 6), np.float32), np.zeros(8)).any()
    assert not mix(np.zeros((8, 6), np.float32), np.ones(8)).any()


def test_an_empty_slot_takes_nothing_from_the_others() -> None:
    rows = np.zeros((8, 6), np.float32)
    rows[3] = [0, 3, 4, 0, 0, 0]
    # Left in the mean, seven empty slots would pull the prompt down to nothing.
    np.testing.assert_allclose(mix(rows, np.ones(8)), [0, 0.6, 0.8, 0, 0, 0], atol=1e-6)


@settings(deadline=None)  # a busy machine is no fault
@given(_ROWS, _WEIGHTS)
def test_a_mix_has_length_one_or_none(rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float64]) -> None:
    mixed = mix(rows, weights)
    assert mixed.dtype == np.float32
    length = float(np.linalg.norm(mixed))
    assert length == 0.0 or length == pytest.approx(1.0, abs=1e-5)


@settings(deadline=None)  # a busy machine is no fault
@given(_ROWS, _WEIGHTS, st.floats(0.1, 10))
def test_only_the_ratios_of_weights_matter(
    rows: npt.NDArray[np.float32], weights: npt.NDArray[np.float64], louder: float
) -> None:
    one, other = mix(rows, weights), mix(rows, weights * louder)
    # Where prompts all but cancel out, the direction that is left is rounding.
    if np.linalg.norm(np.asarray(weights)[:, None] * np.stack([unit(row) for row in rows]), axis=1).sum() > 0.1:
        total = (np.asarray(weights)[:, None] * np.stack([unit(row) for row in rows])).sum(axis=0)
        if np.linalg.norm(total) > 1e-3:
            np.testing.assert_allclose(one, other, atol=1e-4)


def test_there_are_words_for_every_slot() -> None:
    assert len(DEFAULT_PROMPTS) == len(set(DEFAULT_PROMPTS)) == PROMPTS


def test_texts_are_directions_and_are_read_once(tiny_bundle: Path, tmp_path: Path) -> None:
    bundle = Bundle.load(with_words(tiny_bundle, tmp_path))
    texts = TextEncoder(bundle)
    assert not texts.embed("  \n ").any()
    rain = texts.embed("heavy  rain ")
    assert rain.shape == (bundle.geometry.embedding_size,) and rain.dtype == np.float32
    assert np.linalg.norm(rain) == pytest.approx(1.0, abs=1e-5)
    assert texts.embed("heavy") @ rain > 0.5 > abs(texts.embed("piano") @ rain)
    kept = rain.copy()
    rain[:] = 0  # the caller's copy
    np.testing.assert_array_equal(texts.embed("heavy rain"), kept)
    # A pasted novel is cut off, not refused, and not read for seconds.
    np.testing.assert_allclose(texts.embed("rain " * 5000), texts.embed("rain"), atol=1e-6)


def test_many_texts_do_not_pile_up(tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "_REMEMBERED", 3)
    texts = TextEncoder(Bundle.load(with_words(tiny_bundle, tmp_path)))
    first = texts.embed("rain")
    for word in ("wind", "bells", "piano", "dusty", "heavy"):
        texts.embed(word)
    assert len(texts._known) == 3
    np.testing.assert_array_equal(texts.embed("rain"), first)


def test_a_bundle_without_text_model_says_so(tiny_bundle: Path) -> None:
    texts = TextEncoder(Bundle.load(tiny_bundle))
    assert not texts.embed("").any()
    with pytest.raises(BundleError, match="there is no text graph in this bundle"):
        texts.embed("rain")


def test_mixing_loads_no_tokenizer_and_no_models() -> None:
    code = "import sys, rtmusic.prompts; print(sorted({'tokenizers', 'onnxruntime', 'torch'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
