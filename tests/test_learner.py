"""The parts that every trainer is made of: a student that goes on exactly, and batches drawn ahead in order."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import nn

from training.config import TrainingError
from training.fabric import launch
from training.learner import Ahead, Average, Pace, Student, cosine, model_tensors, restore_model

PACE = Pace(0.05, warmup_steps=4, weight_decay=0.01, gradient_limit=0.5, average_decay=0.9)


def a_student(prefix: str = "", pace: Pace = PACE, seed: int = 0) -> Student:
    torch.manual_seed(seed)
    return Student(launch(1, False, "cpu"), nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3)), pace, prefix)


def practise(student: Student, steps: range, of: int = 12) -> list[dict[str, float]]:
    figures = []
    for step in steps:
        x = torch.randn(6, 4, generator=torch.Generator().manual_seed(step))
        (student.network(x) - x[:, :3]).square().mean().backward()
        figures.append(student.learn(step, step / of))
    return figures


def test_a_student_goes_on_as_if_it_had_never_stopped() -> None:
    straight, first, second = a_student(), a_student(), a_student(seed=1)
    figures = practise(straight, range(12))
    practise(first, range(7))
    second.restore({name: tensor.clone() for name, tensor in first.tensors().items()})
    assert practise(second, range(7, 12)) == figures[7:]
    for name, tensor in straight.tensors().items():
        assert torch.equal(tensor, second.tensors()[name]), name
    assert figures[0]["rate"] == pytest.approx(0.05 / 4) and figures[4]["rate"] == pytest.approx(0.05 * cosine(4 / 12))
    assert not torch.equal(straight.average.weights["0.weight"], straight.network.state_dict()["0.weight"])
    assert all(p.grad is None for p in straight.network.parameters()), "gradients would be learned twice"


def test_two_students_share_a_checkpoint() -> None:
    codec, judge = a_student(), a_student("judge_", Pace(0.05, 4, 0.01, 0.5), seed=1)
    for student in (codec, judge):
        practise(student, range(3))
    tensors = {**codec.tensors(), **judge.tensors()}
    assert len(tensors) == len(codec.tensors()) + len(judge.tensors())
    assert not any(name.startswith("judge_average") for name in tensors)
    again = a_student("judge_", Pace(0.05, 4, 0.01, 0.5), seed=2)
    again.restore(tensors)
    assert practise(again, range(3, 5)) == practise(judge, range(3, 5))


def test_what_needs_no_gradient_is_left_alone() -> None:
    torch.manual_seed(0)
    kept = nn.Linear(4, 4).requires_grad_(False)
    network = nn.Sequential(kept, nn.Linear(4, 3))
    before = kept.weight.clone()
    student = Student(launch(1, False, "cpu"), network, PACE)
    practise(student, range(3))
    # Weight decay alone would move it too.
    assert torch.equal(kept.weight, before)
    assert torch.equal(student.average.weights["0.weight"], before)


def test_weights_to_begin_with_are_those_of_the_average_too() -> None:
    trained, fresh = a_student(), a_student(seed=1)
    practise(trained, range(5))
    fresh.begin_with(trained.network.state_dict())
    for name, tensor in trained.network.state_dict().items():
        assert torch.equal(fresh.average.weights[name], tensor), name
    with pytest.raises(TrainingError, match="the checkpoint does not fit this model"):
        fresh.begin_with({"0.weight": torch.zeros(2, 2)})


def test_batches_come_in_order_from_one_thread() -> None:
    drawn, threads = [], set()
    here, gate = threading.get_ident(), threading.Event()

    def draw(step: int) -> int:
        gate.wait(10.0)
        drawn.append(step)
        threads.add(threading.get_ident())
        return step * step

    ahead = Ahead(draw)
    threading.Timer(0.05, gate.set).start()
    assert ahead.take(5) == 25
    assert ahead.waited_s > 0
    assert [ahead.take(step) for step in (6, 7)] == [36, 49]
    assert ahead.take(100) == 10_000  # nobody expected that
    assert drawn[:3] == [5, 6, 7] and len(threads) == 1 and here not in threads
    with pytest.raises(ZeroDivisionError):
        Ahead(lambda step: 1 // step).take(0)


def test_weights_of_another_shape_are_refused() -> None:
    tensors = model_tensors("model", nn.Linear(3, 2))
    with pytest.raises(TrainingError, match=r"the checkpoint does not fit this model .*name the run it was trained in"):
        restore_model("model", nn.Linear(4, 2), tensors)


def test_the_rate_falls_along_half_a_cosine() -> None:
    assert cosine(0.0) == 1.0
    assert cosine(0.5, low=0.0) == pytest.approx(0.5)
    assert cosine(1.0) == cosine(2.0) == pytest.approx(0.02)


def test_the_average_forgets_its_random_start() -> None:
    model = nn.Linear(2, 2)
    average = Average(model, 0.99)
    with torch.no_grad():
        model.weight.fill_(3.0)
    for step in range(100):
        average.follow(model, step)
    # With the plain decay a third of the random start would still be there.
    torch.testing.assert_close(average.weights["weight"], torch.full((2, 2), 3.0), rtol=0, atol=1e-3)
