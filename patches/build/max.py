"""The Max package: the surface, one bpatcher for each part of it, the help with every message."""

from __future__ import annotations

import json

from patches.build.max_file import Patcher
from patches.build.max_parts import DIM, IN, OUT, ROW, button, caption, control, plate, prompt, rgba
from patches.build.table import (
    ALIVE_S,
    AMBER,
    COLUMNS,
    COMMANDS,
    CORAL,
    DARK,
    EVERY_MS,
    GROUPS,
    HOST,
    KNOBS,
    MESSAGES,
    PEDALS,
    PORT,
    SECTIONS,
    TEAL,
    TEXT,
    VALUES,
    WELL,
    Section,
    colour_of,
    example,
    label,
    value_address,
)
from rtmusic import __version__

REPLY_PORT = PORT + 1  # Max listens here: [udpsend] cannot hear what comes back to it
WIDTH = 400
ACROSS = len(COLUMNS) * (WIDTH + 8) - 8  # what goes over all columns
PEDALS_HIGH = 62 * -(-len(COMMANDS) // PEDALS) + 12


def wire() -> Patcher:
    """rtmusic.wire: OSC out and in, subscribed again and again, so that it comes back when the instrument does."""
    patcher = Patcher((760, 420), presented=False)
    patcher.said(
        (20, 10), f"out: [s {OUT}] /wet -12    in: [r {IN}] /wet -12.    It plays {HOST}, listens on {REPLY_PORT}."
    )
    send = patcher.box((20, 120), f"udpsend {HOST} {PORT}")
    # Faders speak when they are loaded. Nobody listens until the instrument has said where its knobs stand.
    gate = patcher.box((20, 90), "gate")
    patcher.join(patcher.box((20, 50), f"r {OUT}"), 0, gate, 1)
    patcher.line(gate, send)
    where = patcher.box((260, 50), "r rtmusic-connect")
    patcher.line(where, patcher.message((260, 80), "host $1, port $2"), send)
    load = patcher.box((460, 50), "loadbang")
    again = patcher.box((460, 110), f"metro {1000 * ALIVE_S}")
    both = patcher.box((460, 140), "t b b")
    patcher.line(load, patcher.message((460, 80), "1"), again, both)
    patcher.line(both, patcher.message((460, 170), f"/subscribe {EVERY_MS} {REPLY_PORT}"), send)
    patcher.line((both, 1), patcher.message((640, 170), "/ping"), send)
    mask = patcher.box((460, 230), "delay 100")  # once the port is known, the same port
    patcher.line((both, 1), mask, patcher.message((460, 260), "/subscribe /mask 100"), send)
    status = patcher.box((600, 110), "metro 100")
    patcher.line(load, patcher.message((600, 80), "1"), status, patcher.message((680, 110), "/status"), send)
    heard = patcher.box((20, 220), f"udpreceive {REPLY_PORT} @defer 1")
    patcher.line(heard, patcher.box((20, 250), f"s {IN}"))
    # Nothing for a while: it does not answer.
    pong = patcher.box((260, 250), "route /pong")
    seen = patcher.box((260, 280), "t b b")
    late = patcher.box((260, 310), f"delay {2500 * ALIVE_S}")
    alive = patcher.box((260, 370), "s rtmusic-alive")
    no, yes = patcher.message((260, 340), "0"), patcher.message((360, 340), "1")
    patcher.line(heard, pong, seen, late, no, alive)
    patcher.line((seen, 1), patcher.box((360, 310), "delay 200"), yes, alive)
    patcher.line(no, gate)
    patcher.line(yes, gate)
    return patcher


def section(part: Section) -> Patcher:
    """One section of the knob table as a bpatcher."""
    rows = part.rows
    patcher = Patcher((WIDTH, height(part)))
    plate(patcher, (0, 0, WIDTH, height(part)))
    caption(patcher, (8, 6, WIDTH - 16, 24), part.title, part.colour, 16.0)
    for line, knobs in enumerate(rows, start=1):
        y, x, deep = ROW * line + 4, 8, (40.0, 40.0 + 300 * line)
        if part.name == "prompts":
            prompt(patcher, (440.0, 300.0 * line), line, (x, y, 220, 23))
            control(patcher, (40.0, 300.0 * line), knobs[0], (x + 228, y, 156, 23), part.colour)
            continue
        if knobs[0].curve == "switch":
            for place, knob in enumerate(knobs):
                control(patcher, (deep[0] + 300 * place, deep[1]), knob, (x + 192 * place, y + 2, 22, 22), part.colour)
                caption(patcher, (x + 28 + 192 * place, y + 2, 150, 22), label(knob))
            continue
        for switch in knobs[1:]:
            control(patcher, (deep[0] + 300, deep[1]), switch, (x, y + 2, 22, 22), part.colour)
        left = 28 if len(knobs) > 1 else 0
        caption(patcher, (x + left, y + 2, 128 - left, 22), label(knobs[0]))
        control(patcher, deep, knobs[0], (x + 130, y, 254, 23), part.colour)
    return patcher


def height(part: Section) -> int:
    return ROW * (len(part.rows) + 1) + 8


def looper() -> Patcher:
    """The pedals, big enough for a foot's precision with a finger."""
    patcher = Patcher((ACROSS, PEDALS_HIGH))
    plate(patcher, (0, 0, ACROSS, PEDALS_HIGH))
    wide = (ACROSS - 8) // PEDALS
    for place, command in enumerate(COMMANDS.values()):
        seen = (8 + wide * (place % PEDALS), 10 + 62 * (place // PEDALS), wide - 8, 54)
        button(patcher, (40.0 + 170 * place, 60.0), command, seen, colour_of(command))
    return patcher


def _status(patcher: Patcher, names: list[str]) -> str:
    """The status taken apart: an outlet for each of these names."""
    heard, reply = patcher.box((40, 40), f"r {IN}"), patcher.box((40, 70), "route /status.reply")
    pairs = patcher.box((40, 100), "zl.iter 2")
    fields = patcher.box((40, 130), "route " + " ".join(names))
    patcher.line(heard, reply, pairs, fields)
    return fields


def meters() -> Patcher:
    """What goes in, what comes out, how far ahead music is written, what the machine has left."""
    patcher = Patcher((WIDTH, 148))
    plate(patcher, (0, 0, WIDTH, 150))
    fields = _status(patcher, ["input_db", "output_db", "committed_s", "drafted_s", "model_load", "audible_glitches"])
    bars = (("in dB", -60, 6, AMBER), ("out dB", -60, 6, AMBER), ("final s", 0, 2, TEAL), ("draft s", 0, 4, TEAL))
    for place, (name, low, high, colour) in enumerate((*bars, ("load", 0, 1, CORAL), ("glitches", 0, 10, CORAL))):
        y = 8 + 23 * place
        caption(patcher, (8, y, 70, 20), name, DIM, 11.0)
        look = {"size": 1, "orientation": 0, "setminmax": [float(low), float(high)], "ignoreclick": 1, "setstyle": 1}
        look |= {"slidercolor": rgba(colour), "bgcolor": rgba(WELL)}
        bar = patcher.ui("multislider", (40.0 + 120 * place, 200.0), (84, y, 240, 18), **look)
        figure = patcher.ui(
            "flonum",
            (40.0 + 120 * place, 240.0),
            (330, y, 62, 20),
            ignoreclick=1,
            textcolor=rgba(TEXT),
            bgcolor=rgba(WELL),
            numinlets=1,
            numoutlets=2,
            outlettype=["", "bang"],
        )
        patcher.line((fields, place), bar)
        patcher.line((fields, place), figure)
    return patcher


def playhead() -> Patcher:
    """Where the loop stands, and which of its frames are kept: what will be rewritten is seen before it is heard."""
    wide = ACROSS
    patcher = Patcher((wide, 120))
    plate(patcher, (0, 0, wide, 120))
    fields = _status(patcher, ["loop_state", "loop_length_s", "loop_position_s"])
    state = patcher.said((240, 200), "empty", (8, 6, 300, 44), textcolor=rgba(CORAL), fontsize=30.0)
    patcher.line(fields, patcher.box((40, 170), "prepend set"), state)
    share = patcher.box((140, 200), "expr ($f2 > 0.) * $f1 / ($f2 + ($f2 <= 0.))")
    patcher.join(fields, 1, share, 1)
    patcher.join(fields, 2, share, 0)
    look = {"size": 1, "orientation": 0, "setminmax": [0.0, 1.0], "ignoreclick": 1, "setstyle": 1}
    look |= {"slidercolor": rgba(CORAL), "bgcolor": rgba(WELL)}
    patcher.line(share, patcher.ui("multislider", (140.0, 240.0), (8, 56, wide - 16, 26), **look))
    look = {"size": 8, "orientation": 1, "setminmax": [0.0, 1.0], "ignoreclick": 1, "setstyle": 1}
    look |= {"slidercolor": rgba(TEAL), "bgcolor": rgba(WELL)}
    mask = patcher.ui("multislider", (440.0, 240.0), (8, 88, wide - 16, 26), **look)
    patcher.line(patcher.box((440, 40), f"r {IN}"), patcher.box((440, 70), "route /mask"), mask)
    caption(
        patcher, (320, 24, 560, 22), "share of every frame that is kept: low bars are about to be rewritten", DIM, 11.0
    )
    return patcher


def surface() -> Patcher:
    """rtmusic.maxpat: all of it."""
    body = max(sum(height(SECTIONS[name]) + 8 for name in names) for names in COLUMNS)
    wide, top = ACROSS + 16, 48
    below = top + PEDALS_HIGH + 8
    patcher = Patcher((wide, below + 128 + body + 8))
    plate(patcher, (0, 0, *patcher.size), DARK)
    caption(patcher, (12, 8, 140, 34), "rtmusic", AMBER, 24.0)
    led = patcher.ui(
        "toggle", (40.0, 120.0), (160, 14, 22, 22), ignoreclick=1, checkedcolor=rgba(TEAL), bgcolor=rgba(WELL)
    )
    patcher.line(patcher.box((40, 90), "r rtmusic-alive"), led)
    caption(patcher, (188, 14, 80, 22), "answers", DIM)
    error = patcher.said((240, 180), "", (280, 14, wide - 300, 22), textcolor=rgba(CORAL))
    path = (f"r {IN}", "route /error", "zl.slice 1")
    heard = [patcher.box((240, 60 + 30 * i), text) for i, text in enumerate(path)]
    patcher.line(*heard)
    patcher.line((heard[-1], 1), patcher.box((240, 150), "prepend set"), error)
    patcher.box((40, 180), "rtmusic.wire")
    patcher.window((500.0, 40.0), "rtmusic.looper.maxpat", (8, top, ACROSS, PEDALS_HIGH))
    patcher.window((500.0, 140.0), "rtmusic.playhead.maxpat", (8, below, ACROSS, 120))
    for place, names in enumerate(COLUMNS):
        y = below + 128
        for name in names:
            part = SECTIONS[name]
            seen = (8 + place * (WIDTH + 8), y, WIDTH, height(part))
            patcher.window((500.0, 40.0 + y), f"rtmusic.{name}.maxpat", seen)
            y += height(part) + 8
        if names == ("machine",):
            patcher.window((900.0, 40.0), "rtmusic.meters.maxpat", (8 + place * (WIDTH + 8), y, WIDTH, 148))
    return patcher


def help_patch() -> Patcher:
    """rtmusic.maxhelp: a tab for each section, every message once, ready to be clicked."""
    patcher = Patcher((900, 700), presented=False)
    patcher.box((20, 20), "rtmusic.wire")
    tabs = [
        (s.name, [(f"{value_address(k)} {example(k):g}", _what(k.name)) for k in s.knobs]) for s in SECTIONS.values()
    ]
    tabs.append(("commands", [(f"{command.address} 1", command.heard) for command in COMMANDS.values()]))
    port = f"/subscribe {EVERY_MS}"
    for name, group in (*GROUPS.items(), ("values", VALUES)):
        tabs.append((name, [(f"{m.typed} {REPLY_PORT}" if m.typed == port else m.typed, m.heard) for m in group]))
    for place, (name, examples) in enumerate(tabs):
        tab = Patcher((900, 700), presented=False)
        tab.extra = {"showontab": 1}
        beside = max(260.0, 40 + 7.2 * max(len(message) for message, _ in examples))
        tab.said((20, 10), "click a message: it is sent. What comes back is printed to the Max window.")
        to = tab.box((20, 60 + 30 * len(examples)), f"s {OUT}")
        for line, (message, heard) in enumerate(examples):
            box = tab.message((20, 40 + 30 * line), message)
            tab.line(box, to)
            tab.said((beside, 40 + 30 * line), heard)
        tab.line(
            tab.box((beside, 60 + 30 * len(examples)), f"r {IN}"),
            tab.box((beside, 90 + 30 * len(examples)), "print rtmusic @popup 1"),
        )
        patcher.inner((20 + 110.0 * (place % 7), 80 + 40.0 * (place // 7)), f"p {name}", tab)
    return patcher


def _what(name: str) -> str:
    knob = KNOBS[name]
    return f"{knob.heard} ({', '.join(knob.choices) or f'{knob.low:g} to {knob.high:g} {knob.unit}'.rstrip()})"


def package() -> dict[str, bytes]:
    """Every file of the package, by its path inside it."""
    patchers = {name: section(part) for name, part in SECTIONS.items()}
    patchers |= {"looper": looper(), "meters": meters(), "playhead": playhead(), "wire": wire()}
    files = {f"patchers/rtmusic.{name}.maxpat": patcher.write() for name, patcher in patchers.items()}
    files |= {"patchers/rtmusic.maxpat": surface().write(), "help/rtmusic.maxhelp": help_patch().write()}
    info = {
        "name": "rtmusic",
        "displayname": "rtmusic",
        "version": __version__,
        "author": "the authors of rtmusic",
        "description": "Plays rtmusic, a neural instrument, over OSC: looper, prompt mixer, masks, meters, playhead.",
        "tags": ["OSC", "neural audio", "live looping"],
        "max_version_min": "8.5",
        "max_version_max": "none",
        "os": {"macintosh": {"platform": ["x64", "aarch64"]}, "windows": {"platform": ["x64"]}},
        "homepatcher": "rtmusic.maxpat",
        "package_extra": {"reverse_domain": "org.rtmusic"},
    }
    files["package-info.json"] = json.dumps(info, indent=1) + "\n"
    lines = ["# Messages", "", "Send them to `[s rtmusic-out]`; what comes back is in `[r rtmusic-in]`.", ""]
    lines += [f"- `{value_address(knob)}` {_what(knob.name)}" for knob in KNOBS.values()]
    lines += [f"- `{command.address}` {command.heard}" for command in COMMANDS.values()]
    lines += [
        f"- `{message.address}` {message.takes} {message.heard}".replace("  ", " ") for message in (*MESSAGES, *VALUES)
    ]
    files["docs/messages.md"] = "\n".join(lines) + "\n"
    return {name: text.encode() for name, text in files.items()}
