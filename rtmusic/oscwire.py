"""OSC packets to messages and back, checked byte by byte: what is not whole changes nothing.

In come i, f, h, d, T, F and s; out go only i, f and s, for Pure Data knows no other types. Texts, addresses and the
number of arguments are bounded, so that whatever is kept of a packet is small.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.parsing.osc_types import IMMEDIATELY, get_date

LONGEST_TEXT = 1024  # bytes of a text
LONGEST_ADDRESS = 255  # characters
MOST_ARGUMENTS = 32  # of one message
_DEEPEST = 8  # bundles within bundles
_BUNDLE = b"#bundle\x00"
_SIZES = {"i": 4, "f": 4, "h": 8, "d": 8, "T": 0, "F": 0}  # bytes of an argument, by type tag

PORT = 9440  # where an instrument listens unless told otherwise
Argument = int | float | str
Client = tuple[str, int]  # host, port


class RefusedError(Exception):
    """This message changes nothing; the text goes back to its sender."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who said something, and to which of our ports: answers leave from there."""

    client: Client
    port: int
    target: Client | None = None  # where the answer goes, if somewhere else


Handler = Callable[[Sender, Sequence[Argument]], None]


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
        ValueError: not OSC, or a part is missing, or a type other than i f s h d T F, or more of it than is taken.
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
    at = tags_at = _string_end(packet, 0, LONGEST_ADDRESS)
    if at < len(packet):
        at = _string_end(packet, tags_at, MOST_ARGUMENTS + 1)
        tags = packet[tags_at:at].rstrip(b"\x00").decode("ascii")
        if not tags.startswith(","):
            raise ValueError("the type tags do not begin with a comma")
        for tag in tags[1:]:
            if tag != "s" and tag not in _SIZES:
                raise ValueError(f"type {tag} is not understood; send i, f, s, h, d, T or F")
            at = _string_end(packet, at, LONGEST_TEXT) if tag == "s" else at + _SIZES[tag]
    if at != len(packet):
        raise ValueError(f"the type tags promise {at} bytes and {len(packet)} came")
    parsed = OscMessage(packet)
    return Message(parsed.address, tuple(parsed.params), due)


def _string_end(packet: bytes, start: int, longest: int) -> int:
    """Where the padding of the string that starts here ends."""
    end = packet.find(b"\x00", start, start + longest + 1)
    if end < 0 and len(packet) > start + longest:
        raise ValueError(f"a string has more than {longest} bytes")
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
