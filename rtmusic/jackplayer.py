"""A recording played over and over into every other client of a JACK server, by a process of its own: for benchmarks.

It speaks to JACK's library itself: PortAudio cannot be given a name of its own, and its cables are not ours to lay.
The process holds nothing else, so that what it plays is never late; it ends with its parent.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
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
_AUDIO = b"32 bit float mono audio"
_IS_INPUT, _IS_OUTPUT, _IS_PHYSICAL = 1, 2, 4
_NO_START_SERVER = 1
_PROCESS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p)


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
    """

    def __init__(self, audio: Samples) -> None:
        self._audio, self._at = audio, 0
        self._jack = jack = _library()
        with quiet_stderr():
            self._client = jack.jack_client_open(NAME.encode(), _NO_START_SERVER, None)
        if not self._client:
            raise DeviceError(f"there is no JACK server {os.environ.get('JACK_DEFAULT_SERVER', 'default')}")
        self._ports = [
            jack.jack_port_register(self._client, f"out_{i}".encode(), _AUDIO, _IS_OUTPUT, 0)
            for i in range(1, len(audio) + 1)
        ]
        self._callback = _PROCESS(self._process)  # JACK does not hold on to it
        jack.jack_set_process_callback(self._client, self._callback, None)
        jack.jack_activate(self._client)

    def _process(self, samples: int, argument: Any) -> int:
        where = np.arange(self._at, self._at + samples) % self._audio.shape[1]
        for port, channel in zip(self._ports, self._audio, strict=True):
            room = self._jack.jack_port_get_buffer(port, samples)
            np.ctypeslib.as_array(ctypes.cast(room, ctypes.POINTER(ctypes.c_float)), (samples,))[:] = channel[where]
        self._at += samples
        return 0

    def connect(self) -> None:
        """A cable to the inputs of every other client, where there is none; first to first, second to second."""
        jack = self._jack
        for number, name in enumerate(self._inputs()):
            port = self._ports[number % len(self._ports)]
            if not jack.jack_port_connected_to(port, name):
                with quiet_stderr():  # a client that is about to go refuses
                    jack.jack_connect(self._client, jack.jack_port_name(port), name)

    def _inputs(self) -> list[bytes]:
        """Names of all inputs that are no device's."""
        names = self._jack.jack_get_ports(self._client, None, _AUDIO, _IS_INPUT)
        if not names:
            return []
        found: list[bytes] = []
        while names[len(found)]:
            found.append(names[len(found)])
        inputs = [name for name in found if not name.startswith(b"system:")]
        self._jack.jack_free(names)
        return inputs

    def close(self) -> None:
        self._jack.jack_client_close(self._client)


def _library() -> Any:
    """JACK's library, and what its functions take and give.

    Raises:
        DeviceError: it is not on this machine.
    """
    name = ctypes.util.find_library("jack")
    if name is None:
        raise DeviceError("JACK's library is not installed; install it with:  sudo apt install libjack-jackd2-0")
    jack = ctypes.CDLL(name)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulong
    jack.jack_client_open.argtypes, jack.jack_client_open.restype = (text, ctypes.c_int, pointer), pointer
    jack.jack_port_register.argtypes = (pointer, text, text, number, number)
    jack.jack_port_register.restype = pointer
    jack.jack_set_process_callback.argtypes = (pointer, _PROCESS, pointer)
    jack.jack_activate.argtypes = jack.jack_client_close.argtypes = jack.jack_free.argtypes = (pointer,)
    jack.jack_port_get_buffer.argtypes, jack.jack_port_get_buffer.restype = (pointer, ctypes.c_uint32), pointer
    jack.jack_get_ports.argtypes, jack.jack_get_ports.restype = (pointer, text, text, number), ctypes.POINTER(text)
    jack.jack_port_connected_to.argtypes = (pointer, text)
    jack.jack_port_name.argtypes, jack.jack_port_name.restype = (pointer,), text
    jack.jack_connect.argtypes = (pointer, text, text)
    return jack
