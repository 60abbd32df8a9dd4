"""Does it play what the words say? An independent tagger hears whether the tag of a prompt becomes likelier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.evaluation.music.frechet import mean_figure
from training.evaluation.music.held import Held
from training.evaluation.music.jobs import EARS, Job
from training.evaluation.music.musicnn import tag_names
from training.evaluation.music.setup import Setup, spread

NONE = ""
KINDS: Mapping[str, str] = {"guitar": "MTT guitar", "drums": "MTT drums", "voice": "MTT vocal"}  # of held-out music


def _starts(setup: Setup) -> dict[str, list[tuple[Held | None, int]]]:
    """Where it begins: after music, each past once, and from nothing, with several seeds."""
    return {
        "after music": [(held, 0) for held in spread(setup.held, setup.sizes.prompt_pasts)],
        "from nothing": [(None, seed) for seed in range(setup.sizes.prompt_seeds)],
    }


def _job(setup: Setup, start: tuple[Held | None, int], prompt: str) -> Job:
    held, seed = start
    return setup.play(held, (EARS,), prompt=prompt, seed=seed)


def jobs(setup: Setup) -> list[Job]:
    """Everything that has to sound."""
    played = [
        _job(setup, start, prompt)
        for starts in _starts(setup).values()
        for start in starts
        for prompt in (NONE, *setup.sizes.prompts)
    ]
    return played + [setup.truth(h) for h in setup.held]


def figures(setup: Setup) -> dict[str, Any]:
    """For each beginning, prompt and tag: its probability, and the rise against no prompt and against the others."""
    words = tag_names()
    return {
        "starts": {
            name: {"count": len(starts), "rows": _rows(setup, starts, words)} for name, starts in _starts(setup).items()
        },
        "tagger": _tagger(setup, words),
    }


def _rows(setup: Setup, starts: Sequence[tuple[Held | None, int]], words: Sequence[str]) -> list[dict[str, Any]]:
    heard = {
        prompt: np.stack([setup.tags(_job(setup, start, prompt)) for start in starts])
        for prompt in (NONE, *setup.sizes.prompts)
    }
    rows = []
    for prompt, tags in setup.sizes.prompts.items():
        others = np.mean([heard[other] for other in setup.sizes.prompts if other != prompt], axis=0)
        for tag in tags:
            column = words.index(tag)
            given = heard[prompt][:, column]
            rows.append(
                {
                    "prompt": prompt,
                    "tag": tag,
                    "given": mean_figure(given).plain(),
                    "over_none": mean_figure(given - heard[NONE][:, column]).plain(),
                    "over_others": mean_figure(given - others[:, column]).plain(),
                }
            )
    return rows


def _tagger(setup: Setup, words: Sequence[str]) -> list[dict[str, Any]]:
    """Whether the tagger itself tells kinds of held-out music apart, through the codec."""
    rows = []
    for kind, tag in KINDS.items():
        column = words.index(tag)
        of_kind, others = (
            [float(setup.tags(setup.truth(h))[column]) for h in setup.held if (h.kind == kind) == is_kind]
            for is_kind in (True, False)
        )
        if of_kind and others:
            rows.append(
                {
                    "kind": kind,
                    "tag": tag,
                    "kind_p": mean_figure(of_kind).plain(),
                    "others_p": mean_figure(others).plain(),
                }
            )
    return rows
