"""MIDI in and out: controllers turn knobs, pedals and notes press commands, keys and sequencers say what and when.

`midimap` says what a message is bound to, `miditalk` what it means. Here are the ports and the one thread that touches
them. No MIDI at all is a state and no error: ports are looked for once a second, and come and go while the music plays.
A cable that is pulled lets go of every key that was held at its other end.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from rtmusic.errors import DeviceError, RtmusicError
from rtmusic.knobs import KNOBS, Command, Control, Knob
from rtmusic.midiclock import Arrival, ClockIn, ClockOut
from rtmusic.midifeedback import Feedback
from rtmusic.midikeys import Keys
from rtmusic.midilearn import Learner
from rtmusic.midimap import Bindings, bindings
from rtmusic.midiports import MISSING, Port, Ports, list_ports
from rtmusic.miditalk import Bound, Counters, Ears, Translator
from rtmusic.midivalue import Action
from rtmusic.status import Desk

SCAN_EVERY_S = 1.0
CLOCKS = ("off", "in", "out", "both")
ClockUse = Literal["off", "in", "out", "both"]
ALIGN_EVERY_S = 0.5  # how often the beat is told to the instrument while a clock is followed
_POLL_S = 0.002
_ANSWER_S = 0.02  # between two looks at what controllers must be told
_LOOK_S = 0.1  # … and at what the loop does, and where the beat is
_BYTES = {"clock": 0xF8, "start": 0xFA, "stop": 0xFC}

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Player:
    """What listens to one port."""

    translator: Translator
    feedback: Feedback
    arrival: Arrival


class MidiInput:
    """Plays the desk from MIDI ports between start() and stop(), on one thread that alone touches the ports.

    Args:
        desk: the instrument; its methods are called from the MIDI thread.
        port: part of a port's name (any capitals), or "auto" for every port of the first MIDI system found.
        bound: what each message means, from `bindings`.
        patient: wait for a port that is named and not there.
        clock: "in" follows the MIDI clock of whoever sends one, "out" sends one, "both" sends while nobody else does.
        tell: hears a sentence about everything that was learned, or cannot be recalled, on any thread.

    Raises:
        DeviceError: a port was named and none has that name.
    """

    def __init__(
        self,
        desk: Desk,
        port: str = "auto",
        bound: Bindings | None = None,
        patient: bool = False,
        clock: ClockUse = "off",
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self._desk = desk
        self._bound = Bound(bindings() if bound is None else bound)
        self._keys = Keys()
        self._tell = tell or (lambda sentence: None)
        self._held: tuple[float, ...] = ()  # what the desk knows of them
        self._turned: dict[str, Control] = {}
        self._uses_clock = clock
        self._clock_out = ClockOut()
        self._clock_port: str | None = None  # the port whose clock is followed
        self._next_answer = self._next_look = self._next_align = 0.0
        self._stopping, self._panicked = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="midi", daemon=True)
        self.clock = ClockIn()
        self.learner = Learner(self._bound, tell)
        self.counters = Counters()
        self._ports: Ports[_Player] = Ports(port, self._meet, self._part)
        self._ports.clocks = clock in ("out", "both")
        if port.lower() != "auto" and not patient:
            self._scan()
            if not self.ports:
                there = ", ".join(list_ports()) or MISSING or "none"
                self._ports.close()
                raise DeviceError(
                    f"MIDI: no input is called {port!r} (there are: {there}); "
                    "connect it, take another name, or leave --midi away"
                )

    @property
    def ports(self) -> tuple[str, ...]:
        """The names of the inputs that are open."""
        return self._ports.names

    @property
    def bound(self) -> Bindings:
        """The map in force, with what was learned."""
        return self._bound.map

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of all ports; nothing is held any more."""
        self._stopping.set()
        played = self._thread.ident is not None
        if played:
            self._thread.join()
            self._send_clock(self._clock_out.stop())
        self._ports.close()
        if played:  # else there may be no instrument yet
            self._flush()
            self._tell_held()

    def panic(self) -> None:
        """Let go of all keys that are held, soon; any thread may ask for it."""
        self._panicked.set()

    # What follows runs on the MIDI thread only (the first scan before it starts, the last close after it ends).

    def _run(self) -> None:
        next_scan = 0.0
        while not self._stopping.wait(self._pause()):
            now = time.monotonic()
            try:
                if now >= next_scan:
                    next_scan = now + SCAN_EVERY_S
                    self._scan()
                if self._panicked.is_set():
                    self._panicked.clear()
                    self._keys.panic()
                self._poll(now)
                self._keep_time(now)
                self._answer(now)
            except Exception:
                # A fault of ours in one message must not take the hands off the instrument.
                self.counters.failures += 1
                _log.exception("MIDI input")

    def _pause(self) -> float:
        usual = _POLL_S if self.ports or self._ports.clocks else SCAN_EVERY_S / 4
        return max(0.0, min(usual, self._clock_out.next_s - time.monotonic()))

    def _scan(self) -> None:
        answers = any(b.feedback for here in self._bound.map.values() for b in here)
        self._ports.answers = self._ports.answers or answers  # lights that were lit must go out, too
        self._ports.scan()

    def _meet(self, name: str) -> _Player:
        feedback = Feedback(self._bound)
        ears = Ears(
            keys=self._keys,
            clock=lambda what, position, now: self._hear_clock(name, what, position, now),
            learn=self.learner.heard,
            moved=feedback.heard,
        )
        translator = Translator(self._bound, self.counters, self._where, ears, name)
        return _Player(translator, feedback, Arrival())

    def _part(self, port: Port[_Player]) -> None:
        self._act(port.player.translator.let_go())
        if self._clock_port == port.name:
            self._clock_port = None
            self.clock.stop()

    def _where(self, knob: Knob) -> float:
        turned = self._turned.get(knob.name)
        return self._desk.panel()[knob.name] if turned is None else turned.value

    def _poll(self, now: float) -> None:
        for port in self._ports:
            player = port.player
            while (received := port.source.get_message()) is not None:
                message, apart_s = received
                self._act(player.translator.feed(message, player.arrival.of(apart_s, time.monotonic())))
            self._act(player.translator.settle(now))
        self.learner.settle(now)
        self._flush()

    def _act(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, Control):
                self._turned.pop(action.knob.name, None)  # a sweep that came in one burst is one turn
                self._turned[action.knob.name] = action
                continue
            self._flush()
            if isinstance(action, Command):
                self._desk.command(action.name)
            else:
                try:
                    self._desk.scene(action.name)
                except RtmusicError as error:  # there is none of this name
                    self._tell(str(error))

    def _flush(self) -> None:
        turned, self._turned = self._turned, {}
        if turned:
            self._desk.turn(*turned.values())

    # -- the beat ----------------------------------------------------------------------------------------------

    def _hear_clock(self, port: str, what: str, position: int, now: float) -> None:
        """A sequencer's word; the one that gives the time keeps it until it is silent."""
        clock = self.clock
        if port != self._clock_port:
            if self._clock_port is not None and clock.slaved(now):
                return
            self._clock_port = port
        if what == "clock":
            clock.tick(now)
        elif what == "start":
            clock.start()
            self._next_align = 0.0
        elif what == "continue":
            clock.go_on()
            self._next_align = 0.0
        elif what == "stop":
            clock.stop()
        elif not clock.running:
            clock.position(position)

    def _keep_time(self, now: float) -> None:
        if self._uses_clock in ("in", "both") and self.clock.slaved(now):
            self._follow(now)
        if not self._ports.clocks:
            return
        if self._uses_clock == "both" and self.clock.slaved(now):
            self._send_clock(self._clock_out.stop())
            return
        if now >= self._next_look:
            self._next_look = now + _LOOK_S
            status, panel = self._desk.status(), self._desk.panel()
            self._clock_out.follow(status.bpm, status.beat, panel.int("beats"), time.monotonic())
        self._send_clock(self._clock_out.due(time.monotonic()))

    def _follow(self, now: float) -> None:
        """Turn the tempo to the clock's where they differ by more than its jitter, and bring the beats together."""
        clock, knob = self.clock, KNOBS["tempo"]
        bpm = clock.tempo_bpm
        if bpm is None or now < self._next_align:
            return
        self._next_align = now + ALIGN_EVERY_S
        tempo = knob.clamp(round(bpm, 2))
        if abs(tempo - self._where(knob)) > max(0.05, 3 * clock.error_bpm):
            self._desk.turn(Control(knob, tempo))
        beat = clock.beat_at(now)
        if clock.running and beat is not None and beat >= 0 and knob.low <= bpm <= knob.high:
            self._desk.align(beat, now)

    def _send_clock(self, words: Iterable[str]) -> None:
        for word in words:
            self._ports.send_clock([_BYTES[word]])

    # -- answers -----------------------------------------------------------------------------------------------

    def _answer(self, now: float) -> None:
        """Tell the desk which keys are held, and controllers what they show."""
        self._tell_held()
        if not self._ports.answers or now < self._next_answer:
            return
        self._next_answer = now + _ANSWER_S
        panel = self._desk.panel()
        for port in self._ports:
            if port.out is not None:
                feedback = port.player.feedback
                status = self._desk.status() if feedback.needs_status and self._is_time_to_look(now) else None
                for message in feedback.due(panel, status, now):
                    port.out.send_message(message)

    def _tell_held(self) -> None:
        held = self._keys.weights()
        if held != self._held:
            self._held = held
            self._desk.hold(held)

    def _is_time_to_look(self, now: float) -> bool:
        return math.floor(now / _LOOK_S) != math.floor((now - _ANSWER_S) / _LOOK_S)
