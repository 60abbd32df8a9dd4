"""A pack of tokens holds every code exactly and every control nearly, and says what is wrong with a bad one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.features import BY_CORPUS, ENDS
from training.conditioning import EMBEDDING_SIZE, TRAINED
from training.config import TrainingError
from training.token_pack import main, open_codes, open_row, pack, pack_codes, pack_row, unpack
from training.tokens import FORMAT, read_tokens

LEVELS, FRAMES = 3, 403


def measured(dice: np.random.Generator) -> npt.NDArray[np.float16]:
    """Slow curves in the middle of each control's range, exact onsets and beats, and a stretch that nobody knows."""
    t = np.arange(FRAMES)
    share = 0.5 + 0.3 * np.sin(t / 40 + dice.uniform(0, 6, (len(TRAINED), 1)))
    low = np.array([-40.0, 6.0, 0.0, *[end[0] for end in ENDS]])
    high = np.array([-10.0, 12.0, 7.0, *[end[1] for end in ENDS]])
    rows = low[:, None] + share * (high - low)[:, None]
    rows[TRAINED.index("onset")] = t % 17 == 3
    rows[TRAINED.index("beat")] = 1 - t % 25 / 25
    rows[TRAINED.index("tempo"), 100:180] = np.nan
    return np.asarray(rows, np.float16)


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    """Six clips: one for validation, and a pair of which the second answers the first."""
    folder, dice = tmp_path / "tokens", np.random.default_rng(0)
    folder.mkdir()
    clips = []
    for number in range(6):
        name = f"p__{number}"
        np.save(folder / f"{name}.codes.npy", dice.integers(0, 1024, (LEVELS, FRAMES)).astype(np.int16))
        np.save(folder / f"{name}.measured.npy", measured(dice))
        split, hears = ("validation" if number == 5 else "train"), ("p__1" if number == 2 else "")
        clips.append(
            {"name": name, "frames": FRAMES, "split": split, "package": "p", "captions": [0, 1], "hears": hears}
        )
    (folder / "captions.json").write_text(json.dumps(["rain", "drums, café"]))
    np.save(folder / "captions.npy", np.eye(2, EMBEDDING_SIZE, dtype=np.float32))
    np.save(folder / "codebooks.npy", dice.normal(size=(LEVELS, 1024, 8)).astype(np.float32))
    low, high = zip(*[(-40.0, -10.0), (6.0, 12.0), (0.0, 7.0)][: len(BY_CORPUS)], *ENDS, strict=True)
    sizes = {"levels": LEVELS, "codes": 1024, "frames_per_second": 50.0, "low": low, "high": high}
    table = {"format": FORMAT, "taught": list(TRAINED), "codec": "codec/step-00000001", **sizes, "clips": clips}
    (folder / "index.json").write_text(json.dumps(table))
    return folder


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 8), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_every_code_comes_back(levels: int, frames: int, seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 1024, (levels, frames)).astype(np.int16)
    packed = pack_codes(codes)
    assert len(packed) == -(-levels * frames * 10 // 8)
    np.testing.assert_array_equal(open_codes(packed, levels, frames), codes)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 9), st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_a_control_comes_back_at_every_kept_frame_and_straight_between(every: int, frames: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    row = dice.uniform(-3, 5, frames).astype(np.float32)
    row[dice.random(frames) < 0.2] = np.nan
    again = open_row(pack_row(row, every, 254, -3.0, 5.0), frames, every, 254, -3.0, 5.0)
    kept = slice(None, None, every)
    np.testing.assert_allclose(again[kept], row[kept], atol=8 / 254 / 2 + 1e-5)
    there = np.isfinite(again)
    assert again[there].max(initial=-3.0) <= 5.0 and again[there].min(initial=5.0) >= -3.0


def test_a_folder_travels(tokens: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed, out = tmp_path / "tokens.pack", tmp_path / "out"
    assert main(["pack", str(tokens), str(packed), "--levels", "2"]) == 0
    assert main(["open", str(packed), str(out)]) == 0
    assert "6 clips, 0.01 h" in capsys.readouterr().out
    before, after = read_tokens(tokens), read_tokens(out)
    assert {clip.name: clip for clip in after.clips} == {clip.name: clip for clip in before.clips}
    assert (after.levels, after.codec, after.low, after.high) == (2, before.codec, before.low, before.high)
    assert json.loads((out / "captions.json").read_text()) == ["rain", "drums, café"]
    np.testing.assert_allclose(np.load(out / "codebooks.npy"), np.load(tokens / "codebooks.npy"), atol=2e-3)
    spans = np.array(after.high) - np.array(after.low)
    for clip in after.clips:
        codes, rows = np.load(out / f"{clip.name}.codes.npy"), np.load(out / f"{clip.name}.measured.npy")
        np.testing.assert_array_equal(codes, np.load(tokens / f"{clip.name}.codes.npy")[:2])
        off = np.abs(rows.astype(np.float32) - np.load(tokens / f"{clip.name}.measured.npy").astype(np.float32))
        worst = np.nanmax(off, axis=1) / spans
        # A fourteenth for chroma, half a step of 60 for beats; a shift by one frame would show as 1 in onsets.
        assert worst[TRAINED.index("onset")] == 0.0 and worst[TRAINED.index("beat")] < 0.01
        assert worst.max() < 0.08
        assert np.isnan(rows[TRAINED.index("tempo"), 104:176]).all()


def test_what_must_travel_goes_first(tokens: Path, tmp_path: Path) -> None:
    """The validation clip and the pair; then there is room for one more."""
    whole = pack(tokens, tmp_path / "whole", LEVELS, 10**7)
    size = (tmp_path / "whole").stat().st_size
    one = (size - 3000 - 2 * EMBEDDING_SIZE * 2 - LEVELS * 1024 * 8 * 2) // 6
    some = pack(tokens, tmp_path / "some", LEVELS, size - 2 * one)
    names = {clip.name for clip in some.clips}
    assert {"p__1", "p__2", "p__5"} <= names and 3 <= len(names) < len(whole.clips) == 6
    assert (tmp_path / "some").stat().st_size <= size - 2 * one
    with pytest.raises(TrainingError, match=r"no room for p__\d, which must travel; raise --megabytes"):
        pack(tokens, tmp_path / "few", LEVELS, size - 5 * one)


def test_parts_are_opened_into_one_folder(tokens: Path, tmp_path: Path) -> None:
    found = [pack(tokens, tmp_path / f"part{n}", LEVELS, 10**7, part=n, parts=3) for n in (1, 2, 3)]
    assert all(part.clips for part in found) and {"p__1", "p__2", "p__5"} <= {clip.name for clip in found[0].clips}
    for n in (2, 3, 1):
        here = unpack(tmp_path / f"part{n}", tmp_path / "out")
    assert {clip.name: clip for clip in here.clips} == {clip.name: clip for clip in read_tokens(tokens).clips}
    assert (tmp_path / "part2").stat().st_size < 0.7 * (tmp_path / "part1").stat().st_size  # no tables in it
    assert json.loads((tmp_path / "out" / "captions.json").read_text()) == ["rain", "drums, café"]
    assert sum(len(part.clips) for part in found) == len(here.clips) == len(read_tokens(tmp_path / "out").clips)
    for clip in here.clips:
        codes = np.load(tmp_path / "out" / f"{clip.name}.codes.npy")
        np.testing.assert_array_equal(codes, np.load(tokens / f"{clip.name}.codes.npy"))
    with pytest.raises(TrainingError, match="part 4 of 3: give 1 to 3"):
        pack(tokens, tmp_path / "bad", LEVELS, 10**7, part=4, parts=3)
    table = json.loads((tokens / "index.json").read_text())
    (tokens / "index.json").write_text(json.dumps({**table, "codec": "codec/step-00000002"}))
    pack(tokens, tmp_path / "other", LEVELS, 10**7)
    with pytest.raises(TrainingError, match="not of the tokens that"):
        unpack(tmp_path / "other", tmp_path / "out")


def test_a_bad_pack_says_what_to_do(tokens: Path, tmp_path: Path) -> None:
    packed = tmp_path / "tokens.pack"
    pack(tokens, packed, LEVELS, 10**7)
    for damage in (b"", b"no pack at all", packed.read_bytes()[:-3000]):
        (tmp_path / "bad").write_bytes(damage)
        with pytest.raises(TrainingError, match=r"is no whole pack of tokens .* Make and carry it again"):
            unpack(tmp_path / "bad", tmp_path / "out")
    with pytest.raises(TrainingError, match="holds 3 levels, not 9"):
        pack(tokens, packed, 9, 10**7)
