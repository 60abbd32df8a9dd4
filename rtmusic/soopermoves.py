"""SooperLooper's commands that are not one pedal each: record this loop and silence the others, go to the next.

Each is a list of our own pedals, in their order, that follows from how the loops stand. A loop that goes along is
heard alone (solo), or is the only one that records (exclusive); next and prev go to another loop first, which is then
the selected one, and end what goes on in the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rtmusic.knobs import LOOPS
from rtmusic.status import LoopStatus

Press = tuple[int, str]  # a loop and a pedal
ALONE = "solo"
EDITED = ("overdubbing", "replacing", "substituting", "multiplying", "inserting")  # states of a loop


def _will_be(loop: LoopStatus, pedal: str) -> bool:
    """Whether it is muted, paused or solo once what waits for the grid is done; to press again would take that back."""
    now = {"mute": loop.muted, "pause": loop.state == "paused", ALONE: loop.solo}[pedal]
    return now != (loop.next == pedal)


def _undo(loop: LoopStatus) -> Sequence[str]:
    """What waits for the grid is not done, and nothing else undone; an edit that goes on is gone at once."""
    if loop.state in EDITED:  # ours ends it first
        return ("undo",) if loop.next else ("undo", "undo")
    return ("cancel",) if loop.next or loop.awaits_beat else ("undo",)


# Commands that press other pedals, or none, as the loop stands.
TURNED: Mapping[str, Callable[[LoopStatus], Sequence[str]]] = {
    "undo": _undo,
    "undo_all": lambda loop: ("undo", "undo_all") if loop.records else ("undo_all",),  # ours leaves a recording open
    "mute_on": lambda loop: () if _will_be(loop, "mute") else ("mute",),
    "mute_off": lambda loop: ("mute",) if _will_be(loop, "mute") else (),
    "mute_trigger": lambda loop: ("trigger",) if loop.muted else ("mute",),
    "pause_on": lambda loop: () if _will_be(loop, "pause") else ("pause",),
    "pause_off": lambda loop: ("pause",) if _will_be(loop, "pause") else (),
}


def turn_alone(asked: Sequence[int], loops: Sequence[LoopStatus]) -> list[int]:
    """The loops whose solo is pressed where it is asked for of these: only they are heard then, together."""
    if all(_will_be(loops[number], ALONE) for number in asked):
        return list(asked)  # they are heard with the others again
    return [number for number, loop in enumerate(loops) if _will_be(loop, ALONE) != (number in asked)]


@dataclass(frozen=True, slots=True)
class Move:
    """What one of the commands does."""

    pedal: str = ""  # record, record_or_overdub, or overdub: straight from the recording into it; nothing presses none
    alone: str = ""  # solo, or exclusive
    step: int = 0  # from the selected loop to another one
    again: bool = False  # a loop that is muted begins again


def _family(name: str, pedal: str, alone: str) -> dict[str, Move]:
    steps = {"": 0, "_next": 1, "_prev": -1}
    return {f"{name}{ending}": Move(pedal, alone, step) for ending, step in steps.items()}


MOVES: Mapping[str, Move] = {
    **_family("record_solo", "record", "solo"),
    **_family("record_exclusive", "record", "exclusive"),
    **_family("record_or_overdub_solo", "record_or_overdub", "solo"),
    **_family("record_or_overdub_excl", "record_or_overdub", "exclusive"),
    "record_or_overdub_solo_trig": Move("record_or_overdub", "solo", again=True),
    "record_overdub_end_solo": Move("overdub", "solo"),
    "record_overdub_end_solo_trig": Move("overdub", "solo", again=True),
    "solo_next": Move(alone="solo", step=1),
    "solo_prev": Move(alone="solo", step=-1),
}


def target_of(move: Move, asked: int, selected: int) -> int:
    """The loop that a move is for, if it is asked for of one loop and another one is selected."""
    return (selected + move.step) % LOOPS if move.step else asked


def presses(move: Move, asked: int, selected: int, loops: Sequence[LoopStatus]) -> list[Press]:
    """The pedals that make up a move, in their order.

    Args:
        asked: the loop that it is asked for.
        selected: the loop that is selected.
        loops: how all of them stand.
    """
    target = target_of(move, asked, selected)
    found: list[Press] = []
    if move.step and move.pedal:
        found += _ending(selected, loops[selected], move)
    begins = not _ending(target, loops[target], move)
    if begins and move.alone == "exclusive":
        for number, loop in enumerate(loops):
            if number != target and not (move.step and number == selected):
                found += _ending(number, loop, move)
    if begins and move.again and loops[target].muted:
        found.append((target, "trigger"))
    if move.pedal == "overdub" and loops[target].state == "empty":
        found.append((target, "record"))
    elif move.pedal:
        found.append((target, move.pedal))
    if begins and move.alone == "solo":
        found += [(number, ALONE) for number, loop in enumerate(loops) if _will_be(loop, ALONE) != (number == target)]
    return found


def _ending(number: int, loop: LoopStatus, move: Move) -> list[Press]:
    """The pedal that ends what goes on in a loop, if that is what the move's pedal begins."""
    if loop.state == "recording":
        return [(number, "record")]
    if loop.state == "overdubbing" and move.pedal != "record" and loop.next != "overdub":
        return [(number, "overdub")]
    return []
