"""Controllers' values: relative encodings, takeover, toggles, ranges."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.knobs import COMMANDS, KNOBS, Control, Knob
from rtmusic.midimap import parse_binding
from rtmusic.midivalue import LEFT_BY_ONE, NEAR, Turner, centred, detents, picks_up

# Up and down as Live's manual has them: the values of both directions, and how far each goes.
ENCODINGS = {
    "rel-signed": {**{v: v for v in range(1, 65)}, **{v: 64 - v for v in range(65, 128)}},
    "rel-signed2": {**{v: v - 64 for v in range(65, 128)}, **{v: -v for v in range(1, 65)}},
    "rel-offset": {**{v: v - 64 for v in range(65, 128)}, **{v: v - 64 for v in range(1, 64)}},
    "rel-2c": {**{v: v for v in range(1, 65)}, **{v: v - 128 for v in range(65, 128)}},
}


class Table:
    """Knobs that stand somewhere, turned by what a turner asks for."""

    def __init__(self, *texts: str) -> None:
        self.bound = [parse_binding(text) for text in texts]
        self.stands = {name: knob.default for name, knob in KNOBS.items()}
        self.turner = Turner(lambda knob: self.stands[knob.name])

    def send(self, value: int, now: float = 0.0, top: int = 127) -> float | None:
        """Where the first binding's knob was put; None: it was left alone."""
        action = self.turner.value(self.bound[0], value, top, now)
        if isinstance(action, Control):
            self.stands[action.knob.name] = action.value
            return action.value
        return None


@pytest.mark.parametrize("kind", ENCODINGS)
def test_every_value_of_every_relative_encoding(kind: str) -> None:
    for value, far in ENCODINGS[kind].items():
        assert detents(kind, value) == far, value
        assert detents(f"{kind}-lin", value) == (far > 0) - (far < 0)
    assert detents(kind, 0) == 0
    assert {v for v, k in LEFT_BY_ONE.items() if k == kind} == {v for v, far in ENCODINGS[kind].items() if far == -1}


@pytest.mark.parametrize("kind", ENCODINGS)
def test_an_encoder_goes_all_the_way_and_no_further(kind: str) -> None:
    table = Table(f"cc:1:1=density mode={kind}")
    right = next(v for v, far in ENCODINGS[kind].items() if far == 1)
    left = next(v for v, far in ENCODINGS[kind].items() if far == -1)
    assert table.send(right) == pytest.approx(0.5 + 1 / 127)
    assert [table.send(right) for _ in range(100)][-1] == 1.0
    assert [table.send(left) for _ in range(127)][-1] == pytest.approx(0.0)


def test_a_detent_is_one_step_of_a_knob_with_steps() -> None:
    table = Table("cc:1:1=steps mode=rel-2c")
    assert [table.send(v) for v in (1, 1, 127, 1)] == [3, 4, 3, 4]
    mode = Table("cc:1:1=mode mode=rel-2c")
    assert [mode.send(v) for v in (1, 1, 1, 1, 127)] == [1, 2, 3, 3, 2]
    switch = Table("cc:1:1=freeze mode=rel-2c")
    assert [switch.send(v) for v in (1, 1, 127)] == [1, 1, 0]
    fine = Table("cc:1:1=horizon mode=rel-2c step=0.001")
    # Steps too small to show add up: 120 frames, so one frame after 9 detents.
    assert [fine.send(1) for _ in range(9)][-1] == 41


@given(
    st.lists(st.tuples(st.integers(0, 127), st.floats(0, 0.2), st.none() | st.floats(0, 1)), max_size=60),
    st.sampled_from(["density", "temperature", "steps", "mode"]),
)
def test_a_controller_that_picks_up_never_jumps(moves: list[tuple[int, float, float | None]], name: str) -> None:
    table = Table(f"cc:1:1={name} takeover=pickup")
    (binding,), knob = table.bound, KNOBS[name]
    now, before = 0.0, None
    for value, pause, elsewhere in moves:
        now += pause
        if elsewhere is not None:  # another hand
            table.stands[name] = knob.from_unit(elsewhere)
        stood = binding.position(knob, table.stands[name])
        put = table.send(value, now)
        if before is None:
            assert put is None
        elif put is not None and put != knob.from_unit(stood):
            # No further than the controller itself moved, and the distance at which it takes the knob; and half a
            # step of a knob with steps.
            half = 0.0 if knob.curve in ("lin", "log") else 0.5 / (knob.high - knob.low)
            assert abs(value / 127 - stood) <= abs(value - before) / 127 + NEAR + 2 * half + 1e-9
        before = value


@pytest.mark.parametrize(
    "seen, new, since_s, obeyed",
    [  # the knob stands at 0.5; Mixxx's table
        (None, 0.5, 9.0, False),  # the first one after loading
        (0.49, 0.9, 9.0, False),  # opposite, close, far, later
        (0.1, 0.9, 9.0, False),  # opposite, far, far, later
        (0.51, 0.9, 9.0, False),  # same, close, far, later
        (0.8, 0.9, 0.01, False),  # same, far, far, soon
        (0.8, 0.9, 9.0, False),  # same, far, far, later
        (0.49, 0.9, 0.01, True),
        (0.1, 0.9, 0.01, True),
        (0.51, 0.9, 0.01, True),
        (0.1, 0.51, 9.0, True),  # near is never ignored
        (0.9, 0.51, 0.01, True),
    ],
)
def test_the_truth_table_of_picking_up(seen: float | None, new: float, since_s: float, obeyed: bool) -> None:
    assert picks_up(seen, new, 0.5, since_s, abs(new - 0.5) <= NEAR) is obeyed


@given(st.lists(st.integers(0, 127), min_size=2, max_size=80), st.floats(0, 1))
def test_scaling_goes_with_the_controller_and_meets_it_at_the_ends(values: list[int], start: float) -> None:
    table = Table("cc:1:1=density takeover=scale")
    table.stands["density"] = start
    assert table.send(values[0]) is None
    for before, value in pairwise(values):
        stood = table.stands["density"]
        put = table.send(value)
        if value == before:
            assert put is None
            continue
        assert put is not None
        # The same way, and never over the end.
        assert (put - stood) * (value - before) >= 0 and 0 <= put <= 1
        if value in (0, 127):
            assert put == pytest.approx(value / 127)
    table.send(0), table.send(127)
    assert [table.send(v) for v in (80, 20, 100)] == pytest.approx([80 / 127, 20 / 127, 100 / 127])


def test_low_above_high_turns_the_controller_round() -> None:
    table = Table("cc:1:1=density low=0.8 high=0.2")
    assert [table.send(v) for v in (0, 127)] == pytest.approx([0.8, 0.2])


def test_a_button_toggles_between_two_values() -> None:
    table = Table("cc:1:1=mode low=loop high=stream toggle")
    assert [table.send(v) for v in (127, 0, 127, 0, 127, 127)] == [1, None, 0, None, 1, 0]


def test_a_part_of_a_controller_turns_a_knob_and_another_presses() -> None:
    table = Table("cc:1:1=density from=0 to=63", "cc:1:1=record from=64 to=127")
    assert [table.send(v) for v in (0, 63, 64)] == [0.0, 1.0, None]
    presses = [table.turner.value(table.bound[1], v, 127, 0.0) for v in (10, 63, 64, 100, 63, 70)]
    assert presses == [None, None, COMMANDS["record"], None, None, COMMANDS["record"]]


def test_a_bend_at_rest_is_the_middle() -> None:
    table = Table("pb:1=density")
    assert [table.send(v, top=16383) for v in (0, 8192, 16383)] == [0.0, 0.5, 1.0]
    assert [centred(v) for v in (0, 8192, 16383)] == [0.0, 0.5, 1.0]


@given(st.sampled_from([*KNOBS.values()]), st.integers(0, 16383))
def test_fourteen_bits_are_as_fine_as_they_come(knob: Knob, value: int) -> None:
    table = Table(f"nrpn:1:5={knob.name}")
    # Two ways to the same number: they differ by what the last bit of a float is.
    assert table.send(value, top=16383) == pytest.approx(knob.from_unit(value / 16383), rel=1e-14, abs=1e-14)
