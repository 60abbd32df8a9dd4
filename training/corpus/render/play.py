"""Stage two: scores to sound, stem by stem, on as many cores as there are."""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

from rtmusic.wholefile import write_whole
from training.corpus.index import SAMPLE_RATE, CorpusError
from training.corpus.render.crew import shared_out
from training.corpus.render.mix import check_rooms, desk, mixed
from training.corpus.render.score import read_score
from training.corpus.render.synth import TAIL_S, Samples, Soundfont, cast
from training.corpus.render.words import describe


@dataclass(frozen=True, slots=True)
class Setting:
    """What a whole run has in common."""

    scores: Path
    out: Path
    soundfonts: tuple[Path, ...]
    rooms: bool = True
    stems: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """One piece as sound."""

    labels: dict[str, Any]  # of the score, and how it was played
    mix: Samples  # [n, 2]
    groups: dict[str, Samples]  # their sum is the mix


class Player:
    """Plays scores; one process owns it."""

    def __init__(self, setting: Setting) -> None:
        """Load the soundfonts.

        Raises:
            CorpusError: one is missing, or what plays it.
        """
        self.setting = setting
        self._fonts = [Soundfont(path) for path in setting.soundfonts]
        if setting.rooms:
            check_rooms()

    def __call__(self, name: str) -> float:
        """Play a piece into the folder; its JSON comes last, so that an interrupted piece is played again.

        Returns:
            Its seconds.
        """
        scores, out = self.setting.scores, self.setting.out
        played = self.play(read_labels(scores / f"{name}.json"), scores / f"{name}.mid")
        sounds = {name: played.mix}
        if self.setting.stems:
            sounds |= {f"{name}.{group}": sound for group, sound in played.groups.items()}
        for file, sound in sounds.items():
            sf.write(out / f"{file}.flac", sound, SAMPLE_RATE, subtype="PCM_16")
        shutil.copyfile(scores / f"{name}.mid", out / f"{name}.mid")
        write_whole(out / f"{name}.json", json.dumps(played.labels, ensure_ascii=False) + "\n")
        return float(played.labels["seconds"])

    def play(self, labels: Mapping[str, Any], midi: Path) -> Played:
        """Play a piece in memory.

        Raises:
            CorpusError: its MIDI is damaged, or no soundfont has the instruments.
        """
        read = read_score(labels, midi)
        samples = round((labels["seconds"] + TAIL_S) * SAMPLE_RATE)
        dice = random.Random(f"mix {labels['seed']}")
        roles = [track["role"] for track in labels["tracks"]]
        faders = desk(dice, roles, self.setting.rooms)
        stems, tracks = [], []
        captions = list(labels["captions"])
        renamed = read.score()
        for track, notes, part in zip(labels["tracks"], read.tracks, renamed.parts, strict=True):
            pitch = round(statistics.median(note.pitch for note in notes)) if notes else 60
            font, program = cast(dice, self._fonts, track["bank"], track["program"], pitch)
            if program != track["program"]:
                part.program = program
                captions = list(describe(renamed).captions)
            stems.append(font.play(notes, read.timing, track["bank"], program, samples))
            tracks.append({**track, "program": program, "word": part.word, "soundfont": font.name})
        mix, groups, gain_db = mixed(stems, roles, faders)
        if not np.isfinite(mix).all():
            raise CorpusError(f"{midi}: the soundfonts gave numbers that are no sound")
        about = {
            "tracks": tracks,
            "captions": captions,
            "seconds": samples / SAMPLE_RATE,
            "samples": samples,
            "mix": {**faders.labels(), "gain_db": gain_db},
        }
        return Played({**labels, **about}, mix, groups)


def play(setting: Setting, workers: int = 1, limit_hours: float | None = None) -> float:
    """Play every score that is not there yet.

    Returns:
        Seconds of music made now.

    Raises:
        CorpusError: no scores, or something to play them with is missing.
    """
    names = sorted(path.stem for path in setting.scores.glob("*.json"))
    if not names:
        raise CorpusError(
            f"{setting.scores}: no scores in it. Write some:  "
            f"python -m training.corpus.render compose {setting.scores} --pieces 100"
        )
    if limit_hours is not None:
        names = _first_hours(setting.scores, names, limit_hours)
    setting.out.mkdir(parents=True, exist_ok=True)
    missing = [name for name in names if not (setting.out / f"{name}.json").exists()]
    print(f"{setting.out}: {len(names) - len(missing)} pieces are there, {len(missing)} to play", file=sys.stderr)
    began = shown = time.monotonic()
    made_s = 0.0
    for done, seconds in enumerate(shared_out(partial(Player, setting), missing, workers), start=1):
        made_s += seconds
        now = time.monotonic()
        if now - shown > 5.0 or done == len(missing):
            shown = now
            left = (len(missing) - done) * (now - began) / done
            print(
                f"{done}/{len(missing)} pieces, {made_s / 3600:.2f} h, {made_s / (now - began):.0f}x real time, "
                f"{left // 60:.0f}:{left % 60:02.0f} min left",
                file=sys.stderr,
                flush=True,
            )
    return made_s


def read_labels(path: Path) -> dict[str, Any]:
    """Read the JSON of a score.

    Raises:
        CorpusError: damaged, or not one that we wrote.
    """
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
        labels["tracks"], labels["seconds"], labels["seed"], labels["captions"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{path}: not a score's labels ({error!r}). Delete it and compose again.") from error
    return dict(labels)


def _first_hours(scores: Path, names: Sequence[str], limit_hours: float) -> list[str]:
    chosen, total_s = [], 0.0
    for name in names:
        if total_s >= limit_hours * 3600:
            break
        chosen.append(name)
        total_s += read_labels(scores / f"{name}.json")["seconds"]
    return chosen
