"""What ONNX Runtime's options are worth:  python -m exporters.options BUNDLE [--calls 200] [--json]

Every graph is opened once with the options that the instrument plays with (`rtmusic.graph.OPTIONS`) and once with each
of them changed, and all are called in turn, in an order that chance draws anew every time: whatever else the machine
does hits all alike. ``binding`` keeps inputs and outputs where they are instead of copying outputs out.

A figure above 1 says that the instrument's own choice is faster. Calls that take turns find their weights out of the
cache, as they do between the other graphs of a round; `exporters.cost` measures calls of one graph in a row.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from exporters.cost import example_calls
from rtmusic.bundle import Bundle
from rtmusic.errors import UsageError, script
from rtmusic.graph import OPTIONS, Graph, Options, session_options
from rtmusic.report import machine

CALLS = 200
WARM_UP = 5
GRAPHS = ("encoder", "decoder", "remember", "rewrite")
CHOSEN = "as played"
VARIANTS: dict[str, Options] = {
    CHOSEN: OPTIONS,
    "2 threads": OPTIONS | {"threads": 2},
    "2 threads, spinning": OPTIONS | {"threads": 2, "spinning": True},
    "no arena": OPTIONS | {"arena": False},
    "no memory pattern": OPTIONS | {"memory_pattern": False},
    "denormals kept": OPTIONS | {"denormal_as_zero": False},
}


def _callers(name: str, bundle: Bundle) -> dict[str, Callable[[], object]]:
    """One way to call a graph for every variant, all with the same inputs."""
    path = bundle.path / f"{name}.onnx"
    graph = Graph(path, "cpu")
    feeds = graph.initial_state() | next(example_calls(name, graph, bundle.geometry))
    names = list(graph.signature.outputs)

    def open_session(options: Options) -> ort.InferenceSession:
        return ort.InferenceSession(str(path), session_options(options), providers=["CPUExecutionProvider"])

    def caller(session: ort.InferenceSession) -> Callable[[], object]:
        return lambda: session.run(names, feeds)

    sessions = {variant: open_session(options) for variant, options in VARIANTS.items()}
    bound = sessions[CHOSEN].io_binding()
    kept = [ort.OrtValue.ortvalue_from_numpy(array) for array in feeds.values()]
    for key, value in zip(feeds, kept, strict=True):
        bound.bind_ortvalue_input(key, value)
    for key, array in zip(names, sessions[CHOSEN].run(names, feeds), strict=True):
        bound.bind_ortvalue_output(key, ort.OrtValue.ortvalue_from_numpy(array))

    def binding() -> object:
        assert kept  # what is bound lives as long as this
        return sessions[CHOSEN].run_with_iobinding(bound)

    return {variant: caller(session) for variant, session in sessions.items()} | {"binding": binding}


def measure(name: str, bundle: Bundle, calls: int = CALLS) -> dict[str, dict[str, float]]:
    """Call one graph with every variant.

    Returns:
        By variant: "p50" and "p99" in ms, and "ratio", the median of its calls over those of the instrument's choice.
    """
    callers = _callers(name, bundle)
    taken: dict[str, list[float]] = {variant: [] for variant in callers}
    order, dice = list(callers), np.random.default_rng(0)
    for turn in range(WARM_UP + calls):
        dice.shuffle(order)
        for variant in order:
            began = time.perf_counter()
            callers[variant]()
            if turn >= WARM_UP:
                taken[variant].append(1000.0 * (time.perf_counter() - began))
    base = float(np.median(taken[CHOSEN]))
    found = {}
    for variant, ms in taken.items():
        p50, p99 = np.percentile(ms, (50, 99))
        found[variant] = {
            "p50": round(float(p50), 3),
            "p99": round(float(p99), 3),
            "ratio": round(float(p50) / base, 3),
        }
    return found


def table(found: dict[str, dict[str, dict[str, float]]]) -> str:
    """One line a variant, one column a graph."""
    lines = [f"{'':20}" + "".join(f"{name:>30}" for name in found)]
    for variant in next(iter(found.values())):
        cells = [
            f"{ms['p50']:.2f} ms (p99 {ms['p99']:.1f}) x {ms['ratio']:.2f}"
            for ms in (f[variant] for f in found.values())
        ]
        lines.append(f"{variant:20}" + "".join(f"{cell:>30}" for cell in cells))
    return "\n".join(lines)


@script
def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m exporters.options", description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path, help="folder of models")
    parser.add_argument("--calls", type=int, default=CALLS, help="calls of every variant (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="as JSON (default: as a table)")
    arguments = parser.parse_args(words)
    if arguments.calls < 1:
        raise UsageError("--calls is at least 1:  --calls 200")
    bundle = Bundle.load(arguments.bundle)
    found = {name: measure(name, bundle, arguments.calls) for name in GRAPHS if name in bundle.signatures}
    facts: dict[str, Any] = {"options": found, "chosen": OPTIONS, "machine": machine()}
    print(json.dumps(facts, indent=1) if arguments.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
