"""The tree of addresses: every knob, command and prompt of the one table, with the bounds that stand there."""

from __future__ import annotations

import pytest

from rtmusic.addresses import Node, find_node, picture, table_nodes, tree
from rtmusic.knobs import COMMANDS, KNOBS, PROMPTS, Control, Knob, Panel
from rtmusic.osc import value_address

TEXTS = ("rain", *[""] * (PROMPTS - 1))
ROOT = tree(table_nodes(), picture(Panel(), TEXTS))


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
    nodes = table_nodes()
    assert len({node.address for node in nodes}) == len(nodes)
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
