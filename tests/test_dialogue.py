"""Call and answer: whose bars are heard, to the sample, what the machine goes by, and what a stall does to it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from osc_client import Client
from recording_desk import QUIET, RecordingDesk
from rehearsal import BLOCK, RATE, Evening, music, panel
from staged import Stage

from rtmusic.bundle import Bundle
from rtmusic.dialogue import Dialogue
from rtmusic.figures import whose_turn
from rtmusic.generator import Generator
from rtmusic.graph import State
from rtmusic.knobs import KNOBS, Control, Panel
from rtmusic.seams import FADE_SAMPLES
from rtmusic.shared import Board
from rtmusic.transport import Transport
from rtmusic.units import Codes, Samples

TURNS = ("mode=follow", "beats=2", "listen_bars=1", "answer_bars=1")  # a second each


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def dialogue(evening: Evening, knobs: Panel) -> Dialogue:
    found = Dialogue.of(evening.pipeline.transport, knobs)
    assert found is not None
    return found


def assert_in_turns(heard: Samples, turns: Dialogue, first: int) -> None:
    """Nothing is heard, not one bit, where the machine listens; wherever it answers there is sound."""
    level = turns.level(first, heard.shape[1])
    assert not heard[:, level == 0].any()
    # The bundle's sound is a noise: so long a run of nothing is a gap.
    quiet = np.convolve((np.abs(heard[0]) > 1e-7) & (level > 0.01), np.ones(32), "valid") == 0
    answers = np.convolve(level > 0.01, np.ones(32), "valid") == 32
    assert not (quiet & answers).any(), np.flatnonzero(quiet & answers)[0] + first


def stalled(evening: Evening, seconds: float) -> None:
    """The model does not move for so long, then hears all that was played."""
    began = evening.at
    for _ in range(round(seconds * RATE / BLOCK)):
        out = np.empty((2, BLOCK), np.float32)
        evening.timeline.read(evening.at, out)
        evening.played.append(out)
        evening.at += BLOCK
    evening.pipeline.hear(began, evening.pipeline.history(began, evening.at - began))


@pytest.mark.parametrize(("bpm", "beats", "listen", "answer"), [(120.0, 4, 1, 2), (97.3, 3, 2, 1), (240.0, 1, 8, 1)])
def test_turns_are_bars_of_the_grid_to_the_sample(bpm: float, beats: int, listen: int, answer: int) -> None:
    transport = Transport(RATE, bpm, beats)
    transport.restore(12_345.6, 7.0, bpm)
    turns = Dialogue(transport, listen, answer)
    line = [transport.sample_at(bar * beats) for bar in range(-40, 60)]
    both = listen + answer
    for number in range(both):
        bar = 40 + number
        answering = bar % both in [(listen + 40 + more) % both for more in range(answer)]
        assert turns.listens(line[bar], line[bar + 1] - line[bar]) != answering
        level = turns.level(line[bar], line[bar + 1] - line[bar])
        assert (level > 0).all() if answering else not level.any()
        said, left = turns.turn(line[bar] + 100)
        assert said == answering and left % 1 == pytest.approx(1 - 100 / (line[1] - line[0]), abs=1e-4)
    whole = turns.level(line[0], line[-1] - line[0])
    assert whole.max() == 1 and np.abs(np.diff(whole)).max() < 0.0034  # a fade of 480, equal-power
    for cut in (1, 333, 20_000):
        at = line[0] + 7 * cut
        np.testing.assert_array_equal(turns.level(at, 5000), whole[7 * cut : 7 * cut + 5000])


def test_the_machine_is_heard_in_its_bars_alone_from_their_first_beat_on(bundle: Bundle) -> None:
    knobs = panel(*TURNS)
    evening = Evening(bundle, music(8))
    evening.run(6.1, knobs)
    assert_in_turns(evening.sound, dialogue(evening, knobs), 0)
    for line in (1, 3, 5):
        assert np.abs(evening.sound[:, line * RATE : line * RATE + 480]).max() > 1e-3
    assert evening.timeline.repeats == 0


def test_what_is_played_while_it_answers_changes_nothing(bundle: Bundle) -> None:
    knobs = panel(*TURNS, "follow_sound=on", "follow_notes=on")
    heard, line = [music(8) for _ in range(4)], RATE + bundle.geometry.delay_samples  # what the call's last frame hears
    heard[1][:, line:] = 0
    heard[2][:, line:] *= -3
    heard[3][:, :RATE] *= 0.5  # another call
    sounds = []
    for audio in heard:
        evening = Evening(bundle, audio)
        evening.run(2.0, knobs)
        sounds.append(evening.sound)
    np.testing.assert_array_equal(sounds[1], sounds[0])
    np.testing.assert_array_equal(sounds[2], sounds[0])
    assert (sounds[3] != sounds[0]).any()


def test_the_past_is_the_calls_and_then_the_answer(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    knobs, g = panel(*TURNS), bundle.geometry
    told: dict[int, Codes] = {}  # by memory, all that was remembered in it
    kept: list[State] = []
    asked: list[tuple[int, int, Codes, Codes]] = []  # first frame, gap, the past, what was written then
    remember, rewrite = Generator.remember, Generator.rewrite

    def remembered(self: Generator, codes: Codes, past: State) -> State:
        after = remember(self, codes, past) if codes.shape[1] else dict(past)
        told[id(after)] = np.concatenate([told.get(id(past), np.zeros((8, 0), np.int64)), codes[:8]], axis=1)
        kept.append(after)
        return after

    def rewritten(self: Generator, codes: Codes, known: object, frames: Codes, *rest: object, **more: object) -> object:
        done = rewrite(self, codes, known, frames, *rest, **more)  # type: ignore[arg-type]
        asked.append((int(frames[0]), int(str(more["gap"])), told[id(rest[1])], done.codes))
        return done

    monkeypatch.setattr(Generator, "remember", remembered)
    monkeypatch.setattr(Generator, "rewrite", rewritten)
    evening = Evening(bundle, music(8))
    evening.run(6.0, knobs)
    turns, weave, encoder = dialogue(evening, knobs), evening.pipeline._answers, evening.pipeline.parts.encoder
    hops = evening.audio[:, weave._origin : weave._origin + 280 * g.hop_samples]
    heard, _ = encoder.encode(hops, encoder.initial_state())
    mine = np.asarray([turns.listens(weave._sample_of(frame), g.hop_samples) for frame in range(280)])
    ahead = answering = 0
    for place, (first, gap, past, _) in enumerate(asked):
        begins = weave._frame_at(turns.answer_at(weave._sample_of(first + 1) - 1)[0])
        calls = heard[:8, :begins][:, mine[:begins]]
        said = first - begins
        if not said:  # drafted ahead of the line: the call as far as it was heard, and how much was not
            assert past.shape[1] + gap == calls.shape[1] or gap == 64
            np.testing.assert_array_equal(past, calls[:, : past.shape[1]])
            ahead += gap > 8
            continue
        if gap == 0 and past.shape[1] == calls.shape[1] + said:
            np.testing.assert_array_equal(past[:, : calls.shape[1]], calls)
            # Its own words: frame by frame what the last round before that one had written.
            before = max(i for i in range(place) if asked[i][0] < first)
            own = asked[before][3][:, : first - asked[before][0]]
            np.testing.assert_array_equal(past[:, past.shape[1] - own.shape[1] :], own)
            answering += 1
        else:  # right after the line the call's last frames are still on their way
            assert said <= 8 and past.shape[1] < calls.shape[1] + said
    assert ahead > 8 and answering > 20


def test_a_stall_is_never_heard_in_the_performers_bars(bundle: Bundle) -> None:
    knobs = panel(*TURNS)
    evening = Evening(bundle, music(8))
    evening.run(0.5, knobs)
    stalled(evening, 2.2)  # before it ever answered: there is nothing that it could repeat
    heard = evening.sound
    assert not heard[:, :RATE].any() and not heard[:, 2 * RATE :].any()
    evening.run(5.5, knobs)
    began = evening.at
    stalled(evening, 1.9)  # right in an answer: its rest is the last one's, and the next
    evening.run(8.1, knobs)
    turns = dialogue(evening, knobs)
    assert_in_turns(evening.sound[:, 3 * RATE :], turns, 3 * RATE)
    assert evening.timeline.repeats == 0
    began = evening.at
    stalled(evening, 7.0)  # longer than what stands ahead: both turns are repeated
    assert evening.timeline.repeats == 1
    evening.run(17.1, knobs)
    assert_in_turns(evening.sound[:, began:], turns, began)


def test_rounds_that_are_late_are_not_heard_in_the_performers_bars_either(bundle: Bundle) -> None:
    knobs = panel(*TURNS)
    evening = Evening(bundle, music(8))
    for until in np.arange(0.9, 6.0, 0.11):
        evening.run(until, knobs, late=round(until / 0.11) % 4 > 0)
    assert_in_turns(evening.sound[:, 3 * RATE :], dialogue(evening, knobs), 3 * RATE)


@pytest.mark.parametrize(("turned_s", "bpm"), [(2.7, 131), (3.5, 100)])  # while it listens, while it answers
def test_the_lines_move_with_the_tempo(bundle: Bundle, turned_s: float, bpm: int) -> None:
    knobs, other = panel(*TURNS), panel(*TURNS, f"tempo={bpm}")
    evening = Evening(bundle, music(8))
    evening.run(turned_s, knobs)
    before = evening.timeline.playhead
    evening.run(6.0, other)
    first = before + evening.timeline.guard + 1440 + 1920 + FADE_SAMPLES  # the round's first sample, and a fade
    assert_in_turns(evening.sound[:, first:], dialogue(evening, other), first)


def test_turned_off_it_plays_all_the_time_and_turned_on_again_it_listens(bundle: Bundle) -> None:
    evening, always = Evening(bundle, music(8)), panel(*TURNS, "listen_bars=0")
    evening.run(2.3, panel(*TURNS))  # it listens
    evening.run(4.2, always)
    went_on = evening.sound[0, round(2.5 * RATE) :]
    assert np.convolve(np.abs(went_on) > 1e-7, np.ones(32), "valid").all()
    evening.run(7.0, panel(*TURNS))
    assert_in_turns(evening.sound[:, 6 * RATE :], dialogue(evening, panel(*TURNS)), 6 * RATE)


def test_frozen_it_holds_its_bar_and_takes_turns_again_after_that(bundle: Bundle) -> None:
    evening = Evening(bundle, music(8))
    evening.run(3.8, panel(*TURNS))
    evening.run(5.0, panel(*TURNS, "freeze=on"))
    held = evening.sound[:, round(4.2 * RATE) : round(4.7 * RATE)]
    assert np.abs(held).max() > 1e-3  # in a bar that would be the performer's
    evening.run(8.0, panel(*TURNS))
    assert_in_turns(evening.sound[:, round(5.2 * RATE) :], dialogue(evening, panel(*TURNS)), round(5.2 * RATE))


def test_who_is_killed_in_an_answer_is_followed_by_one_who_keeps_to_the_turns(
    tiny_bundle: Path, tmp_path: Path
) -> None:
    short = ("beats=1", "mode=follow", "listen_bars=1", "answer_bars=1")  # half a second each
    with Board.create() as board:
        stage = Stage(tiny_bundle, board, tmp_path, *short)
        stage.run(1.75)  # in the second answer
        at = int(board.timeline_playing[0])
        turn, bars = whose_turn(board, stage.models.geometry, stage.panel(), at)
        assert turn == "answers" and bars == pytest.approx(0.5)
        stage.kill()
        stage.run(1.35)
        stage.turn(Control(KNOBS["answer_bars"], 2.0))
        stage.run(0.9)
        heard = np.concatenate(stage.played, axis=1)
        assert not heard[:, RATE : 3 * RATE // 2].any() and not heard[:, 2 * RATE : 5 * RATE // 2].any()
        assert np.abs(heard[:, 5 * RATE // 2 + FADE_SAMPLES : 3 * RATE - FADE_SAMPLES]).max() > 1e-3
        stage.assert_played_again()


def test_whose_turn_it_is_is_told(client: Client, desk: RecordingDesk) -> None:
    assert client.ask("/turn") == ("/turn", ["", 0.0])
    desk.now = replace(QUIET, turn="listens", turn_bars=0.5)
    time.sleep(0.01)
    assert client.ask("/turn") == ("/turn", ["listens", 0.5])
