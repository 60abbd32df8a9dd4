"""What the next turn of a loop keeps and rewrites, before it is heard: which tokens, and how many of them where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from rtmusic.knobs import Panel
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.shared import LAYER_LEVELS
from rtmusic.status import REWRITTEN
from rtmusic.units import Frames, Mask

Shares = npt.NDArray[np.uint8]  # percent
_BITS = np.left_shift(1, np.arange(LAYER_LEVELS)).astype(np.uint16)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What a round saw of the pass of a loop."""

    number: int  # the pass
    frame: int  # the first that the round could change
    kept: Mask  # bool [levels, W], from that frame on
    laid: bool  # what was rewritten of it lies in the turn; False: it came too late
    panel: Panel  # where the knobs of the loop stand
    ground: LoopGround
    leash: Mask | None  # bool [levels, frames], what this pass keeps so as not to stray
    asked: tuple[bool, bool]  # whether this pass, and the next, are to be rewritten at all


def shares(kept: Mask) -> Shares:
    """Percent of each frame's tokens that are rewritten; 0 only where it is none. [W]"""
    told: Shares = _percent(len(kept))[np.add.reduce(kept, axis=0, dtype=np.uint8)]
    return told


@cache
def _percent(levels: int) -> Shares:
    """The same for a frame of which so many tokens are kept. [levels + 1]"""
    return np.array([-(-100 * (levels - stay) // levels) for stay in range(levels + 1)], np.uint8)


def token_bits(kept: Mask) -> npt.NDArray[np.uint16]:
    """The tokens of each frame that are rewritten, the coarsest level in the lowest bit. [W]"""
    bits: npt.NDArray[np.uint16] = _BITS[: len(kept)] @ ~kept
    return bits


def kept_ahead(window: Window, number: int, frames: Frames) -> Mask:
    """What pass `number`, that of the window or the next, keeps of these frames, as far as is known. [levels, W]"""
    ground, later = window.ground, number - window.number
    if not window.asked[min(later, 1)]:
        return np.ones((ground.levels, len(frames)), np.bool_)
    if ground.pulse is not None and later:
        first, beats_a_frame = ground.pulse
        ground = replace(ground, pulse=(first + later * ground.turn_frames * beats_a_frame, beats_a_frame))
    kept = kept_tokens(window.panel, frames, number, ground)
    return kept if window.leash is None or later else kept | window.leash[:, frames]


def asks_the_same(one: Window, other: Window) -> bool:
    """Whether what was found out by one window is still so: no knob was turned since, and what masks hold on to is
    where it was.
    """
    a, b = one.ground, other.ground
    grid = (a.pulse and a.pulse[1]) == (b.pulse and b.pulse[1]) and a.beats == b.beats and a.onsets is b.onsets
    same = grid and one.asked == other.asked and one.leash is other.leash
    return same and (one.panel is other.panel or one.panel.values == other.panel.values)


def heard_next(cells: Shares, edge: int, position: int, length: int, backwards: bool) -> npt.NDArray[np.int64]:
    """What becomes of each cell until it is heard next, in the order in which they are heard. [n]

    Args:
        cells: uint8 [2, n], of one loop, as they stand on the board.
        edge: the sample up to which it is written, counted forwards from any turn's first.
        position: the sample of the turn that is heard now, counted as it plays.
        length: samples of a turn.

    Returns:
        0: it is kept; 1 to 100: percent of its tokens that will be rewritten; REWRITTEN more than that: that were.
    """
    done, coming = cells.astype(np.int64)
    middle = (np.arange(len(done)) + 0.5) * length / len(done)
    sounds = ((length - middle if backwards else middle) - position) % length
    comes = (middle - edge % length) % length  # the rewriting
    row = np.where(sounds < comes, np.where(done > 0, REWRITTEN + done, 0), coming)
    return row[::-1] if backwards else row
