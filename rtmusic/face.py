"""What every sound device has in common: the callback it calls, the facts it tells, and its two sides."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Protocol

from rtmusic.ring import Scratch
from rtmusic.shared import CHANNELS
from rtmusic.timeline import MAX_BLOCK
from rtmusic.units import Samples

# What may go wrong with a block, as bits of a number and in the order of the board's `flags`.
INPUT_UNDERFLOW, INPUT_OVERFLOW, OUTPUT_UNDERFLOW, OUTPUT_OVERFLOW, LATE = 1, 2, 4, 8, 16
FLAGS = ("input underflow", "input overflow", "output underflow", "output overflow", "late clock")


class Callback(Protocol):
    """Called by a device's own thread for every block, at 48 kHz stereo, 1 to `MAX_BLOCK` samples long."""

    def __call__(self, heard: Samples, out: Samples, flags: int) -> None:
        """Take what was heard [2, n], fill out [2, n]; flags are bits. Never raises, never waits."""


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What was opened; goes into the report as it stands."""

    input: str
    output: str
    sample_rate: int  # of the device itself, Hz
    input_channels: tuple[int, ...]  # counted from 1; empty when the input is not a device
    output_channels: tuple[int, ...]
    resampler_samples: int  # delay at 48 kHz, there and back, of a device with another rate
    by_default: bool  # nobody asked for it by name
    round_trip_samples: int = 0  # from what is played to what is heard, as it was measured or told
    priority: str = "normal"  # what the system granted the sound process
    settling_s: float = 0.0  # before the delay from input to output stays put: two devices with two clocks
    notes: tuple[str, ...] = ()  # what a player should know about the choice


class Device(Protocol):
    """A way for sound in and out."""

    facts: DeviceFacts

    @property
    def latency_samples(self) -> int:
        """From handing a sample over to hearing it, as the device tells; 0: it does not."""

    def run(self, callback: Callback, stop: threading.Event) -> None:
        """Call the callback for every block until stop is set.

        Raises:
            DeviceError: the device went away. Nothing may be asked of it any more.
        """


class Input(Protocol):
    """Sound that comes from elsewhere than the device."""

    def read(self, out: Samples) -> bool:
        """Fill out [2, n]; False and silence when it was not ready in time."""

    def close(self) -> None: ...


class Output(Protocol):
    """Sound that goes elsewhere than to the device."""

    def write(self, x: Samples) -> None:
        """Take x [2, n] without waiting for a disk."""

    def close(self) -> None: ...


class Silence:
    """No input, and an output that nobody hears."""

    def read(self, out: Samples) -> bool:
        out[:] = 0
        return True

    def write(self, x: Samples) -> None:
        pass

    def close(self) -> None:
        pass


def with_sides(callback: Callback, source: Input | None, sink: Output | None) -> Callback:
    """The callback with its input, its output or both taken from the device and given to something else."""
    if source is None and sink is None:
        return callback
    buffer = Scratch(CHANNELS, MAX_BLOCK)

    def sided(heard: Samples, out: Samples, flags: int) -> None:
        taken = heard
        if source is not None:
            taken = buffer(out.shape[1])
            if not source.read(taken):
                flags |= INPUT_UNDERFLOW
        callback(taken, out, flags)
        if sink is not None:
            sink.write(out)

    return sided
