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
    gradient = balancer.gradient(directions, x, fabric)
    # Without it the steep loss would have a million times the say of the quiet one.
    torch.testing.assert_close(gradient, 0.25 * a / a.norm() + 0.75 * b / b.norm(), rtol=1e-4, atol=1e-5)


def test_a_sudden_loud_moment_is_felt_as_one() -> None:
    fabric = launch(1, False, "cpu")
    a = torch.randn(50, generator=torch.Generator().manual_seed(0))
    x = torch.zeros(50, requires_grad=True)
    balancer = Balancer({"one": 1.0}, keep=0.9)
    sizes = [float(balancer.gradient({"one": gain * a @ x}, x, fabric).norm()) for gain in (1.0, 1.0, 10.0, 1.0)]
    assert sizes[0] == pytest.approx(1.0, abs=1e-4) and sizes[1] == pytest.approx(1.0, abs=1e-4)
    # The running mean follows slowly: the moment itself stays large, and the one after it is a little small.
    assert sizes[2] == pytest.approx(10.0 / 1.9, rel=1e-3)
    assert sizes[3] < 1.0

    again = Balancer({"one": 1.0}, keep=0.9)
    again.restore(balancer.tensors())
    assert torch.equal(again.gradient({"one": a @ x}, x, fabric), balancer.gradient({"one": a @ x}, x, fabric))
