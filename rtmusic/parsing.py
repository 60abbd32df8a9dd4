"""Words on the command line: a parser that answers wrong use with the closest right words, and checked numbers."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import NoReturn

from rtmusic.errors import UsageError, did_you_mean


class Parser(argparse.ArgumentParser):
    """Answers wrong use with one sentence that names the closest right words."""

    def __init__(self, prog: str, description: str) -> None:
        layout = argparse.RawDescriptionHelpFormatter
        super().__init__(prog, description=description, formatter_class=layout, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        choice = re.search(r"invalid choice: '?(.*?)'? \(choose from (.*)\)", message)
        if choice:
            message += _hint(choice[1], re.findall(r"[\w-]+", choice[2]))
        raise UsageError(f"{message}; see  {self.prog} --help")

    def refuse(self, words: Sequence[str]) -> NoReturn:
        """Words on the command line that nobody knows."""
        options = [option for action in self._actions for option in action.option_strings]
        hints = [_hint(word.partition("=")[0], options) for word in words if word.startswith("-")]
        self.error(f"unknown: {' '.join(words)}{''.join(hints)}")


class Commands:
    """The commands of a parser: each is a parser of its own, and what is parsed says whom to call (`run`)."""

    def __init__(self, parser: Parser) -> None:
        self._parsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(self, name: str, run: Callable[[argparse.Namespace], None], about: str, description: str = "") -> Parser:
        """Add one; its help begins with the description, or with what it is about."""
        added: Parser = self._parsers.add_parser(
            name, help=about, description=description or f"{about[0].upper()}{about[1:]}."
        )
        added.set_defaults(run=run, parser=added)
        return added


def _hint(word: str, words: Sequence[str]) -> str:
    near = did_you_mean(word, words, "")
    return f"; {near}" if near else ""


def number(low: float, high: float, what: str) -> Callable[[str], float]:
    """What reads a number within bounds; anything else "is not `what`"."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
        return value

    return parse


def whole(low: int, high: int, what: str) -> Callable[[str], int]:
    """What reads a whole number within bounds; anything else "is not `what`"."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
        return int(text)

    return parse
