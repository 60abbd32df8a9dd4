"""Debian packages by name: fetch with apt, check, unpack, hand out the listed files."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from rtmusic.wholefile import sha256
from training.corpus.index import CorpusError
from training.corpus.sources import Source

ARCHIVE_MARK = ".d/"  # "0music.pk3.d/music/x.ogg" lies in the archive 0music.pk3


class Shelf:
    """Unpacks a package when its first file is asked for, and only the files that will be.

    One thread asks. The caller deletes a file when it is done with it, and close() the rest.
    """

    def __init__(self, wanted: Iterable[Source], cache: Path, unpacked: Path) -> None:
        self._cache = cache
        self._unpacked = unpacked
        self._by_package: dict[str, list[Source]] = {}
        for source in wanted:
            self._by_package.setdefault(source.package, []).append(source)
        self._trouble: dict[str, CorpusError | None] = {}  # per package that was tried
        self.notes: list[str] = []  # what a reader of the report should know
        shutil.rmtree(unpacked, ignore_errors=True)  # left by a run that was killed

    def find(self, source: Source) -> Path:
        """Give the file of a listed source.

        Raises:
            CorpusError: the package cannot be had, or does not hold the file.
        """
        package = source.package
        if package not in self._trouble:
            self._trouble[package] = None
            try:
                self._open(package)
            except CorpusError as error:
                self._trouble[package] = error
        trouble = self._trouble[package]
        if trouble is not None:
            raise trouble
        path = self._place(source)
        if not path.is_file():
            raise CorpusError(f"{package}: {source.path}: not in this version of the package")
        return path

    def close(self) -> None:
        shutil.rmtree(self._unpacked, ignore_errors=True)

    def _place(self, source: Source) -> Path:
        key = hashlib.sha256(source.path.encode()).hexdigest()[:16]
        return self._unpacked / source.package / key / Path(source.path).name

    def _open(self, package: str) -> None:
        sources = self._by_package[package]
        deb, note = fetch(sources[0], self._cache)
        if note:
            self.notes.append(note)
        raw = self._unpacked / f"{package}.raw"
        raw.mkdir(parents=True, exist_ok=True)
        try:
            _run(["dpkg-deb", "-x", str(deb), str(raw)], f"{package}: {deb} does not unpack")
            for source in sources:
                _take(raw, source.path, self._place(source))
        finally:
            shutil.rmtree(raw, ignore_errors=True)


def fetch(source: Source, cache: Path) -> tuple[Path, str]:
    """Get a package into the cache, or find it there.

    Returns:
        The .deb, and a note when it is another version than the attribution list's.

    Raises:
        CorpusError: no apt, no such package, or damaged on the way.
    """
    package = source.package
    cache.mkdir(parents=True, exist_ok=True)
    deb = _cached(package, source.deb, cache)
    if deb is None:
        if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
            raise CorpusError(
                f"{package}: apt-get and dpkg-deb are needed to get it. Run this on Debian or "
                "Ubuntu, or train on your own recordings:  "
                "python -m training.corpus OUT --folder MYMUSIC"
            )
        with tempfile.TemporaryDirectory(dir=cache) as partial:  # half a package never gets its name in the cache
            trouble = f"{package}: apt does not have it here; perhaps after:  sudo apt-get update"
            _run(["apt-get", "download", package], trouble, Path(partial))
            for done in Path(partial).glob("*.deb"):
                done.replace(cache / done.name)
        deb = _cached(package, source.deb, cache)
        if deb is None:
            raise CorpusError(f"{package}: apt-get download left no {package}_*.deb in {cache}")
    if deb.name != source.deb:
        return deb, f"{package}: {deb.name} instead of {source.deb}, not compared by checksum"
    if sha256(deb) != source.sha256:
        raise CorpusError(
            f"{package}: {deb} has another checksum than recorded: a damaged download. "
            f"Delete it and start again:  rm '{deb}'"
        )
    return deb, ""


def _cached(package: str, preferred: str, cache: Path) -> Path | None:
    found = sorted(cache.glob(f"{package}_*.deb"), key=lambda deb: (deb.name != preferred, deb))
    return found[0] if found else None


def _run(command: list[str], trouble: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise CorpusError(f"{trouble} ({said[-1] if said else f'exit {done.returncode}'})")


def _take(raw: Path, path: str, target: Path) -> None:
    """Move one file out of an unpacked package; what is not there stays missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    outer, mark, inner = path.partition(ARCHIVE_MARK)
    if mark and (raw / outer).is_file():
        try:
            with (
                zipfile.ZipFile(raw / outer) as archive,
                archive.open(inner) as data,
                target.open("wb") as out,
            ):
                shutil.copyfileobj(data, out)
        except (KeyError, zipfile.BadZipFile):
            target.unlink(missing_ok=True)
    elif (raw / path).is_file():
        shutil.copyfile(raw / path, target)
