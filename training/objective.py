"""What the generator must get right: every hidden token, level by level, and guidance without a doubled batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.transformer import Generator


@dataclass(frozen=True, slots=True)
class Holes:
    """The frames of a batch of windows that hold at least one hidden token, as rows."""

    rows: Tensor  # int64 [n], places in the flattened [B * frames]
    tokens: Tensor  # int64 [n, levels], what was played
    items: Tensor  # int64 [n], item of the batch that a row belongs to
    asked: tuple[Tensor, ...]  # int64, for each level the rows in which it is hidden
    count: Tensor  # float32 [levels], how many those are

    @classmethod
    def of(cls, codes: Tensor, known: Tensor) -> Holes:
        """Collect the holes of codes int64 [B, levels, M] under known bool of the same shape."""
        hidden = ~known.transpose(1, 2).flatten(0, 1)
        rows = hidden.any(dim=1).nonzero()[:, 0]
        hidden = hidden[rows]
        # All levels at once: a GPU waits for every question about sizes.
        count = hidden.sum(dim=0)
        asked = hidden.T.nonzero()[:, 1].split(count.tolist())
        return cls(rows, codes.transpose(1, 2).flatten(0, 1)[rows], rows // codes.shape[2], asked, count.float())


def cross_entropies(model: Generator, vectors: Tensor, holes: Holes) -> tuple[Tensor, Tensor, Tensor]:
    """Score every hidden token with the true tokens before it.

    Args:
        vectors: [B, M, d] from `Generator.teach`.

    Returns:
        Summed cross-entropy in nats, correct guesses, and tokens of each level, all float32 [levels].
    """
    contexts = model.depth.contexts(vectors.flatten(0, 1)[holes.rows], holes.tokens, model.table)
    loss, right = [], []
    for level, (network, asked) in enumerate(zip(model.depth.levels, holes.asked, strict=True)):
        token = holes.tokens[asked, level]
        logits = network(contexts[level][asked]).float()
        loss.append(functional.cross_entropy(logits, token, reduction="sum"))
        right.append((logits.detach().argmax(dim=1) == token).sum())
    return torch.stack(loss), torch.stack(right).float(), holes.count


def guided_divergences(
    model: Generator, student: Tensor, answers: Sequence[Tensor], pulls: Sequence[Tensor], holes: Holes
) -> tuple[Tensor, Tensor]:
    """Score how far one call is from what several would give.

    Wanted is answers[0] + the sum over i of pulls[i] * (answers[i + 1] - answers[i]), in logits. With answers that are
    told nothing, the prompt, and the controls as well, the pulls are guidance and obedience.

    Args:
        student: [B, M, d], the model's answer with the pulls as inputs; learns.
        answers: [B, M, d] each, plain ones, each told more than the one before; they do not learn.
        pulls: [B] each, one fewer.

    Returns:
        Summed Kullback-Leibler divergence in nats and tokens of each level, float32 [levels].

    Source: Meng et al. 2022, arXiv:2210.03142, on the logits of a masked model; with two conditions after Brooks et al.
    2023, arXiv:2211.09800.
    """
    loss = []
    with torch.no_grad():
        told = [model.depth.contexts(v.flatten(0, 1)[holes.rows], holes.tokens, model.table) for v in answers]
    contexts = model.depth.contexts(student.flatten(0, 1)[holes.rows], holes.tokens, model.table)
    for level, (network, asked) in enumerate(zip(model.depth.levels, holes.asked, strict=True)):
        with torch.no_grad():
            before, *later = (network(vectors[level][asked]).float() for vectors in told)
            wanted = before
            for pull, after in zip(pulls, later, strict=True):
                wanted = wanted + pull[holes.items][asked, None] * (after - before)
                before = after
        given = network(contexts[level][asked]).float()
        loss.append(functional.kl_div(given.log_softmax(1), wanted.log_softmax(1), reduction="sum", log_target=True))
    return torch.stack(loss), holes.count
