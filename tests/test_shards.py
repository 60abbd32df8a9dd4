"""Shards are what WebDataset reads, hold whatever belongs to a clip, and count only when they are whole."""

from __future__ import annotations

import gc
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
import webdataset
from corpora import packed

from training.corpus.index import TRAIN, VALIDATION, Clip, CorpusError, read_index, write_index
from training.corpus.shards import Shards, intact, read_parts


def clip(file: str, split: str = TRAIN) -> Clip:
    labels = {"bpm": 90.0, "chords": ["Am", "F"]}
    return Clip(file, 4800, "p", "s", "CC0-1.0", "h", "ü", "a", ("rain",), split, labels)


def flac(level: int) -> bytes:
    out = io.BytesIO()
    sf.write(out, np.full((4800, 2), level, np.int16), 48_000, format="FLAC", subtype="PCM_16")
    return out.getvalue()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_webdataset_reads_a_shard(tmp_path: Path) -> None:
    with Shards(tmp_path) as shards:
        shards.add(clip("game/ü one-1a.flac"), {"flac": flac(1), "bass.flac": flac(2), "mid": b"MThd"})
        shards.add(clip("game/two-2b.flac"), {"flac": flac(3)})
    first, second = read_index(tmp_path)
    samples = list(webdataset.WebDataset(str(tmp_path / first.shard), shardshuffle=False))
    gc.collect()  # webdataset leaves the closing of its files to it
    assert [sample["__key__"] for sample in samples] == ["game/ü one-1a", "game/two-2b"]
    assert {"flac", "bass.flac", "mid", "json"} < set(samples[0])
    for sample, listed in zip(samples, (first, second), strict=True):
        about = json.loads(sample["json"])
        assert about.pop("captions") == ["rain"] and about["labels"] == {"bpm": 90.0, "chords": ["Am", "F"]}
        assert about["licence"] == "CC0-1.0" and about["file"] == listed.file
        # The index says where the same bytes lie.
        assert (tmp_path / listed.shard).read_bytes()[listed.offset :][: listed.size] == sample["flac"]
    assert sf.read(io.BytesIO(samples[0]["bass.flac"]), dtype="int16")[0][0, 0] == 2
    assert read_parts(tmp_path / first.shard, "mid") == {"game/ü one-1a": b"MThd"}


def test_shards_are_full_then_new_ones_begin_and_splits_lie_apart(tmp_path: Path) -> None:
    with Shards(tmp_path, shard_bytes=20_000) as shards:
        for number in range(41):
            shards.add(clip(f"{number}.flac", VALIDATION if number % 4 == 0 else TRAIN), {"flac": flac(number)})
        assert shards.waiting  # and they do not count yet
        assert {one.file for one in read_index(tmp_path)} == {one.file for one in shards.clips}
    listed = read_index(tmp_path)
    assert len(listed) == 41
    assert all(one.shard.startswith(f"shards/{one.split}-") for one in listed)
    sizes = [path.stat().st_size for path in (tmp_path / "shards").glob("train-*.tar")]
    assert len(sizes) > 1 and min(sorted(sizes)[1:]) >= 20_000 and max(sizes) < 40_000
    assert not list(tmp_path.rglob("*.part"))


def test_what_a_killed_run_leaves_is_sorted_out(tmp_path: Path) -> None:
    for name in "abc":
        packed(tmp_path, [(replace(clip(f"{name}.flac"), samples=480), np.ones((480, 2), np.int16))])
    a, b, c = read_index(tmp_path)
    write_index(tmp_path, [replace(a, captions=("said later",)), b])  # killed before c was listed
    half = tmp_path / "shards" / "train-000003.tar.part"
    half.write_bytes(b"half a shard")
    draft = tmp_path / ".index.json.1.new"
    draft.write_text("half a list")
    shard = tmp_path / b.shard
    shard.write_bytes(shard.read_bytes()[:-1000])  # the disk was full
    assert intact(tmp_path) == [replace(a, captions=("said later",)), c]
    shards = Shards(tmp_path)
    assert [one.file for one in shards.clips] == ["a.flac", "c.flac"]
    assert read_index(tmp_path) == shards.clips  # before b's number can be used again
    assert not half.exists() and not draft.exists() and not shard.exists()
    (tmp_path / "index.json").unlink()
    assert intact(tmp_path) == [a, c]  # shards say themselves what they hold


def test_one_shard_alone_is_a_corpus(tmp_path: Path) -> None:
    folder = packed(tmp_path, [(replace(clip("a.flac"), samples=480), np.ones((480, 2), np.int16))])
    (listed,) = read_index(folder)
    (alone,) = read_index(folder / listed.shard)
    assert alone == replace(listed, shard="train-000000.tar")
    (folder / "other.tar").write_bytes(b"no tar")
    with pytest.raises(CorpusError, match=r"other\.tar: not a whole shard of a corpus"):
        read_index(folder / "other.tar")
    with pytest.raises(CorpusError, match=r"other\.tar: not a whole shard of a corpus"):
        read_parts(folder / "other.tar", "mid")


def test_mistakes_are_answered(tmp_path: Path) -> None:
    with Shards(tmp_path) as shards:
        shards.add(clip("a.flac"), {"flac": flac(1)})
        with pytest.raises(CorpusError, match=r"a\.flac: .* has a clip of this name already"):
            shards.add(clip("a.flac"), {"flac": flac(1)})
        for file in ("b.opus", "b.wav", "b.c.flac"):
            with pytest.raises(CorpusError, match=r"the sound itself is not among the parts: flac, mid"):
                shards.add(clip(file), {"flac": flac(1), "mid": b""})
    assert [one.file for one in read_index(tmp_path)] == ["a.flac"]
