"""Max, Live and Open Stage Control are not here: their files are checked by structure, address and bound."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pd_hand import PATCHES
from recording_desk import RecordingDesk, wait_for

from patches.build.live import BANKS
from patches.build.max_parts import parameter
from patches.build.pages import with_table
from patches.build.table import ADDRESSES, COMMANDS, KNOBS, MESSAGES, VALUES, value_address
from rtmusic.osc import OscServer, read_packet, write_packet
from rtmusic.oscaddresses import REPLIES

MAX = PATCHES / "max" / "rtmusic"
AMXD = PATCHES / "ableton" / "rtmusic.amxd"
PATCHERS = sorted(MAX.glob("*/*.max*"))
Json = dict[str, Any]


def patcher_of(path: Path) -> Json:
    """A Max patcher's JSON; a device's begins after its head."""
    text = path.read_bytes()
    body: Json = json.loads(text[32:-1] if path == AMXD else text)
    return body["patcher"]  # type: ignore[no-any-return]


def boxes_of(patcher: Json) -> Iterator[Json]:
    """Every box, those of subpatches too."""
    for entry in patcher["boxes"]:
        box = entry["box"]
        yield box
        if "patcher" in box:
            yield from boxes_of(box["patcher"])


def patchers_in(patcher: Json) -> Iterator[Json]:
    yield patcher
    for entry in patcher["boxes"]:
        if "patcher" in entry["box"]:
            yield from patchers_in(entry["box"]["patcher"])


@pytest.mark.parametrize("path", [*PATCHERS, AMXD], ids=lambda path: path.name)
def test_every_line_joins_an_outlet_to_an_inlet(path: Path) -> None:
    for patcher in patchers_in(patcher_of(path)):
        boxes = {entry["box"]["id"]: entry["box"] for entry in patcher["boxes"]}
        assert len(boxes) == len(patcher["boxes"])
        for entry in patcher["lines"]:
            (source, outlet), (target, inlet) = entry["patchline"]["source"], entry["patchline"]["destination"]
            assert outlet < boxes[source]["numoutlets"], (boxes[source], outlet)
            assert inlet < boxes[target]["numinlets"], (boxes[target], inlet)
        for box in boxes.values():
            assert len(box.get("outlettype", [])) == box["numoutlets"] and len(box["patching_rect"]) == 4


@pytest.mark.parametrize("path", [*PATCHERS, AMXD], ids=lambda path: path.name)
def test_what_is_seen_lies_inside_and_covers_nothing_else(path: Path) -> None:
    patcher = patcher_of(path)
    wide, high = patcher["rect"][2:]
    seen = [b for b in boxes_of(patcher) if b.get("presentation") and not b.get("background")]
    for box in seen:
        x, y, w, h = box["presentation_rect"]
        assert x >= 0 and y >= 0 and x + w <= wide and y + h <= high, (box, wide, high)
    for one, other in combinations(seen, 2):
        (ax, ay, aw, ah), (bx, by, bw, bh) = one["presentation_rect"], other["presentation_rect"]
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay, (one, other)


def test_every_bpatcher_is_a_file_of_the_package_and_fits_its_hole() -> None:
    holes = [b for path in PATCHERS for b in boxes_of(patcher_of(path)) if b["maxclass"] == "bpatcher"]
    assert {hole["name"] for hole in holes} == {
        path.name for path in (MAX / "patchers").iterdir() if path.name not in ("rtmusic.maxpat", "rtmusic.wire.maxpat")
    }
    for hole in holes:
        assert patcher_of(MAX / "patchers" / hole["name"])["rect"][2:] == hole["presentation_rect"][2:], hole["name"]


def addresses_in(patcher: Json) -> set[str]:
    """Every word that begins like an address, wherever it stands in an object or a message."""
    words = [
        word for b in boxes_of(patcher) if b["maxclass"] in ("newobj", "message") for word in b.get("text", "").split()
    ]
    return {word for word in words if word.startswith("/")} - {"/"}


@pytest.mark.parametrize("path", [*PATCHERS, AMXD], ids=lambda path: path.name)
def test_every_address_is_in_the_table(path: Path) -> None:
    assert addresses_in(patcher_of(path)) <= ADDRESSES | REPLIES


def test_the_surface_has_every_knob_with_its_bounds_and_the_help_every_message() -> None:
    shown = {b["varname"]: b for path in PATCHERS for b in boxes_of(patcher_of(path)) if b.get("parameter_enable")}
    assert set(shown) == set(KNOBS) | set(COMMANDS)
    for name, knob in KNOBS.items():
        assert shown[name]["saved_attribute_attributes"] == parameter(knob)["saved_attribute_attributes"]
        value = shown[name]["saved_attribute_attributes"]["valueof"]
        bounds = (
            (0, len(value["parameter_enum"]) - 1)
            if value["parameter_type"] == 2
            else (value["parameter_mmin"], value["parameter_mmax"])
        )
        assert bounds == (knob.low, knob.high), name
    helped = patcher_of(MAX / "help" / "rtmusic.maxhelp")
    messages = {b["text"].split()[0] for b in boxes_of(helped) if b["maxclass"] == "message"}
    assert messages >= {value_address(k) for k in KNOBS.values()} | {c.address for c in COMMANDS.values()}
    assert messages >= {message.address for message in (*MESSAGES, *VALUES)}
    tabs = [b["patcher"] for b in boxes_of(helped) if "patcher" in b]
    assert tabs and all(tab["showontab"] == 1 for tab in tabs)


def test_nothing_covers_another_in_the_help() -> None:
    tabs = [b["patcher"] for b in boxes_of(patcher_of(MAX / "help" / "rtmusic.maxhelp")) if "patcher" in b]
    for tab in tabs:
        rects = [entry["box"]["patching_rect"] for entry in tab["boxes"]]
        for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(rects, 2):
            assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay, ((ax, ay), (bx, by))


def test_max_knows_every_object() -> None:
    """py2max holds Max's own list of objects and of their inlets and outlets."""
    py2max = pytest.importorskip("py2max", reason="needs py2max: pip install py2max==0.6.0")
    lint = pytest.importorskip("py2max.lint").lint
    for path in PATCHERS:
        own = {p.stem for p in (MAX / "patchers").iterdir()}
        findings = lint(py2max.Patcher.from_file(str(path)))
        bad = [str(f) for f in findings if f.severity == "error" or f.code == "W-UNKNOWN-OBJECT"]
        assert [f for f in bad if not any(name in f for name in own)] == [], path.name


def test_the_device_is_a_plain_one_and_its_parameters_are_in_banks() -> None:
    file = AMXD.read_bytes()
    assert file[:12] == b"ampf\x04\x00\x00\x00aaaa" and file[12:24] == b"meta\x04\x00\x00\x00\x01\x00\x00\x00"
    assert file[24:28] == b"ptch" and int.from_bytes(file[28:32], "little") == len(file) - 32
    assert file.endswith(b"\n}\n\0")
    patcher = patcher_of(AMXD)
    assert patcher["rect"][3] == 169 and patcher["devicewidth"] == patcher["rect"][2]
    names = {b["varname"] for b in boxes_of(patcher) if b.get("parameter_enable")}
    banked = [name for bank in patcher["parameters"]["parameterbanks"].values() for name in bank["parameters"]]
    assert all(len(bank["parameters"]) == 8 for bank in patcher["parameters"]["parameterbanks"].values())
    assert set(banked) == {name for names in BANKS.values() for name in names} and set(banked) | set(COMMANDS) == names
    ids = {b["id"] for b in boxes_of(patcher) if b.get("parameter_enable")}
    assert ids == {key for key in patcher["parameters"] if key.startswith("obj-")}


def test_what_comes_in_is_only_shown() -> None:
    """From what is heard to a parameter there is always a set: without it, two surfaces would ping-pong for ever."""
    for path in (*PATCHERS, AMXD):
        patcher = patcher_of(path)
        boxes = {entry["box"]["id"]: entry["box"] for entry in patcher["boxes"]}
        for entry in patcher["lines"]:
            source, target = (boxes[entry["patchline"][end][0]] for end in ("source", "destination"))
            if target.get("parameter_enable"):
                assert source["text"] == "prepend set", (path.name, target["varname"])


def test_nothing_is_said_before_the_instrument_has_spoken() -> None:
    """Faders of Max speak when they are loaded: opening a patch must not move a knob of a running show."""
    own = {"/subscribe", "/ping", "/status", *(command.address for command in COMMANDS.values())}
    for path in (MAX / "patchers" / "rtmusic.wire.maxpat", AMXD):
        patcher = patcher_of(path)
        boxes = {entry["box"]["id"]: entry["box"] for entry in patcher["boxes"]}
        into_wire = [
            boxes[entry["patchline"]["source"][0]]
            for entry in patcher["lines"]
            if boxes[entry["patchline"]["destination"][0]].get("text", "").startswith("udpsend")
        ]
        assert sum(box.get("text") == "gate" for box in into_wire) == 1
        for box in into_wire:
            said = box["text"].split()[0]
            assert said in own or said in ("gate", "host"), (path.name, box["text"])


# What the program's own reference says its widgets have.
_ANY = {"type", "id", "lock", "visible", "interaction", "comments", "left", "top", "width", "height", "expand"}
_ANY |= {
    "colorText",
    "colorWidget",
    "colorStroke",
    "colorFill",
    "alphaStroke",
    "alphaFillOff",
    "alphaFillOn",
    "lineWidth",
}
_ANY |= {"borderRadius", "padding", "html", "css", "value", "default", "linkId", "address", "preArgs", "typeTags"}
_ANY |= {"decimals", "target", "ignoreDefaults", "bypass", "onCreate", "onValue"}
_CONTAINER = {"widgets", "tabs", "colorBg", "layout", "justify", "gridTemplate", "contain", "scroll", "innerPadding"}
_OWN = {
    "root": _CONTAINER,
    "tab": _CONTAINER | {"label"},
    "panel": _CONTAINER,
    "button": {"label", "on", "off", "mode", "doubleTap", "colorTextOn", "vertical", "wrap"},
    "fader": {"horizontal", "design", "range", "logScale", "steps", "doubleTap", "snap", "sensitivity", "spring"},
    "switch": {"layout", "values", "mode", "colorTextOn"},
    "dropdown": {"values", "label", "align"},
    "input": {"align", "unit", "asYouType", "numeric", "maxLength", "editable"},
    "text": {"align", "vertical", "wrap"},
}


def widgets_of(widget: Json) -> Iterator[Json]:
    yield widget
    for inner in (*widget.get("tabs", []), *widget.get("widgets", [])):
        yield from widgets_of(inner)


def test_the_tablet_has_every_knob_with_its_bounds() -> None:
    session = json.loads((PATCHES / "tablet" / "rtmusic.json").read_text("utf-8"))
    assert (session["createdWith"], session["type"], session["content"]["type"]) == (
        "Open Stage Control",
        "session",
        "root",
    )
    widgets = list(widgets_of(session["content"]))
    ids = [widget["id"] for widget in widgets]
    assert len(set(ids)) == len(ids)  # two of one id would be clones of each other
    for widget in widgets:
        assert set(widget) <= _ANY | _OWN[widget["type"]], (widget["id"], set(widget) - _ANY - _OWN[widget["type"]])
    says = [widget for widget in widgets if "address" in widget and not widget.get("bypass")]
    assert {widget["address"] for widget in says} <= ADDRESSES
    shown = {widget["id"]: widget for widget in widgets}
    for name, knob in KNOBS.items():
        widget = shown[name]
        assert widget["address"] == value_address(knob)
        if widget["type"] == "fader":
            assert (widget["range"]["min"], widget["range"]["max"]) == (knob.low, knob.high)
        elif widget["type"] in ("switch", "dropdown"):
            assert tuple(widget["values"]) == knob.choices and list(widget["values"].values()) == list(
                range(len(knob.choices))
            )
        else:
            assert (widget["type"], widget["on"], widget["off"]) == ("button", 1, 0)
    assert {widget["address"] for widget in says} >= {command.address for command in COMMANDS.values()}


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_the_tablets_module_subscribes_and_hears() -> None:
    desk = RecordingDesk()
    server = OscServer(desk, port=0)
    server.start()
    command = [
        "node",
        str(Path(__file__).parent / "data" / "stage.cjs"),
        str(PATCHES / "tablet" / "rtmusic.js"),
        str(server.port),
    ]
    stage = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    patience = threading.Timer(30.0, stage.kill)
    patience.start()
    said: dict[str, list[object]] = {}
    wanted = {value_address(knob) for knob in KNOBS.values()} | {"/prompt/1", "/rtmusic/loop_state"}
    try:
        desk.prompt(1, "rain")
        assert stage.stdout is not None
        for line in stage.stdout:  # all knobs come, a hundred at a time
            message = json.loads(line)
            said[message["address"]] = [argument["value"] for argument in message["args"]]
            if set(said) >= wanted:
                break
        assert server.counters.messages >= 2
        assert server.counters.refused == server.counters.malformed == 0
    finally:
        patience.cancel()
        stage.terminate()
        stage.communicate(timeout=10)
        server.stop()
    assert set(said) >= wanted
    assert said["/prompt/1"] == ["rain"]  # without its weight, which a text would show
    assert said["/rtmusic/loop_state"] == ["playing"]


@pytest.fixture
def bridge(tmp_path: Path) -> Iterator[tuple[RecordingDesk, socket.socket, tuple[str, int]]]:
    """follow.py as a process, between our server and a socket where AbletonOSC would be."""
    desk = RecordingDesk()
    server = OscServer(desk, port=0)
    server.start()
    live = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    live.bind(("127.0.0.1", 0))
    live.settimeout(15.0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        answers = probe.getsockname()[1]
    scenes = tmp_path / "scenes.json"
    scenes.write_text('{"verse": [["/mode", "stream"], ["/prompt/1", "rain", 0.5]]}', "utf-8")
    words = ["--live-port", str(live.getsockname()[1]), "--answers", str(answers), "--port", str(server.port)]
    command = [sys.executable, str(PATCHES / "ableton" / "follow.py"), str(scenes), *words]
    process = subprocess.Popen(command, env=dict(os.environ))
    yield desk, live, ("127.0.0.1", answers)
    process.terminate()
    process.wait(10)
    live.close()
    server.stop()


def test_tempo_and_scenes_of_live_play_the_instrument(
    bridge: tuple[RecordingDesk, socket.socket, tuple[str, int]],
) -> None:
    desk, live, answers = bridge
    wishes = {read_packet(live.recv(65535))[0].address for _ in range(2)}
    assert wishes == {"/live/song/start_listen/tempo", "/live/view/start_listen/selected_scene"}
    live.sendto(b"no OSC at all", answers)
    live.sendto(write_packet("/live/song/get/tempo", 97.5), answers)
    assert wait_for(lambda: ("turn", "tempo", 97.5) in desk.done)
    live.sendto(write_packet("/live/view/get/selected_scene", 3), answers)
    asked = read_packet(live.recv(65535))[0]
    assert (asked.address, asked.arguments) == ("/live/scene/get/name", (3,))
    live.sendto(write_packet("/live/scene/get/name", 3, "verse"), answers)
    assert wait_for(lambda: ("prompt", 1, "rain") in desk.done and ("turn", "mode", 1.0) in desk.done)
    assert wait_for(lambda: ("turn", "prompt_1", 0.5) in desk.done)
    assert not [deed for deed in desk.done if deed[0] == "command"]


@pytest.mark.parametrize(
    "text, said", [("{", "cannot be read"), ("[]", "write {"), ('{"a": [["mode"]]}', "scene 'a' needs")]
)
def test_a_bad_file_of_scenes_is_said_to_be(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "scenes.json"
    file.write_text(text, "utf-8")
    command = [sys.executable, str(PATCHES / "ableton" / "follow.py"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1 and said in done.stderr and str(file) in done.stderr and "Traceback" not in done.stderr


def test_the_scenes_that_are_shipped_speak_addresses_of_the_table() -> None:
    path = PATCHES / "ableton" / "follow.py"
    spec = importlib.util.spec_from_file_location("follow", path)
    assert spec and spec.loader
    follow = importlib.util.module_from_spec(spec)
    sys.modules["follow"] = follow
    spec.loader.exec_module(follow)
    scenes = follow.read_scenes(path.with_name("scenes.json"))
    assert {message[0] for messages in scenes.values() for message in messages} <= ADDRESSES


def test_a_page_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="has lost the lines"):
        with_table("# Patches")
