"""MIDI ports that come and go: systems that run here, inputs that are wanted, and the outputs that belong to them.

Messages are polled: a Python callback holds the JACK thread for longer than its cycle, and bursts arrive garbled.
"""

from __future__ import annotations

import ctypes
import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

try:
    import rtmidi

    MISSING = ""
except ImportError as error:  # on Linux it needs the sound system's libasound, which a small machine may lack
    rtmidi, MISSING = None, f"python-rtmidi cannot be loaded: {error}"

LONGEST_PAUSE_S = 30.0  # between two attempts to reach a MIDI system that refuses us
OURS = "rtmusic"  # how our own clients' names begin
CLOCK = f"{OURS}-clock"  # the port that the clock is sent from
_QUEUE = 8192  # messages that a port may hold between two polls

_log = logging.getLogger(__name__)


def systems() -> dict[int, object]:
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


def list_ports(outputs: bool = False) -> list[str]:
    """The names of all MIDI inputs (or outputs) that are here now; empty when there is no MIDI system."""
    names: list[str] = []
    for api in systems():
        try:
            scout = (rtmidi.MidiOut if outputs else rtmidi.MidiIn)(api, f"{OURS}-list")
        except rtmidi.RtMidiError:
            continue
        names += scout.get_ports()
        scout.delete()
    return names


def there_is_midi() -> bool:
    """True when a MIDI system runs here."""
    return bool(systems())


def virtual_output(name: str) -> Any:
    """A port that others hear under this name, as an rtmidi.MidiOut; None where there is no MIDI system."""
    return next((out for out in (_virtual_output(api, name) for api in systems()) if out is not None), None)


def _virtual_output(api: int, name: str) -> Any:
    """The same in one MIDI system; None where it has no such ports, as that of Windows."""
    try:
        out = rtmidi.MidiOut(api, name)
        out.open_virtual_port("out")
    except NotImplementedError:  # rtmidi raises this, no error of its own, where the system is that of Windows
        return None
    except rtmidi.RtMidiError as error:
        _log.info("MIDI: %s", error)
        return None
    return out


def stem(name: str) -> str:
    """A port's name without what tells its input from its output."""
    return re.sub(r"[\W_]*(capture|playback|input|output|in|out)(?=$|[\W_])", "", name.lower()).strip()


def same_device(name: str, others: Iterable[str]) -> str | None:
    """The output that belongs to an input: of the same name, or of one that differs only by in and out."""
    there = list(others)
    if name in there:
        return name
    return next((other for other in there if stem(other) == stem(name)), None)


P = TypeVar("P")


@dataclass(slots=True)
class Port(Generic[P]):
    """One input, what listens to it, and the output of the same device if there is one."""

    name: str
    source: Any  # rtmidi.MidiIn
    player: P
    out: Any = None  # rtmidi.MidiOut


@dataclass(slots=True)
class _System(Generic[P]):
    mark: object
    scout: Any = None  # rtmidi.MidiIn that only lists; None while the system refuses us
    out_scout: Any = None  # rtmidi.MidiOut that only lists
    clock: Any = None  # rtmidi.MidiOut that others can listen to
    tries: int = 0
    next_try: float = 0.0
    ports: dict[str, Port[P]] = field(default_factory=dict)

    def clients(self) -> list[Any]:
        inside = [client for port in self.ports.values() for client in (port.source, port.out)]
        return [c for c in (*inside, self.scout, self.out_scout, self.clock) if c is not None]


class Ports(Generic[P]):
    """The ports that are open. One thread calls it.

    Args:
        wanted: part of a port's name (any capitals), or "auto" for every port of the first MIDI system found.
        meet: called with the name of a port that has come; what it returns is the port's player.
        part: called with a port that has gone.
    """

    def __init__(self, wanted: str, meet: Callable[[str], P], part: Callable[[Port[P]], None]) -> None:
        self._wanted = wanted.lower()
        self._meet, self._part = meet, part
        self._systems: dict[int, _System[P]] = {}
        self._a_server_died = False
        self.answers = False  # outputs are opened, too
        self.clocks = False  # there is a port that the clock is sent from

    def __iter__(self) -> Iterator[Port[P]]:
        for system in self._systems.values():
            yield from system.ports.values()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the open inputs."""
        return tuple(port.name for port in self)

    def scan(self) -> None:
        """Open what has come, close what has gone."""
        marks = systems()
        for api in [api for api, system in self._systems.items() if marks.get(api) != system.mark]:
            self._a_server_died = True
            self._end(self._systems.pop(api))
        now = time.monotonic()
        for api, mark in marks.items():
            system = self._systems.setdefault(api, _System(mark))
            if system.scout is None and now >= system.next_try:
                system.scout = _open(api, f"{OURS}-scan")
                system.tries += 1
                system.next_try = now + min(LONGEST_PAUSE_S, 2.0**system.tries)
        taken = False  # the first system that has what is wanted gets it: bridges show one device in two of them
        for api in marks:
            system = self._systems[api]
            names: list[str] = [] if taken or system.scout is None else system.scout.get_ports()
            wanted = [name for name in names if self._wants(name)]
            for name in set(system.ports) - set(wanted):
                port = system.ports.pop(name)
                self._let_go(client for client in (port.source, port.out) if client is not None)
                self._part(port)
            for name in wanted:
                if name not in system.ports and (source := _open(api, OURS)) is not None:
                    source.ignore_types(sysex=True, timing=False, active_sense=True)
                    source.open_port(names.index(name), "in")
                    system.ports[name] = Port(name, source, self._meet(name))
            self._scan_outputs(api, system)
            taken = taken or (bool(wanted) if self._wanted != "auto" else system.scout is not None)

    def _scan_outputs(self, api: int, system: _System[P]) -> None:
        if system.scout is None:
            return
        if self.clocks and system.clock is None:
            system.clock = _virtual_output(api, CLOCK)
        if not self.answers and not self.clocks:
            return
        if system.out_scout is None:
            try:
                system.out_scout = rtmidi.MidiOut(api, f"{OURS}-scan")
            except rtmidi.RtMidiError as error:
                _log.info("MIDI: %s", error)
                return
        there = system.out_scout.get_ports()
        for port in system.ports.values():
            name = same_device(port.name, there)
            if name is None:
                if port.out is not None:
                    self._let_go([port.out])
                    port.out = None
            elif port.out is None:
                try:
                    port.out = rtmidi.MidiOut(api, OURS)
                    port.out.open_port(there.index(name), "out")
                except rtmidi.RtMidiError as error:
                    _log.info("MIDI: %s", error)

    def send_clock(self, message: list[int]) -> None:
        """Send to everybody who may follow us."""
        for system in self._systems.values():
            for out in (system.clock, *(port.out for port in system.ports.values())):
                if out is not None:
                    out.send_message(message)

    def close(self) -> None:
        """Let go of everything."""
        marks = systems()
        for api, system in self._systems.items():
            self._a_server_died |= marks.get(api) != system.mark
            self._end(system)
        self._systems.clear()

    def _end(self, system: _System[P]) -> None:
        self._let_go(system.clients())
        for port in system.ports.values():
            self._part(port)

    def _wants(self, name: str) -> bool:
        low = name.lower()
        if self._wanted != "auto":
            return self._wanted in low and not (self.clocks and CLOCK in low)
        # What other programs send to each other, and what we send ourselves, is nobody's hand.
        return "midi through" not in low.replace("_", " ") and not low.startswith(OURS)

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
