"""Layers of a loop: undo and redo bring back exactly what was there, and the first recording is never pushed out."""

import numpy as np
import pytest

from rtmusic.memory import COLUMNS, LAYERS, NO_CODE, RECORDED, REWRITTEN, SPARE, Layer, LoopStore


def layer(value: int, frames: int = 5, kind: int = REWRITTEN) -> Layer:
    codes = np.full((16, frames), value, np.int64)
    codes[8:] = NO_CODE
    return Layer(codes, frames * 960 - 100, 48_000 * value, kind)


def top(store: LoopStore) -> int:
    current = store.current()
    return -1 if current is None else int(current.codes[0, 0])


def test_undo_and_redo_walk_the_layers() -> None:
    store = LoopStore.local(16)
    assert store.current() is None and not store.undo() and not store.redo()
    for value in (1, 2, 3):
        store.push(layer(value))
    assert store.undo() and top(store) == 2
    assert store.undo() and top(store) == 1
    assert store.redo() and top(store) == 2
    store.push(layer(9))
    assert not store.redo()  # a new layer ends what could be redone
    assert top(store) == 9 and store.undo() and top(store) == 2


def test_a_layer_comes_back_whole() -> None:
    store = LoopStore.local(16)
    pushed = Layer(np.arange(16 * 7).reshape(16, 7) % 1024, 6001, 12345, RECORDED)
    store.push(pushed)
    store.push(layer(3, frames=50))
    store.undo()
    current = store.current()
    assert current is not None
    np.testing.assert_array_equal(current.codes, pushed.codes)
    assert (current.length_samples, current.start_sample, current.kind) == (6001, 12345, RECORDED)


def test_clear_is_undone_like_anything_else() -> None:
    store = LoopStore.local(16)
    store.push(layer(4))
    store.clear()
    assert store.current() is None
    assert store.undo() and top(store) == 4


def test_a_full_store_forgets_the_second_oldest_and_never_the_recording() -> None:
    store = LoopStore.local(16)
    room = LAYERS - SPARE
    for value in range(room + 5):
        store.push(layer(value))
    assert store.undoable == room
    seen = []
    while store.undoable:
        seen.append(top(store))
        store.undo()
    assert seen == [*range(room + 4, 5, -1), 0]


def test_another_process_finds_the_layers_in_the_same_memory() -> None:
    codes, table, cursor = np.zeros((4, 16, 20), np.int16), np.zeros((4, COLUMNS), np.int64), np.zeros(4, np.int64)
    first = LoopStore(codes, table, cursor)
    for value in range(6):
        first.push(layer(value))
    first.pending = (100, 900)
    second = LoopStore(codes, table, cursor)
    assert top(second) == 5 and second.pending == (100, 900)
    second.pending = None
    assert first.pending is None


def test_layers_that_were_kept_are_there_again_when_table_and_cursor_are_put_back() -> None:
    table, cursor = np.zeros((LAYERS, COLUMNS), np.int64), np.zeros(4, np.int64)
    store = LoopStore(np.zeros((LAYERS, 16, 20), np.int16), table, cursor)
    for value in range(LAYERS):
        store.push(layer(value))
    for taken in range(6):
        for _ in range(taken):
            store.undo()
        store.keep()
        before, below = (table.copy(), cursor.copy()), []
        for _ in range(SPARE):
            store.push(layer(99))
        table[:], cursor[:] = before
        while store.undoable:
            below.append(top(store))
            store.undo()
        while store.redo():
            below.append(top(store))
        table[:], cursor[:] = before
        assert 99 not in below and len(set(below)) == LAYERS - SPARE


def test_a_loop_that_is_too_long_is_refused() -> None:
    store = LoopStore.local(16)
    with pytest.raises(ValueError, match="at most 6000"):
        store.push(layer(0, frames=6001))
