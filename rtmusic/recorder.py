"""Sound to disk while it is being played: a WAV file that opens whole whatever happens to the process or the disk."""

from __future__ import annotations

import contextlib
import os
import struct
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

_HEAD_BYTES = 4096  # of a file, that hold all that stands before its sound
_UNSAID = 0xFFFFFFFF  # a length that an RF64 says elsewhere
_RF64_HEAD = struct.Struct("<4sI4s4sIQQQI")
_PLAIN_BYTES = 3_000_000_000  # a file that is gone on with is a plain WAV up to here
_LEAST_FORM = 24  # bytes of a chunk that says what samples are like


class WavWriter:
    """A WAV file whose header is true after every flush, of 24 bits unless told otherwise.

    24 bits hold everything that a limiter lets through, with rounding at -144 dBFS, every audio program reads them,
    and they are a quarter smaller than float. Up to 4 GB (four hours of stereo) the file is a plain WAV; beyond, the
    header becomes RF64 in place. One thread at a time.

    Args:
        again: go on with a file that another writer was killed over; without it a file that exists is overwritten.

    Raises:
        RecordingError: the file cannot be made, or not written any further; what was written stays a whole file, and
            the same write may be tried again.
    """

    def __init__(
        self, path: Path, sample_rate: int, channels: int, subtype: str = "PCM_24", again: bool = False
    ) -> None:
        self.path = path
        self.samples = 0  # in the file
        self._plain = again  # too long a file has to get another header
        try:
            if again:
                self._go_on()
            else:
                self._file = soundfile.SoundFile(str(path), "w", sample_rate, channels, subtype, format="RF64")
        except (soundfile.SoundFileError, OSError) as error:
            reason = "that is a folder" if path.is_dir() else _reason(error)
            if not path.parent.is_dir():
                reason = f"there is no folder {path.parent}"
            raise RecordingError(f"cannot record to {path}: {reason}; name a file in a folder you may write") from None
        self._command(_RF64_AUTO_DOWNGRADE, 1)

    def _command(self, command: int, argument: int) -> None:
        soundfile._snd.sf_command(self._file._file, command, soundfile._ffi.NULL, argument)

    def _go_on(self) -> None:
        _mend(self.path)
        self._file = soundfile.SoundFile(str(self.path), "r+")
        self.samples = self._file.seek(0, soundfile.SEEK_END)
        self._plain = self._file.format != "RF64"

    def write(self, x: Samples) -> None:
        """Append x [C, n], full scale ±1."""
        try:
            if self._plain and self.path.stat().st_size > _PLAIN_BYTES:
                self._file.close()
                self._go_on()
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


def _mend(path: Path) -> None:
    """Make the header of a file that `WavWriter` wrote, and was killed over, count every whole sample of it.

    It becomes that of an RF64 when the file is long: only that can become longer than 4 GB.

    Raises:
        OSError: it cannot be written, or somebody else wrote it.
    """
    with path.open("r+b") as file:
        head, chunks, at = file.read(_HEAD_BYTES), {}, 12
        while at + 8 <= len(head) and b"data" not in chunks:
            length = struct.unpack_from("<I", head, at + 4)[0]
            chunks[head[at : at + 4]] = head[at : at + 8 + length]
            at += 8 + length
        form = chunks.get(b"fmt ", b"")
        if head[:4] not in (b"RIFF", b"RF64") or b"data" not in chunks or len(form) < _LEAST_FORM:
            raise OSError(f"{path} is not what was being written there")
        begin = at - length
        (align,) = struct.unpack_from("<H", form, 20)
        samples = (os.path.getsize(path) - begin) // align
        end = begin + samples * align
        long = end > _PLAIN_BYTES
        if long:
            start = _RF64_HEAD.pack(b"RF64", _UNSAID, b"WAVE", b"ds64", 28, end - 8, end - begin, samples, 0) + form
        else:
            start = struct.pack("<4sI4s", b"RIFF", end - 8, b"WAVE") + form + struct.pack("<4sII", b"fact", 4, samples)
        spare = begin - len(start) - 16
        if spare < 0:
            raise OSError(f"{path} has no room for its length")
        file.truncate(end)
        file.seek(0)
        file.write(start + struct.pack("<4sI", b"PAD ", spare) + bytes(spare))
        file.write(struct.pack("<4sI", b"data", _UNSAID if long else end - begin))


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
        first: where the file begins, when another recorder was killed over it and this one goes on: the sample of the
            ring that is the first of the file.

    Raises:
        RecordingError: the file cannot be made, or not gone on with.
    """

    def __init__(self, ring: Ring, path: Path, sample_rate: int, first: int | None = None) -> None:
        self.error: RecordingError | None = None  # why it does not write now, if it does not
        self.missed_samples = 0  # silence in the file where the ring was too far ahead
        self._ring = ring
        self._rate = sample_rate
        self.first = ring.pushed if first is None else first
        self._writer = WavWriter(path, sample_rate, ring.channels, again=first is not None)
        self._at = self.first + self._writer.samples
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
