"""What leaves the instrument: dry and wet at their levels, without clicks, never above full scale."""

from __future__ import annotations

import numpy as np

from rtmusic.knobs import Panel
from rtmusic.ring import Scratch
from rtmusic.units import SILENCE_DB, Samples, gain

RAMP_SECONDS = 0.005
KNEE = 0.891  # -1 dBFS: below it the limiter does nothing at all
_ROOM = 1.0 - KNEE


class Mixer:
    """Gains with short ramps, and a limiter; the same object serves the callback and `render`.

    A ramp is counted in samples from the block in which a level changed, so the sound does not depend on how long
    blocks are. It starts silent and ramps up. One thread calls aim and mix; both allocate nothing but array views
    and numbers.
    """

    def __init__(self, sample_rate: int, channels: int, max_block: int) -> None:
        self.limited_samples = 0  # samples above the knee so far
        self.wrong_samples = 0  # samples that were not finite numbers and became silence
        self.peak = 0.0  # of the last block, as it leaves
        self._length = max(1, round(RAMP_SECONDS * sample_rate))
        self._slope = np.arange(1, self._length + 1, dtype=np.float32) / self._length
        self._ramp = np.zeros(self._length, np.float32)
        self._scratch = Scratch(channels, max_block)
        self._flags = np.zeros(channels * max_block, np.bool_)
        self._aim = (SILENCE_DB, SILENCE_DB, 0.0, 0.0)
        self._from = (0.0, 0.0)  # wet, dry
        self._to = (0.0, 0.0)
        self._done = self._length  # samples of the ramp already played

    def aim(self, wet_db: float, dry_db: float, gain_db: float, mute: float) -> None:
        """Set the levels that the next samples move toward; `mute` is 0 or 1."""
        wanted = (wet_db, dry_db, gain_db, mute)
        if wanted == self._aim:
            return
        self._aim = wanted
        part = self._done / self._length
        self._from = (
            self._from[0] + (self._to[0] - self._from[0]) * part,
            self._from[1] + (self._to[1] - self._from[1]) * part,
        )
        master = 0.0 if mute else gain(gain_db)
        self._to = (gain(wet_db) * master, gain(dry_db) * master)
        self._done = 0

    def aim_at(self, panel: Panel) -> None:
        """Take the levels from the knobs."""
        self.aim(panel["wet"], panel["dry"], panel["gain"], panel["mute"])

    def mix(self, wet: Samples, dry: Samples, out: Samples) -> None:
        """out [C, n] = limited sum of wet and dry [C, n] at their levels; n <= max_block, out is neither of them."""
        n = out.shape[1]
        ramping = min(n, self._length - self._done)
        with np.errstate(invalid="ignore", over="ignore"):
            self._scale(wet, 0, ramping, out)
            if self._to[1] or (ramping and self._from[1]):
                scaled = self._scratch(n)
                self._scale(dry, 1, ramping, scaled)
                out += scaled
            self._done += ramping
            low, high = float(out.min()), float(out.max())
            if not (low >= -KNEE and high <= KNEE):  # also when they are not numbers
                self._tame(out)
                low, high = float(out.min()), float(out.max())
        self.peak = max(high, -low)

    def _scale(self, source: Samples, which: int, ramping: int, out: Samples) -> None:
        """out = source at the level of the ramp, then at the level it leads to."""
        start, target = self._from[which], self._to[which]
        if ramping:
            ramp = self._ramp[:ramping]
            np.multiply(self._slope[self._done : self._done + ramping], target - start, out=ramp)
            ramp += start
            np.multiply(source[:, :ramping], ramp, out=out[:, :ramping])
        if target:
            np.multiply(source[:, ramping:], target, out=out[:, ramping:])
        else:
            out[:, ramping:] = 0

    def _tame(self, out: Samples) -> None:
        """Silence what is no number, and bend what is above the knee toward full scale."""
        flags, over = self._flags[: out.size].reshape(out.shape), self._scratch(out.shape[1])
        np.isfinite(out, out=flags)
        np.logical_not(flags, out=flags)
        self.wrong_samples += int(np.count_nonzero(flags))
        np.copyto(out, 0, where=flags)
        np.abs(out, out=over)
        over -= KNEE
        np.greater(over, 0, out=flags)
        self.limited_samples += int(np.count_nonzero(flags))
        np.maximum(over, 0, out=over)
        over /= _ROOM
        np.tanh(over, out=over)
        over *= _ROOM
        np.copysign(over, out, out=over)
        np.clip(out, -KNEE, KNEE, out=out)
        out += over
        np.clip(out, -1.0, 1.0, out=out)
