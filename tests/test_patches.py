"""The patches really play the instrument: Pure Data runs them without a window, against our own OSC server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import pytest
from pd_hand import PATCHES, Hand, messages_of, needs_pd, opened
from recording_desk import RecordingDesk, wait_for

from patches.build.__main__ import stale
from patches.build.table import (
    ADDRESSES,
    COMMANDS,
    KNOBS,
    MESSAGES,
    SECTIONS,
    SOOPERLOOPER,
    VALUES,
    value_address,
)
from rtmusic import listing, oscguests
from rtmusic.knobs import KNOBS as TURNS
from rtmusic.knobs import Control
from rtmusic.osc import OscServer
from rtmusic.oscguests import Guest, link_words, scene_words

PD = PATCHES / "pd"
Deed = tuple[str, str | int, object]  # as the desk writes it down


def has_done(desk: RecordingDesk, deed: Deed) -> bool:
    return deed in desk.done


@contextmanager
def played(desk: RecordingDesk, name: str, more: Mapping[str, Guest] | None = None) -> Iterator[Hand]:
    """A patch, connected to a server of its own that takes everything it says."""
    server = OscServer(desk, port=0, more=more)
    server.start()
    try:
        with opened(PD / name, server.port, lambda: wait_for(lambda: server.counters.messages >= 2, 15.0)) as hand:
            yield hand
        assert server.counters.refused == server.counters.malformed == 0
    finally:
        server.stop()


def expect(desk: RecordingDesk, hand: Hand, move: str, heard: Deed) -> None:
    hand(move)
    assert wait_for(partial(has_done, desk, heard)), f"{move} did not arrive as {heard}, but as {desk.done[-5:]}"


def test_the_files_are_what_the_knob_table_says() -> None:
    assert stale() == [], "write them again:  python -m patches.build"


def test_every_knob_stands_in_one_section_and_one_row() -> None:
    assert [knob for section in SECTIONS.values() for knob in section.knobs] == list(KNOBS.values())
    rows = [knob.name for section in SECTIONS.values() for row in section.rows for knob in row]
    assert sorted(rows) == sorted(KNOBS)
    beside = {row[1].name: row[0].name for section in SECTIONS.values() for row in section.rows if len(row) == 2}
    switches = [name for name in KNOBS if name.endswith("_on") or name.startswith("invert_")]
    assert len(switches) == 13 and set(switches) <= set(beside), "a switch that stands alone says nothing"
    pairs = {"density_on": "density", "invert_onset": "onset_width", "invert_region": "region_high"}
    assert pairs.items() <= beside.items()


@needs_pd
def test_what_a_hand_does_on_the_surface_reaches_the_instrument() -> None:
    desk = RecordingDesk()
    with played(desk, "rtmusic.pd") as hand:
        for command in COMMANDS.values():
            expect(desk, hand, f"rtmusic{command.address} bang", ("command", command.name, ""))
        for move, heard in (
            ("rtmusic/mode 2", ("turn", "mode", 2.0)),
            ("rtmusic/wet -12", ("turn", "wet", -12.0)),
            ("rtmusic/freeze 1", ("turn", "freeze", 1.0)),
            ("rtmusic/prompt/2/weight 0.5", ("turn", "prompt_2", 0.5)),
            ("rtmusic/prompt/1 symbol rain", ("prompt", 1, "rain")),
            # One word for Pure Data, with its spaces: typed so into the box, it must arrive whole.
            (r"rtmusic/prompt/2 symbol dusty\ electric\ piano", ("prompt", 2, "dusty electric piano")),
            ("rtmusic-out /tempo 93", ("turn", "tempo", 93.0)),
        ):
            expect(desk, hand, move, heard)
        hand("rtmusic/steps 3.4")
        assert wait_for(lambda: has_done(desk, ("turn", "steps", 3.0)))


@needs_pd
def test_what_is_turned_elsewhere_shows_on_the_surface_and_is_not_sent_back() -> None:
    desk = RecordingDesk()
    with played(desk, "rtmusic.pd") as hand:

        def shows(name: str, elsewhere: Callable[[], None], shown: Deed) -> bool:
            """Asked to say where it stands, a fader tells what it shows: others' value, not the one it began with."""
            elsewhere()
            others = len(desk.done)
            time.sleep(0.2)  # changes go out every 50 ms; a busy machine gets another try
            echoed = desk.done[others:]
            hand(f"{name} bang")
            # A patch that answers a change with the same change would ping-pong with a second one for ever.
            return wait_for(lambda: shown in desk.done[others:], 1.0) and not echoed

        for name, elsewhere, shown in (
            ("rtmusic/wet", partial(desk.turn, Control(KNOBS["wet"], -30.0)), ("turn", "wet", -30.0)),
            ("rtmusic/mode", partial(desk.turn, Control(KNOBS["mode"], 1.0)), ("turn", "mode", 1.0)),
            (
                "rtmusic/prompt/1/weight",
                partial(desk.turn, Control(KNOBS["prompt_1"], 0.25)),
                ("turn", "prompt_1", 0.25),
            ),
            ("rtmusic/prompt/1", partial(desk.prompt, 1, "deep sea choir"), ("prompt", 1, "deep sea choir")),
        ):
            assert wait_for(partial(shows, name, elsewhere, shown), 10.0), f"{name} never showed {shown}"


def test_the_tables_are_those_that_rtmusic_knobs_prints() -> None:
    takes = [(f"{m.address} {m.takes}".rstrip(), m.answer, m.heard) for m in MESSAGES if m.address != "/prompt/1"]
    assert takes == [(said.replace("/N/", "/0/"), *rest) for said, *rest in listing.word_rows()]
    values = [(m.address, m.answer, m.heard) for m in VALUES]
    told = [row for row in listing.state_rows() if row[0] != "/lock"]  # which stands among the words
    assert values == [(address.replace("/N/", "/0/"), *rest) for address, *rest in told]
    looper = [(f"{m.address} {m.takes}", m.answer, m.heard) for m in SOOPERLOOPER]
    assert looper == [(said.replace("/N/", "/0/"), *rest) for said, *rest in listing.sooper_rows()]
    page, docs = ((PATCHES / name).read_text("utf-8") for name in ("README.md", "max/rtmusic/docs/messages.md"))
    page = page.replace("\\|", "|")
    for message in (*MESSAGES, *VALUES):
        assert f"| `{message.address}` |" in page and message.heard in page, message
        assert f"- `{message.address}` " in docs and message.heard in docs, message
    for message in SOOPERLOOPER:
        assert f"| `{message.address}` | {message.takes} | {message.heard} |" in page


def test_every_example_says_what_must_be_said() -> None:
    for message in MESSAGES:
        must = message.takes.partition("[")[0].replace("0 or 1", "lock").split()
        assert len(message.arguments) >= len(must), message


def test_nothing_covers_another_in_the_help() -> None:
    """A message ends before its sentence begins, a sentence is one line, and all of it is in the window."""
    records = (PD / "rtmusic-help.pd").read_text("utf-8").split(";\n")
    groups: list[list[tuple[int, int, int, int]]] = []
    for record in records:
        words = record.split(" ")
        if words[:2] == ["#N", "canvas"]:
            groups.append([(0, 0, int(words[4]), int(words[5]))])
        elif words[:2] == ["#X", "restore"]:
            window, *boxes = groups.pop()
            assert len({(x, y) for x, y, _, _ in boxes}) == len(boxes)
            for one, (x, y, wide, high) in enumerate(boxes):
                assert x + wide <= window[2] and y + high <= window[3], (record, boxes[one])
                for ax, ay, across, deep in boxes[:one]:
                    assert ax + across <= x or x + wide <= ax or ay + deep <= y or y + high <= ay, (record, ax, ay)
        elif words[:2] in (["#X", "msg"], ["#X", "text"], ["#X", "obj"]):
            said, comma, columns = " ".join(words[4:]).replace("\\", "").rpartition(", f ")
            letters = len(said if comma else columns)
            lines = -(-letters // int(columns)) + said.count(";") if comma else 1  # a line begins after a semicolon
            wide = 7 * (min(letters, int(columns)) if comma else letters)  # at most 7 pixels a letter at this size
            groups[-1].append((int(words[2]), int(words[3]), wide, 5 + 15 * lines))
    assert len(groups) == 1  # the patch itself, whose parts stand below each other


@needs_pd
def test_every_message_of_the_help_patch_works() -> None:
    examples = messages_of(PD / "rtmusic-help.pd")
    said = {example.split()[0] for example in examples}
    assert said >= {value_address(knob) for knob in KNOBS.values()} | {c.address for c in COMMANDS.values()}
    assert said >= {message.address for message in (*MESSAGES, *VALUES)}
    assert said >= {word.address.replace("/N/", "/0/") for word in oscguests.WORDS}
    desk, asked = RecordingDesk(), Asked()
    own = scene_words(asked) | link_words(asked)  # type: ignore[arg-type]
    guests: dict[str, Guest] = {word.address.replace("/N/", "/0/"): lambda words: None for word in oscguests.WORDS}
    with played(desk, "rtmusic-help.pd", guests | own) as hand:
        for example in examples:
            hand(f"rtmusic-help-out {example}")
        done = len(KNOBS) + len(COMMANDS) + 1  # and a prompt's text
        assert wait_for(lambda: len({deed[:2] for deed in desk.done}) >= done, 10.0), desk.done
        assert wait_for(lambda: len(asked.done) == 5, 10.0), asked.done
    assert asked.done == ["recall example", "save example", "morph example 8", "play True", "play False"]


class Asked:
    """What stands in for scenes and for Link, and writes down what it is asked to do."""

    peers = 2

    def __init__(self) -> None:
        self.done: list[str] = []

    def names(self) -> tuple[str, ...]:
        return ("example",)

    def recall(self, name: str) -> None:
        self.done.append(f"recall {name}")

    def save(self, name: str) -> None:
        self.done.append(f"save {name}")

    def morph(self, name: str, beats: float) -> None:
        self.done.append(f"morph {name} {beats:g}")

    def play(self, playing: bool) -> None:
        self.done.append(f"play {playing}")


@needs_pd
def test_evening_1_a_loop_under_a_pedal() -> None:
    desk = RecordingDesk()
    with played(desk, "evening-1-looping.pd") as hand:
        hand("rtmusic-evening-begin bang")
        assert wait_for(lambda: has_done(desk, ("turn", "rewrite", 25.0)))
        for _ in range(2):  # down and up, down and up: two presses, which begin and close the loop
            hand("rtmusic-pedal-record 127")
            time.sleep(0.05)
            hand("rtmusic-pedal-record 0")
            time.sleep(0.05)
        expect(desk, hand, "rtmusic-wheel 127", ("turn", "rewrite", pytest.approx(100.0, abs=0.01)))
        assert desk.commands() == ["record", "record"]


@needs_pd
def test_evening_2_eight_knobs_for_eight_prompts() -> None:
    desk = RecordingDesk()
    with played(desk, "evening-2-prompts.pd") as hand:
        hand("rtmusic-evening-begin bang")
        assert wait_for(lambda: has_done(desk, ("prompt", 8, "glass bells")))
        assert has_done(desk, ("prompt", 2, "four on the floor drums")) and has_done(desk, ("turn", "mode", 1.0))
        for slot in range(1, 9):
            expect(desk, hand, f"rtmusic-knob-{slot} 127", ("turn", f"prompt_{slot}", 1.0))
        expect(desk, hand, "rtmusic-ask-tempo 0", ("turn", "tempo", 40.0))
        expect(desk, hand, "rtmusic-ask-key 127", ("turn", "key", 24.0))


@needs_pd
def test_evening_3_a_set_is_recorded_and_played_again() -> None:
    desk = RecordingDesk()
    with played(desk, "evening-3-recording.pd") as hand:
        time.sleep(0.3)  # all values come once, at the beginning
        hand("rtmusic-set-record bang")
        time.sleep(0.2)
        for value in (-30.0, -20.0):
            desk.turn(Control(KNOBS["wet"], value), Control(KNOBS["prompt_3"], -value / 100))
            desk.turn(Control(TURNS["loop_2_level"], value))  # not the selected loop: told by its own address alone
            time.sleep(0.4)
        hand("rtmusic-set-stop bang")
        played_from = len(desk.done)
        begun = time.monotonic()
        hand("rtmusic-set-play bang")
        again = [("turn", "wet", -20.0), ("turn", "loop_2_level", -20.0), ("turn", "prompt_3", pytest.approx(0.2))]
        assert wait_for(lambda: all(deed in desk.done[played_from:] for deed in again), 5.0), desk.done
        assert time.monotonic() - begun > 0.4  # at the pace at which it was played, not all at once
        assert [d[2] for d in desk.done[played_from:] if d[1] == "wet"] == [-30.0, -20.0]


@needs_pd
def test_evening_3_follows_midi_clock() -> None:
    desk = RecordingDesk()
    with played(desk, "evening-3-recording.pd") as hand:
        hand("rtmusic-set-follow 1")
        begun = time.monotonic()
        for tick in range(24 * 4):  # 24 ticks a beat, at 120 beats a minute
            time.sleep(max(0.0, begun + tick * 60 / 120 / 24 - time.monotonic()))
            hand("rtmusic-midi-tick bang")
        tempos = [float(value) for kind, name, value in desk.done if (kind, name) == ("turn", "tempo")]
        assert (
            tempos and abs(statistics.median(tempos) - 120) < 6
        )  # the machine is shared; Pd counts in blocks of 1.5 ms


def test_every_address_in_the_patches_is_in_the_table() -> None:
    for patch in PD.glob("*.pd"):
        said = {message.split()[0] for message in messages_of(patch)}
        assert said <= ADDRESSES, patch.name
