"""A model process that is killed or stopped at any line of its work: what was heard is what the journal plays."""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest

import rtmusic
from rtmusic import graph as graph_module
from rtmusic import timeline as timeline_module
from rtmusic.acts import Acts
from rtmusic.alike import Alike
from rtmusic.bundle import Bundle
from rtmusic.callback import SoundCallback
from rtmusic.generator import Generator
from rtmusic.journal import Journal, turn
from rtmusic.knobs import Panel, parse_setting
from rtmusic.layers import Layer
from rtmusic.loads import Loads
from rtmusic.memory import LoopStore
from rtmusic.modelprocess import ModelSpec, ModelWorker
from rtmusic.moments import Moments, Room
from rtmusic.notes import Note, Notes, as_numbers
from rtmusic.recall import Recall
from rtmusic.replay import AsSeen, Replay
from rtmusic.ring import copy_in
from rtmusic.setbook import read_set
from rtmusic.shared import BLOCKS, LAYER_LEVELS, LOAD, Board
from rtmusic.timeline import Timeline
from rtmusic.tree import FILED, RECORDED, live_rows
from rtmusic.units import Samples

BLOCK = 256
BETWEEN = (0, 60)  # blocks from one process to the next
STOPPED = (3, 40)  # blocks that are heard while the model process is stopped: one is 5 ms, the timeline's guard is 21
PIECES = 4  # in which a copy may be cut
# Where all is done that outlives a process.
LINES_OF = frozenset(
    str(Path(rtmusic.__file__).with_name(f"{name}.py"))
    for name in (
        *("acts", "loop", "looper", "memory", "modelprocess", "notes", "pipeline", "rewriting", "shared", "timeline"),
        *("turning", "varied", "weave", "moments", "recall", "echoes", "foresight"),
    )
)

# Where two lines follow each other at once: what they do is wrong if a process is stopped for long right between them.
AT_ONCE = ("write", "_place")


class Killed(BaseException):
    """Nothing catches it, as nothing catches a SIGKILL."""


class Evening:
    """A sound callback and a model process, both in this one; between any two lines of the second the first may play,
    and the second may be killed, also in the middle of a copy.
    """

    def __init__(self, bundle: Path, board: Board, dice: random.Random, sounds: Path) -> None:
        self._spec, self._board, self._dice = ModelSpec(bundle, "cpu", board.name, sounds, loads=sounds), board, dice
        self._callback = SoundCallback(board)
        self._sound = np.random.default_rng(dice.randrange(1 << 30))
        self.played: list[Samples] = []
        self.kills = self.torn = self.stops = 0
        self._lines, self._next = 0, sys.maxsize
        self._happens: Callable[[], None] = self._kill
        self._tear = False
        self._worker: ModelWorker | None = None

    def play(self, blocks: int) -> None:
        """What the sound process does meanwhile."""
        tear, self._tear = self._tear, False
        for _ in range(blocks):
            heard = self._sound.normal(0, 0.1, (2, BLOCK)).astype(np.float32)
            out = np.empty((2, BLOCK), np.float32)
            self._callback(heard, out, 0)
            self.played.append(out)
        self._tear = tear

    def go_on(self, blocks: int, lines: int) -> None:
        """Play so many blocks; something happens once in about so many lines."""
        end = len(self.played) + blocks
        while len(self.played) < end:
            self.play(1)
            try:
                self._work(end, lines)
            except Killed:
                self.kills += 1
                self._worker, self._tear = None, False
                gc.collect()  # of its memory, as of a process's
                self.play(self._dice.randint(*BETWEEN))

    def _work(self, end: int, lines: int) -> None:
        """What the model process does until it sleeps."""
        sys.settrace(self._trace)
        try:
            self._plan(lines)
            if self._worker is None:
                self._worker = ModelWorker(self._spec, self._board)
            while self._worker.step() and len(self.played) < end:
                self._plan(lines)
        finally:
            sys.settrace(None)

    def _plan(self, lines: int) -> None:
        if self._next == sys.maxsize:
            self._next = self._lines + self._dice.randint(1, 2 * lines)
            self._happens = self._dice.choice([self._kill, self._kill_in_a_copy, self._stop, self._stop])

    def _trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        if frame.f_code.co_filename not in LINES_OF:
            return None
        if event == "line":
            self._lines += 1
            if self._lines >= self._next and not (self._happens == self._stop and frame.f_code.co_name in AT_ONCE):
                self._next = sys.maxsize
                self._happens()
        return self._trace

    def _kill(self) -> None:
        raise Killed

    def _kill_in_a_copy(self) -> None:
        self._tear = True

    def _stop(self) -> None:
        self.stops += 1
        self.play(self._dice.randint(*STOPPED))

    def copy_in(self, buffer: Samples, at: int, x: Samples) -> None:
        """The copy that a killed process leaves half done."""
        if not self._tear:
            copy_in(buffer, at, x)
            return
        self.torn += 1
        for piece in self._dice.sample(range(PIECES), self._dice.randrange(PIECES)):
            start, stop = (x.shape[1] * part // PIECES for part in (piece, piece + 1))
            copy_in(buffer, at + start, x[:, start:stop])
        raise Killed


def test_numbers_that_are_given_anew_after_a_kill_are_written_anew(tmp_path: Path) -> None:
    """A layer of an act that was undone was on disk; the next one has its row and its number, and other codes."""
    with Board.create() as board:
        board.model_pid[0] = 1
        journal = Journal(tmp_path / "set", board, {"bundle": {"name": "none"}}, everything=False)
        store = LoopStore.of(board, tmp_path)
        store.keep()
        kept = board.layer_table.copy(), board.layer_cursors.copy()
        store.loops[0].push(Layer(np.full((16, 100), 7), 64_000, 0, RECORDED))
        journal._write_loops()
        board.layer_table[:], board.layer_cursors[:] = kept
        again = LoopStore.of(board, tmp_path)
        again.keep()
        board.model_pid[0] = 2
        again.loops[1].push(Layer(np.full((16, 300), 9), 250_000, 0, RECORDED))
        journal._write_loops()
        again.keep()
        kept = board.layer_table.copy(), board.layer_cursors.copy()
        again.loops[2].push(Layer(np.full((16, 100), 7), 64_000, 0, RECORDED))
        journal._write_loops()
        board.layer_table[:], board.layer_cursors[:] = kept  # and nothing comes after it
        journal.start(Panel())
        journal.stop()
        loops, fresh = read_set(tmp_path / "set").loops, LoopStore.local(16)
        assert loops is not None and live_rows(loops.table) == live_rows(board.layer_table)
        loops.lay_out(fresh)
        layer = fresh.loops[1].current()
        assert layer is not None and layer.codes.shape == (16, 300) and (layer.codes == 9).all()


def _count(
    monkeypatch: pytest.MonkeyPatch, owner: type, name: str, counts: Callable[[Any], bool], counted: list[str]
) -> None:
    """Note the name of a method whenever it is called and what it gives back counts."""
    real = getattr(owner, name)

    def called(self: object, *args: Any, **words: Any) -> Any:
        gave = real(self, *args, **words)
        if counts(gave):
            counted.append(name)
        return gave

    monkeypatch.setattr(owner, name, called)


@pytest.fixture
def quick_births_and_deaths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs, which remember nothing, are made ready to run once for all processes; and what was there before is not
    searched for what a killed process leaves.
    """
    sessions: dict[tuple[Path, str, str], Any] = {}
    plain = graph_module._open

    def opened(path: Path, options: Any, providers: list[str]) -> Any:
        kind = path, str(options.graph_optimization_level), str(providers)
        if kind not in sessions:
            sessions[kind] = plain(path, options, providers)
        return sessions[kind]

    monkeypatch.setattr(graph_module, "_open", opened)
    gc.collect()
    gc.freeze()


@pytest.mark.usefixtures("quick_births_and_deaths")
@pytest.mark.parametrize(
    ("mode", "seed", "recall"),
    [("loop", 0, 0), ("stream", 5, 80), ("codec", 3, 0)],
)
def test_whatever_line_a_process_is_killed_at_the_journal_plays_what_was_heard(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, seed: int, recall: int
) -> None:
    monkeypatch.setattr("rtmusic.moments.MOMENTS", 4)  # so few that moments go all the time
    monkeypatch.setattr("rtmusic.layers.SPARE_BLOCKS", BLOCKS - 3)  # so many that codes go to the file all the time
    learned = Alike.learn(Generator(Bundle.load(tiny_bundle), "cpu"))
    # In two steps and not in thirty: few processes live for more than a dozen rounds.
    monkeypatch.setattr(Alike, "steps", lambda generator: iter([None, learned]))
    dice = random.Random(seed)
    words = (f"mode={mode}", "horizon=16", "rewrite=50", "quantize=off", "steps=2", f"recall={recall}")
    bends = ("bend_hold=50", "stutter=9", "cross=6", "cross_with=1")  # of loops whose playground is on
    panel = Panel().turn([parse_setting(text) for text in (*words, *bends)])
    with Board.create() as board:
        board.write_panel(panel)
        brought = Moments(Room.of(board), Bundle.load(tiny_bundle).geometry)
        brought.add(np.random.default_rng(seed).integers(0, 1024, (LAYER_LEVELS, 150)), 0)  # of another evening
        journal = Journal(tmp_path / "set", board, {"bundle": {"name": "tiny"}}, everything=True)
        journal.start(panel)
        evening = Evening(tiny_bundle, board, dice, tmp_path / "set")
        loads, noise = Loads(tmp_path / "set"), np.random.default_rng(seed).normal(0, 0.1, (2, 9600))
        made = np.random.default_rng(seed).integers(0, 1024, (LAYER_LEVELS, 45))
        monkeypatch.setattr(timeline_module, "copy_in", evening.copy_in)
        presses = ["record", "record", "overdub", "overdub", "undo", "take_next", "overdub", "clear", "take_before"]
        presses += ["overdub", "loop_1_record", "reverse", "loop_1_overdub", "replace", "loop_1_multiply", "replace"]
        presses += ["loop_1_mute", "loop_1_multiply", "pause", "loop_1_insert", "undo", "loop_1_insert", "oneshot"]
        presses += ["loop_1_undo_all"]
        # After each of these presses nothing is edited, and there is time for a turn to be made.
        turns = {3: "playground=on", 5: "rate=1.5", 8: "rate=1", 11: "pitch=5", 12: "tempo_sync=on playground=off"}
        turns |= {17: "tempo=100 morph=40", 20: "stretch=0.7 playground=on"}
        recalled: list[str] = []
        _count(monkeypatch, Recall, "remind", lambda said: bool((said.heard >= 0).any()), recalled)
        for name in ("protect", "forget"):
            _count(monkeypatch, Moments, name, lambda none: True, recalled)
        for number in range(len(presses) if mode == "loop" else 12):
            turned = mode == "loop" and number in turns
            if turned:
                panel, before = panel.turn([parse_setting(text) for text in turns[number].split()]), panel
                turn(board, before, panel)
            if mode == "loop":
                board.send(presses[number], int(board.timeline_playing[0]))
            if mode == "stream" and number % 5 in (2, 4):  # also right after a stall
                panel, before = panel.turn([parse_setting(f"freeze={'on' if number % 5 == 2 else 'off'}")]), panel
                turn(board, before, panel)
            if recall:
                board.send(dice.choice(("protect", "forget")), int(board.timeline_playing[0]))
            elif number % 5 == 4:  # a loop from a file, which has codes or has none yet
                codes = made if number % 2 else made[:0, :0]
                loaded = loads.hand_over(number % 3, 100 * number, noise.astype(np.float32), codes)
                board.send(LOAD, int(board.timeline_playing[0]), loaded)
            # Nothing is recalled before a process has brought a loop back and learned what sounds alike.
            lines = 12000 if turned else 2500 if recall else 600
            evening.go_on(120 if turned else 50 if mode == "loop" else 75, lines)
        for _ in range(30):  # each may be pressed while nothing is recalled: a process was killed before
            if mode == "stream" and recall and not {"protect", "forget"} & set(recalled):
                board.send("protect", int(board.timeline_playing[0]))
                evening.go_on(75, 2500)
        evening.play(100)
        Acts(board)  # as the supervisor does when it has ended the last one
        journal.stop()
        monkeypatch.setattr(timeline_module, "copy_in", copy_in)
        heard = np.concatenate(evening.played, axis=1)
        table, filed = board.moment_table.copy(), int((board.layer_table[:, FILED] > 0).sum())
    book = read_set(tmp_path / "set")
    assert book.gaps == 0
    replay = Replay(Bundle.load(tiny_bundle), book)
    again = np.concatenate(list(replay.play()), axis=1)
    apart = (heard != again[:, : heard.shape[1]]).any(axis=0)
    assert heard.shape == again.shape and not apart.any(), f"from sample {apart.argmax()} on"
    np.testing.assert_array_equal(replay._store.moments.table, table)  # and remembers what was played
    assert np.abs(heard).max() > 0.1
    assert ("remind" in recalled) == bool(recall) and (filed > 0) == (mode == "loop")
    assert mode != "stream" or not recall or {"protect", "forget"} & set(recalled)
    assert min(evening.kills, evening.stops, evening.torn, int((book.notes[:, 1] == Note.CUT).sum())) > 2


def test_an_order_is_taken_with_what_it_did_or_not_at_all() -> None:
    with Board.create() as board:
        acts = Acts(board)
        acts.born(0, 0, 0, 0)
        for name in ("record", "clear"):
            assert board.send(name, 1000)
        still = (0.0, 0.0, 120.0, 0.0)
        acts.begin(Note.ORDER, 0, 1000)
        acts.store.loops[0].push(Layer(np.full((LAYER_LEVELS, 9), 3, np.int64), 9000, 1000, RECORDED))
        acts.done(still, orders=1)
        for killed_after in range(3):
            acts.begin(Note.ORDER, 3, 1000)
            if killed_after > 0:
                acts.store.loops[0].clear()
            if killed_after > 1:
                acts.timeline.write(4096, np.ones((2, 9600), np.float32))
            made = acts.notes.made
            acts = Acts(board)
            order = board.waiting()
            assert order is not None and order.name == "clear"
            assert acts.store.loops[0].undoable == 1 and board.clock.tolist() == list(still)
            cut = board.model_notes[made : acts.notes.made].tolist()
            assert [row[:3] for row in cut] == [[Note.CUT, 0, 0], [Note.ORDER, 3, 1000]]
            acts.born(0, 0, 0, 0)
        acts.begin(Note.ORDER, 3, 1000)
        acts.store.loops[0].clear()
        acts.done(still, orders=1)
        acts = Acts(board)
        assert board.waiting() is None and acts.store.loops[0].undoable == 2 and acts.store.loops[0].current() is None


@pytest.mark.parametrize("noted", [False, True])
def test_a_write_that_counts_is_noted_once_wherever_its_process_is_killed(
    monkeypatch: pytest.MonkeyPatch, noted: bool
) -> None:
    with Board.create() as board:
        acts = Acts(board)
        acts.born(0, 0, 0, 0)
        note_write = Acts.note_write

        def killed(self: Acts, playhead: int, block: int) -> None:
            """Right before the note, or right after it."""
            if noted:
                note_write(self, playhead, block)
            raise Killed

        acts.begin(Note.ROUND, 4096)
        monkeypatch.setattr(Acts, "note_write", killed)
        before = acts.notes.made
        with pytest.raises(Killed):
            acts.timeline.write(4096, np.ones((2, 9600), np.float32))
        monkeypatch.undo()
        assert acts.notes.made == before + noted
        acts = Acts(board)
        rows = board.model_notes[before : acts.notes.made].tolist()
        assert [row[:2] for row in rows] == [[Note.WRITE, 0], [Note.CUT, 0], [Note.ROUND, 4096]]
        assert acts.timeline.peek(4096, 9600).all()


def test_a_panel_that_is_being_turned_is_taken_down_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtmusic.journal.LOOK_S", 3600.0)
    with Board.create() as board:
        acts = Acts(board)
        journal = Journal(tmp_path / "set", board, {"bundle": {"name": "none"}}, everything=False)
        journal.start(Panel())
        version, panel = int(board.panel_version[0]) + 2, Panel().turn([parse_setting("rewrite=70")])
        turned = [name for name in panel.values if panel[name] != Panel()[name]]
        assert len(turned) > 1  # the selected loop's own, too
        for name in turned:
            number = list(panel.values).index(name)
            Notes.of_control(board).make(Note.TURN, version, 0, number, as_numbers((panel[name],))[0])
            journal._take_down()  # looks between any two of them
        board.write_panel(panel)
        acts.look(version, 0, 0)
        journal._take_down()
        journal.stop()
        found = read_set(tmp_path / "set").panels
        assert {name: found.at(version)[name] for name in turned} == {name: panel[name] for name in turned}
        assert {name: found.at(version - 1)[name] for name in turned} == {name: Panel()[name] for name in turned}


def test_what_was_heard_of_a_stall_is_heard_again() -> None:
    """Who goes by it, as a frozen bar does, notes how far it was played: beyond its end music repeats itself."""
    music = np.random.default_rng(0).normal(0, 0.1, (2, 48_000)).astype(np.float32)

    class Played:
        """The sound process, up to a sample."""

        def __init__(self, timeline: Timeline) -> None:
            self.timeline = timeline

        def play_until(self, sample: int) -> None:
            while self.timeline.playhead < sample:
                self.timeline.read(self.timeline.playhead, np.empty((2, BLOCK), np.float32))

    with Board.create() as board:
        acts = Acts(board)
        acts.timeline.set_bar(24_000)
        acts.timeline.write(4096, music)
        Played(Timeline.of(board)).play_until(60_160)
        since = 40_000
        heard = acts.timeline.peek_noted(since, 30_000)
        rows = board.model_notes[: acts.notes.made, :3].tolist()
        assert [row[0] for row in rows] == [Note.WRITE, Note.WRITE] and rows[1][1] == 60_160
    again = AsSeen()
    again.set_bar(24_000)
    again.write(4096, music)
    again.seen.append((rows[1][1], rows[1][2]))
    again.sound = Played(again)  # type: ignore[assignment]
    assert np.array_equal(again.peek_noted(since, 30_000), heard)
    assert heard[:, 52_096 - since : 60_160 - since].any() and not heard[:, 60_160 - since :].any()


def test_a_version_that_is_noted_late_keeps_its_panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may be stopped between its look at the knobs and its note of it, for as long as anybody likes."""
    monkeypatch.setattr("rtmusic.journal.LOOK_S", 3600.0)  # we look ourselves
    with Board.create() as board:
        acts, sound = Acts(board), SoundCallback(board)
        journal = Journal(tmp_path / "set", board, {"bundle": {"name": "none"}}, everything=False)
        journal.start(Panel())
        heard, out = np.zeros((2, 256), np.float32), np.empty((2, 256), np.float32)
        panel, expected = Panel(), {}

        def turned(knob: str, value: float, levels_at: int | None = None) -> int:
            nonlocal panel
            before, panel = panel, panel.turn([parse_setting(f"{knob}={value}")])
            turn(board, before, panel, levels_at)
            return int(board.panel_version[0])

        def others_turn() -> None:
            for step in range(3):
                for value in (1.5, 1.6):
                    turned("temperature", value + step / 100)
                journal._take_down()

        for value in (0.5, 0.7, 0.9):
            seen = turned("temperature", value)
            expected[seen] = value
            others_turn()
            acts.look(seen, 0, 0)
            sound(heard, out, 0)
        dated = turned("wet", -6.0, levels_at=sound.clock + 512)
        for _ in range(4):
            sound(heard, out, 0)
            others_turn()
        before = int(board.panel_version[0])
        acts.look(before, 0, 0)
        for _ in range(50):
            turned("temperature", 1.7)
            turned("temperature", 1.8)
        newest = int(board.panel_version[0])
        acts.look(newest, 0, 0)
        sound(heard, out, 0)
        journal.stop()
        book = read_set(tmp_path / "set")
        assert {version: book.panels.at(version)["temperature"] for version in expected} == expected
        levels = book.notes[book.notes[:, 1] == Note.LEVELS]
        assert levels[-1, 3] == dated and book.panels.at(dated)["wet"] == -6.0
        assert book.panels.at(newest)["temperature"] == 1.8
        assert [version for version in book.panels if version > before] == [newest]  # nobody went by the others
