"""Who may speak to the instrument over the network, and where answers go."""

from __future__ import annotations

import time

import pytest
from osc_client import Client
from recording_desk import RecordingDesk, wait_for

from rtmusic.errors import DeviceError, UsageError
from rtmusic.osc import OscServer, write_packet
from rtmusic.oscaddresses import REPLIES
from rtmusic.oscgate import Budget, Gate, facing
from rtmusic.oscwire import RefusedError


@pytest.mark.parametrize("question", ["/ping", "/version", "/status", "/lock", "/subscriptions"])
def test_answers_go_where_they_are_wanted(question: str, client: Client, other: Client) -> None:
    client.send(question, f"osc.udp://localhost:{other.port}/")
    assert other.hear()[0] in REPLIES | {"/lock"}
    assert client.drain(0.1) == []


@pytest.mark.parametrize(
    "url, sentence",
    [
        ("osc.udp://8.8.8.8:9000/", "--osc-allow 8.8.8.8"),
        ("osc.udp://127.0.0.1/", "is not an address for answers"),
        ("osc.udp://127.0.0.1:0/", "0 is not a port"),
        ("osc.udp://127.0.0.1:99999/", "99999 is not a port"),
        ("osc.udp://127.0.0.1:000080123/", "000080123 is not a port"),
        ("osc.udp://127.0.0.1:x/", "is not an address for answers"),
        ("osc.udp://127.0.0.1:²/", "is not an address for answers"),
    ],
)
def test_answers_do_not_go_anywhere(url: str, sentence: str, client: Client) -> None:
    address, words = client.ask("/ping", url)
    assert address == "/error" and sentence in str(words[1])


def test_we_do_not_talk_to_ourselves(client: Client, server: OscServer) -> None:
    assert "own" in str(client.ask("/ping", f"osc.udp://127.0.0.1:{server.port}/")[1][1])
    assert "own" in str(client.ask("/subscribe", 10, server.port)[1][1])
    assert "own" in str(client.ask("/sl/0/get", "wet", f"osc.udp://127.0.0.1:{server.port}/", "/wet")[1][1])
    server._socket.sendto(write_packet("/wet", -10.0), ("127.0.0.1", server.port))
    assert wait_for(lambda: server.counters.strangers == 1)


def test_a_name_is_the_senders_own() -> None:
    gate = Gate()
    assert gate.target("osc.udp://studio-mac.local:9000/x", ("192.168.1.7", 5000), [1]) == ("192.168.1.7", 9000)
    assert gate.target("localhost:9998", ("192.168.1.7", 5000), [1]) == ("192.168.1.7", 9998)
    assert gate.target("osc.udp://127.0.1.1:9000/", ("127.0.0.1", 5000), [1]) == ("127.0.1.1", 9000)
    with pytest.raises(RefusedError, match=r"osc-allow 192\.168\.1\.8"):
        gate.target("osc.udp://192.168.1.8:9000/", ("192.168.1.7", 5000), [1])
    named = Gate(["192.168.1.8"])
    assert named.target("osc.udp://192.168.1.8:9000/", ("192.168.1.7", 5000), [1]) == ("192.168.1.8", 9000)
    with pytest.raises(RefusedError, match="is not an address for answers"):
        gate.target("osc.tcp://127.0.0.1:9000/", ("127.0.0.1", 5000), [1])


@pytest.mark.parametrize(
    "allow, host, expected",
    [
        ((), "127.0.0.1", True),
        ((), "192.168.178.20", True),
        ((), "10.1.2.3", True),
        ((), "172.31.0.1", True),
        ((), "172.32.0.1", False),
        ((), "8.8.8.8", False),
        (("192.168.1.0/24",), "192.168.1.20", True),
        (("192.168.1.0/24",), "192.168.2.20", False),
        (("192.168.1.0/24",), "127.0.0.1", True),
        (("192.168.1.7", "8.8.8.8"), "8.8.8.8", True),
        (("0.0.0.0/0",), "8.8.8.8", True),
    ],
)
def test_who_is_let_in(allow: tuple[str, ...], host: str, expected: bool) -> None:
    gate = Gate(allow)
    assert gate.lets_in(host) is expected
    assert gate.lets_in(host) is expected


def test_a_network_that_is_none_is_an_error_that_says_what_to_type(desk: RecordingDesk) -> None:
    with pytest.raises(UsageError, match=r"'stage' is not a network; write for example 192\.168\.1\.0/24"):
        OscServer(desk, port=0, allow=["stage"])


def test_strangers_are_counted_and_not_heard(desk: RecordingDesk) -> None:
    ours = facing("8.8.8.8")  # this machine's address in its network
    if ours.startswith("127."):
        pytest.skip("this machine has no network")
    for allow, heard in ((["203.0.113.0/24"], False), ([ours], True)):
        server = OscServer(desk, port=0, host="0.0.0.0", allow=allow)
        server.start()
        client = Client(server, host=ours)
        client.send("/record")
        assert wait_for(lambda s=server: s.counters.strangers + s.counters.messages == 1)  # type: ignore[misc]
        assert bool(desk.commands()) is heard
        client.socket.close()
        server.stop()


def test_a_second_port_that_is_taken_gives_the_first_back(server: OscServer, desk: RecordingDesk) -> None:
    with pytest.raises(DeviceError, match=rf"port {server.port} on 127.0.0.1 .*--sooperlooper"):
        OscServer(desk, port=0, sooperlooper=server.port)


def test_what_no_message_can_hold_ends_no_evening(client: Client, server: OscServer) -> None:
    for number in (2**40, 1e300):
        server._post.send(server.port, ("127.0.0.1", client.port), "/synced", number)
    server._post.send(server.port, ("127.0.0.1", 80_123), "/synced", 1)
    assert client.ask("/ping")[0] == "/pong"


def test_a_budget_is_so_much_a_second() -> None:
    budget = Budget(per_s=100, burst=5)
    assert [budget.takes() for _ in range(7)] == [True] * 5 + [False] * 2
    time.sleep(0.05)
    assert budget.takes(3)
