"""`rtmusic osc`: say something to an instrument that plays, from a shell or a script, and read what it answers."""

# ruff: noqa: PLC0415  OSC is loaded when it is spoken, so that the command line answers at once

from __future__ import annotations

import argparse
import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import closing

from rtmusic.errors import DeviceError, UsageError
from rtmusic.parsing import Parser, number, whole

_Argument = int | float | str

ABOUT = """Send one OSC message to an instrument that plays, and print what it answers.

examples:
  rtmusic osc /rewrite 40                         turn a knob
  rtmusic osc /prompt/1 "electronic, techno"      change the words of a prompt
  rtmusic osc /scene/list                         ask which scenes there are
  rtmusic osc /subscribe "/loop/0/*" --wait 60    a minute of what happens to a loop

A value is a whole number, a number or words; words that look like a number are written as s:12."""
_PACKET = 65_536


def add_options(parser: Parser) -> None:
    """What  rtmusic osc  takes."""
    add = parser.add_argument
    add("address", metavar="ADDRESS", help="see  rtmusic knobs  and docs/knobs.md")
    add("values", nargs="*", metavar="VALUE", help="what goes with it (default: nothing)")
    add("--host", default="127.0.0.1", metavar="ADDR", help="where it plays (default: %(default)s)")
    port = whole(1, 65535, "a port from 1 to 65535")
    add("--port", type=port, metavar="N", help="its UDP port (default: 9440)")
    seconds = number(0.0, 1e6, "a number of seconds")
    add("--wait", type=seconds, default=0.3, metavar="S", help="listen for so many seconds (default: %(default)s)")


def run(arguments: argparse.Namespace) -> None:
    """Send and print."""
    values = [value_of(word) for word in arguments.values]
    for line in answers(arguments.address, values, arguments.host, arguments.port, arguments.wait):
        print(line, flush=True)


def value_of(word: str) -> _Argument:
    """A word from the command line as OSC takes it."""
    if word.startswith("s:"):
        return word[2:]
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            pass
    return word


def answers(address: str, values: Sequence[_Argument], host: str, port: int | None, wait_s: float) -> Iterator[str]:
    """Send a message, and give each answer as a line until the time is up; the port is the usual one unless said.

    Raises:
        DeviceError: nobody listens there, or there is no such host.
        UsageError: the message cannot be sent, or was refused; in the words of the instrument.
    """
    from pythonosc.osc_message_builder import BuildError

    from rtmusic.oscwire import PORT, read_packet, write_packet

    if not address.startswith("/"):
        raise UsageError(f"{address!r} is no OSC address: it begins with a slash, as /{address.lstrip('/')}")
    port = PORT if port is None else port
    where = f"UDP port {port} of {host}"
    try:
        packet = write_packet(address, *values)
    except (BuildError, OverflowError) as error:
        raise UsageError(f"{address} cannot be sent with {', '.join(map(repr, values))}: {error}") from None
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as wire:
        try:
            wire.connect((host, port))
            wire.send(packet)
        except OSError as error:
            raise DeviceError(f"{where}: {error.strerror}") from None
        end = time.monotonic() + wait_s
        while (left := end - time.monotonic()) > 0:
            wire.settimeout(left)
            try:
                told = wire.recv(_PACKET)
            except TimeoutError:
                return
            except OSError:  # the system says that the port is closed
                raise DeviceError(
                    f"nobody listens on {where}. Begin with  rtmusic live  or name its --osc-port with --port"
                ) from None
            try:
                messages = read_packet(told)
            except ValueError:
                continue  # nothing that the instrument would say
            for message in messages:
                if message.address == "/error" and message.arguments:
                    raise UsageError(str(message.arguments[-1]))
                yield " ".join([message.address, *map(_said, message.arguments)])


def _said(value: _Argument) -> str:
    """A value as it could be typed again."""
    if isinstance(value, str):
        return value if value and not any(letter.isspace() or letter == '"' for letter in value) else json.dumps(value)
    return str(value) if isinstance(value, int) else f"{value:g}"
