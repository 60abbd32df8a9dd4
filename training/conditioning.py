"""What the music is asked to be: controls that change with time, prompts, and how often training shows either.

Of the 24 control inputs 23 are what music can be measured by, each 0..1: rtmusic/features.py says what it is and
brings it there; only beat is not heard but known, from scores (training/labels.py) when training and from the
transport when playing: 1 on the beat, falling to 0 before the next. The last, obedience, says how strictly the others
are followed, see training/objective.py: 0..1 stands for strengths 0..GUIDANCE_TOP, and where it is not given for 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rtmusic.features import FEATURES, HOP, KEY, PITCH_CLASSES, RATE, hear, initial_state

Array = npt.NDArray[np.float32]

EMBEDDING_SIZE = 384  # numbers in a prompt's embedding (all-MiniLM-L6-v2)
TRAINED = FEATURES
OBEDIENCE = "obedience"
CONTROLS = (*TRAINED, OBEDIENCE)
GUIDANCE_TOP = 4.0  # the highest guidance and obedience that training shows
PERCENTILES = (5.0, 95.0)  # of the training split: they become 0 and 1 of loudness, brightness and density
# What is given and left free together.
GROUPS = (PITCH_CLASSES, KEY, *((name,) for name in TRAINED if name not in (*PITCH_CLASSES, *KEY)))


def measure(audio: Array, sample_rate: int, hop_samples: int) -> Array:
    """Measure every frame of a whole recording [2, n]; a last part-frame is left out.

    Returns:
        float32 [23, F], in the order of TRAINED and in the units of rtmusic/features.py, NaN where nothing can be said.

    Raises:
        ValueError: the recording is not at RATE.
    """
    if sample_rate != RATE:
        raise ValueError(f"controls are measured at {RATE} Hz, not at {sample_rate} Hz")
    heard, _ = hear(audio[:, : audio.shape[1] // HOP * HOP], initial_state())
    return held(heard, audio.shape[1] // hop_samples, hop_samples)


def held(rows: Array, frames: int, hop_samples: int) -> Array:
    """Bring rows [n, F] of frames of HOP samples to `frames` frames of another length: each holds what ended last."""
    if hop_samples == HOP:
        return rows
    ended = np.minimum((np.arange(frames) + 1) * hop_samples // HOP, rows.shape[1])
    begun: Array = np.concatenate([np.full((len(rows), 1), np.nan, np.float32), rows], axis=1)[:, ended]
    return begun


@dataclass(frozen=True, slots=True)
class Shown:
    """How often training shows a prompt and a control, so that both can be left out when playing."""

    prompt_dropped: float = 0.15
    prompt_noise_share: float = 0.3  # of the prompts get noise ...
    prompt_noise: float = 0.3  # ... of up to this length, and are brought back to length 1: words never match exactly
    control_share: float = 0.5  # mean chance that a group of controls is given; a sequence draws its own, up to 2x
    span_share: float = 0.5  # of those, the chance that it is given in one random span only


def show_prompts(embedding: Tensor, shown: Shown, dice: torch.Generator) -> Tensor:
    """Drop some prompts [B, 384] to zeros and blur others; a prompt that was zeros stays zeros."""
    batch, device = len(embedding), dice.device
    blur = torch.randn(embedding.shape, generator=dice, device=device) / EMBEDDING_SIZE**0.5
    size = torch.rand(batch, 1, generator=dice, device=device) * shown.prompt_noise
    blurred = torch.nn.functional.normalize(embedding + size * blur, dim=-1)
    given = embedding.norm(dim=-1, keepdim=True) > 0
    noisy = torch.rand(batch, 1, generator=dice, device=device) < shown.prompt_noise_share
    kept = torch.rand(batch, 1, generator=dice, device=device) >= shown.prompt_dropped
    return torch.where(noisy & given, blurred, embedding) * kept


def show_controls(batch: int, frames: int, shown: Shown, dice: torch.Generator) -> Tensor:
    """Draw which control is given in which frame: float [B, frames, 24] of 0 and 1, a group of GROUPS at a time."""
    device = dice.device
    # One share for all sequences would hardly ever show one control alone, which is how most are played.
    share = torch.rand(batch, 1, generator=dice, device=device) * 2.0 * shown.control_share
    given = torch.rand(batch, len(GROUPS), generator=dice, device=device) < share
    partly = torch.rand(batch, len(GROUPS), generator=dice, device=device) < shown.span_share
    ends = (torch.rand(batch, len(GROUPS), 2, generator=dice, device=device) * (frames + 1)).long().sort(dim=-1).values
    frame = torch.arange(frames, device=device)[None, :, None]
    inside = (frame >= ends[:, None, :, 0]) & (frame < ends[:, None, :, 1])
    shows = (given[:, None] & (inside | ~partly[:, None])).float()
    known = torch.zeros(batch, frames, len(CONTROLS), device=device)
    for number, group in enumerate(GROUPS):
        known[:, :, [CONTROLS.index(name) for name in group]] = shows[:, :, number, None]
    return known
