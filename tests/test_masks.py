"""Masks keep what their knobs name, the same in every round of a pass, and rewrite 0 keeps everything."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.knobs import Panel, parse_setting
from rtmusic.masks import kept_tokens
from rtmusic.units import Mask

TOTAL, LEVELS = 200, 8


def mask(*settings: str, frames: range = range(TOTAL), pass_number: int = 1) -> Mask:
    panel = Panel().turn([parse_setting(setting) for setting in settings])
    return kept_tokens(panel, np.asarray(frames, np.int64), TOTAL, LEVELS, pass_number, 50.0)


@given(
    periodic=st.integers(0, 32), keep_levels=st.integers(0, 8), dropout=st.integers(0, 100), combine=st.integers(0, 1)
)
def test_rewrite_0_keeps_everything_whatever_the_masks(
    periodic: int, keep_levels: int, dropout: int, combine: int
) -> None:
    kept = mask(
        "rewrite=0",
        f"periodic={periodic}",
        f"keep_levels={keep_levels}",
        f"dropout={dropout}",
        f"combine={combine}",
    )
    assert kept.all()


def test_rewrite_100_without_masks_keeps_nothing() -> None:
    assert not mask("rewrite=100").any()


def test_rewrite_draws_its_share_of_whole_frames() -> None:
    kept = mask("rewrite=30")
    assert (kept.all(axis=0) | ~kept.any(axis=0)).all()  # whole frames
    # 200 frames at 30 %: 60 ± 6.5 are rewritten; five standard deviations.
    assert abs((~kept[0]).sum() - 60) < 33
    assert (mask("rewrite=30", pass_number=2) != kept).any()


def test_a_window_of_a_pass_is_masked_like_the_pass() -> None:
    settings = ("rewrite=60", "periodic=7", "dropout=20", "prefix=0.5")
    np.testing.assert_array_equal(mask(*settings)[:, 50:90], mask(*settings, frames=range(50, 90)))


def test_periodic_prefix_suffix_and_levels_keep_what_they_say() -> None:
    frames = np.arange(TOTAL)
    np.testing.assert_array_equal(mask("rewrite=100", "periodic=5", "periodic_width=2")[3], frames % 5 < 2)
    np.testing.assert_array_equal(mask("rewrite=100", "prefix=0.5")[0], frames < 25)
    np.testing.assert_array_equal(mask("rewrite=100", "suffix=1")[0], frames >= 150)
    levels = mask("rewrite=100", "keep_levels=3")
    assert levels[:3].all() and not levels[3:].any()


def test_any_is_a_union_and_all_an_intersection() -> None:
    periodic = mask("rewrite=100", "periodic=4")
    levels = mask("rewrite=100", "keep_levels=2")
    np.testing.assert_array_equal(mask("rewrite=100", "periodic=4", "keep_levels=2", "combine=any"), periodic | levels)
    np.testing.assert_array_equal(mask("rewrite=100", "periodic=4", "keep_levels=2", "combine=all"), periodic & levels)
    # "all" of no mask at all must not keep everything.
    assert not mask("rewrite=100", "combine=all").any()


def test_dropout_frees_its_share_of_kept_tokens_only() -> None:
    without, with_dropout = mask("rewrite=100", "keep_levels=4"), mask("rewrite=100", "keep_levels=4", "dropout=25")
    assert not (with_dropout & ~without).any()
    # 800 kept tokens, a quarter set free: 200 ± 12.
    assert abs((without & ~with_dropout).sum() - 200) < 62


@pytest.mark.parametrize("setting", ["rewrite=100", "rewrite=50"])
def test_freeze_keeps_everything(setting: str) -> None:
    assert mask(setting, "freeze=on").all()
