"""Recall: the performer's own moments, played again by the machine where they fit.

    what the machine plays = share * what the memory says + (1 - share) * what the model says

Sampling from such a mixture needs no sum: a coin that falls to the memory's side with probability `share` chooses who
speaks. A token that the memory says is a known token to the generator, so the model plays around it, and recall makes
a round cheaper. One coin holds for a phrase of some RUN_FRAMES frames and not for one: frames that follow one another
in the memory sound like the performer, single ones hop. A turned knob only adds phrases or takes some away.

Where a phrase begins, the memory is searched for the places that sound most like what stands around it: the frames
before, and whatever the masks keep under it and after it. One of the best is drawn, the better the likelier, and the
phrase goes on from there for as long as that moment lasts. At most one search is made in a round, nearest the
playhead first; a draft is thought over for many rounds before it is heard, so the others are not late.

In a frame of which some levels are kept, the memory says the others only below levels in which it agrees: the code of
a deep level means nothing on another coarse one.

Source: nearest-neighbour language models, Khandelwal et al. 2020, arXiv:1911.00172; joining by what is alike on both
sides as in unit selection, Hunt and Black 1996.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.alike import Alike
from rtmusic.draft import Draft
from rtmusic.generator import Generator
from rtmusic.moments import Moments, Positions, Sources
from rtmusic.sampler import COIN, CUT, PICK, chance
from rtmusic.units import Codes, Frames, Mask

RUN_FRAMES = 25  # a phrase is so long on average: half a second
LONGEST_RUN = 128  # frames; every so many a phrase ends in any case, so that nobody must look further back
AROUND = 8  # frames before a phrase, and from its first on, that say where it fits
FADING = 0.8  # of the weight that the frame next to it has, on the side of the place
LEAST_AHEAD = 8  # frames that a moment must still have where a phrase begins
CANDIDATES, CHOICE = 64, 8  # best places that are looked at; different ones that are drawn from
APART = 4  # frames between places that count as different
SHARPNESS = 20.0  # how much likelier a better place is drawn: exp of this times how much more alike it is
SAME = 0.5  # share of equal codes above which a passage is what stands there already
BLOCK = 1000  # positions that are multiplied in one go: of more the linear algebra would make work for several threads
MODEL, NOWHERE = -1, -2  # sources: the model plays this frame; the memory should and has nothing

Stretches = tuple[Positions, Positions]  # see `Moments.stretches`


@dataclass(frozen=True, slots=True, eq=False)
class Thread:
    """Which moments the frames from `start` on come from. A value, carried from round to round like a draft."""

    start: int  # number of the first frame
    sources: Sources  # int64 [W]: a frame of a moment, as `Moments.name` tells it, MODEL or NOWHERE

    @classmethod
    def none(cls, start: int = 0) -> Thread:
        return cls(start, np.zeros(0, np.int64))

    def window(self, start: int, width: int) -> Sources:
        """The sources of `width` frames from `start` on; MODEL where nothing is known."""
        out = np.full(width, MODEL, np.int64)
        low, high = max(start, self.start), min(start + width, self.start + len(self.sources))
        if low < high:
            out[low - start : high - start] = self.sources[low - self.start : high - self.start]
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Recalled:
    """A window in which the memory has spoken: what `refine` is given in place of the mask and its tokens."""

    thread: Thread
    codes: Codes  # int64 [K, W], what kept and recalled tokens are
    kept: Mask  # bool [K, W], True where a token is kept or recalled
    whole: Codes  # int64 [levels, W], frames that are recalled with all their levels; -1 everywhere else
    heard: Sources  # int64 [W], which frame of a moment is heard; negative where none is


def phrases(
    frames: Frames, share: float, seed: int, number: int, run_frames: float = RUN_FRAMES
) -> tuple[Frames, Mask]:
    """Cut frames into phrases and say of each whether the memory speaks.

    Args:
        frames: int64 [W], consecutive, from 0 on.
        share: 0..1, of the phrases; one that is the memory's stays so when the share grows.
        seed, number: of the evening, and of the pass; every pass is cut anew.
        run_frames: how long a phrase is, on average.

    Returns:
        int64 [W], the frame with which each frame's phrase begins; bool [W], True where the memory speaks.
    """
    around = np.arange(frames[0] - LONGEST_RUN + 1, frames[-1] + 1, dtype=np.int64)
    begins = (chance(seed, CUT, number, around) < 1.0 / run_frames) | (around % LONGEST_RUN == 0)
    first = np.maximum.accumulate(np.where(begins, around, around[0]))[-len(frames) :]
    return first, chance(seed, COIN, number, first) < share


class Recall:
    """The memory and its search. The model process alone calls it; `moments` says who may look.

    It keeps nothing of a round: the same moments, thread and knobs give the same phrases.

    Args:
        alike: what sounds alike; or a generator that is asked about it, a step each time that `awake` is.
        moments: what is remembered.
    """

    def __init__(self, alike: Alike | Generator, moments: Moments) -> None:
        self.moments = moments
        self._alike: Alike | None = alike if isinstance(alike, Alike) else None
        self._asked: Generator | None = None if isinstance(alike, Alike) else alike
        self._steps: Iterator[Alike | None] | None = None  # only while it learns: what is learned can be copied
        self.refresh()

    def awake(self) -> bool:
        """True when the memory can speak; else one step is made towards it, of which there are some thirty."""
        if self._alike is None and self._asked is not None:
            self._steps = self._steps or Alike.steps(self._asked)
            self._alike = next(self._steps)
            if self._alike is not None:
                self._steps = None
            self.refresh()
        return self._alike is not None

    def refresh(self) -> None:
        """Look at every moment anew: after loading, and where another process has put moments there."""
        if self._alike is None:
            return
        codes = self.moments.codes
        self._vectors = np.zeros((self._alike.table.shape[2], codes.shape[1]), np.float32)
        for begin, end in zip(*self.moments.stretches(), strict=True):
            self._learn(np.arange(begin, end), codes[:, begin:end].astype(np.int64))

    def add(self, codes: Codes, at_sample: int, loud: npt.NDArray[np.bool_] | None = None) -> None:
        """Remember what was played, see `Moments.add`."""
        places = self.moments.add(codes, at_sample, loud)
        self._learn(places[places >= 0], codes[:, places >= 0])

    def remind(
        self,
        thread: Thread,
        draft: Draft,
        base: Codes,
        kept: Mask,
        before: Codes,
        *,
        share: float,
        seed: int,
        number: int,
        other: bool,
        run_frames: float = RUN_FRAMES,
    ) -> Recalled:
        """Let the memory speak in a window, between the masks and `refine`; once it is `awake`.

        Args:
            thread: as the last round of this pass left it.
            draft: the window as the last round left it (`Draft.window`).
            base: int64 [K, W], what kept tokens are.
            kept: bool [K, W], True where the performer's mask keeps the token.
            before: int64 [K, n], the frames right before the window, the newest last; AROUND say enough.
            share: 0..1, how much of what is not kept the memory says.
            seed, number: of the evening, and of the pass (0 where there are none).
            other: True: never what stands in the base already, so that a loop does not recall itself in place.
            run_frames: how long a phrase is, on average.
        """
        width = kept.shape[1]
        frames = np.arange(draft.start, draft.start + width, dtype=np.int64)
        first, speaks = phrases(frames, share, seed, number, run_frames)
        sources = np.where(speaks, thread.window(draft.start, width), MODEL)
        places = self.moments.find(sources)
        sources = np.where((places < 0) & (sources != NOWHERE), MODEL, sources)
        if speaks.any():
            stretches = self.moments.stretches()
            free = (~kept).sum(axis=0) > 0
            searched = False
            for j in np.flatnonzero(speaks & (places < 0)).tolist():
                goes_on = j > 0 and first[j] == first[j - 1]
                if goes_on and places[j - 1] >= 0 and _ahead(int(places[j - 1]), stretches) > 1:
                    places[j] = places[j - 1] + 1
                elif goes_on and sources[j - 1] == NOWHERE:
                    sources[j] = NOWHERE
                elif free[j] and not searched and sources[j] != NOWHERE:
                    searched = True
                    scores = self._fit(j, draft, base, kept, before, places, stretches)
                    if scores is None:
                        continue
                    luck = float(chance(seed, PICK, number, int(frames[j])))
                    places[j] = self._draw(scores, luck, base[:, j:], ~kept[:, j:], stretches, other)
                    if places[j] < 0:
                        sources[j] = NOWHERE
            there = places >= 0
            sources[there] = self.moments.name(places[there])
        codes, told = self._say(places, base, kept)
        whole = np.where((places >= 0) & ~kept.any(axis=0), self.moments.codes[:, np.maximum(places, 0)], -1)
        heard = np.where(told.any(axis=0), sources, MODEL)
        return Recalled(Thread(draft.start, sources), codes, kept | told, whole.astype(np.int64), heard)

    def _say(self, places: Positions, base: Codes, kept: Mask) -> tuple[Codes, Mask]:
        """The window's codes with what the memory says in them, and where it says anything, both [K, W]."""
        own = self.moments.codes[: len(base), np.maximum(places, 0)].astype(np.int64)
        differs = kept & (base != own)
        agrees = np.cumsum(differs, axis=0) == 0  # up to this level; one that differs is kept and not told
        told = ~kept & agrees & (own >= 0) & (places >= 0)
        return np.where(told, own, base), told

    def _fit(
        self,
        j: int,
        draft: Draft,
        base: Codes,
        kept: Mask,
        before: Codes,
        places: Positions,
        stretches: Stretches,
    ) -> npt.NDArray[np.float32] | None:
        """How well every position would go on from frame j of the window: -1..1, and -inf where nothing can begin.

        None while nothing stands around the frame: the draft of this round will.
        """
        codes, told = self._say(places, base, kept)
        known = np.logical_or(kept, told)
        known[:, :j] |= draft.written[:, :j]  # what was drafted before it; what comes after may still change
        codes = np.where(draft.written & ~(kept | told), draft.codes, codes)
        lead = before[: len(base), -AROUND:]
        codes = np.concatenate([lead, codes], axis=1)
        known = np.concatenate([np.ones_like(lead, np.bool_), known], axis=1)
        centre = j + lead.shape[1]
        here = np.arange(max(0, centre - AROUND), min(codes.shape[1], centre + AROUND))
        assert self._alike is not None
        vectors = self._alike.vectors(codes[:, here], known[:, here])
        counts = vectors.any(axis=1)
        if not counts.any():
            return None
        distance, vectors = (here - centre)[counts], vectors[counts]
        earlier = int((distance < 0).sum())  # on either side the nearest that is known counts most
        rank = np.concatenate([np.arange(earlier)[::-1], np.arange(len(distance) - earlier)])
        weights = (FADING**rank).astype(np.float32)
        weights /= weights.sum()
        begins, ends = stretches
        size = self._vectors.shape[1]
        fit = np.zeros(size, np.float32)
        alike = self._product(vectors * weights[:, None])
        for d, row in zip(distance.tolist(), alike, strict=True):
            # What lies d frames from a place, but on the other side of a gap, says nothing about it.
            beyond = ends[:, None] + np.arange(d) if d > 0 else begins[:, None] - 1 - np.arange(-d)
            row[beyond[(beyond >= 0) & (beyond < size)]] = 0.0
            if d < 0:
                fit[-d:] += row[:d]
            else:
                fit[: size - d] += row[d:]
        scores = np.full(size, -np.inf, np.float32)
        for begin, end in zip(begins.tolist(), (ends - LEAST_AHEAD + 1).tolist(), strict=True):
            scores[begin : max(begin, end)] = fit[begin : max(begin, end)]
        return scores

    def _product(self, vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Each of these [n, SIZE] times every position's, [n, positions]; see BLOCK."""
        out = np.empty((len(vectors), self._vectors.shape[1]), np.float32)
        for at in range(0, out.shape[1], BLOCK):
            np.matmul(vectors, self._vectors[:, at : at + BLOCK], out=out[:, at : at + BLOCK])
        return out

    def _draw(
        self, scores: npt.NDArray[np.float32], luck: float, base: Codes, free: Mask, stretches: Stretches, other: bool
    ) -> int:
        """One of the best places, -1 where there is none."""
        best = np.argpartition(-scores, min(CANDIDATES, len(scores) - 1))[:CANDIDATES]
        best = best[np.lexsort((best, -scores[best]))]
        chosen: list[int] = []
        for place in best.tolist():
            if scores[place] == -np.inf or len(chosen) == CHOICE:
                break
            if all(abs(place - one) > APART for one in chosen) and not (
                other and self._is_there(place, base, free, _ahead(place, stretches))
            ):
                chosen.append(place)
        if not chosen:
            return -1
        weight = np.exp(SHARPNESS * (scores[chosen] - scores[chosen[0]])).cumsum()
        return chosen[min(int(np.searchsorted(weight, luck * weight[-1], side="right")), len(chosen) - 1)]

    def _is_there(self, place: int, base: Codes, free: Mask, ahead: int) -> bool:
        """Does the base say the same already, where it is not kept?"""
        width = min(AROUND, base.shape[1], ahead)
        open_ = free[:, :width]
        equal = self.moments.codes[: len(base), place : place + width] == base[:, :width]
        return bool((equal & open_).sum() > SAME * open_.sum())

    def _learn(self, places: Positions, codes: Codes) -> None:
        if self._alike is not None:
            self._vectors[:, places] = self._alike.vectors(codes).T


def _ahead(place: int, stretches: Stretches) -> int:
    """Frames from a position in use to the end of what was played there without a gap, itself counted."""
    begins, ends = stretches
    return int(ends[np.searchsorted(begins, place, side="right") - 1]) - place
