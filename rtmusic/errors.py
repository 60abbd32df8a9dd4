"""Every exception that rtmusic raises on purpose.

    RtmusicError
    ├── UsageError        wrong words on the command line or an unknown name: exit status 2
    │   └── KnobError     no such knob, or a value that is not one of its values
    ├── BundleError       a bundle that is missing, damaged or made for another geometry
    ├── DeviceError       a sound device that is not there, refuses the rate, or went away
    └── RecordingError    a recording that cannot be written any further (what was written stays whole), or not read

Every message is one sentence (or a few short lines) that says where, what, and what to type.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec


class RtmusicError(Exception):
    """What a user can mend; printed without a traceback, exit status 1."""

    exit_status = 1


class UsageError(RtmusicError):
    """The command or a name in it is wrong; exit status 2."""

    exit_status = 2


class KnobError(UsageError):
    """An unknown knob, or a value that it cannot take."""


class BundleError(RtmusicError):
    """A bundle that cannot be played: missing, damaged, or of another geometry."""


class DeviceError(RtmusicError):
    """A sound device that is missing, refuses what was asked, or went away."""


class RecordingError(RtmusicError):
    """A recording that cannot grow any further, its written part staying a whole file; or one that cannot be read."""


_LONGEST_WORD = 48  # of a wrong word so much is compared: looking for what is like it takes time


def did_you_mean(word: str, words: Iterable[str], otherwise: str, most: int = 1) -> str:
    """The words that a wrong one is like, at most so many, as a question; `otherwise` where it is like none."""
    near = difflib.get_close_matches(word[:_LONGEST_WORD], words, n=most)
    return f"did you mean {' or '.join(near)}?" if near else otherwise


P = ParamSpec("P")


def script(main: Callable[P, int]) -> Callable[P, int]:
    """Let a script's main tell what a user can mend, and that Ctrl-C was heard, without a traceback."""

    @wraps(main)
    def told(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return main(*args, **kwargs)
        except RtmusicError as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return error.exit_status
        except KeyboardInterrupt:
            print("\nstopped; type the same again to go on", file=sys.stderr)
            return 130

    return told
