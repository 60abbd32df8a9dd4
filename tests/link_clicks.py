"""A second program in a Link session that is heard: clicks on the beats by JACK, and a tape that records both programs.

As an independent program it finds the beat for itself: every block asks Link which beat is heard when the block's
samples are, by JACK's clock and by the latency that JACK tells for the port. In a process of its own:

    clicks:click  the metronome: a click on every beat of the session
    clicks:player what somebody plays along in every other bar: a tone on the bar line, clicks on the other beats
    tape:in_0, 1  what is recorded, both in the same cycle of JACK's, so on one clock
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jack
import numpy as np
import numpy.typing as npt
from link_peer import Peer, new_link, serve

BEATS = 4  # in a bar
RATE = 48_000
LEVEL = 0.5
TONE_HZ = 200.0  # low sound keeps its place through the codec to 0.15 ms, a click at 2 kHz only to 4 ms
CLICK_SAMPLES = 14_400
LONGEST_S = 60  # that the tape holds
WANTED_PLAYBACK = 1  # JackPlaybackLatency


class Clicks(Peer):
    """The program, as a test holds it: `Peer`, and connect, disconnect, latency_ms, roll, rolled, stop, lost_ms."""

    def __init__(self, bpm: float) -> None:
        super().__init__(bpm, script=__file__)


def click() -> npt.NDArray[np.float32]:
    """A low drum. float32 [CLICK_SAMPLES]."""
    t = np.arange(CLICK_SAMPLES) / RATE
    return (LEVEL * np.exp(-t / 0.05) * np.sin(2 * np.pi * TONE_HZ * t)).astype(np.float32)


def swell(beat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How loud the tone is at these beats: full around every other bar line, gone half a beat away. [n], 0..1."""
    away = np.abs((beat + BEATS) % (2 * BEATS) - BEATS)
    return np.clip((0.5 - away) / 0.2, 0.0, 1.0)


class _JackTime:
    """What the Python package leaves out of JACK: the time of a cycle, and the latency of a port."""

    class _Range(ctypes.Structure):
        _fields_ = (("min", ctypes.c_uint32), ("max", ctypes.c_uint32))

    def __init__(self, client: Any) -> None:
        self._lib = ctypes.CDLL(jack._libname)  # the one that the package has found
        self._lib.jack_get_time.restype = ctypes.c_uint64
        self._client = ctypes.c_void_p(int(jack._ffi.cast("uintptr_t", client._ptr)))

    def cycle_us(self) -> int:
        """When this cycle began, by JACK's clock; in the process callback only."""
        frames, now, following, period = ctypes.c_uint32(), ctypes.c_uint64(), ctypes.c_uint64(), ctypes.c_float()
        words = (ctypes.byref(out) for out in (frames, now, following, period))
        if self._lib.jack_get_cycle_times(self._client, *words):
            raise RuntimeError("JACK does not know when its cycle began")
        return int(now.value)

    def ahead_of_us(self, clock: Any) -> int:
        """Link's clock less JACK's, by the closest of three looks."""
        looks = []
        for _ in range(3):
            before, link, after = self._lib.jack_get_time(), int(clock.micros()), self._lib.jack_get_time()
            looks.append((after - before, link - (before + after) // 2))
        return int(min(looks)[1])

    def latency_samples(self, port: Any) -> int:
        """From a sample in the port's buffer, counted from the cycle's begin, to the ear."""
        told = self._Range()
        handle = ctypes.c_void_p(int(jack._ffi.cast("uintptr_t", port._ptr)))
        self._lib.jack_port_get_latency_range(handle, WANTED_PLAYBACK, ctypes.byref(told))
        return int(told.max)


class _Player:
    """Clicks on the beats. JACK's thread calls `play`."""

    def __init__(self, link: Any) -> None:
        self._link, self._clock, self._click = link, link.clock(), click()
        self.client = jack.Client("clicks", no_start_server=True, servername=os.environ["JACK_DEFAULT_SERVER"])
        self._ports = [self.client.outports.register(name) for name in ("click", "player")]
        self._time = _JackTime(self.client)
        self._next: int | None = None  # the beat that is to be clicked next
        self._at = [CLICK_SAMPLES, CLICK_SAMPLES]  # of the click that sounds, by port
        self._played = 0
        self.latency = 0
        self.client.set_process_callback(self.play)
        self.client.activate()
        self.client.connect(self._ports[0], "system:playback_1")

    def play(self, frames: int) -> None:
        beats = self._beats(frames)
        outs = [port.get_array() for port in self._ports]
        for i, out in enumerate(outs):
            out[:] = 0
            self._ring(i, out, 0)
        first = int(np.ceil(beats[0]))
        if self._next is None or abs(first - self._next) > 1:  # the beginning, or the session has jumped
            self._next = first
        if beats[-1] > self._next:
            at = int(np.searchsorted(beats, self._next))
            for i in (0, 1) if 0 < self._next % (2 * BEATS) < BEATS else (0,):
                self._at[i] = 0
                self._ring(i, outs[i], min(at, frames - 1))
            self._next += 1
        t = (self._played + np.arange(frames)) / RATE
        outs[1][:] += LEVEL * swell(beats) * np.sin(2 * np.pi * TONE_HZ * t)
        self._played += frames

    def _beats(self, frames: int) -> npt.NDArray[np.float64]:
        """The beat on which each sample of this block is heard. [frames]"""
        self.latency = self._time.latency_samples(self._ports[0])
        began = self._time.cycle_us() + self._time.ahead_of_us(self._clock) + round(1e6 * self.latency / RATE)
        state = self._link.captureSessionState()
        first, end = (state.beatAtTime(round(began + 1e6 * n / RATE), 2.0 * BEATS) for n in (0, frames))
        return np.linspace(first, end, frames, endpoint=False)

    def _ring(self, which: int, out: npt.NDArray[np.float32], first: int) -> None:
        """Go on with the click that sounds on a port, from sample `first` of the block on."""
        rest = self._click[self._at[which] :][: len(out) - first]
        out[first : first + len(rest)] += rest
        self._at[which] += len(rest)


class _Tape:
    """Records two ports. JACK's thread calls `record`."""

    def __init__(self, clock: Any) -> None:
        self.client = jack.Client("tape", no_start_server=True, servername=os.environ["JACK_DEFAULT_SERVER"])
        self._ports = [self.client.inports.register(f"in_{i}") for i in range(2)]
        self._sound = np.zeros((2, LONGEST_S * RATE), np.float32)
        self._rolling, self.rolled = False, 0
        self._clock, self._began_us, self._ended_us = clock, 0, 0  # of the first block and the last
        self.client.set_process_callback(self.record)
        self.client.activate()

    def roll(self) -> None:
        """Begin afresh."""
        self.rolled, self._rolling = 0, True

    def record(self, frames: int) -> None:
        if self._rolling and self.rolled + frames <= self._sound.shape[1]:
            self._ended_us = int(self._clock.micros())
            self._began_us = self._ended_us if self.rolled == 0 else self._began_us
            for sound, port in zip(self._sound, self._ports, strict=True):
                sound[self.rolled : self.rolled + frames] = port.get_array()
            self.rolled += frames

    @property
    def lost_ms(self) -> float:
        """How much longer than its sound the recording took: what a JACK server leaves out when it is too late."""
        played_ms = 1000 * (self.rolled - int(self.client.blocksize)) / RATE
        return (self._ended_us - self._began_us) / 1000 - played_ms

    def stop(self, path: Path) -> None:
        """Write what was recorded, float32 [2, n]."""
        self._rolling = False
        np.save(path, self._sound[:, : self.rolled])


def main() -> None:
    link = new_link(*sys.argv[1:3])
    player, tape = _Player(link), _Tape(link.clock())

    def obey(word: str, arguments: Sequence[Any]) -> object:
        if word == "connect":
            player.client.connect(*arguments)
        elif word == "disconnect":
            player.client.disconnect(*arguments)
        elif word == "latency_ms":
            return 1000 * player.latency / RATE
        elif word == "roll":
            tape.roll()
        elif word == "rolled":
            return tape.rolled / RATE
        elif word == "stop":
            tape.stop(Path(arguments[0]))
        elif word == "lost_ms":
            return tape.lost_ms
        return None

    serve(link, obey)


if __name__ == "__main__":
    main()
