"""The way out and back in is measured by a loopback, and what was played to the music lands where it was meant."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jack as jack_library
import numpy as np
import pytest
from jackdummy import JackDummy

from rtmusic import roundtrip
from rtmusic.bundle import Bundle
from rtmusic.errors import DeviceError
from rtmusic.face import Callback, DeviceFacts
from rtmusic.knobs import Panel, parse_setting
from rtmusic.memory import LoopStore
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.ring import Ring
from rtmusic.timeline import Timeline
from rtmusic.units import Samples

RATE = 48_000


class Cable:
    """A device whose output comes back to its input so many samples later, under noise."""

    facts = DeviceFacts("in", "out", RATE, (1, 2), (1, 2), 0, False)

    def __init__(self, *lags: int, noise: float = 0.01, gain: float = -0.3) -> None:
        self._lags, self._noise, self._gain = lags, noise, gain

    def run(self, callback: Callback, stop: threading.Event) -> None:
        ring, dice, at = Ring.local(2, 4 * RATE), np.random.default_rng(1), 0
        while not stop.is_set():
            heard, out = np.zeros((2, 256), np.float32), np.zeros((2, 256), np.float32)
            lag = self._lags[at // RATE % len(self._lags)]
            if at >= lag:
                ring.read(at - lag, heard)  # zeros while it is not there yet
            heard *= self._gain
            heard += dice.normal(0, self._noise, heard.shape).astype(np.float32)
            callback(heard, out, 0)
            ring.push(out)
            at += 256


@pytest.mark.parametrize("lag", [256, 333, 5000, 23_000])
def test_a_cable_is_measured_to_the_sample_also_turned_over_and_under_noise(
    lag: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roundtrip, "open_device", lambda input, output: Cable(lag))
    found = roundtrip.measure()
    assert (found.samples, found.spread, found.bursts) == (lag, 0, roundtrip.BURSTS)


def test_no_cable_and_a_way_that_changes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roundtrip, "open_device", lambda input, output: Cable(500, gain=0.0))
    with pytest.raises(DeviceError, match=r"\d of 9 bursts came back from out to in; connect an output to an input"):
        roundtrip.measure()
    monkeypatch.setattr(roundtrip, "open_device", lambda input, output: Cable(500, 3000))
    with pytest.raises(DeviceError, match=r"takes 10\.4 to 62\.5 ms: no one figure mends that"):
        roundtrip.measure()


def test_two_clocks_are_measured_when_they_have_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    cable = Cable(*[3000] * 4, *[500] * 60)  # a second each
    cable.facts = replace(Cable.facts, settling_s=4.0)
    monkeypatch.setattr(roundtrip, "open_device", lambda input, output: cable)
    found = roundtrip.measure()
    assert (found.samples, found.spread, found.bursts) == (500, 0, roundtrip.BURSTS)


def test_what_was_measured_is_known_for_these_devices_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert roundtrip.known("in", "out") == 0
    for samples in (400, 512):
        roundtrip.keep(roundtrip.RoundTrip("in", "out", samples, 1, 9))
    assert roundtrip.known("in", "out") == 512 and roundtrip.known("out", "in") == 0
    (tmp_path / "rtmusic" / "roundtrips.json").write_text('{"in <- out": {"samples": "many"}}')
    assert roundtrip.known("in", "out") == 0
    (tmp_path / "rtmusic" / "roundtrips.json").write_text("{")
    assert roundtrip.known("in", "out") == 0


@pytest.fixture
def jack() -> Iterator[JackDummy]:
    with JackDummy(period=256, sync=False) as server:
        yield server


@pytest.mark.skipif(shutil.which("jackd") is None, reason="needs jackd (jackd2)")
def test_through_jack_and_portaudio(jack: JackDummy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    done = threading.Event()

    def plug() -> None:
        """A cable from every output of PortAudio's client to its inputs, as soon as there are any."""
        client = jack_library.Client("cable", no_start_server=True, servername=jack.name)
        with client:
            while not done.wait(0.02):
                # Ports of a client that just came or is about to go cannot be found or joined: the next turn tells.
                with contextlib.suppress(jack_library.JackError):
                    ports = [p for p in client.get_ports(is_audio=True) if not p.name.startswith(("system", "cable"))]
                    outs, ins = [p for p in ports if p.is_output], [p for p in ports if p.is_input]
                    for out, into in zip(outs, ins, strict=False):
                        if into not in client.get_all_connections(out):
                            client.connect(out, into)

    cable = threading.Thread(target=plug, daemon=True)
    cable.start()
    # In a process of its own: PortAudio must be gone before its server is.
    words = [sys.executable, "-m", "rtmusic", "calibrate", "--input", "system", "--output", "system"]
    said = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
    done.set()
    cable.join()
    assert said.returncode == 0, said.stderr
    assert "samples (" in said.stdout and str(tmp_path) in said.stdout
    entry = next(iter(roundtrip._read(tmp_path / "rtmusic" / "roundtrips.json").values()))
    assert isinstance(entry, dict) and 128 <= entry["samples"] <= 16_384 and entry["spread"] <= 1


@pytest.mark.parametrize("late", [0, 2400])
def test_a_loop_holds_what_was_played_to_the_music(tiny_bundle: Path, late: int) -> None:
    """A click is played on a beat as the performer hears it; it comes in a round trip later, and loops on the beat."""
    bundle = Bundle.load(tiny_bundle)
    heard = np.zeros((2, 8 * RATE), np.float32)
    heard[:, 3 * RATE // 2 + late : 3 * RATE // 2 + late + 24] = 0.8
    timeline = Timeline.local(2, 2**20)

    def history(at: int, samples: int) -> Samples:
        out = np.zeros((2, samples), np.float32)
        low, high = max(at, 0), min(at + samples, heard.shape[1])
        if low < high:
            out[:, low - at : high - at] = heard[:, low:high]
        return out

    pipeline = Pipeline(bundle, timeline, history, LoopStore.local(16), "cpu")
    pipeline.round_trip = late
    panel = Panel().turn([parse_setting(text) for text in ("mode=loop", "quantize=beat", "tempo=120", "rewrite=0")])
    embeddings = np.zeros((8, bundle.geometry.embedding_size), np.float32)
    out = np.empty((2, 480), np.float32)
    at = 0
    while pipeline.looper.loops[0].turning.sound is None:
        assert at < 5 * RATE
        timeline.read(at, out)
        pipeline.hear(at, heard[:, at : at + 480])
        if at in (RATE, 3 * RATE):
            pipeline.command("record", at, panel)
        free = at + 480 + timeline.guard
        if pipeline.due(free, panel):
            pipeline.round(Turn(free, panel, embeddings))
        at += 480
    loop = np.abs(pipeline.looper.loops[0].turning.sound).max(axis=0)
    assert len(loop) == 2 * RATE and pipeline.looper.loops[0].turning.start == RATE
    assert np.flatnonzero(loop > 0.5).tolist() == list(range(RATE // 2, RATE // 2 + 24))
    assert at >= 3 * RATE + late  # no sooner than all of it was heard
