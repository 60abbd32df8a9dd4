"""The torture test catches what it looks for, and the instrument stands it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import pytest
import rtmidi
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic import torture, verdict
from rtmusic.bundle import Bundle
from rtmusic.cli import main
from rtmusic.errors import BundleError, DeviceError, RecordingError
from rtmusic.guardian import MOST, WITHIN_S
from rtmusic.modelprocess import SEAM_LOOK, torn
from rtmusic.setbook import read_set
from rtmusic.status import Event
from rtmusic.survival import KINDS, peace_s
from rtmusic.timeline import Timeline
from rtmusic.torture import Plan
from rtmusic.trials import DEVICE_AGAIN, FREE, FULL, MAIN_AGAIN, MODEL_AGAIN, SOUND_AGAIN, Trial
from rtmusic.units import Samples
from rtmusic.verdict import SILENT, Ear, Heard, judge

RATE = 48_000
Hearing = Callable[..., Heard]  # of a recorded sound, an `Evening`, and trials


def noise(seconds: float, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).normal(0, 0.1, (2, round(seconds * RATE))).astype(np.float32)


def listened(sound: Samples, block: int = 5000) -> Ear:
    ear = Ear()
    for at in range(0, sound.shape[1], block):
        ear.listen(sound[:, at : at + block])
    ear.finish()
    return ear


# -- the ear ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [1, 100, 6000, 50_000])
def test_holes_are_long_runs_of_nothing_in_all_channels(block: int) -> None:
    sound = noise(0.25)[:, :11_000]
    sound[:, :500] = 0  # before anything was played
    sound[0, 1000:5000] = 0  # the other channel plays
    sound[:, 6000 : 6000 + SILENT - 1] = 0  # too short to hear
    sound[:, 7000 : 7000 + SILENT] = 0
    sound[:, 10_000:] = 0
    ear = listened(sound, block)
    assert ear.silences == [(0, 500), (7000, 7000 + SILENT), (10_000, 11_000)]
    assert (ear.samples, ear.begun) == (11_000, 500)
    assert ear.silent(0, 11_000) == SILENT + 1000
    assert ear.silent(7000, 7200) == 0 and ear.silent(6000, 10_600) == SILENT + 600


@settings(deadline=None)
@given(at=st.integers(0, 4999), jump=st.sampled_from([0.02, 0.05, 0.3]), block=st.integers(1, 1200))
def test_a_click_is_what_the_model_process_calls_a_torn_seam(at: int, jump: float, block: int) -> None:
    t = np.arange(5000) * 2 * np.pi / 200
    sound = (0.2 * np.stack([np.sin(t), np.cos(t)])).astype(np.float32)
    sound[1, at:] += jump  # one channel is enough
    clicks = listened(sound, block).clicks
    known = range(SEAM_LOOK, 5000 - SEAM_LOOK)  # where all around it is there to be compared
    assert clicks == ([at] if jump > 0.03 and at in known else [])
    timeline = Timeline.local(2, 16_384)
    timeline.write(1024, sound)
    for i in range(max(at - 3, SEAM_LOOK), min(at + 4, 5000 - SEAM_LOOK)):
        assert torn(timeline, 1024 + i) == (i in clicks)


def test_an_ear_that_hears_nothing_hears_no_holes() -> None:
    assert listened(np.zeros((2, 5000), np.float32)).silent(0, 5000) == 0
    assert Ear().silent(0, 100) == 0


# -- the judge -------------------------------------------------------------------------------------------------


def test_what_is_heard_or_not_told_or_told_without_a_reason_fails() -> None:
    sound = noise(20.0)
    sound[:, 3 * RATE : 3 * RATE + 4800] = 0
    sound[0, 12 * RATE :] += 5.0  # a step, and everything after it is far away
    trials = [
        Trial("model stopped 500 ms", 2.0, repeated_bars=3),
        Trial("model killed", 8.0, glitches=2, repeated_bars=1, expected=[*MODEL_AGAIN]),
        Trial("main stopped 1000 ms", 11.0, wrong="the sound stood still meanwhile"),
        Trial("model stopped 1000 ms", 13.0, allowed=[*MODEL_AGAIN]),
        Trial("sound killed", 14.0, expected=[*SOUND_AGAIN], unplayed=True),
    ]
    told = [
        ("no-prompts", 0.0),
        ("command-lost", 1.0),
        ("model-restart", 8.02),
        ("rung", 8.5),
        ("model-back", 10.95),
        ("model-restart", 13.1),
        ("model-back", 13.5),
        ("sound-died", 13.95),
        ("sound-died", 14.5),
        ("sound-back", 30.0),
    ]
    failures = judge(trials, listened(sound), [Event(at_s, kind, "so") for kind, at_s in told], 6)
    assert failures == [
        "nothing done at 0.0 s: the report says what nothing explains: command-lost at 1.0 s, so",
        "nothing done at 0.0 s: 2 bars were repeated that nothing explains",
        "model stopped 500 ms at 2.0 s: 3 bars were repeated that nothing explains",
        "model stopped 500 ms at 2.0 s: 100 ms of silence",
        "model killed at 8.0 s: the report does not say model-back",
        "model killed at 8.0 s: 2 glitches",
        "main stopped 1000 ms at 11.0 s: the report says what nothing explains: model-back at 10.9 s, so",
        "main stopped 1000 ms at 11.0 s: the sound stood still meanwhile",
        "main stopped 1000 ms at 11.0 s: a click at second 12.00",
        "sound killed at 14.0 s: the report says what nothing explains: sound-died at 14.5 s, so",
    ]
    assert [trial.silent_ms for trial in trials] == [100.0, 0.0, 0.0, 0.0, 0.0]
    assert trials[1].events == [(8.02, "model-restart"), (8.5, "rung")]


def test_a_killed_sound_process_may_lose_the_block_that_it_held_and_no_more() -> None:
    for lost, failures in ((256, []), (9600, ["sound killed at 2.0 s: 200 ms of silence"])):
        sound = noise(5.0)
        sound[:, 2 * RATE : 2 * RATE + lost] = 0
        told = [Event(2.0, kind, "") for kind in SOUND_AGAIN]
        trial = Trial("sound killed", 2.0, expected=[*SOUND_AGAIN], unplayed=True)
        assert judge([trial], listened(sound), told, 0) == failures


class Evening:
    """A journal that plays this sound again, in blocks, up to where it cannot go on."""

    gaps = 0

    def __init__(self, sound: Samples, error: str | None = None) -> None:
        self.sound, self.error = sound, error

    def play(self) -> Iterator[Samples]:
        for at in range(0, self.sound.shape[1], 1000):
            yield self.sound[:, at : at + 1000]
        if self.error is not None:
            raise RecordingError(self.error)


@pytest.fixture
def heard_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hearing:
    """A function that hears a recording of one sound beside the journal of another."""

    def hear(recorded: Samples, evening: Evening, *trials: Trial) -> Heard:
        soundfile.write(tmp_path / "evening.wav", recorded.T, RATE, "PCM_24")
        monkeypatch.setattr(verdict, "read_set", lambda folder: evening)
        monkeypatch.setattr(verdict, "Replay", lambda bundle, book: evening)
        monkeypatch.setattr(Bundle, "load", lambda path: None)
        return verdict.hear(tmp_path / "evening.wav", tmp_path, None, trials)

    return hear


def test_the_recording_must_be_the_evening_that_nobody_disturbed(heard_beside: Hearing) -> None:
    sound = noise(0.5)
    whole = heard_beside(sound, Evening(sound))
    assert (whole.failures, whole.same, whole.ear.samples) == ([], 24_000, 24_000)

    late, swapped, other = sound.copy(), sound[::-1], sound.copy()
    late[1, 5000:] = sound[1, 4999:-1]  # one channel is out of step from here on
    other[0, 12_000] += 2.0**-20
    wrong = [(late, 5000, "0.10"), (swapped, 0, "0.00"), (other, 12_000, "0.25")]
    for recorded, same, second in wrong:
        found = heard_beside(recorded, Evening(sound))
        assert found.failures == [f"the journal plays something else from second {second} on"]
        assert found.same == same and found.ear.samples == 24_000  # all of it is listened to all the same

    short = heard_beside(sound[:, :20_500], Evening(sound))
    assert short.failures == ["the recording ends at second 0.43, the journal does not"]
    long = heard_beside(sound, Evening(sound[:, :20_500]))
    assert long.failures == ["the journal ends at second 0.43, the recording does not"]
    broken = heard_beside(sound, Evening(sound[:, :9000], "a round asked more"))
    assert broken.failures == ["the journal cannot be played again: a round asked more"] and broken.same == 9000


def test_only_the_block_in_a_killed_sound_process_is_excused(heard_beside: Hearing) -> None:
    sound = noise(4.0)

    def trials() -> list[Trial]:
        killed = Trial("model killed", 2.0, back_s=0.5, expected=[*MODEL_AGAIN])
        return [Trial("sound killed", 1.0, back_s=0.3, unplayed=True), killed, Trial("disk full", 3.2)]

    recorded = sound.copy()
    recorded[:, RATE : RATE + 256] = 0  # a block that nobody played
    found = heard_beside(recorded, Evening(sound), *trials())
    assert (found.failures, found.same) == ([], 4 * RATE)

    first_wrong = []
    for at, samples, factor in (
        (RATE, 256, 0.5),  # not silence, but something else
        (3 * RATE + 10_000, 256, 0.0),  # silence where everybody was there
        (2 * RATE + 4000, 4800, 0.5),  # a round that was killed, and is not in the journal as it was heard
    ):
        recorded = sound.copy()
        recorded[:, at : at + samples] *= factor
        first_wrong.append(heard_beside(recorded, Evening(sound), *trials()).same)
    assert first_wrong == [RATE, 3 * RATE + 10_000, 2 * RATE + 4000]


# -- both channels ---------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_both_channels_are_in_step_at_every_seam_and_in_every_repeated_bar(seed: int) -> None:
    dice = np.random.default_rng(seed)
    timeline = Timeline.local(2, 65_536)
    timeline.set_bar(int(dice.integers(3000, 9000)))
    heard = []
    for _ in range(60):
        if dice.random() < 0.3:
            ahead = max(0, timeline.filled_until - timeline.playhead)
            at = timeline.playhead + int(dice.integers(-500, ahead + 1))  # late, in time, or far ahead
            x = dice.normal(0, 0.3, int(dice.integers(1000, 8000)))
            fades = dice.integers(0, 500, 2).tolist()
            timeline.write(at, np.stack([x, -0.5 * x]).astype(np.float32), *fades)
        block = np.empty((2, int(dice.integers(64, 1024))), np.float32)
        timeline.read(timeline.playhead, block)
        heard.append(block)
    sound = np.concatenate(heard, axis=1)
    # Halves are exact: one sample that comes a sample later in one channel is as wrong as the music is loud.
    np.testing.assert_array_equal(sound[1], -0.5 * sound[0])
    assert seed > 0 or (timeline.repeats > 0 and np.abs(sound).max() > 0.3)


# -- all of it -------------------------------------------------------------------------------------------------

THERE_IS_JACK = shutil.which("jackd") is not None and rtmidi.API_UNIX_JACK in rtmidi.get_compiled_api()


def test_what_was_kept_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "torture", "--keep", str(tmp_path)]) == 2
    assert f"--keep {tmp_path}: File exists; give a folder that is not there yet" in capsys.readouterr().err


def test_the_instrument_stands_it(tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept"
    words = ["bench", "torture", "--bundle", str(tiny_bundle), "--minutes", "0.1", "--json", "--keep", str(kept)]
    status = main(words)
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["failures"] == [] and status == 0, said.err
    trials = {trial["name"]: trial for trial in found["trials"]}
    usual = {"model killed", "sound killed", "main stopped 1000 ms", "machine asleep 6 s", "disk full"}
    assert usual | {"model stopped 1000 ms", "bundle swapped, model killed"} <= set(trials)
    kinds = {name: sorted(kind for _, kind in trial["events"] if kind != "rung") for name, trial in trials.items()}
    assert kinds["bundle swapped, model killed"] == kinds["model killed"] == sorted(MODEL_AGAIN)
    assert kinds["disk full"] == sorted(FULL + FREE) and kinds["machine asleep 6 s"] == []
    assert abs(found["same_s"] - found["seconds"]) < 0.2
    assert soundfile.info(kept / "evening.wav").duration == pytest.approx(found["same_s"], abs=0.1)
    assert soundfile.info(kept / "main-killed" / "evening.wav").duration > 5
    assert read_set(kept / "set").gaps == read_set(kept / "main-killed" / "set").gaps == 0
    assert not (kept / "bundle").exists()
    assert found["knobs_turned_over_the_wire"] > 20_000  # of 5,000 a second
    assert set(KINDS) <= set(trials) and found["main_killed"]["kills"] >= len(KINDS)
    assert kinds["main killed"] == [*MAIN_AGAIN] and kinds["main and model killed"] == sorted(MAIN_AGAIN + MODEL_AGAIN)
    assert [trials[name]["silent_ms"] for name in KINDS if "sound" not in name] == [0.0, 0.0]
    assert found["all_killed"]["silent_s"] > 0 and found["all_killed"]["loop_s"] > 1.9
    if THERE_IS_JACK:
        assert kinds["sound server killed"] == sorted(DEVICE_AGAIN)
        assert found["midi"]["arrived"] > 5000
        assert set(found["left_out"]) == {"a jump of the wall clock"}
    table = torture.table(found)
    assert "| model killed |" in table and table.endswith("passed")
    assert "| main killed |" in table and "Main process killed " in table
    assert "Everything killed: silent for " in table and "Left out: a jump of the wall clock (" in table
    assert "FAILED: a hole" in torture.table({**found, "passed": False, "failures": ["a hole"]})


def test_nobody_is_killed_so_often_that_he_is_left_dead() -> None:
    now, killed = 100.0, list[float]()
    for _ in range(20):
        now += 0.5 + peace_s(killed, now + 0.5)
        killed.append(now)
    assert killed[MOST - 2] == 100.0 + 0.5 * (MOST - 1)  # the first few follow each other at once
    assert min(last - first for first, last in zip(killed, killed[MOST - 1 :], strict=False)) > WITHIN_S


def test_what_cannot_be_done_here_is_left_out_and_said(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/none")
    with pytest.raises(DeviceError, match="there is no jackd here"):
        torture._apart(Plan(0.1, tiny_bundle, 0, 0.1, server=True), lambda share: None)
    monkeypatch.setattr(torture, "there_is_midi", lambda: False)
    left_out: dict[str, str] = {}
    with ExitStack() as stack:
        assert torture._server(stack, False, left_out) is None
    assert left_out["a full MIDI wire"].startswith("there is no MIDI system here, and there is no jackd here")


def test_what_goes_wrong_in_the_process_of_the_evening_is_told_here(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="nowhere"):
        torture._apart(Plan(0.1, tmp_path / "nowhere", 0, 0.1), lambda share: None)


def of_evening(mark: str) -> dict[int, str]:
    """What runs of an evening that was begun with a mark in its environment: by number, its words."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (place / "environ").read_bytes():
                found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="nobody tells whose processes they are")
def test_told_to_stop_it_takes_everything_along(tiny_bundle: Path, tmp_path: Path) -> None:
    mark = f"evening-{os.getpid()}-{tmp_path.name}"
    words = ["bench", "torture", "--bundle", str(tiny_bundle), "--minutes", "5", "--keep", str(tmp_path / "kept")]
    environment = os.environ | {"RTMUSIC_MARK": mark}
    command = [sys.executable, "-m", "rtmusic", *words]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as torturer:
        give_up = time.monotonic() + 60
        while not any("getppid" in word for word in of_evening(mark).values()):  # trials begin
            assert torturer.poll() is None and time.monotonic() < give_up
            time.sleep(0.1)
        torturer.send_signal(signal.SIGTERM)
        _, said = torturer.communicate(timeout=60)
    assert torturer.returncode == 130 and said.decode().splitlines()[-1] == "rtmusic: stopped"
    while left := of_evening(mark):
        assert time.monotonic() < give_up + 30, left
        time.sleep(0.1)
