"""A bundle of which only some graphs are new: the others are kept from an older bundle, byte for byte.

When only the decoder has learned more, codes mean what they meant: the generator, its tokens and the text encoder stay
valid, and files that do not change cost a repository nothing. Whether codes really mean the same is checked in two
ways: the weights that both sides hold in float32 (the codebooks among them) must be equal but for a rounding to
sixteen bits, and the kept encoder must choose the codes that the run's encoder chooses on real sound.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, numpy_helper

from exporters import parity
from exporters.card import WRITTEN
from exporters.states import GraphPlan
from rtmusic.bundle import CODEC_GRAPHS, GENERATOR_GRAPHS, Bundle
from rtmusic.contract import SIZES
from rtmusic.entropy import FILE as ENTROPY
from rtmusic.errors import BundleError
from rtmusic.prompts import VOCABULARY
from rtmusic.units import Geometry
from training.codec import Codec
from training.corpus.render.shelf import PACKAGE as RENDERED

GRAPHS = (*CODEC_GRAPHS, *GENERATOR_GRAPHS, "text", "listen")
BELONGS = {
    "tokenizer.json": "text",
    VOCABULARY: "listen",
    ENTROPY: "encoder",
}  # files that mean nothing beside another graph
SPOKEN = ("table", "speak", "speak_bias")  # what a decoder graph knows of the codebooks, by its module's names
APART = 1e-3  # of a weight's own size; sixteen bits leave 0.0003, one step of training 0.003 and more


@dataclass(frozen=True, slots=True)
class Kept:
    """An older bundle, and the graphs that a new one does not take from it."""

    bundle: Bundle
    new: tuple[str, ...]

    def __post_init__(self) -> None:
        kept = self.bundle.signatures.keys() - set(self.new)
        left = [name for name in GENERATOR_GRAPHS if name in kept]
        deaf = [name for name in ("decoder", *left) if name in kept]
        if "encoder" in self.new and deaf:
            needed = " ".join(name for name in GRAPHS if name in self.new or name in deaf)
            raise BundleError(
                f"{self.bundle.path}: a new encoder gives codes that the kept {', '.join(deaf)} never learned.\n"
                f"Export them together:  --only {needed}"
            )
        if "listen" in kept | set(self.new) and len({"text", "listen"} & kept) == 1:
            raise BundleError(
                f"{self.bundle.path}: text and listen speak of one space, which a new joint embedding draws anew.\n"
                "Export both:  --only text listen"
            )
        if len(left) == 1:
            raise BundleError(
                f"{self.bundle.path}: remember and rewrite share one memory.\nExport both:  --only remember rewrite"
            )

    @property
    def graphs(self) -> dict[str, Path]:
        """The graph files that are kept."""
        return {name: path for name, path in self.bundle.graph_files.items() if name not in self.new}

    @property
    def extra(self) -> dict[str, Path]:
        """The other files that are kept, but for the attribution."""
        return {name: path for name, path in self.bundle.extra.items() if BELONGS.get(name) not in self.new}

    def geometry(self, new: Geometry) -> Geometry:
        """The sizes of the whole: the generator's from whoever gives the generator.

        Raises:
            BundleError: the codecs differ in a size.
        """
        old = self.bundle.geometry
        if "encoder" in self.new:
            return new
        odd = [name for name in SIZES["encoder"] if getattr(old, name) != getattr(new, name)]
        if odd:
            told = ", ".join(f"{name} {getattr(old, name)} and {getattr(new, name)}" for name in odd)
            raise self._stranger(f"the kept bundle's codec and the run's differ in {told}")
        return new if "rewrite" in self.new else old

    def check_codec(self, codec: Codec, plans: Iterable[GraphPlan], heard: parity.Heard) -> None:
        """See that the codes of the kept bundle are those of the run.

        Args:
            plans: the run's encoder and decoder, as they would be exported.
            heard: real sound, and what the run's codec makes of it.

        Raises:
            BundleError: they are not.
        """
        if "encoder" in self.new:
            return
        for plan in plans:
            names = SPOKEN if plan.name in self.new else ()
            apart = weights_apart(self.bundle.path / f"{plan.name}.onnx", plan.module, names)
            if not apart:
                raise self._stranger(f"{plan.name}.onnx holds no weights that can be compared with the run's")
            name = max(apart, key=lambda name: apart[name])
            if apart[name] > APART:
                raise self._stranger(f"{plan.name}.onnx and the run differ by {100 * apart[name]:.2g} % in {name}")
        figures = parity.encoder_parity(codec, self.bundle.graph("encoder", "cpu"), heard)
        wrong = parity.judge("encoder", self.bundle.weights["encoder"], figures)
        if wrong:
            raise self._stranger(f"on the same sound their codes differ: {wrong}")

    def _stranger(self, what: str) -> BundleError:
        return BundleError(
            f"{self.bundle.path}: {what}. Kept graphs would hear other codes than they have learned: nothing was "
            "written.\nGive the run that goes on from this bundle's codec, or export all of it, without --keep."
        )

    def card(self, new: Mapping[str, Any]) -> dict[str, Any]:
        """The old card with what is new written over it, and where the kept graphs come from."""
        old = dict(self.bundle.card)
        card = old | dict(new)
        for model in ("codec", "generator", "joint"):
            before = old.get(model, {})
            if before and all(before.get(key) == value for key, value in new.get(model, {}).items()):
                card[model] = before  # the same training: a checkpoint by itself does not hold its figures
        if "encoder" in self.new:
            card.pop("entropy", None)
        if "rewrite" in self.new:
            card.pop("own", None)  # what a generator had learned from own recordings, see exporters.adapters
        kept = [name for name in GRAPHS if name in self.graphs]
        if not {"encoder", "decoder"} & set(self.new) and "codec" in old:
            # The data that the new card lists is the new models'; the codec's is told with it.
            music_h = sum(old.get("data", {}).get("hours_by_licence", {}).values())
            card["codec"] = {"music_h": round(music_h, 1), **old["codec"]}
        card["graphs"] = {name: table for name, table in old.get("graphs", {}).items() if name in kept} | new["graphs"]
        card["kept"] = {
            "graphs": kept,
            "bundle": self.bundle.name,
            "sha256": self.bundle.sha256,
            "exported_with": old.get("exported_with", {}),
        }
        return card


def weights_apart(path: Path, module: torch.nn.Module, names: Sequence[str] = ()) -> dict[str, float]:
    """How far the float32 weights of a graph file are from a module's, as a share of their size, by name.

    Args:
        names: of the module's parameters and buffers; empty compares all that bear their name in the graph. A named
            one that the graph calls otherwise is looked for by its shape.
    """
    own = {name: x.detach().cpu().numpy() for name, x in (*module.named_parameters(), *module.named_buffers())}
    stored = {
        weight.name: numpy_helper.to_array(weight)
        for weight in onnx.load(path).graph.initializer
        if weight.data_type == TensorProto.FLOAT
    }
    apart: dict[str, float] = {}
    for name in names or own.keys() & stored.keys():
        wanted = own[name]
        others = [stored[name]] if name in stored else list(stored.values())
        sides = [
            turned for other in others for turned in (other, other.T) if turned.shape == wanted.shape and wanted.size
        ]
        apart[name] = min((_apart(turned, wanted) for turned in sides), default=float("inf"))
    return apart


def _apart(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> float:
    size = float(np.sqrt(np.square(b, dtype=np.float64).mean()))
    return float(np.sqrt(np.square(a - b, dtype=np.float64).mean())) / (size + 1e-9)


def join_attribution(new: Path, kept: Path, out: Path) -> None:
    """Write the rows of both tables, each once: kept graphs go on standing on their recordings.

    Of pieces written and played here, one row a piece gives way to the new table's row of the same licence, holder and
    split.

    Args:
        new, kept: tables as `exporters.card.write_attribution` writes them; columns that one lacks stay empty there.
    """
    tables = []
    for path in (new, kept):
        with path.open(encoding="utf-8", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    named = {_owner(row) for row in tables[0] if row.get("package") == RENDERED}
    singles = [row.get("package") == RENDERED and not row["source"].startswith(WRITTEN) for row in tables[1]]
    kept_rows = [row for row, single in zip(tables[1], singles, strict=True) if not (single and _owner(row) in named)]
    rows = tables[0] + kept_rows
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        written = set()
        for row in rows:
            key = tuple(row.get(column, "") for column in columns)
            if key not in written:
                written.add(key)
                writer.writerow(row)


def _owner(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row.get("licence", ""), row.get("holder", ""), row.get("split", "")
