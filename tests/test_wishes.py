"""What is asked of the generator: knobs that are on, the clock's beat, the key, and what the performer plays."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from rtmusic.bundle import Bundle
from rtmusic.features import FEATURES, KEY, PITCH_CLASSES, USUAL
from rtmusic.generator import Generator
from rtmusic.knobs import KEYS, KNOBS, PROMPTS, Control, Panel
from rtmusic.units import Geometry
from rtmusic.wishes import Ears, key_wish, wishes

RANGES = USUAL | {"loudness": (-40.0, -10.0), "brightness": (6.5, 11.5), "density": (0.0, 7.0)}


@pytest.fixture(scope="module")
def geometry(tiny_bundle: Path) -> Geometry:
    return replace(Bundle.load(tiny_bundle).geometry, controls=(*FEATURES, "obedience"), trained_controls=FEATURES)


def nothing(g: Geometry) -> npt.NDArray[np.float32]:
    return np.zeros((PROMPTS, g.embedding_size), np.float32)


def asked(g: Geometry, heard: dict[str, float] | None = None, **knobs: float) -> dict[str, float]:
    panel = Panel().turn([Control(KNOBS[name], value) for name, value in knobs.items()])
    intent = wishes(panel, nothing(g), heard or {}, (0.5, 0.04), g)
    assert len(dict(intent.controls)) == len(intent.controls)
    return dict(intent.controls)


def test_a_knob_asks_only_when_it_is_on(geometry: Geometry) -> None:
    assert asked(geometry, drums=0.0, bass=1.0) == {}
    assert asked(geometry, drums=0.0, drums_on=1.0) == {"drums": 0.0}


def test_a_loop_obeys_what_counts_for_it(geometry: Geometry) -> None:
    heard = {"loudness": 0.25, **dict.fromkeys(PITCH_CLASSES, 0.5)}
    sound = ("loudness", "brightness", "density", "drums", "bass")
    on = ("follow_notes", "keys", "follow_sound", "on_beat", *(f"{name}_on" for name in sound))
    every = Panel().turn([Control(KNOBS[name], 1.0) for name in (*on, "key")])

    def asked_of(panel: Panel) -> set[str]:
        intent = wishes(panel, nothing(geometry), heard, (0.5, 0.04), geometry, held=31)
        assert (intent.pulse is None) == ("tempo" not in dict(intent.controls))
        return set(dict(intent.controls))

    notes, time = {*KEY, *PITCH_CLASSES}, {"tempo"}
    expected = {"all": notes | set(sound) | time, "notes": notes | time, "sound": {*sound} | time, "none": set()}
    for number, choice in enumerate(KNOBS["obeys"].choices):
        panel = every.turn([Control(KNOBS["obeys"], number)])  # of loop 0, which is selected
        assert asked_of(panel.of_loop(0)) == expected[choice]
        # Other loops obey as they did, and so does the stream.
        assert asked_of(panel.of_loop(1)) == asked_of(panel) == expected["all"]


def test_a_stream_keeps_its_level_and_a_loop_its_own(geometry: Geometry) -> None:
    stream = float(KNOBS["mode"].choices.index("stream"))
    assert asked(geometry, mode=stream) == {"loudness": 0.5}
    assert asked(geometry, mode=stream, loudness=0.8) == {"loudness": 0.8}
    assert asked(geometry, mode=stream, steady=0.0) == {}
    assert asked(geometry, {"loudness": 0.25}, mode=stream, follow_sound=1.0) == {"loudness": 0.25}
    assert asked(geometry, mode=0.0) == asked(geometry, mode=2.0) == {}


def test_what_was_never_taught_is_not_asked(geometry: Geometry) -> None:
    few = replace(geometry, trained_controls=("loudness",))
    assert asked(few, loudness_on=1.0, drums_on=1.0, key=3.0) == {"loudness": 0.5}


def test_how_strictly_controls_are_followed_is_said_where_there_are_some(geometry: Geometry) -> None:
    strict = replace(geometry, trained_controls=(*FEATURES, "obedience"))
    assert asked(strict, obedience=3.0) == {}
    assert asked(strict, obedience=3.0, drums_on=1.0) == {"drums": 1.0, "obedience": 0.75}


def test_the_clock_is_obeyed_when_asked(geometry: Geometry) -> None:
    """0.04 beats in a frame of 20 ms are 120 bpm, the middle of 40 to 360 and above that of 40 to 240."""
    g = replace(geometry, sample_rate=48_000, hop_samples=960)
    assert asked(g) == {}
    assert asked(g, on_beat=1.0) == pytest.approx({"tempo": math.log(3) / math.log(6)})
    intent = wishes(Panel().turn([Control(KNOBS["on_beat"], 1.0)]), nothing(g), {}, (0.5, 0.04), g)
    assert intent.pulse == (0.5, 0.04)


def test_the_beat_of_every_frame_follows_from_the_pulse(tiny_bundle: Path, geometry: Geometry) -> None:
    generator = Generator(Bundle.load(tiny_bundle))
    generator.geometry = geometry
    intent = wishes(
        Panel().turn([Control(KNOBS["on_beat"], 1.0)]),
        nothing(geometry),
        {},
        (0.5, 0.25),
        geometry,
    )
    values, given = generator._controls(intent, np.arange(4, 10))
    column = geometry.controls.index("beat")
    np.testing.assert_allclose(values[:, column], [0.5, 0.25, 1.0, 0.75, 0.5, 0.25])
    assert given[:, column].all() and given.sum() == 6 * 2  # and the tempo


def test_a_course_says_what_is_asked_of_each_frame_and_of_which_nothing(geometry: Geometry) -> None:
    generator = Generator.__new__(Generator)
    generator.geometry = geometry
    plain = wishes(Panel(), nothing(geometry), {}, None, geometry)
    row = np.array([0.0, np.nan, 1.0], np.float32)
    values, given = generator._controls(
        replace(plain, controls=(("drums", 0.5),), course=(("onset", row),)), np.arange(3)
    )
    onset, drums = (geometry.controls.index(name) for name in ("onset", "drums"))
    np.testing.assert_array_equal(values[:, onset], [0.0, 0.0, 1.0])
    np.testing.assert_array_equal(given[:, onset], [1.0, 0.0, 1.0])
    assert (values[:, drums] == 0.5).all() and given.sum() == 2 + 3


def test_keys_lie_on_the_circle_of_fifths() -> None:
    c, am = key_wish("c"), key_wish("am")
    assert [c[name] for name in KEY] == pytest.approx([1.0, 0.5, 0.0]) and am["minor"] == 1.0
    loud = [[number for number, name in enumerate(PITCH_CLASSES) if wish[name] > 0.5] for wish in (c, am)]
    assert loud == [[0, 4, 7], [0, 4, 9]]  # C E G, and A C E
    scale = {number for number, name in enumerate(PITCH_CLASSES) if c[name] > 0}
    assert scale == {0, 2, 4, 5, 7, 9, 11} == {number for number, name in enumerate(PITCH_CLASSES) if am[name] > 0}
    places = {key: (w["key_x"], w["key_y"]) for key in KEYS[1:13] for w in [key_wish(key)]}
    assert len(set(places.values())) == 12
    for fifth, tonic in (("g", "c"), ("c", "f"), ("a#", "d#"), ("f#", "b")):
        assert math.dist(places[fifth], places[tonic]) == pytest.approx(math.sin(math.pi / 12))


def test_what_is_played_is_asked_where_following_is_on(geometry: Geometry) -> None:
    heard = {"loudness": 0.25, "brightness": 0.5, "density": 0.75, "drums": 1.0, **dict.fromkeys(PITCH_CLASSES, 0.5)}
    assert asked(geometry, heard) == {}
    assert asked(geometry, heard, follow_sound=1.0) == {"loudness": 0.25, "brightness": 0.5, "density": 0.75}
    assert set(asked(geometry, heard, follow_notes=1.0)) == set(PITCH_CLASSES)
    # What is played are the notes; a key says where they belong.
    both = asked(geometry, heard, follow_notes=1.0, key=1.0)
    assert {both[name] for name in PITCH_CLASSES} == {0.5} and set(both) == {*PITCH_CLASSES, *KEY}
    # A knob that is on outweighs what is heard.
    assert asked(geometry, heard, follow_sound=1.0, loudness_on=1.0, loudness=1.0)["loudness"] == 1.0


def test_ears_hear_a_loud_high_tone_as_that_in_any_pieces() -> None:
    t = np.arange(2 * 48_000) / 48_000
    tone = np.tile(0.5 * np.sin(2 * np.pi * 440 * t), (2, 1)).astype(np.float32)
    whole, pieces = Ears(RANGES), Ears(RANGES)
    whole.hear(tone)
    for start in range(0, tone.shape[1], 700):
        pieces.hear(tone[:, start : start + 700])
    assert whole.heard == pieces.heard
    # -9 dB is louder than the loudest of the range; the A (9) is what sounds.
    assert whole.heard["loudness"] == 1.0
    assert max(PITCH_CLASSES, key=whole.heard.__getitem__) == "chroma_9"
    assert all(round(value * 16) == value * 16 for value in whole.heard.values())
    whole.forget()
    assert whole.heard == {}


def test_the_earliest_frames_are_settled_first_in_time() -> None:
    fresh = np.ones((3, 6), np.bool_)
    sure = np.arange(18, dtype=np.float32).reshape(3, 6)
    first = Generator._settle(sure, fresh, 4, None)
    assert first.tolist() == [[True, True, False, False, False, False]]
    luck = np.full(6, 0.5, np.float32)
    assert Generator._settle(sure, fresh, 4, luck).tolist() == [[False, False, False, False, True, True]]
