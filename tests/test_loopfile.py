"""A loop on disk: every bit of it comes back, others read its tempo, and any sound file becomes one."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.errors import RecordingError, UsageError
from rtmusic.layers import MAX_FRAMES, NO_CODE, Layer, Tape
from rtmusic.loopfile import (
    LONGEST_S,
    SavedLoop,
    import_loop,
    length_at,
    read_layers,
    read_loop,
    told_tempo,
    write_layers,
    write_loop,
)
from rtmusic.tree import CLEARED, RECORDED, REWRITTEN
from rtmusic.units import Samples

Array = npt.NDArray[Any]
BEAT = length_at(1, 120)


def noise(samples: int, channels: int = 2, loud: float = 0.5) -> Samples:
    return np.random.default_rng(samples).uniform(-loud, loud, (channels, samples)).astype(np.float32)


def layer(frames: int, kind: int = RECORDED, levels: int = 3) -> Layer:
    codes = np.arange(levels * frames).reshape(levels, frames) % 1024
    codes[-1] = NO_CODE
    return Layer(codes, max(0, frames * 960 - 7), 123_456_789_012, kind)


def chunks(data: bytes) -> dict[bytes, bytes]:
    at, found = 12, {}
    while at < len(data):
        (size,) = struct.unpack_from("<I", data, at + 4)
        found[data[at : at + 4]] = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return found


@pytest.mark.parametrize("channels", [1, 2])
def test_sound_comes_back_to_the_last_bit_also_above_full_scale(tmp_path: Path, channels: int) -> None:
    sound = noise(4801, channels, loud=3.0)
    path = tmp_path / "a.wav"
    write_loop(path, sound, 97.0, 2.5)
    np.testing.assert_array_equal(read_loop(path), sound)
    data = path.read_bytes()
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8  # the header counts the chunks at the end


def test_libsndfile_reads_tempo_beats_bar_and_loop_points(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_loop(path, noise(length_at(8, 97.5)), 97.5, 8, bar_beats=3)
    assert told_tempo(path) == 97.5
    with soundfile.SoundFile(str(path)) as file:
        told = file.extra_info
        assert file.frames == length_at(8, 97.5)
    lines = {" ".join(line.split()) for line in told.splitlines()}
    assert {"Beats : 8", "Meter : 3/4", "Tempo : 97.500000", "Loop Count : 1"} <= lines
    assert any(f"Start : 0 End : {length_at(8, 97.5) - 1} " in line for line in lines)


def test_half_beats_keep_the_tempo_and_a_free_loop_says_none(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_loop(path, noise(9000), 97.0, 3.5)
    assert told_tempo(path) == 97.0
    write_loop(path, noise(9000), 97.0, 0)
    assert told_tempo(path) == 0
    assert b"acid" not in chunks(path.read_bytes()) and b"smpl" in chunks(path.read_bytes())


def test_a_sound_that_is_no_loop_has_no_tempo(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_loop(path, noise(4 * BEAT), 120.0, 4)
    data = bytearray(path.read_bytes())
    data[data.index(b"acid") + 8] |= 1  # one-shot
    path.write_bytes(data)
    assert told_tempo(path) == 0


@pytest.mark.parametrize(
    ("name", "bpm"),
    [
        ("loop 97bpm", 97.0),
        ("Amen_170_BPM", 170.0),
        ("drums-97.5bpm-dry", 97.5),
        ("drums 97,5 Bpm", 97.5),
        ("bpm120 keys", 120.0),
        ("BPM 92", 92.0),
        ("take 12", 0.0),
        ("808 kick", 0.0),
        ("12000bpm", 0.0),
        ("5bpm", 0.0),
        ("999bpm", 0.0),
        ("97bpmx", 0.0),
        ("subbpm 97", 0.0),
    ],
)
def test_a_tempo_in_a_name(tmp_path: Path, name: str, bpm: float) -> None:
    path = tmp_path / f"{name}.wav"
    soundfile.write(path, np.zeros(480), 48_000)
    assert told_tempo(path) == bpm


@pytest.mark.parametrize(("ending", "rate", "channels"), [("wav", 44_100, 2), ("flac", 96_000, 1), ("ogg", 48_000, 2)])
def test_any_file_becomes_a_loop_of_whole_beats(tmp_path: Path, ending: str, rate: int, channels: int) -> None:
    seconds = 8 * 60 / 97
    path = tmp_path / f"riff 97bpm.{ending}"
    t = np.arange(round(seconds * rate)) / rate
    soundfile.write(path, np.repeat(0.3 * np.sin(2 * np.pi * 440 * t)[:, None], channels, axis=1), rate)
    loop = import_loop(path, number=3)
    assert (loop.number, loop.name, loop.beats, loop.start_sample) == (3, "riff 97bpm", 8, 0)
    assert loop.sound.shape[0] == channels and abs(loop.sound.shape[1] - length_at(8, 97)) <= 2
    assert loop.bpm == pytest.approx(97, abs=0.01) and loop.layers == () and not loop.encoded
    heard = np.abs(np.fft.rfft(loop.sound[0] * np.hanning(loop.sound.shape[1]))).argmax() / seconds
    assert heard == pytest.approx(440, abs=0.5)  # another rate would be 404 or 880 Hz


def test_an_mp3_becomes_a_loop(tmp_path: Path) -> None:
    path = tmp_path / "riff 120 bpm.mp3"
    soundfile.write(path, noise(8 * BEAT).T, 48_000)
    loop = import_loop(path)
    assert loop.beats == 8 and abs(loop.sound.shape[1] - 8 * BEAT) <= 2400  # what an encoder adds at the ends


def test_the_file_wins_over_its_name(tmp_path: Path) -> None:
    path = tmp_path / "riff 60bpm.wav"
    write_loop(path, noise(8 * BEAT), 120.0, 8)
    assert (import_loop(path).beats, import_loop(path).bpm) == (8, 120)
    soundfile.write(path, noise(8 * BEAT).T, 48_000)
    assert (import_loop(path).beats, import_loop(path).bpm) == (4, 60)


@pytest.mark.parametrize(("name", "bpm"), [("riff", 0.0), ("riff 110bpm", 110.0)])
def test_a_file_of_no_whole_beats_is_taken_as_it_is(tmp_path: Path, name: str, bpm: float) -> None:
    path = tmp_path / f"{name}.wav"
    soundfile.write(path, noise(8 * BEAT).T, 48_000)  # 7.33 beats at 110
    loop = import_loop(path)
    assert (loop.beats, loop.bpm, loop.sound.shape[1]) == (0, bpm, 8 * BEAT)
    assert loop.period == 8 * BEAT


def test_files_that_are_no_loops_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with pytest.raises(
        UsageError, match=r"a\.wav cannot be read: there is no such file; give a sound file such as WAV"
    ):
        import_loop(path)
    path.write_text("no sound")
    with pytest.raises(UsageError, match=r"cannot be read: .*; give a sound file"):
        import_loop(path)
    soundfile.write(path, np.zeros(0), 48_000)
    with pytest.raises(UsageError, match="is empty"):
        import_loop(path)
    soundfile.write(path, np.zeros(130 * 8000), 8000)
    with pytest.raises(UsageError, match=r"is 130\.0 s long, and a loop at most 118\.72 s; cut it in a sound editor"):
        import_loop(path)
    soundfile.write(path, np.array([0.0, np.nan, 1.0]), 48_000, subtype="FLOAT")
    with pytest.raises(UsageError, match="holds numbers that are no sound"):
        import_loop(path)


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="there is no folder"):
        write_loop(tmp_path / "nowhere" / "a.wav", noise(10), 120, 0)


def test_a_loop_is_as_long_as_a_layer_has_frames_for() -> None:
    # 64 frames at most lead into a loop, and there are 50 a second.
    assert LONGEST_S == (MAX_FRAMES - 64) / 50


@given(st.floats(20, 400), st.integers(1, 32), st.sampled_from([0.5, 1.0]))
def test_a_turn_is_as_long_as_its_beats(bpm: float, count: int, unit: float) -> None:
    beats = count * unit
    loop = SavedLoop(1, "", np.zeros((1, length_at(beats, bpm)), np.float32), (), 0, bpm, beats, 0)
    assert loop.period == pytest.approx(beats * 60 * 48_000 / bpm, rel=1e-12)
    longer = SavedLoop(1, "", np.zeros((1, length_at(beats, bpm) + 9), np.float32), (), 0, bpm, beats, 0)
    assert longer.period == length_at(beats, bpm) + 9  # it says something else than it is: then it is what it is


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), min_size=1, max_size=8),
    st.integers(1, 16),
)
def test_layers_come_back(tmp_path_factory: pytest.TempPathFactory, made: list[tuple[int, int]], levels: int) -> None:
    path = tmp_path_factory.mktemp("layers") / "a.npz"
    layers = [
        replace(layer(n, kind, levels), tape=Tape(kind / 3, -n, 90.5, 2.0**52 + n), marked=n % 3 == 0)
        for n, kind in made
    ]
    write_layers(path, layers, len(layers) - 1)
    again, current = read_layers(path, levels, 1024)
    assert current == len(layers) - 1
    for one, other in zip(layers, again, strict=True):
        np.testing.assert_array_equal(one.codes, other.codes)
        assert other.codes.dtype == np.int64
        for what in ("length_samples", "start_sample", "kind", "tape", "marked"):
            assert getattr(one, what) == getattr(other, what)


def test_encoded_says_whether_the_codes_are_those_of_the_sound() -> None:
    layers = (layer(10), layer(20))
    short, long = noise(10 * 960 - 7), noise(20 * 960 - 7)
    assert SavedLoop(1, "", short, layers, 1, 120, 0, 0).encoded
    assert not SavedLoop(1, "", short, layers, 2, 120, 0, 0).encoded
    assert SavedLoop(1, "", long, layers, 2, 120, 0, 0).encoded
    assert not SavedLoop(1, "", long, layers, 0, 120, 0, 0).encoded


def saved(path: Path, arrays: dict[str, Array]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, array)
    return path


def test_layers_that_could_not_be_played_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    codes, table = np.zeros((3, 5), np.int16), np.array([[5, 4800, 0, RECORDED]])
    others: dict[str, Array] = {"tapes": np.zeros((1, 4)), "current": np.array([1])}
    assert len(read_layers(saved(path, {"codes": codes, "table": table} | others), 3, 1024)[0]) == 1
    wrong: list[tuple[dict[str, Array], str]] = [
        ({"codes": codes}, "table"),
        *(
            ({"codes": codes, "table": table, "current": np.array([n])}, "which layers are in force")
            for n in (-1, 2, 0.5)
        ),
        ({"codes": codes, "table": table, "current": np.array([1, 1])}, "too many values"),
        ({"codes": codes.astype(float), "table": table}, "another form"),
        ({"codes": np.array([[object()]]), "table": table}, "it holds objects, not numbers"),
        ({"codes": codes[:2], "table": table}, r"codes \[2, 5\], and this codec has 3 levels"),
        ({"codes": codes + np.int16(1024), "table": table}, "codes outside 0 to 1023"),
        ({"codes": codes - np.int16(2), "table": table}, "codes outside 0 to 1023"),
        ({"codes": codes, "table": table + np.array([1, 0, 0, 0])}, "does not fit"),
        ({"codes": codes, "table": table - np.array([0, 0, 0, 2])}, "does not fit"),
        ({"codes": codes, "table": table + np.array([0, 0, 0, 4])}, "does not fit"),
        *(
            ({"codes": codes, "table": table, "tapes": tapes}, "at what speed its layers run")
            for tapes in (np.zeros((2, 4)), np.zeros((1, 4), int), np.full((1, 4), np.nan), np.full((1, 4), 1e9))
        ),
        *(
            ({"codes": codes, "table": table, "marked": marked}, "which layers are favourites")
            for marked in (np.zeros(2, bool), np.zeros(1))
        ),
        ({"codes": codes, "table": table - np.array([0, 9999, 0, 0])}, "longer than a loop"),
        ({"codes": np.zeros((3, 7000), np.int16), "table": table + np.array([6995, 0, 0, 0])}, "longer than a loop"),
    ]
    for arrays, reason in wrong:
        saved(path, others | arrays)
        with pytest.raises(RecordingError, match=rf"a\.npz cannot be read: .*{reason}.*take a copy of the file"):
            read_layers(path, 3, 1024)
    write_layers(path, [layer(5), Layer(np.zeros((3, 0), np.int64), 0, 0, CLEARED), layer(9, REWRITTEN)], 2)
    whole = path.read_bytes()
    for cut in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(RecordingError, match="cannot be read"):
            read_layers(path, 3, 1024)
    path.unlink()
    with pytest.raises(RecordingError, match="No such file"):
        read_layers(path, 3, 1024)


def test_codes_that_do_not_fit_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 bits"):
        write_layers(tmp_path / "a.npz", [Layer(np.full((1, 1), 40_000), 960, 0, RECORDED)], 1)
