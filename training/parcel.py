"""Outputs for the way back through a small pipe: one archive in parts of at most 16 MB.

    python -m training.parcel pack PARCEL runs/codec runs/generator --with-optimizer
    python -m training.parcel open PARCEL runs

Of a run the log, curve, figures and configuration are packed; with its optimizer also the newest checkpoint, from
which the run goes on elsewhere as if it had never moved. Weights alone are smaller: see `training.checkpoints`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from rtmusic.errors import script
from rtmusic.wholefile import sha256, write_whole
from training.checkpoints import PIECE_BYTES
from training.config import TrainingError
from training.run import has_checkpoint, read_checkpoint

LIST = "parcel.json"
_APART = ("checkpoints", "board")  # of a run: the first is packed when asked for, the second never


def pack(sources: Sequence[Path], parcel: Path, with_optimizer: bool = False, limit: int = PIECE_BYTES) -> list[Path]:
    """Pack folders and files under their own names; return the parts, each of at most `limit` bytes.

    Args:
        parcel: a folder; a parcel that lies there already is replaced.

    Raises:
        TrainingError: there is nothing of that name.
    """
    parcel.mkdir(parents=True, exist_ok=True)
    for old in (*parcel.glob("part-*"), parcel / LIST):
        old.unlink(missing_ok=True)
    paths: list[Path] = []
    with tempfile.TemporaryFile(dir=parcel) as whole:
        with tarfile.open(fileobj=whole, mode="w:gz", compresslevel=1) as archive:
            for source in sources:
                for file in _files(source, with_optimizer):
                    archive.add(
                        file, str(Path(source.name) / file.relative_to(source)) if file != source else file.name
                    )
        whole.seek(0)
        while part := whole.read(limit):
            paths.append(parcel / f"part-{len(paths) + 1:02}")
            paths[-1].write_bytes(part)
    listing = {path.name: {"bytes": path.stat().st_size, "sha256": sha256(path)} for path in paths}
    write_whole(parcel / LIST, json.dumps(listing, indent=1) + "\n")
    return paths


def unpack(parcel: Path, out: Path) -> None:
    """Put what was packed into a folder; files of the same name there are replaced.

    Raises:
        TrainingError: the list or a part is missing, or a part is not as it was written.
    """
    try:
        listing: dict[str, dict[str, str]] = json.loads((parcel / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{parcel / LIST} cannot be read ({error}): fetch it again with its parts") from error
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=out) as whole:
        for name, wanted in listing.items():
            part = parcel / name
            if not part.is_file():
                raise TrainingError(f"{part} is missing: fetch it, the parcel has {len(listing)} parts")
            if sha256(part) != wanted["sha256"]:
                raise TrainingError(f"{part} is damaged, its SHA-256 differs from {LIST}: fetch it again")
            whole.write(part.read_bytes())
        whole.seek(0)
        with tarfile.open(fileobj=whole, mode="r:gz") as archive:
            members = archive.getmembers()
            if strange := [it.name for it in members if not _stays_inside(it)]:
                raise TrainingError(
                    f"{parcel} holds {strange[0]!r}, which none of ours does: fetch it from who packed it"
                )
            newer: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(out, members, **newer)


def _stays_inside(member: tarfile.TarInfo) -> bool:
    """Whether it is a plain file or folder within the one that it is unpacked into."""
    path = PurePosixPath(member.name)
    return (member.isfile() or member.isdir()) and not path.is_absolute() and ".." not in path.parts


def _files(source: Path, with_optimizer: bool) -> Iterator[Path]:
    if not source.exists():
        raise TrainingError(f"{source}: nothing there to pack; name run folders, folders of pieces, or files")
    if source.is_file():
        yield source
        return
    yield from (f for f in sorted(source.rglob("*")) if f.is_file() and f.relative_to(source).parts[0] not in _APART)
    if with_optimizer and has_checkpoint(source):
        yield from sorted(read_checkpoint(source).folder.iterdir())


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, then pack or open; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.parcel", description="Runs through a small pipe.")
    what = parser.add_subparsers(dest="what", required=True)
    packing = what.add_parser("pack", help="pack runs, folders of pieces, bundles and files")
    packing.add_argument("parcel", type=Path, help="the folder of parts to make")
    packing.add_argument("sources", type=Path, nargs="+", help="what goes in")
    packing.add_argument("--with-optimizer", action="store_true", help="with the newest checkpoint of every run")
    opening = what.add_parser("open", help="put what was packed into a folder")
    opening.add_argument("parcel", type=Path, help="the folder of parts")
    opening.add_argument("out", type=Path, help="the folder to fill, e.g. runs")
    options = parser.parse_args(arguments)
    if options.what == "open":
        unpack(options.parcel, options.out)
        return 0
    for path in pack(options.sources, options.parcel, options.with_optimizer):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
