"""The one table of what can be said and asked over OSC besides the knobs and commands, and all their spellings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rtmusic.errors import KnobError, did_you_mean
from rtmusic.knobs import COMMANDS, HELD, KNOBS, LOOP_COMMANDS, LOOPS, PROMPTS, Control, Knob, Panel
from rtmusic.oscwire import Argument
from rtmusic.status import Desk, LoopStatus, Recalled, Status

ALL_LOOPS, SELECTED_LOOP = -1, -3  # in place of a loop's number
LOOP_NUMBERS = (*range(LOOPS), ALL_LOOPS, SELECTED_LOOP)
# Knobs that are also found below the generator.
GEN_KNOBS = (
    *("temperature", "top_k", "top_p", "typical", "guidance", "obedience", "order", "rich", "steps", "horizon"),
    *("commit", "refresh", "seed", "levels"),
)
# What the performance lock keeps away, and what it would do. `record` and `bounce` are while there is a loop to lose.
LOCKED: Mapping[str, str] = {
    "clear": "empties the loop",
    "reset": "forgets what was played",
    **dict.fromkeys(("forget", "forget_all"), "forgets moments"),
    **dict.fromkeys(("undo", "undo_all"), "takes a layer away"),
    **dict.fromkeys(("redo", "redo_all", "take_next", "take_before", "best"), "puts another loop in place of this one"),
    **dict.fromkeys(("replace", "substitute"), "writes over the loop"),
    **dict.fromkeys(("record", "bounce"), "puts another loop in place of this one"),
    "mode": "ends what is being played",
}


@dataclass(frozen=True, slots=True)
class Word:
    """Something that can be said over OSC and is neither a knob, a command nor a value."""

    address: str
    arguments: str  # as a player reads it
    answer: str
    meaning: str


WORDS = (
    Word("/ping", "", "/pong version knobs id seconds", "is it there? The id is another one after every start"),
    Word("/version", "", "/version.reply name version", "which program this is"),
    Word("/status", "", "/status.reply name value …", "everything that the live view shows, as pairs"),
    Word("/get", "address", "the address and its value", "for clients that cannot send an empty message"),
    Word("/sync", "number", "/synced number", "answered when all that was said before it has taken effect"),
    Word("/panic", "", "/mute 1", "silence with a short ramp; whatever waits for its time is dropped. Loops stay"),
    Word("/lock", "0 or 1", "/lock 0 or 1", "performance lock: " + ", ".join(LOCKED) + " are refused, to everybody"),
    Word("/subscribe", "[ms [port]]", "values", "all knobs and prompts now, then what others change"),
    Word(
        "/subscribe",
        "pattern [ms [seconds]]",
        "values",
        "the same for what matches, until so long after your last word",
    ),
    Word("/unsubscribe", "[pattern]", "", "end that subscription, or all of yours"),
    Word("/subscriptions", "", "/subscriptions.reply pattern ms seconds …", "yours, and how long they last"),
    Word("/loop/N/down", "command", "", "press a pedal of loop N: " + ", ".join(LOOP_COMMANDS)),
    Word("/loop/N/hit", "command", "", "the same"),
    Word("/loop/N/up", "command", "", "let it go, which does nothing"),
    Word("/loop/N/hold", "pedal", "", "hold a pedal of loop N down: " + ", ".join(HELD)),
    Word("/loop/N/release", "pedal", "", "let go what is held: if what it began goes on, it is pressed again"),
)
# Our own answers: answering them would start a ping-pong.
REPLIES = frozenset(
    {"/error", "/pong", "/status.reply", "/version.reply", "/synced", "/subscriptions.reply", "/sooperlooper.reply"}
)


class Picture:
    """The instrument at one moment, looked at only as far as somebody asks.

    Args:
        desk: the instrument.
        turned: knobs that the desk is yet to hear of.
        typed: prompts likewise, by slot.
        locked: the performance lock.
        look: the newest status.
    """

    def __init__(
        self,
        desk: Desk,
        turned: Mapping[str, Control],
        typed: Mapping[int, str],
        locked: bool,
        look: Callable[[], Status],
    ) -> None:
        self._desk, self._turned, self._typed = desk, turned, typed
        self.locked = locked
        self._look = look
        self._panel: Panel | None = None
        self._status: Status | None = None
        self._prompts: tuple[str, ...] | None = None

    @property
    def panel(self) -> Panel:
        """Where the knobs stand."""
        if self._panel is None:
            self._panel = self._desk.panel()
            if self._turned:
                self._panel = self._panel.turn(self._turned.values())
        return self._panel

    @property
    def prompts(self) -> tuple[str, ...]:
        """The texts, by slot."""
        if self._prompts is None:
            texts = self._desk.prompts()
            self._prompts = tuple(self._typed.get(slot, text) for slot, text in enumerate(texts, start=1))
        return self._prompts

    @property
    def status(self) -> Status:
        """All else."""
        if self._status is None:
            self._status = self._look()
        return self._status


@dataclass(frozen=True, slots=True)
class State:
    """A value that can be asked for and subscribed to, and not be set."""

    address: str
    types: str
    meaning: str
    read: Callable[[Picture], tuple[Argument, ...]]


def _draft(now: Picture) -> tuple[Argument, ...]:
    return now.status.committed_s, now.status.drafted_s


def _load(now: Picture) -> tuple[Argument, ...]:
    return now.status.model_load, now.status.sound_load


def _dropouts(now: Picture) -> tuple[Argument, ...]:
    return now.status.audible_glitches, now.status.repeated_bars, now.status.device_flags


def _recalled(now: Picture) -> tuple[Argument, ...]:
    it = now.status.recalled
    return it.moment, it.played_s, int(it.protected), it.share


def _alive(now: Picture) -> tuple[Argument, ...]:
    return int(now.status.sound_alive), int(now.status.model_alive)


def _states_of(loop: int) -> tuple[State, ...]:
    """What can be asked of one loop."""

    def state(name: str, types: str, meaning: str, read: Callable[[LoopStatus], tuple[Argument, ...]]) -> State:
        return State(f"/loop/{loop}/{name}", types, meaning, lambda now: read(now.status.loops[loop]))

    return (
        state("state", "s", "empty, waiting, recording, playing, overdubbing …", lambda it: (it.state,)),
        state("position", "f", "playhead in the loop, seconds", lambda it: (it.position_s,)),
        state("length", "f", "seconds", lambda it: (it.length_s,)),
        state("passes", "i", "times the loop has gone round", lambda it: (it.passes,)),
        state("layers", "ii", "within reach of undo and redo", lambda it: (it.layers, it.redo)),
        state(
            "take",
            "iii",
            "which take it stands on, 0 if it is empty, of how many, 1 if it is a favourite",
            lambda it: (it.take, it.takes, int(it.favourite)),
        ),
        state(
            "plays",
            "iii",
            "1 if it is muted, solo, backwards",
            lambda it: (int(it.muted), int(it.solo), int(it.reversed)),
        ),
        state("next", "sf", "what waits for the grid, and for how many seconds", lambda it: (it.next, it.next_in_s)),
        state("notice", "s", "why it is not as was asked, or nothing", lambda it: (it.notice,)),
        State(f"/loop/{loop}/mask", "f…", "as /mask, of this loop", lambda now: now.status.masks[loop]),
        State(
            f"/loop/{loop}/tokens",
            "i…",
            "for every frame ahead, which of its tokens are rewritten: a bit a level, the coarsest in the lowest",
            lambda now: now.status.tokens[loop],
        ),
        State(
            f"/loop/{loop}/cells",
            "i…",
            "the turn as it is heard, in 256 pieces at most: 0: it stays; 1 to 100: so many percent of its tokens will "
            "be rewritten until it is heard; 101 to 200: are",
            lambda now: now.status.cells[loop],
        ),
        State(
            f"/loop/{loop}/seam",
            "ff",
            "seconds of the turn where what was laid in last begins and ends, cross-faded; the same: nothing was",
            lambda now: now.status.seams[loop],
        ),
    )


STATES = (
    State("/meter/in", "f", "peak of what is heard, dB", lambda now: (now.status.input_db,)),
    State("/meter/out", "f", "peak of what is played, dB", lambda now: (now.status.output_db,)),
    *(state for loop in range(LOOPS) for state in _states_of(loop)),
    State("/playhead", "f", "the stream clock, seconds", lambda now: (now.status.at_s,)),
    State("/beat", "ff", "beats since the bar line, beats per minute", lambda now: (now.status.beat, now.status.bpm)),
    State(
        "/turn",
        "sf",
        "in a call and answer: listens or answers, and for how many bars yet",
        lambda now: (now.status.turn, now.status.turn_bars),
    ),
    State("/draft", "ff", "seconds of music ahead of the playhead: final, and in all", _draft),
    State("/mask", "f…", "for every frame ahead, the share of its tokens that stays", lambda now: now.status.mask),
    State(
        "/recalled", "ifif", "moment that is recalled or 0, when you played it, 1 if protected, its share", _recalled
    ),
    State(
        "/moments", "i", "how many moments of the evening are remembered", lambda now: (now.status.recalled.moments,)
    ),
    State("/load", "ff", "models and sound, share of a core", _load),
    State("/rung", "s", "what rounds leave out for want of time", lambda now: (now.status.rung,)),
    State("/rounds", "ii", "rounds, and how many were late", lambda now: (now.status.rounds, now.status.late_rounds)),
    State("/dropouts", "iii", "audible glitches, repeated bars, flags of the device", _dropouts),
    State("/alive", "ii", "sound process and model process: 1 while they run", _alive),
    State("/lock", "i", "performance lock", lambda now: (int(now.locked),)),
)


def value_address(knob: Knob) -> str:
    """Where a knob's value alone lives: its address, and for a prompt's weight the one below its text."""
    return f"{knob.address}/weight" if knob.name.startswith("prompt_") else knob.address


def spellings(knob: Knob) -> tuple[str, ...]:
    """All addresses of a knob's value that can be read, the plain one first."""
    plain = value_address(knob)
    return (plain, *((f"/gen{plain}",) if knob.name in GEN_KNOBS else ()))


def _reader(knob: Knob) -> Callable[[Picture], tuple[Argument, ...]]:
    return lambda now: (now.panel[knob.name],)


def _prompt_reader(slot: int) -> Callable[[Picture], tuple[Argument, ...]]:
    return lambda now: (now.prompts[slot - 1], now.panel[f"prompt_{slot}"])


# By address: how to find out what stands there.
READERS: Mapping[str, Callable[[Picture], tuple[Argument, ...]]] = {
    **{address: _reader(knob) for knob in KNOBS.values() for address in spellings(knob)},
    **{f"/prompt/{slot}": _prompt_reader(slot) for slot in range(1, PROMPTS + 1)},
    **{state.address: state.read for state in STATES},
}
TEXTS = frozenset(f"/prompt/{slot}" for slot in range(1, PROMPTS + 1))
PLAIN = frozenset(value_address(knob) for knob in KNOBS.values()) | TEXTS
_PLAIN_OF = {address: value_address(knob) for knob in KNOBS.values() for address in spellings(knob)}
UNSTEADY = frozenset(state.address for state in STATES)  # they may change all the time


def number(knob: Knob, argument: Argument) -> float:
    """An argument as a number in the knob's unit, not yet inside its bounds.

    Raises:
        KnobError: not a number and not one of the knob's choices, or not finite.
    """
    try:
        value = float(argument)
    except OverflowError:
        value = math.inf
    except ValueError:
        return knob.parse(str(argument)[:80])
    if not math.isfinite(value):
        raise KnobError(f"knob {knob.name}: {value} is not a value; give one from {knob.low:g} to {knob.high:g}")
    return value


def status_fields(now: Picture) -> list[Argument]:
    """A status as name, value, name, value …: flat, so that `route` in Max and Pd can take it apart."""
    status = now.status
    loop = status.loop
    fields: dict[str, Argument] = {
        name: getattr(status, name)
        for name in Status.__dataclass_fields__
        if name not in ("loops", "masks", "tokens", "cells", "seams", "latency_ms", "recalled")
    }
    fields["mode"] = now.panel.mode  # it may be on its way
    alive = status.sound_alive and status.model_alive
    fields["state"] = "playing" if alive else "no models" if status.sound_alive else "no sound"
    fields |= {f"loop_{name}": getattr(loop, name) for name in type(loop).__dataclass_fields__}
    fields |= {f"recalled_{name}": getattr(status.recalled, name) for name in Recalled.__dataclass_fields__}
    fields |= {f"latency_{part}_ms": ms for part, ms in status.latency_ms.items()}
    fields["lock"] = int(now.locked)
    return [word for pair in fields.items() for word in pair]


def plain(address: str) -> str:
    """The first of a knob's spellings; any other address is its own."""
    return _PLAIN_OF.get(address, address)


def near_addresses(address: str) -> str:
    """What may have been meant by a wrong address, or where to look."""
    return did_you_mean(address, _KNOWN if address else (), "list them with:  rtmusic knobs", most=3)


_KNOWN = list(
    dict.fromkeys(
        [
            *READERS,
            *(command.address for command in COMMANDS.values()),
            *(word.address.replace("/N/", "/0/") for word in WORDS),
        ]
    )
)
