"""A session, loaded: some of its loops or all, in any order, into any places, at any tempo.

What a player has changed in the table is taken as far as it can be; what is damaged is told and left out, and all else
is loaded. A loop of whole beats is stretched to the tempo; it has no beginning, so what is stretched is a loop in the
midst of itself, and its end is led into its beginning again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.errors import RecordingError, RtmusicError, UsageError
from rtmusic.knobs import KNOBS
from rtmusic.loopfile import LONGEST_S, SavedLoop, length_at, read_layers, read_loop
from rtmusic.memory import Layer
from rtmusic.scenefile import read_knobs, read_table
from rtmusic.seams import FADE_SAMPLES, turn
from rtmusic.session import FORMAT, LOOPS, OTHER_FILE, SUMS, TABLE, Session, sha256, versions
from rtmusic.shared import SAMPLE_RATE
from rtmusic.units import Geometry, Samples

LEAD_S = 0.5  # so much of itself before and after a loop is stretched with it
MOST_STRETCH = 4.0  # more is no tempo but a mistake
_MOST_SAMPLE = 2**62

Stretch = Callable[[Samples, float], Samples]
"""Sound [C, n] and a factor → sound [C, round(n * factor)] that lasts so much longer, and is as high as it was."""


def load_session(
    path: Path,
    slots: Mapping[int, int] | None = None,
    bpm: float | None = None,
    stretch: Stretch | None = None,
    codec: str = "",
    geometry: Geometry | None = None,
) -> Session:
    """Load a session, some or all of its loops, each into any place, at any tempo.

    A loop of whole beats that was saved at another tempo is stretched, its start moved so that it is as many beats
    from the bar line as before, and its layers left as they are: `SavedLoop.encoded` is then False. What is damaged is
    told and left out, and all else is loaded.

    Args:
        path: a session, of which the newest version is loaded, or one version.
        slots: saved slot → slot to load it into, in the order in which they are wanted; None: all, where they were.
        bpm: the tempo to load it at; None: that of the table.
        stretch: how sound gets longer or shorter; without one, a loop of another tempo is loaded as it is, and told.
        codec, geometry: of the bundle that plays; without them, or where another codec wrote them, there are no layers.

    Raises:
        UsageError: no session, or its table is damaged; or a loop is wanted that it does not hold.
        RecordingError: not one loop that is wanted can be loaded.
    """
    version = _version(path)
    held = read_table(version / TABLE, "session", "name the folder of a session")
    told: list[str] = []
    if held.get("format", FORMAT) != FORMAT:
        told.append(f"is of format {held['format']!r}, and this rtmusic knows {FORMAT}: what is new in it is left out")
    tempo = KNOBS["tempo"]
    saved_bpm = _number(held, "tempo", tempo.default, (tempo.low, tempo.high), told)
    name = held["name"] if isinstance(held.get("name"), str) else version.parent.name
    session = Session(
        name,
        bpm or saved_bpm,
        round(_number(held, "beats", 4, (1, 16), told)),
        (),
        dict(read_knobs(_table(held, "knobs", told), told)),
        round(_number(held, "bar", 0, (-_MOST_SAMPLE, _MOST_SAMPLE), told)),
        str(held.get("codec", "")),
    )
    there: dict[int, Mapping[str, Any]] = {}
    for key, table in _table(held, "loop", told).items():
        if key in {str(slot) for slot in range(1, LOOPS + 1)} and isinstance(table, dict):
            there[int(key)] = table
        else:
            told.append(f"loop {key[:20]} is none; loops are 1 to {LOOPS}; left out")
    wanted = {slot: slot for slot in there} if slots is None else dict(slots)
    if missing := [slot for slot in wanted if slot not in there]:
        known = ", ".join(map(str, there)) or "none"
        raise UsageError(f"session {version} has no loop {missing[0]}; it has: {known}")
    sums = _sums(version, told)
    layered = geometry if codec and codec == session.codec else None
    if there and codec and layered is None:
        told.append("was made with another codec, so undo and redo begin anew: loops are loaded as sound")
    loops = []
    for slot, into in wanted.items():
        try:
            loop = _loop(version, slot, there[slot], session.bar_sample, sums, layered, told)
            loops.append(replace(_at_tempo(loop, session, stretch, told), slot=into))
        except RtmusicError as error:
            told.append(f"loop {slot} is left out: {error}")
    if wanted and not loops:
        raise RecordingError(f"session {version} is damaged; {_older(version)}\n" + "\n".join(told))
    files = dict(_others(version, sums, told))
    return replace(session, loops=tuple(loops), files=files, told=tuple(f"session {name}: {line}" for line in told))


def _version(path: Path) -> Path:
    """The folder of a version."""
    if (path / TABLE).is_file():
        return path
    numbers = versions(path)
    if not numbers:
        reason = f"there is no {TABLE} in it" if path.is_dir() else "there is no such folder"
        raise UsageError(f"{path} is no session: {reason}; name a folder that rtmusic has saved")
    return path / str(numbers[-1])


def _older(version: Path) -> str:
    """What to do about a version that cannot be loaded."""
    number = int(version.name) if version.name.isdecimal() else 0
    older = [other for other in versions(version.parent) if other < number]
    return f"load the one before it:  {version.parent / str(older[-1])}" if older else "take a copy of it"


def _number(
    table: Mapping[str, Any], key: str, default: float, ends: tuple[float, float], told: list[str], where: str = ""
) -> float:
    """A number as it stands in a table, or the nearest that it can be; what is no number is told."""
    said = table.get(key, default)
    if isinstance(said, bool) or not isinstance(said, int | float) or (isinstance(said, float) and math.isnan(said)):
        told.append(f"{where}{key}: {str(said)[:40]!r} is no number; {default:g} is taken")
        return default
    taken = min(ends[1], max(ends[0], said))
    if taken != said:
        told.append(f"{where}{key}: {str(said)[:40]} is outside {ends[0]:g} to {ends[1]:g}; {taken:g} is taken")
    return taken


def _table(held: Mapping[str, Any], key: str, told: list[str]) -> dict[str, Any]:
    table = held.get(key, {})
    if isinstance(table, dict):
        return table
    told.append(f"{key} is no table; write  [{key}]  above its lines")
    return {}


def _sums(version: Path, told: list[str]) -> dict[str, str]:
    """What the files should add up to, by name."""
    try:
        lines = (version / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        told.append(f"has no {SUMS}, so nobody knows whether its files are whole")
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _check(path: Path, sums: Mapping[str, str]) -> Path:
    """A file that is as it was saved, or that nobody knows about."""
    try:
        if sums.get(path.name, digest := sha256(path)) == digest:
            return path
    except OSError as error:
        raise RecordingError(f"{path} cannot be read ({error.strerror})") from None
    raise RecordingError(
        f"{path} is not what was saved: it is damaged, or somebody has changed it. "
        f"If that was you, take its line out of {path.with_name(SUMS)}"
    )


def _loop(
    version: Path,
    slot: int,
    table: Mapping[str, Any],
    bar: int,
    sums: Mapping[str, str],
    geometry: Geometry | None,
    told: list[str],
) -> SavedLoop:
    """A loop as it was saved, or as it stands in the table now."""
    where = f"loop {slot}: "
    sound = read_loop(_check(version / f"loop {slot}.wav", sums))
    beats = _number(table, "beats", 0, (0, 10_000), told, where)
    offset = _number(table, "offset", 0, (0, LONGEST_S * SAMPLE_RATE), told, where)
    name = table["name"] if isinstance(table.get("name"), str) else f"loop {slot}"
    codes = version / f"loop {slot}.npz"
    layers: tuple[Layer, ...] = ()
    seeds: tuple[int, ...] = ()
    if geometry is not None and (codes.exists() or codes.name in sums):
        try:
            layers, seeds = read_layers(_check(codes, sums), geometry.levels, geometry.codebook_size)
        except RecordingError as error:
            told.append(f"{where}{error}; it is loaded as sound, and undo and redo begin anew")
    current = round(_number(table, "take", len(layers), (0, len(layers)), told, where)) if layers else 0
    knobs = dict(read_knobs(_table(table, "knobs", told), told))
    bpm = beats * 60 * SAMPLE_RATE / sound.shape[1]
    return SavedLoop(slot, name, sound, layers, current, bpm, beats, bar + round(offset), knobs, seeds)


def _at_tempo(loop: SavedLoop, session: Session, stretch: Stretch | None, told: list[str]) -> SavedLoop:
    """A loop at the session's tempo, if it has beats."""
    length = loop.sound.shape[1]
    wanted = length_at(loop.beats, session.bpm) if loop.beats else length
    if abs(wanted - length) <= 1:  # the length was rounded
        return replace(loop, bpm=session.bpm)
    if stretch is None:
        told.append(f"loop {loop.slot}: is at {loop.bpm:.6g} beats a minute, and loaded as it is")
        return loop
    if wanted > LONGEST_S * SAMPLE_RATE:
        raise UsageError(f"at {session.bpm:g} beats a minute it is longer than {LONGEST_S:g} s; load it faster")
    ratio = wanted / length
    if not 1 / MOST_STRETCH <= ratio <= MOST_STRETCH:
        raise UsageError(
            f"it would last {ratio:.3g} times as long; set its beats in {TABLE} ({loop.beats:g}) to what they are"
        )
    away = (loop.start_sample - session.bar_sample) * ratio
    sound = stretched(loop.sound, wanted, stretch)
    return replace(loop, sound=sound, bpm=session.bpm, start_sample=session.bar_sample + round(away))


def stretched(sound: Samples, wanted: int, stretch: Stretch) -> Samples:
    """A loop at another length, turning into itself without a seam.

    Raises:
        ValueError: the stretcher does not keep its word.
    """
    length = sound.shape[1]
    lead, factor = round(LEAD_S * SAMPLE_RATE), wanted / length
    longer = stretch(turn(sound, -lead, length + 2 * lead), factor)
    if longer.shape[1] != round((length + 2 * lead) * factor):
        raise ValueError(f"stretched by {factor:g} it is {longer.shape[1]} samples long")
    at = round(lead * factor)
    fade = min(FADE_SAMPLES, at, wanted)
    closed = longer[:, at : at + wanted].astype(np.float32)
    # Before its beginning it sounds as at its end, so the two are added as they are: equal power would make a bump.
    up = (np.arange(fade, dtype=np.float32) + 0.5) / max(fade, 1)
    closed[:, wanted - fade :] = closed[:, wanted - fade :] * up[::-1] + longer[:, at - fade : at] * up
    return closed


def _others(version: Path, sums: Mapping[str, str], told: list[str]) -> Iterator[tuple[str, bytes]]:
    """What others kept with the session."""
    for name in sums:
        if OTHER_FILE.fullmatch(name):
            try:
                yield name, _check(version / name, sums).read_bytes()
            except RecordingError as error:
                told.append(f"{error}; it is left out")
