"""The token playground: the table of everything that only codes allow, and all of it at once.

`EFFECTS` says of each its name, its knobs and what you hear; `play` applies those that are turned up, in that order.

Nothing clicks, because nothing is cut: the decoder is one stream whose frames overlap, so the codes of any frame may
follow those of any other. `rtmusic.varied` makes a turn of a loop so, and lets it be heard as a layer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from rtmusic import bends
from rtmusic.knobs import KNOBS, Knob
from rtmusic.units import Codes
from rtmusic.varispeed import finish


@dataclass(frozen=True, slots=True)
class Hand:
    """Where the knobs of the playground stand, and what else an effect may need."""

    values: Mapping[str, float]  # by name of the knob; what is not there is at rest
    seed: int = 0
    other: Codes | None = None  # the loop whose detail is taken
    struck: bends.Struck | None = None  # where something is struck in the loop; None: not known
    take: Codes | None = None  # another take of the loop, as long, of which moments are taken before all else
    morph: float = 0.0  # the share of those, 0 to 1

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


def _dials(*names: str) -> tuple[Knob, ...]:
    return tuple(KNOBS[name] for name in names)


def _bent(hand: Hand) -> tuple[int, int]:
    """The rows that are bent, low to high - 1."""
    return hand.int("bend_from") - 1, hand.int("bend_to")


# In this order they are applied.
_TABLE = (
    Effect(
        "stretch",
        "the loop longer or shorter at its own pitch, grainy",
        _dials("frames_stretch", "stretch_attacks", "stretch_motion"),
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
        _dials("backwards"),
        lambda codes, hand: bends.backwards(codes),
    ),
    Effect(
        "shuffle",
        "beats or crumbs of the loop in another order",
        _dials("shuffle", "shuffle_slice"),
        lambda codes, hand: bends.shuffle(codes, hand["shuffle"] / 100, hand.int("shuffle_slice"), hand.seed),
    ),
    Effect(
        "stutter",
        "the beginning of every beat again and again",
        _dials("stutter", "stutter_length"),
        lambda codes, hand: bends.stutter(codes, hand.int("stutter"), hand.int("stutter_length")),
    ),
    Effect(
        "drone",
        "one moment of the loop sounds on",
        _dials("drone", "drone_at", "drone_motion"),
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
        _dials("cross"),
        lambda codes, hand: (
            codes if hand.other is None else bends.cross(codes, hand.other, codes.shape[0] - hand.int("cross"))
        ),
    ),
    Effect(
        "hold",
        "levels that stick while others go on",
        _dials("bend_hold", "bend_from", "bend_to"),
        lambda codes, hand: bends.hold(codes, hand["bend_hold"] / 100, *_bent(hand), hand.seed),
    ),
    Effect(
        "swap",
        "levels in each other's place: glassy, broken, of the same rhythm",
        _dials("bend_swap", "bend_from", "bend_to"),
        lambda codes, hand: bends.swap(codes, hand["bend_swap"] / 100, *_bent(hand), hand.seed),
    ),
    Effect(
        "jitter",
        "a sound that frays into grains",
        _dials("bend_jitter", "jitter_reach", "bend_from", "bend_to"),
        lambda codes, hand: bends.jitter(
            codes, hand["bend_jitter"] / 100, hand.int("jitter_reach"), *_bent(hand), hand.seed
        ),
    ),
    Effect(
        "smear",
        "the outline first, the detail after it",
        _dials("smear"),
        lambda codes, hand: bends.smear(codes, hand.int("smear")),
    ),
    Effect(
        "lose",
        "detail that drops out and comes back",
        _dials("bend_drop", "drop_kept"),
        lambda codes, hand: bends.lose(codes, hand["bend_drop"] / 100, hand.int("drop_kept"), hand.seed),
    ),
    Effect(
        "breathe",
        "detail that swells and fades",
        _dials("breathe", "breathe_kept"),
        lambda codes, hand: bends.breathe(codes, hand.int("breathe"), hand.int("breathe_kept")),
    ),
)

EFFECTS: Mapping[str, Effect] = {effect.name: effect for effect in _TABLE}
DIALS: Mapping[str, Knob] = {dial.name: dial for effect in _TABLE for dial in effect.dials}


def turned_up(hand: Hand) -> tuple[Effect, ...]:
    """The effects whose first knob is not at rest, in the order in which they are applied."""
    return tuple(effect for effect in _TABLE if hand[effect.dials[0].name] != effect.dials[0].default)


def fingerprint(hand: Hand, other: int, *more: float) -> float:
    """All that decides what is played as one number, so that a layer can tell what it was made with.

    Args:
        hand: where the knobs stand; what the loop itself gives does not count.
        other: the number of the layer whose detail is taken, 0 where there is none.
        more: what else changes the loop, as numbers.

    Returns:
        A whole number that a float holds, another one for everything else; 0 where nothing changes.
    """
    up = [effect for effect in turned_up(hand) if other or effect.name != "cross"]
    if not up and not more:
        return 0.0
    told: list[object] = [(dial.name, hand[dial.name]) for effect in up for dial in effect.dials]
    told += [hand.seed, other if hand["cross"] else 0, *more]
    return 1.0 + (int.from_bytes(hashlib.blake2b(repr(told).encode(), digest_size=8).digest()) >> 12)


def play(codes: Codes, hand: Hand) -> Codes:
    """`playing`, all at once."""
    return finish(playing(codes, hand))


def playing(codes: Codes, hand: Hand) -> Generator[None, None, Codes]:
    """Take moments of another take, and then apply every effect that is turned up, in the order of the table.

    Args:
        codes: int64 [K, F], one turn without its lead-in, NO_CODE where a frame has no such level.
        hand: where the knobs stand.

    Yields:
        After every effect: of two minutes the stretch takes 25 ms, any other 6 ms at most.

    Returns:
        int64 [K, F], or [K, round(F * frames_stretch)]; the same codes where every effect is at rest.
    """
    if hand.take is not None:
        codes = bends.morph(codes, hand.take, hand.morph, hand.seed)
        yield
    if codes.shape[1]:
        for effect in turned_up(hand):
            codes = effect.apply(codes, hand)
            yield
    return codes.copy()
