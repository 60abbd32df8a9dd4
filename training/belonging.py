"""Do weights and a bundle belong together? By what the bundle's card says, and by what both compute."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from rtmusic.bundle import GENERATOR_GRAPHS, Bundle
from rtmusic.units import Codes, Samples
from rtmusic.wholefile import sha256
from training.checkpoints import LIST, join
from training.conditioning import CONTROLS
from training.config import TrainingError
from training.run import Checkpoint, has_checkpoint, read_checkpoint
from training.transformer import Generator

_FRAMES = 16  # remembered by both sides
_APART = 0.05  # of the memory's own size; eight bits leave 0.007, other weights 1
_SAME = 0.8  # of the coarsest codes; eight bits leave 0.98, another codec a few in a thousand


def given(weights: Path, name: str, place: Path) -> Checkpoint:
    """Return the checkpoint of a model whose weights lie in weights/name, as a run or in pieces.

    Args:
        place: where pieces are joined to a run of that name, once.

    Raises:
        TrainingError: neither is there, or a piece is damaged.
    """
    source = weights / name
    if not (source / LIST).is_file():
        if not has_checkpoint(source):
            raise TrainingError(
                f"{source}: neither a run nor the pieces of one. Give the folder that holds the bundle's codec, "
                "generator and joint embedding with --weights; those of the default bundle are in training/checkpoints"
            )
        return read_checkpoint(source)
    run = place / sha256(source / LIST)[:8] / name  # other pieces, another place
    if not has_checkpoint(run):
        join(source, run)
    return read_checkpoint(run)


def check_card(bundle: Bundle, codec: Checkpoint, generator: Checkpoint) -> None:
    """See that a bundle says it was exported from these checkpoints.

    Raises:
        TrainingError: it says something else, has no generator, or has adapters already.
    """
    mend = "Give a bundle and the weights that belong to it:  --bundle BUNDLE --weights FOLDER"
    if not set(GENERATOR_GRAPHS) <= set(bundle.signatures):
        raise TrainingError(f"{bundle.path}: there is no generator in this bundle that could learn. {mend}")
    if bundle.geometry.adapters:
        raise TrainingError(
            f"{bundle.path} has learned from own recordings already ({', '.join(bundle.geometry.adapters)}). "
            f"Begin with the bundle that it was made from: --bundle BUNDLE"
        )
    for point in (codec, generator):
        told = bundle.card.get(point.kind, {}).get("steps")
        if told != point.step:
            raise TrainingError(
                f"{bundle.path}: its {point.kind} is the one of step {told}, but {point.folder} is of step "
                f"{point.step}. {mend}"
            )
    spoken = str(generator.config["codec"]).rpartition("/")[2]
    if spoken != codec.folder.name:
        raise TrainingError(
            f"{generator.folder} has learned the codes of a codec of {spoken}, beside it lies {codec.folder}. {mend}"
        )
    if bundle.geometry.controls != CONTROLS:
        raise TrainingError(
            f"{bundle.path} knows other controls than this version measures ({', '.join(bundle.geometry.controls)}): "
            "export it again:  python -m exporters.bundle RUN OUT"
        )


@torch.inference_mode()
def check_generator(bundle: Bundle, generator: Generator) -> None:
    """See that a bundle remembers what the generator remembers.

    Raises:
        TrainingError: it does not.
    """
    c = generator.config
    dice = np.random.default_rng(0)
    codes = dice.integers(0, c.codes, (c.levels, _FRAMES))
    kv = generator.remember(torch.from_numpy(codes)[None], *generator.initial_memory(1))[0][0].numpy()
    graph = bundle.graph("remember", "cpu")
    apart = float("inf")
    if graph.signature.inputs["past_kv"].shape == kv.shape and bundle.geometry.model_levels == c.levels:
        own = graph.run({"codes": codes})[1]["past_kv"]
        apart = float(np.sqrt(np.square(own - kv).mean() / np.square(kv).mean()))
    if apart > _APART:
        raise TrainingError(
            f"{bundle.path}: its generator is not the given one, though both are of the same step. Give a bundle and "
            "the weights that belong to it:  --bundle BUNDLE --weights FOLDER"
        )


def check_codes(bundle: Bundle, audio: Samples, codes: Codes) -> None:
    """See that a bundle's encoder hears in a recording what its tokens say.

    Args:
        audio: float32 [2, F * hop], the beginning of a recording.
        codes: [levels, F], its tokens.

    Raises:
        TrainingError: it hears something else.
    """
    heard = bundle.graph("encoder", "cpu").run({"audio": audio})[0]["codes"]
    same = float((heard[0] == codes[0]).mean())
    if same < _SAME:
        raise TrainingError(
            f"{bundle.path}: its encoder chooses other codes than the given codec ({same:.0%} of the coarsest are "
            "equal). Give a bundle and the weights that belong to it:  --bundle BUNDLE --weights FOLDER"
        )
