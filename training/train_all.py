"""Advance a whole bundle within a time, from wherever it stands:

    python -m training.train_all --budget 30m --data CORPUS

OUT holds the runs codec, joint and generator, the tokens that they share, pieces (weights for the repository) and the
bundle.
Where a run folder is empty, the weights that the repository keeps are where it begins; else it goes on. The plan says
which configurations, how the time is shared out, and whether the codec is frozen, so that the tokens stay as they are.
A call that was interrupted goes on with the rest of its time when it is given again.

On a lent machine behind a small pipe, carry a packed corpus (python -m training.corpus pack) or scores and a
soundfont (python -m training.corpus.render), and let --parcel write what should come back in parts of 16 MB::

    python -m training.train_all --plan training/configs/plan_gpu.toml --budget 9m --data PACK --parcel back
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rtmusic.errors import script
from rtmusic.prompts import VOCABULARY
from training import train_codec, train_generator, train_joint
from training.checkpoints import LIST, join, read_listing, split_run
from training.codec_config import CodecConfig
from training.config import TrainingError, from_table, read_toml
from training.corpus.index import TRAIN
from training.facts import add as add_facts
from training.joint import JointConfig
from training.loop import Budget
from training.parcel import pack
from training.plan import STAGES, TRAINED, Plan, Progress, read_minutes
from training.run import has_checkpoint, read_checkpoint
from training.tokens import codec_name, read_tokens, tokenise
from training.transformer import GeneratorConfig
from training.vocabulary import vocabulary_of

PUBLISHED = Path(__file__).parent / "checkpoints"
DEFAULT_PLAN = Path(__file__).parent / "configs" / "plan_small.toml"
Model = type[CodecConfig] | type[GeneratorConfig] | type[JointConfig]
INTERRUPTED = 130  # exit status, as a shell gives it after Ctrl-C


class Interrupted(Exception):
    """The player asked to stop; what was done is kept."""


class Bundle:
    """Everything in one output folder, and the time that is left for it. One thread calls it."""

    def __init__(self, out: Path, plan: Plan, data: Path, budget_minutes: float, published: Path = PUBLISHED) -> None:
        """Look at what is there; `published` holds the pieces codec and generator that empty runs begin with.

        Raises:
            TrainingError: progress.json cannot be read.
        """
        self.out, self.plan, self.data, self.published = out, plan, data, published
        self._began_s = time.monotonic()
        self._until_s = 0.0  # when the stage that trains has to end
        out.mkdir(parents=True, exist_ok=True)
        self.progress = Progress.open(out / "progress.json", budget_minutes)
        for stage, (noted_s, _) in self.progress.goals_s.items():
            # Killed in the middle, nothing was noted; what the checkpoint holds was paid for all the same.
            self.progress.spent_s += max(self._lasted_s(stage) - noted_s, 0.0)

    @property
    def left_minutes(self) -> float:
        p = self.progress
        return p.budget_minutes - (p.spent_s + time.monotonic() - self._began_s) / 60.0

    @property
    def codec(self) -> Path:
        """The codec that everything after it uses: the run, or the given one where it was never trained."""
        run = self.out / "codec"
        if has_checkpoint(run):
            return run
        given = self.out / "codec_given"
        if not has_checkpoint(given):
            join(self.published / "codec", given)
        return given

    @property
    def joint(self) -> Path | None:
        """The joint embedding of these tokens that the generator's prompts go through; None where there is none."""
        run, given, pieces = self.out / "joint", self.out / "joint_given", self.published / "joint"
        if not has_checkpoint(run) and not has_checkpoint(given) and (pieces / LIST).is_file():
            join(pieces, given)
        wanted = read_tokens(self.tokens).codec.rpartition("/")[2]
        for path in (run, given):
            if has_checkpoint(path) and read_checkpoint(path).config["codec"].rpartition("/")[2] == wanted:
                return path
        return None

    @property
    def tokens(self) -> Path:
        """The folder of this codec's tokens; each codec has its own."""
        return self.out / "tokens" / codec_name(self.codec).replace("/", "_")

    def advance(self) -> None:
        """Do every stage that is not done yet and for which there is time.

        Raises:
            Interrupted: SIGINT or SIGTERM came; call again to go on.
            RtmusicError: a stage cannot be done.
        """
        work = (self._codec, self._tokens, self._joint, self._generator, self._evaluation, self._export)
        try:
            for stage, do in zip(STAGES, work, strict=True):
                if stage not in self.progress.done:
                    do(self.plan.minutes(stage, self.left_minutes))
                    self.progress.done.append(stage)
                    self._note()
            self._pieces()
        except KeyboardInterrupt:
            raise Interrupted from None
        finally:
            self._note()

    def _note(self) -> None:
        """Write down what is done and spent."""
        now_s = time.monotonic()
        self.progress.spent_s += now_s - self._began_s
        self._began_s = now_s
        for stage, goal in self.progress.goals_s.items():
            goal[0] = self._lasted_s(stage)
        self.progress.save()

    def _lasted_s(self, stage: str) -> float:
        run = self.out / stage
        return read_checkpoint(run).elapsed_s if has_checkpoint(run) else 0.0

    def _codec(self, minutes: float) -> None:
        if not self._starts("codec", minutes):
            return
        weights = self._weights("codec", CodecConfig)
        config, run = self.plan.config("codec"), self.out / "codec"
        train_codec.train(config, run, self.data, self._budget("codec", minutes), True, weights)
        self._trained("codec")

    def _tokens(self, minutes: float) -> None:
        if self._starts("tokens", minutes):
            how = self.plan.tokens
            tokenise(self.codec, self.tokens, self.data, how.processes, 60.0 * minutes, how.copies)
            for old in self.tokens.parent.iterdir():
                if old != self.tokens:
                    shutil.rmtree(old)

    def _joint(self, minutes: float) -> None:
        if not self._tokens_are_there("joint") or not self._starts("joint", minutes):
            return
        if not any(clip.captions for clip in read_tokens(self.tokens).clips if clip.split == TRAIN):
            _say("joint: left out, nobody has described the recordings; captions can lie beside them")
            return
        add_facts(self.tokens)
        self._begin_anew_if_changed("joint", {"codec": read_tokens(self.tokens).codec})
        run, config = self.out / "joint", self.plan.config("joint")
        weights, budget = self._weights("joint", JointConfig), self._budget("joint", minutes)
        train_joint.train(config, run, self.tokens, budget, True, weights)
        self._trained("joint")
        vocabulary_of(run, self.tokens).save(run / VOCABULARY)

    def _generator(self, minutes: float) -> None:
        if not self._tokens_are_there("generator") or not self._starts("generator", minutes):
            return
        joint = self.joint
        learned_with = {"codec": read_tokens(self.tokens).codec, "joint": codec_name(joint) if joint else None}
        self._begin_anew_if_changed("generator", learned_with)
        run, config = self.out / "generator", self.plan.config("generator")
        weights, budget = self._weights("generator", GeneratorConfig), self._budget("generator", minutes)
        train_generator.train(config, run, self.tokens, budget, True, weights, joint)
        self._trained("generator")

    def _tokens_are_there(self, stage: str) -> bool:
        there = (self.tokens / "index.json").is_file()
        if not there:
            _say(f"{stage}: left for another call, its tokens are not there yet")
        return there

    def _begin_anew_if_changed(self, stage: str, learned_with: dict[str, str | None]) -> None:
        """Where codes or prompts mean something else by now, let a new run begin with the old one's weights."""
        run, given = self.out / stage, self.out / f"{stage}_given"
        if not has_checkpoint(run):
            return
        config = read_checkpoint(run).config
        if any(config.get(name) != now for name, now in learned_with.items()):
            split_run(run, given)
            self.progress.began_with[stage] = str(given)
            self.progress.goals_s.pop(stage, None)
            self.progress.save()
            shutil.rmtree(run)

    def _evaluation(self, minutes: float) -> None:
        words = shlex.split(self.plan.evaluation.words)
        if self._starts("evaluation", minutes):
            self._program(minutes, "training.evaluate", "codec", str(self.codec), "--data", str(self.data), *words)

    def _export(self, minutes: float) -> None:
        words = shlex.split(self.plan.export.words)
        if has_checkpoint(self.out / "generator"):
            words += ["--generator", str(self.out / "generator")]
            words += ["--joint", str(self.joint)] if self.joint else []
        if self._starts("export", minutes):
            out = str(self.out / "bundle")
            self._program(minutes, "exporters.bundle", str(self.out), out, "--codec", str(self.codec), *words)

    def _starts(self, stage: str, minutes: float) -> bool:
        if minutes > 0:
            _say(f"{stage}: {minutes:.1f} min of {self.left_minutes:.1f}")
        elif stage in TRAINED and self.plan.training(stage).frozen:
            _say(f"{stage}: frozen")
        elif stage in TRAINED and not self.plan.training(stage).config:
            _say(f"{stage}: not in the plan")
        else:
            _say(f"{stage}: left for another call, {self.left_minutes:.1f} min are too short for it")
        return minutes > 0

    def _weights(self, stage: str, kind: Model) -> Path | None:
        """Return what the run of a stage begins or began with; None is a random start."""
        began_with = self.progress.began_with
        if stage not in began_with:
            pieces = self.published / stage
            fits = False
            if not (self.out / stage / "config.json").is_file() and (pieces / LIST).is_file():
                there = read_listing(pieces)["state"]["config"]["model"]
                wanted = read_toml(self.plan.config(stage)).get("model", {})
                fits = _model(kind, there) == from_table(kind, wanted, f"{self.plan.config(stage)} [model]")
                if not fits:
                    _say(f"{stage}: {pieces} is of another architecture, so it begins at random")
                elif stage != "codec" and not self._speaks_of_codec(pieces):
                    _say(f"{stage}: {pieces} has learned the codes of another codec, so it begins anew")
                    fits = False
            began_with[stage] = str(pieces) if fits else ""
        return Path(began_with[stage]) if began_with[stage] else None

    def _speaks_of_codec(self, pieces: Path) -> bool:
        """Whether the model in these pieces learned the codes of the codec that lies beside it."""
        codec = self.published / "codec"
        if not (codec / LIST).is_file():
            return True
        checkpoint = f"step-{read_listing(codec)['state']['step']:08d}"
        return str(read_listing(pieces)["state"]["config"]["codec"]).rpartition("/")[2] == checkpoint

    def _budget(self, stage: str, minutes: float) -> Budget:
        """Return how long the run of a stage shall have lasted in the end; what it needs to begin is included."""
        goals = self.progress.goals_s
        if stage not in goals:
            lasted_s = self._lasted_s(stage)
            goals[stage] = [lasted_s, lasted_s + 60.0 * minutes]
            self._note()
        self._until_s = time.monotonic() + 60.0 * minutes
        return Budget(minutes=goals[stage][1] / 60.0, until_s=self._until_s)

    def _trained(self, stage: str) -> None:
        """Keep the weights at once; whoever stopped the training wants the rest stopped too."""
        unspent_s = min(self.progress.goals_s[stage][1] - self._lasted_s(stage), self._until_s - time.monotonic())
        if unspent_s > 0.5:
            raise Interrupted
        split_run(self.out / stage, self.out / "pieces" / stage)

    def _program(self, minutes: float, module: str, *words: str) -> None:
        """Run another program of this repository for so long; what it cannot do is said, and the rest goes on."""
        try:
            done = subprocess.run([sys.executable, "-m", module, *words], check=False, timeout=60.0 * minutes)
        except subprocess.TimeoutExpired:
            _say(f"{module}: stopped, its {minutes:.1f} min are over; give it more in the plan")
            return
        if done.returncode:
            _say(f"{module}: ended with status {done.returncode}; the weights are kept, see above for the reason")

    def _pieces(self) -> None:
        """Split what was trained, with the figures that the evaluation has added."""
        for stage in TRAINED:
            if has_checkpoint(self.out / stage):
                split_run(self.out / stage, self.out / "pieces" / stage)

    def pack(self, parcel: Path, with_optimizer: bool) -> None:
        """Write what should come back from a lent machine, see `training.parcel`."""
        names = (*TRAINED, "pieces", "bundle", "progress.json")
        parts = pack([self.out / n for n in names if (self.out / n).exists()], parcel, with_optimizer)
        _say(f"{parcel}: {len(parts)} parts, {sum(p.stat().st_size for p in parts) / 1e6:.1f} MB")


def _model(kind: Model, table: dict[str, object]) -> object:
    """Return a stored model's sizes, or None where this version knows no such model."""
    try:
        return from_table(kind, table, "")
    except TrainingError:
        return None


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and advance; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.train_all", description="Advance a bundle within a time.")
    parser.add_argument("--budget", required=True, help="how long, e.g. 30m, 1h30m or 90s")
    parser.add_argument("--data", type=Path, required=True, help="a corpus folder or its index.json")
    parser.add_argument("--out", type=Path, default=Path("runs"), help="where everything lies (runs)")
    parser.add_argument("--plan", type=Path, default=DEFAULT_PLAN, help=f"a TOML file ({DEFAULT_PLAN.name})")
    parser.add_argument("--weights", type=Path, default=PUBLISHED, help="pieces that empty runs begin with")
    parser.add_argument("--parcel", type=Path, help="also write what should come back, in parts of 16 MB, here")
    parser.add_argument("--with-optimizer", action="store_true", help="the parcel holds what the runs go on from")
    options = parser.parse_args(arguments)
    began_s = time.monotonic()
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise TrainingError("train_all is one process: start training.train_codec itself under torchrun")
    plan, minutes = Plan.read(options.plan), read_minutes(options.budget)
    bundle = Bundle(options.out, plan, options.data, minutes, options.weights)
    try:
        bundle.advance()
    except Interrupted:
        _say(f"interrupted with {bundle.left_minutes:.1f} min left; the same command goes on")
        return INTERRUPTED
    finally:
        if options.parcel is not None:
            bundle.pack(options.parcel, options.with_optimizer)
    _say(f"done in {(time.monotonic() - began_s) / 60.0:.2f} of {minutes:g} min: {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
