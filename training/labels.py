"""What is known of a clip beside its sound, or found with its end in hand: beats, keys, and who plays.

Rendered music brings its score, and beat, tempo, key, drums and bass follow from it exactly. In recordings beats are
found by librosa's dynamic programming (Ellis 2007) in our own flux, and kept where they are clear and as fast as the
tempo that the autocorrelation of rtmusic/features.py says: of the frames of rendered music that this keeps, 93 % have
the true tempo or an octave of it, and of those with the true tempo 90 % have the true phase to a tenth of a beat.
"""

from __future__ import annotations

import functools
import itertools
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rtmusic.features import FEATURES, FRAMES_A_SECOND, KEY, RATE, flux_of, key_place
from training.conditioning import held
from training.config import TrainingError
from training.corpus.index import Clip, folder_of
from training.corpus.render.labels import labels_at
from training.corpus.shards import read_parts

Array = npt.NDArray[np.float32]

NOTES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SIGNS = {"#": 1, "b": -1}
BEATS_AROUND = 8  # beats over which clearness and tempo are looked at
CLEAR = 2.0  # how far the flux on the beats must exceed the usual flux
SAME_TEMPO = 1.04  # two tempi so near are one


def known(data: Path, clip: Clip, audio: Array, measured: Array, hop_samples: int) -> dict[str, Array]:
    """Return what is known of a clip's frames, float32 [F] by the name of the feature, NaN where nothing is.

    Args:
        data: the corpus folder, its index.json, or a shard alone.
        audio: float32 [2, n], the whole clip.
        measured: [23, F], what `measure` says of it.

    Raises:
        CorpusError: the clip's score does not belong to its labels.
        TrainingError: librosa is missing.
    """
    frames = audio.shape[1] // hop_samples
    midi = _scores(folder_of(data) / clip.shard).get(clip.key) if "tracks" in clip.labels else None
    if midi is not None:
        return from_score(clip.labels, midi, frames, RATE / hop_samples)
    beat, tempo = held(beats(flux_of(audio)), frames, hop_samples)
    with np.errstate(invalid="ignore"):
        agreed = np.abs(np.log(tempo / measured[FEATURES.index("tempo")])) < np.log(SAME_TEMPO)
    return {"beat": np.where(agreed, beat, np.float32(np.nan))}


def from_score(labels: Mapping[str, Any], midi: bytes, frames: int, frames_a_second: float) -> dict[str, Array]:
    """Return beat, tempo, key_x, key_y, minor, drums and bass of `frames` frames from a rendered piece's score."""
    with tempfile.NamedTemporaryFile(suffix=".mid") as file:
        file.write(midi)
        file.flush()
        heard = labels_at(labels, Path(file.name), frames_a_second)
    rows = {
        "beat": 1.0 - heard.beat_phase,
        "tempo": heard.bpm,
        "drums": heard.drums,
        "bass": heard.bass,
        **{name: np.full(frames, value) for name, value in key_of(labels["key"]).items()},
    }
    exact = {}
    for name, row in rows.items():
        exact[name] = np.full(frames, np.nan, np.float32)
        exact[name][: len(row)] = row[:frames]
    return exact


def key_of(key: str) -> dict[str, float]:
    """Return key_x, key_y and minor of a key such as "F# minor"; NaN where it is "" or another mode."""
    tonic, _, mode = key.partition(" ")
    if mode not in ("major", "minor") or tonic[:1] not in NOTES:
        return dict.fromkeys(KEY, float("nan"))
    note = NOTES[tonic[0]] + sum(SIGNS.get(sign, 0) for sign in tonic[1:])
    return dict(zip(KEY, key_place(note, mode == "minor"), strict=True))


def beats(flux: Array) -> Array:
    """Find beats in a whole recording's flux [F]; return beat and tempo, [2, F], NaN where no beats are clear.

    Raises:
        TrainingError: librosa is missing.
    """
    try:
        from librosa.beat import beat_track  # noqa: PLC0415  it takes seconds to load, and most runs need none
    except ImportError as error:
        raise TrainingError(f"beats of recordings are found with librosa ({error}):  pip install librosa") from error
    rows = np.full((2, len(flux)), np.nan, np.float32)
    if len(flux) < BEATS_AROUND * FRAMES_A_SECOND or not flux.any():
        return rows
    _, found = beat_track(onset_envelope=flux, sr=FRAMES_A_SECOND, hop_length=1, units="frames", trim=False)
    if len(found) <= BEATS_AROUND:
        return rows
    padded = np.concatenate([flux[:1], flux, flux[-1:]])
    strength = np.maximum(np.maximum(padded[found], padded[found + 1]), padded[found + 2])
    total = np.concatenate([[0.0], np.cumsum(flux)])
    for number, (start, stop) in enumerate(itertools.pairwise(found)):
        low = max(0, min(number - BEATS_AROUND // 2, len(found) - 1 - BEATS_AROUND))
        first, last = found[low], found[low + BEATS_AROUND]
        usual = (total[last] - total[first]) / (last - first)
        if strength[low : low + BEATS_AROUND].mean() > CLEAR * usual:
            rows[0, start:stop] = 1.0 - np.arange(stop - start) / (stop - start)
            rows[1, start:stop] = 60.0 * FRAMES_A_SECOND * BEATS_AROUND / (last - first)
    return rows


def into(measured: Array, rows: Mapping[str, Array]) -> Array:
    """Return what was measured [23, F] with the rows that are known better put in."""
    better = measured.copy()
    for name, row in rows.items():
        better[FEATURES.index(name)] = row
    return better


@functools.lru_cache(maxsize=64)
def _scores(shard: Path) -> dict[str, bytes]:
    return read_parts(shard, "mid")
