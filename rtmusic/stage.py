"""One evening: the engine, the hands on it and the view, from the first block to the last."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from rtmusic import report, setbook
from rtmusic.engine import Engine, Settings
from rtmusic.midi import Bindings, MidiInput
from rtmusic.osc import OscServer
from rtmusic.plan import Demo
from rtmusic.render import Press
from rtmusic.screen import Screen

_LOOK_S = 0.1  # how often events and the clock are looked at


@dataclass(frozen=True, slots=True)
class Evening:
    """All that is decided before the first sound."""

    settings: Settings
    seconds: float | None = None  # None: until stopped
    presses: Sequence[Press] = ()
    demo: Demo | None = None  # played instead when the virtual sound card is heard and the evening begins in loop mode
    osc: tuple[str, int] | None = None  # host and port
    osc_allow: Sequence[str] = ()  # networks that are let in; none means the private ones
    sooperlooper: int | None = None  # a second port for programs that look for SooperLooper
    midi: str = "off"  # "auto", "off" or part of a port's name
    bound: Bindings = field(default_factory=dict)
    report: Path | None = None
    picture: bool = True  # the live view; without it one line is printed where something happens
    notes: Sequence[str] = ()


def play(evening: Evening) -> Mapping[str, Any]:
    """Play until the time is up, q is pressed, or the process is told to stop (Ctrl-C, SIGTERM, SIGHUP).

    Returns:
        The report, as it was also written where the evening wants it.

    Raises:
        RtmusicError: something that was asked for is not there, or a process cannot be kept alive. Whatever could be
            heard until then is in the recording, and the report is written.
    """
    engine = Engine(evening.settings)
    with ExitStack() as hands:
        notes = list(evening.notes)
        server = None
        if evening.osc is not None:
            allow, second = evening.osc_allow, evening.sooperlooper
            server = OscServer(engine, evening.osc[1], evening.osc[0], allow=allow, sooperlooper=second)
            hands.callback(server.stop)
            notes.append(f"OSC on {evening.osc[0]} port {server.port}")
        player = None
        if evening.midi != "off":
            player = MidiInput(engine, evening.midi, evening.bound)
            hands.callback(player.stop)
        if evening.settings.record is not None:
            notes.append(f"recording to {evening.settings.record}")
        if evening.settings.everything:
            notes.append(f"all of it is kept in {evening.settings.journal}")
        with _told_to_stop() as told:
            engine.start()
            if evening.settings.journal is not None:
                setbook.remember(evening.settings.journal)
            try:
                presses = evening.presses
                if evening.demo and _hears_nobody(engine) and engine.panel().mode == "loop":
                    for control in evening.demo.controls:
                        engine.turn(control)
                    presses = evening.demo.presses
                    notes.append(evening.demo.told)
                if server is not None:
                    server.start()
                if player is not None:
                    player.start()
                _perform(engine, evening, presses, notes, player, told)
            finally:
                hands.close()  # nobody turns a knob of an engine that is going
                ending = engine.stop().as_dict()
                if evening.report is not None:
                    report.write(ending, evening.report)
    return ending


def _hears_nobody(engine: Engine) -> bool:
    return str(engine.device.get("input", "")).startswith("virtual")


def _perform(
    engine: Engine,
    evening: Evening,
    presses: Sequence[Press],
    notes: Sequence[str],
    player: MidiInput | None,
    told: Callable[[], bool],
) -> None:
    waiting = sorted(presses, key=lambda press: press.at_s)
    seen = 0
    began = engine.at_s  # a set that is gone on with has a clock that stands at its end
    with Screen(engine, notes=notes, picture=evening.picture) as screen:
        while not screen.quit and not told():
            engine.check()
            now = engine.at_s - began
            if evening.seconds is not None and now >= evening.seconds:
                return
            while waiting and waiting[0].at_s <= now:
                engine.command(waiting.pop(0).command)
            events = engine.events()
            screen.say(events[seen:])
            seen = len(events)
            if player is not None:
                screen.notes = [*notes, f"MIDI from {', '.join(player.ports) or 'nobody yet'}"]
            ends = [press.at_s for press in waiting[:1]] + ([] if evening.seconds is None else [evening.seconds])
            screen.wait(max(0.001, min([_LOOK_S, *[end - now for end in ends]])))


@contextmanager
def _told_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether a signal has asked us to stop; a second Ctrl-C does not wait any more."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
