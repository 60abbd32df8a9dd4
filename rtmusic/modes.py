"""What every mode of the instrument is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from rtmusic.decoder import Decoder
from rtmusic.echoes import Echoes
from rtmusic.encoder import Encoder
from rtmusic.features import USUAL
from rtmusic.generator import Generator, Intent
from rtmusic.knobs import Panel
from rtmusic.loads import Loads
from rtmusic.memory import LoopStore
from rtmusic.recall import Recall
from rtmusic.timeline import Timeline
from rtmusic.transport import Transport
from rtmusic.units import Geometry, Mask, Samples

History = Callable[[int, int], Samples]  # (at, samples) -> what was played into the instrument, zeros where unknown


@dataclass(frozen=True, slots=True)
class Parts:
    """What the modes share. Each part has one owner: the model process, or the renderer."""

    geometry: Geometry
    encoder: Encoder
    decoder: Decoder
    generator: Generator
    timeline: Timeline
    transport: Transport
    store: LoopStore
    recall: Recall
    echoes: Echoes
    history: History
    loads: Loads = field(default_factory=lambda: Loads(None))  # loops from files
    loudness: tuple[float, float] = USUAL["loudness"]  # dB that become 0 and 1 where loudness is asked for


@dataclass(frozen=True, slots=True)
class Moment:
    """When a round happens, and what is asked of it."""

    free: int  # the first sample that may still be changed when the round is done
    panel: Panel
    wish: Callable[[Panel, int], Intent]  # what a panel asks of music whose frame 0 is heard at an absolute sample
    in_time: Callable[[], bool]  # False: no time for another refinement step
    late: Callable[[int], bool]  # (at) True: this sample can no longer be changed
    heard: Mapping[str, float] = field(default_factory=dict)  # features of what the performer plays now, see Ears
    others: History | None = None  # of a loop that is rewritten: what the others play at a time, as it is mixed


@dataclass(frozen=True, slots=True)
class Played:
    """What a round did."""

    committed_until: int  # absolute sample: before it nothing changes any more
    drafted_until: int  # absolute sample: the end of what is written
    changed_from: int | None = None  # absolute sample from which the round wrote something new; None: it did not
    late: bool = False  # the round came too late, and the draft before it is heard
    mask: Mask | None = None  # bool [K, W] of the window, True where tokens are kept
    loop: int = 0  # whose window it is


class Mode(Protocol):
    """One way of playing. `begin` enters it, `hear` brings sound, `round` writes ahead."""

    def begin(self, at: int) -> None: ...
    def hear(self, at: int, audio: Samples) -> None: ...
    def round(self, moment: Moment) -> Played: ...


class Hops:
    """Collects sound of any length into whole hops; one thread calls it."""

    def __init__(self, origin: int, hop_samples: int, channels: int) -> None:
        self._next = origin  # the sample that the next whole hop begins with
        self._hop = hop_samples
        self._rest = np.zeros((channels, 0), np.float32)

    def add(self, at: int, audio: Samples) -> Samples:
        """Add sound that begins at absolute sample `at`; what lies before the origin is left out.

        Returns:
            float32 [C, n], n a multiple of the hop, 0 when none is full yet; samples that were never heard are zeros.
        """
        due = self._next + self._rest.shape[1]
        if at > due:
            audio = np.pad(audio, ((0, 0), (at - due, 0)))
        elif at < due:
            audio = audio[:, due - at :]
        self._rest = np.concatenate([self._rest, audio], axis=1)
        whole = self._rest.shape[1] // self._hop * self._hop
        hops, self._rest = self._rest[:, :whole], self._rest[:, whole:]
        self._next += whole
        return hops
