"""Sound to disk while it is being played: a WAV file that opens whole whatever happens to the process or the disk."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from pathlib import Path

import numpy as np
import soundfile

from rtmusic.errors import RecordingError
from rtmusic.ring import Ring
from rtmusic.status import Event
from rtmusic.units import Samples

FLUSH_SECONDS = 0.5  # what a power cut may take, at most
AGAIN_SECONDS = 2.0  # after which a disk that was full is tried again
_PIECE = 16_384  # samples written at once
_LOOK_SECONDS = 0.05  # how often the ring is looked at

# libsndfile's command numbers (sndfile.h); the soundfile package has no names for them.
_UPDATE_HEADER_NOW = 0x1060
_RF64_AUTO_DOWNGRADE = 0x1210


class WavWriter:
    """A WAV file whose header is true after every flush, of 24 bits unless told otherwise.

    24 bits hold everything that a limiter lets through, with rounding at -144 dBFS, every audio program reads them,
    and they are a quarter smaller than float. Up to 4 GB (four hours of stereo) the file is a plain WAV; beyond, the
    header becomes RF64 in place. One thread at a time.

    Raises:
        RecordingError: the file cannot be made, or not written any further; what was written stays a whole file, and
            the same write may be tried again.
    """

    def __init__(self, path: Path, sample_rate: int, channels: int, subtype: str = "PCM_24") -> None:
        self.path = path
        self.samples = 0  # written so far
        try:
            self._file = soundfile.SoundFile(str(path), "w", sample_rate, channels, subtype, format="RF64")
        except (soundfile.SoundFileError, OSError) as error:
            reason = "that is a folder" if path.is_dir() else _reason(error)
            if not path.parent.is_dir():
                reason = f"there is no folder {path.parent}"
            raise RecordingError(f"cannot record to {path}: {reason}; name a file in a folder you may write") from None
        self._command(_RF64_AUTO_DOWNGRADE, 1)

    def _command(self, command: int, argument: int) -> None:
        soundfile._snd.sf_command(self._file._file, command, soundfile._ffi.NULL, argument)

    def write(self, x: Samples) -> None:
        """Append x [C, n], full scale ±1."""
        try:
            self._file.write(x.T)
        except (soundfile.SoundFileError, OSError, AssertionError) as error:
            # libsndfile says "System error" for a full disk; the package has an assertion for a short write. What was
            # written of it may end within a sample, so the next write begins where this one did.
            with contextlib.suppress(soundfile.SoundFileError, OSError):
                self._file.seek(self.samples)
            raise RecordingError(
                f"recording to {self.path} stopped after {self.samples / self._file.samplerate:.1f} s: "
                f"{_reason(error)} (is the disk full?); the file holds everything up to there"
            ) from None
        self.samples += x.shape[1]

    def flush(self) -> None:
        """Make the header count what was written, and hand both to the disk."""
        self._command(_UPDATE_HEADER_NOW, 0)
        with contextlib.suppress(soundfile.SoundFileError, OSError):
            self._file.flush()

    def close(self) -> None:
        """Finish the file. Calling it twice does no harm."""
        with contextlib.suppress(soundfile.SoundFileError, OSError):
            self._file.close()


def _reason(error: BaseException) -> str:
    text = getattr(error, "error_string", "") or str(error)
    return text.strip().rstrip(".") or "it cannot be written"


class Recorder:
    """Follows a ring with a thread and writes what is pushed there from its making on, once it was started.

    It never shortens time: samples that were overwritten before it came to them are silence in the file, and counted.
    A file that cannot grow is tried again every AGAIN_SECONDS; nothing is lost of what the ring still holds then.

    Args:
        ring: the played samples.
        path: the WAV file; overwritten when it exists.
        sample_rate: of the ring, Hz.

    Raises:
        RecordingError: the file cannot be made.
    """

    def __init__(self, ring: Ring, path: Path, sample_rate: int) -> None:
        self.error: RecordingError | None = None  # why it does not write now, if it does not
        self.missed_samples = 0  # silence in the file where the ring was too far ahead
        self._ring = ring
        self._rate = sample_rate
        self._at = ring.pushed
        self._writer = WavWriter(path, sample_rate, ring.channels)
        self._piece = np.zeros((ring.channels, _PIECE), np.float32)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="recorder", daemon=True)
        self._told: deque[tuple[str, str]] = deque()  # kinds and texts of events

    @property
    def path(self) -> Path:
        return self._writer.path

    @property
    def samples(self) -> int:
        """Samples in the file so far."""
        return self._writer.samples

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def poll(self, at_s: float) -> list[Event]:
        """What a player should know that has happened since the last call."""
        return [Event(at_s, *self._told.popleft()) for _ in range(len(self._told))]

    def stop(self) -> None:
        """Write what is left and finish the file. Calling it twice, or without a start, does no harm."""
        self._stop.set()
        if self._thread.ident is None:
            self._writer.close()
        else:
            self._thread.join()

    def _follow(self) -> None:
        flushed = again = time.monotonic()
        stopping = False
        while not stopping:
            stopping = self._stop.wait(_LOOK_SECONDS)
            now = time.monotonic()
            if now < again and not stopping:
                continue
            try:
                self._catch_up(self._ring.pushed)
            except RecordingError as error:
                again = now + AGAIN_SECONDS
                if self.error is None:
                    self._told.append(("recording-stopped", f"{error}; it is tried again"))
                self.error = error
                continue
            if self.error is not None:
                self.error = None
                lost = f"{self.missed_samples / self._rate:.1f} s of it" if self.missed_samples else "nothing"
                self._told.append(("recording-back", f"recording to {self.path} goes on; {lost} was lost"))
            if now - flushed > FLUSH_SECONDS:
                self._writer.flush()
                flushed = now
        self._writer.close()

    def _catch_up(self, until: int) -> None:
        while self._at < until:
            gone = self._ring.oldest - self._at
            n = min(_PIECE, until - self._at, gone if gone > 0 else _PIECE)
            piece = self._piece[:, :n]
            there = self._ring.read(self._at, piece)  # overwritten: silence, but of the same length
            self._writer.write(piece)
            self.missed_samples += 0 if there else n
            self._at += n
