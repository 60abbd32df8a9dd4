"""The token playground: the table of everything that only codes allow, and all of it at once.

`EFFECTS` says of each its name, its knobs and what you hear; `play` applies those that are turned up, in that order.

Nothing clicks, because nothing is cut: the decoder is one stream whose frames overlap, so the codes of any frame may
follow those of any other. Who switches an effect while the loop turns does it so:

    codes     play() gives a turn as long as the loop, but for `frames_stretch`; `bends.led_in` makes of it what
              a layer holds
    decoder   goes on from its state before the first frame that differs; no cross-fade is needed, it makes one of 10 ms
    timeline  where the old turn is already written ahead, the new one is written over it from that frame on, with
              seams.FADE_SAMPLES of fade as any rewritten frame, and back into the old one where it ends
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rtmusic import bends
from rtmusic.knobs import Knob
from rtmusic.units import Codes


@dataclass(frozen=True, slots=True)
class Hand:
    """Where the knobs of the playground stand, and what else an effect may need."""

    values: Mapping[str, float]  # by name of the knob; what is not there is at rest
    seed: int = 0
    other: Codes | None = None  # the loop whose detail is taken
    struck: bends.Struck | None = None  # where something is struck in the loop; None: not known

    def __getitem__(self, name: str) -> float:
        return self.values.get(name, DIALS[name].default)

    def int(self, name: str) -> int:
        return round(self[name])


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of the table: turned up by its first knob, which at rest leaves every code as it is."""

    name: str
    heard: str  # what you hear
    dials: tuple[Knob, ...]
    apply: Callable[[Codes, Hand], Codes]


def _share(name: str, heard: str) -> Knob:
    return Knob(name, 0, 100, 0, "%", heard)


def _frames(name: str, low: int, high: int, default: int, heard: str) -> Knob:
    return Knob(name, low, high, default, "frames", heard, "round", "int")


def _levels(name: str, default: int, heard: str) -> Knob:
    return Knob(name, 1, 16, default, "levels", heard, "round", "int")


def _bent(hand: Hand) -> tuple[int, int]:
    """The rows that are bent, low to high - 1."""
    return hand.int("bend_from") - 1, hand.int("bend_to")


_BENT = (
    _levels("bend_from", 1, "the coarsest level that is bent: 1 bends notes, 5 and more only their surface"),
    _levels("bend_to", 16, "the finest level that is bent"),
)

# In this order they are applied.
_TABLE = (
    Effect(
        "stretch",
        "the loop longer or shorter at its own pitch, grainy",
        (
            Knob(
                "frames_stretch",
                0.25,
                8,
                1,
                "×",
                "how many times as long, by frames repeated or left out",
                "bar",
                "log",
            ),
            Knob(
                "stretch_attacks", 0, 1, 1, "", "attacks stay whole, only what sounds on is stretched", "bar", "switch"
            ),
            _frames("stretch_motion", 0, 8, 2, "how far a repeated frame may wander: 0 hums, 8 swims"),
        ),
        lambda codes, hand: bends.stretch(
            codes,
            hand["frames_stretch"],
            hand.struck if hand["stretch_attacks"] >= 0.5 else None,
            hand.int("stretch_motion"),
            hand.seed,
        ),
    ),
    Effect(
        "backwards",
        "the moments in reverse order, each of them forwards",
        (Knob("backwards", 0, 1, 0, "", "frames from the last to the first", "round", "switch"),),
        lambda codes, hand: bends.backwards(codes),
    ),
    Effect(
        "shuffle",
        "beats or crumbs of the loop in another order",
        (
            _share("shuffle", "share of the slices that change places"),
            _frames("shuffle_slice", 1, 200, 25, "how long a slice is: 25 is a beat at 120 bpm"),
        ),
        lambda codes, hand: bends.shuffle(codes, hand["shuffle"] / 100, hand.int("shuffle_slice"), hand.seed),
    ),
    Effect(
        "stutter",
        "the beginning of every beat again and again",
        (
            _frames("stutter", 0, 200, 0, "how often it begins anew: 25 is a beat at 120 bpm; 0 is off"),
            _frames("stutter_length", 1, 100, 6, "how much of it is repeated: below 4 it buzzes"),
        ),
        lambda codes, hand: bends.stutter(codes, hand.int("stutter"), hand.int("stutter_length")),
    ),
    Effect(
        "drone",
        "one moment of the loop sounds on",
        (
            Knob("drone", 0, 1, 0, "", "hold one moment of the loop", "round", "switch"),
            Knob("drone_at", 0, 100, 0, "%", "which moment, from the loop's beginning to its end"),
            _frames("drone_motion", 1, 16, 5, "how many frames it is made of: 1 hums, 5 stands, 16 moves"),
        ),
        lambda codes, hand: bends.drone(
            codes,
            int(hand["drone_at"] / 100 * codes.shape[1]),
            codes.shape[1],
            hand.int("drone_motion"),
            hand.seed,
        ),
    ),
    Effect(
        "cross",
        "the outline of this loop with the detail of another",
        (Knob("cross", 0, 16, 0, "levels", "how many fine levels come from the other loop", "round", "int"),),
        lambda codes, hand: (
            codes if hand.other is None else bends.cross(codes, hand.other, codes.shape[0] - hand.int("cross"))
        ),
    ),
    Effect(
        "hold",
        "levels that stick while others go on",
        (_share("bend_hold", "share of the codes that stay what they were"), *_BENT),
        lambda codes, hand: bends.hold(codes, hand["bend_hold"] / 100, *_bent(hand), hand.seed),
    ),
    Effect(
        "swap",
        "levels in each other's place: glassy, broken, of the same rhythm",
        (_share("bend_swap", "share of the frames in which neighbouring levels change places"), *_BENT),
        lambda codes, hand: bends.swap(codes, hand["bend_swap"] / 100, *_bent(hand), hand.seed),
    ),
    Effect(
        "jitter",
        "a sound that frays into grains",
        (
            _share("bend_jitter", "share of the codes that come from a little before or after"),
            _frames("jitter_reach", 1, 32, 3, "from how far before or after"),
            *_BENT,
        ),
        lambda codes, hand: bends.jitter(
            codes, hand["bend_jitter"] / 100, hand.int("jitter_reach"), *_bent(hand), hand.seed
        ),
    ),
    Effect(
        "smear",
        "the outline first, the detail after it",
        (_frames("smear", 0, 32, 0, "by how much the finest level comes later"),),
        lambda codes, hand: bends.smear(codes, hand.int("smear")),
    ),
    Effect(
        "lose",
        "detail that drops out and comes back",
        (
            _share("bend_drop", "share of the frames that lose their fine levels"),
            _levels("drop_kept", 2, "how many levels such a frame keeps"),
        ),
        lambda codes, hand: bends.lose(codes, hand["bend_drop"] / 100, hand.int("drop_kept"), hand.seed),
    ),
    Effect(
        "breathe",
        "detail that swells and fades",
        (
            _frames("breathe", 0, 800, 0, "how long a breath is: 100 is a bar at 120 bpm; 0 is off"),
            _levels("breathe_kept", 2, "how many levels are left at its end"),
        ),
        lambda codes, hand: bends.breathe(codes, hand.int("breathe"), hand.int("breathe_kept")),
    ),
)

EFFECTS: Mapping[str, Effect] = {effect.name: effect for effect in _TABLE}
DIALS: Mapping[str, Knob] = {dial.name: dial for effect in _TABLE for dial in effect.dials}


def play(codes: Codes, hand: Hand) -> Codes:
    """Apply every effect that is turned up, in the order of the table.

    Args:
        codes: int64 [K, F], one turn without its lead-in, NO_CODE where a frame has no such level.
        hand: where the knobs stand.

    Returns:
        int64 [K, F], or [K, round(F * frames_stretch)]; the same codes where every effect is at rest.
    """
    if not codes.shape[1]:
        return codes.copy()
    for effect in _TABLE:
        first = effect.dials[0]
        if hand[first.name] != first.default:
            codes = effect.apply(codes, hand)
    return codes.copy()
