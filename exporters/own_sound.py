"""What a bundle with adapters makes of own recordings, the knob ``own`` in several places: to hear, and in a number.

The number says how unlike its choice of codes is to that of the own recordings: for every level the share of codes that
would have to change for both to use each code equally often (total variation), mean of all levels. Even more music by
the same performer is not at 0, so the part that nobody learned from is measured, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.generator import Generator, Intent
from rtmusic.knobs import Panel
from rtmusic.units import Codes, Samples

PLACES = (0.0, 0.5, 1.0)  # of the knob
STARTS, HEARD_FRAMES, PLAYED_FRAMES = 4, 128, 250  # how often it goes on from a recording, heard so long, for so long


def play(generator: Generator, own: float, heard: Codes, frames: int = PLAYED_FRAMES, seed: int = 0) -> Codes:
    """Go on from what was heard, without a prompt, all other knobs at rest; int64 [model_levels, frames]."""
    g, knobs = generator.geometry, Panel()
    wish = Intent(
        np.zeros(g.embedding_size, np.float32), knobs["guidance"], knobs["temperature"], knobs.int("top_k"),
        knobs["top_p"], knobs["typical"], own=own, seed=seed,
    )  # fmt: skip
    width = min(knobs.int("horizon"), g.window_frames)
    past, played = generator.remember(heard, generator.nothing()), []
    for start in range(0, frames, width):
        nothing = np.zeros((g.model_levels, width), np.int64)
        window = np.arange(start, start + width, dtype=np.int64)
        codes = generator.rewrite(nothing, nothing > 0, window, wish, past, steps=knobs.int("steps")).codes
        past = generator.remember(codes, past)
        played.append(codes)
    return np.concatenate(played, axis=1)[:, :frames]


def apart(one: Codes, other: Codes, codebook_size: int) -> float:
    """How unlike the use of codes is, 0..1; see the module's docstring. Levels as in the one that has fewer."""
    levels = min(len(one), len(other))
    shares = [_shares(codes[:levels], codebook_size) for codes in (one, other)]
    return float(0.5 * np.abs(shares[0] - shares[1]).sum(axis=1).mean())


def _shares(codes: Codes, size: int) -> npt.NDArray[np.float64]:
    counts = np.stack([np.bincount(row, minlength=size) for row in codes])
    shares: npt.NDArray[np.float64] = counts / codes.shape[1]
    return shares


def likeness(bundle: Bundle, learned: Sequence[Codes], judged: Sequence[Codes], folder: Path) -> dict[str, float]:
    """Let it go on from own recordings with the knob in several places, and compare.

    What is heard is written to FOLDER/own_*.wav: some seconds of a recording, then what the machine makes of it.

    Args:
        learned, judged: codes of own recordings that were learned from and that were not, [levels, F] each.

    Returns:
        How far from what was learned: "held_out_recordings", and "own=0" and so on.
    """
    g = bundle.geometry
    own, other = (np.concatenate(list(codes), axis=1)[: g.model_levels] for codes in (learned, judged))
    count = min(STARTS * PLAYED_FRAMES, other.shape[1])  # few codes look unlike: as many of each
    some = np.linspace(0, other.shape[1] - 1, count).astype(np.int64)
    found = {"held_out_recordings": apart(other[:, some], own, g.codebook_size)}
    last = max(other.shape[1] - HEARD_FRAMES, 0)
    heard = [other[:, start : start + HEARD_FRAMES] for start in np.linspace(0, last, STARTS).astype(np.int64)]
    generator = Generator(bundle, "cpu")
    for place in PLACES:
        played = [play(generator, place, before, seed=seed) for seed, before in enumerate(heard)]
        found[f"own={place:g}"] = apart(np.concatenate(played, axis=1), own, g.codebook_size)
        pairs = [part for pair in zip(heard, played, strict=True) for part in pair]
        audio = sound(bundle, np.concatenate(pairs, axis=1))
        soundfile.write(folder / f"own_{place:g}.wav", audio.T, g.sample_rate)
    return {name: round(value, 4) for name, value in found.items()}


def sound(bundle: Bundle, codes: Codes) -> Samples:
    """Decode codes of some levels, float32 [2, F * hop_samples], within full scale."""
    decoder = Decoder(bundle, "cpu")
    audio, _ = decoder.decode(codes, len(codes), decoder.initial_state())
    return np.clip(audio, -1.0, 1.0)
