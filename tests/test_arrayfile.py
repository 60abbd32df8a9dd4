"""Arrays come back as they were written, and no file makes us unpack more than there is room for."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from rtmusic.arrayfile import read_arrays

ROOM = 1 << 20


def test_arrays_come_back(tmp_path: Path) -> None:
    written: dict[str, npt.NDArray[Any]] = {
        "table": np.arange(12, dtype=np.int64).reshape(4, 3),
        "turned": np.arange(12, dtype=np.int16).reshape(4, 3).T,  # in the other order
        "word": np.asarray("codec"),
        "none": np.zeros((3, 0), np.int16),
    }
    for save in (np.savez, np.savez_compressed):
        save(tmp_path / "a.npz", more=np.zeros(4), **written)  # type: ignore[arg-type]  # allow_pickle is none of them
        read = read_arrays(tmp_path / "a.npz", list(written), ROOM)
        assert list(read) == list(written)
        for name, array in written.items():
            np.testing.assert_array_equal(read[name], array)
            assert read[name].dtype == array.dtype


def npz(path: Path, header: str, data: bytes = b"", packing: int = zipfile.ZIP_STORED) -> Path:
    """A file with one array, x, whose header says what it likes."""
    text = header.encode() + b"\n"
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("x.npy", b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + data)
    return path


def test_what_is_too_large_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, plain = tmp_path / "a.npz", tmp_path / "b.npz"
    np.savez_compressed(path, x=np.zeros(ROOM, np.int64))
    np.savez(plain, x=np.zeros(ROOM, np.int64))
    assert path.stat().st_size < 20_000
    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "open", None)  # nothing is unpacked
        with pytest.raises(ValueError, match="unpacked it is larger than 1 MB"):
            read_arrays(path, ["x"], ROOM)
        with pytest.raises(ValueError, match="it is larger than 1 MB"):
            read_arrays(plain, ["x"], ROOM)
    npz(path, "{'descr': '<i8', 'fortran_order': False, 'shape': (1000000000000,), }")
    with pytest.raises(ValueError, match="an array in it is not as long as it says"):
        read_arrays(path, ["x"], ROOM)


def test_what_is_no_array_is_refused(tmp_path: Path) -> None:
    path, header = tmp_path / "a.npz", "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
    assert read_arrays(npz(path, header % ("<i8", "(2,)"), bytes(16)), ["x"], ROOM)["x"].tolist() == [0, 0]
    for kind, shape, data, reason in (
        ("|O", "(2,)", bytes(16), "it holds objects, not numbers"),
        ("<i8", "(3,)", bytes(16), "not as long as it says"),
        ("<i8", "(-2,)", b"", "of another format"),
        ("<i8", "(", bytes(16), "of another format"),
        ("x8", "(2,)", bytes(16), "of no kind that there is"),
    ):
        with pytest.raises(ValueError, match=reason):
            read_arrays(npz(path, header % (kind, shape), data), ["x"], ROOM)
    with pytest.raises(ValueError, match=r"no item named 'y\.npy'"):
        read_arrays(npz(path, header % ("<i8", "(2,)"), bytes(16)), ["x", "y"], ROOM)
    whole = npz(path, header % ("<i8", "(200,)"), bytes(1600), zipfile.ZIP_DEFLATED).read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(ValueError):
            read_arrays(path, ["x"], ROOM)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        read_arrays(path, ["x"], ROOM)


def test_one_flipped_bit_anywhere_is_an_error_or_changes_nothing(tmp_path: Path) -> None:
    path, x = tmp_path / "a.npz", np.arange(40)
    np.savez_compressed(path, x=x)
    whole = path.read_bytes()
    refused = 0
    for at in range(8 * len(whole)):
        data = bytearray(whole)
        data[at // 8] ^= 1 << at % 8
        path.write_bytes(data)
        try:
            np.testing.assert_array_equal(read_arrays(path, ["x"], ROOM)["x"], x)
        except ValueError:
            refused += 1
    assert refused > 4 * len(whole)
