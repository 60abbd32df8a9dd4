"""Real sound devices through PortAudio, kept to 48 kHz stereo whatever they are themselves.

What PortAudio calls a frame is our sample; that meaning stays in this file.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from rtmusic.cards import DeviceInfo, one_clock, portaudio, quiet_stderr
from rtmusic.drift import SETTLING_S, Drift
from rtmusic.errors import DeviceError
from rtmusic.face import (
    INPUT_OVERFLOW,
    INPUT_UNDERFLOW,
    OUTPUT_OVERFLOW,
    OUTPUT_UNDERFLOW,
    Callback,
    DeviceFacts,
    Input,
    Output,
    with_sides,
)
from rtmusic.ring import Ring, Scratch
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.timeline import MAX_BLOCK
from rtmusic.units import Samples

_INVALID_RATE = -9997  # PortAudio's paInvalidSampleRate
_WARM_SECONDS = 0.25  # through fresh resamplers, twice, until they give as much as they take
_SPARE_SAMPLES = 8  # two resamplers round a block's length by up to two samples each
_LOOK_SECONDS = 0.1  # how often a running stream is asked whether it still runs
_LONGEST_LATENCY_S = 0.5  # what a device tells beyond that is not true
_SMOOTHING = 0.01  # of what it tells, a block


class RateBridge:
    """Lets a callback at 48 kHz serve a device at another rate: a resampler each way, and a few samples in between.

    The delay is constant. Resampling allocates a few small arrays a block: the resamplers' own results.

    Source of the filters: libsoxr's variable-rate mode, flat to 20 kHz. It hands out samples as they come; the fixed
    modes hand them out in bursts of 900 samples, which would cost 50 ms instead of 10 for both ways together.
    """

    def __init__(self, rate: int) -> None:
        self._up = soxr.ResampleStream(rate, SAMPLE_RATE, CHANNELS, dtype="float32", quality="HQ", vr=True)
        self._down = soxr.ResampleStream(SAMPLE_RATE, rate, CHANNELS, dtype="float32", quality="HQ", vr=True)
        behind = self._warm(rate)
        self._ready = Ring.local(CHANNELS, 4 * MAX_BLOCK)
        self._ready.skip_to(_SPARE_SAMPLES)
        self._taken = 0
        self._out = Scratch(CHANNELS, MAX_BLOCK)
        self.delay_samples = round((behind + _SPARE_SAMPLES) * SAMPLE_RATE / rate)  # at 48 kHz

    def _warm(self, rate: int) -> float:
        """Run both resamplers until they give as much as they take; returns their delay in samples at `rate`.

        The delay is measured with a click, as its centre of gravity, which is the delay of the low notes; what the
        library tells about itself is not true in this mode.
        """
        n = round(_WARM_SECONDS * rate)
        click = np.zeros((2 * n, CHANNELS), np.float32)
        click[n] = 1.0
        pieces = [self._down.resample_chunk(self._up.resample_chunk(piece)) for piece in np.array_split(click, 100)]
        answer = np.concatenate(pieces)[:, 0].astype(np.float64)
        centre = float(np.arange(len(answer)) @ answer / answer.sum())
        return centre - n + 2 * n - len(answer)

    def __call__(self, callback: Callback, heard: Samples, out: Samples, flags: int) -> None:
        """Hand heard [2, n] at the device's rate to the callback at 48 kHz, and fill out [2, n] at the device's."""
        x = self._up.resample_chunk(np.ascontiguousarray(heard.T)).T
        for at in range(0, x.shape[1], MAX_BLOCK):
            piece = x[:, at : at + MAX_BLOCK]
            y = self._out(piece.shape[1])
            callback(piece, y, flags)
            self._ready.push(self._down.resample_chunk(np.ascontiguousarray(y.T)).T)
        if self._ready.read(self._taken, out):
            self._taken += out.shape[1]


@dataclass(frozen=True, slots=True)
class CardSide:
    """One side of a device, as it was chosen."""

    device: DeviceInfo
    channels: tuple[int, ...]  # one or two, counted from 1


class SoundCard:
    """A stream to one or two real devices, or from one of them only.

    Args:
        heard: the input, or None where `source` is heard instead.
        played: the output, or None where `sink` takes the sound instead.
        source: what is heard without an input device.
        sink: where the sound goes without an output device.
        facts: what is known before opening; rate, channels and delay are filled in.

    Raises:
        DeviceError: the device cannot be opened.
    """

    def __init__(
        self,
        heard: CardSide | None,
        played: CardSide | None,
        source: Input | None,
        sink: Output | None,
        facts: DeviceFacts,
    ) -> None:
        self._heard, self._played = heard, played
        self._source, self._sink = source, sink
        self._in = Scratch(CHANNELS, MAX_BLOCK)
        self._out = Scratch(CHANNELS, MAX_BLOCK)
        self._drifting = Scratch(CHANNELS, MAX_BLOCK)
        self._latency_s = 0.0  # as told for the newest blocks
        self._callback: Callback | None = None  # from run on
        self._drift: Drift | None = None  # where the input has a clock of its own
        self._sd = portaudio()
        notes = facts.notes
        if heard is None or played is None or one_clock(heard.device, played.device):
            rate, stream = self._open_at(self._open, *(side for side in (played, heard) if side))
            self._streams = [stream]
        else:
            heard_rate, listening = self._open_at(self._open_input, heard)
            rate, playing = self._open_at(self._open_output, played)
            self._streams = [listening, playing]
            self._drift = Drift(heard_rate, rate)
            notes += (f"{facts.input} has a clock of its own: it is resampled to that of {facts.output}",)
        self._bridge = None if rate == SAMPLE_RATE else RateBridge(rate)
        self.facts = replace(
            facts,
            notes=notes,
            settling_s=SETTLING_S if self._drift else 0.0,
            sample_rate=rate,
            input_channels=heard.channels if heard else (),
            output_channels=played.channels if played else (),
            resampler_samples=self._bridge.delay_samples if self._bridge else 0,
        )

    def _open_at(self, open_stream: Callable[[int], Any], *sides: CardSide) -> tuple[int, Any]:
        """The first rate at which a stream of these sides can be opened, and the stream."""
        reason = ""
        for rate in (SAMPLE_RATE, *(side.device.sample_rate for side in sides)):
            try:
                with quiet_stderr():
                    return rate, open_stream(rate)
            except self._sd.PortAudioError as refused:
                reason = str(refused.args[0])
                if _INVALID_RATE not in refused.args:
                    break
        names = " and ".join(sorted({side.device.label for side in sides}))
        raise DeviceError(
            f"cannot open {names}: {reason}; is another program using it? list the devices with:  rtmusic devices"
        )

    def _open(self, rate: int) -> Any:
        """One stream for everything there is."""
        heard, played = self._heard, self._played
        if heard is None:
            return self._open_output(rate)
        if played is None:
            return self._sd.InputStream(callback=self._hear, **_stream(heard, rate))
        i, o = _stream(heard, rate), _stream(played, rate)
        both = {name: (i[name], o[name]) for name in ("device", "channels")}
        return self._sd.Stream(callback=self._hear_and_play, **i | both)

    def _open_input(self, rate: int) -> Any:
        return self._sd.InputStream(callback=self._keep, **_stream(self._heard, rate))

    def _open_output(self, rate: int) -> Any:
        return self._sd.OutputStream(callback=self._play, **_stream(self._played, rate))

    @property
    def latency_samples(self) -> int:
        """From handing a sample over to hearing it, at 48 kHz, as PortAudio tells for every block; 0: it does not."""
        resampling = self._bridge.delay_samples // 2 if self._bridge else 0  # as long on its way out as on its way in
        return round(self._latency_s * SAMPLE_RATE) + resampling if self._latency_s else 0

    def run(self, callback: Callback, stop: threading.Event) -> None:
        """Let the device call the callback until stop is set.

        Raises:
            DeviceError: the device went away. Its streams must not be stopped or closed then: that can block for
                ten minutes or end the process.
        """
        self._callback = with_sides(callback, self._source, self._sink)
        try:
            for stream in self._streams:
                stream.start()
        except self._sd.PortAudioError as error:
            raise DeviceError(f"cannot start {self.facts.output or self.facts.input}: {error.args[0]}") from None
        while not stop.wait(_LOOK_SECONDS):
            if not all(stream.active for stream in self._streams):
                raise DeviceError(f"{self.facts.output if self._played else self.facts.input} went away")
        for stream in self._streams:
            stream.abort()
            stream.close()
        for side in (self._source, self._sink):
            if side is not None:
                side.close()

    # -- called by PortAudio's threads -----------------------------------------------------------------------

    def _hear_and_play(self, heard: Any, played: Any, n: int, when: Any, status: Any) -> None:
        self._note_latency(when)
        self._block(heard, played, n, _bits(status) if status else 0)

    def _hear(self, heard: Any, n: int, when: Any, status: Any) -> None:
        self._block(heard, None, n, _bits(status) if status else 0)

    def _play(self, played: Any, n: int, when: Any, status: Any) -> None:
        self._note_latency(when)
        self._block(None, played, n, _bits(status) if status else 0)

    def _note_latency(self, when: Any) -> None:
        # For each block: what is told for a whole stream before it runs is no number where JACK has no hardware.
        told = when.outputBufferDacTime - when.currentTime
        if 0.0 < told < _LONGEST_LATENCY_S:
            self._latency_s += (told - self._latency_s) * (_SMOOTHING if self._latency_s else 1.0)

    def _keep(self, heard: Any, n: int, when: Any, status: Any) -> None:
        # Not the times that PortAudio tells: those of two sound systems are not of one clock, and some are none.
        now = time.perf_counter()
        if self._drift is not None and self._heard is not None:
            for at in range(0, n, MAX_BLOCK):
                x = self._in(min(MAX_BLOCK, n - at))
                _take(heard[at : at + MAX_BLOCK], self._heard.channels, x)
                self._drift.push(x, now)

    def _block(self, heard: Any, played: Any, n: int, flags: int) -> None:
        now = time.perf_counter()
        for at in range(0, n, MAX_BLOCK):
            length = min(MAX_BLOCK, n - at)
            x, y = self._in(length), self._out(length)
            if self._drift is not None:
                x = self._drifting(length)
                flags |= self._drift.pull(x, now)
            elif heard is not None and self._heard is not None:
                _take(heard[at : at + length], self._heard.channels, x)
            self._serve(x, y, flags)
            if played is not None and self._played is not None:
                _give(y, self._played.channels, played[at : at + length])
            flags = 0

    def _serve(self, x: Samples, y: Samples, flags: int) -> None:
        callback = self._callback
        if callback is None:
            y[:] = 0
        elif self._bridge is None:
            callback(x, y, flags)
        else:
            self._bridge(callback, x, y, flags)


def _stream(side: CardSide | None, rate: int) -> dict[str, Any]:
    """What PortAudio is to open for a side."""
    return {
        "device": side.device.number if side else None,
        "channels": max(side.channels) if side else None,
        "samplerate": rate,
        "blocksize": 0,  # any other one, even the device's own, would add a block of delay
        "dtype": "float32",
        "latency": "low",
        "clip_off": True,
    }


def _bits(status: Any) -> int:
    """PortAudio's flags as ours; priming the output is no fault."""
    return int(
        INPUT_UNDERFLOW * status.input_underflow
        | INPUT_OVERFLOW * status.input_overflow
        | OUTPUT_UNDERFLOW * status.output_underflow
        | OUTPUT_OVERFLOW * status.output_overflow
    )


def _take(block: npt.NDArray[np.float32], channels: tuple[int, ...], x: Samples) -> None:
    """x [2, n] from the chosen columns of block [n, c]; one channel is heard on both sides."""
    x[0] = block[:, channels[0] - 1]
    x[1] = block[:, channels[-1] - 1]


def _give(y: Samples, channels: tuple[int, ...], block: npt.NDArray[np.float32]) -> None:
    """The chosen columns of block [n, c] from y [2, n], the others silent; one channel plays the mean of both."""
    block[:] = 0
    if len(channels) == 1:
        y *= 0.5
        y[0] += y[1]
        block[:, channels[0] - 1] = y[0]
    else:
        block[:, channels[0] - 1] = y[0]
        block[:, channels[1] - 1] = y[1]
