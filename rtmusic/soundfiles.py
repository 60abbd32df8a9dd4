"""Files as the two sides of a device: a recording as what is heard, a WAV file as what is played."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from rtmusic.errors import DeviceError, RecordingError, UsageError
from rtmusic.recorder import Recorder
from rtmusic.ring import Ring
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.timeline import MAX_BLOCK
from rtmusic.units import Samples

UNREADABLE = (soundfile.SoundFileError, OSError, TypeError)  # the last one is said of files without a header, as .raw
_AHEAD_SAMPLES = 2**18  # 5.5 s are read ahead of the clock
_PIECE = 4096
_PATIENCE_S = 0.2  # a reader that is asked for more than is there waits this long


def read_sound(path: Path, sample_rate: int, channels: int, most_s: float | None = None) -> Samples:
    """A sound file as the instrument hears it: resampled, mono on both sides, no more than its first channels.

    Args:
        most_s: seconds to read at most; None reads all.

    Raises:
        UsageError: there is no such file, or it holds no sound that can be read.
    """
    try:
        with soundfile.SoundFile(str(path)) as file:
            rate = file.samplerate
            audio = file.read(-1 if most_s is None else round(most_s * rate), dtype="float32", always_2d=True)
    except UNREADABLE as error:
        reason = "there is no such file" if not path.exists() else str(error).partition(": ")[2] or str(error)
        raise UsageError(f"{path} cannot be read: {reason}; give a sound file such as WAV, FLAC, OGG or MP3") from error
    if not len(audio):
        raise UsageError(f"{path} is empty: there is nothing to play")
    if rate != sample_rate:
        audio = soxr.resample(audio, rate, sample_rate, "HQ")
    if audio.shape[1] < channels:
        audio = np.repeat(audio[:, :1], channels, axis=1)
    return np.ascontiguousarray(audio.T[:channels], np.float32)


class FileSource:
    """A sound file of any rate and number of channels, heard at 48 kHz stereo; a thread of its own reads it.

    One channel is heard on both sides; of more than two, the first two. The clock's thread calls read.

    Args:
        path: any file that libsndfile knows (WAV, FLAC, Ogg, MP3, AIFF, …).
        loop: begin again at the end, without a gap; otherwise silence follows.
        at: samples at 48 kHz to begin after.

    Raises:
        DeviceError: it is missing, empty, or no sound file.
    """

    def __init__(self, path: Path, loop: bool, at: int) -> None:
        self._ring = Ring.local(CHANNELS, 2 * _AHEAD_SAMPLES)
        self._at = 0
        self._ended = False
        self._stop = threading.Event()
        try:
            self._file = soundfile.SoundFile(str(path))
        except UNREADABLE as error:
            there = "is no sound file that can be read" if path.is_file() else "is not there"
            detail = str(getattr(error, "error_string", "")).strip().rstrip(".")
            hint = f" ({detail})" if path.is_file() and detail else ""
            raise DeviceError(f"input file {path} {there}{hint}; give the path of a WAV, FLAC or Ogg file") from None
        if not self._file.frames:
            raise DeviceError(f"input file {path} holds no sound; give the path of a WAV, FLAC or Ogg file")
        start = round(at * self._file.samplerate / SAMPLE_RATE)
        self._file.seek(start % self._file.frames if loop else min(start, self._file.frames))
        self._pieces = self._decode(loop)
        self._fill(_AHEAD_SAMPLES // 8)  # the first sound is there before the clock starts
        self._thread = threading.Thread(target=self._follow, name="file-source", daemon=True)
        self._thread.start()

    def _decode(self, loop: bool) -> Iterator[Samples]:
        """The file in pieces [2, n] at 48 kHz."""
        file = self._file
        resampler = None
        if file.samplerate != SAMPLE_RATE:
            resampler = soxr.ResampleStream(file.samplerate, SAMPLE_RATE, CHANNELS, dtype="float32", quality="HQ")
        while True:
            block = file.read(_PIECE, dtype="float32", always_2d=True)
            last = len(block) < _PIECE
            if last and loop:
                file.seek(0)
                last = False
            stereo = np.ascontiguousarray(block[:, [0, min(1, block.shape[1] - 1)]])
            if resampler is not None:
                stereo = resampler.resample_chunk(stereo, last)
            for at in range(0, len(stereo), MAX_BLOCK):
                yield stereo[at : at + MAX_BLOCK].T
            if last:
                return

    def _fill(self, ahead: int) -> None:
        while self._ring.pushed < self._at + ahead and not self._ended:
            try:
                piece = next(self._pieces, None)
            except UNREADABLE:
                piece = None  # damaged further in: what could be read was heard
            if piece is None:
                self._ended = True
            else:
                self._ring.push(piece)

    def _follow(self) -> None:
        while not self._ended and not self._stop.wait(0.1):
            self._fill(_AHEAD_SAMPLES)

    def read(self, out: Samples) -> bool:
        """Fill out [2, n] with what comes next, silence after the end."""
        give_up = time.monotonic() + _PATIENCE_S
        n = out.shape[1]
        while not self._ended and self._ring.pushed < self._at + n:
            if time.monotonic() > give_up:
                out[:] = 0
                return False
            time.sleep(0.001)
        there = max(0, min(n, self._ring.pushed - self._at))
        if there:
            self._ring.read(self._at, out[:, :there])
        out[:, there:] = 0
        self._at += there
        return True

    def close(self) -> None:
        self._stop.set()
        self._thread.join(2)
        self._file.close()


class FileSink:
    """A WAV file as the output: a recorder behind a ring, so that the clock never waits for the disk.

    Raises:
        DeviceError: the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._ring = Ring.local(CHANNELS, 2**19)
        try:
            self._recorder = Recorder(self._ring, path, SAMPLE_RATE)
        except RecordingError as error:
            raise DeviceError(f"output file: {error}") from None
        self._recorder.start()

    def write(self, x: Samples) -> None:
        self._ring.push(x)

    def close(self) -> None:
        """Write what is left and finish the file."""
        self._recorder.stop()
