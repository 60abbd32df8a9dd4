"""Stems: every loop as a sound file, all from one bar line and equally long, with the mix and a project of them.

    evening 97bpm/                          evening 97bpm 2/ when it is there already
      evening 97bpm 1 verse.wav             one for each loop, its turns where they were played
      …
      evening 97bpm mix.wav                 all of them together
      evening 97bpm.dawproject              the loops as tracks

The tempo stands in every name and in every file (`loopfile.write_loop`). Everything is 32-bit float, so a mix that is
louder than full scale is not clipped, and the stems add up to it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np

from rtmusic.dawproject import ENDING, Stem, write_dawproject
from rtmusic.errors import RecordingError, UsageError
from rtmusic.loopfile import SavedLoop, length_at, write_loop
from rtmusic.session import Session
from rtmusic.units import Samples
from rtmusic.wholefile import first_free, to_disk

LONGEST_S = 1200.0  # of a stem
_NAME_BYTES = 60


def export_stems(
    folder: Path, session: Session, bars: int, played: Callable[[SavedLoop], Samples] | None = None
) -> Path:
    """Write every loop for so many bars from the session's bar line on, and the mix; whole, or not at all.

    Args:
        folder: in which a new folder is made; nothing in it is changed.
        played: how one turn of a loop sounds, float32 [1 or 2, as long as the turn], where level, pan and mute are not
            in it; None: as it is saved.

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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        mix, stems = np.zeros((1, length), np.float32), []
        for loop in sorted(session.loops, key=lambda loop: loop.slot):
            sound = turns(loop, session.bar_sample, length, loop.sound if played is None else played(loop))
            name = f"{loop.slot} {file_name(loop.name)}"
            path = draft / f"{title} {name}.wav"
            write_loop(path, sound, session.bpm, beats, session.beats)
            stems.append(Stem(name, path, sound.shape[0], length))
            mix = mix + sound  # one channel is heard on both sides
        write_loop(draft / f"{title} mix.wav", mix, session.bpm, beats, session.beats)
        write_dawproject(draft / f"{title}{ENDING}", session.name, session.bpm, session.beats, beats, stems)
        to_disk(draft / f"{title}{ENDING}")
        to_disk(draft)
        return first_free(draft, (folder / (title if n == 1 else f"{title} {n}") for n in count(1)))
    except OSError as error:
        raise RecordingError(
            f"stems cannot be written to {folder} ({error.strerror}); make room, or choose another folder"
        ) from None
    except RecordingError as error:
        raise RecordingError(
            f"stems cannot be written to {folder} ({error}); make room, or choose another folder"
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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
