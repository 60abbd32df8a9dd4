"""TensorBoard reads what a run wrote, once: a resumed run doubles no step."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from test_loop import Guesser
from torch import Tensor

from training.board import EVERY_STEPS, FOLDER, Board
from training.loop import Budget, keep_learning
from training.run import Run, read_log


class Singer(Guesser):
    """A learner with a sound example."""

    def listen(self, step: int) -> dict[str, Tensor]:
        wave = torch.sin(torch.arange(4800) * 0.05)
        return {"left only": torch.stack([2.0 * wave, torch.zeros(4800)])}  # too loud: it is clipped, not wrapped


def shown(folder: Path) -> EventAccumulator:
    return EventAccumulator(str(folder / FOLDER), size_guidance={"scalars": 0, "audio": 0}).Reload()


def test_scalars_are_means_and_sounds_are_stereo(tmp_path: Path) -> None:
    run = Run.open(tmp_path, "guess", {}, resume=False)
    keep_learning(run, Singer(), Budget(steps=25), 1.0, say=lambda line: None)
    board, rows = shown(tmp_path), read_log(tmp_path)
    points = board.Scalars("loss")
    assert [p.step for p in points] == [EVERY_STEPS, 2 * EVERY_STEPS]
    mean = sum(row["loss"] for row in rows[:EVERY_STEPS]) / EVERY_STEPS
    assert points[0].value == pytest.approx(mean, rel=1e-4)
    (heard,) = board.Audio("left only")
    sound, rate = soundfile.read(io.BytesIO(heard.encoded_audio_string), dtype="float32")
    assert (heard.step, heard.content_type, rate) == (25, "audio/wav", 48_000)
    assert sound.shape == (4800, 2) and not sound[:, 1].any()
    wanted = np.clip(2.0 * np.sin(np.arange(4800) * 0.05), -1.0, 1.0)
    # Sixteen bits; a peak that wraps around would be off by 2.
    np.testing.assert_allclose(sound[:, 0], wanted, atol=1e-4)


def test_steps_that_are_walked_again_are_not_doubled(tmp_path: Path) -> None:
    """Killed after step 40 with a checkpoint of step 20: steps 30 and 40 come again, with other figures."""
    first = Board(tmp_path, 0)
    for step in range(1, 41):
        first.scalars(step, {"loss": 1.0, "odd": float("nan")})
    first.close()
    second = Board(tmp_path, 20)
    for step in range(21, 31):
        second.scalars(step, {"loss": 2.0})
    second.close()
    board = shown(tmp_path)
    assert [(p.step, p.value) for p in board.Scalars("loss")] == [(10, 1.0), (20, 1.0), (30, 2.0)]
    assert board.Tags()["scalars"] == ["loss"]
    assert len(list((tmp_path / FOLDER).iterdir())) == 2
