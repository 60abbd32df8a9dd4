"""Words for what is heard: instruments, kits, tempo, density; and captions made from them in several wordings."""

from __future__ import annotations

import random

from training.corpus.render.names import KITS, PROGRAMS, tempo_word
from training.corpus.render.score import DRUM_BANK, ROLES, Score

# Who may stand in for whom. Left out: effects, orchestra hit, timpani, and what cannot hold a chord or a tune.
FAMILIES = (
    (0, 1, 2, 3), (4, 5, 7), (6, 15, 46), (8, 9, 10, 11, 12, 13), (16, 17, 18, 19, 20), (21, 22, 23),
    (24, 25, 26, 27), (28, 45), (29, 30), (32, 33, 34, 35), (36, 37, 38, 39), (40, 41, 110), (42, 43),
    (48, 49, 50, 51), (52, 53, 54, 91), (56, 57, 59, 60), (61, 62, 63), (64, 65, 66, 67), (68, 69, 70, 71),
    (72, 73, 74, 75, 77, 79), (80, 81, 84, 87), (88, 89, 90, 92, 93, 94, 95), (96, 98, 99, 100), (104, 105, 106, 107),
    (108, 114),
)  # fmt: skip
CHORD_PROGRAMS = (0, 1, 4, 5, 6, 11, 16, 18, 19, 21, 24, 25, 26, 27, 46, 48, 50, 52, 88, 89, 90, 95)
MELODY_PROGRAMS = (
    0, 4, 11, 12, 18, 21, 22, 24, 25, 26, 27, 29, 30, 40, 42, 56, 57, 59, 60, 64, 65, 66, 67, 68, 69, 70, 71, 72,
    73, 74, 75, 77, 79, 80, 81, 84, 104, 105, 106, 109, 110, 114,
)  # fmt: skip
BASS_PROGRAMS = (32, 33, 34, 35, 36, 38, 39)
STUDY_PROGRAMS = tuple(range(47)) + tuple(range(48, 55)) + tuple(range(56, 120))
SOFT_KITS = frozenset({32, 40})
SOFT_STYLES = ("jazz", "swing", "ballad", "bossa", "blues", "waltz", "bebop", "folk", "broadway", "lullaby", "brazil")

VARIANTS = 6


def word(bank: int, program: int) -> str:
    """Name an instrument, or a kit of bank DRUM_BANK."""
    return KITS.get(program, KITS[0]) if bank == DRUM_BANK else PROGRAMS[program]


def relative(dice: random.Random, program: int) -> int:
    """Draw an instrument of the same family; one that has no family stays."""
    family = next((family for family in FAMILIES if program in family), (program,))
    return dice.choice(family)


def kit(dice: random.Random, style: str) -> int:
    """Draw a drum kit; jazz kits and brushes come where the style is soft."""
    if any(soft in style for soft in SOFT_STYLES):
        return dice.choice((0, 8, 32, 32, 40, 40))
    return dice.choice((0, 0, 0, 8, 8, 16, 16, 24, 25))


def describe(score: Score) -> Score:
    """Give every part its instrument's word, and the score its captions."""
    for part in score.parts:
        part.word = word(part.bank, part.program)
    score.captions = _captions(score)
    return score


def _captions(score: Score) -> tuple[str, ...]:
    """Up to VARIANTS wordings, all of them true; the first is the fullest."""
    if score.kind == "study":
        alone = score.parts[0].word
        return tuple(
            dict.fromkeys(
                (f"{alone} alone, {score.style}", f"{score.style}, {alone}", f"{alone} solo, no other instruments")
            )
        )
    dice = random.Random(f"words {score.seed}")
    tempo = f"{score.bpm:.0f} bpm"
    drums, bass, chords, melody = ([part.word for part in score.parts if part.role == role] for role in ROLES)
    lead, others = list(dict.fromkeys(melody)), list(dict.fromkeys(chords))
    everything = list(dict.fromkeys([*lead, *others, *bass, *drums]))
    pitched = list(dict.fromkeys([*lead, *others, *bass]))
    style = score.style
    # A slow blues has said how fast it goes.
    speed = "" if style.startswith(("slow", "fast", "very")) else f"{tempo_word(score.bpm)} "
    band = _list(pitched[:3]) + (f", {drums[0]}" if drums and pitched else drums[0] if drums else "")
    facts = [tempo, *([f"in {score.key}"] if score.key else []), str(score.meter)]
    wordings = [
        f"{speed}{style} with {band}, {', '.join(facts)}",
        f"{speed}{style}",
        f"{style} with {_list(dice.sample(everything, min(len(everything), 2)))}",
        ", ".join([*everything, style]),
        f"{style}, {tempo}" + (f", {score.key}" if score.key else ""),
    ]
    if lead:
        wordings.append(f"{lead[0]} melody over {_list(others[:1] or bass or drums) or style}, {style}")
    if not drums:
        wordings.append(f"{speed}{style} without drums, {_list(pitched[:2])}")
    elif not pitched:
        wordings.append(f"{drums[0]} alone, {style}, {tempo}")
    struck = len({round(note.at, 2) for part in score.parts for note in part.notes})
    density = struck / max(score.seconds, 1e-3)
    if density < 2.5 or density > 7.0:
        wordings.append(f"{'sparse' if density < 2.5 else 'busy'} {style} with {_list(pitched[:2]) or drums[0]}")
    first, *rest = dict.fromkeys(wordings)
    return first, *dice.sample(rest, min(len(rest), VARIANTS - 1))


def _list(words: list[str]) -> str:
    return " and ".join(([", ".join(words[:-1])] if len(words) > 1 else []) + words[-1:])
