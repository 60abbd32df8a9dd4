"""OSC address patterns, matched in a number of steps that is known beforehand.

    ?           one character, but no /
    *           any run of characters, but no /
    [a-f] [!a]  one of these characters, or none of them
    {low,high}  one of these words
    //          / and any number of whole parts: //weight is every weight, wherever it is

A regular expression made of such a pattern backtracks: 20 stars in 52 bytes keep it busy for seconds. Here the places
of an address that the pattern can have reached are the bits of one number, and every sign of the pattern moves all of
them at once. So an address costs a few operations for every sign, whatever the signs are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

LONGEST = 128  # characters of a pattern
_SIGNS = frozenset("?*[]{}")


class Places:
    """An address, taken apart once: for every character the places where it stands, as bits."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.where: dict[str, int] = {}
        for i, character in enumerate(address):
            self.where[character] = self.where.get(character, 0) | 1 << i
        self.slashes = self.where.get("/", 0)
        self.others = (1 << len(address)) - 1 & ~self.slashes
        self.end = 1 << len(address)


_Move = Callable[[Places, int], int]  # places reached before → places reached after


def is_pattern(address: str) -> bool:
    """True when the address stands for several."""
    return not _SIGNS.isdisjoint(address) or "//" in address


class Pattern:
    """One pattern, ready to be matched.

    Raises:
        ValueError: longer than `LONGEST`, or a bracket that is not closed, or a range that runs backwards.
    """

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ValueError(f"the pattern has {len(text)} characters, and {LONGEST} is all that is looked at")
        self.text = text
        self._moves = list(_moves(text))

    def matches(self, places: Places) -> bool:
        """Whether the pattern stands for this address, for the whole of it."""
        reached = 1
        for move in self._moves:
            reached = move(places, reached)
            if not reached:
                return False
        return bool(reached & places.end)


def _moves(text: str) -> Iterable[_Move]:
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "[":
            end = _closing(text, at, "]")
            yield _one_of(text[at + 1 : end])
            at = end + 1
        elif sign == "{":
            end = _closing(text, at, "}")
            yield _either(text[at + 1 : end].split(","))
            at = end + 1
        elif sign in "]}":
            raise ValueError(f"the pattern has a {sign} that closes nothing")
        elif text.startswith("//", at):
            yield _descend
            at += 2
            while text.startswith("/", at):  # more of them say nothing else
                at += 1
        else:
            yield _any if sign == "?" else _run if sign == "*" else _literal(sign)
            at += 1


def _closing(text: str, at: int, bracket: str) -> int:
    end = text.find(bracket, at)
    if end < 0:
        raise ValueError(f"the pattern has a {text[at]} without its {bracket}")
    return end


def _literal(character: str) -> _Move:
    return lambda places, reached: (reached & places.where.get(character, 0)) << 1


def _any(places: Places, reached: int) -> int:
    return (reached & places.others) << 1


def _run(places: Places, reached: int) -> int:
    # The carry of the sum runs from every place to the end of its part, as a star does.
    return (((reached & places.others) + places.others) ^ places.others) | reached


def _descend(places: Places, reached: int) -> int:
    after = (reached & places.slashes) << 1
    lowest = after & -after
    return after | (places.slashes & -lowest) << 1  # every slash from there on ends a part that is skipped


def _one_of(inside: str) -> _Move:
    unwanted = inside.startswith("!")
    inside = inside.removeprefix("!")
    wanted: set[str] = set()
    at = 0
    while at < len(inside):
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            low, high = ord(inside[at]), ord(inside[at + 2])
            if low > high or high > 0x7F:
                raise ValueError(f"the pattern has a range {inside[at : at + 3]} that is none")
            wanted |= {chr(code) for code in range(low, high + 1)}
            at += 3
        else:
            wanted.add(inside[at])
            at += 1
    wanted.discard("/")

    def move(places: Places, reached: int) -> int:
        found = 0
        for character, where in places.where.items():
            if character in wanted:
                found |= where
        return (reached & (places.others & ~found if unwanted else found)) << 1

    return move


def _either(words: list[str]) -> _Move:
    def move(places: Places, reached: int) -> int:
        found = 0
        for word in words:
            here = reached
            for character in word:
                here = (here & places.where.get(character, 0)) << 1
            found |= here
        return found

    return move
