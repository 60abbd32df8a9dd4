"""The machine's hand in one loop: a window of its codes, ahead of the playhead, written anew pass after pass.

What the masks keep stays, token for token, the rest is written, decoded, and put in its place in the turn. What they
keep whole stays the sound that it is, but for the frame in which what is written before it dies away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rtmusic.decoder import Decoder
from rtmusic.draft import Draft, refine
from rtmusic.fitting import Fitting
from rtmusic.generator import Intent
from rtmusic.graph import State
from rtmusic.knobs import KNOBS, Panel
from rtmusic.layers import NO_CODE, Layer
from rtmusic.leash import on_leash
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.memory import Layers
from rtmusic.modes import Moment, Parts, Played
from rtmusic.onsets import find_onsets
from rtmusic.outlook import Window
from rtmusic.recall import AROUND, Recalled, Thread
from rtmusic.recipe import Recipe, recipe_of
from rtmusic.seams import stretches
from rtmusic.tree import REWRITTEN
from rtmusic.turning import REVERSED, Turning
from rtmusic.units import Codes, Frames, Mask, Samples, beat_samples

CHUNKS_HEARD = 4  # in a round, while it is found out where something begins
LEAD_IN_FRAMES = 32  # frames before the loop's first that codec and decoder need to be in the middle of the music


@dataclass(frozen=True, slots=True)
class Begun:
    """With what a pass began."""

    layer: int  # the number of the layer in force
    base: Codes  # int64 [levels, lead-in + frames + 1]
    number: int  # the pass


def aim_of(layers: Layers, base: Codes, panel: Panel, number: int, ground: LoopGround) -> tuple[Codes, Mask | None]:
    """What a pass that begins with `base` brings back of the original, and what it keeps so as not to stray too far.

    Args:
        layers: of the loop.
        base: int64 [levels, lead-in + frames + 1].
        panel: where the knobs of the loop stand.
        number: the pass.
        ground: what masks hold on to in it.

    Returns:
        The codes to keep, like `base`; and bool [levels, frames], or None where all may change.
    """
    layer = layers.original() if panel["drift"] < KNOBS["drift"].high else None
    if layer is None or layer.codes.shape != base.shape:
        return base, None
    kept = kept_tokens(panel, np.arange(ground.total), number, ground)
    original, now = (codes[:, LEAD_IN_FRAMES:-1] for codes in (layer.codes, base))
    now, leash = on_leash(original, now, kept, panel["drift"] / 100, panel.int("seed"), number)
    return np.concatenate([base[:, :LEAD_IN_FRAMES], now, base[:, -1:]], axis=1), leash


def write(
    parts: Parts,
    moment: Moment,
    panel: Panel,
    wish: Intent,
    window: Draft,
    base: Codes,
    kept: Mask,
    before: Codes,
    past: State,
    thread: Thread,
    number: int,
    visit: int,
) -> tuple[Draft, Recalled | None, Codes]:
    """Write a window anew.

    Args:
        parts: what the modes share.
        moment: the round.
        panel: where the knobs of the loop stand.
        wish: what is asked of it.
        window: what is drafted of it.
        base: int64 [levels, W], what kept tokens are.
        kept: bool [model levels, W].
        before: int64 [model levels, n], the frames right before it.
        past: the memory of what comes before it.
        thread: which moments the window comes from.
        number: the pass.
        visit: another one for every window of the evening, so that chance draws anew.

    Returns:
        The draft, what was recalled of the evening or None, and the codes, int64 [levels, W].
    """
    levels, said = parts.geometry.model_levels, None
    if panel["recall"] > 0 and parts.recall.awake():
        said = parts.recall.remind(
            thread,
            window,
            base[:levels],
            kept,
            before,
            share=panel["recall"] / 100,
            seed=panel.int("seed"),
            number=number,
            other=True,
        )
    draft = refine(
        parts.generator,
        window,
        said.codes if said else base[:levels],
        said.kept if said else kept,
        wish,
        past,
        refresh=panel["refresh"] / 100,
        steps=panel.int("steps"),
        visit=visit,
        in_time=moment.in_time,
    )
    # A frame that is kept or recalled whole has its deep levels too; a rewritten one only those the model writes.
    codes = np.where(kept.all(axis=0), base, said.whole if said else NO_CODE)
    codes[:levels] = draft.codes
    return draft, said, codes


class Rewriter:
    """The codes of one loop, and what becomes of them. The model process alone calls it.

    Args:
        parts: what the modes share.
        turning: the sound of the loop.
    """

    def __init__(self, parts: Parts, turning: Turning) -> None:
        self._parts, self._turning = parts, turning
        self.fitting = Fitting(parts.geometry, turning, parts.loudness)
        self._base: Codes | None = None  # [levels, lead-in + frames], what the pass began with
        self._codes: Codes | None = None  # the same, with what this pass has rewritten so far
        self._aim: Codes | None = None  # the same, with what this pass brings back of the original
        self._leash: Mask | None = None  # [levels, frames], what this pass keeps so as not to stray too far
        self._pass: int | None = None  # the turn that is being rewritten
        self._demanded = 0  # passes that were asked for and not begun
        self._asked = False  # this pass was
        self._first_of_demand = False  # the next one that is asked for is
        self.begun: Begun | None = None  # with what the passes began that were asked for last
        self._onsets: Frames | None = None  # where something begins, once that is known
        self._listening: Iterator[Frames] | None = None
        self._heard_levels = np.zeros(
            0, np.int64
        )  # by frame of the turn: levels of its sound; all, if as it was played
        self.walked = False  # undo walks the layers: what this pass rewrote since is not worth one
        self._recipe: Recipe | None = None  # where the knobs stood when this pass was written last
        self._rounds = 0
        self.window: Window | None = None  # what the last round saw, of the codes that there are
        self._place: tuple[int, int] | None = None  # (pass, frame) of the cursor; None: not known
        self._draft = Draft.empty(0, parts.geometry.model_levels)
        self._thread = Thread.none()  # which moments the window comes from
        self._echo = parts.echoes.join()
        self._past: State = {}  # the generator's memory right before the cursor
        self._voice: State = {}  # the decoder right before the cursor
        self._ahead: tuple[int, State] | None = None  # a frame where the cursor may come to, and the decoder there

    @property
    def ready(self) -> bool:
        """True when there are codes to rewrite."""
        return self._codes is not None

    def take_up(self, codes: Codes | None) -> None:
        """Go on with these codes, int64 [levels, lead-in + frames + 1], or with none."""
        self._base, self._codes = codes, None if codes is None else codes.copy()
        self._aim, self._leash, self._pass, self.window = codes, None, None, None
        self._onsets, self._listening, self._recipe = None, None, None
        frames = 0 if codes is None else codes.shape[1] - LEAD_IN_FRAMES - 1
        self._heard_levels = np.full(frames, self._parts.geometry.levels, np.int64)
        self.lose_place()

    def lose_place(self) -> None:
        """The next round finds its way from the codes alone."""
        self._place = self._ahead = None
        self._lose_draft()

    def _lose_draft(self) -> None:
        self._draft = Draft.empty(0, self._parts.geometry.model_levels)
        self._thread = Thread.none()

    def keep_changes(self) -> None:
        """If the machine has rewritten anything since the last layer, that is a layer too."""
        turning = self._turning
        if self._codes is None or self._base is None or np.array_equal(self._codes, self._base):
            return
        start = turning.start - turning.moved
        turning.layers.push(Layer(self._codes, turning.length, start, REWRITTEN, recipe=self._recipe))
        self._base = self._codes.copy()

    def demand(self, passes: int) -> None:
        """Rewrite so many passes, from the next one on."""
        self._demanded, self.begun, self._first_of_demand = passes, None, True

    def _begin_pass(self, number: int, panel: Panel, ground: LoopGround) -> None:
        """A turn of the loop begins: the last one is a layer, and the leash is as long as drift says."""
        assert self._base is not None
        self.keep_changes()
        self._recipe = None
        self.walked &= self._pass is None  # the turn goes on with another layer
        self._lose_draft()
        self._pass, self._asked = number, self._demanded > 0
        self._demanded = max(0, self._demanded - 1)
        self._aim, self._leash = aim_of(self._turning.layers, self._base, panel, number, ground)
        if self._asked and self._first_of_demand:
            self.begun, self._first_of_demand = Begun(self._turning.layers.number, self._base, number), False

    @property
    def resting(self) -> bool:
        """True while no pass that `vary` asked for is to come or goes on."""
        return not (self._asked or self._demanded)

    def ground(self, panel: Panel, number: int) -> LoopGround:
        """What masks hold on to in this turn of the loop."""
        g, transport, total = self._parts.geometry, self._parts.transport, len(self._heard_levels)
        origin = self._turning.start + number * self._turning.length - g.delay_samples
        pulse = transport.beat_at(origin), g.hop_samples / beat_samples(g.sample_rate, transport.bpm)
        if panel.int("onset_width") and self._onsets is None:
            self._listen()
        frames = self._turning.length / g.hop_samples
        return LoopGround(total, g.model_levels, g.frames_per_second, self._onsets, pulse, panel.int("beats"), frames)

    def _listen(self) -> None:
        """Find out where something begins, two seconds of it a round."""
        if self._listening is None:
            assert self._turning.sound is not None
            self._found: list[Frames] = []
            self._listening = find_onsets(self._turning.sound.copy(), self._parts.geometry)
        for _ in range(CHUNKS_HEARD):
            found = next(self._listening, None)
            if found is None:
                self._onsets, self._listening = np.concatenate(self._found), None
                return
            self._found.append(found)

    def round(self, moment: Moment) -> Played:
        """Rewrite the window that comes next."""
        g, panel, turning, filled = self._parts.geometry, moment.panel, self._turning, self._parts.timeline.filled_until
        assert self._codes is not None and self._base is not None
        levels, total = panel.int("levels"), len(self._heard_levels)
        number, frame = self._cursor_at(moment.free, total, panel.int("commit"))
        width = min(panel.int("horizon"), g.window_frames, total - frame)
        here = slice(LEAD_IN_FRAMES + frame, LEAD_IN_FRAMES + frame + width)
        ground = self.ground(panel, number)
        if self._pass != number:
            self._begin_pass(number, panel, ground)
        assert self._aim is not None
        base = self._aim[:, here]
        kept = kept_tokens(panel, np.arange(frame, frame + width), number, ground)
        if self._leash is not None:
            kept = kept | self._leash[:, frame : frame + width]
        if panel.on("on_demand") and not self._asked:
            kept = np.ones_like(kept)
        as_it_was = np.array_equal(self._codes[:, here], base) and (self._heard_levels[frame:][:width] == levels).all()
        always = not panel.on("on_demand")
        asked = always or self._asked, always or self._demanded > 0
        if kept.all() and as_it_was:
            self.lose_place()
            self.window = Window(number, frame, kept, True, panel, ground, self._leash, asked)
            return Played(filled, filled, mask=kept)

        past, voice = self._move_to(number, frame, levels)
        before = self._codes[: g.model_levels, here.start - AROUND : here.start]
        window, visit = self._draft.window(frame, width), (number << 16) + self._rounds
        first = begins = frame * g.hop_samples - g.delay_samples
        wish = moment.wish(panel, turning.start - g.delay_samples)
        wish = self.fitting.fitted(wish, moment, number * turning.length + first, width)
        draft, said, codes = write(
            self._parts, moment, panel, wish, window, base, kept, before, past, self._thread, number, visit
        )
        self._rounds += 1

        # In two parts, so that the next round need not decode again what has become final until then.
        final, tail = min(panel.int("commit"), width), self._aim[:, here.stop : here.stop + 1]
        audio, ahead = self._decode(codes[:, :final], levels, voice)
        rest, _ = self._decode(np.concatenate([codes[:, final:], tail], axis=1), levels, ahead)
        audio = np.concatenate([audio, rest], axis=1)
        if first < 0:  # the loop's first frame begins before the loop does
            audio, first = audio[:, -first:], 0
        at = turning.start + number * turning.length + first
        late = not turning.flag(REVERSED) and moment.late(at + g.hop_samples)
        self.window = Window(number, frame, kept, not late, panel, ground, self._leash, asked)
        if late:
            return Played(at, filled, late=True, mask=kept)
        changed = ~kept.all(axis=0) | (codes != self._codes[:, here]).any(axis=0)
        changed |= self._heard_levels[frame : frame + width] != levels
        self._codes[:, here] = codes
        self._recipe = self._recipe if kept.all() else recipe_of(panel)
        self._heard_levels[frame : frame + width] = levels
        self._draft, self._ahead = draft, (frame + final, ahead)
        if said:
            self._thread = said.thread
            self._parts.echoes.write(self._echo, at, said.heard)
        for stretch in stretches(changed):
            low, high = (max(0, n * g.hop_samples + begins - first) for n in stretch)
            turning.put(first + low, audio[:, low:high])
        return Played(at, filled, changed_from=max(at, moment.free), mask=kept)

    def _cursor_at(self, free: int, total: int, commit: int) -> tuple[int, int]:
        """Pass and frame that begin at or right after sample `free`; the first frame of a pass may begin before.

        The last frames of a pass, fewer than a round makes final, are left as they are drafted: the next pass must be
        begun before the playhead reaches it. A loop that plays backwards is rewritten forwards, at the same pace.
        """
        g = self._parts.geometry
        number, position = divmod(free - self._turning.start, self._turning.length)
        frame = -(-(position + g.delay_samples) // g.hop_samples)
        if position < g.hop_samples - g.delay_samples:
            frame = 0
        return (number, frame) if total - frame >= commit or frame == 0 else (number + 1, 0)

    def to_catch_up(self, free: int, commit: int) -> int:
        """Frames that codec and generator go through before a round at sample `free` can be written."""
        number, frame = self._cursor_at(free, len(self._heard_levels), commit)
        turned = self._place is None or self._place[0] != number
        return self._passed(number, frame) + (LEAD_IN_FRAMES if turned else 0)

    def _passed(self, number: int, frame: int) -> int:
        """Frames from the memory's place to another one, or as many as there are in it, if it has to begin anew."""
        most = self._parts.geometry.past_frames
        if self._place is None:
            return most
        passed = (number - self._place[0]) * len(self._heard_levels) + frame - self._place[1]
        return passed if 0 <= passed < most else most

    def _move_to(self, number: int, frame: int, levels: int) -> tuple[State, State]:
        """Bring memory and decoder right before a frame; frames that are passed become final.

        Returns:
            The generator's memory and the decoder's state.
        """
        assert self._codes is not None
        g, place, passed = self._parts.geometry, self._place, self._passed(number, frame)
        if passed == g.past_frames:
            self._past = self._parts.generator.nothing()  # it remembers as if the loop had turned for ever
        turn = self._codes[: g.model_levels, LEAD_IN_FRAMES:-1]
        ending_here = np.take(turn, np.arange(frame - passed, frame), axis=1, mode="wrap")
        self._past = self._parts.generator.remember(ending_here, self._past)

        first, voice = frame - LEAD_IN_FRAMES, self._parts.decoder.initial_state()
        if place is not None and place[0] == number and place[1] <= frame:
            known = self._ahead if self._ahead and self._ahead[0] <= frame else (place[1], self._voice)
            first, voice = known if known[0] >= first else (first, voice)
        if first < frame:
            between = self._codes[:, LEAD_IN_FRAMES + first : LEAD_IN_FRAMES + frame]
            _, voice = self._decode(between, levels, voice)
        self._voice, self._ahead, self._place = voice, None, (number, frame)
        return self._past, voice

    def _decode(self, codes: Codes, levels: int, voice: State) -> tuple[Samples, State]:
        return decode(self._parts.decoder, codes, levels, voice)


def decode(decoder: Decoder, codes: Codes, levels: int, voice: State) -> tuple[Samples, State]:
    """Codes [levels, F], NO_CODE where a frame has no such level, as sound; and the decoder's next state."""
    heard = np.minimum((codes != NO_CODE).sum(axis=0), levels).astype(np.int64)
    return decoder.decode(np.maximum(codes, 0), heard, voice)
