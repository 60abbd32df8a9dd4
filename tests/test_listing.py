"""Tables for the terminal: columns line up, and a card of any shape is shown whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rtmusic.bundle import Bundle
from rtmusic.knobs import KNOBS
from rtmusic.listing import bounds, bundle_card, check_bundle, devices, knob_table, table


def test_columns_line_up() -> None:
    lines = table([("A", "B", "C"), ("long name", "x", "any width at all"), ("y", "", "z")]).splitlines()
    assert lines == ["A          B  C", "long name  x  any width at all", "y             z"]


def test_a_sentence_too_long_for_its_line_goes_on_below_where_it_began() -> None:
    lines = table([("A", "B"), ("name", "as many words as it takes"), ("y", "")], 20).splitlines()
    assert lines == ["A     B", "name  as many words", "      as it takes", "y"]


def test_bounds_read_as_one_types_them() -> None:
    assert bounds(KNOBS["mode"]) == "loop|stream|follow|codec"
    assert bounds(KNOBS["mute"]) == "off|on"
    assert bounds(KNOBS["wet"]) == "-60..6 dB"
    assert bounds(KNOBS["temperature"]) == "0.05..2"


def test_the_knob_table_fits_a_wide_terminal() -> None:
    # Wider, and every row wraps: nobody finds a knob in that.
    assert max(len(line) for line in knob_table().splitlines()) <= 160


def test_a_card_is_shown_whole(tiny_bundle: Path) -> None:
    card = {
        "t": {"hours": 2.5, "clips": 0},
        "licences": ["CC0", "CC-BY"],
        "note": "",
        "figures": {"mel": {"6 kbps": 1.2}},
    }
    shown = bundle_card(replace(Bundle.load(tiny_bundle), card=card))
    assert "tiny" in shown and "48000 Hz, 2 channels, 50 frames/s, 16 levels of 1024 codes" in shown
    assert shown.endswith(
        "t:\n  hours: 2.5\n  clips: 0\nlicences:\n  1: CC0\n  2: CC-BY\nnote: -\nfigures:\n  mel:\n    6 kbps: 1.2"
    )


def test_a_checked_bundle_tells_every_model(tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    shown = check_bundle(bundle)
    assert shown.startswith(f"{bundle.path}: whole, ")
    for name in bundle.signatures:
        assert f"\n{name} " in shown


def test_devices_always_there_are_listed() -> None:
    shown = devices()
    for name in ("virtual", "file:PATH", "none", "MIDI"):
        assert f"{name}" in shown
