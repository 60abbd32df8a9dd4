"""From stems to a mix: levels, places between left and right, a room; never above full scale."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import oaconvolve

from training.corpus.index import CHANNELS, SAMPLE_RATE, CorpusError

Samples = npt.NDArray[np.float32]
LEVEL_DB = {"drums": -20.0, "bass": -21.0, "chords": -25.0, "melody": -21.0}  # while it plays
SPREAD_DB, FARTHEST_DB = 2.5, 6.0
WIDTH = {"drums": 0.1, "bass": 0.1, "chords": 0.7, "melody": 0.3}  # farthest from the middle
MIX_DB = (-26.0, -15.0)  # level of the whole
PEAK = 0.95
ROOMS = 48
ROOM_SHARE = 0.6
SEND_DB = (-16.0, -4.0)
KEPT_DRY = {"drums": -6.0, "bass": -12.0, "chords": 0.0, "melody": 0.0}
INSTALL = "pip install pyroomacoustics"
REFLECTIONS = 12
DIRECT_S = 0.002


@dataclass(frozen=True, slots=True)
class Channel:
    """How one stem goes into the mix."""

    level_db: float  # while it plays
    place: float  # -1 left .. 1 right


@dataclass(frozen=True, slots=True)
class Desk:
    """How one piece is mixed; all of it follows from the seed of the piece."""

    channels: tuple[Channel, ...]
    room: int | None  # 0 .. ROOMS - 1
    send_db: float
    mix_db: float

    def labels(self) -> Mapping[str, Any]:
        return asdict(self)


def desk(dice: random.Random, roles: Sequence[str], rooms: bool) -> Desk:
    """Set the faders for stems with these roles."""
    channels = []
    for role in roles:
        shared_db = 10 * np.log10(roles.count(role))  # three keyboards together are as loud as one
        moved = max(-FARTHEST_DB, min(FARTHEST_DB, dice.gauss(0, SPREAD_DB)))
        channels.append(
            Channel(round(LEVEL_DB[role] - shared_db + moved, 2), round(dice.uniform(-WIDTH[role], WIDTH[role]), 3))
        )
    wet = dice.random() < ROOM_SHARE
    room, send_db = dice.randrange(ROOMS), round(dice.uniform(*SEND_DB), 2)
    return Desk(tuple(channels), room if wet and rooms else None, send_db, round(dice.uniform(*MIX_DB), 2))


def mixed(stems: Sequence[Samples], roles: Sequence[str], faders: Desk) -> tuple[Samples, dict[str, Samples], float]:
    """Mix stems [n, 2].

    Returns:
        The mix [n, 2]; what it is the sum of, by role and "room"; and the gain in dB that everything got at last.
    """
    groups: dict[str, Samples] = {}
    send = np.zeros(len(stems[0]), np.float32)
    for stem, role, channel in zip(stems, roles, faders.channels, strict=True):
        gain = 10 ** ((channel.level_db - _level_db(stem)) / 20)
        angle = (channel.place + 1) * np.pi / 4
        sides = np.array([np.cos(angle), np.sin(angle)]) * np.sqrt(2) * gain
        placed = stem * sides.astype(np.float32)
        groups[role] = groups[role] + placed if role in groups else placed
        send += (placed[:, 0] + placed[:, 1]) * np.float32(0.5 * 10 ** (KEPT_DRY[role] / 20))
    if faders.room is not None:
        wet = oaconvolve(send[:, None], _room(faders.room), axes=0)[: len(send)]
        groups["room"] = (wet * 10 ** (faders.send_db / 20)).astype(np.float32)
    mix = np.sum(list(groups.values()), axis=0)
    peak = max(float(np.abs(sound).max()) for sound in (mix, *groups.values()))
    rms_db = 10 * np.log10(np.vdot(mix, mix) / mix.size + 1e-12)
    gain = min(10 ** ((faders.mix_db - rms_db) / 20), PEAK / max(peak, 1e-6))
    scaled = {name: sound * np.float32(gain) for name, sound in groups.items()}
    return mix * np.float32(gain), scaled, round(float(20 * np.log10(gain)), 2)


def check_rooms() -> None:
    """Raise CorpusError when there is nothing to make rooms with."""
    try:
        import pyroomacoustics  # noqa: F401, PLC0415  only rooms need it
    except ImportError:
        raise CorpusError(
            f"pyroomacoustics: not installed. It makes the rooms:  {INSTALL}  (or type --no-rooms)"
        ) from None


@lru_cache(ROOMS)
def _room(number: int) -> npt.NDArray[np.float64]:
    """What a room answers [n, 2] to one clap, without the clap itself; as loud as the clap.

    Source: image sources, Allen & Berkley 1979, as pyroomacoustics computes them.
    """
    import pyroomacoustics  # noqa: PLC0415

    dice = random.Random(f"room {number}")
    size = np.array([dice.uniform(3.5, 16), dice.uniform(3, 12), dice.uniform(2.4, 6)])
    absorbing = dice.uniform(0.08, 0.45)
    room = pyroomacoustics.ShoeBox(
        size, fs=SAMPLE_RATE, materials=pyroomacoustics.Material(absorbing), max_order=REFLECTIONS
    )
    room.add_source(size * [dice.uniform(0.2, 0.4), dice.uniform(0.3, 0.7), 0.5])
    ears = size * [dice.uniform(0.6, 0.8), 0.5, 0.45]
    apart = dice.uniform(0.1, 0.4)
    room.add_microphone_array(np.array([ears + np.array([0, side * apart, 0]) for side in (-1, 1)]).T)
    room.compute_rir()
    answers = [np.asarray(room.rir[side][0]) for side in range(CHANNELS)]
    n = max(map(len, answers))
    answer = np.stack([np.pad(side, (0, n - len(side))) for side in answers], axis=1)
    direct = int(np.abs(answer).max(axis=1).argmax())
    answer[: direct + round(DIRECT_S * SAMPLE_RATE)] = 0.0
    answer = answer[direct:]
    heard: npt.NDArray[np.float64] = answer / np.sqrt(np.square(answer).sum(axis=0).mean())
    return heard


def _level_db(stem: Samples) -> float:
    """Level of the parts of a stem in which something sounds."""
    tenth = SAMPLE_RATE // 10
    power = np.square(stem[: len(stem) // tenth * tenth]).reshape(-1, tenth * CHANNELS).mean(axis=1)
    loud = power[power > power.max() * 1e-3]
    return float(10 * np.log10(loud.mean() + 1e-12)) if len(loud) else -120.0
