"""A tune over a chart: short rhythms that come back, chord notes on the beats, steps of the key between them."""

from __future__ import annotations

import random

from training.corpus.render.harmony import Chart
from training.corpus.render.score import Note

STEP = 0.5  # quarter notes: tunes move in eighths
MOTIF_BARS = 2
LEAP_SHARE = 0.18
# Where each instrument sings: lowest and highest MIDI note, by General MIDI program; others take VOICE.
VOICE = (60, 81)
RANGES = {
    0: (60, 84), 4: (60, 84), 11: (60, 86), 12: (55, 84), 22: (60, 84), 24: (52, 76), 25: (52, 76), 26: (52, 79),
    27: (52, 79), 29: (50, 79), 30: (48, 76), 42: (43, 67), 56: (58, 79), 57: (46, 67), 60: (48, 70), 66: (49, 72),
    67: (43, 64), 70: (41, 65), 71: (55, 82), 73: (62, 88), 74: (67, 91), 75: (65, 88), 105: (55, 79),
}  # fmt: skip


def melody(dice: random.Random, chart: Chart, program: int, swing: float = 0.5) -> list[Note]:
    """Write a tune for an instrument; sections with the same letter have the same tune, so far as the chords allow.

    Args:
        swing: where the second of two eighths falls within the beat, 0.5 is straight.
    """
    low, high = RANGES.get(program, VOICE)
    tunes = dice.random()
    rests = dice.choice((0.1, 0.2, 0.35))
    busy = dice.uniform(0.25, 0.75)
    notes: list[Note] = []
    pitch = (low + high) // 2
    for letter, first, count in chart.sections:
        own = random.Random(f"{tunes} {letter}")
        if len(chart.sections) > 3 and own.random() < 0.1:
            continue  # a section for the band alone
        motifs = [_rhythm(own, chart, busy, rests) for _ in range(2)]
        for bar in range(first, first + count, MOTIF_BARS):
            rhythm = motifs[own.random() < 0.3]
            for step, steps in rhythm:
                at = bar * float(chart.meter.bar) + step * STEP
                if at >= (first + count) * float(chart.meter.bar):
                    break
                pitch = _next_pitch(own, chart, at, pitch, low, high)
                accent = 12 if step * STEP % float(chart.meter.beat) == 0 else 0
                velocity = min(127, 72 + accent + own.randint(-8, 14))
                length = steps * STEP * own.choice((0.95, 0.95, 0.8, 0.5))
                notes.append(Note(swung(at, swing), length, pitch, velocity))
    return notes


def swung(at: float, swing: float) -> float:
    """Move a place to where it falls when the second half of the beat comes at `swing` instead of 0.5."""
    beat, rest = divmod(at, 1.0)
    return beat + (rest * 2 * swing if rest <= 0.5 else swing + (rest - 0.5) * 2 * (1 - swing))


def _rhythm(dice: random.Random, chart: Chart, busy: float, rests: float) -> list[tuple[int, int]]:
    """Two bars as (first step, steps long); it breathes at the end."""
    steps = round(MOTIF_BARS * float(chart.meter.bar) / STEP)
    out: list[tuple[int, int]] = []
    step = dice.choice((0, 0, 0, 1, 2))
    while step < steps - 1:
        long = dice.choice((1, 1, 2)) if dice.random() < busy else dice.choice((2, 3, 4))
        long = min(long, steps - step)
        if dice.random() >= rests or not out:
            out.append((step, long))
        step += long
    return out


def _next_pitch(dice: random.Random, chart: Chart, at: float, pitch: int, low: int, high: int) -> int:
    classes = chart.at(at).classes
    on_beat = at % float(chart.meter.beat) < 1e-6
    if not on_beat:
        classes = tuple(chart.scale.union(classes[:3]))
    reach = 9 if dice.random() < LEAP_SHARE else 4
    near = [p for p in range(max(low, pitch - reach), min(high, pitch + reach) + 1) if p % 12 in classes]
    if not near:
        near = [p for p in range(low, high + 1) if p % 12 in classes]
    # A tune seldom stays, and turns back towards the middle of its range.
    middle = (low + high) / 2
    weights = [(0.4 if p == pitch else 1.0) / (1.0 + abs(p - middle) / 10) for p in near]
    return dice.choices(near, weights)[0]
