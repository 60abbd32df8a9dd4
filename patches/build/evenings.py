"""Three evenings as Pure Data examples: a loop under a pedal, eight knobs for eight prompts, a set that is recorded.

Each stands alone: it has a wire of its own, and a button that sets the instrument up. What MIDI does can also be sent
to a name, so that the example works without the controller.
"""

from __future__ import annotations

from patches.build.pd_file import Canvas, word
from patches.build.pd_parts import caption, plate
from patches.build.table import AMBER, CORAL, DARK, KNOBS, PANEL, PAPER, TEAL, TEXT, WELL

PROMPTS = (
    "dusty electric piano",
    "four on the floor drums",
    "rain",
    "deep bass",
    "church organ",
    "hand drums",
    "bowed strings",
    "glass bells",
)
FIRST_CC = 21  # eight knobs in a row on many small keyboards
PEDALS = ((64, "record"), (67, "overdub"), (66, "undo"))  # sustain, soft, sostenuto: what a three-pedal box sends
ASKS = ("tempo", "key", "density", "brightness", "drums", "bass")


def _dark(size: tuple[int, int], title: str, colour: str) -> Canvas:
    canvas = Canvas(size)
    plate(canvas, 0, 0, size[0] - 20, size[1] - 20, DARK)
    plate(canvas, 8, 8, size[0] - 36, 56)
    caption(canvas, 20, 20, title, 22, colour)
    return canvas


def _wired(canvas: Canvas, x: int, y: int, name: str) -> tuple[int, int]:
    """A wire that takes what is sent to a name; the numbers of its box and of the inlet's receive."""
    taking = canvas.obj(x, y, f"r {name}")
    wire = canvas.obj(x, y + 28, "rtmusic-wire")
    canvas.line(taking, wire)
    return wire, taking


def _set_up(canvas: Canvas, x: int, y: int, messages: list[str], to: str) -> None:
    """One button for all that the evening needs."""
    sub = Canvas((420, 32 * len(messages) + 120), "set-up")
    began = sub.obj(20, 20, "r \\$0-begin")
    out = sub.obj(20, 32 * len(messages) + 70, f"s {to}")
    for place, message in enumerate(messages):
        said = sub.add(f"#X msg 20 {52 + 32 * place} {message}")
        sub.line(began, said, out)
    canvas.sub(x + 84, y + 10, sub)
    look = f"set\\ up 0 54 0 13 {WELL} {AMBER} {TEXT}"
    canvas.obj(x, y, f"bng 44 200 50 0 \\$0-begin rtmusic-evening-begin {look}")


def looping() -> Canvas:
    """Evening 1: pedals and one knob."""
    canvas = _dark((760, 420), "evening 1: a loop under a pedal", CORAL)
    plate(canvas, 8, 76, 724, 116)
    caption(canvas, 20, 122, "empty", 56, CORAL, "\\$0-state")
    plate(canvas, 100, 204, 632, 190, PAPER)
    messages = ["/mode loop", "/quantize bar", "/rewrite 25", "/periodic 8", "/keep_levels 2", "/wet 0", "/dry 0"]
    _set_up(canvas, 20, 210, messages, "\\$0-out")
    canvas.text(
        112,
        284,
        "sustain pedal: record, and again to close the loop on the bar. Middle pedal: undo. Left "
        "pedal: overdub. Modulation wheel: how much of each pass the machine may rewrite.",
        84,
    )
    for place, (cc, command) in enumerate(PEDALS):
        x = 112 + 130 * place
        canvas.sub(x, 362, _pedal(cc, command))
    canvas.sub(520, 362, _wheel())
    wire, _ = _wired(canvas, 520, 214, "\\$0-out")
    canvas.line(wire, canvas.obj(640, 242, "s \\$0-reply"))
    canvas.sub(640, 214, _state())
    return canvas


def _pedal(cc: int, command: str) -> Canvas:
    """A pedal sends 127 going down and 0 coming up; only the way down is a press."""
    canvas = Canvas((420, 260), f"pedal-{command}")
    midi = canvas.obj(20, 20, f"ctlin {cc}")
    yours = canvas.obj(160, 20, f"r rtmusic-pedal-{command}")
    down = canvas.obj(20, 50, ">= 64")
    change = canvas.obj(20, 80, "change")
    press = canvas.obj(20, 110, "sel 1")
    canvas.line(midi, down, change, press, canvas.msg(20, 140, f"/{command} 1"), canvas.obj(20, 170, "s \\$0-out"))
    canvas.line(yours, down)
    return canvas


def _wheel() -> Canvas:
    canvas = Canvas((420, 260), "wheel")
    midi = canvas.obj(20, 20, "ctlin 1")
    yours = canvas.obj(160, 20, "r rtmusic-wheel")
    share = canvas.obj(20, 50, "* 0.7874")
    canvas.line(midi, share, canvas.msg(20, 80, "/rewrite $1"), canvas.obj(20, 110, "s \\$0-out"))
    canvas.line(yours, share)
    return canvas


def _state() -> Canvas:
    """Asks four times a second how the loop stands, and shows it for the far end of the stage."""
    canvas = Canvas((460, 300), "state")
    load = canvas.obj(20, 20, "loadbang")
    canvas.line(load, canvas.obj(20, 46, "metro 250"), canvas.msg(20, 72, "/status"), canvas.obj(20, 98, "s \\$0-out"))
    reply = canvas.obj(200, 20, "r \\$0-reply")
    status = canvas.obj(200, 46, "route status.reply")
    two = canvas.obj(200, 72, "list split 2")
    trim = canvas.obj(200, 98, "list trim")
    state = canvas.obj(200, 124, "route loop_state")
    canvas.line(reply, status, two, trim, state)
    canvas.join(two, 1, two, 0)
    label = canvas.obj(200, 150, "list prepend label")
    canvas.line(state, label, canvas.obj(200, 176, "list trim"), canvas.obj(200, 202, "s \\$0-state"))
    return canvas


def mixing() -> Canvas:
    """Evening 2: eight knobs, eight prompts, six wishes."""
    canvas = _dark((760, 560), "evening 2: eight knobs, eight prompts", TEAL)
    plate(canvas, 8, 76, 724, 34 * len(PROMPTS) + 16)
    for slot, prompt in enumerate(PROMPTS, start=1):
        y = 50 + 34 * slot
        caption(canvas, 20, y + 2, f"{slot}  {prompt}", 16)
        look = f"empty -2 -8 0 10 {WELL} {TEAL} {TEXT} 0 1"
        canvas.obj(330, y, f"hsl 380 24 0 1 0 0 \\$0-weight-{slot} rtmusic/prompt/{slot}/weight {look}")
    y = 50 + 34 * (len(PROMPTS) + 1) + 16
    plate(canvas, 100, y, 632, 140, PAPER)
    messages = ["/mode stream", "/tempo 120", "/on_beat 1", "/density_on 1", "/brightness_on 1"]
    messages += [f"/prompt/{slot} {word(prompt)} {float(slot == 1):g}" for slot, prompt in enumerate(PROMPTS, start=1)]
    _set_up(canvas, 20, y + 6, messages, "\\$0-out")
    text = f"controllers {FIRST_CC} to {FIRST_CC + 7} are the weights, the six after them "
    canvas.text(112, y + 62, text + ", ".join(ASKS) + ". Nothing that is turned begins the music again.", 84)
    canvas.sub(112, y + 108, _weights())
    canvas.sub(260, y + 108, _asks())
    _wired(canvas, 520, y + 10, "\\$0-out")
    return canvas


def _weights() -> Canvas:
    canvas = Canvas((1100, 300), "weights")
    out = canvas.obj(20, 240, "s \\$0-out")
    for slot in range(1, len(PROMPTS) + 1):
        x = 20 + 132 * (slot - 1)
        knob = canvas.obj(x, 20, f"ctlin {FIRST_CC + slot - 1}")
        share = canvas.obj(x, 80, "/ 127")
        canvas.line(knob, share)
        canvas.line(canvas.obj(x, 50, f"r rtmusic-knob-{slot}"), share)
        both = canvas.obj(x, 130, "t f f")
        canvas.line(share, both, canvas.msg(x, 180, f"/prompt/{slot}/weight $1"), out)
        show = canvas.msg(x + 40, 155, "set $1")
        canvas.line((both, 1), show, canvas.obj(x + 40, 210, f"s rtmusic/prompt/{slot}/weight"))
        canvas.line(canvas.obj(x, 105, f"r \\$0-weight-{slot}"), both)
    return canvas


def _asks() -> Canvas:
    """A controller's 0 to 127 as the knob's own range; a choice is the nearest one."""
    canvas = Canvas((1000, 260), "asks")
    out = canvas.obj(20, 200, "s \\$0-out")
    for place, name in enumerate(ASKS):
        knob = KNOBS[name]
        x = 20 + 150 * place
        midi = canvas.obj(x, 20, f"ctlin {FIRST_CC + len(PROMPTS) + place}")
        yours = canvas.obj(x, 46, f"r rtmusic-ask-{name}")
        wide = canvas.obj(x, 72, f"* {(knob.high - knob.low) / 127:.6g}")
        above = canvas.obj(x, 98, f"+ {knob.low:g}")
        canvas.line(midi, wide)
        canvas.line(yours, wide, above)
        if knob.choices:
            above_rounded = canvas.obj(x, 124, "expr rint(\\$f1)")
            canvas.line(above, above_rounded)
            above = above_rounded
        canvas.line(above, canvas.msg(x, 160, f"{knob.address} $1"), out)
    return canvas


def recording() -> Canvas:
    """Evening 3: sees what is changed anywhere, records it with its time, plays it again, follows MIDI clock."""
    canvas = _dark((760, 470), "evening 3: the set is recorded", AMBER)
    plate(canvas, 8, 76, 724, 116)
    caption(canvas, 20, 104, "nothing yet", 34, TEXT, "\\$0-last")
    look = f"empty 0 -8 0 30 {PANEL} {AMBER} {TEXT} 0 256 0 0"
    canvas.obj(430, 88, f"nbx 7 48 -1e+37 1e+37 0 0 \\$0-none \\$0-value {look}")
    caption(canvas, 20, 160, "the last change, whoever made it", 12)
    plate(canvas, 8, 200, 724, 84)
    for place, (name, colour) in enumerate((("record", CORAL), ("play", TEAL), ("stop", AMBER))):
        look = f"{name} 0 54 0 13 {WELL} {colour} {TEXT}"
        canvas.obj(20 + 90 * place, 208, f"bng 44 200 50 0 \\$0-{name} rtmusic-set-{name} {look}")
    look = f"follow\\ MIDI\\ clock 0 54 0 13 {WELL} {TEAL} {TEXT} 0 1"
    canvas.obj(300, 208, f"tgl 44 0 \\$0-follow rtmusic-set-follow {look}")
    caption(canvas, 460, 214, "", 16, CORAL, "\\$0-doing")
    plate(canvas, 8, 292, 724, 148, PAPER)
    canvas.text(
        20,
        300,
        "record: every change of every knob, with its time. play: the same changes again, at the same "
        "pace. stop ends both. Click below to keep them in set.txt beside this patch, and to have them back.",
        96,
    )
    wire, _ = _wired(canvas, 20, 356, "\\$0-out")
    canvas.line(wire, canvas.obj(20, 412, "s \\$0-reply"))
    canvas.sub(160, 356, _changes())
    canvas.sub(160, 384, _recorder())
    canvas.sub(160, 412, _clock())
    book = canvas.obj(420, 412, "text define \\$0-set")
    canvas.line(canvas.msg(420, 356, "write set.txt"), book)
    canvas.line(canvas.msg(560, 356, "read set.txt"), book)
    canvas.line(canvas.obj(420, 384, "r \\$0-book"), book)
    return canvas


def _changes() -> Canvas:
    """What comes back as a message that can be sent again: /wet -12, /prompt/1/weight 0.5, /loop/2/pan 1."""
    canvas = Canvas((1020, 420), "changes")
    kinds = canvas.obj(20, 50, "route pong error status.reply prompt loop")
    canvas.line(canvas.obj(20, 20, "r \\$0-reply"), kinds)
    whole = canvas.obj(20, 230, "list trim")
    for place, (outlet, form) in enumerate(((5, "/%s"), (3, "/prompt/%s/weight"))):
        # The address is there before the value comes.
        x = 20 + 400 * place
        both = canvas.obj(x, 76, "t a a")
        name = canvas.obj(x + 130, 110, "list split 1")
        value = canvas.obj(x, 110, "list split 1")
        joined = canvas.obj(x, 200, "list prepend")
        canvas.line((kinds, outlet), both, value)
        canvas.join(both, 1, name, 0)
        address = canvas.obj(x + 130, 140, f"makefilename {form}")
        canvas.line(name, address)
        canvas.join(address, 0, joined, 1)
        canvas.line(joined, whole)
        if place:
            only = canvas.obj(x, 166, "route weight")  # texts stay as they are
            canvas.line((value, 1), canvas.obj(x, 138, "list trim"), only, joined)
        else:
            canvas.join(value, 1, joined, 0)
    canvas.line((kinds, 4), canvas.obj(820, 76, "list"), canvas.msg(820, 110, "list /loop/$1/$2 $3"), whole)
    shown = canvas.obj(20, 256, "t a a")
    canvas.line(whole, shown, canvas.obj(20, 390, "s \\$0-change"))
    split = canvas.obj(160, 286, "list split 1")
    canvas.join(shown, 1, split, 0)
    canvas.line(
        split,
        canvas.obj(160, 312, "list prepend label"),
        canvas.obj(160, 338, "list trim"),
        canvas.obj(160, 364, "s \\$0-last"),
    )
    canvas.line(
        (split, 1),
        canvas.obj(340, 312, "list prepend set"),
        canvas.obj(340, 338, "list trim"),
        canvas.obj(340, 364, "s \\$0-value"),
    )
    return canvas


def _recorder() -> Canvas:
    """Lines of MILLISECONDS ADDRESS VALUE, as [text sequence] wants them."""
    canvas = Canvas((760, 420), "recorder")
    record = canvas.obj(20, 20, "r \\$0-record")
    stop = canvas.obj(160, 20, "r \\$0-stop")
    play = canvas.obj(300, 20, "r \\$0-play")
    change = canvas.obj(440, 20, "r \\$0-change")
    begin = canvas.obj(20, 50, "t b b b b")
    timer = canvas.obj(440, 200, "timer")
    gate = canvas.obj(440, 110, "spigot")
    doing = canvas.obj(20, 380, "s \\$0-doing")
    book = canvas.obj(160, 380, "s \\$0-book")
    canvas.line(record, begin)
    canvas.line((begin, 3), canvas.msg(140, 90, "clear"), book)
    canvas.join(begin, 2, timer, 0)
    opened = canvas.msg(60, 140, "1")
    canvas.line((begin, 1), opened)
    canvas.join(opened, 0, gate, 1)
    canvas.line(begin, canvas.msg(20, 170, "label recording"), doing)
    closed = canvas.msg(160, 110, "0")
    canvas.line(stop, closed)
    canvas.join(closed, 0, gate, 1)
    canvas.line(stop, canvas.msg(180, 140, "label empty"), doing)
    canvas.line(change, gate)
    steps = canvas.obj(440, 140, "t a b b")
    canvas.line(gate, steps)
    canvas.join(steps, 2, timer, 1)
    canvas.join(steps, 1, timer, 0)
    line = canvas.obj(440, 240, "list prepend 0")
    canvas.join(timer, 0, line, 1)
    canvas.line(steps, line, canvas.obj(440, 270, "text set \\$0-set 1e+06"))
    sequence = canvas.obj(300, 240, "text sequence \\$0-set -w 1")
    canvas.line(stop, canvas.msg(230, 200, "stop"), sequence)
    going = canvas.obj(300, 50, "t b b b b")
    canvas.line(play, going)
    canvas.join(going, 3, closed, 0)
    canvas.line((going, 2), canvas.msg(380, 90, "line 0"), sequence)
    canvas.line((going, 1), canvas.msg(340, 120, "label playing"), doing)
    canvas.line(going, canvas.msg(300, 150, "auto"), sequence)
    canvas.line(sequence, canvas.obj(300, 290, "list trim"), canvas.obj(300, 320, "s \\$0-out"))
    canvas.line((sequence, 2), canvas.msg(420, 320, "label played"), doing)
    return canvas


def _clock() -> Canvas:
    """24 ticks are a beat; a tempo is said when it has changed by a tenth."""
    canvas = Canvas((560, 460), "clock")
    midi = canvas.obj(20, 20, "midirealtimein")
    tick = canvas.obj(20, 46, "sel 248")
    yours = canvas.obj(160, 46, "r rtmusic-midi-tick")
    follow = canvas.obj(300, 46, "r \\$0-follow")
    gate = canvas.obj(20, 106, "spigot")
    canvas.line(midi, tick, canvas.msg(20, 72, "1"), gate)
    canvas.line(yours, canvas.msg(160, 72, "1"), gate)
    canvas.join(follow, 0, gate, 1)
    bang = canvas.obj(20, 132, "t b")
    count = canvas.obj(20, 158, "f 0")
    more = canvas.obj(100, 158, "+ 1")
    beat = canvas.obj(20, 184, "mod 24")
    zero = canvas.obj(20, 210, "sel 0")
    canvas.line(gate, bang, count, more)
    canvas.join(more, 0, count, 1)
    canvas.line(count, beat, zero)
    both = canvas.obj(20, 236, "t b b")
    timer = canvas.obj(20, 262, "timer")
    canvas.line(zero, both)
    canvas.join(both, 1, timer, 1)
    canvas.join(both, 0, timer, 0)
    bpm = canvas.obj(20, 292, "expr if($f1 > 0\\, rint(600000 / $f1) / 10\\, 0)".replace("$", "\\$"))
    low = canvas.obj(20, 318, f"moses {KNOBS['tempo'].low:g}")
    high = canvas.obj(60, 344, f"moses {KNOBS['tempo'].high + 0.1:g}")
    new = canvas.obj(60, 370, "change")
    canvas.line(timer, bpm, low)
    canvas.join(low, 1, high, 0)
    canvas.line(high, new, canvas.msg(60, 396, "/tempo $1"), canvas.obj(60, 422, "s \\$0-out"))
    return canvas


__all__ = ["looping", "mixing", "recording"]
