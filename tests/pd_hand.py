"""Pure Data without a window, and a hand that does on its patches what a mouse would."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATCHES = Path(__file__).parents[1] / "patches"
HANDS = Path(__file__).parent / "data" / "hands.pd"

needs_pd = pytest.mark.skipif(shutil.which("puredata") is None, reason="needs Pure Data: apt-get install puredata-core")

Hand = Callable[[str], object]


@contextmanager
def opened(patch: Path, port: int, ready: Callable[[], bool]) -> Iterator[Hand]:
    """The patch, connected to an instrument's port; yields a hand that moves what receives a name.

    Whatever Pure Data complains about, a missing object, a bad connection, an unknown message, fails the test.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        hand.bind(("127.0.0.1", 0))
        hand_port = hand.getsockname()[1]
    command = ["puredata", "-nogui", "-noaudio", "-nomidi", "-noprefs"]
    command += ["-send", f"test-hands-port {hand_port}", "-send", f"rtmusic-connect 127.0.0.1 {port}"]
    command += [str(HANDS), str(patch)]
    pd = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        try:
            assert ready(), f"{patch.name} never spoke to port {port}"
            yield lambda text: hand.sendto(f"{text};\n".encode(), ("127.0.0.1", hand_port))
        finally:
            pd.terminate()
            complaints = pd.communicate(timeout=10)[1]
    assert complaints == ""


def messages_of(patch: Path) -> list[str]:
    """The messages in the boxes of a patch that begin with an address, as they are typed."""
    records = patch.read_text("utf-8").replace("\n", " ").split("; ")
    boxes = [record.split(" ", 4)[4] for record in records if record.startswith("#X msg ")]
    return [box for box in boxes if box.startswith("/")]
