"""What is heard in every frame of a rendered piece, exactly: it follows from the notes, nothing is estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.corpus.render.score import read_score

Floats = npt.NDArray[np.float32]
DENSITY_S = 1.0  # onsets are counted over this long, as the measured control does


@dataclass(frozen=True, slots=True)
class FrameLabels:
    """F frames of a piece; frame f lasts from f / rate to (f + 1) / rate seconds."""

    beat_phase: Floats  # [F], 0 on the felt beat, just below 1 before the next; at the frame's start
    beat: npt.NDArray[np.int32]  # [F], beat within the bar, from 0
    bar: npt.NDArray[np.int32]  # [F], from 0
    bpm: Floats  # [F], felt beats per minute
    chroma: Floats  # [12, F], loudest velocity / 127 of each sounding pitch class, from C; drums have none
    onsets: Floats  # [F], notes that begin within the frame, drums among them
    drums: npt.NDArray[np.bool_]  # [F], the bar has drums in it
    bass: npt.NDArray[np.bool_]  # [F], the bar has bass in it
    density: Floats  # [F], moments per second at which notes begin, over the last DENSITY_S


def labels_at(labels: Mapping[str, Any], midi: Path, frames_per_second: float) -> FrameLabels:
    """Say what each frame of a piece holds.

    Args:
        labels: the JSON of the score or of the rendered piece; "seconds" of it are labelled.
        midi: the notes that belong to it.

    Raises:
        CorpusError: the MIDI file is not readable or not the one that labels describes.
    """
    score = read_score(labels, midi)
    frames = int(labels["seconds"] * frames_per_second)
    quarters = [score.timing.quarters(frame / frames_per_second) for frame in range(frames)]
    places = [score.timing.place(at) for at in quarters]
    bar = np.array([place[0] for place in places], np.int32)
    beats = np.array([place[1] for place in places])

    chroma = np.zeros((12, frames), np.float32)
    onsets = np.zeros(frames, np.float32)
    struck = np.zeros(frames, np.float32)
    bars_with: dict[str, set[int]] = {"drums": set(), "bass": set()}
    for track, notes in zip(labels["tracks"], score.tracks, strict=True):
        for note in notes:
            start_s = score.timing.seconds(note.at)
            start = int(start_s * frames_per_second)
            if start >= frames:
                continue
            onsets[start] += 1
            struck[start] = 1
            if track["role"] in bars_with:
                bars_with[track["role"]].add(int(bar[start]))
            if track["role"] != "drums":
                end_s = score.timing.seconds(note.at + note.length)
                heard = chroma[note.pitch % 12, start : max(start + 1, int(np.ceil(end_s * frames_per_second)))]
                np.maximum(heard, note.velocity / 127, out=heard)
    window = max(1, round(DENSITY_S * frames_per_second))
    counted = np.concatenate([np.zeros(window), np.cumsum(struck)])
    return FrameLabels(
        beat_phase=(beats % 1.0).astype(np.float32),
        beat=beats.astype(np.int32),
        bar=bar,
        bpm=np.array([score.timing.tempo(at) for at in quarters], np.float32),
        chroma=chroma,
        onsets=onsets,
        drums=np.isin(bar, list(bars_with["drums"])),
        bass=np.isin(bar, list(bars_with["bass"])),
        density=((counted[window:] - counted[:-window]) / DENSITY_S).astype(np.float32),
    )
