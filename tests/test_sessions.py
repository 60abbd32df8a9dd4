"""Sessions while it plays: what is kept is what is heard, what is loaded sounds at once, undo brings back what was."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import evening_kept
import numpy as np
import pytest
from evening_kept import loop
from osc_client import Client, served
from recording_desk import RecordingDesk, wait_for
from staged import BLOCK, RATE, Stage, recorded

from rtmusic import engine, oscguests
from rtmusic.addresses import guest_nodes
from rtmusic.branches import Takes
from rtmusic.bundle import Bundle
from rtmusic.engine import Engine, Settings
from rtmusic.errors import RecordingError, UsageError
from rtmusic.knobs import LOOP_KNOBS, parse_setting
from rtmusic.loads import PATTERN, Loads
from rtmusic.loopfile import SavedLoop, length_at, write_loop
from rtmusic.memory import LoopStore
from rtmusic.moments import Moments, Room
from rtmusic.notes import Note
from rtmusic.oscguests import session_words
from rtmusic.replay import Replay
from rtmusic.restore import load_session
from rtmusic.session import save_session, session_names
from rtmusic.sessions import MOMENTS, MOST_WAITING, Sessions
from rtmusic.setbook import read_set
from rtmusic.shared import Board
from rtmusic.snapshot import session_of_set
from rtmusic.soundprocess import SoundSpec
from rtmusic.status import Event
from rtmusic.tree import NUMBER, RECORDED, REWRITTEN, VARIED
from rtmusic.units import beats_in


@pytest.fixture
def build(tiny_bundle: Path, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Makes stages, each on a board of its own."""
    with ExitStack() as after:

        def built(*words: str, folder: str = "", loops: Sequence[SavedLoop] = (), moments: bytes = b"") -> Stage:
            board = after.enter_context(Board.create())
            stage = Stage(tiny_bundle, board, tmp_path / folder, *words, loops=loops, moments=moments)
            after.callback(stage.journal.stop)
            after.callback(stage.sessions.stop)
            return stage

        yield built


def test_what_is_kept_is_what_is_heard_and_begins_another_evening(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build("loop_2_level=-3", "temperature=0.7")
    stage.run(0.1)
    recorded(stage, 0)
    recorded(stage, 2, 0.5)
    stage.turn(*(parse_setting(word) for word in ("loop_0_rewrite=60", "loop_0_periodic=7")))
    stage.run(3.0)  # the machine has written over it
    stage.turn(parse_setting("loop_0_rewrite=0"))
    stage.press("loop_2_favourite")
    stage.run(1.5)
    assert stage.board.layer_table[:, 3].max() == REWRITTEN
    stage.sessions.save("friday")
    stage.settle()
    assert stage.told == [f"session friday is kept in {tmp_path / 'sessions' / 'friday' / '1'}"]
    stage.kill()  # what another process finds is what was kept
    stage.run(2.0)
    assert stage.sessions.names() == ["friday"] and stage.sessions.current == "friday"
    models = stage.models
    kept = load_session(tmp_path / "sessions" / "friday", codec=models.codec, geometry=models.geometry)
    assert kept.told == () and (kept.bpm, kept.knobs["temperature"]) == (120.0, 0.7)
    assert {"tempo", "gain", "select", "freeze"} & set(kept.knobs) == set()
    assert [(one.number, one.beats, one.knobs["level"]) for one in kept.loops] == [(0, 2.0, 0.0), (2, 1.0, -3.0)]
    for one in kept.loops:
        np.testing.assert_array_equal(one.sound, stage.sound(one.number))
        assert one.encoded and set(one.knobs) == set(LOOP_KNOBS)
    place = stage.worker.pipeline.looper.loops[2].place_in_time() if stage.worker else (0, 0)
    assert (kept.loops[1].start_sample - kept.bar_sample - place[0]) % place[1] in (0, place[1] // 2)
    stage.assert_played_again()

    loops = [replace(one, start_sample=one.start_sample - kept.bar_sample) for one in kept.loops]
    another = build(folder="another", loops=loops)
    another.run(8.0)
    assert another.worker is not None
    for one in kept.loops:
        np.testing.assert_array_equal(another.sound(one.number), one.sound)
        layers = another.worker.pipeline.looper.loops[one.number].layers
        assert (layers.undoable, layers.redoable) == (one.current, len(one.layers) - one.current)
        assert Takes(layers).marked == (one.number == 2)
    first = another.played[round(4.0 * RATE / BLOCK)][:, 0]
    turned = [one.sound[:, (4 * RATE - one.start_sample + kept.bar_sample) % one.sound.shape[1]] for one in kept.loops]
    np.testing.assert_allclose(first, turned[0] + turned[1], atol=1e-6)  # levels are as they rest
    another.press("loop_0_undo")
    another.run(1.0)
    assert another.worker.pipeline.looper.loops[0].layers.undoable == kept.loops[0].current - 1
    another.assert_played_again()


def test_a_loop_at_another_speed_comes_back_as_it_sounds_and_goes_back_to_its_own(
    build: Callable[..., Stage], tmp_path: Path
) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage)
    length = stage.sound(0).shape[1]
    stage.turn(parse_setting("loop_0_rate=1.5"))
    stage.run(3.0)
    stage.sessions.save("fast")
    stage.settle()
    models = stage.models
    (one,) = load_session(tmp_path / "sessions" / "fast", codec=models.codec, geometry=models.geometry).loops
    assert [layer.kind for layer in one.layers] == [RECORDED, VARIED] and one.knobs["rate"] == 1.5
    begins, loaded = build("loop_0_rate=1.5", folder="begins", loops=[one]), build(folder="loaded")
    shutil.copytree(tmp_path / "sessions", tmp_path / "loaded" / "sessions")
    loaded.run(0.1)
    loaded.sessions.load("fast")
    loaded.settle()
    for another in (begins, loaded):
        another.run(4.0)
        np.testing.assert_array_equal(another.sound(0), one.sound)
    for another, own in (
        (begins, length),
        (loaded, round(one.sound.shape[1] * 1.5)),
    ):  # all that is known, and all there is
        another.turn(parse_setting("loop_0_rate=1"))
        another.run(4.0)
        assert another.sound(0).shape[1] == pytest.approx(own, abs=1)
        another.assert_played_again()


def test_what_recall_remembers_is_kept_and_comes_back(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage)
    remembered = Moments(Room.of(stage.board), stage.models.geometry)
    (moment,) = remembered.listed()
    remembered.protect(moment.number)
    stage.sessions.keep("friday")
    kept = load_session(tmp_path / "sessions" / "friday", codec=stage.models.codec, geometry=stage.models.geometry)
    another = build("recall=80", folder="another", loops=kept.loops, moments=kept.files[MOMENTS])
    (again,) = Moments(Room.of(another.board), stage.models.geometry).listed()
    assert (again.frames, again.protected) == (moment.frames, True) and again.frames > 40
    another.run(1.0)
    another.assert_played_again()
    strange = build(folder="strange", moments=kept.files[MOMENTS][:-100])
    assert strange.told and strange.told[0].startswith(
        "nothing of that session is recalled: recall.npz holds no moments"
    )


def test_a_loop_is_loaded_while_it_plays_and_undo_brings_back_what_was_there(
    build: Callable[..., Stage], tmp_path: Path
) -> None:
    stage = build()
    folder = tmp_path / "sessions"
    tone = np.sin(2 * np.pi * 220 * np.arange(length_at(4, 120)) / RATE).astype(np.float32)[None] * 0.3
    one = SavedLoop(3, "tone", tone, (), 0, 120.0, 4.0, length_at(1, 120), {"pan": -0.5})
    save_session(folder, evening_kept.session(1, [one]))
    stage.run(0.1)
    recorded(stage, 3)
    before = stage.sound(3).copy()
    stage.sessions.load("evening", [3])
    stage.settle()
    assert stage.told == ["session evening: was made with another codec, so undo and redo begin anew: "
                          "loops are loaded as sound"]  # fmt: skip
    begun = len(stage.played) * BLOCK
    heard = stage.run(0.01)
    assert stage.coding()
    stage.kill()  # before it has any codes
    heard = np.concatenate([heard, stage.run(0.3)], axis=1)
    np.testing.assert_array_equal(stage.sound(3), np.repeat(tone, 2, axis=0))
    offset, at = length_at(1, 120) - 990_000, begun + np.arange(heard.shape[1])
    expected = tone[0, (at - offset) % tone.shape[1]] * np.array([[1.0], [0.5]], np.float32)
    np.testing.assert_allclose(heard[:, -9600:], expected[:, -9600:], atol=1e-6)
    stage.run(2.0)
    assert not stage.coding()
    stage.press("loop_3_undo")
    stage.run(0.5)
    np.testing.assert_array_equal(stage.sound(3), before)
    stage.press("loop_3_redo")
    stage.run(0.5)
    np.testing.assert_array_equal(stage.sound(3), np.repeat(tone, 2, axis=0))
    stage.assert_played_again()
    files = sorted((tmp_path / "set").glob(PATTERN))
    assert len(files) == 1
    files[0].write_bytes(files[0].read_bytes()[:-1])
    with pytest.raises(RecordingError, match=r"load-.*npz: it is damaged; a loop of that evening was in it"):
        list(Replay(stage.models, read_set(tmp_path / "set")).play())


def test_any_sound_file_becomes_a_loop_at_the_tempo_that_is_played(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build("mode=codec")
    folder = tmp_path / "sessions"
    (folder / "drums").mkdir(parents=True)
    write_loop(folder / "drums" / "riff.wav", evening_kept.sound(3, length_at(4, 100)), 100.0, 4)
    stage.run(0.2)
    for said in ("riff.wav", "../set/evening.rtj", "/etc/passwd", "drums", "", "drums/\0", "x" * 5000):
        with pytest.raises(UsageError, match=r"there is no file .* in .*sessions; put it there, and give its name"):
            stage.sessions.load_file(1, said)
    (folder / "out.wav").symlink_to("/etc/passwd")
    with pytest.raises(UsageError, match="there is no file"):
        stage.sessions.load_file(1, "out.wav")
    stage.sessions.load_file(1, "drums/riff.wav")
    stage.settle()
    stage.run(1.0)  # codes are made in any mode
    assert stage.told == [] and stage.sound(1).shape == (2, length_at(4, 120))
    write_loop(folder / "slip.wav", evening_kept.sound(3, 2400), 120.0, 0)
    stage.sessions.load_file(2, "slip.wav")
    stage.settle()
    assert stage.told == ["slip is 0.05 s long, and a loop at least 0.0625 s"]
    for name in ("words.wav", "words.raw"):
        stage.told.clear()
        (folder / name).write_text("no sound")
        stage.sessions.load_file(2, name)
        stage.settle()
        assert len(stage.told) == 1 and f"{name} cannot be read" in stage.told[0]
    stage.assert_played_again()


def test_a_loop_that_cannot_be_taken_is_left_out_and_the_others_begin(build: Callable[..., Stage]) -> None:
    short, long = (
        SavedLoop(n, f"loop {n}", evening_kept.sound(n, s), (), 0, 0, 0, 0) for n, s in ((1, 2400), (2, 9600))
    )
    stage = build(loops=[short, long])
    assert stage.told == ["loop 1 is left out: loop 1 is 0.05 s long, and a loop at least 0.0625 s"]
    stage.run(1.0)
    assert stage.sound(2).shape == (2, 9600)


def test_a_fault_costs_one_session_and_not_those_after_it(
    build: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage)
    monkeypatch.setattr("rtmusic.sessions.as_session", lambda *_: 1 / 0)
    stage.sessions.save("friday")
    stage.settle()
    assert stage.told == ["a fault inside rtmusic, please report it: ZeroDivisionError('division by zero')"]
    monkeypatch.undo()
    stage.sessions.save("friday")
    stage.settle()
    assert stage.sessions.names() == ["friday"]


def test_what_is_loaded_or_closed_a_moment_before_is_kept(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build("quantize=off")
    stage.run(0.1)
    stage.press("loop_0_record")
    stage.run(1.0)
    stage.press("loop_0_record")
    stage.sessions.put(SavedLoop(3, "", evening_kept.sound(1, 48_000), (), 0, 0.0, 0.0, 0))
    stage.sessions.save("friday")
    while stage.sessions.busy:
        stage.run(0.1)
    kept = load_session(tmp_path / "sessions" / "friday", codec=stage.models.codec, geometry=stage.models.geometry)
    assert [one.number for one in kept.loops] == [0, 3] and all(one.encoded for one in kept.loops)
    assert all("kept" in said and "as they were" not in said for said in stage.told)


def test_a_set_goes_on_with_a_loop_that_had_no_codes_yet(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build()
    stage.run(0.1)
    stage.sessions.put(SavedLoop(1, "", evening_kept.sound(1, 96_000), (), 0, 0.0, 0.0, 0))
    stage.run(0.02)
    assert stage.coding()
    stage.journal.stop()
    book = read_set(tmp_path / "set")
    for folder, there in ((tmp_path / "set", True), (tmp_path / "nowhere", False)):
        with Board.create() as board:
            assert book.loops is not None
            book.loops.lay_out(LoopStore.of(board))
            again = Stage(stage.models.path, board, tmp_path / f"again {there}")
            again.sessions.begin([], folder)
            again.run(1.5)
            assert again.worker is not None
            loop = again.worker.pipeline.looper.loops[1]
            assert (loop.turning.length, loop.state) == ((96_000, "playing") if there else (0, "empty"))
            assert loop.layers.loading is None
            again.journal.stop()


def test_a_file_that_somebody_took_away_changes_nothing(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage)
    before = stage.sound(0).copy()
    number = Loads(tmp_path / "set").hand_over(0, 0, evening_kept.sound(1, 9600), np.zeros((0, 0), np.int64))
    shutil.move(tmp_path / "set" / f"load-{number:013x}.npz", tmp_path / "gone")
    assert stage.order(number)
    stage.run(0.5)
    np.testing.assert_array_equal(stage.sound(0), before)
    stage.assert_played_again()
    loaded = [row[1] for row in read_set(tmp_path / "set").rows(0) if row[0] == Note.LOAD]
    assert loaded == [0]


def test_what_cannot_be_kept_is_told(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build()
    stage.run(0.1)
    with pytest.raises(UsageError, match="is no name for a session"):
        stage.sessions.save("a/b")
    stage.sessions.save("friday")
    stage.settle()
    assert stage.told == ["session friday is not kept, for there are no loops"]
    assert session_names(tmp_path / "sessions") == []
    stage.told.clear()
    recorded(stage)
    (tmp_path / "sessions").write_text("")
    stage.sessions.save("friday")
    stage.settle()
    assert len(stage.told) == 1 and "friday cannot be saved (Not a directory); what was there" in stage.told[0]


def test_a_loop_without_codes_is_waited_for(
    build: Callable[..., Stage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rtmusic.sessions.PATIENCE_S", 0.1)
    stage = build()
    stage.run(0.1)
    recorded(stage)
    stage.sessions.put(SavedLoop(1, "", evening_kept.sound(1, 96_000), (), 0, 0.0, 0.0, 0))
    while stage.worker is None or not stage.worker.pipeline.looper.loops[1].busy:
        stage.run(0.01)
    stage.sessions.keep("friday")
    assert stage.told == ["loops 1 are kept as they were before: they have no codes yet"]
    assert [one.number for one in load_session(tmp_path / "sessions" / "friday").loops] == [0]
    stage.journal.stop()


def test_a_set_gives_its_loops_as_the_codec_knows_them(build: Callable[..., Stage], tmp_path: Path) -> None:
    stage = build()
    stage.run(0.1)
    recorded(stage, 4)
    length = stage.sound(4).shape[1]
    stage.journal.stop()
    session = session_of_set(read_set(tmp_path / "set"), stage.models)
    assert (session.name, session.bpm, [one.number for one in session.loops]) == ("set", 120.0, [4])
    assert session.loops[0].sound.shape == (2, length) and session.loops[0].beats == 2


def test_halves_of_beats_are_told_and_nothing_else() -> None:
    assert [beats_in(n, 120, RATE, parts=2) for n in (24_000, 12_000, 24_040, 36_000, 30_000)] == [1, 0.5, 1, 1.5, 0]
    assert [beats_in(n, 120, RATE) for n in (24_000, 12_000, 24_040, 36_000, 40)] == [1, 0, 1, 0, 0]


def test_the_lock_lets_sessions_be_kept_and_not_be_loaded(tmp_path: Path) -> None:
    desk, told = RecordingDesk(), list[str]()
    sessions = Sessions(desk, tmp_path, told.append)
    sessions.keep = lambda name: tmp_path / name  # type: ignore[method-assign]
    save_session(tmp_path, evening_kept.session())
    with served(desk, more=session_words(sessions)) as server, Client(server) as client:
        client.send("/lock", 1)
        address, said = client.ask("/session/load", "evening")
        assert (address, said[0]) == ("/error", "/session/load") and "locked" in str(said[1])
        client.send("/session/save", "evening")
        assert wait_for(lambda: len(told) == 1) and told[0].startswith("session evening is kept in ")
        assert client.ask("/session/list") == ("/session/list", ["evening"])
    sessions.stop()


@pytest.fixture
def words(tmp_path: Path) -> Iterator[tuple[Sessions, list[str]]]:
    told: list[str] = []
    sessions = Sessions(RecordingDesk(), tmp_path, told.append)
    yield sessions, told
    sessions.stop()


def test_osc_words(words: tuple[Sessions, list[str]], tmp_path: Path) -> None:
    sessions, _ = words
    table = session_words(sessions)
    assert table["/session"]([]) == ("",) and table["/session/list"]([]) == ()
    save_session(tmp_path, evening_kept.session())
    assert table["/session/list"]([]) == ("evening",)
    wrong: list[tuple[str, list[object], str]] = [
        ("/session/save", [], 'takes a name, for example:  /session/save "evening"'),
        ("/session/save", ["a", "b"], "takes one name"),
        ("/session/save", ["../x"], "is no name for a session"),
        ("/session/load", [3], 'takes a name, and which of its loops, for example:  /session/load "evening" 0 2'),
        ("/session/load", ["morning"], "there is no session 'morning' in .*; there are: evening"),
        ("/session/load", ["../x"], "is no name for a session"),
        ("/session/load", ["evening", "one"], "after the name come loops, 0 to 7"),
        ("/session/load", ["evening", 8], "after the name come loops, 0 to 7"),
        ("/session/load", ["evening", 0.5], "after the name come loops, 0 to 7"),
        ("/session/load", ["evening", float("nan")], "after the name come loops, 0 to 7"),
        ("/loop/2/load", [], 'takes a sound file in the folder of sessions, for example:  /loop/2/load "drums'),
        ("/loop/2/load", ["a.wav", 1], "takes one file"),
        ("/loop/2/load", ["a.wav"], "there is no file 'a.wav'"),
    ]
    for address, arguments, sentence in wrong:
        with pytest.raises(UsageError, match=sentence):
            table[address](arguments)  # type: ignore[arg-type]
    said = {word.address.replace("/N/", "/0/") for word in oscguests.WORDS}
    assert set(table) & said == {address for address in said if address.startswith(("/session", "/loop"))}
    nodes = {node.address: node for node in guest_nodes(table, ())}
    assert nodes["/loop/0/load"].type == nodes["/session/load"].type == "s" and "/midi/learn" not in nodes


def test_a_flood_of_words_is_refused_and_leaves_one_thread(words: tuple[Sessions, list[str]], tmp_path: Path) -> None:
    sessions, told = words
    slow: list[str] = []

    def keep(name: str) -> Path:
        time.sleep(0.05)
        slow.append(name)
        return tmp_path

    sessions.keep = keep  # type: ignore[method-assign]
    with pytest.raises(UsageError, match=f"{MOST_WAITING} sessions and loops are waiting already; try again"):
        for number in range(3 * MOST_WAITING):
            sessions.save(f"s{number}")
    assert wait_for(lambda: not sessions.busy)
    assert slow == [f"s{number}" for number in range(len(slow))] and MOST_WAITING <= len(slow) == len(told)


def test_a_loop_is_handed_over_whole_or_not_at_all(tmp_path: Path) -> None:
    loads, sound, codes = Loads(tmp_path / "a"), evening_kept.sound(1, 500), np.arange(12).reshape(4, 3)
    number = loads.hand_over(5, -77, sound, codes)
    assert number == loads.hand_over(5, -77, sound, codes) and len(list((tmp_path / "a").iterdir())) == 1
    loaded = loads.read(number)
    assert loaded is not None and (loaded.number, loaded.loop, loaded.offset) == (number, 5, -77)
    np.testing.assert_array_equal(loaded.sound, sound)
    np.testing.assert_array_equal(loaded.codes, codes)
    loads.check(number)
    assert float(number) == number  # it travels as one
    (path,) = (tmp_path / "a").iterdir()
    whole = path.read_bytes()
    for cut in (0, 100, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert loads.read(number) is None
        with pytest.raises(RecordingError, match="it is damaged"):
            loads.check(number)
    path.unlink()
    assert loads.read(number) is None and Loads(None).read(number) is None
    with pytest.raises(RecordingError, match="No such file"):
        loads.check(number)
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match=r"file cannot be written \(.*\); make room there"):
        Loads(tmp_path / "file").hand_over(0, 0, sound, codes)
    with pytest.raises(RecordingError, match="there is no place for a loop"):
        Loads(None).hand_over(0, 0, sound, codes)


class NoProcess:
    """Stands in for the processes of an engine: nothing plays, and nothing is wrong."""

    provider, left, alive, pid = "cpu", (), True, None
    facts: ClassVar[dict[str, str]] = {}

    def __init__(self, *_: object) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def await_ready(self) -> None: ...
    def poll(self, at_s: float) -> list[Event]:
        return []


def test_an_engine_begins_with_loops_and_keeps_them(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ModelProcess", NoProcess)
    monkeypatch.setattr(engine, "SoundProcess", NoProcess)
    models = Bundle.load(tiny_bundle)
    codes = np.full((models.geometry.levels, 32 + 51 + 1), 3)  # of a second
    layers = tuple(replace(layer, codes=codes, length_samples=48_000) for layer in loop(4).layers)
    begun = [
        replace(loop(4), layers=layers, start_sample=-5),
        SavedLoop(6, "", evening_kept.sound(1, 12_000), (), 0, 0, 0, 0),
    ]
    settings = Settings(SoundSpec(), bundle=tiny_bundle, journal=tmp_path / "set", sessions=tmp_path / "s", loops=begun)
    instrument = Engine(settings)
    instrument.start()
    try:
        board = instrument._board
        assert int(board.orders_sent[0]) == 2 and len(list((tmp_path / "set").glob(PATTERN))) == 2
        numbers = [int(board.order_argument[place]) for place in (0, 1)]
        loaded = [Loads(tmp_path / "set").read(number) for number in numbers]
        assert [(one.loop, one.offset, one.codes.size > 0) for one in loaded if one] == [(4, -5, True), (6, 0, False)]
        status = LoopStore.of(board).loops[4]
        assert (status.undoable, status.redoable) == (2, 1) and status.place == (-5, 48_000)
        instrument.sessions.keep("friday")
    finally:
        instrument.stop()
    kept = load_session(tmp_path / "s" / "friday", codec=models.codec, geometry=models.geometry)
    assert [(one.number, one.current, len(one.layers)) for one in kept.loops] == [(4, 2, 3)]
    first = read_set(tmp_path / "set").first_loops
    assert first is not None and (first.table[:, NUMBER] > 0).sum() == 3
