"""The network that is taught is the one that rtmusic computes, it learns what is there to learn, and it goes on."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch

from rtmusic.entropy import FILE, EntropyModel
from training.conditioning import TRAINED
from training.config import TrainingError
from training.entropy import (
    FIGURES,
    Chunks,
    EntropyConfig,
    Likelihood,
    main,
    measure,
    rounded,
    table,
    train,
    write,
)
from training.loop import Budget
from training.tokens import FORMAT, read_tokens

SMALL = EntropyConfig(levels=3, codes=32, meaning=4, looks=3, state=12, units=8, chunk_frames=20, batch=4)


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    """Codes that follow from each other: each frame adds one to the last, each level is twice the one before."""
    folder = tmp_path / "tokens"
    folder.mkdir()
    clips = []
    for number, split in enumerate(("train", "train", "validation")):
        first = (np.arange(120) + 7 * number) % 32
        np.save(folder / f"clip{number}.codes.npy", np.stack([first, 2 * first % 32, 4 * first % 32]).astype(np.int16))
        clips.append({"name": f"clip{number}", "frames": 120, "split": split, "package": "p", "captions": []})
    index = {
        **{"format": FORMAT, "taught": list(TRAINED), "codec": "codec/step-00000001"},
        **{"levels": 3, "codes": 32, "frames_per_second": 50.0, "low": [0] * 3, "high": [1] * 3, "clips": clips},
    }
    (folder / "index.json").write_text(json.dumps(index))
    assert len(read_tokens(folder).clips) == 3
    return folder


def random_network() -> Likelihood:
    torch.manual_seed(0)
    network = Likelihood(SMALL)
    network.begin(torch.rand(3, 32) * 100, torch.randn(3, 32, 4))
    return network


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_torch_computes_what_rtmusic_computes(kept: int, tmp_path: Path) -> None:
    network = random_network()
    model = write(network, tmp_path / FILE)
    codes = np.random.default_rng(0).integers(0, 32, (2, 3, 50))
    with torch.no_grad():
        bits = network.nats(torch.from_numpy(codes), kept).numpy() / math.log(2)
    for chunk in range(2):
        # The table of shares has steps of 1/64 nat = 0.023 bits; another number in any sum would show as 0.1 and more.
        np.testing.assert_allclose(bits[:, chunk], model.bits(codes[chunk, :kept]), atol=0.03)


def test_the_same_network_is_the_same_file(tmp_path: Path) -> None:
    one, two = (write(random_network(), tmp_path / f"{name}.npz") for name in "ab")
    assert one.sha256 == two.sha256
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "b.npz"]


def test_gradients_pass_the_rounding() -> None:
    x = torch.tensor([0.26, -3.0, 9.0], requires_grad=True)
    near = rounded(x, 4.0, 8.0)
    assert near.tolist() == [0.25, -2.0, 2.0]
    near.sum().backward()
    assert x.grad is not None and x.grad.tolist() == [1.0, 1.0, 1.0]


def test_it_learns_resumes_and_says_what_it_saves(tokens: Path, tmp_path: Path) -> None:
    config = EntropyConfig(**{name: getattr(SMALL, name) for name in SMALL.__slots__} | {"learning_rate": 0.02})
    figures = train(tokens, tmp_path / "run", config, Budget(steps=120), False, None)
    all_levels = figures["by_levels"]["3"]
    # 32, 16 and 8 codes as often as each other: 5, 4 and 3 bits. But every code follows from the one before, and a
    # network that has learned needs next to none.
    assert all_levels["plain"] == 5.0 and all_levels["order_0"] == pytest.approx(4.0, abs=0.1)
    assert all_levels["model"] < 2.0
    assert json.loads((tmp_path / "run" / FIGURES).read_text()) == figures
    assert EntropyModel.load(tmp_path / "run" / FILE, 3, 32).sha256 == figures["sha256"]
    assert "| 3 | 5.00 | " in table(figures)
    with pytest.raises(TrainingError, match="already holds a run"):
        train(tokens, tmp_path / "run", config, Budget(steps=121), False, None)
    assert train(tokens, tmp_path / "run", config, Budget(steps=121), True, None)["steps"] == 121


def test_a_batch_follows_from_its_step(tokens: Path) -> None:
    chunks = Chunks(tokens, "train", 20, seed=3)
    assert torch.equal(chunks.batch(5, 4), Chunks(tokens, "train", 20, seed=3).batch(5, 4))
    assert not torch.equal(chunks.batch(5, 4), chunks.batch(6, 4))
    first = chunks.in_order(6)[:, 0]
    assert first.shape == (6, 20) and bool(((first[:, 1:] - first[:, :-1]) % 32 == 1).all())
    assert chunks.counts(32).sum() == 3 * 240


def test_what_cannot_be_trained_is_said(tokens: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TrainingError, match=r"no validation clip has 200 frames; make more tokens"):
        Chunks(tokens, "validation", 200, 0)
    with pytest.raises(TrainingError, match=r"holds 3 levels of 32 codes, not 16 of 1024"):
        train(tokens, tmp_path / "run", EntropyConfig(), Budget(steps=1), False, None)
    assert main([str(tokens), str(tmp_path / "run")]) == 1
    assert "say how long to train" in capsys.readouterr().err
    assert main([str(tmp_path / "none"), str(tmp_path / "run"), "--steps", "1"]) == 1
    assert "no tokens here" in capsys.readouterr().err


def test_the_figures_are_those_of_the_model(tmp_path: Path) -> None:
    model = write(random_network(), tmp_path / FILE)
    held = torch.randint(0, 32, (2, 3, 20), generator=torch.Generator().manual_seed(0))
    figures = measure(model, held, torch.ones(3, 32))
    assert list(figures["by_levels"]) == ["1", "2", "3"]
    row = figures["by_levels"]["2"]
    bits = np.mean([model.bits(chunk[:2].numpy()).mean() for chunk in held])
    assert row["order_0"] == 5.0 and row["model"] == pytest.approx(bits, abs=1e-3)
    written = sum(len(model.encode(chunk[:2].numpy())) for chunk in held)
    assert 8 * written == pytest.approx(bits * 2 * 20 * 2, abs=60)
