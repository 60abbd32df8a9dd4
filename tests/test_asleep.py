"""Who was stopped himself, as every process is when the machine sleeps, does not take others for dead because of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from recording_desk import wait_for

from rtmusic import modelprocess, soundprocess
from rtmusic.modelprocess import ModelProcess, ModelSpec
from rtmusic.shared import Board
from rtmusic.soundprocess import SoundProcess, SoundSpec
from rtmusic.status import Event

PATIENCE_S = 60.0
GONE_S = 0.05  # longer than this counts as away, in these tests
HANG_S = 0.3


@pytest.fixture
def board() -> Iterator[Board]:
    with Board.create() as board:
        yield board


def after_a_sleep(pid: int, poll: Callable[[float], list[Event]]) -> list[Event]:
    """What is said of a process that was stopped for longer than a hang may last, by one who has just woken up."""
    os.kill(pid, signal.SIGSTOP)
    time.sleep(2 * HANG_S)
    woken = poll(0.0)
    os.kill(pid, signal.SIGCONT)
    return woken


def hangs(pid: int, poll: Callable[[float], list[Event]]) -> list[Event]:
    """What is said of one that does not move while it is looked at all the time."""
    said: list[Event] = []
    os.kill(pid, signal.SIGSTOP)

    def looked() -> bool:
        said.extend(poll(0.0))
        return bool(said)

    assert wait_for(looked, PATIENCE_S)
    return said


def test_a_sound_process_that_slept_with_us_is_not_killed(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundprocess, "ABSENT_SECONDS", GONE_S)
    monkeypatch.setattr(soundprocess, "HANG_SECONDS", HANG_S)
    sound = SoundProcess(SoundSpec("none", "none"), board)
    sound.start()
    try:
        pid = sound.pid
        assert pid is not None
        assert wait_for(lambda: sound.poll(0.0) == [] and board.callbacks[0] > 200, PATIENCE_S)
        assert after_a_sleep(pid, sound.poll) == [] and sound.pid == pid
        monkeypatch.setattr(soundprocess, "ABSENT_SECONDS", PATIENCE_S)  # a busy machine is not asleep
        assert [event.kind for event in hangs(pid, sound.poll)] == ["device-lost"]
    finally:
        sound.stop()


def test_a_model_process_that_slept_with_us_is_not_replaced(
    board: Board, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modelprocess, "ABSENT_S", GONE_S)
    monkeypatch.setattr(modelprocess, "HANG_S", HANG_S)
    model = ModelProcess(ModelSpec(tiny_bundle, "cpu", board.name), board)
    model.start()
    try:
        model.await_ready()
        pid, beats = model.pid, int(board.heartbeat[0])
        assert wait_for(lambda: model.poll(0.0) == [] and board.heartbeat[0] > beats, PATIENCE_S)
        assert after_a_sleep(pid, model.poll) == [] and model.pid == pid
        monkeypatch.setattr(modelprocess, "ABSENT_S", PATIENCE_S)
        assert [event.kind for event in hangs(pid, model.poll)] == ["model-restart"]
        assert model.pid != pid
    finally:
        model.stop()
