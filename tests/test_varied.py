"""Loops whose speed, length and pitch are turned while they play: what is heard, where it goes on, what undo does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rehearsal import RATE, Evening, music, panel, varied

from rtmusic.bundle import Bundle
from rtmusic.knobs import Panel
from rtmusic.modes import Moment, Played
from rtmusic.seams import FADE_SAMPLES, turn
from rtmusic.tree import OVERDUBBED, VARIED
from rtmusic.units import Samples
from rtmusic.varied import REST_S, Varier, refusals
from rtmusic.varispeed import PIECE_SAMPLES

BEAT = RATE // 2
BAR = 4 * BEAT


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def knobs(*settings: str) -> Panel:
    return panel("mode=loop", *settings)


def looping(bundle: Bundle, *settings: str, audio: Samples | None = None) -> Evening:
    """An evening with a loop of one bar, begun at 0 s, that has its codes."""
    evening = Evening(bundle, music(8) if audio is None else audio)
    evening.run(3.0, knobs(*settings), ("record", 0.0), ("record", 2.0))
    assert evening.loop.turning.length == BAR and not evening.loop.busy
    return evening


def sound(evening: Evening) -> Samples:
    """A turn of the loop, as it is now. A copy."""
    assert evening.loop.turning.sound is not None
    return evening.loop.turning.sound.copy()


def making(bundle: Bundle, setting: str) -> tuple[Evening, Samples]:
    """An evening at 3.4 s, when a turn as this knob asks for is just being made; and the loop until it is heard."""
    evening = looping(bundle)
    before = sound(evening)
    evening.run(3.4, knobs(setting))
    assert evening.loop.varier.busy and evening.store.undoable == 1
    return evening, before


def heard(evening: Evening, first_s: float, last_s: float) -> Samples:
    return evening.sound[:, round(first_s * RATE) : round(last_s * RATE)]


def alone(evening: Evening, first_s: float, last_s: float) -> Samples:
    """What the loop as it is now plays at [first, last)."""
    turning, first = evening.loop.turning, round(first_s * RATE)
    return turn(turning.facing, first - turning.start, round(last_s * RATE) - first)


def kind(evening: Evening) -> int:
    layer = evening.store.current()
    assert layer is not None
    return layer.kind


@pytest.mark.parametrize(
    ("setting", "variation"),
    [
        ("rate=2", {"rate": 2.0}),
        ("rate=0.5", {"rate": 0.5}),
        ("stretch=1.5", {"stretch": 1.5}),
        ("pitch=7", {"pitch": 7.0}),
        ("pitch=-24", {"pitch": -24.0}),
    ],
)
def test_what_is_heard_is_the_turn_varied_and_at_rest_the_loop_itself(
    bundle: Bundle, setting: str, variation: dict[str, float]
) -> None:
    evening = looping(bundle)
    before = sound(evening)
    evening.run(7.0, knobs(setting))
    np.testing.assert_allclose(sound(evening), varied(before, **variation), atol=1e-6)
    assert kind(evening) == VARIED and evening.store.undoable == 2
    np.testing.assert_array_equal(heard(evening, 6.0, 7.0), alone(evening, 6.0, 7.0))
    evening.run(10.0, knobs())
    np.testing.assert_array_equal(sound(evening), before)
    np.testing.assert_array_equal(heard(evening, 9.0, 10.0), alone(evening, 9.0, 10.0))
    assert evening.store.undoable == 1


def test_nothing_is_made_while_a_knob_moves_and_each_turn_is_made_from_the_first(bundle: Bundle) -> None:
    evening = looping(bundle)
    before = sound(evening)
    moves = 10
    for move in range(1, moves + 1):
        evening.run(3.0 + 0.5 * REST_S * move, knobs(f"rate={1 + move / moves}"))
        np.testing.assert_array_equal(sound(evening), before)
    evening.run(5.5, knobs("rate=2"))
    np.testing.assert_allclose(sound(evening), varied(before, rate=2.0), atol=1e-6)
    evening.run(7.5, knobs("rate=1.25"))
    np.testing.assert_allclose(sound(evening), varied(before, rate=1.25), atol=1e-6)
    assert evening.store.undoable == 2  # it stands in place of the other


def test_a_knob_that_comes_back_before_anything_was_made_changes_nothing(bundle: Bundle) -> None:
    evening, before = making(bundle, "rate=2")
    evening.run(5.0, knobs())
    assert evening.store.undoable == 1 and not evening.loop.varier.at_work
    np.testing.assert_array_equal(sound(evening), before)


# -- where it goes on ----------------------------------------------------------------------------------------------


def circle(seconds: float) -> Samples:
    """Where in the bar it is, as an angle: left its cosine, right its sine."""
    angle = 2 * np.pi * np.arange(round(seconds * RATE)) / BAR
    return (0.3 * np.stack([np.cos(angle), np.sin(angle)])).astype(np.float32)


def shares(audio: Samples) -> list[float]:
    """Which share of the bar has gone by at each sample of `circle`."""
    places: list[float] = (np.arctan2(audio[1], audio[0]) / (2 * np.pi) % 1.0).tolist()
    return places


def apart(a: float, b: float) -> float:
    """How far two shares of a turn are from each other."""
    return abs((a - b + 0.5) % 1.0 - 0.5)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("rate", [1.3, 0.7])
def test_it_goes_on_at_the_same_place_of_the_music(bundle: Bundle, rate: float, backwards: bool) -> None:
    evening = looping(bundle, "quantize=beat", audio=circle(8))
    if backwards:
        evening.run(3.4, knobs("quantize=beat"), ("reverse", 3.1))
    evening.run(8.0, knobs(f"rate={rate}"))
    places = shares(heard(evening, 3.6, 8.0))
    direction = -1 if backwards else 1
    speeds = np.array([apart(b, a) for a, b in zip(places[:-960:480], places[480:-480:480], strict=True)]) * BAR / 480
    assert speeds[0] == pytest.approx(1, abs=0.01) and speeds[-1] == pytest.approx(rate, abs=0.01)
    assert speeds.max() < 1.6 and speeds.min() > 0.6  # a jump of a beat would be 50 of them
    assert (places[480] - places[0]) * direction > 0 or apart(places[480], places[0]) > 0.4


def begins_on(evening: Evening) -> float:
    """The beat of the bar on which the loop begins, to a thousandth."""
    turning, transport = evening.loop.turning, evening.pipeline.transport
    begins = evening.at - (evening.at - turning.start) % turning.length
    return round(transport.beat_at(begins) % 4, 3) % 4


def test_a_loop_of_whole_beats_stays_on_the_beat_if_it_is_still_of_whole_beats(bundle: Bundle) -> None:
    evening = looping(bundle)
    evening.run(5.3, knobs("rate=2"))
    assert evening.loop.turning.length == 2 * BEAT and begins_on(evening) % 1 == 0
    evening.run(9.0, knobs("rate=0.5"))
    assert evening.loop.turning.length == 8 * BEAT and begins_on(evening) % 1 == 0
    evening.run(12.0, knobs())
    assert evening.loop.turning.length == BAR and begins_on(evening) % 1 == 0


def test_what_stands_still_goes_on_from_the_same_place(bundle: Bundle) -> None:
    evening = looping(bundle, "quantize=off", audio=circle(8))
    evening.run(3.5, knobs("quantize=off"), ("pause", 3.3))
    evening.run(6.0, knobs("quantize=off", "rate=1.3"))
    assert evening.loop.turning.length == round(BAR / 1.3) and not heard(evening, 4.0, 6.0).any()
    evening.run(7.0, knobs("quantize=off", "rate=1.3"), ("pause", 6.1))
    there = shares(heard(evening, 6.6, 6.7))[0]
    assert apart(there, (3.3 % 2) / 2 + 0.5 * 1.3 / 2) < 0.002


def test_what_sounds_once_ends_with_its_turn(bundle: Bundle) -> None:
    evening = looping(bundle, "quantize=off", audio=circle(8))
    off = knobs("quantize=off", "rate=0.8")
    evening.run(4.01, knobs("quantize=off"))
    evening.run(8.0, off, ("oneshot", 4.02))
    turned = np.flatnonzero(np.abs(heard(evening, 4.1, 8.0)).max(axis=0) > 0)[-1] + round(4.1 * RATE)
    share = shares(evening.sound[:, turned - 2 * FADE_SAMPLES : turned])[0]
    assert apart(share, 1 - 2 * FADE_SAMPLES * 0.8 / BAR) < 0.002 and evening.loop.state == "paused"


# -- with the tempo ------------------------------------------------------------------------------------------------


def test_a_synced_loop_stays_so_many_beats_and_on_them(bundle: Bundle) -> None:
    evening = looping(bundle, "tempo_sync=on")
    before = sound(evening)
    for at, bpm in ((3.4, 112), (3.55, 104), (7.7, 100)):  # the second comes before anything could be made
        evening.run(at, knobs("tempo_sync=on", f"tempo={bpm}"))
    evening.run(11.0, knobs("tempo_sync=on", "tempo=100"))
    turning = evening.loop.turning
    assert turning.length == round(BAR * 1.2) and begins_on(evening) == 0
    np.testing.assert_allclose(sound(evening), varied(before, stretch=1.2), atol=1e-6)
    evening.run(14.1, knobs("tempo_sync=on"))
    np.testing.assert_array_equal(sound(evening), before)
    assert begins_on(evening) == 0


def test_a_tempo_that_changes_by_less_than_a_sample_is_one_that_it_goes_with(bundle: Bundle) -> None:
    evening = looping(bundle, "tempo_sync=on")
    before = sound(evening)
    evening.run(5.0, knobs("tempo_sync=on", "tempo=120.0004"))
    np.testing.assert_array_equal(sound(evening), before)
    evening.run(5.4, knobs("tempo_sync=on", "tempo=70"))  # it slips by more than half a beat
    evening.run(8.0, knobs("tempo_sync=on", "tempo=70"))
    assert evening.loop.turning.length == round(BAR * 120 / 70) and begins_on(evening) == 0


def test_a_synced_loop_that_begins_again_while_the_tempo_is_turned_goes_on_from_there(bundle: Bundle) -> None:
    evening = looping(bundle, "tempo_sync=on", audio=circle(8))
    turned = knobs("tempo_sync=on", "quantize=off", "tempo=90", "rate=0.9")
    evening.run(3.1, turned)
    evening.run(3.4, turned, ("trigger", 3.12))
    evening.run(7.0, turned)
    assert evening.loop.turning.length == round(BAR * 120 / 90 / 0.9)
    assert apart(shares(heard(evening, 3.3, 3.31))[0], (3.3 - 3.12) / 2) < 0.002
    places = shares(heard(evening, 3.3, 5.0))
    # From one to the next it is 0.005 of the turn, in stretched sound of so few hertz up to 0.015; where it would be
    # without the trigger is half a turn away.
    assert max(apart(a, b) for a, b in zip(places[:-480:480], places[480::480], strict=True)) < 0.05


def test_a_tapped_tempo_turns_it_too(bundle: Bundle) -> None:
    evening = looping(bundle, "tempo_sync=on")
    evening.run(8.0, knobs("tempo_sync=on"), ("tap", 3.2), ("tap", 3.8))
    bpm = evening.pipeline.transport.bpm
    assert bpm == pytest.approx(100, abs=0.1)
    assert evening.loop.turning.length == pytest.approx(BAR * 120 / bpm, abs=1) and begins_on(evening) == 0


def test_a_free_loop_keeps_its_own_tempo_beside_a_synced_one(bundle: Bundle) -> None:
    both = ("loop_1_tempo_sync=on",)
    evening = Evening(bundle, music(8))
    presses = [("loop_0_record", 0.01), ("loop_1_record", 0.02), ("loop_0_record", 2.01), ("loop_1_record", 2.02)]
    evening.run(3.0, knobs(*both), *presses)
    free, synced = (loop.turning for loop in evening.pipeline.looper.loops[:2])
    before = sound(evening)
    evening.run(6.0, knobs(*both, "tempo=140"))
    assert (free.length, free.start, synced.length) == (BAR, 0, round(BAR * 120 / 140))
    np.testing.assert_array_equal(sound(evening), before)
    evening.run(9.0, knobs("loop_0_tempo_sync=on", "tempo=140"))  # they change places
    assert (free.length, synced.length) == (round(BAR * 120 / 140), BAR)
    assert begins_on(evening) % 1 == 0


def test_the_tempo_and_the_rate_are_turned_at_once(bundle: Bundle) -> None:
    evening = looping(bundle, "tempo_sync=on")
    evening.run(7.0, knobs("tempo_sync=on", "tempo=100", "rate=2"))
    assert evening.loop.turning.length == round(0.6 * BAR) and begins_on(evening) % 1 == 0


def test_the_loop_that_sets_the_tempo_is_as_long_as_it_was_played(bundle: Bundle) -> None:
    evening = Evening(bundle, music(8))
    settings = ("quantize=off", "first_sets_tempo=on", "tempo_sync=on")
    evening.run(4.0, knobs(*settings), ("record", 0.33), ("record", 2.2))
    assert evening.loop.turning.length == round(1.87 * RATE) and evening.store.undoable == 1
    played = evening.pipeline.transport.bpm
    evening.run(7.0, knobs(*settings, "tempo=100"))
    assert evening.loop.turning.length == pytest.approx(1.87 * RATE * played / 100, abs=1)


# -- what else is done to it ---------------------------------------------------------------------------------------


def test_undo_takes_the_varied_turn_away_and_the_knob_is_only_what_it_is(bundle: Bundle) -> None:
    evening = looping(bundle)
    before = sound(evening)
    evening.run(5.0, knobs("rate=2"))
    fast = sound(evening)
    evening.run(7.0, knobs("rate=2"), ("undo", 5.1))
    np.testing.assert_array_equal(sound(evening), before)
    assert begins_on(evening) == 0
    evening.run(7.5, knobs("rate=2"), ("redo", 7.1))
    np.testing.assert_array_equal(sound(evening), fast)
    evening.run(9.5, knobs("rate=2"), ("undo", 7.6))
    evening.run(11.0, knobs("rate=1.5"))
    np.testing.assert_allclose(sound(evening), varied(before, rate=1.5), atol=1e-6)


def test_undo_takes_away_what_is_being_made_and_no_more(bundle: Bundle) -> None:
    evening, before = making(bundle, "stretch=2")
    evening.run(6.0, knobs("stretch=2"), ("undo", 3.41))
    np.testing.assert_array_equal(sound(evening), before)
    assert evening.store.undoable == 1


def test_what_is_played_to_a_varied_turn_stays_as_it_was_played(bundle: Bundle) -> None:
    evening = looping(bundle)
    before = sound(evening)
    evening.run(5.0, knobs("rate=2"))
    fast = sound(evening)
    evening.run(7.0, knobs("rate=2"), ("overdub", 5.1), ("overdub", 5.6))
    played = sound(evening)
    assert kind(evening) == OVERDUBBED and evening.store.undoable == 3 and np.abs(played - fast).max() > 0.1
    evening.run(9.5, knobs())  # what was played goes with it from here on
    np.testing.assert_allclose(sound(evening), varied(played, rate=0.5), atol=1e-6)
    evening.run(12.0, knobs("rate=2"))
    np.testing.assert_array_equal(sound(evening), played)
    for expected in (fast, before):
        at = evening.at / RATE
        evening.run(at + 0.5, knobs("rate=2"), ("undo", at + 0.1))
        np.testing.assert_array_equal(sound(evening), expected)


def test_an_edit_that_begins_while_a_turn_is_made_is_not_lost(bundle: Bundle) -> None:
    evening, before = making(bundle, "rate=2")
    evening.run(4.4, knobs("rate=2"), ("overdub", 3.42), ("overdub", 4.2))
    assert kind(evening) == OVERDUBBED
    played = sound(evening)
    assert np.abs(played - before).max() > 0.1
    evening.run(6.0, knobs("rate=2"))
    np.testing.assert_allclose(sound(evening), varied(played, rate=2.0), atol=1e-6)


def test_the_machine_rewrites_what_is_heard_and_that_is_what_is_varied_next(bundle: Bundle) -> None:
    evening = looping(bundle)
    before = sound(evening)
    evening.run(5.0, knobs("rate=2"))
    fast = sound(evening)
    evening.run(8.0, knobs("rate=2", "rewrite=100"))
    written = sound(evening)
    assert written.shape == fast.shape and np.abs(written - fast).max() > 0.01
    evening.run(8.1, knobs("rate=2"))
    written = sound(evening)
    evening.run(11.0, knobs("rate=1.6"))
    np.testing.assert_allclose(sound(evening), varied(written, rate=0.8), atol=1e-6)
    evening.run(15.0, knobs("rate=1.6"), ("undo_all", 11.1), ("redo", 11.3))
    np.testing.assert_array_equal(sound(evening), before)


def test_a_new_take_is_heard_as_it_was_played_wherever_the_knobs_stand(bundle: Bundle) -> None:
    evening = looping(bundle, "rate=2")
    before = sound(evening)
    evening.run(5.0, knobs("rate=2"))
    np.testing.assert_array_equal(sound(evening), before)
    evening.run(8.0, knobs("rate=3"))
    np.testing.assert_allclose(sound(evening), varied(before, rate=1.5), atol=1e-6)


@pytest.mark.parametrize(
    "seconds, setting, told",
    [
        (0.5, ("rate=4", "stretch=0.25"), "shorter than a sixteenth of a second; turn stretch up or rate down"),
        (7.5, ("rate=0.25", "stretch=4"), "longer than 118 s; turn stretch down or rate up"),
    ],
)
def test_what_would_be_too_short_or_too_long_is_left_as_it_is_and_told(
    bundle: Bundle, seconds: float, setting: tuple[str, str], told: str
) -> None:
    evening = Evening(bundle, music(8))
    evening.run(9.0, knobs("quantize=off"), ("record", 0.1), ("record", 0.1 + seconds))
    before = sound(evening)
    evening.run(12.0, knobs("quantize=off", *setting))
    np.testing.assert_array_equal(sound(evening), before)
    assert evening.store.undoable == 1 and not evening.loop.varier.at_work
    why = evening.loop.varier.refused
    assert refusals([0], [why]) == [f"loop 0 stays as it is: it would be {told}"] and refusals([why], [why]) == []
    evening.run(12.15, knobs("quantize=off", *setting, "pitch=1"))  # asked for anew
    assert evening.loop.varier.refused == 0
    evening.run(13.0, knobs("quantize=off", *setting, "pitch=1"))
    assert evening.loop.varier.refused == why


@pytest.mark.parametrize("killed_s", [3.1, 3.4, 4.9])
def test_a_new_process_goes_on_with_what_was_turned(bundle: Bundle, killed_s: float) -> None:
    evening = looping(bundle, "tempo_sync=on")
    before = sound(evening)
    turned = knobs("tempo_sync=on", "tempo=100", "pitch=2")
    evening.run(killed_s, turned)
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.pipeline.restore(evening.pipeline.clock, turned)
    again.run(8.0, turned)
    np.testing.assert_allclose(sound(again), varied(before, stretch=1.2, pitch=2.0), atol=1e-6)
    assert again.store.undoable == 2 and begins_on(again) == 0
    at = again.at
    last = Evening(bundle, evening.audio, evening.loops, start=at)
    last.pipeline.restore(again.pipeline.clock, turned)
    last.run(at / RATE + 2.0, turned)
    np.testing.assert_array_equal(sound(last), sound(again))
    last.run(at / RATE + 5.0, knobs("tempo_sync=on"))
    np.testing.assert_array_equal(sound(last), before)


def test_a_round_makes_one_piece_of_one_loop(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = Evening(bundle, music(8))
    presses = [(f"loop_{n}_record", at) for n in range(3) for at in (0.0, 2.0)]
    evening.run(4.0, knobs(), *presses)
    pieces: list[int] = []
    whole_round, work = evening.pipeline.looper.round, Varier.work

    def one_round(moment: Moment) -> Played:
        pieces.append(0)
        return whole_round(moment)

    def piece(varier: Varier) -> None:
        pieces[-1] += 1
        work(varier)

    monkeypatch.setattr(evening.pipeline.looper, "round", one_round)
    monkeypatch.setattr(Varier, "work", piece)
    evening.pipeline._modes["loop"] = evening.pipeline.looper
    evening.run(8.0, knobs(*(f"loop_{n}_stretch=1.5" for n in range(3))))
    assert [loop.turning.length for loop in evening.pipeline.looper.loops[:3]] == [1.5 * BAR] * 3
    assert max(pieces) == 1 and sum(pieces) > 3 * 1.5 * BAR / PIECE_SAMPLES
