"""One process or two: the same curve, the same stop, and only the first one writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from two_processes import Follower, follow

from training import fabric as places
from training.config import TrainingError
from training.fabric import bfloat16_is_fast, described, gathered, launch, mean_of_all, most_of_all, my_rows, sum_of_all
from training.run import read_checkpoint, read_log

Seen = tuple[Path, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What two processes did, see tests/two_processes.py: the folder, and what each of them saw."""
    out = tmp_path_factory.mktemp("two")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [*command, "-m", "tests.two_processes", str(out)],
        check=False, cwd=Path(__file__).parent.parent, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out, [json.loads((out / f"{rank}.json").read_text()) for rank in (0, 1)]


def test_what_processes_tell_each_other(two: Seen) -> None:
    for rank, seen in enumerate(two[1]):
        assert seen["gathered"] == [[1.0, 10.0], [2.0, 10.0]]
        assert seen["mean"] == [[1.5, 10.0]] and seen["sum"] == [[3.0, 20.0]]
        assert seen["own"] == [[1.0 + rank, 10.0]], "a tensor that is averaged must stay as it was"
        assert seen["most"] == [1.0, 1.0]
        assert seen["gradient"] == [1.5, 10.0] and seen["left alone"]
        assert seen["rows"] == ([0, 4] if rank == 0 else [4, 8])
        assert seen["uneven"] == "[training] batch = 7 cannot be shared by 2 processes: choose a multiple"


def test_two_processes_walk_the_same_curve_as_one(two: Seen, tmp_path: Path) -> None:
    fabric = launch(1, False, "cpu")
    follow(tmp_path, fabric, Follower(fabric))
    alone, together = read_log(tmp_path), read_log(two[0] / "whole")
    assert [row["step"] for row in together] == list(range(1, 13)), "both wrote, or one too few"
    for one, other in zip(alone, together, strict=True):
        # float32: another order of sums is 1e-7 of it; half the batch alone shows in the first digit.
        assert one["loss"] == pytest.approx(other["loss"], rel=1e-5)
        assert one["gradient"] == pytest.approx(other["gradient"], rel=1e-5)
    weights, others = read_checkpoint(tmp_path).tensors(), read_checkpoint(two[0] / "whole").tensors()
    for name, tensor in weights.items():
        torch.testing.assert_close(tensor, others[name], rtol=1e-4, atol=1e-6, msg=name)


def test_asked_to_stop_or_broken_they_act_as_one(two: Seen) -> None:
    out, processes = two
    for rank, seen in enumerate(processes):
        assert seen["stopped"] == ["step-00000005", 5]
        assert seen["resumed"] == seen["last"] == "step-00000012"
        assert "broken: the loss became " in seen["broken"] and "at step 4." in seen["broken"]
        assert ("nan" if rank == 1 else "no number elsewhere") in seen["broken"]
        assert "whole already holds a run: continue it with --resume" in seen["refused"]
    assert not (out / "broken" / "checkpoints").exists(), "the weights that gave no number are not kept"
    whole, parts = (read_checkpoint(out / name).tensors() for name in ("whole", "stopped"))
    for name, tensor in whole.items():
        # Bit for bit, although one process of two was asked to stop in between.
        assert torch.equal(tensor, parts[name]), name


def test_alone_there_is_nobody_to_ask() -> None:
    fabric = launch(1, False, "cpu")
    x = torch.ones(2, 3)
    assert gathered(fabric, x) is x and mean_of_all(fabric, x) is x and sum_of_all(fabric, x) is x
    assert most_of_all(fabric, [0.25, 1.0]) == [0.25, 1.0]
    assert my_rows(fabric, 5) == slice(0, 5)
    assert described(fabric) == "cpu, 1 process, float32"
    assert torch.get_num_threads() == 1


def test_bfloat16_is_taken_where_it_is_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for can, wanted in (({"avx512_bf16": True}, True), ({"amx_bf16": False, "avx2": True}, False)):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda can=can: can)
        assert bfloat16_is_fast("cpu") is wanted
        assert described(launch(1, True, "cpu")).endswith("bfloat16" if wanted else "float32")
        assert described(launch(1, False, "cpu")).endswith("float32")
    monkeypatch.setattr(places, "bfloat16_is_fast", lambda device: True)
    with launch(1, True, "cpu").autocast():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.bfloat16


def test_a_device_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TrainingError, match="no accelerator 'tpu'; there are: auto, cuda, mps, cpu"):
        launch(1, False, "tpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(TrainingError, match="torch finds no cuda device here: choose cpu, or install torch for cuda"):
        launch(1, False, "cuda")
