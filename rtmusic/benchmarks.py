"""``rtmusic bench``: parse and call, nothing else."""

# ruff: noqa: PLC0415  what a benchmark needs is imported when it is called, so that --help answers at once

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from rtmusic.errors import RtmusicError, UsageError
from rtmusic.knobs import Panel, parse_setting
from rtmusic.parsing import Commands, Parser, number, whole

ABOUT = """Measure. clicks renders a clip in every mode and looks at every place where two writes meet; latency plays,
turns knobs at random moments, plays the same again without each turn, and says from which sample on the two differ;
torture plays a loop while processes are stopped and killed and knobs are flooded, and says what could be heard;
cost times codec, generator and rounds, and watches what the processes take; endurance plays for hours of simulated time
and says whether anything grew, slowed down or fell silent; with --live in real time, through a sound server;
loops plays eight of them with every pedal, while the machine rewrites them all, and says what could be heard;
seams plays clips into a looper, does all that can be done to a loop at random moments, and listens at every seam.

examples:
  rtmusic bench clicks song.flac
  rtmusic bench latency --turns 50 --json
  rtmusic bench torture --minutes 10
  rtmusic bench cost --quick
  rtmusic bench endurance --hours 8 --set horizon=16
  rtmusic bench endurance --live --hours 1 --minutes 2
  rtmusic bench loops --minutes 30
  rtmusic bench seams song.flac drums.wav"""


def add_commands(parser: Parser) -> None:
    """The seven things that can be measured."""
    commands = Commands(parser)

    def command(name: str, run: Callable[[argparse.Namespace], None], about: str) -> Parser:
        added = commands.add(name, lambda arguments: _until_told(run, arguments), about)
        added.add_argument("--bundle", type=Path, metavar="PATH", help="(default: the one that came with rtmusic)")
        return added

    clicks = command("clicks", _clicks, "look for clicks, silence, DC and overs in every mode")
    clicks.add_argument("input", type=Path, metavar="IN", help="a sound file of 20 s or more")
    latency = command("latency", _latency, "how soon a turned knob is heard")
    turns = whole(1, 100_000, "a number of turns")
    about = "turns of each class (default: %(default)s, about 2.5 minutes)"
    latency.add_argument("--turns", type=turns, default=200, metavar="N", help=about)
    latency.add_argument("--device", default="virtual", metavar="DEV", help="what plays (default: %(default)s)")
    torture = command("torture", _torture, "stop, kill and flood everything while a loop plays")
    minutes = number(0.1, 1e4, "a number of minutes")
    torture.add_argument("--minutes", type=minutes, default=1.0, metavar="M", help="how long (default: %(default)s)")
    torture.add_argument("--keep", type=Path, metavar="FOLDER", help="where the evening stays (default: it goes)")
    cost = command("cost", _cost, "what codec, generator, rounds and processes take")
    hours = number(0.0, 100.0, "a number of hours")
    about = "play up to so long before a round is timed (default: 8, which takes 2 minutes)"
    cost.add_argument("--hours", type=hours, metavar="H", help=about)
    cost.add_argument(
        "--quick",
        action="store_true",
        help="a glance of less than a minute, after 1 minute played (default: 5 minutes)",
    )
    endurance = command("endurance", _endurance, "hours of playing, in simulated time or in real time")
    hours = number(0.01, 1000.0, "a number of hours")
    endurance.add_argument("--hours", type=hours, default=1.0, metavar="H", help="how long (default: %(default)s)")
    about = (
        "in real time: rtmusic live on a private JACK server whose dummy driver takes its time from the computer's "
        "timer; it hears the bundled recording, which another client plays; Ctrl-C prints what was found until then "
        "(default: simulated time)"
    )
    endurance.add_argument("--live", action="store_true", help=about)
    for part, default, about in (
        ("minutes", 10.0, "length of a scene"),
        ("start", 0.0, "hour at which the clock begins, in simulated time"),
    ):
        endurance.add_argument(
            f"--{part}",
            type=number(0.0, 1e4, "a number"),
            default=default,
            metavar="N",
            help=f"{about} (default: %(default)s)",
        )
    loops = command("loops", _loops, "an evening of eight loops with every pedal, in real time")
    loops.add_argument("--minutes", type=minutes, default=3.0, metavar="M", help="how long (default: %(default)s)")
    seams = command("seams", _seams, "every command of the looper at random moments, in simulated time")
    about = "sound files of 4 s or more; an evening with each"
    seams.add_argument("input", type=Path, nargs="+", metavar="IN", help=about)
    seeds = whole(0, 2**31, "a seed")
    for both in (loops, seams):
        both.add_argument("--seed", type=seeds, default=0, metavar="N", help="which evening (default: %(default)s)")
    for both in (clicks, latency, endurance, loops, seams):
        both.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE", help="see  rtmusic knobs")
    for each in (latency, torture, cost, endurance, loops, seams):
        each.add_argument("--json", action="store_true", help="as JSON (default: as a table)")


def _until_told(run: Callable[[argparse.Namespace], None], arguments: argparse.Namespace) -> None:
    """Run it; whoever wants it to end sooner may say so as he likes, for what it has started does not end by itself."""
    with ExitStack() as stack:
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
                stack.callback(signal.signal, number, signal.signal(number, signal.default_int_handler))
        run(arguments)


def _clicks(arguments: argparse.Namespace) -> None:
    from rtmusic import bench, studio
    from rtmusic.bundle import Bundle
    from rtmusic.prompts import DEFAULT_PROMPTS
    from rtmusic.soundfiles import read_sound

    controls = [parse_setting(text) for text in arguments.set]
    bundle = Bundle.load(arguments.bundle)
    audio = read_sound(arguments.input, bundle.geometry.sample_rate, bundle.geometry.channels)
    embeddings = studio.embed(bundle, DEFAULT_PROMPTS, Panel().turn(controls))
    print(bench.table(list(bench.clicks(bundle, audio, embeddings, controls))))


def _latency(arguments: argparse.Namespace) -> None:
    from rtmusic import latency, studio
    from rtmusic.soundprocess import SoundSpec

    sound = SoundSpec(arguments.device, arguments.device)
    question = latency.Question(arguments.bundle, sound, "cpu", arguments.turns, arguments.set)
    found = latency.measure(question, studio.Progress(sys.stderr, "turning knobs"))
    print(json.dumps(found, indent=1) if arguments.json else latency.table(found))


def _torture(arguments: argparse.Namespace) -> None:
    from rtmusic import studio, torture

    progress = studio.Progress(sys.stderr, "torturing")
    found = torture.torture(arguments.minutes, arguments.bundle, 0, progress, arguments.keep)
    print(json.dumps(found, indent=1) if arguments.json else torture.table(found))
    if not found["passed"]:
        raise RtmusicError(f"{len(found['failures'])} things could be heard or were lost; they stand above")


def _endurance(arguments: argparse.Namespace) -> None:
    from rtmusic import endurance, soak, studio
    from rtmusic.bundle import Bundle

    a = arguments
    progress = studio.Progress(sys.stderr, "playing for hours")
    for text in a.set:
        parse_setting(text)
    if a.live and a.start:
        raise UsageError("--live plays on the clock that there is; leave out --start")
    if a.live:
        found, told = soak.soak(a.hours, a.bundle, a.set, a.minutes, progress), soak.table
    else:
        found, told = (
            endurance.endure(a.hours, Bundle.load(a.bundle), a.set, a.minutes, a.start, progress),
            endurance.table,
        )
    print(json.dumps(found, indent=1) if a.json else told(found))
    if not found["passed"]:
        raise RtmusicError(f"{len(found['failures'])} things should not have happened; they stand above")


def _loops(arguments: argparse.Namespace) -> None:
    from rtmusic import eightloops, studio

    a = arguments
    found = eightloops.play(a.minutes, a.bundle, a.set, a.seed, studio.Progress(sys.stderr, "playing eight loops"))
    print(json.dumps(found, indent=1) if a.json else eightloops.table(found))
    if not found["passed"]:
        raise RtmusicError(f"{len(found['failures'])} things should not have happened; they stand above")


def _seams(arguments: argparse.Namespace) -> None:
    from rtmusic import everyseam, studio
    from rtmusic.bundle import Bundle

    a = arguments
    for text in a.set:
        parse_setting(text)
    progress = studio.Progress(sys.stderr, "looking for seams")
    found = everyseam.measure(a.input, Bundle.load(a.bundle), a.set, a.seed, progress)
    print(json.dumps(found, indent=1) if a.json else everyseam.table(found))
    if not found["passed"]:
        raise RtmusicError("some seams can be heard; they stand above")


def _cost(arguments: argparse.Namespace) -> None:
    from rtmusic import costs, studio

    effort = costs.QUICK if arguments.quick else costs.Effort()
    if arguments.hours is not None:
        effort = replace(effort, hours=arguments.hours)
    found = costs.measure(arguments.bundle, effort, studio.Progress(sys.stderr, "timing"))
    print(json.dumps(found, indent=1) if arguments.json else costs.table(found))
