"""``rtmusic session``, and what ``rtmusic live`` begins with: parse and call, nothing else."""

# ruff: noqa: PLC0415  what a command needs is imported when it is called, so that --help answers at once

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rtmusic.errors import UsageError
from rtmusic.knobs import KNOBS, LOOPS, Control, Knob, Panel
from rtmusic.parsing import Commands, Parser, whole

if TYPE_CHECKING:  # --help needs no models
    from rtmusic.loopfile import SavedLoop
    from rtmusic.session import Session
    from rtmusic.units import Samples

FOLDER = "where sessions are kept (default: ~/.config/rtmusic/sessions)"
ABOUT = """Sessions: all loops of an evening in a folder, to be played on another evening or in another program.

examples:
  rtmusic live --session friday          begin with it, if there is one, and keep it at the end
  rtmusic session list                   what there is
  rtmusic session check friday           what of it would not be taken as it stands
  rtmusic session stems friday ~/stems   every loop as a sound file, and a project of them"""


def add_options(live: Parser) -> None:
    """What  rtmusic live  can begin with."""
    about = (
        "begin with this session, if there is one, and keep all loops in it at the end; "
        "the path of a session or of a version is begun with, and not kept (default: none)"
    )
    live.add_argument("--session", metavar="NAME", help=about)
    live.add_argument("--sessions", type=Path, metavar="FOLDER", help=FOLDER)
    about = "begin with a sound file as loop N (default: none)"
    live.add_argument("--loop", action="append", default=[], metavar="N=FILE", help=about)


def add_commands(parser: Parser) -> None:
    """The three things to do with sessions when nobody plays."""
    commands = Commands(parser)

    def command(name: str, run: Callable[[argparse.Namespace], None], about: str) -> Parser:
        added = commands.add(name, run, about)
        added.add_argument("--sessions", type=Path, metavar="FOLDER", help=FOLDER)
        return added

    command("list", _list, "the sessions that there are: versions, tempo, loops")
    check = command("check", _check, "read a session, and tell what would not be taken as it stands")
    stems = command("stems", _stems, "every loop as a sound file, all from one bar line, the mix, and a DAWproject")
    for both in (check, stems):
        what = "its name, or the path of a session, of a version, or of a set that  rtmusic live --journal  wrote"
        both.add_argument("session", metavar="SESSION", help=what)
        both.add_argument("--bundle", type=Path, metavar="PATH", help="(default: the one that came with rtmusic)")
    stems.add_argument("folder", type=Path, metavar="FOLDER", help="in which a new folder is made")
    bars = whole(1, 100_000, "a number of bars")
    stems.add_argument("--bars", type=bars, metavar="N", help="how long (default: as the longest loop)")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an evening begins with."""

    controls: Sequence[Control]
    loops: Sequence[SavedLoop]  # their starts count from a bar line
    notes: Sequence[str]  # what a player should know
    keep: str  # the session that is kept at the end
    moments: bytes = b""  # what recall remembers


def beginning(
    said: str | None,
    folder: Path | None,
    files: Sequence[str],
    bundle: Path | None,
    panel: Panel,
    controls: Sequence[Control],
) -> Beginning:
    """A session, and sound files as loops.

    Args:
        said: a session as typed: a name, of one that may be new, or a path, of one that is not kept at the end.
        files: N=FILE as typed, in their order.
        panel: where the knobs stand without all this.
        controls: knobs that have the last word; with a tempo among them the loops are loaded at that.

    Raises:
        RtmusicError: something cannot be read.
    """
    if not said and not files:
        return Beginning((), (), (), "")
    from rtmusic.bundle import Bundle
    from rtmusic.loopfile import import_loop
    from rtmusic.restore import at_tempo, beside_others, load_session
    from rtmusic.scenefile import check_name
    from rtmusic.session import find_session, session_names, sessions_folder, versions

    tempo = next((control.value for control in reversed(controls) if control.knob.name == "tempo"), None)
    from rtmusic.sessions import MOMENTS

    turned, loops, notes, moments = list[Control](), list["SavedLoop"](), list[str](), b""
    folder, path = folder or sessions_folder(), bool(said) and os.sep in str(said)
    if said and not path and not versions(folder / check_name(said, "session")):
        there = ", ".join(session_names(folder)) or "none"
        notes.append(f"session {said} is new, and kept in {folder} at the end; there are: {there[:500]}")
    elif said:
        models = Bundle.load(bundle)
        session = load_session(find_session(said, folder), None, tempo, models.codec, models.geometry)
        notes += session.told
        if path:
            notes.append(f"{said} is a path, so it is not kept at the end; keep it as you play:  /session/save NAME")
        moments = session.files.get(MOMENTS, b"")
        tempo = session.bpm
        turned = [Control(KNOBS["tempo"], tempo), Control(KNOBS["beats"], session.beats)]
        turned += [Control(KNOBS[name], value) for name, value in session.knobs.items()]
        for loop in beside_others(session.loops) if files else session.loops:
            turned += [Control(KNOBS[f"loop_{loop.number}_{name}"], value) for name, value in loop.knobs.items()]
            loops.append(replace(loop, start_sample=loop.start_sample - session.bar_sample))
    for text in files:
        number, file = parse_loop(text)
        loops.append(at_tempo(import_loop(file, number), tempo or panel["tempo"]))
    return Beginning(turned, loops, notes, "" if path else said or "", moments)


def begun(said: str | None, *_: object) -> Beginning:
    """The same where a process goes on that was begun with them long ago."""
    return Beginning((), (), (), "" if os.sep in (said or "") else said or "")


def parse_loop(text: str) -> tuple[int, Path]:
    """``2=drums.wav`` as typed after ``--loop``: which loop, and the sound file.

    Raises:
        UsageError: not of this form, or no such loop.
    """
    number, equals, file = text.partition("=")
    if not equals or not file:
        raise UsageError(f"{text!r} does not say which loop is which file; for example:  --loop 2=drums.wav")
    if number not in map(str, range(LOOPS)):
        raise UsageError(f"there is no loop {number[:20]!r}; loops are 0 to {LOOPS - 1}:  --loop 2={file}")
    return int(number), Path(file)


def _list(arguments: argparse.Namespace) -> None:
    from rtmusic.listing import table
    from rtmusic.restore import glance
    from rtmusic.session import session_names, sessions_folder, versions

    folder = arguments.sessions or sessions_folder()
    rows = [("SESSION", "VERSIONS", "TEMPO", "LOOPS")]
    for name in session_names(folder):
        rows.append((name, str(len(versions(folder / name))), *glance(folder / name)))
    print(table(rows) if len(rows) > 1 else f"no sessions in {folder}; keep one while playing:  /session/save NAME")


def _check(arguments: argparse.Namespace) -> None:
    session = _read(arguments)
    loops = ", ".join(str(loop.number) for loop in session.loops) or "none"
    print("\n".join(session.told) or f"session {session.name}: loops {loops}; all of it is taken as it stands")


def _stems(arguments: argparse.Namespace) -> None:
    from rtmusic.stems import bars_of, export_stems

    session = _read(arguments)
    for sentence in session.told:
        print(f"rtmusic: {sentence}", file=sys.stderr)
    print(export_stems(arguments.folder, session, arguments.bars or bars_of(session), _played))


def _read(arguments: argparse.Namespace) -> Session:
    """A session, or the loops with which a set ended."""
    from rtmusic.bundle import Bundle
    from rtmusic.journal import EVENING
    from rtmusic.restore import load_session
    from rtmusic.session import find_session
    from rtmusic.setbook import read_set
    from rtmusic.snapshot import session_of_set

    if (Path(arguments.session) / EVENING).is_file():
        book = read_set(Path(arguments.session))
        return session_of_set(book, Bundle.load(arguments.bundle or Path(book.facts["bundle"]["path"])))
    models = Bundle.load(arguments.bundle)
    return load_session(find_session(arguments.session, arguments.sessions), None, None, models.codec, models.geometry)


def _played(loop: SavedLoop) -> Samples:
    """A turn of a loop with its level and on its side."""
    import numpy as np

    from rtmusic.looper import sides

    def where(knob: Knob) -> float:
        return loop.knobs.get(knob.name, knob.default)

    left, right = sides(where(KNOBS["level"]), where(KNOBS["pan"]))
    if loop.sound.shape[0] == 1 and left == right:
        return (loop.sound * np.float32(left)).astype(np.float32)
    return (loop.sound * np.array([[left], [right]], np.float32)).astype(np.float32)
