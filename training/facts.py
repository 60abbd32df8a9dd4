"""What captions say, fact by fact: a tempo, a key, an instrument, a style; each becomes a short caption of its own.

    python -m training.facts TOKENS

A player types "flute" or "120 bpm", while the captions of rendered music say everything at once, so the joint
embedding learns from both. The command adds the short captions to a token folder's captions.json and captions.npy,
behind those that are there; which of them are true of a clip follows from the clip's own captions.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rtmusic.errors import script
from rtmusic.wholefile import write_whole
from training import text
from training.config import TrainingError
from training.corpus.render.names import KITS, PROGRAMS, TEMPO_WORDS, tempo_word
from training.corpus.render.shelf import PACKAGE as RENDERED
from training.tokens import TokenClip, read_tokens, save_array

INSTRUMENTS = tuple(sorted({*PROGRAMS, *KITS.values()}, key=len, reverse=True))
_INSTRUMENT = re.compile(rf"\b(?:{'|'.join(map(re.escape, INSTRUMENTS))})\b")
_SPEED = re.compile(rf"^(?:{'|'.join(sorted((word for _, word in TEMPO_WORDS), key=len, reverse=True))}) ")
_TEMPO = re.compile(r"\b(\d+) bpm\b")
_KEY = re.compile(r"\b([A-G][b#]? (?:major|minor))\b")
_DENSITY = re.compile(r"^(sparse|busy) ")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the captions of one clip of rendered music say; None and nothing where they do not."""

    style: str
    bpm: int | None
    key: str | None
    density: str | None
    instruments: frozenset[str]


def kind_of(caption: str) -> str:
    """Return which of KINDS a caption of rendered music is."""
    caption = " ".join(caption.split())
    if _TEMPO.search(caption):
        return "full" if " with " in caption else "tempo and key"
    if _DENSITY.search(caption):
        return "density"
    return "instruments" if _INSTRUMENT.search(caption) else "style"


def facts_of(captions: Sequence[str]) -> Facts:
    """Put together what all captions of a clip say, the fullest first."""
    everything = [" ".join(caption.split()) for caption in captions]
    whole = "; ".join(everything)
    bpm, key = _TEMPO.search(whole), _KEY.search(whole)
    density = next((found[1] for found in map(_DENSITY.search, everything) if found), None)
    style = _SPEED.sub("", re.split(r" with |, ", everything[0])[0]) if bpm else ""
    return Facts(style, int(bpm[1]) if bpm else None, key[1] if key else None, density, instruments_in(whole))


def instruments_in(caption: str) -> frozenset[str]:
    """Return the instruments that a caption names; "electric piano" does not name a piano."""
    return frozenset(_INSTRUMENT.findall(caption))


def spoken_key(key: str) -> str:
    return f"in {key}"


def short_captions(captions: Sequence[str], package: str) -> tuple[str, ...]:
    """Return one caption for each fact that the captions of a clip say, none twice.

    Of rendered music each is exact; of other packages they are the words between commas, but for those with capitals:
    most of these are titles.
    """
    if package != RENDERED:
        parts = (part.strip() for caption in captions for part in caption.split(","))
        return tuple(dict.fromkeys(part for part in parts if part and part == part.lower()))
    facts = facts_of(captions)
    pitched = facts.instruments.difference(KITS.values())
    said = sorted(pitched or facts.instruments)  # who asks for drums would hear them, not a band that has some
    if len(facts.instruments) == 1:
        said.append(f"{said[0]} solo")
    said += [facts.style] if facts.style else []
    if facts.bpm is not None:
        said += [f"{facts.bpm} bpm", f"{tempo_word(facts.bpm)} music"]
    if facts.key:
        said += [spoken_key(facts.key), f"in a {facts.key.split()[1]} key"]
    if facts.density:
        said.append(f"{facts.density} music")
    return tuple(said)


def short_rows(folder: Path, clips: Sequence[TokenClip]) -> list[tuple[int, ...]]:
    """Return the rows of each clip's short captions, as far as the folder has them.

    Raises:
        TrainingError: the folder has no captions.
    """
    try:
        sentences: list[str] = json.loads((folder / "captions.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TrainingError(f"{folder} has no captions.json: if it was a pack, open its part 1 there, too") from None
    row_of = {sentence: row for row, sentence in enumerate(sentences)}
    shorts = []
    for clip in clips:
        found = [row_of.get(short) for short in short_captions([sentences[r] for r in clip.captions], clip.package)]
        shorts.append(tuple(row for row in found if row is not None and row not in clip.captions))
    return shorts


def add(folder: Path) -> int:
    """Add the short captions of all clips of a token folder to its captions; return how many are new.

    Raises:
        TrainingError: no tokens there, or the text encoder is missing.
    """
    listed, table = folder / "captions.json", folder / "captions.npy"
    clips = read_tokens(folder).clips
    captions: list[str] = json.loads(listed.read_text(encoding="utf-8"))
    wanted = {short for c in clips for short in short_captions([captions[row] for row in c.captions], c.package)}
    new = sorted(wanted - set(captions))
    if new:
        rows = text.embed(new, text.load_minilm(), text.load_tokenizer()).numpy()
        before = np.load(table)
        save_array(table, np.concatenate([before, rows.astype(before.dtype)]))
        write_whole(listed, json.dumps([*captions, *new], indent=1) + "\n")
    return len(new)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and add; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.facts", description="Add short captions to tokens.")
    parser.add_argument("tokens", type=Path, help="a token folder of training.tokens")
    options = parser.parse_args(arguments)
    print(f"{options.tokens}: {add(options.tokens)} short captions added")
    return 0


if __name__ == "__main__":
    sys.exit(main())
