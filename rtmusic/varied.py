"""A loop at another speed, length or pitch, or bent: what knobs ask for, made beside the music, and when it takes over.

While a knob moves nothing happens. Once it has stood still for a moment, one turn is made as the knobs say, a piece a
round, always from the layer that was played or rewritten and never from one that is varied already; it is encoded, and
then it is a layer of kind VARIED, above that one, in place of any other. The loop goes on with it at the same place of
the music. What morph and the playground do to its codes comes first, and what the tape does to that sound after it.
Where the knobs stand as they stood when a layer was made, that layer itself is heard, bit for bit.

All that outlives a killed process lies in the cursor of the loop: where the knobs stand, when they were turned, and
what is heard. A turn that was not finished is begun again.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rtmusic.bends import led_in
from rtmusic.branches import Takes
from rtmusic.coding import decoding, encoding, frames_heard, longest_samples, turn_codes
from rtmusic.knobs import LOOPS, Panel
from rtmusic.layers import NO_CODE, Layer, Tape
from rtmusic.memory import Base, LoopStore
from rtmusic.modes import Parts
from rtmusic.morphing import TOKENS, morphing
from rtmusic.notes import as_floats, as_numbers
from rtmusic.onsets import find_onsets
from rtmusic.playground import DIALS, Hand, fingerprint, playing, turned_up
from rtmusic.rewriting import LEAD_IN_FRAMES, Rewriter
from rtmusic.tree import ENDS_AT, MOVED, PAUSED_AT, PLACE, PLACE_BEAT, REWRITTEN, TURNED_AT, VARIED
from rtmusic.turning import Turning
from rtmusic.units import WHOLE_S, Codes, Samples, beat_samples, beats_in
from rtmusic.varispeed import changing

REST_S = 0.2  # for which the knobs stand still before anything is made
SHORTEST_S = 0.0625  # a shorter turn would be a tone
REFUSALS = (  # why a turn that the knobs ask for is not made
    "",
    "bent, it would be shorter than a sixteenth of a second; turn frames_stretch up",
    "bent, it would be longer than 118 s; turn frames_stretch down",
    "it would be shorter than a sixteenth of a second; turn stretch up or rate down",
    "it would be longer than 118 s; turn stretch down or rate up",
    "the take that morph turns it into is shorter or longer; mark another as favourite, or turn morph to 0",
)


def tapes(panel: Panel, bpm: float, store: LoopStore) -> list[Tape]:
    """What the knobs of each loop ask for, at this tempo and beside the loops of this store."""
    bent: dict[tuple[float, ...], float] = {}  # by what they ask of the codes
    found = []
    for loop in range(LOOPS):
        rate = math.log2(panel[f"loop_{loop}_rate"])
        longer = math.log2(panel[f"loop_{loop}_stretch"]) - rate
        synced = bpm if panel.on(f"loop_{loop}_tempo_sync") else 0.0
        made = Tape(rate + panel[f"loop_{loop}_pitch"] / 12, longer, synced)
        switched, with_loop = panel.on(f"loop_{loop}_playground"), panel.int("cross_with")
        other = store.loops[with_loop].number if switched and with_loop != loop else 0
        share = panel[f"loop_{loop}_morph"]
        take = Takes(store.loops[loop]).other() if share else 0
        asked = (switched, other, *((share, take, panel["morph_by"]) if take else ()))
        if asked not in bent:
            bent[asked] = fingerprint(_hand(panel, loop), other, *asked[2:])
        found.append(made._replace(bent=bent[asked]))
    return found


def refusals(before: Sequence[int], now: Sequence[int]) -> list[str]:
    """What to tell of loops that stay as they are: `Varier.refused` of each, when it was told last and now."""
    asked = enumerate(zip(before, now, strict=True))
    return [f"loop {loop} stays as it is: {REFUSALS[why]}" for loop, (told, why) in asked if why and why != told]


def _hand(panel: Panel, loop: int) -> Hand:
    """Where the knobs of the playground stand for a loop: at rest where it is off."""
    on = panel.on(f"loop_{loop}_playground")
    return Hand({name: panel[name] for name in DIALS} if on else {}, panel.int("seed"))


def bends(made: Tape, wanted: Tape) -> float:
    """What is done to the codes of a layer that was made with the knobs at one place, if they are at another.

    What is bent already cannot be bent back: it stays as it is if nothing more is asked for.
    """
    return 0.0 if wanted.bent == made.bent else wanted.bent


def as_long(one: Layer, other: Layer) -> bool:
    """Whether two takes have as many samples, and frames: one can be turned into the other."""
    return one.length_samples == other.length_samples and one.codes.shape == other.codes.shape


def change(made: Tape, wanted: Tape, length: int) -> tuple[int, float]:
    """What becomes of a turn of `length` samples that was made with the knobs at one place, if they are at another.

    Returns:
        Its samples, and how many times faster the tape runs.
    """
    tempo = made.bpm / wanted.bpm if made.bpm and wanted.bpm else 1.0
    return max(1, round(length * 2.0 ** (wanted.longer - made.longer) * tempo)), 2.0 ** (wanted.speed - made.speed)


@dataclass(frozen=True, slots=True)
class _Varied:
    """A turn that waits for the next round, from which on it is heard."""

    base: Base
    tape: Tape
    codes: Codes
    sound: Samples
    anew: bool  # else it is the base itself


class Varier:
    """The knobs rate, stretch, pitch, tempo_sync, morph and playground of one loop. The model process alone calls it.

    Args:
        parts: what the modes share.
        turning: the sound of the loop.
        rewriter: the machine's hand in it.
    """

    def __init__(self, parts: Parts, turning: Turning, rewriter: Rewriter) -> None:
        self._parts, self._turning, self._rewriter = parts, turning, rewriter
        self._layers = turning.layers
        self._job: Generator[None, None, _Varied] | None = None
        self._made: _Varied | None = None
        self.refused = 0  # the place in REFUSALS of why no turn is made; 0: one is, or none is asked for

    @property
    def busy(self) -> bool:
        """True while a turn is being made, a piece a round."""
        return self._job is not None

    @property
    def at_work(self) -> bool:
        """True while a turn is being made or waits to be heard: what is done to the loop meanwhile would be lost."""
        return self._job is not None or self._made is not None

    def obey(self, wanted: Tape, at: int) -> None:
        """The knobs ask for this at absolute sample `at`."""
        cursor, before = self._layers.cursor, self._layers.wanted
        if wanted == before:
            return
        if not wanted.bpm:
            self.lose_place()
        elif wanted.bpm != before.bpm and not cursor[PLACE]:
            self._keep_place(before.bpm)
        self._layers.wanted = wanted
        cursor[TURNED_AT] = at + 1
        self.drop()

    def _keep_place(self, bpm: float) -> None:
        """Note where the loop is on the beat at which the tempo changes: until it is at that tempo, too, it slips.

        A loop that was not at the tempo `bpm` before has slipped already.
        """
        at, beat = self._parts.transport.anchor
        turning = self._turning
        if not turning.length or self._layers.heard.bpm != bpm:
            return
        where = int(self._layers.cursor[PAUSED_AT]) or at
        share = (where - turning.start) % turning.length / turning.length
        self._layers.cursor[[PLACE, PLACE_BEAT]] = as_numbers((1.0 + share, beat))

    def lose_place(self) -> None:
        """It is somewhere else now, and goes on from there."""
        self._layers.cursor[[PLACE, PLACE_BEAT]] = 0

    def drop(self) -> None:
        """What is being made is of no use any more; it is begun again if it is still asked for."""
        self._job = self._made = None
        self.refused = 0

    def settle(self) -> None:
        """All is as it is to be; nothing is made until a knob is turned."""
        self.drop()
        self.lose_place()
        self._layers.cursor[TURNED_AT] = 0

    def take_back(self) -> bool:
        """If a turn is being made, it is not; False when there was none."""
        there_was = self.at_work
        if there_was:
            self.settle()
        return there_was

    def recorded(self) -> None:
        """A take is the loop now: it is heard as it was played, wherever the knobs stand."""
        self._layers.heard = self._layers.wanted._replace(bpm=self._parts.transport.bpm, bent=0.0)
        self.settle()

    # -- what is made ----------------------------------------------------------------------------------------

    def begin(self, at: int, panel: Panel) -> None:
        """Begin to make a turn as the knobs ask for, if they have come to rest at absolute sample `at`.

        Args:
            panel: where they stand, and those of the playground.
        """
        turned, turning = int(self._layers.cursor[TURNED_AT]) - 1, self._turning
        if turned < 0 or self.at_work or at - turned < self._parts.geometry.samples(REST_S):
            return
        self._rewriter.keep_changes()
        base, wanted = self._layers.base(), self._layers.wanted
        if base is None or turning.sound is None:
            self.settle()
            return
        heard, g, hand, take = self._layers.heard, self._parts.geometry, None, None
        bent = base.layer.length_samples
        if bends(base.tape, wanted):
            hand, take = self._hand(panel), self._take(panel)
            if take is not None and not as_long(take.layer, base.layer):
                self.settle()
                self.refused = len(REFUSALS) - 1
                return
            bent = max(1, round(bent * hand["frames_stretch"]))
        length, speed = change(base.tape, wanted, bent)
        as_it_is = length == turning.length and wanted.speed == heard.speed
        as_it_is &= bends(base.tape, wanted) == bends(base.tape, heard)
        if as_it_is:
            self._layers.heard = heard._replace(bpm=wanted.bpm or heard.bpm)
        shortest, longest = g.samples(SHORTEST_S), longest_samples(g)
        fits = True, bent >= shortest, bent <= longest, length >= shortest, length <= longest
        if as_it_is or not all(fits):
            self.settle()
            self.refused = 0 if as_it_is else fits.index(False)
            return
        sound = None if self._layers.varied else turning.sound.copy()
        self._job = self._make(base, sound, wanted, hand, take, panel.int("morph_by"), bent, length, speed)

    def _hand(self, panel: Panel) -> Hand:
        """Where the knobs of the playground stand, the detail of the loop that this one is crossed with, and how far it
        is morphed.
        """
        hand, other = _hand(panel, self._layers.loop), self._parts.store.loops[panel.int("cross_with")]
        layer = other.current() if hand.int("cross") and other is not self._layers else None
        share = panel[f"loop_{self._layers.loop}_morph"] / 100
        return replace(hand, other=None if layer is None else turn_codes(layer), morph=share)

    def _take(self, panel: Panel) -> Base | None:
        """The take that it is morphed into; None: it is not, or there is none."""
        if not panel[f"loop_{self._layers.loop}_morph"]:
            return None
        return self._layers.as_base(self._layers.row_of(Takes(self._layers).other()))

    def _make(
        self,
        base: Base,
        sound: Samples | None,
        wanted: Tape,
        hand: Hand | None,
        take: Base | None,
        way: int,
        bent: int,
        length: int,
        speed: float,
    ) -> Generator[None, None, _Varied]:
        """Make a turn.

        Args:
            base: what it is made from.
            sound: that one's, if it is at hand.
            wanted: where the knobs stand.
            hand: those of the playground; None: nothing is bent or morphed.
            take: what it is morphed into.
            way: the place of morph_by.
            bent: samples that it has when it is bent.
            length: samples that it has in the end.
            speed: of the tape that the bent turn lies on.
        """
        if sound is None and base.layer.kind != REWRITTEN:
            sound = base.sound
        if sound is None:
            sound = yield from self._decoding(base.layer, base, base.original, base.sound)
        layer, original, played = base.layer, base.original, base.sound
        if hand is not None and take is not None:
            if hand.morph < 1 and way == TOKENS:
                hand = replace(hand, take=turn_codes(take.layer))
            else:
                made = morphing(self._parts, base, sound, take, hand.morph, way, hand.seed)
                codes, sound = yield from made
                layer = replace(layer, codes=codes)
                original, played = layer, sound
        if hand is not None and (layer is base.layer or turned_up(hand)):
            layer = yield from self._bending(layer, sound, hand, bent)
            sound = yield from self._decoding(layer, base, original, played)
        elif layer is base.layer and length == bent and speed == 1.0:
            return _Varied(base, base.tape, layer.codes, sound, anew=False)
        codes = layer.codes
        if length != bent or speed != 1.0:
            sound = yield from changing(sound, length, speed)
            codes = yield from encoding(self._parts, sound)
        elif (codes[: self._parts.geometry.model_levels] == NO_CODE).any():  # the machine knows no frames with less
            codes = yield from encoding(self._parts, sound)
        return _Varied(base, wanted._replace(bpm=wanted.bpm or base.tape.bpm), codes, sound, anew=True)

    def _decoding(
        self, layer: Layer, base: Base, original: Layer | None, played: Samples | None
    ) -> Generator[None, None, Samples]:
        """A layer that was made from the base, or the base, as sound: what is left of what was played as it was."""
        original = original if layer.length_samples == base.layer.length_samples else None
        return (yield from decoding(self._parts.decoder, self._parts.geometry, layer, original, played))

    def _bending(self, layer: Layer, sound: Samples, hand: Hand, length: int) -> Generator[None, None, Layer]:
        """A layer, that sounds so, as the playground makes it, and so many samples long."""
        g, codes = self._parts.geometry, turn_codes(layer)
        if hand["frames_stretch"] != 1.0 and hand["stretch_attacks"]:
            struck = np.zeros(codes.shape[1], np.bool_)
            for found in find_onsets(sound, g):
                struck[found] = True
                yield
            hand = replace(hand, struck=struck)
        codes = yield from playing(codes, hand)
        # A frame more or less than its sound takes: it turns.
        frames = np.arange(frames_heard(length, g))
        codes = led_in(np.take(codes, frames, axis=1, mode="wrap"), LEAD_IN_FRAMES)
        return replace(layer, codes=codes, length_samples=length)

    def work(self) -> None:
        """One piece, if there is any to make."""
        if self._job is None:
            return
        try:
            next(self._job)
        except StopIteration as done:
            self._job, self._made = None, done.value

    # -- when it takes over ----------------------------------------------------------------------------------

    def take_over(self, at: int) -> None:
        """Let what was made be heard from absolute sample `at` on, as a layer."""
        made, turning, layers = self._made, self._turning, self._layers
        if made is None:
            return
        length, cursor = made.sound.shape[1], layers.cursor
        start = self._start(at, length)
        if layers.varied:
            layers.undo()
        layers.heard = made.tape
        if made.anew:
            layers.push(Layer(made.codes, length, start - turning.moved, VARIED), made.sound)
        else:
            cursor[MOVED] = start - made.base.layer.start_sample
        if cursor[ENDS_AT]:
            cursor[ENDS_AT] = start + length
        turning.sound, turning.start = made.sound, start
        turning.begin_anew(at)
        self._rewriter.walked = False
        self._rewriter.take_up(made.codes)
        self.settle()

    def _start(self, at: int, length: int) -> int:
        """The first sample of the loop's first turn, if its turns have so many samples from `at` on.

        It goes on at the same place of the music: where it is, or where it would be if it had followed the tempo at
        once. A loop that is of whole beats then begins on the nearest, unless it was of whole beats and began on none.
        """
        turning, transport = self._turning, self._parts.transport
        rate = transport.sample_rate
        beat = beat_samples(rate, transport.bpm)
        paused = int(self._layers.cursor[PAUSED_AT])
        now = paused or at
        passes, position = divmod(now - turning.start, turning.length)
        share = position / turning.length
        place, place_beat = as_floats(self._layers.cursor[[PLACE, PLACE_BEAT]])
        if place:
            share = place - 1.0 + (0.0 if paused else (transport.beat_at(at) - place_beat) * beat / length)
            bpm = self._layers.heard.bpm
            begins = place_beat - (place - 1.0) * turning.length / beat_samples(rate, bpm)
        else:
            bpm, begins = transport.bpm, transport.beat_at(now - position)
        start = now - round(share % 1.0 * length)
        moves = abs(begins - round(begins)) * beat <= WHOLE_S * rate or not beats_in(turning.length, bpm, rate)
        if moves and length != turning.length and not paused and beats_in(length, transport.bpm, rate):
            start = transport.nearest(start, "beat")
        return start - passes * length
