"""The board: one block of memory, with a name, that the instrument's processes all see.

Every field has exactly one writer while the processes run, named in the table; everyone may read. Nobody locks and
nobody waits: what moves a cursor copies first, and what is longer than one number carries a version that is odd while
it is being written. This leans on two facts: an aligned 8-byte store is never seen half done, and stores are seen in
the order they were made. The second is a promise of x86. ARM makes no such promise, and this was never tried there: a
reader that met a cursor before the samples would play what stood in their place before, which is old sound or
silence.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker, shared_memory
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from rtmusic.errors import RtmusicError
from rtmusic.knobs import KNOBS, LEVELS, LOOPS, ORDERS, PROMPTS, Panel
from rtmusic.pacing import RUNGS
from rtmusic.recipe import MADE_WITH
from rtmusic.units import Vector

SAMPLE_RATE = 48_000  # Hz: the one clock; a device with another rate is resampled at the device
CHANNELS = 2

RING_SAMPLES = 60 * SAMPLE_RATE  # how far back a loop can be cut from the input
TIMELINE_SAMPLES = 2**21  # 43 s: half of it may lie ahead of the playhead
LAID_SAMPLES = 2**19  # 11 s: the longest write
PLAYED_SAMPLES = 2**20  # 21 s: how long a recording may wait for a slow disk
EMBEDDING_SIZE = 384
QUEUE_LENGTH = 256  # commands that may wait for the model process
ROUNDS_KEPT = 512  # round times that the report can look back on
PICTURE_FRAMES = 256
CELLS = 256  # that a turn of a loop is shown as, at most
NOTES = 16_384  # that the journal may be behind
SOUND_NOTES = 2048
TURN_NOTES = 8192
NOTE_NUMBERS = 5
JOURNALLED = 7
LEVEL_TURNS = 256  # levels that may wait for their sample
STAGES = ("encode", "remember", "rewrite", "decode")  # the parts of a round
LAYERS = 16_384  # layers that all loops together may have
LAYER_COLUMNS = 17
LOOP_COLUMNS = 29
BLOCKS, BLOCK_FRAMES = 1350, 125  # the codes of the newest lie in blocks of two and a half seconds
LAYER_LEVELS = 16
RECIPES = 256
MOMENT_SLOTS, MOMENT_FRAMES = 180, 200  # room for what recall remembers, in moments of at most four seconds
MOMENT_COLUMNS = 4
CLOCK_NUMBERS = 4

LOAD = "load"  # an order that no pedal gives: play a loop from a file, whose number is its argument
_COMMAND_NAMES = (*ORDERS, LOAD)
PATIENCE_S = 0.02  # after this a reader takes what stands there: a mix of two settings is still a setting


class Field(NamedTuple):
    """One array on the board."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    owner: str  # the one process that writes it
    meaning: str


_ONE = (1,)

FIELDS: tuple[Field, ...] = (
    # -- sound ----------------------------------------------------------------------------------------------
    Field("input_audio", "float32", (CHANNELS, RING_SAMPLES), "sound", "Ring: the newest input"),
    Field("input_cursors", "int64", (2,), "sound", "Ring: claimed, pushed"),
    Field("played_audio", "float32", (CHANNELS, PLAYED_SAMPLES), "sound", "Ring: the newest output, for the recorder"),
    Field("played_cursors", "int64", (2,), "sound", "Ring: claimed, pushed"),
    Field("timeline_audio", "float32", (CHANNELS, TIMELINE_SAMPLES), "model", "Timeline; sound writes repeated bars"),
    Field("timeline_playing", "int64", (4,), "sound", "Timeline: playhead, block, repeated samples, repeats"),
    Field("timeline_written", "int64", (18,), "model", "Timeline: filled until, seam, hole, fresh, bar, bar wanted; …"),
    Field("timeline_laid", "float32", (CHANNELS, LAID_SAMPLES), "model", "Timeline: the write that is being made"),
    Field("callbacks", "int64", _ONE, "sound", "blocks handed over since the start; the supervisor watches it move"),
    Field("flags", "int64", (5,), "sound", "blocks with input under-, overflow, output under-, overflow, late clock"),
    Field("limited_samples", "int64", _ONE, "sound", "samples that the limiter had to bend"),
    Field("wrong_samples", "int64", _ONE, "sound", "samples that were not numbers and became silence"),
    Field("input_peak", "float64", _ONE, "sound", "peak meter, falling 20 dB a second"),
    Field("output_peak", "float64", _ONE, "sound", "peak meter, falling 20 dB a second"),
    Field("sound_load", "float64", _ONE, "sound", "share of a block's time that the callback takes, smoothed over 1 s"),
    Field("callback_ms", "float64", (2,), "sound", "the last callback, the longest callback"),
    Field("block_samples", "int64", _ONE, "sound", "length of the last block"),
    Field("handed", "int64", (2,), "sound", "first sample of the last block, and when that was asked for, ns"),
    Field("output_latency", "int64", _ONE, "sound", "samples from handing over to hearing, by the device; 0: not told"),
    Field("round_trip", "int64", _ONE, "sound", "samples from what is played to what is heard; see roundtrip"),
    Field("sound_panel", "int64", _ONE, "sound", "no note to come speaks of a panel older than this version"),
    Field("sound_notes", "int64", (SOUND_NOTES, NOTE_NUMBERS), "sound", "what it did, for the journal"),
    Field("sound_noted", "int64", _ONE, "sound", "notes ever made"),
    Field("sound_pid", "int64", _ONE, "sound", "its process; one that finds another one here ends"),
    # -- control --------------------------------------------------------------------------------------------
    Field("panel", "float64", (len(KNOBS),), "control", "knob values in the order of KNOBS; see write_panel"),
    Field("panel_version", "int64", _ONE, "control", "odd while the panel is being written"),
    Field(
        "level_turns",
        "float64",
        (LEVEL_TURNS, 2 + len(LEVELS)),
        "control",
        "levels that wait for their sample, see date_levels",
    ),
    Field("level_turns_made", "int64", _ONE, "control", "rows of it ever written"),
    Field("turned_at", "int64", _ONE, "control", "playhead when a knob was turned that rounds must obey"),
    Field("prompts", "float32", (PROMPTS, EMBEDDING_SIZE), "control", "one embedding a slot, zeros = empty"),
    Field("prompts_version", "int64", _ONE, "control", "odd while a prompt is being written"),
    Field("held", "int64", _ONE, "control", "keys that are held, see wishes.pack_held"),
    Field("order_command", "int64", (QUEUE_LENGTH,), "control", "command queue: which, in the order of ORDERS"),
    Field("order_at", "int64", (QUEUE_LENGTH,), "control", "command queue: at which sample"),
    Field("order_argument", "float64", (QUEUE_LENGTH,), "control", "command queue: its number, if it takes one"),
    Field("orders_sent", "int64", _ONE, "control", "commands ever sent"),
    Field("sound_restarts", "int64", _ONE, "control", "times the sound process was started again"),
    Field("model_restarts", "int64", _ONE, "control", "times the model process was started again"),
    Field("main_restarts", "int64", _ONE, "control", "times the main process was started again"),
    Field("turn_notes", "int64", (TURN_NOTES, NOTE_NUMBERS), "control", "knobs that were turned, for the journal"),
    Field("turns_noted", "int64", _ONE, "control", "notes ever made"),
    Field("journalled", "int64", (2, JOURNALLED), "control", "what the journal holds, see journal.Held; in turns"),
    Field("journalled_in", "int64", _ONE, "control", "which of the two it is now"),
    # -- model ----------------------------------------------------------------------------------------------
    Field("orders_taken", "int64", _ONE, "model", "commands ever taken"),
    Field("dry_delay_samples", "int64", _ONE, "model", "how far the machine's sound lags what it heard"),
    Field("committed_until", "int64", _ONE, "model", "sample up to which the music is final"),
    Field("drafted_until", "int64", _ONE, "model", "sample up to which music is written at all"),
    Field("panel_seen", "int64", _ONE, "model", "panel version that the last round used"),
    Field("heartbeat", "int64", _ONE, "model", "turns of the model's loop; the supervisor watches it move"),
    Field("rounds", "int64", _ONE, "model", "rounds played"),
    Field("late_rounds", "int64", _ONE, "model", "rounds whose music came later than it was meant to be heard"),
    Field("rung", "int64", _ONE, "model", "what the next round leaves out, see Rung"),
    Field("rung_rounds", "int64", (len(RUNGS),), "model", "rounds played on each rung"),
    Field("round_ms", "float64", (ROUNDS_KEPT,), "model", "round r took round_ms[r % ROUNDS_KEPT]"),
    Field(
        "reach_ms",
        "float64",
        (ROUNDS_KEPT,),
        "model",
        "from a round's start to the first sample it changed; NaN: it changed none",
    ),
    Field("apart_ms", "float64", (ROUNDS_KEPT,), "model", "from the round before to this one"),
    Field("knob_ms", "float64", (ROUNDS_KEPT,), "model", "from a turned knob to the first sample that obeys it"),
    Field("knobs_turned", "int64", _ONE, "model", "turns measured; turn k took knob_ms[k % ROUNDS_KEPT]"),
    Field("torn_seams", "int64", _ONE, "model", "writes that left a step that could be heard"),
    Field("stage_ms", "float64", (len(STAGES),), "model", "the last round, part by part, in the order of STAGES"),
    Field("model_load", "float64", _ONE, "model", "share of one core, smoothed"),
    Field("picture", "float32", (LOOPS, PICTURE_FRAMES), "model", "share of each window frame's tokens that is kept"),
    Field("picture_frames", "int64", (LOOPS,), "model", "how many frames of the picture count"),
    Field("tokens", "uint16", (LOOPS, PICTURE_FRAMES), "model", "tokens of each that are rewritten, a bit a level"),
    Field("cells", "uint8", (LOOPS, 2, CELLS), "model", "Showing: what was and what will be rewritten along a turn"),
    Field("cell_count", "int64", (LOOPS,), "model", "Showing: how many cells count"),
    Field("edge", "int64", (LOOPS,), "model", "Showing: sample up to which a loop is written, from its start"),
    Field("laid", "int64", (LOOPS, 2), "model", "what was laid into the turn last: first sample, forwards; samples"),
    Field("loop_state", "int64", (LOOPS,), "model", "one of status.LOOP_STATES"),
    Field("loop_start", "int64", (LOOPS,), "model", "sample at which the loop's pass 0 began"),
    Field("loop_length", "int64", (LOOPS,), "model", "samples in one pass"),
    Field("loop_refused", "int64", (LOOPS,), "model", "why no turn is made as its knobs ask, see varied.REFUSALS"),
    Field("loop_full", "int64", (LOOPS,), "model", "what ended because a loop was full, see notices.said_again"),
    Field("recalled", "float64", (5,), "model", "what is recalled now, see Pipeline.recalled"),
    Field("bpm", "float64", _ONE, "model", "beats per minute of the clock"),
    Field("clock", "float64", (CLOCK_NUMBERS,), "model", "the beat grid, see Pipeline.clock; outlives its maker"),
    Field("model_panel", "int64", _ONE, "model", "no note to come speaks of a panel older than this version"),
    Field("model_notes", "int64", (NOTES, NOTE_NUMBERS), "model", "what it did, for the journal"),
    Field("model_noted", "int64", _ONE, "model", "notes ever made"),
    Field("model_pid", "int64", _ONE, "model", "its process; one that finds another one here ends"),
    Field("act", "int64", (7,), "model", "Acts: what it does now"),
    Field(
        "kept",
        "int64",
        (2, 2 + CLOCK_NUMBERS + LOOPS * LOOP_COLUMNS + MOMENT_SLOTS * MOMENT_COLUMNS),
        "model",
        "Acts: what was so after the last two acts",
    ),
    Field("kept_layers", "int64", (2, LAYERS, LAYER_COLUMNS), "model", "Acts: which layers there were"),
    # -- loops: they outlive a model process that was killed --------------------------------------------------
    Field("layer_blocks", "int16", (BLOCKS, LAYER_LEVELS, BLOCK_FRAMES), "model", "LoopStore: codes"),
    Field("layer_owners", "int64", (2, BLOCKS), "model", "LoopStore: which layer's they are"),
    Field("layer_table", "int64", (LAYERS, LAYER_COLUMNS), "model", "LoopStore: a layer a row"),
    Field("layer_cursors", "int64", (LOOPS, LOOP_COLUMNS), "model", "LoopStore: a loop a row"),
    Field("recipes", "float64", (RECIPES, len(MADE_WITH)), "model", "Recipes: where the knobs stood"),
    Field("recipe_numbers", "int64", (RECIPES,), "model", "Recipes: whose they are"),
    Field("moment_codes", "int16", (LAYER_LEVELS, MOMENT_SLOTS * MOMENT_FRAMES), "model", "Moments: codes"),
    Field("moment_table", "int64", (MOMENT_SLOTS, MOMENT_COLUMNS), "model", "Moments: a moment a row"),
)

_ALIGNED = 64  # bytes: no two fields share a cache line


def _offsets() -> tuple[dict[str, int], int]:
    offsets, end = {}, 0
    for field in FIELDS:
        offsets[field.name] = end
        size = int(np.prod(field.shape)) * np.dtype(field.dtype).itemsize
        end += -(-size // _ALIGNED) * _ALIGNED
    return offsets, end


_OFFSETS, BOARD_BYTES = _offsets()
_LAYOUT = hashlib.sha256(repr([field[:3] for field in FIELDS]).encode()).hexdigest()[:12]


class Order(NamedTuple):
    """One command on its way to the model process."""

    name: str  # one of ORDERS, or LOAD
    at: int  # absolute sample at which it was given
    argument: float


class _Block(shared_memory.SharedMemory):
    """Shared memory whose mapping lives as long as the last array made from it."""

    def __del__(self) -> None:
        # An array that is still in use keeps the mapping open; it goes when the array goes.
        with contextlib.suppress(BufferError):
            super().__del__()


@contextlib.contextmanager
def _untracked() -> Iterator[None]:
    """Open or remove shared memory without a word to the resource tracker, which would remove it when a process ends.

    Python 3.13 has an argument for this; before it, registering is the only thing to leave out.
    """
    kept = resource_tracker.register, resource_tracker.unregister
    resource_tracker.register = resource_tracker.unregister = lambda name, rtype: None
    try:
        yield
    finally:
        resource_tracker.register, resource_tracker.unregister = kept


class Board:
    """Every number that the processes share, each an array by its name in `FIELDS`.

    The engine creates it and closes it last; children attach by name and just end. A single number is an array of
    one: ``board.rounds[0]``. Called by: any process; written field by field by the owner that the table names.
    """

    def __init__(self, block: shared_memory.SharedMemory, creator: bool, tracked: bool = False) -> None:
        self._block: shared_memory.SharedMemory | None = block
        self._creator, self._tracked = creator, tracked
        self.name = block.name
        for field in FIELDS:
            # frombuffer holds on to the mapping (ndarray(buffer=...) does not): no array can outlive its memory.
            flat = np.frombuffer(
                cast(memoryview, block.buf), field.dtype, int(np.prod(field.shape)), _OFFSETS[field.name]
            )
            setattr(self, field.name, flat.reshape(field.shape))

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        # Only reached for names that are not fields; it also tells type checkers what a field is.
        raise AttributeError(f"the board has no field {name!r}; its fields are listed in rtmusic.shared.FIELDS")

    @classmethod
    def create(cls, owner: int | None = None) -> Board:
        """A new board, all zeros except the knobs, which stand where they rest.

        Args:
            owner: the process that takes the name away when everybody else is dead; None: only we use it, and Python
                takes it away when we are killed.

        Raises:
            RtmusicError: this machine lends too little shared memory (containers often lend 64 MB).
        """
        if os.path.isdir("/dev/shm"):
            room = os.statvfs("/dev/shm")
            free = room.f_bavail * room.f_frsize
            if free < BOARD_BYTES:
                raise RtmusicError(
                    f"/dev/shm has {free / 1e6:.0f} MB free and rtmusic needs {BOARD_BYTES / 1e6:.0f} MB of shared "
                    "memory; free some, or start the container with  --shm-size=256m"
                )
        name = f"rtmusic-{owner or os.getpid()}-{secrets.token_hex(3)}-{_LAYOUT}"
        with contextlib.nullcontext() if owner is None else _untracked():
            block = _Block(name, create=True, size=BOARD_BYTES)
        board = cls(block, creator=True, tracked=owner is None)
        for field in FIELDS:
            getattr(board, field.name)[:] = 0  # pages are taken now, not in the middle of a song
        board.write_panel(Panel())
        return board

    @classmethod
    def attach(cls, name: str, ours: bool = False) -> Board:
        """The board that another process created.

        Args:
            ours: its creator is dead; it is for us to take the name away.

        Raises:
            RtmusicError: it is gone, or was made by another version of rtmusic.
        """
        if not name.endswith(_LAYOUT):
            raise RtmusicError(f"shared memory {name} has another layout: two versions of rtmusic are running")
        try:
            if sys.version_info >= (3, 13):
                return cls(_Block(name, track=False), creator=ours)
            with _untracked():
                return cls(_Block(name), creator=ours)
        except FileNotFoundError:
            raise RtmusicError(f"shared memory {name} is gone: the engine that made it has ended") from None

    def close(self) -> None:
        """Let go of the arrays; the creator also takes the name away. Calling it twice does no harm."""
        block, self._block = self._block, None
        if block is None:
            return
        for field in FIELDS:
            delattr(self, field.name)
        if self._creator:
            with contextlib.nullcontext() if self._tracked else _untracked():
                block.unlink()
        with contextlib.suppress(BufferError):
            block.close()

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def write_panel(self, panel: Panel) -> None:
        """Set every knob at once. Control process only."""
        self.panel_version[0] += 1
        self.panel[:] = [panel.values[name] for name in KNOBS]
        self.panel_version[0] += 1

    def read_panel(self) -> Panel:
        """Every knob at one moment; never half of one turn and half of the next."""
        return self.read_panel_version()[0]

    def read_panel_version(self, patience_s: float = PATIENCE_S) -> tuple[Panel, int]:
        """Every knob at one moment, and the version that this is, see `_read_versioned`."""
        values = np.empty(len(KNOBS))
        version = _read_versioned(self.panel, self.panel_version, values, patience_s)
        return Panel(dict(zip(KNOBS, values.tolist(), strict=True))), version

    def date_levels(self, version: int, panel: Panel, at: int) -> None:
        """Let the levels of a panel that is about to be written count from sample `at` on. Control process only."""
        made = int(self.level_turns_made[0])
        self.level_turns[made % LEVEL_TURNS] = (version, at, *(panel[name] for name in LEVELS))
        self.level_turns_made[0] = made + 1  # only now may it be read

    @property
    def handed_at(self) -> tuple[int, float]:
        """The first sample of the last block, and the monotonic second at which that was asked for; (0, 0) before it.

        Read while it is written, the moment is later than the sample's, which `transport.Moments` looks through.
        """
        sample = int(self.handed[0])  # first what is written last
        return sample, int(self.handed[1]) * 1e-9

    def write_prompts(self, embeddings: npt.NDArray[np.float32]) -> None:
        """Set all embeddings, float32 [8, 384], zeros where a slot is empty. Control process only."""
        self.prompts_version[0] += 1
        self.prompts[:] = embeddings
        self.prompts_version[0] += 1

    def read_prompts(self) -> Vector:
        """All embeddings, float32 [8, 384]: a copy."""
        return self.read_prompts_version()[0]

    def read_prompts_version(self, patience_s: float = PATIENCE_S) -> tuple[Vector, int]:
        """All embeddings, and the version that this is, see `_read_versioned`."""
        embeddings = np.empty((PROMPTS, EMBEDDING_SIZE), np.float32)
        version = _read_versioned(self.prompts, self.prompts_version, embeddings, patience_s)
        return embeddings, version

    def send(self, command: str, at: int, argument: float = 0.0) -> bool:
        """Queue a command (one of `ORDERS`, or LOAD) for the model process; False when 256 are waiting already.

        Control process only.
        """
        sent = int(self.orders_sent[0])
        if sent - int(self.orders_taken[0]) >= QUEUE_LENGTH:
            return False
        slot = sent % QUEUE_LENGTH
        self.order_command[slot] = _COMMAND_NAMES.index(command)
        self.order_at[slot] = at
        self.order_argument[slot] = argument
        self.orders_sent[0] = sent + 1  # only now may it be taken
        return True

    def waiting(self) -> Order | None:
        """The oldest command that waits, or None; once it is done, count it in `orders_taken`. Model process only."""
        taken = int(self.orders_taken[0])
        if taken >= int(self.orders_sent[0]):
            return None
        slot = taken % QUEUE_LENGTH
        return Order(
            _COMMAND_NAMES[self.order_command[slot]], int(self.order_at[slot]), float(self.order_argument[slot])
        )


def _read_versioned(
    source: npt.NDArray[Any], version: npt.NDArray[Any], out: npt.NDArray[Any], patience_s: float = PATIENCE_S
) -> int:
    """Copy source while nobody was writing it; a writer that died half-way is waited for so many seconds.

    Who was stopped in the middle of it begins again: what is copied is of the version that is returned.

    Returns:
        The version that was copied; odd where a writer died over it: then it may be the one before or the one after.
    """
    stuck, since = -1, 0.0
    while True:
        before = int(version[0])
        out[:] = source
        if before == int(version[0]):
            if before % 2 == 0:
                return before
            now = time.monotonic()
            if before != stuck:
                stuck, since = before, now
            elif now - since > patience_s:
                return before
        time.sleep(0.0001)
