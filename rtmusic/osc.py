"""OSC over UDP: every knob and command by its address, and every change sent back to whoever subscribed.

    /temperature 0.8             sets a knob; without an argument the value is sent back to you
    /record                      presses a pedal; an argument of 0 is the pedal's release and does nothing
    /prompt/1 "rain" 0.5         types prompt 1, with an optional weight; without arguments: text and weight
    /prompt/1/weight 0.5         sets its weight; so does /prompt/1 0.5
    /get "/temperature"          /temperature <value>, for clients that cannot send an empty message
    /ping                        /pong s:version i:knobs
    /status                      /status.reply s:name value s:name value …
    /subscribe [i:ms [i:port]]   all values now, then every change that you did not make, at most every ms
                                 milliseconds (default 50); port, where you listen if not where you send from.
                                 Any message from you renews the subscription; after 60 silent seconds it ends.
    /unsubscribe

Numbers come as i, f, h, d, T, F or as text; choices also by name (``/mode stream``). A number outside a knob's
bounds is clamped and ``/error s:address s:sentence`` says so; a wrong address, a wrong type and not-a-number get
``/error`` and change nothing. Only i, f and s are ever sent. A bundle is applied whole and in order; one that is dated
ahead waits until it is due, at most `FARTHEST_S`. Addresses are matched exactly: a pattern would let one small
packet keep this process busy for seconds.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import math
import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.parsing.osc_types import IMMEDIATELY, get_date

from rtmusic import __version__
from rtmusic.errors import DeviceError, KnobError, RtmusicError
from rtmusic.guardian import Legacy
from rtmusic.knobs import COMMANDS, KNOBS, PROMPTS, Control, Knob
from rtmusic.status import Desk, Status

PORT = 9440
FARTHEST_S = 10.0  # a bundle dated further ahead than this is applied at once
LEASE_S = 60.0  # a subscription ends after this long without a word from the subscriber
MOST_WAITING = 4096  # messages that may wait for their time
MOST_SUBSCRIBERS = 32
MOST_ERRORS_PER_S = 100  # answers; the rest is only counted, so that a broken client is not answered with a flood
_BUFFER_BYTES = 4 << 20  # what the kernel holds for us while this thread is busy; the usual 208 kB loses bursts
_AT_ONCE = 1024  # packets taken before the knobs they turned reach the desk
_DEEPEST = 8  # bundles within bundles
_BUNDLE = b"#bundle\x00"
_SIZES = {"i": 4, "f": 4, "h": 8, "d": 8, "T": 0, "F": 0}  # bytes of an argument, by type tag
_REPLIES = frozenset({"/error", "/pong", "/status.reply"})  # our own words: answering them would start a ping-pong

Argument = int | float | str
Client = tuple[str, int]  # host, port
Handler = Callable[[Client, Sequence[Argument]], None]

_log = logging.getLogger(__name__)


class _RefusedError(Exception):
    """This message changes nothing; the text goes back to its sender."""


@dataclass(frozen=True, slots=True)
class Message:
    """One OSC message, whole and of known types."""

    address: str
    arguments: tuple[Argument, ...]
    due: float  # Unix time; `IMMEDIATELY` (0) is now


def read_packet(packet: bytes, due: float = IMMEDIATELY, depth: int = 0) -> list[Message]:
    """The messages of one datagram in order, checked byte by byte before anything is believed.

    python-osc reads a truncated float as 0.0 and skips unknown types, so the length that the type tags promise is
    compared with the length that came.

    Raises:
        ValueError: not OSC, or a part is missing, or a type other than i f s h d T F.
    """
    if len(packet) % 4:
        raise ValueError(f"the packet has {len(packet)} bytes, not a multiple of 4")
    if not packet.startswith(_BUNDLE):
        return [_read_message(packet, due)]
    if depth == _DEEPEST:
        raise ValueError(f"bundles are nested more than {_DEEPEST} deep")
    if len(packet) < 16:
        raise ValueError("the bundle has no time tag")
    own, at = get_date(packet, 8)
    messages: list[Message] = []
    while at < len(packet):
        size = int.from_bytes(packet[at : at + 4], "big")
        if size == 0 or at + 4 + size > len(packet):
            raise ValueError(f"the bundle promises {size} bytes and holds {len(packet) - at - 4}")
        messages += read_packet(packet[at + 4 : at + 4 + size], max(due, own), depth + 1)
        at += 4 + size
    return messages


def _read_message(packet: bytes, due: float) -> Message:
    if not packet.startswith(b"/"):
        raise ValueError("the address does not begin with /")
    at = tags_at = _string_end(packet, 0)
    if at < len(packet):
        at = _string_end(packet, tags_at)
        tags = packet[tags_at:at].rstrip(b"\x00").decode("ascii")
        if not tags.startswith(","):
            raise ValueError("the type tags do not begin with a comma")
        for tag in tags[1:]:
            if tag != "s" and tag not in _SIZES:
                raise ValueError(f"type {tag} is not understood; send i, f, s, h, d, T or F")
            at = _string_end(packet, at) if tag == "s" else at + _SIZES[tag]
    if at != len(packet):
        raise ValueError(f"the type tags promise {at} bytes and {len(packet)} came")
    parsed = OscMessage(packet)
    return Message(parsed.address, tuple(parsed.params), due)


def _string_end(packet: bytes, start: int) -> int:
    """Where the padding of the string that starts here ends."""
    end = packet.find(b"\x00", start)
    stop = end + 4 - end % 4
    if end < 0 or stop > len(packet) or any(packet[end:stop]):
        raise ValueError("a string does not end")
    return stop


def write_packet(address: str, *arguments: Argument) -> bytes:
    """One message as bytes, of only i, f and s: Pure Data knows no other types."""
    builder = OscMessageBuilder(address)
    for argument in arguments:
        kind = "s" if isinstance(argument, str) else "i" if isinstance(argument, int) else "f"
        builder.add_arg(int(argument) if kind == "i" else argument, kind)
    return builder.build().dgram


def value_address(knob: Knob) -> str:
    """Where a knob's value alone lives: its address, and for a prompt's weight the one below its text."""
    return f"{knob.address}/weight" if knob.name.startswith("prompt_") else knob.address


def number(knob: Knob, argument: Argument) -> float:
    """An argument as a number in the knob's unit, not yet inside its bounds.

    Raises:
        KnobError: not a number and not one of the knob's choices, or not finite.
    """
    try:
        value = float(argument)
    except ValueError:
        return knob.parse(str(argument))
    if not math.isfinite(value):
        raise KnobError(f"knob {knob.name}: {value} is not a value; give one from {knob.low:g} to {knob.high:g}")
    return value


def status_fields(status: Status) -> list[Argument]:
    """A status as name, value, name, value …: flat, so that `route` in Max and Pd can take it apart."""
    loop = status.loop
    fields: dict[str, Argument] = {
        name: getattr(status, name)
        for name in Status.__dataclass_fields__
        if name not in ("loop", "mask", "latency_ms")
    }
    fields |= {f"loop_{name}": getattr(loop, name) for name in type(loop).__dataclass_fields__}
    fields |= {f"latency_{part}_ms": ms for part, ms in status.latency_ms.items()}
    return [word for pair in fields.items() for word in pair]


@dataclass(slots=True)
class Counters:
    """What came and went since the start; written by the server's thread, read by anyone."""

    messages: int = 0
    malformed: int = 0  # packets that were not whole OSC
    refused: int = 0  # messages that were answered with /error
    late: int = 0  # bundles whose time had passed
    waiting: int = 0  # messages whose time has not come yet
    failures: int = 0  # a fault of ours while handling a message; the log has it


@dataclass(slots=True)
class _Subscriber:
    answer_to: Client
    every_s: float
    ends_at: float
    next_at: float
    values: dict[str, float] = field(default_factory=dict)  # what it knows, by knob
    texts: dict[int, str] = field(default_factory=dict)


def _open(host: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise DeviceError(
            f"OSC: port {port} on {host} cannot be opened ({error.strerror or error}); choose another one with "
            "--osc-port, or play without OSC:  --no-osc"
        ) from None
    return opened


class OscServer:
    """Listens from start() to stop(), on one thread that alone owns the socket and calls the desk.

    Args:
        desk: the instrument; its methods are called from the server's thread.
        port: UDP port; 0 takes any free one, see `port`.
        host: the address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for every network.
        legacy: where a server that was killed has left its socket, with what has come since, and its subscribers.

    Raises:
        DeviceError: the port is taken, or there is no such host.
    """

    def __init__(self, desk: Desk, port: int = PORT, host: str = "127.0.0.1", legacy: Legacy | None = None) -> None:
        self._desk, self._legacy = desk, legacy or Legacy()
        opened = self._legacy.handed()
        self._socket = _open(host, port) if opened is None else socket.socket(fileno=opened)
        self._socket.setblocking(False)
        if opened is None:
            self._legacy.hand_on(self._socket.fileno())
        self.port: int = self._socket.getsockname()[1]
        self.counters = Counters()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="osc", daemon=True)
        self._turned: dict[str, Control] = {}  # newest value of each knob since the desk last heard of it
        self._waiting: list[tuple[float, int, Message, Client]] = []  # a heap by due time, then by arrival
        self._arrivals = itertools.count()
        self._ahead_s = 0.0  # Unix time, less the clock that nobody sets
        self._subscribers: dict[Client, _Subscriber] = {}
        for client, answer_to, every_s in self._legacy.left.get("subscribers", ()):
            self._subscribe((client[0], client[1]), answer_to, every_s)
        self._errors_second = 0.0
        self._errors_sent = 0
        self._handlers = self._table()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Close the port; messages that still wait for their time are dropped."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    # What follows runs on the server's thread only.

    def _table(self) -> dict[str, Handler]:
        handlers: dict[str, Handler] = {}
        for knob in KNOBS.values():
            handlers[value_address(knob)] = partial(self._on_knob, knob)
        for slot in range(1, PROMPTS + 1):
            handlers[f"/prompt/{slot}"] = partial(self._on_prompt, slot)
        self._readable = frozenset(handlers)
        for command in COMMANDS.values():
            handlers[command.address] = partial(self._on_command, command.name)
        handlers |= {
            "/get": self._on_get,
            "/ping": self._on_ping,
            "/status": self._on_status,
            "/subscribe": self._on_subscribe,
            "/unsubscribe": self._on_unsubscribe,
        }
        return handlers

    def _run(self) -> None:
        while not self._stopping.is_set():
            due_s = self._waiting[0][0] - self._now() if self._waiting else 1.0
            select.select([self._socket], [], [], max(0.0, min(0.02, due_s)))
            for packet, client in self._drain():
                self._take(packet, client)
            while self._waiting and self._waiting[0][0] <= self._now():
                _, _, message, client = heapq.heappop(self._waiting)
                self._handle(message, client)
            self.counters.waiting = len(self._waiting)
            self._flush()
            self._publish()

    def _now(self) -> float:
        """Unix time, by which bundles are dated; while any of them waits it does not jump, whoever sets the clock."""
        if not self._waiting:
            self._ahead_s = time.time() - time.monotonic()
        return time.monotonic() + self._ahead_s

    def _drain(self) -> list[tuple[bytes, Client]]:
        """What has come, taken out before any of it is read: where the kernel keeps little, a burst needs the room."""
        packets: list[tuple[bytes, Client]] = []
        while len(packets) < _AT_ONCE:
            try:
                packets.append(self._socket.recvfrom(65535))
            except BlockingIOError:
                break
            except ConnectionResetError:  # a client has left; Windows says so here
                continue
        return packets

    def _take(self, packet: bytes, client: Client) -> None:
        if client in self._subscribers:
            self._subscribers[client].ends_at = time.monotonic() + LEASE_S
        try:
            messages = read_packet(packet)
        except (ValueError, RtmusicError) as error:  # UnicodeDecodeError is a ValueError
            self.counters.malformed += 1
            self._complain(client, "", f"not a whole OSC packet: {error}")
            return
        now = self._now()
        self.counters.late += any(message.due != IMMEDIATELY and message.due < now for message in messages)
        for message in messages:
            if message.due <= now:
                self._handle(message, client)
            elif message.due > now + FARTHEST_S:
                self._handle(message, client)
                self._complain(client, message.address, f"dated more than {FARTHEST_S:g} s ahead: applied at once")
            elif len(self._waiting) >= MOST_WAITING:
                self._handle(message, client)
                self._complain(client, message.address, f"{MOST_WAITING} messages are waiting: applied at once")
            else:
                heapq.heappush(self._waiting, (message.due, next(self._arrivals), message, client))

    def _handle(self, message: Message, client: Client) -> None:
        self.counters.messages += 1
        address = message.address
        if address in _REPLIES:
            return
        try:
            handler = self._handlers.get(address)
            if handler is None:
                raise _RefusedError("there is no such address; list them with:  rtmusic knobs")
            handler(client, message.arguments)
        except (RtmusicError, _RefusedError) as error:
            self.counters.refused += 1
            self._complain(client, address, str(error))
        except Exception:
            # A fault of ours in one message must not take the hands off the instrument.
            self.counters.failures += 1
            _log.exception("OSC message %s", message)
            self._complain(client, address, "a fault inside rtmusic; its log says more")

    def _on_knob(self, knob: Knob, client: Client, arguments: Sequence[Argument]) -> None:
        if not arguments:
            self._flush()
            self._send(client, value_address(knob), self._desk.panel()[knob.name])
            return
        if len(arguments) > 1:
            raise _RefusedError(f"takes one value, and {len(arguments)} came")
        value = number(knob, arguments[0])
        self._turn(Control(knob, knob.clamp(value)), client, value)
        slack = 1e-6 * max(1.0, abs(value))  # a bound that travelled as a 32-bit float
        if not knob.low - slack <= value <= knob.high + slack:
            self.counters.refused += 1
            raise _RefusedError(f"{value:g} is outside {knob.low:g} to {knob.high:g}: set to {knob.clamp(value):g}")

    def _turn(self, control: Control, client: Client, said: float) -> None:
        self._turned[control.knob.name] = control
        if client in self._subscribers:
            # It knows what it said: only a value that became another one is sent back.
            self._subscribers[client].values[control.knob.name] = said

    def _on_prompt(self, slot: int, client: Client, arguments: Sequence[Argument]) -> None:
        weight = KNOBS[f"prompt_{slot}"]
        if not arguments:
            self._flush()
            self._send(client, f"/prompt/{slot}", self._desk.prompts()[slot - 1], self._desk.panel()[weight.name])
            return
        if not isinstance(arguments[0], str):
            self._on_knob(weight, client, arguments)
            return
        if len(arguments) > 2:
            raise _RefusedError(f"takes a text and a weight, and {len(arguments)} arguments came")
        self._flush()
        self._desk.prompt(slot, arguments[0])
        if client in self._subscribers:
            self._subscribers[client].texts[slot] = arguments[0]
        if len(arguments) == 2:
            self._on_knob(weight, client, arguments[1:])

    def _on_command(self, name: str, client: Client, arguments: Sequence[Argument]) -> None:
        if len(arguments) > 1:
            raise _RefusedError(f"takes at most one value, and {len(arguments)} came")
        try:
            pressed = not arguments or float(arguments[0]) >= 0.5
        except ValueError:
            raise _RefusedError("a press is 1 or no argument, a release 0") from None
        if pressed:
            self._flush()  # the order of knobs and pedals is the sender's
            self._desk.command(name)

    def _on_get(self, client: Client, arguments: Sequence[Argument]) -> None:
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise _RefusedError('takes one address as text, for example:  /get "/temperature"')
        address = "/" + arguments[0].removeprefix("/")
        if address not in self._readable:
            raise _RefusedError(f"{address} has no value; list the knobs with:  rtmusic knobs")
        self._handlers[address](client, ())

    def _on_ping(self, client: Client, arguments: Sequence[Argument]) -> None:
        self._send(client, "/pong", __version__, len(KNOBS))

    def _on_status(self, client: Client, arguments: Sequence[Argument]) -> None:
        self._flush()
        fields = status_fields(self._desk.status())
        counters: list[Argument] = ["osc_messages", self.counters.messages, "osc_errors", self.counters.refused]
        self._send(client, "/status.reply", *fields, *counters)

    def _on_subscribe(self, client: Client, arguments: Sequence[Argument]) -> None:
        if len(arguments) > 2 or not all(isinstance(a, int | float) and math.isfinite(a) for a in arguments):
            raise _RefusedError("takes milliseconds and, when you listen on another port, that port")
        every_ms = float(arguments[0]) if arguments else 50.0
        port = int(arguments[1]) if len(arguments) == 2 else client[1]
        if not 0 < port < 65536:
            raise _RefusedError(f"{port} is not a port")
        if client not in self._subscribers and len(self._subscribers) >= MOST_SUBSCRIBERS:
            raise _RefusedError(f"there are {MOST_SUBSCRIBERS} subscribers already")
        self._subscribe(client, port, min(10.0, max(0.01, every_ms / 1000.0)))
        known = [(client, said.answer_to[1], said.every_s) for client, said in self._subscribers.items()]
        self._legacy.leave(subscribers=known)

    def _subscribe(self, client: Client, port: int, every_s: float) -> None:
        now = time.monotonic()
        self._subscribers[client] = _Subscriber((client[0], port), every_s, now + LEASE_S, now)

    def _on_unsubscribe(self, client: Client, arguments: Sequence[Argument]) -> None:
        self._subscribers.pop(client, None)

    def _flush(self) -> None:
        """Tell the desk where the knobs stand that were turned since the last time."""
        turned, self._turned = self._turned, {}
        for control in turned.values():
            self._desk.turn(control)

    def _publish(self) -> None:
        """Send every subscriber whose turn it is what it does not know yet."""
        now = time.monotonic()
        self._subscribers = {c: s for c, s in self._subscribers.items() if s.ends_at > now}
        ready = [(c, s) for c, s in self._subscribers.items() if s.next_at <= now]
        if not ready:
            return
        values, texts = self._desk.panel().values, self._desk.prompts()
        for client, subscriber in ready:
            subscriber.next_at = now + subscriber.every_s
            for name, value in values.items():
                if subscriber.values.get(name) != value:
                    subscriber.values[name] = value
                    self._send(client, value_address(KNOBS[name]), value)
            for slot, text in enumerate(texts, start=1):
                if subscriber.texts.get(slot) != text:
                    subscriber.texts[slot] = text
                    self._send(client, f"/prompt/{slot}", text, values[f"prompt_{slot}"])

    def _complain(self, client: Client, address: str, sentence: str) -> None:
        second = math.floor(time.monotonic())
        if second != self._errors_second:
            self._errors_second, self._errors_sent = second, 0
        self._errors_sent += 1
        if self._errors_sent <= MOST_ERRORS_PER_S:
            self._send(client, "/error", address[:200], sentence[:1000])

    def _send(self, client: Client, address: str, *arguments: Argument) -> None:
        subscriber = self._subscribers.get(client)
        target = subscriber.answer_to if subscriber else client
        try:
            self._socket.sendto(write_packet(address, *arguments), target)
        except OSError as error:  # its network went away: its lease will end
            _log.debug("OSC answer to %s: %s", target, error)
