"""Sessions are loaded in any order, at any tempo; what a player typed is taken as far as it goes, damage is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import evening_kept
import numpy as np
import pytest
from evening_kept import CODEC, GEOMETRY, layer, loop
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtmusic.errors import RecordingError, RtmusicError, UsageError
from rtmusic.loopfile import SavedLoop, length_at
from rtmusic.restore import load_session
from rtmusic.session import Session, as_text, save_session
from rtmusic.tree import CLEARED
from rtmusic.varispeed import changing, finish


def load(path: Path, numbers: dict[int, int] | None = None, bpm: float | None = None) -> Session:
    return load_session(path, numbers, bpm, CODEC, GEOMETRY)


def same(one: SavedLoop, other: SavedLoop) -> None:
    np.testing.assert_array_equal(one.sound, other.sound)
    assert (one.number, one.name, one.beats, one.current) == (other.number, other.name, other.beats, other.current)
    assert dict(one.knobs) == dict(other.knobs) and len(one.layers) == len(other.layers)
    for first, second in zip(one.layers, other.layers, strict=True):
        np.testing.assert_array_equal(first.codes, second.codes)
        assert (first.length_samples, first.start_sample, first.kind) == (
            second.length_samples,
            second.start_sample,
            second.kind,
        )


def test_a_session_comes_back(tmp_path: Path) -> None:
    saved = evening_kept.session(5)
    kept = load(save_session(tmp_path, saved))
    assert (kept.name, kept.bpm, kept.beats, kept.bar_sample) == ("evening", 120.0, 4, 990_000)
    assert (dict(kept.knobs), kept.codec, dict(kept.files)) == (saved.knobs, CODEC, {"recall.npz": b"5"})
    assert kept.told == () and all(one.encoded for one in kept.loops)
    for one, other in zip(saved.loops, kept.loops, strict=True):
        same(one, other)
        # The same turns: an earlier or a later one may be named.
        assert (one.start_sample - other.start_sample) % one.sound.shape[1] == 0
    assert kept.loops[0].bpm == 120.0


@given(
    st.lists(st.integers(0, 7), unique=True, min_size=1, max_size=8),
    st.permutations(range(8)),
    st.floats(40, 240),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
@settings(max_examples=40)
def test_any_loops_into_any_places_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], places: list[int], bpm: float, name: str
) -> None:
    folder = tmp_path_factory.mktemp("sessions")
    loops = [replace(loop(place, place, 0.5, bpm, channels=1 + place % 2), name=name) for place in numbers]
    save_session(folder, evening_kept.session(1, loops, bpm))
    wanted = dict(zip(reversed(numbers[: 1 + len(numbers) // 2]), places, strict=False))
    kept = load(folder / "evening", wanted)
    assert [one.number for one in kept.loops] == list(wanted.values())
    for (number, into), one in zip(wanted.items(), kept.loops, strict=True):
        same(replace(loops[numbers.index(number)], number=into), one)
    assert kept.told == () and kept.bpm == bpm
    shutil.rmtree(folder)


@given(st.floats(60, 180), st.floats(60, 180), st.sampled_from([0.5, 1, 1.5, 3]), st.integers(0, 10**10))
@example(120.0, 120.0, 1, 0)
@settings(max_examples=40)
def test_at_another_tempo_a_loop_is_as_many_beats_long_and_as_many_beats_from_the_bar(
    tmp_path_factory: pytest.TempPathFactory, saved_bpm: float, bpm: float, beats: float, after: int
) -> None:
    folder = tmp_path_factory.mktemp("sessions")
    one = replace(loop(1, 3, beats, saved_bpm), start_sample=990_000 + after)
    free = loop(2, 3, 0, samples=5000)
    save_session(folder, evening_kept.session(3, [one, free], saved_bpm))
    kept = load(folder / "evening", bpm=bpm)
    assert kept.told == () and (kept.bpm, kept.loops[0].bpm) == (bpm, bpm)
    # A turn that is one sample off is at the tempo: it was rounded.
    assert abs(kept.loops[0].sound.shape[1] - length_at(beats, bpm)) <= 1
    before = after % one.period / (60 * 48_000 / saved_bpm)  # beats
    now = (kept.loops[0].start_sample - 990_000) / (60 * 48_000 / bpm)
    apart = (before - now + beats / 2) % beats - beats / 2
    assert abs(apart) * 60 * 48_000 / bpm <= 3  # samples
    same(free, kept.loops[1])  # it has no tempo
    if length_at(beats, bpm) != length_at(beats, saved_bpm):
        assert len(kept.loops[0].layers) == 3 and not kept.loops[0].encoded  # codes are as they were
    shutil.rmtree(folder)


def test_a_stretched_loop_is_as_high_as_it_was(tmp_path: Path) -> None:
    save_session(tmp_path, evening_kept.session())
    (one, _), (first, _) = load(tmp_path / "evening", bpm=97.3).loops, evening_kept.session().loops
    wanted = length_at(2, 97.3)
    np.testing.assert_array_equal(one.sound, finish(changing(first.sound, wanted, 1.0)))
    assert one.sound.shape == (2, wanted)


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    """A session in which a player has typed something else."""
    path = save_session(folder, evening_kept.session()) / "session.toml"
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)
    return path.parent


def test_what_a_player_types_is_taken(tmp_path: Path) -> None:
    version = edited(
        tmp_path,
        ("tempo = 120.0", "tempo = 60"),
        ('name = "loop of 1"\nbeats = 2 ', 'name = "verse"\nbeats = 4 '),
        ("rewrite = 1", "rewrite = 55"),
        ("temperature = 0.75", "temperature = 0.5"),
    )
    kept = load(version)
    one = kept.loops[0]
    assert (kept.bpm, one.name, one.current, one.knobs["rewrite"]) == (60, "verse", 2, 55)
    assert kept.knobs["temperature"] == 0.5 and kept.told == ()
    assert one.sound.shape[1] == 4 * 48_000  # four beats in the second that it lasted are 240 a minute


def test_what_a_player_typed_wrong_is_told_and_the_rest_is_taken(tmp_path: Path) -> None:
    version = edited(
        tmp_path,
        ("format = 1", "format = 7"),
        ("tempo = 120.0", "tempo = 1000"),
        ("beats = 4", "beats = true"),
        ("bar = 990000", "bar = nan"),
        ("temperature = 0.75", "temprature = 0.75"),
        ("beats = 2", 'beats = "two"'),
        ("offset = ", "mutd = true\nxyz = 1\noffset = -1 #"),
        ("[loop.1]", "[loop.8]\n[loop.1]"),
        ("[loop.1.knobs]", "knobs = 3\n[loop.3]\n[loop.3.knobs]"),
    )
    kept = load(version)
    told = "\n".join(kept.told)
    for sentence in (
        "session evening: is of format 7, and this rtmusic knows 1: what is new in it is left out",
        "session evening: tempo: 1000 is outside 40 to 240; 240 is taken",
        "session evening: beats: 'True' is no number; 4 is taken",
        "session evening: bar: 'nan' is no number; 0 is taken",
        "there is no knob 'temprature'; did you mean temperature?; left out",
        "loop 0: mutd means nothing here; did you mean muted?",
        "loop 0: xyz means nothing here; left out",
        "loop 8 is none; loops are 0 to 7; left out",
        "loop 0: beats: 'two' is no number; 0 is taken",
        "loop 0: offset: -1 is outside 0 to 5.69856e+06; 0 is taken",
        "loop 1: knobs is no table; write  [knobs]  above its lines",
        "loop 3 is left out: ",
        "loop 3.wav cannot be read (No such file or directory)",
    ):
        assert sentence in told
    assert len(kept.told) == 12
    assert [one.number for one in kept.loops] == [0, 1] and kept.loops[0].current == 2


def test_a_knob_in_the_wrong_table_is_told_and_where_it_belongs(tmp_path: Path) -> None:
    version = edited(
        tmp_path,
        ("temperature = 0.75", "temperature = 0.75\nlevel = -3\nloop_1_pan = 1"),
        ("rewrite = 1", "rewrite = 1\nguidance = 2\nloop_0_drift = 50"),
    )
    kept = load(version)
    assert kept.told == (
        "session evening: knob level is left out; write  level  below  [loop.N.knobs]",
        "session evening: knob loop_1_pan is left out; write  pan  below  [loop.1.knobs]",
        "session evening: loop 0: knob guidance is left out; write  guidance  below  [knobs]",
        "session evening: loop 0: knob loop_0_drift is left out; write  drift  below  [loop.0.knobs]",
    )
    assert (dict(kept.knobs), dict(kept.loops[0].knobs)) == (
        evening_kept.session().knobs,
        evening_kept.session().loops[0].knobs,
    )


def test_beats_that_cannot_be_meant_are_told(tmp_path: Path) -> None:
    version = edited(tmp_path, ("beats = 2 ", "beats = 200 "))
    kept = load(version)
    assert [one.number for one in kept.loops] == [1]
    (told,) = kept.told
    assert "loop 0 is left out: it would last 100 times as long; set its beats (200) to what they are" in told


def test_a_table_that_is_damaged_says_the_line(tmp_path: Path) -> None:
    version = edited(tmp_path, ("tempo = 120.0", "tempo = = 3"))
    with pytest.raises(UsageError, match=r"session .*session\.toml is damaged: Invalid value \(at line 4, column 9\)"):
        load(version)
    (version / "session.toml").write_text("a = " + "9" * 5000)
    with pytest.raises(UsageError, match=r"session\.toml is damaged: .*save the session again"):
        load(version)


def test_no_session_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere is no session: there is no such folder; name a folder that rtmusic"):
        load(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"is no session: there is no session\.toml in it"):
        load(tmp_path)
    version = save_session(tmp_path, evening_kept.session())
    with pytest.raises(UsageError, match=r"has no loop 3; it has: 0, 1"):
        load(version, {1: 1, 3: 2})
    assert load(version, {}).loops == ()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_one_flipped_bit_costs_one_loop_and_says_which(tmp_path: Path) -> None:
    version = save_session(tmp_path, evening_kept.session())
    flip(version / "loop 0.wav")
    kept = load(version)
    assert [one.number for one in kept.loops] == [1]
    (told,) = kept.told
    assert told.startswith(f"session evening: loop 0 is left out: {version / 'loop 0.wav'} is not what was saved")
    assert told.endswith(f"somebody has changed it. If that was you, take its line out of {version / 'SHA256SUMS'}")
    sums = version / "SHA256SUMS"
    sums.write_text("".join(line for line in sums.read_text().splitlines(True) if "loop 0.wav" not in line))
    assert [one.number for one in load(version).loops] == [0, 1]


def test_damaged_codes_cost_undo_and_not_the_loop(tmp_path: Path) -> None:
    version = save_session(tmp_path, evening_kept.session())
    flip(version / "loop 0.npz")
    flip(version / "recall.npz")
    kept = load(version)
    assert [len(one.layers) for one in kept.loops] == [0, 3] and kept.loops[0].current == 0
    assert "it is loaded as sound, and undo and redo begin anew" in kept.told[0]
    assert kept.files == {} and "recall.npz is not what was saved" in kept.told[1]
    (version / "loop 1.npz").unlink()
    assert [len(one.layers) for one in load(version).loops] == [0, 0]


def test_codes_that_are_not_as_long_as_the_loop_are_not_taken(tmp_path: Path) -> None:
    whole = evening_kept.session()
    for cut in (
        replace(layer(1, 48_000, 1), codes=np.zeros((4, 82), np.int64)),
        layer(1, 0, 1),
        layer(1, 960, CLEARED),
    ):
        wrong = replace(whole.loops[0], layers=(*whole.loops[0].layers, cut))
        kept = load(save_session(tmp_path, replace(whole, loops=(wrong, whole.loops[1]))))
        assert [len(one.layers) for one in kept.loops] == [0, 3] and kept.loops[0].current == 0
        assert "loop 0.npz holds codes that are not as long as their loop; it is loaded as sound" in kept.told[0]


def test_when_nothing_is_whole_the_version_before_is_named(tmp_path: Path) -> None:
    before = save_session(tmp_path, evening_kept.session())
    version = save_session(tmp_path, evening_kept.session())
    for path in version.glob("*.wav"):
        flip(path)
    with pytest.raises(RecordingError, match=r"evening/2 is damaged; load the one before it:  .*evening/1\n.*loop 0"):
        load(tmp_path / "evening")
    assert len(load(before).loops) == 2
    shutil.rmtree(before)
    with pytest.raises(RecordingError, match="is damaged; take a copy of it"):
        load(tmp_path / "evening")


def test_codes_of_another_codec_are_not_taken(tmp_path: Path) -> None:
    version = save_session(tmp_path, evening_kept.session())
    kept = load_session(version, codec="other", geometry=GEOMETRY)
    assert [len(one.layers) for one in kept.loops] == [0, 0]
    assert "was made with another codec, so undo and redo begin anew: loops are loaded as sound" in kept.told[0]
    assert load_session(version).told == ()  # whoever asks for none misses none


def test_a_session_without_sums_is_loaded_and_told(tmp_path: Path) -> None:
    version = save_session(tmp_path, evening_kept.session())
    (version / "SHA256SUMS").unlink()
    kept = load(version)
    assert kept.told == ("session evening: has no SHA256SUMS, so nobody knows whether its files are whole",)
    assert len(kept.loops) == 2 and len(kept.loops[0].layers) == 3
    assert kept.files == {"recall.npz": b"1"}


def test_what_recall_remembers_is_loaded_without_its_line(tmp_path: Path) -> None:
    sums = save_session(tmp_path, evening_kept.session()) / "SHA256SUMS"
    sums.write_text("".join(line for line in sums.read_text().splitlines(True) if "recall.npz" not in line))
    kept = load(tmp_path / "evening")
    assert (kept.files, kept.told) == ({"recall.npz": b"1"}, ())


def test_no_file_outside_is_ever_read(tmp_path: Path) -> None:
    version = save_session(tmp_path, evening_kept.session())
    (tmp_path / "secret.txt").write_text("x")
    with (version / "SHA256SUMS").open("a") as sums:
        sums.write("00  ../../secret.txt\n00  /etc/passwd\n00  gone.bin\n")
    kept = load(version)
    assert set(kept.files) == {"recall.npz"}
    assert [line for line in kept.told if "secret" in line or "passwd" in line] == []
    assert "gone.bin cannot be read (No such file or directory); it is left out" in kept.told[0]


KEYS = st.sampled_from(["format", "name", "tempo", "beats", "bar", "codec", "offset", "knobs", "loop", "1", "9"])
VALUES = st.recursive(
    st.integers() | st.floats() | st.booleans() | st.text("ab-.\"'", max_size=4), lambda x: st.lists(x, max_size=2)
)


@given(st.lists(st.tuples(st.sampled_from(["", "[knobs]", "[loop.0]", "[loop.1.knobs]"]), KEYS, VALUES), max_size=8))
@example([("", "beats", 10**400)])
@example([("[loop.0]", "beats", -(10**400))])
@settings(max_examples=40)
def test_whatever_stands_in_the_table_it_is_loaded_or_told(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("sessions")
    version = save_session(folder, evening_kept.session())
    tables: dict[str, dict[str, str]] = {"": {}, "[loop.0]": {}, "[loop.1.knobs]": {}, "[knobs]": {}}
    for table, key, value in lines:
        tables[table][key] = repr(value).lower() if isinstance(value, bool | float) else repr(value)
    text = "\n".join(
        line for name, held in tables.items() for line in (name, *(f"{key} = {value}" for key, value in held.items()))
    )
    (version / "session.toml").write_text(text)
    try:
        kept = load(version)
    except RtmusicError as error:
        assert str(version) in str(error)
    else:
        assert set(one.number for one in kept.loops) <= {0, 1}
        save_session(folder, replace(kept, name="again"))  # what was loaded can be saved
    shutil.rmtree(folder)


def test_the_text_says_where_a_turn_begins_and_no_more(tmp_path: Path) -> None:
    one = evening_kept.session()
    later = [replace(made, start_sample=made.start_sample + 7 * made.sound.shape[1]) for made in one.loops]
    assert as_text(one) == as_text(replace(one, loops=tuple(later)))
