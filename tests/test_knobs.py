"""The knob table and what is typed into it: bounds, curves, choices, and errors that name the right words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.errors import KnobError
from rtmusic.knobs import COMMANDS, INDEX, KNOBS, MODES, PROMPTS, Control, Knob, Panel, find, parse_setting

_KNOBS = st.sampled_from(list(KNOBS.values()))
_POSITIONS = st.floats(0, 1)


@pytest.mark.parametrize("knob", KNOBS.values(), ids=lambda knob: knob.name)
def test_the_table_is_sound(knob: Knob) -> None:
    assert knob.low < knob.high
    # A knob that rests where it cannot stand would jump at the first touch.
    assert knob.clamp(knob.default) == knob.default
    assert knob.clamp(knob.low) == knob.low
    assert knob.clamp(knob.high) == knob.high
    assert knob.heard
    assert KNOBS[knob.name] is knob
    if knob.curve == "log":
        assert knob.low > 0
    if knob.curve == "choice":
        assert (knob.low, knob.high) == (0, len(knob.choices) - 1)
    if knob.curve == "switch":
        assert (knob.low, knob.high) == (0, 1)


def test_addresses_are_plain_and_each_leads_to_one_thing() -> None:
    addresses = [knob.address for knob in KNOBS.values()] + [command.address for command in COMMANDS.values()]
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        # Anything else is a pattern, or needs quoting, in some OSC program.
        assert all(c.isalnum() or c in "/_" for c in address) and address.startswith("/")
    assert KNOBS["prompt_3"].address == "/prompt/3"
    assert KNOBS["top_k"].address == "/top_k"


def test_names_and_order_are_one() -> None:
    assert list(INDEX) == list(KNOBS)
    assert not set(KNOBS) & set(COMMANDS)
    assert sum(name.startswith("prompt_") for name in KNOBS) == PROMPTS
    assert KNOBS["mode"].choices == MODES


@settings(deadline=None)  # a busy machine is no fault
@given(_KNOBS, st.floats(allow_nan=False))
def test_clamp_ends_inside_and_stays_there(knob: Knob, value: float) -> None:
    clamped = knob.clamp(value)
    assert knob.low <= clamped <= knob.high
    assert knob.clamp(clamped) == clamped
    if knob.curve in ("int", "choice", "switch"):
        assert clamped == int(clamped)


@settings(deadline=None)  # a busy machine is no fault
@given(_KNOBS)
def test_not_a_number_is_no_setting(knob: Knob) -> None:
    with pytest.raises(KnobError, match=f"knob {knob.name}: not a number"):
        knob.clamp(math.nan)
    for word in ("nan", "inf", "-inf"):
        with pytest.raises(KnobError):
            knob.parse(word)


@settings(deadline=None)  # a busy machine is no fault
@given(_KNOBS, _POSITIONS, _POSITIONS)
def test_a_fader_goes_one_way_and_reaches_both_ends(knob: Knob, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert knob.from_unit(low) <= knob.from_unit(high)
    assert knob.from_unit(0.0) == knob.low
    assert knob.from_unit(1.0) == pytest.approx(knob.high, rel=1e-12)


@settings(deadline=None)  # a busy machine is no fault
@given(_KNOBS, _POSITIONS)
def test_a_fader_shows_what_it_sent(knob: Knob, position: float) -> None:
    value = knob.from_unit(position)
    shown = knob.to_unit(value)
    assert -1e-9 <= shown <= 1 + 1e-9
    # A motor fader that is told its own value must not move, whatever the curve and the rounding.
    assert knob.from_unit(shown) == pytest.approx(value, rel=1e-9, abs=1e-9)
    if knob.curve in ("lin", "log"):
        assert shown == pytest.approx(position, abs=1e-9)


@settings(deadline=None)  # a busy machine is no fault
@given(_KNOBS, _POSITIONS)
def test_what_is_shown_can_be_typed(knob: Knob, position: float) -> None:
    value = knob.from_unit(position)
    assert knob.parse(f" {value!r} ") == value
    shown = knob.show(value).removesuffix(knob.unit).strip()
    # "%g" keeps six digits: a thousandth of a per mille.
    assert knob.parse(shown) == pytest.approx(value, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(
    "text, name, value",
    [
        ("temperature=0.8", "temperature", 0.8),
        (" wet = -12 ", "wet", -12.0),
        ("mode=Stream", "mode", 1.0),
        ("mode=2", "mode", 2.0),
        ("freeze=on", "freeze", 1.0),
        ("freeze=OFF", "freeze", 0.0),
        ("steps=3", "steps", 3.0),
        ("prompt_8=1", "prompt_8", 1.0),
        ("quantize=bar", "quantize", 2.0),
    ],
)
def test_settings_are_read_as_typed(text: str, name: str, value: float) -> None:
    assert parse_setting(text) == Control(KNOBS[name], value)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("temprature=1", "there is no knob 'temprature'; did you mean temperature?"),
        ("prompt_9=1", "did you mean prompt_"),
        ("xyzzy=1", "list them with:  rtmusic knobs"),
        ("=1", "there is no knob ''"),
        ("temperature", "'temperature' sets nothing; write knob=value"),
        ("temperature=", "'' is not a value; give a number from 0.05 to 2"),
        ("temperature=3", "3 is outside 0.05 to 2"),
        ("wet=7", "7 is outside -60 to 6 dB"),
        ("mode=jazz", "'jazz' is not a value; give loop, stream, follow, codec"),
        ("mode=4", "4 is outside 0 to 3"),
        ("freeze=maybe", "'maybe' is not a value"),
    ],
)
def test_a_wrong_setting_is_answered_with_the_right_words(text: str, sentence: str) -> None:
    with pytest.raises(KnobError) as refused:
        parse_setting(text)
    assert sentence in str(refused.value)
    assert refused.value.exit_status == 2


def test_find_offers_the_closest() -> None:
    assert find("guidance") is KNOBS["guidance"]
    with pytest.raises(KnobError, match="did you mean rewrite"):
        find("rewrit")


def test_a_panel_is_a_snapshot() -> None:
    before = Panel()
    after = before.turn([Control(KNOBS["mode"], 2.0), Control(KNOBS["freeze"], 1.0), Control(KNOBS["steps"], 4.0)])
    assert (after.mode, after.on("freeze"), after.int("steps")) == ("follow", True, 4)
    # A round that reads one panel must not see a knob turned meanwhile.
    assert (before.mode, before.on("freeze"), before.int("steps")) == ("loop", False, 2)
    assert list(Panel().values) == list(KNOBS)
