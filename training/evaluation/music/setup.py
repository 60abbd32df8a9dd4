"""What every part of the evaluation is given: the bundle, held-out music, how much to play, and what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.units import Codes
from training.evaluation.music.held import ON_S, Held
from training.evaluation.music.jobs import EARS, Floats, Job, Measured, unpack
from training.evaluation.music.playing import Curve

AXES: Mapping[str, tuple[str, ...]] = {  # knobs of the frontier, one turned at a time; where it rests is among them
    "steps": ("1", "2", "4", "8"),
    "commit": ("2", "4", "16"),
    "horizon": ("16", "24", "40", "80"),
    "refresh": ("0", "25", "50", "100"),
    "temperature": ("0.8", "1", "1.1", "1.2"),
    "guidance": ("0", "1", "1.5", "3"),
    "order": ("surest", "in time"),  # masked against left to right, at the same steps: the same compute
}
FEW_AXES: Mapping[str, tuple[str, ...]] = {"steps": ("1", "2"), "order": ("surest", "in time")}
PROMPTS: Mapping[str, tuple[str, ...]] = {  # a prompt, and the tags that it should make likelier
    "electronic, techno": ("MTT techno", "MTT electronic", "MSD electronic"),
    "rock, guitar": ("MTT rock", "MTT guitar", "MSD rock"),
    "piano": ("MTT piano",),
    "flute": ("MTT flute",),
    "harpsichord": ("MTT harpsichord",),
    "drums": ("MTT drums", "MTT beat"),
    "ambient": ("MTT ambient", "MSD ambient"),
    "orchestral, strings": ("MTT strings", "MTT classical"),
}
FEW_PROMPTS = {name: PROMPTS[name] for name in ("electronic, techno", "piano")}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is played."""

    clips: int  # held-out clips of the frontier
    on_s: float  # that each is played on
    axes: Mapping[str, tuple[str, ...]]
    streams: int  # from nothing, for drift and for the listener
    stream_s: float
    stream_parts: int
    pasts: int  # of diversity, each with so many seeds
    seeds: int
    prompts: Mapping[str, tuple[str, ...]]
    prompt_pasts: int
    prompt_seeds: int  # from nothing
    steered: int  # clips for each control


# On one core of 2.5 GHz, with the default bundle: frontier 15 min, drift and listener together 12, prompts 7,
# diversity 2, controls 32 where all are taught; SMALL 2 to 4. Two processes take half as long.
FULL = Sizes(24, ON_S, AXES, 3, 600.0, 10, 12, 4, PROMPTS, 12, 12, 16)
SMALL = Sizes(4, 4.5, FEW_AXES, 1, 24.0, 3, 2, 2, FEW_PROMPTS, 2, 2, 2)


@dataclass(frozen=True, slots=True)
class Setup:
    """What every part of the evaluation is given."""

    bundle: Bundle
    held: Sequence[Held]
    sizes: Sizes
    measured: Measured
    seed: int = 0
    knobs: tuple[str, ...] = ()  # that do not rest, as "obedience=2"

    @property
    def frames(self) -> int:
        """Frames that are played on."""
        return int(self.held[0].truth.shape[1])

    def play(
        self,
        held: Held | None,
        judges: tuple[str, ...],
        settings: Sequence[str] = (),
        prompt: str = "",
        curve: Curve | None = None,
        seed: int = 0,
    ) -> Job:
        """Play on from a clip's past, or from nothing. `seed` counts from the evaluation's own."""
        numbered = (*self.knobs, *settings, f"seed={self.seed + seed}")
        told = ", ".join([held.name if held else "from nothing", *numbered, *([prompt] if prompt else [])])
        past = None if held is None else held.past
        return Job(told, judges, past, self.frames, numbered, prompt, curve)

    def say(self, held: Held, codes: Codes, what: str, judges: tuple[str, ...]) -> Job:
        """Let codes sound after a clip's past."""
        return Job(f"{held.name}, {what}", judges, held.past, codes=codes)

    def truth(self, held: Held, judges: tuple[str, ...] = (EARS,)) -> Job:
        """What the musicians played on, as the codec plays it with the generator's levels: the best it could do."""
        return self.say(held, held.truth, "as it was", judges)

    def embedding(self, job: Job) -> Floats:
        """[patches, 400] of a job that EARS judge."""
        return unpack(self.measured.find(job, EARS)["embedding"])

    def tags(self, job: Job) -> Floats:
        """[100] probabilities of a job that EARS judge."""
        return unpack(self.measured.find(job, EARS)["tags"])


def spread(held: Sequence[Held], count: int) -> list[Held]:
    """The first so many clips: kinds come in turn, so these are of all kinds."""
    return list(held[:count])


def shuffled(codes: Codes, seed: int) -> Codes:
    """The same codes of each level in any order: as often as in music, and no music."""
    dice = np.random.default_rng(seed)
    return np.stack([dice.permutation(level) for level in codes])
