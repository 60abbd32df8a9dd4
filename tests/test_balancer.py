"""A loss's weight is its share of the gradient, whatever its own size."""

from __future__ import annotations

import pytest
import torch

from training.balancer import Balancer
from training.fabric import launch


def test_shares_do_not_depend_on_how_steep_a_loss_is() -> None:
    fabric = launch(1, False, "cpu")
    torch.manual_seed(0)
    a, b = torch.randn(2, 50)
    x = torch.zeros(50, requires_grad=True)
    directions = {"quiet": 1e-3 * a @ x, "steep": 1e3 * b @ x, "unused": 1e6 * a @ x}
    balancer = Balancer({"quiet": 1.0, "steep": 3.0, "unused": 0.0})
    gradient = balancer.gradient(directions, x, 0, fabric)
    # Without it the steep loss would have a million times the say of the quiet one.
    torch.testing.assert_close(gradient, 0.25 * a / a.norm() + 0.75 * b / b.norm(), rtol=1e-4, atol=1e-5)


def test_a_sudden_loud_moment_is_felt_as_one() -> None:
    fabric = launch(1, False, "cpu")
    a = torch.randn(50, generator=torch.Generator().manual_seed(0))
    x = torch.zeros(50, requires_grad=True)
    balancer = Balancer({"one": 1.0}, keep=0.9)
    sizes = [float(balancer.gradient({"one": gain * a @ x}, x, 0, fabric).norm()) for gain in (1.0, 1.0, 10.0, 1.0)]
    assert sizes[0] == pytest.approx(1.0, abs=1e-4) and sizes[1] == pytest.approx(1.0, abs=1e-4)
    # The running mean follows slowly: the moment itself stays large, and the one after it is a little small.
    assert sizes[2] == pytest.approx(10.0 / 1.9, rel=1e-3)
    assert sizes[3] < 1.0

    again = Balancer({"one": 1.0}, keep=0.9)
    again.restore(balancer.tensors())
    assert torch.equal(again.gradient({"one": a @ x}, x, 0, fabric), balancer.gradient({"one": a @ x}, x, 0, fabric))


def test_between_two_measurements_the_shares_stay() -> None:
    fabric = launch(1, False, "cpu")
    torch.manual_seed(0)
    a, b = torch.randn(2, 50)
    x = torch.zeros(50, requires_grad=True)
    balancer = Balancer({"quiet": 1.0, "steep": 3.0}, every=4)
    wanted = 0.25 * a / a.norm() + 0.75 * b / b.norm()
    for step in range(4):
        gradient = balancer.gradient({"quiet": 1e-3 * a @ x, "steep": 1e3 * b @ x}, x, step, fabric)
        torch.testing.assert_close(gradient, wanted, rtol=1e-4, atol=1e-5)
    # Ten times as steep, between two measurements: felt as such; at the next one the mean begins to follow.
    felt = [balancer.gradient({"quiet": 1e-2 * a @ x, "steep": 1e3 * b @ x}, x, step, fabric) for step in (3, 4)]
    torch.testing.assert_close(felt[0], 2.5 * a / a.norm() + 0.75 * b / b.norm(), rtol=1e-4, atol=1e-5)
    assert float((felt[1] @ a) / a.norm()) < float((felt[0] @ a) / a.norm())
    # A loss that joins later is measured at once.
    late = Balancer({"one": 1.0, "two": 1.0}, every=100)
    late.gradient({"one": a @ x}, x, 0, fabric)
    both = late.gradient({"one": a @ x, "two": 1e3 * b @ x}, x, 1, fabric)
    torch.testing.assert_close(both, 0.5 * a / a.norm() + 0.5 * b / b.norm(), rtol=1e-4, atol=1e-5)
