"""What a listener would have caught of an evening, and whether its report tells what was done to it.

The recording is heard once from its beginning to its end and never held whole. Meanwhile the evening is played again
from its journal, by rounds that nothing disturbs, and must be the same in both channels, sample by sample, from the
first to the last: so nothing was lost or late, the channels are in step, and up to the first trial it is the
undisturbed evening. One thing is excused: the block that a sound process had in its hands when it was killed.

A click is a step of more than AUDIBLE_STEP of full scale that is AUDIBLE_RATIO times as steep as every other within
SEAM_LOOK samples before and after it, in any channel; it is looked for everywhere, and so wherever something was
written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from rtmusic.bundle import Bundle
from rtmusic.errors import RecordingError
from rtmusic.modelprocess import AUDIBLE_RATIO, AUDIBLE_STEP, SEAM_LOOK
from rtmusic.replay import Replay
from rtmusic.setbook import read_set
from rtmusic.shared import CHANNELS, SAMPLE_RATE
from rtmusic.status import Event
from rtmusic.timeline import MAX_BLOCK
from rtmusic.trials import Trial
from rtmusic.units import Samples

SILENT = 256  # samples that are all exactly nothing, in a row: a hole and not a pause
STEP_OF_24_BITS = 2.0**-23  # the recording holds no more
BEFORE_S = 0.1  # a trial may be noticed by one who looked at the clock just before it
AFTER_S = 0.5  # after all is well again, for the last seam to what was there before
ANY_TIME = ("rung", "no-prompts")  # kinds that a busy machine and a small bundle explain
BLOCK = 16_384
_Mask = npt.NDArray[np.bool_]


class Ear:
    """Hears sound [C, n] block by block, and remembers where it was nothing and where it broke."""

    def __init__(self) -> None:
        self.samples = 0  # heard so far
        self.begun: int | None = None  # the first sample that was anything
        self.silences: list[tuple[int, int]] = []  # first sample and the one after the last, SILENT and longer
        self.clicks: list[int] = []  # samples with a step into them that `rtmusic.modelprocess.torn` would call torn
        self._silent_since: int | None = None
        self._context = np.zeros((CHANNELS, 0), np.float32)

    def listen(self, audio: Samples) -> None:
        """Hear what comes next, float32 [C, n]."""
        if not audio.shape[1]:
            return
        nothing = (audio == 0).all(axis=0)
        if self.begun is None and not nothing.all():
            self.begun = self.samples + int(nothing.argmin())
        edges = np.flatnonzero(np.diff(nothing, prepend=self._silent_since is not None))
        for edge in edges.tolist():
            if self._silent_since is None:
                self._silent_since = self.samples + edge
            else:
                self._end_silence(self.samples + edge)
        self._find_clicks(audio)
        self.samples += audio.shape[1]

    def finish(self) -> None:
        """Nothing more comes."""
        if self._silent_since is not None:
            self._end_silence(self.samples)

    def _end_silence(self, end: int) -> None:
        if self._silent_since is not None and end - self._silent_since >= SILENT:
            self.silences.append((self._silent_since, end))
        self._silent_since = None

    def _find_clicks(self, audio: Samples) -> None:
        """A step counts as soon as SEAM_LOOK samples after it are known."""
        sound = np.concatenate([self._context, audio], axis=1)
        first = self.samples - self._context.shape[1]
        steps = np.abs(np.diff(sound, axis=1)).max(axis=0)  # step i leads into sample i + 1
        near = np.zeros_like(steps)  # the steeper neighbour: most steps need no further look
        near[1:] = steps[:-1]
        near[:-1] = np.maximum(near[:-1], steps[1:])
        sharp = (steps > AUDIBLE_STEP) & (steps > AUDIBLE_RATIO * near)
        for i in np.flatnonzero(sharp[SEAM_LOOK - 1 : len(steps) - SEAM_LOOK + 1]) + SEAM_LOOK - 1:
            around = steps[i - SEAM_LOOK + 1 : i + SEAM_LOOK].copy()
            around[SEAM_LOOK - 1] = 0
            if steps[i] > AUDIBLE_RATIO * around.max():
                self.clicks.append(first + int(i) + 1)
        self._context = sound[:, max(0, sound.shape[1] - 2 * SEAM_LOOK + 1) :]

    def silent(self, start: int, end: int) -> int:
        """Samples of holes within [start, end); before the first sound there are none."""
        start = max(start, self.samples if self.begun is None else self.begun)
        lengths = [min(last, end) - max(first, start) for first, last in self.silences]
        return sum(length for length in lengths if length >= SILENT)


@dataclass(slots=True)
class Heard:
    """A recording that was heard beside its evening."""

    ear: Ear
    same: int  # samples from the beginning that are the same in both channels
    failures: list[str]


def hear(
    recording: Path,
    evening: Path,
    bundle: Path | None,
    trials: Sequence[Trial],
    progress: Callable[[float], None] = lambda share: None,
) -> Heard:
    """Hear a recording, and play the evening again meanwhile.

    Args:
        evening: the set, with all that was heard.
        trials: what was done.
        progress: told the share that is done, 0..1, from time to time.
    """
    heard = Heard(Ear(), 0, [])
    book = read_set(evening)
    if book.gaps:
        heard.failures.append(f"the journal misses {book.gaps} times")
    with soundfile.SoundFile(recording) as file:
        for again in _again(Replay(Bundle.load(bundle), book), heard.failures):
            part = _read(file, again.shape[1])
            heard.ear.listen(part)
            n = part.shape[1]
            apart = (np.abs(again[:, :n] - part) > STEP_OF_24_BITS).any(axis=0)
            if apart.any():
                _excuse(apart, heard.same, (part == 0).all(axis=0), trials)
            if apart.any():
                heard.same += int(apart.argmax())
                heard.failures.append(f"the journal plays something else from {_place(heard.same)} on")
                break
            heard.same += n
            if n < again.shape[1]:
                heard.failures.append(f"the recording ends at {_place(heard.same)}, the journal does not")
                break
            progress(min(1.0, heard.same / max(1, file.frames)))
        if heard.same < file.frames and not heard.failures:
            heard.failures.append(f"the journal ends at {_place(heard.same)}, the recording does not")
        while (part := _read(file, BLOCK)).size:
            heard.ear.listen(part)
    heard.ear.finish()
    return heard


def _excuse(apart: _Mask, at: int, silent: _Mask, trials: Sequence[Trial]) -> None:
    """Take out of `apart`, which begins at sample `at`, the silence of a sound process that was killed."""
    for trial in trials:
        if trial.unplayed:
            end_s = trial.at_s + trial.back_s + AFTER_S
            first, last = (round(s * SAMPLE_RATE) - at for s in (trial.at_s - BEFORE_S, end_s))
            apart[max(0, first) : max(0, last)] &= ~silent[max(0, first) : max(0, last)]


def _again(replay: Replay, failures: list[str]) -> Iterator[Samples]:
    try:
        yield from replay.play()
    except RecordingError as error:
        failures.append(f"the journal cannot be played again: {error}")


def _read(file: soundfile.SoundFile, samples: int) -> Samples:
    part: Samples = file.read(samples, dtype="float32", always_2d=True).T
    return part


def _place(sample: int) -> str:
    return f"second {sample / SAMPLE_RATE:.2f}"


def judge(trials: Sequence[Trial], ear: Ear, events: Sequence[Event], repeated_bars: int) -> list[str]:
    """Fill in what was heard and told of each trial; what a listener would have caught, and what the report has wrong.

    Every event must belong to one trial, and every trial have its events. A bar may be repeated only where the model
    process had to be started again.

    Args:
        repeated_bars: of the whole evening.
    """
    over_s = ear.samples / SAMPLE_RATE - BEFORE_S  # the fade at the end is no hole
    starts = [trial.at_s - BEFORE_S for trial in trials]
    undisturbed = Trial("nothing done", 0.0, repeated_bars=repeated_bars - sum(trial.repeated_bars for trial in trials))
    failures: list[str] = []
    for trial, start_s, end_s in zip([undisturbed, *trials], [0.0, *starts], [*starts, over_s], strict=True):
        where = f"{trial.name} at {trial.at_s:.1f} s"
        last = end_s == over_s
        told = [event for event in events if start_s <= event.at_s and (event.at_s < end_s or last)]
        trial.events = [(round(event.at_s, 2), event.kind) for event in told]
        failures += [f"{where}: {sentence}" for sentence in _unlike(told, trial)]
        span = (round(start_s * SAMPLE_RATE), round(end_s * SAMPLE_RATE))
        trial.silent_ms = round(1000 * ear.silent(*span) / SAMPLE_RATE, 1)
        if trial.wrong is not None:
            failures.append(f"{where}: {trial.wrong}")
        if trial.repeated_bars and "model-restart" not in {*trial.expected, *trial.allowed}:
            failures.append(f"{where}: {trial.repeated_bars} bars were repeated that nothing explains")
        if trial.unplayed:  # told, not judged: but one block at most was lost
            if trial.silent_ms > 1000 * MAX_BLOCK / SAMPLE_RATE:
                failures.append(f"{where}: {trial.silent_ms:.0f} ms of silence")
            continue
        if trial.silent_ms:
            failures.append(f"{where}: {trial.silent_ms:.0f} ms of silence")
        if trial.glitches:
            failures.append(f"{where}: {trial.glitches} glitches")
        failures += [f"{where}: a click at {_place(click)}" for click in ear.clicks if span[0] <= click < span[1]]
    return failures


def _unlike(told: Sequence[Event], trial: Trial) -> Iterator[str]:
    """How what was told of a trial differs from what must be told of it."""
    kinds = Counter(event.kind for event in told if event.kind not in ANY_TIME)
    for kind in (Counter(trial.expected) - kinds).elements():
        yield f"the report does not say {kind}"
    for kind in kinds - Counter(trial.expected) - Counter(trial.allowed):
        last = [event for event in told if event.kind == kind][-1]
        yield f"the report says what nothing explains: {_told(last)}"


def _told(event: Event) -> str:
    return f"{event.kind} at {event.at_s:.1f} s, {event.text}"
