"""The engine plays on, from a past of our choosing: what is measured is what is played.

The stream mode of the instrument (`rtmusic.weave`) writes, rethinks and commits; its timeline and its mixer make the
sound. Two things are added: it may begin after music that it did not write, and its controls may change from frame to
frame, where the knobs of the instrument keep one value for a whole window.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import GENERATOR_GRAPHS, Bundle
from rtmusic.decoder import Decoder
from rtmusic.echoes import Echoes
from rtmusic.encoder import Encoder
from rtmusic.generator import Generator, Intent
from rtmusic.graph import State
from rtmusic.knobs import KNOBS, PROMPTS, Panel, parse_setting
from rtmusic.memory import LoopStore
from rtmusic.modes import Moment, Parts
from rtmusic.moments import Moments
from rtmusic.output import Mixer
from rtmusic.recall import Recall
from rtmusic.render import BLOCK_SAMPLES, CAPACITY, ROUND_SAMPLES
from rtmusic.timeline import Timeline
from rtmusic.transport import Transport
from rtmusic.units import Codes, Samples, Vector
from rtmusic.weave import Weave
from rtmusic.wishes import wishes
from training.conditioning import OBEDIENCE
from training.config import TrainingError

LEAD_FRAMES = 5  # before the music that is asked for: the time that a round takes, as `rtmusic render` has it


def panel_of(settings: Iterable[str]) -> Panel:
    """All knobs at rest but these, written as "steps=4".

    Raises:
        KnobError: no such knob, or a value that it cannot take.
    """
    return Panel().turn([parse_setting(text) for text in settings])


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Controls from frame to frame, from the first frame that is written; beyond its end the last values stay."""

    values: Vector  # [F, controls], 0..1
    given: Vector  # [F, controls], 1 where the value is asked for, 0 where it is left to the music

    def at(self, frames: npt.NDArray[np.int64]) -> tuple[Vector, Vector]:
        """The values of these frames, and which of them are given."""
        inside = np.clip(frames, 0, len(self.values) - 1)
        return self.values[inside], self.given[inside]


@dataclass(frozen=True, slots=True)
class Past:
    """What was played before the machine goes on."""

    memory: State | None  # of the generator; None has heard nothing
    voice: State | None  # of the decoder
    lead_in: Samples  # [C, at most LEAD_FRAMES hops], the last sound; it is heard before the machine's


@dataclass(frozen=True, slots=True)
class Continuation:
    """What the machine played."""

    codes: Codes  # int64 [model levels, F]
    sound: Samples  # float32 [C, F hops], as it leaves the mixer
    round_ms: npt.NDArray[np.float64]  # processor time of every round
    afresh: int  # how often silence made it forget everything
    limited: int  # samples that the limiter bent


@dataclass(frozen=True, slots=True)
class _Led(Intent):
    """An intent whose controls are a curve, followed as strictly as the panel says."""

    curve: Curve | None = None
    obedience: float = 0.25  # 0..1


class _Guided(Generator):
    """The engine's generator, beginning after a past, following a curve, and noting what became final."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(bundle, "cpu")
        self._past: State | None = None
        self.final: list[Codes] = []
        self.afresh = -1  # the first beginning is none

    def after(self, past: State | None) -> Self:
        """The same models, ready to begin after this past."""
        other = copy.copy(self)
        other._past, other.final, other.afresh = past, [], -1
        return other

    def nothing(self) -> State:
        self.afresh += 1
        past, self._past = self._past, None
        return super().nothing() if past is None else past

    def remember(self, codes: Codes, past: State) -> State:
        self.final.append(codes)
        return super().remember(codes, past)

    def _controls(self, intent: Intent, frames: npt.NDArray[np.int64]) -> tuple[Vector, Vector]:
        values, given = super()._controls(intent, frames)
        if isinstance(intent, _Led) and intent.curve is not None:
            drawn, there = intent.curve.at(frames - LEAD_FRAMES)
            values, given = np.where(there > 0, drawn, values), np.maximum(there, given)
            if OBEDIENCE in self.geometry.trained_controls:
                column = self.geometry.controls.index(OBEDIENCE)
                values[:, column], given[:, column] = intent.obedience, intent.curve.given.any() or given.any()
        return values, given


class _Voiced(Decoder):
    """The engine's decoder, going on where a past ended."""

    _past: State | None = None

    def after(self, past: State | None) -> Self:
        other = copy.copy(self)
        other._past = past
        return other

    def initial_state(self) -> State:
        return super().initial_state() if self._past is None else self._past


class Engine:
    """The models of a bundle, played in the stream mode. One thread calls it; every call begins anew.

    Raises:
        TrainingError: the bundle is of a codec alone.
    """

    def __init__(self, bundle: Bundle) -> None:
        if any(name not in bundle.signatures for name in GENERATOR_GRAPHS):
            raise TrainingError(
                f"{bundle.path}: a codec without a generator plays no music. Export both:  python -m exporters.bundle "
                f"RUN {bundle.path}"
            )
        self.geometry = bundle.geometry
        self._encoder = Encoder(bundle, "cpu")
        self._decoder, self._generator = _Voiced(bundle, "cpu"), _Guided(bundle)
        self._recall = Recall(self._generator.after(None), Moments.local(self.geometry))  # of nothing

    def nothing(self) -> Past:
        """The past of an instrument that was just switched on."""
        return Past(None, None, np.zeros((self.geometry.channels, 0), np.float32))

    def encode(self, sound: Samples) -> Codes:
        """Codes int64 [levels, F] of a sound [C, n] from its beginning; a last part-hop is left out."""
        whole = sound.shape[1] // self.geometry.hop_samples * self.geometry.hop_samples
        codes, _ = self._encoder.encode(np.ascontiguousarray(sound[:, :whole]), self._encoder.initial_state())
        return codes

    def past(self, codes: Codes) -> Past:
        """The past of one who played these codes, int64 [K, F], K at least the generator's levels."""
        g = self.geometry
        codes = codes[: g.model_levels]
        sound, voice = self._decoder.decode(codes, g.model_levels, self._decoder.initial_state())
        memory = self._generator.after(None).remember(codes, self._generator.after(None).nothing())
        return Past(memory, voice, sound[:, -LEAD_FRAMES * g.hop_samples :])

    def say(self, codes: Codes, past: Past) -> Samples:
        """Decode codes after a past, with as many levels as the generator writes: the most that it could reach."""
        g = self.geometry
        voice = self._decoder.initial_state() if past.voice is None else past.voice
        return self._decoder.decode(codes[: g.model_levels], g.model_levels, voice)[0]

    def play(
        self,
        past: Past,
        frames: int,
        panel: Panel,
        embedding: Vector,
        curve: Curve | None = None,
        frees: Sequence[int] | None = None,
    ) -> Continuation:
        """Play on for so many frames.

        Args:
            panel: how it plays; its mode says only whether `steady` counts, and of its prompts the first has weight.
            embedding: float32 [embedding_size], what it shall play; zeros ask for nothing.
            curve: controls by frame; they are known to the model as far ahead as it drafts.
            frees: the first sample that each round may change, counted from where a frame begins that is LEAD_FRAMES
                before the music; the last one is where it ends. None: one round for every `commit` frames, which begins
                with them.
        """
        g = self.geometry
        end, commit = LEAD_FRAMES + frames, panel.int("commit")
        if frees is None:
            firsts = [*range(LEAD_FRAMES, end, commit), -(-frames // commit) * commit + LEAD_FRAMES]
            frees = [first * g.hop_samples for first in firsts]
        asked = wishes(panel, np.stack([embedding, *[np.zeros_like(embedding)] * (PROMPTS - 1)]), {}, None, g)
        plain = {field.name: getattr(asked, field.name) for field in fields(asked)}
        intent = _Led(**plain, curve=curve, obedience=KNOBS[OBEDIENCE].to_unit(panel[OBEDIENCE]))
        generator, timeline = self._generator.after(past.memory), Timeline.local(g.channels, CAPACITY)
        weave = Weave(self._parts(generator, past, timeline), listens=False)
        timeline.write(0, _placed(past.lead_in, LEAD_FRAMES * g.hop_samples - g.delay_samples))
        mixer = Mixer(g.sample_rate, g.channels, BLOCK_SAMPLES)
        mixer.aim_at(panel)
        heard: list[Samples] = []
        round_ms = []
        for free in (sample - g.delay_samples for sample in frees):
            while timeline.playhead + BLOCK_SAMPLES + timeline.guard + ROUND_SAMPLES <= free:
                heard.append(_block(timeline, mixer, g.channels, BLOCK_SAMPLES))
            began = time.thread_time()
            weave.round(Moment(free, panel, lambda panel, origin: intent, lambda: True, lambda at: False))
            round_ms.append(1000.0 * (time.thread_time() - began))
        start = LEAD_FRAMES * g.hop_samples - g.delay_samples
        left = start + frames * g.hop_samples - timeline.playhead
        heard += [
            _block(timeline, mixer, g.channels, min(BLOCK_SAMPLES, left - at)) for at in range(0, left, BLOCK_SAMPLES)
        ]
        before = LEAD_FRAMES - frees[0] // g.hop_samples  # frames that were written sooner than asked for
        return Continuation(
            codes=np.concatenate(generator.final, axis=1)[:, before : before + frames],
            sound=np.concatenate(heard, axis=1)[:, start : start + frames * g.hop_samples],
            round_ms=np.asarray(round_ms),
            afresh=generator.afresh,
            limited=mixer.limited_samples,
        )

    def _parts(self, generator: _Guided, past: Past, timeline: Timeline) -> Parts:
        g = self.geometry
        return Parts(
            geometry=g,
            encoder=self._encoder,
            decoder=self._decoder.after(past.voice),
            generator=generator,
            timeline=timeline,
            transport=Transport(g.sample_rate),
            store=LoopStore.local(g.levels),
            recall=self._recall,
            echoes=Echoes(g.hop_samples),
            history=lambda at, samples: np.zeros((g.channels, samples), np.float32),
        )


def _placed(sound: Samples, until: int) -> Samples:
    """The end of a sound, so that it ends at sample `until` of something that begins at 0; nothing stays nothing."""
    if not sound.shape[1]:
        return sound
    out = np.zeros((sound.shape[0], until), np.float32)
    length = min(until, sound.shape[1])
    out[:, until - length :] = sound[:, sound.shape[1] - length :]
    return out


def _block(timeline: Timeline, mixer: Mixer, channels: int, samples: int) -> Samples:
    """What the sound process hears next."""
    wet, out = np.empty((channels, samples), np.float32), np.empty((channels, samples), np.float32)
    timeline.read(timeline.playhead, wet)
    mixer.mix(wet, wet, out)
    return out
