"""Pure Data plays a real engine on the virtual card: every knob goes there, and every change comes back."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pd_hand import PATCHES, needs_pd, opened
from recording_desk import wait_for

from patches.build.table import KNOBS, example, value_address
from rtmusic.osc import read_packet, write_packet

pytestmark = needs_pd


class Relay:
    """Stands in the wire between the patch and the engine, passes every packet on, and keeps what the patch said."""

    def __init__(self, engine_port: int) -> None:
        self.said: list[tuple[str, tuple[object, ...]]] = []
        self._patch = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._patch.bind(("127.0.0.1", 0))
        self._engine = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._engine.connect(("127.0.0.1", engine_port))
        self.port: int = self._patch.getsockname()[1]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        client = None
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._patch, self._engine], [], [], 0.1)
            if self._patch in ready:
                packet, client = self._patch.recvfrom(65535)
                self.said += [(message.address, message.arguments) for message in read_packet(packet)]
                self._engine.send(packet)
            if self._engine in ready and client:
                self._patch.sendto(self._engine.recv(65535), client)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._patch.close()
        self._engine.close()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Asker:
    """Another OSC program, which turns knobs elsewhere and asks where they stand."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))
        self._socket.settimeout(1.0)

    def say(self, address: str, *arguments: float | str) -> None:
        self._socket.send(write_packet(address, *arguments))

    def value(self, address: str) -> object:
        self.say(address)
        for _ in range(20):
            try:
                message = read_packet(self._socket.recv(65535))[0]
            except (TimeoutError, ConnectionRefusedError):
                return None
            if message.address == address:
                return message.arguments[0]
        return None

    def close(self) -> None:
        self._socket.close()


@contextmanager
def engine(folder: Path) -> Iterator[int]:
    """rtmusic live on the virtual card; yields its OSC port."""
    port = free_port()
    command = [sys.executable, "-m", "rtmusic", "live", "--input", "virtual", "--output", "virtual", "--seconds", "300"]
    command += ["--osc-port", str(port), *ALONE]
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root), "HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    with open(folder / "live.log", "wb") as log:
        live = subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        asker = Asker(port)
        assert wait_for(lambda: asker.value("/wet") is not None, 60.0), (folder / "live.log").read_text("utf-8")
        asker.close()
        yield port
    finally:
        live.terminate()
        live.wait(30)


ALONE = ("--no-journal", "--no-screen")


def test_every_knob_both_ways(tmp_path: Path) -> None:
    with engine(tmp_path) as port:
        relay, asker = Relay(port), Asker(port)
        try:
            with opened(
                PATCHES / "pd" / "rtmusic.pd", relay.port, lambda: wait_for(lambda: len(relay.said) > 2, 20.0)
            ) as hand:
                for number, knob in enumerate(KNOBS.values()):
                    address = value_address(knob)
                    there, back = example(knob), knob.clamp(knob.default)
                    hand(f"rtmusic{address} {there:g}")
                    arrived = pytest.approx(there, abs=1e-3 * (knob.high - knob.low))

                    def came(a: str = address, v: object = arrived) -> bool:
                        return asker.value(a) == v

                    # Fader and figures say it one after the other: the last of them must not come after another hand.
                    mark = ("/ping", (float(number),))
                    hand(f"rtmusic-out /ping {number}")

                    def marked(mark: tuple[str, tuple[object, ...]] = mark) -> bool:
                        return mark in relay.said

                    assert wait_for(marked, 8.0), "the patch says nothing"
                    assert wait_for(came), f"{address} did not arrive"
                    # Turned elsewhere: the fader shows it and says nothing, until it is asked where it stands.
                    asker.say(address, back)
                    time.sleep(0.1)
                    before = len(relay.said)

                    # A fader says what it shows, a switch the other value.
                    answer = there if knob.curve == "switch" else back

                    def told(a: str = address, v: float = answer, since: int = before) -> bool:
                        said = [arguments for where, arguments in relay.said[since:] if where == a]
                        return any(arguments == pytest.approx((v,), abs=1e-5) for arguments in said)

                    def asked(a: str = address, v: float = back) -> bool:
                        hand(f"rtmusic{a} bang")
                        if wait_for(told, 1.0):
                            return True
                        asker.say(a, v)  # the fader was asked before it was told, and has turned it back
                        time.sleep(0.5)
                        return False

                    assert not [w for w in relay.said[before:] if w[0] == address], f"{address} was sent back"
                    assert wait_for(asked, 8.0), f"{address} never showed {back}, but said " + str(
                        [said for said in relay.said[before:] if said[0] != "/status"]
                    )
        finally:
            relay.stop()
            asker.close()
