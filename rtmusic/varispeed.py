"""A loop as it is heard faster, slower, longer or at another pitch.

    rate      tape speed 0.25 to 4: twice as fast is an octave higher
    stretch   0.25 to 4: twice as long, at the same pitch
    pitch     -24 to 24 semitones, in the same time

All of it is one tape speed (rate × pitch) and one stretch that makes up for the time; whichever makes the sound shorter
comes first. soxr changes the speed. Signalsmith Stretch changes the length, in pieces of up to a fifth of a second that
end before an attack if there is one. A piece has phases of its own, so all of them are moved by a few milliseconds, to
where they together fit their neighbours best; those with an attack stay on the beat. The last piece is joined to the
first as any two are, so the turn stays circular, to the sample.

Measured beside others: a tone through Signalsmith Stretch is clean to 48 dB and a click stays a click, for 11 ms a
second of stereo; through Rubber Band's best mode 15 to 72 dB and 9 ms of click for 47 to 86 ms, through Bungee 41 to
50 dB for 15. Its own pitch shift put a low tone 7 cents off, so pitch is made of stretch and tape, which are exact.

Long work is a generator: a few milliseconds to every `next`, whose value at the end is the sound. How often and when
it is asked for changes no sample.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import python_stretch
import soxr

from rtmusic.seams import rise, turn
from rtmusic.shared import SAMPLE_RATE
from rtmusic.units import Samples, Vector

PIECE_SAMPLES = 10_240  # of stretched sound in one step
FADE_SAMPLES = 1_440  # 30 ms: a join in sustained sound
ATTACK_FADE_SAMPLES = 240  # 5 ms: a join right before an attack, which hides it
FIT_SAMPLES = 384  # 8 ms: how far a piece may move to fit its neighbours, either way: any phase from 63 Hz on
TAPE_SAMPLES = 32_768  # of the faster or slower tape in one step
_WINDOW_SAMPLES = 5_760  # the stretcher's window, 0.12 s
_FILTER_SAMPLES = 1_024  # what soxr must have heard, at the lower of the two rates
_HOP = 240  # samples: an attack is found to 5 ms
_BEFORE = 4  # hops before, with which one is compared
_ATTACK = 8.0  # times the power of those, bright sound first: an attack
_STAY = 0.02  # of likeness that a piece must gain to be moved as far as it may
_OPPOSED = -0.7  # how unlike two pieces may be until their join is no longer made as loud as they are

T = TypeVar("T")
Work: TypeAlias = Generator[None, None, Samples]


def changing(loop: Samples, length: int, speed: float) -> Work:
    """Make one turn as it is heard; the stretch makes up for what the tape leaves.

    Args:
        loop: float32 [C, L], one turn, whose last sample leads into its first.
        length: samples that it is to have, at least 1.
        speed: how many times faster the tape runs in all: what every frequency is multiplied by.

    Yields:
        After every few milliseconds of work.

    Returns:
        float32 [C, length], circular as the loop is.
    """
    old = loop.shape[1]
    if _tape_alone(old, length, speed):
        return (yield from _at_speed(loop, length))
    if speed == 1.0:
        return (yield from _stretched(loop, length))
    if speed > 1.0:
        fast = yield from _at_speed(loop, max(1, round(old / speed)))
        return (yield from _stretched(fast, length))
    long = yield from _stretched(loop, max(1, round(length * speed)))
    return (yield from _at_speed(long, length))


def finish(work: Generator[None, None, T]) -> T:
    """Do all of the work now."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            made: T = done.value
            return made


def _tape_alone(old: int, new: int, speed: float) -> bool:
    """Whether the tape at this speed is as long as it shall be, to the sample that it is rounded to."""
    return abs(new - old / speed) <= 0.5 + 1e-6 or (new == 1 and old < speed)


# -- the tape ------------------------------------------------------------------------------------------------


def _at_speed(loop: Samples, new: int) -> Work:
    """A turn in `new` samples, on a tape that runs as much faster or slower.

    The stream is begun earlier, where a new sample falls on one of the old as nearly as can be found; what remains, the
    same for all samples, is left: thousandths of a sample, half of one where the speed is almost a simple ratio.
    """
    channels, old = loop.shape
    step = old / new
    least = int(_FILTER_SAMPLES * max(1.0, step)) + 1
    early = np.arange(least, least + 4_096)
    before = early / step  # new samples before the first that is wanted
    best = int(np.abs(before - np.round(before)).argmin())
    at, left_out = -int(early[best]), round(float(before[best]))
    stream = soxr.ResampleStream(old, new, channels, dtype="float32", quality="HQ")
    sound = np.empty((channels, new), np.float32)
    made, ahead = -left_out, max(1, int(TAPE_SAMPLES * min(1.0, step)))
    while made < new:
        piece = stream.resample_chunk(np.ascontiguousarray(turn(loop, at, ahead).T)).T
        at += ahead
        wanted = piece[:, max(0, -made) :][:, : new - max(0, made)]
        sound[:, max(0, made) :][:, : wanted.shape[1]] = wanted
        made += piece.shape[1]
        yield
    return sound


# -- the stretch ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the long turn with phases of its own, and what lies around it."""

    begin: int
    end: int
    struck: bool  # an attack begins it
    nailed: bool  # there is an attack in it, so it lies where it belongs
    sound: Samples  # [C, slack + fade + end - begin + slack], from begin - fade - slack on


def _stretched(loop: Samples, new: int) -> Work:
    """A turn made `new` samples long at its own pitch."""
    channels, old = loop.shape
    times = new / old
    stretcher = python_stretch.Signalsmith.Stretch(1)
    stretcher.preset(channels, SAMPLE_RATE)
    stretcher.setTimeFactor(1 / times)
    around = int(_WINDOW_SAMPLES * (0.5 + 0.25 * times))  # half a window of what it makes, a quarter of what it hears
    fade, fit = max(1, min(FADE_SAMPLES, new // 4)), min(FIT_SAMPLES, new // 8)
    slack = 2 * fit  # how far one piece may be from where it belongs and the next from there
    pieces: list[_Piece] = []
    begin, struck = 0, True  # the loop's first sample is what the player closed it on
    while begin < new:
        end = min(begin + PIECE_SAMPLES, new)
        attacks, clear = _attacks(loop, times, begin, end)
        late = attacks > begin + PIECE_SAMPLES // 4
        ends_struck = bool(end < new and late.any())
        if ends_struck:
            end = int(attacks[np.where(late, clear, 0).argmax()])
        at, samples = begin - fade - slack, end - begin + fade + 2 * slack
        first, last = int(np.floor((at - around) / times)), int(np.ceil((at + samples + around) / times))
        made = np.asarray(stretcher.process(np.ascontiguousarray(turn(loop, first, last - first))), np.float32)
        left_out = at - round(first * times)
        nailed = begin == 0 or bool((attacks < end).any())
        pieces.append(_Piece(begin, end, struck, nailed, made[:, left_out : left_out + samples]))
        begin, struck = end, ends_struck
        yield
    moved = yield from _best_places(pieces, fade, fit)
    sound = np.empty((channels, new), np.float32)
    before = np.zeros((channels, 0), np.float32)
    for i, (piece, by) in enumerate(zip(pieces, moved, strict=True)):
        body = piece.sound[:, slack + by : slack + by + fade + piece.end - piece.begin]
        if i:
            sound[:, piece.begin - fade : piece.begin] = _join(before, body[:, :fade], piece.struck)
        sound[:, piece.begin : piece.end] = body[:, fade:]
        before = sound[:, piece.end - fade : piece.end]
        if i % 16 == 15:
            yield
    head = pieces[0].sound[:, slack : slack + fade]
    sound[:, new - fade :] = _join(before, head, struck=False)
    return sound


def _best_places(pieces: list[_Piece], fade: int, fit: int) -> Generator[None, None, list[int]]:
    """By how many samples each piece is moved, at most `fit`, so that all of them together fit their neighbours best.

    A path through the joins, one after the other, back to the first piece, which stays: what does not fit anywhere is
    shared by all.
    """
    places = np.arange(-fit, fit + 1)
    score = np.where(places == 0, 0.0, -np.inf)
    came_from = []
    for i, (before, piece) in enumerate(zip(pieces, [*pieces[1:], pieces[0]], strict=True)):
        alike = _likeness(before, piece, fade, fit)  # [4 * fit + 1], by how much more the piece is moved
        window = np.lib.stride_tricks.sliding_window_view(alike[::-1], len(places))[::-1]  # [to, from]
        total = window + score
        best = total.argmax(axis=1)
        score = np.take_along_axis(total, best[:, None], 1)[:, 0] - _STAY * np.abs(places) / max(fit, 1)
        if piece.nailed:
            score = np.where(places == 0, score, -np.inf)
        came_from.append(best)
        if i % 4 == 3:
            yield
    moved, place = [0] * len(pieces), fit
    for i in range(len(pieces) - 1, 0, -1):
        place = int(came_from[i][place])
        moved[i] = int(places[place])
    return moved


def _likeness(before: _Piece, piece: _Piece, fade: int, fit: int) -> npt.NDArray[np.float64]:
    """How alike the end of a piece and the beginning of the next are, -1 to 1, moved by -2 fit to 2 fit. [4 fit + 1]"""
    a = before.sound[:, 2 * fit + before.end - before.begin :][:, :fade].mean(axis=0, dtype=np.float64)
    b = piece.sound[:, : fade + 4 * fit].mean(axis=0, dtype=np.float64)
    size = 1 << (len(a) + len(b)).bit_length()
    product = np.fft.irfft(np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size)), size)[: 4 * fit + 1]
    power = np.cumsum(np.concatenate([[0.0], b * b]))
    alike: npt.NDArray[np.float64] = product / np.sqrt((power[fade:] - power[: 4 * fit + 1]) * (a @ a) + 1e-12)
    return alike


def _attacks(loop: Samples, times: float, begin: int, end: int) -> tuple[npt.NDArray[np.int64], Vector]:
    """Where in a part of the long turn something is struck, to 5 ms and never late; and how clearly. Both [n]."""
    low = int(begin / times) - _BEFORE * _HOP
    hops = int(end / times - low) // _HOP
    bright = np.diff(turn(loop, low - 1, hops * _HOP + 1).mean(axis=0))
    power = (bright * bright).reshape(hops, _HOP).mean(axis=1) + 1e-12
    earlier = np.convolve(power, np.full(_BEFORE, 1 / _BEFORE), "valid")[:-1]  # [hops - _BEFORE]
    growth = np.where(power[_BEFORE:] > 0.1 * power.max(), power[_BEFORE:] / earlier, 0.0)
    struck = np.flatnonzero(growth > _ATTACK)
    return np.round((low + (_BEFORE + struck) * _HOP) * times).astype(np.int64), growth[struck].astype(np.float32)


def _join(before: Samples, after: Samples, struck: bool) -> Samples:
    """Go from one piece to the next over their whole length, as loud all the way as the two are; right before an attack
    only at the end. Both float32 [C, n].
    """
    n = before.shape[1]
    quick = min(ATTACK_FADE_SAMPLES, n) if struck else n
    up = np.concatenate([np.zeros(n - quick, np.float32), rise(quick)])
    down = np.concatenate([np.ones(n - quick, np.float32), rise(quick)[::-1]])
    alike = float((before * after).sum() / np.sqrt((before**2).sum() * (after**2).sum() + 1e-12))
    loudness = np.sqrt(1 + 2 * up * down * max(_OPPOSED, alike))  # that the two would have together, against either
    joined: Samples = ((before * down + after * up) / loudness).astype(np.float32)
    return joined
