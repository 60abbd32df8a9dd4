"""What performers say about their own recordings: captions, labels and names in files that lie beside the sound.

captions.csv   file,caption,caption2,licence,title     one row a recording, any of COLUMNS; file relative to the CSV
song.txt       one caption a line, beside song.wav
song.json      {"captions": ["slow piano"], "labels": {"bpm": 90, "key": "A minor"}, "licence": "CC-BY-4.0"}
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.corpus.index import CorpusError
from training.corpus.licences import OWN, kind_of

TABLE = "captions.csv"
NAMES = ("licence", "holder", "title", "artist")
COLUMNS = ("file", "caption", "caption2", "caption3", *NAMES)
KEYS = ("captions", "caption", "labels", *NAMES)
EXAMPLE = '{"captions": ["slow piano"], "title": "...", "licence": "..."}'


@dataclass(slots=True)
class About:
    """What is said about one recording; names that nobody gave are missing."""

    captions: list[str] = field(default_factory=list)
    labels: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of NAMES

    @property
    def licence(self) -> str:
        return self.names.get("licence", OWN)


def read_sidecars(folder: Path, recordings: Iterable[Path]) -> dict[Path, About]:
    """Read everything that is said about the recordings of a folder; captions add up, JSON has the last word on names.

    Raises:
        CorpusError: a sidecar is damaged, names a recording that is not there, a column, key or licence that is
            not known.
    """
    about = {path: About() for path in recordings}
    for table in sorted(folder.rglob(TABLE)):
        _read_table(table, about)
    for path, said in about.items():
        text, notes = path.with_suffix(".txt"), path.with_suffix(".json")
        if text.is_file():
            said.captions += text.read_text(encoding="utf-8").splitlines()
        if notes.is_file():
            _read_notes(notes, said)
    stems = {path.with_suffix("") for path in about}
    for notes in folder.rglob("*.json"):
        if notes.with_suffix("") not in stems and _describes_sound(notes):
            raise CorpusError(
                f"{notes} describes a recording that is not there: it has to lie beside the sound and be called like "
                f"it, {notes.stem}.wav or another ending"
            )
    return about


def _read_table(table: Path, about: Mapping[Path, About]) -> None:
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        columns = list(rows.fieldnames or ())
        unknown = [name for name in columns if name not in COLUMNS and not re.fullmatch(r"caption\d*", name)]
        if "file" not in columns or unknown:
            raise CorpusError(
                f"{table}: its first line must name the columns, 'file' and any of {', '.join(COLUMNS[1:])}"
                + (f"; not known: {', '.join(unknown)}" if unknown else "")
            )
        for row in rows:
            said = about.get(Path(os.path.normpath(table.parent / row["file"])))
            where = f"{table}, line {rows.line_num}"
            if said is None or None in row:
                raise CorpusError(
                    f"{where}: there is no recording '{row['file']}' in {table.parent}"
                    if said is None
                    else f"{where}: more cells than columns; put a caption that holds a comma in quotes"
                )
            said.captions += [row[name] or "" for name in columns if name.startswith("caption")]
            _take_names(where, row, said)


def _read_notes(notes: Path, said: About) -> None:
    try:
        table = json.loads(notes.read_text(encoding="utf-8"))
        unknown = table.keys() - set(KEYS)
        if unknown:
            raise CorpusError(
                f"{notes}: not known: {', '.join(sorted(unknown))}. Known are {', '.join(KEYS)}; tempo, key and the "
                'like belong into "labels"'
            )
        given = table.get("captions", table.get("caption", []))
        said.captions += [given] if isinstance(given, str) else [str(line) for line in given]
        said.labels |= table.get("labels", {})
        _take_names(str(notes), table, said)
    except (ValueError, AttributeError, TypeError) as error:
        raise CorpusError(f"{notes}: not a caption file ({error}). It should look like {EXAMPLE}") from error


def _take_names(where: str, row: Mapping[str, Any], said: About) -> None:
    said.names |= {name: str(row[name]) for name in NAMES if row.get(name)}
    try:
        kind_of(said.licence)
    except CorpusError as error:
        raise CorpusError(f"{where}: {error}") from error


def _describes_sound(notes: Path) -> bool:
    try:
        table = json.loads(notes.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return False
    return isinstance(table, dict) and bool({"captions", "caption", "labels"} & set(table))
