"""rtmusic osc: what is typed in a shell turns knobs of an instrument that plays, and its answers are printed."""

from __future__ import annotations

import socket
import time

import pytest
from recording_desk import RecordingDesk

from rtmusic.cli import main
from rtmusic.osc import OscServer
from rtmusic.oscwords import value_of


def said(server: OscServer, *words: str) -> int:
    return main(["osc", *words, "--port", str(server.port)])


def test_knobs_are_turned_and_prompts_typed(server: OscServer, desk: RecordingDesk) -> None:
    for words in (["/rewrite", "40"], ["/wet", "-6.5"], ["/prompt/2", "piano, slow"], ["/record", "1"]):
        assert said(server, *words, "--wait", "0.05") == 0
    give_up = time.monotonic() + 5
    while len(desk.done) < 4 and time.monotonic() < give_up:
        time.sleep(0.01)
    assert desk.done[:2] == [("turn", "rewrite", 40.0), ("turn", "wet", -6.5)]
    assert {("prompt", 2, "piano, slow"), ("command", "record", "")} == set(desk.done[2:])


def test_questions_are_answered(server: OscServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(server, "/get", "/temperature") == 0
    assert capsys.readouterr().out == "/temperature 1.1\n"
    assert said(server, "/version") == 0
    assert capsys.readouterr().out.startswith("/version.reply ")


def test_what_is_refused_is_said(server: OscServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(server, "/temprature", "1") == 2
    assert "there is no such address; did you mean /temperature" in capsys.readouterr().err


def test_where_nobody_plays_or_nothing_can_be_sent(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    for words, sentence in (
        (["/status", "--port", port], f"nobody listens on UDP port {port} of 127.0.0.1. Begin with  rtmusic live"),
        (["/x", "--host", "no.such.host.invalid"], "UDP port 9440 of no.such.host.invalid: "),
        (["rewrite", "40"], "'rewrite' is no OSC address: it begins with a slash, as /rewrite"),
        (["/rewrite", "1e300"], "/rewrite cannot be sent with 1e+300: "),
        (["/rewrite", "99999999999"], "/rewrite cannot be sent with 99999999999: "),
    ):
        assert main(["osc", *words]) in (1, 2)
        assert sentence in capsys.readouterr().err


def test_values_are_what_they_look_like() -> None:
    assert [value_of(word) for word in ("4", "-0.5", "1e2", "s:12", "s:", "verse", "1,2")] == [
        *(4, -0.5, 100.0, "12", "", "verse", "1,2")
    ]
