"""Sessions are saved whole or not at all, whatever happens meanwhile, and what was there before is never touched."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import evening_kept
import pytest
from evening_kept import loop, number_of

from rtmusic.errors import RecordingError, UsageError
from rtmusic.restore import load_session
from rtmusic.session import KEPT, Session, find_session, save_session, session_names, versions


def load(path: Path) -> Session:
    return load_session(path, codec=evening_kept.CODEC, geometry=evening_kept.GEOMETRY)


def child(code: str, *words: str) -> str:
    """What a Python process of its own prints; it has to end well."""
    result = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def test_a_folder_that_a_player_can_read(tmp_path: Path) -> None:
    version = save_session(tmp_path, evening_kept.session())
    assert version == tmp_path / "evening" / "1"
    names = ["SHA256SUMS", "loop 0.npz", "loop 0.wav", "loop 1.npz", "loop 1.wav", "recall.npz", "session.toml"]
    assert sorted(path.name for path in version.iterdir()) == names
    text = (version / "session.toml").read_text()
    assert 'name = "evening"\ntempo = 120.0               # beats per minute' in text
    assert '[loop.0]\nname = "loop of 1"\nbeats = 2                   # how long it is' in text
    assert "offset = 10000 " in text
    assert (
        "[loop.1.knobs]\n" in text
        and "rewrite = 1 " in text
        and 'on_demand = "on" ' in text
        and 'mode = "loop"' in text
    )
    subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"], cwd=version, check=True)


def test_every_save_is_one_more_version_and_the_newest_stay(tmp_path: Path) -> None:
    for number in range(1, KEPT + 4):
        save_session(tmp_path, evening_kept.session(number))
        assert number_of(load(tmp_path / "evening")) == number
    assert versions(tmp_path / "evening") == [4, 5, 6, 7, 8]
    assert sorted(path.name for path in (tmp_path / "evening").iterdir()) == ["4", "5", "6", "7", "8"]
    for number in range(4, 9):
        assert number_of(load(tmp_path / "evening" / str(number))) == number


def test_a_version_with_a_name_stays(tmp_path: Path) -> None:
    save_session(tmp_path, evening_kept.session(1)).rename(tmp_path / "evening" / "the good one")
    for number in range(2, KEPT + 4):
        save_session(tmp_path, evening_kept.session(number))
    assert number_of(load(tmp_path / "evening" / "the good one")) == 1
    assert len(versions(tmp_path / "evening")) == KEPT


def test_sessions_are_found_by_name(tmp_path: Path) -> None:
    assert session_names(tmp_path / "nowhere") == []
    save_session(tmp_path, evening_kept.session())
    save_session(tmp_path, replace(evening_kept.session(), name="chorus 2"))
    (tmp_path / "something else").mkdir()
    assert session_names(tmp_path) == ["chorus 2", "evening"]
    assert find_session("evening", tmp_path) == tmp_path / "evening"
    assert find_session(str(tmp_path / "x")) == tmp_path / "x"
    with pytest.raises(UsageError, match=r"there is no session 'morning' in .*; there are: chorus 2, evening"):
        find_session("morning", tmp_path)
    with pytest.raises(UsageError, match=r"'\.\.' is no name for a session"):
        find_session("..", tmp_path)


def test_what_cannot_be_saved_is_told_before_anything_is_written(tmp_path: Path) -> None:
    whole = evening_kept.session()
    for wrong, reason in (
        (replace(whole, loops=(loop(1), loop(1))), r"loops \[1, 1\]: give each a number of its own, 0 to 7"),
        (replace(whole, loops=(loop(8),)), r"loops \[8\]"),
        *(
            (replace(whole, knobs={name: 1.0}), f"there is no place for knob '{name}'")
            for name in ("volume", "rewrite", "loop_1_rewrite")
        ),
        *(
            (replace(whole, loops=(replace(loop(1), knobs={name: 1.0}),)), f"there is no place for knob '{name}'")
            for name in ("volume", "temperature", "loop_1_rewrite")
        ),
        *(
            (replace(whole, files={name: b""}), "is no name for a file")
            for name in ("../x.npz", "session.toml", "SHA256SUMS", "loop 0.wav", "x", ".x")
        ),
    ):
        with pytest.raises(ValueError, match=reason):
            save_session(tmp_path, wrong)
    with pytest.raises(UsageError, match="is no name for a session; use a few letters"):
        save_session(tmp_path, replace(whole, name="a/b"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match=r"session .*evening cannot be saved \(Not a directory\); what was there"):
        save_session(tmp_path / "file", evening_kept.session())


def test_two_that_save_at_once_get_two_versions(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from evening_kept import session
from rtmusic.session import save_session
for _ in range(2):
    save_session(Path(sys.argv[1]), session(int(sys.argv[2])))
"""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), number],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for number in ("1", "2")
    ]
    assert [process.wait(240) for process in both] == [0, 0]
    numbers = [number_of(load(tmp_path / "evening" / str(version))) for version in versions(tmp_path / "evening")]
    assert sorted(numbers) == [1, 1, 2, 2]


def test_killed_at_any_moment_the_newest_session_is_whole(tmp_path: Path) -> None:
    # The process dies when it asks the system for the first thing, for the second, and so on, until a save is through.
    code = """
import os, sys
from pathlib import Path
import evening_kept
from rtmusic import restore, session
folder, killed, last = Path(sys.argv[1]), 0, 1
def save(number):
    return session.save_session(folder, evening_kept.session(number))
def load(path=folder / "evening"):
    return restore.load_session(path, codec=evening_kept.CODEC, geometry=evening_kept.GEOMETRY)
for _ in range(session.KEPT):  # so that an old version has to go
    save(1)
evening_kept.number_of(load())  # what is imported on the way is there
while True:
    child = os.fork()
    if not child:
        asked = 0
        def ask(event, _):
            global asked
            if event.startswith(("open", "os.", "shutil.")):
                asked += 1
                if asked > killed:
                    os._exit(9)
        sys.addaudithook(ask)
        save(last + 1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    kept = load()
    number = evening_kept.number_of(kept)
    assert number in (last, last + 1) and not kept.told, (killed, number, kept.told)
    for version in session.versions(folder / "evening"):  # those that are there are whole, too
        kept = load(folder / "evening" / str(version))
        assert evening_kept.number_of(kept) <= number and not kept.told, (killed, version, kept.told)
    last = number
    if not status:
        break
    assert status == 9
    killed += 1
save(last + 1)
print(killed, *sorted(path.name for path in (folder / "evening").iterdir()))
"""
    killed, *left = child(code, str(tmp_path)).split()
    assert int(killed) > 30
    assert len(left) == KEPT and all(name.isdecimal() for name in left)  # nothing lies about


def test_a_disk_that_gets_full_at_any_byte_costs_only_this_save(tmp_path: Path) -> None:
    # A limit on file size stands for the full disk, see test_recorder.
    code = """
import resource, sys
from pathlib import Path
import evening_kept
from rtmusic.errors import RecordingError
from rtmusic.session import save_session
folder = Path(sys.argv[1])
save_session(folder, evening_kept.session(1))
before = evening_kept.files(folder)
sizes = sorted({len(data) for data in before.values()})
refused = 0
for size in sorted({1, 100, *(size - 1 for size in sizes), *(size // 2 for size in sizes)}):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        save_session(folder, evening_kept.session(2))
    except RecordingError as error:
        refused += 1
        assert "what was there is still there. Make room, or choose another folder" in str(error), error
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert evening_kept.files(folder) == before, size
    assert [path.name for path in (folder / "evening").iterdir()] == ["1"], size
print(refused, len(sizes))
"""
    refused, sizes = map(int, child(code, str(tmp_path)).split())
    assert refused >= 2 * sizes  # every one of them
    assert number_of(load(tmp_path / "evening")) == 1
