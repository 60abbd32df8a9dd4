"""An evening on which nothing happens that should not, as `rtmusic.soak` tells it: for tests to spoil."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from rtmusic.endurance import Slice
from rtmusic.footprint import PARTS
from rtmusic.soak import Watched, clock, growth, judge


def evening(scenes: int = 12) -> list[Watched]:
    """Scenes of two minutes, in which nothing happens that should not."""
    calm = Watched(
        Slice("stream", 0.0, 1500, 26.0, 30.0, 250.0, -20.0, -60.0, 0.5),
        120.0,
        {"control": 100.0, "model": 130.0, "sound": 20.0},
        dict.fromkeys(PARTS, 0.1),
        round_cpu_ms=27.0,
        late_rounds=1,
        glitches=0,
        repeated_bars=0,
        restarts=0,
        flags={"input overflow": 2},
        unheard_s=0.0,
        stream_moved=-300.0,
        input_moved=0,
    )
    return [
        replace(
            calm,
            played=replace(calm.played, mode=("stream", "loop", "follow")[i % 3], from_h=i / 30),
            own_mb=dict(calm.own_mb),
        )
        for i in range(scenes)
    ]


def as_found(slices: list[Watched]) -> dict[str, Any]:
    """What `soak` returns of these scenes."""
    failures = list(judge(slices))
    return {
        "passed": not failures,
        "failures": failures,
        "hours": sum(piece.seconds for piece in slices) / 3600,
        "interrupted": False,
        "growth": growth(slices),
        "clock": clock(slices),
        "slices": [asdict(piece) for piece in slices],
        "settings": [],
        "server": {"driver": "dummy", "rate": 48_000, "period": 256},
        "machine": {"processor": "Abacus", "cores": 2},
    }
