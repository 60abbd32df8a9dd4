"""Weights in pieces: what is split comes back, small, and nothing damaged is ever used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from training.checkpoints import LIST, join, load_checkpoint_pieces, main, split
from training.codec import Codec, load_codec
from training.codec_config import CodecConfig
from training.config import TrainingError, from_table
from training.run import read_checkpoint

STATE = {"kind": "codec", "step": 12, "elapsed_s": 3.5, "config": {"model": {}, "training": {}}}


@pytest.fixture
def tensors() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return {
        "b.weight": torch.randn(300, 200),
        "a.weight": 0.02 * torch.randn(100, 100),
        "share": torch.full((16, 64), 3e-8),  # sixteen bits would make this zero
        "idle": torch.arange(10),
        "gain": torch.tensor(0.5),
    }


def test_what_is_split_comes_back(tensors: dict[str, torch.Tensor], tmp_path: Path) -> None:
    paths = split(tensors, STATE, tmp_path, limit=200_000)
    assert len(paths) == 2 and all(path.stat().st_size <= 200_000 for path in paths)
    back = load_checkpoint_pieces(tmp_path)
    assert set(back) == set(tensors)
    for name, tensor in tensors.items():
        assert back[name].dtype == tensor.dtype and back[name].shape == tensor.shape
        # Sixteen bits keep three digits.
        torch.testing.assert_close(back[name], tensor, rtol=1e-3, atol=1e-6 if name != "share" else 0.0)
    split({"only": torch.ones(3)}, STATE, tmp_path)  # fewer pieces than before: no old one is left over
    assert set(load_checkpoint_pieces(tmp_path)) == {"only"} and len(list(tmp_path.glob("piece-*"))) == 1


def test_a_damaged_or_missing_piece_is_named(tensors: dict[str, torch.Tensor], tmp_path: Path) -> None:
    first, second = split(tensors, STATE, tmp_path, limit=200_000)
    raw = bytearray(first.read_bytes())
    raw[-7] ^= 1
    first.write_bytes(raw)
    with pytest.raises(TrainingError, match=r"piece-01\.safetensors is damaged.*git checkout -- "):
        load_checkpoint_pieces(tmp_path)
    raw[-7] ^= 1
    first.write_bytes(raw)
    load_checkpoint_pieces(tmp_path)
    second.unlink()
    with pytest.raises(TrainingError, match=r"piece-02\.safetensors is missing"):
        load_checkpoint_pieces(tmp_path)
    (tmp_path / LIST).write_text(json.dumps({"format": 2, "state": {}, "pieces": {}}))
    with pytest.raises(TrainingError, match="is not of format 1"):
        load_checkpoint_pieces(tmp_path)
    with pytest.raises(TrainingError, match="cannot be read"):
        load_checkpoint_pieces(tmp_path / "nothing")


def test_what_cannot_be_stored_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"big alone has 400000 bytes, more than a piece of 200000 holds"):
        split({"big": torch.randn(2000, 100)}, STATE, tmp_path, limit=200_000)
    with pytest.raises(TrainingError, match="odd holds numbers that are not finite"):
        split({"odd": torch.tensor([1.0, float("nan")])}, STATE, tmp_path)


def test_a_codec_goes_through_pieces_and_plays_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = {"width": 16, "frame_width": 16, "latent": 16, "levels": 4, "codes": 64, "encoder_blocks": 1}
    torch.manual_seed(0)
    codec = Codec(from_table(CodecConfig, model, "test")).eval()
    point = tmp_path / "run" / "checkpoints" / "step-00000012"
    point.mkdir(parents=True)
    state = {**STATE, "config": {"model": model, "training": {}}}
    (point / "state.json").write_text(json.dumps(state))
    weights = codec.state_dict()
    other = {f"model.{name}": torch.zeros_like(x) for name, x in weights.items()}
    save_file({**{f"average.{name}": x for name, x in weights.items()}, **other}, point / "tensors.safetensors")

    (tmp_path / "run" / "codec.json").write_text('{"rows": [1.5]}')

    assert main(["split", str(tmp_path / "run"), str(tmp_path / "pieces")]) == 0
    assert "piece-01.safetensors: " in capsys.readouterr().out
    assert main(["join", str(tmp_path / "pieces"), str(tmp_path / "again")]) == 0
    again = load_codec(tmp_path / "again")
    assert read_checkpoint(tmp_path / "again").step == 12
    assert json.loads((tmp_path / "again" / "codec.json").read_text()) == {"rows": [1.5]}
    audio = 0.1 * torch.randn(1, 2, 9600)
    with torch.no_grad():
        codes, _ = codec.encode(audio, codec.encoder_state(1))
        sound, _ = codec.decode(codes, 4, codec.decoder_state(1))
        same, _ = again.decode(codes, 4, again.decoder_state(1))
    # Sixteen bits change the third digit; other weights (the ones not averaged are zeros here) change everything.
    torch.testing.assert_close(same, sound, rtol=0, atol=0.01 * float(sound.abs().max()))
    assert float(sound.abs().max()) > 0
    with pytest.raises(TrainingError, match="holds checkpoints already"):
        join(tmp_path / "pieces", tmp_path / "again")
    assert main(["split", str(tmp_path / "nothing"), str(tmp_path / "x")]) == 1
    assert "no checkpoint here" in capsys.readouterr().err
