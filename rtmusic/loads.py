"""Loops that come from a file while it plays, and what was bounced: what one process hands to another, or to the next.

A loop is handed over in a file in the evening's folder, and the order to play it says which: its number is what the
file adds up to, so the number that the journal notes is name and sum of the file at once. Whoever plays the evening
again, or goes on where a process was killed, finds the same loop or none.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.arrayfile import read_arrays
from rtmusic.errors import RecordingError
from rtmusic.units import Codes, Samples
from rtmusic.wholefile import sha256, write_whole_bytes

PATTERN = "load-*.npz"
_DIGITS = 13  # of the sum that are the number: 52 bits, which a float holds exactly
_NONE = -1
_MOST_BYTES = 1 << 26  # of a file: two minutes of sound are 46 MB


@dataclass(frozen=True, slots=True)
class Plays:
    """How a loop plays that is handed over."""

    muted: bool = False
    reversed: bool = False
    solo: bool | None = False  # None: as it is in the place that it comes into
    paused: int | None = None  # the sample of its turn, as it is heard, at which it stands still


AS_IT_IS = Plays(solo=None)  # heard, forwards, and nobody's solo changes


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A loop that was handed over."""

    number: int  # of its file
    loop: int
    offset: int  # samples from a bar line to where one of its turns begins
    sound: Samples  # [C, n], one turn
    codes: Codes  # int64 [levels, F], with the frames that lead into it; F is 0 where it has none yet
    plays: Plays = AS_IT_IS


class Loads:
    """Handed-over loops in a folder. Any thread may call it, one at a time.

    Args:
        folder: where they lie, made when it is needed; None: there are none.
        keeps: whether `keep` writes; who plays an evening again changes nothing there.
    """

    def __init__(self, folder: Path | None, keeps: bool = True) -> None:
        self._folder, self._keeps = folder, keeps

    def hand_over(self, loop: int, offset: int, sound: Samples, codes: Codes, plays: Plays = AS_IT_IS) -> int:
        """Write a loop down; see `Loaded`.

        Returns:
            Its number.

        Raises:
            RecordingError: there is no room.
        """
        if self._folder is None:
            raise RecordingError("there is no place for a loop: free some room in the temporary folder and begin again")
        number, data = _pack(loop, offset, sound, codes, plays)
        try:
            self._write(self._folder, number, data)
        except OSError as error:
            raise RecordingError(f"{self._folder} cannot be written ({error.strerror}); make room there") from None
        return number

    def keep(self, loop: int, sound: Samples) -> int:
        """Write down what a loop sounds like until it has codes, if there is room; its number in any case."""
        number, data = _pack(loop, 0, sound, np.zeros((1, 0), np.int64), AS_IT_IS)
        if self._keeps and self._folder is not None and not self._path(self._folder, number).exists():
            with suppress(OSError):
                self._write(self._folder, number, data, synced=False)  # the music does not wait for the disk
        return number

    def bring(self, number: int, folder: Path) -> None:
        """Take over a loop that was handed over in another folder, if it is still there."""
        if self._folder is not None:
            with suppress(OSError):
                self._write(self._folder, number, self._path(folder, number).read_bytes())

    def read(self, number: int) -> Loaded | None:
        """A loop by its number; None where its file is gone or damaged."""
        if self._folder is None:
            return None
        try:
            held = read_arrays(self._path(self._folder, number), ("place", "sound", "codes"), _MOST_BYTES, ("plays",))
            loop, offset = held["place"].tolist()
            plays = _plays(held["plays"].tolist()) if "plays" in held else AS_IT_IS
            return Loaded(number, loop, offset, held["sound"], held["codes"].astype(np.int64), plays)
        except (OSError, ValueError):
            return None

    def check(self, number: int) -> None:
        """Raise RecordingError when a loop is not what was handed over."""
        if self._folder is None:
            return
        path = self._path(self._folder, number)
        try:
            if int(sha256(path)[:_DIGITS], 16) == number:
                return
            reason = "it is damaged"
        except OSError as error:
            reason = error.strerror or "it cannot be read"
        raise RecordingError(f"{path}: {reason}; a loop of that evening was in it. Take a copy of the set")

    def _write(self, folder: Path, number: int, data: bytes, synced: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole_bytes(self._path(folder, number), data, synced=synced)

    @staticmethod
    def _path(folder: Path, number: int) -> Path:
        return folder / PATTERN.replace("*", f"{number:0{_DIGITS}x}")


def _pack(loop: int, offset: int, sound: Samples, codes: Codes, plays: Plays) -> tuple[int, bytes]:
    """A loop's number, and its file; see `Loaded`."""
    file = io.BytesIO()
    more: dict[str, Any] = {}
    if plays != AS_IT_IS:  # else it is the file that it always was, and has the number that older evenings know
        numbers = (plays.muted, plays.reversed, plays.solo, plays.paused)
        more["plays"] = np.array([_NONE if number is None else number for number in numbers], np.int64)
    place = np.array([loop, offset], np.int64)
    np.savez(file, place=place, sound=np.ascontiguousarray(sound, np.float32), codes=codes.astype(np.int16), **more)
    data = file.getvalue()
    return int(hashlib.sha256(data).hexdigest()[:_DIGITS], 16), data


def _plays(numbers: list[int]) -> Plays:
    muted, backwards, solo, paused = numbers
    return Plays(bool(muted), bool(backwards), None if solo == _NONE else bool(solo), None if paused < 0 else paused)
