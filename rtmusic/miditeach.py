"""A map of one's own, made by moving controllers: no music plays, and nothing is needed but the ports."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from rtmusic.errors import DeviceError
from rtmusic.knobs import LOOPS, PROMPTS, Control, Panel
from rtmusic.midi import MidiInput
from rtmusic.midilearn import LOOKED_AT_S, told
from rtmusic.midimap import read_map
from rtmusic.status import LoopStatus, Status

_LOOK_S = 0.02
_ENCODER_S = 1.5  # for an encoder to show itself
_PAUSE_S = 0.7  # for a hand to let go of one controller before the next one is asked for
_IDLE = Status(
    at_s=0.0, mode="loop", sound_alive=False, model_alive=False, input_db=0.0, output_db=0.0, committed_s=0.0,
    drafted_s=0.0, loops=(LoopStatus(),) * LOOPS, selected=0, masks=((),) * LOOPS, rounds=0, late_rounds=0,
    rung="", round_ms=0.0, audible_glitches=0, repeated_bars=0, device_flags=0, model_load=0.0, sound_load=0.0,
    restarts=0, bpm=120.0, beat=0.0,
)  # fmt: skip


class _Table:
    """A desk without an instrument: knobs can be turned, and that is all."""

    def __init__(self) -> None:
        self._panel = Panel()

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        self._panel = self._panel.turn(controls)

    def command(self, name: str, at_s: float | None = None) -> None:
        """Nothing plays that could be told."""

    def hold(self, weights: Sequence[float]) -> None:
        """Nothing plays that could be told."""

    def align(self, beat: float, at_s: float, within_s: float = 0.0) -> None:
        """Nothing plays that could be told."""

    def prompt(self, slot: int, text: str) -> None:
        """Nothing plays that could be told."""

    def scene(self, name: str) -> None:
        """Nothing plays that could be told."""

    def save_scene(self, name: str) -> None:
        """Nothing plays that could be kept."""

    def morph(self, name: str, beats: float) -> None:
        """Nothing plays that could be told."""

    def panel(self) -> Panel:
        return self._panel

    def prompts(self) -> tuple[str, ...]:
        return ("",) * PROMPTS

    def status(self) -> Status:
        return _IDLE


def teach(path: Path, targets: Sequence[str], beside: bool, port: str, patience_s: float) -> None:
    """Bind one target after the other to what is moved, and keep the map in a file after each.

    Args:
        path: the map; one that is there is added to.
        targets: knobs, commands or scenes, each with options as in a map.
        beside: keep what a controller does already.
        port: part of an input's name, or "auto".
        patience_s: how long to wait for each.

    Raises:
        UsageError: a target that is not there, or a file that cannot be written.
        DeviceError: nobody moved anything.
    """
    player = MidiInput(_Table(), port, read_map(str(path)) if path.exists() else {})
    for words in targets:  # all of them before the first one is asked for
        player.learner.arm(words)
    player.learner.cancel()
    player.start()
    try:
        for words in targets:
            player.learner.arm(words, beside)
            print(f"{words}: move its controller (an encoder slowly to the left)", flush=True)
            _await(player, words, patience_s)
            made = player.learner.last
            assert made is not None
            player.learner.save(path)
            print(f"  {told(made)}", flush=True)
            time.sleep(_PAUSE_S)
    finally:
        player.stop()


def _await(player: MidiInput, words: str, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while player.learner.armed is not None:
        if time.monotonic() > until:
            player.learner.cancel()
            there = ", ".join(player.ports) or "there is no MIDI input"
            raise DeviceError(
                f"MIDI: nothing was moved for {words!r} within {patience_s:g} s (inputs: {there}); what was learned "
                "before is kept"
            )
        time.sleep(_LOOK_S)
    made = player.learner.last
    if made is None or made.source.kind != "cc":
        return
    until = time.monotonic() + min(_ENCODER_S, LOOKED_AT_S)
    while time.monotonic() < until and player.learner.last == made:
        time.sleep(_LOOK_S)
