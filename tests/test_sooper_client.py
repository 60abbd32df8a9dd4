"""A program made for SooperLooper plays a real instrument.

It knows states by SooperLooper's numbers (its OSC document, plugin.cc and loop_control.cpp of 1.7). What it is told is
held against how the loops stand, and, where that can be heard, against the meter of what is played.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from foreign import GLOBALS, INPUTS, OUTPUTS, PATIENCE_S, Foreign, State, playing
from recording_desk import wait_for

from rtmusic.bundle import Bundle
from rtmusic.coding import longest_samples
from rtmusic.engine import Engine
from rtmusic.osc import OscServer
from rtmusic.sooperknobs import TOTAL_S


@pytest.fixture(scope="module")
def instrument(tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, OscServer]]:
    with playing(tiny_bundle, tmp_path_factory.mktemp("sessions")) as instrument:
        yield instrument


@pytest.fixture
def sl(instrument: tuple[Engine, OscServer]) -> Iterator[Foreign]:
    with Foreign(*instrument) as sl:
        yield sl
        sl.clear()


def test_who_asks_is_told_who_is_there_in_the_form_that_it_knows(sl: Foreign) -> None:
    for asked, types in ((("/pong",), "ssi"), (("/pong", 1), "ssii")):
        sl.say("/ping", sl.url, *asked)
        path, words = sl.ear.hear()
        assert path == "/pong" and "".join("si"[isinstance(word, int)] for word in words) == types and words[2] == 8


def test_a_window_that_opens_hears_of_everything_and_of_no_error(sl: Foreign) -> None:
    sl.say("/ping", sl.url, "/ping", 1)
    sl.say("/register", sl.url, "/pingack")
    sl.say("/get_all_midi_bindings", sl.url, "/bindings")
    assert [sl.ear.hear()[0], sl.ear.hear()] == ["/ping", ("/bindings", ["done", ""])]
    wanted = [("", -2, GLOBALS), *((f"/sl/{loop}", loop, INPUTS + OUTPUTS) for loop in (0, 7))]
    missing = set()
    for above, number, controls in wanted:
        for control in controls:
            auto = control in OUTPUTS
            way: tuple[object, ...] = ("auto_update", 100) if auto else ("update",)
            sl.say(f"{above}/register_{way[0]}", control, *way[1:], sl.url, "/ctrl")
            missing.add((number, control))
    while missing:
        path, (heard_number, heard_control, value) = sl.ear.hear()
        assert path == "/ctrl" and isinstance(value, float)
        missing -= {(heard_number, heard_control)}
    assert sl.mouth.drain(0.2) == []
    for above, _, controls in wanted:
        for control in controls:
            way = ("auto_update",) if control in OUTPUTS else ("update",)
            sl.say(f"{above}/unregister_{way[0]}", control, sl.url, "/ctrl")


def test_a_loop_grows_while_it_is_recorded_and_turns_when_it_is_closed(sl: Foreign, tiny_bundle: Path) -> None:
    sl.press("record", State.RECORDING)
    grown = sl.get("loop_len")
    assert wait_for(lambda: sl.get("loop_len") > grown + 0.5, PATIENCE_S) and sl.status().state == "recording"
    so_far = sl.get("loop_pos")
    assert so_far > 0.5 and sl.get("cycle_len") > 0.5
    sl.press("record", State.PLAYING)
    length = sl.get("loop_len")
    assert length > so_far - 0.05 and length == sl.get("cycle_len") == pytest.approx(sl.status().length_s)
    assert {0 <= sl.get("loop_pos") < length for _ in range(20)} == {True} and sl.is_heard(True)
    assert sl.get("free_time") + length == pytest.approx(sl.get("total_time"))
    geometry = Bundle.load(tiny_bundle).geometry
    assert TOTAL_S <= geometry.seconds(longest_samples(geometry)) < TOTAL_S + 1


@pytest.mark.parametrize(
    "command, number",
    [
        *(("overdub", State.OVERDUBBING), ("replace", State.REPLACING), ("substitute", State.SUBSTITUTING)),
        *(("multiply", State.MULTIPLYING), ("insert", State.INSERTING)),
    ],
)
def test_what_is_played_into_a_loop_is_undone_and_redone(sl: Foreign, command: str, number: int) -> None:
    length = sl.record()
    sl.say("/sl/0/down", command)
    sl.await_state(number)
    sl.say("/sl/0/up", command)  # a short press stays
    time.sleep(length)
    assert sl.get("state") == number
    sl.press(command, State.PLAYING)
    assert wait_for(lambda: sl.status().layers == 2, PATIENCE_S)
    made = sl.get("loop_len")
    assert made == pytest.approx(length) if number not in (State.MULTIPLYING, State.INSERTING) else made > length + 0.2
    if number == State.MULTIPLYING:
        assert made / length == pytest.approx(round(made / length), abs=1e-4)
    for back, layers, long in (("undo", 1, length), ("redo", 2, made), ("undo_all", 0, 0.0), ("redo_all", 2, made)):
        sl.hit(back)
        sl.await_layers(layers, 2 - layers, long)
    # One that is held ends when it is let go; and undo while it goes on leaves nothing of it.
    sl.say("/sl/0/down", command)
    sl.await_state(number)
    sl.say("/sl/0/upforce", command)
    sl.await_state(State.PLAYING)
    assert wait_for(lambda: sl.status().layers == 3, PATIENCE_S)
    made = sl.get("loop_len")
    sl.press(command, number)
    sl.press("undo", State.PLAYING)
    sl.await_layers(3, 1, made)


def test_mute_and_pause_and_what_leads_out_of_them(sl: Foreign) -> None:
    sl.record()
    for command, number in (
        *(
            ("mute", State.MUTED),
            ("mute", State.PLAYING),
            ("mute_on", State.MUTED),
            ("mute_on", State.MUTED),
            ("mute_trigger", State.PLAYING),
        ),
        *(
            ("mute_trigger", State.MUTED),
            ("mute_off", State.PLAYING),
            ("pause", State.PAUSED),
            ("pause", State.PLAYING),
            ("pause_on", State.PAUSED),
        ),
        *(
            ("pause_off", State.PLAYING),
            ("pause_off", State.PLAYING),
            ("mute", State.MUTED),
            ("trigger", State.PLAYING),
            ("pause", State.PAUSED),
        ),
    ):
        sl.press(command, number)
        assert sl.is_heard(number == State.PLAYING), command
    stands = sl.get("loop_pos")
    time.sleep(0.2)
    assert sl.get("loop_pos") == stands
    sl.press("trigger", State.PLAYING)
    assert sl.is_heard(True)


def test_once_and_backwards(sl: Foreign) -> None:
    sl.record(1.5)
    sl.press("oneshot", State.ONE_SHOT)
    sl.await_state(State.PAUSED)
    assert sl.get("loop_pos") == 0 and sl.is_heard(False)
    sl.press("trigger", State.PLAYING)
    for rate, rises in ((-1, False), (1, True)):
        sl.hit("reverse")
        sl.await_value("rate_output", rate)
        places = sl.watch("loop_pos", 20)
        assert sum(np.diff(places) > 0) > 10 if rises else sum(np.diff(places) < 0) > 10
        assert sl.status().reversed != rises and sl.is_heard(True)


def test_who_is_solo_is_heard_alone(sl: Foreign) -> None:
    for loop in (0, 1):
        sl.record(loop=loop)
    alone, both = (State.PLAYING, State.MUTED), (State.PLAYING, State.PLAYING)
    for asked, states in ((0, alone), (1, alone[::-1]), (1, both), (0, alone)):
        sl.hit("solo", asked)
        for loop, state in enumerate(states):
            sl.await_state(state, loop)
            sl.await_value("is_soloed", states[1 - loop] == State.MUTED, loop)
    sl.press("mute", State.MUTED)
    assert sl.is_heard(False)
