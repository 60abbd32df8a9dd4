"""What the model process does, one act after the other: hear, take an order, play a round.

An act is done when it is noted for the journal, and at that very moment all counts that it changed: layers of loops,
moments, orders taken, the beat. A process that is killed in the middle of one leaves things to the next as they were
before it. What it had written to the timeline by then was heard, and cannot be taken back: so every write is noted when
it counts, and the next process notes which act they belong to.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from rtmusic.memory import LoopStore
from rtmusic.notes import ANSWERS, Note, Notes, as_floats, as_numbers
from rtmusic.shared import CLOCK_NUMBERS, LAYERS, Board
from rtmusic.timeline import Timeline
from rtmusic.transport import Clock

_SINCE, _KIND, _A, _B, _BITS, _ANSWERED, _RUNG = range(7)  # slots of `act`: the note before it, then its own
# Slots of `kept`: the note with which it counts, orders taken, and where clock, cursors of loops and moments begin.
_WITH, _ORDERS, _CLOCK, _LOOPS = 0, 1, 2, 2 + CLOCK_NUMBERS


class NotedTimeline(Timeline):
    """A timeline whose every write is noted as soon as it counts."""

    acts: Acts

    def look(self) -> tuple[int, int]:
        self.acts.note_hearing()  # it came before
        return super().look()

    def number(self) -> int:
        return self.acts.notes.made + 1  # that of its note: one without a note is known by it

    def wrote(self, playhead: int, block: int) -> None:
        self.acts.note_write(playhead, block)


class Acts:
    """The acts of a model process. It alone calls this, and begins with what one that was killed had not done.

    Args:
        board: where everything lies that outlives a process.
        sounds: the folder where the sound of layers does.
    """

    def __init__(self, board: Board, sounds: Path | None = None) -> None:
        self._board = board
        self.notes = Notes.of_model(board)
        self.timeline = NotedTimeline.of(board)
        self.timeline.acts = self
        self.store = LoopStore.of(board, sounds)
        self._heard_run = (0, 0, 0)  # the note of hearing that is not made yet: first sample, samples, times
        self._wrote = False  # this act wrote to the timeline
        self._place = 0  # of what was kept last
        self._behind = np.ones((2, LAYERS), np.bool_)  # rows that may be another one's in what was kept
        self._recover()

    # -- one act -----------------------------------------------------------------------------------------------

    def begin(self, kind: Note, a: int, b: int = 0, rung: int = 0) -> None:
        """It is going to do what a note of this kind with these numbers tells."""
        act = self._board.act
        act[_SINCE] = -1  # nobody takes half of it for an act
        act[_KIND:] = kind, a, b, 0, 0, rung
        act[_SINCE] = self.notes.made
        self._wrote = False

    def answer(self, yes: bool) -> bool:
        """The answer to a question about time, which the act goes by."""
        act = self._board.act
        asked = int(act[_ANSWERED])
        if asked < ANSWERS:
            act[_BITS] |= int(yes) << asked
        act[_ANSWERED] = asked + 1
        return yes

    def done(self, clock: Clock, orders: int = 0) -> None:
        """The act is done.

        Args:
            clock: the beat from now on.
            orders: how many orders it took.
        """
        self.note_hearing()
        self._board.clock[:] = clock
        self._keep(int(self._board.orders_taken[0]) + orders)
        self._note_act()
        self._board.orders_taken[0] += orders  # only now another may be put in its place

    def heard(self, clock: Clock) -> None:
        """The act was to hear, and is done; many that changed nothing else become one note."""
        _, _, first, samples, *_ = self._board.act.tolist()
        changed = self.store.tree.changed.any() or not np.array_equal(
            self._board.kept[self._place, _LOOPS:], self._loops
        )
        if self._wrote or changed:
            self.done(clock)
            return
        begun, length, times = self._heard_run
        if samples == length and first == begun + length * times:
            self._heard_run = (begun, length, times + 1)
        else:
            self.note_hearing()
            self._heard_run = (first, samples, 1)

    def note(self, kind: Note, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> None:
        """Note what is no act, after what was heard before it."""
        self.note_hearing()
        self.notes.make(kind, a, b, c, d)

    def born(self, heard: int, panel: int, prompts: int, held: int) -> None:
        """A pipeline begins to hear, with the beat that stands on the board; see `Note.BORN`."""
        clock = as_numbers(tuple(self._board.clock.tolist()))
        self.notes.make(Note.CLOCK, *clock)
        self._keep(int(self._board.orders_taken[0]))
        self.notes.make(Note.BORN, heard, panel, prompts, held)
        self._board.model_panel[0] = panel

    def look(self, panel: int, prompts: int, held: int) -> None:
        """It goes by these versions and keys from here on; see `Note.LOOK`."""
        self.note(Note.LOOK, panel, prompts, held)
        self._board.model_panel[0] = panel

    def note_hearing(self) -> None:
        """Note what was heard and is not noted yet."""
        first, length, times = self._heard_run
        self._heard_run = (0, 0, 0)
        if times:
            self.notes.make(Note.HEAR, first, length, times)

    def note_write(self, playhead: int, block: int) -> None:
        """Note what a write saw of the sound process; all else about it can be computed."""
        self.notes.make(Note.WRITE, playhead, block)
        self._wrote = True

    def _note_act(self) -> None:
        _, kind, a, b, bits, answered, rung = self._board.act.tolist()
        if kind == Note.ROUND:
            self.notes.make(Note.ROUND, a, bits, answered, rung)
        else:
            self.notes.make(Note(kind), a, b, 1)

    # -- from one process to the next --------------------------------------------------------------------------

    @property
    def _loops(self) -> npt.NDArray[np.int64]:
        """Which layers sound, which moments there are, and a take that has no layer yet."""
        return np.concatenate([self._board.layer_cursors.ravel(), self._board.moment_table.ravel()])

    def _keep(self, orders_taken: int) -> None:
        """What is so now counts with the next note: if that is never made, what was kept before it."""
        board = self._board
        place = 1 - self._place
        kept = board.kept[place]
        kept[_WITH] = 0
        kept[_ORDERS], kept[_LOOPS:] = orders_taken, self._loops
        kept[_CLOCK:_LOOPS] = as_numbers(tuple(board.clock.tolist()))
        self._behind |= self.store.tree.changed
        rows = np.flatnonzero(self._behind[place])
        board.kept_layers[place, rows] = board.layer_table[rows]
        self._behind[place] = False
        kept[_WITH] = self.notes.made + 1
        self._place = place
        self.store.keep()

    def _recover(self) -> None:
        """Finish the write that counts, undo the act that does not, and note what was heard of it."""
        board, made = self._board, self.notes.made
        counts = np.where(board.kept[:, _WITH] <= made, board.kept[:, _WITH], 0)
        self._place = int(counts.argmax())
        board.kept[1 - self._place, _WITH] = 0  # or the next notes would make it count
        self.timeline.finish()
        if not counts.any():  # this is the first process
            self.store.keep()
            return
        number, playhead, block = self.timeline.last
        if number > made:
            self.note_write(playhead, block)
        kept = board.kept[self._place]
        board.orders_taken[0] = kept[_ORDERS]
        board.clock[:] = as_floats(kept[_CLOCK:_LOOPS])
        first = _LOOPS
        for part in (board.layer_cursors, board.moment_table):
            part.ravel()[:] = kept[first : first + part.size]
            first += part.size
        board.layer_table[:] = board.kept_layers[self._place]
        self.store.keep()
        if board.act[_SINCE] >= kept[_WITH]:
            self.notes.make(Note.CUT)
            self._keep(int(kept[_ORDERS]))
            self._note_act()
