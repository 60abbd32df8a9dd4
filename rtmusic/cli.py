"""The command line: parse and call, nothing else."""

# ruff: noqa: PLC0415  what a command needs is imported when it is called, so that --help answers at once

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rtmusic import __version__, benchmarks, midiwords, oscwords, sessionwords
from rtmusic.errors import RtmusicError, UsageError
from rtmusic.guardian import Legacy, guard
from rtmusic.knobs import MODES, SHARED_COMMANDS, Control, Panel, parse_setting
from rtmusic.parsing import Commands, Parser, number, whole

_T = TypeVar("_T")
_ABOUT = """A neural instrument: it listens, remembers in codec tokens, and rewrites the music just ahead.

examples:
  rtmusic live                                      play, with a sound card or without one
  rtmusic live --mode stream --prompt "rain=1" --prompt "dusty electric piano=0.5"
  rtmusic render song.flac out.wav --mode codec     the same, offline
  rtmusic knobs                                     everything that can be turned, with its OSC address"""

_LIVE = """Play: the input goes in, the machine's music comes out, until q, Ctrl-C or --seconds.

examples:
  rtmusic live --mode follow --input "USB Audio:1" --output "USB Audio:1,2"
  rtmusic live --input file:voice.wav --output virtual --seconds 30 --record evening.wav
  rtmusic live --set rewrite=40 --set temperature=0.9 --press record@2 --press record@6
  rtmusic live --journal friday          keep all of it;  rtmusic live --resume  goes on after a power cut
  rtmusic live --midi nano --map "cc:*:20=guidance" --map note:10:36=record

keys: space record, o overdub, u undo, r redo, c clear, t tap, f freeze, m mode, + rewrite more, - less, q quit,
0 to 7 select that loop, a all loops, x cancel"""

_RENDER = """Play a recording into the instrument as fast as it goes: the same seed gives the same samples.

examples:
  rtmusic render song.flac out.wav --mode codec --set levels=4
  rtmusic render loop.wav out.wav --press record@0 --press record@4 --set rewrite=60 --seed 7
  rtmusic render --journal friday friday.wav        an evening that was played live, once more"""


_CODEC = """Keep music as the codec's tokens: 8 kbps stereo and less, in a file that survives a crash.

examples:
  rtmusic codec encode song.flac song.rtm --levels 8
  rtmusic codec decode song.rtm song.wav --start 60 --seconds 10
  rtmusic codec info song.rtm"""

_SCENE = """Scenes: knobs, prompts and MIDI bindings in files that you can edit, one a scene.

examples:
  rtmusic live --scene verse             begin with a scene; saved while playing with the OSC message /scene/save verse
  rtmusic scene list                     what there is
  rtmusic scene show verse               what is in it
  rtmusic scene check ./verse.toml       what of a file would not be taken as it stands"""


_SCENES = "(default: ~/.config/rtmusic/scenes)"


def _add_playing(parser: argparse.ArgumentParser) -> None:
    """What live and render share."""
    add = parser.add_argument
    add("--mode", choices=MODES, help=f"how to play (default: {MODES[0]})")
    add("--bundle", type=Path, metavar="PATH", help="folder of models (default: the one that came with rtmusic)")
    add("--provider", default="auto", help="where models run: auto, cpu, cuda, coreml, dml (default: %(default)s)")
    add("--set", action="append", default=[], metavar="KNOB=VALUE", help="set a knob; see  rtmusic knobs")
    add(
        "--prompt",
        action="append",
        default=[],
        metavar="WORDS[=WEIGHT]",
        help="the next prompt's words and weight 0..1 (default: slot 1 as  rtmusic knobs  says, weight 1)",
    )
    add(
        "--press",
        action="append",
        default=[],
        metavar="COMMAND@SECONDS",
        help=f"press a pedal by script: {', '.join(SHARED_COMMANDS)} (default: none)",
    )
    add("--seed", type=whole(0, 65535, "a seed from 0 to 65535"), metavar="N", help="same as --set seed=N (default: 0)")


def _add_codec(parser: Parser) -> None:
    """The three things to do with a recording of codes."""
    command = Commands(parser).add
    encode = command("encode", _codec_encode, "a sound file to a recording of codes")
    encode.add_argument("input", type=Path, metavar="IN", help="a sound file")
    encode.add_argument("output", type=Path, metavar="OUT.rtm", help="the recording")
    encode.add_argument("--raw", action="store_true", help="codes as they are (default: by the bundle's entropy model)")
    encode.add_argument("--note", default="", metavar="TEXT", help="anything that the file should say (default: no)")
    decode = command("decode", _codec_decode, "a recording of codes to a sound file")
    decode.add_argument("input", type=Path, metavar="IN.rtm", help="a recording")
    decode.add_argument("output", type=Path, metavar="OUT.wav", help="the sound, 24 bits at 48 kHz")
    seconds = number(0.0, 1e9, "a number of seconds")
    decode.add_argument("--start", type=seconds, default=0.0, metavar="S", help="begin at (default: %(default)s s)")
    decode.add_argument("--seconds", type=seconds, metavar="S", help="how many (default: to the end)")
    for both, what in ((encode, "kept (default: all)"), (decode, "heard (default: all that are kept)")):
        levels = whole(1, 999, "a number of levels")
        both.add_argument("--levels", type=levels, metavar="N", help=f"how many levels are {what}")
        both.add_argument("--bundle", type=Path, metavar="PATH", help="(default: the one that came with rtmusic)")
        both.add_argument("--provider", default="cpu", help="where the codec runs (default: %(default)s)")
    info = command("info", _codec_info, "what a recording is, how long, how small, and what is damaged")
    info.add_argument("input", type=Path, metavar="FILE.rtm", help="a recording")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="rtmusic", description=_ABOUT)
    parser.add_argument("--version", action="version", version=f"rtmusic {__version__}")
    command = Commands(parser).add
    live = command("live", _live, "play", _LIVE)
    _add_playing(live)
    add = live.add_argument
    device = "number or part of the name, with channels as name:1,2; virtual; or file:PATH"
    add("--input", default="default", metavar="DEV", help=f"{device} (default: the sound card, or virtual without one)")
    add("--output", default="default", metavar="DEV", help="the same (default: the sound card, or virtual without one)")
    add(
        "--seconds",
        type=number(0.1, 1e6, "a number of seconds above 0.1"),
        metavar="N",
        help="stop after N seconds (default: never)",
    )
    add("--record", type=Path, metavar="OUT.wav", help="record what is played (default: no)")
    add(
        "--round-trip",
        type=number(0.0, 500.0, "milliseconds from 0 to 500"),
        metavar="MS",
        help="how late what you play is heard (default: what  rtmusic calibrate  found for these devices, or 0)",
    )
    add("--report", type=Path, metavar="R.json", help="write what happened, as JSON (default: no)")
    kept = live.add_mutually_exclusive_group()
    kept.add_argument(
        "--journal",
        type=Path,
        metavar="SET",
        help="keep the whole evening in this folder, to be rendered again (default: controls, loops and the last "
        "minutes, in ~/.local/state/rtmusic/sets)",
    )
    nothing = "keep nothing: a power cut loses the loops (default: keep)"
    kept.add_argument("--no-journal", action="store_true", help=nothing)
    add(
        "--resume",
        nargs="?",
        const="",
        metavar="SET",
        help="go on with the loops, knobs and prompts of a set (default: begin anew; without SET the newest)",
    )
    add(
        "--osc-port",
        type=whole(0, 65535, "a port from 0 to 65535"),
        metavar="N",
        help="UDP port (default: 9440; 0 takes a free one)",
    )
    add(
        "--osc-host",
        default="127.0.0.1",
        metavar="ADDR",
        help="0.0.0.0 listens on every network (default: %(default)s, this machine only)",
    )
    add(
        "--osc-allow",
        action="append",
        default=[],
        metavar="NET",
        help="with --osc-host: who is let in, as 192.168.1.0/24 or one address (default: all private networks)",
    )
    add(
        "--sooperlooper",
        nargs="?",
        const=9951,
        type=whole(0, 65535, "a port from 0 to 65535"),
        metavar="PORT",
        help="also be found by programs made for SooperLooper (default: not; without PORT 9951)",
    )
    add("--no-osc", action="store_true", help="play without OSC (default: with it)")
    add(
        "--oscquery-port",
        type=whole(0, 65535, "a port from 0 to 65535"),
        default=0,
        metavar="N",
        help="TCP port of OSCQuery, where programs see every OSC address (default: a free one)",
    )
    add("--no-oscquery", action="store_true", help="play without OSCQuery (default: with it, unless --no-osc)")
    add(
        "--oscquery-announce",
        action="store_true",
        default=None,
        help="tell programs on this machine by zeroconf (default: only with an --osc-host that others can reach)",
    )
    add(
        "--midi",
        default="auto",
        metavar="NAME",
        help="part of an input's name, auto for all of them, off (default: %(default)s)",
    )
    add(
        "--map",
        action="append",
        default=[],
        metavar="CC:CH:NUM=KNOB",
        help="bind a controller or note to a knob or command (default: see  rtmusic knobs)",
    )
    maps = "a file of bindings, or see  rtmusic midi list  (default: %(default)s)"
    add("--midi-map", default="generic", metavar="MAP", help=maps)
    clock = "follow the MIDI clock, send one, both by turns, or off (default: %(default)s)"
    add("--midi-clock", choices=("in", "out", "both", "off"), default="off", help=clock)
    add("--link", action="store_true", help="share tempo and beat over Ableton Link (default: not)")
    add("--link-start-stop", action="store_true", help="Link, and mute when others stop (default: not)")
    add("--scene", metavar="NAME", help="begin with this scene; other options have the last word (default: with none)")
    add("--scenes", type=Path, metavar="FOLDER", help=f"where scenes are kept {_SCENES}")
    sessionwords.add_options(live)
    add("--no-screen", action="store_true", help="print events only (default: the live view)")

    render = command("render", _render, "play a recording through the instrument, offline", _RENDER)
    render.add_argument("input", type=Path, metavar="IN", help="a sound file; with --journal a set")
    render.add_argument("output", type=Path, metavar="OUT.wav", help="what it plays, 24 bits at 48 kHz")
    render.add_argument("--journal", action="store_true", help="IN is a set, played again bit for bit (default: no)")
    _add_playing(render)

    _add_codec(command("codec", _codec_encode, "sound files to recordings of codes (.rtm) and back", _CODEC))
    scene = command("scene", _scene, "scenes: list them, show one, check a file", _SCENE)
    scene.add_argument("what", choices=("list", "show", "check"), help="list all, show one, check one")
    scene.add_argument("name", nargs="?", metavar="NAME", help="a scene, or the path of a file")
    scene.add_argument("--scenes", type=Path, metavar="FOLDER", help=f"where scenes are kept {_SCENES}")
    command("devices", _devices, "list sound devices and MIDI inputs")
    calibrate = command("calibrate", _calibrate, "measure the way from output to input, so that loops are in time")
    for side in ("--input", "--output"):
        calibrate.add_argument(side, default="default", metavar="DEV", help=f"{device} (default: the sound card)")
    knobs = command("knobs", _knobs, "list every knob and command: bounds, OSC address, MIDI, what you hear")
    knobs.add_argument("--json", action="store_true", help="as JSON (default: as a table)")

    bundle = command("bundle", _bundle, "look into a bundle, or check all of it")
    bundle.add_argument("what", choices=("info", "check"), help="info prints its card; check also runs every model")
    bundle.add_argument("path", nargs="?", type=Path, metavar="PATH", help="(default: the one that came with rtmusic)")

    sessionwords.add_commands(command("session", _knobs, "sessions: list them, check one, stems", sessionwords.ABOUT))
    midiwords.add_commands(command("midi", _knobs, "look at MIDI ports and maps, and learn maps", midiwords.ABOUT))
    oscwords.add_options(command("osc", oscwords.run, "say something to an instrument that plays", oscwords.ABOUT))
    benchmarks.add_commands(command("bench", _knobs, "measure this machine and this bundle", benchmarks.ABOUT))
    report = command("report", _report, "print a saved report, or this machine: versions, providers, devices")
    report.add_argument("path", nargs="?", type=Path, metavar="R.json", help="(default: this machine)")
    return parser


def _controls(arguments: argparse.Namespace) -> list[Control]:
    """What --mode, --seed and --set say, in that order."""
    said = [f"mode={arguments.mode}"] if arguments.mode else []
    said += [f"seed={arguments.seed}"] if arguments.seed is not None else []
    return [parse_setting(text) for text in (*said, *arguments.set)]


def _live(arguments: argparse.Namespace) -> None:
    legacy = guard() if arguments.is_program else Legacy()  # before anything is loaded: it splits this process in two

    from datetime import datetime

    from rtmusic import osc, plan, report, scenefile, setbook, stage
    from rtmusic.engine import Settings
    from rtmusic.knobs import PROMPTS
    from rtmusic.midimap import bindings
    from rtmusic.prompts import DEFAULT_PROMPTS
    from rtmusic.soundprocess import SoundSpec

    if (arguments.link or arguments.link_start_stop) and arguments.midi_clock in ("in", "both"):
        raise UsageError("Link and a MIDI clock would pull the beat to and fro; follow one of them")
    if arguments.resume is not None and arguments.session:
        raise UsageError("--resume goes on with the loops of a set, --session begins with others; choose one of them")
    resume = None
    if legacy.playing:
        arguments.bundle = Path(legacy.left["plays"])
    elif arguments.resume is not None:
        resume = setbook.read_set(Path(arguments.resume) if arguments.resume else setbook.newest())
        arguments.bundle = arguments.bundle or Path(resume.facts["bundle"]["path"])
    words, weights = plan.parse_prompts(arguments.prompt, DEFAULT_PROMPTS if resume is None else [""] * PROMPTS)
    controls = _controls(arguments)
    begin = sessionwords.beginning if not legacy.playing else sessionwords.begun
    panel, laid = Panel() if resume is None else resume.panel, list[str]()
    loops = begin(arguments.session, arguments.sessions, arguments.loop, arguments.bundle, panel, controls)
    panel, notes = panel.turn(loops.controls), list(loops.notes)
    if arguments.scene is not None:
        begun = _read_again(
            legacy, notes, lambda: scenefile.open_scene(arguments.scene, arguments.scenes), scenefile.Scene("", {}, {})
        )
        panel, notes = panel.turn(begun.controls()), [*notes, *scenefile.remarks(begun)]
        laid = [*begun.midi, *arguments.map] if begun.midi else []
        words = [begun.prompts.get(i, word) if i > len(arguments.prompt) else word for i, word in enumerate(words, 1)]
    panel = panel.turn([*weights, *controls])
    set_folder = None if arguments.no_journal else arguments.journal or setbook.new_set(datetime.now())
    check = plan.check_writable
    if legacy.playing:  # what was checked is being written
        set_folder = Path(legacy.left["set"]) if legacy.left["set"] else None
        check = lambda path, what, ending: path  # noqa: E731
    evening = stage.Evening(
        settings=Settings(
            sound=SoundSpec(arguments.input, arguments.output, round_trip_ms=arguments.round_trip),
            panel=panel,
            prompts=words,
            bundle=arguments.bundle,
            provider=arguments.provider,
            record=check(arguments.record, "recording", ".wav") if arguments.record else None,
            journal=set_folder,
            everything=arguments.journal is not None,
            resume=resume,
            legacy=legacy,
            scenes=arguments.scenes,
            sessions=arguments.sessions,
            loops=loops.loops,
            moments=loops.moments,
        ),
        seconds=arguments.seconds,
        presses=[plan.parse_press(text) for text in arguments.press],
        demo=None
        if arguments.press or resume or arguments.scene or loops.loops
        else plan.demo(panel, {control.knob.name for control in controls}),
        osc=None
        if arguments.no_osc
        else (arguments.osc_host, osc.PORT if arguments.osc_port is None else arguments.osc_port),
        osc_allow=arguments.osc_allow,
        sooperlooper=arguments.sooperlooper,
        query=None if arguments.no_oscquery else arguments.oscquery_port,
        announce=arguments.oscquery_announce,
        midi=arguments.midi,
        bound=_read_again(legacy, notes, lambda: bindings(arguments.map, arguments.midi_map), bindings([], "generic")),
        laid=laid,
        midi_clock=arguments.midi_clock,
        link="start-stop" if arguments.link_start_stop else "tempo" if arguments.link else "",
        report=check(arguments.report, "report", ".json") if arguments.report else None,
        picture=not arguments.no_screen,
        session=loops.keep,
        notes=notes,
    )
    print(report.verdict(stage.play(evening)))
    setbook.tidy()


def _read_again(legacy: Legacy, notes: list[str], read: Callable[[], _T], otherwise: _T) -> _T:
    """A file of the player's; where the music goes on and the file is broken or gone, that is a note and no end."""
    try:
        return read()
    except UsageError as error:
        if not legacy.playing:
            raise
        notes.append(str(error))
        return otherwise


def _render(arguments: argparse.Namespace) -> None:
    from rtmusic import plan, studio
    from rtmusic.bundle import Bundle
    from rtmusic.prompts import DEFAULT_PROMPTS

    target = plan.check_writable(arguments.output, "output", ".wav")
    progress = studio.Progress(sys.stderr, f"rendering {target.name}")
    if arguments.journal:
        if arguments.prompt or arguments.press or arguments.set or arguments.mode or arguments.seed is not None:
            raise UsageError(
                "a set says itself what was turned and pressed; with --journal leave the other options out"
            )
        print(studio.render_set(arguments.input, target, arguments.bundle, arguments.provider, progress))
        return
    words, weights = plan.parse_prompts(arguments.prompt, DEFAULT_PROMPTS)
    panel = Panel().turn([*weights, *_controls(arguments)])
    presses = [plan.parse_press(text) for text in arguments.press]
    bundle = Bundle.load(arguments.bundle)
    studio.render_file(arguments.input, target, bundle, panel, words, presses, arguments.provider, progress)


def _codec_encode(arguments: argparse.Namespace) -> None:
    from rtmusic import plan, studio, tape
    from rtmusic.bundle import Bundle

    a = arguments
    target = plan.check_writable(a.output, "output", ".rtm")
    progress = studio.Progress(sys.stderr, f"encoding {target.name}")
    bundle = Bundle.load(a.bundle)
    print(tape.encode_file(a.input, target, bundle, a.levels, not a.raw, a.note, a.provider, progress))


def _codec_decode(arguments: argparse.Namespace) -> None:
    from rtmusic import plan, studio, tape
    from rtmusic.bundle import Bundle

    a = arguments
    target = plan.check_writable(a.output, "output", ".wav")
    progress = studio.Progress(sys.stderr, f"decoding {target.name}")
    bundle = Bundle.load(a.bundle)
    done = tape.decode_file(a.input, target, bundle, a.start, a.seconds, a.levels, a.provider, progress)
    print(done)
    if done.missing_s:
        print(f"rtmusic: {a.input}: {tape.missing_line(done.missing_s)}", file=sys.stderr)


def _codec_info(arguments: argparse.Namespace) -> None:
    from rtmusic import rtm, tape

    with rtm.RtmReader(arguments.input) as recording:
        print(tape.describe(recording))


def _devices(arguments: argparse.Namespace) -> None:
    from rtmusic import listing

    print(listing.devices())


def _calibrate(arguments: argparse.Namespace) -> None:
    from rtmusic import roundtrip

    found = roundtrip.measure(arguments.input, arguments.output)
    print(
        f"{found.output} -> {found.input}: {found.samples} samples ({found.samples / 48:.2f} ms), the same within "
        f"{found.spread} in {found.bursts} bursts; kept in {roundtrip.keep(found)}"
    )


def _scene(arguments: argparse.Namespace) -> None:
    from rtmusic import scenefile
    from rtmusic.midimap import laid

    if arguments.what == "list":
        print("\n".join(scenefile.all_names(arguments.scenes or scenefile.scenes_folder())))
        return
    if arguments.name is None:
        raise UsageError(f"scene {arguments.what} takes a name or a path; list the scenes with:  rtmusic scene list")
    scene = scenefile.open_scene(arguments.name, arguments.scenes)
    if arguments.what == "show":
        print(scenefile.as_text(scene), end="")
    else:
        told = [*scenefile.remarks(scene), *(f"scene {scene.name}: {fault}" for fault in laid({}, scene.midi)[1])]
        print("\n".join(told) or f"scene {scene.name}: all of it is taken as it stands")


def _knobs(arguments: argparse.Namespace) -> None:
    from rtmusic import listing

    print(json.dumps(listing.knob_facts(), indent=1) if arguments.json else listing.knob_table())


def _bundle(arguments: argparse.Namespace) -> None:
    from rtmusic import listing
    from rtmusic.bundle import Bundle

    bundle = Bundle.load(arguments.path)
    print(listing.bundle_card(bundle) if arguments.what == "info" else listing.check_bundle(bundle))


def _report(arguments: argparse.Namespace) -> None:
    from rtmusic import report

    if arguments.path is not None:
        print(report.show(report.read(arguments.path)))
        return
    print(f"{report.show_about(report.about())}\n")
    _devices(arguments)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 failed, 2 wrong use, 130 given up with Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot spell a word shows ? there
    try:
        parser = _parser()
        arguments, unknown = parser.parse_known_args(words)
        if unknown:
            arguments.parser.refuse(unknown)
        arguments.is_program = words is None
        arguments.run(arguments)
        sys.stdout.flush()
    except RtmusicError as error:
        print(f"rtmusic: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("rtmusic: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # as in  rtmusic knobs | head: whoever read has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
