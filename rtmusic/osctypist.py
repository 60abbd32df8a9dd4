"""Prompts typed over OSC, read on a thread of their own: a model needs a while for words, and a knob must not wait.

A newer text for the same prompt takes the place of one that nobody has read yet, so a flood of texts costs no more
than the models can read.
"""

from __future__ import annotations

import logging
import threading
from collections import deque

from rtmusic.errors import RtmusicError
from rtmusic.oscwire import Sender
from rtmusic.status import Desk

_log = logging.getLogger(__name__)


class Typist:
    """Types prompts one after the other. The server's thread calls everything but `_run`.

    Args:
        desk: its `prompt` is called from the typist's thread.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._changed = threading.Condition()
        self._waiting: dict[int, tuple[str, Sender]] = {}  # by slot, oldest first
        self._typing: dict[int, str] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="osc-prompts", daemon=True)
        self.refused: deque[tuple[Sender, int, str]] = deque(maxlen=64)  # what could not be typed, and why
        self.failures = 0  # faults of ours; the log has them

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what nobody has read yet is dropped."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def type(self, slot: int, text: str, sender: Sender) -> None:
        """Have this prompt say that."""
        with self._changed:
            self._waiting.pop(slot, None)
            self._waiting[slot] = (text, sender)
            self._changed.notify()

    def typed(self) -> dict[int, str]:
        """What the desk is yet to hear, by slot."""
        with self._changed:
            return self._typing | {slot: text for slot, (text, _) in self._waiting.items()}

    @property
    def idle(self) -> bool:
        """True when the desk knows everything."""
        with self._changed:
            return not self._waiting and not self._typing

    def _run(self) -> None:
        while True:
            with self._changed:
                self._typing.clear()
                self._changed.wait_for(lambda: self._stopping or self._waiting)
                if self._stopping:
                    return
                slot = next(iter(self._waiting))
                text, sender = self._waiting.pop(slot)
                self._typing[slot] = text
            try:
                self._desk.prompt(slot, text)
            except RtmusicError as error:
                self.refused.append((sender, slot, str(error)))
            except Exception:
                self.failures += 1
                _log.exception("prompt %d over OSC: %r", slot, text)
                self.refused.append((sender, slot, "a fault inside rtmusic; its log says more"))
