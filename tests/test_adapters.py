"""Adapters: nothing learned or nothing blended is nothing changed, the memory never meets them, and they learn."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from test_train_generator import HIDING, TINY, loops
from torch import Tensor

from training.adapters import KIND, Adapted, Adapters, AdaptersConfig, Pairs, load_adapters
from training.adapters_learner import AdaptersLearner, AdaptersTraining
from training.conditioning import CONTROLS, EMBEDDING_SIZE, Shown
from training.config import TrainingError
from training.depth import Freedom
from training.fabric import launch
from training.learner import model_tensors
from training.loop import Budget, keep_learning
from training.run import Run
from training.token_clips import TokenBatch
from training.transformer import Generator

CALM = replace(HIDING, corrupted_share=0.0, rolled_share=0.0)
QUICK = AdaptersTraining(
    batch=6, learning_rate=2e-2, warmup_steps=5, average_decay=0.8, choices=6, bfloat16=False, threads=1
)


def a_generator() -> Generator:
    torch.manual_seed(0)
    return Generator(TINY).double().eval().requires_grad_(False)


def awake(names: tuple[str, ...] = ("ann",), seed: int = 1) -> Adapters:
    """Float64 adapters that have learned something."""
    torch.manual_seed(seed)
    adapters = Adapters(AdaptersConfig(3), TINY, names).double().requires_grad_(False)
    for parameter in adapters.parameters():
        parameter.normal_(0, 0.3)
    return adapters


def blend(*parts: float) -> Tensor:
    return torch.tensor(parts, dtype=torch.float64)


def play(model: Generator) -> tuple[Tensor, Tensor, Tensor]:
    """A memory of nine frames and one rewrite behind it: rows, tokens, confidence."""
    dice = torch.Generator().manual_seed(2)
    codes = torch.randint(TINY.codes, (1, TINY.levels, 14), generator=dice)
    with torch.no_grad():
        kv, frames = model.remember(codes[:, :, :9], *model.initial_memory(1))
        free = torch.zeros(1, 5, len(CONTROLS), dtype=torch.float64)
        known = torch.zeros(1, TINY.levels, 5, dtype=torch.float64)
        known[:, :, 2] = 1.0
        noise = torch.rand(1, TINY.levels, 5, generator=dice, dtype=torch.float64)
        embedding, one = torch.zeros(1, EMBEDDING_SIZE, dtype=torch.float64), torch.ones((), dtype=torch.float64)
        written = model.rewrite(
            codes[:, :, 9:], known, torch.zeros(1, dtype=torch.int64), embedding, one[None], free, free,
            Freedom(one, torch.tensor(TINY.codes)), noise, kv, frames,
        )  # fmt: skip
    return kv, *written


def test_nothing_learned_and_nothing_blended_change_nothing() -> None:
    model = a_generator()
    fresh = Adapters(AdaptersConfig(), TINY, ("ann",)).double()
    for adapters, how_much in ((fresh, 1.0), (awake(), 0.0)):
        for one, other in zip(play(model), play(Adapted(model, adapters, blend(how_much))), strict=True):
            assert torch.equal(one, other)


def test_what_was_learned_is_heard_in_the_window_and_never_in_the_memory() -> None:
    model = a_generator()
    plain, coloured = play(model), play(Adapted(model, awake(), blend(1.0)))
    assert torch.equal(plain[0], coloured[0])
    assert float((plain[2] - coloured[2]).abs().max()) > 0.1


def test_the_generator_stays_as_it_is() -> None:
    model = a_generator()
    names, before = list(model.state_dict()), play(model)
    play(Adapted(model, awake(), blend(1.0)))
    assert list(model.state_dict()) == names
    assert all(torch.equal(one, other) for one, other in zip(before, play(model), strict=True))
    assert not any("pairs" in name for name, _ in model.named_modules())


def test_every_product_of_the_window_has_a_pair_of_its_shape() -> None:
    model, adapters = a_generator(), awake()
    named = dict(adapters.named_pairs())
    assert len(named) == 4 * TINY.layers + 3 * TINY.levels
    for name, pairs in named.items():
        weight = model.get_parameter(f"{name}.weight")
        assert (pairs.look.shape[0], pairs.say.shape[1]) == (weight.shape[1], weight.shape[0]), name
    assert len({id(p) for p in named.values()}) == len(named)


def test_a_blend_is_linear_and_one_adapter_knows_nothing_of_another() -> None:
    torch.manual_seed(0)
    both = Pairs(2, 3, 8, 5).double()
    with torch.no_grad():
        both.say.normal_()
    x = torch.randn(4, 8, dtype=torch.float64)

    def added(first: float, second: float) -> Tensor:
        y: Tensor = both(x, blend(first, second).repeat_interleave(3))
        return y

    first, second = added(1, 0), added(0, 1)
    # float64: rounding stays under 1e-14; a rank that follows the other adapter's blend shows as 0.1.
    torch.testing.assert_close(added(0.3, 0.8), 0.3 * first + 0.8 * second, rtol=0, atol=1e-12)
    alone = Pairs(1, 3, 8, 5).double()
    with torch.no_grad():
        alone.look.copy_(both.look[:, 3:])
        alone.say.copy_(both.say[3:])
    torch.testing.assert_close(second, alone(x, torch.ones(3, dtype=torch.float64)), rtol=0, atol=1e-12)
    assert not torch.allclose(first, second)


def turned(step: int) -> TokenBatch:
    """The loops that the generator knows, every code replaced by another: somebody else plays."""
    batch = loops(step)
    return replace(batch, codes=(batch.codes * 3 + 2) % 7, heard=(batch.heard * 3 + 2) % 7)


def a_learner(training: AdaptersTraining = QUICK) -> AdaptersLearner:
    torch.manual_seed(0)
    trained, adapters = Generator(TINY), Adapters(AdaptersConfig(4), TINY, ("ann",))
    fabric = launch(1, training.bfloat16, "cpu")
    return AdaptersLearner(trained, adapters, training, CALM, Shown(), turned, turned(10**6), fabric)


def test_adapters_learn_how_somebody_plays_and_move_nothing_else() -> None:
    learner = a_learner()
    before = {name: tensor.clone() for name, tensor in learner.trained.state_dict().items()}
    for step in range(60):
        figures = learner.learn(step, step / 60)
    assert all(torch.equal(tensor, before[name]) for name, tensor in learner.trained.state_dict().items())
    nats = [sum(learner.score(learner.best, turned(10**7), part)["nats"]) / 2 for part in (0.0, 0.5, 1.0)]
    # ln 7 is 1.95 nats: beside a generator that knows nothing, seven codes, of which five are ever played.
    assert nats[0] > 1.8 and nats[2] < 1.2 and nats[2] < nats[1] < nats[0]
    assert figures["best"] < nats[0] and learner.best_step >= 40


def test_a_step_that_does_worse_on_what_is_held_out_is_not_kept() -> None:
    learner = a_learner(replace(QUICK, learning_rate=30.0, warmup_steps=1))
    before = {name: tensor.clone() for name, tensor in learner.best.state_dict().items()}
    for step in range(3):
        learner.learn(step, step / 3)
    assert learner.best_step == 0
    assert all(torch.equal(tensor, before[name]) for name, tensor in learner.best.state_dict().items())


def test_half_of_what_was_learned_is_kept_where_that_does_better(monkeypatch: pytest.MonkeyPatch) -> None:
    learner, whole = a_learner(), 3.0
    learner.learn(0, 0.0)
    learned = {name: tensor.clone() for name, tensor in learner.student.average.weights.items()}
    monkeypatch.setattr(learner, "score", lambda adapters, held, part: {"nats": [part if part == 0.5 else whole] * 2})
    learner.best_nats = 2.0
    learner.learn(1, 0.5)
    assert (learner.best_step, learner.best_part, learner.best_nats) == (1, 0.5, 0.5)
    for name, tensor in learner.best.state_dict().items():
        assert torch.equal(tensor, learned[name] * (0.5 if name.endswith("say") else 1.0))


def test_what_the_model_wrote_itself_may_be_the_past() -> None:
    learner = a_learner()
    learner.hiding = replace(CALM, rolled_share=1.0)
    assert learner.learn(0, 0.0)["nats"] > 0


def test_threads_that_share_a_batch_learn_what_one_alone_learns() -> None:
    one, three = (a_learner(replace(QUICK, threads=n)) for n in (1, 3))
    for step in range(2):
        figures, others = one.learn(step, 0.1), three.learn(step, 0.1)
        del figures["waited_s"], others["waited_s"]
        # float32: sums in another order differ by 1e-6; a part counted twice shows as tenths.
        assert figures == pytest.approx(others, abs=1e-4)


def test_a_resumed_run_is_the_run_that_never_stopped(tmp_path: Path) -> None:
    def quiet(_line: str) -> None: ...

    stored = {"model": asdict(TINY), "adapters": {"rank": 4}, "names": ["ann"]}
    whole = Run.open(tmp_path / "whole", KIND, stored, resume=False)
    keep_learning(whole, a_learner(), Budget(steps=6), 1.0, say=quiet)
    first, learner = Run.open(tmp_path / "parts", KIND, stored, resume=False), a_learner()
    for step in range(3):
        learner.learn(step, step / 6)
    first.step = 3
    first.save(learner)
    second = Run.open(tmp_path / "parts", KIND, stored, resume=True)
    keep_learning(second, a_learner(), Budget(steps=6), 1.0, say=quiet)
    one, other = (
        sorted((tmp_path / n / "checkpoints").iterdir())[-1] / "tensors.safetensors" for n in ("whole", "parts")
    )
    assert one.read_bytes() == other.read_bytes()
    loaded = load_adapters(tmp_path / "parts")
    assert loaded.names == ("ann",) and loaded.config.rank == 4
    kept = second.start.tensors() if second.start else {}
    assert kept and set(model_tensors("best", loaded)) == {name for name in kept if name.startswith("best.")}


def test_wrong_use_is_answered_in_words(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"\[adapters\] rank = 0: must be at least 1"):
        AdaptersConfig(0)
    with pytest.raises(TrainingError, match="no checkpoint here"):
        load_adapters(tmp_path)
    run = Run.open(tmp_path / "run", "generator", {}, resume=False)
    run.step = 1
    run.save(a_learner())
    with pytest.raises(TrainingError, match="is a generator checkpoint: name the adapters' run folder"):
        load_adapters(tmp_path / "run")
