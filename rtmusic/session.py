"""A session: every loop of an evening in a folder, to be loaded another evening, in other places, at another tempo.

    evening/                every time it is saved, one more version; the KEPT newest stay
      1/  2/  3/            the highest number is the session as it was saved last
        session.toml        all that a player may want to read or change: tempo, lengths, places, knobs
        loop 0.wav          one turn, 32-bit float at 48 kHz, with its tempo
        loop 0.npz          the codes of its layers, and how many of them are in force
        …
        SHA256SUMS          of every file but session.toml; check them with:  sha256sum -c SHA256SUMS

A version is written under another name and renamed when the disk has all of it, so there is never half a version, and
nothing that was there before is touched. Nothing in a session is executed, and no file in it says where another one
lies. A version with a name that is no number stays for ever: to keep one, rename its folder.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from rtmusic.errors import UsageError
from rtmusic.guardian import born
from rtmusic.knobs import LOOP_KNOBS, LOOPS, SHARED_KNOBS
from rtmusic.loads import Plays
from rtmusic.loopfile import SavedLoop, write_layers, write_loop
from rtmusic.scenefile import check_name, knob_lines, own_folder, quoted
from rtmusic.shared import SAMPLE_RATE
from rtmusic.wholefile import sha256, to_disk, write_folder

FORMAT = 1
KEPT = 5  # versions of a session
TABLE, SUMS = "session.toml", "SHA256SUMS"
OTHER_FILE = re.compile(r"[a-z][a-z0-9_-]{0,40}\.[a-z0-9]{1,8}")  # what else may be kept: recall.npz
OWN_KNOBS = frozenset(SHARED_KNOBS) - set(LOOP_KNOBS)  # of a session; the others are of its loops
PLAYS = {  # what may be true of a loop, and what that means
    "muted": "it turns, and is not heard",
    "solo": "loops that are not are not heard",
    "reversed": "it plays backwards; its sound file is forwards",
}
_MEND = "what was there is still there. Make room, or choose another folder"


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """Every loop, and what they share."""

    name: str
    bpm: float
    beats: int  # in a bar
    loops: tuple[SavedLoop, ...]
    knobs: Mapping[str, float] = field(default_factory=dict)  # of OWN_KNOBS
    bar_sample: int = 0  # the absolute sample of a bar line
    codec: str = ""  # Bundle.codec: whose codes the layers are
    files: Mapping[str, bytes] = field(default_factory=dict)  # what others keep with it, by name
    told: tuple[str, ...] = ()  # what was not loaded, or not as it stands, a sentence each


def sessions_folder() -> Path:
    """Where sessions are kept unless told otherwise."""
    return own_folder("sessions")


def session_names(folder: Path) -> list[str]:
    """The sessions in a folder, by name; none where there is no folder."""
    with suppress(OSError):
        return sorted(path.name for path in folder.iterdir() if versions(path))
    return []


def versions(path: Path) -> list[int]:
    """The versions of a session, oldest first."""
    with suppress(OSError):
        numbered = [entry for entry in path.iterdir() if entry.name.isascii() and entry.name.isdecimal()]
        return sorted(int(entry.name) for entry in numbered if (entry / TABLE).is_file())
    return []


def find_session(said: str, folder: Path | None = None) -> Path:
    """The folder of a session as typed: its name, or a path to it or to one of its versions.

    Raises:
        UsageError: there is no such session; the message offers those that there are.
    """
    if os.sep in said:
        return Path(said)
    folder = folder or sessions_folder()
    if not (folder / check_name(said, "session")).is_dir():
        there = ", ".join(session_names(folder)) or "none"
        raise UsageError(f"there is no session {said!r} in {folder}; there are: {there[:500]}")
    return folder / said


def save_session(folder: Path, session: Session) -> Path:
    """Save a session as one more version of what has its name; the KEPT newest stay. One thread at a time.

    Args:
        folder: where sessions are kept.

    Returns:
        The new version's folder.

    Raises:
        UsageError: no name for a session.
        ValueError: two loops of one number, a number or a knob without a place, or a name that no file may have.
        RecordingError: it cannot be written; what was there is still there.
    """
    numbers = [loop.number for loop in session.loops]
    if len(set(numbers)) < len(numbers) or not set(numbers) <= set(range(LOOPS)):
        raise ValueError(f"loops {numbers}: give each a number of its own, 0 to {LOOPS - 1}")
    unknown = set(session.knobs) - OWN_KNOBS
    unknown |= {name for loop in session.loops for name in loop.knobs} - set(LOOP_KNOBS)
    if unknown:
        raise ValueError(f"there is no place for knob {min(unknown)!r}, so it would be lost")
    if wrong := [name for name in session.files if name == TABLE or not OTHER_FILE.fullmatch(name)]:
        raise ValueError(f"{wrong[0]!r} is no name for a file of a session")
    home = folder / check_name(session.name, "session")
    _sweep(home)
    draft, what = home / f".{os.getpid()}.new", f"session {home} cannot be saved"
    try:
        version = write_folder(draft, lambda: _write(draft, session), _next(home), what, _MEND)
    finally:
        with suppress(OSError):
            home.rmdir()  # where there is nothing in it
    for old in versions(home)[:-KEPT]:
        gone = home / f".{os.getpid()}-{old}.old"  # by one step: half a version is none
        with suppress(OSError):
            (home / str(old)).rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
    return version


def _next(home: Path) -> Iterator[Path]:
    """Names for the next version."""
    last = max([0, *(int(entry.name) for entry in home.iterdir() if entry.name.isdecimal())])
    yield from (home / str(number) for number in count(last + 1))


def _write(draft: Path, session: Session) -> None:
    """All files of a version."""
    for loop in session.loops:
        stem = f"loop {loop.number}"
        write_loop(draft / f"{stem}.wav", loop.sound, loop.bpm, loop.beats, session.beats)
        if loop.layers:
            write_layers(draft / f"{stem}.npz", loop.layers, loop.current)
    for name, data in session.files.items():
        (draft / name).write_bytes(data)
    sums = [f"{sha256(path)}  {path.name}\n" for path in sorted(draft.iterdir())]
    for name, text in ((SUMS, "".join(sums)), (TABLE, as_text(session))):
        (draft / name).write_text(text, "utf-8", newline="\n")
    to_disk(draft.parent.parent)  # which knows of a new session


def _sweep(home: Path) -> None:
    """Take away what processes that are gone have left half done."""
    for path in home.glob(".*"):
        owner = re.match(r"\.(\d+)(-\d+\.old|\.new)$", path.name)
        if owner and (int(owner[1]) == os.getpid() or (born(os.getpid()) and not born(int(owner[1])))):
            shutil.rmtree(path, ignore_errors=True)


def as_text(session: Session) -> str:
    """A session as the text of its table."""
    lines = [
        "# A session of rtmusic. Change what you like; what you take out is as it is when the session is loaded.",
        f"format = {FORMAT}",
        f"name = {quoted(session.name)}",
        f"tempo = {float(session.bpm)!r}".ljust(28) + "# beats per minute: loops of whole beats are stretched to it",
        f"beats = {session.beats}".ljust(28) + "# in a bar",
        f"bar = {session.bar_sample}".ljust(28) + "# the sample of a bar line",
        f"codec = {quoted(session.codec)}",
        "",
        "[knobs]",
        *knob_lines(session.knobs),
    ]
    for loop in sorted(session.loops, key=lambda loop: loop.number):
        lines += [
            "",
            f"[loop.{loop.number}]",
            f"name = {quoted(loop.name)}",
            f"beats = {loop.beats:.12g}".ljust(28) + "# how long it is; 0: as long as it is, at any tempo",
            f"offset = {round((loop.start_sample - session.bar_sample) % loop.period)}".ljust(28)
            + "# samples from the bar line to where one of its turns begins",
            *_plays_lines(loop.plays),
        ]
        if loop.knobs:
            lines += [f"[loop.{loop.number}.knobs]", *knob_lines(loop.knobs)]
    return "\n".join(lines) + "\n"


def _plays_lines(plays: Plays) -> Iterator[str]:
    """How a loop plays, but for what goes without saying."""
    for flag, meaning in PLAYS.items():
        if getattr(plays, flag):
            yield f"{flag} = true".ljust(28) + f"# {meaning}"
    if plays.paused is not None:
        yield f"paused = {plays.paused / SAMPLE_RATE!r}".ljust(28) + "# seconds into its turn, where it stands still"
