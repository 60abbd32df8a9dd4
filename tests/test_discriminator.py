"""The judges see what they should, and learn to tell a dull copy from the real thing."""

from __future__ import annotations

import pytest
import torch

from training.discriminator import Judges, feature_loss, fooling_loss, judging_loss


def judges(*kinds: str) -> Judges:
    torch.manual_seed(0)
    return Judges(kinds, (512, 128), (2, 3), 4, 48_000)


def test_each_kind_judges_every_moment() -> None:
    sound = torch.randn(3, 6000) * 0.1
    seen = judges("stft", "periods", "patch")(sound)
    assert len(seen) == 5
    verdicts = [layers[-1] for layers in seen]
    # Columns every quarter window; bins halved three times; rows of samples 2 and 3 apart, a third of them four times.
    assert verdicts[0].shape == (3, 1, 6000 // 128 + 1, 33)
    assert verdicts[1].shape == (3, 1, 6000 // 32 + 1, 9)
    assert [v.shape[-1] for v in verdicts[2:4]] == [2, 3]
    assert verdicts[4].dim() == 4 and verdicts[4].shape[0] == 3


@pytest.mark.parametrize("kind", ["stft", "periods", "patch"])
def test_a_judge_learns_to_tell_and_its_gradient_shows_the_way(kind: str) -> None:
    court = judges(kind)
    optimizer = torch.optim.Adam(court.parameters(), lr=1e-2)
    dice = torch.Generator().manual_seed(0)
    losses = []
    for _ in range(40):
        real = torch.randn(4, 4000, generator=dice) * 0.1
        dull = real.cumsum(dim=1) * 0.1  # no treble
        loss = judging_loss(court(real), court(dull))
        losses.append(float(loss.detach()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    # Two quarters is what a judge that knows nothing gets; measured 0.01 to 0.2.
    assert losses[-1] < 0.35
    real = torch.randn(4, 4000, generator=dice) * 0.1
    dull = (real.cumsum(dim=1) * 0.1).requires_grad_()
    fooled = fooling_loss(court(dull))
    (way,) = torch.autograd.grad(fooled, dull)
    step = 1e-3 * dull.abs().mean() * way / way.abs().mean()
    assert float(fooling_loss(court(dull - step)).detach()) < float(fooled.detach())


def test_feature_matching_is_a_share_and_counts_quiet_clips_alike() -> None:
    court = judges("stft")
    sound = torch.randn(2, 4000) * 0.1
    with torch.no_grad():
        assert float(feature_loss(court(sound), court(sound))) == 0
        near, far = (float(feature_loss(court(sound), court(sound + x * torch.randn(2, 4000)))) for x in (0.01, 0.1))
    assert 0 < near < far < 10
