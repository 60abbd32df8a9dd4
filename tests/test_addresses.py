"""The tree of addresses: every knob, command, prompt, word and state of the tables, as it stands there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pd_hand import PATCHES
from recording_desk import QUIET, RecordingDesk

from patches.build.table import MESSAGES, VALUES
from rtmusic import listing, oscguests, sooper
from rtmusic.addresses import Node, find_node, guest_nodes, picture, states, table_nodes, tree
from rtmusic.knobs import COMMANDS, KNOBS, PROMPTS, SHARED_KNOBS, Control, Knob, Panel
from rtmusic.midimap import bindings, parse_binding
from rtmusic.osc import value_address
from rtmusic.oscaddresses import STATES, WORDS, Picture, spellings
from rtmusic.status import Status

TEXTS = ("rain", *[""] * (PROMPTS - 1))


def pictured(status: Status = QUIET, locked: bool = False) -> Picture:
    return Picture(RecordingDesk(), {}, {}, locked, lambda: status)


SURFACE = (PATCHES / "pd" / "rtmusic.pd").read_text("utf-8").split(";\n")
GUESTS = frozenset(word.address.replace("/N/", "/0/") for word in oscguests.WORDS)
NODES = [*table_nodes(), *guest_nodes(GUESTS, ("quiet", "loud"))]
ROOT = tree(NODES, picture(Panel(), TEXTS) | states(pictured()))


@pytest.mark.parametrize("knob", KNOBS.values(), ids=lambda knob: knob.name)
def test_every_knob_is_in_the_tree_as_the_table_has_it(knob: Knob) -> None:
    node = find_node(ROOT, value_address(knob))
    assert node is not None
    assert node["FULL_PATH"] == value_address(knob)
    assert (node["ACCESS"], node["DESCRIPTION"]) == (3, knob.heard)
    assert f"heard at the next {knob.latency}" in node["TAGS"]
    assert ("UNIT" in node) == bool(knob.unit)
    (bounds,), (value,) = node["RANGE"], node["VALUE"]
    if knob.choices:
        assert (node["TYPE"], bounds, value) == ("s", {"VALS": list(knob.choices)}, knob.show(knob.default))
        assert node["EXTENDED_TYPE"] == ["menu"]
        return
    assert (bounds, value) == ({"MIN": knob.low, "MAX": knob.high}, knob.default)
    # A client takes the type at its word: a fraction sent to an "i" would be lost on the way.
    assert node["TYPE"] == ("i" if knob.curve in ("int", "switch") else "f")
    assert type(value) is (int if node["TYPE"] == "i" else float)
    assert node["CLIPMODE"] == ["both"]


@pytest.mark.parametrize("knob", SHARED_KNOBS.values(), ids=lambda knob: knob.name)
def test_midi_and_pure_data_reach_the_bounds_that_the_tree_tells(knob: Knob) -> None:
    node = find_node(ROOT, value_address(knob))
    assert node is not None
    (bounds,) = node["RANGE"]
    low, high = (0, len(bounds["VALS"]) - 1) if "VALS" in bounds else (bounds["MIN"], bounds["MAX"])
    controller = parse_binding(f"cc:*:20={knob.name}")
    assert [controller.value(knob, position) for position in (0.0, 1.0)] == pytest.approx([low, high])
    usual = [b for here in bindings().values() for b in here if b.target is knob and not b.relative]
    assert all(low <= b.value(knob, position) <= high for b in usual for position in (0.0, 1.0))
    record = next(line for line in SURFACE if f" rtmusic{value_address(knob)} " in line).split(" ")
    kind, at = record[4], 5
    if kind == "hsl":  # width, height, low, high
        assert [float(word) for word in record[at + 2 : at + 4]] == [low, high]
    elif kind == "hradio":  # size, new, init, cells
        assert int(record[at + 3]) == high + 1
    else:
        assert (kind, low, high) == ("tgl", 0, 1)


def test_every_command_can_be_pressed_and_not_read() -> None:
    for command in COMMANDS.values():
        node = find_node(ROOT, command.address)
        assert node is not None
        assert (node["ACCESS"], node["TYPE"], node["DESCRIPTION"]) == (2, "i", command.heard)
        assert "VALUE" not in node


def test_a_prompt_is_words_with_a_weight_below_them() -> None:
    node = find_node(ROOT, "/prompt/1")
    assert node is not None
    assert (node["TYPE"], node["VALUE"]) == ("s", ["rain"])
    assert node["CONTENTS"]["weight"]["VALUE"] == [1.0]
    container = find_node(ROOT, "/prompt")
    assert container is not None
    assert (container["ACCESS"], sorted(container["CONTENTS"])) == (0, [str(i) for i in range(1, PROMPTS + 1)])


def test_values_are_shown_in_the_type_of_their_node() -> None:
    panel = Panel().turn([Control(KNOBS["mode"], 2.0), Control(KNOBS["seed"], 7.0), Control(KNOBS["wet"], -3.5)])
    shown = picture(panel, TEXTS)
    assert (shown["/mode"], shown["/seed"], shown["/wet"]) == (("follow",), (7,), (-3.5,))
    assert type(shown["/seed"][0]) is int
    assert shown["/prompt/1"] == ("rain",)


def test_no_address_stands_twice_and_what_is_not_there_is_not_found() -> None:
    assert len({node.address for node in NODES}) == len(NODES)
    for path in ("/nothing", "/prompt/9", "/wet/more", "//", "/prompt//1", "/" * 5000, "/CONTENTS"):
        assert find_node(ROOT, path) is (ROOT if not path.strip("/") else None)


def test_a_node_of_another_surface_joins_the_tree() -> None:
    node = Node("/scene", "s", 2, "recall a scene", {"VALS": ["quiet", "loud"]})
    found = find_node(tree([*table_nodes(), node], {}), "/scene")
    assert found == {
        "FULL_PATH": "/scene",
        "TYPE": "s",
        "ACCESS": 2,
        "DESCRIPTION": "recall a scene",
        "RANGE": [{"VALS": ["quiet", "loud"]}],
        "CLIPMODE": ["none"],
    }


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.address)
def test_every_state_is_in_the_tree_with_what_it_is_now(state: Any) -> None:
    node = find_node(ROOT, state.address)
    assert node is not None
    assert node["DESCRIPTION"].startswith(state.meaning)  # of the lock there is more to say, for it can be set
    assert node["ACCESS"] == (3 if state.address == "/lock" else 1)
    assert len(node["TYPE"]) == len(node["VALUE"])
    assert {"i": int, "f": float, "s": str}[node["TYPE"][0]] is type(node["VALUE"][0])
    assert node["TYPE"].startswith(state.types.removesuffix("…"))


def test_as_many_values_as_there_are_have_as_many_types() -> None:
    def mask(*kept: float) -> Mapping[str, Any]:
        node = find_node(tree(NODES, states(pictured(replace(QUIET, masks=(kept, *QUIET.masks[1:]))))), "/mask")
        assert node is not None
        return node

    assert (mask(1.0, 0.5, 0.0)["TYPE"], mask(1.0, 0.5, 0.0)["VALUE"]) == ("fff", [1.0, 0.5, 0.0])
    assert mask()["TYPE"] == "f" and "VALUE" not in mask()
    assert "types f…" in mask()["TAGS"]


def test_no_status_makes_the_tree_unreadable() -> None:
    odd = replace(QUIET, input_db=float("nan"), output_db=float("-inf"), device_flags=np.int64(3))  # type: ignore[arg-type]
    root = tree(NODES, states(pictured(odd)))
    shown = json.loads(json.dumps(root, allow_nan=False))["CONTENTS"]
    assert shown["meter"]["CONTENTS"]["in"]["VALUE"] == shown["meter"]["CONTENTS"]["out"]["VALUE"] == [None]
    assert shown["dropouts"]["VALUE"] == [0, 0, 3]


@pytest.mark.parametrize("word", [*WORDS, *oscguests.WORDS], ids=lambda word: f"{word.address} {word.arguments}")
def test_every_word_is_in_the_tree_as_its_table_has_it(word: Any) -> None:
    node = find_node(ROOT, word.address.replace("/N/", "/0/"))
    assert node is not None
    same = [w for w in (*WORDS, *oscguests.WORDS) if w.address == word.address]
    assert node["DESCRIPTION"] == "; ".join(w.meaning for w in same) and word in same
    assert node["ACCESS"] == (3 if word.address == "/lock" else 2)
    assert not word.arguments or f"takes {word.arguments}" in node["TAGS"]
    assert not word.answer or f"answers {word.answer}" in node["TAGS"]
    assert (node["TYPE"] != "") == any(w.arguments for w in same)


def test_what_a_words_type_says_is_what_it_takes() -> None:
    lock, down, scene = (find_node(ROOT, address) for address in ("/lock", "/loop/0/down", "/scene"))
    assert lock and down and scene
    assert (lock["TYPE"], lock["RANGE"], lock["VALUE"]) == ("i", [{"MIN": 0, "MAX": 1}], [0])
    assert (down["TYPE"], down["RANGE"][0]["VALS"][0]) == ("s", "record")
    assert (scene["TYPE"], scene["RANGE"]) == ("s", [{"VALS": ["quiet", "loud"]}])
    wanted = {
        "/ping": "",
        "/sync": "i",
        "/subscribe": "i",
        "/unsubscribe": "s",
        "/scene/morph": "sf",
        "/session/load": "s",
        "/loop/0/load": "s",
        "/link": "",
        "/midi/learn": "s",
    }
    assert {address: (find_node(ROOT, address) or {})["TYPE"] for address in wanted} == wanted
    # The examples of the patches are played against the server elsewhere: they are of the types that stand here.
    for message in MESSAGES:
        tags = "".join("s" if isinstance(a, str) else "i" if isinstance(a, int) else "f" for a in message.arguments)
        types = (find_node(ROOT, message.address) or {})["TYPE"].replace("f", "i")
        first = next(m for m in MESSAGES if m.address == message.address)
        assert message is not first or not tags or tags.replace("f", "i").startswith(types), message


def test_a_guest_that_is_not_here_is_not_in_the_tree() -> None:
    here = {node.address for node in guest_nodes(GUESTS - {"/link", "/link/start", "/link/stop"}, ())}
    assert "/scene/save" in here and not any(address.startswith("/link") for address in here)


def test_tree_and_list_and_patches_say_the_same() -> None:
    """OSCQuery, `rtmusic knobs` and the patches have the same addresses, in the same words."""
    facts = listing.knob_facts()
    listed = {row["address"]: row["heard"] for kind in ("knobs", "commands", "states") for row in facts[kind]}
    for row in facts["words"][: -len(sooper.WORDS)]:  # that looper's own are not in the tree
        address = row["address"].replace("/N/", "/0/")
        told = find_node(ROOT, address)
        assert told and row["heard"] in told["DESCRIPTION"], address
        listed[address] = told["DESCRIPTION"]
    inside = {node.address: node.description for node in NODES if "prompt" not in node.tags}
    assert inside == listed
    assert {m.address for m in (*MESSAGES, *VALUES)} <= set(inside) | {"/prompt/1"}


def test_no_value_stands_in_the_tree_by_a_second_name() -> None:
    aliases = {spelling for knob in KNOBS.values() for spelling in spellings(knob)[1:]}
    assert "/gen/temperature" in aliases and not aliases & {node.address for node in NODES}
