"""Does the joint embedding find the right words for sound, and the right sound for words?

Measured on clips kept out of training, ten seconds from the middle of each. For every kind of caption: how often a
true match is among the first 1, 5 or 10 of all, both ways, and the median rank of the first true one, beside what
chance would give. Then plain words that nobody has written as a caption ("120 bpm", "flute") are put to the same
sound. Intervals hold 95 % of what other draws of as many clips would have given (bootstrap over the questions).
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from training import text
from training.corpus.render.names import TEMPO_WORDS
from training.corpus.render.shelf import PACKAGE as RENDERED
from training.fabric import launch
from training.facts import INSTRUMENTS, Facts, facts_of, kind_of, spoken_key
from training.joint import load_joint
from training.joint_data import Pairs
from training.run import read_checkpoint

FRAMES = 512  # of each clip
PART = 32
RANKS = (1, 5, 10)
RESAMPLED = 500
FEWEST = 3  # clips with something, and without, before it is asked for
KINDS = ("all", "package", "full", "instruments", "tempo and key", "style", "density")

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """How well one kind of question is answered."""

    questions: int
    answers: int  # to choose from
    recall: dict[str, list[float]]  # "1" -> share, lower and upper end
    chance: dict[str, float]
    median_rank: float
    chance_rank: float


def find(scores: Floats, fits: Bools, dice: np.random.Generator) -> Found:
    """Rank answers [Q, A] for every question; fits says which are true, of every question one at least."""
    order = np.argsort(-scores, axis=1, kind="stable")
    first = np.take_along_axis(fits, order, axis=1).argmax(axis=1) + 1
    count, true = fits.shape[1], fits.sum(axis=1)
    recall, chance = {}, {}
    for rank in RANKS:
        recall[str(rank)] = share((first <= rank).astype(np.float64), dice)
        chance[str(rank)] = float(np.mean([_met(count, int(t), rank) for t in true]))
    # Of n places, the first of t true ones is expected at (n + 1) / (t + 1).
    expected = float(np.median((count + 1) / (true + 1)))
    return Found(len(scores), count, recall, chance, float(np.median(first)), expected)


def _met(count: int, true: int, drawn: int) -> float:
    """Return the chance that one of `true` things is among `drawn` of `count`."""
    if drawn >= count:
        return 1.0
    return 1.0 - math.comb(count - true, drawn) / math.comb(count, drawn)


def share(hits: Floats, dice: np.random.Generator) -> list[float]:
    """Return the mean of hits [n], and the ends of its 95 % interval."""
    means = hits[dice.integers(len(hits), size=(RESAMPLED, len(hits)))].mean(axis=1)
    return [float(hits.mean()), *(float(end) for end in np.percentile(means, (2.5, 97.5)))]


def above(scores: Floats, there: Bools, dice: np.random.Generator) -> list[float]:
    """Return how often a clip with something scores above one without (half is chance), and its 95 % interval."""

    def area(at: npt.NDArray[np.int64]) -> float:
        has = there[at]
        if has.all() or not has.any():
            return math.nan
        wins = scores[at][has][:, None] - scores[at][~has]
        return float((wins > 0).mean() + (wins == 0).mean() / 2)

    every = np.arange(len(scores))
    again = [area(dice.integers(len(every), size=len(every))) for _ in range(RESAMPLED)]
    return [area(every), *(float(end) for end in np.nanpercentile(again, (2.5, 97.5)))]


@dataclass(frozen=True, slots=True)
class Probe:
    """What plain words said about the sound of rendered clips."""

    asked: str
    clips: int
    figure: str  # what `value` is
    value: list[float]  # and the ends of its 95 % interval
    chance: float


def probe(facts: Sequence[Facts], score: Callable[[list[str]], Floats], dice: np.random.Generator) -> list[Probe]:
    """Ask for tempo, key, mode, instruments, style and density in plain words.

    Args:
        facts: of every clip.
        score: words -> cosines [clips, words].
    """
    probes = []

    def choose(asked: str, said: dict[int, int], words: list[str], figure: str, near: int = 0) -> None:
        """Of several words one is right, or one of its neighbours."""
        rows = np.array(list(said))
        right = np.array(list(said.values()))
        best = score(words)[rows].argmax(axis=1)
        # Chance answers without listening, and always with the commonest.
        luck = max(float((np.abs(right - word) <= near).mean()) for word in range(len(words)))
        probes.append(Probe(asked, len(rows), figure, share((np.abs(best - right) <= near).astype(float), dice), luck))

    speeds = [word for _, word in TEMPO_WORDS]
    tempos = {n: f.bpm for n, f in enumerate(facts) if f.bpm is not None}
    if len(tempos) >= 2 * FEWEST:
        spoken = {n: next(i for i, (below, _) in enumerate(TEMPO_WORDS) if bpm < below) for n, bpm in tempos.items()}
        choose("tempo as a word", spoken, [f"{word} music" for word in speeds], "right or next to it", near=1)
        steps = list(range(50, 221, 10))
        near = {n: int(np.argmin([abs(bpm - step) for step in steps])) for n, bpm in tempos.items()}
        choose("tempo in bpm", near, [f"{step} bpm" for step in steps], "within 15 bpm", near=1)
    keys = sorted({f.key for f in facts if f.key})
    keyed = {n: keys.index(f.key) for n, f in enumerate(facts) if f.key}
    if len(keys) > 1:
        choose("key", keyed, [spoken_key(key) for key in keys], "right")
        modes = {n: int(keys[k].endswith("minor")) for n, k in keyed.items()}
        choose("major or minor", modes, ["in a major key", "in a minor key"], "right")
    styles = sorted({f.style for f in facts if f.style})
    if len(styles) > 1:
        choose("style", {n: styles.index(f.style) for n, f in enumerate(facts) if f.style}, styles, "right")
    dense = {n: int(f.density == "busy") for n, f in enumerate(facts) if f.density}
    if FEWEST <= sum(dense.values()) <= len(dense) - FEWEST:
        choose("density", dense, ["sparse music", "busy music"], "right")
    heard = [(word, np.array([word in f.instruments for f in facts])) for word in sorted(INSTRUMENTS)]
    heard = [(word, there) for word, there in heard if FEWEST <= int(there.sum()) <= len(facts) - FEWEST]
    for word, there in heard:
        column = score([word])[:, 0]
        probes.append(Probe(word, int(there.sum()), "heard above not heard", above(column, there, dice), 0.5))
    return probes


@torch.inference_mode()
def evaluate(run: Path, data: Path, split: str = "validation", seed: int = 0) -> dict[str, Any]:
    """Measure everything.

    Raises:
        TrainingError: no checkpoint of a joint embedding, no tokens, or no captioned clip of this split.
    """
    point = read_checkpoint(run)
    device = launch(1, bfloat16=False).device
    joint = load_joint(run).to(device)
    pairs = Pairs(data, split, joint.config.levels, device)
    draw = pairs.in_order(len(pairs.clips), FRAMES)
    sound = torch.cat([joint.embed_sound(some) for some in pairs.cut(draw).split(PART)])
    sentences: list[str] = json.loads((data / "captions.json").read_text(encoding="utf-8"))
    clips = [pairs.clips[number] for number in draw.clips.tolist()]
    kinds = [
        {row: "package" if clip.package != RENDERED else kind_of(sentences[row]) for row in clip.captions}
        for clip in clips
    ]
    dice = np.random.default_rng(seed)
    retrieval = {}
    for kind in KINDS:
        rows_of = [{row for row, its in some.items() if kind in ("all", its)} for some in kinds]
        rows = sorted(set().union(*rows_of))
        here = [number for number, some in enumerate(rows_of) if some]
        if len(here) < 2 or len(rows) < 2:
            continue
        words = joint.embed_words(pairs.sentences[torch.tensor(rows, device=device)])
        scores = (words @ sound[torch.tensor(here, device=device)].T).double().cpu().numpy()
        fits = np.array([[row in rows_of[number] for number in here] for row in rows])
        retrieval[kind] = {
            "words_to_sound": asdict(find(scores, fits, dice)),
            "sound_to_words": asdict(find(scores.T, fits.T, dice)),
        }
    model, tokenizer = text.load_minilm(), text.load_tokenizer()
    exact = [number for number, clip in enumerate(clips) if clip.package == RENDERED]

    def score(words: list[str]) -> Floats:
        embedded = joint.embed_words(text.embed(words, model, tokenizer).to(device))
        cosines: Floats = (sound[torch.tensor(exact, device=device)] @ embedded.T).double().cpu().numpy()
        return cosines

    facts = [facts_of([sentences[row] for row in clips[number].captions]) for number in exact]
    return {
        "step": point.step,
        "minutes": round(point.elapsed_s / 60, 1),
        "parameters": sum(p.numel() for p in joint.parameters()),
        "split": split,
        "clips": len(clips),
        "rendered_clips": len(exact),
        "seconds_of_each": FRAMES / point.config.get("frames_per_second", 50.0),
        "packages": sorted({clip.package for clip in clips}),
        "retrieval": retrieval,
        "probes": [asdict(p) for p in (probe(facts, score, dice) if len(exact) > 1 else [])],
    }


def markdown(figures: dict[str, Any]) -> str:
    """Return the tables of what `evaluate` has measured."""
    lines = [
        f"Joint embedding after {figures['step']} steps ({figures['minutes']} min): {figures['clips']} clips of the "
        f"{figures['split']} split, {figures['rendered_clips']} rendered ones among them, "
        f"{figures['seconds_of_each']:g} s each.",
        "Shares in % with 95 % intervals; in brackets what chance gives.",
        "",
        "| captions | from → to | asked | of | R@1 | R@5 | R@10 | median rank |",
        "|:---|:---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, ways in figures["retrieval"].items():
        for way, f in ways.items():
            recalls = (f"{_percent(f['recall'][str(r)])} ({100 * f['chance'][str(r)]:.0f})" for r in RANKS)
            ranks = f"{f['median_rank']:g} ({f['chance_rank']:.0f})"
            cells = (kind, way.replace("_to_", " → "), f["questions"], f["answers"], *recalls, ranks)
            lines.append(_row(cells))
    by_figure: dict[bool, list[dict[str, Any]]] = defaultdict(list)
    for p in figures["probes"]:
        by_figure[p["figure"] == "heard above not heard"].append(p)
    if by_figure[False]:
        lines += ["", "| asked in plain words | clips | | % | chance |", "|:---|---:|:---|---:|---:|"]
        lines += [
            _row((p["asked"], p["clips"], p["figure"], _percent(p["value"]), f"{100 * p['chance']:.0f}"))
            for p in by_figure[False]
        ]
    if by_figure[True]:
        mean = np.mean([p["value"][0] for p in by_figure[True]])
        lines += ["", f"Clips with an instrument above clips without, mean {100 * mean:.0f} % (chance 50):", ""]
        lines += ["| instrument | clips with it | % |", "|:---|---:|---:|"]
        ranked = sorted(by_figure[True], key=lambda p: -p["clips"])
        lines += [_row((p["asked"], p["clips"], _percent(p["value"]))) for p in ranked]
    return "\n".join(lines) + "\n"


def _percent(value: Sequence[float]) -> str:
    middle, low, high = (100 * v for v in value)
    return f"{middle:.0f} [{low:.0f}–{high:.0f}]"


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def write(run: Path, data: Path, split: str, out: Path) -> str:
    """Measure, write retrieval.json and retrieval.md into a folder, and return the tables."""
    figures = evaluate(run, data, split)
    page = markdown(figures)
    out.mkdir(parents=True, exist_ok=True)
    (out / "retrieval.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (out / "retrieval.md").write_text(page, encoding="utf-8")
    return page
