"""What the performer played tonight, moment by moment: listed, protected, forgotten, packed and taken in.

A moment is at most four seconds of playing. What is played on and on becomes one moment after the other, which belong
together; silence ends one. The room is bounded: the oldest that nobody protects goes first. The arrays may lie in
shared memory: codes are written first, the number that makes them count last, so a killed process loses no moment.
Whoever puts the table back as it was when `settle` was called has the moments back that there were then.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rtmusic.arrayfile import arrays_of
from rtmusic.errors import RecordingError, UsageError
from rtmusic.shared import MOMENT_COLUMNS, MOMENT_FRAMES, MOMENT_SLOTS, Board
from rtmusic.units import Codes, Geometry, Samples, gain

MOMENTS = 150  # that are remembered: 30,000 frames, ten minutes; the other slots are for what may be undone
# Columns of the table. A number below 0 is that of a moment which is forgotten, so that no other one gets it.
_FRAMES, _AT, _PROTECTED, _NUMBER = range(MOMENT_COLUMNS)
QUIET_FRAMES = 25  # silence of this length, half a second, ends a moment and is not remembered
QUIET_DB = -50.0  # r.m.s. of a frame below which nothing is heard in it
FORMAT = 1  # of a file
_MOST_BYTES = 1 << 26  # of a file: more than there is room for moments of the finest codec

Positions = npt.NDArray[np.int64]  # columns of the codes; -1 is nowhere
Sources = npt.NDArray[np.int64]  # frames by moment: number * MOMENT_FRAMES + place in it; negative is none


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of playing, as a player sees it."""

    number: int  # counted from 1 on, never used twice
    at_sample: int  # when it was played: absolute sample of its first frame
    frames: int
    protected: bool


class Room(NamedTuple):
    """Where moments lie."""

    codes: npt.NDArray[np.int16]  # [levels, slots * MOMENT_FRAMES]
    table: npt.NDArray[np.int64]  # [slots, MOMENT_COLUMNS], all zeros at first

    @classmethod
    def of(cls, board: Board) -> Room:
        """The room that the processes share."""
        return cls(board.moment_codes, board.moment_table)

    @classmethod
    def empty(cls, levels: int, slots: int = MOMENT_SLOTS) -> Room:
        """Room in this process's own memory."""
        codes = np.zeros((levels, slots * MOMENT_FRAMES), np.int16)
        return cls(codes, np.zeros((slots, MOMENT_COLUMNS), np.int64))


class Moments:
    """The moments of one evening. The model process alone writes; anybody may look at `listed` and `packed`.

    Args:
        room: where they lie. At most MOMENTS are remembered, or as many as there are slots.
        geometry: whose codes these are.
    """

    def __init__(self, room: Room, geometry: Geometry) -> None:
        self._codes, self._table = room
        self._most = min(MOMENTS, len(room.table))
        self._hop, self._code_count = geometry.hop_samples, geometry.codebook_size
        self._newest = int(np.abs(room.table[:, _NUMBER]).max())  # the last number that was given away
        self._stays = np.zeros(len(room.table), np.bool_)  # slots that nothing is written over until `settle`
        self._open: int | None = None  # the slot that is being played into
        self._quiet = QUIET_FRAMES  # frames of silence so far
        self._due = 0  # the sample at which the next frame begins if nobody stops

    @classmethod
    def local(cls, geometry: Geometry, slots: int = MOMENTS) -> Moments:
        """Moments in this process's own memory, for tests and measurements."""
        return cls(Room.empty(geometry.levels, slots), geometry)

    @property
    def codes(self) -> npt.NDArray[np.int16]:
        """All codes, int16 [levels, positions]; what stands at a position that is not in use means nothing."""
        return self._codes

    def listed(self) -> list[Moment]:
        """Every moment, oldest first."""
        return [self._moment(slot) for slot in np.argsort(self._table[:, _NUMBER], kind="stable") if self._used(slot)]

    def add(self, codes: Codes, at_sample: int, loud: npt.NDArray[np.bool_] | None = None) -> Positions:
        """Remember frames that were played.

        Args:
            codes: int64 [levels, F].
            at_sample: when the first one was played; what follows the frames before without a gap goes on with them.
            loud: bool [F], in which of them anything is heard; None: in all.

        Returns:
            Where they went, [F]; -1 where nothing was heard, or where there is no room: everything else is protected,
            or more was added since `settle` than there are slots to spare.
        """
        if at_sample != self._due:
            self.end()
        places = np.full(codes.shape[1], -1, np.int64)
        for frame in range(codes.shape[1]):
            heard = loud is None or bool(loud[frame])
            self._quiet = 0 if heard else self._quiet + 1
            if self._quiet >= QUIET_FRAMES:
                self._open = None
            else:
                places[frame] = self._append(codes[:, frame], at_sample + frame * self._hop)
        self._due = at_sample + codes.shape[1] * self._hop
        return places

    def settle(self) -> None:
        """What is remembered now stays where it is until the next call, even if it is forgotten."""
        self._stays = self._table[:, _NUMBER] > 0

    def end(self) -> None:
        """What is played from now on is another moment."""
        self._open = None
        self._quiet = QUIET_FRAMES

    @property
    def count(self) -> int:
        """How many moments are remembered."""
        return int((self._table[:, _NUMBER] > 0).sum())

    def get(self, number: int) -> Moment | None:
        """The moment of this number; None where it is not remembered."""
        found = np.flatnonzero(self._table[:, _NUMBER] == number)
        return self._moment(int(found[0])) if number > 0 and len(found) else None

    def protect(self, number: int, protected: bool = True) -> None:
        """Keep a moment whatever comes, or let it go when its time has come.

        Raises:
            UsageError: there is no such moment.
        """
        self._table[self._slot(number), _PROTECTED] = protected

    def forget(self, number: int) -> None:
        """Forget a moment at once, protected or not.

        Raises:
            UsageError: there is no such moment.
        """
        self._empty(self._slot(number))

    def forget_all(self) -> None:
        """Forget every moment that is not protected."""
        for slot in np.flatnonzero((self._table[:, _PROTECTED] == 0) & (self._table[:, _NUMBER] > 0)):
            self._empty(int(slot))

    def find(self, sources: Sources) -> Positions:
        """Where frames lie now; -1 for those that are forgotten, and for what is no frame."""
        frames, numbers = self._table[:, _FRAMES], self._table[:, _NUMBER]
        order = np.argsort(numbers, kind="stable")
        number, place = np.divmod(sources, MOMENT_FRAMES)
        slot = order[np.minimum(np.searchsorted(numbers[order], number), len(order) - 1)]
        there = (sources >= 0) & (numbers[slot] == number) & (number > 0) & (place < frames[slot])
        return np.where(there, slot * MOMENT_FRAMES + place, -1)

    def name(self, positions: Positions) -> Sources:
        """The frames that lie at positions in use; -1 stays -1."""
        slot, place = np.divmod(positions, MOMENT_FRAMES)
        return np.where(positions < 0, -1, self._table[slot, _NUMBER] * MOMENT_FRAMES + place)

    def stretches(self) -> tuple[Positions, Positions]:
        """Where playing without a gap begins and ends: the positions from one on and before the other are in use.

        Returns:
            Two int64 arrays of the same length, both rising.
        """
        frames, at, _, number = self._table.T
        goes_on = np.zeros(len(frames), np.bool_)  # this slot is what was played right after the slot before it
        goes_on[1:] = (
            (frames[:-1] == MOMENT_FRAMES)
            & (number[:-1] > 0)
            & (number[1:] == number[:-1] + 1)
            & (at[1:] == at[:-1] + MOMENT_FRAMES * self._hop)
        )
        used = (number > 0) & (frames > 0)
        begins = np.flatnonzero(used & ~goes_on)
        ends = np.flatnonzero(used & ~np.append(goes_on[1:], False))
        return begins * MOMENT_FRAMES, ends * MOMENT_FRAMES + frames[ends]

    def packed(self, codec: str) -> bytes:
        """Every moment as the bytes of one file; of a moment that goes meanwhile, nothing.

        Args:
            codec: `Bundle.codec`, the only one whose codes these are.
        """
        table, codes = self._table.copy(), self._codes.copy()
        slots = np.flatnonzero((table[:, _NUMBER] > 0) & (table[:, _NUMBER] == self._table[:, _NUMBER]))
        slots = slots[np.argsort(table[slots, _NUMBER])]
        parts = [codes[:, slot * MOMENT_FRAMES :][:, : table[slot, _FRAMES]] for slot in slots.tolist()]
        file = io.BytesIO()
        np.savez_compressed(
            file,
            format=np.asarray(FORMAT),
            codec=np.asarray(codec),
            moments=table[slots][:, [_FRAMES, _AT, _PROTECTED]],
            codes=np.concatenate([codes[:, :0], *parts], axis=1),
        )
        return file.getvalue()

    def take_in(self, data: bytes, codec: str, where: str) -> None:
        """Take in what was packed, as if it had been played just now; protected moments stay protected.

        Of more than there is room for, the newest are remembered.

        Args:
            data: the bytes of a file, see `packed`.
            codec: `Bundle.codec`.
            where: what an error calls them.

        Raises:
            RecordingError: these are no moments, or of another codec; nothing was taken in.
        """
        table, codes = _read(data, codec, where, self._codes.shape[0], self._code_count)
        start = 0
        for frames, at, protected in table.tolist():
            self.end()  # each is a moment of its own; `stretches` sees which go on
            self.add(codes[:, start : start + frames].astype(np.int64), at)
            if self._open is not None and protected:
                self._table[self._open, _PROTECTED] = 1
            start += frames
        self.end()

    # -- slots -----------------------------------------------------------------------------------------------

    def _append(self, frame: npt.NDArray[np.int64], at: int) -> int:
        """One frame at the end of the open moment, or of a new one; its position, or -1 where there is no room."""
        slot = self._open
        if slot is None or not self._used(slot) or self._table[slot, _FRAMES] == MOMENT_FRAMES:
            slot = self._open = self._begin(at)
            if slot is None:
                return -1
        place = int(self._table[slot, _FRAMES])
        position = slot * MOMENT_FRAMES + place
        self._codes[:, position] = frame
        self._table[slot, _FRAMES] = place + 1
        return position

    def _begin(self, at: int) -> int | None:
        """A slot for a new moment: the next one; where too many are remembered, the oldest that may go is forgotten."""
        numbers, protected = self._table[:, _NUMBER], self._table[:, _PROTECTED]
        used = numbers > 0
        newest = int(numbers.argmax()) if used.any() else -1
        order = (newest + 1 + np.arange(len(numbers))) % len(numbers)  # what goes on lies side by side
        going = -1
        if used.sum() >= self._most:
            may_go = np.flatnonzero(used & (protected == 0))
            if not len(may_go):
                return None
            going = int(may_go[numbers[may_go].argmin()])
        free = order[(~used | (np.arange(len(used)) == going))[order] & ~self._stays[order]]
        if not len(free):
            return None
        slot = int(free[0])
        if going >= 0:
            self._empty(going)
        self._empty(slot)
        self._newest += 1
        self._table[slot, _AT] = at
        self._table[slot, _NUMBER] = self._newest
        return slot

    def _empty(self, slot: int) -> None:
        self._table[slot, _NUMBER] = -abs(self._table[slot, _NUMBER])
        self._table[slot, [_FRAMES, _PROTECTED]] = 0
        if self._open == slot:
            self.end()

    def _used(self, slot: int) -> bool:
        return bool(self._table[slot, _NUMBER] > 0)

    def _moment(self, slot: int) -> Moment:
        frames, at, protected, number = (int(x) for x in self._table[slot])
        return Moment(number, at, frames, bool(protected))

    def _slot(self, number: int) -> int:
        found = np.flatnonzero(self._table[:, _NUMBER] == number)
        if number < 1 or not len(found):
            there = [moment.number for moment in self.listed()]
            known = f"there are {there[0]} to {there[-1]}" if there else "nothing was played yet"
            raise UsageError(f"moment {number} is not remembered; {known}")
        return int(found[0])


def loud_frames(audio: Samples, hop_samples: int) -> npt.NDArray[np.bool_]:
    """In which frames of sound [C, F * hop_samples] anything is heard, [F]: what `add` calls loud."""
    power = np.square(audio).reshape(audio.shape[0], -1, hop_samples).mean(axis=(0, 2))
    loud: npt.NDArray[np.bool_] = power >= gain(QUIET_DB) ** 2
    return loud


def _read(
    data: bytes, codec: str, where: str, levels: int, code_count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int16]]:
    """The table [moments, 3] and the codes [levels, frames] of a file, every number checked."""
    try:
        file = arrays_of(data, ("format", "codec", "moments", "codes"), _MOST_BYTES)
        told = int(file["format"]), str(file["codec"])
        table, codes = file["moments"], file["codes"]
    except (ValueError, TypeError) as error:
        raise RecordingError(f"{where} holds no moments ({error}); give a file of saved moments") from error
    if told != (FORMAT, codec):
        why = "another version of rtmusic" if told[0] != FORMAT else "another codec"
        raise RecordingError(
            f"{where} was saved by {why}: its codes mean nothing here. Play with the bundle it is from"
        )
    whole = (
        table.dtype == np.int64
        and table.ndim == 2
        and table.shape[1] == 3
        and codes.dtype == np.int16
        and codes.shape == (levels, table[:, 0].sum())
        and bool(((table[:, 0] >= 1) & (table[:, 0] <= MOMENT_FRAMES)).all())
        and bool(((codes >= -1) & (codes < code_count)).all())
    )
    if not whole:
        raise RecordingError(f"{where} is damaged: its tables do not belong together; take an older copy")
    return table, codes
