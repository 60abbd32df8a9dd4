"""Memory, prompts, controls and a mask → new codes, in as many steps as the deadline leaves time for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.graph import Array, State
from rtmusic.sampler import NOISE, ORDER, chance
from rtmusic.schedule import still_hidden
from rtmusic.units import Codes, Mask, Vector

BEAT = "beat"  # the control that is 1 on a beat and falls to 0 before the next
ORDER_NOISE = 4.0  # how much chance, against confidence, decides which frames are settled first


@dataclass(frozen=True, slots=True)
class Intent:
    """What the performer asks of new music: everything that makes a draft outdated when it changes."""

    embedding: Vector  # [embedding_size], the mixed prompts; zeros ask for nothing
    guidance: float
    temperature: float
    top_k: int
    top_p: float = 1.0  # see `rtmusic.contract`
    typical: float = 1.0
    controls: tuple[tuple[str, float], ...] = ()  # by name, 0..1; one that is not named is left to the music
    pulse: tuple[float, float] | None = None  # the beat that frame 0 falls on, and beats a frame; None: any beat
    order: str = "surest"  # or "in time": which frames are settled first
    own: float = 1.0  # how much of the bundle's adapters, 0..1; means nothing to a bundle without
    seed: int = 0
    course: tuple[tuple[str, Vector], ...] = ()  # controls by name for each frame of the window, NaN: left to the music

    def same(self, other: Intent) -> bool:
        """Whether a draft written for the other one will do. A course goes on with the music: all of it but which
        controls it has may change.
        """
        rest = [field.name for field in fields(self) if field.name not in ("embedding", "course")]
        return (
            np.array_equal(self.embedding, other.embedding)
            and [name for name, _ in self.course] == [name for name, _ in other.course]
            and all(getattr(self, name) == getattr(other, name) for name in rest)
        )


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A window with every token settled."""

    codes: Codes  # int64 [K, W]
    confidence: npt.NDArray[np.float32]  # [K, W], log-probability of each new token; 0 where it was kept
    steps: int  # refinement steps that were run


class Generator:
    """The masked frame generator. It keeps nothing: what it remembers goes in and comes out of every call."""

    def __init__(self, bundle: Bundle, provider: str = "auto") -> None:
        self.geometry = bundle.geometry
        self._remember = bundle.graph("remember", provider)
        self._rewrite = bundle.graph("rewrite", provider)
        self.provider = self._rewrite.provider

    @property
    def spent_s(self) -> tuple[float, float]:
        """Seconds spent remembering and rewriting so far."""
        return self._remember.spent_s, self._rewrite.spent_s

    def nothing(self) -> State:
        """The memory of one who has heard no music yet."""
        return self._remember.initial_state()

    def remember(self, codes: Codes, past: State) -> State:
        """Add final frames to the memory.

        Args:
            codes: int64 [K, F], K at least the model's levels (deeper ones are not looked at); F may be 0.
            past: what is remembered so far; it stays as it is.
        """
        codes = codes[: self.geometry.model_levels]
        for start in range(0, codes.shape[1], self.geometry.past_frames):
            _, past = self._remember.run({"codes": codes[:, start : start + self.geometry.past_frames]}, past)
        return past

    def frame_keys(self, codes: Codes) -> npt.NDArray[np.float32]:
        """What every frame is to the memory by itself, whatever was played before: its key in the first layer.

        Args:
            codes: int64 [K, F], K at least the model's levels.

        Returns:
            float32 [F, width]; frames that sound alike have keys that point the same way.
        """
        codes, most = codes[: self.geometry.model_levels], self.geometry.past_frames
        nothing, keys = self.nothing(), []
        for start in range(0, codes.shape[1], most):
            part = codes[:, start : start + most]
            past = self.remember(part, nothing)
            keys.append(past["past_kv"][0, 0, past["past_kv"].shape[2] - part.shape[1] :])
        return np.concatenate(keys)

    def warm_up(self, frames: int) -> None:
        """Run every graph once at the sizes of a round, so that the first round is no slower than the others."""
        self._remember.warm_up({"F": 4})
        self._rewrite.warm_up({"W": frames})

    def rewrite(
        self,
        codes: Codes,
        known: Mask,
        frames: npt.NDArray[np.int64],
        intent: Intent,
        past: State,
        *,
        gap: int = 0,
        steps: int = 1,
        visit: int = 0,
        in_time: Callable[[], bool] = lambda: True,
    ) -> Rewritten:
        """Settle every unknown token of a window.

        Args:
            codes: int64 [K, W]; only known tokens are looked at.
            known: bool [K, W], True where the token is kept.
            frames: int64 [W], the numbers of the frames; they choose the noise.
            intent: prompts, controls and how freely to sample.
            past: the memory of what came before the window; it stays as it is.
            gap: frames between the newest remembered frame and the window.
            steps: refinement steps to use, while there is time.
            visit: how often these frames were rewritten before; each visit has noise of its own.
            in_time: asked before every step but the first; False ends the refinement with what there is.

        Returns:
            All tokens settled; known tokens are passed through unchanged.

        Source: iterative decoding by confidence, MaskGIT, Chang et al. 2022, arXiv:2202.04200.
        """
        levels, width = known.shape
        known = known.copy()
        codes = np.where(known, codes, 0)
        confidence = np.zeros((levels, width), np.float32)
        controls, control_known = self._controls(intent, frames)
        fixed: dict[str, Array] = {
            "gap": np.asarray(gap, np.int64),
            "embedding": intent.embedding.astype(np.float32),
            "guidance": np.asarray(intent.guidance, np.float32),
            "controls": controls,
            "control_known": control_known,
            "temperature": np.asarray(intent.temperature, np.float32),
            "top_k": np.asarray(intent.top_k, np.int64),
            "top_p": np.asarray(intent.top_p, np.float32),
            "typical": np.asarray(intent.typical, np.float32),
            **self._blend(intent),
            **past,
        }
        level = np.arange(levels, dtype=np.int64)[:, None]
        total = int(np.count_nonzero((~known).any(axis=0)))
        step = 0
        while not known.all():
            noise = chance(intent.seed, NOISE, visit, step, level, frames[None])
            outputs, _ = self._rewrite.run(
                {"codes": codes, "known": known.astype(np.float32), "noise": noise, **fixed}, {}
            )
            codes, fresh = outputs["sampled"], ~known
            confidence[fresh] = outputs["confidence"][fresh]
            hidden = still_hidden(total, step, steps) if in_time() else 0
            luck = chance(intent.seed, ORDER, visit, step, frames) if intent.order == "surest" else None
            known = known | self._settle(confidence, fresh, hidden, luck)
            codes = np.where(known, codes, 0)
            step += 1
        return Rewritten(codes, confidence, step)

    @staticmethod
    def _settle(
        confidence: npt.NDArray[np.float32], fresh: Mask, hidden: int, luck: npt.NDArray[np.float32] | None
    ) -> npt.NDArray[np.bool_]:
        """Which frames are settled now, as a row that broadcasts over levels: all but the `hidden` that luck and
        confidence put last.

        Without luck, all but the `hidden` last.
        """
        settled = np.ones(fresh.shape[1], np.bool_)
        if hidden == 0:
            return settled[None]
        counts = np.maximum(fresh.sum(axis=0), 1)
        if luck is None:
            score = -np.arange(fresh.shape[1], dtype=np.float32)
        else:
            score = (confidence * fresh).sum(axis=0) / counts + ORDER_NOISE * -np.log(-np.log(luck * 0.999998 + 1e-6))
        score[~fresh.any(axis=0)] = np.inf
        settled[np.argsort(score, kind="stable")[:hidden]] = False
        return settled[None]

    def _blend(self, intent: Intent) -> dict[str, Array]:
        """How much of each adapter, for a graph that has some."""
        count = len(self.geometry.adapters)
        return {"blend": np.full(count, intent.own, np.float32)} if count else {}

    def _controls(self, intent: Intent, frames: npt.NDArray[np.int64]) -> tuple[Vector, Vector]:
        """Controls by name → the graph's two inputs, each [W, number of controls]."""
        names = self.geometry.controls
        values = np.zeros((len(frames), len(names)), np.float32)
        given = np.zeros((len(frames), len(names)), np.float32)
        if intent.pulse is not None and BEAT in names:
            beat, beats_a_frame = intent.pulse
            values[:, names.index(BEAT)] = 1.0 - (beat + frames * beats_a_frame) % 1.0
            given[:, names.index(BEAT)] = 1.0
        for name, value in intent.controls:
            values[:, names.index(name)] = value
            given[:, names.index(name)] = 1.0
        for name, row in intent.course:
            values[:, names.index(name)] = np.nan_to_num(row)
            given[:, names.index(name)] = np.isfinite(row)
        return values, given
