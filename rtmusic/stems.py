"""Stems: every loop as a sound file, all from one bar line and equally long, with the mix and a project of them.

    evening 97bpm/                          evening 97bpm 2/ when it is there already
      evening 97bpm 0 verse.wav             one for each loop, its turns where they were played
      …
      evening 97bpm mix.wav                 all of them together
      evening 97bpm.dawproject              the loops as tracks

The tempo stands in every name and in every file (`loopfile.write_loop`). Everything is 32-bit float, so a mix that is
louder than full scale is not clipped, and the stems add up to it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import numpy as np

from rtmusic.dawproject import ENDING, Stem, write_dawproject
from rtmusic.errors import UsageError
from rtmusic.loopfile import SavedLoop, length_at, tell_tempo
from rtmusic.recorder import WavWriter
from rtmusic.session import Session
from rtmusic.shared import SAMPLE_RATE
from rtmusic.units import Samples
from rtmusic.wholefile import write_folder

LONGEST_S = 1200.0  # of a stem
PIECE_SAMPLES = 1 << 18  # rendered at once, however long a stem is
_NAME_BYTES = 60


def export_stems(folder: Path, session: Session, bars: int, played: Callable[[SavedLoop], Samples]) -> Path:
    """Write every loop for so many bars from the session's bar line on, and the mix; whole, or not at all.

    Args:
        folder: in which a new folder is made; nothing in it is changed.
        played: how one turn of a loop sounds, with its level and on its side: float32 [1 or 2, as long as the turn].

    Returns:
        The new folder.

    Raises:
        UsageError: no loops, or so many bars are none or too many.
        RecordingError: it cannot be written; nothing is left of it.
    """
    if not session.loops:
        raise UsageError(f"session {session.name} has no loops; record or load one first")
    beats = bars * session.beats
    length = length_at(beats, session.bpm)
    most = int(LONGEST_S / 60 * session.bpm / session.beats)
    if not 1 <= bars <= most:
        raise UsageError(f"{bars} bars: give 1 to {most}, which is {LONGEST_S / 60:g} minutes")
    title = f"{file_name(session.name)} {session.bpm:.6g}bpm"
    draft = folder / f".{os.getpid()}.stems"
    loops = sorted(session.loops, key=lambda loop: loop.number)
    sounds = [played(loop) for loop in loops]
    names = [f"{loop.number} {file_name(loop.name)}" for loop in loops]

    def fill() -> None:
        stems = [
            Stem(name, draft / f"{title} {name}.wav", sound.shape[0], length)
            for name, sound in zip(names, sounds, strict=True)
        ]
        # One channel is heard on both sides of the mix.
        mix = Stem("mix", draft / f"{title} mix.wav", max(stem.channels for stem in stems), length)
        with ExitStack() as open_files:
            writers = []
            for stem in (*stems, mix):
                writers.append(WavWriter(stem.path, SAMPLE_RATE, stem.channels, "FLOAT"))
                open_files.callback(writers[-1].close)
            for at in range(0, length, PIECE_SAMPLES):
                n = min(PIECE_SAMPLES, length - at)
                together = np.zeros((mix.channels, n), np.float32)
                for loop, sound, writer in zip(loops, sounds, writers, strict=False):
                    turning = turns(loop, session.bar_sample + at, n, sound)
                    writer.write(turning)
                    together += turning
                writers[-1].write(together)
        for stem in (*stems, mix):
            tell_tempo(stem.path, length, session.bpm, beats, session.beats)
        write_dawproject(draft / f"{title}{ENDING}", session.name, session.bpm, session.beats, beats, stems)

    taken = (folder / (title if n == 1 else f"{title} {n}") for n in count(1))
    return write_folder(
        draft, fill, taken, f"stems cannot be written to {folder}", "make room, or choose another folder"
    )


def bars_of(session: Session) -> int:
    """Bars that the longest loop of a session takes, begun ones included; at least 1."""
    bar = length_at(session.beats, session.bpm)
    return max([1, *(-(-(int(loop.sound.shape[1]) - 1) // bar) for loop in session.loops)])


def turns(loop: SavedLoop, start: int, samples: int, sound: Samples) -> Samples:
    """So many samples of a turning loop from an absolute sample on, each of its turns beginning on the beat it has.

    A turn of whole beats is rounded to samples; where that is one too few, its first sample stands in.

    Args:
        sound: float32 [C, as long as a turn].
    """
    at = np.arange(start - loop.start_sample, start - loop.start_sample + samples, dtype=np.int64)
    begun = np.floor((at + 0.5) / loop.period)
    began = np.floor(begun * loop.period + 0.5).astype(np.int64)
    turning: Samples = np.take(sound, at - began, axis=1, mode="wrap")
    return turning


def file_name(name: str) -> str:
    """A name as part of a file's name on every system."""
    short = re.sub(r"[^\w +#'()-]", "_", name).encode()[:_NAME_BYTES].decode(errors="ignore")
    return short.strip() or "loop"
