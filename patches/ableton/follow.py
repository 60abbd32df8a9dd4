"""Live's tempo and scenes play rtmusic: a bridge between AbletonOSC and the instrument.

    python patches/ableton/follow.py [patches/ableton/scenes.json]

AbletonOSC (a control surface inside Live) listens on 11000 and answers on 11001 of whoever asks. The tempo of the Set
becomes ``/tempo``; choosing a scene whose name is in the JSON file says the messages that stand there. Nothing is sent
to Live but the wish to be told.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

Words = Sequence[str | int | float]
LIVE = ("127.0.0.1", 11000)
ANSWERS = 11001
INSTRUMENT = ("127.0.0.1", 9440)
_AGAIN_S = 10.0  # how often Live is asked again: it forgets when a Set is loaded


def read_scenes(path: Path) -> dict[str, list[Words]]:
    """Scene name → messages, each an address and its arguments.

    Raises:
        ValueError: not JSON, or not of this form; the sentence says where.
    """
    try:
        scenes = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None
    if not isinstance(scenes, dict):
        raise ValueError(f'{path}: write {{"scene name": [["/mode", "loop"], ["/rewrite", 25]]}}')
    for name, messages in scenes.items():
        good = isinstance(messages, list) and all(
            isinstance(m, list) and m and all(isinstance(w, str | int | float) for w in m) and str(m[0]).startswith("/")
            for m in messages
        )
        if not good:
            raise ValueError(f'{path}: scene {name!r} needs a list of messages such as ["/rewrite", 25]')
    return scenes


def packet(address: str, *arguments: str | int | float) -> bytes:
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument, "s" if isinstance(argument, str) else "i" if isinstance(argument, int) else "f")
    return builder.build().dgram


@dataclass(slots=True)
class Follower:
    """What Live says → what is said to the instrument; no sockets here."""

    scenes: Mapping[str, Sequence[Words]]
    _names: dict[int, str] = field(default_factory=dict)
    _chosen: int = -1

    def hears(self, address: str, arguments: Sequence[object]) -> tuple[list[Words], list[Words]]:
        """Messages for the instrument, and questions for Live."""
        if address == "/live/song/get/tempo" and arguments and isinstance(arguments[0], int | float):
            return [("/tempo", float(arguments[0]))], []
        if address == "/live/view/get/selected_scene" and arguments and isinstance(arguments[0], int):
            self._chosen = arguments[0]
            return [], [("/live/scene/get/name", self._chosen)]
        if address == "/live/scene/get/name" and len(arguments) == 2 and arguments[0] == self._chosen:
            return list(self.scenes.get(str(arguments[1]), ())), []
        return [], []


def follow(scenes: Path, live: tuple[str, int], answers: int, instrument: tuple[str, int]) -> None:
    """Runs until it is stopped.

    Raises:
        ValueError: the file of scenes.
        OSError: the port for answers is taken.
    """
    follower = Follower(read_scenes(scenes))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", answers))
        wire.settimeout(1.0)
        asked_at = -_AGAIN_S
        while True:
            if time.monotonic() - asked_at >= _AGAIN_S:
                asked_at = time.monotonic()
                wire.sendto(packet("/live/song/start_listen/tempo"), live)
                wire.sendto(packet("/live/view/start_listen/selected_scene"), live)
            try:
                heard = OscMessage(wire.recv(65535))
            except (TimeoutError, ConnectionError):
                continue
            except Exception as error:  # whatever python-osc makes of a packet that is none
                print(f"not understood: {error}", file=sys.stderr)
                continue
            to_instrument, to_live = follower.hears(heard.address, list(heard.params))
            for words in to_instrument:
                wire.sendto(packet(str(words[0]), *words[1:]), instrument)
            for words in to_live:
                wire.sendto(packet(str(words[0]), *words[1:]), live)


def main() -> int:
    parser = argparse.ArgumentParser(description="Live's tempo and scenes play rtmusic, through AbletonOSC.")
    parser.add_argument("scenes", nargs="?", type=Path, default=Path(__file__).with_name("scenes.json"))
    parser.add_argument(
        "--live-port", type=int, default=LIVE[1], help="where AbletonOSC listens (default: %(default)s)"
    )
    parser.add_argument("--answers", type=int, default=ANSWERS, help="where it answers (default: %(default)s)")
    parser.add_argument("--port", type=int, default=INSTRUMENT[1], help="where rtmusic listens (default: %(default)s)")
    chosen = parser.parse_args()
    try:
        follow(chosen.scenes, (LIVE[0], chosen.live_port), chosen.answers, (INSTRUMENT[0], chosen.port))
    except (ValueError, OSError) as error:
        print(f"follow: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
