"""The picture of the live view that the README shows, of a short evening that is really played.

    python -m training.live_view [--out docs/live.svg]

Half a minute of three loops of the bundled recording, two of them rewritten, on the virtual sound card.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from rtmusic.engine import Engine, Settings
from rtmusic.errors import UsageError, script
from rtmusic.knobs import Panel, parse_setting
from rtmusic.prompts import DEFAULT_PROMPTS
from rtmusic.screen import Glyphs, View, picture
from rtmusic.soundprocess import SoundSpec
from rtmusic.trials import until

PICTURE = Path(__file__).parent.parent / "docs" / "live.svg"
WIDTH = 104  # columns
ASKED = (
    *("mode=loop", "quantize=bar", "tempo=100", "prompt_2=0.4", "steps=1", "horizon=16", "commit=8"),
    *("loop_0_rewrite=40", "loop_0_periodic=8", "loop_1_rewrite=70", "loop_1_beat_width=3"),
)
PLAYED: tuple[tuple[float, str], ...] = (  # seconds, and a pedal or a setting
    *((0.5, "loop_0_record"), (4.4, "loop_0_record"), (5.2, "loop_1_record"), (6.8, "loop_1_record")),
    *((9.0, "loop_2_record"), (11.5, "loop_2_record"), (14.0, "loop_2_reverse"), (16.0, "loop_0_overdub")),
    *((18.0, "loop_0_overdub"), (20.0, "loop_1_favourite"), (27.4, "loop_1_pause")),
)
SEEN_S = 27.6  # while something waits for its line


def play() -> str:
    """Play, and draw what a player would see in the end, as SVG.

    Raises:
        RtmusicError: it could not be played.
    """
    panel = Panel().turn([parse_setting(text) for text in ASKED])
    sound = SoundSpec("virtual", "virtual")
    engine = Engine(Settings(sound, panel, prompts=DEFAULT_PROMPTS, provider="cpu"))
    engine.start()
    try:
        for at_s, what in PLAYED:
            until(engine, at_s)
            if "=" in what:
                engine.turn(parse_setting(what))
            else:
                engine.command(what)
        until(engine, SEEN_S)
        view = View(engine.status(), engine.panel(), engine.prompts(), engine.events(), (), keys=True)
    finally:
        engine.stop()
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(picture(view, WIDTH, Glyphs()))
    return console.export_svg(title="rtmusic live")


@script
def main(arguments: Sequence[str] | None = None) -> int:
    """Play, draw, write; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.live_view", description="Draw docs/live.svg anew.")
    parser.add_argument("--out", type=Path, default=PICTURE, metavar="FILE", help="default: docs/live.svg")
    out: Path = parser.parse_args(arguments).out
    drawn = play()
    try:
        out.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}; name another file") from None
    print(f"{out} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
