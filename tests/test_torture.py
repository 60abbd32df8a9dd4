"""The torture test catches what it looks for, and the instrument stands it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rtmusic import torture
from rtmusic.cli import main
from rtmusic.status import Event
from rtmusic.torture import SILENT, Trial, holes


def test_holes_are_long_runs_of_nothing_in_all_channels() -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, (2, 10_000)).astype(np.float32)
    assert holes(sound) == 0
    sound[0, 1000:5000] = 0  # the other channel plays
    sound[:, 6000 : 6000 + SILENT - 1] = 0  # too short to hear
    assert holes(sound) == 0
    sound[:, 7000 : 7000 + SILENT] = 0
    sound[:, 9000:] = 0
    assert holes(sound) == SILENT + 1000


def test_what_is_heard_or_not_told_fails() -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, (2, 20 * 48_000)).astype(np.float32)
    sound[:, 3 * 48_000 : 3 * 48_000 + 4800] = 0
    trials = [Trial("model stopped 500 ms", 2.0), Trial("model killed", 8.0, glitches=2), Trial("sound killed", 14.0)]
    failures = torture._judge(trials, sound, [Event(14.1, "sound-died", "")])
    assert failures == [
        "model stopped 500 ms at 2.0 s: 100 ms of silence",
        "model killed at 8.0 s: the report does not say model-restart",
        "model killed at 8.0 s: 2 glitches",
        "2 processes were killed and 1 started again",
    ]
    assert trials[0].silent_ms == 100.0


def test_the_instrument_stands_it(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["bench", "torture", "--bundle", str(tiny_bundle), "--minutes", "0.1", "--json"])
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["failures"] == [] and status == 0, said.err
    names = {trial["name"] for trial in found["trials"]}
    assert {"model killed", "sound killed", "sound stopped 200 ms", "model stopped 1000 ms"} <= names
    assert found["knobs_turned_over_the_wire"] > 20_000  # of 5,000 a second
    assert "| model killed |" in torture.table(found) and torture.table(found).endswith("passed")
    assert "FAILED: a hole" in torture.table({**found, "passed": False, "failures": ["a hole"]})
