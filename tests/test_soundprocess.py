"""The sound process: what goes in comes out to the sample, and whatever dies, the clock goes on.

The tests with a JACK server run the whole way: server, PortAudio, sound process, shared memory.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from jackdummy import JackDummy

from rtmusic.errors import DeviceError
from rtmusic.knobs import Panel, parse_setting
from rtmusic.ring import Ring
from rtmusic.shared import BOARD_BYTES, Board
from rtmusic.soundprocess import SoundProcess, SoundSpec
from rtmusic.status import Event
from rtmusic.timeline import Timeline
from rtmusic.units import Samples

RATE = 48_000
PATIENCE_S = 30.0


@pytest.fixture
def board() -> Iterator[Board]:
    with Board.create() as board:
        yield board


def noise(n: int, seed: int = 0, channels: int = 2) -> Samples:
    return np.random.default_rng(seed).uniform(-0.4, 0.4, (channels, n)).astype(np.float32)


def turn(board: Board, *settings: str) -> None:
    board.write_panel(Panel().turn([parse_setting(setting) for setting in settings]))


def timeline_of(board: Board) -> Timeline:
    return Timeline.of(board)


def poll_until(sound: SoundProcess, condition: Callable[[], bool]) -> list[Event]:
    """Supervise until something is so."""
    events: list[Event] = []
    deadline = time.monotonic() + PATIENCE_S
    while True:
        events += sound.poll(0.0)
        if condition():
            return events
        assert time.monotonic() < deadline, events
        time.sleep(0.02)


def running(pid: int) -> bool:
    """There is such a process, and it is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


# -- the process -----------------------------------------------------------------------------------------------


def test_file_to_file_through_the_process_is_sample_exact(board: Board, tmp_path: Path) -> None:
    audio = noise(48_000)
    soundfile.write(tmp_path / "in.wav", audio.T, RATE, "FLOAT")
    turn(board, "wet=-60", "dry=0")
    board.dry_delay_samples[0] = 777
    sound = SoundProcess(SoundSpec(f"file:{tmp_path / 'in.wav'}", f"file:{tmp_path / 'out.wav'}"), board)
    sound.start()
    assert sound.alive
    assert sound.facts["output"] == f"file {tmp_path / 'out.wav'}"
    assert sound.facts["priority"]
    locked_kb = next(
        int(line.split()[1]) for line in Path(f"/proc/{sound.pid}/status").read_text().splitlines() if "VmLck" in line
    )
    # All of the memory that the processes share; or nothing, where the system does not grant it.
    assert sound.facts["priority"].endswith("memory locked" if locked_kb else "memory not locked")
    assert locked_kb == 0 or BOARD_BYTES // 1024 <= locked_kb < 2 * BOARD_BYTES // 1024
    assert poll_until(sound, lambda: board.timeline_playing[0] > 50_000) == []
    sound.stop()
    sound.stop()
    assert sound.pid is None

    out = soundfile.read(tmp_path / "out.wav", dtype="float32", always_2d=True)[0].T
    assert out.shape[1] == board.timeline_playing[0]
    # The dry sound begins with the first block that lies in the input wholly: 1024 - 777 samples into the file.
    np.testing.assert_allclose(out[:, 1024:48_777], audio[:, 1024 - 777 :], rtol=0, atol=2.0**-23)
    assert sound.block_samples == 256


def test_a_device_that_cannot_be_opened_is_an_error_with_its_own_words(board: Board) -> None:
    sound = SoundProcess(SoundSpec("file:/none/such.wav", "none"), board)
    with pytest.raises(DeviceError, match=r"input file /none/such\.wav is not there; give the path"):
        sound.start()
    assert sound.pid is None
    assert not sound.alive


def test_a_child_that_cannot_even_start_is_an_error(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = SoundProcess(SoundSpec("none", "none"), board)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setenv("PYTHONHOME", "/none")
    with pytest.raises(DeviceError, match="the sound process did not start: "):
        sound.start()


def test_a_killed_process_is_back_on_the_same_clock(board: Board, tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    sound = SoundProcess(SoundSpec("none", f"file:{out}"), board)
    sound.start()
    timeline = timeline_of(board)
    poll_until(sound, lambda: board.callbacks[0] > 40)
    timeline.write(timeline.playhead, np.full((2, 20 * RATE), 0.25, np.float32))
    ahead = timeline.filled_until
    poll_until(sound, lambda: board.callbacks[0] > 200)
    assert sound.pid is not None
    os.kill(sound.pid, signal.SIGKILL)
    first = timeline.playhead
    start = time.monotonic()

    events = poll_until(sound, lambda: board.sound_restarts[0] == 1)
    poll_until(sound, lambda: timeline.playhead > first + 10_000)
    assert time.monotonic() - start < 10

    assert [event.kind for event in events] == ["sound-died", "sound-back"]
    assert "signal 9" in events[0].text
    assert timeline.filled_until == ahead
    assert timeline.repeats == 0
    sound.stop()
    # The set's first part is not overwritten by the second.
    again = soundfile.read(tmp_path / "out-2.wav", dtype="float32", always_2d=True)[0]
    assert (again[400:10_000] == 0.25).all()
    assert (soundfile.read(out, dtype="float32")[0] == 0.25).any()


def test_a_device_that_hangs_is_given_up_after_a_second(board: Board) -> None:
    sound = SoundProcess(SoundSpec("scripted:256*100,stall=600"), board)
    sound.start()
    poll_until(sound, lambda: board.callbacks[0] >= 100)
    hung, pid = time.monotonic(), sound.pid
    events = poll_until(sound, lambda: board.sound_restarts[0] == 1)
    assert [event.kind for event in events] == ["device-lost", "sound-back"]
    assert "asked for no sound for 1 s" in events[0].text
    assert time.monotonic() - hung < 10
    assert pid is not None
    assert not running(pid)
    sound.stop()


def test_a_device_that_vanishes_is_tried_again_and_again(board: Board) -> None:
    sound = SoundProcess(SoundSpec("scripted:256*50,vanish"), board)
    sound.start()
    events = poll_until(sound, lambda: board.sound_restarts[0] == 2)
    assert [event.kind for event in events[:4]] == ["device-lost", "sound-back", "device-lost", "sound-back"]
    assert "the scripted device went away" in events[0].text
    sound.stop()  # before two counters are compared that move on while the third device plays
    assert 100 <= board.callbacks[0] <= 150
    assert timeline_of(board).playhead == 256 * board.callbacks[0]


def test_ctrl_c_is_not_its_business(board: Board) -> None:
    sound = SoundProcess(SoundSpec("none", "none"), board)
    sound.start()
    assert sound.pid is not None
    os.kill(sound.pid, signal.SIGINT)
    before = int(board.callbacks[0])
    assert poll_until(sound, lambda: board.callbacks[0] > before + 100) == []
    sound.stop()


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    code = """
import time
from rtmusic.shared import Board
from rtmusic.soundprocess import SoundProcess, SoundSpec
board = Board.create()
sound = SoundProcess(SoundSpec("none", "none"), board)
sound.start()
print(sound.pid, flush=True)
time.sleep(600)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    engine = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
    assert engine.stdout is not None
    pid = int(engine.stdout.readline())
    assert running(pid)
    engine.kill()
    engine.communicate(timeout=10)
    deadline = time.monotonic() + PATIENCE_S
    while running(pid):  # it would hold the sound card until the next boot
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_process_holds_only_what_the_callback_needs() -> None:
    code = "import sys, rtmusic.soundprocess; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    loaded = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=True
    ).stdout.split()
    # A model runtime, a MIDI or OSC thread, or the screen beside the callback would take its interpreter away.
    assert not {"onnxruntime", "torch", "rich", "rtmidi", "pythonosc", "tokenizers", "sounddevice"} & set(loaded)


LATE_MODEL = """
import random, sys, time
import numpy as np
from rtmusic.shared import Board
from rtmusic.timeline import SEAM_SAMPLES, Timeline
board = Board.attach(sys.argv[1])
timeline = Timeline.of(board)
timeline.set_bar(24_000)
chance = random.Random(int(sys.argv[2]))
number = 0
while True:
    number += 1
    at = timeline.playhead + chance.randrange(-500, 4000)
    if timeline.filled_until:
        at = min(at, timeline.filled_until - SEAM_SAMPLES)
    n = chance.randrange(4000, 30_000)
    t = np.arange(at, at + n) * (2 * np.pi / (350 + chance.random() * 200))
    music = (0.4 * np.stack([np.sin(t), np.cos(t)])).astype(np.float32)
    timeline.write(at, music, fade=480, fade_back=480)
    print(timeline.playhead, flush=True)
    time.sleep(chance.choice([0.001, 0.01, 0.02, 0.05, 0.1, 0.6]))
"""


def test_a_late_stalling_and_killed_model_leaves_no_step(board: Board) -> None:
    sound = SoundProcess(SoundSpec("none", "none"), board)
    sound.start()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for life in range(2):
        words = [sys.executable, "-c", LATE_MODEL, board.name, str(life)]
        model = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
        assert model.stdout is not None
        until = 0
        for line in model.stdout:  # one write is done, the next has not begun
            until = until or int(line) + 2 * RATE
            if int(line) > until:
                break
        model.kill()
        model.communicate(timeout=10)
    assert poll_until(sound, lambda: timeline_of(board).playhead > until + RATE) == []
    sound.stop()
    played = Ring(board.played_audio, board.played_cursors)
    out = np.empty((2, played.pushed), np.float32)
    assert played.read(0, out)
    timeline = timeline_of(board)
    assert timeline.repeats >= 1  # the music ran out at the end, if not before
    assert timeline.repeated_samples > RATE // 10
    assert np.abs(out).max() > 0.3
    # Tones of 350 to 550 samples a cycle at level 0.4, fades of 256 and 480 samples, and fades over fades: measured
    # up to 0.011 a sample. A cut steps by 0.1 to 0.8.
    assert np.abs(np.diff(out)).max() < 0.025


# -- with a JACK server ----------------------------------------------------------------------------------------


def started(board: Board, input: str = "default", output: str = "default") -> SoundProcess:
    sound = SoundProcess(SoundSpec(input, output), board)
    sound.start()
    poll_until(sound, lambda: board.callbacks[0] > 20)
    return sound


def delay_between(played: Samples, heard: Samples) -> int:
    """How many samples later `heard` is in `played`, from their first loud samples."""
    return int(np.flatnonzero(np.abs(played[0]) > 0)[0] - np.flatnonzero(np.abs(heard[0]) > 0)[0])


@pytest.mark.parametrize(("period", "delay"), [(64, 0), (128, 1000), (1024, 0)])
def test_through_jack_and_portaudio_sample_exact(board: Board, period: int, delay: int) -> None:
    turn(board, "wet=-60", "dry=0")
    board.dry_delay_samples[0] = delay
    with JackDummy(period=period) as server:
        sound = started(board)
        assert sound.facts["input"] == sound.facts["output"] == "system (JACK Audio Connection Kit)"
        assert sound.facts["by_default"]
        assert sound.block_samples == period
        # As JACK tells it: a sample of this block is heard with the next one.
        poll_until(sound, lambda: board.output_latency[0] == period)
        audio = noise(48_000)
        out = server.through(audio, ["rtmusic:in_0", "rtmusic:in_1"], ["rtmusic:out_0", "rtmusic:out_1"])
        sound.stop()
    # The client that feeds and captures at once sees one period of its own.
    later = delay + period
    assert delay_between(out, audio) == later
    np.testing.assert_array_equal(out[:, later : later + 48_000], audio)
    assert not out[:, later + 48_000 :].any()


def test_what_is_played_is_what_the_timeline_holds(board: Board) -> None:
    with JackDummy() as server:
        sound = started(board)
        timeline = timeline_of(board)
        music = noise(RATE * 4, seed=3)
        at = timeline.playhead + 20_000
        timeline.write(at, music)
        silence = np.zeros((1, RATE), np.float32)
        out = server.through(silence, ["rtmusic:in_0"], ["rtmusic:out_0", "rtmusic:out_1"], tail=2 * RATE)
        sound.stop()
    first = int(np.flatnonzero(music[0] == out[0, -1])[0]) - out.shape[1] + 1
    inside = max(0, -first)
    np.testing.assert_array_equal(out[:, inside:], music[:, first + inside : first + out.shape[1]])


def test_a_server_that_dies_is_lost_and_found_again(board: Board) -> None:
    turn(board, "wet=-60", "dry=0")
    with JackDummy() as server:
        sound = started(board)
        timeline = timeline_of(board)
        timeline.write(timeline.playhead, noise(20 * RATE))
        server.kill()
        events = poll_until(sound, lambda: not sound.alive)
        assert [event.kind for event in events] == ["device-lost"]
        assert "system (JACK Audio Connection Kit)" in events[0].text
        stood_at, ahead = timeline.playhead, timeline.filled_until
        # Though the default would now be the virtual sound card, it waits for the one that was playing.
        assert poll_until(sound, lambda: sound._attempts >= 3) == []
        assert timeline.playhead == stood_at
        server.start()
        events = poll_until(sound, lambda: board.sound_restarts[0] == 1)
        assert [event.kind for event in events] == ["sound-back"]
        assert sound.alive
        poll_until(sound, lambda: timeline.playhead > stood_at + 4800)
        assert timeline.filled_until == ahead
        audio = noise(24_000, seed=2)
        out = server.through(audio, ["rtmusic:in_0", "rtmusic:in_1"], ["rtmusic:out_0", "rtmusic:out_1"])
        np.testing.assert_array_equal(out[:, 128:24_128], audio)
        sound.stop()


def test_a_server_at_another_rate_is_resampled_both_ways(board: Board) -> None:
    turn(board, "wet=-60", "dry=0")
    with JackDummy(rate=44_100) as server:
        sound = started(board)
        assert sound.facts["sample_rate"] == 44_100
        t = np.arange(2 * 44_100) / 44_100
        tone = (0.3 * np.stack([np.sin(2 * np.pi * 997 * t), np.cos(2 * np.pi * 331 * t)])).astype(np.float32)
        before = timeline_of(board).playhead
        out = server.through(tone, ["rtmusic:in_0", "rtmusic:in_1"], ["rtmusic:out_0", "rtmusic:out_1"])
        ticks = timeline_of(board).playhead - before
        delay = sound.facts["resampler_samples"] / RATE + 128 / 44_100
        poll_until(sound, lambda: board.output_latency[0] > 0)
        out_ms = sound.facts["resampler_samples"] / RATE * 500 + 128 / 44.1
        assert 1000 * board.output_latency[0] / RATE == pytest.approx(out_ms, abs=0.05)
        sound.stop()
    assert ticks >= (out.shape[1] - 1) * RATE / 44_100  # the clock is at 48 kHz
    at = np.arange(out.shape[1]) / 44_100 - delay
    inside = (at > 0.05) & (at < 1.95)
    expected = 0.3 * np.stack([np.sin(2 * np.pi * 997 * at), np.cos(2 * np.pi * 331 * at)])
    # Half a sample of rounding in the told delay is 0.02; a lost or doubled sample shows as a slip for good, and
    # silence where the resampler had nothing as 0.3.
    np.testing.assert_allclose(out[:, inside], expected[:, inside], rtol=0, atol=0.025)


def test_chosen_channels_and_one_channel(board: Board) -> None:
    turn(board, "wet=-60", "dry=0")
    audio = noise(9600, channels=4)
    ins, outs = [f"rtmusic:in_{i}" for i in range(4)], [f"rtmusic:out_{i}" for i in range(4)]
    with JackDummy(channels=4) as server:
        sound = started(board, "system:2,4", "system:4,1")
        assert sound.facts["input_channels"] == [2, 4]
        out = server.through(audio, ins, outs)
        sound.stop()
        np.testing.assert_array_equal(out[3, 128:9728], audio[1])
        np.testing.assert_array_equal(out[0, 128:9728], audio[3])
        assert not out[1:3].any()

        sound = started(board, "system:3", "system:2")
        out = server.through(audio[:3], ins[:3], outs[:2])
        sound.stop()
        np.testing.assert_allclose(out[1, 128:9728], audio[2], rtol=0, atol=1e-7)  # heard on both sides, mean of both
        assert not out[0].any()

        sound = SoundProcess(SoundSpec("system:5", "none"), board)
        with pytest.raises(DeviceError, match=r"'system' has 4 channels, not channel 5"):
            sound.start()
        sound = SoundProcess(SoundSpec("Scarlett", "default"), board)
        with pytest.raises(DeviceError, match=r"no input device 'Scarlett'; there are:\n  0  system \(JACK"):
            sound.start()


def test_one_side_a_device_and_the_other_a_file(board: Board, tmp_path: Path) -> None:
    turn(board, "wet=-60", "dry=0")
    audio = noise(24_000)
    soundfile.write(tmp_path / "in.wav", audio.T, RATE, "FLOAT")
    with JackDummy() as server:
        sound = started(board, "system", f"file:{tmp_path / 'out.wav'}")
        server.through(audio, ["rtmusic:in_0", "rtmusic:in_1"], [])
        sound.stop()
        written = soundfile.read(tmp_path / "out.wav", dtype="float32", always_2d=True)[0].T
        start = int(np.flatnonzero(np.abs(written[0]) > 0)[0])
        np.testing.assert_allclose(written[:, start : start + 24_000], audio, rtol=0, atol=2.0**-23)

    with Board.create() as fresh, JackDummy() as server:
        sound = SoundProcess(SoundSpec(f"file:{tmp_path / 'in.wav'}", "system"), fresh)
        sound.start()
        poll_until(sound, lambda: timeline_of(fresh).playhead > 30_000)
        heard = np.empty((2, 24_000), np.float32)
        assert Ring(fresh.input_audio, fresh.input_cursors).read(0, heard)
        np.testing.assert_array_equal(heard, audio)
        assert "rtmusic:in_0" not in server.ports()
        sound.stop()
        assert not [port for port in server.ports() if port.startswith("rtmusic")]  # closed, not only killed


def test_two_sound_systems_are_two_streams(board: Board) -> None:
    # Two clocks, as a USB microphone beside a built-in output has. With one server under both they run alike.
    code = """
import sys
from dataclasses import replace
from rtmusic import cards, device, soundprocess
from rtmusic.cards import devices_here
def two_systems():
    here = devices_here()
    return [replace(here[0], host="first"), replace(here[0], host="second")]
device.devices_here = two_systems
soundprocess.main()
"""
    real = subprocess.Popen

    def with_two_systems(words: list[str], **options: object) -> subprocess.Popen[bytes]:
        return real([words[0], "-c", code, *words[3:]], **options)  # type: ignore[call-overload, no-any-return]

    turn(board, "wet=-60", "dry=0")
    wave = np.exp(2j * np.pi * 997 * np.arange(28_800) / RATE)
    tone = np.stack([0.5 * wave.imag, -0.5 * wave.imag])[:, :24_000].astype(np.float32)
    delays: list[float] = []  # of passes in a row in which nothing was bent
    seen: list[tuple[int, float, float]] = []
    with JackDummy() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr("rtmusic.soundprocess.subprocess.Popen", with_two_systems)
        sound = SoundProcess(SoundSpec("system (first)", "system (second)"), board)
        sound.start()
        patch.undo()
        assert sound.facts["settling_s"] > 0
        assert "system (first) has a clock of its own" in sound.facts["notes"][0]
        poll_until(sound, lambda: board.callbacks[0] > 2 * RATE // 128)  # nothing is heard in the first second
        # A busy machine looks at clocks late; then they have to be learnt again, and the tone is bent meanwhile.
        while len(seen) < 8 and (len(delays) < 2 or abs(delays[-1] - delays[-2]) >= 1):
            out = server.through(tone, ["rtmusic:in_0", "rtmusic:in_1"], ["rtmusic:out_0", "rtmusic:out_1"])
            begin = int(np.flatnonzero(np.abs(out[0]) > 0.02)[0])
            inside = slice(begin + 1000, begin + 23_000)
            turned = 2 * np.mean(1j * out[0, inside] * wave[inside].conj())
            bent = np.abs(out[0, inside] - (-1j * turned * wave[inside]).real).max()
            np.testing.assert_allclose(out[1], -out[0], rtol=0, atol=1e-6)
            seen.append((begin, float(abs(turned)), float(bent)))
            # Begin: a block, the resampler's look ahead, the margin, half of its filters, and the client's own period.
            # A lost or repeated sample is a step of 0.065; clocks that are still being learnt bend the tone by 0.01.
            if 500 < begin < 800 and abs(abs(turned) - 0.5) < 0.005 and bent < 0.03:
                delays.append(-np.angle(turned) / (2 * np.pi * 997) * RATE)
            else:
                delays.clear()
        sound.stop()
    assert len(delays) > 1 and abs(delays[-1] - delays[-2]) < 1, (delays, seen)


def test_without_jackd_the_tests_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/none")
    with pytest.raises(DeviceError, match="sudo apt install jackd2"), JackDummy():
        pass
