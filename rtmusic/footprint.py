"""How soon the instrument sounds, what memory its processes hold, and how much of the machine they take.

It is started as a player starts it, ``rtmusic live`` in a process of its own, and watched from outside: by what the
system says about its processes, and by the memory that they share. Only Linux says all that.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import numpy as np

from rtmusic.errors import RtmusicError
from rtmusic.ring import Ring
from rtmusic.shared import BOARD_BYTES, SAMPLE_RATE, Board

PROC = Path("/proc")
PARTS = ("control", "model", "sound")
EVENINGS = {  # what is watched -> what is typed after `rtmusic live`
    "stream": ("--mode", "stream"),
    "loop with rewrite=40": ("--mode", "loop", "--set", "rewrite=40", "--press", "record@0.5", "--press", "record@4.5"),
    "follow": ("--mode", "follow"),
    "codec": ("--mode", "codec"),
}
AUDIBLE = 0.001  # -60 dB below full scale
PATIENCE_S = 60.0  # for the first sound
LOOK_S = 0.0005
SEARCH_S = 0.005  # between two looks for the sound process; each goes through all processes
_FAREWELL_S = 15.0
_BESIDE_S = 120.0  # it ends by itself this long after it should have been stopped


def can_watch() -> bool:
    """True where the system tells what this file asks."""
    return (PROC / "self" / "smaps_rollup").exists()


class Live:
    """One evening of `rtmusic live`, in processes of its own; they end with the `with`, and not with our Ctrl-C.

    It plays on the virtual sound card, unless the words name another one: of what is said twice the last counts.

    Args:
        words: what is typed after `rtmusic live`.
        bundle: the models; None plays those that came with rtmusic.
        seconds: how long it is going to be watched.
    """

    def __init__(self, words: Sequence[str], bundle: Path | None, seconds: float) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        self._told = (Path(self._scratch.name) / "told").open("w+b")
        command = [sys.executable, "-m", "rtmusic", "live", "--input", "virtual", "--output", "virtual"]
        command += ["--provider", "cpu", "--no-screen", "--osc-port", "0", "--seconds", f"{seconds + _BESIDE_S:.0f}"]
        command += [*words, *(() if bundle is None else ("--bundle", str(bundle)))]
        # Its set goes with it, and takes no place among the player's own.
        place = {"XDG_STATE_HOME": self._scratch.name, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            command,
            env=os.environ | place,
            stdin=subprocess.DEVNULL,
            stdout=self._told,
            stderr=self._told,
            process_group=0,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_FAREWELL_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._told.close()
        self._scratch.cleanup()

    def check(self) -> None:
        """Raise what it says when it has ended.

        Raises:
            RtmusicError: it has.
        """
        if self._process.poll() is not None:
            self._told.seek(0)
            lines = self._told.read().decode(errors="replace").strip().splitlines()
            raise RtmusicError(f"rtmusic live ended while it was watched: {lines[-1] if lines else 'it said nothing'}")

    def processes(self) -> dict[str, list[int]]:
        """Its processes by part; what is neither model nor sound belongs to control."""
        found: dict[str, list[int]] = {part: [] for part in PARTS}
        found["control"].append(self._process.pid)
        for pid, words in _descendants(self._process.pid).items():
            said = " ".join(words)
            part = "sound" if "soundprocess" in said else "model" if "spawn_main" in said else "control"
            found[part].append(pid)
        return found

    def board(self) -> Board:
        """The memory that its processes share, once there is a sound process.

        Raises:
            RtmusicError: it ended, or there was none in time.
        """
        while time.monotonic() < self.began + PATIENCE_S:
            self.check()
            for words in _descendants(self._process.pid).values():
                if any("soundprocess" in word for word in words):
                    return Board.attach(next(word for word in words if word.startswith("rtmusic-")))
            time.sleep(SEARCH_S)
        raise RtmusicError(f"rtmusic live opened no sound device within {PATIENCE_S:.0f} s")


def children(parent: int) -> dict[int, list[str]]:
    """The processes that a process started or adopted, each with the words of its command line."""
    return {pid: _words(pid) for pid, above in _parents().items() if above == parent}


def _descendants(parent: int) -> dict[int, list[str]]:
    """Those, and theirs, and so on."""
    parents, family = _parents(), [parent]
    for pid in family:
        family += [child for child, above in parents.items() if above == pid]
    return {pid: _words(pid) for pid in family[1:]}


def _parents() -> dict[int, int]:
    """Every process, and whose child it is."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            with suppress(OSError, IndexError):  # it ended meanwhile
                found[int(folder.name)] = int(_stat(int(folder.name))[1])
    return found


def _words(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _stat(pid: int) -> list[str]:
    """What /proc says of a process after its name, which may hold spaces: state, parent, …"""
    return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()


def cpu_s(pid: int) -> float:
    """Processor time that a process has taken so far, all its threads together."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> dict[str, float]:
    """MB that a process holds: "private" is its alone, "pss" counts its part of what is shared, "rss" all of that."""
    kilobytes: dict[str, int] = {}
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]:
        name, _, value = line.partition(":")
        kilobytes[name] = int(value.split()[0])
    held = {
        "private": kilobytes["Private_Clean"] + kilobytes["Private_Dirty"],
        "pss": kilobytes["Pss"],
        "rss": kilobytes["Rss"],
    }
    return {name: round(kb * 1024 / 1e6, 1) for name, kb in held.items()}


def first_sound(bundle: Path | None) -> tuple[float, float]:
    """Seconds from the command to the first block of sound, and to the first sample that can be heard.

    The machine plays a stream of its own, so what is heard first went through all of its models.

    Raises:
        RtmusicError: it ended, or nothing was heard in time.
    """
    with Live(EVENINGS["stream"], bundle, PATIENCE_S) as live, live.board() as board:
        played = Ring(board.played_audio, board.played_cursors)
        while played.pushed == 0:
            live.check()
            time.sleep(LOOK_S)
        block_s = time.monotonic() - live.began
        at = 0
        while time.monotonic() < live.began + PATIENCE_S:
            block = np.zeros((played.channels, min(played.pushed - at, played.capacity // 2)), np.float32)
            if block.shape[1] and played.read(at, block):
                loud = np.flatnonzero(np.abs(block).max(axis=0) > AUDIBLE)
                if len(loud):
                    return block_s, block_s + (at + int(loud[0])) / SAMPLE_RATE
                at += block.shape[1]
            live.check()
            time.sleep(LOOK_S)
    raise RtmusicError(f"nothing could be heard of rtmusic live within {PATIENCE_S:.0f} s")


def watch(words: Sequence[str], bundle: Path | None, seconds: float, settle_s: float) -> dict[str, Any]:
    """Let it play, and say what its processes took for so many seconds after it has settled.

    Returns:
        {"seconds": …, "cpu": {part: share of one core}, "two_cores": share of two, "memory_mb": {part: …}}.

    Raises:
        RtmusicError: it ended, or one of its processes did.
    """
    with Live(words, bundle, seconds + settle_s) as live:
        live.board().close()
        _sleep(live, settle_s)
        parts = live.processes()
        if not all(parts.values()):
            raise RtmusicError(f"rtmusic live has only these processes after {settle_s:g} s: {parts}")
        began = time.monotonic()
        before = {part: sum(map(cpu_s, pids)) for part, pids in parts.items()}
        _sleep(live, seconds)
        lasted = time.monotonic() - began
        if live.processes() != parts:
            raise RtmusicError("a process was started again while it was watched; measure once more")
        cpu = {part: (sum(map(cpu_s, pids)) - before[part]) / lasted for part, pids in parts.items()}
        memory = {part: _sum([memory_mb(pid) for pid in pids]) for part, pids in parts.items()}
    return {
        "seconds": round(lasted, 1),
        "cpu": {part: round(share, 4) for part, share in cpu.items()},
        "two_cores": round(sum(cpu.values()) / 2, 4),
        "memory_mb": memory,
    }


def _sleep(live: Live, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        live.check()
        time.sleep(min(0.1, max(0.0, until - time.monotonic())))


def _sum(held: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(sum(each[name] for each in held), 1) for name in held[0]}


def footprint(
    bundle: Path | None,
    starts: int,
    seconds: float,
    settle_s: float,
    progress: Callable[[float], None] = lambda share: None,
    evenings: Mapping[str, Sequence[str]] = EVENINGS,
) -> dict[str, Any]:
    """Start it `starts` times, and watch it for `seconds` in every mode.

    Args:
        settle_s: how long it plays before it is watched; a loop has been closed after 5.
        progress: told the share that is done, 0..1.

    Raises:
        RtmusicError: it could not be kept alive, or this is not Linux.
    """
    if not can_watch():
        raise RtmusicError("only Linux tells what a process takes")
    steps = starts + len(evenings)
    blocks, sounds = [], []
    for start in range(starts):
        block_s, sound_s = first_sound(bundle)
        blocks.append(round(block_s, 3))
        sounds.append(round(sound_s, 3))
        progress((start + 1) / steps)
    modes = {}
    for number, (name, words) in enumerate(evenings.items(), start=starts):
        modes[name] = watch(words, bundle, seconds, settle_s)
        progress((number + 1) / steps)
    return {
        "first_block_s": blocks,
        "first_sound_s": sounds,
        "modes": modes,
        "shared_mb": round(BOARD_BYTES / 1e6, 1),
    }
