"""AUDIOENGINE-1 of Ableton's test plan for Link, by recorded sound: the onsets of two programs are within 3 ms.

The other program is a metronome of its own, see link_clicks.py. We play a loop of one bar in the same session, on the
same JACK server, and both are recorded together. Two onsets of the loop are compared with the metronome's:

    seams   the loop begins and ends where our own grid has its bar line, in the middle of a tone that somebody holds
            and lets go: where it comes back is a bar line of ours, heard
    drums   what was played along with the metronome into our input, on the other beats; also out of the codec
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from link_clicks import BEATS, LEVEL, RATE, Clicks, click
from link_peer import OLDER_S, needs_link
from recording_desk import wait_for

from rtmusic.engine import Engine, Settings
from rtmusic.jackserver import JackServer
from rtmusic.knobs import Panel, parse_setting
from rtmusic.link import LinkSync
from rtmusic.seams import rise
from rtmusic.soundprocess import SoundSpec

BPM = 174.0
RAW_S, CODED_S = 12.0, 6.0  # that are recorded of the loop as it was played, and out of the codec
TRIES = 5  # a machine so busy that a block is lost while the bar is recorded may try again: the wrong sum fails always
PATIENCE_S = 30.0
LEAD = 1920  # samples before an onset that are compared, and 2400 after it
Wave = npt.NDArray[np.float64]


def envelope(sound: Wave) -> Wave:
    """How loud it is at each sample, from 50 to about 500 Hz. [n]"""
    size = 1 << len(sound).bit_length()
    hz = np.fft.rfftfreq(size, 1 / RATE)
    kept = np.zeros(size, np.complex128)
    kept[: len(hz)] = 2 * np.fft.rfft(sound, size) * np.exp(-(np.maximum(0.0, hz - 400) ** 2) / 1e4) * (hz > 50)
    return np.asarray(np.abs(np.fft.ifft(kept)), np.float64)[: len(sound)]


DRUM = envelope(np.concatenate([np.zeros(2 * LEAD), click().astype(np.float64)]))[LEAD : 2 * LEAD + 2400]
RISE = rise(480).astype(np.float64)  # how a loop closes: the fade ends where the loop begins
SEAM = LEVEL * np.concatenate([np.zeros(LEAD - len(RISE)), RISE, np.ones(2400)])


def onset(heard: Wave, like: Wave, near: int, within: int) -> int:
    """Where `heard`, an envelope, is most like another whose onset is at LEAD, at whatever level. A sample number."""
    part = heard[near - within - LEAD : near + within + 2400]
    alike = np.correlate(part, like, "valid") ** 2 / (like @ like)
    power = np.concatenate([[0.0], np.cumsum(part**2)])
    return near - within + int(np.argmax(alike - power[len(like) :] + power[: -len(like)]))


@pytest.mark.parametrize("late", [-100, 0, 37])
def test_onsets_are_found_to_a_tenth_of_a_millisecond(late: int) -> None:
    sound = np.zeros(RATE)
    sound[20_000 + late :][: len(click())] = 0.2 * click()
    assert abs(onset(envelope(sound), DRUM, 20_000, 960) - 20_000 - late) <= 5
    tone = np.sin(2 * np.pi * 200 * np.arange(RATE) / RATE)
    tone[: 20_000 + late - 480] = 0
    tone[20_000 + late - 480 : 20_000 + late] *= RISE
    assert abs(onset(envelope(tone), SEAM, 20_000, 960) - 20_000 - late) <= 24


def beats_of(metronome: Wave) -> list[int]:
    """Where the clicks begin that are whole in the recording. Sample numbers."""
    loud, every = envelope(metronome), round(60 * RATE / BPM)
    found, near = [], int(np.argmax(loud[2 * LEAD : 2 * LEAD + every])) + 2 * LEAD
    while near < len(loud) - every:
        found.append(onset(loud, DRUM, near, 960))
        near = found[-1] + every  # from click to click: JACK's clock may lose samples on the way
    return found


def apart_ms(sync: LinkSync, engine: Engine, peer: Clicks) -> float:
    """How far our beat is from theirs, both as they are heard at one moment, by what either side says."""
    at_s, at = sync._moment()
    theirs = peer.ask("phase", at + round(1e6 * engine.output_latency_s), BEATS)
    apart: float = (theirs - engine.beat_at(at_s) + BEATS / 2) % BEATS - BEATS / 2
    return 1000 * apart * 60 / BPM


def record_a_bar(sync: LinkSync, engine: Engine, peer: Clicks) -> None:
    """Record the bar in which somebody plays along, and hold the loop as it was played.

    While silence is overdubbed the sound of the loop is left alone; else rounds soon put decoded sound in its place.
    """

    def near(line: int) -> bool:
        return float(peer.ask("phase", sync._moment()[1], 2 * BEATS) - line + 0.5) % (2 * BEATS) < 0.8

    for line in (2 * BEATS, BEATS):
        # Almost half a beat around the bar line will do: the take begins and ends on the line.
        assert wait_for(partial(near, line), PATIENCE_S)
        engine.command("record")
    assert wait_for(lambda: engine.status().loop.state == "playing", PATIENCE_S)
    for side in (0, 1):  # or what is played on would be heard as louder from there on
        peer.ask("disconnect", "clicks:player", f"rtmusic:in_{side}")
    engine.command("overdub")
    assert wait_for(lambda: engine.status().loop.state == "overdubbing", PATIENCE_S)
    assert engine.status().loop.length_s == pytest.approx(60 * BEATS / BPM, abs=1e-3)


def roll_to(peer: Clicks, seconds: float) -> None:
    assert wait_for(lambda: peer.ask("rolled") >= seconds, PATIENCE_S + seconds)


@dataclass
class Heard:
    """Onsets of ours less those of the metronome, ms, in the order in which they were heard."""

    seams: list[float]
    drums: list[float]
    coded: list[float]
    lost_ms: float  # of sound, by the server
    flags: int  # blocks that the device told our sound process to be broken or late

    def apart(self) -> list[str]:
        """Which of them are not within 3 ms, over the whole time or over its second half: the phase has to hold."""
        parts = {"seams": self.seams, "drums": self.drums, "coded": self.coded}.items()
        return [name for name, x in parts if max(abs(np.median(x)), abs(np.median(x[len(x) // 2 :]))) >= 3.0]

    def __str__(self) -> str:
        parts = {"seams": self.seams, "drums": self.drums, "coded": self.coded}.items()
        told = [f"{name} {len(x)}: {np.median(x):.2f} ms ({min(x):.2f} to {max(x):.2f})" for name, x in parts]
        return f"{', '.join(told)}; lost {self.lost_ms:.1f} ms, flags {self.flags}"


def play_together(tape: Path) -> Heard:
    """Both programs in one session for twenty seconds, and what their recording says."""
    panel = Panel().turn([parse_setting(text) for text in ("mode=loop", "quantize=bar", "tempo=141", "horizon=8")])
    # The shipped bundle: what comes out of one with random weights has no onsets.
    engine = Engine(Settings(SoundSpec("system", "system"), panel, prompts=(), provider="cpu"))
    with JackServer(period=512, sync=False), Clicks(BPM) as peer:
        peer.ask("join")
        joined_s = time.monotonic()
        engine.start()
        sync = LinkSync(engine, lambda: engine.output_latency_s)
        try:
            peer.ask("connect", "clicks:click", "tape:in_0")
            peer.ask("connect", "rtmusic:out_0", "tape:in_1")
            for side in (0, 1):
                peer.ask("connect", "clicks:player", f"rtmusic:in_{side}")
            assert wait_for(lambda: time.monotonic() > joined_s + OLDER_S)
            assert wait_for(lambda: 1000 * engine.output_latency_s == pytest.approx(peer.ask("latency_ms"), abs=0.1), 5)
            sync.start()
            assert wait_for(lambda: abs(engine.status().bpm - BPM) < 1e-2, PATIENCE_S)
            assert wait_for(lambda: abs(apart_ms(sync, engine, peer)) < 1.5, PATIENCE_S)
            record_a_bar(sync, engine, peer)
            peer.ask("roll")
            roll_to(peer, RAW_S)
            engine.turn(parse_setting("levels=15"))  # with all levels it would stay as it was played
            engine.command("overdub")
            assert wait_for(lambda: engine.status().loop.layers == 2, PATIENCE_S)
            coded_s = peer.ask("rolled") + 60 * BEATS / BPM  # after a pass all of it is decoded
            roll_to(peer, coded_s + CODED_S)
            peer.ask("stop", str(tape))
            lost_ms, flags = peer.ask("lost_ms"), engine.status().device_flags
        finally:
            sync.stop()
            engine.stop()
    metronome, ours = np.load(tape).astype(np.float64)
    beats, loud = beats_of(metronome), envelope(ours)
    # The tone of the bar line still sounds 60 ms after the beat as loud as it began; a drum does not.
    held = [loud[at + 2880] / loud[at : at + 960].max() for at in beats if at < RAW_S * RATE - RATE]
    line = max(range(BEATS), key=lambda beat: float(np.median(held[beat::BEATS])))

    def off_ms(like: Wave, first_s: float, end_s: float, lines: bool) -> list[float]:
        there = [at for n, at in enumerate(beats) if (n % BEATS == line) == lines]
        return [1000 / RATE * (onset(loud, like, at, 1440) - at) for at in there if first_s < at / RATE < end_s]

    raw_s = RAW_S - 0.5
    seams, drums = off_ms(SEAM, 0, raw_s, True), off_ms(DRUM, 0, raw_s, False)
    return Heard(seams, drums, off_ms(DRUM, coded_s, coded_s + CODED_S, False), lost_ms, flags)


@needs_link
@pytest.mark.skipif(shutil.which("jackd") is None, reason="needs jackd (jackd2)")
def test_audioengine_1_our_onsets_and_another_programs_are_within_3_ms(network: None, tmp_path: Path) -> None:
    """What is proved: for twenty seconds our bar lines, and what was played on the beat, sound with the metronome."""
    for _ in range(TRIES):
        heard = play_together(tmp_path / "both.npy")
        print(heard)
        if not heard.apart():
            break
    bars = RAW_S * BPM / 60 / BEATS
    assert len(heard.seams) > bars - 3 and len(heard.drums) > 3 * bars - 9 and len(heard.coded) > 9
    # Measured, also beside a busy process: seams -1.9 to -0.3 ms, for bar lines closer than 1 ms are left alone; drums
    # -0.5 to 1.7; coded -1.2 to 2.1, with single beats up to 4.5 ms.
    # Without the device's latency, or with the playhead for what is handed over, seams are off by 11 or 21 ms.
    assert heard.apart() == [], heard
