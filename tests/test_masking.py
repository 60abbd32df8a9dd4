"""Training meets every mask that the player has, every gap, and pasts of every length."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from training.config import TrainingError
from training.masking import Heard, Hiding, corrupt, draw_known, draw_windows, hidden_share, turn

KINDS = ("frames", "all", "ends", "tokens", "levels", "periodic", "onsets", "beats")
BEAT = 24  # frames from beat to beat: 125 bpm


def only(kind: str) -> Hiding:
    weight = {name: float(name == kind) for name in KINDS}
    return Hiding(
        frames_weight=weight["frames"], all_weight=weight["all"], ends_weight=weight["ends"],
        tokens_weight=weight["tokens"], levels_weight=weight["levels"], periodic_weight=weight["periodic"],
        onsets_weight=weight["onsets"], beats_weight=weight["beats"], combined_share=0.0,
    )  # fmt: skip


def music(count: int, width: int) -> Heard:
    """Windows that begin anywhere in a bar, with an onset on every beat and one halfway to the next."""
    frame = torch.arange(width) + torch.arange(count)[:, None] * 7
    return Heard((frame % (BEAT // 2) == 0).float(), 1.0 - (frame % BEAT) / BEAT)


def dice(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def masks_of(kind: str, width: int = 40, levels: int = 8, count: int = 400) -> Tensor:
    return draw_known(levels, music(count, width), only(kind), dice())


def test_windows_lie_side_by_side_inside_the_sequence() -> None:
    for seed in range(50):
        windows = draw_windows(3, 200, 60, Hiding(), dice(seed))
        frames = windows.frames()
        assert 8 <= windows.width <= 96
        assert bool((frames.diff(dim=1) == 1).all())
        assert int(frames.min()) >= 0 and int(frames.max()) < 200
        assert 200 - frames.shape[1] < windows.width


def test_the_past_ends_a_gap_before_the_window_and_never_reaches_further_than_allowed() -> None:
    gaps, reach = [], []
    for seed in range(60):
        w = draw_windows(4, 300, 60, Hiding(), dice(seed))
        assert bool((w.oldest >= 0).all() and (w.oldest <= w.newest).all() and (w.newest <= w.starts).all())
        far = w.newest >= 60
        gaps.append((w.starts - w.newest)[far])
        reach.append((w.newest - w.oldest)[far])
    gap, seen = torch.cat(gaps), torch.cat(reach).float()
    assert (int(gap.min()), int(gap.max())) == (0, 24)
    assert int(seen.max()) == 60
    # 10 % see nothing and 15 % something shorter; a lost branch would show as 0 or 1.
    assert 0.05 < float((seen == 0).float().mean()) < 0.15
    assert 0.65 < float((seen == 60).float().mean()) < 0.85


def test_a_window_frame_sees_its_past_and_nothing_else() -> None:
    w = draw_windows(2, 120, 40, Hiding(), dice(3))
    seen = w.heard(torch.arange(120))
    assert seen.shape == (2, w.frames().shape[1], 120)
    for item in range(2):
        for number in range(w.starts.shape[1]):
            row = seen[item, number * w.width + w.width - 1]
            assert torch.equal(
                row.nonzero()[:, 0], torch.arange(int(w.oldest[item, number]), int(w.newest[item, number]))
            )


def test_a_sequence_too_short_for_a_window_is_refused() -> None:
    with pytest.raises(TrainingError, match="sequences of 5 frames hold no window of 8"):
        draw_windows(1, 5, 60, Hiding(), dice())


@pytest.mark.parametrize("kind", KINDS)
def test_every_mask_hides_something(kind: str) -> None:
    for width in (1, 2, 8, 96):
        assert bool((~masks_of(kind, width)).flatten(1).any(dim=1).all())


@pytest.mark.parametrize("kind", ["frames", "ends", "periodic", "onsets", "beats"])
def test_frame_masks_keep_whole_frames(kind: str) -> None:
    known = masks_of(kind)[:, :-1]  # the last level may have been set free in a window that was kept whole
    assert bool((known == known[:, :1]).all())


def test_frame_masks_follow_the_cosine_schedule() -> None:
    """Half of all windows hide more than cos(45 degrees) = 0.71 of their frames; a flat draw would give 0.29."""
    hidden = (~masks_of("frames", count=4000)[:, 0]).float().mean(dim=1)
    assert 0.45 < float((hidden > 0.7071).float().mean()) < 0.55
    assert float(hidden.min()) <= 0.05
    assert float(hidden_share(torch.tensor(0.0))) == 1.0
    assert abs(float(hidden_share(torch.tensor(1.0)))) < 1e-6


def test_level_masks_keep_coarse_levels() -> None:
    """A finer level is never kept where a coarser one is hidden."""
    known = masks_of("levels").long()
    assert bool((known.diff(dim=1) <= 0).all())
    everywhere = (known[:, 0] == 1).all(dim=1)
    assert 0.3 < float(everywhere.float().mean()) < 0.7
    depths = known[everywhere].sum(dim=1).min(dim=1).values
    assert set(depths.tolist()) == set(range(1, 8))


def test_end_masks_are_prefixes_and_suffixes() -> None:
    known = masks_of("ends")[:, 0].long()
    holes = (torch.nn.functional.pad(known, (1, 1), value=1).diff(dim=1) == -1).sum(dim=1)
    assert int(holes.max()) == 1
    assert all(float(edge.float().mean()) > 0.5 for edge in (known[:, 0], known[:, -1]))


def test_periodic_masks_repeat() -> None:
    known = masks_of("periodic", width=96, count=50)[:, 0]
    periods = [next(p for p in range(2, 33) if torch.equal(row[p:], row[:-p])) for row in known]
    assert min(periods) <= 4 and max(periods) >= 28


def test_onset_masks_keep_what_is_near_onsets() -> None:
    known = masks_of("onsets", width=96)[:, 0]
    heard = music(400, 96).onset > 0.5
    for row, onset in zip(known, heard, strict=True):
        away = (torch.arange(96)[:, None] - onset.nonzero()[:, 0]).abs().min(dim=1).values
        assert not bool((away[row] > 3).any())
    share = (known & heard).float().sum(dim=1) / heard.sum(dim=1)
    assert float(share.min()) == 0.0 and float(share.max()) == 1.0  # from none of the onsets to all of them
    assert 0.3 < float(share.mean()) < 0.7


def test_beat_masks_keep_every_first_second_or_fourth_beat() -> None:
    known = masks_of("beats", width=96)[:, 0]
    begins = music(400, 96).beat.diff(dim=1, prepend=music(400, 96).beat[:, :1]) > 0.5
    kept = (known & begins).sum(dim=1)
    assert set(kept.tolist()) >= {1, 2, 3, 4}
    for row, beat in zip(known, begins, strict=True):
        away = (torch.arange(96)[:, None] - beat.nonzero()[:, 0]).abs().min(dim=1).values
        assert not bool((away[row] > 3).any())


def test_where_nobody_knows_the_beat_nothing_is_kept_for_it() -> None:
    nothing = Heard(torch.zeros(50, 40), torch.zeros(50, 40))
    assert not draw_known(8, nothing, only("beats"), dice()).any()
    assert not draw_known(8, nothing, only("onsets"), dice()).any()


def test_two_masks_are_joined_in_some_windows() -> None:
    """Periodic and level masks together keep coarse levels of some frames only, or all of some and coarse of others."""
    both = replace(only("levels"), periodic_weight=1.0, combined_share=1.0)
    known = draw_known(8, music(2000, 40), both, dice())
    whole_frames = known.all(dim=1).any(dim=1)
    parts = (known.any(dim=1) & ~known.all(dim=1)).any(dim=1)
    assert 0.1 < float((whole_frames & parts).float().mean()) < 0.6


def test_some_sequences_begin_with_other_music() -> None:
    codes = torch.arange(400)[:, None, None].expand(-1, 2, 60)
    heard = turn(codes, Hiding(), dice())
    other = heard != codes
    assert torch.equal(heard[other], codes.roll(1, 0)[other])
    assert 0.08 < float(other.any(dim=2).any(dim=1).float().mean()) < 0.22  # 15 % of them, some cut at frame 0
    assert bool((other[:, :, 1:].long() <= other[:, :, :-1].long()).all())  # up to one frame, then never again


def test_kinds_appear_by_their_weights() -> None:
    """With the published weights 2 in 14.5 windows hide everything, and a few more by the schedule and the music."""
    known = draw_known(8, music(5000, 40), Hiding(), dice())
    assert 0.14 < float((~known).flatten(1).all(dim=1).float().mean()) < 0.24


def test_masks_replay() -> None:
    some = music(20, 30)
    assert torch.equal(draw_known(8, some, Hiding(), dice(5)), draw_known(8, some, Hiding(), dice(5)))
    assert not torch.equal(draw_known(8, some, Hiding(), dice(5)), draw_known(8, some, Hiding(), dice(6)))


def test_some_pasts_are_corrupted_a_little() -> None:
    codes = torch.zeros(400, 8, 50, dtype=torch.int64)
    wrong = (corrupt(codes, 1024, Hiding(), dice()) != codes).float().mean(dim=(1, 2))
    assert 0.4 < float((wrong == 0).float().mean()) < 0.6
    assert float(wrong.max()) < 0.15
    assert 0.02 < float(wrong.mean()) < 0.03  # half the sequences, 5 % on average
    assert int(codes.max()) == 0  # the original is not touched
    assert torch.equal(corrupt(codes, 1024, replace(Hiding(), corrupted_share=0.0), dice()), codes)


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(TrainingError, match="the shortest must be at least 1"):
        Hiding(shortest_window=20, longest_window=10)
    with pytest.raises(TrainingError, match="none may be below 0, and one must be above"):
        only("nothing")
