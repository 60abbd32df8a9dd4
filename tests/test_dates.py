"""What is dated ahead: levels to the sample, pedals at theirs, from a bundle over UDP to the sound that is recorded."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from evenings import assert_played_again, await_so, evening
from osc_client import Client, bundle
from recording_desk import RecordingDesk, wait_for

from rtmusic.notes import Note
from rtmusic.osc import OscServer, write_packet
from rtmusic.oscdates import AHEAD_S, Dates
from rtmusic.oscwire import Message, Sender
from rtmusic.setbook import read_set
from rtmusic.shared import SAMPLE_RATE

SENDER = Sender(("127.0.0.1", 9), 1)


def test_levels_are_told_ahead_and_all_else_in_order_when_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(time, "time", lambda: clock[0] + 1e9)
    dates = Dates()
    due = dates.now() + 0.5
    said = [Message("/record", (), due), Message("/gain", (-6.0,), due), Message("/rewrite", (50.0,), due)]
    for message in said:
        assert dates.refusal(message, dates.now()) is None
        dates.put(message, SENDER)
    monkeypatch.setattr(time, "time", lambda: 5.0)  # somebody sets the clock: what waits does not care
    assert list(dates.take()) == [] and dates.left_s() == pytest.approx(0.5 - AHEAD_S)
    clock[0] += 0.5 - AHEAD_S + 1e-6
    assert [message.address for message, _ in dates.take()] == ["/gain"]
    assert dates.moment(said[1]) == pytest.approx(1000.5)
    clock[0] += AHEAD_S
    assert [message.address for message, _ in dates.take()] == ["/record", "/rewrite"]
    assert len(dates) == 0 and dates.now() == pytest.approx(5.0)


def test_a_bundle_over_udp_reaches_the_desk_with_its_moment(
    client: Client, desk: RecordingDesk, server: OscServer
) -> None:
    said = [write_packet("/temperature", 0.5), write_packet("/mute", 1), write_packet("/record")]
    before, due, after = time.monotonic() + 0.3, time.time() + 0.3, time.monotonic() + 0.3
    client.socket.send(bundle(due, *said))
    assert wait_for(lambda: desk.commands() == ["record"])
    assert [name for name, _ in desk.dated] == ["mute", "temperature", "record"]
    moment = desk.dated[0][1]
    assert before - 0.001 < moment < after + 0.001 and [at for _, at in desk.dated] == [moment] * 3
    client.send("/wet", -3.0)
    assert wait_for(lambda: desk.panel()["wet"] == -3.0)
    assert len(desk.dated) == 3  # what is not dated is now
    assert client.ask("/gain")[1] == [0.0]


def test_dated_bundles_are_heard_on_their_samples_and_played_again_bit_for_bit(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    folder, recording = tmp_path / "set", tmp_path / "evening.wav"
    engine = evening(tiny_bundle, folder, "mode=loop", "dry=0", "wet=-60", "quantize=off", record=recording)
    engine.start()
    server = OscServer(engine, port=0)
    server.start()
    client = Client(server)
    apart_s = [0.0, 0.0501, 0.1, 0.1234567, 0.3, 0.6009, 0.75]
    try:
        await_so(lambda: engine.status().rounds > 3)
        start, due_s = time.time() + 0.5, time.monotonic() + 0.5
        for i, later in enumerate(apart_s):
            said = [write_packet("/gain", -6.0 * (1 - i % 2)), *([write_packet("/record")] if i in (0, 5) else ())]
            client.socket.send(bundle(start + later, *said))
        first = engine._sample_at(due_s)
        expected = [first + round(later * SAMPLE_RATE) for later in apart_s]
        await_so(lambda: engine.status().loop.layers == 1 and engine.at_s * SAMPLE_RATE > expected[-1] + 9600)
        length_s = engine.status().loop.length_s
    finally:
        client.socket.close()
        server.stop()
        engine.stop()
    notes = read_set(folder).notes
    levels = notes[(notes[:, 0] == 1) & (notes[:, 1] == Note.LEVELS), 2]
    asked = levels[levels > first - SAMPLE_RATE // 10]
    # Never early; late where this process was kept from running for longer than levels are told ahead. By chance one in
    # a hundred would be right: a block here has 512 samples.
    off = asked - expected
    assert off.min() >= -4 and np.count_nonzero(off <= 4) >= 3
    assert length_s * SAMPLE_RATE == pytest.approx(expected[5] - expected[0], abs=5)
    assert_played_again(folder, recording)
