"""OSC over UDP: every knob and command by its address, and every change sent back to whoever subscribed.

    /temperature 0.8             sets a knob; without an argument the value is sent back to you
    /loop/2/rewrite 40           a knob of loop 2; /rewrite is that of the selected loop, /loop/-1/rewrite that of all
    /record                      presses a pedal; an argument of 0 is the pedal's release and does nothing
    /prompt/1 "rain" 0.5         types prompt 1, with an optional weight; without arguments: text and weight
    /prompt/1/weight 0.5         sets its weight; so does /prompt/1 0.5
    /prompt/*/weight 0           patterns with * ? [] {} // reach knobs, prompts and values, and press no pedals
    /subscribe "/meter/*" 50     what matches, now and at every change that you did not make, at most every 50 ms
    /error s:address s:sentence  comes back for whatever is wrong

All other words are in `rtmusic.oscaddresses` and `rtmusic.oscguests`; SooperLooper's, understood on every port, are in
`rtmusic.sooper`.

Numbers come as i, f, h, d, T, F or as text; choices also by name (``/mode stream``). A number outside a knob's
bounds is clamped, and said to be; a wrong address, a wrong type and not-a-number change nothing. Only i, f and s are
ever sent, to the port that a message came from, or to ``osc.udp://host:port/`` where that is the last argument of a
question. A bundle is applied in order, and all knobs in it turn at one moment. One that is dated ahead waits until it
is due: levels (wet, dry, gain, mute) are heard from its sample on, pedals count as pressed at its sample, and the
rounds that obey other knobs begin then. The sample of a date is the next to be handed to the device at that moment.
"""

from __future__ import annotations

import logging
import math
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pythonosc.parsing.osc_types import IMMEDIATELY

from rtmusic import __version__, sooper
from rtmusic.errors import DeviceError, RtmusicError
from rtmusic.guardian import Legacy
from rtmusic.knobs import COMMANDS, DOWN, HELD, KNOBS, LOOP_COMMANDS, LOOP_KNOBS, LOOPS, PROMPTS, UP, Knob
from rtmusic.oscaddresses import (
    ALL_LOOPS,
    LOOP_NUMBERS,
    PLAIN,
    READERS,
    REPLIES,
    SELECTED_LOOP,
    UNSTEADY,
    near_addresses,
    number,
    plain,
    spellings,
    status_fields,
    value_address,
)
from rtmusic.oscdates import Dates
from rtmusic.oscgate import URL, Budget, Gate
from rtmusic.oscguests import TELLING, Guest
from rtmusic.oschands import OscHands, for_each
from rtmusic.oscpattern import Pattern, Places, is_pattern
from rtmusic.oscpost import Counters, Post, open_port
from rtmusic.oscsubscribers import KNOBS_AND_PROMPTS, Subscribers
from rtmusic.oscwire import PORT, Argument, Handler, Message, RefusedError, Sender, read_packet, write_packet
from rtmusic.shared import SAMPLE_RATE
from rtmusic.sooperknobs import GLOBAL
from rtmusic.status import Desk

__all__ = ["PORT", "Message", "OscServer", "read_packet", "value_address", "write_packet"]
MOST_HINTS_PER_S = 20  # errors that offer the nearest names, which costs a while
MOST_PATTERNS_PER_S = 200  # that were not seen lately; the worst of them cost 1 ms each
MOST_MATCHES_PER_S = 20_000  # addresses that patterns stand for
PATTERNS_KEPT = 256  # of which it is remembered what they stand for
MOST_SYNCS = 64  # that wait for prompts to be read
HEIR_S = 0.25  # between two words to whoever comes after us
_LOOK_S = 0.02  # the longest sleep
_ASKED = frozenset({"/get", "/ping", "/version", "/status", "/sync", "/subscribe", "/subscriptions", "/lock"})
_PLACES = {address: Places(address) for address in READERS}

_log = logging.getLogger(__name__)


class OscServer:
    """Listens from start() to stop(), on one thread that alone owns the sockets and calls the desk.

    Only prompts are typed by a second thread, for they take a while.

    Args:
        desk: the instrument; its methods are called from the server's threads.
        port: UDP port; 0 takes any free one, see `port`.
        host: the address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for every network.
        legacy: where a server that was killed has left its socket, with what has come since, and its subscribers.
        allow: networks and hosts that are let in besides this machine; none means the private networks.
        more: addresses of other hands, as scenes have, and what each does with its arguments.
        sooperlooper: a second port, where programs made for SooperLooper look for it; None opens none.

    Raises:
        DeviceError: the port is taken, or there is no such host.
        UsageError: what is allowed is no network.
    """

    def __init__(
        self,
        desk: Desk,
        port: int = PORT,
        host: str = "127.0.0.1",
        legacy: Legacy | None = None,
        *,
        allow: Sequence[str] = (),
        sooperlooper: int | None = None,
        more: Mapping[str, Guest] | None = None,
    ) -> None:
        gate, self._more = Gate(allow), more or {}
        self._legacy = legacy or Legacy()
        handed = self._legacy.handed()
        self._socket = open_port(host, port, "--osc-port") if handed is None else socket.socket(fileno=handed)
        if handed is None:
            self._legacy.hand_on(self._socket.fileno())
        sockets = [self._socket]
        self.port: int = self._socket.getsockname()[1]
        self.sooperlooper_port: int | None = None
        if sooperlooper is not None:
            try:
                sockets.append(open_port(host, sooperlooper, "--sooperlooper"))
            except DeviceError:
                self._socket.close()
                raise
            self.sooperlooper_port = sockets[1].getsockname()[1]
        self._post = Post(sockets, gate)
        self.counters = Counters()
        self.on_panic: list[Callable[[], None]] = []  # also called at /panic, on the server's thread
        self._id = int.from_bytes(os.urandom(4), "big") >> 1
        self._since = time.monotonic()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="osc", daemon=True)
        self._dates = Dates()
        self._syncs: deque[tuple[Sender, Argument]] = deque()
        self._subscribers = Subscribers()
        self._hands = OscHands(desk, self._subscribers)
        self._sooper = sooper.SooperLooper(self._hands, self._post, self._id, self._more)
        self._hints = Budget(MOST_HINTS_PER_S, 5)
        self._found: dict[str, tuple[str, ...]] = {}  # by pattern
        self._patterns, self._matches = Budget(MOST_PATTERNS_PER_S, 50), Budget(MOST_MATCHES_PER_S, 5000)
        self._told_at, self._told = -math.inf, dict[str, Any]()  # the listeners that an heir knows
        self._handlers = self._table()
        self._subscribers.restore(self._legacy.left.get("subscribers", ()), self._match)
        self._sooper.restore(self._legacy.left.get("registered", ()))
        self._hands.locked = bool(self._legacy.left.get("locked"))

    def start(self) -> None:
        """Begin to listen."""
        self._hands.typist.start()
        self._thread.start()

    def stop(self) -> None:
        """Close the ports; messages that still wait for their time are dropped."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._hands.typist.stop()
        self._post.close()

    def is_locked(self) -> bool:
        """Whether the performance lock is closed; any thread may ask."""
        return self._hands.locked

    # What follows runs on the server's thread only.

    def _table(self) -> dict[str, Handler]:
        handlers = self._sooper.handlers()
        for address in READERS:
            handlers[address] = partial(self._on_read, address)
        for knob in KNOBS.values():
            for address in spellings(knob):
                handlers[address] = partial(self._on_knob, knob, address)
        for slot in range(1, PROMPTS + 1):
            handlers[f"/prompt/{slot}"] = partial(self._on_prompt, slot)
        for command in COMMANDS.values():
            handlers[command.address] = partial(self._on_command, command.name)
        for name in LOOP_KNOBS:
            address = f"/loop/{SELECTED_LOOP}/{name}"
            handlers[address] = partial(self._on_knob, KNOBS[name], address)
            handlers[f"/loop/{ALL_LOOPS}/{name}"] = partial(self._on_knob_of_all, name)
        for loop in LOOP_NUMBERS:
            for word, way in {"down": "", "hit": "", "up": None, "hold": DOWN, "release": UP}.items():
                handlers[f"/loop/{loop}/{word}"] = partial(self._on_pedal, loop, way)
        return handlers | {
            "/get": self._on_get,
            "/ping": self._on_ping,
            "/version": self._on_version,
            "/status": self._on_status,
            "/sync": self._on_sync,
            "/panic": self._on_panic,
            "/lock": self._on_lock,
            "/subscribe": self._on_subscribe,
            "/unsubscribe": self._on_unsubscribe,
            "/subscriptions": self._on_subscriptions,
            **{address: partial(self._on_guest, address, guest) for address, guest in self._more.items()},
        }

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._post.wait(min(_LOOK_S, self._dates.left_s()))
            self._take_due()
            for packet, sender in self._post.drain():
                self._take(packet, sender)
                self._take_due()
            self.counters.waiting, self.counters.strangers = len(self._dates), self._post.strangers
            self._hands.flush()
            self._hands.bundled = False
            self._publish()

    def _take(self, packet: bytes, sender: Sender) -> None:
        self._subscribers.hear(sender.client)
        try:
            messages = read_packet(packet)
        except (ValueError, RtmusicError) as error:  # UnicodeDecodeError is a ValueError
            self.counters.malformed += 1
            self._complain(sender, "", f"not a whole OSC packet: {error}")
            return
        now = self._dates.now()
        self.counters.late += any(message.due != IMMEDIATELY and message.due < now for message in messages)
        self._hands.bundled = len(messages) > 1
        for message in messages:
            if message.due <= now:
                self._handle(message, sender)
            elif (reason := self._dates.refusal(message, now)) is not None:
                self._handle(message, sender)
                self._complain(sender, message.address, f"{reason}: applied at once")
            else:
                self._dates.put(message, sender)

    def _take_due(self) -> None:
        """What has waited for this moment goes first, and reaches the desk at once."""
        for message, sender in self._dates.take():
            self._hands.bundled = True
            self._hands.date(self._dates.moment(message))
            self._handle(message, sender)
        self._hands.date(None)

    def _handle(self, message: Message, sender: Sender) -> None:
        self.counters.messages += 1
        address = message.address
        if address in REPLIES:
            return
        try:
            arguments = message.arguments
            if address in _ASKED and arguments and str(arguments[-1]).startswith(URL):
                sender = replace(sender, target=self._post.target(str(arguments[-1]), sender))
                arguments = arguments[:-1]
            handler = self._handlers.get(address)
            if handler is not None:
                handler(sender, arguments)
            elif is_pattern(address):
                self._on_pattern(address, sender, arguments)
            else:
                raise RefusedError(
                    f"there is no such address; {near_addresses(address if self._hints.takes() else '')}"
                )
        except (RtmusicError, RefusedError) as error:
            self.counters.refused += 1
            self._complain(sender, address, str(error))
        except Exception:
            # A fault of ours in one message must not take the hands off the instrument.
            self.counters.failures += 1
            _log.exception("OSC message %s", message)
            self._complain(sender, address, "a fault inside rtmusic; its log says more")

    def _on_pattern(self, pattern: str, sender: Sender, arguments: Sequence[Argument]) -> None:
        """Turn or read all that the pattern stands for; one complaint for all of it."""
        found = [a for a in self._match(pattern) if not arguments or a not in UNSTEADY]
        said = [a for a in found if a in PLAIN]  # a knob that is found by several of its names is turned once
        rest = [a for a in found if a not in PLAIN and plain(a) not in said]
        if not self._matches.takes(len(found)):
            raise RefusedError(f"patterns stand for more than {MOST_MATCHES_PER_S} addresses a second; send less")
        now, complaint = self._hands.picture(), ""
        for address in (*said, *rest):
            if not arguments:
                self._send(sender, address, *READERS[address](now))
                continue
            try:
                self._handlers[address](sender, arguments)
            except (RtmusicError, RefusedError) as error:
                complaint = complaint or f"{address}: {error}"
        if complaint:
            raise RefusedError(complaint)

    def _match(self, pattern: str) -> tuple[str, ...]:
        """The addresses that can be read and that a pattern, or one address, stands for; never none."""
        if pattern == KNOBS_AND_PROMPTS:
            return tuple(PLAIN)
        if pattern in READERS:
            return (pattern,)
        if not pattern.startswith("/") or not is_pattern(pattern):
            raise RefusedError(f"{pattern[:80]!r} has no value; list the knobs with:  rtmusic knobs")
        found = self._found.get(pattern)
        if found is None:
            if not self._patterns.takes():
                raise RefusedError(f"more than {MOST_PATTERNS_PER_S} new patterns a second; send less")
            try:
                compiled = Pattern(pattern)
            except ValueError as error:
                raise RefusedError(str(error)) from None
            found = tuple(address for address, places in _PLACES.items() if compiled.matches(places))
            if len(self._found) >= PATTERNS_KEPT:
                self._found.clear()
            self._found[pattern] = found
        if not found:
            raise RefusedError("the pattern stands for nothing; it reaches knobs, prompts and values, and no pedals")
        return found

    def _on_read(self, address: str, sender: Sender, arguments: Sequence[Argument]) -> None:
        if arguments:
            raise RefusedError("can be asked for and subscribed to, and not be set")
        self._send(sender, address, *READERS[address](self._hands.picture()))

    def _on_knob(self, knob: Knob, address: str, sender: Sender, arguments: Sequence[Argument]) -> None:
        if not arguments:
            self._send(sender, address, self._hands.picture().panel[knob.name])
            return
        if len(arguments) > 1:
            raise RefusedError(f"takes one value, and {len(arguments)} came")
        value = number(knob, arguments[0])
        self._hands.turn(sender, knob, value)
        slack = 1e-6 * max(1.0, abs(value))  # a bound that travelled as a 32-bit float
        if not knob.low - slack <= value <= knob.high + slack:
            raise RefusedError(f"{value:g} is outside {knob.low:g} to {knob.high:g}: set to {knob.clamp(value):g}")

    def _on_prompt(self, slot: int, sender: Sender, arguments: Sequence[Argument]) -> None:
        weight = KNOBS[f"prompt_{slot}"]
        if not arguments:
            self._on_read(f"/prompt/{slot}", sender, ())
            return
        if not isinstance(arguments[0], str):
            self._on_knob(weight, f"/prompt/{slot}", sender, arguments)
            return
        if len(arguments) > 2:
            raise RefusedError(f"takes a text and a weight, and {len(arguments)} arguments came")
        self._hands.type(sender, slot, arguments[0])
        if len(arguments) == 2:
            self._on_knob(weight, f"/prompt/{slot}", sender, arguments[1:])

    def _on_command(self, name: str, sender: Sender, arguments: Sequence[Argument]) -> None:
        if len(arguments) > 1:
            raise RefusedError(f"takes at most one value, and {len(arguments)} came")
        try:
            pressed = not arguments or float(arguments[0]) >= 0.5
        except ValueError:
            raise RefusedError("a press is 1 or no argument, a release 0") from None
        if pressed:
            self._hands.press(name)

    def _on_knob_of_all(self, name: str, sender: Sender, arguments: Sequence[Argument]) -> None:
        def turn(loop: int) -> None:
            self._on_knob(KNOBS[f"loop_{loop}_{name}"], f"/loop/{loop}/{name}", sender, arguments)

        for_each(range(LOOPS) if arguments else (0,), turn)  # a question is about the first of them

    def _on_pedal(self, loop: int, way: str | None, sender: Sender, arguments: Sequence[Argument]) -> None:
        pedals = HELD if way else LOOP_COMMANDS
        if len(arguments) != 1 or arguments[0] not in pedals:
            raise RefusedError("takes a pedal: " + ", ".join(pedals))
        if way is not None:
            self._hands.press_of(loop, f"{arguments[0]}{way}")

    def _on_get(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        if len(arguments) == 3:
            self._sooper.on_get(GLOBAL, sender, arguments)
            return
        if len(arguments) != 1 or not isinstance(arguments[0], str):
            raise RefusedError('takes one address as text, for example:  /get "/temperature"')
        address = "/" + arguments[0].removeprefix("/")
        if is_pattern(address):
            self._on_pattern(address, sender, ())
            return
        if address not in READERS:
            raise RefusedError(f"{address} has no value; list the knobs with:  rtmusic knobs")
        self._handlers[address](sender, ())

    def _on_ping(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        if len(arguments) in (2, 3) and isinstance(arguments[0], str):
            self._sooper.on_ping(sender, arguments)
            return
        self._send(sender, "/pong", __version__, len(KNOBS), self._id, time.monotonic() - self._since)

    def _on_version(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        self._send(sender, "/version.reply", "rtmusic", __version__)

    def _on_status(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        fields = status_fields(self._hands.picture())
        counted = self.counters
        counters: list[Argument] = ["rate", SAMPLE_RATE, "osc_messages", counted.messages]
        counters += ["osc_errors", counted.refused]
        counters += ["osc_malformed", counted.malformed, "osc_strangers", counted.strangers, "osc_late", counted.late]
        self._send(sender, "/status.reply", *fields, *counters)

    def _on_sync(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        if len(arguments) != 1:
            raise RefusedError("takes a number, which comes back")
        if len(self._syncs) >= MOST_SYNCS:
            raise RefusedError(f"{MOST_SYNCS} of these are waiting already")
        self._syncs.append((sender, arguments[0]))
        self._hands.flush()
        self._answer_syncs()

    def _answer_syncs(self) -> None:
        """Whoever waits for it is told that all prompts are read; knobs and pedals have long reached the desk."""
        while self._syncs and self._hands.typist.idle:
            sender, said = self._syncs.popleft()
            self._send(sender, "/synced", said)

    def _on_panic(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        self._dates.clear()
        self._hands.turn(sender, KNOBS["mute"], 1.0)
        self._hands.flush()
        for told in self.on_panic:
            told()
        self._send(sender, "/mute", 1.0)

    def _on_lock(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        if arguments:
            if len(arguments) > 1 or str(arguments[0]).strip() not in ("0", "1", "0.0", "1.0", "True", "False"):
                raise RefusedError("takes 1 to lock, 0 to open, and nothing to ask")
            self._hands.locked = str(arguments[0]).strip() in ("1", "1.0", "True")
            self._legacy.leave(locked=self._hands.locked)
            self._subscribers.said(sender.client, ("/lock",), int(self._hands.locked))
        else:
            self._send(sender, "/lock", int(self._hands.locked))

    def _on_subscribe(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        pattern, numbers = KNOBS_AND_PROMPTS, list(arguments)
        if numbers and isinstance(numbers[0], str):
            pattern = str(numbers.pop(0))
        if len(numbers) > 2 or not all(isinstance(a, int | float) and math.isfinite(a) for a in numbers):
            raise RefusedError(
                "takes milliseconds and, when you listen on another port, that port; "
                "or a pattern, milliseconds, and how many seconds it shall last"
            )
        every_ms = float(numbers[0]) if numbers else 50.0
        target, lease_s = sender.target or self._subscribers.target(sender.client), None
        if len(numbers) == 2 and pattern != KNOBS_AND_PROMPTS:
            lease_s = float(numbers[1])
        elif len(numbers) == 2:
            target = (sender.client[0], int(numbers[1]))
            if not 0 < target[1] < 65536:
                raise RefusedError(f"{target[1]} is not a port")
        self._post.checked(target)
        addresses = frozenset(self._match(pattern))
        self._subscribers.subscribe(sender, target, pattern, addresses, every_ms / 1000.0, lease_s)

    def _on_unsubscribe(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        pattern = str(arguments[0]) if arguments else None
        if not self._subscribers.unsubscribe(sender.client, pattern) and pattern is not None:
            raise RefusedError(f"you have no subscription {pattern[:80]!r}; list yours with /subscriptions")

    def _on_guest(self, address: str, guest: Guest, sender: Sender, arguments: Sequence[Argument]) -> None:
        if self._hands.locked and arguments and address not in TELLING:
            raise RefusedError("locked: it would change what is played, or by what; open the lock with /lock 0")
        self._hands.flush()
        answer = guest(arguments)
        if answer is not None:
            self._send(sender, address, *answer)

    def _on_subscriptions(self, sender: Sender, arguments: Sequence[Argument]) -> None:
        rows = self._subscribers.of(sender.client)
        words: list[Argument] = [
            word for pattern, every_s, left_s in rows for word in (pattern, round(every_s * 1000), left_s)
        ]
        self._send(sender, "/subscriptions.reply", *words)

    def _publish(self) -> None:
        """Send everybody who wants to know what is new, and what could not be typed."""
        while self._hands.typist.refused:
            sender, slot, sentence = self._hands.typist.refused.popleft()
            self.counters.refused += 1
            self._complain(sender, f"/prompt/{slot}", sentence)
        self._answer_syncs()
        self._tell_heir()
        if len(self._subscribers) or self._sooper.registered:
            now = self._hands.picture()
            self._subscribers.publish(lambda address: READERS[address](now), self._post.update)
            self._sooper.publish(now)

    def _tell_heir(self) -> None:
        """Let another server know who is told of changes, should this one be killed."""
        if (now := time.monotonic()) - self._told_at >= HEIR_S:
            listeners = {"subscribers": self._subscribers.rows(), "registered": self._sooper.rows()}
            if listeners != self._told:
                self._legacy.leave(**listeners)
            self._told_at, self._told = now, listeners

    def _complain(self, sender: Sender, address: str, sentence: str) -> None:
        self._post.complain(sender.port, self._subscribers.target(sender.client), address, sentence)

    def _send(self, sender: Sender, address: str, *arguments: Argument) -> None:
        self._post.send(sender.port, sender.target or self._subscribers.target(sender.client), address, *arguments)
