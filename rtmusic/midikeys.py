"""Keys that are held on keyboards, as what the generator shall play: a weight for each of the twelve pitch classes."""

from __future__ import annotations

from dataclasses import dataclass, field

SOFTEST = 0.4  # what the softest key is asked for, where the hardest is asked for with 1
MIDDLE = 64  # a pedal is down from here on

_Key = tuple[str, int, int]  # port, channel, note


@dataclass(slots=True)
class Keys:
    """Which keys sound: held down, or kept by a sustain pedal. The MIDI thread alone calls it."""

    _down: dict[_Key, int] = field(default_factory=dict)  # velocity
    _kept: dict[_Key, int] = field(default_factory=dict)  # released while the pedal was down
    _pedals: set[tuple[str, int]] = field(default_factory=set)

    def down(self, port: str, channel: int, note: int, velocity: int) -> None:
        """A key was struck."""
        self._kept.pop((port, channel, note), None)
        self._down[port, channel, note] = velocity

    def up(self, port: str, channel: int, note: int) -> None:
        """A key was let go; one that is not down is no fault."""
        velocity = self._down.pop((port, channel, note), None)
        if velocity is not None and (port, channel) in self._pedals:
            self._kept[port, channel, note] = velocity

    def pedal(self, port: str, channel: int, value: int) -> None:
        """The sustain pedal of a channel moved."""
        if value >= MIDDLE:
            self._pedals.add((port, channel))
        elif (port, channel) in self._pedals:
            self._pedals.remove((port, channel))
            self._kept = {key: v for key, v in self._kept.items() if key[:2] != (port, channel)}

    def quiet(self, port: str, channel: int | None = None) -> None:
        """Nothing is held on a channel any more, or on a whole port: all notes off, or its cable was pulled."""
        here = (port,) if channel is None else (port, channel)
        size = len(here)
        self._down = {key: v for key, v in self._down.items() if key[:size] != here}
        self._kept = {key: v for key, v in self._kept.items() if key[:size] != here}
        self._pedals = {pedal for pedal in self._pedals if pedal[:size] != here}

    def panic(self) -> None:
        """Nothing is held anywhere."""
        self._down, self._kept = {}, {}
        self._pedals = set()

    def weights(self) -> tuple[float, ...]:
        """How strongly each pitch class is asked for, C to B; 0 where no key of it sounds, all 0 where none does."""
        loudest = [0] * 12
        for held in (self._down, self._kept):
            for (_, _, note), velocity in held.items():
                loudest[note % 12] = max(loudest[note % 12], velocity)
        most = max(loudest)
        return tuple(SOFTEST + (1 - SOFTEST) * v / most if v else 0.0 for v in loudest)
