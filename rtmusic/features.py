"""What a listener notices, measured while the sound comes in: 23 numbers a frame, from loudness to key.

    state = initial_state()
    features, state = hear(audio, state)  # any whole number of 20 ms hops; a whole file is one long hop

However the sound is cut, the same sound gives the same numbers to the last bit: what needs a matrix product or a
search is done one frame at a time, at frames that are counted from the beginning.

* loudness: level in dB of the power mean over the last 0.4 s, both channels.
* brightness: log2 of the spectral centroid in Hz, power-weighted over the last 0.4 s of the mono mix; where it is
  silent, the dark end.
* density: onsets a second over the last second. An onset is the first frame in 60 ms whose flux (mean rise of log10
  band power against the frame before) exceeds the mean flux of the last 0.5 s by FLUX_MARGIN.
* onset: 1 in a frame with an onset, else 0.
* chroma, C to B: how strongly each pitch class sounds, the strongest 1, what stray partials reach 0. Spectral peaks of
  a window of 170 ms, each counted for the fundamentals that it may be a partial of, as in the HPCP of Gómez 2006,
  averaged over 0.2 s.
* drums, bass: how likely there is percussion and a bass line in the last second, by logistic regression on music whose
  scores are known (DRUMS, BASS: offset, then weights).
* tempo: beats a minute by the autocorrelation of the flux of the last 8 s, summed over four beats, with a prior around
  120; NaN where no period stands out.
* beat: NaN; sound alone does not say it in time.
* key_x, key_y, minor: where the tonic of the last 9 s lies on the circle of fifths, C at (1, 0.5) and G a twelfth of a
  turn on, and whether its mode is minor, by the profiles of Krumhansl 1990; NaN where two keys fit about as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

KEY = ("key_x", "key_y", "minor")
PITCH_CLASSES = tuple(f"chroma_{i}" for i in range(12))
FEATURES = (
    "loudness", "brightness", "density", "onset", *PITCH_CLASSES,
    "drums", "bass", "tempo", "beat", *KEY,
)  # fmt: skip
SLOWEST_BPM, FASTEST_BPM = 40.0, 240.0
BY_CORPUS = FEATURES[:3]  # what is low and high of these, a corpus says; of all others it is fixed
ENDS = tuple((SLOWEST_BPM, FASTEST_BPM) if name == "tempo" else (0.0, 1.0) for name in FEATURES[len(BY_CORPUS) :])
# What becomes 0 and 1 where no corpus has said.
USUAL = dict(zip(FEATURES, ((-40.0, -10.0), (7.0, 11.5), (0.0, 10.0), *ENDS), strict=True))

RATE = 48_000
HOP = 960
FRAMES_A_SECOND = RATE // HOP
PART_FRAMES = 256  # computed at a time: more would not fit in a cache
SILENCE = 1e-9  # power below which there is nothing to measure

FAST_SAMPLES = 2048
BANDS = 40  # equally wide in log frequency from LOWEST_HZ up; the lowest are narrower than a bin and partly empty
LOWEST_HZ = 60.0
TREBLE_HZ = 4000.0
LEVEL_FRAMES = 20
DENSITY_FRAMES = 50
FLUX_MEAN_FRAMES = 25
FLUX_NEIGHBOURS = 3
FLUX_MARGIN = 0.12  # of log10 power per band
DECAY_FRAMES = 8  # that a stroke's decay is looked at
RECENT_FRAMES = 50  # the last second: what drums and bass are judged by

SLOW_SAMPLES = 8192
SLOW_EVERY = 2  # frames from one long window to the next
SLOW_BINS = 480  # up to 2.8 kHz
PITCH_HZ = (55.0, 1500.0)  # of fundamentals
PARTIALS = (1.0, 0.6, 0.36, 0.2)  # how much a peak speaks for itself, the octave below, the twelfth below ...
PEAK_POWER = 0.35  # exponent of a peak's power: quiet notes count, too
PEAK_FLOOR = 1e-11
PEAK_RANGE = 1e-6  # of the strongest peak
CHROMA_FRAMES = 10
CHROMA_FLOOR = 0.2  # of the strongest: what stray partials reach becomes 0
LOW_EDGES_HZ = (25.0, 50.0, 70.0, 95.0, 140.0, 200.0, 300.0, 600.0, 1200.0, 2800.0)
BASS_HZ = (30.0, 200.0)
STEADY_FRAMES = 10  # that a bass note lasts and a kick does not

TICK_FRAMES = 25  # from one look at tempo and key to the next
TEMPO_FRAMES = 400
TEMPO_LEAST_FRAMES = 200
TEMPO_SURE = 0.25
KEY_FRAMES = 450
KEY_LEAST_FRAMES = 150
KEY_MARGIN = 0.06

# Offsets, then weights; fitted on 82 pieces rendered from scores, as they are, without their bass and without drums.
DRUMS = (-1.369, 23.581, 3.508, 0.74, 2.053, 2.706, 8.973, 2.008)
BASS = (
    -0.427, 0.322, -0.266, 0.829, 0.945, -0.413, -0.476, -0.107, 0.471, -0.395, -0.057, 1.486, 6.646, 0.686, 1.213,
    -11.314,
)  # fmt: skip

_SPECTRUM_HZ = np.fft.rfftfreq(FAST_SAMPLES, 1 / RATE)[:-1]
_EDGES = np.geomspace(LOWEST_HZ, RATE / 2, BANDS + 1)[:-1]
_BAND_BINS = np.unique(np.searchsorted(_SPECTRUM_HZ, _EDGES))
_TREBLE = int(np.searchsorted(_SPECTRUM_HZ[_BAND_BINS], TREBLE_HZ))
_BELOW = int(np.searchsorted(_SPECTRUM_HZ[_BAND_BINS], BASS_HZ[1]))
_FAST_WINDOW = np.hanning(FAST_SAMPLES) / FAST_SAMPLES
_SLOW_WINDOW = np.hanning(SLOW_SAMPLES) / SLOW_SAMPLES
_BIN_HZ = RATE / SLOW_SAMPLES
_LOW_BINS = np.round(np.array(LOW_EDGES_HZ) / _BIN_HZ).astype(int)
_BASS_BINS = slice(round(BASS_HZ[0] / _BIN_HZ), round(BASS_HZ[1] / _BIN_HZ))
_LOW_BANDS = len(LOW_EDGES_HZ) - 1
_SLOW_SIZE = 12 + _LOW_BANDS + 5  # chroma, low bands; then of the bass: see _slow
_STRUCK = 8  # quantities that tell of drums, and how steady the bass is
_BASS_POWER = 4 + _STRUCK + 12 + _LOW_BANDS  # place of a quantity
_BPM = np.geomspace(SLOWEST_BPM, FASTEST_BPM, 216)
_PRIOR = np.exp(-0.5 * (np.log2(_BPM / 120.0) / 0.9) ** 2)
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


def _standard(rows: Doubles) -> Doubles:
    even = rows - rows.mean(axis=-1, keepdims=True)
    length = np.sqrt(np.square(even).sum(axis=-1, keepdims=True))
    standard: Doubles = even / np.maximum(length, 1e-12)
    return standard


_KEYS = _standard(np.stack([np.roll(mode, tonic) for mode in (_MAJOR, _MINOR) for tonic in range(12)]))


@dataclass(frozen=True, slots=True)
class State:
    """What has been heard, as far as it still matters."""

    frames: int  # heard so far
    sound: Array  # [SLOW_SAMPLES - HOP], mono
    levels: Doubles  # [DECAY_FRAMES - 1, bands], log10 power
    slow: Doubles  # [_SLOW_SIZE], of the latest long window
    recent: Doubles  # [RECENT_FRAMES - 1, quantities]
    flux: Doubles  # [TEMPO_FRAMES - 1]
    chroma: Doubles  # [KEY_FRAMES - 1, 12]
    last_onset: int  # its frame
    ticked: Doubles  # [4]: tempo, key_x, key_y, minor as last judged


def initial_state() -> State:
    """Nothing heard yet: silence before the beginning."""
    return State(
        frames=0,
        sound=np.zeros(SLOW_SAMPLES - HOP, np.float32),
        levels=np.full((DECAY_FRAMES - 1, len(_BAND_BINS)), np.log10(SILENCE)),
        slow=np.zeros(_SLOW_SIZE),
        recent=np.zeros((RECENT_FRAMES - 1, 4 + _STRUCK + _SLOW_SIZE)),
        flux=np.zeros(TEMPO_FRAMES - 1),
        chroma=np.zeros((KEY_FRAMES - 1, 12)),
        last_onset=-FLUX_NEIGHBOURS,
        ticked=np.full(4, np.nan),
    )


def hear(audio: Array, state: State) -> tuple[Array, State]:
    """Measure every frame, continuing where the last sound ended.

    Args:
        audio: float32 [2, F * HOP] at 48 kHz, full scale ±1.

    Returns:
        float32 [len(FEATURES), F]; frame f looks at nothing after the end of its own hop. And what to hand in next.

    Raises:
        ValueError: audio is not stereo or not a whole number of hops.
    """
    if audio.ndim != 2 or audio.shape[0] != 2 or audio.shape[1] % HOP:
        raise ValueError(f"audio is {list(audio.shape)}: hear() takes [2, n * {HOP}], stereo in whole hops")
    parts = []
    for start in range(0, audio.shape[1], PART_FRAMES * HOP):
        features, state = _hear_part(audio[:, start : start + PART_FRAMES * HOP], state)
        parts.append(features)
    heard = np.concatenate(parts, axis=1) if parts else np.zeros((len(FEATURES), 0), np.float32)
    return heard, state


def to_unit(measured: Array, low: Array, high: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Bring what was measured to 0..1, tempo evenly in its logarithm.

    Args:
        measured: [len(FEATURES), F], as hear() gives it.
        low, high: [len(FEATURES)], what becomes 0 and 1: a corpus's of BY_CORPUS, then ENDS.

    Returns:
        float32 [len(FEATURES), F], 0 where nothing is known, and bool of the same shape: where something is.
    """
    known = np.isfinite(measured)
    values, ends = measured.astype(np.float32), np.stack([low, high]).astype(np.float32)
    tempo = FEATURES.index("tempo")
    values[tempo], ends[:, tempo] = np.log(np.maximum(values[tempo], 1.0)), np.log(ends[:, tempo])
    share = (np.where(known, values, 0.0) - ends[0, :, None]) / np.maximum(ends[1] - ends[0], 1e-6)[:, None]
    unit: Array = np.where(known, np.clip(share, 0.0, 1.0), 0.0).astype(np.float32)
    return unit, known


def flux_of(audio: Array) -> Array:
    """Return [F], how much every frame of a whole recording [2, n] rises above the one before: what beats are found in.

    A last part-hop is left out.
    """
    frames = audio.shape[1] // HOP
    found, levels = [], np.zeros((0, len(_BAND_BINS)))
    mono = np.concatenate([np.zeros(FAST_SAMPLES - HOP, np.float32), _mono(audio[:, : frames * HOP])])
    for start in range(0, frames, PART_FRAMES):
        stop = min(start + PART_FRAMES, frames)
        now = _levels(_bands(_fast_spectrum(mono[start * HOP : stop * HOP + FAST_SAMPLES - HOP])))
        found.append(_flux(_rise(now, levels[-1:] if start else now[:1])))
        levels = now
    flux: Array = np.concatenate(found).astype(np.float32) if found else np.zeros(0, np.float32)
    return flux


def _hear_part(audio: Array, state: State) -> tuple[Array, State]:
    frames = audio.shape[1] // HOP
    first = state.frames
    seen = np.concatenate([state.sound, _mono(audio)])
    spectrum = _fast_spectrum(seen[SLOW_SAMPLES - FAST_SAMPLES :])
    bands = _bands(spectrum)
    now = _levels(bands)
    levels = np.concatenate([np.repeat(now[:1], DECAY_FRAMES - 1, axis=0) if first == 0 else state.levels, now])
    rise = _rise(now, levels[DECAY_FRAMES - 2])
    flux = np.concatenate([state.flux, _flux(rise)])
    usual = _recent_mean(flux[-frames - FLUX_MEAN_FRAMES + 1 :], FLUX_MEAN_FRAMES, first)
    onset, last_onset = _onsets(flux[-frames:] > usual + FLUX_MARGIN, first, state.last_onset)
    slow = _slow(seen, first, frames, state.slow)

    bass = np.concatenate([state.recent[-STEADY_FRAMES + 1 :, _BASS_POWER], slow[:, 12 + _LOW_BANDS]])
    treble = bands[:, _TREBLE:]
    peak = _views(levels[:, _TREBLE:], DECAY_FRAMES).max(axis=1)
    quantities = np.column_stack([
        np.square(audio.reshape(2, frames, HOP), dtype=np.float64).sum(axis=2).sum(axis=0) / (2 * HOP),
        spectrum.sum(axis=1),
        (spectrum * _SPECTRUM_HZ).sum(axis=1),
        onset,
        flux[-frames:],
        np.square(rise[:, _TREBLE:].mean(axis=1)),
        np.square(rise[:, :_BELOW].mean(axis=1)),
        treble.sum(axis=1),
        (peak - now[:, _TREBLE:]).mean(axis=1),
        np.square((rise > 0.3).mean(axis=1)),
        now[:, _TREBLE:].mean(axis=1) - np.log10(treble.mean(axis=1) + SILENCE),
        _views(bass, STEADY_FRAMES).min(axis=1),
        slow,
    ])  # fmt: skip
    recent = np.concatenate([state.recent, quantities])
    chroma_now = slow[:, :12] / np.maximum(slow[:, :12].max(axis=1, keepdims=True), 1e-12)
    chroma = np.concatenate([state.chroma, chroma_now])
    features = np.empty((len(FEATURES), frames), np.float32)
    features[: 4 + 12 + 2] = _recent_features(recent, frames, first).T
    features[4 + 12 + 2 :], ticked = _ticked(flux, chroma, first, frames, state.ticked)
    return features, State(
        frames=first + frames,
        sound=seen[-(SLOW_SAMPLES - HOP) :],
        levels=levels[-(DECAY_FRAMES - 1) :],
        slow=slow[-1],
        recent=recent[-(RECENT_FRAMES - 1) :],
        flux=flux[-(TEMPO_FRAMES - 1) :],
        chroma=chroma[-(KEY_FRAMES - 1) :],
        last_onset=last_onset,
        ticked=ticked,
    )


def _views(x: npt.NDArray[Any], window: int, step: int = 1) -> npt.NDArray[Any]:
    """Return x [n, ...] as [(n - window) // step + 1, window, ...], nothing copied.

    For one hop, numpy's sliding_window_view takes longer than what is done with its views.
    """
    count = (len(x) - window) // step + 1
    views = np.lib.stride_tricks.as_strided(
        x, (count, window, *x.shape[1:]), (step * x.strides[0], *x.strides), writeable=False
    )
    return views


def _mono(audio: Array) -> Array:
    mono: Array = 0.5 * (audio[0] + audio[1])
    return mono


def _fast_spectrum(mono: Array) -> Doubles:
    """Return power [F, bins]: the window of frame f ends where its hop ends."""
    windows = _views(mono, FAST_SAMPLES, HOP)
    return _power(windows * _FAST_WINDOW)[:, :-1]


def _power(windows: Doubles) -> Doubles:
    spectrum = np.fft.rfft(windows)
    power: Doubles = np.square(spectrum.real) + np.square(spectrum.imag)
    return power


def _bands(spectrum: Doubles) -> Doubles:
    bands: Doubles = np.add.reduceat(spectrum, _BAND_BINS, axis=1)
    return bands


def _levels(bands: Doubles) -> Doubles:
    levels: Doubles = np.log10(bands + SILENCE)
    return levels


def _rise(levels: Doubles, before: Doubles) -> Doubles:
    """Return how far each band has risen: levels [F, bands] against the frame before, the first against `before`."""
    rise: Doubles = np.maximum(levels - np.concatenate([np.atleast_2d(before), levels[:-1]]), 0.0)
    return rise


def _flux(rise: Doubles) -> Doubles:
    flux: Doubles = rise.sum(axis=1) / BANDS
    return flux


def _onsets(over: npt.NDArray[np.bool_], first: int, last: int) -> tuple[Doubles, int]:
    """Mark the frames that stand out, but those right after one that did: they are the same onset."""
    found = np.zeros(len(over))
    for frame in np.flatnonzero(over):
        if first + int(frame) - last >= FLUX_NEIGHBOURS:
            found[frame] = 1.0
            last = first + int(frame)
    return found, last


def _recent_mean(x: Doubles, window: int, first: int) -> Doubles:
    """Return the mean of the last `window` rows of x [window - 1 + F, ...]; before frame 0 there is nothing."""
    frames = len(x) - window + 1
    count = np.minimum(first + 1 + np.arange(frames), window).reshape(-1, *[1] * (x.ndim - 1))
    if x.ndim == 1:
        # Added one after the other, however many frames come at once: numpy would add a lone frame in another order.
        total = x[:frames].copy()
        for i in range(1, window):
            total += x[i : i + frames]
    else:
        total = np.add.reduce(_views(x, window), axis=1)
    mean: Doubles = total / count
    return mean


def _slow(seen: Array, first: int, frames: int, latest: Doubles) -> Doubles:
    """Return [F, _SLOW_SIZE] from long windows, every SLOW_EVERY-th frame of all; between them the latest stays."""
    begin = -first % SLOW_EVERY
    windows = _views(seen, SLOW_SAMPLES, HOP)[begin::SLOW_EVERY]
    power = _power(windows * _SLOW_WINDOW)[:, :SLOW_BINS]
    bass = power[:, _BASS_BINS]
    strength = bass.sum(axis=1)
    loudest = bass.argmax(axis=1)
    same_note = np.abs(np.diff(loudest, prepend=latest[-2])) <= 1
    known = np.column_stack([
        _salience(power),
        np.add.reduceat(power[:, : _LOW_BINS[-1]], _LOW_BINS[:-1], axis=1),
        strength,
        bass.max(axis=1, initial=0.0) / (strength + 1e-10),
        _lowest_peak_is_bass(power),
        loudest,
        same_note,
    ])  # fmt: skip
    held = np.concatenate([latest[None], known])
    slow: Doubles = held[(np.arange(frames) - begin) // SLOW_EVERY + 1]
    return slow


def _salience(power: Doubles) -> Doubles:
    """Return [F, 12], how strongly each pitch class sounds, from power [F, SLOW_BINS]."""
    below, here, above = power[:, :-2], power[:, 1:-1], power[:, 2:]
    loudest = here.max(axis=1, keepdims=True, initial=0.0)
    row, column = np.nonzero((here > below) & (here >= above) & (here > PEAK_FLOOR) & (here > PEAK_RANGE * loudest))
    left, top, right = (np.log(np.maximum(x[row, column], 1e-20)) for x in (below, here, above))
    between = np.clip(0.5 * (left - right) / np.minimum(left - 2 * top + right, -1e-9), -0.5, 0.5)
    hz = (column + 1 + between) * _BIN_HZ  # of the peak itself, by the parabola through three bins
    weight = here[row, column] ** PEAK_POWER
    salience = np.zeros(len(power) * 12)
    for partial, share in enumerate(PARTIALS, start=1):
        there = (hz >= PITCH_HZ[0] * partial) & (hz <= PITCH_HZ[1] * partial)
        pitch = 12 * np.log2(hz[there] / partial / 261.6256)
        nearest = np.round(pitch)
        in_tune = np.square(np.cos(np.pi * (pitch - nearest)))
        place = row[there] * 12 + nearest.astype(int) % 12
        salience += np.bincount(place, weights=share * weight[there] * in_tune, minlength=len(salience))
    classes: Doubles = salience.reshape(-1, 12)
    return classes


def _lowest_peak_is_bass(power: Doubles) -> Doubles:
    """Return [F], 1 where the lowest clear peak of a long window lies where basses play."""
    near = power[:, 4:171]
    here = near[:, 1:-1]
    clear = (here >= near[:, :-2]) & (here > near[:, 2:]) & (here > 0.03 * near.max(axis=1, keepdims=True, initial=0.0))
    low = (clear.argmax(axis=1) + 5) * _BIN_HZ < BASS_HZ[1]
    bass: Doubles = (clear.any(axis=1) & low).astype(np.float64)
    return bass


def _recent_features(recent: Doubles, frames: int, first: int) -> Doubles:
    """Return [F, 18], from loudness to bass, from the quantities of the last second [RECENT_FRAMES - 1 + F, n]."""
    level = _recent_mean(recent[-frames - LEVEL_FRAMES + 1 :, :3], LEVEL_FRAMES, first)
    loudness = 10.0 * np.log10(level[:, 0] + SILENCE)
    brightness = np.log2(np.maximum(level[:, 2] / np.maximum(level[:, 1], SILENCE), LOWEST_HZ))
    start = 4 + _STRUCK
    chroma = _recent_mean(recent[-frames - CHROMA_FRAMES + 1 :, start : start + 12], CHROMA_FRAMES, first)
    chroma /= np.maximum(chroma.max(axis=1, keepdims=True), 1e-12)
    chroma = np.maximum(chroma - CHROMA_FLOOR, 0.0) / (1.0 - CHROMA_FLOOR)
    second = _recent_mean(recent, RECENT_FRAMES, first)
    density = second[:, 3] * FRAMES_A_SECOND
    onset = recent[-frames:, 3]
    drums, bass = (_likely(tells, weights) for tells, weights in zip(_descriptions(second), (DRUMS, BASS), strict=True))
    sounds = second[:, 0] > SILENCE
    return np.column_stack([loudness, brightness, density, onset, chroma, drums * sounds, bass * sounds])


def _descriptions(second: Doubles) -> tuple[Doubles, Doubles]:
    """Return what drums [F, 7] and bass [F, 15] are judged by, whatever the level of the sound."""
    flux, treble_rise, bass_rise, treble, decay, together, flat, steady = second[:, 4 : 4 + _STRUCK].T
    drums = np.column_stack([
        flux, np.sqrt(treble_rise), np.sqrt(bass_rise), np.log10((treble + SILENCE) / (second[:, 1] + 10 * SILENCE)),
        decay, together, flat,
    ])  # fmt: skip
    start = 4 + _STRUCK + 12
    bands = second[:, start : start + _LOW_BANDS]
    power, peakiness, lowest, _, same_note = second[:, start + _LOW_BANDS :].T
    shares = np.log10((bands + SILENCE) / (bands.sum(axis=1, keepdims=True) + SILENCE))
    bass = np.column_stack([
        shares, peakiness, lowest, steady / (power + SILENCE), same_note, np.sqrt(bass_rise), flux,
    ])  # fmt: skip
    return drums, bass


def _likely(tells: Doubles, weights: tuple[float, ...]) -> Doubles:
    """Return 0..1 [F] by logistic regression; weights begin with the offset."""
    likely: Doubles = 1.0 / (1.0 + np.exp(-(weights[0] + (tells * np.array(weights[1:])).sum(axis=1))))
    return likely


def _ticked(flux: Doubles, chroma: Doubles, first: int, frames: int, before: Doubles) -> tuple[Doubles, Doubles]:
    """Return tempo, beat, key_x, key_y and minor [5, F], looked at every TICK_FRAMES, and the last look."""
    rows = np.empty((5, frames))
    done = 0
    for frame in range(-(first + 1) % TICK_FRAMES, frames, TICK_FRAMES):
        rows[:, done:frame] = _spread(before)
        heard = first + frame + 1
        tempo = _tempo(flux[frame : frame + TEMPO_FRAMES], heard)
        before = np.array([tempo, *_key(chroma[frame : frame + KEY_FRAMES], heard)])
        done = frame
    rows[:, done:] = _spread(before)
    return rows, before


def _spread(ticked: Doubles) -> Doubles:
    return np.array([ticked[0], np.nan, *ticked[1:]])[:, None]


def _tempo(flux: Doubles, heard: int) -> float:
    """Return beats a minute from the flux [TEMPO_FRAMES], of which the last `heard` count."""
    count = min(heard, TEMPO_FRAMES)
    if count < TEMPO_LEAST_FRAMES:
        return float("nan")
    even = np.zeros(TEMPO_FRAMES)
    even[-count:] = flux[-count:] - flux[-count:].mean()
    alike = np.fft.irfft(np.square(np.abs(np.fft.rfft(even, 1024))), 1024)[:TEMPO_FRAMES]
    if alike[0] <= 1e-6:
        return float("nan")
    alike = alike / alike[0] / np.maximum(1.0 - np.arange(TEMPO_FRAMES) / count, 0.25)
    score = np.zeros(len(_BPM))
    for beats in (1, 2, 3, 4):
        lag = np.minimum(beats * 60.0 * FRAMES_A_SECOND / _BPM, TEMPO_FRAMES - 2)
        whole = lag.astype(int)
        score += 0.25 * (alike[whole] * (1 - lag + whole) + alike[whole + 1] * (lag - whole))
    best = int((np.maximum(score, 0.0) * _PRIOR).argmax())
    return float(_BPM[best]) if score[best] > TEMPO_SURE else float("nan")


def _key(chroma: Doubles, heard: int) -> tuple[float, float, float]:
    """Return key_x, key_y and minor from the chroma [KEY_FRAMES, 12], of which the last `heard` count."""
    nothing = (float("nan"),) * 3
    count = min(heard, KEY_FRAMES)
    usual = chroma[-count:].mean(axis=0)
    if count < KEY_LEAST_FRAMES or usual.max() < 0.1:
        return nothing
    fits = (_KEYS * _standard(usual)).sum(axis=1)
    best = int(fits.argmax())
    second = np.partition(fits, -2)[-2]
    if fits[best] - second < KEY_MARGIN:
        return nothing
    return key_place(best % 12, best >= 12)


def key_place(tonic: int, minor: bool) -> tuple[float, float, float]:
    """Return key_x, key_y and minor of a key; tonic 0 is C, 11 is B."""
    turn = 2.0 * np.pi * (tonic * 7 % 12) / 12.0
    return 0.5 + 0.5 * float(np.cos(turn)), 0.5 + 0.5 * float(np.sin(turn)), float(minor)
