"""At every seam that a command of the looper makes: can it be heard?

One evening is played with each clip, see `rtmusic.footwork`, and two ears listen where the sound changed. One looks for
steps, as `rtmusic.verdict` does: none may be heard. The other is stricter, see `rtmusic.bursts`, and has attacks for
seams, too; what it says of seams is told beside what it says of other places in the same sound, and of pieces of that
sound that were cut together without any cross-fade.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.bursts import MARGIN, bursts
from rtmusic.errors import UsageError
from rtmusic.footwork import GESTURES, TURNING, Evening
from rtmusic.report import machine
from rtmusic.seams import FADE_SAMPLES
from rtmusic.shared import SAMPLE_RATE
from rtmusic.soundfiles import read_sound
from rtmusic.units import Samples
from rtmusic.verdict import Ear

GRIDS = ("off", "beat")  # by turns, clip by clip
ELSEWHERE, CUT = "other places of the same sound", "a hard cut, to compare"
SHORTEST_S = 4.0  # of a clip
AT_SEAM = 3  # samples that a step may be away from where a seam was noted
CALM_SAMPLES = 2 * FADE_SAMPLES  # other places are so far from every seam
PLACES = 2000  # other places in every evening
CUTS, PIECE = 200, 4096  # pieces and their samples
LOUD = 1e-3  # r.m.s.: there is something to be cut
OTHERS_BELOW = 99.9  # per cent of the other places that stand out less than what is called rough


@dataclass(slots=True)
class Row:
    """What was heard of all seams that one command made."""

    seams: int = 0
    audible: int = 0  # steps that a listener would hear
    rough: int = 0  # stand out more than OTHERS_BELOW per cent of the other places in the same evening
    bursts: list[float] = field(default_factory=list)  # dB
    at: list[str] = field(default_factory=list)  # clip and second of each that is audible

    def add(self, other: Row) -> None:
        """Of another evening."""
        self.seams += other.seams
        self.audible += other.audible
        self.rough += other.rough
        self.bursts += other.bursts
        self.at += other.at

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        worst, median = (max(self.bursts), float(np.median(self.bursts))) if self.bursts else (0.0, 0.0)
        return {
            "seams": self.seams,
            "audible": self.audible,
            "rough": self.rough,
            "worst_db": round(worst, 1),
            "median_db": round(median, 1),
            "at": self.at,
        }


def steps(audio: Samples) -> list[int]:
    """Where a listener hears a step, in samples."""
    ear = Ear()
    ear.listen(audio)
    ear.finish()
    return ear.clicks


def judge(audio: Samples, seams: Mapping[int, str], dice: np.random.Generator, name: str = "") -> dict[str, Row]:
    """Hear what one evening played at every seam, and at other places.

    Args:
        audio: float32 [C, n].
        seams: by sample, what made each.
        dice: draws the other places, and the hard cuts.
        name: of the clip.

    Returns:
        What was heard, by what made the seam; also ELSEWHERE and CUT.
    """
    end = audio.shape[1] - MARGIN
    noted = np.asarray(sorted(seam for seam in seams if MARGIN <= seam < end), np.int64)
    others = dice.integers(MARGIN, end, 4 * PLACES)
    others = others[_distance(others, noted) > CALM_SAMPLES][:PLACES]
    found = {ELSEWHERE: Row(len(others), bursts=bursts(audio, others).tolist())}
    usual = float(np.percentile(found[ELSEWHERE].bursts, OTHERS_BELOW)) if len(others) else 0.0
    for seam, burst in zip(noted.tolist(), bursts(audio, noted).tolist(), strict=True):
        row = found.setdefault(seams[seam], Row())
        row.seams += 1
        row.bursts.append(burst)
        row.rough += burst > usual
    for step in steps(audio):
        near = noted[np.abs(noted - step).argmin()] if len(noted) else -AT_SEAM
        row = found[seams[int(near)] if abs(int(near) - step) <= AT_SEAM else ELSEWHERE]
        row.audible += 1
        row.at.append(f"{name} {step / SAMPLE_RATE:.4f} s")
    found[CUT] = _cut(audio, dice, usual)
    found[ELSEWHERE].rough = sum(burst > usual for burst in found[ELSEWHERE].bursts)
    return found


def _distance(places: npt.NDArray[np.int64], seams: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How far each place is from the nearest seam."""
    if not len(seams):
        return np.full(len(places), CALM_SAMPLES + 1)
    right = np.searchsorted(seams, places).clip(1, len(seams) - 1) if len(seams) > 1 else np.zeros(len(places), int)
    distance: npt.NDArray[np.int64] = np.minimum(np.abs(places - seams[right]), np.abs(places - seams[right - 1]))
    return distance


def _cut(audio: Samples, dice: np.random.Generator, usual: float) -> Row:
    """Pieces of the sound, each loud at both of its ends, one behind another without a cross-fade."""
    pieces: list[Samples] = []
    for first in dice.integers(0, max(1, audio.shape[1] - PIECE), 20 * CUTS).tolist():
        piece = audio[:, first : first + PIECE]
        if min(np.sqrt(np.mean(end * end)) for end in (piece[:, :CALM_SAMPLES], piece[:, -CALM_SAMPLES:])) > LOUD:
            pieces.append(piece)
        if len(pieces) > CUTS:
            break
    places = np.arange(1, len(pieces), dtype=np.int64) * PIECE
    if not len(places):
        return Row()
    together = np.concatenate(pieces, axis=1)
    heard = bursts(together, places)
    audible = len(set(steps(together)) & set(places.tolist()))
    return Row(len(places), audible, int((heard > usual).sum()), heard.tolist())


def measure(
    clips: Sequence[Path],
    bundle: Bundle,
    settings: Sequence[str] = (),
    seed: int = 0,
    progress: Callable[[float], None] = lambda share: None,
) -> dict[str, Any]:
    """Play an evening with every clip, and say what could be heard.

    Args:
        clips: sound files, best of instruments that the models have never heard.
        bundle: the models.
        settings: knobs that stand elsewhere.
        seed: of what chance draws; every clip has its own.
        progress: told the share that is done, 0..1.

    Returns:
        {"passed": bool, "failures": [sentences], "rows": {command: Row as a dict}, …}.

    Raises:
        UsageError: a clip cannot be read, or is too short.
    """
    g = bundle.geometry
    sounds = [read_sound(path, g.sample_rate, g.channels) for path in clips]
    for path, sound in zip(clips, sounds, strict=True):
        if sound.shape[1] < g.samples(SHORTEST_S):
            raise UsageError(
                f"{path} is {g.seconds(sound.shape[1]):.1f} s long; give clips of {SHORTEST_S:g} s or more"
            )
    rows: dict[str, Row] = {}
    seconds = 0.0
    for number, (path, sound) in enumerate(zip(clips, sounds, strict=True)):
        with tempfile.TemporaryDirectory(prefix="rtmusic-seams-") as scratch:
            grid = f"quantize={GRIDS[number % len(GRIDS)]}"
            evening = Evening(bundle, sound, (grid, *settings), seed + number, Path(scratch))
            evening.play(GESTURES)
        played = evening.sound
        seconds += g.seconds(played.shape[1])
        for name, heard in judge(played, evening.seams, np.random.default_rng(seed + number), path.stem).items():
            rows.setdefault(name, Row()).add(heard)
        progress((number + 1) / len(clips))
    failures = list(_failures(rows))
    return {
        "passed": not failures,
        "failures": failures,
        "clips": [path.name for path in clips],
        "minutes": round(seconds / 60, 1),
        "seed": seed,
        "own_steps": sum(len(steps(sound)) for sound in sounds),
        "settings": list(settings),
        "bundle": bundle.name,
        "rows": {name: row.plain() for name, row in rows.items()},
        "machine": machine(),
    }


def _failures(rows: Mapping[str, Row]) -> Iterator[str]:
    """What should not have been heard."""
    for name, row in rows.items():
        if row.audible and name not in (ELSEWHERE, CUT):
            yield f"{name}: {row.audible} of {row.seams} seams can be heard: {', '.join(row.at[:5])}"


def table(found: Mapping[str, Any]) -> str:
    """What `measure` found, as Markdown: commands by name, and then what to compare them with."""
    lines = [
        "| command | seams | audible | burst: median, dB | worst, dB | rough, % |",
        "| --- |" + " ---: |" * 5,
    ]
    last = [TURNING, ELSEWHERE, CUT]
    names = sorted(set(found["rows"]) - set(last)) + [name for name in last if name in found["rows"]]
    for name in names:
        row = found["rows"][name]
        lines.append(
            f"| {name} | {row['seams']} | {row['audible']} | {row['median_db']:.1f} | {row['worst_db']:.1f} "
            f"| {100 * row['rough'] / max(1, row['seams']):.1f} |"
        )
    lines += [
        "",
        f"{len(found['clips'])} clips, {found['minutes']:g} minutes of playing, seed {found['seed']}. Rough: stands "
        f"out more than {OTHERS_BELOW:g} % of the other places in the same sound. The clips themselves have "
        f"{found['own_steps']} steps that can be heard.",
        *(["passed"] if found["passed"] else [f"FAILED: {sentence}" for sentence in found["failures"]]),
    ]
    return "\n".join(lines)
