"""Work for several processes: light, so that a new process has it within a moment."""

from __future__ import annotations

import sys
from collections.abc import Callable

from training.corpus.index import CorpusError


def square(number: int) -> int:
    """Return the square; 9 is complained about, and thousands end the process."""
    if number == 9:
        raise CorpusError("not nine")
    if number > 1000:
        sys.exit(3)
    return number * number


def hire() -> Callable[[int], int]:
    return square
