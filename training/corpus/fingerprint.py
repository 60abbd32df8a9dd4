"""Finds the same recording under another name, in another encoding or cut a little differently, by how it sounds.

A fingerprint is Chromaprint's: one 32-bit word for every eighth of a second. The same recording in another encoding
keeps nearly all bits; other music shares about half of them, as chance would. So exact words say where to look, and
the share of different bits decides.

Source: Haitsma and Kalker 2002, "A highly robust audio fingerprinting system"; Chromaprint, acoustid.org/chromaprint.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint32]

ENDING = "fingerprint"  # of the part that holds the words in a shard, little-endian
MISSING = "duplicates are not looked for: fpcalc is not here. Install it:  sudo apt-get install libchromaprint-tools"
INDEXED = 4  # every so many words are looked up
CROWDED = 48  # a word that is found in more places (silence, a held note) says nothing
CANDIDATES = 4  # places that are compared bit by bit
NEAR = 2  # words to either side
# Measured: 0.0004 to 0.03 for other encodings (Opus at 32 kbit/s, MP3 mono, cut by 7 s), 0.18 for the two most similar
# pieces of the Debian list, 0.2 for the same recording 1 % faster, which is not found.
DIFFERENT_BITS = 0.12
SHARE = 0.8  # of the shorter recording
SHORTEST = 16  # words; below it, two seconds, anything may look alike


def available() -> bool:
    return shutil.which("fpcalc") is not None


def fingerprint(sound: Path) -> Words:
    """Take the fingerprint of a sound file, uint32 [n], 8.06 words a second; empty where fpcalc finds none."""
    command = ["fpcalc", "-raw", "-plain", "-length", "0", "-ignore-errors", str(sound.resolve())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    words = done.stdout.strip()
    return np.array(words.split(",") if words else [], np.uint32)


class Known:
    """The recordings that are there, found by a part of their words."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._words: list[Words] = []
        self._places: dict[int, list[int]] = {}  # word -> number of the recording << 32 | position

    def add(self, name: str, words: Words) -> None:
        number = len(self._names) << 32
        self._names.append(name)
        self._words.append(words)
        for position in range(0, len(words), INDEXED):
            places = self._places.setdefault(int(words[position]), [])
            if len(places) <= CROWDED:
                places.append(number | position)

    def find(self, words: Words) -> str | None:
        """Name the recording that this is a copy of.

        The work is bounded by CROWDED places for each word, however many recordings are known.
        """
        if len(words) < SHORTEST:
            return None
        votes: Counter[tuple[int, int]] = Counter()
        for position, word in enumerate(words.tolist()):
            places = self._places.get(word, ())
            if len(places) <= CROWDED:
                votes.update((place >> 32, (place & 0xFFFFFFFF) - position) for place in places)
        for (number, shift), _ in votes.most_common(CANDIDATES):
            if any(_alike(self._words[number], words, shift + near) for near in range(-NEAR, NEAR + 1)):
                return self._names[number]
        return None


def _alike(one: Words, other: Words, shift: int) -> bool:
    """Compare two fingerprints, the second one beginning `shift` words into the first."""
    enough = max(SHORTEST, round(SHARE * min(len(one), len(other))))
    one, other = one[max(shift, 0) :], other[max(-shift, 0) :]
    overlap = min(len(one), len(other))
    return overlap >= enough and different_bits(one[:overlap], other[:overlap]) <= DIFFERENT_BITS


def different_bits(one: Words, other: Words) -> float:
    """The share of bits in which two equally long fingerprints differ; unrelated music has about 0.5."""
    return float(np.unpackbits((one ^ other).view(np.uint8)).mean())
