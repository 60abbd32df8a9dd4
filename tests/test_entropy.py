"""Codes in few bits: what is written is read exactly, on every machine, and nothing is lost beside the shares."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from entropies import random_arrays, random_model
from hypothesis import given, settings
from hypothesis import strategies as st

from rtmusic.entropy import EntropyModel, code_bits, pack, unpack, write_number
from rtmusic.errors import BundleError, RecordingError

LEVELS, BOOK = 4, 96


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> EntropyModel:
    return random_model(tmp_path_factory.mktemp("model") / "entropy.npz", LEVELS, BOOK)


@given(levels=st.integers(1, 6), frames=st.integers(0, 9), book=st.integers(2, 1100), seed=st.integers(0, 99))
def test_packed_codes_are_unpacked(levels: int, frames: int, book: int, seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, book, (levels, frames))
    data = pack(codes, book)
    assert len(data) == -(-levels * frames * code_bits(book) // 8)
    np.testing.assert_array_equal(unpack(data, levels, frames, book), codes)


def test_bytes_that_are_no_packed_codes_are_refused() -> None:
    with pytest.raises(RecordingError, match="3 bytes are not 2 frames of 1 codes"):
        unpack(b"abc", 1, 2, 256)
    with pytest.raises(RecordingError, match="a code 255 is outside 0 to 199"):
        unpack(b"\xff", 1, 1, 200)


@settings(max_examples=12, deadline=None)
@given(levels=st.integers(1, LEVELS), frames=st.integers(0, 30), seed=st.integers(0, 999))
def test_what_the_model_writes_it_reads(model: EntropyModel, levels: int, frames: int, seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, BOOK, (levels, frames))
    data = model.encode(codes)
    np.testing.assert_array_equal(model.decode(data, levels, frames), codes)
    # Shares are all that is paid, beside the beginning of the number, which holds one symbol's shares: 18 bits.
    assert -1 < 8 * len(data) - model.bits(codes).sum() < 28


def test_the_bits_of_a_code_follow_from_what_came_before_only(model: EntropyModel) -> None:
    codes = np.random.default_rng(0).integers(0, BOOK, (LEVELS, 40))
    bits = model.bits(codes)
    for level, frame in ((0, 0), (2, 7), (LEVELS - 1, 39)):
        other = codes.copy()
        other[level, frame] = (codes[level, frame] + 1) % BOOK
        changed = np.argwhere(model.bits(other) != bits)
        assert [frame, level] in changed[:, ::-1].tolist()
        assert all((f, k) >= (frame, level) for k, f in changed), "it saw a code before that was written"


def test_silent_levels_cost_nothing_and_are_not_seen(model: EntropyModel) -> None:
    codes = np.random.default_rng(0).integers(0, BOOK, (LEVELS, 30))
    # Half of the levels are coded by themselves: a different model from all of them, and still exact.
    assert len(model.encode(codes[:2])) < len(model.encode(codes))
    np.testing.assert_array_equal(model.decode(model.encode(codes[:2]), 2, 30), codes[:2])


def test_a_million_symbols_by_the_number_alone() -> None:
    dice = np.random.default_rng(7)
    count, each = 1_000_000, 1_000
    sizes = dice.integers(1, 1 << 18, (count, 3))
    which = dice.integers(0, 3, count)
    tops = sizes.cumsum(axis=1)
    begins, size, total = tops[range(count), which] - sizes[range(count), which], sizes[range(count), which], tops[:, 2]
    written = 0
    for first in range(0, count, each):
        part = slice(first, first + each)
        data = write_number(begins[part].tolist(), size[part].tolist(), total[part].tolist())
        written += len(data)
        number = int.from_bytes(data, "little")
        for bounds, symbol in zip(tops[part].tolist(), which[part].tolist(), strict=True):
            whole, rest = divmod(number, bounds[2])
            read = (rest >= bounds[0]) + (rest >= bounds[1])
            begin = bounds[read - 1] if read else 0
            number = whole * (bounds[read] - begin) + rest - begin
            if read != symbol:
                pytest.fail(f"symbol {symbol} was read as {read}")
        assert number == 1
    ideal = np.log2(total / size).sum() / 8
    assert ideal <= written <= ideal + 4 * count / each  # the beginning of each number: here up to 18 bits


def test_wrong_bytes_are_refused(model: EntropyModel) -> None:
    data = model.encode(np.random.default_rng(0).integers(0, BOOK, (LEVELS, 30)))
    for wrong in (data + b"\x01", data[:-1], b""):
        with pytest.raises(RecordingError, match=r"bytes are not 30 frames of 4 codes by this entropy model"):
            model.decode(wrong, LEVELS, 30)


DIGEST = """
import hashlib, sys
from pathlib import Path
import numpy as np
from rtmusic.entropy import EntropyModel
model = EntropyModel.load(Path(sys.argv[1]), 4, 96)
codes = np.random.default_rng(3).integers(0, 96, (4, 200))
data = model.encode(codes)
assert (model.decode(data, 4, 200) == codes).all()
print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"OPENBLAS_NUM_THREADS": "1"},
        {"OPENBLAS_NUM_THREADS": "4"},
        {"OPENBLAS_CORETYPE": "Prescott"},  # SSE3 alone, and sums in another order
        {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512_SKX"},
    ],
    ids=str,
)
def test_other_processes_threads_and_processors_write_the_same_bytes(
    environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "entropy.npz"
    model = random_model(path, 4, 96)
    here = hashlib.sha256(model.encode(np.random.default_rng(3).integers(0, 96, (4, 200)))).hexdigest()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DIGEST, str(path)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == here


def test_the_largest_sums_are_still_exact(tmp_path: Path) -> None:
    # The worst weights that a model may have: one more step in any sum would be refused.
    arrays = random_arrays(2, 16, size=4, state=8, hidden=8)
    whole = {name: array.astype(np.int64) for name, array in arrays.items()}
    for name in ("embedding", "past", "state", "output"):
        whole[name] = np.where(whole[name] < 0, -127, 127)
    np.savez(
        tmp_path / "entropy.npz",
        allow_pickle=False,
        **{name: array.astype(arrays[name].dtype) for name, array in whole.items()},
    )
    model = EntropyModel.load(tmp_path / "entropy.npz", 2, 16)
    codes = np.random.default_rng(0).integers(0, 16, (2, 90))
    np.testing.assert_array_equal(model.decode(model.encode(codes), 2, 90), codes)


def refused(path: Path, changes: dict[str, np.ndarray]) -> str:
    """What loading says about a model with these arrays instead."""
    arrays = random_arrays(LEVELS, BOOK) | changes
    np.savez(path, allow_pickle=False, **{name: array for name, array in arrays.items() if array.size})
    with pytest.raises(BundleError) as error:
        EntropyModel.load(path, LEVELS, BOOK)
    assert str(error.value).startswith(f"{path}") and "python -m training.entropy TOKENS OUT" in str(error.value)
    return str(error.value)


def test_a_model_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "entropy.npz"
    good = random_arrays(LEVELS, BOOK)
    for text in (b"", b"no archive", b"PK\x03\x04 half an archive"):
        path.write_bytes(text)
        with pytest.raises(BundleError, match="is no entropy model that can be read"):
            EntropyModel.load(path, LEVELS, BOOK)
    assert "no entropy model that can be read" in refused(path, {"bias": np.zeros(0)})  # left out
    np.savez(path, allow_pickle=True, **{**good, "bias": np.array([{"a": 1}], dtype=object)})  # a pickle
    with pytest.raises(BundleError, match="can be read"):
        EntropyModel.load(path, LEVELS, BOOK)
    assert "past is float32, not int8" in refused(path, {"past": good["past"].astype(np.float32)})
    assert "is made for 3 levels of 96 codes, but the codec has 4 of 96" in refused(
        path, {"embedding": good["embedding"][:3]}
    )
    assert "output is [4, 96, 5], not [4, 96, 6]" in refused(path, {"output": good["output"][..., :5]})
    assert "not the same on every machine" in refused(path, {"offset": np.full((LEVELS, BOOK), 1 << 23, np.int32)})
    sees_itself = good["coarser"].copy()
    sees_itself[1, 0, 4] = 1
    assert "looks ahead" in refused(path, {"coarser": sees_itself})
    assert "table of shares" in refused(path, {"shares": np.array([8, 9, 1], np.int32)})
    assert "table of shares" in refused(path, {"shares": np.array([8, 0], np.int32)})
