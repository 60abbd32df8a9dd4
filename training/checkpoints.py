"""Trained weights small enough for the repository: sixteen-bit pieces of at most 16 MB, each with its SHA-256.

    python -m training.checkpoints split runs/codec training/checkpoints/codec
    python -m training.checkpoints join training/checkpoints/codec runs/codec

The averaged weights of a checkpoint are split; joined, they are a checkpoint again, from which the exporters build
the bundle and the tokens are made. The optimizer's memory is not kept: such a run cannot be resumed, but a new run
begins with its weights:  python -m training.train_codec CONFIG RUN --data INDEX --weights training/checkpoints/codec
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from rtmusic.errors import script
from rtmusic.wholefile import sha256
from training.config import TrainingError
from training.run import read_checkpoint

FORMAT = 1
LIST = "pieces.json"
PIECE_BYTES = 16_000_000
AVERAGE = "average."
FIGURES = ("codec.json", "figures.json")  # what the evaluations have written beside the checkpoints
_HEADER_BYTES = 65_536  # kept free in every piece for safetensors' own header


def split(
    tensors: Mapping[str, Tensor], state: Mapping[str, Any], folder: Path, limit: int = PIECE_BYTES
) -> list[Path]:
    """Write tensors as pieces of at most `limit` bytes, and the list of them.

    Args:
        tensors: by name; floating ones are stored with sixteen bits where that keeps two digits of nearly all numbers.
        state: what else belongs to them (kind, config, step …), plain JSON.
        folder: is made; pieces that lie there already are replaced.

    Raises:
        TrainingError: one tensor alone is larger than a piece, or a number is not finite.
    """
    folder.mkdir(parents=True, exist_ok=True)
    room = limit - _HEADER_BYTES
    shelves: list[dict[str, Tensor]] = [{}]
    filled = 0
    for name, tensor in sorted(tensors.items()):
        small = _halved(name, tensor)
        size = small.numel() * small.element_size()
        if size > room:
            raise TrainingError(f"{name} alone has {size} bytes, more than a piece of {limit} holds: raise the limit")
        if filled + size > room:
            shelves.append({})
            filled = 0
        shelves[-1][name] = small
        filled += size
    for old in folder.glob("piece-*.safetensors"):
        old.unlink()
    paths = [folder / f"piece-{number:02}.safetensors" for number in range(1, len(shelves) + 1)]
    for path, shelf in zip(paths, shelves, strict=True):
        save_file(shelf, path)
    pieces = {path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in paths}
    listing = json.dumps({"format": FORMAT, "state": dict(state), "pieces": pieces}, indent=1)
    (folder / LIST).write_text(listing + "\n", encoding="utf-8")
    return paths


def load_checkpoint_pieces(folder: Path) -> dict[str, Tensor]:
    """Read all pieces of a folder back; sixteen-bit numbers become float32.

    Raises:
        TrainingError: the list or a piece is missing, or a piece is not as it was written.
    """
    tensors: dict[str, Tensor] = {}
    again = f"Get it again:  git checkout -- {folder}"
    for name, wanted in read_listing(folder)["pieces"].items():
        path = folder / name
        if not path.is_file():
            raise TrainingError(f"{path} is missing. {again}")
        if path.stat().st_size != wanted["bytes"] or sha256(path) != wanted["sha256"]:
            raise TrainingError(
                f"{path} is damaged: its SHA-256 differs from {LIST}. Get it again:  git checkout -- {folder}"
            )
        for key, tensor in load_file(path).items():
            tensors[key] = tensor.float() if tensor.dtype == torch.float16 else tensor
    return tensors


def join(folder: Path, run: Path) -> Path:
    """Make a checkpoint of a run folder from pieces; returns its folder.

    Raises:
        TrainingError: pieces are missing or damaged, or the run has checkpoints of its own.
    """
    tensors, state = load_checkpoint_pieces(folder), read_listing(folder)["state"]
    shelf = run / "checkpoints"
    if shelf.is_dir() and any(shelf.iterdir()):
        raise TrainingError(f"{shelf} holds checkpoints already: name another run folder")
    target = shelf / f"step-{state['step']:08}"
    draft = shelf / f".{target.name}"
    draft.mkdir(parents=True)
    save_file({AVERAGE + name: x for name, x in tensors.items()}, draft / "tensors.safetensors")
    for name, figures in state.pop("figures", {}).items():
        (run / name).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (draft / "state.json").write_text(json.dumps(state), encoding="utf-8")
    draft.rename(target)
    return target


def split_run(path: Path, folder: Path) -> list[Path]:
    """Split the averaged weights of a run's newest checkpoint (or of one checkpoint), with the run's figures.

    Raises:
        TrainingError: there is no checkpoint, or its weights cannot be stored.
    """
    point = read_checkpoint(path)
    tensors = {name.removeprefix(AVERAGE): x for name, x in point.tensors().items() if name.startswith(AVERAGE)}
    run = point.folder.parent.parent
    figures = {name: json.loads((run / name).read_text("utf-8")) for name in FIGURES if (run / name).is_file()}
    state = {"kind": point.kind, "step": point.step, "elapsed_s": point.elapsed_s, "config": point.config}
    return split(tensors, {**state, "figures": figures}, folder)


def _halved(name: str, tensor: Tensor) -> Tensor:
    if not tensor.is_floating_point():
        return tensor.contiguous()
    exact = tensor.detach().float()
    if not torch.isfinite(exact).all():
        raise TrainingError(f"{name} holds numbers that are not finite: these weights cannot be used")
    half = exact.half()
    lost = (half.float() - exact).abs() > 0.01 * exact.abs()
    keeps = float(lost.float().mean()) < 0.01 if exact.numel() else True
    return (half if keeps and torch.isfinite(half).all() else exact).contiguous()


def read_listing(folder: Path) -> dict[str, Any]:
    try:
        listing: dict[str, Any] = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{folder / LIST} cannot be read ({error}): name a folder that `split` has written"
        ) from error
    if listing.get("format") != FORMAT or not {"state", "pieces"} <= set(listing):
        raise TrainingError(f"{folder / LIST} is not of format {FORMAT}, the only one this version reads")
    return listing


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, then split or join; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.checkpoints", description="Weights in small pieces.")
    parser.add_argument("what", choices=("split", "join"))
    parser.add_argument("source", type=Path, help="split: a run or checkpoint; join: a folder of pieces")
    parser.add_argument("target", type=Path, help="split: the folder of pieces; join: the run folder to make")
    options = parser.parse_args(arguments)
    if options.what == "join":
        print(join(options.source, options.target))
        return 0
    for path in split_run(options.source, options.target):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
