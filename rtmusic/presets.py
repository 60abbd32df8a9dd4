"""Knobs that belong together: what VampNet's and unloop's players know by name, in terms of our knobs.

A preset says where every knob stands that decides what is rewritten and when, so that nothing is left over from what
was set before; how the loop is heard, what it fits, sampling and prompts stay as they are. Theirs are given there as
(periodic prompt, codebooks, dropout, beat in milliseconds to both sides of it); our `compression` is their number of
codebooks, one of our frames is 20 ms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rtmusic.errors import UsageError, did_you_mean
from rtmusic.knobs import KNOBS, Control
from rtmusic.masks import MASKS

# What a preset sets, to where the knob rests unless it says otherwise.
SET = (
    *("rewrite", "periodic", "periodic_width", "periodic_roll", "onset_width", "beat_width", "downbeat_width"),
    *("prefix", "suffix", "region_from", "region_to", "region_low", "region_high", "keep_levels", *MASKS.values()),
    *("combine", "compression", "dropout", "drift", "recall", "generations", "takes", "on_demand"),
)


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings under a name."""

    name: str
    heard: str  # what becomes of a loop
    settings: Mapping[str, float]  # knob → value, where it does not rest


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "timbre_transfer",
            "the same notes in another sound: every other frame hints at the tune, and at nothing else",
            {"periodic": 2, "compression": 1},
        ),
        Preset(
            "small_variation",
            "nearly what you played: a hint in every tenth of a second",
            {"periodic": 5, "compression": 4},
        ),
        Preset(
            "small_variation_to_the_beat",
            "close to what you played, and its beats stay where they are",
            {"periodic": 7, "compression": 4, "beat_width": 5},
        ),
        Preset(
            "medium_variation",
            "clearly another take: a hint about seven times a second",
            {"periodic": 7, "compression": 4},
        ),
        Preset(
            "medium_variation_to_the_beat",
            "another take that keeps the beats and a hint four times a second",
            {"periodic": 13, "compression": 4, "beat_width": 5},
        ),
        Preset(
            "large_variation",
            "hardly a trace: four hints a second, every fifth of their tokens lost",
            {"periodic": 13, "compression": 4, "dropout": 20},
        ),
        Preset(
            "large_variation_to_the_beat",
            "other music around the same beats",
            {"compression": 4, "beat_width": 8},
        ),
        Preset(
            "unconditional",
            "nothing is kept: only prompts, controls and what was heard before still matter",
            {"compression": 1},
        ),
        Preset(
            "telephone",
            "whispered on from pass to pass: hints that move, four generations for each `vary`, until nobody knows it",
            {"periodic": 7, "periodic_roll": 3, "compression": 4, "generations": 4, "on_demand": 1},
        ),
    )
}


def preset(name: str) -> tuple[Control, ...]:
    """Every knob that a preset sets, in the order of the table; all of them at once is what it means.

    Raises:
        UsageError: no such preset; the message offers the closest names.
    """
    found = PRESETS.get(name)
    if found is None:
        hint = did_you_mean(name, PRESETS, f"there are {', '.join(PRESETS)}", most=2)
        raise UsageError(f"there is no preset {name!r}; {hint}")
    values = {name: KNOBS[name].default for name in SET} | {"rewrite": 100.0} | dict(found.settings)
    return tuple(Control(KNOBS[name], KNOBS[name].clamp(values[name])) for name in KNOBS if name in values)
