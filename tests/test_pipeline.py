"""The pipeline, hop by hop, as live and render use it: what is kept is kept token for token, and nothing clicks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rehearsal import BLOCK, NO_PROMPTS, RATE, Evening, looping, music, panel

from rtmusic.bundle import Bundle
from rtmusic.knobs import Panel, parse_setting
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.memory import LoopStore
from rtmusic.pipeline import Pipeline, Turn
from rtmusic.render import Press, render
from rtmusic.seams import FADE_SAMPLES
from rtmusic.timeline import Timeline
from rtmusic.tree import OVERDUBBED, RECORDED, REWRITTEN
from rtmusic.watch import Watch


@pytest.fixture(scope="module")
def bundle(tiny_bundle: Path) -> Bundle:
    return Bundle.load(tiny_bundle)


def test_a_loop_sounds_at_once_as_it_was_played(bundle: Bundle) -> None:
    evening, _ = looping(bundle, "rewrite=0")
    # From the first round after the close on, until the codes are there, it is the recording itself.
    first_turn = evening.sound[:, 2 * RATE + 5000 : 2 * RATE + 7500]
    np.testing.assert_allclose(first_turn, evening.audio[:, 5000:7500], atol=1e-6)


def test_rewrite_0_keeps_every_token_turn_after_turn(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    layer = evening.store.current()
    evening.run(9.0, knobs)
    later = evening.store.current()
    assert layer is not None and later is not None and later.kind == RECORDED
    assert evening.store.undoable == 1  # nothing was pushed
    # Two turns through the codec are the same sound: same codes, same decoder, only chunks differ.
    a, b = (evening.sound[:, round(s * RATE) : round((s + 1.9) * RATE)] for s in (5.0, 7.0))
    assert np.abs(a - b).max() < 2e-3


def test_codec_fades_into_what_stands_beyond_its_last_hop(bundle: Bundle) -> None:
    evening, codec = Evening(bundle, music(8)), panel("mode=codec")
    evening.run(1.0, codec)
    level = 0.5  # as loops stand there that were mixed ahead
    evening.timeline.write(evening.at + evening.timeline.guard, np.full((2, 2 * RATE), level, np.float32))
    evening.run(1.5, codec)
    ahead = evening.timeline.peek(evening.at, RATE)
    end = int((ahead != level).any(axis=0).nonzero()[0].max()) + 1 - FADE_SAMPLES  # of the last hop
    assert np.abs(ahead[:, end] - ahead[:, end - 1]).max() < 0.01 < np.abs(level - ahead[:, end - 1]).max()
    without = Evening(bundle, evening.audio)
    without.run(1.5, codec)
    heard = slice(RATE + 2 * BLOCK + evening.timeline.guard, None)  # the next hop writes over the fade
    np.testing.assert_array_equal(evening.sound[:, heard], without.sound[:, heard])


def test_a_loop_follows_the_beat_when_the_beat_is_moved_a_little(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0", "quantize=bar")
    evening.run(10.5, knobs, ("align", 6.005))  # the bar line that was at 6 s
    looper = evening.pipeline.looper
    assert looper.loops[0].place_in_time()[0] == 240
    before, after = (evening.sound[:, round(s * RATE) : round((s + 1.7) * RATE)] for s in (4.2, 8.205))
    assert np.abs(before - after).max() < 2e-3  # one sample beside shows as 0.03
    assert evening.store.undoable == 1
    evening.run(11.5, knobs, ("undo", 10.55), ("redo", 11.0))
    assert looper.loops[0].place_in_time()[0] == 240  # what comes back is on the beat, too
    evening.run(13.0, knobs, ("align", 12.15))
    assert looper.loops[0].place_in_time()[0] == 240  # so far is no drift: the music does not jump
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.pipeline.restore(evening.pipeline.clock, knobs)
    again.run(13.5, knobs)
    assert again.loop.place_in_time()[0] == 240  # nor where a process has another one's place


def test_a_loop_that_is_no_whole_beats_stays_where_it_is(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0", "quantize=off")
    start = evening.loop.place_in_time()[0]
    evening.run(7.0, knobs, ("align", 6.005))
    assert evening.loop.place_in_time()[0] == start


def test_a_loop_that_is_recorded_while_the_beat_is_moved_is_of_whole_beats(bundle: Bundle) -> None:
    knobs = panel("mode=loop", "quantize=bar")
    evening = Evening(bundle, music(8))
    evening.run(5.0, knobs, ("record", 0.01), ("align", 2.005), ("record", 4.02))
    layer = evening.store.current()
    assert layer is not None and layer.length_samples == 4 * RATE  # 240 more would be 5 ms later with each turn


def test_a_loop_that_is_overdubbed_follows_the_beat_without_a_step(bundle: Bundle) -> None:
    knobs = panel("mode=loop", "rewrite=0", "quantize=bar", "horizon=8")
    tone = (0.2 * np.sin(2 * np.pi * 103 * np.arange(20 * RATE) / RATE)).astype(np.float32)
    evening = Evening(bundle, np.stack([tone, tone]))
    evening.run(12.0, knobs, ("record", 0.01), ("record", 2.02), ("overdub", 2.03), ("align", 6.005))
    assert evening.loop.place_in_time()[0] == 240
    sound = evening.sound[:, 3 * RATE :]
    # Every turn adds one more tone; where its old and its new place meet, 5 ms apart, nothing breaks: a cut is 0.03.
    assert np.abs(np.diff(sound)).max() < 0.02 and np.abs(sound).max() > 0.5


def test_rewrite_100_with_nothing_kept_changes_every_frame(bundle: Bundle) -> None:
    evening, _ = looping(bundle, "rewrite=0")
    before = evening.store.current()
    evening.run(9.0, panel("mode=loop", "rewrite=100", "temperature=2", "top_k=1024"))
    after = evening.store.current()
    assert before is not None and after is not None and after.kind == REWRITTEN
    frames = slice(32, 32 + 100)
    assert (before.codes[:8, frames] != after.codes[:8, frames]).any(axis=0).mean() > 0.95


@pytest.mark.parametrize(
    "settings",
    [("rewrite=100", "periodic=4"), ("rewrite=100", "keep_levels=3"), ("rewrite=40",), ("rewrite=100", "prefix=1")],
)
def test_what_the_mask_keeps_stays_token_for_token(bundle: Bundle, settings: tuple[str, ...]) -> None:
    evening, _ = looping(bundle, "rewrite=0")
    before = evening.store.current()
    knobs = panel("mode=loop", "temperature=2", *settings)
    evening.run(6.3, knobs)  # through the rest of pass 2 and the beginning of pass 3: one rewritten layer
    after = evening.store.current()
    assert before is not None and after is not None and evening.store.undoable == 2
    kept = kept_tokens(knobs, np.arange(101, dtype=np.int64), 2, LoopGround(101, 8, 50.0))
    old, new = before.codes[:8, 32:133], after.codes[:8, 32:133]
    np.testing.assert_array_equal(old[kept], new[kept])
    rewritten = ~kept & (np.arange(101)[None] > 40)  # the turn was half over when the knob was turned
    assert (old != new)[rewritten].mean() > 0.8


def test_undo_brings_back_the_tokens_and_clear_can_be_undone(bundle: Bundle) -> None:
    evening, _ = looping(bundle, "rewrite=0")
    before = evening.store.current()
    evening.run(8.5, panel("mode=loop", "rewrite=100"))
    quiet = panel("mode=loop", "rewrite=0")
    layers = evening.store.undoable
    assert layers >= 2
    for press in range(layers):  # what the pass under way has rewritten counts as a layer, too
        evening.run(9.0 + press * 0.4, quiet, ("undo", 8.7 + press * 0.4))
    assert evening.store.undoable == 1
    evening.run(evening.at / RATE + 1.0, quiet)
    back = evening.store.current()
    assert before is not None and back is not None
    np.testing.assert_array_equal(before.codes, back.codes)
    now = evening.at / RATE
    evening.run(now + 1.0, quiet, ("clear", now + 0.1))
    assert np.abs(evening.sound[:, -RATE // 2 :]).max() == 0.0
    evening.run(now + 3.0, quiet, ("undo", now + 1.1))
    assert np.abs(evening.sound[:, -RATE // 2 :]).max() > 0.02


def test_overdub_adds_what_is_played_to_the_next_turn(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    evening.audio = np.zeros_like(evening.audio)
    evening.audio[:, round(4.9 * RATE) : round(5.0 * RATE)] = 0.25
    evening.run(8.9, knobs, ("overdub", 4.6), ("overdub", 7.5))
    turn, click = 2 * RATE, slice(round(4.92 * RATE), round(4.98 * RATE))
    added = evening.sound[:, click.start + turn : click.stop + turn] - evening.sound[:, click.start : click.stop]
    np.testing.assert_allclose(added, 0.25, atol=1e-5)  # while dubbing nothing else changes
    layer = evening.store.current()
    assert layer is not None and layer.kind == OVERDUBBED and evening.store.undoable == 2


def test_undo_takes_away_the_layer_that_is_still_being_made(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    evening.run(5.02, knobs, ("overdub", 4.6), ("overdub", 5.0), ("undo", 5.01))
    evening.run(7.0, knobs)
    layer = evening.store.current()
    assert layer is not None and layer.kind == RECORDED and evening.store.undoable == 1


def test_presses_in_a_hurry_lose_nothing(bundle: Bundle) -> None:
    knobs = panel("mode=loop", "rewrite=0")
    evening = Evening(bundle, music(8))
    # Overdub on and off, then clear, all while the take is still being encoded.
    evening.run(4.5, knobs, ("record", 0.01), ("record", 2.02), ("overdub", 2.03), ("overdub", 2.05), ("clear", 2.06))
    assert evening.store.current() is None
    evening.run(5.0, knobs, ("undo", 4.6))
    dubbed = evening.store.current()
    evening.run(6.0, knobs, ("undo", 5.1))
    recorded = evening.store.current()
    assert dubbed is not None and dubbed.kind == OVERDUBBED
    assert recorded is not None and recorded.kind == RECORDED


def test_undo_reaches_the_recording_while_the_machine_rewrites(bundle: Bundle) -> None:
    evening, _ = looping(bundle, "rewrite=0")
    knobs = panel("mode=loop", "rewrite=100", "temperature=2")
    evening.run(8.2, knobs)
    layers = evening.store.undoable
    assert layers >= 2
    evening.run(9.0, knobs, *(("undo", 8.25 + 0.25 * press) for press in range(layers)))
    layer = evening.store.current()
    assert layer is not None and layer.kind == RECORDED


def test_a_cleared_loop_never_comes_back_by_itself(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    evening.run(15.0, knobs, ("clear", 5.0))
    assert np.abs(evening.sound[:, round(5.1 * RATE) :]).max() == 0.0


def test_frozen_nothing_is_overdubbed(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    evening.run(4.8, knobs, ("overdub", 4.6))
    evening.run(5.4, panel("mode=loop", "rewrite=0", "freeze=on"))
    assert evening.pipeline.looper.status(evening.at)[0].state == "playing"


def test_a_restart_is_not_heard(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    evening.run(7.0, knobs)
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.timeline = evening.timeline
    again.pipeline = Pipeline(bundle, evening.timeline, again._history, evening.loops, "cpu", evening.at)
    again.run(9.0, knobs)
    turn = evening.sound[:, -2 * RATE :]
    np.testing.assert_array_equal(again.sound, turn)  # a turn later it is to the bit what it was


def test_another_mode_ends_overdubbing_and_the_loop_comes_back(bundle: Bundle) -> None:
    evening, knobs = looping(bundle, "rewrite=0")
    evening.run(5.0, knobs, ("overdub", 4.6))
    assert evening.pipeline.looper.status(evening.at)[0].state == "overdubbing"
    evening.run(6.0, panel("mode=codec", "dry=-60"), ("overdub", 5.5))
    assert evening.pipeline.looper.status(evening.at)[0].state == "playing"
    evening.run(8.0, knobs)
    layer = evening.store.current()
    assert layer is not None and layer.kind == OVERDUBBED and evening.store.undoable == 2
    assert np.abs(evening.sound[:, -RATE // 2 :]).max() > 0.05


def test_a_new_process_goes_on_with_a_loop_that_was_rewritten(bundle: Bundle) -> None:
    evening, _ = looping(bundle, "rewrite=100")
    knobs = panel("mode=loop", "rewrite=0")
    evening.run(10.0, knobs)
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.timeline.read(again.at - BLOCK, np.empty((2, BLOCK), np.float32))
    before = evening.pipeline.looper.status(evening.at)[0]
    again.run((again.at + BLOCK) / RATE, knobs)
    assert again.pipeline.looper.busy  # it is not back yet, but still sounds, and nobody is told of an empty loop
    now = again.pipeline.looper.status(evening.at)[0]
    assert (now.state, now.length_s, now.position_s) == ("playing", before.length_s, before.position_s)
    assert again.loop.place_in_time()[0] == evening.loop.place_in_time()[0]
    again.run(12.0, knobs)
    a = evening.sound[:, round(8.8 * RATE) : round(9.8 * RATE)]
    b = again.sound[:, -round(1.2 * RATE) : -round(0.2 * RATE)]  # one turn later
    # Windows were cross-faded where now the codes are decoded in one go.
    assert np.sqrt(np.mean((a - b) ** 2)) < 0.02 * np.sqrt(np.mean(a**2))
    assert np.abs(a).max() > 0.05


def test_a_new_process_keeps_the_beat_and_the_open_take(bundle: Bundle) -> None:
    knobs = panel("mode=loop", "rewrite=0")
    evening = Evening(bundle, music(8))
    evening.run(1.7, knobs, ("tap", 0.0), ("tap", 0.6), ("tap", 1.2), ("record", 1.25))
    assert evening.pipeline.transport.bpm == pytest.approx(100.0)
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.pipeline.restore(evening.pipeline.clock, knobs)
    again.run(4.5, knobs, ("record", 3.01))
    assert again.pipeline.transport.bpm == pytest.approx(100.0)
    assert again.pipeline.transport.beat_at(200_000) == pytest.approx(evening.pipeline.transport.beat_at(200_000))
    layer = again.store.current()
    # Three beats of 0.6 s, from the beat nearest to 1.25 s to the one nearest to 3.01 s.
    assert layer is not None and layer.length_samples == pytest.approx(3 * 28_800, abs=1)
    assert layer.start_sample == pytest.approx(1.25 * RATE, abs=14_400)


def test_a_take_that_waits_for_the_beat_to_end_on_survives_its_process(bundle: Bundle) -> None:
    knobs = panel("mode=loop", "rewrite=0")
    evening = Evening(bundle, music(8))
    evening.run(1.8, knobs, ("record", 0.49), ("record", 1.77))
    assert evening.loop.take.state == "closing"
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.pipeline.restore(evening.pipeline.clock, knobs)
    assert again.pipeline.clock == evening.pipeline.clock
    again.run(4.0, knobs)
    layer = again.store.current()
    assert layer is not None and (layer.start_sample, layer.length_samples) == (24_000, 3 * 24_000)


def test_an_unfinished_take_survives_its_process(bundle: Bundle) -> None:
    knobs = panel("mode=loop", "rewrite=0")
    evening = Evening(bundle, music(8))
    evening.run(2.05, knobs, ("record", 0.01), ("record", 2.02))  # closed, but its codes are not there yet
    assert evening.store.undoable == 0 and evening.store.pending == (0, 2 * RATE)
    again = Evening(bundle, evening.audio, evening.loops, start=evening.at)
    again.run(4.0, knobs)
    assert evening.store.undoable == 1 and evening.store.pending is None


@pytest.mark.parametrize("mode", ["stream", "follow"])
def test_late_rounds_change_nothing_that_is_drafted(bundle: Bundle, mode: str) -> None:
    knobs = panel(f"mode={mode}", "seed=3")
    evening = Evening(bundle, music(4))
    evening.run(1.0, knobs)
    ahead = evening.timeline.peek(evening.at + 2400, 9600)
    evening.run(1.04, knobs, late=True)
    np.testing.assert_array_equal(ahead, evening.timeline.peek(evening.at - 1920 + 2400, 9600))


def test_freeze_repeats_the_last_bar_of_a_stream(bundle: Bundle) -> None:
    evening = Evening(bundle, music(4))
    evening.run(4.0, panel("mode=stream"))
    evening.run(9.0, panel("mode=stream", "freeze=on"))
    a, b = (evening.sound[:, round(s * RATE) : round((s + 1.5) * RATE)] for s in (4.5, 6.5))
    np.testing.assert_allclose(a, b, atol=1e-6)


@pytest.mark.parametrize("mode", ["loop", "stream", "follow", "codec"])
def test_rendering_twice_gives_the_same_samples(bundle: Bundle, mode: str) -> None:
    audio = music(3.0)
    presses = [Press("record", 0.0), Press("record", 1.0)]
    knobs = panel(f"mode={mode}", "seed=5", "rewrite=50", "quantize=off")
    once, twice = (np.concatenate(list(render(bundle, audio, knobs, NO_PROMPTS, presses)), axis=1) for _ in range(2))
    assert once.shape == audio.shape
    np.testing.assert_array_equal(once, twice)
    assert np.isfinite(once).all() and 0.005 < np.abs(once).max() <= 1.0


@pytest.mark.parametrize("mode", ["stream", "follow"])
def test_another_seed_is_another_evening(bundle: Bundle, mode: str) -> None:
    a, b = (
        np.concatenate(list(render(bundle, music(1.5), panel(f"mode={mode}", f"seed={seed}"), NO_PROMPTS)), axis=1)
        for seed in (1, 2)
    )
    assert np.abs(a - b).max() > 0.01


def test_few_codes_for_long_and_silence_are_a_lost_thread(bundle: Bundle) -> None:
    g, dice = bundle.geometry, np.random.default_rng(0)

    def lost_after_s(codes: int, level: float) -> float:
        watch = Watch(g)
        for number in range(0, g.frames(30.0), 4):
            sound = dice.normal(0, level, (2, 4 * g.hop_samples)).astype(np.float32)
            if watch.is_lost(dice.integers(0, codes, (g.model_levels, 4)), sound):
                return (number + 4) / g.frames_per_second
        return np.inf

    assert lost_after_s(64, 0.1) == np.inf
    assert 1.4 < lost_after_s(64, 1e-4) < 1.7
    assert 7.9 < lost_after_s(4, 0.1) < 9.1
    assert lost_after_s(64, 0.5) == np.inf and 1.9 < lost_after_s(64, 1.0) < 2.2


def test_a_stream_that_falls_silent_begins_afresh(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    knobs = panel("mode=stream")
    evening = Evening(bundle, music(4))
    evening.run(2.0, knobs)
    parts = evening.pipeline.parts
    assert int(parts.generator.nothing()["past_frames"]) == 0
    stream = evening.pipeline._modes["stream"]
    assert int(stream._past["past_frames"]) > 60  # type: ignore[attr-defined]  # it remembers what it played
    real = parts.decoder.decode
    monkeypatch.setattr(type(parts.decoder), "decode", lambda self, *a: tuple([real(*a)[0] * 0, real(*a)[1]]))
    evening.run(3.8, knobs)
    # After 1.5 s of silence the past is forgotten; without it there would be 128 more frames by now.
    assert int(stream._past["past_frames"]) < 60  # type: ignore[attr-defined]


def test_rounds_are_cut_at_the_beat(tiny_bundle: Path) -> None:
    """On every beat a round begins with the frame that is heard there, at any tempo."""
    bundle = Bundle.load(tiny_bundle)
    g = bundle.geometry
    for bpm in (97, 120, 151):
        timeline = Timeline.local(2, 2**20)
        pipeline = Pipeline(
            bundle, timeline, lambda at, samples: np.full((2, samples), 0.1, np.float32), LoopStore.local(16), "cpu"
        )
        panel = Panel().turn(
            [parse_setting(text) for text in ("mode=loop", "quantize=beat", f"tempo={bpm}", "rewrite=50", "horizon=8")]
        )
        embeddings = np.zeros((8, g.embedding_size), np.float32)
        out = np.empty((2, 240), np.float32)
        begun: list[int] = []
        end = 0
        for at in range(0, 9 * g.sample_rate, 240):
            timeline.read(at, out)
            pipeline.hear(at, np.full((2, 240), 0.1, np.float32))
            if at in (48_000, 192_000):
                pipeline.command("record", at, panel)
            free = at + 240 + timeline.guard
            if pipeline.due(free, panel):
                played = pipeline.round(Turn(free, panel, embeddings))
                if played.changed_from is not None:
                    begun.append(played.changed_from)
            end = free
        beats = [pipeline.transport.sample_at(number) for number in range(100)]
        heard = [beat for beat in beats if begun[0] + 24_000 < beat < end - 24_000]
        assert len(heard) >= 4
        missed = [beat for beat in heard if not {pipeline.looper.frame_start(beat), beat} & set(begun)]
        assert not missed, (bpm, missed)
        beat_samples = 60 * g.sample_rate / bpm
        per_beat = len([at for at in begun if heard[0] <= at < heard[-1]]) / (len(heard) - 1)
        assert abs(per_beat - beat_samples / (4 * g.hop_samples)) <= 1.0  # as often as `commit` says


@pytest.mark.parametrize("mode", ["stream", "follow"])
def test_a_round_is_heard_from_the_first_sample_that_it_may_change(bundle: Bundle, mode: str) -> None:
    evening, knobs = Evening(bundle, music(8)), panel(f"mode={mode}", "refresh=100", "temperature=2")
    evening.run(2.0, knobs)
    hop, within = bundle.geometry.hop_samples, set()
    for number in range(1, 9):
        free = evening.timeline.playhead + evening.timeline.guard + 1440 + 137 * number
        end = evening.timeline.filled_until
        before = evening.timeline.peek(0, end)
        played = evening.pipeline.round(Turn(free, knobs, evening.embeddings))
        differs = (before != evening.timeline.peek(0, end)).any(axis=0)
        assert played.changed_from == free <= int(differs.argmax()) < free + 8
        within.add((free + bundle.geometry.delay_samples) % hop)
        evening.run((evening.at + BLOCK) / RATE, knobs)
    assert len(within) > 4  # wherever in a frame that is
