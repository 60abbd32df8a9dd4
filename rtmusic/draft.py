"""Music that is written but not yet heard, and may still be thought over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.generator import Generator, Intent
from rtmusic.graph import State
from rtmusic.units import Codes, Mask


@dataclass(frozen=True, slots=True)
class Draft:
    """Tokens of the frames from `start` on: which are written, and how sure the model was of each. A value."""

    start: int  # number of the first frame
    codes: Codes  # int64 [K, W]
    written: Mask  # bool [K, W], True where the model has written a token
    confidence: npt.NDArray[np.float32]  # [K, W]
    intent: Intent | None = None  # what the performer asked for when it was written

    @classmethod
    def empty(cls, start: int, levels: int) -> Draft:
        return cls(start, np.zeros((levels, 0), np.int64), np.zeros((levels, 0), np.bool_), np.zeros((levels, 0), "f4"))

    @property
    def end(self) -> int:
        return self.start + int(self.codes.shape[1])

    def window(self, start: int, width: int) -> Draft:
        """The same draft seen from frame `start` for `width` frames; what it does not cover is not written."""
        levels = self.codes.shape[0]
        codes = np.zeros((levels, width), np.int64)
        written = np.zeros((levels, width), np.bool_)
        confidence = np.zeros((levels, width), np.float32)
        low, high = max(start, self.start), min(start + width, self.end)
        if low < high:
            here, there = slice(low - start, high - start), slice(low - self.start, high - self.start)
            codes[:, here], written[:, here] = self.codes[:, there], self.written[:, there]
            confidence[:, here] = self.confidence[:, there]
        return Draft(start, codes, written, confidence, self.intent)

    def rethink(self, share: float) -> Mask:
        """Which written tokens to give up: all of the `share` (0..1) of frames that the model was least sure of."""
        counts = self.written.sum(axis=0)
        frames = np.flatnonzero(counts)
        sure = (self.confidence * self.written).sum(axis=0)[frames] / counts[frames]
        doubtful = frames[np.argsort(sure, kind="stable")[: round(share * len(frames))]]
        given_up = np.zeros_like(self.written)
        given_up[:, doubtful] = self.written[:, doubtful]
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
    """One round of thinking: keep what the mask keeps, keep what is drafted and sure, write the rest.

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
    drafted = draft.written & ~kept & ~draft.rethink(refresh) if same else np.zeros_like(kept)
    codes = np.where(kept, base, draft.codes)
    frames = np.arange(draft.start, draft.start + codes.shape[1], dtype=np.int64)
    done = generator.rewrite(
        codes, kept | drafted, frames, intent, past, gap=gap, steps=steps, visit=visit, in_time=in_time
    )
    fresh = ~(kept | drafted)
    confidence = np.where(fresh, done.confidence, draft.confidence)
    return Draft(draft.start, done.codes, ~kept, confidence, intent)
