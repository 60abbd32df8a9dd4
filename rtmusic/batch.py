"""More takes of the same pass, with other dice, made while nothing else is: a choice that waits to be heard.

When `vary` is pressed the machine rewrites the coming passes, and that is heard. Once it rests, the same passes are
made again from what they began with, a window a round, as often as the knob `takes` says. Each time becomes a layer
beside the first, made from the same one, which take_next and take_before go to. A process that is killed forgets what
it had not finished, as it forgets passes that were asked for.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from rtmusic.draft import Draft
from rtmusic.fitting import Fitting
from rtmusic.graph import State
from rtmusic.knobs import Panel
from rtmusic.layers import Layer
from rtmusic.masks import kept_tokens
from rtmusic.modes import Moment, Parts
from rtmusic.recall import AROUND, Thread
from rtmusic.recipe import SEEDS, Recipe, recipe_of
from rtmusic.rewriting import LEAD_IN_FRAMES, Begun, Rewriter, aim_of, write
from rtmusic.tree import CURRENT, KIND, NUMBER, REWRITTEN
from rtmusic.turning import Turning
from rtmusic.units import Codes

REMEMBERED_FRAMES = 32  # in one round at most: it costs no more than the decoding that is left out
SEEDS_APART = 1021  # from one take to the next, which are never those of another loop's first

Work = Generator[None, Moment, Codes]  # is sent the round, gives the codes of a turn in the end


class Batch:
    """The takes of one loop that are still to be made. The model process alone calls it.

    Args:
        parts: what the modes share.
        turning: the sound of the loop.
        rewriter: the machine's hand in it.
    """

    def __init__(self, parts: Parts, turning: Turning, rewriter: Rewriter) -> None:
        self._parts, self._turning, self._rewriter = parts, turning, rewriter
        self._panel: Panel | None = None  # where the knobs stood when it was asked for
        self._left = 0  # takes that are to be made
        self._job: Work | None = None

    def ask(self, panel: Panel) -> None:
        """`vary` was pressed, with the knobs of the loop here: what is not made yet of another batch never will be."""
        self._panel, self._job = panel, None
        self._left = panel.int("takes") - 1 if panel.on("on_demand") else 0

    def work(self, moment: Moment) -> bool:
        """One piece in a round in which nothing is rewritten; False: there is none to make."""
        begun, panel = self._rewriter.begun, self._panel
        if not self._left or begun is None or panel is None or not self._rewriter.resting:
            return False
        if not self._wanted(begun):
            self._left, self._job = 0, None
            return False
        try:
            if self._job is None:
                self._job = self._make(begun, self._with_other_dice(panel), panel.int("generations"))
                next(self._job)
            self._job.send(moment)
        except StopIteration as done:
            self._keep(begun, done.value, recipe_of(self._with_other_dice(panel)))
            self._job, self._left = None, self._left - 1
        return True

    def _with_other_dice(self, panel: Panel) -> Panel:
        seed = (panel.int("seed") + (panel.int("takes") - self._left) * SEEDS_APART) % SEEDS
        return Panel(panel.values | {"seed": float(seed)})

    def _wanted(self, begun: Begun) -> bool:
        """True while what is heard is the layer that the passes began with, or was rewritten from it."""
        layers, table = self._turning.layers, self._turning.layers.table
        for row in layers.path(int(layers.cursor[CURRENT]) - 1):
            if table[row, NUMBER] == begun.layer:
                return True
            if table[row, KIND] != REWRITTEN:
                return False
        return False

    def _keep(self, begun: Begun, codes: Codes, recipe: Recipe) -> None:
        """It is a layer, beside what is heard."""
        layers = self._turning.layers
        length, start = self._turning.length, self._turning.start - self._turning.moved
        if not np.array_equal(codes, begun.base):
            layers.branch_off(begun.layer, Layer(codes, length, start, REWRITTEN, recipe=recipe))

    def _make(self, begun: Begun, panel: Panel, passes: int) -> Work:
        """All passes of one take, each from the one before."""
        codes, moment = begun.base, (yield)
        for number in range(begun.number, begun.number + passes):
            if number > begun.number:
                moment = yield
            past = self._parts.generator.nothing()
            levels, remembered = self._parts.geometry.model_levels, self._parts.geometry.past_frames
            turn = codes[:levels, LEAD_IN_FRAMES:-1]
            for first in range(-remembered, 0, REMEMBERED_FRAMES):  # as if the loop had turned for ever
                frames = np.arange(first, min(0, first + REMEMBERED_FRAMES))
                past = self._parts.generator.remember(np.take(turn, frames, axis=1, mode="wrap"), past)
                moment = yield
            codes = yield from self._pass(codes, panel, number, past, moment)
        return codes

    def _pass(self, base: Codes, panel: Panel, number: int, past: State, moment: Moment) -> Work:
        """One pass, a window a round, of which half or less is final before the next one."""
        g, codes = self._parts.geometry, base.copy()
        ground = self._rewriter.ground(panel, number)
        aim, leash = aim_of(self._turning.layers, base, panel, number, ground)
        fitting = Fitting(g, self._turning, self._parts.loudness)
        draft, thread, frame, visit = Draft.empty(0, g.model_levels), Thread.none(), 0, number << 16
        while frame < ground.total:
            eased = Panel(panel.values | {name: moment.panel[name] for name in ("steps", "horizon", "refresh")})
            width = min(eased.int("horizon"), g.window_frames, ground.total - frame)
            final = width if frame + width == ground.total else max(1, min(width // 2, REMEMBERED_FRAMES))
            here = slice(LEAD_IN_FRAMES + frame, LEAD_IN_FRAMES + frame + width)
            kept = kept_tokens(panel, np.arange(frame, frame + width), number, ground)
            if leash is not None:
                kept = kept | leash[:, frame : frame + width]
            codes[:, here] = aim[:, here]
            if not kept.all():
                before = codes[: g.model_levels, here.start - AROUND : here.start]
                first = frame * g.hop_samples - g.delay_samples
                wish = moment.wish(eased, self._turning.start - g.delay_samples)
                own = replace(moment, panel=eased)
                draft, said, codes[:, here] = write(
                    self._parts,
                    own,
                    eased,
                    fitting.fitted(wish, own, number * self._turning.length + first, width),
                    draft.window(frame, width),
                    aim[:, here],
                    kept,
                    before,
                    past,
                    thread,
                    number,
                    visit,
                )
                thread = said.thread if said else thread
            frame, visit = frame + final, visit + 1
            if frame < ground.total:
                past = self._parts.generator.remember(codes[:, here.start : here.start + final], past)
                moment = yield
        return codes
