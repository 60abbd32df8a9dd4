"""Our own arrangements: drum machines in sixteen steps, and small bands without drums; everything here is CC0."""

from __future__ import annotations

import random

from training.corpus.render.harmony import Chart, chart
from training.corpus.render.melody import melody
from training.corpus.render.patterns import bass, chords, humanised
from training.corpus.render.score import Meter, Note, Part, Score
from training.corpus.render.styles import STYLES

LICENCE = "CC0-1.0"
HOLDER = "rtmusic"
FOUR = Meter(4, 4)
STEP = 0.25  # quarters in a step of the drum machine
# Percussion of General MIDI by the letter of its row; in a row x is a hit, X an accent, o a soft one, ? now and then.
HITS = {"K": 36, "S": 38, "C": 39, "R": 37, "H": 42, "O": 46, "T": 45, "B": 51, "P": 70, "L": 63}
ALONE_SHARE = 0.2  # of the pieces with drums: nobody else plays
LEVEL = {"X": 112, "x": 94, "o": 60, "?": 70}


def arrangement(name: str, dice: random.Random, bars_s: float, split: str) -> Score:
    """Write one piece of our own.

    Args:
        bars_s: about how many seconds it lasts.
    """
    style = dice.choice(STYLES)
    tempo = float(dice.randint(*style.tempo))
    plan = chart(dice, style.harmony, FOUR, max(8, round(bars_s * tempo / 240)))
    parts = []
    kicks: list[float] = []
    if style.drums:
        hits = drum_machine(dice, style.drums, plan, style.swing)
        kicks = [note.at for note in hits if note.pitch == HITS["K"]]
        parts.append(Part("drums", dice.choice(style.kits), "", hits))
    alone = bool(parts) and dice.random() < ALONE_SHARE
    if style.bass and not alone:
        line = bass(dice, plan, dice.choice(style.bass), kicks=kicks)
        parts.append(Part("bass", dice.choice(style.bass_programs), "", humanised(dice, line, tempo, 0, 3)))
    for manner in dice.sample(style.chords, 0 if alone else min(len(style.chords), dice.choice((1, 1, 2)))):
        played = chords(dice, plan, manner, low=dice.choice((50, 53, 55, 57)))
        parts.append(Part("chords", dice.choice(style.chord_programs), "", humanised(dice, played, tempo, 0, 4)))
    if style.melody_programs and not alone and dice.random() < 0.65:
        program = dice.choice(style.melody_programs)
        tune = humanised(dice, melody(dice, plan, program), tempo, -4, 8)
        parts.append(Part("melody", program, "", tune))
    return Score(
        name, "machine", style.words, LICENCE, HOLDER, f"our own {style.words}", split, name, FOUR, tempo,
        len(plan.bars), parts, "" if alone else plan.key, [] if alone else plan.names, list(plan.sections),
    )  # fmt: skip


def drum_machine(dice: random.Random, rows: str, plan: Chart, swing: float) -> list[Note]:
    """Play the steps over the whole chart; rows come in section by section and each ends with a fill now and then."""
    cells = rows.split()
    table = dict(zip(cells[::2], cells[1::2], strict=True))
    notes = []
    for number, (_, first, count) in enumerate(plan.sections):
        silent = set(dice.sample(sorted(table), 1)) if number == 0 and len(table) > 2 and dice.random() < 0.4 else set()
        for bar in range(first, first + count):
            fill = bar == first + count - 1 and dice.random() < 0.4
            for row, steps in table.items():
                for step, hit in enumerate(steps):
                    if hit == "." or row in silent or (hit == "?" and dice.random() < 0.6) or (fill and step >= 12):
                        continue
                    notes.append(_hit(dice, bar, step, HITS[row], LEVEL[hit], swing))
            if fill:
                for step in range(12, 16):
                    notes.append(_hit(dice, bar, step, dice.choice((38, 38, 45, 48, 50)), 80 + 8 * (step - 12), swing))
    return sorted(notes)


def _hit(dice: random.Random, bar: int, step: int, pitch: int, velocity: int, swing: float) -> Note:
    late = (2 * swing - 1) * STEP if step % 2 else 0.0  # sixteenths swing here, not eighths
    return Note(bar * 4.0 + step * STEP + late, 0.2, pitch, max(1, min(127, velocity + dice.randint(-4, 4))))
