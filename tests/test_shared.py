"""The board: what one process writes, another sees; and nothing is left behind when one of them is killed."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from rtmusic import shared
from rtmusic.errors import RtmusicError
from rtmusic.knobs import COMMANDS, KNOBS, Panel, parse_setting
from rtmusic.ring import Ring
from rtmusic.shared import BOARD_BYTES, FIELDS, QUEUE_LENGTH, Board, _read_versioned


@pytest.fixture
def board() -> Iterator[Board]:
    with Board.create() as board:
        yield board


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Another Python process that knows rtmusic."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_every_field_has_its_own_place(board: Board) -> None:
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    for number, field in enumerate(FIELDS):
        getattr(board, field.name)[:] = number
    other = Board.attach(board.name)
    for number, field in enumerate(FIELDS):
        view = getattr(other, field.name)
        assert view.shape == field.shape
        assert view.dtype == field.dtype
        assert view.ctypes.data % 64 == 0  # whole numbers, never split over two cache lines
        assert (view == number).all(), field.name  # two fields that overlap would show here
    other.close()


def test_knobs_rest_and_everything_else_is_zero(board: Board) -> None:
    assert board.read_panel() == Panel()
    for field in FIELDS:
        if not field.name.startswith("panel"):
            assert not getattr(board, field.name).any(), field.name


def test_a_name_that_is_no_field_says_so(board: Board) -> None:
    with pytest.raises(AttributeError, match="no field 'playheads'"):
        _ = board.playheads


def test_panel_and_prompts_arrive_whole(board: Board) -> None:
    other = Board.attach(board.name)
    panel = Panel().turn([parse_setting("wet=-6"), parse_setting("seed=77")])
    board.write_panel(panel)
    embeddings = np.random.default_rng(0).normal(size=(8, 384)).astype(np.float32)
    board.write_prompts(embeddings)
    assert other.read_panel() == panel
    np.testing.assert_array_equal(other.read_prompts(), embeddings)
    other.close()


def test_a_reader_never_sees_half_a_turn(board: Board) -> None:
    stop = threading.Event()

    def turn() -> None:
        value = 0
        while not stop.is_set():
            value = (value + 1) % 1000
            board.write_panel(Panel(dict.fromkeys(KNOBS, float(value))))

    writer = threading.Thread(target=turn)
    writer.start()
    try:
        for _ in range(500):
            values = set(board.read_panel().values.values())
            if len(values) > 1:
                assert values == set(Panel().values.values())  # before the first turn
    finally:
        stop.set()
        writer.join(10)


def test_a_reader_that_was_stopped_for_long_does_not_take_one_turn_for_another(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a model process that is stopped between the version and the knobs: others turn them meanwhile."""
    clock = [100.0]
    monkeypatch.setattr("rtmusic.shared.time.monotonic", lambda: clock[0])
    board.write_panel(Panel(dict.fromkeys(KNOBS, 1.0)))
    first = int(board.panel_version[0])

    class Stopped:
        """The version, which everybody writes on when it is looked at for the first time."""

        def __init__(self) -> None:
            self.looks = 0

        def __getitem__(self, place: int) -> int:
            version = int(board.panel_version[place])
            self.looks += 1
            if self.looks == 1:
                clock[0] += 1.0
                board.write_panel(Panel(dict.fromkeys(KNOBS, 2.0)))
            return version

    values = np.empty(len(KNOBS))
    version = _read_versioned(board.panel, Stopped(), values)  # type: ignore[arg-type]
    assert version == first + 2 and set(values) == {2.0}


def test_a_writer_that_died_half_way_holds_nobody_up(board: Board) -> None:
    board.panel_version[0] += 1  # odd: being written, for ever
    board.panel[0] = -7.0
    start = time.monotonic()
    assert board.read_panel()["wet"] == -7.0
    assert time.monotonic() - start < 1.0


def test_who_has_no_older_setting_waits_until_another_has_written_it_anew(board: Board) -> None:
    board.panel_version[0] += 1
    board.panel[0] = -7.0
    version = int(board.panel_version[0]) // 2 * 2

    def write_anew() -> None:
        board.panel_version[0] = version
        board.write_panel(Panel().turn([parse_setting("wet=-3")]))

    heir = threading.Timer(0.2, write_anew)
    heir.start()
    panel, read = board.read_panel_version(30.0)
    heir.join()
    assert (panel["wet"], read) == (-3.0, version + 2)


def test_commands_arrive_once_and_in_order(board: Board) -> None:
    assert board.waiting() is None
    names = list(COMMANDS)
    sent = 0
    for round_number in range(3):  # around the queue more than once
        while board.send(names[sent % len(names)], at=1000 + sent, argument=sent / 2):
            sent += 1
        assert sent == QUEUE_LENGTH * (round_number + 1)  # a full queue refuses and loses nothing
        for number in range(sent - QUEUE_LENGTH, sent):
            assert board.waiting() == board.waiting()  # until it is counted
            order = board.waiting()
            board.orders_taken[0] += 1
            assert order == (names[number % len(names)], 1000 + number, number / 2)
    assert board.waiting() is None


def test_another_process_sees_it_and_its_death_changes_nothing(board: Board) -> None:
    code = """
import sys, time
from rtmusic.shared import Board
board = Board.attach(sys.argv[1])
board.layer_blocks[47, 15, 99] = 123
board.rounds[0] = 1
print(board.read_panel()["seed"], flush=True)
time.sleep(60)
"""
    board.write_panel(Panel().turn([parse_setting("seed=9")]))
    child = python(code, board.name)
    assert child.stdout is not None
    assert child.stdout.readline() == "9.0\n"
    child.send_signal(signal.SIGKILL)
    assert child.wait(10) == -signal.SIGKILL
    time.sleep(0.3)  # a resource tracker of the child's own would take the memory away now
    again = Board.attach(board.name)
    assert again.layer_blocks[47, 15, 99] == 123
    again.close()
    _, errors = child.communicate(timeout=10)
    assert errors == ""


def test_a_child_that_ends_by_itself_is_quiet_and_leaves_the_memory(board: Board) -> None:
    code = """
import sys
from rtmusic.ring import Ring
from rtmusic.shared import Board
board = Board.attach(sys.argv[1])
ring = Ring(board.input_audio, board.input_cursors)  # still in use at the end
"""
    child = python(code, board.name)
    assert child.communicate(timeout=20) == ("", "")
    assert child.returncode == 0
    Board.attach(board.name).close()


def test_closing_takes_the_name_away_and_arrays_in_use_stay_readable() -> None:
    board = Board.create()
    ring = Ring(board.input_audio, board.input_cursors)
    name = board.name
    board.close()
    board.close()
    assert not os.path.exists(f"/dev/shm/{name}")
    with pytest.raises(RtmusicError, match="is gone: the engine that made it has ended"):
        Board.attach(name)
    ring.push(np.ones((2, 8), np.float32))
    assert ring.pushed == 8
    del ring
    gc.collect()


def test_an_engine_that_was_killed_leaves_no_memory_behind() -> None:
    code = """
import threading
import time
from rtmusic.shared import Board
print(Board.create().name, flush=True)
time.sleep(60)
"""
    engine = python(code)
    assert engine.stdout is not None
    name = engine.stdout.readline().strip()
    assert os.path.exists(f"/dev/shm/{name}")
    engine.kill()
    engine.communicate(timeout=10)
    deadline = time.monotonic() + 10
    while os.path.exists(f"/dev/shm/{name}"):  # 58 MB would stay until the next boot
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_another_version_is_refused() -> None:
    with pytest.raises(RtmusicError, match="two versions of rtmusic are running"):
        Board.attach("rtmusic-1-abcdef-0123456789ab")


def test_too_little_shared_memory_is_said_before_anything_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "BOARD_BYTES", 10**15)
    with pytest.raises(RtmusicError, match=r"--shm-size=256m"):
        Board.create()


def test_it_fits_where_containers_lend_64_megabytes() -> None:
    assert BOARD_BYTES < 64 * 2**20
