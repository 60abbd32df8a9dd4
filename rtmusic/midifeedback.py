"""What a controller is told: lights and motors show where knobs stand and what the loops do.

Only bindings that say ``feedback`` are answered: a keyboard that is sent its own controllers would change its sound.
Only what changed is sent and what the controller does not know, and nothing while it is being moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import mido

from rtmusic.edits import EDITS
from rtmusic.knobs import MUTE_LOOP, Command, Knob, Panel, loop_of, plain_name
from rtmusic.midimap import Binding, Source
from rtmusic.miditalk import Bound
from rtmusic.status import LoopStatus, Status

RESTS_S = 0.4  # after the last move: a hand may still be on it
MOST_AT_ONCE = 16  # messages; the rest comes with the next look, 50 a second: a wire carries a thousand


LIT: Mapping[str, Callable[[LoopStatus], bool]] = {  # when a pedal's light is on, besides while it waits for the grid
    "record": lambda loop: loop.records,
    "undo": lambda loop: loop.layers > 0,
    "undo_all": lambda loop: loop.layers > 0,
    "redo": lambda loop: loop.redo > 0,
    "redo_all": lambda loop: loop.redo > 0,
    "favourite": lambda loop: loop.favourite,
    "clear": lambda loop: loop.state != "empty",
    "mute": lambda loop: loop.muted,
    "solo": lambda loop: loop.solo,
    "pause": lambda loop: loop.state == "paused",
    "reverse": lambda loop: loop.reversed,
    "cancel": lambda loop: bool(loop.next) or loop.awaits_beat,
}
_STATES = {edit.name: edit.state for edit in EDITS}  # overdub is lit while the loop is overdubbing, and so on


def lit(command: str, status: Status) -> bool:
    """True when a pedal's light is on: its loop, or the selected one, does what it asks for, or will on the grid."""
    number = loop_of(command)
    loop = status.loop if number is None else status.loops[number]
    name = "mute" if command == MUTE_LOOP else plain_name(command)
    if name == loop.next or _STATES.get(name) == loop.state:
        return True
    return name in LIT and LIT[name](loop)


def is_light(binding: Binding) -> bool:
    """True when what answers is on or off, and no ring or motor."""
    knob = binding.target
    return not isinstance(knob, Knob) or knob.curve == "switch" or binding.toggle or binding.source.kind == "note"


@dataclass(slots=True)
class Feedback:
    """What one controller knows and must be told. The MIDI thread alone calls it."""

    bound: Bound
    _answered: list[Binding] = field(default_factory=list)
    _map: object = None  # the map that this list was made from
    _dark: list[tuple[Source, int]] = field(default_factory=list)  # lights that nothing answers any more
    _known: dict[Source, int | None] = field(default_factory=dict)
    _moved: dict[Source, float] = field(default_factory=dict)

    def heard(self, source: Source, value: int | None, now: float) -> None:
        """The controller said this itself; None: what it shows now cannot be told from that."""
        if source.kind in ("cc", "note"):
            self._known[source] = value
            self._moved[source] = now

    @property
    def answered(self) -> list[Binding]:
        """The bindings that are answered, one for each source."""
        bound = self.bound.map  # any thread may put another in its place
        if self._map is not bound:
            before, self._map = self._answered, bound
            self._answered = [
                next(b for b in here if b.feedback)
                for source, here in bound.items()
                if source.kind in ("cc", "note") and any(b.feedback for b in here)
            ]
            self._rebound(before)
        return self._answered

    def _rebound(self, before: list[Binding]) -> None:
        """What is bound anew is shown anew, and the lights of what is not answered any more go out."""
        now = {binding.source for binding in self._answered}
        for binding in {*before, *self._answered} - ({*before} & {*self._answered}):
            for place in self._places(binding.source):
                known = self._known.pop(place, None)
                if binding.source not in now and is_light(binding) and known not in (None, binding.dark):
                    self._dark.append((place, binding.dark))

    @property
    def needs_status(self) -> bool:
        """True when something shows what a loop does."""
        return any(isinstance(binding.target, Command) for binding in self.answered)

    def due(self, panel: Panel, status: Status | None, now: float) -> list[list[int]]:
        """The messages that bring the controller up to date, as bytes."""
        answered = self.answered
        messages = [_message(source, value) for source, value in self._dark[:MOST_AT_ONCE]]
        del self._dark[:MOST_AT_ONCE]
        for binding in answered:
            value = self._shown(binding, panel, status)
            for source in self._places(binding.source):
                if value is None or self._known.get(source) == value or now - self._moved.get(source, -1e9) < RESTS_S:
                    continue
                self._known[source] = value
                messages.append(_message(source, value))
                if len(messages) >= MOST_AT_ONCE:
                    return messages
        return messages

    def _places(self, source: Source) -> list[Source]:
        """Where to send it: a controller that is bound on every channel is answered where it spoke."""
        if source.channel:
            return [source]
        spoke = [s for s in self._moved if s.kind == source.kind and s.number == source.number]
        return spoke or [source._replace(channel=1)]

    @staticmethod
    def _shown(binding: Binding, panel: Panel, status: Status | None) -> int | None:
        target = binding.target
        if isinstance(target, Knob):
            position = binding.position(target, panel[target.name])
            if is_light(binding):
                return binding.lit if position >= 0.5 else binding.dark
            return round(position * 127)
        if isinstance(target, Command) and status is not None:
            return binding.lit if lit(target.name, status) else binding.dark
        return None


def _message(source: Source, value: int) -> list[int]:
    channel = source.channel - 1
    if source.kind == "note":
        built = mido.Message("note_on", channel=channel, note=source.number, velocity=value)
    else:
        built = mido.Message("control_change", channel=channel, control=source.number, value=value)
    data: list[int] = built.bytes()
    return data
