"""Stems begin at one bar line, are equally long and add up to the mix; the project of them is what others read."""

from __future__ import annotations

import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import evening_kept
import numpy as np
import pytest
import soundfile
from evening_kept import files, loop
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.errors import RecordingError, UsageError
from rtmusic.loopfile import SavedLoop, length_at
from rtmusic.stems import export_stems, file_name, turns
from rtmusic.units import Samples


def read(path: Path) -> Samples:
    with soundfile.SoundFile(str(path)) as file:
        assert (file.samplerate, file.subtype) == (48_000, "FLOAT")
        heard: Samples = file.read(dtype="float32", always_2d=True).T
        return heard


def as_saved(one: SavedLoop) -> Samples:
    return one.sound


def test_every_loop_and_the_mix_from_one_bar_line(tmp_path: Path) -> None:
    kept = evening_kept.session()
    folder = export_stems(tmp_path, kept, 2, as_saved)
    assert folder == tmp_path / "evening 120bpm"
    names = [f"evening 120bpm{rest}" for rest in (" 0 loop of 1.wav", " 1 loop of 1.wav", " mix.wav", ".dawproject")]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    length = length_at(8, 120)
    stems = [read(folder / name) for name in names[:2]]
    assert [stem.shape for stem in stems] == [(2, length), (1, length)]
    for one, stem in zip(kept.loops, stems, strict=True):
        for at in (0, 1, 5000, length - 1):  # whatever sample of the evening, it is where it was in its turn
            place = (kept.bar_sample + at - one.start_sample) % one.sound.shape[1]
            np.testing.assert_array_equal(stem[:, at], one.sound[:, place])
    np.testing.assert_array_equal(read(folder / names[2]), stems[0] + stems[1])
    for name in names[:3]:
        with soundfile.SoundFile(str(folder / name)) as file:
            told = {" ".join(line.split()) for line in file.extra_info.splitlines()}
        assert {"Beats : 8", "Tempo : 120.000000"} <= told


def test_however_long_the_stems_are_they_are_never_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = evening_kept.session()
    whole = files(export_stems(tmp_path / "a", kept, 3, as_saved))
    monkeypatch.setattr("rtmusic.stems.PIECE_SAMPLES", 7001)
    again = files(export_stems(tmp_path / "b", kept, 3, as_saved))
    assert len(whole) == 4 and all(again[name] == data for name, data in whole.items() if name.endswith(".wav"))
    monkeypatch.undo()
    tracemalloc.start()
    try:
        export_stems(tmp_path / "c", kept, 60, as_saved)  # two minutes: 46 MB a stem
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()


def test_a_second_export_leaves_the_first_alone(tmp_path: Path) -> None:
    first = export_stems(tmp_path, evening_kept.session(), 1, as_saved)
    before = files(first)
    assert export_stems(tmp_path, evening_kept.session(2), 1, as_saved) == tmp_path / "evening 120bpm 2"
    assert export_stems(tmp_path, evening_kept.session(2), 1, as_saved) == tmp_path / "evening 120bpm 3"
    assert files(first) == before
    assert all(not path.name.startswith(".") for path in tmp_path.iterdir())


def test_stems_can_be_as_they_are_played(tmp_path: Path) -> None:
    kept = evening_kept.session()

    def played(one: SavedLoop) -> Samples:
        return np.repeat(one.sound[:1] * np.float32(0 if one.number == 1 else 0.5), 2, axis=0)

    folder = export_stems(tmp_path, kept, 1, played)
    first, second = (read(folder / f"evening 120bpm {number} loop of 1.wav") for number in (0, 1))
    turned = turns(kept.loops[0], kept.bar_sample, length_at(4, 120), kept.loops[0].sound)
    np.testing.assert_array_equal(first, np.repeat(turned[:1] * np.float32(0.5), 2, axis=0))
    assert second.shape == first.shape and not second.any()
    np.testing.assert_array_equal(read(folder / "evening 120bpm mix.wav"), first)


def test_a_mix_above_full_scale_is_not_clipped(tmp_path: Path) -> None:
    loud = [replace(loop(number), sound=np.full((1, 48_000), 0.9, np.float32)) for number in range(8)]
    folder = export_stems(tmp_path, evening_kept.session(1, loud), 1, as_saved)
    np.testing.assert_allclose(read(folder / "evening 120bpm mix.wav"), 7.2, rtol=1e-6)


@given(
    st.floats(40, 240),
    st.sampled_from([0.5, 1, 1.5, 4]),
    st.integers(-(10**10), 10**10),
    st.integers(-(10**10), 10**10),
    st.integers(1, 200_000),
)
def test_turns_begin_on_the_beat_for_hours(bpm: float, beats: float, begin: int, start: int, samples: int) -> None:
    length = length_at(beats, bpm)
    places = np.arange(length, dtype=np.float32)[None]  # float32 holds them all
    one = SavedLoop(1, "", places, (), 0, bpm, beats, begin)
    heard = turns(one, start, samples, places)[0]
    exact = beats * 60 * 48_000 / bpm
    at = np.arange(start - begin, start - begin + samples)
    off = (heard - at + exact / 2) % exact - exact / 2  # from where a turn that is not rounded would be
    assert heard.shape == (samples,) and np.abs(off).max() <= 1.5
    # Every sample follows the one before it, but for the seam, where one may be heard twice or not at all.
    steps = np.diff(heard)
    assert set(np.unique(steps[steps > 0])) <= {1} and set(np.unique(steps[steps <= 0])) <= {0, 1 - length, 2 - length}


@given(st.text(st.characters(codec="utf-8")))
def test_any_name_is_part_of_a_files_name(name: str) -> None:
    made = file_name(name)
    assert made and len(made.encode()) <= 60 and not set(made) & set('/\\:*?"<>|\0\n')
    assert ElementTree.fromstring(f"<a>{made}</a>").text == made


def test_exports_that_cannot_be_are_told(tmp_path: Path) -> None:
    kept = evening_kept.session()
    for bars in (0, -1, 601):
        with pytest.raises(UsageError, match=rf"{bars} bars: give 1 to 600, which is 20 minutes"):
            export_stems(tmp_path, kept, bars, as_saved)
    with pytest.raises(UsageError, match="session evening has no loops; record or load one first"):
        export_stems(tmp_path, replace(kept, loops=()), 4, as_saved)
    (tmp_path / "file").write_text("")
    with pytest.raises(
        RecordingError, match=r"stems cannot be written to .*file \(Not a directory\); make room, or choose"
    ):
        export_stems(tmp_path / "file", kept, 1, as_saved)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rtmusic.stems.write_dawproject", full)
    with pytest.raises(RecordingError, match="No space left on device"):
        export_stems(tmp_path, evening_kept.session(), 1, as_saved)
    assert list(tmp_path.iterdir()) == []


# What Project.xsd of DAWproject says of what is written here: what an element holds, in this order (* any number), and
# its attributes (! it must be there). These are its words as a table; the file is not kept here.
SCHEMA = {
    "Project": ("Application Transport Structure Arrangement", "version!"),
    "Application": ("", "name! version!"),
    "Transport": ("Tempo TimeSignature", ""),
    "Tempo": ("", "unit! value min max name id"),
    "TimeSignature": ("", "numerator! denominator! name id"),
    "Structure": ("Track*", ""),
    "Track": ("Channel", "contentType loaded name id"),
    "Channel": ("Mute Pan Volume", "audioChannels destination role solo name id"),
    "Mute": ("", "value name id"),
    "Pan": ("", "unit! value min max name id"),
    "Volume": ("", "unit! value min max name id"),
    "Arrangement": ("Lanes", "id name"),
    "Lanes": ("Lanes* Clips*", "timeUnit track name id"),
    "Clips": ("Clip*", "timeUnit track name id"),
    "Clip": ("Warps", "time! duration contentTimeUnit playStart loopStart loopEnd name"),
    "Warps": ("Audio Warp*", "contentTimeUnit! timeUnit track name id"),
    "Audio": ("File", "channels! sampleRate! duration! algorithm timeUnit track name id"),
    "File": ("", "path! external"),
    "Warp": ("", "time! contentTime!"),
}
WORDS = {"timeUnit": {"beats", "seconds"}, "contentTimeUnit": {"beats", "seconds"}, "role": {"regular", "master"}}
WORDS |= {"unit": {"bpm", "linear", "normalized"}, "loaded": {"true", "false"}, "solo": {"true", "false"}}


def check(element: ElementTree.Element) -> None:
    """As the schema has it."""
    holds, attributes = SCHEMA[element.tag]
    order = [word.rstrip("*") for word in holds.split()]
    tags = [child.tag for child in element]
    assert tags == sorted(tags, key=order.index), element.tag
    assert all(tags.count(word) <= 1 for word in holds.split() if not word.endswith("*")), element.tag
    known = {word.rstrip("!"): word.endswith("!") for word in attributes.split()}
    assert set(element.attrib) <= set(known) and {name for name, must in known.items() if must} <= set(element.attrib)
    assert all(value in WORDS[name] for name, value in element.attrib.items() if name in WORDS)
    for child in element:
        check(child)


@pytest.mark.parametrize("bpm", [97.0, 120.0, 133.7])
def test_the_project_is_as_the_schema_has_it_and_holds_the_stems(tmp_path: Path, bpm: float) -> None:
    loops = [replace(loop(1, 1, 2, bpm), name="<&> \x00 ü"), loop(5, 2, 1, bpm, channels=1)]
    folder = export_stems(tmp_path, evening_kept.session(1, loops, bpm), 3, as_saved)
    (path,) = folder.glob("*.dawproject")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names[:2] == ["metadata.xml", "project.xml"]
        assert ElementTree.fromstring(archive.read("metadata.xml")).findtext("Title") == "evening"
        root = ElementTree.fromstring(archive.read("project.xml"))
        inside = {name: archive.read(name) for name in names[2:]}
    check(root)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        assert {element.get(name) for name in ("track", "destination")} - {None} <= set(ids)
    tempo, bar = root.find("Transport/Tempo"), root.find("Transport/TimeSignature")
    assert tempo is not None and float(tempo.attrib["value"]) == bpm
    assert bar is not None and bar.attrib == {"numerator": "4", "denominator": "4"}
    tracks = root.findall("Structure/Track")
    assert [track.get("name") for track in tracks] == ["1 ___ _ ü", "5 loop of 2", "Master"]
    audio = root.findall("Arrangement/Lanes/Lanes/Clips/Clip/Warps/Audio")
    assert [one.get("channels") for one in audio] == ["2", "1"]
    for one, clip in zip(audio, root.iter("Clip"), strict=True):
        held = one.find("File")
        assert (
            held is not None and inside[held.attrib["path"]] == (folder / Path(held.attrib["path"]).name).read_bytes()
        )
        assert float(clip.attrib["duration"]) == 12
        assert float(one.attrib["duration"]) == length_at(12, bpm) / 48_000
    for warps in root.iter("Warps"):
        marks = [(float(mark.attrib["time"]), float(mark.attrib["contentTime"])) for mark in warps.findall("Warp")]
        assert marks == [(0, 0), (12, length_at(12, bpm) / 48_000)]
