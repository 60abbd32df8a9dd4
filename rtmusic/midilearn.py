"""Learning: say what shall be turned, and the next controller that moves turns it.

    learner.arm("temperature low=0.2 high=1.2")     then move a controller: bound, in place of what it did before
    learner.arm("freeze", beside=True)              … beside what it does already
    learner.cancel()
    learner.unlearn("freeze")                       whatever turns it turns nothing any more

An endless encoder is recognised when it is turned slowly to the left: it says the same one of four values again and
again, which no fader does. What was bound last can be changed with words of a map (``learner.change(["low=0.5"])``),
and all that is in force saved to a file. A scene's bindings are laid over the map in force, and what differs from the
map that the evening began with is what a scene keeps.
"""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from rtmusic.errors import UsageError
from rtmusic.knobs import Knob
from rtmusic.midimap import (
    ANY,
    PRESSED,
    Binding,
    Bindings,
    Source,
    Target,
    change,
    find_target,
    laid,
    lines_of,
    target_words,
    write_map,
)
from rtmusic.miditalk import PAIR_S, Bound
from rtmusic.midivalue import LEFT_BY_ONE

ALIKE = 3  # times the same value in a row that make an encoder
LOOKED_AT_S = 5.0  # how long after binding it may still turn out to be one
MOST_TOLD = 8  # learned bindings that a scene has replaced
_UNBINDABLE = range(120, 128)  # controllers that silence or switch channels, and turn nothing


@dataclass(frozen=True, slots=True)
class Armed:
    """What the next event will be bound to."""

    target: Target
    options: tuple[str, ...] = ()
    beside: bool = False  # beside what its source is bound to already

    def __str__(self) -> str:
        """As it was said."""
        return " ".join([target_words(self.target), *self.options])


class Learner:
    """Binds what comes next. Any thread may call it, except `heard` and `settle`, which are the MIDI thread's.

    It alone puts another map in place of the one in force, under its lock, and always a whole one.

    Args:
        bound: the map in force.
        tell: hears a sentence about everything that was bound by hand, on any thread.
    """

    def __init__(self, bound: Bound, tell: Callable[[str], None] | None = None) -> None:
        self._bound = bound
        self._began = bound.map  # the evening's
        self._tell = tell
        self.on_change: Callable[[list[str]], object] = lambda lines: None  # hears what `differences` gives from now on
        self._by_hand: set[Source] = set()  # what was learned, and no scene has replaced
        self._lines: tuple[Bindings | None, list[str]] = (None, [])
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
        target, options = self._find(words)
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
            self._free({source: ()})

    def unlearn(self, words: str) -> list[Source]:
        """Free a knob, command or scene of every controller; what else those do stays.

        Returns:
            What was bound to it.

        Raises:
            KnobError: there is no such knob or command.
            UsageError: nothing is bound to it, or there are words after it.
        """
        target, options = self._find(words)
        if options:
            raise UsageError(f"{options[0]!r}: only a name can be unlearned, for example:  {target_words(target)}")
        with self._lock:
            left = {
                source: tuple(binding for binding in here if binding.target != target)
                for source, here in self._bound.map.items()
                if any(binding.target == target for binding in here)
            }
            if not left:
                raise UsageError(f"nothing is bound to {target_words(target)}")
            self._free(left)
        self._say(f"{', '.join(map(str, left))}: bound to {target_words(target)} no more")
        return list(left)

    def lay(self, lines: Iterable[str]) -> list[str]:
        """Put lines of a map over the one in force, at one moment; what they do not speak of stays.

        Returns:
            A sentence about each line that is no binding, and about each binding that was learned and is lost.
        """
        with self._lock:
            before = self._bound.map
            now, told = laid(before, lines)
            lost = [source for source in self._by_hand if now.get(source) != before.get(source)]
            self._by_hand.difference_update(lost)
            if self._last is not None and self._last not in now.get(self._last.source, ()):
                self._last = None
            if now != before:
                self._put(now)
        for source in lost[:MOST_TOLD]:
            words = " and ".join(target_words(binding.target) for binding in before[source]) or "nothing"
            told.append(f"{source} was bound to {words} by hand, and now it is not")
        more = len(lost) - MOST_TOLD
        return told if more <= 0 else [*told, f"{more} more that were bound by hand are not any more"]

    def differences(self) -> list[str]:
        """The lines that make the map in force out of that which the evening began with."""
        with self._lock:
            return self._differences()

    def lines(self) -> list[str]:
        """The map in force, as lines."""
        with self._lock:
            if self._lines[0] is not self._bound.map:  # asked for often, it costs nothing more
                self._lines = (self._bound.map, lines_of(self._bound.map))
            return self._lines[1]

    @property
    def map(self) -> Bindings:
        """The map in force."""
        return self._bound.map

    def save(self, path: Path) -> None:
        """Write the map in force to a file.

        Raises:
            UsageError: it cannot be written.
        """
        write_map(self._bound.map, path)

    @staticmethod
    def _find(words: str) -> tuple[Target, list[str]]:
        try:
            target, options = find_target(shlex.split(words))
        except ValueError:
            raise UsageError(f"{words!r}: a quote is not closed") from None
        return target, list(options)

    def _free(self, left: Bindings) -> None:
        """What is left of these sources; their bindings that go go for good."""
        self._by_hand |= left.keys()
        if self._last is not None and self._last not in left.get(self._last.source, (self._last,)):
            self._last = None
        self._put({**self._bound.map, **left})

    def _put(self, bound: Bindings) -> None:
        self._bound.map = bound
        self.on_change(self._differences())

    def _differences(self) -> list[str]:
        began = self._began
        return lines_of({source: here for source, here in self._bound.map.items() if here != began.get(source)})

    def _say(self, sentence: str) -> None:
        if self._tell is not None:
            self._tell(sentence)

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
        before = self._standing(source)
        here = tuple(binding for binding in before if armed.beside and binding != made)
        self._by_hand.add(source)
        self._put({**self._bound.map, source: (*here, made)})
        self._armed = self._fine = None
        self._last, self._looked_until, self._said = made, now + LOOKED_AT_S, (value, 1)
        self._swallowed = source
        stays = {binding.target for binding in (*here, made)}
        gone = [target_words(binding.target) for binding in before if binding.target not in stays]
        self._say(told(made) + (f", and to {' and '.join(gone)} no more" if gone else ""))

    def _standing(self, source: Source) -> tuple[Binding, ...]:
        """What a source does now, as its own bindings where it does what it does on every channel."""
        here = self._bound.map.get(source)
        if here is None:
            here = self._bound.map.get(source._replace(channel=ANY), ())
        return tuple(replace(binding, source=source) for binding in here)

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
            self._say(told(self._replace(change(made, [f"mode={encoder}"]))))
        return released and not turns

    def _replace(self, binding: Binding) -> Binding:
        assert self._last is not None
        source = binding.source
        here = tuple(binding if b == self._last else b for b in self._bound.map.get(source, ()))
        self._put({**self._bound.map, source: here})
        self._last = binding
        return binding


def told(binding: Binding) -> str:
    """What was learned, in a sentence."""
    how = f", an encoder ({binding.mode})" if binding.relative else ""
    return f"{binding.source}{how} is bound to {target_words(binding.target)}"
