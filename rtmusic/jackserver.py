"""A private JACK server without hardware: for benchmarks and tests, which kill it and start it again.

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
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from rtmusic.errors import DeviceError

PATIENCE_S = 20.0
SERVER = "system (JACK Audio Connection Kit)"  # its device, as PortAudio calls it


class JackServer:
    """``with JackServer() as server:`` — the environment points at it meanwhile, for this process and its children.

    Args:
        sync: its clock waits for late clients; else it plays in real time, and who is late is left out.
        apart: it does not end with the terminal's Ctrl-C; who started it ends it.

    Raises:
        DeviceError: jackd is not installed, or does not start.
    """

    def __init__(
        self, rate: int = 48_000, period: int = 128, channels: int = 2, sync: bool = True, apart: bool = False
    ) -> None:
        if shutil.which("jackd") is None:
            raise DeviceError("there is no jackd here; install it with:  sudo apt install jackd2")
        self.name = f"rt{secrets.token_hex(4)}"
        self.rate = rate
        self._driver = ["-d", "dummy", "-r", rate, "-p", period, "-C", channels, "-P", channels]
        self._sync, self._apart = sync, apart
        self._kept: dict[str, str | None] = {}
        self._log = tempfile.NamedTemporaryFile(prefix="jackd-", suffix=".log")  # noqa: SIM115 - closed on exit
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process, while there is one."""
        return None if self._process is None else self._process.pid

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
        raise DeviceError(f"jackd did not start:\n{Path(self._log.name).read_text(errors='replace')}")

    def _try(self, priority: list[str]) -> bool:
        words = ["jackd", "-n", self.name, *priority, *(["-S"] if self._sync else []), *map(str, self._driver)]
        group = 0 if self._apart else None
        self._process = subprocess.Popen(words, stdout=self._log, stderr=self._log, process_group=group)
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

    def __enter__(self) -> Self:
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
