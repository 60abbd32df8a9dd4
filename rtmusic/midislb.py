"""SooperLooper's MIDI bindings (.slb) as ours: what has a counterpart comes over, the rest is told line by line.

    ch type param  cmd ctrl loop  [low high style first last]       channels from 0; type pc, cc, n, on, off …

There is one loop here, so whatever was said to a loop is said to it; levels are gains there and dB here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rtmusic.errors import UsageError
from rtmusic.knobs import COMMANDS, KNOBS, Knob
from rtmusic.midimap import KINDS, Binding, Kind, Source, Target, change

PRESSES = {  # commands there → what is pressed here
    "record": "record", "record_or_overdub": "record", "overdub": "overdub", "undo": "undo", "redo": "redo",
    "undo_all": "clear", "tap_tempo": "tap", "reset_sync_pos": "align",
}  # fmt: skip
SWITCHES = {"mute": "mute", "mute_on": "mute", "mute_off": "mute"}
LEVELS = {"wet": "wet", "dry": "dry"}
VALUES = {"tempo": "tempo"}
TYPES: dict[str, Kind] = {
    "cc": "cc", "ccon": "cc", "ccoff": "cc", "n": "note", "on": "note", "off": "note",
    "pc": "pc", "pb": "pb", "kp": "kp", "cp": "at",
}  # fmt: skip
LOWEST_DB = float(KNOBS["wet"].low)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came over, and a sentence for every line that did not."""

    bindings: tuple[Binding, ...]
    left_out: tuple[str, ...]


def read_slb(lines: Iterable[str]) -> Imported:
    """The bindings of a .slb file; nothing that stands in it is an error."""
    found: list[Binding] = []
    left_out: list[str] = []
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            found.append(_binding(words))
        except (UsageError, ValueError) as error:
            left_out.append(f"line {number}, {' '.join(words)[:80]!r}: {error}")
    return Imported(tuple(found), tuple(left_out))


def _binding(words: list[str]) -> Binding:
    if len(words) < 5:
        raise UsageError("a binding has at least channel, type, number, command and control")
    channel, kind, number, command, control = int(words[0]), words[1], int(words[2]), words[3], words[4]
    if kind not in TYPES:
        raise UsageError(f"messages of type {kind} are not known")
    if kind in ("off", "ccoff"):
        raise UsageError("what happens on release has no counterpart")
    if not 0 <= channel <= 15 or not 0 <= number <= 127:
        raise UsageError(f"channel {channel} or number {number} is out of range")
    source = Source(TYPES[kind], channel + 1, 0 if TYPES[kind] in ("pb", "at") else number)
    assert source.kind in KINDS
    low, high = (float(words[6]), float(words[7])) if len(words) > 7 else (0.0, 1.0)
    style = words[8] if len(words) > 8 else "norm"
    first, last = (int(words[9]), int(words[10])) if len(words) > 10 else (0, 127)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise UsageError("low or high is no number")
    target = _target(command, control)
    bound = replace(Binding(source, target), first=first, last=last)
    if not 0 <= first <= last <= 127:
        raise UsageError(f"values from {first} to {last} are not within 0 to 127")
    if isinstance(target, Knob):
        bound = _turned(bound, target, control, (low, high), style)
    return change(bound, ())


def _target(command: str, control: str) -> Target:
    if command == "susnote":
        raise UsageError("a press that ends with the release has no counterpart; a momentary press has: note")
    if command in ("note", "down", "hit", "up", "set") and control in PRESSES:
        name = PRESSES[control]
        if name in COMMANDS:
            return COMMANDS[name]
    if command in ("note", "down", "hit", "up") and control in SWITCHES:
        return KNOBS[SWITCHES[control]]
    if command == "set" and control in LEVELS | VALUES:
        return KNOBS[(LEVELS | VALUES)[control]]
    raise UsageError(f"{command} {control} has no counterpart")


def _turned(bound: Binding, knob: Knob, control: str, ends: tuple[float, float], style: str) -> Binding:
    if control in SWITCHES:
        high = {"mute_on": 1.0, "mute_off": 0.0}.get(control)
        return replace(bound, toggle=True) if high is None else replace(bound, high=high)
    low, high = (_decibels(end) for end in ends) if control in LEVELS else ends
    low, high = float(knob.clamp(low)), float(knob.clamp(high))
    usual = (low, high) == (knob.low, knob.high)
    bound = bound if usual else replace(bound, low=low, high=high)
    return replace(bound, toggle=True) if style.startswith("t") else bound


def _decibels(gain: float) -> float:
    return 20 * math.log10(gain) if gain > 10 ** (LOWEST_DB / 20) else LOWEST_DB
