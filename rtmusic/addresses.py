"""Every OSC address as a tree that tells about itself: what it takes, its bounds, and what it does.

OSCQuery shows this tree; it is made from the tables of knobs, commands, words and states, so nothing is written down
twice. Every value stands in it once, under its plain spelling: /gen/temperature and /loop/0/rewrite work over OSC, and
would be second faders of /temperature and /rewrite here. SooperLooper's addresses are that looper's own, and left out.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rtmusic import oscguests
from rtmusic.knobs import COMMANDS, HELD, KNOBS, LOOP_COMMANDS, PROMPTS, Knob, Panel
from rtmusic.midimap import Scene, target_words
from rtmusic.oscaddresses import STATES, WORDS, Picture, Word, value_address
from rtmusic.oscwire import Argument

READ, WRITE = 1, 2  # bits of ACCESS
ATTRIBUTES = (
    *("FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "VALUE", "RANGE", "DESCRIPTION", "UNIT", "CLIPMODE", "TAGS"),
    "EXTENDED_TYPE",
)
_UNITS = {"dB": "gain.db", "s": "time.second", "bpm": "time.bpm"}  # OSCQuery's own names, where it has one
_EXTENDED = {"switch": "toggle", "choice": "menu"}
_PRESS = {"MIN": 0, "MAX": 1}
_MANY = "…"  # behind a type: as many of it as there are
_TAKES = {"0 or 1": "i"}  # arguments as a player reads them
_LETTERS = {"number": "i", "ms": "i", "beats": "f", "seconds": "f"}  # one of them; all others are texts
_KINDS: Mapping[str, type[int | float | str]] = {"i": int, "f": float, "s": str}
_BOUNDS: Mapping[str, Mapping[str, Any]] = {
    "0 or 1": _PRESS,
    "command": {"VALS": list(LOOP_COMMANDS)},
    "pedal": {"VALS": list(HELD)},
}

Arguments = tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One address that takes or gives a value."""

    address: str
    type: str  # OSC type tags; the last may be any number of times, as in f…
    access: int
    description: str
    bounds: Mapping[str, Any] | None = None  # of its only argument: MIN and MAX, or VALS
    unit: str = ""
    extended: str = ""
    tags: tuple[str, ...] = ()

    def attributes(self, values: Arguments | None) -> dict[str, Any]:
        """What is told about it, apart from the nodes below it; JSON has no word for what is not a number."""
        told: dict[str, Any] = {"FULL_PATH": self.address, "TYPE": type_tags(self.type, len(values or ()))}
        told |= {"ACCESS": self.access, "DESCRIPTION": self.description}
        if self.access & READ and values:
            told["VALUE"] = [None if isinstance(v, float) and not math.isfinite(v) else v for v in values]
        if self.bounds is not None:
            told |= {"RANGE": [dict(self.bounds)], "CLIPMODE": ["both" if "MIN" in self.bounds else "none"]}
        if self.unit:
            told["UNIT"] = [_UNITS.get(self.unit, self.unit)]
        if self.extended:
            told["EXTENDED_TYPE"] = [self.extended]
        if self.tags:
            told["TAGS"] = list(self.tags)
        return told


def type_tags(types: str, number: int) -> str:
    """The type tags of a message with so many values; f… is one f for each of them, and one where there are none."""
    fixed = types.removesuffix(_MANY)
    return fixed if fixed == types else fixed + fixed[-1] * (number - len(fixed))


def knob_node(knob: Knob) -> Node:
    """A knob as OSCQuery tells it: choices by name, whole numbers as such."""
    whole = knob.curve in ("int", "switch")
    bounds: dict[str, Any] = (
        {"MIN": int(knob.low), "MAX": int(knob.high)} if whole else {"MIN": knob.low, "MAX": knob.high}
    )
    if knob.choices:
        bounds = {"VALS": list(knob.choices)}
    return Node(
        value_address(knob),
        "s" if knob.choices else "i" if whole else "f",
        READ | WRITE,
        knob.heard,
        bounds,
        knob.unit,
        _EXTENDED.get(knob.curve, ""),
        ("knob", f"heard at the next {knob.latency}"),
    )


def table_nodes() -> list[Node]:
    """Every knob, command, prompt, state and word that is always there."""
    return [
        *(knob_node(knob) for knob in KNOBS.values()),
        *(
            Node(c.address, "i", WRITE, c.heard, _PRESS, extended="trigger", tags=("command",))
            for c in COMMANDS.values()
        ),
        *(
            Node(f"/prompt/{i}", "s", READ | WRITE, f"words of prompt {i}", tags=("prompt",))
            for i in range(1, PROMPTS + 1)
        ),
        *(
            Node(state.address, state.types, READ, state.meaning, tags=("state", f"types {state.types}"))
            for state in STATES
            if state.address not in _SPOKEN
        ),
        *map(word_node, _SPOKEN.values()),
    ]


def word_node(words: Sequence[Word], bounds: Mapping[str, Any] | None = None) -> Node:
    """A word, or several with one address, which is then taken as the first one says.

    TYPE has what must be said, and where nothing must, the first that may be; a tag has it as a player reads it.
    """
    first = next((word for word in words if word.arguments), words[0])
    address = first.address.replace("/N/", "/0/")
    must = first.arguments.partition("[")[0] or first.arguments.strip("[]").partition(" ")[0]
    bounds = bounds or _BOUNDS.get(first.arguments)
    return Node(
        address,
        _TAKES.get(must) or "".join(_LETTERS.get(name, "s") for name in must.split()),
        WRITE | (READ if any(state.address == address for state in STATES) else 0),
        "; ".join(word.meaning for word in words),
        bounds,
        extended="" if bounds is None else "menu" if "VALS" in bounds else "toggle",
        tags=(
            "word",
            *(f"takes {word.arguments}" for word in words if word.arguments),
            *dict.fromkeys(f"answers {word.answer}" for word in words if word.answer),
        ),
    )


def guest_nodes(present: Container[str], scenes: Sequence[str]) -> list[Node]:
    """The words of scenes, and of other guests that are here, with the scenes and all else that can be named."""
    targets = {"VALS": [*KNOBS, *COMMANDS, *(target_words(Scene(name)) for name in scenes)]}
    known = {"/scene": {"VALS": list(scenes)}, "/midi/learn": targets, "/midi/unlearn": targets}
    here = _by_address([word for word in oscguests.WORDS if word.address.replace("/N/", "/0/") in present])
    return [word_node(words, known.get(address)) for address, words in here.items()]


def _by_address(words: Sequence[Word]) -> dict[str, list[Word]]:
    return {first.address: [word for word in words if word.address == first.address] for first in words}


_SPOKEN = _by_address(WORDS)  # these are always there


def picture(panel: Panel, texts: Sequence[str]) -> dict[str, Arguments]:
    """Where every knob and prompt stands, in the type that its node tells."""
    values: dict[str, Arguments] = {}
    for name, value in panel.values.items():
        knob = KNOBS[name]
        shown: Argument = float(value)
        if knob.choices:
            shown = knob.choices[int(value)]
        elif knob.curve in ("int", "switch"):
            shown = int(value)
        values[value_address(knob)] = (shown,)
    return values | {f"/prompt/{slot}": (text,) for slot, text in enumerate(texts, start=1)}


def states(now: Picture) -> dict[str, Arguments]:
    """What every state is, likewise."""
    read = {state: state.read(now) for state in STATES}
    return {
        state.address: tuple(_KINDS[tag](v) for tag, v in zip(type_tags(state.types, len(said)), said, strict=False))
        for state, said in read.items()
    }


def tree(nodes: Sequence[Node], values: Mapping[str, Arguments]) -> dict[str, Any]:
    """The whole address space as nested containers, as OSCQuery's JSON has it."""
    root: dict[str, Any] = {"FULL_PATH": "/", "DESCRIPTION": "rtmusic", "ACCESS": 0, "CONTENTS": {}}
    for node in nodes:
        here, path = root, ""
        for word in node.address.strip("/").split("/"):
            path += f"/{word}"
            here = here.setdefault("CONTENTS", {}).setdefault(word, {"FULL_PATH": path, "ACCESS": 0})
        here |= node.attributes(values.get(node.address))
    return root


def find_node(root: Mapping[str, Any], path: str) -> Mapping[str, Any] | None:
    """The node at a path, or None."""
    here = root
    for word in path.strip("/").split("/") if path.strip("/") else ():
        here = here.get("CONTENTS", {}).get(word)
        if here is None:
            return None
    return here
