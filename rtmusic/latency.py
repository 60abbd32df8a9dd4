"""How soon a turned knob or new words are heard: an evening of both at random moments, measured from its journal."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rtmusic.bundle import Bundle
from rtmusic.engine import Engine, Settings
from rtmusic.errors import UsageError
from rtmusic.knobs import KNOBS, Control, Panel, parse_setting
from rtmusic.meter import PERCENTILES, TYPED, Meter, Typed, summary
from rtmusic.report import machine, versions
from rtmusic.setbook import read_set
from rtmusic.shared import SAMPLE_RATE
from rtmusic.soundprocess import SoundSpec

TURNS = 200
AHEAD_S = 2.0  # before the first turn: the models are warm and the stream flows
APART_S = (0.25, 0.45)  # between two turns that rounds obey; the block's come between them
# What is turned, from one side to the other and back; far enough apart that no sample stays the same.
ASKED = ("mode=stream", "prompt_3=1", "brightness_on=on", "density_on=on", "drums_on=on", "bass_on=on", "on_beat=on")
BLOCK = {"gain": (-12.0, 0.0), "wet": (-9.0, 0.0), "mute": (0.0, 1.0)}
ROUND = {
    "temperature": (0.6, 1.3), "guidance": (0.0, 3.0), "obedience": (0.5, 3.0), "prompt_1": (0.0, 1.0),
    "prompt_2": (0.0, 1.0), "brightness": (0.1, 0.9), "density": (0.1, 0.9), "drums": (0.0, 1.0), "bass": (0.0, 1.0),
    "top_k": (8.0, 400.0), "top_p": (0.5, 0.95), "typical": (0.3, 0.9),
}  # fmt: skip
BAR = {"tempo": (90.0, 150.0)}
_Table = Mapping[str, tuple[float, float]]  # knob → its two sides
SLOT = 3  # where words are typed; they are asked for all the time
MOODS = (
    *("calm", "angry", "bright", "dark", "slow", "fast", "gentle", "distorted", "solemn", "playful", "lonely", "huge"),
    *("old", "cold", "warm", "dusty"),
)
THINGS = (
    *("piano", "electric guitar", "drums", "church organ", "flute", "string quartet", "choir", "techno", "harpsichord"),
    *("trumpet", "ambient pads", "rock band", "cello", "bells", "double bass"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is measured, on what."""

    bundle: Path | None = None
    sound: SoundSpec = field(default_factory=lambda: SoundSpec("virtual", "virtual"))
    provider: str = "cpu"
    turns: int = TURNS  # of each class
    settings: Sequence[str] = ()  # knobs that shall stand elsewhere


def measure(question: Question, progress: Callable[[float], None] = lambda share: None) -> dict[str, Any]:
    """Play an evening, turn knobs, type prompts, and say when each was heard.

    Args:
        progress: told the share that is done, 0..1, from time to time.

    Returns:
        {"classes": {"block": {"p50_ms": …, "turns": …}, "round": …, "bar": …}, "knobs": …, "typed": …, "parts_ms": …},
        see `rtmusic.meter.summary`; `parts_ms` says where the time goes, part by part. A bundle that reads no words is
        measured without them.

    Raises:
        RtmusicError: no such device, or no such bundle.
        UsageError: no turns.
    """
    if question.turns < 1:
        raise UsageError("at least one turn has to be made:  --turns 200")
    bundle = Bundle.load(question.bundle)
    panel = Panel().turn([parse_setting(text) for text in (*ASKED, *question.settings)])
    with tempfile.TemporaryDirectory() as folder:
        evening = Path(folder) / "set"
        engine = Engine(
            Settings(
                question.sound,
                panel,
                bundle=question.bundle,
                provider=question.provider,
                journal=evening,
                everything=True,
            )
        )
        engine.start()
        try:
            typed = _turn_knobs(
                engine, question.turns, "text" in bundle.signatures, lambda share: progress(0.8 * share)
            )
        finally:
            report = engine.stop()
        book = read_set(evening)
        versions_typed = sorted(book.prompts)[len(book.prompts) - len(typed) :]
        meter = Meter(bundle, book, [Typed(*words) for words in zip(versions_typed, typed, strict=True)])
        heard = list(meter.measure())
    progress(1.0)
    device_ms = report.latency_ms["output_block"]
    return {
        **summary(heard, device_ms),
        "left_out": meter.left_out,
        "settings": list(question.settings),
        "parts_ms": dict(report.latency_ms),
        "rounds": report.rounds,
        "late_rounds": report.late_rounds,
        "audible_glitches": report.audible_glitches,
        "seconds": round(report.seconds, 1),
        "bundle": report.bundle["name"],
        "device": report.device.get("output"),
        "machine": machine(),
        "versions": versions(),
    }


def _turn_knobs(engine: Engine, turns: int, types: bool, progress: Callable[[float], None]) -> list[int]:
    """Every class gets as many turns, in an order that chance draws; levels are turned between two others.

    Returns:
        Where the playhead stood whenever words were about to be typed.
    """
    dice, typed = random.Random(0), list[int]()
    words = [f"{mood} {thing}" for mood in MOODS for thing in THINGS]
    dice.shuffle(words)
    plan = [*ROUND] * -(-turns // len(ROUND)), [*BAR] * turns, [*BLOCK] * -(-turns // len(BLOCK))
    rounds: list[tuple[str, _Table]] = [(name, ROUND) for name in plan[0][:turns]]
    rounds += [(name, BAR) for name in plan[1]]
    rounds += [(words[number % len(words)], {}) for number in range(turns if types else 0)]
    dice.shuffle(rounds)
    blocks = plan[2][:turns]
    sides: dict[str, int] = {}
    while engine.at_s < AHEAD_S:
        engine.check()
        time.sleep(0.01)
    for number, (name, table) in enumerate(rounds):
        engine.check()
        if table:
            _turn(engine, name, table, sides)
        else:
            typed.append(round(engine.at_s * SAMPLE_RATE))
            engine.prompt(SLOT, name)
        wait_s = dice.uniform(*APART_S)
        if number % 2 == 0 and blocks:
            between_s = dice.uniform(0.1, 0.9) * wait_s
            time.sleep(between_s)
            _turn(engine, blocks.pop(), BLOCK, sides)
            wait_s -= between_s
        time.sleep(wait_s)
        progress((number + 1) / len(rounds))
    time.sleep(1.0)  # the last turn is heard, too
    return typed


def _turn(engine: Engine, name: str, table: _Table, sides: dict[str, int]) -> None:
    sides[name] = 1 - sides.get(name, int(KNOBS[name].default > sum(table[name]) / 2))
    engine.turn(Control(KNOBS[name], table[name][sides[name]]))


def table(found: Mapping[str, Any]) -> str:
    """What `measure` found, as Markdown."""
    heads = [f"p{p}, ms" for p in PERCENTILES]
    lines = [f"| turned | {' | '.join(heads)} | turns | not heard |", "| --- |" + " ---: |" * (len(heads) + 2)]
    rows = [(f"**{name}**", figures) for name, figures in found["classes"].items()]
    rows += [(f"**{TYPED}**", found["typed"])]
    rows += [(f"`{name}`", figures) for name, figures in found["knobs"].items()]
    for label, figures in rows:
        cells = ["-" if (ms := figures[f"p{p}_ms"]) is None else f"{ms:.0f}" for p in PERCENTILES]
        lines.append(f"| {label} | {' | '.join(cells)} | {figures['turns']} | {figures['unheard']} |")
    parts = ", ".join(f"{name} {ms:.1f}" for name, ms in found["parts_ms"].items())
    return "\n".join(
        [
            *lines,
            "",
            f"{found['seconds']:.0f} s on {found['device']}, bundle {found['bundle']}: {found['late_rounds']} of "
            f"{found['rounds']} rounds late, {found['audible_glitches']} glitches. Parts, ms: {parts}.",
        ]
    )
