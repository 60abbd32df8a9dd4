"""OSC over real UDP sockets: every address, what is refused and how, bundles, floods, subscriptions, other clients."""

from __future__ import annotations

import math
import random
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from recording_desk import RecordingDesk, wait_for

from rtmusic import __version__, osc
from rtmusic.errors import DeviceError
from rtmusic.knobs import COMMANDS, KNOBS, PROMPTS, Control, Knob
from rtmusic.osc import OscServer, read_packet, value_address, write_packet


class Client:
    """One OSC program elsewhere: its own port, what it sends and what it hears."""

    def __init__(self, server: OscServer) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", server.port))
        self.socket.settimeout(3.0)
        self.port: int = self.socket.getsockname()[1]

    def send(self, address: str, *arguments: object, types: str | None = None) -> None:
        builder = OscMessageBuilder(address)
        for i, argument in enumerate(arguments):
            builder.add_arg(argument, types[i] if types else None)  # type: ignore[arg-type]
        self.socket.send(builder.build().dgram)

    def hear(self) -> tuple[str, list[object]]:
        message = OscMessage(self.socket.recv(65535))
        return message.address, list(message.params)

    def ask(self, address: str, *arguments: object) -> tuple[str, list[object]]:
        self.send(address, *arguments)
        return self.hear()

    def drain(self, seconds: float) -> list[tuple[str, list[object]]]:
        """All that is heard within this time."""
        heard = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                heard.append(self.hear())
            except TimeoutError:
                break
        self.socket.settimeout(3.0)
        return heard


@pytest.fixture
def desk() -> RecordingDesk:
    return RecordingDesk()


@pytest.fixture
def server(desk: RecordingDesk) -> Iterator[OscServer]:
    server = OscServer(desk, port=0)
    server.start()
    yield server
    server.stop()
    assert server.counters.failures == 0


@pytest.fixture
def client(server: OscServer) -> Iterator[Client]:
    client = Client(server)
    yield client
    client.socket.close()


def middle(knob: Knob) -> float:
    """A value of this knob that is not its default, as a 32-bit float carries it."""
    value = knob.from_unit(0.7)
    if value == knob.default:
        value = knob.from_unit(0.2)
    return float(struct.unpack(">f", struct.pack(">f", value))[0])


@pytest.mark.parametrize("knob", KNOBS.values(), ids=lambda knob: knob.name)
def test_every_knob_is_set_and_read_at_its_address(knob: Knob, client: Client, desk: RecordingDesk) -> None:
    value = middle(knob)
    client.send(knob.address, value)
    # Both spellings of a prompt's weight must lead to the same knob.
    assert client.ask(value_address(knob)) == (value_address(knob), [value])
    assert desk.done == [("turn", knob.name, value)]
    assert client.ask("/get", value_address(knob)) == (value_address(knob), [value])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_pressed_at_its_address_and_its_release_does_nothing(
    name: str, client: Client, desk: RecordingDesk
) -> None:
    for press in ([], [1.0], [1], [True], ["1"]):
        client.send(f"/{name}", *press)
    for release in ([0.0], [0], [False], ["0"]):
        client.send(f"/{name}", *release)
    client.ask("/ping")
    # A release that counts would close a loop the moment the foot leaves the pedal.
    assert desk.commands() == [name] * 5


def test_ping_says_version_and_knobs(client: Client) -> None:
    assert client.ask("/ping") == ("/pong", [__version__, len(KNOBS)])


def test_status_is_flat_pairs_of_known_types(client: Client, desk: RecordingDesk) -> None:
    address, words = client.ask("/status")
    assert address == "/status.reply"
    fields = dict(zip(words[::2], words[1::2], strict=True))
    assert fields["loop_state"] == "playing"
    assert fields["model_alive"] == 1
    assert fields["late_rounds"] == 1
    assert fields["latency_codec_ms"] == 10.0
    assert fields["round_ms"] == desk.now.round_ms
    # Pure Data knows i, f and s only: a T here and the whole message is lost there.
    assert {type(word) for word in words} == {int, float, str}


@pytest.mark.parametrize(
    "argument, types",
    [(1, "i"), (1.0, "f"), (1.0, "d"), (1, "h"), (True, "T"), ("1", "s"), (" 1.0 ", "s")],
)
def test_a_number_may_come_as_any_type(argument: object, types: str, client: Client, desk: RecordingDesk) -> None:
    client.send("/guidance", argument, types=types)
    assert client.ask("/guidance") == ("/guidance", [1.0])
    assert desk.done == [("turn", "guidance", 1.0)]


def test_choices_and_switches_are_set_by_name(client: Client, desk: RecordingDesk) -> None:
    client.send("/mode", "Stream")
    client.send("/freeze", "on")
    assert client.ask("/mode") == ("/mode", [1.0])
    assert desk.done == [("turn", "mode", 1.0), ("turn", "freeze", 1.0)]


@pytest.mark.parametrize(
    "address, arguments, sentence",
    [
        ("/volume", [1.0], "no such address"),
        ("/Temperature", [1.0], "no such address"),
        ("/temperature", ["loud"], "'loud' is not a value"),
        ("/temperature", [math.nan], "not a value"),
        ("/temperature", [math.inf], "not a value"),
        ("/temperature", ["nan"], "not a value"),
        ("/temperature", [0.5, 0.6], "takes one value"),
        ("/mode", ["jazz"], "give loop, stream, follow, codec"),
        ("/record", ["now"], "a press is 1"),
        ("/record", [1, 1], "at most one"),
        ("/prompt/1", ["rain", 1.0, 2.0], "a text and a weight"),
        ("/prompt/9", ["rain"], "no such address"),
        ("/get", [], "one address"),
        ("/get", ["/subscribe"], "has no value"),
        ("/get", ["/record"], "has no value"),
        ("/subscribe", ["often"], "milliseconds"),
        ("/subscribe", [50, 70000], "not a port"),
        ("/temp*", [1.0], "no such address"),
    ],
)
def test_what_is_wrong_is_answered_and_changes_nothing(
    address: str, arguments: list[object], sentence: str, client: Client, desk: RecordingDesk
) -> None:
    heard, words = client.ask(address, *arguments)
    assert heard == "/error"
    assert words[0] == address
    assert sentence in str(words[1])
    assert desk.done == []


def test_out_of_range_is_clamped_and_said(client: Client, desk: RecordingDesk) -> None:
    assert client.ask("/temperature", 7.0) == ("/error", ["/temperature", "7 is outside 0.05 to 2: set to 2"])
    assert desk.panel()["temperature"] == 2.0


@pytest.mark.parametrize("knob", KNOBS.values(), ids=lambda knob: knob.name)
def test_a_bound_that_travelled_as_a_float_is_inside(knob: Knob, client: Client) -> None:
    client.send(value_address(knob), knob.low)
    client.send(value_address(knob), knob.high)
    # 0.05 becomes 0.05000000075 on the way: an error here and a fader at its end stop complains all evening.
    assert client.ask(value_address(knob)) == (value_address(knob), [knob.high])


def test_prompts_are_typed_weighted_and_read(client: Client, desk: RecordingDesk) -> None:
    client.send("/prompt/2", "dusty electric piano", 0.5)
    client.send("/prompt/3", "Regen auf Blech, größer")
    client.send("/prompt/3", 0.25)
    assert client.ask("/prompt/2") == ("/prompt/2", ["dusty electric piano", 0.5])
    assert client.ask("/get", "prompt/3") == ("/prompt/3", ["Regen auf Blech, größer", 0.25])
    assert client.ask("/prompt/3/weight") == ("/prompt/3/weight", [0.25])
    assert [done for done in desk.done if done[0] == "prompt"] == [
        ("prompt", 2, "dusty electric piano"),
        ("prompt", 3, "Regen auf Blech, größer"),
    ]


def word(text: str) -> bytes:
    return text.encode() + b"\x00" * (4 - len(text) % 4)


MALFORMED = {
    "empty": b"",
    "one byte": b"/",
    "no end": b"/abc",
    "text": b"hello wo",
    "odd length": word("/temperature") + b",f\x00\x00" + b"\x00\x00",
    "truncated float": word("/temperature") + word(",f"),
    "half a float": word("/temperature") + word(",ff") + struct.pack(">f", 0.5),
    "extra bytes": word("/temperature") + word(",f") + struct.pack(">ff", 0.5, 0.5),
    "unknown type": word("/temperature") + word(",q") + struct.pack(">f", 0.5),
    "array": word("/temperature") + word(",[f]") + struct.pack(">f", 0.5),
    "blob": word("/prompt/1") + word(",b") + struct.pack(">i", -4),
    "no comma": word("/temperature") + word("f") + struct.pack(">f", 0.5),
    "string without end": word("/prompt/1") + word(",s") + b"rain",
    "dirty padding": b"/record\x00,\x00\x00\x01",
    "not utf-8": word("/prompt/1") + word(",s") + b"\xff\xfe\xfd\x00",
    "not ascii tags": word("/prompt/1") + b",\xff\x00\x00",
    "bundle without time": b"#bundle\x00",
    "bundle too long": b"#bundle\x00" + struct.pack(">QI", 1, 400) + b"/rec",
    "bundle of nothing": b"#bundle\x00" + struct.pack(">QI", 1, 0),
    "bundle of huge": b"#bundle\x00" + struct.pack(">QI", 1, 0xFFFFFFFC),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_packet_is_counted_answered_and_changes_nothing(
    name: str, client: Client, server: OscServer, desk: RecordingDesk
) -> None:
    client.socket.send(MALFORMED[name])
    heard, words = client.hear()
    assert heard == "/error"
    assert "not a whole OSC packet" in str(words[1])
    assert server.counters.malformed == 1
    # A truncated float that is read as 0.0 would silence a show.
    assert desk.done == []
    assert client.ask("/ping")[0] == "/pong"


def test_a_bundle_with_one_bad_part_is_refused_whole(client: Client, desk: RecordingDesk) -> None:
    good = write_packet("/record")
    bad = MALFORMED["truncated float"]
    parts = b"".join(struct.pack(">I", len(part)) + part for part in (good, bad))
    client.socket.send(b"#bundle\x00" + struct.pack(">Q", 1) + parts)
    assert client.hear()[0] == "/error"
    assert desk.done == []


def test_a_thousand_nested_bundles_are_refused(client: Client) -> None:
    packet = write_packet("/record")
    for _ in range(1000):
        packet = b"#bundle\x00" + struct.pack(">QI", 1, len(packet)) + packet
    client.socket.send(packet)
    assert "nested" in str(client.hear()[1][1])
    assert client.ask("/ping")[0] == "/pong"


def test_a_pattern_that_would_freeze_a_matcher_is_only_a_wrong_address(client: Client) -> None:
    start = time.monotonic()
    assert client.ask("/engine/param/" + "*" * 24 + "!/value", 1.0)[0] == "/error"
    # A regular expression made of this address backtracks for 11 s.
    assert time.monotonic() - start < 1.0


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(packet: bytes) -> None:
    try:
        messages = read_packet(packet)
    except ValueError:
        return
    assert all(message.address.startswith("/") for message in messages)


_ARGUMENTS = st.lists(
    st.integers(-(2**31), 2**31 - 1)
    | st.floats(width=32, allow_nan=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
)


@given(_ARGUMENTS)
def test_what_we_write_we_can_read(arguments: list[int | float | str]) -> None:
    (message,) = read_packet(write_packet("/a/b", *arguments))
    assert message.arguments == tuple(arguments)


@given(_ARGUMENTS.filter(len), st.data())
def test_no_part_of_a_packet_passes_for_a_packet(arguments: list[int | float | str], data: st.DataObject) -> None:
    packet = write_packet("/a/b", *arguments)
    cut = data.draw(st.integers(1, len(packet) - 1))
    # Only the address alone is whole; everything between it and the end must be noticed.
    if cut != len(word("/a/b")):
        with pytest.raises(ValueError):
            read_packet(packet[:cut])


def bundle(at: float, *messages: bytes) -> bytes:
    builder = OscBundleBuilder(at)  # type: ignore[arg-type]
    for message in messages:
        builder.add_content(OscMessage(message))
    return builder.build().dgram


def test_a_bundle_is_applied_in_order(client: Client, desk: RecordingDesk) -> None:
    turns = [write_packet("/rewrite", 10.0), write_packet("/record"), write_packet("/rewrite", 90.0)]
    client.socket.send(bundle(IMMEDIATELY, *turns))
    client.ask("/ping")
    client.ask("/rewrite")
    assert desk.done == [("turn", "rewrite", 10.0), ("command", "record", ""), ("turn", "rewrite", 90.0)]


def test_a_dated_bundle_waits_and_blocks_nobody(client: Client, desk: RecordingDesk, server: OscServer) -> None:
    start = time.time()
    client.socket.send(bundle(start + 0.6, write_packet("/record")))
    client.socket.send(bundle(start + 0.3, write_packet("/overdub")))
    client.send("/undo")
    assert client.ask("/ping")[0] == "/pong"
    assert time.time() - start < 0.25  # blocked, this would take 0.6 s
    assert desk.commands() == ["undo"]
    assert wait_for(lambda: len(desk.commands()) == 2)
    # Early would be as wrong as never; late by the 20 ms of one wait and a busy machine's whims.
    assert 0.3 <= time.time() - start < 0.55
    assert wait_for(lambda: desk.commands() == ["undo", "overdub", "record"])
    assert time.time() - start >= 0.6
    assert server.counters.late == 0


def test_a_bundle_for_tomorrow_is_applied_now_and_said(client: Client, desk: RecordingDesk) -> None:
    client.socket.send(bundle(time.time() + 86400, write_packet("/record")))
    heard, words = client.hear()
    assert heard == "/error"
    assert "ahead: applied at once" in str(words[1])
    assert desk.commands() == ["record"]


def test_a_late_bundle_is_applied_and_counted(client: Client, desk: RecordingDesk, server: OscServer) -> None:
    client.socket.send(bundle(time.time() - 1.0, write_packet("/record")))
    client.ask("/ping")
    assert desk.commands() == ["record"]
    assert server.counters.late == 1


def test_messages_that_wait_are_bounded(client: Client, desk: RecordingDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osc, "MOST_WAITING", 3)
    later = time.time() + 5.0
    client.socket.send(bundle(later, *[write_packet("/tap")] * 5))
    assert client.hear()[0] == "/error"
    assert client.hear()[0] == "/error"
    assert desk.commands() == ["tap"] * 2


def test_a_flood_ends_at_the_right_values_and_loses_no_pedal(
    client: Client, server: OscServer, desk: RecordingDesk
) -> None:
    names = ["temperature", "guidance", "rewrite"]
    last = {}
    dice = random.Random(1)
    packets = []
    for i in range(5000):
        name = names[i % 3]
        last[name] = KNOBS[name].clamp(struct.unpack(">f", struct.pack(">f", dice.uniform(0.1, 2.0)))[0])
        packets.append(write_packet(KNOBS[name].address, last[name]))
        if i % 500 == 0:
            packets.append(write_packet("/tap"))
    for packet in packets:  # as fast as this machine can
        client.socket.send(packet)
    assert wait_for(lambda: server.counters.messages == len(packets), 10.0)
    assert client.ask("/ping")[0] == "/pong"
    # With the usual receive buffer a quarter of these is lost.
    assert desk.commands() == ["tap"] * 10
    assert {name: desk.panel()[name] for name in names} == last


def test_a_flood_of_nonsense_is_not_answered_with_a_flood(client: Client, server: OscServer) -> None:
    for _ in range(2000):
        client.socket.send(b"nonsense")
    assert wait_for(lambda: server.counters.malformed == 2000)
    answers = client.drain(0.5)
    assert 0 < len(answers) <= 2 * osc.MOST_ERRORS_PER_S


def test_our_own_words_are_not_answered(client: Client) -> None:
    for address in ("/error", "/pong", "/status.reply"):
        client.send(address, "x", "y")
    # Two instruments that answer each other's errors would never stop.
    assert client.ask("/ping")[0] == "/pong"


def test_a_subscriber_knows_everything_at_once_and_then_only_what_others_do(
    client: Client, server: OscServer, desk: RecordingDesk
) -> None:
    desk.prompt(4, "rain")
    client.send("/subscribe", 10)
    first = client.drain(0.4)
    assert {address for address, _ in first} == {value_address(knob) for knob in KNOBS.values()} | {
        f"/prompt/{slot}" for slot in range(1, PROMPTS + 1)
    }
    assert ("/prompt/4", ["rain", 0.0]) in first
    assert len(first) == len(KNOBS) + PROMPTS

    client.send("/temperature", 0.5)
    client.send("/prompt/1", "wind")
    assert client.drain(0.2) == []  # an echo here makes a fader under the finger jump

    desk.turn(Control(KNOBS["temperature"], 0.75))  # a MIDI knob
    assert client.hear() == ("/temperature", [0.75])
    other = Client(server)
    other.send("/prompt/2/weight", 0.5)
    other.send("/prompt/2", "bells")
    assert sorted(client.drain(0.3)) == [("/prompt/2", ["bells", 0.5]), ("/prompt/2/weight", [0.5])]
    assert other.drain(0.1) == []  # never subscribed
    other.socket.close()

    client.send("/unsubscribe")
    client.ask("/ping")
    desk.turn(Control(KNOBS["temperature"], 1.0))
    assert client.drain(0.2) == []


def test_a_subscriber_whose_value_was_corrected_is_told(client: Client) -> None:
    client.send("/subscribe", 10)
    client.drain(0.3)
    client.send("/steps", 3.4)
    assert client.hear() == ("/steps", [3.0])
    client.send("/steps", 99.0)
    assert sorted(address for address, _ in client.drain(0.2)) == ["/error", "/steps"]


def test_a_subscriber_may_listen_on_another_port(client: Client, server: OscServer) -> None:
    ear = Client(server)
    client.send("/subscribe", 10, ear.port)
    assert len(ear.drain(0.4)) == len(KNOBS) + PROMPTS
    client.send("/ping")
    assert ear.hear()[0] == "/pong"
    ear.socket.close()


def test_a_silent_subscriber_is_forgotten_and_a_word_renews(
    client: Client, desk: RecordingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osc, "LEASE_S", 0.6)
    client.send("/subscribe", 10)
    client.drain(0.3)
    client.ask("/ping")
    client.drain(0.4)
    desk.turn(Control(KNOBS["guidance"], 3.0))
    assert client.hear() == ("/guidance", [3.0])
    client.drain(0.7)
    desk.turn(Control(KNOBS["guidance"], 2.0))
    # Clients that left without a word would be sent to for ever.
    assert client.drain(0.3) == []


def test_subscribers_are_bounded(server: OscServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osc, "MOST_SUBSCRIBERS", 2)
    clients = [Client(server) for _ in range(3)]
    for client in clients[:2]:
        client.send("/subscribe")
        client.hear()
    assert clients[2].ask("/subscribe") == ("/error", ["/subscribe", "there are 2 subscribers already"])
    for client in clients:
        client.socket.close()


def test_a_fault_of_ours_costs_one_message_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class BrokenDesk(RecordingDesk):
        def command(self, name: str) -> None:
            raise ZeroDivisionError("a fault")

    server = OscServer(BrokenDesk(), port=0)
    server.start()
    client = Client(server)
    assert client.ask("/record")[0] == "/error"
    assert client.ask("/ping")[0] == "/pong"
    assert server.counters.failures == 1
    assert "ZeroDivisionError: a fault" in caplog.text
    client.socket.close()
    server.stop()


def test_a_taken_port_is_an_error_that_says_what_to_type(server: OscServer, desk: RecordingDesk) -> None:
    with pytest.raises(DeviceError, match=rf"port {server.port} on 127.0.0.1 .*--osc-port.*--no-osc"):
        OscServer(desk, port=server.port)


def test_stop_gives_the_port_back(desk: RecordingDesk) -> None:
    for _ in range(3):
        server = OscServer(desk, port=0)
        server.start()
        server.stop()
        again = OscServer(desk, port=server.port)
        again.stop()


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="needs oscsend (liblo-tools)")
def test_liblo_is_understood(server: OscServer, desk: RecordingDesk) -> None:
    def oscsend(*words: str) -> None:
        subprocess.run(["oscsend", "127.0.0.1", str(server.port), *words], check=True, timeout=10)

    oscsend("/temperature", "f", "0.5")
    oscsend("/steps", "i", "3")
    oscsend("/guidance", "d", "2.5")
    oscsend("/freeze", "T")
    oscsend("/prompt/1", "sf", "dusty electric piano", "0.75")
    oscsend("/record")
    assert wait_for(lambda: desk.commands() == ["record"])
    assert server.counters.malformed == server.counters.refused == 0
    panel = desk.panel()
    assert [panel[name] for name in ("temperature", "steps", "guidance", "freeze", "prompt_1")] == [
        0.5,
        3,
        2.5,
        1,
        0.75,
    ]
    assert desk.prompts()[0] == "dusty electric piano"


PATCH = """#N canvas 0 0 600 400 10;
#X obj 10 10 loadbang;
#X obj 10 40 t b b b b;
#X msg 300 70 connect 127.0.0.1 {port};
#X obj 10 300 netsend -u -b;
#X msg 220 70 0.25;
#X obj 220 100 oscformat temperature;
#X obj 220 130 list prepend send;
#X obj 220 160 list trim;
#X obj 150 70 oscformat record;
#X obj 150 130 list prepend send;
#X obj 150 160 list trim;
#X msg 80 70 symbol guidance;
#X obj 80 100 oscformat -f s get;
#X obj 80 130 list prepend send;
#X obj 80 160 list trim;
#X obj 10 330 oscparse;
#X obj 10 360 list trim;
#X obj 10 390 print heard;
#X obj 400 70 delay 500;
#X msg 400 100 \\; pd quit;
#X connect 0 0 1 0;
#X connect 1 3 2 0;
#X connect 2 0 3 0;
#X connect 1 2 4 0;
#X connect 4 0 5 0;
#X connect 5 0 6 0;
#X connect 6 0 7 0;
#X connect 7 0 3 0;
#X connect 1 1 8 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 10 0 3 0;
#X connect 1 0 11 0;
#X connect 11 0 12 0;
#X connect 12 0 13 0;
#X connect 13 0 14 0;
#X connect 14 0 3 0;
#X connect 3 1 15 0;
#X connect 15 0 16 0;
#X connect 16 0 17 0;
#X connect 1 0 18 0;
#X connect 18 0 19 0;
"""


@pytest.mark.skipif(shutil.which("pd") is None, reason="needs Pure Data (puredata)")
def test_pure_data_plays_and_hears(server: OscServer, desk: RecordingDesk, tmp_path: Path) -> None:
    patch = tmp_path / "hands.pd"
    patch.write_text(PATCH.format(port=server.port))
    pd = subprocess.run(
        ["pd", "-nogui", "-noaudio", "-nomidi", "-nrt", "-stderr", "-open", str(patch)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ("turn", "temperature", 0.25) in desk.done
    assert desk.commands() == ["record"]
    # The answer goes to the port it was asked from, in types that Pd can read.
    assert "heard: guidance 1.5" in pd.stderr, pd.stderr


def test_osc_needs_no_sound_and_no_torch() -> None:
    code = "import sys, rtmusic.osc; print('torch' in sys.modules, 'sounddevice' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False False\n"
