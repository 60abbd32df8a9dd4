"""MIDI: what every message means, and real virtual ports of a private JACK server that come, go and flood."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rtmidi
from hypothesis import given, settings
from hypothesis import strategies as st
from jackdummy import JackDummy
from recording_desk import RecordingDesk, wait_for

from rtmusic import midi
from rtmusic.errors import DeviceError, KnobError, UsageError
from rtmusic.knobs import COMMANDS, KNOBS, Control, Knob
from rtmusic.midi import DEFAULT_MAP, Action, Counters, MidiInput, Translator, bindings, list_ports, parse_binding


def meant(messages: list[list[int]], *texts: str, apart_s: float = 0.0) -> list[Action]:
    """What these messages ask for, sent this far apart, after everything has settled."""
    translator = Translator(bindings(texts), Counters())
    actions: list[Action] = []
    now = 100.0
    for message in messages:
        actions += translator.settle(now) + translator.feed(message, now)
        now += apart_s
    return actions + translator.settle(now + 1.0)


@pytest.mark.parametrize("text", DEFAULT_MAP)
def test_the_default_map_names_real_targets(text: str) -> None:
    (kind, channel, number), target = parse_binding(text)
    assert (kind, channel) == ("cc", 0)
    # A pair's fine half must be free: a knob on it would swallow the fine movement of another.
    assert not 32 <= number < 64
    assert KNOBS.get(target.name) is target or COMMANDS.get(target.name) is target


def test_the_default_map_binds_each_controller_once() -> None:
    assert len(bindings()) == len(DEFAULT_MAP)


@pytest.mark.parametrize("knob", KNOBS.values(), ids=lambda knob: knob.name)
def test_a_controller_reaches_both_ends_of_every_knob(knob: Knob) -> None:
    ends = meant([[0xB4, 100, 0], [0xB4, 100, 127]], f"cc:5:100={knob.name}")
    assert ends == [Control(knob, knob.low), Control(knob, knob.high)]


def test_a_switch_is_on_from_the_middle_up() -> None:
    values = [
        action.value for action in meant([[0xB0, 80, v] for v in (63, 64, 0, 127)]) if isinstance(action, Control)
    ]
    assert values == [0.0, 1.0, 0.0, 1.0]


def test_a_binding_for_one_channel_wins_there_only() -> None:
    actions = meant([[0xB2, 7, 127], [0xB0, 7, 127]], "cc:3:7=dry")
    assert [action.knob.name for action in actions if isinstance(action, Control)] == ["dry", "wet"]


def test_a_later_binding_replaces_the_default() -> None:
    (action,) = meant([[0xB0, 1, 127]], "cc:*:1=horizon")
    assert action == Control(KNOBS["horizon"], 128)


def test_a_pedal_presses_once_on_its_way_down() -> None:
    sweep = [[0xB0, 64, value] for value in (0, 30, 70, 90, 127, 100, 50, 0)]
    # A half-damper pedal sends many values: more than one press closes the loop it has just opened.
    assert meant(sweep) == [COMMANDS["record"]]
    assert meant(sweep * 2) == [COMMANDS["record"]] * 2


def test_a_button_without_release_presses_every_time() -> None:
    assert meant([[0xB0, 66, 127]] * 3) == [COMMANDS["undo"]] * 3


def test_notes_press_commands_and_hold_switches() -> None:
    notes = [[0x99, 36, 100], [0x89, 36, 0], [0x99, 38, 100], [0x99, 38, 0], [0x98, 36, 100]]
    actions = meant(notes, "note:10:36=record", "note:10:38=mute")
    assert actions == [COMMANDS["record"], Control(KNOBS["mute"], 1.0), Control(KNOBS["mute"], 0.0)]


@pytest.mark.parametrize("apart_s", [0.0, 0.003])
@pytest.mark.parametrize("order", ["coarse first", "fine first"])
@settings(deadline=None)  # a busy machine is no fault
@given(value=st.integers(0, 16383))
def test_fourteen_bits_are_whole_in_either_order(value: int, order: str, apart_s: float) -> None:
    halves = [[0xB0, 7, value >> 7], [0xB0, 39, value & 127]]
    if order == "fine first":
        halves.reverse()
    # The first pair teaches that there are two halves; only the second one is looked at.
    first = [[0xB0, 7, 0], [0xB0, 39, 0]] if order == "coarse first" else [[0xB0, 39, 0], [0xB0, 7, 0]]
    actions = meant([*first, *halves], apart_s=apart_s)
    values = [action.value for action in actions if isinstance(action, Control)]
    assert values[-1] == pytest.approx(KNOBS["wet"].from_unit(value / 16383))
    # A stale half in between would be a jump of half a step: heard as zipper noise.
    assert values[-2] == pytest.approx(KNOBS["wet"].from_unit(0))


def test_a_lonely_fine_half_moves_the_knob_and_a_lonely_coarse_half_resets_it() -> None:
    wet = KNOBS["wet"]
    start = [[0xB0, 7, 64], [0xB0, 39, 5]]
    assert meant([*start, [0xB0, 39, 9]], apart_s=0.1)[-1] == Control(wet, wet.from_unit((64 * 128 + 9) / 16383))
    assert meant([*start, [0xB0, 7, 32]], apart_s=0.1)[-1] == Control(wet, wet.from_unit(32 * 128 / 16383))


def test_a_fine_half_alone_says_nothing() -> None:
    assert meant([[0xB0, 39, 9]]) == []


def test_clock_is_counted_and_the_rest_ignored() -> None:
    counters = Counters()
    translator = Translator(bindings(), counters)
    for message in ([0xF8], [0xF8], [0xFA], [0xC0, 5], [0xE0, 0, 64], [0x90, 60, 100], [0xB0, 119, 1]):
        assert translator.feed(message, 0.0) == []
    assert (counters.messages, counters.clock_ticks, counters.ignored) == (7, 2, 5)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.tuples(st.integers(0x80, 0xEF), st.integers(0, 127), st.integers(0, 127)), max_size=60))
def test_any_messages_ask_only_for_values_inside_the_bounds(messages: list[tuple[int, int, int]]) -> None:
    for action in meant([list(message) for message in messages], "note:*:60=freeze", "note:*:61=tap", apart_s=0.004):
        if isinstance(action, Control):
            assert action.knob.low <= action.value <= action.knob.high


@pytest.mark.parametrize(
    "text, error, sentence",
    [
        ("cc:1:20", KnobError, "there is no knob ''"),
        ("wheel=wet", UsageError, "is not understood; write for example"),
        ("cc:one:20=wet", UsageError, "is not understood"),
        ("cc:1:-3=wet", UsageError, "is not understood"),
        ("cc:17:20=wet", UsageError, "channel 17 is not 1 to 16"),
        ("cc:0:20=wet", UsageError, "channel 0 is not 1 to 16"),
        ("cc:1:128=wet", UsageError, "number 128 is not 0 to 127"),
        ("cc:1:20=temprature", KnobError, "did you mean temperature"),
        ("note:1:20=wet", KnobError, "a note can press a command or hold a switch"),
    ],
)
def test_a_binding_that_is_wrong_is_explained(text: str, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        parse_binding(text)


def test_without_any_midi_system_there_is_silence_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi, "_systems", dict)
    player = MidiInput(RecordingDesk())
    player.start()
    time.sleep(0.4)
    assert player.ports == ()
    assert list_ports() == []
    player.stop()
    assert player.counters.failures == 0


def test_a_named_port_that_is_not_there_is_an_error_that_lists_what_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi, "_systems", dict)
    with pytest.raises(DeviceError, match=r"no input is called 'nano' \(there are: none\)"):
        MidiInput(RecordingDesk(), "nano")


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
        "from rtmusic.midi import MidiInput, list_ports\n"
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
for life in range(3):
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
@pytest.mark.parametrize("how", ["cut", "cleaned"])  # the dead server's files are still there, or gone
def test_servers_that_die_are_survived_and_the_next_ones_found(how: str, jack: JackDummy) -> None:
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
        for life in range(3):
            player.stdin.write("go\n")
            player.stdin.flush()
            heard = player.stdout.readline()
            assert heard == "heard\n", f"life {life}: {player.communicate()[1]}"
            if life < 2:
                if how == "cut" and jack._process is not None:
                    jack._process.kill()
                    jack._process.wait()
                else:
                    jack.kill()
                jack.start()
        assert player.communicate(timeout=20)[0] == "0 failures\n"
        assert player.returncode == 0
    finally:
        player.kill()
        player.communicate()
