"""What is packed comes back, in parts that fit through the pipe, and nothing damaged is ever opened."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest
import torch
from test_loop import Guesser

from rtmusic.wholefile import sha256
from training.config import TrainingError
from training.loop import Budget, keep_learning
from training.parcel import main, pack, unpack
from training.run import Run, read_checkpoint, read_log


def a_run(folder: Path, steps: int = 12, resume: bool = False) -> Path:
    run = Run.open(folder, "guess", {}, resume)
    keep_learning(run, Guesser(), Budget(steps=steps), 1.0, say=lambda line: None)
    return folder


def test_a_run_moves_to_another_machine_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, run = a_run(tmp_path / "whole"), a_run(tmp_path / "run", steps=6)
    noise = tmp_path / "noise.bin"
    noise.write_bytes(bytes(torch.randint(256, (50_000,)).tolist()))
    parts = pack([run, noise], tmp_path / "parcel", with_optimizer=True, limit=20_000)
    assert len(parts) >= 3 and all(part.stat().st_size <= 20_000 for part in parts)
    assert main(["open", str(tmp_path / "parcel"), str(tmp_path / "there")]) == 0
    assert (tmp_path / "there" / "noise.bin").read_bytes() == noise.read_bytes()
    moved = a_run(tmp_path / "there" / "run", resume=True)
    # The schedule of twelve steps differs from that of six: what both walked is the second half of the log.
    assert [row["step"] for row in read_log(moved)] == [row["step"] for row in read_log(whole)]
    assert not (tmp_path / "there" / "run" / "checkpoints" / "step-00000005").exists()
    assert main(["pack", str(tmp_path / "small"), str(run)]) == 0
    assert "part-01: 0.0 MB" in capsys.readouterr().out
    unpack(tmp_path / "small", tmp_path / "read")
    assert (tmp_path / "read" / "run" / "log.jsonl").is_file()
    assert not (tmp_path / "read" / "run" / "checkpoints").exists(), "the optimizer was not asked for"


def test_damage_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, parcel = a_run(tmp_path / "run", steps=2), tmp_path / "parcel"
    parts = pack([run], parcel, with_optimizer=True, limit=1000)
    raw = parts[1].read_bytes()
    parts[1].write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(
        TrainingError, match=r"part-02 is damaged, its SHA-256 differs from parcel.json: fetch it again"
    ):
        unpack(parcel, tmp_path / "x")
    parts[1].unlink()
    with pytest.raises(TrainingError, match=rf"part-02 is missing: fetch it, the parcel has {len(parts)} parts"):
        unpack(parcel, tmp_path / "x")
    with pytest.raises(TrainingError, match=r"parcel\.json cannot be read"):
        unpack(tmp_path / "nothing", tmp_path / "x")
    assert main(["pack", str(parcel), str(tmp_path / "nothing")]) == 1
    assert "nothing there to pack; name run folders, folders of pieces, or files" in capsys.readouterr().err
    assert read_checkpoint(run).step == 2
    assert not list(parcel.glob("part-*")), "an older parcel is replaced, not mixed with"


def test_nothing_is_unpacked_outside(tmp_path: Path) -> None:
    """Whatever this Python knows of archives that reach out of their folder."""
    for name, kind in (("../out", tarfile.REGTYPE), ("/tmp/out", tarfile.REGTYPE), ("link", tarfile.SYMTYPE)):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc"
            archive.addfile(member)
        parcel = tmp_path / "parcel"
        parcel.mkdir(exist_ok=True)
        (parcel / "part-01").write_bytes(packed.getvalue())
        (parcel / "parcel.json").write_text(json.dumps({"part-01": {"sha256": sha256(parcel / "part-01")}}))
        with pytest.raises(TrainingError, match="which none of ours does"):
            unpack(parcel, tmp_path / "in")
        assert not list((tmp_path / "in").iterdir())
