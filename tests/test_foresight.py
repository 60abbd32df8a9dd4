"""What waits for the grid is heard on its sample, whatever it is: what is written ahead sounds so already."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
import staged
from rehearsal import Evening, alone, heard, playing
from test_making import BLOCK, RATE, Stage

from rtmusic.bundle import Bundle
from rtmusic.knobs import parse_setting
from rtmusic.looper import Looper
from rtmusic.seams import FADE_SAMPLES
from rtmusic.shared import Board
from rtmusic.tree import FLAG_BITS
from rtmusic.turning import MUTED
from rtmusic.units import Samples

BAR = 2 * RATE
QUANTIZED = "quantize=bar", "mute_quantized=on", "overdub_quantized=on", "replace_quantized=on"
EARLY_S = 0.12  # a press that comes later finds what is heard on its line no more to be changed
AFTER_S = 0.4
# A pedal that was pressed on the line before, and one that is to happen on this one.
PEDALS = [
    *[("", pedal) for pedal in ("mute", "pause", "trigger", "oneshot", "reverse", "replace", "insert")],
    *[
        (pedal, pedal)
        for pedal in ("record", "mute", "pause", "reverse", "replace", "substitute", "insert", "multiply")
    ],
    *[("replace", pedal) for pedal in ("mute", "pause", "trigger", "oneshot", "insert", "multiply")],
    *[("overdub", pedal) for pedal in ("pause", "replace", "insert")],
    *[("insert", pedal) for pedal in ("pause", "trigger", "oneshot", "replace")],
    *[("mute", "trigger"), ("pause", "trigger"), ("multiply", "pause"), ("multiply", "trigger")],
]


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


class Low(Stage):
    """A stage on which a low tone is heard that swells slowly: no step of it is larger than 0.005."""

    @staticmethod
    def played(at: int, samples: int) -> Samples:
        t = np.arange(at, at + samples) / RATE
        left = 0.2 * np.sin(2 * np.pi * 110 * t) * (1 + 0.5 * np.sin(2 * np.pi * 0.5 * t))
        return np.stack([left, -left]).astype(np.float32)


def turned(stage: Stage, *settings: str) -> None:
    stage.panel = stage.panel.turn([parse_setting(setting) for setting in settings])


def line_after(stage: Stage, seconds: float) -> int:
    """The first bar line that comes so many seconds later, or more."""
    return -(-round(stage.at + seconds * RATE) // BAR) * BAR


def run_to(stage: Stage, sample: float) -> Samples:
    return stage.run((sample - stage.at) / RATE)


def ready(before: str = "", stage: Stage | None = None) -> tuple[Stage, int]:
    """A stage with a loop of three seconds, a tenth of a second after a line on which a pedal took effect; the next."""
    stage = stage or Stage()
    stage.run(0.3)
    stage.press("record", 3.0)
    stage.press("record")
    stage.rest()
    turned(stage, *QUANTIZED)
    line = line_after(stage, 0.5)
    run_to(stage, line - 0.3 * RATE)
    if before:
        stage.press(before)
    run_to(stage, line + 0.1 * RATE)
    return stage, line + BAR


def as_it_is(stage: Stage, at: int, samples: int) -> Samples:
    """What the loop plays at a time, as it stands."""
    loop = stage.loop
    hushed = loop.edit is not None and loop.edit.hushed
    audio = None if loop.turning.flag(MUTED) or hushed else loop.turning.heard(at, samples)
    return np.zeros((2, samples), np.float32) if audio is None else audio


@pytest.mark.parametrize(
    ("before", "pedal", "early_s"), [*[(*pair, EARLY_S) for pair in PEDALS], *[(*pair, 1.2) for pair in PEDALS[::6]]]
)
def test_it_is_heard_on_the_sample(before: str, pedal: str, early_s: float) -> None:
    stage, line = ready(before)
    other, _ = ready(before)
    played = []
    for one, presses in ((stage, True), (other, False)):
        run_to(one, line - early_s * RATE)
        first = one.at
        if presses:
            one.looper.press(f"loop_0_{pedal}", one.at, one.panel, False)
        played.append(run_to(one, line + AFTER_S * RATE))
    heard, without = (audio[:, : line - first] for audio in played)
    # What begins to be heard again, as what had been replaced, fades in before the line.
    np.testing.assert_array_equal(heard[:, :-FADE_SAMPLES], without[:, :-FADE_SAMPLES])
    after = played[0][:, line - first + FADE_SAMPLES :]
    np.testing.assert_array_equal(after, as_it_is(stage, line + FADE_SAMPLES, after.shape[1]))
    if before == pedal and before in ("record", "replace", "insert"):
        attack = played[0][:, line - first : line - first + FADE_SAMPLES]
        np.testing.assert_array_equal(attack, as_it_is(stage, line, FADE_SAMPLES))


@pytest.mark.parametrize(("before", "pedal"), [*PEDALS, ("insert", "reverse"), ("overdub", "reverse")])
def test_nothing_clicks(before: str, pedal: str) -> None:
    stage, line = ready(before, Low())
    run_to(stage, line - 0.7 * RATE)
    stage.looper.press(f"loop_0_{pedal}", stage.at, stage.panel, False)
    audio = run_to(stage, line + RATE)
    # A cut would be a step of up to 0.6; fading in 10 ms adds 0.001 to those of the tone.
    assert np.abs(np.diff(audio, axis=1)).max() < 0.012


@pytest.mark.parametrize(("before", "pedal"), [p for p in PEDALS if p != ("record", "record")])
def test_what_is_cancelled_is_not_heard_and_undoes_nothing(before: str, pedal: str) -> None:
    stage, line = ready(before)
    other, _ = ready(before)
    run_to(other, line + RATE)
    stage.looper.press(f"loop_0_{pedal}", stage.at, stage.panel, False)
    first = stage.at
    played = [run_to(stage, line - EARLY_S * RATE)]
    layers = stage.loop.layers.undoable
    stage.looper.press("loop_0_cancel", stage.at, stage.panel, False)
    played.append(run_to(stage, line + RATE))
    assert stage.loop.layers.undoable == layers and stage.looper.status(stage.at)[0].next == ""
    stands = stage.loop.edit, stage.loop.turning.paused, stage.loop.turning.flag(MUTED)
    assert stands == (other.loop.edit, other.loop.turning.paused, other.loop.turning.flag(MUTED))
    without = other.timeline.peek(first, stage.at - first)
    np.testing.assert_array_equal(np.concatenate(played, axis=1), without)


@pytest.mark.parametrize("piece", [FADE_SAMPLES, 100, BLOCK])
def test_what_sounds_once_ends_alike_in_whatever_pieces_it_is_mixed(piece: int) -> None:
    stage, line = ready()
    stage.press("oneshot")
    run_to(stage, line + RATE)
    turning, first = stage.loop.turning, line + 3 * RATE - 20 * BLOCK
    whole = turning.heard(first, 20 * BLOCK)
    assert whole is not None and turning.length == 3 * RATE
    pieces = [turning.heard(at, piece) for at in range(first, first + whole.shape[1], piece)]
    np.testing.assert_array_equal(np.concatenate([one for one in pieces if one is not None], axis=1), whole)
    assert np.abs(whole[:, -1]).max() < 0.01


@pytest.mark.parametrize("pedal", ["mute", "pause", "reverse", "replace"])
def test_pressed_again_right_after_the_line_it_does_not_take_back_what_is_heard_already(pedal: str) -> None:
    stage, line = ready()
    stage.press(pedal)
    run_to(stage, line - BLOCK)
    assert stage.looper.status(stage.at)[0].next == pedal  # its sample is still to be heard
    stage.looper.press(f"loop_0_{pedal}", line + 100, stage.panel, False)
    status = stage.looper.status(stage.at)[0]
    assert (status.next, status.next_in_s > 1.9) == (pedal, True)
    stage.run(0.5)
    on = status.muted, stage.loop.turning.paused, status.reversed, stage.loop.edit is not None
    assert on == tuple(pedal == name for name in ("mute", "pause", "reverse", "replace"))
    run_to(stage, line + BAR + 0.1 * RATE)
    assert stage.loop.state == "playing" and not stage.looper.status(stage.at)[0].muted


def test_a_recording_whose_end_is_taken_back_goes_on() -> None:
    stage, line = ready("record")
    other, _ = ready("record")
    first = stage.at
    stage.press("record", 1.0)
    assert stage.loop.state == "closing"
    stage.press("cancel", 0.0)
    assert stage.loop.state == "recording"
    run_to(stage, line + RATE)
    run_to(other, line + RATE)
    heard, without = (one.timeline.peek(first, line + RATE - first) for one in (stage, other))
    np.testing.assert_array_equal(heard, without)


@pytest.mark.parametrize("pedal", ["mute", "pause", "trigger", "reverse", "replace"])
@pytest.mark.parametrize("before", ["", "replace"])
def test_another_process_goes_on_with_what_waits(before: str, pedal: str) -> None:
    stage, line = ready(before)
    run_to(stage, line - 0.2 * RATE)
    first = stage.at
    stage.looper.press(f"loop_0_{pedal}", stage.at, stage.panel, False)
    played = [stage.run(4 * BLOCK / RATE)]
    sound = stage.loop.layers.current()
    assert sound is not None
    was = stage.loop.turning.sound
    stage.looper = Looper(stage.looper._parts)
    stage.loop = stage.looper.loops[0]
    stage.loop.turning.sound, stage.loop.turning.start = was, sound.start_sample + stage.loop.turning.moved
    stage.looper.begin(stage.at)
    played.append(run_to(stage, line + AFTER_S * RATE))
    after = np.concatenate(played, axis=1)[:, line - first + FADE_SAMPLES :]
    if (before, pedal) not in {("replace", "reverse")}:  # else it plays what was played last, and that is known later
        np.testing.assert_array_equal(after, as_it_is(stage, line + FADE_SAMPLES, after.shape[1]))


def test_a_short_recording_is_heard_whole_though_it_was_hardly_begun_when_it_was_to_end() -> None:
    stage = Stage("quantize=beat")
    stage.run(0.98)
    stage.press("record", 0.1)
    stage.press("record", 0.0)
    heard = run_to(stage, 3 * RATE)
    turning, line = stage.loop.turning, round(1.5 * RATE)
    assert (turning.start, turning.length) == (RATE, RATE // 2)
    expected = as_it_is(stage, line, 3 * RATE // 2)
    np.testing.assert_array_equal(heard[:, heard.shape[1] - expected.shape[1] :], expected)


def test_what_is_solo_or_falls_silent_beside_it_does_so_on_the_sample(bundle: Bundle) -> None:
    """And a press in time for its line is not left to a round that is due later."""
    groups = "loop_0_group=1", "loop_1_group=1", "loop_0_exclusive=on"
    evening, knobs = playing(bundle, "quantize=beat", "mute_quantized=on", *groups)
    for pedal, at_s, heard_after in (("loop_1_solo", 6.0, (1,)), ("loop_1_solo", 7.0, (0, 1)), ("trigger", 8.0, (0,))):
        evening.run(at_s + 0.3, knobs, (pedal.replace("trigger", "loop_0_trigger"), at_s - 0.08))
        span = round(at_s * RATE) + FADE_SAMPLES, round((at_s + 0.3) * RATE)
        expected = np.sum([alone(evening, number, *span) for number in heard_after], axis=0)
        np.testing.assert_array_equal(heard(evening, *span), expected)


def test_it_is_played_again_though_the_process_is_killed_while_it_waits(tiny_bundle: Path, tmp_path: Path) -> None:
    with Board.create() as board:
        words = *("quantize=beat", "mute_quantized=on", "replace_quantized=on"), "rewrite=60"
        stage = staged.Stage(tiny_bundle, board, tmp_path, *words)
        staged.recorded(stage)
        staged.recorded(stage, 1)
        for pedal in ("loop_0_replace", "loop_1_mute", "loop_0_replace", "loop_1_trigger", "loop_0_record", "record"):
            stage.press(pedal)
            stage.run(0.1)
            if pedal != "loop_1_mute":
                stage.kill()
            stage.run(0.55)
        stage.assert_played_again()


def test_evening_of_rounds_is_in_time(bundle: Bundle) -> None:
    evening, knobs = playing(bundle, "quantize=beat", "replace_quantized=on")
    evening.run(7.4, knobs, ("loop_1_mute", 5.55), ("replace", 6.1), ("replace", 7.1))
    assert isinstance(evening, Evening)
    line = round(7.5 * RATE)
    evening.run(8.0, knobs)
    np.testing.assert_array_equal(heard(evening, line, 8 * RATE), alone(evening, 0, line, 8 * RATE))


def test_a_copy_of_a_looper_is_one_of_its_own(bundle: Bundle) -> None:
    evening, _ = playing(bundle)
    parts = evening.pipeline.parts
    shared = (parts.encoder, parts.decoder, parts.generator, parts.history, evening.pipeline.history)
    copied = copy.deepcopy(evening.pipeline, {id(part): part for part in shared}).looper.loops[0]
    copied.turning.set_flag(MUTED, True)
    assert copied.layers.cursor[FLAG_BITS] == MUTED and evening.loop.layers.cursor[FLAG_BITS] == 0
