"""A loop that fits: it is asked, frame by frame, for what the others play while it will be heard, and for no more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from rehearsal import BAR, RATE, WILD, Evening, panel
from staged import Stage, recorded

from rtmusic.bundle import Bundle
from rtmusic.features import HOP, PITCH_CLASSES
from rtmusic.fitting import Fitting
from rtmusic.generator import Intent
from rtmusic.knobs import parse_setting
from rtmusic.modes import Moment
from rtmusic.shared import Board
from rtmusic.units import Samples, Vector

C, FIS, A = 261.6256, 369.9944, 440.0
FITS = ("rewrite=0", "loop_1_rewrite=100", "loop_1_fit=loops")


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def tones(seconds: float, *hz: float) -> Samples:
    """Steady notes with overtones, different left and right."""
    t = np.arange(round(seconds * RATE)) / RATE
    left = np.sum([0.08 / part * np.sin(2 * np.pi * part * f * t) for f in hz for part in range(1, 4)], axis=0)
    return np.stack([left, np.roll(left, 37)]).astype(np.float32)


def strokes(seconds: float) -> Samples:
    """Noise twice a second."""
    t = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(5).normal(0, 0.2, (2, len(t)))
    return (noise * np.exp(-40 * (t * 2 % 1))).astype(np.float32)


@dataclass
class Window:
    """What was asked of one window of loop 1."""

    at: int  # the absolute sample that it is heard from, if loop 1 plays forwards
    intent: Intent

    def row(self, name: str) -> Vector:
        return dict(self.intent.course)[name]

    def seconds(self) -> npt.NDArray[np.float64]:
        """When the middle of each frame is heard."""
        return (self.at + (np.arange(len(self.row("chroma_0"))) + 0.5) * HOP) / RATE


def windows(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> list[Window]:
    """What is asked of loop 1 from now on, window by window."""
    asked: list[Window] = []
    loop = evening.pipeline.looper.loops[1]
    fitted = loop.rewriter.fitting.fitted

    def spy(intent: Intent, moment: Moment, first: int, frames: int) -> Intent:
        done = fitted(intent, moment, first, frames)
        asked.append(Window(loop.turning.start + first, done))
        return done

    monkeypatch.setattr(loop.rewriter.fitting, "fitted", spy)
    return asked


def two_loops(bundle: Bundle, first: Samples, *then: Samples, beats: int = 3) -> Evening:
    """An evening with loop 0, a bar of the first sound, and loop 1, so many beats of a low tone; what comes then is
    played from 6 s on.
    """
    silence = np.zeros((2, 60 * RATE), np.float32)
    audio = np.concatenate([first[:, :BAR], tones(4, 110.0), *then, silence], axis=1)
    evening = Evening(bundle, audio)
    ends = 2.51 + beats / 2
    presses = [("loop_0_record", 0.01), ("loop_0_record", 2.01), ("loop_1_record", 2.51), ("loop_1_record", ends)]
    evening.run(5.7, panel("mode=loop", "rewrite=0"), *presses)
    assert not evening.pipeline.looper.busy
    return evening


def at_rest(seconds: npt.NDArray[np.float64], second_of: float) -> npt.NDArray[np.bool_]:
    """Frames that lie in this second of loop 0's two, and long enough after it began for what was before to be over."""
    into = (seconds - second_of) % 2
    return (into > 0.42) & (into < 0.98)


@pytest.mark.parametrize("backwards", [False, True])
def test_it_is_asked_for_the_notes_of_the_others_at_the_time_when_it_is_heard(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch, backwards: bool
) -> None:
    chords = np.concatenate([tones(1, C), tones(1, FIS)], axis=1)
    # Backwards as long as the other loop: then it does not matter in which turn a frame is heard next.
    evening = two_loops(bundle, chords, beats=4 if backwards else 3)
    evening.run(6.0, panel("mode=loop", "rewrite=0", "quantize=off"), *[("loop_1_reverse", 5.75)] * backwards)
    asked = windows(evening, monkeypatch)
    evening.run(8.2, panel(*WILD, *FITS))
    turning, of_each = evening.pipeline.looper.loops[1].turning, [0, 0]
    for window in asked:
        assert [name for name, _ in window.intent.course] == list(PITCH_CLASSES)
        seconds = window.seconds()
        if backwards:
            seconds = 2 * turning.start / RATE + 2 - seconds
        for second, (there, other) in enumerate((("chroma_0", "chroma_6"), ("chroma_6", "chroma_0"))):
            # Listening goes the loop's way, so what is over is what comes later.
            known = at_rest(-seconds if backwards else seconds, -second - 1 if backwards else second)
            said = np.isfinite(window.row("chroma_0"))
            assert said[:4][known[:4]].all()  # what becomes final is never left to chance
            known &= said
            of_each[second] += int(known.sum())
            np.testing.assert_allclose(window.row(there)[known], 1.0, atol=0.01)
            np.testing.assert_allclose(window.row(other)[known], 0.0, atol=0.01)
    assert min(of_each) > 50


def test_who_is_not_heard_does_not_count_and_strokes_are_no_notes(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = two_loops(bundle, strokes(2), tones(1, FIS))
    asked = windows(evening, monkeypatch)
    knobs = panel(*WILD, *FITS, "loop_1_fit_in=both")
    evening.run(7.0, knobs)
    notes, onsets = (np.concatenate([window.row(name) for window in asked]) for name in ("chroma_0", "onset"))
    assert np.isfinite(onsets).mean() > 0.5  # between two strokes it is quiet
    strokes_heard = np.concatenate([window.seconds() for window in asked])[onsets == 1.0] % 0.5
    assert len(strokes_heard) > 5 and (np.minimum(strokes_heard, 0.5 - strokes_heard) < 0.045).all()
    assert np.isfinite(notes).mean() < 0.2 * np.isfinite(onsets).mean()
    evening.run(7.1, knobs, ("loop_0_mute", 7.05))
    asked.clear()
    evening.run(7.6, knobs)  # only the loop itself is heard
    assert len(asked) > 5 and not any(np.isfinite(window.row("onset")).any() for window in asked)


def test_what_you_play_counts_where_it_is_asked_for(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = two_loops(bundle, tones(2, C), tones(1.5, FIS))
    asked = windows(evening, monkeypatch)
    heard = {}
    for fit in ("you", "both"):
        evening.run(evening.at / RATE + 0.5, panel(*WILD, *FITS, f"loop_1_fit={fit}"))
        asked.clear()
        evening.run(evening.at / RATE + 0.3, panel(*WILD, *FITS, f"loop_1_fit={fit}"))
        heard[fit] = [[float(window.row(name)[0]) for name in ("chroma_0", "chroma_6")] for window in asked]
    np.testing.assert_allclose(heard["you"], [[0.0, 1.0]] * len(heard["you"]), atol=0.01)
    np.testing.assert_allclose(heard["both"], [[1.0, 1.0]] * len(heard["both"]), atol=0.01)
    asked.clear()
    evening.run(8.4, panel(*WILD, *FITS, "loop_1_fit=you", "loop_1_fit_in=all"))
    assert len(asked) > 5 and not any(np.isfinite(row).any() for _, row in asked[-1].intent.course)  # you stopped


def test_a_hand_on_the_panel_comes_first(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = two_loops(bundle, tones(2, C))
    asked = windows(evening, monkeypatch)
    evening.run(6.0, panel(*WILD, *FITS, "loop_1_fit_in=all", "key=d"))
    assert [name for name, _ in asked[-1].intent.course] == ["onset", "density", "loudness"]
    assert dict(asked[-1].intent.controls)["chroma_2"] == 1.0
    evening.run(6.3, panel(*WILD, *FITS, "key=d", "loop_1_obeys=sound"))  # it does not count for the loop
    assert [name for name, _ in asked[-1].intent.course] == list(PITCH_CLASSES)
    evening.run(6.6, panel(*WILD, *FITS, "loop_1_fit_in=all", "loudness_on=on", "density_on=on"))
    assert [name for name, _ in asked[-1].intent.course] == [*PITCH_CLASSES, "onset"]


def test_dynamics_are_those_of_the_others_from_the_loops_own_level_on(bundle: Bundle) -> None:
    evening = two_loops(bundle, tones(2, C))
    loop = evening.pipeline.looper.loops[1]
    assert loop.turning.sound is not None
    own_db = 10 * np.log10(np.mean(np.square(loop.turning.sound, dtype=np.float64)))
    swell = np.concatenate([tones(1, C), 0.5 * tones(1, C)], axis=1)
    moment = Moment(
        0,
        panel(*FITS, "loop_1_fit_in=dynamics", "commit=16").of_loop(1, commit=200),
        lambda panel, origin: Intent(np.zeros(384, np.float32), 1.0, 1.0, 1),
        in_time=lambda: True,
        late=lambda at: False,
        others=lambda at, samples: np.take(swell, np.arange(at, at + samples) % swell.shape[1], axis=1),
    )
    wish = moment.wish(moment.panel, 0)
    first = 10 * RATE - loop.turning.start
    row = dict(loop.rewriter.fitting.fitted(wish, moment, first, 100).course)["loudness"]
    low, high = evening.pipeline.parts.loudness
    asked_db = low + (high - low) * row
    assert asked_db[45] - asked_db[95] == pytest.approx(20 * np.log10(2), abs=0.1)
    # The power mean of what was listened to: 50 frames loud, 50 soft, and 20 soft ones before.
    usual_db = asked_db[45] + 10 * np.log10((50 + 70 / 4) / 120)
    assert usual_db == pytest.approx(own_db, abs=0.5)  # loudness lags: it is a mean over 0.4 s


def test_what_goes_on_outdates_no_draft_but_another_control_does() -> None:
    plain = Intent(np.zeros(384, np.float32), 1.0, 1.0, 1)
    one, other = (replace(plain, course=(("onset", np.full(4, value, np.float32)),)) for value in (0.0, 1.0))
    assert one.same(other) and plain.same(plain)
    assert not one.same(plain) and not one.same(replace(one, course=(("density", np.zeros(4, np.float32)),)))


def test_an_evening_of_loops_that_fit_is_played_again_bit_for_bit_though_it_was_killed(
    tiny_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The small bundle has not learned to obey: what was asked of it is compared, too.
    asked: list[Vector] = []
    fitted = Fitting.fitted

    def spy(self: Fitting, intent: Intent, moment: Moment, first: int, frames: int) -> Intent:
        done = fitted(self, intent, moment, first, frames)
        asked.append(np.concatenate([row for _, row in done.course]))
        return done

    monkeypatch.setattr(Fitting, "fitted", spy)
    with Board.create() as board:
        words = "temperature=2", "top_k=1024", "loop_0_fit=both", "loop_1_fit=loops", "fit_in=all", "loop_1_fit_in=all"
        stage = Stage(tiny_bundle, board, tmp_path, *words)
        recorded(stage, 0, 0.5)
        recorded(stage, 1)
        stage.turn(*(parse_setting(f"loop_{number}_rewrite=100") for number in (0, 1)))
        stage.run(0.7)
        stage.kill()
        stage.run(0.7)
        stage.press("loop_0_mute")
        stage.run(0.3)
        live = asked.copy()
        asked.clear()
        stage.assert_played_again()
    assert len(live) > 10 and sum(np.isfinite(row).any() for row in live) > 10
    for here, there in zip(live, asked, strict=True):
        np.testing.assert_array_equal(here, there)
