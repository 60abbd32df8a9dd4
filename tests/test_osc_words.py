"""What is said over OSC besides knobs and pedals: patterns, bundles, lock, panic, subscriptions."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace

import pytest
from osc_client import Client, bundle
from recording_desk import QUIET, RecordingDesk, wait_for, with_loop

from rtmusic import __version__, listing, midislb, oscguests
from rtmusic.errors import RtmusicError
from rtmusic.knobs import KNOBS, LOOP_COMMANDS, LOOP_KNOBS, LOOPS, PROMPTS, Control
from rtmusic.link import LinkSync
from rtmusic.midilearn import Learner
from rtmusic.miditalk import Bound
from rtmusic.osc import OscServer, value_address, write_packet
from rtmusic.oscaddresses import GEN_KNOBS, LOCKED, READERS, REPLIES, STATES, WORDS, Picture, spellings
from rtmusic.oscguests import link_words, midi_words, scene_words, session_words
from rtmusic.scenes import Scenes
from rtmusic.sessions import Sessions
from rtmusic.status import LoopStatus, Recalled


class GroupingDesk(RecordingDesk):
    """It also remembers which knobs turned at one moment."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[list[str]] = []

    def turn(self, *controls: Control, at_s: float | None = None) -> None:
        self.moments.append([control.knob.name for control in controls])
        super().turn(*controls, at_s=at_s)


@pytest.fixture
def desk() -> GroupingDesk:
    return GroupingDesk()


# -- spellings and patterns ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address, name",
    [(f"/loop/-3/{name}", name) for name in LOOP_KNOBS] + [(f"/gen/{name}", name) for name in GEN_KNOBS],
)
def test_a_knob_has_more_than_one_address(address: str, name: str, client: Client, desk: RecordingDesk) -> None:
    value = KNOBS[name].high
    client.send(address, value)
    assert client.ask(address) == (address, [value])
    assert desk.panel()[name] == value


def test_a_knob_of_a_loop_is_turned_for_one_for_all_or_for_the_selected_one(
    client: Client, desk: RecordingDesk
) -> None:
    client.send("/loop/2/rewrite", 40.0)
    assert client.ask("/loop/2/rewrite") == ("/loop/2/rewrite", [40.0])
    client.send("/select", 5)
    client.send("/rewrite", 7.0)
    client.ask("/sync", 1)
    standing = [desk.panel()[f"loop_{loop}_rewrite"] for loop in range(8)]
    assert standing == [0, 0, 40, 0, 0, 7, 0, 0]
    client.send("/select", 2)  # the knobs show where those of the selected loop stand
    assert client.ask("/rewrite") == ("/rewrite", [40.0])
    client.send("/loop/-1/rewrite", 55.0)
    client.send("/select", "all")
    client.send("/pan", 0.5)
    client.ask("/sync", 1)
    assert {desk.panel()[f"loop_{loop}_rewrite"] for loop in range(8)} == {55.0}
    assert {desk.panel()[f"loop_{loop}_pan"] for loop in range(8)} == {0.5}


def test_a_pattern_turns_every_knob_it_stands_for_at_one_moment(client: Client, desk: GroupingDesk) -> None:
    client.send("/prompt/*/weight", 0.25)
    client.send("/{wet,dry}", -12.0)
    assert client.ask("/sync", 1) == ("/synced", [1])
    panel = desk.panel()
    assert [panel[f"prompt_{slot}"] for slot in range(1, PROMPTS + 1)] == [0.25] * PROMPTS
    assert panel["wet"] == panel["dry"] == -12.0
    weights = {f"prompt_{slot}" for slot in range(1, PROMPTS + 1)}
    assert any(weights <= set(moment) for moment in desk.moments)


def test_a_pattern_is_asked_for_many_values(client: Client) -> None:
    client.send("/loop/0/{rewrite,feedback}")
    assert dict(client.drain(0.3)) == {"/loop/0/rewrite": [0.0], "/loop/0/feedback": [100.0]}
    client.send("/get", "/meter/*")
    assert dict(client.drain(0.3)) == {"/meter/in": [-18.0], "/meter/out": [-6.0]}


def test_a_star_presses_no_pedal_and_sets_no_state(client: Client, desk: RecordingDesk) -> None:
    for pattern in ("/*", "//*", "/{clear,record,reset}", "/loop/*/*", "/loop/0/hi?"):
        client.send(pattern, 1.0)
    client.ask("/sync", 1)
    client.drain(0.2)
    assert desk.commands() == []  # one star that empties the loop is one too many


def test_a_pattern_with_a_wrong_value_complains_once(client: Client, desk: RecordingDesk) -> None:
    client.send("/prompt/*/weight", 7.0)
    errors = client.drain(0.3)
    assert [address for address, _ in errors] == ["/error"]
    assert errors[0][1] == ["/prompt/*/weight", "/prompt/1/weight: 7 is outside 0 to 1: set to 1"]
    assert desk.panel()["prompt_8"] == 1.0


def test_a_flood_of_patterns_is_cut_off_and_the_rest_still_answered(client: Client, server: OscServer) -> None:
    began = time.thread_time()
    for i in range(600):
        client.send(f"/{'*' * 100}{i}")
        if i % 100 == 99:  # many systems hold no more than 300 for a server that is kept from running
            assert wait_for(lambda i=i: server.counters.messages == i + 1, 20.0)  # type: ignore[misc]
            client.drain(0.001)
    assert wait_for(client.is_answered, 10.0)
    assert server.counters.refused == 600
    assert time.thread_time() - began < 10.0


# -- bundles -------------------------------------------------------------------------------------------------


def test_the_knobs_of_a_bundle_turn_at_one_moment(client: Client, desk: GroupingDesk) -> None:
    for _ in range(20):
        turns = [write_packet("/wet", -10.0), write_packet("/temperature"), write_packet("/dry", -20.0)]
        client.socket.send(bundle(0, *turns, write_packet("/status"), write_packet("/gain", -1.0)))
    client.ask("/sync", 1)
    # A question in a bundle must not divide it: it is answered with what the bundle says.
    assert all({"wet", "dry", "gain"} <= set(moment) for moment in desk.moments)


def test_a_question_in_a_bundle_is_answered_with_what_the_bundle_says(client: Client) -> None:
    client.socket.send(bundle(0, write_packet("/wet", -10.0), write_packet("/wet"), write_packet("/dry", -20.0)))
    assert client.hear() == ("/wet", [-10.0])


def test_the_last_word_has_what_was_said_last(client: Client, desk: RecordingDesk) -> None:
    client.socket.send(bundle(0, write_packet("/rich", 1.0), write_packet("/steps", 3), write_packet("/rich", 0.0)))
    client.ask("/sync", 1)
    assert desk.panel()["steps"] == 1  # as rich 0 says; in order of first mention it would be 3


def test_a_dated_bundle_is_one_moment_too(client: Client, desk: GroupingDesk) -> None:
    parts = [
        *(write_packet("/wet", -10.0), write_packet("/steps", 3), write_packet("/order", 0.5)),
        write_packet("/record"),
        *(write_packet("/dry", -20.0), write_packet("/gain", 0), write_packet("/levels", 4)),
    ]
    client.socket.send(bundle(time.time() + 0.5, *parts))
    assert wait_for(lambda: len(desk.done) == 7)
    # Levels are told ahead of their sample, which is one; the pedal stands where it was put among all else.
    assert desk.moments == [["wet", "dry", "gain"], ["steps", "order"], ["levels"]]
    assert desk.commands() == ["record"]


# -- words ---------------------------------------------------------------------------------------------------


def test_a_restart_is_noticed(desk: RecordingDesk) -> None:
    heard = []
    for _ in range(2):
        server = OscServer(desk, port=0)
        server.start()
        client = Client(server)
        _, words = client.ask("/ping")
        _, again = client.ask("/ping")
        assert words[:3] == again[:3]
        heard.append(words[2])
        client.socket.close()
        server.stop()
    assert heard[0] != heard[1]


def test_version(client: Client) -> None:
    assert client.ask("/version") == ("/version.reply", ["rtmusic", __version__])


def test_status_tells_rate_state_and_lock(client: Client, desk: RecordingDesk) -> None:
    _, words = client.ask("/status")
    fields = dict(zip(words[::2], words[1::2], strict=True))
    assert (fields["rate"], fields["state"], fields["lock"]) == (48_000, "playing", 0)
    assert {"model_load", "drafted_s", "device_flags", "late_rounds", "osc_late", "osc_strangers"} <= set(fields)
    desk.now = replace(QUIET, sound_alive=False)
    time.sleep(0.01)
    _, words = client.ask("/status")
    assert words[words.index("state") + 1] == "no sound"


def test_what_is_recalled_is_told(client: Client, desk: RecordingDesk) -> None:
    assert client.ask("/recalled") == ("/recalled", [0, 0.0, 0, 0.0])
    desk.now = replace(QUIET, recalled=Recalled(moment=12, played_s=221.5, protected=True, share=0.5, moments=37))
    time.sleep(0.01)
    assert client.ask("/recalled") == ("/recalled", [12, 221.5, 1, 0.5])
    assert client.ask("/moments") == ("/moments", [37])
    _, words = client.ask("/status")
    assert words[words.index("recalled_moment") + 1] == 12 and words[words.index("recalled_moments") + 1] == 37


def test_sync_waits_for_prompts_and_nobody_else_does() -> None:
    class SlowDesk(RecordingDesk):
        gate = threading.Event()

        def prompt(self, slot: int, text: str) -> None:
            self.gate.wait(5.0)
            super().prompt(slot, text)

    desk = SlowDesk()
    server = OscServer(desk, port=0)
    server.start()
    client = Client(server)
    client.send("/prompt/1", "rain")
    client.send("/sync", 42)
    # While a model reads words, a knob must not wait.
    assert client.ask("/temperature") == ("/temperature", [pytest.approx(KNOBS["temperature"].default)])
    assert client.ask("/prompt/1") == ("/prompt/1", ["rain", 1.0])
    assert desk.done == []
    desk.gate.set()
    assert client.hear() == ("/synced", [42])
    assert desk.done == [("prompt", 1, "rain")]
    client.socket.close()
    server.stop()


def test_a_prompt_that_cannot_be_read_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    class DeafDesk(RecordingDesk):
        def prompt(self, slot: int, text: str) -> None:
            if text == "fault":
                raise ZeroDivisionError("a fault")
            raise RtmusicError("there is no model that reads")

    server = OscServer(DeafDesk(), port=0)
    server.start()
    client = Client(server)
    assert client.ask("/prompt/2", "rain") == ("/error", ["/prompt/2", "there is no model that reads"])
    assert client.ask("/prompt/2", "fault")[1] == ["/prompt/2", "a fault inside rtmusic; its log says more"]
    assert "ZeroDivisionError" in caplog.text
    assert client.ask("/ping")[0] == "/pong"
    client.socket.close()
    server.stop()


def test_a_flood_of_prompts_types_the_last_of_each() -> None:
    class SlowDesk(RecordingDesk):
        def prompt(self, slot: int, text: str) -> None:
            time.sleep(0.02)
            super().prompt(slot, text)

    desk = SlowDesk()
    server = OscServer(desk, port=0)
    server.start()
    client = Client(server)
    for i in range(400):
        client.send(f"/prompt/{i % 2 + 1}", f"text {i}")
    assert client.ask("/sync", 1) == ("/synced", [1])
    assert desk.prompts()[:2] == ("text 398", "text 399")
    assert len(desk.done) < 200
    client.socket.close()
    server.stop()


def test_panic_is_silence_and_loses_nothing(client: Client, server: OscServer, desk: RecordingDesk) -> None:
    told: list[int] = []
    server.on_panic.append(lambda: told.append(1))
    client.send("/lock", 1)
    client.socket.send(bundle(time.time() + 0.3, write_packet("/mute", 0), write_packet("/clear")))
    assert client.ask("/panic") == ("/mute", [1.0])
    time.sleep(0.5)
    assert desk.done == [("turn", "mute", 1.0)]  # what waited for its time is dropped
    assert told == [1]


@pytest.mark.parametrize("name", [name for name in LOCKED if name != "mode"])
def test_nothing_destructive_gets_past_the_lock(
    name: str, client: Client, other: Client, server: OscServer, desk: RecordingDesk
) -> None:
    client.send("/lock", 1)
    assert client.ask("/lock") == ("/lock", [1])
    heard = [other.ask(f"/{name}")]
    if name in LOOP_COMMANDS:
        heard.append(other.ask("/loop/0/hit", name))
    if name in LOOP_COMMANDS and name not in midislb.OURS_ALONE:  # which that looper does not know
        heard.append(other.ask("/sl/0/hit", name))
    for address, words in heard:
        assert address == "/error" and str(words[1]).startswith(f"locked: it {LOCKED[name]}")
    assert desk.done == []
    client.send("/lock", 0)
    client.send(f"/{name}")
    client.ask("/ping")
    assert desk.commands() == [name]


def test_the_lock_keeps_the_mode_and_lets_music_through(client: Client, desk: RecordingDesk) -> None:
    client.send("/lock", "1")
    assert "locked: it ends" in str(client.ask("/mode", "stream")[1][1])
    assert "locked" in str(client.ask("/mod*", "stream")[1][1])
    client.send("/mode", "loop")  # it is that already
    client.send("/overdub")
    client.send("/temperature", 0.5)
    client.ask("/sync", 1)
    assert desk.panel().mode == "loop" and desk.panel()["temperature"] == 0.5
    assert desk.commands() == ["overdub"]


def test_a_first_loop_can_be_recorded_under_the_lock(client: Client, desk: RecordingDesk) -> None:
    desk.now = with_loop(state="recording")
    client.send("/lock", 1)
    client.send("/record")
    client.ask("/ping")
    assert desk.commands() == ["record"]


def test_the_lock_asks_every_loop_that_a_pedal_is_for(client: Client, desk: RecordingDesk) -> None:
    desk.now = replace(with_loop(), loops=(LoopStatus(), LoopStatus(state="playing"), *with_loop().loops[2:]))
    client.send("/lock", 1)
    assert "locked" in str(client.ask("/loop/1/record")[1][1])
    for loops in (1, "all"):
        client.socket.send(bundle(0, write_packet("/select", loops), write_packet("/record")))
        assert client.hear()[0] == "/error"
    assert "locked" in str(client.ask("/loop/-1/hit", "record")[1][1])
    assert desk.commands() == [f"loop_{loop}_record" for loop in range(LOOPS) if loop != 1]  # these are empty


def test_a_complaint_about_one_loop_keeps_none_of_the_others_from_turning(client: Client, desk: RecordingDesk) -> None:
    assert "outside" in str(client.ask("/loop/-1/level", 99)[1][1])
    client.ask("/sync", 1)
    assert [desk.panel()[f"loop_{loop}_level"] for loop in range(LOOPS)] == [6.0] * LOOPS


def test_pedals_of_a_loop(client: Client, desk: RecordingDesk) -> None:
    for loop in (4, -3):
        client.send(f"/loop/{loop}/down", "record")
        client.send(f"/loop/{loop}/up", "record")
        client.send(f"/loop/{loop}/hit", "overdub")
    for words in (("/loop/-1/hit", "mute"), ("/loop/-3/hit", "mute"), ("/loop/6/reverse",)):
        client.send(*words)
    client.ask("/ping")
    pressed = ["loop_4_record", "loop_4_overdub", "record", "overdub"]
    assert desk.commands() == [*pressed, *(f"loop_{loop}_mute" for loop in range(8)), "mute_loop", "loop_6_reverse"]


def test_every_word_of_the_table_is_understood(client: Client, server: OscServer) -> None:
    for word in WORDS:
        for number in (0, -1, -3):
            assert word.address.replace("/N/", f"/{number}/") in server._handlers
    addresses = set(server._handlers)
    assert set(READERS) <= addresses
    assert not addresses & REPLIES - {"/error"}


def test_guests_have_the_words_of_their_table() -> None:
    # Nothing is asked of them here; tests of scenes, guests and Link do that.
    words = {
        *scene_words(Scenes(RecordingDesk())),
        *session_words(Sessions(RecordingDesk())),
        *midi_words(Learner(Bound({}))),
        *link_words(LinkSync.__new__(LinkSync)),
    }
    assert words == {word.address.replace("/N/", f"/{n}/") for word in oscguests.WORDS for n in range(LOOPS)}


def test_listing_names_every_address() -> None:
    facts = listing.knob_facts()
    assert [state["address"] for state in facts["states"]] == [state.address for state in STATES]
    assert {word["address"] for word in facts["words"]} >= {word.address for word in (*WORDS, *oscguests.WORDS)}
    assert [knob["addresses"] for knob in facts["knobs"]] == [list(spellings(knob)) for knob in KNOBS.values()]
    assert json.dumps(facts)


# -- subscriptions -------------------------------------------------------------------------------------------


def test_subscribed_states_come_at_once_and_then_when_they_change(client: Client, desk: RecordingDesk) -> None:
    client.send("/subscribe", "/{meter/*,mask,draft}", 20)
    client.send("/subscribe", "/mask", 20)
    client.send("/subscribe", "/draft", 20)
    client.send("/subscribe", "/meter/*", 20)
    first = client.drain(0.3)
    values = {address: words for address, words in first if address != "/error"}
    assert values["/meter/in"] == [-18.0]
    assert values["/mask"] == list(QUIET.mask)
    assert values["/draft"] == pytest.approx([0.4, 1.6])
    desk.now = replace(QUIET, input_db=-3.0)
    assert client.drain(0.2) == [("/meter/in", [-3.0])]


def test_states_are_sent_at_a_bounded_rate(client: Client, desk: RecordingDesk) -> None:
    client.send("/subscribe", "/meter/in", 0)
    end, i, heard = time.monotonic() + 1.0, 0, 0
    while time.monotonic() < end:
        i += 1
        desk.now = replace(QUIET, input_db=-float(i % 60))
        heard += len(client.drain(0.005))
    assert 10 < heard <= 55


def test_the_playhead_and_the_lock_are_told(client: Client, other: Client) -> None:
    client.send("/subscribe", "/loop/0/{position,state}")
    client.send("/subscribe", "/lock")
    first = dict(client.drain(0.2))
    assert first == {"/loop/0/position": [1.0], "/loop/0/state": ["playing"], "/lock": [0]}
    other.send("/lock", 1)
    assert client.hear() == ("/lock", [1])
    client.send("/lock", 0)
    assert client.drain(0.2) == []


def test_nobody_hears_what_it_said_in_any_spelling(client: Client, other: Client) -> None:
    client.send("/subscribe", "//rewrite", 10)
    assert {address for address, _ in client.drain(0.3)} == {"/rewrite", *(f"/loop/{n}/rewrite" for n in range(8))}
    client.send("/loop/0/rewrite", 10.0)
    assert client.drain(0.2) == [("/rewrite", [10.0])]  # the knob that shows where the selected loop's stands
    other.send("/rewrite", 20.0)
    assert dict(client.drain(0.3)) == {"/rewrite": [20.0], "/loop/0/rewrite": [20.0]}
    # Ports alone do not tell clients apart, and neither do hosts.
    assert other.drain(0.1) == []


def test_a_client_that_listens_elsewhere_does_not_hear_its_own_word_there(client: Client, other: Client) -> None:
    client.send("/subscribe", "/wet", 10, "osc.udp://127.0.0.1:" + str(other.port) + "/")
    assert other.hear() == ("/wet", [0.0])
    other.send("/wet", -6.0)
    client.send("/wet", -12.0)
    assert other.drain(0.2) == []


def test_subscriptions_are_listed_and_ended_one_by_one(client: Client) -> None:
    client.send("/subscribe")
    client.send("/subscribe", "/meter/*", 100, 5)
    while client.drain(0.2):  # all knobs, a hundred at a time
        pass
    address, words = client.ask("/subscriptions")
    assert address == "/subscriptions.reply"
    assert words[:2] == ["knobs", 50] and words[3:5] == ["/meter/*", 100]
    assert 55 < float(str(words[2])) <= 60 and 4 < float(str(words[5])) <= 5
    client.send("/unsubscribe", "/meter/*")
    assert client.ask("/subscriptions")[1][:2] == ["knobs", 50]
    client.send("/unsubscribe")
    assert client.ask("/subscriptions") == ("/subscriptions.reply", [])


def test_what_two_patterns_stand_for_is_told_once_and_stays_when_one_ends(client: Client, desk: RecordingDesk) -> None:
    client.send("/subscribe", "/{wet,dry}", 10)
    client.send("/subscribe", "/wet", 10)
    client.drain(0.3)
    desk.turn(Control(KNOBS["wet"], -3.0))
    assert client.drain(0.2) == [("/wet", [-3.0])]
    client.send("/unsubscribe", "/wet")
    client.drain(0.2)
    desk.turn(Control(KNOBS["wet"], -4.0))
    assert client.drain(0.2) == [("/wet", [-4.0])]


def test_a_lease_ends_when_it_says(client: Client, desk: RecordingDesk) -> None:
    client.send("/subscribe", "/wet", 10, 1)
    client.drain(1.3)
    desk.turn(Control(KNOBS["wet"], -3.0))
    assert client.drain(0.2) == []


def test_patterns_of_one_subscriber_are_bounded(client: Client) -> None:
    for i in range(17):
        client.send("/subscribe", "/wet" + "*" * i)
    assert "16 subscriptions already" in str([words for address, words in client.drain(0.3) if address == "/error"])


def test_subscriptions_outlive_a_server_as_plain_rows(client: Client, server: OscServer, desk: RecordingDesk) -> None:
    client.send("/subscribe", "/wet", 10)
    client.send("/subscribe", 20)
    client.ask("/ping")
    client.drain(0.3)
    rows = json.loads(json.dumps(server._subscribers.rows()))  # as they are handed to another process
    port = server.port
    server.stop()
    heir = OscServer(desk, port=port)
    heir._subscribers.restore(rows, heir._match)
    heir.start()
    try:
        first = client.drain(0.4)
        assert {address for address, _ in first} == {value_address(knob) for knob in KNOBS.values()} | {
            f"/prompt/{slot}" for slot in range(1, PROMPTS + 1)
        }
    finally:
        heir.stop()


def test_a_picture_looks_only_as_far_as_somebody_asks(desk: RecordingDesk) -> None:
    looked: list[int] = []

    def look() -> object:
        looked.append(1)
        return QUIET

    picture = Picture(desk, {}, {}, False, look)  # type: ignore[arg-type]
    assert picture.panel["wet"] == 0.0 and looked == []
    assert picture.status.loop.state == "playing" and looked == [1]
