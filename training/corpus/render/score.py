"""A score: the notes of every part and exact labels, kept as KEY.mid and KEY.json."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import mido

from rtmusic.wholefile import write_whole
from training.corpus.index import CorpusError

TICKS = 960  # MIDI ticks in a quarter note: 1 ms at 60 bpm
DRUM_CHANNEL = 9
PITCHED_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
DRUM_BANK = 128  # where soundfonts keep their kits
ROLES = ("drums", "bass", "chords", "melody")
FORMAT = 1


class Note(NamedTuple):
    """One struck, blown or bowed note; times in quarter notes from the start of the piece."""

    at: float
    length: float
    pitch: int  # MIDI number; for drums the instrument of the kit
    velocity: int  # 1..127


@dataclass(slots=True)
class Part:
    """What one player plays on one instrument."""

    role: str  # one of ROLES
    program: int  # General MIDI, from 0; for drums the number of the kit
    word: str  # the instrument in a musician's words
    notes: list[Note]

    @property
    def bank(self) -> int:
        return DRUM_BANK if self.role == "drums" else 0


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature."""

    count: int
    unit: int

    @property
    def bar(self) -> Fraction:
        """Length of a bar in quarter notes."""
        return Fraction(4 * self.count, self.unit)

    @property
    def beat(self) -> Fraction:
        """Length of the felt beat in quarter notes: a dotted quarter in 6/8 and its like."""
        if self.unit == 8 and self.count % 3 == 0:
            return Fraction(3, 2)
        return Fraction(4, self.unit)

    def __str__(self) -> str:
        return f"{self.count}/{self.unit}"


@dataclass(slots=True)
class Score:
    """One piece. Tempo and meter hold throughout, except where `tempos` and `meters` say otherwise."""

    name: str
    kind: str  # a key of compose.SHARES
    style: str  # in words
    licence: str
    holder: str
    source: str  # what it was made from
    split: str
    seed: str  # what the mix is drawn from
    meter: Meter
    tempo: float  # quarter notes per minute
    bars: int
    parts: list[Part]
    key: str = ""  # "A minor"; empty when nobody knows
    chords: list[list[tuple[float, str]]] = field(default_factory=list)  # per bar: (quarters into the bar, name)
    sections: list[tuple[str, int, int]] = field(default_factory=list)  # name, first bar, bars
    captions: tuple[str, ...] = ()
    tempos: list[tuple[float, float]] = field(default_factory=list)  # (quarters, tempo) of later changes
    meters: list[tuple[float, Meter]] = field(default_factory=list)

    @property
    def bpm(self) -> float:
        """Felt beats per minute."""
        return self.tempo / float(self.meter.beat)

    @property
    def seconds(self) -> float:
        """Length without what rings on: whole bars, or the last note's end if that is later."""
        ends = [note.at + note.length for part in self.parts for note in part.notes]
        return self.timing().seconds(max([float(self.bars * self.meter.bar), *ends]))

    def timing(self) -> Timing:
        return Timing([(0.0, self.tempo), *self.tempos], [(0.0, self.meter), *self.meters])

    def labels(self) -> dict[str, Any]:
        """Everything but the notes, ready for JSON."""
        return {
            "format": FORMAT,
            "name": self.name,
            "kind": self.kind,
            "style": self.style,
            "licence": self.licence,
            "holder": self.holder,
            "source": self.source,
            "split": self.split,
            "seed": self.seed,
            "bpm": round(self.bpm, 3),
            "meter": str(self.meter),
            "key": self.key,
            "bars": self.bars,
            "seconds": round(self.seconds, 3),
            "chords": self.chords,
            "sections": [{"name": name, "bar": bar, "bars": bars} for name, bar, bars in self.sections],
            "tracks": [
                {"role": part.role, "bank": part.bank, "program": part.program, "word": part.word}
                for part in self.parts
            ],
            "captions": list(self.captions),
        }


class Timing:
    """Quarter notes to seconds, bars and beats, through every change of tempo and meter."""

    def __init__(self, tempos: Sequence[tuple[float, float]], meters: Sequence[tuple[float, Meter]]) -> None:
        """tempos and meters are sorted by place, in quarters; the first of each stands at 0."""
        self._tempos = list(tempos)
        self._from_s = [0.0]
        for (at, tempo), (later, _) in zip(self._tempos, self._tempos[1:], strict=False):
            self._from_s.append(self._from_s[-1] + (later - at) * 60.0 / tempo)
        self._meters = list(meters)
        self._first_bar = [0]
        for (at, meter), (later, _) in zip(self._meters, self._meters[1:], strict=False):
            # A change inside a bar cuts the bar short and begins a new one.
            bars = -((at - later) // float(meter.bar))
            self._first_bar.append(self._first_bar[-1] + int(bars))

    def seconds(self, quarters: float) -> float:
        i = bisect_right(self._tempos, quarters, key=lambda change: change[0]) - 1
        at, tempo = self._tempos[max(i, 0)]
        return self._from_s[max(i, 0)] + (quarters - at) * 60.0 / tempo

    def quarters(self, seconds: float) -> float:
        i = max(bisect_right(self._from_s, seconds) - 1, 0)
        at, tempo = self._tempos[i]
        return at + (seconds - self._from_s[i]) * tempo / 60.0

    def tempo(self, quarters: float) -> float:
        """Felt beats per minute at this place."""
        i = bisect_right(self._tempos, quarters, key=lambda change: change[0]) - 1
        return self._tempos[max(i, 0)][1] / float(self._meter(quarters)[1].beat)

    def place(self, quarters: float) -> tuple[int, float]:
        """Return the bar, from 0, and how many felt beats of it have passed."""
        i, meter = self._meter(quarters)
        bars, rest = divmod(quarters - self._meters[i][0], float(meter.bar))
        return self._first_bar[i] + int(bars), rest / float(meter.beat)

    def _meter(self, quarters: float) -> tuple[int, Meter]:
        i = max(bisect_right(self._meters, quarters, key=lambda change: change[0]) - 1, 0)
        return i, self._meters[i][1]


def write_score(folder: Path, score: Score) -> None:
    """Write KEY.mid, then KEY.json: a score whose JSON is there is whole."""
    midi = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    about = [mido.MetaMessage("copyright", text=_plain(f"{score.licence} {score.holder}"))]
    events: list[tuple[int, Any]] = [(0, message) for message in about]
    for at, tempo in [(0.0, score.tempo), *score.tempos]:
        events.append((_ticks(at), mido.MetaMessage("set_tempo", tempo=round(60e6 / tempo))))
    for at, meter in [(0.0, score.meter), *score.meters]:
        events.append((_ticks(at), mido.MetaMessage("time_signature", numerator=meter.count, denominator=meter.unit)))
    midi.tracks.append(_track("", events))
    channels = iter(PITCHED_CHANNELS * (1 + len(score.parts) // len(PITCHED_CHANNELS)))
    for part in score.parts:
        channel = DRUM_CHANNEL if part.role == "drums" else next(channels)
        played: list[tuple[int, Any]] = [(0, mido.Message("program_change", channel=channel, program=part.program))]
        for note in part.notes:
            start = _ticks(note.at)
            end = max(start + 1, _ticks(note.at + note.length))
            about_note = {"channel": channel, "note": note.pitch}
            played.append((start, mido.Message("note_on", velocity=note.velocity, **about_note)))
            played.append((end, mido.Message("note_off", velocity=0, **about_note)))
        midi.tracks.append(_track(f"{part.role}: {part.word}", played))
    midi.save(folder / f"{score.name}.mid")
    write_whole(folder / f"{score.name}.json", json.dumps(score.labels(), ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class Written:
    """A score as read back from disk: its labels, its clock, and the notes of each of its tracks."""

    labels: Mapping[str, Any]
    timing: Timing
    tracks: list[list[Note]]  # in the order of labels["tracks"]

    def score(self) -> Score:
        """The score that these were written from; tempo changes stay with the timing."""
        said = self.labels
        count, unit = map(int, said["meter"].split("/"))
        meter = Meter(count, unit)
        parts = [
            Part(track["role"], track["program"], track["word"], notes)
            for track, notes in zip(said["tracks"], self.tracks, strict=True)
        ]
        return Score(
            said["name"], said["kind"], said["style"], said["licence"], said["holder"], said["source"], said["split"],
            said["seed"], meter, said["bpm"] * float(meter.beat), said["bars"], parts, said["key"],
        )  # fmt: skip


def read_score(labels: Mapping[str, Any], midi: Path) -> Written:
    """Read the notes that belong to labels.

    Raises:
        CorpusError: the MIDI file is missing, damaged or not the one that the labels describe.
    """
    try:
        song = mido.MidiFile(midi)
    except (OSError, EOFError, ValueError, IndexError, KeyError) as error:
        raise CorpusError(f"{midi}: not a readable MIDI file ({error}). Compose the scores again.") from error
    if len(song.tracks) != 1 + len(labels["tracks"]):
        raise CorpusError(
            f"{midi}: {len(song.tracks) - 1} parts, but its JSON lists {len(labels['tracks'])}. "
            "Compose the scores again."
        )
    tempos, meters = clock_of(song)
    return Written(labels, Timing(tempos, meters), [notes_of(track, song.ticks_per_beat) for track in song.tracks[1:]])


def clock_of(song: mido.MidiFile) -> tuple[list[tuple[float, float]], list[tuple[float, Meter]]]:
    """Read the tempos (quarters a minute) and meters of a MIDI file, each from quarter 0 on."""
    tempos: dict[float, float] = {0.0: 120.0}
    meters: dict[float, Meter] = {0.0: Meter(4, 4)}
    for track in song.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo" and message.tempo > 0:
                tempos[tick / song.ticks_per_beat] = 60e6 / message.tempo
            elif message.type == "time_signature":
                meters[tick / song.ticks_per_beat] = Meter(message.numerator, message.denominator)
    return sorted(tempos.items()), sorted(meters.items())


def notes_of(track: Sequence[Any], ticks_per_quarter: int) -> list[Note]:
    """Pair the note messages of one track; a note that is struck again ends there."""
    sounding: dict[tuple[int, int], tuple[int, int]] = {}
    notes: list[Note] = []
    tick = 0
    for message in track:
        tick += message.time
        if message.type not in ("note_on", "note_off"):
            continue
        voice = (message.channel, message.note)
        if voice in sounding:
            start, velocity = sounding.pop(voice)
            notes.append(Note(start / ticks_per_quarter, (tick - start) / ticks_per_quarter, message.note, velocity))
        if message.type == "note_on" and message.velocity > 0:
            sounding[voice] = (tick, message.velocity)
    return sorted(notes)


def _track(name: str, events: list[tuple[int, Any]]) -> mido.MidiTrack:
    track = mido.MidiTrack()
    if name:
        track.append(mido.MetaMessage("track_name", name=_plain(name)))
    tick = 0
    # Where a note ends and begins again at one tick, the end comes first.
    for at, message in sorted(events, key=lambda event: (event[0], event[1].type == "note_on")):
        track.append(message.copy(time=at - tick))
        tick = at
    return track


def _ticks(quarters: float) -> int:
    return max(0, round(quarters * TICKS))


def _plain(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")  # all that MIDI text may hold
