"""The Open Stage Control session: the same sections on a tablet, in four tabs, big enough for fingers.

Its server subscribes and keeps the subscription through `rtmusic.js`, a custom module beside the session: a page in a
browser may only send when it is touched.
"""

from __future__ import annotations

import json

from patches.build.table import (
    COMMANDS,
    CORAL,
    DARK,
    PANEL,
    PEDALS,
    SECTIONS,
    TEXT,
    Section,
    colour_of,
    in_a_row,
    label,
    switch_of,
    value_address,
)
from rtmusic.knobs import Knob

Json = dict[str, object]
TABS = {
    "loop": ("levels", "loop", "time"),
    "rewrite": ("rewrite", "masks"),
    "prompts": ("prompts", "asks"),
    "machine": ("machine",),
}
ACROSS = PEDALS + 1  # in a row of pedals, with the state of the loop


def session() -> Json:
    """The whole session, as the program saves it."""
    tabs = [_tab(name, [SECTIONS[part] for part in parts]) for name, parts in TABS.items()]
    root: Json = {"type": "root", "id": "root", "colorBg": DARK, "colorText": TEXT, "tabs": tabs, "widgets": []}
    return {"createdWith": "Open Stage Control", "version": "1.25.0", "type": "session", "content": root}


def _tab(name: str, sections: list[Section]) -> Json:
    widgets: list[Json] = [_pedals(name), _panel(name, sections)]
    return {
        "type": "tab",
        "id": f"tab_{name}",
        "label": name,
        "layout": "vertical",
        "padding": 6,
        "colorBg": DARK,
        "widgets": widgets,
    }


def _pedals(tab: str) -> Json:
    """The same pedals above every tab, and what the loop does."""
    state: Json = {
        "type": "text",
        "id": f"{tab}_state",
        "address": "/rtmusic/loop_state",
        "bypass": True,
        "default": "no answer",
    }
    widgets: list[Json] = [state | {"expand": True, "colorText": CORAL, "css": "font-size: 180%"}]
    for command in COMMANDS.values():
        # tap sends 1 when it goes down and nothing when it comes up; clones of it need ids of their own.
        button: Json = {
            "type": "button",
            "id": f"{tab}_{command.name}",
            "label": label(command),
            "address": command.address,
        }
        button |= {"mode": "tap", "on": 1, "expand": True, "colorWidget": colour_of(command)}
        widgets.append(button | {"comments": command.heard})
    lines: list[Json] = [
        {
            "type": "panel",
            "id": f"{tab}_pedals_{row}",
            "layout": "horizontal",
            "expand": True,
            "scroll": False,
            "colorBg": PANEL,
            "widgets": widgets[row * ACROSS : (row + 1) * ACROSS],
        }
        for row in range(-(-len(widgets) // ACROSS))
    ]
    whole: Json = {"type": "panel", "id": f"{tab}_pedals", "layout": "vertical", "height": 76 * len(lines)}
    return whole | {"scroll": False, "colorBg": PANEL, "widgets": lines}


def _panel(tab: str, sections: list[Section]) -> Json:
    parts = [_section(part) for part in sections]
    return {
        "type": "panel",
        "id": f"{tab}_parts",
        "layout": "horizontal",
        "expand": True,
        "scroll": False,
        "widgets": parts,
    }


def _section(part: Section) -> Json:
    title: Json = {"type": "text", "id": f"title_{part.name}", "default": part.title, "bypass": True, "height": 36}
    widgets: list[Json] = [title | {"colorText": part.colour, "align": "left", "css": "font-size: 130%"}]
    for slot, knobs in enumerate(part.rows, start=1):
        row = [_text(slot)] if part.name == "prompts" else []
        row += [_widget(knob, part) for knob in reversed(knobs)]
        line: Json = {
            "type": "panel",
            "id": f"row_{knobs[0].name}",
            "layout": "horizontal",
            "expand": True,
            "scroll": False,
        }
        widgets.append(line | {"padding": 2, "innerPadding": False, "lineWidth": 0, "widgets": row})
    name = f"section_{part.name}"
    return {
        "type": "panel",
        "id": name,
        "layout": "vertical",
        "expand": True,
        "scroll": True,
        "colorBg": PANEL,
        "widgets": widgets,
    }


def _text(slot: int) -> Json:
    """A prompt's words; the module takes its weight off what comes back."""
    return {
        "type": "input",
        "id": f"text_{slot}",
        "address": f"/prompt/{slot}",
        "typeTags": "s",
        "expand": True,
        "align": "left",
    }


def _widget(knob: Knob, part: Section) -> Json:
    address = value_address(knob)
    common: Json = {
        "id": knob.name,
        "address": address,
        "colorWidget": part.colour,
        "comments": knob.heard,
        "default": knob.default,
    }
    if knob.curve == "switch":
        beside = knob in map(switch_of, part.knobs)
        shown = label(knob) if not beside else "on" if knob.name.endswith("_on") else "not"
        button: Json = {"type": "button", "mode": "toggle", "on": 1, "off": 0, "label": shown}
        return common | button | ({"width": 60} if beside else {"expand": True})
    if in_a_row(knob):
        values: Json = {name: place for place, name in enumerate(knob.choices)}
        return common | {"type": "switch", "layout": "horizontal", "values": values, "expand": True}
    if knob.choices:
        values = {name: place for place, name in enumerate(knob.choices)}
        return common | {"type": "dropdown", "values": values, "label": f"{label(knob)}: %key", "expand": True}
    fader: Json = {
        "type": "fader",
        "horizontal": True,
        "design": "compact",
        "range": {"min": knob.low, "max": knob.high},
    }
    fader |= {
        "logScale": knob.curve == "log",
        "steps": int(knob.high - knob.low) + 1 if knob.curve == "int" and knob.high < 256 else False,
    }
    words = f"{label(knob)} {knob.unit}".strip()
    # The fader's own name stands on it: compact faders show html before the bar.
    fader |= {"html": f'<div class="label">{words}</div>', "css": ".label {position: absolute; left: 8rem; top: 2rem}"}
    return common | fader | {"decimals": 0 if knob.curve == "int" else 3, "expand": True, "doubleTap": False}


def written() -> str:
    return json.dumps(session(), indent=1, ensure_ascii=False) + "\n"


__all__ = ["session", "written"]
