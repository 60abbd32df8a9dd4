"""Choosing and opening devices: names, files, the virtual sound card, another rate, and what is said when it fails."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from rtmusic import cards, device, virtual
from rtmusic.cards import DeviceInfo, choose, list_devices, portaudio, quiet_stderr
from rtmusic.device import RECORDING, open_device
from rtmusic.errors import DeviceError, UsageError
from rtmusic.face import LATE, Device, DeviceFacts, Silence
from rtmusic.soundcard import RateBridge
from rtmusic.soundfiles import FileSource
from rtmusic.timeline import MAX_BLOCK
from rtmusic.units import Samples
from rtmusic.virtual import BLOCK_SAMPLES, Scripted, Step, VirtualCard, parse_script

RATE = 48_000
CARDS = [
    DeviceInfo(0, "HDA Intel PCH: ALC257 (hw:1,3)", "ALSA", 2, 2, 44_100, True, False),
    DeviceInfo(1, "Scarlett 18i8: USB (hw:2,1)", "ALSA", 18, 8, 48_000, False, False),
    DeviceInfo(2, "Microphone", "ALSA", 1, 0, 48_000, False, False),
    DeviceInfo(3, "system", "JACK Audio Connection Kit", 18, 8, 48_000, False, True),
    DeviceInfo(4, "system", "PipeWire", 2, 2, 48_000, False, False),
]


def ignore(heard: Samples, out: Samples, flags: int) -> None:
    pass


def noise(n: int, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (2, n)).astype(np.float32)


# -- choosing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "number", "channels"),
    [
        ("0", 0, (1, 2)),
        ("1:3,4", 1, (3, 4)),
        ("scarlett", 1, (1, 2)),
        ("Scarlett:3,4", 1, (3, 4)),
        ("scarlett:18", 1, (18,)),
        ("hw:2,1", 1, (1, 2)),  # the colon is part of the name, though it looks like channels
        ("hw:1,3:2", 0, (2,)),
        ("Microphone", 2, (1,)),
        ("system (jack", 3, (1, 2)),
        ("system (JACK Audio Connection Kit):7,8", 3, (7, 8)),
    ],
)
def test_a_device_is_found_by_number_or_part_of_its_name(wanted: str, number: int, channels: tuple[int, ...]) -> None:
    chosen, picked = choose(CARDS, wanted, "input")
    assert (chosen.number, picked) == (number, channels)


def test_a_label_finds_its_device_again() -> None:
    for card in CARDS:
        if card.outputs:
            assert choose(CARDS, card.label, "output")[0] == card


@pytest.mark.parametrize(
    ("wanted", "side", "message"),
    [
        (
            "banjo",
            "input",
            r"there is no input device 'banjo'; there are:\n  0  HDA Intel.*2 in, 2 out\n(.*\n)*  4  system",
        ),
        ("9", "output", r"there is no output device '9'"),
        ("Microphone", "output", r"there is no output device 'Microphone'"),
        ("system", "input", r"several input devices match 'system'; give one by its number:\n  3  .*\n  4  "),
        ("hw:", "input", r"several input devices match 'hw:'"),
        ("Microphone:2", "input", r"input device 'Microphone' has 1 channels, not channel 2; .*Microphone:1"),
        ("banjo:1,2", "input", r"there is no input device 'banjo'"),
    ],
)
def test_what_cannot_be_chosen_is_answered_with_what_can(wanted: str, side: str, message: str) -> None:
    with pytest.raises(DeviceError, match=message):
        choose(CARDS, wanted, side)


def test_without_any_device_the_list_says_none() -> None:
    with pytest.raises(DeviceError, match=r"there are:\n  \(none\)"):
        choose([], "Scarlett", "input")


# -- default ---------------------------------------------------------------------------------------------------


def test_the_default_without_a_sound_card_is_the_virtual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "devices_here", lambda: [])
    facts = stopped(open_device())
    assert facts.by_default
    assert (facts.input, facts.output) == (f"virtual ({RECORDING.name})", "virtual")
    assert "this machine has no output device" in facts.notes
    assert f"the virtual sound card plays {RECORDING.name} to itself" in facts.notes


def test_the_default_without_portaudio_is_the_virtual_one_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> list[DeviceInfo]:
        raise DeviceError("PortAudio is not installed")

    monkeypatch.setattr(device, "devices_here", missing)
    assert stopped(open_device()).notes[0] == "no sound card: PortAudio is not installed"
    with pytest.raises(DeviceError, match="PortAudio is not installed"):
        open_device("Scarlett", "virtual")  # asked for by name: an error, not another device


def test_a_missing_portaudio_library_is_said_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DeviceError, match="sudo apt install libportaudio2"):
        portaudio()


def test_an_output_without_an_input_hears_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "devices_here", lambda: [CARDS[3]])
    opened: list[tuple[Any, ...]] = []
    monkeypatch.setattr(device, "SoundCard", lambda *arguments: opened.append(arguments))
    open_device()
    heard, played, source, sink, facts = opened[0]
    assert heard is None
    assert isinstance(source, Silence)
    assert played.device == CARDS[3]
    assert sink is None
    assert facts.notes == ("this machine has no input device", "the input is silence")


def stopped(opened: Device) -> DeviceFacts:
    """Its facts, after it was run and stopped at once."""
    stop = threading.Event()
    stop.set()
    opened.run(ignore, stop)
    return opened.facts


def test_listing_happens_in_another_process_and_keeps_the_screen_clean(capfd: pytest.CaptureFixture[str]) -> None:
    def opened() -> int:
        return sys.modules["sounddevice"]._initialized if "sounddevice" in sys.modules else 0

    before = opened()  # by other tests
    assert all(isinstance(card, DeviceInfo) for card in list_devices())
    assert capfd.readouterr().err == ""
    assert opened() == before


def test_what_c_libraries_print_is_kept_off_the_screen() -> None:
    code = """
import os
from rtmusic.cards import quiet_stderr
with quiet_stderr():
    os.write(2, b"ALSA lib pcm.c: Unknown PCM")
os.write(2, b"back")
"""
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert run.stderr == b"back"
    with quiet_stderr():
        pass


def test_a_sound_system_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "LIST_SECONDS", 0.01)
    with pytest.raises(DeviceError, match="is a JACK or PulseAudio server stuck"):
        list_devices()


# -- files -----------------------------------------------------------------------------------------------------


def read_all(source: FileSource, n: int, block: int = 1000) -> Samples:
    parts = []
    for _ in range(n // block):
        out = np.full((2, block), np.nan, np.float32)
        assert source.read(out)
        parts.append(out)
    source.close()
    return np.concatenate(parts, axis=1)


def test_a_file_is_heard_once_then_silence(tmp_path: Path) -> None:
    music = noise(30_500)
    soundfile.write(tmp_path / "a.wav", music.T, RATE, "FLOAT")
    heard = read_all(FileSource(tmp_path / "a.wav", loop=False, at=0), 40_000)
    np.testing.assert_array_equal(heard[:, :30_500], music)
    assert not heard[:, 30_500:].any()


def test_a_recording_is_repeated_without_a_gap(tmp_path: Path) -> None:
    music = noise(30_500)
    soundfile.write(tmp_path / "a.wav", music.T, RATE, "FLOAT")
    heard = read_all(FileSource(tmp_path / "a.wav", loop=True, at=0), 700_000)
    np.testing.assert_array_equal(heard, np.tile(music, 24)[:, :700_000])


@pytest.mark.parametrize("loop", [False, True])
def test_a_file_goes_on_from_where_the_clock_stands(tmp_path: Path, loop: bool) -> None:
    music = noise(30_000)
    soundfile.write(tmp_path / "a.wav", music.T, RATE, "FLOAT")
    at = 70_000 if loop else 10_000
    heard = read_all(FileSource(tmp_path / "a.wav", loop, at), 20_000)
    np.testing.assert_array_equal(heard, music[:, 10_000:])
    beyond = read_all(FileSource(tmp_path / "a.wav", loop=False, at=99_999), 2000)
    assert not beyond.any()


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 1), (96_000, 2), (22_050, 4)])
def test_any_rate_and_any_number_of_channels(tmp_path: Path, rate: int, channels: int) -> None:
    def tone(at_rate: int, seconds: float, channel: int) -> Any:
        return 0.4 * np.sin(2 * np.pi * (440 + 110 * channel) * np.arange(round(at_rate * seconds)) / at_rate)

    audio = np.stack([tone(rate, 1.5, c) for c in range(channels)], axis=1)
    soundfile.write(tmp_path / "a.flac", audio, rate, "PCM_24")
    heard = read_all(FileSource(tmp_path / "a.flac", loop=False, at=0), 100_000)
    expected = np.stack([tone(RATE, 1.5, 0), tone(RATE, 1.5, min(1, channels - 1))])
    # Resampling is good to -100 dB away from the file's ends; played at the wrong speed the difference is the tone.
    inside = slice(2000, 70_000)
    np.testing.assert_allclose(heard[:, inside], expected[:, inside], rtol=0, atol=1e-4)
    assert np.abs(heard[:, 72_200:]).max() < 1e-4  # as long as it was


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"input file .*a\.wav is not there; give the path of a WAV, FLAC or Ogg file"),
        (b"no sound at all", r"input file .*a\.wav is no sound file that can be read \(.*\); give"),
    ],
)
def test_a_file_that_cannot_be_heard_is_an_error_at_once(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "a.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DeviceError, match=message):
        open_device(f"file:{path}", "none")


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((0, 2)), RATE)
    with pytest.raises(DeviceError, match="holds no sound"):
        open_device(f"file:{tmp_path / 'a.wav'}", "none")


def test_a_file_cut_short_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = tmp_path / "a.flac"
    soundfile.write(whole, noise(RATE * 8).T, RATE)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    heard = read_all(FileSource(whole, loop=False, at=0), RATE * 8)
    assert np.abs(heard[:, : RATE * 3]).max() > 0.4
    assert not heard[:, -RATE:].any()


def test_an_output_that_cannot_be_written_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=r"output file: cannot record to .*: there is no folder"):
        open_device("none", f"file:{tmp_path / 'none' / 'out.wav'}")


def test_a_second_take_leaves_the_first_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    stopped(open_device("none", f"file:{out}"))
    first = out.read_bytes()
    facts = stopped(open_device("none", f"file:{out}", take=2))
    assert out.read_bytes() == first
    assert (tmp_path / "out-2.wav").is_file()
    assert facts.output == f"file {tmp_path / 'out-2.wav'}"


# -- the virtual sound card ------------------------------------------------------------------------------------


def test_file_to_file_is_sample_exact_in_real_time(tmp_path: Path) -> None:
    music = noise(24_000)
    soundfile.write(tmp_path / "in.wav", music.T, RATE, "FLOAT")
    opened = open_device(f"file:{tmp_path / 'in.wav'}", f"file:{tmp_path / 'out.wav'}")
    stop = threading.Event()
    blocks: list[int] = []

    def copy(heard: Samples, out: Samples, flags: int) -> None:
        out[:] = heard
        blocks.append(out.shape[1])
        if sum(blocks) >= 26_000:
            stop.set()

    start = time.perf_counter()
    opened.run(copy, stop)
    took = time.perf_counter() - start
    assert took >= sum(blocks) / RATE  # a block is handed over when its last sample is due, never before
    assert set(blocks) == {BLOCK_SAMPLES}
    written = soundfile.read(tmp_path / "out.wav", dtype="float32", always_2d=True)[0].T
    assert written.shape[1] == sum(blocks)
    np.testing.assert_allclose(written[:, :24_000], music, rtol=0, atol=2.0**-23)
    assert not written[:, 24_000:].any()


def test_after_a_stall_the_virtual_clock_catches_up_and_says_so() -> None:
    card = VirtualCard(Silence(), Silence(), DeviceFacts("none", "none", RATE, (), (), 0, False))
    stop = threading.Event()
    flags_seen: list[int] = []

    def stall_once(heard: Samples, out: Samples, flags: int) -> None:
        flags_seen.append(flags)
        if len(flags_seen) == 20:
            time.sleep(0.3)
        if len(flags_seen) == 120:
            stop.set()

    start = time.perf_counter()
    card.run(stall_once, stop)
    took = time.perf_counter() - start
    # 120 blocks are 0.64 s with or without the stall; a clock that lost the stall's samples would need 0.94 s.
    assert 0.63 < took < 0.85
    assert sum(flag == LATE for flag in flags_seen) > 40
    assert flags_seen[20] == LATE


def test_after_a_machine_slept_the_virtual_clock_goes_on_without_a_rush(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual, "LONGEST_STALL_S", 0.1)
    card = VirtualCard(Silence(), Silence(), DeviceFacts("none", "none", RATE, (), (), 0, False))
    stop = threading.Event()
    blocks: list[int] = []

    def sleep_once(heard: Samples, out: Samples, flags: int) -> None:
        blocks.append(flags)
        if len(blocks) == 20:
            time.sleep(0.5)
        if len(blocks) == 60:
            stop.set()

    start = time.perf_counter()
    card.run(sleep_once, stop)
    # 60 blocks are 0.32 s, and the half second is not made up for; catching up would end after 0.6 s.
    assert time.perf_counter() - start > 0.75


# -- the scripted fake -----------------------------------------------------------------------------------------


def test_a_script_is_played_step_by_step() -> None:
    audio = noise(1000)
    fake = Scripted([Step("block", 100, 3), Step("flags", 4), Step("block", 1), Step("block", MAX_BLOCK)], audio)
    taken: list[Samples] = []
    seen: list[int] = []

    def remember(heard: Samples, out: Samples, flags: int) -> None:
        taken.append(heard.copy())
        seen.append(flags)
        out[:] = -heard

    fake.run(remember, threading.Event())
    assert [x.shape[1] for x in taken] == [100, 100, 100, 1, MAX_BLOCK]
    assert seen == [0, 0, 0, 4, 0]
    whole = np.concatenate(taken, axis=1)
    np.testing.assert_array_equal(whole[:, :1000], audio)
    assert not whole[:, 1000:].any()
    np.testing.assert_array_equal(np.concatenate(fake.played, axis=1), -whole)


def test_a_script_can_make_the_device_vanish() -> None:
    fake = Scripted(parse_script("64*3,vanish,64"))
    with pytest.raises(DeviceError, match="went away"):
        fake.run(ignore, threading.Event())
    assert len(fake.played) == 3


def test_a_script_as_text() -> None:
    assert parse_script("256*100, stall=2.5,flags=6,64*,32,vanish") == (
        Step("block", 256, 100),
        Step("stall", 2.5),
        Step("flags", 6),
        Step("block", 64, -1),
        Step("block", 32, 1),
        Step("vanish"),
    )
    for wrong in ("", "256*2;vanish", "stall", "-5"):
        with pytest.raises(UsageError, match="is no step; write 256"):
            parse_script(wrong)


# -- another rate ----------------------------------------------------------------------------------------------


def through_bridge(
    rate: int, sizes: Callable[[int], int], audio: Samples
) -> tuple[Samples, int, list[int], RateBridge]:
    """Audio at the device's rate through the bridge and a callback that copies: out, samples at 48 kHz, blocks."""
    bridge = RateBridge(rate)
    blocks: list[int] = []

    def copy(heard: Samples, out: Samples, flags: int) -> None:
        blocks.append(heard.shape[1])
        out[:] = heard

    heard = []
    at = number = 0
    while at < audio.shape[1]:
        piece = audio[:, at : at + sizes(number)]
        out = np.full_like(piece, np.nan)
        bridge(copy, piece, out, 0)
        heard.append(out)
        at, number = at + piece.shape[1], number + 1
    return np.concatenate(heard, axis=1), sum(blocks), blocks, bridge


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 88_200, 96_000, 192_000])
@pytest.mark.parametrize("block", [1, 64, 441, 0])
def test_a_device_with_another_rate_hears_itself_later_and_unchanged(rate: int, block: int) -> None:
    random = np.random.default_rng(0)
    n = rate if block != 1 else rate // 8
    t = np.arange(n) / rate
    tone = 0.3 * np.sin(2 * np.pi * 1000 * t) + 0.3 * np.sin(2 * np.pi * 333 * t)
    audio = np.stack([tone, -0.5 * tone]).astype(np.float32)

    out, at_48k, blocks, bridge = through_bridge(rate, lambda i: block or int(random.integers(1, 1025)), audio)

    assert np.isfinite(out).all()
    assert abs(at_48k - n * RATE / rate) < 10  # the clock runs at 48 kHz from the first block on
    assert max(blocks) <= MAX_BLOCK
    delay = bridge.delay_samples / RATE
    assert 0 < delay < 0.035 if rate >= 22_050 else delay < 0.07
    settled = t > delay + 0.02
    later = 0.3 * np.sin(2 * np.pi * 1000 * (t - delay)) + 0.3 * np.sin(2 * np.pi * 333 * (t - delay))
    # The delay is told to within half a sample at 48 kHz: 0.3 * 2 pi 1333 / 96000 = 0.026. A block of silence where
    # the samples in between ran out, or a delay that moves, shows as 0.6.
    np.testing.assert_allclose(out[0, settled], later[settled], rtol=0, atol=0.03)
    np.testing.assert_allclose(out[1], -0.5 * out[0], rtol=0, atol=1e-4)
