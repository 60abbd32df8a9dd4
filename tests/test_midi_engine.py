"""A keyboard and a sequencer at the whole instrument: held keys reach the model and the journal, the beat moves."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from evenings import assert_played_again, await_so, evening
from hypothesis import given
from hypothesis import strategies as st

from rtmusic.bundle import Bundle
from rtmusic.features import FEATURES, PITCH_CLASSES
from rtmusic.knobs import KNOBS, PROMPTS, Control, Panel
from rtmusic.midi import MidiInput
from rtmusic.notes import Note
from rtmusic.setbook import read_set
from rtmusic.transport import KNOWN_S, Moments, Transport, beat_on
from rtmusic.wishes import HELD_STEPS, pack_held, unpack_held, wishes

RATE = 48_000


@given(st.lists(st.floats(0, 1), min_size=12, max_size=12))
def test_held_keys_fit_in_one_number(weights: list[float]) -> None:
    held = pack_held(weights)
    assert 0 <= held < 2**63  # it travels as an int64
    assert unpack_held(held) == pytest.approx(weights, abs=0.5 / HELD_STEPS + 1e-9)
    assert pack_held(unpack_held(held)) == held


def test_held_keys_and_no_others_are_asked_for_while_the_knob_is_on(tiny_bundle: Path) -> None:
    g = replace(Bundle.load(tiny_bundle).geometry, controls=(*FEATURES, "obedience"), trained_controls=FEATURES)
    nothing = np.zeros((PROMPTS, g.embedding_size), np.float32)
    held = pack_held([1.0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0])

    def asked(knobs: Panel, keys: int) -> dict[str, float]:
        return dict(wishes(knobs, nothing, {name: 1.0 for name in PITCH_CLASSES}, None, g, keys).controls)

    on = Panel().turn([Control(KNOBS["keys"], 1.0), Control(KNOBS["follow_notes"], 1.0), Control(KNOBS["key"], 3.0)])
    chroma = [asked(on, held)[name] for name in PITCH_CLASSES]
    assert chroma == pytest.approx([1, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0], abs=0.5 / HELD_STEPS)
    assert asked(Panel(), held) == {}  # the knob is off
    assert asked(Panel().turn([Control(KNOBS["keys"], 1.0)]), 0) == {}  # nothing is held: left to the music


def test_the_nearest_bar_line_falls_where_it_is_told() -> None:
    t = Transport(RATE, 120.0, 4)
    t.align(100_000)  # beat 4.17: bar line 4 is the nearest
    assert t.beat_at(100_000) == 4.0 and t.bpm == 120.0
    t.align(100_000 + 70_000)  # beat 6.9: bar line 8
    assert t.beat_at(170_000) == 8.0
    assert beat_on((*t.anchor, t.bpm), 170_000 + 24_000, RATE) == t.beat_at(194_000) == 9.0


def test_a_playhead_that_moves_in_blocks_gives_moments_to_the_millisecond() -> None:
    moments, off = Moments(RATE), []
    for i in range(400):
        now = 50.0 + i * 0.0037
        playhead = int((now - 49.0) * RATE) // 512 * 512
        off.append(moments.sample(now, playhead, now) / RATE - (now - 49.0))
    assert max(abs(x) for x in off[50:]) < 0.001  # a block is 10.7 ms


def test_a_playhead_that_lost_sound_is_believed_after_two_seconds() -> None:
    moments, off = Moments(RATE), []
    for i in range(4000):
        now = 50.0 + i * 0.0037
        lost = 480 if now > 52.0 else 0
        off.append(moments.sample(now, (int((now - 49.0) * RATE) - lost) // 512 * 512, now) / RATE - (now - 49.0))
    late = round((2.0 + KNOWN_S) / 0.0037) + 50
    assert max(abs(x + 0.01) for x in off[late:]) < 0.001


def test_an_evening_with_a_keyboard_and_a_clock_is_played_again_bit_for_bit(tiny_bundle: Path, tmp_path: Path) -> None:
    folder, recording = tmp_path / "set", tmp_path / "evening.wav"
    engine = evening(tiny_bundle, folder, "mode=stream", "keys=on", record=recording)
    engine.start()
    player = MidiInput(engine)  # nothing is plugged in: a cable that was pulled
    chords = [(1, 0, 0, 0, 0.7, 0, 0, 1, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0.9, 0, 0, 0, 1, 0, 0), (0.0,) * 12]
    try:
        await_so(lambda: engine.status().rounds > 3)
        for chord in chords:
            engine.hold(chord)
            rounds = engine.status().rounds
            await_so(lambda rounds=rounds: engine.status().rounds > rounds + 3)  # type: ignore[misc]
        engine.align(2.5, time.monotonic())
        told = time.monotonic()
        await_so(lambda: engine.status().rounds > rounds + 8)
        beat = engine.status().beat
        apart = (beat - (2.5 + (time.monotonic() - told) * 2) + 2) % 4 - 2
        # A block of the virtual card is 10.7 ms: 0.02 beats; and the time that looking takes.
        assert abs(apart) < 0.08
        orders = int(engine._board.orders_sent[0])
        engine.align(2.5, told)  # it is there already
        assert int(engine._board.orders_sent[0]) == orders
    finally:
        player.stop()
        engine.stop()
    book = read_set(folder)
    looks = book.notes[(book.notes[:, 0] == 0) & (book.notes[:, 1] == Note.LOOK)]
    assert [held for held in dict.fromkeys(looks[:, 4].tolist()) if held] == [pack_held(c) for c in chords[:2]]
    assert looks[-1, 4] == 0
    assert_played_again(folder, recording)
