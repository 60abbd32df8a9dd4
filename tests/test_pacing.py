"""Rounds begin as late as they may, and what there is no time for is left out rung by rung, and comes back."""

from __future__ import annotations

import itertools
import random

import pytest

from rtmusic.knobs import KNOBS, Panel, parse_setting
from rtmusic.pacing import (
    FIRST_GUESS_S,
    KEPT,
    KINDS_KEPT,
    MARGIN_S,
    PATIENCE,
    RUNGS,
    STALLED_S,
    Costs,
    Ladder,
    Rung,
    eased,
    pace,
)

PERIOD_S = 0.08


def test_a_round_is_allowed_what_all_but_one_in_a_thousand_took() -> None:
    costs = Costs()
    assert costs.expect("new") - MARGIN_S == costs.usual("new") == FIRST_GUESS_S
    dice = random.Random(0)
    taken = [0.020 + 0.010 * dice.random() for _ in range(KEPT - 2)] + [0.050, 0.090]
    dice.shuffle(taken)
    for seconds in taken:
        costs.add("round", seconds)
    assert costs.expect("round") == pytest.approx(0.050 + MARGIN_S)
    assert costs.expect("round", 0.020) == pytest.approx(0.030 + MARGIN_S)
    # Whatever is spared, a usual round is in time to the sample.
    assert costs.expect("round", 1.0) == pytest.approx(costs.usual("round") + MARGIN_S)
    assert 0.020 < costs.usual("round") < 0.035


def test_a_round_in_which_the_machine_slept_says_nothing_of_the_next() -> None:
    costs = Costs()
    costs.add("new", 6.0, (0.01, 5.9))
    assert costs.expect("new") == pytest.approx(FIRST_GUESS_S + MARGIN_S)
    costs.add("new", 0.03, (0.01, 0.02))
    costs.add("new", 6.0)
    assert costs.expect("new") == pytest.approx(0.03 + MARGIN_S)
    costs.add("new", 6.0)  # it is slow
    assert costs.expect("new") == pytest.approx(STALLED_S + MARGIN_S)  # and still there is a draft until then


def test_what_is_past_is_forgotten() -> None:
    costs = Costs()
    for _ in range(3):
        costs.add("round", 0.5)
    for _ in range(KEPT):
        costs.add("round", 0.01)
    assert costs.expect("round") == pytest.approx(0.01 + MARGIN_S)
    for kind in range(KINDS_KEPT + 10):
        costs.add(kind, 0.01)
    assert costs.expect("round") == costs.expect("new") and costs.expect(KINDS_KEPT) == pytest.approx(0.01 + MARGIN_S)


def test_there_is_room_for_a_step_as_long_as_the_round_ends_in_time() -> None:
    costs = Costs()
    assert costs.room("new", 10.0, 0.03)  # nobody knows yet
    for _ in range(20):
        costs.add("round", 0.025, (0.010, 0.018))  # a step takes 8 ms, and what comes after the last 7
    assert costs.room("round", 0.0149, 0.030)
    assert not costs.room("round", 0.0151, 0.030)
    # An ordinary round is never cut, or the expectation would fall with every round that was.
    assert costs.room("round", 0.010, costs.expect("round"))


def ladder_after(rounds: list[float], ladder: Ladder | None = None) -> Ladder:
    ladder = ladder or Ladder()
    for took in rounds:
        ladder.judge(took, PERIOD_S, False)
    return ladder


def test_one_stall_moves_nothing_and_slow_rounds_lead_down_to_the_last_rung() -> None:
    assert ladder_after([0.02] * 10 + [0.5] + [0.02] * 10).rung is Rung.ALL
    ladder = Ladder()
    rungs = [ladder.judge(0.07, PERIOD_S, False) for _ in range(12)]
    assert rungs == [0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4, 4]
    assert ladder_after([0.5] + [0.06] * 10).rung is Rung.ALL  # nor one at the very beginning
    late = Ladder()
    assert [late.judge(0.01, PERIOD_S, True) for _ in range(2)] == [0, 1]


def test_it_climbs_after_a_while_and_waits_longer_where_it_climbed_too_soon() -> None:
    ladder = ladder_after([0.07] * 2)
    assert ladder_after([0.02] * (PATIENCE - 1), ladder).rung is Rung.STEPS
    assert ladder_after([0.02], ladder).rung is Rung.ALL
    # Neither slow nor quick: it stays where it is.
    assert ladder_after([0.045] * 500, ladder_after([0.07] * 2)).rung is Rung.STEPS
    # A machine on which the upper rung is always too slow is tried ever more rarely.
    slow_above = Ladder()
    moves = [slow_above.rung]
    for _ in range(4000):
        moves.append(slow_above.judge(0.07 if slow_above.rung == Rung.ALL else 0.02, PERIOD_S, False))
    climbs = [i for i in range(1, len(moves)) if moves[i] < moves[i - 1]]
    apart = [b - a for a, b in itertools.pairwise(climbs)]
    assert apart == sorted(apart) and apart[-1] > 8 * apart[0] and len(climbs) < 12
    # When the trouble has passed, so has the memory of it.
    quiet = ladder_after([0.02] * 4000, slow_above)
    assert quiet.rung is Rung.ALL
    ladder_after([0.07] * 2, quiet)
    assert ladder_after([0.02] * PATIENCE, quiet).rung is Rung.ALL


def test_every_rung_asks_for_less_and_keeps_a_draft_that_lasts() -> None:
    panel = Panel().turn([parse_setting("steps=8"), parse_setting("horizon=64")])
    assert eased(panel, Rung.ALL) is panel
    seen = [(eased(panel, rung).int("steps"), eased(panel, rung).int("horizon"), pace(rung)) for rung in Rung]
    assert seen == [(8, 64, 1), (1, 64, 1), (1, 32, 1), (1, 32, 2), (1, 32, 3)] and len(RUNGS) == len(Rung)
    for commit in range(1, 17):
        for horizon in (8, 16, 40, 128):
            asked = Panel().turn([parse_setting(f"commit={commit}"), parse_setting(f"horizon={horizon}")])
            for rung in Rung:
                kept = eased(asked, rung).int("horizon")
                assert kept == horizon or kept >= 2 * commit * pace(rung)


def test_one_knob_turns_three_from_responsive_to_rich() -> None:
    names = ("steps", "horizon", "commit")
    rest = Panel()
    for share, wanted in ((0.0, (1, 16, 2)), (0.5, (2, 40, 4)), (1.0, (4, 100, 8))):
        panel = rest.turn([parse_setting(f"rich={share}")])
        assert tuple(panel.int(name) for name in names) == wanted
    assert tuple(rest.int(name) for name in names) == (2, 40, 4) and rest["rich"] == KNOBS["rich"].default
    # What is said after it has the last word.
    assert rest.turn([parse_setting("rich=1"), parse_setting("steps=3")]).int("steps") == 3
    assert rest.turn([parse_setting("steps=3"), parse_setting("rich=1")]).int("steps") == 4
