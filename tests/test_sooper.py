"""SooperLooper's addresses, as programs made for that looper use them: a session of Zynthian's, and liblo's tools."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from osc_client import Client, served
from recording_desk import RecordingDesk, wait_for, with_loop

from rtmusic import sooper
from rtmusic.errors import UsageError
from rtmusic.knobs import HELD, KNOBS, Control
from rtmusic.osc import OscServer
from rtmusic.oscguests import Guest
from rtmusic.soopermoves import MOVES
from rtmusic.status import LoopStatus


@pytest.fixture
def server(desk: RecordingDesk) -> Iterator[OscServer]:
    with served(desk, sooperlooper=0) as server:
        yield server


@pytest.fixture
def client(server: OscServer) -> Iterator[Client]:
    with Client(server, server.sooperlooper_port) as client:
        yield client


@pytest.fixture
def ear(server: OscServer) -> Iterator[Client]:
    with Client(server, server.sooperlooper_port) as ear:
        yield ear


def url(client: Client) -> str:
    return f"osc.udp://localhost:{client.port}/"


def test_a_ping_is_answered_as_sooperlooper_does(client: Client, server: OscServer) -> None:
    address, words = client.ask("/ping", url(client), "/pingack")
    assert address == "/pingack"
    # slgui connects to the url that comes back, so it must lead here.
    assert words == [f"osc.udp://127.0.0.1:{server.sooperlooper_port}/", sooper.VERSION, 8]
    # slgui says so, and takes both; most other programs know the short one alone.
    assert client.ask("/ping", url(client), "/pingack", 1) == ("/pingack", [*words, client.ask("/ping")[1][2]])


@pytest.mark.parametrize("loop, meant", [(0, (0,)), (6, (6,)), (-1, range(8)), (-3, (2,))])
@pytest.mark.parametrize("command", sooper.COMMANDS)
def test_commands_are_pedals(
    loop: int, meant: Iterable[int], command: str, client: Client, desk: RecordingDesk
) -> None:
    client.send("/set", "selected_loop_num", 2.0)
    client.send(f"/sl/{loop}/down", command)
    client.send(f"/sl/{loop}/up", command)
    client.send(f"/sl/{loop}/forceup", command)
    client.send(f"/sl/{loop}/hit", command)
    client.ask("/ping")
    down, up = (":down", ":up") if command in HELD else ("", None)
    pressed = [f"loop_{number}_{command}{down}" for number in meant]
    let_go = [f"loop_{number}_{command}{up}" for number in (range(8) if loop == -3 else meant) if up]
    assert desk.commands() == [*pressed, *let_go, *(f"loop_{number}_{command}" for number in meant)]


def test_what_went_down_is_let_go_though_another_loop_is_selected_meanwhile(
    client: Client, desk: RecordingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sooper, "LONG_S", -1.0)
    for selected, word in ((2.0, "down"), (5.0, "up")):
        client.send("/set", "selected_loop_num", selected)
        for command in ("overdub", "undo"):
            client.send(f"/sl/-3/{word}", command)
    client.ask("/ping")
    assert desk.commands() == [f"loop_2_{command}" for command in ("overdub:down", "undo", "overdub:up", "undo_all")]


def test_what_is_down_for_a_second_is_held_and_some_then_mean_all(
    client: Client, desk: RecordingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for long_s, said in ((60.0, ["mute:down", "undo"]), (-1.0, ["mute:down", "undo", "mute:up", "undo_all"])):
        desk.done.clear()
        monkeypatch.setattr(sooper, "LONG_S", long_s)  # how long all of this takes is not asked of chance
        for word in ("down", "up"):
            for command in ("mute", "undo"):
                client.send(f"/sl/4/{word}", command)
        client.ask("/ping")
        assert desk.commands() == [f"loop_4_{command}" for command in said]


@pytest.mark.parametrize(
    "command, status, pressed",
    [
        ("mute_on", {"state": "playing"}, ["mute"]),
        ("mute_on", {"state": "playing", "muted": True}, []),
        ("mute_on", {"state": "playing", "next": "mute"}, []),
        ("mute_on", {"state": "playing", "muted": True, "next": "mute"}, ["mute"]),
        ("mute_off", {"state": "playing", "muted": True, "next": "mute"}, []),
        ("pause_on", {"state": "playing", "next": "pause"}, []),
        ("pause_off", {"state": "playing", "next": "pause"}, ["pause"]),
        ("mute_off", {"state": "playing", "muted": True}, ["mute"]),
        ("mute_off", {"state": "playing"}, []),
        ("pause_on", {"state": "playing"}, ["pause"]),
        ("pause_on", {"state": "paused"}, []),
        ("pause_off", {"state": "paused"}, ["pause"]),
        ("undo", {"state": "playing"}, ["undo"]),
        ("undo", {"state": "playing", "next": "mute"}, ["cancel"]),
        ("undo", {"state": "closing"}, ["cancel"]),
        ("undo", {"state": "recording"}, ["undo"]),
        ("undo_all", {"state": "recording"}, ["undo", "undo_all"]),
        ("undo_all", {"state": "overdubbing"}, ["undo_all"]),
        ("undo", {"state": "multiplying"}, ["undo", "undo"]),
        ("undo", {"state": "overdubbing", "next": "overdub"}, ["undo"]),
    ],
)
def test_what_is_so_already_is_not_undone(
    command: str, status: dict[str, str], pressed: list[str], client: Client, desk: RecordingDesk
) -> None:
    desk.now = with_loop(**status)
    client.send("/sl/0/hit", command)
    client.ask("/sync", 1)
    assert desk.commands() == [f"loop_0_{name}" for name in pressed]


@pytest.mark.parametrize(
    "status, expected",
    [
        ({"state": "playing", "next": "mute"}, 10),
        ({"state": "playing", "muted": True, "next": "mute"}, 4),
        ({"state": "multiplying", "next": "multiply"}, 4),
        ({"state": "multiplying", "next": "overdub"}, 5),
        ({"state": "paused", "next": "pause"}, 4),
        ({"state": "waiting"}, 2),
        ({"state": "closing"}, 4),
        ({"state": "playing"}, -1),
    ],
)
def test_the_state_that_comes_next_is_told(
    status: dict[str, str], expected: float, client: Client, desk: RecordingDesk
) -> None:
    desk.now = with_loop(**status)
    assert client.ask("/sl/0/get", "next_state", url(client), "/x")[1][2] == expected


@pytest.mark.parametrize(
    "asked, solo, presses",
    [
        (0, (1, 2), [(1, "solo"), (2, "solo"), (0, "solo")]),
        (0, (0,), [(0, "solo")]),
        (-3, (), [(0, "solo")]),
        (-1, (3,), [(n, "solo") for n in range(8) if n != 3]),
        (-1, range(8), [(n, "solo") for n in range(8)]),
    ],
)
def test_one_loop_is_solo_at_a_time(
    asked: int, solo: Sequence[int], presses: list[tuple[int, str]], client: Client, desk: RecordingDesk
) -> None:
    desk.now = replace(desk.now, loops=tuple(LoopStatus("playing", solo=n in solo) for n in range(8)))
    client.send(f"/sl/{asked}/hit", "solo")
    client.ask("/sync", 1)
    assert desk.commands() == [f"loop_{loop}_{pedal}" for loop, pedal in presses]


def test_who_selects_a_loop_means_it_from_then_on(client: Client, desk: RecordingDesk) -> None:
    """However old the status is."""
    client.send("/set", "selected_loop_num", 2.0)
    assert client.ask("/sl/-3/get", "loop_len", url(client), "/x") == ("/x", [-3, "loop_len", 0.0])
    client.send("/sl/-3/hit", "record_solo_next")
    client.ask("/sync", 1)
    assert desk.commands() == ["loop_3_record", "loop_3_solo"] and desk.panel()["select"] == 3


def test_loops_are_selected(client: Client, desk: RecordingDesk) -> None:
    for command, expected in (
        *(("select_next_loop", 1), ("select_next_loop", 2), ("select_prev_loop", 1), ("select_all_loops", 8)),
    ):
        client.send("/set", command, 1.0)
        client.ask("/sync", 1)
        assert desk.panel()["select"] == expected
    assert client.ask("/get", "selected_loop_num", url(client), "/x")[1][2] == -1.0
    client.send("/set", "selected_loop_num", 5.0)
    assert client.ask("/get", "selected_loop_num", url(client), "/x")[1][2] == 5.0


REC, BOTH, ALONE, AGAIN = "record", "record_or_overdub", "solo", "trigger"
PLAYS, RECORDS, OVERDUBS = {"state": "playing"}, {"state": "recording"}, {"state": "overdubbing"}
SOLO, MUTED = PLAYS | {"solo": True}, PLAYS | {"muted": True}


@pytest.mark.parametrize(
    "command, stand, presses",
    [  # of loops 0 to 2, of which 1 is selected and 0 is asked for
        ("mute_trigger", (PLAYS, {}, {}), [(0, "mute")]),
        ("mute_trigger", (MUTED, {}, {}), [(0, AGAIN)]),
        ("record_solo", (PLAYS, PLAYS, SOLO), [(0, REC), (0, ALONE), (2, ALONE)]),
        ("record_solo", (RECORDS | {"solo": True}, PLAYS, {}), [(0, REC)]),  # it ends, and stays alone
        ("record_solo_next", (PLAYS, RECORDS, PLAYS), [(1, REC), (2, REC), (2, ALONE)]),
        ("record_solo_prev", (SOLO, PLAYS, PLAYS), [(0, REC)]),
        ("record_exclusive", (PLAYS, RECORDS, OVERDUBS), [(1, REC), (0, REC)]),
        ("record_exclusive_next", (RECORDS, RECORDS, {}), [(1, REC), (0, REC), (2, REC)]),
        ("record_or_overdub_excl", ({}, RECORDS, OVERDUBS), [(1, REC), (2, "overdub"), (0, BOTH)]),
        ("record_or_overdub_excl_prev", ({}, OVERDUBS, {}), [(1, "overdub"), (0, BOTH)]),
        ("record_or_overdub_solo", (OVERDUBS, SOLO, {}), [(0, BOTH)]),
        ("record_or_overdub_solo_next", ({}, OVERDUBS, MUTED), [(1, "overdub"), (2, BOTH), (2, ALONE)]),
        ("record_or_overdub_solo_trig", (MUTED, {}, {}), [(0, AGAIN), (0, BOTH), (0, ALONE)]),
        ("record_overdub_end_solo", ({}, {}, {}), [(0, REC), (0, ALONE)]),
        ("record_overdub_end_solo", (RECORDS, {}, {}), [(0, "overdub")]),  # straight on
        ("record_overdub_end_solo_trig", (MUTED, {}, {}), [(0, AGAIN), (0, "overdub"), (0, ALONE)]),
        ("solo_next", (SOLO, PLAYS, PLAYS), [(0, ALONE), (2, ALONE)]),
        ("solo_prev", (SOLO, PLAYS, PLAYS), []),
    ],
)
def test_commands_that_are_several_at_once(
    command: str,
    stand: Sequence[dict[str, Any]],
    presses: list[tuple[int, str]],
    client: Client,
    desk: RecordingDesk,
) -> None:
    client.send("/set", "selected_loop_num", 1.0)
    client.ask("/ping")
    loops = tuple(LoopStatus(**loop) for loop in stand)
    desk.now = replace(desk.now, selected=1, loops=loops + desk.now.loops[len(loops) :])
    client.send("/sl/0/hit", command)
    client.ask("/ping")
    assert desk.commands() == [f"loop_{loop}_{pedal}" for loop, pedal in presses]
    expected = {"_next": 2, "_prev": 0}.get(command[-5:], 1)
    assert desk.panel()["select"] == expected
    if expected == 1 and command in MOVES:
        assert "is for one loop" in str(client.ask("/sl/-1/hit", command)[1][1])


@pytest.mark.parametrize(
    "state, muted, number",
    [
        ("empty", 0, 0),
        ("waiting", 0, 1),
        ("recording", 0, 2),
        ("closing", 0, 3),
        ("playing", 0, 4),
        ("overdubbing", 0, 5),
        ("playing", 1, 10),
        ("recording", 1, 2),
        ("empty", 1, 20),
        ("multiplying", 0, 6),
        ("inserting", 0, 7),
        ("replacing", 0, 8),
        ("substituting", 0, 13),
        ("paused", 0, 14),
    ],
)
def test_states_have_sooperloopers_numbers(
    state: str, muted: int, number: int, client: Client, desk: RecordingDesk
) -> None:
    desk.now = with_loop(state=state, muted=bool(muted))
    assert client.ask("/sl/0/get", "state", url(client), "/x") == ("/x", [0, "state", float(number)])


@pytest.mark.parametrize(
    "control, value, knob, expected, back",
    [
        ("wet", 0.5, "loop_0_level", -6.02, 0.5),
        ("wet", 0.0, "loop_0_level", -60.0, 0.0),
        ("feedback", 0.25, "loop_0_feedback", 25.0, 0.25),
        ("pan_1", 0.25, "loop_0_pan", -0.5, 0.25),
        ("rate", 0.5, "loop_0_rate", 0.5, 0.5),
        ("stretch_ratio", 2.0, "loop_0_stretch", 2.0, 2.0),
        ("pitch_shift", -7.0, "loop_0_pitch", -7.0, -7.0),
        ("relative_sync", 1.0, "loop_0_relative_sync", 1.0, 1.0),
        ("round", 1.0, "loop_0_round", 1.0, 1.0),
        ("tempo_stretch", 1.0, "loop_0_tempo_sync", 1.0, 1.0),
        ("mute_quantized", 1.0, "mute_quantized", 1.0, 1.0),
        ("dry", 1.0, "dry", 0.0, 1.0),
        ("quantize", 2.0, "quantize", 3.0, 2.0),
        ("quantize", 1.0, "quantize", 2.0, 1.0),
        ("quantize", 3.0, "quantize", 4.0, 3.0),
        ("quantize", 0.0, "quantize", 0.0, 0.0),
        ("sync", 0.0, "quantize", 0.0, 0.0),
        ("sync", 1.0, "quantize", 1.0, 1.0),
    ],
)
def test_controls_of_a_loop(
    control: str, value: float, knob: str, expected: float, back: float, client: Client, desk: RecordingDesk
) -> None:
    client.send("/sl/0/set", control, value)
    client.send("/sl/0/set", "dry" if control != "dry" else "wet", 0.25)
    address, words = client.ask("/sl/-3/get", control, url(client), "/x")
    assert (address, words[:2]) == ("/x", [-3, control])
    assert words[2] == pytest.approx(back, abs=0.001)
    assert desk.panel()[knob] == pytest.approx(expected, abs=0.01)


def test_controls_of_everything(client: Client, desk: RecordingDesk) -> None:
    client.send("/set", "tempo", 97.0)
    client.send("/set", "eighth_per_cycle", 6.0)
    client.send("/set", "tap_tempo", 1.0)
    client.send("/set", "selected_loop_num", 0.0)
    client.send("/set", "selected_loop_num", -1.0)
    client.send("/set", "select_next_loop", 1.0)
    assert client.ask("/get", "eighth_per_cycle", url(client), "/g") == ("/g", [-2, "eighth_per_cycle", 6.0])
    assert (desk.panel()["tempo"], desk.panel()["beats"]) == (97.0, 3.0)
    assert desk.commands() == ["tap"]
    assert client.ask("/get", "sync_source", url(client), "/g") == ("/g", [-2, "sync_source", -3.0])
    assert client.ask("/get", "tempo", url(client), "/g") == ("/g", [-2, "tempo", 120.0])


@pytest.mark.parametrize(
    "address, arguments, sentence",
    [
        ("/sl/0/hit", ["scratch"], "this looper cannot scratch; it can record, overdub, replace"),
        ("/sl/0/hit", ["jump"], "there is no command 'jump'"),
        ("/sl/0/up", ["jump"], "there is no command 'jump'"),
        ("/sl/0/hit", [], "takes a command"),
        ("/sl/0/hit", [3], "takes a command"),
        ("/sl/0/set", ["use_rate", 1.0], "use_rate is always 0 here"),
        ("/sl/0/set", ["rate_output", 2.0], "rate_output cannot be set to 2"),
        ("/sl/0/set", ["scratch_pos", 0.5], "scratch_pos is always 0 here"),
        ("/sl/0/set", ["scratch", 0.5], "there is no control 'scratch' here"),
        ("/sl/0/set", ["loop_len", 0.5], "loop_len cannot be set to 0.5"),
        ("/sl/0/set", ["quantize", 7.0], "quantize cannot be set to 7"),
        ("/sl/0/set", ["wet"], "takes a control and a number"),
        ("/sl/0/set", ["wet", float("nan")], "nan is not a value"),
        ("/sl/0/get", ["wet"], "takes a control, a url and a path"),
        ("/sl/0/get", ["wet", "osc.udp://localhost:9/", "x"], "'x' is not a path"),
        ("/sl/0/get", ["wet", "nowhere", "/x"], "is not an address for answers"),
        ("/sl/0/get", ["spare_time", "osc.udp://localhost:9/", "/x"], "no control 'spare_time'"),
        ("/sl/0/register_auto_update", ["spare_time", 100, "localhost:9", "/x"], "no control 'spare_time'"),
        ("/sl/0/register_update", ["wet", 1], "takes a control, a url and a path"),
        ("/sl/0/load_loop", ["a.wav", "nowhere", "/x"], "is not an address for answers"),
        ("/sl/8/hit", ["record"], "there is no such address"),
        ("/loop_add", [2, 30.0], "there are 8 loops, and no more"),
        ("/loop_del", [-1], "no less"),
        ("/quit", [], "press q there"),
        ("/save_session", ["x"], "keep all loops with  /session/save NAME"),
        ("/load_session", ["x"], "load one with  /session/load NAME"),
        ("/sl/0/load_loop", ["a.wav"], "load a sound file with  /loop/0/load FILE, keep all loops with  /session/save"),
        ("/learn_midi_binding", ["0 cc 7", "", "localhost:9", "/x"], "MIDI is not bound"),
        ("/set", ["sync_source", 1.0], "sync_source is always -3 here"),
        ("/get", ["rate", "localhost:9", "/x"], "no control 'rate'"),
        ("/register", ["localhost:9"], "takes a url and a path"),
    ],
)
def test_what_this_looper_cannot_do_is_said(
    address: str, arguments: list[object], sentence: str, client: Client, desk: RecordingDesk
) -> None:
    heard, words = client.ask(address, *arguments)
    assert heard == "/error" and words[0] == address
    assert sentence in str(words[1])
    assert desk.done == []


def test_what_stands_still_may_be_set_to_what_it_is(client: Client, desk: RecordingDesk) -> None:
    client.send("/sl/0/set", "use_rate", 0.0)
    client.send("/set", "sync_source", -3.0)
    assert client.ask("/ping")[0] == "/pong"
    assert desk.done == []


def test_a_file_that_cannot_be_loaded_is_said_where_it_was_asked_for(client: Client, ear: Client) -> None:
    client.send("/sl/0/save_loop", "a.wav", "float", "little", url(ear), "/failed")
    address, words = ear.hear()
    assert address == "/failed" and "keep all loops with  /session/save NAME" in str(words[1])
    assert str(words[0]).startswith("osc.udp://127.0.0.1:") and client.hear()[0] == "/error"


def test_a_file_is_loaded_and_what_goes_wrong_is_said_where_that_was_asked_for(desk: RecordingDesk) -> None:
    loaded: list[tuple[int, str]] = []

    def load(number: int, words: Sequence[Any]) -> None:
        if words[0] == "gone.wav":
            raise UsageError("there is no file 'gone.wav'")
        loaded.append((number, words[0]))

    more: dict[str, Guest] = {f"/loop/{n}/load": partial(load, n) for n in range(8)}
    with served(desk, more=more) as server, Client(server) as client, Client(server) as ear:
        for loop, name in ((4, "drums.wav"), (-3, "bass.wav"), (2, "gone.wav")):
            client.send(f"/sl/{loop}/load_loop", name, url(ear), "/failed")
        assert ear.hear() == ("/failed", [f"osc.udp://127.0.0.1:{server.port}/", "there is no file 'gone.wav'"])
        assert client.hear()[0] == "/error" and loaded == [(4, "drums.wav"), (0, "bass.wav")]


def test_every_known_command_is_pedal_or_said(client: Client) -> None:
    for command in sooper.UNKNOWN_COMMANDS:
        assert f"cannot {command};" in str(client.ask("/sl/0/hit", command)[1][1])


def test_a_session_of_zynthian(client: Client, ear: Client, desk: RecordingDesk) -> None:
    """What its engine says at the start, its widget's polling, and what must come of it."""
    for control in ("loop_pos", "loop_len"):
        client.send("/sl/0/register_auto_update", control, 100, url(ear), "/sl/monitor")
    client.send("/sl/0/register_auto_update", "state", 100, url(ear), "/sl/state")
    for control in ("rate_output", "in_peak_meter"):
        client.send("/sl/-3/register_auto_update", control, 100, url(ear), "/sl/monitor")
    for control in ("wet", "dry", "quantize", "rate", "feedback", "round"):
        client.send("/sl/-3/register_auto_update", control, 100, url(ear), "/sl/control")
    for control in ("eighth_per_cycle", "sync_source", "selected_loop_num"):
        client.send("/register_auto_update", control, 100, url(ear), "/sl/control")
    client.send("/register", url(ear), "/sl/info")
    client.send("/ping", url(ear), "/sl/info")
    heard = ear.drain(0.5)
    assert len(heard) == 15 and ear.drain(0.3) == []  # once, and then only what changes
    assert ("/sl/state", [0, "state", 4.0]) in heard
    assert ("/sl/monitor", [0, "loop_len", 4.0]) in heard
    assert ("/sl/control", [-3, "wet", 1.0]) in heard
    assert ("/sl/control", [-2, "selected_loop_num", 0.0]) in heard

    desk.now = with_loop(state="overdubbing", length_s=4.0, position_s=1.5, passes=3, layers=2)
    assert sorted(ear.drain(0.4)) == [("/sl/monitor", [0, "loop_pos", 1.5]), ("/sl/state", [0, "state", 5.0])]
    client.send("/sl/0/unregister_auto_update", "loop_pos", url(ear), "/sl/monitor")
    client.ask("/ping")
    desk.now = with_loop(state="overdubbing", length_s=4.0, position_s=2.5, passes=3, layers=2)
    assert ear.drain(0.3) == []


def test_an_update_is_not_sent_to_whom_it_came_from(client: Client, ear: Client, desk: RecordingDesk) -> None:
    client.send("/sl/0/register_update", "wet", url(client), "/me")
    client.send("/sl/0/register_update", "wet", url(ear), "/you")
    assert client.hear() == ("/me", [0, "wet", 1.0])
    assert ear.drain(0.2) == [("/you", [0, "wet", 1.0])]
    ear.send("/sl/0/set", "wet", 0.5)  # registered by one port, turned from another one of the same program
    assert client.hear()[1][2] == pytest.approx(0.5)
    client.send("/sl/0/set", "wet", 0.25)
    assert client.drain(0.3) == []
    desk.turn(Control(KNOBS["loop_0_level"], -60.0))  # a MIDI knob
    assert client.hear() == ("/me", [0, "wet", 0.0])


def test_registrations_are_bounded(
    client: Client, ear: Client, server: OscServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sooper, "MOST_REGISTERED", 3)
    for i in range(50):
        client.send("/sl/0/register_auto_update", "wet", 10, url(ear), f"/path{i}")
    assert wait_for(lambda: server.counters.messages == 50)
    assert server._sooper.registered == 3
    ear.drain(0.2)
    monkeypatch.setattr(sooper, "LEASE_S", -1.0)
    client.send("/sl/0/register_auto_update", "wet", 10, url(ear), "/path49")
    client.ask("/ping")
    time.sleep(0.1)
    assert server._sooper.registered == 2  # its lease was over at once


def test_the_plain_port_understands_it_too(server: OscServer, desk: RecordingDesk) -> None:
    client = Client(server)
    client.send("/sl/0/hit", "record")
    assert client.ask("/sl/0/get", "state", url(client), "/x") == ("/x", [0, "state", 4.0])
    assert desk.commands() == ["loop_0_record"]
    client.socket.close()


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="needs oscsend and oscdump (liblo-tools)")
def test_liblos_tools_play_it(server: OscServer, desk: RecordingDesk, ear: Client) -> None:
    port = ear.port
    ear.socket.close()
    dump = subprocess.Popen(["oscdump", "-L", str(port)], stdout=subprocess.PIPE, text=True)
    try:
        time.sleep(0.3)

        def oscsend(*words: str) -> None:
            to = str(server.sooperlooper_port)
            subprocess.run(["oscsend", "osc.udp://127.0.0.1:" + to, *words], check=True, timeout=10)

        # As liblo's own url has it: the machine's name, which is not looked up here.
        mine = f"osc.udp://{socket.gethostname()}:{port}/"
        oscsend("/ping", "ss", mine, "/pingack")
        oscsend("/sl/-3/register_auto_update", "siss", "state", "100", mine, "/update")
        oscsend("/sl/0/hit", "s", "overdub")
        oscsend("/sl/0/set", "sf", "wet", "0.5")
        oscsend("/prompt/*/weight", "f", "0.5")
        oscsend("/loop/0/hit", "s", "undo")
        assert wait_for(lambda: desk.commands() == ["loop_0_overdub", "loop_0_undo"])
        assert wait_for(lambda: desk.panel()["prompt_8"] == 0.5)
        assert desk.panel()["loop_0_level"] == pytest.approx(-6.02, abs=0.01)
        assert server.counters.refused == server.counters.malformed == 0
        time.sleep(0.3)
    finally:
        dump.terminate()
        said = dump.communicate(timeout=10)[0]
    ack = f'/pingack ssi "osc.udp://127.0.0.1:{server.sooperlooper_port}/" "{sooper.VERSION}" 8'
    assert ack + "\n" in said
    assert '/update isf -3 "state" 4.000000' in said
