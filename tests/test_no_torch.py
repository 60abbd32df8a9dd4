"""The instrument plays without anything that only training and tests need."""

from __future__ import annotations

import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path

import pytest

import rtmusic
from rtmusic.osc import write_packet
from rtmusic.survival import Played, Status

ROOT = Path(__file__).parents[1]
MODULES = {"onnx": "onnx", "JACK-Client": "jack"}  # where a package's module has another name


def stands(name: str, value: object, said: Status) -> bool:
    return bool(said[name] == value)


def passes(name: str, value: float, said: Status) -> bool:
    return bool(said[name] > value)


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment in which this process and every process it starts lack the extras "train" and "dev".

    A module that refuses to be imported stands before each real one on the path.
    """
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    refused = {need.split("=")[0].split(">")[0] for need in extras["train"] + extras["dev"]} - {"setuptools", "wheel"}
    assert {"torch", "onnx", "scipy", "pytest"} <= refused
    for package in refused:
        module = MODULES.get(package, package)
        (tmp_path / f"{module}.py").write_text(
            f'raise ImportError("{module} is not installed here", name="{module}")\n'
        )
    return os.environ | {"PYTHONPATH": str(tmp_path)}


def run(bare: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        env=bare,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_fence_holds(bare: dict[str, str]) -> None:
    # Without it the tests below could pass with torch in hand.
    said = run(bare, "-c", "try: import torch\nexcept ImportError as e: print(e)")
    assert said == "torch is not installed here\n"


def test_every_module_imports(bare: dict[str, str]) -> None:
    names = [f"rtmusic.{m.name}" for m in pkgutil.iter_modules(rtmusic.__path__) if m.name != "__main__"]
    assert "rtmusic.engine" in names
    run(bare, "-c", f"import {', '.join(names)}")


def test_live_plays_in_every_mode(bare: dict[str, str], tmp_path: Path) -> None:
    report, song, errors = (tmp_path / name for name in ("report.json", "song.wav", "errors.txt"))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "rtmusic", "live", "--no-screen", "--osc-port", str(port), "--report", str(report)]
    words += ["--mode", "follow", "--input", "virtual", "--output", f"file:{song}"]
    with errors.open("wb") as file, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.settimeout(0.05)
        wire.connect(("127.0.0.1", port))
        live = subprocess.Popen(words, env=bare, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        played = Played(live, wire, port, errors)
        try:
            played.await_status(partial(passes, "rounds", 5))
            for mode in ("loop", "stream", "codec"):
                wire.send(write_packet("/mode", mode))
                before = played.await_status(partial(stands, "mode", mode))["rounds"]
                played.await_status(partial(passes, "rounds", before + 5))
            played.await_status(partial(passes, "at_s", 2.5))
            live.send_signal(signal.SIGINT)
            assert live.wait(60) == 0, errors.read_text("utf-8")
        finally:
            live.kill()
            live.wait()
    said = json.loads(report.read_text("utf-8"))
    # All processes came up and none had to be started again for want of a module.
    assert said["rounds"] > 20 and said["restarts"] == 0
    assert song.stat().st_size > 2 * 48000 * 2 * 2


def test_render_plays(bare: dict[str, str], tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    clip = ROOT / "tests" / "data" / "clarinet.flac"
    run(bare, "-m", "rtmusic", "render", str(clip), str(song), "--mode", "codec")
    assert song.stat().st_size > 10 * 48000 * 2 * 2
