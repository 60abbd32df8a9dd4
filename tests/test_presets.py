"""A preset says where every mask knob stands, keeps what VampNet's of that name keeps, and is found by its name."""

from __future__ import annotations

import numpy as np
import pytest

from rtmusic.errors import UsageError
from rtmusic.knobs import KNOBS, LOOP_KNOBS, Control, Panel, parse_setting
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.presets import PRESETS, SET, preset
from rtmusic.units import Mask

TOTAL, LEVELS = 208, 8
# What no preset touches: how a loop is heard, by which prompt it is rewritten, what it obeys, and what it fits.
NOT_OF_A_PRESET = {
    "only_prompt",
    "group",
    "exclusive",
    "relative_sync",
    "round",
    "obeys",
    "fit",
    "fit_in",
    "level",
    "pan",
    "feedback",
    "threshold",
    "rate",
    "stretch",
    "pitch",
    "tempo_sync",
    "morph",
    "playground",
}
GROUND = LoopGround(TOTAL, LEVELS, 50.0, np.array([7, 80], np.int64), (0.0, 1 / 26))
MESSY: tuple[str, ...] = (
    "prefix=2",
    "combine=all",
    "invert_periodic=on",
    "onset_width=9",
    "dropout=50",
    "drift=10",
    "keep_levels=4",
)
MESSY += ("region_from=10", "region_to=70", "region_low=1", "region_high=5")


def kept(name: str, *before: str, pass_number: int = 3) -> Mask:
    panel = Panel().turn([parse_setting(setting) for setting in before]).turn(preset(name))
    return kept_tokens(panel, np.arange(TOTAL, dtype=np.int64), pass_number, GROUND)


@pytest.mark.parametrize("name", PRESETS)
def test_nothing_is_left_over_from_before(name: str) -> None:
    np.testing.assert_array_equal(kept(name), kept(name, *MESSY))
    assert [control.knob.name for control in preset(name)] == [knob for knob in KNOBS if knob in SET]
    assert PRESETS[name].name == name and PRESETS[name].heard


def test_every_other_knob_of_a_loop_is_set() -> None:
    """A knob that is new is set by every preset, or left as it was by all: say which."""
    assert set(LOOP_KNOBS) - set(SET) == NOT_OF_A_PRESET
    assert set(SET) <= set(LOOP_KNOBS) and len(set(SET)) == len(SET)
    panel = Panel().turn([Control(KNOBS[name], KNOBS[name].high) for name in LOOP_KNOBS])
    for name in PRESETS:
        asked = Panel().turn(preset(name))
        assert all(panel.turn(preset(name))[knob] == asked[knob] for knob in SET)
        assert all(panel.turn(preset(name))[knob] == KNOBS[knob].high for knob in NOT_OF_A_PRESET)


def test_presets_touch_neither_sampling_nor_prompts_nor_freeze() -> None:
    kinds = {"temperature", "top_k", "top_p", "typical", "steps", "freeze", "seed", "mode", "prompt_1"}
    assert kinds <= set(KNOBS) and not kinds & set(SET)


@pytest.mark.parametrize(
    ("name", "period", "levels", "beat_frames"),
    [
        ("timbre_transfer", 2, 1, 0),
        ("small_variation", 5, 4, 0),
        ("small_variation_to_the_beat", 7, 4, 5),
        ("medium_variation", 7, 4, 0),
        ("medium_variation_to_the_beat", 13, 4, 5),
        ("large_variation_to_the_beat", 0, 4, 8),
        ("unconditional", 0, 1, 0),
    ],
)
def test_a_preset_keeps_what_its_name_does_elsewhere(name: str, period: int, levels: int, beat_frames: int) -> None:
    frames = np.arange(TOTAL)
    row = frames % period == 0 if period else np.zeros(TOTAL, np.bool_)
    beside = (frames + (beat_frames - 1) // 2) % 26
    row = row | (beside < beat_frames)
    np.testing.assert_array_equal(kept(name), row & (np.arange(LEVELS) < levels)[:, None])


def test_the_large_variation_loses_a_fifth_of_its_hints() -> None:
    hints = (np.arange(TOTAL) % 13 == 0) & (np.arange(LEVELS) < 4)[:, None]
    shares = []
    for number in range(40):
        found = kept("large_variation", pass_number=number)
        assert not (found & ~hints).any()
        shares.append(found.sum() / hints.sum())
    assert abs(float(np.mean(shares)) - 0.8) < 0.04  # 2560 tokens: ± 0.008


def test_the_telephone_moves_its_hints_from_pass_to_pass() -> None:
    turned = Panel().turn(preset("telephone"))
    assert turned.int("generations") == 4 and turned.on("on_demand")  # else `vary` would ask for nothing
    passes = [kept("telephone", pass_number=number)[0] for number in range(7)]
    np.testing.assert_array_equal(np.sum(passes, axis=0), 1)


def test_a_wrong_name_is_answered_with_the_right_ones() -> None:
    with pytest.raises(UsageError, match=r"no preset 'medium_variaton'; did you mean medium_variation"):
        preset("medium_variaton")
    with pytest.raises(UsageError, match=r"no preset 'qqq'; there are timbre_transfer, small_variation, .*telephone"):
        preset("qqq")
