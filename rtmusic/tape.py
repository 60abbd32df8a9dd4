"""Sound files to recordings of codes and back, as fast as it goes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.encoder import Encoder
from rtmusic.entropy import code_bits
from rtmusic.errors import BundleError, UsageError
from rtmusic.graph import State
from rtmusic.recorder import WavWriter
from rtmusic.rtm import Head, RtmReader, RtmWriter, entropy_model
from rtmusic.soundfiles import read_sound
from rtmusic.units import Codes

PIECE_FRAMES = 50  # encoded or decoded at a time
_RUN_UP_FRAMES = 100  # decoded before the first that is heard: longer than anything the decoder remembers
_SILENT_FRAMES = 100  # of silence are heard before its codes are taken


@dataclass(frozen=True, slots=True)
class Done:
    """What one file became."""

    path: Path
    sound_s: float
    spent_s: float
    bits_per_second: float  # of the recording, head and tail included
    missing_s: tuple[tuple[float, float], ...] = ()  # from when to when the recording was damaged, silent here

    def __str__(self) -> str:
        speed = self.sound_s / max(self.spent_s, 1e-9)
        return (
            f"{self.path}: {self.sound_s:.2f} s in {self.spent_s:.1f} s, {speed:.1f} x real time, "
            f"{self.bits_per_second / 1000:.2f} kbps"
        )


def silence(encoder: Encoder, levels: int) -> Codes:
    """One frame that sounds like nothing, int64 [levels]."""
    g = encoder.geometry
    quiet = np.zeros((g.channels, _SILENT_FRAMES * g.hop_samples), np.float32)
    return encoder.encode(quiet, encoder.initial_state())[0][:levels, -1]


def encode_file(
    source: Path,
    target: Path,
    bundle: Bundle,
    levels: int | None = None,
    short: bool = True,
    note: str = "",
    provider: str = "cpu",
    progress: Callable[[float], None] = lambda share: None,
) -> Done:
    """Write a sound file as a recording of codes, which appears when it is whole.

    Args:
        levels: how many are kept, coarse first; None for all.
        short: by the bundle's entropy model where it has one, otherwise codes as they are.

    Raises:
        UsageError: the source cannot be read, or the codec has fewer levels.
        RecordingError: the target cannot be written.
        BundleError: the bundle's entropy model cannot be used.
    """
    g = bundle.geometry
    levels = _checked_levels(levels, g.levels, f"bundle {bundle.name}")
    audio = read_sound(source, g.sample_rate, g.channels)
    began = time.monotonic()
    encoder = Encoder(bundle, provider)
    model = entropy_model(bundle) if short else None
    made = datetime.now(UTC).isoformat(timespec="seconds")
    head = Head.of(bundle, silence(encoder, levels), model, made, note)
    samples = audio.shape[1]
    frames = g.frames_in(samples + g.delay_samples)
    padded = np.zeros((g.channels, frames * g.hop_samples), np.float32)
    padded[:, :samples] = audio
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        past = encoder.initial_state()
        with RtmWriter(draft, head, model) as writer:
            for first in range(0, frames, PIECE_FRAMES):
                last = min(first + PIECE_FRAMES, frames)
                codes, past = encoder.encode(padded[:, first * g.hop_samples : last * g.hop_samples], past)
                writer.write(codes[:levels])
                progress(last / frames)
            writer.close(samples)
        bits = 8 * draft.stat().st_size
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    sound_s = g.seconds(samples)
    return Done(target, sound_s, time.monotonic() - began, bits / sound_s)


def decode_file(
    source: Path,
    target: Path,
    bundle: Bundle,
    start_s: float = 0.0,
    seconds: float | None = None,
    levels: int | None = None,
    provider: str = "cpu",
    progress: Callable[[float], None] = lambda share: None,
) -> Done:
    """Write a recording of codes as a 24-bit WAV file, each sample where it was in the sound that was encoded.

    The decoder begins a little earlier than what is heard, and always in the same steps, so that a part is the same
    part of the whole.

    Args:
        start_s: seconds that are left out at the beginning.
        seconds: how many follow; None for all.
        levels: how many are heard, coarse first; None for all that were recorded.

    Raises:
        UsageError: nothing begins there, or fewer levels were recorded.
        RecordingError: the source cannot be read, or the target cannot be written.
        BundleError: the recording belongs to another bundle.
    """
    began = time.monotonic()
    with RtmReader(source, entropy_model(bundle)) as recording:
        check_fits(recording, bundle)
        g = bundle.geometry
        levels = _checked_levels(levels, recording.head.levels, str(source))
        start = g.samples(start_s)
        if start >= recording.samples:
            raise UsageError(f"{source} is {g.seconds(recording.samples):.2f} s long; begin earlier:  --start SECONDS")
        stop = recording.samples if seconds is None else min(recording.samples, start + max(1, g.samples(seconds)))
        first = max(0, start // g.hop_samples - _RUN_UP_FRAMES) // PIECE_FRAMES * PIECE_FRAMES
        last = min(recording.frames, g.frames_in(stop + g.delay_samples))
        decoder = Decoder(bundle, provider)
        past: State = decoder.initial_state()
        missing: list[tuple[int, int]] = []
        draft = target.with_name(f".{target.name}.{os.getpid()}.new")
        try:
            writer = WavWriter(draft, g.sample_rate, g.channels)
            try:
                for at in range(first, last, PIECE_FRAMES):
                    stretch = recording.read(at, min(at + PIECE_FRAMES, recording.frames))
                    missing += stretch.missing
                    audio, past = decoder.decode(stretch.codes[:levels], levels, past)
                    begin = at * g.hop_samples - g.delay_samples  # of this piece, in the sound that was encoded
                    writer.write(audio[:, max(0, start - begin) : max(0, stop - begin)])
                    progress(min(1.0, (at + PIECE_FRAMES - first) / (last - first)))
            finally:
                writer.close()
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        rate = 8 * recording.bytes / g.seconds(recording.samples)
    holes = _holes_s(recording, missing)
    return Done(target, g.seconds(stop - start), time.monotonic() - began, rate, holes)


def check_fits(recording: RtmReader, bundle: Bundle) -> None:
    """See that this bundle's codec wrote these codes, and that it has the entropy model they were written with.

    Raises:
        BundleError: it is another one.
    """
    head = recording.head
    give = f"Give the bundle that it was made with, {head.bundle}:  --bundle PATH"
    if head.codec != bundle.codec:
        raise BundleError(
            f"{recording.path} holds the codes of codec {head.codec[:12]}, but bundle {bundle.name} has "
            f"{bundle.codec[:12]}: it would be noise.\n{give}"
        )
    model = entropy_model(bundle)
    if head.entropy not in (None, model.sha256 if model else None):
        has = f"has {model.sha256[:12]}" if model else "has none"
        raise BundleError(
            f"{recording.path} was written with entropy model {str(head.entropy)[:12]}, but bundle {bundle.name} {has}."
            f"\n{give}"
        )


def describe(recording: RtmReader) -> str:
    """What a recording is: how long, how many bits, how many of them saved, and what is missing."""
    head = recording.head
    seconds = recording.samples / head.sample_rate
    plain = recording.frames * head.levels * code_bits(head.codebook_size)
    bits = 8 * recording.bytes
    codes = 8 * sum(chunk.bytes for chunk in recording.chunks)
    way = f"entropy model {head.entropy[:12]}" if head.entropy else "codes as they are"
    saved = f"{codes / 8000:.1f} kB of codes for {plain / 8000:.1f}, {100 * (1 - codes / max(plain, 1)):.1f} % saved"
    missing = recording.missing()
    lines = [
        f"{recording.path}: {seconds:.2f} s, {head.levels} levels, {bits / max(seconds, 1e-9) / 1000:.2f} kbps",
        f"{head.sample_rate} Hz, {head.channels} channels, {head.sample_rate / head.hop_samples:g} frames/s of "
        f"{head.levels} x {code_bits(head.codebook_size)} bits, {recording.frames} frames in {len(recording.chunks)} "
        "chunks",
        f"codec {head.codec[:12]} of bundle {head.bundle}, {way}: {saved}",
        f"made {head.made or 'at an unknown time'}{f', {head.note}' if head.note else ''}",
        "finished" if recording.finished else "not finished: it was cut, and may have been longer",
        missing_line(_holes_s(recording, missing)) or "whole",
    ]
    return "\n".join(lines)


def missing_line(holes_s: Sequence[tuple[float, float]]) -> str:
    """Which seconds of a recording are damaged; nothing if none are."""
    if not holes_s:
        return ""
    spans = ", ".join(f"{a:.2f} to {b:.2f} s" for a, b in holes_s)
    return f"damaged, silent there: {spans}"


def _holes_s(recording: RtmReader, missing: Sequence[tuple[int, int]]) -> tuple[tuple[float, float], ...]:
    """Missing frames as seconds of the sound; neighbours become one."""
    joined: list[tuple[int, int]] = []
    for a, b in missing:
        joined = [*joined[:-1], (joined[-1][0], b)] if joined and joined[-1][1] == a else [*joined, (a, b)]
    return tuple((recording.head.seconds(a), recording.head.seconds(b)) for a, b in joined)


def _checked_levels(levels: int | None, most: int, where: str) -> int:
    if levels is not None and not 1 <= levels <= most:
        raise UsageError(f"{where} has {most} levels, not {levels}; give  --levels 1  to  --levels {most}")
    return most if levels is None else levels
