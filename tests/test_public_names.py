"""What a stranger meets: every module says what it is for, every public name says what it does."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rtmusic

ROOT = Path(__file__).parents[1]
MODULES = [f"rtmusic.{m.name}" for m in pkgutil.iter_modules(rtmusic.__path__) if m.name != "__main__"]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_class_and_function_has_a_docstring(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} does not say what it is for"
    for public, thing in vars(module).items():
        ours = (inspect.isclass(thing) or inspect.isfunction(thing)) and thing.__module__ == name
        if ours and not public.startswith("_"):
            # A dataclass without a docstring is given its signature as one.
            assert thing.__doc__ and not thing.__doc__.startswith(f"{public}("), f"{name}.{public} has no docstring"


def test_all_is_what_the_package_offers() -> None:
    for name in rtmusic.__all__:
        importlib.import_module(f"rtmusic.{name}")
    assert list(rtmusic.__all__) == sorted(set(rtmusic.__all__))


def test_importing_the_package_imports_nothing_else() -> None:
    # The sound process starts by importing rtmusic; whatever came along would sit beside the callback.
    code = "import sys; before = set(sys.modules); import rtmusic; print(*sorted(set(sys.modules) - before))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["rtmusic"]


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "rtmusic.__version__"}
    assert f"## [{rtmusic.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
