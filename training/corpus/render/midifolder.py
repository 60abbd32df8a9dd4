"""A folder of MIDI files whose licence the user states: any instruments, any tempo."""

from __future__ import annotations

import math
import random
import statistics
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import mido

from training.corpus.index import TRAIN, VALIDATION, CorpusError
from training.corpus.render.patterns import humanised
from training.corpus.render.score import DRUM_CHANNEL, Note, Part, Score, clock_of
from training.corpus.sources import refuse_held_out

SUFFIXES = (".mid", ".midi")
VALIDATION_SHARE = 20
BASS_BELOW = 48
SUSTAIN = 64  # the controller of the right pedal
STRAIGHT_MS = 0.4  # notes closer to the grid than this were typed, not played
GRID = 0.25


@dataclass(frozen=True, slots=True)
class Songs:
    """Files that may be used, and under which licence."""

    folder: Path
    licence: str
    holder: str
    paths: tuple[Path, ...]


def songs(folder: Path, licence: str, holder: str) -> Songs:
    """List a folder's MIDI files, with all its subfolders.

    Raises:
        CorpusError: no MIDI file there, no licence stated, or a file that is held out.
    """
    if not licence.strip():
        raise CorpusError(f"{folder}: under which licence are these MIDI files? Say it:  --midi-licence CC0-1.0")
    paths = tuple(sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()))
    if not paths:
        raise CorpusError(f"{folder}: no MIDI files in it (endings {' '.join(SUFFIXES)})")
    for path in paths:
        refuse_held_out("", path.resolve().as_posix())
    return Songs(folder, licence, holder, paths)


def excerpt(name: str, dice: random.Random, length_s: float, shelf: Songs) -> Score:
    """Take some bars of a file, transposed by up to three semitones; typed notes are played a little more freely.

    Raises:
        CorpusError: the file is damaged or holds no notes.
    """
    path = dice.choice(shelf.paths)
    try:
        song = mido.MidiFile(path)
    except (OSError, EOFError, ValueError, IndexError, KeyError) as error:
        raise CorpusError(f"{path}: not a readable MIDI file ({error}). Take it out of the folder.") from error
    parts = _parts(song)
    if not parts:
        raise CorpusError(f"{path}: no notes in it. Take it out of the folder.")
    tempos, meters = clock_of(song)
    first_note = min(note.at for part in parts for note in part.notes)
    last_end = max(note.at + note.length for part in parts for note in part.notes)
    # It begins with a bar of the first meter, so that bars can be counted from there.
    origin, meter = [change for change in meters if change[0] <= first_note][-1]
    until = min([at for at, _ in meters if at > first_note] + [last_end])
    bar = float(meter.bar)
    opening = [tempo for at, tempo in tempos if at <= first_note][-1]
    bars = max(2, round(length_s * opening / 60 / bar))
    first = int((first_note - origin) // bar)
    start = origin + bar * dice.randint(first, max(first, int((until - origin) // bar) - bars))
    tempo = [tempo for at, tempo in tempos if at <= start][-1]
    end = min(start + bars * bar, start + bar * math.ceil((last_end - start) / bar))
    bars = round((end - start) / bar)
    shift = dice.randint(-3, 3)
    for part in parts:
        drums = part.role == "drums"
        cut = [n for n in part.notes if start <= n.at < end]
        part.notes = [n._replace(at=n.at - start, pitch=n.pitch if drums else _moved(n.pitch, shift)) for n in cut]
        if cut and all(abs(n.at / GRID - round(n.at / GRID)) * GRID * 60_000 / tempo < STRAIGHT_MS for n in cut[:64]):
            part.notes = humanised(dice, part.notes, tempo, 0.0, 4.0)
    parts = [part for part in parts if part.notes]
    if not parts:
        raise CorpusError(f"{path}: silent where it was cut")
    return Score(
        name, "midi", _plain(path.stem), shelf.licence, shelf.holder, path.relative_to(shelf.folder).as_posix(),
        _split(path), name, meter, tempo, bars, parts,
        tempos=[(at - start, tempo) for at, tempo in tempos if start < at < end],
        meters=[(at - start, meter) for at, meter in meters if start < at < end],
    )  # fmt: skip


def _parts(song: mido.MidiFile) -> list[Part]:
    """One part per channel and program; the pedal is turned into longer notes."""
    events: list[tuple[int, int, Any]] = []
    for track in song.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if not message.is_meta and message.type in ("note_on", "note_off", "program_change", "control_change"):
                events.append((tick, message.type != "program_change", message))
    events.sort(key=lambda event: event[:2])
    program: dict[int, int] = defaultdict(int)
    pedal: dict[int, bool] = defaultdict(bool)
    sounding: dict[tuple[int, int], tuple[int, int, int, bool]] = {}  # start, velocity, program, key still down
    found: dict[tuple[int, int], list[Note]] = defaultdict(list)
    quarter = song.ticks_per_beat

    def end(voice: tuple[int, int], tick: int) -> None:
        start, velocity, played_on, _ = sounding.pop(voice)
        note = Note(start / quarter, max(tick - start, 1) / quarter, voice[1], velocity)
        found[voice[0], played_on].append(note)

    for tick, _, message in events:
        channel = message.channel
        if message.type == "program_change":
            program[channel] = message.program
        elif message.type == "control_change":
            if message.control == SUSTAIN:
                pedal[channel] = message.value >= 64
                if not pedal[channel]:
                    for voice in [v for v, held in sounding.items() if v[0] == channel and not held[3]]:
                        end(voice, tick)
        else:
            voice = (channel, message.note)
            struck = message.type == "note_on" and message.velocity > 0
            if voice in sounding and (struck or not pedal[channel]):
                end(voice, tick)
            elif voice in sounding:
                sounding[voice] = (*sounding[voice][:3], False)
            if struck:
                sounding[voice] = (tick, message.velocity, program[channel], True)
    for voice in list(sounding):
        end(voice, events[-1][0])
    parts = []
    for (channel, played_on), notes in sorted(found.items()):
        low = statistics.median(note.pitch for note in notes) < BASS_BELOW
        role = "drums" if channel == DRUM_CHANNEL else "bass" if low and 32 <= played_on < 44 else "chords"
        parts.append(Part(role, played_on, "", sorted(notes)))
    return parts


def _moved(pitch: int, shift: int) -> int:
    return pitch + shift if 0 <= pitch + shift <= 127 else pitch


def _split(path: Path) -> str:
    digest = int(sha256(path.read_bytes()).hexdigest()[:8], 16)
    return VALIDATION if digest % VALIDATION_SHARE == 0 else TRAIN


def _plain(stem: str) -> str:
    return " ".join(stem.replace("_", " ").replace("-", " ").split())
