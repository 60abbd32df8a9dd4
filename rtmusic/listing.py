"""What there is to choose from, as tables for the terminal: knobs, devices, the inside of a bundle."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rtmusic import oscguests, sooper
from rtmusic.errors import DeviceError
from rtmusic.knobs import (
    COMMANDS,
    KNOBS,
    LOOP_COMMANDS,
    LOOP_KNOBS,
    LOOPS,
    MUTE_LOOP,
    SHARED_COMMANDS,
    SHARED_KNOBS,
    Command,
    Knob,
)
from rtmusic.midimap import bindings
from rtmusic.midiports import list_ports
from rtmusic.oscaddresses import STATES, WORDS, Word, spellings, value_address
from rtmusic.prompts import DEFAULT_PROMPTS

if TYPE_CHECKING:  # a list of knobs needs no models
    from rtmusic.bundle import Bundle

MANY = 8  # choices that are not all listed in a table
WIDEST = 150  # columns of text


def table(rows: Sequence[Sequence[str]], widest: int | None = None) -> str:
    """Rows as aligned columns; the first row is the head.

    Args:
        rows: of cells, all of as many.
        widest: columns of text; what is longer goes on below in the last column, which else may be of any width.
    """
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    left = sum(widths) + 2 * len(widths)
    lines = []
    for *cells, last in rows:
        told = [last] if widest is None else textwrap.wrap(last, widest - left) or [""]
        padded = [f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)]
        lines += ["  ".join([*padded, told[0]]), *[" " * left + more for more in told[1:]]]
    return "\n".join(line.rstrip() for line in lines)


def _midi(name: str) -> list[str]:
    """The controllers that are bound to a knob or command without a word: "cc 20"."""
    return [
        f"{source.kind} {source.number}"
        for source, here in bindings().items()
        if any(binding.target.name == name for binding in here)
    ]


def knob_facts() -> dict[str, list[dict[str, Any]]]:
    """The tables as plain data, for programs."""
    knobs = [
        {
            "name": knob.name,
            "address": value_address(knob),
            "addresses": list(spellings(knob)),
            "low": knob.low,
            "high": knob.high,
            "default": knob.default,
            "unit": knob.unit,
            "curve": knob.curve,
            "choices": list(knob.choices),
            "latency": knob.latency,
            "midi": _midi(knob.name),
            "heard": knob.heard,
        }
        for knob in KNOBS.values()
    ]
    commands = [
        {"name": c.name, "address": c.address, "midi": _midi(c.name), "heard": c.heard} for c in COMMANDS.values()
    ]
    words = [
        {"address": word.address, "arguments": word.arguments, "answer": word.answer, "heard": word.meaning}
        for word in (*WORDS, *oscguests.WORDS, *sooper.WORDS)
    ]
    states = [{"address": state.address, "types": state.types, "heard": state.meaning} for state in STATES]
    return {"knobs": knobs, "commands": commands, "words": words, "states": states}


def word_rows() -> list[tuple[str, str, str]]:
    """What else can be said over OSC: address and arguments, the answer, what it does."""
    return _rows((*WORDS, *oscguests.WORDS))


def state_rows() -> list[tuple[str, str, str]]:
    """What can be asked for and subscribed to over OSC: address, types, what it is."""
    others = tuple(f"/loop/{loop}/" for loop in range(1, LOOPS))  # told once, as N
    told = [state for state in STATES if not state.address.startswith(others)]
    return [(state.address.replace("/loop/0/", "/loop/N/"), state.types, state.meaning) for state in told]


def addresses(thing: Knob | Command) -> str:
    """Where it is found over OSC, as a player reads it; what every loop has of its own, also below its number."""
    if thing.name == MUTE_LOOP:
        return f"{thing.address}, /loop/N/mute"
    if thing.name in (LOOP_KNOBS if isinstance(thing, Knob) else LOOP_COMMANDS):
        return f"/[loop/N/]{thing.name}"
    return value_address(thing) if isinstance(thing, Knob) else thing.address


def sooper_rows() -> list[tuple[str, str, str]]:
    """What is understood of SooperLooper's addresses."""
    return _rows(sooper.WORDS)


def _rows(words: Sequence[Word]) -> list[tuple[str, str, str]]:
    return [(f"{word.address} {word.arguments}".rstrip(), word.answer, word.meaning) for word in words]


def bounds(knob: Knob) -> str:
    """What the knob can be set to, as a player reads it."""
    if len(knob.choices) > MANY:
        return f"{'|'.join(knob.choices[:3])}|…|{knob.choices[-1]}"
    if knob.choices:
        return "|".join(knob.choices)
    return "off|on" if knob.curve == "switch" else f"{knob.low:g}..{knob.high:g} {knob.unit}".rstrip()


def knob_table() -> str:
    """Every knob and command: OSC address, MIDI, bounds, where it rests, at which next thing and what you hear."""
    rows = [("KNOB", "OSC", "MIDI", "BOUNDS", "RESTS AT", "NEXT", "WHAT YOU HEAR")]
    for knob in SHARED_KNOBS.values():
        midi = ", ".join(_midi(knob.name))
        rest = knob.show(knob.default)
        rows.append((knob.name, value_address(knob), midi, bounds(knob), rest, knob.latency, knob.heard))
    commands = [("COMMAND", "OSC", "MIDI", "WHAT HAPPENS")]
    commands += [(c.name, c.address, ", ".join(_midi(c.name)), c.heard) for c in SHARED_COMMANDS.values()]
    prompts = [("PROMPT", "OSC", "WORDS AT THE START")]
    prompts += [(str(slot), f"/prompt/{slot}", text) for slot, text in enumerate(DEFAULT_PROMPTS, start=1)]
    words = [("OSC ONLY", "ANSWER", "WHAT IT IS FOR"), *word_rows()]
    states = [("OSC, TO BE ASKED", "TYPES", "WHAT IT IS"), *state_rows()]
    alias = [("SOOPERLOOPER", "ANSWER", "WHAT IT IS FOR"), *sooper_rows()]
    own = f"Every loop N, 0 to {LOOPS - 1}, has its own, as loop_N_NAME and /loop/N/NAME: {', '.join(LOOP_KNOBS)}; "
    own += f"and the pedals {', '.join(LOOP_COMMANDS)}. Without a number they are for the loop that `select` says."
    tables = [table(rows, WIDEST) for rows in (rows, commands, prompts, words, states, alias)]
    return "\n\n".join([*tables[:2], textwrap.fill(own, WIDEST), *tables[2:]])


def devices() -> str:
    """Sound devices and MIDI inputs that are here now, and the ones that are always there."""
    from rtmusic.cards import list_devices  # noqa: PLC0415  loads PortAudio

    lines = ["SOUND (for --input and --output: number or part of the name, with channels as in  Scarlett:3,4)"]
    try:
        cards = list_devices()
        marks = [" and ".join(["input"] * card.default_input + ["output"] * card.default_output) for card in cards]
        lines += [f"{card}{f', default {mark}' if mark else ''}" for card, mark in zip(cards, marks, strict=True)]
        lines += [] if cards else ["     no sound card"]
    except DeviceError as error:
        lines.append(f"     {error}")
    lines += [
        "     virtual: plays a recording into the instrument, with a real clock",
        "     file:PATH: hears a file once, or writes what is played",
        "     none: silence",
        "",
        "MIDI (for --midi: part of the name)",
    ]
    return "\n".join([*lines, *[f"     {name}" for name in list_ports() or ["no inputs"]]])


def bundle_card(bundle: Bundle) -> str:
    """What a bundle is: sizes, graphs, and the card that tells how it was made and how it measures."""
    g = bundle.geometry
    megabytes = sum(bundle.files.values()) / 1e6
    graphs = [("GRAPH", "MB", "WEIGHTS")]
    graphs += [(name, f"{bundle.files[f'{name}.onnx'] / 1e6:.1f}", kind) for name, kind in bundle.weights.items()]
    head = [
        f"{bundle.name}, {bundle.path}, {megabytes:.1f} MB",
        f"{g.sample_rate} Hz, {g.channels} channels, {g.frames_per_second:g} frames/s, {g.levels} levels of "
        f"{g.codebook_size} codes, {g.model_levels} of them written by the generator",
        f"delay {g.milliseconds(g.delay_samples):g} ms, past {g.past_frames} frames, controls learned: "
        f"{', '.join(g.trained_controls) or 'none'}",
        *([f"learned from own recordings besides: {', '.join(g.adapters)}"] if g.adapters else []),
        f"sha256 {bundle.sha256}",
    ]
    return "\n".join([*head, "", table(graphs), "", *_card_lines(bundle.card, 0)])


def check_bundle(bundle: Bundle) -> str:
    """Run every graph of a bundle whose files have passed all checks, and tell how long one call takes."""
    rows = [("GRAPH", "RUNS ON", "MS A CALL")]
    for name in bundle.signatures:
        graph = bundle.graph(name)
        size = bundle.geometry.hop_samples if name == "encoder" else 8
        sizes = {word: size for port in graph.signature.inputs.values() for word in port.shape if isinstance(word, str)}
        graph.warm_up(sizes)
        began = time.perf_counter()
        graph.warm_up(sizes, rounds=5)
        rows.append((name, graph.provider, f"{(time.perf_counter() - began) / 5 * 1000:.2f}"))
    return f"{bundle.path}: whole, {len(bundle.files)} files\n{table(rows)}"


def _card_lines(value: Any, depth: int) -> list[str]:
    if not isinstance(value, dict | list):
        return [f"{'  ' * depth}{value}"]
    lines: list[str] = []
    for key, item in value.items() if isinstance(value, dict) else enumerate(value, start=1):
        if isinstance(item, dict | list) and item:
            lines += [f"{'  ' * depth}{key}:", *_card_lines(item, depth + 1)]
        else:
            lines.append(f"{'  ' * depth}{key}: {item if item or item == 0 else '-'}")
    return lines
