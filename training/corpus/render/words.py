"""Words for what is heard: instruments, kits, tempo, density; and captions made from them in several wordings."""

from __future__ import annotations

import random

from training.corpus.render.score import DRUM_BANK, ROLES, Score

# General MIDI, programs 0 to 127, in the words that a musician would type.
PROGRAMS = tuple(
    line.strip()
    for line in """
    piano, bright piano, electric grand piano, honky-tonk piano, electric piano, FM electric piano, harpsichord,
    clavinet, celesta, glockenspiel, music box, vibraphone, marimba, xylophone, tubular bells, dulcimer, drawbar
    organ, percussive organ, rock organ, church organ, reed organ, accordion, harmonica, bandoneon, nylon guitar,
    steel-string guitar, jazz guitar, clean electric guitar, muted electric guitar, overdriven guitar, distorted
    guitar, guitar harmonics, double bass, electric bass, picked electric bass, fretless bass, slap bass, slap bass,
    synth bass, synth bass, violin, viola, cello, double bass section, tremolo strings, pizzicato strings, harp,
    timpani, strings, slow strings, synth strings, synth strings, choir, voice oohs, synth voice, orchestra hit,
    trumpet, trombone, tuba, muted trumpet, French horn, brass section, synth brass, synth brass, soprano saxophone,
    alto saxophone, tenor saxophone, baritone saxophone, oboe, English horn, bassoon, clarinet, piccolo, flute,
    recorder, pan flute, bottle, shakuhachi, whistle, ocarina, square synth lead, saw synth lead, calliope synth,
    chiffer synth lead, charang synth lead, voice synth lead, fifths synth lead, bass and lead synth, new age pad,
    warm synth pad, polysynth, choir pad, bowed glass pad, metallic pad, halo pad, sweep pad, rain synth, soundtrack
    synth, crystal synth, atmosphere synth, brightness synth, goblin synth, echo synth, sci-fi synth, sitar, banjo,
    shamisen, koto, kalimba, bagpipes, fiddle, shanai, tinkle bell, agogo, steel drums, woodblock, taiko drum,
    melodic tom, synth drum, reverse cymbal, guitar fret noise, breath noise, seashore, bird tweet, telephone ring,
    helicopter, applause, gunshot
    """.replace("\n", " ").split(",")
)
KITS = {
    0: "drums", 8: "room drums", 16: "power drums", 24: "electronic drums", 25: "808 drum machine",
    32: "jazz drums", 40: "brushed drums", 48: "orchestral percussion",
}  # fmt: skip

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

TEMPO_WORDS = ((60, "very slow"), (84, "slow"), (112, "mid-tempo"), (140, "upbeat"), (172, "fast"), (1e9, "very fast"))
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


def tempo_word(bpm: float) -> str:
    return next(said for below, said in TEMPO_WORDS if bpm < below)


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
