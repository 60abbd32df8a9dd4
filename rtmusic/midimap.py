"""What a MIDI message is bound to: one binding a line, in files that a player can read and write.

    cc:1:20 = temperature low=0.2 high=1.2 curve=log takeover=pickup
    cc:*:64 = record                      a pedal presses a command
    note:10:38 = overdub hold             one that is held down: it overdubs until it comes up
    note:10:36 = overdub                  so does a note; a switch is on while it is held
    nrpn:1:300 = wet                      pb:1 = density     at:1 = brightness     kp:1:60 = guidance
    pc:1:5 = scene:chorus                 start = align      stop = freeze high=on
    cc:1:20 += guidance                   this too, beside what is bound already
    cc:2:64 = nothing                     free again, though another line binds it on every channel

A source is ``cc`` (controller), ``note``, ``kp`` (pressure of one key), ``nrpn`` or ``pc`` (program, counted from 0)
with channel 1 to 16 or ``*`` and a number; ``pb`` (pitch bend) or ``at`` (pressure of all keys) with a channel; or
``start``, ``stop``, ``continue`` of a sequencer. After the target come, in any order:

    low=V high=V     the knob's value at either end of the controller; low above high turns it round
    curve=lin|log    instead of the knob's own
    mode=…           abs7: 7 bits, though another controller could be its fine half; abs14: 14 bits; or how an endless
                     encoder speaks: rel-signed, rel-signed2, rel-offset, rel-2c; with -lin it does not speed up
    step=S           share of the way that one detent of an encoder goes
    takeover=…       none: the knob jumps to the controller; pickup: it waits until the controller comes by; scale: it
                     moves in proportion until both meet
    from=N to=N      which of the values 0 to 127 count; so one controller can do several things
    toggle           every press turns the knob from low to high or back
    hold             a pedal of a loop does what it does as long as it is held down, and no longer
    feedback         the controller is told where the knob stands; lit=N dark=N are what it is sent for on and off
"""

from __future__ import annotations

import math
import os
import shlex
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar, get_args

from rtmusic.errors import KnobError, UsageError
from rtmusic.knobs import COMMANDS, DOWN, HELD, ORDERS, Command, Knob, find, geometric
from rtmusic.scenefile import check_name, own_folder
from rtmusic.wholefile import write_whole

Kind = Literal["cc", "note", "kp", "nrpn", "pc", "pb", "at", "start", "stop", "continue"]
Mode = Literal[
    "auto", "abs7", "abs14",
    "rel-signed", "rel-signed2", "rel-offset", "rel-2c",
    "rel-signed-lin", "rel-signed2-lin", "rel-offset-lin", "rel-2c-lin",
]  # fmt: skip
Curve = Literal["knob", "lin", "log"]
Takeover = Literal["none", "pickup", "scale"]

KINDS: tuple[Kind, ...] = get_args(Kind)
MODES: tuple[Mode, ...] = get_args(Mode)
CURVES: tuple[Curve, ...] = get_args(Curve)
TAKEOVERS: tuple[Takeover, ...] = get_args(Takeover)
C = TypeVar("C", bound=str)
NUMBERED: Mapping[str, int] = {"cc": 127, "note": 127, "kp": 127, "nrpn": 16383, "pc": 127}  # the highest number
REALTIME = ("start", "stop", "continue")  # of no channel
PRESSED = ("note", "pc", *REALTIME)  # say that something happened, and no value that turns a knob
ANY = 0  # the channel *
STEP = 1 / 127  # how far a detent goes
MAPS = Path(__file__).parent / "maps"
USUAL = "generic"  # the preset that is in force without a word
MOST_LINES = 10_000  # of a file
_FAULTS_TOLD = 8
_EXAMPLE = "write for example  cc:*:20=prompt_1  or  note:10:36=record"


class Source(NamedTuple):
    """Where a message comes from."""

    kind: Kind
    channel: int = ANY  # 1 to 16, or ANY
    number: int = 0

    def __str__(self) -> str:
        if self.kind in REALTIME:
            return self.kind
        channel = "*" if self.channel == ANY else str(self.channel)
        return f"{self.kind}:{channel}:{self.number}" if self.kind in NUMBERED else f"{self.kind}:{channel}"


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole state of the instrument, by its name."""

    name: str


Target = Knob | Command | Scene


@dataclass(frozen=True, slots=True)
class Binding:
    """One line of a map. What is None is as the knob has it."""

    source: Source
    target: Target
    low: float | None = None
    high: float | None = None
    curve: Curve = "knob"
    mode: Mode = "auto"
    step: float = STEP
    takeover: Takeover = "none"
    first: int = 0  # the values 0..127 that count
    last: int = 127
    toggle: bool = False
    hold: bool = False
    feedback: bool = False
    lit: int = 127
    dark: int = 0

    @property
    def relative(self) -> bool:
        return self.mode.startswith("rel")

    @property
    def whole(self) -> bool:
        """True when all values count."""
        return (self.first, self.last) == (0, 127)

    def ends(self, knob: Knob) -> tuple[float, float]:
        """The knob's values at the controller's ends."""
        return knob.low if self.low is None else self.low, knob.high if self.high is None else self.high

    def value(self, knob: Knob, position: float) -> float:
        """Where the knob stands when the controller is at a position 0..1."""
        low, high = self.ends(knob)
        place = min(1.0, max(0.0, position))
        if self._is_log(knob):
            return knob.clamp(geometric(low, high, place))
        return knob.clamp(low + (high - low) * place)

    def position(self, knob: Knob, value: float) -> float:
        """The position 0..1 that shows this value, the nearest one if it is out of reach."""
        low, high = self.ends(knob)
        reached = value >= high
        value = min(max(low, high), max(min(low, high), value))
        if self._is_log(knob):
            low, high, value = math.log(low), math.log(high), math.log(value)
        return (value - low) / (high - low) if low != high else float(reached)

    def _is_log(self, knob: Knob) -> bool:
        return knob.curve == "log" if self.curve == "knob" else self.curve == "log"

    def __str__(self) -> str:
        """The line that says this binding."""
        words = [target_words(self.target)]
        one_word = isinstance(self.target, Knob) and not any(" " in name for name in self.target.choices)
        show = self.target.show if isinstance(self.target, Knob) and self.target.choices and one_word else repr
        words += [f"low={show(self.low)}"] if self.low is not None else []
        words += [f"high={show(self.high)}"] if self.high is not None else []
        words += [f"curve={self.curve}"] if self.curve != "knob" else []
        words += [f"mode={self.mode}"] if self.mode != "auto" else []
        words += [f"step={self.step!r}"] if self.step != STEP else []
        words += [f"takeover={self.takeover}"] if self.takeover != "none" else []
        words += [] if self.whole else [f"from={self.first}", f"to={self.last}"]
        words += ["toggle"] if self.toggle else []
        words += ["hold"] if self.hold else []
        words += ["feedback"] if self.feedback else []
        words += [f"lit={self.lit}"] if self.lit != 127 else []
        words += [f"dark={self.dark}"] if self.dark else []
        return f"{self.source} = {' '.join(words)}"


Bindings = Mapping[Source, tuple[Binding, ...]]  # nothing at all is bound to a source with no bindings


def target_words(target: Target) -> str:
    """A target as it is written."""
    return shlex.quote(f"scene:{target.name}") if isinstance(target, Scene) else target.name


def find_target(words: Sequence[str]) -> tuple[Target, Sequence[str]]:
    """A knob, a command, or ``scene:NAME`` (also ``scene NAME``), and the words after it.

    Raises:
        KnobError: there is none of this name.
        UsageError: the name does not fit in a line.
    """
    name = words[0] if words else ""
    if not all(word.isprintable() for word in words):
        raise UsageError(f"{' '.join(words)[:80]!r} has signs that are no letters; a binding is one line")
    if name == "scene" and len(words) > 1:
        return Scene(words[1]), words[2:]
    if name.startswith("scene:") and name != "scene:":
        return Scene(name.removeprefix("scene:")), words[1:]
    return COMMANDS.get(name) or find(name), words[1:]


def parse_source(text: str) -> Source:
    """``cc:*:20``, ``pb:1``, ``start``.

    Raises:
        UsageError: not of this form, or a channel or number out of range.
    """
    word, *rest = text.strip().split(":")
    kind = next((kind for kind in KINDS if kind == word), None)
    if kind is None or len(rest) != (0 if kind in REALTIME else 2 if kind in NUMBERED else 1):
        raise UsageError(f"{text.strip()!r} is not understood; {_EXAMPLE}")
    if not all((part.isdecimal() and part.isascii()) or (part == "*" and i == 0) for i, part in enumerate(rest)):
        raise UsageError(f"{text.strip()!r} is not understood; {_EXAMPLE}")
    if rest and rest[0] != "*" and not (len(rest[0]) < 3 and 1 <= int(rest[0]) <= 16):
        raise UsageError(f"channel {rest[0]} is not 1 to 16 or *; {_EXAMPLE}")
    if len(rest) == 2 and not (len(rest[1]) < 6 and int(rest[1]) <= NUMBERED[kind]):
        raise UsageError(f"number {rest[1]} is not 0 to {NUMBERED[kind]}; {_EXAMPLE}")
    return Source(kind, 0 if not rest or rest[0] == "*" else int(rest[0]), int(rest[1]) if len(rest) == 2 else 0)


def _words(text: str) -> list[str]:
    """The words after the equals sign; what follows a # that begins a word is a comment."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    for word in lexer:
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _choice(word: str, value: str, choices: Sequence[C]) -> C:
    for choice in choices:
        if choice == value:
            return choice
    raise UsageError(f"{word}={value}: give {', '.join(choices)}")


def _midi_value(word: str, value: str) -> int:
    if not (value.isdecimal() and value.isascii() and len(value) < 4 and int(value) <= 127):
        raise UsageError(f"{word}={value} is not a whole number from 0 to 127")
    return int(value)


def change(binding: Binding, words: Sequence[str]) -> Binding:
    """The binding with these options: ``low=0.2``, ``toggle``, as they are written after a target.

    Raises:
        UsageError: no such option, not one of its values, or one that this binding cannot have.
        KnobError: a value that the knob cannot take.
    """
    knob = binding.target if isinstance(binding.target, Knob) else None
    for option in words:
        word, equals, value = option.partition("=")
        if word in ("toggle", "hold", "feedback") and not equals:
            binding = replace(binding, **{word: True})  # type: ignore[arg-type]
        elif word in ("low", "high") and equals:
            if knob is None:
                raise UsageError(f"{option}: {target_words(binding.target)} is pressed, and has no value")
            end = float(knob.parse(value))
            binding = replace(binding, low=end) if word == "low" else replace(binding, high=end)
        elif word == "curve":
            binding = replace(binding, curve=_choice(word, value, CURVES))
        elif word == "mode":
            binding = replace(binding, mode=_choice(word, value, MODES))
        elif word == "takeover":
            binding = replace(binding, takeover=_choice(word, value, TAKEOVERS))
        elif word == "step":
            binding = replace(binding, step=_share(value))
        elif word in ("from", "to", "lit", "dark"):
            number = _midi_value(word, value)
            name = {"from": "first", "to": "last"}.get(word, word)
            binding = replace(binding, **{name: number})  # type: ignore[arg-type]
        else:
            known = "low= high= curve= mode= step= takeover= from= to= lit= dark= toggle hold feedback"
            raise UsageError(f"{option!r} is not an option of a binding; there are  {known}")
    _check(binding, knob)
    return binding


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = 0.0
    if not 0.0 < share <= 1.0:
        raise UsageError(f"step={value} is not a share of the way, above 0 and at most 1")
    return share


def _check(binding: Binding, knob: Knob | None) -> None:
    source = binding.source
    if binding.first > binding.last:
        raise UsageError(f"from={binding.first} is above to={binding.last}")
    if binding.mode != "auto" and source.kind != "cc":
        raise UsageError(f"mode={binding.mode} is for controllers (cc); {source.kind} speaks one way only")
    if binding.hold and (source.kind in ("pc", *REALTIME) or f"{target_words(binding.target)}{DOWN}" not in ORDERS):
        raise UsageError(f"hold is for {', '.join(HELD)} on a note or a controller; leave it away")
    if knob is None:
        if binding.toggle or binding.relative:
            raise UsageError(f"{target_words(binding.target)} is pressed, not turned: leave toggle and mode away")
        return
    if binding.curve == "log" and min(binding.ends(knob)) <= 0:
        raise UsageError(f"curve=log needs low and high above 0; {knob.name} goes from {knob.low:g}; give low=")
    if source.kind in PRESSED and not binding.toggle and binding.high is None:
        if source.kind != "note":
            raise KnobError(f"{source.kind} can press a command or recall a scene; to turn {knob.name} add high=VALUE")
        if knob.curve != "switch":
            raise KnobError(
                f"a note can press a command or hold a switch, and {knob.name} is neither; "
                "to turn it all the same add high=VALUE or toggle"
            )


def parse_line(text: str) -> tuple[Source, Binding | None, bool]:
    """One line of a map: the source, what it does (None: nothing), and whether that comes beside other bindings.

    Raises:
        UsageError: not a binding; the message says what is wrong with it.
        KnobError: neither a knob nor a command has this name, or it cannot be bound to this source.
    """
    left, _, right = text.partition("=")
    beside = left.rstrip().endswith("+")
    source = parse_source(left.rstrip().removesuffix("+"))
    try:
        words = _words(right)
    except ValueError:
        raise UsageError("a quote is not closed") from None
    if words == ["nothing"]:
        return source, None, beside
    target, options = find_target(words)
    return source, change(Binding(source, target), options), beside


def parse_binding(text: str) -> Binding:
    """``cc:*:20=prompt_1`` as typed after ``--map``.

    Raises:
        UsageError: not of this form, or a channel, number or option out of range.
        KnobError: neither a knob nor a command has this name, or it cannot be bound to this source.
    """
    try:
        _, binding, _ = parse_line(text)
    except UsageError as error:
        raise type(error)(f"MIDI binding {text!r}: {error}") from None
    if binding is None:
        raise UsageError(f"MIDI binding {text!r}: it binds nothing")
    return binding


def over(below: Bindings, lines: Iterable[str]) -> Bindings:
    """A map with these lines over it; ``=`` takes the place of what is bound to the same source, ``+=`` adds to it.

    Raises:
        UsageError: a line is not a binding.
    """
    found = dict(below)
    for text in lines:
        try:
            source, binding, beside = parse_line(text)
        except UsageError as error:
            raise type(error)(f"MIDI binding {text!r}: {error}") from None
        _put(found, source, binding, beside)
    return found


def laid(below: Bindings, lines: Iterable[str]) -> tuple[Bindings, list[str]]:
    """The same without the lines that are no bindings, and a sentence about each of those, but not about too many."""
    found, faults = dict(below), []
    for text in lines:
        try:
            _put(found, *parse_line(text))
        except UsageError as error:
            faults.append(f"MIDI binding {text[:80]!r}: {error}; left out")
    more = len(faults) - _FAULTS_TOLD
    return found, faults if more <= 0 else [*faults[:_FAULTS_TOLD], f"{more} more lines are no MIDI bindings; left out"]


def _put(found: dict[Source, tuple[Binding, ...]], source: Source, binding: Binding | None, beside: bool) -> None:
    before = found.get(source, ()) if beside else ()
    found[source] = (*before, *([] if binding is None or binding in before else [binding]))


def bindings(lines: Iterable[str] = (), chosen: str = USUAL) -> Bindings:
    """The bindings of a preset or a file, with these lines over it.

    Raises:
        UsageError: no such preset or file, or a line is not a binding.
    """
    return over(read_map(chosen), lines)


def presets() -> list[str]:
    """The names of the maps that come with rtmusic."""
    return sorted(path.stem for path in MAPS.glob("*.map"))


def about(name: str) -> str:
    """What a preset is for: its first line."""
    return (MAPS / f"{name}.map").read_text("utf-8").splitlines()[0].lstrip("# ")


def own_maps() -> list[str]:
    """The names of the maps that a player has saved."""
    with suppress(OSError):
        return sorted(path.stem for path in own_folder("maps").glob("*.map") if not path.name.startswith("."))
    return []


def own_map(name: str) -> Path:
    """The file of a map of one's own, where `map_path` finds it by its name.

    Raises:
        UsageError: no name for a map, or one that comes with rtmusic has it.
    """
    if check_name(name, "map").lower() in presets():
        raise UsageError(f"the map {name} comes with rtmusic and stays as it is; take another name:  my {name}")
    return own_folder("maps") / f"{name}.map"


def map_path(chosen: str) -> Path:
    """The file of a preset or of one's own map by name, or the file itself."""
    if chosen in presets():
        return MAPS / f"{chosen}.map"
    own = own_folder("maps") / f"{chosen}.map"
    return own if os.sep not in chosen and os.path.exists(own) else Path(chosen)


def read_map(chosen: str) -> Bindings:
    """The bindings in a file, or in a preset by its name.

    Raises:
        UsageError: it cannot be read; or lines are not bindings, each named with its number.
    """
    path = map_path(chosen)
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsageError(
            f"MIDI map {chosen!r} cannot be read: {what}; name a file, or one of {', '.join([*presets(), *own_maps()])}"
        ) from None
    if len(lines) > MOST_LINES:
        raise UsageError(f"MIDI map {chosen!r} has {len(lines)} lines, more than {MOST_LINES}")
    found: dict[Source, tuple[Binding, ...]] = {}
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            _put(found, *parse_line(line))
        except UsageError as error:
            faults.append(f"line {number}, {line.strip()[:80]!r}: {error}")
    if faults:
        told = "\n  ".join([*faults[:_FAULTS_TOLD], *(["…"] if len(faults) > _FAULTS_TOLD else [])])
        raise UsageError(f"MIDI map {chosen}:\n  {told}")
    return found


def lines_of(bound: Bindings) -> list[str]:
    """The lines of a map, by source."""
    lines: list[str] = []
    for source, here in sorted(bound.items(), key=lambda item: (KINDS.index(item[0].kind), item[0][1:])):
        if not here:
            lines.append(f"{source} = nothing")
        for place, binding in enumerate(here):
            line = str(binding)
            lines.append(line if place == 0 else line.replace(" = ", " += ", 1))
    return lines


def write_map(bound: Bindings, path: Path, older: bool = False) -> None:
    """Write a map whole, in the place of one that is there: its comments stay, and the lines that still hold.

    Args:
        older: the file that was there goes on living as NAME~.

    Raises:
        UsageError: the file cannot be written, or what is there is no map.
    """
    kept = ["# MIDI map of rtmusic; play with it:  rtmusic live --midi-map THIS", ""]
    held: Bindings = {}
    if path.exists():
        held = read_map(str(path))  # a file of another kind is not overwritten
        held = {s: here for s, here in held.items() if s in bound and here == bound[s][: len(here) or None]}
        lines = path.read_text("utf-8").splitlines()
        kept = [x for x in lines if not x.strip() or x.lstrip().startswith("#") or parse_line(x)[0] in held]
    there = set(lines_of(held))
    new = [line for line in lines_of(bound) if line not in there]
    try:
        write_whole(path, "\n".join([*kept, *new, ""]), older)
    except OSError as error:
        raise UsageError(f"MIDI map {path} cannot be written: {error.strerror}; name another file") from None


def write_own(bound: Bindings, name: str) -> Path:
    """Write a map under a name of its own; one of that name goes on living as NAME.map~.

    Raises:
        UsageError: the name cannot be had, the file cannot be written, or what is there is no map.
    """
    path = own_map(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"MIDI map {path} cannot be written: {error.strerror}; look at its folder") from None
    write_map(bound, path, older=True)
    return path
