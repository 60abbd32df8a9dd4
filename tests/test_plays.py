"""How a loop plays is kept with it: muted, solo, backwards, standing still; and whoever else plays goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import evening_kept
import numpy as np
import pytest
from evening_kept import CODEC, GEOMETRY, loop
from staged import BLOCK, RATE, Stage, recorded

from rtmusic.knobs import parse_setting
from rtmusic.loads import AS_IT_IS, PATTERN, Loads, Plays
from rtmusic.loopfile import SavedLoop, length_at
from rtmusic.restore import load_session
from rtmusic.session import Session, save_session
from rtmusic.shared import Board
from rtmusic.status import LoopStatus
from rtmusic.turning import plays, status
from rtmusic.units import Samples

WAYS = {  # by the pedal that makes a loop play so
    "mute": Plays(muted=True),
    "solo": Plays(solo=True),
    "reverse": Plays(reversed=True),
    "pause": Plays(paused=12_345),
}


@pytest.fixture
def build(tiny_bundle: Path, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Makes stages, each on a board of its own."""
    with ExitStack() as after:

        def built(folder: str = "", *words: str, loops: Sequence[SavedLoop] = ()) -> Stage:
            board = after.enter_context(Board.create())
            stage = Stage(tiny_bundle, board, tmp_path / folder, *words, loops=loops)
            after.callback(stage.journal.stop)
            after.callback(stage.sessions.stop)
            return stage

        yield built


def kept(folder: Path, *ways: Plays, bpm: float | None = None, **places: int) -> Session:
    """Loops that play so, saved and loaded again."""
    loops = [replace(loop(place, 1 + place), plays=way) for place, way in enumerate(ways)]
    version = save_session(folder, evening_kept.session(1, loops))
    numbers = {int(place[1:]): into for place, into in places.items()} or None
    return load_session(version, numbers, bpm, CODEC, GEOMETRY)


def test_how_a_loop_plays_stands_in_the_table_as_a_player_reads_it(tmp_path: Path) -> None:
    ways = *WAYS.values(), Plays(muted=True, reversed=True, solo=True, paused=0), Plays()
    session = kept(tmp_path, *ways)
    assert session.told == () and [one.plays for one in session.loops] == list(ways)
    text = (tmp_path / "evening" / "1" / "session.toml").read_text()
    for line in (
        "muted = true                # it turns, and is not heard\n",
        "solo = true                 # loops that are not are not heard\n",
        "reversed = true             # it plays backwards; its sound file is forwards\n",
        "paused = 0.2571875          # seconds into its turn, where it stands still\n",
    ):
        assert line in text
    assert "false" not in text and not {"muted", "solo", "paused"} & set(text.split("[loop.5]")[1].split())


def test_a_session_of_before_knows_nothing_of_it_and_is_loaded_as_ever(tmp_path: Path) -> None:
    session = kept(tmp_path, AS_IT_IS)
    assert session.told == () and session.loops[0].plays == Plays()


def test_it_goes_with_the_loop_to_another_place_and_a_loop_that_stands_stands_there_at_any_tempo(
    tmp_path: Path,
) -> None:
    session = kept(tmp_path, *WAYS.values(), bpm=60.0, _2=5, _3=0)
    assert session.told == () and [one.number for one in session.loops] == [5, 0]
    assert [one.plays for one in session.loops] == [Plays(reversed=True), Plays(paused=24_690)]
    free = replace(loop(0, beats=0, samples=48_000), plays=Plays(paused=47_999))
    version = save_session(tmp_path, evening_kept.session(1, [free]))
    assert load_session(version, bpm=77.7).loops[0].plays.paused == 47_999  # it has no tempo


def test_what_is_damaged_is_told_and_left_out(tmp_path: Path) -> None:
    version = save_session(
        tmp_path, evening_kept.session(1, [replace(loop(0), plays=way) for way in WAYS.values()][:1])
    )
    table = version / "session.toml"
    whole = table.read_text()
    for typed, told, way in (
        ('muted = "yes"\nreversed = true', "muted: 'yes' is neither true nor false; left out", Plays(reversed=True)),
        ("solo = 1\nmuted = true", "solo: '1' is neither true nor false; left out", Plays(muted=True)),
        ("reversed = 2020-01-01", "reversed: '2020-01-01' is neither true nor false; left out", Plays()),
        ('paused = "long"', "paused: 'long' is no number of seconds; left out", Plays()),
        ("paused = true", "paused: 'True' is no number of seconds; left out", Plays()),
        ("paused = nan", "paused: 'nan' is no number of seconds; left out", Plays()),
        ("paused = -inf", "paused: -inf is outside 0 to 1; 0 is taken", Plays(paused=0)),
        ("paused = 9", "paused: 9 is outside 0 to 1; 1 is taken", Plays(paused=47_999)),
        ("paused = false\nmuted = false", None, Plays()),
    ):
        table.write_text(whole.replace("muted = true ", typed + " ", 1))
        session = load_session(version, codec=CODEC, geometry=GEOMETRY)
        assert session.told == (() if told is None else (f"session evening: loop 0: {told}",))
        assert session.loops[0].plays == way


def test_a_loop_that_is_handed_over_says_how_it_plays_and_one_of_before_does_not(tmp_path: Path) -> None:
    loads, sound, codes = Loads(tmp_path), evening_kept.sound(1, 500), np.zeros((1, 0), np.int64)
    numbers = {way: loads.hand_over(3, 7, sound, codes, way) for way in (AS_IT_IS, *WAYS.values())}
    assert len(set(numbers.values())) == len(numbers)
    for way, number in numbers.items():
        loaded = loads.read(number)
        assert loaded is not None and loaded.plays == way
    # As older evenings have it: there the number that a file adds up to is noted.
    assert set(np.load(tmp_path / f"load-{numbers[AS_IT_IS]:013x}.npz").files) == {"place", "sound", "codes"}
    assert loads.keep(3, sound) == loads.hand_over(3, 0, sound, codes)
    data = {"place": np.array([3, 7]), "sound": sound, "codes": codes.astype(np.int16), "plays": np.array([1, 2])}
    np.savez(tmp_path / f"load-{5:013x}.npz", **data)  # type: ignore[arg-type]
    assert loads.read(5) is None


def stands(stage: Stage, number: int) -> LoopStatus:
    assert stage.worker is not None
    here = stage.worker.pipeline.looper.loops[number]
    return status(here.layers, stage.models.geometry, here.state, *here.place_in_time(), len(stage.played) * BLOCK)


def expected(one: SavedLoop, session: Session, at: int, samples: int) -> Samples:
    """What a loop that turns is heard to play from absolute sample `at` on in an evening that began with a bar."""
    facing = one.sound[:, ::-1] if one.plays.reversed else one.sound
    where = np.arange(at, at + samples) - one.start_sample + session.bar_sample
    turned: Samples = facing[:, where % facing.shape[1]]
    return turned


@pytest.mark.parametrize("begins", [True, False], ids=["begins with it", "loads it"])
@pytest.mark.parametrize("pedal", WAYS)
def test_a_loop_comes_back_as_it_played(build: Callable[..., Stage], tmp_path: Path, pedal: str, begins: bool) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage, 1)
    recorded(stage, 4, 0.5)
    stage.press(f"loop_1_{pedal}")
    stage.run(1.3)
    stage.sessions.keep("friday")
    before = stands(stage, 1)
    models = stage.models
    session = load_session(tmp_path / "sessions" / "friday", codec=models.codec, geometry=models.geometry)
    one, other = session.loops
    assert other.plays == Plays() and replace(one.plays, paused=None) == replace(WAYS[pedal], paused=None)
    assert (one.plays.paused is not None) == (pedal == "pause")
    np.testing.assert_array_equal(one.sound, stage.sound(1))  # forwards

    if begins:
        loops = [replace(it, start_sample=it.start_sample - session.bar_sample) for it in session.loops]
        another = build("another", loops=loops)
        assert plays(another.layers(1)) == one.plays  # also where there is no room to hand it over
    else:
        another = build("another")
        shutil.copytree(tmp_path / "sessions", tmp_path / "another" / "sessions")
        another.run(0.1)
        another.sessions.load("friday")
        another.settle()
        assert another.told == []
    heard = another.run(4.0)
    after = stands(another, 1)
    assert (after.state, after.muted, after.solo, after.reversed) == (
        before.state, before.muted, before.solo, before.reversed,
    )  # fmt: skip
    at = len(another.played) * BLOCK - RATE
    silent = pedal in ("mute", "pause")
    both = 0.0 if silent else expected(one, session, at, RATE)
    both = both + (0.0 if pedal == "solo" else expected(other, session, at, RATE))
    np.testing.assert_allclose(heard[:, -RATE:], both, atol=1e-6)
    if begins and silent:  # it is not heard for one block, either
        rest = expected(other, session, 0, heard.shape[1])
        assert np.abs(heard - rest)[:, RATE // 2 :].max() < 1e-6 and np.abs(heard).max() <= np.abs(rest).max() + 1e-6
    if pedal == "pause":
        assert after.position_s == before.position_s
        another.press("loop_1_pause")
        another.run(1.0)
        heard = another.run(0.5)
        now = stands(another, 1)
        assert (now.state, now.length_s) == ("playing", before.length_s)
        assert another.worker is not None
        start = another.worker.pipeline.looper.loops[1].turning.start
        at = len(another.played) * BLOCK - heard.shape[1]
        goes_on = np.take(one.sound, np.arange(at, at + heard.shape[1]) - start, axis=1, mode="wrap")
        goes_on = goes_on + expected(other, session, at, heard.shape[1])
        np.testing.assert_allclose(heard, goes_on, atol=1e-6)
    another.kill()
    another.run(0.5)
    assert plays(another.layers(1)).muted == (pedal == "mute")
    another.assert_played_again()


def test_who_is_loaded_solo_silences_nobody_who_plays(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build()
    tone = np.sin(2 * np.pi * 220 * np.arange(length_at(4, 120)) / RATE).astype(np.float32)[None] * 0.3
    ways = {2: Plays(solo=True), 3: Plays(), 4: Plays(solo=True, muted=True)}
    loops = [SavedLoop(n, f"tone {n}", tone, (), 0, 120.0, 4.0, 0, {}, way) for n, way in ways.items()]
    save_session(tmp_path / "sessions", evening_kept.session(1, loops))
    stage.run(0.1)
    recorded(stage, 0)
    stage.sessions.load("evening", [2, 3])
    stage.settle()
    stage.run(1.0)
    assert stage.told[1:] == [
        "session evening: solo would silence loops that are there (0), so it is left out; what was not heard for it "
        "is muted"
    ]
    flags = [(stands(stage, n).muted, stands(stage, n).solo) for n in range(4)]
    assert flags == [(False, False), (False, False), (False, False), (True, False)]
    heard = stage.run(0.5)
    at = np.arange(len(stage.played) * BLOCK - heard.shape[1], len(stage.played) * BLOCK)
    assert stage.worker is not None
    first, second = (stage.worker.pipeline.looper.loops[n].turning for n in (0, 2))
    both = np.take(stage.sound(0), at - first.start, axis=1, mode="wrap")
    both = both + np.take(stage.sound(2), at - second.start, axis=1, mode="wrap")
    np.testing.assert_allclose(heard, both, atol=1e-6)

    stage.press("loop_0_clear")
    stage.run(1.0)
    stage.press("loop_3_solo")
    stage.told.clear()
    stage.sessions.load("evening")  # now all that there is comes from it
    stage.settle()
    stage.run(1.0)
    assert len(stage.told) == 1 and "another codec" in stage.told[0]
    flags = [(stands(stage, n).muted, stands(stage, n).solo) for n in (2, 3, 4)]
    assert flags == [(False, True), (False, False), (True, True)]
    stage.assert_played_again()
    assert len(list((tmp_path / "set").glob(PATTERN))) == 5


def test_a_loop_that_sounds_once_is_kept_as_it_stands_then(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage, 0)
    stage.press("loop_0_oneshot")
    stage.run(0.7)
    stage.sessions.keep("friday")
    assert stands(stage, 0).state == "playing"
    (one,) = load_session(tmp_path / "sessions" / "friday").loops
    assert one.plays == Plays(paused=0)
    stage.run(1.5)
    assert (stands(stage, 0).state, stands(stage, 0).position_s) == ("paused", 0.0)


def test_what_waited_for_the_loop_that_was_there_is_not_meant_for_one_that_is_loaded(
    build: Callable[..., Stage], tmp_path: Path
) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage, 1)
    stage.sessions.keep("friday")
    stage.turn(parse_setting("quantize=bar"), parse_setting("mute_quantized=on"))
    stage.press("loop_1_mute")
    stage.run(0.1)
    assert stands(stage, 1).next == "mute"
    stage.sessions.load("friday")
    stage.settle()
    stage.run(3.0)
    assert (stands(stage, 1).next, stands(stage, 1).muted) == ("", False)
    stage.assert_played_again()
