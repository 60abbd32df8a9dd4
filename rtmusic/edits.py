"""What is done to a loop while it plays, as by Echoplex and SooperLooper: overdub, replace, multiply and their kin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rtmusic.seams import join, rise
from rtmusic.units import Samples


@dataclass(frozen=True, slots=True)
class Edit:
    """One pedal that begins something, and ends it when it is pressed again."""

    name: str
    state: str  # what the loop is doing meanwhile
    keeps: float | None  # share of what was there that stays under what is played; None: as much as feedback says
    hushed: bool  # what was there is not heard meanwhile
    longer: bool  # the loop gets longer, when it is over


EDITS = (
    Edit("overdub", "overdubbing", None, False, False),
    Edit("replace", "replacing", 0.0, True, False),
    Edit("substitute", "substituting", 0.0, False, False),
    Edit("multiply", "multiplying", None, False, True),
    Edit("insert", "inserting", None, True, True),
)
NUMBERS = {edit.name: number for number, edit in enumerate(EDITS, 1)}


def room(edit: Edit, length: int, position: int, longest: int, known: int, beat: float) -> int:
    """Samples that can be played until an edit that makes a loop longer must end.

    Args:
        edit: multiply or insert.
        length: samples of a turn.
        position: sample of the turn at which playing begins.
        longest: samples that a loop may have.
        known: samples for which what was played is known.
        beat: samples of a beat, if the loop is of whole beats; else 0.
    """
    if edit.name == "multiply":
        return min(known, longest // length * length - position)
    samples = min(known, longest - length)
    return round(samples // beat * beat) if beat else samples  # it stays a loop of whole beats


def whole_turns(edit: Edit, begun: int, start: int, length: int, at: int) -> int:
    """The first sample from `at` on at which so many whole turns were played over, or in between.

    Args:
        edit: multiply or insert.
        begun: the sample at which it began.
        start: the first sample of any turn.
        length: samples of a turn.
    """
    since = begun if edit.hushed else start
    return since + -(-(max(at, begun + 1) - since) // length) * length


def multiply(sound: Samples, position: int, played: Samples, fade: int, keeps: float = 1.0) -> Samples:
    """As many turns of a loop as were played over, with what was played in them.

    Args:
        sound: float32 [C, L], one turn.
        position: sample of the turn at which playing began.
        played: float32 [C, fade + n], from `fade` samples before it began until it ended.
        fade: samples over which it rises and falls.
        keeps: share of the loop that stays under it.

    Returns:
        float32 [C, k L].
    """
    length, n = sound.shape[1], played.shape[1] - fade
    turns = -(-(position + n) // length)
    longer = np.tile(sound, turns)
    up = np.ones(n, np.float32)
    up[:fade], up[n - fade :] = rise(fade), rise(fade)[::-1]
    longer[:, position : position + n] *= 1 - (1 - keeps) * up
    longer[:, position : position + n] += played[:, fade:] * up
    return longer


def insert(sound: Samples, position: int, played: Samples, fade: int) -> Samples:
    """A loop with what was played in between; arguments as of `multiply`. float32 [C, L + n]."""
    n = played.shape[1] - fade
    before = np.take(sound, np.arange(position - fade, position), axis=1, mode="wrap")
    longer = np.concatenate([sound[:, :position], played[:, fade:], sound[:, position:]], axis=1)
    if fade:
        total = longer.shape[1]
        # Into what was played over what came before it, and back into the loop where it was left.
        longer[:, np.arange(position - fade, position) % total] = join(before, played[:, :fade])
        end = position + n
        longer[:, end - fade : end] = join(longer[:, end - fade : end], before)
    return longer
