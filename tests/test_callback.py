"""One block of sound: one clock, dry as late as wet, all of it counted; a new process goes on where one was killed."""

from __future__ import annotations

import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from rtmusic.callback import SoundCallback
from rtmusic.knobs import Panel, parse_setting
from rtmusic.notes import Note
from rtmusic.ring import Ring
from rtmusic.shared import LEVEL_TURNS, Board
from rtmusic.timeline import Timeline
from rtmusic.units import Samples
from rtmusic.virtual import Scripted, Step, parse_script

RATE = 48_000


@pytest.fixture
def board() -> Iterator[Board]:
    with Board.create() as board:
        yield board


def noise(n: int, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).uniform(-0.4, 0.4, (2, n)).astype(np.float32)


def turn(board: Board, *settings: str) -> None:
    board.write_panel(Panel().turn([parse_setting(setting) for setting in settings]))


def timeline_of(board: Board) -> Timeline:
    return Timeline.of(board)


def play(board: Board, script: str | list[Step], audio: Samples | None = None) -> Samples:
    """What a scripted device hears and plays in this process."""
    fake = Scripted(parse_script(script) if isinstance(script, str) else script, audio)
    fake.run(SoundCallback(board), threading.Event())
    return np.concatenate(fake.played, axis=1)


def test_one_clock_for_input_and_output(board: Board) -> None:
    audio = noise(10_000)
    timeline = timeline_of(board)
    timeline.write(2000, noise(6000, seed=1))
    out = play(board, "64*10,100*20,256*28,1*192", audio)

    assert out.shape[1] == timeline.playhead == 10_000
    heard = np.empty((2, 10_000), np.float32)
    assert Ring(board.input_audio, board.input_cursors).read(0, heard)
    np.testing.assert_array_equal(heard, audio)
    assert not out[:, :2000].any()
    np.testing.assert_array_equal(out[:, 2000:7700], noise(6000, seed=1)[:, :5700])
    played = np.empty((2, 10_000), np.float32)
    assert Ring(board.played_audio, board.played_cursors).read(0, played)
    np.testing.assert_array_equal(played, out)


@pytest.mark.parametrize("delay", [0, 1, 1000, 4800])
def test_dry_is_as_late_as_the_machine(board: Board, delay: int) -> None:
    audio = noise(10_240)
    turn(board, "wet=-60", "dry=0")
    board.dry_delay_samples[0] = delay
    out = play(board, "128*80", audio)
    np.testing.assert_array_equal(out[:, delay + 240 :], audio[:, 240 : 10_240 - delay])


def test_a_changed_delay_and_turned_knobs_make_no_step(board: Board) -> None:
    turn(board, "wet=-60", "dry=0")
    t = np.arange(60_000) / RATE
    tone = (0.4 * np.stack([np.sin(2 * np.pi * 100 * t), np.cos(2 * np.pi * 100 * t)])).astype(np.float32)
    callback = SoundCallback(board)
    out = np.zeros_like(tone)
    changes: dict[int, Callable[[], None]] = {
        20: lambda: board.dry_delay_samples.__setitem__(0, 2000),
        40: lambda: board.dry_delay_samples.__setitem__(0, 1333),
        60: lambda: turn(board, "wet=-60", "dry=0", "mute=on"),
        80: lambda: turn(board, "wet=0", "dry=0", "gain=-6"),
        100: callback.fade_out,
    }
    for number, at in enumerate(range(0, 59_904, 256)):
        changes.get(number, lambda: None)()
        callback(tone[:, at : at + 256], out[:, at : at + 256], 0)
    # The tone moves 0.0052 a sample, a ramp of 240 samples 0.0017 more, a fade of 256 between two phases 0.0031; a
    # cut steps by up to 0.8.
    assert np.abs(np.diff(out[:, 256:])).max() < 0.012
    assert not out[:, 101 * 256 :].any()


def test_it_counts_what_a_player_may_ask_for(board: Board) -> None:
    audio = noise(2560) * 2
    audio[0, 300] = np.nan
    audio[1, 301] = np.inf
    timeline_of(board).write(800, np.full((2, 5000), 1.5, np.float32))
    out = play(board, "256*2,flags=5,256*2,flags=18,256*6", audio)

    assert board.callbacks[0] == 10
    assert board.block_samples[0] == 256
    assert board.flags.tolist() == [1, 1, 1, 0, 1]
    assert board.wrong_samples[0] == 2  # at the input: nothing behind it ever sees them
    heard = np.empty((2, 2560), np.float32)
    assert Ring(board.input_audio, board.input_cursors).read(0, heard)
    assert np.isfinite(heard).all()
    assert board.limited_samples[0] >= 2 * (2560 - 800 - 240)
    assert np.abs(out).max() <= 1.0
    assert 0.7 < board.input_peak[0] <= 0.8
    assert 0.9 < board.output_peak[0] <= 1.0
    assert 0 < board.callback_ms[0] <= board.callback_ms[1]
    assert board.sound_load[0] > 0


def test_meters_fall_twenty_decibels_a_second(board: Board) -> None:
    play(board, "256*1", np.full((2, 256), 0.5, np.float32))
    play(board, [Step("block", 480, 100)])
    assert board.input_peak[0] == pytest.approx(0.05, rel=1e-6)


def test_a_half_written_panel_is_not_obeyed(board: Board) -> None:
    callback = SoundCallback(board)
    timeline_of(board).write(600, np.full((2, 40_000), 0.5, np.float32))
    out = np.zeros((2, 256), np.float32)
    silent = np.zeros((2, 256), np.float32)
    for _ in range(20):
        callback(silent, out, 0)
    board.panel_version[0] += 1
    board.panel[:] = 1.0  # mute among them, but the writer is not done
    for _ in range(20):
        callback(silent, out, 0)
    assert (out == 0.5).all()
    board.write_panel(Panel())
    board.panel_version[0] -= 1  # as the writer that began above would leave it
    for _ in range(20):
        callback(silent, out, 0)
    assert (out == 0.5).all()


@pytest.mark.parametrize("half_done", ["input_cursors", "timeline_playing", "played_cursors"])
def test_a_new_callback_goes_on_where_the_clock_stands(board: Board, half_done: str) -> None:
    audio = noise(2048)
    timeline_of(board).write(600, np.full((2, 40_000), 0.25, np.float32))
    play(board, "256*4", audio)
    if half_done == "timeline_playing":  # killed in the middle of a block, after this one had been moved
        board.timeline_playing[0] += 256
    else:
        getattr(board, half_done)[:] += 256
    out = play(board, "256*4", audio)
    assert timeline_of(board).playhead == 9 * 256
    assert (out[:, 240:] == 0.25).all()
    assert (np.diff(out[0, :240]) > 0).all()  # it comes back with a ramp, not with a click
    for ring, expected in (
        (Ring(board.input_audio, board.input_cursors), audio[:, :1024]),
        (Ring(board.played_audio, board.played_cursors), out),
    ):
        assert ring.pushed == 9 * 256
        there = np.empty((2, 1024), np.float32)
        assert ring.read(1280, there)
        np.testing.assert_array_equal(there, expected)


@pytest.mark.parametrize("n", [64, 256, 8192])
def test_it_allocates_only_numbers_and_views(board: Board, n: int) -> None:
    turn(board, "wet=-3", "dry=-3", "duck=6", "duck_threshold=-20")
    board.dry_delay_samples[0] = 1000
    callback = SoundCallback(board)
    timeline_of(board).write(2000, np.full((2, 1_000_000), 1.8, np.float32))  # loud: the limiter works too
    heard, out = noise(n), np.zeros((2, n), np.float32)
    for _ in range(60):  # until the interpreter has specialised its code
        callback(heard, out, 0)
    tracemalloc.start()
    try:
        callback(heard, out, 0)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        for _ in range(50):
            callback(heard, out, 0)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Measured: 0 to 1.5 kB kept (the interpreter's own), and at most 1.8 kB at any moment, whatever the block size.
    # One forgotten temporary array is 8 bytes a sample: 64 kB for the longest block.
    assert after - before < 2000
    assert peak - before < 4000


def dated(board: Board, at: int, *settings: str) -> None:
    """Turn knobs that count from a sample on."""
    panel = Panel().turn([parse_setting(setting) for setting in settings])
    board.date_levels(int(board.panel_version[0]) + 2, panel, at)
    board.write_panel(panel)


@pytest.mark.parametrize("blocks", ["64*160", "100*102,40*1", "1024*10", "4096*2,2048*1"])
def test_dated_levels_land_on_their_sample_however_long_blocks_are(board: Board, blocks: str) -> None:
    timeline_of(board).write(0, np.full((2, 40_000), 0.5, np.float32))
    callback = SoundCallback(board)
    dated(board, 1000, "gain=0")  # before the first block: it stands already
    first = np.zeros((2, 64), np.float32)
    callback(first.copy(), first, 0)
    for at, level in ((3001, "gain=-6"), (3300, "mute=on"), (3300, "gain=-20"), (7777, "gain=0")):
        dated(board, at, level)
    fake = Scripted(parse_script(blocks), None)
    fake.run(callback, threading.Event())
    out = np.concatenate([first, *fake.played], axis=1)[0]
    changed = (np.flatnonzero(np.diff(out)) + 1).tolist()
    assert [at for at, before in zip(changed[1:], changed, strict=False) if at != before + 1][-3:] == [3001, 3300, 7777]
    assert out[3000] == 0.5 and out[3299] == pytest.approx(0.5 * 10 ** (-6 / 20))
    assert out[7776] == pytest.approx(0.05) and out[-1] == 0.5
    notes = board.sound_notes[: int(board.sound_noted[0])]
    assert notes[notes[:, 0] == Note.LEVELS, 1].tolist() == [0, 3001, 3300, 3300, 7777]


def test_turns_keep_their_order_and_a_date_that_has_gone_is_now(board: Board) -> None:
    timeline_of(board).write(0, np.full((2, 40_000), 0.5, np.float32))
    callback, out, silent = SoundCallback(board), np.zeros((2, 256), np.float32), np.zeros((2, 256), np.float32)
    for _ in range(4):
        callback(silent, out, 0)
    dated(board, 100, "gain=-20")  # the playhead stands at 1024
    callback(silent, out, 0)
    assert out[0, 0] < 0.5 and out[0, -1] == pytest.approx(0.05)
    dated(board, 2000, "gain=0")
    turn(board, "gain=-40")  # said after it, so heard after it
    played = []
    for _ in range(5):
        callback(silent, out, 0)
        played.append(out[0].copy())
    sound = np.concatenate(played)[2000 - 1280 :]
    assert np.concatenate(played)[2000 - 1280 - 1] == pytest.approx(0.05)
    assert sound[-1] == pytest.approx(0.005) and callback._panel_version == board.panel_version[0]
    for at in range(LEVEL_TURNS + 9):  # more than can wait: the oldest are lost, the last one is not
        dated(board, 3000 + at, f"gain={-(at % 30)}")
    for _ in range(10):
        callback(silent, out, 0)
    assert out[0, -1] == pytest.approx(0.5 * 10 ** (-((LEVEL_TURNS + 8) % 30) / 20))


def test_a_block_says_when_it_was_asked_for(board: Board) -> None:
    assert board.handed_at == (0, 0.0)
    before = time.monotonic()
    play(board, "256*3")
    sample, moment = board.handed_at
    assert sample == 512 and before < moment < time.monotonic()
