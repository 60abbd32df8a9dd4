"""Music made of music: drums of one piece under another, and one instrument beside those that answer it.

`mixup` joins two scores at the beat: the drums of one, bar by bar, under the pitched parts of another of the same
meter, at the other's tempo. So the labels stay exact.

`pairs` cuts played pieces in two with the stems that were kept: what one group of instruments plays, and all the others
without it. The second is listed as what is played to the first ("hears"), so that a generator learns to accompany.

Source: beat-synchronous mixing after Chen et al. 2023 (MusicLDM), arXiv:2308.01546, on scores.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import mido
import numpy as np
import soundfile as sf

from rtmusic.wholefile import write_whole
from training.corpus.index import SAMPLE_RATE, CorpusError
from training.corpus.render.play import read_labels
from training.corpus.render.score import Note, Score, read_score, write_score
from training.corpus.render.shelf import clip_file
from training.corpus.render.words import describe

NEAR = 0.25  # tempi that a drummer bridges: up to a quarter faster or slower


def mixup(scores: Path, out: Path, pieces: int, seed: int) -> int:
    """Write new scores, each of two others, that are not there yet; return how many there are.

    Raises:
        CorpusError: no two scores fit together.
    """
    known = [_read(path) for path in sorted(scores.glob("*.json"))]
    steady = [score for score in known if score is not None]
    drummed = [score for score in steady if _roles(score) >= {"drums"}]
    pitched = [score for score in steady if _roles(score) - {"drums"} and score.kind != "study"]
    fits = [
        (tune, beat)
        for tune in pitched
        for beat in drummed
        if tune.name != beat.name
        and (tune.split, str(tune.meter)) == (beat.split, str(beat.meter))
        and abs(tune.tempo / beat.tempo - 1) <= NEAR
    ]
    if not fits:
        raise CorpusError(f"{scores}: no two pieces of one meter and nearly one tempo. Compose more.")
    out.mkdir(parents=True, exist_ok=True)
    for number in range(pieces):
        name = f"{seed:04d}-mix-{number:06d}"
        if not (out / f"{name}.json").exists():
            write_score(out, describe(_under(name, *random.Random(name).choice(fits))))
    return pieces


def _read(path: Path) -> Score | None:
    """A score of one tempo and one meter; None for any other."""
    written = read_score(read_labels(path), path.with_suffix(".mid"))
    score = written.score()
    end = float(score.bars * score.meter.bar)
    steady = abs(written.timing.seconds(end) - score.timing().seconds(end)) < 0.01
    return score if steady and score.bars else None


def _roles(score: Score) -> set[str]:
    return {part.role for part in score.parts}


def _under(name: str, tune: Score, beat: Score) -> Score:
    """The pitched parts of `tune` over the drums of `beat`, which begins again when its bars are over."""
    turn = float(beat.bars * beat.meter.bar)
    end = float(tune.bars * tune.meter.bar)
    drums = []
    for part in beat.parts:
        if part.role == "drums":
            notes = [
                Note(note.at + lap * turn, note.length, note.pitch, note.velocity)
                for lap in range(int(end // turn) + 1)
                for note in part.notes
                if note.at < turn and note.at + lap * turn < end
            ]
            drums.append(replace(part, notes=notes))
    holders = "; ".join(dict.fromkeys([tune.holder, beat.holder]))
    return replace(
        tune,
        name=name,
        seed=name,
        kind="mixup",
        holder=holders,
        licence=" and ".join(dict.fromkeys([tune.licence, beat.licence])),
        source=f"{tune.source}; drums {beat.source}",
        parts=[part for part in tune.parts if part.role != "drums"] + drums,
    )


def pairs(played: Path, out: Path, share: float, seed: int) -> int:
    """Cut some of the pieces played with --stems in two; return how many there are.

    Args:
        share: of the pieces that have more than one group of instruments.

    Raises:
        CorpusError: no piece has stems of two groups.
    """
    out.mkdir(parents=True, exist_ok=True)
    found = 0
    for path in sorted(played.glob("*.json")):
        labels = read_labels(path)
        stems = {track["role"]: path.with_suffix(f".{track['role']}.flac") for track in labels["tracks"]}
        stems = {role: stem for role, stem in stems.items() if stem.is_file()}
        dice = random.Random(f"pair {seed} {path.stem}")
        if len(stems) < 2 or dice.random() >= share:
            continue
        found += 1
        alone = dice.choice(sorted(stems))
        hears = f"{path.stem}-{alone}"
        if (out / f"{path.stem}-to-{alone}.json").exists():
            continue
        _write(out, hears, path, labels, {alone: stems.pop(alone)}, {})
        heard = clip_file(out / f"{hears}.json").removesuffix(".flac")
        _write(out, f"{path.stem}-to-{alone}", path, labels, stems, {"hears": heard})
    if not found:
        raise CorpusError(f"{played}: no piece has two groups of stems. Play with --stems, or raise --share.")
    return found


def _write(
    out: Path, name: str, whole: Path, labels: dict[str, Any], stems: dict[str, Path], more: dict[str, str]
) -> None:
    """Write a part of a piece: notes, sound, and labels last."""
    score = read_score(labels, whole.with_suffix(".mid")).score()
    score.parts = [part for part in score.parts if part.role in stems]
    score.name = name
    tracks = [track for track in labels["tracks"] if track["role"] in stems]
    described = describe(score).captions
    if not stems.keys() - {"drums"} and score.kind != "study":
        described = tuple(dict.fromkeys([f"{tracks[0]['word']} alone", *described]))
    sound = np.sum([_sound(stem) for stem in stems.values()], axis=0)
    sf.write(out / f"{name}.flac", sound, SAMPLE_RATE, subtype="PCM_16")
    _copy_tracks(whole.with_suffix(".mid"), out / f"{name}.mid", labels["tracks"], stems)
    said = {**labels, "name": name, "tracks": tracks, "captions": list(described), **more}
    write_whole(out / f"{name}.json", json.dumps(said, ensure_ascii=False) + "\n")


def _sound(path: Path) -> np.ndarray[Any, np.dtype[np.float32]]:
    sound, _ = sf.read(path, dtype="float32", always_2d=True)
    return np.asarray(sound)


def _copy_tracks(source: Path, target: Path, tracks: Sequence[dict[str, Any]], roles: dict[str, Path]) -> None:
    song = mido.MidiFile(source)
    song.tracks = song.tracks[:1] + [
        notes for notes, track in zip(song.tracks[1:], tracks, strict=True) if track["role"] in roles
    ]
    song.save(target)
