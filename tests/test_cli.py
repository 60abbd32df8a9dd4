"""The command line, as a player meets it: real processes, what they print, what they leave behind, how they end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
from talking import with_words

from rtmusic import __version__, osc, stage
from rtmusic.cli import main
from rtmusic.errors import DeviceError
from rtmusic.knobs import COMMANDS, KNOBS, SHARED_COMMANDS, SHARED_KNOBS
from rtmusic.midilearn import Learner
from rtmusic.miditalk import Bound
from rtmusic.osc import value_address, write_packet
from rtmusic.presets import PRESETS
from rtmusic.screen import KEYS_HELP, LOOP_KEYS_HELP
from rtmusic.stage import Evening

CLIP = Path(__file__).parent / "data" / "clarinet.flac"
COMMAND_NAMES = ("live", "render", "devices", "knobs", "bundle", "report")
WIDE = os.environ | {"COLUMNS": "300"}


def rtmusic(*words: str | Path, timeout: float = 120.0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "rtmusic", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, stdin=subprocess.DEVNULL, env=WIDE
    )


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small models of every kind."""
    return with_words(tiny_bundle, tmp_path_factory.mktemp("talking"))


@contextmanager
def playing(*words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A live command that is already playing; killed at the end if it has not ended by then."""
    command = [sys.executable, "-m", "rtmusic", "live", "--input", "virtual", "--output", "virtual", *map(str, words)]
    player = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
    )
    assert player.stdout is not None
    try:
        for line in player.stdout:
            if "ahead" in line:  # the first line of the view: it plays
                break
        yield player
    finally:
        player.kill()
        player.communicate()


@pytest.mark.parametrize(
    "words, sentence",
    [
        ([], "the following arguments are required: COMMAND; see  rtmusic --help"),
        (["lvie"], "invalid choice: 'lvie' .*; did you mean live\\?; see  rtmusic --help"),
        (["live", "now"], "unknown: now; see  rtmusic live --help"),
        (["live", "--secnds", "5"], "unknown: --secnds 5; did you mean --seconds\\?"),
        (["live", "--sec", "5"], "unknown: --sec 5"),
        (["live", "--mode", "folow"], "argument --mode: invalid choice: 'folow' .*; did you mean follow\\?"),
        (["live", "--seconds", "soon"], "argument --seconds: 'soon' is not a number of seconds"),
        (["live", "--seconds", "0"], "argument --seconds: '0' is not a number of seconds"),
        (["live", "--seconds", "nan"], "argument --seconds: 'nan' is not"),
        (["live", "--seed", "70000"], "argument --seed: '70000' is not a seed from 0 to 65535"),
        (["live", "--osc-port", "-1"], "argument --osc-port: "),
        (["live", "--link", "--midi-clock", "in"], "Link and a MIDI clock would pull the beat to and fro"),
        (["live", "--osc-port", "65536"], "argument --osc-port: '65536' is not a port from 0 to 65535"),
        (["live", "--set", "temprature=1"], "there is no knob 'temprature'; did you mean temperature\\?"),
        (["live", "--set", "temperature"], "'temperature' sets nothing; write knob=value"),
        (["live", "--set", "temperature=9"], "knob temperature: 9 is outside 0.05 to 2"),
        (["live", "--set", "mode=jazz"], "'jazz' is not a value; give loop, stream, follow, codec"),
        (["live", "--prompt", "rain=2"], "knob prompt_1: 2 is outside 0 to 1"),
        (["live", *["--prompt", "rain"] * 9], "9 prompts are too many; there are 8 slots"),
        (["live", "--press", "recrod@2"], "there is no command 'recrod' to press; did you mean record\\?"),
        (["live", "--press", "record"], "'record' does not say when; write command@seconds"),
        (["live", "--press", "record@-1"], "'record@-1' does not say when"),
        (["live", "--loop", "drums.wav"], "'drums.wav' does not say which loop is which file; for example:  --loop 2="),
        (["live", "--loop", "8=drums.wav"], "there is no loop '8'; loops are 0 to 7:  --loop 2=drums.wav"),
        (["live", "--loop", "1=/nowhere.wav"], "/nowhere.wav cannot be read: there is no such file"),
        (["live", "--session", "a:b"], "'a:b' is no name for a session"),
        (["live", "--session", "/nowhere"], "/nowhere is no session: there is no such folder"),
        (["live", "--resume", "--session", "friday"], "--resume goes on with the loops of a set, --session begins"),
        (["session", "stems", "friday"], "the following arguments are required: FOLDER"),
        (["session", "check", "/nowhere"], "/nowhere is no session"),
        (["live", "--map", "cc:1:200=wet"], "number 200 is not 0 to 127"),
        (["live", "--map", "cc:*:20=wett"], "there is no knob 'wett'; did you mean wet\\?"),
        (["live", "--record", "/nowhere/x.wav"], "there is no folder /nowhere; make it first:  mkdir -p /nowhere"),
        (["live", "--record", "/"], "recording / is a folder"),
        (["live", "--record", "x.mp3"], "recording x.mp3 must end in .wav:  x.wav"),
        (["live", "--report", "/nowhere/R.json"], "report /nowhere/R.json: there is no folder"),
        (["render", "in.wav"], "the following arguments are required: OUT.wav"),
        (["render", "in.wav", "out.flac"], "output out.flac must end in .wav:  out.wav"),
        (["render", CLIP, "out.wav", "--set", "levels=99"], "99 is outside 1 to 16 levels"),
        (["bundle", "chek"], "did you mean check\\?"),
        (["knobs", "--jsno"], "did you mean --json\\?"),
        (["report", "nothing.json"], "report nothing.json cannot be read: No such file or directory"),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(word) for word in words]) == 2
    told = capsys.readouterr()
    assert re.search(sentence, told.err), told.err
    assert told.err.startswith("rtmusic: ") and told.err.count("\n") == 1
    assert told.out == ""


def test_the_process_ends_with_the_same_status_and_words() -> None:
    done = rtmusic("live", "--set", "temprature=1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "rtmusic: there is no knob 'temprature'; did you mean temperature?\n"


@pytest.mark.parametrize("command", ["live", "render", "bundle"])
def test_a_bundle_that_is_not_there_is_status_1(command: str, tmp_path: Path) -> None:
    nowhere, out = tmp_path / "nowhere", tmp_path / "out.wav"
    words: dict[str, list[str | Path]] = {
        "live": ["live", "--bundle", nowhere, "--no-osc"],
        "render": ["render", CLIP, out, "--bundle", nowhere],
        "bundle": ["bundle", "check", nowhere],
    }
    done = rtmusic(*words[command])
    assert done.returncode == 1
    assert f"{nowhere}: bundle.json is not there" in done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


def test_what_cannot_be_opened_is_told_and_nothing_is_left_running(bundle: Path, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken, ThreadPoolExecutor() as hands:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        asked = (
            ("--input", "Scarlett 18i20", "--osc-port", "0"),
            ("--osc-port", str(port)),
            ("--osc-port", "0", "--midi", "nano"),
            ("--osc-port", "0", "--provider", "tpu"),
        )
        card, osc_port, midi, provider = hands.map(
            lambda words: rtmusic("live", "--bundle", bundle, "--seconds", "1", *words), asked
        )
    assert card.returncode == 1
    assert "'Scarlett 18i20'" in card.stderr and "Traceback" not in card.stderr
    assert osc_port.returncode == 1
    assert f"OSC: port {port} on 127.0.0.1 cannot be opened" in osc_port.stderr and "--no-osc" in osc_port.stderr
    assert midi.returncode == 1
    assert "MIDI: no input is called 'nano'" in midi.stderr
    assert provider.returncode == 2
    assert "there is no provider 'tpu'; choose one of: auto, cpu" in provider.stderr


@pytest.mark.parametrize("command", COMMAND_NAMES)
def test_help_shows_every_default(command: str) -> None:
    done = rtmusic(command, "--help")
    assert done.returncode == 0
    entries = re.split(r"\n  (?=-|\w)", done.stdout.partition("options:\n")[2])
    for entry in entries:
        # An option that does not say what happens without it has to be tried out.
        assert "default" in entry or "-h, --help" in entry or "set a knob" in entry, entry


def test_the_help_says_what_is_true() -> None:
    top, live = rtmusic("--help").stdout, rtmusic("live", "--help").stdout
    for command in COMMAND_NAMES:
        assert re.search(rf"^    {command} ", top, re.MULTILINE)
    assert f"keys: {KEYS_HELP},\n{LOOP_KEYS_HELP}" in live
    assert f"default: {osc.PORT};" in live
    assert ", ".join(SHARED_COMMANDS) in " ".join(live.split())
    assert rtmusic("--version").stdout == f"rtmusic {__version__}\n"


def test_the_command_line_loads_nothing_heavy() -> None:
    code = (
        "import sys, rtmusic.cli; "
        "heavy = {'torch', 'numpy', 'onnxruntime', 'sounddevice', 'rich', 'rtmidi', 'pythonosc'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # --help must answer while a finger is still on the key.
    assert shown.stdout == "[]\n"


def test_knobs_agree_with_the_table() -> None:
    shown = re.sub(r"\n {2,}", " ", rtmusic("knobs").stdout)  # what goes on below its line
    for knob in SHARED_KNOBS.values():
        row = next(line for line in shown.splitlines() if line.startswith(f"{knob.name} "))
        assert f" {value_address(knob)} " in row
        assert row.endswith(knob.heard)
        assert f" {knob.latency} " in row
        assert knob.show(knob.default) in row
    for command in SHARED_COMMANDS.values():
        assert re.search(rf"^{command.name} +{command.address} .*{re.escape(command.heard)}$", shown, re.MULTILINE)
    facts = json.loads(rtmusic("knobs", "--json").stdout)
    assert [(k["name"], k["low"], k["high"], k["default"]) for k in facts["knobs"]] == [
        (k.name, k.low, k.high, k.default) for k in KNOBS.values()
    ]
    assert [c["name"] for c in facts["commands"]] == list(COMMANDS)
    assert facts["knobs"][list(KNOBS).index("prompt_1")]["midi"] == ["cc 20"]


def test_a_reader_that_has_enough_is_no_fault() -> None:
    command = f"{sys.executable} -m rtmusic knobs | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("KNOB ")
    assert done.stderr == ""


def test_devices_and_report_show_this_machine() -> None:
    devices, report = rtmusic("devices"), rtmusic("report")
    assert devices.returncode == report.returncode == 0
    for word in ("virtual", "file:PATH", "none", "MIDI"):
        assert word in devices.stdout
    for word in ("processor", "onnxruntime", "providers", "cpu", "virtual"):
        assert word in report.stdout


def test_a_bundle_is_shown_and_every_model_of_it_run(bundle: Path) -> None:
    info = rtmusic("bundle", "info", bundle)
    assert info.returncode == 0 and "48000 Hz, 2 channels" in info.stdout and "encoder" in info.stdout
    check = rtmusic("bundle", "check", bundle)
    assert check.returncode == 0, check.stderr
    assert "whole" in check.stdout
    assert re.search(r"^rewrite +cpu +\d+\.\d\d$", check.stdout, re.MULTILINE)


def test_an_evening_ends_by_itself_and_leaves_report_and_recording(bundle: Path, tmp_path: Path) -> None:
    report, song = tmp_path / "R.json", tmp_path / "song.wav"
    done = rtmusic(
        *("live", "--bundle", bundle, "--input", "virtual", "--output", "virtual", "--seconds", "4"),
        *("--report", report, "--record", song, "--osc-port", "0", "--set", "quantize=off", "--set", "rewrite=25"),
        *("--prompt", "rain=0.5", "--prompt", "dusty electric piano", "--press", "record@0.5", "--press", "record@2"),
    )
    assert done.returncode == 0, done.stderr
    assert "loop 0 recording" in done.stdout and "loop 0 playing" in done.stdout
    said = json.loads(report.read_text())
    assert said["rounds"] > 0 and said["seconds"] >= 4.0
    assert said["settings"]["knobs"]["rewrite"] == 25.0
    assert said["settings"]["knobs"]["prompt_1"] == 0.5
    assert said["settings"]["prompts"][:2] == ["rain", "dusty electric piano"]
    audio, rate = soundfile.read(song)
    assert rate == 48_000 and len(audio) > 3 * rate
    assert np.abs(audio[rate * 5 // 2 :]).max() > 0.01  # the loop is heard
    shown = rtmusic("report", report)
    assert shown.returncode == 0 and "rewrite 25" in shown.stdout


def test_scenes_are_listed_shown_checked_and_begun_with(bundle: Path, tmp_path: Path) -> None:
    folder, report = tmp_path / "scenes", tmp_path / "R.json"
    folder.mkdir()
    (folder / "verse.toml").write_text('[knobs]\nrewrite = 140\nmode = "stream"\nwarp = 9\n[prompts]\n1 = "rain"\n')
    assert rtmusic("scene", "list", "--scenes", folder).stdout.split() == ["verse", *PRESETS]
    assert "periodic = 7" in rtmusic("scene", "show", "telephone", "--scenes", folder).stdout
    assert 'mode = "stream"' in rtmusic("scene", "show", "verse", "--scenes", folder).stdout
    remarks = rtmusic("scene", "check", folder / "verse.toml").stdout
    assert "scene verse: knob rewrite: 140 is outside 0 to 100 %; 100 % is taken\n" in remarks
    assert "scene verse: there is no knob 'warp'" in remarks
    missing = rtmusic("scene", "show", "chorus", "--scenes", folder)
    assert missing.returncode == 2 and "there is no scene 'chorus'" in missing.stderr
    assert rtmusic("scene", "show").returncode == 2
    done = rtmusic(
        *("live", "--bundle", bundle, "--input", "virtual", "--output", "virtual", "--seconds", "1", "--osc-port", "0"),
        *("--scene", "verse", "--scenes", folder, "--set", "rewrite=25", "--report", report),
    )
    assert done.returncode == 0, done.stderr
    assert "there is no knob 'warp'" in done.stdout and "OSCQuery at http://127.0.0.1:" in done.stdout
    settings = json.loads(report.read_text())["settings"]
    assert (settings["knobs"]["mode"], settings["knobs"]["rewrite"]) == (1.0, 25.0)  # what is typed has the last word
    assert settings["prompts"][0] == "rain"


def test_a_scene_brings_bindings_to_an_evening_and_map_has_the_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evenings: list[Evening] = []

    def play(evening: Evening) -> dict[str, object]:
        evenings.append(evening)
        raise DeviceError("that is enough")

    monkeypatch.setattr(stage, "play", play)
    lines = '"cc:1:20 = wet", "cc:1:21 = dry", "cc:1:21 =", "rain"'
    (tmp_path / "verse.toml").write_text(f"[midi]\nbindings = [{lines}]\n")
    (tmp_path / "plain.toml").write_text("[knobs]\nwet = 0\n")
    for name in ("verse", "plain"):
        words = ["live", "--no-journal", "--scenes", str(tmp_path), "--scene", name, "--map", "cc:1:21=gain"]
        assert main(words) == 1
    for evening, differences in zip(evenings, (["cc:1:20 = wet"], []), strict=True):
        learner = Learner(Bound(evening.bound))
        learner.lay(evening.laid)
        assert learner.differences() == differences
        assert "cc:1:21 = gain" in learner.lines() and "cc:*:1 = rewrite" in learner.lines()
    checked = rtmusic("scene", "check", tmp_path / "verse.toml").stdout.splitlines()
    assert len(checked) == 2 and checked[1].startswith("scene verse: MIDI binding 'rain': 'rain' is not understood")


def test_maps_of_ones_own_are_listed_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WIDE, "XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "rtmusic" / "maps").mkdir(parents=True)
    path = tmp_path / "rtmusic" / "maps" / "mine.map"
    path.write_text("cc:1:20 = wet\n")
    assert rtmusic("midi", "list").stdout.endswith(f"     mine: your own, {path}\n")
    assert rtmusic("midi", "show", "mine").stdout == "cc:1:20 = wet\n"


def test_alone_on_the_virtual_card_it_plays_a_demo_and_says_so(bundle: Path, tmp_path: Path) -> None:
    report = tmp_path / "R.json"
    words: list[str | Path] = [
        "--bundle",
        bundle,
        "--osc-port",
        "0",
        "--report",
        report,
        "--seconds",
        "3",
        "--set",
        "tempo=240",
    ]
    done = rtmusic("live", "--input", "virtual", "--output", "virtual", *words)
    assert done.returncode == 0, done.stderr
    assert "demo, for there is no sound card" in done.stdout
    assert "loop 0 recording" in done.stdout or "loop 0 playing" in done.stdout
    assert json.loads(report.read_text())["settings"]["knobs"]["rewrite"] == 40.0
    done = rtmusic("live", "--input", "virtual", "--output", "virtual", *words, "--mode", "codec", "--seconds", "1")
    assert "demo" not in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_ends_clean(number: signal.Signals, bundle: Path, tmp_path: Path) -> None:
    report, song = tmp_path / "R.json", tmp_path / "song.wav"
    with playing("--bundle", bundle, "--osc-port", "0", "--report", report, "--record", song) as player:
        time.sleep(1.0)
        player.send_signal(number)
        player.wait(20)
        assert player.returncode == 0
        assert player.stderr is not None and player.stderr.read() == ""
    assert json.loads(report.read_text())["seconds"] > 0.5
    audio, _ = soundfile.read(song)
    assert len(audio) > 48_000 // 2
    assert sorted(os.listdir(tmp_path)) == ["R.json", "song.wav"]


def test_osc_plays_the_running_instrument(bundle: Path, tmp_path: Path) -> None:
    report = tmp_path / "R.json"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with playing("--bundle", bundle, "--osc-port", str(port), "--report", report, "--press", "tap@900") as player:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
            hand.settimeout(10)
            hand.connect(("127.0.0.1", port))
            for packet in (
                write_packet("/mode", "stream"),
                write_packet("/temperature", 0.5),
                write_packet("/prompt/3", "heavy rain", 0.75),
            ):
                hand.send(packet)
            hand.send(write_packet("/status"))
            assert b"stream" in hand.recv(65535)
        player.send_signal(signal.SIGTERM)
        player.wait(20)
        assert player.returncode == 0
    settings = json.loads(report.read_text())["settings"]
    assert (settings["knobs"]["mode"], settings["knobs"]["temperature"], settings["knobs"]["prompt_3"]) == (
        1,
        0.5,
        0.75,
    )
    assert settings["prompts"][2] == "heavy rain"


def test_the_same_seed_renders_the_same_samples(bundle: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.wav"
    audio, rate = soundfile.read(CLIP)
    soundfile.write(source, audio[: 2 * rate, 0] if audio.ndim > 1 else audio[: 2 * rate], rate)

    def rendered(name: str, *words: str) -> bytes:
        out = tmp_path / name
        done = rtmusic("render", source, out, "--bundle", bundle, "--mode", "stream", *words)
        assert done.returncode == 0, done.stderr
        assert f"rendering {name} 100%" in done.stderr
        assert done.stdout == ""
        heard, _ = soundfile.read(out, always_2d=True)
        assert heard.shape == (2 * 48_000, 2)
        return out.read_bytes()

    with ThreadPoolExecutor() as hands:
        asked = (("a.wav", "--seed", "7"), ("b.wav", "--set", "seed=7"), ("c.wav", "--seed", "8"))
        first, same, other = hands.map(lambda words: rendered(*words), asked)
    assert same == first != other


def test_a_rendering_given_up_leaves_nothing(bundle: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.wav", tmp_path / "out.wav"
    soundfile.write(source, np.zeros((48_000 * 240, 2), np.float32), 48_000)
    command = [sys.executable, "-m", "rtmusic", "render", str(source), str(out), "--bundle", str(bundle)]
    # A background job of a shell inherits Ctrl-C ignored; what a handler was set for is given on as the default.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    player = subprocess.Popen([*command, "--mode", "codec"], stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    assert player.stderr is not None
    assert "rendering out.wav" in player.stderr.readline()
    player.send_signal(signal.SIGINT)
    _, told = player.communicate(timeout=20)
    assert player.returncode == 130
    assert told.endswith("rtmusic: stopped\n") and "Traceback" not in told
    assert os.listdir(tmp_path) == ["in.wav"]


@pytest.mark.parametrize(
    "name, content, sentence",
    [("none.wav", None, "there is no such file"), ("text.wav", b"not sound at all", "cannot be read")],
)
def test_what_is_no_sound_cannot_be_rendered(
    name: str, content: bytes | None, sentence: str, bundle: Path, tmp_path: Path
) -> None:
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)
    done = rtmusic("render", source, tmp_path / "out.wav", "--bundle", bundle)
    assert done.returncode == 2
    assert f"{source} cannot be read" in done.stderr and sentence in done.stderr
    assert not (tmp_path / "out.wav").exists()
