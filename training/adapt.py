"""From your recordings to the stage:  python -m training.adapt MYRECORDINGS OUT_BUNDLE --minutes 10

A folder of your own recordings becomes adapters for a bundle's generator (see `training.adapters`), and a bundle that
has them: all else in it is the old one's, byte for byte. On stage the knob ``own`` blends them in.

The minutes are of wall clock, with everything from reading the folder to the report. Part of the music is held out:
OUT_BUNDLE.run/report.md says how well the generator foresees it with the adapters and without, and what they cost. A
call that was interrupted goes on with the rest of its time when it is given again with --resume; with more --minutes
a finished one learns on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rtmusic.bundle import Bundle, check_place
from rtmusic.errors import script
from rtmusic.wholefile import write_whole
from training.adapters import KIND, Adapters, AdaptersConfig
from training.adapters_learner import AdaptersLearner, AdaptersTraining
from training.belonging import check_card, check_codes, check_generator, given
from training.conditioning import Shown
from training.config import TrainingError, from_table
from training.corpus.folder import find_recordings
from training.corpus.index import NAME, TRAIN, VALIDATION, read_index
from training.corpus.reading import Sounds
from training.corpus.writer import make, only_writer
from training.fabric import launch
from training.loop import Budget, keep_learning
from training.masking import Hiding
from training.own import JUDGED, Shared, fitting, share_out
from training.prompting import read_prompts
from training.run import Run, has_checkpoint, read_checkpoint
from training.takes import Take
from training.token_clips import Prompts, TokenBatch, TokenClips, read_words
from training.tokens import read_tokens, tokenise
from training.train_generator import load_generator

PUBLISHED = Path(__file__).parent / "checkpoints"
STAGES = ("recordings", "tokens", "adapters", "bundle")
INTERRUPTED = 130  # exit status, as a shell gives it after Ctrl-C
FIGURES = "figures.json"
KEEP_FREE_GB = 1.0
HELD_SEQUENCES = 8
TOKENS_SHARE = 0.4  # of the time that is left, after which no further recording is turned into tokens
ENDING_SHARE, ENDING_S = 0.25, 75.0  # of the time that is left: kept for the figures and the bundle, and at most
SOUND_SHARE = 0.5  # of the exercises whose prompt is what they sound like, where there is a joint embedding
CHECKED_FRAMES = 200


class Interrupted(Exception):
    """The player asked to stop; what was done is kept."""


class Adaptation:
    """One performer's run folder, and the time that is left for it. One thread calls it."""

    def __init__(
        self, recordings: Path, out: Path, bundle: Path | None, weights: Path, run: Path, minutes: float, resume: bool
    ) -> None:
        """Look at what is there.

        Raises:
            TrainingError: no time, a run that may not be touched or is another's, or weights that are not the bundle's.
            BundleError: no whole bundle there, or `out` holds something else.
        """
        if minutes <= 0:
            raise TrainingError(f"--minutes {minutes:g}: must be above 0; ten are a good beginning")
        check_place(out)
        self.recordings, self.out, self.weights, self.run = recordings, out, weights, run
        self.bundle = Bundle.load(bundle)
        self.minutes = minutes
        asked = {"recordings": str(recordings.resolve()), "bundle": self.bundle.sha256}
        self._state: dict[str, Any] = {**asked, "spent_s": 0.0, "done": []}
        if self._file.is_file():
            if not resume:
                raise TrainingError(f"{run} already holds a run: continue it with --resume, or name another with --run")
            self._state = json.loads(self._file.read_text("utf-8"))
            other = [name for name in asked if self._state[name] != asked[name]]
            if other:
                raise TrainingError(
                    f"{run} belongs to another {' and '.join(other)} ({', '.join(self._state[n] for n in other)}): "
                    "name another with --run"
                )
            if not has_checkpoint(run):
                self._state["done"] = []  # the folder may have grown; what is read and turned into tokens is kept
        self._began_s = time.monotonic()
        self.codec, self.generator = (given(weights, name, run / "given") for name in ("codec", "generator"))
        check_card(self.bundle, self.codec, self.generator)

    @property
    def _file(self) -> Path:
        return self.run / "adapt.json"

    @property
    def left_s(self) -> float:
        return 60.0 * self.minutes - float(self._state["spent_s"]) - (time.monotonic() - self._began_s)

    def advance(self, general: Path | None) -> None:
        """Do every stage that is not done yet.

        Args:
            general: tokens of other music, to see what is forgotten.

        Raises:
            Interrupted: Ctrl-C came; call again to go on.
            RtmusicError: a stage cannot be done.
        """
        self.run.mkdir(parents=True, exist_ok=True)
        self._note()
        work: tuple[Callable[[], None], ...] = (
            self._read, self._tokenise, lambda: self._learn(general), self._export,
        )  # fmt: skip
        try:
            for stage, do in zip(STAGES, work, strict=True):
                if stage not in self._state["done"]:
                    _say(f"{stage}: {max(self.left_s, 0.0) / 60.0:.1f} of {self.minutes:g} min left")
                    do()
                    self._state["done"].append(stage)
                    self._note()
        except KeyboardInterrupt:
            raise Interrupted from None
        finally:
            self._note()

    def learn_on(self) -> None:
        """Do the last two stages again where all are done and there is time for it."""
        if len(self._state["done"]) == len(STAGES) and self.left_s > ENDING_S:
            self._state["done"] = list(STAGES[:2])

    def _note(self) -> None:
        now_s = time.monotonic()
        self._state["spent_s"] += now_s - self._began_s
        self._began_s = now_s
        write_whole(self._file, json.dumps(self._state, indent=1) + "\n")

    def _read(self) -> None:
        corpus = self.run / "corpus"
        with only_writer(corpus):
            listed = read_index(corpus) if (corpus / NAME).is_file() else []
            found = find_recordings(self.recordings, listed)
            wanted = [replace(item, clip=replace(item.clip, split=TRAIN)) for item in found]  # shared out as tokens
            report = make(corpus, wanted, KEEP_FREE_GB)
        for line in report.left_out:
            _say(f"left out: {line}")
        clips = read_index(corpus)
        if not clips:
            raise TrainingError(
                f"{self.recordings}: none of {len(found)} recordings can be read, see the reasons above. WAV, FLAC, "
                "MP3, Ogg and, with ffmpeg, most others are"
            )
        self._state["music"] = {
            "recordings": len(clips),
            "seconds": round(sum(clip.seconds for clip in clips), 1),
            "unreadable": report.skipped,
            "copies": report.left_out,
        }

    def _tokenise(self) -> None:
        corpus, tokens = self.run / "corpus", self.run / "tokens"
        index = tokenise(self.codec.folder, tokens, corpus, seconds=max(TOKENS_SHARE * self.left_s, 1.0))
        clips = {Take(clip).name: clip for clip in read_index(corpus)}
        first = max(index.clips, key=lambda clip: clip.frames)
        frames = min(first.frames, CHECKED_FRAMES)
        audio = Sounds(corpus).crop(clips[first.name], 0, frames * self.bundle.geometry.hop_samples)
        check_codes(self.bundle, audio, np.load(tokens / f"{first.name}.codes.npy")[:, :frames])
        self._state["music"]["turned_into_tokens"] = len(index.clips)

    def _learn(self, general: Path | None) -> None:
        """Train, and write down what was learned.

        Raises:
            Interrupted: there was time left when the training stopped.
        """
        config = self.generator.config
        trained = load_generator(self.generator.folder)
        check_generator(self.bundle, trained)
        own = share_out(self.run / "tokens", self.run / "own", config["controls"])
        training, hiding, shown = (
            AdaptersTraining(),
            from_table(Hiding, config["hiding"], f"{self.generator.folder}/state.json [hiding]"),
            from_table(Shown, config["shown"], f"{self.generator.folder}/state.json [shown]"),
        )
        sizes, names = AdaptersConfig(), [self.recordings.resolve().name]
        fabric = launch(1, training.bfloat16)
        prompts = self._prompts(own.folder, fabric.device)

        def clips(folder: Path, split: str, frames: int, sound_share: float = 0.0) -> TokenClips:
            levels = trained.config.levels
            return TokenClips(folder, split, levels, frames, training.seed, fabric.device, prompts, sound_share)

        learned, chosen, judged = (
            clips(own.folder, TRAIN, own.sequence_frames, SOUND_SHARE),
            clips(own.folder, VALIDATION, own.held_frames),
            clips(own.folder, JUDGED, own.held_frames),
        )
        held = {"own music, held out": judged.in_order(_sequences(judged, own.held_frames))}
        if general is not None:
            index = read_tokens(general)
            if index.codec.rpartition("/")[2] != self.codec.folder.name:
                raise TrainingError(f"{general} holds the tokens of another codec: make them with {self.codec.folder}")
            frames = fitting([clip.frames for clip in index.clips if clip.split == VALIDATION])
            other = TokenClips(general, VALIDATION, trained.config.levels, frames, training.seed, fabric.device)
            held["other music, held out"] = other.in_order(_sequences(other, frames))
        stored = {
            **{"model": config["model"], "adapters": asdict(sizes), "names": names, "training": asdict(training)},
            **{"codec": config["codec"], "generator": self.generator.step, "bundle": self.bundle.sha256},
        }
        run = Run.open(self.run, KIND, stored, resume=True, fabric=fabric)
        learner = AdaptersLearner(
            trained, Adapters(sizes, trained.config, names), training, hiding, shown,
            lambda step: learned.batch(step, training.batch), chosen.in_order(_sequences(chosen, own.held_frames)),
            fabric,
        )  # fmt: skip
        ending_s = min(ENDING_SHARE * max(self.left_s, 0.0), ENDING_S)
        until_s = time.monotonic() + self.left_s - ending_s
        lasted_s = read_checkpoint(self.run).elapsed_s if has_checkpoint(self.run) else 0.0
        budget = Budget(minutes=(lasted_s + max(self.left_s, 1.0)) / 60.0, until_s=until_s)
        audio_s = training.batch * own.sequence_frames / read_tokens(own.folder).frames_per_second
        keep_learning(run, learner, budget, audio_s, fabric, save_every_s=30.0)
        if until_s - time.monotonic() > 1.0:
            raise Interrupted
        self._write_figures(learner, own, held, run)

    def _prompts(self, tokens: Path, device: torch.device) -> Prompts:
        """Embed captions and sound as the generator knows them; without its joint embedding there are no prompts."""
        if "joint" not in self.generator.config:
            return read_words(tokens)
        try:
            joint = given(self.weights, "joint", self.run / "given")
        except TrainingError as error:
            _say(f"no prompts to learn with: {error}")
            return Prompts(torch.zeros_like(read_words(tokens).words), {})
        return read_prompts(tokens, joint.folder, device)

    def _write_figures(self, learner: AdaptersLearner, own: Shared, held: dict[str, TokenBatch], run: Run) -> None:
        nats: dict[str, Any] = {}
        for name, batch in held.items():
            nats[name] = {}
            for blend, said in ((0.0, "before"), (0.5, "half"), (1.0, "after")):
                found = learner.score(learner.best, batch, blend)
                nats[name][said] = {
                    "mean": _mean(found["nats"]),
                    "without_prompt_and_controls": _mean(found["untold"]),
                    "by_level": [round(x, 4) for x in found["nats"]],
                }
        figures = {
            "music": {**self._state["music"], "seconds_by_use": dict(own.seconds)},
            "training": {
                "steps": run.step,
                "chosen_step": learner.best_step,
                "chosen_part": learner.best_part,
                "minutes": round(run.elapsed_s / 60.0, 2),
                "sequence_frames": own.sequence_frames,
                **{name: getattr(learner.training, name) for name in ("batch", "learning_rate")},
            },
            "nats_per_code": nats,
        }
        write_whole(self.run / FIGURES, json.dumps(figures, indent=1) + "\n")

    def _export(self) -> None:
        """Let the exporter write the bundle and the report.

        Raises:
            TrainingError: it could not; it has said why.
        """
        words = [str(self.run), str(self.out), "--bundle", str(self.bundle.path), "--data", str(self.run / "corpus")]
        words += ["--generator", str(self.generator.folder)]
        if program("exporters.adapters", *words):
            raise TrainingError(
                f"{self.out} was not written (see above); the adapters are kept. Try it alone:  "
                f"python -m exporters.adapters {' '.join(words)}"
            )


def program(module: str, *words: str) -> int:
    """Run another program of this repository; return its exit status."""
    return subprocess.run([sys.executable, "-m", module, *words], check=False).returncode


def _sequences(clips: TokenClips, frames: int) -> int:
    """How many sequences of so many frames are worth scoring."""
    return max(1, min(HELD_SEQUENCES, sum(clip.frames for clip in clips.clips) // frames))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse and adapt; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.adapt", description="Teach a bundle's generator how you play, within a time."
    )
    parser.add_argument("recordings", type=Path, metavar="MYRECORDINGS", help="a folder of your own recordings")
    parser.add_argument("out", type=Path, metavar="OUT_BUNDLE", help="the bundle to write")
    parser.add_argument("--bundle", type=Path, help="the bundle to begin with (the default)")
    parser.add_argument(
        "--weights", type=Path, default=PUBLISHED, help="its codec and generator to learn with (training/checkpoints)"
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="wall clock, everything included (10)")
    parser.add_argument("--run", type=Path, help="where tokens, checkpoints and the report lie (OUT_BUNDLE.run)")
    parser.add_argument("--resume", action="store_true", help="continue the run that is there")
    parser.add_argument("--general", type=Path, metavar="TOKENS", help="tokens of other music: is any of it forgotten?")
    options = parser.parse_args(arguments)
    run = options.run or options.out.with_name(f"{options.out.name}.run")
    began_s = time.monotonic()
    adaptation = Adaptation(
        options.recordings, options.out, options.bundle, options.weights, run, options.minutes, options.resume
    )
    adaptation.learn_on()
    try:
        adaptation.advance(options.general)
    except Interrupted:
        _say(f"interrupted with {max(adaptation.left_s, 0) / 60.0:.1f} min left; the same with --resume goes on")
        return INTERRUPTED
    _say(
        f"done in {(time.monotonic() - began_s) / 60.0:.1f} of {options.minutes:g} min. Play it:  "
        f"rtmusic live --bundle {options.out} --set own=1"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
