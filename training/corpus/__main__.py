"""``python -m training.corpus OUT``: fill a folder with music to train on."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from rtmusic.errors import RtmusicError
from training.corpus.captions import captions
from training.corpus.folder import find_recordings
from training.corpus.index import NAME, SPLITS, Clip, hours, read_index
from training.corpus.packages import Shelf
from training.corpus.sources import ATTRIBUTION, Source, choose, in_turns, read_attribution, split_of
from training.corpus.writer import Report, Wanted, make, missing, only_writer


def main(argv: Sequence[str] | None = None) -> int:
    """Run the recipe; 0 when there is something to train on, 1 with one sentence when not."""
    args = _parser().parse_args(argv)
    try:
        with only_writer(args.out):
            report = _own(args) if args.folder else _packages(args)
    except RtmusicError as error:
        print(f"\n{error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("\nstopped; type the same again to go on", file=sys.stderr)
        return 130
    clips = read_index(args.out)
    _summary(args.out, clips, report)
    return 0 if clips else 1


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
    to_make, _ = missing(args.out, wanted_from(sources, None))
    needed = {item.clip.file for item in to_make}
    shelf = Shelf(
        [source for source in sources if _clip(source).file in needed],
        args.cache or args.out / "packages",
        args.out / "unpacked",
    )
    try:
        report = make(args.out, wanted_from(sources, shelf), args.keep_free)
    finally:
        shelf.close()
    for note in shelf.notes:
        print(f"note: {note}", file=sys.stderr)
    return report


def _own(args: argparse.Namespace) -> Report:
    listed = read_index(args.out) if (args.out / NAME).exists() else []
    return make(args.out, find_recordings(args.folder, listed), args.keep_free)


def _clip(source: Source) -> Clip:
    key = sha256(f"{source.package}/{source.path}".encode()).hexdigest()[:8]
    return Clip(
        file=f"{source.package}/{PurePosixPath(source.path).stem}-{key}.npy",
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
        f"found {report.kept}, skipped {len(report.skipped)}"
    )
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
    return parser


if __name__ == "__main__":
    sys.exit(main())
