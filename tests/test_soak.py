"""Hours in real time: a sound server, an instrument on it, and what is said of both; here for a few seconds."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from ctypes.util import find_library
from dataclasses import replace
from pathlib import Path
from typing import Any

import jack
import numpy as np
import pytest
from jackdummy import JackDummy
from soaked import as_found, evening

from rtmusic import endurance, footprint, jackplayer, soak
from rtmusic.cli import main
from rtmusic.device import RECORDING
from rtmusic.endurance import Heard
from rtmusic.errors import DeviceError, RtmusicError, UsageError
from rtmusic.footprint import PARTS
from rtmusic.soak import clock, growth, judge, place_of, table
from rtmusic.soundfiles import read_sound
from rtmusic.units import Samples

JACK = pytest.mark.skipif(
    shutil.which("jackd") is None or not footprint.can_watch(), reason="needs jackd (jackd2) and Linux"
)
RATE = 48_000


# -- the verdict -------------------------------------------------------------------------------------------------


def test_a_calm_evening_passes() -> None:
    slices = evening()
    slices[0].own_mb["model"] = 90.0  # what has not been done yet takes no memory
    slices[-1].own_mb["sound"] = 40.0  # once is not for good
    assert list(judge(slices)) == []
    assert growth(slices)["model memory"] == 1.0 and growth(slices)["loop processor"] == 1.0


@pytest.mark.parametrize("part", PARTS)
def test_memory_of_one_process_that_grows_is_found(part: str) -> None:
    slices = evening()
    for i, piece in enumerate(slices):
        piece.own_mb[part] *= 1 + 0.04 * i
    said = list(judge(slices))
    assert len(said) == 1 and re.fullmatch(rf"{part} memory grew to 1\.\d\d times what it was", said[0])


def test_rounds_that_take_more_of_the_processor_are_found_and_waiting_is_not() -> None:
    slices = evening()
    for i, piece in enumerate(slices):
        piece.played.round_p50_ms *= 1 + i
        piece.round_cpu_ms *= 1 + 0.05 * i * (piece.played.mode == "loop")
    assert list(judge(slices)) == ["loop processor grew to 1.43 times what it was"]
    assert growth(slices)["stream round"] > 2


def test_a_clock_that_drifts_is_found() -> None:
    slices = evening()
    slices[3].input_moved = 20  # of 24 minutes
    assert list(judge(slices)) == []
    slices[7].input_moved = -5  # back again is no excuse
    assert list(judge(slices)) == ["the input moved by 25 samples against the stream that nobody reported"]
    assert clock(slices) == {
        "stream_samples_per_min": -150.0,
        "stream_ppm": -52.08,
        "input_samples_per_min": 1.042,
        "input_moved": 25,
        "input_unreported": 25,
    }
    slices[3].input_moved, slices[7].input_moved = 512, 256  # blocks, of which two were reported
    assert list(judge(slices)) == []
    slices[3].input_moved = 768
    assert list(judge(slices)) == ["the input moved by 256 samples against the stream that nobody reported"]
    for piece in slices:
        piece.input_moved = None
    assert list(judge(slices)) == ["what was heard is not the recording"]
    assert "not found in the recording" in table(as_found(slices))


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"glitches": 2}, "loop from 0.03 h: 2 glitches"),
        ({"restarts": 1}, "loop from 0.03 h: 1 restarts"),
        ({"unheard_s": 3.5}, "loop from 0.03 h: 3.5 s were not listened to, for this program was late itself"),
    ],
)
def test_what_should_not_happen_is_said(wrong: dict[str, Any], said: str) -> None:
    slices = evening()
    slices[1] = replace(slices[1], played=replace(slices[1].played, from_h=0.03), **wrong)
    assert list(judge(slices)) == [said]


def test_silence_and_repeated_bars_are_said() -> None:
    slices = evening()
    slices[1].played.silent_s, slices[1].played.repeated_ms = 4, 20.0
    assert [said.partition(": ")[2] for said in judge(slices)] == ["4 s of silence", "20.0 ms were a repeated bar"]


def test_the_table_says_all_of_it() -> None:
    said = table(as_found(evening()))
    assert "| loop | 8.0 | 6000 | 4 | 26.0 | 30.0 | 27.0 | -20 … -20 | 0 | 0 | 0 | 8 |" in said
    assert "| model | 130.0 | 130.0 | 1.000 | 0.100 |" in said
    assert "moved by 0 samples in all" in said and "-150.0 samples a minute, -52.1 ppm" in said
    assert said.endswith("passed")
    short = evening(3)
    short[0].restarts = 2
    said = table(as_found(short))
    assert "| model | 130.0 | 130.0 | - | 0.100 |" in said and "too few scenes" in said
    assert said.endswith("FAILED: stream from 0.0 h: 2 restarts")


# -- what is heard -----------------------------------------------------------------------------------------------


def test_silence_counts_where_something_was_asked_to_sound() -> None:
    loud, silent = np.full((2, RATE), 0.1, np.float32), np.zeros((2, RATE), np.float32)
    heard = Heard()
    for second, sounding in ((silent, True), (silent, True), (silent, True), (silent, False), (silent, True)):
        heard.listen(second, sounding)
    # Two seconds of grace, one that counts, one at whose end and one at whose beginning nothing was asked to sound.
    assert heard.silent_s == 1
    heard.listen(loud, True)
    told = heard.told("loop", 1.0, [10.0, 20.0], 5.0, 0.0)
    assert (told.silent_s, told.rounds, told.round_p50_ms, told.peak) == (1, 2, 15.0, 0.1)


def test_a_place_of_the_recording_is_found_to_the_sample() -> None:
    recording = read_sound(RECORDING, RATE, 2)
    length, n = recording.shape[1], 16_384
    for place in (0, 123_457, length - 5000):  # the last one goes around the end
        segment = recording[:, np.arange(place, place + n) % length]
        assert place_of(segment, recording) == place
    segment = recording[:, 123_457 : 123_457 + n].copy()
    segment[:, 8000:] = recording[:, 123_457 + 8001 : 123_457 + n + 1]  # one sample is lost
    assert place_of(segment, recording) is None
    assert place_of(np.zeros((2, n), np.float32), recording) is None


# -- through a server ----------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[JackDummy]:
    with JackDummy(period=256, sync=False) as running:
        yield running


@JACK
def test_a_recording_is_played_into_whoever_hears(server: JackDummy) -> None:
    recording = read_sound(RECORDING, RATE, 2)
    heard: list[Samples] = []
    with jackplayer.playing(RECORDING):
        client = jack.Client("ear", no_start_server=True, servername=server.name)
        ports = [client.inports.register(f"in_{i}") for i in range(2)]
        client.set_process_callback(lambda frames: heard.append(np.stack([port.get_array() for port in ports])))
        with client:
            place, until = None, time.monotonic() + 10
            while place is None and time.monotonic() < until:
                time.sleep(0.5)
                place = place_of(np.concatenate(heard[-64:], axis=1), recording)
            outputs = [port.name for port in client.get_ports(is_output=True, name_pattern="recording")]
    assert outputs == ["recording:out_1", "recording:out_2"]
    assert place is not None
    assert not any(name.startswith("recording") for name in server.ports())


def test_without_a_server_nothing_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_library("jack") is None:
        pytest.skip("needs JACK's library")
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody")
    with pytest.raises(DeviceError, match="there is no JACK server nobody"), jackplayer.playing(RECORDING):
        pass


@JACK
def test_scenes_are_played_live_and_told(tiny_bundle: Path) -> None:
    shares: list[float] = []
    before = os.listdir(os.environ["XDG_STATE_HOME"])
    found = soak.soak(0.0025, tiny_bundle, ("horizon=8",), minutes=0.05, progress=shares.append, settle_s=0.5)
    assert [piece["played"]["mode"] for piece in found["slices"]] == ["stream", "loop", "follow"]
    assert shares == sorted(shares) and shares[-1] == 1.0 and not found["interrupted"]
    for piece in found["slices"]:
        assert piece["played"]["rounds"] > 10 and piece["played"]["peak"] > 0 and piece["seconds"] >= 3.0
        assert set(piece["own_mb"]) == set(PARTS) and min(piece["own_mb"].values()) > 1
        assert piece["cpu"]["model"] > 0 and piece["round_cpu_ms"] > 0 and piece["restarts"] == 0
        # What came in is the recording, sample for sample; a busy server may leave out blocks.
        assert piece["input_moved"] is not None and piece["input_moved"] % 256 == 0
        # The dummy driver's clock jumps by blocks where it wakes up late; at 44.1 kHz it would be 11,700 behind.
        assert abs(piece["stream_moved"]) < 0.2 * RATE
    assert found["server"]["driver"] == "dummy" and "| follow |" in table(found)
    assert os.listdir(os.environ["XDG_STATE_HOME"]) == before
    json.dumps(found, allow_nan=False)


@JACK
def test_who_ends_it_sooner_is_told_what_was_found_until_then(tiny_bundle: Path) -> None:
    words = ["--bundle", str(tiny_bundle), "--hours", "1", "--minutes", "0.05", "--set", "horizon=8", "--json"]
    program = subprocess.Popen(
        [sys.executable, "-m", "rtmusic", "bench", "endurance", "--live", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert program.stderr is not None
    # A line every two seconds, the first one when the first scene begins; it is over by the third one.
    begun = "".join(program.stderr.readline() for _ in range(3))
    os.killpg(program.pid, signal.SIGINT)  # as a terminal does: all that is at it are told
    out, errors = program.communicate(timeout=60)
    assert out, begun + errors
    found = json.loads(out)
    assert found["interrupted"] and found["slices"][0]["played"]["mode"] == "stream"
    assert found["settings"] == ["horizon=8"] and "Traceback" not in begun + errors
    until = time.monotonic() + 10
    while session(program.pid) and time.monotonic() < until:
        time.sleep(0.1)  # those that only kept count for others end when they are alone
    assert session(program.pid) == []  # neither the server nor the instrument is left behind


def session(leader: int) -> list[int]:
    """The processes of a session."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(int(entry.name)) == leader:
                found.append(int(entry.name))
    return found


# -- what is refused -----------------------------------------------------------------------------------------------


def test_too_short_is_refused(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="are not 3 scenes of 10 minutes; give more hours"):
        soak.soak(0.2, tiny_bundle)
    words = ["bench", "endurance", "--live", "--bundle", str(tiny_bundle)]
    assert main([*words, "--start", "5"]) == 2
    assert "leave out --start" in capsys.readouterr().err


def test_elsewhere_nobody_is_watched(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "can_watch", lambda: False)
    with pytest.raises(RtmusicError, match="only Linux tells what a process takes"):
        soak.soak(1.0, tiny_bundle)


def test_the_command_prints_a_table_and_fails_where_something_failed(
    tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Any, ...]] = []
    slices = evening()

    def played(*arguments: Any) -> dict[str, Any]:
        asked.append(arguments[:4])
        return as_found(slices)

    monkeypatch.setattr(soak, "soak", played)
    monkeypatch.setattr(endurance, "endure", lambda *arguments: pytest.fail("that is simulated time"))
    words = ["bench", "endurance", "--live", "--bundle", str(tiny_bundle), "--hours", "0.4", "--minutes", "2"]
    assert main([*words, "--set", "horizon=8"]) == 0
    assert capsys.readouterr().out.endswith("passed\n") and asked == [(0.4, tiny_bundle, ["horizon=8"], 2.0)]
    slices[2].glitches = 1
    assert main(words) != 0
    said = capsys.readouterr()
    assert "FAILED: follow from 0.0" in said.out and "1 things should not have happened" in said.err
