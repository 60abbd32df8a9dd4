"""Arrays from a file, and never more of them than there is room for, whatever the file says of itself.

An .npz file is a ZIP archive of .npy files; a few kilobytes of it may unpack to gigabytes, and a header of a hundred
bytes may ask for as many. So everything is added up before anything is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# As numpy writes it: magic and version, how long the rest is, and that, filled up with spaces.
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(..)\{'descr': '([\w<>|]{2,10})', 'fortran_order': (True|False),"
    rb" 'shape': \(([\d, ]{0,200})\), \} *\n",
    re.DOTALL,
)


def read_arrays(
    path: Path, names: Collection[str], most_bytes: int, or_none: Collection[str] = ()
) -> dict[str, npt.NDArray[Any]]:
    """These arrays of an .npz file, by name.

    Args:
        or_none: more of them, where there are any: files of older versions have none.
        most_bytes: that the file may have, and that the arrays may have together.

    Raises:
        OSError: there is no such file, or it cannot be read.
        ValueError: it is damaged, too large, lacks one of the arrays, or holds objects instead of numbers.
    """
    if path.stat().st_size > most_bytes:
        raise ValueError(f"it is larger than {most_bytes >> 20} MB")
    return arrays_of(path.read_bytes(), names, most_bytes, or_none)


def arrays_of(
    data: bytes, names: Collection[str], most_bytes: int, or_none: Collection[str] = ()
) -> dict[str, npt.NDArray[Any]]:
    """The same, from the bytes of such a file; `ValueError` as there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            there = [name for name in or_none if f"{name}.npy" in archive.namelist()]
            entries = {name: archive.getinfo(f"{name}.npy") for name in (*names, *there)}
            if sum(entry.file_size for entry in entries.values()) > most_bytes:
                raise ValueError(f"unpacked it is larger than {most_bytes >> 20} MB")
            if any(entry.compress_type not in _PACKED for entry in entries.values()):
                raise ValueError("it is packed in another way")
            return {name: _array(archive.read(entry)) for name, entry in entries.items()}
    except KeyError as error:
        raise ValueError(str(error.args[0])) from None
    # RuntimeError: of an archive that wants a password.
    except (zipfile.BadZipFile, zlib.error, EOFError, MemoryError, RuntimeError) as error:
        raise ValueError(str(error) or "it is cut") from None


def _array(data: bytes) -> npt.NDArray[Any]:
    """The array of an .npy file."""
    header = _HEADER.match(data)
    if header is None or header.end() != 10 + int.from_bytes(header[1], "little"):
        raise ValueError("an array in it is of another format")
    try:
        kind = np.dtype(header[2].decode())
    except TypeError:
        raise ValueError("an array in it is of no kind that there is") from None
    if kind.hasobject:
        raise ValueError("it holds objects, not numbers")
    shape = [int(size) for size in header[4].split(b",") if size.strip()]
    if prod(shape) * kind.itemsize != len(data) - header.end():
        raise ValueError("an array in it is not as long as it says")
    array = np.frombuffer(data, kind, offset=header.end())
    return array.reshape(shape, order="F" if header[3] == b"True" else "C")
