"""Export trained models as a bundle:  python -m exporters.bundle RUN OUT

RUN holds the run folders ``codec`` and ``generator`` (or name them with --codec and --generator). Every graph is
exported in float32 and must compute what torch computes; then its weights are rounded to eight bits, and where that
stays within its own bound, the small graph is taken. Sizes, parity and times are printed and go into the card.

Where only the decoder has learned more, its graph alone is exported, and all else is kept byte for byte:

    python -m exporters.bundle RUN OUT --keep OLD_BUNDLE --only decoder
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
import torch

from exporters import parity
from exporters.card import Exported, make_card, write_attribution
from exporters.codec import codec_plans, geometry
from exporters.generator import example_window, generator_plans
from exporters.keep import GRAPHS, Kept, join_attribution
from exporters.quantize import KEPT, to_eight_bits
from exporters.states import GraphPlan, write_graph
from exporters.text import text_plan, tokenizer_file
from rtmusic.bundle import GENERATOR_GRAPHS, Bundle, check_place, write_bundle
from rtmusic.errors import RtmusicError, UsageError
from rtmusic.graph import Array, Graph
from rtmusic.units import Geometry, Samples
from training.codec import Codec, load_codec
from training.corpus.index import VALIDATION, Clip, read_index
from training.corpus.sources import ATTRIBUTION
from training.data import held_in_order
from training.text import MiniLM, load_minilm
from training.train_generator import load_generator
from training.transformer import Generator, GeneratorConfig

RECORDING = Path(__file__).parents[1] / "rtmusic" / "recordings" / "guitar.flac"
LIMIT_BYTES = 64 << 20  # a bundle above this is said to be too large for the wheel
_CLIPS, _CLIP_S = 6, 2.0  # of the validation split: 600 hops
_ROUNDS = 100  # calls that a time is taken from
_STEP_FRAMES = 40  # window of the timed rewrite: the default horizon


@dataclass(frozen=True, slots=True)
class Models:
    """What goes into a bundle, in torch; codec alone is enough to play in codec mode."""

    codec: Codec
    generator: Generator | None
    text: MiniLM | None

    @property
    def geometry(self) -> Geometry:
        return geometry(self.codec.config, self.generator.config if self.generator else GeneratorConfig())

    def plans(self) -> list[GraphPlan]:
        plans = codec_plans(self.codec, self.geometry)
        if self.generator is not None:
            plans += generator_plans(self.generator, self.geometry)
        if self.text is not None:
            plans.append(text_plan(self.text, self.geometry))
        return plans


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
        if name == "text" and models.text is not None:
            return parity.text_parity(models.text, graph)
        if models.generator is None:
            raise ValueError(f"no model for {name}")
        if name == "remember":
            figures, self._memory = parity.remember_parity(models.generator, graph, self.heard.codes)
            return figures
        if self._memory is None:
            raise ValueError("measure remember before rewrite: its memory is what rewrite reads")
        return parity.rewrite_parity(models.generator, graph, self.geometry, self._memory)

    def call(self, name: str, graph: Graph) -> Callable[[], object]:
        """The call whose time counts: one frame, four for the memory, a window of 40, a short sentence."""
        g, heard = self.geometry, self.heard
        past = graph.initial_state()
        if name == "encoder":
            inputs: dict[str, Array] = {"audio": heard.audio[:, : g.hop_samples]}
        elif name == "decoder":
            inputs = {"codes": heard.codes[:, :1], "levels": heard.levels[:1]}
        elif name == "remember":
            inputs = {"codes": heard.codes[: g.model_levels, : parity.COMMIT]}
        elif name == "rewrite":
            window = example_window(g, min(_STEP_FRAMES, g.window_frames), torch.Generator().manual_seed(0))
            inputs = {key: value.numpy() for key, value in window.items()} | (self._memory or {})
        else:
            inputs = {"input_ids": np.arange(1000, 1008)[None], "attention_mask": np.ones((1, 8), np.int64)}
        return lambda: graph.run(inputs, past)


def times_ms(call: Callable[[], object], rounds: int = _ROUNDS) -> dict[str, float]:
    """p50 and p99 of a call in milliseconds, after a warm-up."""
    taken = []
    for turn in range(rounds + rounds // 10):
        start = time.perf_counter()
        call()
        if turn >= rounds // 10:
            taken.append(1000.0 * (time.perf_counter() - start))
    return {"p50": round(float(np.percentile(taken, 50)), 3), "p99": round(float(np.percentile(taken, 99)), 3)}


def export_graph(plan: GraphPlan, folder: Path, bench: Bench, eight_bits: bool) -> Exported:
    """Export one graph, measure it, and take eight-bit weights where they stay within their bound.

    Raises:
        ParityError: even in float32 the graph does not compute what torch computes.
    """
    path = folder / f"{plan.name}.onnx"
    write_graph(plan, path)
    graph = Graph(path, "cpu")
    done = Exported(path, "float32", bench.measure(plan.name, graph))
    wrong = parity.judge(plan.name, "float32", done.figures)
    if wrong:
        raise parity.ParityError(
            f"{wrong}\nThe graph does not compute what torch computes, so nothing was written. Run the tests of the "
            "model's layers, and after an update of torch or onnxruntime go back to the versions in pyproject.toml."
        )
    done.ms["float32"] = times_ms(bench.call(plan.name, graph))
    if not eight_bits:
        return done
    small = folder / f"{plan.name}.int8.onnx"
    to_eight_bits(path, small, KEPT[plan.name])
    graph = Graph(small, "cpu")
    figures = bench.measure(plan.name, graph)
    done.ms["int8"] = times_ms(bench.call(plan.name, graph))
    wrong = parity.judge(plan.name, "int8", figures)
    if wrong:
        print(f"{wrong}\n{plan.name}.onnx stays in float32.", file=sys.stderr)
        return done
    return Exported(small, "int8", figures, done.ms)


def read_sound(path: Path, g: Geometry) -> Samples:
    """Real sound to measure with: a file of any rate, or the validation split of a corpus.

    Raises:
        ParityError: the file cannot be read.
        CorpusError: the corpus has no clips to validate with.
    """
    if path.is_dir() or path.suffix == ".json":
        crops = held_in_order(path, VALIDATION, _CLIP_S, _CLIPS)
        return np.ascontiguousarray(np.concatenate(list(crops), axis=1))
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise parity.ParityError(f"--audio {path} cannot be read: {error}") from error
    if rate != g.sample_rate:
        sound = soxr.resample(sound, rate, g.sample_rate)
    pair = sound[:, [0, -1]] if sound.shape[1] != 1 else np.repeat(sound, 2, axis=1)
    return np.ascontiguousarray(pair.T, dtype=np.float32)


def export(
    models: Models, runs: dict[str, Path], out: Path, name: str, audio: Path, eight_bits: bool, kept: Kept | None = None
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
        exported = {plan.name: export_graph(plan, Path(scratch), bench, eight_bits) for plan in plans}
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
            },
        )
    print(table(bundle, exported))
    return bundle


def _attribution(corpus: Sequence[Clip], kept: Kept | None, scratch: Path) -> Path:
    """Who made the recordings: of this corpus, or of those that the repository names, and of what is kept."""
    old = kept.attribution if kept else None
    if not corpus:
        return old or ATTRIBUTION
    new = scratch / "attribution.csv"
    write_attribution(corpus, new)
    if old:
        join_attribution(new, old, scratch / "both.csv")
        return scratch / "both.csv"
    return new


def table(bundle: Bundle, exported: dict[str, Exported]) -> str:
    """Sizes, parity and times, one graph a line."""
    lines = [f"{bundle.path}: {bundle.name}, {sum(bundle.files.values()) / 1e6:.1f} MB"]
    if sum(bundle.files.values()) > LIMIT_BYTES:
        lines.append(f"larger than {LIMIT_BYTES >> 20} MiB: too large to ship in the wheel")
    for file, size in bundle.files.items():
        lines.append(f"  {file:16} {size / 1e6:7.2f} MB")
    for graph, done in exported.items():
        figures = "  ".join(f"{key} {value:.4g}" for key, value in done.figures.items())
        times = "  ".join(f"{kind} {ms['p50']:.2f}/{ms['p99']:.2f} ms" for kind, ms in done.ms.items())
        lines.append(f"  {graph:9} {done.weights:8} {figures}   one call, p50/p99: {times}")
    return "\n".join(lines)


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
    parser.add_argument(
        "--text", action=argparse.BooleanOptionalAction, default=True, help="with the text encoder, for prompts"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="BUNDLE", help="with --only: take all other graphs from this bundle"
    )
    parser.add_argument("--only", nargs="+", choices=GRAPHS, metavar="GRAPH", help=f"of: {', '.join(GRAPHS)}")
    parser.add_argument("--fp32", action="store_true", help="leave all weights in float32: four times the size")
    parser.add_argument(
        "--audio",
        type=Path,
        default=RECORDING,
        help="sound to measure with: a file, or a corpus (its validation split)",
    )
    parser.add_argument("--name", help="what the bundle is called (the name of OUT)")
    parser.add_argument("--listen", type=Path, help="also write WAVs of both sides of the codec into this folder")
    options = parser.parse_args(arguments)
    try:
        if bool(options.keep) != bool(options.only):
            raise UsageError("--keep and --only go together:  RUN OUT --keep OLD_BUNDLE --only decoder")
        wanted = options.only or (*GRAPHS[:-1], *(["text"] if options.text else []))
        kept = Kept(Bundle.load(options.keep), tuple(wanted)) if options.keep else None
        runs = {"codec": options.codec or options.run / "codec"}
        generator = options.generator or options.run / "generator"
        if set(GENERATOR_GRAPHS) & set(wanted) and (options.only or options.generator or generator.is_dir()):
            runs["generator"] = generator
        torch.manual_seed(0)
        models = Models(
            load_codec(runs["codec"]),
            load_generator(runs["generator"]) if "generator" in runs else None,
            load_minilm() if "text" in wanted else None,
        )
        name = options.name or options.out.name
        bundle = export(models, runs, options.out, name, options.audio, not options.fp32, kept)
        if options.listen:
            heard = parity.hear(models.codec, read_sound(options.audio, models.geometry))
            graphs = bundle.graph("encoder", "cpu"), bundle.graph("decoder", "cpu")
            apart = parity.write_listening(options.listen, heard, *graphs, models.geometry)
            print(f"{options.listen}: original.wav, torch.wav, graphs.wav; their spectra differ by {apart:.2f} dB")
    except RtmusicError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
