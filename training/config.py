"""Configuration files: TOML tables become dataclasses, and a word that nobody knows is answered with those there are.

config, training = read_tables(path, {"model": CodecConfig, "training": CodecTraining})
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from rtmusic.errors import RtmusicError

T = TypeVar("T")


class TrainingError(RtmusicError):
    """A run cannot start or go on; the sentence says where, what, and what to type."""


def read_toml(path: Path) -> dict[str, Any]:
    """Read a configuration file.

    Raises:
        TrainingError: it is missing or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TrainingError(
            f"{path}: no such configuration. Those that are published lie in training/configs/"
        ) from error
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} cannot be read as TOML: {error}") from error


def read_tables(path: Path, kinds: Mapping[str, type[Any]]) -> list[Any]:
    """Read a configuration file of named tables into one dataclass each, in the order of `kinds`.

    Raises:
        TrainingError: the file cannot be read, or has a table, key or type that does not belong there.
    """
    table = read_toml(path)
    strange = sorted(set(table) - set(kinds))
    if strange:
        raise TrainingError(f"{path}: unknown table [{strange[0]}]. Known tables: [{'], ['.join(kinds)}]")
    return [from_table(kind, table.get(name, {}), f"{path} [{name}]") for name, kind in kinds.items()]


def from_table(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    """Build a dataclass from one table of a TOML file; what the table leaves out keeps its default.

    Args:
        where: how the table is called in messages, e.g. "codec_small.toml [model]".

    Raises:
        TrainingError: an unknown key, or a value of another type than the default's. Where the default is a tuple,
            the value is an array of the same kind of elements, of any length.
    """
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise TrainingError(f"{where}: unknown key {name!r}. Known keys: {', '.join(known)}")
        values[name] = _fitted(value, known[name].default, f"{where}: {name}")
    return kind(**values)


def _fitted(value: Any, example: Any, where: str) -> Any:
    """Return a value as the type of the example, which is a default from our own code."""
    if isinstance(example, tuple):
        if not isinstance(value, (list, tuple)):
            raise TrainingError(f"{where} = {value!r} must be an array, e.g. {list(example)!r}")
        return tuple(_fitted(item, example[0], where) for item in value)
    wanted = type(example)
    if type(value) is wanted or (wanted is float and type(value) is int):
        return wanted(value)
    raise TrainingError(f"{where} = {value!r} must be of type {wanted.__name__}, e.g. {example!r}")
