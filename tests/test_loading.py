"""The loader: in order whatever the number of workers, resumed anywhere, and no failure that is not told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch

from training.config import TrainingError
from training.corpus.index import CorpusError
from training.loading import Loader, measure


def draw(step: int) -> npt.NDArray[np.float32]:
    """A batch that says which step it is; the earlier of two neighbours takes longer."""
    time.sleep(0.02 * (step % 2 == 0))
    return np.random.default_rng(step).random((2, 2, 480), dtype=np.float32) + np.float32(step)


def with_process(step: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    return draw(step), np.array([os.getpid()])


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_the_order_is_that_of_the_steps_whatever_the_workers(workers: int) -> None:
    with Loader(draw, workers) as load:
        for step in range(9):
            batch = load(step)
            assert isinstance(batch, torch.Tensor)
            np.testing.assert_array_equal(batch.numpy(), draw(step))


def test_a_resumed_run_and_a_jump_get_their_own_batches() -> None:
    with Loader(draw, workers=2, first_step=1000) as load:
        for step in (1000, 1001, 1002, 3, 4, 1000):
            np.testing.assert_array_equal(np.asarray(load(step)), draw(step))


def test_several_arrays_come_from_several_processes_and_none_stays() -> None:
    with Loader(with_process, workers=2) as load:
        batches = [load(step) for step in range(6)]
    pids = {int(batch[1]) for batch in batches}
    assert len(pids) == 2 and os.getpid() not in pids
    for pid in pids:
        gone_within(5.0, lambda pid=pid: is_running(pid))  # type: ignore[misc]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone_within(seconds: float, present: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while present():
        assert time.monotonic() < until, "a worker is still there"
        time.sleep(0.02)


def test_only_so_many_batches_are_drawn_ahead(tmp_path: Path) -> None:
    def noted(step: int) -> npt.NDArray[np.float32]:
        (tmp_path / str(step)).touch()
        return np.zeros(1, np.float32)

    with Loader(noted, workers=2, ahead=3) as load:
        load(0)
        until = time.monotonic() + 10
        while len(list(tmp_path.iterdir())) < 7:
            assert time.monotonic() < until, "the workers do not work ahead"
            time.sleep(0.02)
        time.sleep(0.3)
        # One was taken, two workers have three ready each. Without a bound there would be thousands.
        assert sorted(int(path.name) for path in tmp_path.iterdir()) == list(range(7))


def missing(step: int) -> npt.NDArray[np.float32]:
    if step == 4:
        raise CorpusError("shard 4 is missing: run the recipe again")
    return draw(step)


def divides(step: int) -> npt.NDArray[np.float32]:
    return draw(1 // (step - 2))


@pytest.mark.parametrize("workers", [0, 2])
def test_a_worker_s_error_is_the_trainer_s(workers: int) -> None:
    with Loader(missing, workers, first_step=2) as load:
        load(2)
        load(3)
        with pytest.raises(CorpusError, match=r"^shard 4 is missing: run the recipe again$"):
            load(4)
    with Loader(divides, workers, first_step=2) as load, pytest.raises(ZeroDivisionError, match="by zero"):
        load(2)


def test_a_killed_worker_is_told() -> None:
    with Loader(with_process, workers=2, ahead=1) as load:
        pid = int(load(0)[1])
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(TrainingError, match=r"died before step \d+ was loaded.*fewer workers.*with --resume$"):
            for step in range(1, 100):
                load(step)


SCRIPT = """
    import signal, sys, time
    from tests.test_loading import with_process
    from training.loading import Loader

    stop = []
    signal.signal(signal.SIGINT, lambda *_: stop.append(1))
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    with Loader(with_process, workers=2) as load:
        pids = {int(load(step)[1]) for step in range(4)}
        print(*pids, flush=True)
        step = 4
        while not stop:
            load(step)
            step += 1
        for step in range(step, step + 8):  # a trainer finishes its step after Ctrl-C
            load(step)
    print("saved", flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nobody_is_left_when_the_trainer_is_stopped(how: signal.Signals) -> None:
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT)]
    trainer = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert trainer.stdout is not None
    with trainer.stdout:
        pids = [int(word) for word in trainer.stdout.readline().split()]
        assert len(pids) == 2 and all(is_running(pid) for pid in pids)
        if how == signal.SIGKILL:
            trainer.kill()
        else:
            os.killpg(trainer.pid, how)  # as a terminal does: the whole group gets it
        trainer.wait(timeout=60)
        if how != signal.SIGKILL:
            assert trainer.returncode == 0
            assert trainer.stdout.read() == "saved\n"
    for pid in pids:
        gone_within(20.0, lambda pid=pid: is_running(pid))  # type: ignore[misc]


def test_the_waiting_is_counted() -> None:
    with Loader(draw, workers=0) as load:
        assert load.wait_share == 0.0  # nothing asked for yet
        for step in range(0, 12, 2):
            load(step)
        assert load.wait_share > 0.8  # nothing but drawing
    with Loader(draw, workers=1) as load:
        for step in range(6):
            load(step)
            time.sleep(0.06)
        # The first batch is waited for, the others were ready: a trainer that does not overlap waits a quarter.
        waited = load.wait_share
    with Loader(draw, workers=0) as load:
        for step in range(0, 12, 2):
            load(step)
            time.sleep(0.06)
        assert waited < load.wait_share < 0.5


def test_throughput_counts_sound() -> None:
    got = measure(draw, workers=0, audio_s_per_step=3.0, for_s=0.3)
    # 10 ms a step on average: at most 300 s of audio a second, and not none.
    assert 0.0 < got.audio_s_per_s <= 300.0
    assert got.first_batch_s >= 0.02
    assert got.workers == 0


def test_impossible_numbers_are_answered() -> None:
    with pytest.raises(TrainingError, match="workers = -1 must be at least 0, and ahead = 2 at least 1"):
        Loader(draw, workers=-1)
    with pytest.raises(TrainingError, match="ahead = 0 at least 1"):
        Loader(draw, workers=1, ahead=0)
