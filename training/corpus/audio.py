"""Any sound file to 48 kHz stereo FLAC, block by block, so that length costs no memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr
from scipy.signal import butter, lfilter, lfilter_zi

from training.corpus.flac import write_flac
from training.corpus.index import CHANNELS, SAMPLE_RATE, CorpusError

Samples = npt.NDArray[np.float32]
BLOCK = 1 << 17  # samples read at once
SHORTEST_S = 1.0
# Some synthesizers leave a third of full scale standing; a model would learn to play it.
OFFSET_BELOW_HZ = 3.0


class DamagedAudio(CorpusError):
    """This file cannot be used; the message names it and says why."""


def convert(source: Path, target: Path, expect_s: float | None = None) -> int:
    """Write a recording as a FLAC file, 16 bits, 48 kHz, stereo.

    A constant offset is taken out. The file appears under its name only when it is complete.

    Args:
        source: any format that soundfile or ffmpeg reads; mono is doubled, more channels are
            mixed down by ffmpeg.
        target: its folder exists.
        expect_s: how long the recording should be; less than nine tenths of it is damage.

    Returns:
        n, the samples written.

    Raises:
        DamagedAudio: neither soundfile nor ffmpeg reads it, or it is too short or not finite.
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        samples = _write(source, partial)
        shortest_s = max(SHORTEST_S, 0.9 * (expect_s or 0.0))
        if samples < shortest_s * SAMPLE_RATE:
            seconds = samples / SAMPLE_RATE
            raise DamagedAudio(f"{seconds:.1f} s of sound, at least {shortest_s:.1f} s expected")
        partial.replace(target)
    except DamagedAudio as error:
        raise DamagedAudio(f"{source.name}: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return samples


def _write(source: Path, partial: Path) -> int:
    try:
        return write_flac(partial, _levelled(_from_soundfile(source)))
    except sf.LibsndfileError as error:
        try:
            return write_flac(partial, _levelled(_from_ffmpeg(source)))
        except DamagedAudio as second:
            raise DamagedAudio(f"soundfile: {error} ffmpeg: {second}") from second


def _levelled(blocks: Iterator[Samples]) -> Iterator[npt.NDArray[np.int16]]:
    """Take the constant offset out of float blocks [n, 2] and round them to 16 bits."""
    total = 0
    b, a = butter(1, OFFSET_BELOW_HZ, "highpass", fs=SAMPLE_RATE)
    memory = None
    for block in blocks:
        if not np.isfinite(block).all():
            raise DamagedAudio(f"not finite after {total} samples")
        if not len(block):
            continue
        if memory is None:  # begin as if the offset had always been there: no step at the start
            memory = np.outer(lfilter_zi(b, a), block[: SAMPLE_RATE // 10].mean(axis=0))
        level, memory = lfilter(b, a, block.astype(np.float64), axis=0, zi=memory)
        yield np.clip(np.rint(level * 32768.0), -32768, 32767).astype(np.int16)
        total += len(block)


def _from_soundfile(source: Path) -> Iterator[Samples]:
    """Blocks [n, 2] at 48 kHz, or LibsndfileError where ffmpeg should try."""
    with sf.SoundFile(source) as sound:
        if sound.channels > CHANNELS:
            yield from _from_ffmpeg(source)  # it knows where the speakers stand
            return
        resampler = soxr.ResampleStream(sound.samplerate, SAMPLE_RATE, CHANNELS, dtype="float32", quality="HQ")
        while True:
            block = sound.read(BLOCK, dtype="float32", always_2d=True)
            last = len(block) < BLOCK
            if block.shape[1] < CHANNELS:
                block = np.repeat(block, CHANNELS, axis=1)
            yield resampler.resample_chunk(block, last=last)
            if last:
                return


def _from_ffmpeg(source: Path) -> Iterator[Samples]:
    """Blocks [n, 2] at 48 kHz through ffmpeg, for what libsndfile does not know (AAC, WMA ...)."""
    if shutil.which("ffmpeg") is None:
        raise DamagedAudio("not installed, but may know this format")
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(source.resolve()), "-vn"]
    command += ["-ac", str(CHANNELS), "-ar", str(SAMPLE_RATE), "-f", "f32le", "pipe:1"]
    sample_bytes = 4 * CHANNELS
    with tempfile.TemporaryFile() as errors:  # a pipe that nobody empties would stop ffmpeg
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process:
            if process.stdout is None:
                raise RuntimeError("ffmpeg was started without a pipe")
            while raw := process.stdout.read(BLOCK * sample_bytes):
                whole = raw[: len(raw) // sample_bytes * sample_bytes]
                yield np.frombuffer(whole, dtype="<f4").reshape(-1, CHANNELS)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()
    if process.returncode != 0:
        raise DamagedAudio(said.splitlines()[-1] if said else f"exit {process.returncode}")
