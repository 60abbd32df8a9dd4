"""Hurried feet: what is undone, edited or cleared before it has its codes is lost to nobody."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.echoes import Echoes
from rtmusic.knobs import Panel, parse_setting
from rtmusic.looper import Looper
from rtmusic.memory import LoopStore
from rtmusic.modes import Moment, Parts
from rtmusic.timeline import Timeline
from rtmusic.transport import Transport
from rtmusic.tree import KIND, MARKED, OVERDUBBED, RECORDED
from rtmusic.units import Codes, Geometry, Samples

RATE, BLOCK = 48_000, 960
SIZES = Geometry(RATE, 2, 960, 16, 8, 1024, 480, 256, 40, 384, ())
SOUND = np.random.default_rng(5).normal(0, 0.1, (2, 60 * RATE)).astype(np.float32)


class Codec:
    """Quick, and says nothing: how a layer that was played sounds is kept beside its codes."""

    def initial_state(self) -> dict[str, Any]:
        return {}

    def encode(self, audio: Samples, past: Any) -> tuple[Codes, Any]:
        return np.zeros((16, audio.shape[1] // 960), np.int64), past

    def decode(self, codes: Codes, levels: int, past: Any) -> tuple[Samples, Any]:
        return np.zeros((2, codes.shape[1] * 960), np.float32), past

    def nothing(self) -> dict[str, Any]:
        return {}

    def remember(self, codes: Codes, past: Any) -> Any:
        return past


class Deaf:
    """Recalls nothing."""

    def add(self, *played: Any) -> None: ...
    def awake(self) -> bool:
        return False


class Stage:
    """A looper that hears noise; every block there is a round."""

    def __init__(self, *knobs: str) -> None:
        codec: Any = Codec()
        deaf: Any = Deaf()
        self.store, self.at = LoopStore.local(16), 0
        self.timeline = Timeline.local(2, 2**19)
        self.panel = Panel().turn([parse_setting(text) for text in ("quantize=off", "rewrite=0", *knobs)])
        sizes = SIZES, codec, codec, codec, self.timeline, Transport(RATE), self.store
        parts = Parts(*sizes, deaf, Echoes(960), self.played)
        self.looper = Looper(parts)
        self.looper.begin(0)
        self.loop = self.looper.loops[0]

    @staticmethod
    def played(at: int, samples: int) -> Samples:
        return np.ascontiguousarray(np.take(SOUND, np.arange(at, at + samples), axis=1, mode="clip"))

    def run(self, seconds: float) -> Samples:
        """What is heard of so many seconds more, float32 [C, n]."""
        heard, end = [], self.at + seconds * RATE
        while self.at < end:
            out = np.empty((2, BLOCK), np.float32)
            self.timeline.read(self.at, out)
            heard.append(out)
            self.looper.mind(self.panel, self.at)
            self.looper.hear(self.at, self.played(self.at, BLOCK))
            self.at += BLOCK
            nobody: Any = None
            self.looper.round(Moment(self.at + 2000, self.panel, nobody, lambda: True, lambda at: False))
        return np.concatenate(heard, axis=1) if heard else np.zeros((2, 0), np.float32)

    def press(self, command: str, seconds: float = BLOCK / RATE) -> None:
        """A pedal, and what comes of it after a while."""
        self.looper.press(f"loop_0_{command}", self.at, self.panel, False)
        self.run(seconds)

    def rest(self) -> None:
        """Until everything has its codes."""
        for _ in range(40):
            self.run(0.5)
            if not self.loop.busy:
                return
        raise AssertionError("it is never done")

    @property
    def sound(self) -> Samples | None:
        return None if self.loop.turning.sound is None else self.loop.turning.sound.copy()


def same(one: Samples | None, other: Samples | None) -> bool:
    return one is other if one is None or other is None else np.array_equal(one, other)


def recorded(*knobs: str, seconds: float = 8.0) -> Stage:
    stage = Stage(*knobs)
    stage.run(0.5)
    stage.press("record", seconds)
    stage.press("record")
    return stage


@settings(max_examples=25, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(["overdub", "replace", "substitute", "multiply", "insert"]), st.floats(0.05, 0.6)),
        max_size=4,
    ),
    gap_s=st.floats(0.02, 0.3),
    back=st.integers(1, 5),
    hurried=st.booleans(),
)
def test_undo_and_redo_after_every_command(
    edits: list[tuple[str, float]], gap_s: float, back: int, hurried: bool
) -> None:
    """Each edit is one layer, whether or not those before it have their codes."""
    stage = recorded(seconds=2.0)
    stood = [None, stage.sound]
    for command, seconds in edits:
        stage.press(command, seconds)
        stage.press(command, max(gap_s, 0.1))  # an edit that makes it longer ends once all of it was heard
        stood.append(stage.sound)
    if not hurried:
        stage.rest()
    back = min(back, len(stood) - 1)
    for place in range(len(stood) - 2, len(stood) - 2 - back, -1):
        stage.press("undo")
        assert same(stage.sound, stood[place])
    for place in range(len(stood) - back, len(stood)):
        stage.press("redo")
        assert same(stage.sound, stood[place])
    stage.press("undo_all")
    assert stage.sound is None
    stage.press("redo_all")
    assert same(stage.sound, stood[-1])
    stage.rest()
    layers = stage.loop.layers.branch()[0]
    assert [layer.kind for layer in layers] == [RECORDED] + [OVERDUBBED] * len(edits)
    for expected in reversed(stood[:-1]):
        stage.press("undo")
        assert same(stage.sound, expected)


def test_a_loop_that_is_cleared_or_recorded_over_at_once_comes_back() -> None:
    for commands, layers in ((("clear",), 2), (("record", "record"), 2), (("clear", "record", "record"), 3)):
        stage = recorded()
        first = stage.sound
        for command in commands:
            stage.press(command, 0.4)
        assert same(stage.sound, first) is False
        second = stage.sound
        stage.press("undo")
        if "clear" in commands and "record" in commands:
            assert stage.sound is None
            stage.press("undo")
        assert same(stage.sound, first)
        stage.press("redo_all")
        assert same(stage.sound, second)
        stage.rest()
        assert stage.loop.layers.undoable == layers and same(stage.sound, second)


def test_what_is_made_anew_after_a_hurried_undo_is_a_branch_and_the_old_one_is_a_take() -> None:
    stage = recorded()
    stage.press("overdub", 0.5)
    stage.press("overdub")
    left = stage.sound
    stage.press("undo")
    stage.press("overdub", 0.3)
    stage.press("overdub")
    right = stage.sound
    stage.rest()
    assert stage.loop.takes.place == (3, 3) and same(stage.sound, right)
    stage.press("take_before")
    assert same(stage.sound, left)
    stage.press("undo")
    stage.press("redo")
    assert same(stage.sound, left)


@pytest.mark.parametrize("there_is_one", [False, True])
def test_an_edit_pressed_while_a_recording_closes_begins_where_it_ends(there_is_one: bool) -> None:
    stage = Stage("quantize=bar")
    if there_is_one:
        stage.press("record", 2.0)
        stage.press("record", 2.0)
    begin = stage.at
    stage.press("record", 1.4)
    stage.press("record", 0.1)
    assert stage.loop.state == "closing"
    stage.press("overdub", 0.1)
    assert stage.looper.status(stage.at)[0].next == "overdub" and stage.loop.edit is None
    stage.run(1.0)
    assert stage.loop.state == "overdubbing" and stage.loop.turning.length % (2 * RATE) == 0
    assert stage.loop.turning.start >= begin - RATE
    stage.press("overdub")
    stage.rest()
    assert [layer.kind for layer in stage.loop.layers.branch()[0]][-2:] == [RECORDED, OVERDUBBED]


def test_what_is_played_over_a_loop_that_a_recording_takes_the_place_of_is_a_layer() -> None:
    stage = Stage("quantize=bar")
    stage.press("record", 2.0)
    stage.press("record", 1.2)
    stage.press("record", 0.1)
    assert stage.loop.state == "waiting"
    stage.press("overdub", 2.0)
    stage.press("record", 2.5)
    stage.rest()
    assert [layer.kind for layer in stage.loop.layers.branch()[0]] == [RECORDED, OVERDUBBED, RECORDED]


def test_a_loop_that_sounds_once_takes_what_is_played_until_it_stands_still() -> None:
    stage = recorded(seconds=2.0)
    stage.rest()
    stage.press("oneshot", 0.5)
    stage.press("overdub", 3.0)
    assert stage.loop.state == "paused" and stage.loop.edit is None
    stage.rest()
    assert stage.loop.layers.undoable == 2


def test_a_recording_into_a_muted_loop_is_heard() -> None:
    stage = Stage()
    stage.press("mute")
    stage.press("record", 2.0)
    stage.press("record", 0.5)
    assert np.abs(stage.run(0.5)).max() > 0.1 and not stage.looper.status(stage.at)[0].muted


@pytest.mark.parametrize("walk", ["clear", "undo_all"])
@pytest.mark.parametrize("edit", ["overdub", "replace", "substitute", "multiply", "insert"])
def test_a_loop_may_be_cleared_while_it_is_edited(edit: str, walk: str) -> None:
    for hurried in (True, False):
        stage = recorded(seconds=2.0)
        if not hurried:
            stage.rest()
        stage.press(edit, 0.5)
        stage.press(walk, 0.3)
        assert stage.loop.state == "empty"
        stage.press("undo" if walk == "clear" else "redo_all")
        stage.rest()
        assert stage.loop.layers.undoable == 2 and stage.sound is not None


@pytest.mark.parametrize("hurried", [True, False])
def test_redo_leads_to_what_was_made_last(hurried: bool) -> None:
    def rest(stage: Stage) -> None:
        if not hurried:
            stage.rest()

    stage = recorded(seconds=2.0)
    stage.rest()
    stage.press("overdub", 0.4)
    stage.press("overdub")
    stage.rest()
    stage.press("undo")
    stage.press("overdub", 0.3)
    stage.press("overdub")
    newest = stage.sound
    stage.press("undo")
    rest(stage)
    stage.press("redo")
    assert same(stage.sound, newest)

    stage.press("undo")
    stage.press("clear")
    rest(stage)
    stage.press("undo")
    stage.press("redo")
    assert stage.sound is None


def test_a_favourite_is_what_was_heard_when_it_was_marked() -> None:
    for after in (("overdub", "overdub"), ("record", "record"), ("clear",)):
        stage = recorded()
        stage.press("favourite")
        for command in after:
            stage.press(command, 0.3)
        assert after != ("clear",) or stage.loop.state == "empty"
        stage.rest()
        table = stage.loop.layers.table
        assert [int(row) for row in np.flatnonzero(table[:, MARKED])] == [0] and table[0, KIND] == RECORDED


def test_an_edit_waits_for_a_take_that_is_to_sound_first() -> None:
    stage = recorded()
    stage.rest()
    stage.press("overdub", 0.3)
    stage.press("overdub")
    stage.press("take_before")
    stage.press("overdub", 1.5)
    stage.press("overdub")
    stage.rest()
    layers = stage.loop.layers.branch()[0]
    assert [layer.kind for layer in layers] == [RECORDED, OVERDUBBED] and stage.loop.takes.place == (3, 3)


def test_feedback_counts_for_what_is_multiplied_too() -> None:
    stage = recorded("loop_0_feedback=0", seconds=2.0)
    stage.rest()
    before, begun = stage.sound, stage.at
    assert before is not None
    stage.press("multiply", 1.0)
    stage.press("multiply", 0.1)
    after, at = stage.sound, (begun - stage.loop.turning.start) % (2 * RATE)
    assert after is not None
    middle = slice(at + RATE // 4, at + RATE // 2)
    np.testing.assert_allclose(after[:, middle], stage.played(begun + RATE // 4, RATE // 4), atol=1e-6)
    outside = (at + RATE + RATE // 4 + np.arange(RATE // 4)) % after.shape[1]
    np.testing.assert_array_equal(after[:, outside], before[:, outside % before.shape[1]])
