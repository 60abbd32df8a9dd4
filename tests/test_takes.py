"""Recordings at other speeds: higher and shorter by the same ratio, cut as evenly, and only where it teaches more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from corpora import packed

from training.corpus.index import Clip, read_index
from training.takes import LEAST_SEMITONES, SEMITONES, Take, takes


def clip(file: str, split: str = "train") -> Clip:
    return Clip(file, 96_000, "p", "s", "CC0", "h", "t", "a", (), split)


def test_recordings_to_learn_from_are_taken_up_and_down() -> None:
    clips = [clip("p/one.flac"), clip("p/two.flac"), clip("p/three.flac", "validation")]
    clips.append(replace(clip("p/score.flac"), labels={"tracks": []}))
    found = takes(clips, 2)
    assert [take.clip for take in found[:4]] == clips and not any(take.semitones for take in found[:4])
    others = found[4:]
    assert [take.clip.file for take in others] == ["p/one.flac"] * 2 + ["p/two.flac"] * 2
    for up_or_down in (others[:2], others[2:]):
        assert up_or_down[0].semitones == -up_or_down[1].semitones
        assert LEAST_SEMITONES <= abs(up_or_down[0].semitones) <= SEMITONES
    assert len({take.name for take in found}) == len(found) and takes(clips, 2) == found
    assert takes(clips, 0) == found[:4]


def test_captions_that_another_speed_makes_false_are_left_out() -> None:
    told = replace(clip("p/a.flac"), captions=("Slow piano", "in A minor", "90 bpm", "breakfast jazz"))
    assert Take(told).captions == told.captions
    assert Take(told, 2.0).captions == ("breakfast jazz",)


@pytest.mark.parametrize("semitones", [-3.0, 2.5])
def test_a_faster_tape_is_higher_and_shorter(semitones: float, tmp_path: Path) -> None:
    t = np.arange(96_000) / 48_000
    tone = (8000 * np.sin(2 * np.pi * 440 * t)).astype(np.int16)
    corpus = packed(tmp_path, [(clip("p/tone.flac"), np.stack([tone, tone // 2], axis=1))])
    (whole,) = read_index(corpus)
    take = Take(whole, semitones)
    blocks = list(take.blocks(corpus, 4800))
    assert {block.shape[1] for block in blocks[:-1]} == {4800} and 0 < blocks[-1].shape[1] <= 4800
    sound = np.concatenate(blocks, axis=1)
    assert sound.dtype == np.float32 and abs(sound.shape[1] / 48_000 - take.seconds) < 0.001
    middle = sound[0, 9600:57_600]
    heard_hz = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))).argmax() * 48_000 / len(middle)
    assert heard_hz == pytest.approx(440 * 2 ** (semitones / 12), abs=1.0)
    np.testing.assert_allclose(sound[1, 9600:57_600], middle / 2, atol=1e-4)
    assert np.array_equal(np.concatenate(list(Take(whole).blocks(corpus, 4800)), axis=1)[0], tone / np.float32(32768))
