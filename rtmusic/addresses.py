"""Every OSC address as a tree that tells about itself: what it takes, its bounds, and what it does.

OSCQuery shows this tree; it is made from the one table of knobs and commands, so nothing is written down twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rtmusic.knobs import COMMANDS, KNOBS, PROMPTS, Knob, Panel
from rtmusic.midimap import Scene, target_words
from rtmusic.oscaddresses import value_address
from rtmusic.oscguests import WORDS
from rtmusic.oscwire import Argument

READ, WRITE = 1, 2  # bits of ACCESS
ATTRIBUTES = (
    *("FULL_PATH", "CONTENTS", "TYPE", "ACCESS", "VALUE", "RANGE", "DESCRIPTION", "UNIT", "CLIPMODE", "TAGS"),
    "EXTENDED_TYPE",
)
_UNITS = {"dB": "gain.db", "s": "time.second", "bpm": "time.bpm"}  # OSCQuery's own names, where it has one
_MEANT = {word.address: word.meaning for word in WORDS}
_EXTENDED = {"switch": "toggle", "choice": "menu"}


@dataclass(frozen=True, slots=True)
class Node:
    """One address that takes or gives a value."""

    address: str
    type: str  # OSC type tags
    access: int
    description: str
    bounds: Mapping[str, Any] | None = None  # of its only argument: MIN and MAX, or VALS
    unit: str = ""
    extended: str = ""
    tags: tuple[str, ...] = ()

    def attributes(self, value: Argument | None) -> dict[str, Any]:
        """What is told about it, apart from the nodes below it."""
        told: dict[str, Any] = {"FULL_PATH": self.address, "TYPE": self.type, "ACCESS": self.access}
        told["DESCRIPTION"] = self.description
        if self.access & READ and value is not None:
            told["VALUE"] = [value]
        if self.bounds is not None:
            told |= {"RANGE": [dict(self.bounds)], "CLIPMODE": ["both" if "MIN" in self.bounds else "none"]}
        if self.unit:
            told["UNIT"] = [_UNITS.get(self.unit, self.unit)]
        if self.extended:
            told["EXTENDED_TYPE"] = [self.extended]
        if self.tags:
            told["TAGS"] = list(self.tags)
        return told


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
    """Every knob, command and prompt of the one table."""
    press = {"MIN": 0, "MAX": 1}
    return [
        *(knob_node(knob) for knob in KNOBS.values()),
        *(
            Node(c.address, "i", WRITE, c.heard, press, extended="trigger", tags=("command",))
            for c in COMMANDS.values()
        ),
        *(
            Node(f"/prompt/{i}", "s", READ | WRITE, f"words of prompt {i}", tags=("prompt",))
            for i in range(1, PROMPTS + 1)
        ),
    ]


def scene_nodes(names: Sequence[str]) -> list[Node]:
    """The addresses of scenes, with the names that there are."""
    known, tags = {"VALS": list(names)}, ("scene",)
    return [
        Node("/scene", "s", WRITE, _MEANT["/scene"], known, extended="menu", tags=tags),
        Node("/scene/save", "s", WRITE, _MEANT["/scene/save"], tags=tags),
        Node("/scene/morph", "sf", WRITE, _MEANT["/scene/morph"], tags=tags),
        Node("/scene/list", "", WRITE, _MEANT["/scene/list"], tags=tags),
    ]


def midi_nodes(scenes: Sequence[str]) -> list[Node]:
    """The addresses of what MIDI is bound to, with all that can be bound."""
    tags = ("midi",)
    known = {"VALS": [*KNOBS, *COMMANDS, *(target_words(Scene(name)) for name in scenes)]}
    bounds = {"/midi/learn": known, "/midi/unlearn": known}
    types = {"/midi/learn": "s", "/midi/unlearn": "s", "/midi/save": "s"}
    return [
        Node(
            *(address, types.get(address, ""), WRITE, meaning),
            bounds=bounds.get(address),
            extended="menu" if address in bounds else "",
            tags=tags,
        )
        for address, meaning in _MEANT.items()
        if address.startswith("/midi/")
    ]


def picture(panel: Panel, texts: Sequence[str]) -> dict[str, Argument]:
    """The present value of every readable address, in the type that its node tells."""
    values: dict[str, Argument] = {}
    for name, value in panel.values.items():
        knob = KNOBS[name]
        shown: Argument = float(value)
        if knob.choices:
            shown = knob.choices[int(value)]
        elif knob.curve in ("int", "switch"):
            shown = int(value)
        values[value_address(knob)] = shown
    return values | {f"/prompt/{slot}": text for slot, text in enumerate(texts, start=1)}


def tree(nodes: Sequence[Node], values: Mapping[str, Argument]) -> dict[str, Any]:
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
