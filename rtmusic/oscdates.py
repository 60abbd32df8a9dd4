"""Messages that are dated ahead: each waits for its moment, and the levels in it land on their sample.

Bundles are dated by Unix time, which somebody may set at any moment; sound goes by a clock that nobody sets. What waits
is not moved by a clock that jumps meanwhile.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Iterator

from rtmusic.knobs import KNOBS, LEVELS
from rtmusic.oscaddresses import spellings
from rtmusic.oscwire import Message, Sender

FARTHEST_S = 10.0  # what is dated further ahead is applied at once
MOST_WAITING = 4096  # messages
AHEAD_S = 0.04  # by which levels are told to the desk before their moment: more than a busy machine is late
TOGETHER_S = 2e-5  # two clocks that are read within this time are read together
_LEVELS = frozenset(address for name in LEVELS for address in spellings(KNOBS[name]))


class Dates:
    """One thread calls it, the server's."""

    def __init__(self) -> None:
        # A heap by the time to act, then by arrival; with each message its date, less the clock that nobody sets.
        self._waiting: list[tuple[float, int, Message, Sender]] = []
        self._arrivals = itertools.count()
        self._ahead_s = 0.0  # Unix time, less the monotonic clock

    def __len__(self) -> int:
        return len(self._waiting)

    def now(self) -> float:
        """Unix time, by which bundles are dated; while any of them waits it does not jump, whoever sets the clock."""
        if not self._waiting:
            self._ahead_s = _ahead_s()
        return time.monotonic() + self._ahead_s

    def moment(self, message: Message) -> float:
        """The date of a message that waited, as a monotonic moment."""
        return message.due - self._ahead_s

    def refusal(self, message: Message, now: float) -> str | None:
        """Why a message that is dated ahead cannot wait, if it cannot."""
        if message.due > now + FARTHEST_S:
            return f"dated more than {FARTHEST_S:g} s ahead"
        return f"{MOST_WAITING} messages are waiting" if len(self._waiting) >= MOST_WAITING else None

    def put(self, message: Message, sender: Sender) -> None:
        """Let a message wait."""
        early = AHEAD_S if message.address in _LEVELS and len(message.arguments) == 1 else 0.0
        heapq.heappush(self._waiting, (message.due - early, next(self._arrivals), message, sender))

    def left_s(self) -> float:
        """Seconds until the next one is due; at most one."""
        return self._waiting[0][0] - self.now() if self._waiting else 1.0

    def take(self) -> Iterator[tuple[Message, Sender]]:
        """What is due by now, in order."""
        while self._waiting and self._waiting[0][0] <= self.now():
            _, _, message, sender = heapq.heappop(self._waiting)
            yield message, sender

    def clear(self) -> None:
        """Nothing waits any more."""
        self._waiting.clear()


def _ahead_s() -> float:
    """Unix time less the monotonic clock, read again where something came between the two readings."""
    for _ in range(4):
        before, now, after = time.monotonic(), time.time(), time.monotonic()
        if after - before < TOGETHER_S:
            break
    return now - (before + after) / 2
