"""Clips packed into WebDataset shards, about 256 MB each: tar files that stream well and can be read anywhere inside.

    with Shards(out) as shards:
        shards.add(clip, {"flac": path, "bass.flac": other_path, "mid": bytes_of_a_midi_file})

A clip's parts lie side by side under one key, with a KEY.json that says everything about it. The index repeats that
and adds where the sound lies; where they differ (a caption was written later) the index is right.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from training.corpus.index import (
    NAME,
    SOUNDS,
    Clip,
    CorpusError,
    clips_in,
    described,
    read_index,
    split_name,
    write_index,
)

FOLDER = "shards"
SHARD_BYTES = 256_000_000
TAR_BLOCK = 512
END = bytes(2 * TAR_BLOCK)  # how a whole tar ends


class Shards:
    """The one writer of a corpus folder; one thread calls it, and writer.only_writer() keeps other processes away.

    A shard gets its name when it is whole and on the disk, and then the index is replaced: whatever is killed,
    finished shards count and half ones never do. A shard that was finished but not listed yet is found again.
    """

    def __init__(self, out: Path, shard_bytes: int = SHARD_BYTES) -> None:
        """Open a folder, new or half-filled; what a killed run left behind is cleared away.

        Raises:
            CorpusError: the index there is damaged or of another version.
        """
        self._out = out
        self._shard_bytes = shard_bytes
        self._open: dict[str, Shard] = {}
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        self.clips = intact(out)  # finished, in the order they were made
        self._keys = {clip.key for clip in self.clips}
        kept = {clip.shard for clip in self.clips}
        write_index(out, self.clips)  # before a number is used again
        for path in (*out.glob("*.part"), *out.glob(".*.new"), *(out / FOLDER).iterdir()):
            if path.suffix in (".part", ".new") or (path.suffix == ".tar" and _name(path) not in kept):
                path.unlink()

    @property
    def waiting(self) -> list[Clip]:
        """Clips in shards that are not full yet: a kill would lose them."""
        return [clip for shard in self._open.values() for clip in shard.clips]

    def add(self, clip: Clip, parts: Mapping[str, bytes | Path]) -> None:
        """Pack one clip.

        Args:
            clip: its file is KEY.flac or KEY.opus.
            parts: ending -> content or the file that holds it; the sound's own ending among them.

        Raises:
            CorpusError: the sound is not among the parts, or a clip of this name is there.
        """
        key, ending = split_name(clip.file)
        if ending not in SOUNDS or ending not in parts:
            raise CorpusError(f"{clip.file}: the sound itself is not among the parts: {', '.join(parts)}")
        if key in self._keys:
            raise CorpusError(f"{clip.file}: {self._out} has a clip of this name already")
        self._keys.add(key)
        shard = self._open.get(clip.split)
        if shard is None:
            path = self._new(clip.split)
            shard = self._open[clip.split] = Shard(path, _name(path))
        shard.add(clip, parts)
        if shard.length >= self._shard_bytes:
            self._finish(clip.split)

    def update(self, clips: Sequence[Clip]) -> None:
        """Replace what the index says of finished clips, or leave some out of it."""
        self.clips = list(clips)
        write_index(self._out, self.clips)

    def close(self) -> None:
        """Finish the shards that are open, however small."""
        for split in list(self._open):
            self._finish(split)
        write_index(self._out, self.clips)

    def __enter__(self) -> Shards:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _new(self, split: str) -> Path:
        used = [int(path.stem.rpartition("-")[2]) for path in (self._out / FOLDER).glob(f"{split}-*.tar")]
        return self._out / FOLDER / f"{split}-{max(used, default=-1) + 1:06d}.tar"

    def _finish(self, split: str) -> None:
        self.clips += self._open.pop(split).finish()
        write_index(self._out, self.clips)


class Shard:
    """One tar that is being written; it appears under its name when it is finished."""

    def __init__(self, path: Path, name: str) -> None:
        """Begin.

        Args:
            name: what Clip.shard shall say.
        """
        self._path = path
        self._name = name
        self._partial = path.with_name(f"{path.name}.part")
        self._file = self._partial.open("wb")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w")
        self.clips: list[Clip] = []

    @property
    def length(self) -> int:
        """Bytes so far."""
        return self._tar.offset

    def add(self, clip: Clip, parts: Mapping[str, bytes | Path]) -> None:
        """Write a clip's parts, ending -> content, and its JSON."""
        for ending, content in parts.items():
            offset, size = self._member(f"{clip.key}.{ending}", content)
            if ending in SOUNDS:
                self.clips.append(replace(clip, shard=self._name, offset=offset, size=size))
        text = json.dumps(described(clip), ensure_ascii=False, indent=1)
        self._member(f"{clip.key}.json", text.encode())

    def finish(self) -> list[Clip]:
        """Put it on the disk under its name; return its clips with their places."""
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.replace(self._path)
        return self.clips

    def _member(self, name: str, content: bytes | Path) -> tuple[int, int]:
        """Write one file of the archive; return where its content begins and how long it is."""
        info = tarfile.TarInfo(name)  # no time and no owner: the same music gives the same shard
        with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as data:
            info.size = data.seek(0, io.SEEK_END)
            data.seek(0)
            self._tar.addfile(info, data)
        return self._tar.offset - -(-info.size // TAR_BLOCK) * TAR_BLOCK, info.size


def intact(out: Path) -> list[Clip]:
    """List the clips of a corpus folder that are really there, whatever a killed run or a full disk left behind.

    Returns:
        Those of the index whose shards are whole, then those of shards that the index does not know yet.

    Raises:
        CorpusError: the index is damaged or of another version.
    """
    listed = read_index(out) if (out / NAME).exists() else []
    whole = {name for name in {clip.shard for clip in listed} if _ends_well(out / name)}
    clips = {clip.key: clip for clip in listed if clip.shard in whole}
    for path in sorted((out / FOLDER).glob("*.tar")):
        if _name(path) not in whole and _ends_well(path):
            for clip in clips_in(path, _name(path)):
                clips.setdefault(clip.key, clip)
    return list(clips.values())


def read_parts(shard: Path, ending: str) -> dict[str, bytes]:
    """Read one kind of part of every clip in a shard: key -> content.

    Raises:
        CorpusError: not a shard, or cut off.
    """
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(shard, "r:") as tar:
            for member in tar:
                key, its = split_name(member.name)
                data = tar.extractfile(member) if its == ending else None
                if data is not None:
                    found[key] = data.read()
    except (OSError, tarfile.TarError) as error:
        raise CorpusError(f"{shard}: not a whole shard of a corpus ({error!r})") from error
    return found


def _name(path: Path) -> str:
    return f"{FOLDER}/{path.name}"


def _ends_well(path: Path) -> bool:
    try:
        with path.open("rb") as data:
            size = data.seek(0, io.SEEK_END)
            data.seek(max(size - len(END), 0))
            return size % TAR_BLOCK == 0 and data.read() == END
    except OSError:
        return False
