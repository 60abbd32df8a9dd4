"""Noise where nobody can know: as loud as was said, in the band that was said, and the same however it is cut."""

from __future__ import annotations

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
HERTZ = (torch.arange(480) + 0.5) * 50.0


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

    def noise(step: int, size: int = 4) -> torch.Tensor:
        return 0.1 * torch.randn(size, 2, 20 * TINY.hop_samples, generator=torch.Generator().manual_seed(step))

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


def test_a_codec_without_hiss_may_be_given_to_one_with_it() -> None:
    torch.manual_seed(0)
    given = Codec(CodecConfig(**{**{f: getattr(TINY, f) for f in TINY.__slots__}, "hiss_bands": 0})).state_dict()
    training = CodecTraining(batch=2, judges=())
    learner = CodecLearner(TINY, training, lambda step: torch.zeros(2, 2, 960), launch(1, False, "cpu"))
    learner.begin_with(given)
    now = learner.codec.state_dict()
    assert all(torch.equal(now[name], tensor) for name, tensor in given.items())
    assert {name.split(".")[1] for name in set(now) - set(given)} == {"hiss_gain"}


def test_wrong_sizes_are_answered() -> None:
    with pytest.raises(TrainingError, match=r"\[model\] hiss_bands = -1: must be at least 0"):
        CodecConfig(hiss_bands=-1)
    with pytest.raises(TrainingError, match=r"\[training\] windows_a_step = 6: from 1 to 5"):
        CodecTraining(windows_a_step=6)
    with pytest.raises(TrainingError, match=r"\[training\] balance_every = 0: must be at least 1"):
        CodecTraining(balance_every=0)
