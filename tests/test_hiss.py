"""Loudness that codes tell, noise that the decoder adds: as loud as was told, band by band, however it is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from small_codecs import FRESH, TINY, learner_of, noise
from torch import nn

from training.codec import LATENT_SIZE, Codec, by_column, by_frame
from training.codec_config import CodecConfig
from training.codec_learner import CodecTraining
from training.config import TrainingError
from training.layers import Hiss, critical_bands

HERTZ = (torch.arange(480) + 0.5) * 50.0


def test_bands_share_every_bin() -> None:
    spread = critical_bands(40, HERTZ)
    assert torch.allclose(spread.sum(dim=0), torch.ones(480), atol=1e-6)
    assert int((spread > 0).sum(dim=0).max()) == 2
    heard = spread[20] > 0
    # 40 bands up to 24 kHz: the twentieth lies around 2.3 kHz and is a few hundred hertz wide.
    assert float(HERTZ[heard].min()) > 1500 and float(HERTZ[heard].max()) < 3500


def test_gains_are_met_and_neighbours_are_strangers() -> None:
    hiss = Hiss(2, 2, 40, HERTZ)
    said = hiss(torch.full((1, 2, 2 * Hiss.ROWS, 40), 0.5), torch.arange(Hiss.ROWS)[None])
    assert float(said.std()) == pytest.approx(0.5, rel=0.02) and abs(float(said.mean())) < 0.01
    for one, other in ((said[:, 0], said[:, 1]), (said[:, :, ::2], said[:, :, 1::2])):
        # Of 246,000 numbers each: strangers correlate by 0.002 of their power; the same row twice by all of it.
        assert abs(float((one * other).mean())) < 0.02 * 0.25


def test_the_same_codes_are_the_same_noise_wherever_they_stand() -> None:
    codec = Codec(TINY)
    dice = torch.Generator().manual_seed(0)
    codes = torch.randint(TINY.codes, (2, 3, 400), generator=dice)
    rows = codec.hiss_rows(codes, 3)
    assert torch.equal(codec.hiss_rows(codes[:, :, 100:], 3), rows[:, 100:])
    assert torch.equal(codec.hiss_rows(codes, torch.tensor([3, 3])), rows)
    # What is not heard has no say, and one code more or less is another noise.
    other = codes.clone()
    other[:, 2] = 0
    assert torch.equal(codec.hiss_rows(codes, 2), codec.hiss_rows(other, 2))
    assert torch.equal(codec.hiss_rows(codes[:, :2], 2), codec.hiss_rows(codes, 2))
    assert float((rows == codec.hiss_rows((codes + 1) % TINY.codes, 3)).float().mean()) < 0.1
    assert len(rows.unique()) > 0.4 * Hiss.ROWS  # of 136 sums that three levels of 16 codes can have


def test_loudness_is_told_band_by_band() -> None:
    codec = Codec(TINY)
    columns, _ = codec.spectrum(noise(0), codec.encoder_state(4)["analysis"])
    power = columns.square().mean(dim=(0, 2))
    codec.scale.copy_(((power[:, :48] + power[:, 48:]) / 2).sqrt())
    told = codec.squeeze(columns[:, :, 1:])[..., 2 * TINY.block_samples :]
    # Usual loudness is 1; a tenth of the power is ln(10) / 4 less; nothing at all is the floor.
    assert float(told.mean()) == pytest.approx(1.0, abs=0.1)
    quiet = codec.squeeze(columns[:, :, 1:] * 10**-0.5)[..., 2 * TINY.block_samples :]
    torch.testing.assert_close(told - quiet, torch.full_like(told, 0.5756), rtol=0, atol=1e-3)
    silent = codec.squeeze(torch.zeros_like(columns))[..., 2 * TINY.block_samples :]
    torch.testing.assert_close(silent, torch.full_like(silent, -2.4539), rtol=0, atol=1e-3)


def test_frames_and_back() -> None:
    columns = torch.arange(2 * 2 * 6 * 3).reshape(2, 2, 6, 3)
    frames = by_frame(columns, 2)
    assert frames.shape == (2, 3, 12) and frames[0, 0, 3:6].tolist() == columns[0, 0, 1].tolist()
    assert torch.equal(by_column(frames, 2), columns)


def test_a_fresh_codec_is_as_loud_as_what_it_hears_before_it_has_learned_anything() -> None:
    torch.manual_seed(0)
    learner = learner_of(replace(TINY, hiss_latent=24), CodecTraining(batch=4, judges=()))  # as many as are told
    learner.measure_scale()
    learner.measure_loudness()
    codec = learner.codec
    torch.nn.init.zeros_(codec.decoder.leave.weight)  # what the network says, fresh as it is, does not count here
    torch.nn.init.zeros_(codec.decoder.leave.bias)
    beginning = 10  # the bin around 5 kHz and those above it are left to the noise
    # Mid and side in turns, each column 12 dB softer than the one before: whoever mixes them up is heard.
    envelope = torch.tensor([1.0, 0.25]).repeat(40).repeat_interleave(TINY.block_samples)
    loud = noise(99)[:, 0] * envelope
    for sign in (1.0, -1.0):
        audio = torch.stack([loud, sign * loud], dim=1)
        with torch.no_grad():
            latent, _ = codec.hear(audio, codec.encoder_state(4))
            rows = torch.randint(Hiss.ROWS, latent.shape[:2], generator=torch.Generator().manual_seed(0))
            said, _ = codec.decoder(latent, rows, codec.decoder_state(4))
            heard, _ = codec.spectrum(audio, codec.encoder_state(4)["analysis"])
        got = (said * codec.scale[:, None])[:, :, 2:, beginning:].square()
        power = heard.unflatten(-1, (2, 48)).square().mean(dim=-2)[:, :, 2:, beginning:]
        stream = int(sign < 0)
        for place in (0, 1):
            there, wanted = got[:, stream, place::2].mean(), power[:, stream, place::2].mean()
            # Measured within 1 dB.
            assert float(10 * (there / wanted).log10()) == pytest.approx(0.0, abs=2.0)
        assert float(got[:, 1 - stream].mean()) < 1e-3 * float(got[:, stream].mean())


def test_a_codec_without_hiss_may_be_given_to_one_with_it() -> None:
    torch.manual_seed(0)
    bare = replace(TINY, hiss_bands=0)
    old = Codec(bare)
    torch.nn.init.normal_(old.encoder.leave.weight, std=100.0)
    with pytest.raises(TrainingError, match="does not fit this model"):
        learner_of(TINY, replace(FRESH, fresh_codes=False)).begin_with(old.state_dict())
    learner = learner_of(TINY, FRESH)
    learner.begin_with(old.state_dict())
    new, audio = learner.codec, noise(0)
    with torch.no_grad():
        before, _ = old.encoder(old.look(audio, old.encoder_state(4))[0], old.encoder_state(4))  # not bounded yet
        after, _ = new.encoder(new.look(audio, new.encoder_state(4))[0], new.encoder_state(4))
    ours = after[..., : bare.latent]
    # The same frames, of size 1 from now on (over the batches that were heard; this is one of them).
    torch.testing.assert_close(ours / ours.square().mean().sqrt(), before / before.square().mean().sqrt())
    assert float(ours.square().mean().sqrt()) == pytest.approx(1.0, rel=0.05)
    assert float(after[..., bare.latent :].std()) > 0.01
    # Treble was guessed by the old one; the noise takes it over.
    assert not new.decoder.leave.weight[TINY.pitch > 2000].any()
    assert torch.equal(new.decoder.leave.weight[0], old.decoder.leave.weight[0])


def test_the_network_does_not_grow_past_what_is_told_beside_it() -> None:
    codec = Codec(TINY)
    latent = torch.randn(2, 9, TINY.latent_width) * torch.tensor([0.1, 100.0])[:, None, None]
    bound = codec.bound(latent)
    own = bound[..., : TINY.latent].square().mean(dim=-1).sqrt()
    torch.testing.assert_close(own[1], torch.full_like(own[1], LATENT_SIZE))
    assert torch.equal(bound[0], latent[0])  # what is small stays as it is
    assert torch.equal(bound[..., TINY.latent :], latent[..., TINY.latent :])
    torch.testing.assert_close(nn.functional.cosine_similarity(bound, latent, dim=-1)[0], torch.ones(9))


def test_given_codes_are_used_or_made_anew() -> None:
    given = Codec(TINY).state_dict()
    books = {}
    for fresh in (False, True):
        learner = learner_of(TINY, replace(FRESH, fresh_codes=fresh))
        learner.begin_with(given)
        rows = [learner.learn(step, 0.0) for step in range(3)]
        assert "used_1" not in rows[1] and "used_1" in rows[2]
        books[fresh] = learner.codec.state_dict()["quantizer.look.0.weight"].clone()
    kept = given["quantizer.look.0.weight"]
    assert torch.allclose(books[False], kept, atol=1e-5) and not torch.allclose(books[True], kept, atol=1e-2)


def test_wrong_sizes_are_answered() -> None:
    with pytest.raises(TrainingError, match=r"\[model\] hiss_bands = -1: must be at least 0"):
        CodecConfig(hiss_bands=-1)
    with pytest.raises(TrainingError, match=r"hiss_bands = 40: .* 240 samples a block are enough for 30"):
        CodecConfig(hiss_bands=40, block_samples=240, overlap_samples=240)
    with pytest.raises(TrainingError, match=r"\[training\] windows_a_step = 6: from 1 to 5"):
        CodecTraining(windows_a_step=6)
    with pytest.raises(TrainingError, match=r"\[training\] balance_every = 0: must be at least 1"):
        CodecTraining(balance_every=0)
