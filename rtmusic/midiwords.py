"""``rtmusic midi``: parse and call, nothing else."""

# ruff: noqa: PLC0415  what a command needs is imported when it is called, so that --help answers at once

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rtmusic.parsing import Commands, Parser, number

ABOUT = """Look at MIDI ports and maps, and make maps of your own.

examples:
  rtmusic midi list                               what is plugged in, and the maps that come with rtmusic
  rtmusic midi show nanokontrol2 > mine.map       a map to begin with;  rtmusic live --midi-map mine.map
  rtmusic midi learn mine.map temperature record  move a controller, press a button, and both are in the map
  rtmusic midi import loops.slb --output mine.map SooperLooper's bindings as ours"""


def add_commands(parser: Parser) -> None:
    """The four things to do about MIDI before an evening."""
    command = Commands(parser).add
    command("list", _list, "MIDI inputs and outputs that are here now, and the maps that come with rtmusic")
    show = command("show", _show, "print a map, as it would be in force")
    show.add_argument("chosen", nargs="?", default="generic", metavar="MAP", help="file or name (default: %(default)s)")
    show.add_argument("--map", action="append", default=[], metavar="BINDING", help="put over it (default: none)")
    bring = command("import", _import, "a .slb file of SooperLooper as a map; what has no counterpart is told")
    bring.add_argument("input", type=Path, metavar="IN.slb", help="SooperLooper's bindings")
    bring.add_argument("--output", type=Path, metavar="OUT.map", help="where to (default: print it)")
    learn = command("learn", _learn, "bind what you move next, one target after the other, and keep it in a file")
    learn.add_argument("output", type=Path, metavar="FILE.map", help="the map; one that is there is added to")
    what = 'knob, command or scene:NAME, with options in quotes: "temperature low=0.2 takeover=pickup"'
    learn.add_argument("targets", nargs="+", metavar="TARGET", help=what)
    learn.add_argument("--beside", action="store_true", help="keep what else it does (default: in its place)")
    learn.add_argument("--midi", default="auto", metavar="NAME", help="part of an input's name (default: %(default)s)")
    seconds = number(0.1, 3600.0, "a number of seconds")
    about = "for each (default: %(default)s)"
    learn.add_argument("--patience", type=seconds, default=30.0, metavar="S", help=f"how long to wait {about}")


def _list(arguments: argparse.Namespace) -> None:
    from rtmusic.midimap import about, own_map, own_maps, presets
    from rtmusic.midiports import list_ports

    for title, outputs in (("INPUTS (for --midi: part of the name)", False), ("OUTPUTS (for lights and motors)", True)):
        print("\n".join([title, *[f"     {name}" for name in list_ports(outputs) or ["none"]], ""]))
    print("MAPS (for --midi-map)")
    for name in presets():
        print(f"     {name}: {about(name).removeprefix(f'{name}: ')}")
    for name in own_maps():
        print(f"     {name}: your own, {own_map(name)}")


def _show(arguments: argparse.Namespace) -> None:
    from rtmusic.midimap import bindings, lines_of, map_path

    if arguments.map:
        print("\n".join(lines_of(bindings(arguments.map, arguments.chosen))))
        return
    bindings((), arguments.chosen)
    print(map_path(arguments.chosen).read_text("utf-8"), end="")


def _import(arguments: argparse.Namespace) -> None:
    from rtmusic.errors import UsageError
    from rtmusic.midimap import lines_of, over, write_map
    from rtmusic.midislb import read_slb

    try:
        lines = arguments.input.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(f"{arguments.input} cannot be read: {error.strerror}") from None
    found = read_slb(lines)
    bound = over({}, [str(binding).replace(" = ", " += ", 1) for binding in found.bindings])
    if arguments.output is not None:
        write_map(bound, arguments.output)
    else:
        print("\n".join(lines_of(bound)))
    for sentence in found.left_out:
        print(f"rtmusic: {arguments.input}: {sentence}", file=sys.stderr)


def _learn(arguments: argparse.Namespace) -> None:
    from rtmusic import miditeach

    miditeach.teach(arguments.output, arguments.targets, arguments.beside, arguments.midi, arguments.patience)
