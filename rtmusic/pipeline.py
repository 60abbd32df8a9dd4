"""One round, no threads and no clock: what the live instrument, the renderer and the tests share.

Whoever owns a pipeline tells it what was heard, which pedals were pressed, and when a round is due; it writes the
timeline. The same calls with the same seed write the same samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rtmusic.bundle import Bundle
from rtmusic.decoder import Decoder
from rtmusic.echoes import Echoes
from rtmusic.encoder import Encoder
from rtmusic.fitting import hears_you
from rtmusic.generator import Generator, Intent
from rtmusic.knobs import KNOBS, Panel
from rtmusic.loads import Loads
from rtmusic.looper import Looper
from rtmusic.memory import LoopStore
from rtmusic.modes import History, Mode, Moment, Parts, Played
from rtmusic.moments import Moments
from rtmusic.pacing import Rung, eased, pace
from rtmusic.recall import Recall
from rtmusic.through import Through
from rtmusic.timeline import Timeline
from rtmusic.transport import Transport
from rtmusic.units import Samples, beat_samples
from rtmusic.weave import Weave
from rtmusic.wishes import Ears, wishes

FREE = tuple(KNOBS["quantize"].choices.index(name) for name in ("off", "loop"))  # the first loop is as long as you like
LOST_S = 2.0  # after missing this much, a mode begins afresh


@dataclass(frozen=True, slots=True)
class Turn:
    """What the owner knows when a round is due."""

    free: int  # the first sample that may still be changed when the round is done
    panel: Panel
    embeddings: npt.NDArray[np.float32]  # [8, embedding_size], one prompt a row, zeros where there is none
    in_time: Callable[[], bool] = lambda: True  # asked before another refinement step
    late: Callable[[int], bool] = lambda at: False  # True: this sample can no longer be changed
    rung: int = Rung.ALL  # what is left out for want of time
    held: int = 0  # keys that are held, see wishes.pack_held


class Pipeline:
    """Modes, transport and models together. One thread calls it; it never waits and never looks at a clock.

    Args:
        bundle: the models.
        timeline: where the music is written.
        history: what was played into the instrument, by absolute sample.
        store: where loops and moments are kept.
        provider: where the models run.
        start: the absolute sample at which it begins to hear.
        loads: loops from files; None: there are none.
    """

    def __init__(
        self,
        bundle: Bundle,
        timeline: Timeline,
        history: History,
        store: LoopStore,
        provider: str = "auto",
        start: int = 0,
        loads: Loads | None = None,
    ) -> None:
        self.geometry = g = bundle.geometry
        self.round_trip = 0  # samples by which what is heard is late for what it was played to
        self.history = history
        self.transport = Transport(g.sample_rate)
        generator = Generator(bundle, provider)
        self._moments = Moments(store.moments, g)
        self.parts = Parts(
            geometry=g,
            encoder=Encoder(bundle, provider),
            decoder=Decoder(bundle, provider),
            generator=generator,
            timeline=timeline,
            transport=self.transport,
            store=store,
            recall=Recall(generator, self._moments),
            echoes=Echoes(g.hop_samples),
            history=self._played_at,
            loads=loads or Loads(None),
            loudness=bundle.control_ranges["loudness"],
        )
        self.provider = self.parts.generator.provider
        self.looper = Looper(self.parts)
        self._through = Through(self.parts)
        self._answers = Weave(self.parts, listens=True)
        self._modes: dict[str, Mode] = {
            "loop": self.looper,
            "stream": Weave(self.parts, listens=False),
            "follow": self._answers,
            "codec": self._through,
        }
        self._follows = False  # what is heard is asked for
        self._ears = Ears(bundle.control_ranges)
        self._mode: str | None = None
        self._start = self._heard = start  # the first sample not yet heard
        self._next = 0  # a round is due when samples from here on are the first that it can change
        self._tap: float | None = None  # a tempo that was tapped and not yet turned away from
        self._tempo_knob: float | None = None
        self._loop_sets_tempo = False  # the first one does

    @property
    def mode(self) -> str | None:
        """The mode that plays; None before the first round."""
        return self._mode

    @property
    def awake(self) -> bool:
        """True when it has heard and played: before that no pedal finds the loops that another process has left."""
        return self._mode is not None and self._heard > self._start

    @property
    def dry_delay_samples(self) -> int:
        """How far the machine's sound lags behind what it is made from; dry sound is delayed as much."""
        return self._through.delay_samples if self._mode == "codec" else 0

    @property
    def clock(self) -> tuple[float, ...]:
        """What another process needs to keep the beat: grid sample, its beat, tempo, and the tapped tempo or 0."""
        return *self.transport.anchor, self.transport.bpm, self._tap or 0.0

    def restore(self, clock: Sequence[float], panel: Panel) -> None:
        """Keep the beat of a process that is gone."""
        sample, beat, bpm, tap = clock
        if bpm > 0:
            self.transport.restore(sample, beat, bpm)
            self._tap, self._tempo_knob = tap or None, panel["tempo"]

    def spent_s(self) -> tuple[float, float, float, float]:
        """Seconds that the models took so far: encode, remember, rewrite, decode."""
        parts = self.parts
        return (parts.encoder.spent_s, *parts.generator.spent_s, parts.decoder.spent_s)

    def recalled(self, sample: int) -> tuple[float, ...]:
        """What is recalled at an absolute sample, see `rtmusic.status.Recalled`: the moment's number or 0, its first
        sample, whether it is protected, the share, and how many moments there are.
        """
        echo, count = self.parts.echoes.heard(sample), self._moments.count
        moment = self._moments.get(echo.moment)
        if moment is None:
            return 0.0, 0.0, 0.0, 0.0, float(count)
        return float(moment.number), float(moment.at_sample), float(moment.protected), echo.share, float(count)

    @property
    def urgent(self) -> bool:
        """True when a round should happen at once: what it writes is waited for."""
        if self._mode == "codec":
            return self._through.ready
        return self._mode == "loop" and self.looper.urgent

    def due(self, free: int, panel: Panel) -> bool:
        """True when it is time for a round that could change samples from `free` on."""
        return self.urgent or free >= self._next or panel.mode != self._mode

    def warm_up(self, panel: Panel) -> None:
        """Run every graph at the sizes that rounds will have, so that the first is no slower than the others."""
        g, parts = self.geometry, self.parts
        frames = min(panel.int("horizon"), g.window_frames)
        parts.generator.warm_up(frames)
        silence = np.zeros((g.channels, g.hop_samples), np.float32)
        codes, _ = parts.encoder.encode(silence, parts.encoder.initial_state())
        for width in (1, frames):
            parts.decoder.decode(np.repeat(codes, width, axis=1), g.levels, parts.decoder.initial_state())

    def hear(self, at: int, audio: Samples) -> None:
        """Take in what was played from absolute sample `at` on. float32 [C, n]."""
        self._moments.settle()
        if at > self._heard + LOST_S * self.geometry.sample_rate:
            self._mode = None  # too much was missed to go on as if nothing had happened
        self._heard = at + audio.shape[1]
        played_at = at - self.round_trip
        self.looper.hear(played_at, audio)  # a recording goes on whatever else is played
        first, self.looper.first = self.looper.first, None
        if first is not None and self._loop_sets_tempo:
            self._take_tempo(*first)
        if self._follows and (self._mode != "follow" or self._answers.hears(played_at)):
            self._ears.hear(audio)
        if self._mode is not None and self._mode != "loop":
            self._modes[self._mode].hear(at if self._mode == "codec" else played_at, audio)

    def _played_at(self, at: int, samples: int) -> Samples:
        """What was played at [at, at + samples) of the time that the performer hears."""
        return self.history(at + self.round_trip, samples)

    def command(self, name: str, at: int, panel: Panel) -> None:
        """A pedal is pressed, held or let go (one of `ORDERS`) at absolute sample `at`."""
        self._moments.settle()
        self._keep_time(panel, at)
        if name == "tap":
            tapped = self.transport.tap(at)
            if tapped is not None:
                self._tap = KNOBS["tempo"].clamp(tapped)
        elif name == "align":
            beside = self.looper.beside(at)
            self.transport.align(at)
            self.looper.follow(at, beside)
        elif name == "reset":
            self._mode = None
        elif name == "forget_all":
            self._moments.forget_all()
        elif name in ("protect", "forget"):
            moment = self._moments.get(self.parts.echoes.last(at))
            if moment is not None and name == "protect":
                self._moments.protect(moment.number, not moment.protected)
            elif moment is not None and not moment.protected:
                self._moments.forget(moment.number)
        else:
            for meant in panel.meant(name):  # frozen, or not what sounds: nothing may be played over a loop
                self.looper.press(meant, at, panel, panel.on("freeze") or self._mode != "loop")

    def load(self, number: int, at: int, panel: Panel) -> bool:
        """A loop from a file (a number of `Loads`) at absolute sample `at`; False where that file is gone."""
        self._moments.settle()
        loaded = self.parts.loads.read(number)
        if loaded is None:
            return False
        self._keep_time(panel, at)
        loop = self.looper.loops[loaded.loop]
        loop.load(loaded, at)
        loop.turning.take_up(loaded.plays, at)
        return True

    def round(self, turn: Turn) -> Played:
        """Write ahead: one round of the mode that the panel asks for."""
        self._moments.settle()
        panel = eased(turn.panel, turn.rung)
        self._keep_time(panel, turn.free)
        follows = panel.on("follow_sound") or panel.on("follow_notes") or hears_you(panel)
        if follows and not self._follows:
            self._ears.forget()
        self._follows = follows
        if panel.mode != self._mode:
            if self._mode == "loop":
                self.looper.leave()
            self._mode = panel.mode
            self._modes[panel.mode].begin(self._heard - (0 if panel.mode == "codec" else self.round_trip))
        if panel.mode != "loop":
            self.looper.work()
        elif panel.on("freeze"):
            self.looper.hold()
        loops, coding = panel.mode == "loop", panel.mode == "loop" and self.looper.busy
        apart = (1 if coding else panel.int("commit") * pace(turn.rung)) * self.geometry.hop_samples
        # Counted from when this one was due, so that rounds keep their pace, or from one that came early.
        following = min(self._next, turn.free) + apart
        if loops and not coding:
            following = self._at_a_line(following, apart)
        self._next = max(following, turn.free + 1)

        def wish(panel: Panel, origin: int) -> Intent:
            return wishes(panel, turn.embeddings, self._ears.heard, self._pulse(origin), self.geometry, turn.held)

        heard = self._ears.heard if follows else {}
        return self._modes[panel.mode].round(Moment(turn.free, panel, wish, turn.in_time, turn.late, heard))

    def _at_a_line(self, sample: int, apart: int) -> int:
        """When a round is due whose first frame holds the line of the grid that is nearest to a sample.

        Args:
            apart: samples between two rounds; a beat is divided into as many equal parts as come closest to it.
        """
        beat = beat_samples(self.geometry.sample_rate, self.transport.bpm)
        parts = max(1, round(beat / apart))
        line = self.transport.sample_at(round(self.transport.beat_at(sample) * parts) / parts)
        # Half a hop early: the first frame that can be changed is then this one, and not the next.
        return self.looper.frame_start(line) - self.geometry.hop_samples // 2

    def _pulse(self, origin: int) -> tuple[float, float]:
        """The beat that a mode's frame 0 falls on, and beats a frame."""
        g = self.geometry
        return self.transport.beat_at(origin), g.hop_samples / beat_samples(g.sample_rate, self.transport.bpm)

    def _take_tempo(self, start: int, samples: int) -> None:
        """Let a loop be so many whole bars, at the tempo that is nearest to the one there was, and begin with one."""
        bar = 60 * self.geometry.sample_rate * self.transport.beats
        bpm = bar * max(1, round(self.transport.bpm * samples / bar)) / samples
        if KNOBS["tempo"].clamp(bpm) == bpm:  # else it is no tempo
            self._tap = bpm
            self.transport.set_tempo(bpm, start)
            self.transport.restart(start)
            self.looper.goes_with(bpm)

    def _keep_time(self, panel: Panel, at: int) -> None:
        """The tempo is what was tapped or turned last; loops go with it."""
        if self._tempo_knob != panel["tempo"]:
            self._tempo_knob, self._tap = panel["tempo"], None
        self.transport.set_tempo(self._tap or panel["tempo"], at)
        self.transport.beats = panel.int("beats")
        self._loop_sets_tempo = panel.on("first_sets_tempo") and panel.int("quantize") in FREE
        self.parts.timeline.set_bar(self.transport.bar_samples)
        self.looper.mind(panel, at)
