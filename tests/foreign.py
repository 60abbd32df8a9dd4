"""A program made for SooperLooper, elsewhere: it says nothing that is not that looper's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

from osc_client import Client
from recording_desk import wait_for

from rtmusic.engine import Engine, Settings
from rtmusic.knobs import KNOBS, Control, Panel, parse_setting
from rtmusic.osc import OscServer
from rtmusic.oscguests import session_words
from rtmusic.soundprocess import SoundSpec
from rtmusic.status import LoopStatus


class State(IntEnum):
    """What a loop does, as SooperLooper numbers it."""

    OFF, WAIT_START, RECORDING, WAIT_STOP, PLAYING, OVERDUBBING, MULTIPLYING, INSERTING, REPLACING = range(9)
    MUTED, ONE_SHOT, SUBSTITUTING, PAUSED = 10, 12, 13, 14


PATIENCE_S = 30.0
SETTINGS = ("mode=loop", "rewrite=0", "horizon=16", "steps=1", "dry=-60", "quantize=off")
AT_REST = Panel().turn([parse_setting(setting) for setting in SETTINGS])
INPUTS = (  # what its own window asks of every loop when it opens
    *(
        "rec_thresh",
        "feedback",
        "use_feedback_play",
        "dry",
        "wet",
        "input_gain",
        "rate",
        "scratch_pos",
        "delay_trigger",
    ),
    *("quantize", "fade_samples", "round", "sync", "playback_sync", "redo_is_tap", "use_rate", "use_common_outs"),
    *("use_common_ins", "has_discrete_io", "relative_sync", "input_latency", "output_latency", "trigger_latency"),
    *("autoset_latency", "discrete_prefader", "mute_quantized", "overdub_quantized", "replace_quantized"),
    *("round_integer_tempo", "tempo_stretch", "pan_1", "pan_2", "pan_3", "pan_4", "use_safety_feedback"),
)
OUTPUTS = (
    *("state", "next_state", "loop_pos", "loop_len", "cycle_len", "free_time", "total_time", "waiting", "rate_output"),
    *("channel_count", "in_peak_meter", "out_peak_meter", "is_soloed", "stretch_ratio", "pitch_shift"),
)
GLOBALS = (
    *("tempo", "sync_source", "eighth_per_cycle", "tap_tempo", "wet", "dry", "input_gain", "auto_disable_latency"),
    *("output_midi_clock", "use_midi_stop", "use_midi_start", "send_midi_start_on_trigger", "smart_eighths"),
    *("selected_loop_num", "in_peak_meter", "out_peak_meter"),
)


class Foreign:
    """The program: one port that it speaks from, another that it wants answers at."""

    def __init__(self, engine: Engine, server: OscServer) -> None:
        self.engine, self.server = engine, server
        self.mouth, self.ear = (Client(server, server.sooperlooper_port) for _ in range(2))
        self.url = f"osc.udp://localhost:{self.ear.port}/"

    def say(self, address: str, *words: object) -> None:
        self.mouth.send(address, *words)

    def hit(self, command: str, loop: int = 0) -> None:
        self.say(f"/sl/{loop}/hit", command)

    def get(self, control: str, loop: int | None = 0) -> float:
        self.say("/get" if loop is None else f"/sl/{loop}/get", control, self.url, "/ctrl")
        while True:
            path, (number, name, value) = self.ear.hear()
            if (path, number, name) == ("/ctrl", -2 if loop is None else loop, control):
                assert isinstance(value, float)
                return value

    def watch(self, control: str, looks: int) -> list[float]:
        """What it reads, fifty times a second."""
        seen = []
        for _ in range(looks):
            seen.append(self.get(control))
            time.sleep(0.02)
        return seen

    def set(self, control: str, value: float, loop: int | None = 0) -> None:
        self.say("/set" if loop is None else f"/sl/{loop}/set", control, float(value))

    def status(self, loop: int = 0) -> LoopStatus:
        return self.engine.status().loops[loop]

    def await_state(self, number: int, loop: int = 0) -> None:
        assert wait_for(lambda: self.get("state", loop) == number, PATIENCE_S), (number, self.status(loop))

    def press(self, command: str, leads_to: int, loop: int = 0) -> None:
        self.hit(command, loop)
        self.await_state(leads_to, loop)

    def record(self, seconds: float = 0.7, loop: int = 0) -> float:
        """The length of the loop."""
        self.press("record", State.RECORDING, loop)
        time.sleep(seconds)
        self.press("record", State.PLAYING, loop)
        assert wait_for(lambda: self.status(loop).layers > 0, PATIENCE_S)
        return self.get("loop_len", loop)

    def is_heard(self, heard: bool) -> bool:
        """That it comes to be, by the meter of what is played."""
        return wait_for(lambda: (self.get("out_peak_meter", None) > 0.001) == heard, PATIENCE_S)

    def await_value(self, control: str, value: float, loop: int | None = 0) -> None:
        assert wait_for(lambda: abs(self.get(control, loop) - value) < 1e-3, PATIENCE_S), (control, value)

    def await_layers(self, layers: int, redo: int, length: float) -> None:
        def stand() -> tuple[int, int, bool]:
            loop = self.status()
            return loop.layers, loop.redo, abs(self.get("loop_len") - length) < 1e-3

        assert wait_for(lambda: stand() == (layers, redo, True), PATIENCE_S), stand()

    def clear(self) -> None:
        """All loops are empty, and all knobs where they were."""
        now = self.engine.panel()
        self.engine.turn(*(Control(KNOBS[name], at) for name, at in AT_REST.values.items() if now[name] != at))
        for command in ("mute_off", "undo_all"):
            self.hit(command, -1)
        for loop in range(8):
            if self.get("is_soloed", loop):
                self.hit("solo", loop)
            self.await_state(State.OFF, loop)

    def __enter__(self) -> Foreign:
        return self

    def __exit__(self, *exception: object) -> None:
        self.mouth.socket.close()
        self.ear.socket.close()


@contextmanager
def playing(bundle: Path, folder: Path) -> Iterator[tuple[Engine, OscServer]]:
    """A real instrument on the virtual sound card, with its sessions in a folder, and its OSC server."""
    sound = SoundSpec("virtual", "virtual")
    engine = Engine(Settings(sound, AT_REST, (), bundle, "cpu", sessions=folder))
    engine.start()
    server = OscServer(engine, port=0, sooperlooper=0, more=session_words(engine.sessions))
    server.start()
    try:
        yield engine, server
    finally:
        server.stop()
        engine.stop()
