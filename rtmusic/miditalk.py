"""The messages of one port → what they ask for: halves, parameter numbers, pedals, notes, zones; no port, no thread.

* A controller's 14 bits come in two messages, CC n and CC n+32; both are used as soon as the second has been seen, in
  either order. Where CC n+32 is bound by itself, or the binding says abs7, n has 7 bits.
* NRPN: CC 99 and 98 choose a parameter, CC 6 and 38 set it, 96 and 97 turn it by one detent; after the null parameter
  (127, 127) none is chosen. RPN 6 opens an MPE zone: what bends or presses one note there (bend, pressure, CC 74 on the
  zone's member channels) does not reach what is bound on every channel.
* A pedal that is held (hold) is let go when its note or controller goes back, and when the cable is pulled. Where its
  release was lost, the next one lets it go.
* Notes that are bound to nothing are held for the knob `keys`, and CC 64, where it is bound to nothing, sustains them.
* When another map is put in force, a key or pedal that now does something else lets go of what it held; and one that is
  down then has not pressed what it was bound to meanwhile.

mido reads the messages; 4.5 µs each here, and a full MIDI wire carries a thousand a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import mido

from rtmusic.knobs import Knob
from rtmusic.midikeys import Keys
from rtmusic.midimap import Binding, Bindings, Kind, Source
from rtmusic.midivalue import Action, Turner, Where

PAIR_S = 0.01  # how long one half of a 14-bit value waits for the other
CLOCKED = ("clock", "start", "stop", "continue", "songpos")  # what a sequencer says
SUSTAIN = 64
TIMBRE = 74
_SOUND_OFF, _CONTROLLERS_OFF, _NOTES_OFF = 120, 121, range(123, 128)
_NRPN_COARSE, _NRPN_FINE, _RPN_COARSE, _RPN_FINE = 99, 98, 101, 100
_DATA_COARSE, _DATA_FINE, _UP, _DOWN = 6, 38, 96, 97
_MPE = 6  # the registered parameter that opens a zone
_NULL = (127, 127)


@dataclass(slots=True)
class Bound:
    """The map in force: learning puts another in its place, and every port goes by it from its next message on."""

    map: Bindings


@dataclass(slots=True)
class Counters:
    """Written by the MIDI thread, read by anyone."""

    messages: int = 0
    clock_ticks: int = 0
    ignored: int = 0  # bound to nothing
    malformed: int = 0  # no MIDI message at all
    failures: int = 0  # a fault of ours while handling a message; the log has it


@dataclass(slots=True)
class _Pair:
    """The two halves of a 14-bit controller."""

    high: int | None = None
    low: int | None = None
    high_is_new: bool = False
    low_is_new: bool = False
    since: float = 0.0  # when the first new half came


@dataclass(slots=True)
class _Chosen:
    """Which parameter a channel's data entry goes to."""

    registered: bool = False
    coarse: int | None = None
    fine: int | None = None

    def choose(self, registered: bool, coarse: int | None = None, fine: int | None = None) -> None:
        if registered != self.registered:
            self.registered, self.coarse, self.fine = registered, None, None
        self.coarse = self.coarse if coarse is None else coarse
        self.fine = self.fine if fine is None else fine

    @property
    def number(self) -> int | None:
        """The parameter's number, None while there is none."""
        if self.coarse is None or self.fine is None or (self.coarse, self.fine) == _NULL:
            return None
        return self.coarse * 128 + self.fine


@dataclass(slots=True)
class Ears:
    """Who else wants to know what came in on a port."""

    keys: Keys = field(default_factory=Keys)
    clock: Callable[[str, int, float], None] = lambda what, position, now: None  # a sequencer's word
    learn: Callable[[Source, int, float], bool] = lambda source, value, now: False  # True: it goes no further
    moved: Callable[[Source, int | None, float], None] = lambda source, value, now: None  # to answer with lights


class Translator:
    """What the messages of one port ask for. The MIDI thread alone calls it.

    Args:
        bound: the map in force.
        counters: where messages are counted.
        where: where a knob stands now.
        ears: who else listens.
        port: the port's name.
    """

    def __init__(
        self, bound: Bound, counters: Counters, where: Where, ears: Ears | None = None, port: str = ""
    ) -> None:
        self._bound, self._counters, self._port = bound, counters, port
        self._ears = Ears() if ears is None else ears
        self._turner = Turner(where)
        self._pairs: dict[tuple[Kind, int, int], _Pair] = {}
        self._open: set[tuple[Kind, int, int]] = set()  # pairs that wait for a half
        self._chosen: dict[int, _Chosen] = {}
        self._zones: dict[int, range] = {}  # master channel → member channels
        self._down: dict[Source, tuple[Binding, ...]] = {}  # keys that are held, and what they pressed
        self._stands: dict[Source, int] = {}  # where controllers stand
        self._map = bound.map  # the one that all of this is about

    def feed(self, message: Sequence[int], now: float) -> list[Action]:
        """One whole MIDI message, status byte first; now in seconds of any clock that only goes forward."""
        let_go = self._heed()
        actions = self._read(message, now)
        return let_go + actions if let_go else actions

    def _read(self, message: Sequence[int], now: float) -> list[Action]:
        self._counters.messages += 1
        try:
            said = mido.Message.from_bytes(message)
        except (ValueError, IndexError, TypeError):  # mido reads some before it counts them
            self._counters.malformed += 1
            return []
        kind = said.type
        if kind == "control_change":
            return self._controller(said.channel + 1, said.control, said.value, now)
        if kind in ("note_on", "note_off"):
            return self._note(said.channel + 1, said.note, said.velocity if kind == "note_on" else 0, now)
        if kind in CLOCKED:
            return self._clocked(kind, said, now)
        if kind == "pitchwheel":
            return self._plain(Source("pb", said.channel + 1), said.pitch + 8192, 16383, now, expressive=True)
        if kind == "aftertouch":
            return self._plain(Source("at", said.channel + 1), said.value, 127, now, expressive=True)
        if kind == "polytouch":
            return self._plain(Source("kp", said.channel + 1, said.note), said.value, 127, now, expressive=True)
        if kind == "program_change":
            return self._press(Source("pc", said.channel + 1, said.program), 127, now)
        if kind == "reset":
            return self.let_go()
        self._counters.ignored += 1
        return []

    def settle(self, now: float) -> list[Action]:
        """What lonely halves mean, once they have waited long enough for the other half."""
        actions = self._heed()
        for place in list(self._open):
            pair = self._pairs[place]
            if now - pair.since >= PAIR_S:
                if not pair.low_is_new:
                    pair.low = 0  # a new coarse half resets the fine one
                actions += self._whole(place, pair, now)
        return actions

    def let_go(self, channels: Sequence[int] = ()) -> list[Action]:
        """Nobody holds a key any more: the cable was pulled, or all notes are off on these channels (none: on all)."""
        for channel in channels or (None,):
            self._ears.keys.quiet(self._port, channel)
        gone = [source for source in self._down if not channels or source.channel in channels]
        actions = [action for source in gone for action in self._release(self._down.pop(source))]
        return actions if channels else actions + self._turner.release()

    def _release(self, pressed: Iterable[Binding]) -> list[Action]:
        actions = [self._turner.press(binding, False) for binding in pressed]
        return [action for action in actions if action is not None]

    def _heed(self) -> list[Action]:
        """Go by the map in force; where it is another one, nothing stays held by what does something else now."""
        if self._bound.map is self._map:
            return []
        before, self._map = self._map, self._bound.map
        moved = [source for source, here in before.items() if self._map.get(source) != here]
        actions = self._turner.forget(
            [b for source in moved for b in before[source] if b not in self._map.get(source, ())]
        )
        for source, pressed in list(self._down.items()):
            stays = tuple(binding for binding in pressed if binding in self._find(source))
            actions += self._release(binding for binding in pressed if binding not in stays)
            self._down[source] = stays
        for source, value in self._stands.items():
            older = self._find(source, within=before)
            for binding in self._find(source):
                if binding not in older:
                    self._turner.begin(binding, value)
            if source.number == SUSTAIN and self._find(source):
                self._ears.keys.pedal(self._port, source.channel, 0)
        return actions

    # -- what is bound -----------------------------------------------------------------------------------------

    def _find(self, source: Source, expressive: bool = False, within: Bindings | None = None) -> tuple[Binding, ...]:
        """What a source is bound to, now or in another map; on its own channel first, else on every channel."""
        bound = self._map if within is None else within
        here = bound.get(source)
        if here is None and not (expressive and self._is_member(source.channel)):
            here = bound.get(Source(source.kind, 0, source.number))
        return here or ()

    def _is_member(self, channel: int) -> bool:
        return any(channel in members for members in self._zones.values())

    def _plain(self, source: Source, value: int, top: int, now: float, expressive: bool = False) -> list[Action]:
        """A whole value 0..top."""
        if self._ears.learn(source, value * 127 // top, now):
            return []
        bound = self._find(source, expressive)
        if not bound:
            self._counters.ignored += 1
            return []
        return self._turn(bound, source, value, top, now)

    def _turn(self, bound: tuple[Binding, ...], source: Source, value: int, top: int, now: float) -> list[Action]:
        known = None if bound[0].relative or bound[0].toggle else value * 127 // top
        self._ears.moved(source, known, now)
        actions = [self._turner.value(binding, value, top, now) for binding in bound]
        return [action for action in actions if action is not None]

    def _press(self, source: Source, value: int, now: float) -> list[Action]:
        """Something that happened once."""
        if self._ears.learn(source, value, now):
            return []
        bound = self._find(source)
        if not bound:
            self._counters.ignored += 1
            return []
        self._ears.moved(source, None, now)
        pressed = tuple(binding for binding in bound if binding.first <= value <= binding.last)
        before = self._down.get(source, ())  # its release was lost: what it holds it holds on
        if source.kind == "note":
            self._down[source] = (*pressed, *(binding for binding in before if binding not in pressed))
        new = [binding for binding in pressed if not (binding.hold and binding in before)]
        actions = [self._turner.press(binding, True) for binding in new]
        return [action for action in actions if action is not None]

    # -- notes and sequencers ----------------------------------------------------------------------------------

    def _note(self, channel: int, number: int, velocity: int, now: float) -> list[Action]:
        source = Source("note", channel, number)
        if not velocity:
            self._ears.keys.up(self._port, channel, number)  # which it may have been when it was struck
            if source not in self._down:  # whoever listened before this one may have heard it go down
                return self._release(binding for binding in self._find(source) if binding.hold)
            self._ears.moved(source, None, now)
            return self._release(self._down.pop(source))
        if self._find(source):
            return self._press(source, velocity, now)
        if not self._ears.learn(source, velocity, now):
            self._ears.keys.down(self._port, channel, number, velocity)
        return []

    def _clocked(self, kind: str, said: Any, now: float) -> list[Action]:
        self._counters.clock_ticks += kind == "clock"
        self._ears.clock(kind, said.pos if kind == "songpos" else 0, now)
        if kind in ("start", "stop", "continue") and (bound := self._find(Source(kind))):  # type: ignore[arg-type]
            actions = [self._turner.press(binding, True) for binding in bound]
            return [action for action in actions if action is not None]
        return []

    # -- controllers -------------------------------------------------------------------------------------------

    def _controller(self, channel: int, number: int, value: int, now: float) -> list[Action]:
        source = Source("cc", channel, number)
        self._stands[source] = value
        bound = self._find(source, number == TIMBRE)
        if not bound and self._is_parameter(channel, number):
            return self._parameter(channel, number, value, now)
        if not bound and 32 <= number < 64 and self._has_fine(self._find(Source("cc", channel, number - 32))):
            return self._half(("cc", channel, number - 32), value, False, now)
        if self._ears.learn(source, value, now):
            return []
        if not bound:
            return self._unbound(channel, number, value)
        if number < 32 and self._has_fine(bound):
            return self._half(("cc", channel, number), value, True, now)
        return self._turn(bound, source, value, 127, now)

    def _unbound(self, channel: int, number: int, value: int) -> list[Action]:
        keys, port = self._ears.keys, self._port
        if number == SUSTAIN:
            keys.pedal(port, channel, value)
        elif number == _CONTROLLERS_OFF:
            keys.pedal(port, channel, 0)
        elif number == _SOUND_OFF or number in _NOTES_OFF:
            return self.let_go((channel, *self._zones.get(channel, ())))
        else:
            self._counters.ignored += 1
        return []

    @staticmethod
    def _has_fine(bound: tuple[Binding, ...]) -> bool:
        """True where a controller may have a fine half: it turns a knob, and nobody has said that it is alone."""
        return any(
            isinstance(binding.target, Knob) and binding.mode in ("auto", "abs14") and not binding.toggle
            for binding in bound
        )

    def _half(self, place: tuple[Kind, int, int], value: int, is_high: bool, now: float) -> list[Action]:
        bound = self._find(Source(*place))
        pair = self._pairs.setdefault(place, _Pair())
        if is_high:
            pair.high = value
            if pair.low is None and not any(binding.mode == "abs14" for binding in bound):
                return self._turn(bound, Source(*place), value, 127, now)  # it has 7 bits, for all we know
        else:
            completes_the_first = pair.low is None and pair.high is not None and not pair.high_is_new
            pair.low = value
            if completes_the_first:
                return self._whole(place, pair, now)
        if not (pair.high_is_new or pair.low_is_new):
            pair.since = now
        pair.high_is_new |= is_high
        pair.low_is_new |= not is_high
        if pair.high_is_new and pair.low_is_new:
            return self._whole(place, pair, now)
        self._open.add(place)
        return []

    def _whole(self, place: tuple[Kind, int, int], pair: _Pair, now: float) -> list[Action]:
        pair.high_is_new = pair.low_is_new = False
        self._open.discard(place)
        bound = self._find(Source(*place))
        if pair.high is None or pair.low is None or not bound:
            return []  # a fine half whose coarse half never came says nothing
        return self._turn(bound, Source(*place), pair.high * 128 + pair.low, 16383, now)

    # -- parameter numbers -------------------------------------------------------------------------------------

    def _is_parameter(self, channel: int, number: int) -> bool:
        """True when this controller chooses a parameter, or sets the one that is chosen."""
        if number in (_NRPN_COARSE, _NRPN_FINE, _RPN_COARSE, _RPN_FINE):
            return True
        chosen = self._chosen.get(channel)
        return number in (_DATA_COARSE, _DATA_FINE, _UP, _DOWN) and chosen is not None and chosen.number is not None

    def _parameter(self, channel: int, number: int, value: int, now: float) -> list[Action]:
        chosen = self._chosen.setdefault(channel, _Chosen())
        if number in (_NRPN_COARSE, _RPN_COARSE):
            chosen.choose(number == _RPN_COARSE, coarse=value)
            return []
        if number in (_NRPN_FINE, _RPN_FINE):
            chosen.choose(number == _RPN_FINE, fine=value)
            return []
        parameter = chosen.number
        assert parameter is not None
        if chosen.registered:
            if parameter == _MPE and number == _DATA_COARSE:
                self._zone(channel, value)
            return []
        source = Source("nrpn", channel, parameter)
        if number in (_DATA_COARSE, _UP, _DOWN) and self._ears.learn(source, value, now):
            return []
        bound = self._find(source)
        if not bound:
            self._counters.ignored += 1
            return []
        if number in (_UP, _DOWN):
            self._ears.moved(source, None, now)
            steps = [self._turner.step(binding, 1 if number == _UP else -1) for binding in bound]
            return [action for action in steps if action is not None]
        if any(isinstance(binding.target, Knob) for binding in bound):
            return self._half(("nrpn", channel, parameter), value, number == _DATA_COARSE, now)
        return self._turn(bound, source, value, 127, now) if number == _DATA_COARSE else []

    def _zone(self, master: int, members: int) -> None:
        """An MPE zone has so many member channels: above master 1, or below master 16; none closes it."""
        if master not in (1, 16):
            return
        members = min(members, 15)
        here = range(2, 2 + members) if master == 1 else range(16 - members, 16)
        self._zones[master] = here
        other = 17 - master
        if other in self._zones:  # the newer zone takes what it needs from the older one
            room = 14 - members if members < 14 else 0
            old = min(len(self._zones[other]), room)
            self._zones[other] = range(2, 2 + old) if other == 1 else range(16 - old, 16)
