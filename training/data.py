"""Batches from the corpus: random crops for training, fixed ones for evaluation.

Nothing here keeps count of what was drawn: a batch follows from the index, the seed and the step, so a resumed run
sees the same batches as one that never stopped. (An index that has grown in between gives other batches.) Shards are
memory-mapped and only the crop is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.corpus.index import SAMPLE_RATE, SPLITS, Clip, CorpusError, hours, read_index
from training.corpus.licences import ALL, chosen
from training.corpus.reading import Sounds, read_recording
from training.corpus.sources import refuse_held_out_clips

__all__ = ["Augment", "Clips", "Index", "Samples", "held_in_order", "read_recording"]

Samples = npt.NDArray[np.float32]
Augment = Callable[[Samples, np.random.Generator], Samples]
Index = str | Path | Sequence[str | Path]  # one corpus or several, each perhaps with a weight: "FOLDER=2.0"

SILENCE_RMS = 10 ** (-60 / 20)  # quieter crops are drawn again
DRAWS = 8  # then even a silent one is taken
GAIN_DB = (-16.0, 6.0)  # a stage is quieter than a mastered file; peaks never leave full scale
SWAP_SHARE = 0.5  # left and right exchanged
MONO_SHARE = 0.1  # both channels alike, as from one microphone
STRETCH_STEPS = 500  # that are drawn from the same few shards, where it is asked for


class Clips:
    """Random crops of one split, a second of a long clip as likely as one of a short clip.

    Several corpora are heard in proportion to their hours times their weights. Clips shorter than a crop are left
    out. Forked processes may share one.
    """

    def __init__(
        self,
        index: Index,
        split: str,
        seconds: float,
        seed: int,
        licences: str = ALL,
        augment: Augment | None = None,
        few_shards: int | None = None,
    ) -> None:
        """Look the clips up; no sound is read yet.

        Args:
            index: a corpus folder, its index.json or a carried pack; or several, as "FOLDER=2.0" where one shall be
                heard twice as often as its hours say.
            split: "train" or "validation".
            seconds: length of a crop.
            seed: another seed gives other batches.
            licences: "all", or "permissive": nothing that could bind a model that learned from it.
            augment: what every crop goes through last, e.g. a training.augment.Augmentation.
            few_shards: for a corpus that lies far away: the crops of every STRETCH_STEPS steps come from so many
                shards, drawn anew for each stretch with the chances that their hours give them. So the long run
                hears the same as with None, which draws from everywhere, and a stretch reads few files.

        Raises:
            CorpusError: no corpus there, no clip of this split is long enough, or one is kept for evaluation.
        """
        corpora = _open(index, split, seconds, licences)
        self._clips = [clip for corpus in corpora for clip in corpus.clips]
        self._shelves: list[_Shelf] = []
        heard: list[float] = []
        for corpus in corpora:
            refuse_held_out_clips(corpus.where, corpus.clips)
            for clips in corpus.by_shard() if few_shards else [corpus.clips]:
                shelf = _Shelf([(corpus.sounds, clip) for clip in clips], seconds)
                self._shelves.append(shelf)
                heard.append(shelf.places * corpus.weight)
        self._chances = np.array(heard) / sum(heard)
        self._seed = seed
        self._augment = augment
        self._few_shards = few_shards

    @property
    def clips(self) -> list[Clip]:
        """The clips that are drawn from, corpus by corpus, sorted by file."""
        return self._clips

    @property
    def hours(self) -> float:
        return hours(self._clips)

    def batch(self, step: int, size: int, first: int = 0) -> Samples:
        """Cut the crops of one training step.

        Args:
            step: counted from 0.
            size: crops in the batch.
            first: number of the first crop within the step; several machines that share a step take rank × size.

        Returns:
            float32 [size, 2, n], full scale ±1.
        """
        at_hand, chances = self._at_hand(step)
        return np.stack([self._crop(at_hand, chances, step, item) for item in range(first, first + size)])

    def _at_hand(self, step: int) -> tuple[list[_Shelf], npt.NDArray[np.float64]]:
        if not self._few_shards:
            return self._shelves, self._chances
        dice = np.random.default_rng([self._seed, step // STRETCH_STEPS])
        numbers = dice.choice(len(self._shelves), self._few_shards, p=self._chances)
        return [self._shelves[number] for number in numbers], np.full(len(numbers), 1.0 / len(numbers))

    def _crop(self, at_hand: list[_Shelf], chances: npt.NDArray[np.float64], step: int, item: int) -> Samples:
        dice = np.random.default_rng([self._seed, step, item])
        for _ in range(DRAWS):
            shelf = at_hand[int(dice.choice(len(at_hand), p=chances))]
            crop = shelf.crop(int(dice.integers(shelf.places)))
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


def held_in_order(index: Index, split: str, seconds: float, count: int) -> Samples:
    """Cut the same crops every time, spread evenly over the clips of a split, untouched.

    A place that is silent gives way to the next one that is not. Weights of several corpora count for nothing.

    Returns:
        float32 [count, 2, n], full scale ±1.

    Raises:
        CorpusError: no corpus there, or no clip of this split is long enough.
    """
    corpora = _open(index, split, seconds, ALL)
    shelf = _Shelf([(corpus.sounds, clip) for corpus in corpora for clip in corpus.clips], seconds)
    crops = []
    for number in range(count):
        place = (2 * number + 1) * shelf.places // (2 * count)
        for later in range(DRAWS):
            crop = shelf.crop((place + later * shelf.samples) % shelf.places)
            if _rms(crop) >= SILENCE_RMS:
                break
        crops.append(crop)
    return np.stack(crops)


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The clips of one corpus that are long enough, sorted by file."""

    where: Path
    weight: float
    clips: list[Clip]
    sounds: Sounds

    def by_shard(self) -> list[list[Clip]]:
        shards: dict[str, list[Clip]] = {}
        for clip in self.clips:
            shards.setdefault(clip.shard, []).append(clip)
        return [shards[name] for name in sorted(shards)]


def _open(index: Index, split: str, seconds: float, licences: str) -> list[_Corpus]:
    """Look up the corpora that have clips to draw from.

    Raises:
        CorpusError: no corpus there, a wrong word, or not one clip is long enough.
    """
    if split not in SPLITS:
        raise CorpusError(f"no split '{split}'; there are: {', '.join(SPLITS)}")
    corpora = []
    too_short = 0
    for one in [index] if isinstance(index, str | Path) else index:
        where, weight = _weighed(one)
        clips = chosen([clip for clip in read_index(where) if clip.split == split], licences)
        fit = [clip for clip in clips if clip.seconds >= seconds > 0]
        too_short += len(clips) - len(fit)
        if fit and weight > 0:
            # Sorted: the order in the index depends on what was made first.
            corpora.append(_Corpus(where, weight, sorted(fit, key=lambda clip: clip.file), Sounds(where)))
    if not corpora:
        which = split if licences == ALL else f"{licences} {split}"
        raise CorpusError(
            f"{index}: none of its {too_short} {which} clips is {seconds:g} s long. "
            "Add recordings (python -m training.corpus OUT --folder MYMUSIC) or take shorter crops."
        )
    return corpora


def _weighed(one: str | Path) -> tuple[Path, float]:
    """Take "FOLDER=2.0" apart."""
    name, _, weight = str(one).rpartition("=")
    if not name or Path(one).exists():
        return Path(one), 1.0
    try:
        return Path(name), float(weight)
    except ValueError:
        raise CorpusError(f"{one}: the weight of a corpus is a number, as in {name}=2.0") from None


class _Shelf:
    """Every place where a crop may begin in some clips, numbered through."""

    def __init__(self, clips: Sequence[tuple[Sounds, Clip]], seconds: float) -> None:
        self.samples = round(seconds * SAMPLE_RATE)
        self._clips = clips
        self._ends = np.cumsum([clip.samples - self.samples + 1 for _, clip in clips])
        self.places = int(self._ends[-1])

    def crop(self, place: int) -> Samples:
        """Read float32 [2, n] from one place, 0 <= place < places."""
        number = int(np.searchsorted(self._ends, place, side="right"))
        start = place - (int(self._ends[number - 1]) if number else 0)
        sounds, clip = self._clips[number]
        return sounds.crop(clip, start, self.samples)


def _rms(crop: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(crop, dtype=np.float32))))
