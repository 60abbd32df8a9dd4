"""The meter finds the sample at which a turn is heard: the same that two whole evenings tell apart."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rtmusic import latency
from rtmusic.bundle import Bundle
from rtmusic.cli import main
from rtmusic.engine import Engine, Settings
from rtmusic.errors import UsageError
from rtmusic.knobs import Panel, parse_setting
from rtmusic.meter import TYPED, Heard, Meter, Typed, summary
from rtmusic.replay import Replay
from rtmusic.setbook import Panels, SetBook, read_set
from rtmusic.soundprocess import SoundSpec


def played(bundle: Path, folder: Path, *turns: tuple[float, str]) -> SetBook:
    """An evening in stream mode, its knobs turned at these seconds."""
    panel = Panel().turn([parse_setting(text) for text in ("mode=stream", "horizon=16")])
    engine = Engine(Settings(SoundSpec("virtual", "virtual"), panel, (), bundle, "cpu", journal=folder))
    engine.start()
    for at_s, text in turns:
        while engine.at_s < at_s:
            engine.check()
            time.sleep(0.005)
        engine.turn(parse_setting(text))
    end = engine.at_s + 1.0
    while engine.at_s < end:
        time.sleep(0.01)
    engine.stop()
    return read_set(folder)


def test_the_first_sample_that_differs_is_found(tiny_bundle: Path, tmp_path: Path) -> None:
    book = played(tiny_bundle, tmp_path / "set", (1.0, "temperature=0.4"), (1.7, "gain=-6"))
    meter = Meter(Bundle.load(tiny_bundle), book)
    heard = {turn.knob: turn for turn in meter.measure()}
    assert set(heard) == {"temperature", "gain"} and meter.left_out == 0

    bundle = Bundle.load(tiny_bundle)
    evening = Replay(bundle, book)
    sound = np.concatenate(list(evening.play()), axis=1)
    for turn in book.panels.turns():  # the same evening without the turn, from its first sample to its last
        other = replace(book, panels=Panels())
        for version, panel in book.panels.items():
            undone = {turn.knob: turn.before} if version >= turn.version else {}
            other.panels.add(version, 0, panel.values | undone)
        without = np.concatenate(list(Replay(bundle, other).play()), axis=1)
        differs = int((sound != without).any(axis=0).argmax()) + evening.start
        assert heard[turn.knob].samples == differs - turn.at >= 0


def test_words_are_heard_at_the_first_sample_that_differs(tiny_bundle: Path, tmp_path: Path) -> None:
    panel = Panel().turn([parse_setting(text) for text in ("mode=stream", "horizon=16", "prompt_1=1", "guidance=3")])
    sound = SoundSpec("virtual", "virtual")
    engine = Engine(Settings(sound, panel, (), tiny_bundle, "cpu", journal=tmp_path / "set"))
    engine.start()
    while engine.at_s < 1.0:
        engine.check()
        time.sleep(0.005)
    at = round(engine.at_s * 48_000)
    words = np.random.default_rng(0).normal(size=384).astype(np.float32)
    engine._put_prompt(1, "slow flute", words / np.linalg.norm(words))  # this bundle reads no words
    end = engine.at_s + 1.0
    while engine.at_s < end:
        time.sleep(0.01)
    engine.stop()
    bundle, book = Bundle.load(tiny_bundle), read_set(tmp_path / "set")
    version = max(book.prompts)
    (heard,) = Meter(bundle, book, [Typed(version, at)]).measure()
    evening = Replay(bundle, book)
    played = np.concatenate(list(evening.play()), axis=1)
    other = replace(book, prompts={known: words for known, words in book.prompts.items() if known < version})
    without = np.concatenate(list(Replay(bundle, other).play()), axis=1)
    differs = int((played != without).any(axis=0).argmax()) + evening.start
    assert heard == Heard(TYPED, differs - at) and differs > at


def test_turns_that_come_too_fast_or_change_nothing_are_told_apart(tiny_bundle: Path, tmp_path: Path) -> None:
    turns = [(1.0, "temperature=0.4"), (1.0, "top_k=3"), (1.6, "beats=7"), (1.61, "temperature=1.5")]
    meter = Meter(Bundle.load(tiny_bundle), played(tiny_bundle, tmp_path / "set", *turns))
    heard = list(meter.measure())
    assert len(heard) + meter.left_out >= 3
    assert all(turn.samples is not None for turn in heard if turn.knob == "temperature")


def test_figures_are_percentiles_with_the_device_on_top() -> None:
    heard = [Heard("gain", 48 * ms) for ms in range(1, 102)] + [Heard("tempo", None), Heard("guidance", 4800)]
    heard.append(Heard(TYPED, 9600))
    found = summary(heard, device_ms=5.0)
    assert found["classes"]["block"] == {"p50_ms": 56.0, "p90_ms": 96.0, "p99_ms": 105.0, "turns": 101, "unheard": 0}
    assert found["classes"]["round"]["p50_ms"] == 105.0
    assert found["classes"]["bar"] == {"p50_ms": None, "p90_ms": None, "p99_ms": None, "turns": 0, "unheard": 1}
    assert set(found["knobs"]) == {"gain", "guidance", "tempo"}
    assert found["typed"]["p90_ms"] == 205.0


def test_the_bench_plays_turns_and_prints(tiny_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["bench", "latency", "--bundle", str(tiny_bundle), "--turns", "3"]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for kind in ("block", "round", "bar"):
        figures = found["classes"][kind]
        assert figures["turns"] + figures["unheard"] + found["left_out"] >= 3
        assert figures["p50_ms"] is None or 0 < figures["p50_ms"] <= figures["p99_ms"]
    assert found["classes"]["block"]["turns"] == 3
    assert {"guard", "output_block", "round"} <= set(found["parts_ms"])
    assert "| **round** |" in latency.table(found) and "Parts, ms:" in latency.table(found)
    with pytest.raises(UsageError, match="at least one turn"):
        latency.measure(latency.Question(turns=0))
