"""The bundle of this evening, where nobody touches it.

A model process that died loads its models again. If somebody had moved the bundle meanwhile, or were half-way through
copying another one over it, that would be the end of the music; and with another one that is whole, no loop would mean
what it did. To wait until the old one is back would repeat a bar for as long as that takes, and a hard link is written
over together with its original. A copy of the default bundle takes 0.02 s.

The copy says in its name whose it is: one whose owner was killed, and everybody with him, goes when somebody plays
next.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rtmusic.bundle import MANIFEST, Bundle
from rtmusic.guardian import born, holders
from rtmusic.status import Event

_PREFIX = "rtmusic-bundle-"
_SHARED = Path("/dev/shm")


class KeptBundle:
    """A copy of a bundle, from its making to `close`. One thread calls it; whoever loads the copy checks it again.

    Args:
        bundle: what shall be played; it is played where it lies when there is no room for a copy.
        owner: the process that the copy belongs to; None: this one.
    """

    def __init__(self, bundle: Bundle, owner: int | None = None) -> None:
        self.bundle = bundle  # what is to be played
        self.told: list[Event] = []  # what a player should know about it
        self._folder: Path | None = None
        try:
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{owner or os.getpid()}-"))
            for name in (*bundle.files, MANIFEST):
                shutil.copyfile(bundle.path / name, self._folder / name)
            self.bundle = replace(bundle, path=self._folder)
        except OSError as error:
            self.close()
            said = f"{bundle.path} could not be copied ({error.strerror}): leave it alone while it plays"
            self.told.append(Event(0.0, "no-copy", said))

    @classmethod
    def adopt(cls, bundle: Bundle, ours: bool) -> KeptBundle:
        """What another process has made and could not take away: a bundle, and whether it is a copy."""
        kept = cls.__new__(cls)
        kept.bundle, kept.told, kept._folder = bundle, [], bundle.path if ours else None
        return kept

    @property
    def ours(self) -> bool:
        """True when what is played is a copy."""
        return self._folder is not None

    @property
    def sounds(self) -> Path | None:
        """Where the sound of layers lies, and codes that found no room; None: there is no such place."""
        return None if self._folder is None else self._folder / "sounds"

    def close(self) -> None:
        """Take the copy away. Calling it twice does no harm."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def sweep() -> None:
    """Take away copies and shared memory whose owner is gone, and everybody else who could have tidied up with him."""
    if born(os.getpid()) is None:  # not a system that tells who lives
        return
    for folder, prefix in ((Path(tempfile.gettempdir()), _PREFIX), (_SHARED, "rtmusic-")):
        with suppress(OSError):
            for path in folder.glob(f"{prefix}*-*"):
                owner = path.name.removeprefix(prefix).partition("-")[0]
                if not owner.isdecimal() or born(int(owner)) is not None or holders(f"rtmusic-{owner}-"):
                    continue
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
