"""How long sound takes out of the machine and back in: measured by a loopback, kept for each pair of devices.

What a performer plays to what she hears arrives a round trip later than it was meant. The instrument puts it back
where it belongs, so that loops, overdubs and answers are in time; for that it has to know how long the way is.
"""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rtmusic.device import open_device
from rtmusic.errors import DeviceError, RtmusicError
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.units import Samples
from rtmusic.wholefile import write_whole

BURSTS = 9
BURST_SAMPLES = 1024
APART_SAMPLES = SAMPLE_RATE // 2  # the longest round trip that is looked for
LEVEL = 0.25
LEAD_SAMPLES = SAMPLE_RATE // 4  # before the first burst: devices fade in; those with two clocks take longer
CLEAR = 8.0  # a burst that came back stands out of everything else by this factor
AGREE_SAMPLES = 48  # 1 ms: bursts that came back farther apart were not always late by as much
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """What was measured."""

    input: str
    output: str
    samples: int  # from a sample's place in what is played to its place in what is heard
    spread: int  # samples between the shortest and the longest
    bursts: int  # that came back


def state_folder() -> Path:
    """Where the instrument keeps what it knows: $XDG_STATE_HOME/rtmusic, or the same in ~/.local/state."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "rtmusic"


class _Loopback:
    """The callback of a device for the time of the measurement; its thread alone calls it."""

    def __init__(self, track: Samples) -> None:
        self.heard = np.zeros(track.shape[1], np.float32)
        self.done = threading.Event()
        self._track, self._at = track, 0

    def __call__(self, heard: Samples, out: Samples, flags: int) -> None:
        at, n = self._at, min(out.shape[1], self._track.shape[1] - self._at)
        out[:, :n] = self._track[:, at : at + n]
        out[:, n:] = 0
        np.sum(heard[:, :n], axis=0, out=self.heard[at : at + n])
        self._at = at + n
        if self._at == self._track.shape[1]:
            self.done.set()


def measure(input: str = "default", output: str = "default") -> RoundTrip:
    """Play bursts of noise, hear them come back by a cable or through the air, and say how late.

    Raises:
        DeviceError: no such device, nothing came back, or the bursts do not agree.
    """
    device = open_device(input, output)
    lead = LEAD_SAMPLES + round(device.facts.settling_s * SAMPLE_RATE)
    places = lead + APART_SAMPLES * np.arange(BURSTS)
    burst = np.random.default_rng(0).normal(0, LEVEL, BURST_SAMPLES) * np.hanning(BURST_SAMPLES)
    track = np.zeros((CHANNELS, int(places[-1]) + 2 * APART_SAMPLES), np.float32)
    for place in places:
        track[:, place : place + BURST_SAMPLES] = burst
    loopback, stop, failed = _Loopback(track), threading.Event(), []

    def run() -> None:
        try:
            device.run(loopback, stop)
        except RtmusicError as error:
            failed.append(error)
            loopback.done.set()

    thread = threading.Thread(target=run, name="loopback", daemon=True)
    thread.start()
    came = loopback.done.wait(PATIENCE_S + track.shape[1] / SAMPLE_RATE)
    stop.set()
    thread.join(PATIENCE_S)
    if failed:
        raise failed[0]
    if not came:
        raise DeviceError(f"{device.facts.output} stands still; try another device:  rtmusic devices")
    lags = late(loopback.heard, burst.astype(np.float32), places)
    way = f"from {device.facts.output} to {device.facts.input}"
    if len(lags) < BURSTS // 2 + 1:
        raise DeviceError(
            f"{len(lags)} of {BURSTS} bursts came back {way}; connect an output to an input by a cable, or hold the "
            "microphone to the loudspeaker, turn it up, and type the same again"
        )
    spread = int(lags.max() - lags.min())
    if spread > AGREE_SAMPLES:
        raise DeviceError(
            f"the way {way} takes {lags.min() / 48:.1f} to {lags.max() / 48:.1f} ms: no one figure mends that; choose "
            "one device for both, or another host API:  rtmusic devices"
        )
    return RoundTrip(device.facts.input, device.facts.output, int(np.median(lags)), spread, len(lags))


def late(
    heard: npt.NDArray[np.float32], burst: npt.NDArray[np.float32], places: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """How many samples after its place each burst was heard; those that were not are left out.

    Args:
        heard: [n], everything from when the track began.
        burst: [m], what was played at each of places.
    """
    found = []
    for place in places:
        part = heard[place : place + APART_SAMPLES + len(burst)].astype(np.float64)
        size = 1 << (len(part) + len(burst)).bit_length()
        match = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(burst, size)))[:APART_SAMPLES]
        match = np.abs(match)
        lag = int(match.argmax())
        around = np.delete(match, np.arange(max(0, lag - len(burst)), min(len(match), lag + len(burst))))
        if match[lag] > CLEAR * np.sqrt(np.mean(around**2)) + 1e-9:
            found.append(lag)
    return np.array(found, np.int64)


def keep(found: RoundTrip) -> Path:
    """Remember a round trip for its pair of devices; return where.

    Raises:
        RtmusicError: it cannot be written.
    """
    path = state_folder() / "roundtrips.json"
    table = _read(path)
    table[_key(found.input, found.output)] = {"samples": found.samples, "spread": found.spread, "at": time.time()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(table, indent=1) + "\n")
    except OSError as error:
        raise RtmusicError(f"{path} cannot be written: {error.strerror or error}") from error
    return path


def known(input: str, output: str) -> int:
    """Samples from what these devices play to what they hear; 0 where nobody has measured it."""
    entry = _read(state_folder() / "roundtrips.json").get(_key(input, output))
    samples = entry.get("samples") if isinstance(entry, dict) else None
    return samples if isinstance(samples, int) and 0 <= samples <= APART_SAMPLES else 0


def _key(input: str, output: str) -> str:
    return f"{input} <- {output}"


def _read(path: Path) -> dict[str, object]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}
