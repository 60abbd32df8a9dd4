"""A performer's tokens, shared out: what is learned from, what says when to stop, and what judges in the end.

Whole recordings are held out where they are many and short, else the end of the longest. Each stretch that is held out
is cut in two: by the first half the best step is chosen, the second is heard by nobody until the report.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.config import TrainingError
from training.corpus.index import TRAIN, VALIDATION
from training.tokens import read_tokens, save_array

JUDGED = "judged"  # the split that only the report hears
LENGTHS = (512, 384, 256, 192, 128, 96, 64)  # frames that a sequence may have; shorter stretches are left out
LEAST_S = 30.0  # of music that is worth learning from
HELD_SHARE = 1 / 8  # of all frames, to choose and to judge by ...
MOST_HELD = 1 / 4  # ... and never more than this by whole recordings
USED_SHARE = 0.9  # of a split's frames that its sequences must be able to reach


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of one recording's tokens, frames start .. stop - 1."""

    clip: int  # in the order of the index
    start: int
    stop: int
    split: str

    @property
    def frames(self) -> int:
        return self.stop - self.start


def stretches(frames: Sequence[int]) -> list[Stretch]:
    """Share out recordings of so many frames each, in an order that says nothing about them.

    Returns:
        Stretches that do not overlap and leave out only recordings shorter than the shortest sequence; some of each
        split, where all together are LEAST_S long.
    """
    shortest = LENGTHS[-1]
    long_enough = [clip for clip, count in enumerate(frames) if count >= shortest]
    total = sum(frames[clip] for clip in long_enough)
    held: list[tuple[int, int, int]] = []
    for clip in long_enough:
        done = sum(stop - start for _, start, stop in held)
        if done < HELD_SHARE * total and done + frames[clip] <= MOST_HELD * total:
            held.append((clip, 0, frames[clip]))
    whole = {clip for clip, _, _ in held}
    left = round(HELD_SHARE * total) - sum(stop - start for _, start, stop in held)
    rest = [clip for clip in long_enough if clip not in whole]
    longest = max(rest, key=lambda clip: frames[clip], default=None)
    cut = 0
    if longest is not None and left > 0:
        cut = min(max(left, 2 * shortest), frames[longest] - shortest)
        held.append((longest, frames[longest] - cut, frames[longest]))
    learned = [Stretch(clip, 0, frames[clip] - (cut if clip == longest else 0), TRAIN) for clip in rest]
    return [*learned, *_halves(held)]


def _halves(held: Sequence[tuple[int, int, int]]) -> Iterator[Stretch]:
    """Give one half of every stretch to each side, or the whole of a short one to the side that has less."""
    sides = {VALIDATION: 0, JUDGED: 0}
    for clip, start, stop in held:
        middle = (start + stop) // 2
        if middle - start >= LENGTHS[-1]:
            yield Stretch(clip, start, middle, VALIDATION)
            yield Stretch(clip, middle, stop, JUDGED)
        else:
            split = min(sides, key=lambda side: sides[side])
            sides[split] += stop - start
            yield Stretch(clip, start, stop, split)


def fitting(frames: Sequence[int]) -> int:
    """Return the longest sequence of LENGTHS that stretches of so many frames each have room for, but for a tenth."""
    reached = (n for n in LENGTHS if sum(f for f in frames if f >= n) >= USED_SHARE * sum(frames))
    return next(reached, LENGTHS[-1])


@dataclass(frozen=True, slots=True)
class Shared:
    """What became of a performer's tokens."""

    folder: Path  # of tokens, as training.token_clips reads it
    seconds: Mapping[str, float]  # by split
    sequence_frames: int  # to learn from
    held_frames: int  # of the sequences of both other splits


def share_out(tokens: Path, out: Path, controls: Mapping[str, Sequence[float]]) -> Shared:
    """Write a token folder with the three splits, cut out of one in which every recording is whole.

    Args:
        controls: name -> what became 0 and what became 1 when the generator was trained: it goes on meaning that.

    Raises:
        TrainingError: less than LEAST_S of music.
    """
    index = read_tokens(tokens)
    clips = sorted(index.clips, key=lambda clip: clip.name)
    shared = stretches([clip.frames for clip in clips])
    music_s = sum(part.frames for part in shared) / index.frames_per_second
    if music_s < LEAST_S:
        raise TrainingError(
            f"{tokens}: {music_s:.1f} s of music, without what is shorter than "
            f"{LENGTHS[-1] / index.frames_per_second:.1f} s; adapters need {LEAST_S:g} s at least, and ten minutes are "
            "better: put more recordings into the folder and type the same again with --resume"
        )
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    table: dict[str, Any] = json.loads((tokens / "index.json").read_text("utf-8"))
    rows = {row["name"]: row for row in table["clips"]}
    for path in [*tokens.glob("*.npy"), tokens / "captions.json"]:
        if path.name.rsplit(".", 2)[0] not in rows:
            shutil.copyfile(path, out / path.name)  # captions and the like, which belong to no one recording
    cut_rows = []
    for number, part in enumerate(shared):
        name = clips[part.clip].name
        for path in sorted(tokens.glob(f"{name}.*.npy")):
            cut = f"{number:04}{path.name.removeprefix(name)}"
            save_array(out / cut, np.load(path, mmap_mode="r")[..., part.start : part.stop])
        cut_rows.append({**rows[name], "name": f"{number:04}", "frames": part.frames, "split": part.split})
    ends = [
        controls.get(name, (low, high)) for name, low, high in zip(table["taught"], index.low, index.high, strict=True)
    ]
    table |= {"clips": cut_rows, "low": [low for low, _ in ends], "high": [high for _, high in ends]}
    (out / "index.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    by_split = {split: [p.frames for p in shared if p.split == split] for split in (TRAIN, VALIDATION, JUDGED)}
    return Shared(
        out,
        {split: round(sum(frames) / index.frames_per_second, 2) for split, frames in by_split.items()},
        fitting(by_split[TRAIN]),
        min(fitting(by_split[VALIDATION]), fitting(by_split[JUDGED])),
    )
