"""What stands at every address that can be read, and who listens to it over OSCQuery and does not know it yet."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping

from rtmusic.addresses import Arguments, picture, states
from rtmusic.oscaddresses import UNSTEADY, Picture
from rtmusic.oscwire import write_packet
from rtmusic.status import Desk

MOST_ANSWERS = 256  # that may wait for a client; the oldest are lost
ECHO_S = 1.0  # a value that comes back within this time may be the client's own


class News:
    """The newest values, looked at only as far as somebody asks. One thread calls it.

    Args:
        desk: the instrument.
        locked: whether the performance lock is closed.
    """

    def __init__(self, desk: Desk, locked: Callable[[], bool]) -> None:
        self._desk, self._locked = desk, locked
        self.values: dict[str, Arguments] = {}  # by address
        self._knobs: tuple[object, ...] = ()
        self._states_at = -math.inf

    def look(self, wanted: Collection[str], oldest_s: float) -> set[str]:
        """See what stands at these addresses, and return all that are not what they were.

        A status is dearer than a panel, so states may be as old as `oldest_s`.
        """
        found: dict[str, Arguments] = {}
        if not UNSTEADY.issuperset(wanted):
            panel, texts = self._desk.panel(), self._desk.prompts()
            knobs = (dict(panel.values), texts)
            if knobs != self._knobs:
                self._knobs = knobs
                found |= picture(panel, texts)
        now = time.monotonic()
        if not UNSTEADY.isdisjoint(wanted) and now - self._states_at >= oldest_s:
            self._states_at = now
            found |= states(Picture(self._desk, {}, {}, self._locked(), self._desk.status))
        changed = {address for address, values in found.items() if self.values.get(address) != values}
        self.values |= found
        return changed


class Listener:
    """What one client listens to and knows, and what waits for it."""

    def __init__(self) -> None:
        self.known: dict[str, Arguments | None] = {}  # by address that it listens to; None: not told yet
        self.said: dict[str, deque[tuple[float, Arguments]]] = {}  # its own last words, by address
        self.answers: deque[bytes | str] = deque(maxlen=MOST_ANSWERS)
        self.wake = asyncio.Event()

    def tell(self, answer: bytes | str) -> None:
        self.answers.append(answer)
        self.wake.set()

    def is_own(self, address: str, values: Arguments) -> bool:
        """True when the client said so itself, just now; what it said before that has then been overtaken."""
        said, since = self.said.get(address, deque()), time.monotonic() - ECHO_S
        for i in reversed(range(len(said))):
            at, words = said[i]
            if at >= since and words == values:
                for _ in range(i + 1):
                    said.popleft()
                return True
        return False

    def due(self, now: Mapping[str, Arguments]) -> Iterator[bytes | str]:
        """What it does not know yet, knobs before meters; values that changed twice meanwhile are told once."""
        while self.answers:
            yield self.answers.popleft()
        for address in sorted(self.known, key=UNSTEADY.__contains__):
            known, values = self.known.get(address), now.get(address)
            if values is None or values == known or address not in self.known:
                continue
            self.known[address] = values
            if known is None or not self.is_own(address, values):
                self.said.pop(address, None)  # from now on it knows another's word
                yield write_packet(address, *values)
