"""FLAC with a seek table: the same sound, found at once wherever it lies."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile as sf

from training.corpus.flac import write_flac


class Counting(io.BytesIO):
    """A file that counts what is read of it."""

    taken = 0

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer)
        self.taken += count
        return count


def silence_then_noise(seconds: int) -> npt.NDArray[np.int16]:
    noise = np.random.default_rng(0).integers(-9000, 9000, (24_000 * seconds, 2))
    return np.concatenate([np.zeros_like(noise), noise]).astype(np.int16)


def bytes_to_reach(data: bytes, at: int, expected: npt.NDArray[np.int16]) -> int:
    file = Counting(data)
    with sf.SoundFile(file) as sound:
        sound.seek(at)
        np.testing.assert_array_equal(sound.read(len(expected), dtype="int16"), expected)
    return file.taken


def test_every_place_is_near(tmp_path: Path) -> None:
    sound = silence_then_noise(10)
    assert write_flac(tmp_path / "a.flac", np.array_split(sound, 7)) == len(sound)
    data = (tmp_path / "a.flac").read_bytes()
    plain = io.BytesIO()
    sf.write(plain, sound, 48_000, format="FLAC", subtype="PCM_16")
    places = range(100, len(sound) - 4800, 20_011)
    worst = max(bytes_to_reach(data, at, sound[at : at + 4800]) for at in places)
    guessed = max(bytes_to_reach(plain.getvalue(), at, sound[at : at + 4800]) for at in places)
    # Measured: 0.75 MB at the edge of the silence, 16 MB without the table.
    assert worst < 1_500_000 and guessed > 6_000_000
    assert not list(tmp_path.glob("*.part"))


def test_short_and_empty_files_are_whole(tmp_path: Path) -> None:
    assert write_flac(tmp_path / "a.flac", []) == 0
    for samples in (1, 4096, 4097, 100_000):
        sound = silence_then_noise(3)[-samples:]
        assert write_flac(tmp_path / "a.flac", [sound]) == samples
        found, rate = sf.read(tmp_path / "a.flac", dtype="int16", always_2d=True)
        assert rate == 48_000
        np.testing.assert_array_equal(found, sound)
