"""The click benchmark finds a click that was put there, and nothing in clean music."""

from pathlib import Path

import numpy as np

from rtmusic.bench import clicks, judge, table
from rtmusic.bundle import Bundle
from rtmusic.units import Samples


def tone(seconds: float = 4.0) -> Samples:
    t = np.arange(round(seconds * 48_000)) / 48_000
    return np.stack([np.sin(2 * np.pi * 330 * t), np.sin(2 * np.pi * 221 * t)]).astype(np.float32) * 0.4


def test_a_step_at_a_seam_is_a_click() -> None:
    broken = tone()
    broken[:, 70_000:] += 0.1
    seen = judge("codec", broken, [50_000, 70_000, 90_000])
    assert seen.clicks == 1 and seen.seams == 3
    assert abs(seen.worst_at_s - 70_000 / 48_000) < 1e-6 and seen.worst_ratio > 40


def test_clean_sound_has_none_and_faults_are_named() -> None:
    clean = judge("codec", tone(), range(1000, 190_000, 777))
    assert clean.clicks == 0 and clean.silent_s == 0 and clean.not_numbers == 0 and clean.dc < 1e-3
    gap = tone()
    gap[:, 48_000:96_000] = 0
    assert judge("codec", gap, []).silent_s == 1
    offset = judge("codec", tone() + np.float32(0.05), [])
    assert offset.dc > 0.04


def test_every_mode_is_rendered_and_shown(tiny_bundle: Path) -> None:
    rows = list(clicks(Bundle.load(tiny_bundle), tone(5.0), np.zeros((8, 384), np.float32)))
    assert [row.mode for row in rows] == ["loop", "stream", "follow", "codec"]
    assert all(row.seams > 20 and row.not_numbers == 0 and row.peak <= 1.0 for row in rows)
    assert table(rows).count("\n") == 5
