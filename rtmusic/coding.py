"""A whole turn of a loop as codes, and back: a chunk at a time, so that no round waits for all of it."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from rtmusic.decoder import Decoder
from rtmusic.layers import MAX_FRAMES, Layer
from rtmusic.modes import Parts
from rtmusic.moments import loud_frames
from rtmusic.rewriting import LEAD_IN_FRAMES, decode
from rtmusic.seams import FADE_SAMPLES, close_loop, lay_in, stretches, turn
from rtmusic.tree import RECORDED
from rtmusic.units import Codes, Geometry, Samples

CHUNK_FRAMES = 24  # frames that are encoded or decoded in one go


def longest_samples(g: Geometry) -> int:
    """Samples that a loop may have, so that with the frames that lead into it and out of it a layer has room."""
    return (MAX_FRAMES - 2 * LEAD_IN_FRAMES) * g.hop_samples


def frames_heard(length: int, g: Geometry) -> int:
    """Frames whose sound falls into a loop of this many samples; the last one only in part."""
    return g.frames_in(length + g.delay_samples)


def layer_frames(length: int, g: Geometry) -> int:
    """Frames of a layer whose loop has so many samples: with those that lead in, and the one that leads out."""
    return LEAD_IN_FRAMES + frames_heard(length, g) + 1


def turn_codes(layer: Layer) -> Codes:
    """The codes of one turn, int64 [levels, F], without those that lead in and out."""
    return layer.codes[:, LEAD_IN_FRAMES:-1]


def remember(parts: Parts, layer: Layer, sound: Samples, start: int, heard_until: int) -> None:
    """What was played can be recalled: of an edited loop the turn that was heard last, old and new together.

    Args:
        parts: what the modes share.
        layer: the layer.
        sound: its turn, float32 [C, L].
        start: the first sample of the loop's first turn.
        heard_until: the first sample that was not heard yet.
    """
    codes, hop = turn_codes(layer), parts.geometry.hop_samples
    played = start if layer.kind == RECORDED else max(start, heard_until - layer.length_samples)
    parts.recall.add(codes, played, loud_frames(turn(sound, 0, codes.shape[1] * hop), hop))


def encoding(parts: Parts, sound: Samples) -> Generator[None, None, Codes]:
    """Turn a turn into codes.

    Args:
        parts: what the modes share.
        sound: float32 [C, L], one turn, whose last sample leads into its first.

    Yields:
        After every chunk.

    Returns:
        int64 [levels, lead-in + frames + 1], as a `Layer` keeps them.
    """
    g = parts.geometry
    frames = layer_frames(sound.shape[1], g)
    ear, chunks = parts.encoder.initial_state(), []
    for first in range(0, frames, CHUNK_FRAMES):
        n = min(CHUNK_FRAMES, frames - first)
        audio = turn(sound, (first - LEAD_IN_FRAMES) * g.hop_samples, n * g.hop_samples)
        codes, ear = parts.encoder.encode(audio, ear)
        chunks.append(codes)
        yield
    return np.concatenate(chunks, axis=1)


def decoding(
    decoder: Decoder, g: Geometry, layer: Layer, original: Layer | None, played: Samples | None
) -> Generator[None, None, Samples]:
    """Turn a layer's codes into sound.

    Args:
        layer: the layer.
        original: the layer that the machine has rewritten to make this one; None where there is none.
        played: that one's sound, float32 [C, length]; None where only its codes are left.

    Yields:
        After every chunk.

    Returns:
        float32 [C, length]. What the machine left alone is as it was played.
    """
    voice, chunks = decoder.initial_state(), []
    for first in range(0, layer.codes.shape[1], CHUNK_FRAMES):
        audio, voice = decode(decoder, layer.codes[:, first : first + CHUNK_FRAMES], g.levels, voice)
        chunks.append(audio)
        yield
    whole, length = np.concatenate(chunks, axis=1), layer.length_samples
    first_sample = LEAD_IN_FRAMES * g.hop_samples + g.delay_samples
    fade = min(FADE_SAMPLES, length // 4)
    lead_in, sound = whole[:, first_sample - fade : first_sample], whole[:, first_sample : first_sample + length]
    if original is None or played is None or original.codes.shape != layer.codes.shape:
        return close_loop(lead_in, sound)
    sound = played.copy()
    written = (layer.codes != original.codes).any(axis=0)[LEAD_IN_FRAMES:-1]
    for first, last in stretches(written):
        begin, end = (
            max(0, first * g.hop_samples - g.delay_samples),
            min(length, last * g.hop_samples - g.delay_samples),
        )
        lay_in(sound, begin, whole[:, first_sample + begin : first_sample + end])
    return sound
