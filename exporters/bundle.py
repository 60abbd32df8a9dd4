"""Export trained models as a bundle:  python -m exporters.bundle RUN OUT

RUN holds the run folders ``codec``, ``generator`` and ``joint`` (or name them with --codec, --generator, --joint).
Every graph is exported in float32 and must compute what torch computes; then its weights are rounded to eight bits, to
eight and sixteen, to sixteen, until one of these stays within its own bounds: so the smallest is taken whose parity
holds. --every measures them all. Sizes, parity and times are printed and go into the card.

Where only the decoder has learned more, its graph alone is exported, and all else is kept byte for byte:

    python -m exporters.bundle RUN OUT --keep OLD_BUNDLE --only decoder
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from exporters import parity
from exporters.card import Exported, Trial, make_card, write_attribution
from exporters.codec import codec_plans, geometry
from exporters.cost import by_threads
from exporters.generator import generator_plans
from exporters.joint import JointText, sound_plan
from exporters.keep import GRAPHS, Kept, join_attribution
from exporters.quantize import round_weights, roundings
from exporters.states import GraphPlan, write_graph
from exporters.text import text_plan, tokenizer_file
from rtmusic import soundfiles
from rtmusic.bundle import CODEC_GRAPHS, GENERATOR_GRAPHS, Bundle, check_place, write_bundle
from rtmusic.entropy import EntropyModel
from rtmusic.errors import UsageError, script
from rtmusic.graph import Array, Graph
from rtmusic.prompts import VOCABULARY
from rtmusic.units import Geometry, Samples
from training.codec import Codec, load_codec
from training.corpus.index import VALIDATION, Clip, read_index
from training.corpus.sources import ATTRIBUTION
from training.data import held_in_order
from training.entropy_bundle import read_figures, with_entropy
from training.joint import Joint, load_joint
from training.run import read_checkpoint
from training.text import MiniLM, Sentences, load_minilm
from training.train_generator import load_generator
from training.transformer import Generator, GeneratorConfig

RECORDING = Path(__file__).parents[1] / "rtmusic" / "recordings" / "guitar.flac"
LIMIT_BYTES = 64 << 20  # a bundle above this is said to be too large for the wheel
_CLIPS, _CLIP_S = 6, 2.0  # of the validation split: 600 hops
_CALLS, _THREADS = 100, (1, 2)  # that a time is taken from: python -m exporters.cost takes more


@dataclass(frozen=True, slots=True)
class Models:
    """What goes into a bundle, in torch; codec alone is enough to play in codec mode."""

    codec: Codec
    generator: Generator | None
    text: MiniLM | None
    joint: Joint | None = None  # moves what text says, and listens

    @property
    def geometry(self) -> Geometry:
        return geometry(self.codec.config, self.generator.config if self.generator else GeneratorConfig())

    def plans(self) -> list[GraphPlan]:
        plans = codec_plans(self.codec, self.geometry)
        if self.generator is not None:
            plans += generator_plans(self.generator, self.geometry)
        if self.words is not None:
            plans.append(text_plan(self.words, self.geometry))
        if self.joint is not None:
            plans.append(sound_plan(self.joint, self.geometry))
        return plans

    @property
    def words(self) -> Sentences | None:
        """What reads prompts."""
        return self.text if self.text is None or self.joint is None else JointText(self.text, self.joint)


@dataclass(frozen=True, slots=True)
class Way:
    """How weights are to be stored."""

    whole: bool = False  # in float32, all of them
    every: bool = False  # measure every rounding, not only until one will do


class Bench:
    """Plays torch against the graphs; torch's side is computed once."""

    def __init__(self, models: Models, audio: Samples) -> None:
        self.models = models
        self.geometry = models.geometry
        self.heard = parity.hear(models.codec, audio)
        self._memory: dict[str, Array] | None = None

    def measure(self, name: str, graph: Graph) -> parity.Figures:
        """How far this graph is from torch; remember.onnx comes before rewrite.onnx."""
        models = self.models
        if name == "encoder":
            return parity.encoder_parity(models.codec, graph, self.heard)
        if name == "decoder":
            return parity.decoder_parity(graph, self.heard)
        if name == "text" and models.words is not None:
            return parity.text_parity(models.words, graph)
        if name == "listen" and models.joint is not None:
            return parity.listen_parity(models.joint, graph, self.heard.codes)
        if models.generator is None:
            raise ValueError(f"no model for {name}")
        if name == "remember":
            figures, self._memory = parity.remember_parity(models.generator, graph, self.heard.codes)
            return figures
        if self._memory is None:
            raise ValueError("measure remember before rewrite: its memory is what rewrite reads")
        return parity.rewrite_parity(models.generator, graph, self.geometry, self._memory)


def export_graph(plan: GraphPlan, folder: Path, bench: Bench, roundings: Sequence[str], every: bool) -> Exported:
    """Export one graph in float32, then round its weights: of what stays within its bounds, the smallest is taken.

    Args:
        roundings: to be tried, smallest first.
        every: measure all of them, for the card's table; else none after the first that stays within its bounds.

    Raises:
        ParityError: even in float32 the graph does not compute what torch computes.
    """
    path = folder / f"{plan.name}.onnx"
    write_graph(plan, path)
    done = Exported(path, "float32", {"float32": _try(plan.name, path, bench)})
    wrong = parity.judge(plan.name, "float32", done.tried["float32"].figures)
    if wrong:
        raise parity.ParityError(
            f"{wrong}\nThe graph does not compute what torch computes, so nothing was written. Run the tests of the "
            "model's layers, and after an update of torch or onnxruntime go back to the versions in pyproject.toml."
        )
    for weights in roundings:
        if done.weights != "float32" and not every:
            break
        small = folder / f"{plan.name}.{weights}.onnx"
        round_weights(plan.name, weights, path, small)
        done.tried[weights] = _try(plan.name, small, bench)
        wrong = parity.judge(plan.name, weights, done.tried[weights].figures)
        if wrong:
            print(f"{wrong}\n{plan.name}.onnx does not take {weights}.", file=sys.stderr)
        elif done.weights == "float32":
            done.path, done.weights = small, weights
    return done


def _try(name: str, path: Path, bench: Bench) -> Trial:
    figures = bench.measure(name, Graph(path, "cpu"))
    return Trial(path.stat().st_size, figures, by_threads(name, path, bench.geometry, _THREADS, _CALLS))


def read_sound(path: Path, g: Geometry) -> Samples:
    """Real sound to measure with: a file of any rate, or the validation split of a corpus.

    Raises:
        ParityError: the file cannot be read, or is empty.
        CorpusError: the corpus has no clips to validate with.
    """
    if path.is_dir() or path.suffix == ".json":
        crops = held_in_order(path, VALIDATION, _CLIP_S, _CLIPS)
        return np.ascontiguousarray(np.concatenate(list(crops), axis=1))
    try:
        return soundfiles.read_sound(path, g.sample_rate, g.channels)
    except UsageError as error:
        raise parity.ParityError(f"--audio {error}") from error


def export(
    models: Models, runs: dict[str, Path], out: Path, name: str, audio: Path, way: Way, kept: Kept | None = None
) -> Bundle:
    """Export, measure, judge, and write the bundle.

    Args:
        runs: model name -> its run folder or checkpoint, for the card.
        audio: a sound file, or a corpus; a corpus also gives the attribution.
        kept: the bundle that all other graphs are taken from; None exports all.

    Raises:
        ParityError: a graph does not compute what torch computes.
        BundleError: `out` holds something else, or kept graphs and new ones do not belong together.
    """
    check_place(out)
    g = kept.geometry(models.geometry) if kept else models.geometry
    corpus = read_index(audio) if audio.is_dir() or audio.suffix == ".json" else []
    bench = Bench(models, read_sound(audio, g))
    plans = models.plans()
    if kept:
        kept.check_codec(models.codec, plans[:2], bench.heard)
        plans = [plan for plan in plans if plan.name in kept.new]
    with tempfile.TemporaryDirectory() as scratch:
        exported = {}
        for plan in plans:
            tried = () if way.whole else roundings(plan.name)
            exported[plan.name] = export_graph(plan, Path(scratch), bench, tried, way.every)
            print(exported[plan.name].table(plan.name), flush=True)
        card = make_card(runs, exported, corpus)
        paths = {**(kept.graphs if kept else {}), **{graph: done.path for graph, done in exported.items()}}
        bundle = write_bundle(
            out,
            name,
            g,
            {graph: paths[graph] for graph in GRAPHS if graph in paths},
            {**(kept.bundle.weights if kept else {}), **{graph: done.weights for graph, done in exported.items()}},
            kept.card(card) if kept else card,
            _attribution(corpus, kept, Path(scratch)),
            {
                **(kept.extra if kept else {}),
                **({tokenizer_file().name: tokenizer_file()} if "text" in exported else {}),
                **_vocabulary(runs.get("joint")),
            },
        )
    return bundle


def _vocabulary(joint: Path | None) -> dict[str, Path]:
    """What training.vocabulary has written beside a joint embedding's checkpoints, if it has."""
    path = read_checkpoint(joint).folder.parent.parent / VOCABULARY if joint else Path()
    return {VOCABULARY: path} if path.is_file() else {}


def _attribution(corpus: Sequence[Clip], kept: Kept | None, scratch: Path) -> Path:
    """Who made the recordings: of this corpus, or of those that the repository names, and of what is kept."""
    old = kept.bundle.attribution if kept else None
    if not corpus:
        return old or ATTRIBUTION
    new = scratch / "attribution.csv"
    write_attribution(corpus, new)
    if old:
        join_attribution(new, old, scratch / "both.csv")
        return scratch / "both.csv"
    return new


def table(bundle: Bundle) -> str:
    """The size of every file."""
    lines = [f"{bundle.path}: {bundle.name}, {sum(bundle.files.values()) / 1e6:.1f} MB"]
    if sum(bundle.files.values()) > LIMIT_BYTES:
        lines.append(f"larger than {LIMIT_BYTES >> 20} MiB: too large to ship in the wheel")
    for file, size in bundle.files.items():
        lines.append(f"  {file:16} {size / 1e6:7.2f} MB")
    return "\n".join(lines)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and export; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m exporters.bundle", description="Export trained models as a bundle."
    )
    parser.add_argument("run", type=Path, help="a folder with the run folders codec and generator")
    parser.add_argument("out", type=Path, help="the bundle folder; an older bundle there is replaced")
    parser.add_argument("--codec", type=Path, help="the codec's run or checkpoint (RUN/codec)")
    parser.add_argument(
        "--generator", type=Path, help="the generator's run or checkpoint (RUN/generator, if it is there)"
    )
    parser.add_argument("--joint", type=Path, help="the joint embedding's run (RUN/joint, if it is there)")
    parser.add_argument(
        "--text", action=argparse.BooleanOptionalAction, default=True, help="with the text encoder, for prompts"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="BUNDLE", help="with --only: take all other graphs from this bundle"
    )
    parser.add_argument("--only", nargs="+", choices=GRAPHS, metavar="GRAPH", help=f"of: {', '.join(GRAPHS)}")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--fp32", action="store_true", help="leave all weights in float32: four times the size")
    way.add_argument("--every", action="store_true", help="measure every rounding of every graph, for the card")
    parser.add_argument("--entropy", type=Path, metavar="FILE", help="an entropy model of training.entropy, for .rtm")
    parser.add_argument(
        "--audio",
        type=Path,
        default=RECORDING,
        help="sound to measure with: a file, or a corpus (its validation split)",
    )
    parser.add_argument("--name", help="what the bundle is called (the name of OUT)")
    parser.add_argument("--listen", type=Path, help="also write WAVs of both sides of the codec into this folder")
    options = parser.parse_args(arguments)
    _export(options)
    return 0


def _export(options: argparse.Namespace) -> None:
    if bool(options.keep) != bool(options.only):
        raise UsageError("--keep and --only go together:  RUN OUT --keep OLD_BUNDLE --only decoder")
    joint = options.joint or options.run / "joint"
    prompted = ["text", *(["listen"] if options.joint or joint.is_dir() else [])]
    wanted = options.only or (*CODEC_GRAPHS, *GENERATOR_GRAPHS, *(prompted if options.text else []))
    kept = Kept(Bundle.load(options.keep, wanted), tuple(wanted)) if options.keep else None
    runs = {"codec": options.codec or options.run / "codec"}
    generator = options.generator or options.run / "generator"
    if set(GENERATOR_GRAPHS) & set(wanted) and (options.only or options.generator or generator.is_dir()):
        runs["generator"] = generator
    if "listen" in wanted:
        runs["joint"] = joint
    torch.manual_seed(0)
    torch.set_num_threads(1)  # torch plays one frame a call, where two threads only wait for each other
    models = Models(
        load_codec(runs["codec"]),
        load_generator(runs["generator"]) if "generator" in runs else None,
        load_minilm() if "text" in wanted else None,
        load_joint(joint) if "listen" in wanted else None,
    )
    name, way = options.name or options.out.name, Way(options.fp32, options.every)
    if options.entropy:
        EntropyModel.load(options.entropy, models.geometry.levels, models.geometry.codebook_size)
    bundle = export(models, runs, options.out, name, options.audio, way, kept)
    if options.entropy:
        bundle = with_entropy(bundle.path, options.entropy, read_figures(options.entropy.parent))
    print(table(bundle))
    if options.listen:
        heard = parity.hear(models.codec, read_sound(options.audio, models.geometry))
        graphs = bundle.graph("encoder", "cpu"), bundle.graph("decoder", "cpu")
        apart = parity.write_listening(options.listen, heard, *graphs, models.geometry)
        print(f"{options.listen}: original.wav, torch.wav, graphs.wav; their spectra differ by {apart:.2f} dB")


if __name__ == "__main__":
    sys.exit(main())
