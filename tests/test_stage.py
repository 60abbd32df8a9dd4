"""One evening with an engine that only writes down: who is started and stopped when, and what is pressed."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from recording_desk import RecordingDesk

from rtmusic import stage
from rtmusic.engine import Settings
from rtmusic.errors import DeviceError, RecordingError
from rtmusic.guardian import Legacy
from rtmusic.knobs import Panel, parse_setting
from rtmusic.midi import MidiInput
from rtmusic.midimap import Source, bindings
from rtmusic.osc import OscServer
from rtmusic.oscguests import WORDS
from rtmusic.oscquery import OscQuery, Place
from rtmusic.plan import demo
from rtmusic.render import Press
from rtmusic.scenes import Scenes
from rtmusic.sessions import Sessions
from rtmusic.soundprocess import SoundSpec
from rtmusic.stage import Evening, play
from rtmusic.status import Event


class KeptSessions(Sessions):
    """Sessions of a desk that has no loops; they write down what shall be kept."""

    def keep(self, name: str) -> Path:
        if name == "full":
            raise RecordingError("session full cannot be saved (No space left on device)")
        assert isinstance(self._desk, WritingEngine)
        self._desk.done.append(("keep", name, ""))
        return Path("/kept/1")


class WritingEngine(RecordingDesk):
    """The face of an engine; its clock runs ten times as fast."""

    played: ClassVar[list[WritingEngine]] = []
    hears = "Scarlett"

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._panel = settings.panel
        self.device = {"input": self.hears}
        self.failure: Exception | None = None
        self.hands_at_stop: list[str] = []
        self.told: list[Event] = []
        self.began = time.monotonic()
        self.scenes = Scenes(self)
        self.sessions = KeptSessions(self, tell=lambda said: self.tell("session", said))
        self.played.append(self)

    @property
    def at_s(self) -> float:
        return 10 * (time.monotonic() - self.began)

    def start(self) -> None:
        self.began = time.monotonic()
        self.done.append(("start", "", ""))

    def stop(self) -> Any:
        self.done.append(("stop", "", ""))
        self.hands_at_stop = [t.name for t in threading.enumerate() if t.name in ("osc", "oscquery", "midi")]
        return SimpleNamespace(as_dict=lambda: {"rounds": 3, "seconds": self.at_s})

    def check(self) -> None:
        if self.failure is not None and self.at_s > 1.0:
            raise self.failure

    def tell(self, kind: str, sentence: str) -> None:
        self.told.append(Event(0.5, kind, sentence))

    def events(self) -> tuple[Event, ...]:
        if self.at_s > 0.5 and "device-lost" not in {event.kind for event in self.told}:
            self.tell("device-lost", "the cable was pulled")
        return tuple(self.told)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> type[WritingEngine]:
    """The class that stands in for the engine during one test."""
    kind = type("ThisEngine", (WritingEngine,), {"played": []})
    monkeypatch.setattr(stage, "Engine", kind)
    return kind


EVENING = Evening(Settings(SoundSpec()), seconds=3.0, picture=False)


def presses(engine: type[WritingEngine]) -> list[str | int]:
    return engine.played[0].commands()


def test_presses_come_in_their_order_and_the_evening_ends_in_time(engine: type[WritingEngine]) -> None:
    script = [Press("overdub", 2.0), Press("record", 0.5), Press("record", 1.0), Press("clear", 9.0)]
    began = time.monotonic()
    assert play(replace(EVENING, presses=script))["rounds"] == 3
    # Three seconds on the engine's clock, not on the wall's.
    assert 0.3 <= time.monotonic() - began < 2.0
    assert presses(engine) == ["record", "record", "overdub"]
    assert [kind for kind, _, _ in engine.played[0].done][-1] == "stop"


def test_events_are_told_and_the_report_is_written(
    engine: type[WritingEngine], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "R.json"
    play(replace(EVENING, report=path, notes=("hello",)))
    assert capsys.readouterr().out == "hello\n  0:00  device-lost: the cable was pulled\n"
    assert json.loads(path.read_text())["rounds"] == 3


def test_an_engine_that_gives_up_is_stopped_and_reported(engine: type[WritingEngine], tmp_path: Path) -> None:
    path = tmp_path / "R.json"
    began = WritingEngine.__init__

    def failing(self: WritingEngine, settings: Settings) -> None:
        began(self, settings)
        self.failure = DeviceError("it cannot be opened again")

    engine.__init__ = failing  # type: ignore[method-assign]
    with pytest.raises(DeviceError, match="cannot be opened again"):
        play(replace(EVENING, report=path))
    assert engine.played[0].done[-1] == ("stop", "", "")
    # What was heard until then is what one wants to look at.
    assert json.loads(path.read_text())["rounds"] == 3


def test_the_demo_is_for_the_virtual_card_in_loop_mode_only(engine: type[WritingEngine]) -> None:
    shown = demo(Panel().turn([parse_setting("tempo=240")]), ())
    play(replace(EVENING, demo=shown, seconds=4.0))
    assert presses(engine) == []  # somebody is there: nothing is pressed under their feet
    engine.hears = "virtual (guitar.flac)"
    play(replace(EVENING, demo=shown, seconds=4.0))
    assert engine.played[1].commands() == ["record", "record"]
    assert engine.played[1].panel()["rewrite"] == 40.0
    stream = replace(EVENING.settings, panel=Panel().turn([parse_setting("mode=stream")]))
    play(replace(EVENING, demo=shown, settings=stream, seconds=4.0))
    assert engine.played[2].commands() == []


def test_osc_plays_from_start_to_end_and_no_longer(engine: type[WritingEngine]) -> None:
    play(replace(EVENING, osc=("127.0.0.1", 0), query=0, midi="auto"))
    # A knob turned while the engine goes would write to memory that is no longer there.
    assert engine.played[0].hands_at_stop == []


def test_oscquery_tells_where_it_is_and_a_taken_port_stops_nothing(
    engine: type[WritingEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert play(replace(EVENING, osc=("127.0.0.1", 0), query=port))["rounds"] == 3
    assert f"OSCQuery: port {port} on 127.0.0.1 cannot be opened" in capsys.readouterr().out
    play(replace(EVENING, osc=("127.0.0.1", 0), query=0))
    assert "OSCQuery at http://127.0.0.1:" in capsys.readouterr().out
    play(replace(EVENING, osc=("127.0.0.1", 0)))
    assert "OSCQuery" not in capsys.readouterr().out


def test_who_is_not_let_in_to_osc_is_not_let_in_to_oscquery(
    engine: type[WritingEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[Place] = []

    def placed(*said: Any) -> Place:
        places.append(Place(*said))
        return places[-1]

    monkeypatch.setattr(stage, "Place", placed)
    play(replace(EVENING, osc=("127.0.0.1", 0), osc_allow=("192.168.1.0/24",), query=0))
    # Through its WebSocket OSC would come from this machine, whom everybody trusts.
    asked = ("192.168.1.9", "192.168.2.9", "127.0.0.1", "8.8.8.8")
    assert [places[0].allowed(host) for host in asked] == [True, False, True, False]


def test_oscquery_knows_the_lock_and_the_words_of_who_is_here(
    engine: type[WritingEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[OscQuery] = []

    class KeptQuery(OscQuery):
        def start(self) -> None:
            made.append(self)
            super().start()

    monkeypatch.setattr(stage, "OscQuery", KeptQuery)
    legacy = Legacy()
    legacy.left["locked"] = True
    play(replace(EVENING, settings=Settings(SoundSpec(), legacy=legacy), osc=("127.0.0.1", 0), query=0))
    words = {node.address for node in made[0]._more()}
    assert {"/scene", "/scene/save", "/scene/morph", "/scene/list"} <= words
    assert {"/session", "/session/save", "/session/load", "/session/list", "/loop/0/load"} <= words
    assert not any(address.startswith("/link") for address in words)  # it was not asked for
    assert made[0]._news._locked()


def test_loops_are_kept_at_the_end_while_they_are_there(
    engine: type[WritingEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    play(replace(EVENING, session="friday"))
    assert [kind for kind, _, _ in engine.played[0].done if kind in ("keep", "stop")] == ["keep", "stop"]
    said = "session friday is kept in /kept/1"
    assert said in [event.text for event in engine.played[0].told] and f"rtmusic: {said}\n" in capsys.readouterr().err
    play(replace(EVENING, session="full"))  # the evening ends all the same
    assert "session full cannot be saved (No space left on device)" in capsys.readouterr().err
    assert engine.played[1].done[-1][0] == "stop"
    play(EVENING)
    assert not any(kind == "keep" for kind, _, _ in engine.played[2].done)


@pytest.mark.parametrize("midi", ["auto", "off"])
def test_words_and_nodes_of_midi_are_there_where_midi_is(
    midi: str, engine: type[WritingEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[set[str]] = []

    def server(*said: Any, more: Any, **named: Any) -> OscServer:
        found.append({address for address in more if address.startswith("/midi/")})
        return OscServer(*said, more=more, **named)

    def query(desk: Any, place: Any, more: Any, **named: Any) -> OscQuery:
        found.append({node.address for node in more() if node.address.startswith("/midi/")})
        return OscQuery(desk, place, more, **named)

    monkeypatch.setattr(stage, "OscServer", server)
    monkeypatch.setattr(stage, "OscQuery", query)
    play(replace(EVENING, osc=("127.0.0.1", 0), query=0, midi=midi))
    words = {word.address for word in WORDS if word.address.startswith("/midi/")} if midi == "auto" else set()
    assert found == [words, words]


def test_an_evening_begins_with_the_bindings_of_its_scene_over_its_map(
    engine: type[WritingEngine], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    players: list[MidiInput] = []

    class Kept(MidiInput):
        def start(self) -> None:
            super().start()
            players.append(self)
            self.learner.arm("density low=0.5")
            self.learner.heard(Source("cc", 2, 90), 64, 1.0)
            self.learner.arm("mute")

    monkeypatch.setattr(stage, "MidiInput", Kept)
    evening = replace(EVENING, midi="auto", bound=bindings(["cc:1:7=wet"]), laid=["cc:1:7=dry", "cc:1:8=gain", "rain"])
    play(evening)
    printed = capsys.readouterr().out
    assert "MIDI binding 'rain': 'rain' is not understood" in printed
    assert "midi: cc:2:90 is bound to density" in printed
    assert "; what is moved next is bound to mute (/midi/cancel)" in printed
    lines = ["cc:1:7 = dry", "cc:1:8 = gain", "cc:2:90 = density low=0.5"]
    assert players[0].learner.differences() == lines
    # The evening's own map is not what the scene made of it.
    assert list(engine.played[0].scenes._bindings()) == lines
    play(replace(evening, midi="off"))
    assert "the scene's MIDI bindings are not used: there is no MIDI" in capsys.readouterr().out
    assert engine.played[1].scenes._bind is None


@pytest.mark.skipif(sys.platform != "linux", reason="there is a guardian on Linux alone")
def test_what_was_learned_outlives_a_main_process(engine: type[WritingEngine]) -> None:
    lines = os.memfd_create("rtmusic-test")
    legacy, notes, desk = Legacy(lines), list[str](), WritingEngine(EVENING.settings)
    evening = replace(EVENING, midi="auto", bound=bindings(), laid=["cc:1:7=dry"])
    player = stage._midi(desk, evening, legacy, notes)  # type: ignore[arg-type]
    player.learner.arm("density")
    player.learner.heard(Source("cc", 2, 90), 64, 1.0)
    player.learner.unlearn("dry")
    legacy.leave(playing=True)
    player.stop()

    heir = Legacy(lines)
    heir.read()
    again = stage._midi(WritingEngine(EVENING.settings), evening, heir, notes)  # type: ignore[arg-type]
    assert again.bound == player.bound and notes == []
    assert again.learner.differences() == ["cc:1:7 = nothing", "cc:2:90 = density"]
    again.stop()
    os.close(lines)


def test_a_port_that_is_taken_stops_the_evening_before_it_begins(engine: type[WritingEngine]) -> None:
    server = OscServer(RecordingDesk(), 0)
    with pytest.raises(DeviceError, match="--no-osc"):
        play(replace(EVENING, osc=("127.0.0.1", server.port)))
    server.stop()
    assert engine.played[0].done == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_evening_and_leaves_handlers_as_they_were(
    number: signal.Signals, engine: type[WritingEngine]
) -> None:
    before = signal.getsignal(number)
    threading.Timer(0.3, signal.raise_signal, (number,)).start()
    assert play(replace(EVENING, seconds=600.0))["rounds"] == 3
    assert signal.getsignal(number) is before
