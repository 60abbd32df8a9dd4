"""Tensors out of a TensorFlow checkpoint, without TensorFlow.

A checkpoint of the second format is two files: `.index`, a sorted table of names and places in the form of LevelDB,
and `.data-00000-of-00001`, the numbers themselves.

Source: tensorflow/core/protobuf/tensor_bundle.proto and the table format of LevelDB, doc/table_format.md.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.config import TrainingError

MAGIC = 0xDB4775248B80FB57  # ends every table
FOOTER_BYTES = 48
PLAIN = 0  # the kind of a block that is not compressed
FLOAT = 1  # DT_FLOAT in types.proto
# Fields of BundleEntryProto, and of the TensorShapeProto and Dim within it.
_DTYPE, _SHAPE, _OFFSET, _SIZE = 1, 2, 4, 5
_DIM, _DIM_SIZE = 2, 1
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5  # wire types of a protocol buffer

Floats = npt.NDArray[np.float32]


def read_checkpoint_floats(prefix: str) -> dict[str, Floats]:
    """Read every float32 tensor of a checkpoint in one shard, by name.

    Args:
        prefix: path without `.index`; it may end in a slash where the files have no other name.

    Raises:
        TrainingError: a file is missing, or is not what it should be.
    """
    index_file, data_file = Path(f"{prefix}.index"), Path(f"{prefix}.data-00000-of-00001")
    try:
        index, data = index_file.read_bytes(), data_file.read_bytes()
        return {name: _tensor(entry, data) for name, entry in _entries(index) if _number(entry, _DTYPE) == FLOAT}
    except OSError as error:
        raise TrainingError(f"{error.filename}: {error.strerror}; no TensorFlow checkpoint here") from error
    except (ValueError, IndexError, KeyError, struct.error) as error:
        raise TrainingError(f"{index_file}: not a TensorFlow checkpoint that can be read here ({error})") from error


Fields = list[tuple[int, int | bytes]]  # of a protocol buffer: (number, value), in the order they came


def _entries(index: bytes) -> Iterator[tuple[str, Fields]]:
    """Names and descriptions of all tensors; the table's own header, whose name is empty, is left out."""
    footer = index[-FOOTER_BYTES:]
    if len(footer) < FOOTER_BYTES or struct.unpack("<Q", footer[-8:])[0] != MAGIC:
        raise ValueError("it does not end as a table does")
    at = 0
    for _ in range(2):  # where the table of contents of the filters lies: not needed
        _, at = _varint(footer, at)
    start, at = _varint(footer, at)
    size, _ = _varint(footer, at)
    for _, place in _block(index, start, size):
        start, at = _varint(place, 0)
        size, _ = _varint(place, at)
        for name, entry in _block(index, start, size):
            if name:
                yield name.decode(), _fields(entry)


def _block(table: bytes, start: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of one block; a key is told as what it shares with the one before, and the rest."""
    if table[start + size] != PLAIN:
        raise ValueError("a block is compressed")
    block = table[start : start + size]
    restarts = struct.unpack("<I", block[-4:])[0]
    end = size - 4 - 4 * restarts
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        fresh, at = _varint(block, at)
        length, at = _varint(block, at)
        key = key[:shared] + block[at : at + fresh]
        at += fresh + length
        yield key, block[at - length : at]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where the next one begins."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data: bytes) -> Fields:
    found: Fields = []
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            found.append((number, value))
            continue
        if wire == _BYTES:
            size, at = _varint(data, at)
        elif wire in (_FOUR, _EIGHT):
            size = 4 if wire == _FOUR else 8
        else:
            raise ValueError(f"a field of wire type {wire}")
        found.append((number, data[at : at + size]))
        at += size
    return found


def _number(fields: Fields, wanted: int) -> int:
    """A number by its field; one that is not told is 0."""
    return next((value for number, value in fields if number == wanted and isinstance(value, int)), 0)


def _tensor(entry: Fields, data: bytes) -> Floats:
    shapes = [value for number, value in entry if number == _SHAPE and isinstance(value, bytes)]
    dims = [value for shape in shapes for number, value in _fields(shape) if number == _DIM]
    shape = [_number(_fields(dim), _DIM_SIZE) for dim in dims if isinstance(dim, bytes)]
    start, size = _number(entry, _OFFSET), _number(entry, _SIZE)
    return np.frombuffer(data[start : start + size], "<f4").reshape(shape)
