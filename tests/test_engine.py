"""The whole instrument on the virtual sound card: real processes, a real clock, and things that go wrong."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from evenings import await_so

from rtmusic.engine import Engine, Settings
from rtmusic.errors import BundleError, DeviceError, UsageError
from rtmusic.knobs import Panel, parse_setting
from rtmusic.soundprocess import SoundSpec


def troubles(engine: Engine) -> list[str]:
    """What happened, but for a machine that was too slow for a while."""
    return [event.kind for event in engine.events() if event.kind != "rung"]


@contextmanager
def playing(bundle: Path, *settings: str, input: str = "virtual", record: Path | None = None) -> Iterator[Engine]:
    panel = Panel().turn([parse_setting(setting) for setting in settings])
    engine = Engine(
        Settings(SoundSpec(input, "virtual"), panel, prompts=(), bundle=bundle, provider="cpu", record=record)
    )
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def test_a_stream_plays_and_the_report_says_what_happened(tiny_bundle: Path, tmp_path: Path) -> None:
    recording = tmp_path / "evening.wav"
    panel = Panel().turn([parse_setting("mode=stream"), parse_setting("horizon=16")])
    engine = Engine(
        Settings(
            SoundSpec("virtual", "virtual"), panel, prompts=(), bundle=tiny_bundle, provider="cpu", record=recording
        )
    )
    engine.start()
    await_so(lambda: engine.at_s > 2.0)
    engine.turn(parse_setting("temperature=0.5"))
    await_so(lambda: engine.at_s > 3.0)
    report = engine.stop().as_dict()
    assert report["rounds"] > 5 and report["seconds"] > 3.0 and report["restarts"] == 0
    assert report["provider"] == "cpu" and troubles(engine) == []
    assert report["knob_to_ear_ms"]["measured_turns"] >= 1
    assert {"input_block", "codec_frame", "guard", "round", "output_block"} <= set(report["latency_ms"])
    audio, rate = soundfile.read(recording)
    assert rate == 48_000 and audio.shape[1] == 2
    assert len(audio) / rate > 2.5
    assert np.isfinite(audio).all() and np.sqrt(np.mean(audio[rate:] ** 2)) > 1e-4


def test_a_killed_model_process_comes_back_and_the_loop_is_still_there(tiny_bundle: Path) -> None:
    with playing(tiny_bundle, "mode=loop", "quantize=off") as engine:
        await_so(lambda: engine.at_s > 0.5)
        engine.command("record")
        await_so(lambda: engine.at_s > 1.6)
        engine.command("record")
        await_so(lambda: engine.status().loop.layers == 1)
        length = engine.status().loop.length_s
        before = engine.at_s
        os.kill(engine.model_pid, signal.SIGKILL)
        await_so(lambda: engine.status().restarts == 1)
        rounds = engine.status().rounds
        await_so(lambda: engine.status().model_alive and engine.status().rounds > rounds + 3)
        status = engine.status()
        assert troubles(engine) == ["model-restart", "model-back"]
        assert status.loop.length_s == pytest.approx(length) and status.loop.layers == 1
        assert status.repeated_bars == 0  # six seconds were written ahead: nobody heard anything
        assert engine.at_s > before


def test_a_stopped_model_process_is_replaced(tiny_bundle: Path) -> None:
    with playing(tiny_bundle, "mode=loop") as engine:
        await_so(lambda: engine.status().rounds > 1)
        os.kill(engine.model_pid, signal.SIGSTOP)
        await_so(lambda: engine.status().restarts == 1 and engine.status().model_alive)


def test_modes_can_be_changed_while_playing(tiny_bundle: Path) -> None:
    with playing(tiny_bundle, "mode=codec", "horizon=16") as engine:
        for mode in ("codec", "stream", "follow", "loop"):
            engine.turn(parse_setting(f"mode={mode}"))
            rounds = engine.status().rounds
            await_so(lambda rounds=rounds: engine.status().rounds > rounds + 3)  # type: ignore[misc]
            assert engine.status().mode == mode and engine.status().model_alive
        assert engine.status().restarts == 0


def test_bad_wishes_are_refused_before_anything_plays(tiny_bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="nowhere"):
        Engine(Settings(SoundSpec("virtual", "virtual"), bundle=tmp_path / "nowhere"))
    engine = Engine(Settings(SoundSpec("no such card", "virtual"), prompts=(), bundle=tiny_bundle))
    with pytest.raises(DeviceError, match="no such card"):
        engine.start()
    engine = Engine(Settings(SoundSpec("virtual", "virtual"), prompts=(), bundle=tiny_bundle, provider="abacus"))
    with pytest.raises(UsageError, match="abacus"):
        engine.start()
