"""Who may speak to the instrument over the network, where answers may go, and how much of anything there may be."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Sequence

from rtmusic.errors import UsageError
from rtmusic.oscwire import Client, RefusedError

# Where a stage's computers, tablets and phones are. Whoever opens the instrument to a network means this one, and not
# the whole world, which hears it, too, where the machine has a public address.
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
URL = "osc.udp://"  # how an address for answers begins
_HOSTS_KNOWN = 1024


class Gate:
    """Lets in who is on the list; this machine always is. One thread calls it.

    Args:
        allow: networks, as in 192.168.1.0/24, or single hosts; none means `PRIVATE`.

    Raises:
        UsageError: that is no network.
    """

    def __init__(self, allow: Sequence[str] = ()) -> None:
        self._named = [network(text) for text in allow]
        self._networks = self._named or [network(text) for text in PRIVATE]
        self._known: dict[str, bool] = {}

    def lets_in(self, host: str) -> bool:
        """Whether what this host says is read at all."""
        known = self._known.get(host)
        if known is None:
            if len(self._known) >= _HOSTS_KNOWN:  # senders can be made up
                self._known.clear()
            known = self._known[host] = is_loopback(host) or _is_in(host, self._networks)
        return known

    def target(self, said: str, sender: Client, ours: Sequence[int]) -> Client:
        """Where a client wants its answers: ``osc.udp://host:port/``, or ``host:port``.

        A name is not looked up, which could take seconds: it is the sender's own (liblo writes its machine's there).
        Another machine gets answers only if it was let in by name, or we could be made to flood a stranger.

        Raises:
            RefusedError: not such an address, or one that must not be answered to.
        """
        scheme, mark, rest = said.partition("://")
        host, colon, port = (rest if mark else said).partition("/")[0].rpartition(":")
        if (mark and scheme != "osc.udp") or not colon or not port.isascii() or not port.isdigit():
            raise RefusedError(f"{said[:80]!r} is not an address for answers; write  osc.udp://host:port/")
        if len(port) > 5 or not 0 < int(port) < 65536:
            raise RefusedError(f"{port[:12]} is not a port")
        if not _is_number(host) or (is_loopback(host) and not is_loopback(sender[0])):
            host = sender[0]
        if host != sender[0] and not (is_loopback(host) and is_loopback(sender[0])) and not _is_in(host, self._named):
            raise RefusedError(f"answers to {host} are for it to ask for; let it in by name with:  --osc-allow {host}")
        return self.checked((host, int(port)), ours)

    @staticmethod
    def checked(target: Client, ours: Sequence[int]) -> Client:
        """The same, unless it is ourselves, who would answer for ever.

        Raises:
            RefusedError: it is ourselves.
        """
        if target[1] in ours and is_here(target[0]):
            raise RefusedError(f"port {target[1]} is this instrument's own")
        return target


def network(text: str) -> ipaddress.IPv4Network:
    """A network or host as typed.

    Raises:
        UsageError: that is none.
    """
    try:
        return ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        raise UsageError(f"{text!r} is not a network; write for example 192.168.1.0/24 or 192.168.1.7") from None


def _is_number(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """True for this machine's name for itself."""
    return host.startswith("127.")


def _is_in(host: str, networks: Sequence[ipaddress.IPv4Network]) -> bool:
    return any(ipaddress.IPv4Address(host) in network for network in networks)


def facing(host: str) -> str:
    """This machine's address as that host sees it; nothing is sent to find that out."""
    if is_loopback(host):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def is_here(host: str) -> bool:
    """True for an address of this machine."""
    return facing(host) == host


class Budget:
    """So much a second, and `burst` at once after a rest. One thread calls it."""

    def __init__(self, per_s: float, burst: float) -> None:
        self._per_s, self._burst = per_s, burst
        self._left, self._at = burst, time.monotonic()

    def takes(self, amount: float = 1.0) -> bool:
        """True when there is as much; then it is less by that."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < amount:
            return False
        self._left -= amount
        return True
