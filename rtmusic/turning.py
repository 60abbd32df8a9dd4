"""The sound of one loop as it turns: which of its samples are heard when, and what is played over it."""

from __future__ import annotations

from copy import copy

import numpy as np
import numpy.typing as npt

from rtmusic.branches import Takes
from rtmusic.knobs import LOOP_COMMANDS
from rtmusic.loads import Plays
from rtmusic.memory import Layers
from rtmusic.seams import FADE_SAMPLES, hush, lay_in, rise, turn
from rtmusic.status import LoopStatus
from rtmusic.tree import EDIT_FROM, ENDS_AT, FLAG_BITS, MOVED, PAUSED_AT, WAITING, WAITS_FOR
from rtmusic.units import Geometry, Samples

MUTED, SOLO, REVERSED = 1, 2, 4  # flags
FLAGS = {"mute": MUTED, "solo": SOLO}  # by the pedals that turn them over


def status(layers: Layers, g: Geometry, state: str, start: int, length: int, at: int) -> LoopStatus:
    """A loop as a player sees it.

    Args:
        layers: what it is made of, and how it plays.
        state: one of LOOP_STATES.
        start: its first sample.
        length: samples of a turn, or 0.
        at: the absolute sample that is heard now.
    """
    cursor = layers.cursor
    flags, waiting = int(cursor[FLAG_BITS]), int(cursor[WAITING])
    now = int(cursor[PAUSED_AT]) or at
    walk = Takes(layers)
    take, takes = walk.place
    begun, end = int(layers.take[0]) - 1, int(layers.take[1]) or at
    return LoopStatus(
        state=state,
        length_s=g.seconds(length),
        position_s=g.seconds((now - start) % length) if length else 0.0,
        passes=max(0, (now - start) // length) if length else 0,
        layers=layers.undoable,
        redo=layers.redoable,
        take=take,
        takes=takes,
        favourite=walk.marked,
        muted=bool(flags & MUTED),
        solo=bool(flags & SOLO),
        reversed=bool(flags & REVERSED),
        once=bool(cursor[ENDS_AT]),
        taken_s=g.seconds(max(0, min(at, end) - begun)) if begun >= 0 else 0.0,
        next=LOOP_COMMANDS[waiting - 1] if waiting else "",
        next_in_s=max(0.0, g.seconds(int(cursor[WAITS_FOR]) - at)) if waiting else 0.0,
    )


def plays(layers: Layers) -> Plays:
    """How a loop plays, as another evening is to find it: one that sounds once stands at its beginning by then."""
    cursor, (start, length) = layers.cursor, layers.place
    flags, paused, ends = (int(cursor[column]) for column in (FLAG_BITS, PAUSED_AT, ENDS_AT))
    stands = (paused - start - int(cursor[MOVED])) % length if paused and length else 0 if ends else None
    return Plays(bool(flags & MUTED), bool(flags & REVERSED), bool(flags & SOLO), stands)


class Turning:
    """One turn of a loop, and where in time it turns. The model process alone calls it.

    Args:
        layers: where it is kept how the loop plays, so that another process can go on with it.
        channels: of the sound.
    """

    def __init__(self, layers: Layers, channels: int) -> None:
        self.layers = layers
        self._own: npt.NDArray[np.int64] | None = None  # of a twin: what it writes in place of the loop's cursor
        self.sound: Samples | None = None  # [C, L], one turn as it was played, forwards
        self.start = 0  # absolute sample of the first turn
        self.stale: int | None = 0  # from this absolute sample on it must be mixed anew
        self.touched: list[tuple[int, int]] = []  # (sample of the turn as it is heard, samples) that sound different
        self._laid: tuple[Samples | None, int, int] = (None, 0, 0)  # see `laid`, and into which sound
        self._under = np.zeros((channels, 0), np.float32)  # what the end of an edit lies over

    @property
    def cursor(self) -> npt.NDArray[np.int64]:
        """How it plays, see `Layers.cursor`."""
        return self.layers.cursor if self._own is None else self._own

    @property
    def length(self) -> int:
        """Samples of a turn; 0 while there is none."""
        return 0 if self.sound is None else int(self.sound.shape[1])

    @property
    def moved(self) -> int:
        """Samples by which it plays later than its layers say: it followed the beat, was paused or triggered."""
        return int(self.cursor[MOVED])

    @property
    def paused(self) -> bool:
        return bool(self.cursor[PAUSED_AT])

    def flag(self, which: int) -> bool:
        return bool(self.cursor[FLAG_BITS] & which)

    def set_flag(self, which: int, on: bool) -> None:
        """Muted, solo, reversed."""
        flags = int(self.cursor[FLAG_BITS])
        self.cursor[FLAG_BITS] = flags | which if on else flags & ~which

    def twin(self) -> Turning:
        """The same once more, to see where it would turn: what is done to it counts for nobody."""
        twin = copy(self)
        twin._own = self.cursor.copy()
        return twin

    def begin_anew(self, at: int = 0) -> None:
        """From this absolute sample on it sounds different."""
        self.stale = at if self.stale is None else min(at, self.stale)

    def heard(self, at: int, samples: int) -> Samples | None:
        """What it plays at [at, at + samples), at full level; None when that is silence. float32 [C, n]."""
        ends = int(self.cursor[ENDS_AT])
        if self.sound is None or self.paused or (ends and ends <= at):
            return None
        audio = turn(self.facing, at - self.start, samples)
        return hush(audio, ends - at) if ends else audio

    @property
    def laid(self) -> tuple[int, int]:
        """What was put into this turn last: its first sample, forwards, and how many it has; zeros where nothing was.

        It may go round the end of the turn, or begin before its beginning.
        """
        sound, first, samples = self._laid
        return (first, samples) if sound is self.sound else (0, 0)

    @property
    def facing(self) -> Samples:
        """One turn in the direction in which it plays."""
        assert self.sound is not None
        return self.sound[:, ::-1] if self.flag(REVERSED) else self.sound

    # -- where it turns --------------------------------------------------------------------------------------

    def move(self, samples: int, at: int = 0) -> None:
        """Play so much later, from an absolute sample on."""
        self.start += samples
        self.cursor[MOVED] += samples
        self.begin_anew(at)

    def pause(self, at: int) -> None:
        """Stand still, or go on from where it stands."""
        cursor = self.cursor
        if self.paused:
            stood = at - int(cursor[PAUSED_AT])
            self.move(stood)
            cursor[PAUSED_AT] = 0
            cursor[ENDS_AT] += stood if cursor[ENDS_AT] else 0
        elif self.sound is not None:
            cursor[PAUSED_AT] = at
        self.begin_anew(at)

    def take_up(self, plays: Plays, at: int) -> None:
        """Play from absolute sample `at` on as a loop that was handed over says."""
        self.set_flag(MUTED, plays.muted)
        self.set_flag(REVERSED, plays.reversed)
        if plays.solo is not None:
            self.set_flag(SOLO, plays.solo)
        if plays.paused is not None and self.length:
            at = max(1, at)  # 0 would be: it does not stand still
            self.move(at - plays.paused % self.length - self.start)
            self.layers.cursor[PAUSED_AT] = at

    def trigger(self, at: int, once: bool) -> None:
        """Begin again from the beginning; once: and stand still after one turn."""
        if self.sound is None:
            return
        self.cursor[PAUSED_AT] = 0
        self.cursor[ENDS_AT] = at + self.length if once else 0
        self.set_flag(MUTED, False)
        self.move(at - self.start, at)

    def reverse(self, at: int) -> None:
        """Turn round at this sample: from here on it plays the other way."""
        if self.sound is None:
            return
        position = (at - self.start) % self.length
        self.set_flag(REVERSED, not self.flag(REVERSED))
        self.move(at - (self.length - position) - self.start, at)

    def end_once(self, now: int) -> None:
        """A loop that was to sound once and has sounded stands still at its beginning."""
        cursor = self.cursor
        if cursor[ENDS_AT] and not self.paused and now >= cursor[ENDS_AT]:
            cursor[PAUSED_AT], cursor[ENDS_AT] = cursor[ENDS_AT], 0

    # -- what is put into it ---------------------------------------------------------------------------------

    def put(self, first: int, audio: Samples) -> None:
        """Let the turn sound like this from its sample `first` on, cross-faded at both ends."""
        assert self.sound is not None
        n = lay_in(self.sound, first, audio)
        self._laid = self.sound, first, n
        self.touched.append((self.length - first - n if self.flag(REVERSED) else first, n))

    def play_over(self, first: int, audio: Samples, keeps: float) -> None:
        """Mix sound that was played from absolute sample `first` on into the turn, from where the edit began on.

        Args:
            keeps: share of what was there that stays under it.
        """
        begun = int(self.cursor[EDIT_FROM])
        if first == begun:
            self._under = self._under[:, :0]
        for offset in range(0, audio.shape[1], self.length):
            part = audio[:, offset : offset + self.length]
            at, n = first + offset, part.shape[1]
            rising = rise(FADE_SAMPLES)[at - begun : at - begun + n]
            up = np.ones(n, np.float32)
            up[: len(rising)] = rising
            self._lay_over(at, None, part, up, keeps)
        samples = min(self.length, first + audio.shape[1] - begun)
        begins = (begun - self.start) % self.length
        self._laid = self.sound, self.length - begins - samples if self.flag(REVERSED) else begins, samples

    def fade_played(self, until: int, played: Samples, keeps: float) -> None:
        """Let the last of what was played over it, up to absolute sample `until`, fade out.

        Args:
            played: float32 [C, FADE_SAMPLES], the last that was played.
        """
        n = min(self._under.shape[1], until - int(self.cursor[EDIT_FROM]))
        if n and self.sound is not None:
            self._lay_over(until - n, self._under[:, -n:], played[:, -n:], rise(n)[::-1], keeps)

    def _lay_over(
        self, at: int, old: Samples | None, audio: Samples, up: npt.NDArray[np.float32], keeps: float
    ) -> None:
        assert self.sound is not None
        n, where = audio.shape[1], self._where(at, audio.shape[1])
        old = self.sound[:, where] if old is None else old
        self._under = np.concatenate([self._under, old], axis=1)[:, -FADE_SAMPLES:]
        self.sound[:, where] = old * (1 - (1 - keeps) * up) + audio * up
        self.touched.append(((at - self.start) % self.length, n))

    def _where(self, at: int, samples: int) -> npt.NDArray[np.int64]:
        """The samples of the turn that are heard at [at, at + samples). int64 [n]."""
        places: npt.NDArray[np.int64] = (at - self.start + np.arange(samples)) % self.length
        return self.length - 1 - places if self.flag(REVERSED) else places
