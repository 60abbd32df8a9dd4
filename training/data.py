"""Batches from the corpus: random crops for training, fixed ones for evaluation.

Nothing here keeps count of what was drawn: a batch follows from the index, the seed and the step, so a resumed run
sees the same batches as one that never stopped. (An index that has grown in between gives other batches.) Clips are
memory-mapped and only the crop is read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.corpus.index import CHANNELS, SAMPLE_RATE, SPLITS, Clip, CorpusError, hours, read_index

Samples = npt.NDArray[np.float32]

SILENCE_RMS = 10 ** (-60 / 20)  # quieter crops are drawn again
DRAWS = 8  # then even a silent one is taken
GAIN_DB = (-16.0, 6.0)  # a stage is quieter than a mastered file; peaks never leave full scale
SWAP_SHARE = 0.5  # left and right exchanged
MONO_SHARE = 0.1  # both channels alike, as from one microphone
FULL_SCALE = 32768.0


class Clips:
    """Random crops of one split, a second of a long clip as likely as one of a short clip.

    One thread calls it. Clips shorter than a crop are left out.
    """

    def __init__(
        self,
        index: Path,
        split: str,
        seconds: float,
        seed: int,
        augment: Callable[[Samples, np.random.Generator], Samples] | None = None,
    ) -> None:
        """Look the clips up; no sound is read yet.

        Args:
            index: a corpus folder, or its index.json.
            split: "train" or "validation".
            seconds: length of a crop.
            seed: another seed gives other batches.
            augment: what every crop goes through last, e.g. a training.augment.Augmentation.

        Raises:
            CorpusError: no corpus there, or no clip of this split is long enough.
        """
        self._shelf = _Shelf(index, split, seconds)
        self._seed = seed
        self._augment = augment

    @property
    def clips(self) -> list[Clip]:
        """The clips that are drawn from, sorted by file."""
        return self._shelf.clips

    @property
    def hours(self) -> float:
        return hours(self._shelf.clips)

    def batch(self, step: int, size: int, first: int = 0) -> Samples:
        """Cut the crops of one training step.

        Args:
            step: counted from 0.
            size: crops in the batch.
            first: number of the first crop within the step; several machines that share a step take rank × size.

        Returns:
            float32 [size, 2, n], full scale ±1.
        """
        return np.stack([self._crop(step, item) for item in range(first, first + size)])

    def _crop(self, step: int, item: int) -> Samples:
        dice = np.random.default_rng([self._seed, step, item])
        for _ in range(DRAWS):
            crop = self._shelf.crop(int(dice.integers(self._shelf.places)))
            if _rms(crop) >= SILENCE_RMS:
                break
        if dice.random() < SWAP_SHARE:
            crop = crop[::-1]
        if dice.random() < MONO_SHARE:
            crop = np.broadcast_to(crop.mean(axis=0, dtype=np.float32), crop.shape)
        gain = 10 ** (dice.uniform(*GAIN_DB) / 20)
        peak = float(np.abs(crop).max())
        crop = crop * np.float32(min(gain, 1.0 / peak) if peak > 0 else gain)
        return crop if self._augment is None else self._augment(crop, dice)


def held_in_order(index: Path, split: str, seconds: float, count: int) -> Samples:
    """Cut the same crops every time, spread evenly over the clips of a split, untouched.

    A place that is silent gives way to the next one that is not.

    Returns:
        float32 [count, 2, n], full scale ±1.

    Raises:
        CorpusError: no corpus there, or no clip of this split is long enough.
    """
    shelf = _Shelf(index, split, seconds)
    crops = []
    for number in range(count):
        place = (2 * number + 1) * shelf.places // (2 * count)
        for later in range(DRAWS):
            crop = shelf.crop((place + later * shelf.samples) % shelf.places)
            if _rms(crop) >= SILENCE_RMS:
                break
        crops.append(crop)
    return np.stack(crops)


class _Shelf:
    """Every place where a crop may begin, in all clips of a split, numbered through."""

    def __init__(self, index: Path, split: str, seconds: float) -> None:
        if split not in SPLITS:
            raise CorpusError(f"no split '{split}'; there are: {', '.join(SPLITS)}")
        self.samples = round(seconds * SAMPLE_RATE)
        of_split = [clip for clip in read_index(index) if clip.split == split]
        # Sorted: the order in the index is that in which two threads happened to finish.
        self.clips = sorted((clip for clip in of_split if clip.samples >= self.samples > 0), key=lambda clip: clip.file)
        if not self.clips:
            raise CorpusError(
                f"{index}: none of its {len(of_split)} {split} clips is {seconds:g} s long. "
                "Add recordings (python -m training.corpus OUT --folder MYMUSIC) or take shorter crops."
            )
        self._folder = index if index.is_dir() else index.parent
        self._ends = np.cumsum([clip.samples - self.samples + 1 for clip in self.clips])
        self._maps: dict[str, npt.NDArray[np.int16]] = {}
        self.places = int(self._ends[-1])

    def crop(self, place: int) -> Samples:
        """Read float32 [2, n] from one place, 0 <= place < places."""
        number = int(np.searchsorted(self._ends, place, side="right"))
        start = place - (int(self._ends[number - 1]) if number else 0)
        stored = self._map(self.clips[number])[start : start + self.samples]
        return np.ascontiguousarray(stored.T, dtype=np.float32) / np.float32(FULL_SCALE)

    def _map(self, clip: Clip) -> npt.NDArray[np.int16]:
        if clip.file not in self._maps:
            path = self._folder / clip.file
            try:
                stored = np.load(path, mmap_mode="r")
            except (OSError, ValueError, EOFError) as error:
                raise CorpusError(
                    f"{path}: listed in the index but not readable ({error}). "
                    f"Run the recipe again, it makes what is missing:  python -m training.corpus {self._folder}"
                ) from error
            if stored.shape != (clip.samples, CHANNELS) or stored.dtype != np.int16:
                raise CorpusError(
                    f"{path}: {stored.dtype} {list(stored.shape)}, but the index says int16 "
                    f"[{clip.samples}, {CHANNELS}]. Run the recipe again:  python -m training.corpus {self._folder}"
                )
            self._maps[clip.file] = stored
        return self._maps[clip.file]


def _rms(crop: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(crop, dtype=np.float32))))
