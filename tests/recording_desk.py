"""A desk that writes down what the hands do to it, and shows what they did: the other end of our own protocol."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from rtmusic.knobs import LOOPS, PROMPTS, Control, Panel
from rtmusic.status import LoopStatus, Status

QUIET = Status(
    at_s=12.5,
    mode="loop",
    sound_alive=True,
    model_alive=True,
    input_db=-18.0,
    output_db=-6.0,
    committed_s=0.4,
    drafted_s=1.6,
    loops=(LoopStatus(state="playing", length_s=4.0, position_s=1.0, passes=3, layers=2),)
    + (LoopStatus(),) * (LOOPS - 1),
    selected=0,
    masks=((1.0, 1.0, 0.5, 0.0, 0.0, 0.25, 1.0, 0.0),) + ((1.0,),) * (LOOPS - 1),
    rounds=150,
    late_rounds=1,
    rung="all",
    round_ms=31.0,
    audible_glitches=0,
    repeated_bars=0,
    device_flags=2,
    model_load=0.42,
    sound_load=0.03,
    restarts=0,
    bpm=120.0,
    beat=2.5,
    latency_ms={"codec": 10.0, "safety": 60.0},
    tokens=((0, 0, 240, 255, 255, 252, 0, 255),) + ((0,),) * (LOOPS - 1),
    cells=((100, 0, 0, 0, 0, 200, 120, 200, 0, 100, 100, 20, 0, 0, 100, 100),) + ((0,),) * (LOOPS - 1),
    seams=((1.0, 3.0),) + ((0.0, 0.0),) * (LOOPS - 1),
)


def with_loop(**status: Any) -> Status:
    """That picture with another first loop."""
    return replace(QUIET, loops=(LoopStatus(**status), *QUIET.loops[1:]))


class RecordingDesk:
    """Any thread may call it; `done` lists what was done, oldest first."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str | int, float | str]] = []
        self.now = QUIET
        self.held: tuple[float, ...] = (0.0,) * 12  # keys, by pitch class
        self.aligned: list[tuple[float, float]] = []  # beat, moment
        self.dated: list[tuple[str, float]] = []  # what was done at a moment of its own, and when that is
        self._panel = Panel()
        self._prompts = [""] * PROMPTS
        self._lock = threading.Lock()

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        with self._lock:
            self.dated += [] if at_s is None else [(control.knob.name, at_s) for control in controls]
            self.done += [("turn", control.knob.name, control.value) for control in controls]
            self._panel = self._panel.turn(controls)

    def command(self, name: str, at_s: float | None = None) -> None:
        with self._lock:
            self.dated += [] if at_s is None else [(name, at_s)]
            self.done.append(("command", name, ""))

    def prompt(self, slot: int, text: str) -> None:
        with self._lock:
            self.done.append(("prompt", slot, text))
            self._prompts[slot - 1] = text

    def scene(self, name: str) -> None:
        with self._lock:
            self.done.append(("scene", name, ""))

    def hold(self, weights: Sequence[float]) -> None:
        self.held = tuple(weights)

    def align(self, beat: float, at_s: float, within_s: float = 0.0) -> None:
        self.aligned.append((beat, at_s))

    def panel(self) -> Panel:
        return self._panel

    def prompts(self) -> tuple[str, ...]:
        return tuple(self._prompts)

    def status(self) -> Status:
        return self.now

    def save_scene(self, name: str) -> None:
        self.done.append(("save_scene", name, ""))

    def morph(self, name: str, beats: float) -> None:
        self.done.append(("morph", name, beats))

    def commands(self) -> list[str | int]:
        return [name for kind, name, _ in list(self.done) if kind == "command"]


def wait_for(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """True as soon as the condition holds, False when the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return condition()
