"""What is said of a loop that is not as was asked: it stays as it is, or it has become as long as a loop can be."""

from __future__ import annotations

from rtmusic.shared import Board
from rtmusic.status import Event
from rtmusic.varied import REFUSALS, refusals

# Why a loop is not longer, by a number that is never another's: `multiply` and `insert` are those of `edits.NUMBERS`.
NOTHING, RECORDING, MULTIPLY, INSERT = 0, 1, 4, 5
FULL = {
    NOTHING: "",
    RECORDING: "its recording ended by itself after 55 s, the longest there is",
    MULTIPLY: "multiply ended by itself: no further turn fits into 118 s, or you played for 55 s",
    INSERT: "insert ended by itself: a loop has at most 118 s, and is played for at most 55 s at once",
}
_REASONS = 8  # a counter of what was said counts in steps of so many, so that the same can be said again


def said_again(counter: int, why: int) -> int:
    """The counter of what was said of a loop, once more: with the reason that it tells from now on."""
    return (counter // _REASONS + (why != NOTHING)) * _REASONS + why


def notice(board: Board, loop: int) -> str:
    """What is to be said of a loop at present, one sentence, or nothing."""
    return FULL[int(board.loop_full[loop]) % _REASONS] or REFUSALS[int(board.loop_refused[loop])]


class Notices:
    """What has been told of all loops. The supervisor alone calls it; what was so when it began is told already."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._refused, self._full = board.loop_refused.tolist(), board.loop_full.tolist()

    def news(self, at_s: float) -> list[Event]:
        """What is to be told since the last call.

        Args:
            at_s: the stream clock.
        """
        refused, self._refused = self._refused, self._board.loop_refused.tolist()
        full, self._full = self._full, self._board.loop_full.tolist()
        events = [Event(at_s, "not-varied", sentence) for sentence in refusals(refused, self._refused)]
        for loop, (before, now) in enumerate(zip(full, self._full, strict=True)):
            if now != before and (why := FULL[now % _REASONS]):
                events.append(Event(at_s, "loop-full", f"loop {loop} is as long as it can be: {why}"))
        return events
