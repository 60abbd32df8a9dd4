"""Other instruments, rooms and microphones out of the same recordings: what a crop goes through before training.

    augment = Augmentation(mic_share=0.3)
    crop = augment(crop, np.random.default_rng([seed, step, item]))

The order is that of a stage: the tape runs faster or slower, or pitch and tempo move apart (Signalsmith Stretch);
an equalizer; a narrower band; the reflections of a room (pyroomacoustics' image sources); one microphone with its
room, noise, hum and a little overload; a hand on the fader. A codec says again what it hears, so the result is input
and target at once: whatever is added here is also learned.

All chance comes from the caller's generator and nothing is kept but finished rooms, which depend on their number
alone. So any number of threads and processes may share one Augmentation, and the same dice give the same sound.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyroomacoustics as pra
import python_stretch
import soxr
from scipy.signal import fftconvolve, sosfilt

from training.config import TrainingError
from training.corpus.index import SAMPLE_RATE

Samples = npt.NDArray[np.float32]
Section = tuple[float, float, float, float, float, float]

# The seven bands of a usual desk's equalizer; the first and the last are shelves.
EQ_BANDS_HZ = ((42, 95), (91, 204), (196, 441), (421, 948), (909, 2045), (1957, 4404), (4216, 9486))
EQ_Q = (0.5, 2.0)
BAND_LOW_HZ = (20.0, 300.0)
BAND_HIGH_HZ = (3500.0, 18_000.0)
BUTTERWORTH_Q = (0.5412, 1.3066)  # two second-order sections that make a flat fourth-order edge

ROOMS = 24
ROOM_M = (2.5, 20.0)  # the shorter wall of the first room and of the last
SMALL_ROOMS = 12  # a microphone on a stage stands in one of the first
ROOM_SECONDS = 0.7
REFLECTIONS = 12  # walls that a path may touch: 20 to 100 ms of work a room, once per process

MIC_ROOM_DB = (-20.0, -3.0)
MIC_LOW_HZ = (50.0, 180.0)
MIC_HIGH_HZ = (7000.0, 18_000.0)
MIC_PRESENCE_HZ = (2500.0, 7000.0)
MIC_PRESENCE_DB = (-3.0, 7.0)
MIC_HUM_DB = -6.0  # beside the hiss
MIC_QUIETEST_DB = 30.0  # the quietest noise lies so far below the loudest
MAINS_HZ = (50, 60)
MAINS_HARMONICS = (1, 2, 3, 5, 7)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How often and how far a crop is changed; a share of 0 turns a part off.

    The table [augment] of a configuration. Shares are chances between 0 and 1, one part independent of the others.
    """

    speed_share: float = 0.15  # the tape's speed: pitch and tempo together
    speed_semitones: float = 3.0  # up to so far up or down
    stretch_share: float = 0.01  # pitch and tempo apart, ten times the work
    stretch_semitones: float = 3.0
    stretch_tempo: float = 0.12  # up to this share faster or slower
    eq_share: float = 0.25
    eq_db: float = 6.0  # each of seven bands, up or down
    band_share: float = 0.1  # lows and highs taken away, as by a small loudspeaker
    reverb_share: float = 0.12
    reverb_low_db: float = -24.0  # reflections beside the direct sound: the driest
    reverb_high_db: float = -3.0  # and the wettest
    mic_share: float = 0.12  # one stage microphone, so mono
    mic_noise_db: float = -30.0  # loudest hiss and hum beside the music
    mic_drive: float = 1.5  # overload: 0 leaves the microphone clean
    fader_share: float = 0.1
    fader_db: float = 12.0  # a move of up to so far down, or up from there

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.endswith("_share") and not 0.0 <= value <= 1.0:
                raise TrainingError(f"augment: {field.name} = {value!r} is a chance, it lies between 0.0 and 1.0")
        for name, most in (
            ("speed_semitones", 12.0),
            ("stretch_semitones", 12.0),
            ("stretch_tempo", 0.5),
            ("eq_db", 24.0),
            ("mic_drive", 10.0),
            ("fader_db", 60.0),
        ):
            if not 0.0 <= getattr(self, name) <= most:
                raise TrainingError(f"augment: {name} = {getattr(self, name)!r} must lie between 0.0 and {most}")
        if not -60.0 <= self.reverb_low_db <= self.reverb_high_db <= 12.0:
            raise TrainingError(
                f"augment: reverb_low_db = {self.reverb_low_db!r} and reverb_high_db = {self.reverb_high_db!r} "
                "must rise and lie between -60.0 and 12.0"
            )
        if not -120.0 <= self.mic_noise_db <= 0.0:
            raise TrainingError(f"augment: mic_noise_db = {self.mic_noise_db!r} must lie between -120.0 and 0.0")

    def __call__(self, crop: Samples, dice: np.random.Generator) -> Samples:
        """Play a crop through whatever the dice choose.

        Args:
            crop: float32 [2, n], full scale ±1; never written to.
            dice: the only source of chance; the same dice give the same sound.

        Returns:
            float32 [2, n], never beyond ±1. Equal channels stay equal. The crop itself where no part was chosen.
        """
        # All parts are thrown for first, so that turning one off leaves the choice of the others as it was.
        speed, stretch, eq, band, reverb, mic, fader = dice.random(7)
        sound = crop
        if speed < self.speed_share:
            sound = _at_speed(sound, dice.uniform(-self.speed_semitones, self.speed_semitones))
        if stretch < self.stretch_share:
            semitones = dice.uniform(-self.stretch_semitones, self.stretch_semitones)
            sound = _stretched(sound, semitones, 1.0 + dice.uniform(-self.stretch_tempo, self.stretch_tempo))
        if eq < self.eq_share:
            sound = _through(_equalizer(self.eq_db, dice), sound)
        if band < self.band_share:
            sound = _through(_band(dice), sound)
        if reverb < self.reverb_share:
            wet_db = dice.uniform(self.reverb_low_db, self.reverb_high_db)
            sound = _in_room(sound, int(dice.integers(ROOMS)), wet_db)
        if mic < self.mic_share:
            sound = self._microphone(sound, dice)
        if fader < self.fader_share:
            sound = sound * _fader(sound.shape[-1], self.fader_db, dice)
        if sound is crop:
            return crop
        peak = float(np.abs(sound).max(initial=0.0))
        return np.asarray(sound / max(peak, 1.0), dtype=np.float32)

    def _microphone(self, sound: Samples, dice: np.random.Generator) -> Samples:
        """Hear both loudspeakers with one microphone on a stage, as loud as it was."""
        heard = sound.mean(axis=0, keepdims=True, dtype=np.float32)
        loudness = _rms(heard)
        heard = _in_room(heard, int(dice.integers(SMALL_ROOMS)), dice.uniform(*MIC_ROOM_DB))
        noise_db = dice.uniform(self.mic_noise_db - MIC_QUIETEST_DB, self.mic_noise_db)
        hiss = dice.standard_normal(heard.shape[-1], dtype=np.float32)
        noise = hiss + np.float32(_gain(MIC_HUM_DB)) * _hum(heard.shape[-1], dice)
        heard = heard + np.float32(loudness * _gain(noise_db)) * noise
        heard = _through(
            [
                _section("highpass", _between(MIC_LOW_HZ, dice)),
                _section("peak", _between(MIC_PRESENCE_HZ, dice), dice.uniform(*MIC_PRESENCE_DB)),
                _section("lowpass", _between(MIC_HIGH_HZ, dice)),
            ],
            heard,
        )
        drive = dice.uniform(0.0, self.mic_drive)
        if drive > 0.0:
            # Drive 1 bends where the music is one RMS loud times four: only its peaks.
            bend = drive / max(4.0 * _rms(heard), 1e-6)
            heard = np.tanh(heard * np.float32(bend))
        heard = heard * np.float32(loudness / max(_rms(heard), 1e-9))
        return np.repeat(heard, len(sound), axis=0)


def _at_speed(sound: Samples, semitones: float) -> Samples:
    """Run the tape `semitones` faster; what is then missing at the end is the last part played backwards."""
    samples = sound.shape[-1]
    rate = 2.0 ** (semitones / 12.0)
    played = soxr.resample(_longer(sound, rate).T, SAMPLE_RATE * rate, SAMPLE_RATE, "MQ").T
    return np.ascontiguousarray(_longer(played, samples / played.shape[-1])[:, :samples], dtype=np.float32)


def _stretched(sound: Samples, semitones: float, tempo: float) -> Samples:
    """Move pitch and tempo on their own; the end as in `_at_speed`."""
    samples = sound.shape[-1]
    stretch = python_stretch.Signalsmith.Stretch()
    stretch.preset(len(sound), SAMPLE_RATE)
    stretch.setTransposeSemitones(semitones)
    stretch.setTimeFactor(tempo)
    played: Samples = np.asarray(stretch.process(np.ascontiguousarray(_longer(sound, tempo))), dtype=np.float32)
    return _longer(played, samples / played.shape[-1])[:, :samples]


def _longer(sound: Samples, times: float) -> Samples:
    """Mirror the end of [C, n] until it has at least n × times samples; times <= 2, below 1 nothing changes."""
    samples = sound.shape[-1]
    missing = int(np.ceil(samples * times)) - samples
    return np.pad(sound, ((0, 0), (0, missing)), mode="symmetric") if missing > 0 else sound


def _equalizer(most_db: float, dice: np.random.Generator) -> list[Section]:
    kinds = ("lowshelf", *["peak"] * (len(EQ_BANDS_HZ) - 2), "highshelf")
    return [
        _section(kind, _between(band, dice), dice.uniform(-most_db, most_db), _between(EQ_Q, dice))
        for kind, band in zip(kinds, EQ_BANDS_HZ, strict=True)
    ]


def _band(dice: np.random.Generator) -> list[Section]:
    low_hz, high_hz = _between(BAND_LOW_HZ, dice), _between(BAND_HIGH_HZ, dice)
    return [
        *(_section("highpass", low_hz, q=q) for q in BUTTERWORTH_Q),
        *(_section("lowpass", high_hz, q=q) for q in BUTTERWORTH_Q),
    ]


def _section(kind: str, at_hz: float, gain_db: float = 0.0, q: float = 0.7071) -> Section:
    """Return one second-order section b0 b1 b2 1 a1 a2 for scipy.

    Source: Robert Bristow-Johnson, Audio EQ Cookbook, https://www.w3.org/TR/audio-eq-cookbook/.
    """
    w = 2.0 * np.pi * at_hz / SAMPLE_RATE
    cos, alpha, a = np.cos(w), np.sin(w) / (2.0 * q), 10.0 ** (gain_db / 40.0)
    if kind == "peak":
        b0, b1, b2 = 1.0 + alpha * a, -2.0 * cos, 1.0 - alpha * a
        a0, a1, a2 = 1.0 + alpha / a, -2.0 * cos, 1.0 - alpha / a
    elif kind in ("lowpass", "highpass"):
        sign = 1.0 if kind == "lowpass" else -1.0
        b0, b1, b2 = (1.0 - sign * cos) / 2.0, sign - cos, (1.0 - sign * cos) / 2.0
        a0, a1, a2 = 1.0 + alpha, -2.0 * cos, 1.0 - alpha
    else:
        sign = 1.0 if kind == "lowshelf" else -1.0
        root = 2.0 * np.sqrt(a) * alpha
        plus, minus = a + 1.0, sign * (a - 1.0)
        b0, b2 = a * (plus - minus * cos + root), a * (plus - minus * cos - root)
        b1 = 2.0 * a * (minus - plus * cos)
        a0, a2 = plus + minus * cos + root, plus + minus * cos - root
        a1 = -2.0 * (minus + plus * cos)
    return (b0 / a0, b1 / a0, b2 / a0, 1.0, a1 / a0, a2 / a0)


def _through(sections: list[Section], sound: Samples) -> Samples:
    return np.asarray(sosfilt(np.array(sections), sound), dtype=np.float32)


def _in_room(sound: Samples, room: int, wet_db: float) -> Samples:
    """Add a room's reflections; the direct sound, and with it the place in the stereo picture, stays."""
    reflections = _reflections(room)[: sound.shape[-1]]
    wet = fftconvolve(sound, reflections[None], axes=-1)[:, : sound.shape[-1]]
    return np.asarray(sound + np.float32(_gain(wet_db)) * wet, dtype=np.float32)


@functools.lru_cache(maxsize=ROOMS)
def _reflections(room: int) -> Samples:
    """Build one room and return what its walls answer to a click, float32 [taps], of energy 1, direct sound left out.

    Rooms are numbered from a closet to a church; walls, source and microphone follow from the number.
    """
    dice = np.random.default_rng([2, room])
    wall_m = ROOM_M[0] * (ROOM_M[1] / ROOM_M[0]) ** (room / (ROOMS - 1))
    sides = wall_m * np.array([1.0, dice.uniform(1.1, 1.6), dice.uniform(0.6, 0.9)])
    absorption = pra.Material(float(dice.uniform(0.12, 0.4)))
    source, microphone = (dice.uniform(0.15, 0.85, 3) * sides for _ in range(2))

    def answer(walls: int) -> Samples:
        shoebox = pra.ShoeBox(sides, fs=SAMPLE_RATE, materials=absorption, max_order=walls, air_absorption=True)
        shoebox.add_source(source)
        shoebox.add_microphone(microphone)
        shoebox.compute_rir()
        return np.asarray(shoebox.rir[0][0], dtype=np.float32)

    direct, heard = answer(0), answer(REFLECTIONS)
    heard[: len(direct)] -= direct
    heard = heard[int(np.abs(direct).argmax()) :][: round(ROOM_SECONDS * SAMPLE_RATE)]
    heard /= np.sqrt(np.square(heard).sum())
    heard.setflags(write=False)
    return heard


def _hum(samples: int, dice: np.random.Generator) -> Samples:
    """Mains hum of RMS 1, float32 [samples]: a few harmonics that fall off, from any phase on."""
    period = SAMPLE_RATE // int(dice.choice(MAINS_HZ))
    turns = np.arange(period) / period
    wave = np.zeros(period)
    for harmonic in MAINS_HARMONICS:
        wave += dice.random() / harmonic * np.sin(2.0 * np.pi * (harmonic * turns + dice.random()))
    wave /= max(float(np.sqrt(np.mean(np.square(wave)))), 1e-9)
    return np.resize(np.roll(wave, int(dice.integers(period))), samples).astype(np.float32)


def _fader(samples: int, most_db: float, dice: np.random.Generator) -> Samples:
    """A move between two levels, straight in dB, float32 [samples], never above 1."""
    start, end = np.sort(dice.random(2)) * samples
    levels_db = -most_db * dice.random(2)
    return _gain(np.interp(np.arange(samples), [start, end], levels_db)).astype(np.float32)


def _between(low_high: tuple[float, float], dice: np.random.Generator) -> float:
    """Draw by octaves: every ratio is equally likely."""
    return float(np.exp(dice.uniform(*np.log(low_high))))


def _gain(db: float | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(10.0 ** (np.asarray(db) / 20.0))


def _rms(sound: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(sound)))) if sound.size else 0.0
