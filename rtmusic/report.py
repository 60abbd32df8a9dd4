"""What an evening was like, in numbers: read by a person, attached to a bug report, compared by a test.

The report is plain JSON without NaN. `Report` says what each field means; the rest of this file asks the machine who
it is, writes, reads and prints.
"""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rtmusic import __version__
from rtmusic.errors import RtmusicError, UsageError
from rtmusic.knobs import KNOBS
from rtmusic.status import Event
from rtmusic.wholefile import write_whole

_PACKAGES = ("numpy", "onnxruntime", "onnxruntime-gpu", "sounddevice", "python-rtmidi", "python-osc", "soundfile")


def machine() -> dict[str, Any]:
    """The computer: system, processor, cores that we may use, memory in GB."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        cores = os.cpu_count() or 1
    try:
        memory_gb = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        memory_gb = None
    return {"system": platform.platform(), "processor": _processor(), "cores": cores, "memory_gb": memory_gb}


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def versions() -> dict[str, str]:
    """Versions of rtmusic, Python, and those of the packages that are installed."""
    found = {"rtmusic": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """One evening, from the first block to the last."""

    seconds: float  # sound played
    rounds: int  # times that the machine wrote ahead
    late_rounds: int  # rounds that came too late: the draft before them was heard instead
    audible_glitches: int  # steps where a write began, restarts of the sound process, and sound that was no number
    repeated_bars: int  # times that even the drafts ran out and the last bar was repeated
    device_flags: int  # blocks that the sound device reported as lost, over or under; not all can be heard
    model_load: float  # share of one core, by the model process, mean over the evening
    sound_load: float  # share of one core, by the sound process, mean over the evening
    restarts: int  # times that a process was started again
    rungs: Mapping[str, int]  # rounds by what they left out for want of time
    latency_ms: Mapping[str, float]  # from your playing to your ear, part by part
    knob_to_ear_ms: Mapping[str, float]  # from a turned knob to the sound it changes: p50, p99, …
    round_ms: Mapping[str, float] = field(
        default_factory=dict
    )  # how long a round took, over the last 512: p50, p99, max
    events: Sequence[Event] = ()  # what happened, oldest first, with its time on the stream clock
    device: Mapping[str, Any] = field(default_factory=dict)  # input, output, rate, block
    bundle: Mapping[str, Any] = field(default_factory=dict)  # name, path, sha256
    provider: str = "cpu"  # where the models ran
    runtime: Mapping[str, Any] = field(default_factory=dict)  # ONNX Runtime's options, see rtmusic.graph.OPTIONS
    settings: Mapping[str, Any] = field(default_factory=dict)  # mode, knobs, prompts at the end
    machine: Mapping[str, Any] = field(default_factory=machine)
    versions: Mapping[str, str] = field(default_factory=versions)

    def as_dict(self) -> dict[str, Any]:
        """Only what JSON knows: no NaN, no arrays, no dataclasses."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self)}


def plain(value: Any) -> Any:
    """A value as strict JSON can say it: numbers that are not finite become null."""
    if isinstance(value, bool | str | int) or value is None:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):  # numbers and arrays of NumPy
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    return str(value)


def write(report: Mapping[str, Any], path: Path) -> None:
    """Write a report whole or not at all.

    Raises:
        RtmusicError: the folder is not there or cannot be written.
    """
    text = json.dumps(plain(report), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        write_whole(path, text)
    except OSError as error:
        raise RtmusicError(f"report {path} cannot be written: {error.strerror or error}") from error


def read(path: Path) -> dict[str, Any]:
    """A report that `write` wrote.

    Raises:
        UsageError: there is no such file, or it is no report.
    """
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"report {path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"{path} is not a report: {error}") from error
    if not isinstance(report, dict) or "rounds" not in report:
        raise UsageError(f"{path} is not a report; make one with:  rtmusic live --report {path}")
    return report


def show(report: Mapping[str, Any]) -> str:
    """A report as lines of text, the verdict first."""
    lines = [verdict(report), ""]
    for name, value in report.items():
        if name == "settings":
            lines += _lines("turned knobs", _turned(value))
            lines += _lines("prompts", {str(i): text for i, text in enumerate(value.get("prompts") or [], start=1)})
        elif name != "events":
            lines += _lines(name, value)
    events = report.get("events") or ()
    lines += [f"{'events':<18} {len(events)}"]
    lines += [f"  {event['at_s']:9.2f} s  {event['kind']:<16} {event['text']}" for event in events]
    return "\n".join(lines)


def verdict(report: Mapping[str, Any]) -> str:
    """The evening in one line."""
    glitches, repeats = report["audible_glitches"], report["repeated_bars"]
    minutes, seconds = divmod(round(report.get("seconds") or 0), 60)
    clean = "nothing was heard that should not be" if not glitches and not repeats else "not clean"
    return (
        f"{minutes}:{seconds:02d} min: {clean} ({glitches} glitches, {repeats} repeated bars, "
        f"{report['late_rounds']} of {report['rounds']} rounds late)"
    )


def _turned(settings: Mapping[str, Any]) -> dict[str, str]:
    """The knobs that did not stand where they rest, as a player reads them."""
    knobs = settings.get("knobs") or {}
    return {
        name: KNOBS[name].show(value) if name in KNOBS else str(value)
        for name, value in knobs.items()
        if name not in KNOBS or value != KNOBS[name].default
    }


def _lines(name: str, value: Any) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{name:<18} {_word(value)}"]
    if not value:
        return [f"{name:<18} -"]
    first, *rest = [f"{key} {_word(item)}" for key, item in value.items()]
    return [f"{name:<18} {first}", *[f"{'':<18} {line}" for line in rest]]


def _word(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_word(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_word, value)) or "-"
    return "-" if value is None else str(value)


def about() -> dict[str, Any]:
    """Who we are before anything plays: machine, versions, and where models can run here."""
    import onnxruntime as ort  # noqa: PLC0415  a saved report is read without it

    from rtmusic.graph import PROVIDERS  # noqa: PLC0415

    present = ort.get_available_providers()
    return {
        "machine": machine(),
        "versions": versions(),
        "providers": [name for name, full in PROVIDERS.items() if full in present],
    }


def show_about(facts: Mapping[str, Any]) -> str:
    """What `about` found, as lines of text."""
    return "\n".join(line for name, value in facts.items() for line in _lines(name, value))
