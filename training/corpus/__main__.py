"""``python -m training.corpus OUT``: fill a folder with music to train on; ``pack`` and ``unpack`` carry it."""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from rtmusic.errors import script
from training.corpus.captions import captions
from training.corpus.folder import find_recordings
from training.corpus.index import NAME, SPLITS, Clip, hours, read_index
from training.corpus.licences import ALL, CHOICES
from training.corpus.pack import pack, unpack
from training.corpus.packages import Shelf
from training.corpus.sources import ATTRIBUTION, Source, choose, in_turns, read_attribution, split_of
from training.corpus.writer import WORKERS, Report, Wanted, make, missing, only_writer


@script
def main(argv: Sequence[str] | None = None) -> int:
    """Run the recipe; 0 when there is something to train on, 1 with one sentence when not."""
    words = list(sys.argv[1:] if argv is None else argv)
    recipes = {"pack": _pack, "unpack": _unpack}
    recipe = recipes.get(words[0], _fill) if words else _fill
    return recipe(words)


def _fill(words: Sequence[str]) -> int:
    args = _parser().parse_args(words)
    with only_writer(args.out):
        report = _own(args) if args.folder else _packages(args)
    clips = read_index(args.out)
    _summary(args.out, clips, report)
    return 0 if clips else 1


def _pack(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.corpus pack",
        description="Put excerpts from all over a corpus into one tar, as Opus: 60 MB hold 1.3 h at 96 kbit/s.",
    )
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="a corpus folder or its index.json")
    parser.add_argument("carry", type=Path, metavar="CARRY.tar", help="the pack; --data takes it like any corpus")
    parser.add_argument("--megabytes", type=float, default=60.0, metavar="MB", help="at most (default: 60)")
    parser.add_argument("--opus-kbps", type=float, default=96.0, metavar="K", help="both channels (default: 96)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another one takes other excerpts")
    parser.add_argument("--licences", choices=CHOICES, default=ALL, help="leave copyleft out or not (default: all)")
    args = parser.parse_args(words[1:])
    if args.carry.suffix != ".tar":
        parser.error(f"{args.carry} has to end in .tar")
    clips = pack(args.corpus, args.carry, args.megabytes, args.opus_kbps, args.seed, args.licences)
    megabytes = args.carry.stat().st_size / 1e6
    print(f"{args.carry}: {len(clips)} excerpts, {hours(clips):.2f} h, {megabytes:.1f} MB")
    return 0


def _unpack(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.corpus unpack",
        description="Turn carried packs into a corpus of FLAC, which is read six times as fast.",
    )
    parser.add_argument("carries", type=Path, nargs="+", metavar="CARRY.tar", help="one pack or several")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to fill")
    args = parser.parse_args(words[1:])
    with only_writer(args.out):
        added = unpack(args.carries, args.out)
    clips = read_index(args.out)
    print(f"{args.out}: {added} clips added, {len(clips)} in all, {hours(clips):.2f} h")
    return 0


def wanted_from(sources: Sequence[Source], shelf: Shelf | None) -> list[Wanted]:
    """Say what the index will hold for listed package files.

    Args:
        shelf: finds their recordings; None only to plan.
    """
    return [
        Wanted(
            _clip(source),
            source.seconds,
            partial(shelf.find, source) if shelf else partial(Path, source.path),
            temporary=True,
        )
        for source in sources
    ]


def _packages(args: argparse.Namespace) -> Report:
    sources = in_turns(choose(read_attribution(args.list), args.packages), args.hours)
    to_make, *_ = missing(args.out, wanted_from(sources, None))
    needed = {item.clip.file for item in to_make}
    shelf = Shelf(
        [source for source in sources if _clip(source).file in needed],
        args.cache or args.out / "packages",
        args.out / "unpacked",
    )
    try:
        report = make(args.out, wanted_from(sources, shelf), args.keep_free, args.workers)
    finally:
        shelf.close()
    report.notes += shelf.notes
    return report


def _own(args: argparse.Namespace) -> Report:
    listed = read_index(args.out) if (args.out / NAME).exists() else []
    return make(args.out, find_recordings(args.folder, listed), args.keep_free, args.workers)


def _clip(source: Source) -> Clip:
    key = sha256(f"{source.package}/{source.path}".encode()).hexdigest()[:8]
    name = re.sub(r"[^\w-]+", "_", PurePosixPath(source.path).stem)  # a dot would begin its ending
    return Clip(
        file=f"{source.package}/{name}-{key}.flac",
        samples=0,
        package=source.package,
        source=source.path,
        licence=source.licence,
        holder=source.holder,
        title=source.title,
        artist=source.artist,
        captions=captions(source.title, source.genre, source.style_words, seed=source.path),
        split=split_of(source.package),
    )


def _summary(out: Path, clips: Sequence[Clip], report: Report) -> None:
    pace = "nothing to do"
    if report.made_s:
        pace = f"{report.wall_s / report.made_s * 3600:.0f} s per hour of sound"
    print(
        f"{out}: {len(clips)} clips, {hours(clips):.2f} h; this run made {report.made} "
        f"({report.made_s / 3600:.2f} h, {pace}), "
        f"found {report.kept}, skipped {len(report.skipped)}, left out {len(report.left_out)}"
    )
    for line in report.left_out:
        print(f"left out: {line}")
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    for split in SPLITS:
        print(f"  {split:<12} {hours(clip for clip in clips if clip.split == split):6.2f} h")
    by_licence: dict[str, list[Clip]] = defaultdict(list)
    for clip in clips:
        by_licence[clip.licence].append(clip)
    for licence, group in sorted(by_licence.items(), key=lambda pair: -hours(pair[1])):
        print(f"  {licence:<28} {hours(group):6.2f} h")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.corpus",
        description="Put music on disk as 48 kHz stereo clips with labels and licences. "
        "Type the same again to go on after an interruption.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to fill")
    parser.add_argument("--hours", type=float, metavar="H", help="stop at H hours (default: all)")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keeps the downloaded packages")
    parser.add_argument("--list", type=Path, default=ATTRIBUTION, metavar="CSV", help="another attribution list")
    parser.add_argument("--packages", nargs="+", default=(), metavar="NAME", help="only these")
    parser.add_argument("--folder", type=Path, metavar="MYMUSIC", help="own recordings instead")
    parser.add_argument("--keep-free", type=float, default=5.0, metavar="GB", help="disk left alone (default: 5)")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help="threads (default: one a core)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
