"""Studies: one instrument alone, note by note out of silence, because a codec must first hear a clean attack."""

from __future__ import annotations

import random

from training.corpus.render import words
from training.corpus.render.harmony import QUALITIES, SCALES, Chord
from training.corpus.render.machine import FOUR, HOLDER, LICENCE
from training.corpus.render.melody import RANGES, VOICE
from training.corpus.render.names import KITS
from training.corpus.render.patterns import voicing
from training.corpus.render.score import Note, Part, Score

KINDS = ("single notes", "scales", "short repeated notes", "long sustained notes", "chords", "drum hits", "velocities")
SUSTAINING = (*range(16, 24), *range(40, 45), *range(48, 55), *range(56, 96), 109, 110, 111)
DRUM_PITCHES = (36, 38, 37, 39, 42, 46, 41, 45, 48, 49, 51, 53, 54, 56)
LOW = {range(32, 40): (28, 52), range(40, 48): (40, 84), range(72, 80): (62, 88)}


def study(name: str, dice: random.Random, length_s: float, split: str) -> Score:
    """Write a study of about so many seconds."""
    kind = dice.choice(KINDS)
    tempo = float(dice.randint(60, 132))
    quarters = max(16.0, round(length_s * tempo / 60 / 4) * 4.0)
    if kind == "drum hits":
        part = Part("drums", dice.choice(tuple(KITS)), "", _drum_hits(dice, quarters))
    else:
        programs = {"chords": words.CHORD_PROGRAMS, "long sustained notes": SUSTAINING}.get(kind, words.STUDY_PROGRAMS)
        program = dice.choice(programs)
        role = "bass" if 32 <= program < 40 else "chords" if kind == "chords" else "melody"
        part = Part(role, program, "", _notes(dice, kind, quarters, *_range(program)))
    return Score(
        name, "study", kind, LICENCE, HOLDER, f"our own study: {kind}", split, name, FOUR, tempo,
        int(quarters / 4), [part],
    )  # fmt: skip


def _notes(dice: random.Random, kind: str, quarters: float, low: int, high: int) -> list[Note]:
    tonic, mode = dice.randrange(12), dice.choice(tuple(SCALES))
    ladder = [p for p in range(low, high + 1) if (p - tonic) % 12 in SCALES[mode]]
    at, place, up = dice.choice((0.0, 1.0, 2.0)), dice.randrange(len(ladder)), 1
    notes: list[Note] = []
    pitch, velocity = dice.choice(ladder), dice.randint(50, 110)
    while at < quarters:
        if kind == "scales":
            up = -up if not 0 <= place + up < len(ladder) else up
            place += up
            notes.append(Note(at, 0.45, ladder[place], velocity))
            at += 0.5
        elif kind == "short repeated notes":
            if dice.random() < 0.2:
                pitch = dice.choice(ladder)
                at += 1.0
            notes.append(Note(at, 0.12, pitch, dice.randint(40, 120)))
            at += dice.choice((0.25, 0.5, 0.5))
        elif kind == "long sustained notes":
            notes.append(Note(at, 3.6, dice.choice(ladder), dice.randint(40, 115)))
            at += dice.choice((4.0, 5.0))
        elif kind == "velocities":
            notes.append(Note(at, 0.8, pitch, 20 + (len(notes) % 8) * 15))
            if len(notes) % 8 == 0:
                pitch = dice.choice(ladder)
            at += 1.0
        elif kind == "chords":
            chord = Chord(dice.randrange(12), dice.choice(tuple(QUALITIES)))
            length = dice.choice((0.2, 0.9, 1.8))
            notes += [Note(at, length, p, velocity) for p in voicing(chord, 53)]
            at += dice.choice((2.0, 3.0))
        else:  # single notes, each out of silence
            notes.append(Note(at, dice.choice((0.1, 0.5, 1.0, 2.0)), dice.choice(ladder), dice.randint(30, 120)))
            at += dice.choice((2.0, 3.0, 4.0))
    return [note for note in notes if note.at < quarters]


def _drum_hits(dice: random.Random, quarters: float) -> list[Note]:
    notes, at = [], dice.choice((0.0, 1.0))
    while at < quarters:
        pitch = dice.choice(DRUM_PITCHES)
        for _ in range(dice.choice((1, 1, 2, 4))):
            notes.append(Note(at, 0.2, pitch, dice.randint(30, 125)))
            at += dice.choice((0.5, 1.0))
        at += dice.choice((1.0, 2.0))
    return [note for note in notes if note.at < quarters]


def _range(program: int) -> tuple[int, int]:
    for programs, sung in LOW.items():
        if program in programs:
            return RANGES.get(program, sung)
    return RANGES.get(program, VOICE)
