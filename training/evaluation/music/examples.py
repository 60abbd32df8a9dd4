"""A page of short sounds, made by the same command and the same seed: to be listened to beside the tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from rtmusic.render import render
from rtmusic.units import Samples
from training.evaluation.music.frontier import base
from training.evaluation.music.held import Held
from training.evaluation.music.jobs import CODES, Job, Workshop
from training.evaluation.music.playing import panel_of
from training.evaluation.music.setup import Setup, spread
from training.evaluation.music.steering import levels_of

CONTINUED = 4  # clips, one of each kind
STEERED = 2


def write_examples(setup: Setup, folder: Path) -> Path:
    """Write FLAC files and index.md; return the page.

    Everything is played again, not looked up: what is heard is what the same words play.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = _Page(setup, folder)
    page.continuations()
    if "text" in setup.bundle.signatures:
        page.prompts()
    page.levels()
    page.following()
    index = folder / "index.md"
    index.write_text("\n".join(page.lines) + "\n")
    return index


class _Page:
    """The page as it grows. One thread calls it."""

    def __init__(self, setup: Setup, folder: Path) -> None:
        self._setup, self._folder = setup, folder
        self._workshop = Workshop(setup.bundle)
        on_s = setup.frames / setup.bundle.geometry.frames_per_second
        past_s = setup.held[0].past.shape[1] / setup.bundle.geometry.frames_per_second
        self.lines = [
            f"# Sounds of bundle {setup.bundle.name}",
            "",
            f"{setup.bundle.sha256[:12]}, seed {setup.seed}, all knobs at rest where nothing else is said. Made by "
            "`python -m training.evaluate generator … --examples`.",
            "",
            f"A continuation begins with {past_s:g} s of held-out music, as the codec plays it; the machine goes on "
            f"for {on_s:g} s.",
        ]

    def continuations(self) -> None:
        rows = []
        for held in spread(self._setup.held, CONTINUED):
            again = self._setup.play(held, (CODES,), seed=1)
            files = [
                self._after(held, base(self._setup, held), f"on_{held.name}"),
                self._after(held, again, f"on_{held.name}_seed1"),
                self._after(held, self._setup.truth(held), f"on_{held.name}_musicians"),
            ]
            rows.append([held.name, *files])
        self._table("Played on", ["clip", "played on", "another seed", "the musicians"], rows)

    def prompts(self) -> None:
        held = self._setup.held[0]
        rows = []
        for number, prompt in enumerate(self._setup.sizes.prompts):
            nothing = self._setup.play(None, (CODES,), prompt=prompt)
            after = self._setup.play(held, (CODES,), prompt=prompt)
            files = [
                self._write(f"prompt{number}_nothing", self._sound(nothing)),
                self._after(held, after, f"prompt{number}_{held.name}"),
            ]
            rows.append([prompt, *files])
        self._table("Prompts", ["prompt", "from nothing", f"after {held.name}"], rows)

    def levels(self) -> None:
        rows = []
        for level in levels_of(self._setup.bundle.geometry):
            for held in spread(self._setup.held, STEERED):
                files = []
                for word, value in (("low", level.low), ("high", level.high)):
                    job = self._setup.play(held, (CODES,), (f"{level.name}_on=on", f"{level.name}={value}"))
                    files.append(self._after(held, job, f"{level.name}_{word}_{held.name}"))
                rows.append([f"{level.name} {level.low} / {level.high}, {held.name}", *files])
        if rows:
            self._table("Controls", ["control", "low", "high"], rows)

    def following(self) -> None:
        """`rtmusic render` in follow mode: the machine answers while the clip is played to it."""
        g, rows = self._setup.bundle.geometry, []
        panel = panel_of((f"seed={self._setup.seed}", "mode=follow", "prompt_1=0"))
        for held in spread(self._setup.held, STEERED):
            codes = np.concatenate([held.past, held.truth], axis=1)
            clip = self._workshop.engine.say(codes, self._workshop.engine.nothing())
            nothing = np.zeros((8, g.embedding_size), np.float32)
            wet = np.concatenate(list(render(self._setup.bundle, clip, panel, nothing)), axis=1)
            files = [
                self._write(f"follow_{held.name}", wet),
                self._write(f"follow_{held.name}_both", ((wet + clip) / 2).astype(np.float32)),
            ]
            rows.append([held.name, *files])
        self._table("Follow", ["it hears", "it plays", "both"], rows)

    def _sound(self, job: Job) -> Samples:
        return self._workshop.sound(job)[0].sound

    def _after(self, held: Held, job: Job, name: str) -> str:
        engine = self._workshop.engine
        past = engine.say(held.past, engine.nothing())
        return self._write(name, np.concatenate([past, self._sound(job)], axis=1))

    def _write(self, name: str, sound: Samples) -> str:
        file = "".join(c if c.isalnum() or c in "-_" else "_" for c in name) + ".flac"
        rate = self._setup.bundle.geometry.sample_rate
        soundfile.write(self._folder / file, np.clip(sound.T, -1.0, 1.0), rate, subtype="PCM_16")
        return f"[listen]({file})"

    def _table(self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        cells = (heads, ["---"] * len(heads), *rows)
        self.lines += ["", f"## {title}", "", *("| " + " | ".join(row) + " |" for row in cells)]
