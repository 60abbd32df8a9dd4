"""What everything takes: the codec, the generator, a round, the time played so far, and the whole instrument.

Parts are timed in one process, one thread, in turns (`rtmusic.stopwatch`); the whole is watched as it plays
(`rtmusic.footprint`). Sound is noise and codes are chance: what a call takes does not depend on the music.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.draft import Draft, refine
from rtmusic.encoder import Encoder
from rtmusic.footprint import EVENINGS, PARTS, can_watch, footprint
from rtmusic.generator import Generator, Intent
from rtmusic.graph import State
from rtmusic.knobs import PROMPTS, Control, Panel, find, parse_setting
from rtmusic.report import machine, versions
from rtmusic.stopwatch import Job, interleave
from rtmusic.units import Geometry, Samples
from rtmusic.wishes import wishes

PIECES = (1, 4, 10, 50)  # frames that the codec is given at once; the engine gives it one
WINDOWS = (8, 16, 24, 40, 64, 96, 128)  # frames
STEPS = (1, 2, 4, 8)
REMEMBERED = (1, 4, 8)  # frames at once
COMMITS = (1, 2, 4, 8, 16)
PLAYED_S = (0.0, 1.0, 2.5, 10.0, 60.0, 600.0, 3600.0, 8 * 3600.0)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    laps: int = 20  # of the stopwatch
    hours: float = 8.0  # the longest that is played before a round is timed
    starts: int = 5  # of the whole instrument, until it sounds
    seconds: float = 20.0  # in every mode
    settle_s: float = 7.0


QUICK = Effort(laps=2, hours=1 / 60, starts=1, seconds=2.0, settle_s=6.0)


class Stream:
    """Stream mode without a clock and without sound: one round after the other, each as `rtmusic.weave` plays it.

    Args:
        past: what the generator remembers; a round adds to it.
        first: the number of the first frame, which is how many were played before.
    """

    def __init__(self, generator: Generator, decoder: Decoder, panel: Panel, past: State, first: int = 0) -> None:
        self.past = past
        self._generator, self._decoder, self._panel = generator, decoder, panel
        self._intent = example_intent(panel, generator.geometry)
        self._first = first
        self._draft = Draft.empty(first, generator.geometry.model_levels)
        self._voice = decoder.initial_state()
        self._rounds = 0

    def round(self) -> None:
        """The next frames of the draft become final, the rest is thought over, and all of it becomes sound."""
        panel, levels, commit = self._panel, self._generator.geometry.model_levels, self._panel.int("commit")
        final = self._draft.window(self._first, commit).codes
        _, self._voice = self._decoder.decode(final, levels, self._voice)
        self.past = self._generator.remember(final, self.past)
        self._first += commit
        window = self._draft.window(self._first, panel.int("horizon"))
        self._draft = refine(
            self._generator,
            window,
            window.codes,
            np.zeros_like(window.written),
            self._intent,
            self.past,
            refresh=panel["refresh"] / 100,
            steps=panel.int("steps"),
            visit=self._rounds,
            in_time=lambda: True,
        )
        self._decoder.decode(self._draft.codes, levels, self._voice)
        self._rounds += 1


def example_intent(panel: Panel, g: Geometry) -> Intent:
    """Prompts like any others, and everything else as the panel says."""
    prompts = np.random.default_rng(1).normal(size=(PROMPTS, g.embedding_size)).astype(np.float32)
    return wishes(panel, prompts / np.linalg.norm(prompts, axis=1, keepdims=True), {}, None, g)


def encoding(encoder: Encoder, frames: int) -> Job:
    """Listen on: so many frames of sound a call."""
    g, past = encoder.geometry, encoder.initial_state()
    dice = np.random.default_rng(frames)
    sound: Samples = dice.normal(0.0, 0.1, (g.channels, frames * g.hop_samples)).astype(np.float32)

    def job() -> None:
        nonlocal past
        _, past = encoder.encode(sound, past)

    return job


def decoding(decoder: Decoder, frames: int) -> Job:
    """Speak on: so many frames of codes a call, on all levels."""
    g, past = decoder.geometry, decoder.initial_state()
    codes = np.random.default_rng(frames).integers(0, g.codebook_size, (g.levels, frames))

    def job() -> None:
        nonlocal past
        _, past = decoder.decode(codes, g.levels, past)

    return job


def remembering(generator: Generator, frames: int, past: State) -> Job:
    """Add so many frames a call to what is remembered."""
    g = generator.geometry
    codes = np.random.default_rng(frames).integers(0, g.codebook_size, (g.model_levels, frames))

    def job() -> None:
        nonlocal past
        past = generator.remember(codes, past)

    return job


def rewriting(generator: Generator, window: int, steps: int, past: State) -> Job:
    """Write a window of which nothing is known."""
    g, intent = generator.geometry, example_intent(_panel(), generator.geometry)
    nothing = np.zeros((g.model_levels, window), np.int64)
    unknown, frames = np.zeros(nothing.shape, np.bool_), np.arange(window, dtype=np.int64)

    def job() -> None:
        generator.rewrite(nothing, unknown, frames, intent, past, steps=steps)

    return job


def _panel(horizon: int | None = None, commit: int | None = None) -> Panel:
    """Stream mode with all knobs at rest but these."""
    turned = [parse_setting("mode=stream")]
    turned += [] if horizon is None else [Control(find("horizon"), horizon)]
    turned += [] if commit is None else [Control(find("commit"), commit)]
    return Panel().turn(turned)


def play_on(
    generator: Generator, frames: int, past: State, progress: Callable[[float], None] = lambda share: None
) -> State:
    """Remember this many frames of chance, in pieces as long as the memory; each of them goes through the model."""
    g, dice = generator.geometry, np.random.default_rng(0)
    for start in range(0, frames, g.past_frames):
        count = min(g.past_frames, frames - start)
        past = generator.remember(dice.integers(0, g.codebook_size, (g.model_levels, count)), past)
        progress((start + count) / frames)
    return past


def memories(
    generator: Generator, lengths: Sequence[int], progress: Callable[[float], None] = lambda share: None
) -> dict[int, State]:
    """What is remembered after so many frames, for each of `lengths`, which rise."""
    kept, past, at = {}, generator.nothing(), 0
    for length in lengths:
        past = play_on(generator, length - at, past)
        kept[length], at = past, length
        progress(length / max(lengths[-1], 1))
    return kept


def after(generator: Generator, decoder: Decoder, frames: int, past: State) -> Job:
    """A round after so many frames, again and again the same one: what it adds to the memory is forgotten."""
    stream = Stream(generator, decoder, _panel(), past, frames)

    def job() -> None:
        stream.round()
        stream.past = past

    return job


def measure(
    path: Path | None,
    effort: Effort,
    progress: Callable[[float], None] = lambda share: None,
    evenings: Mapping[str, Sequence[str]] = EVENINGS,
) -> dict[str, Any]:
    """Measure everything.

    Args:
        path: the bundle; None takes the one that came with rtmusic.
        progress: told the share that is done, 0..1.
        evenings: what the whole instrument is watched at, see `rtmusic.footprint`.

    Returns:
        "codec", "remember", "rewrite", "rounds" and "played": lists of {what was asked, "ms": a `Taken`, …};
        "footprint": see `rtmusic.footprint.footprint`, None where the system does not tell; what it was measured on.

    Raises:
        RtmusicError: no such bundle, or the instrument could not be kept alive.
    """
    bundle = Bundle.load(path)
    parts = measure_parts(bundle, effort, lambda share: progress(0.5 * share))
    whole = None
    if can_watch():
        rest = (effort.starts, effort.seconds, effort.settle_s)
        whole = footprint(path, *rest, lambda share: progress(0.5 + 0.5 * share), evenings)
    progress(1.0)
    return {
        **parts,
        "footprint": whole,
        "at_rest": {name: _panel().int(name) for name in ("horizon", "commit", "steps")},
        "effort": asdict(effort),
        "bundle": bundle.name,
        "machine": machine(),
        "versions": versions(),
    }


def measure_parts(
    bundle: Bundle, effort: Effort, progress: Callable[[float], None] = lambda share: None
) -> dict[str, list[dict[str, Any]]]:
    """Time codec, generator and rounds; see `measure`."""
    g, rest = bundle.geometry, _panel()
    encoder, decoder, generator = Encoder(bundle, "cpu"), Decoder(bundle, "cpu"), Generator(bundle, "cpu")
    lengths = [g.frames(seconds) for seconds in PLAYED_S if seconds <= effort.hours * 3600]
    kept = memories(generator, lengths, lambda share: progress(0.3 * share))
    full = play_on(generator, g.past_frames, generator.nothing())
    windows = [window for window in WINDOWS if window <= g.window_frames]
    rounds = {(w, rest.int("commit")) for w in windows} | {(rest.int("horizon"), commit) for commit in COMMITS}

    jobs: dict[tuple[str, int, int], Job] = {}
    for frames in PIECES:
        jobs["encode", frames, 0], jobs["decode", frames, 0] = encoding(encoder, frames), decoding(decoder, frames)
    for frames in REMEMBERED:
        jobs["remember", frames, 0] = remembering(generator, frames, full)
    for window, steps in product(windows, STEPS):
        jobs["rewrite", window, steps] = rewriting(generator, window, steps, full)
    for horizon, commit in rounds:
        jobs["round", horizon, commit] = Stream(generator, decoder, _panel(horizon, commit), full).round
    for frames, past in kept.items():
        jobs["played", frames, 0] = after(generator, decoder, frames, past)
    taken = interleave(jobs, effort.laps, lambda share: progress(0.3 + 0.7 * share))

    def timed(job: tuple[str, int, int], frames: int) -> dict[str, Any]:
        """What a call took, and of one core when it is made once in so many frames."""
        share = taken[job].share_of(g.milliseconds(frames * g.hop_samples))
        return {"ms": asdict(taken[job]), "share": round(share, 4)}

    def memory_bytes(past: State) -> int:
        return sum(array.nbytes for array in past.values())

    commit = rest.int("commit")
    return {
        "codec": [{"frames": n, **{half: timed((half, n, 0), n) for half in ("encode", "decode")}} for n in PIECES],
        "remember": [{"frames": n, **timed(("remember", n, 0), n)} for n in REMEMBERED],
        "rewrite": [
            {"window": w, "steps": n, "ms": asdict(taken["rewrite", w, n])} for w, n in product(windows, STEPS)
        ],
        "rounds": [{"horizon": h, "commit": c, **timed(("round", h, c), c)} for h, c in sorted(rounds)],
        "played": [
            {
                "seconds": round(frames / g.frames_per_second, 1),
                "frames": frames,
                "memory_bytes": memory_bytes(past),
                **timed(("played", frames, 0), commit),
            }
            for frames, past in kept.items()
        ],
    }


# -- as Markdown -------------------------------------------------------------------------------------------------


def _lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of numbers, right-aligned but for the first column."""
    marks = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join("| " + " | ".join(map(str, cells)) + " |" for cells in (heads, marks, *rows))


def codec_table(found: Mapping[str, Any]) -> str:
    """The codec, by frames a call."""
    heads = ("frames a call", "encode, ms", "90 % within", "decode, ms", "90 % within", "both, share of a core")
    return _lines(
        heads,
        (
            (
                row["frames"],
                *(f"{row[half]['ms'][p]:.2f}" for half in ("encode", "decode") for p in ("p50", "p90")),
                f"{row['encode']['share'] + row['decode']['share']:.3f}",
            )
            for row in found["codec"]
        ),
    )


def rewrite_table(found: Mapping[str, Any]) -> str:
    """Rewriting a window, by its frames and by steps."""
    ms = {(row["window"], row["steps"]): row["ms"]["p50"] for row in found["rewrite"]}
    windows, steps = (sorted({key[i] for key in ms}) for i in (0, 1))
    heads = ("window, frames", *(f"{n} step{'s' * (n > 1)}, ms" for n in steps))
    return _lines(heads, ((w, *(f"{ms[w, n]:.1f}" for n in steps)) for w in windows))


def remember_table(found: Mapping[str, Any]) -> str:
    """Remembering, by frames at once."""
    rows = ((row["frames"], f"{row['ms']['p50']:.2f}", f"{row['ms']['p90']:.2f}") for row in found["remember"])
    return _lines(("frames at once", "remember, ms", "90 % within"), rows)


def rounds_table(found: Mapping[str, Any]) -> str:
    """Whole rounds, by horizon and commit."""
    heads = ("horizon, frames", "commit, frames", "round, ms", "90 % within", "share of a core")
    return _lines(heads, ((row["horizon"], row["commit"], *_round(row)) for row in found["rounds"]))


def played_table(found: Mapping[str, Any]) -> str:
    """The same round, by what was played before."""
    heads = ("played before", "frames that were run", "memory, MB", "round, ms", "90 % within", "share of a core")
    return _lines(
        heads,
        (
            (time_words(row["seconds"]), f"{row['frames']:,}", f"{row['memory_bytes'] / 1e6:.1f}", *_round(row))
            for row in found["played"]
        ),
    )


def _round(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return f"{row['ms']['p50']:.1f}", f"{row['ms']['p90']:.1f}", f"{row['share']:.3f}"


def time_words(seconds: float) -> str:
    """A time as one says it: 2.5 s, 10 min, 8 h."""
    for unit, lasts in (("h", 3600), ("min", 60)):
        if seconds >= lasts:
            return f"{seconds / lasts:g} {unit}"
    return f"{seconds:g} s"


def load_table(found: Mapping[str, Any]) -> str:
    """What the processes take of the processor, by what is played."""
    heads = ("playing", *(f"{part}, of one core" for part in PARTS), "all, of two cores")
    rows = (
        (name, *(f"{mode['cpu'][part]:.3f}" for part in PARTS), f"{mode['two_cores']:.3f}")
        for name, mode in found["footprint"]["modes"].items()
    )
    return _lines(heads, rows)


def memory_table(found: Mapping[str, Any]) -> str:
    """What the processes hold of memory, by what is played."""
    heads = ("playing", *(f"{part}, own MB (resident)" for part in PARTS))
    rows = (
        (name, *(f"{held['private']:.0f} ({held['rss']:.0f})" for held in (mode["memory_mb"][p] for p in PARTS)))
        for name, mode in found["footprint"]["modes"].items()
    )
    return _lines(heads, rows)


def start_line(found: Mapping[str, Any]) -> str:
    """How soon it sounds, in a sentence."""
    blocks, sounds = found["footprint"]["first_block_s"], found["footprint"]["first_sound_s"]
    return (
        f"From the command to the first block {statistics.median(blocks):.2f} s, to the first audible sample "
        f"{statistics.median(sounds):.2f} s (median of {len(sounds)} starts, {min(sounds):.2f} to {max(sounds):.2f})."
    )


def table(found: Mapping[str, Any]) -> str:
    """Everything that `measure` found, as Markdown."""
    tables = [part(found) for part in (codec_table, remember_table, rewrite_table, rounds_table, played_table)]
    if found["footprint"] is not None:
        tables += [load_table(found), memory_table(found), start_line(found)]
    at, computer = found["at_rest"], found["machine"]
    tables.append(
        f"Bundle {found['bundle']} on {computer['cores']} cores of {computer['processor']}; knobs at rest: horizon "
        f"{at['horizon']}, commit {at['commit']}, {at['steps']} steps."
    )
    return "\n\n".join(tables)
