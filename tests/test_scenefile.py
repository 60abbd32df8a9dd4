"""Scenes as files: what is written is read back, what is edited by hand is taken as far as it can be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtmusic import scenefile
from rtmusic.errors import RecordingError, UsageError
from rtmusic.knobs import KNOBS, LOOP_KNOBS, PROMPTS, Panel
from rtmusic.scenefile import (
    LEFT_OUT,
    Scene,
    as_scene,
    as_text,
    check_name,
    find_scene,
    read_scene,
    scene_names,
    write_scene,
)

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "edited.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@given(
    st.lists(st.floats(0, 1), min_size=len(KNOBS), max_size=len(KNOBS)),
    st.lists(WORDS, min_size=PROMPTS, max_size=PROMPTS),
    st.lists(WORDS, max_size=3),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.large_base_example]
)  # there are many knobs
def test_what_is_saved_is_read_back_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, positions: list[float], texts: list[str], midi: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("scenes")
    panel = Panel({name: knob.from_unit(at) for (name, knob), at in zip(KNOBS.items(), positions, strict=True)})
    scene = as_scene("evening", panel, texts, midi)
    again = read_scene(write_scene(folder, scene))
    assert again == scene
    assert set(again.knobs) == set(KNOBS) - set(LEFT_OUT) - set(LOOP_KNOBS)
    assert again.told == ()


def test_the_file_can_be_read_by_a_player(tmp_path: Path) -> None:
    text = as_text(as_scene("x", Panel(), ["rain", *[""] * 7], ["cc:*:20=guidance"]))
    assert '1 = "rain"\n' in text
    assert 'mode = "loop"' in text and 'follow_notes = "off"' in text
    (line,) = [line for line in text.splitlines() if line.startswith("wet ")]
    assert line.split(maxsplit=3) == ["wet", "=", "0", f"# dB: {KNOBS['wet'].heard}"]
    assert 'bindings = [\n    "cc:*:20=guidance",\n]' in text
    assert not any(f"\n{name} =" in text for name in LEFT_OUT)


def test_what_is_unknown_newer_or_outside_is_told_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        format = 7
        lights = "blue"
        [knobs]
        temperature = 0.8
        temprature = 0.8
        wet = 99
        steps = 3.6
        mode = "stream"
        key = "h"
        freeze = true
        guidance = "2.5"
        drums = nan
        bass = [1]
        density = 1979-05-27
        tempo = 90
        top_k = 1000000000000000000000
        [prompts]
        1 = "rain"
        9 = "too many"
        x = "no slot"
        2 = 5
        [midi]
        bindings = ["cc:1:7=wet", 3]
        channel = 2
        """,
    )
    scene = read_scene(path)
    assert scene.knobs == {
        **{"temperature": 0.8, "wet": 6.0, "steps": 4.0, "mode": 1.0, "freeze": 1.0, "guidance": 2.5},
        **{"tempo": 90.0, "top_k": 1024.0},
    }
    assert (scene.prompts, scene.midi) == ({1: "rain"}, ("cc:1:7=wet",))
    told = "\n".join(scene.told)
    for sentence in (
        "is of format 7, and this rtmusic knows 1",
        "lights is not known and left out",
        "there is no knob 'temprature'; did you mean temperature?; left out",
        "knob wet: 99 is outside -60 to 6 dB; 6 dB is taken",
        "knob key: 'h' is not a value; give free, c, c#",
        "knob drums: not a number",
        "knob bass: a value is a number or a word; left out",
        "knob density: a value is a number or a word; left out",
        "knob top_k: 1e+21 is outside 1 to 1024 codes; 1024 codes is taken",
        "there is no prompt 9; slots are 1 to 8; left out",
        "there is no prompt x;",
        "prompt 2 is no text",
        "midi.bindings: '3' is no text; left out",
        "midi.channel is not known and left out",
    ):
        assert sentence in told
    assert len(scene.told) == 14


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (b"[knobs]\nwet = 3\ndry = \n", "line 3, column 7"),
        (b"[knobs]\nwet = 3\nwet = 4\n", "line 3"),
        (b"[knobs]\nwet = 1\n# \xff\n", "line 3, column 3"),
        (b"a = " + b"[" * 5000, "damaged"),
        (b"\x00\x01", "line 1, column 1"),
    ],
)
def test_a_damaged_file_says_where(text: bytes, where: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError, match=r"scene .*edited\.toml is damaged: ") as caught:
        read_scene(path)
    assert where in str(caught.value)


def test_tables_that_are_none_and_files_that_are_not_there(tmp_path: Path) -> None:
    assert read_scene(written(tmp_path, "knobs = 3\nprompts = []\nmidi = 1")).told == (
        "knobs is no table; write  [knobs]  above its lines",
        "prompts is no table; write  [prompts]  above its lines",
        "midi is no table; write  [midi]  above its lines",
    )
    assert read_scene(written(tmp_path, "")) == Scene("edited")
    with pytest.raises(UsageError, match=r"cannot be read .*rtmusic scene list"):
        read_scene(tmp_path / "none.toml")
    with pytest.raises(UsageError, match="larger than 1 MB"):
        read_scene(written(tmp_path, b"#" * (scenefile.MOST_BYTES + 1)))


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_it(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    try:
        scene = read_scene(written(tmp_path_factory.mktemp("scenes"), data))
    except UsageError as error:
        assert "damaged" in str(error)
    else:
        assert all(KNOBS[name].low <= value <= KNOBS[name].high for name, value in scene.knobs.items())


@pytest.mark.parametrize("name", ["chorus", "chorus 2", "Übung", "a-b_c", "intro #1 (slow)", "7", "don't"])
def test_names_that_are_files_everywhere(name: str, tmp_path: Path) -> None:
    write_scene(tmp_path, Scene(check_name(name)))
    assert scene_names(tmp_path) == [name]


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../x", "a/b", "a\\b", ".hidden", "a ", " a", "a.b", "nul", "COM\0", "a\n", "a:b"),
        *("x" * 121, "ü" * 61),
    ],
)
def test_names_that_would_lead_elsewhere(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no name for a scene; use a few letters"):
        write_scene(tmp_path, Scene(name))
    assert list(tmp_path.iterdir()) == []


def test_writing_is_whole_or_not_at_all_and_keeps_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "scenes"
    path = write_scene(folder, Scene("chorus", {"wet": -3.0}))
    write_scene(folder, Scene("chorus", {"wet": -6.0}))
    assert read_scene(path).knobs == {"wet": -6.0}
    assert sorted(os.listdir(folder)) == ["chorus.toml", "chorus.toml~"]
    assert b"wet = -3 " in (folder / "chorus.toml~").read_bytes()
    assert scene_names(folder) == ["chorus"]

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordingError, match=r"cannot be written \(No space left on device\).*--scenes"):
        write_scene(folder, Scene("chorus", {"wet": 0.0}))
    assert read_scene(path).knobs == {"wet": -6.0}
    assert sorted(os.listdir(folder)) == ["chorus.toml", "chorus.toml~"]


def test_a_scene_is_found_by_name_or_path(tmp_path: Path) -> None:
    path = write_scene(tmp_path, Scene("chorus"))
    assert find_scene("chorus", tmp_path) == find_scene(str(path)) == path
    with pytest.raises(UsageError, match=r"there is no scene 'verse' in .*; there are: chorus"):
        find_scene("verse", tmp_path)


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "scenes").write_text("")
    with pytest.raises(RecordingError, match="cannot be written"):
        write_scene(tmp_path / "scenes", Scene("a"))
    assert scene_names(tmp_path / "scenes") == []


def test_the_page_says_what_is_not_saved_and_why() -> None:
    page = (Path(__file__).parents[1] / "docs" / "scenes.md").read_text("utf-8")
    assert [f"- `{name}`: {why}." for name, why in LEFT_OUT.items()] == [x for x in page.splitlines() if x[:2] == "- "]
