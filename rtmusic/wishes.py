"""Panel, prompts, clock and ears → what is asked of the generator.

Follow knobs turn what the performer plays into controls: rounded to WISH_STEPS, so that a steady hand does not make
every round forget its draft.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rtmusic.features import (
    FASTEST_BPM,
    FEATURES,
    HOP,
    KEY,
    PITCH_CLASSES,
    SLOWEST_BPM,
    State,
    hear,
    initial_state,
    key_place,
    to_unit,
)
from rtmusic.generator import Intent
from rtmusic.knobs import KEYS, KNOBS, PROMPTS, TONICS, Panel
from rtmusic.prompts import mix
from rtmusic.units import Geometry, Samples

HELD_STEPS = 31  # of a held note's weight: twelve of them fit in one number
OBEYED = tuple(name for name in KNOBS if f"{name}_on" in KNOBS)  # knobs that ask something of the music
SOUND = ("loudness", "brightness", "density")
WISH_STEPS = 16
NOTES_OF_KEY = (  # how strongly each note from the tonic up is asked for, in major and in minor
    (1.0, 0.0, 0.3, 0.0, 0.8, 0.3, 0.0, 1.0, 0.0, 0.3, 0.0, 0.2),
    (1.0, 0.0, 0.3, 0.8, 0.0, 0.3, 0.0, 1.0, 0.2, 0.0, 0.3, 0.0),
)
ORDERS = KNOBS["order"].choices


class Ears:
    """Hears what the performer plays as features, one newest value each. The model process alone calls it."""

    def __init__(self, ranges: Mapping[str, tuple[float, float]]) -> None:
        """Begin with silence.

        Args:
            ranges: what becomes 0 and 1 of each feature, as the bundle's generator has learned it.
        """
        ends = [ranges[name] for name in FEATURES]
        self._low, self._high = (np.array(side, np.float32) for side in zip(*ends, strict=True))
        self.forget()

    def forget(self) -> None:
        """Hear as if for the first time."""
        self._state: State = initial_state()
        self._rest = np.zeros((2, 0), np.float32)
        self.heard: dict[str, float] = {}

    def hear(self, audio: Samples) -> None:
        """Take in sound float32 [C, n] of any length."""
        sound = np.concatenate([self._rest, np.broadcast_to(audio, (2, audio.shape[1]))], axis=1)
        whole = sound.shape[1] // HOP * HOP
        self._rest = sound[:, whole:]
        if whole:
            features, self._state = hear(np.ascontiguousarray(sound[:, :whole]), self._state)
            values, known = to_unit(features, self._low, self._high)
            newest = values[:, -1]
            self.heard = {
                name: round(float(value) * WISH_STEPS) / WISH_STEPS
                for name, value, there in zip(FEATURES, newest, known[:, -1], strict=True)
                if there
            }


def wishes(
    panel: Panel,
    embeddings: npt.NDArray[np.float32],
    heard: Mapping[str, float],
    pulse: tuple[float, float] | None,
    g: Geometry,
    held: int = 0,
) -> Intent:
    """What the performer asks for at this moment.

    Args:
        embeddings: [PROMPTS, embedding_size], one prompt a row.
        heard: features of the performer's sound by name, 0..1.
        pulse: the beat at the mode's frame 0, and beats a frame; obeyed with on_beat.
        held: the keys that are held, see `pack_held`; obeyed with keys, the pitch classes of all others being unwanted.
    """
    asked: dict[str, float] = {}
    if key := panel.int("key"):
        asked |= key_wish(KEYS[key])
    if panel.on("follow_notes"):
        asked |= {name: heard[name] for name in PITCH_CLASSES if name in heard}
    if panel.on("keys") and held:
        asked |= dict(zip(PITCH_CLASSES, unpack_held(held), strict=True))
    if panel.on("follow_sound"):
        asked |= {name: heard[name] for name in SOUND if name in heard}
    elif panel.mode == "stream" and panel.on("steady"):
        asked["loudness"] = panel["loudness"]
    asked |= {name: panel[name] for name in OBEYED if panel.on(f"{name}_on")}
    pulse = pulse if panel.on("on_beat") else None
    if pulse is not None:
        bpm = pulse[1] * 60 * g.sample_rate / g.hop_samples
        asked["tempo"] = min(max(math.log(bpm / SLOWEST_BPM) / math.log(FASTEST_BPM / SLOWEST_BPM), 0.0), 1.0)
    if asked:
        asked["obedience"] = KNOBS["obedience"].to_unit(panel["obedience"])
    return Intent(
        embedding=mix(embeddings, np.asarray([panel[f"prompt_{i + 1}"] for i in range(PROMPTS)])),
        guidance=panel["guidance"],
        temperature=panel["temperature"],
        top_k=panel.int("top_k"),
        top_p=panel["top_p"],
        typical=panel["typical"],
        controls=tuple((name, value) for name, value in asked.items() if name in g.trained_controls),
        pulse=pulse,
        order=ORDERS[panel.int("order")],
        own=panel["own"] if g.adapters else 0.0,  # else turning it would outdate drafts for nothing
        seed=panel.int("seed"),
    )


def key_wish(key: str) -> dict[str, float]:
    """A key ("c", "f#m") as controls: its tonic's place on the circle of fifths, its mode, and its notes.

    The place alone does next to nothing to the music, and of the notes those of the tonic's chord do the most.
    """
    tonic, minor = TONICS.index(key.removesuffix("m")), key.endswith("m")
    notes = {PITCH_CLASSES[(tonic + step) % 12]: share for step, share in enumerate(NOTES_OF_KEY[minor])}
    return dict(zip(KEY, key_place(tonic, minor), strict=True)) | notes


def pack_held(weights: Sequence[float]) -> int:
    """Twelve weights 0..1, C to B, as one number that is seen whole by every process; 0 when nothing is held."""
    return sum(round(min(1.0, max(0.0, weight)) * HELD_STEPS) << 5 * place for place, weight in enumerate(weights[:12]))


def unpack_held(held: int) -> list[float]:
    """The twelve weights of `pack_held`."""
    return [(held >> 5 * place & HELD_STEPS) / HELD_STEPS for place in range(12)]
