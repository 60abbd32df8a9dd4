"""How freely a code is chosen: the k likeliest, the nucleus, the typical ones; and that none is drawn besides."""

from __future__ import annotations

import math

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from training.depth import Freedom, allowed, choose

CODES = 40


def freedom(temperature: float = 1.0, top_k: int = CODES, top_p: float = 1.0, typical: float = 1.0) -> Freedom:
    numbers = (torch.tensor(x, dtype=torch.float64) for x in (top_p, typical))
    return Freedom(torch.tensor(temperature, dtype=torch.float64), torch.tensor(top_k), *numbers)


def by_hand(logits: list[float], free: Freedom) -> set[int]:
    """The same one code after the other, with lists."""
    temperature, top_k, top_p, typical = (x.item() for x in free)

    def shares(codes: list[int]) -> dict[int, float]:
        weights = {code: math.exp((logits[code] - max(logits)) / temperature) for code in codes}
        return {code: weight / sum(weights.values()) for code, weight in weights.items()}

    def fewest(codes: list[int], share: dict[int, float], enough: float) -> list[int]:
        taken: list[int] = []
        for code in codes:
            if enough < 1 and taken and sum(share[one] for one in taken) >= enough:
                break
            taken.append(code)
        return taken

    codes = sorted(range(len(logits)), key=lambda code: -logits[code])[: int(top_k)]
    codes = fewest(codes, shares(codes), top_p)
    share = shares(codes)
    expected = sum(-x * math.log(x) for x in share.values() if x > 0)
    odd = {code: abs(-math.log(max(x, 1e-30)) - expected) for code, x in share.items()}
    return set(fewest(sorted(codes, key=lambda code: odd[code]), share, typical))


@settings(max_examples=200, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    spread=st.floats(0.1, 6),
    temperature=st.floats(0.3, 2),
    top_k=st.integers(1, CODES),
    top_p=st.sampled_from([0.01, 0.2, 0.5, 0.9, 1.0]),
    typical=st.sampled_from([0.01, 0.2, 0.5, 0.9, 1.0]),
)
def test_one_limit_after_the_other(
    seed: int, spread: float, temperature: float, top_k: int, top_p: float, typical: float
) -> None:
    logits = np.random.default_rng(seed).normal(0, spread, CODES)
    free = freedom(temperature, top_k, top_p, typical)
    least, most = allowed(torch.from_numpy(logits)[None], free)
    assert {code for code in range(CODES) if least <= logits[code] <= most} == by_hand(logits.tolist(), free)


def test_typical_codes_are_neither_the_rare_nor_the_obvious_ones() -> None:
    """One code has half of all probability and tells nothing new; the typical ones are among the others."""
    share = torch.tensor([[0.5] + [0.05] * 9 + [0.002] * 25], dtype=torch.float64)
    least, most = allowed(share.log(), freedom(top_k=35, typical=0.3))
    assert most < share.log()[0, 0] and least > share.log()[0, -1]
    least, most = allowed(share.log(), freedom(top_k=35, top_p=0.3))
    assert least == most == share.log()[0, 0]


def test_no_code_is_drawn_but_those_that_may_be_and_each_as_often_as_it_is_likely() -> None:
    logits = torch.from_numpy(np.random.default_rng(3).normal(0, 1.5, CODES))
    free = freedom(temperature=1.3, top_k=30, top_p=0.95, typical=0.9)
    draws = 20_000
    noise = ((torch.arange(draws, dtype=torch.float64) + 0.5) / draws)[:, None]
    drawn = choose(logits.expand(draws, -1), free, noise)[:, 0].bincount(minlength=CODES) / draws
    may = sorted(by_hand(logits.tolist(), free))
    expected = torch.zeros(CODES, dtype=torch.float64)
    expected[may] = (logits[may] / 1.3).softmax(dim=0)
    assert 3 < len(may) < 20
    torch.testing.assert_close(drawn.double(), expected, rtol=0, atol=2 / draws)
