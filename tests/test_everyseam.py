"""The benchmark of seams: all commands are in it, what they do is noted where it is heard, and clicks are found."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from rehearsal import RATE, music

from rtmusic import everyseam, footwork
from rtmusic.bundle import Bundle
from rtmusic.cli import main
from rtmusic.errors import UsageError
from rtmusic.everyseam import CUT, ELSEWHERE, Row, judge, measure, table
from rtmusic.footwork import GESTURES, TURNING, Evening, _Watched
from rtmusic.knobs import AS_MADE, KNOBS, LOOP_COMMANDS, parse_setting
from rtmusic.seams import FADE_SAMPLES
from rtmusic.units import Samples

SHORT = ("clear 0.4 record 0.5 record 0.6", "overdub 0.4 overdub 0.6 undo 0.4", "level=-12 0.2 level=0 0.2", "load 0.5")


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer and shorter of all that takes its time."""
    monkeypatch.setattr(footwork, "FIRST", ((0, "record 0.7 record 0.5"), (1, "record 0.5 record 0.6")))
    monkeypatch.setattr(everyseam, "PLACES", 200)
    monkeypatch.setattr(everyseam, "CUTS", 40)


def tone(seconds: float = 3.0) -> Samples:
    t = np.arange(round(seconds * RATE)) / RATE
    return np.stack([np.sin(2 * np.pi * 330 * t), np.sin(2 * np.pi * 221 * t)]).astype(np.float32) * 0.4


def test_every_command_of_a_loop_is_done_and_every_word_is_one() -> None:
    words = [word for gesture in GESTURES for word in gesture.split()[::2]]
    assert set(LOOP_COMMANDS) - {AS_MADE} <= set(words)
    for word in set(words) - set(LOOP_COMMANDS) - {"align", "load"}:
        name, _, values = word.partition("=")
        for value in values.split("|"):
            parse_setting(f"{name}={value}")
    changed = {word.partition("=")[0] for word in words if "=" in word}
    assert {"level", "pan", "wet", "rate", "stretch", "pitch", "tempo", "playground", "morph"} <= changed
    assert {"rewrite", "recall", "drift", "freeze", "mode"} <= changed
    for knob in changed:  # what is turned is turned back
        last = [word for word in words if word.startswith(f"{knob}=")][-1]
        assert parse_setting(last).value == (0.0 if knob == "rewrite" else KNOBS[knob].default)


def test_where_a_write_differs_from_what_stood_there_is_a_seam_until_it_is_written_over() -> None:
    timeline = _Watched.local(2, 2**17)
    timeline.why, timeline.ahead = "mute", {}
    timeline.write(0, np.ones((2, 40_000), np.float32))
    assert timeline.ahead == {}  # the first of all
    timeline.write(40_000, np.ones((2, 1_000), np.float32))
    timeline.write(10_000, np.ones((2, 1_000), np.float32))  # the same again is none
    assert timeline.ahead == {40_000: TURNING}
    timeline.write(20_000, np.zeros((2, 9_000), np.float32), fade=480)
    assert set(timeline.ahead) == {20_000, 20_480, 28_520, 29_000, 40_000} and timeline.ahead[20_480] == "mute"
    timeline.why = "solo"
    timeline.write(19_000, np.zeros((2, 20_000), np.float32), fade=480)
    assert timeline.ahead == {19_000: "solo", 19_480: "solo", 38_520: "solo", 39_000: "solo", 40_000: TURNING}
    timeline.read(18_000, np.empty((2, 1_200), np.float32))
    assert timeline.heard() == {19_000: "solo"} and 19_000 not in timeline.ahead


@pytest.mark.usefixtures("brief")
def test_a_click_is_heard_at_its_seam_and_a_cut_stands_out() -> None:
    sound, dice = tone(), np.random.default_rng(0)
    seams = {50_000: "mute", 70_000: "mute", 90_000: "undo"}
    clean = judge(sound, seams, dice)
    assert {name: (row.seams, row.audible) for name, row in clean.items()} == {
        "mute": (2, 0), "undo": (1, 0), ELSEWHERE: (everyseam.PLACES, 0), CUT: (everyseam.CUTS, clean[CUT].audible),
    }  # fmt: skip
    assert clean[CUT].rough == everyseam.CUTS and clean[CUT].audible > 0.8 * everyseam.CUTS
    broken = sound.copy()
    broken[:, 70_001:] += 0.1  # at the seam, or as good as
    broken[:, 110_000:] -= 0.1
    heard = judge(broken, seams, dice, "flute")
    assert heard["mute"].audible == 1 and heard["mute"].at == [f"flute {70_001 / RATE:.4f} s"]
    assert (heard["mute"].rough, heard["undo"].rough, heard[ELSEWHERE].audible) == (1, 0, 1)


@pytest.mark.usefixtures("brief")
def test_an_evening_is_noted_where_it_changes_and_is_the_same_again(bundle: Bundle, tmp_path: Path) -> None:
    evening = Evening(bundle, music(6.0), ("quantize=off",), 3, tmp_path)
    evening.play(SHORT)
    whys = set(evening.seams.values())
    assert whys == {"record", "clear", "overdub", "undo", "level", "load", TURNING}
    last = max(evening.seams)
    assert last <= evening.sound.shape[1]
    again = Evening(bundle, music(6.0), ("quantize=off",), 3, tmp_path)
    again.play(SHORT)
    np.testing.assert_array_equal(again.sound, evening.sound)
    assert again.seams == evening.seams
    # Where nothing was noted the sound goes on: silence begins and ends nowhere else.
    silent = (evening.sound == 0).all(axis=0)
    for edge in (np.flatnonzero(np.diff(silent.astype(int))) + 1).tolist():
        assert min(abs(edge - seam) for seam in evening.seams) <= 2 * FADE_SAMPLES


@pytest.mark.usefixtures("brief")
def test_the_command_tells_and_fails_where_a_seam_is_heard(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = tmp_path / "flute.wav"
    soundfile.write(clip, music(5.0).T, RATE)
    monkeypatch.setattr(everyseam, "GESTURES", SHORT[1:2])
    words = ["bench", "seams", str(clip), "--bundle", str(tiny_bundle)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "| overdub | " in said and f"| {CUT} | {everyseam.CUTS} | " in said and said.rstrip().endswith("passed")
    assert "The clips themselves have 0 steps" in said
    monkeypatch.setattr(everyseam, "GESTURES", ())
    rows = {"mute": Row(3, 1, 1, [1.0, 2.0, 30.0], ["flute 1.0000 s"]), ELSEWHERE: Row(9, 2, 0, [0.0])}
    monkeypatch.setattr(everyseam, "judge", lambda *of: rows)
    assert main([*words, "--json"]) == 1
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["failures"] == ["mute: 1 of 3 seams can be heard: flute 1.0000 s"]
    assert found["rows"]["mute"]["worst_db"] == 30.0 and "some seams can be heard" in told.err
    assert "| mute | 3 | 1 | 2.0 | 30.0 | 33.3 |" in table(found) and "FAILED: mute: 1 of 3 seams" in table(found)


def test_a_clip_too_short_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    clip = tmp_path / "bell.wav"
    soundfile.write(clip, music(1.0).T, RATE)
    with pytest.raises(UsageError, match=r"bell\.wav is 1\.0 s long; give clips of 4 s or more"):
        measure([clip], bundle)
