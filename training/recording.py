"""Make the two recordings that come with rtmusic, note by note, from our own compositions.

    python -m training.recording rtmusic/recordings/guitar.flac tests/data/clarinet.flac

Needs `apt-get install fluidsynth fluid-soundfont-gm` (Fluid R3 by Frank Wen, MIT). Both pieces begin on the first
beat and are a whole number of bars long to the sample; what rings on after the last bar is folded into the first,
so that each can be repeated without a seam.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import mido
import numpy as np
import numpy.typing as npt
import soundfile as sf
from scipy import signal

SAMPLE_RATE = 48000
TICKS = 480  # MIDI ticks in a beat
BEATS = 4  # in a bar
TAIL_S = 4.0  # how long the last notes and the room may ring on
SOUNDFONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
DRUMS = 9  # the MIDI channel whose notes are percussion
PEAK = 0.7  # full scale is 1; a careful engineer leaves 3 dB


class Note(NamedTuple):
    """One struck or plucked note."""

    channel: int
    beat: float  # from the start of the piece
    pitch: int  # MIDI number
    beats: float  # how long it is held
    velocity: int  # 1..127


@dataclass(frozen=True)
class Piece:
    """What is played, on what, how fast, and in what room."""

    bars: int
    bpm: int
    programs: dict[int, int]  # MIDI channel to General MIDI program
    pans: dict[int, int]  # MIDI channel to 0..127, 64 is the middle
    notes: tuple[Note, ...]
    room: float  # 0..1

    @property
    def samples(self) -> int:
        return round(self.bars * BEATS * 60 * SAMPLE_RATE / self.bpm)


STEPS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}


def pitch(name: str) -> int:
    """The MIDI number of a note such as ``c4`` (60), ``g#3`` or ``eb5``."""
    return 12 * (int(name[-1]) + 1) + STEPS[name[0]] + name.count("#") - name[1:].count("b")


def line(channel: int, text: str, velocity: int, start: float = 0.0) -> Iterator[Note]:
    """A melody as written: ``e5:1.5 -:.5 d5:1`` is a note, a rest and a note, with their lengths in beats."""
    at = start
    for word in text.split():
        name, _, length = word.partition(":")
        beats = float(length)
        if name != "-":
            accent = 8 if at % BEATS == 0 else 4 if at % 1 == 0 else 0
            yield Note(channel, at, pitch(name), 0.95 * beats, velocity + accent)
        at += beats


def human(notes: Iterator[Note]) -> tuple[Note, ...]:
    """The same notes as hands play them: up to 6 ms late or early off the first beat, no two equally loud."""
    rng = np.random.default_rng(48)
    played = []
    for note in notes:
        late = 0.0 if note.beat == 0 else float(rng.uniform(-0.012, 0.012))
        played.append(note._replace(beat=note.beat + late, velocity=note.velocity + int(rng.integers(-5, 6))))
    return tuple(played)


# -- a fingerpicked guitar, tapped for rhythm: 12 bars of two seconds ------------------------------------------

CHORDS = {  # thumb on 1, thumb on 3, then three strings for the fingers
    "am": "a2 e3 g3 c4 e4",
    "f": "f2 c3 a3 c4 e4",
    "c": "c3 g2 g3 c4 e4",
    "g/b": "b2 g2 g3 d4 g4",
    "dm": "d3 a2 a3 c4 f4",
    "e": "e2 b2 g#3 b3 d4",
}
PICKING = (0, 2, 4, 3, 1, 2, 4, 3)  # which of the five strings each eighth plucks
VERSE = (
    ("am", "e5:1.5 d5:.5 c5:1 b4:1"),
    ("f", "a4:2 -:.5 c5:.5 d5:.5 e5:.5"),
    ("c", "g5:1.5 e5:.5 d5:1 c5:1"),
    ("g/b", "d5:2.5 -:.5 b4:.5 c5:.5"),
    ("am", "e5:1 a5:1 g5:.5 e5:.5 d5:1"),
    ("f", "c5:1.5 d5:.5 a4:2"),
    ("dm", "f5:1 e5:.5 d5:.5 c5:1 a4:1"),
    ("e", "b4:2 -:.5 g#4:.5 b4:.5 d5:.5"),
    ("f", "c5:1 -:.5 c5:.5 d5:.5 e5:1.5"),
    ("c", "g5:2 e5:1 c5:1"),
    ("dm", "d5:1.5 e5:.5 f5:1 d5:1"),
    ("e", "e5:3 -:1"),
)


def guitar() -> Piece:
    """Steel strings and the flat of a hand, from quiet to busy."""

    def notes() -> Iterator[Note]:
        for bar, (chord, tune) in enumerate(VERSE):
            strings = [pitch(name) for name in CHORDS[chord].split()]
            first = float(bar * BEATS)
            for eighth, string in enumerate(PICKING):
                held = 2.0 if string < 2 else 1.4
                yield Note(0, first + eighth / 2, strings[string], held, 78 if string < 2 else 58)
            yield from line(0, tune, 84, first)
            if bar >= 4:  # the hand on the wood comes in with the second phrase
                for beat, drum, loud in ((0, 36, 60), (1, 37, 44), (2.5, 36, 48), (3, 37, 50)):
                    yield Note(DRUMS, first + beat, drum, 0.2, loud)
            if bar >= 8:
                for eighth in range(8):
                    yield Note(DRUMS, first + eighth / 2, 70, 0.1, 46 if eighth % 2 else 34)

    return Piece(len(VERSE), 120, {0: 25}, {0: 60, DRUMS: 70}, human(notes()), room=0.35)


# -- a clarinet over a plucked bass: 4 bars of 2.67 s -----------------------------------------------------------


def clarinet() -> Piece:
    """A slower tune on other instruments: a clip that nobody trained on."""
    tune = "g4:1 bb4:.5 c5:.5 d5:1.5 eb5:.5 d5:1 c5:.5 bb4:.5 g4:2 f4:.5 g4:.5 bb4:1 c5:.5 d5:.5 f5:1 eb5:1 d5:2 -:1"
    bass = "g2:1.5 d3:.5 g2:1 bb2:1 eb2:1.5 bb2:.5 eb2:1 g2:1 bb2:1.5 f2:.5 bb2:1 c3:1 d3:1.5 a2:.5 d2:1 f2:1"

    def notes() -> Iterator[Note]:
        yield from line(0, tune, 82)
        yield from line(1, bass, 88)

    return Piece(4, 90, {0: 71, 1: 32}, {0: 50, 1: 76}, human(notes()), room=0.5)


# -- to sound ----------------------------------------------------------------------------------------------------


def score(piece: Piece) -> mido.MidiFile:
    """The piece as a MIDI file of one track."""
    moments: list[tuple[int, int, mido.Message]] = []
    for note in piece.notes:
        start, stop = round(note.beat * TICKS), round((note.beat + note.beats) * TICKS)
        common = {"channel": note.channel, "note": note.pitch}
        moments.append((start, 1, mido.Message("note_on", velocity=note.velocity, **common)))
        moments.append((stop, 0, mido.Message("note_off", velocity=0, **common)))
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(piece.bpm))])
    track += [mido.Message("program_change", channel=c, program=p) for c, p in piece.programs.items()]
    track += [mido.Message("control_change", channel=c, control=10, value=p) for c, p in piece.pans.items()]
    now = 0
    for tick, _, message in sorted(moments, key=lambda moment: moment[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    return mido.MidiFile(ticks_per_beat=TICKS, tracks=[track])


def play(piece: Piece) -> npt.NDArray[np.float64]:
    """Render the piece: [samples, 2], peak at `PEAK`, no rumble below 40 Hz, its end folded into its beginning."""
    with tempfile.TemporaryDirectory() as folder:
        midi, wav = Path(folder, "piece.mid"), Path(folder, "piece.wav")
        score(piece).save(midi)
        settings = {
            "synth.gain": 0.7,
            "synth.chorus.active": 0,
            "synth.reverb.room-size": piece.room,
            "synth.reverb.damp": 0.4,
            "synth.reverb.level": 0.8,
            "synth.reverb.width": 1.0,
        }
        options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
        command = ["fluidsynth", "-ni", "-q", "-r", str(SAMPLE_RATE), *options, "-F", str(wav), "-O", "float"]
        subprocess.run([*command, str(SOUNDFONT), str(midi)], check=True, capture_output=True)
        audio, _ = sf.read(wav, always_2d=True)
    whole = np.zeros((piece.samples + round(TAIL_S * SAMPLE_RATE), 2))
    kept = min(len(whole), len(audio))
    whole[:kept] = audio[:kept]
    whole = signal.sosfilt(signal.butter(2, 40, "highpass", fs=SAMPLE_RATE, output="sos"), whole, axis=0)
    looped: npt.NDArray[np.float64] = whole[: piece.samples].copy()
    looped[: len(whole) - piece.samples] += whole[piece.samples :]
    looped *= PEAK / np.abs(looped).max()
    return looped


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the bundled recording and the tests' clip.")
    parser.add_argument("guitar", type=Path, help="where the recording for the virtual sound card goes (FLAC)")
    parser.add_argument("clarinet", type=Path, help="where the clip for tests goes (FLAC)")
    wanted = parser.parse_args()
    if shutil.which("fluidsynth") is None or not SOUNDFONT.exists():
        parser.error("fluidsynth or its soundfont is missing:  apt-get install fluidsynth fluid-soundfont-gm")
    for path, piece in ((wanted.guitar, guitar()), (wanted.clarinet, clarinet())):
        sf.write(path, play(piece), SAMPLE_RATE, subtype="PCM_16")
        print(f"{path}: {piece.samples / SAMPLE_RATE:.2f} s, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
