"""What the messages of a port mean: controllers, halves, parameters, notes, keys, zones, and any bytes at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.knobs import COMMANDS, KNOBS, SHARED_KNOBS, Command, Control, Knob
from rtmusic.midikeys import SOFTEST, Keys
from rtmusic.midimap import Scene, bindings, over
from rtmusic.miditalk import Bound, Counters, Ears, Translator
from rtmusic.midivalue import Action


def rests(knob: Knob) -> float:
    """Every knob stands where it rests."""
    return knob.default


def meant(messages: list[list[int]], *texts: str, apart_s: float = 0.0) -> list[Action]:
    """What these messages ask for, sent this far apart, after everything has settled."""
    translator = Translator(Bound(bindings(texts)), Counters(), rests)
    actions: list[Action] = []
    now = 100.0
    for message in messages:
        actions += translator.settle(now) + translator.feed(message, now)
        now += apart_s
    return actions + translator.settle(now + 1.0)


class Rebound:
    """A port, the keys that are held there, and a map that is replaced meanwhile."""

    def __init__(self, *texts: str) -> None:
        self.bound = Bound(bindings(texts))
        self.keys = Keys()
        self.now = 100.0
        self._values = {name: knob.default for name, knob in KNOBS.items()}
        self._port = Translator(self.bound, Counters(), lambda knob: self._values[knob.name], Ears(self.keys))

    def send(self, *messages: list[int]) -> list[Action]:
        actions: list[Action] = []
        for message in messages:
            self.now += 0.1
            actions += self._port.feed(message, self.now)
        self._values |= {action.knob.name: action.value for action in actions if isinstance(action, Control)}
        return actions

    def bind(self, *texts: str) -> list[Action]:
        self.bound.map = over(self.bound.map, texts)
        return self._port.settle(self.now)


def said(actions: list[Action]) -> list[str]:
    assert all(isinstance(action, Command) for action in actions)
    return [action.name for action in actions if isinstance(action, Command)]


def test_a_pedal_that_is_held_is_let_go_when_it_comes_up() -> None:
    note = "note:1:40=overdub hold", [0x90, 40, 99], [0x80, 40, 0]
    pedal = "cc:1:64=overdub hold", [0xB0, 64, 127], [0xB0, 64, 0]
    for line, down, up in (note, pedal):
        port = Rebound(line)
        assert said(port.send(down)) == ["overdub:down"]
        assert port.send(down) == []  # the release was lost: the next one lets it go
        assert said(port.send(up)) == ["overdub:up"]
        assert said(port.send(down, [0xFF])) == ["overdub:down", "overdub:up"]  # so does a reset, as a pulled cable
        assert said(port.send(down)) + said(port.bind(f"{line.partition('=')[0]}=undo")) == [
            "overdub:down",
            "overdub:up",
        ]
        assert said(Rebound(line).send(up)) == ["overdub:up"]  # it went down before anybody listened
    port, swept = Rebound("cc:1:64=loop_2_mute hold"), [[0xB0, 64, value] for value in (20, 90, 127, 90, 20, 0)]
    assert said(port.send(*swept)) == [f"loop_2_mute{way}" for way in (":up", ":down", ":up")]


def test_a_key_that_does_something_else_now_lets_go_at_once() -> None:
    freeze = KNOBS["freeze"]
    port = Rebound("note:1:40=freeze", "note:1:41=freeze", "note:1:41+=mute")
    assert port.send([0x90, 40, 99]) == [Control(freeze, 1.0)]
    assert port.bind("note:1:40=record") == [Control(freeze, 0.0)]
    assert port.send([0x80, 40, 0]) == []
    assert port.send([0x90, 40, 99]) == [COMMANDS["record"]]
    # What is bound as before is held as before, and its release goes where it was pressed.
    assert len(port.send([0x90, 41, 99])) == 2
    assert port.bind("note:1:41=freeze") == [Control(KNOBS["mute"], 0.0)]
    assert port.bind("cc:1:1=wet") == []
    assert port.send([0x80, 41, 0]) == [Control(freeze, 0.0)]


def test_a_key_that_is_held_for_music_is_let_go_of_though_it_is_bound_meanwhile() -> None:
    port = Rebound()
    port.send([0x90, 60, 99])
    assert port.keys.weights()[0] == 1.0
    port.bind("note:1:60=freeze")
    assert port.send([0x80, 60, 0]) == []
    assert port.keys.weights()[0] == 0.0
    assert port.send([0x90, 60, 99]) == [Control(KNOBS["freeze"], 1.0)]


def test_a_pedal_that_sustains_nothing_any_more_lets_go_of_its_keys() -> None:
    port = Rebound("cc:*:64=nothing")
    port.send([0xB0, 64, 127], [0x90, 60, 99], [0x80, 60, 0], [0xB1, 64, 127], [0x91, 62, 99], [0x81, 62, 0])
    assert (port.keys.weights()[0], port.keys.weights()[2]) == (1.0, 1.0)
    port.bind("cc:1:64=record")
    assert (port.keys.weights()[0], port.keys.weights()[2]) == (0.0, 1.0)  # the other channel's is down
    # It is on its way up, and has not been pressed since it records.
    assert port.send([0xB0, 64, 100], [0xB0, 64, 70], [0xB0, 64, 0]) == []
    assert port.send([0xB0, 64, 127]) == [COMMANDS["record"]]


def test_a_button_that_never_says_its_release_presses_what_it_is_bound_to_next() -> None:
    port = Rebound("cc:1:90=undo")
    assert port.send([0xB0, 90, 127]) == [COMMANDS["undo"]]
    port.bind("cc:1:90=redo")
    assert port.send([0xB0, 90, 127]) == [COMMANDS["redo"]]


def test_a_knob_that_comes_back_is_taken_over_anew() -> None:
    line = "cc:1:90=density takeover=scale mode=abs7"
    port = Rebound(line)
    assert port.send([0xB0, 90, 20]) == []
    port.bind("cc:1:90=dry")
    assert len(port.send([0xB0, 90, 110])) == 1
    port.bind(line)
    # The way from 20 to 111 was another knob's, and does not count.
    assert port.send([0xB0, 90, 111]) == []
    (moved,) = port.send([0xB0, 90, 112])
    assert isinstance(moved, Control) and moved.value == pytest.approx(0.5 + 0.5 / 16)
    # One that is bound as before is in the hand as before.
    port.bind("cc:1:91=dry")
    (moved,) = port.send([0xB0, 90, 113])
    assert isinstance(moved, Control) and moved.value == pytest.approx(0.5 + 0.5 * 2 / 16)


@pytest.mark.parametrize("knob", SHARED_KNOBS.values(), ids=lambda knob: knob.name)
def test_a_controller_reaches_both_ends_of_every_knob(knob: Knob) -> None:
    ends = meant([[0xB4, 100, 0], [0xB4, 100, 127]], f"cc:5:100={knob.name}")
    assert ends == [Control(knob, knob.low), Control(knob, knob.high)]


def test_a_switch_is_on_from_the_middle_up() -> None:
    values = [
        action.value for action in meant([[0xB0, 80, v] for v in (63, 64, 0, 127)]) if isinstance(action, Control)
    ]
    assert values == [0.0, 1.0, 0.0, 1.0]


def test_a_binding_for_one_channel_wins_there_only() -> None:
    actions = meant([[0xB2, 7, 127], [0xB0, 7, 127]], "cc:3:7=dry")
    assert [action.knob.name for action in actions if isinstance(action, Control)] == ["dry", "wet"]


def test_a_later_binding_replaces_the_default() -> None:
    (action,) = meant([[0xB0, 1, 127]], "cc:*:1=horizon")
    assert action == Control(KNOBS["horizon"], 128)


def test_a_pedal_presses_once_on_its_way_down() -> None:
    sweep = [[0xB0, 64, value] for value in (0, 30, 70, 90, 127, 100, 50, 0)]
    # A half-damper pedal sends many values: more than one press closes the loop it has just opened.
    assert meant(sweep) == [COMMANDS["record"]]
    assert meant(sweep * 2) == [COMMANDS["record"]] * 2


def test_a_button_without_release_presses_every_time() -> None:
    assert meant([[0xB0, 66, 127]] * 3) == [COMMANDS["undo"]] * 3


def test_notes_press_commands_and_hold_switches() -> None:
    notes = [[0x99, 36, 100], [0x89, 36, 0], [0x99, 38, 100], [0x99, 38, 0], [0x98, 36, 100]]
    actions = meant(notes, "note:10:36=record", "note:10:38=mute")
    assert actions == [COMMANDS["record"], Control(KNOBS["mute"], 1.0), Control(KNOBS["mute"], 0.0)]


@pytest.mark.parametrize("apart_s", [0.0, 0.003])
@pytest.mark.parametrize("order", ["coarse first", "fine first"])
@settings(deadline=None)  # a busy machine is no fault
@given(value=st.integers(0, 16383))
def test_fourteen_bits_are_whole_in_either_order(value: int, order: str, apart_s: float) -> None:
    halves = [[0xB0, 7, value >> 7], [0xB0, 39, value & 127]]
    if order == "fine first":
        halves.reverse()
    # The first pair teaches that there are two halves; only the second one is looked at.
    first = [[0xB0, 7, 0], [0xB0, 39, 0]] if order == "coarse first" else [[0xB0, 39, 0], [0xB0, 7, 0]]
    actions = meant([*first, *halves], apart_s=apart_s)
    values = [action.value for action in actions if isinstance(action, Control)]
    assert values[-1] == pytest.approx(KNOBS["wet"].from_unit(value / 16383))
    # A stale half in between would be a jump of half a step: heard as zipper noise.
    assert values[-2] == pytest.approx(KNOBS["wet"].from_unit(0))


def test_a_lonely_fine_half_moves_the_knob_and_a_lonely_coarse_half_resets_it() -> None:
    wet = KNOBS["wet"]
    start = [[0xB0, 7, 64], [0xB0, 39, 5]]
    assert meant([*start, [0xB0, 39, 9]], apart_s=0.1)[-1] == Control(wet, wet.from_unit((64 * 128 + 9) / 16383))
    assert meant([*start, [0xB0, 7, 32]], apart_s=0.1)[-1] == Control(wet, wet.from_unit(32 * 128 / 16383))


def test_a_fine_half_alone_says_nothing() -> None:
    assert meant([[0xB0, 39, 9]]) == []


def test_clock_is_counted_and_the_rest_ignored() -> None:
    counters = Counters()
    translator = Translator(Bound(bindings()), counters, rests)
    for message in ([0xF8], [0xF8], [0xFA], [0xC0, 5], [0xE0, 0, 64], [0x90, 60, 100], [0xB0, 119, 1]):
        assert translator.feed(message, 0.0) == []
    assert (counters.messages, counters.clock_ticks, counters.ignored) == (7, 2, 3)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.tuples(st.integers(0x80, 0xEF), st.integers(0, 127), st.integers(0, 127)), max_size=60))
def test_any_messages_ask_only_for_values_inside_the_bounds(messages: list[tuple[int, int, int]]) -> None:
    for action in meant([list(message) for message in messages], "note:*:60=freeze", "note:*:61=tap", apart_s=0.004):
        if isinstance(action, Control):
            assert action.knob.low <= action.value <= action.knob.high


@given(st.lists(st.binary(max_size=5), max_size=40))
def test_no_bytes_raise(messages: list[bytes]) -> None:
    lines = (
        "note:*:60=freeze",
        "pb:*=density",
        "at:*=wet",
        "kp:*:5=dry",
        "pc:*:1=scene:x",
        "nrpn:1:5=gain",
        "stop=undo",
    )
    counters = Counters()
    translator = Translator(Bound(bindings(lines)), counters, rests)
    for at, message in enumerate(messages):
        for action in translator.feed(list(message), at * 0.004) + translator.settle(at * 0.004):
            if isinstance(action, Control):
                assert action.knob.low <= action.value <= action.knob.high
    translator.let_go()
    assert counters.messages == len(messages)


def test_what_is_no_message_is_counted() -> None:
    counters = Counters()
    translator = Translator(Bound(bindings()), counters, rests)
    for broken in ([], [0xB0, 7], [0xB0, 7, 200], [7], [0xF4], [0xB0, 7, 1, 2], [300]):
        assert translator.feed(broken, 0.0) == []
    assert counters.malformed == 7


def nrpn(number: int, coarse: int, fine: int | None = None, channel: int = 0) -> list[list[int]]:
    cc = 0xB0 | channel
    data = [[cc, 99, number >> 7], [cc, 98, number & 127], [cc, 6, coarse]]
    return data + ([] if fine is None else [[cc, 38, fine]])


def knob_values(actions: list[Action]) -> list[float]:
    return [action.value for action in actions if isinstance(action, Control)]


def test_a_parameter_by_number_is_set_turned_and_let_alone_after_null() -> None:
    wet = KNOBS["wet"]
    bound = "nrpn:1:300=wet"
    assert meant(nrpn(300, 64), bound) == [Control(wet, wet.from_unit(64 / 127))]
    # The first pair teaches that there are two halves; the second is whole, though it comes in two.
    twice = [*nrpn(300, 0, 0), *nrpn(300, 64, 5)]
    assert knob_values(meant(twice, bound))[-1] == pytest.approx(wet.from_unit((64 * 128 + 5) / 16383))
    null = [[0xB0, 99, 127], [0xB0, 98, 127], [0xB0, 6, 100], [0xB0, 38, 100], [0xB0, 96, 0]]
    assert meant([*nrpn(300, 64), *null], bound) == meant(nrpn(300, 64), bound)
    assert meant(nrpn(301, 64), bound) == meant(nrpn(300, 64, channel=1), bound) == []
    up = [[0xB0, 99, 2], [0xB0, 98, 44], [0xB0, 96, 0]]
    (turned,) = knob_values(meant(up, bound))
    assert turned == pytest.approx(wet.from_unit(wet.to_unit(wet.default) + 1 / 127))
    registered = [[0xB0, 101, 2], [0xB0, 100, 44], [0xB0, 6, 100]]
    assert meant(registered, bound) == []


def test_data_entry_is_an_ordinary_controller_while_no_parameter_is_chosen() -> None:
    assert meant([[0xB0, 6, 127]], "cc:1:6=dry") == [Control(KNOBS["dry"], 6.0)]
    assert meant([[0xB0, 6, 127]], "nrpn:1:5=wet") == []


def test_two_knobs_at_once_and_a_free_controller() -> None:
    actions = meant([[0xB0, 1, 127]], "cc:*:1+=density")
    assert actions == [Control(KNOBS["rewrite"], 100.0), Control(KNOBS["density"], 1.0)]
    assert meant([[0xB1, 64, 127], [0xB0, 64, 127]], "cc:2:64=nothing") == [COMMANDS["record"]]


def test_a_controller_without_a_fine_half_is_taken_at_its_word() -> None:
    # Without abs7 the solo button (CC 36) would be taken for the fine half of the fader (CC 4).
    sent = [[0xB0, 4, 64], [0xB0, 36, 127], [0xB0, 4, 64]]
    assert knob_values(meant(sent, "cc:1:4=dry mode=abs7")) == [KNOBS["dry"].from_unit(64 / 127)] * 2
    assert len({*knob_values(meant(sent, "cc:1:4=dry"))}) == 3


def test_fourteen_bits_that_are_told_wait_for_the_first_pair_too() -> None:
    sent = [[0xB0, 7, 64], [0xB0, 39, 64]]
    assert knob_values(meant(sent, "cc:1:7=wet mode=abs14")) == [KNOBS["wet"].from_unit((64 * 128 + 64) / 16383)]


def test_programs_bends_pressure_and_sequencers() -> None:
    lines = ("pc:1:5=scene:chorus", "pc:1:6=freeze toggle", "pb:1=density", "at:1=brightness", "kp:1:60=guidance")
    messages = [
        [0xC0, 5],
        [0xC0, 6],
        [0xC0, 6],
        [0xC1, 5],
        [0xE0, 127, 127],
        [0xD0, 127],
        [0xA0, 60, 127],
        [0xA0, 61, 9],
    ]
    actions = meant(messages, *lines, "start=record", "stop=mute high=on", "continue=mute high=off")
    # `rests` says that freeze is off, so that every press asks for on.
    assert actions[:3] == [Scene("chorus"), Control(KNOBS["freeze"], 1.0), Control(KNOBS["freeze"], 1.0)]
    assert actions[3:] == [Control(KNOBS[name], KNOBS[name].high) for name in ("density", "brightness", "guidance")]
    actions = meant([[0xFA], [0xFC], [0xFB]], "start=record", "stop=mute high=on", "continue=mute high=off")
    assert actions == [COMMANDS["record"], Control(KNOBS["mute"], 1.0), Control(KNOBS["mute"], 0.0)]


@pytest.mark.parametrize("master, member, outside", [(1, 2, 9), (16, 15, 8)])
def test_what_one_note_of_a_zone_does_stays_with_it(master: int, member: int, outside: int) -> None:
    on_every_channel = ("pb:*=density", "at:*=wet", "cc:*:74=brightness", "cc:*:17=nothing")
    cc = 0xB0 | (master - 1)
    opened = [[cc, 101, 0], [cc, 100, 6], [cc, 6, 7]]  # seven members
    closed = [[cc, 101, 0], [cc, 100, 6], [cc, 6, 0]]

    def expression(channel: int) -> list[list[int]]:
        c = channel - 1
        return [[0xE0 | c, 127, 127], [0xD0 | c, 127], [0xB0 | c, 74, 127]]

    def count(messages: list[list[int]], *lines: str) -> int:
        return len(meant(messages, *on_every_channel, *lines))

    assert count(expression(member)) == count([*opened, *expression(master)]) == 3
    assert count([*opened, *expression(member)]) == 0
    assert count([*opened, *expression(outside)]) == 3
    assert count([*opened, *closed, *expression(member)]) == 3
    # Who binds the member channel itself means it.
    assert count([*opened, *expression(member)], f"pb:{member}=gain") == 1


def held(messages: list[list[int]], *lines: str) -> tuple[float, ...]:
    """What the keys ask for after these messages."""
    keys = Keys()
    translator = Translator(Bound(bindings(lines)), Counters(), rests, Ears(keys=keys), "keyboard")
    for message in messages:
        translator.feed(message, 0.0)
    return keys.weights()


def pitches(*classes: int) -> tuple[float, ...]:
    return tuple(float(i in classes) for i in range(12))


CHORD = [[0x90, 60, 100], [0x90, 64, 100], [0x90, 67, 100]]
SUSTAIN_FREE = "cc:*:64=nothing"


def test_held_keys_are_pitch_classes_until_they_are_let_go() -> None:
    assert held(CHORD) == pitches(0, 4, 7)
    assert held([*CHORD, [0x80, 64, 0], [0x90, 67, 0]]) == pitches(0)
    assert held([*CHORD, *[[0x80, note, 64] for note in (60, 64, 67)]]) == pitches()
    # Two keys of one pitch class: the other one still sounds.
    assert held([[0x90, 60, 9], [0x90, 72, 9], [0x80, 60, 0]]) == pitches(0)
    # The same key on another channel is another key.
    assert held([[0x90, 60, 9], [0x81, 60, 0]]) == pitches(0)


def test_velocity_is_weight() -> None:
    weights = held([[0x90, 60, 127], [0x90, 64, 64], [0x90, 67, 1]])
    assert weights[0] == 1.0 > weights[4] > weights[7] > SOFTEST
    # Softly played alone is as clear as loudly played alone.
    assert held([[0x90, 60, 1]]) == pitches(0)


def test_a_pedal_that_is_bound_to_nothing_sustains() -> None:
    down, up = [0xB0, 64, 127], [0xB0, 64, 0]
    released = [[0x80, note, 0] for note in (60, 64, 67)]
    assert held([*CHORD, down, *released], SUSTAIN_FREE) == pitches(0, 4, 7)
    assert held([*CHORD, down, *released, up], SUSTAIN_FREE) == pitches()
    assert held([*CHORD, down, [0x80, 60, 0], up], SUSTAIN_FREE) == pitches(4, 7)
    # Where it records, it does not sustain.
    assert held([*CHORD, down, *released]) == pitches()


@pytest.mark.parametrize("panic", [[0xB0, 120, 0], [0xB0, 123, 0], [0xFF]])
def test_panic_lets_go_of_everything(panic: list[int]) -> None:
    assert held([[0xB0, 64, 127], *CHORD, [0x80, 60, 0], panic], SUSTAIN_FREE) == pitches()
    if len(panic) == 3:  # of its channel
        assert held([[0x91, 62, 9], *CHORD, panic]) == pitches(2)
    # A switch that a key holds on is let go of, too.
    translator = Translator(Bound(bindings(["note:1:38=mute"])), Counters(), rests)
    assert translator.feed([0x90, 38, 9], 0.0) == [Control(KNOBS["mute"], 1.0)]
    assert translator.feed(panic, 0.0) == [Control(KNOBS["mute"], 0.0)]


def test_a_key_that_is_bound_is_not_held() -> None:
    assert held([[0x99, 36, 100]], "note:10:36=record") == pitches()


@given(
    st.lists(
        st.tuples(st.sampled_from([0x80, 0x90, 0xB0]), st.integers(0, 1), st.integers(58, 66), st.integers(0, 127))
    )
)
def test_keys_never_stick(events: list[tuple[int, int, int, int]]) -> None:
    messages = [[status | channel, number, value] for status, channel, number, value in events]
    released = [[0x80 | c, note, 0] for c in (0, 1) for note in range(58, 67)]
    assert held([*messages, *released, [0xB0, 64, 0], [0xB1, 64, 0]], SUSTAIN_FREE) == pitches()
    assert all(0 <= weight <= 1 for weight in held(messages, SUSTAIN_FREE))
