"""An evening on which everything goes wrong on purpose, while a loop plays; and what of it could be heard.

A busy process takes a core, knobs are flooded over OSC, and a MIDI wire is full. Then, one after the other and in an
order that a seed draws, everything that `rtmusic.trials` knows is done to the instrument, and `rtmusic.verdict` says
what came of it. A second evening is played through a sound server that is killed and started again; in a third one
the main process itself is killed, see `rtmusic.survival`.
"""

from __future__ import annotations

import random
import shutil
import signal
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rtmusic import floods, survival, verdict
from rtmusic.bundle import Bundle
from rtmusic.device import RECORDING
from rtmusic.engine import Engine, Settings
from rtmusic.errors import DeviceError, RtmusicError, UsageError
from rtmusic.jackplayer import playing
from rtmusic.jackserver import SERVER, JackServer
from rtmusic.knobs import Panel, parse_setting
from rtmusic.midiports import there_is_midi
from rtmusic.osc import OscServer
from rtmusic.report import machine
from rtmusic.soundprocess import SoundSpec
from rtmusic.status import LoopStatus
from rtmusic.survival import ASKED, FAREWELL_S, PLAYED_S, TAKE_S
from rtmusic.trials import REST_S, Stopper, Tormentor, stop_all, until

FLOOD_PER_S = floods.FLOOD_PER_S
SILENT = verdict.SILENT
LEAST_REST_S = 0.6  # between two trials of an evening that is short
CABLE_S = 1.0  # until a recording is heard through a sound server
LEAST_ARRIVED = 0.99  # of what was sent: a MIDI system does not wait for long for a process that is stopped
CLOCK = "needs the right to set it; that nothing is timed by it is checked by tests/test_clocks.py"

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """One evening."""

    minutes: float  # every kind of trial comes once at least
    bundle: Path | None
    seed: int
    rest_s: float
    server: bool = False  # through a sound server, which is killed; else on the virtual sound card, with all the rest
    keep: Path | None = None  # a folder for recording and set, which must not be there yet; None: they go in the end


def torture(
    minutes: float,
    bundle: Path | None = None,
    seed: int = 0,
    progress: Progress = lambda share: None,
    keep: Path | None = None,
) -> dict[str, Any]:
    """Play for so long, do everything to it, and say what happened.

    Args:
        minutes: of the first evening; all of its trials take about a minute, at the least half of one.
        progress: told the share that is done, 0..1, from time to time.
        keep: where recording and set of the first evening stay, in its folder ``server-killed`` those of the second
            and in ``main-killed`` those of the third, to look for what a failure says; 2 GB an hour.

    Returns:
        {"passed": bool, "failures": [sentences], "trials": [Trial as a dict, …], "left_out": {what: why}, …}.

    Raises:
        UsageError: `keep` is there already, or cannot be made.
        RtmusicError: the instrument could not be kept alive.
    """
    if keep is not None:
        try:
            keep.mkdir(parents=True)
        except OSError as error:
            raise UsageError(f"--keep {keep}: {error.strerror}; give a folder that is not there yet") from None
    rest_s = min(REST_S, max(LEAST_REST_S, 5 * minutes))
    found = _apart(Plan(minutes, bundle, seed, rest_s, keep=keep), lambda share: progress(0.7 * share))
    try:
        own = None if keep is None else keep / "server-killed"
        served = _apart(
            Plan(minutes / 20, bundle, seed, rest_s, server=True, keep=own), lambda share: progress(0.7 + 0.1 * share)
        )
    except DeviceError as error:
        found["left_out"]["a sound server that is killed"] = str(error).splitlines()[0]
    else:
        for name in ("failures", "trials"):
            found[name] += served[name]
    found["left_out"]["a jump of the wall clock"] = CLOCK
    own = None if keep is None else keep / "main-killed"
    survived = survival.survive(minutes / 4, bundle, seed, rest_s, lambda share: progress(0.8 + 0.2 * share), own)
    for name in ("failures", "trials"):
        found[name] += survived.pop(name)
    found["left_out"] |= survived.pop("left_out", {})
    found["main_killed"] = survived
    found["all_killed"] = killed = survival.resume(bundle)
    found["failures"] += killed["failures"]
    progress(1.0)
    return {"passed": not found["failures"], **found, "machine": machine()}


# -- one evening -----------------------------------------------------------------------------------------------


def _evening(plan: Plan, stop: Stopper, progress: Progress) -> dict[str, Any]:
    """Play, do what the plan says, and judge."""
    models, dice = Bundle.load(plan.bundle), random.Random(plan.seed)
    left_out: dict[str, str] = {}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rtmusic-torture-")))
        folder = plan.keep or scratch
        server = _server(stack, plan.server, left_out)
        played, recording, evening = scratch / "bundle", folder / "evening.wav", folder / "set"
        shutil.copytree(models.path, played)
        sound = SoundSpec(SERVER, SERVER) if plan.server else SoundSpec("virtual", "virtual")
        panel = Panel().turn([parse_setting(text) for text in ASKED])
        engine = Engine(
            Settings(sound, panel, bundle=played, provider="cpu", record=recording, journal=evening, everything=True)
        )
        player = stack.enter_context(ExitStack())
        if plan.server:  # a dummy's own inputs are silent
            player.enter_context(playing(RECORDING))
        engine.start()
        osc, wire = OscServer(engine, 0), None
        try:
            osc.start()
            begins_s = CABLE_S if plan.server else 0.0
            for at_s in TAKE_S:
                until(engine, begins_s + at_s)
                engine.command("record")
            until(engine, begins_s + TAKE_S[1] + PLAYED_S)
            player.close()
            first = engine.status().loop
            with ExitStack() as hands:
                busy = [hands.enter_context(floods.burning())]
                hands.enter_context(floods.flooding(osc.port))
                if server is not None and server.pid is not None:
                    busy.append(server.pid)
                if not plan.server:
                    wire = hands.enter_context(floods.full_wire(engine))
                tormentor = Tormentor(engine, stop, dice, models, played, lambda: busy)
                kinds = tormentor.of_device(server) if plan.server and server is not None else tormentor.usual()
                trials = tormentor.torment(kinds, plan.minutes, plan.rest_s, lambda share: progress(0.7 * share))
            last = engine.status().loop
        finally:
            osc.stop()
            report = engine.stop()
        heard = verdict.hear(recording, evening, plan.bundle, trials, lambda share: progress(0.7 + 0.3 * share))
    failures = verdict.judge(trials, heard.ear, report.events, report.repeated_bars)
    failures += heard.failures + _lost(first, last)
    events = [asdict(event) for event in report.events]
    failures += survival.miscounted(events, report.restarts, heard.ear.samples, report.seconds)
    if wire is not None and wire.arrived < LEAST_ARRIVED * wire.sent:
        failures.append(f"of {wire.sent} MIDI messages only {wire.arrived} arrived")
    return {
        "failures": failures,
        "trials": [asdict(trial) for trial in trials],
        "seconds": round(report.seconds, 1),
        "same_s": round(heard.same / 48_000, 1),
        "rounds": report.rounds,
        "late_rounds": report.late_rounds,
        "audible_glitches": report.audible_glitches,
        "repeated_bars": report.repeated_bars,
        "knobs_turned_over_the_wire": osc.counters.messages,
        "midi": None if wire is None else asdict(wire),
        "knob_to_ear_ms": dict(report.knob_to_ear_ms),
        "bundle": report.bundle["name"],
        "left_out": left_out,
    }


def _server(stack: ExitStack, needed: bool, left_out: dict[str, str]) -> JackServer | None:
    """The sound server to be played through, or one for its MIDI where the machine has none."""
    if needed:
        return stack.enter_context(JackServer())
    if there_is_midi():
        return None
    try:
        return stack.enter_context(JackServer(period=256))
    except DeviceError as error:
        left_out["a full MIDI wire"] = f"there is no MIDI system here, and {str(error).splitlines()[0]}"
        return None


def _lost(first: LoopStatus, last: LoopStatus) -> list[str]:
    """The loop must be there at the end as it was before the first trial, and no layer of it gone."""
    if (last.state, last.length_s) == ("playing", first.length_s) and last.layers >= first.layers:
        return []
    return [f"the loop is not what it was: {first} became {last}"]


# -- in a process of its own -----------------------------------------------------------------------------------


def _apart(plan: Plan, progress: Progress) -> dict[str, Any]:
    """Play an evening in a process of its own, which we can stop: one that stops itself does not wake up again, and a
    shell whose child is stopped takes its terminal back.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_play_apart, args=(plan, theirs), name="rtmusic-torture")
    process.start()
    theirs.close()
    try:
        while True:
            word, what = ours.recv()
            if word == "progress":
                progress(what)
            elif word == "stop":
                stop_all(*what)
                ours.send("go on")
            elif word == "found":
                found: dict[str, Any] = what
                return found
            else:
                raise what
    except KeyboardInterrupt:
        process.terminate()  # it may not have been told
        raise
    except EOFError:
        raise RtmusicError("the tortured instrument ended without a word; look at the lines above") from None
    finally:
        process.join(FAREWELL_S)
        process.kill()
        ours.close()


def _play_apart(plan: Plan, pipe: Connection) -> None:
    def stop(pids: Sequence[int], seconds: float) -> None:
        pipe.send(("stop", (pids, seconds)))
        pipe.recv()

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what it has started does not end by itself
    try:
        found = _evening(plan, stop, lambda share: pipe.send(("progress", share)))
    except RtmusicError as error:
        pipe.send(("error", error))
    except KeyboardInterrupt:
        pass  # our parent was told, too
    else:
        pipe.send(("found", found))


# -- as a table ------------------------------------------------------------------------------------------------


def table(found: Mapping[str, Any]) -> str:
    """What `torture` found, as Markdown: the worst of each kind of trial."""
    lines = [
        "| what | times | well again within, s | silence, ms | glitches | repeated bars | late rounds |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in sorted({trial["name"] for trial in found["trials"]}, key=_by_length):
        trials = [trial for trial in found["trials"] if trial["name"] == name]
        counted = [sum(trial[what] for trial in trials) for what in ("glitches", "repeated_bars", "late_rounds")]
        lines.append(
            f"| {name} | {len(trials)} | {max(trial['back_s'] for trial in trials):.1f} | "
            f"{sum(trial['silent_ms'] for trial in trials):.0f} | {' | '.join(map(str, counted))} |"
        )
    lines += [
        "",
        f"{found['seconds']:.0f} s, {found['rounds']} rounds, {found['knobs_turned_over_the_wire']} messages.",
    ]
    if midi := found.get("midi"):
        lines.append(f"{midi['arrived']} of {midi['sent']} MIDI messages of a full wire arrived.")
    if (killed := found.get("main_killed")) and "kills" in killed:
        answers = f"OSC was answered again within {killed['answers_s']:.1f} s"
        lines.append(f"Main process killed {killed['kills']} times: {answers}.")
    if killed := found.get("all_killed"):
        lines.append(f"Everything killed: silent for {killed['silent_s']:.1f} s until --resume plays the loop again.")
    lines += [f"Left out: {what} ({why})." for what, why in found.get("left_out", {}).items()]
    lines += ["passed"] if found["passed"] else [f"FAILED: {sentence}" for sentence in found["failures"]]
    return "\n".join(lines)


def _by_length(name: str) -> tuple[str, int, str]:
    digits = "".join(letter for letter in name if letter.isdigit())
    return name.partition(" ")[0], int(digits or 1_000_000), name
