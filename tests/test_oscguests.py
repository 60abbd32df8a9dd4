"""What is learned over OSC, and MIDI bindings that scenes keep: real UDP, and real ports of a private JACK server."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rtmidi
from hypothesis import given
from hypothesis import strategies as st
from jackdummy import JackDummy
from osc_client import Client
from recording_desk import QUIET, RecordingDesk, wait_for

from rtmusic.addresses import guest_nodes
from rtmusic.errors import KnobError, UsageError
from rtmusic.knobs import KNOBS, LOOP_COMMANDS, LOOPS, Control, Panel
from rtmusic.midi import MidiInput
from rtmusic.midifeedback import MOST_AT_ONCE, RESTS_S, Feedback, lit
from rtmusic.midilearn import Learner
from rtmusic.midimap import Source, bindings, map_path, over, own_map, own_maps, presets, read_map
from rtmusic.miditalk import Bound
from rtmusic.osc import OscServer
from rtmusic.oscguests import LONGEST_ANSWER, WORDS, Guest, midi_words, scene_words
from rtmusic.oscwire import Argument
from rtmusic.scenefile import Scene, read_scene, write_scene
from rtmusic.scenes import Scenes
from rtmusic.status import LoopStatus


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a player's own files are, for the length of a test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config"


@pytest.fixture
def learner() -> Learner:
    return Learner(Bound(bindings()))


@pytest.fixture
def table(learner: Learner) -> dict[str, Guest]:
    return midi_words(learner)


# -- words ---------------------------------------------------------------------------------------------------


def test_who_waits_and_what_was_bound_last_can_be_asked(learner: Learner, table: dict[str, Guest]) -> None:
    assert table["/midi/learn"]([]) == ("", "", "")
    assert table["/midi/learn"](["density low=0.2", "add"]) is None
    assert table["/midi/learn"]([]) == ("density low=0.2", "add", "")
    table["/midi/learn"](["'scene:slow verse'"])
    assert table["/midi/learn"]([]) == ("'scene:slow verse'", "", "")
    table["/midi/cancel"]([0])  # a button that is let go
    assert learner.armed is not None
    table["/midi/cancel"]([1.0])
    assert table["/midi/learn"]([]) == ("", "", "")
    table["/midi/learn"](["undo"])
    assert learner.heard(Source("cc", 3, 90), 127, 1.0)
    assert table["/midi/learn"]([]) == ("", "", "cc:3:90 = undo")
    table["/midi/unlearn"](["undo"])
    assert table["/midi/learn"]([]) == ("", "", "")
    assert "cc:3:90 = nothing" in list(table["/midi/map"]([]) or ())


@pytest.mark.parametrize(
    "address, words, sentence",
    [
        ("/midi/learn", ["temprature"], "there is no knob 'temprature'; did you mean temperature"),
        ("/midi/learn", [""], 'takes a knob, a command or scene:NAME, for example:  /midi/learn "temperature low=0.2"'),
        ("/midi/learn", [7], "takes a knob"),
        ("/midi/learn", ["x" * 201], "takes a knob"),
        ("/midi/learn", ["wet", "also"], 'after the target comes "add" or nothing'),
        ("/midi/learn", ["wet", "add", 1], 'after the target comes "add" or nothing'),
        ("/midi/learn", ["wet loud=1"], "'loud=1' is not an option of a binding; there are  low= high="),
        ("/midi/learn", ["'scene:a\nb'"], "a binding is one line"),
        ("/midi/cancel", ["now"], "takes nothing; a press is 1, a release 0"),
        ("/midi/unlearn", [], 'takes a knob, a command or scene:NAME, for example:  /midi/unlearn "temperature"'),
        ("/midi/unlearn", ["wet", "dry"], "takes one target"),
        ("/midi/unlearn", ["seed"], "nothing is bound to seed"),
        ("/midi/map", [0], "takes the number of the first line wanted, counted from 1"),
        ("/midi/map", [float("nan")], "takes the number of the first line wanted"),
        ("/midi/map", [2**70], "takes the number of the first line wanted"),
        ("/midi/map", ["wet"], "takes the number of the first line wanted"),
        ("/midi/save", [3], 'takes a name, for example:  /midi/save "left hand"'),
        ("/midi/save", ["../generic"], "is no name for a map; use a few letters"),
        ("/midi/save", ["Generic"], "the map Generic comes with rtmusic and stays as it is; take another name"),
    ],
)
def test_a_wrong_word_says_what_would_be_right(
    address: str, words: list[Argument], sentence: str, table: dict[str, Guest], learner: Learner, config: Path
) -> None:
    with pytest.raises((UsageError, KnobError)) as error:
        table[address](words)
    assert sentence in str(error.value)
    assert learner.armed is None and learner.differences() == [] and not config.exists()


@given(
    st.sampled_from([word.address for word in WORDS if word.address.startswith("/midi/")]),
    st.lists(
        st.sampled_from(["wet", "add", "density low=0.5", "scene:x", "'", "mine", "#"])
        | st.text(max_size=12)
        | st.integers(-3, 2**40)
        | st.floats()
        | st.booleans(),
        max_size=3,
    ),
)
def test_any_words_are_taken_or_refused_and_leave_a_map_that_can_be_read(address: str, words: list[Argument]) -> None:
    learner = Learner(Bound(bindings()))
    learner.arm("undo")
    with suppress(UsageError):  # KnobError is one
        midi_words(learner)[address](words)
    learner.heard(Source("cc", 1, 90), 64, 1.0)
    assert over({}, learner.lines()) == learner.map


def test_a_map_of_any_length_is_told_in_packets(table: dict[str, Guest], learner: Learner) -> None:
    learner.lay(f"nrpn:1:{number} = temperature low=0.2 high=1.2" for number in range(3000))
    found: list[str] = []
    while more := [str(line) for line in table["/midi/map"]([len(found) + 1.0]) or ()]:  # patches send floats
        assert sum(len(line) for line in more) < LONGEST_ANSWER
        found += more
    assert found == learner.lines() and len(found) > 3000


def test_a_saved_map_is_found_by_its_name_and_the_older_one_is_kept(table: dict[str, Guest], learner: Learner) -> None:
    assert own_maps() == []
    assert table["/midi/save"]([]) == (str(own_map("learned")),)
    path = own_map("left hand")
    for words in ("density", "dry"):
        table["/midi/learn"]([words])
        learner.heard(Source("cc", 1, 90), 64, 1.0)
        assert table["/midi/save"](["left hand"]) == (str(path),)
        assert read_map("left hand") == learner.map
    assert own_maps() == ["learned", "left hand"]
    assert "cc:1:90 = dry" in path.read_text() and "density\n" in path.with_name("left hand.map~").read_text()
    path.write_text("left: a poem\n")
    with pytest.raises(UsageError, match="line 1, 'left: a poem'"):  # somebody's file, and no map
        table["/midi/save"](["left hand"])
    assert path.read_text() == "left: a poem\n"


def test_a_preset_has_the_first_word_and_a_path_the_last(config: Path, tmp_path: Path) -> None:
    folder = config / "rtmusic" / "maps"
    folder.mkdir(parents=True)
    for name in (*presets(), "mine"):
        (folder / f"{name}.map").write_text("cc:1:1 = wet\n")
    assert all(map_path(name) != folder / f"{name}.map" for name in presets())
    assert map_path("mine") == folder / "mine.map"
    assert map_path(str(tmp_path / "mine")) == tmp_path / "mine"
    with pytest.raises(UsageError, match=r"name a file, or one of .*, mine"):
        read_map("yours")
    with pytest.raises(UsageError, match="cannot be read"):
        read_map("y" * 5000)


def test_a_folder_that_cannot_be_written_is_told(table: dict[str, Guest], config: Path) -> None:
    config.write_text("a file where a folder is wanted")
    with pytest.raises(UsageError, match=r"learned\.map cannot be written: Not a directory; "):
        table["/midi/save"]([])


_MIDI = {word.address for word in WORDS if word.address.startswith("/midi/")}


def test_oscquery_tells_what_can_be_bound() -> None:
    nodes = {node.address: node for node in guest_nodes(_MIDI, ["slow verse"])}
    assert nodes.keys() == _MIDI
    told = nodes["/midi/learn"].attributes(None)
    assert told["TYPE"] == "s" and {"wet", "record", "'scene:slow verse'"} <= set(told["RANGE"][0]["VALS"])
    for target in told["RANGE"][0]["VALS"]:
        Learner(Bound({})).arm(target)


# -- lights --------------------------------------------------------------------------------------------------


def test_lights_follow_the_map() -> None:
    bound = Bound(bindings(["note:1:41=freeze feedback dark=3", "note:1:42=mute feedback", "cc:1:81=density feedback"]))
    feedback, panel = Feedback(bound), RecordingDesk().panel()
    panel = panel.turn([Control(KNOBS["freeze"], 1.0), Control(KNOBS["mute"], 1.0)])
    now = 100.0
    assert feedback.due(panel, None, now) == [[0x90, 41, 127], [0x90, 42, 127], [0xB0, 81, 64]]
    assert feedback.due(panel, None, now) == []
    bound.map = {
        **bound.map,
        **bindings(
            ["note:1:41=freeze", "note:1:42=loudness_on feedback", "cc:1:81=nothing", "note:1:43=mute feedback"]
        ),
    }
    # One is dark that nothing answers any more, one shows another switch, one is new; a motor stays where it is.
    due = feedback.due(panel, None, now + RESTS_S)
    assert due[0] == [0x90, 41, 3] and sorted(due) == [[0x90, 41, 3], [0x90, 42, 0], [0x90, 43, 127]]
    assert feedback.due(panel, None, now + 1) == []


def test_no_wire_is_flooded_when_many_lights_go_out() -> None:
    lines = [f"note:1:{number}=mute feedback" for number in range(100)]
    bound = Bound(bindings(lines))
    feedback, panel = Feedback(bound), RecordingDesk().panel().turn([Control(KNOBS["mute"], 1.0)])
    while feedback.due(panel, None, 1.0):
        pass
    bound.map = {source: () for source in bound.map}
    sent = []
    while due := feedback.due(panel, None, 2.0):
        assert len(due) <= MOST_AT_ONCE
        sent += due
    assert sorted(sent) == [[0x90, number, 0] for number in range(100)]


def test_pedals_are_lit_as_their_loop_says() -> None:
    names = [
        "record",
        "mute_loop",
        "solo",
        "pause",
        "reverse",
        "overdub",
        "insert",
        "cancel",
        "undo",
        "redo_all",
        "tap",
    ]
    feedback, panel = (
        Feedback(Bound(bindings([f"note:1:{n}={name} feedback" for n, name in enumerate(names)]))),
        Panel(),
    )

    def shown(loops: Mapping[int, LoopStatus], selected: int, now: float) -> dict[str, bool]:
        status = replace(QUIET, loops=tuple(loops.get(n, LoopStatus()) for n in range(LOOPS)), selected=selected)
        return {names[note]: value > 0 for _, note, value in feedback.due(panel, status, now)}

    assert not any(shown({}, 0, 1.0).values())
    inserting = LoopStatus("inserting", 4.0, layers=1, muted=True, solo=True, reversed=True)
    assert shown({3: inserting}, 0, 2.0) == {}  # another loop is selected
    on = {"mute_loop", "solo", "reverse", "insert", "undo"}
    assert shown({3: inserting}, 3, 3.0) == dict.fromkeys(on, True)
    # A pedal that waits for the grid is lit until it has been carried out, and so is the one that takes it back.
    playing = LoopStatus("playing", 4.0, redo=1, next="pause", next_in_s=0.5)
    assert shown({3: playing}, 3, 4.0) == dict.fromkeys(on, False) | dict.fromkeys(
        ("pause", "cancel", "redo_all"), True
    )
    assert shown({3: LoopStatus("paused", 4.0, redo=1)}, 3, 5.0) == {"cancel": False}
    assert shown({3: LoopStatus("closing")}, 3, 6.0) == {
        "record": True,
        "cancel": True,
        "pause": False,
        "redo_all": False,
    }


@pytest.mark.parametrize("name", sorted(LOOP_COMMANDS))
def test_a_pedal_of_a_certain_loop_shows_that_loop(name: str) -> None:
    loops = [LoopStatus()] * LOOPS
    loops[5] = LoopStatus("playing", 4.0, next=name, next_in_s=0.1)
    status = replace(QUIET, loops=tuple(loops), selected=5)
    assert lit(f"loop_5_{name}", status) and not lit(f"loop_4_{name}", status)
    assert lit("mute_loop" if name == "mute" else name, status)


# -- all of it, through ports --------------------------------------------------------------------------------

needs_jack = pytest.mark.skipif(
    shutil.which("jackd") is None or rtmidi.API_UNIX_JACK not in rtmidi.get_compiled_api(),
    reason="needs jackd (jackd2) and python-rtmidi with JACK",
)


class Evening:
    """A desk that is played over MIDI and OSC, with scenes, as `rtmusic.stage` puts it together."""

    def __init__(self, folder: Path) -> None:
        self.nano: Any = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "nano")
        self.nano.open_virtual_port("out")
        self.desk, self.told = RecordingDesk(), list[str]()
        self.scenes = Scenes(self.desk, folder, tell=self.told.append)
        self.player = MidiInput(self.desk, tell=self.told.append)
        self.scenes.bound_to(self.player.learner.differences, self.player.learner.lay)
        self.server = OscServer(self.desk, port=0, more=scene_words(self.scenes) | midi_words(self.player.learner))
        self.desk.scene = self.scenes.recall  # type: ignore[method-assign]
        self.player.start()
        self.server.start()
        self.client = Client(self.server)
        assert wait_for(lambda: "nano:out" in self.player.ports)
        time.sleep(0.2)
        self.client.send("/quantize", "off")

    def close(self) -> None:
        self.client.socket.close()
        self.server.stop()
        self.scenes.stop()
        self.player.stop()
        self.nano.delete()
        assert self.server.counters.failures == self.player.counters.failures == 0

    def stands(self, knob: str, value: float) -> bool:
        return wait_for(lambda: self.desk.panel()[knob] == pytest.approx(value))


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    with JackDummy(period=256, sync=False):
        evening = Evening(tmp_path / "scenes")
        yield evening
        evening.close()


@needs_jack
def test_armed_over_osc_the_next_controller_is_bound(evening: Evening) -> None:
    client, nano = evening.client, evening.nano
    client.send("/midi/learn", "density low=0.5")
    assert client.ask("/midi/learn") == ("/midi/learn", ["density low=0.5", "", ""])
    nano.send_message([0xB3, 90, 100])
    assert wait_for(lambda: evening.told == ["cc:4:90 is bound to density"])
    assert client.ask("/midi/learn") == ("/midi/learn", ["", "", "cc:4:90 = density low=0.5"])
    nano.send_message([0xB3, 90, 127])
    assert evening.stands("density", 1.0)
    nano.send_message([0xB3, 90, 0])
    assert evening.stands("density", 0.5)
    assert "cc:4:90 = density low=0.5" in client.ask("/midi/map")[1]
    # Beside it; then freed again, and what else the controller does stays.
    client.send("/midi/learn", "wet", "add")
    client.ask("/sync", 1)
    nano.send_message([0xB3, 90, 10])
    assert wait_for(lambda: len(evening.told) == 2)
    nano.send_message([0xB3, 90, 127])
    assert evening.stands("wet", KNOBS["wet"].high) and evening.stands("density", 1.0)
    client.send("/midi/unlearn", "wet")
    client.ask("/sync", 2)
    nano.send_message([0xB3, 90, 0])
    assert evening.stands("density", 0.5)
    assert evening.desk.panel()["wet"] == KNOBS["wet"].high
    assert evening.told[2] == "cc:*:7, cc:4:90: bound to wet no more"
    # Called off, it is what it was.
    client.send("/midi/learn", "gain")
    client.send("/midi/cancel")
    client.ask("/sync", 3)
    nano.send_message([0xB3, 90, 127])
    assert evening.stands("density", 1.0)
    address, (path,) = client.ask("/midi/save", "mine")
    assert address == "/midi/save" and read_map("mine") == evening.player.bound and path == str(own_map("mine"))


@needs_jack
def test_the_lock_keeps_the_map_as_it_is(evening: Evening) -> None:
    client = evening.client
    client.send("/midi/learn", "density")
    client.send("/lock", 1)
    for address, word in (("/midi/learn", "wet"), ("/midi/unlearn", "wet"), ("/midi/save", "mine")):
        heard, (about, sentence) = client.ask(address, word)
        assert (heard, about) == ("/error", address) and str(sentence).startswith("locked: ")
    assert client.ask("/midi/learn") == ("/midi/learn", ["density", "", ""])
    assert len(client.ask("/midi/map")[1]) == len(evening.player.learner.lines())
    client.send("/midi/cancel")  # does no harm, and may keep a fader from being bound by mistake
    assert client.ask("/midi/learn") == ("/midi/learn", ["", "", ""])


@needs_jack
def test_a_scene_brings_its_bindings_and_nothing_stays_held(evening: Evening) -> None:
    client, nano, desk = evening.client, evening.nano, evening.desk
    client.send("/scene/save", "before")
    client.send("/midi/learn", "density")
    client.ask("/sync", 1)
    nano.send_message([0xB0, 90, 64])
    assert wait_for(lambda: len(evening.told) == 1)
    client.send("/scene/save", "verse")
    client.ask("/sync", 2)
    assert read_scene(evening.scenes.folder / "verse.toml").midi == ("cc:1:90 = density",)
    write_scene(evening.scenes.folder, Scene("chorus", midi=("cc:1:90 = wet", "note:1:36 = record", "cc:99:1 = dry")))

    # A scene from before anything was learned takes nothing away.
    client.send("/scene", "before")
    assert wait_for(lambda: evening.scenes.current == "before" and not evening.scenes.busy)
    nano.send_message([0xB0, 90, 127])
    assert evening.stands("density", 1.0)

    # Held while the scene changes what they do: a key for the music, and a pedal that sustains it.
    client.send("/midi/unlearn", "record")
    client.ask("/sync", 3)
    nano.send_message([0x90, 36, 100])
    nano.send_message([0xB0, 64, 127])
    assert wait_for(lambda: desk.held[0] == 1.0)
    client.send("/scene", "chorus")
    assert wait_for(lambda: not evening.scenes.busy and len(evening.told) == 4)
    assert evening.told[2].startswith("scene chorus: MIDI binding 'cc:99:1 = dry': channel 99 is not 1 to 16")
    assert evening.told[3] == "scene chorus: cc:1:90 was bound to density by hand, and now it is not"
    nano.send_message([0x80, 36, 0])
    nano.send_message([0xB0, 64, 0])
    assert wait_for(lambda: desk.held == (0.0,) * 12)
    assert desk.commands() == []
    nano.send_message([0x90, 36, 100])
    assert wait_for(lambda: desk.commands() == ["record"])
    nano.send_message([0xB0, 90, 0])
    assert evening.stands("wet", KNOBS["wet"].low)
    assert desk.panel()["density"] == 1.0

    # And back, by a program change.
    client.send("/midi/learn", "scene:verse")
    client.ask("/sync", 4)
    nano.send_message([0xC0, 5])
    assert wait_for(lambda: len(evening.told) == 5)
    nano.send_message([0xC0, 5])
    assert wait_for(lambda: evening.scenes.current == "verse" and not evening.scenes.busy)
    nano.send_message([0xB0, 90, 0])
    assert evening.stands("density", 0.0)
    # One that is gone is told, and no fault of ours.
    (evening.scenes.folder / "verse.toml").unlink()
    nano.send_message([0xC0, 5])
    assert wait_for(lambda: evening.told[-1].startswith("there is no scene 'verse'"))


@needs_jack
def test_scenes_light_a_light_and_put_it_out(evening: Evening) -> None:
    ear: Any = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, "nano_playback")  # the same device: JACK gives no name twice
    ear.open_virtual_port("in")
    heard: list[list[int]] = []

    def shows(message: list[int]) -> bool:
        while (received := ear.get_message()) is not None:
            heard.append(received[0])
        return message in heard

    try:
        for name, line in (("lit", "note:1:41 = freeze feedback"), ("unlit", "note:1:41 = freeze")):
            write_scene(evening.scenes.folder, Scene(name, midi=(line,)))
        evening.client.send("/freeze", 1)
        # Nothing was answered before, so nothing was open to answer through.
        evening.client.send("/scene", "lit")
        assert wait_for(lambda: shows([0x90, 41, 127]))
        evening.client.send("/scene", "unlit")
        assert wait_for(lambda: shows([0x90, 41, 0]))
        assert heard == [[0x90, 41, 127], [0x90, 41, 0]]
    finally:
        ear.delete()
