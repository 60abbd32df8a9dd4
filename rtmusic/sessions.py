"""Sessions while it plays: all loops kept, loops of a session or of any sound file loaded, by every surface alike.

Keeping reads what lies in shared memory and on disk, beside the processes that play; nobody waits for it. A loop that
is loaded is read, brought to the tempo and handed over here (see `rtmusic.loads`), and then sounds at once.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.errors import RecordingError, RtmusicError, UsageError
from rtmusic.knobs import KNOBS, LOOPS, Control
from rtmusic.loads import Loads
from rtmusic.loopfile import SavedLoop, import_loop
from rtmusic.memory import LoopStore
from rtmusic.moments import Moments, Room
from rtmusic.restore import at_tempo, beside_others, load_session
from rtmusic.scenefile import check_name
from rtmusic.session import find_session, save_session, session_names, sessions_folder
from rtmusic.shared import CHANNELS, SAMPLE_RATE, Board
from rtmusic.snapshot import as_session
from rtmusic.status import Desk
from rtmusic.tree import RECORDED, REWRITTEN
from rtmusic.turning import Turning
from rtmusic.varied import SHORTEST_S, tapes

MOST_WAITING = 16  # things to do
MOMENTS = "recall.npz"  # the file of a session that holds what recall remembers
PATIENCE_S = 5.0  # for a loop that was just closed and has no codes yet
_LOOK_S = 0.02

TakeIn = Callable[[int], bool]
"""Let the model process take in a loop by its number; False when too many orders are waiting."""


class Sessions:
    """The sessions of one desk. Any thread may call it; what takes time happens on a thread of its own, in turn.

    Args:
        desk: what is played.
        folder: where the files are; None: the usual one.
        tell: hears sentences about what was done, went wrong, or was not taken as it stands.
    """

    def __init__(self, desk: Desk, folder: Path | None = None, tell: Callable[[str], None] = lambda said: None) -> None:
        self.folder = folder or sessions_folder()
        self.current = ""  # the session that was kept or loaded last
        self._desk, self._tell = desk, tell
        self._work: queue.Queue[Callable[[], None] | None] = queue.Queue(MOST_WAITING)
        self._lock, self._disk = threading.Lock(), threading.Lock()
        self._thread: threading.Thread | None = None

    def meet(self, board: Board, bundle: Bundle, sounds: Path | None, loads: Path | None, order: TakeIn) -> None:
        """Know the instrument; before anything is kept or loaded.

        Args:
            board: where its loops lie.
            bundle: the models that play.
            sounds: where the sound of layers lies.
            loads: where loops are handed over.
            order: lets the model process take one in.
        """
        self._board, self._bundle, self._sounds = board, bundle, sounds
        self._loads, self._order = Loads(loads), order

    def names(self) -> list[str]:
        """What there is to load."""
        return session_names(self.folder)

    @property
    def busy(self) -> bool:
        """True while something is to be done."""
        return self._work.unfinished_tasks > 0

    def save(self, name: str) -> None:
        """Keep all loops, and where the knobs stand, in a moment.

        Raises:
            UsageError: no name for a session.
        """
        check_name(name, "session")
        self._later(lambda: self._tell(f"session {name} is kept in {self.keep(name)}"))

    def keep(self, name: str) -> Path:
        """The same, now.

        Returns:
            The folder of the new version.

        Raises:
            UsageError: no name for a session, or there are no loops.
            RecordingError: it cannot be written; what was there is still there.
        """
        with self._disk:
            store, panel, clock = self._still(), self._desk.panel(), self._board.clock.tolist()
            session = as_session(name, store, self._bundle, panel, clock, lambda: Decoder(self._bundle, "cpu"))
            if not session.loops:
                raise UsageError(f"session {name} is not kept, for there are no loops")
            moments = Moments(Room.of(self._board), self._bundle.geometry)
            files = {MOMENTS: moments.packed(self._bundle.codec)} if moments.listed() else {}
            version = save_session(self.folder, replace(session, files=files))
            self.current = name
            return version

    def load(self, name: str, numbers: Sequence[int] | None = None) -> None:
        """Let loops of a session sound in a moment, each a layer on top of what is there, with its own knobs.

        Args:
            numbers: of the loops that are wanted; None: all.

        Raises:
            UsageError: there is no such session, or no such number.
        """
        if wrong := [number for number in numbers or () if not 0 <= number < LOOPS]:
            raise UsageError(f"there is no loop {wrong[0]}; loops are 0 to {LOOPS - 1}")
        path = find_session(check_name(name, "session"), self.folder)  # over a wire only by name, never by path
        self._later(lambda: self._load(path, None if numbers is None else {number: number for number in numbers}))

    def load_file(self, number: int, said: str) -> None:
        """Let a sound file in the folder of sessions, or below it, sound as a loop in a moment.

        Raises:
            UsageError: there is no such file.
        """
        try:
            path = (self.folder / said).resolve()
            there = path.is_relative_to(self.folder.resolve()) and path.is_file()
        except (OSError, ValueError):
            there = False
        if not there:
            raise UsageError(f"there is no file {said[:200]!r} in {self.folder}; put it there, and give its name")
        self._later(lambda: self.put(at_tempo(import_loop(path, number), self._bpm)))

    def lay_out(self, loops: Sequence[SavedLoop], moments: bytes = b"") -> None:
        """The layers of loops that an evening begins with, before any process sees them; `put` gives them their sound.

        Args:
            loops: whose `start_sample` counts from a bar line.
            moments: what recall remembers, see `Moments.packed`; nothing where it remembers nothing.
        """
        store, panel = LoopStore.of(self._board, self._sounds), self._desk.panel()
        if moments:
            try:
                Moments(store.moments, self._bundle.geometry).take_in(moments, self._bundle.codec, MOMENTS)
            except RecordingError as error:
                self._tell(f"nothing of that session is recalled: {error}")
        for loop in loops:
            layers = store.loops[loop.number]
            if loop.encoded and not layers.undoable:
                length = loop.sound.shape[1]
                start = loop.start_sample % length - length  # of a turn that is heard at the very beginning
                moved = start - loop.layers[loop.current - 1].start_sample
                for number, layer in enumerate(loop.layers, 1):
                    known = number == loop.current and layer.kind == REWRITTEN  # its sound is, whatever made it
                    kind = RECORDED if known else layer.kind
                    layers.heard = layer.tape
                    layers.push(replace(layer, start_sample=layer.start_sample + moved, kind=kind))
                for _ in range(len(loop.layers) - loop.current):
                    layers.undo()
                layers.hear_current()
            if loop.sound.shape[1] / SAMPLE_RATE >= SHORTEST_S:  # before it is handed over it may be heard already
                turning = Turning(layers, CHANNELS)
                turning.sound, turning.start = loop.sound, layers.place[0]
                turning.take_up(loop.plays, 0)
        wanted = tapes(panel, panel["tempo"], store)  # now that all of them are there
        for loop in loops:  # as they sound, until a knob is turned
            store.loops[loop.number].wanted = wanted[loop.number]

    def begin(self, loops: Sequence[SavedLoop], folder: Path | None = None) -> None:
        """Hand over the loops that an evening begins with; one that cannot be is told and left out.

        Args:
            folder: of the set that it goes on with: what had no codes yet of its loops comes along.
        """
        for layers in LoopStore.of(self._board).loops:
            if folder is not None and layers.loading is not None:
                self._loads.bring(layers.loading[0], folder)
        for loop in loops:
            self._try(loop)

    def put(self, loop: SavedLoop, own: Sequence[Control] = ()) -> None:
        """Hand over a loop, whose `start_sample` counts from a bar line.

        Args:
            own: its knobs, turned at the moment from which on it sounds.

        Raises:
            UsageError: it is too short.
            RecordingError: it cannot be handed over.
        """
        if (seconds := loop.sound.shape[1] / SAMPLE_RATE) < SHORTEST_S:
            raise UsageError(f"{loop.name} is {seconds:.2g} s long, and a loop at least {SHORTEST_S:g} s")
        sound = np.repeat(loop.sound, CHANNELS, axis=0) if loop.sound.shape[0] < CHANNELS else loop.sound
        codes = loop.layers[loop.current - 1].codes if loop.encoded else np.zeros((0, 0), np.int64)
        number = self._loads.hand_over(loop.number, loop.start_sample, sound, codes, loop.plays)
        if own:
            self._desk.turn(*own)
        if not self._order(number):
            raise RecordingError(f"loop {loop.number} was not taken: too many commands are waiting; load it again")

    def stop(self) -> None:
        """Finish what is to be done, and take no more."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._work.put(None)
            thread.join()

    @property
    def _bpm(self) -> float:
        return float(self._board.clock[2]) or self._desk.panel()["tempo"]

    def _load(self, path: Path, numbers: dict[int, int] | None) -> None:
        session = load_session(path, numbers, self._bpm, self._bundle.codec, self._bundle.geometry)
        for sentence in session.told:
            self._tell(sentence)
        loops, others = session.loops, self._others({loop.number for loop in session.loops})
        if others:
            loops = beside_others(loops)
        if others and any(loop.plays.solo for loop in session.loops):
            there = ", ".join(map(str, others))
            self._tell(
                f"session {session.name}: solo would silence loops that are there ({there}), so it is left out; "
                "what was not heard for it is muted"
            )
        for loop in loops:
            own = [Control(KNOBS[f"loop_{loop.number}_{name}"], value) for name, value in loop.knobs.items()]
            self._try(replace(loop, start_sample=loop.start_sample - session.bar_sample), own)
        self.current = path.name

    def _others(self, loaded: Collection[int]) -> list[int]:
        """The loops beside these in which there is something, or is about to be."""
        loops = enumerate(LoopStore.of(self._board).loops)
        there = [n for n, loop in loops if loop.place[1] or loop.pending or loop.loading or loop.take[0]]
        return [number for number in there if number not in loaded]

    def _try(self, loop: SavedLoop, own: Sequence[Control] = ()) -> None:
        try:
            self.put(loop, own)
        except RtmusicError as error:
            self._tell(f"loop {loop.number} is left out: {error}")

    def _still(self) -> LoopStore:
        """What the loops are made of, when all that was pressed and loaded has been done and has its codes."""
        board, end = self._board, time.monotonic() + PATIENCE_S
        live = LoopStore.of(board, self._sounds)
        while board.orders_taken[0] < board.orders_sent[0] or _uncoded(live):
            if time.monotonic() > end:
                break
            time.sleep(_LOOK_S)
        store = LoopStore.copy_of(board, self._sounds)
        if late := _uncoded(store):
            self._tell(f"loops {', '.join(map(str, late))} are kept as they were before: they have no codes yet")
        return store

    def _later(self, work: Callable[[], None]) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sessions", daemon=True)
                self._thread.start()
            try:
                self._work.put_nowait(work)
            except queue.Full:
                raise UsageError(f"{MOST_WAITING} sessions and loops are waiting already; try again") from None

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except RtmusicError as error:
                self._tell(str(error))
            except Exception as error:  # the next one can still be kept
                self._tell(f"a fault inside rtmusic, please report it: {error!r}")
            finally:
                self._work.task_done()
        self._work.task_done()


def _uncoded(store: LoopStore) -> list[int]:
    """The loops that sound and have no codes yet."""
    return [number for number, loop in enumerate(store.loops) if loop.pending or loop.loading]
