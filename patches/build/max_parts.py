"""Faders, buttons and labels of the Max patches: all of them Live parameters, with the bounds of the knob table.

What stands on the surface says what it is turned to as ``/address value`` to `OUT`, and shows what comes from `IN`
with ``set``, which says nothing: so no change ever comes back as another one.
"""

from __future__ import annotations

from math import log

from patches.build.max_file import Json, Patcher, Rect
from patches.build.table import DARK, DIM, PANEL, TEXT, WELL, in_a_row, label, value_address
from rtmusic.knobs import Command, Knob

OUT, IN = "rtmusic-out", "rtmusic-in"
ROW = 27  # pixels from one line of a section to the next
_UNITS = {"dB": 4, "%": 5}  # Live's own unit styles; 0 is a whole number, 1 a fraction, 9 a unit of ours


def rgba(colour: str) -> list[float]:
    """#rrggbb as Max keeps colours."""
    return [round(int(colour[i : i + 2], 16) / 255, 4) for i in (1, 3, 5)] + [1.0]


def parameter(knob: Knob) -> Json:
    """A knob as a Live parameter: what automation, mapping and Push know of it."""
    kind = 2 if knob.choices or knob.curve == "switch" else 1 if knob.curve == "int" and knob.high < 256 else 0
    value: Json = {"parameter_longname": knob.name, "parameter_shortname": label(knob)[:12], "parameter_type": kind}
    value |= {"parameter_initial_enable": 1, "parameter_initial": [knob.default], "parameter_info": knob.heard}
    if kind == 2:
        value |= {"parameter_enum": list(knob.choices) or ["off", "on"], "parameter_mmax": int(knob.high)}
    else:
        value |= {"parameter_mmin": knob.low, "parameter_mmax": knob.high}
        value |= {"parameter_unitstyle": _UNITS.get(knob.unit, 0 if knob.curve == "int" else 1)}
        if knob.unit and knob.unit not in _UNITS:
            value |= {
                "parameter_unitstyle": 9,
                "parameter_units": f"{'%d' if knob.curve == 'int' else '%.2f'} {knob.unit}",
            }
        if knob.curve == "log":
            # Live bends a range by an exponent: this one puts the fader's middle where the table has it.
            value["parameter_exponent"] = round(_exponent(knob), 3)
    return {"parameter_enable": 1, "varname": knob.name, "saved_attribute_attributes": {"valueof": value}}


def _exponent(knob: Knob) -> float:
    return log((knob.from_unit(0.5) - knob.low) / (knob.high - knob.low)) / log(0.5)


def plate(patcher: Patcher, seen: Rect, colour: str = PANEL) -> None:
    """A field of one colour, behind what comes after it."""
    patcher.ui("panel", (700.0, 20.0), seen, bgfillcolor=rgba(colour), bgcolor=rgba(colour), background=1, rounded=0)


def caption(patcher: Patcher, seen: Rect, text: str, colour: str = TEXT, size: float = 13.0) -> None:
    patcher.said((700.0, 60.0), text, seen, textcolor=rgba(colour), fontsize=size)


def control(patcher: Patcher, at: tuple[float, float], knob: Knob, seen: Rect, colour: str) -> str:
    """The knob as a fader, a row of names, a menu or a switch, wired both ways. Returns its id."""
    look: Json = {"textcolor": rgba(TEXT), **parameter(knob)}
    if knob.curve == "switch":
        box = patcher.ui("live.toggle", at, seen, activebgoncolor=rgba(colour), bgcolor=rgba(WELL), **look)
    elif in_a_row(knob):
        colours = {"activebgoncolor": rgba(colour), "activebgcolor": rgba(WELL), "textoncolor": rgba(DARK)}
        box = patcher.ui("live.tab", at, seen, num_lines_patching=1, num_lines_presentation=1, **colours, **look)
    elif knob.choices:
        box = patcher.ui("live.menu", at, seen, **look)
    else:
        box = patcher.ui("live.slider", at, seen, orientation=1, slidercolor=rgba(colour), showname=0, **look)
    wire(patcher, at, box, value_address(knob))
    return box


def wire(patcher: Patcher, at: tuple[float, float], box: str, address: str) -> None:
    """A surface's way out and in: /address value out, set value in."""
    x, y = at
    patcher.line(box, patcher.box((x, y + 60), f"prepend {address}"), patcher.box((x, y + 90), f"s {OUT}"))
    heard = patcher.box((x, y - 90), f"r {IN}")
    patcher.line(heard, patcher.box((x, y - 60), f"route {address}"), patcher.box((x, y - 30), "prepend set"), box)


def button(patcher: Patcher, at: tuple[float, float], command: Command, seen: Rect, colour: str) -> None:
    """Something to press: says its address once, when it goes down."""
    look: Json = {"mode": 0, "text": label(command), "fontsize": 14.0}
    look |= {"activebgcolor": rgba(WELL), "activebgoncolor": rgba(colour), "textcolor": rgba(TEXT)}
    value: Json = {"parameter_longname": command.name, "parameter_shortname": label(command), "parameter_type": 2}
    value |= {"parameter_enum": ["off", "on"], "parameter_mmax": 1, "parameter_info": command.heard}
    look |= {"parameter_enable": 1, "varname": command.name, "saved_attribute_attributes": {"valueof": value}}
    box = patcher.ui("live.text", at, seen, **look)
    x, y = at
    press = patcher.box((x, y + 60), "route bang 1")  # a finger says bang, automation says 1
    say = patcher.message((x, y + 90), f"{command.address} 1")
    patcher.line(box, press, say, patcher.box((x, y + 120), f"s {OUT}"))
    patcher.line((press, 1), say)


def prompt(patcher: Patcher, at: tuple[float, float], slot: int, seen: Rect) -> None:
    """A box to type into; Return says it."""
    look: Json = {"keymode": 1, "lines": 1, "fontsize": 14.0, "textcolor": rgba(TEXT), "bgcolor": rgba(WELL)}
    box = patcher.ui("textedit", at, seen, **look)
    x, y = at
    path = ("route text", "tosymbol", f"prepend /prompt/{slot}", f"s {OUT}")
    patcher.line(box, *[patcher.box((x, y + 60 + 30 * i), text) for i, text in enumerate(path)])
    # The text alone: its weight comes by itself.
    back = (f"r {IN}", f"route /prompt/{slot}", "zl.slice 1", "prepend set")
    patcher.line(*[patcher.box((x, y - 130 + 30 * i), text) for i, text in enumerate(back)], box)


__all__ = ["DIM", "IN", "OUT", "ROW", "button", "caption", "control", "plate", "prompt"]
