"""Whatever becomes of a bundle while it plays, and of its copy: the music goes on, and the player is told."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from recording_desk import wait_for

from rtmusic.bundle import MANIFEST, Bundle
from rtmusic.engine import Engine, Settings
from rtmusic.kept import KeptBundle
from rtmusic.knobs import Panel, parse_setting
from rtmusic.soundprocess import SoundSpec

PATIENCE_S = 60.0  # a busy machine may be slow; what is waited for comes or the test fails


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are made."""
    shelf = tmp_path / "tmp"
    shelf.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(shelf))
    monkeypatch.setenv("TMPDIR", str(shelf))
    return shelf


@pytest.fixture
def bundle(tiny_bundle: Path, tmp_path: Path) -> Path:
    """A bundle that may be damaged."""
    return Path(shutil.copytree(tiny_bundle, tmp_path / "bundle"))


@pytest.fixture
def engine(bundle: Path, shelf: Path) -> Iterator[Engine]:
    panel = Panel().turn([parse_setting(text) for text in ("mode=stream", "horizon=16")])
    engine = Engine(Settings(SoundSpec("virtual", "virtual"), panel, prompts=(), bundle=bundle, provider="cpu"))
    engine.start()
    yield engine
    engine.stop()
    assert list(shelf.glob("rtmusic-bundle-*")) == []


def plays(engine: Engine) -> bool:
    """Three rounds from now on."""
    rounds = engine.status().rounds
    return wait_for(lambda: engine.status().model_alive and engine.status().rounds > rounds + 3, PATIENCE_S)


def kinds(engine: Engine) -> list[str]:
    return [event.kind for event in engine.events() if event.kind != "rung"]


@pytest.mark.parametrize("how", ["moved away", "half overwritten"])
def test_a_bundle_that_is_swapped_while_it_plays_is_played_on(how: str, engine: Engine, bundle: Path) -> None:
    assert plays(engine)
    if how == "moved away":
        bundle.rename(bundle.with_name("elsewhere"))
    else:  # a hard link would be cut with it
        for path in bundle.iterdir():
            os.truncate(path, path.stat().st_size // 2)
    os.kill(engine.model_pid, signal.SIGKILL)
    assert wait_for(lambda: engine.status().restarts == 1, PATIENCE_S) and plays(engine)
    assert kinds(engine) == ["model-restart", "model-back"]
    engine.check()


def test_models_that_cannot_be_loaded_again_are_told_once_and_tried_until_they_can(
    engine: Engine, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtmusic.modelprocess.BACK_OFF_S", 0.1)
    assert plays(engine)
    (copy,) = shelf.glob("rtmusic-bundle-*")
    copy.rename(shelf / "lost")
    os.kill(engine.model_pid, signal.SIGKILL)
    assert wait_for(lambda: engine.status().restarts >= 4, PATIENCE_S)
    before = engine.at_s
    assert wait_for(lambda: engine.at_s > before + 1.0, PATIENCE_S)  # the last bar goes on
    assert kinds(engine) == ["model-restart", "model-lost"]
    told = engine.events()[-1].text
    assert MANIFEST in told and "is not there" in told and told.endswith("the last bar goes on; it is tried again")
    (shelf / "lost").rename(copy)
    assert plays(engine)
    engine.check()
    assert kinds(engine) == ["model-restart", "model-lost", "model-back"]


def test_no_room_for_a_copy_is_told_and_stops_nothing(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    whole = Bundle.load(tiny_bundle)
    kept = KeptBundle(whole)
    assert kept.bundle is whole and not kept.ours
    (told,) = kept.told
    assert told.kind == "no-copy" and "could not be copied (No space left on device)" in told.text
    kept.close()


PLAYING = """
import sys, time
from pathlib import Path
from rtmusic.engine import Engine, Settings
from rtmusic.soundprocess import SoundSpec
if __name__ == "__main__":
    engine = Engine(Settings(SoundSpec("virtual", "virtual"), prompts=(), bundle=Path(sys.argv[1]), provider="cpu"))
    engine.start()
    print("plays", flush=True)
    time.sleep(600)
"""


def test_the_copy_of_an_engine_that_was_killed_goes_with_its_last_process(tiny_bundle: Path, shelf: Path) -> None:
    script = shelf.parent / "playing.py"
    script.write_text(PLAYING)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, str(script), str(tiny_bundle)]
    player = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert player.stdout is not None and player.stdout.readline() == "plays\n"
    assert len(list(shelf.glob("rtmusic-bundle-*"))) == 1
    player.kill()
    player.communicate()
    end = time.monotonic() + PATIENCE_S
    while list(shelf.glob("rtmusic-bundle-*")):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert Bundle.load(tiny_bundle)
