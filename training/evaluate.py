"""How near the codec comes to sound it has never heard, beside Opus on the same clips; whether words find sound.

    python -m training.evaluate codec RUN_OR_BUNDLE --heldout FOLDER --opus
    python -m training.evaluate codec RUN_OR_BUNDLE --data INDEX --opus --fast
    python -m training.evaluate retrieval RUN --data TOKENS
    python -m training.evaluate generator BUNDLE --heldout FOLDER --examples DIR
    python -m training.evaluate recall BUNDLE --heldout FOLDER
    python -m training.evaluate fit BUNDLE --heldout FOLDER
    python -m training.evaluate curve RUN

FOLDER is made by `python -m training.corpus.heldout`. `codec` prints tables and writes codec.md with pictures, and
codec.json (--out, else beside the run's checkpoints): a run is played by torch, a bundle by the engine's own encoder
and decoder. What was measured is kept in measured.jsonl there, so the same words go on after an interruption.
`retrieval` measures a joint embedding on clips kept out of training and writes retrieval.md and retrieval.json.
`generator` plays a bundle by the engine's own classes, lets musicnn and librosa judge, and writes generator.md with
pictures, and generator.json; it takes 50 minutes of one core (2 to 4 with --small) and goes on in the same way.
`recall` varies loops of unseen instruments with recall and without, and writes recall.md and recall.json.
`fit` varies them beside another loop, with fit and without, and writes fit.md and fit.json.
`curve` draws a run's log as curve.png.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rtmusic.errors import script
from training.curve import draw_curve
from training.evaluation import page, retrieval
from training.evaluation.codec import LEVELS, Plan, clips_of_corpus, clips_of_heldout, evaluate
from training.evaluation.music import command as music
from training.evaluation.music import fitting, recalling
from training.evaluation.opus import OPUS_KBPS
from training.evaluation.players import open_player


@script
def main(arguments: list[str] | None = None) -> int:
    """Parse, measure, print; return the exit status."""
    options = _parser().parse_args(arguments)
    if options.what == "curve":
        draw_curve(options.run, options.run / "curve.png")
        print(options.run / "curve.png")
    elif options.what == "retrieval":
        print(retrieval.write(options.run, options.data, options.split, options.out or options.run), end="")
    elif options.what == "generator":
        print(music.run(options), end="")
    elif options.what == "recall":
        print(recalling.run(options), end="")
    elif options.what == "fit":
        print(fitting.run(options), end="")
    else:
        print(_codec(options), end="")
    return 0


def _codec(options: argparse.Namespace) -> str:
    path: Path = options.path
    player = open_player(path)
    if options.heldout is not None:
        clips = clips_of_heldout(options.heldout, player)
    else:
        clips = clips_of_corpus(options.data, options.split, options.clips, options.clip_s, player)
    bundle = (path / "bundle.json").is_file()
    out: Path = options.out or (Path() if bundle else path)
    out.mkdir(parents=True, exist_ok=True)
    beside = () if options.opus is None else tuple(options.opus) or OPUS_KBPS
    plan = Plan(tuple(options.levels), beside, options.fast, options.workers)
    return page.markdown(evaluate(player, clips, plan, out, None if bundle else path))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=(__doc__ or "").splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True)
    codec = what.add_parser("codec", help="reconstruction of clips kept out of training")
    codec.add_argument("path", type=Path, help="a run folder, a checkpoint, or a bundle")
    clips = codec.add_mutually_exclusive_group(required=True)
    clips.add_argument("--heldout", type=Path, metavar="FOLDER", help="made by python -m training.corpus.heldout")
    clips.add_argument("--data", type=Path, metavar="INDEX", help="a corpus folder or its index.json")
    codec.add_argument("--split", default="validation", help="of --data: which clips (default: validation)")
    codec.add_argument("--clips", type=int, default=24, help="of --data: how many (default: 24)")
    codec.add_argument("--clip-s", type=float, default=6.0, help="of --data: seconds of each (default: 6)")
    codec.add_argument("--levels", type=int, nargs="+", default=LEVELS, metavar="N", help="rows of codes to decode")
    codec.add_argument(
        "--opus",
        type=int,
        nargs="*",
        metavar="KBPS",
        help=f"also measure Opus, at {' '.join(map(str, OPUS_KBPS))} kbit/s or these (needs opus-tools)",
    )
    codec.add_argument(
        "--fast", action="store_true", help="leave out ViSQOL and Zimtohrli where they are not known yet"
    )
    codec.add_argument("--workers", type=int, default=1, metavar="N", help="processes that compare (default: 1)")
    codec.add_argument("--out", type=Path, help="folder for tables and pictures (default: the run; a bundle: here)")
    words = what.add_parser("retrieval", help="whether a joint embedding finds words for sound, and sound for words")
    words.add_argument("run", type=Path, help="a run folder of training.train_joint")
    words.add_argument("--data", type=Path, required=True, metavar="TOKENS", help="a token folder of training.tokens")
    words.add_argument("--split", default="validation", help="which clips (default: validation)")
    words.add_argument("--out", type=Path, help="folder for the tables (default: the run)")
    music.add_arguments(what.add_parser("generator", help=music.TITLE))
    recalling.add_arguments(what.add_parser("recall", help=recalling.TITLE))
    fitting.add_arguments(what.add_parser("fit", help=fitting.TITLE))
    curve = what.add_parser("curve", help="draw a run's log")
    curve.add_argument("run", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
