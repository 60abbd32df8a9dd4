"""The sockets of the OSC server: what comes in from whom it may, and what goes out, but no flood of it."""

from __future__ import annotations

import logging
import select
import socket
from dataclasses import dataclass

from pythonosc.osc_message_builder import BuildError

from rtmusic.errors import DeviceError
from rtmusic.oscgate import Budget, Gate, is_here
from rtmusic.oscwire import Argument, Client, Sender, write_packet

MOST_ERRORS_PER_S = 100  # answers; the rest is only counted, so that a broken client is not answered with a flood
MOST_UPDATES_PER_S = 10_000  # to all subscribers together
BUFFER_BYTES = 4 << 20  # what the kernel holds for us while this thread is busy; the usual 208 kB loses bursts
AT_ONCE = 1024  # packets taken before the knobs they turned reach the desk,
BYTES_AT_ONCE = 4 << 20  # and as much of them

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counters:
    """What came and went since the start; written by the server's thread, read by anyone."""

    messages: int = 0
    malformed: int = 0  # packets that were not whole OSC
    refused: int = 0  # messages that were answered with /error
    strangers: int = 0  # packets from hosts that are not let in; nobody reads those
    late: int = 0  # bundles whose time had passed
    waiting: int = 0  # messages whose time has not come yet
    failures: int = 0  # a fault of ours while handling a message; the log has it


def open_port(host: str, port: int, option: str) -> socket.socket:
    """A UDP socket that listens, waits for nothing, and holds a burst.

    Raises:
        DeviceError: the port is taken, or there is no such host.
    """
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        raise DeviceError(
            f"OSC: port {port} on {host} cannot be opened ({error.strerror or error}); choose another one with "
            f"{option}, or play without OSC:  --no-osc"
        ) from None
    return opened


class Post:
    """Several ports, one thread.

    Args:
        sockets: open ones; they are closed with `close`.
        gate: who is let in.
    """

    def __init__(self, sockets: list[socket.socket], gate: Gate) -> None:
        self._gate = gate
        self._sockets: dict[int, socket.socket] = {}
        for opened in sockets:
            opened.setblocking(False)
            self._sockets[opened.getsockname()[1]] = opened
        self._first = sockets[0]
        self._errors = Budget(MOST_ERRORS_PER_S, MOST_ERRORS_PER_S)
        self._updates = Budget(MOST_UPDATES_PER_S, MOST_UPDATES_PER_S / 5)
        self.strangers = 0  # packets from hosts that are not let in; nobody reads those

    def close(self) -> None:
        """Give the ports back."""
        for opened in self._sockets.values():
            opened.close()

    def wait(self, seconds: float) -> None:
        """Sleep until something comes, so long at most."""
        select.select(list(self._sockets.values()), [], [], max(0.0, seconds))

    def drain(self) -> list[tuple[bytes, Sender]]:
        """What has come, taken out before any of it is read: where the kernel keeps little, a burst needs the room."""
        packets: list[tuple[bytes, Sender]] = []
        for port, opened in self._sockets.items():
            room, places = BYTES_AT_ONCE, AT_ONCE
            while places > 0 and room > 0:
                try:
                    packet, client = opened.recvfrom(65535)
                except BlockingIOError:
                    break
                except ConnectionResetError:  # a client has left; Windows says so here
                    continue
                room, places = room - len(packet), places - 1
                if not self._gate.lets_in(client[0]) or (client[1] in self._sockets and is_here(client[0])):
                    self.strangers += 1
                else:
                    packets.append((packet, Sender(client, port)))
        return packets

    def target(self, url: str, sender: Sender) -> Client:
        """Where answers go that are wanted at this URL.

        Raises:
            RefusedError: it is none, or must not be answered to.
        """
        return self._gate.target(url, sender.client, list(self._sockets))

    def checked(self, target: Client) -> Client:
        """The same, unless it is ourselves, who would answer for ever.

        Raises:
            RefusedError: it is ourselves.
        """
        return self._gate.checked(target, list(self._sockets))

    def send(self, port: int, target: Client, address: str, *arguments: Argument) -> None:
        """Answer from the port that was asked."""
        try:
            self._sockets.get(port, self._first).sendto(write_packet(address, *arguments), target)
        except (OSError, OverflowError, BuildError) as error:
            # Its network went away, and its lease will end; or it asked for what no message can hold.
            _log.debug("OSC answer to %s: %s", target, error)

    def complain(self, port: int, target: Client, address: str, sentence: str) -> None:
        """Answer with an error, unless there were many this second."""
        if self._errors.takes():
            self.send(port, target, "/error", address[:200], sentence[:1000])

    def update(self, sender: Sender, target: Client, address: str, *arguments: Argument) -> bool:
        """Send something that was subscribed to; False when there is too much of it this second."""
        if not self._updates.takes():
            return False
        self.send(sender.port, target, address, *arguments)
        return True
