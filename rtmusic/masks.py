"""Which tokens are kept and which may be rewritten, as data that can be shown before it is heard.

A mask is bool ``[K, W]``, True where the token is kept. What is drawn by chance depends only on the seed, the pass
and the frame, so the same frame is treated the same way in every round of a pass, as long as knobs and ground stay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.knobs import KNOBS, Panel
from rtmusic.sampler import DRAW, DROP, chance
from rtmusic.units import Frames, Mask

Row = npt.NDArray[np.bool_]  # [n], one for every frame asked for

# The masks of the panel, each with the switch that turns it round. A switch alone keeps nothing: there must be a mask.
MASKS: Mapping[str, str] = {
    "periodic": "invert_periodic",
    "onset": "invert_onset",
    "beat": "invert_beat",
    "downbeat": "invert_downbeat",
    "prefix": "invert_prefix",
    "suffix": "invert_suffix",
    "region": "invert_region",
    "levels": "invert_levels",
}
ALMOST = 1e-6  # of a frame: a beat that arithmetic puts so little before a frame begins in it


@dataclass(frozen=True, slots=True, eq=False)
class LoopGround:
    """What masks may hold on to in one pass of a loop; it stays the same from the first round of a pass to the last.

    What is not known is None: a mask that needs it is then no mask at all.
    """

    total: int  # frames in the loop
    levels: int  # rows of a mask; a token is (level, frame)
    frames_per_second: float
    onsets: Frames | None = None  # the frames in which something begins
    pulse: tuple[float, float] | None = (
        None  # the beat that frame 0 falls on, counted from a bar line, and beats a frame
    )
    beats: int = 4  # in a bar
    turn_frames: float = 0.0  # from a turn to the next, which may end within a frame


def periodic(frames: Frames, period: int, width: int, roll: int = 0) -> Row:
    """Keep `width` frames out of every `period`, the first of them at `roll`: what lies between moves. [W]"""
    return (frames - roll) % period < width


def prefix(frames: Frames, kept: int) -> Row:
    """Keep the first `kept` frames. [W]"""
    return frames < kept


def suffix(frames: Frames, total: int, kept: int) -> Row:
    """Keep the last `kept` of `total` frames. [W]"""
    return frames >= total - kept


def near(frames: Frames, marks: Frames, width: int, total: int) -> Row:
    """Keep `width` frames around every mark, the mark in their middle or just before it; the loop's ends meet. [W]

    Args:
        frames: int64 [W], each 0..total - 1.
        marks: int64 [n], frame numbers, any whole numbers.
        width: 1 keeps the marks alone, 2 the frame after each as well, 3 also the one before, and so on.
        total: frames in the loop.
    """
    kept = np.zeros(total, np.bool_)
    before = (width - 1) // 2
    for beside in range(-before, min(width, total) - before):
        kept[(marks + beside) % total] = True
    return kept[frames]


def beat_frames(ground: LoopGround, every: int = 1) -> Frames:
    """The frames of the loop in which a beat begins; of every so many beats, counted from the bar line, only one. [n]

    Raises:
        ValueError: nobody knows the beat.
    """
    if ground.pulse is None:
        raise ValueError("the loop's pulse is not known")
    first, beats_a_frame = ground.pulse
    last = math.ceil(first + ground.total * beats_a_frame)
    beats = np.arange(math.ceil(first - ALMOST * beats_a_frame), last, dtype=np.int64)
    begins: Frames = np.floor((beats[beats % every == 0] - first) / beats_a_frame + ALMOST).astype(np.int64)
    return begins[begins < ground.total]


def region(frames: Frames, levels: int, between: tuple[int, int], rows: tuple[int, int]) -> Mask:
    """Keep one rectangle. [levels, W]

    Args:
        frames: int64 [W].
        levels: rows of the mask.
        between: its first frame, and the one after its last, in either order.
        rows: its first level, and the one after its last, in either order.
    """
    row = np.arange(levels)[:, None]
    return (min(rows) <= row) & (row < max(rows)) & (min(between) <= frames) & (frames < max(between))


def masks_in_force(panel: Panel, frames: Frames, pass_number: int, ground: LoopGround) -> dict[str, Mask]:
    """Each mask that the knobs call for, by its name in `MASKS` and turned round where its switch says so.

    Args:
        panel: where the knobs stand.
        frames: int64 [W], frame numbers inside the loop.
        pass_number: turns of the loop so far; the periodic grid rolls on with it.
        ground: what the masks hold on to.

    Returns:
        bool [1, W] or [levels, 1] or [levels, W], all of which broadcast to the last.
    """
    asked: dict[str, Mask] = {}
    if period := panel.int("periodic"):
        roll = pass_number * panel.int("periodic_roll")
        asked["periodic"] = periodic(frames, period, panel.int("periodic_width"), roll)[None]
    if panel.int("onset_width") and ground.onsets is not None:
        asked["onset"] = near(frames, ground.onsets, panel.int("onset_width"), ground.total)[None]
    for name, every in (("beat", 1), ("downbeat", ground.beats)):
        width = panel.int(f"{name}_width")
        if width and ground.pulse is not None:
            asked[name] = near(frames, beat_frames(ground, every), width, ground.total)[None]
    if panel["prefix"] > 0:
        asked["prefix"] = prefix(frames, round(panel["prefix"] * ground.frames_per_second))[None]
    if panel["suffix"] > 0:
        asked["suffix"] = suffix(frames, ground.total, round(panel["suffix"] * ground.frames_per_second))[None]
    if panel["region_to"] > 0:
        first, last = (round(panel[name] / 100 * ground.total) for name in ("region_from", "region_to"))
        rows = panel.int("region_low"), panel.int("region_high")
        asked["region"] = region(frames, ground.levels, (first, last), rows)
    if panel.int("keep_levels"):
        asked["levels"] = np.arange(ground.levels)[:, None] < panel.int("keep_levels")
    return {name: mask != panel.on(MASKS[name]) for name, mask in asked.items()}


def kept_tokens(panel: Panel, frames: Frames, pass_number: int, ground: LoopGround) -> Mask:
    """Apply every mask knob of the panel to these frames of one pass of a loop.

    The rewrite knob draws whole frames; a frame that is not drawn is always kept. Of the drawn frames the masks keep
    what they name (any of them or all of them, by the combine knob), but no more coarse levels of it than the
    compression knob says, and dropout sets some of that free again.

    Args:
        panel: where the knobs stand.
        frames: int64 [W], frame numbers inside the loop.
        pass_number: turns of the loop so far; each pass draws anew.
        ground: sizes of the loop, its onsets and its beat.

    Returns:
        bool [levels, W], True where a token is kept.

    Source: the prompt masks of VampNet, Garcia et al. 2023, arXiv:2307.04686.
    """
    seed, shape = panel.int("seed"), (ground.levels, len(frames))
    if panel.on("freeze"):
        return np.ones(shape, dtype=np.bool_)
    drawn = chance(seed, DRAW, pass_number, frames) < panel["rewrite"] / 100

    masks = masks_in_force(panel, frames, pass_number, ground)
    combine = np.logical_or if panel.int("combine") == 0 else np.logical_and
    kept = np.full(shape, bool(masks) and combine is np.logical_and)
    for mask in masks.values():
        kept = combine(kept, mask)
    level = np.arange(ground.levels)[:, None]
    if (rough := panel.int("compression")) < KNOBS["compression"].high:
        kept = kept & (level < rough)
    if panel["dropout"] > 0:
        kept = kept & (chance(seed, DROP, pass_number, level, frames[None]) >= panel["dropout"] / 100)
    return kept | ~drawn[None]
