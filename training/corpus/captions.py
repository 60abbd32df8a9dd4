"""Captions for recordings that nobody described.

These are weak labels. The style words were written once per package, from its documentation and
tags, not by listening; genre tags exist on few files and titles are poetry. A model that learns
words should see exactly described (rendered) music as well and treat these as hints.
"""

from __future__ import annotations

import random
import re

VARIANTS = 6
TITLE_SHARE = 0.25  # of the shuffled variants
# Tags that say nothing about the sound.
EMPTY_GENRES = frozenset({"", "(none)", "(255)", "other", "game", "music", "sound fx", "soundtrck"})
EMPTY_TITLES = re.compile(r"untitled|track\s*\d+|\d+|unknown", re.IGNORECASE)


def captions(title: str, genre: str, style_words: str, seed: str) -> tuple[str, ...]:
    """Describe one clip in several ways, with and without its title; the artist is never named.

    Args:
        title: as tagged, may be empty.
        genre: as tagged, may be empty.
        style_words: comma-separated, "dark ambient, industrial".
        seed: the same seed gives the same captions.

    Returns:
        Up to VARIANTS different captions; the first holds all words in order. None when nothing
        is known.
    """
    words = [word.strip() for word in style_words.split(",") if word.strip()]
    tag = genre.strip().casefold()
    if tag not in EMPTY_GENRES and tag not in words:
        words.append(tag)
    name = " ".join(title.replace("_", " ").split())
    if EMPTY_TITLES.fullmatch(name):
        name = ""

    found: dict[str, None] = {", ".join(words): None}  # a set that keeps its order
    if name:
        found[", ".join([name, *words])] = None
    dice = random.Random(seed)
    for _ in range(4 * VARIANTS):
        some = dice.sample(words, dice.randint(1, len(words))) if words else []
        if name and dice.random() < TITLE_SHARE:
            some.append(name)
        found[", ".join(some)] = None
    found.pop("", None)
    return tuple(found)[:VARIANTS]
