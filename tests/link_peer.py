"""Another Link program, in a process of its own: it does what it is told, a word a line, and answers with numbers."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

import pytest

OLDER_S = 1.0  # two sessions that began within half a second are of one age, and chance says whose tempo stays
needs_link = pytest.mark.skipif(
    importlib.util.find_spec("link") is None, reason='needs Link: pip install "rtmusic[link]"'
)


class Peer:
    """The other program, as a test holds it.

    Args:
        bpm: the tempo it begins with.
        start_stop: whether it starts and stops with others.
        script: the program, which calls `serve`.
    """

    def __init__(self, bpm: float, start_stop: bool = True, script: str = __file__) -> None:
        words = [sys.executable, script, str(bpm), str(int(start_stop))]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words: object) -> Any:
        """Say something and hear the answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(words), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()


def new_link(bpm: str, start_stop: str) -> Any:
    """Link as the command line wants it."""
    from link import Link  # noqa: PLC0415

    link = Link(float(bpm))
    link.startStopSyncEnabled = start_stop == "1"
    return link


def serve(link: Any, more: Callable[[str, Sequence[Any]], object] = lambda word, arguments: None) -> None:
    """Obey what comes by standard input, until it ends; `more` obeys the words that are not of Link."""
    clock = link.clock()
    for line in sys.stdin:
        word, *arguments = json.loads(line)
        state = link.captureAppSessionState()
        answer: object = None
        if word == "join":
            link.enabled = True
        elif word == "leave":
            link.enabled = False
        elif word == "peers":
            answer = link.numPeers()
        elif word == "tempo":
            answer = state.tempo()
        elif word == "set":
            state.setTempo(arguments[0], clock.micros())
            link.commitAppSessionState(state)
        elif word == "phase":  # of a moment on Link's clock, which all processes share
            answer = state.phaseAtTime(int(arguments[0]), arguments[1])
        elif word == "playing":
            answer = state.isPlaying()
        elif word == "play":
            state.setIsPlaying(bool(arguments[0]), clock.micros())
            link.commitAppSessionState(state)
        else:
            answer = more(word, arguments)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(new_link(*sys.argv[1:3]))
