"""A main process that is killed: the music does not hear of it, another one takes its place, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pythonosc.osc_message import OscMessage
from recording_desk import wait_for

from rtmusic import heir, journal, report
from rtmusic.bundle import Bundle
from rtmusic.footprint import children
from rtmusic.guardian import MOST, Legacy, Lifeline, Stray, born, holders
from rtmusic.journal import Journal
from rtmusic.kept import KeptBundle, sweep
from rtmusic.knobs import KNOBS, Panel, parse_setting
from rtmusic.notes import Note, Notes, as_numbers
from rtmusic.osc import HEIR_S, write_packet
from rtmusic.setbook import read_set
from rtmusic.shared import Board
from rtmusic.soundprocess import SoundProcess, SoundSpec
from rtmusic.status import Event
from rtmusic.survival import Played, Status, live, loop_plays, looping

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a guardian on Linux alone")
PATIENCE_S = 60.0
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

# -- the guardian alone ----------------------------------------------------------------------------------------


def guarded(code: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    """A process that splits in two; the code is what the main one does, with `legacy` and `number`, its place."""
    script = f"""
import os, signal, sys, time
from rtmusic.guardian import guard
legacy = guard()
number = legacy.left.get("number", 0) + 1
legacy.leave(number=number)
{code}
"""
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env=ENVIRONMENT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def stop(pid: int) -> None:
    """Stop a process, and wait until it stands still."""
    os.kill(pid, signal.SIGSTOP)
    stat = Path(f"/proc/{pid}/stat")
    assert wait_for(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T", PATIENCE_S)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("pass", 0),
        ("sys.exit(2)", 2),
        ("os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("legacy.leave(playing=True); print(number); sys.exit(1)", 1),
        ("legacy.leave(playing=True); print(number); os.kill(os.getpid(), signal.SIGINT)", 130 - 128 - 4),
    ],
)
def test_it_ends_as_its_main_process_did_where_that_was_asked_for_or_nothing_played(end: str, status: int) -> None:
    player = guarded(end)
    said, _ = player.communicate(timeout=PATIENCE_S)
    assert player.returncode == status
    assert said.splitlines() in ([], ["1"])


@pytest.mark.parametrize("death", ["os.kill(os.getpid(), signal.SIGKILL)", "os.abort()", "os._exit(70)"])
def test_a_main_process_that_died_is_followed_by_another_that_finds_what_was_left(death: str) -> None:
    player = guarded(f"""
if not legacy.playing:
    legacy.leave(playing=True, words="first")
    legacy.leave(words="second")
    legacy.leave(event=1)
    legacy.leave(event=2)
    os.write(legacy._lines, b'{{"words": "to')
    {death}
print(number, legacy.left["words"], legacy.left["event"], legacy.left["died"]["how"])
""")
    said, errors = player.communicate(timeout=PATIENCE_S)
    assert player.returncode == 0, errors
    assert said.startswith("2 second [1, 2] ")
    assert "found a fault in itself" in said if "70" in death else "was killed (signal " in said


def test_one_that_dies_again_and_again_is_left_dead() -> None:
    player = guarded("legacy.leave(playing=True, set='/sets/friday'); os.kill(os.getpid(), signal.SIGSEGV)")
    _, errors = player.communicate(timeout=PATIENCE_S)
    assert player.returncode == 1
    assert f"was killed (signal 11), {MOST} times within 10 s: the music was faded out" in errors
    assert errors.rstrip().endswith("go on with:  rtmusic live --resume /sets/friday")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_it_is_told_it_hands_on(number: signal.Signals) -> None:
    player = guarded(f"""
told = []
signal.signal({number:d}, lambda number, frame: told.append(number))
print("ready", flush=True)
while not told: time.sleep(0.01)
print(told, flush=True)
""")
    assert player.stdout is not None and player.stdout.readline() == "ready\n"
    player.send_signal(number)
    said, _ = player.communicate(timeout=PATIENCE_S)
    assert (said, player.returncode) == (f"[{number:d}]\n", 0)


def test_what_comes_to_a_port_waits_for_the_next_and_a_lifeline_breaks_with_the_last_of_them() -> None:
    player = guarded("""
import select, socket
if not legacy.playing:
    ours = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ours.bind(("127.0.0.1", 0))
    legacy.hand_on(ours.fileno())
    code = f"import select; select.select([{legacy.lifeline.far}], [], []); print('nobody is left')"
    import subprocess
    subprocess.Popen([sys.executable, "-c", code], pass_fds=(legacy.lifeline.far,))
    legacy.leave(playing=True)
    print(ours.getsockname()[1], os.getpid(), flush=True)
    time.sleep(600)
ours = socket.socket(fileno=legacy.handed())
print(ours.recv(10), flush=True)
if number == 2: os.kill(os.getpid(), signal.SIGKILL)
""")
    assert player.stdout is not None
    port, main = map(int, player.stdout.readline().split())
    stop(main)  # he does not read it any more
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        for word in (b"one", b"two"):
            wire.sendto(word, ("127.0.0.1", port))
    os.kill(main, signal.SIGKILL)
    assert player.stdout.read() == "b'one'\nb'two'\nnobody is left\n"
    player.communicate()


def test_the_terminal_is_given_back_by_one_who_can() -> None:
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    player = guarded("import tty; tty.setcbreak(0); os.kill(os.getpid(), signal.SIGKILL)", stdin=theirs)
    player.communicate(timeout=PATIENCE_S)
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


def test_without_a_guardian_nothing_is_left_and_nobody_follows() -> None:
    legacy = Legacy()
    legacy.leave(playing=True)
    legacy.read()
    assert not legacy.playing and not legacy.guarded and not legacy.orphaned and legacy.handed() is None
    lifeline = Lifeline()
    lifeline.close()
    lifeline.close()


def test_a_process_is_known_by_more_than_its_number() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    stray = Stray(child.pid)
    assert stray.is_alive() and born(os.getpid()) is not None
    stray.kill()
    stray.join(PATIENCE_S)
    assert not stray.is_alive() and born(child.pid) is None  # though nobody has asked how it ended
    child.wait()
    stray.kill()
    assert not Stray(child.pid).is_alive()


# -- what the next one finds -----------------------------------------------------------------------------------


@pytest.fixture
def board() -> Iterator[Board]:
    with Board.create() as board:
        yield board


def test_what_a_main_process_had_in_its_hands_is_finished(board: Board) -> None:
    turned = Panel().turn([parse_setting("temperature=0.7"), parse_setting("guidance=3")])
    journal.turn(board, Panel(), turned)
    known = np.random.default_rng(0).normal(size=(8, 384)).astype(np.float32)
    board.write_prompts(known)
    version = int(board.prompts_version[0])
    left = {"prompt": [heir.prompt_left(version, 1, "rain", known[0])]}
    assert heir.take_over(board, left) == (turned, ["rain", *[""] * 7])
    assert board.panel_version[0] % 2 == 0 and board.prompts_version[0] == version  # nothing was to be done

    # A turn that was noted and half written, and a prompt that was told and not written.
    panel_version, number = int(board.panel_version[0]), list(KNOBS).index("wet")
    Notes.of_control(board).make(Note.TURN, panel_version + 2, 0, number, as_numbers((-6.0,))[0])
    board.panel_version[0] += 1
    board.prompts_version[0] += 1
    left["prompt"].append(heir.prompt_left(version + 2, 3, "wind", -known[0]))
    panel, words = heir.take_over(board, left)
    assert panel == turned.turn([parse_setting("wet=-6")]) == board.read_panel()
    assert board.panel_version[0] == panel_version + 2 and board.prompts_version[0] == version + 2
    assert (words[0], words[2]) == ("rain", "wind")
    np.testing.assert_array_equal(board.read_prompts()[2], -known[0])


@pytest.mark.parametrize("torn", [0, 7, 300])
def test_a_journal_goes_on_with_nothing_missing_and_nothing_twice(board: Board, tmp_path: Path, torn: int) -> None:
    model, panels = Notes.of_model(board), [Panel()]
    first = Journal(tmp_path / "set", board, {"bundle": {"name": "none"}}, everything=True)
    first.start(panels[0])

    def play(times: int) -> None:
        for _ in range(times):
            panels.append(Panel().turn([parse_setting(f"temperature={0.1 + len(panels) / 200}")]))
            journal.turn(board, panels[-2], panels[-1])
            model.make(Note.LOOK, int(board.panel_version[0]), len(panels))

    play(50)
    first.event(Event(1.0, "one", "written"))
    assert wait_for(lambda: first.held.events == 1 and first.held.turns == 50, PATIENCE_S)
    first._stop.set()  # from here on it is as if it had been killed
    first._thread.join()
    first._file.write(b"x" * torn)
    first._file.close()
    play(60)
    second = Journal(tmp_path / "set", board, None, everything=True)
    vector = np.ones(384, np.float32)
    left = {"prompt": [heir.prompt_left(2, 2, "never written", vector)]}
    second.go_on(left, [Event(1.0, "one", "written"), Event(2.0, "two", "not written")])
    second.start(panels[-1])
    play(10)
    second.stop()
    book = read_set(tmp_path / "set")
    assert book.ended and book.gaps == 0 and book.lost_bytes == 0
    looks = book.notes[book.notes[:, 1] == Note.LOOK]
    assert looks[:, 3].tolist() == list(range(2, 122))
    heard = [book.panels[version]["temperature"] for version in looks[:, 2].tolist()]
    assert heard == [panel["temperature"] for panel in panels[1:]]
    assert [event["kind"] for event in book.events] == ["one", "two"]
    assert book.words[1] == "never written" and (book.prompts[2][1] == 1).all()


def test_a_sound_process_is_adopted_stopped_and_started_again_and_only_the_newest_plays(board: Board) -> None:
    first, second = (SoundProcess(SoundSpec("none", "none"), board) for _ in range(2))
    first.start()
    second.adopt(first.left)
    assert second.pid == first.pid and second.facts == first.facts and second.alive
    assert wait_for(lambda: second.poll(0.0) == [] and board.callbacks[0] > 10, PATIENCE_S)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    told: list[Event] = []

    def back() -> bool:
        told.extend(second.poll(0.0))
        return second.alive and len(told) == 2

    assert wait_for(back, PATIENCE_S)
    assert [event.kind for event in told] == ["sound-died", "sound-back"] and "nobody heard why" in told[0].text

    third = SoundProcess(SoundSpec("none", "none"), board)
    third.start()
    assert second.pid is not None and third.pid == board.sound_pid[0] != second.pid
    assert wait_for(lambda: born(int(second.pid or 0)) is None, PATIENCE_S)  # two would play over each other
    fourth = SoundProcess(SoundSpec("none", "none"), board)
    fourth.adopt(third.left)
    pid = int(board.sound_pid[0])
    fourth.stop()
    assert born(pid) is None and int(board.callbacks[0]) > 10
    for sound in (first, second, third):
        sound.stop()


def test_what_nobody_could_tidy_up_goes_when_somebody_plays_next(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    mine = [tmp_path / f"rtmusic-bundle-{owner}-x" for owner in (os.getpid(), dead.pid, "tests")]
    for folder in mine:
        folder.mkdir()
    gone = Board.create(owner=dead.pid)
    stays = Board.create(owner=os.getpid())
    keeper = subprocess.Popen(
        [sys.executable, "-c", f"from rtmusic.shared import Board; b = Board.attach({gone.name!r}); print(1); input()"],
        env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert keeper.stdout is not None and keeper.stdout.readline() == "1\n"
    sweep()  # somebody still plays with what the dead one made
    assert [folder.is_dir() for folder in mine] == [True, True, True] and Path("/dev/shm", gone.name).exists()
    keeper.communicate("")
    sweep()
    assert [folder.is_dir() for folder in mine] == [True, False, True]
    assert not Path("/dev/shm", gone.name).exists() and Path("/dev/shm", stays.name).exists()
    gone._creator = False
    gone.close()
    stays.close()
    assert not Path("/dev/shm", stays.name).exists()


# -- the instrument --------------------------------------------------------------------------------------------


@pytest.fixture
def played(tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Played]:
    """An instrument that plays, and leaves nothing behind."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with live(tmp_path, ["--journal", str(tmp_path / "set"), "--bundle", str(tiny_bundle)]) as played:
        played.await_status(plays)
        name = played.board().name
        yield played
    assert wait_for(lambda: not holders(name), PATIENCE_S)
    assert not Path("/dev/shm", name).exists() and list(tmp_path.glob("rtmusic-bundle-*")) == []


def plays(said: Status) -> bool:
    return bool(said["rounds"] > 5)


def asked(wire: socket.socket, address: str) -> float:
    """Where a knob stands."""
    for _ in range(1000):
        wire.send(write_packet(address))
        try:
            said = OscMessage(wire.recv(65535))
        except OSError:
            continue
        if said.address == address:
            return float(said.params[0])
    raise AssertionError(f"nobody says where {address} stands")


def test_knobs_subscribers_and_messages_to_nobody_outlive_the_main_process(played: Played) -> None:
    main = played.main_pid()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as eye,
    ):
        for wire in (hand, eye):
            wire.settimeout(0.05)
            wire.connect(("127.0.0.1", played.port))
        eye.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)  # it does not look for long
        eye.send(write_packet("/subscribe", 20.0))
        url = f"osc.udp://127.0.0.1:{eye.getsockname()[1]}/"
        hand.send(write_packet("/sl/0/register_auto_update", "wet", 20, url, "/heard"))
        hand.send(write_packet("/guidance", 3.0))
        assert asked(hand, "/guidance") == pytest.approx(3.0)
        time.sleep(2 * HEIR_S)
        stop(main)
        hand.send(write_packet("/temperature", 0.7))  # nobody hears it …
        os.kill(main, signal.SIGKILL)
        assert asked(hand, "/guidance") == pytest.approx(3.0)
        assert asked(hand, "/temperature") == pytest.approx(0.7)  # … until there is somebody
        hand.send(write_packet("/density", 0.25))
        hand.send(write_packet("/loop/0/level", -20.0))
        seen = set()

        def all_seen() -> bool:
            with contextlib.suppress(OSError):
                said = OscMessage(eye.recv(65535))
                seen.add((said.address, round(float(said.params[-1]), 3)))
            return ("/density", 0.25) in seen and ("/heard", 0.1) in seen

        assert wait_for(all_seen, PATIENCE_S)
    assert played.main_pid() != main
    assert played.await_status()["restarts"] == 1


def test_one_who_kills_it_again_and_again_is_obeyed(played: Played) -> None:
    for _ in range(MOST):
        assert played.process.poll() is None
        played.await_status()
        os.kill(played.main_pid(), signal.SIGKILL)
    assert played.process.wait(PATIENCE_S) == 1
    assert "the music was faded out; go on with:  rtmusic live --resume " in played.errors.read_text()


def test_killed_together_with_its_guardian_it_ends_and_tidies_up(played: Played) -> None:
    for pid in (played.process.pid, played.main_pid()):
        os.kill(pid, signal.SIGKILL)
    played.process.wait()
    board = f"rtmusic-{played.process.pid}-"
    assert wait_for(lambda: not holders(board), PATIENCE_S)
    sweep()


def test_a_guardian_that_is_killed_is_told_and_the_music_goes_on(played: Played, tmp_path: Path) -> None:
    main = played.main_pid()
    for _ in range(2):
        played.wire.send(write_packet("/record"))
        time.sleep(0.5)
    before = played.await_status(lambda said: said["loop_state"] == "playing")
    played.process.kill()
    played.process.wait()
    orphan = Played(subprocess.Popen(["sleep", "600"]), played.wire, played.port, played.errors)
    try:
        orphan.await_status(lambda said: said["at_s"] > before["at_s"] + 1.0 and said["loop_state"] == "playing")

        def told() -> bool:
            return "guardian-lost" in [event["kind"] for event in read_set(tmp_path / "set").events]

        assert wait_for(told, PATIENCE_S)
    finally:
        orphan.process.kill()
        orphan.process.wait()
        os.kill(main, signal.SIGTERM)
    assert wait_for(lambda: born(main) is None, PATIENCE_S)
    assert read_set(tmp_path / "set").ended


def test_seconds_recording_and_report_are_of_the_whole_evening(tiny_bundle: Path, tmp_path: Path) -> None:
    words = ["--seconds", "8", "--record", str(tmp_path / "evening.wav"), "--report", str(tmp_path / "R.json")]
    with live(tmp_path, looping(tmp_path, tiny_bundle, words)) as played:
        played.await_status(plays)
        os.kill(played.main_pid(), signal.SIGKILL)
        assert played.process.wait(PATIENCE_S) == 0
    said = report.read(tmp_path / "R.json")
    assert 8.0 <= said["seconds"] < 9.0 and "main-back" in [event["kind"] for event in said["events"]]
    assert abs(soundfile.info(tmp_path / "evening.wav").frames / 48_000 - said["seconds"]) < 0.1


def test_files_that_are_gone_when_a_main_process_follows_another_end_nothing(tiny_bundle: Path, tmp_path: Path) -> None:
    own = {name: tmp_path / name for name in ("verse.toml", "mine.map")}
    own["verse.toml"].write_text("format = 1\n[knobs]\nwet = -7.0\n")
    own["mine.map"].write_text("cc:1:20 = guidance\n")
    words = ["--scene", str(own["verse.toml"]), "--midi-map", str(own["mine.map"])]
    with live(tmp_path, looping(tmp_path, tiny_bundle, words)) as played:
        before = played.await_status(loop_plays)
        for path in own.values():
            path.unlink()
        os.kill(played.main_pid(), signal.SIGKILL)
        after = played.await_status(lambda said: said["at_s"] > before["at_s"] + 1.0 and said["restarts"] == 1)
        assert after["loop_state"] == "playing"
        played.wire.send(write_packet("/wet"))
        assert wait_for(lambda: b"/wet" in played.wire.recv(65535), PATIENCE_S)


def test_the_view_comes_back_in_the_same_terminal_and_says_what_happened(tiny_bundle: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    words = ["-m", "rtmusic", "live", "--input", "virtual", "--output", "virtual", "--bundle", str(tiny_bundle)]
    player = subprocess.Popen(
        [sys.executable, *words, "--no-osc", "--midi", "off", "--no-journal"],
        env=ENVIRONMENT | {"TERM": "xterm", "COLUMNS": "100", "LINES": "40"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    seen = b""

    def shows(words: bytes) -> bool:
        nonlocal seen
        while select.select([ours], [], [], 0.0)[0]:
            seen += os.read(ours, 65536)
        return words in seen

    assert wait_for(lambda: shows(b"loop"), PATIENCE_S)
    os.kill(next(pid for pid, words in children(player.pid).items() if "live" in words), signal.SIGKILL)
    assert wait_for(lambda: shows(b"main-back"), PATIENCE_S)
    os.write(ours, b"q")
    assert wait_for(lambda: shows(b"nothing was heard that should not be"), PATIENCE_S)
    assert player.wait(PATIENCE_S) == 0
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


def test_a_copy_goes_with_whoever_adopted_it(tiny_bundle: Path, tmp_path: Path) -> None:
    made = KeptBundle(Bundle.load(tiny_bundle))
    KeptBundle.adopt(Bundle.load(tiny_bundle), ours=False).close()
    assert Bundle.load(tiny_bundle)
    KeptBundle.adopt(made.bundle, ours=True).close()
    assert not made.bundle.path.exists()


def test_children_are_those_that_were_adopted_too() -> None:
    with subprocess.Popen(["sleep", "600"]) as child:
        said = wait_for(lambda: children(os.getpid())[child.pid][:2] == ["sleep", "600"])  # a moment after it is
        child.kill()
    assert said
