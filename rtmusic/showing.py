"""What the board shows of the loops after a round: how they stand, and along every turn what becomes of its tokens.

A turn is shown as cells of as many frames as it takes for `CELLS` of them to hold it; up to five seconds that is a cell
a frame. Of each the board has, as shares of its tokens, what was rewritten when the rewriting came there last, and what
will be when it comes there next. Which of the two is heard first, whoever looks sees by the playhead, see
`outlook.heard_next`.

The window of a round is shown as the round saw it, and counts as rewritten, also where it is a draft. The rest is found
out piece by piece, now and then, for masks cost their time: what a turned knob does to the far end of a turn is seen
within seconds.
"""

from __future__ import annotations

import numpy as np

from rtmusic.knobs import LOOPS
from rtmusic.modes import Played
from rtmusic.outlook import Shares, Window, asks_the_same, kept_ahead, shares, token_bits
from rtmusic.pipeline import Pipeline
from rtmusic.shared import CELLS, PICTURE_FRAMES, Board
from rtmusic.status import LOOP_STATES

AHEAD_EVERY = 8  # rounds, of which one looks further ahead than its window
AHEAD_FRAMES = 256  # that it looks at


class Showing:
    """Shows loops. The model process alone calls it; nothing that is heard depends on it.

    Args:
        board: where they are shown.
        pipeline: what plays them.
    """

    def __init__(self, board: Board, pipeline: Pipeline) -> None:
        self._board, self._pipeline, self._geometry = board, pipeline, pipeline.geometry
        self._turns: list[_Turn | None] = [None] * LOOPS
        self._rounds = self._turn = self._next = 0
        board.cell_count[:] = 0

    def round(self, played: Played) -> None:
        """Show how the loops stand after a round."""
        board, loops = self._board, self._pipeline.mode == "loop"
        if played.mask is not None:
            mask = played.mask[:, :PICTURE_FRAMES]
            # What plays instead of loops is one for all of them.
            rows, width = played.loop if loops else slice(None), mask.shape[1]
            board.picture[rows, :width], board.tokens[rows, :width] = mask.mean(axis=0), token_bits(mask)
            board.picture_frames[rows] = width
        for number, loop in enumerate(self._pipeline.looper.loops):
            if loops and loop.state == "empty":
                board.picture_frames[number] = 0
            board.loop_state[number] = LOOP_STATES.index(loop.state)
            board.loop_start[number], board.loop_length[number] = loop.place_in_time()
            board.loop_refused[number], board.loop_full[number] = loop.varier.refused, loop.full
            board.laid[number] = loop.turning.laid
            window = loop.rewriter.window if loops and loop.edit is None else None
            if window is None and self._turns[number] is not None:
                self._turns[number] = None
                board.cell_count[number] = 0
        if loops:
            self._look(played.loop)

    def _look(self, written: int) -> None:
        """See what has become of the loop that was written, and of one of the others in turn."""
        loops = self._pipeline.looper.loops
        self._turn = (self._turn + 1) % LOOPS
        for number in dict.fromkeys((written, self._turn)):
            window, turn = loops[number].rewriter.window, self._turns[number]
            if window is None or loops[number].edit is not None or (turn is not None and turn.window is window):
                continue
            if number != written and turn is not None and not window.kept.all():
                continue  # it is looked at when it is written
            if turn is None or turn.total != window.ground.total:
                turn = self._turns[number] = _Turn(window)
            turn.see(window)
            self._show(number, turn)
        self._rounds += 1
        if self._rounds % AHEAD_EVERY == 0:
            for number in (*range(self._next, LOOPS), *range(self._next)):
                turn = self._turns[number]
                if turn is not None and turn.look_ahead():
                    self._show(number, turn)
                    self._next = (number + 1) % LOOPS
                    return

    def _show(self, number: int, turn: _Turn) -> None:
        cells, g, (number_of_pass, frame) = self._board.cells[number], self._geometry, divmod(turn.edge, turn.total)
        now, later = turn.plans[number_of_pass % 2], turn.plans[(number_of_pass + 1) % 2]
        if turn.cells == turn.total:
            cells[0, : turn.cells], cells[1, :frame] = turn.done, later[:frame]
            cells[1, frame : turn.cells] = now[frame:]
        else:
            cells[0, : turn.cells] = turn.in_cells(turn.done)
            cells[1, : turn.cells] = turn.in_cells(np.concatenate([later[:frame], now[frame:]]))
        length = self._pipeline.looper.loops[number].turning.length
        self._board.edge[number] = number_of_pass * length + max(0, frame * g.hop_samples - g.delay_samples)
        self._board.cell_count[number] = turn.cells


class _Turn:
    """What is known of a loop's turn. Places in it are frames, counted from the first of pass 0."""

    def __init__(self, window: Window) -> None:
        self.window, self.total = window, window.ground.total
        self.done = np.zeros(self.total, np.uint8)  # what was rewritten when the rewriting was there last
        self.edge = window.number * self.total + window.frame  # up to there it is written
        self.plans = np.zeros((2, self.total), np.uint8)  # what even and odd passes will rewrite
        self._known = 0  # up to there it was found out; no round comes back to what is before the window
        frames = -(-self.total // CELLS)
        self._begins = np.arange(0, self.total, frames)
        self._frames = np.minimum(frames, self.total - self._begins)
        self.cells = len(self._begins)

    def in_cells(self, percent: Shares) -> Shares:
        """The mean of the frames of each cell; what is rewritten at all is never shown as kept."""
        sums: Shares = -(-np.add.reduceat(percent, self._begins, dtype=np.int32) // self._frames)
        return sums

    def see(self, window: Window) -> None:
        """A round saw this window of it."""
        here, coming, total = window.number * self.total + window.frame, shares(window.kept), self.total
        if here > self.edge:  # by rounds that were not looked at
            passed = np.arange(max(self.edge, here - total), here)
            self.done[passed % total] = self.plans[passed // total % 2, passed % total]
        self.plans[window.number % 2, window.frame : window.frame + len(coming)] = coming
        if window.laid:
            self.done[window.frame : window.frame + len(coming)] = coming
        self.edge = here + (len(coming) if window.laid else 0)
        since = here + len(coming)
        if not since <= self._known <= here + 2 * total or not asks_the_same(self.window, window):
            self._known = since
        self.window = window

    def look_ahead(self) -> bool:
        """Find out what is to become of a few more frames, those after the window first; False: enough is known."""
        window, total, first = self.window, self.total, self._known
        here = window.number * total + window.frame
        if first >= here + total + min(total, window.kept.shape[1] + AHEAD_EVERY):
            return False
        number, frame = divmod(first, total)
        self._known = min(first + AHEAD_FRAMES, (number + 1) * total, here + 2 * total)
        frames = np.arange(frame, frame + self._known - first)
        self.plans[number % 2, frames] = shares(kept_ahead(window, number, frames))
        return True
