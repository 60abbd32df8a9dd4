"""When a round begins, and what it leaves out when there is no time: the deadline, and the ladder under it.

A round that begins late hears the newest knobs; one that begins too late is not heard. So every round begins as late as
what rounds were measured to take allows. A machine that cannot keep up is asked for less, rung by rung, before anyone
hears that it is slow; and for more again, when it has been quick for a while.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum

from rtmusic.knobs import Control, Panel, find

FIRST_GUESS_S = 0.06  # what a round is expected to take at least before one of its kind was measured
MARGIN_S = 0.003  # added to what a usual round takes
BUSY = 2 / 3  # share of the time that rounds may take when each is played early for a knob that was turned
KEPT = 1000  # rounds of one kind that the expectation looks back on: its worst but one is the 99.9th percentile
STALLED_S = 0.5  # who took longer was stopped, or the machine slept; unless the next one takes as long
KINDS_KEPT = 64  # kinds of rounds that are remembered: a knob that sweeps makes many
TOO_LONG = 0.85  # of the time between two rounds: rounds that take more are too slow …
SHORT = 0.5  # … and those that take less leave room for better ones, which take twice as long at most and mostly less
LOOKED_AT = 4  # rounds whose mean counts: those of several loops take turns at being long and short
SLOW_OF_THEM = 2  # so many of them late, or too long in a mean that is too long: one rung down
PATIENCE = 25  # quick rounds in a row before one rung up (2 s with the knobs at rest); doubled when that was too soon
MOST_PATIENCE = 800
SHORTEST = 8  # frames of a draft


class Rung(IntEnum):
    """What a round does; each rung costs less than the one before."""

    ALL = 0  # as the knobs say
    STEPS = 1  # one refinement step
    SHORT = 2  # one step over half the horizon
    HALF = 3  # the same, and of two rounds only one
    DRAFT = 4  # the same, and of three rounds only one: what is drafted is heard as it is


RUNGS = ("all", "fewer steps", "shorter draft", "every other round", "keeps the draft")
PACES = {Rung.HALF: 2, Rung.DRAFT: 3}  # one round of how many is played


def eased(panel: Panel, rung: int) -> Panel:
    """The panel as a round on this rung reads it.

    What costs is the window and the steps. The graph takes as long for one level of codes as for all of them, so
    leaving out fine levels would win nothing.
    """
    if rung == Rung.ALL:
        return panel
    controls = [Control(find("steps"), 1.0)]
    if rung >= Rung.SHORT:
        # Whatever is left out, there is a draft until two more rounds could have come.
        least = max(SHORTEST, 2 * panel.int("commit") * pace(rung))
        half = max(least, panel.int("horizon") // 2)
        controls.append(Control(find("horizon"), float(min(half, panel.int("horizon")))))
    return panel.turn(controls)


def pace(rung: int) -> int:
    """One round of how many is played on this rung."""
    return PACES.get(Rung(rung), 1)


@dataclass(slots=True)
class _Kind:
    """Rounds that take about the same time."""

    taken: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    allowed_s: float = 0.0  # the worst but one of them; of the first few the worst
    usual_s: float = 0.0  # smoothed
    step_s: float = 0.0  # one more refinement step
    tail_s: float = 0.0  # from the last step to the end


class Costs:
    """What rounds took lately, kind by kind, and so what the next may be expected to take."""

    def __init__(self) -> None:
        self._kinds: dict[object, _Kind] = {}
        self._stalled = False  # the last one

    def add(self, kind: object, seconds: float, marks: tuple[float, ...] = ()) -> None:
        """A round took so long; `marks` are the seconds from its beginning to the end of each step.

        A machine that slept for six seconds is not six seconds slow: then the next would begin that much too early, and
        nothing would be written meanwhile.
        """
        stalled, self._stalled = self._stalled, seconds > STALLED_S
        if self._stalled and not stalled:
            return
        seconds = min(seconds, STALLED_S)
        known = self._kinds.pop(kind, None) or _Kind()
        self._kinds[kind] = known  # the newest last
        if len(self._kinds) > KINDS_KEPT:
            del self._kinds[next(iter(self._kinds))]
        first = not known.taken
        known.taken.append(seconds)
        worst = heapq.nlargest(2, known.taken)  # here and not in `expect`, which is asked every millisecond
        known.allowed_s = worst[-1] if len(known.taken) > 8 else worst[0]
        known.usual_s = _smooth(known.usual_s, seconds, first)
        if marks:
            known.tail_s = _smooth(known.tail_s, seconds - marks[-1], first)
        if len(marks) > 1:
            known.step_s = _smooth(known.step_s, (marks[-1] - marks[0]) / (len(marks) - 1), first)

    def usual(self, kind: object) -> float:
        """Seconds that a round of this kind usually takes; of a new kind, what the slowest known one does."""
        known = self._kinds.get(kind)
        if known is None:
            return max([FIRST_GUESS_S, *(other.usual_s for other in self._kinds.values())])
        return known.usual_s

    def expect(self, kind: object, spare_s: float = 0.0) -> float:
        """Seconds to allow for the next round of this kind.

        Args:
            spare_s: by how much a round may miss its first sample and still be heard almost whole. A usual round is
                in time to the sample; the worst in a thousand uses what is spared.
        """
        known = self._kinds.get(kind)
        if known is None:
            return MARGIN_S + self.usual(kind)
        return MARGIN_S + max(known.usual_s, known.allowed_s - spare_s)

    def room(self, kind: object, elapsed_s: float, allowed_s: float) -> bool:
        """True when a round that has run for so long may take one more step and still end in time."""
        known = self._kinds.get(kind)
        return known is None or elapsed_s + known.step_s + known.tail_s <= allowed_s


def _smooth(before: float, value: float, first: bool) -> float:
    return value if first else before + 0.1 * (value - before)


class Ladder:
    """Which rung the rounds stand on. It goes down when rounds are slow, and up again only after a while.

    A single stall moves nothing: the draft hides it. A rung that was left too soon is waited for twice as long the next
    time.
    """

    def __init__(self) -> None:
        self.rung = Rung.ALL
        self._shares: deque[float] = deque(maxlen=LOOKED_AT)  # of the time that there was
        self._late: deque[bool] = deque(maxlen=LOOKED_AT)
        self._quick = 0
        self._patience = PATIENCE
        self._climbed = False  # whether the last move was up

    def judge(self, took_s: float, period_s: float, late: bool) -> Rung:
        """Look at the round that just ended.

        Args:
            took_s: how long it took.
            period_s: the time between two rounds.
            late: it came too late to be heard, or was cut short.

        Returns:
            The rung for the next round.
        """
        self._shares.append(min(1.0, took_s / period_s))  # a stall counts as one slow round
        self._late.append(late)
        share = sum(self._shares) / len(self._shares)
        long = sum(part > TOO_LONG for part in self._shares)
        slow = sum(self._late) >= SLOW_OF_THEM or (long >= SLOW_OF_THEM and share > TOO_LONG)
        self._quick = self._quick + 1 if share < SHORT and not late else 0
        if slow and self.rung < Rung.DRAFT:
            if self._climbed:
                self._patience = min(MOST_PATIENCE, 2 * self._patience)
            self._move(1)
        elif self._quick >= self._patience and self.rung > Rung.ALL:
            self._move(-1)
        elif self._quick >= 2 * self._patience:
            self._patience, self._climbed = PATIENCE, False
        return self.rung

    def _move(self, rungs: int) -> None:
        self.rung = Rung(self.rung + rungs)
        self._climbed = rungs < 0
        self._shares.clear()
        self._late.clear()
        self._quick = 0
