"""What happens in every block of sound: copy, mix, count. The only code of ours that may never be late."""

from __future__ import annotations

import time

import numpy as np

from rtmusic.duck import Duck
from rtmusic.knobs import INDEX, LEVELS
from rtmusic.notes import Note, Notes
from rtmusic.output import Mixer
from rtmusic.ring import Ring, Scratch
from rtmusic.shared import CHANNELS, LEVEL_TURNS, SAMPLE_RATE, Board
from rtmusic.timeline import MAX_BLOCK, Timeline
from rtmusic.units import Samples, Vector

_METER_DB_PER_SECOND = 20.0
_NEVER = 2**62  # a sample that does not come
_LEFT = (-1.0,)  # in place of the levels noted last


class SoundCallback:
    """The callback of the live instrument. The device's thread alone calls it; it allocates only small temporaries.

    It goes on from wherever the clock on the board stands, so that a new process continues what an old one began.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._input = Ring(board.input_audio, board.input_cursors)
        self._played = Ring(board.played_audio, board.played_cursors)
        self._timeline = Timeline.of(board)
        # One process was killed between two cursors: the block that it left half done counts as played.
        self._at = max(self._timeline.playhead, self._input.pushed, self._played.pushed)
        self._input.skip_to(self._at)
        self._played.skip_to(self._at)
        self._mixer = Mixer(SAMPLE_RATE, CHANNELS, MAX_BLOCK)
        self._duck = Duck(SAMPLE_RATE)
        self._limited, self._wrong = int(board.limited_samples[0]), int(board.wrong_samples[0])
        self._heard = Scratch(CHANNELS, MAX_BLOCK)
        self._wet = Scratch(CHANNELS, MAX_BLOCK)
        self._dry = Scratch(CHANNELS, MAX_BLOCK)
        self._dry_before = Scratch(CHANNELS, MAX_BLOCK)
        self._slope = np.arange(1, MAX_BLOCK + 1, dtype=np.float32)
        self._delay = int(board.dry_delay_samples[0])
        self._panel_version = -1
        self._indices = np.asarray([INDEX[name] for name in LEVELS])
        self._turns = 0  # dated levels that have come into force
        self._leaving = False
        self._notes = Notes.of_sound(board)
        self._noted: tuple[float, ...] = ()  # levels
        self._notes.make(Note.SOUND, self._at, self._delay)

    @property
    def clock(self) -> int:
        """The absolute number of the next sample."""
        return self._at

    def fade_out(self) -> None:
        """Ramp to silence: the last thing before the device is closed. Any thread."""
        self._leaving = True

    def __call__(self, heard: Samples, out: Samples, flags: int) -> None:
        """Take heard [2, n], fill out [2, n], n <= `MAX_BLOCK`."""
        began = time.monotonic_ns()
        board, n, at = self._board, out.shape[1], self._at
        heard = self._checked(heard)
        self._input.push(heard)
        wet, dry = self._wet(n), self._dry(n)
        self._timeline.read(at, wet)
        self._read_dry(at, dry)
        done, peak = 0, 0.0
        while done < n:
            until = min(n, self._look(at + done) - at)
            self._duck.press(heard[:, done:until], wet[:, done:until])
            self._mixer.mix(wet[:, done:until], dry[:, done:until], out[:, done:until])
            done, peak = until, max(peak, self._mixer.peak)
        self._played.push(out)
        self._at = at + n

        board.handed[1] = began  # the order matters, see handed_at
        board.handed[0] = at

        board.limited_samples[0] = self._limited + self._mixer.limited_samples
        board.wrong_samples[0] = self._wrong + self._mixer.wrong_samples
        if flags:
            for bit in range(board.flags.shape[0]):
                board.flags[bit] += flags >> bit & 1
        seconds = n / SAMPLE_RATE
        fall = 10.0 ** (-_METER_DB_PER_SECOND / 20.0 * seconds)
        board.input_peak[0] = max(self._peak, float(board.input_peak[0]) * fall)
        board.output_peak[0] = max(peak, float(board.output_peak[0]) * fall)
        board.block_samples[0] = n
        took = (time.monotonic_ns() - began) * 1e-9
        board.callback_ms[0] = 1000 * took
        board.callback_ms[1] = max(1000 * took, float(board.callback_ms[1]))
        board.sound_load[0] += (took / seconds - board.sound_load[0]) * min(1.0, seconds)
        board.callbacks[0] += 1  # last: the supervisor watches it

    def _checked(self, heard: Samples) -> Samples:
        """The input, or a copy in which what is no number is silence; measures its peak."""
        low, high = float(heard.min()), float(heard.max())
        if not (low > -np.inf and high < np.inf):
            clean = self._heard(heard.shape[1])
            clean[:] = heard
            wrong = ~np.isfinite(clean)
            self._wrong += int(np.count_nonzero(wrong))
            clean[wrong] = 0
            heard, low, high = clean, float(clean.min()), float(clean.max())
        self._peak = max(high, -low)
        return heard

    def _look(self, at: int) -> int:
        """Take the levels that count from a sample on; a half-written panel is looked at again next time.

        Turns keep their order: while one waits for its sample, later ones wait behind it.

        Returns:
            The sample at which to look again, if it is in this block.
        """
        if self._leaving:
            if self._noted != _LEFT:
                self._noted = _LEFT
                self._notes.make(Note.LEAVE, at)
            self._mixer.aim(0.0, 0.0, 0.0, 1.0)
            return _NEVER
        board = self._board
        version = int(board.panel_version[0])
        if version == self._panel_version or version % 2:
            return _NEVER
        made = int(board.level_turns_made[0])
        # To begin with, the panel as it stands, whatever was dated before.
        self._turns = made if self._panel_version < 0 else max(self._turns, made - LEVEL_TURNS)
        while self._turns < made:
            row = board.level_turns[self._turns % LEVEL_TURNS]
            if row[1] > at:
                return int(row[1])
            self._turns += 1
            self._aim(at, int(row[0]), row[2:])
        if self._panel_version != version:
            levels = board.panel[self._indices]
            if int(board.panel_version[0]) == version:
                self._aim(at, version, levels)
        return _NEVER

    def _aim(self, at: int, version: int, levels: Vector) -> None:
        """Go by the levels of a panel version from a sample on."""
        wet, dry, gain, mute, *duck = now = tuple(levels.tolist())
        self._panel_version = version
        self._mixer.aim(wet, dry, gain, mute)
        self._duck.aim(*duck)
        if now != self._noted:
            self._noted = now
            self._notes.make(Note.LEVELS, at, version)
        self._board.sound_panel[0] = version

    def _read_dry(self, at: int, dry: Samples) -> None:
        """The input as long ago as the machine's sound needs; fades from one delay to another within a block."""
        n = dry.shape[1]
        delay = int(self._board.dry_delay_samples[0])
        self._input.read(at - delay, dry)
        if delay != self._delay:
            before, rise = self._dry_before(n), self._slope[:n] / n
            self._input.read(at - self._delay, before)
            dry -= before
            dry *= rise
            dry += before
            self._delay = delay
            self._notes.make(Note.DRY, at, delay, n)
