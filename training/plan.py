"""How a time budget is shared out over the stages of a bundle, and how far a call has come.

A plan is a TOML file (training/configs/plan_*.toml), one table a stage, in the order in which they are done: codec,
tokens, joint, generator, evaluation, export. Three of them train and share what time there is; for the others minutes
are kept. The last seconds are kept for the checkpoints' pieces, which are written in any case.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from rtmusic.wholefile import write_whole
from training.config import TrainingError, read_tables

STAGES = ("codec", "tokens", "joint", "generator", "evaluation", "export")
TRAINED = ("codec", "joint", "generator")
DISPENSABLE = ("evaluation", "export")  # given up in this order where the time is short
ENDING_MINUTES = 0.25  # kept for the pieces
_UNITS = {"h": 60.0, "m": 1.0, "s": 1.0 / 60.0}


@dataclass(frozen=True, slots=True)
class Training:
    """A stage that trains: its configuration, and its share of the time that no other stage is given."""

    config: str = ""  # beside the plan
    share: float = 0.5  # against the shares of the other stages that train
    at_least_minutes: float = 1.0  # with less it is left for another call
    frozen: bool = False  # not trained: used as it is

    def __post_init__(self) -> None:
        if self.share <= 0 or self.at_least_minutes < 0:
            raise TrainingError(f"a plan's share = {self.share} must be above 0, at_least_minutes not below")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Making tokens: the minutes after which no further recording is begun (the next call goes on there)."""

    minutes: float = 5.0
    processes: int = 2
    copies: int = 0  # other speeds at which recordings are taken, too


@dataclass(frozen=True, slots=True)
class Program:
    """A stage that is another program: the minutes it may take, 0 to leave it out, and what its command line adds."""

    minutes: float = 3.0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done with a budget."""

    folder: Path
    codec: Training
    tokens: Tokens
    joint: Training
    generator: Training
    evaluation: Program
    export: Program

    @classmethod
    def read(cls, path: Path) -> Plan:
        """Read a plan.

        Raises:
            TrainingError: unknown table or key, or a number that makes no sense.
        """
        kinds = {name: Training if name in TRAINED else Program for name in STAGES} | {"tokens": Tokens}
        plan = cls(path.parent, *read_tables(path, kinds))
        for name in ("codec", "generator"):
            if not plan.training(name).config:
                raise TrainingError(f'{path} [{name}]: say how it is trained, e.g. config = "{name}_small.toml"')
        if plan.generator.frozen:
            raise TrainingError(f"{path} [generator]: only the codec and the joint embedding can be frozen")
        return plan

    def training(self, stage: str) -> Training:
        trained: Training = getattr(self, stage)
        return trained

    def config(self, stage: str) -> Path:
        """Return the configuration file of a stage that trains."""
        return self.folder / self.training(stage).config

    def minutes(self, stage: str, left: float) -> float:
        """Return how many of the `left` minutes a stage may take; 0 where there is no time for it.

        What is kept for later stages is left to them; where a stage that trains would otherwise have no time at all,
        evaluation and export are given up.
        """
        later = STAGES[STAGES.index(stage) + 1 :]
        kept = {name: self._kept(name) for name in later if name not in TRAINED}
        free = left - ENDING_MINUTES - sum(kept.values())
        if stage == "tokens":
            return max(min(self.tokens.minutes, free), 0.0)
        if stage not in TRAINED:
            # Half of what it was given is still worth a try: it may have been kept too generously.
            return free if free > 0 and free >= self._kept(stage) / 2 > 0 else 0.0
        least = self.training(stage).at_least_minutes
        if not self._learns(stage):
            return 0.0
        for name in DISPENSABLE:
            free += kept.get(name, 0.0) if free < least else 0.0
        if free < least:
            return 0.0
        share = self.training(stage).share
        others = sum(self.training(name).share for name in later if name in TRAINED and self._learns(name))
        return max(least, free * share / (share + others))

    def _learns(self, stage: str) -> bool:
        """Whether a stage that trains does so in this plan; the joint embedding may be left out."""
        return bool(self.training(stage).config) and not self.training(stage).frozen

    def _kept(self, stage: str) -> float:
        return {"tokens": self.tokens.minutes, "evaluation": self.evaluation.minutes, "export": self.export.minutes}[
            stage
        ]


def read_minutes(words: str) -> float:
    """Turn "30m", "1h30m" or "90s" into minutes.

    Raises:
        TrainingError: it says no time, or none at all.
    """
    parts = re.fullmatch(r"(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?", words.strip())
    try:
        minutes = sum(float(n) * _UNITS[u] for n, u in zip(parts.groups(), _UNITS, strict=True) if n) if parts else 0.0
    except ValueError:
        minutes = 0.0
    if minutes <= 0:
        raise TrainingError(f"--budget {words}: say a time, e.g. 30m, 1h30m or 90s")
    return minutes


@dataclass(slots=True)
class Progress:
    """How far a budget is spent; kept in progress.json, so that an interrupted call goes on where it was."""

    path: Path
    budget_minutes: float
    spent_s: float = 0.0  # of this budget, in calls that were interrupted
    done: list[str] = field(default_factory=list)  # stages
    goals_s: dict[str, list[float]] = field(
        default_factory=dict
    )  # stage -> how long its run had lasted when noted, and shall last
    began_with: dict[str, str] = field(
        default_factory=dict
    )  # stage -> weights that its run began with; outlives budgets

    @classmethod
    def open(cls, path: Path, budget_minutes: float) -> Progress:
        """Go on with a budget of the same size that was interrupted, or begin to spend another.

        Raises:
            TrainingError: the file cannot be read.
        """
        if not path.is_file():
            return cls(path, budget_minutes)
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            found = cls(path, **{name: table[name] for name in cls.__slots__ if name != "path"})
        except (ValueError, KeyError) as error:
            raise TrainingError(f"{path} cannot be read ({error!r}): delete it, the runs beside it are kept") from error
        if found.budget_minutes == budget_minutes and not set(found.done) >= set(STAGES):
            return found
        return cls(path, budget_minutes, began_with=found.began_with)

    def save(self) -> None:
        table = {name: getattr(self, name) for name in self.__slots__ if name != "path"}
        write_whole(self.path, json.dumps(table, indent=1) + "\n")
