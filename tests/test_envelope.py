"""Attacks: treble that follows its measured loudness in time, part by part, however it is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from small_codecs import FRESH, TINY, learner_of, noise

from training.codec import Codec
from training.codec_config import CodecConfig
from training.codec_learner import CodecTraining
from training.config import TrainingError
from training.envelope import LOUDEST, SOFTEST, Envelope

SHARP = replace(TINY, envelope_parts=4, envelope_latent=6)
BLOCK = 480


def hit(at: int, blocks: int = 8) -> torch.Tensor:
    """White noise [1, n] that begins at a sample, 60 dB above what is there before."""
    sound = 0.1 * torch.randn(1, blocks * BLOCK, generator=torch.Generator().manual_seed(0))
    sound[:, :at] *= 1e-3
    return sound


def measured(envelope: Envelope, sound: torch.Tensor) -> torch.Tensor:
    gains, _ = envelope.measure(sound, torch.zeros(1, 1), envelope.initial_measure(1))
    return gains[0]


def test_what_is_steady_is_left_as_it_is() -> None:
    gains = measured(Envelope(BLOCK, 4), hit(0, 400))[3:]
    # 120 samples' power varies by a tenth, which is 0.05 to 0.1 nepers.
    assert float(gains.abs().mean()) < 0.15 and float(gains.mean()) == pytest.approx(0.0, abs=0.02)


def test_treble_waits_for_the_hit() -> None:
    envelope = Envelope(BLOCK, 4)
    at = 4 * BLOCK + 240
    gains = measured(envelope, hit(at))
    # Gains come with the column whose block they belong to is given: one block later.
    before, during = gains[5, :2], gains[5, 2:]
    assert float(before.max()) < -2.0 and float(gains[4].max()) < -1.0 and float(during.min()) > 0.1
    assert float(gains.min()) >= SOFTEST and float(gains.max()) <= LOUDEST
    # What two windows of the right loudness play: there before the hit, and half as loud on it.
    smeared = 0.1 * torch.randn(1, 8 * BLOCK, generator=torch.Generator().manual_seed(1))
    smeared[:, : 3 * BLOCK] = 0.0
    played, _ = envelope.play(smeared, gains[None], envelope.initial_play(1))
    early = played[0, at + BLOCK - 480 : at + BLOCK - 120].square().mean().sqrt()
    # 17 dB and more below the hit; without gains it is as loud as the hit itself.
    assert float(early) < 0.1 * 0.1


def test_silence_has_no_shape() -> None:
    assert not measured(Envelope(BLOCK, 4), torch.zeros(1, 8 * BLOCK)).any()


def test_gains_join_without_a_step() -> None:
    envelope = Envelope(BLOCK, 4)
    assert torch.allclose(envelope.lines.sum(dim=0), torch.ones(BLOCK))
    gains = torch.randn(1, 6, 4, generator=torch.Generator().manual_seed(2))
    curve, _ = envelope.play(torch.ones(1, 6 * BLOCK), gains, envelope.initial_play(1))
    # Between neighbouring gains lie 120 samples, 60 at the edge of a block.
    assert float(curve.log().diff().abs().max()) < float(gains.flatten().diff().abs().max()) / 50


@pytest.mark.parametrize("cut", [1, 3])
def test_parts_equal_wholes(cut: int) -> None:
    torch.manual_seed(0)
    codec = Codec(SHARP).eval()
    torch.nn.init.normal_(codec.decoder.parts_gain.weight, std=0.2)
    audio = noise(0, 1) * torch.linspace(0, 4, noise(0, 1).shape[-1]).sin()
    with torch.no_grad():
        codes, _ = codec.encode(audio, codec.encoder_state(1))
        whole, _ = codec.decode(codes, 3, codec.decoder_state(1))
        hearing, speaking = codec.encoder_state(1), codec.decoder_state(1)
        pieces, heard = [], []
        for piece in audio.split(cut * SHARP.hop_samples, dim=-1):
            some, hearing = codec.encode(piece, hearing)
            sound, speaking = codec.decode(some, 3, speaking)
            heard.append(some)
            pieces.append(sound)
    assert torch.equal(torch.cat(heard, dim=-1), codes)
    # float32 rounding; a forgotten memory shows as a tenth of the sound.
    torch.testing.assert_close(torch.cat(pieces, dim=-1), whole, rtol=0, atol=1e-5)


def test_a_codec_may_be_given_to_one_that_tells_more() -> None:
    torch.manual_seed(0)
    old = Codec(TINY)
    learner = learner_of(SHARP, FRESH)
    learner.begin_with(old.state_dict())
    new, audio = learner.codec, noise(0)
    with torch.no_grad():
        before, _ = old.hear(audio, old.encoder_state(4))
        after, _ = new.hear(audio, new.encoder_state(4))
    bands = slice(TINY.latent, TINY.hiss_end)
    torch.testing.assert_close(after[..., bands], before[..., bands])  # told as it was
    assert float(after[..., SHARP.hiss_end :].std()) > 0.01
    assert torch.equal(new.decoder.leave.weight, old.decoder.leave.weight)


def test_gains_are_played_as_they_were_measured() -> None:
    learner = learner_of(replace(SHARP, envelope_latent=16), CodecTraining(batch=4, judges=()))
    learner.measure_scale()
    learner.measure_loudness()
    codec, audio = learner.codec, noise(99)
    with torch.no_grad():
        latent, _ = codec.hear(audio, codec.encoder_state(4))
        rows = torch.zeros(latent.shape[:2], dtype=torch.int64)
        said, _ = codec.decoder(latent, rows, codec.decoder_state(4))
        seen, _, _ = codec.look(audio, codec.encoder_state(4))
    torch.testing.assert_close(said[..., -4:], seen[..., -4:], rtol=0, atol=1e-4)


def test_where_it_cannot_be_it_says_so() -> None:
    for wrong in ({"front": "stft"}, {"overlap_samples": 120}, {"block_samples": 482, "overlap_samples": 482}):
        with pytest.raises(TrainingError, match=r"\[model\] envelope_parts = 4: this needs an mdct of full overlap"):
            replace(CodecConfig(envelope_parts=4), **wrong)
