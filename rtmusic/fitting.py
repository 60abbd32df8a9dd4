"""A loop that fits: what the others play while it will be heard → what is asked of it, frame by frame.

The others turn, so what they will play is known ahead. It is listened to as it is mixed, so what is muted does not
count, a piece a round. What a loop that is itself rewritten is going to change there is not heard: until its next turn
it counts as it stood when it was listened to.

Notes are those that sound in the others; rhythm is where something begins in them; dynamics are by how much they are
louder or quieter than usual, counted from the loop's own level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rtmusic.features import FEATURES, HOP, PITCH_CLASSES, SILENCE, State, hear, initial_state
from rtmusic.generator import Intent
from rtmusic.knobs import KNOBS, LOOPS, Panel
from rtmusic.modes import Moment
from rtmusic.turning import REVERSED, Turning
from rtmusic.units import Geometry, Samples, Vector

Rows = npt.NDArray[np.float32]  # [n, W], NaN where nothing is known

LEAD_HOPS = 20  # listened to before the first that counts: the longest window, and the mean over what it shows
KEPT_HOPS = 300  # that say how loud the others usually are: 6 s
QUIET_DB = -50.0  # below it nothing is played that one could fit
NOTES_AT_ONCE = 4.0  # where pitch classes add up to more, strokes and noise are heard, and no notes
SPARSE = 48  # one sample out of so many says well enough how loud a loop is
_LOUDNESS, _ONSET = FEATURES.index("loudness"), FEATURES.index("onset")
_NOTES = [FEATURES.index(name) for name in PITCH_CLASSES]
_UNKNOWN = np.full(len(FEATURES), np.nan, np.float32)
_FITS, _FIT_IN = KNOBS["fit"].choices, KNOBS["fit_in"].choices


def hears_you(panel: Panel) -> bool:
    """True when some loop is to fit what the performer plays."""
    return panel.mode == "loop" and any(_fits(panel.int(f"loop_{number}_fit"))[1] for number in range(LOOPS))


def _fits(fit: int) -> tuple[bool, bool]:
    """Whether a loop is to fit the other loops, and what the performer plays."""
    return _FITS[fit] in ("loops", "both"), _FITS[fit] in ("you", "both")


class Fitting:
    """What one loop is to fit. The model process alone calls it.

    Args:
        turning: the loop's sound.
        loudness: dB that become 0 and 1, as the bundle's generator has learned it.
    """

    def __init__(self, g: Geometry, turning: Turning, loudness: tuple[float, float]) -> None:
        self._g, self._turning, self._loudness = g, turning, loudness
        self.forget()

    def forget(self) -> None:
        """Listen anew: some loop sounds different now."""
        # Hops are counted along the loop's turns, from the first sample of its first turn on.
        self._heard: dict[int, Vector] = {}  # features [23] by hop
        self._since = self._next = 0  # what is heard lies from the one to before the other
        self._state: State = initial_state()

    def fitted(self, intent: Intent, moment: Moment, first: int, frames: int) -> Intent:
        """The same, and frame by frame what fits. What is asked for already stays: a performer's hand comes first.

        Args:
            moment: its panel is the loop's own.
            first: the sample of the loop's turns, counted from the first one on, that the window begins with.
            frames: in the window.
        """
        panel = moment.panel
        loops, you = _fits(panel.int("fit"))
        if not loops and not you:
            return intent
        places = np.round((first + np.arange(frames) * self._g.hop_samples) / HOP).astype(int)
        if loops:
            most = LEAD_HOPS + panel.int("commit") * self._g.hop_samples // HOP
            self._listen(int(places[0]), int(places[-1]) + 1, most, moment)
        heard = np.stack([self._heard.get(place, _UNKNOWN) for place in places.tolist()], axis=1)
        heard[:, ~(heard[_LOUDNESS] > QUIET_DB)] = np.nan
        yours = moment.heard if you and moment.heard.get("loudness") else {}
        part, course = _FIT_IN[panel.int("fit_in")], dict[str, Vector]()
        if part in ("notes", "both", "all"):
            course |= _notes(heard, yours)
        if part in ("rhythm", "both", "all"):
            course |= {"onset": heard[_ONSET], "density": _always(yours, "density", frames)}
        if part in ("dynamics", "all"):
            course["loudness"] = np.fmax(self._dynamics(heard), _always(yours, "loudness", frames))
        asked, trained = dict(intent.controls), self._g.trained_controls
        rows = tuple((name, row) for name, row in course.items() if name not in asked and name in trained)
        if rows and "obedience" in trained:
            asked["obedience"] = KNOBS["obedience"].to_unit(panel["obedience"])
        return replace(intent, controls=tuple(asked.items()), course=rows)

    def _dynamics(self, heard: Rows) -> Vector:
        """Loudness 0..1 that swells as the others do, and is on the whole what the loop's own is. [W]"""
        assert self._turning.sound is not None
        known = np.array([features[_LOUDNESS] for features in self._heard.values()])
        powers = 10.0 ** (known[known > QUIET_DB] / 10)
        usual = powers.sum() / max(1, len(powers)) + SILENCE
        own = np.mean(np.square(self._turning.sound[:, ::SPARSE])) + SILENCE
        low, high = self._loudness
        asked: Vector = np.clip((heard[_LOUDNESS] + 10 * np.log10(own / usual) - low) / (high - low), 0, 1)
        return asked.astype(np.float32)

    def _listen(self, first: int, last: int, most: int, moment: Moment) -> None:
        """Listen on, to what is heard in hops [first, last) of the turns; `most` of them at a time."""
        if not self._since <= first <= self._next + LEAD_HOPS or not self._heard:
            self.forget()
            self._since, self._next = first, first - LEAD_HOPS
        hops = min(last - self._next, most)
        if hops > 0:
            features, self._state = hear(self._others(self._next, hops, moment), self._state)
            self._heard |= zip(range(self._next, self._next + hops), features.T, strict=True)
            self._next += hops
        for hop in [hop for hop in self._heard if hop < first - KEPT_HOPS]:
            del self._heard[hop]
        self._since = max(self._since, first - KEPT_HOPS)

    def _others(self, hop: int, hops: int, moment: Moment) -> Samples:
        """What the other loops play where hops of this one's turns are heard next, in their order. float32 [2, n]."""
        assert moment.others is not None
        first, samples, turning = hop * HOP, hops * HOP, self._turning
        if turning.flag(REVERSED):
            number, position = divmod(first, turning.length)
            at = turning.start + (number + 1) * turning.length - position - samples
            at += turning.length if at < moment.free else 0
            audio = moment.others(at, samples)[:, ::-1]
        else:
            audio = moment.others(turning.start + first, samples)
        return np.ascontiguousarray(np.broadcast_to(audio, (2, samples)))


def _notes(heard: Rows, yours: Mapping[str, float]) -> dict[str, Vector]:
    """How strongly each pitch class sounds, here or there; of strokes and noise nothing is said."""
    chroma = heard[_NOTES]
    chroma[:, chroma.sum(axis=0) > NOTES_AT_ONCE] = np.nan
    return {name: np.fmax(row, _always(yours, name, len(row))) for name, row in zip(PITCH_CLASSES, chroma, strict=True)}


def _always(yours: Mapping[str, float], name: str, frames: int) -> Vector:
    """What the performer plays now, for the whole window; NaN while that is nothing. [W]"""
    return np.full(frames, yours.get(name, np.nan), np.float32)
