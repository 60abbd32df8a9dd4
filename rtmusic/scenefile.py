"""A scene as a file that a player can read and edit: knobs, prompts and MIDI bindings in TOML.

    format = 1
    [prompts]
    1 = "dusty electric piano"
    [knobs]
    mode = "stream"        # choices and switches by name
    temperature = 0.8
    [midi]
    bindings = ["cc:*:20=guidance"]

Whatever is not in the file stays as it is when the scene is recalled, so a file may hold as little as one knob. Saving
leaves out what belongs to the evening and not to a scene (`LEFT_OUT`); typed into a file by hand, these work too.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rtmusic.errors import KnobError, RecordingError, UsageError
from rtmusic.knobs import KNOBS, LOOP_KNOBS, PROMPTS, Control, Knob, Panel, find
from rtmusic.presets import PRESETS, preset
from rtmusic.wholefile import write_whole

FORMAT = 1
ENDING = ".toml"
LONGEST_NAME = 120  # bytes
MOST_BYTES = 1 << 20
MOST_BINDINGS = 1000
LONGEST_TEXT = 1000  # characters of a prompt, or of a binding
LEFT_OUT: Mapping[str, str] = {  # knobs that saving a scene leaves out, and why
    "gain": "the level of the room is no part of the music",
    "mute": "a scene that unmutes is heard by mistake",
    "freeze": "what is held by hand is let go by hand",
    "tempo": "it belongs to the clock: tapped, or shared over MIDI or Link with others, who would be dragged along",
    "seed": "it says which evening this is; turning back to it would play the same again",
    "select": "it says where a hand is",
}
_RESERVED = frozenset({"con", "prn", "aux", "nul"})  # what Windows keeps for itself


@dataclass(frozen=True, slots=True)
class Scene:
    """What a file holds, checked: every value can be taken as it is."""

    name: str
    knobs: Mapping[str, float] = field(default_factory=dict)
    prompts: Mapping[int, str] = field(default_factory=dict)  # by slot, 1 to 8
    midi: tuple[str, ...] = ()
    told: tuple[str, ...] = ()  # what was not understood or not taken as it stands, a sentence each

    def controls(self) -> list[Control]:
        """Its knobs in the order of the table, where what turns others comes before them."""
        return [Control(knob, self.knobs[name]) for name, knob in KNOBS.items() if name in self.knobs]


def own_folder(what: str) -> Path:
    """Where a player's own files of a kind are kept."""
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "rtmusic" / what


def scenes_folder() -> Path:
    """Where scenes are kept unless told otherwise."""
    return own_folder("scenes")


def check_name(name: str, what: str = "scene") -> str:
    """A name of a scene, or of something else, that is also a file's name on every system.

    Raises:
        UsageError: it is empty, too long, or has a sign that a file's name may not have.
    """
    long = len(name.encode("utf-8", "replace")) > LONGEST_NAME
    if long or not re.fullmatch(r"\w([\w +#'()-]*[\w+#'()-])?", name) or name.lower() in _RESERVED:
        raise UsageError(
            f"{name[:80]!r} is no name for a {what}; use a few letters, digits, spaces and + - # ' ( ), "
            "for example:  chorus 2"
        )
    return name


def scene_path(folder: Path, name: str) -> Path:
    """The file of a scene.

    Raises:
        UsageError: no name for a scene.
    """
    return folder / f"{check_name(name)}{ENDING}"


def scene_names(folder: Path) -> list[str]:
    """The scenes in a folder, by name; none where there is no folder."""
    with suppress(OSError):
        return sorted(path.stem for path in folder.glob(f"*{ENDING}") if not path.name.startswith("."))
    return []


def all_names(folder: Path) -> list[str]:
    """Everything that can be recalled by name: a player's own scenes, then the presets."""
    own = scene_names(folder)
    return [*own, *(name for name in PRESETS if name not in own)]


def read_table(path: Path, what: str, missing: str) -> dict[str, Any]:
    """A text file as the tables in it.

    Args:
        what: a scene, a session: what the file is called where it is damaged.
        missing: what to type when there is no such file.

    Raises:
        UsageError: there is no such file, it cannot be read, or it is damaged; with line and column.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{what} {path} is larger than {MOST_BYTES >> 20} MB: that is no {what}")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{what} {path} cannot be read ({error.strerror}); {missing}") from None
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise UsageError(f"{what} {path} is damaged: no UTF-8 text (at line {line}, column {column})") from None
    except (ValueError, RecursionError) as error:  # also of a number with thousands of digits
        raise UsageError(f"{what} {path} is damaged: {error}; mend that line, or save the {what} again") from None


def read_scene(path: Path) -> Scene:
    """Read a file, and say what in it was not understood; all the rest can be used.

    Raises:
        UsageError: there is no such file, it cannot be read, or it is damaged; with line and column.
    """
    held = read_table(path, "scene", "list the scenes with:  rtmusic scene list")
    told: list[str] = []
    written = held.pop("format", FORMAT)
    if written != FORMAT:
        told.append(f"is of format {written!r}, and this rtmusic knows {FORMAT}: what is new in it is left out")
    tables: dict[str, dict[str, Any]] = {}
    for name in ("knobs", "prompts", "midi"):
        table = held.pop(name, {})
        if not isinstance(table, dict):
            told.append(f"{name} is no table; write  [{name}]  above its lines")
            table = {}
        tables[name] = table
    told += [f"{key} is not known and left out" for key in held]
    return Scene(
        path.stem,
        dict(read_knobs(tables["knobs"], told)),
        dict(_prompts(tables["prompts"], told)),
        tuple(_bindings(tables["midi"], told)),
        tuple(told),
    )


def read_knobs(table: Mapping[str, Any], told: list[str]) -> Iterator[tuple[str, float]]:
    """The knobs of a table as they can be taken; what cannot is told, a sentence each."""
    for name, said in table.items():
        try:
            knob = find(name)
            value = _value(knob, said)
            taken = knob.clamp(value)
        except KnobError as error:
            told.append(f"{error}; left out")
            continue
        if not knob.low <= value <= knob.high:
            told.append(
                f"knob {name}: {value:g} is outside {knob.low:g} to {knob.high:g} {knob.unit}".rstrip()
                + f"; {knob.show(taken)} is taken"
            )
        yield name, taken


def _value(knob: Knob, said: object) -> float:
    """A value as it stands in a file, not yet inside its bounds."""
    if isinstance(said, str):
        try:
            return float(said)  # a number in quotes
        except ValueError:
            return knob.parse(said)
    if isinstance(said, bool | int | float):
        try:
            return float(said)
        except OverflowError:
            return knob.high if said > 0 else knob.low
    raise KnobError(f"knob {knob.name}: a value is a number or a word")


def _prompts(table: Mapping[str, Any], told: list[str]) -> Iterator[tuple[int, str]]:
    for slot, text in table.items():
        if not (slot.isascii() and slot.isdecimal() and len(slot) < 3 and 1 <= int(slot) <= PROMPTS):
            told.append(f"there is no prompt {slot[:20]}; slots are 1 to {PROMPTS}; left out")
        elif not isinstance(text, str) or len(text) > LONGEST_TEXT:
            told.append(f"prompt {slot} is no text of at most {LONGEST_TEXT} characters; left out")
        else:
            yield int(slot), text


def _bindings(table: Mapping[str, Any], told: list[str]) -> Iterator[str]:
    told += [f"midi.{key} is not known and left out" for key in table if key != "bindings"]
    lines = table.get("bindings", [])
    if not isinstance(lines, list) or len(lines) > MOST_BINDINGS:
        told.append(f"midi.bindings is no list of at most {MOST_BINDINGS} texts; left out")
        return
    for line in lines:
        if isinstance(line, str) and len(line) <= LONGEST_TEXT:
            yield line
        else:
            told.append(f"midi.bindings: {str(line)[:40]!r} is no text; left out")


def find_scene(said: str, folder: Path | None = None) -> Path:
    """The file of a scene as typed: its name, or a path.

    Raises:
        UsageError: there is no such scene; the message offers those that there are.
    """
    if said.endswith(ENDING) or os.sep in said:
        return Path(said)
    folder = folder or scenes_folder()
    path = scene_path(folder, said)
    if not path.exists():
        there = ", ".join(all_names(folder))
        raise UsageError(f"there is no scene {said!r} in {folder}; there are: {there[:500]}")
    return path


def open_scene(said: str, folder: Path | None = None) -> Scene:
    """A scene as typed: a player's own, by its name or path; else a preset, which is for the selected loop.

    Raises:
        UsageError: there is no such scene, or its file cannot be read or is damaged.
    """
    if said in PRESETS and not scene_path(folder or scenes_folder(), said).exists():
        return Scene(said, {control.knob.name: control.value for control in preset(said)})
    return read_scene(find_scene(said, folder))


def remarks(scene: Scene) -> list[str]:
    """What of a file is not taken as it stands, a sentence each."""
    return [f"scene {scene.name}: {sentence}" for sentence in scene.told]


def as_scene(name: str, panel: Panel, prompts: Sequence[str], midi: Sequence[str] = ()) -> Scene:
    """Where everything stands, as a scene, every loop with its own knobs; what belongs to the evening is left out."""
    knobs = {
        knob: value
        for knob, value in panel.values.items()
        if knob in KNOBS and knob not in LEFT_OUT and knob not in LOOP_KNOBS
    }
    return Scene(name, knobs, dict(enumerate(prompts, start=1)), tuple(midi))


def as_text(scene: Scene) -> str:
    """A scene as the text of its file; `read_scene` gives the same scene back."""
    lines = ["# A scene of rtmusic. What is not in here stays as it is when the scene is recalled."]
    lines += [f"format = {FORMAT}", "", "[prompts]"]
    lines += [f"{slot} = {quoted(text)}" for slot, text in sorted(scene.prompts.items())]
    lines += ["", "[knobs]"]
    lines += knob_lines(scene.knobs)
    if scene.midi:
        lines += ["", "[midi]", "bindings = [", *(f"    {quoted(line)}," for line in scene.midi), "]"]
    return "\n".join(lines) + "\n"


def knob_lines(values: Mapping[str, float]) -> Iterator[str]:
    """Knobs as lines of a file, in the order of the table, each with what it does."""
    for name, knob in KNOBS.items():
        if name in values:
            named = bool(knob.choices) or knob.curve == "switch"
            value = quoted(knob.show(values[name])) if named else repr(float(values[name])).removesuffix(".0")
            yield f"{name} = {value}".ljust(28) + f"# {knob.unit + ': ' if knob.unit else ''}{knob.heard}"


def quoted(text: str) -> str:
    """A text as TOML writes it: as JSON does, but for one sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_scene(folder: Path, scene: Scene) -> Path:
    """Write a scene whole or not at all; one of that name goes on living as NAME.toml~.

    Returns:
        Its file.

    Raises:
        UsageError: no name for a scene.
        RecordingError: the folder cannot be written, with what to do.
    """
    path = scene_path(folder, scene.name)
    text = as_text(scene)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, text, older=True)
    except OSError as error:
        raise RecordingError(
            f"scene {path} cannot be written ({error.strerror}); choose another folder with --scenes"
        ) from None
    return path
