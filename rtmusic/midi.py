"""MIDI in: controllers turn knobs, pedals and notes press commands.

A binding is written ``cc:CHANNEL:NUMBER=knob`` or ``note:CHANNEL:NUMBER=command``, channel 1 to 16 or ``*``; the
target may be any knob or command, except that a note can only press a command or hold a switch on. `DEFAULT_MAP` holds
what is bound without a word; a binding of yours replaces the one for the same message.

* A controller's range 0..127 covers the knob's whole range. When a controller sends 14 bits (CC n and CC n+32), both
  halves are used as soon as the second one has been seen, in either order.
* A pedal presses when it rises past the middle; its release does nothing. A button that never sends its release
  presses every time its value comes again. Set latching pedals to momentary.
* MIDI clock is counted, not followed; program changes and all the rest are ignored.

No MIDI at all is a state and no error: ports are looked for once a second, and come and go while the music plays.
Messages are polled: a Python callback holds the JACK thread for longer than its cycle, and bursts arrive garbled.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

try:
    import rtmidi

    _MISSING = ""
except ImportError as error:  # on Linux it needs the sound system's libasound, which a small machine may lack
    rtmidi, _MISSING = None, f"python-rtmidi cannot be loaded: {error}"

from rtmusic.errors import DeviceError, KnobError, UsageError
from rtmusic.knobs import COMMANDS, Command, Control, Knob, find
from rtmusic.status import Desk

DEFAULT_MAP = (
    "cc:*:1=rewrite",  # modulation wheel
    "cc:*:7=wet",  # volume
    "cc:*:16=loudness",
    "cc:*:17=density",
    "cc:*:20=prompt_1",
    "cc:*:21=prompt_2",
    "cc:*:22=prompt_3",
    "cc:*:23=prompt_4",
    "cc:*:24=prompt_5",
    "cc:*:25=prompt_6",
    "cc:*:26=prompt_7",
    "cc:*:27=prompt_8",
    "cc:*:64=record",  # sustain pedal
    "cc:*:65=overdub",
    "cc:*:66=undo",
    "cc:*:67=clear",
    "cc:*:71=temperature",  # resonance
    "cc:*:74=brightness",  # cutoff
    "cc:*:80=freeze",  # the four general-purpose buttons
    "cc:*:81=loudness_on",
    "cc:*:82=density_on",
    "cc:*:83=brightness_on",
)
SCAN_EVERY_S = 1.0
LONGEST_PAUSE_S = 30.0  # between two attempts to reach a MIDI system that refuses us
PAIR_S = 0.01  # how long one half of a 14-bit value waits for the other
_POLL_S = 0.002
_QUEUE = 8192  # messages that a port may hold between two polls

_NOTE_OFF, _NOTE_ON, _CONTROLLER, _CLOCK = 0x80, 0x90, 0xB0, 0xF8

Action = Control | Command
Kind = Literal["cc", "note"]
Source = tuple[Kind, int, int]  # kind, channel 1..16 or 0 for any, number 0..127
Bindings = Mapping[Source, Knob | Command]

_log = logging.getLogger(__name__)


def parse_binding(text: str) -> tuple[Source, Knob | Command]:
    """``cc:*:20=prompt_1`` as typed after ``--map``.

    Raises:
        UsageError: not of this form, or a channel or number out of range.
        KnobError: neither a knob nor a command has this name, or a note is bound to a knob that is no switch.
    """
    example = "write for example  cc:*:20=prompt_1  or  note:10:36=record"
    source, _, name = text.partition("=")
    kind, _, place = source.strip().partition(":")
    channel, _, number = place.partition(":")
    if kind not in ("cc", "note") or not number.isdecimal() or not (channel == "*" or channel.isdecimal()):
        raise UsageError(f"MIDI binding {text!r} is not understood; {example}")
    if channel != "*" and not 1 <= int(channel) <= 16:
        raise UsageError(f"MIDI binding {text!r}: channel {channel} is not 1 to 16 or *; {example}")
    if int(number) > 127:
        raise UsageError(f"MIDI binding {text!r}: number {number} is not 0 to 127; {example}")
    name = name.strip()
    target = COMMANDS.get(name) or find(name)
    if kind == "note" and isinstance(target, Knob) and target.curve != "switch":
        raise KnobError(f"MIDI binding {text!r}: a note can press a command or hold a switch, and {name} is neither")
    return ("cc" if kind == "cc" else "note", 0 if channel == "*" else int(channel), int(number)), target


def bindings(texts: Iterable[str] = ()) -> Bindings:
    """The default map with these bindings over it, the later one winning."""
    return dict(parse_binding(text) for text in (*DEFAULT_MAP, *texts))


@dataclass(slots=True)
class _Pair:
    """The two halves of a 14-bit controller."""

    high: int | None = None
    low: int | None = None
    high_is_new: bool = False
    low_is_new: bool = False
    since: float = 0.0  # when the first new half came


@dataclass(slots=True)
class Counters:
    """Written by the MIDI thread, read by anyone."""

    messages: int = 0
    clock_ticks: int = 0
    ignored: int = 0  # bound to nothing
    failures: int = 0  # a fault of ours while handling a message; the log has it


class Translator:
    """The messages of one port to what they ask for; remembers halves and pedals, knows no port and no thread."""

    def __init__(self, bound: Bindings, counters: Counters) -> None:
        self._bound = bound
        self._counters = counters
        self._pairs: dict[tuple[int, int], _Pair] = {}
        self._pedals: dict[tuple[int, int], int] = {}

    def feed(self, message: Sequence[int], now: float) -> list[Action]:
        """One whole MIDI message, status byte first; now in seconds of any clock that only goes forward."""
        self._counters.messages += 1
        kind, channel = message[0] & 0xF0, (message[0] & 0x0F) + 1
        if kind == _CONTROLLER:
            return self._controller(channel, message[1], message[2], now)
        if kind in (_NOTE_ON, _NOTE_OFF):
            return self._note(channel, message[1], kind == _NOTE_ON and message[2] > 0)
        if message[0] == _CLOCK:
            self._counters.clock_ticks += 1
        else:
            self._counters.ignored += 1
        return []

    def settle(self, now: float) -> list[Action]:
        """What lonely halves mean, once they have waited long enough for the other half."""
        actions: list[Action] = []
        for (channel, number), pair in self._pairs.items():
            if (pair.high_is_new or pair.low_is_new) and now - pair.since >= PAIR_S:
                if not pair.low_is_new:
                    pair.low = 0  # a new coarse half resets the fine one
                actions += self._whole(channel, number, pair)
        return actions

    def _target(self, kind: Kind, channel: int, number: int) -> Knob | Command | None:
        return self._bound.get((kind, channel, number)) or self._bound.get((kind, 0, number))

    def _controller(self, channel: int, number: int, value: int, now: float) -> list[Action]:
        target = self._target("cc", channel, number)
        if target is None and 32 <= number < 64 and isinstance(self._target("cc", channel, number - 32), Knob):
            return self._half(channel, number - 32, value, False, now)
        if isinstance(target, Command):
            before = self._pedals.get((channel, number), 0)
            self._pedals[channel, number] = value
            # A half-damper pedal sends 70, 90, 127 on its way down: one press. The same value twice is two presses.
            return [target] if value >= 64 and (before < 64 or before == value) else []
        if target is None:
            self._counters.ignored += 1
            return []
        if number < 32:
            return self._half(channel, number, value, True, now)
        return [Control(target, target.from_unit(value / 127))]

    def _half(self, channel: int, number: int, value: int, is_high: bool, now: float) -> list[Action]:
        pair = self._pairs.setdefault((channel, number), _Pair())
        if is_high:
            pair.high = value
            if pair.low is None:  # this controller has 7 bits, for all we know
                knob = self._target("cc", channel, number)
                return [Control(knob, knob.from_unit(value / 127))] if isinstance(knob, Knob) else []
        else:
            completes_the_first = pair.low is None and pair.high is not None
            pair.low = value
            if completes_the_first:
                return self._whole(channel, number, pair)
        if not (pair.high_is_new or pair.low_is_new):
            pair.since = now
        pair.high_is_new |= is_high
        pair.low_is_new |= not is_high
        return self._whole(channel, number, pair) if pair.high_is_new and pair.low_is_new else []

    def _whole(self, channel: int, number: int, pair: _Pair) -> list[Action]:
        pair.high_is_new = pair.low_is_new = False
        knob = self._target("cc", channel, number)
        if pair.high is None or pair.low is None or not isinstance(knob, Knob):
            return []  # a fine half whose coarse half never came says nothing
        return [Control(knob, knob.from_unit((pair.high * 128 + pair.low) / 16383))]

    def _note(self, channel: int, number: int, down: bool) -> list[Action]:
        target = self._target("note", channel, number)
        if isinstance(target, Knob):
            return [Control(target, float(down))]
        if target is None:
            self._counters.ignored += 1
        return [target] if target is not None and down else []


def _systems() -> dict[int, object]:
    """The MIDI systems that run here, best first, each with a mark that changes when it was started anew.

    Looked up before they are opened, because the libraries below complain on the terminal about a system that is
    not there.
    """
    found: dict[int, object] = {}
    if rtmidi is None:
        return found
    for api in rtmidi.get_compiled_api():
        if api == rtmidi.API_LINUX_ALSA:
            if Path("/dev/snd/seq").exists():
                found[api] = True
        elif api == rtmidi.API_UNIX_JACK:
            if hasattr(os, "getuid"):
                name = f"jack_{os.environ.get('JACK_DEFAULT_SERVER', 'default')}_{os.getuid()}_0"
                try:
                    server = Path("/dev/shm", name).stat()
                except OSError:
                    continue
                found[api] = (server.st_ino, server.st_mtime_ns)
        elif api != rtmidi.API_RTMIDI_DUMMY:
            found[api] = True
    return found


def list_ports() -> list[str]:
    """The names of all MIDI inputs that are here now; empty when there is no MIDI system."""
    names: list[str] = []
    for api in _systems():
        try:
            scout = rtmidi.MidiIn(api, "rtmusic-list")
        except rtmidi.RtMidiError:
            continue
        names += scout.get_ports()
        scout.delete()
    return names


def there_is_midi() -> bool:
    """True when a MIDI system runs here."""
    return bool(_systems())


def virtual_output(name: str) -> Any:
    """A port that others hear under this name, as an rtmidi.MidiOut; None where there is no MIDI system."""
    for api in _systems():
        with contextlib.suppress(rtmidi.RtMidiError, NotImplementedError):  # Windows has none
            out = rtmidi.MidiOut(api, name)
            out.open_virtual_port("out")
            return out
    return None


@dataclass(slots=True)
class _Port:
    source: Any  # rtmidi.MidiIn
    translator: Translator


@dataclass(slots=True)
class _System:
    mark: object
    scout: Any = None  # rtmidi.MidiIn that only lists; None while the system refuses us
    tries: int = 0
    next_try: float = 0.0
    ports: dict[str, _Port] = field(default_factory=dict)

    def clients(self) -> list[Any]:
        return [port.source for port in self.ports.values()] + ([] if self.scout is None else [self.scout])


class MidiInput:
    """Plays the desk from MIDI ports between start() and stop(), on one thread that alone touches the ports.

    Args:
        desk: the instrument; its methods are called from the MIDI thread.
        port: part of a port's name (any capitals), or "auto" for every port of the first MIDI system found.
        bound: what each message means, from `bindings`.
        patient: wait for a port that is named and not there.

    Raises:
        DeviceError: a port was named and none has that name.
    """

    def __init__(self, desk: Desk, port: str = "auto", bound: Bindings | None = None, patient: bool = False) -> None:
        self._desk = desk
        self._wanted = port.lower()
        self._bound = bindings() if bound is None else bound
        self._systems: dict[int, _System] = {}
        self._a_server_died = False
        self._turned: dict[str, Control] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="midi", daemon=True)
        self.counters = Counters()
        self.ports: tuple[str, ...] = ()  # names of the open ports
        if self._wanted != "auto" and not patient:
            self._scan()
            if not self.ports:
                there = ", ".join(list_ports()) or _MISSING or "none"
                self._close()
                raise DeviceError(
                    f"MIDI: no input is called {port!r} (there are: {there}); "
                    "connect it, take another name, or leave --midi away"
                )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._close()

    # What follows runs on the MIDI thread only (the first scan before it starts, the last close after it ends).

    def _run(self) -> None:
        next_scan = 0.0
        while not self._stopping.wait(_POLL_S if self.ports else SCAN_EVERY_S / 4):
            now = time.monotonic()
            try:
                if now >= next_scan:
                    next_scan = now + SCAN_EVERY_S
                    self._scan()
                self._poll(now)
            except Exception:
                # A fault of ours in one message must not take the hands off the instrument.
                self.counters.failures += 1
                _log.exception("MIDI input")

    def _poll(self, now: float) -> None:
        for system in self._systems.values():
            for port in system.ports.values():
                while (received := port.source.get_message()) is not None:
                    self._act(port.translator.feed(received[0], now))
                self._act(port.translator.settle(now))
        self._flush()

    def _act(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, Control):
                self._turned[action.knob.name] = action  # a sweep that came in one burst is one turn
            else:
                self._flush()
                self._desk.command(action.name)

    def _flush(self) -> None:
        turned, self._turned = self._turned, {}
        for control in turned.values():
            self._desk.turn(control)

    def _scan(self) -> None:
        """Open what has come, close what has gone."""
        marks = _systems()
        for api in [api for api, system in self._systems.items() if marks.get(api) != system.mark]:
            self._a_server_died = True
            self._let_go(self._systems.pop(api).clients())
        now = time.monotonic()
        for api, mark in marks.items():
            system = self._systems.setdefault(api, _System(mark))
            if system.scout is None and now >= system.next_try:
                system.scout = _open(api, "rtmusic-scan")
                system.tries += 1
                system.next_try = now + min(LONGEST_PAUSE_S, 2.0**system.tries)
        taken = False  # the first system that has what is wanted gets it: bridges show one device in two of them
        for api in marks:
            system = self._systems[api]
            names: list[str] = [] if taken or system.scout is None else system.scout.get_ports()
            wanted = [name for name in names if self._wants(name)]
            for name in set(system.ports) - set(wanted):
                self._let_go([system.ports.pop(name).source])
            for name in wanted:
                if name not in system.ports and (source := _open(api, "rtmusic")) is not None:
                    source.ignore_types(sysex=True, timing=False, active_sense=True)
                    source.open_port(names.index(name), "in")
                    system.ports[name] = _Port(source, Translator(self._bound, self.counters))
            taken = taken or (bool(wanted) if self._wanted != "auto" else system.scout is not None)
        self.ports = tuple(name for system in self._systems.values() for name in system.ports)

    def _wants(self, name: str) -> bool:
        if self._wanted != "auto":
            return self._wanted in name.lower()
        return "midi through" not in name.lower().replace("_", " ")  # what other programs send to each other

    def _close(self) -> None:
        marks = _systems()
        for api, system in self._systems.items():
            self._a_server_died |= marks.get(api) != system.mark
            self._let_go(system.clients())
        self._systems.clear()
        self.ports = ()

    def _let_go(self, clients: Iterable[Any]) -> None:
        """Close clients; after a server has died, leave them all to the end of the process instead.

        When its server has gone, libjack frees the dead clients itself as soon as the process opens a new one, and
        from then on closing any client, old or new, can crash. What is kept is a few kB.
        """
        for client in clients:
            if self._a_server_died:
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(client))
            else:
                client.delete()


def _open(api: int, name: str) -> Any:
    try:
        return rtmidi.MidiIn(api, name, queue_size_limit=_QUEUE)
    except rtmidi.RtMidiError as error:
        _log.info("MIDI: %s", error)
        return None
