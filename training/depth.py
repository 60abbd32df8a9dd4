"""The depth head: it chooses the levels of one frame, coarse to fine, each knowing those before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

COLDEST = 1e-6  # below this temperature only the likeliest code is ever chosen
ALL = torch.ones(())  # of probability: no limit
LEAST_SHARE = 1e-30  # of a code: what is rarer surprises no more


class Freedom(NamedTuple):
    """How freely a code may be chosen. One limit after the other, each within what those before it leave."""

    temperature: Tensor  # [], above 0
    top_k: Tensor  # int64 [], 1..codes: how many of the likeliest codes
    top_p: Tensor = ALL  # [], above 0: the fewest of the likeliest codes that have so much of all probability
    typical: Tensor = ALL  # [], above 0: the same of those that surprise as nearly as may be expected


def allowed(logits: Tensor, free: Freedom) -> tuple[Tensor, Tensor]:
    """Return the least and the largest logit [N, 1] that a chosen code may have, of logits [N, codes].

    Source: nucleus sampling, Holtzman et al. 2020, arXiv:1904.09751; locally typical sampling, Meister et al. 2023,
    arXiv:2202.00666.
    """
    likely = logits.topk(int(free.top_k), dim=-1).values
    share = (likely / free.temperature.clamp(min=COLDEST)).softmax(dim=-1)
    kept = (share.cumsum(dim=-1) - share < free.top_p) | (free.top_p >= 1)
    share = share * kept / (share * kept).sum(dim=-1, keepdim=True)
    surprise = -share.clamp(min=LEAST_SHARE).log()
    expected = (share * surprise).sum(dim=-1, keepdim=True)
    odd = torch.where(kept, (surprise - expected).abs(), torch.inf)
    sorted_odd, order = odd.sort(dim=-1, stable=True)
    ordered = share.gather(-1, order)
    usual = (ordered.cumsum(dim=-1) - ordered < free.typical) | (free.typical >= 1)
    kept = kept & (odd <= torch.where(usual, sorted_odd, 0.0).amax(dim=-1, keepdim=True))
    least = torch.where(kept, likely, torch.inf).amin(dim=-1, keepdim=True)
    return least, torch.where(kept, likely, -torch.inf).amax(dim=-1, keepdim=True)


class Level(nn.Module):
    """One level's own small network: context [N, d] -> logits [N, codes]."""

    def __init__(self, width: int, hidden: int, codes: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.widen = nn.Linear(width, hidden, bias=False)
        self.narrow = nn.Linear(hidden, width, bias=False)
        self.out_norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, codes)
        with torch.no_grad():
            self.out.weight.mul_(0.3)  # start near "all codes are alike"
            self.out.bias.zero_()

    def forward(self, context: Tensor) -> Tensor:
        y = context + self.narrow(functional.gelu(self.widen(self.norm(context))))
        logits: Tensor = self.out(self.out_norm(y))
        return logits


class DepthHead(nn.Module):
    """A frame's hidden vector -> one code per level. Batch and time are one axis here: N frames."""

    def __init__(self, levels: int, codes: int, code_width: int, width: int, hidden: int) -> None:
        super().__init__()
        self.codes = codes
        self.levels: Sequence[Level] = nn.ModuleList(  # type: ignore[assignment]
            Level(width, hidden, codes) for _ in range(levels)
        )
        # What a chosen code tells the levels after it; the last level tells nobody.
        self.tell = nn.Parameter(torch.randn(levels - 1, code_width, width) / math.sqrt(code_width * levels))

    def contexts(self, hidden: Tensor, tokens: Tensor, table: Tensor) -> list[Tensor]:
        """Return what each level sees when the true tokens [N, levels] stand before it: levels × [N, d].

        hidden: [N, d]; table: [levels * codes, code_width].
        """
        seen = [hidden]
        for level in range(len(self.levels) - 1):
            seen.append(seen[-1] + self.told(level, tokens[:, level], table))
        return seen

    def told(self, level: int, token: Tensor, table: Tensor) -> Tensor:
        """Return what a level's chosen token [N] adds for the levels after it, [N, d]."""
        return functional.embedding(token + level * self.codes, table) @ self.tell[level]

    def sample(
        self,
        hidden: Tensor,
        codes: Tensor,
        known: Tensor,
        table: Tensor,
        free: Freedom,
        noise: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Choose every unknown token by its noise; later levels see the choice.

        Args:
            hidden: [N, d].
            codes: int64 [N, levels]; known float of the same shape, 1 where the code stays as it is.
            table: [levels * codes, code_width].
            free: how freely to choose.
            noise: [N, levels], uniform in [0, 1).

        Returns:
            tokens int64 [N, levels], and the log-probability of each under temperature 1 and no limit, 0 where known.
        """
        context = hidden
        tokens, confidence = [], []
        for level, network in enumerate(self.levels):
            logits = network(context)
            chosen = choose(logits, free, noise[:, level : level + 1])
            fixed = known[:, level : level + 1] > 0.5
            token = torch.where(fixed, codes[:, level : level + 1], chosen)
            sure = logits.gather(-1, token) - logits.logsumexp(dim=-1, keepdim=True)
            tokens.append(token)
            confidence.append(torch.where(fixed, torch.zeros_like(sure), sure))
            if level + 1 < len(self.levels):
                context = context + self.told(level, token[:, 0], table)
        return torch.cat(tokens, dim=-1), torch.cat(confidence, dim=-1)


def choose(logits: Tensor, free: Freedom, noise: Tensor) -> Tensor:
    """Draw one code per row by inverting the distribution's running sum at `noise`.

    Args:
        logits: [N, codes].
        noise: [N, 1], uniform in [0, 1).

    Returns:
        int64 [N, 1].
    """
    least, most = allowed(logits, free)
    weight = ((logits - most) / free.temperature.clamp(min=COLDEST)).exp()
    weight = torch.where((logits >= least) & (logits <= most), weight, 0.0)
    running = weight.cumsum(dim=-1)
    # The first code whose running sum exceeds the drawn height; a code of weight 0 never is that one.
    drawn = (running <= noise * running[:, -1:]).to(torch.int64).sum(dim=-1, keepdim=True)
    # Rounding of noise * sum can reach the sum itself: then the last code with any weight is meant.
    last = (running < running[:, -1:]).to(torch.int64).sum(dim=-1, keepdim=True)
    return torch.minimum(drawn, last)
