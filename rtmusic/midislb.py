"""SooperLooper's MIDI bindings (.slb) as ours: what has a counterpart comes over, the rest is told line by line.

    ch type param  cmd ctrl loop  [low high style first last]       channels from 0; type pc, cc, n, on, off …

Loops 0 to 7 there are loops 0 to 7 here, -3 is the selected one, -2 is everything. A binding to all loops (-1) is for
the selected one here, which may be all. Levels are gains there and dB here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rtmusic.errors import UsageError
from rtmusic.knobs import COMMANDS, HELD, KNOBS, LOOP_COMMANDS, LOOPS, MUTE_LOOP, Knob
from rtmusic.midimap import KINDS, Binding, Kind, Source, Target, change
from rtmusic.units import decibels

ALL, GLOBAL, SELECTED = -1, -2, -3  # in place of a loop's number
OURS_ALONE = (
    "clear",
    "cancel",
    "vary",
    "bounce",
    "take_next",
    "take_before",
    "favourite",
    "best",
)  # no command of a loop there
PRESSES = {  # commands to a loop there → what is pressed here
    name: name for name in LOOP_COMMANDS if name not in OURS_ALONE
}
GLOBAL_PRESSES = {"tap_tempo": "tap", "reset_sync_pos": "align"}
LEVELS = {"wet": "level", "rec_thresh": "threshold"}  # of a loop; gains there
GLOBAL_LEVELS = {"wet": "wet", "dry": "dry"}
SHARES = {"feedback": "feedback", "pan_1": "pan"}  # of a loop; 0 to 1 there, the whole way of the knob here
OF_A_LOOP = {
    **{"rate": "rate", "stretch_ratio": "stretch", "pitch_shift": "pitch", "tempo_stretch": "tempo_sync"},
    **{"relative_sync": "relative_sync", "round": "round"},
}
VALUES = {"tempo": "tempo", "selected_loop_num": "select"}
TYPES: dict[str, Kind] = {
    "cc": "cc", "ccon": "cc", "ccoff": "cc", "n": "note", "on": "note", "off": "note",
    "pc": "pc", "pb": "pb", "kp": "kp", "cp": "at",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """What came over, and a sentence for every line that did not, or that means something else here."""

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
        where = f"line {number}, {' '.join(words)[:80]!r}"
        try:
            loop = int(words[5]) if len(words) > 5 else SELECTED
            bound = _binding(words, loop)
        except (UsageError, ValueError) as error:
            left_out.append(f"{where}: {error}")
            continue
        found.append(bound)
        if loop == ALL and not _is_shared(words[4]):
            left_out.append(f"{where}: is for the selected loop here; for all of them turn on:  select=all")
    return Imported(tuple(found), tuple(left_out))


def _binding(words: list[str], loop: int) -> Binding:
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
    target = _target(command, control, loop)
    bound = replace(Binding(source, target), first=first, last=last)
    if not 0 <= first <= last <= 127:
        raise UsageError(f"values from {first} to {last} are not within 0 to 127")
    if isinstance(target, Knob):
        bound = _turned(bound, target, control, (low, high), style)
    return change(bound, ["hold"] if command == "susnote" else ())


def _is_shared(control: str) -> bool:
    """True for what no loop has for itself."""
    return control in GLOBAL_PRESSES or control in VALUES or control == "dry"


def _target(command: str, control: str, loop: int) -> Target:
    if command == "susnote" and control not in HELD:
        raise UsageError(f"{control} cannot be held here; a press can be: note")
    pressed, turned = command in ("note", "susnote", "down", "hit", "up"), command == "set"
    if (pressed or turned) and control in GLOBAL_PRESSES:
        return COMMANDS[GLOBAL_PRESSES[control]]
    if turned and control in VALUES:
        return KNOBS[VALUES[control]]
    if turned and (control == "dry" or loop == GLOBAL) and control in GLOBAL_LEVELS:
        return KNOBS[GLOBAL_LEVELS[control]]
    of_a_loop = PRESSES if pressed else LEVELS | SHARES | OF_A_LOOP if turned else {}
    if control not in of_a_loop:
        raise UsageError(f"{command} {control} has no counterpart")
    name = of_a_loop[control]
    if 0 <= loop < LOOPS:
        return (COMMANDS if pressed else KNOBS)[f"loop_{loop}_{name}"]
    if loop not in (ALL, SELECTED):
        raise UsageError(f"there is no loop {loop}; there are 0 to {LOOPS - 1}")
    return COMMANDS[MUTE_LOOP if name == "mute" else name] if pressed else KNOBS[name]


def _turned(bound: Binding, knob: Knob, control: str, ends: tuple[float, float], style: str) -> Binding:
    if control in LEVELS | GLOBAL_LEVELS:
        low, high = (decibels(end) for end in ends)
    elif control in SHARES:
        low, high = (knob.from_unit(end) for end in ends)
    else:
        low, high = ends
    low, high = float(knob.clamp(low)), float(knob.clamp(high))
    usual = (low, high) == (knob.low, knob.high)
    bound = bound if usual else replace(bound, low=low, high=high)
    return replace(bound, toggle=True) if style.startswith("t") else bound
