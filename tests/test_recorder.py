"""A recording opens whole after a kill, on a full disk, beyond four gigabytes, and is never shorter than the music."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from rtmusic import recorder
from rtmusic.errors import RecordingError
from rtmusic.recorder import FLUSH_SECONDS, Recorder, WavWriter
from rtmusic.ring import Ring
from rtmusic.units import Samples

RATE = 48_000
STEP = 2.0**-23  # one step of 24 bits


def noise(n: int, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, (2, n)).astype(np.float32)


def wait_for(recorder: Recorder, samples: int) -> None:
    deadline = time.monotonic() + 20
    while recorder.samples < samples:
        assert time.monotonic() < deadline, recorder.error
        time.sleep(0.01)


def test_the_file_holds_what_was_pushed_from_the_start_of_the_recording(tmp_path: Path) -> None:
    ring = Ring.local(2, 2**16)
    ring.push(noise(1000, seed=5))  # before
    recorder = Recorder(ring, tmp_path / "set.wav", RATE)
    recorder.start()
    music = noise(100_000)
    for at in range(0, 100_000, 500):
        ring.push(music[:, at : at + 500])
        if at % 25_000 == 0:
            wait_for(recorder, at)
    recorder.stop()
    recorder.stop()

    audio, rate = soundfile.read(tmp_path / "set.wav", dtype="float32", always_2d=True)
    assert rate == RATE
    assert audio.shape == (100_000, 2)
    np.testing.assert_allclose(audio.T, music, rtol=0, atol=STEP)
    assert soundfile.info(tmp_path / "set.wav").subtype == "PCM_24"
    assert recorder.error is None
    assert recorder.missed_samples == 0


def test_what_the_disk_was_too_slow_for_is_silence_of_the_same_length(tmp_path: Path) -> None:
    ring = Ring.local(2, 2**14)
    recorder = Recorder(ring, tmp_path / "set.wav", RATE)
    recorder.start()
    music = noise(2**17)
    ring.push(music[:, : 2**13])
    wait_for(recorder, 2**13)
    for at in range(2**13, 2**17, 2**13):  # far faster than the recorder looks
        ring.push(music[:, at : at + 2**13])
    recorder.stop()

    audio = soundfile.read(tmp_path / "set.wav", dtype="float32", always_2d=True)[0].T
    assert audio.shape == music.shape  # a recorder that skips instead would give a file too short, and out of time
    assert recorder.missed_samples > 0
    silent = np.flatnonzero(~audio.any(axis=0))
    assert abs(len(silent) - recorder.missed_samples) <= 2  # noise that is 0 by chance
    kept = np.setdiff1d(np.arange(music.shape[1]), silent)
    np.testing.assert_allclose(audio[:, kept], music[:, kept], rtol=0, atol=STEP)


def test_after_a_kill_the_file_opens_and_lacks_less_than_a_second(tmp_path: Path) -> None:
    code = """
import sys, time
from pathlib import Path
import numpy as np
from rtmusic.recorder import Recorder
from rtmusic.ring import Ring
ring = Ring.local(2, 2**20)
recorder = Recorder(ring, Path(sys.argv[1]), 48000)
recorder.start()
block = np.full((2, 480), 0.5, np.float32)
start = time.monotonic()
pushed = 0
while True:
    while pushed < (time.monotonic() - start) * 48000:
        ring.push(block)
        pushed += 480
    print(pushed, flush=True)
    time.sleep(0.01)
"""
    path = tmp_path / "set.wav"
    player = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert player.stdout is not None
    pushed = 0
    while pushed < 3 * RATE:
        pushed = int(player.stdout.readline())
    player.send_signal(signal.SIGKILL)
    pushed = max([pushed, *(int(line) for line in player.communicate(timeout=10)[0].split())])

    with soundfile.SoundFile(path) as file:
        assert file.frames > pushed - RATE
        assert (file.read() == 0.5).all()
    # The header itself must be true: many programs believe it, though libsndfile would look at the file's length.
    head = path.read_bytes()[:200]
    at = head.index(b"data")
    assert int.from_bytes(head[at + 4 : at + 8], "little") > (pushed - RATE) * 6


def test_a_full_disk_is_told_and_the_recording_goes_on_when_there_is_room(tmp_path: Path) -> None:
    # A limit on file size stands for the full disk: the same failing and half-done writes, without the right to mount
    # one. It ends in the middle of a sample, so that a recorder that only went on would swap the channels.
    code = """
import resource, sys, time
from pathlib import Path
import numpy as np
from rtmusic import recorder
from rtmusic.ring import Ring
recorder.AGAIN_SECONDS = 0.2
ring = Ring.local(2, 2**18)
recording = recorder.Recorder(ring, Path(sys.argv[1]), 48000)
recording.start()
music = np.random.default_rng(0).uniform(-1, 1, (2, 150_000)).astype(np.float32)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_003, resource.RLIM_INFINITY))
ring.push(music[:, :100_000])
told = []
while len(told) < 1:
    told += recording.poll(1.5)
    time.sleep(0.01)
ring.push(music[:, 100_000:])  # the music goes on
time.sleep(0.5)  # and the disk is tried again
assert recording.error is not None
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
while len(told) < 2:
    told += recording.poll(2.5)
    time.sleep(0.01)
recording.stop()
print(*told, *recording.poll(3.0), recording.error, sep="\\n")
"""
    path = tmp_path / "set.wav"
    result = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stderr == ""
    first, second, error = result.stdout.splitlines()
    assert first.startswith(
        f"Event(at_s=1.5, kind='recording-stopped', text='recording to {path} stopped after 0.7 s: "
    )
    assert first.endswith("is the disk full?); the file holds everything up to there; it is tried again')")
    told = f"kind='recording-back', text='recording to {path} goes on; nothing was lost'"
    assert (second, error) == (f"Event(at_s=2.5, {told})", "None")
    audio = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    music = np.random.default_rng(0).uniform(-1, 1, (2, 150_000)).astype(np.float32)
    np.testing.assert_allclose(audio, music, rtol=0, atol=STEP)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_is_really_full_and_then_is_not(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "AGAIN_SECONDS", 0.1)
    ballast, path = small_disk / "ballast", small_disk / "set.wav"
    ballast.write_bytes(bytes(700_000))
    ring = Ring.local(2, 2**16)
    recording = Recorder(ring, path, RATE)
    recording.start()
    music = noise(100_000)
    for at in range(0, 100_000, 2000):
        ring.push(music[:, at : at + 2000])
        if recording.error is None and at < 40_000:
            wait_for(recording, at)
    deadline = time.monotonic() + 20
    while recording.error is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    kept = recording.samples
    ballast.unlink()
    wait_for(recording, 100_000)
    recording.stop()
    assert [event.kind for event in recording.poll(0.0)] == ["recording-stopped", "recording-back"]
    audio = soundfile.read(path, dtype="float32", always_2d=True)[0].T
    # All that the ring still held when there was room again: a recorder that lost a piece for each piece that had
    # begun to be overwritten would lose a third of a second more.
    held = 100_000 - ring.capacity
    assert recording.missed_samples == max(0, held - kept)
    np.testing.assert_allclose(audio[:, :kept], music[:, :kept], rtol=0, atol=STEP)
    assert not audio[:, kept:held].any()
    np.testing.assert_allclose(audio[:, max(held, kept) :], music[:, max(held, kept) :], rtol=0, atol=STEP)


def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    ring = Ring.local(2, 1024)
    with pytest.raises(RecordingError, match=r"cannot record to .*/none/set\.wav: there is no folder .*/none; name a"):
        Recorder(ring, tmp_path / "none" / "set.wav", RATE)
    with pytest.raises(RecordingError, match=r"that is a folder"):
        Recorder(ring, tmp_path, RATE)


def test_beyond_four_gigabytes_the_header_becomes_rf64(tmp_path: Path) -> None:
    # Really written once by hand (4.4 GB, killed, opened whole); here the length is only pretended with a hole.
    path = tmp_path / "long.wav"
    writer = WavWriter(path, RATE, 2)
    writer.write(noise(1000))
    writer.flush()
    assert path.read_bytes()[:4] == b"RIFF"  # small: a plain WAV, which every program reads
    samples = 2**32 // 6 + 1000
    writer._file.seek(samples)  # libsndfile leaves a hole that takes no room on disk
    writer.write(noise(1000, seed=1))
    writer.flush()

    with soundfile.SoundFile(path) as file:
        assert file.format == "RF64"
        assert file.frames == samples + 1000
        file.seek(samples)
        np.testing.assert_allclose(file.read(dtype="float32").T, noise(1000, seed=1), rtol=0, atol=STEP)
    writer.close()


CUT = """
import os, signal, sys
from pathlib import Path
from test_recorder import RATE, noise
from rtmusic.recorder import WavWriter
writer = WavWriter(Path(sys.argv[1]), RATE, 2, sys.argv[2])
writer.write(noise(30_000)[:, :10_000])
if sys.argv[3] == "flushed": writer.flush()
writer.write(noise(30_000)[:, 10_000:20_000])
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("plain_bytes", [10**9, 100_000])  # of a WAV, until it becomes an RF64
@pytest.mark.parametrize("subtype", ["PCM_24", "FLOAT"])
@pytest.mark.parametrize("flushed", ["flushed", "not flushed"])
def test_a_file_over_which_its_writer_was_killed_is_gone_on_with_from_its_last_sample(
    flushed: str, subtype: str, plain_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "set.wav"
    words = [sys.executable, "-c", CUT, str(path), subtype, flushed]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    assert subprocess.run(words, env=environment, check=False).returncode == -signal.SIGKILL
    with path.open("ab") as file:
        file.write(b"abc")  # of a sample that it was killed over
    monkeypatch.setattr(recorder, "_PLAIN_BYTES", plain_bytes)
    for end in (24_000, 30_000):
        writer = WavWriter(path, RATE, 2, subtype, again=True)
        writer.write(noise(30_000)[:, writer.samples : end])
        writer.close()
    with soundfile.SoundFile(path) as file:
        assert (file.format == "RF64") == (plain_bytes < 10**9) and file.subtype == subtype
        np.testing.assert_allclose(file.read(dtype="float32").T, noise(30_000), rtol=0, atol=STEP)


def test_a_file_that_somebody_else_wrote_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "set.wav"
    for spoilt in (b"", b"no sound", b"RIFF" + bytes(5000)):
        path.write_bytes(spoilt)
        with pytest.raises(
            RecordingError, match=r"cannot record to .*set\.wav: .* is not what was being written there"
        ):
            WavWriter(path, RATE, 2, again=True)
        assert path.read_bytes() == spoilt
    with pytest.raises(RecordingError, match=r"cannot record to"):
        Recorder(Ring.local(2, 1024), tmp_path / "gone.wav", RATE, first=0)


def test_a_recording_that_never_began_is_an_empty_file(tmp_path: Path) -> None:
    recorder = Recorder(Ring.local(2, 1024), tmp_path / "set.wav", RATE)
    recorder.stop()
    assert soundfile.info(tmp_path / "set.wav").frames == 0


def test_it_flushes_often_enough() -> None:
    assert FLUSH_SECONDS + 0.2 < 1.0  # with a look at the ring and a slow disk: under a second is lost
