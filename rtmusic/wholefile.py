"""Files that are written whole or not at all, in the place of those that are there; and folders, beside them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR)  # what a system says of a name that something has


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


def to_disk(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder.

    Raises:
        OSError: it never will.
    """
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def first_free(draft: Path, names: Iterable[Path]) -> Path:
    """Give a folder the first of these names that nothing has, in one step; all of them in one folder.

    Raises:
        OSError: it cannot be renamed, or no name is free.
    """
    for name in names:
        try:
            draft.rename(name)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
        else:
            to_disk(name.parent)
            return name
    raise OSError(errno.EEXIST, "no name is free")
