"""Loops that the playground bends while they play: what is heard, what comes back, and that nothing clicks."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehearsal import BLOCK, RATE, Evening, music, panel, playing, varied
from test_looper import tone
from test_varied import BAR, alone, heard, kind, knobs, looping, sound

from rtmusic.bends import led_in
from rtmusic.bundle import Bundle
from rtmusic.coding import decoding, turn_codes
from rtmusic.decoder import Decoder
from rtmusic.graph import State
from rtmusic.knobs import Panel, parse_setting
from rtmusic.layers import NO_CODE, Layer
from rtmusic.onsets import find_onsets
from rtmusic.playground import DIALS, EFFECTS, Hand, fingerprint, play
from rtmusic.rewriting import LEAD_IN_FRAMES
from rtmusic.tree import OVERDUBBED, REWRITTEN, VARIED
from rtmusic.units import Codes, Samples
from rtmusic.varied import refusals
from rtmusic.varispeed import finish

ON = "playground=on"


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def hand(*dials: str, other: Codes | None = None) -> Hand:
    turned = [parse_setting(dial) for dial in dials]
    return Hand({control.knob.name: control.value for control in turned}, other=other)


def layer(evening: Evening, number: int = 0) -> Layer:
    current = evening.loops.loops[number].current()
    assert current is not None
    return current


def played(evening: Evening, base: Layer, codes: Codes, before: Samples) -> Samples:
    """A turn of these codes as it sounds; where they are those of the base, as that was played."""
    parts = evening.pipeline.parts
    bent = replace(base, codes=led_in(codes, LEAD_IN_FRAMES))
    return finish(decoding(parts.decoder, parts.geometry, bent, base, before))


# -- what is heard -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dials",
    [
        ("bend_hold=60",),
        ("bend_swap=50", "bend_from=3"),
        ("bend_jitter=100", "jitter_reach=9"),
        ("smear=5",),
        ("bend_drop=5", "drop_kept=1"),
        ("breathe=40",),
        ("backwards=on",),
        ("shuffle=100", "shuffle_slice=10"),
        ("stutter=25",),
        ("drone=on", "drone_at=40"),
        ("stutter=25", "smear=4", "bend_drop=30"),
    ],
)
def test_what_is_heard_is_the_turn_as_the_playground_plays_it_and_off_the_loop_itself(
    bundle: Bundle, dials: tuple[str, ...]
) -> None:
    evening = looping(bundle)
    before, base = sound(evening), layer(evening)
    evening.run(6.0, knobs(ON, *dials))
    codes = play(turn_codes(base), hand(*dials))
    np.testing.assert_array_equal(sound(evening), played(evening, base, codes, before))
    assert np.abs(sound(evening) - before).max() > 0.05
    assert kind(evening) == VARIED and evening.store.undoable == 2
    np.testing.assert_array_equal(heard(evening, 5.5, 6.0), alone(evening, 5.5, 6.0))
    if (codes != NO_CODE).all():
        np.testing.assert_array_equal(turn_codes(layer(evening)), codes)
    evening.run(8.0, knobs(*dials))
    np.testing.assert_array_equal(sound(evening), before)
    np.testing.assert_array_equal(heard(evening, 7.5, 8.0), alone(evening, 7.5, 8.0))
    assert evening.store.undoable == 1


def test_what_is_not_bent_is_as_it_was_played(bundle: Bundle) -> None:
    evening = looping(bundle)
    before, g = sound(evening), bundle.geometry
    evening.run(6.0, knobs(ON, "bend_drop=5"))
    base = evening.store.base()
    assert base is not None
    lost = (play(turn_codes(base.layer), hand("bend_drop=5")) == NO_CODE).any(axis=0)
    differs = (sound(evening) != before).any(axis=0)
    frame = (np.arange(BAR) + g.delay_samples) // g.hop_samples
    near = np.convolve(lost, np.ones(3), "same") > 0
    assert lost.any() and differs.any() and not differs[~near[frame]].any()


@pytest.mark.parametrize("settings_", [(ON,), ("bend_hold=90", "drone=on"), (ON, "stutter_length=3", "bend_from=4")])
def test_at_rest_or_switched_off_nothing_is_made(bundle: Bundle, settings_: tuple[str, ...]) -> None:
    evening, plain = looping(bundle), looping(bundle)
    evening.run(6.0, knobs(*settings_))
    plain.run(6.0, knobs())
    assert evening.store.undoable == 1 and not evening.loop.varier.at_work
    np.testing.assert_array_equal(evening.sound, plain.sound)


@pytest.mark.parametrize("attacks", ["on", "off"])
@pytest.mark.parametrize("times", [0.5, 1.01, 2.0])
def test_repeated_frames_make_it_longer(bundle: Bundle, times: float, attacks: str) -> None:
    evening = looping(bundle)
    before, base, g = sound(evening), layer(evening), bundle.geometry
    dials = (f"frames_stretch={times}", f"stretch_attacks={attacks}")
    evening.run(8.0, knobs(ON, *dials))
    assert evening.loop.turning.length == round(times * BAR)
    struck = np.zeros(turn_codes(base).shape[1], np.bool_)
    struck[np.concatenate(list(find_onsets(before, g)))] = True
    assert struck.sum() > 4
    codes = play(turn_codes(base), replace(hand(*dials), struck=struck))
    now = turn_codes(layer(evening))
    n = min(now.shape[1], codes.shape[1])
    assert abs(now.shape[1] - codes.shape[1]) <= 1
    np.testing.assert_array_equal(now[:, :n], codes[:, :n])
    assert now.shape[1] == -(-(round(times * BAR) + g.delay_samples) // g.hop_samples)
    evening.run(11.0, knobs())
    np.testing.assert_array_equal(sound(evening), before)


def test_the_tape_comes_after_it(bundle: Bundle) -> None:
    evening = looping(bundle)
    before = sound(evening)
    evening.run(6.0, knobs(ON, "smear=6"))
    bent = sound(evening)
    evening.run(9.0, knobs(ON, "smear=6", "rate=2"))
    np.testing.assert_allclose(sound(evening), varied(bent, rate=2.0), atol=1e-6)
    assert evening.store.undoable == 2
    evening.run(12.0, knobs("rate=2"))
    np.testing.assert_allclose(sound(evening), varied(before, rate=2.0), atol=1e-6)


def test_another_seed_is_another_turn(bundle: Bundle) -> None:
    evening = looping(bundle)
    base = layer(evening)
    evening.run(6.0, knobs(ON, "bend_jitter=60"))
    evening.run(9.0, knobs(ON, "bend_jitter=60", "seed=7"))
    codes = play(turn_codes(base), replace(hand("bend_jitter=60"), seed=7))
    np.testing.assert_array_equal(turn_codes(layer(evening)), codes)


def told(evening: Evening) -> list[str]:
    return refusals([0], [evening.loop.varier.refused])


def test_what_would_be_too_long_is_left_as_it_is_and_told(bundle: Bundle) -> None:
    evening = Evening(bundle, music(8))
    off = ("quantize=off", ON)
    evening.run(17.0, knobs(*off), ("record", 0.1), ("record", 15.1))
    before = sound(evening)
    evening.run(19.0, knobs(*off, "frames_stretch=8"))
    np.testing.assert_array_equal(sound(evening), before)
    assert evening.store.undoable == 1 and not evening.loop.varier.at_work
    assert told(evening) == ["loop 0 stays as it is: bent, it would be longer than 118 s; turn frames_stretch down"]


def test_what_would_be_too_short_is_left_as_it_is_and_told(bundle: Bundle) -> None:
    evening = Evening(bundle, music(8))
    off = ("quantize=off", ON)
    evening.run(2.0, knobs(*off), ("record", 0.1), ("record", 0.4))
    evening.run(4.0, knobs(*off, "rate=4"))
    evening.run(6.0, knobs(*off, "rate=4"), ("overdub", 4.1), ("overdub", 4.5))  # so short it was played now
    before = sound(evening)
    evening.run(8.0, knobs(*off, "rate=4", "frames_stretch=0.5"))
    np.testing.assert_array_equal(sound(evening), before)
    assert kind(evening) == OVERDUBBED and before.shape[1] == 3600
    (sentence,) = told(evening)
    assert sentence.endswith("bent, it would be shorter than a sixteenth of a second; turn frames_stretch up")


# -- what else is done to it ---------------------------------------------------------------------------------------


def test_undo_takes_it_away_and_a_dial_brings_another(bundle: Bundle) -> None:
    evening = looping(bundle)
    before, base = sound(evening), layer(evening)
    evening.run(6.0, knobs(ON, "stutter=20"))
    bent = sound(evening)
    evening.run(8.0, knobs(ON, "stutter=20"), ("undo", 6.1))
    np.testing.assert_array_equal(sound(evening), before)
    evening.run(8.5, knobs(ON, "stutter=20"), ("redo", 8.1))
    np.testing.assert_array_equal(sound(evening), bent)
    evening.run(11.0, knobs(ON, "stutter=30"))
    np.testing.assert_array_equal(turn_codes(layer(evening)), play(turn_codes(base), hand("stutter=30")))
    assert evening.store.undoable == 2


def test_what_is_played_to_a_bent_turn_stays_bent_with_it(bundle: Bundle) -> None:
    evening = looping(bundle)
    before = sound(evening)
    evening.run(6.0, knobs(ON, "smear=6"))
    evening.run(8.0, knobs(ON, "smear=6"), ("overdub", 6.1), ("overdub", 6.6))
    together = sound(evening)
    assert kind(evening) == OVERDUBBED
    evening.run(10.0, knobs())
    np.testing.assert_array_equal(sound(evening), together)
    assert kind(evening) == OVERDUBBED and not evening.loop.varier.at_work
    evening.run(11.0, knobs(), ("undo", 10.1), ("undo", 10.3))
    np.testing.assert_array_equal(sound(evening), before)


def test_a_new_take_is_heard_as_it_was_played_and_bent_when_a_knob_is_turned(bundle: Bundle) -> None:
    evening = looping(bundle, ON, "smear=6")
    before, base = sound(evening), layer(evening)
    evening.run(6.0, knobs(ON, "smear=6"))
    np.testing.assert_array_equal(sound(evening), before)
    evening.run(6.5, knobs("smear=6"))
    evening.run(9.0, knobs(ON, "smear=6"))
    codes = play(turn_codes(base), hand("smear=6"))
    np.testing.assert_array_equal(sound(evening), played(evening, base, codes, before))


def test_the_machine_rewrites_a_turn_whose_frames_lost_levels(bundle: Bundle) -> None:
    evening = looping(bundle)
    evening.run(6.0, knobs(ON, "breathe=30", "breathe_kept=1"))
    bent, model_levels = sound(evening), bundle.geometry.model_levels
    assert kind(evening) == VARIED and (layer(evening).codes[:model_levels] != NO_CODE).all()
    evening.run(12.0, knobs(ON, "breathe=30", "breathe_kept=1", "rewrite=80"))
    assert kind(evening) == REWRITTEN and np.abs(sound(evening) - bent).max() > 0.01


@pytest.mark.parametrize("killed_s", [3.1, 3.4, 5.9])
def test_a_new_process_goes_on_with_what_was_turned(bundle: Bundle, killed_s: float) -> None:
    evening = looping(bundle)
    before, base = sound(evening), layer(evening)
    turned = knobs(ON, "stutter=20", "bend_hold=40")
    codes = play(turn_codes(base), hand("stutter=20", "bend_hold=40"))
    expected = played(evening, base, codes, before)
    evening.run(killed_s, turned)
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.pipeline.restore(evening.pipeline.clock, turned)
    again.run(8.0, turned)
    np.testing.assert_array_equal(sound(again), expected)
    assert again.store.undoable == 2
    last = Evening(bundle, evening.audio, evening.loops, start=again.at)
    last.pipeline.restore(again.pipeline.clock, turned)
    last.run(10.0, turned)
    np.testing.assert_array_equal(sound(last), expected)
    last.run(13.0, knobs())
    np.testing.assert_array_equal(sound(last), before)


# -- two loops -----------------------------------------------------------------------------------------------------


def test_cross_takes_the_fine_levels_of_another_loop_and_goes_with_it(bundle: Bundle) -> None:
    evening, still = playing(bundle)
    both = ("loop_0_playground=on", "loop_1_playground=on", "cross=9", "cross_with=1")
    crossed = still.turn([parse_setting(setting) for setting in both])
    first, second = layer(evening, 0), layer(evening, 1)
    evening.run(9.0, crossed)
    now, split = turn_codes(layer(evening, 0)), bundle.geometry.levels - 9
    np.testing.assert_array_equal(now[:split], turn_codes(first)[:split])
    there = turn_codes(second)
    np.testing.assert_array_equal(now[split:], np.take(there, np.arange(now.shape[1]), axis=1, mode="wrap")[split:])
    assert evening.loops.loops[1].undoable == 1  # which is not crossed with itself
    evening.run(13.0, crossed, ("loop_1_overdub", 9.1), ("loop_1_overdub", 9.8))
    assert kind(evening) == VARIED and layer(evening, 1).kind == OVERDUBBED
    there = turn_codes(layer(evening, 1))
    now = turn_codes(layer(evening, 0))
    np.testing.assert_array_equal(now[split:], np.take(there, np.arange(now.shape[1]), axis=1, mode="wrap")[split:])
    evening.run(16.0, crossed.turn([parse_setting("cross_with=5")]))  # there is no loop 5
    np.testing.assert_array_equal(layer(evening, 0).codes, first.codes)


def test_every_knob_of_an_effect_is_told_by_the_number_and_no_other() -> None:
    rest = fingerprint(Hand({}), 3)
    assert rest == 0.0 and fingerprint(Hand({"cross": 4.0}), 0) == 0.0
    numbers = {fingerprint(Hand({"cross": 4.0}), other) for other in (1, 2)}
    for effect in EFFECTS.values():
        up = {effect.dials[0].name: effect.dials[0].high}
        numbers.add(fingerprint(Hand(up, 1), 3))
        for dial in effect.dials:
            numbers.add(fingerprint(Hand(up | {dial.name: (dial.low + dial.high) / 2}), 3))
        others = {name: DIALS[name].high for name in DIALS if name not in {knob.name for knob in effect.dials}}
        quiet = {
            name: value for name, value in others.items() if all(name != e.dials[0].name for e in EFFECTS.values())
        }
        assert fingerprint(Hand(up | quiet), 3) == fingerprint(Hand(up), 3)
    assert len(numbers) == 2 + len(EFFECTS) + sum(len(effect.dials) for effect in EFFECTS.values())
    assert all(0 < number < 2**53 and number.is_integer() for number in numbers)


# -- nothing clicks ------------------------------------------------------------------------------------------------

TURNS = (
    *("playground=on", "playground=on", "playground=off", "bend_hold=70", "bend_hold=0", "bend_drop=40", "bend_drop=0"),
    *("stutter=20", "stutter=0", "drone=on", "drone=off", "cross=8", "cross=0", "smear=6", "rate=0.5", "rate=1"),
    *("frames_stretch=0.7", "frames_stretch=1.5", "frames_stretch=1", "backwards=on", "seed=5", "morph=60", "morph=0"),
)
PEDALS = (
    *("undo", "redo", "take_before", "favourite", "reverse", "pause", "trigger", "oneshot", "mute", "clear"),
    *("overdub", "multiply", "replace"),
)
HANDS = st.tuples(st.integers(0, 1), st.one_of(st.sampled_from(TURNS), st.sampled_from(PEDALS)), st.integers(0, 150))


def smooth(self: Decoder, codes: Codes, levels: Codes, state: State) -> tuple[Samples, State]:
    """As a decoder: frames flow into each other. A tone as loud as codes say, so plain that any cut is seen."""
    hop, frames = 960, codes.shape[1]
    at, loud = state.get("at", np.zeros(1)), state.get("loud", np.zeros(1))
    louder = np.concatenate([loud, (codes[0] % 7 + codes[9] % 5) * 0.03 * levels / codes.shape[0]])
    envelope = np.interp(np.arange(frames * hop) / hop, np.arange(frames + 1), louder)
    wave = np.sin(2 * np.pi * 97.3 / RATE * (at + np.arange(frames * hop))) * envelope
    return np.stack([wave, wave]).astype(np.float32), {"at": at + frames * hop, "loud": louder[-1:]}


@given(st.lists(HANDS, min_size=6, max_size=20), st.sampled_from(["off", "beat"]))
@settings(max_examples=6, deadline=None)
def test_whatever_is_turned_and_pressed_nothing_clicks(
    bundle: Bundle, done: list[tuple[int, str, int]], quantize: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Decoder, "decode", smooth)
        evening, stand = playing(bundle, f"quantize={quantize}", "loop_0_playground=on", "cross_with=1", audio=tone(60))
        at = 5.6
        for number, name, blocks in done:
            at += blocks * BLOCK / RATE
            if name in PEDALS:
                evening.run(at, stand, (f"loop_{number}_{name}", evening.at / RATE + 0.005))
            else:
                of_loop = name.startswith(("playground", "rate", "morph"))
                stand = stand.turn([parse_setting(f"loop_{number}_{name}" if of_loop else name)])
                evening.run(at, stand)
        evening.run(at + 1.0, stand)
    level = np.abs(evening.sound).max()
    # A cut of such a tone is a step as high as the tone; cross-fades of 10 ms leave a twentieth of it at most.
    assert np.abs(np.diff(evening.sound, axis=1)).max() < 0.05 * max(1.0, level)


# -- what the page says --------------------------------------------------------------------------------------------


def test_the_page_names_every_effect_and_its_knobs() -> None:
    page = (Path(__file__).parents[1] / "docs" / "loops.md").read_text("utf-8")
    section = page.partition("\n## Playground\n")[2].partition("\n## ")[0]
    rows = [re.findall(r"[^|]+", line) for line in section.splitlines() if line.startswith("| `")]
    told = [(re.findall(r"`(\w+)`", row[0]), row[1].strip()) for row in rows]
    assert told == [([dial.name for dial in effect.dials], effect.heard) for effect in EFFECTS.values()]


def test_one_set_of_knobs_bends_every_loop_whose_switch_is_on() -> None:
    turned = Panel().turn([parse_setting(text) for text in ("select=3", ON, "drone=on")])
    assert [turned.on(f"loop_{loop}_playground") for loop in range(8)] == [loop == 3 for loop in range(8)]
    assert not any(f"loop_0_{name}" in panel().values for name in DIALS)
