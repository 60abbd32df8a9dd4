"""Pictures beside the tables: each is drawn from what was measured, and leaves out what was not."""

from __future__ import annotations

from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

from training.evaluation import pictures
from training.evaluation.hearing import THIRDS_HZ

RATE = 48_000


def size(png: Path) -> tuple[int, int]:
    height, width = matplotlib.image.imread(png).shape[:2]
    return width, height


def colours(png: Path) -> int:
    return len(np.unique((matplotlib.image.imread(png)[..., :3] * 255).astype(np.uint8).reshape(-1, 3), axis=0))


def test_a_spectrogram_for_each_version(tmp_path: Path) -> None:
    sound = pictures.clicks(RATE, 1.0)
    pictures.spectrograms({"original": sound}, RATE, "clicks", tmp_path / "one.png")
    pictures.spectrograms(
        {"original": sound, "softer": 0.1 * sound, "nothing": 0 * sound}, RATE, "c", tmp_path / "3.png"
    )
    assert size(tmp_path / "3.png")[1] == pytest.approx(3 * size(tmp_path / "one.png")[1], abs=4)
    assert colours(tmp_path / "one.png") > 100


def test_metrics_that_were_not_measured_have_no_panel(tmp_path: Path) -> None:
    rows = [{"name": f"{n} levels", "kbps": n / 2, "mel": 2.0 - n / 20, "visqol": 3.0} for n in (4, 8, 16)]
    rows += [{"name": "Opus 12", "kbps": 11.8, "mel": 1.0, "visqol": 3.9}]
    names = ("visqol", "mel", "stft")
    pictures.rate_quality({"all": rows, "voice": rows}, names, tmp_path / "both.png")
    fast = [{name: value for name, value in row.items() if name != "visqol"} for row in rows]
    pictures.rate_quality({"all": fast}, names, tmp_path / "fast.png")
    single = [*fast[1:], rows[0]]  # one row that was listened to makes no curve
    pictures.rate_quality({"all": single}, names, tmp_path / "single.png")
    assert size(tmp_path / "single.png") == size(tmp_path / "fast.png")
    both, one = size(tmp_path / "both.png"), size(tmp_path / "fast.png")
    assert not pictures.rate_quality({"all": rows[:2]}, names, tmp_path / "none.png")
    assert not (tmp_path / "none.png").exists()
    assert both[0] == pytest.approx(2 * one[0], abs=4) and both[1] == pytest.approx(2 * one[1], abs=4)


def test_bands_where_nothing_played_are_gaps(tmp_path: Path) -> None:
    errors = np.linspace(-10, 0, len(THIRDS_HZ))
    errors[3] = np.nan
    pictures.level_errors({"16 levels": errors}, tmp_path / "levels.png")
    pictures.usage_bars([1.0, 0.5], [900.0, 200.0], 1024, tmp_path / "usage.png")
    pictures.attack({"original": pictures.clicks(RATE)}, RATE, round(0.3 * RATE), "a hit", tmp_path / "attack.png")
    assert all(colours(tmp_path / f"{name}.png") > 3 for name in ("levels", "usage", "attack"))


def test_castanets_are_the_same_for_everybody() -> None:
    sound = pictures.clicks(RATE)
    np.testing.assert_array_equal(sound, pictures.clicks(RATE))
    assert 0.3 < np.abs(sound).max() <= 1.0
    assert not np.array_equal(sound[0], sound[1])
    # Silence before the first hit, or there would be nothing to hear an echo in.
    assert not sound[:, : round(0.29 * RATE)].any()
