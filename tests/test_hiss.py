"""Loudness that the encoder is told, noise that the decoder adds: in the band that was said, however it is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from training.codec import Codec, CodecConfig, Decoder
from training.codec_learner import CodecLearner, CodecTraining
from training.config import TrainingError
from training.fabric import launch
from training.layers import Hiss

TINY = CodecConfig(
    block_samples=48, overlap_samples=48, width=8, frame_width=12, latent=8, kernel=3, encoder_blocks=1,
    encoder_frame_blocks=1, decoder_frame_blocks=1, decoder_blocks=1, levels=3, codes=16, code_dim=4, hiss_bands=6,
)  # fmt: skip
TOLD = replace(TINY, loudness_bands=5)
HERTZ = (torch.arange(480) + 0.5) * 50.0


def noise(step: int, size: int = 4) -> torch.Tensor:
    return 0.1 * torch.randn(size, 2, 20 * TINY.hop_samples, generator=torch.Generator().manual_seed(step))


def test_gains_are_met_and_bands_join() -> None:
    hiss = Hiss(40, HERTZ)
    assert torch.allclose(hiss.spread.sum(dim=0), torch.ones(480), atol=1e-6)
    assert int((hiss.spread > 0).sum(dim=0).max()) == 2
    loud, _ = hiss(torch.full((1, 2, Hiss.PERIOD, 40), 0.5), hiss.initial_state())
    assert float(loud.std()) == pytest.approx(0.5, rel=0.02) and abs(float(loud.mean())) < 0.01
    one = torch.zeros(1, 2, 10, 40)
    one[..., 20] = 1.0
    said, _ = hiss(one, hiss.initial_state())
    heard = said.abs().sum(dim=(0, 1, 2)) > 0
    # 40 bands up to 24 kHz: the twentieth lies around 2.3 kHz and is a few hundred hertz wide.
    assert float(HERTZ[heard].min()) > 1500 and float(HERTZ[heard].max()) < 3500


def test_mid_and_side_are_strangers_and_nothing_repeats_soon() -> None:
    hiss = Hiss(40, HERTZ)
    said, _ = hiss(torch.ones(1, 2, 2 * Hiss.PERIOD, 40), hiss.initial_state())
    mid, side = said[0, :, : Hiss.PERIOD]
    # Of 123,000 numbers each: strangers correlate by 0.003; the same row twice by 1.
    assert abs(float((mid * side).mean())) < 0.02
    assert abs(float((mid[:-1] * mid[1:]).mean())) < 0.02
    assert torch.equal(said[0, :, : Hiss.PERIOD], said[0, :, Hiss.PERIOD :])


def test_any_hop_is_the_same_noise_past_the_end_of_the_table() -> None:
    hiss = Hiss(6, HERTZ[:48])
    gains = torch.rand(2, 2, 3 * Hiss.PERIOD, 6, generator=torch.Generator().manual_seed(0))
    whole, after = hiss(gains, torch.tensor(5))
    past, played = torch.tensor(5), []
    for part in gains.split([1, 2, 250, 7, 508], dim=2):
        y, past = hiss(part, past)
        played.append(y)
    torch.testing.assert_close(torch.cat(played, dim=2), whole, rtol=0, atol=1e-6)
    assert int(past) == int(after) == 5


def test_a_fresh_decoder_hisses_quietly_and_learns_how_loud() -> None:
    torch.manual_seed(0)
    decoder = Decoder(TINY)
    with torch.no_grad():
        quiet, _ = decoder(torch.zeros(1, 20, TINY.latent), decoder.initial_state(1))
    assert 0.01 < float(quiet.std()) < 0.3  # of a usual bin, which is 1

    training = CodecTraining(
        batch=4, warmup_steps=5, learning_rate=2e-2, steps_before_quantizer=0, judges=(), balanced=True,
        windows_a_step=2, balance_every=4, spectrum_weight=0.0, wave_weight=0.0, energy_weight=1.0,
    )  # fmt: skip
    learner = CodecLearner(TINY, training, noise, launch(1, False, "cpu"))
    learner.measure_scale()
    with torch.no_grad():
        before = learner.codec.decoder.hiss_gain.bias.clone()
    rows = [learner.learn(step, 0.0) for step in range(60)]
    # Of white noise no code can tell the signs: the gain is what can be learned.
    assert bool((learner.codec.decoder.hiss_gain.bias > before).all())
    assert rows[-1]["energy"] < 0.5 * rows[0]["energy"]


def bare(config: CodecConfig) -> CodecConfig:
    return replace(config, hiss_bands=0, loudness_bands=0)


def test_a_codec_without_either_may_be_given_to_one_with_both() -> None:
    torch.manual_seed(0)
    old = Codec(bare(TOLD))
    learner = CodecLearner(TOLD, CodecTraining(batch=2, judges=()), noise, launch(1, False, "cpu"))
    learner.begin_with(old.state_dict())
    new = learner.codec
    added = {name.split(".")[1] for name in set(new.state_dict()) - set(old.state_dict())}
    assert added == {"tell", "hiss_gain", "hiss_told"}
    audio = noise(0)
    with torch.no_grad():
        before, _ = old.hear(audio, old.encoder_state(4))
        after, _ = new.hear(audio, new.encoder_state(4))
    # The same frames, of size 1 from now on (over the batches that were heard; this is one of them).
    torch.testing.assert_close(after / after.square().mean().sqrt(), before / before.square().mean().sqrt())
    assert float(after.square().mean().sqrt()) == pytest.approx(1.0, rel=0.05)


def test_given_codes_are_used_at_once_or_made_anew() -> None:
    given = Codec(TOLD).state_dict()
    books = {}
    for fresh in (False, True):
        training = CodecTraining(batch=4, judges=(), steps_before_quantizer=2, fresh_codes=fresh, learning_rate=1e-9)
        learner = CodecLearner(TOLD, training, noise, launch(1, False, "cpu"))
        learner.begin_with(given)
        rows = [learner.learn(step, 0.0) for step in range(3)]
        assert "used_1" not in rows[1] and "used_1" in rows[2]
        books[fresh] = learner.codec.state_dict()["quantizer.look.0.weight"].clone()
    kept = given["quantizer.look.0.weight"]
    assert torch.allclose(books[False], kept, atol=1e-5) and not torch.allclose(books[True], kept, atol=1e-2)


def test_loudness_is_told_band_by_band() -> None:
    codec = Codec(TOLD)
    columns, _ = codec.spectrum(noise(0), codec.encoder_state(4)["analysis"])
    power = columns.square().mean(dim=(0, 2))
    codec.scale.copy_(((power[:, :48] + power[:, 48:]) / 2).sqrt())
    told = codec.squeeze(columns[:, :, 1:])[..., 2 * TOLD.block_samples :]
    # Usual loudness is 1; a tenth of the power is ln(10) / 4 less; nothing at all is the floor.
    assert float(told.mean()) == pytest.approx(1.0, abs=0.1)
    quiet = codec.squeeze(columns[:, :, 1:] * 10**-0.5)[..., 2 * TOLD.block_samples :]
    torch.testing.assert_close(told - quiet, torch.full_like(told, 0.5756), rtol=0, atol=1e-3)
    silent = codec.squeeze(torch.zeros_like(columns))[..., 2 * TOLD.block_samples :]
    torch.testing.assert_close(silent, torch.full_like(silent, -2.4539), rtol=0, atol=1e-3)


def test_wrong_sizes_are_answered() -> None:
    with pytest.raises(TrainingError, match=r"\[model\] hiss_bands = -1: must be at least 0"):
        CodecConfig(hiss_bands=-1)
    with pytest.raises(TrainingError, match=r"\[training\] windows_a_step = 6: from 1 to 5"):
        CodecTraining(windows_a_step=6)
    with pytest.raises(TrainingError, match=r"\[training\] balance_every = 0: must be at least 1"):
        CodecTraining(balance_every=0)


@pytest.mark.parametrize("variant", [{}, {"codes_by": "gradient", "normalised": True}], ids=["means", "gradient"])
def test_latent_frames_of_another_size_mean_the_same(variant: dict[str, object]) -> None:
    torch.manual_seed(0)
    codec = Codec(replace(TOLD, **variant)).double()  # type: ignore[arg-type]
    for parameter in codec.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    audio = noise(0).double()
    with torch.no_grad():
        heard, _ = codec.hear(audio, codec.encoder_state(4))
        codes, _ = codec.encode(audio, codec.encoder_state(4))
        sound, _ = codec.decode(codes, 2, codec.decoder_state(4))
        codec.resize_latent(1 / 300)
        small, _ = codec.hear(audio, codec.encoder_state(4))
        again, _ = codec.encode(audio, codec.encoder_state(4))
        played, _ = codec.decode(codes, 2, codec.decoder_state(4))
    assert torch.equal(codes, again)
    torch.testing.assert_close(small, heard / 300, rtol=1e-9, atol=1e-12)
    # Rounding reaches 1e-15; one layer forgotten shows as 0.1.
    torch.testing.assert_close(played, sound, rtol=0, atol=1e-9)
