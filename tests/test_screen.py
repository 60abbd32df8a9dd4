"""The live view: what the picture says, what keys do, and that the terminal is given back."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recording_desk import QUIET, RecordingDesk, with_loop
from rich.console import Console

from rtmusic.knobs import KNOBS, LOOP_COMMANDS, LOOPS, MODES, SELECTABLE, Control, Panel
from rtmusic.screen import (
    KEYS,
    LOOP_KEYS,
    PLAIN,
    Glyphs,
    Screen,
    View,
    act,
    ahead_bar,
    bar,
    beats,
    clock,
    mask_row,
    one_line,
    picture,
    turn,
)
from rtmusic.status import LOOP_STATES, Event, LoopStatus, Recalled, Status

TURNED = Panel().turn([Control(KNOBS["rewrite"], 40.0), Control(KNOBS["prompt_3"], 0.25)])
FANCY = Glyphs()
TEXTS = ("dusty electric piano", "", "rain", "wind", "", "", "", "")


def drawn(view: View, width: int = 100, glyphs: Glyphs = FANCY) -> list[str]:
    """The lines of a picture as a terminal of this width shows them."""
    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(picture(view, width, glyphs))
    return capture.get().splitlines()


def line(lines: Sequence[str], label: str) -> str:
    (found,) = [line for line in lines if line.startswith(label)]
    return found


def test_the_picture_says_everything() -> None:
    events = [Event(5.0, "model-restart", "the model process was started again")]
    lines = drawn(View(QUIET, TURNED, TEXTS, events, ("OSC on 127.0.0.1 port 9440",), keys=True))
    assert line(lines, "rtmusic").split() == ["rtmusic", "loop", "120.0", "bpm", "●●●○", "0:12"]
    assert line(lines, "in ").endswith("-18.0 dB")
    assert line(lines, "ahead").endswith("0.40 s final, 1.60 s written")
    assert line(lines, "mask").split() == ["mask", "██▄··▂█·", "47%", "kept"]
    turn = "|▒▒▒······▸··███▓▓██···▒▒▒▒▒░¦·····▒▒▒▒|"
    assert line(lines, "loop") == f"loop 0 ▸ playing      {turn}  1.0 of 4.00 s, layers 2+0, pass 3"
    assert line(lines, "load").endswith("model  42%  sound   3%  round 31 ms")
    assert line(lines, "latency").endswith("codec 10, safety 60")
    assert "rounds 150  late 1  glitches 0  repeated bars 0  device 2  restarts 0" in line(lines, "counts")
    assert line(lines, "prompt 1").endswith("1.00  dusty electric piano")
    assert line(lines, "prompt 3").endswith("0.25  rain")
    assert not any(text.startswith("prompt 4") for text in lines)  # no weight, not heard
    assert line(lines, "knobs").endswith("rewrite 40 %")
    assert line(lines, "0:05").endswith("model-restart: the model process was started again")
    assert any("OSC on 127.0.0.1 port 9440" in text for text in lines)
    assert "space record, o overdub, u undo" in line(lines, "keys")
    assert "0 to 7 select that loop, a all loops, x cancel" in " ".join(text.strip() for text in lines)


def test_what_is_recalled_is_shown_while_it_is() -> None:
    view = View(QUIET, TURNED, TEXTS)
    assert not any(text.startswith("recall") for text in drawn(view))
    it = Recalled(moment=12, played_s=221.4, protected=True, share=0.5, moments=37)
    shown = line(drawn(replace(view, status=replace(QUIET, recalled=it))), "recall")
    assert shown.split(maxsplit=2)[1] == FANCY.full * 24 + FANCY.empty * 24
    assert shown.endswith("  50% moment 12 of 3:41, protected")
    loose = line(drawn(replace(view, status=replace(QUIET, recalled=replace(it, protected=False)))), "recall")
    assert loose.endswith("moment 12 of 3:41")


def test_whose_turn_it_is_is_shown_while_turns_are_taken() -> None:
    answers = replace(QUIET, mode="follow", turn="answers", turn_bars=1.25)
    assert line(drawn(View(answers, TURNED, TEXTS)), "rtmusic").endswith("0:12  answers, 1.2 bars left")


def test_the_bar_ahead_shows_final_and_draft() -> None:
    # 4 s wide: a tenth is final, four tenths are written.
    assert ahead_bar(0.4, 1.6, 20, PLAIN) == ("##", "======", "............")
    assert ahead_bar(9.0, 9.0, 10, PLAIN) == ("##########", "", "")
    assert ahead_bar(0.0, 0.0, 10, PLAIN) == ("", "", "..........")


@settings(deadline=None)  # a busy machine is no fault
@given(st.floats(-1, 10), st.floats(-1, 10), st.integers(1, 60))
def test_the_bar_ahead_is_always_as_wide_as_its_place(committed_s: float, drafted_s: float, width: int) -> None:
    # A longer one would push what stands behind it out of the terminal.
    assert sum(map(len, ahead_bar(committed_s, drafted_s, width, PLAIN))) == width
    assert len(bar(drafted_s, width, PLAIN)) == width


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.floats(0, 1), min_size=1, max_size=300), st.integers(1, 60))
def test_the_mask_fits_and_shows_all_of_it(mask: list[float], width: int) -> None:
    row = mask_row(mask, width, PLAIN)
    assert len(row) == min(width, len(mask))
    assert mask_row([1.0] * len(mask), width, PLAIN) == "#" * len(row)
    assert mask_row([0.0] * len(mask), width, PLAIN) == "." * len(row)


def row(cells: Sequence[int], width: int, glyphs: Glyphs = FANCY, until_s: float = 0.0, **stands: Any) -> str:
    loop = LoopStatus("playing", **{"length_s": 8.0, **stands})
    return "".join(sign for sign, _ in turn(cells, loop, until_s, width, glyphs))


def test_a_turn_shows_what_stays_what_is_to_come_and_what_is_new() -> None:
    cells = (0, 0, 100, 40, 0, 200, 120, 0)
    assert row(cells, 10) == "|▸·▒░·█▓·|"
    assert row(cells, 10, PLAIN, position_s=7.9) == "|..=-.#+>|"
    assert row(cells, 10, position_s=4.0, reversed=True) == "|··▒░◂█▓·|"
    assert row(cells, 10, position_s=1.0, until_s=3.5) == "|·▸▒¦·█▓·|"  # up to where something was laid in
    assert row((), 6, position_s=7.9) == "|···▸|"
    assert row((1,) + (0,) * 255, 10, position_s=4.0) == "|░···▸···|"  # the least that is to come is seen
    # A column for two cells; the most of what changes in it has the say.
    assert row((200, 100, 200, 200, 0, 1), 5, position_s=7.9) == "|▒█▸|"


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.integers(0, 200), max_size=256), st.integers(3, 60), st.floats(0, 8), st.floats(0, 8))
def test_a_turn_is_always_as_wide_as_its_place(cells: list[int], width: int, at_s: float, until_s: float) -> None:
    shown = row(cells, width, until_s=until_s, position_s=at_s)
    assert len(shown) == width and shown.count(FANCY.ways[0]) == 1


def test_beats_and_clock_read_as_a_musician_reads_them() -> None:
    assert [beats(beat, 3, PLAIN) for beat in (0.0, 0.99, 1.0, 2.5, 3.0)] == ["Ooo", "Ooo", "OOo", "OOO", "Ooo"]
    assert [clock(s) for s in (0.0, 59.9, 60.0, 754.2)] == ["0:00", "0:59", "1:00", "12:34"]


BUSY = (
    LoopStatus("playing", 4.0, 1.0, 3, 2, muted=True),
    LoopStatus(),
    LoopStatus("overdubbing", 8.0, 6.0, 1, 2, 1, solo=True, reversed=True, next="overdub", next_in_s=0.42),
    LoopStatus("recording"),
    LoopStatus(solo=True),
    LoopStatus(next="mute", next_in_s=1.0),
    LoopStatus(layers=2, redo=1),
    LoopStatus(),
)


def selecting(loop: float) -> Panel:
    return Panel().turn([Control(KNOBS["select"], loop)])


def test_every_loop_in_which_there_is_something_has_a_line_and_the_selected_one_is_marked() -> None:
    status = replace(QUIET, loops=BUSY, selected=6)
    lines = drawn(View(status, selecting(6), TEXTS), 130)
    assert [text for text in lines if text.startswith("loop")] == [
        "loop 0   playing      |▒▒▒······▸··███▓▓██···▒▒▒▒▒░¦·····▒▒▒▒|  1.0 of 4.00 s, layers 2+0, pass 3, "
        "muted, not solo",
        "loop 2   overdubbing  |···························◂········|  6.0 of 8.00 s, layers 2+1, pass 1, "
        "overdub in 0.4 s, solo, backwards",
        "loop 3   recording    not solo",
        "loop 4   empty        solo",  # why the others are not heard
        "loop 5   empty        mute in 1.0 s, not solo",
        "loop 6 ▸ empty        layers 2+1, not solo",  # undo brings it back
    ]
    assert "select" not in line(lines, "knobs")
    everything = drawn(View(replace(status, selected=0), selecting(LOOPS), TEXTS), 130, PLAIN)
    assert all(text[7] == ">" for text in everything if text.startswith("loop"))


def test_a_narrow_line_keeps_what_waits_and_what_is_not_heard() -> None:
    status = replace(QUIET, loops=BUSY)
    shown = {width: line(drawn(View(status, Panel(), TEXTS), width), "loop 2") for width in (100, 80, 60, 40)}
    assert [shown[width][22:] for width in shown] == [
        "|··········◂···|  6.0 of 8.00 s, layers 2+1, overdub in 0.4 s, solo, backwards",
        "|···············◂·····|  overdub in 0.4 s, solo, backwards",
        "overdub in 0.4 s, solo, backwards",
        "overdub in 0.4 s,…",
    ]


def test_a_loop_with_several_takes_says_which_it_stands_on() -> None:
    loops = (LoopStatus("playing", 4.0, 1.0, 3, 2, take=3, takes=7, favourite=True), LoopStatus(takes=1), *BUSY[2:])
    lines = drawn(View(replace(QUIET, loops=loops), Panel(), TEXTS), 130)
    assert line(lines, "loop 0").endswith("1.0 of 4.00 s, layers 2+0, take 3 of 7, pass 3, not solo, favourite")
    assert not any("take" in text for text in lines if text.startswith("loop 1"))


def test_the_mask_is_that_of_the_selected_loop() -> None:
    status = replace(QUIET, loops=BUSY, selected=2, masks=((0.0,),) * 2 + ((1.0, 0.0),) + ((0.0,),) * 5)
    assert line(drawn(View(status, selecting(2), TEXTS)), "mask").split() == ["mask", "█·", "50%", "kept"]


loops = st.builds(
    LoopStatus,
    st.sampled_from(LOOP_STATES),
    st.sampled_from([0.0, 0.25, 119.98]),
    st.floats(0, 120),
    *[st.integers(0, 10**6)] * 3,
    *[st.booleans()] * 3,
    st.sampled_from(["", *LOOP_COMMANDS]),
    st.floats(0, 100),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(loops, min_size=LOOPS, max_size=LOOPS), st.integers(0, LOOPS), st.integers(20, 140))
def test_eight_loops_are_eight_lines_at_most_and_never_wrap(loops: list[LoopStatus], select: int, width: int) -> None:
    status = replace(QUIET, loops=tuple(loops), selected=select % LOOPS)
    lines = drawn(View(status, selecting(select), TEXTS), width)
    quiet = drawn(View(QUIET, Panel(), TEXTS), width)
    assert max(map(len, lines)) <= width
    assert len(lines) <= len(quiet) + LOOPS - 1
    assert any(text.startswith(f"loop {select % LOOPS} ▸") for text in lines)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize(
    "status", [QUIET, replace(with_loop(), masks=(*QUIET.masks[1:], ()), input_db=-60.0, output_db=3.0)]
)
def test_no_line_is_wider_than_the_terminal(width: int, status: Status) -> None:
    long = [Event(1.0, "device-lost", "x" * 300)]
    lines = drawn(View(status, TURNED, ("words " * 60,) * 8, long, ("note " * 50,), keys=True), width)
    assert max(map(len, lines)) <= width
    # A line that wraps makes the picture jump with every redraw.
    assert len(lines) <= 40


def test_what_has_gone_is_said_in_the_first_line() -> None:
    first = drawn(View(replace(QUIET, sound_alive=False, model_alive=False), Panel(), TEXTS))[0]
    assert "the sound device is gone" in first
    assert "the model process is starting again" in first


def test_keys_press_and_turn() -> None:
    desk = RecordingDesk()
    assert all(act(key, desk) for key in " ourctf++-mmmmf?Z")
    assert desk.commands() == ["record", "overdub", "undo", "redo", "clear", "tap"]
    turned = [(name, value) for kind, name, value in desk.done if kind == "turn"]
    assert turned == [
        ("freeze", 1.0),
        ("rewrite", 10.0),
        ("rewrite", 20.0),
        ("rewrite", 10.0),
        *[("mode", (i + 1) % len(MODES)) for i in range(len(MODES))],
        ("freeze", 0.0),
    ]
    assert not act("q", desk)


def test_number_keys_select_a_loop() -> None:
    desk = RecordingDesk()
    assert all(act(key, desk) for key in "3a089")  # there is no loop 8, and no 9
    assert [value for kind, name, value in desk.done] == [3.0, SELECTABLE.index("all"), 0.0]
    assert {name for _, name, _ in desk.done} == {"select"}
    assert act("x", desk) and desk.commands() == ["cancel"]


def test_every_key_stands_in_the_help_and_does_something() -> None:
    assert not set(KEYS) & set(LOOP_KEYS)
    for key in KEYS:
        desk = RecordingDesk()
        assert act(key, desk) != bool(KEYS[key][1] == "quit")
        assert desk.done or key == "q"


def test_a_pipe_gets_lines_and_every_event() -> None:
    out = io.StringIO()
    desk = RecordingDesk()
    with Screen(desk, out, io.StringIO(), notes=("OSC on port 1",)) as screen:
        screen.wait(0.2)
        screen.say([Event(0.5, "device-lost", "the cable was pulled")])
        screen.notes = ["OSC on port 1", "MIDI from nano"]
        screen.wait(1.1)
    lines = out.getvalue().splitlines()
    lost = "  0:00  device-lost: the cable was pulled"
    # What stands around is told once, and again only what is new.
    assert lines == ["OSC on port 1", one_line(QUIET), lost, "MIDI from nano", one_line(QUIET)]
    assert one_line(QUIET) == (
        "  0:12  loop 0 playing pass 3  in -18 out -6 dB  ahead 0.40/1.60 s  model 42%  "
        "late 1, glitches 0, repeated bars 0, device 2, restarts 0"
    )
    assert "\x1b" not in out.getvalue()
    assert "  loop 2 overdubbing pass 1 and 2  in" in one_line(replace(QUIET, loops=BUSY, selected=2))


def test_without_a_picture_only_events_are_printed() -> None:
    out = io.StringIO()
    with Screen(RecordingDesk(), out, io.StringIO(), picture=False) as screen:
        screen.wait(0.3)
        screen.say([Event(0.5, "device-lost", "the cable was pulled")])
    assert out.getvalue() == "  0:00  device-lost: the cable was pulled\n"


def test_a_reader_that_leaves_does_not_stop_the_music() -> None:
    reading, writing = os.pipe()
    out = os.fdopen(writing, "w")
    desk = RecordingDesk()
    os.close(reading)
    with Screen(desk, out, io.StringIO()) as screen:
        screen.wait(0.1)
        screen.say([Event(1.0, "x", "y")])
    with pytest.raises(BrokenPipeError):
        out.close()


PLAYER = """
import sys, time
sys.path.insert(0, {tests!r})
from recording_desk import RecordingDesk
from rtmusic.screen import Screen
from rtmusic.status import Event
desk = RecordingDesk()
desk.prompt(1, "dusty electric piano")
with Screen(desk, notes=["OSC on port 1"]) as screen:
    screen.say([Event(1.0, "device-lost", "the cable was pulled")])
    if {crash}:
        screen.wait(0.3)
        raise SystemExit("a fault")
    end = time.monotonic() + 20
    while not screen.quit and time.monotonic() < end:
        screen.wait(0.1)
with open({done!r}, "w") as file:
    print(desk.done, file=file)
"""


def played_on_a_terminal(
    keys: Sequence[bytes], tmp_path: Path, crash: bool = False, **environment: str
) -> tuple[str, str, bool]:
    """What a terminal shows, what the keys did, and whether the terminal is as it was before."""
    mine, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, 100))
    before = termios.tcgetattr(theirs)
    done = tmp_path / "done"
    code = PLAYER.format(tests=str(Path(__file__).parent), done=str(done), crash=crash)
    player = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8", **environment},
    )
    shown = b""
    waiting = list(keys)
    end = time.monotonic() + 25
    while player.poll() is None and time.monotonic() < end:
        if select.select([mine], [], [], 0.1)[0]:
            shown += os.read(mine, 65536)
        if waiting and "counts" in shown.decode(errors="replace"):  # the first picture is there
            os.write(mine, waiting.pop(0))
            time.sleep(0.15)
    while select.select([mine], [], [], 0.1)[0]:
        shown += os.read(mine, 65536)
    restored = termios.tcgetattr(theirs) == before
    player.wait(5)
    os.close(mine)
    os.close(theirs)
    return shown.decode(errors="replace"), done.read_text() if done.exists() else "", restored


def test_a_terminal_shows_the_picture_hears_keys_and_is_given_back(tmp_path: Path) -> None:
    keys = [b" ", b"o", b"\x1b[A\x1b[c\x1bOo\x1bc\x1b[200~", b"f", b"q"]
    shown, done, restored = played_on_a_terminal(keys, tmp_path)
    assert "dusty electric piano" in shown
    assert "the cable was pulled" in shown
    assert "0.40 s final" in shown
    # Arrows and Alt keys are sent as letters after an escape: none of them may clear the loop.
    typed, pressed = ("prompt", 1, "dusty electric piano"), [("command", "record", ""), ("command", "overdub", "")]
    assert done.strip() == str([typed, *pressed, ("turn", "freeze", 1.0)])
    assert restored  # else the shell shows nothing that is typed


def test_a_fault_gives_the_terminal_back(tmp_path: Path) -> None:
    shown, _, restored = played_on_a_terminal([], tmp_path, crash=True)
    assert "a fault" in shown
    assert restored
    assert "\x1b[?25h" in shown  # the cursor is visible again


def test_a_dumb_terminal_gets_lines(tmp_path: Path) -> None:
    shown, _, _ = played_on_a_terminal([], tmp_path, crash=True, TERM="dumb")
    assert "late 1, glitches 0" in shown
    assert "\x1b" not in shown


def test_a_terminal_without_unicode_gets_plain_signs(tmp_path: Path) -> None:
    shown, _, _ = played_on_a_terminal([], tmp_path, crash=True, PYTHONIOENCODING="ascii")
    assert "####======" in shown.replace("\x1b[0m", "").replace("\x1b[33m", "").replace("\x1b[32m", "")
