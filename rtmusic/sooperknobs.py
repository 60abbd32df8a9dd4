"""SooperLooper's controls: what that looper would say of loops that stand as ours do.

Some stand still here, as its own would if nobody touched them (`FIXED`): they can be read, and set to what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from rtmusic.knobs import KNOBS, LOOPS, shown
from rtmusic.midislb import OF_A_LOOP, SHARES
from rtmusic.oscaddresses import SELECTED_LOOP, Picture
from rtmusic.oscwire import RefusedError
from rtmusic.seams import FADE_SAMPLES
from rtmusic.status import LoopStatus
from rtmusic.units import gain

GLOBAL = -2  # in place of a loop's number
STATES: Mapping[str, int] = {
    **{"empty": 0, "waiting": 1, "recording": 2, "closing": 3, "playing": 4, "overdubbing": 5, "multiplying": 6},
    **{"inserting": 7, "replacing": 8, "substituting": 13, "paused": 14},
}
MUTED, ONCE, OFF_MUTED = 10, 12, 20
NEXT: Mapping[str, int] = {  # the state that a command leads to which waits for the grid
    **{"overdub": 5, "multiply": 6, "insert": 7, "replace": 8, "mute": 10, "oneshot": 12, "substitute": 13},
    **{"pause": 14},
}
TOTAL_S = 118.0  # what a loop has room for
FIXED: Mapping[str, float] = {
    **{"input_gain": 1.0, "redo_is_tap": 0.0, "playback_sync": 0.0, "use_safety_feedback": 0.0},
    **{"use_feedback_play": 0.0, "use_rate": 0.0, "channel_count": 2.0, "fade_samples": float(FADE_SAMPLES)},
    **{"use_common_ins": 1.0, "use_common_outs": 1.0, "has_discrete_io": 0.0, "discrete_prefader": 0.0},
    **{"input_latency": 0.0, "output_latency": 0.0, "trigger_latency": 0.0, "autoset_latency": 1.0},
    **{"round_integer_tempo": 0.0, "jack_timebase_master": 0.0, "scratch_pos": 0.0, "delay_trigger": 0.0},
    **{"pan_2": 0.5, "pan_3": 0.5, "pan_4": 0.5, "total_time": TOTAL_S},
}
QUANTIZED = ("mute_quantized", "overdub_quantized", "replace_quantized")  # knobs of the same names
GLOBAL_FIXED: Mapping[str, float] = {
    **{"sync_source": -3.0, "smart_eighths": 0.0, "input_gain": 1.0, "send_midi_start_on_trigger": 0.0},
    **{"output_midi_clock": 0.0, "use_midi_start": 0.0, "use_midi_stop": 0.0, "auto_disable_latency": 0.0},
}
QUANTIZE = {0.0: 0.0, 1.0: 2.0, 2.0: 3.0, 3.0: 4.0}  # off, cycle, 8th, loop → off, bar, 8th, loop
_QUANTIZED = {0.0: 0.0, 1.0: 2.0, 2.0: 1.0, 3.0: 2.0, 4.0: 3.0}  # and back, of which a beat is nearest to an 8th


def state_number(loops: Sequence[LoopStatus], number: int) -> int:
    """A loop's state as SooperLooper numbers it: who falls silent because another one is solo is muted there."""
    loop = loops[number]
    unheard = loop.muted or (not loop.solo and loop.state != "empty" and any(other.solo for other in loops))
    if loop.state == "playing":
        return MUTED if unheard else ONCE if loop.once else STATES["playing"]
    return OFF_MUTED if unheard and loop.state == "empty" else STATES[loop.state]


def _next_state(loops: Sequence[LoopStatus], number: int) -> float:
    loop, now = loops[number], state_number(loops, number)
    if loop.next:
        state = NEXT.get(loop.next, STATES["playing"])
        return float(STATES["playing"] if state == now else state)  # who stands there already leaves it
    return {"waiting": 2.0, "closing": 4.0}.get(loop.state, -1.0)


def _bar_s(now: Picture) -> float:
    return 60.0 / now.status.bpm * now.panel["beats"] if now.status.bpm > 0 else 0.0


def _length_s(loop: LoopStatus) -> float:
    """While it is recorded a loop grows."""
    return loop.taken_s if loop.state in ("recording", "closing") else loop.length_s


def _position_s(loop: LoopStatus) -> float:
    """Where in the loop as it was recorded; backwards it goes down."""
    if loop.state in ("recording", "closing"):
        return loop.taken_s
    return (loop.length_s - loop.position_s) % loop.length_s if loop.reversed and loop.length_s else loop.position_s


def _cycle_s(now: Picture, loop: int) -> float:
    length_s = _length_s(now.status.loops[loop])
    return min(length_s, _bar_s(now)) if 0 < now.panel["quantize"] < 4 else length_s


def _of(read: Callable[[LoopStatus], float]) -> Callable[[Picture, int], float]:
    return lambda now, loop: read(now.status.loops[loop])


def _own(name: str) -> Callable[[Picture, int], float]:
    return lambda now, loop: now.panel[f"loop_{loop}_{name}"]


def _share(name: str) -> Callable[[Picture, int], float]:
    return lambda now, loop: KNOBS[name].to_unit(now.panel[f"loop_{loop}_{name}"])


def _standing(name: str) -> Callable[[Picture, int], float]:
    return lambda now, loop: now.panel[name]


# What can be read of a loop, and of all of it.
CONTROLS: Mapping[str, Callable[[Picture, int], float]] = {
    "state": lambda now, loop: float(state_number(now.status.loops, loop)),
    "next_state": lambda now, loop: _next_state(now.status.loops, loop),
    "waiting": _of(lambda loop: float(bool(loop.next) or loop.awaits_beat)),
    "loop_len": _of(_length_s),
    "loop_pos": _of(_position_s),
    "is_soloed": _of(lambda loop: float(loop.solo)),
    "cycle_len": _cycle_s,
    "free_time": _of(lambda loop: max(0.0, TOTAL_S - _length_s(loop))),
    "in_peak_meter": lambda now, loop: gain(now.status.input_db),
    "out_peak_meter": lambda now, loop: gain(now.status.output_db),
    "wet": lambda now, loop: gain(now.panel[f"loop_{loop}_level"]),
    "dry": lambda now, loop: gain(now.panel["dry"]),
    "rec_thresh": lambda now, loop: gain(now.panel[f"loop_{loop}_threshold"]),
    **{name: _share(ours) for name, ours in SHARES.items()},
    "quantize": lambda now, loop: _QUANTIZED[now.panel["quantize"]],
    "sync": lambda now, loop: float(now.panel.on("quantize")),
    "rate_output": lambda now, loop: now.panel[f"loop_{loop}_rate"] * (-1 if now.status.loops[loop].reversed else 1),
    **{name: _own(ours) for name, ours in OF_A_LOOP.items()},
    **{name: _standing(name) for name in QUANTIZED},
    **{name: partial(lambda value, now, loop: value, value) for name, value in FIXED.items()},
}
GLOBALS: Mapping[str, Callable[[Picture], float]] = {
    "tempo": lambda now: now.status.bpm,
    "eighth_per_cycle": lambda now: now.panel["beats"] * 2,
    "wet": lambda now: gain(now.panel["wet"]),
    "dry": lambda now: gain(now.panel["dry"]),
    "selected_loop_num": lambda now: -1.0 if now.panel.int("select") == LOOPS else float(shown(now.panel.values)),
    "global_cycle_len": _bar_s,
    "global_cycle_pos": lambda now: now.status.beat * 60.0 / now.status.bpm if now.status.bpm > 0 else 0.0,
    "in_peak_meter": lambda now: gain(now.status.input_db),
    "out_peak_meter": lambda now: gain(now.status.output_db),
    "tap_tempo": lambda now: 0.0,  # any value taps
    **{name: partial(lambda value, now: value, value) for name, value in GLOBAL_FIXED.items()},
}


def reader(number: int, control: str) -> Callable[[Picture], float]:
    """What reads a control of a loop, of the selected one, or of everything (GLOBAL).

    Raises:
        RefusedError: there is no such control.
    """
    if number == GLOBAL and control in GLOBALS:
        return GLOBALS[control]
    if number == GLOBAL or control not in CONTROLS:
        there = GLOBALS if number == GLOBAL else CONTROLS
        raise RefusedError(f"there is no control {control[:80]!r} here; there are " + ", ".join(there))

    def read(now: Picture) -> float:
        loop = shown(now.panel.values) if number == SELECTED_LOOP else max(0, number)  # a status is older
        return CONTROLS[control](now, loop)

    return read
