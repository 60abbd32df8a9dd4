"""How often a loop is fed back into itself: token telephone, one generation after the other.

A trigger asks for so many generations. Each is one pass over the loop, made from the one before, with chance of its
own; when all are made, the loop turns as the last one left it until the next trigger.
"""

from __future__ import annotations

from dataclasses import dataclass

from rtmusic.knobs import KNOBS

MOST = int(KNOBS["generations"].high)  # that a trigger can ask for


@dataclass(frozen=True, slots=True)
class Feedback:
    """Which generation comes next. A value: every event gives a new one."""

    triggers: int = 0  # so far
    asked: int = 0  # generations of the last trigger
    made: int = 0  # of these

    @property
    def left(self) -> int:
        """Generations that are still to be made; 0 while the loop only turns."""
        return self.asked - self.made

    @property
    def pass_number(self) -> int:
        """What the next generation is to chance and to the masks: a number that no other generation has."""
        return self.triggers * MOST + self.made

    def trigger(self, generations: int) -> Feedback:
        """Begin anew with what stands there; what an earlier trigger left to do is dropped.

        Args:
            generations: 1..MOST.
        """
        return Feedback(self.triggers + 1, generations)

    def next(self) -> Feedback:
        """One generation is made; where none was left, nothing changes."""
        return Feedback(self.triggers, self.asked, self.made + 1) if self.left else self

    def stop(self) -> Feedback:
        """Make no more of them."""
        return Feedback(self.triggers, self.made, self.made)
