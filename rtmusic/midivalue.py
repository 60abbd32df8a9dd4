"""From the value of a controller to what it asks for: absolute or relative, pressed or turned, jumping or picked up.

Encodings of endless encoders and the ways of takeover are those of Ableton Live's manual; the rule when a knob is
picked up is the truth table of Mixxx (src/controllers/softtakeover.cpp), with its threshold and its 50 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from rtmusic.knobs import DOWN, UP, Command, Control, Knob
from rtmusic.midimap import STEP, Binding, Scene

NEAR = 3 / 128  # of the way: a controller this close to its knob takes it
SOON_S = 0.05  # a value that follows one that was obeyed so soon may be far from it: the controller is moved fast
MOST_KEPT = 4096  # bindings whose last position is remembered

Action = Control | Command | Scene
Where = Callable[[Knob], float]  # where a knob stands now


def detents(mode: str, value: int) -> int:
    """How many detents to the right an endless encoder was turned, by its encoding; to the left below 0.

    Args:
        mode: a mode that begins with "rel"; with "-lin" it is never more than one.
        value: 0 to 127, as it came.
    """
    kind = mode.removesuffix("-lin")
    if value == 0:
        found = 0
    elif kind == "rel-signed":
        found = value if value <= 64 else 64 - value
    elif kind == "rel-signed2":
        found = value - 64 if value > 64 else -value
    elif kind == "rel-offset":
        found = value - 64
    else:
        found = value if value <= 64 else value - 128
    return max(-1, min(1, found)) if mode.endswith("-lin") else found


LEFT_BY_ONE = {65: "rel-signed", 1: "rel-signed2", 63: "rel-offset", 127: "rel-2c"}  # what one detent to the left sends


def centred(value: int) -> float:
    """The position 0..1 of a pitch bend 0..16383, exactly 0.5 at rest."""
    return value / 16384 if value < 8192 else 0.5 + (value - 8192) / 16382


@dataclass(slots=True)
class _Hold:
    """What is remembered of one binding."""

    seen: float | None = None  # the controller's last position
    obeyed: float = -1e9  # when the knob followed it last, s
    place: float | None = None  # where the knob was put, finer than its steps
    value: float = 0.0  # … and what it was then
    down: bool = False
    sent: int = -1  # the last value of a button


def picks_up(hold_seen: float | None, new: float, knob: float, since_s: float, is_near: bool) -> bool:
    """True when a controller at a new position may move its knob; all positions 0..1.

    Args:
        hold_seen: the controller's position before, None if this is its first.
        knob: where the knob stands.
        since_s: seconds since the knob followed last.
        is_near: obeying would not be a jump.
    """
    if hold_seen is None:
        return False
    if is_near:
        return True
    late = since_s > SOON_S
    if (knob - hold_seen) * (knob - new) < 0:  # it came by
        return not late
    return not late and abs(knob - hold_seen) <= NEAR


def scaled(seen: float | None, new: float, knob: float) -> float | None:
    """The knob's new position by value scaling: it has gone as much of its way as the controller of its own."""
    if seen is None or new == seen:
        return None
    if new > seen:
        return knob + (1 - knob) * (new - seen) / (1 - seen)
    return knob - knob * (seen - new) / seen


@dataclass(slots=True)
class Turner:
    """Values to actions, binding by binding. The MIDI thread alone calls it, one for each port."""

    where: Where
    _holds: dict[Binding, _Hold] = field(default_factory=dict)

    def value(self, binding: Binding, value: int, top: int, now: float) -> Action | None:
        """What a value 0..top of a controller asks for; None: nothing."""
        coarse = value * 127 // top
        hold = self._hold(binding)
        if not isinstance(binding.target, Knob) or binding.toggle:
            return self._pressed(binding, hold, value, coarse, top)
        if binding.relative:
            return self.step(binding, detents(binding.mode, coarse))
        if not binding.first <= coarse <= binding.last:
            return None
        position = centred(value) if binding.source.kind == "pb" and binding.whole else self._place(binding, value, top)
        return self._turned(binding, binding.target, hold, position, now)

    def press(self, binding: Binding, down: bool) -> Action | None:
        """What a key or a program asks for: it presses, holds a switch, or sets a knob to its high end."""
        knob = binding.target
        if isinstance(knob, Knob) and not binding.toggle and binding.source.kind == "note" and binding.high is None:
            return Control(knob, binding.value(knob, float(down)))
        if binding.hold and isinstance(knob, Command):
            return replace(knob, name=f"{knob.name}{DOWN if down else UP}")
        return self._act(binding) if down else None

    def step(self, binding: Binding, count: int) -> Action | None:
        """The knob is turned by so many detents."""
        knob = binding.target
        if not isinstance(knob, Knob) or count == 0:
            return None
        low, high = binding.ends(knob)
        if knob.curve == "switch":
            return Control(knob, binding.value(knob, float(count > 0)))
        step = binding.step
        if knob.curve in ("int", "choice") and step == STEP and high != low:
            step = max(step, 1 / abs(high - low))
        hold = self._hold(binding)
        return self._put(binding, knob, hold, self._stands(binding, knob, hold) + count * step)

    def release(self) -> list[Action]:
        """Controllers that are held are let go: nobody is at the other end any more."""
        return self.forget([binding for binding in self._holds if binding.hold])

    def forget(self, gone: Collection[Binding]) -> list[Action]:
        """Bindings that are not in force any more; when they come again their knob has to be picked up anew.

        Returns:
            Of what was held that it is let go.
        """
        forgotten = [(binding, self._holds.pop(binding, None)) for binding in gone]
        held = [binding for binding, hold in forgotten if binding.hold and hold is not None and hold.down]
        return [action for binding in held if (action := self.press(binding, False)) is not None]

    def begin(self, binding: Binding, value: int) -> None:
        """A binding comes into force while its controller stands at 0..127: who is down already does not press."""
        if not isinstance(binding.target, Knob) or binding.toggle:
            hold = self._hold(binding)
            hold.down, hold.sent = self._is_down(binding, value, value, 127), value

    def _hold(self, binding: Binding) -> _Hold:
        hold = self._holds.get(binding)
        if hold is None:
            if len(self._holds) >= MOST_KEPT:
                self._holds.clear()
            hold = self._holds[binding] = _Hold()
        return hold

    @staticmethod
    def _place(binding: Binding, value: int, top: int) -> float:
        """The position within the values that count."""
        if binding.whole:
            return value / top
        if binding.first == binding.last:
            return 1.0
        share = (value * 127 / top - binding.first) / (binding.last - binding.first)
        return min(1.0, max(0.0, share))

    def _pressed(self, binding: Binding, hold: _Hold, value: int, coarse: int, top: int) -> Action | None:
        """A pedal sends many values on its way down: one press. The same value twice is two presses.

        One that is held is pressed once, and let go once; also when it went down before anybody listened.
        """
        down = self._is_down(binding, value, coarse, top)
        if binding.hold:
            changed = down != hold.down or hold.sent < 0
            hold.down, hold.sent = down, value
            return self.press(binding, down) if changed else None
        pressed = down and (not hold.down or hold.sent == value)
        hold.down, hold.sent = down, value
        return self._act(binding) if pressed else None

    @staticmethod
    def _is_down(binding: Binding, value: int, coarse: int, top: int) -> bool:
        return value * 2 > top if binding.whole else binding.first <= coarse <= binding.last

    def _act(self, binding: Binding) -> Action:
        knob = binding.target
        if not isinstance(knob, Knob):
            return knob
        low, high = (binding.value(knob, end) for end in (0.0, 1.0))
        if not binding.toggle:
            return Control(knob, high)
        return Control(knob, low if self.where(knob) == high else high)

    def _turned(self, binding: Binding, knob: Knob, hold: _Hold, position: float, now: float) -> Action | None:
        if binding.takeover == "none":
            return Control(knob, binding.value(knob, position))
        seen, hold.seen = hold.seen, position
        stands = self._stands(binding, knob, hold)
        if binding.takeover == "scale":
            moved = scaled(seen, position, stands)
            return None if moved is None else self._put(binding, knob, hold, moved)
        near = abs(position - stands) <= NEAR or binding.value(knob, position) == self.where(knob)
        if not picks_up(seen, position, stands, now - hold.obeyed, near):
            return None
        hold.obeyed = now
        return self._put(binding, knob, hold, position)

    def _stands(self, binding: Binding, knob: Knob, hold: _Hold) -> float:
        """The knob's position, as finely as it was put there; where others have turned it since, as it is."""
        now = self.where(knob)
        if hold.place is None or hold.value != now:
            return binding.position(knob, now)
        return hold.place

    def _put(self, binding: Binding, knob: Knob, hold: _Hold, position: float) -> Control:
        hold.place = min(1.0, max(0.0, position))
        hold.value = binding.value(knob, hold.place)
        return Control(knob, hold.value)
