"""The Pure Data patches: what owns the wire, the surface with every knob, the help with every message."""

from __future__ import annotations

from patches.build.pd_file import Canvas, word
from patches.build.pd_parts import COLUMN, ROW, button, caption, plate, prompt_row, row
from patches.build.table import (
    ALIVE_S,
    AMBER,
    COLUMNS,
    COMMANDS,
    CORAL,
    DARK,
    DIM,
    EVERY_MS,
    GROUPS,
    HOST,
    KNOBS,
    PANEL,
    PAPER,
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
from rtmusic.knobs import Knob

_FIGURES = (
    ("passes", "passes"),
    ("layers", "layers"),
    ("ahead, s", "ahead"),
    ("load", "load"),
    ("glitches", "glitches"),
)
LETTER, LINE = 8, 15  # pixels of a letter and of a line, at most


def wire() -> Canvas:
    """[rtmusic-wire]: OSC in, OSC out, and a connection that comes back by itself."""
    canvas = Canvas((900, 640))
    canvas.text(
        16,
        8,
        "Owns the wire to rtmusic. In: messages such as /wet -12 or /prompt/1 rain. Out, left: what comes "
        "back, as lists such as wet -12. Out, right: 1 while the instrument answers. Connects by itself, again "
        "whenever the instrument restarts. 192.168.1.20 9440 sent to rtmusic-connect plays another machine. What "
        "comes back also goes to rtmusic + address, with set: rtmusic/wet shows what /wet is.",
        110,
    )
    # Out: the address is an argument of oscformat, so it is set first.
    inlet = canvas.obj(20, 90, "inlet")
    twice = canvas.obj(20, 116, "t a a")
    canvas.line(inlet, twice)
    address = canvas.obj(160, 142, "list split 1")
    named = canvas.obj(160, 168, "list prepend set")
    name = canvas.obj(160, 194, "list trim")
    rest = canvas.obj(20, 142, "list split 1")
    packet = canvas.obj(20, 230, "oscformat")
    canvas.join(twice, 1, address, 0)
    canvas.line(address, named, name, packet)
    canvas.join(twice, 0, rest, 0)
    canvas.join(rest, 1, packet, 0)
    send = canvas.obj(20, 256, "list prepend send")
    trim = canvas.obj(20, 282, "list trim")
    net = canvas.obj(20, 320, "netsend -u -b")
    canvas.line(packet, send, trim, net)
    _connect(canvas, packet, net, twice)
    # In: first to the outlet, then to whatever shows it.
    parse = canvas.obj(20, 350, "oscparse")
    reply = canvas.obj(20, 376, "list trim")
    both = canvas.obj(20, 402, "t a a")
    outlet = canvas.obj(20, 610, "outlet")
    alive = canvas.obj(520, 610, "outlet")
    canvas.join(net, 1, parse, 0)
    canvas.line(parse, reply, both)
    canvas.join(both, 1, outlet, 0)
    kinds = canvas.obj(20, 434, "route pong prompt error status.reply")
    canvas.line(both, kinds)
    lit = canvas.msg(520, 560, "1")
    dead = canvas.msg(560, 560, "0")
    gone = canvas.obj(560, 534, "sel 0")
    canvas.line(kinds, lit, alive)
    canvas.line(net, gone, dead, alive)
    prompts = canvas.sub(160, 464, _prompts())
    canvas.line((kinds, 1), prompts)
    # One word of address and a value: any knob but a prompt.
    show = canvas.obj(300, 464, "t a a")
    knob = canvas.obj(400, 490, "list split 1")
    name = canvas.obj(400, 516, "makefilename rtmusic/%s")
    value = canvas.obj(300, 490, "list split 1")
    set_to = canvas.obj(300, 516, "list prepend set")
    trim = canvas.obj(300, 542, "list trim")
    to = canvas.obj(300, 574, "send")
    canvas.join(kinds, 4, show, 0)
    canvas.join(show, 1, knob, 0)
    canvas.line(knob, name)
    canvas.join(name, 0, to, 1)
    canvas.line(show, value)
    canvas.line((value, 1), set_to, trim, to)
    return canvas


def _connect(canvas: Canvas, packet: int, net: int, out: int) -> None:
    """Tries again and again until something answers, and subscribes; a subscription renews by being said again."""
    load = canvas.obj(420, 90, "loadbang")
    default = canvas.msg(420, 116, f"{HOST} {PORT}")
    chosen = canvas.obj(560, 90, "r rtmusic-connect")
    both = canvas.obj(420, 142, "t a a")
    canvas.line(load, default, both)
    canvas.line(chosen, both)
    keep = canvas.obj(620, 230, "list")
    now = canvas.obj(420, 168, "t b b")
    disconnect = canvas.msg(760, 168, "disconnect")
    on = canvas.msg(420, 194, "1")
    metro = canvas.obj(420, 220, f"metro {1000 * ALIVE_S}")
    steps = canvas.obj(420, 246, "t b b b")
    canvas.join(both, 1, keep, 1)
    canvas.line(both, now)
    canvas.line((now, 1), disconnect, net)
    canvas.line(now, on, metro, steps)
    connected = canvas.obj(620, 168, "f 0")
    if_not = canvas.obj(620, 194, "sel 0")
    connect = canvas.obj(620, 256, "list prepend connect")
    trim = canvas.obj(620, 282, "list trim")
    canvas.join(steps, 2, connected, 0)
    canvas.line(connected, if_not, keep, connect, trim, net)
    canvas.join(net, 0, connected, 1)
    ping = canvas.msg(480, 282, "/ping")
    subscribe = canvas.msg(420, 308, f"/subscribe {EVERY_MS}")
    canvas.line((steps, 1), ping, out)
    canvas.line(steps, subscribe, out)


def _prompts() -> Canvas:
    """[oscparse] gives the 1 of /prompt/1 as a word, and a text's weight comes apart from it as well."""
    canvas = Canvas((560, 380), "prompts")
    canvas.text(16, 8, "1 weight 0.5 shows a weight; 1 rain 0.5 shows a text, whose weight comes by itself", 70)
    inlet = canvas.obj(20, 40, "inlet")
    both = canvas.obj(20, 66, "t a a")
    slot = canvas.obj(280, 92, "list split 1")
    name = canvas.obj(280, 118, "makefilename rtmusic/prompt/%s")
    twice = canvas.obj(280, 144, "t a a")
    weights = canvas.obj(380, 170, "makefilename %s/weight")
    rest = canvas.obj(20, 92, "list split 1")
    trim = canvas.obj(20, 118, "list trim")
    kind = canvas.obj(20, 144, "route weight")
    canvas.line(inlet, both)
    canvas.join(both, 1, slot, 0)
    canvas.line(slot, name, twice)
    canvas.join(twice, 1, weights, 0)
    canvas.line(both, rest)
    canvas.line((rest, 1), trim, kind)
    weight = canvas.msg(20, 230, "set $1")
    to_weight = canvas.obj(20, 262, "send")
    canvas.line(kind, weight, to_weight)
    canvas.join(weights, 0, to_weight, 1)
    first = canvas.obj(140, 200, "list split 1")
    text = canvas.msg(140, 230, "set $1")
    to_text = canvas.obj(140, 262, "send")
    canvas.line((kind, 1), first, text, to_text)
    canvas.join(twice, 0, to_text, 1)
    return canvas


def surface() -> Canvas:
    """rtmusic.pd: every knob and command of the table."""
    top, width = 48 + 76 * -(-len(COMMANDS) // PEDALS), len(COLUMNS) * (COLUMN + 8) + 8
    bottom = top + max(sum(_height(SECTIONS[name]) + 8 for name in names) for names in COLUMNS)
    canvas = Canvas((width + 20, bottom + 56))
    plate(canvas, 0, 0, width, bottom + 36, DARK)
    plate(canvas, 8, 8, width - 16, top - 16)
    caption(canvas, 20, 16, "rtmusic", 24, AMBER)
    caption(canvas, 140, 24, "no answer", 13, DIM, "\\$0-answers")
    plate(canvas, 20, 56, 226, 34, PAPER)
    canvas.msg(20, 56, f"; rtmusic-connect {HOST} {PORT}")
    for place, command in enumerate(COMMANDS.values()):
        button(canvas, 290 + place % PEDALS * 112, 20 + place // PEDALS * 76, command, colour_of(command), 50)
    plate(canvas, width - 108, 20, 78, 58, PAPER)
    canvas.sub(width - 102, 26, _out())
    canvas.sub(width - 102, 52, _shown())
    for place, names in enumerate(COLUMNS):
        y = top
        x = 8 + place * (COLUMN + 8)
        for name in names:
            y = _section(canvas, x, y, SECTIONS[name]) + 8
        if names == ("machine",):
            now_x, now_y = x, y
    _now(canvas, now_x, now_y, bottom - now_y - 8)
    plate(canvas, 8, bottom, width - 16, 28)
    caption(canvas, 20, bottom + 6, "", 14, CORAL, "\\$0-error")
    return canvas


def _now(canvas: Canvas, x: int, y: int, height: int) -> None:
    """What the instrument is doing: big enough for the far end of a dark stage."""
    plate(canvas, x, y, COLUMN, height)
    caption(canvas, x + 10, y + 12, "empty", 30, CORAL, "\\$0-loop")
    canvas.obj(x + 10, y + 58, f"hsl 280 22 0 1 0 0 \\$0-none \\$0-playhead empty 0 -8 0 10 {WELL} {CORAL} {TEXT} 0 1")
    for place, (title, name) in enumerate(_FIGURES):
        at_x, at_y = x + 10 + 146 * (place % 2), y + 90 + 24 * (place // 2)
        caption(canvas, at_x, at_y + 2, title, 11, DIM)
        look = f"empty 0 -8 0 13 {PANEL} {TEXT} {TEXT} 0 256 0 0"
        canvas.obj(at_x + 76, at_y, f"nbx 4 19 -1e+37 1e+37 0 0 \\$0-none \\$0-{name} {look}")
    for place, name in enumerate(("input", "output")):
        names = f"\\$0-{name} {name} -4 {height - 22} 0 10"
        canvas.obj(x + 316 + 46 * place, y + 10, f"vu 20 {height - 40} {names} {WELL} {TEXT} 0 0")


def _section(canvas: Canvas, x: int, y: int, section: Section) -> int:
    """Draws it; returns where the next one may begin."""
    rows = section.rows
    plate(canvas, x, y, COLUMN, _height(section))
    caption(canvas, x + 10, y + 4, section.title, 15, section.colour)
    for place, knobs in enumerate(rows, start=1):
        if section.name == "prompts":
            prompt_row(canvas, x + 10, y + ROW * place, place, knobs[0], section.colour)
        else:
            row(canvas, x + 10, y + ROW * place, knobs, section.colour)
    return y + _height(section)


def _height(section: Section) -> int:
    return ROW * (len(section.rows) + 1) + 4


def _out() -> Canvas:
    """What is turned or pressed goes out under its address, and is shown wherever it stands."""
    canvas = Canvas((1180, 820), "out")
    canvas.text(
        16, 8, "what you turn or press goes out under its own address; [s rtmusic-out] sends anything else", 100
    )
    wire_at = canvas.obj(20, 70, "rtmusic-wire")
    out = canvas.obj(20, 40, "r \\$0-out")
    yours = canvas.obj(120, 40, "r rtmusic-out")
    canvas.line(out, wire_at)
    canvas.line(yours, wire_at)
    back = canvas.obj(20, 96, "s \\$0-reply")
    all_back = canvas.obj(120, 96, "s rtmusic-reply")
    alive = canvas.obj(260, 96, "s \\$0-alive")
    canvas.line(wire_at, back)
    canvas.line(wire_at, all_back)
    canvas.line((wire_at, 1), alive)
    for place, section in enumerate(SECTIONS.values()):
        canvas.sub(20 + 130 * place, 140, _moved(section))
    commands = Canvas((900, 240), "commands")
    trim = commands.obj(20, 170, "s \\$0-out")
    for place, command in enumerate(COMMANDS.values()):
        x = 20 + 120 * place
        pressed = commands.obj(x, 40, f"r \\$0-moved{command.address}")
        commands.line(pressed, commands.msg(x, 70, f"{command.address} 1"), trim)
    canvas.sub(20, 180, commands)
    typed = Canvas((900, 300), "texts")
    to = typed.obj(20, 250, "s \\$0-out")
    for slot in range(1, len(SECTIONS["prompts"].rows) + 1):
        x, y = 20 + 220 * ((slot - 1) % 4), 40 + 100 * ((slot - 1) // 4)
        said = typed.obj(x, y, f"r \\$0-typed/prompt/{slot}")
        typed.line(said, typed.obj(x, y + 26, f"list prepend /prompt/{slot}"), typed.obj(x, y + 52, "list trim"), to)
    canvas.sub(150, 180, typed)
    return canvas


def _moved(section: Section) -> Canvas:
    height = 130 * ((len(section.knobs) + 4) // 5) + 80
    canvas = Canvas((1000, height), section.name)
    out = canvas.obj(20, height - 40, "s \\$0-out")
    for place, knob in enumerate(section.knobs):
        x, y = 20 + 190 * (place % 5), 20 + 130 * (place // 5)
        address = value_address(knob)
        at = canvas.obj(x, y, f"r \\$0-moved{address}")
        if knob.curve == "int":
            rounded = canvas.obj(x, y + 24, "expr rint($f1)".replace("$", "\\$"))
            canvas.line(at, rounded)
            at = rounded
        both = canvas.obj(x, y + 48, "t f f")
        say = canvas.msg(x, y + 72, f"{address} $1")
        show = canvas.msg(x + 84, y + 72, "set $1")
        shown = canvas.obj(x + 84, y + 96, f"s rtmusic{address}")
        canvas.line(at, both, say, out)
        canvas.line((both, 1), show, shown)
        if knob.choices:
            canvas.line((both, 1), canvas.obj(x + 20, y + 110, f"s \\$0-chosen{address}"))
    return canvas


def _shown() -> Canvas:
    """What comes back and is no fader: whether it answers, errors, the state of the loop, names of choices."""
    canvas = Canvas((1000, 560), "shown")
    reply = canvas.obj(20, 20, "r \\$0-reply")
    choices = [knob for knob in KNOBS.values() if knob.choices]
    kinds = canvas.obj(20, 50, "route pong error status.reply " + " ".join(knob.name for knob in choices))
    canvas.line(reply, kinds)
    version = canvas.obj(20, 90, "list split 1")
    answers = canvas.obj(20, 142, "s \\$0-answers")
    canvas.line(kinds, version, canvas.msg(20, 116, "label rtmusic\\ $1".replace("\\ ", "-")), answers)
    alive = canvas.obj(20, 180, "r \\$0-alive")
    gone = canvas.obj(20, 206, "sel 0 1")
    canvas.line(alive, gone, canvas.add(f"#X msg 20 232 label {word('no answer')}"), answers)
    error = canvas.obj(200, 142, "s \\$0-error")
    both = canvas.obj(200, 90, "list split 1")
    canvas.line((kinds, 1), both)
    sentence = canvas.msg(200, 116, "label $1")
    canvas.line((both, 1), sentence, error)
    forget = canvas.obj(330, 90, "delay 8000")
    canvas.line((kinds, 1), forget, canvas.add("#X msg 330 116 label empty"), error)
    # The status is asked for four times a second while the instrument answers: name value name value …
    metro = canvas.obj(120, 232, "metro 250")
    canvas.line(alive, metro, canvas.msg(120, 258, "/status"), canvas.obj(120, 284, "s \\$0-out"))
    fields = canvas.sub(480, 90, _status())
    canvas.line((kinds, 2), fields)
    for place, knob in enumerate(choices):
        x = 20 + 190 * place
        address = value_address(knob)
        names = " \\; ".join(knob.choices)
        canvas.obj(x, 440, f"text define -k \\$0-names{address};\n#A set {names} \\;")
        mine = canvas.obj(x, 340, f"r \\$0-chosen{address}")
        which = canvas.obj(x, 366, f"text get \\$0-names{address}")
        word_of_it = canvas.obj(x, 386, "makefilename %s")  # a label that is a number would not be understood
        name = canvas.msg(x, 406, "label $1")
        shown = canvas.obj(x, 424, f"s \\$0-named{address}")
        canvas.line((kinds, 3 + place), which, word_of_it, name, shown)
        canvas.line(mine, which)
    return canvas


def _status() -> Canvas:
    canvas = Canvas((760, 260), "status")
    canvas.text(20, 8, "name value name value ...: two at a time", 60)
    inlet = canvas.obj(20, 36, "inlet")
    two = canvas.obj(20, 66, "list split 2")
    trim = canvas.obj(20, 96, "list trim")
    names = ("loop_passes", "loop_layers", "committed_s", "model_load", "audible_glitches")
    fields = canvas.obj(
        20, 126, " ".join(["route", *names, "input_db output_db loop_state loop_length_s loop_position_s"])
    )
    canvas.line(inlet, two, trim, fields)
    canvas.join(two, 1, two, 0)
    for place, (_, name) in enumerate(_FIGURES):
        x = 20 + 110 * place
        canvas.line((fields, place), canvas.msg(x, 156, "set $1"), canvas.obj(x, 186, f"s \\$0-{name}"))
    canvas.line((fields, 5), canvas.obj(20, 230, "s \\$0-input"))
    canvas.line((fields, 6), canvas.obj(130, 230, "s \\$0-output"))
    canvas.line(
        (fields, 7),
        canvas.obj(240, 256, "list prepend label"),
        canvas.obj(240, 282, "list trim"),
        canvas.obj(240, 308, "s \\$0-loop"),
    )
    share = canvas.obj(400, 230, "expr if($f2 > 0\\, $f1 / $f2\\, 0)".replace("$", "\\$"))
    canvas.join(fields, 8, share, 1)
    canvas.join(fields, 9, share, 0)
    canvas.line(share, canvas.msg(400, 256, "set $1"), canvas.obj(400, 282, "s \\$0-playhead"))
    return canvas


def help_patch() -> Canvas:
    """rtmusic-help.pd: every message once, ready to be clicked."""
    groups = [(s.name, [(_said(k), _what(k)) for k in s.knobs]) for s in SECTIONS.values()]
    titles = {section.name: section.title for section in SECTIONS.values()}
    groups.append(("commands", [(f"{c.address} 1", c.heard) for c in COMMANDS.values()]))
    groups += [(name, [(m.typed, m.heard) for m in told]) for name, told in (*GROUPS.items(), ("values", VALUES))]
    canvas = Canvas((760, 30 * len(groups) + 240))
    canvas.text(
        16,
        10,
        "rtmusic: every message once. Start the instrument (rtmusic live), open a group, click a "
        "message: it is sent, and below stands what comes back. rtmusic.pd has all of it as faders.",
        92,
    )
    for place, (title, examples) in enumerate(groups):
        beside = max(220, 50 + LETTER * max(len(message) for message, _ in examples))
        columns = max(len(heard) + heard.count(",") + heard.count(";") for _, heard in examples) + 2  # one line each
        ends = [28 + LINE * heard.count(";") for _, heard in examples]  # Pure Data begins a line after each of them
        sub = Canvas((beside + LETTER * columns + 20, sum(ends) + 90), title)
        to = sub.obj(20, sum(ends) + 50, "s rtmusic-help-out")
        for line, (message, heard) in enumerate(examples):
            y = 20 + sum(ends[:line])
            sub.line(sub.msg(20, y, message), to)
            sub.text(beside, y, heard, columns)
        canvas.sub(20, 70 + 30 * place, sub)
        canvas.text(140, 70 + 30 * place, f"{titles.get(title, title)}: {len(examples)} messages", 60)
    at = 80 + 30 * len(groups)
    out = canvas.obj(20, at + 10, "r rtmusic-help-out")
    wire_at = canvas.obj(20, at + 40, "rtmusic-wire")
    canvas.line(out, wire_at)
    canvas.line(
        wire_at,
        canvas.obj(20, at + 70, "list prepend set"),
        canvas.obj(20, at + 96, "list trim"),
        canvas.msg(20, at + 122, "what comes back"),
    )
    canvas.line(
        (wire_at, 1),
        canvas.obj(180, at + 40, f"tgl 20 0 empty empty it\\ answers 28 10 0 12 {WELL} {TEAL} #000000 0 1"),
    )
    return canvas


def _said(knob: Knob) -> str:
    return f"{value_address(knob)} {example(knob):g}"


def _what(knob: Knob) -> str:
    if knob.choices:
        shown = knob.choices if len(knob.choices) < 6 else (*knob.choices[:3], "…", knob.choices[-1])
        return f"{knob.heard} ({', '.join(shown)}: 0 to {len(knob.choices) - 1}, or by name)"
    return f"{knob.heard} ({knob.low:g} to {knob.high:g} {knob.unit}".rstrip() + ")"


__all__ = ["help_patch", "label", "surface", "wire"]
