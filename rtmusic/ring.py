"""The newest samples by absolute number: the input for the model, the output for the recorder."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rtmusic.units import Samples


def copy_in(buffer: Samples, at: int, x: Samples) -> None:
    """Write x [C, n] to absolute sample `at` of a circular buffer [C, capacity], n <= capacity."""
    start = at % buffer.shape[1]
    head = min(x.shape[1], buffer.shape[1] - start)
    buffer[:, start : start + head] = x[:, :head]
    if head < x.shape[1]:
        buffer[:, : x.shape[1] - head] = x[:, head:]


def copy_out(buffer: Samples, at: int, out: Samples) -> None:
    """Fill out [C, n] from absolute sample `at` of a circular buffer [C, capacity], n <= capacity."""
    start = at % buffer.shape[1]
    head = min(out.shape[1], buffer.shape[1] - start)
    out[:, :head] = buffer[:, start : start + head]
    if head < out.shape[1]:
        out[:, head:] = buffer[:, : out.shape[1] - head]


class Scratch:
    """Room for one block of any length up to `most` samples, allocated once and contiguous at every length.

    NumPy allocates buffers for arithmetic on arrays that are not contiguous, which the sound process must not do.
    """

    def __init__(self, channels: int, most: int) -> None:
        self._channels = channels
        self._flat = np.zeros(channels * most, np.float32)

    def __call__(self, n: int) -> Samples:
        """The same memory every time, as [C, n]; holds whatever was there before."""
        return self._flat[: self._channels * n].reshape(self._channels, n)


class Ring:
    """The last `capacity` samples; one process calls push, any number of others read.

    The writer first claims the samples that it is about to overwrite, then copies, then counts them as pushed; a
    reader looks at the claim after copying, so it never believes a sample that was overwritten under its hands.

    Args:
        audio: float32 [C, capacity], shared or not.
        cursors: int64 [2]: claimed, pushed. Written by push and skip_to alone.
    """

    def __init__(self, audio: Samples, cursors: npt.NDArray[np.int64]) -> None:
        self._audio = audio
        self._cursors = cursors

    @classmethod
    def local(cls, channels: int, capacity: int) -> Ring:
        """A ring between threads of one process."""
        return cls(np.zeros((channels, capacity), np.float32), np.zeros(2, np.int64))

    @property
    def channels(self) -> int:
        return int(self._audio.shape[0])

    @property
    def capacity(self) -> int:
        return int(self._audio.shape[1])

    @property
    def pushed(self) -> int:
        """Samples ever pushed: the absolute number of the next one."""
        return int(self._cursors[1])

    @property
    def oldest(self) -> int:
        """Absolute number of the oldest sample that can still be read."""
        return max(0, int(self._cursors[0]) - self.capacity)

    def push(self, x: Samples) -> None:
        """Append x [C, n], n <= capacity. Writer only; allocates nothing but array views."""
        pushed = int(self._cursors[1])
        end = pushed + x.shape[1]
        self._cursors[0] = end
        copy_in(self._audio, pushed, x)
        self._cursors[1] = end

    def skip_to(self, at: int) -> None:
        """Append silence up to absolute sample `at`; nothing happens when that is past. Writer only."""
        pushed = int(self._cursors[1])
        if at <= pushed:
            return
        self._cursors[0] = at
        silence = np.zeros((self._audio.shape[0], min(at - pushed, self.capacity)), np.float32)
        copy_in(self._audio, at - silence.shape[1], silence)
        self._cursors[1] = at

    def read(self, at: int, out: Samples) -> bool:
        """Fill out [C, n] with samples [at, at + n).

        Returns:
            False, and out is silence, when some of them are not there yet or not there any more.
        """
        if self.oldest <= at and at + out.shape[1] <= int(self._cursors[1]):
            copy_out(self._audio, at, out)
            if self.oldest <= at:
                return True
        out[:] = 0
        return False
