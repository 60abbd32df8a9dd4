"""OSCQuery over real sockets: another process, a browser, and clients that mean harm."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from osc_client import Client
from query_client import ask, hear, joined, listen
from recording_desk import QUIET, RecordingDesk, wait_for
from websockets.exceptions import ConnectionClosed, InvalidStatus
from zeroconf import Zeroconf

from rtmusic import oscquery
from rtmusic.addresses import Node
from rtmusic.knobs import KNOBS, Control
from rtmusic.osc import OscServer, value_address, write_packet
from rtmusic.oscquery import OscQuery, Place

BROWSER = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
FOREIGNER = """
import json, sys
from pythonosc.osc_message import OscMessage
from websockets.sync.client import connect
with connect(f"ws://127.0.0.1:{sys.argv[1]}") as wire:
    for address in sys.argv[2:]:
        wire.send(json.dumps({"COMMAND": "LISTEN", "DATA": address}))
    for packet in wire:
        message = OscMessage(packet)
        print(json.dumps([message.address, *message.params]), flush=True)
"""
PAGE = """<!doctype html><title>page</title><script>
const seen = [];
const say = (...words) => seen.push(words.join(" "));
(async () => {
  const here = "127.0.0.1:@@";
  const host = await (await fetch(`http://${here}/?HOST_INFO`)).json();
  const tree = await (await fetch(`http://${here}/`)).json();
  say("name", host.NAME, "temperature", tree.CONTENTS.temperature.VALUE[0]);
  const wire = new WebSocket(`ws://${host.WS_IP}:${host.WS_PORT}`);
  wire.binaryType = "arraybuffer";
  wire.onopen = () => {
    for (const address of ["/tempo", "/meter/out"]) wire.send(JSON.stringify({COMMAND: "LISTEN", DATA: address}));
  };
  wire.onmessage = ({data}) => {
    const bytes = new Uint8Array(data), end = bytes.indexOf(0);
    const address = new TextDecoder().decode(bytes.slice(0, end));
    say("heard", address, new DataView(data).getFloat32(bytes.length - 4));
    fetch(`/heard?${encodeURIComponent(seen.join("|"))}`);
  };
})().catch(error => fetch(`/heard?${encodeURIComponent("error " + error)}`));
</script>"""


@pytest.fixture
def osc(server: OscServer) -> OscServer:
    return server


def turn(desk: RecordingDesk, name: str, value: float) -> None:
    desk.turn(Control(KNOBS[name], value))


def test_the_tree_one_node_one_attribute_and_the_errors(query: OscQuery, osc: OscServer, desk: RecordingDesk) -> None:
    turn(desk, "temperature", 0.75)
    root = ask(query, "/")
    assert root["CONTENTS"]["temperature"]["VALUE"] == [0.75]
    assert {value_address(k).split("/")[1] for k in KNOBS.values()} <= set(root["CONTENTS"])
    assert ask(query, "/temperature") == root["CONTENTS"]["temperature"]
    assert ask(query, "/temperature?RANGE") == {"RANGE": [{"MIN": 0.05, "MAX": 2}]}
    assert ask(query, "/prompt/2/weight?FULL_PATH") == {"FULL_PATH": "/prompt/2/weight"}
    assert ask(query, "/record?VALUE") == 204  # a pedal has no value
    assert ask(query, "/temperature?COLOUR") == 400
    assert ask(query, "/temperature?VALUE&RANGE") == 400
    assert ask(query, "/temperatur") == 404
    host = ask(query, "/?HOST_INFO")
    assert (host["NAME"], host["OSC_IP"], host["OSC_PORT"]) == ("rtmusic", "127.0.0.1", osc.port)
    assert (host["OSC_TRANSPORT"], host["WS_PORT"]) == ("UDP", query.port)
    wanted = "ACCESS VALUE RANGE DESCRIPTION UNIT CLIPMODE TAGS EXTENDED_TYPE LISTEN PATH_CHANGED"
    assert all(host["EXTENSIONS"][name] is True for name in wanted.split())


def test_another_process_hears_what_osc_turns_within_50_ms(query: OscQuery, osc: OscServer) -> None:
    words = [sys.executable, "-c", FOREIGNER, str(query.port), "/temperature", "/mode", "/prompt/1", "/seed"]
    player = Client(osc)
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as foreigner:
        assert foreigner.stdout is not None
        try:
            first = {json.dumps(json.loads(foreigner.stdout.readline())) for _ in range(4)}
            assert first == {
                '["/temperature", 1.100000023841858]',
                '["/mode", "loop"]',
                '["/prompt/1", ""]',
                '["/seed", 0]',
            }
            took = []
            for i in range(20):
                began = time.monotonic()
                player.send("/temperature", 0.5 + i / 64)
                assert json.loads(foreigner.stdout.readline()) == ["/temperature", 0.5 + i / 64]
                took.append(time.monotonic() - began)
            # A look every 10 ms; a lost wake-up would show as the 2 s after which a client is given up.
            assert sorted(took)[len(took) // 2] < 0.05
            player.send("/prompt/1", "rain")
            assert json.loads(foreigner.stdout.readline()) == ["/prompt/1", "rain"]
            player.send("/mode", "stream")
            assert json.loads(foreigner.stdout.readline()) == ["/mode", "stream"]
        finally:
            foreigner.kill()
            player.socket.close()


def test_what_a_client_says_is_not_told_to_it_but_to_the_others(query: OscQuery, desk: RecordingDesk) -> None:
    with joined(query) as one, joined(query) as other:
        for wire in (one, other):
            listen(wire, "/temperature", "/mode", "/steps", "/prompt/3/weight")
            assert {str(hear(wire)[0]) for _ in range(4)} == {"/temperature", "/mode", "/steps", "/prompt/3/weight"}
        for i in range(40):
            one.send(write_packet("/temperature", 0.25 + i / 64))
            time.sleep(0.002)
        assert wait_for(lambda: desk.panel()["temperature"] == 0.25 + 39 / 64)
        heard = hear(other)
        while heard != ["/temperature", 0.25 + 39 / 64]:
            heard = hear(other)
        one.send(write_packet("/mode", 1))
        one.send(write_packet("/prompt/3", 0.5))  # the other spelling of its weight
        assert [hear(other), hear(other)] == [["/mode", "stream"], ["/prompt/3/weight", 0.5]]
        one.send(write_packet("/steps", 3.7))  # becomes 4, which it did not say
        assert hear(one) == ["/steps", 4]
        assert hear(other) == ["/steps", 4]
        # What another says in between makes it news again.
        one.send(write_packet("/temperature", 1.5))
        assert hear(other) == ["/temperature", 1.5]
        other.send(write_packet("/temperature", 0.5))
        assert hear(one) == ["/temperature", 0.5]
        turn(desk, "temperature", 1.5)
        assert hear(one) == ["/temperature", 1.5]


def test_a_client_plays_through_its_websocket_and_hears_the_answers(query: OscQuery, desk: RecordingDesk) -> None:
    with joined(query) as wire:
        wire.send(write_packet("/record"))
        wire.send(write_packet("/ping"))
        assert hear(wire)[0] == "/pong"
        assert desk.commands() == ["record"]
        wire.send(write_packet("/nothing", 1.0))
        assert hear(wire)[:2] == ["/error", "/nothing"]
        wire.send(b"\x01\x02\x03")
        assert hear(wire)[0] == "/error"


def test_ignore_ends_it_and_what_cannot_be_listened_to_is_told(query: OscQuery, desk: RecordingDesk) -> None:
    with joined(query) as wire:
        listen(wire, "/wet", "/dry")
        assert {str(hear(wire)[0]), str(hear(wire)[0])} == {"/wet", "/dry"}
        listen(wire, "/wet", command="IGNORE")
        listen(wire, "/record")
        assert hear(wire) == ["/error", "/record", "there is no value to listen to here"]
        turn(desk, "wet", -10.0)
        turn(desk, "dry", -20.0)
        assert hear(wire) == ["/dry", -20.0]
        for wrong in (
            "{",
            "[]",
            '{"COMMAND": "DANCE", "DATA": "/wet"}',
            '{"COMMAND": "LISTEN", "DATA": 5}',
            "[" * 9000,
        ):
            wire.send(wrong)
            assert "LISTEN" in str(hear(wire)[2])


def test_a_changed_node_is_told_to_everybody(desk: RecordingDesk, osc: OscServer) -> None:
    names = ["quiet"]
    query = OscQuery(desk, Place(osc.port), lambda: [Node("/scene", "s", 2, "recall it", {"VALS": names})])
    query.start()
    try:
        with joined(query) as wire:
            assert ask(query, "/scene?RANGE") == {"RANGE": [{"VALS": ["quiet"]}]}
            names.append("loud")
            query.changed("/scene")
            assert json.loads(wire.recv(2.0)) == {"COMMAND": "PATH_CHANGED", "DATA": "/scene"}
            assert ask(query, "/scene?RANGE") == {"RANGE": [{"VALS": ["quiet", "loud"]}]}
    finally:
        query.stop()


@pytest.mark.skipif(BROWSER is None, reason="needs a browser: sudo apt install chromium-headless-shell")
def test_a_page_in_a_browser_sees_a_value_that_osc_changes_and_a_meter(
    query: OscQuery, osc: OscServer, desk: RecordingDesk, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(PAGE.replace("@@", str(query.port)))
    heard: list[str] = []

    class Pages(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/heard?"):
                heard.append(urllib.parse.unquote(self.path.partition("?")[2]))
                self.send_response(204)
                self.end_headers()
                return
            super().do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    pages = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(tmp_path)))
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    browser = subprocess.Popen(
        [
            *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"),
            *(f"--user-data-dir={tmp_path / 'profile'}", f"http://127.0.0.1:{pages.server_port}/index.html"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it is several processes
    )
    player = Client(osc)
    try:
        assert wait_for(lambda: len(heard) >= 2, 60.0), "the page heard no first values"
        assert max(heard, key=len) == "name rtmusic temperature 1.1|heard /tempo 120|heard /meter/out -6"
        player.send("/tempo", 93.5)
        assert wait_for(lambda: len(heard) >= 3, 20.0), "the page did not hear the change"
        assert heard[2].endswith("heard /tempo 93.5")
        desk.now = replace(QUIET, output_db=-12.5)
        assert wait_for(lambda: len(heard) >= 4, 20.0), "the page did not hear the meter"
        assert heard[3].endswith("heard /meter/out -12.5")
    finally:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
        player.socket.close()
        pages.shutdown()
        pages.server_close()


def test_a_strangers_page_may_neither_play_nor_read(query: OscQuery) -> None:
    for origin in ("http://evil.example", "null", "http://192.168.7.7", "http://[bad", "http://127.0.0.1.evil.example"):
        with pytest.raises(InvalidStatus, match="403"), joined(query, origin=origin):
            pass
        with urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{query.port}/", headers={"Origin": origin}), timeout=5
        ) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] is None
    # A name that a stranger lets point here is not ours, even if it is also the one that we were called by.
    with pytest.raises(InvalidStatus, match="403"):
        joined(query, origin=f"http://evil.example:{query.port}", additional_headers={"Host": "evil.example"})
    for origin in ("http://localhost:8000", "http://127.0.0.1:8000", "file://"):
        with joined(query, origin=origin):
            pass


def test_who_may_not_use_osc_may_not_ask(desk: RecordingDesk, osc: OscServer) -> None:
    query = OscQuery(desk, Place(osc.port, allowed=lambda address: address != "127.0.0.1"))
    query.start()
    try:
        assert ask(query, "/") == 403
        with pytest.raises(InvalidStatus, match="403"), joined(query):
            pass
    finally:
        query.stop()


def test_a_taken_port_is_a_sentence(desk: RecordingDesk, osc: OscServer, query: OscQuery) -> None:
    second = OscQuery(desk, Place(osc.port, port=query.port))
    second.start()
    assert second.told.startswith(f"OSCQuery: port {query.port} on 127.0.0.1 cannot be opened (")
    assert second.told.endswith("the music goes on without it. Choose another one with --oscquery-port")
    second.stop()


def framed(address: str) -> bytes:
    """An order to listen as it goes over the wire, for who sends it without a library."""
    order = json.dumps({"COMMAND": "LISTEN", "DATA": address}).encode()
    return bytes([0x81, 0x80 | len(order), 0, 0, 0, 0]) + order


def rss_kb() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def test_hostile_requests_change_nothing_and_leave_nothing(query: OscQuery, desk: RecordingDesk) -> None:
    chance = random.Random(6)
    valid = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{query.port}\r\n"

    def shout(data: bytes) -> None:
        with socket.create_connection(("127.0.0.1", query.port), timeout=3) as wire:
            wire.settimeout(3)
            try:
                wire.sendall(data)
                wire.shutdown(socket.SHUT_WR)
                while wire.recv(65536):
                    pass
            except OSError:  # cut off, as it deserves
                pass

    def shouts() -> list[bytes]:
        said = []
        for _ in range(30):
            said.append(chance.randbytes(chance.randrange(1, 4000)))
            mutated = bytearray(f"{valid}\r\n".encode())
            for _ in range(3):
                mutated[chance.randrange(len(mutated))] = chance.randrange(256)
            said.append(bytes(mutated))
        said += [
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
            valid.encode() + b"X: y\r\n" * 5000 + b"\r\n",
            f"{valid}X: {'y' * 200_000}\r\n\r\n".encode(),
            b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 50_000,
            f"GET /{'%2e/' * 1500}?{'A' * 900} HTTP/1.1\r\n\r\n".encode(),
        ]
        return said

    def storm() -> None:
        with ThreadPoolExecutor(oscquery.MOST_CLIENTS // 2) as mouths:  # fewer than would be turned away
            list(mouths.map(shout, shouts()))
        before = query.counters.messages
        with joined(query, max_queue=None) as wire:  # answers that nobody takes would hold up the farewell
            for i in range(0, 2000, 50):  # many at once, as they come from another process
                both = [address for n in range(i, i + 50) for address in (f"/nothing/{n}", "/tempo")]
                wire.socket.sendall(b"".join(framed(address) for address in both))
            client = next(iter(query._clients))
            assert wait_for(lambda: query.counters.messages == before + 4000, 20)
            assert set(client.known) <= {"/tempo"}
        with joined(query) as wire, pytest.raises(ConnectionClosed):
            wire.send("x" * (oscquery.MOST_BYTES + 1))
            wire.recv(3)
        with joined(query, max_queue=None) as wire:
            for _ in range(300):
                wire.send(chance.randbytes(chance.randrange(1, 600)))

    storm()
    assert wait_for(lambda: not query._clients and query._open == 0, 15)
    threads, files, memory = threading.active_count(), len(os.listdir("/proc/self/fd")), rss_kb()
    storm()
    assert wait_for(lambda: not query._clients and query._open == 0, 15)
    assert threading.active_count() <= threads and len(os.listdir("/proc/self/fd")) <= files
    # A client that were kept would hold some 100 kB; 70 connections and 4300 messages leave nothing.
    assert rss_kb() - memory < 4000
    assert desk.done == []
    assert ask(query, "/tempo?VALUE") == {"VALUE": [120.0]}


def test_silent_connections_are_bounded_and_make_room_again(
    desk: RecordingDesk, osc: OscServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oscquery, "SILENT_S", 1.0)
    query = OscQuery(desk, Place(osc.port))
    query.start()
    wires = [socket.create_connection(("127.0.0.1", query.port)) for _ in range(2 * oscquery.MOST_CLIENTS)]
    try:
        assert wait_for(lambda: query.counters.dropped == oscquery.MOST_CLIENTS)
        assert wait_for(lambda: query._open == oscquery.MOST_CLIENTS)
        # Who says nothing for so long makes room for others.
        assert wait_for(lambda: query._open == 0, 10)
        assert ask(query, "/tempo?VALUE") == {"VALUE": [120.0]}
    finally:
        for wire in wires:
            wire.close()
        query.stop()
    assert query.counters.failures == 0


def test_a_client_that_does_not_read_is_dropped_and_nobody_waits(query: OscQuery, desk: RecordingDesk) -> None:
    with socket.socket() as lazy, joined(query) as quick:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect(("127.0.0.1", query.port))
        key = (
            "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {}\r\n{}\r\n"
        )
        lazy.sendall(key.format("AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13\r\n").encode())
        assert b"101" in lazy.recv(4096)
        lazy.sendall(framed("/prompt/1"))
        listen(quick, "/tempo")
        hear(quick)
        waits = []
        for i in range(600):
            desk.prompt(1, f"{i}" + "la" * 30_000)
            turn(desk, "tempo", 100.0 + i % 2)
            began = time.monotonic()
            assert hear(quick)[0] == "/tempo"
            waits.append(time.monotonic() - began)
            if query.counters.dropped:
                break
        else:
            assert wait_for(lambda: query.counters.dropped == 1, 6)
        assert query.counters.dropped == 1
        assert max(waits) < oscquery.SLOW_S


def test_zeroconf_announces_on_loopback_when_asked_and_takes_it_back(desk: RecordingDesk, osc: OscServer) -> None:
    query = OscQuery(desk, Place(osc.port, announce=True))
    query.start()
    look = (
        "import sys, time\nfrom zeroconf import Zeroconf, ServiceBrowser\n"
        "class Seen:\n"
        "  def add_service(self, z, t, n):\n"
        "    i = z.get_service_info(t, n); print(t, i.port, *i.parsed_addresses(), flush=True)\n"
        "  def remove_service(self, z, t, n): print('gone', t, flush=True)\n"
        "  def update_service(self, z, t, n): pass\n"
        "z = Zeroconf(interfaces=['127.0.0.1'])\n"
        "ServiceBrowser(z, ['_oscjson._tcp.local.', '_osc._udp.local.'], Seen())\n"
        "sys.stdin.read()\n"
    )
    words = [sys.executable, "-c", look]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as foreigner:
        assert foreigner.stdout is not None
        try:
            found = {foreigner.stdout.readline().strip() for _ in range(2)}
            assert found == {
                f"_oscjson._tcp.local. {query.port} 127.0.0.1",
                f"_osc._udp.local. {osc.port} 127.0.0.1",
            }
            query.stop()
            assert {foreigner.stdout.readline().strip() for _ in range(2)} == {
                "gone _oscjson._tcp.local.",
                "gone _osc._udp.local.",
            }
        finally:
            foreigner.kill()


def test_on_this_machine_only_nothing_is_announced(query: OscQuery) -> None:
    with Zeroconf(interfaces=["127.0.0.1"]) as ears:
        name = f"rtmusic {socket.gethostname().split('.')[0]}._oscjson._tcp.local."
        assert ears.get_service_info("_oscjson._tcp.local.", name, 1000) is None
