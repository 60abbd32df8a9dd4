"""Masks keep what their knobs name, the same in every round of a pass, and rewrite 0 keeps everything."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.knobs import Panel, parse_setting
from rtmusic.masks import MASKS, LoopGround, beat_frames, kept_tokens, masks_in_force, near, region
from rtmusic.units import Frames, Mask

TOTAL, LEVELS = 200, 8
PLAIN = LoopGround(TOTAL, LEVELS, 50.0)
ONSETS = np.array([0, 31, 90, 91, 160], np.int64)
# A beat every 24 frames, as at 125 bpm; frame 0 lies half a beat before the third beat of a bar.
RICH = replace(PLAIN, onsets=ONSETS, pulse=(1.5, 1 / 24))
REGION = ("region_from=25", "region_to=60", "region_low=2", "region_high=6")  # frames 50 to 119
EVERY_MASK = (  # a setting that calls for each, by its name
    ("periodic", "periodic=6"), ("onset", "onset_width=4"), ("beat", "beat_width=3"), ("downbeat", "downbeat_width=9"),
    ("prefix", "prefix=0.5"), ("suffix", "suffix=0.3"), ("levels", "keep_levels=3"), ("region", "region_to=60"),
)  # fmt: skip


def mask(*settings: str, frames: range = range(TOTAL), pass_number: int = 1, ground: LoopGround = PLAIN) -> Mask:
    panel = Panel().turn([parse_setting(setting) for setting in settings])
    return kept_tokens(panel, np.asarray(frames, np.int64), pass_number, ground)


def around(marks: list[int], before: int, after: int) -> npt.NDArray[np.bool_]:
    """True at every mark and so many frames beside it, round the loop; one frame at a time."""
    return np.array([any((f - m) % TOTAL <= after or (m - f) % TOTAL <= before for m in marks) for f in range(TOTAL)])


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
    settings = ["rewrite=60", "periodic=7", "periodic_roll=3", "dropout=20", "prefix=0.5", "onset_width=5"]
    settings += ["beat_width=3", "downbeat_width=8", *REGION, "invert_region=on", "compression=5"]
    whole = mask(*settings, ground=RICH)
    for start in range(0, TOTAL, 40):
        np.testing.assert_array_equal(
            whole[:, start : start + 40], mask(*settings, frames=range(start, start + 40), ground=RICH)
        )


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


def test_the_periodic_grid_rolls_on_until_every_frame_had_its_turn() -> None:
    settings = ("rewrite=100", "periodic=7", "periodic_roll=3")
    frames = np.arange(TOTAL)
    grids = [mask(*settings, pass_number=number)[0] for number in range(7)]
    for number, grid in enumerate(grids):
        np.testing.assert_array_equal(grid, (frames - 3 * number) % 7 == 0)
    np.testing.assert_array_equal(np.sum(grids, axis=0), 1)


@pytest.mark.parametrize(("width", "before", "after"), [(1, 0, 0), (2, 0, 1), (3, 1, 1), (4, 1, 2), (9, 4, 4)])
def test_onsets_are_kept_with_what_is_around_them_across_the_seam(width: int, before: int, after: int) -> None:
    kept = mask("rewrite=100", f"onset_width={width}", ground=RICH)
    np.testing.assert_array_equal(kept[0], around(list(ONSETS), before, after))


def test_beats_and_downbeats_are_where_the_pulse_says() -> None:
    # Beats 2, 3, 4 … of bars of four fall on frames 12, 36, 60 …; beats 4 and 8 begin a bar.
    assert beat_frames(RICH).tolist() == [12, 36, 60, 84, 108, 132, 156, 180]
    assert beat_frames(RICH, 4).tolist() == [60, 156]
    np.testing.assert_array_equal(
        mask("rewrite=100", "beat_width=3", ground=RICH)[5], around([*range(12, 200, 24)], 1, 1)
    )
    np.testing.assert_array_equal(mask("rewrite=100", "downbeat_width=1", ground=RICH)[0], around([60, 156], 0, 0))
    waltz = replace(RICH, beats=3)
    np.testing.assert_array_equal(
        mask("rewrite=100", "downbeat_width=1", ground=waltz)[0], around([36, 108, 180], 0, 0)
    )


@given(beat=st.integers(-40, 40), frames_a_beat=st.integers(8, 80), offset=st.floats(0, 0.999), every=st.integers(1, 8))
def test_a_beat_is_in_the_frame_that_it_begins_in(beat: int, frames_a_beat: int, offset: float, every: int) -> None:
    """Beats that begin exactly with a frame are not put into the one before by rounding."""
    pulse = (beat - offset / frames_a_beat, 1 / frames_a_beat)  # beat `beat` begins `offset` frames into frame 0
    found = beat_frames(replace(PLAIN, pulse=pulse), every)
    expected = [f for n, f in enumerate(range(0, TOTAL, frames_a_beat), start=beat) if n % every == 0]
    assert found.tolist() == expected


@given(marks=st.lists(st.integers(-500, 500), max_size=6), width=st.integers(1, 400), total=st.integers(1, 120))
def test_near_is_the_distance_round_the_loop(marks: list[int], width: int, total: int) -> None:
    kept = near(np.arange(total, dtype=np.int64), np.array(marks, np.int64), width, total)
    before = (width - 1) // 2
    expected = [any((f - m + before) % total < width for m in marks) for f in range(total)]
    assert kept.tolist() == expected


def test_what_is_not_known_is_no_mask() -> None:
    """Turned round it must not keep everything, and joined by "all" it must not set everything free."""
    unknown = ("onset_width=8", "beat_width=8", "downbeat_width=8", "invert_onset=on", "invert_beat=on")
    assert not mask("rewrite=100", *unknown, "invert_region=on").any()
    levels = mask("rewrite=100", "keep_levels=3")
    np.testing.assert_array_equal(mask("rewrite=100", "keep_levels=3", "combine=all", *unknown), levels)
    # A loop of which it is known that nothing begins in it is something else.
    quiet = replace(PLAIN, onsets=np.zeros(0, np.int64))
    assert not mask("rewrite=100", "keep_levels=3", "onset_width=8", "combine=all", ground=quiet).any()
    assert mask("rewrite=100", "onset_width=8", "invert_onset=on", ground=quiet).all()


@pytest.mark.parametrize(("name", "setting"), EVERY_MASK)
def test_every_mask_can_be_turned_round(name: str, setting: str) -> None:
    plain = mask("rewrite=100", setting, ground=RICH)
    inverted = mask("rewrite=100", setting, f"{MASKS[name]}=on", ground=RICH)
    np.testing.assert_array_equal(inverted, ~plain)
    assert plain.any() and inverted.any()


@given(
    chosen=st.sets(st.sampled_from(EVERY_MASK), min_size=1),
    turned=st.sets(st.sampled_from(sorted(MASKS))),
    combine=st.sampled_from(["any", "all"]),
    compression=st.integers(1, 8),
)
def test_masks_are_joined_as_the_knobs_say(
    chosen: set[tuple[str, str]], turned: set[str], combine: str, compression: int
) -> None:
    names = {name for name, _ in chosen}
    settings = ["rewrite=100", f"combine={combine}", f"compression={compression}"]
    settings += [setting for _, setting in chosen] + [f"{MASKS[name]}=on" for name in turned]
    panel = Panel().turn([parse_setting(setting) for setting in settings])
    frames = np.arange(TOTAL, dtype=np.int64)
    each = masks_in_force(panel, frames, 1, RICH)
    assert each.keys() == names
    join = np.logical_or if combine == "any" else np.logical_and
    together = join.reduce(
        np.broadcast_arrays(*each.values(), np.broadcast_to(next(iter(each.values())), (LEVELS, TOTAL)))
    )
    np.testing.assert_array_equal(
        kept_tokens(panel, frames, 1, RICH), together & (np.arange(LEVELS)[:, None] < compression)
    )


def test_compression_leaves_a_rough_hint_and_touches_no_frame_that_is_not_rewritten() -> None:
    kept = mask("rewrite=100", "periodic=5", "compression=2")
    np.testing.assert_array_equal(kept, mask("rewrite=100", "periodic=5") & (np.arange(LEVELS) < 2)[:, None])
    assert mask("rewrite=0", "periodic=5", "compression=2").all()


def test_a_region_is_a_rectangle_whichever_way_it_is_drawn() -> None:
    expected = np.zeros((LEVELS, TOTAL), np.bool_)
    expected[2:6, 50:120] = True
    frames = np.arange(TOTAL, dtype=np.int64)
    for between in ((50, 120), (120, 50)):
        for rows in ((2, 6), (6, 2)):
            np.testing.assert_array_equal(region(frames, LEVELS, between, rows), expected)
    np.testing.assert_array_equal(mask("rewrite=100", *REGION), expected)
    turned = ("region_from=60", "region_to=25", "region_low=6", "region_high=2")
    np.testing.assert_array_equal(mask("rewrite=100", *turned), expected)
    assert mask("rewrite=100", "region_to=100").all()
    # One that ends where it begins keeps nothing, but it is one: turned round, it keeps everything.
    assert mask("rewrite=100", "region_from=30", "region_to=30", "invert_region=on").all()
    assert not mask("rewrite=100", "region_from=30", "region_to=0", "invert_region=on").any()  # and this is none


@given(seed=st.integers(0, 65535), number=st.integers(0, 2**20), rewrite=st.integers(0, 100))
def test_what_rewrite_has_not_drawn_is_kept_whatever_the_masks(seed: int, number: int, rewrite: int) -> None:
    alone = mask(f"seed={seed}", f"rewrite={rewrite}", pass_number=number)
    settings = ("dropout=100", "compression=1", "onset_width=3", "combine=all", "invert_beat=on", "beat_width=2")
    assert not (alone & ~mask(f"seed={seed}", f"rewrite={rewrite}", *settings, pass_number=number, ground=RICH)).any()


def test_frames_may_come_in_any_order() -> None:
    frames: Frames = np.array([150, 3, 3, 77], np.int64)
    panel = Panel().turn([parse_setting(s) for s in ("rewrite=50", "onset_width=9", "periodic=5", "dropout=10")])
    whole = kept_tokens(panel, np.arange(TOTAL, dtype=np.int64), 4, RICH)
    np.testing.assert_array_equal(kept_tokens(panel, frames, 4, RICH), whole[:, frames])
