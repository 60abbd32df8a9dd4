"""The machine gives way to who plays: soon, without a step, for as long as it must, and the same in every replay."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from rehearsal import NO_PROMPTS, panel
from staged import Stage

from rtmusic.bundle import Bundle
from rtmusic.callback import SoundCallback
from rtmusic.duck import Duck
from rtmusic.knobs import KNOBS, Control, Panel, parse_setting
from rtmusic.render import render
from rtmusic.shared import Board
from rtmusic.timeline import Timeline
from rtmusic.units import Samples
from rtmusic.virtual import Scripted, parse_script

RATE = 48_000
BEGINS, ENDS = 10_000, 30_000  # what is played
FULL = ("duck=60", "duck_threshold=-40", "duck_release=0.3")


@pytest.fixture
def board() -> Iterator[Board]:
    with Board.create() as board:
        yield board


def played(level: float, hz: float = 110.0, until: int = ENDS) -> Samples:
    """A tone between two samples, silence around it."""
    t = np.arange(80_000) / RATE
    tone = level * np.sin(2 * np.pi * hz * t) * ((t * RATE >= BEGINS) & (t * RATE < until))
    both: Samples = np.stack([tone, 0.5 * tone]).astype(np.float32)
    return both


def ducked(heard: Samples, *settings: str, block: int = 256) -> Samples:
    """The level, sample by sample, that the machine is at: what becomes of ones."""
    duck, levels = Duck(RATE), np.ones_like(heard)
    duck.aim_at(Panel().turn([parse_setting(setting) for setting in settings]))
    for at in range(0, heard.shape[1], block):
        duck.press(heard[:, at : at + block], levels[:, at : at + block])
    np.testing.assert_array_equal(levels[0], levels[1])
    level: Samples = levels[0]
    return level


def test_at_rest_it_does_nothing_and_asks_for_nothing() -> None:
    assert not Duck(RATE).works
    assert (ducked(played(0.5)) == 1).all()
    assert (ducked(np.zeros((2, 20_000), np.float32), *FULL) == 1).all()


@pytest.mark.parametrize("hz", [41.0, 110.0, 3000.0])
def test_the_machine_is_silent_while_you_play_and_back_after_the_release(hz: float) -> None:
    level = ducked(played(0.1, hz), *FULL)
    assert (level[:BEGINS] == 1).all()
    # A cell of 2 ms to hear it (a low note takes longer to rise), then 5 ms to fall.
    assert not level[BEGINS + round(0.011 * RATE) : ENDS].any()
    back = ENDS + round(0.042 * RATE)  # it waited for 40 ms, and for the end of a cell
    assert not level[ENDS : ENDS + round(0.038 * RATE)].any()
    assert (np.diff(level[back:]) >= 0).all()
    assert 20 * np.log10(level[back + round(0.3 * RATE)]) == pytest.approx(-3.0, abs=0.3)  # 5 % of 60 dB
    assert (level[back + round(0.75 * RATE) :] == 1).all()


@pytest.mark.parametrize(
    "played_db, duck_db, expected_db",
    [(-41, 12, 0), (-34, 12, -6), (-28, 12, -12), (-3, 12, -12), (-34, 60, -30)],
)
def test_how_loud_you_play_decides_how_far_it_goes(played_db: float, duck_db: float, expected_db: float) -> None:
    level = ducked(played(10 ** (played_db / 20), 500.0), f"duck={duck_db}", "duck_threshold=-40")
    assert 20 * np.log10(level[(BEGINS + ENDS) // 2]) == pytest.approx(expected_db, abs=0.1)


def test_an_open_microphone_is_no_playing() -> None:
    hiss = np.random.default_rng(0).normal(0, 10 ** (-58 / 20), (2, 80_000)).astype(np.float32)  # peaks at -45 dB
    assert (ducked(hiss, *FULL) == 1).all()


def test_nothing_steps_however_hard_it_is_played() -> None:
    hits = np.zeros((2, 80_000), np.float32)
    hits[:, 5000:70_000:3001] = 1.0
    level = ducked(hits, "duck=60", "duck_release=0.05")
    assert level.min() == 0 and (level[:5000] == 1).all()
    # A fall of 240 samples moves 0.0042 a sample, as every level does; a cut moves 1.
    assert np.abs(np.diff(level)).max() < 0.0043


@pytest.mark.parametrize("block", [31, 64, 1000, 80_000])
def test_it_does_not_depend_on_the_block_size(block: int) -> None:
    # A cell cut short at the end of a block, or one begun anew, shows as 1e-3 and more.
    heard = played(0.1) + played(0.02, 700.0, 60_000)
    np.testing.assert_array_equal(ducked(heard, *FULL, block=block), ducked(heard, *FULL))


def test_turned_down_while_you_play_it_comes_back() -> None:
    duck, ones = Duck(RATE), np.ones((2, 4800), np.float32)
    loud = np.full_like(ones, 0.5)
    duck.aim(60, -40, 0.3)
    duck.press(loud, ones)
    assert ones[0, -1] == 0
    duck.aim(0, -40, 0.3)
    heard = []
    while duck.works:
        ones = np.ones_like(ones)
        duck.press(loud, ones)
        heard.append(ones[0])
    level = np.concatenate(heard)
    assert np.abs(np.diff(level)).max() < 0.0043 and level[-1] == 1 and len(level) < RATE
    duck.aim(60, -40, 0.3)
    ones = np.ones_like(loud)
    duck.press(np.zeros_like(loud), ones)
    assert (ones == 1).all()  # nothing of what was heard before is left


@pytest.mark.parametrize("blocks", ["64*625", "333*120,40*1", "8192*4,7232*1"])
def test_in_the_callback_only_the_machine_gives_way(board: Board, blocks: str) -> None:
    settings = [parse_setting(text) for text in (*FULL, "dry=-6")]
    board.write_panel(Panel().turn(settings))
    Timeline.of(board).write(0, np.full((2, 60_000), 0.25, np.float32))
    heard = played(0.1)[:, :40_000]
    fake = Scripted(parse_script(blocks), heard)
    fake.run(SoundCallback(board), threading.Event())
    out = np.concatenate(fake.played, axis=1)
    own = heard * 10 ** (-6 / 20)
    assert not (out - own)[:, BEGINS + 600 : ENDS].any() and out[0, -1] > 0.0005
    expected = own + 0.25 * ducked(heard, *FULL)
    # From when the write and the callback have both faded in.
    np.testing.assert_allclose(out[:, 2000:], expected[:, 2000:], rtol=0, atol=1e-7)


def test_a_rendered_evening_gives_way(tiny_bundle: Path) -> None:
    bundle = Bundle.load(tiny_bundle)
    heard = np.random.default_rng(0).normal(0, 0.1, (2, 2 * RATE)).astype(np.float32)
    free, shy = (
        np.concatenate(list(render(bundle, heard, panel("mode=stream", *more), NO_PROMPTS)), axis=1)
        for more in ((), ("duck=12", "duck_threshold=-50"))
    )
    np.testing.assert_allclose(shy[:, RATE:], free[:, RATE:] * 10 ** (-12 / 20), atol=1e-6)
    assert free[:, RATE:].any()


def test_the_evening_is_played_again(tiny_bundle: Path, board: Board, tmp_path: Path) -> None:
    stage = Stage(tiny_bundle, board, tmp_path, "mode=stream")  # noise is played all the time, at -10 dB
    loud = stage.run(1.0)[:, -4800:]
    turns = ("duck", 60.0, 0.0), ("duck", 10.0, 0.5), ("duck_threshold", 0.0, 1.0), ("duck", 0.0, 1.0)
    for knob, value, share in turns:
        stage.turn(Control(KNOBS[knob], value))
        heard = stage.run(0.33)[:, -4800:]
        assert np.abs(heard).max() <= share * 2 * np.abs(loud).max()
    stage.assert_played_again()
