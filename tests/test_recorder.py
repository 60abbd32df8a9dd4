"""A recording opens whole after a kill, on a full disk, beyond four gigabytes, and is never shorter than the music."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

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


def test_a_full_disk_is_an_error_and_the_file_stays_whole(tmp_path: Path) -> None:
    # A limit on file size stands for the full disk: the same failing write, without the right to mount one.
    code = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from rtmusic.recorder import Recorder
from rtmusic.ring import Ring
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_003, 200_003))
ring = Ring.local(2, 2**18)
recorder = Recorder(ring, Path(sys.argv[1]), 48000)
recorder.start()
ring.push(np.full((2, 100_000), 0.5, np.float32))
recorder._thread.join(20)
ring.push(np.full((2, 1000), 0.25, np.float32))  # the music goes on
recorder.stop()
print(recorder.poll(1.5))
print(recorder.poll(2.0), flush=True)
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
    assert f"recording to {path} stopped after 0.7 s: " in result.stdout
    assert "is the disk full?); the file holds everything up to there" in result.stdout
    first, second = result.stdout.splitlines()
    assert first.startswith("[Event(at_s=1.5, kind='recording-stopped'")
    assert second == "[]"  # told once
    audio = soundfile.read(path)[0]
    assert len(audio) > 32_000
    assert (audio == 0.5).all()


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


def test_a_recording_that_never_began_is_an_empty_file(tmp_path: Path) -> None:
    recorder = Recorder(Ring.local(2, 1024), tmp_path / "set.wav", RATE)
    recorder.stop()
    assert soundfile.info(tmp_path / "set.wav").frames == 0


def test_it_flushes_often_enough() -> None:
    assert FLUSH_SECONDS + 0.2 < 1.0  # with a look at the ring and a slow disk: under a second is lost
