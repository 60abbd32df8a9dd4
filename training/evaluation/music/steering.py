"""Does it obey its controls? Each is asked for as it was in the music that really came next, not at all, and wrongly.

What is asked is what the instrument itself hears in that music (`rtmusic.features`), as when it follows a performer,
and a key as its knob asks for it; whether it was obeyed is what librosa hears (`traits`). The wrong wish turns the
right one around: loud for soft, a tritone off, onsets in between. Controls that are a level are also set low and high,
by their knobs.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rtmusic.features import FASTEST_BPM, FEATURES, KEY, PITCH_CLASSES, SLOWEST_BPM, to_unit
from rtmusic.knobs import KEYS, TONICS
from rtmusic.units import Geometry
from rtmusic.wishes import key_wish
from training.conditioning import measure
from training.evaluation.music import scores
from training.evaluation.music.frechet import mean_figure
from training.evaluation.music.held import Held
from training.evaluation.music.jobs import TRAITS as TRAITS_JUDGE
from training.evaluation.music.jobs import Floats, Job, unpack
from training.evaluation.music.playing import Curve, Engine
from training.evaluation.music.setup import Setup, spread

LOW, HIGH = "0.1", "0.9"  # where the knob of a level is set
LATER = 15  # frames after a lonely onset, where it is wrong
WRONG_TEMPO = 2.0**0.5  # half an octave: as wrong as a tempo can be
AFTER_MUSIC, FROM_NOTHING = "after music", "from nothing"
OTHER_BEAT = "beat at another tempo"
Turned = Mapping[str, Floats]  # control -> what is asked [F], 0..1; NaN where it is left free


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that can be asked for, and what shows whether it was done."""

    name: str
    inputs: tuple[str, ...]  # of the generator, given together
    trait: str  # of librosa
    score: str  # what is compared
    better: int  # 1: more is nearer to what was asked, -1: less is
    compare: Callable[[Floats, Floats], float]  # (heard, wanted) traits of one clip


@dataclass(frozen=True, slots=True)
class Level:
    """A control with a knob, low and high."""

    name: str
    trait: str
    unit: str  # of the trait
    low: str = LOW
    high: str = HIGH


CONTROLS = (
    Control("loudness", ("loudness",), "loudness", "correlation over time", 1, scores.likeness),
    Control("brightness", ("brightness",), "brightness", "correlation over time", 1, scores.likeness),
    Control("density", ("density",), "density", "correlation over time", 1, scores.likeness),
    Control("onset", ("onset",), "onset", "F1 of onsets, ±50 ms", 1, lambda a, b: scores.hits(a, b, scores.ONSET_S)),
    Control("chroma", PITCH_CLASSES, "chroma", "correlation of chroma", 1, scores.chroma_likeness),
    Control("notes", PITCH_CLASSES, "chroma", "share of frames with the right strongest note", 1, scores.same_note),
    Control("tempo", ("tempo", "beat"), "tempo", "error in octaves, half and double right", -1, scores.tempo_error),
    Control("beat", ("tempo", "beat"), "beat", "F1 of beats, ±70 ms", 1, lambda a, b: scores.hits(a, b, scores.BEAT_S)),
    Control("key", (*KEY, *PITCH_CLASSES), "key", "fit of the key (profile correlation)", 1, scores.fits_key),
)
LEVELS = (
    Level("loudness", "loudness", "dB"),
    Level("brightness", "brightness", "octaves"),
    Level("density", "density", "onsets/s"),
    Level("drums", "drums", "share of power that is percussive", "0", "1"),
    Level("bass", "bass", "dB held below 250 Hz against all", "0", "1"),
)


def controls_of(g: Geometry) -> list[Control]:
    """Those that the bundle was taught."""
    return [control for control in CONTROLS if set(control.inputs) <= set(g.trained_controls)]


def levels_of(g: Geometry) -> list[Level]:
    """Those that the bundle was taught."""
    return [level for level in LEVELS if level.name in g.trained_controls]


def _judge(g: Geometry) -> str:
    """Every trait that any control of this bundle needs: they are measured together, in one playing."""
    names = {c.trait for c in controls_of(g)} | {level.trait for level in levels_of(g)}
    return " ".join([TRAITS_JUDGE, *sorted(names)])


class Wishes:
    """What to ask of each clip, right and wrong. Held-out music is heard once, as the instrument would hear it."""

    def __init__(self, setup: Setup) -> None:
        engine, g = Engine(setup.bundle), setup.bundle.geometry
        self._names = g.controls
        heard, clips = {}, _clips(setup)
        ends = [setup.bundle.control_ranges[name] for name in FEATURES]
        low, high = (np.array(side, np.float32) for side in zip(*ends, strict=True))
        for h in clips:
            sound = engine.say(np.concatenate([h.past, h.truth], axis=1), engine.nothing())
            heard[h.name] = measure(sound, g.sample_rate, g.hop_samples)
        self._asked: dict[str, dict[str, Floats]] = {}
        self._key: dict[str, str] = {}  # as the knob names it
        self._frames = setup.frames
        for h in clips:
            values, known = to_unit(heard[h.name], low, high)
            later = np.where(known, values, np.nan)[:, h.past.shape[1] :]
            asked = dict(zip(FEATURES, later.astype(np.float32), strict=True))
            noted = setup.measured.find(setup.truth(h, (_judge(g),)), _judge(g))
            # Ten seconds are short for a tempo, and beats are known only when looking back: librosa helps out.
            if "tempo" in noted:
                asked["tempo"] = np.where(
                    np.isfinite(asked["tempo"]), asked["tempo"], _unit_tempo(unpack(noted["tempo"]))
                )
            beats = unpack(noted["beat"]) if "beat" in noted else np.zeros(0, np.float32)
            asked["beat"] = _ramp(beats, setup.frames, 1.0 / g.frames_per_second)
            asked[OTHER_BEAT] = _ramp(_other_beats(beats, asked["tempo"]), setup.frames, 1.0 / g.frames_per_second)
            if "key" in noted:
                self._key[h.name] = KEYS[1 + int(unpack(noted["key"]).argmax())]
            self._asked[h.name] = asked

    def right(self, held: Held, control: Control) -> Curve:
        """As it was in the music that came next."""
        if control.name == "key":
            return self._in_key(self._key[held.name])
        asked = self._asked[held.name]
        return self._curve({name: asked[name] for name in control.inputs})

    def wrong(self, held: Held, control: Control) -> Curve:
        """The opposite."""
        if control.name == "key":
            return self._in_key(_far_key(self._key[held.name]))
        asked = self._asked[held.name]
        turned: dict[str, Floats] = {}
        for number, name in enumerate(control.inputs):
            right = asked[name]
            if name in PITCH_CLASSES:
                turned[name] = asked[PITCH_CLASSES[(number + 6) % 12]]
            elif name == "onset":
                turned[name] = _between(right)
            elif name == "tempo":
                turned[name] = right if control.name == "beat" else _other_tempo(right)
            elif name == "beat" and control.name == "tempo":
                turned[name] = asked[OTHER_BEAT]
            elif name == "beat":
                turned[name] = np.where(right > 0.5, right - 0.5, right + 0.5).astype(np.float32)  # half a beat off
            else:
                turned[name] = 1.0 - right
        return self._curve(turned)

    def _in_key(self, key: str) -> Curve:
        """What the knob asks for."""
        return self._curve({name: np.full(self._frames, value, np.float32) for name, value in key_wish(key).items()})

    def _curve(self, turned: Turned) -> Curve:
        frames = len(next(iter(turned.values())))
        values, given = np.zeros((frames, len(self._names)), "f4"), np.zeros((frames, len(self._names)), "f4")
        for name, asked in turned.items():
            column = self._names.index(name)
            values[:, column], given[:, column] = np.nan_to_num(asked), np.isfinite(asked)
        return Curve(values, given)


def _far_key(key: str) -> str:
    """The other end of the circle of fifths, and the other mode."""
    tonic = TONICS[(TONICS.index(key.removesuffix("m")) + 6) % 12]
    return tonic if key.endswith("m") else f"{tonic}m"


def _unit_tempo(bpm: Floats) -> float:
    """A tempo [1] as the control wants it, 0..1; NaN where there is none."""
    if not len(bpm) or bpm[0] <= 0:
        return float("nan")
    return float(np.clip(np.log(bpm[0] / SLOWEST_BPM) / np.log(FASTEST_BPM / SLOWEST_BPM), 0.0, 1.0))


def _ramp(beats: Floats, frames: int, frame_s: float) -> Floats:
    """1 on a beat, falling to 0 before the next; before the first and after the last at their pace; NaN without any."""
    if len(beats) < 2:
        return np.full(frames, np.nan, np.float32)
    times = (np.arange(frames) + 0.5) * frame_s
    numbers = np.arange(len(beats), dtype=np.float64)
    pace = [(beats[1] - beats[0]), (beats[-1] - beats[-2])]
    many = 1 + int(frames * frame_s / max(min(pace), 0.1))
    before, after = beats[0] - pace[0] * np.arange(many, 0, -1), beats[-1] + pace[1] * np.arange(1, many + 1)
    at = np.concatenate([before, beats, after])
    number = np.concatenate([np.arange(-many, 0), numbers, len(beats) + np.arange(many)])
    out: Floats = (1.0 - np.interp(times, at, number) % 1.0).astype(np.float32)
    return out


def _between(onsets: Floats) -> Floats:
    """Onsets half way between those that were asked for; a lonely one LATER frames after."""
    at = np.flatnonzero(onsets > 0.5)
    middle = (at[1:] + at[:-1]) // 2 if len(at) > 1 else np.minimum(at + LATER, len(onsets) - 1)
    out = np.where(np.isfinite(onsets), np.float32(0.0), np.float32(np.nan))
    out[middle] = 1.0
    return out


def _other_tempo(asked: Floats) -> Floats:
    """Half an octave faster, or slower where that would be too fast."""
    step = np.log(WRONG_TEMPO) / np.log(FASTEST_BPM / SLOWEST_BPM)
    out: Floats = np.where(asked + step <= 1.0, asked + step, asked - step).astype(np.float32)
    return out


def _other_beats(beats: Floats, asked: Floats) -> Floats:
    """Beats from the first one on, at the other tempo."""
    if len(beats) < 2:
        return beats
    faster = float(np.nanmean(_other_tempo(asked) - asked)) > 0
    out: Floats = beats[0] + (beats - beats[0]) * np.float32(1 / WRONG_TEMPO if faster else WRONG_TEMPO)
    return out


def _clips(setup: Setup) -> list[Held]:
    return spread(setup.held, setup.sizes.steered)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One clip's music asked for, after its own past or from nothing."""

    held: Held
    number: int
    after_music: bool

    def play(self, setup: Setup, settings: Sequence[str] = (), curve: Curve | None = None) -> Job:
        past, seed = (self.held, 0) if self.after_music else (None, self.number)
        return setup.play(past, (_judge(setup.bundle.geometry),), settings, curve=curve, seed=seed)

    def ends(self, setup: Setup, level: Level) -> dict[str, Job]:
        """The level's knob turned low and high."""
        values = {"low": level.low, "high": level.high}
        return {w: self.play(setup, (f"{level.name}_on=on", f"{level.name}={v}")) for w, v in values.items()}

    def wishes(self, setup: Setup, wishes: Wishes, control: Control) -> dict[str, Job]:
        """The control as it was in the music, and turned around."""
        curves = {"right": wishes.right(self.held, control), "wrong": wishes.wrong(self.held, control)}
        return {word: self.play(setup, curve=curve) for word, curve in curves.items()}


def _asked(setup: Setup) -> dict[str, list[_Asked]]:
    clips = list(enumerate(_clips(setup)))
    return {
        start: [_Asked(held, number, start == AFTER_MUSIC) for number, held in clips]
        for start in (AFTER_MUSIC, FROM_NOTHING)
    }


def jobs(setup: Setup) -> list[Job]:
    """Everything that has to sound; the music itself is heard at once, for it says what to ask."""
    g = setup.bundle.geometry
    setup.measured.do([setup.truth(h, (_judge(g),)) for h in _clips(setup)])
    wishes, found = Wishes(setup), []
    for asked in itertools.chain(*_asked(setup).values()):
        found.append(asked.play(setup))
        found += [job for control in controls_of(g) for job in asked.wishes(setup, wishes, control).values()]
        found += [job for level in levels_of(g) for job in asked.ends(setup, level).values()]
    return found


def figures(setup: Setup) -> dict[str, Any]:
    """Rows of both tables after music and from nothing; every figure is [value, low, high, clips]."""
    g, wishes = setup.bundle.geometry, Wishes(setup)
    starts = {
        start: {
            "rows": [_row(setup, wishes, asked, control) for control in controls_of(g)],
            "levels": [_level(setup, asked, level) for level in levels_of(g)],
        }
        for start, asked in _asked(setup).items()
    }
    return {"starts": starts, "untaught": _untaught(g)}


def _heard(setup: Setup, job: Job, trait: str) -> Floats:
    return unpack(setup.measured.find(job, _judge(setup.bundle.geometry))[trait])


def _truth(setup: Setup, held: Held, trait: str) -> Floats:
    return _heard(setup, setup.truth(held, (_judge(setup.bundle.geometry),)), trait)


def _row(setup: Setup, wishes: Wishes, everyone: Sequence[_Asked], control: Control) -> dict[str, Any]:
    # Where nothing can be said of the music, nothing is asked, and nothing can be obeyed.
    told = [asked for asked in everyone if wishes.right(asked.held, control).given.any()]
    score: dict[str, list[float]] = {"right": [], "free": [], "wrong": []}
    for asked in told:
        wanted = _truth(setup, asked.held, control.trait)
        for word, job in (*asked.wishes(setup, wishes, control).items(), ("free", asked.play(setup))):
            score[word].append(control.compare(_heard(setup, job, control.trait), wanted))
    right, free, wrong = (np.array(score[word]) for word in ("right", "free", "wrong"))
    return {
        "control": control.name,
        "score": control.score,
        "better": control.better,
        "right": mean_figure(right).plain(),
        "free": mean_figure(free).plain(),
        "wrong": mean_figure(wrong).plain(),
        "over_free": mean_figure(right - free).plain(),
        "over_wrong": mean_figure(right - wrong).plain(),
    }


def _level(setup: Setup, everyone: Sequence[_Asked], level: Level) -> dict[str, Any]:
    def mean(trait: Floats) -> float:
        return float(trait[2 * scores.SETTLED_FRAMES :].mean())

    low, high = (
        np.array([mean(_heard(setup, asked.ends(setup, level)[word], level.trait)) for asked in everyone])
        for word in ("low", "high")
    )
    return {
        "control": level.name,
        "unit": level.unit,
        "low": mean_figure(low).plain(),
        "free": mean_figure([mean(_heard(setup, asked.play(setup), level.trait)) for asked in everyone]).plain(),
        "high": mean_figure(high).plain(),
        "difference": mean_figure(high - low).plain(),
        "music": mean_figure([mean(_truth(setup, asked.held, level.trait)) for asked in everyone]).plain(),
    }


def _untaught(g: Geometry) -> list[str]:
    """Controls of this file that the bundle was not taught."""
    taught = {control.name for control in controls_of(g)} | {level.name for level in levels_of(g)}
    return sorted({entry.name for entry in (*CONTROLS, *LEVELS)} - taught)
