"""From one take to another: token by token, as sound, or both at once, and exactly one or the other at the ends.

Tokens cross over moment by moment (`bends.morph`). As sound both takes are heard at once, the one fading into the
other. With both, what crossed over is heard in the middle, and the two takes under it the more, the nearer they are.
Nothing clicks, for each of them turns without a seam and how much there is of it is the same all the time; what is the
same in both takes stays as it is.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rtmusic.bends import led_in, morph
from rtmusic.coding import decoding, encoding, turn_codes
from rtmusic.knobs import KNOBS
from rtmusic.memory import Base
from rtmusic.modes import Parts
from rtmusic.rewriting import LEAD_IN_FRAMES
from rtmusic.tree import REWRITTEN
from rtmusic.units import Codes, Samples

WAYS = KNOBS["morph_by"].choices
TOKENS, SOUND, BOTH = range(len(WAYS))
BLOCK = 960  # samples over which it is heard how loud something is
AROUND = 2  # blocks before and after each that count, too: 0.1 s in all
PIECE_BLOCKS = 100  # two seconds are mixed in one go
LOUDEST = 2**0.5  # two takes that have nothing in common are mixed half and half


def sounding(parts: Parts, take: Base) -> Generator[None, None, Samples]:
    """A take as one hears it who goes there: as it was played, if that is kept, or as its codes say."""
    if take.layer.kind != REWRITTEN and take.sound is not None:
        return take.sound
    return (yield from decoding(parts.decoder, parts.geometry, take.layer, take.original, take.sound))


def shares(share: float, way: int) -> tuple[float, float, float]:
    """How much is heard of what the loop is, of what it is turned into, and of what crossed over; 1 in all.

    Args:
        share: 0 to 1; that of the other take, and of its moments, grows with it.
        way: SOUND or BOTH.
    """
    crossed = 2 * share * (1 - share) if way == BOTH else 0.0
    other = share * share if way == BOTH else share
    return 1 - other - crossed, other, crossed


def morphing(
    parts: Parts, base: Base, sound: Samples, take: Base, share: float, way: int, seed: int
) -> Generator[None, None, tuple[Codes, Samples]]:
    """A loop that is on its way to another take.

    Args:
        parts: what the modes share.
        base: what it is.
        sound: how that sounds, float32 [C, L].
        take: the other one, as long.
        share: above 0; at 1 it is the other take.
        way: SOUND or BOTH; where share is 1, any.
        seed: the evening.

    Yields:
        After every piece.

    Returns:
        Its codes, as a `Layer` keeps them, and float32 [C, L].
    """
    other = yield from sounding(parts, take)
    if share == 1:
        return take.layer.codes, other
    heard, (_, *weights) = [sound, other], shares(share, way)
    if way == BOTH:
        codes = morph(turn_codes(base.layer), turn_codes(take.layer), share, seed)
        crossed = replace(base.layer, codes=led_in(codes, LEAD_IN_FRAMES))
        heard.append((yield from decoding(parts.decoder, parts.geometry, crossed, base.original, base.sound)))
    mixed = yield from mixing(heard, weights[: len(heard) - 1])
    return (yield from encoding(parts, mixed)), mixed


def mixing(sounds: Sequence[Samples], weights: Sequence[float]) -> Generator[None, None, Samples]:
    """Turns heard at once, as loud at every time as they are themselves, however much they have in common.

    Args:
        sounds: float32 [C, L] each, all of them turn.
        weights: how much there is of each but the first, which is the rest.

    Yields:
        After every two seconds.

    Returns:
        float32 [C, L].
    """
    first, others = sounds[0], sounds[1:]
    rest = 1 - sum(weights)
    mixed, wanted, there = first.copy(), [], []
    for at in range(0, first.shape[1], PIECE_BLOCKS * BLOCK):
        here = slice(at, at + PIECE_BLOCKS * BLOCK)
        for other, weight in zip(others, weights, strict=True):
            mixed[:, here] += (other[:, here] - first[:, here]) * np.float32(weight)  # what is equal stays as it is
        loud = [_power(other[:, here]) * weight for other, weight in zip(others, weights, strict=True)]
        wanted.append(_power(first[:, here]) * rest + sum(loud))
        there.append(_power(mixed[:, here]))
        yield
    wanted_now, there_now = (_around(np.concatenate(power)) for power in (wanted, there))
    louder = np.ones_like(there_now)
    np.divide(wanted_now, there_now, out=louder, where=there_now > 0)
    louder = np.clip(np.sqrt(louder), 1.0, LOUDEST)
    middles = (np.arange(len(louder)) + 0.5) * BLOCK
    for at in range(0, first.shape[1], PIECE_BLOCKS * BLOCK):
        piece = mixed[:, at : at + PIECE_BLOCKS * BLOCK]
        where = at + np.arange(piece.shape[1])
        piece *= np.interp(where, middles, louder, period=first.shape[1]).astype(np.float32)
        yield
    return mixed


def _power(audio: Samples) -> npt.NDArray[np.float64]:
    """Of every block. float64 [blocks]"""
    squares: npt.NDArray[np.float64] = np.square(audio, dtype=np.float64).sum(axis=0)
    return np.add.reduceat(squares, np.arange(0, len(squares), BLOCK))


def _around(power: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Of every block and those around it: the loop turns. float64 [blocks]"""
    around: npt.NDArray[np.float64] = np.sum([np.roll(power, by) for by in range(-AROUND, AROUND + 1)], axis=0)
    return around
