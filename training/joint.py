"""The joint embedding: words and sound become directions in one space, near each other when the words fit the sound.

A prompt may then be words, a recording, or the last ten seconds that were played. Words go through the frozen text
encoder of `training/text.py` and a small network that begins as doing nothing; sound comes as codes, so that whoever
has a frame of codes needs no second encoder. A code is heard as the point that the codec means by it, eight points
are folded into one token (6.25 a second), and a few layers of attention and one look over everything make the rest.

    joint = load_joint(Path("runs/joint"))
    joint.embed_words(minilm)  # [N, 384] -> [N, 384], length 1
    joint.embed_sound(codes)   # int64 [B, levels, F] -> [B, 384], length 1
    sound_prompts(joint, codes, every=128, length=512, device=torch.device("cpu"))

Source: Radford et al. 2021, arXiv:2103.00020; sound and text after Huang et al. 2022 (MuLan), arXiv:2208.12415.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.conditioning import EMBEDDING_SIZE
from training.config import TrainingError, from_table
from training.learner import restore_model
from training.run import read_checkpoint
from training.transformer import rotate

SHORTEST_FRAMES = 25  # half a second: less says nothing about music
CODE_NUMBERS = 8  # of a codebook's entry
FOLDS = (4, 2)  # frames into one, twice: 50 a second become 12.5 and then 6.25
FOLD = math.prod(FOLDS)
PART = 32  # windows that `sound_prompts` embeds at a time on a CPU


@dataclass(frozen=True, slots=True)
class JointConfig:
    """Every size of the joint embedding."""

    levels: int = 8  # residual levels it hears
    codes: int = 1024  # codes per level
    frame_width: int = 96
    width: int = 256
    layers: int = 3
    heads: int = 4
    expansion: int = 4
    word_width: int = 512  # hidden units behind the text encoder
    dropout: float = 0.1  # while training

    def __post_init__(self) -> None:
        for f in fields(self):
            if f.name != "dropout" and getattr(self, f.name) < 1:
                raise TrainingError(f"[model] {f.name} = {getattr(self, f.name)}: must be at least 1")
        if self.width % (2 * self.heads):
            raise TrainingError(
                f"[model] width = {self.width} gives each of {self.heads} heads {self.width / self.heads:g} numbers: "
                f"choose a width that is a multiple of {2 * self.heads}"
            )
        if not 0.0 <= self.dropout < 1.0:
            raise TrainingError(f"[model] dropout = {self.dropout}: must be at least 0 and below 1")


class Listening(nn.Module):
    """One layer: every token listens to every other, then thinks for itself; norms before, sums after."""

    def __init__(self, config: JointConfig) -> None:
        super().__init__()
        c = config
        self.heads = c.heads
        self.attention_norm, self.norm = nn.LayerNorm(c.width), nn.LayerNorm(c.width)
        self.query_key_value = nn.Linear(c.width, 3 * c.width, bias=False)
        self.mix = nn.Linear(c.width, c.width, bias=False)
        self.widen, self.narrow = nn.Linear(c.width, c.expansion * c.width), nn.Linear(c.expansion * c.width, c.width)
        self.dropout = nn.Dropout(c.dropout)

    def forward(self, x: Tensor, positions: Tensor) -> Tensor:
        """Return x [B, T, d] after this layer; positions [1, T]."""
        parts = self.query_key_value(self.attention_norm(x)).chunk(3, dim=-1)
        query, key, value = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        query, key = rotate(query, positions) * query.shape[-1] ** -0.5, rotate(key, positions)
        weights = (query @ key.transpose(2, 3)).softmax(dim=-1)
        x = x + self.dropout(self.mix((weights.to(value.dtype) @ value).transpose(1, 2).flatten(2)))
        y: Tensor = x + self.dropout(self.narrow(functional.gelu(self.widen(self.norm(x)))))
        return y


class Joint(nn.Module):
    """Codes or an embedded sentence -> a direction; how sharply directions are told apart is learned with them."""

    points: Tensor

    def __init__(self, config: JointConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.register_buffer("points", torch.zeros(c.levels * c.codes, CODE_NUMBERS))
        self.enter = nn.Linear(c.levels * CODE_NUMBERS, c.frame_width)
        self.fold_frames = nn.Linear(FOLDS[0] * c.frame_width, c.width)
        self.fold_pairs = nn.Linear(FOLDS[1] * c.width, c.width)
        self.frame_norm, self.pair_norm = nn.LayerNorm(c.width), nn.LayerNorm(c.width)
        self.layers: Iterable[Listening] = nn.ModuleList(Listening(c) for _ in range(c.layers))  # type: ignore[assignment]
        self.norm = nn.LayerNorm(c.width)
        self.attend = nn.Linear(c.width, c.heads)
        self.sum_up = nn.Linear(c.width, c.width)
        self.leave = nn.Linear(c.width, EMBEDDING_SIZE)
        self.word_hidden = nn.Linear(EMBEDDING_SIZE, c.word_width)
        self.word_change = nn.Linear(c.word_width, EMBEDDING_SIZE)
        self.sharpness = nn.Parameter(torch.tensor(math.log(1 / 0.07)))  # log of what cosines are multiplied by
        nn.init.zeros_(self.word_change.weight)
        nn.init.zeros_(self.word_change.bias)

    @torch.no_grad()
    def start_from(self, codebooks: Tensor) -> None:
        """Take the codec's codebooks as what codes sound like; they stay as they are.

        Args:
            codebooks: [levels, codes, 8], the points that each level of the codec chooses from. Every level is brought
                to the same size, the points of one level keep theirs: a code far out is a loud one.

        Raises:
            TrainingError: this model has other levels or codes.
        """
        c = self.config
        if tuple(codebooks.shape) != (c.levels, c.codes, CODE_NUMBERS):
            raise TrainingError(
                f"the codec has codebooks of {list(codebooks.shape)}, but [model] wants "
                f"{[c.levels, c.codes, CODE_NUMBERS]}: change levels or codes there, or name another codec"
            )
        size = codebooks.square().mean(dim=(1, 2), keepdim=True).sqrt().clamp(min=1e-12)
        self.points.copy_((codebooks / size).flatten(0, 1))

    def look_up(self, codes: Tensor) -> Tensor:
        """Return the points of codes int64 [B, levels, F], float [B, F, levels, 8]."""
        first = torch.arange(self.config.levels, device=codes.device) * self.config.codes
        return functional.embedding(codes.transpose(1, 2) + first, self.points)

    def hear(self, points: Tensor) -> Tensor:
        """Turn points [B, F, levels, 8] of any F into directions [B, 384]; fewer than 8 frames are filled up in front.

        Sums and norms are float32 under autocast.
        """
        frames = points.flatten(2)
        count = (frames.shape[1] + FOLD - 1) // FOLD
        silence = frames.new_zeros(frames.shape[0], FOLD - 1, frames.shape[2])
        frames = torch.cat([silence, frames], dim=1)[:, -count * FOLD :]
        x = functional.gelu(self.enter(frames))
        x = functional.gelu(self.frame_norm(self.fold_frames(x.unflatten(1, (-1, FOLDS[0])).flatten(2))))
        x = self.pair_norm(self.fold_pairs(x.unflatten(1, (-1, FOLDS[1])).flatten(2)))
        positions = torch.arange(x.shape[1], device=x.device)[None]
        for layer in self.layers:
            x = layer(x, positions)
        x = self.norm(x)
        weights = self.attend(x).softmax(dim=1)  # [B, T, heads]: each head has its own share of the numbers
        told = functional.gelu(self.sum_up(x)).unflatten(-1, (self.config.heads, -1))
        whole = (weights[..., None] * told).sum(dim=1).flatten(1)
        return functional.normalize(self.leave(whole).float(), dim=-1)

    def embed_sound(self, codes: Tensor) -> Tensor:
        """Embed sound given as codes.

        Args:
            codes: int64 [B, levels, F], oldest frame first, F at least 25.

        Returns:
            float32 [B, 384], each of length 1.

        Raises:
            TrainingError: another number of levels, or less than half a second.
        """
        if codes.shape[1] != self.config.levels or codes.shape[2] < SHORTEST_FRAMES:
            raise TrainingError(
                f"codes of {list(codes.shape)}: the joint embedding hears {self.config.levels} levels of at least "
                f"{SHORTEST_FRAMES} frames"
            )
        return self.hear(self.look_up(codes))

    def embed_words(self, minilm: Tensor) -> Tensor:
        """Move sentences from the text encoder's space into this one.

        Args:
            minilm: [N, 384], each of length 1.

        Returns:
            float32 [N, 384], each of length 1.
        """
        # An embedding has length 1, not one per number: without the factor the hidden units would hear a whisper.
        hidden = functional.gelu(self.word_hidden(minilm * math.sqrt(EMBEDDING_SIZE)))
        return functional.normalize(minilm + self.word_change(hidden).float() / math.sqrt(EMBEDDING_SIZE), dim=-1)


def load_joint(path: Path) -> Joint:
    """Load the averaged weights of a joint checkpoint or run.

    Raises:
        TrainingError: there is no checkpoint, or it is not a joint embedding's.
    """
    point = read_checkpoint(path)
    if point.kind != "joint":
        raise TrainingError(f"{path} is a {point.kind} checkpoint: name the joint embedding's run folder")
    joint = Joint(from_table(JointConfig, point.config["model"], f"{point.folder}/state.json [model]"))
    restore_model("average", joint, point.tensors())
    return joint.eval().requires_grad_(False)


def grid(frames: int, every: int, length: int) -> list[int]:
    """Return where windows of `length` frames begin in a clip: every so many frames, the last one at the clip's end.

    A clip shorter than a window has one, all of it.
    """
    last = max(frames - length, 0)
    return [*range(0, last, every), last]


@torch.inference_mode()
def sound_prompts(
    joint: Joint, codes: npt.NDArray[Any], every: int = 128, length: int = 512, device: torch.device | None = None
) -> npt.NDArray[np.float16]:
    """Embed windows of a clip: what a generator is told about its surroundings while it learns, in place of words.

    Args:
        joint: on `device` already.
        codes: integers [at least levels, F]; what is finer than the model hears is left out.
        every: frames from one window's start to the next, see `grid`.
        device: None is the CPU.

    Returns:
        float16 [n, 384], in the order of `grid(F, every, length)`; a clip under half a second is repeated to fill it.
    """
    there = device or torch.device("cpu")
    whole = torch.from_numpy(np.ascontiguousarray(codes[: joint.config.levels])).to(there)
    frames = whole.shape[1]
    width = max(min(length, frames), SHORTEST_FRAMES)
    starts = torch.tensor(grid(frames, every, length), device=there)
    at = (starts[:, None] + torch.arange(width, device=there)) % frames
    size = PART if there.type == "cpu" else 16 * PART
    rows = [joint.embed_sound(whole[:, some].transpose(0, 1).long()) for some in at.split(size)]
    return torch.cat(rows).half().cpu().numpy()
