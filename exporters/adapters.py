"""Put trained adapters into a bundle:  python -m exporters.adapters RUN OUT --bundle BUNDLE --generator GENERATOR

Nothing is exported anew. Beside every matrix product of rewrite.onnx that an adapter knows, its pair of thin matrices
is grafted on, and a new input ``blend`` says how much of it is heard. All weights that were there stay as they were,
rounded or not, and so do all other graphs: at a blend of 0 the bundle plays what it played.

What the adapters learned (RUN/figures.json, see `training.adapt`), how far the graph is from torch, and what a call
costs before and after go into the card, and for the player into RUN/report.md and RUN/report.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from exporters import parity
from exporters.bundle import RECORDING, read_sound
from exporters.card import write_attribution
from exporters.cost import STEP_FRAMES, example_calls, measure
from exporters.keep import join_attribution
from exporters.own_sound import likeness
from rtmusic.bundle import Bundle, amend_bundle, check_place, write_bundle
from rtmusic.contract import contract
from rtmusic.errors import BundleError, script
from rtmusic.graph import Graph, State, read_signature
from rtmusic.report import machine
from rtmusic.units import Codes, Geometry
from rtmusic.wholefile import write_whole
from training.adapters import Adapters, load_adapters
from training.corpus.index import TRAIN, Clip, read_index
from training.own import JUDGED
from training.tokens import read_tokens
from training.train_generator import load_generator
from training.transformer import Generator

BLEND = "blend"
GENERATOR = "generator."  # what the weights of rewrite.onnx are called begins so
PRODUCTS = ("MatMul", "Gemm", "MatMulNBits")
FIGURES, OWN = "figures.json", "own"  # of a run: what was learned, and the tokens that it was learned from
_ROUNDS, _CALLS = 6, 40  # in which old and new graph take turns, and calls in each
_WINDOWS = 8  # that show whether a blend of 0 changes nothing


def graft(source: Path, target: Path, adapters: Adapters, g: Geometry) -> None:
    """Write a copy of rewrite.onnx with adapters beside its products; whatever was there stays as it was.

    Args:
        source: with weights of any kind.
        g: the geometry that names the adapters.

    Raises:
        BundleError: the graph has no such product, more than one, or a product of another size.
    """
    model = onnx.load(source)
    products: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        if node.op_type in PRODUCTS:
            products.setdefault(node.input[1].removesuffix(".int8"), []).append(node)
    wide = f"{BLEND}_wide"
    numbers = np.repeat(np.arange(len(adapters.names)), adapters.config.rank)
    added = [numpy_helper.from_array(numbers, f"{BLEND}_numbers")]
    after: dict[str, list[onnx.NodeProto]] = {}
    for name, pairs in adapters.named_pairs():
        found = products.get(f"{GENERATOR}{name}.weight", [])
        if len(found) != 1:
            raise BundleError(
                f"{source}: there are {len(found)} products with {GENERATOR}{name}.weight, where adapters need one: "
                "another version has exported this graph. Export the bundle again:  python -m exporters.bundle RUN OUT"
            )
        (node,) = found
        thin = [f"adapters.{name}.{side}" for side in ("look", "say")]
        matrices = (pairs.look, pairs.say)
        added += [numpy_helper.from_array(m.detach().numpy(), n) for n, m in zip(thin, matrices, strict=True)]
        plain, result = f"{node.output[0]}_plain", node.output[0]
        seen, blended, own = (f"{result}_{word}" for word in ("seen", "blended", "own"))
        node.output[0] = plain
        after[plain] = [
            helper.make_node("MatMul", [node.input[0], thin[0]], [seen]),
            helper.make_node("Mul", [seen, wide], [blended]),
            helper.make_node("MatMul", [blended, thin[1]], [own]),
            helper.make_node("Add", [plain, own], [result]),
        ]
    nodes = [helper.make_node("Gather", [BLEND, f"{BLEND}_numbers"], [wide])]
    for node in model.graph.node:
        nodes += [node, *after.get(node.output[0], [])]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(added)
    model.graph.input.append(helper.make_tensor_value_info(BLEND, TensorProto.FLOAT, [len(adapters.names)]))
    onnx.save(model, target)
    told = contract("rewrite", read_signature(target), g)
    del model.metadata_props[:]
    helper.set_model_props(model, told)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def check_generator(bundle: Bundle, generator: Generator, codes: Codes) -> State:
    """See that the bundle's memory is this generator's; return torch's memory of these codes, for `rewrite_parity`.

    Raises:
        BundleError: it is not.
    """
    if "remember" not in bundle.signatures:
        raise BundleError(f"{bundle.path} has no generator that could be adapted. Give another one with --bundle")
    figures, memory = parity.remember_parity(generator, bundle.graph("remember", "cpu"), codes)
    wrong = parity.judge("remember", "int8", figures)  # weights in pieces are rounded, too
    if wrong:
        raise BundleError(
            f"{bundle.path}: its generator is not the one that the adapters were trained beside ({wrong}): nothing was "
            "written.\nGive the bundle and the weights that belong together:  --bundle BUNDLE --generator RUN"
        )
    return memory


def beside_base(base: Graph, grafted: Graph, g: Geometry) -> dict[str, float]:
    """How far the grafted graph at a blend of 0 is from the graph that it was, on chance inputs.

    Returns:
        "same", the share of equal tokens, and "confidence_off", the largest difference of a log-probability.
    """
    same, apart = [], [0.0]
    for _, window in zip(range(_WINDOWS), example_calls("rewrite", grafted, g), strict=False):
        new, _ = grafted.run({**window, BLEND: np.zeros(len(g.adapters), np.float32)})
        old, _ = base.run({name: value for name, value in window.items() if name != BLEND})
        equal = new["sampled"] == old["sampled"]
        same.append(float(equal.mean()))
        apart.append(float(np.abs(new["confidence"] - old["confidence"])[equal].max(initial=0.0)))
    return {"same": float(np.mean(same)), "confidence_off": max(apart)}


def take_turns(graphs: Mapping[str, Graph], geometries: Mapping[str, Geometry]) -> dict[str, dict[str, float]]:
    """Measure several rewrites on one thread, in turns, so that a busy machine slows all alike.

    Returns:
        By name the medians of "p50", "p99" and "cpu" over the rounds, in milliseconds; see `exporters.cost`.
    """
    rounds = [
        {name: measure("rewrite", graph, geometries[name], _CALLS) for name, graph in graphs.items()}
        for _ in range(_ROUNDS)
    ]
    return {
        name: {key: round(float(np.median([r[name][key] for r in rounds])), 3) for key in rounds[0][name]}
        for name in graphs
    }


def export_adapters(
    bundle: Bundle, generator: Generator, adapters: Adapters, run: Path, out: Path, name: str, corpus: Sequence[Clip]
) -> tuple[Bundle, dict[str, Any]]:
    """Graft, measure, judge, and write the bundle; return it with its report.

    Args:
        run: what was learned is taken from its figures.json, where there is one.
        corpus: the own recordings, for the attribution.

    Raises:
        BundleError: the generator is not the bundle's, the bundle has adapters already, or `out` holds something else.
        ParityError: the graph does not compute what torch computes.
    """
    check_place(out)
    if bundle.geometry.adapters:
        raise BundleError(
            f"{bundle.path} has adapters already ({', '.join(bundle.geometry.adapters)}). Give the bundle that it was "
            "made from with --bundle"
        )
    g = replace(bundle.geometry, adapters=adapters.names)
    sound = read_sound(RECORDING, g)[:, : parity.HOPS * g.hop_samples]
    codes = parity.graph_codes(bundle.graph("encoder", "cpu"), sound, g.hop_samples)
    memory = check_generator(bundle, generator, codes)
    weights = bundle.weights["rewrite"]
    with tempfile.TemporaryDirectory() as scratch:
        grafted = Path(scratch) / "rewrite.onnx"
        graft(bundle.graph_files["rewrite"], grafted, adapters, g)
        base, new = bundle.graph("rewrite", "cpu"), Graph(grafted, "cpu")
        figures = parity.rewrite_parity(generator, new, g, memory, adapters)
        wrong = parity.judge("rewrite", "float16" if weights == "float32" else weights, figures)
        if wrong:
            raise parity.ParityError(
                f"{wrong}\nThe grafted graph does not compute what torch computes: nothing written."
            )
        computer = machine()
        report = {
            **_read_json(run / FIGURES),
            "adapters": {
                "names": list(adapters.names),
                "rank": adapters.config.rank,
                "numbers": sum(p.numel() for p in adapters.parameters()),
            },
            "rewrite": {
                "weights": weights,
                "parity": {key: round(value, 5) for key, value in figures.items()},
                "blend_0_against_before": beside_base(base, new, g),
                "bytes": {"before": bundle.files["rewrite.onnx"], "after": grafted.stat().st_size},
                "call_ms": take_turns({"before": base, "after": new}, {"before": bundle.geometry, "after": g}),
                "measured_on": {key: computer[key] for key in ("processor", "cores")},
            },
        }
        graphs, attribution = bundle.graph_files | {"rewrite": grafted}, _attribution(bundle, corpus, Path(scratch))
        new_card = card(bundle, report)
        written = write_bundle(out, name, g, graphs, bundle.weights, new_card, attribution, bundle.extra)
    if (run / OWN / "index.json").is_file():
        learned, judged = (_codes(run / OWN, split) for split in (TRAIN, JUDGED))
        report["codes_apart"] = likeness(written, learned, judged, run)
        written = amend_bundle(written, card(bundle, report))
    return written, report


def _codes(tokens: Path, split: str) -> list[Codes]:
    return [
        np.load(tokens / f"{c.name}.codes.npy").astype(np.int64) for c in read_tokens(tokens).clips if c.split == split
    ]


def _read_json(path: Path) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return table


def card(bundle: Bundle, report: Mapping[str, Any]) -> dict[str, Any]:
    """The old card, with the report as "own" and with rewrite.onnx as it is now."""
    old, rewrite = dict(bundle.card), report["rewrite"]
    weights = rewrite["weights"]
    told = {
        "weights": weights,
        "parity": rewrite["parity"],
        "bytes": {weights: rewrite["bytes"]["after"]},
        "call_ms": {weights: rewrite["call_ms"]["after"]},
    }
    kept = [name for name in bundle.signatures if name != "rewrite"]
    return {
        **old,
        "own": dict(report),
        "graphs": {**old.get("graphs", {}), "rewrite": told},
        "kept": {"graphs": kept, "bundle": bundle.name, "sha256": bundle.sha256},
    }


def _attribution(bundle: Bundle, corpus: Sequence[Clip], scratch: Path) -> Path | None:
    """Who made the recordings, the own ones included."""
    old = bundle.attribution
    if not corpus:
        return old
    own = scratch / "own.csv"
    write_attribution(corpus, own)
    if old is None:
        return own
    join_attribution(own, old, scratch / "both.csv")
    return scratch / "both.csv"


def told(report: Mapping[str, Any]) -> str:
    """The report for the player, as Markdown."""
    names, rewrite = ", ".join(report["adapters"]["names"]), report["rewrite"]
    before, after = rewrite["call_ms"]["before"], rewrite["call_ms"]["after"]
    lines = [f"# {names}: what was learned, and what it costs", ""]
    if "music" in report:
        lines += [*_of_music(report["music"], report["training"]), ""]
    lines += [
        *_of_nats(report.get("nats_per_code", {})),
        *_of_codes(report.get("codes_apart", {})),
        f"A rewrite of {STEP_FRAMES} frames took {before['p50']:.2f} ms before and {after['p50']:.2f} ms with adapters "
        f"(medians; processor time {before['cpu']:.2f} and {after['cpu']:.2f} ms, "
        f"{100.0 * (after['cpu'] / before['cpu'] - 1.0):+.1f} %), in turns on one thread of "
        f"{rewrite['measured_on']['processor']}.",
        f"rewrite.onnx grew from {rewrite['bytes']['before'] / 1e6:.2f} to {rewrite['bytes']['after'] / 1e6:.2f} MB by "
        f"{report['adapters']['numbers']} numbers; all other graphs are the old bundle's, byte for byte.",
        f"At own=0 {rewrite['blend_0_against_before']['same']:.2%} of the tokens are those of the old bundle, and "
        f"their log-probabilities lie within {rewrite['blend_0_against_before']['confidence_off']:.1g}.",
    ]
    return "\n".join(lines) + "\n"


def _of_music(music: Mapping[str, Any], training: Mapping[str, Any]) -> list[str]:
    use = music["seconds_by_use"]
    lines = [
        f"{music['recordings']} recordings, {music['seconds']:.0f} s: {use['train']:.0f} s learned from, "
        f"{use['validation']:.0f} s to choose the best step, {use['judged']:.0f} s to judge it.",
        f"{training['steps']} steps in {training['minutes']:.1f} min; kept is what step {training['chosen_step']} had "
        f"learned, {training['chosen_part']:.0%} of it.",
    ]
    lines += [f"Not read: {reason}" for reason in music["unreadable"]]
    if music["turned_into_tokens"] < music["recordings"]:
        lines.append(
            f"There was time for {music['turned_into_tokens']} of the recordings only: give it more --minutes."
        )
    if not training["chosen_step"]:
        lines.append(
            "No step foresaw what was held out better than the old bundle, so nothing was learned: give it more "
            "recordings, or recordings that are more alike."
        )
    return lines


def _of_nats(nats: Mapping[str, Any]) -> list[str]:
    """A table of how surprising each kind of music is."""
    if not nats:
        return []
    lines = ["| nats per code (lower is nearer) | own=0 | own=0.5 | own=1 | gained |", "|" + " --- |" * 5]
    for name, at in nats.items():
        means = [at[key]["mean"] for key in ("before", "half", "after")]
        lines.append("| " + " | ".join([name, *(f"{x:.3f}" for x in means), f"{means[0] - means[2]:+.3f}"]) + " |")
    return [*lines, ""]


def _of_codes(apart: Mapping[str, float]) -> list[str]:
    """A table of what it plays by itself."""
    if not apart:
        return []
    heads, shares = [name.replace("_", " ") for name in apart], [f"{share:.1%}" for share in apart.values()]
    return [
        f"| codes that are used otherwise than in what was learned (lower is nearer) | {' | '.join(heads)} |",
        "|" + " --- |" * (1 + len(heads)),
        f"| going on from what was held out, to hear in own_*.wav | {' | '.join(shares)} |",
        "",
    ]


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and export; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m exporters.adapters", description="Put trained adapters into a bundle."
    )
    parser.add_argument("run", type=Path, help="a run of training.adapt; the report is written there")
    parser.add_argument("out", type=Path, help="the bundle folder; an older bundle there is replaced")
    parser.add_argument("--bundle", type=Path, help="the bundle to put them into (the default)")
    parser.add_argument("--generator", type=Path, required=True, help="the run or checkpoint of its generator")
    parser.add_argument("--data", type=Path, help="the corpus of own recordings, for the attribution")
    parser.add_argument("--name", help="what the bundle is called (the name of OUT)")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    bundle, report = export_adapters(
        Bundle.load(options.bundle),
        load_generator(options.generator),
        load_adapters(options.run),
        options.run,
        options.out,
        options.name or options.out.name,
        read_index(options.data) if options.data else [],
    )
    write_whole(options.run / "report.json", json.dumps(report, indent=1) + "\n")
    write_whole(options.run / "report.md", told(report))
    print(told(report))
    print(f"{bundle.path}: {sum(bundle.files.values()) / 1e6:.1f} MB; report: {options.run / 'report.md'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
