"""The newest samples by absolute number: never half a block, never a sample that was overwritten meanwhile."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.ring import Ring
from rtmusic.units import Samples


def numbered(first: int, n: int) -> Samples:
    """Samples that say which they are; the right channel is the left one negated."""
    left = np.arange(first, first + n, dtype=np.float32)
    return np.stack([left, -left])


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30), st.integers(0, 400), st.integers(1, 100))
def test_read_is_exactly_what_was_pushed_or_refused(blocks: list[int], at: int, n: int) -> None:
    ring = Ring.local(2, 100)
    total = 0
    for block in blocks:
        ring.push(numbered(total, block))
        total += block
    out = np.full((2, n), 7.0, np.float32)

    there = ring.read(at, out)

    # A wrong wrap shows as samples that are off by the capacity; a wrong bound as a refusal or as old sound.
    assert there == (max(0, total - 100) <= at and at + n <= total)
    np.testing.assert_array_equal(out, numbered(at, n) if there else np.zeros((2, n)))


def test_skip_to_counts_silence_so_that_numbers_stay_true() -> None:
    ring = Ring.local(1, 64)
    ring.push(np.ones((1, 10), np.float32))
    ring.skip_to(40)
    ring.skip_to(5)  # the past: nothing happens
    ring.push(np.full((1, 8), 2.0, np.float32))
    out = np.zeros((1, 48), np.float32)

    assert ring.pushed == 48
    assert ring.read(0, out)
    np.testing.assert_array_equal(out[0], np.r_[np.ones(10), np.zeros(30), np.full(8, 2.0)])


def test_skip_longer_than_the_ring_leaves_only_silence() -> None:
    ring = Ring.local(1, 64)
    ring.push(np.ones((1, 64), np.float32))
    ring.skip_to(1000)
    out = np.ones((1, 64), np.float32)

    assert ring.read(936, out)
    assert not out.any()
    assert not ring.read(935, out[:, :1])


def test_a_reader_racing_the_writer_never_gets_a_torn_block() -> None:
    ring = Ring.local(2, 4096)
    stop = threading.Event()

    def write() -> None:
        total = 0
        while not stop.is_set():
            ring.push(numbered(total, 64))
            total = (total + 64) % 2**24  # exact in float32
            if total == 0:
                break

    writer = threading.Thread(target=write)
    writer.start()
    out = np.zeros((2, 512), np.float32)
    good = 0
    try:
        for _ in range(200_000):
            at = ring.oldest  # the samples that are overwritten next: the reader loses this race often
            if ring.read(at, out):
                good += 1
                # Overwritten under the reader's hands: some samples would be 4096 too high.
                np.testing.assert_array_equal(out[0], np.arange(at, at + 512, dtype=np.float32))
                np.testing.assert_array_equal(out[1], -out[0])
            if good > 2000:
                break
    finally:
        stop.set()
        writer.join(10)
    assert good > 100
