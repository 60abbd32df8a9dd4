"""Ableton's test plan for Link, with a second process as the peer, in a network of our own.

The names are those of Link's TEST-PLAN.md. AUDIOENGINE-1 is heard in test_link_onsets.py.
"""

from __future__ import annotations

import builtins
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from link_peer import OLDER_S, Peer, needs_link
from recording_desk import QUIET, RecordingDesk, wait_for

from rtmusic.engine import Engine, Settings
from rtmusic.errors import DeviceError, UsageError
from rtmusic.knobs import KNOBS, Control, Panel
from rtmusic.link import LinkSync, folded
from rtmusic.oscguests import link_words
from rtmusic.scenefile import as_scene, write_scene
from rtmusic.scenes import Scenes
from rtmusic.soundprocess import SoundSpec
from rtmusic.status import Status
from rtmusic.transport import beat_on

LATENCY_S = 0.02


class BeatingDesk(RecordingDesk):
    """A desk with a tempo and bar lines, which takes as long as a round to obey, as the engine does."""

    def __init__(self, bpm: float = 120.0) -> None:
        super().__init__()
        super().turn(Control(KNOBS["tempo"], bpm))
        self.done.clear()
        self._grid = (time.monotonic() - 100.0, 0.0, bpm)  # a moment, its beat, the tempo from then on
        self._due = (0.0, bpm)
        self.aligned: list[tuple[float, float]] = []  # when, and how far, in beats

    def _now(self) -> tuple[float, float, float]:
        at_s, beat, bpm = self._grid
        due_s, wanted = self._due
        if wanted != bpm and time.monotonic() >= due_s:
            self._grid = at_s, beat, bpm = due_s, beat + (due_s - at_s) * bpm / 60, wanted
        return self._grid

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        super().turn(*controls, at_s=at_s)
        for control in controls:
            if control.knob.name == "tempo":
                self._now()
                self._due = (time.monotonic() + 0.08, control.value)

    def tap(self, bpm: float) -> None:
        """A tempo that the knob does not know of."""
        self._due = (time.monotonic(), bpm)

    def beat_at(self, at_s: float) -> float:
        grid_s, beat, bpm = self._now()
        return beat + (at_s - grid_s) * bpm / 60

    def align(self, beat: float, at_s: float, within_s: float = 0.0) -> None:
        grid_s, at, bpm = self._now()
        beats = self.panel()["beats"]
        apart = (beat - self.beat_at(at_s) + beats / 2) % beats - beats / 2
        self.aligned.append((time.monotonic(), apart))
        self._grid = (grid_s, at + apart, bpm)

    def status(self) -> Status:
        return replace(QUIET, bpm=self._now()[2], beat=self.beat_at(time.monotonic()) % self.panel()["beats"])


Make = Callable[..., LinkSync]


@pytest.fixture
def desk() -> BeatingDesk:
    return BeatingDesk()


@pytest.fixture
def synced(network: None) -> Iterator[Make]:
    made: list[LinkSync] = []

    def make(desk: BeatingDesk, start_stop: bool = True, told: list[str] | None = None) -> LinkSync:
        tell = None if told is None else told.append
        made.append(LinkSync(desk, lambda: LATENCY_S, start_stop, tell))
        made[-1].start()
        return made[-1]

    yield make
    for sync in made:
        sync.stop()


def met(sync: LinkSync, peer: Peer, others: int = 1) -> None:
    assert wait_for(lambda: sync.peers == others and peer.ask("peers") == others, 10), "they did not find each other"


def apart_ms(sync: LinkSync, desk: BeatingDesk, peer: Peer, factor: float = 1.0) -> float:
    """How far the beat that is heard from us is from the peer's at the same moment."""
    at_s, at = sync._moment()
    beats = desk.panel()["beats"]
    theirs: float = peer.ask("phase", at + round(1e6 * LATENCY_S), beats / factor) * factor
    ours = desk.beat_at(at_s) % beats
    return 1000 * ((theirs - ours + beats / 2) % beats - beats / 2) * 60 / desk.status().bpm


def together(sync: LinkSync, desk: BeatingDesk, peer: Peer, factor: float = 1.0) -> bool:
    return wait_for(lambda: abs(apart_ms(sync, desk, peer, factor)) < 3, 6)


@needs_link
def test_tempo_1_a_change_on_either_side_reaches_the_other(synced: Make, desk: BeatingDesk) -> None:
    with Peer(120) as peer:
        peer.ask("join")
        sync = synced(desk)
        met(sync, peer)
        peer.ask("set", 133.0)
        assert wait_for(lambda: abs(desk.status().bpm - 133.0) < 1e-3, 10)
        assert abs(desk.panel()["tempo"] - 133.0) < 1e-3  # every surface sees it
        time.sleep(0.3)
        desk.turn(Control(KNOBS["tempo"], 87.5))
        assert wait_for(lambda: abs(peer.ask("tempo") - 87.5) < 1e-3, 10)
        time.sleep(0.3)
        desk.tap(101.25)
        assert wait_for(lambda: abs(peer.ask("tempo") - 101.25) < 1e-3, 10)
        assert wait_for(lambda: desk.panel()["tempo"] == 101.25)
        # And it stays there: two sides that answer each other would wander off.
        time.sleep(1.5)
        assert abs(peer.ask("tempo") - 101.25) < 1e-3 and abs(desk.status().bpm - 101.25) < 1e-3
        assert together(sync, desk, peer)


@needs_link
def test_tempo_2_joining_does_not_change_the_sessions_tempo(synced: Make) -> None:
    with Peer(97) as peer:
        peer.ask("join")
        time.sleep(OLDER_S)
        desk = BeatingDesk(141.0)
        sync = synced(desk)
        met(sync, peer)
        for _ in range(20):
            assert abs(peer.ask("tempo") - 97.0) < 1e-3
            time.sleep(0.05)
        assert abs(desk.panel()["tempo"] - 97.0) < 1e-3


@needs_link
def test_tempo_3_a_scene_does_not_change_the_sessions_tempo(synced: Make, desk: BeatingDesk, tmp_path: Path) -> None:
    with Peer(97) as peer:
        peer.ask("join")
        time.sleep(OLDER_S)
        sync = synced(desk)
        met(sync, peer)
        assert wait_for(lambda: abs(desk.status().bpm - 97.0) < 1e-3, 10)
        scenes = Scenes(desk, tmp_path)
        write_scene(tmp_path, as_scene("fast", BeatingDesk(200.0).panel(), desk.prompts()))
        scenes.recall("fast", at_once=True)
        assert wait_for(lambda: not scenes.busy and scenes.current == "fast")
        time.sleep(0.5)
        assert abs(peer.ask("tempo") - 97.0) < 1e-3


@needs_link
@pytest.mark.parametrize(("session", "ours"), [(20.0, 40.0), (300.0, 150.0), (999.0, 124.875)])
def test_tempo_4_the_whole_range_of_a_session_is_followed(
    session: float, ours: float, synced: Make, desk: BeatingDesk
) -> None:
    with Peer(120) as peer:
        peer.ask("join")
        sync = synced(desk)
        met(sync, peer)
        peer.ask("set", session)
        assert wait_for(lambda: abs(desk.status().bpm - ours) < 1e-2, 10)
        time.sleep(0.5)
        assert peer.ask("tempo") == pytest.approx(session, rel=1e-4)  # half the tempo here is no new tempo there
        assert together(sync, desk, peer, ours / session)


@needs_link
def test_tempo_5_beattime_1_switching_it_on_alone_changes_nothing(synced: Make) -> None:
    desk = BeatingDesk(131.0)
    before_s = time.monotonic()
    before = desk.beat_at(before_s)
    sync = synced(desk)
    time.sleep(1.0)
    now_s = time.monotonic()
    assert sync.peers == 0
    assert desk.beat_at(now_s) - before == pytest.approx((now_s - before_s) * 131.0 / 60.0, abs=1e-6)
    assert desk.done == [] and desk.aligned == []
    desk.turn(Control(KNOBS["tempo"], 77.0))
    time.sleep(0.5)
    assert desk.status().bpm == 77.0 and desk.aligned == []


@needs_link
def test_beattime_2_nobody_who_joins_moves_our_beat(synced: Make, desk: BeatingDesk) -> None:
    sync = synced(desk)
    time.sleep(1.0)  # ours is the older session, so it is the one that stays
    with Peer(93) as peer, Peer(180) as third:
        peer.ask("join")
        met(sync, peer)
        third.ask("join")
        met(sync, peer, others=2)
        time.sleep(1.0)
        assert abs(desk.status().bpm - 120.0) < 1e-3 and abs(peer.ask("tempo") - 120.0) < 1e-3
        # What clocks are measured to: a millisecond or two, and no jump.
        assert all(abs(beats) < 0.006 for _, beats in desk.aligned)
        assert together(sync, desk, peer) and together(sync, desk, third)
        moved = len(desk.aligned)
        time.sleep(1.0)
        assert len(desk.aligned) - moved <= 1  # at rest once it is there


@needs_link
def test_we_move_onto_the_beat_of_an_older_session(synced: Make, desk: BeatingDesk) -> None:
    with Peer(120) as peer:
        peer.ask("join")
        time.sleep(1.0)
        sync = synced(desk)
        met(sync, peer)
        assert together(sync, desk, peer)
        # By the latency earlier than the beat of the wire: what is heard is on it.
        at_s, at = sync._moment()
        raw = (peer.ask("phase", at, 4.0) - desk.beat_at(at_s) % 4 + 2) % 4 - 2
        assert raw * 500 == pytest.approx(-1000 * LATENCY_S, abs=3)
        peer.ask("leave")
        assert wait_for(lambda: sync.peers == 0, 10)
        here = desk.beat_at(time.monotonic()) - time.monotonic() * 2
        time.sleep(0.5)
        assert desk.beat_at(time.monotonic()) - time.monotonic() * 2 == pytest.approx(here, abs=1e-3)


@needs_link
def test_startstopstate_1_either_side_starts_and_stops(synced: Make, desk: BeatingDesk) -> None:
    with Peer(120) as peer:
        peer.ask("join")
        sync = synced(desk)
        met(sync, peer)
        peer.ask("play", True)
        assert wait_for(lambda: ("turn", "mute", 0.0) in desk.done, 10)
        peer.ask("play", False)
        assert wait_for(lambda: desk.panel()["mute"] == 1.0, 10)
        table = link_words(sync)
        assert table["/link"](()) == (1,)
        table["/link/start"](())
        assert wait_for(lambda: peer.ask("playing") is True, 10)
        assert wait_for(lambda: desk.panel()["mute"] == 0.0, 10)
        table["/link/stop"]((0,))  # a pedal let go
        time.sleep(0.3)
        assert peer.ask("playing") is True
        table["/link/stop"]((1,))
        assert wait_for(lambda: peer.ask("playing") is False, 10)


@needs_link
def test_startstopstate_2_who_joins_is_not_stopped_and_who_does_not_sync_is_left_alone(
    synced: Make, desk: BeatingDesk
) -> None:
    with Peer(120) as peer:
        peer.ask("join")
        peer.ask("play", True)
        apart = BeatingDesk()
        sync, left_alone = synced(desk), synced(apart, start_stop=False)
        met(sync, peer, others=2)
        time.sleep(0.5)
        # A session that plays already starts nothing that was muted by hand.
        assert "mute" not in {name for _, name, _ in apart.done}
        assert desk.panel()["mute"] == 0.0
        peer.ask("play", False)
        assert wait_for(lambda: desk.panel()["mute"] == 1.0, 10)
        time.sleep(0.3)
        assert apart.panel()["mute"] == 0.0 and left_alone.peers == 2


@needs_link
def test_who_comes_and_goes_is_told(synced: Make, desk: BeatingDesk) -> None:
    told: list[str] = []
    sync = synced(desk, told=told)
    with Peer(120) as peer:
        peer.ask("join")
        met(sync, peer)
        assert wait_for(lambda: told == ["Link: 1 other in the session, 120 bpm"])
        peer.ask("leave")
        assert wait_for(lambda: told[1:] == ["Link: 0 others in the session, 120 bpm"], 10)


@needs_link
def test_a_desk_that_refuses_ends_nothing(synced: Make, desk: BeatingDesk) -> None:
    told: list[str] = []
    sync = synced(desk, told=told)
    turned = desk.turn

    def refuse(*controls: Control, at_s: float | None = None) -> None:
        raise UsageError("not now")

    desk.turn = refuse  # type: ignore[method-assign]
    with Peer(120) as peer:
        peer.ask("join")
        met(sync, peer)
        peer.ask("set", 90.0)
        assert wait_for(lambda: "Link: not now" in told, 10)
        desk.turn = turned  # type: ignore[method-assign]
        peer.ask("set", 91.0)
        assert wait_for(lambda: abs(desk.status().bpm - 91.0) < 1e-3, 10)


@needs_link
def test_a_fault_of_ours_costs_a_second(synced: Make, desk: BeatingDesk, caplog: pytest.LogCaptureFixture) -> None:
    beat_at, wrong = desk.beat_at, [ValueError("a fault")]

    def faulty(at_s: float) -> float:
        if wrong:
            raise wrong.pop()
        return beat_at(at_s)

    desk.beat_at = faulty  # type: ignore[method-assign]
    with Peer(120) as peer:
        peer.ask("join")
        sync = synced(desk)
        met(sync, peer)
        peer.ask("set", 90.0)
        assert wait_for(lambda: abs(desk.status().bpm - 90.0) < 1e-3, 10)
        assert "a fault" in caplog.text


@pytest.mark.parametrize(
    ("session", "ours"), [(20, 40), (39.9, 79.8), (40, 40), (120, 120), (240, 240), (240.1, 120.05), (999, 124.875)]
)
def test_a_tempo_is_folded_into_the_knob(session: float, ours: float) -> None:
    bpm, factor = folded(session)
    assert (bpm, factor) == (pytest.approx(ours), pytest.approx(ours / session))  # type: ignore[comparison-overlap]


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def missing(name: str, package: str | None = None) -> object:
        if name == "link":
            raise ModuleNotFoundError("No module named 'link'")
        return found(name)

    monkeypatch.setattr("rtmusic.link.importlib.import_module", missing)
    with pytest.raises(DeviceError) as caught:
        LinkSync(BeatingDesk())
    assert str(caught.value) == (
        "Ableton Link is not installed (No module named 'link'); "
        'type:  pip install "rtmusic[link]"  or play without --link'
    )


@needs_link
def test_the_instrument_itself_is_on_the_beat_of_the_session(network: None, tiny_bundle: Path) -> None:
    """What AUDIOENGINE-1 asks of onsets, asked of the grid: each bar's first sample is handed over within 3 ms."""
    panel = Panel().turn([Control(KNOBS["mode"], 1.0), Control(KNOBS["tempo"], 141.0)])
    engine = Engine(Settings(SoundSpec("virtual", "virtual"), panel, prompts=(), bundle=tiny_bundle, provider="cpu"))
    with Peer(97) as peer:
        peer.ask("join")
        time.sleep(OLDER_S)
        engine.start()
        sync = LinkSync(engine, lambda: LATENCY_S)
        try:
            assert wait_for(lambda: engine.at_s > 0.5, 20)
            sync.start()
            met(sync, peer)
            assert wait_for(lambda: abs(engine.status().bpm - 97.0) < 1e-3, 10)
            assert peer.ask("tempo") == pytest.approx(97.0, abs=1e-3)
            time.sleep(3.0)
            off = []
            for _ in range(40):
                at_s, at = sync._moment()
                theirs = peer.ask("phase", at + round(1e6 * LATENCY_S), 4.0)
                sample = engine._timeline.playhead - 128  # in the middle of the block that is being handed over
                now_s = time.monotonic()
                clock = engine._board.clock.tolist()
                ours = beat_on(clock, sample - (now_s - at_s) * 48_000, 48_000)
                off.append(((theirs - ours + 2) % 4 - 2) * 60_000 / 97.0)
                time.sleep(0.027)
            # A single look at the playhead is up to a block of 5.3 ms late; the middle of many is not.
            assert abs(float(np.median(off))) < 3.0
            engine.turn(Control(KNOBS["tempo"], 88.0))
            assert wait_for(lambda: abs(peer.ask("tempo") - 88.0) < 1e-3, 10)
        finally:
            sync.stop()
            engine.stop()
