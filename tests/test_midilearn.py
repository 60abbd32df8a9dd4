"""Learning: the next event binds, an encoder shows itself, and a file keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rtmusic.errors import KnobError, UsageError
from rtmusic.knobs import COMMANDS, KNOBS, Control
from rtmusic.midilearn import Learner, told
from rtmusic.midimap import ANY, Source, bindings, lines_of, read_map
from rtmusic.miditalk import Bound, Counters, Ears, Translator
from rtmusic.midivalue import Action


class Studio:
    """A learner and the port that it listens to."""

    def __init__(self, *texts: str) -> None:
        self.bound = Bound(bindings(texts))
        self.said: list[str] = []
        self.learner = Learner(self.bound, self.said.append)
        self.now = 100.0
        self._translator = Translator(
            self.bound, Counters(), lambda knob: knob.default, Ears(learn=self.learner.heard), "p"
        )

    def send(self, *messages: list[int], apart_s: float = 0.001) -> list[Action]:
        actions: list[Action] = []
        for message in messages:
            actions += self._translator.feed(message, self.now)
            self.now += apart_s
            actions += self._translator.settle(self.now)
            self.learner.settle(self.now)
        return actions

    def lines(self, source: Source) -> list[str]:
        return [str(binding) for binding in self.bound.map.get(source, ())]


def test_the_next_controller_is_bound_and_then_turns() -> None:
    studio = Studio()
    studio.learner.arm("temperature low=0.2 high=1.2 curve=log takeover=pickup")
    assert studio.send([0xB2, 20, 70]) == []  # what was moved for learning turns nothing
    line = "cc:3:20 = temperature low=0.2 high=1.2 curve=log takeover=pickup"
    assert studio.lines(Source("cc", 3, 20)) == [line]
    assert studio.learner.armed is None
    # Only on that channel; elsewhere it is what it was.
    assert studio.send([0xB0, 20, 127]) == [Control(KNOBS["prompt_1"], 1.0)]


def test_learning_takes_the_place_of_what_was_bound_or_comes_beside_it() -> None:
    studio = Studio("cc:1:30=wet")
    studio.learner.arm("dry", beside=True)
    studio.send([0xB0, 30, 64])
    assert studio.lines(Source("cc", 1, 30)) == ["cc:1:30 = wet", "cc:1:30 = dry"]
    studio.learner.arm("gain")
    studio.send([0xB0, 30, 64])
    assert studio.lines(Source("cc", 1, 30)) == ["cc:1:30 = gain"]


def test_what_comes_beside_keeps_what_is_bound_on_every_channel() -> None:
    studio = Studio()
    studio.learner.arm("temperature", beside=True)
    studio.send([0xB0, 20, 64])
    # On its own channel a controller does what is bound there, and no more what is bound on all.
    assert studio.lines(Source("cc", 1, 20)) == ["cc:1:20 = prompt_1", "cc:1:20 = temperature"]
    assert [action.knob.name for action in studio.send([0xB0, 20, 64]) if isinstance(action, Control)] == [
        *("prompt_1", "temperature")
    ]
    studio.learner.arm("temperature", beside=True)
    studio.send([0xB0, 20, 64])
    assert len(studio.lines(Source("cc", 1, 20))) == 2  # the same again is no second time


def test_what_was_learned_is_told_and_so_is_what_it_replaced() -> None:
    studio = Studio("cc:1:30=wet")
    for words, message in (("dry", [0xB0, 30, 5]), ("density", [0xB0, 90, 65]), ("undo", [0x90, 40, 99])):
        studio.learner.arm(words)
        studio.send(message)
    studio.learner.arm("density")
    studio.send(*[[0xB0, 90, 65]] * 3, apart_s=0.2)
    studio.learner.unlearn("density")
    assert studio.said == [
        "cc:1:30 is bound to dry, and to wet no more",
        "cc:1:90 is bound to density",
        "note:1:40 is bound to undo",
        "cc:1:90 is bound to density",
        "cc:1:90, an encoder (rel-signed) is bound to density",
        "cc:*:17, cc:1:90: bound to density no more",
    ]


def test_what_is_unlearned_is_bound_to_nothing_and_what_else_it_did_stays() -> None:
    studio = Studio("cc:1:20=wet", "cc:1:20+=temperature")
    assert studio.learner.unlearn("temperature") == [Source("cc", ANY, 71), Source("cc", 1, 20)]
    assert studio.send([0xB0, 20, 127]) == [Control(KNOBS["wet"], 6.0)]
    assert studio.send([0xB0, 71, 127]) == []
    assert studio.learner.differences() == ["cc:*:71 = nothing", "cc:1:20 = wet"]
    studio.learner.arm("density")
    studio.send([0xB0, 90, 65])
    studio.learner.unlearn("density")
    with pytest.raises(UsageError, match="nothing was learned yet"):
        studio.learner.change(["low=0.5"])
    with pytest.raises(UsageError, match="nothing is bound to temperature"):
        studio.learner.unlearn("temperature")
    with pytest.raises(UsageError, match="'low=1': only a name can be unlearned, for example:  wet"):
        studio.learner.unlearn("wet low=1")
    with pytest.raises(KnobError, match="did you mean wet"):
        studio.learner.unlearn("wett")


def test_lines_are_laid_over_the_map_and_what_is_lost_with_that_is_told() -> None:
    studio = Studio()
    studio.learner.arm("density")
    studio.send([0xB0, 90, 64])
    studio.learner.arm("dry")
    studio.send([0xB0, 91, 64])
    changed: list[list[str]] = []
    studio.learner.on_change = changed.append
    told = studio.learner.lay(["cc:1:90=wet", "cc:1:20=gain", "cc:1:x=wet"])
    assert told == [
        "MIDI binding 'cc:1:x=wet': 'cc:1:x' is not understood; write for example  cc:*:20=prompt_1  or  "
        "note:10:36=record; left out",
        "cc:1:90 was bound to density by hand, and now it is not",
    ]
    lines = ["cc:1:20 = gain", "cc:1:90 = wet", "cc:1:91 = dry"]
    assert studio.learner.differences() == lines and changed == [lines]
    assert studio.learner.lay(["cc:1:90=wet"]) == [] and len(changed) == 1  # nothing is new
    assert studio.learner.lay(["cc:1:90=mute"]) == []  # it was a scene's, and no hand's
    assert {line for line in bindings_lines() if line in studio.learner.lines()} == set(bindings_lines())


def bindings_lines() -> list[str]:
    return lines_of(bindings())


@pytest.mark.parametrize("words", ["'scene:a\nb'", "scene 'a\x00'", "scene:a\u2028b"])
def test_a_name_that_would_break_a_file_is_not_bound(words: str) -> None:
    # In a map it would be two lines, and the whole file could not be read any more.
    with pytest.raises(UsageError, match="a binding is one line"):
        Studio().learner.arm(words)


def test_what_is_armed_can_be_cancelled_and_changed_afterwards() -> None:
    studio = Studio()
    studio.learner.arm("wet")
    studio.learner.cancel()
    assert studio.send([0xB0, 20, 127]) == [Control(KNOBS["prompt_1"], 1.0)]
    with pytest.raises(UsageError, match="nothing was learned yet"):
        studio.learner.change(["low=0"])
    studio.learner.arm("density")
    studio.send([0xB0, 90, 64])
    studio.learner.change(["low=0.5", "takeover=scale"])
    assert studio.lines(Source("cc", 1, 90)) == ["cc:1:90 = density low=0.5 takeover=scale"]
    studio.learner.forget(Source("cc", 1, 90))
    assert studio.send([0xB0, 90, 64]) == []


def test_a_target_that_is_not_there_is_told_when_it_is_armed() -> None:
    studio = Studio()
    with pytest.raises(KnobError, match="did you mean temperature"):
        studio.learner.arm("temprature")
    with pytest.raises(UsageError, match="'loud' is not an option"):
        studio.learner.arm("wet loud")
    with pytest.raises(UsageError, match="a quote is not closed"):
        studio.learner.arm("scene 'x")
    assert studio.learner.armed is None


@pytest.mark.parametrize("value, mode", [(65, "rel-signed"), (1, "rel-signed2"), (63, "rel-offset"), (127, "rel-2c")])
def test_an_encoder_is_recognised_when_it_is_turned_to_the_left(value: int, mode: str) -> None:
    studio = Studio()
    studio.learner.arm("density")
    studio.send(*[[0xB0, 90, value]] * 3, apart_s=0.2)
    assert studio.lines(Source("cc", 1, 90)) == [f"cc:1:90 = density mode={mode}"]
    assert studio.learner.last is not None
    assert told(studio.learner.last) == f"cc:1:90, an encoder ({mode}) is bound to density"
    (turned,) = studio.send([0xB0, 90, value])
    assert isinstance(turned, Control) and turned.value == pytest.approx(0.5 - 1 / 127)


@pytest.mark.parametrize("values", [[66, 65, 64, 63], [3, 2, 1, 0], [127, 126, 125], [127, 0, 127, 0], [64, 64, 64]])
def test_faders_and_buttons_are_no_encoders(values: list[int]) -> None:
    studio = Studio()
    studio.learner.arm("density")
    studio.send(*[[0xB0, 90, value] for value in values], apart_s=0.2)
    assert studio.lines(Source("cc", 1, 90)) == ["cc:1:90 = density"]


def test_a_button_that_presses_a_command_is_no_encoder_either() -> None:
    studio = Studio()
    studio.learner.arm("undo")
    actions = studio.send(*[[0xB0, 90, 127]] * 4, apart_s=0.2)
    assert actions == [COMMANDS["undo"]] * 3
    assert studio.lines(Source("cc", 1, 90)) == ["cc:1:90 = undo"]


def test_fourteen_bits_are_learned_in_either_order() -> None:
    for halves in ([[0xB0, 8, 70], [0xB0, 40, 1]], [[0xB0, 40, 1], [0xB0, 8, 70]]):
        studio = Studio()
        studio.learner.arm("density")
        studio.send(*halves)
        assert studio.lines(Source("cc", 1, 8)) == ["cc:1:8 = density"]
        assert studio.lines(Source("cc", 1, 40)) == []
    alone = Studio()
    alone.learner.arm("density")
    alone.send([0xB0, 40, 1])
    assert alone.lines(Source("cc", 1, 40)) == []  # it may still be a half
    alone.now += 0.02
    alone.learner.settle(alone.now)
    assert alone.lines(Source("cc", 1, 40)) == ["cc:1:40 = density"]


@pytest.mark.parametrize(
    "messages, line",
    [
        ([[0x95, 40, 99]], "note:6:40 = density toggle"),
        ([[0xC0, 3]], "pc:1:3 = density toggle"),
        ([[0xE0, 3, 4]], "pb:1 = density"),
        ([[0xD0, 30]], "at:1 = density"),
        ([[0xB0, 99, 2], [0xB0, 98, 44], [0xB0, 6, 9]], "nrpn:1:300 = density"),
    ],
)
def test_anything_can_be_learned(messages: list[list[int]], line: str) -> None:
    studio = Studio()
    studio.learner.arm("density")
    assert studio.send(*messages) == []
    assert studio.learner.last is not None and str(studio.learner.last) == line


def test_a_scene_is_learned_from_a_program() -> None:
    studio = Studio()
    studio.learner.arm("scene 'slow verse'")
    studio.send([0xC4, 9])
    assert studio.lines(Source("pc", 5, 9)) == ["pc:5:9 = 'scene:slow verse'"]


def test_panic_is_not_learned() -> None:
    studio = Studio()
    studio.learner.arm("density")
    studio.send([0xB0, 123, 0])
    assert studio.learner.armed is not None


def test_what_is_learned_is_kept_in_a_file(tmp_path: Path) -> None:
    studio = Studio()
    studio.learner.arm("density")
    studio.send([0xB0, 90, 64])
    studio.learner.save(tmp_path / "mine.map")
    assert read_map(str(tmp_path / "mine.map")) == studio.bound.map
    assert "cc:1:90 = density" in (tmp_path / "mine.map").read_text()
