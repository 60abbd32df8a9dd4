"""MIDI through real virtual ports of a private JACK server, which come, go, flood, and are answered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rtmidi
from jackdummy import JackDummy
from recording_desk import RecordingDesk, wait_for

from rtmusic import midiports
from rtmusic.errors import DeviceError
from rtmusic.knobs import KNOBS, Control
from rtmusic.midi import ClockUse, MidiInput
from rtmusic.midimap import bindings, read_map
from rtmusic.midiports import CLOCK, list_ports, same_device
from rtmusic.status import Status


def test_without_any_midi_system_there_is_silence_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midiports, "systems", dict)
    player = MidiInput(RecordingDesk())
    player.start()
    time.sleep(0.4)
    assert player.ports == ()
    assert list_ports() == []
    player.stop()
    assert player.counters.failures == 0


def test_a_named_port_that_is_not_there_is_an_error_that_lists_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midiports, "systems", dict)
    with pytest.raises(DeviceError, match=r"no input is called 'nano' \(there are: none\)"):
        MidiInput(RecordingDesk(), "nano")


def test_where_there_are_no_virtual_ports_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class OfWindows:
        def __init__(self, api: int, name: str) -> None: ...

        def open_virtual_port(self, name: str) -> None:
            raise NotImplementedError("Virtual ports are not supported by the Windows MultiMedia API.")

    monkeypatch.setattr(midiports, "systems", lambda: {rtmidi.API_WINDOWS_MM: True})
    monkeypatch.setattr(rtmidi, "MidiOut", OfWindows)
    assert midiports.virtual_output("ours") is None


needs_jack = pytest.mark.skipif(
    shutil.which("jackd") is None or rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api(),
    reason="needs jackd (jackd2) and python-rtmidi with JACK",
)


@pytest.fixture
def jack() -> Iterator[JackDummy]:
    """A private JACK server without hardware: its MIDI ports are real."""
    with JackDummy(period=256, sync=False) as server:
        yield server


def controller(name: str) -> Any:
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name)
    out.open_virtual_port("out")
    return out


def test_without_the_midi_library_there_is_no_midi_and_no_fault(tmp_path: Path) -> None:
    (tmp_path / "rtmidi.py").write_text("raise ImportError('libasound.so.2: cannot open shared object file')")
    code = (
        "from recording_desk import RecordingDesk\n"
        "from rtmusic.errors import DeviceError\n"
        "from rtmusic.midi import MidiInput\n"
        "from rtmusic.midiports import list_ports\n"
        "player = MidiInput(RecordingDesk())\n"
        "player.start(), player.stop()\n"
        "print(list_ports(), player.counters.failures)\n"
        "try: MidiInput(RecordingDesk(), 'nano')\n"
        "except DeviceError as error: print(error)\n"
    )
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parent), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    # A machine without sound libraries still plays on the virtual sound card.
    assert done.stdout.startswith("[] 0\n"), done.stderr
    assert "libasound.so.2: cannot open" in done.stdout


@needs_jack
def test_a_controller_plugged_in_later_plays_and_floods_and_leaves(jack: JackDummy) -> None:
    desk = RecordingDesk()
    player = MidiInput(desk)
    player.start()
    try:
        time.sleep(0.5)
        assert player.ports == ()
        knobs = controller("nano")
        assert wait_for(lambda: player.ports == ("nano:out",))
        time.sleep(0.1)

        knobs.send_message([0xB0, 20, 127])
        knobs.send_message([0xB0, 64, 127])
        assert wait_for(lambda: desk.done == [("turn", "prompt_1", 1.0), ("command", "record", "")])

        desk.done.clear()
        # Bursts of 300 at once: read through a callback, more than half of them arrive as repeats of one message.
        for burst in range(10):
            for i in range(300):
                knobs.send_message([0xB0, 20 + i % 8, (i + burst) % 128])
            knobs.send_message([0xB0, 66, 127])
            time.sleep(0.05)
        assert wait_for(lambda: len(desk.commands()) == 10)
        assert player.counters.messages == 2 + 10 * 301
        assert desk.panel()["prompt_8"] == pytest.approx(((295 + 9) % 128) / 127)
        assert desk.panel()["prompt_4"] == pytest.approx(((299 + 9) % 128) / 127)

        knobs.delete()
        assert wait_for(lambda: player.ports == ())
        assert player.counters.failures == 0
    finally:
        player.stop()


@needs_jack
def test_a_named_port_is_found_among_others_and_alone_is_heard(jack: JackDummy) -> None:
    keys, knobs = controller("keys"), controller("BCR2000")
    desk = RecordingDesk()
    assert sorted(list_ports()) == ["BCR2000:out", "keys:out"]
    with pytest.raises(DeviceError, match=r"'launch' \(there are: .*keys:out"):
        MidiInput(desk, "launch")
    player = MidiInput(desk, "bcr")
    assert player.ports == ("BCR2000:out",)
    player.start()
    try:
        keys.send_message([0xB0, 66, 127])
        knobs.send_message([0xB0, 65, 127])
        assert wait_for(lambda: desk.commands() == ["overdub"])
        time.sleep(0.1)
        assert desk.commands() == ["overdub"]
    finally:
        player.stop()
        keys.delete()
        knobs.delete()


LIVES = """
import os, sys, time
import rtmidi
from recording_desk import RecordingDesk, wait_for
from rtmusic import midi

# The next look comes after the new server is there and has a client of this process: only then does libjack free the
# dead server's clients behind our back.
midi.SCAN_EVERY_S = 2.0
kept = []  # the test's own clients must not be closed either

def controller():
    end = time.monotonic() + 10
    while True:
        try:
            kept.append(rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "nano"))
            break
        except rtmidi.RtMidiError:
            assert time.monotonic() < end
            time.sleep(0.1)
    kept[-1].open_virtual_port("out")
    return kept[-1]

desk = RecordingDesk()
player = midi.MidiInput(desk)
player.start()
for life in range(4):
    sys.stdin.readline()  # the server is there
    knobs = controller()
    assert wait_for(lambda: player.ports == ("nano:out",), 15), player.ports
    time.sleep(2.5)  # a port of the dead server would be taken for this one for up to one look
    knobs.send_message([0xB0, 67, 127])
    assert wait_for(lambda: len(desk.commands()) == life + 1), desk.commands()
    print("heard", flush=True)
player.stop()
print(player.counters.failures, "failures", flush=True)
os._exit(0)
"""


@needs_jack
def test_servers_that_die_are_survived_and_the_next_ones_found(jack: JackDummy) -> None:
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    # In a process of its own: what goes wrong in libjack ends it, as it would end the evening.
    player = subprocess.Popen(
        [sys.executable, "-c", LIVES],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert player.stdin is not None and player.stdout is not None
    try:
        for life, how in enumerate(("cut", "cleaned", "cut", "")):  # the dead server's files are still there, or gone
            player.stdin.write("go\n")
            player.stdin.flush()
            heard = player.stdout.readline()
            assert heard == "heard\n", f"life {life}: {player.communicate()[1]}"
            if how == "cut" and jack._process is not None:
                jack._process.kill()
                jack._process.wait()
            elif how:
                jack.kill()
            if how:
                jack.start()
        said = player.stdout.readline()  # it may wait already behind the last "heard", where communicate finds nothing
        assert said == "0 failures\n", player.communicate(timeout=20)[1]
        assert player.wait(20) == 0
    finally:
        player.kill()
        player.communicate()


class Device:
    """A controller with both directions, as a second client of the server."""

    def __init__(self, name: str) -> None:
        self.out = controller(name)
        self._in = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, f"{name}_playback")  # JACK gives no name twice
        self._in.ignore_types(timing=False)
        self._in.open_virtual_port("in")

    def heard(self) -> list[list[int]]:
        found = []
        while (received := self._in.get_message()) is not None:
            found.append(received[0])
        return found

    def delete(self) -> None:
        self.out.delete()
        self._in.delete()


@pytest.mark.parametrize(
    "name, output",
    [
        ("nano:out", "nano:in"),
        ("nanoKONTROL2:nanoKONTROL2 CTRL 20:0", "nanoKONTROL2:nanoKONTROL2 CTRL 20:0"),
        ("a2j:nanoKONTROL2 [20] (capture): CTRL", "a2j:nanoKONTROL2 [20] (playback): CTRL"),
        ("system:midi_capture_2", "system:midi_playback_2"),
        ("keys:out", None),
    ],
)
def test_an_output_belongs_to_the_input_of_its_name(name: str, output: str | None) -> None:
    there = [
        "nano:in", "nanoKONTROL2:nanoKONTROL2 CTRL 20:0", "a2j:nanoKONTROL2 [20] (playback): CTRL",
        "system:midi_playback_1", "system:midi_playback_2",
    ]  # fmt: skip
    assert same_device(name, there) == output


@pytest.fixture
def nano(jack: JackDummy) -> Iterator[Device]:
    device = Device("nano")
    yield device
    device.delete()


class MovingDesk(RecordingDesk):
    """A desk whose beat goes on."""

    def status(self) -> Status:
        return replace(self.now, beat=time.monotonic() * self.now.bpm / 60 % 4)


@pytest.fixture
def desk() -> RecordingDesk:
    return MovingDesk()


@pytest.fixture
def playing(jack: JackDummy, nano: Device, desk: RecordingDesk, request: pytest.FixtureRequest) -> Iterator[MidiInput]:
    lines: tuple[str, ...]
    clock: ClockUse
    lines, clock = getattr(request, "param", ((), "off"))
    player = MidiInput(desk, "auto", bindings(lines), clock=clock)
    player.start()
    assert wait_for(lambda: "nano:out" in player.ports)
    time.sleep(0.2)
    yield player
    player.stop()
    assert player.counters.failures == 0


LIT = (
    "cc:1:81=density feedback mode=abs7",
    "note:1:41=freeze toggle feedback lit=60 dark=12",
    "note:1:42=record feedback",
)


@needs_jack
@pytest.mark.parametrize("playing", [(LIT, "off")], indirect=True)
def test_lights_and_motors_show_what_they_do_not_know(playing: MidiInput, nano: Device, desk: RecordingDesk) -> None:
    told: list[list[int]] = []

    def has_heard(message: list[int]) -> bool:
        told.extend(nano.heard())
        return message in told

    # All of it once, when it is plugged in.
    assert wait_for(lambda: has_heard([0xB0, 81, 64]) and has_heard([0x90, 41, 12]) and has_heard([0x90, 42, 0]))
    told.clear()
    desk.turn(Control(KNOBS["density"], 1.0))
    assert wait_for(lambda: has_heard([0xB0, 81, 127]))
    time.sleep(0.2)
    assert not has_heard([0, 0, 0]) and told == [[0xB0, 81, 127]]  # once, and nothing else
    told.clear()
    # It knows what it said itself, and is not told while it is moved.
    nano.out.send_message([0xB0, 81, 40])
    assert wait_for(lambda: desk.panel()["density"] == pytest.approx(40 / 127))
    time.sleep(0.7)
    assert not has_heard([0xB0, 81, 40]) and told == []
    nano.out.send_message([0xB0, 81, 41])
    assert wait_for(lambda: desk.panel()["density"] == pytest.approx(41 / 127))
    desk.turn(Control(KNOBS["density"], 0.0))  # another hand, while this one still moves
    time.sleep(0.2)
    assert not has_heard([0xB0, 81, 0])
    assert wait_for(lambda: has_heard([0xB0, 81, 0]))
    # A button whose light went out when it was released is told what is so.
    nano.out.send_message([0x90, 41, 100])
    nano.out.send_message([0x80, 41, 0])
    assert wait_for(lambda: has_heard([0x90, 41, 60]))


@needs_jack
def test_a_scene_a_beat_and_several_knobs_at_once(playing: MidiInput, nano: Device, desk: RecordingDesk) -> None:
    playing.learner.arm("scene:chorus")
    nano.out.send_message([0xC0, 9])
    assert wait_for(lambda: playing.learner.armed is None)
    nano.out.send_message([0xC0, 9])
    assert wait_for(lambda: ("scene", "chorus", "") in desk.done)
    assert [str(b) for here in playing.bound.values() for b in here if b.source.kind == "pc"] == [
        "pc:1:9 = scene:chorus"
    ]


@needs_jack
def test_a_chord_is_held_and_a_pulled_cable_lets_go_of_it(
    playing: MidiInput, nano: Device, desk: RecordingDesk
) -> None:
    keys = Device("keys")
    assert wait_for(lambda: "keys:out" in playing.ports)
    time.sleep(0.2)
    for note in (60, 64, 67):
        keys.out.send_message([0x90, note, 100])
    nano.out.send_message([0x91, 62, 100])
    assert wait_for(lambda: desk.held == tuple(float(i in (0, 2, 4, 7)) for i in range(12)))
    keys.delete()
    assert wait_for(lambda: desk.held == tuple(float(i == 2) for i in range(12)))
    nano.out.send_message([0xB1, 123, 0])
    assert wait_for(lambda: desk.held == (0.0,) * 12)
    nano.out.send_message([0x91, 62, 100])
    assert wait_for(lambda: desk.held[2] == 1.0)
    playing.stop()
    assert desk.held == (0.0,) * 12


@needs_jack
@pytest.mark.parametrize("playing", [(("note:1:38=mute",), "off")], indirect=True)
def test_a_switch_that_a_key_held_on_is_off_when_its_cable_is_pulled(
    playing: MidiInput, nano: Device, desk: RecordingDesk
) -> None:
    keys = Device("keys")
    assert wait_for(lambda: "keys:out" in playing.ports)
    time.sleep(0.2)
    keys.out.send_message([0x90, 38, 100])
    assert wait_for(lambda: desk.panel()["mute"] == 1.0)
    keys.delete()
    assert wait_for(lambda: desk.panel()["mute"] == 0.0)


@needs_jack
def test_several_ports_at_once_lose_nothing(playing: MidiInput, nano: Device, desk: RecordingDesk) -> None:
    outs = [nano.out, *(controller(f"pad{i}") for i in range(3))]
    assert wait_for(lambda: len(playing.ports) == 4)
    time.sleep(0.2)
    each, began = 2560, time.monotonic()

    def flood(out: Any, channel: int) -> None:
        sent = 0
        while sent < each:  # 1,250 a second and port: a little more than a wire carries
            for _ in range(
                min(each, int((time.monotonic() - began) * 1250), sent + 16) - sent
            ):  # no burst after a stall
                out.send_message([0xB0 | channel, 20 + sent % 8, sent % 128])
                sent += 1
            time.sleep(0.002)

    threads = [threading.Thread(target=flood, args=(out, i)) for i, out in enumerate(outs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wait_for(lambda: playing.counters.messages >= 4 * each)
    assert playing.counters.messages == 4 * each
    assert desk.panel()["prompt_8"] == pytest.approx(((each - 1) % 128) / 127)
    for out in outs[1:]:
        out.delete()


@needs_jack
@pytest.mark.parametrize("playing", [((), "both")], indirect=True)
def test_a_clock_is_followed_and_ours_is_silent_meanwhile(
    playing: MidiInput, nano: Device, desk: RecordingDesk
) -> None:
    ear = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, "ear", queue_size_limit=8192)
    ear.ignore_types(timing=False)
    ours = next(name for name in ear.get_ports() if name.startswith(CLOCK))
    ear.open_port(ear.get_ports().index(ours), "in")

    def ticks() -> list[int]:
        found = []
        while (received := ear.get_message()) is not None:
            found.append(received[0][0])
        return found

    assert ours not in playing.ports  # we do not follow ourselves
    sent, end = ticks(), time.monotonic() + 10
    while sent.count(0xF8) <= 24 and time.monotonic() < end:  # it begins with a bar
        time.sleep(0.05)
        sent += ticks()
    assert sent.count(0xF8) > 24 and sent.count(0xFA) <= 1
    began = time.monotonic()
    nano.out.send_message([0xFA])
    length, count = 60 / 97.0 / 24, 0
    while count < 24 * 5:
        while count < (time.monotonic() - began) / length:
            nano.out.send_message([0xF8])
            count += 1
            if count == 48:
                ticks()
        time.sleep(0.001)
    assert ticks() == []
    assert desk.panel()["tempo"] == pytest.approx(97.0, abs=0.3)
    assert playing.clock.running and playing.clock.tempo_bpm == pytest.approx(97.0, abs=0.3)
    # The beat that the desk is told: tick 0 was sent at `began`.
    beat, at_s = desk.aligned[-1]
    assert (beat - (at_s - began) / (24 * length)) * 24 * length == pytest.approx(0.0, abs=0.015)
    nano.out.send_message([0xFC])
    assert wait_for(lambda: not playing.clock.running)
    # A second without a tick, and ours goes on.
    assert wait_for(lambda: 0xF8 in ticks(), 6.0)
    ear.delete()


@needs_jack
def test_a_map_is_learned_without_an_instrument(jack: JackDummy, tmp_path: Path) -> None:
    device, path = Device("nano"), tmp_path / "mine.map"
    done = threading.Event()

    def play() -> None:
        value = 0
        while not done.wait(0.1):
            value += 1
            said = learner.stdout.readline() if learner.stdout else ""
            if said.startswith("temperature"):
                moves = [[0xB0, 30, 127]] * 3
            elif said.startswith("record"):
                moves = [[0x99, 36, 100], [0x89, 36, 0]]
            else:
                continue
            time.sleep(0.5)
            for move in moves:
                device.out.send_message(move)
                time.sleep(0.1)

    words = ["midi", "learn", str(path), "temperature low=0.2", "record"]
    learner = subprocess.Popen(
        [sys.executable, "-m", "rtmusic", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    hands = threading.Thread(target=play)
    hands.start()
    try:
        assert learner.wait(60) == 0, learner.stderr and learner.stderr.read()
    finally:
        learner.kill()
        done.set()
        hands.join()
        learner.communicate()
        device.delete()
    lines = {str(b) for here in read_map(str(path)).values() for b in here}
    assert lines == {"cc:1:30 = temperature low=0.2 mode=rel-2c", "note:10:36 = record"}
