"""Stems as a project that other programs open: a DAWproject file, the open exchange format for music programs.

It is a ZIP archive:

    metadata.xml    the title
    project.xml     tempo and bar; a track for each stem, all into one master; on each a clip, tied to the beat
    audio/          the stems

Source: DAWproject 1.0, https://github.com/bitwig/dawproject. What is written here is valid by those types of its
Project.xsd and MetaData.xsd that it uses; a program that opens such files was not at hand.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rtmusic import __version__
from rtmusic.shared import CHANNELS, SAMPLE_RATE

ENDING = ".dawproject"


@dataclass(frozen=True, slots=True)
class Stem:
    """A sound file that begins with the project and lasts as long."""

    name: str
    path: Path
    channels: int
    samples: int


def write_dawproject(path: Path, title: str, bpm: float, bar_beats: int, beats: float, stems: Sequence[Stem]) -> None:
    """Write stems, and where they stand, into one file.

    Args:
        beats: how long all of it is.

    Raises:
        OSError: it cannot be written.
    """
    told = Element("MetaData")
    SubElement(told, "Title").text = title
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("metadata.xml", _text(told))
        archive.writestr("project.xml", _text(project(bpm, bar_beats, beats, stems)))
        for stem in stems:
            archive.write(stem.path, _inside(stem))


def project(bpm: float, bar_beats: int, beats: float, stems: Sequence[Stem]) -> Element:
    """The project as XML."""
    root = Element("Project", {"version": "1.0"})
    SubElement(root, "Application", {"name": "rtmusic", "version": __version__})
    transport = SubElement(root, "Transport")
    SubElement(transport, "Tempo", {"unit": "bpm", "value": f"{bpm:.10g}", "name": "Tempo"})
    SubElement(transport, "TimeSignature", {"numerator": str(bar_beats), "denominator": "4"})
    structure = SubElement(root, "Structure")
    for number, stem in enumerate(stems, start=1):
        _track(structure, f"track{number}", stem.name, f"channel{number}", stem.channels)
    _track(structure, "master", "Master", "out", CHANNELS)
    arrangement = SubElement(root, "Arrangement", {"id": "arrangement"})
    lanes = SubElement(arrangement, "Lanes", {"timeUnit": "beats"})
    for number, stem in enumerate(stems, start=1):
        _clip(SubElement(lanes, "Lanes", {"track": f"track{number}"}), stem, beats)
    return root


def _track(structure: Element, track: str, name: str, channel: str, channels: int) -> None:
    """A track with its fader where it changes nothing."""
    master = track == "master"
    made = SubElement(structure, "Track", {"contentType": "audio", "loaded": "true", "id": track, "name": name})
    role = {"role": "master"} if master else {"role": "regular", "destination": "out"}
    strip = SubElement(made, "Channel", {"audioChannels": str(channels), "solo": "false", "id": channel} | role)
    SubElement(strip, "Mute", {"value": "false", "name": "Mute"})
    SubElement(strip, "Pan", {"unit": "normalized", "min": "0", "max": "1", "value": "0.5", "name": "Pan"})
    SubElement(strip, "Volume", {"unit": "linear", "min": "0", "max": "2", "value": "1", "name": "Volume"})


def _clip(lane: Element, stem: Stem, beats: float) -> None:
    """All of a stem, its ends on the beats that they belong to."""
    length, seconds = f"{beats:.10g}", repr(stem.samples / SAMPLE_RATE)
    clip = SubElement(
        SubElement(lane, "Clips"),
        "Clip",
        {"time": "0", "duration": length, "contentTimeUnit": "beats", "playStart": "0", "name": stem.name},
    )
    warps = SubElement(clip, "Warps", {"contentTimeUnit": "seconds", "timeUnit": "beats"})
    sound = {"channels": str(stem.channels), "sampleRate": str(SAMPLE_RATE), "duration": seconds}
    SubElement(SubElement(warps, "Audio", sound), "File", {"path": _inside(stem)})
    SubElement(warps, "Warp", {"time": "0", "contentTime": "0"})
    SubElement(warps, "Warp", {"time": length, "contentTime": seconds})


def _inside(stem: Stem) -> str:
    """Where a stem lies in the archive."""
    return f"audio/{stem.path.name}"


def _text(root: Element) -> bytes:
    indent(root)
    text: bytes = tostring(root, "utf-8", xml_declaration=True)
    return text + b"\n"
