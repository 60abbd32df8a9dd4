"""Learning: say what shall be turned, and the next controller that moves turns it.

    learner.arm("temperature low=0.2 high=1.2")     then move a controller: bound, in place of what it did before
    learner.arm("freeze", beside=True)              … beside what it does already
    learner.cancel()

An endless encoder is recognised when it is turned slowly to the left: it says the same one of four values again and
again, which no fader does. What was bound last can be changed with words of a map (``learner.change(["low=0.5"])``),
and all that is in force saved to a file.
"""

from __future__ import annotations

import shlex
import threading
from dataclasses import dataclass
from pathlib import Path

from rtmusic.errors import UsageError
from rtmusic.knobs import Knob
from rtmusic.midimap import PRESSED, Binding, Source, Target, change, find_target, target_words, write_map
from rtmusic.miditalk import PAIR_S, Bound
from rtmusic.midivalue import LEFT_BY_ONE

ALIKE = 3  # times the same value in a row that make an encoder
LOOKED_AT_S = 5.0  # how long after binding it may still turn out to be one
_UNBINDABLE = range(120, 128)  # controllers that silence or switch channels, and turn nothing


@dataclass(frozen=True, slots=True)
class Armed:
    """What the next event will be bound to."""

    target: Target
    options: tuple[str, ...] = ()
    beside: bool = False  # beside what its source is bound to already


class Learner:
    """Binds what comes next. Any thread may call it, except `heard` and `settle`, which are the MIDI thread's."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._lock = threading.Lock()
        self._armed: Armed | None = None
        self._fine: tuple[Source, float] | None = None  # a controller 32..63 that may be another's fine half
        self._last: Binding | None = None
        self._looked_until = 0.0
        self._said: tuple[int, int] = (-1, 0)  # a value, and how often it came in a row
        self._swallowed: Source | None = None  # its release does nothing either

    @property
    def armed(self) -> Armed | None:
        """What waits for an event."""
        return self._armed

    @property
    def last(self) -> Binding | None:
        """What was bound last, as it is now."""
        return self._last

    def arm(self, words: str, beside: bool = False) -> Armed:
        """Bind the next event to a target, with options if there are any: ``temperature low=0.2 curve=log``.

        Raises:
            KnobError: there is no such knob or command, or it cannot take a value.
            UsageError: no such option.
        """
        try:
            target, options = find_target(shlex.split(words))
        except ValueError:
            raise UsageError(f"{words!r}: a quote is not closed") from None
        change(Binding(Source("cc", 1, 1), target), options)
        armed = Armed(target, tuple(options), beside)
        with self._lock:
            self._armed, self._fine = armed, None
        return armed

    def cancel(self) -> None:
        """Wait for nothing any more."""
        with self._lock:
            self._armed = self._fine = None

    def change(self, words: list[str]) -> Binding:
        """Give what was bound last other options: ``["low=0.5", "takeover=pickup"]``.

        Raises:
            UsageError: nothing was bound, or no such option.
        """
        with self._lock:
            if self._last is None:
                raise UsageError("nothing was learned yet; arm a knob and move a controller")
            return self._replace(change(self._last, words))

    def forget(self, source: Source) -> None:
        """Bind a source to nothing."""
        with self._lock:
            self._bound.map = {**self._bound.map, source: ()}
            self._last = None if self._last is not None and self._last.source == source else self._last

    def save(self, path: Path) -> None:
        """Write the map in force to a file.

        Raises:
            UsageError: it cannot be written.
        """
        write_map(self._bound.map, path)

    # -- the MIDI thread ---------------------------------------------------------------------------------------

    def heard(self, source: Source, value: int, now: float) -> bool:
        """Something came in, value 0..127; True when it was meant for learning and does nothing else."""
        if self._armed is None and self._last is None:
            return False
        with self._lock:
            if self._armed is None:
                return self._look_again(source, value, now)
            if source.kind == "cc" and source.number in _UNBINDABLE:
                return False
            if source.kind == "cc" and 32 <= source.number < 64 and self._fine is None:
                self._fine = (source, now)
                self._said = (value, 1)
                return True
            if self._fine is not None and source != self._fine[0]._replace(number=self._fine[0].number - 32):
                source = self._fine[0]  # it was no half: it moved again, or something else did
            self._bind(source, value, now)
            return True

    def settle(self, now: float) -> None:
        """Bind a controller that could have been another's fine half, and was not."""
        if self._fine is None:
            return
        with self._lock:
            if self._fine is not None and self._armed is not None and now - self._fine[1] >= PAIR_S:
                self._bind(self._fine[0], self._said[0], now)

    def _bind(self, source: Source, value: int, now: float) -> None:
        armed = self._armed
        assert armed is not None
        options = list(armed.options)
        if (
            source.kind in PRESSED
            and isinstance(armed.target, Knob)
            and not any(o.startswith("high=") for o in options)
        ):
            options += [] if "toggle" in options else ["toggle"]  # a key or a program has no value of its own
        if source.kind != "cc":
            options = [option for option in options if not option.startswith("mode=")]
        try:
            made = change(Binding(source, armed.target), options)
        except UsageError:
            made = Binding(source, armed.target)  # an option that this kind of message cannot have
        here = self._bound.map.get(source, ()) if armed.beside else ()
        self._bound.map = {**self._bound.map, source: (*here, made)}
        self._armed = self._fine = None
        self._last, self._looked_until, self._said = made, now + LOOKED_AT_S, (value, 1)
        self._swallowed = source

    def _look_again(self, source: Source, value: int, now: float) -> bool:
        """See whether what was just bound is an encoder; the release of a button that was learned goes no further."""
        made = self._last
        if made is None or source != made.source or now > self._looked_until:
            return False
        released = self._swallowed == source and value == 0
        self._swallowed = None
        before, times = self._said
        self._said = (value, times + 1 if value == before else 1)
        encoder = LEFT_BY_ONE.get(value)
        turns = isinstance(made.target, Knob) and source.kind == "cc" and made.mode == "auto" and not made.toggle
        if turns and encoder is not None and self._said[1] >= ALIKE:
            self._replace(change(made, [f"mode={encoder}"]))
        return released and not turns

    def _replace(self, binding: Binding) -> Binding:
        assert self._last is not None
        source = binding.source
        here = tuple(binding if b == self._last else b for b in self._bound.map.get(source, ()))
        self._bound.map = {**self._bound.map, source: here}
        self._last = binding
        return binding


def told(binding: Binding) -> str:
    """What was learned, in a sentence."""
    how = f", an encoder ({binding.mode})" if binding.relative else ""
    return f"{binding.source}{how} is bound to {target_words(binding.target)}"
