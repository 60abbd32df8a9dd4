"""An evening of eight loops: recorded one beside the other, all rewritten, every pedal pressed, as a seed draws.

The instrument plays in real time, in processes of its own, on the virtual sound card, with the bundled recording for a
player. Loop 0 is the ground: the machine rewrites it and it is overdubbed, but it is never silent, so that a second of
silence is a fault. To the others everything happens. At the end all is undone, and every loop must be empty.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from rtmusic.endurance import GROWTH, Heard, grown
from rtmusic.engine import Engine, Settings
from rtmusic.errors import UsageError
from rtmusic.footprint import can_watch, memory_mb
from rtmusic.knobs import KNOBS, LOOPS, Control, Panel, loop_of, parse_setting, plain_name
from rtmusic.report import Report, machine
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.soundprocess import SoundSpec
from rtmusic.status import LoopStatus
from rtmusic.trials import until

ASKED = ("mode=loop", "rewrite=0", "quantize=beat", "mute_quantized=on", "overdub_quantized=on")
FIRST_S, APART_S = 1.0, 0.6  # of the first recording; between one and the next
TAKES_S = (4.0, 2.0, 1.5, 3.0, 2.5, 1.0, 4.5, 2.0)  # how long each loop is, before the grid has its say
REST_S = (0.7, 2.6)  # between two gestures
GROUND = 0  # the loop that is never silent
UNDONE_S = 4.0  # for all to be undone in
LEAST_MINUTES = 0.25
WHOLE_MINUTES = 1.0  # of a shorter evening the loops are shorter, too
SAMPLED_S = 10.0  # between two looks at the memory
# Until then there is ever more to remember: every loop has a memory and a voice of its own once it is rewritten.
FILLED_S, FILLED_SHARE = 60.0, 1 / 3  # of the evening, if that is longer

# What is done to any loop: pedals, and seconds from the first; and what is done to all but the ground.
TO_ANY: Mapping[str, Sequence[tuple[float, str]]] = {
    "overdub": ((0.0, "overdub"), (2.2, "overdub"), (5.0, "undo")),
    "one foot": ((0.0, "record_or_overdub"), (2.2, "record_or_overdub"), (5.0, "undo")),
    "overdub twice": ((0.0, "overdub"), (1.4, "overdub"), (2.0, "overdub"), (3.1, "overdub"), (6.0, "undo")),
    "substitute": ((0.0, "substitute"), (1.6, "substitute"), (5.0, "undo")),
    "reverse": ((0.0, "reverse"), (3.0, "reverse")),
    "vary": ((0.0, "vary"),),
    "trigger": ((0.0, "trigger"),),
    "cancel": ((0.0, "reverse"), (0.02, "cancel")),
}  # fmt: skip
TO_OTHERS: Mapping[str, Sequence[tuple[float, str]]] = {
    "replace": ((0.0, "replace"), (1.6, "replace"), (5.0, "undo")),
    "multiply": ((0.0, "multiply"), (2.5, "multiply"), (8.0, "undo")),
    "insert": ((0.0, "insert"), (1.2, "insert"), (6.0, "undo")),
    "mute": ((0.0, "mute"), (2.5, "mute")),
    "pause": ((0.0, "pause"), (2.1, "pause")),
    "oneshot": ((0.0, "oneshot"), (6.5, "trigger")),
    "solo": ((0.0, f"loop_{GROUND}_solo"), (0.0, "solo"), (2.0, "solo"), (2.0, f"loop_{GROUND}_solo")),
    "undo": ((0.0, "undo"), (1.5, "redo")),
    "takes": ((0.0, "favourite"), (0.5, "take_before"), (1.2, "as_made"), (2.0, "take_next"), (3.5, "best")),
    "undo all": ((0.0, "undo_all"), (1.5, "redo_all")),
    "bounce": ((0.0, "bounce"), (6.0, "undo")),
    "record on": ((0.0, "clear"), (1.0, "record"), (3.0, "overdub"), (4.3, "overdub")),
    "record anew": ((0.0, "clear"), (1.0, "record"), (3.0, "record")),
}
TURNED: Mapping[str, tuple[float, float]] = {  # knobs of a loop, and how far each may go
    "level": (-12.0, 0.0),
    "pan": (-1.0, 1.0),
    "feedback": (50.0, 100.0),
    "rewrite": (20.0, 70.0),
    "drift": (10.0, 100.0),
    "generations": (1.0, 4.0),
    "periodic": (0.0, 16.0),
    "periodic_roll": (0.0, 3.0),
    "onset_width": (0.0, 5.0),
    "beat_width": (0.0, 5.0),
    "compression": (2.0, 8.0),
    "region_to": (0.0, 60.0),
}
SETTLED_S = 1.0  # after a gesture before the next one with the same loop


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that a hand does."""

    at_s: float  # of the stream clock
    pedal: str = ""  # a name of COMMANDS, or nothing
    turned: Control | None = None


def takes(share: float = 1.0) -> Iterator[Move]:
    """All loops recorded, one after the other, each for a share of its time."""
    at_s = FIRST_S
    for loop, whole_s in zip(range(LOOPS), TAKES_S, strict=True):
        seconds = share * whole_s
        yield Move(at_s, f"loop_{loop}_record")
        yield Move(at_s + seconds, f"loop_{loop}_record")
        yield Move(at_s + seconds + 0.1, turned=parse_setting(f"loop_{loop}_rewrite=40"))
        at_s += seconds + share * APART_S


def gestures(begin_s: float, end_s: float, dice: random.Random) -> Iterator[Move]:
    """Pedals and knobs until the evening ends, no two gestures with one loop at a time, in no certain order."""
    free_s = [begin_s] * LOOPS
    at_s = begin_s
    while True:
        at_s += dice.uniform(*REST_S)
        loop = dice.randrange(LOOPS)
        if dice.random() < 0.4:
            name, (low, high) = dice.choice(list(TURNED.items()))
            knob = KNOBS[f"loop_{loop}_{name}"]
            yield Move(at_s, turned=Control(knob, knob.clamp(dice.uniform(low, high))))
            continue
        pedals = dice.choice(list((TO_ANY if loop == GROUND else {**TO_ANY, **TO_OTHERS}).values()))
        named = [(s, pedal if loop_of(pedal) is not None else f"loop_{loop}_{pedal}") for s, pedal in pedals]
        meant = {number for _, pedal in named if (number := loop_of(pedal)) is not None}
        if at_s + pedals[-1][0] > end_s:
            return
        if max(free_s[number] for number in meant) > at_s:
            continue
        for number in meant:
            free_s[number] = at_s + pedals[-1][0] + SETTLED_S
        for after_s, pedal in named:
            yield Move(at_s + after_s, pedal)


def score(minutes: float, seed: int) -> list[Move]:
    """The whole evening, in the order in which it is played: the same for the same seed."""
    begun = list(takes(min(1.0, minutes / WHOLE_MINUTES)))
    rest = gestures(begun[-1].at_s + APART_S, 60 * minutes - UNDONE_S, random.Random(seed))
    return sorted([*begun, *rest], key=lambda move: move.at_s)


@dataclass(slots=True)
class _Seen:
    """What was seen while it played."""

    most_layers: int = 0
    never_empty: bool = True  # the ground
    memory_mb: list[float] | None = None  # own memory of the model process, without the sound of the loops that turn


def play(
    minutes: float,
    bundle: Path | None = None,
    settings: Sequence[str] = (),
    seed: int = 0,
    progress: Callable[[float], None] = lambda share: None,
) -> dict[str, Any]:
    """Play such an evening, and say what it was like.

    Args:
        minutes: how long.
        bundle: the models; None plays those that came with rtmusic.
        settings: knobs that shall stand elsewhere, as after --set.
        seed: which evening.
        progress: told the share that is done, 0..1.

    Returns:
        {"passed": bool, "failures": [sentences], "rounds": …, "rungs": {…}, "pedals": {name: times}, …}.

    Raises:
        UsageError: too short for eight loops.
        RtmusicError: the instrument gave up.
    """
    if minutes < LEAST_MINUTES:
        raise UsageError(f"{minutes:g} minutes are too short for {LOOPS} loops; give {LEAST_MINUTES:g} or more")
    moves = score(minutes, seed)
    with tempfile.TemporaryDirectory(prefix="rtmusic-loops-") as scratch:
        recording = Path(scratch) / "evening.wav"
        panel = Panel().turn([parse_setting(text) for text in (*ASKED, *settings)])
        sound = SoundSpec("virtual", "virtual")
        engine = Engine(Settings(sound, panel, bundle=bundle, provider="cpu", record=recording))
        engine.start()
        try:
            seen = _perform(engine, moves, 60 * minutes, progress)
            left = [number for number, loop in enumerate(engine.status().loops) if loop.state != "empty" or loop.layers]
        finally:
            report = engine.stop()
        heard = _listen(recording, moves, 60 * minutes - UNDONE_S)
    failures = list(judge(report, heard, seen, left))
    pressed = [plain_name(move.pedal) for move in moves]
    return {
        "passed": not failures,
        "failures": failures,
        "minutes": minutes,
        "seed": seed,
        "settings": list(settings),
        "pedals": {name: pressed.count(name) for name in sorted(set(pressed) - {""})},
        "knobs": pressed.count(""),
        "rounds": report.rounds,
        "late_rounds": report.late_rounds,
        "rungs": dict(report.rungs),
        "round_ms": dict(report.round_ms),
        "knob_to_ear_ms": dict(report.knob_to_ear_ms),
        "glitches": report.audible_glitches,
        "repeated_bars": report.repeated_bars,
        "restarts": report.restarts,
        "model_load": round(report.model_load, 3),
        "sound_load": round(report.sound_load, 3),
        "silent_s": heard.silent_s,
        "peak": round(heard.peak, 3),
        "most_layers": seen.most_layers,
        "memory_mb": [round(megabytes, 1) for megabytes in seen.memory_mb or []],
        "memory": grown({"model": seen.memory_mb or []}),
        "bundle": report.bundle["name"],
        "machine": machine(),
    }


def _perform(engine: Engine, moves: Sequence[Move], end_s: float, progress: Callable[[float], None]) -> _Seen:
    """Do all of it when its time comes; at the end undo everything."""
    seen = _Seen(memory_mb=[] if can_watch() else None)
    looked_s = max(FILLED_S, FILLED_SHARE * end_s) - SAMPLED_S
    recorded_s = FIRST_S + TAKES_S[GROUND] + 1.0
    for move in moves:
        until(engine, move.at_s)
        if move.turned is not None:
            engine.turn(move.turned)
        else:
            engine.command(move.pedal)
        status = engine.status()
        seen.most_layers = max(seen.most_layers, sum(loop.layers for loop in status.loops))
        seen.never_empty &= status.at_s < recorded_s or status.loops[GROUND].length_s > 0
        if seen.memory_mb is not None and move.at_s - looked_s > SAMPLED_S:
            looked_s = move.at_s
            seen.memory_mb.append(memory_mb(engine.model_pid)["private"] - _sound_mb(status.loops))
        progress(min(0.99, move.at_s / end_s))
    until(engine, end_s - UNDONE_S)
    engine.turn(parse_setting("quantize=off"))
    for pedal in ("cancel", "undo_all"):
        until(engine, engine.at_s + 0.5)
        for loop in range(LOOPS):
            engine.command(f"loop_{loop}_{pedal}")
    until(engine, end_s)
    progress(1.0)
    return seen


def _sound_mb(loops: Sequence[LoopStatus]) -> float:
    """What the turns take that are heard now: they come and go, and get longer and shorter."""
    return sum(loop.length_s for loop in loops) * SAMPLE_RATE * CHANNELS * 4 / 1e6


def _listen(recording: Path, moves: Sequence[Move], until_s: float) -> Heard:
    """Hear what was played, second by second; from the first loop on until all is undone something must sound."""
    heard = Heard()
    begin_s = FIRST_S + TAKES_S[GROUND] + 1.0
    for number, second in enumerate(soundfile.blocks(str(recording), SAMPLE_RATE, dtype="float32", always_2d=True)):
        if len(second) == SAMPLE_RATE:
            heard.listen(np.ascontiguousarray(second.T), begin_s < number < until_s - 1)
    return heard


def judge(report: Report, heard: Heard, seen: _Seen, left: Sequence[int]) -> Iterator[str]:
    """What should not have happened; rounds that were late or left something out are told only."""
    counts = {
        "glitches": report.audible_glitches,
        "repeated bars": report.repeated_bars,
        "restarts": report.restarts,
        "s of silence": heard.silent_s,
        "pedals that were not taken": sum(event.kind == "command-lost" for event in report.events),
    }
    for what, count in counts.items():
        if count:
            yield f"{count} {what}"
    if heard.peak > 1.0:
        yield f"a peak of {heard.peak:.3f}"
    if not seen.never_empty:
        yield "the ground was lost"
    for loop in left:
        yield f"loop {loop} is not empty when all is undone"
    if (ratio := grown({"model": seen.memory_mb or []}).get("model", 0.0)) > GROWTH:
        yield f"the model process's memory grew to {ratio:.2f} times what it was"


def table(found: Mapping[str, Any]) -> str:
    """What `play` found, for people."""
    rounds = max(1, found["rounds"])
    rungs = ", ".join(f"{name} {100 * count / rounds:.1f} %" for name, count in found["rungs"].items() if count)
    pedals = ", ".join(f"{name} {times}" for name, times in found["pedals"].items())
    round_ms, ear_ms = found["round_ms"], found["knob_to_ear_ms"]
    lines = [
        f"{found['minutes']:g} minutes, {LOOPS} loops, seed {found['seed']}: {sum(found['pedals'].values())} pedals "
        f"({pedals}) and {found['knobs']} turned knobs.",
        f"{found['glitches']} glitches, {found['repeated_bars']} repeated bars, {found['restarts']} restarts, "
        f"{found['silent_s']} s of silence, peak {found['peak']:g}.",
        f"{found['rounds']} rounds, {100 * found['late_rounds'] / rounds:.2f} % of them late; {rungs}.",
        "The last rounds: " + ", ".join(f"{name} {value:.1f} ms" for name, value in round_ms.items()) + ".",
        "Knob to ear: " + ", ".join(f"{name} {value:.0f} ms" for name, value in ear_ms.items()) + ".",
        f"Model process {found['model_load']:.2f} of a core, sound {found['sound_load']:.2f}; at most "
        f"{found['most_layers']} layers; memory without the loops' sound, once it has filled, at most "
        f"{max(found['memory_mb'], default=0):.0f} MB, last third over first: "
        + (", ".join(f"{name} {ratio:.3f}" for name, ratio in found["memory"].items()) or "not known")
        + ".",
        *(["passed"] if found["passed"] else [f"FAILED: {sentence}" for sentence in found["failures"]]),
    ]
    return "\n".join(lines)
