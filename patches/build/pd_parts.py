"""Faders, buttons and labels of the Pure Data patches, as they look on a dark stage.

What has a place on the surface receives under the name ``rtmusic`` + its OSC address: a number moves it as a mouse
would, ``set`` and a number only shows it.
"""

from __future__ import annotations

from patches.build.pd_file import Canvas, word
from patches.build.table import DARK, DIM, PANEL, PAPER, TEXT, WELL, in_a_row, label, value_address
from rtmusic.knobs import Command, Knob

ROW = 28  # pixels from one line of the surface to the next
COLUMN = 416
_NAMED, _FADER = 150, 146  # pixels: a knob's name, its fader
_CELL = 20
_TOLD = 6  # the names of more choices than these have no room: beside them stands the one that is chosen


def plate(canvas: Canvas, x: int, y: int, width: int, height: int, colour: str = PANEL) -> None:
    """A field of one colour, behind what comes after it."""
    canvas.obj(x, y, f"cnv 8 {width} {height} empty empty empty 8 8 0 12 {colour} {TEXT} 0")


def caption(canvas: Canvas, x: int, y: int, text: str, size: int = 13, colour: str = TEXT, name: str = "empty") -> None:
    """Words in a colour, on the plate below; what receives `name` may change them with ``label``."""
    canvas.obj(x, y, f"cnv 1 1 1 empty {name} {word(text)} 0 8 0 {size} {PANEL} {colour} 0")


def tick(canvas: Canvas, x: int, y: int, knob: Knob, colour: str, size: int = 20) -> None:
    """A switch."""
    address = value_address(knob)
    look = f"empty 0 0 0 12 {WELL} {colour} {TEXT} 0 1"
    canvas.obj(x, y, f"tgl {size} 0 \\$0-moved{address} rtmusic{address} {look}")


def button(canvas: Canvas, x: int, y: int, command: Command, colour: str, size: int = 44) -> None:
    """Something to press."""
    look = f"{word(label(command))} 0 {size + 10} 0 13 {WELL} {colour} {TEXT}"
    canvas.obj(x, y, f"bng {size} 200 50 0 \\$0-moved{command.address} rtmusic{command.address} {look}")


def number(canvas: Canvas, x: int, y: int, knob: Knob) -> None:
    """The value in figures: shows what the fader shows, and what is typed into it moves the fader."""
    name = f"rtmusic{value_address(knob)}"
    bounds = f"{knob.low:g} {knob.high:g} 0 0"
    canvas.obj(x, y, f"nbx 5 20 {bounds} {name} {name} empty 0 -8 0 13 {PANEL} {TEXT} {TEXT} 0 256 0 0")


def fader(canvas: Canvas, x: int, y: int, knob: Knob, colour: str, width: int = _FADER) -> None:
    address = value_address(knob)
    names = f"0 \\$0-moved{address} rtmusic{address}"
    if in_a_row(knob):
        names = f"1 0 {len(knob.choices)} \\$0-moved{address} rtmusic{address}"
        canvas.obj(x, y, f"hradio {_CELL} {names} empty 0 -8 0 10 {WELL} {colour} {TEXT} 0")
        return
    span = f"{width} 20 {knob.low:g} {knob.high:g} {int(knob.curve == 'log')}"
    canvas.obj(x, y, f"hsl {span} {names} empty -2 -8 0 10 {WELL} {colour} {TEXT} 0 1")


def row(canvas: Canvas, x: int, y: int, knobs: tuple[Knob, ...], colour: str) -> None:
    """One line of the surface: a knob, a knob and its switch, or two switches."""
    first = knobs[0]
    if first.curve == "switch":
        for place, knob in enumerate(knobs):
            tick(canvas, x + place * 190, y, knob, colour)
            caption(canvas, x + place * 190 + 28, y + 2, label(knob))
        return
    for switch in knobs[1:]:
        tick(canvas, x, y, switch, colour)
    caption(canvas, x + (28 if len(knobs) > 1 else 0), y + 2, label(first))
    fader(canvas, x + _NAMED, y, first, colour)
    at = x + _NAMED + (_CELL * len(first.choices) if in_a_row(first) else _FADER) + 10
    if len(first.choices) > _TOLD:
        caption(canvas, at, y + 2, first.choices[int(first.default)], 16, colour, f"\\$0-named{value_address(first)}")
    elif first.choices:
        caption(canvas, at, y + 3, "  ".join(first.choices), 10, TEXT)
    else:
        number(canvas, at, y, first)
        caption(canvas, at + 58, y + 3, first.unit, 10, DIM)


def prompt_row(canvas: Canvas, x: int, y: int, slot: int, weight: Knob, colour: str) -> None:
    """A box to type into, and how much of it is wanted."""
    names = f"rtmusic/prompt/{slot} \\$0-typed/prompt/{slot}"
    plate(canvas, x, y, 172, 21, PAPER)
    canvas.add(f"#X symbolatom {x} {y} 24 0 0 0 - {names} 12")
    fader(canvas, x + 184, y, weight, colour, 120)
    number(canvas, x + 314, y, weight)


__all__ = ["COLUMN", "DARK", "ROW", "button", "caption", "fader", "number", "plate", "prompt_row", "row", "tick"]
