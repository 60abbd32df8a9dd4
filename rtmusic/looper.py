"""The loop mode: record, close on the beat, overdub, undo, and let the machine rewrite every pass.

The loop that sounds is kept twice: as sound (`_sound`, what the timeline is filled with, turn after turn) and as
codes (the layers of the store, what the machine rewrites). A recording sounds at once, as it was played; its codes
follow within a few rounds. From then on a window moves ahead of the playhead: what the masks keep stays, token for
token, the rest is written anew, decoded, and put over the turn that already stands there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtmusic.draft import Draft, refine
from rtmusic.graph import State
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.memory import NO_CODE, OVERDUBBED, RECORDED, REWRITTEN, Layer
from rtmusic.modes import Moment, Parts, Played
from rtmusic.seams import FADE_SAMPLES, close_loop, rise, turn
from rtmusic.status import LoopStatus
from rtmusic.take import MOVED_S, Take
from rtmusic.units import Codes, Samples, beat_samples

LEAD_IN_FRAMES = 32  # frames before the loop's first that codec and decoder need to be in the middle of the music
CHUNK_FRAMES = 24  # frames that are encoded or decoded in one go between rounds
KNOWN_S = 58.0  # how long what was played is known
AHEAD_S = 6.0  # how far ahead the timeline always holds the turning loop
WHOLE_S = 0.001  # a loop is of whole beats if it is so by this


class Looper:
    """One loop. The model process alone calls it; its layers lie where a killed process does not lose them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._take = Take(parts.transport, parts.geometry)
        self._sound: Samples | None = None  # [C, L], one turn as it sounds now
        self._start = 0  # absolute sample of the first turn
        self.moved = 0  # samples by which it has followed the beat; layers keep where they were played
        self._base: Codes | None = None  # [levels, lead-in + frames], what the pass began with
        self._codes: Codes | None = None  # the same, with what this pass has rewritten so far
        self._job: Iterator[None] | None = None  # encoding or decoding that is spread over rounds
        self._coding = False  # the job makes a layer that is not there yet
        self._later: list[str] = []  # presses that wait for the job's end
        self._undone = False  # undo walks the layers: what this pass rewrote since is not worth one
        self._dub_from: int | None = None  # overdubbing since this sample
        self._dub_heard = 0  # overdubbed up to this sample
        self._rounds = 0
        self._fresh = True  # the timeline must be written from the next free sample on
        self._place: tuple[int, int] | None = None  # (pass, frame) of the cursor; None: not known
        self._draft = Draft.empty(0, parts.geometry.model_levels)
        self._past: State = {}  # the generator's memory right before the cursor
        self._voice: State = {}  # the decoder right before the cursor

    # -- what the performer does -----------------------------------------------------------------------------

    def begin(self, at: int) -> None:
        """Enter the mode: whatever loop the store holds sounds from the next round on."""
        self._fresh = True
        self._lose_place()
        store = self._parts.store
        pending = store.pending
        if pending is not None and at - pending[0] > self._parts.geometry.samples(KNOWN_S):
            pending = store.pending = None  # nobody knows any more what was played
        if self._sound is None and pending is not None:
            self._close(*pending)
        elif self._sound is None and (layer := store.current()) is not None:
            self._job = self._load(layer)

    def leave(self) -> None:
        """Another mode takes over the timeline: what was overdubbed so far stays, and no more is added."""
        if self._dub_from is not None:
            self._stop_dubbing()

    def press(self, command: str, at: int, quantize: str) -> None:
        """A pedal: record, overdub, undo, redo or clear, pressed at absolute sample `at`."""
        if command == "record":
            self._take.press(at, quantize)
        elif command == "overdub":
            self._press_overdub(at)
        elif command in ("undo", "clear") and self._take.cancel():
            return
        elif command == "undo" and self._dub_from is not None:
            self._stop_dubbing()
        elif command == "undo" and self._coding and not self._later:
            self._coding = False  # the layer that is not there yet is the one to take away
            self._show(self._parts.store.current())
        elif self._job is not None:
            self._later.append(command)
        else:
            self._walk(command)

    def _press_overdub(self, at: int) -> None:
        if self._dub_from is not None:
            self._stop_dubbing()
        elif self._sound is not None and (self._job is None or self._coding):
            self._dub_from = self._dub_heard = at

    def _walk(self, command: str) -> None:
        """Undo, redo or clear, now that every layer is there."""
        store = self._parts.store
        if command == "clear" and self._sound is not None:
            self._dub_from = None
            self._keep_changes()
            store.clear()
            self._show(None)
        elif command == "undo":
            if not self._undone:
                self._keep_changes()
            self._undone = True
            if store.undo():
                self._show(store.current())
        elif command == "redo" and self._dub_from is None and store.redo():
            self._undone = True
            self._show(store.current())

    def follow(self, at: int) -> None:
        """Bring the loop back to the beat after the beat was moved, as others' clocks and lost sound move it.

        Only a loop of whole beats that begins near one moves, with a cross-fade, and without a new layer.

        Args:
            at: an absolute sample, about now.
        """
        if self._sound is None:
            return
        g, transport, length = self._parts.geometry, self._parts.transport, self._sound.shape[1]
        beat = beat_samples(g.sample_rate, transport.bpm)
        begins = at - (at - self._start) % length
        off = transport.nearest(begins, "beat") - begins
        if abs(length - round(length / beat) * beat) > g.samples(WHOLE_S) or not 0 < abs(off) <= g.samples(MOVED_S):
            return
        if self._dub_from is not None:  # what is played meanwhile fades out in its old place and rises in the new one
            self._fade_dub()
            self._dub_from = self._dub_heard
        self._start += off
        self.moved += off
        self._fresh = True
        self._lose_place()

    def hear(self, at: int, audio: Samples) -> None:
        """Take in what is played; while overdubbing it joins the loop for the next turn."""
        until = at + audio.shape[1]
        if self._take.ends_before(until):
            self._close(*self._take.finish())
        if self._dub_from is None or self._sound is None or until <= self._dub_heard:
            return
        first = max(at, self._dub_heard)
        self._add_to_loop(first, audio[:, first - at :], rising=self._dub_heard == self._dub_from)
        self._dub_heard = until

    @property
    def start_sample(self) -> int:
        """The absolute sample at which the loop's first turn begins."""
        return self._place_in_time()[0]

    def frame_start(self, sample: int) -> int:
        """The absolute sample at which the frame begins that is heard at this one; every turn has its own frames."""
        g = self._parts.geometry
        position = 0 if self._sound is None else (sample - self._start) % self._sound.shape[1]
        return sample - (position + g.delay_samples) % g.hop_samples

    @property
    def origin(self) -> int:
        """The absolute sample at which frame 0 of the loop's first turn is heard."""
        return self._start - self._parts.geometry.delay_samples

    @property
    def take(self) -> Take:
        """The recording in the making."""
        return self._take

    @property
    def busy(self) -> bool:
        """True while a loop is being encoded or decoded, a chunk a round."""
        return self._job is not None

    @property
    def urgent(self) -> bool:
        """True when something must sound as soon as it can: a loop that was just closed, or another layer."""
        return self._fresh

    def status(self, at: int) -> LoopStatus:
        """The loop as a player sees it at absolute sample `at`."""
        g, store = self._parts.geometry, self._parts.store
        start, length = self._place_in_time()
        state = self._take.state
        if state == "idle":
            state = "empty" if not length else "playing" if self._dub_from is None else "overdubbing"
        return LoopStatus(
            state=state,
            length_s=g.seconds(length),
            position_s=g.seconds((at - start) % length) if length else 0.0,
            passes=max(0, (at - start) // length) if length else 0,
            layers=store.undoable,
            redo=store.redoable,
        )

    def _place_in_time(self) -> tuple[int, int]:
        """The loop's first sample, and how many it has; also of one that is being brought back, for it still sounds."""
        if self._sound is not None:
            return self._start, self._sound.shape[1]
        layer = self._parts.store.current() if self._job is not None else None
        return (self._start, 0) if layer is None else (layer.start_sample + self.moved, layer.length_samples)

    # -- one round -------------------------------------------------------------------------------------------

    def round(self, moment: Moment) -> Played:
        """Keep the loop turning ahead of the playhead, and rewrite the window that comes next."""
        self._fill(moment)
        if self._job is not None:
            self.work()
            self._fill(moment)
        elif self._codes is not None and self._dub_from is None:
            return self._rewrite(moment)
        return Played(self._parts.timeline.filled_until, self._parts.timeline.filled_until)

    def work(self) -> None:
        """One chunk of encoding or decoding, if there is any to do; other modes call it too."""
        if self._job is None or next(self._job, "done") != "done":
            return
        self._job = None
        later, self._later = self._later, []
        for command in later:
            if command == "dub":
                self._code(OVERDUBBED)
            elif self.busy:
                self._later.append(command)
            else:
                self._walk(command)

    def _fill(self, moment: Moment) -> None:
        """Turns of the loop, or silence, up to AHEAD_S ahead of the playhead."""
        timeline = self._parts.timeline
        if self._sound is None and self._job is not None:
            return  # a loop is being brought back: what stands there sounds until it is
        until = moment.free + self._parts.geometry.samples(AHEAD_S)
        if self._fresh:
            until = max(until, timeline.filled_until)  # nothing of what was there before may come back later
        at = moment.free if self._fresh else max(timeline.filled_until, moment.free)
        if until <= at:
            return
        if self._sound is None:
            audio = np.zeros((self._parts.geometry.channels, until - at), np.float32)
        else:
            audio = turn(self._sound, at - self._start, until - at)
        timeline.write(at, audio, fade=FADE_SAMPLES if self._fresh else 0)
        self._fresh = False

    def _rewrite(self, moment: Moment) -> Played:
        g, timeline, panel = self._parts.geometry, self._parts.timeline, moment.panel
        assert self._sound is not None and self._codes is not None and self._base is not None
        length = self._sound.shape[1]
        total = frames_heard(length, g.delay_samples, g.hop_samples)
        number, frame = self._cursor_at(moment.free, length, total, panel.int("commit"))
        past, voice = self._move_to(number, frame, panel.int("levels"))

        width = min(panel.int("horizon"), g.window_frames, total - frame)
        here = slice(LEAD_IN_FRAMES + frame, LEAD_IN_FRAMES + frame + width)
        base = self._base[:, here]
        frames = np.arange(frame, frame + width, dtype=np.int64)
        kept = kept_tokens(panel, frames, number, LoopGround(total, g.model_levels, g.frames_per_second))
        draft = refine(
            self._parts.generator,
            self._draft.window(frame, width),
            base[: g.model_levels],
            kept,
            moment.intent,
            past,
            refresh=panel["refresh"] / 100,
            steps=panel.int("steps"),
            visit=(number << 16) + self._rounds,
            in_time=moment.in_time,
        )
        self._rounds += 1
        # A frame that is kept whole keeps its deep levels too; a rewritten one has only those the model writes.
        codes = np.where(kept.all(axis=0), base, NO_CODE)
        codes[: g.model_levels] = draft.codes

        tail = self._base[:, here.stop : here.stop + 1]
        audio, _ = self._decode(np.concatenate([codes, tail], axis=1), panel.int("levels"), voice)
        at = self._start + number * length + frame * g.hop_samples - g.delay_samples
        if at < moment.free:  # the loop's first frame begins before the loop does
            audio, at = audio[:, moment.free - at :], moment.free
        if moment.late(at + g.hop_samples):
            return Played(at, timeline.filled_until, late=True, mask=kept)
        fade = min(FADE_SAMPLES, audio.shape[1] // 2)
        timeline.write(at, audio, fade=fade, fade_back=fade)
        self._codes[:, here] = codes
        self._draft = draft
        self._remember_sound(at, audio.shape[1], fade)
        return Played(at, timeline.filled_until, changed_from=at, mask=kept)

    def _cursor_at(self, free: int, length: int, total: int, commit: int) -> tuple[int, int]:
        """Pass and frame that begin at or right after sample `free`; the first frame of a pass may begin before.

        The last frames of a pass, fewer than a round makes final, are left as they are drafted: the next pass must be
        begun before the playhead reaches it.
        """
        g = self._parts.geometry
        number, position = divmod(free - self._start, length)
        frame = -(-(position + g.delay_samples) // g.hop_samples)
        if position < g.hop_samples - g.delay_samples:
            frame = 0
        return (number, frame) if total - frame >= commit or frame == 0 else (number + 1, 0)

    def _move_to(self, number: int, frame: int, levels: int) -> tuple[State, State]:
        """Bring memory and decoder right before a frame; frames that are passed become final.

        Returns:
            The generator's memory and the decoder's state.
        """
        assert self._codes is not None
        if self._place is not None and self._place[0] != number:
            self._finish_pass()
        if self._place is not None and self._place[0] == number and self._place[1] <= frame:
            passed = self._codes[:, LEAD_IN_FRAMES + self._place[1] : LEAD_IN_FRAMES + frame]
            if passed.shape[1]:
                self._past = self._parts.generator.remember(passed, self._past)
                _, self._voice = self._decode(passed, levels, self._voice)
        else:
            self._past, self._voice = self._arrive(frame, levels)
        self._place = (number, frame)
        return self._past, self._voice

    def _arrive(self, frame: int, levels: int) -> tuple[State, State]:
        """Memory and decoder as if the loop had turned for ever and were now at this frame."""
        assert self._codes is not None
        g = self._parts.geometry
        before = self._codes[:, frame : LEAD_IN_FRAMES + frame]
        _, voice = self._decode(before, levels, self._parts.decoder.initial_state())
        turning = self._codes[: g.model_levels, LEAD_IN_FRAMES : self._codes.shape[1] - 1]
        ending_here = np.arange(frame - g.past_frames, frame)
        past = self._parts.generator.remember(
            np.take(turning, ending_here, axis=1, mode="wrap"), self._parts.generator.nothing()
        )
        return past, voice

    def _finish_pass(self) -> None:
        """The pass is over: the next one begins with what it made."""
        self._keep_changes()
        self._undone = False
        self._lose_place()

    def _keep_changes(self) -> None:
        """If the machine has rewritten anything since the last layer, that is a layer too."""
        if self._codes is None or self._base is None or self._sound is None:
            return
        if not np.array_equal(self._codes, self._base):
            start = self._start - self.moved
            self._parts.store.push(Layer(self._codes, self._sound.shape[1], start, REWRITTEN))
            self._base = self._codes.copy()

    def _lose_place(self) -> None:
        """The next round finds its way from the codes alone."""
        self._place = None
        self._draft = Draft.empty(0, self._parts.geometry.model_levels)

    def _decode(self, codes: Codes, levels: int, voice: State) -> tuple[Samples, State]:
        heard = np.minimum((codes != NO_CODE).sum(axis=0), levels).astype(np.int64)
        return self._parts.decoder.decode(np.maximum(codes, 0), heard, voice)

    def _remember_sound(self, at: int, samples: int, fade: int) -> None:
        """Take over what now stands on the timeline, cross-fades and all, into the turning sound and later turns."""
        assert self._sound is not None
        length, timeline = self._sound.shape[1], self._parts.timeline
        n = min(samples, length)
        newest = timeline.peek(at, n)
        self._sound[:, (at - self._start + np.arange(n)) % length] = newest
        while (written := min(n, timeline.filled_until - at - length)) > 0:
            at += length
            timeline.write(at, newest[:, :written], fade=fade, fade_back=fade)

    # -- layers come and go ----------------------------------------------------------------------------------

    def _close(self, start: int, end: int) -> None:
        """The recording is over: it sounds at once, and its codes follow."""
        while self._coding:  # an earlier take, closed a moment ago, becomes its layer first
            self.work()
        self._keep_changes()
        self._undone = False
        self._later.clear()
        self._parts.store.pending = (start, end)
        fade = min(FADE_SAMPLES, (end - start) // 4)
        played = self._parts.history(start - fade, end - start + fade)
        self._sound = close_loop(played[:, :fade], played[:, fade:])
        self._start = start
        self._dub_from = None
        self._base = self._codes = None
        self._fresh = True
        self._lose_place()
        self._code(RECORDED)

    def _stop_dubbing(self) -> None:
        self._fade_dub()
        self._dub_from = None
        self._undone = False
        self._lose_place()
        if self._coding:
            self._later.append("dub")
        else:
            self._code(OVERDUBBED)

    def _fade_dub(self) -> None:
        """The last of what was added fades out."""
        assert self._dub_from is not None
        fade = min(FADE_SAMPLES, self._dub_heard - self._dub_from)
        if fade:
            at = self._dub_heard - fade
            self._add_to_loop(at, -self._parts.history(at, fade) * rise(fade))

    def _code(self, kind: int) -> None:
        """Begin to make a layer of what sounds now."""
        assert self._sound is not None
        self._coding = True
        self._job = self._encode(kind, self._sound.copy())

    def _add_to_loop(self, at: int, audio: Samples, rising: bool = False) -> None:
        """Mix sound into the loop where it was played, and into every turn that is already written ahead."""
        assert self._sound is not None
        length, timeline = self._sound.shape[1], self._parts.timeline
        if rising:
            fade = min(FADE_SAMPLES, audio.shape[1])
            audio = audio.copy()
            audio[:, :fade] *= rise(fade)
        for offset in range(0, audio.shape[1], length):
            part = audio[:, offset : offset + length]
            where = (at + offset - self._start + np.arange(part.shape[1])) % length
            self._sound[:, where] += part
            again = at + offset + length
            while (written := min(part.shape[1], timeline.filled_until - again)) > 0:
                timeline.write(again, self._sound[:, where[:written]], fade=0)
                again += length

    def _show(self, layer: Layer | None) -> None:
        """Let another layer sound, from the next round on; the one before sounds until then."""
        self._parts.store.pending = None
        self._coding = False
        self._later.clear()
        if layer is None:
            self._sound = self._base = self._codes = self._job = None
            self._fresh = True
        else:
            self._job = self._load(layer)
        self._lose_place()

    def _encode(self, kind: int, sound: Samples) -> Iterator[None]:
        """Turn a turn of the loop into codes, a chunk a round, and push the layer."""
        g, start = self._parts.geometry, self._start - self.moved
        length = sound.shape[1]
        frames = LEAD_IN_FRAMES + frames_heard(length, g.delay_samples, g.hop_samples) + 1
        ear, chunks = self._parts.encoder.initial_state(), []
        for first in range(0, frames, CHUNK_FRAMES):
            n = min(CHUNK_FRAMES, frames - first)
            audio = turn(sound, (first - LEAD_IN_FRAMES) * g.hop_samples, n * g.hop_samples)
            codes, ear = self._parts.encoder.encode(audio, ear)
            chunks.append(codes)
            yield
        layer = Layer(np.concatenate(chunks, axis=1), length, start, kind)
        self._parts.store.push(layer)
        self._parts.store.pending = None
        self._coding = False
        self._base, self._codes = layer.codes, layer.codes.copy()

    def _load(self, layer: Layer) -> Iterator[None]:
        """Turn a layer's codes back into sound, a chunk a round; then it is the loop."""
        g = self._parts.geometry
        voice, chunks = self._parts.decoder.initial_state(), []
        for first in range(0, layer.codes.shape[1], CHUNK_FRAMES):
            audio, voice = self._decode(layer.codes[:, first : first + CHUNK_FRAMES], g.levels, voice)
            chunks.append(audio)
            yield
        whole = np.concatenate(chunks, axis=1)
        first_sample = LEAD_IN_FRAMES * g.hop_samples + g.delay_samples
        fade = min(FADE_SAMPLES, layer.length_samples // 4)
        self._sound = close_loop(
            whole[:, first_sample - fade : first_sample], whole[:, first_sample : first_sample + layer.length_samples]
        )
        self._start = layer.start_sample + self.moved
        self._base, self._codes = layer.codes, layer.codes.copy()
        self._fresh = True
        self._lose_place()


def frames_heard(length: int, delay: int, hop: int) -> int:
    """Frames whose sound falls into a loop of this many samples; the last one only in part."""
    return -(-(length + delay) // hop)
