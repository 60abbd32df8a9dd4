"""Layers of loops: undo and redo bring back exactly what was there; what was played stays longest."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.codefile import CodeFile
from rtmusic.journal import Journal
from rtmusic.knobs import Panel
from rtmusic.layers import NO_CODE, Layer, Tape
from rtmusic.memory import Layers, LoopStore
from rtmusic.setbook import read_set
from rtmusic.shared import BLOCK_FRAMES, LAYER_COLUMNS, LOOP_COLUMNS, Board
from rtmusic.sounds import Sounds
from rtmusic.tree import (
    CLEARED,
    DEPTH,
    KIND,
    LOOP,
    NTH,
    NUMBER,
    OVERDUBBED,
    PLAYED,
    RECORDED,
    REWRITTEN,
    TAKES,
    VARIED,
    live_rows,
)

ACTS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["push", "push", "undo", "redo", "clear"])), max_size=60)


def layer(value: int, frames: int = 5, kind: int = REWRITTEN) -> Layer:
    codes = np.full((16, frames), value, np.int64)
    codes[8:] = NO_CODE
    return Layer(codes, frames * 960 - 100, 48_000 * value, kind)


def top(layers: Layers) -> int:
    current = layers.current()
    return -1 if current is None else int(current.codes[0, 0])


def small(layers: int, blocks: int, folder: Path | None = None, file: CodeFile | None = None) -> LoopStore:
    """A store with little room."""
    return LoopStore(
        np.zeros((blocks, 16, BLOCK_FRAMES), np.int16),
        np.zeros((2, blocks), np.int64),
        np.zeros((layers, LAYER_COLUMNS), np.int64),
        np.zeros((8, LOOP_COLUMNS), np.int64),
        Sounds(folder, 2),
        file=file,
    )


def twin(store: LoopStore, sounds: Sounds | None = None, file: CodeFile | None = None) -> LoopStore:
    """The store of another process, in the same memory."""
    shelf = store._shelf
    return LoopStore(shelf._blocks, shelf._owners, store.table, store.cursors, sounds or Sounds(None, 2), file=file)


def test_undo_and_redo_walk_the_layers() -> None:
    loop = LoopStore.local(16).loops[0]
    assert loop.current() is None and not loop.undo() and not loop.redo()
    for value in (1, 2, 3):
        loop.push(layer(value))
    assert loop.undo() and top(loop) == 2
    assert loop.undo() and top(loop) == 1
    assert (loop.undoable, loop.redoable) == (1, 2)
    assert loop.redo() and top(loop) == 2
    loop.push(layer(9))
    assert not loop.redo()  # a new layer is a branch of its own
    assert top(loop) == 9 and loop.undo() and top(loop) == 2


def test_a_layer_comes_back_whole() -> None:
    loop = LoopStore.local(16).loops[3]
    pushed = Layer(np.arange(16 * 700).reshape(16, 700) % 1024, 671_001, 12345, RECORDED)
    loop.push(pushed)
    loop.push(layer(3, frames=50))
    loop.undo()
    current = loop.current()
    assert current is not None
    np.testing.assert_array_equal(current.codes, pushed.codes)
    assert (current.length_samples, current.start_sample, current.kind) == (671_001, 12345, RECORDED)
    assert loop.place == (12345, 671_001)


def test_loops_do_not_meet() -> None:
    store = LoopStore.local(16)
    for value in range(40):
        store.loops[value % 8].push(layer(value, frames=1 + 7 * value))
    for number, loop in enumerate(store.loops):
        assert loop.undoable == 5
        for value in range(32 + number, -1, -8):
            assert top(loop) == value and loop.undo()


def test_clear_is_undone_like_anything_else() -> None:
    loop = LoopStore.local(16).loops[0]
    loop.push(layer(4))
    loop.clear()
    assert loop.current() is None
    assert loop.undo() and top(loop) == 4


def test_a_full_store_lets_go_what_the_machine_wrote_and_never_what_was_played() -> None:
    store = small(layers=60, blocks=2000)
    loop, other = store.loops[0], store.loops[1]
    other.push(layer(500, kind=RECORDED))
    loop.push(layer(0, kind=RECORDED))
    for value in range(1, 100):
        loop.push(layer(value, kind=RECORDED if value % 10 == 0 else REWRITTEN))
    seen = []
    while loop.undoable:
        seen.append(top(loop))
        loop.undo()
    assert seen[0] == 99 and seen[-1] == 0 and set(range(0, 100, 10)) <= set(seen)
    assert seen == sorted(seen, reverse=True) and 30 < len(seen) < 60
    assert top(other) == 500


def test_what_a_varied_turn_was_made_from_stays_while_it_is_heard() -> None:
    store = small(layers=60, blocks=2000)
    loop, other = store.loops[0], store.loops[1]
    loop.push(layer(1, kind=RECORDED))
    loop.heard = Tape(speed=0.0, longer=0.0, bpm=90.0)
    loop.push(layer(2))
    loop.heard = Tape(speed=1.0, longer=-1.0, bpm=90.0)
    loop.push(layer(3, kind=VARIED))
    for value in range(100):  # each of them older than the next
        other.push(layer(value))
    base = loop.base()
    assert base is not None and base.tape == Tape(0.0, 0.0, 90.0) and base.sound is None
    assert base.layer.codes[0, 0] == 2 and base.original is not None and base.original.codes[0, 0] == 1
    assert [loop.varied, loop.undo(), loop.varied] == [True, True, False]
    loop.hear_current()
    assert loop.heard == base.tape


def test_long_layers_let_others_go_for_their_blocks() -> None:
    store = small(layers=1024, blocks=500)
    loop = store.loops[0]
    loop.push(layer(0, kind=RECORDED))
    for value in range(1, 60):
        loop.push(layer(value, frames=2000))
        assert top(loop) == value
    assert 3 < loop.undoable < 12
    while loop.undoable > 1:
        current = loop.current()
        assert (
            current is not None and (current.codes[0] == current.codes[0, 0]).all() and current.codes.shape[1] == 2000
        )
        loop.undo()
    assert top(loop) == 0


def test_long_layers_go_to_a_file_and_all_come_back_for_every_process(tmp_path: Path) -> None:
    file = tmp_path / "sounds" / "codes.i16"
    store = small(layers=1024, blocks=500, file=CodeFile(file))
    loop = store.loops[0]
    for value in range(60):
        loop.push(layer(value, frames=2000, kind=REWRITTEN if value else RECORDED))
    assert loop.undoable == 60 and file.stat().st_size > 50 * 2000 * 16 * 2
    again = twin(store, file=CodeFile(file)).loops[0]
    for value in range(59, -1, -1):
        for layers in (again, loop) if value % 10 else (loop, again):
            current = layers.current()
            assert current is not None
            np.testing.assert_array_equal(current.codes, layer(value, frames=2000).codes)
        again.undo()
    assert not again.undo()


def test_where_the_file_is_full_or_gone_nothing_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "codes.i16"
    store = small(layers=1024, blocks=500, file=CodeFile(file))
    monkeypatch.setattr("rtmusic.codefile.MOST_BYTES", 20 * 2000 * 16 * 2)
    loop = store.loops[0]
    for value in range(60):
        loop.push(layer(value, frames=2000, kind=REWRITTEN if value else RECORDED))
        assert top(loop) == value
    assert 20 < loop.undoable < 32  # what the machine wrote went
    file.unlink()
    seen = [top(loop)]
    while loop.undo():
        seen.append(top(loop))
    assert seen[0] == 59 and seen[3] > 0 and 0 in seen  # codes that cannot be read are nothing


def test_a_store_holds_what_another_one_held_with_room_for_a_part_of_it(tmp_path: Path) -> None:
    store = LoopStore.local(16)
    for value in range(90):
        store.loops[value % 3].push(layer(value, frames=900, kind=REWRITTEN if value > 2 else RECORDED))
    codes = {row: store.codes(row) for row in live_rows(store.table)}
    for file, most in ((CodeFile(tmp_path / "codes.i16"), 90), (None, 40)):
        other = small(layers=len(store.table), blocks=600, file=file)
        other.lay_out(store.cursors, store.table, codes, {})
        rows = live_rows(other.table)
        assert len(rows) == most if file else 20 < len(rows) < most
        for row in rows:
            np.testing.assert_array_equal(other.codes(row), codes[row])
        assert [top(loop) for loop in other.loops[:3]] == [87, 88, 89]


@settings(deadline=None, max_examples=60)
@given(ACTS, st.integers(20, 60))
def test_what_stands_in_the_rows_is_what_counting_gives(acts: list[tuple[int, str]], rows: int) -> None:
    store = small(layers=rows, blocks=480, file=CodeFile(None))
    for value, (loop, act) in enumerate(acts * 2):
        layers = store.loops[loop]
        if act == "push":
            layers.push(layer(value, kind=[REWRITTEN, REWRITTEN, RECORDED, VARIED][value % 4]))
        else:
            getattr(layers, act)()
        if value % 3 == 0:
            store.keep()
        table = store.table
        for number, layers in enumerate(store.loops):
            mine = [row for row in live_rows(table) if table[row, LOOP] == number]
            takes = sorted(
                (row for row in mine if table[row, KIND] != CLEARED), key=lambda row: int(table[row, NUMBER])
            )
            assert [int(table[row, NTH]) for row in takes] == list(range(1, len(takes) + 1))
            assert int(layers.cursor[TAKES]) == len(takes)
            for row in mine:
                path = list(layers.path(row))
                played = [above for above in path if table[above, KIND] != REWRITTEN]
                assert table[row, DEPTH] == len(path)
                assert table[row, PLAYED] == (played[0] + 1 if played else 0)


def test_an_evening_of_passes_can_all_be_undone_and_redone() -> None:
    """Eight loops of four seconds, for twenty minutes."""
    store = LoopStore.local(16)
    for value in range(2400):
        store.keep()
        store.loops[value % 8].push(layer(value, frames=8, kind=REWRITTEN if value > 7 else RECORDED))
    for number, loop in enumerate(store.loops):
        assert (loop.undoable, loop.redoable) == (300, 0)
        for value in range(2392 + number, 2392 + number - 8 * 290, -8):
            assert top(loop) == value and loop.undo()
        assert loop.redo(all_of_it=True) and top(loop) == 2392 + number and not loop.redo()


def test_another_process_finds_the_layers_in_the_same_memory() -> None:
    first = LoopStore.local(16)
    for value in range(6):
        first.loops[2].push(layer(value))
    first.loops[2].pending = (100, 900)
    second = twin(first)
    loop = second.loops[2]
    assert top(loop) == 5 and loop.pending == (100, 900)
    loop.pending = None
    assert first.loops[2].pending is None


@settings(deadline=None, max_examples=60)
@given(ACTS, st.booleans())
def test_what_was_kept_is_there_again_when_table_and_cursors_are_put_back(
    acts: list[tuple[int, str]], filed: bool
) -> None:
    """As after a process that was killed in the middle of an act: not one layer has changed its codes."""
    store = small(layers=40, blocks=400, file=CodeFile(None) if filed else None)

    def play(loop: int, act: str, value: int) -> None:
        layers = store.loops[loop]
        if act == "push":
            layers.push(layer(value, frames=1 + 37 * value % 300))
        elif act == "clear":
            layers.clear()
        else:
            getattr(layers, act)()

    for value, (loop, act) in enumerate(acts):
        store.keep()
        before = store.table.copy(), store.cursors.copy()
        codes = {row: store.codes(row) for row in live_rows(store.table)}
        play(loop, act, 500 + value)
        store.table[:], store.cursors[:] = before
        assert live_rows(store.table) == list(codes)
        for row, kept in codes.items():
            np.testing.assert_array_equal(store.codes(row), kept)
        play(loop, act, value)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=80))
def test_undo_and_redo_are_those_of_a_tree(acts: list[str]) -> None:
    loop = LoopStore.local(16).loops[0]
    path: list[int] = []
    undone: list[int] = []
    for value, act in enumerate(acts):
        if act == "push":
            loop.push(layer(value))
            path.append(value)
            undone.clear()
        elif act == "undo":
            assert loop.undo() == bool(path)
            undone += [path.pop()] if path else []
        else:
            assert loop.redo() == bool(undone)
            path += [undone.pop()] if undone else []
        assert top(loop) == (path[-1] if path else -1)
        assert (loop.undoable, loop.redoable) == (len(path), len(undone))


def test_a_loop_that_is_too_long_is_refused() -> None:
    loop = LoopStore.local(16).loops[0]
    with pytest.raises(ValueError, match="at most 6000"):
        loop.push(layer(0, frames=6001))


def noise(samples: int, seed: int = 0) -> npt.NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal((2, samples)).astype(np.float32)


def test_the_sound_of_a_layer_outlives_its_process(tmp_path: Path) -> None:
    first = small(100, 600, tmp_path / "sounds")
    pushed = layer(1, kind=RECORDED)
    sound = noise(pushed.length_samples)
    first.loops[0].push(pushed, sound)
    first.loops[0].push(layer(2))
    held = first.loops[0].sound()  # the machine wrote the layer: this is what it wrote over
    assert held is not None and np.array_equal(held, sound)
    second = twin(first, Sounds(tmp_path / "sounds", 2))
    second.loops[0].undo()
    kept = second.loops[0].sound()
    assert kept is not None
    np.testing.assert_array_equal(kept, sound)


def test_a_sound_of_an_act_that_was_undone_is_not_taken_for_another(tmp_path: Path) -> None:
    store = small(100, 600, tmp_path / "sounds")
    store.keep()
    before = store.table.copy(), store.cursors.copy()
    store.loops[0].push(layer(1, kind=RECORDED), noise(4700))
    store.table[:], store.cursors[:] = before
    store.loops[0].push(layer(2))
    assert store.loops[0].sound() is None


def test_a_sound_that_cannot_be_written_is_left_to_its_codes(tmp_path: Path) -> None:
    (tmp_path / "sounds").write_text("no folder")
    store = small(100, 600, tmp_path / "sounds")
    store.loops[0].push(layer(1, kind=RECORDED), noise(4700))
    assert store.loops[0].sound() is None and top(store.loops[0]) == 1


def test_a_sound_of_another_length_is_not_played(tmp_path: Path) -> None:
    sounds = Sounds(tmp_path, 2)
    sounds.put(3, noise(100))
    assert sounds.get(3, 101) is None and sounds.get(4, 100) is None
    kept = sounds.get(3, 100)
    assert kept is not None and kept.shape == (2, 100)


def test_the_sound_of_what_was_played_stays_longer_than_that_of_what_was_made_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = noise(100)
    monkeypatch.setattr("rtmusic.sounds.MOST_BYTES", 3 * sound.nbytes)
    store = small(100, 600, tmp_path)
    loop, other = store.loops[:2]
    loop.push(layer(1, kind=RECORDED), sound)
    other.push(layer(1, kind=RECORDED), sound)
    for _ in range(5):
        loop.push(layer(2, kind=VARIED), sound)
        loop.undo()
    assert sorted(int(path.stem) for path in tmp_path.iterdir()) == [1, 2, 7]
    other.push(layer(3, kind=OVERDUBBED), sound)
    other.push(layer(4, kind=OVERDUBBED), sound)
    assert sorted(int(path.stem) for path in tmp_path.iterdir()) == [2, 8, 9]


def test_the_oldest_sounds_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rtmusic.sounds.MOST_BYTES", 3000)
    sounds = Sounds(tmp_path, 2)
    for number in range(1, 6):
        sounds.put(number, noise(125))  # a thousand bytes
    assert [number for number in range(1, 6) if sounds.get(number, 125) is not None] == [3, 4, 5]


def test_what_sounds_finds_room_before_all_others(tmp_path: Path) -> None:
    store = LoopStore.local(16)
    store.loops[0].push(layer(7, frames=900, kind=RECORDED))
    for value in range(90):
        store.loops[1].push(layer(100 + value, frames=900, kind=REWRITTEN))
    codes = {row: store.codes(row) for row in live_rows(store.table)}
    codes.pop(live_rows(store.table)[40])  # damaged
    for file in (CodeFile(tmp_path / "codes.i16"), None):
        other = small(layers=len(store.table), blocks=600, file=file)
        other.lay_out(store.cursors, store.table, codes, {})
        current = other.loops[0].current()
        assert current is not None and (current.codes[0] == 7).all()
        other.loops[1].push(layer(999))
        current = other.loops[0].current()
        assert current is not None and (current.codes[0] == 7).all()


def test_a_set_that_begins_with_more_layers_than_a_full_disk_may_keep_waiting_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtmusic.journal.WAITING_BYTES", 100_000)
    with Board.create() as board:
        store, rng = LoopStore.of(board), np.random.default_rng(0)
        for _ in range(8):
            made = layer(0, frames=900)
            made.codes[:] = rng.integers(0, 1024, made.codes.shape)
            store.loops[0].push(made)
        journal = Journal(tmp_path / "set", board, {"bundle": {}}, everything=True)
        journal.start(Panel())
        journal.stop()
    book = read_set(tmp_path / "set")
    assert book.gaps == 0 and book.first_loops is not None and len(live_rows(book.first_loops.table)) == 8
