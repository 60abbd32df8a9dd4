"""The Max for Live device: the main knobs as Live parameters, in banks of eight for Push, over the same OSC.

An audio effect that lets sound through untouched: it can sit on the track where the instrument's sound comes in. The
instrument wins: until it has said where its knobs stand, the device says nothing, so that loading a Set never moves a
knob of a running show. Automation and hands move them from then on.
"""

from __future__ import annotations

import json

from patches.build.max_file import Json, Patcher, Rect
from patches.build.max_parts import caption, parameter, plate, rgba
from patches.build.table import (
    ALIVE_S,
    AMBER,
    COMMANDS,
    CORAL,
    DARK,
    DIM,
    EVERY_MS,
    HOST,
    KNOBS,
    PORT,
    TEAL,
    TEXT,
    WELL,
    colour_of,
    label,
    value_address,
)
from rtmusic.knobs import PROMPTS, Knob

LISTENS = PORT + 2  # not where the Max package listens: both may be open
HEIGHT = 169  # what Live gives a device
# Eight a bank, in the order in which a hand looks for them.
BANKS = {
    "Levels": ("wet", "dry", "gain", "mute", "mode", "levels", "freeze", "tempo"),
    "Loop": ("select", "level", "pan", "feedback", "rewrite", "drift", "generations", "on_demand"),
    "Masks": ("periodic", "onset_width", "beat_width", "downbeat_width", "prefix", "suffix", "keep_levels", "dropout"),
    "Prompts": tuple(f"prompt_{slot}" for slot in range(1, PROMPTS + 1)),
    "Asks": ("loudness", "brightness", "density", "drums", "bass", "key", "own", "guidance"),
    "Machine": ("temperature", "top_k", "rich", "obedience", "steps", "horizon", "commit", "refresh"),
    "Switches": (
        "loudness_on",
        "brightness_on",
        "density_on",
        "drums_on",
        "bass_on",
        "on_beat",
        "follow_sound",
        "follow_notes",
    ),
}
_COLOURS = (AMBER, CORAL, CORAL, TEAL, TEAL, TEAL, TEAL)
_WIDE, _CELL = 48, 4 * 48 + 10  # a dial's width, a bank's


def device() -> Patcher:
    """rtmusic.amxd's patcher."""
    wide = 8 + _CELL * len(BANKS) + 8
    pedal = (wide - 16) // (len(COMMANDS) + 1)  # and as much for whether the instrument answers
    patcher = Patcher((wide, HEIGHT))
    plate(patcher, (0, 0, wide, HEIGHT), DARK)
    comes, goes = patcher.box((20, 20), "plugin~"), patcher.box((20, 50), "plugout~")
    for side in (0, 1):
        patcher.join(comes, side, goes, side)
    send, heard, gate = _wire(patcher, (8 + pedal * len(COMMANDS), 144, pedal - 4, 21))
    for place, ((title, names), colour) in enumerate(zip(BANKS.items(), _COLOURS, strict=True)):
        x = 8 + _CELL * place
        caption(patcher, (x, 2, 120, 16), title.lower(), colour, 10.0)
        for cell, name in enumerate(names):
            at = (40.0 + 160 * (8 * place + cell), 400.0)
            seen = (x + _WIDE * (cell % 4), 20 + 62 * (cell // 4), 44, 48)
            _knob(patcher, at, KNOBS[name], seen, colour, heard, gate)
    for place, command in enumerate(COMMANDS.values()):
        pressed = rgba(colour_of(command))
        look: Json = {"mode": 0, "text": label(command), "activebgoncolor": pressed, "textcolor": rgba(TEXT)}
        value: Json = {"parameter_longname": command.name, "parameter_shortname": command.name, "parameter_type": 2}
        value |= {"parameter_enum": ["off", "on"], "parameter_mmax": 1, "parameter_info": command.heard}
        look |= {"parameter_enable": 1, "varname": command.name, "saved_attribute_attributes": {"valueof": value}}
        box = patcher.ui(
            "live.text",
            (40.0 + 160 * place, 800.0),
            (8 + pedal * place, 144, pedal - 4, 21),
            bgcolor=rgba(WELL),
            fontsize=9.5,
            **look,
        )
        press = patcher.box((40.0 + 160 * place, 830), "route bang 1")  # a finger says bang, automation says 1
        say = patcher.message((40.0 + 160 * place, 860), f"{command.address} 1")
        patcher.line(box, press, say, send)
        patcher.line((press, 1), say)
    patcher.parameters = _parameters(patcher)
    patcher.extra = {"devicewidth": float(wide), "openrect": [0.0, 0.0, float(wide), float(HEIGHT)], "latency": 0}
    return patcher


def _wire(patcher: Patcher, lamp: Rect) -> tuple[str, str, str]:
    """The boxes that send, that hear, and the gate that only opens once the instrument has spoken.

    Args:
        lamp: where it is shown whether it answers.
    """
    send = patcher.box((300, 300), f"udpsend {HOST} {PORT}")
    heard = patcher.box((20, 120), f"udpreceive {LISTENS} @defer 1")
    gate = patcher.box((300, 260), "gate")
    patcher.line(gate, send)
    ready = patcher.box((300, 20), "live.thisdevice")
    again = patcher.box((300, 80), f"metro {1000 * ALIVE_S}")
    steps = patcher.box((300, 110), "t b b")
    patcher.line(ready, patcher.message((300, 50), "1"), again, steps)
    patcher.line((steps, 1), patcher.message((300, 140), f"/subscribe {EVERY_MS} {LISTENS}"), send)
    patcher.line(steps, patcher.message((480, 140), "/ping"), send)
    # It answers: 200 ms later all values have come. It does not for a while: closed again until it does.
    pong = patcher.box((600, 120), "route /pong")
    seen = patcher.box((600, 150), "t b b")
    late = patcher.box((600, 180), f"delay {2500 * ALIVE_S}")
    soon = patcher.box((760, 180), "delay 200")
    led = patcher.ui(
        "live.text",
        (600.0, 240.0),
        lamp,
        mode=1,
        fontsize=9.5,
        text="no answer",
        texton="answers",
        ignoreclick=1,
        activebgoncolor=rgba(TEAL),
        bgcolor=rgba(WELL),
        textcolor=rgba(DIM),
    )
    shut, open_ = patcher.message((600, 210), "0"), patcher.message((760, 210), "1")
    patcher.line(heard, pong, seen, late, shut, gate)
    patcher.line((seen, 1), soon, open_, gate)
    for state in (shut, open_):
        shown = patcher.box((680, 225), "prepend set")
        patcher.line(state, shown, led)
    return send, heard, gate


def _knob(
    patcher: Patcher,
    at: tuple[float, float],
    knob: Knob,
    seen: tuple[float, float, float, float],
    colour: str,
    heard: str,
    gate: str,
) -> None:
    """A parameter: out through the gate, in with set, which says nothing."""
    x, y, wide, _ = seen
    look: Json = {"textcolor": rgba(TEXT), **parameter(knob)}
    if knob.curve == "switch":
        caption(patcher, (x, y, wide, 16), label(knob).removesuffix(" on")[:9], DIM, 8.0)
        box = patcher.ui("live.toggle", at, (x + 10, y + 18, 22, 22), activebgoncolor=rgba(colour), **look)
    elif knob.choices:
        caption(patcher, (x, y, wide, 16), label(knob), DIM, 9.0)
        box = patcher.ui("live.menu", at, (x, y + 18, wide, 16), **look)
    else:
        box = patcher.ui("live.dial", at, seen, activedialcolor=rgba(colour), **look)
    address = value_address(knob)
    say = patcher.box((at[0], at[1] + 60), f"prepend {address}")
    patcher.line(box, say)
    patcher.join(say, 0, gate, 1)
    patcher.line(
        heard,
        patcher.box((at[0], at[1] - 60), f"route {address}"),
        patcher.box((at[0], at[1] - 30), "prepend set"),
        box,
    )


def _parameters(patcher: Patcher) -> Json:
    """Every parameter by its box, and the banks that Push turns."""
    content = json.loads(patcher.write())["patcher"]
    named: Json = {}
    for entry in content["boxes"]:
        box = entry["box"]
        if box.get("parameter_enable"):
            value = box["saved_attribute_attributes"]["valueof"]
            named[box["id"]] = [value["parameter_longname"], value["parameter_shortname"], 0]
    banks = {
        str(index): {"index": index, "name": title, "parameters": list(names)}
        for index, (title, names) in enumerate(BANKS.items())
    }
    return named | {"parameterbanks": banks, "inherited_shortname": 1}


def amxd(patcher: Patcher) -> bytes:
    """The device as a file: a head of 32 bytes, then the patcher as it is, ending in a zero."""
    body = patcher.write().encode() + b"\0"
    head = b"ampf" + (4).to_bytes(4, "little") + b"aaaa"
    head += b"meta" + (4).to_bytes(4, "little") + (1).to_bytes(4, "little")
    return head + b"ptch" + len(body).to_bytes(4, "little") + body
