"""Meters, playhead, mask and lock over OSCQuery: told at once and on change, and looked at only for who listens."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from osc_client import Client
from query_client import ask, hear, joined, listen
from recording_desk import QUIET, RecordingDesk, wait_for

from rtmusic import oscquery
from rtmusic.knobs import KNOBS, Control
from rtmusic.osc import OscServer, write_packet
from rtmusic.oscquery import OscQuery, Place
from rtmusic.oscsubscribers import SHORTEST_UNSTEADY_S
from rtmusic.status import Status


def test_states_come_at_once_and_on_change_all_their_values_in_one_message(
    query: OscQuery, server: OscServer, desk: RecordingDesk
) -> None:
    with joined(query) as wire:
        listen(wire, "/meter/out", "/load", "/mask", "/loop/0/state", "/alive")
        heard = {str(message[0]): message[1:] for message in (hear(wire) for _ in range(5))}
        assert heard["/meter/out"] == [-6.0] and heard["/loop/0/state"] == ["playing"]
        assert heard["/load"] == pytest.approx([0.42, 0.03])
        assert heard["/mask"] == list(QUIET.mask) and heard["/alive"] == [1, 1]
        desk.now = replace(QUIET, output_db=-12.5, masks=((0.5, 1.0), *QUIET.masks[1:]), model_alive=False)
        heard = {str(message[0]): message[1:] for message in (hear(wire) for _ in range(3))}
        assert heard == {"/meter/out": [-12.5], "/mask": [0.5, 1.0], "/alive": [1, 0]}
        assert ask(query, "/alive?VALUE") == {"VALUE": [1, 0]}
        assert ask(query, "/mask?TYPE") == {"TYPE": "ff"}
        assert ask(query, "/meter/out") == {
            **{"FULL_PATH": "/meter/out", "TYPE": "f", "ACCESS": 1, "DESCRIPTION": "peak of what is played, dB"},
            **{"VALUE": [-12.5], "TAGS": ["state", "types f"]},
        }
        listen(wire, "/meter/out", command="IGNORE")
        listen(wire, "/ping", "/gen/temperature")  # a word, and the second name of a knob
        for address in ("/ping", "/gen/temperature"):
            assert hear(wire) == ["/error", address, "there is no value to listen to here"]
        desk.now = replace(QUIET, output_db=-3.0, masks=((0.5, 1.0), *QUIET.masks[1:]))
        assert hear(wire) == ["/alive", 1, 1]


def test_the_lock_is_one_for_osc_and_oscquery(desk: RecordingDesk, server: OscServer) -> None:
    query = OscQuery(desk, Place(server.port), locked=server.is_locked)
    query.start()
    player = Client(server)
    try:
        with joined(query) as one, joined(query) as other:
            for wire in (one, other):
                listen(wire, "/lock")
                assert hear(wire) == ["/lock", 0]
            player.send("/lock", 1)
            assert hear(one) == hear(other) == ["/lock", 1]
            assert ask(query, "/lock?VALUE") == {"VALUE": [1]}
            one.send(write_packet("/lock", 0))
            assert hear(other) == ["/lock", 0]
            one.send(write_packet("/ping"))
            assert hear(one)[0] == "/pong"  # its own word did not come back before
    finally:
        player.socket.close()
        query.stop()


class CountingDesk(RecordingDesk):
    """It counts how often its meters are looked at, and moves them every time."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def status(self) -> Status:
        self.looks += 1
        return replace(QUIET, output_db=float(-self.looks % 60), at_s=self.looks / 50.0)


def test_meters_are_looked_at_only_for_who_listens_and_at_a_bounded_rate() -> None:
    desk = CountingDesk()
    server = OscServer(desk, port=0)
    server.start()
    query = OscQuery(desk, Place(server.port))
    query.start()
    try:
        with joined(query, max_queue=None) as wire, joined(query) as knobs:  # one that takes all that comes
            listen(knobs, "/wet", "/tempo")
            assert {str(hear(knobs)[0]), str(hear(knobs)[0])} == {"/wet", "/tempo"}
            ask(query, "/wet")
            time.sleep(0.3)
            assert desk.looks == 0
            began = time.monotonic()
            listen(wire, "/meter/out", "/playhead")
            for _ in range(60):
                hear(wire)
            # Two messages for every look, and 20 ms between looks: 0.6 s; one for every 10 ms would be 0.3 s.
            assert time.monotonic() - began > 24 * SHORTEST_UNSTEADY_S
            # Questions and LISTEN in a flood find what is there.
            before, began = desk.looks, time.monotonic()
            for _ in range(2000):
                listen(wire, "/meter/in")
            assert wait_for(lambda: query.counters.messages >= 2000, 20)
            assert desk.looks - before <= (time.monotonic() - began) / oscquery.LATEST_S + 1
            listen(wire, "/meter/in", "/meter/out", "/playhead", command="IGNORE")
            assert wait_for(lambda: not any("/meter/out" in client.known for client in query._clients))
            time.sleep(0.05)
            before = desk.looks
            time.sleep(0.3)
            assert desk.looks == before
    finally:
        query.stop()
        server.stop()
    assert query.counters.failures == 0


def test_who_asks_takes_no_change_away_from_who_listens(
    desk: RecordingDesk, server: OscServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oscquery, "LOOK_S", 3600.0)  # nobody looks but who asks
    query = OscQuery(desk, Place(server.port))
    query.start()
    try:
        with joined(query) as wire:
            listen(wire, "/tempo", "/meter/out")
            assert {str(hear(wire)[0]), str(hear(wire)[0])} == {"/tempo", "/meter/out"}
            desk.turn(Control(KNOBS["tempo"], 99.0))
            assert ask(query, "/tempo?VALUE") == {"VALUE": [99.0]}
            assert hear(wire) == ["/tempo", 99.0]
            desk.now = replace(QUIET, output_db=-1.0)
            time.sleep(2 * oscquery.LATEST_S)
            assert ask(query, "/meter/in?VALUE") == {"VALUE": [-18.0]}
            assert hear(wire) == ["/meter/out", -1.0]
    finally:
        query.stop()


def test_a_look_that_goes_wrong_is_not_the_last_one(server: OscServer, desk: RecordingDesk) -> None:
    query = OscQuery(desk, Place(server.port))
    query.start()
    try:
        with joined(query) as wire:
            listen(wire, "/meter/out")
            assert hear(wire) == ["/meter/out", -6.0]
            desk.now = None  # type: ignore[assignment]
            assert wait_for(lambda: query.counters.failures >= 1)
            desk.now = replace(QUIET, output_db=-2.0)
            assert hear(wire) == ["/meter/out", -2.0]
    finally:
        query.stop()
