"""Bass lines and chord playing over a chart, in the manners that players have names for."""

from __future__ import annotations

import random
from collections.abc import Sequence

from training.corpus.render.harmony import Chart, Chord
from training.corpus.render.melody import swung
from training.corpus.render.score import Note

BASS_LOW = 29  # F1: roots lie in the octave above
BASS_MANNERS = ("roots", "eighths", "walking", "octaves", "tumbao", "long")
CHORD_MANNERS = ("pad", "offbeats", "arpeggio", "strum", "stabs", "beats")
# Eighths of a bar of four on which stabs come.
STABS = ((0, 3), (0, 3, 6), (1, 4), (3, 7), (0, 5), (2, 5, 7), (0, 3, 4, 7))
TOGETHER = 0.12  # quarters: bass and kick meant for one moment


def bass(dice: random.Random, chart: Chart, manner: str, swing: float = 0.5, kicks: Sequence[float] = ()) -> list[Note]:
    """Play a bass line.

    Args:
        manner: one of BASS_MANNERS.
        kicks: where the bass drum falls, in quarters; "roots" plays with it, "walking" and others lean on it.
    """
    notes: list[Note] = []
    length = len(chart.bars) * float(chart.meter.bar)
    beat = float(chart.meter.beat)
    octave = dice.random() < 0.5
    if manner == "roots" and kicks:
        for at, later in zip(kicks, [*kicks[1:], length], strict=True):
            chord = chart.at(at + TOGETHER)
            pitch = _root(chord) + (dice.choice((0, 0, 0, 7, 12)) if at % beat > 0.1 else 0)
            notes.append(Note(at, min(1.5, 0.9 * (later - at)), _folded(pitch), dice.randint(80, 108)))
        return notes
    step = {"roots": 2 * beat, "eighths": 0.5, "walking": beat, "octaves": 0.5, "tumbao": 0.5, "long": 1e9}[manner]
    for number, bar in enumerate(chart.bars):
        start = number * float(chart.meter.bar)
        for place, (at, chord) in enumerate(bar):
            end = bar[place + 1][0] if place + 1 < len(bar) else float(chart.meter.bar)
            following = chart.at(start + end)
            ticks = [at + i * step for i in range(max(1, round((end - at) / step)))]
            for i, tick in enumerate(ticks):
                pitch, long = _root(chord), 0.9 * min(step, end - tick)
                if manner == "walking" and i:
                    last = tick + step >= end - 1e-6
                    goal = _root(following)
                    pitch = goal + dice.choice((-1, 1, 2, -2)) if last else _root(chord) + dice.choice((3, 4, 7, 7, 9))
                    if not last:
                        pitch = _into(pitch, chord.classes)
                elif manner == "octaves":
                    pitch += 12 * (i % 2)
                elif manner == "eighths" and octave and i % 4 == 3:
                    pitch += 7
                elif manner == "tumbao":
                    if i % 8 not in (0, 3, 6):
                        continue
                    long, pitch = 1.2, pitch + (7 if i % 8 == 3 else 12 if i % 8 == 6 else 0)
                elif manner == "roots" and i % 2:
                    pitch += 7
                notes.append(
                    Note(_leaning(swung(start + tick, swing), kicks), long, _folded(pitch), dice.randint(78, 104))
                )
    return notes


def chords(dice: random.Random, chart: Chart, manner: str, swing: float = 0.5, low: int = 53) -> list[Note]:
    """Play the chords, each voiced close to the one before.

    Args:
        manner: one of CHORD_MANNERS.
        low: lowest note of the voicings.
    """
    notes: list[Note] = []
    level = dice.randint(58, 84)
    stabs = [dice.choice(STABS) for _ in range(2)]
    up_and_down = dice.random() < 0.5
    for number, bar in enumerate(chart.bars):
        start = number * float(chart.meter.bar)
        for place, (at, chord) in enumerate(bar):
            end = bar[place + 1][0] if place + 1 < len(bar) else float(chart.meter.bar)
            voices = voicing(chord, low)
            eighths = [at + 0.5 * i for i in range(round((end - at) * 2))]
            beat = float(chart.meter.beat)
            if manner == "pad":
                notes += _strike(dice, start + at, 0.97 * (end - at), voices, level, 0.02)
            elif manner == "beats":
                for tick in eighths:
                    if tick % beat < 1e-6:
                        notes += _strike(dice, start + tick, 0.6 * beat, voices, level, 0.01)
            elif manner == "offbeats":
                for tick in eighths:
                    if (tick + 0.5) % 1.0 < 1e-6:
                        notes += _strike(dice, swung(start + tick, swing), 0.3, voices, level + 6, 0.005)
            elif manner == "stabs":
                for tick in eighths:
                    if round(tick * 2) in stabs[number % 2]:
                        notes += _strike(
                            dice, swung(start + tick, swing), dice.choice((0.3, 0.8)), voices, level, 0.008
                        )
            elif manner == "strum":
                for tick in eighths:
                    if tick % beat < 1e-6 or dice.random() < 0.55:
                        down = tick % 1.0 < 1e-6
                        some = [*voices, voices[0] + 12] if down else voices[1:]
                        ordered = some if down else some[::-1]
                        notes += _strike(dice, swung(start + tick, swing), 0.45, ordered, level + 4 * down, 0.03)
            else:  # arpeggio
                order = [*voices, voices[0] + 12]
                order = order + order[-2:0:-1] if up_and_down else order
                for i, tick in enumerate(eighths):
                    pitch = order[i % len(order)]
                    notes.append(Note(swung(start + tick, swing), 0.9, pitch, level + dice.randint(-6, 6)))
    return notes


def voicing(chord: Chord, low: int) -> list[int]:
    """Place a chord's notes, lowest first, within the octave above low: neighbours then move little."""
    return sorted(low + (pitch_class - low) % 12 for pitch_class in chord.classes)


def humanised(
    dice: random.Random, notes: Sequence[Note], tempo: float, early_ms: float, spread_ms: float
) -> list[Note]:
    """Play as people do: a little before or behind the beat, and never twice alike."""
    quarters_per_ms = tempo / 60_000
    return [
        Note(
            max(0.0, note.at + (dice.gauss(-early_ms, spread_ms)) * quarters_per_ms),
            note.length,
            note.pitch,
            max(1, min(127, note.velocity + round(dice.gauss(0, 3)))),
        )
        for note in notes
    ]


def _strike(
    dice: random.Random, at: float, length: float, voices: Sequence[int], velocity: int, roll: float
) -> list[Note]:
    """A chord whose notes follow each other by `roll` quarters."""
    return [
        Note(at + i * roll, max(0.05, length - i * roll), pitch, velocity + dice.randint(-5, 5))
        for i, pitch in enumerate(voices)
    ]


def _root(chord: Chord) -> int:
    return BASS_LOW + (chord.root - BASS_LOW) % 12


def _folded(pitch: int) -> int:
    return pitch if pitch < BASS_LOW + 19 else pitch - 12


def _into(pitch: int, classes: Sequence[int]) -> int:
    """The nearest note of a chord."""
    return min(
        (pitch + d for d in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6)),
        key=lambda p: (p % 12 not in classes, abs(p - pitch)),
    )


def _leaning(at: float, kicks: Sequence[float]) -> float:
    """With the bass drum where one falls close by."""
    near = [kick for kick in kicks if abs(kick - at) < TOGETHER]
    return min(near, key=lambda kick: abs(kick - at)) if near else at
