"""Batches: repeatable, fair by duration, never silent for long, never the whole file."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from corpora import packed

from training.corpus.index import SAMPLE_RATE, TRAIN, VALIDATION, Clip, CorpusError, read_index, write_index
from training.data import GAIN_DB, STRETCH_STEPS, Clips, held_in_order, read_recording

Sound = npt.NDArray[np.float64]


def corpus(folder: Path, clips: dict[str, tuple[str, Sound]], reverse: bool = False) -> Path:
    """A corpus of the given clips: name to split and sound [n, 2] in ±1."""
    packed(folder, [(clip(f"{name}.flac", len(sound), split), pcm(sound)) for name, (split, sound) in clips.items()])
    if reverse:
        write_index(folder, read_index(folder)[::-1])
    return folder


def pcm(sound: Sound) -> npt.NDArray[np.int16]:
    return np.rint(sound * 32767).astype(np.int16)


def clip(file: str, samples: int, split: str = TRAIN, package: str = "p", licence: str = "CC0-1.0") -> Clip:
    return Clip(file, samples, package, file, licence, "h", "t", "a", (), split)


def level(seconds: float, left: float, right: float | None = None) -> Sound:
    """Constant sound: whoever hears it knows which clip and channel it came from."""
    return np.tile([left, left if right is None else right], (round(seconds * SAMPLE_RATE), 1))


def noise(seconds: float, seed: int = 0) -> Sound:
    return np.random.default_rng(seed).uniform(-0.3, 0.3, (round(seconds * SAMPLE_RATE), 2))


def test_a_resumed_run_sees_the_same_batches(tmp_path: Path) -> None:
    clips = {"a": (TRAIN, noise(4.0, 1)), "b": (TRAIN, noise(3.0, 2))}
    first = Clips(corpus(tmp_path / "x", clips), TRAIN, 0.5, seed=7)
    played = [first.batch(step, 4) for step in range(5)]
    assert played[0].shape == (4, 2, 24_000)
    assert played[0].dtype == np.float32

    # Another process, another order in the index, starting in the middle, and the path of the index itself.
    resumed = Clips(corpus(tmp_path / "y", clips, reverse=True) / "index.json", TRAIN, 0.5, seed=7)
    np.testing.assert_array_equal(resumed.batch(3, 4), played[3])
    # Two machines that share a step draw what one would have drawn.
    np.testing.assert_array_equal(resumed.batch(3, 2, first=2), played[3][2:])
    assert not np.array_equal(played[3], played[4])
    assert not np.array_equal(Clips(tmp_path / "x", TRAIN, 0.5, seed=8).batch(3, 4), played[3])
    assert len({crop.tobytes() for batch in played for crop in batch}) == 20  # no crop twice


def test_splits_never_mix(tmp_path: Path) -> None:
    clips = {
        "t1": (TRAIN, level(2.0, 0.5, -0.5)),
        "t2": (TRAIN, level(2.0, 0.5, -0.5)),
        "v": (VALIDATION, level(2.0, 0.25)),
    }
    folder = corpus(tmp_path, clips)
    train, validation = Clips(folder, TRAIN, 0.1, seed=0), Clips(folder, VALIDATION, 0.1, seed=0)
    assert [one.file for one in train.clips] == ["t1.flac", "t2.flac"]
    assert [one.file for one in validation.clips] == ["v.flac"]
    assert validation.hours == pytest.approx(2 / 3600)
    # Training clips have opposite channels (mono-folded: none at all), the validation clip has equal ones.
    assert all(abs(crop.mean()) < 1e-4 for crop in train.batch(0, 50))
    assert all(crop.mean() > 0.01 for crop in validation.batch(0, 50))
    assert (held_in_order(folder, VALIDATION, 0.1, 8) > 0.2).all()


def test_long_clips_are_heard_in_proportion(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"long": (TRAIN, level(9.1, 0.5)), "short": (TRAIN, level(1.1, -0.5))})
    crops = Clips(folder, TRAIN, 0.1, seed=3).batch(0, 600)
    share = np.mean([crop.mean() > 0 for crop in crops])
    assert share == pytest.approx(0.9, abs=0.04)  # drawn by clip it would be 0.5; one deviation is 0.012


def test_what_varies_and_how_often(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"a": (TRAIN, level(3.0, 0.2, 0.1))})
    crops = Clips(folder, TRAIN, 0.05, seed=5).batch(0, 800)
    left, right = crops[:, 0].mean(axis=1), crops[:, 1].mean(axis=1)
    mono = np.abs(left - right) < 1e-6
    assert np.mean(mono) == pytest.approx(0.1, abs=0.04)
    assert np.mean(left[~mono] < right[~mono]) == pytest.approx(0.5, abs=0.07)  # 0 when never swapped
    gain_db = 20 * np.log10(np.maximum(left, right)[~mono] / 0.2)
    assert gain_db.min() == pytest.approx(GAIN_DB[0], abs=0.5)
    assert gain_db.max() == pytest.approx(GAIN_DB[1], abs=0.5)
    # The stereo picture itself stays: 2 to 1 in every crop that was not folded.
    ratio = np.maximum(left, right)[~mono] / np.minimum(left, right)[~mono]
    assert np.abs(ratio - 2).max() < 1e-3


def test_no_gain_leaves_full_scale(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"a": (TRAIN, level(2.0, 0.99, -0.99))})
    crops = Clips(folder, TRAIN, 0.05, seed=5).batch(0, 200)
    # Without the limit a quarter of the crops would reach 2.
    assert 0.999 < np.abs(crops).max() <= 1.0 + 1e-6


def test_silence_is_drawn_again_but_not_forever(tmp_path: Path) -> None:
    half = np.concatenate([level(0.7, 0.0), noise(0.7)])
    crops = Clips(corpus(tmp_path / "half", {"a": (TRAIN, half)}), TRAIN, 0.1, seed=1).batch(0, 300)
    silent = np.mean([np.abs(crop).max() == 0 for crop in crops])
    assert silent < 0.03  # taken as they come, half of them; after eight draws 0.4 %
    nothing = Clips(corpus(tmp_path / "nothing", {"a": (TRAIN, level(2.0, 0.0))}), TRAIN, 0.1, seed=1)
    assert not nothing.batch(0, 4).any()  # and no division by its peak


def test_held_crops_are_the_recording_itself_and_stay_the_same(tmp_path: Path) -> None:
    sound = {"a": (VALIDATION, noise(4.0, 1)), "b": (VALIDATION, noise(2.0, 2))}
    folder = corpus(tmp_path, sound)
    crops = held_in_order(folder, VALIDATION, 0.5, 6)
    assert crops.shape == (6, 2, 24_000)
    assert crops.dtype == np.float32
    np.testing.assert_array_equal(crops, held_in_order(folder, VALIDATION, 0.5, 6))
    # The clips have 168001 and 72001 places; six crops begin at odd twelfths of their sum.
    starts = [(2 * number + 1) * 240_002 // 12 for number in range(6)]
    for crop, start in zip(crops, starts, strict=True):
        name, at = ("a", start) if start < 168_001 else ("b", start - 168_001)
        stored = pcm(sound[name][1])[at : at + 24_000]
        np.testing.assert_array_equal(crop, stored.T / np.float32(32768))
    assert starts[-1] > 168_001  # both clips are heard


def test_held_crops_step_over_silence(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"a": (VALIDATION, np.concatenate([level(1.0, 0.0), noise(3.0)]))})
    crops = held_in_order(folder, VALIDATION, 0.5, 4)
    assert all(np.abs(crop).max() > 0.1 for crop in crops)


def test_only_the_crop_is_read(tmp_path: Path) -> None:
    clips = Clips(corpus(tmp_path, {"a": (TRAIN, noise(60.0))}), TRAIN, 0.1, seed=0)
    tracemalloc.start()
    clips.batch(0, 4)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1e6  # four crops and their copies are 0.3 MB; the recording is 10 MB in the shard, 23 MB decoded


def test_a_recording_is_read_whole_block_by_block(tmp_path: Path) -> None:
    sound = noise(1.3)
    folder = corpus(tmp_path, {"a": (TRAIN, noise(0.2, 1)), "b": (TRAIN, sound)})
    _, second = read_index(folder)
    blocks = list(read_recording(folder, second, 10_000))
    assert [block.shape[1] for block in blocks] == [10_000] * 6 + [2400]
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), pcm(sound).T / np.float32(32768))


def test_several_corpora_are_heard_by_hours_times_weight(tmp_path: Path) -> None:
    one = corpus(tmp_path / "one", {"a": (TRAIN, level(6.1, 0.5)), "v": (VALIDATION, level(1.0, 0.5))})
    two = corpus(tmp_path / "two", {"a": (TRAIN, level(2.1, -0.5)), "v": (VALIDATION, level(1.0, -0.5))})
    choices: list[tuple[list[str | Path], float]] = [
        ([one, two], 0.75),
        ([one, f"{two}=3.0"], 0.5),
        ([f"{one}=0", str(two)], 0.0),
    ]
    for index, share in choices:
        crops = Clips(index, TRAIN, 0.1, seed=3).batch(0, 400)
        # One deviation is 0.025; a weight that counted for nothing, or alone, would be off by 0.25.
        assert np.mean([crop.mean() > 0 for crop in crops]) == pytest.approx(share, abs=0.08)
    both = Clips([one, two], TRAIN, 0.1, seed=3)
    assert both.hours == pytest.approx(8.2 / 3600)
    assert [crop.mean() > 0 for crop in held_in_order([one, two], VALIDATION, 0.1, 4)] == [True, True, False, False]
    with pytest.raises(CorpusError, match=r"two=much: the weight of a corpus is a number, as in .*two=2\.0"):
        Clips([one, f"{two}=much"], TRAIN, 0.1, seed=3)


def test_few_shards_at_once_hear_the_same_in_the_long_run(tmp_path: Path) -> None:
    for number in range(6):  # every opening makes another shard; its ratio of right to left says which
        sound = level(0.15 if number < 5 else 0.35, 0.1, 0.1 * (number + 2))
        packed(tmp_path, [(clip(f"{number}.flac", len(sound)), pcm(sound))])
    assert len({one.shard for one in read_index(tmp_path)}) == 6
    clips = Clips(tmp_path, TRAIN, 0.1, seed=0, few_shards=2)
    heard: list[int] = []
    for stretch in range(40):
        first, last = stretch * STRETCH_STEPS, (stretch + 1) * STRETCH_STEPS - 1
        levels = np.abs(np.concatenate([clips.batch(step, 6) for step in (first, last)]).mean(axis=2))
        ratios = np.rint(levels.max(axis=1) / levels.min(axis=1)).astype(int)
        stereo = ratios[ratios > 1].tolist()
        assert len(set(stereo)) <= 2
        heard += stereo
    shares = [heard.count(ratio) / len(heard) for ratio in range(2, 8)]
    # Five shards have a tenth of the places each and the sixth has half of them; a deviation is 0.03 and 0.06.
    np.testing.assert_allclose(shares, [0.1] * 5 + [0.5], atol=0.2)
    assert min(shares) > 0


def test_permissive_alone_leaves_out_what_binds(tmp_path: Path) -> None:
    free, bound, odd = clip("a.flac", 9600), clip("b.flac", 9600, licence="GPL-2+"), clip("c.flac", 9600, licence="?")
    folder = packed(tmp_path, [(one, pcm(level(0.2, 0.5))) for one in (free, bound)])
    assert [one.file for one in Clips(folder, TRAIN, 0.1, seed=0).clips] == ["a.flac", "b.flac"]
    assert [one.file for one in Clips(folder, TRAIN, 0.1, seed=0, licences="permissive").clips] == ["a.flac"]
    with pytest.raises(CorpusError, match="licences = 'free': there are all, permissive"):
        Clips(folder, TRAIN, 0.1, seed=0, licences="free")
    packed(folder, [(odd, pcm(level(0.2, 0.5)))])
    with pytest.raises(CorpusError, match=r"licence '\?' is not in the table"):
        Clips(folder, TRAIN, 0.1, seed=0, licences="permissive")


def test_a_corpus_that_lists_a_held_out_recording_is_refused(tmp_path: Path) -> None:
    folder = packed(tmp_path, [(clip("a.flac", 9600, package="zaz-data"), pcm(level(0.2, 0.5)))])
    with pytest.raises(CorpusError, match=r"zaz-data: 'zaz-data' is held out: it is kept for evaluation, so no model"):
        Clips(folder, TRAIN, 0.1, seed=0)
    assert held_in_order(folder, TRAIN, 0.1, 2).shape == (2, 2, 4800)  # to measure on is what it is kept for


def test_short_clips_are_left_out_and_a_clip_may_fit_exactly(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path,
        {"a": (TRAIN, level(0.5, 0.5)), "b": (TRAIN, level(0.5, 0.5)), "short": (TRAIN, level(0.4, -0.5))},
    )
    clips = Clips(folder, TRAIN, 0.5, seed=0)
    assert [one.file for one in clips.clips] == ["a.flac", "b.flac"]
    crops = clips.batch(0, 20)  # a crop that began one place late would be one sample short
    assert crops.shape == (20, 2, 24_000)
    assert (crops > 0).all()


def test_mistakes_are_answered(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"a": (TRAIN, level(1.0, 0.5)), "b": (TRAIN, level(1.0, 0.5))})
    with pytest.raises(CorpusError, match="no split 'test'; there are: train, validation"):
        Clips(folder, "test", 0.5, seed=0)
    with pytest.raises(CorpusError, match=r"none of its 2 train clips is 3 s long\. Add recordings"):
        Clips(folder, TRAIN, 3.0, seed=0)
    with pytest.raises(CorpusError, match="none of its 0 validation clips"):
        held_in_order(folder, VALIDATION, 0.5, 1)
    with pytest.raises(CorpusError, match=r"no corpus here\. Make one:  python -m training\.corpus"):
        Clips(tmp_path / "elsewhere", TRAIN, 0.5, seed=0)

    listed = read_index(folder)
    write_index(folder, [replace(listed[0], samples=40_000), listed[1]])
    with pytest.raises(CorpusError, match=r"a\.flac is .* not readable \(48000 samples, .* the index says 40000, 2"):
        Clips(folder, TRAIN, 0.5, seed=0).batch(0, 40)
    write_index(folder, [replace(listed[0], offset=listed[0].offset + 7), listed[1]])
    with pytest.raises(CorpusError, match=r"train-000000\.tar: a\.flac is listed in the index but not readable"):
        Clips(folder, TRAIN, 0.5, seed=0).batch(0, 40)
    write_index(folder, listed)
    shard = folder / listed[0].shard
    shard.write_bytes(shard.read_bytes()[: listed[1].offset + 100])
    with pytest.raises(CorpusError, match=r"b\.flac is .* not readable \(the shard ends after \d+ bytes\)"):
        Clips(folder, TRAIN, 0.5, seed=0).batch(0, 40)
    shard.unlink()
    with pytest.raises(CorpusError, match=r"not readable .*No such file.*\. Delete the shard and run the recipe again"):
        Clips(folder, TRAIN, 0.5, seed=0).batch(0, 40)
