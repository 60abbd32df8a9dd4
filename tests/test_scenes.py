"""Scenes on a desk whose clock runs: recalled on the line, morphed along the beat, and what hands do meanwhile."""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from recording_desk import QUIET, RecordingDesk, wait_for

from rtmusic.engine import Engine, Settings
from rtmusic.errors import BundleError, UsageError
from rtmusic.knobs import KNOBS, PROMPTS, Control, Panel
from rtmusic.midilearn import Learner
from rtmusic.midimap import bindings
from rtmusic.miditalk import Bound
from rtmusic.oscguests import scene_words
from rtmusic.presets import PRESETS
from rtmusic.scenefile import MOST_BINDINGS, Scene, read_scene, write_scene
from rtmusic.scenes import Mix, Scenes, between
from rtmusic.soundprocess import SoundSpec
from rtmusic.status import Status

ROUND_S = 0.08  # the beat is shown anew once a round


class PlayingDesk(RecordingDesk):
    """A desk whose beat goes on; it is shown once a round, as the engine shows it."""

    def __init__(self, bpm: float = 240.0) -> None:
        super().__init__()
        self.bpm = bpm
        self.began = time.monotonic()
        self.stamps: list[float] = []  # when turns came, in beats
        self.turns: list[dict[str, float]] = []
        self.panel_before = Panel()

    def beat(self) -> float:
        return (time.monotonic() - self.began) * self.bpm / 60.0

    def status(self) -> Status:
        shown = math.floor((time.monotonic() - self.began) / ROUND_S) * ROUND_S * self.bpm / 60.0
        return replace(QUIET, bpm=self.bpm, beat=shown % self.panel()["beats"])

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        super().turn(*controls, at_s=at_s)
        self.stamps.append(self.beat())
        self.turns.append({control.knob.name: control.value for control in controls})


@pytest.fixture
def desk() -> PlayingDesk:
    return PlayingDesk()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def scenes(desk: PlayingDesk, told: list[str], tmp_path: Path) -> Iterator[Scenes]:
    scenes = Scenes(desk, tmp_path, tell=told.append)
    yield scenes
    scenes.stop()


def keep(scenes: Scenes, name: str, prompts: dict[int, str] | None = None, **knobs: float) -> None:
    write_scene(scenes.folder, Scene(name, knobs, prompts or {}))


def done(scenes: Scenes, seconds: float = 10.0) -> None:
    assert wait_for(lambda: not scenes.busy, seconds)


def quantized(desk: PlayingDesk, unit: str) -> None:
    knob = KNOBS["quantize"]
    desk.turn(Control(knob, knob.parse(unit)))
    desk.stamps.clear()
    desk.turns.clear()
    desk.done.clear()


def test_a_preset_is_a_scene_for_the_selected_loop_until_a_player_has_one_of_that_name(
    scenes: Scenes, desk: PlayingDesk
) -> None:
    quantized(desk, "off")
    desk.turn(Control(KNOBS["select"], 3.0), Control(KNOBS["loop_3_region_to"], 50.0), Control(KNOBS["level"], -6.0))
    scenes.recall("telephone")
    done(scenes)
    panel = desk.panel()
    assert [panel[f"loop_3_{name}"] for name in ("periodic", "generations", "on_demand", "region_to")] == [7, 4, 1, 0]
    assert panel["loop_3_level"] == -6.0 and panel["loop_0_periodic"] == 0 and scenes.current == "telephone"
    keep(scenes, "telephone", wet=-7.0)
    scenes.recall("telephone")
    done(scenes)
    assert desk.panel()["wet"] == -7.0 and scenes.names().count("telephone") == 1


def test_what_is_saved_comes_back_in_one_turn_prompts_first(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "off")
    desk.prompt(2, "rain")
    desk.turn(*[Control(KNOBS[n], v) for n, v in {"wet": -3.0, "mode": 1.0, "prompt_2": 0.5, "rich": 0.9}.items()])
    desk.turn(Control(KNOBS["steps"], 9.0))
    scenes.save("chorus")
    before = desk.panel()
    desk.prompt(2, "wind")
    # Everything is elsewhere, also what a scene leaves alone.
    desk.turn(*(Control(knob, knob.from_unit(0.9)) for knob in KNOBS.values() if knob.name != "quantize"))
    elsewhere = desk.panel()
    desk.done.clear()
    desk.turns.clear()
    scenes.recall("chorus")
    done(scenes)
    assert desk.done[0] == ("prompt", 2, "rain")
    assert len(desk.turns) == 1
    for name in KNOBS:
        kept = elsewhere if name in ("gain", "mute", "freeze", "tempo", "seed", "select") else before
        assert desk.panel()[name] == kept[name], name
    assert desk.panel()["steps"] == 9.0  # what rich would have turned with it
    assert scenes.current == "chorus"


@pytest.mark.parametrize(("unit", "step"), [("beat", 1), ("bar", 4)])
def test_a_recall_waits_for_the_line(unit: str, step: int, scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, unit)
    keep(scenes, "a", wet=-10.0)
    lates = []
    for _ in range(3):
        desk.stamps.clear()
        time.sleep(0.13)
        asked = desk.beat()
        scenes.recall("a")
        done(scenes)
        line = (asked // step + 1) * step
        # A beat is 250 ms here. A picture that is a round old would put it 80 ms, a third of a beat, too late; and a
        # look that comes just before a line may have to take the next one.
        lates.append(min(desk.stamps[0] - line, abs(desk.stamps[0] - line - step)))
        assert desk.stamps[0] > asked and lates[-1] > -0.06
    assert statistics.median(lates) < 0.2, lates  # one of them may meet a busy machine


def test_without_quantize_it_is_there_at_once(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "off")
    keep(scenes, "a", wet=-10.0)
    began = time.monotonic()
    scenes.recall("a")
    done(scenes)
    assert time.monotonic() - began < 0.24  # a beat has 0.25 s
    quantized(desk, "bar")
    keep(scenes, "b", wet=-20.0)
    scenes.recall("b", at_once=True)
    done(scenes)
    assert desk.panel()["wet"] == -20.0


def test_words_are_read_before_the_line_and_not_typed_before_it(desk: PlayingDesk, tmp_path: Path) -> None:
    read: list[tuple[str, float]] = []

    def slowly(text: str) -> None:
        time.sleep(0.1)
        read.append((text, desk.beat()))

    scenes = Scenes(desk, tmp_path, prepare=slowly)
    quantized(desk, "bar")
    keep(scenes, "a", {1: "rain", 2: "", 3: "wind"}, wet=-10.0)
    scenes.recall("a")
    done(scenes)
    assert [text for text, _ in read] == ["rain", "wind"]
    assert [kind for kind, _, _ in desk.done] == ["prompt", "prompt", "turn"]
    assert desk.stamps[0] > read[-1][1]


def test_a_prompt_that_cannot_be_read_stops_no_knob(desk: PlayingDesk, tmp_path: Path) -> None:
    told: list[str] = []

    def gone(text: str) -> None:
        raise UsageError("there is no such recording")

    scenes = Scenes(desk, tmp_path, prepare=gone, tell=told.append)
    keep(scenes, "a", {1: "file:gone.wav"}, wet=-10.0)
    scenes.recall("a", at_once=True)
    done(scenes)
    assert desk.panel()["wet"] == -10.0 and scenes.current == "a"

    def broken(text: str) -> None:
        raise RuntimeError("no home")

    scenes = Scenes(desk, tmp_path, prepare=broken, tell=told.append)
    keep(scenes, "b", {1: "file:~nobody/x.wav"})
    scenes.recall("b", at_once=True)
    assert wait_for(lambda: any("a fault inside rtmusic" in said for said in told))


def test_a_newer_recall_calls_off_the_one_that_waits(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "bar")
    keep(scenes, "a", wet=-10.0)
    keep(scenes, "b", wet=-20.0)
    for name in "abababab":
        scenes.recall(name)
    done(scenes)
    assert [turn["wet"] for turn in desk.turns] == [-20.0]
    scenes.recall("a")
    scenes.stop()
    assert desk.panel()["wet"] == -20.0


def test_a_morph_goes_along_the_beat_and_arrives_exactly(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "off")
    desk.turn(Control(KNOBS["temperature"], 0.1), Control(KNOBS["wet"], -20.0))
    desk.turns.clear()
    desk.stamps.clear()
    keep(scenes, "b", temperature=1.6, wet=0.0, mode=1.0, steps=12.0, follow_notes=1.0)
    began = desk.beat()
    scenes.morph("b", 4)
    done(scenes)
    assert 3.95 < desk.stamps[-1] - began < 4.6
    panel = desk.panel()
    assert {name: panel[name] for name in ("temperature", "wet", "mode", "steps", "follow_notes")} == {
        **{"temperature": 1.6, "wet": 0.0, "mode": 1.0, "steps": 12.0, "follow_notes": 1.0}
    }
    for stamp, turn in zip(desk.stamps, desk.turns, strict=True):
        share = (stamp - began) / 4
        if "wet" in turn:
            assert abs(turn["wet"] + 20 * (1 - share)) < 2.0  # 20 dB in a second: 2 dB are 100 ms
        if "mode" in turn:
            assert 0.49 < share < 0.65 or share > 0.99
    wets = [turn["wet"] for turn in desk.turns if "wet" in turn]
    assert wets == sorted(wets) and len(wets) > 15
    # A logarithmic fader passes its geometric mean in the middle, not its arithmetic one.
    assert between(KNOBS["temperature"], 0.1, 1.6, 0.5) == pytest.approx(0.4)


def test_a_morph_follows_a_tempo_that_changes(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "off")
    keep(scenes, "b", wet=-40.0)
    began = time.monotonic()
    scenes.morph("b", 8)  # two seconds at 240 bpm
    time.sleep(1.0)
    desk.bpm = 960.0  # the second half is four times as fast
    done(scenes)
    assert 1.15 < time.monotonic() - began < 1.6


def test_a_knob_that_a_hand_turns_is_the_hands(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "off")
    keep(scenes, "b", wet=-40.0, dry=0.0, rich=1.0, steps=1.0)
    scenes.morph("b", 3)
    time.sleep(0.3)
    for wet in (2.0, 3.0):  # as a hand does: a single turn may come between a step's look and its own turn
        desk.turn(Control(KNOBS["wet"], wet), Control(KNOBS["steps"], wet + 4))
        time.sleep(0.05)
    done(scenes)
    # rich arrives, and turns all but what the hand took.
    panel = desk.panel()
    assert (panel["wet"], panel["dry"], panel["rich"], panel["steps"]) == (3.0, 0.0, 1.0, 7.0)


def test_words_cross_in_a_silent_slot(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "off")
    desk.prompt(1, "rain")
    desk.prompt(8, "keep me")
    desk.turn(Control(KNOBS["prompt_1"], 0.8))
    desk.done.clear()
    keep(scenes, "b", {1: "wind"}, prompt_1=0.4)
    scenes.morph("b", 2)
    done(scenes)
    assert desk.prompts()[0] == "wind" and desk.prompts()[7] == "keep me"
    assert (desk.panel()["prompt_1"], desk.panel()["prompt_8"]) == (0.4, 0.0)
    texts, weights, heard = ["rain", *[""] * 6, "keep me"], {1: 0.8, 8: 0.0}, []
    for kind, what, value in desk.done:
        if kind == "prompt":
            assert isinstance(what, int) and isinstance(value, str)
            # A word may only be typed where it is not heard: its slot is silent.
            assert weights[what] == 0.0 or texts[what - 1] == value
            texts[what - 1] = value
        elif str(what).startswith("prompt_"):
            weights[int(str(what)[7:])] = float(value)
            heard.append(
                {text: sum(w for s, w in weights.items() if texts[s - 1] == text) for text in ("rain", "wind")}
            )
    assert any(0.2 < mix["rain"] < 0.6 and 0.1 < mix["wind"] < 0.3 for mix in heard)
    assert max(mix["wind"] for mix in heard[:-1]) <= 0.4 + 0.4  # while both slots are turned, one after the other here


def test_without_a_silent_slot_the_old_words_fade_first() -> None:
    start = Panel({**Panel().values, **{f"prompt_{i}": 0.5 for i in range(1, PROMPTS + 1)}})
    mix = Mix(start, ["rain"] * PROMPTS, Scene("b", {"prompt_1": 1.0}, {1: "wind"}))
    assert list(mix.texts_at_start()) == [] and list(mix.texts_in_the_middle()) == [(1, "wind")]
    weights = [{c.knob.name: c.value for c in mix.at(share)}["prompt_1"] for share in (0, 0.25, 0.5, 0.75, 1)]
    assert weights == [0.5, 0.25, 0.0, 0.5, 1.0]


def test_what_goes_wrong_later_is_told_and_the_rest_is_done(desk: PlayingDesk, tmp_path: Path) -> None:
    told: list[str] = []

    def prompt(slot: int, text: str) -> None:
        raise BundleError("the bundle has no text model")

    desk.prompt = prompt  # type: ignore[method-assign]
    scenes = Scenes(desk, tmp_path, tell=told.append)
    quantized(desk, "off")
    (tmp_path / "a.toml").write_text('[prompts]\n1 = "rain"\n[knobs]\nwet = 99\n[midi]\nbindings = ["cc:1:7=wet"]\n')
    scenes.recall("a")
    done(scenes)
    assert desk.panel()["wet"] == 6.0
    assert told == [
        "scene a: knob wet: 99 is outside -60 to 6 dB; 6 dB is taken",
        "scene a: prompt 1: the bundle has no text model",
        "scene a: its 1 MIDI bindings are not used: there is no MIDI",
    ]


def test_midi_bindings_are_saved_and_bound_again(scenes: Scenes, desk: PlayingDesk, told: list[str]) -> None:
    quantized(desk, "off")
    learner = Learner(Bound(bindings(["cc:1:9=dry"])))
    scenes.bound_to(learner.differences, learner.lay)
    scenes.save("plain")
    assert "[midi]" not in (scenes.folder / "plain.toml").read_text()  # the evening's own map is no part of a scene
    learner.lay(["cc:1:7=wet", "cc:1:7+=gain"])
    scenes.save("bound")
    assert find_lines(scenes, "bound") == ("cc:1:7 = wet", "cc:1:7 += gain")
    learner.lay(["cc:1:7=mute", "cc:1:8=dry"])
    # A scene without bindings leaves them alone, one that has some leaves alone what it does not speak of.
    for name, lines in (
        ("plain", ["cc:1:7 = mute", "cc:1:8 = dry"]),
        ("bound", ["cc:1:7 = wet", "cc:1:7 += gain", "cc:1:8 = dry"]),
    ):
        scenes.recall(name)
        done(scenes)
        assert learner.differences() == lines
    learner.lay(["cc:1:7=mute"])
    scenes.morph("bound", 0.5)
    done(scenes)
    assert learner.differences()[0] == "cc:1:7 = wet"
    assert told == []


def test_what_is_no_binding_is_told_and_the_rest_is_bound(scenes: Scenes, desk: PlayingDesk, told: list[str]) -> None:
    quantized(desk, "off")
    learner = Learner(Bound({}))
    scenes.bound_to(learner.differences, learner.lay)
    lines = ["cc:1:7=wet", "cc:17:7=wet", "cc:1:8=loudnes", *["rubbish"] * 30, "cc:1:9=dry"]
    write_scene(scenes.folder, Scene("a", midi=tuple(lines)))
    scenes.recall("a")
    done(scenes)
    assert learner.lines() == ["cc:1:7 = wet", "cc:1:9 = dry"]
    assert told[0].startswith("scene a: MIDI binding 'cc:17:7=wet': channel 17 is not 1 to 16 or *;")
    assert told[0].endswith("left out")
    assert told[1].startswith(
        "scene a: MIDI binding 'cc:1:8=loudnes': there is no knob 'loudnes'; did you mean loudness"
    )
    assert told[-1] == "scene a: 24 more lines are no MIDI bindings; left out"
    assert len(told) == 9


def test_a_scene_keeps_no_more_bindings_than_it_can_hold(scenes: Scenes, told: list[str]) -> None:
    scenes.bound_to(lambda: [f"nrpn:1:{number} = wet" for number in range(MOST_BINDINGS + 5)], lambda lines: ())
    scenes.save("a")
    scene = read_scene(scenes.folder / "a.toml")
    assert len(scene.midi) == MOST_BINDINGS and scene.told == ()
    assert told == ["scene a: of 1005 MIDI bindings it keeps 1000; keep all in a map"]


def find_lines(scenes: Scenes, name: str) -> tuple[str, ...]:
    return read_scene(scenes.folder / f"{name}.toml").midi


def test_osc_words(scenes: Scenes, desk: PlayingDesk) -> None:
    table = scene_words(scenes)
    quantized(desk, "off")
    assert table["/scene/list"]([]) == tuple(PRESETS)
    assert table["/scene/save"](["chorus"]) is None
    keep(scenes, "verse", wet=-7.0)
    assert table["/scene/list"]([]) == ("chorus", "verse", *PRESETS)
    assert table["/scene"]([]) == ("chorus",)
    table["/scene"](["verse"])
    done(scenes)
    assert desk.panel()["wet"] == -7.0 and table["/scene"]([]) == ("verse",)
    table["/scene/morph"](["chorus", "0"])
    done(scenes)
    assert desk.panel()["wet"] == 0.0
    for address, words, sentence in (
        ("/scene", ["none"], "there is no scene 'none' in .*; there are: chorus, verse"),
        ("/scene", ["../../etc/passwd"], "is no name for a scene"),
        ("/scene", [3], 'takes a name, for example:  /scene "chorus"'),
        ("/scene/save", [], "takes a name"),
        ("/scene/save", ["a/b"], "is no name for a scene"),
        ("/scene/morph", ["chorus"], "takes a name and beats"),
        ("/scene/morph", ["chorus", "soon"], "'soon' is no number of beats"),
        ("/scene/morph", ["chorus", -1], "takes 0 to 4096 beats"),
        ("/scene/morph", ["chorus", math.nan], "takes 0 to 4096 beats"),
    ):
        with pytest.raises(UsageError, match=sentence):
            table[address](words)  # type: ignore[arg-type]
    assert not scenes.busy


def test_a_flood_of_recalls_leaves_one_thread(scenes: Scenes, desk: PlayingDesk) -> None:
    quantized(desk, "bar")
    keep(scenes, "a", wet=-10.0)
    before = threading.active_count()
    for _ in range(300):
        scenes.recall("a")
    assert wait_for(lambda: threading.active_count() <= before + 1)
    done(scenes)
    assert len(desk.turns) == 1


def test_the_instrument_itself_recalls_on_its_bar_line(tiny_bundle: Path, tmp_path: Path) -> None:
    panel = Panel().turn([Control(KNOBS["mode"], 1.0), Control(KNOBS["quantize"], 2.0)])
    sound = SoundSpec("virtual", "virtual")
    engine = Engine(Settings(sound, panel, prompts=(), bundle=tiny_bundle, provider="cpu", scenes=tmp_path))
    write_scene(tmp_path, Scene("a", {"wet": -10.0}))
    engine.start()
    try:
        assert wait_for(lambda: engine.at_s > 1.0, 20.0)
        for _ in range(2):
            engine.turn(Control(KNOBS["wet"], 0.0))
            engine.scene("a")
            assert wait_for(lambda: engine.panel()["wet"] == -10.0, 5.0)
            # A bar is two seconds, and its first line lay on sample 0. A recall that ignored it would come anywhere;
            # one that trusted the picture would be late by up to a round of 80 ms and more.
            late = (engine.at_s + 1.0) % 2.0 - 1.0
            assert -0.15 < late < 0.25
        engine.save_scene("b")
        engine.morph("b", 0.5)
    finally:
        engine.stop()
    assert not engine.scenes.busy
    assert engine.scenes.names() == ["a", "b", *PRESETS]
