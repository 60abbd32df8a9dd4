"""The Groove MIDI Dataset (Gillick et al. 2019, CC-BY-4.0): drums played by people, with bass and keys of ours on top.

The archive is found at https://magenta.tensorflow.org/datasets/groove (MIDI only), as .zip or .tar.gz.
"""

from __future__ import annotations

import csv
import io
import random
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import mido

from training.corpus.index import TRAIN, VALIDATION, CorpusError
from training.corpus.render import words
from training.corpus.render.harmony import chart
from training.corpus.render.melody import melody
from training.corpus.render.patterns import bass, chords, humanised
from training.corpus.render.score import Meter, Note, Part, Score, notes_of

SITE = "https://magenta.tensorflow.org/datasets/groove"
LICENCE = "CC-BY-4.0"
HOLDER = "Groove MIDI Dataset, Google LLC (drums); rtmusic (other parts, CC0-1.0)"
BAND_SHARE = 0.5
FILL_SHARE = 0.08
SHORTEST_BEAT_S = 8.0
EARLY = 0.08  # quarters: a hit so shortly before a bar belongs to it
# What the Roland kit sends, as General MIDI knows it (edges and bows of the same instrument).
TO_GENERAL_MIDI = {22: 42, 26: 46, 40: 38, 58: 43, 47: 45, 50: 48, 55: 49, 57: 49, 59: 51, 52: 49}
# Style words of the dataset by what comes before the slash: chords that suit them, and how bass and keys are played.
BANDS = {
    "rock": ("rock", ("roots", "eighths"), ("strum", "beats", "pad"), (25, 27, 29, 16, 0)),
    "punk": ("rock", ("eighths", "roots"), ("strum",), (27, 29, 30)),
    "pop": ("pop", ("roots",), ("pad", "strum", "arpeggio"), (0, 4, 25, 27, 48)),
    "funk": ("modal", ("roots",), ("stabs", "offbeats"), (7, 4, 27, 28, 16)),
    "soul": ("pop", ("roots",), ("stabs", "beats", "pad"), (4, 16, 0, 61, 27)),
    "gospel": ("pop", ("roots",), ("beats", "pad"), (0, 16, 18, 52)),
    "hiphop": ("modal", ("roots", "long"), ("stabs", "pad"), (4, 5, 0, 89)),
    "dance": ("modal", ("octaves", "roots"), ("offbeats", "stabs"), (4, 50, 90)),
    "reggae": ("pop", ("roots",), ("offbeats",), (16, 18, 27)),
    "jazz": ("jazz", ("walking",), ("stabs", "beats"), (0, 4, 26, 11)),
    "blues": ("blues", ("walking",), ("stabs", "beats"), (0, 16, 26)),
    "neworleans": ("blues", ("roots", "walking"), ("beats", "stabs"), (0, 61, 16)),
    "latin": ("latin", ("tumbao", "roots"), ("stabs", "arpeggio"), (0, 24, 61)),
    "afrocuban": ("latin", ("tumbao",), ("stabs", "arpeggio"), (0, 24, 12)),
    "afrobeat": ("modal", ("roots",), ("stabs", "offbeats"), (16, 27, 61)),
    "highlife": ("folk", ("roots",), ("arpeggio", "offbeats"), (27, 24)),
    "country": ("folk", ("roots",), ("strum", "offbeats"), (25, 27, 0)),
    "middleeastern": ("modal", ("roots",), ("arpeggio", "pad"), (15, 24, 48)),
}
WORDS = {
    "hiphop": "hip hop", "afrocuban": "Afro-Cuban", "neworleans": "New Orleans", "middleeastern": "Middle Eastern",
    "highlife": "highlife", "brazilian": "Brazilian", "purdieshuffle": "Purdie shuffle", "secondline": "second line",
    "sambareggae": "samba reggae", "mediumfast": "medium-fast", "halftime": "half-time", "chacha": "cha-cha",
    "venezuelan": "Venezuelan", "dominican": "Dominican",
}  # fmt: skip
SWINGING = ("jazz", "blues", "shuffle", "swing")


@dataclass(frozen=True, slots=True)
class Take:
    """One recording of a drummer."""

    path: str
    style: str  # as the dataset has it, "latin/brazilian-samba"
    drummer: str
    tempo: float
    meter: Meter
    fill: bool
    seconds: float
    split: str


class Takes:
    """The archive, opened: what is in it, and its files."""

    def __init__(self, archive: Path) -> None:
        """Read the dataset's table.

        Raises:
            CorpusError: not the Groove MIDI Dataset, or not there.
        """
        self._archive = archive
        self._held = _open(archive)
        table = next((name for name in self._held if Path(name).name == "info.csv"), None)
        if table is None:
            raise CorpusError(f"{archive}: no info.csv in it, so not the Groove MIDI Dataset. It is found at {SITE}")
        self._root = table[: -len("info.csv")]
        try:
            rows = list(csv.DictReader(io.StringIO(self._held[table].decode("utf-8"))))
            takes = [_take(row) for row in rows]
        except (KeyError, ValueError) as error:
            raise CorpusError(
                f"{archive}: its info.csv is not the table of the Groove MIDI Dataset ({error!r}). {SITE}"
            ) from error
        self.takes = [take for take in takes if self._root + take.path in self._held]
        self.beats = [take for take in self.takes if not take.fill and take.seconds >= SHORTEST_BEAT_S]
        self.fills = [take for take in self.takes if take.fill]
        if not self.beats:
            raise CorpusError(f"{archive}: info.csv is there, but not the MIDI files that it lists. {SITE}")

    def notes(self, take: Take) -> list[Note]:
        """Read a take's drum hits, in the numbers of General MIDI.

        Raises:
            CorpusError: damaged.
        """
        try:
            song = mido.MidiFile(file=io.BytesIO(self._held[self._root + take.path]))
        except (OSError, EOFError, ValueError, IndexError, KeyError) as error:
            raise CorpusError(f"{self._archive}: {take.path} is damaged ({error})") from error
        notes = [note for track in song.tracks for note in notes_of(track, song.ticks_per_beat)]
        return sorted(note._replace(pitch=TO_GENERAL_MIDI.get(note.pitch, note.pitch)) for note in notes)


def drummed(name: str, dice: random.Random, length_s: float, takes: Takes) -> Score:
    """Cut some whole bars out of a take; half of them get bass, chords and mostly a tune.

    Raises:
        CorpusError: the take is damaged or has no hits there.
    """
    take = dice.choice(takes.fills if takes.fills and dice.random() < FILL_SHARE else takes.beats)
    notes = takes.notes(take)
    bar = float(take.meter.bar)
    all_bars = max(1, round(max((note.at for note in notes), default=0.0) / bar))
    bars = min(all_bars, max(2, round(length_s * take.tempo / 60 / bar)))
    first = dice.randint(0, all_bars - bars)
    start, end = first * bar - EARLY, (first + bars) * bar - EARLY
    hits = [note._replace(at=max(0.0, note.at - first * bar)) for note in notes if start <= note.at < end]
    if not hits:
        raise CorpusError(f"{take.path}: silent where it was cut")
    style = _words(take.style)
    parts = [Part("drums", words.kit(dice, style), "", hits)]
    score = Score(
        name, "groove", style, LICENCE, HOLDER, f"Groove MIDI Dataset {take.path}", take.split, name,
        take.meter, take.tempo, bars, parts,
    )  # fmt: skip
    if not take.fill and take.meter.count != 5 and dice.random() < BAND_SHARE:
        _add_band(dice, score, take)
    return score


def _add_band(dice: random.Random, score: Score, take: Take) -> None:
    harmony, bass_manners, chord_manners, programs = BANDS.get(take.style.split("/")[0], BANDS["pop"])
    plan = chart(dice, harmony, take.meter, score.bars).first(score.bars)
    swing = 0.64 if any(word in take.style for word in SWINGING) and take.tempo < 180 else 0.5
    kicks = [note.at for note in score.parts[0].notes if note.pitch in (35, 36)]
    line = bass(dice, plan, dice.choice(bass_manners), swing, kicks)
    tempo = score.tempo
    score.parts.append(Part("bass", dice.choice(words.BASS_PROGRAMS), "", humanised(dice, line, tempo, -3, 4)))
    played = chords(dice, plan, dice.choice(chord_manners), swing)
    score.parts.append(Part("chords", dice.choice(programs), "", humanised(dice, played, tempo, -4, 7)))
    if dice.random() < 0.6:
        program = dice.choice(words.MELODY_PROGRAMS)
        tune = humanised(dice, melody(dice, plan, program, swing), tempo, -8, 9)
        score.parts.append(Part("melody", program, "", tune))
    score.key, score.chords, score.sections = plan.key, plan.names, list(plan.sections)


def _take(row: dict[str, str]) -> Take:
    count, unit = row["time_signature"].split("-")
    return Take(
        path=row["midi_filename"],
        style=row["style"],
        drummer=row["drummer"],
        tempo=float(row["bpm"]),
        meter=Meter(int(count), int(unit)),
        fill=row["beat_type"] == "fill",
        seconds=float(row["duration"]),
        split=TRAIN if row["split"] == "train" else VALIDATION,
    )


def _words(style: str) -> str:
    """ "latin/brazilian-samba" becomes "Brazilian samba latin"; numbered grooves are only the style."""
    main, _, rest = style.partition("/")
    said = [WORDS.get(part, part) for part in rest.split("-") if part and not part.startswith("groove")]
    return " ".join([*said, WORDS.get(main, main)])


def _open(archive: Path) -> dict[str, bytes]:
    """Read every table and MIDI file of an archive or a folder."""
    endings = (".mid", ".csv")
    try:
        if archive.is_dir():
            files = [path for path in archive.rglob("*") if path.name.endswith(endings)]
            return {path.relative_to(archive).as_posix(): path.read_bytes() for path in files}
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as folder:
                return {name: folder.read(name) for name in folder.namelist() if name.endswith(endings)}
        held = {}
        with tarfile.open(archive) as tape:
            for member in tape:
                if member.isfile() and member.name.endswith(endings) and (data := tape.extractfile(member)):
                    held[member.name] = data.read()
        return held
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise CorpusError(
            f"{archive}: not readable as .tar.gz or .zip ({error}). The Groove MIDI Dataset is found at {SITE}"
        ) from error
