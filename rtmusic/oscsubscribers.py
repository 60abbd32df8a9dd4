"""Who is told of changes: what of, how often, how long after its last word; and nobody hears what it said itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from rtmusic.oscaddresses import TEXTS, UNSTEADY
from rtmusic.oscwire import Argument, Client, RefusedError, Sender

KNOBS_AND_PROMPTS = "knobs"  # in place of a pattern: every knob and prompt in its plain spelling
LEASE_S = 60.0  # a subscription ends after this long without a word from the subscriber, unless it says how long
LONGEST_LEASE_S = 3600.0
MOST_SUBSCRIBERS = 32
MOST_PATTERNS = 16  # of one subscriber
SHORTEST_S, LONGEST_S = 0.01, 10.0  # between two looks
MOST_AT_ONCE = 100  # values to one subscriber: what does not fit into where it receives is lost without a word
SHORTEST_UNSTEADY_S = 0.02  # at what changes all the time

Row = tuple[Client, int, Client, str, float, float]  # client, our port, target, pattern, seconds between, lease


class Send(Protocol):
    """Sends an address and its values; False when no more may be sent now."""

    def __call__(self, sender: Sender, target: Client, address: str, /, *arguments: Argument) -> bool: ...


@dataclass(slots=True)
class _Interest:
    """One subscription: a pattern, and what its subscriber knows of what it stands for."""

    wanted: frozenset[str]
    every_s: float
    lease_s: float
    addresses: frozenset[str] = frozenset()  # those that no newer one of the same subscriber wants
    next_at: float = 0.0
    known: dict[str, tuple[Argument, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Subscriber:
    sender: Sender
    target: Client
    heard_at: float
    interests: dict[str, _Interest] = field(default_factory=dict)  # by pattern


class Subscribers:
    """All of them, by where they send from. One thread calls it."""

    def __init__(self) -> None:
        self._all: dict[Client, _Subscriber] = {}

    def __len__(self) -> int:
        return len(self._all)

    def subscribe(
        self,
        sender: Sender,
        target: Client,
        pattern: str,
        addresses: frozenset[str],
        every_s: float,
        lease_s: float | None = None,
    ) -> None:
        """Tell this client of changes at these addresses; everything at once, as it knows nothing yet.

        Raises:
            RefusedError: there are too many.
        """
        subscriber = self._all.get(sender.client)
        if subscriber is None and len(self._all) >= MOST_SUBSCRIBERS:
            raise RefusedError(f"there are {MOST_SUBSCRIBERS} subscribers already")
        known = subscriber.interests if subscriber is not None else {}
        if pattern not in known and len(known) >= MOST_PATTERNS:
            raise RefusedError(f"you have {MOST_PATTERNS} subscriptions already; end one with /unsubscribe")
        shortest = SHORTEST_UNSTEADY_S if addresses & UNSTEADY else SHORTEST_S
        if subscriber is None:
            subscriber = self._all[sender.client] = _Subscriber(sender, target, time.monotonic())
        subscriber.sender, subscriber.target = sender, target
        lease_s = LEASE_S if lease_s is None else min(LONGEST_LEASE_S, max(1.0, lease_s))
        subscriber.interests.pop(pattern, None)
        subscriber.interests[pattern] = _Interest(addresses, min(LONGEST_S, max(shortest, every_s)), lease_s)
        _share_out(subscriber)

    def unsubscribe(self, client: Client, pattern: str | None) -> bool:
        """End one subscription, or all of them; False when there was none."""
        subscriber = self._all.get(client)
        if subscriber is None:
            return False
        found = pattern is None or subscriber.interests.pop(pattern, None) is not None
        if pattern is None or not subscriber.interests:
            del self._all[client]
        _share_out(subscriber)
        return found

    def hear(self, client: Client) -> None:
        """It has said something, so it is still there."""
        if (subscriber := self._all.get(client)) is not None:
            subscriber.heard_at = time.monotonic()

    def target(self, client: Client) -> Client:
        """Where this client wants its answers."""
        subscriber = self._all.get(client)
        return client if subscriber is None else subscriber.target

    def said(self, client: Client, addresses: tuple[str, ...], *values: Argument) -> None:
        """It knows what it said: only a value that became another one is sent back."""
        for subscriber in self._all.values():
            if client in (subscriber.sender.client, subscriber.target):
                for interest in subscriber.interests.values():
                    for address in addresses:
                        if address in interest.addresses:
                            interest.known[address] = values

    def of(self, client: Client) -> list[tuple[str, float, float]]:
        """Its subscriptions: pattern, seconds between, seconds that are left of the lease."""
        subscriber = self._all.get(client)
        if subscriber is None:
            return []
        gone_s = time.monotonic() - subscriber.heard_at
        return [(pattern, i.every_s, i.lease_s - gone_s) for pattern, i in subscriber.interests.items()]

    def rows(self) -> list[Row]:
        """All of them as plain tuples, which `restore` takes."""
        return [
            (s.sender.client, s.sender.port, s.target, pattern, i.every_s, i.lease_s)
            for s in self._all.values()
            for pattern, i in s.interests.items()
        ]

    def restore(self, rows: Iterable[Row], match: Callable[[str], Iterable[str]]) -> None:
        """Subscribe those whom another server has known; lists in place of tuples are fine.

        Args:
            rows: what `rows` said there.
            match: pattern → addresses.
        """
        for client, port, target, pattern, every_s, lease_s in rows:
            sender = Sender((client[0], client[1]), port)
            with suppress(RefusedError):  # another version may know other addresses
                addresses = frozenset(match(pattern))
                self.subscribe(sender, (target[0], target[1]), pattern, addresses, every_s, lease_s)

    def publish(self, read: Callable[[str], tuple[Argument, ...]], send: Send) -> None:
        """Send every subscriber whose turn it is what it does not know yet, and forget whose lease is over.

        Args:
            read: address → what stands there.
            send: False when no more may be sent now; the rest follows next time, and it is the first then.
        """
        now = time.monotonic()
        for client, subscriber in list(self._all.items()):
            for pattern, interest in list(subscriber.interests.items()):
                if now - subscriber.heard_at > interest.lease_s:
                    del subscriber.interests[pattern]
                    _share_out(subscriber)
                elif interest.next_at <= now and not _tell(subscriber, interest, read, send):
                    later = list(self._all)
                    first = later.index(client)
                    self._all = {name: self._all[name] for name in (*later[first:], *later[:first])}
                    return
                elif interest.next_at <= now:
                    interest.next_at = now + interest.every_s
            if not subscriber.interests:
                del self._all[client]


def _share_out(subscriber: _Subscriber) -> None:
    """Nothing is told twice: what several patterns stand for is the newest one's."""
    taken: frozenset[str] = frozenset()
    for interest in reversed(subscriber.interests.values()):
        interest.addresses = interest.wanted - taken
        taken |= interest.wanted


def _tell(
    subscriber: _Subscriber, interest: _Interest, read: Callable[[str], tuple[Argument, ...]], send: Send
) -> bool:
    told_now = 0
    for address in interest.addresses:
        values = read(address)
        told = values[:1] if address in TEXTS else values  # a prompt's weight has an address of its own
        if interest.known.get(address) != told:
            if not send(subscriber.sender, subscriber.target, address, *values):
                return False
            interest.known[address] = told
            told_now += 1
            if told_now == MOST_AT_ONCE:
                break  # the rest at the next look
    return True
