"""One loop: record, close on the beat, edit while it plays, undo, redo, clear.

The loop that sounds is kept twice: as sound (`Turning`, one turn, what is heard) and as codes (the layers of the store,
what the machine rewrites). A recording sounds at once, as it was played; its codes follow within a few rounds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rtmusic.branches import TAKE_WALKS, Takes
from rtmusic.coding import decoding, longest_samples
from rtmusic.edits import EDITS, NUMBERS, Edit, insert, multiply, room
from rtmusic.knobs import Panel
from rtmusic.layers import Layer
from rtmusic.loads import Loaded
from rtmusic.making import Making
from rtmusic.memory import Layers
from rtmusic.modes import Parts
from rtmusic.notices import RECORDING, said_again
from rtmusic.rewriting import Rewriter
from rtmusic.seams import FADE_SAMPLES, close_loop
from rtmusic.take import LONGEST_S, MOVED_S, Take
from rtmusic.tree import CLEARED, EDIT, EDIT_FROM, ENDS_AT, OVERDUBBED, PAUSED_AT, RECORDED, REWRITTEN, WAITING
from rtmusic.turning import FLAGS, MUTED, REVERSED, Turning
from rtmusic.units import Samples, beat_samples, beats_in
from rtmusic.varied import Varier

KNOWN_S = 58.0  # how long what was played is known
OFF_S = 0.0005  # what is off by less is not moved


class Loop:
    """One loop. The model process alone calls it; its layers lie where a killed process does not lose them.

    Args:
        parts: what the modes share.
        layers: what it is made of, and how it plays.
    """

    def __init__(self, parts: Parts, layers: Layers) -> None:
        self._parts, self.layers = parts, layers
        self.take = Take(parts.transport, parts.geometry, layers)
        self.takes = Takes(layers)
        self.turning = Turning(layers, parts.geometry.channels)
        self.rewriter = Rewriter(parts, self.turning)
        self.varier = Varier(parts, self.turning, self.rewriter)
        self.feedback = 1.0  # share of the loop that stays under what is played over it
        self._making = Making(parts, layers)
        self._job: Iterator[None] | None = None  # decoding that is spread over rounds
        self._later: list[str] = []  # presses that wait until every layer is there
        self.heard_until = 0  # the first sample that was not heard yet
        self.full = 0  # what ended because it was as long as it can be, see `notices.said_again`
        self._edited = int(layers.cursor[EDIT_FROM])  # what is played was edited in up to this sample

    @property
    def busy(self) -> bool:
        """True while it is being encoded, decoded or varied, a chunk a round."""
        return self.arriving or bool(self._making) or self.varier.busy

    @property
    def arriving(self) -> bool:
        """True while another layer is about to sound, once its codes are decoded, or those of all are made."""
        return self._job is not None or bool(self._later)

    @property
    def returning(self) -> bool:
        """True while it is being brought back and what stands ahead is all that there is of it."""
        return self._job is not None and self.turning.sound is None

    @property
    def rewritable(self) -> bool:
        """True when the machine may rewrite it now."""
        if self.busy or self.varier.at_work:
            return False
        return self.rewriter.ready and self.edit is None and not self.turning.paused

    @property
    def edit(self) -> Edit | None:
        """What is done to it while it plays."""
        kind = int(self.layers.cursor[EDIT])
        return EDITS[kind - 1] if kind else None

    def place_in_time(self) -> tuple[int, int]:
        """The loop's first sample, and how many it has; also of one that is being brought back, for it still sounds."""
        turning = self.turning
        if not self.returning:
            return turning.start, turning.length
        start, length = self.layers.place
        return start + turning.moved, length

    def ends(self, edit: Edit, begun: int, turning: Turning) -> int:
        """The sample at which multiply or insert ends by itself: what is played later has no room, or is not known."""
        g, bpm = self._parts.geometry, self._parts.transport.bpm
        beat = beat_samples(g.sample_rate, bpm) if beats_in(turning.length, bpm, g.sample_rate) else 0.0
        place = turning.length, (begun - turning.start) % turning.length
        return begun + room(edit, *place, longest_samples(g), g.samples(LONGEST_S), beat)

    @property
    def state(self) -> str:
        """What it does, one of LOOP_STATES."""
        if self.take.state != "idle":
            return self.take.state
        if self.edit is not None:
            return self.edit.state
        return "empty" if not self.place_in_time()[1] else "paused" if self.turning.paused else "playing"

    # -- what the performer does -----------------------------------------------------------------------------

    def begin(self, at: int) -> None:
        """Bring back what the layers hold, if nothing sounds yet."""
        self.turning.begin_anew()
        self.rewriter.lose_place()
        pending = self.layers.pending
        if pending is not None and at - pending[0] > self._parts.geometry.samples(KNOWN_S):
            pending = self.layers.pending = None  # nobody knows any more what was played
        if self.turning.sound is not None or self._making:
            return
        loading = self.layers.loading
        if pending is not None:
            self._sound_take(*pending)
            return
        if loading is not None and (loaded := self._parts.loads.read(loading[0])) is not None:
            self.turning.sound, self.turning.start = loaded.sound.copy(), loading[1] + self.turning.moved
            self._code(RECORDED)
            return
        self.layers.pending = None  # what it was loaded from is gone
        if (layer := self.layers.current()) is not None:
            self._bring_back(layer)
        else:
            self.layers.cursor[EDIT] = 0  # of what is gone

    def leave(self, at: int | None = None) -> None:
        """No more is edited from a sample on, or as of what was heard last: it is held, or plays another way."""
        if self.edit is not None:
            self._end_edit(self.heard_until if at is None else min(at, self.heard_until))

    def record(self, at: int, quantize: str) -> None:
        """The record pedal: begin a take, or end it."""
        self.leave()
        self.take.press(at, quantize)

    def load(self, loaded: Loaded, at: int) -> None:
        """A loop from a file, at absolute sample `at`: it sounds at once, as far from the bar line as it was, and as it
        is, wherever the knobs of its speed stand.

        It is a layer on top, so undo brings back what was there, unless it is the layer in force itself, which lacks
        only its sound.
        """
        self._make_way()
        self.layers.cursor[WAITING] = 0  # what was pressed was meant for another
        turning, layers, there = self.turning, self.layers, self.layers.current()
        turning.sound = loaded.sound.copy()
        turning.begin_anew()
        if (
            self._making.stand is None
            and there is not None
            and np.array_equal(there.codes, loaded.codes)
            and there.length_samples == turning.length
        ):
            turning.start = there.start_sample + turning.moved
            layers.hear_current()
            layers.give(loaded.sound)
        else:
            line = self._parts.transport.nearest(at, "bar")
            turning.start = at - (at - line - loaded.offset) % turning.length
            start = turning.start - turning.moved
            if not loaded.codes.size:
                layers.load(loaded.number, start)
                self._code(RECORDED)
                return
            if self._making:  # what is there comes before it
                layers.load(loaded.number, start)
                self._making.add(RECORDED, loaded.sound, start, loaded.codes)
                return
            layers.push(Layer(loaded.codes, turning.length, start, RECORDED), loaded.sound)
        layers.pending = None
        self.rewriter.take_up(loaded.codes)

    def bounce(self, sound: Samples, at: int) -> None:
        """This is the loop from absolute sample `at` on, float32 [C, n]: what the others played, as a layer on top."""
        self._make_way()
        turning = self.turning
        turning.sound, turning.start = sound, at
        turning.begin_anew(at)
        self.layers.load(self._parts.loads.keep(self.layers.loop, sound), at - turning.moved)
        self._code(RECORDED)

    def walk(self, command: str) -> None:
        """Undo, redo (all of it), another take, or clear; takes when all of them have their codes."""
        if command in ("undo", "clear") and self.take.cancel():
            return
        if self.varier.take_back() and command == "undo":
            return  # the turn that is not there yet is the one to take away
        edited = self.edit is not None
        self.leave()
        if command == "undo" and edited:
            return
        self._walk_when_ready(command)

    def mark(self) -> None:
        """Mark the take that is heard as a favourite, or no more."""
        if not self._making.mark():
            self._walk_when_ready("favourite")

    def press_edit(self, name: str, at: int) -> None:
        """The pedal of an edit: begin it, which ends another one, or end it."""
        ended = self.edit
        if ended is not None:
            self._end_edit(at)
        if (ended is not None and ended.name == name) or self.turning.sound is None or self.turning.paused:
            return
        if (edit := EDITS[NUMBERS[name] - 1]).longer and self.ends(edit, at, self.turning) <= at:
            self.full = said_again(self.full, NUMBERS[name])
            return
        self.varier.drop()
        self.rewriter.keep_changes()  # or undo would take them away with the edit
        self.layers.cursor[EDIT_FROM] = self._edited = at
        self.layers.cursor[EDIT] = NUMBERS[name]
        if edit.hushed:
            self.turning.begin_anew(at)

    def play(self, command: str, at: int) -> None:
        """How it plays from an absolute sample on: mute, solo, pause, reverse, trigger, oneshot."""
        turning = self.turning
        if (which := FLAGS.get(command)) is not None:
            turning.set_flag(which, not turning.flag(which))
            turning.begin_anew(at)
            return
        if turning.sound is None:
            return
        self.leave(at)
        if command == "pause":
            turning.pause(at)
        elif command == "reverse":
            turning.reverse(at)
        else:
            turning.trigger(at, once=command == "oneshot")
        self.rewriter.lose_place()
        self.varier.lose_place()

    def vary(self, panel: Panel, at: int, idle: bool) -> None:
        """It is to be as the panel says; a round may change what is heard from sample `at` on.

        Args:
            idle: nothing else is made at present; of several loops one is made after the other.
        """
        if self._job is None and not self._making and self.edit is None:
            self.varier.take_over(at)
            if idle:
                self.varier.begin(at, panel)

    def goes_with(self, bpm: float) -> None:
        """As long as it is now it goes with this tempo."""
        self.layers.heard = self.layers.heard._replace(bpm=bpm)
        self._making.heard_anew()

    def follow(self, at: int, beside: int = 0) -> None:
        """Bring the loop back to the beat after the beat was moved, as others' clocks and lost sound move it.

        Only a loop of whole beats that begins near one moves, with a cross-fade, and without a new layer.

        Args:
            at: an absolute sample, about now.
            beside: samples by which it begins later than on the beat.
        """
        turning, g, transport = self.turning, self._parts.geometry, self._parts.transport
        if turning.sound is None or turning.paused:
            return
        begins = at - (at - turning.start) % turning.length
        off = transport.nearest(begins - beside, "beat") + beside - begins
        whole = beats_in(turning.length, transport.bpm, g.sample_rate)
        if not whole or not OFF_S < abs(off) / g.sample_rate <= MOVED_S:
            return
        if self.edit is not None:  # what is played meanwhile fades out in its old place and rises in the new one
            self._fade_edit()
            self.layers.cursor[EDIT_FROM] = self._edited
        turning.move(off)
        self.rewriter.lose_place()

    def hear(self) -> None:
        """Take in what was played up to `heard_until`; while overdubbing it joins the loop for the next turn."""
        until = self.heard_until
        self.take.listen(until, self._parts.history)
        if self.take.ends_before(until):
            on_grid = self.take.on_grid
            start, end = self.take.finish()
            if end - start >= self._parts.geometry.samples(LONGEST_S):
                self.full = said_again(self.full, RECORDING)
            self._close(start, end)
            if on_grid:  # which may have been moved meanwhile
                self.follow(until)
        ends = int(self.layers.cursor[ENDS_AT])
        if self.edit is not None and 0 < ends <= until:
            self._end_edit(ends)  # what is played later would be heard by nobody
        self.turning.end_once(until)
        self._play_over(until)

    def end_full(self) -> str:
        """End an edit where the loop is as long as it can be; its name, or nothing."""
        edit, begun = self.edit, int(self.layers.cursor[EDIT_FROM])
        if (
            edit is None
            or not edit.longer
            or not self.turning.length
            or self.heard_until < self.ends(edit, begun, self.turning)
        ):
            return ""
        self._end_edit(self.heard_until)
        return edit.name

    def work(self) -> None:
        """One chunk of encoding or decoding, if there is any to do."""
        if self._job is not None:
            if next(self._job, "done") == "done":
                self._job = None
        elif self._making:
            if (layer := self._making.work(self.heard_until)) is not None and self.turning.sound is not None:
                self.rewriter.take_up(layer.codes)
        else:
            self.varier.work()
        later, self._later = self._later, []
        for command in later:
            self._walk_when_ready(command)

    # -- edits -----------------------------------------------------------------------------------------------

    def _end_edit(self, at: int) -> None:
        """The edit is over: a layer is made of what sounds now."""
        edit, begun = self.edit, int(self.layers.cursor[EDIT_FROM])
        assert edit is not None
        if not edit.longer:
            self._play_over(min(at, self.heard_until))
            self._fade_edit()
        elif self.turning.sound is not None and at > begun:
            self._lengthen(edit, begun, at)
        self.layers.cursor[EDIT] = 0
        if edit.hushed:
            self.turning.begin_anew(at)
        self.rewriter.walked = False
        self.rewriter.lose_place()
        if self.turning.sound is not None:
            self._code(OVERDUBBED)

    def _play_over(self, until: int) -> None:
        """What was played up to a sample joins the loop, if that is what the edit does."""
        edit, first = self.edit, self._edited
        if edit is None or edit.longer or self.turning.sound is None or until <= first:
            return
        self.turning.play_over(first, self._parts.history(first, until - first), self._keeps)
        self._edited = until

    @property
    def _keeps(self) -> float:  # share of the loop that stays under what is played over it
        return self.feedback if self.edit is None or self.edit.keeps is None else self.edit.keeps

    def _fade_edit(self) -> None:
        """The last of what was played over the loop fades out."""
        played = self._parts.history(self._edited - FADE_SAMPLES, FADE_SAMPLES)
        self.turning.fade_played(self._edited, played, self._keeps)

    def _lengthen(self, edit: Edit, begun: int, at: int) -> None:
        """Multiply or insert: the loop gets longer by what was played at [begun, at)."""
        turning = self.turning
        if at >= (end := self.ends(edit, begun, self.turning)):
            at, self.full = end, said_again(self.full, NUMBERS[edit.name])
        if at <= begun:
            return
        position = (begun - turning.start) % turning.length
        fade = min(FADE_SAMPLES, (at - begun) // 2)
        played = self._parts.history(begun - fade, at - begun + fade)
        where = turning.facing, position, played, fade
        longer = multiply(*where, self.feedback) if edit.name == "multiply" else insert(*where)
        self.rewriter.keep_changes()
        self.varier.lose_place()
        turning.move(begun - position - turning.start)
        turning.sound = np.ascontiguousarray(longer[:, ::-1]) if turning.flag(REVERSED) else longer
        turning.begin_anew()

    # -- layers come and go ----------------------------------------------------------------------------------

    def _make_way(self) -> None:
        """Another loop is going to sound in the place of this one."""
        self.leave()
        self.rewriter.keep_changes()
        self.rewriter.walked = False
        self._later, self._job = [], None
        cursor = self.layers.cursor
        cursor[PAUSED_AT] = cursor[ENDS_AT] = 0
        self.turning.set_flag(REVERSED | MUTED, False)
        self.varier.recorded()

    def _close(self, start: int, end: int) -> None:
        """The recording is over: it sounds at once, and its codes follow."""
        self._make_way()
        self.layers.pending = (start, end)
        self._sound_take(start, end)

    def _sound_take(self, start: int, end: int) -> None:
        """Let a take sound, and begin to make its codes."""
        turning = self.turning
        fade = min(FADE_SAMPLES, (end - start) // 4)
        played = self._parts.history(start - fade, end - start + fade)
        turning.sound, turning.start = close_loop(played[:, :fade], played[:, fade:]), start
        turning.begin_anew()
        self._code(RECORDED)

    def _code(self, kind: int) -> None:
        """Begin to make a layer of what sounds now."""
        turning = self.turning
        assert turning.sound is not None
        self.rewriter.take_up(None)
        self._making.add(kind, turning.sound.copy(), turning.start - turning.moved)

    def _walk_when_ready(self, command: str) -> None:
        """Now, or when another layer that was asked for before sounds, and for takes when all layers are there."""
        if self._later or self._job is not None or (self._making and command in TAKE_WALKS):
            self._later.append(command)
        else:
            self._walk(command)

    def _back(self) -> bool:
        return self._making.undo() or self.layers.undo()

    def _forward(self, all_of_it: bool) -> bool:
        return (self._making.stand is None and self.layers.redo(all_of_it)) or self._making.redo()

    def _walk(self, command: str) -> None:
        """Undo, redo, another take, or clear."""
        layers = self.layers
        if command == "clear" and self.turning.sound is not None:
            layers.cursor[EDIT] = layers.cursor[PAUSED_AT] = layers.cursor[ENDS_AT] = 0
            self.rewriter.keep_changes()
            if self._making.stand is None:
                layers.clear()
            else:
                self._making.add(CLEARED, None, 0)
            self._show()
        elif command in ("undo", "undo_all"):
            if not self.rewriter.walked:
                self.rewriter.keep_changes()
            self.rewriter.walked = True
            if self._back():
                while command == "undo_all" and self._back():
                    pass
                self._show()
        elif command in ("redo", "redo_all") and self._forward(command == "redo_all"):
            while command == "redo_all" and self._forward(True):
                pass
            self.rewriter.walked = True
            self._show()
        elif command in TAKE_WALKS:
            stood = self.takes.heard
            if not self.rewriter.walked:
                self.rewriter.keep_changes()  # as the newest take, after which there is none
            if self.takes.walk(command, stood):
                self.rewriter.walked = True
                self._show()
        elif command == "favourite":
            if not self.rewriter.walked:
                self.rewriter.keep_changes()  # what is heard is meant, not what it was made from
            self.takes.mark()

    def _show(self) -> None:
        """Let the loop sound as it stands, from the next round on; what was heard before sounds until then."""
        turning, unmade = self.turning, self._making.stand
        self.varier.lose_place()
        if unmade is None:
            self.layers.pending = None
            self.layers.hear_current()
            if (layer := self.layers.current()) is not None:
                self._bring_back(layer)
                return
        turning.sound = self._job = None
        if unmade is not None and unmade.sound is not None:
            turning.sound, turning.start = unmade.sound.copy(), unmade.start + turning.moved
        self.rewriter.take_up(None)
        turning.begin_anew()

    def _bring_back(self, layer: Layer) -> None:
        """Let the layer in force sound: as it was played, at once, or as its codes say, after a few rounds."""
        sound = self.layers.sound() if layer.kind != REWRITTEN else None
        if sound is None:
            self._job = self._decode(layer)
            self.rewriter.lose_place()
        else:
            self._job = None
            self._turn(sound, layer)

    def _turn(self, sound: Samples, layer: Layer) -> None:
        self.turning.sound, self.turning.start = sound, layer.start_sample + self.turning.moved
        self.turning.begin_anew()
        self.rewriter.take_up(layer.codes)

    def _decode(self, layer: Layer) -> Iterator[None]:
        """Turn a layer's codes back into sound, a chunk a round; then it is the loop."""
        original, played = self.layers.original(), self.layers.sound()
        self._turn((yield from decoding(self._parts.decoder, self._parts.geometry, layer, original, played)), layer)
