"""A configuration says what it means, or the reader is told what it could say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from training.config import TrainingError, from_table, read_tables, read_toml


@dataclass(frozen=True)
class Shape:
    width: int = 8
    rate: float = 0.5
    front: str = "mdct"
    fast: bool = True
    judges: tuple[str, ...] = ("stft",)
    periods: tuple[int, ...] = (2, 3)
    shares: tuple[float, ...] = (0.5,)


def test_what_is_left_out_keeps_its_default() -> None:
    assert from_table(Shape, {}, "x") == Shape()
    given = from_table(Shape, {"rate": 2, "judges": ["period", "stft"], "periods": [5], "shares": [1, 0.5]}, "x")
    assert given == Shape(rate=2.0, judges=("period", "stft"), periods=(5,), shares=(1.0, 0.5))
    assert isinstance(given.rate, float) and isinstance(given.shares[0], float)
    # None of it: an empty array is an answer too. (A stored configuration gives lists back, a dataclass has tuples.)
    assert from_table(Shape, {"judges": []}, "x").judges == ()


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ({"widht": 3}, r"here: unknown key 'widht'. Known keys: width, rate, front, fast, judges, periods, shares"),
        ({"width": 3.5}, r"here: width = 3.5 must be of type int, e.g. 8"),
        ({"width": True}, r"here: width = True must be of type int, e.g. 8"),
        ({"fast": 1}, r"here: fast = 1 must be of type bool, e.g. True"),
        ({"judges": "stft"}, r"here: judges = 'stft' must be an array, e.g. \['stft'\]"),
        ({"periods": [2, "3"]}, r"here: periods = '3' must be of type int, e.g. 2"),
        ({"width": [8]}, r"here: width = \[8\] must be of type int, e.g. 8"),
    ],
)
def test_what_does_not_fit_is_answered_in_words(table: dict[str, object], complaint: str) -> None:
    with pytest.raises(TrainingError, match=complaint):
        from_table(Shape, table, "here")


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    with pytest.raises(TrainingError, match=r"c\.toml: no such configuration. Those that are published lie in"):
        read_toml(path)
    path.write_text("width =")
    with pytest.raises(TrainingError, match=r"c\.toml cannot be read as TOML"):
        read_toml(path)
    path.write_text('[first]\nwidth = 3\n[second]\nfront = "stft"\n')
    kinds = {"second": Shape, "third": Shape, "first": Shape}
    assert read_tables(path, kinds) == [Shape(front="stft"), Shape(), Shape(width=3)]
    with pytest.raises(TrainingError, match=r"c\.toml: unknown table \[second\]. Known tables: \[first\], \[third\]"):
        read_tables(path, {"first": Shape, "third": Shape})
