"""Music that is written but not yet heard, and may still be thought over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.generator import Generator, Intent
from rtmusic.graph import State
from rtmusic.sampler import RETHINK, chance
from rtmusic.units import Codes, Mask


@dataclass(frozen=True, slots=True)
class Draft:
    """Tokens of the frames from `start` on, and which are written. A value."""

    start: int  # number of the first frame
    codes: Codes  # int64 [K, W]
    written: Mask  # bool [K, W], True where the model has written a token
    intent: Intent | None = None  # what the performer asked for when it was written

    @classmethod
    def empty(cls, start: int, levels: int) -> Draft:
        return cls(start, np.zeros((levels, 0), np.int64), np.zeros((levels, 0), np.bool_))

    @property
    def end(self) -> int:
        return self.start + int(self.codes.shape[1])

    def window(self, start: int, width: int) -> Draft:
        """The same draft seen from frame `start` for `width` frames; what it does not cover is not written."""
        levels = self.codes.shape[0]
        codes = np.zeros((levels, width), np.int64)
        written = np.zeros((levels, width), np.bool_)
        low, high = max(start, self.start), min(start + width, self.end)
        if low < high:
            here, there = slice(low - start, high - start), slice(low - self.start, high - self.start)
            codes[:, here], written[:, here] = self.codes[:, there], self.written[:, there]
        return Draft(start, codes, written, self.intent)

    def rethink(self, share: float, luck: npt.NDArray[np.float32]) -> Mask:
        """Which written tokens to give up: all of a `share` (0..1) of the frames, those of the least luck [W].

        Chance chooses them and not the model's confidence: thinking over what it is least sure of, round after round,
        leaves what it is surest of, and that is a hum.
        """
        frames = np.flatnonzero(self.written.any(axis=0))
        chosen = frames[np.argsort(luck[frames], kind="stable")[: round(share * len(frames))]]
        given_up = np.zeros_like(self.written)
        given_up[:, chosen] = self.written[:, chosen]
        return given_up


def refine(
    generator: Generator,
    draft: Draft,
    base: Codes,
    kept: Mask,
    intent: Intent,
    past: State,
    *,
    gap: int = 0,
    refresh: float,
    steps: int,
    visit: int,
    in_time: Callable[[], bool],
) -> Draft:
    """One round of thinking: keep what the mask keeps, keep what is drafted but for a share of it, write the rest.

    Args:
        generator: the model.
        draft: the window as the last round left it (`Draft.window`).
        base: int64 [K, W], what kept tokens are.
        kept: bool [K, W], True where the performer's mask keeps the token.
        intent: what is asked now; if it differs from the draft's, the whole draft is outdated.
        past: the memory of what comes before the window.
        gap, steps, visit, in_time: as in `Generator.rewrite`.
        refresh: share 0..1 of the drafted frames to think over.

    Returns:
        The window, every token written or kept.
    """
    same = draft.intent is not None and intent.same(draft.intent)
    codes = np.where(kept, base, draft.codes)
    frames = np.arange(draft.start, draft.start + codes.shape[1], dtype=np.int64)
    luck = chance(intent.seed, RETHINK, visit, frames)
    drafted = draft.written & ~kept & ~draft.rethink(refresh, luck) if same else np.zeros_like(kept)
    done = generator.rewrite(
        codes, kept | drafted, frames, intent, past, gap=gap, steps=steps, visit=visit, in_time=in_time
    )
    return Draft(draft.start, done.codes, ~kept, intent)
