"""What the board says of an evening: milliseconds from your playing or a turned knob to your ear, the loop, faults."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rtmusic import turning
from rtmusic.dialogue import Dialogue
from rtmusic.knobs import Panel, shown
from rtmusic.memory import LoopStore
from rtmusic.notices import notice
from rtmusic.outlook import heard_next
from rtmusic.pacing import BUSY, RUNGS
from rtmusic.shared import CELLS, PICTURE_FRAMES, STAGES, Board
from rtmusic.status import LOOP_STATES, LoopStatus, Recalled, Status
from rtmusic.timeline import Timeline
from rtmusic.transport import Transport, beat_on
from rtmusic.units import Geometry, decibels


def newest(kept: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """The newest entries of a ring of measurements on the board, of `count` that were ever made."""
    return kept[: min(count, len(kept))].copy()


def latency_ms(board: Board, g: Geometry, panel: Panel, timeline: Timeline) -> dict[str, float]:
    """From your playing to your ear, part by part."""
    rounds = int(board.rounds[0])
    block = g.milliseconds(int(board.block_samples[0]))
    if panel.mode == "codec":  # a hop is placed at a fixed delay, which holds the frame, the models and a margin
        through = g.milliseconds(int(board.dry_delay_samples[0]))
        return {name: round(ms, 3) for name, ms in (("input_block", block), ("codec", through))}
    parts = {
        "input_block": block,
        "codec_frame": g.milliseconds(g.hop_samples),
        "codec_overlap": g.milliseconds(g.delay_samples),
        "commit_wait": g.milliseconds(panel.int("commit") * g.hop_samples) / 2,
        "guard": g.milliseconds(timeline.guard),
        "output_block": block,
    }
    if rounds:
        parts["round"] = float(np.median(newest(board.round_ms, rounds)))
        parts |= {stage: float(ms) for stage, ms in zip(STAGES, board.stage_ms, strict=True)}
    return {name: round(ms, 3) for name, ms in parts.items()}


def knob_to_ear_ms(board: Board, g: Geometry) -> dict[str, float]:
    """From a turned knob to the sound that obeys it: estimated over all rounds, and measured for turned knobs.

    A knob turned at a random moment makes a round as soon as the last one is over for long enough, or waits for the
    next; that changes samples from its reach on, and a block of the device comes on top.
    """
    rounds, turned = int(board.rounds[0]), int(board.knobs_turned[0])
    device = g.milliseconds(int(board.block_samples[0]))
    figures: dict[str, float] = {}
    reach, apart = newest(board.reach_ms, rounds), newest(board.apart_ms, rounds)
    rested = np.minimum(apart, newest(board.round_ms, rounds) / BUSY)
    told = np.isfinite(reach)
    if told.any():
        moments = apart[told, None] * (np.arange(8) + 0.5) / 8  # after the last round began
        waits = (reach[told, None] + np.maximum(0.0, rested[told, None] - moments)).ravel() + device
        figures |= {f"p{p}": float(np.percentile(waits, p)) for p in (50, 90, 99)}
    if turned:
        measured = newest(board.knob_ms, turned) + device
        figures |= {f"measured_p{p}": float(np.percentile(measured, p)) for p in (50, 90, 99)}
        figures["measured_turns"] = turned
    return {name: round(ms, 2) for name, ms in figures.items()}


def round_ms(board: Board) -> dict[str, float]:
    """How long the newest rounds took; nothing before the first."""
    times = newest(board.round_ms, int(board.rounds[0]))
    if not len(times):
        return {}
    return {f"p{p}": float(np.percentile(times, p)) for p in (50, 90, 99)} | {"max": float(times.max())}


def loops_status(board: Board, g: Geometry, playhead: int, store: LoopStore) -> tuple[LoopStatus, ...]:
    """Where the loops stand."""
    places = zip(board.loop_state.tolist(), board.loop_start.tolist(), board.loop_length.tolist(), strict=True)
    stand = (
        turning.status(layers, g, LOOP_STATES[state], start, length, playhead)
        for layers, (state, start, length) in zip(store.loops, places, strict=True)
    )
    return tuple(replace(status, notice=notice(board, loop)) for loop, status in enumerate(stand))


def restarts(board: Board) -> int:
    """How often a process had to be started again."""
    return int(board.model_restarts[0] + board.sound_restarts[0] + board.main_restarts[0])


def glitches(board: Board) -> int:
    """What a listener could hear: torn seams, and silences while the sound process was started again."""
    return int(board.torn_seams[0] + board.sound_restarts[0]) + int(board.wrong_samples[0] > 0)


def status(
    board: Board, g: Geometry, panel: Panel, timeline: Timeline, store: LoopStore, alive: tuple[bool, bool]
) -> Status:
    """Everything at one moment, for who looks at the instrument.

    Args:
        alive: the sound process and the model process.
    """
    playhead, rounds = timeline.playhead, int(board.rounds[0])
    turn, turn_bars = whose_turn(board, g, panel, playhead)
    loops = loops_status(board, g, playhead, store)
    return Status(
        at_s=g.seconds(playhead),
        mode=panel.mode,
        sound_alive=alive[0],
        model_alive=alive[1],
        input_db=decibels(float(board.input_peak[0])),
        output_db=decibels(float(board.output_peak[0])),
        committed_s=max(0.0, g.seconds(int(board.committed_until[0]) - playhead)),
        drafted_s=max(0.0, g.seconds(int(board.drafted_until[0]) - playhead)),
        loops=loops,
        selected=shown(panel.values),
        masks=tuple(
            tuple(picture[: min(PICTURE_FRAMES, frames)].tolist())
            for picture, frames in zip(board.picture, board.picture_frames.tolist(), strict=True)
        ),
        rounds=rounds,
        late_rounds=int(board.late_rounds[0]),
        rung=RUNGS[int(board.rung[0])],
        round_ms=float(board.round_ms[(rounds - 1) % len(board.round_ms)]) if rounds else 0.0,
        audible_glitches=glitches(board),
        repeated_bars=timeline.repeats,
        device_flags=int(board.flags.sum()),
        model_load=float(board.model_load[0]),
        sound_load=float(board.sound_load[0]),
        restarts=restarts(board),
        bpm=float(board.bpm[0]) or panel["tempo"],
        beat=beat_on(board.clock.tolist(), playhead, g.sample_rate) % panel.int("beats"),
        latency_ms=latency_ms(board, g, panel, timeline),
        recalled=recalled(board, g),
        turn=turn,
        turn_bars=turn_bars,
        tokens=tuple(
            tuple(row[: min(PICTURE_FRAMES, frames)].tolist())
            for row, frames in zip(board.tokens, board.picture_frames.tolist(), strict=True)
        ),
        cells=tuple(cells(board, g, loop, at) for loop, at in enumerate(loops)),
        seams=tuple(seam(board, g, loop, at.reversed) for loop, at in enumerate(loops)),
    )


def cells(board: Board, g: Geometry, loop: int, at: LoopStatus) -> tuple[int, ...]:
    """A turn of a loop as cells, in the order in which they are heard, see `outlook.heard_next`; none where nothing is
    known of it.
    """
    count, length, edge = int(board.cell_count[loop]), int(board.loop_length[loop]), int(board.edge[loop])
    if not count or not length:
        return ()
    position = g.samples(at.position_s)
    now = at.passes * length + position
    if not now <= edge <= now + length:  # nothing was written since, or the loop was begun anew
        edge = now
    row = heard_next(board.cells[loop, :, : min(CELLS, count)], edge, position, length, at.reversed)
    return tuple(row.tolist())


def seam(board: Board, g: Geometry, loop: int, backwards: bool) -> tuple[float, float]:
    """Seconds of a loop's turn, as it is heard, at which what was laid in last begins and ends; both cross-faded."""
    (first, samples), length = board.laid[loop].tolist(), int(board.loop_length[loop])
    if not samples or not length:
        return 0.0, 0.0
    begins = (length - first - samples if backwards else first) % length
    return g.seconds(begins), g.seconds((begins + samples) % length)


def whose_turn(board: Board, g: Geometry, panel: Panel, playhead: int) -> tuple[str, float]:
    """What the machine does in a call and answer, and for how many bars yet; ("", 0) where nobody takes turns."""
    sample, beat, bpm, _ = board.clock.tolist()
    transport = Transport(g.sample_rate, beats=panel.int("beats"))
    transport.restore(sample, beat, bpm or transport.bpm)
    dialogue = Dialogue.of(transport, panel)
    if dialogue is None or panel.mode != "follow":
        return "", 0.0
    answers, bars = dialogue.turn(playhead)
    return "answers" if answers else "listens", bars


def recalled(board: Board, g: Geometry) -> Recalled:
    """What of the evening is played again."""
    number, played, protected, share, moments = board.recalled.tolist()
    return Recalled(int(number), g.seconds(int(played)), bool(protected), share, int(moments))
