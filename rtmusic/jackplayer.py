"""A recording played over and over into every other client of a JACK server, by a process of its own: for benchmarks.

It is a client of JACK itself: PortAudio cannot be given a name of its own, and its cables are not ours to lay. The
process holds nothing else, so that what it plays is never late; it ends with its parent.
"""

from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from rtmusic.cards import quiet_stderr
from rtmusic.errors import DeviceError
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.soundfiles import read_sound
from rtmusic.units import Samples

NAME = "recording"
LOOK_S = 0.2  # how often it looks for ports that are not connected yet
PATIENCE_S = 20.0


@contextmanager
def playing(recording: Path) -> Iterator[None]:
    """Meanwhile a client plays the recording into whoever hears on the server that the environment names.

    Raises:
        DeviceError: there is no such server, or no JACK library.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_play, args=(recording, theirs), name="rtmusic-recording", daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(PATIENCE_S):
            raise DeviceError("the JACK server does not answer")
        if complaint := ours.recv():
            raise DeviceError(complaint)
        yield
    finally:
        ours.close()
        process.join(PATIENCE_S)
        process.kill()


def _play(recording: Path, pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # our parent was told, too, and ends us when it is ready
    audio = read_sound(recording, SAMPLE_RATE, CHANNELS)
    try:
        client = _Client(audio)
    except DeviceError as error:
        pipe.send(str(error))
        return
    pipe.send("")
    while not pipe.poll(LOOK_S):  # it says nothing, and so only ends
        client.connect()
    client.close()


class _Client:
    """A client of the server with an output for each channel. JACK's thread alone calls `_process`.

    Args:
        audio: float32 [C, n].

    Raises:
        DeviceError: there is no such server, or what speaks to it is not installed.
    """

    def __init__(self, audio: Samples) -> None:
        self._audio, self._at = audio, 0
        self._jack = jack = _library()
        server = os.environ.get("JACK_DEFAULT_SERVER", "default")
        try:
            with quiet_stderr():
                self._client = jack.Client(NAME, no_start_server=True, servername=server)
        except jack.JackOpenError:
            raise DeviceError(f"there is no JACK server {server}") from None
        self._ports = [self._client.outports.register(f"out_{i}") for i in range(1, len(audio) + 1)]
        self._client.set_process_callback(self._process)
        self._client.activate()

    def _process(self, samples: int) -> None:
        where = np.arange(self._at, self._at + samples) % self._audio.shape[1]
        for port, channel in zip(self._ports, self._audio, strict=True):
            port.get_array()[:] = channel[where]
        self._at += samples

    def connect(self) -> None:
        """A cable to the inputs of every other client, where there is none; first to first, second to second."""
        inputs = self._client.get_ports(is_audio=True, is_input=True)
        for number, port in enumerate(port for port in inputs if not port.name.startswith("system:")):
            ours = self._ports[number % len(self._ports)]
            with suppress(self._jack.JackError), quiet_stderr():  # a client that is about to go refuses
                if port not in self._client.get_all_connections(ours):
                    self._client.connect(ours, port)

    def close(self) -> None:
        self._client.close()


def _library() -> Any:
    try:
        return importlib.import_module("jack")
    except (ImportError, OSError):  # the package, or the library that it opens
        raise DeviceError(
            "JACK is not here; install it with:  pip install JACK-Client; sudo apt install libjack-jackd2-0"
        ) from None
