"""The live view in the terminal: what is heard, what is written ahead, what may still change; and a few keys.

On a terminal a picture is drawn ten times a second and keys act at once. Anywhere else (a pipe, a log file, a dumb
terminal) one line a second is printed, and every event as its own line.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import select
import sys
import termios
import textwrap
import time
import tty
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import IO

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from rtmusic.knobs import COMMANDS, KNOBS, LOOPS, MODES, PROMPTS, SHARED_KNOBS, Control, Panel, parse_setting, selected
from rtmusic.pacing import RUNGS
from rtmusic.status import REWRITTEN, Desk, Event, LoopStatus, Recalled, Status
from rtmusic.units import SILENCE_DB

DRAW_EVERY_S = 0.1
PRINT_EVERY_S = 1.0
AHEAD_S = 4.0  # what the bar of written music spans
EVENTS_SHOWN = 4
_LABEL = 9  # columns before every line
_STATE = 13  # columns of what a loop does: "substituting" and a space
_TURN = range(10, 41)  # columns of a loop's turn, as there is room
_LEAST_TURN = 5  # fewer show nothing

KEYS: Mapping[str, tuple[str, str]] = {  # key, its name, what it does
    " ": ("space", "record"),
    "o": ("o", "overdub"),
    "u": ("u", "undo"),
    "r": ("r", "redo"),
    "c": ("c", "clear"),
    "t": ("t", "tap"),
    "f": ("f", "freeze"),
    "m": ("m", "mode"),
    "+": ("+", "rewrite more"),
    "-": ("-", "less"),
    "q": ("q", "quit"),
}
KEYS_HELP = ", ".join(f"{name} {does}" for name, does in KEYS.values())
LOOP_KEYS: Mapping[str, str] = {  # key, the setting or command of loops
    **{str(loop): f"select={loop}" for loop in range(LOOPS)},
    "a": "select=all",
    "x": "cancel",
}
LOOP_KEYS_HELP = f"0 to {LOOPS - 1} select that loop, a all loops, x cancel"
_ESCAPE = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|O.|.)?")  # arrows and function keys: not for us


@dataclass(frozen=True, slots=True)
class View:
    """All that one picture is drawn from."""

    status: Status
    panel: Panel
    prompts: Sequence[str]
    events: Sequence[Event] = ()  # oldest first
    notes: Sequence[str] = ()  # what stands around the instrument: OSC port, MIDI ports, recording
    keys: bool = False  # whether keys are read


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What bars are made of."""

    full: str = "█"
    draft: str = "▒"
    empty: str = "·"
    heights: str = "·▁▂▃▄▅▆▇█"  # from nothing kept to everything
    beat: str = "●"
    rest: str = "○"
    mark: str = "▸"  # the loop that pedals are for
    ways: str = "▸◂"  # the playhead of a loop that plays forwards, backwards
    some: str = "░▓"  # of a piece of a loop, less than half will be rewritten, is rewritten; `draft` and `full`: more
    seam: str = "|¦"  # where a turn begins and ends; up to where something was laid into it last


PLAIN = Glyphs("#", "=", ".", ".:-=+*%#", "O", "o", ">", "><", "-+", "|!")


def clock(seconds: float) -> str:
    """Seconds as a musician reads them: 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def bar(share: float, width: int, glyphs: Glyphs) -> str:
    """A bar filled from the left; share 0..1, anything outside is cut."""
    filled = round(min(1.0, max(0.0, share)) * width)
    return glyphs.full * filled + glyphs.empty * (width - filled)


def ahead_bar(committed_s: float, drafted_s: float, width: int, glyphs: Glyphs) -> tuple[str, str, str]:
    """The music ahead of the playhead: final, draft, and not written yet, within `AHEAD_S` seconds."""
    final = round(min(1.0, max(0.0, committed_s / AHEAD_S)) * width)
    written = max(final, round(min(1.0, max(0.0, drafted_s / AHEAD_S)) * width))
    return glyphs.full * final, glyphs.draft * (written - final), glyphs.empty * (width - written)


def mask_row(mask: Sequence[float], width: int, glyphs: Glyphs) -> str:
    """One column a frame, the taller the more of it is kept; wider masks are averaged into the width."""
    columns = min(width, len(mask))
    row = ""
    for column in range(columns):
        low = column * len(mask) // columns
        high = (column + 1) * len(mask) // columns
        kept = sum(mask[low:high]) / (high - low)
        row += glyphs.heights[round(min(1.0, max(0.0, kept)) * (len(glyphs.heights) - 1))]
    return row


def turn(cells: Sequence[int], loop: LoopStatus, until_s: float, width: int, glyphs: Glyphs) -> list[tuple[str, str]]:
    """A loop's turn in so many columns, in parts with their colours: what stays, what will be rewritten, what is.

    Args:
        cells: see `outlook.heard_next`; none: it all stays.
        until_s: where what was laid in last ends; 0: nothing was.
    """
    signs, inner = [], width - 2
    for column in range(inner):
        low = column * len(cells) // inner
        part = cells[low : max(low + 1, (column + 1) * len(cells) // inner)]
        changed = [value for value in part if value]
        new = 2 * sum(value > REWRITTEN for value in changed) > len(changed)
        share = sum((value - 1) % REWRITTEN + 1 for value in changed) / max(1, len(part))
        sign = (glyphs.full if new else glyphs.draft) if share >= REWRITTEN / 2 else glyphs.some[new]
        signs.append((sign, "green" if new else "yellow") if changed else (glyphs.empty, "dim"))
    if 0 < until_s < loop.length_s:
        signs[round(until_s / loop.length_s * (inner - 1))] = glyphs.seam[1], "cyan"
    if loop.length_s > 0:
        at = min(inner - 1, int(loop.position_s / loop.length_s * inner))
        signs[at] = glyphs.ways[loop.reversed], "bold"
    return [(glyphs.seam[0], "cyan"), *signs, (glyphs.seam[0], "cyan")]


def beats(beat: float, in_bar: int, glyphs: Glyphs) -> str:
    """The bar as dots, filled up to the beat that sounds."""
    now = int(beat) % in_bar
    return "".join(glyphs.beat if i <= now else glyphs.rest for i in range(in_bar))


def turned_knobs(panel: Panel) -> str:
    """The knobs that do not stand where they rest, without those that are shown elsewhere."""
    turned = [
        f"{name} {knob.show(round(panel[name], 3))}"
        for name, knob in SHARED_KNOBS.items()
        if panel[name] != knob.default and name not in ("mode", "select", "group") and not name.startswith("prompt_")
    ]
    return ", ".join(turned) or "all at rest"


def picture(view: View, width: int, glyphs: Glyphs) -> Group:
    """The whole view as lines, each as wide as the terminal at most."""
    status, panel = view.status, view.panel
    room = max(8, min(48, width - _LABEL - 30))
    lines = [_title(view, glyphs)]
    for label, level_db in (("in", status.input_db), ("out", status.output_db)):
        hot = "red" if level_db > -1.0 else "green"
        share = 1.0 - level_db / SILENCE_DB
        lines.append(_line(label, (bar(share, room, glyphs), hot), f"  {level_db:6.1f} dB"))
    final, draft, empty = ahead_bar(status.committed_s, status.drafted_s, room, glyphs)
    told = f"  {status.committed_s:.2f} s final, {status.drafted_s:.2f} s written"
    lines.append(_line("ahead", (final, "green"), (draft, "yellow"), (empty, "dim"), told))
    lines += _loop_lines(view, width, glyphs)
    if status.mask:
        kept = sum(status.mask) / len(status.mask)
        lines.append(_line("mask", (mask_row(status.mask, room, glyphs), "cyan"), f"  {kept:4.0%} kept"))
    if status.recalled.moment:
        lines.append(_recall_line(status.recalled, room, glyphs))
    lines += _load_lines(status)
    lines.append(_counter_line(status))
    for slot in range(1, PROMPTS + 1):
        weight = panel[f"prompt_{slot}"]
        text = view.prompts[slot - 1]
        if weight > 0 and text:
            lines.append(_line(f"prompt {slot}", (bar(weight, 10, glyphs), "magenta"), f" {weight:4.2f}  {text}"))
    lines.append(_line("knobs", turned_knobs(panel)))
    for note in view.notes:
        lines += _wrapped("", note, width)
    lines += [_line(clock(event.at_s), f"{event.kind}: {event.text}") for event in view.events[-EVENTS_SHOWN:]]
    if view.keys:
        lines += _wrapped("keys", f"{KEYS_HELP}, {LOOP_KEYS_HELP}", width)
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis"
    return Group(*lines)


def _line(label: str, *parts: str | tuple[str, str]) -> Text:
    return Text.assemble((f"{label:<{_LABEL}}", "bold"), *parts)


def _wrapped(label: str, words: str, width: int) -> list[Text]:
    """Quiet words on as many lines as they need."""
    lines = textwrap.wrap(words, max(20, width - _LABEL), break_on_hyphens=False)
    return [_line("" if i else label, (line, "dim")) for i, line in enumerate(lines)]


def _title(view: View, glyphs: Glyphs) -> Text:
    status = view.status
    dots = beats(status.beat, view.panel.int("beats"), glyphs)
    line = _line("rtmusic", (f"{status.mode:<7}", "bold cyan"), f" {status.bpm:5.1f} bpm {dots}  {clock(status.at_s)}")
    if status.turn:
        line.append(f"  {status.turn}, {status.turn_bars:.1f} bars left", "bold")
    if not status.sound_alive:
        line.append("  the sound device is gone", "bold red")
    if not status.model_alive:
        line.append("  the model process is starting again", "bold yellow")
    return line


def _loop_lines(view: View, width: int, glyphs: Glyphs) -> list[Text]:
    """A line for every loop in which there is something to see, and for the selected one."""
    status, pedals = view.status, selected(view.panel.values)
    alone = any(loop.solo for loop in status.loops)
    lines = [
        _loop_line(
            f"loop {n} {glyphs.mark if n in pedals else ''}",
            loop,
            view.panel.int(f"loop_{n}_group"),
            alone,
            width - _LABEL - _STATE,
            partial(turn, status.cells[n], loop, status.seams[n][1], glyphs=glyphs),
        )
        for n, loop in enumerate(status.loops)
        if n == status.selected or loop.state != "empty" or loop.next or loop.solo
    ]
    if not pedals:
        lines.append(_line("select", f"{KNOBS['select'].show(view.panel['select'])}: no loop is in it"))
    return lines


def _loop_line(
    label: str,
    loop: LoopStatus,
    group: int,
    alone: bool,
    room: int,
    turned: Callable[[int], list[tuple[str, str]]],
) -> Text:
    """One loop; where there is no room for all of it, what matters least on stage is left out.

    Args:
        group: the one that it is in; 0: in none.
        alone: some loop is solo, so that those that are not are not heard.
        room: columns beside label and state.
        turned: its turn in so many columns.
    """
    busy = loop.state not in ("empty", "playing", "paused")
    turns, played = loop.length_s > 0, loop.layers or loop.redo
    flags = {"muted": loop.muted, "solo": loop.solo, "not solo": alone and not loop.solo, "backwards": loop.reversed}
    flags |= {"favourite": loop.favourite, f"group {group}": group > 0}
    waits = f"{loop.next} in {loop.next_in_s:.1f} s" if loop.next else ""
    said = [*([waits] if waits else []), *(name for name, on in flags.items() if on)]
    told = [f"{loop.position_s:.1f} of {loop.length_s:.2f} s"] if turns else []
    told += [f"layers {loop.layers}+{loop.redo}"] if played else []
    told += [f"take {loop.take} of {loop.takes}"] if loop.takes > 1 else []
    told += [f"pass {loop.passes}"] if turns else []
    least = _TURN[0] + 2 if turns else 0
    while told and len(", ".join(told + said)) > room - least:
        told.pop()
    words, after = ", ".join(told), ", ".join(said)
    words += ", " if words and after else ""
    columns = min(_TURN[-1], room - 2 - len(words + after)) if turns else 0
    return _line(
        label,
        (f"{loop.state:<{_STATE}}", "bold red" if busy else ""),
        *(turned(columns) if columns >= _LEAST_TURN else ()),
        "  " if columns >= _LEAST_TURN else "",
        words,
        (waits, "bold yellow"),
        after.removeprefix(waits),
    )


def _recall_line(it: Recalled, room: int, glyphs: Glyphs) -> Text:
    kept = ", protected" if it.protected else ""
    told = f"  {it.share:4.0%} moment {it.moment} of {clock(it.played_s)}{kept}"
    return _line("recall", (bar(it.share, room, glyphs), "magenta"), told)


def _load_lines(status: Status) -> list[Text]:
    lines = [
        _line(
            "load",
            f"model {status.model_load:4.0%}  sound {status.sound_load:4.0%}  round {status.round_ms:.0f} ms",
        )
    ]
    if status.latency_ms:
        parts = ", ".join(f"{part} {ms:.0f}" for part, ms in status.latency_ms.items())
        lines.append(_line("latency", f"ms: {parts}"))
    return lines


def _counter_line(status: Status) -> Text:
    line = _line("counts", f"rounds {status.rounds}")
    if status.rung != RUNGS[0]:
        line.append(f" {status.rung}", "bold yellow")
    for label, count in _counters(status):
        line.append(f"  {label} {count}", "bold red" if count and label in ("glitches", "repeated bars") else "")
    return line


def _counters(status: Status) -> list[tuple[str, int]]:
    return [
        ("late", status.late_rounds),
        ("glitches", status.audible_glitches),
        ("repeated bars", status.repeated_bars),
        ("device", status.device_flags),
        ("restarts", status.restarts),
    ]


def one_line(status: Status) -> str:
    """The view where only lines can be printed."""
    loop = ""
    if status.mode == "loop":
        others = sum(loop.state != "empty" for n, loop in enumerate(status.loops) if n != status.selected)
        loop = f" {status.selected} {status.loop.state} pass {status.loop.passes}" + (
            f" and {others}" if others else ""
        )
    counts = ", ".join(f"{label} {count}" for label, count in _counters(status))
    return (
        f"{clock(status.at_s):>6}  {status.mode}{loop}  in {status.input_db:.0f} out {status.output_db:.0f} dB  "
        f"ahead {status.committed_s:.2f}/{status.drafted_s:.2f} s  model {status.model_load:.0%}  {counts}"
    )


def act(key: str, desk: Desk) -> bool:
    """Do what a key means; False when it means to stop."""
    does = KEYS[key][1] if key in KEYS else LOOP_KEYS.get(key, "")
    panel = desk.panel()
    if does in COMMANDS:
        desk.command(does)
    elif key in LOOP_KEYS:
        desk.turn(parse_setting(does))
    elif does == "freeze":
        desk.turn(Control(KNOBS["freeze"], 1.0 - panel["freeze"]))
    elif does == "mode":
        desk.turn(Control(KNOBS["mode"], float((panel.int("mode") + 1) % len(MODES))))
    elif does in ("rewrite more", "less"):
        step = 10.0 if does == "rewrite more" else -10.0
        desk.turn(Control(KNOBS["rewrite"], KNOBS["rewrite"].clamp(panel["rewrite"] + step)))
    return does != "quit"


@dataclass
class Screen:
    """Shows a desk while it is used as a context; the thread that enters it alone calls its methods.

    Args:
        desk: the instrument.
        out: where to draw; only a terminal gets a picture.
        keys: where keys come from; only a terminal has any.
        notes: what stands around the instrument; may be changed while it is shown.
        picture: False prints events and nothing else.
    """

    desk: Desk
    out: IO[str] = field(default_factory=lambda: sys.stdout)
    keys: IO[str] = field(default_factory=lambda: sys.stdin)
    notes: Sequence[str] = ()
    picture: bool = True
    quit: bool = False  # the player pressed q
    _events: list[Event] = field(default_factory=list)
    _last_s: float = float("-inf")
    _live: Live | None = None
    _key_fd: int | None = None
    _unheard: bool = False
    _told: Sequence[str] = ()

    def __enter__(self) -> Screen:
        if isinstance(self.out, io.TextIOWrapper):
            self.out.reconfigure(errors="replace")  # a prompt that the terminal cannot spell must not stop the music
        self._stack = contextlib.ExitStack()
        self._console = Console(file=self.out, highlight=False)
        self._glyphs = Glyphs() if "utf" in (self._console.encoding or "").lower() else PLAIN
        if self.picture and self._console.is_terminal and not self._console.is_dumb_terminal:
            self._key_fd = self._stack.enter_context(_single_keys(self.keys))
            self._live = Live(console=self._console, auto_refresh=False, vertical_overflow="crop")
            self._stack.enter_context(self._live)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._live is not None:
            self._draw()
        self._stack.close()

    def let_go(self) -> None:
        """Leave the terminal to whoever has it now; from here on only events are told, as lines."""
        self._live, self._key_fd, self.picture = None, None, False
        with contextlib.suppress(OSError, termios.error):  # it is not ours any more
            self._stack.close()

    def say(self, events: Sequence[Event]) -> None:
        """Show what has happened."""
        self._events = [*self._events, *events][-EVENTS_SHOWN:]
        if self._live is None:
            for event in events:
                self._print(f"{clock(event.at_s):>6}  {event.kind}: {event.text}")

    def wait(self, seconds: float) -> None:
        """Show the instrument and act on keys for this long; returns early when the player quits."""
        end = time.monotonic() + seconds
        if self._live is None:
            for note in self.notes:
                if note not in self._told:
                    self._print(note)
            self._told = tuple(self.notes)
        while not self.quit and (left := end - time.monotonic()) > 0:
            now = time.monotonic()
            if self._live is not None and now - self._last_s >= DRAW_EVERY_S:
                self._last_s = now
                self._draw()
            elif self._live is None and self.picture and now - self._last_s >= PRINT_EVERY_S:
                self._last_s = now
                self._print(one_line(self.desk.status()))
            self._listen(min(left, DRAW_EVERY_S))

    def _listen(self, seconds: float) -> None:
        if self._key_fd is None:
            time.sleep(seconds)
            return
        ready, _, _ = select.select([self._key_fd], [], [], seconds)
        if not ready:
            return
        try:
            typed = os.read(self._key_fd, 256).decode(errors="ignore")
        except OSError:
            typed = ""
        if not typed:  # the terminal went away
            self._key_fd = None
        for key in _ESCAPE.sub("", typed):
            if not act(key, self.desk):
                self.quit = True
        self._last_s = float("-inf")  # show at once what the key did

    def _draw(self) -> None:
        assert self._live is not None
        view = View(
            self.desk.status(),
            self.desk.panel(),
            self.desk.prompts(),
            self._events,
            self.notes,
            self._key_fd is not None,
        )
        self._live.update(picture(view, self._console.width, self._glyphs), refresh=True)

    def _print(self, line: str) -> None:
        if self._unheard:
            return
        try:
            print(line, file=self.out, flush=True)
        except OSError:
            self._unheard = True  # whoever read the lines has left; the music goes on


@contextlib.contextmanager
def _single_keys(keys: IO[str]) -> Iterator[int | None]:
    """Hear every key at once and unechoed; the terminal is given back as it was, whatever happens."""
    try:
        fd = keys.fileno()
        before = termios.tcgetattr(fd)
    except (OSError, ValueError, termios.error):
        yield None
        return
    tty.setcbreak(fd)
    try:
        yield fd
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)
