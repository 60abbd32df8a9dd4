"""One OSC program elsewhere, for tests of the server: real UDP, its own port."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from rtmusic.osc import OscServer
from rtmusic.status import Desk


def bundle(at: float, *messages: bytes) -> bytes:
    """These messages in one bundle, dated so many seconds of Unix time; 0 is now."""
    builder = OscBundleBuilder(at or IMMEDIATELY)  # type: ignore[arg-type]
    for message in messages:
        builder.add_content(OscMessage(message))
    return builder.build().dgram


@contextmanager
def served(desk: Desk, **options: Any) -> Iterator[OscServer]:
    """A server on a free port that plays this desk; it must have had no fault of its own."""
    server = OscServer(desk, port=0, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
    assert server.counters.failures == 0


class Client:
    """One OSC program elsewhere: its own port, what it sends and what it hears."""

    def __init__(self, server: OscServer, port: int | None = None, host: str = "127.0.0.1") -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect((host, server.port if port is None else port))
        self.socket.settimeout(3.0)
        self.port: int = self.socket.getsockname()[1]

    def send(self, address: str, *arguments: object, types: str | None = None) -> None:
        builder = OscMessageBuilder(address)
        for i, argument in enumerate(arguments):
            builder.add_arg(argument, types[i] if types else None)  # type: ignore[arg-type]
        self.socket.send(builder.build().dgram)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.socket.close()

    def hear(self) -> tuple[str, list[object]]:
        message = OscMessage(self.socket.recv(65535))
        return message.address, list(message.params)

    def ask(self, address: str, *arguments: object) -> tuple[str, list[object]]:
        self.send(address, *arguments)
        return self.hear()

    def is_answered(self) -> bool:
        """Whether a ping has its pong, among whatever else is heard; there may be no room for it beside all that."""
        self.send("/ping")
        return "/pong" in [address for address, _ in self.drain(0.2)]

    def drain(self, seconds: float) -> list[tuple[str, list[object]]]:
        """All that is heard within this time."""
        heard = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                heard.append(self.hear())
            except TimeoutError:
                break
        self.socket.settimeout(3.0)
        return heard
