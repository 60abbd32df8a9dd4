"""Does it play anything else when it begins anew? Distances between continuations of one past, and of several."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from training.evaluation.music.frechet import apart, mean_figure
from training.evaluation.music.frontier import base
from training.evaluation.music.held import Held
from training.evaluation.music.jobs import CODES, EARS, Job, unpack
from training.evaluation.music.setup import Setup, spread


def _seeded(setup: Setup, held: Held) -> list[Job]:
    others = [setup.play(held, (EARS, CODES), seed=seed) for seed in range(1, setup.sizes.seeds)]
    return [base(setup, held), *others]


def _pasts(setup: Setup) -> list[Held]:
    return spread(setup.held, setup.sizes.pasts)


def jobs(setup: Setup) -> list[Job]:
    """Everything that has to sound."""
    truths = [setup.truth(h) for h in setup.held]
    return truths + [job for h in _pasts(setup) for job in _seeded(setup, h)]


def figures(setup: Setup) -> dict[str, Any]:
    """Distances (1 is that of two pieces of held-out music, on average) and shares of equal codes, as rows.

    A distance is that of mean embeddings.
    """
    pasts = _pasts(setup)
    truths = [setup.embedding(setup.truth(h)).mean(axis=0) for h in setup.held]
    played = [[setup.embedding(job).mean(axis=0) for job in _seeded(setup, held)] for held in pasts]
    unit = float(np.mean([apart(a, b) for a, b in itertools.combinations(truths, 2)]))
    codes = [[unpack(setup.measured.find(job, CODES)["codes"]) for job in _seeded(setup, held)] for held in pasts]

    def over_pasts(each: Iterable[float]) -> list[float]:
        return mean_figure([value / unit for value in each]).plain()

    others = [
        _mean([apart(here, there[0]) for number, there in enumerate(played) if number != mine for here in row])
        for mine, row in enumerate(played)
    ]
    rows = {
        "one past, another seed": over_pasts(
            _mean([apart(a, b) for a, b in itertools.combinations(row, 2)]) for row in played
        ),
        "another past": over_pasts(others),
        "what the musicians played on": over_pasts(
            _mean([apart(here, truth) for here in row]) for row, truth in zip(played, truths, strict=False)
        ),
    }
    equal = mean_figure([_mean([float((a == b).mean()) for a, b in itertools.combinations(row, 2)]) for row in codes])
    return {"rows": rows, "pasts": len(pasts), "seeds": setup.sizes.seeds, "equal_codes": equal.plain()}


def _mean(values: Sequence[float]) -> float:
    """The mean; what has no other to be compared with is not a number, and left out."""
    return float(np.mean(values)) if len(values) else float("nan")
