"""Stage one: draw pieces from every source and write them down."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from training.corpus.index import TRAIN, VALIDATION, CorpusError
from training.corpus.render import groove, machine, midifolder, mma, orchestra, studies
from training.corpus.render.crew import shared_out
from training.corpus.render.score import Score, write_score
from training.corpus.render.words import describe

# How the pieces are shared out among the sources that are at hand.
SHARES = {"mma": 0.45, "groove": 0.18, "machine": 0.17, "orchestra": 0.12, "study": 0.08, "midi": 0.25}
LENGTH_S = (25.0, 75.0)
STUDY_S = (12.0, 30.0)
DRAWS = 20  # of one piece, when MMA refuses a chord or a drummer is silent
VALIDATION_SHARE = 20  # of the pieces whose source has no split of its own


@dataclass(frozen=True, slots=True)
class Sources:
    """What pieces may be drawn from; opened anew in every process."""

    kinds: tuple[str, ...]
    groove: Path | None = None
    midi: tuple[Path, ...] = ()
    midi_licence: str = ""
    midi_holder: str = ""


class Composer:
    """Writes the piece of a number: always the same one for the same seed and sources."""

    def __init__(self, sources: Sources, seed: int) -> None:
        """Open the sources.

        Raises:
            CorpusError: one of them is missing or not what it should be.
        """
        self._seed = seed
        self._writers: dict[str, Callable[[str, random.Random, float, str], Score]] = {
            "machine": machine.arrangement,
            "orchestra": orchestra.orchestral,
            "study": studies.study,
        }
        if "mma" in sources.kinds:
            mma.grooves()
            self._writers["mma"] = lambda name, dice, length_s, _: mma.accompaniment(name, dice, length_s)
        if sources.groove is not None:
            takes = groove.Takes(sources.groove)
            self._writers["groove"] = lambda name, dice, length_s, _: groove.drummed(name, dice, length_s, takes)
        if sources.midi:
            shelves = [midifolder.songs(path, sources.midi_licence, sources.midi_holder) for path in sources.midi]
            self._writers["midi"] = lambda name, dice, length_s, _: midifolder.excerpt(
                name, dice, length_s, dice.choice(shelves)
            )
        self._kinds = [kind for kind in SHARES if kind in self._writers and kind in sources.kinds]

    def piece(self, number: int) -> Score:
        """Compose one piece.

        Raises:
            CorpusError: nothing came of DRAWS attempts; the message says what went wrong with the last one.
        """
        name = piece_name(self._seed, number)
        for attempt in range(DRAWS):
            dice = random.Random(f"{name} {attempt}")
            kind = dice.choices(self._kinds, [SHARES[kind] for kind in self._kinds])[0]
            length_s = dice.uniform(*(STUDY_S if kind == "study" else LENGTH_S))
            split = VALIDATION if dice.randrange(VALIDATION_SHARE) == 0 else TRAIN
            try:
                return describe(self._writers[kind](name, dice, length_s, split))
            except CorpusError as error:
                refused = error
        raise CorpusError(f"piece {number}: nothing came of {DRAWS} attempts; the last: {refused}")


def piece_name(seed: int, number: int) -> str:
    return f"{seed:04d}-{number:06d}"


def compose(folder: Path, pieces: int, seed: int, sources: Sources, workers: int = 1) -> Counter[str]:
    """Write the scores that are not there yet.

    Returns:
        How many seconds of music were written, by kind.

    Raises:
        CorpusError: a source is missing or wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    Composer(sources, seed)  # complain here and not in every process
    numbers = [n for n in range(pieces) if not (folder / f"{piece_name(seed, n)}.json").exists()]
    print(f"{folder}: {pieces - len(numbers)} scores are there, {len(numbers)} to write", file=sys.stderr)
    written: Counter[str] = Counter()
    began = shown = time.monotonic()
    hire = partial(Writer, folder, sources, seed)
    for done, (kind, seconds) in enumerate(shared_out(hire, numbers, workers), start=1):
        written[kind] += seconds
        now = time.monotonic()
        if now - shown > 5.0 or done == len(numbers):
            shown = now
            pace = written.total() / max(now - began, 1e-3)
            left = (len(numbers) - done) * (now - began) / done
            print(
                f"{done}/{len(numbers)} scores, {pace:.0f}x real time, {left:.0f} s left", file=sys.stderr, flush=True
            )
    return written


class Writer:
    """Composes pieces into a folder; one process owns it."""

    def __init__(self, folder: Path, sources: Sources, seed: int) -> None:
        self._folder = folder
        self._composer = Composer(sources, seed)

    def __call__(self, number: int) -> tuple[str, int]:
        """Write one piece; return its kind and seconds."""
        score = self._composer.piece(number)
        write_score(self._folder, score)
        return score.kind, round(score.seconds)
