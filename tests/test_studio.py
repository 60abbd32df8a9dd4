"""Files in and out without a stage: any rate and any channels in, one whole file out."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from rtmusic.bundle import Bundle
from rtmusic.errors import BundleError, RecordingError, UsageError
from rtmusic.knobs import Panel, parse_setting
from rtmusic.prompts import DEFAULT_PROMPTS
from rtmusic.soundfiles import read_sound
from rtmusic.studio import Progress, render_file

CODEC = Panel().turn([parse_setting("mode=codec")])


def sine(rate: int, seconds: float = 0.5) -> npt.NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [8000, 44100, 48000, 96000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_rate_and_channels_become_48_khz_stereo(rate: int, channels: int, tmp_path: Path) -> None:
    path = tmp_path / "in.wav"
    columns = np.stack([sine(rate) * (1 if c == 0 else -1 if c == 1 else 0) for c in range(channels)], axis=1)
    soundfile.write(path, columns, rate, subtype="FLOAT")
    audio = read_sound(path, 48_000, 2)
    assert audio.dtype == np.float32 and audio.shape == (2, 24_000)
    middle = slice(4800, 19200)  # away from the ends, where a resampler rings
    np.testing.assert_allclose(audio[0, middle], sine(48_000)[middle], atol=2e-3)
    # One channel is heard on both sides; of six, the first two, each on its own.
    np.testing.assert_allclose(audio[1, middle], audio[0, middle] * (1 if channels == 1 else -1), atol=1e-5)


def test_what_holds_no_sound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none.wav cannot be read: there is no such file"):
        read_sound(tmp_path / "none.wav", 48_000, 2)
    text, empty = tmp_path / "text.wav", tmp_path / "empty.wav"
    text.write_text("these are words")
    with pytest.raises(UsageError, match=r"text.wav cannot be read: .*; give a sound file"):
        read_sound(text, 48_000, 2)
    soundfile.write(empty, np.zeros((0, 2)), 48_000)
    with pytest.raises(UsageError, match=r"empty.wav is empty"):
        read_sound(empty, 48_000, 2)
    with pytest.raises(UsageError, match=r"cannot be read"):
        read_sound(tmp_path, 48_000, 2)


def test_a_file_is_rendered_as_long_as_it_is(tiny_bundle: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    soundfile.write(source, np.stack([sine(44_100, 1.013)] * 2, axis=1), 44_100)
    shares: list[float] = []
    render_file(source, target, Bundle.load(tiny_bundle), CODEC, DEFAULT_PROMPTS, progress=shares.append)
    audio, rate = soundfile.read(target)
    assert rate == 48_000 and len(audio) == pytest.approx(1.013 * 48_000, abs=1)
    assert soundfile.info(target).subtype == "PCM_24"
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert sorted(os.listdir(tmp_path)) == ["in.wav", "out.wav"]


def test_a_rendering_that_fails_leaves_the_old_file(tiny_bundle: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    soundfile.write(source, sine(48_000), 48_000)
    target.write_text("last night")

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_file(source, target, Bundle.load(tiny_bundle), CODEC, DEFAULT_PROMPTS, progress=stop)
    assert target.read_text() == "last night"
    assert sorted(os.listdir(tmp_path)) == ["in.wav", "out.wav"]
    with pytest.raises(RecordingError, match=r"there is no folder"):
        render_file(source, tmp_path / "no" / "out.wav", Bundle.load(tiny_bundle), CODEC, DEFAULT_PROMPTS)


def test_prompts_that_cannot_be_read_are_an_error_only_when_somebody_typed_them(
    tiny_bundle: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    soundfile.write(source, sine(48_000, 0.1), 48_000)
    bundle = Bundle.load(tiny_bundle)
    render_file(source, target, bundle, CODEC, DEFAULT_PROMPTS)
    assert "bundle tiny has no text model: prompts do nothing" in caplog.text
    with pytest.raises(BundleError, match=r"there is no text graph"):
        render_file(source, target, bundle, CODEC, ("rain", *DEFAULT_PROMPTS[1:]))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for out in (terminal, pipe):
        progress = Progress(out, "rendering x.wav")
        progress(0.5)  # too soon after the beginning to be worth a word
        progress(1.0)
    assert terminal.getvalue() == f"\rrendering x.wav [{'=' * 30}] 100%  0.0 s   \n"
    assert pipe.getvalue() == "rendering x.wav 100%  0.0 s\n"
