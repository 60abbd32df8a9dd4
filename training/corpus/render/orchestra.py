"""Orchestras, string and wind ensembles of our own; everything here is CC0."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.corpus.render.harmony import Chart, chart
from training.corpus.render.machine import HOLDER, LICENCE
from training.corpus.render.melody import melody
from training.corpus.render.patterns import bass, chords, humanised
from training.corpus.render.score import Meter, Note, Part, Score

METERS = (Meter(4, 4), Meter(4, 4), Meter(3, 4))
TIMPANI, PERCUSSION = 47, 48
TIMPANI_LOW = 41  # F2: roots lie in the octave above
CRASH, BASS_DRUM, SNARE = 49, 36, 38  # in the orchestra's kit, as in the others
SWELL = 26  # how much louder, in MIDI velocity, the end of a section may be than its start, or softer


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Who plays in it, by General MIDI program."""

    words: str
    tempo: tuple[int, int]
    low: tuple[int, ...]
    manners: tuple[str, ...]  # of the chords
    inner: tuple[int, ...]
    lead: tuple[int, ...]
    largest: int  # parts for chords
    struck: bool = False  # timpani, and sometimes drums and cymbals


_CALM = ("pad", "beats", "arpeggio")
_STRINGS = (48, 48, 49, 44, 45)
_WINDS = (68, 69, 71, 73, 70, 60)
ENSEMBLES = (
    Ensemble("orchestral", (60, 126), (43,), _CALM, (*_STRINGS, 60, 46), (40, 73, 68, 60), 3, True),
    Ensemble("orchestral strings", (54, 120), (43, 42), _CALM, _STRINGS, (40, 48, 41, 42), 2),
    Ensemble("symphonic", (70, 140), (43, 58), ("pad", "stabs", "beats"), (48, 61, 60, 44), (48, 56, 60, 40), 3, True),
    Ensemble("cinematic orchestral", (60, 130), (43,), _CALM[::2], (48, 44, 52, 60, 45), (60, 48, 56), 3, True),
    Ensemble("baroque strings", (66, 116), (42, 43), ("beats", "arpeggio"), (48, 6, 6), (40, 68, 74), 2),
    Ensemble("classical string quartet", (60, 120), (42,), _CALM, (40, 41, 45), (40,), 2),
    Ensemble("woodwind quintet", (66, 120), (70,), ("pad", "beats", "offbeats"), _WINDS, (73, 68, 71), 2),
    Ensemble("brass ensemble", (66, 116), (58, 57), ("pad", "beats", "stabs"), (57, 60, 56, 61), (56, 60), 2),
    Ensemble("pizzicato strings", (84, 140), (45, 43), ("arpeggio", "offbeats", "beats"), (45,), (45, 71, 73), 1),
)  # fmt: skip


def orchestral(name: str, dice: random.Random, length_s: float, split: str) -> Score:
    """Write one piece for one of ENSEMBLES; its sections swell and fade, and not everybody plays in all of them.

    Args:
        length_s: about how many seconds it lasts.
    """
    ensemble = dice.choice(ENSEMBLES)
    tempo, meter = float(dice.randint(*ensemble.tempo)), dice.choice(METERS)
    plan = chart(dice, dice.choice(("folk", "pop", "folk")), meter, max(8, round(length_s * tempo / 60 / meter.bar)))
    line = bass(dice, plan, dice.choice(("roots", "long", "long")))
    parts = [Part("bass", dice.choice(ensemble.low), "", line)]
    for program in dice.sample(ensemble.inner, dice.randint(1, ensemble.largest)):
        played = chords(dice, plan, dice.choice(ensemble.manners), low=dice.choice((50, 53, 57, 60)))
        parts.append(Part("chords", program, "", played))
    if dice.random() < 0.85:
        program = dice.choice(ensemble.lead)
        tune = melody(dice, plan, program)
        parts.append(Part("melody", program, "", tune))
        if dice.random() < 0.4:  # another plays along an octave below
            below = [note._replace(pitch=note.pitch - 12) for note in tune]
            parts.append(Part("melody", dice.choice(ensemble.lead), "", below))
    for part in parts[1:]:
        _leave_out(dice, part, plan)
    for part in parts:
        _swell(dice, part, plan)
        part.notes = humanised(dice, part.notes, tempo, dice.uniform(-12, 4), 9)
    if ensemble.struck and dice.random() < 0.7:
        parts += _percussion(dice, plan)
    return Score(
        name, "orchestra", ensemble.words, LICENCE, HOLDER, f"our own {ensemble.words}", split, name, meter, tempo,
        len(plan.bars), [part for part in parts if part.notes], plan.key, plan.names, list(plan.sections),
    )  # fmt: skip


def _leave_out(dice: random.Random, part: Part, plan: Chart) -> None:
    """Let a part rest in some sections, though never in all."""
    bar = float(plan.meter.bar)
    rests = [(at * bar, (at + count) * bar) for _, at, count in plan.sections if dice.random() < 0.25]
    if len(rests) < len(plan.sections):
        part.notes = [note for note in part.notes if not any(start <= note.at < end for start, end in rests)]


def _swell(dice: random.Random, part: Part, plan: Chart) -> None:
    """Make each section louder or softer towards its end."""
    bar = float(plan.meter.bar)
    slopes = [(at * bar, count * bar, dice.choice((-SWELL, 0, SWELL))) for _, at, count in plan.sections]
    swelled = []
    for note in part.notes:
        start, lasts, slope = next((s for s in reversed(slopes) if s[0] <= note.at), slopes[0])
        moved = round(slope * ((note.at - start) / lasts - 0.5))
        swelled.append(note._replace(velocity=max(1, min(127, note.velocity + moved))))
    part.notes = swelled


def _percussion(dice: random.Random, plan: Chart) -> list[Part]:
    """Timpani where the harmony arrives, rolls before sections; sometimes bass drum, snare and cymbals with them."""
    bar, beat = float(plan.meter.bar), float(plan.meter.beat)
    kettle, kit = [], []
    every, kept = dice.choice((1, 2, 4)), dice.random() < 0.5
    for number in range(len(plan.bars)):
        root = TIMPANI_LOW + (plan.at(number * bar).root - TIMPANI_LOW) % 12
        opens = any(first == number for _, first, _ in plan.sections)
        if opens or number % every == 0:
            kettle.append(Note(number * bar, beat, root, dice.randint(70, 112)))
            kit.append(Note(number * bar, beat, CRASH if opens else BASS_DRUM, dice.randint(60, 110)))
        if any(first == number + 1 for _, first, _ in plan.sections) and dice.random() < 0.6:
            hits = int(bar / 0.25)
            for i in range(hits):
                at, velocity = number * bar + i * 0.25, 40 + round(70 * i / hits)
                kettle.append(Note(at, 0.25, root, velocity))
                kit.append(Note(at, 0.2, SNARE, max(20, velocity - 20)))
        elif kept and number % every == 0:
            kettle.append(Note(number * bar + bar - beat, beat, root, dice.randint(50, 90)))
    parts = [Part("chords", TIMPANI, "", sorted(kettle))]
    return [*parts, Part("drums", PERCUSSION, "", sorted(kit))] if dice.random() < 0.5 else parts
