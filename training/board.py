"""TensorBoard beside a run:  tensorboard --logdir runs

Scalars every few steps and sound examples now and then. log.jsonl stays the truth: the board is written for eyes and
ears alone and nothing reads it back. A resumed run goes on in the same folder, and steps that are walked again
replace those of before.
"""

# ruff: noqa: PLC0415  TensorBoard takes a second to load, and who only reads checkpoints needs none
from __future__ import annotations

import io
import math
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile
from torch import Tensor

from training.corpus.index import SAMPLE_RATE

FOLDER = "board"
EVERY_STEPS = 10  # a scalar is the mean of so many steps


class Board:
    """The event files of one run. One thread calls it; a thread of TensorBoard's writes the file."""

    def __init__(self, run: Path, step: int) -> None:
        """Open one more event file in the run's folder; what older ones say of steps after `step` is void."""
        from tensorboard.compat.proto.event_pb2 import Event, SessionLog
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        self._sums: dict[str, list[float]] = {}
        self._file = EventFileWriter(str(run / FOLDER))
        if step:
            begun = SessionLog(status=SessionLog.START)
            self._file.add_event(Event(wall_time=time.time(), step=step + 1, session_log=begun))

    def scalars(self, step: int, figures: Mapping[str, float]) -> None:
        """Note the figures of one step; every EVERY_STEPS their means are written."""
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        for name, value in figures.items():
            if math.isfinite(value):
                self._sums.setdefault(name, []).append(value)
        if step % EVERY_STEPS == 0:
            means = [Summary.Value(tag=n, simple_value=sum(v) / len(v)) for n, v in self._sums.items()]
            self._file.add_event(Event(wall_time=time.time(), step=step, summary=Summary(value=means)))
            self._sums.clear()

    def sounds(self, step: int, examples: Mapping[str, Tensor]) -> None:
        """Write sound examples, float32 [2, n] each, full scale ±1, at 48 kHz."""
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        for name, sound in examples.items():
            packed = io.BytesIO()
            samples = np.clip(sound.detach().float().cpu().numpy().T, -1.0, 1.0)
            soundfile.write(packed, samples, SAMPLE_RATE, format="WAV", subtype="PCM_16")
            audio = Summary.Audio(
                sample_rate=SAMPLE_RATE,
                num_channels=samples.shape[1],
                length_frames=len(samples),
                encoded_audio_string=packed.getvalue(),
                content_type="audio/wav",
            )
            heard = Summary(value=[Summary.Value(tag=name, audio=audio)])
            self._file.add_event(Event(wall_time=time.time(), step=step, summary=heard))

    def flush(self) -> None:
        """Let everything reach the disk."""
        self._file.flush()

    def close(self) -> None:
        """Write what is left and end the file."""
        self._file.close()
