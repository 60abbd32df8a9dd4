"""Which tokens are kept and which may be rewritten, as data that can be shown before it is heard.

A mask is bool ``[K, W]``, True where the token is kept. What is drawn by chance depends only on the seed, the pass
and the frame, so the same frame is treated the same way in every round of a pass.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtmusic.knobs import Panel
from rtmusic.sampler import DRAW, DROP, chance
from rtmusic.units import Mask

Frames = npt.NDArray[np.int64]  # [W], positions in the loop


def periodic(frames: Frames, period: int, width: int) -> npt.NDArray[np.bool_]:
    """Keep `width` frames out of every `period`: the skeleton stays, what lies between moves. [W]"""
    return frames % period < width


def prefix(frames: Frames, kept: int) -> npt.NDArray[np.bool_]:
    """Keep the first `kept` frames. [W]"""
    return frames < kept


def suffix(frames: Frames, total: int, kept: int) -> npt.NDArray[np.bool_]:
    """Keep the last `kept` of `total` frames. [W]"""
    return frames >= total - kept


def kept_tokens(
    panel: Panel, frames: Frames, total: int, levels: int, pass_number: int, frames_per_second: float
) -> Mask:
    """Apply every mask knob of the panel to these frames of one pass of a loop.

    The rewrite knob draws whole frames; a frame that is not drawn is always kept. Of the drawn frames the masks keep
    what they name (any of them or all of them, by the combine knob), and dropout sets some of that free again.

    Args:
        panel: where the knobs stand.
        frames: int64 [W], frame numbers inside the loop.
        total: frames in the loop.
        levels: rows of the mask; a token is (level, frame).
        pass_number: turns of the loop so far; each pass draws anew.
        frames_per_second: turns the prefix and suffix knobs into frames.

    Returns:
        bool [levels, W], True where a token is kept.

    Source: the prompt masks of VampNet, Garcia et al. 2023, arXiv:2307.04686.
    """
    seed = panel.int("seed")
    if panel.on("freeze"):
        return np.ones((levels, len(frames)), dtype=np.bool_)
    drawn = chance(seed, DRAW, pass_number, frames) < panel["rewrite"] / 100

    level = np.arange(levels)[:, None]
    masks: list[npt.NDArray[np.bool_]] = []
    if panel.int("periodic"):
        masks.append(periodic(frames, panel.int("periodic"), panel.int("periodic_width"))[None])
    if panel["prefix"] > 0:
        masks.append(prefix(frames, round(panel["prefix"] * frames_per_second))[None])
    if panel["suffix"] > 0:
        masks.append(suffix(frames, total, round(panel["suffix"] * frames_per_second))[None])
    if panel.int("keep_levels"):
        masks.append(np.broadcast_to(level < panel.int("keep_levels"), (levels, len(frames))))

    kept = np.zeros((levels, len(frames)), dtype=np.bool_)
    if masks:
        combine = np.logical_or if panel.int("combine") == 0 else np.logical_and
        kept = combine.reduce(np.broadcast_arrays(kept | (panel.int("combine") == 1), *masks))
    if panel["dropout"] > 0:
        kept = kept & (chance(seed, DROP, pass_number, level, frames[None]) >= panel["dropout"] / 100)
    return kept | ~drawn[None]
