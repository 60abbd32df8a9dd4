"""Soundfonts played by TinySoundFont (MIT): notes in, stereo sound out, the same every time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.corpus.index import CHANNELS, SAMPLE_RATE, CorpusError
from training.corpus.render.score import DRUM_BANK, Note, Timing

Samples = npt.NDArray[np.float32]
INSTALL = "pip install --no-deps tinysoundfont"
# What to type for the soundfonts that the recipes name.
PACKAGES = {
    "FluidR3Mono_GM.sf3": "fluidr3mono-gm-soundfont",
    "MuseScore_General_Lite.sf3": "musescore-general-soundfont-small",
    "MuseScore_General.sf3": "musescore-general-soundfont-small",
    "FluidR3_GM.sf2": "fluid-soundfont-gm",
    "default-GM.sf2": "fluid-soundfont-gm",
    "TimGM6mb.sf2": "timgm6mb-soundfont",
}
TAIL_S = 2.5  # that the last notes may ring on
FADE_S = 0.3
TRIAL_S = 0.3
SILENT_DB = -75.0
# Some soundfonts choose between soft and hard samples by modulators that TinySoundFont does not know: harder is softer
# then. Such an instrument is not used.
HARDER_DB = 3.0  # at least this much louder from SOFT to HARD
SOFT, HARD = 45, 105
DRUM_TRIAL = 38  # every kit has a snare drum


class Soundfont:
    """One soundfont in memory; one process uses it."""

    def __init__(self, path: Path) -> None:
        """Load the file (a second or a few).

        Raises:
            CorpusError: TinySoundFont or the file is missing, or it is no soundfont.
        """
        try:
            import tinysoundfont  # noqa: PLC0415  composing does without it
        except ImportError:
            raise CorpusError(f"tinysoundfont: not installed. It plays the soundfonts:  {INSTALL}") from None
        self.name = path.name
        if not path.is_file():
            package = PACKAGES.get(path.name)
            hint = f"apt-get install {package}" if package else "name a .sf2 or .sf3 file"
            raise CorpusError(f"{path}: no such soundfont. {hint[0].upper() + hint[1:] if not package else hint}")
        self._synth: Any = tinysoundfont.Synth(samplerate=SAMPLE_RATE)
        try:
            self._font = self._synth.sfload(str(path))
        except (RuntimeError, tinysoundfont.SoundFontException) as error:
            raise CorpusError(f"{path}: not a soundfont that TinySoundFont reads ({error})") from error
        self._usable: dict[tuple[int, int, int], bool] = {}

    def has(self, bank: int, program: int, pitch: int) -> bool:
        """Whether the instrument is there and sounds as it should.

        Args:
            pitch: a note that it will play; for drums it is not asked.
        """
        asked = (bank, program, DRUM_TRIAL if bank == DRUM_BANK else pitch)
        if asked not in self._usable:
            self._usable[asked] = self._try(*asked)
        return self._usable[asked]

    def play(self, notes: Sequence[Note], timing: Timing, bank: int, program: int, samples: int) -> Samples:
        """Play one part alone.

        Args:
            samples: how long; what rings on longer is faded out.

        Returns:
            float32 [samples, 2].
        """
        events = []
        for note in notes:
            start = round(timing.seconds(note.at) * SAMPLE_RATE)
            end = max(start + 1, round(timing.seconds(note.at + note.length) * SAMPLE_RATE))
            events += [(start, 1, note.pitch, note.velocity), (end, 0, note.pitch, 0)]
        sound = self._render(sorted(events), bank, program, samples)
        fade = min(samples, round(FADE_S * SAMPLE_RATE))
        sound[samples - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, None]
        return sound

    def _render(self, events: Sequence[tuple[int, int, int, int]], bank: int, program: int, samples: int) -> Samples:
        synth = self._synth
        synth.program_select(0, self._font, bank, program, bank == DRUM_BANK)
        sound = np.zeros((samples, CHANNELS), np.float32)
        into = sound.data.cast("B")
        sample_bytes = sound.itemsize * CHANNELS
        now = 0
        for at, on, pitch, velocity in events:
            if min(at, samples) > now:
                synth.generate_simple(
                    min(at, samples) - now, into[now * sample_bytes : min(at, samples) * sample_bytes]
                )
                now = min(at, samples)
            if on:
                synth.noteon(0, pitch, velocity)
            else:
                synth.noteoff(0, pitch)
        if samples > now:
            synth.generate_simple(samples - now, into[now * sample_bytes :])
        synth.sounds_off(0)
        synth.generate_simple(SAMPLE_RATE // 2)  # nothing of it rings into the next part
        return sound

    def _try(self, bank: int, program: int, pitch: int) -> bool:
        try:
            if not self._synth.sfpreset_name(self._font, bank, program):
                return False
        except Exception:  # TinySoundFont's own, when there is no such preset
            return False
        levels = []
        for velocity in (SOFT, HARD):
            sound = self._render([(0, 1, pitch, velocity)], bank, program, round(TRIAL_S * SAMPLE_RATE))
            levels.append(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-12))
        return bool(levels[1] > SILENT_DB and levels[1] - levels[0] >= HARDER_DB)


def cast(dice: random.Random, fonts: Sequence[Soundfont], bank: int, program: int, pitch: int) -> tuple[Soundfont, int]:
    """Choose who plays: any soundfont that has the instrument, else the nearest instrument that one has.

    Raises:
        CorpusError: not even a piano, or a drum kit, in any of them.
    """
    nearest = (0,) if bank == DRUM_BANK else (program // 8 * 8, *range(program // 8 * 8, program // 8 * 8 + 8), 0, 4)
    order = dice.sample(list(fonts), len(fonts))
    for wanted in (program, *nearest):
        for font in order:
            if font.has(bank, wanted, pitch):
                return font, wanted
    kind = "drum kit (bank 128)" if bank == DRUM_BANK else "piano (program 0)"
    names = ", ".join(font.name for font in fonts)
    raise CorpusError(
        f"{names}: no usable {kind} in it. Give a General MIDI soundfont:  --soundfont FluidR3Mono_GM.sf3"
    )
