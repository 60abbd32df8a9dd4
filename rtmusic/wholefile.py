"""Files that are written whole or not at all, in the place of those that are there; and folders, beside them."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from rtmusic.errors import RecordingError

_TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR)  # what a system says of a name that something has


def write_whole(path: Path, text: str, older: bool = False) -> None:
    """Put a text file in the place of one that may be there, as `write_whole_bytes` does."""
    write_whole_bytes(path, text.encode(errors="replace"), older)


def write_whole_bytes(path: Path, data: bytes, older: bool = False, synced: bool = True) -> None:
    """Put a file in the place of one that may be there; who reads meanwhile reads the one or the other.

    Args:
        path: in a folder that is there.
        older: the file that was there goes on living as NAME~, where the file system has links.
        synced: wait until the disk has it; else a power cut may cost it.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as file:
            file.write(data)
            if synced:
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


def write_folder(draft: Path, fill: Callable[[], object], names: Iterable[Path], what: str, mend: str) -> Path:
    """Fill a folder under another name, and rename it when the disk has all of it: it is there whole, or not at all.

    Args:
        draft: the other name; what a process that was killed has left there goes first.
        fill: writes the files into it, and may raise OSError and RecordingError.
        names: in one folder; the first that nothing has is taken.
        what, mend: of the error: what could not be written, and what to do.

    Returns:
        The name that was taken.

    Raises:
        RecordingError: it cannot be written; nothing is left of it, and what was there is still there.
    """
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        fill()
        for path in (*sorted(draft.iterdir()), draft):
            to_disk(path)
        return _first_free(draft, names)
    except (OSError, RecordingError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise RecordingError(f"{what} ({reason}); {mend}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sha256(path: Path) -> str:
    """What a file adds up to.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_free(draft: Path, names: Iterable[Path]) -> Path:
    """Give a folder the first of these names that nothing has, in one step."""
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
