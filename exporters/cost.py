"""What a call of every graph costs:  python -m exporters.cost BUNDLE [--threads 1 2] [--calls 500] [--json] [--write]

Each graph plays as the engine plays it: one frame after the other with its memory carried on (encoder, decoder), four
frames at a time (remember), a window of 40 frames behind a full memory (rewrite), a short sentence (text), ten seconds
at once (listen). Inputs are noise and chance: what a call costs does not depend on the music.

``p50`` and ``p99`` are milliseconds on the clock, which other programs on the machine lengthen; ``cpu`` is the
processor time of a call over all threads, which they hardly do. The share of one core is ``cpu`` per sound that the
call stands for. ``--write`` puts the figures into the bundle's card.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from exporters.parity import COMMIT
from rtmusic.bundle import Bundle, amend_bundle
from rtmusic.errors import UsageError, script
from rtmusic.graph import PAST, Array, Graph
from rtmusic.report import machine
from rtmusic.units import Geometry

CALLS = 500
STEP_FRAMES = 40  # window of the timed rewrite: the default horizon
LISTEN_FRAMES = 512
_PIECES = 8  # in a short sentence


def example_calls(name: str, graph: Graph, g: Geometry, seed: int = 0) -> Iterator[dict[str, Array]]:
    """Inputs for call after call of a graph, without the memory that it carries on."""
    dice = np.random.default_rng(seed)
    frames = {"remember": COMMIT, "rewrite": min(STEP_FRAMES, g.window_frames)}.get(name, 1)
    held = _full_memory(graph, g, dice) if name == "rewrite" else {}
    while True:
        if name == "encoder":
            yield {"audio": dice.normal(scale=0.1, size=(g.channels, g.hop_samples)).astype(np.float32)}
        elif name == "decoder":
            yield {"codes": _codes(dice, g, g.levels, 1), "levels": np.array([g.levels])}
        elif name == "remember":
            yield {"codes": _codes(dice, g, g.model_levels, frames)}
        elif name == "rewrite":
            yield _window(dice, g, frames) | held
        elif name == "listen":
            yield {"codes": _codes(dice, g, g.model_levels, LISTEN_FRAMES)}
        else:
            yield {"input_ids": np.arange(1000, 1000 + _PIECES)[None], "attention_mask": np.ones((1, _PIECES), int)}


def _codes(dice: np.random.Generator, g: Geometry, levels: int, frames: int) -> Array:
    return dice.integers(0, g.codebook_size, (levels, frames))


def _window(dice: np.random.Generator, g: Geometry, frames: int) -> dict[str, Array]:
    """Every third frame is known, and of the others every second token of the first level."""
    known = np.zeros((g.model_levels, frames), np.float32)
    known[:, 2::3] = 1.0
    known[0, ::2] = 1.0
    wish = dice.normal(size=g.embedding_size)
    return {
        "codes": _codes(dice, g, g.model_levels, frames),
        "known": known,
        "gap": np.array(2),
        "embedding": (wish / np.linalg.norm(wish)).astype(np.float32),
        "guidance": np.array(1.5, np.float32),
        "controls": dice.random((frames, len(g.controls)), np.float32),
        "control_known": np.ones((frames, len(g.controls)), np.float32),
        "temperature": np.array(1.0, np.float32),
        "top_k": np.array(min(50, g.codebook_size)),
        "top_p": np.array(1.0, np.float32),
        "typical": np.array(1.0, np.float32),
        "noise": dice.random((g.model_levels, frames), np.float32),
        **({"blend": np.ones(len(g.adapters), np.float32)} if g.adapters else {}),
    }


def _full_memory(graph: Graph, g: Geometry, dice: np.random.Generator) -> dict[str, Array]:
    """A memory that has heard enough: its arrays are noise, its count is all it can hold."""
    memory: dict[str, Array] = {}
    for name, port in graph.signature.inputs.items():
        if name.startswith(PAST):
            shape = tuple(int(size) for size in port.shape)
            floating = port.dtype.startswith("float")
            memory[name] = (dice.normal(size=shape) if floating else np.full(shape, g.past_frames)).astype(port.dtype)
    return memory


def measure(name: str, graph: Graph, g: Geometry, calls: int = CALLS) -> dict[str, float]:
    """Play a graph for `calls` calls, after a tenth as many to warm up.

    Returns:
        "p50" and "p99" in milliseconds on the clock, "cpu" in milliseconds of processor time, mean of a call.
    """
    inputs, past = example_calls(name, graph, g), graph.initial_state()
    warm_up = max(calls // 10, 1)
    taken: list[float] = []
    busy_s = 0.0
    for turn in range(warm_up + calls):
        given = next(inputs)
        began, began_cpu = time.perf_counter(), time.process_time()
        _, past = graph.run(given, past)
        if turn >= warm_up:
            busy_s += time.process_time() - began_cpu
            taken.append(1000.0 * (time.perf_counter() - began))
    p50, p99 = np.percentile(taken, (50, 99))
    return {"p50": round(float(p50), 3), "p99": round(float(p99), 3), "cpu": round(1000.0 * busy_s / calls, 3)}


def sound_ms(name: str, g: Geometry) -> float | None:
    """How much sound one call stands for; None for a graph that is not called with the clock."""
    frames = {"encoder": 1, "decoder": 1, "remember": COMMIT}.get(name)
    return None if frames is None else g.milliseconds(frames * g.hop_samples)


def share(name: str, g: Geometry, ms: dict[str, float]) -> float | None:
    """The share of one core that a graph needs to keep up with the clock."""
    every = sound_ms(name, g)
    return None if every is None else ms["cpu"] / every


def by_threads(name: str, graph: Path, g: Geometry, threads: Sequence[int], calls: int) -> dict[str, Any]:
    """What `measure` finds with each number of threads: with one plainly, with more under "threads_2" and so on."""
    found = {n: measure(name, Graph(graph, "cpu", n), g, calls) for n in threads}
    return {**found.get(1, {}), **{f"threads_{n}": ms for n, ms in found.items() if n > 1}}


def measure_bundle(bundle: Bundle, threads: Sequence[int], calls: int) -> dict[str, dict[str, Any]]:
    """Graph name -> what `by_threads` finds, every graph of a bundle."""
    return {
        name: by_threads(name, bundle.path / f"{name}.onnx", bundle.geometry, threads, calls)
        for name in bundle.signatures
    }


def table(bundle: Bundle, costs: dict[str, dict[str, Any]], threads: Sequence[int]) -> str:
    """One line a graph and number of threads."""
    lines = [f"{'graph':9} {'weights':8} {'MB':>6} threads {'p50 ms':>8} {'p99 ms':>8} {'cpu ms':>8}  of one core"]
    for name, cost in costs.items():
        size = bundle.files[f"{name}.onnx"] / 1e6
        for n in threads:
            ms = cost if n == 1 else cost[f"threads_{n}"]
            part = share(name, bundle.geometry, ms)
            told = "" if part is None else f"{part:.3f}"
            times = " ".join(f"{ms[key]:8.2f}" for key in ("p50", "p99", "cpu"))
            lines.append(f"{name:9} {bundle.weights[name]:8} {size:6.2f} {n:7} {times}  {told:>11}".rstrip())
    return "\n".join(lines)


def with_costs(bundle: Bundle, costs: dict[str, dict[str, Any]]) -> Bundle:
    """Write the bundle again with these figures in its card, and on which machine they were taken."""
    graphs = dict(bundle.card.get("graphs", {}))
    for name, cost in costs.items():
        entry = dict(graphs.get(name, {"weights": bundle.weights[name]}))
        entry["call_ms"] = {**entry.get("call_ms", {}), bundle.weights[name]: cost}
        graphs[name] = entry
    computer = machine()
    card = {**bundle.card, "graphs": graphs, "cost_on": {key: computer[key] for key in ("processor", "cores")}}
    return amend_bundle(bundle, card)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, measure, print; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m exporters.cost", description="What a call of every graph costs.")
    parser.add_argument("bundle", type=Path, help="a finished bundle")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], metavar="N", help="CPU threads (1 2)")
    parser.add_argument("--calls", type=int, default=CALLS, metavar="N", help=f"calls that count ({CALLS})")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--write", action="store_true", help="put the figures into the bundle's card")
    options = parser.parse_args(arguments)
    _tell(options)
    return 0


def _tell(options: argparse.Namespace) -> None:
    if min(options.threads) < 1 or options.calls < 1:
        raise UsageError("--threads and --calls are at least 1:  --threads 1 2 --calls 500")
    if options.write and 1 not in options.threads:
        raise UsageError("a card tells the cost on one thread and on more:  --write --threads 1 2")
    bundle = Bundle.load(options.bundle)
    costs = measure_bundle(bundle, options.threads, options.calls)
    print(json.dumps(costs, indent=1) if options.json else table(bundle, costs, options.threads))
    if options.write:
        with_costs(bundle, costs)


if __name__ == "__main__":
    sys.exit(main())
