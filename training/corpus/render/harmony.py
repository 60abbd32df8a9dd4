"""Chord charts: functional progressions in major and minor keys, in the forms that each kind of music uses."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from training.corpus.render.score import Meter

NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
QUALITIES = {
    "": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "M7": (0, 4, 7, 11), "m7": (0, 3, 7, 10), "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9), "9": (0, 4, 7, 10, 2), "m9": (0, 3, 7, 10, 2), "M9": (0, 4, 7, 11, 2), "add9": (0, 4, 7, 2),
    "sus4": (0, 5, 7), "7sus4": (0, 5, 7, 10), "dim": (0, 3, 6), "dim7": (0, 3, 6, 9), "m7b5": (0, 3, 6, 10),
    "7b9": (0, 4, 7, 10, 1), "13": (0, 4, 10, 2, 9), "5": (0, 7),
}  # fmt: skip
NUMERALS = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}

# Phrases by kind and mode: bars stand between |, chords within a bar between blanks.
_PHRASES = """
pop major: I|V|vi|IV, vi|IV|I|V, I|vi|IV|V, I|iii|IV|V, IV|V|iii|vi, I|IV|vi|V, IV|I|V|vi, I|I|IV|IV V
pop major: Iadd9|V|ii7|IVadd9, ii7|V|I|vi, I|bVII|IV|I, I|ii7|IV|V7sus4 V7, I|III7|vi|IV, vi|V|IV|V
pop minor: i|bVI|bIII|bVII, i|bVII|bVI|bVII, i|iv|bVI|V7, i|bIII|bVII|iv, bVI|bVII|i|i, i|v|bVI|bVII, i|bVII|bVI|V7
pop minor: iv|bVI|i|V, im9|bVIM7|bIIIM7|bVII, i|iv|bVII|bIII
rock major: I|IV|V|IV, I|bVII|IV|I, I|I|IV|V, I5|bIII5|IV5|I5, I|V|IV|V, V|IV|I|V, I|bVI|bVII|I, vi|IV|V|I
rock minor: i5|bVI5|bVII5|i5, i|bVII|bVI|bVII, i|bIII|bVII|IV, i5|i5|iv5|bVII5, i|bVI|iv|V, i|IV|i|IV
jazz major: ii7|V7|IM7|VI7b9, IM7 vi7|ii7 V7|iii7 VI7|ii7 V7, IM7|IV7|iii7 VI7|ii7 V7, IM9|#i°7|ii9|V13
jazz major: IM7|I7|IVM7|iv6, ii7|V7b9|IM7|I6, iiø|V7b9|IM7|IM7, III7|VI7|II7|V7, IM7|bIIIM7|ii7|bII7
jazz major: IVM7|bVII9|IM7|VI7b9, IM7|ii7|iii7|ii7 V7
jazz minor: iiø|V7b9|im7|im6, im7|iv7|iiø|V7b9, im7|bVI7|iiø V7b9|im6, iv7|bVII7|bIIIM7|bVIM7, im6|im6|iv7|V7b9
jazz minor: im9|im9|bVI7|V7b9, iiø|V7b9|iiø|V7b9
blues major: I7|IV7|I7|I7|IV7|IV7|I7|I7|V7|IV7|I7|V7, I7|I7|I7|I7|IV7|IV7|I7|I7|V7|IV7|I7|I7 V7
blues major: I7|IV7|I7|I7|IV7|#iv°7|I7|VI7|ii7|V7|I7 VI7|ii7 V7
blues minor: im7|im7|im7|im7|iv7|iv7|im7|im7|bVI7|V7|im7|V7
latin major: IM7|II7|ii7|bII7, I6|ii7|V7|I6, I|IV|V|IV, IM7|VI7|ii7|V7, I|V7|V7|I, ii7|V7|IM7|IVM7
latin major: I IV|V IV|I IV|V IV
latin minor: i|bVII|bVI|V7, im7|iv7|V7|im7, im7|V7|V7|im7, iiø|V7|im7|I7b9, i|iv|i|V7, im6|im6|V7b9|V7b9
folk major: I|I|IV|I, I|V|I|V7, I|IV|I|V7, IV|I|V7|I, I|vi|ii|V7, I|I|V7|I, I|IV|V7|I, vi|iii|IV|I
folk minor: i|bVII|i|V, i|i|bVII|bVII, i|bIII|bVII|i, i|iv|V7|i, bIII|bVII|i|V7, i|bVI|bVII|i
modal major: IM9|IM9|IVM9|IVM9, I|II|I|II, Iadd9|Iadd9|vi7|IVadd9, I|bVII|I|bVII, Isus4|I|IVM7|IVM7
modal minor: im7|im7|im7|im7, im9|im9|iv9|iv9, im7|IV|im7|IV, i|i|bVI|bVII, im9|bVIM7|im9|bVIM7, i|bII|i|bII
modal minor: im7|bVII|im7|v7
"""
FORMS = {
    "pop": ("AABB", "AABAB", "ABAB", "ABCB"), "rock": ("AABA", "ABAB", "AABC"), "jazz": ("AABA", "ABAC", "AABB"),
    "blues": ("AAA",), "latin": ("AABB", "ABAB", "AABA"), "folk": ("AABB", "ABAB", "AABA"),
    "modal": ("AAAA", "AABB", "AABA"),
}  # fmt: skip
TRITONE_SHARE = 0.12  # of the dominants in jazz
COLOUR_SHARE = 0.15  # of plain triads in pop
_NUMERAL = re.compile(r"([b#]?)([IV]+|[iv]+)(.*)")


class Chord(NamedTuple):
    """A root and what stands on it."""

    root: int  # pitch class, 0 is C
    quality: str  # a key of QUALITIES

    @property
    def name(self) -> str:
        return NAMES[self.root] + self.quality

    @property
    def classes(self) -> tuple[int, ...]:
        """The pitch classes, root first."""
        return tuple((self.root + step) % 12 for step in QUALITIES[self.quality])


@dataclass(frozen=True, slots=True)
class Chart:
    """A piece in chords."""

    tonic: int
    mode: str  # "major" or "minor"
    meter: Meter
    bars: tuple[tuple[tuple[float, Chord], ...], ...]  # per bar: quarters into the bar, chord
    sections: tuple[tuple[str, int, int], ...]  # name, first bar, bars

    @property
    def key(self) -> str:
        return f"{NAMES[self.tonic]} {self.mode}"

    @property
    def scale(self) -> frozenset[int]:
        """Pitch classes of the key."""
        return frozenset((self.tonic + step) % 12 for step in SCALES[self.mode])

    @property
    def names(self) -> list[list[tuple[float, str]]]:
        """What the labels say: per bar, quarters into the bar and the chord's name."""
        return [[(at, chord.name) for at, chord in bar] for bar in self.bars]

    def first(self, bars: int) -> Chart:
        """The same chart, ended after so many bars."""
        kept = tuple((name, at, min(count, bars - at)) for name, at, count in self.sections if at < bars)
        return replace(self, bars=self.bars[:bars], sections=kept)

    def at(self, quarters: float) -> Chord:
        """The chord that sounds at a place; after the end, the last one."""
        number, rest = divmod(quarters + 1e-6, float(self.meter.bar))
        bar = self.bars[min(int(number), len(self.bars) - 1)]
        return next(chord for at, chord in reversed(bar) if at <= rest or at == 0.0)


def chart(dice: random.Random, kind: str, meter: Meter, bars: int) -> Chart:
    """Write a chart of about so many bars: whole sections, until they reach it.

    Args:
        kind: one of FORMS.
    """
    mode = dice.choice(("major", "major", "minor"))
    if kind in ("modal", "blues"):
        mode = dice.choice(("minor", "minor", "major") if kind == "modal" else ("major",) * 4 + ("minor",))
    tonic = dice.randrange(12)
    phrases = _phrases()[kind, mode]
    letters = dice.choice(FORMS[kind])
    written = {letter: _section(dice, kind, phrases, tonic, meter) for letter in dict.fromkeys(letters)}
    out: list[tuple[tuple[float, Chord], ...]] = []
    sections: list[tuple[str, int, int]] = []
    place = 0
    while len(out) < bars:
        letter = letters[place % len(letters)]
        sections.append((letter, len(out), len(written[letter])))
        out += written[letter]
        place += 1
    if dice.random() < 0.5:  # come home: the last bar stands on the tonic
        out[-1] = ((0.0, Chord(tonic, _home(kind, mode))),)
    return Chart(tonic, mode, meter, tuple(out), tuple(sections))


@cache
def _phrases() -> dict[tuple[str, str], tuple[str, ...]]:
    table: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in _PHRASES.strip().splitlines():
        what, written = line.split(": ")
        kind, mode = what.split()
        table[kind, mode] = (*table.get((kind, mode), ()), *written.split(", "))
    return table


def _section(
    dice: random.Random, kind: str, phrases: tuple[str, ...], tonic: int, meter: Meter
) -> list[tuple[tuple[float, Chord], ...]]:
    phrase = dice.choice(phrases)
    text = phrase.split("|")
    if len(text) <= 4 and dice.random() < 0.7:
        second = phrase if dice.random() < 0.5 else dice.choice(phrases)
        text = text + second.split("|")
    half = float(meter.beat * ((int(meter.bar / meter.beat) + 1) // 2))
    section = []
    for bar in text:
        chords = [_colour(dice, kind, _chord(numeral, tonic)) for numeral in bar.split()]
        if half >= meter.bar:  # one beat: no room for two
            chords = chords[:1]
        section.append(tuple((i * half, chord) for i, chord in enumerate(chords[:2])))
    return section


def _chord(numeral: str, tonic: int) -> Chord:
    found = _NUMERAL.fullmatch(numeral)
    if found is None:
        raise ValueError(f"'{numeral}' is no numeral")
    sign, degree, quality = found.groups()
    quality = {"ø": "m7b5", "°7": "dim7", "°": "dim"}.get(quality, quality)
    if degree.islower() and quality in ("", "7", "9", "6"):
        quality = f"m{quality}"
    root = NUMERALS[degree.upper()] + {"b": -1, "#": 1, "": 0}[sign]
    return Chord((tonic + root) % 12, quality)


def _colour(dice: random.Random, kind: str, chord: Chord) -> Chord:
    """Sometimes say the same thing in other words."""
    if kind == "jazz" and chord.quality == "7" and dice.random() < TRITONE_SHARE:
        return Chord((chord.root + 6) % 12, "7")
    richer = {"": ("add9", "6", "M7", "sus4"), "m": ("m7", "m7", "m9")}.get(chord.quality)
    if kind in ("pop", "latin", "modal") and richer and dice.random() < COLOUR_SHARE:
        return Chord(chord.root, dice.choice(richer))
    return chord


def _home(kind: str, mode: str) -> str:
    homes = {"jazz": ("6", "m6"), "blues": ("7", "m7")}.get(kind, ("", "m"))
    return homes[mode == "minor"]
