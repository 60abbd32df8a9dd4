"""rtmusic session, and what rtmusic live begins with: sessions listed, read and exported, files as loops."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import evening_kept
import numpy as np
import pytest
import soundfile

from rtmusic.bundle import Bundle
from rtmusic.cli import main
from rtmusic.coding import layer_frames
from rtmusic.errors import UsageError
from rtmusic.journal import Journal
from rtmusic.knobs import Control, Panel, parse_setting
from rtmusic.layers import Layer
from rtmusic.loopfile import length_at, write_loop
from rtmusic.memory import LoopStore
from rtmusic.session import Session, save_session
from rtmusic.sessionwords import beginning, begun, parse_loop
from rtmusic.shared import Board
from rtmusic.tree import RECORDED


@pytest.fixture
def saved(tiny_bundle: Path, tmp_path: Path) -> Session:
    """A session of the tiny bundle in the folder of sessions."""
    models = Bundle.load(tiny_bundle)
    whole = evening_kept.session()
    g = models.geometry
    loops = tuple(
        replace(
            loop,
            layers=tuple(
                replace(layer, codes=np.full((g.levels, layer_frames(layer.length_samples, g)), 3))
                for layer in loop.layers
            ),
            knobs={"level": -6.0, "pan": 1.0 if loop.number else 0.0},
        )
        for loop in whole.loops
    )
    session = replace(whole, loops=loops, codec=models.codec, files={})
    save_session(tmp_path / "sessions", session)
    return session


def begin(
    said: str | None, folder: Path, bundle: Path | None, *words: str, files: tuple[str, ...] = ()
) -> tuple[list[Control], dict[int, int], list[str], str]:
    found = beginning(said, folder, files, bundle, Panel(), [parse_setting(word) for word in words])
    return (
        list(found.controls),
        {loop.number: loop.sound.shape[1] for loop in found.loops},
        list(found.notes),
        found.keep,
    )


def test_an_evening_begins_with_a_session(saved: Session, tiny_bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    controls, loops, notes, keep = begin("evening", folder, tiny_bundle)
    assert (loops, notes, keep) == ({0: 48_000, 1: 7001}, [], "evening")
    panel = Panel().turn(controls)
    assert (panel["tempo"], panel["beats"], panel["temperature"]) == (120, 4, 0.75)
    assert [panel[f"loop_{number}_{knob}"] for number in (0, 1) for knob in ("level", "pan")] == [-6, 0, -6, 1]
    found = beginning("evening", folder, (), tiny_bundle, Panel(), [])
    assert found.loops[0].encoded and len(found.loops[0].layers) == 3
    offset = (saved.loops[0].start_sample - saved.bar_sample) % 48_000
    assert found.loops[0].start_sample == offset
    controls, loops, _, _ = begin("evening", folder, tiny_bundle, "tempo=100", "tempo=80")
    assert loops == {0: length_at(2, 80), 1: 7001} and Panel().turn(controls)["tempo"] == 80
    for path in (folder / "evening", folder / "evening" / "1"):  # is begun with, and not kept
        _, loops, notes, keep = begin(str(path), folder, tiny_bundle)
        assert (keep, len(loops)) == ("", 2)
        assert notes == [f"{path} is a path, so it is not kept at the end; keep it as you play:  /session/save NAME"]


def test_a_session_that_is_not_there_is_a_new_one(saved: Session, tmp_path: Path) -> None:
    folder = tmp_path / "sessions"
    controls, loops, notes, keep = begin("morning", folder, None)
    assert (controls, loops, keep) == ([], {}, "morning")
    assert notes == [f"session morning is new, and kept in {folder} at the end; there are: evening"]
    assert begun("morning", None).keep == "morning" and begun("a/b").keep == "" == begun(None).keep
    assert begin(None, folder, None) == ([], {}, [], "")


def test_files_are_loops_at_the_tempo_of_the_evening(saved: Session, tiny_bundle: Path, tmp_path: Path) -> None:
    write_loop(tmp_path / "a=b.wav", evening_kept.sound(1, length_at(4, 100)), 100.0, 4)
    said = (f"5={tmp_path / 'a=b.wav'}", f"0={tmp_path / 'a=b.wav'}")
    assert begin(None, tmp_path, None, files=said)[1] == {5: length_at(4, 120), 0: length_at(4, 120)}
    assert begin(None, tmp_path, None, "tempo=90", files=said)[1] == {5: length_at(4, 90), 0: length_at(4, 90)}
    found = beginning("evening", tmp_path / "sessions", said, tiny_bundle, Panel(), [])
    assert [loop.number for loop in found.loops] == [0, 1, 5, 0]  # the file is a layer on top
    for wrong in ("", "5", "=a.wav", "5=", "x=a.wav", "-1=a.wav", "8=a.wav", "²=a.wav", "00000000008=a.wav"):
        with pytest.raises(UsageError, match=r"--loop 2="):
            parse_loop(wrong)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "sessions"
    shutil.rmtree(tmp_path / "sessions", ignore_errors=True)


def test_sessions_are_listed_and_checked(
    saved: Session, folder: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["session", "list", "--sessions", str(folder / "none")]) == 0
    assert capsys.readouterr().out.startswith("no sessions in ")
    save_session(folder, replace(saved, name="chorus 2", bpm=97.5))
    save_session(folder, saved)
    (folder / "chorus 2" / "1" / "session.toml").write_text("tempo = = 3")
    assert main(["session", "list", "--sessions", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in (lines[0], lines[2])] == [
        ["SESSION", "VERSIONS", "TEMPO", "LOOPS"],
        ["evening", "2", "120.0", "0,", "1"],
    ]
    assert "session.toml is damaged" in lines[1]
    words = ["--sessions", str(folder), "--bundle", str(tiny_bundle)]
    assert main(["session", "check", "evening", *words]) == 0
    assert capsys.readouterr().out == "session evening: loops 0, 1; all of it is taken as it stands\n"
    (folder / "evening" / "2" / "loop 0.wav").unlink()
    assert main(["session", "check", "evening", *words]) == 0
    assert "loop 0 is left out: " in capsys.readouterr().out
    assert main(["session", "check", "morning", *words]) == 2
    assert "there is no session 'morning'" in capsys.readouterr().err


def test_stems_have_level_and_side(
    saved: Session, folder: Path, tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--sessions", str(folder), "--bundle", str(tiny_bundle)]
    assert main(["session", "stems", "evening", str(tmp_path / "stems"), *words]) == 0
    made = Path(capsys.readouterr().out.strip())
    assert made == tmp_path / "stems" / "evening 120bpm"
    heard = {path.name.split()[2]: soundfile.read(path, always_2d=True)[0].T for path in made.glob("*.wav")}
    assert {name: sound.shape for name, sound in heard.items()} == dict.fromkeys(("0", "1", "mix.wav"), (2, 96_000))
    loop, level = saved.loops[0], 10 ** (-6 / 20)
    place = (saved.bar_sample + 50_000 - loop.start_sample) % loop.sound.shape[1]
    np.testing.assert_allclose(heard["0"][:, 50_000], level * loop.sound[:, place], rtol=1e-5)
    assert not heard["1"][0].any() and heard["1"][1].any()  # on the right
    assert main(["session", "stems", "evening", str(tmp_path / "stems"), "--bars", "3", *words]) == 0
    (mix,) = Path(capsys.readouterr().out.strip()).glob("* mix.wav")
    assert soundfile.info(mix).frames == 3 * 96_000
    assert len(list(made.glob("*.dawproject"))) == 1


def test_stems_of_an_evening_that_was_kept(
    tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = Bundle.load(tiny_bundle)
    frames = 32 + 100 + 2
    with Board.create() as board:
        facts = {"bundle": {"name": "tiny", "sha256": models.sha256, "path": str(tiny_bundle)}, "versions": {}}
        codes = np.full((models.geometry.levels, frames), 3)
        LoopStore.of(board).loops[6].push(Layer(codes, 96_000, 0, RECORDED))
        journal = Journal(tmp_path / "set", board, facts, everything=False)
        journal.start(Panel())
        journal.stop()
    assert main(["session", "stems", str(tmp_path / "set"), str(tmp_path / "stems")]) == 0
    made = Path(capsys.readouterr().out.strip())
    assert sorted(path.name for path in made.iterdir()) == [
        "set 120bpm 6 loop 6.wav", "set 120bpm mix.wav", "set 120bpm.dawproject",
    ]  # fmt: skip
    assert soundfile.info(made / "set 120bpm mix.wav").frames == 96_000
