"""One evening: the engine, the hands on it and the view, from the first block to the last."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from rtmusic import report, setbook
from rtmusic.addresses import guest_nodes
from rtmusic.engine import Engine, Settings
from rtmusic.errors import RtmusicError
from rtmusic.guardian import CRASHED, Legacy
from rtmusic.link import LinkSync
from rtmusic.midi import ClockUse, MidiInput
from rtmusic.midimap import Bindings
from rtmusic.osc import OscServer
from rtmusic.oscgate import Gate
from rtmusic.oscguests import link_words, midi_words, scene_words, session_words
from rtmusic.oscquery import OscQuery, Place
from rtmusic.plan import Demo
from rtmusic.render import Press
from rtmusic.screen import Screen
from rtmusic.status import Event

_LOOK_S = 0.1  # how often events and the clock are looked at
_TWICE_S = 0.3  # within which a second Ctrl-C is the first one, told by another way


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
    query: int | None = None  # TCP port of OSCQuery, 0 takes a free one; it describes OSC, so not without it
    announce: bool | None = None  # OSCQuery by zeroconf; None: if others can reach it
    midi: str = "off"  # "auto", "off" or part of a port's name
    bound: Bindings = field(default_factory=dict)
    laid: Sequence[str] = ()  # MIDI bindings over these, of the scene that the evening begins with
    midi_clock: ClockUse = "off"
    link: Literal["", "tempo", "start-stop"] = ""  # what is shared over Ableton Link
    session: str = ""  # the name under which all loops are kept at the end
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
    engine, legacy = Engine(evening.settings), evening.settings.legacy or Legacy()
    with ExitStack() as hands:
        notes = list(evening.notes)
        server = player = query = sync = None
        more = scene_words(engine.scenes) | session_words(engine.sessions)
        if evening.midi != "off":
            player = _midi(engine, evening, legacy, notes)
            hands.callback(player.stop)
            more |= midi_words(player.learner)
        elif evening.laid:
            notes.append("the scene's MIDI bindings are not used: there is no MIDI")
        if evening.link:
            sync = LinkSync(
                engine,
                lambda: engine.output_latency_s,
                evening.link == "start-stop",
                lambda said: engine.tell("link", said),
            )
            more |= link_words(sync)
            hands.callback(sync.stop)
        if evening.osc is not None:
            server = OscServer(
                engine,
                evening.osc[1],
                evening.osc[0],
                legacy,
                allow=evening.osc_allow,
                sooperlooper=evening.sooperlooper,
                more=more,
            )
            server.on_panic.append(engine.scenes.stop)
            server.on_panic += [player.panic] if player is not None else []
            hands.callback(server.stop)
            notes.append(f"OSC on {evening.osc[0]} port {server.port}")
            if evening.query is not None:
                place = Place(
                    server.port, evening.osc[0], evening.query, evening.announce, Gate(evening.osc_allow).lets_in
                )
                query = OscQuery(
                    engine, place, lambda: guest_nodes(more, engine.scenes.names()), locked=server.is_locked
                )
                engine.scenes.on_saved = lambda: query.changed("/scene")
                hands.callback(query.stop)
        if evening.settings.record is not None:
            notes.append(f"recording to {evening.settings.record}")
        if evening.settings.everything:
            notes.append(f"all of it is kept in {evening.settings.journal}")
        with _told_to_stop() as told:
            engine.start()
            if evening.session in engine.sessions.names():
                engine.sessions.current = evening.session
            if evening.settings.journal is not None:
                setbook.remember(evening.settings.journal)
            try:
                presses = _presses(engine, evening, legacy, notes)
                if server is not None:
                    server.start()
                if query is not None:
                    query.start()
                    notes.append(query.told or f"OSCQuery at http://{query.host}:{query.port}")
                if player is not None:
                    player.start()
                if sync is not None:
                    sync.start()
                _perform(engine, evening, presses, notes, player, told, legacy)
            except Exception as fault:
                if isinstance(fault, RtmusicError) or not legacy.guarded:
                    raise
                traceback.print_exc()  # a fault of ours, and no reason to end the music
                os._exit(CRASHED)
            finally:
                hands.close()  # nobody turns a knob of an engine that is going
                try:
                    if evening.session:
                        _keep(engine, evening.session)
                finally:  # also for who does not wait for that
                    ending = engine.stop().as_dict()
                    if evening.report is not None:
                        report.write(ending, evening.report)
    return ending


def _keep(engine: Engine, name: str) -> None:
    """Keep all loops as a session; what is wrong with that is told, and the evening ends as it should."""
    try:
        said = f"session {name} is kept in {engine.sessions.keep(name)}"
    except RtmusicError as error:
        said = str(error)
    engine.tell("session", said)
    print(f"rtmusic: {said}", file=sys.stderr)


def _midi(engine: Engine, evening: Evening, legacy: Legacy, notes: list[str]) -> MidiInput:
    """MIDI with the evening's map; what was learned, or came with a scene, outlives a main process that is killed."""
    player = MidiInput(
        engine,
        evening.midi,
        evening.bound,
        legacy.playing,  # then a port that is gone comes again
        evening.midi_clock,
        lambda said: engine.tell("midi", said),
    )
    learner = player.learner
    notes += learner.lay(legacy.left.get("midi", ()) if legacy.playing else evening.laid)
    learner.on_change = lambda lines: legacy.leave(midi=lines)
    legacy.leave(midi=learner.differences())
    engine.scenes.bound_to(learner.differences, learner.lay)
    return player


def _presses(engine: Engine, evening: Evening, legacy: Legacy, notes: list[str]) -> Sequence[Press]:
    """What is pressed: the demo where nobody else plays, and where one was begun."""
    if evening.demo is None or not (legacy.left.get("demo") if legacy.playing else _is_alone(engine)):
        return evening.presses
    if not legacy.playing:
        for control in evening.demo.controls:
            engine.turn(control)
        legacy.leave(demo=True)
    notes.append(evening.demo.told)
    return evening.demo.presses


def _is_alone(engine: Engine) -> bool:
    return engine.panel().mode == "loop" and str(engine.device.get("input", "")).startswith("virtual")


def _perform(
    engine: Engine,
    evening: Evening,
    presses: Sequence[Press],
    notes: Sequence[str],
    player: MidiInput | None,
    told: Callable[[], bool],
    legacy: Legacy,
) -> None:
    waiting = sorted(presses, key=lambda press: press.at_s)
    pressed = legacy.left.get("pressed", 0)
    seen = len(legacy.left.get("event", ()))
    began = legacy.left.get("first_s", engine.at_s)  # a set that is gone on with has a clock that stands at its end
    alone = False
    with Screen(engine, notes=notes, picture=evening.picture) as screen:
        while not screen.quit and not told():
            engine.check()
            now = engine.at_s - began
            if evening.seconds is not None and now >= evening.seconds:
                return
            while waiting[pressed:] and waiting[pressed].at_s <= now:
                pressed += 1
                legacy.leave(pressed=pressed)
                engine.command(waiting[pressed - 1].command)
            if legacy.orphaned and not alone:
                alone = True
                screen.let_go()
                said = f"whoever watched over this process is gone; the music goes on; end it with:  kill {os.getpid()}"
                engine.note(Event(engine.at_s, "guardian-lost", said))
            events = engine.events()
            screen.say(events[seen:])
            seen = len(events)
            if player is not None:
                armed = player.learner.armed
                waits = "" if armed is None else f"; what is moved next is bound to {armed} (/midi/cancel)"
                screen.notes = [*notes, f"MIDI from {', '.join(player.ports) or 'nobody yet'}{waits}"]
            ends = [press.at_s for press in waiting[pressed : pressed + 1]] + (
                [] if evening.seconds is None else [evening.seconds]
            )
            screen.wait(max(0.001, min([_LOOK_S, *[end - now for end in ends]])))


@contextmanager
def _told_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether a signal has asked us to stop; a second Ctrl-C does not wait any more."""
    asked: list[float] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(time.monotonic())
        if number == signal.SIGINT and asked[-1] - asked[0] > _TWICE_S:
            signal.default_int_handler(number, frame)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
