"""▶ Where sound comes in and goes out: a sound card, a file, the virtual sound card, a scripted fake. One face.

default            the machine's own sound card; where there is none, the virtual one
virtual            real-time clock; hears the bundled recording over and over, is heard by nobody
file:PATH          hears the file once, or writes what is played as WAV
none               hears silence, is heard by nobody
2, Scarlett:3,4    a sound device by number or part of its name, with channels if wanted
scripted:STEPS     for tests; see rtmusic.virtual.parse_script
"""

from __future__ import annotations

from pathlib import Path

from rtmusic.cards import DeviceInfo, choose, devices_here, list_devices
from rtmusic.errors import DeviceError
from rtmusic.face import Device, DeviceFacts, Input, Output, Silence
from rtmusic.shared import SAMPLE_RATE
from rtmusic.soundcard import CardSide, SoundCard
from rtmusic.soundfiles import FileSink, FileSource
from rtmusic.virtual import Scripted, VirtualCard, parse_script

RECORDING = Path(__file__).parent / "recordings" / "guitar.flac"  # what the virtual sound card hears
_FILE = "file:"
_SCRIPT = "scripted:"


def open_device(
    input: str = "default", output: str = "default", recording: Path = RECORDING, at: int = 0, take: int = 1
) -> Device:
    """Open what a player named; the names are in the table above. Called in the sound process.

    Args:
        input: where sound comes from.
        output: where it goes.
        recording: what the virtual sound card hears.
        at: where the clock stands: files are heard from there.
        take: how often this is opened in one evening: the second WAV file is OUT-2.wav, so that the first one stays.

    Raises:
        DeviceError: no such device or file, or it refuses; the message lists what there is.
    """
    for name in (input, output):
        if name.startswith(_SCRIPT):
            return Scripted(parse_script(name.removeprefix(_SCRIPT)), real_time=True)
    notes: list[str] = []
    heard, played = _cards(input, output, notes)
    source, hears = (None, heard.device.label) if heard else _source(input, recording, bool(played), at, notes)
    sink, plays = (None, played.device.label) if played else _sink(output, take)
    facts = DeviceFacts(hears, plays, SAMPLE_RATE, (), (), 0, "default" in (input, output), notes=tuple(notes))
    if heard or played:
        return SoundCard(heard, played, source, sink, facts)
    return VirtualCard(source or Silence(), sink or Silence(), facts)


def _is_card(name: str) -> bool:
    return name not in ("virtual", "none") and not name.startswith(_FILE)


def _cards(input: str, output: str, notes: list[str]) -> tuple[CardSide | None, CardSide | None]:
    """The sound devices that were asked for; None for a side that is something else, or has no default device."""
    names = {"input": input, "output": output}
    wanted = {side: name for side, name in names.items() if _is_card(name)}
    if not wanted:
        return None, None
    try:
        devices = devices_here()
    except DeviceError as error:
        if set(wanted.values()) != {"default"}:
            raise
        notes.append(f"no sound card: {error}")
        return None, None
    found = {side: _card(devices, name, side) for side, name in wanted.items()}
    for side in wanted:
        if found[side] is None:
            notes.append(f"this machine has no {side} device")
    return found.get("input"), found.get("output")


def _card(devices: list[DeviceInfo], name: str, side: str) -> CardSide | None:
    if name == "default":
        standard = [d for d in devices if (d.default_input if side == "input" else d.default_output)]
        if not standard:
            return None
        name = str(standard[0].number)
    return CardSide(*choose(devices, name, side))


def _source(name: str, recording: Path, card_plays: bool, at: int, notes: list[str]) -> tuple[Input, str]:
    """What is heard without an input device, and its name."""
    if name.startswith(_FILE):
        path = Path(name.removeprefix(_FILE))
        return FileSource(path, loop=False, at=at), f"file {path}"
    if name == "none":
        return Silence(), "none"
    if name == "default" and card_plays:
        notes.append("the input is silence")
        return Silence(), "none"
    if name == "default":
        notes.append(f"the virtual sound card plays {recording.name} to itself")
    return FileSource(recording, loop=True, at=at), f"virtual ({recording.name})"


def _sink(name: str, take: int) -> tuple[Output, str]:
    """Where the sound goes without an output device, and its name."""
    if name.startswith(_FILE):
        path = Path(name.removeprefix(_FILE))
        if take > 1:
            path = path.with_name(f"{path.stem}-{take}{path.suffix}")
        return FileSink(path), f"file {path}"
    return Silence(), "none" if name == "none" else "virtual"


__all__ = ["RECORDING", "DeviceInfo", "list_devices", "open_device"]
