"""A loop on disk: its sound as a WAV file that knows its tempo, its layers as codes; and any sound file as a loop.

A WAV file of a loop ends in two chunks that samplers and other loopers read, little-endian:

    acid    u32 4 (a loop that may be stretched) · u16 60 · u16 0x8000 · f32 0: what all write who know no root note
            u32 beats · u16 4 · u16 beats a bar · f32 beats per minute
    smpl    nine u32, of which the third is nanoseconds a sample, the fourth the note 60, the eighth the loops: 1
            u32 0 · u32 0 (forward) · u32 first sample · u32 last sample · u32 0 · u32 0 (for ever)

libsndfile reads both and writes none. Layers lie one behind another in one file of numpy arrays, never pickled.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from rtmusic.arrayfile import read_arrays
from rtmusic.errors import RecordingError, UsageError
from rtmusic.layers import MAX_FRAMES, NO_CODE, Layer, Tape
from rtmusic.loads import AS_IT_IS, Plays
from rtmusic.recipe import MADE_BY_NOBODY, MADE_WITH, recipes_from
from rtmusic.recorder import WavWriter
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.soundfiles import UNREADABLE, read_sound
from rtmusic.tree import VARIED
from rtmusic.units import Samples, beat_samples

LONGEST_S = 118.72  # of a loop: a layer has frames for so much and what leads into it
NEAR_BEATS = 0.1  # a file that is so near to whole beats is meant to be so long
MOST_LAYERS = 10_000
_MORE = ("marked", "recipes", "made_with")  # that files of older versions do not hold
_MOST_TAPE = Tape(speed=1000.0, longer=1000.0, bpm=1000.0, bent=2.0**53)
_MOST_BYTES = 1 << 28  # of a file of layers, unpacked
_ACID = struct.Struct("<4sIIHHfIHHf")
_SMPL = struct.Struct("<4sI9I6I")
_GET_LOOP_INFO = 0x10E0  # libsndfile's command number and struct (sndfile.h); the soundfile package has none
_LOOP_INFO = struct.Struct("<hhiifi6i")
_ONE_SHOT = 800  # a sound that is no loop: its tempo means nothing
_NAMED = re.compile(  # 97bpm, 97.5 BPM, 120_bpm, bpm 120
    r"(?<![\d.,])(?:(\d{2,3}(?:[.,]\d{1,3})?)[ _-]?bpm(?![a-z])|(?<![a-z])bpm[ _-]?(\d{2,3}(?:[.,]\d{1,3})?)(?!\d))",
    re.IGNORECASE,
)
_SLOWEST, _FASTEST = 20.0, 400.0  # beats per minute that are believed


@dataclass(frozen=True, slots=True, eq=False)
class SavedLoop:
    """One loop as it is kept: as it sounds, forwards, what undo and redo can reach, and how it plays."""

    number: int  # 0 to 7
    name: str
    sound: Samples  # [C, n] one turn at 48 kHz, mono or stereo
    layers: tuple[Layer, ...]  # oldest first; none where there are no codes
    current: int  # layers in force; those after them are what redo brings back
    bpm: float  # the tempo of this turn; it means nothing without beats
    beats: float  # how long a turn is; 0 when it is not so many beats long but as long as it is
    start_sample: int  # the absolute sample of one of its turns, on the same clock as the session's bar
    knobs: Mapping[str, float] = field(default_factory=dict)  # of LOOP_KNOBS, by their plain names
    plays: Plays = AS_IT_IS

    @property
    def period(self) -> float:
        """Samples from turn to turn, not rounded: a turn of whole beats begins where they do, to the sample."""
        length = self.sound.shape[1]
        exact = self.beats * beat_samples(SAMPLE_RATE, self.bpm) if self.beats else length
        return exact if abs(exact - length) <= 1 else float(length)

    @property
    def encoded(self) -> bool:
        """True while the layer in force is as long as the sound; else the sound has to be encoded again."""
        return self.current > 0 and self.layers[self.current - 1].length_samples == self.sound.shape[1]


def write_loop(path: Path, sound: Samples, bpm: float, beats: float, bar_beats: int = 4) -> None:
    """Write sound as a 32-bit float WAV file that knows its tempo, see `tell_tempo`.

    Args:
        sound: float32 [C, n] at 48 kHz; every bit of it comes back.

    Raises:
        RecordingError: it cannot be written.
    """
    writer = WavWriter(path, SAMPLE_RATE, sound.shape[0], "FLOAT")
    try:
        writer.write(sound)
    finally:
        writer.close()
    tell_tempo(path, sound.shape[1], bpm, beats, bar_beats)


def tell_tempo(path: Path, samples: int, bpm: float, beats: float, bar_beats: int = 4) -> None:
    """Add what samplers and other loopers read to a plain WAV file that was just written.

    Args:
        samples: that it holds.
        beats: how long it is; 0 leaves the tempo out.

    Raises:
        RecordingError: it cannot be written.
    """
    whole = round(beats) if float(beats).is_integer() else 0
    chunks = b""
    if beats:
        chunks = _ACID.pack(b"acid", _ACID.size - 8, 4, 60, 0x8000, 0.0, whole, 4, bar_beats, bpm)
    period, last = round(1e9 / SAMPLE_RATE), max(0, samples - 1)
    chunks += _SMPL.pack(b"smpl", _SMPL.size - 8, 0, 0, period, 60, 0, 0, 0, 1, 0, 0, 0, 0, last, 0, 0)
    try:
        with path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.write(chunks)
            file.seek(4)
            file.write(struct.pack("<I", end + len(chunks) - 8))
    except OSError as error:
        raise RecordingError(f"{path} cannot be written: {error.strerror}; is the disk full?") from None


def read_loop(path: Path) -> Samples:
    """The sound of a file, float32 [C, n] at 48 kHz: mono stays mono, of more than two channels the first two.

    Raises:
        UsageError: there is no such file, it holds no sound, or more than a loop can be long.
    """
    try:
        with soundfile.SoundFile(str(path)) as file:
            channels, seconds = min(CHANNELS, file.channels), file.frames / file.samplerate
    except UNREADABLE:
        channels, seconds = CHANNELS, 0.0  # what is wrong is said below
    if seconds > LONGEST_S:
        raise UsageError(
            f"{path} is {seconds:.1f} s long, and a loop at most {LONGEST_S:g} s; cut it in a sound editor"
        )
    sound = read_sound(path, SAMPLE_RATE, channels)
    if not np.isfinite(sound).all():
        raise UsageError(f"{path} holds numbers that are no sound; write it again in a sound editor")
    return sound


def told_tempo(path: Path) -> float:
    """Beats per minute by a sound file's own word, else by its name; 0 where neither says."""
    try:
        with soundfile.SoundFile(str(path)) as file:
            info = soundfile._ffi.new("char[]", _LOOP_INFO.size)
            if soundfile._snd.sf_command(file._file, _GET_LOOP_INFO, info, _LOOP_INFO.size):
                _, _, mode, _, bpm, *_ = _LOOP_INFO.unpack(bytes(soundfile._ffi.buffer(info)))
                if mode != _ONE_SHOT and _SLOWEST <= bpm <= _FASTEST:
                    return float(bpm)
    except UNREADABLE:
        return 0.0
    named = _NAMED.search(path.stem)
    bpm = float((named[1] or named[2]).replace(",", ".")) if named else 0.0
    return bpm if _SLOWEST <= bpm <= _FASTEST else 0.0


def import_loop(path: Path, number: int = 0) -> SavedLoop:
    """Any sound file (WAV, FLAC, Ogg, MP3) as a loop without layers: all of it is one turn, from a bar line on.

    Where that is about whole beats at its tempo, they are made exact. A file that is not, or whose tempo nobody knows,
    is taken as it is: 0 beats.

    Raises:
        UsageError: it cannot be read, or is too long.
    """
    sound = read_loop(path)
    minutes = sound.shape[1] / SAMPLE_RATE / 60
    bpm = told_tempo(path)
    near = round(bpm * minutes)
    beats = float(near) if abs(bpm * minutes - near) <= NEAR_BEATS else 0.0
    return SavedLoop(number, path.stem, sound, (), 0, beats / minutes if beats else bpm, beats, 0)


def length_at(beats: float, bpm: float) -> int:
    """Samples that so many beats take, to the nearest."""
    return round(beats * beat_samples(SAMPLE_RATE, bpm))


def write_layers(path: Path, layers: Sequence[Layer], current: int) -> None:
    """Write layers, all of as many levels, and how many of them are in force.

    Raises:
        ValueError: codes that no 16 bits hold.
        OSError: it cannot be written.
    """
    codes = np.concatenate([layer.codes for layer in layers], axis=1)
    if codes.size and not NO_CODE <= codes.min() <= codes.max() < 2**15:
        raise ValueError("codes beyond 16 bits")
    rows = [(layer.codes.shape[1], layer.length_samples, layer.start_sample, layer.kind) for layer in layers]
    made = [MADE_BY_NOBODY if layer.recipe is None else layer.recipe for layer in layers]
    with path.open("wb") as file:
        np.savez(
            file,
            codes=codes.astype(np.int16),
            table=np.array(rows, np.int64).reshape(-1, 4),
            tapes=np.array([layer.tape for layer in layers], np.float64).reshape(-1, 4),
            current=np.array([current], np.int64),
            marked=np.array([layer.marked for layer in layers], np.bool_),
            recipes=np.array(made).reshape(-1, len(MADE_WITH)),
            made_with=np.array(MADE_WITH),
        )


def read_layers(path: Path, levels: int, codebook_size: int) -> tuple[tuple[Layer, ...], int]:
    """Layers, every code inside the codebook or NO_CODE; and how many of them are in force.

    Raises:
        RecordingError: there is no such file, or it is damaged, or its codes are not of so many levels.
    """
    try:
        held = read_arrays(path, ("codes", "table", "tapes", "current"), _MOST_BYTES, _MORE)
        codes, table, tapes, (current,) = held["codes"], held["table"], held["tapes"], held["current"].tolist()
        if codes.dtype != np.int16 or table.dtype != np.int64 or table.ndim != 2 or table.shape[1] != 4:
            raise ValueError("its arrays are of another form")
        if tapes.dtype != np.float64 or tapes.shape != (len(table), 4) or not (np.abs(tapes) <= _MOST_TAPE).all():
            raise ValueError("it does not say at what speed its layers run")
        marked = held.get("marked", np.zeros(len(table), np.bool_))
        if marked.dtype != np.bool_ or marked.shape != (len(table),):
            raise ValueError("it does not say which layers are favourites")
        recipes = recipes_from(held["recipes"], held["made_with"]) if "recipes" in held else [None] * len(table)
        if len(recipes) != len(table):
            raise ValueError("it does not say with what its layers were made")
        if codes.ndim != 2 or codes.shape[0] != levels:
            raise ValueError(f"codes {list(codes.shape)}, and this codec has {levels} levels")
        frames, lengths, _, kinds = table.T
        if len(table) > MOST_LAYERS or (frames < 0).any() or (frames > MAX_FRAMES).any() or (lengths < 0).any():
            raise ValueError("a layer is longer than a loop")
        if frames.sum() != codes.shape[1] or (kinds < 0).any() or (kinds > VARIED).any():
            raise ValueError("its table does not fit its codes")
        if not isinstance(current, int) or not 0 <= current <= len(table):
            raise ValueError("it does not say which layers are in force")
        if codes.size and not NO_CODE <= codes.min() <= codes.max() < codebook_size:
            raise ValueError(f"codes outside 0 to {codebook_size - 1}")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise RecordingError(f"{path} cannot be read: {reason}; take a copy of the file, or of the session") from None
    parts = np.split(codes.astype(np.int64), np.cumsum(frames)[:-1], axis=1) if len(table) else []
    rows = zip(parts, table.tolist(), tapes.tolist(), marked.tolist(), recipes, strict=True)
    return tuple(
        Layer(part, length, start, kind, Tape(*tape), mark, recipe)
        for part, (_, length, start, kind), tape, mark, recipe in rows
    ), current
