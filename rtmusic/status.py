"""What the instrument is doing right now, as one immutable picture for screens, OSC and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rtmusic.knobs import LOOPS, Control, Panel


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a player may want to know afterwards: a restart, a lost device, a late round."""

    at_s: float  # stream clock: seconds of sound since the start
    kind: str  # one word: "model-restart", "device-lost", "recording-full", "late-round", …
    text: str  # one sentence


# What a loop does. It is empty; it waits for the beat to begin or end a recording on (waiting, closing); or it turns.
LOOP_STATES = (
    *("empty", "waiting", "recording", "closing", "playing", "overdubbing", "replacing", "substituting"),
    *("multiplying", "inserting", "paused"),
)
REWRITTEN = 100  # of a loop's turn, a cell that is rewritten already says so by this much more than its share
ON_THE_GRID = ("waiting", "closing")  # a recording that waits for the beat


@dataclass(frozen=True, slots=True)
class LoopStatus:
    """Where a loop stands."""

    state: str = "empty"  # one of LOOP_STATES
    length_s: float = 0.0
    position_s: float = 0.0
    passes: int = 0
    layers: int = 0  # layers that undo can still take away
    redo: int = 0
    take: int = 0  # which take it stands on, in the order in which they were made; 0: on none, it is empty
    takes: int = 0  # of how many
    favourite: bool = False
    muted: bool = False
    solo: bool = False
    reversed: bool = False
    once: bool = False  # it stands still after this turn
    taken_s: float = 0.0  # of a recording that is open, so far
    next: str = ""  # the command that waits for the grid
    next_in_s: float = 0.0  # until it is carried out
    notice: str = ""  # why it is not as was asked, one sentence

    @property
    def awaits_beat(self) -> bool:
        """A recording is about to begin or to end on the beat."""
        return self.state in ON_THE_GRID

    @property
    def records(self) -> bool:
        """A recording is open: `record` ends it, or takes back that it begins."""
        return self.state == "recording" or self.awaits_beat

    @property
    def vacant(self) -> bool:
        """True while nothing turns that a recording would take the place of."""
        return self.state == "empty" or self.records


@dataclass(frozen=True, slots=True)
class Recalled:
    """What of the evening is played again by the machine."""

    moment: int = 0  # its number; 0: nothing is recalled now
    played_s: float = 0.0  # when it was played, on the stream clock
    protected: bool = False
    share: float = 0.0  # of the frames that were written last, 0..1
    moments: int = 0  # that are remembered


@dataclass(frozen=True, slots=True)
class Status:
    """One picture of the running instrument; made by the engine, read by every face of it."""

    at_s: float  # stream clock
    mode: str
    sound_alive: bool
    model_alive: bool
    input_db: float  # peak since the last picture
    output_db: float
    committed_s: float  # final music ahead of the playhead
    drafted_s: float  # all music ahead of the playhead, drafts included
    loops: tuple[LoopStatus, ...]
    selected: int  # the loop that pedals and the knobs of loops are for, or the first of them
    masks: tuple[tuple[float, ...], ...]  # of each loop, per frame of the window: share of its tokens kept, 0..1
    rounds: int
    late_rounds: int
    rung: str  # what rounds leave out for want of time, see rtmusic.pacing.RUNGS
    round_ms: float  # the last round
    audible_glitches: int
    repeated_bars: int
    device_flags: int
    model_load: float  # share of one core
    sound_load: float
    restarts: int
    bpm: float
    beat: float  # position in the bar, in beats
    latency_ms: dict[str, float] = field(default_factory=dict)  # by part
    recalled: Recalled = Recalled()
    turn: str = ""  # in a call and answer "listens" or "answers", else nothing
    turn_bars: float = 0.0  # of that turn that are left
    tokens: tuple[tuple[int, ...], ...] = ((),) * LOOPS  # of each loop, per frame of the window, see token_bits
    cells: tuple[tuple[int, ...], ...] = ((),) * LOOPS  # of each loop, along the turn, see outlook.heard_next
    # Of each loop, seconds of the turn: where what was laid in last begins, and where it ends; the same: nothing was.
    seams: tuple[tuple[float, float], ...] = ((0.0, 0.0),) * LOOPS

    @property
    def loop(self) -> LoopStatus:
        """The selected loop."""
        return self.loops[self.selected]

    @property
    def mask(self) -> tuple[float, ...]:
        """Of the selected loop, or of what plays instead."""
        return self.masks[self.selected]


class Desk(Protocol):
    """What every face of the instrument may do: turn a knob, press a pedal, type a prompt, look."""

    # All of them at once; both take place at a monotonic moment, to the sample where that can be, or now.
    def turn(self, *controls: Control, at_s: float | None = None) -> None: ...
    def command(self, name: str, at_s: float | None = None) -> None: ...  # one of knobs.ORDERS
    def hold(self, weights: Sequence[float]) -> None: ...  # keys that are held: a weight for each pitch class, C to B
    def align(
        self, beat: float, at_s: float, within_s: float = 0.008
    ) -> None: ...  # a beat falls on a monotonic moment
    def prompt(self, slot: int, text: str) -> None: ...
    def panel(self) -> Panel: ...
    def prompts(self) -> tuple[str, ...]: ...
    def status(self) -> Status: ...
    def scene(self, name: str) -> None: ...  # recall it on the grid
    def save_scene(self, name: str) -> None: ...
    def morph(self, name: str, beats: float) -> None: ...
