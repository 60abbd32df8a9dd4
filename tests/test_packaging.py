"""The wheel holds the instrument, its models and its recording, and nothing else."""

from __future__ import annotations

import email
import json
import shutil
import subprocess
import sys
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import rtmusic

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built from a copy of the sources, as from a fresh clone: an old build folder could put its own files in."""
    clone, out = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("out")
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, clone)
    for package in ("rtmusic", "training", "exporters", "tests"):
        shutil.copytree(ROOT / package, clone / package, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(out)]
    done = subprocess.run([*pip, str(clone)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("rtmusic-*.whl")
    return zipfile.ZipFile(built)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    return email.message_from_bytes(wheel.read(f"rtmusic-{rtmusic.__version__}.dist-info/METADATA"))


def test_the_wheel_holds_only_rtmusic(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"rtmusic", f"rtmusic-{rtmusic.__version__}.dist-info"}
    modules = {p.name for p in (ROOT / "rtmusic").glob("*.py")}
    assert {n.removeprefix("rtmusic/") for n in wheel.namelist() if n.endswith(".py")} == modules
    assert {"rtmusic/py.typed", "rtmusic/recordings/guitar.flac", "rtmusic/recordings/README.md"} <= set(
        wheel.namelist()
    )


def test_the_wheel_holds_the_default_bundle_whole(wheel: zipfile.ZipFile) -> None:
    folder = "rtmusic/bundles/default/"
    inside = {n.removeprefix(folder): wheel.getinfo(n) for n in wheel.namelist() if n.startswith(folder)}
    manifest = json.loads(wheel.read(f"{folder}bundle.json"))
    assert {name: file["bytes"] for name, file in manifest["files"].items()} == {
        name: info.file_size for name, info in inside.items() if name != "bundle.json"
    }
    # Weights under CC-BY-SA come with the list of whom they were learned from.
    assert manifest["attribution"] in inside
    # DESIGN's bound for the bundle on disk.
    assert sum(info.file_size for info in inside.values()) <= 64 * 2**20


def test_the_wheel_says_what_it_needs(metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert set(metadata.get_all("Provides-Extra", [])) == {"cpu", "gpu", "link", "train", "peers", "dev"}
    needs = metadata.get_all("Requires-Dist", [])
    bare = " ".join(need for need in needs if "extra ==" not in need)
    # The instrument must start without them; the onnxruntime packages exclude each other, so neither is always needed.
    assert not any(name in bare for name in ("torch", "onnxruntime", "pytest"))
    torches = [need for need in needs if need.startswith("torch")]
    assert torches == ['torch==2.13.0; extra == "train"', 'torch==2.13.0; extra == "peers"']


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text and len(text) > 10_000
