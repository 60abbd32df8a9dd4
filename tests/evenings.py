"""A whole instrument on the virtual sound card whose evening is kept, and the same evening once more."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from rtmusic.engine import Engine, Settings
from rtmusic.knobs import Panel, parse_setting
from rtmusic.shared import SAMPLE_RATE
from rtmusic.soundprocess import SoundSpec
from rtmusic.studio import render_set

PATIENCE_S = 30.0  # a busy machine may be slow; what is waited for comes or the test fails


def await_so(what: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Wait until it is so; fail where it never is."""
    end = time.monotonic() + patience_s
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def evening(bundle: Path, folder: Path, *turned: str, record: Path | None = None) -> Engine:
    """An instrument whose evening is kept whole in a folder, with these knobs turned; it is not started."""
    panel = Panel().turn([parse_setting(text) for text in ("horizon=16", *turned)])
    sound = SoundSpec("virtual", "virtual", round_trip_ms=20.0)
    return Engine(Settings(sound, panel, (), bundle, "cpu", record=record, journal=folder, everything=True))


def assert_played_again(folder: Path, recording: Path) -> npt.NDArray[np.int32]:
    """The set in a folder is rendered, and is the recording bit for bit; returns that, int32 [n, C]."""
    again = recording.with_name("again.wav")
    said = render_set(folder, again, None)
    assert "set" in said and "not kept" not in said
    (live, rate), (rendered, _) = (soundfile.read(path, dtype="int32", always_2d=True) for path in (recording, again))
    assert rate == SAMPLE_RATE
    np.testing.assert_array_equal(live, rendered)
    return np.asarray(live)
