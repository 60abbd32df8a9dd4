"""Accompaniment by MMA (Debian `mma`): our chord charts, played in the grooves of its standard library.

The libraries yamaha, casio, kara, zoom and pflib are left out: what they were made from is not known well enough.
"""

from __future__ import annotations

import random
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import mido

from training.corpus.index import TRAIN, VALIDATION, CorpusError
from training.corpus.render import words
from training.corpus.render.harmony import Chart, chart
from training.corpus.render.melody import melody
from training.corpus.render.patterns import humanised
from training.corpus.render.score import DRUM_CHANNEL, Meter, Note, Part, Score, notes_of

LIBRARY = Path("/usr/share/mma/lib/stdlib")
INSTALL = "Debian and Ubuntu: apt-get install mma. Or compose without it: --without mma"
LICENCE = "rendered (MMA library GPL-2+)"
HOLDER = "Bob van der Poel and contributors (MMA library); chords and tune by rtmusic"
NOT_MUSIC = frozenset({"none", "metronome", "metronome3", "metronome6", "metronome68"})
VALIDATION_SHARE = 16  # one style in sixteen, with all its grooves
LONGEST_S = 60  # that MMA may take over one piece
BASS_BELOW = 50  # a line that mostly stays under this note is the bass
SWING = 0.63

# Every style of the library: the chords that suit it, tempos in quarters (eighths in 6/8), and its words.
_STYLES = """
rock 100-180 50srock: 1950s rock and roll; 60srock: 1960s rock; basicrock: rock; bubblerock: bubblegum rock
rock 100-180 folkrock: folk rock; rock-128: 12/8 rock; softrock: soft rock; twist: twist; boneym: 1970s disco pop
rock 100-180 jive: jive; 8beat: 8-beat pop rock
pop 60-96 ballad68: 12/8 soul ballad
pop 60-96 ballad: ballad; ballad128: 12/8 ballad; rockballad: rock ballad; pianoballad: piano ballad
pop 60-96 popballad: pop ballad; stringballad: string ballad; guitarballad: guitar ballad
pop 60-96 rb-ballad: rhythm and blues ballad; folkballad: folk ballad
pop 84-132 rb: rhythm and blues; dsoul: soul; strut: strut funk; bvfunk: funk; ska: ska; popspiritual: pop spiritual
pop 60-120 arpeggio44: arpeggios; hymn: hymn; spiritual: spiritual; slowspiritual: slow spiritual
pop 60-120 desert: desert ballad
modal 126-142 trance: trance
jazz 100-220 bebop: bebop; bigband: big band swing; easyswing: easy swing; fastswing: fast swing; swing: swing
jazz 100-220 jazzcombo: jazz combo
jazz 84-160 evansish: piano jazz; jazzguitar: jazz guitar; gypsyjazz: gypsy jazz; modernjazz: modern jazz
jazz 84-160 folkyjazz: folk jazz
jazz 84-140 mellowjazz: mellow jazz; nitejazz: late-night jazz; descendingjazz: jazz; jazzrock: jazz rock
jazz 84-140 lfusion: latin fusion
jazz 60-96 slowjazz: slow jazz; jazz-54: 5/4 jazz; softshoe: soft shoe; slowbroadway: slow Broadway
jazz 110-190 foxtrot: foxtrot; quickstep: quickstep; charleston: charleston; dixie: dixieland; showtune: show tune
jazz 110-190 broadway: Broadway
jazz 100-180 ragtime: ragtime; dixiemarch: dixieland march; jazzrhumba: jazz rhumba
jazz 96-170 jazzwaltz: jazz waltz; modernjazzwaltz: modern jazz waltz; fastjazzwaltz: fast jazz waltz
jazz 96-170 broadwaywaltz: Broadway waltz
blues 76-140 blues: blues; countryblues: country blues; boggiewoggie: boogie-woogie; shuffleboggie: shuffle boogie
blues 76-140 fastblues: fast blues
blues 54-84 slowblues: slow blues; blues128: 12/8 blues
blues 150-260 blues68: 6/8 blues
latin 90-170 afro-cuban: Afro-Cuban; bossanova: bossa nova; calypso: calypso; chacha: cha-cha
latin 90-170 cubanguitar: Cuban guitar; mambo: mambo
latin 90-160 merengue: merengue; rhumba: rhumba; salsa: salsa; samba: samba; son: Cuban son; beguine: beguine
latin 76-130 bolero: bolero; slowbolero: slow bolero; tango: tango; lighttango: light tango
folk 90-170 bluegrass: bluegrass; bluefolk: blue folk; folk: folk; hillcountry: hill country
folk 90-170 countryswing: country swing
folk 80-140 slowcountry: slow country; westernswing: western swing; zydeco: zydeco; polka: polka; march: march
folk 80-140 bwmarch: brass band march
folk 96-180 countrywaltz: country waltz; waltz: waltz; fastwaltz: fast waltz; frenchwaltz: French waltz
folk 96-180 latinwaltz: latin waltz
folk 120-190 vienesewaltz: Viennese waltz; rockwaltz: rock waltz; arpeggiowaltz: arpeggio waltz
folk 66-100 lullaby: lullaby
folk 84-126 68march: 6/8 march
folk 150-270 68swing: 6/8 swing; arpeggio68: 6/8 arpeggios
"""
_LINE = re.compile(
    r"^[ \t]*(DefGroove|TimeSig(?=[ \t]+\d)|Time(?=[ \t]+\d))[ \t]+(\w\S*)", re.MULTILINE | re.IGNORECASE
)
_NOT_MAIN = re.compile("Intro|End|Fill|Break|Metronome")
_DURATION = re.compile(r"DURATION: (\d+)")
_SWUNG = re.compile("swing|jazz|bebop|big band|boogie|dixie|shuffle|foxtrot|charleston|Broadway|soft shoe")


@dataclass(frozen=True, slots=True)
class Groove:
    """One groove of the library."""

    file: str  # its style file, without ending
    name: str
    words: str
    harmony: str  # a key of harmony.FORMS
    tempo: tuple[int, int]  # of MMA's quarter notes
    slots: int  # MMA's quarter notes in a bar
    meter: Meter

    @property
    def scale(self) -> float:
        """How many of our quarters one of MMA's is: it counts 6/8 in six quarters."""
        return float(self.meter.bar) / self.slots

    @property
    def split(self) -> str:
        digest = int(sha256(self.file.encode()).hexdigest()[:8], 16)
        return VALIDATION if digest % VALIDATION_SHARE == 0 else TRAIN


@cache
def grooves(library: Path = LIBRARY) -> tuple[Groove, ...]:
    """List the main grooves of the standard library: no intros, endings and fills.

    Raises:
        CorpusError: MMA or its library is not installed.
    """
    if shutil.which("mma") is None or not library.is_dir():
        raise CorpusError(f"mma: the accompaniment program or its library {library} is not installed. {INSTALL}")
    found = []
    for path in sorted(library.glob("*.mma")):
        if path.stem in NOT_MUSIC or path.stem not in styles():
            continue
        slots, compound = 4, False
        for what, value in _LINE.findall(path.read_text(errors="replace")):
            if what.lower() == "time":
                slots = int(value)
            elif what.lower() == "timesig":
                compound = value.startswith("6")
            elif not _NOT_MAIN.search(value):
                # Its "6/8" in four is what others write as 12/8: four beats, each of them in three.
                meter = Meter(6, 8) if compound and slots in (2, 3, 6) else Meter(slots, 4)
                found.append(Groove(path.stem, value, *styles()[path.stem], slots, meter))
    return tuple(found)


def accompaniment(name: str, dice: random.Random, length_s: float, library: Path = LIBRARY) -> Score:
    """Write one piece: a chart of ours, MMA's players with some instruments exchanged, mostly a tune on top.

    Args:
        length_s: about how many seconds it lasts.

    Raises:
        CorpusError: MMA is missing, or cannot play what was drawn.
    """
    every = grooves(library)
    file = dice.choice(sorted({groove.file for groove in every}))  # styles have from one to fifty grooves
    groove = dice.choice([groove for groove in every if groove.file == file])
    tempo = dice.randint(*groove.tempo) * groove.scale
    bars = max(4, round(length_s * tempo / 60 / float(groove.meter.bar)))
    plan = chart(dice, groove.harmony, groove.meter, bars)
    parts = [
        _recast(dice, part, groove.words)
        for part in played(groove, plan, tempo / groove.scale, dice.randrange(1 << 30))
    ]
    for part in parts:
        early = {"drums": 0.0, "bass": -dice.uniform(0, 6)}.get(part.role, dice.uniform(-8, 4))
        part.notes = humanised(dice, part.notes, tempo, early, dice.uniform(1, 5))
    if dice.random() < 0.7:
        program = dice.choice(words.MELODY_PROGRAMS)
        swing = SWING if _SWUNG.search(groove.words) and groove.meter.unit == 4 else 0.5
        tune = melody(dice, plan, program, swing)
        parts.append(Part("melody", program, "", humanised(dice, tune, tempo, dice.uniform(-15, 5), 8)))
    return Score(
        name, "mma", groove.words, LICENCE, HOLDER, f"MMA stdlib/{groove.file}.mma {groove.name}", groove.split, name,
        groove.meter, tempo, len(plan.bars), parts, plan.key, plan.names, list(plan.sections),
    )  # fmt: skip


def played(groove: Groove, plan: Chart, tempo: float, seed: int) -> list[Part]:
    """Let MMA play a chart.

    Args:
        tempo: of MMA's quarters.

    Raises:
        CorpusError: MMA refuses, or plays nothing.
    """
    lines = [f"RndSeed {seed}", f"Tempo {tempo:g}", f"Groove stdlib/{groove.file}:{groove.name}"]
    for number, bar in enumerate(plan.bars):
        slots = ["/"] * groove.slots
        for at, chord in bar:
            slots[round(at / groove.scale)] = chord.name
        lines.append(f"{number + 1} {' '.join(slots)}")
    with tempfile.TemporaryDirectory() as folder:
        text, midi = Path(folder, "chart.mma"), Path(folder, "chart.mid")
        text.write_text("\n".join(lines) + "\n")
        command = ["mma", str(text), "-f", str(midi)]
        try:
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LONGEST_S, check=False)
        except subprocess.TimeoutExpired:
            raise CorpusError(f"mma: no answer in {LONGEST_S} s for groove {groove.name} of {groove.file}") from None
        if run.returncode or not midi.exists():
            said = (run.stdout + run.stderr).strip().splitlines()
            raise CorpusError(f"mma: groove {groove.name} of {groove.file}: {said[-1] if said else 'no file'}")
        song = mido.MidiFile(midi)
    said_s = [_DURATION.match(message.text) for message in song.tracks[0] if message.type == "text"]
    lasts_s = next((int(found[1]) for found in said_s if found), 0)
    if abs(lasts_s - len(plan.bars) * groove.slots * 60 / tempo) > 2.0:
        raise CorpusError(f"mma: groove {groove.name} of {groove.file}: its bars are not {groove.slots} beats long")
    parts = [part for part in (_part(track, song.ticks_per_beat, groove.scale) for track in song.tracks[1:]) if part]
    if not parts:
        raise CorpusError(f"mma: groove {groove.name} of {groove.file}: nobody plays")
    return parts


def _part(track: mido.MidiTrack, ticks_per_quarter: int, scale: float) -> Part | None:
    notes = [Note(n.at * scale, n.length * scale, n.pitch, n.velocity) for n in notes_of(track, ticks_per_quarter)]
    if not notes:
        return None
    program = next((message.program for message in track if message.type == "program_change"), 0)
    if any(message.type == "note_on" and message.channel == DRUM_CHANNEL for message in track):
        return Part("drums", 0, "", notes)
    low = statistics.median(note.pitch for note in notes) < BASS_BELOW
    role = "bass" if low and re.match("bass|walk", track.name, re.IGNORECASE) else "chords"
    role = "melody" if re.match("solo|melody|aria", track.name, re.IGNORECASE) else role
    return Part(role, program, "", notes)


def _recast(dice: random.Random, part: Part, style: str) -> Part:
    """Give a part to another instrument: often of its family, sometimes any that can play such a part."""
    if part.role == "drums":
        part.program = words.kit(dice, style)
    elif dice.random() < 0.5:
        part.program = words.relative(dice, part.program)
    elif dice.random() < 0.3:
        wide = {"bass": words.BASS_PROGRAMS, "chords": words.CHORD_PROGRAMS, "melody": words.MELODY_PROGRAMS}
        part.program = dice.choice(wide[part.role])
    return part


@cache
def styles() -> Mapping[str, tuple[str, str, tuple[int, int]]]:
    """Words, harmony and tempos by the name of the style file."""
    table = {}
    for line in _STYLES.strip().splitlines():
        harmony, tempos, rest = line.split(" ", 2)
        low, high = tempos.split("-")
        for entry in rest.split(";"):
            file, said = entry.split(":")
            table[file.strip()] = (said.strip(), harmony, (int(low), int(high)))
    return table
