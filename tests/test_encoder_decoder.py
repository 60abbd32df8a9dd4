"""Sound to codes and back: the same hop by hop as whole, from any kept state, with any number of levels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from exporters.bundle import Models
from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.encoder import Encoder

HOP, FRAMES = 960, 24


@pytest.fixture(scope="module")
def encoder(tiny_bundle: Path) -> Encoder:
    return Encoder(Bundle.load(tiny_bundle), "cpu")


@pytest.fixture(scope="module")
def decoder(tiny_bundle: Path) -> Decoder:
    return Decoder(Bundle.load(tiny_bundle), "cpu")


@pytest.fixture(scope="module")
def audio() -> np.ndarray:
    """Two different voices left and right, with a silence in between."""
    t = np.arange(FRAMES * HOP) / 48_000
    sound = np.stack([0.3 * np.sin(2 * np.pi * 220 * t), 0.2 * np.sin(2 * np.pi * 331 * t)])
    sound[:, 8 * HOP : 10 * HOP] = 0
    return sound.astype(np.float32)


@pytest.mark.parametrize("chunk", [1, 3, 8])
def test_codes_are_the_same_in_any_chunks(encoder: Encoder, audio: np.ndarray, chunk: int) -> None:
    whole, _ = encoder.encode(audio, encoder.initial_state())
    past, parts = encoder.initial_state(), []
    for start in range(0, FRAMES, chunk):
        codes, past = encoder.encode(audio[:, start * HOP : (start + chunk) * HOP], past)
        parts.append(codes)
    assert whole.shape == (16, FRAMES) and whole.dtype == np.int64
    # Forgetting the memory changes most codes of every frame; rounding may change one that is equally near twice.
    assert (np.concatenate(parts, axis=1) == whole).mean() > 0.99


def test_codes_are_those_of_torch(encoder: Encoder, audio: np.ndarray, tiny_models: Models) -> None:
    codes, _ = encoder.encode(audio, encoder.initial_state())
    codec = tiny_models.codec
    wanted, _ = codec.encode(torch.from_numpy(audio)[None], codec.encoder_state(1))
    assert (codes == wanted[0].numpy()).mean() > 0.99  # an unrelated quantizer agrees in one of a thousand


def test_sound_is_that_of_torch(decoder: Decoder, tiny_models: Models) -> None:
    codes = np.random.default_rng(1).integers(0, 1024, (16, FRAMES))
    levels = 1 + np.arange(FRAMES) % 16
    audio, _ = decoder.decode(codes, levels, decoder.initial_state())
    codec = tiny_models.codec
    wanted, _ = codec.decode(torch.from_numpy(codes)[None], torch.from_numpy(levels)[None], codec.decoder_state(1))
    assert audio.shape == (2, FRAMES * HOP) and audio.dtype == np.float32
    # Rounding reaches 1e-5 of the loudest sample; one level too many or too few in one frame shows as 0.1.
    np.testing.assert_allclose(audio, wanted[0].numpy(), rtol=0, atol=1e-4 * float(wanted.abs().max()))


@pytest.mark.parametrize("chunk", [1, 5])
def test_sound_is_the_same_in_any_chunks(decoder: Decoder, chunk: int) -> None:
    codes = np.random.default_rng(2).integers(0, 1024, (16, FRAMES))
    whole, _ = decoder.decode(codes, 16, decoder.initial_state())
    past, parts = decoder.initial_state(), []
    for start in range(0, FRAMES, chunk):
        audio, past = decoder.decode(codes[:, start : start + chunk], 16, past)
        parts.append(audio)
    peak = float(np.abs(whole).max())
    # Rounding reaches 1e-6 of the peak; a click at a seam would show as a tenth of it.
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, rtol=0, atol=1e-5 * peak)


def test_drafts_from_one_state_do_not_disturb_it(decoder: Decoder) -> None:
    dice = np.random.default_rng(3)
    _, here = decoder.decode(dice.integers(0, 1024, (16, 5)), 16, decoder.initial_state())
    kept = {name: value.copy() for name, value in here.items()}
    ahead = dice.integers(0, 1024, (16, 4))
    first, after = decoder.decode(ahead, 16, here)
    for draft in range(3):
        decoder.decode(dice.integers(0, 1024, (16, 9)), 1 + draft, here)
    again, after_again = decoder.decode(ahead, 16, here)
    np.testing.assert_array_equal(first, again)
    for name, value in kept.items():
        np.testing.assert_array_equal(here[name], value)
        np.testing.assert_array_equal(after[name], after_again[name])


def test_levels_that_are_not_heard_do_not_matter(decoder: Decoder) -> None:
    dice = np.random.default_rng(4)
    codes = dice.integers(0, 1024, (16, 6))
    other = codes.copy()
    other[3:] = dice.integers(0, 1024, (13, 6))
    state = decoder.initial_state()
    three, _ = decoder.decode(codes, 3, state)
    np.testing.assert_array_equal(decoder.decode(other, 3, state)[0], three)
    np.testing.assert_array_equal(decoder.decode(codes[:3], 3, state)[0], three)
    np.testing.assert_array_equal(decoder.decode(codes[:3], 16, state)[0], three)  # there are no more than three
    np.testing.assert_array_equal(decoder.decode(codes, np.full(6, 3), state)[0], three)
    assert not np.array_equal(decoder.decode(other, 4, state)[0], three)
    np.testing.assert_array_equal(decoder.decode(codes, 0, state)[0], decoder.decode(codes, 1, state)[0])


@pytest.mark.parametrize("shape", [(1, HOP), (2, HOP - 1), (2, 0), (HOP,)])
def test_part_of_a_hop_is_refused(encoder: Encoder, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"give \[2, n\] with n a multiple of 960"):
        encoder.encode(np.zeros(shape, np.float32), encoder.initial_state())


@pytest.mark.parametrize("shape", [(17, 2), (0, 2), (16, 0), (16,)])
def test_codes_of_another_shape_are_refused(decoder: Decoder, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"give \[K, F\] with K from 1 to 16 and F at least 1"):
        decoder.decode(np.zeros(shape, np.int64), 16, decoder.initial_state())
