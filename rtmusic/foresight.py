"""How the loops will sound once what waits for the grid is done, so that what is written ahead sounds so already.

A pedal that waits is known before its sample, and so is what becomes of a loop then: what it plays is there, only
elsewhere, the other way round, or not at all. So the mix goes by phases, and each fades into the next. Nothing is done
before its sample has been heard, or another pedal is pressed after it: until then it can be taken back, and should this
process be killed, the next one finds it waiting. What a sample will have brought that nobody has played yet, nobody
knows: a loop that turns round where it was made longer is heard as soon as it can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rtmusic.edits import EDITS, NUMBERS, Edit
from rtmusic.loop import Loop
from rtmusic.modes import History
from rtmusic.pedals import waiting
from rtmusic.seams import FADE_SAMPLES, faded, hush
from rtmusic.tree import EDIT_FROM, ENDS_AT, PAUSED_AT, WAITING, WAITS_FOR
from rtmusic.turning import FLAGS, MUTED, REVERSED, SOLO, Turning
from rtmusic.units import Samples

KNOWN_S = 0.5  # of a recording that has closed: more of it is heard only after the mix was made with all of it
TAKEN_S = 8.0  # of it that can be heard ahead

_PRESSED, _CLOSED, _PRESSED_AFTER = range(3)  # on the same sample, in this order


class Coming(NamedTuple):
    """Something that is known to happen to a loop; in the order in which they happen."""

    at: int  # absolute sample
    order: int
    loop: int
    command: str  # "record": its recording closes
    known: tuple[int, ...]  # what else decides what is heard then: if that changes, the mix must be made anew


@dataclass(frozen=True, slots=True)
class Phase:
    """How a loop plays from an absolute sample on, until the next phase has faded in."""

    since: int
    turning: Turning
    hushed: int | None  # the sample from which on an edit lets nothing of it be heard
    silent: bool  # muted, or another one is solo

    def heard(self, at: int, samples: int) -> Samples | None:
        """What it plays at [at, at + samples), at full level; None when that is silence. float32 [C, n]."""
        if self.silent or (self.hushed is not None and self.hushed <= at):
            return None
        audio = self.turning.heard(at, samples)
        return audio if audio is None or self.hushed is None else hush(audio, self.hushed - at)


def through(phases: Sequence[Phase], at: int, out: Samples) -> bool:
    """Put what a loop plays from absolute sample `at` on, at full level, into `out`, float32 [C, n], which is silent.

    Returns:
        False where that is silence.
    """
    samples, there_is = out.shape[1], False
    for number, phase in enumerate(phases):
        first = min(max(phase.since - at, 0), samples) if number else 0
        audio = phase.heard(at + first, samples - first) if first < samples else None
        if audio is None and not there_is:
            continue
        there_is = True
        new = np.zeros_like(out[:, first:]) if audio is None else audio
        out[:, first:] = faded(out[:, first:], new, at + first - phase.since) if number else new
    return there_is


class _Standing:
    """A loop at a time, for who lets what is to come happen."""

    def __init__(self, loop: Loop) -> None:
        self.loop, self.turning = loop, loop.turning
        self.edit, self.begun = loop.edit, int(loop.layers.cursor[EDIT_FROM])
        self._twin = False

    @property
    def turns(self) -> Turning:
        """How it turns, to be changed."""
        if not self._twin:
            self.turning, self._twin = self.turning.twin(), True
        return self.turning

    @property
    def hushed(self) -> int | None:
        return self.begun if self.edit is not None and self.edit.hushed else None

    @property
    def stands_still(self) -> bool:
        return self.turning.flag(MUTED) or self.turning.paused

    def phase(self, since: int, alone: bool) -> Phase:
        silent = self.turning.flag(MUTED) or (alone and not self.turning.flag(SOLO))
        turning = self.turning.twin() if self._twin else self.turning
        return Phase(since, turning, self.hushed, silent)

    def end_edit(self, at: int) -> None:
        """It goes on after an edit: where it was left, if something was put in there."""
        if self.edit is not None and self.edit.longer and self.edit.hushed:
            self.turns.move(at - self.begun)
        self.edit = None

    def press_edit(self, edit: Edit, at: int) -> None:
        """See `Loop.press_edit`."""
        ended = self.edit
        self.end_edit(at)
        if edit != ended and self.turning.sound is not None and not self.turning.paused:
            self.edit, self.begun = edit, at
            if edit.longer and self.loop.ends(edit, at, self.turning) <= at:
                self.edit = None  # there is no room for it

    def close(self, start: int, sound: Samples) -> None:
        """A recording has become the loop."""
        self.edit, turning = None, self.turns
        turning.sound, turning.start = sound, start
        turning.cursor[[PAUSED_AT, ENDS_AT]] = 0
        turning.set_flag(REVERSED | MUTED, False)


class Foresight:
    """What is to come of all loops. The model process alone calls it.

    Args:
        loops: all of them.
        history: what was played.
        rate: samples a second.
    """

    def __init__(self, loops: Sequence[Loop], history: History, rate: int) -> None:
        self._loops, self._history, self._rate = loops, history, rate
        self.rivals: list[tuple[int, ...]] = [()] * len(loops)  # of each loop: those that fall silent when it starts
        self._taken: dict[Coming, Samples] = {}

    def coming(self) -> tuple[Coming, ...]:
        """All that is known to happen, and changes what is heard."""
        found = []
        for number, loop in enumerate(self._loops):
            row = loop.layers.cursor
            if not (row[WAITING] or loop.layers.take[1]):
                continue  # this is asked many times a round
            if (closes := loop.take.end) is not None and (start := loop.take.start) is not None:
                known = min(loop.heard_until - start, round(KNOWN_S * self._rate))
                found.append(Coming(closes, _CLOSED, number, "record", (start, known)))
            if row[WAITING] and self._matters(loop, command := waiting(loop)):
                known, at = int(row[EDIT_FROM]), int(row[WAITS_FOR])
                order = _PRESSED if closes is None or at < closes else _PRESSED_AFTER
                found.append(Coming(at, order, number, command, (known, *self.rivals[number])))
        return tuple(sorted(found))

    @staticmethod
    def _matters(loop: Loop, command: str) -> bool:
        """Whether a command that waits changes what is heard on its sample."""
        if command == "bounce" or (command in NUMBERS and loop.arriving):
            return False  # what it will be is not known yet
        hushed = loop.edit is not None and loop.edit.hushed
        return command not in NUMBERS or hushed or EDITS[NUMBERS[command] - 1].hushed

    def phases(self, before: int | None = None) -> list[list[Phase]]:
        """Of each loop how it plays now, and what becomes of it on which sample.

        Args:
            before: what happens on this absolute sample or later is left out.
        """
        standing = [_Standing(loop) for loop in self._loops]
        alone = self._alone(standing)
        found = [[one.phase(0, alone)] for one in standing]
        silenced: set[int] = set()  # whose mute is not to come any more
        coming = self.coming()
        self._taken = {what: sound for what, sound in self._taken.items() if what in coming}
        for what in coming:
            if before is not None and what.at >= before:
                break
            if what.command == "mute" and what.loop in silenced:
                continue
            since, changed = self._happen(what, standing, silenced)
            alone = self._alone(standing)
            for number, one in enumerate(standing):
                phase, last = one.phase(since, alone), found[number][-1]
                if number in changed or phase.silent != last.silent:
                    if last.since == since and len(found[number]) > 1:
                        found[number].pop()  # nobody hears how it was for no time
                    found[number].append(phase)
        return found

    @staticmethod
    def _alone(standing: Sequence[_Standing]) -> bool:
        return any(one.turning.flag(SOLO) for one in standing)

    def _happen(self, what: Coming, standing: list[_Standing], silenced: set[int]) -> tuple[int, set[int]]:
        """Let it happen; from which sample on it fades in, and to which loops it does."""
        at, command, one = what.at, what.command, standing[what.loop]
        changed = {what.loop}
        if command == "record":
            one.close(what.known[0], self._take(what))
            return at - FADE_SAMPLES, changed
        hushed, stood_still = one.hushed is not None, one.stands_still or command in ("trigger", "oneshot")
        if command in NUMBERS:
            one.press_edit(EDITS[NUMBERS[command] - 1], at)
            return at - FADE_SAMPLES * (hushed and one.hushed is None), changed
        one.turns.end_once(at)
        if command in FLAGS:
            one.turns.set_flag(FLAGS[command], not one.turning.flag(FLAGS[command]))
        elif one.turning.sound is not None:
            if command == "reverse" and hushed and one.edit is not None and one.edit.longer:
                return at, set()  # it would play what is being played now
            one.end_edit(at)
            if command == "pause":
                one.turns.pause(at)
            elif command == "reverse":
                one.turns.reverse(at)
            else:
                one.turns.trigger(at, once=command == "oneshot")
        if stood_still and one.turning.sound is not None and not one.stands_still:
            for rival in self.rivals[what.loop]:
                if not standing[rival].turning.flag(MUTED):
                    standing[rival].turns.set_flag(MUTED, True)
                    silenced.add(rival)
                    changed.add(rival)
        return at, changed

    def _take(self, what: Coming) -> Samples:
        """A recording that is to close, as far as it is known. float32 [C, L]"""
        if what not in self._taken:
            start, until = what.known[0], min(what.at, self._loops[what.loop].heard_until)
            n = max(0, min(until - start, what.at - start - FADE_SAMPLES, round(TAKEN_S * self._rate)))
            lead_in, played = np.split(self._history(start - FADE_SAMPLES, FADE_SAMPLES + n), [FADE_SAMPLES], axis=1)
            sound = np.zeros((played.shape[0], what.at - start), np.float32)
            sound[:, sound.shape[1] - FADE_SAMPLES :] = lead_in
            sound[:, :n] = played
            self._taken[what] = sound
        return self._taken[what]
