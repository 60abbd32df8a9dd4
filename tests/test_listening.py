"""What a listener would catch is caught, and real music is left in peace; traits and scores mean what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from rtmusic.bundle import Bundle
from rtmusic.units import Codes, Samples
from training.evaluation.music import scores
from training.evaluation.music.listening import CHECKS, Recorded, listen
from training.evaluation.music.playing import Engine
from training.evaluation.music.traits import TRAITS, measure_traits

RATE, HOP = 48_000, 960
RECORDING = Path(__file__).parents[1] / "rtmusic" / "recordings" / "guitar.flac"


@pytest.fixture(scope="module")
def guitar() -> Recorded:
    """Ten seconds of a real guitar, as the default bundle's codec plays it."""
    sound, _ = soundfile.read(RECORDING, dtype="float32", always_2d=True, frames=10 * RATE)
    engine = Engine(Bundle.load())
    codes = engine.encode(np.ascontiguousarray(sound.T))[: engine.geometry.model_levels]
    return Recorded(engine.say(codes, engine.nothing()), RATE, codes)


def faults(recorded: Recorded) -> set[str]:
    return {name for name, found in listen(recorded).items() if found.faulty}


def planted(recorded: Recorded, sound: Samples | None = None, codes: Codes | None = None) -> Recorded:
    return replace(
        recorded, sound=recorded.sound if sound is None else sound, codes=recorded.codes if codes is None else codes
    )


def test_real_music_is_no_fault(guitar: Recorded) -> None:
    found = listen(guitar)
    assert set(found) == set(CHECKS)
    assert not [name for name, f in found.items() if f.faulty]
    assert found["entropy"].worst > 4 and found["clicks"].worst == 0


def test_silence_is_found_with_its_place(guitar: Recorded) -> None:
    sound = guitar.sound.copy()
    sound[:, 4 * RATE : round(6.5 * RATE)] = 0
    found = listen(planted(guitar, sound))["silence"]
    assert found.faulty
    assert found.worst == pytest.approx(2.5, abs=0.05) and found.at_s == pytest.approx(4.0, abs=0.05)
    sound = guitar.sound.copy()
    sound[:, 4 * RATE : 5 * RATE] = 0
    assert "silence" not in faults(planted(guitar, sound))  # a bar of rest is music


def test_a_click_is_found_wherever_it_is(guitar: Recorded) -> None:
    sound = guitar.sound.copy()
    at = 300_000 + int(np.abs(sound[0, 300_000:301_000]).argmax())
    sound[:, at:] *= -1  # the wave jumps where it is far from 0
    sound[0, 400_000] += 0.3
    found = listen(planted(guitar, sound))["clicks"]
    assert found.worst == 2 and found.at_s == pytest.approx(at / RATE, abs=0.001)


def test_dc_and_energy_that_runs_away(guitar: Recorded) -> None:
    assert faults(planted(guitar, guitar.sound + np.float32(0.1))) == {"DC"}
    growing = guitar.sound * np.geomspace(0.05, 1.0, guitar.sound.shape[1], dtype=np.float32)
    assert faults(planted(guitar, growing)) == {"runaway"} == faults(planted(guitar, growing[:, ::-1]))
    assert faults(replace(guitar, limited=guitar.sound.size // 20)) == {"limiter"}


def test_one_code_and_one_frame_for_ever(guitar: Recorded) -> None:
    stuck = guitar.codes.copy()
    stuck[:, 100:200] = stuck[:, 100:101]
    found = listen(planted(guitar, codes=stuck))
    assert found["same frame"].faulty and found["same frame"].worst == pytest.approx(2.0, abs=0.05)
    assert found["same frame"].at_s == pytest.approx(2.0, abs=0.05)
    few = guitar.codes % 4  # every level uses four codes
    assert faults(planted(guitar, codes=few)) == {"entropy"}
    quiet = guitar.sound.copy()
    quiet[:, 100 * HOP : 200 * HOP] = 0
    assert "same frame" not in faults(planted(guitar, quiet, stuck))  # silence is told in its own words


def test_a_loop_shorter_than_a_second(guitar: Recorded) -> None:
    turn = 23  # frames, 0.46 s
    sound, codes = guitar.sound.copy(), guitar.codes.copy()
    for frame in range(100, 400):
        codes[:, frame] = codes[:, frame - turn]
        sound[:, frame * HOP : (frame + 1) * HOP] = sound[:, (frame - turn) * HOP : (frame + 1 - turn) * HOP]
    assert {"loop of codes", "loop of sound"} <= faults(planted(guitar, sound, codes))
    assert "loop of codes" not in faults(planted(guitar, sound))


def test_what_is_too_short_for_a_check_is_no_fault() -> None:
    short = Recorded(np.full((2, RATE), 0.1, np.float32), RATE, np.arange(50)[None].repeat(8, 0))
    assert not {"silence", "loop of codes", "loop of sound"} & faults(short)


def test_librosa_hears_what_was_played() -> None:
    t = np.arange(6 * RATE) / RATE
    # Quarter notes at 120 beats a minute on A, twice as loud after three seconds; no bass.
    note = np.sin(2 * np.pi * 440 * t) * np.exp(-(t % 0.5) * 8)
    sound = np.tile((note * np.where(t < 3, 0.1, 0.2)).astype(np.float32), (2, 1))
    found = measure_traits(sound, RATE, TRAITS)
    assert found["loudness"].shape == found["bass"].shape == (300,) and found["chroma"].shape == (12, 300)
    rise = found["loudness"][200:280].mean() - found["loudness"][60:140].mean()
    assert rise == pytest.approx(6.0, abs=0.3)
    assert 2 ** found["brightness"][100:200].mean() == pytest.approx(440, rel=0.15)
    assert found["bass"].mean() < -20 and (found["chroma"].argmax(axis=0)[20:280] == 9).mean() > 0.9
    assert scores.hits(found["onset"], np.arange(0.5, 6, 0.5, dtype=np.float32), 0.05) > 0.9
    assert found["density"][100:200].mean() == pytest.approx(2.0, abs=0.3)
    assert scores.tempo_error(found["tempo"], np.array([120.0], np.float32)) < 0.05
    assert int(found["key"].argmax()) % 12 in (9, 2)  # one note is the root or the fifth
    noise = np.random.default_rng(0).normal(0, 0.1, (2, 3 * RATE)).astype(np.float32)
    clicks = np.where(np.arange(3 * RATE) % 12_000 < 200, noise, 0.0).astype(np.float32)
    struck, held = (measure_traits(s, RATE, ["drums"])["drums"].mean() for s in (clicks, sound))
    assert struck > 0.8 and held < 0.3


def test_scores_of_what_was_asked() -> None:
    curve = np.sin(np.linspace(0, 9, 200)).astype(np.float32)
    assert scores.likeness(curve * 3 + 1, curve) == pytest.approx(1.0)
    assert scores.likeness(-curve, curve) == pytest.approx(-1.0)
    assert np.isnan(scores.likeness(np.zeros(200, np.float32), curve))

    chroma = np.eye(12, dtype=np.float32)[np.arange(120) % 12].T
    assert scores.chroma_likeness(chroma, chroma) == pytest.approx(1.0) == scores.same_note(chroma, chroma)
    # One note of twelve against another correlates by -1/11; a chroma that sounds everywhere alike says nothing.
    assert scores.chroma_likeness(np.roll(chroma, 6, axis=0), chroma) == pytest.approx(-1 / 11)
    assert scores.chroma_likeness(chroma + 5, chroma) == pytest.approx(1.0, abs=1e-5)
    assert np.isnan(scores.chroma_likeness(np.zeros((12, 120), np.float32), chroma))

    asked = np.array([1.0, 2.0, 3.0], np.float32)
    assert scores.hits(asked + 0.04, asked, 0.05) == 1.0
    assert scores.hits(asked + 0.06, asked, 0.05) == 0.0
    assert scores.hits(np.array([1.0, 1.01, 1.02], np.float32), asked, 0.05) == pytest.approx(1 / 3)  # met once
    assert np.isnan(scores.hits(asked, asked[:0], 0.05)) and scores.hits(asked[:0], asked, 0.05) == 0.0

    def tempo(heard: float, wanted: float) -> float:
        return scores.tempo_error(np.array([heard], np.float32), np.array([wanted], np.float32))

    assert tempo(120, 60) == pytest.approx(0, abs=1e-6) and tempo(90, 60) == pytest.approx(0.415, abs=0.001)
    assert np.isnan(tempo(0, 60))
    assert scores.fits_key(np.arange(24, dtype=np.float32), np.eye(24, dtype=np.float32)[7]) == 7.0
