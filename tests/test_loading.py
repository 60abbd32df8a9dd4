"""The loader: in order whatever the number of workers, resumed anywhere, and no failure that is not told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt
import pytest
import torch
from test_data import corpus, noise

from training.augment import Augmentation
from training.config import TrainingError
from training.corpus.index import CorpusError
from training.data import Clips
from training.loading import Drawing, Loader, main, measure


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
        gone_within(20.0, lambda pid=pid: is_running(pid))  # type: ignore[misc]


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


def trainer(report: Connection) -> None:
    """Learn until it is asked to stop, then finish a few steps and save, as keep_learning does."""
    stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.append(1))
    os.setsid()
    with Loader(with_process, workers=2) as load:
        report.send({int(load(step)[1]) for step in range(6)})
        step = 6
        while not stop:
            load(step)
            step += 1
        for last in range(step, step + 8):
            load(last)
    report.send("saved")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nobody_is_left_when_the_trainer_is_stopped(how: signal.Signals) -> None:
    here, there = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(target=trainer, args=(there,))
    process.start()
    with here, there:
        assert here.poll(60)
        pids = here.recv()
        assert len(pids) == 2 and all(is_running(pid) for pid in pids)
        assert process.pid is not None
        os.killpg(process.pid, how)  # as a terminal and a batch system do: the whole group gets it
        process.join(60)
        if how == signal.SIGKILL:
            assert process.exitcode == -signal.SIGKILL
        else:
            assert process.exitcode == 0
            assert here.recv() == "saved"
    for pid in pids:
        gone_within(20.0, lambda pid=pid: is_running(pid))  # type: ignore[misc]


def test_the_waiting_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [0.0]

    def slow(step: int) -> npt.NDArray[np.float32]:
        now_s[0] += 1.0 if step < 300 else 3.0
        return np.zeros(1, np.float32)

    monkeypatch.setattr("training.loading.time", SimpleNamespace(monotonic=lambda: now_s[0]))
    load = Loader(slow, workers=0)
    assert load.wait_share == 0.0  # nothing asked for yet
    for step in range(300):
        load(step)
        now_s[0] += 3.0  # learning
    assert load.wait_share == pytest.approx(0.25)
    for step in range(300, 450):
        load(step)
        now_s[0] += 3.0
    assert load.wait_share == pytest.approx(0.5)  # of the last hundred steps, not of all


def test_throughput_counts_sound() -> None:
    got = measure(draw, workers=0, audio_s_per_step=3.0, for_s=0.3)
    # Every second step sleeps 20 ms: at most 300 s of audio a second, while the core has little to do.
    assert 0.0 < got.audio_s_per_s <= 300.0 * 1.2
    assert got.audio_s_per_core_s > got.audio_s_per_s
    assert got.first_batch_s >= 0.02
    assert got.workers == 0


def test_the_command_measures_a_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = corpus(tmp_path / "music", {"a": ("train", noise(2.0))})
    assert main([str(folder), "--workers", "2", "--batch", "4", "--seconds", "0.5", "--for-s", "0.05"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert "4 crops of 0.5 s a step" in table[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[3:]]
    assert [row[0] for row in rows] == ["0", "1", "2"]
    assert all(float(row[1]) > 0 and float(row[2]) > 0 and row[3].endswith(" s") for row in rows)
    assert (
        main([str(folder), "--workers", "0", "--batch", "1", "--seconds", "0.1", "--for-s", "0.05", "--augment"]) == 0
    )
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert main([str(tmp_path / "elsewhere")]) == 1
    assert "CorpusError: " in capsys.readouterr().err


def test_augmented_crops_follow_from_their_step_alone(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "music", {"a": ("train", noise(2.0))})
    augment = Augmentation(fader_share=1.0, stretch_share=0.0, reverb_share=0.0, mic_share=0.0)
    straight = Clips(folder, "train", 0.1, seed=1, augment=augment)
    with Loader(Drawing(Clips(folder, "train", 0.1, seed=1, augment=augment), 2, first=2), workers=2) as load:
        for step in range(4):
            # The second of two machines, with workers, hears the second half of what one machine draws alone.
            np.testing.assert_array_equal(np.asarray(load(step)), straight.batch(step, 4)[2:])
    plain = Clips(folder, "train", 0.1, seed=1).batch(0, 4)
    assert not any(np.array_equal(a, b) for a, b in zip(plain, straight.batch(0, 4), strict=True))


def test_impossible_numbers_are_answered() -> None:
    with pytest.raises(TrainingError, match="workers = -1 must be at least 0, and ahead = 2 at least 1"):
        Loader(draw, workers=-1)
    with pytest.raises(TrainingError, match="ahead = 0 at least 1"):
        Loader(draw, workers=1, ahead=0)
