"""A model process and a sound callback in this process, with sessions: what their tests share."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from recording_desk import RecordingDesk, wait_for

from rtmusic.acts import Acts
from rtmusic.bundle import Bundle
from rtmusic.callback import SoundCallback
from rtmusic.journal import Journal, turn
from rtmusic.knobs import Control, Panel, parse_setting
from rtmusic.loopfile import SavedLoop
from rtmusic.memory import Layers, LoopStore
from rtmusic.modelprocess import ModelSpec, ModelWorker
from rtmusic.replay import Replay
from rtmusic.sessions import Sessions
from rtmusic.setbook import read_set
from rtmusic.shared import LOAD, Board
from rtmusic.units import Samples

RATE, BLOCK, STEPS = 48_000, 480, 4
WORDS = ("mode=loop", "horizon=16", "rewrite=0", "quantize=beat", "steps=1", "tempo=120")


class Stage(RecordingDesk):
    """A sound callback and a model process, both in this one; the evening is kept, and knobs reach the board."""

    def __init__(
        self,
        bundle: Path,
        board: Board,
        folder: Path,
        *words: str,
        loops: Sequence[SavedLoop] = (),
        moments: bytes = b"",
    ) -> None:
        super().__init__()
        self.board, self.folder = board, folder
        self._panel = Panel().turn([parse_setting(word) for word in (*WORDS, *words)])
        board.write_panel(self._panel)
        self.told: list[str] = []
        self.sessions = Sessions(self, folder / "sessions", self.told.append)
        self.models = Bundle.load(bundle)
        self._spec = ModelSpec(bundle, "cpu", board.name, folder / "sounds", loads=folder / "set")
        self.sessions.meet(board, self.models, folder / "sounds", folder / "set", self.order)
        self.sessions.lay_out(loops, moments)
        self.journal = Journal(folder / "set", board, {"bundle": {"name": "tiny", "sha256": self.models.sha256}}, True)
        self.journal.start(self._panel)
        self.sessions.begin(loops)
        self._callback = SoundCallback(board)
        self._music = np.random.default_rng(0)
        self.worker: ModelWorker | None = None
        self.played: list[Samples] = []

    def order(self, number: int) -> bool:
        return self.board.send(LOAD, int(self.board.timeline_playing[0]), number)

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        before, self._panel = self._panel, self._panel.turn(controls)
        turn(self.board, before, self._panel)

    def press(self, name: str) -> None:
        for meant in self._panel.meant(name):
            assert self.board.send(meant, int(self.board.timeline_playing[0]))

    def run(self, seconds: float) -> Samples:
        """Play on; what was played, float32 [2, n]."""
        first = len(self.played)
        for _ in range(round(seconds * RATE / BLOCK)):
            out = np.empty((2, BLOCK), np.float32)
            self._callback(self._music.normal(0, 0.1, (2, BLOCK)).astype(np.float32), out, 0)
            self.played.append(out)
            self.worker = self.worker or ModelWorker(self._spec, self.board)
            for _ in range(STEPS):  # it goes by a clock that knows nothing of ours
                if not self.worker.step():
                    break
        return np.concatenate(self.played[first:], axis=1)

    def kill(self) -> None:
        """The model process is gone; the next block finds another one."""
        self.worker = None
        gc.collect()

    def sound(self, number: int) -> Samples:
        """A turn of a loop as the model process has it."""
        assert self.worker is not None
        sound = self.worker.pipeline.looper.loops[number].turning.sound
        assert sound is not None
        return sound

    def store(self) -> LoopStore:
        """The layers of all loops, as they lie on the board."""
        return LoopStore.of(self.board)

    def layers(self, number: int) -> Layers:
        """What a loop is made of, and how it plays, as it stands on the board."""
        return self.store().loops[number]

    def coding(self) -> bool:
        """Whether any loop is being encoded or decoded."""
        return self.worker is not None and self.worker.pipeline.looper.busy

    def settle(self) -> None:
        """All that was asked of sessions is done."""
        assert wait_for(lambda: not self.sessions.busy, 60.0)

    def assert_played_again(self) -> None:
        """The evening is over, and the set has all of it."""
        Acts(self.board)
        self.journal.stop()
        book = read_set(self.folder / "set")
        assert book.gaps == 0
        again = np.concatenate(list(Replay(self.models, book).play()), axis=1)
        heard = np.concatenate(self.played, axis=1)
        apart = (heard != again[:, : heard.shape[1]]).any(axis=0)
        assert heard.shape == again.shape and not apart.any(), f"from sample {apart.argmax()} on"


def recorded(stage: Stage, number: int = 0, seconds: float = 1.0) -> None:
    stage.press(f"loop_{number}_record")
    stage.run(seconds)
    stage.press(f"loop_{number}_record")
    stage.run(1.5)
    assert not stage.coding()
