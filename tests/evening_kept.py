"""A session as tests save it: loops of noise with layers, all of them telling by a number which evening they are of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rtmusic.layers import NO_CODE, Layer
from rtmusic.loopfile import SavedLoop, length_at
from rtmusic.session import Session
from rtmusic.tree import RECORDED, REWRITTEN
from rtmusic.units import Geometry, Samples

LEVELS = 4
GEOMETRY = Geometry(48_000, 2, 960, LEVELS, 2, 1024, 0, 64, 8, 16, ())
CODEC = "c0dec"


def sound(number: int, samples: int, channels: int = 2) -> Samples:
    """Noise with a number in it."""
    made = np.random.default_rng(number).uniform(-0.4, 0.4, (channels, samples)).astype(np.float32)
    made[:, 0] = number / 1000
    return made


def layer(number: int, samples: int, kind: int) -> Layer:
    codes = np.full((LEVELS, 33 - (-samples // 960)), number % 1024)  # 32 lead into it, and one follows
    codes[2:] = NO_CODE
    return Layer(codes, samples, 48_000 + number, kind)


def loop(
    place: int, number: int = 1, beats: float = 2, bpm: float = 120.0, samples: int | None = None, channels: int = 2
) -> SavedLoop:
    """A loop with three layers, of which the second is in force."""
    length = length_at(beats, bpm) if samples is None else samples
    kinds = (RECORDED, REWRITTEN, REWRITTEN)
    layers = tuple(layer(number + n, length if n < 2 else 960, kind) for n, kind in enumerate(kinds))
    knobs = {"rewrite": float(number % 100), "on_demand": 1.0}
    name, start = f"loop of {number}", 1_000_000 + 1000 * place
    heard = sound(number, length, channels)
    return SavedLoop(place, name, heard, layers, 2, bpm, beats, start, knobs)


def session(number: int = 1, loops: Sequence[SavedLoop] | None = None, bpm: float = 120.0) -> Session:
    made = (loop(0, number), loop(1, number, beats=0, samples=7001, channels=1)) if loops is None else tuple(loops)
    return Session(
        "evening", bpm, 4, made, {"temperature": 0.75, "mode": 0.0}, 990_000, CODEC, {"recall.npz": b"%d" % number}
    )


def number_of(kept: Session) -> int:
    """The number of a session that was loaded; an error where its parts are of different ones."""
    numbers = {round(float(one.sound[0, 0]) * 1000) for one in kept.loops}
    numbers |= {int(one.layers[0].codes[0, 0]) for one in kept.loops}
    numbers |= {int(one.name.split()[-1]) for one in kept.loops} | {int(kept.files["recall.npz"])}
    (number,) = numbers
    return number


def files(path: Path) -> dict[str, bytes]:
    """All that is below a folder."""
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}
