"""Which words a model has learned, for telling a player how far a prompt is from them.

    python -m training.vocabulary RUN --data TOKENS

RUN is a joint embedding; vocabulary.npz is written beside its checkpoints and travels in the bundle, where
`rtmusic.prompts.Vocabulary` reads it: captions that stand for all that training has seen, and two cosines between
which a prompt is neither strange nor familiar. Strange is what sentences about anything but music reach, and
familiar what captions reach that were kept out of training.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from rtmusic.errors import script
from rtmusic.prompts import VOCABULARY, Vocabulary
from training import text
from training.config import TrainingError
from training.facts import short_rows
from training.joint import load_joint
from training.tokens import read_tokens

MOST = 512  # captions kept: 200 kB
ROUNDS = 12
STRANGE_RANK, FAMILIAR_RANK = 90.0, 50.0  # percentiles

STRANGE = (  # what nobody would take for a musical wish
    "the parliament votes on the new tax law", "add two eggs and a cup of flour", "my printer is out of paper",
    "how do I reset my password", "the train to Berlin leaves at nine", "interest rates rose by half a percent",
    "a proof of the theorem by induction", "the cat sleeps on the sofa", "please sign the attached contract",
    "photosynthesis in green plants", "the goalkeeper saved the penalty", "a recipe for tomato soup",
    "install the update and restart", "the river floods every spring", "she bought a used car last week",
    "symptoms of the common cold", "the museum is closed on Mondays", "import numpy as np", "the price of crude oil",
    "a map of the city's bicycle lanes", "he forgot his umbrella", "the moons of Jupiter", "parking is forbidden here",
    "the lawyer filed an appeal", "chapter three of the novel", "mix the cement with water", "the dentist is ill",
    "yesterday's weather forecast", "a birthday card for my aunt", "the server returned an error",
)  # fmt: skip

Floats = npt.NDArray[np.float32]


def choose(rows: Floats, most: int, seed: int = 0) -> list[int]:
    """Return which rows [n, E] of length 1 stand for all: of each of `most` clusters the one in its middle.

    Where many captions are alike there are more of them, so rare titles do not crowd out plain words.
    """
    if len(rows) <= most:
        return list(range(len(rows)))
    middles = rows[np.random.default_rng(seed).choice(len(rows), most, replace=False)]
    for _ in range(ROUNDS):
        nearest = (rows @ middles.T).argmax(axis=1)
        sums = np.zeros_like(middles)
        np.add.at(sums, nearest, rows)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        middles = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), middles).astype(np.float32)
    return sorted(set((rows @ middles.T).argmax(axis=0).tolist()))


def make_vocabulary(captions: Sequence[str], learned: Floats, kept_out: Floats, strange: Floats) -> Vocabulary:
    """Choose captions and measure what is strange and what familiar to them.

    Args:
        captions: what training has seen, and `learned` [n, E] its embeddings, of length 1.
        kept_out: [m, E], of captions that it has not seen; none: those learned stand for them.
        strange: [s, E], of sentences that have nothing to do with music.
    """
    chosen = choose(learned, MOST)
    some = Vocabulary(tuple(captions[row] for row in chosen), learned[chosen], 0.0, 1.0)

    def reached(rows: Floats, percentile: float) -> float:
        return float(np.percentile((rows @ some.rows.T).max(axis=1), percentile))

    low = reached(strange, STRANGE_RANK)
    high = reached(kept_out if len(kept_out) else learned, FAMILIAR_RANK)
    return Vocabulary(some.captions, some.rows, low, max(high, low + 1e-3))


@torch.inference_mode()
def vocabulary_of(run: Path, data: Path) -> Vocabulary:
    """Make the vocabulary of a joint embedding from the captions of a token folder.

    Raises:
        TrainingError: no checkpoint, no tokens, or no caption in training.
    """
    joint = load_joint(run)
    captions: list[str] = json.loads((data / "captions.json").read_text(encoding="utf-8"))
    clips = read_tokens(data).clips
    train = [clip for clip in clips if clip.split == "train"]
    shorts = {row for short in short_rows(data, train) for row in short}
    seen = sorted(shorts | {row for clip in train for row in clip.captions})
    if not seen:
        raise TrainingError(f"{data}: no train clip has a caption, so there are no words to keep")
    unseen = sorted({row for clip in clips if clip.split != "train" for row in clip.captions} - set(seen))
    rows = joint.embed_words(torch.from_numpy(np.load(data / "captions.npy").astype(np.float32))).numpy()
    strange = joint.embed_words(text.embed(STRANGE, text.load_minilm(), text.load_tokenizer())).numpy()
    return make_vocabulary([captions[row] for row in seen], rows[seen], rows[unseen], strange)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, measure and write; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.vocabulary", description="Which words were learned.")
    parser.add_argument("run", type=Path, help="a run folder of training.train_joint")
    parser.add_argument("--data", type=Path, required=True, help="the token folder that it was trained on")
    options = parser.parse_args(arguments)
    vocabulary = vocabulary_of(options.run, options.data)
    path: Path = options.run / VOCABULARY
    vocabulary.save(path)
    print(
        f"{path}: {len(vocabulary.captions)} captions, {path.stat().st_size / 1e3:.0f} kB; strange below "
        f"{vocabulary.strange:.2f}, familiar from {vocabulary.familiar:.2f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
