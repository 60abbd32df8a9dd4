"""Moments: what was played comes back frame by frame, the oldest goes first, and a file is whole or refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.errors import RecordingError, UsageError
from rtmusic.moments import MOMENTS, QUIET_FRAMES, Moments, Room, loud_frames
from rtmusic.shared import MOMENT_FRAMES, MOMENT_SLOTS
from rtmusic.units import Geometry

HOP = 960
G = Geometry(48_000, 2, HOP, 4, 2, 1024, 480, 256, 128, 384, ())


def played(frames: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1024, (4, frames))


def held(moments: Moments) -> int:
    return sum(moment.frames for moment in moments.listed())


def test_what_is_played_comes_back_frame_by_frame() -> None:
    moments, codes = Moments.local(G, slots=4), played(450)
    places = np.concatenate([moments.add(codes[:, i : i + 7], i * HOP) for i in range(0, 450, 7)])
    np.testing.assert_array_equal(moments.codes[:, places], codes)
    assert [(m.number, m.at_sample, m.frames) for m in moments.listed()] == [
        (1, 0, 200), (2, 200 * HOP, 200), (3, 400 * HOP, 50),
    ]  # fmt: skip
    names = moments.name(places)
    assert names[0] == MOMENT_FRAMES and (np.diff(names) == 1).all()
    np.testing.assert_array_equal(moments.find(names), places)
    np.testing.assert_array_equal(moments.find(np.asarray([-1, -2, 9 * MOMENT_FRAMES, 5])), -1)


def test_silence_ends_a_moment_and_is_not_remembered() -> None:
    moments, loud = Moments.local(G, slots=4), np.zeros(200, np.bool_)
    loud[50:60] = loud[70:72] = loud[150:] = True  # a pause of ten frames belongs to the music, one of 78 does not
    places = moments.add(played(200), 0, loud)
    assert [(m.at_sample // HOP, m.frames) for m in moments.listed()] == [(50, 22 + QUIET_FRAMES - 1), (150, 50)]
    np.testing.assert_array_equal(places >= 0, np.isin(np.arange(200), [*range(50, 96), *range(150, 200)]))
    begins, ends = moments.stretches()
    assert (ends - begins).tolist() == [46, 50]


def test_a_frame_is_loud_by_its_power() -> None:
    audio = np.zeros((2, 4 * HOP), np.float32)
    audio[0, HOP : 2 * HOP] = 0.01  # -40 dB on one side
    audio[:, 2 * HOP : 3 * HOP] = 0.002  # -54 dB
    audio[:, 3 * HOP :: 100] = 0.1  # a click every two milliseconds
    assert loud_frames(audio, HOP).tolist() == [False, True, False, True]
    assert loud_frames(audio[:, :0], HOP).shape == (0,)


def test_playing_without_a_gap_is_one_stretch_and_a_gap_begins_another() -> None:
    moments = Moments.local(G, slots=4)
    moments.add(played(250), 0)
    moments.add(played(10), 250 * HOP)
    begins, ends = moments.stretches()
    assert (begins.tolist(), ends.tolist()) == ([0], [260])
    moments.add(played(5), 400 * HOP)
    begins, ends = moments.stretches()
    assert (begins.tolist(), ends.tolist()) == ([0, 400], [260, 405])
    moments.forget(1)
    begins, ends = moments.stretches()
    assert (begins.tolist(), ends.tolist()) == ([200, 400], [260, 405])


def test_the_oldest_unprotected_goes_first_and_a_protected_one_never() -> None:
    moments = Moments.local(G, slots=3)
    for number in range(3):
        moments.add(played(10, number), number * 1000 * HOP)
    moments.protect(1)
    moments.add(played(10, 3), 3000 * HOP)
    assert [m.number for m in moments.listed()] == [1, 3, 4]
    moments.protect(3)
    moments.protect(4)
    assert (moments.add(played(10, 4), 4000 * HOP) == -1).all()  # nothing may go, so nothing comes
    moments.protect(3, False)
    moments.add(played(10, 5), 5000 * HOP)
    assert [(m.number, m.protected) for m in moments.listed()] == [(1, True), (4, True), (5, False)]
    np.testing.assert_array_equal(
        moments.codes[:, moments.find(MOMENT_FRAMES + np.arange(10))], played(10, 0)
    )  # the first is as it was


def test_a_forgotten_moment_is_gone_and_its_number_means_nothing_any_more() -> None:
    moments = Moments.local(G, slots=3)
    moments.add(played(10), 0)
    moments.forget(1)
    moments.add(played(10), 10 * HOP)
    assert [m.number for m in moments.listed()] == [2]
    with pytest.raises(UsageError, match=r"moment 1 is not remembered; there are 2 to 2"):
        moments.protect(1)
    moments.protect(2)
    moments.forget_all()
    assert [m.number for m in moments.listed()] == [2]
    moments.protect(2, False)
    moments.forget_all()
    with pytest.raises(UsageError, match=r"moment 2 is not remembered; nothing was played yet"):
        moments.forget(2)


def test_another_process_finds_the_moments_in_the_same_memory() -> None:
    room = Room.empty(4, slots=3)
    first = Moments(room, G)
    first.add(played(20), 0)
    second = Moments(room, G)
    assert second.listed() == first.listed()
    second.add(played(20), 20 * HOP)  # the other one died: what comes now is a moment of its own
    assert [(m.number, m.frames) for m in second.listed()] == [(1, 20), (2, 20)]
    second.forget(2)
    third = Moments(room, G)
    third.add(played(20), 40 * HOP)
    assert [m.number for m in third.listed()] == [1, 3] and third.get(2) is None  # nothing is called 2 once more


@pytest.mark.parametrize("frames", [10, 250, 6000])
def test_what_was_there_comes_back_with_the_table(frames: int) -> None:
    """As after an act that is undone: whatever was added and forgotten in it, no code was written over."""
    room = Room.empty(4)
    moments = Moments(room, G)
    for number in range(MOMENTS + 40):
        moments.settle()
        moments.add(played(10, number), number * 1000 * HOP)
    moments.settle()
    listed, table = moments.listed(), room.table.copy()
    assert len(listed) == MOMENTS < MOMENT_SLOTS
    for forgotten in (7, -1):  # in whose place the next one would lie
        moments.forget(listed[forgotten].number)
    moments.protect(listed[0].number)
    assert (moments.add(played(frames, 999), 10**9) >= 0).all()  # the longest loop has room
    assert len(moments.listed()) <= MOMENTS
    room.table[:] = table
    again = Moments(room, G)
    assert again.listed() == listed
    for moment in listed:
        places = again.find(moment.number * MOMENT_FRAMES + np.arange(10))
        np.testing.assert_array_equal(again.codes[:, places], played(10, moment.number - 1))


def test_moments_are_packed_and_taken_in() -> None:
    moments = Moments.local(G, slots=4)
    moments.add(played(250), 0)
    moments.protect(2)
    again = Moments.local(G, slots=4)
    again.add(played(10, 1), 0)
    again.take_in(moments.packed("codec-a"), "codec-a", "recall.npz")
    assert [(m.frames, m.at_sample, m.protected) for m in again.listed()][1:] == [
        (200, 0, False), (50, 200 * HOP, True),
    ]  # fmt: skip
    begins, ends = again.stretches()
    assert (ends - begins).tolist() == [10, 250]  # what went on still does
    np.testing.assert_array_equal(again.codes[:, begins[1] : ends[1]], played(250))
    again.take_in(Moments.local(G, slots=1).packed("codec-a"), "codec-a", "recall.npz")
    assert held(again) == 260


def test_bytes_that_are_no_moments_are_refused_and_change_nothing() -> None:
    moments = Moments.local(G, slots=4)
    moments.add(played(30), 0)
    whole = moments.packed("codec-a")
    with pytest.raises(RecordingError, match=r"^a was saved by another codec: .* Play with the bundle it is from"):
        moments.take_in(whole, "codec-b", "a")
    with pytest.raises(RecordingError, match=r"^a is damaged: its tables do not belong together; take an older copy"):
        Moments.local(replace(G, levels=3), slots=2).take_in(whole, "codec-a", "a")
    with pytest.raises(RecordingError, match="is damaged"):
        Moments.local(replace(G, codebook_size=8), slots=2).take_in(whole, "codec-a", "a")
    for data in (b"", b"hello", whole[: len(whole) // 2]):
        with pytest.raises(RecordingError, match=r"^a holds no moments .*; give a file of saved moments"):
            moments.take_in(data, "codec-a", "a")
    assert held(moments) == 30


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 450), st.integers(0, 3)),
        st.tuples(st.just("protect"), st.integers(0, 20), st.booleans()),
        st.tuples(st.just("forget"), st.integers(0, 20), st.booleans()),
    ),
    max_size=25,
)


@given(STEPS)
@settings(max_examples=60)
def test_whatever_is_pressed_memory_is_bounded_and_every_moment_is_what_was_played(
    steps: list[tuple[str, int, int]],
) -> None:
    moments, at = Moments.local(G, slots=4), 0
    said: dict[int, np.ndarray] = {}
    protected: set[int] = set()
    for step, (what, amount, more) in enumerate(steps):
        if what == "add":
            at += more * 100 * HOP  # 0: without a gap
            codes = played(amount, step)
            names = moments.name(moments.add(codes, at))
            said |= {int(name): codes[:, i] for i, name in enumerate(names) if name >= 0}
            at += amount * HOP
        elif amount in {m.number for m in moments.listed()}:
            if what == "forget":
                moments.forget(amount)
                protected.discard(amount)
            else:
                moments.protect(amount, bool(more))
                (protected.add if more else protected.discard)(amount)
    listed = moments.listed()
    assert len(listed) <= 4 and protected <= {m.number for m in listed}
    for moment in listed:
        names = moment.number * MOMENT_FRAMES + np.arange(moment.frames)
        np.testing.assert_array_equal(
            moments.codes[:, moments.find(names)], np.stack([said[int(n)] for n in names], axis=1)
        )
    begins, ends = moments.stretches()
    assert (ends - begins).sum() == held(moments) and (begins[1:] >= ends[:-1]).all()
