"""Nothing is timed by a clock that somebody can set: the wall clock may jump while the music plays."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from recording_desk import RecordingDesk, wait_for

from rtmusic import osc
from rtmusic.osc import Message, OscServer
from rtmusic.oscwire import Sender

ROOT = Path(__file__).parents[1]
TIMING = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time", "sleep"}
# Who may ask what day it is, and why.
DATED = {
    "cli.py": {"datetime.now"},  # the name of a set
    "oscdates.py": {"time.time"},  # bundles are dated by it
    "roundtrip.py": {"time.time"},  # when a device was measured, for people
    "tape.py": {"datetime.now"},  # when a recording was encoded, for people
}


def asked(path: Path) -> Iterator[str]:
    """Everything that a file takes from the modules that know the time, as ``module.name``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in ("time", "datetime", "date"):
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{name.name}" for name in node.names)


def test_only_clocks_that_nobody_sets_are_looked_at() -> None:
    found = {}
    for path in (ROOT / "rtmusic").glob("*.py"):
        dates = set(asked(path)) - {f"time.{name}" for name in TIMING}
        if dates:
            found[path.name] = dates
    assert found == DATED


@pytest.mark.parametrize("jump_s", [-3600.0, 3600.0])
def test_a_message_that_waits_does_not_mind_a_jump_of_the_wall_clock(
    jump_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = RecordingDesk()
    server = OscServer(desk, 0)
    real = time.time
    try:
        server._take(osc.write_packet("/ping"), Sender(("127.0.0.1", 9), server.port))  # a first look at the clock
        made, due = time.monotonic(), real() + 0.3
        monkeypatch.setattr(osc, "read_packet", lambda packet: [Message("/record", (), due)])
        server._take(b"", Sender(("127.0.0.1", 9), server.port))
        monkeypatch.setattr(time, "time", lambda: real() + jump_s)
        server.start()
        assert wait_for(lambda: desk.commands() == ["record"])  # an hour back would let it wait for an hour
        assert time.monotonic() - made > 0.29  # an hour ahead would play it at once
    finally:
        server.stop()
