"""Codes stay in range, are all in use, and any number of levels decodes."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from training.quantizer import ResidualQuantizer

DICE = torch.Generator()


def seeded(
    levels: int = 4, codes: int = 32, codes_by: str = "means", normalised: bool = False
) -> tuple[ResidualQuantizer, torch.Tensor]:
    """A quantizer put where some made-up data is, and that data [1, N, 12]."""
    torch.manual_seed(0)
    data = torch.randn(2000, 12) @ torch.diag(torch.linspace(2.0, 0.2, 12)) + 1.0
    quantizer = ResidualQuantizer(12, levels, codes, 4, codes_by, normalised)
    quantizer.seed(data, DICE)
    return quantizer, data[None]


def left_over(quantizer: ResidualQuantizer, data: torch.Tensor, levels: int) -> float:
    """The share of the data's variance that `levels` levels miss."""
    with torch.no_grad():
        heard = quantizer.decode(quantizer.encode(data), levels)
    return float((data - heard).square().sum() / (data - data.mean(dim=1)).square().sum())


def test_codes_are_in_range_and_every_level_brings_the_sound_nearer() -> None:
    quantizer, data = seeded()
    codes = quantizer.encode(data)
    assert codes.dtype == torch.int64
    assert codes.shape == (1, 4, 2000)
    assert int(codes.min()) >= 0 and int(codes.max()) < 32
    missed = [left_over(quantizer, data, levels) for levels in (1, 2, 3, 4)]
    # Measured 0.48, 0.27, 0.15, 0.09; a level that repeats the one before would leave the figure where it was.
    assert all(later < 0.85 * earlier for earlier, later in pairwise(missed)), missed
    assert missed[-1] < 0.15


def test_a_prefix_decodes_whatever_the_hidden_rows_hold() -> None:
    quantizer, data = seeded()
    codes = quantizer.encode(data)
    garbage = codes.clone()
    garbage[:, 2:] = torch.randint(32, garbage[:, 2:].shape)
    wanted = quantizer.decode(codes[:, :2], 2)
    # The engine fills rows beyond the generator's levels with anything: not one bit of them may be heard.
    assert torch.equal(quantizer.decode(garbage, 2), wanted)
    assert torch.equal(quantizer.decode(garbage, torch.tensor(2)), wanted)


def test_each_frame_may_have_its_own_number_of_levels() -> None:
    quantizer, data = seeded()
    codes = quantizer.encode(data[:, :6])
    mixed = quantizer.decode(codes, torch.tensor([[1, 4, 2, 4, 1, 3]]))
    for frame, levels in enumerate((1, 4, 2, 4, 1, 3)):
        # Kept frames have all levels and rewritten ones fewer, side by side in one loop.
        assert torch.equal(mixed[:, frame], quantizer.decode(codes, levels)[:, frame])


def test_training_hears_what_decoding_gives() -> None:
    quantizer, data = seeded()
    clips = data.reshape(4, 500, 12)
    kept = torch.tensor([1, 2, 3, 4])
    with torch.no_grad():
        trained = quantizer(clips, kept)
        codes = quantizer.encode(clips)
        played = quantizer.decode(codes, kept[:, None].expand(4, 500))
    assert torch.equal(trained.codes, codes)
    # float32: rounding reaches 1e-6; a level too many or too few shows as 0.3.
    torch.testing.assert_close(trained.latent, played, rtol=0, atol=1e-5)


def test_gradients_pass_straight_through_the_choice() -> None:
    quantizer, data = seeded()
    latent = data.reshape(4, 500, 12).clone().requires_grad_()
    quantized = quantizer(latent, torch.full((4,), 4))
    (gradient,) = torch.autograd.grad(quantized.latent.sum(), latent)
    # Twelve directions in, all four levels look at them: nothing may be cut off from learning.
    assert bool((gradient.abs().amax(dim=(0, 1)) > 1e-3).all())
    (pull,) = torch.autograd.grad(quantizer(latent, torch.full((4,), 4)).commitment_loss, latent)
    assert float(pull.abs().max()) > 0


def test_unused_codes_get_a_new_life_and_used_ones_follow_the_sound() -> None:
    quantizer, data = seeded()
    quantizer.codebook[0, 5] = 1e3  # nobody will ever choose this one
    clips = data.reshape(4, 500, 12)
    shift = clips + 2.0  # the encoder has moved on
    before = left_over(quantizer, shift.reshape(1, 2000, 12), 4)
    replaced = 0
    for _ in range(60):
        with torch.no_grad():
            quantized = quantizer(shift, torch.full((4,), 4))
        replaced += quantizer.follow(quantized.codes, quantized.encodings, keep=0.9, patience=20, dice=DICE)
    # Left alone, code 5 would stay a thousand away and never be used again.
    assert replaced >= 1
    assert float(quantizer.codebook[0, 5].abs().max()) < 20
    # Measured 1.25 before and 0.59 after: codes that do not follow stay where the sound used to be.
    assert left_over(quantizer, shift.reshape(1, 2000, 12), 4) < 0.6 * before


def test_patience_is_kept() -> None:
    quantizer, data = seeded(levels=1)
    quantizer.codebook[0, 5] = 1e3
    with torch.no_grad():
        quantized = quantizer(data, torch.ones(1))
    lives = [quantizer.follow(quantized.codes, quantized.encodings, keep=0.99, patience=3, dice=DICE) for _ in range(4)]
    # A code that rests for a bar is not dead yet.
    assert lives[:3] == [0, 0, 0]
    assert lives[3] >= 1


def test_the_kept_levels_are_often_few_and_always_possible() -> None:
    quantizer, _ = seeded(levels=16, codes=16)
    kept = quantizer.sample_kept(4000, torch.Generator().manual_seed(1))
    assert int(kept.min()) == 1 and int(kept.max()) == 16
    share = torch.bincount(kept, minlength=17) / 4000
    # The generator plays 8 levels, kept frames have 16: these must be trained most often. Measured 0.20 and 0.31.
    assert float(share[8]) > 0.17 and float(share[16]) > 0.25
    assert bool((share[1:] > 0).all()), "some number of levels was never trained"


def test_too_few_encodings_to_seed_from() -> None:
    quantizer = ResidualQuantizer(12, 2, 64, 4)
    with pytest.raises(ValueError, match="10 encodings cannot seed 64 codes: give at least as many"):
        quantizer.seed(torch.randn(10, 12), DICE)


def test_normalised_codes_are_found_by_direction() -> None:
    quantizer, data = seeded(normalised=True)
    louder = quantizer.nearest(3.0 * quantizer.look[0](data), 0)
    # DAC's rule: how loud an encoding is must not change which code it finds.
    assert torch.equal(louder, quantizer.nearest(quantizer.look[0](data), 0))
    plain, _ = seeded()
    louder = plain.nearest(3.0 * plain.look[0](data), 0)
    assert not torch.equal(louder, plain.nearest(plain.look[0](data), 0))


def test_codes_can_learn_by_gradient_instead() -> None:
    quantizer, data = seeded(codes_by="gradient")
    clips = data.reshape(4, 500, 12) + 1.0
    four = torch.full((4,), 4)
    optimizer = torch.optim.Adam(quantizer.parameters(), lr=3e-2)
    losses = []
    for _ in range(30):
        quantized = quantizer(clips, four)
        losses.append(float(quantized.codebook_loss.detach()))
        optimizer.zero_grad()
        quantized.codebook_loss.backward()
        optimizer.step()
        before = quantizer.codebook.detach().clone()
        quantizer.follow(quantized.codes, quantized.encodings, keep=0.9, patience=1000, dice=DICE)
        # Running means would pull them where the optimizer did not want them.
        assert torch.equal(quantizer.codebook, before)
    # Measured 0.13 -> 0.06; codes that get no gradient stay.
    assert losses[-1] < 0.8 * losses[0]
    # Running means know no such loss, and codes that are not weights are not offered to the optimizer.
    means, _ = seeded()
    assert float(means(clips, four).codebook_loss.detach()) == 0
    assert "codebook" not in dict(means.named_parameters())
