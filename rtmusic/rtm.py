"""Recordings of codes: an .rtm file, the codec's tokens on disk, 500 bits a second for each level or less.

A file is a head, chunks, and a tail. All numbers are little-endian.

    head   8 bytes   89 52 54 4D 0D 0A 1A 0A: no text file, and damaged by whatever mends line ends
           u16       version, 1
           u32       n
           n bytes   JSON in UTF-8: the fields of `Head`
           u32       CRC-32 of everything before
    chunk  4 bytes   "RTMc"
           u32       number of its first frame
           u16       frames: chunk_frames, fewer only in the last one
           u16       0: codes as they are, rtmusic.entropy.pack; 1: by the entropy model, EntropyModel.encode
           u32       n
           u32       CRC-32 of the 16 bytes before and of the n bytes after
           n bytes   codes [levels, frames]
    tail   4 bytes   "RTMi"
           u32       number of chunks
           u64       samples of the sound that was encoded
           u32 each  whole size of each chunk, in order
           u32       CRC-32 of the tail up to here
           u64       where the tail begins
           4 bytes   "RTMe"

Every chunk stands alone: it is read without the others, and what is damaged costs two seconds, not the evening. The
tail is only a shortcut. A file without one was cut (the power, kill -9); its chunks are found by reading it through,
and whatever is damaged by looking for the next "RTMc" whose CRC-32 is right. Frames that are nowhere are said to be
missing, and sound like silence: the head keeps the codes that stand for it.

Codes mean something only to the codec that wrote them, so the head names it (SHA-256 of the bundle's encoder: a
decoder that was trained anew for the same codes may play them) and the entropy model, where there is one.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.entropy import FILE, EntropyModel, pack, unpack
from rtmusic.errors import BundleError, RecordingError
from rtmusic.units import Codes, Geometry

VERSION = 1
CHUNK_SECONDS = 2.0  # what a crash takes, at most
SYNC_CHUNKS = 5  # after so many the disk is asked to have them: what a power cut takes, at most
RAW, MODELLED = 0, 1
_MAGIC = b"\x89RTM\r\n\x1a\n"
_VERSION = struct.Struct("<HI")
_CRC = struct.Struct("<I")
_CHUNK_MARK, _TAIL_MARK, _END_MARK = b"RTMc", b"RTMi", b"RTMe"
_CHUNK = struct.Struct("<4sIHHI")
_TAIL = struct.Struct("<4sIQ")
_END = struct.Struct("<Q4s")
_LARGEST_HEAD = 1 << 20
_LARGEST_CHUNK = 1 << 24


@dataclass(frozen=True, slots=True)
class Head:
    """What a recording says about itself before the first code."""

    codec: str  # Bundle.codec: whose codes these are
    bundle: str  # what that bundle was called
    entropy: str | None  # SHA-256 of the entropy model, None for codes as they are
    sample_rate: int
    channels: int
    hop_samples: int
    delay_samples: int
    codebook_size: int
    levels: int  # that are recorded, coarse first
    chunk_frames: int
    silence: tuple[int, ...]  # one frame that sounds like nothing
    made: str = ""  # when, ISO 8601
    note: str = ""  # anything

    @classmethod
    def of(
        cls,
        bundle: Bundle,
        silence: Codes,
        model: EntropyModel | None = None,
        made: str = "",
        note: str = "",
    ) -> Head:
        """The head of a new recording; `silence` int64 [levels] also says how many levels are recorded."""
        g = bundle.geometry
        return cls(
            codec=bundle.codec,
            bundle=bundle.name,
            entropy=model.sha256 if model else None,
            sample_rate=g.sample_rate,
            channels=g.channels,
            hop_samples=g.hop_samples,
            delay_samples=g.delay_samples,
            codebook_size=g.codebook_size,
            levels=len(silence),
            chunk_frames=g.frames(CHUNK_SECONDS),
            silence=tuple(int(code) for code in silence),
            made=made,
            note=note,
        )

    def seconds(self, frames: int) -> float:
        """Frames to seconds."""
        return frames * self.hop_samples / self.sample_rate

    def to_bytes(self) -> bytes:
        """As it stands in the file."""
        text = json.dumps(asdict(self), ensure_ascii=False).encode()
        start = _MAGIC + _VERSION.pack(VERSION, len(text)) + text
        return start + _CRC.pack(zlib.crc32(start))


def entropy_model(bundle: Bundle) -> EntropyModel | None:
    """The bundle's entropy model, None where it has none.

    Raises:
        BundleError: it is made for other codes.
    """
    if FILE not in bundle.files:
        return None
    g: Geometry = bundle.geometry
    return EntropyModel.load(bundle.file(FILE), g.levels, g.codebook_size)


class RtmWriter:
    """A recording in the making: give it frames as they come, and close it. One thread at a time.

    Every `chunk_frames` frames become one chunk, coded in some 20 ms and handed to the system in one piece, so that
    nothing but the last chunk is lost when the process dies; after every SYNC_CHUNKS, and at the end, the call also
    waits until the disk has them. So it belongs to a thread that may be late.

    Args:
        path: is made anew.
        head: says what is written.
        model: the one that the head names.

    Raises:
        RecordingError: the file cannot be made, or not written any further; what was written can be read.
    """

    def __init__(self, path: Path, head: Head, model: EntropyModel | None = None) -> None:
        if (model.sha256 if model else None) != head.entropy:
            raise ValueError("give the entropy model that the head names")
        self.path, self.head = path, head
        self.frames = 0  # written so far, and those that wait for their chunk
        self._model = model
        self._waiting: list[Codes] = []
        self._waiting_frames = 0
        self._sizes: list[int] = []
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise RecordingError(
                f"cannot record to {path}: {error.strerror}; name a file in a folder you may write"
            ) from None
        self._at = 0
        self._put(head.to_bytes())

    def write(self, codes: Codes) -> None:
        """Append frames: codes int64 [levels, F], any F."""
        if codes.ndim != 2 or codes.shape[0] != self.head.levels:
            raise ValueError(f"codes {codes.shape}: give [{self.head.levels}, F]")
        self._waiting.append(codes.astype(np.int64))
        self._waiting_frames += codes.shape[1]
        self.frames += codes.shape[1]
        if self._waiting_frames >= self.head.chunk_frames:
            self._put_chunks(self.head.chunk_frames)

    def close(self, samples: int | None = None) -> None:
        """Write what waits, and the tail. Calling it twice does no harm.

        Args:
            samples: how long the sound was that these codes stand for; None for as long as they can tell.
        """
        if self._file.closed:
            return
        self._put_chunks(1)
        if samples is None:
            samples = max(0, self.frames * self.head.hop_samples - self.head.delay_samples)
        tail = _TAIL.pack(_TAIL_MARK, len(self._sizes), samples) + np.array(self._sizes, "<u4").tobytes()
        self._put(tail + _CRC.pack(zlib.crc32(tail)) + _END.pack(self._at, _END_MARK))
        self._sync()
        self._file.close()

    def _put_chunks(self, least: int) -> None:
        """Write chunks while at least so many frames wait."""
        codes = np.concatenate([np.empty((self.head.levels, 0), np.int64), *self._waiting], axis=1)
        while codes.shape[1] >= least:
            part, codes = codes[:, : self.head.chunk_frames], codes[:, self.head.chunk_frames :]
            first = len(self._sizes) * self.head.chunk_frames
            chunk = _chunk(first, part, self.head.codebook_size, self._model)
            self._put(chunk)
            self._sizes.append(len(chunk))
            if len(self._sizes) % SYNC_CHUNKS == 0:
                self._sync()
        self._waiting, self._waiting_frames = [codes], codes.shape[1]

    def _put(self, data: bytes) -> None:
        try:
            written = self._file.write(data)
            if written < len(data):  # a full disk takes a part and says nothing
                raise OSError(28, "No space left on device")
        except OSError as error:
            self._file.close()
            seconds = self.head.seconds(len(self._sizes) * self.head.chunk_frames)
            raise RecordingError(
                f"recording to {self.path} stopped after {seconds:.1f} s: {error.strerror}; "
                "the file holds everything up to there"
            ) from None
        self._at += len(data)

    def _sync(self) -> None:
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            self._file.close()
            raise RecordingError(f"recording to {self.path} stopped: {error.strerror}") from None

    def __enter__(self) -> RtmWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not isinstance(error, RecordingError):
            self.close()


def _chunk(first: int, codes: Codes, codebook_size: int, model: EntropyModel | None) -> bytes:
    """One chunk, by the model where that is shorter."""
    kind, payload = RAW, pack(codes, codebook_size)
    if model is not None:
        short = model.encode(codes)
        if len(short) < len(payload):
            kind, payload = MODELLED, short
    start = _CHUNK.pack(_CHUNK_MARK, first, codes.shape[1], kind, len(payload))
    return start + _CRC.pack(zlib.crc32(payload, zlib.crc32(start))) + payload


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where one chunk lies."""

    first: int  # frame
    frames: int
    at: int  # byte
    bytes: int  # all of it


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some frames of a recording, as far as they are there."""

    codes: Codes  # int64 [levels, F], silence where frames are missing
    missing: tuple[tuple[int, int], ...]  # from which frame to before which, numbered as in the recording


class RtmReader:
    """A recording on disk. One thread at a time.

    Args:
        path: the file.
        model: the bundle's entropy model; without one only codes that were written without one can be read.

    Raises:
        RecordingError: it is not there, no recording, or its head is damaged.
    """

    def __init__(self, path: Path, model: EntropyModel | None = None) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise RecordingError(f"{path} cannot be read: {error.strerror}; give the path of an .rtm file") from None
        try:
            self.head, after = _read_head(path, self._file.read(_LARGEST_HEAD))
            self._model = model if model is not None and model.sha256 == self.head.entropy else None
            self.bytes = self._file.seek(0, os.SEEK_END)
            found = self._by_tail(after)
            self.finished = found is not None  # False: it was cut, or its end is damaged
            self.chunks, samples = found or (list(self._by_search(after)), None)
        except RecordingError:
            self._file.close()
            raise
        self.frames = self.chunks[-1].first + self.chunks[-1].frames if self.chunks else 0
        most = max(0, self.frames * self.head.hop_samples - self.head.delay_samples)
        self.samples = most if samples is None else min(samples, most)  # of the sound that was encoded

    def read(self, start: int, stop: int) -> Stretch:
        """Frames `start` to before `stop`; reads only the chunks in which they lie.

        Raises:
            ValueError: outside 0..frames.
            BundleError: they were written with an entropy model that was not given.
        """
        if not 0 <= start <= stop <= self.frames:
            raise ValueError(f"frames {start} to {stop}: the recording has {self.frames}")
        codes = np.repeat(np.array(self.head.silence, np.int64)[:, None], stop - start, axis=1)
        there = np.zeros(stop - start, np.bool_)
        for chunk in self._overlapping(start, stop):
            part = self._codes(chunk)
            if part is not None:
                low, high = max(start, chunk.first), min(stop, chunk.first + chunk.frames)
                codes[:, low - start : high - start] = part[:, low - chunk.first : high - chunk.first]
                there[low - start : high - start] = True
        edges = np.flatnonzero(np.diff(np.concatenate([[True], there, [True]]).astype(np.int8))) + start
        return Stretch(codes, tuple((int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)))

    def missing(self) -> tuple[tuple[int, int], ...]:
        """Check every chunk, decode nothing; which frames are missing."""
        holes: list[tuple[int, int]] = []
        here = 0  # frames before are there, or known to be missing
        for chunk in self.chunks:
            end = chunk.first + chunk.frames
            hole = (here, chunk.first if self._payload(chunk) is not None else end)
            here = end
            if holes and holes[-1][1] == hole[0]:
                hole = (holes.pop()[0], hole[1])
            if hole[0] < hole[1]:
                holes.append(hole)
        return tuple(holes)

    def close(self) -> None:
        """Let the file go. Calling it twice does no harm."""
        self._file.close()

    def __enter__(self) -> RtmReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _overlapping(self, start: int, stop: int) -> Iterator[Chunk]:
        """Chunks are in the order of their frames, and no longer than chunk_frames."""
        low, high = 0, len(self.chunks)
        while low < high:
            middle = (low + high) // 2
            chunk = self.chunks[middle]
            low, high = (middle + 1, high) if chunk.first + chunk.frames <= start else (low, middle)
        for chunk in self.chunks[low:]:
            if chunk.first >= stop:
                return
            yield chunk

    def _payload(self, chunk: Chunk) -> tuple[int, bytes] | None:
        """(kind, codes) of a chunk, or None if it is not as it was written."""
        self._file.seek(chunk.at)
        data = self._file.read(chunk.bytes)
        found = _parse_chunk(data, 0, self.head)
        if found is None or (found.first, found.frames, found.bytes) != (chunk.first, chunk.frames, chunk.bytes):
            return None
        return _CHUNK.unpack_from(data)[3], data[_CHUNK.size + _CRC.size :]

    def _codes(self, chunk: Chunk) -> Codes | None:
        found = self._payload(chunk)
        if found is None:
            return None
        kind, payload = found
        try:
            if kind == RAW:
                return unpack(payload, self.head.levels, chunk.frames, self.head.codebook_size)
            if self._model is None:
                raise BundleError(
                    f"{self.path} was written with entropy model {str(self.head.entropy)[:12]}, which is not at hand. "
                    f"Give the bundle that it was made with, {self.head.bundle}:  --bundle PATH"
                )
            return self._model.decode(payload, self.head.levels, chunk.frames)
        except RecordingError:  # written wrong, though its CRC-32 is right
            return None

    def _by_tail(self, after: int) -> tuple[list[Chunk], int] | None:
        """The chunks and the samples as the tail tells them; None if there is no whole tail."""
        if self.bytes < after + _END.size:
            return None
        self._file.seek(self.bytes - _END.size)
        at, mark = _END.unpack(self._file.read(_END.size))
        size = self.bytes - at - _END.size
        if mark != _END_MARK or at < after or size < _TAIL.size + _CRC.size:
            return None
        self._file.seek(at)
        data = self._file.read(size)
        start, count, samples = _TAIL.unpack_from(data)
        if start != _TAIL_MARK or size != _TAIL.size + 4 * count + _CRC.size:
            return None
        if _CRC.unpack(data[-_CRC.size :])[0] != zlib.crc32(data[: -_CRC.size]):
            return None
        sizes = np.frombuffer(data, "<u4", count, _TAIL.size).astype(np.int64)
        begins = after + np.concatenate([[0], np.cumsum(sizes)])
        if int(begins[-1]) != at:
            return None
        return [*self._listed(begins.tolist(), samples)], samples

    def _listed(self, begins: list[int], samples: int) -> Iterator[Chunk]:
        """Chunks of known size; all but the last are full, and that one is asked, or follows from the samples."""
        full = self.head.chunk_frames
        for number, (at, end) in enumerate(pairwise(begins)):
            frames = full
            if number == len(begins) - 2:
                self._file.seek(at)
                last = _parse_chunk(self._file.read(end - at), 0, self.head)
                told = -(-(samples + self.head.delay_samples) // self.head.hop_samples) - number * full
                frames = last.frames if last else min(max(told, 1), full)
            yield Chunk(number * full, frames, at, end - at)

    def _by_search(self, after: int) -> Iterator[Chunk]:
        """Every whole chunk of a file without a tail, in the order of their frames."""
        self._file.seek(0)
        data = self._file.read()
        at, frame = after, 0
        while at >= 0:
            chunk = _parse_chunk(data, at, self.head)
            if chunk is not None and chunk.first >= frame:
                yield chunk
                at, frame = at + chunk.bytes, chunk.first + chunk.frames
                if data.startswith(_CHUNK_MARK, at):
                    continue
            at = data.find(_CHUNK_MARK, at + (chunk is None))


def _parse_chunk(data: bytes, at: int, head: Head) -> Chunk | None:
    """The chunk that begins at byte `at`, None if there is no whole one."""
    after = at + _CHUNK.size + _CRC.size
    if len(data) < after:
        return None
    mark, first, frames, kind, size = _CHUNK.unpack_from(data, at)
    if mark != _CHUNK_MARK or kind not in (RAW, MODELLED) or size > _LARGEST_CHUNK or len(data) < after + size:
        return None
    if not 1 <= frames <= head.chunk_frames or first % head.chunk_frames:
        return None
    crc = zlib.crc32(data[after : after + size], zlib.crc32(data[at : at + _CHUNK.size]))
    if _CRC.unpack_from(data, at + _CHUNK.size)[0] != crc:
        return None
    return Chunk(first, frames, at, after + size - at)


def _read_head(path: Path, data: bytes) -> tuple[Head, int]:
    """The head, and where the first chunk begins."""
    if not data.startswith(_MAGIC):
        raise RecordingError(f"{path} is no recording of codes; give an .rtm file, as  rtmusic codec encode  writes it")
    damaged = f"{path}: its head is damaged, without which its codes mean nothing; take a copy of the file"
    end = len(_MAGIC) + _VERSION.size
    if len(data) < end:
        raise RecordingError(damaged)
    version, size = _VERSION.unpack_from(data, len(_MAGIC))
    if len(data) < end + size + _CRC.size or _CRC.unpack_from(data, end + size)[0] != zlib.crc32(data[: end + size]):
        raise RecordingError(damaged)
    if version != VERSION:
        raise RecordingError(
            f"{path} is of version {version}, but this rtmusic reads {VERSION}.\n"
            "Get a newer rtmusic:  pip install --upgrade rtmusic"
        )
    try:
        table: dict[str, Any] = json.loads(data[end : end + size])
        known = {field.name for field in fields(Head)}
        head = Head(**{name: value for name, value in table.items() if name in known} | _silence(table))
    except (ValueError, TypeError, KeyError) as error:
        raise RecordingError(f"{damaged} ({error!r})") from error
    return head, end + size + _CRC.size


def _silence(table: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    silence = tuple(int(code) for code in table["silence"])
    sizes = [int(table[name]) for name in ("levels", "chunk_frames", "hop_samples", "sample_rate", "codebook_size")]
    if len(silence) != sizes[0] or min(sizes) < 1 or not all(0 <= code < sizes[-1] for code in silence):
        raise ValueError("its sizes mean nothing")
    return {"silence": silence}
