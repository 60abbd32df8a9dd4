"""Random sequences of tokens with everything that belongs to them: controls, prompts, and what is heard beside them.

All codes of a split lie in one tensor where the model is, so that a step costs a few look-ups and no file is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rtmusic.features import to_unit
from training.conditioning import CONTROLS, EMBEDDING_SIZE, TRAINED
from training.config import TrainingError
from training.facts import short_rows
from training.tokens import TokenIndex, read_codes, read_tokens

PROMPT_EVERY = 128  # frames from one embedded window to the next ...
PROMPT_FRAMES = 512  # ... and its length
PROMPT_REACH = 6  # windows before and behind a sequence that may stand for it: near, but not the very notes
SHORT_SHARE = 0.4  # of the prompts that are words: one fact alone, see training/facts.py
CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """What one step learns from, before anything is hidden."""

    codes: Tensor  # int64 [B, levels, L]
    heard: Tensor  # int64 [B, levels, L], what the memory hears: the same, or another instrument at the same time
    controls: Tensor  # float32 [B, L, 24], 0..1, zeros where nothing is known
    measured: Tensor  # float32 [B, L, 24], 1 where a control is known
    embedding: Tensor  # float32 [B, 384], of words or of sound; zeros where there are none

    def rows(self, rows: slice) -> TokenBatch:
        """Return some of the sequences."""
        fields = (self.codes, self.heard, self.controls, self.measured, self.embedding)
        return TokenBatch(*(tensor[rows] for tensor in fields))


@dataclass(frozen=True, slots=True)
class Prompts:
    """Embeddings of a token folder's captions, and of its sound where a joint embedding is at hand."""

    words: Tensor  # [captions, 384]
    sound: dict[str, Tensor]  # clip name -> [windows, 384], one every PROMPT_EVERY frames; may be empty


def read_words(folder: Path) -> Prompts:
    """Return the captions as the text encoder alone embeds them."""
    return Prompts(torch.from_numpy(np.load(folder / "captions.npy").astype(np.float32)), {})


class TokenClips:
    """Random sequences of one split of a token folder, a second of a long clip as likely as one of a short clip.

    A batch follows from the folder, the seed and the step, so a resumed run sees what an uninterrupted one would.
    """

    def __init__(
        self,
        folder: Path,
        split: str,
        levels: int,
        frames: int,
        seed: int,
        device: torch.device = CPU,
        prompts: Prompts | None = None,
        sound_share: float = 0.0,
    ) -> None:
        """Read all codes of the split, `levels` of them coarse first; clips shorter than `frames` are left out.

        Args:
            device: where batches are wanted.
            prompts: embeddings of words and sound; None takes the captions as the text encoder alone embeds them.
            sound_share: of the prompts that are sound, where there is both.

        Raises:
            TrainingError: no tokens there, fewer levels than wanted, or no clip is long enough.
        """
        self.index: TokenIndex = read_tokens(folder)
        if levels > self.index.levels:
            raise TrainingError(f"{folder} holds {self.index.levels} levels, but the generator writes {levels}")
        self.clips = [c for c in self.index.clips if c.split == split and c.frames >= frames]
        if not self.clips:
            raise TrainingError(f"{folder}: no {split} clip is {frames} frames long; lower sequence_frames")
        low, high = (np.asarray(x, np.float32) for x in (self.index.low, self.index.high))
        self._codes = read_codes(folder, self.clips, levels)
        self._first = np.cumsum([0, *(c.frames for c in self.clips)])
        self._all = torch.from_numpy(self._codes).to(device)
        units = [to_unit(np.load(folder / f"{c.name}.measured.npy").astype(np.float32), low, high) for c in self.clips]
        self._controls, self._measured = (
            torch.from_numpy(np.concatenate([unit[part] for unit in units], axis=1).T.astype(np.float16)).to(device)
            for part in (0, 1)
        )
        place = {c.name: int(first) for c, first in zip(self.clips, self._first, strict=False)}
        # How far from its own first frame the first frame of what is heard lies.
        self._away = np.array([place.get(c.hears, place[c.name]) - place[c.name] for c in self.clips])
        self._ends = np.cumsum([c.frames - frames + 1 for c in self.clips])
        self.frames, self.seed, self.device, self.sound_share = frames, seed, device, sound_share
        shorts = short_rows(folder, self.clips)
        # Row 0 is no prompt. Where a clip has no short captions its long ones stand in.
        self._long = [[row + 1 for row in clip.captions] or [0] for clip in self.clips]
        self._short = [[row + 1 for row in rows] or long for rows, long in zip(shorts, self._long, strict=True)]
        prompts = prompts or read_words(folder)
        nothing = torch.zeros(1, EMBEDDING_SIZE)
        sounds = [prompts.sound.get(c.name, nothing[:0]).float() for c in self.clips]
        self._windows = np.array([len(sound) for sound in sounds])
        self._first_window = np.cumsum([0, *self._windows]) + 1 + len(prompts.words)
        self._embeddings = torch.cat([nothing, prompts.words, *sounds]).to(device)  # row 0 is no prompt

    def batch(self, step: int, size: int) -> TokenBatch:
        """Draw one step's sequences."""
        dice = np.random.default_rng([self.seed, step])
        clips, starts = self._at(dice.integers(self._ends[-1], size=size))
        variants, moved = dice.integers(1 << 30, size=size), dice.integers(-PROMPT_REACH, PROMPT_REACH + 1, size=size)
        brief = dice.random(size) < SHORT_SHARE
        by_sound = (dice.random(size) < self.sound_share) & (self._windows[clips] > 0)
        window = np.clip(starts // PROMPT_EVERY + moved, 0, np.maximum(self._windows[clips] - 1, 0))
        rows = np.where(by_sound, self._first_window[clips] + window, self._words(clips, variants, brief))
        return self._cut(clips, starts, rows)

    def all_codes(self) -> list[npt.NDArray[np.int16]]:
        """Return every clip's codes, [levels, F] each."""
        return np.split(self._codes, self._first[1:-1], axis=1)

    def in_order(self, count: int) -> TokenBatch:
        """Cut the same sequences every time, spread evenly over the split, each with its first caption."""
        clips, starts = self._at((2 * np.arange(count) + 1) * self._ends[-1] // (2 * count))
        return self._cut(clips, starts, self._words(clips, np.zeros(count, np.int64), np.zeros(count, np.bool_)))

    def _at(self, places: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Which clip each place is in, and at which of its frames."""
        clips = np.searchsorted(self._ends, places, side="right")
        return clips, places - np.where(clips > 0, self._ends[clips - 1], 0)

    def _words(
        self, clips: npt.NDArray[np.int64], variants: npt.NDArray[np.int64], brief: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.int64]:
        chosen = []
        for clip, variant, short in zip(clips, variants, brief, strict=True):
            rows = (self._short if short else self._long)[clip]
            chosen.append(rows[variant % len(rows)])
        return np.array(chosen, np.int64)

    def _cut(
        self, clips: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]
    ) -> TokenBatch:
        first = torch.from_numpy(self._first[clips] + starts).to(self.device)
        at = first[:, None] + torch.arange(self.frames, device=self.device)
        away = torch.from_numpy(self._away[clips]).to(self.device)
        columns = [CONTROLS.index(name) for name in TRAINED]
        controls = torch.zeros(len(clips), self.frames, len(CONTROLS), device=self.device)
        measured = torch.zeros_like(controls)
        controls[..., columns] = self._controls[at].float()
        measured[..., columns] = self._measured[at].float()
        return TokenBatch(
            codes=self._all[:, at].transpose(0, 1).long(),
            heard=self._all[:, at + away[:, None]].transpose(0, 1).long(),
            controls=controls,
            measured=measured,
            embedding=self._embeddings[torch.from_numpy(rows).to(self.device)],
        )
