"""Train the codec:  python -m training.train_codec CONFIG RUN --data INDEX --minutes 60

A few hundred steps without quantizer, then the codebooks are put where the data is and everything learns together;
later the judges may join. With `learn = "decoder"` encoder and codes stay, and so does the meaning of every code.

Several processes:  torchrun --nproc-per-node 2 -m training.train_codec CONFIG RUN --data INDEX --minutes 60
"""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import Tensor

from rtmusic.errors import script
from training.augment import Augmentation
from training.checkpoints import load_checkpoint_pieces
from training.codec_config import CodecConfig
from training.codec_learner import CodecLearner, CodecTraining
from training.config import read_tables
from training.corpus.index import CorpusError
from training.curve import draw_curve
from training.data import Clips, held_in_order
from training.fabric import launch, my_rows
from training.loading import Drawing, Loader
from training.loop import Budget, keep_learning, words_of
from training.run import Run

TABLES = {"model": CodecConfig, "training": CodecTraining, "augment": Augmentation}
HELD_CLIPS, HELD_S = 2, 4.0  # sound examples


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse and train; return the exit status."""
    parser = words_of("codec", __doc__.splitlines()[0], "a corpus folder or its index.json")
    options = parser.parse_args(arguments)
    budget = Budget(options.steps, options.minutes)
    train(options.config, options.run, options.data, budget, options.resume, options.weights)
    return 0


def train(
    config_file: Path, folder: Path, index: Path, budget: Budget, resume: bool, weights: Path | None = None
) -> Path:
    """Train or continue one codec run; return the last checkpoint's folder.

    Args:
        weights: pieces of a trained codec that a new run begins with; its quantizer is used from the first step on,
            unless the configuration wants fresh codes.

    Raises:
        TrainingError: unknown key, a run that is already there or does not fit, a loss that is not a number.
        CorpusError: the index is missing or damaged.
    """
    config: CodecConfig
    training: CodecTraining
    augment: Augmentation
    config, training, augment = read_tables(config_file, TABLES)
    if weights is not None and not training.fresh_codes:
        training = replace(training, steps_before_quantizer=0)
    hop_s = config.hop_samples / config.sample_rate
    frames = round(training.clip_s / hop_s)
    clips = Clips(index, "train", frames * hop_s, training.seed, augment=augment)
    fabric = launch(training.threads, training.bfloat16)
    stored = {"model": asdict(config), "training": asdict(training), "augment": asdict(augment)}
    run = Run.open(folder, "codec", stored, resume, fabric)
    rows = my_rows(fabric, training.batch)
    draw = Drawing(clips, rows.stop - rows.start, rows.start)
    with Loader(draw, training.workers, run.step) as load:

        def take(step: int) -> Tensor:
            crops = load(step)
            return crops if isinstance(crops, Tensor) else crops[0]

        learner = CodecLearner(config, training, take, fabric, _examples(index, round(HELD_S / hop_s) * hop_s))
        if run.start is None and weights is not None:
            learner.begin_with(load_checkpoint_pieces(weights))
        elif run.start is None:
            learner.measure_scale()
            learner.measure_loudness()
        last = keep_learning(run, learner, budget, training.batch * frames * hop_s, fabric)
    if fabric.global_rank == 0:
        draw_curve(folder, folder / "curve.png")
    return last


def _examples(index: Path, seconds: float) -> Tensor | None:
    """Return a few clips kept out of training, [N, 2, n]; None where there is none so long."""
    try:
        return torch.from_numpy(held_in_order(index, "validation", seconds, HELD_CLIPS))
    except CorpusError:
        return None


if __name__ == "__main__":
    sys.exit(main())
