"""Packets from somebody who means harm: no fault, no growth, nothing done that the tables do not allow, nothing heard.

Far more of them by hand, at a desk and at a live engine, see osc_fuzz.py and osc_siege.py:

    python tests/osc_fuzz.py 1000000
    python tests/osc_fuzz.py 1000000 --engine
"""

from __future__ import annotations

import struct
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from osc_client import Client
from osc_fuzz import CheckingDesk, fuzz, step
from osc_siege import Sieve, siege
from recording_desk import wait_for

from rtmusic.osc import OscServer, write_packet
from rtmusic.oscaddresses import READERS
from rtmusic.oscwire import Sender


def test_thousands_of_mutants_do_no_harm() -> None:
    found = fuzz(6000, seed=1)
    assert found.failures == 0
    assert found.wrong == []
    assert found.effects > 100  # they do get through
    assert found.malformed > 1000 and found.refused > 500
    assert found.kb - found.kb_early < 20_000


def test_what_means_nothing_is_known_from_what_acts() -> None:
    sieve = Sieve()
    for nothing in (
        b"",
        b"/wet",
        b"/wet\0\0\0\0,f\0\0",
        write_packet("/wat", 1.0),
        write_packet("/wat*"),
        b"#bundle\0",
    ):
        assert sieve.means_nothing(nothing), nothing
    for address in ("/wet", "/prompt/1", "/record", "/panic", "/sl/0/hit", "/w*", "//dry", "/ping"):
        assert not sieve.means_nothing(write_packet(address, 1.0)), address


def test_a_flood_of_what_means_nothing_is_not_heard(tiny_bundle: Path) -> None:
    stood = siege(3.0, bundle=tiny_bundle, seed=1)
    assert stood.wrong_samples == 0 and stood.samples > 3 * 48_000, stood
    assert stood.changed == [] and stood.glitches == 0 and stood.failures == 0, stood
    assert stood.taken > 5000, stood  # measured: 80,000 to 228,000
    assert 2 * stood.pongs >= stood.pings > 2, stood  # what the kernel has no room for is lost
    assert stood.kb - stood.kb_early < 20_000, stood


_WORDS = st.sampled_from(
    ["wet", "record", "/wet", "/*", "osc.udp://127.0.0.1:9/", "state", "/x", "nan", "1e999", "[", ""]
)
_ARGUMENT = st.one_of(_WORDS, st.integers(-(2**31), 2**31 - 1), st.floats(width=32), st.text(max_size=8))
_ADDRESSES = [
    "/get",
    "/ping",
    "/sync",
    "/lock",
    "/subscribe",
    "/unsubscribe",
    "/set",
    "/sl/0/set",
    "/sl/0/get",
    "/sl/0/hit",
]
_ADDRESSES += [
    "/sl/-1/register_update",
    "/register_auto_update",
    "/loop/0/hit",
    "/prompt/1",
    "/panic",
    "/status",
    *READERS,
]


@settings(max_examples=400, deadline=None)  # a busy machine is no fault
@given(st.lists(st.tuples(st.sampled_from(_ADDRESSES), st.lists(_ARGUMENT, max_size=5)), min_size=1, max_size=6))
def test_no_words_in_any_order_are_a_fault(said: list[tuple[str, list[int | float | str]]]) -> None:
    desk = CheckingDesk()
    server = OscServer(desk, port=0)
    try:
        for address, arguments in said:
            clean = [a.replace("\x00", "") if isinstance(a, str) else a for a in arguments]
            try:
                packet = write_packet(address, *clean)
            except UnicodeEncodeError:
                continue
            step(server, packet, Sender(("127.0.0.1", 9), server.port))
        assert server.counters.failures == 0
        assert desk.wrong == []
    finally:
        server._post.close()


def test_the_largest_packets_are_over_soon() -> None:
    server = OscServer(CheckingDesk(), port=0)
    server.start()
    client = Client(server)
    try:
        for message in (
            write_packet("/temperature", 0.5),
            write_packet("/*"),
            write_packet("/nothing"),
            write_packet("/status"),
        ):
            part = struct.pack(">I", len(message)) + message
            client.socket.send(b"#bundle\x00" + struct.pack(">Q", 1) + part * ((65507 - 16) // len(part)))
            assert wait_for(lambda: synced(client), 20.0)
    finally:
        client.socket.close()
        server.stop()
    assert server.counters.failures == 0


def synced(client: Client) -> bool:
    """Whether the server says that it has done all before; what it says may be lost among a thousand answers."""
    client.send("/sync", 1)
    return ("/synced", [1]) in client.drain(0.5)


def test_more_arguments_and_longer_texts_than_anybody_needs_are_refused() -> None:
    server = OscServer(CheckingDesk(), port=0)
    server.start()
    client = Client(server)
    for address, arguments, sentence in (
        ("/prompt/1", ["x" * 1025], "a string has more than 1024 bytes"),
        ("/" + "x" * 255, [], "a string has more than 255 bytes"),
        ("/wet", [1] * 33, "a string has more than 33 bytes"),
    ):
        heard, words = client.ask(address, *arguments)
        assert heard == "/error" and sentence in str(words[1])
    client.socket.close()
    server.stop()
