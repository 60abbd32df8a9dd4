"""What is typed about an evening: presses, prompts, files; and the demo for when nobody plays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.errors import KnobError, UsageError
from rtmusic.knobs import COMMANDS, KNOBS, Control, Panel, parse_setting
from rtmusic.plan import check_writable, demo, parse_press, parse_prompts
from rtmusic.prompts import DEFAULT_PROMPTS
from rtmusic.render import Press


@settings(deadline=None)  # a busy machine is no fault
@given(st.sampled_from(list(COMMANDS)), st.floats(0, 1e5))
def test_a_press_is_read_as_typed(name: str, at_s: float) -> None:
    assert parse_press(f"{name}@{at_s!r}") == Press(name, at_s)


@pytest.mark.parametrize("text", ["record@", "record@x", "record@nan", "record@inf", "record@-0.1", "record"])
def test_a_press_without_a_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"does not say when; write command@seconds, for example:  --press record@2.5"):
        parse_press(text)


def test_an_unknown_press_is_answered_with_the_right_word() -> None:
    with pytest.raises(UsageError, match=r"did you mean overdub"):
        parse_press("overdubb@1")
    with pytest.raises(UsageError, match=r"there are record, overdub, replace"):
        parse_press("@1")


def test_prompts_fill_the_slots_in_order() -> None:
    words, weights = parse_prompts(["rain", "dusty electric piano=0.25", "a=b", "key=value=1", "=0"], DEFAULT_PROMPTS)
    assert words[:5] == ["rain", "dusty electric piano", "a=b", "key=value", ""]
    assert words[5:] == list(DEFAULT_PROMPTS[5:])
    assert weights == [Control(KNOBS[f"prompt_{i}"], w) for i, w in enumerate((1.0, 0.25, 1.0, 1.0, 0.0), start=1)]


def test_without_prompts_nothing_is_turned() -> None:
    assert parse_prompts([], DEFAULT_PROMPTS) == (list(DEFAULT_PROMPTS), [])


def test_a_weight_out_of_bounds_and_a_ninth_prompt_are_refused() -> None:
    with pytest.raises(KnobError, match=r"knob prompt_2: 1.5 is outside 0 to 1"):
        parse_prompts(["rain", "wind=1.5"], DEFAULT_PROMPTS)
    with pytest.raises(UsageError, match=r"9 prompts are too many; there are 8 slots"):
        parse_prompts(["x"] * 9, DEFAULT_PROMPTS)


def test_the_demo_records_two_bars_at_any_tempo() -> None:
    for tempo, beats, bar_s in ((120, 4, 2.0), (60, 3, 3.0)):
        panel = Panel().turn([parse_setting(f"tempo={tempo}"), parse_setting(f"beats={beats}")])
        shown = demo(panel, ())
        assert shown.presses == (Press("record", 0.0), Press("record", 2 * bar_s))
        # The recording is heard from the first block on: the loop sounds only after its two bars.
        assert shown.controls == (Control(KNOBS["rewrite"], 40.0), Control(KNOBS["dry"], -12.0))
        assert "40 % of each pass" in shown.told


def test_the_demo_leaves_a_knob_that_was_set() -> None:
    panel = Panel().turn([parse_setting("rewrite=0"), parse_setting("dry=-60")])
    shown = (Control(KNOBS["rewrite"], 0.0), Control(KNOBS["dry"], -60.0))
    assert demo(panel, {"rewrite", "dry"}).controls == shown
    assert "0 % of each pass" in demo(panel, {"rewrite"}).told


def test_a_place_that_cannot_be_written_is_told_first(tmp_path: Path) -> None:
    good = tmp_path / "set.WAV"
    assert check_writable(good, "recording", ".wav") == good
    assert not good.exists()
    with pytest.raises(UsageError, match=r"is a folder; give a file in it:  .*/evening.wav"):
        check_writable(tmp_path, "recording", ".wav")
    with pytest.raises(UsageError, match=r"report R.txt must end in .json:  R.json"):
        check_writable(Path("R.txt"), "report", ".json")
    with pytest.raises(UsageError, match=r"there is no folder .*; make it first:  mkdir -p"):
        check_writable(tmp_path / "no" / "set.wav", "recording", ".wav")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_someone_else_is_told_first(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match=r"cannot be written: no permission"):
        check_writable(tmp_path / "set.wav", "recording", ".wav")
