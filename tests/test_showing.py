"""What the board shows of loops: which tokens the coming turn keeps and rewrites, before that is heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import evening_kept
import numpy as np
import pytest
from osc_client import Client, served
from recording_desk import QUIET, RecordingDesk, wait_for
from staged import BLOCK, RATE, Stage, recorded

from rtmusic import figures
from rtmusic.knobs import LOOPS, Panel, parse_setting
from rtmusic.loopfile import SavedLoop
from rtmusic.masks import LoopGround, kept_tokens
from rtmusic.outlook import Window, heard_next, kept_ahead, shares, token_bits
from rtmusic.shared import CELLS, FIELDS, PICTURE_FRAMES, Board
from rtmusic.status import REWRITTEN, Status
from rtmusic.timeline import Timeline


@pytest.fixture
def build(tiny_bundle: Path, tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Makes stages, each on a board of its own."""
    with ExitStack() as after:

        def built(*words: str) -> Stage:
            stage = Stage(tiny_bundle, after.enter_context(Board.create()), tmp_path, *words)
            after.callback(stage.journal.stop)
            return stage

        yield built


def seen(stage: Stage) -> Status:
    """What everybody sees who looks now."""
    panel, timeline, store = stage.panel(), Timeline.of(stage.board), stage.store()
    return figures.status(stage.board, stage.models.geometry, panel, timeline, store, (True, True))


def window(stage: Stage, number: int = 0) -> Window:
    assert stage.worker is not None
    found = stage.worker.pipeline.looper.loops[number].rewriter.window
    assert found is not None
    return found


@pytest.mark.parametrize("words", [("loop_0_periodic=7",), ("loop_0_beat_width=3", "loop_0_dropout=30"), ()])
def test_a_turn_is_rewritten_as_was_shown_before(build: Callable[..., Stage], words: tuple[str, ...]) -> None:
    stage = build("loop_0_rewrite=60", *words)
    stage.run(0.1)
    recorded(stage, 0, 2.0)
    stage.run(5.0)
    status = seen(stage)
    shown, frames = np.array(status.cells[0]), window(stage).ground.total
    heard = int(status.loops[0].position_s / status.loops[0].length_s * frames)
    assert len(shown) == frames < CELLS  # a cell a frame
    assert (shown > REWRITTEN).any() and ((shown > 0) & (shown <= REWRITTEN)).any() and (shown == 0).any()
    first = window(stage)
    since = first.number * frames + first.frame + first.kept.shape[1]
    became: dict[int, int] = {}  # percent by frame, as the last round saw it before it was heard
    while (now := window(stage)).number * frames + now.frame < since + frames:
        for place, share in enumerate(shares(now.kept).tolist(), now.number * frames + now.frame):
            if since <= place < since + frames:
                became[place % frames] = share
        stage.run(BLOCK / RATE)
    assert set(became) == set(range(frames))
    to_come = (np.arange(frames) - since) % frames < (heard - since) % frames  # what was written already is heard first
    assert to_come.sum() > frames // 2 and shown[to_come].max() <= REWRITTEN
    for frame in np.flatnonzero(to_come).tolist():
        assert became[frame] == shown[frame], frame
    stage.assert_played_again()


def test_what_is_rewritten_is_what_was_shown_token_by_token(build: Callable[..., Stage]) -> None:
    stage = build("loop_0_rewrite=80", "loop_0_keep_levels=1", "loop_0_periodic=5")
    stage.run(0.1)
    recorded(stage, 0, 1.0)
    stage.run(1.0)
    assert stage.worker is not None
    rewriter = stage.worker.pipeline.looper.loops[0].rewriter
    before, now = rewriter._aim, window(stage)
    assert before is not None and rewriter._codes is not None
    changed = (before != rewriter._codes)[: len(now.kept), 32:-1][:, now.frame : now.frame + now.kept.shape[1]]
    bits = np.array(seen(stage).tokens[0])
    shown = (bits >> np.arange(len(now.kept))[:, None] & 1).astype(bool)
    np.testing.assert_array_equal(shown, ~now.kept)
    assert changed.any() and not (changed & ~shown).any()


def test_a_turned_knob_is_seen_all_along_the_turn(build: Callable[..., Stage]) -> None:
    stage = build("loop_0_rewrite=100", "loop_3_rewrite=100")
    stage.run(0.1)
    recorded(stage, 0, 2.0)
    recorded(stage, 3, 1.0)
    stage.run(4.0)
    for number in (0, 3):
        assert min(seen(stage).cells[number]) == REWRITTEN  # it is new everywhere, or will be
    stage.turn(parse_setting("loop_0_rewrite=0"))
    stage.run(5.0)
    left = np.array(seen(stage).cells[0])
    assert not ((left > 0) & (left <= REWRITTEN)).any()
    assert min(seen(stage).cells[3]) == REWRITTEN
    stage.turn(parse_setting("freeze=on"))
    stage.run(3.0)
    assert not any(map(max, (seen(stage).cells[number] for number in (0, 3))))


def test_on_demand_nothing_is_to_come_until_it_is_asked_for(build: Callable[..., Stage]) -> None:
    stage = build("loop_0_rewrite=100", "loop_0_on_demand=on")
    stage.run(0.1)
    recorded(stage, 0, 1.0)
    stage.run(2.0)
    assert not any(seen(stage).cells[0])
    stage.press("loop_0_vary")
    stage.run(0.6)
    assert any(seen(stage).cells[0])
    stage.run(4.0)
    assert not any(seen(stage).cells[0])


def test_the_seam_is_where_the_last_was_laid_in_and_backwards_all_is_seen_from_the_other_end(
    build: Callable[..., Stage],
) -> None:
    stage = build("loop_0_rewrite=100", "quantize=off")
    stage.run(0.1)
    recorded(stage, 0, 1.0)
    stage.run(1.0)
    now, g = window(stage), stage.models.geometry
    begins, ends = seen(stage).seams[0]
    first = max(0, now.frame * g.hop_samples - g.delay_samples)
    length = int(stage.board.loop_length[0])
    assert round(begins * RATE) == first
    assert round(ends * RATE) == (first + int(stage.board.laid[0, 1])) % length
    cells = stage.board.cells[0].copy(), int(stage.board.edge[0])
    stage.press("loop_0_reverse")
    stage.turn(parse_setting("loop_0_rewrite=0"))
    stage.press("loop_0_pause")
    stage.run(0.3)
    status = seen(stage)
    (first, samples), back = stage.board.laid[0].tolist(), status.seams[0]
    assert status.loops[0].reversed and round(back[0] * RATE) == (length - first - samples) % length
    assert cells[1] > 0 and len(status.cells[0]) == stage.board.cell_count[0]
    stage.press("loop_0_pause")
    stage.press("loop_0_overdub")
    stage.run(0.3)
    assert status.cells[0] and seen(stage).cells[0] == ()  # the machine does nothing to it meanwhile
    _, played = stage.board.laid[0].tolist()
    assert 0.2 * RATE < played <= 0.3 * RATE
    stage.press("loop_0_clear")
    stage.run(1.0)
    assert (seen(stage).cells[0], seen(stage).seams[0]) == ((), (0.0, 0.0))


def test_other_modes_show_their_window_and_no_turns(build: Callable[..., Stage]) -> None:
    stage = build("loop_0_rewrite=100")
    stage.run(0.1)
    recorded(stage, 0, 1.0)
    stage.run(1.0)
    assert seen(stage).cells[0]
    stage.turn(parse_setting("mode=stream"))
    stage.run(1.0)
    status = seen(stage)
    assert status.cells == ((),) * LOOPS
    levels = stage.models.geometry.model_levels
    assert set(status.tokens[5]) == {2**levels - 1} and len(status.tokens[5]) == len(status.masks[5])


def test_another_model_process_shows_it_anew(build: Callable[..., Stage]) -> None:
    stage = build("loop_0_rewrite=100")
    stage.run(0.1)
    recorded(stage, 0, 1.0)
    stage.run(2.0)
    stage.kill()
    stage.run(2.0)
    assert min(seen(stage).cells[0]) > 0
    stage.assert_played_again()


def test_a_long_loop_is_shown_in_pieces(build: Callable[..., Stage]) -> None:
    stage = build("loop_2_rewrite=100", "loop_2_region_from=50", "loop_2_region_to=100")
    stage.run(0.1)
    stage.sessions.put(SavedLoop(2, "", evening_kept.sound(1, 8 * RATE), (), 0, 0.0, 0.0, 0))
    stage.run(12.0)
    row = np.array(seen(stage).cells[2])
    assert len(row) == 201  # of two frames each; the last ends within one
    half = len(row) // 2
    assert row[: half - 1].min() >= REWRITTEN and row[half + 1 : -1].max() == 0
    stage.sessions.stop()


def test_what_was_rewritten_a_turn_ago_is_not_new(build: Callable[..., Stage]) -> None:
    stage = build("loop_1_rewrite=100", "loop_1_region_to=50", "loop_2_rewrite=100")  # the first half is kept
    stage.run(0.1)
    stage.sessions.put(SavedLoop(1, "", evening_kept.sound(1, 4 * RATE), (), 0, 0.0, 0.0, 0))
    stage.sessions.put(SavedLoop(2, "", evening_kept.sound(2, 4 * RATE), (), 0, 0.0, 0.0, 0))
    stage.run(8.0)
    halves = set()
    for _ in range(100):
        stage.run(0.05)
        status = seen(stage)
        row, at = np.array(status.cells[1]), int(status.loops[1].position_s * 50)
        assert not row[1:100].any()
        reach = window(stage, 1).kept.shape[1] + 20  # what is written cannot be further ahead
        ahead = (np.arange(len(row)) - at) % len(row)
        assert row[ahead > reach].max() <= REWRITTEN and row[102:][ahead[102:] > reach].min() == REWRITTEN
        halves.add(at // 100)
    assert halves >= {0, 1}
    stage.sessions.stop()


def test_a_cell_says_what_becomes_of_it_until_it_is_heard() -> None:
    # Four cells of 100 samples. What lies between the playhead and the edge is as it will be heard.
    cells = np.array([[0, 50, 100, 0], [10, 20, 0, 40]], np.uint8)
    assert heard_next(cells, 200, 50, 400, False).tolist() == [0, 150, 0, 40]
    assert heard_next(cells, 300, 50, 400, False).tolist() == [0, 150, 200, 40]
    assert heard_next(cells, 100, 350, 400, False).tolist() == [0, 20, 0, 0]
    assert heard_next(cells, 50, 50, 400, False).tolist() == [10, 20, 0, 40]  # nothing is written ahead
    # Backwards the end of the turn is heard first, and the rewriting comes to its middle only after that was heard.
    assert heard_next(cells, 200, 0, 400, True).tolist() == [0, 0, 150, 10]


def test_shares_and_bits_of_tokens() -> None:
    kept = np.array([[1, 0, 1], [1, 0, 1], [1, 0, 0]], np.bool_)
    assert shares(kept).tolist() == [0, 100, 34]  # what is rewritten at all is never shown as kept
    assert token_bits(kept).tolist() == [0, 7, 4]
    assert token_bits(np.zeros((16, 1), np.bool_)).tolist() == [65_535]


def test_the_next_pass_is_another_one_with_another_beat() -> None:
    panel = Panel().turn([parse_setting(word) for word in ("rewrite=100", "downbeat_width=1")])
    ground = LoopGround(50, 4, 50.0, None, (0.0, 0.04), 4, 50.0)  # two beats long, so every other turn has a bar line
    first = Window(6, 0, np.ones((4, 8), np.bool_), True, panel, ground, None, (True, True))
    frames = np.arange(50)
    assert [kept_ahead(first, number, frames)[0, 0] for number in (6, 7)] == [True, False]
    np.testing.assert_array_equal(kept_ahead(first, 6, frames), kept_tokens(panel, frames, 6, ground))
    leash = np.ones((4, 50), np.bool_)
    assert kept_ahead(replace(first, leash=leash), 6, frames).all()  # of the next pass nobody knows it yet
    assert not kept_ahead(replace(first, leash=leash), 7, frames).all()
    assert kept_ahead(replace(first, asked=(True, False)), 7, frames).all()


def test_it_takes_little_of_the_board_and_of_a_datagram() -> None:
    names = {"tokens", "cells", "cell_count", "edge", "laid"}
    sizes = [int(np.prod(field.shape)) * np.dtype(field.dtype).itemsize for field in FIELDS if field.name in names]
    assert len(sizes) == len(names) and sum(sizes) < 20_000
    assert max(CELLS, PICTURE_FRAMES) * 5 + 64 < 1472  # what goes through a network in one piece


def test_the_feed_over_osc() -> None:
    desk = RecordingDesk()
    with served(desk) as server, Client(server) as client:
        assert client.ask("/loop/0/cells") == ("/loop/0/cells", list(QUIET.cells[0]))
        assert client.ask("/loop/0/tokens") == ("/loop/0/tokens", list(QUIET.tokens[0]))
        assert client.ask("/loop/0/seam") == ("/loop/0/seam", [1.0, 3.0])
        desk.now = replace(QUIET, cells=((),) * LOOPS)
        assert wait_for(lambda: client.ask("/loop/0/cells") == ("/loop/0/cells", []))
        client.send("/subscribe", "/loop/1/cells", 20)
        assert client.hear() == ("/loop/1/cells", [])
        desk.now = replace(QUIET, cells=((100,) * CELLS,) * LOOPS)
        assert client.hear() == ("/loop/1/cells", [100] * CELLS)
