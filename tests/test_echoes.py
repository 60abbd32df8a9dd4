"""Echoes: what is shown and what a pedal means is what is heard at that sample, whatever was written since."""

from __future__ import annotations

import numpy as np

from rtmusic.echoes import RUNS_KEPT, Echo, Echoes
from rtmusic.shared import MOMENT_FRAMES

HOP = 960


def sources(*numbers: int) -> np.ndarray:
    """One frame of each of these moments; 0 is no moment."""
    return np.asarray([number * MOMENT_FRAMES + 7 if number else -1 for number in numbers], np.int64)


def test_a_moment_is_heard_where_it_was_written_and_no_longer() -> None:
    echoes = Echoes(HOP)
    who = echoes.join()
    echoes.write(who, 1000, sources(0, 3, 3, 5))
    heard = [echoes.heard(1000 + place * HOP) for place in range(-1, 5)]
    assert [echo.moment for echo in heard] == [0, 0, 3, 3, 5, 0]
    assert heard[2].share == 0.75
    assert [echoes.last(1000 + place * HOP) for place in range(-1, 6)] == [0, 0, 3, 3, 5, 5, 5]


def test_what_is_written_anew_takes_the_place_of_what_was_ahead() -> None:
    echoes = Echoes(HOP)
    who = echoes.join()
    echoes.write(who, 0, sources(1, 1, 1, 1))
    echoes.write(who, 2 * HOP, sources(2, 0))
    assert [echoes.heard(place * HOP).moment for place in range(5)] == [1, 1, 2, 0, 0]
    echoes.write(who, 10 * HOP, sources(0, 0))
    assert [echoes.last(place * HOP) for place in (1, 2, 30)] == [1, 2, 2]


def test_of_several_what_began_last_is_meant() -> None:
    echoes = Echoes(HOP)
    one, other = echoes.join(), echoes.join()
    echoes.write(one, 0, sources(1, 1, 1, 1))
    echoes.write(other, HOP, sources(2, 2))
    assert [echoes.heard(place * HOP).moment for place in range(5)] == [1, 2, 2, 1, 0]
    # What still sounds is meant before what began later and is over.
    assert [echoes.last(place * HOP) for place in range(5)] == [1, 2, 2, 1, 2]


def test_an_evening_of_echoes_is_not_kept() -> None:
    echoes = Echoes(HOP)
    who = echoes.join()
    for window in range(1000):
        echoes.write(who, window * HOP, sources(1 + window % 2, 0, 3))
    assert len(echoes._runs[who]) <= RUNS_KEPT + 4
    assert echoes.heard(999 * HOP) == Echo(2, 2 / 3)
