"""A carried pack: excerpts from all over a corpus as Opus in one tar, for a machine behind a small pipe.

    python -m training.corpus pack CORPUS CARRY.tar --megabytes 60 --opus-kbps 96
    python -m training.corpus unpack CARRY.tar CORPUS       there: FLAC again, six times as fast to read

60 MB hold 1.3 hours at 96 kbit/s and 2.0 hours at 64. A pack is an ordinary shard and may be given to training as it
is (--data CARRY.tar). Another seed gives other excerpts, so a few packs add up.
"""

from __future__ import annotations

import io
import os
import sys
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import soundfile as sf

from training.corpus.index import SAMPLE_RATE, TRAIN, VALIDATION, Clip, CorpusError, hours, read_index
from training.corpus.licences import ALL, chosen
from training.corpus.reading import Samples, Sounds
from training.corpus.shards import Shard, Shards
from training.corpus.sources import refuse_held_out_clips

EXCERPT_S = 10.0
VALIDATION_SHARE = 0.05  # of the bytes, when the corpus has clips to validate with
QUIETEST_RMS = 10 ** (-60 / 20)
KBPS = (12.0, 512.0)  # what two channels of Opus may have; libsndfile wants a level between 1 and 0 instead
JSON_BYTES = 4096  # room for a clip's words and headers, counted generously
THREADS = len(os.sched_getaffinity(0))

Item = TypeVar("Item")
Done = TypeVar("Done")


def pack(
    where: Path,
    carry: Path,
    megabytes: float,
    opus_kbps: float,
    seed: int = 0,
    licences: str = ALL,
    excerpt_s: float = EXCERPT_S,
) -> list[Clip]:
    """Write a pack of at most so many megabytes and return its clips; none overlaps another and none is silent.

    Every stretch of excerpt_s of the corpus is as likely as any other. What is taken follows from corpus and seed.

    Raises:
        CorpusError: no corpus there, a held-out recording in it, nothing to train on, or a bitrate that Opus has not.
    """
    if not KBPS[0] <= opus_kbps <= KBPS[1]:
        raise CorpusError(f"--opus-kbps {opus_kbps:g}: Opus has {KBPS[0]:g} to {KBPS[1]:g} kbit/s for two channels")
    clips = chosen(sorted(read_index(where), key=lambda clip: clip.file), licences)
    refuse_held_out_clips(where, clips)
    held = [clip for clip in clips if clip.split == VALIDATION]
    if len(held) == len(clips):
        raise CorpusError(f"{where}: no clip to train on in it, so there is nothing to carry")
    limit = megabytes * 1e6 - tarfile.RECORDSIZE  # how a tar ends
    sounds, dice = Sounds(where), np.random.default_rng(seed)
    carry.parent.mkdir(parents=True, exist_ok=True)
    shard = Shard(carry, carry.name)
    began = shown = time.monotonic()

    def encode(place: tuple[Clip, int, int]) -> tuple[Clip, bytes]:
        clip, start, samples = place
        sound = sounds.crop(clip, start, samples)
        loud = float(np.sqrt(np.mean(np.square(sound)))) >= QUIETEST_RMS
        named = replace(clip, file=f"{clip.key}-{start // SAMPLE_RATE}.opus", samples=samples)
        return named, _opus(sound, opus_kbps) if loud else b""

    for some, until in ((held, limit * VALIDATION_SHARE), ([c for c in clips if c.split == TRAIN], limit)):
        for clip, content in _in_threads(encode, _places(some, round(excerpt_s * SAMPLE_RATE), dice)):
            if shard.length + len(content) + JSON_BYTES > until:
                break
            if content:
                shard.add(clip, {"opus": content})
            if time.monotonic() - shown > 5.0:
                shown = time.monotonic()
                pace = hours(shard.clips) * 3600 / (shown - began)
                print(
                    f"{shard.length / 1e6:.0f} of {megabytes:g} MB, {pace:.0f}x real time", file=sys.stderr, flush=True
                )
    return shard.finish()


def unpack(carries: Iterable[Path], out: Path) -> int:
    """Turn packs into a corpus of FLAC, which is read much faster; hold only_writer() meanwhile.

    Clips that are there stay, so packs can be added one after another and an interrupted run goes on.

    Returns:
        How many clips were added.

    Raises:
        CorpusError: one is not a pack, or it is cut off.
    """
    added = 0
    with Shards(out) as shards:
        there = {clip.key for clip in shards.clips}
        for carry in carries:
            sounds = Sounds(carry)

            def decode(clip: Clip, sounds: Sounds = sounds) -> tuple[Clip, bytes]:
                return replace(clip, file=f"{clip.key}.flac"), _flac(sounds.crop(clip, 0, clip.samples))

            for clip, content in _in_threads(decode, [clip for clip in read_index(carry) if clip.key not in there]):
                shards.add(clip, {"flac": content})
                there.add(clip.key)
                added += 1
    return added


def _places(clips: Sequence[Clip], length: int, dice: np.random.Generator) -> list[tuple[Clip, int, int]]:
    """Cut clips into excerpts of `length` samples or all of a shorter clip: (clip, start, samples), shuffled."""
    places = []
    for clip in clips:
        samples = min(length, clip.samples)
        first = int(dice.integers(clip.samples % samples + 1))
        places += [(clip, start, samples) for start in range(first, clip.samples - samples + 1, samples)]
    return [places[number] for number in dice.permutation(len(places))]


def _in_threads(work: Callable[[Item], Done], items: Sequence[Item]) -> Iterator[Done]:
    """Do the work in order, a few items at a time: whoever listens may stop early."""
    with ThreadPoolExecutor(THREADS) as pool:
        for first in range(0, len(items), 4 * THREADS):
            yield from pool.map(work, items[first : first + 4 * THREADS])


def _opus(sound: Samples, kbps: float) -> bytes:
    level = (KBPS[1] - kbps) / (KBPS[1] - KBPS[0])
    out = io.BytesIO()
    sf.write(out, sound.T, SAMPLE_RATE, format="OGG", subtype="OPUS", compression_level=level)
    return out.getvalue()


def _flac(sound: Samples) -> bytes:
    out = io.BytesIO()
    sf.write(out, sound.T, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    return out.getvalue()
