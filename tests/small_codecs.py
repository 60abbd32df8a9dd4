"""A codec small enough to learn in a test, and noise for it to hear."""

from __future__ import annotations

import torch

from training.codec_config import CodecConfig
from training.codec_learner import CodecLearner, CodecTraining
from training.fabric import launch

TINY = CodecConfig(
    block_samples=48, overlap_samples=48, width=8, frame_width=12, latent=8, kernel=3, encoder_blocks=1,
    encoder_frame_blocks=1, decoder_frame_blocks=1, decoder_blocks=1, levels=3, codes=16, code_dim=4,
    hiss_bands=6, hiss_latent=5,
)  # fmt: skip
FRESH = CodecTraining(batch=4, judges=(), steps_before_quantizer=2, fresh_codes=True, learning_rate=1e-9)


def noise(step: int, size: int = 4, rms: float = 0.1) -> torch.Tensor:
    return rms * torch.randn(size, 2, 40 * TINY.hop_samples, generator=torch.Generator().manual_seed(step))


def learner_of(config: CodecConfig, training: CodecTraining) -> CodecLearner:
    return CodecLearner(config, training, noise, launch(1, False, "cpu"))
