"""One ONNX graph: its inputs, its outputs, and the memory that the caller passes through it.

A graph takes its memory as inputs named ``past_*`` and gives it back as outputs named ``past_next_*``. The dict of
past arrays is a *state*: a value. Nothing here changes it, so keeping an old dict is a snapshot, and going back to
it is a rewind.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from rtmusic.errors import BundleError, UsageError

Array: TypeAlias = npt.NDArray[Any]
State: TypeAlias = dict[str, Array]  # keys are the graph's past_* inputs; opaque to whoever carries it

PAST, PAST_NEXT = "past_", "past_next_"

PROVIDERS = {  # name on the command line -> name in ONNX Runtime
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "dml": "DmlExecutionProvider",
}
_FIRST_CHOICES = ("cuda", "dml")  # what "auto" takes when it is there; CoreML compiles per shape, so only on request

_DTYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(int8)": "int8",
    "tensor(uint8)": "uint8",
    "tensor(bool)": "bool",
}


Options: TypeAlias = dict[str, int]
OPTIONS: Options = {  # what graphs run with; `python -m exporters.options` measures what each is worth
    "threads": 1,  # of one operator; see Graph
    "spinning": False,  # a waiting thread sleeps instead of burning the core that the sound process needs
    "arena": True,
    "memory_pattern": True,
    # After a fade to silence, memories hold numbers so small that every product would take a hundred times longer.
    "denormal_as_zero": True,
}


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output of a graph: numbers of one kind, and sizes, where a word stands for any size."""

    dtype: str
    shape: tuple[int | str, ...]

    def __str__(self) -> str:
        return f"{self.dtype} [{', '.join(map(str, self.shape))}]"

    def fits(self, other: Port) -> bool:
        """True when both promise the same: fixed sizes equal, free sizes free; the words for free sizes may differ."""
        return (
            self.dtype == other.dtype
            and len(self.shape) == len(other.shape)
            and all(
                a == b or (isinstance(a, str) and isinstance(b, str))
                for a, b in zip(self.shape, other.shape, strict=True)
            )
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """Everything that goes into and comes out of one graph, by name."""

    inputs: Mapping[str, Port]
    outputs: Mapping[str, Port]
    told: Mapping[str, str] = field(default_factory=dict)  # what its file says besides, see `rtmusic.contract`

    @property
    def pairs(self) -> tuple[str, ...]:
        """The inputs that come back as outputs: past_x where there is a past_next_x."""
        return tuple(name for name in self.inputs if name.startswith(PAST) and following(name) in self.outputs)


def following(past: str) -> str:
    """The output that carries an input's memory on: past_kv -> past_next_kv."""
    return PAST_NEXT + past.removeprefix(PAST)


def _ports(arguments: list[Any]) -> dict[str, Port]:
    return {
        argument.name: Port(
            _DTYPES.get(argument.type, argument.type),
            tuple(size if isinstance(size, int) else str(size or "?") for size in argument.shape),
        )
        for argument in arguments
    }


def _open(path: Path, options: ort.SessionOptions, providers: list[str]) -> ort.InferenceSession:
    try:
        return ort.InferenceSession(str(path), options, providers=providers)
    except Exception as error:  # ONNX Runtime raises a dozen kinds, with no common base but this
        reason = str(error).strip().splitlines()[0]
        raise BundleError(f"{path}: ONNX Runtime {ort.__version__} cannot read this graph ({reason})") from error


def read_signature(path: Path) -> Signature:
    """What a graph file takes and gives, without making it ready to run.

    Raises:
        BundleError: the file is not a graph that ONNX Runtime can read.
    """
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry("session.disable_prepacking", "1")
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = _open(path, options, [PROVIDERS["cpu"]])
    told = session.get_modelmeta().custom_metadata_map
    return Signature(_ports(session.get_inputs()), _ports(session.get_outputs()), told)


def choose_provider(wanted: str, floating: bool) -> str:
    """The provider to ask for, by its short name.

    "auto" takes an accelerator for graphs with floating-point weights only: of an eight-bit graph most operators
    would stay on the CPU, with a copy across for each.

    Raises:
        UsageError: an unknown name, or a provider that the installed ONNX Runtime does not have.
    """
    present = [name for name, full in PROVIDERS.items() if full in ort.get_available_providers()]
    if wanted == "auto":
        return next((name for name in _FIRST_CHOICES if floating and name in present), "cpu")
    if wanted not in PROVIDERS:
        raise UsageError(f"there is no provider {wanted!r}; choose one of: auto, {', '.join(PROVIDERS)}")
    if wanted not in present:
        hint = "pip install rtmusic[gpu]" if wanted == "cuda" else "--provider auto"
        raise UsageError(
            f"provider {wanted}: this ONNX Runtime {ort.__version__} has only {', '.join(present)}.\nTry:  {hint}"
        )
    return wanted


def session_options(options: Options) -> ort.SessionOptions:
    """Options by the words of `OPTIONS` as ONNX Runtime takes them."""
    made = ort.SessionOptions()
    made.intra_op_num_threads = options["threads"]
    made.inter_op_num_threads = 1
    made.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    made.log_severity_level = 3
    made.enable_cpu_mem_arena = bool(options["arena"])
    made.enable_mem_pattern = bool(options["memory_pattern"])
    made.add_session_config_entry("session.intra_op.allow_spinning", str(int(options["spinning"])))
    made.add_session_config_entry("session.inter_op.allow_spinning", str(int(options["spinning"])))
    made.add_session_config_entry("session.set_denormal_as_zero", str(int(options["denormal_as_zero"])))
    return made


class Graph:
    """A graph made ready to run, in one thread.

    One thread calls `run` at a time. All memory is in the states; between calls only `spent_s`, the seconds that all
    runs together took, is kept.

    Args:
        path: the ``.onnx`` file.
        provider: auto, cpu, cuda, coreml or dml.
        threads: CPU threads for one operator. One is right beside a sound process: two under load were 2-50 times
            slower, because a thread that waits for its twin waits for the scheduler.
        floating: False for a graph with eight-bit weights.

    Raises:
        BundleError: ONNX Runtime cannot read the file.
        UsageError: the provider is unknown or not there.
    """

    def __init__(self, path: Path, provider: str = "auto", threads: int = 1, floating: bool = True) -> None:
        chosen = choose_provider(provider, floating)
        self.spent_s = 0.0
        options = OPTIONS if threads == OPTIONS["threads"] else OPTIONS | {"threads": threads}
        self._session = _open(
            path, session_options(options), list(dict.fromkeys((PROVIDERS[chosen], PROVIDERS["cpu"])))
        )
        running = self._session.get_providers()[0]
        self.provider = next((name for name, full in PROVIDERS.items() if full == running), running)
        self.signature = Signature(_ports(self._session.get_inputs()), _ports(self._session.get_outputs()))
        self._plain = [name for name in self.signature.outputs if not name.startswith(PAST_NEXT)]
        self._names = self._plain + [following(name) for name in self.signature.pairs]
        self._empty: State = {}
        for name in self.signature.pairs:
            port = self.signature.inputs[name]
            self._empty[name] = np.zeros(tuple(int(size) for size in port.shape), dtype=port.dtype)
            self._empty[name].flags.writeable = False  # one array serves every beginning

    def initial_state(self) -> State:
        """The memory of one who has heard nothing."""
        return dict(self._empty)

    def run(self, inputs: Mapping[str, Array], past: State | None = None) -> tuple[dict[str, Array], State]:
        """Run once.

        Args:
            inputs: every input that is not in `past`, with the shapes and kinds of `signature`.
            past: the state that the last call returned; None begins afresh.

        Returns:
            The outputs by name, and the next state. Neither shares memory with `past`.
        """
        if past is None:
            past = self._empty
        began = time.perf_counter()
        values = self._session.run(self._names, {**past, **inputs})
        self.spent_s += time.perf_counter() - began
        count = len(self._plain)
        plain = dict(zip(self._plain, values[:count], strict=True))
        return plain, dict(zip(self.signature.pairs, values[count:], strict=True))

    def warm_up(self, sizes: Mapping[str, int], rounds: int = 2) -> None:
        """Run on blank inputs, so that the first call that matters finds its memory reserved and its weights at hand.

        Args:
            sizes: a number for every word in the shapes of the inputs, such as F.
        """
        blank: dict[str, Array] = {}
        for name, port in self.signature.inputs.items():
            shape = tuple(size if isinstance(size, int) else sizes[size] for size in port.shape)
            # Single numbers are ones: a temperature or a count of zero means nothing.
            blank[name] = np.zeros(shape, port.dtype) if shape else np.ones((), port.dtype)
        for _ in range(rounds):
            self._session.run(self._names, blank)
