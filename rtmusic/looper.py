"""The loop mode: eight loops, each of its own length, mixed ahead of the playhead.

Every loop is a turn of sound; the timeline holds their mix, always further ahead than the longest stall. Whatever
changes in one of them, an edit, a rewritten window, a level, is mixed anew where it will be heard. The machine rewrites
one loop a round, in turns; what waits for the grid is carried out on its sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from rtmusic.batch import Batch
from rtmusic.branches import TAKE_WALKS
from rtmusic.edits import NUMBERS, whole_turns
from rtmusic.foresight import Coming, Foresight, Phase, through
from rtmusic.knobs import DOWN, HELD, KNOBS, LOOP_COMMANDS, LOOPS, UP, Panel, gesture, loop_of, plain_name, rivals
from rtmusic.lines import beside
from rtmusic.loop import Loop
from rtmusic.modes import History, Moment, Parts, Played
from rtmusic.notices import NOTHING, said_again
from rtmusic.pedals import comes_too_soon, ends_recording, goes_on, let_go, plainly, waiting
from rtmusic.recipe import SEEDS, SEEDS_APART
from rtmusic.seams import FADE_SAMPLES, faded
from rtmusic.status import ON_THE_GRID, LoopStatus
from rtmusic.tree import EDIT_FROM, ENDS_AT, HOLDS, WAITING, WAITS_FOR
from rtmusic.turning import FLAGS, MUTED, REVERSED, Turning, status
from rtmusic.units import Samples, gain
from rtmusic.varied import tapes

AHEAD_S = 6.0  # how far ahead the timeline always holds the turning loops
SOON_S = 0.25  # before its sample that what the others play is taken
QUANTIZE = KNOBS["quantize"].choices
OFF_DB = KNOBS["level"].low
WALKS = ("undo", "redo", "undo_all", "redo_all", *TAKE_WALKS, "clear")
# What waits for the grid if this knob says so; what is not named here and is neither a walk nor `record` always does.
IF_ASKED = {
    "overdub": "overdub_quantized",
    "replace": "replace_quantized",
    "substitute": "replace_quantized",
    "mute": "mute_quantized",
    "solo": "mute_quantized",
}
TURNS_OVER = ("mute", "solo", "pause", "reverse")  # of HELD: each press turns it over; the others begin and end


class Looper:
    """All loops. The model process alone calls it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.loops = tuple(Loop(parts, layers) for layers in parts.store.loops)
        for loop in self.loops:
            loop.take.lines.turns = partial(self._turns, loop)
            loop.take.lines.origin = partial(self._origin, loop)
        self._gains = np.ones((LOOPS, 2), np.float32)  # left and right
        self._foresight = Foresight(self.loops, parts.history, parts.geometry.sample_rate)
        self._foreseen: tuple[Coming, ...] = ()  # what is to come as far as the mix goes by it
        self._batches = tuple(Batch(parts, loop.turning, loop.rewriter) for loop in self.loops)
        self._stale = True  # the mix must be made anew
        self._fades_until = 0  # the last time that it was, it faded in up to this sample
        # How a loop sounds until something is bounced into it, and from which sample on.
        self._before: dict[int, tuple[int, Samples]] = {}
        # Start and samples of the loop that was closed when there was no other.
        self.first: tuple[int, int] | None = None
        self._panels: dict[int, tuple[Panel, dict[str, float], Panel]] = {}  # of each loop: of which, and its own
        self._next = 0  # the loop whose turn it is to be rewritten
        self._costly = 1  # loops that the machine rewrites at present

    # -- what the performer does -----------------------------------------------------------------------------

    def begin(self, at: int) -> None:
        """Enter the mode: whatever loops the store holds sound from the next round on."""
        self._stale = True
        for loop in self.loops:
            loop.begin(at)

    def leave(self) -> None:
        """Another mode takes over the timeline: what was overdubbed so far stays, and no more is added."""
        for loop in self.loops:
            loop.leave()
            loop.layers.cursor[WAITING] = 0

    def press(self, order: str, at: int, panel: Panel, held: bool) -> None:
        """A loop's pedal (loop_2_record) at absolute sample `at`, now or on the grid; held or let go, see `HELD`.

        Args:
            held: nothing may be played over the loops, for they are frozen or not heard.
        """
        name, way = gesture(order)
        number, command = loop_of(name), plain_name(name)
        assert number is not None
        self._do_what_is_over(self.loops[number].heard_until, at)
        loop = self.loops[number]
        command = plainly(loop, command)
        before = goes_on(loop, command)
        if let_go(loop, command) != before and way == UP:
            return  # what it began is over, or it began nothing
        self._press(number, command, at, panel, held)
        now = goes_on(loop, command)
        # Who ends an edit by pressing its pedal has begun nothing; who ends a mute has, for the loop is heard.
        if way == DOWN and now != before and (now or command in TURNS_OVER):
            loop.layers.cursor[HOLDS] |= (2 + now) << 2 * HELD.index(command)

    def _press(self, number: int, command: str, at: int, panel: Panel, held: bool) -> None:
        """Press a pedal of a loop."""
        loop = self.loops[number]
        loop.full = said_again(loop.full, NOTHING)
        quantize = loop.take.lines.unit(QUANTIZE[panel.int("quantize")])
        cursor = loop.layers.cursor
        if command in ("cancel", waiting(loop)):
            cursor[WAITING] = 0
            if command == "cancel" and loop.take.state in ON_THE_GRID and at < (loop.take.end or at + 1):
                loop.take.reopen()
        elif ends_recording(loop, command):
            if loop.take.end is None:
                loop.record(at, quantize)
            if not held:
                cursor[WAITS_FOR], cursor[WAITING] = loop.take.end or at, 1 + LOOP_COMMANDS.index(command)
        elif command in NUMBERS and held:
            loop.leave()
        elif command == "bounce" and held:
            return  # the others are not heard, or nothing new may be
        elif command == "record":
            loop.record(at, quantize)
        elif command == "vary":
            loop.rewriter.demand(panel.int(f"loop_{number}_generations"))
            self._batches[number].ask(self._panel_of(number, panel))
        elif command == "favourite":
            loop.mark()
        elif command in WALKS:
            cursor[WAITING] = 0
            loop.walk(command)
        else:
            at_once = quantize == "off" or (command in IF_ASKED and not panel.on(IF_ASKED[command]))
            edit = loop.edit
            ends_longer = edit is not None and edit.longer and command in NUMBERS
            if at_once and not ends_longer and command != "bounce" and not comes_too_soon(loop, command):
                self._do(loop, command, at)
            else:  # on the grid, or as soon as the loop is there, or as long as it gets, or with other bounces
                line = at if at_once else loop.take.lines.after(at - 1, quantize)
                if edit is not None and ends_longer and loop.turning.length and panel.on(f"loop_{number}_round"):
                    line = whole_turns(edit, int(cursor[EDIT_FROM]), *loop.place_in_time(), line)
                if command == "pause" and not loop.turning.paused and 0 < cursor[ENDS_AT] <= line:
                    return  # it stands still by itself
                cursor[WAITS_FOR] = max(line, loop.take.end or line)  # it is for the loop that closes there
                cursor[WAITING] = 1 + LOOP_COMMANDS.index(command)

    def _turns(self, loop: Loop) -> tuple[int, int] | None:
        """First sample and length of this loop, or of the first that turns; None while none does."""
        for other in (loop, *self.loops):
            start, length = other.place_in_time()
            if length and not other.turning.paused:
                return start, length
        return None

    @staticmethod
    def _origin(loop: Loop) -> int | None:
        """The sample from which a loop's lines are counted; None: they are those of all."""
        start, length = loop.place_in_time()
        begun = start if loop.take.start is None else loop.take.start
        return begun if loop.take.relative and (length or loop.take.start is not None) else None

    def _do(self, loop: Loop, command: str, at: int) -> None:
        if command in NUMBERS:
            loop.press_edit(command, at)
            return
        turning = loop.turning
        turning.end_once(at)
        silent = turning.flag(MUTED) or turning.paused or command in ("trigger", "oneshot")
        loop.play(command, at)
        if silent and turning.sound is not None and not (turning.flag(MUTED) or turning.paused):
            for rival in self._foresight.rivals[loop.layers.loop]:
                self._fall_silent(self.loops[rival], at)

    def _fall_silent(self, loop: Loop, at: int) -> None:
        """Mute a loop because another one of its group starts at absolute sample `at`."""
        if loop.turning.flag(MUTED) or not loop.place_in_time()[1]:
            return
        loop.play("mute", at)
        if waiting(loop) == "mute":
            loop.layers.cursor[WAITING] = 0  # it would be heard again

    def _bouncing(self, until: int) -> dict[int, int]:
        """The loops that something is to be bounced into up to a sample, and from which one on each."""
        bouncing = [n for n, loop in enumerate(self.loops) if waiting(loop) == "bounce"]
        at_each = {n: int(self.loops[n].layers.cursor[WAITS_FOR]) for n in bouncing}
        return {number: at for number, at in at_each.items() if at <= until}

    def _bounce(self, soon: int, since: int) -> None:
        """What the others play becomes a loop, before anything else changes on the same line, also another bounce."""
        if any(loop.returning for loop in self.loops):
            return  # it sounds, and nobody knows yet what it is
        bouncing = self._bouncing(soon)
        sounds = {number: self._others(number, at) for number, at in bouncing.items()}
        phases = self._foresight.phases() if bouncing else []
        before = {
            n: (since, self._sounding(n, since, max(0, at - since) + FADE_SAMPLES, phases[n]))
            for n, at in bouncing.items()
        }
        for number, at in bouncing.items():
            self.loops[number].layers.cursor[WAITING] = 0
            if (sound := sounds[number]) is not None:
                self.loops[number].bounce(sound, at)
                self._before[number] = before[number]

    def _others(self, number: int, at: int) -> Samples | None:
        """What all but one loop play from sample `at` on, as long as the longest of them; None: nothing is heard."""
        phases = self._foresight.phases(before=at)
        others = [n for n in range(LOOPS) if n != number and self._gains[n].any()]
        lengths = [phases[n][-1].turning.length for n in others if phases[n][-1].heard(at, 1) is not None]
        if not lengths:
            return None
        fade = min(FADE_SAMPLES, max(lengths) // 2)
        played = self._mix(at - fade, fade + max(lengths), others, phases)
        sound, end = played[:, fade:].copy(), played[:, -fade:]
        # Whole turns end as what came before them did, and stay as they are.
        sound[:, -fade:] = end + (played[:, :fade] - end) * (np.arange(fade, dtype=np.float32) + 1) / fade
        return sound

    def _do_what_is_over(self, heard: int, now: int = 0) -> None:
        """Carry out what was to happen on a sample that has been heard, in the order of those.

        Args:
            heard: the first sample that was not heard yet.
            now: the first sample that is still to come: what makes a loop longer by what is played has to be heard.
        """
        for loop in sorted(self.loops, key=lambda loop: int(loop.layers.cursor[WAITS_FOR])):
            command, at = waiting(loop), int(loop.layers.cursor[WAITS_FOR])
            if not command or command == "bounce" or comes_too_soon(loop, command):
                continue
            if at <= heard or (at <= now and (loop.edit is None or not loop.edit.longer or command in FLAGS)):
                loop.layers.cursor[WAITING] = 0
                self._do(loop, command, at)

    def mind(self, panel: Panel, at: int) -> None:
        """See where the knobs of loops stand at absolute sample `at`, whatever mode plays."""
        wanted = tapes(panel, self._parts.transport.bpm, self._parts.store)
        self._foresight.rivals = [rivals(panel, number) for number in range(LOOPS)]
        for number, loop in enumerate(self.loops):
            loop.feedback = panel[f"loop_{number}_feedback"] / 100
            loop.take.relative = panel.on(f"loop_{number}_relative_sync")
            loop.take.threshold = gain(panel[f"loop_{number}_threshold"])
            loop.varier.obey(wanted[number], at)

    def hold(self) -> None:
        """Nothing is played over the loops as long as they are frozen: what was so far stays."""
        for loop in self.loops:
            loop.leave()
            if waiting(loop) in (*NUMBERS, "bounce"):
                loop.layers.cursor[WAITING] = 0

    def beside(self, at: int) -> list[int]:
        """Samples by which each loop, about absolute sample `at`, is meant to begin later than on the beat."""
        transport, meant = self._parts.transport, []
        for loop in self.loops:
            start, length = loop.place_in_time()
            begins = at - (at - start) % length if length else 0
            meant.append(beside(transport, begins) if length and loop.take.relative else 0)
        return meant

    def follow(self, at: int, meant: Sequence[int]) -> None:
        """Bring the loops back to the beat after the beat was moved, or as far beside it as they were, see `beside`."""
        for loop, later in zip(self.loops, meant, strict=True):
            loop.follow(at, later)

    def hear(self, at: int, audio: Samples) -> None:
        """Take in what is played; while overdubbing it joins the loop for the next turn."""
        until = at + audio.shape[1]
        for loop in self.loops:
            loop.heard_until = until
        self._do_what_is_over(until)
        for loop in self.loops:
            if (ended := loop.end_full()) and ended == waiting(loop):
                loop.layers.cursor[WAITING] = 0  # it was to end it
        alone = not any(loop.turning.length or loop.layers.place[1] for loop in self.loops)
        for loop in self.loops:
            loop.hear()
            if alone and loop.turning.length and self.first is None:
                self.first = loop.turning.start, loop.turning.length
        self._mix_touched(until)

    # -- how it stands ---------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """True while a loop is being encoded, decoded or varied, a chunk a round."""
        return any(loop.busy for loop in self.loops)

    @property
    def urgent(self) -> bool:
        """True when something must sound as soon as can be: a loop that was just bounced, another layer, a pedal."""
        stale = any(loop.turning.stale is not None for loop in self.loops) or self._foresight.coming() != self._foreseen
        return stale or bool(self._bouncing(self.loops[0].heard_until))

    def frame_start(self, sample: int) -> int:
        """The sample at which a frame begins that is heard at this one, of the loop that is rewritten next."""
        in_turn = self._in_turn()
        g, (start, length) = self._parts.geometry, self.loops[in_turn[0] if in_turn else 0].place_in_time()
        position = (sample - start) % length if length else 0
        return sample - (position + g.delay_samples) % g.hop_samples

    def status(self, at: int) -> tuple[LoopStatus, ...]:
        """The loops as a player sees them at absolute sample `at`."""
        g = self._parts.geometry
        return tuple(status(loop.layers, g, loop.state, *loop.place_in_time(), at) for loop in self.loops)

    # -- one round -------------------------------------------------------------------------------------------

    def work(self) -> None:
        """One chunk of what is made over rounds, of the first loop that has any to do; other modes call it too."""
        for loop in sorted(self.loops, key=lambda loop: not loop.arriving):
            if loop.busy:
                loop.work()
                return

    def round(self, moment: Moment) -> Played:
        """Keep the loops turning ahead of the playhead, and rewrite a window of one of them."""
        self._obey(moment.panel)
        earlier = self._parts.geometry.samples(SOON_S)  # the next round may change what is heard before this one can
        self._bounce(moment.free + earlier, moment.free - earlier)
        self._vary(moment)
        self._fill(moment.free)
        if self.busy:
            self.work()
            self._fill(moment.free)
        else:
            played = self._rewrite(moment)
            self._mix_touched(moment.free)
            if played is None or (played.changed_from is None and not played.late):
                self._make_takes(moment)
            if played is not None:
                return played
        filled = self._parts.timeline.filled_until
        return Played(filled, filled)

    def _vary(self, moment: Moment) -> None:
        """Speed, length and pitch of every loop, and how it is bent, are to be where their knobs stand."""
        for number, loop in enumerate(self.loops):
            if number not in self._before:  # else it is somewhere else in a moment
                loop.vary(moment.panel, moment.free, not self.busy)

    def goes_with(self, bpm: float) -> None:
        """The tempo was taken from the loop that there is: it is as long as it is to be."""
        for loop in self.loops:
            loop.goes_with(bpm)

    def _in_turn(self) -> list[int]:
        """The loops that the machine may rewrite, the one whose turn it is first."""
        return [n for n in (*range(self._next, LOOPS), *range(self._next)) if self.loops[n].rewritable]

    def to_catch_up(self, free: int, panel: Panel) -> int | None:
        """Frames that codec and generator go through before a round at `free` can be written; None: none will be."""
        commit = panel.int("commit") * self._costly
        for number in self._in_turn():
            if panel[f"loop_{number}_rewrite"] > 0:
                return self.loops[number].rewriter.to_catch_up(free, commit)
        return None

    def _rewrite(self, moment: Moment) -> Played | None:
        """Rewrite a window of the loop whose turn it is, or of the next in which there is anything to rewrite."""
        costly = 0
        played, served = None, self._next
        for number in self._in_turn():
            costly += moment.panel[f"loop_{number}_rewrite"] > 0
            if played is not None and (played.changed_from is not None or played.late):
                continue  # one was written, be it in vain
            panel = self._panel_of(number, moment.panel, commit=moment.panel["commit"] * self._costly)
            own = replace(moment, panel=panel, others=self._beside(number))
            played = replace(self.loops[number].rewriter.round(own), loop=number)
            served = number
        self._costly = max(1, costly)
        self._next = (served + 1) % LOOPS
        return played

    def _panel_of(self, number: int, panel: Panel, **others: float) -> Panel:
        """Where the knobs stand for one loop: the same panel as long as they stand there."""
        known = self._panels.get(number)
        if known is None or known[0] is not panel or known[1] != others:
            own = panel.of_loop(number, seed=(panel.int("seed") + number * SEEDS_APART) % SEEDS, **others)
            known = self._panels[number] = panel, others, own
        return known[2]

    def _make_takes(self, moment: Moment) -> None:
        """In a round in which nothing is rewritten, a piece of a take that nobody has asked to hear yet."""
        for number in self._in_turn():
            beside = replace(moment, others=self._beside(number))
            if not moment.panel.on("freeze") and self._batches[number].work(beside):
                return

    def _beside(self, number: int) -> History:
        """What the loops beside one play, as it is mixed."""
        return partial(self._mix, loops=[other for other in range(LOOPS) if other != number])

    def _obey(self, panel: Panel) -> None:
        """Levels and sides from here on."""
        gains = np.empty_like(self._gains)
        for number in range(LOOPS):
            gains[number] = sides(panel[f"loop_{number}_level"], panel[f"loop_{number}_pan"])
        self._stale |= not np.array_equal(gains, self._gains)
        self._gains = gains

    # -- the mix ---------------------------------------------------------------------------------------------

    def _mix(
        self, at: int, samples: int, loops: Iterable[int] = range(LOOPS), phases: Sequence[Sequence[Phase]] = ()
    ) -> Samples:
        """What is heard of these loops at [at, at + samples), if they play so. float32 [C, n]."""
        out = np.zeros((self._parts.geometry.channels, samples), np.float32)
        phases = phases or self._foresight.phases()
        for number in loops:
            if self._gains[number].any() or number in self._before:
                out += self._sounding(number, at, samples, phases[number])
        return out

    def _sounding(self, number: int, at: int, samples: int, phases: Sequence[Phase]) -> Samples:
        """What one loop adds to the mix, until something is bounced into it as it did before. float32 [C, n]."""
        channels = self._parts.geometry.channels
        audio = np.zeros((channels, samples), np.float32)
        if self._gains[number].any() and through(phases, at, audio):
            audio *= self._gains[number, :channels, None]
        if (before := self._before.get(number)) is not None:
            first, old = before
            low, high = max(at, first), min(at + samples, first + old.shape[1])
            if low < high:  # as it was, and in the last samples from there to how it is
                part, was = audio[:, low - at : high - at], old[:, low - first : high - first]
                part[:] = faded(was, part, low - first - old.shape[1] + FADE_SAMPLES)
        return audio

    def _fill(self, free: int) -> None:
        """Mix what is not mixed yet, up to AHEAD_S ahead of the playhead, and anew what sounds different now."""
        timeline = self._parts.timeline
        if any(loop.returning for loop in self.loops):
            return  # a loop is being brought back: what stands there sounds until it is
        self._before = {n: (at, old) for n, (at, old) in self._before.items() if at + old.shape[1] > free}
        filled, until = timeline.filled_until, free + self._parts.geometry.samples(AHEAD_S)
        coming = self._foresight.coming()
        since = [loop.turning.stale for loop in self.loops if loop.turning.stale is not None] + [0] * self._stale
        since += [what.at - FADE_SAMPLES for what in {*coming} ^ {*self._foreseen}]
        if since:
            at = max(free, min(since) - FADE_SAMPLES)  # it fades in over what is the same, and what changes by itself
            at, until = min(at, max(filled, free)), max(until, filled)  # nothing of what was there may come back later
            if not timeline.write(at, self._mix(at, until - at), fade=FADE_SAMPLES, fresh=True):
                return  # what another mode left ends here, and has to be heard first
            self._fades_until, self._foreseen = at + FADE_SAMPLES, coming
            for loop in self.loops:
                loop.turning.stale = None
                if at <= free:
                    loop.turning.touched.clear()
                loop.rewriter.fitting.forget()
            self._stale = False
        elif until > (at := max(filled, free)):
            timeline.write(at, self._mix(at, until - at))

    def _mix_touched(self, free: int) -> None:
        """Mix anew where a loop's turn has changed, every time that it will be heard, from sample `free` on."""
        if any(loop.returning for loop in self.loops) or not any(loop.turning.touched for loop in self.loops):
            return
        filled, phases = self._parts.timeline.filled_until, self._foresight.phases()
        for number, loop in enumerate(self.loops):
            touched, loop.turning.touched = loop.turning.touched, []
            if not self._gains[number].any():
                continue
            ends = [*(phase.since + FADE_SAMPLES for phase in phases[number][1:]), filled]
            for phase, end in zip(phases[number], ends, strict=True):
                if not phase.silent and phase.turning.length and phase.turning.sound is loop.turning.sound:
                    turned = phase.turning.flag(REVERSED) != loop.turning.flag(REVERSED)
                    self._mix_where(touched, phase.turning, turned, max(free, phase.since), min(end, filled), phases)

    def _mix_where(
        self,
        touched: list[tuple[int, int]],
        turning: Turning,
        turned: bool,
        free: int,
        end: int,
        phases: Sequence[Sequence[Phase]],
    ) -> None:
        """Mix anew what a turn of a loop brings at [free, end) of these samples; turned: it plays the other way."""
        start, length = turning.start, turning.length
        for place, samples in touched:
            first = length - place - samples if turned else place
            at = start + first + (free - start - first - samples) // length * length
            while at < end:
                low, high = max(at, free), min(at + samples, end)
                if low < high:
                    cut = low > at or low < self._fades_until  # else it goes on from what stands there
                    audio = self._mix(low, high - low, phases=phases)
                    self._parts.timeline.write(low, audio, fade=FADE_SAMPLES if cut else 0)
                at += length


def sides(level: float, pan: float) -> tuple[float, float]:
    """How loud a loop is on the left and on the right, as factors."""
    both = 0.0 if level <= OFF_DB else gain(level)
    return both * min(1.0, 1.0 - pan), both * min(1.0, 1.0 + pan)
