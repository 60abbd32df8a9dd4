"""Hours are played in simulated time, and what grows, falls silent or repeats itself is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rtmusic.bundle import Bundle
from rtmusic.cli import main
from rtmusic.endurance import SCENES, Endurance, Slice, endure, growth, judge, table
from rtmusic.errors import UsageError
from rtmusic.units import Samples

RATE = 48_000


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def guitar(seconds: float) -> Samples:
    t = np.arange(round(seconds * RATE)) / RATE
    return np.tile(0.3 * np.sin(2 * np.pi * 220 * t) * np.exp(-3 * (t % 0.5)), (2, 1)).astype(np.float32)


def test_scenes_are_played_one_after_the_other_and_told(bundle: Bundle) -> None:
    shares: list[float] = []
    found = endure(0.01, bundle, ("horizon=8",), minutes=0.1, start_h=1000.0, progress=shares.append)
    assert [piece["mode"] for piece in found["slices"]] == ["stream", "loop", "follow"] * 2
    assert found["slices"][0]["from_h"] == 1000.0 and found["slices"][-1]["from_h"] == pytest.approx(
        1000.0083, abs=1e-3
    )
    assert all(piece["rounds"] > 50 and piece["memory_mb"] > 10 for piece in found["slices"])
    assert shares[-1] == 1.0 and found["hours"] == 0.01
    said = table(found)
    assert "| stream |" in said and "from hour 1000" in said and found["passed"] == (not found["failures"])


def test_the_hour_on_the_clock_changes_nothing(bundle: Bundle) -> None:
    """Frame and sample numbers of weeks: the same evening, sample for sample, but for what chance draws."""
    early, late = (Endurance(bundle, guitar(2.0), ("horizon=8",), start) for start in (0, 2000 * 3600 * RATE))
    for scene in SCENES:
        first, last = early.play(scene, 4 * RATE), late.play(scene, 4 * RATE)
        assert (first.rounds, first.silent_s, first.repeated_ms) == (last.rounds, last.silent_s, last.repeated_ms)
        assert abs(first.loudness_db - last.loudness_db) < 6.0


def test_what_should_not_happen_is_said() -> None:
    def slices(memory: float, **wrong: float) -> list[Slice]:
        kept = [Slice("stream", hour, 100, 10.0, 12.0, 200.0, -20.0, -60.0, 0.5) for hour in range(6)]
        kept[-1] = Slice("stream", 5.0, **{"rounds": 100, "round_p50_ms": 10.0, "peak": 0.5, **wrong})  # type: ignore[arg-type]
        for piece in kept[-2:]:
            piece.memory_mb = memory
        return kept

    assert list(judge(slices(205.0))) == []
    assert growth(slices(300.0)) == {"memory": 1.5, "stream round": 1.0}
    assert list(judge(slices(300.0))) == ["memory grew to 1.50 times what it was"]
    assert "3 s of silence" in next(judge(slices(200.0, silent_s=3)))
    assert "20.0 ms were a repeated bar" in next(judge(slices(200.0, repeated_ms=20.0)))
    assert "0 rounds" in next(judge(slices(200.0, rounds=0)))


def test_too_short_is_refused(bundle: Bundle) -> None:
    with pytest.raises(UsageError, match="are not 3 scenes of 10 minutes; give more hours"):
        endure(0.2, bundle)


def test_the_command_prints_what_it_found(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["bench", "endurance", "--bundle", str(tiny_bundle), "--hours", "0.01", "--minutes", "0.1"]
    main([*words, "--set", "horizon=8", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert len(found["slices"]) == 6 and found["settings"] == ["horizon=8"]
    assert main([*words[:-2], "--minutes", "10"]) == 2
    assert "give more hours" in capsys.readouterr().err
