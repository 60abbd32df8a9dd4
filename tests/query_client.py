"""One OSCQuery program elsewhere, for tests of the server: HTTP and a WebSocket over real sockets."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from pythonosc.osc_message import OscMessage
from websockets.sync.client import ClientConnection, connect

from rtmusic.oscquery import OscQuery


def ask(query: OscQuery, path: str, **headers: str) -> Any:
    """The answer to a question: JSON, or the number of the error."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{query.port}{path}", headers=headers), timeout=5
        ) as answer:
            return json.load(answer) if answer.status == 200 else answer.status
    except urllib.error.HTTPError as error:
        return error.code


def joined(query: OscQuery, **options: Any) -> ClientConnection:
    wire: ClientConnection = connect(f"ws://127.0.0.1:{query.port}", **options)
    return wire


def listen(wire: ClientConnection, *addresses: str, command: str = "LISTEN") -> None:
    for address in addresses:
        wire.send(json.dumps({"COMMAND": command, "DATA": address}))


def hear(wire: ClientConnection, timeout: float = 2.0) -> list[object]:
    message = OscMessage(wire.recv(timeout))  # type: ignore[arg-type]
    return [message.address, *message.params]
