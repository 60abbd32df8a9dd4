"""An evening on disk: played again bit for bit, gone on with after a crash, whole at every cut, on a full disk, too."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evenings import PATIENCE_S, assert_played_again, await_so, evening
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtmusic import setbook
from rtmusic.bundle import Bundle
from rtmusic.engine import Engine, Settings
from rtmusic.errors import RecordingError, RtmusicError, UsageError
from rtmusic.journal import EVENING, Journal, turn
from rtmusic.knobs import KNOBS, Control, Panel, parse_setting
from rtmusic.layers import Layer
from rtmusic.memory import LoopStore
from rtmusic.notes import Note, Notes, as_floats, as_numbers
from rtmusic.pacing import RUNGS
from rtmusic.replay import Replay
from rtmusic.ring import Ring
from rtmusic.setbook import HeardAgain, SetBook, new_set, newest, read_set, sets, tidy
from rtmusic.shared import LAYER_LEVELS, Board
from rtmusic.soundprocess import SoundSpec
from rtmusic.studio import render_set
from rtmusic.tree import RECORDED, REWRITTEN, live_rows

RATE = 48_000


# -- notes -----------------------------------------------------------------------------------------------------


def test_notes_come_in_their_order_and_what_was_overwritten_is_counted() -> None:
    rows, count = np.zeros((128, 5), np.int64), np.zeros(1, np.int64)
    writer, reader = Notes(rows, count), Notes(rows, count)
    for number in range(10):
        writer.make(Note.HEAR, number, -number, 1 << 40)
    taken, lost = reader.take()
    assert lost == 0 and taken[:, 1].tolist() == list(range(10)) and taken[3].tolist() == [Note.HEAR, 3, -3, 1 << 40, 0]
    assert reader.take()[0].shape == (0, 5)
    for number in range(1000):
        writer.make(Note.HEAR, number)
    taken, lost = reader.take()
    assert lost + len(taken) == 1000 and taken[-1, 1] == 999 and len(taken) > 32


def test_floats_travel_as_numbers() -> None:
    values = (0.0, -1.5, 1e300, 0.1)
    assert tuple(as_floats(np.array(as_numbers(values), np.int64))) == values


# -- the same evening again ------------------------------------------------------------------------------------


@pytest.mark.parametrize("modes", [("loop",), ("stream", "follow", "codec")])
def test_an_evening_is_played_again_bit_for_bit(tiny_bundle: Path, tmp_path: Path, modes: tuple[str, ...]) -> None:
    folder, recording = tmp_path / "set", tmp_path / "evening.wav"
    engine = evening(tiny_bundle, folder, f"mode={modes[0]}", "rewrite=50", "quantize=off", record=recording)
    dice, following = random.Random(modes[0]), list(modes[1:])
    names = [name for name in KNOBS if name not in ("mode", "mute", "wet", "own", "commit", "horizon")]
    engine.start()
    presses = [(0.3, "record"), (1.4, "record"), (2.0, "overdub"), (2.6, "overdub"), (3.0, "undo"), (3.4, "redo")]
    while engine.at_s < 4.5:
        engine.check()
        if following and engine.at_s > 4.5 * (1 - len(following) / len(modes)):
            engine.turn(parse_setting(f"mode={following.pop(0)}"))
        while modes == ("loop",) and presses and engine.at_s >= presses[0][0]:
            engine.command(presses.pop(0)[1])
        for name in dice.sample(names, 5):  # hundreds a second: most of them nobody ever sees
            engine.turn(Control(KNOBS[name], dice.uniform(KNOBS[name].low, KNOBS[name].high)))
        time.sleep(0.01)
    engine.stop()
    live = assert_played_again(folder, recording)
    assert len(live) > 4 * RATE and np.abs(live).max() > 1 << 20


def test_an_evening_with_a_killed_model_process_is_played_again(tiny_bundle: Path, tmp_path: Path) -> None:
    folder, recording = tmp_path / "set", tmp_path / "evening.wav"
    engine = evening(tiny_bundle, folder, "mode=stream", record=recording)
    engine.start()
    await_so(lambda: engine.at_s > 1.0)
    os.kill(engine.model_pid, signal.SIGKILL)
    await_so(lambda: engine.status().restarts == 1 and engine.status().model_alive)
    rounds = engine.status().rounds
    await_so(lambda: engine.status().rounds > rounds + 5)
    engine.stop()
    book = read_set(folder)
    kinds = [event["kind"] for event in book.events if event["kind"] != "rung"]
    assert kinds == ["model-restart", "model-back"] and book.ended
    assert_played_again(folder, recording)


def test_an_evening_whose_loop_follows_the_beat_is_played_again(tiny_bundle: Path, tmp_path: Path) -> None:
    folder, recording = tmp_path / "set", tmp_path / "evening.wav"
    engine = evening(tiny_bundle, folder, "mode=loop", "rewrite=30", "quantize=beat", "tempo=160", record=recording)
    engine.start()
    starts = []
    await_so(lambda: engine.at_s > 0.5)
    engine.command("record")
    await_so(lambda: engine.at_s > 1.6)
    engine.command("record")
    await_so(lambda: engine.status().loop.layers > 0)
    for moved_s, then in ((0.003, "overdub"), (0.004, "overdub"), (-0.002, "undo"), (0.0, "")):
        starts.append(int(engine._board.loop_start[0]))
        now = time.monotonic()
        engine.align((engine.beat_at(now) - moved_s * 160 / 60) % 4, now, 0.001)
        await_so(lambda: not moved_s or engine._board.loop_start[0] != starts[-1])  # noqa: B023 - waited for here
        if then:
            engine.command(then)
    engine.stop()
    assert len(starts) == len(set(starts)) == 4
    assert_played_again(folder, recording)


def test_an_evening_on_a_machine_that_was_too_slow_is_played_again(tiny_bundle: Path, tmp_path: Path) -> None:
    folder, recording = tmp_path / "set", tmp_path / "evening.wav"
    engine = evening(tiny_bundle, folder, "mode=stream", "steps=4", "horizon=40", "commit=2", record=recording)
    engine.start()
    await_so(lambda: engine.status().rounds > 5)
    end = time.monotonic() + 3 * PATIENCE_S
    # It runs a third of a millisecond in ten: every round takes a tenth of a second. A pause is shorter than the guard
    # of the timeline: a write that is stopped in its middle for longer than that is heard as nobody can note it.
    while engine.status().rung != RUNGS[-1]:
        assert time.monotonic() < end, engine.status().rung
        os.kill(engine.model_pid, signal.SIGSTOP)
        time.sleep(0.01)
        os.kill(engine.model_pid, signal.SIGCONT)
        time.sleep(0.0003)
    await_so(lambda: engine.status().rung == RUNGS[0])
    report = engine.stop()
    assert set(report.rungs) == set(RUNGS) and all(report.rungs.values())
    said = [event.text for event in report.events if event.kind == "rung"]
    assert any("do not keep up" in text for text in said) and "keep up again: all" in said[-1]
    assert_played_again(folder, recording)


def test_another_bundle_or_build_is_told(tiny_bundle: Path, tmp_path: Path) -> None:
    engine = evening(tiny_bundle, tmp_path / "set", "mode=stream")
    engine.start()
    await_so(lambda: engine.at_s > 0.8)
    engine.stop()
    book = read_set(tmp_path / "set")
    book.facts["bundle"]["sha256"] = "0" * 64
    with (
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(UsageError, match=r"another bundle \(tiny, 000000000000\)"),
    ):
        patch.setattr("rtmusic.studio.read_set", lambda folder: book)
        render_set(tmp_path / "set", tmp_path / "again.wav", None)
    assert not (tmp_path / "again.wav").exists()

    def forgetful(book: SetBook, who: int, rows: Any = SetBook.rows) -> Iterator[Any]:
        """As if this build asked about time more often."""
        for row in rows(book, who):
            row[3] = 0 if row[0] == Note.ROUND else row[3]
            yield row

    with (
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(RecordingError, match=r"after \d+\.\d\d s a round asked more than that evening"),
    ):
        patch.setattr(SetBook, "rows", forgetful)
        list(Replay(Bundle.load(tiny_bundle), book).play())


# -- after a crash ---------------------------------------------------------------------------------------------

CRASHING = """
import sys, time
from pathlib import Path
from test_journal import evening
if __name__ == "__main__":
    engine = evening(Path(sys.argv[1]), Path(sys.argv[2]), "mode=loop", "quantize=off", "rewrite=30", "temperature=0.7")
    engine.start()
    while engine.at_s < 0.5: time.sleep(0.01)
    engine.command("record")
    while engine.at_s < 1.7: time.sleep(0.01)
    engine.command("record")
    while engine.status().loop.layers < 1: time.sleep(0.01)
    engine.turn(__import__("rtmusic.knobs").knobs.parse_setting("guidance=3"))
    at = engine.at_s
    while engine.at_s < at + 1.0: time.sleep(0.01)
    print(engine.status().loop.length_s, engine.at_s, flush=True)
    time.sleep(600)
"""


def test_a_killed_instrument_goes_on_with_its_loops(tiny_bundle: Path, tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(tiny_bundle), str(tmp_path / "set")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
    )
    assert child.stdout is not None
    length_s, at_s = map(float, child.stdout.readline().split())
    child.kill()  # nothing is said good-bye to
    child.wait()
    child.stdout.close()
    book = read_set(tmp_path / "set")
    assert not book.ended and book.gaps == 0
    assert at_s - book.sample / RATE < 0.5  # a crash takes half a second at most
    assert book.panel["guidance"] == 3.0 and book.panel["temperature"] == pytest.approx(0.7)
    before = HeardAgain(tmp_path / "set")
    assert at_s - before.end / RATE < 1.0  # what was heard goes to disk as a whole second

    sound = SoundSpec("virtual", "virtual")
    engine = Engine(
        Settings(sound, book.panel, (), tiny_bundle, "cpu", journal=tmp_path / "next", everything=True, resume=book)
    )
    engine.start()
    await_so(lambda: engine.status().loop.state == "playing")
    status = engine.status()
    assert status.loop.length_s == pytest.approx(length_s) and status.loop.layers >= 1
    assert status.at_s >= book.sample / RATE  # the evening's clock goes on
    await_so(lambda: engine.at_s > book.sample / RATE + 2.0)
    engine.command("undo")
    await_so(lambda: engine.status().loop.redo >= 1)
    engine.stop()
    following = read_set(tmp_path / "next")
    assert following.facts["resumed"] == str(tmp_path / "set")
    again = np.concatenate(list(Replay(Bundle.load(tiny_bundle), following).play()), axis=1)
    assert np.sqrt(np.mean(again[:, RATE:] ** 2)) > 1e-4  # and the loop is heard again in the second set, too


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0.0, 1.0), flip=st.booleans())
def test_wherever_a_set_is_cut_or_damaged_what_stands_before_is_read(tmp_path: Path, cut: float, flip: bool) -> None:
    whole = tmp_path / "whole"
    if not whole.exists():
        _short_set(whole)
    data = (whole / EVENING).read_bytes()
    damaged = tmp_path / "damaged"
    damaged.mkdir(exist_ok=True)
    place = int(cut * (len(data) - 1))
    broken = data[:place] if not flip else data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]
    (damaged / EVENING).write_bytes(broken)
    known = read_set(whole)
    try:
        book = read_set(damaged)
    except UsageError as error:
        assert "set" in str(error) or "not written by rtmusic" in str(error)
        assert place < 25 * len(KNOBS)  # its beginning, where all of them stand by name
        return
    assert len(book.notes) <= len(known.notes)
    np.testing.assert_array_equal(book.notes, known.notes[: len(book.notes)])
    assert set(book.panels) <= set(known.panels)


def _short_set(folder: Path) -> None:
    """Half a second of a journal that two processes write notes for."""
    with Board.create() as board:
        journal = Journal(folder, board, {"bundle": {"name": "none"}}, everything=False)
        journal.start(Panel())
        model = Notes.of_model(board)
        store = LoopStore.of(board).loops[0]
        before = Panel()
        for number in range(40):
            model.make(Note.HEAR, number * 256, 256, 1)
            panel = Panel().turn([parse_setting(f"temperature={0.5 + number / 100}")])
            turn(board, before, panel)
            before = panel
            model.make(Note.LOOK, int(board.panel_version[0]))
            if number == 20:
                store.push(Layer(np.full((LAYER_LEVELS, 50), 7, np.int64), 48_000, 256, RECORDED))
            time.sleep(0.005)
        journal.stop()


def test_loops_panels_and_words_come_back_as_they_were(tmp_path: Path) -> None:
    _short_set(tmp_path / "set")
    book = read_set(tmp_path / "set")
    assert book.ended and book.gaps == 0 and book.lost_bytes == 0
    assert book.panel["temperature"] == pytest.approx(0.89)
    looked = book.notes[book.notes[:, 1] == Note.LOOK][:, 2]
    temperatures = [book.panels[version]["temperature"] for version in looked.tolist()]
    np.testing.assert_allclose(temperatures, 0.5 + np.arange(40) / 100)
    assert book.loops is not None
    store = LoopStore.local(LAYER_LEVELS)
    book.loops.lay_out(store)
    layer = store.loops[0].current()
    assert layer is not None and layer.codes.shape == (LAYER_LEVELS, 50) and (layer.codes == 7).all()
    assert (layer.length_samples, layer.start_sample, store.loops[0].undoable) == (48_000, 256, 1)


# -- the disk --------------------------------------------------------------------------------------------------

FULL = """
import resource, sys, time
from pathlib import Path
import numpy as np
from rtmusic.journal import Journal
from rtmusic.knobs import Panel
from rtmusic.notes import Note, Notes
from rtmusic.shared import Board
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Board.create() as board:
    journal = Journal(Path(sys.argv[1]), board, {"bundle": {}}, everything=False)
    journal.start(Panel())
    model, dice, told = Notes.of_model(board), np.random.default_rng(0), []
    def play(count):
        for _ in range(count):
            for _ in range(50):
                play.made += 1
                model.make(Note.HEAR, play.made, *dice.integers(0, 1 << 60, 3).tolist())
            time.sleep(0.02)
        told.extend(event.text for event in journal.poll())
    play.made = 0
    play(20)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    play(60)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    play(150)
    journal.stop()
    print(play.made)
    print(*told, sep="\\n")
"""


def test_a_full_disk_is_told_waited_for_and_costs_nothing(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "set")], capture_output=True, text=True, timeout=60, check=True
    )
    made, *told = done.stdout.splitlines()
    assert any("cannot be written" in line and "it is tried again" in line for line in told)
    assert any("is written again" in line for line in told)
    book = read_set(tmp_path / "set")
    assert book.gaps == 0 and book.notes[:, 2].tolist() == list(range(1, int(made) + 1))


def test_only_the_last_minutes_are_kept_unless_all_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtmusic.journal.PART_SAMPLES", 4800)
    sound = np.random.default_rng(0).normal(0, 0.1, (2, 48_000)).astype(np.float32)
    for everything, parts in ((False, 3), (True, 10)):
        folder = tmp_path / str(everything)
        with Board.create() as board:
            journal = Journal(folder, board, {"bundle": {}}, everything)
            journal.start(Panel())
            ring = Ring(board.input_audio, board.input_cursors)
            for at in range(0, 48_000, 4800):
                ring.push(np.ascontiguousarray(sound[:, at : at + 4800]))
            await_so(lambda folder=folder: HeardAgain(folder).end == 48_000)  # type: ignore[misc]
            journal.stop()
        assert len(list(folder.glob("heard-*.wav"))) == parts
        again = HeardAgain(folder)
        np.testing.assert_array_equal(again.read(40_000, 9000)[:, :8000], sound[:, 40_000:])  # to the last bit
        assert again.missing == 1000
        if everything:
            np.testing.assert_array_equal(again.read(0, 48_000), sound)


def test_sets_stand_on_a_shelf_and_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(setbook, "SETS_KEPT", 2)
    with pytest.raises(UsageError, match="no set to go on with"):
        newest()
    now = datetime(2026, 11, 27, 20, 15)
    made = []
    for number in range(4):
        folder = new_set(now)
        folder.mkdir(parents=True)
        (folder / EVENING).write_bytes(b"")
        (folder / "heard-000000000000.wav").write_bytes(b"")
        os.utime(folder / EVENING, (number, number))
        made.append(folder)
    assert [path.name for path in made[:2]] == ["2026-11-27T20-15-00", "2026-11-27T20-15-00-2"]
    (made[0] / "my notes.txt").write_text("mine")
    tidy()
    assert sets() == made[2:] and newest() == made[3]
    assert (made[0] / "my notes.txt").exists() and not made[1].exists()


def test_a_folder_that_holds_a_set_is_not_written_over(tmp_path: Path) -> None:
    _short_set(tmp_path / "set")
    with Board.create() as board, pytest.raises(RecordingError, match=r"holds a set already; .* --resume"):
        Journal(tmp_path / "set", board, {}, everything=False)
    (tmp_path / "file").write_text("")
    with Board.create() as board, pytest.raises(RecordingError, match="no set can be kept"):
        Journal(tmp_path / "file" / "set", board, {}, everything=False)
    with pytest.raises(UsageError, match="is no set"):
        read_set(tmp_path / "nothing")
    (tmp_path / EVENING).write_bytes(b"RIFF....")
    with pytest.raises(UsageError, match="was not written by rtmusic"):
        read_set(tmp_path)


def test_no_place_for_a_journal_is_told_and_stops_nothing_unless_it_was_asked_for(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    sound, panel = SoundSpec("virtual", "virtual"), Panel()
    wanted = Settings(sound, panel, (), tiny_bundle, "cpu", journal=tmp_path / "file" / "set")
    engine = Engine(wanted)
    engine.start()
    report = engine.stop()
    assert [(event.kind, "a crash would lose the loops" in event.text) for event in report.events] == [
        ("no-journal", True)
    ]
    with pytest.raises(RecordingError, match="no set can be kept"):
        Engine(replace(wanted, everything=True)).start()


def test_every_pass_of_a_loop_is_kept_though_all_are_of_one_size(tmp_path: Path) -> None:
    with Board.create() as board:
        journal = Journal(tmp_path / "set", board, {"bundle": {}}, everything=False)
        journal.start(Panel())
        store = LoopStore.of(board).loops[0]
        for value in range(60):
            store.push(Layer(np.full((LAYER_LEVELS, 50), value, np.int64), 48_000, 0, REWRITTEN))
            journal._take_down()
            if value % 7 == 3:
                store.undo()
        journal.stop()
        book = read_set(tmp_path / "set")
        assert book.loops is not None
        again = LoopStore.local(LAYER_LEVELS)
        book.loops.lay_out(again)
        kept = again.loops[0]
        for _ in range(store.undoable):
            ours, theirs = store.current(), kept.current()
            assert ours is not None and theirs is not None
            np.testing.assert_array_equal(ours.codes, theirs.codes)
            store.undo()
            kept.undo()


def test_the_last_set_is_found_wherever_it_is_and_damage_costs_the_sound_alone(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    setbook.remember(tmp_path / "friday")
    with pytest.raises(UsageError, match="no set to go on with"):
        newest()
    engine = evening(tiny_bundle, tmp_path / "friday", "mode=loop")
    engine.start()
    await_so(lambda: engine.at_s > 1.0)
    engine.stop()
    assert newest() == tmp_path / "friday"
    (tmp_path / "friday" / "heard-000000999999.wav").write_bytes(b"")  # cut before its first sample
    (tmp_path / "friday" / "heard-mine.wav").write_bytes(b"")
    book = read_set(tmp_path / "friday")
    again = Engine(Settings(SoundSpec("virtual", "virtual"), book.panel, (), tiny_bundle, "cpu", resume=book))
    again.start()
    await_so(lambda: again.at_s > book.sample / RATE + 0.5)
    report = again.stop()
    assert 0.4 < report.seconds < 30  # of this evening, not of both
    book.facts["bundle"]["sha256"] = "0" * 64
    with pytest.raises(UsageError, match="another bundle"):
        Engine(Settings(SoundSpec("virtual", "virtual"), book.panel, (), tiny_bundle, "cpu", resume=book)).start()


def test_an_instrument_that_never_played_leaves_no_set(tiny_bundle: Path, tmp_path: Path) -> None:
    wanted = Settings(SoundSpec("no such device", "virtual"), Panel(), (), tiny_bundle, "cpu", journal=tmp_path / "set")
    with pytest.raises(RtmusicError, match="no such device"):
        Engine(wanted).start()
    assert not (tmp_path / "set").exists()


def test_who_goes_on_with_a_journal_writes_only_what_is_not_in_it(tmp_path: Path) -> None:
    with Board.create() as board:
        board.model_pid[0] = 7
        journal = Journal(tmp_path / "set", board, {"bundle": {}}, everything=False)
        journal.start(Panel())
        loop, rng = LoopStore.of(board).loops[1], np.random.default_rng(0)
        for _ in range(200):
            loop.push(Layer(rng.integers(1024, size=(LAYER_LEVELS, 50)), 48_000, 0, REWRITTEN))
        journal._take_down()
        journal._write(patient=False)
        size = (tmp_path / "set" / EVENING).stat().st_size
        again = Journal(tmp_path / "set", board, None, everything=False)  # the one before it was killed
        assert loop.undo()
        loop.push(Layer(np.full((LAYER_LEVELS, 50), 5), 48_000, 0, REWRITTEN))
        again.start(Panel())
        again.stop()
        assert (tmp_path / "set" / EVENING).stat().st_size - size < size / 2  # those that an act may have had undone
        book = read_set(tmp_path / "set")
        assert book.loops is not None and book.ended
        fresh = LoopStore.local(LAYER_LEVELS)
        book.loops.lay_out(fresh)
        for row in live_rows(board.layer_table):
            np.testing.assert_array_equal(fresh.codes(row), LoopStore.of(board).codes(row))
        assert fresh.loops[1].undoable == loop.undoable == 200
        journal.stop()
