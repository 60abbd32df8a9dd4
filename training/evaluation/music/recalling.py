"""Does recall keep a loop to the instrument that was played? Loops of unseen instruments, varied with it and without.

Of every held-out clip the first four seconds were played tonight, and those of all other clips too. The next three are
the loop, remembered when it was recorded. The machine may rewrite all of it, pass after pass, as the loop mode does.
The last three seconds were never played to it: how far from them is the loop now? Who judges has learned nothing here
(musicnn, and the spectrum), or not with the generator (the bundle's joint embedding). Everything sounds through the
same eight levels of the codec. How much was varied at all is said beside, for a loop that stays as it is is near.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import librosa
import numpy as np
import numpy.typing as npt

from rtmusic.alike import Alike
from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.draft import Draft, refine
from rtmusic.generator import Generator, Intent
from rtmusic.knobs import PROMPTS, Panel, parse_setting
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.moments import MOMENTS, Moments
from rtmusic.recall import AROUND, RUN_FRAMES, Recall, Thread
from rtmusic.stopwatch import interleave
from rtmusic.units import Codes, Samples
from rtmusic.wishes import wishes
from training.config import TrainingError
from training.corpus.heldout import read_heldout
from training.evaluation.measure import Progress
from training.evaluation.music.frechet import apart, mean_figure
from training.evaluation.music.musicnn import Ears
from training.evaluation.music.playing import Engine, panel_of

TITLE = "whether a loop that is varied with recall stays nearer to the instrument that was played"
PLAYED_S, LOOP_S, REST_S = 4.0, 3.0, 3.0
BANDS = 40
LOUDEST_DB = 80.0  # what is this much below the loudest counts as silence
Floats = npt.NDArray[np.float32]
SAID = {
    "musicnn": "distance in the 400 numbers of musicnn",
    "timbre_db": "distance of the mean spectrum, 40 mel bands, dB",
    "joint": "1 - cosine of the bundle's joint embedding",
    "other_codes": "coarsest codes that are not the loop's, share",
    "varied_db": "distance from the loop, frame by frame, 40 mel bands, dB",
}


@dataclass(frozen=True, slots=True)
class Way:
    """How the machine varies: how much of it the memory says, and in phrases of how many frames."""

    share: float
    run_frames: int = RUN_FRAMES

    @property
    def name(self) -> str:
        run = "" if self.run_frames == RUN_FRAMES or self.share == 0 else f", phrases of {self.run_frames} frames"
        return f"recall {self.share:.0%}{run}"


WAYS = (Way(0.0), Way(0.5), Way(1.0), Way(1.0, 100))
TIMED = WAYS[:3]
LAPS, TIMES = 4, 20  # turns of each way before two of them are compared, and how often that is done


def rounds(
    generator: Generator, recall: Recall, loop: Codes, way: Way, panel: Panel, intent: Intent, passes: int
) -> Iterator[tuple[Codes, float]]:
    """Let the machine rewrite a loop as `rtmusic.looper` does, for so many passes, one round after the other.

    Args:
        loop: int64 [K, F], K the levels that the model writes; it is whole frames long.

    Yields:
        After every round the loop as it is then, and what its look into the memory took of this thread's own time, in
        ms; 0 without recall, for then nobody looks.
    """
    g, total, commit = generator.geometry, loop.shape[1], panel.int("commit")
    now = loop.copy()
    for number in range(passes):
        base, draft, thread = now.copy(), Draft.empty(0, len(loop)), Thread.none()
        past = generator.remember(np.take(now, np.arange(-g.past_frames, 0), axis=1, mode="wrap"), generator.nothing())
        for turn, frame in enumerate(range(0, total, commit)):
            width = min(panel.int("horizon"), total - frame)
            here = slice(frame, frame + width)
            frames = np.arange(frame, frame + width, dtype=np.int64)
            kept = kept_tokens(panel, frames, number, LoopGround(total, len(loop), g.frames_per_second))
            codes, window, look_ms = base[:, here], draft.window(frame, width), 0.0
            if way.share > 0:
                before = np.take(now, np.arange(frame - AROUND, frame), axis=1, mode="wrap")
                began = time.thread_time()
                said = recall.remind(
                    thread, window, codes, kept, before,
                    share=way.share, seed=intent.seed, number=number, other=True, run_frames=way.run_frames,
                )  # fmt: skip
                look_ms = 1000.0 * (time.thread_time() - began)
                codes, kept, thread = said.codes, said.kept, said.thread
            draft = refine(
                generator, window, codes, kept, intent, past, refresh=panel["refresh"] / 100,
                steps=panel.int("steps"), visit=(number << 16) + turn, in_time=lambda: True,
            )  # fmt: skip
            now[:, here] = draft.codes
            past = generator.remember(draft.codes[:, :commit], past)
            yield now, look_ms


def vary(
    generator: Generator, recall: Recall, loop: Codes, way: Way, panel: Panel, intent: Intent, passes: int
) -> tuple[Codes, list[float]]:
    """The loop after so many passes, and what every look into the memory took; see `rounds`."""
    played = list(rounds(generator, recall, loop, way, panel, intent, passes))
    return played[-1][0], [look_ms for _, look_ms in played]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where one loop lies in the space of every judge."""

    codes: Codes
    musicnn: Floats  # [400]
    bands: Floats  # [BANDS, frames], dB
    joint: Floats | None  # [embedding_size], of length 1; None: the bundle has no such model


class Judges:
    """Who listens, and how far apart they say two sounds are. One thread calls them."""

    def __init__(self, bundle: Bundle) -> None:
        self._decoder, self._rate = Decoder(bundle, "cpu"), bundle.geometry.sample_rate
        self._ears = Ears()
        self._joint = bundle.graph("listen", "cpu") if "listen" in bundle.signatures else None

    def sound(self, codes: Codes) -> Samples:
        """One turn of a loop, as if it had turned before."""
        whole, _ = self._decoder.decode(np.concatenate([codes] * 2, axis=1), len(codes), self._decoder.initial_state())
        return whole[:, whole.shape[1] // 2 :]

    def place(self, codes: Codes) -> Place:
        """Where a loop lies in the space of each judge."""
        sound = self.sound(codes)
        mel = librosa.feature.melspectrogram(
            y=sound.mean(axis=0), sr=self._rate, n_fft=2048, hop_length=960, n_mels=BANDS
        )
        return Place(
            codes,
            self._ears.hear(sound, self._rate).embedding.mean(axis=0),
            librosa.power_to_db(mel, ref=1.0, amin=1e-8, top_db=LOUDEST_DB),
            None if self._joint is None else self._joint.run({"codes": codes})[0]["embedding"],
        )

    def figures(self, codes: Codes, loop: Place, rest: Place) -> dict[str, float]:
        """Everything of SAID about a loop that was varied to `codes`."""
        mine = self.place(codes)
        found = {
            "musicnn": apart(mine.musicnn, rest.musicnn),
            "timbre_db": float(np.abs(mine.bands.mean(axis=1) - rest.bands.mean(axis=1)).mean()),
            "other_codes": float((codes[0] != loop.codes[0]).mean()),
            "varied_db": float(np.abs(mine.bands - loop.bands).mean()),
        }
        if mine.joint is not None and rest.joint is not None:
            found["joint"] = 1.0 - float(mine.joint @ rest.joint)
        return found


def seeded(settings: Sequence[str], seeds: int, rewritten: str = "rewrite") -> list[Panel]:
    """The knobs of so many evenings: all of the loop is rewritten, these are set, and the seed goes on from theirs.

    Args:
        rewritten: the knob that says so, of the loop that is meant.

    Raises:
        KnobError: a setting that is none, or more seeds than there are from there on.
    """
    panel = panel_of(["mode=loop", f"{rewritten}=100", *settings])
    first = panel.int("seed")
    return [panel.turn([parse_setting(f"seed={seed}")]) for seed in range(first, first + seeds)]


def measure(
    bundle: Bundle, heldout: Path, ways: Sequence[Way], passes: int, seeds: int, settings: Sequence[str] = ()
) -> dict[str, list[dict[str, float]]]:
    """Vary every clip's loop in every way.

    Returns:
        way → figures of each clip, the mean of its seeds; also "the loop itself", and "the loop of another clip".

    Raises:
        CorpusError, TrainingError: there are no clips there, or fewer than two.
        KnobError: see `seeded`.
    """
    panels = seeded(settings, seeds)
    g, engine, generator = bundle.geometry, Engine(bundle), Generator(bundle, "cpu")
    first, second, last = (g.frames(s) for s in (PLAYED_S, PLAYED_S + LOOP_S, PLAYED_S + LOOP_S + REST_S))
    clips = [engine.encode(sound)[:, :last] for _, _, sound in read_heldout(heldout)]
    if len(clips) < 2:
        raise TrainingError(f"{heldout}: one clip says nothing; make all:  python -m training.corpus.heldout {heldout}")
    loops = [clip[: g.model_levels, first:second] for clip in clips]
    rests = [clip[: g.model_levels, second:] for clip in clips]
    judges, alike, silent = Judges(bundle), Alike.learn(generator), np.zeros((PROMPTS, g.embedding_size), np.float32)
    results: dict[str, list[dict[str, float]]] = {}
    progress = Progress(len(clips))
    for number, (loop, rest) in enumerate(zip(loops, rests, strict=True)):
        other = loops[(number + len(loops) // 2) % len(loops)]
        before, true = judges.place(loop), judges.place(rest)
        for name, codes in (("the loop itself", loop), ("the loop of another clip", other)):
            results.setdefault(name, []).append(judges.figures(codes, before, true))
        recall = Recall(alike, Moments.local(g))
        for at, clip in enumerate(clips):
            recall.add(clip[:, :first], at * 2 * last * g.hop_samples)
        recall.add(clips[number][:, first:second], len(clips) * 2 * last * g.hop_samples)
        for way in ways:
            of_seeds = []
            for panel in panels:
                intent = wishes(panel, silent, {}, None, g)
                codes, _ = vary(generator, recall, loop, way, panel, intent, passes)
                of_seeds.append(judges.figures(codes, before, true))
            mean = {name: float(np.mean([f[name] for f in of_seeds])) for name in of_seeds[0]}
            results.setdefault(way.name, []).append(mean)
        progress.tick(f"clip {number + 1}")
    progress.done()
    return results


def cost(bundle: Bundle, heldout: Path, settings: Sequence[str] = ()) -> dict[str, Any]:
    """What recall adds to a round while the memory is full; sound is not decoded, which would hide some of it.

    Returns:
        look_ms_p50, _p95 and _p99; round_ms: what a round without recall takes; and how many times as long it takes
        with recall, timed in turns with rounds without, by name of the way: [value, low, high, times].
    """
    generator, engine = Generator(bundle, "cpu"), Engine(bundle)
    panel = panel_of(["mode=loop", "rewrite=100", *settings])
    g = bundle.geometry
    intent = wishes(panel, np.zeros((PROMPTS, g.embedding_size), np.float32), {}, None, g)
    clips = [engine.encode(sound) for _, _, sound in read_heldout(heldout)]
    recall, at = Recall(Alike.learn(generator), Moments.local(g)), 0
    while len(recall.moments.listed()) < MOMENTS:
        clip = clips[at % len(clips)]
        recall.add(clip, at * 2 * clip.shape[1] * g.hop_samples)
        at += 1
    loop = np.concatenate([clip[: g.model_levels, -g.frames(REST_S) :] for clip in clips[:4]], axis=1)
    _, looks_ms = vary(generator, recall, loop, Way(0.5), panel, intent, 2)
    looks = {f"look_ms_p{p}": round(float(np.percentile(looks_ms, p)), 3) for p in (50, 95, 99)}

    def endless(way: Way) -> Iterator[tuple[Codes, float]]:
        while True:
            yield from rounds(generator, recall, loop, way, panel, intent, 1)

    jobs = {way.name: partial(next, endless(way)) for way in TIMED}
    taken = [interleave(jobs, LAPS, seed=seed) for seed in range(TIMES)]
    base = np.asarray([of[TIMED[0].name].cpu for of in taken])
    times = {way.name: mean_figure(np.asarray([of[way.name].cpu for of in taken]) / base).plain() for way in TIMED[1:]}
    return {**looks, "round_ms": round(float(np.median(base)), 3), "times": times}


def summary(results: Mapping[str, Sequence[Mapping[str, float]]], against: str) -> dict[str, dict[str, Any]]:
    """Means over clips, and differences from one way on the same clips, each [value, low, high, clips]."""
    table: dict[str, dict[str, Any]] = {}
    for way, clips in results.items():
        for metric in clips[0]:
            values = np.asarray([clip[metric] for clip in clips])
            base = np.asarray([clip[metric] for clip in results[against]])
            row = table.setdefault(way, {})
            row[metric] = mean_figure(values).plain()
            row[f"{metric}_less"] = mean_figure(values - base).plain()
    return table


def markdown(table: Mapping[str, Mapping[str, Any]], against: str, said: Mapping[str, str] = SAID) -> str:
    """The summary as two tables, and what each of its columns is."""
    metrics = [name for name in said if name in table[against]]
    text = [f"- {name}: {said[name]}" for name in metrics] + [""]
    for title, suffix in (("loop", ""), (f"less {against}, on the same clips", "_less")):
        text += [f"| {title} | {' | '.join(metrics)} |", "| --- " * (len(metrics) + 1) + "|"]
        text += [f"| {way} | {' | '.join(_interval(row[m + suffix]) for m in metrics)} |" for way, row in table.items()]
        text.append("")
    return "\n".join(text)


def _interval(figure: Sequence[float]) -> str:
    return f"{figure[0]:.3f} [{figure[1]:.3f}, {figure[2]:.3f}]"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be typed after `recall`."""
    add_loop_arguments(parser, "recall")


def add_loop_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """What may be typed where loops of held-out clips are varied, and tables of a name are written."""
    parser.add_argument("path", type=Path, help="a bundle")
    parser.add_argument("--heldout", type=Path, required=True, metavar="FOLDER", help="of training.corpus.heldout")
    parser.add_argument("--passes", type=int, default=3, metavar="N", help="turns of the loop (default: 3)")
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="varied so many times, each with the next seed (default: 1)"
    )
    parser.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE", dest="knobs", help="another knob")
    where = f"folder for {name}.md and {name}.json (default: here)"
    parser.add_argument("--out", type=Path, default=Path(), help=where)


def run(options: argparse.Namespace) -> str:
    """Measure, write recall.md and recall.json, and return the tables."""
    bundle = Bundle.load(options.path)
    results = measure(bundle, options.heldout, WAYS, options.passes, options.seeds, options.knobs)
    table = summary(results, WAYS[0].name)
    spent = cost(bundle, options.heldout, options.knobs)
    told = {
        "bundle": bundle.sha256,
        "cost": spent,
        "passes": options.passes,
        "seeds": options.seeds,
        "knobs": options.knobs,
    }
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "recall.json").write_text(json.dumps({**told, "table": table, "clips": results}, indent=1) + "\n")
    looks = ", ".join(f"{spent[f'look_ms_p{p}']:.2f} ms (p{p})" for p in (50, 95, 99))
    text = markdown(table, WAYS[0].name)
    times = ", ".join(f"with {way} {_interval(figure)}" for way, figure in spent["times"].items())
    text += f"\nA look into a full memory takes {looks}; a round {spent['round_ms']:.1f} ms without recall. "
    text += f"Timed in turns, it takes so many times as long: {times}.\n"
    (options.out / "recall.md").write_text(text)
    return text
