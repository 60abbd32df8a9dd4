"""Quality over time: the Fréchet distance of what is played on to what musicians played on, over what a round costs.

Beside it stand a plain copy of the past (real music of the same piece: the ceiling), codes in any order (the floor: of
the same clip, which keep its timbre, and of all clips, which is what one plays who only knows how often each code
occurs), and the recordings before the codec heard them (what the codec itself costs).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rtmusic.knobs import KNOBS
from training.evaluation.music.frechet import frechet_figure
from training.evaluation.music.held import Held
from training.evaluation.music.jobs import CODES, EARS, Job
from training.evaluation.music.playing import panel_of
from training.evaluation.music.setup import Setup, shuffled

AT_REST = "all at rest"
COPY, RECORDED = "a plain copy of the past", "the recording itself"
SHUFFLED, ANY = "its own codes in any order", "codes of all clips in any order"


def settings(setup: Setup) -> dict[str, tuple[str, ...]]:
    """Name of every row -> the knobs that are turned for it."""
    rows: dict[str, tuple[str, ...]] = {AT_REST: ()}
    for axis, values in setup.sizes.axes.items():
        for value in values:
            if KNOBS[axis].parse(value) != KNOBS[axis].default:
                rows[f"{axis} {value}"] = (f"{axis}={value}",)
    return rows


def base(setup: Setup, held: Held) -> Job:
    """Played on with all knobs at rest and no prompt: other parts compare with it, too."""
    return setup.play(held, (EARS, CODES))


def _beside(setup: Setup) -> dict[str, list[Job]]:
    ears = (EARS,)
    turned = {
        COPY: [np.resize(h.past.T, h.truth.T.shape).T for h in setup.held],
        SHUFFLED: [shuffled(h.truth, setup.seed + number) for number, h in enumerate(setup.held)],
        ANY: np.split(shuffled(np.concatenate([h.truth for h in setup.held], axis=1), setup.seed), len(setup.held), 1),
    }
    rows = {
        name: [setup.say(h, np.ascontiguousarray(c), name, ears) for h, c in zip(setup.held, codes, strict=True)]
        for name, codes in turned.items()
    }
    sounds = [(h.name, h.recording) for h in setup.held if h.recording is not None]
    if len(sounds) == len(setup.held):
        rows[RECORDED] = [Job(f"{name}, {RECORDED}", ears, sound=sound) for name, sound in sounds]
    return rows


def _played(setup: Setup) -> dict[str, list[Job]]:
    rows = settings(setup)
    return {
        name: [base(setup, h) if not turned else setup.play(h, (EARS,), turned) for h in setup.held]
        for name, turned in rows.items()
    }


def jobs(setup: Setup) -> list[Job]:
    """Everything that has to sound."""
    everything = [*_beside(setup).values(), *_played(setup).values(), [setup.truth(h) for h in setup.held]]
    return [job for row in everything for job in row]


def figures(setup: Setup) -> dict[str, Any]:
    """Rows of the table: name, fad [value, low, high, patches], and for what was played what a round took."""
    reference = [setup.embedding(setup.truth(h)) for h in setup.held]
    rows: list[dict[str, Any]] = []
    for name, row in {**_beside(setup), **_played(setup)}.items():
        fad = frechet_figure([setup.embedding(job) for job in row], reference, paired=True)
        rows.append({"name": name, "fad": fad.plain(), "clips": len(row), **_cost(setup, row)})
    return {"rows": rows}


def _cost(setup: Setup, row: Sequence[Job]) -> dict[str, Any]:
    """What a round took: the median over clips of each clip's median and of its slowest twentieth."""
    if not row[0].frames:
        return {}
    noted = [setup.measured.find(job, EARS) for job in row]
    commit_ms = panel_of(row[0].settings).int("commit") * 1000.0 / setup.bundle.geometry.frames_per_second
    each = [entry["round_ms"] for entry in noted]
    return {
        "round_ms": round(float(np.median(each)), 2),
        "round_ms_range": [round(float(v), 2) for v in np.percentile(each, (2.5, 97.5))],
        "round_ms_p95": round(float(np.median([entry["round_ms_p95"] for entry in noted])), 2),
        "commit_ms": commit_ms,
        "core_share": round(float(np.median(each)) / commit_ms, 3),
    }
