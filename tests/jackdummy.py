"""A private JACK server without hardware, and a client that feeds and captures sample by sample.

Facts that it rests on: in synchronous mode (-S) the server's clock waits for late clients, so no sample is ever lost
and only the speed suffers; the server is ready when its socket appears in /dev/shm; a machine has room for eight
servers, and one that was killed keeps its place until a server of the same name comes and goes.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import jack
import numpy as np

from rtmusic.units import Samples

PATIENCE_S = 20.0


class JackDummy:
    """``with JackDummy() as server:`` — the environment points at it meanwhile, for this process and its children."""

    def __init__(self, rate: int = 48_000, period: int = 128, channels: int = 2, sync: bool = True) -> None:
        if shutil.which("jackd") is None:
            raise RuntimeError("these tests need a JACK server; install it with:  sudo apt install jackd2")
        self.name = f"rt{secrets.token_hex(4)}"
        self.rate = rate
        self._driver = ["-d", "dummy", "-r", rate, "-p", period, "-C", channels, "-P", channels]
        self._sync = sync
        self._kept: dict[str, str | None] = {}
        self._log = tempfile.NamedTemporaryFile(prefix="jackd-", suffix=".log")  # noqa: SIM115 - closed on exit
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, again if it was killed; without real-time scheduling where that is refused."""
        for attempt in range(3):
            for priority in (["-R", "-P", "70"], ["-r"]):
                if self._try(priority):
                    return
            if attempt == 0:
                self._make_room()
            else:
                time.sleep(5)  # other tests of this machine may end meanwhile
        raise RuntimeError(f"jackd did not start:\n{Path(self._log.name).read_text(errors='replace')}")

    def _try(self, priority: list[str]) -> bool:
        words = ["jackd", "-n", self.name, *priority, *(["-S"] if self._sync else []), *map(str, self._driver)]
        self._process = subprocess.Popen(words, stdout=self._log, stderr=self._log)
        deadline = time.monotonic() + PATIENCE_S
        while self._process.poll() is None and time.monotonic() < deadline:
            if any(entry.name.startswith(f"jack_{self.name}_") for entry in Path("/dev/shm").iterdir()):
                return True
            time.sleep(0.01)
        self.kill()
        return False

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Take the server away, as a pulled cable would."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(PATIENCE_S)
        _sweep(self.name)

    def _make_room(self) -> None:
        """Free the places of servers of ours that were killed."""
        known = Path("/dev/shm/jack-shm-registry").read_bytes()
        names = {match[1].decode() for match in re.finditer(rb"jack-\d+:(rt[0-9a-f]{8}):", known)}
        alive = {word for line in _command_lines() for word in line}
        for name in names - alive:
            _come_and_go(name)

    def __enter__(self) -> JackDummy:
        wanted = {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1", "JACK_NO_AUDIO_RESERVATION": "1"}
        self._kept = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is None:
            _come_and_go(self.name)
        self.kill(signal.SIGTERM)
        self._log.close()
        for name, value in self._kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

    def through(self, audio: Samples, into: Sequence[str], out_of: Sequence[str], tail: int = 4800) -> Samples:
        """Play audio [C, n] into these ports and capture these ones meanwhile.

        Returns:
            float32 [len(out_of), n + tail], the first sample of it captured while the first of audio was fed.
        """
        total = audio.shape[1] + tail
        fed = np.concatenate([audio, np.zeros((audio.shape[0], tail), np.float32)], axis=1)
        captured = np.zeros((len(out_of), total), np.float32)
        client = jack.Client("tester", no_start_server=True, servername=self.name)
        sending = [client.outports.register(f"out_{i}") for i in range(len(into))]
        taking = [client.inports.register(f"in_{i}") for i in range(len(out_of))]
        go, done = threading.Event(), threading.Event()
        at = 0

        def process(frames: int) -> None:
            nonlocal at
            n = min(frames, total - at) if go.is_set() else 0
            for port, x in zip(sending, fed, strict=True):
                buffer = port.get_array()
                buffer[:n] = x[at : at + n]
                buffer[n:] = 0
            for port, y in zip(taking, captured, strict=True):
                y[at : at + n] = port.get_array()[:n]
            at += n
            if at == total:
                done.set()

        client.set_process_callback(process)
        with client:
            for port, target in zip(sending, into, strict=True):
                client.connect(port, target)
            for port, origin in zip(taking, out_of, strict=True):
                client.connect(origin, port)
            time.sleep(0.2)
            go.set()
            if not done.wait(PATIENCE_S + 10 * total / self.rate):
                raise RuntimeError(f"the JACK graph stood still after {at} of {total} samples")
        return captured

    def ports(self) -> list[str]:
        """The names of all ports there are."""
        client = jack.Client("looker", no_start_server=True, servername=self.name)
        names = [port.name for port in client.get_ports()]
        client.close()
        return names


def _sweep(name: str) -> None:
    """Remove what a killed server leaves in /dev/shm."""
    for entry in Path("/dev/shm").glob(f"jack[_-]*{name}*"):
        entry.unlink(missing_ok=True)


def _command_lines() -> list[list[str]]:
    """The words that every process of this machine was started with."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(entry.read_bytes().decode(errors="replace").split("\0"))
    return lines


def _come_and_go(name: str) -> None:
    """Let a server of this name start and end in order."""
    server = subprocess.Popen(
        ["jackd", "-n", name, "-r", "-d", "dummy"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(0.5)
    server.terminate()
    server.wait(PATIENCE_S)
    _sweep(name)
