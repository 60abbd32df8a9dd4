"""What a pedal means for a loop: one that is held down, one for everything, one that ends a recording by the way."""

from __future__ import annotations

from rtmusic.edits import NUMBERS
from rtmusic.knobs import HELD, LOOP_COMMANDS
from rtmusic.loop import Loop
from rtmusic.tree import HOLDS, WAITING
from rtmusic.turning import FLAGS, REVERSED

ONE_PEDAL = "record_or_overdub"


def waiting(loop: Loop) -> str:
    """The command that waits for the grid, or nothing."""
    number = int(loop.layers.cursor[WAITING])
    return LOOP_COMMANDS[number - 1] if number else ""


def plainly(loop: Loop, command: str) -> str:
    """The command itself; for the pedal that does everything what it does now."""
    if command != ONE_PEDAL:
        return command
    return "record" if loop.take.state != "idle" or not loop.place_in_time()[1] else "overdub"


def ends_recording(loop: Loop, command: str) -> bool:
    """Whether an edit is to begin where the recording ends that goes on now, or waits for its end."""
    return command in NUMBERS and loop.take.state in ("recording", "closing")


def comes_too_soon(loop: Loop, command: str) -> bool:
    """Whether a pedal has to wait until the loop is there that it is for."""
    if loop.take.state == "closing":
        return True
    layers = loop.layers
    absent = loop.turning.sound is None and bool(layers.pending or layers.loading or layers.number)  # in this process
    return loop.arriving or absent if command in NUMBERS else absent and command not in FLAGS


def goes_on(loop: Loop, command: str) -> bool:
    """Whether the loop does what a pedal of `HELD` asks for, once what waits for the grid is done."""
    if command == "record":
        return loop.take.state in ("waiting", "recording")
    turned = {"pause": loop.turning.paused, "reverse": loop.turning.flag(REVERSED)}
    turned |= {name: loop.turning.flag(which) for name, which in FLAGS.items()}
    now = turned.get(command, loop.edit is not None and loop.edit.name == command)
    return now != (waiting(loop) == command)


def let_go(loop: Loop, command: str) -> bool | None:
    """Nobody holds the pedal any more; whether what it began went on when it went down, None: it began nothing."""
    if command not in HELD:
        return None
    place = 2 * HELD.index(command)
    held = int(loop.layers.cursor[HOLDS]) >> place & 3
    loop.layers.cursor[HOLDS] &= ~(3 << place)
    return bool(held & 1) if held else None
