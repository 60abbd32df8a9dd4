"""Write the parts of the manual that repeat what the code and the measurements say.

    python -m training.manual                                       # docs/knobs.md and the table in README.md
    rtmusic live --mode stream --seconds 60 --report evening.json   # measure the engine on this machine,
    python -m training.manual evening.json                          # keep its figures in docs/live.json, then the same
    rtmusic bench latency --json > latency.json                     # how soon knobs are heard
    rtmusic bench torture --minutes 10 --json > torture.json        # what is heard of all that can go wrong
    rtmusic bench endurance --hours 8 --json > endurance.json       # what hours do
    rtmusic bench endurance --live --minutes 2 --json > hour.json   # and an hour in real time
    python -m training.manual --bench *.json                        # keep these in docs/bench.json, then the same

The knobs come from the same tables as `rtmusic knobs`; the README's figures from the card of the default bundle and
from docs/live.json and docs/bench.json. A test fails when a page and its source disagree.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rtmusic import endurance, latency, listing, report, setbook, soak, torture
from rtmusic.bundle import CODEC_GRAPHS, Bundle
from rtmusic.guardian import MOST, WITHIN_S
from rtmusic.knobs import COMMANDS, KNOBS, LOOPS, SHARED_COMMANDS, SHARED_KNOBS, richness
from rtmusic.meter import PERCENTILES
from rtmusic.osc import PORT
from rtmusic.pacing import KEPT as ROUNDS_KEPT
from rtmusic.pacing import LOOKED_AT, PATIENCE, RUNGS, SLOW_OF_THEM, TOO_LONG
from rtmusic.prompts import DEFAULT_PROMPTS
from training import cost_page

ROOT = Path(__file__).parents[1]
KNOB_PAGE = ROOT / "docs" / "knobs.md"
README = ROOT / "README.md"
LIVE = ROOT / "docs" / "live.json"
BENCH = ROOT / "docs" / "bench.json"
STAGE = ROOT / "docs" / "stage.md"
KEPT = (  # of a report: what was measured, and on what; neither paths nor prompts
    *("seconds", "rounds", "late_rounds", "audible_glitches", "repeated_bars", "device_flags", "restarts"),
    *("model_load", "sound_load", "latency_ms", "knob_to_ear_ms", "round_ms", "provider", "machine", "versions"),
)
BEGIN, END = "<!-- measured: python -m training.manual -->", "<!-- end of measured -->"


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(*heads: str) -> list[str]:
    return [row(*heads), "|" + " --- |" * len(heads)]


def _code(addresses: str) -> str:
    """Addresses as code, one after the other."""
    return ", ".join(f"`{address}`" for address in addresses.split(", "))


def knob_page() -> str:
    """docs/knobs.md, whole."""
    lines = [
        "# Knobs, commands and their addresses",
        "",
        "Written by `python -m training.manual` from the tables in the code; `rtmusic knobs` prints the same.",
        "",
        f"Set a knob with `--set NAME=VALUE`, over OSC (UDP port {PORT}) with its address and a number, or by MIDI;",
        "the controllers below are bound from the start, `--map` binds others.",
        "*Heard* is when you hear it: at the next sound block, the machine's next round, or the next bar.",
        "",
        *table("knob", "OSC", "MIDI", "from – to", "at rest", "heard", "what you hear"),
    ]
    facts = listing.knob_facts()
    for fact in (fact for fact in facts["knobs"] if fact["name"] in SHARED_KNOBS):
        knob = KNOBS[fact["name"]]
        midi, rest = ", ".join(fact["midi"]), knob.show(knob.default)
        where = (f"`{fact['name']}`", _code(listing.addresses(knob)), midi)
        lines.append(row(*where, listing.bounds(knob), rest, fact["latency"], fact["heard"]))
    lines += ["", "## Commands", "", *table("command", "OSC", "MIDI", "what happens")]
    for fact in (fact for fact in facts["commands"] if fact["name"] in SHARED_COMMANDS):
        found = _code(listing.addresses(COMMANDS[fact["name"]]))
        lines.append(row(f"`{fact['name']}`", found, ", ".join(fact["midi"]), fact["heard"]))
    lines += ["", "## Prompts", "", *table("prompt", "OSC", "words at the start")]
    lines += [row(slot, f"`/prompt/{slot}`", words) for slot, words in enumerate(DEFAULT_PROMPTS, start=1)]
    lines += [
        "",
        '`/prompt/1 "rain" 0.5` types prompt 1 and sets its weight; `/prompt/1/weight 0.5` sets the weight alone.',
        "",
        "## More addresses",
        "",
        "`rtmusic osc ADDRESS VALUE` says one of them from a shell, and prints what is answered.",
        "",
        "A knob's address without a value is answered with its value. The generator's knobs are also found below",
        f"`/gen`, as in `/gen/temperature`. `N` is a loop's number, 0 to {LOOPS - 1}, or -1 for all loops, or -3 for",
        "the selected one. What a loop has of its own is turned for the selected loop by the plain address, by `--set`",
        "and by MIDI: `select` says which one that is, or all. Its own names are as `loop_2_rewrite`. Patterns with",
        "`*`, `?`, `[a-f]`, `{this,that}` and `//` turn, ask for and subscribe to whatever they stand for, but press",
        "no pedals: one star would clear the loops. To `/get`, `/ping`, `/version`, `/status`, `/sync`, `/lock`,",
        "`/subscribe` and `/subscriptions` an address for the answer may be added at the end, `osc.udp://host:port/`;",
        "it must be on the sender's machine, or on one that was let in by name.",
        "",
        "A bundle takes effect as a whole. One that is dated ahead, by 10 s at most, waits until it is due: `wet`,",
        "`dry`, `gain` and `mute` are heard from its sample on and pedals count as pressed at its sample, the one that",
        "is the next to be handed to the sound device at that moment; other knobs turn then, and are heard as soon",
        "after that as when a hand turns them. One that comes too late takes effect at once and is counted.",
        "",
        "OSC is heard on this machine only, unless `--osc-host 0.0.0.0` opens it to a network. Then the private",
        "networks are let in, where a stage's computers and tablets are, and nobody else: a machine with a public",
        "address hears the whole world. `--osc-allow 192.168.1.0/24`, as often as needed, lets in only these.",
        "Nothing is encrypted.",
        "",
        *table("OSC", "answer", "what it is for"),
        *[row(f"`{said}`", answer and f"`{answer}`", meaning) for said, answer, meaning in listing.word_rows()],
        "",
        "Values that can be asked for and subscribed to:",
        "",
        *table("OSC", "types", "what it is"),
        *[row(f"`{address}`", types, meaning) for address, types, meaning in listing.state_rows()],
        "",
        "## SooperLooper's addresses",
        "",
        "Understood on every port; `--sooperlooper` also listens on 9951, where programs made for that looper look for",
        "it. What this looper cannot do is answered with `/error`.",
        "",
        *table("OSC", "answer", "what it is for"),
        *[row(f"`{said}`", answer and f"`{answer}`", meaning) for said, answer, meaning in listing.sooper_rows()],
    ]
    return "\n".join(lines) + "\n"


def _computers(machines: Iterable[Mapping[str, Any]]) -> str:
    """What figures were taken on."""
    return " and ".join(sorted({f"{m['cores']} cores of {m['processor']}" for m in machines}))


def stage_page(bench: Mapping[str, Any]) -> str:
    """docs/stage.md, whole, from what `rtmusic bench latency` and `rtmusic bench torture` found."""
    found, tortured = bench["latency"], bench["torture"]
    where = _computers([found["machine"], tortured["machine"]])
    rungs = ", ".join(f"*{name}*" for name in RUNGS)
    rich = "; ".join(
        f"{share:g} is " + ", ".join(f"`{name}={value:g}`" for name, value in richness(share).items())
        for share in (0.0, 0.5, 1.0)
    )
    return f"""# On stage: how soon it answers, and what it stands

Written by `python -m training.manual` from figures taken on {where}.

## How soon a turned knob is heard

    rtmusic bench latency

An evening is played live while knobs are turned at random moments. Then it is played again from its journal, bit for
bit, and wherever a knob was turned a second instrument goes on beside the first, the same in all but that knob. The
first sample in which the two differ is where the turn is heard; one block for the device is added. Levels and mute are
**block**; what the models must hear is **round**; the tempo, followed by the beat, is **bar**.

{latency.table(found)}

A turned knob does not wait for the next round: when the last one is over for half as long as it took, one begins at
once. Every round begins as late as its usual cost allows, and so early that the worst in {ROUNDS_KEPT:,} is a frame
late at most. The knob `rich` goes from responsive (0) to rich (1):
{rich}.

{_elsewhere(bench)}

## When there is no time

Where {SLOW_OF_THEM} of the last {LOOKED_AT} rounds came too late, or {SLOW_OF_THEM} of them and their mean took more
than {100 * TOO_LONG:.0f} % of the time there was, it goes one rung down; quick ones lead up again after {PATIENCE}, and
after twice as many where that was too soon. The rungs, as the live view, OSC and the report name and count them:
{rungs}. Below the last, what is drafted runs out after the
horizon, and the last bar is repeated; that is counted, too.

## What it stands

    rtmusic bench torture --minutes {max(1, round(tortured["seconds"] / 60))}

A loop plays and is rewritten, pass by pass, while another process takes a whole core, {torture.FLOOD_PER_S:,} messages
a second turn knobs over OSC, and a MIDI wire is full where there is MIDI. Then everything in the table is done, one
thing after the other, in an order that chance draws. Silence is {torture.SILENT} samples and more of exactly nothing in
the recording; a glitch is a step where a write begins, steeper than all around it, or a sound process that had to be
started again: while there is none, nobody plays, and the clock stands still. The recording is searched for clicks from
end to end; the journal, played again by rounds that nothing disturbs, must be what was recorded, sample for sample; and
every event of the report must belong to what was done. The main process, which reads the knobs and keeps the others
alive, is killed like everybody else, alone and together with the models or the sound: the music plays on without it,
another one has its place about a second later, and OSC messages that came meanwhile are obeyed then.

{torture.table(tortured)}

Whoever sends OSC that means nothing is not heard either, however much it is:

    python tests/osc_fuzz.py 1000000 --engine

floods a live engine with noise and mutants of good packets, as fast as another process can make them, while a noise is
played through it; what would mean something is sifted out before. On these two cores 1,002,258 were refused in 47 s.
All of 2,427,872 recorded samples were what was played, no knob, prompt or pedal moved, memory grew by 1 MB, and each of
209 questions meanwhile was answered, within 0.44 s.

{_hours(bench)}{_real_hours(bench)}## When it crashes

A process that dies is started again, and the set goes on: the models and the sound by the main process, and that one by
the process that was started first and does nothing else. Loops, knobs, prompts, recording, journal, OSC subscribers and
the view are as they were. {MOST} ends of the main process within {WITHIN_S:g} s are taken for no accident: then the
music fades out, and a line says how to go on. That needs Linux; elsewhere, and when everything was killed at once:

    rtmusic live --journal friday            # keeps all of it
    rtmusic live --resume                    # the newest set goes on: loops, knobs, prompts, the beat
    rtmusic render --journal friday OUT.wav  # the whole evening once more, bit for bit

Every evening is kept in `~/.local/state/rtmusic/sets`, the newest {setbook.SETS_KEPT} of them: controls, loops, and the
last minutes of what was heard. A crash takes half a second of it at most. A disk that is full is told, and tried again.

## In time with you

    rtmusic calibrate                        # with a cable from an output to an input

measures how long sound takes out of this machine and back in, and keeps that for this pair of devices. What you play to
what you hear is then put where it was meant, in loops, overdubs and answers; `--round-trip MS` sets it by hand.
"""


def _kind(found: Mapping[str, Any]) -> str:
    """Which benchmark printed this; latency with knobs turned elsewhere is another one."""
    if "trials" in found:
        return "torture"
    if "slices" in found:
        return "endurance live" if "clock" in found else "endurance"
    return " ".join(["latency", *found["settings"]])


def _hours(bench: Mapping[str, Any]) -> str:
    """What hours of playing do, if they were measured."""
    found = bench.get("endurance")
    if found is None:
        return ""
    settings = "".join(f" --set {said}" for said in found["settings"])
    return f"""## What hours do

    rtmusic bench endurance --hours {found["hours"]:g}{settings}

Streams, loops that are rewritten and overdubbed, and answers to what is heard take turns, in simulated time.

{endurance.table(found)}

"""


def _real_hours(bench: Mapping[str, Any]) -> str:
    """What they do in real time, if that was measured."""
    found = bench.get("endurance live")
    if found is None:
        return ""
    settings = "".join(f" --set {said}" for said in found["settings"])
    server, computer, length = found["server"], found["machine"], found["slices"][0]["seconds"] / 60
    return f"""## What an hour does in real time

    rtmusic bench endurance --live --hours {found["hours"]:.3g} --minutes {length:.2g}{settings}

The same scenes, played by `rtmusic live` through a JACK server, whose other client plays a recording into it, on
{computer["cores"]} cores of {computer["processor"]}. The server has no hardware (driver {server["driver"]}, blocks of
{server["period"]} samples at {server["rate"]:,} Hz): its clock is the computer's timer, and jumps wherever the
server woke up late, which is told as the stream against the computer's clock. The input against the stream is which
sample of the recording came in at which sample of the stream: one that is lost on the way, or comes twice, moves it.
More than {soak.DRIFT:g} a minute fails, apart from whole blocks that the server reported as lost, and so do silence,
glitches, restarts, own memory that grew by more than {endurance.GROWTH - 1:.0%} after every scene has been played once,
and a round's processor time that grew by more than {soak.SLOWER - 1:.0%}.

{soak.table(found)}

"""


def _elsewhere(bench: Mapping[str, Any]) -> str:
    """How soon a turned knob is heard when other knobs stand elsewhere, one line each."""
    lines = table("`rtmusic bench latency`", "round: p50, ms", "p90, ms", "p99, ms", "turns")
    for name, found in bench.items():
        if name.startswith("latency "):
            soon = found["classes"]["round"]
            told = [f"{soon[f'p{p}_ms']:.0f}" for p in PERCENTILES]
            lines.append(row(" ".join(f"`--set {said}`" for said in found["settings"]), *told, soon["turns"]))
    return "\n".join(lines)


def measured(bundle: Bundle, live: Mapping[str, Any], bench: Mapping[str, Any], cost: Mapping[str, Any]) -> str:
    """The README's table.

    Args:
        bundle: its card holds the figures of training, export and evaluation.
        live: a report of `rtmusic live`.
        bench: "latency" and "torture", as the two benchmarks print them.
        cost: what docs/cost.json holds, see `training.cost_page`.
    """
    g, card = bundle.geometry, bundle.card
    rows = {r["name"]: r for r in card["codec"]["rows"]}
    ours = rows[f"{g.levels} levels"]
    opus = [r for name, r in rows.items() if name.startswith("Opus")]
    frame_ms = g.milliseconds(g.hop_samples)
    calls = [card["graphs"][name]["call_ms"][card["graphs"][name]["weights"]]["p50"] for name in CODEC_GRAPHS]
    megabytes = sum(bundle.files.values()) / 1e6
    last_h = {name: card[name]["trained_minutes"] / 60 for name in ("codec", "generator")}
    music_h = card["codec"].get("music_h") or sum(card["data"]["hours_by_licence"].values())
    tokens_h = card["generator"]["frames_of_training_data"] * g.hop_samples / g.sample_rate / 3600
    tortured = bench["torture"]
    machines = [found["machine"] for found in (live, tortured, bench["latency"], cost["cost"])]
    classes = bench["latency"]["classes"]
    soon = [("a turned knob that the models obey", classes["round"]), ("a turned level", classes["block"])]
    soon += [("new words of a prompt", bench["latency"]["typed"])]
    torn = sum(trial["glitches"] for trial in tortured["trials"])
    silent_ms = sum(trial["silent_ms"] for trial in tortured["trials"])
    heard = f"{live['audible_glitches']} glitches, {live['repeated_bars']} repeated bars"
    lines = [
        *table("measured", f"on {_computers(machines)}, no GPU"),
        row("codec delay, sound in to sound out", f"{frame_ms + g.milliseconds(g.delay_samples):.0f} ms"),
        row(
            f"codec at {ours['kbps']:.0f} kbps, mel distance to music it never heard (lower is nearer)",
            f"{ours['mel']:.2f}; Opus at " + ", ".join(f"{r['kbps']:.0f} kbps {r['mel']:.2f}" for r in opus),
        ),
        *_listened(ours, opus),
        row("encode and decode, share of one core", f"{sum(calls) / frame_ms:.2f}"),
        *[row(*cells) for cells in cost_page.readme_rows(cost)],
        *[
            row(f"{what}, to your ear", f"median {s['p50_ms']:.0f} ms, 99 % within {s['p99_ms']:.0f} ms")
            for what, s in soon
        ],
        row(
            f"{tortured['seconds'] / 60:.0f} minutes with a busy core, {torture.FLOOD_PER_S:,} knobs turned a second, "
            f"and {len(tortured['trials'])} calamities: processes stopped or killed, the machine asleep, a full disk, "
            "a bundle swapped, the main process or a sound server killed",
            f"{silent_ms:.0f} ms of silence in the recording, {tortured['repeated_bars']} repeated bars, {torn} "
            f"glitches{' (where the sound process or its server was killed)' if tortured['passed'] and torn else ''}; "
            f"all of it killed at once: {tortured['all_killed']['silent_s']:.1f} s until `--resume` plays the loop",
        ),
        row(f"{live['seconds']:.0f} s of playing", f"{heard}, {live['late_rounds']} of {live['rounds']} rounds late"),
        row(
            "the models",
            f"{megabytes:.0f} MB; in their last run the codec learned {last_h['codec']:.1f} h from {music_h:.0f} h of "
            f"music, the generator {last_h['generator']:.1f} h from {tokens_h:.0f} h of it",
        ),
    ]
    return "\n".join(lines)


def _listened(ours: Mapping[str, Any], opus: Sequence[Mapping[str, Any]]) -> list[str]:
    """One row for each listening model that the evaluation has asked about our codec and some rate of Opus."""
    return [
        row(
            f"the same to {heading}, a model of a listener ({best} is identical)",
            f"{ours[name]:.2f}; Opus at " + ", ".join(f"{r['kbps']:.0f} kbps {r[name]:.2f}" for r in opus if name in r),
        )
        for name, heading, best in (("visqol", "ViSQOL", 4.73), ("zimtohrli", "Zimtohrli", 5))
        if name in ours and any(name in r for r in opus)
    ]


def with_measured(readme: str, figures: str) -> str:
    """The README with this table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{figures}\n{END}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.manual", description="Write what the code and figures say."
    )
    parser.add_argument("report", nargs="?", type=Path, help="a report whose figures go into docs/live.json")
    parser.add_argument(
        "--bench", nargs="+", default=(), type=Path, help="what bench --json printed, for docs/bench.json"
    )
    wanted = parser.parse_args()
    bench = json.loads(BENCH.read_text("utf-8")) if BENCH.exists() else {}
    for path in wanted.bench:
        found = json.loads(path.read_text("utf-8"))
        bench[_kind(found)] = found
        report.write(bench, BENCH)
    if wanted.report is not None:
        evening = report.read(wanted.report)
        report.write({name: evening[name] for name in KEPT}, LIVE)
    KNOB_PAGE.write_text(knob_page(), "utf-8")
    STAGE.write_text(stage_page(bench), "utf-8")
    figures = measured(Bundle.load(None), report.read(LIVE), bench, cost_page.kept_figures())
    README.write_text(with_measured(README.read_text("utf-8"), figures), "utf-8")
    print(", ".join(str(page.relative_to(ROOT)) for page in (KNOB_PAGE, STAGE, README)) + " written")


if __name__ == "__main__":
    main()
