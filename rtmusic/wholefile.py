"""Files that are written whole or not at all, in the place of those that are there."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, text: str, older: bool = False) -> None:
    """Put a text file in the place of one that may be there, as `write_whole_bytes` does."""
    write_whole_bytes(path, text.encode(errors="replace"), older)


def write_whole_bytes(path: Path, data: bytes, older: bool = False) -> None:
    """Put a file in the place of one that may be there; who reads meanwhile reads the one or the other.

    Args:
        path: in a folder that is there.
        older: the file that was there goes on living as NAME~, where the file system has links.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if older:
            with suppress(OSError):
                kept = path.with_name(f"{path.name}~")
                kept.unlink(missing_ok=True)
                os.link(path, kept)
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
