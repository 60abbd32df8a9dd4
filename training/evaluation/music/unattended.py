"""Streams that nobody tends, from nothing: how far they drift, and what a listener would catch."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import chi2

from rtmusic.prompts import DEFAULT_PROMPTS
from training.evaluation.music.frechet import Points, apart, frechet_figure, mean_figure
from training.evaluation.music.jobs import LISTEN, STREAM, Floats, Job, unpack
from training.evaluation.music.listening import CHECKS
from training.evaluation.music.setup import Setup

CHUNK = 5  # patches in a row that chance draws together: neighbours sound alike
STREAM_PROMPTS = (DEFAULT_PROMPTS[2], DEFAULT_PROMPTS[0], DEFAULT_PROMPTS[7])


def _streams(setup: Setup) -> list[Job]:
    """Of different prompts where the bundle reads any, and of different seeds in any case."""
    reads = "text" in setup.bundle.signatures
    frames = setup.bundle.geometry.frames(setup.sizes.stream_s)
    rows = []
    for number in range(setup.sizes.streams):
        prompt = STREAM_PROMPTS[number % len(STREAM_PROMPTS)] if reads else ""
        seed = setup.seed + number
        name = f"stream {number + 1} of {setup.sizes.stream_s:g} s, {prompt or 'no prompt'}, seed {seed}"
        judge = f"{STREAM} {setup.sizes.stream_parts}"
        rows.append(
            Job(name, (judge,), frames=frames, settings=("mode=stream", *setup.knobs, f"seed={seed}"), prompt=prompt)
        )
    return rows


def _music(setup: Setup) -> list[Job]:
    """Held-out music from its beginning, for the checks to be wrong about."""
    return [Job(f"{h.name}, all of it", (LISTEN,), codes=np.concatenate([h.past, h.truth], axis=1)) for h in setup.held]


def drift_jobs(setup: Setup) -> list[Job]:
    """Everything that has to sound for `drift`."""
    return [*_streams(setup), *(setup.truth(h) for h in setup.held)]


def listener_jobs(setup: Setup) -> list[Job]:
    """Everything that has to sound for `listener`."""
    return [*_streams(setup), *_music(setup)]


def drift(setup: Setup) -> dict[str, Any]:
    """One row for each part of the streams: loudness dB, centroid Hz, distance to the first and to music."""
    streams = [setup.measured.find(job, job.judges[0])["parts"] for job in _streams(setup)]
    music = [setup.embedding(setup.truth(h)) for h in setup.held]
    rows = []
    first = _chunks([parts[0] for parts in streams])
    for number, parts in enumerate(zip(*streams, strict=True)):
        here = _chunks(parts)
        rows.append(
            {
                "part": number + 1,
                "loudness_db": mean_figure(np.concatenate([unpack(part["loudness"]) for part in parts])).plain(),
                "centroid_hz": _hertz(np.concatenate([unpack(part["brightness"]) for part in parts])),
                "fad_first": frechet_figure(here, first, paired=False).plain() if number else None,
                "fad_music": frechet_figure(here, music, paired=False).plain(),
            }
        )
    part_s = setup.sizes.stream_s / setup.sizes.stream_parts
    return {
        "rows": rows,
        "part_s": part_s,
        "streams": len(streams),
        "names": [job.name for job in _streams(setup)],
        "variety": _variety([[unpack(part["embedding"]) for part in parts] for parts in streams], music),
    }


def _variety(streams: Sequence[Sequence[Points]], music: Sequence[Points]) -> dict[str, list[float]]:
    """How far apart two places are, where 1 is two pieces of held-out music: of a stream, and of one piece."""
    pieces = [clip[0] for clip in music]
    unit = float(np.mean([apart(a, b) for a, b in itertools.combinations(pieces, 2)]))
    within = [apart(clip[0], clip[-1]) / unit for clip in music if len(clip) > 1]
    places = [
        float(np.mean([apart(parts[mine][0], other[0]) for number, other in enumerate(parts) if number != mine]))
        for parts in streams
        for mine in range(len(parts))
    ]
    return {"stream": mean_figure([place / unit for place in places]).plain(), "piece": mean_figure(within).plain()}


def _hertz(octaves: Floats) -> list[float]:
    """The mean of octaves above 1 Hz, told in Hz."""
    *ends, count = mean_figure(octaves).plain()
    return [*(round(2.0**end, 1) for end in ends), count]


def _chunks(parts: Sequence[dict[str, Any]]) -> list[Points]:
    return [
        embedding[at : at + CHUNK]
        for embedding in (unpack(part["embedding"]) for part in parts)
        for at in range(0, len(embedding), CHUNK)
    ]


def listener(setup: Setup) -> dict[str, Any]:
    """What every check found in every stream, and in held-out music: the worst and its place, faults in ten minutes."""
    noted = [(job.name, setup.measured.find(job, job.judges[0])) for job in _streams(setup)]
    music = [setup.measured.find(job, LISTEN)["checks"] for job in _music(setup)]
    music_s = sum((h.past.shape[1] + h.truth.shape[1]) for h in setup.held) / setup.bundle.geometry.frames_per_second
    stream_s = setup.sizes.stream_s * len(noted)
    rows = []
    for check, (_, heading) in CHECKS.items():
        found = [entry["checks"][check] for _, entry in noted]
        calm = [checks[check] for checks in music]
        rows.append(
            {
                "check": check,
                "heading": heading,
                "streams": [worst for worst, _, _ in found],
                "at_s": [at for _, at, _ in found],
                "faulty": [bool(faulty) for _, _, faulty in found],
                "music_worst": (min if check == "entropy" else max)(worst for worst, _, _ in calm),
                "music_faulty": sum(bool(faulty) for _, _, faulty in calm),
            }
        )
    faults = sum(sum(row["faulty"]) for row in rows)
    return {
        "rows": rows,
        "names": [name for name, _ in noted],
        "afresh": [entry["afresh"] for _, entry in noted],
        "faults": faults,
        "faults_in_ten_minutes": _rate(faults, stream_s),
        "minutes": round(stream_s / 60.0, 2),
        "music_clips": len(music),
        "music_minutes": round(music_s / 60.0, 2),
    }


def _rate(count: int, seconds: float) -> list[float]:
    """Events in ten minutes and the interval that holds their true rate in 95 of 100 cases.

    Source: the exact interval of a Poisson count, Garwood 1936.
    """
    minutes = seconds / 600.0
    low = chi2.ppf(0.025, 2 * count) / 2.0 if count else 0.0
    high = chi2.ppf(0.975, 2 * count + 2) / 2.0
    return [round(float(x) / minutes, 3) for x in (count, low, high)]
