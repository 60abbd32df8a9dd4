"""The knobs as a performer sees them: in groups, in rows, in few colours; and the messages that are no knobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rtmusic import oscguests, sooper
from rtmusic.knobs import LOOPS, Command, Knob
from rtmusic.knobs import SHARED_COMMANDS as COMMANDS
from rtmusic.knobs import SHARED_KNOBS as KNOBS
from rtmusic.osc import PORT
from rtmusic.oscaddresses import STATES, WORDS, Word, spellings, value_address

HOST = "127.0.0.1"
EVERY_MS = 50  # how often changes made elsewhere may come
ALIVE_S = 5  # how often a surface asks whether the instrument is still there

# Few colours, and none that lights the hall.
DARK = "#101014"
PANEL = "#1c1c24"
PAPER = "#a8a8b0"  # where black letters stand
WELL = "#2a2a34"  # where a fader runs
TEXT = "#d8d8d8"
DIM = "#8a8a94"
AMBER = "#e8a33d"  # what is heard
CORAL = "#e0604a"  # what is recorded and rewritten
TEAL = "#3fb8a8"  # what is asked of the machine

# A section begins with this knob and goes on to the next one that begins a section.
_BEGINS = {
    "wet": ("levels", "levels", AMBER),
    "mode": ("machine", "what the machine does", TEAL),
    "select": ("loop", "the selected loop", CORAL),
    "rewrite": ("rewrite", "how it is rewritten", CORAL),
    "keep_levels": ("masks", "what of it is kept; ticked, all but that", CORAL),
    "prompt_1": ("prompts", "prompts", TEAL),
    "own": ("asks", "what is asked for", TEAL),
    "tempo": ("time", "time", AMBER),
}

# The switch beside a knob: the one after it in the table, if that makes it count or turns round what it says.
_SWITCHES = {
    knob.name: switch
    for knob, switch in pairwise(KNOBS.values())
    if switch.name == f"{knob.name}_on" or switch.name.startswith("invert_")
}
# Where the sections stand on a large surface, and how many pedals do side by side.
COLUMNS = (("levels", "loop", "rewrite"), ("masks", "time"), ("machine",), ("prompts", "asks"))
PEDALS = 11
_RECORDS = frozenset({"record", "overdub", "clear"})  # in the colour of what is recorded
_IN_A_ROW = 24  # letters of all choices together, when they can stand side by side


@dataclass(frozen=True, slots=True)
class Section:
    """Knobs that a player looks for in one place."""

    name: str
    title: str
    colour: str
    knobs: tuple[Knob, ...]

    @property
    def rows(self) -> list[tuple[Knob, ...]]:
        """One line of a surface each: a knob; a knob and its switch; two lone switches."""
        rows: list[tuple[Knob, ...]] = []
        paired = {switch for knob in self.knobs if (switch := switch_of(knob))}
        for knob in self.knobs:
            if knob in paired:
                continue
            switch = switch_of(knob)
            last = rows[-1] if rows else ()
            if switch:
                rows.append((knob, switch))
            elif knob.curve == "switch" and len(last) == 1 and last[0].curve == "switch":
                rows[-1] = (*last, knob)
            else:
                rows.append((knob,))
        return rows


def switch_of(knob: Knob) -> Knob | None:
    """The switch that stands beside a knob: makes it count, or turns round what it says."""
    return _SWITCHES.get(knob.name)


def in_a_row(knob: Knob) -> bool:
    """Whether its choices are so few and so short that all of them stand side by side."""
    return 0 < sum(map(len, knob.choices)) <= _IN_A_ROW


def _sections() -> dict[str, Section]:
    groups: dict[str, list[Knob]] = {}
    name = ""
    for knob in KNOBS.values():
        name = knob.name if knob.name in _BEGINS else name
        groups.setdefault(name, []).append(knob)
    return {_BEGINS[first][0]: Section(*_BEGINS[first], tuple(knobs)) for first, knobs in groups.items()}


SECTIONS = _sections()


@dataclass(frozen=True, slots=True)
class Message:
    """One message that is no knob, as it is typed, and what comes of it."""

    address: str
    arguments: tuple[int | float | str, ...]
    takes: str  # its arguments, as a player reads them
    answer: str
    heard: str

    @property
    def typed(self) -> str:
        return " ".join([self.address, *map(str, self.arguments)])


# Arguments that do no harm when somebody clicks the example, by the name that the table of words gives them. A name
# that is not here stands for itself; what stands in [] is left out.
_ARGUMENTS: dict[str, int | float | str] = {
    "address": "/temperature",
    "beats": 8,
    "command": "overdub",
    "pedal": "overdub",
    "knob": "temperature",
    "name": "example",
    "number": 7,
    "0 or 1": 0,
}
# Where that would show too little.
_EXAMPLES: dict[str, tuple[int | float | str, ...]] = {
    "/scene [name]": ("example",),
    "/subscribe [ms [port]]": (EVERY_MS,),
    "/subscribe pattern [ms [seconds]]": ("/mask", 100, 60),
}


def _example(word: Word) -> tuple[int | float | str, ...]:
    shown = _EXAMPLES.get(f"{word.address} {word.arguments}")
    if shown is not None:
        return shown
    if word.arguments in _ARGUMENTS:
        return (_ARGUMENTS[word.arguments],)
    return tuple(_ARGUMENTS.get(name, name) for name in word.arguments.partition("[")[0].split())


def _messages(words: Sequence[Word]) -> tuple[Message, ...]:
    return tuple(Message(w.address.replace("/N/", "/0/"), _example(w), w.arguments, w.answer, w.meaning) for w in words)


TEXTS = Message("/prompt/1", ("rain",), "text [weight]", "", "types prompt 1; the others likewise")


def _group(word: Word) -> str:
    """The first word of an address; what loads a loop stands with sessions."""
    first = word.address.split("/")[1]
    return "session" if first == "loop" else first


# What can be said and is no knob, in groups: "asking", then one for each guest.
_GUESTS = list(dict.fromkeys(map(_group, oscguests.WORDS)))
GROUPS: dict[str, tuple[Message, ...]] = {
    "asking": (TEXTS, *_messages(WORDS)),
    **{name: _messages([w for w in oscguests.WORDS if _group(w) == name]) for name in _GUESTS},
}
MESSAGES = tuple(message for group in GROUPS.values() for message in group)
# What is understood of that looper's addresses.
SOOPERLOOPER = _messages(sooper.WORDS)
# What can be asked for and subscribed to, and not be turned.
_OTHER_LOOPS = tuple(f"/loop/{loop}/" for loop in range(1, LOOPS))  # as of the first
VALUES = tuple(
    Message(s.address, (), "", s.types, s.meaning)
    for s in STATES
    if s.address != "/lock" and not s.address.startswith(_OTHER_LOOPS)
)

ADDRESSES = frozenset(
    {message.address for message in (*MESSAGES, *VALUES)}
    | {spelling for knob in KNOBS.values() for spelling in spellings(knob)}
    | {knob.address for knob in KNOBS.values()}
    | {command.address for command in COMMANDS.values()}
)


def label(thing: Knob | Command) -> str:
    """The name as it stands beside a fader."""
    return thing.name.replace("_", " ")


def colour_of(command: Command) -> str:
    """The colour of a pedal: of what is recorded, or of what is heard."""
    return CORAL if command.name in _RECORDS else AMBER


def example(knob: Knob) -> float:
    """A value that can be heard to differ from the one the knob rests at."""
    if knob.curve in ("switch", "choice"):
        return float(knob.default == 0)
    return round(knob.clamp(knob.from_unit(0.25 if knob.to_unit(knob.default) >= 0.5 else 0.75)), 2)


__all__ = [
    "ADDRESSES",
    "COMMANDS",
    "GROUPS",
    "HOST",
    "KNOBS",
    "MESSAGES",
    "PORT",
    "SECTIONS",
    "SOOPERLOOPER",
    "VALUES",
    "Section",
    "in_a_row",
    "switch_of",
    "value_address",
]
