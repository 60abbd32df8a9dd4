"""The report: strict JSON, written whole or not at all, and readable by a person."""

from __future__ import annotations

import errno
import json
import os
import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.errors import RtmusicError, UsageError
from rtmusic.report import Report, about, plain, read, show, show_about, write
from rtmusic.status import Event

EVENING = Report(
    seconds=61.5,
    rounds=384,
    late_rounds=1,
    rungs={"all": 10, "fewer steps": 1},
    audible_glitches=0,
    repeated_bars=0,
    device_flags=2,
    model_load=0.41,
    sound_load=0.02,
    restarts=1,
    latency_ms={"device": 10.7, "codec": 10.0},
    knob_to_ear_ms={"p50": 110.0, "p99": 190.0},
    events=(Event(12.25, "model-restart", "the model process was started again"),),
    device={"input": "virtual", "rate": 48000},
    settings={"knobs": {"temperature": 0.8, "mode": 1.0, "steps": 2.0}, "prompts": ["rain, heavy", ""]},
)


def test_the_report_holds_what_it_promises(tmp_path: Path) -> None:
    path = tmp_path / "R.json"
    write(EVENING.as_dict(), path)
    report = json.loads(path.read_text(), parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))
    promised = (
        "rounds late_rounds audible_glitches repeated_bars device_flags model_load sound_load latency_ms "
        "knob_to_ear_ms restarts events machine versions device bundle provider settings"
    )
    assert set(promised.split()) <= set(report)
    assert report["events"] == [{"at_s": 12.25, "kind": "model-restart", "text": "the model process was started again"}]
    assert report["machine"]["cores"] >= 1
    assert report["versions"]["rtmusic"]
    assert read(path) == report


def test_numbers_that_are_no_numbers_become_null() -> None:
    report = replace(
        EVENING, model_load=float("nan"), latency_ms={"device": float("inf"), "codec": float(np.float32(0.5))}
    )
    told = report.as_dict()
    # One NaN, and every strict reader refuses the whole file.
    assert told["model_load"] is None
    assert told["latency_ms"] == {"device": None, "codec": 0.5}
    json.dumps(told, allow_nan=False)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


@settings(deadline=None)  # a busy machine is no fault
@given(_VALUES)
def test_anything_becomes_strict_json(value: object) -> None:
    text = json.dumps(plain(value), allow_nan=False)
    assert plain(json.loads(text)) == plain(value)


def test_arrays_paths_and_events_become_plain() -> None:
    assert plain({"a": np.arange(3), "b": np.int64(4), "c": Path("x/y"), 5: (np.bool_(True),)}) == {
        "a": [0, 1, 2],
        "b": 4,
        "c": "x/y",
        "5": [True],
    }


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "R.json"
    write(EVENING.as_dict(), path)
    before = path.read_text()

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with path.open() as reader:
        write(replace(EVENING, rounds=8).as_dict(), path)
        assert reader.read() == before  # whoever reads meanwhile has the whole old one, never half of each
    before = path.read_text()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RtmusicError, match="No space left on device"):
        write(replace(EVENING, rounds=9).as_dict(), path)
    assert path.read_text() == before
    assert os.listdir(tmp_path) == ["R.json"]


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RtmusicError, match=r"report .*nowhere/R.json cannot be written: No such file or directory"):
        write(EVENING.as_dict(), tmp_path / "nowhere" / "R.json")


@pytest.mark.parametrize(
    "content, sentence",
    [("{", "is not a report: Expecting"), ("[1]", "is not a report; make one with"), ("{}", "is not a report; make")],
)
def test_what_is_no_report_is_refused(content: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "R.json"
    path.write_text(content)
    with pytest.raises(UsageError, match=sentence):
        read(path)
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read(tmp_path / "none.json")


def test_a_report_is_shown_with_every_field_and_the_verdict_first() -> None:
    shown = show(EVENING.as_dict())
    first = shown.splitlines()[0]
    assert first == (
        "1:02 min: nothing was heard that should not be (0 glitches, 0 repeated bars, 1 of 384 rounds late)"
    )
    for field in fields(Report):
        assert field.name in shown or field.name == "settings"
    assert re.search(r"^turned knobs +temperature 0.8\n +mode stream\nprompts +1 rain, heavy$", shown, re.MULTILINE)
    assert "model-restart    the model process was started again" in shown
    assert "not clean" in show(replace(EVENING, audible_glitches=3).as_dict()).splitlines()[0]


def test_about_names_machine_versions_and_providers() -> None:
    facts = about()
    assert "cpu" in facts["providers"]
    shown = show_about(facts)
    assert "onnxruntime" in shown
    assert "processor" in shown
