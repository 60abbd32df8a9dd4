"""The machine gives way to who plays: it gets quieter for as long as something louder than a threshold is heard."""

from __future__ import annotations

import math

import numpy as np

from rtmusic.knobs import Panel
from rtmusic.units import Samples, decibels, gain

CELL_SECONDS = 0.002  # what is heard in one cell decides where the level goes in the next
ATTACK_SECONDS = 0.005  # from full level to nothing
HOLD_SECONDS = 0.04  # of waiting before it comes back: half a period of the lowest note is no pause
KNEE_DB = 12.0  # above the threshold, where all of the depth is reached
_AS_GOOD_AS_BACK_DB = 0.05


class Duck:
    """A side chain; the same object serves the callback, `render` and the replay.

    Cells are counted in samples from the one at which it began to work, and between two cells the level moves in a
    straight line, so the sound does not depend on how long blocks are. One thread calls aim and press; both allocate
    nothing but array views and numbers, and press does nothing while the knob is at rest.
    """

    def __init__(self, sample_rate: int) -> None:
        self._cell = max(1, round(CELL_SECONDS * sample_rate))
        self._slope = np.arange(1, self._cell + 1, dtype=np.float32) / self._cell
        self._ramp = np.zeros(self._cell, np.float32)
        self._fall = self._cell / (ATTACK_SECONDS * sample_rate)  # in one cell, at most
        self._hold = round(HOLD_SECONDS * sample_rate / self._cell)  # cells
        self._seconds = self._cell / sample_rate
        self._depth_db = self._threshold_db = self._release_s = 0.0
        self._from = self._to = 1.0  # the level at the beginning of this cell, and at its end
        self._done = 0  # samples of this cell
        self._peak = 0.0  # of what was heard in it
        self._aim = 1.0  # the level that it moves to
        self._held = 0  # cells in which it waits before it comes back

    @property
    def works(self) -> bool:
        """False while the machine is as loud as without it: then what is heard need not be known."""
        return self._depth_db > 0 or self._from < 1 or self._to < 1

    def aim(self, depth_db: float, threshold_db: float, release_s: float) -> None:
        """Set how much quieter the machine gets, above which level of what is heard, and how soon it is back."""
        self._depth_db, self._threshold_db, self._release_s = depth_db, threshold_db, release_s
        if not self.works:
            self._done, self._peak = 0, 0.0

    def aim_at(self, panel: Panel) -> None:
        """Take all of it from the knobs."""
        self.aim(panel["duck"], panel["duck_threshold"], panel["duck_release"])

    def press(self, heard: Samples, wet: Samples) -> None:
        """Lower wet [C, n], in place, by what is heard [C, n] in the same samples; heard holds numbers only."""
        at, n = 0, wet.shape[1]
        with np.errstate(invalid="ignore"):  # wet may hold what the mixer will silence
            while at < n and self.works:
                until = min(n, at + self._cell - self._done)
                self._lower(wet[:, at:until])
                part = heard[:, at:until]
                self._peak = max(self._peak, float(part.max()), -float(part.min()))
                self._done += until - at
                at = until
                if self._done == self._cell:
                    self._next_cell()

    def _lower(self, wet: Samples) -> None:
        """Apply the level to the next samples of this cell."""
        if self._from == self._to == 1:
            return
        n = wet.shape[1]
        ramp = self._ramp[:n]
        np.multiply(self._slope[self._done : self._done + n], self._to - self._from, out=ramp)
        ramp += self._from
        np.multiply(wet, ramp, out=wet)

    def _next_cell(self) -> None:
        """Where the level goes in the next cell, after what was heard in this one."""
        over = (decibels(self._peak) - self._threshold_db) / KNEE_DB
        aim = gain(-self._depth_db * min(1.0, max(0.0, over)))
        if aim <= self._aim:
            self._aim, self._held = aim, self._hold
        elif self._held:
            self._held -= 1
        else:
            self._aim = aim
        level, aim = self._to, self._aim
        if aim <= level:
            self._to = max(aim, level - self._fall)
        else:
            # By 95 % of the decibels within the release.
            left = (decibels(aim) - decibels(level)) * math.exp(-3 * self._seconds / self._release_s)
            self._to = aim if left < _AS_GOOD_AS_BACK_DB else gain(decibels(aim) - left)
        self._from, self._done, self._peak = level, 0, 0.0
