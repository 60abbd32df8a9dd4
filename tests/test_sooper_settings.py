"""A program made for SooperLooper turns the controls of a real instrument, and waits for the grid.

It knows states by SooperLooper's numbers (its OSC document, plugin.cc and loop_control.cpp of 1.7). What it is told is
held against how the loops stand, and, where that can be heard, against the meter of what is played.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from foreign import PATIENCE_S, SETTINGS, Foreign, State, playing
from recording_desk import wait_for

from rtmusic.engine import Engine
from rtmusic.osc import OscServer
from rtmusic.sooper import VERSION
from rtmusic.survival import live


@pytest.fixture(scope="module")
def instrument(tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, OscServer]]:
    with playing(tiny_bundle, tmp_path_factory.mktemp("sessions")) as instrument:
        yield instrument


@pytest.fixture
def sl(instrument: tuple[Engine, OscServer]) -> Iterator[Foreign]:
    with Foreign(*instrument) as sl:
        yield sl
        sl.clear()


@pytest.mark.parametrize(
    "control, value, knob, expected",
    [
        ("wet", 0.5, "level", -6.0206), ("feedback", 0.25, "feedback", 25.0), ("rec_thresh", 0.1, "threshold", -20.0),
        ("rate", 2.0, "rate", 2.0), ("stretch_ratio", 2.0, "stretch", 2.0), ("pitch_shift", -7.0, "pitch", -7.0),
        ("pan_1", 0.25, "pan", -0.5), ("round", 1.0, "round", 1.0), ("relative_sync", 1.0, "relative_sync", 1.0),
        ("tempo_stretch", 1.0, "tempo_sync", 1.0),
    ],
)  # fmt: skip
def test_a_control_is_set_for_one_loop_for_all_and_for_the_selected_one(
    sl: Foreign, control: str, value: float, knob: str, expected: float
) -> None:
    rest = sl.get(control, 3)
    sl.set("selected_loop_num", 5, loop=None)
    for loop, meant in ((2, {2}), (-3, {2, 5}), (-1, set(range(8)))):
        sl.set(control, value, loop)
        for number in range(8):
            assert sl.get(control, number) == pytest.approx(value if number in meant else rest, abs=1e-4)
    assert sl.engine.panel()[f"loop_4_{knob}"] == pytest.approx(expected, abs=1e-3)
    assert sl.get(control, -3) == pytest.approx(value, abs=1e-4)


def test_level_and_speed_are_heard(sl: Foreign) -> None:
    length = sl.record(1.0)
    sl.set("rate", 2)
    sl.await_value("loop_len", length / 2)
    sl.set("stretch_ratio", 2)
    sl.await_value("loop_len", length)
    sl.set("wet", 0)
    assert sl.is_heard(False)
    sl.set("wet", 1)
    assert sl.is_heard(True)
    sl.set("wet", 0, loop=None)
    assert sl.is_heard(False)


def test_on_the_grid_what_waits_is_seen_and_undo_takes_back_that_alone(sl: Foreign) -> None:
    for control, value in (("tempo", 150), ("eighth_per_cycle", 4)):  # a cycle of 0.8 s
        sl.set(control, value, loop=None)
    for control, value in (("quantize", 1), ("sync", 1), ("mute_quantized", 1), ("overdub_quantized", 1)):
        sl.set(control, value)
    sl.await_value("global_cycle_len", 0.8, loop=None)
    sl.press("record", State.RECORDING)
    sl.hit("record")
    assert wait_for(lambda: sl.get("state") in (State.WAIT_STOP, State.PLAYING), PATIENCE_S)
    sl.await_state(State.PLAYING)
    assert wait_for(lambda: sl.status().layers == 1, PATIENCE_S)
    length = sl.get("loop_len")
    assert length / 0.8 == pytest.approx(round(length / 0.8), abs=1e-4) and sl.get("cycle_len") == pytest.approx(0.8)
    sl.set("eighth_per_cycle", 32, loop=None)
    sl.set("tempo", 40, loop=None)  # a cycle of 24 s
    for command, next_state in (
        ("mute", State.MUTED),
        ("overdub", State.OVERDUBBING),
        ("oneshot", State.ONE_SHOT),
        ("pause", State.PAUSED),
    ):
        sl.hit(command)
        sl.await_value("next_state", next_state)
        assert (sl.get("state"), sl.get("waiting")) == (State.PLAYING, 1)
        sl.hit("undo")
        sl.await_value("next_state", -1)
        assert (sl.get("state"), sl.get("waiting"), sl.status().layers, sl.status().redo) == (State.PLAYING, 0, 1, 0)
    sl.set("mute_quantized", 0)
    sl.press("mute", State.MUTED)


def test_a_recording_waits_until_it_is_loud_enough(sl: Foreign) -> None:
    sl.set("rec_thresh", 1.0)
    for command, leads_to in (("record", State.WAIT_START), ("undo", State.OFF), ("record", State.WAIT_START)):
        sl.press(command, leads_to)
    assert (sl.get("next_state"), sl.get("waiting")) == (State.RECORDING, 1)
    sl.set("rec_thresh", 0.0)
    sl.await_state(State.RECORDING)


def test_the_selected_loop_and_all_of_them(sl: Foreign) -> None:
    sl.set("selected_loop_num", 2, loop=None)
    sl.press("record", State.RECORDING, loop=-3)
    assert [sl.get("state", loop) for loop in range(4)] == [State.OFF, State.OFF, State.RECORDING, State.OFF]
    sl.press("record", State.PLAYING, loop=-3)
    sl.set("select_next_loop", 1, loop=None)
    assert sl.get("selected_loop_num", None) == 3 and sl.get("state", -3) == State.OFF
    sl.hit("record", loop=-1)
    for loop in range(8):
        sl.await_state(State.RECORDING, loop)
    time.sleep(0.4)
    sl.hit("record", loop=-1)
    for loop in range(8):
        sl.await_state(State.PLAYING, loop)
    sl.hit("record_solo_next")
    sl.await_state(State.RECORDING, 4)
    assert sl.get("selected_loop_num", None) == 4 and sl.get("is_soloed", 4) == 1


def test_who_registered_hears_what_others_do_and_every_state(sl: Foreign) -> None:
    sl.say("/sl/0/register_auto_update", "state", 10, sl.url, "/state")
    sl.say("/sl/0/register_update", "wet", sl.url, "/wet")
    assert sorted([sl.ear.hear(), sl.ear.hear()]) == [("/state", [0, "state", 0.0]), ("/wet", [0, "wet", 1.0])]
    with Foreign(sl.engine, sl.server) as other:
        for command, state in (("record", 2), ("record", 4), ("mute", 10), ("trigger", 4), ("pause", 14)):
            other.press(command, state)
            said = [sl.ear.hear()]
            if said == [("/state", [0, "state", float(State.WAIT_STOP)])]:  # somebody looked in that moment
                said = [sl.ear.hear()]
            assert said == [("/state", [0, "state", float(state)])]
            time.sleep(0.3)
        other.set("wet", 0.0)
        assert sl.ear.hear() == ("/wet", [0, "wet", 0.0])
        sl.say("/sl/0/unregister_auto_update", "state", sl.url, "/state")
        sl.say("/sl/0/unregister_update", "wet", sl.url, "/wet")
        other.press("pause", State.PLAYING)
        assert sl.ear.drain(0.3) == []


def test_files_come_in_and_what_this_looper_cannot_do_is_said(sl: Foreign) -> None:
    tone = 0.2 * np.sin(np.arange(48_000) / 20)
    soundfile.write(sl.engine.sessions.folder / "tone.wav", np.stack([tone, tone], axis=1), 48_000)
    sl.say("/sl/1/load_loop", "tone.wav", sl.url, "/failed")
    sl.await_state(State.PLAYING, 1)
    assert sl.get("loop_len", 1) == pytest.approx(1.0) and sl.is_heard(True)
    for address, words in (("/sl/1/load_loop", ("gone.wav",)), ("/sl/1/save_loop", ("a.wav", "float", "little"))):
        sl.say(address, *words, sl.url, "/failed")
        path, said = sl.ear.hear()
        assert path == "/failed" and len(said) == 2
    sl.say("/loop_add", 2, 40.0)
    sl.say("/loop_del", -1)
    assert [path for path, _ in sl.mouth.drain(0.3)] == ["/error"] * 4
    sl.say("/ping", sl.url, "/pong")
    assert sl.ear.hear()[1][2] == 8


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="needs oscsend and oscdump (liblo-tools)")
def test_liblos_tools_play_what_is_typed_at_a_prompt(tiny_bundle: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [f"--set={setting}" for setting in SETTINGS]
    said = tmp_path / "said.txt"
    with live(tmp_path, ["--no-journal", "--bundle", str(tiny_bundle), *words]) as played, said.open("w") as heard:
        played.await_status()
        dump = subprocess.Popen(["oscdump", "-L", str(port)], stdout=heard)
        url = f"osc.udp://127.0.0.1:{port}/"

        def send(*words: str) -> None:
            subprocess.run(["oscsend", "127.0.0.1", str(played.port), *words], check=True, timeout=10)

        def is_said(line: str) -> bool:
            return wait_for(lambda: line in said.read_text(), PATIENCE_S)

        try:
            time.sleep(0.5)
            send("/ping", "ss", url, "/pingack")
            assert is_said(f'/pingack ssi "osc.udp://127.0.0.1:{played.port}/" "{VERSION}" 8\n')
            send("/sl/0/register_auto_update", "siss", "state", "10", url, "/update")
            for typed, state in (("record", 2), ("record", 4), ("multiply", 6), ("undo", 4), ("oneshot", 12)):
                send("/sl/0/hit", "s", typed)
                assert is_said(f'/update isf 0 "state" {state}.000000')
            played.await_status(lambda said: said["loop_state"] == "paused")
            send("/sl/0/get", "sss", "loop_len", url, "/length")
            assert is_said('/length isf 0 "loop_len" ')
        finally:
            dump.terminate()
            dump.wait()
