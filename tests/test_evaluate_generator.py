"""The figures mean what they say: drafts hide everything, a perfect model is never surprised, playing on replays."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from torch import Tensor

from training.codec import Codec
from training.codec_config import CodecConfig
from training.conditioning import CONTROLS, EMBEDDING_SIZE
from training.evaluate_generator import DRAFT_GAP, DRAFT_WIDTH, FOLLOWED, FRAMES, drafts, follow, main, play_on, score
from training.token_clips import TokenBatch
from training.transformer import Generator, GeneratorConfig

TINY = GeneratorConfig(
    levels=2, codes=7, code_width=8, width=32, layers=1, heads=2, expansion=2, depth_width=16, control_width=4,
    past_frames=30,
)  # fmt: skip


def a_batch(frames: int = 120, size: int = 3) -> TokenBatch:
    codes = torch.randint(7, (size, 2, frames), generator=torch.Generator().manual_seed(0))
    nothing = torch.zeros(size, frames, len(CONTROLS))
    return TokenBatch(codes, codes, nothing, nothing, torch.zeros(size, EMBEDDING_SIZE))


def a_wish(size: int) -> dict[str, Tensor]:
    nothing = torch.zeros(1, 1, len(CONTROLS))
    return {
        "embedding": torch.zeros(size, EMBEDDING_SIZE), "guidance": torch.ones(size),
        "controls": nothing, "control_known": nothing,
    }  # fmt: skip


def test_a_draft_hides_all_and_sees_a_full_past_behind_its_gap() -> None:
    batch = a_batch()
    task = drafts(batch, past_frames=30)
    assert not bool(task.known.any())
    assert task.windows.width == DRAFT_WIDTH
    assert bool((task.windows.starts - task.windows.newest == DRAFT_GAP).all())
    assert torch.equal(task.codes, batch.codes[:, :, 30 : 30 + task.codes.shape[2]])


def test_a_fresh_model_is_as_surprised_as_one_that_guesses() -> None:
    """ln 7 nats, give or take its random start; scoring tokens that it sees would give another figure."""
    torch.manual_seed(0)
    figures = score(Generator(TINY), [drafts(a_batch(), 30)])
    assert all(abs(n - math.log(7)) < 0.2 for n in figures["nats"])
    assert all(0.0 <= r <= 0.4 for r in figures["right"])


def test_playing_on_replays_with_the_same_dice() -> None:
    torch.manual_seed(0)
    model = Generator(TINY)
    past = a_batch(40).codes
    one, same, other = (play_on(model, past, 30, a_wish(3), torch.Generator().manual_seed(s)) for s in (1, 1, 2))
    assert one.shape == (3, 2, 30)
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_controls_are_measured_in_the_sound() -> None:
    """A fresh model obeys nothing, so low and high sound the same to the last digit."""
    torch.manual_seed(0)
    codec = Codec(
        CodecConfig(
            width=8, frame_width=12, latent=6, encoder_blocks=1, encoder_frame_blocks=1, decoder_frame_blocks=1,
            decoder_blocks=1, levels=2, codes=7, code_dim=4,
        )
    )  # fmt: skip
    heard = follow(Generator(TINY), codec, a_batch(FRAMES, size=12))
    assert set(heard) == set(FOLLOWED)
    assert all(figures["difference"] == 0.0 for figures in heard.values())
    assert all(math.isfinite(v) for figures in heard.values() for v in figures.values())


def test_a_folder_without_a_checkpoint_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--data", str(tmp_path)]) == 1
    assert "no checkpoint here" in capsys.readouterr().err
