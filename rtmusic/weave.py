"""Endless music: a draft that is always written ahead of the playhead and thought over until it is too late.

Two of the modes are one machine. In `stream` the past is the machine's own music. In `follow` the past is what the
performer plays, up to the frame that was heard last, and then the machine's own answer up to the commit point.
Where the two take turns (`listen_bars`), the past is what was played in the performer's bars, and while the machine
answers then its own answer: what is played meanwhile is not heard.
"""

from __future__ import annotations

import numpy as np

from rtmusic.dialogue import Ahead, Dialogue
from rtmusic.draft import Draft, refine
from rtmusic.graph import State
from rtmusic.modes import Hops, Moment, Parts, Played
from rtmusic.moments import loud_frames
from rtmusic.recall import AROUND, Recalled, Thread
from rtmusic.seams import FADE_SAMPLES, close_loop, turn
from rtmusic.units import Codes, Mask, Samples
from rtmusic.watch import Watch

HOLD_AHEAD_S = 4.0  # how far a frozen bar is written ahead
MAX_GAP = 64  # frames that the model may be asked to play over without having heard them


class Weave:
    """The stream and follow modes. The model process alone calls it.

    Frames are counted from `begin`; frame j is heard while input frame j is played.
    """

    def __init__(self, parts: Parts, listens: bool) -> None:
        self._parts = parts
        self._listens = listens
        self._echo = parts.echoes.join()
        self.begin(0)

    def begin(self, at: int) -> None:
        """Forget everything; frame 0 of the input begins at sample `at`."""
        g = self._parts.geometry
        self._origin = at
        self._cursor = 0  # the next frame to become final
        self._draft = Draft.empty(0, g.model_levels)
        self._past = self._parts.generator.nothing()
        self._voice = self._parts.decoder.initial_state()  # the decoder right before the cursor
        self._thread = Thread.none()  # which moments the draft comes from
        self._lead = np.zeros((g.model_levels, 0), np.int64)  # the last of the past, before the answer
        self._remembers = self._listens  # a stream hears the performer only to recall him
        self._played: list[tuple[int, Codes, Mask]] = []  # what is to be remembered: first sample, codes, what is loud
        self._hops: Hops | None = None  # None: nothing was heard yet
        if self._listens:
            self._listen_from(at)
        self._heard = 0  # input frames in the past
        self._answer = np.zeros((g.model_levels, 0), np.int64)  # own final frames that end at the cursor
        self._held: Samples | None = None
        self._held_from = 0
        self._dialogue: Dialogue | None = None  # as of the last round; None: nobody takes turns
        self._ahead = Ahead(self._parts.timeline, g.sample_rate)
        self._reach = at  # the end of the answer's draft on the timeline
        self._begun = 0  # the first frame of this answer, or of the next
        # The past and what of this answer is final, and the last of both; None: not all of the call was heard yet.
        self._spoken: tuple[State, Codes] | None = None
        self._rounds = 0
        self._watch = Watch(g)

    def _listen_from(self, at: int) -> Hops:
        """The first frame of what is heard begins at sample `at`."""
        g = self._parts.geometry
        self._ear = self._parts.encoder.initial_state()
        self._hops = Hops(at, g.hop_samples, g.channels)
        self._hop_at = at  # the sample that the next whole hop begins with
        return self._hops

    def hear(self, at: int, audio: Samples) -> None:
        """Take in what the performer plays, if this mode listens or recalls."""
        if not self._remembers:
            return
        hops = (self._hops or self._listen_from(at)).add(at, audio)
        if hops.shape[1]:
            g = self._parts.geometry
            codes, self._ear = self._parts.encoder.encode(hops, self._ear)
            # Remembered in the next round: nothing that outlives this process is changed by hearing alone.
            self._played.append((self._hop_at, codes, loud_frames(hops, g.hop_samples)))
            self._hop_at += hops.shape[1]
            if self._listens:
                codes, heard = codes[:, self._mine(codes.shape[1])], codes.shape[1]
                self._heard += heard
                self._past = self._parts.generator.remember(codes, self._past)
                self._lead = np.concatenate([self._lead, codes[: g.model_levels]], axis=1)[:, -AROUND:]

    def hears(self, at: int) -> bool:
        """Whether what is played at absolute sample `at` is listened to."""
        return self._dialogue is None or self._dialogue.listens(at, 1)

    def _mine(self, frames: int) -> Mask:
        """Which of the next frames that are heard are the performer's turn, bool [frames]."""
        dialogue, hop = self._dialogue, self._parts.geometry.hop_samples
        starts = (self._sample_of(self._heard + frame) for frame in range(frames))
        return np.asarray([dialogue is None or dialogue.listens(at, hop) for at in starts], np.bool_)

    def round(self, moment: Moment) -> Played:
        """Make final what can no longer be changed, think over the rest, and write it."""
        g, panel = self._parts.geometry, moment.panel
        self._remember(panel["recall"] > 0)
        if panel.on("freeze"):
            return self._hold(moment)
        if self._held is not None:
            self._held = None
            self._ahead = Ahead(self._parts.timeline, g.sample_rate)
            self._draft, self._thread = Draft.empty(self._cursor, g.model_levels), Thread.none()
        # The frame that is heard at the first free sample is written anew as a whole, and heard from there on.
        now = self._frame_at(moment.free)
        dialogue = Dialogue.of(self._parts.transport, panel) if self._listens else None
        first = self._take_turn(dialogue, now, moment.free)
        levels = min(panel.int("levels"), g.model_levels)
        self._commit(first, levels)
        width = min(panel.int("horizon"), g.window_frames)
        if dialogue is not None and first >= now + width:
            self._ahead.write(dialogue, moment.free, np.zeros((g.channels, 0), np.float32), moment.free)
            return Played(moment.free, self._parts.timeline.filled_until)
        past, gap = self._context(first)
        window = self._draft.window(first, width)
        nothing_kept = np.zeros_like(window.written)
        said: Recalled | None = None
        if panel["recall"] > 0 and self._parts.recall.awake():
            said = self._parts.recall.remind(
                self._thread,
                window,
                window.codes,
                nothing_kept,
                np.concatenate([self._spoken[1] if self._spoken else self._lead, self._answer], axis=1),
                share=panel["recall"] / 100,
                seed=panel.int("seed"),
                number=0,
                other=False,
            )
        draft = refine(
            self._parts.generator,
            window,
            said.codes if said else window.codes,
            said.kept if said else nothing_kept,
            moment.wish(panel, self._sample_of(0)),
            past,
            gap=gap,
            refresh=panel["refresh"] / 100,
            steps=panel.int("steps"),
            visit=self._rounds,
            in_time=moment.in_time,
        )
        self._rounds += 1
        audio, _ = self._parts.decoder.decode(draft.codes, levels, self._voice)
        at = self._sample_of(first)
        drafted_until = at + audio.shape[1]
        if at < moment.free:
            audio, at = audio[:, moment.free - at :], moment.free
        filled = self._parts.timeline.filled_until if dialogue is None else self._reach
        if moment.late(at + g.hop_samples) and filled >= drafted_until - panel.int("commit") * g.hop_samples:
            return Played(late=True, committed_until=at, drafted_until=filled)
        self._draft = draft
        if said:
            self._thread = said.thread
            self._parts.echoes.write(self._echo, self._sample_of(first), said.heard)
        self._reach = drafted_until
        # A little late, it is heard from a little later on.
        heard: int | None
        if dialogue is None:
            written = self._parts.timeline.write(at, audio, fade=FADE_SAMPLES, fade_back=FADE_SAMPLES)
            heard = max(at, drafted_until - written) if written else None
        else:
            since = self._ahead.write(dialogue, moment.free if first == self._begun else at, audio, at)
            heard = None if since is None else max(at, since)
        return Played(committed_until=at, drafted_until=drafted_until, changed_from=heard, mask=nothing_kept)

    def _remember(self, recalls: bool) -> None:
        """What was heard since the last round can be recalled; and a stream listens while it recalls."""
        for at, codes, loud in self._played:
            self._parts.recall.add(codes, at, loud)
        self._played.clear()
        self._remembers = self._listens or recalls
        if not self._remembers:
            self._hops = None

    def _sample_of(self, frame: int) -> int:
        g = self._parts.geometry
        return self._origin + frame * g.hop_samples - g.delay_samples

    def _frame_at(self, sample: int) -> int:
        g = self._parts.geometry
        return (sample - self._origin + g.delay_samples) // g.hop_samples

    def _take_turn(self, dialogue: Dialogue | None, now: int, free: int) -> int:
        """The first frame to be written: `now` in an answer, that of the next answer in the performer's turn."""
        before, self._dialogue = self._dialogue, dialogue
        if dialogue is None:
            if before is not None:
                self._begin_answer(now)
            return max(self._cursor, now)
        line, end = dialogue.answer_at(free)
        begins = self._frame_at(line)
        if now < begins:
            goes_on, first = self._cursor == begins, begins
        else:
            # Where nothing of it is final yet, a line that was moved may be earlier than it was.
            moved = self._cursor == self._begun and self._cursor > now
            goes_on = begins <= self._cursor <= self._frame_at(end - 1) and not moved
            first = max(now, self._cursor) if goes_on else now
        if not goes_on:
            self._begin_answer(first)
        return first

    def _begin_answer(self, frame: int) -> None:
        """Nothing was drafted or said of what begins with a frame."""
        self._cursor = self._begun = frame
        self._draft, self._thread = Draft.empty(frame, self._parts.geometry.model_levels), Thread.none()
        self._voice = self._parts.decoder.initial_state()
        self._answer, self._spoken = self._answer[:, :0], None
        self._reach = self._sample_of(frame)

    def _commit(self, first: int, levels: int) -> None:
        """The draft's frames up to `first` are final: they enter the memory and, as they are heard, the decoder."""
        drafted = min(first, self._draft.end) - self._cursor
        if drafted > 0:
            codes = self._draft.window(self._cursor, drafted).codes
            audio, self._voice = self._parts.decoder.decode(codes, levels, self._voice)
            if self._listens:
                self._answer = np.concatenate([self._answer, codes], axis=1)
            else:
                self._past = self._parts.generator.remember(codes, self._past)
                self._lead = np.concatenate([self._lead, codes], axis=1)[:, -AROUND:]
                if self._watch.is_lost(codes, audio):
                    self._begin_afresh()
        if drafted < first - self._cursor:  # a stall outlasted the draft: a repeated bar was heard meanwhile
            self._answer = self._answer[:, :0]
        self._cursor = first

    def _begin_afresh(self) -> None:
        """A stream that lost its thread would never find it again."""
        g = self._parts.geometry
        self._watch = Watch(g)
        self._past = self._parts.generator.nothing()
        self._lead = self._lead[:, :0]
        self._draft, self._thread = Draft.empty(self._cursor, g.model_levels), Thread.none()

    def _context(self, first: int) -> tuple[State, int]:
        """The memory before frame `first`, and how many frames lie between them unheard."""
        if not self._listens:
            return self._past, 0
        if self._dialogue is not None and self._heard >= self._begun:  # the past up to the line will not change
            past, lead = self._spoken or (self._past, self._lead)
            lead = np.concatenate([lead, self._answer], axis=1)[:, -AROUND:]
            self._spoken = self._parts.generator.remember(self._answer, past), lead
            self._answer = self._answer[:, :0]
            return self._spoken[0], 0
        unheard = max(0, first - self._heard)
        self._answer = self._answer[:, max(0, self._answer.shape[1] - unheard) :]
        past = self._parts.generator.remember(self._answer, self._past)
        missing = unheard - self._answer.shape[1]
        return past, min(MAX_GAP, missing if self._answer.shape[1] == 0 else 0)

    def _hold(self, moment: Moment) -> Played:
        """Frozen: the last bar turns, and the draft waits."""
        timeline, bar = self._parts.timeline, self._parts.transport.bar_samples
        written = timeline.filled_until
        until = moment.free + self._parts.geometry.samples(HOLD_AHEAD_S)
        if self._held is None:
            until = max(until, written)  # nothing of another mode may come back later
            before = timeline.peek_noted(moment.free - bar - FADE_SAMPLES, bar + FADE_SAMPLES)
            self._held = close_loop(before[:, :FADE_SAMPLES], before[:, FADE_SAMPLES:])
            self._held_from = written = moment.free
        fade = FADE_SAMPLES if written == self._held_from else 0
        if until > written:
            timeline.write(written, turn(self._held, written - self._held_from, until - written), fade=fade)
        return Played(committed_until=until, drafted_until=until)
