"""Recordings of codes: what is written is read, from anywhere, and damage costs what it hit and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from entropies import random_model

from rtmusic.errors import BundleError, RecordingError
from rtmusic.rtm import Head, RtmReader, RtmWriter
from rtmusic.units import Codes

LEVELS, BOOK, CHUNK = 3, 64, 8


def head(levels: int = LEVELS, entropy: str | None = None, note: str = "") -> Head:
    silence = tuple(range(7, 7 + levels))
    return Head("c" * 64, "tiny", entropy, 48_000, 2, 960, 480, BOOK, levels, CHUNK, silence, "", note)


def some_codes(frames: int, levels: int = LEVELS) -> Codes:
    return np.random.default_rng(frames).integers(0, BOOK, (levels, frames))


def recorded(path: Path, codes: Codes, samples: int | None = None, close: bool = True) -> Path:
    """A recording of these codes as they are, written in uneven pieces."""
    writer = RtmWriter(path, head(len(codes)))
    for at in range(0, codes.shape[1], 5):
        writer.write(codes[:, at : at + 5])
    if close:
        writer.close(samples)
    else:
        writer._file.close()  # as when the process dies
    return path


def chunk_ends(path: Path) -> list[tuple[int, int]]:
    """(first byte after a chunk, first frame after it) for every chunk."""
    with RtmReader(path) as recording:
        return [(c.at + c.bytes, c.first + c.frames) for c in recording.chunks]


@pytest.mark.parametrize("levels", range(1, 17))
@pytest.mark.parametrize("modelled", [False, True])
def test_what_was_written_is_read(levels: int, modelled: bool, tmp_path: Path) -> None:
    model = random_model(tmp_path / "entropy.npz", 16, BOOK) if modelled else None
    codes = some_codes(43, levels)
    with RtmWriter(tmp_path / "a.rtm", head(levels, model.sha256 if model else None), model) as writer:
        for frame in range(codes.shape[1]):
            writer.write(codes[:, frame : frame + 1])
        assert writer.frames == 43
    with RtmReader(tmp_path / "a.rtm", model) as recording:
        assert recording.head.levels == levels and recording.frames == 43 and recording.finished
        assert recording.missing() == ()
        stretch = recording.read(0, 43)
    np.testing.assert_array_equal(stretch.codes, codes)
    assert stretch.missing == ()


def test_any_part_is_the_same_part_of_the_whole(tmp_path: Path) -> None:
    codes = some_codes(43)
    with RtmReader(recorded(tmp_path / "a.rtm", codes)) as recording:
        for start in range(44):
            for stop in range(start, 44):
                np.testing.assert_array_equal(recording.read(start, stop).codes, codes[:, start:stop])
        for start, stop in ((-1, 3), (4, 3), (40, 44)):
            with pytest.raises(ValueError, match="the recording has 43"):
                recording.read(start, stop)


def test_only_the_chunks_in_question_are_read(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.rtm", some_codes(43))
    data = bytearray(path.read_bytes())
    first_end = chunk_ends(path)[0][0]
    data = bytearray(bytes(data[:first_end]).replace(b"RTMc", b"RTMx") + data[first_end:])
    with RtmReader(path) as recording:
        path.write_bytes(data)  # while it is open
        assert recording.read(CHUNK, 2 * CHUNK).missing == ()
        assert recording.read(CHUNK - 1, 2 * CHUNK).missing == ((CHUNK - 1, CHUNK),)


@pytest.mark.parametrize("close", [True, False])
def test_a_file_cut_at_any_byte_gives_every_whole_chunk(close: bool, tmp_path: Path) -> None:
    codes = some_codes(4 * CHUNK + 3)
    path = recorded(tmp_path / "a.rtm", codes, close=close)
    whole = path.read_bytes()
    ends = chunk_ends(path)
    begin = len(head().to_bytes())
    assert len(ends) == (5 if close else 4)
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        if size < begin:
            with pytest.raises(RecordingError, match=r"its head is damaged|is no recording of codes"):
                RtmReader(path)
            continue
        frames = max((last for end, last in ends if end <= size), default=0)
        with RtmReader(path) as recording:
            assert recording.frames == frames and not recording.finished, size
            np.testing.assert_array_equal(recording.read(0, frames).codes, codes[:, :frames])


def test_a_flipped_bit_anywhere_costs_one_chunk_and_is_told(tmp_path: Path) -> None:
    codes = some_codes(4 * CHUNK + 3)
    path = recorded(tmp_path / "a.rtm", codes)
    whole = path.read_bytes()
    ends = chunk_ends(path)
    begin = len(head().to_bytes())
    silence = np.array(head().silence)[:, None]
    for at in range(len(whole)):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << at % 8
        path.write_bytes(damaged)
        if at < begin:
            with pytest.raises(RecordingError, match=r"its head is damaged|is no recording of codes"):
                RtmReader(path)
            continue
        hit = next((i for i, (end, _) in enumerate(ends) if at < end), None)
        with RtmReader(path) as recording:
            frames = recording.frames
            stretch, missing = recording.read(0, frames), recording.missing()
        assert frames == codes.shape[1], at
        assert stretch.missing == missing
        if hit is None:  # the tail is a shortcut: without it all is there
            np.testing.assert_array_equal(stretch.codes, codes)
            assert missing == () and not recording.finished
            continue
        a, b = hit * CHUNK, min((hit + 1) * CHUNK, frames)
        assert missing == ((a, b),), at
        np.testing.assert_array_equal(stretch.codes[:, a:b], np.repeat(silence, b - a, axis=1))
        there = np.r_[0:a, b:frames]
        np.testing.assert_array_equal(stretch.codes[:, there], codes[:, there])


def test_damage_in_a_file_that_was_also_cut(tmp_path: Path) -> None:
    codes = some_codes(6 * CHUNK)
    path = recorded(tmp_path / "a.rtm", codes, close=False)
    ends = [end for end, _ in chunk_ends(path)]
    data = bytearray(path.read_bytes())
    data[ends[0] + 30] ^= 4  # in the second chunk
    data[ends[2] : ends[3]] = b""  # the fourth is gone
    path.write_bytes(bytes(data) + b"RTMc and what a dying disk writes")
    with RtmReader(path) as recording:
        assert not recording.finished and recording.frames == 6 * CHUNK
        assert recording.missing() == ((CHUNK, 2 * CHUNK), (3 * CHUNK, 4 * CHUNK))
        stretch = recording.read(CHUNK + 2, 6 * CHUNK)
    assert stretch.missing == ((CHUNK + 2, 2 * CHUNK), (3 * CHUNK, 4 * CHUNK))
    np.testing.assert_array_equal(stretch.codes[:, 3 * CHUNK - 2 :], codes[:, 4 * CHUNK :])


WRITE_AND_WAIT = """
import sys
import zlib
from test_rtm import recorded, some_codes
from pathlib import Path
recorded(Path(sys.argv[1]), some_codes(21), close=False)
print("written", flush=True)
sys.stdin.read()
"""


def test_a_killed_process_leaves_its_chunks(tmp_path: Path) -> None:
    path = tmp_path / "a.rtm"
    command = [sys.executable, "-c", WRITE_AND_WAIT, str(path)]
    with subprocess.Popen(
        command, cwd=Path(__file__).parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as recording_process:
        assert recording_process.stdout is not None
        assert recording_process.stdout.readline() == b"written\n"
        os.kill(recording_process.pid, signal.SIGKILL)
    with RtmReader(path) as recording:
        assert recording.frames == 2 * CHUNK and not recording.finished
        np.testing.assert_array_equal(recording.read(0, 16).codes, some_codes(21)[:, :16])


def test_the_length_of_the_sound_is_kept(tmp_path: Path) -> None:
    for samples, told in ((19_601, 19_601), (None, 21 * 960 - 480), (10**9, 21 * 960 - 480)):
        with RtmReader(recorded(tmp_path / "a.rtm", some_codes(21), samples)) as recording:
            assert recording.samples == told
    with RtmReader(recorded(tmp_path / "none.rtm", some_codes(0))) as recording:
        assert (recording.frames, recording.samples, recording.missing()) == (0, 0, ())
        assert recording.finished and recording.read(0, 0).codes.shape == (LEVELS, 0)


def test_words_are_kept(tmp_path: Path) -> None:
    with RtmWriter(tmp_path / "a.rtm", head(note="Geige, 3. Probe ♪")) as writer:
        writer.write(some_codes(1))
    with RtmReader(tmp_path / "a.rtm") as recording:
        assert recording.head == head(note="Geige, 3. Probe ♪")


def test_a_model_is_needed_only_where_one_was_used(tmp_path: Path) -> None:
    model = random_model(tmp_path / "entropy.npz", LEVELS, BOOK)
    other = random_model(tmp_path / "other.npz", LEVELS, BOOK, seed=1)
    # A chunk that this model makes shorter.
    alike = [model.bits(np.full((LEVELS, CHUNK), code)).sum(axis=1) for code in range(BOOK)]
    likely = np.repeat(np.argmin(alike, axis=0)[:, None], CHUNK, axis=1)
    with RtmWriter(tmp_path / "a.rtm", head(entropy=model.sha256), model) as writer:
        writer.write(likely)
    with RtmReader(tmp_path / "a.rtm", model) as recording:
        np.testing.assert_array_equal(recording.read(0, CHUNK).codes, likely)
    for wrong in (None, other):
        with RtmReader(tmp_path / "a.rtm", wrong) as recording:
            assert recording.missing() == ()  # a look needs no model
            with pytest.raises(BundleError, match=r"entropy model .*, which is not at hand. Give the bundle .*, tiny"):
                recording.read(0, CHUNK)
    with pytest.raises(ValueError, match="the entropy model that the head names"):
        RtmWriter(tmp_path / "b.rtm", head(entropy=model.sha256), other)


def test_what_the_model_does_not_expect_is_kept_as_it_is(tmp_path: Path) -> None:
    model = random_model(tmp_path / "entropy.npz", LEVELS, BOOK)
    codes = some_codes(10 * CHUNK)
    plain = recorded(tmp_path / "plain.rtm", codes)
    with RtmWriter(tmp_path / "a.rtm", head(entropy=model.sha256), model) as writer:
        writer.write(codes)
    # Never longer than without a model, but for its name in the head.
    assert (tmp_path / "a.rtm").stat().st_size <= plain.stat().st_size + 64


def test_a_full_disk_stops_the_recording_and_leaves_it_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = some_codes(5 * CHUNK)
    writer = RtmWriter(tmp_path / "a.rtm", head())
    writer.write(codes[:, : 2 * CHUNK])
    with monkeypatch.context() as patch, Path("/dev/full").open("wb", buffering=0) as full:
        writer._file.close()
        patch.setattr(writer, "_file", full)
        with pytest.raises(RecordingError, match=r"a.rtm stopped after 0.3 s: No space left on device; the file holds"):
            writer.write(codes[:, 2 * CHUNK :])
        writer.close()
    with RtmReader(tmp_path / "a.rtm") as recording:
        np.testing.assert_array_equal(recording.read(0, 2 * CHUNK).codes, codes[:, : 2 * CHUNK])


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"cannot record to .*: No such file or directory; name a file"):
        RtmWriter(tmp_path / "no" / "a.rtm", head())
    with pytest.raises(RecordingError, match=r"none.rtm cannot be read: No such file or directory; give the path"):
        RtmReader(tmp_path / "none.rtm")
    wav, newer, odd = (tmp_path / name for name in ("a.wav", "newer.rtm", "odd.rtm"))
    wav.write_bytes(b"RIFF and so on")
    with pytest.raises(RecordingError, match=r"a.wav is no recording of codes; give an .rtm file"):
        RtmReader(wav)
    newer.write_bytes(resealed(head().to_bytes()[:-4].replace(b"\x1a\n\x01", b"\x1a\n\x02")))
    with pytest.raises(RecordingError, match=r"newer.rtm is of version 2, but this rtmusic reads 1.\nGet a newer"):
        RtmReader(newer)
    odd.write_bytes(resealed(head().to_bytes()[:-4].replace(b'"levels": 3', b'"levels": 4')))
    with pytest.raises(RecordingError, match=r"odd.rtm: its head is damaged.*its sizes mean nothing"):
        RtmReader(odd)


def resealed(start: bytes) -> bytes:
    """With the CRC-32 that belongs to it."""
    return start + zlib.crc32(start).to_bytes(4, "little")
