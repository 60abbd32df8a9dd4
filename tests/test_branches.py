"""Takes: every layer that sounds is reached, in the order in which they were made; undo and redo go on from there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehearsal import RATE, WILD, Evening, alone, heard, panel, playing
from test_memory import layer, noise, small, top

from rtmusic.branches import Takes
from rtmusic.bundle import Bundle
from rtmusic.memory import LoopStore
from rtmusic.tree import MARKED, NUMBER, OVERDUBBED, RECORDED, REWRITTEN, VARIED
from rtmusic.units import Samples


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def marked(takes: Takes) -> bool:
    return takes.marked  # anew each time


def test_takes_are_walked_in_the_order_in_which_they_were_made() -> None:
    loop = LoopStore.local(16).loops[0]
    takes = Takes(loop)
    assert takes.place == (0, 0) and not takes.next(0) and not takes.before(0)
    for value in (1, 2, 3):
        loop.push(layer(value))
    loop.undo()
    loop.undo()
    loop.push(layer(4))
    loop.push(layer(5))  # 1 – 2 – 3 and 1 – 4 – 5
    assert takes.place == (5, 5) and not takes.next(takes.heard)
    for value in (4, 3, 2, 1):
        assert takes.before(takes.heard) and top(loop) == value
    assert not takes.before(takes.heard) and takes.place == (1, 5)
    for value in (2, 3):
        assert takes.next(takes.heard) and top(loop) == value
    assert loop.undo() and top(loop) == 2 and loop.redo() and top(loop) == 3  # its own branch
    assert takes.next(takes.heard) and (loop.undoable, loop.redoable) == (2, 1)
    assert loop.redo() and top(loop) == 5 and not loop.redo()


def test_an_emptied_loop_is_no_take_and_what_was_before_it_is() -> None:
    store = LoopStore.local(16)
    loop, takes = store.loops[0], Takes(store.loops[0])
    store.loops[1].push(layer(7))  # another loop's takes are its own
    loop.push(layer(1))
    loop.clear()
    assert takes.place == (0, 1) and not takes.next(takes.heard)
    assert takes.before(takes.heard) and top(loop) == 1
    assert loop.redo() and top(loop) == -1
    loop.push(layer(2))
    assert takes.before(takes.heard) and top(loop) == 1 and not takes.before(takes.heard)
    while loop.undo():
        pass
    assert takes.place == (0, 2) and not takes.before(takes.heard)
    assert takes.next(takes.heard) and top(loop) == 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["push", "clear", "undo", "redo", "next", "before"]), max_size=80))
def test_wherever_one_stands_undo_leads_to_the_parent_and_redo_back(acts: list[str]) -> None:
    loop = LoopStore.local(16).loops[0]
    takes, parents, made = Takes(loop), {0: 0}, []
    for value, act in enumerate(acts, start=1):
        before = takes.heard
        if act in ("push", "clear"):
            loop.push(layer(value)) if act == "push" else loop.clear()
            parents[takes.heard] = before
            made += [takes.heard] if act == "push" else []
        elif act in ("undo", "redo"):
            getattr(loop, act)()
        else:
            there = [take for take in made if (take > before if act == "next" else take < before)]
            assert getattr(takes, act)(before) == bool(there)
            if there:
                assert takes.heard == (there[0] if act == "next" else there[-1])
        if takes.heard:
            stood = takes.heard
            assert loop.undo() and takes.heard == parents[stood]
            assert loop.redo() and takes.heard == stood  # the branch of the take one stands on


def evening_of_two_branches(bundle: Bundle, *settings_: str) -> tuple[Evening, list[Samples]]:
    """A loop with four takes, as they sound: played, overdubbed; undone, and overdubbed twice more."""
    evening, knobs = playing(bundle, *settings_)
    loop = evening.pipeline.looper.loops[0]
    sounds = []
    for at in (6.0, 8.0, 10.0, 12.0):
        assert loop.turning.sound is not None
        sounds.append(loop.turning.sound.copy())
        if at == 12.0:
            break
        if at == 8.0:
            evening.run(8.0, knobs, ("loop_0_undo", 7.6))
        evening.run(at + 2.0, knobs, ("loop_0_overdub", at + 0.1), ("loop_0_overdub", at + 0.9))
    return evening, sounds


def test_a_pedal_goes_to_any_take_as_it_was_played(bundle: Bundle) -> None:
    evening, sounds = evening_of_two_branches(bundle)
    knobs, loop = panel("mode=loop", "rewrite=0"), evening.pipeline.looper.loops[0]
    apart = [np.abs(a - b).max() for a in sounds for b in sounds if a is not b]
    assert min(apart) > 0.01
    for command, number in (("before", 2), ("before", 1), ("before", 0), ("before", 0), ("next", 1), ("next", 2)):
        at = evening.at / RATE
        evening.run(at + 0.6, knobs, (f"loop_0_take_{command}", at + 0.01))
        np.testing.assert_array_equal(loop.turning.sound, sounds[number])
        status = evening.pipeline.looper.status(evening.at)[0]
        assert (status.take, status.takes) == (number + 1, 4)
        last = evening.at - RATE // 10, evening.at
        np.testing.assert_array_equal(heard(evening, *last), alone(evening, 0, *last) + alone(evening, 1, *last))
    at = evening.at / RATE
    evening.run(at + 0.6, knobs, ("loop_0_redo", at + 0.01))
    np.testing.assert_array_equal(loop.turning.sound, sounds[3])


def test_a_take_that_is_left_in_the_middle_of_an_edit_is_kept(bundle: Bundle) -> None:
    evening, sounds = evening_of_two_branches(bundle)
    knobs, loop = panel("mode=loop", "rewrite=0"), evening.pipeline.looper.loops[0]
    at = evening.at / RATE
    evening.run(at + 2.0, knobs, ("loop_0_overdub", at + 0.1), ("loop_0_take_before", at + 0.9))
    np.testing.assert_array_equal(loop.turning.sound, sounds[3])
    assert loop.takes.place == (4, 5) and loop.state == "playing"


def test_what_the_machine_wrote_since_is_a_take_and_not_lost(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    wild = panel(*WILD)
    evening.run(8.4, wild)
    loop = evening.pipeline.looper.loops[0]
    number, codes = loop.takes.heard, evening.store.current()
    assert codes is not None
    evening.run(8.42, wild, ("loop_0_take_before", 8.41))
    np.testing.assert_array_equal(evening.store.current().codes, codes.codes)  # type: ignore[union-attr]
    place, takes = loop.takes.place
    assert loop.takes.heard == number and place == takes - 1
    evening.run(9.0, panel("mode=loop", "rewrite=0"), ("loop_0_take_next", 8.43))
    current = evening.store.current()
    assert current is not None and (current.codes != codes.codes).any() and loop.takes.place == (takes, takes)


def test_the_best_is_the_newest_favourite_and_what_is_marked_again_is_none() -> None:
    loop = LoopStore.local(16).loops[0]
    takes = Takes(loop)
    takes.mark()
    assert not marked(takes) and not takes.best()
    for value in (1, 2, 3, 4):
        loop.push(layer(value))
    loop.clear()
    takes.mark()
    assert not marked(takes) and not takes.best()
    for _ in range(2):
        loop.undo()
        takes.before(takes.heard)
    takes.mark()  # of 1 to 4, undone and gone back by turns, this is 1
    assert marked(takes) and top(loop) == 1 and not takes.best()
    takes.next(takes.heard)
    takes.mark()
    takes.next(takes.heard)
    assert takes.best() and top(loop) == 2 and marked(takes)
    takes.mark()
    assert takes.best() and top(loop) == 1


def test_a_favourite_stays_when_there_is_no_room_and_so_does_its_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = small(layers=40, blocks=480, folder=tmp_path)
    loop, takes, sound = store.loops[0], Takes(store.loops[0]), noise(layer(1).length_samples)
    monkeypatch.setattr("rtmusic.sounds.MOST_BYTES", 3 * sound.nbytes)
    loop.push(layer(1, kind=RECORDED), sound)
    for value in range(2, 6):
        loop.push(layer(value, kind=VARIED), sound)
        if value in (2, 4):
            takes.mark()
    loop.push(layer(6, kind=OVERDUBBED), sound)
    kept = sorted(int(path.stem) for path in tmp_path.iterdir())
    assert kept == [2, 4, 6]  # and not what was played first, nor what nobody marked
    for value in range(100, 160):
        loop.push(layer(value, kind=OVERDUBBED))
        loop.undo()
    for value in (4, 2):
        assert takes.best() and top(loop) == value
        np.testing.assert_array_equal(store.sound(int(loop.cursor[0]) - 1), sound)
        takes.mark()
    assert not takes.best()


def test_a_pedal_marks_what_is_heard_and_another_goes_there(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    wild, still = panel(*WILD), panel("mode=loop", "rewrite=0")
    evening.run(8.6, wild, ("loop_0_favourite", 8.41))
    loop = evening.pipeline.looper.loops[0]
    store = evening.loops
    (row,) = np.flatnonzero(store.table[:, MARKED]).tolist()
    best = store.layer(row)
    assert best.kind == REWRITTEN and evening.pipeline.looper.status(evening.at)[0].favourite
    evening.run(10.6, wild)
    assert loop.takes.heard > store.table[row, NUMBER] and not marked(loop.takes)
    evening.run(11.5, still, ("loop_0_best", 10.61))
    current = evening.store.current()
    assert current is not None and marked(loop.takes)
    np.testing.assert_array_equal(current.codes, best.codes)
    evening.run(11.6, still, ("loop_0_favourite", 11.51))
    assert not marked(loop.takes) and not store.table[:, MARKED].any()


def test_a_take_is_marked_once_it_has_its_codes(bundle: Bundle) -> None:
    evening, knobs = playing(bundle)
    evening.run(9.0, knobs, ("loop_0_overdub", 6.01), ("loop_0_overdub", 7.51), ("loop_0_favourite", 7.53))
    takes = evening.pipeline.looper.loops[0].takes
    assert marked(takes) and takes.place == (2, 2) and evening.loops.table[:, MARKED].sum() == 1
