"""What may be taken: the attribution list, the sources kept out of all training, and the split."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath
from typing import Any

from training.corpus.index import TRAIN, VALIDATION, Clip, CorpusError
from training.corpus.licences import kind_of

ATTRIBUTION = Path(__file__).with_name("attribution.csv")

# Whole packages, so that no composer is heard on both sides.
VALIDATION_PACKAGES = frozenset({"enigma-data", "wizznic-data", "hex-a-hop-data", "starfighter-data"})

# Kept for tests, listening and published numbers: no model may have heard them.
HELD_OUT = frozenset(
    {"everythingisfree", "extremetuxracer-data", "flare-game", "freecol"}
    | {"fretsonfire-songs-muldjord", "fretsonfire-songs-sectoid", "gamine-data"}
    | {"gigalomania-data", "hydrogen-drumkits-effects", "hyperrogue-music", "krank", "librosa"}
    | {"lincity-ng-data", "miceamaze", "mirdata", "openclonk-data", "performous"}
    | {"pushover-data", "renpy-demo", "sms-tools", "spleeter", "tuxmath-data", "tuxtype-data"}
    | {"ultrastar-deluxe", "ultrastardx-data", "usdx", "xmoto-data", "zaz-data"}
)
# The same tune as in flare-game.
HELD_OUT_FILES = frozenset({("supertux-data", "battle_theme.ogg")})

TURN_HOURS = 0.5  # one package's share before the next has its turn


@dataclass(frozen=True, slots=True)
class Source:
    """One file that a package holds, with who made it: one row of the attribution list."""

    package: str
    deb: str  # file name of the version that the list was made from
    sha256: str  # of that .deb
    path: str  # in the package; "x.zip.d/" stands for the archive x.zip, unpacked
    seconds: float
    licence: str
    holder: str
    title: str
    artist: str
    genre: str
    style_words: str


def read_attribution(path: Path = ATTRIBUTION) -> list[Source]:
    """Read the attribution list; packages come in the order in which they take turns.

    Raises:
        CorpusError: a column is missing, or a row names a held-out source, no licence or an unknown one.
    """
    with path.open(encoding="utf-8", newline="") as rows:
        try:
            sources = [_source(row) for row in csv.DictReader(rows)]
        except (KeyError, TypeError, ValueError) as error:
            raise CorpusError(f"{path}: a row or column is wrong: {error}") from error
    for source in sources:
        refuse_held_out(source.package, source.path)
        if not source.licence:
            raise CorpusError(f"{path}: {source.package}: {source.path} has no licence")
        try:
            kind_of(source.licence)
        except CorpusError as error:
            raise CorpusError(f"{path}: {source.package}: {source.path}: {error}") from error
    return sources


def refuse_held_out(package: str, path: str) -> None:
    """Stop before a recording that is kept for evaluation reaches the training data.

    Args:
        package: a Debian package; empty for a folder of one's own.
        path: where the file lies; for a folder, every part of it is compared.

    Raises:
        CorpusError: the package, one of its folders or the file itself is held out.
    """
    parts = [package] if package else list(PurePosixPath(path).parts)
    name = PurePosixPath(path).name
    for part in (part.casefold() for part in parts):
        known = {held for held in HELD_OUT if part == held or part.startswith(f"{held}-")}
        if known:
            raise CorpusError(
                f"{package or path}: '{known.pop()}' is held out: it is kept for evaluation, so "
                "no model may train on it. Leave it out; if this is a recording of your own, "
                "rename its folder."
            )
        if (part, name.casefold()) in HELD_OUT_FILES:
            raise CorpusError(
                f"{part}: {name} is held out: the tune is kept for evaluation, so no model may "
                "train on it. Leave it out."
            )


def refuse_held_out_clips(where: Path, clips: Iterable[Clip]) -> None:
    """Stop before a model trains on a corpus that lists a recording kept for evaluation, whoever made it.

    Raises:
        CorpusError: a clip's package, one of its folders or its file is held out.
    """
    for clip in clips:
        try:
            refuse_held_out(clip.package, clip.source)
            refuse_held_out("", clip.source)
        except CorpusError as error:
            raise CorpusError(f"{where}: {error}") from error


def choose(sources: Sequence[Source], packages: Iterable[str] = ()) -> list[Source]:
    """Keep the rows of the named packages, or all rows.

    Raises:
        CorpusError: a name is held out, or not on the list.
    """
    names = list(packages)
    if not names:
        return list(sources)
    known = {source.package for source in sources}
    for name in names:
        refuse_held_out(name, "")
        if name not in known:
            raise CorpusError(f"package '{name}' is not on the attribution list. Known: {', '.join(sorted(known))}")
    return [source for source in sources if source.package in names]


def in_turns(sources: Iterable[Source], limit_hours: float | None = None) -> list[Source]:
    """Order files so that any first hours are varied: every package in turn, half an hour each.

    Args:
        limit_hours: stop when so much is taken, None for everything.
    """
    taken_s: dict[str, float] = {}
    turns: list[tuple[int, int, Source]] = []
    for source in sources:
        so_far_s = taken_s.setdefault(source.package, 0.0)
        place = list(taken_s).index(source.package)
        turns.append((int(so_far_s / 3600 / TURN_HOURS), place, source))
        taken_s[source.package] = so_far_s + source.seconds
    turns.sort(key=lambda turn: turn[:2])  # stable: files of one turn keep their order
    chosen: list[Source] = []
    total_s = 0.0
    for _, _, source in turns:
        if limit_hours is not None and total_s >= limit_hours * 3600:
            break
        chosen.append(source)
        total_s += source.seconds
    return chosen


def split_of(package: str) -> str:
    """Say on which side a Debian package stands; all its files stand together."""
    return VALIDATION if package in VALIDATION_PACKAGES else TRAIN


def _source(row: Mapping[str, str]) -> Source:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Source)}
    return Source(**{**values, "seconds": float(row["seconds"])})
