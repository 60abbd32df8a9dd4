"""A trigger makes the generations that it asks for, each once, and chance never meets the same one twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rtmusic.generations import MOST, Feedback

# What happens: a trigger that asks for so many, a generation that is made (0), or a stop (-1).
_EVENTS = st.lists(st.integers(-1, MOST), max_size=60)


def test_nothing_is_made_before_the_first_trigger() -> None:
    assert Feedback().left == 0
    assert Feedback().next() == Feedback()
    assert Feedback().stop() == Feedback()


def test_a_trigger_makes_what_it_asks_for_and_then_rests() -> None:
    feedback, numbers = Feedback().trigger(3), []
    while feedback.left:
        numbers.append(feedback.pass_number)
        feedback = feedback.next()
    assert numbers == [MOST, MOST + 1, MOST + 2]
    assert feedback.next() == feedback
    assert feedback.trigger(1).pass_number == 2 * MOST


@given(_EVENTS)
def test_no_generation_has_the_chance_of_another(events: list[int]) -> None:
    feedback, numbers, due = Feedback(), [], 0
    for event in events:
        if event > 0:
            feedback, due = feedback.trigger(event), event
        elif event < 0:
            feedback, due = feedback.stop(), 0
        elif feedback.left:
            numbers.append(feedback.pass_number)
            feedback, due = feedback.next(), due - 1
        assert feedback.left == due
    assert numbers == sorted(set(numbers))
