"""Music with exact labels, in three stages, and two that make more of it.

python -m training.corpus.render compose SCORES
python -m training.corpus.render mixup SCORES MIXED
python -m training.corpus.render play SCORES PLAYED --soundfont FILE
python -m training.corpus.render pairs PLAYED PAIRS
python -m training.corpus.render add PLAYED CORPUS
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rtmusic.errors import script
from training.corpus.render.compose import SHARES, Sources, compose
from training.corpus.render.pairs import mixup, pairs
from training.corpus.render.play import Setting, play
from training.corpus.render.shelf import add


@script
def main(argv: Sequence[str] | None = None) -> int:
    """Run one stage; 0 when it is done, 1 with one sentence when it cannot be."""
    args = _parser().parse_args(argv)
    if args.stage == "compose":
        _compose(args)
    elif args.stage == "play":
        _play(args)
    elif args.stage == "mixup":
        print(f"{args.mixed}: {mixup(args.scores, args.mixed, args.pieces, args.seed)} scores. Play them next.")
    elif args.stage == "pairs":
        print(f"{args.pairs}: {pairs(args.played, args.pairs, args.share, args.seed)} pairs. Add them next.")
    else:
        _add(args)
    return 0


def _compose(args: argparse.Namespace) -> None:
    kinds = tuple(kind for kind in SHARES if kind not in args.without)
    sources = Sources(kinds, args.groove, tuple(args.midi), args.midi_licence, args.midi_holder)
    written = compose(args.scores, args.pieces, args.seed, sources, args.workers)
    megabytes = sum(path.stat().st_size for path in args.scores.iterdir()) / 1e6
    by_kind = ", ".join(f"{kind} {seconds / 3600:.2f} h" for kind, seconds in written.most_common())
    print(f"{args.scores}: {megabytes:.1f} MB; written now: {by_kind or 'nothing'}")


def _play(args: argparse.Namespace) -> None:
    setting = Setting(args.scores, args.out, tuple(args.soundfont), not args.no_rooms, args.stems)
    made_s = play(setting, args.workers, args.hours)
    print(f"{args.out}: {made_s / 3600:.2f} h of music made now")


def _add(args: argparse.Namespace) -> None:
    report = add(args.played, args.corpus)
    print(
        f"{args.corpus}: {report.made} pieces added ({report.made_s / 3600:.2f} h), {report.kept} were there, "
        f"{len(report.skipped)} skipped. Train on it:  --data {args.corpus}"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.corpus.render", description="Music with exact labels, in stages."
    )
    stages = parser.add_subparsers(dest="stage", required=True)
    writing = stages.add_parser("compose", help="write scores: MIDI, and everything that is known about it in JSON")
    writing.add_argument("scores", type=Path, metavar="SCORES", help="folder to fill; type the same again to go on")
    writing.add_argument("--pieces", type=int, default=100, metavar="N", help="scores in all (default: 100, ~80 min)")
    writing.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, other music")
    writing.add_argument("--groove", type=Path, metavar="ARCHIVE", help="Groove MIDI Dataset, .zip or .tar.gz")
    writing.add_argument("--midi", type=Path, nargs="+", default=(), metavar="FOLDER", help="MIDI files of your own")
    writing.add_argument("--midi-licence", default="", metavar="L", help="under which licence those are")
    writing.add_argument("--midi-holder", default="", metavar="NAME", help="and who made them")
    writing.add_argument("--without", nargs="+", default=(), choices=tuple(SHARES), help="sources to leave out")
    writing.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: 1)")
    playing = stages.add_parser("play", help="turn scores into 48 kHz stereo sound")
    playing.add_argument("scores", type=Path, metavar="SCORES")
    playing.add_argument("out", type=Path, metavar="PLAYED", help="folder to fill; type the same again to go on")
    playing.add_argument("--soundfont", type=Path, action="append", required=True, metavar="FILE", help=".sf2 or .sf3")
    playing.add_argument("--stems", action="store_true", help="keep drums, bass, chords, melody and room apart, too")
    playing.add_argument("--no-rooms", action="store_true", help="no reverb: does without pyroomacoustics")
    playing.add_argument("--hours", type=float, metavar="H", help="only the first H hours of the scores")
    playing.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: 1)")
    mixing = stages.add_parser("mixup", help="put the drums of one score under another of its meter")
    mixing.add_argument("scores", type=Path, metavar="SCORES")
    mixing.add_argument("mixed", type=Path, metavar="MIXED", help="folder to fill with new scores")
    mixing.add_argument("--pieces", type=int, default=100, metavar="N", help="scores in all (default: 100)")
    mixing.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, other pairs")
    pairing = stages.add_parser("pairs", help="cut pieces in two: what one instrument plays, and who answers it")
    pairing.add_argument("played", type=Path, metavar="PLAYED", help="pieces played with --stems")
    pairing.add_argument("pairs", type=Path, metavar="PAIRS", help="folder to fill with played pieces")
    pairing.add_argument("--share", type=float, default=0.5, metavar="P", help="of the pieces (default: 0.5)")
    pairing.add_argument("--seed", type=int, default=0, metavar="S", help="another seed, other halves")
    adding = stages.add_parser("add", help="take played pieces into a corpus to train on")
    adding.add_argument("played", type=Path, metavar="PLAYED")
    adding.add_argument("corpus", type=Path, metavar="CORPUS", help="a corpus folder, new or one that grows")
    return parser


if __name__ == "__main__":
    sys.exit(main())
