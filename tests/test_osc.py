"""OSC over real UDP sockets: every address, what is refused and how, and packets that are not whole."""

from __future__ import annotations

import math
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osc_client import Client
from recording_desk import RecordingDesk, wait_for

from rtmusic import __version__
from rtmusic.errors import DeviceError
from rtmusic.knobs import COMMANDS, KNOBS, LOOPS, Knob, loop_of
from rtmusic.osc import OscServer, read_packet, value_address, write_packet
from rtmusic.oscguests import scene_words
from rtmusic.oscwire import MOST_ARGUMENTS
from rtmusic.presets import PRESETS
from rtmusic.scenes import Scenes


def middle(knob: Knob) -> float:
    """A value of this knob that is not its default, as a 32-bit float carries it."""
    value = knob.from_unit(0.7)
    if value == knob.default:
        value = knob.from_unit(0.2)
    return float(struct.unpack(">f", struct.pack(">f", value))[0])


# What every loop has of its own is the same for all of them: one is tried.
KNOBS_OF_ONE = [knob for knob in KNOBS.values() if knob.loop in (None, 5)]
COMMANDS_OF_ONE = [name for name in COMMANDS if loop_of(name) in (None, 5)]


@pytest.mark.parametrize("knob", KNOBS_OF_ONE, ids=lambda knob: knob.name)
def test_every_knob_is_set_and_read_at_its_address(knob: Knob, client: Client, desk: RecordingDesk) -> None:
    value = middle(knob)
    client.send(knob.address, value)
    # Both spellings of a prompt's weight must lead to the same knob.
    assert client.ask(value_address(knob)) == (value_address(knob), [value])
    assert desk.done == [("turn", knob.name, value)]
    assert client.ask("/get", value_address(knob)) == (value_address(knob), [value])


@pytest.mark.parametrize("name", COMMANDS_OF_ONE)
def test_every_command_is_pressed_at_its_address_and_its_release_does_nothing(
    name: str, client: Client, desk: RecordingDesk
) -> None:
    for press in ([], [1.0], [1], [True], ["1"]):
        client.send(COMMANDS[name].address, *press)
    for release in ([0.0], [0], [False], ["0"]):
        client.send(COMMANDS[name].address, *release)
    client.ask("/ping")
    # A release that counts would close a loop the moment the foot leaves the pedal.
    assert desk.commands() == [name] * 5


def test_ping_says_version_and_knobs(client: Client) -> None:
    address, words = client.ask("/ping")
    assert (address, words[:2]) == ("/pong", [__version__, len(KNOBS)])


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
        ("/subscribe", ["often"], "'often' has no value"),
        ("/subscribe", [50, "often"], "milliseconds"),
        ("/subscribe", [50, 70000], "not a port"),
        ("/temprature", [1.0], "did you mean /temperature"),
        ("/temp*x", [1.0], "stands for nothing"),
        ("/recor*", [1.0], "and no pedals"),
        ("/[temperature", [1.0], "without its ]"),
        ("/{a,b", [1.0], "without its }"),
        ("/temper]", [1.0], "closes nothing"),
        ("/[z-a]", [1.0], "a range z-a that is none"),
        ("/" + "?" * 128, [1.0], "128 is all that is looked at"),
        ("/meter/in", [1.0], "not be set"),
        ("/lock", ["maybe"], "takes 1 to lock"),
        ("/loop/0/hit", ["jump"], "takes a pedal: record"),
        ("/loop/0/up", [], "takes a pedal: record"),
        ("/loop/8/hit", ["record"], "no such address"),
        ("/sync", [], "takes a number"),
        ("/unsubscribe", ["/meter/*"], "you have no subscription"),
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
    # The complaint may be on its way before the knob is turned; the next question is answered after it.
    assert client.ask("/temperature") == ("/temperature", [2.0])
    assert desk.panel()["temperature"] == 2.0


@pytest.mark.parametrize("knob", KNOBS_OF_ONE, ids=lambda knob: knob.name)
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
    assert client.ask("/sync", 7) == ("/synced", [7])
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


@settings(deadline=None)  # a busy machine is no fault
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
    | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20),
    max_size=MOST_ARGUMENTS,
)


@settings(deadline=None)  # a busy machine is no fault
@given(_ARGUMENTS)
def test_what_we_write_we_can_read(arguments: list[int | float | str]) -> None:
    (message,) = read_packet(write_packet("/a/b", *arguments))
    assert message.arguments == tuple(arguments)


@settings(deadline=None)  # a busy machine is no fault
@given(_ARGUMENTS.filter(len), st.data())
def test_no_part_of_a_packet_passes_for_a_packet(arguments: list[int | float | str], data: st.DataObject) -> None:
    packet = write_packet("/a/b", *arguments)
    cut = data.draw(st.integers(1, len(packet) - 1))
    # Only the address alone is whole; everything between it and the end must be noticed.
    if cut != len(word("/a/b")):
        with pytest.raises(ValueError):
            read_packet(packet[:cut])


def test_our_own_words_are_not_answered(client: Client) -> None:
    for address in ("/error", "/pong", "/status.reply"):
        client.send(address, "x", "y")
    # Two instruments that answer each other's errors would never stop.
    assert client.ask("/ping")[0] == "/pong"


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


def test_osc_needs_no_sound_and_no_torch() -> None:
    code = "import sys, rtmusic.osc; print('torch' in sys.modules, 'sounddevice' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False False\n"


def test_other_hands_have_addresses_too(desk: RecordingDesk, tmp_path: Path) -> None:
    scenes = Scenes(desk, tmp_path)
    server = OscServer(desk, port=0, more=scene_words(scenes))
    server.start()
    client = Client(server)
    try:
        client.send("/quantize", "off")
        client.send("/wet", -12.0)
        client.send("/scene/save", "verse")
        client.send("/wet", 0.0)
        assert client.ask("/scene/list") == ("/scene/list", ["verse", *PRESETS])
        assert client.ask("/scene") == ("/scene", ["verse"])
        client.send("/scene", "verse")
        assert wait_for(lambda: desk.panel()["wet"] == -12.0)
        assert client.ask("/scene", "chorus")[1][0] == "/scene"
        client.send("/wet", 0.0)
        client.send("/scene/morph", "verse", 0.5)
        assert wait_for(lambda: desk.panel()["wet"] == -12.0)
    finally:
        client.socket.close()
        server.stop()
        scenes.stop()
    assert server.counters.failures == 0


def test_a_pedal_that_is_held_is_let_go_for_all_loops_if_it_was_held_for_the_selected_one(
    client: Client, desk: RecordingDesk
) -> None:
    client.send("/loop/4/hold", "mute")
    client.send("/lock", 1)
    assert "locked" in str(client.ask("/loop/4/hold", "replace")[1][1])
    for loop in (4, -3):
        client.send(f"/loop/{loop}/release", "mute")
    client.send("/loop/4/release", "replace")  # what was begun before the lock may end
    assert "takes a pedal: record" in str(client.ask("/loop/4/hold", "undo")[1][1])
    assert desk.commands() == ["loop_4_mute:down", "loop_4_mute:up", "mute_loop:up", "loop_4_replace:up"]
    meant = desk.panel().meant("mute_loop:up")
    assert meant == tuple(f"loop_{loop}_mute:up" for loop in range(LOOPS))
