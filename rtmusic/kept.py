"""The bundle of this evening, where nobody touches it.

A model process that died loads its models again. If somebody had moved the bundle meanwhile, or were half-way through
copying another one over it, that would be the end of the music; and with another one that is whole, no loop would mean
what it did. To wait until the old one is back would repeat a bar for as long as that takes, and a hard link is written
over together with its original. A copy of the default bundle takes 0.02 s.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from rtmusic.bundle import MANIFEST, Bundle
from rtmusic.status import Event


class KeptBundle:
    """A copy of a bundle, from its making to `close`. One thread calls it; whoever loads the copy checks it again.

    Args:
        bundle: what shall be played; it is played where it lies when there is no room for a copy.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle  # what is to be played
        self.told: list[Event] = []  # what a player should know about it
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="rtmusic-bundle-", ignore_cleanup_errors=True)
            for name in (*bundle.files, MANIFEST):
                shutil.copyfile(bundle.path / name, Path(self._folder.name) / name)
            self.bundle = replace(bundle, path=Path(self._folder.name))
        except OSError as error:
            self.close()
            said = f"{bundle.path} could not be copied ({error.strerror}): leave it alone while it plays"
            self.told.append(Event(0.0, "no-copy", said))

    @property
    def ours(self) -> bool:
        """True when what is played is a copy."""
        return self._folder is not None

    def close(self) -> None:
        """Take the copy away. Calling it twice does no harm."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
