"""Every command of the looper at random moments, in simulated time: what is heard, and where it becomes something else.

A clip is played into two loops, and whatever a foot or a hand can do to them is done, in an order and at moments that a
seed draws. Noted is where what is heard changes, and which command made it so: every place where a write to the
timeline differs from what stood there, where its cross-fade ends, where a press took effect, that place again as often
as the loop turns, and where turns begin.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rtmusic.bundle import Bundle
from rtmusic.knobs import LOOP_COMMANDS, LOOP_KNOBS, PROMPTS, Panel, parse_setting
from rtmusic.loads import Loads
from rtmusic.memory import LoopStore
from rtmusic.output import Mixer
from rtmusic.pipeline import Pipeline
from rtmusic.render import BLOCK_SAMPLES, CAPACITY, play_round
from rtmusic.seams import FADE_SAMPLES, close_loop
from rtmusic.timeline import Timeline
from rtmusic.units import Samples

# What is done, and for how many seconds before the next is done: pedals, knobs of the pressed loop or of all, `load`.
# A value between bars is drawn.
GESTURES: Sequence[str] = (
    "clear 0.7 record 1.5|2.2 record 3",
    "clear 0.7 record 1.5|2.2 overdub 1.4 overdub 3 undo 1",
    "clear 0.7 record_or_overdub 1.5 record_or_overdub 1.6 record_or_overdub 1 record_or_overdub 3 undo 1",
    "clear 0.7 threshold=-50 0.1 record 2 record 3 threshold=-60 0.1",
    "overdub 1.2 overdub 3 undo 1 redo 1 undo 1",
    "feedback=50 0.1 overdub 2.5 overdub 3 undo 1 feedback=100 0.1",
    "replace 0.8 replace 3 undo 1",
    "substitute 0.8 substitute 3 undo 1",
    "multiply 2.4 multiply 4 undo 1",
    "insert 0.9 insert 4 undo 1",
    "round=on 0.1 multiply 1.3 multiply 4 undo 1 insert 0.7 insert 5 undo 1 round=off 0.1",
    "bounce 3 undo 1",
    "overdub 1 overdub 1.5 favourite 0.7 take_before 1 take_next 1 take_before 1 best 1 undo 1",
    "overdub 1 overdub 1.5 undo_all 0.8 redo_all 1 undo 1",
    "reverse 2 reverse 2",
    "reverse 1 overdub 1 overdub 3 undo 1 reverse 1",
    "trigger 2 trigger 0.7",
    "oneshot 3 trigger 1 oneshot 0.7 pause 0.8 pause 2 trigger 1",
    "mute 0.8 mute 0.8",
    "solo 0.8 solo 0.8",
    "pause 0.8 pause 1",
    "cancel 0.8",
    "align 1.5",
    "level=-12|-3 0.8 level=0 0.8",
    "wet=-12 0.7 wet=0 0.7",
    "pan=-0.7|0.9 0.8 pan=0 0.8",
    "rate=0.7|1.4 3 rate=1 2",
    "stretch=0.8|1.3 3 stretch=1 2",
    "pitch=-5|3 3 pitch=0 2",
    "tempo_sync=on 0.7 tempo=110|131 3 tempo=120 3 tempo_sync=off 1",
    "bend_jitter=50 0.1 playground=on 3 playground=off 2 bend_jitter=0 0.1",
    "stutter=20 0.1 playground=on 3 playground=off 2 stutter=0 0.1",
    "favourite 0.5 overdub 1 overdub 2 morph=60 3 morph=0 2 favourite 0.1 undo 1",
    "rewrite=70 5 rewrite=0 0.7 undo 1 redo 1 undo 1",
    "rewrite=100 4 drift=10 4 rewrite=0 0.7 drift=100 0.1 undo 1",
    "on_demand=on 0.1 rewrite=60 0.1 vary 4 rewrite=0 0.1 on_demand=off 0.7 undo 1",
    "rewrite=70 0.1 recall=100 5 recall=0 0.1 rewrite=0 0.7 undo 1",
    "rewrite=50 3 overdub 1 overdub 2 rewrite=0 0.7 undo 1",
    "freeze=on 1 freeze=off 1",
    "mode=stream 2 mode=loop 2",
    "mode=follow 2 mode=loop 2",
    "mode=codec 1.5 mode=loop 2",
    "load 3 undo 1",
)
PLAYED_ON = (0, 1)  # the loops that all is done to, one at a time
FIRST: Sequence[tuple[int, str]] = ((0, "record 2 record 2"), (1, "record 1.4 record 2"))
TURNING = "nothing pressed: loops turn"
LOADED_S = 1.7
ODDLY_S = 0.3  # by which a moment is off what stands in GESTURES, at most


class _Watched(Timeline):
    """A timeline that notes from which samples on something else is heard than before, and for which command."""

    why: str
    ahead: dict[int, str]

    def write(self, at: int, audio: Samples, fade: int = 0, fade_back: int = 0, fresh: bool = False) -> int:
        filled, n = self.filled_until, audio.shape[1]
        known = max(0, min(at + n, filled) - at)
        before = self.peek(at, known)
        done = super().write(at, audio, fade, fade_back, fresh)
        changed = np.flatnonzero((self.peek(at, known) != before).any(axis=0))
        if len(changed):
            first, last = at + int(changed[0]), at + int(changed[-1]) + 1
            settled = first + (fade or FADE_SAMPLES)
            self.ahead = {seam: why for seam, why in self.ahead.items() if not settled < seam < last}
            self.ahead |= dict.fromkeys((first, settled, last - (fade_back or FADE_SAMPLES), last), self.why)
        elif done and 0 < filled < at + n:
            self.ahead.setdefault(max(at, filled), TURNING)
        return done

    def heard(self) -> dict[int, str]:
        """The seams before the playhead, which are told once."""
        passed = {seam: why for seam, why in self.ahead.items() if seam < self.playhead}
        self.ahead = {seam: why for seam, why in self.ahead.items() if seam not in passed}
        return passed


class Evening:
    """One clip, played into a looper again and again; what is heard, and where it changed.

    Args:
        bundle: the models.
        clip: float32 [C, n], SHORTEST_S or longer.
        settings: knobs that stand elsewhere.
        seed: in which order and when all is done.
        folder: for loops that are loaded.
    """

    def __init__(self, bundle: Bundle, clip: Samples, settings: Sequence[str], seed: int, folder: Path) -> None:
        self._g = g = bundle.geometry
        # Whoever plays it again and again leaves no seam of his own.
        self._clip = close_loop(clip[:, :FADE_SAMPLES], clip[:, FADE_SAMPLES:])
        self._dice = random.Random(seed)
        self._timeline = _Watched.local(g.channels, CAPACITY)
        self._timeline.why, self._timeline.ahead = TURNING, {}
        self._loads = Loads(folder)
        store = LoopStore.local(g.levels)
        self._pipeline = Pipeline(bundle, self._timeline, self._history, store, "cpu", loads=self._loads)
        self._mixer = Mixer(g.sample_rate, g.channels, BLOCK_SAMPLES)
        self._embeddings = np.zeros((PROMPTS, g.embedding_size), np.float32)
        self._panel = Panel().turn([parse_setting(text) for text in ("mode=loop", "rewrite=0", *settings)])
        self._mixer.aim_at(self._panel)
        self._at = 0
        self._played: list[Samples] = []
        self.seams: dict[int, str] = {}  # by absolute sample: which command made it

    @property
    def sound(self) -> Samples:
        """All that was heard, float32 [C, n]."""
        return np.concatenate(self._played, axis=1)

    def play(self, gestures: Sequence[str]) -> None:
        """Record two loops, and do all of this, each once, to one of them, in an order that chance draws."""
        for loop, gesture in FIRST:
            self._do(loop, gesture)
        for gesture in self._dice.sample(gestures, len(gestures)):
            self._do(self._dice.choice(PLAYED_ON), gesture)
        self._go_on("", 0, self._at + 2 * self._g.sample_rate, ())

    def _history(self, at: int, samples: int) -> Samples:
        return np.ascontiguousarray(np.take(self._clip, np.arange(at, at + samples), axis=1, mode="wrap"))

    def _do(self, loop: int, gesture: str) -> None:
        words = gesture.split()
        for word, wait in zip(words[::2], words[1::2], strict=True):
            seconds = float(self._dice.choice(wait.split("|"))) + self._dice.uniform(0.0, ODDLY_S)
            name = word.partition("=")[0]
            at, self._timeline.why = self._at, name
            if "=" not in word and at:  # a foot does not wait for a block to end
                at -= self._dice.randrange(BLOCK_SAMPLES)
            if "=" in word:
                self._turn(loop, name, self._dice.choice(word.partition("=")[2].split("|")))
            elif word == "load":
                self._load(loop, at)
            else:
                self._pipeline.command(f"loop_{loop}_{word}" if word in LOOP_COMMANDS else word, at, self._panel)
            self._go_on(name, loop, self._at + self._g.samples(seconds), self._moments(at))

    def _turn(self, loop: int, name: str, value: str) -> None:
        meant = f"loop_{loop}_{name}" if name in LOOP_KNOBS else name
        self._panel = self._panel.turn([parse_setting(f"{meant}={value}")])
        self._mixer.aim_at(self._panel)

    def _load(self, loop: int, at: int) -> None:
        """A piece of the clip, that turns without a seam, comes from a file."""
        n = self._g.samples(LOADED_S)
        first = self._dice.randrange(self._clip.shape[1])
        sound = close_loop(self._history(first, FADE_SAMPLES), self._history(first + FADE_SAMPLES, n))
        number = self._loads.hand_over(loop, self._dice.randrange(n), sound, np.zeros((1, 0), np.int64))
        self._pipeline.load(number, at, self._panel)

    def _moments(self, at: int) -> tuple[int, ...]:
        """The samples on which a press at this one may take effect: at once, or on a line of the grid beside it."""
        if not self._panel.int("quantize"):
            return (at,)
        transport = self._pipeline.transport
        beat = transport.beat_at(at)
        return at, *(transport.sample_at(float(np.floor(beat) + ahead)) for ahead in (0, 1))

    def _go_on(self, why: str, loop: int, until: int, moments: Sequence[int]) -> None:
        """Play on, and note where what was pressed is heard, every time that its loop comes round."""
        since = self._at
        while self._at < until:
            self._block()
        self.seams |= self._timeline.heard()
        for number, each in enumerate(self._pipeline.looper.loops):
            start, length = each.place_in_time()
            if length:
                begin = start + -(-(since - start) // length) * length
                self.seams |= dict.fromkeys(range(begin, self._at, length), TURNING)
            if number == loop:
                for moment in moments:
                    turns = range(moment, self._at, length or self._at)
                    self.seams |= {turn + off: why for turn in turns for off in (-FADE_SAMPLES, 0, FADE_SAMPLES)}

    def _block(self) -> None:
        """One block of the imagined sound card, and a round if one is due."""
        at, pipeline = self._at, self._pipeline
        wet, out = (np.empty((self._g.channels, BLOCK_SAMPLES), np.float32) for _ in range(2))
        self._timeline.read(at, wet)
        heard = self._history(at, BLOCK_SAMPLES)
        self._mixer.mix(wet, heard, out)
        self._played.append(out)
        pipeline.hear(at, heard)
        self._at = at + BLOCK_SAMPLES
        play_round(pipeline, self._timeline, self._at, self._panel, self._embeddings)
