"""The map in rtmusic/__init__.py is true, and imports go one way: rtmusic ← training ← exporters, tests see all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rtmusic

ROOT = Path(__file__).parents[1]
MAP = re.findall(r"^    (\w+)  +\S", rtmusic.__doc__ or "", re.MULTILINE)


def imported(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Every module that a file imports, wherever in it: ``from rtmusic import x`` counts as ``rtmusic.x``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides where it goes"
            yield from ((f"{node.module}.{name.name}", node) for name in node.names)


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def test_the_map_names_every_file_once() -> None:
    files = {path.stem for path in sources("rtmusic")} - {"__init__"}
    assert len(MAP) == len(set(MAP)), "a file stands twice in the map"
    assert files == set(MAP), f"not in the map: {files - set(MAP)}; in the map, but not there: {set(MAP) - files}"


@pytest.mark.parametrize("name", MAP)
def test_a_file_imports_only_files_above_it(name: str) -> None:
    above = set(MAP[: MAP.index(name)])
    for module, node in imported(ROOT / "rtmusic" / f"{name}.py"):
        package, _, rest = module.partition(".")
        first = rest.partition(".")[0]
        # `from rtmusic import __version__` reads the package itself, which imports nothing.
        if package == "rtmusic" and first not in ("", "__version__", "__all__"):
            assert first in above, f"{name}.py:{node.lineno} imports {first}, which the map puts below it"


@pytest.mark.parametrize(
    ("package", "strangers"),
    [
        ("rtmusic", {"torch", "training", "exporters", "tests", "onnx", "scipy", "safetensors"}),
        ("training", {"exporters", "tests"}),
        ("exporters", {"tests"}),
    ],
)
def test_imports_go_one_way(package: str, strangers: set[str]) -> None:
    for path in sources(package):
        for module, node in imported(path):
            assert module.partition(".")[0] not in strangers, f"{path}:{node.lineno} imports {module}"


def test_no_file_is_longer_than_one_sitting() -> None:
    files = [p for package in ("rtmusic", "training", "exporters", "tests") for p in sources(package)]
    assert len(files) > 20
    assert {str(p): n for p in files if (n := len(p.read_text("utf-8").splitlines())) > 500} == {}
