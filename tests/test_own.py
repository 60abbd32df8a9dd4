"""A performer's music is shared out so that nothing is learned from what judges, however the recordings are cut."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.features import BY_CORPUS, ENDS
from training.conditioning import TRAINED
from training.config import TrainingError
from training.corpus.index import TRAIN, VALIDATION
from training.own import JUDGED, LENGTHS, fitting, share_out, stretches
from training.token_clips import TokenClips

LEVELS = 2


@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=40).filter(lambda x: sum(n for n in x if n > 63) > 1500))
def test_every_frame_is_of_one_use_and_every_use_has_some(frames: list[int]) -> None:
    shared = stretches(frames)
    for clip, count in enumerate(frames):
        parts = sorted((p.start, p.stop) for p in shared if p.clip == clip)
        if count >= LENGTHS[-1]:
            assert parts[0][0] == 0 and parts[-1][1] == count
            assert all(one[1] == other[0] for one, other in itertools.pairwise(parts))
        else:
            assert parts == []
    use = {split: sum(p.frames for p in shared if p.split == split) for split in (TRAIN, VALIDATION, JUDGED)}
    assert all(p.frames >= LENGTHS[-1] for p in shared)
    held = use[VALIDATION] + use[JUDGED]
    # An eighth, or what two of the shortest sequences need; a quarter at most where whole recordings are held out.
    assert min(use.values()) > 0 and use[TRAIN] > held
    assert held >= 0.12 * sum(use.values())


def test_many_recordings_are_held_out_whole_and_of_one_the_end() -> None:
    many = stretches([1000] * 16)
    assert {p.clip for p in many if p.split != TRAIN} == {0, 1}
    assert [(p.start, p.stop, p.split) for p in many if p.clip == 0] == [(0, 500, VALIDATION), (500, 1000, JUDGED)]
    assert [(p.start, p.stop, p.split) for p in stretches([8000])] == [
        (0, 7000, TRAIN), (7000, 7500, VALIDATION), (7500, 8000, JUDGED),
    ]  # fmt: skip
    short = stretches([100] * 40)
    assert {p.split for p in short if p.clip < 5} == {VALIDATION, JUDGED}


def test_sequences_are_as_long_as_the_music_has_room_for() -> None:
    assert fitting([5000, 600]) == 512
    assert fitting([500, 400, 10]) == 384
    assert fitting([70] * 4 + [3000]) == 512 and fitting([100] * 40) == 96
    assert fitting([10]) == LENGTHS[-1]


def a_folder(folder: Path, frames: dict[str, int]) -> Path:
    """Tokens whose codes count the frames, so that every one can be told."""
    folder.mkdir()
    for name, count in frames.items():
        np.save(folder / f"{name}.codes.npy", np.tile(np.arange(count, dtype=np.int16), (LEVELS, 1)))
        np.save(folder / f"{name}.measured.npy", np.zeros((len(TRAINED), count), np.float16))
    np.save(folder / "captions.npy", np.zeros((0, 384), np.float32))
    (folder / "captions.json").write_text("[]")
    np.save(folder / "codebooks.npy", np.zeros((LEVELS, 7, 4), np.float32))
    low, high = zip(*[(0.0, 1.0)] * len(BY_CORPUS), *ENDS, strict=True)
    clips = [
        {"name": n, "frames": count, "split": "train", "package": "p", "captions": []} for n, count in frames.items()
    ]
    sizes = {"levels": LEVELS, "codes": 30_000, "frames_per_second": 50.0, "low": low, "high": high}
    table = {"format": 2, "taught": list(TRAINED), "codec": "codec/step-00000001", **sizes, "clips": clips}
    (folder / "index.json").write_text(json.dumps(table))
    return folder


def test_tokens_are_cut_as_they_are_shared_out(tmp_path: Path) -> None:
    tokens = a_folder(tmp_path / "tokens", {"own__b": 2400, "own__a": 40})
    shared = share_out(tokens, tmp_path / "own", {"loudness": [-40.0, -10.0]})
    assert shared.seconds == {TRAIN: 42.0, VALIDATION: 3.0, JUDGED: 3.0}
    assert (shared.sequence_frames, shared.held_frames) == (512, 128)
    found = {
        split: TokenClips(shared.folder, split, LEVELS, frames, 0).all_codes()
        for split, frames in ((TRAIN, 512), (VALIDATION, 128), (JUDGED, 128))
    }
    assert [len(codes[0][0]) for codes in found.values()] == [2100, 150, 150]
    whole = np.concatenate([codes[0][0] for codes in found.values()])
    np.testing.assert_array_equal(whole, np.arange(2400))
    index = json.loads((shared.folder / "index.json").read_text())
    # What loudness 0 and 1 mean is what they meant when the generator learned.
    at = TRAINED.index("loudness")
    assert (index["low"][at], index["high"][at]) == (-40.0, -10.0)
    assert (index["low"][at + 1], index["high"][at + 1]) == (0.0, 1.0)
    again = share_out(tokens, tmp_path / "own", {})
    assert again.seconds == shared.seconds


def test_too_little_music_is_said(tmp_path: Path) -> None:
    tokens = a_folder(tmp_path / "tokens", {"own__a": 1400, "own__b": 50})
    with pytest.raises(TrainingError) as caught:
        share_out(tokens, tmp_path / "own", {})
    assert "28.0 s of music, without what is shorter than 1.3 s; adapters need 30 s at least" in str(caught.value)
    assert not (tmp_path / "own").exists()
