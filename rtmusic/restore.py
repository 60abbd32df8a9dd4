"""A session, loaded: some of its loops or all, in any order, into any places, at any tempo.

What a player has changed in the table is taken as far as it can be; what is damaged is told and left out, and all else
is loaded. A loop of whole beats is stretched to the tempo.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rtmusic.coding import layer_frames
from rtmusic.errors import RecordingError, RtmusicError, UsageError, did_you_mean
from rtmusic.knobs import KNOBS, LOOP_KNOBS, LOOPS, loop_of, plain_name
from rtmusic.layers import Layer
from rtmusic.loads import Plays
from rtmusic.loopfile import LONGEST_S, SavedLoop, length_at, read_layers, read_loop
from rtmusic.scenefile import read_knobs, read_table
from rtmusic.session import FORMAT, OTHER_FILE, OWN_KNOBS, PLAYS, SUMS, TABLE, Session, versions
from rtmusic.shared import SAMPLE_RATE
from rtmusic.tree import CLEARED
from rtmusic.units import Geometry
from rtmusic.varispeed import changing, finish
from rtmusic.wholefile import sha256

_MOST_SAMPLE = 2**62
_OF_A_LOOP = ("name", "beats", "offset", "paused", *PLAYS, "knobs")  # what its table may say
_OF_ALL = ("format", "name", "tempo", "beats", "bar", "codec", "knobs", "loop")


def load_session(
    path: Path,
    numbers: Mapping[int, int] | None = None,
    bpm: float | None = None,
    codec: str = "",
    geometry: Geometry | None = None,
) -> Session:
    """Load a session, some or all of its loops, each into any place, at any tempo.

    A loop of whole beats that was saved at another tempo is stretched, its start moved so that it is as many beats
    from the bar line as before, and its layers left as they are: `SavedLoop.encoded` is then False. What is damaged is
    told and left out, and all else is loaded.

    Args:
        path: a session, of which the newest version is loaded, or one version.
        numbers: of a saved loop → of the loop that it becomes, in the order in which they are wanted; None: all, as
            they were.
        bpm: the tempo to load it at; None: that of the table.
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
    _tell_unknown(held, _OF_ALL, told)
    tempo = KNOBS["tempo"]
    saved_bpm = _number(held, "tempo", tempo.default, (tempo.low, tempo.high), told)
    name = held["name"] if isinstance(held.get("name"), str) else version.parent.name
    session = Session(
        name,
        bpm or saved_bpm,
        round(_number(held, "beats", 4, (1, 16), told)),
        (),
        _knobs(held, OWN_KNOBS, told),
        round(_number(held, "bar", 0, (-_MOST_SAMPLE, _MOST_SAMPLE), told)),
        str(held.get("codec", "")),
    )
    there: dict[int, Mapping[str, Any]] = {}
    for key, table in _table(held, "loop", told).items():
        if key in {str(number) for number in range(LOOPS)} and isinstance(table, dict):
            there[int(key)] = table
        else:
            told.append(f"loop {key[:20]} is none; loops are 0 to {LOOPS - 1}; left out")
    wanted = {number: number for number in there} if numbers is None else dict(numbers)
    if missing := [number for number in wanted if number not in there]:
        known = ", ".join(map(str, there)) or "none"
        raise UsageError(f"session {version} has no loop {missing[0]}; it has: {known}")
    sums = _sums(version, told)
    layered = geometry if codec and codec == session.codec else None
    if there and codec and layered is None:
        told.append("was made with another codec, so undo and redo begin anew: loops are loaded as sound")
    loops = []
    for number, into in wanted.items():
        try:
            loop = _loop(version, number, there[number], session.bar_sample, sums, layered, told)
            loops.append(replace(at_tempo(loop, session.bpm, session.bar_sample), number=into))
        except RtmusicError as error:
            told.append(f"loop {number} is left out: {error}")
    if wanted and not loops:
        raise RecordingError(f"session {version} is damaged; {_older(version)}\n" + "\n".join(told))
    files = dict(_others(version, sums, told))
    return replace(session, loops=tuple(loops), files=files, told=tuple(f"session {name}: {line}" for line in told))


def glance(path: Path) -> tuple[str, str]:
    """The tempo and the loops of a session, as its table has them, for a list; what is wrong with it instead."""
    try:
        held = read_table(_version(path) / TABLE, "session", "")
    except UsageError as error:
        return "?", str(error)
    loops = held.get("loop")
    return str(held.get("tempo", "?"))[:10], ", ".join(sorted(loops)) if isinstance(loops, dict) else "none"


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


def _tell_unknown(table: Mapping[str, Any], known: Sequence[str], told: list[str], where: str = "") -> None:
    for key in sorted(set(table) - set(known)):
        told.append(f"{where}{key[:40]} means nothing here; {did_you_mean(key, known, 'left out')}")


def _table(held: Mapping[str, Any], key: str, told: list[str]) -> dict[str, Any]:
    table = held.get(key, {})
    if isinstance(table, dict):
        return table
    told.append(f"{key} is no table; write  [{key}]  above its lines")
    return {}


def _knobs(held: Mapping[str, Any], known: Collection[str], told: list[str], where: str = "") -> dict[str, float]:
    """The knobs of a table that belong there; of the others it is told where they do."""
    said = len(told)
    knobs = dict(read_knobs(_table(held, "knobs", told), told))
    for name in sorted(set(knobs) - set(known)):
        loop, plain = loop_of(name), plain_name(name)
        table = "knobs" if plain not in LOOP_KNOBS else f"loop.{'N' if loop is None else loop}.knobs"
        told.append(f"knob {name} is left out; write  {plain}  below  [{table}]")
    told[said:] = [f"{where}{line}" for line in told[said:]]
    return {name: value for name, value in knobs.items() if name in known}


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
    number: int,
    table: Mapping[str, Any],
    bar: int,
    sums: Mapping[str, str],
    geometry: Geometry | None,
    told: list[str],
) -> SavedLoop:
    """A loop as it was saved, or as it stands in the table now."""
    where = f"loop {number}: "
    _tell_unknown(table, _OF_A_LOOP, told, where)
    sound = read_loop(_check(version / f"loop {number}.wav", sums))
    beats = _number(table, "beats", 0, (0, 10_000), told, where)
    offset = _number(table, "offset", 0, (0, LONGEST_S * SAMPLE_RATE), told, where)
    name = table["name"] if isinstance(table.get("name"), str) else f"loop {number}"
    codes = version / f"loop {number}.npz"
    layers: tuple[Layer, ...] = ()
    current = 0
    if geometry is not None and (codes.exists() or codes.name in sums):
        try:
            layers, current = read_layers(_check(codes, sums), geometry.levels, geometry.codebook_size)
            if not all(_fits(layer, geometry) for layer in layers):
                layers, current = (), 0
                raise RecordingError(f"{codes} holds codes that are not as long as their loop")
        except RecordingError as error:
            told.append(f"{where}{error}; it is loaded as sound, and undo and redo begin anew")
    knobs, plays = _knobs(table, LOOP_KNOBS, told, where), _plays(table, sound.shape[1], told, where)
    bpm = beats * 60 * SAMPLE_RATE / sound.shape[1]
    return SavedLoop(number, name, sound, layers, current, bpm, beats, bar + round(offset), knobs, plays)


def _plays(table: Mapping[str, Any], length: int, told: list[str], where: str) -> Plays:
    """How a loop of so many samples plays, as it stands in its table."""
    flags = {name: table.get(name, False) for name in PLAYS}
    for name, said in flags.items():
        if not isinstance(said, bool):
            told.append(f"{where}{name}: {str(said)[:40]!r} is neither true nor false; left out")
    muted, solo, backwards = (said is True for said in flags.values())
    paused, stands = None, table.get("paused", False)
    if isinstance(stands, int | float) and not isinstance(stands, bool) and not math.isnan(stands):
        seconds = _number(table, "paused", 0, (0, length / SAMPLE_RATE), told, where)
        paused = min(round(seconds * SAMPLE_RATE), length - 1)
    elif stands is not False:
        told.append(f"{where}paused: {str(stands)[:40]!r} is no number of seconds; left out")
    return Plays(muted, backwards, solo, paused)


def beside_others(loops: Sequence[SavedLoop]) -> tuple[SavedLoop, ...]:
    """Loops as they were heard beside one another, where others play that none of them may silence: what was not
    heard for a solo is muted, and nobody's solo changes.
    """
    alone = any(loop.plays.solo for loop in loops)
    return tuple(
        replace(loop, plays=replace(loop.plays, solo=None, muted=loop.plays.muted or (alone and not loop.plays.solo)))
        for loop in loops
    )


def _fits(layer: Layer, g: Geometry) -> bool:
    """Whether a layer has as many codes as its sound takes, and those that lead into it."""
    if layer.kind == CLEARED:
        return not layer.codes.size
    length = layer.length_samples
    return length > 0 and int(layer.codes.shape[1]) == layer_frames(length, g)


def at_tempo(loop: SavedLoop, bpm: float, bar: int = 0) -> SavedLoop:
    """A loop at another tempo, if it has beats: as many beats long, and as many from a bar line; one that is paused
    stands at the same place in the music.

    Args:
        bar: the sample of a bar line.

    Raises:
        UsageError: it would be too long, or last so many times as long that its beats cannot be meant.
    """
    length = loop.sound.shape[1]
    wanted = length_at(loop.beats, bpm) if loop.beats else length
    if abs(wanted - length) <= 1:  # the length was rounded
        return replace(loop, bpm=bpm)
    if wanted > LONGEST_S * SAMPLE_RATE:
        raise UsageError(f"at {bpm:g} beats a minute it is longer than {LONGEST_S:g} s; load it faster")
    ratio = wanted / length
    if not KNOBS["stretch"].low <= ratio <= KNOBS["stretch"].high:  # which is no tempo but a mistake
        raise UsageError(
            f"it would last {ratio:.3g} times as long; set its beats ({loop.beats:g}) to what they are, "
            f"in {TABLE} or by the tempo in a file's name (97bpm)"
        )
    away, paused = (loop.start_sample - bar) * ratio, loop.plays.paused
    plays = replace(loop.plays, paused=None if paused is None else min(round(paused * ratio), wanted - 1))
    sound = finish(changing(loop.sound, wanted, 1.0))
    return replace(loop, sound=sound, bpm=bpm, start_sample=bar + round(away), plays=plays)


def _others(version: Path, sums: Mapping[str, str], told: list[str]) -> Iterator[tuple[str, bytes]]:
    """What others kept with the session, also where nobody knows what it adds up to."""
    for name in sorted({*sums, *(path.name for path in version.glob("*.npz"))}):
        if OTHER_FILE.fullmatch(name):
            try:
                yield name, _check(version / name, sums).read_bytes()
            except RecordingError as error:
                told.append(f"{error}; it is left out")
