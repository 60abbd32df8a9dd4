"""What an evening is to be: presses, prompts and files as typed, and the demo for when nobody plays."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from rtmusic.errors import UsageError, did_you_mean
from rtmusic.knobs import COMMANDS, KNOBS, PROMPTS, Control, Panel
from rtmusic.render import Press

DEMO_BARS = (0, 2)  # the demo's pedal: at which bar lines its loop begins and ends
DEMO_REWRITE = 40.0  # %
DEMO_DRY = -12.0  # dB: the recording itself, as a player in the room is heard


def parse_press(text: str) -> Press:
    """``record@2.5`` as typed after ``--press``: a command, and the second at which it is pressed.

    Raises:
        UsageError: not of this form, no such command, or a time that is no time.
    """
    name, at, when = text.partition("@")
    if name not in COMMANDS:
        hint = did_you_mean(name, COMMANDS, f"there are {', '.join(COMMANDS)}")
        raise UsageError(f"there is no command {name!r} to press; {hint}")
    try:
        at_s = float(when) if at else math.nan
    except ValueError:
        at_s = math.nan
    if not 0 <= at_s < math.inf:
        raise UsageError(f"{text!r} does not say when; write command@seconds, for example:  --press {name}@2.5")
    return Press(name, at_s)


def parse_prompts(texts: Sequence[str], defaults: Sequence[str]) -> tuple[list[str], list[Control]]:
    """``words`` or ``words=weight`` as typed after ``--prompt``, in the order of the slots.

    Returns:
        The texts of all slots, and the weights that were given: without one, 1.

    Raises:
        UsageError: more prompts than slots.
        KnobError: a weight outside 0..1.
    """
    if len(texts) > PROMPTS:
        raise UsageError(f"{len(texts)} prompts are too many; there are {PROMPTS} slots")
    words, weights = list(defaults), []
    for slot, text in enumerate(texts, start=1):
        left, _, right = text.rpartition("=")
        try:
            float(right)
        except ValueError:
            left, right = text, "1"
        knob = KNOBS[f"prompt_{slot}"]
        words[slot - 1] = left.strip()
        weights.append(Control(knob, knob.parse(right)))
    return words, weights


@dataclass(frozen=True, slots=True)
class Demo:
    """What plays on the virtual sound card when nobody is at the pedal."""

    presses: Sequence[Press]
    controls: Sequence[Control]
    told: str  # the sentence that tells the player so


def demo(panel: Panel, chosen: Collection[str]) -> Demo:
    """A loop of the recording that is heard, a share of every pass rewritten.

    Args:
        panel: where the knobs stand.
        chosen: names of knobs that the player has set; they stay.
    """
    bar_s = panel["beats"] * 60.0 / panel["tempo"]
    rewrite = panel["rewrite"] if "rewrite" in chosen else DEMO_REWRITE
    told = (
        f"demo, for there is no sound card: bars {DEMO_BARS[0] + 1} to {DEMO_BARS[1]} of a recording become a loop, "
        f"{rewrite:g} % of each pass is rewritten; play it yourself with the keys, or with --press"
    )
    presses = tuple(Press("record", bar * bar_s) for bar in DEMO_BARS)
    dry = panel["dry"] if "dry" in chosen else DEMO_DRY
    return Demo(presses, (Control(KNOBS["rewrite"], rewrite), Control(KNOBS["dry"], dry)), told)


def check_writable(path: Path, what: str, ending: str) -> Path:
    """A path that a file can be written to, told before anything starts.

    Args:
        what: what will be written there, for the error.
        ending: what its name must end in.

    Raises:
        UsageError: another ending, or its folder is not there or not ours to write, or it is a folder itself.
    """
    folder = path.parent
    if path.is_dir():
        raise UsageError(f"{what} {path} is a folder; give a file in it:  {path / f'evening{ending}'}")
    if path.suffix.lower() != ending:
        raise UsageError(f"{what} {path} must end in {ending}:  {path.with_suffix(ending)}")
    if not folder.is_dir():
        raise UsageError(f"{what} {path}: there is no folder {folder}; make it first:  mkdir -p {folder}")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise UsageError(f"{what} {path} cannot be written: no permission; choose another place")
    return path
