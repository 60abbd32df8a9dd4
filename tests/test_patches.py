"""The patches really play the instrument: Pure Data runs them without a window, against our own OSC server."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from recording_desk import RecordingDesk, wait_for

from rtmusic.knobs import COMMANDS, KNOBS, Control
from rtmusic.osc import OscServer

PATCH = Path(__file__).parents[1] / "patches" / "pd" / "rtmusic.pd"
HANDS = Path(__file__).parent / "data" / "hands.pd"

needs_pd = pytest.mark.skipif(shutil.which("puredata") is None, reason="needs Pure Data: apt-get install puredata-core")

Deed = tuple[str, str | int, float | str]  # as the desk writes it down


def has_done(desk: RecordingDesk, deed: Deed) -> bool:
    return deed in desk.done


@contextmanager
def played_patch(desk: RecordingDesk) -> Iterator[Callable[[str], object]]:
    """The patch, connected to a server of its own; yields a hand that moves what receives a name."""
    server = OscServer(desk, port=0)
    server.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        hand.bind(("127.0.0.1", 0))
        port = hand.getsockname()[1]
    command = ["puredata", "-nogui", "-noaudio", "-nomidi", "-noprefs"]
    command += ["-send", f"test-hands-port {port}", "-send", f"rtmusic-connect 127.0.0.1 {server.port}"]
    command += [str(HANDS), str(PATCH)]
    pd = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        try:
            # It subscribes and pings as soon as it has loaded.
            assert wait_for(lambda: server.counters.messages >= 2, 15.0)
            yield lambda text: hand.sendto(f"{text};\n".encode(), ("127.0.0.1", port))
        finally:
            pd.terminate()
            complaints = pd.communicate(timeout=10)[1]
            server.stop()
    # A missing object, a bad connection or an unknown message is written here.
    assert complaints == ""
    assert server.counters.refused == server.counters.malformed == 0


@needs_pd
def test_what_a_hand_does_on_the_patch_reaches_the_instrument() -> None:
    desk = RecordingDesk()
    with played_patch(desk) as hand:
        for move, heard in (
            ("rtmusic-mode 2", ("turn", "mode", 2.0)),
            ("rtmusic-record bang", ("command", "record", "")),
            ("rtmusic-undo bang", ("command", "undo", "")),
            ("rtmusic-rewrite 35", ("turn", "rewrite", 35.0)),
            ("rtmusic-wet -12", ("turn", "wet", -12.0)),
            ("rtmusic-freeze 1", ("turn", "freeze", 1.0)),
            ("rtmusic-weight-2 0.5", ("turn", "prompt_2", 0.5)),
            ("rtmusic-prompt-1 symbol rain", ("prompt", 1, "rain")),
            # One word for Pure Data, with its spaces: typed so into the box, it must arrive whole.
            (r"rtmusic-prompt-2 symbol dusty\ electric\ piano", ("prompt", 2, "dusty electric piano")),
        ):
            hand(move)
            assert wait_for(partial(has_done, desk, heard)), f"{move} did not arrive as {heard}, but as {desk.done}"


@needs_pd
def test_what_is_turned_elsewhere_shows_on_the_patch_and_is_not_sent_back() -> None:
    desk = RecordingDesk()
    with played_patch(desk) as hand:

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
            ("rtmusic-wet", partial(desk.turn, Control(KNOBS["wet"], -30.0)), ("turn", "wet", -30.0)),
            ("rtmusic-mode", partial(desk.turn, Control(KNOBS["mode"], 1.0)), ("turn", "mode", 1.0)),
            ("rtmusic-weight-1", partial(desk.turn, Control(KNOBS["prompt_1"], 0.25)), ("turn", "prompt_1", 0.25)),
            ("rtmusic-prompt-1", partial(desk.prompt, 1, "deep sea choir"), ("prompt", 1, "deep sea choir")),
        ):
            assert wait_for(partial(shows, name, elsewhere, shown), 10.0), f"{name} never showed {shown}"


def test_every_address_in_the_patch_is_in_the_knob_table() -> None:
    ours = {"/subscribe", "/ping", "/status"}
    ours |= {knob.address for knob in KNOBS.values()} | {command.address for command in COMMANDS.values()}
    ours |= {f"{knob.address}/weight" for knob in KNOBS.values() if knob.name.startswith("prompt_")}
    sent = re.findall(r"oscformat (?:-f \w+ )?([\w ]+);", PATCH.read_text("utf-8"))
    assert {"mode", "record", "rewrite", "wet", "prompt 1"} <= set(sent)
    assert {"/" + address.replace(" ", "/") for address in sent} <= ours
